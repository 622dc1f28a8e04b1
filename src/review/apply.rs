//! Decisions after merging: identities, values that an editor chose, conflicts that are
//! settled, and what the lock remembers of it all.

use super::identity::{self, Identity, folded_sentence};
use super::states::Judge;
use super::{
    Change, ConflictState, Decision, DecisionState, EventId, Lock, LockArticle, LockConflict,
    LockEvent, LockMention, MentionRef, Resolved, ReviewedDecision, Timeline, TimelineConflict,
    TimelineEvent, Tombstone, Verb,
};
use crate::diag::{Note, Noted};
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::{ConflictKind, DateStatus, Event, Merged, Relation};
use crate::text::ArticleId;
use crate::timex::{Day, TimeValue};
use std::collections::{BTreeMap, BTreeSet};

/// The stamp where nothing gives a date.
const NO_DATE: &str = "1970-01-01";

/// What a timeline shows, and the day against which decisions expire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyConfig {
    /// Events that end before this day are listed, not told.
    pub from: Option<Day>,
    /// Events that begin after this day are listed, not told.
    pub to: Option<Day>,
    /// Events below this salience are listed, not told.
    pub min_salience: i64,
    /// The day of `--date`, else the newest date of articles and decisions.
    pub today: Option<Day>,
}

/// Makes the timeline of what merging found and what editors decided, and the lock that
/// remembers it. Notes tell decisions that are to be reviewed, orphaned or contradicted.
pub fn apply(
    merged: Merged,
    articles: &[AnnotatedArticle],
    decisions: &[Decision],
    resolved: &Resolved,
    lock: &Lock,
    config: &ApplyConfig,
) -> Noted<(Timeline, Lock)> {
    let mended = identity::mended(articles, lock);
    let identities = identity::events(&merged, lock, &mended);
    let mut timeline = assemble(merged, articles, identities.clone(), lock, &mended, config);
    let notes = settle(&mut timeline, articles, decisions, resolved, &mended, config);
    let lock = remember(&timeline, articles, &identities, lock, &mended);
    Noted { value: (timeline, lock), notes }
}

/// The timeline before decisions: events sorted by id, indices renumbered.
fn assemble(
    merged: Merged,
    articles: &[AnnotatedArticle],
    identities: Vec<Identity>,
    lock: &Lock,
    mended: &BTreeMap<MentionId, MentionId>,
    config: &ApplyConfig,
) -> Timeline {
    let conflict_ids = identity::conflicts(&merged.conflicts, lock, mended);
    let mut order: Vec<usize> = (0..merged.events.len()).collect();
    order.sort_by(|a, b| identities[*a].id.cmp(&identities[*b].id));
    let mut position = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        position[*old] = new;
    }
    let by_id: BTreeMap<&EventId, usize> =
        identities.iter().enumerate().map(|(old, i)| (&i.id, position[old])).collect();

    let mut conflicts: Vec<TimelineConflict> = merged
        .conflicts
        .into_iter()
        .zip(conflict_ids)
        .map(|(mut conflict, id)| {
            for event in &mut conflict.events {
                *event = position[*event];
            }
            conflict.events.sort_unstable();
            TimelineConflict { id, conflict, state: ConflictState::Open, decision: None }
        })
        .collect();
    conflicts.sort_by(|a, b| a.id.cmp(&b.id));

    let mut places: BTreeMap<MentionId, MentionRef> = BTreeMap::new();
    for (a, article) in articles.iter().enumerate() {
        for (m, mention) in article.mentions.iter().enumerate() {
            places.insert(mention.id.clone(), MentionRef { article: a, mention: m, event: None });
        }
    }
    let mut slots: Vec<Option<Event>> = merged.events.into_iter().map(Some).collect();
    let mut events = Vec::with_capacity(slots.len());
    for (new, old) in order.into_iter().enumerate() {
        let mut event = slots[old].take().expect("an order names every event once");
        for (other, _) in &mut event.related {
            *other = position[*other];
        }
        let identity = &identities[old];
        if let Some(from) = identity.split_from.as_ref().and_then(|id| by_id.get(id)) {
            event.related.push((*from, Relation::SplitFrom));
        }
        event.related.sort_unstable();
        event.related.dedup();
        for id in &event.mentions {
            if let Some(place) = places.get_mut(id) {
                place.event = Some(new);
            }
        }
        let mut aliases: BTreeSet<EventId> = identity.merged.iter().cloned().collect();
        for id in identity.merged.iter().chain([&identity.id]) {
            aliases.extend(lock.events.get(id).into_iter().flat_map(|e| e.aliases.clone()));
        }
        // An event that was merged away and came back leads to itself.
        aliases.retain(|id| !by_id.contains_key(id));
        let born = match lock.events.get(&identity.id) {
            Some(entry) => entry.born.clone(),
            None => newest(&event, &places, articles),
        };
        let ids = conflicts.iter().filter(|c| c.conflict.events.contains(&new));
        let conflicts = ids.map(|c| c.id.clone()).collect();
        let out_of_range = event.date.end.zip(config.from).is_some_and(|(end, from)| end < from)
            || event.date.begin.zip(config.to).is_some_and(|(begin, to)| begin > to);
        let left_out = out_of_range || event.salience < config.min_salience;
        events.push(TimelineEvent {
            id: identity.id.clone(),
            aliases: aliases.into_iter().collect(),
            born,
            event,
            conflicts,
            decisions: Vec::new(),
            pinned: false,
            hidden: false,
            left_out,
        });
    }
    let tombstones = tombstones(&events, lock);
    Timeline {
        events,
        mentions: places,
        conflicts,
        copies: merged.copies,
        origins: merged.origins,
        undated: merged.undated,
        decisions: Vec::new(),
        tombstones,
    }
}

