//! After merging: identities, then decisions, then what the lock remembers of it all.

use super::identity::{self, Identity};
use super::remember::{last_title, newest, remember};
use super::settle::settle;
use super::{
    ConflictId, ConflictState, Decision, EventId, Lock, MentionRef, Plan, Timeline,
    TimelineConflict, TimelineEvent, Tombstone,
};
use crate::diag::Noted;
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::{Event, Merged, Relation};
use crate::timex::Day;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

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
    plan: &Plan,
    lock: &Lock,
    config: &ApplyConfig,
) -> Noted<(Timeline, Lock)> {
    let identities = identity::events(&merged, lock, &plan.names);
    let mut timeline = assemble(merged, articles, &identities, lock, plan);
    let notes = settle(&mut timeline, articles, decisions, plan, config);
    for event in &mut timeline.events {
        event.left_out = is_left_out(event, config);
    }
    let lock = remember(&timeline, articles, &identities, lock, plan);
    Noted { value: (timeline, lock), notes }
}

/// Whether the settings leave an event out. One that is pinned is told however little the
/// articles make of it.
fn is_left_out(event: &TimelineEvent, config: &ApplyConfig) -> bool {
    let date = &event.event.date;
    let too_early = date.end.zip(config.from).is_some_and(|(end, from)| end < from);
    let too_late = date.begin.zip(config.to).is_some_and(|(begin, to)| begin > to);
    let too_small = event.event.salience < config.min_salience && !event.pinned;
    too_early || too_late || too_small
}

/// The timeline before decisions: events sorted by id, indices renumbered.
fn assemble(
    merged: Merged,
    articles: &[AnnotatedArticle],
    identities: &[Identity],
    lock: &Lock,
    plan: &Plan,
) -> Timeline {
    let conflict_ids = identity::conflicts(&merged.conflicts, lock, &plan.names);
    let mut aliases = identity::aliases(identities, lock);
    let mut order: Vec<usize> = (0..merged.events.len()).collect();
    order.sort_by(|a, b| identities[*a].id.cmp(&identities[*b].id));
    let mut position = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        position[*old] = new;
    }
    let by_id: FxHashMap<&EventId, usize> =
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

    let all = articles.iter().enumerate().flat_map(|(a, article)| {
        let place = move |m| MentionRef { article: a, mention: m, event: None };
        article.mentions.iter().enumerate().map(move |(m, mention)| (mention.id.clone(), place(m)))
    });
    // Of an id that two places claim the last counts.
    let mut places: BTreeMap<MentionId, MentionRef> = all.collect();
    let mut of_event: Vec<Vec<ConflictId>> = vec![Vec::new(); order.len()];
    for known in &conflicts {
        let events: BTreeSet<usize> = known.conflict.events.iter().copied().collect();
        events.into_iter().for_each(|event| of_event[event].push(known.id.clone()));
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
        let born = match lock.events.get(&identity.id) {
            Some(entry) => entry.born.clone(),
            None => newest(&event, &places, articles),
        };
        events.push(TimelineEvent {
            id: identity.id.clone(),
            aliases: std::mem::take(&mut aliases[old]).into_iter().collect(),
            born,
            event,
            conflicts: std::mem::take(&mut of_event[new]),
            decisions: Vec::new(),
            pinned: false,
            hidden: false,
            left_out: false,
        });
    }
    let tombstones = tombstones(&events, lock, plan);
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
fn tombstones(events: &[TimelineEvent], lock: &Lock, plan: &Plan) -> Vec<Tombstone> {
    let alive: FxHashSet<&EventId> =
        events.iter().flat_map(|event| event.aliases.iter().chain([&event.id])).collect();
    lock.events
        .iter()
        .filter(|(id, _)| !alive.contains(id))
        .map(|(id, entry)| Tombstone {
            id: id.clone(),
            title: last_title(entry, lock, plan),
            date: entry.date.clone(),
        })
        .collect()
}
