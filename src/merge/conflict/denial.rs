//! Denials with an event of their own: « Pyongyang a nié » contradicts what was told before.

use super::{Draft, conflict, side};
use crate::mention::Status;
use crate::merge::acts;
use crate::merge::date::occurred;
use crate::merge::node::Item;
use crate::merge::pairs::Context;
use crate::merge::{Conflict, ConflictKind, Kinship};
use std::collections::{BTreeMap, BTreeSet};

/// Sentences before a denial in which what it denies is looked for.
const BEFORE: usize = 4;
/// Cosine from which a denial elsewhere is about an event, in 1/10,000.
const ABOUT: i32 = 2_000;
/// Days after an event within which a denial is about it.
const DAYS: i32 = 30;
/// A feature that more events than this hold says nothing of what is denied.
const CROWD: usize = 100;

/// The family of denials.
const DENY: &str = "deny";

/// Conflicts between an event that denies and the events that it denies.
pub(super) fn denials(context: &Context<'_>, events: &[Draft]) -> Vec<Conflict> {
    let corpus = context.corpus;
    let denying: Vec<usize> = (0..events.len())
        .filter(|&event| {
            let mut items = events[event].items.iter().map(|&i| &corpus.items[i as usize]);
            items.any(|item| denies(item)) && {
                let mut items = events[event].items.iter().map(|&i| &corpus.items[i as usize]);
                items.all(|item| denies(item) || !occurred(item.mention.status))
            }
        })
        .collect();
    if denying.is_empty() {
        return Vec::new();
    }
    let mut event_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        event_of.extend(event.items.iter().map(|&item| (item, index)));
    }
    let mut denied: BTreeSet<(usize, usize)> = BTreeSet::new();
    for &event in &denying {
        for &item in &events[event].items {
            let before = told_before(context, &event_of, event, item);
            denied.extend(before.map(|other| (event, other)));
        }
    }
    denied.extend(told_elsewhere(context, events, &denying));
    let affirmed = |event: usize| -> Vec<u32> {
        let items = events[event].items.iter().copied();
        items
            .filter(|&i| {
                let item = &corpus.items[i as usize];
                occurred(item.mention.status) && !denies(item)
            })
            .collect()
    };
    let mut found = Vec::new();
    for (event, other) in denied {
        let (yes, no) = (affirmed(other), &events[event].items);
        if !yes.is_empty() {
            let sides = vec![
                side(corpus, "affirmed".to_string(), &yes),
                side(corpus, "denied".to_string(), no),
            ];
            let tried = ["other-predicate", "responsibility"];
            found.push(conflict(ConflictKind::Polarity, vec![event, other], sides, &tried, None));
        }
    }
    found
}

/// Whether a mention is a denial, by its act or its status.
fn denies(item: &Item<'_>) -> bool {
    is_denial(item) && item.mention.status != Status::Planned
        || item.mention.status == Status::Denied
}

/// Whether the act of a mention is to deny: by its verb, or by a verb of telling with a word
/// of denial (« a qualifié ces accusations de rumeurs »).
fn is_denial(item: &Item<'_>) -> bool {
    let mention = item.mention;
    mention.trigger.as_deref().is_some_and(|main| {
        main == DENY || (acts::is_speech(main) && mention.triggers.iter().any(|t| t == DENY))
    })
}

/// What the same article told just before a denial, of a day no later: an accusation or an
/// announcement if there is one, else the likest, else the nearest.
fn told_before(
    context: &Context<'_>,
    event_of: &BTreeMap<u32, usize>,
    event: usize,
    denial: u32,
) -> Option<usize> {
    let corpus = context.corpus;
    let item = &corpus.items[denial as usize];
    if !is_denial(item) {
        return None;
    }
    let day = item.when?;
    let earlier = (0..denial)
        .rev()
        .map(|i| (i, &corpus.items[i as usize]))
        .take_while(|(_, other)| other.article == item.article)
        .filter(|(_, other)| {
            other.mention.sentence < item.mention.sentence
                && item.mention.sentence - other.mention.sentence <= BEFORE
                && occurred(other.mention.status)
                && other.when.is_some_and(|when| when.lo <= day.hi && day.lo - when.hi <= DAYS)
        })
        .filter_map(|(i, other)| Some((*event_of.get(&i)?, other)))
        .filter(|&(other, _)| other != event);
    let candidates: Vec<(usize, &Item<'_>)> = earlier.collect();
    let told = |item: &Item<'_>| {
        item.mention
            .trigger
            .as_deref()
            .is_some_and(|family| acts::is_speech(family) && family != DENY)
    };
    let accusation = candidates.iter().find(|(_, other)| told(other));
    accusation.or(candidates.first()).map(|&(event, _)| event)
}

/// Events that share act and words with a denial in another article.
fn told_elsewhere(
    context: &Context<'_>,
    events: &[Draft],
    denying: &[usize],
) -> Vec<(usize, usize)> {
    let wanted: BTreeSet<u32> = denying
        .iter()
        .flat_map(|&event| &events[event].nodes)
        .flat_map(|&node| context.posted.of(node as usize))
        .map(|&(id, _)| id)
        .collect();
    let mut lists: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        for &node in &event.nodes {
            for &(id, _) in
                context.posted.of(node as usize).iter().filter(|(id, _)| wanted.contains(id))
            {
                lists.entry(id).or_default().insert(index);
            }
        }
    }
    let mut found = Vec::new();
    for &event in denying {
        let near: BTreeSet<usize> = events[event]
            .nodes
            .iter()
            .flat_map(|&node| context.posted.of(node as usize))
            .filter_map(|(id, _)| lists.get(id).filter(|list| list.len() <= CROWD))
            .flatten()
            .copied()
            .filter(|&other| other != event && !denying.contains(&other))
            .collect();
        let about = |&other: &usize| {
            events[event].nodes.iter().any(|&a| {
                events[other].nodes.iter().any(|&b| is_about(context, a as usize, b as usize))
            })
        };
        found.extend(near.into_iter().filter(about).map(|other| (event, other)));
    }
    found
}

/// Whether a denial is about what another mention affirms: one act beside the denial, like
/// words, and told no earlier.
fn is_about(context: &Context<'_>, denial: usize, other: usize) -> bool {
    let (x, y) = (context.corpus.item(denial), context.corpus.item(other));
    let (Some(a), Some(b)) = (x.when, y.when) else { return false };
    if x.article == y.article && x.mention.sentence == y.mention.sentence {
        return false;
    }
    let act = x.mention.triggers.iter().any(|s| {
        s != DENY
            && !acts::is_speech(s)
            && y.mention.triggers.iter().any(|t| acts::kinship(s, t) == Kinship::Same)
    });
    act && b.lo <= a.hi
        && a.lo - b.hi <= DAYS
        && occurred(y.mention.status)
        && context.vectors.cosine(denial, other) >= ABOUT
}