/// Events of the lock that no event of today is, or leads to.
fn tombstones(events: &[TimelineEvent], lock: &Lock) -> Vec<Tombstone> {
    let alive: BTreeSet<&EventId> =
        events.iter().flat_map(|event| event.aliases.iter().chain([&event.id])).collect();
    lock.events
        .iter()
        .filter(|(id, _)| !alive.contains(id))
        .map(|(id, entry)| Tombstone {
            id: id.clone(),
            title: entry.title.clone(),
            date: entry.date.clone(),
        })
        .collect()
}

/// The newest day of publication among an event's articles.
fn newest(
    event: &Event,
    places: &BTreeMap<MentionId, MentionRef>,
    articles: &[AnnotatedArticle],
) -> String {
    event
        .mentions
        .iter()
        .filter_map(|id| articles[places.get(id)?.article].article.dct())
        .map(|dct| dct.day)
        .max()
        .map_or_else(|| NO_DATE.to_owned(), |day| day.to_string())
}

/// Applies decisions to events and conflicts, in the order of [`Verb::ALL`], and tells what
/// became of each.
fn settle(
    timeline: &mut Timeline,
    articles: &[AnnotatedArticle],
    decisions: &[Decision],
    resolved: &Resolved,
    mended: &BTreeMap<MentionId, MentionId>,
    config: &ApplyConfig,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut events: BTreeMap<String, usize> = BTreeMap::new();
    for (index, event) in timeline.events.iter().enumerate() {
        events.extend(event.aliases.iter().chain([&event.id]).map(|id| (id.0.clone(), index)));
    }
    let conflicts: BTreeMap<String, usize> =
        timeline.conflicts.iter().enumerate().map(|(i, c)| (c.id.0.clone(), i)).collect();
    let known_articles: BTreeSet<&ArticleId> = articles.iter().map(|a| &a.article.id).collect();
    let mut ordered: Vec<&Decision> = decisions.iter().collect();
    ordered.sort_by_key(|d| (Verb::ALL.iter().position(|v| *v == d.verb), &d.id));

    for decision in ordered {
        let verb = decision.verb.as_str();
        let base = [("id", decision.id.as_str()), ("verb", verb)];
        let mut say = |rule: &str, more: &[(&str, &str)]| {
            notes.push(Note::new(rule, None, &[&base[..], more].concat()));
        };
        if decision.verb.wants_reason() && decision.reason.is_empty() {
            say("FR-D305", &[]);
        }
        let expired = decision.expires.zip(config.today).is_some_and(|(end, now)| end < now);
        let target_events: Vec<usize> = decision
            .targets
            .iter()
            .filter_map(|t| {
                let through =
                    conflicts.get(t).map(|c| timeline.conflicts[*c].conflict.events.clone());
                events.get(t).map(|e| vec![*e]).or(through)
            })
            .flatten()
            .collect();
        let missing = decision.targets.iter().find(|target| {
            let mention = MentionId(target.to_string());
            let mention = mended.get(&mention).unwrap_or(&mention);
            match decision.verb {
                Verb::Alias => false,
                Verb::AnchorArticle | Verb::IgnoreArticle => {
                    !known_articles.iter().any(|id| id.as_str() == target.as_str())
                }
                // What was left out of the articles is not among the mentions: the lock has it.
                Verb::IgnoreMention => false,
                _ => {
                    !events.contains_key(*target)
                        && !conflicts.contains_key(*target)
                        && !timeline.mentions.contains_key(mention)
                }
            }
        });
        let (state, why) = if expired {
            let date = decision.expires.map(|day| day.to_string()).unwrap_or_default();
            say("FR-D304", &[("date", &date)]);
            (DecisionState::Expired, String::new())
        } else if let Some(other) = resolved.contradictions.get(&decision.id) {
            if decision.id < *other {
                say("FR-D303", &[("other", other)]);
            }
            (DecisionState::Contradicted, other.clone())
        } else if let Some(target) = missing {
            say("FR-D302", &[("target", target)]);
            (DecisionState::Orphaned, target.clone())
        } else {
            let settled: Vec<usize> = (0..timeline.conflicts.len())
                .filter(|i| {
                    let c = &timeline.conflicts[*i];
                    let named = decision.targets.iter().any(|t| *t == c.id.0);
                    let event = c.conflict.events.iter().any(|e| target_events.contains(e));
                    let by_event = !decision.targets.iter().any(|t| t.starts_with("c-")) && event;
                    match decision.verb {
                        Verb::PickDate => (named || by_event) && is_about_date(c.conflict.kind),
                        Verb::PickValue => {
                            named || by_event && c.conflict.kind == ConflictKind::Figure
                        }
                        Verb::LeaveOpen | Verb::Dismiss => named || by_event,
                        _ => false,
                    }
                })
                .collect();
            let judge = Judge { timeline, articles, mended };
            let event = target_events.first().copied();
            let mut verdict = judge.state(decision, event, None);
            for index in &settled {
                let other =
                    judge.state(decision, event, Some(&timeline.conflicts[*index].conflict));
                if other.0 == DecisionState::ToReview {
                    verdict = other;
                }
            }
            let (state, why) = verdict;
            for index in settled {
                let conflict = &mut timeline.conflicts[index];
                conflict.decision = Some(decision.id.clone());
                conflict.state = match (state, decision.verb) {
                    (DecisionState::ToReview, _) => ConflictState::ToReview,
                    (_, Verb::LeaveOpen) => ConflictState::LeftOpen,
                    (_, Verb::Dismiss) => ConflictState::Dismissed,
                    _ => ConflictState::Decided,
                };
            }
            if state == DecisionState::ToReview {
                say("FR-D301", &[("reason", &why)]);
            }
            for index in &target_events {
                let event = &mut timeline.events[*index];
                event.decisions.push(decision.id.clone());
                choose(event, decision);
            }
            for target in &decision.targets {
                let id = MentionId(target.clone());
                let place = timeline.mentions.get(mended.get(&id).unwrap_or(&id));
                if let Some(event) = place.and_then(|place| place.event) {
                    timeline.events[event].decisions.push(decision.id.clone());
                }
            }
            (state, why)
        };
        timeline.decisions.push(ReviewedDecision { decision: decision.clone(), state, why });
    }
    timeline.decisions.sort_by(|a, b| a.decision.id.cmp(&b.decision.id));
    for event in &mut timeline.events {
        event.decisions.sort();
        event.decisions.dedup();
    }
    notes
}

