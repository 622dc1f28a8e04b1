//! What changed between two locks: all that `diff` and the summary of a pull request say. The
//! base is never built again.

use crate::diag::Severity;
use crate::merge::ConflictKind;
use crate::review::{ConflictId, ConflictState, DecisionState, EventId, Lock, LockConflict};
use crate::review::{LockEvent, LockFinding};
use crate::text::ArticleId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The changes from a base to a head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Delta {
    /// Articles.
    pub articles: Articles,
    /// Events.
    pub events: Events,
    /// Conflicts.
    pub conflicts: Conflicts,
    /// Decisions.
    pub decisions: Decisions,
    /// Findings that are no conflicts.
    pub findings: Findings,
}

/// Articles that came, changed or went, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Articles {
    /// Not in the base.
    pub added: Vec<ArticleId>,
    /// With other bytes.
    pub changed: Vec<ArticleId>,
    /// Not in the head.
    pub removed: Vec<ArticleId>,
    /// How many of those added share an origin with an article that was there, or with
    /// another one added.
    pub copies: usize,
    /// How many origins came that the base did not have.
    pub new_origins: usize,
}

/// Events that came, changed or went, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Events {
    /// Not in the base, or gone there.
    pub new: Vec<EventState>,
    /// In both, and not the same.
    pub changed: Vec<EventChange>,
    /// Gone since, or merged into another.
    pub gone: Vec<EventState>,
}

/// An event as a lock has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventState {
    /// Its id.
    pub id: EventId,
    /// Its title.
    pub title: String,
    /// Its date as EDTF.
    pub date: Option<String>,
    /// Its articles.
    pub articles: Vec<ArticleId>,
    /// Their independent origins.
    pub origins: usize,
    /// The event that it was merged into.
    pub into: Option<EventId>,
}

/// What changed of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventChange {
    /// The event as it is.
    pub event: EventState,
    /// Its date, where it is another.
    pub date: Option<FromTo>,
    /// Its title, where it is another.
    pub title: Option<FromTo>,
    /// Articles that tell it now and did not.
    pub articles_added: Vec<ArticleId>,
    /// Articles that told it and do no more.
    pub articles_removed: Vec<ArticleId>,
}

/// A value that became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FromTo {
    /// In the base.
    pub from: Option<String>,
    /// In the head.
    pub to: Option<String>,
}

/// Conflicts that came, were settled or went, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Conflicts {
    /// Nobody settled them, and the base did not have them, or not with these values.
    pub new: Vec<ConflictNews>,
    /// Settled since.
    pub settled: Vec<ConflictNews>,
    /// Open in the base, and there no more.
    pub gone: Vec<ConflictNews>,
}

/// A conflict as a lock has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConflictNews {
    /// Its id.
    pub id: ConflictId,
    /// What sort.
    pub kind: ConflictKind,
    /// How bad.
    pub severity: Severity,
    /// The values, those that settled it too.
    pub sides: Vec<SideCount>,
    /// What became of it.
    pub state: ConflictState,
    /// Its events.
    pub events: Vec<EventState>,
}

/// A value and how many independent origins give it, where a lock can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideCount {
    /// The value.
    pub value: String,
    /// Independent origins.
    pub origins: Option<usize>,
}

/// Decisions whose state changed, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    /// Not in the base.
    pub new: Vec<String>,
    /// To be reviewed since.
    pub to_review: Vec<String>,
    /// Orphaned, contradicted or expired since.
    pub void: Vec<String>,
    /// Not in the head.
    pub removed: Vec<String>,
}

/// Findings that are no conflicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Not in the base.
    pub new: Vec<LockFinding>,
    /// Not in the head.
    pub gone: Vec<LockFinding>,
}

impl Delta {
    /// What changed from `base` to `head`.
    pub fn between(base: &Lock, head: &Lock) -> Delta {
        let (before, after) = (View::new(base), View::new(head));
        Delta {
            articles: articles(base, head),
            events: events(&before, &after),
            conflicts: conflicts(&before, &after),
            decisions: decisions(base, head),
            findings: Findings {
                new: missing(&head.findings, &base.findings),
                gone: missing(&base.findings, &head.findings),
            },
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Delta::default()
    }
}

/// A lock with its lookups.
struct View<'a> {
    lock: &'a Lock,
    /// Living events by mention.
    by_mention: BTreeMap<&'a str, &'a EventId>,
}

impl<'a> View<'a> {
    fn new(lock: &'a Lock) -> View<'a> {
        let living = lock.events.iter().filter(|(_, entry)| lives(entry));
        let by_mention = living
            .flat_map(|(id, entry)| entry.mentions.iter().map(move |m| (m.0.as_str(), id)))
            .collect();
        View { lock, by_mention }
    }

    fn event(&self, id: &EventId, entry: &LockEvent) -> EventState {
        let mut articles: Vec<ArticleId> = entry
            .mentions
            .iter()
            .filter_map(|mention| Some(self.lock.mentions.get(mention)?.article.clone()))
            .collect();
        articles.sort();
        articles.dedup();
        EventState {
            id: id.clone(),
            title: entry.title.clone(),
            date: entry.date.clone(),
            origins: self.origins(articles.iter()),
            articles,
            into: entry.into.clone(),
        }
    }

    /// The number of origins of some articles.
    fn origins<'b>(&self, articles: impl Iterator<Item = &'b ArticleId>) -> usize {
        let group = |id| self.lock.articles.get(id).map(|article| article.origin_group);
        articles.filter_map(group).collect::<BTreeSet<u32>>().len()
    }

