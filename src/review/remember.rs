//! The lock of a timeline, grown from the last one.

use super::identity::Identity;
use super::{
    Change, EventId, Lock, LockArticle, LockConflict, LockEvent, LockMention, MentionRef, Plan,
    Timeline, TimelineEvent,
};
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::Event;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The stamp where nothing gives a date.
const NO_DATE: &str = "1970-01-01";

/// The lock of this timeline, grown from the last one.
pub(super) fn remember(
    timeline: &Timeline,
    articles: &[AnnotatedArticle],
    identities: &[Identity],
    old: &Lock,
    plan: &Plan,
) -> Lock {
    let mut lock = Lock::default();
    let known = articles.iter().map(|article| {
        let id = &article.article.id;
        let origin_group = timeline.origins.get(id).copied().unwrap_or_default();
        let sha256 = article.article.sha256.clone();
        (id.clone(), LockArticle { sha256, origin_group })
    });
    lock.articles = known.collect();
    let mut aliases = plan.names.aliases();
    let mut named = |id: &MentionId, entry: LockMention| {
        (id.clone(), LockMention { aliases: aliases.remove(id).unwrap_or_default(), ..entry })
    };
    let told = timeline.mentions.iter().map(|(id, place)| {
        let article = &articles[place.article];
        named(id, LockMention::of(article, &article.mentions[place.mention]))
    });
    lock.mentions = told.collect();
    // What was left out stays known, so that it stays out when its sentence is mended.
    for (id, entry) in &plan.ignored {
        lock.mentions.extend([named(id, entry.clone())]);
    }
    let identities: FxHashMap<&EventId, &Identity> =
        identities.iter().map(|i| (&i.id, i)).collect();
    let mut events: Vec<(EventId, LockEvent)> = Vec::with_capacity(timeline.events.len());
    for event in &timeline.events {
        let identity = identities[&event.id];
        let entry = remember_event(event, identity, timeline, articles, old, plan);
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
                events.push((gone.clone(), before));
            }
        }
        events.push((event.id.clone(), entry));
    }
    lock.events = events.into_iter().collect();
    for (id, before) in &old.events {
        if lock.events.contains_key(id) {
            continue;
        }
        let title = last_title(before, old, plan);
        let mut before = before.clone();
        if is_withdrawn(&before, old, plan) {
            forget_titles(&mut before.changes);
        }
        before.title = title;
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
    plan: &Plan,
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
    let withdrawn = before.is_some_and(|entry| is_withdrawn(entry, old, plan));
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
            if entry.gone || entry.into.is_some() {
                change("back", entry.into.as_ref().map(|id| id.0.clone()), None);
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
    if withdrawn {
        forget_titles(&mut changes);
    }
    LockEvent {
        aliases: event.aliases.clone(),
        mentions: event.event.mentions.clone(),
        gone: false,
        into: None,
        founding: before
            .map(|entry| plan.names.heir(&entry.founding))
            .filter(|id| event.event.mentions.contains(id))
            .unwrap_or(&event.event.founding)
            .clone(),
        title,
        date,
        status: event.event.status.clone(),
        born: event.born.clone(),
        changes,
    }
}

/// The newest day of publication among an event's articles.
pub(super) fn newest(
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

/// The title that stays of an event that is gone: none where it may be words of an article
/// that was withdrawn.
pub(super) fn last_title(entry: &LockEvent, lock: &Lock, plan: &Plan) -> String {
    if is_withdrawn(entry, lock, plan) { String::new() } else { entry.title.clone() }
}

/// Whether an event of `lock` had a sentence of an article that is withdrawn now.
fn is_withdrawn(entry: &LockEvent, lock: &Lock, plan: &Plan) -> bool {
    if plan.withdrawn.is_empty() {
        return false;
    }
    let articles = entry.mentions.iter().filter_map(|id| lock.mentions.get(id));
    { articles }.any(|mention| plan.withdrawn.contains(&mention.article))
}

/// Titles are words of articles: takes them out of what is remembered.
fn forget_titles(changes: &mut [Change]) {
    for change in changes.iter_mut().filter(|change| change.what == "title") {
        (change.from, change.to) = (None, None);
    }
}