fn is_about_date(kind: ConflictKind) -> bool {
    matches!(
        kind,
        ConflictKind::Date
            | ConflictKind::DatePattern
            | ConflictKind::InSentence
            | ConflictKind::Weekday
    )
}

/// What a decision changes on its event.
fn choose(event: &mut TimelineEvent, decision: &Decision) {
    let value = decision.value.clone().unwrap_or_default();
    match decision.verb {
        Verb::PickDate => {
            let bounds = TimeValue::parse_edtf(&value).and_then(|parsed| parsed.bounds(None));
            let date = &mut event.event.date;
            date.value = Some(value);
            date.modifier = None;
            date.begin = bounds.and_then(|b| b.begin);
            date.end = bounds.and_then(|b| b.end);
            date.alternatives.clear();
            date.inferred.clear();
            date.status = DateStatus::Decided;
        }
        Verb::Title => event.event.title = value,
        Verb::Pin => event.pinned = true,
        Verb::Hide => event.hidden = true,
        _ => {}
    }
}

/// The lock of this timeline, grown from the last one.
fn remember(
    timeline: &Timeline,
    articles: &[AnnotatedArticle],
    identities: &[Identity],
    old: &Lock,
    mended: &BTreeMap<MentionId, MentionId>,
) -> Lock {
    let mut lock = Lock::default();
    for article in articles {
        let id = &article.article.id;
        let origin_group = timeline.origins.get(id).copied().unwrap_or_default();
        let sha256 = article.article.sha256.clone();
        lock.articles.insert(id.clone(), LockArticle { sha256, origin_group });
    }
    let mut earlier: BTreeMap<&MentionId, Vec<MentionId>> = BTreeMap::new();
    for (before, now) in mended {
        let aliases = earlier.entry(now).or_default();
        aliases.push(before.clone());
        aliases.extend(old.mentions.get(before).into_iter().flat_map(|e| e.aliases.clone()));
    }
    for (id, place) in &timeline.mentions {
        let article = &articles[place.article];
        let mention = &article.mentions[place.mention];
        let timex = mention.timex.map(|index| &article.timexes[index]);
        let mut aliases = old.mentions.get(id).map(|e| e.aliases.clone()).unwrap_or_default();
        aliases.extend(earlier.remove(id).unwrap_or_default());
        aliases.sort();
        aliases.dedup();
        let figure = |f: &crate::mention::Figure| {
            let high = f.high.map(|high| high.to_string()).unwrap_or_default();
            format!("{}:{}..{high}", f.unit, f.low)
        };
        lock.mentions.insert(
            id.clone(),
            LockMention {
                article: article.article.id.clone(),
                sentence: folded_sentence(article, mention),
                expression: timex.map(|t| t.span.slice(&article.article.text).to_owned()),
                value: timex.and_then(|t| t.edtf()),
                status: mention.status,
                figures: mention.figures.iter().map(figure).collect(),
                aliases,
            },
        );
    }
    let identities: BTreeMap<&EventId, &Identity> = identities.iter().map(|i| (&i.id, i)).collect();
    for event in &timeline.events {
        let identity = identities[&event.id];
        let entry = remember_event(event, identity, timeline, articles, old);
        for gone in &identity.merged {
            if let Some(before) = old.events.get(gone) {
                let mut before = before.clone();
                before.into = Some(event.id.clone());
                let on = entry.changes.last().map_or(NO_DATE.to_owned(), |c| c.on.clone());
                before.changes.push(Change {
                    on,
                    what: "merged".into(),
                    from: None,
                    to: Some(event.id.0.clone()),
                });
                lock.events.insert(gone.clone(), before);
            }
        }
        lock.events.insert(event.id.clone(), entry);
    }
    for (id, before) in &old.events {
        if lock.events.contains_key(id) {
            continue;
        }
        let mut before = before.clone();
        if before.into.is_none() && !before.gone {
            before.gone = true;
            let on = before.changes.last().map_or(before.born.clone(), |c| c.on.clone());
            before.changes.push(Change { on, what: "gone".into(), from: None, to: None });
        }
        lock.events.insert(id.clone(), before);
    }
    for conflict in &timeline.conflicts {
        let mentions: BTreeSet<&MentionId> =
            conflict.conflict.sides.iter().flat_map(|side| &side.mentions).collect();
        lock.conflicts.insert(
            conflict.id.clone(),
            LockConflict {
                kind: conflict.conflict.kind,
                mentions: mentions.into_iter().cloned().collect(),
                fingerprint: conflict.conflict.fingerprint.clone(),
                severity: conflict.conflict.severity,
                state: conflict.state,
            },
        );
    }
    lock.decisions = timeline.decisions.iter().map(|d| (d.decision.id.clone(), d.state)).collect();
    lock
}