    fn conflict(&self, id: &ConflictId, entry: &LockConflict) -> ConflictNews {
        let events: BTreeSet<&EventId> = entry
            .mentions
            .iter()
            .filter_map(|mention| self.by_mention.get(mention.0.as_str()).copied())
            .collect();
        let sides = entry.fingerprint.split('|').map(|value| {
            let says = |mention: &&crate::mention::MentionId| {
                self.lock.mentions.get(*mention).is_some_and(|m| m.value.as_deref() == Some(value))
            };
            let articles: Vec<&ArticleId> = entry
                .mentions
                .iter()
                .filter(says)
                .filter_map(|mention| Some(&self.lock.mentions.get(mention)?.article))
                .collect();
            let origins = (!articles.is_empty()).then(|| self.origins(articles.into_iter()));
            SideCount { value: value.to_owned(), origins }
        });
        ConflictNews {
            id: id.clone(),
            kind: entry.kind,
            severity: entry.severity,
            sides: sides.collect(),
            state: entry.state,
            events: events
                .into_iter()
                .map(|event| self.event(event, &self.lock.events[event]))
                .collect(),
        }
    }
}

fn lives(entry: &LockEvent) -> bool {
    !entry.gone && entry.into.is_none()
}

fn articles(base: &Lock, head: &Lock) -> Articles {
    let keys = |of: &Lock, not_in: &Lock| -> Vec<ArticleId> {
        of.articles.keys().filter(|id| !not_in.articles.contains_key(*id)).cloned().collect()
    };
    let added = keys(head, base);
    let changed = head.articles.iter().filter(|(id, article)| {
        base.articles.get(*id).is_some_and(|before| before.sha256 != article.sha256)
    });
    let group = |id: &ArticleId| head.articles[id].origin_group;
    let old: BTreeSet<u32> =
        head.articles.keys().filter(|id| base.articles.contains_key(*id)).map(group).collect();
    let fresh: BTreeSet<u32> = added.iter().map(group).filter(|g| !old.contains(g)).collect();
    Articles {
        changed: changed.map(|(id, _)| id.clone()).collect(),
        removed: keys(base, head),
        copies: added.len() - fresh.len(),
        new_origins: fresh.len(),
        added,
    }
}

fn events(before: &View<'_>, after: &View<'_>) -> Events {
    let mut found = Events::default();
    for (id, entry) in after.lock.events.iter().filter(|(_, entry)| lives(entry)) {
        let now = after.event(id, entry);
        let Some(old) = before.lock.events.get(id).filter(|old| lives(old)) else {
            found.new.push(now);
            continue;
        };
        let was = before.event(id, old);
        let less = |a: &[ArticleId], b: &[ArticleId]| -> Vec<ArticleId> {
            a.iter().filter(|id| !b.contains(id)).cloned().collect()
        };
        let from_to = |from: Option<String>, to: &Option<String>| {
            (from != *to).then(|| FromTo { from, to: to.clone() })
        };
        let change = EventChange {
            date: from_to(was.date, &now.date),
            title: from_to(Some(was.title), &Some(now.title.clone())),
            articles_added: less(&now.articles, &was.articles),
            articles_removed: less(&was.articles, &now.articles),
            event: now,
        };
        let same = change.date.is_none()
            && change.title.is_none()
            && change.articles_added.is_empty()
            && change.articles_removed.is_empty();
        if !same {
            found.changed.push(change);
        }
    }
    for (id, entry) in before.lock.events.iter().filter(|(_, entry)| lives(entry)) {
        let now = after.lock.events.get(id);
        if !now.is_some_and(lives) {
            let into = now.and_then(|now| now.into.clone());
            found.gone.push(EventState { into, ..before.event(id, entry) });
        }
    }
    found
}

fn conflicts(before: &View<'_>, after: &View<'_>) -> Conflicts {
    let open =
        |entry: &LockConflict| matches!(entry.state, ConflictState::Open | ConflictState::ToReview);
    let mut found = Conflicts::default();
    for (id, entry) in &after.lock.conflicts {
        let old = before.lock.conflicts.get(id);
        let known = old.is_some_and(|old| old.fingerprint == entry.fingerprint);
        if open(entry) {
            if !known {
                found.new.push(after.conflict(id, entry));
            }
        } else if old.is_none_or(open) {
            found.settled.push(after.conflict(id, entry));
        }
    }
    for (id, entry) in &before.lock.conflicts {
        if open(entry) && !after.lock.conflicts.contains_key(id) {
            found.gone.push(before.conflict(id, entry));
        }
    }
    found
}

fn decisions(base: &Lock, head: &Lock) -> Decisions {
    let ids = |of: &Lock, not_in: &Lock| -> Vec<String> {
        of.decisions.keys().filter(|id| !not_in.decisions.contains_key(*id)).cloned().collect()
    };
    let since = |wanted: &[DecisionState]| -> Vec<String> {
        let now = head.decisions.iter().filter(|(_, state)| wanted.contains(state));
        let before = |id| base.decisions.get(id);
        now.filter(|(id, state)| before(*id) != Some(*state)).map(|(id, _)| id.clone()).collect()
    };
    Decisions {
        new: ids(head, base),
        to_review: since(&[DecisionState::ToReview]),
        void: since(&[
            DecisionState::Orphaned,
            DecisionState::Contradicted,
            DecisionState::Expired,
        ]),
        removed: ids(base, head),
    }
}

/// Those of `these` that are not among `those`; both sorted.
fn missing(these: &[LockFinding], those: &[LockFinding]) -> Vec<LockFinding> {
    let key = |f: &LockFinding| (f.rule, f.fingerprint.clone());
    let known: BTreeSet<_> = those.iter().map(key).collect();
    these.iter().filter(|finding| !known.contains(&key(finding))).cloned().collect()
}