/// What is remembered of an event, with the changes since the last lock.
fn remember_event(
    event: &TimelineEvent,
    identity: &Identity,
    timeline: &Timeline,
    articles: &[AnnotatedArticle],
    old: &Lock,
) -> LockEvent {
    let decided = timeline
        .decisions
        .iter()
        .filter(|d| event.decisions.contains(&d.decision.id))
        .filter_map(|d| d.decision.date)
        .max()
        .map(|day| day.to_string());
    let articles_on = newest(&event.event, &timeline.mentions, articles);
    let on = decided.map_or(articles_on.clone(), |day| day.max(articles_on));
    let before = old.events.get(&event.id);
    let mut changes = before.map(|entry| entry.changes.clone()).unwrap_or_default();
    let mut change = |what: &str, from: Option<String>, to: Option<String>| {
        changes.push(Change { on: on.clone(), what: what.into(), from, to });
    };
    let (title, date) = (event.event.title.clone(), event.event.date.value.clone());
    match before {
        None => {
            let from = identity.split_from.as_ref().map(|id| id.0.clone());
            change(if from.is_some() { "split" } else { "born" }, from, date.clone());
        }
        Some(entry) => {
            if entry.gone {
                change("back", None, None);
            }
            if entry.date != date {
                change("date", entry.date.clone(), date.clone());
            }
            if entry.title != title {
                change("title", Some(entry.title.clone()), Some(title.clone()));
            }
        }
    }
    for id in &identity.merged {
        change("merged", Some(id.0.clone()), None);
    }
    LockEvent {
        aliases: event.aliases.clone(),
        mentions: event.event.mentions.clone(),
        gone: false,
        into: None,
        founding: before.map_or_else(
            || event.event.founding.clone(),
            |entry| {
                let still = event.event.mentions.contains(&entry.founding);
                if still { entry.founding.clone() } else { event.event.founding.clone() }
            },
        ),
        title,
        date,
        status: event.event.status.clone(),
        born: event.born.clone(),
        changes,
    }
}
