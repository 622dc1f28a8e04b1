//! A fact here, hearsay there.

use super::twin::{Asked, NEVER, Search, compatible, of_one_time};
use super::{Draft, conflict, side};
use crate::mention::{EventMention, Status};
use crate::merge::{Conflict, ConflictKind};
use std::collections::{BTreeMap, BTreeSet};

/// What is tried before a conflict of status is raised.
const TRIED: &[&str] = &["same-article", "other-predicate", "role"];

/// What two sentences of one event must share to be of one act.
const INSIDE: Asked = Asked { same: 45, kin: 45, unknown: 55, other: 70 };
/// What is asked beyond that of hearsay without a date.
const UNDATED: i64 = 100;
/// What two sentences of different events must.
const BETWEEN: Asked = Asked { same: 70, kin: 110, unknown: 150, other: NEVER };

fn is_flat(mention: &EventMention) -> bool {
    matches!(mention.status, Status::Asserted | Status::Attributed)
}

fn is_hearsay(mention: &EventMention) -> bool {
    mention.status == Status::Conditional
}

/// A fact in one mention, hearsay in another of the same event, by different articles.
pub(super) fn status(search: &Search<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let corpus = search.context.corpus;
    let item = |i: u32| &corpus.items[i as usize];
    let (mut flat, mut hearsay) = (BTreeSet::new(), BTreeSet::new());
    for &i in event.items.iter().filter(|&&i| is_hearsay(item(i).mention)) {
        for &j in event.items.iter().filter(|&&j| is_flat(item(j).mention)) {
            let other = item(i).article != item(j).article;
            // Hearsay without a date joined the event for its words only.
            let asked = if item(i).known().is_some() { INSIDE } else { INSIDE.and(UNDATED) };
            if other && search.alike(search.node(i), search.node(j), asked) {
                hearsay.insert(i);
                flat.insert(j);
            }
        }
    }
    if flat.is_empty() {
        return None;
    }
    Some(doubted(search, vec![index], &flat, &hearsay))
}

/// A fact in one event, hearsay in another that tells the same act.
pub(super) fn between(search: &Search<'_>) -> Vec<Conflict> {
    let mut best: BTreeMap<u32, (i64, u32)> = BTreeMap::new();
    let of = |node: u32, test: fn(&EventMention) -> bool| {
        search.event(node).is_some() && test(search.item(node).mention)
    };
    let doubtful = |node: u32| of(node, is_hearsay);
    let wanted = |node: u32| of(node, is_flat);
    search.together(&doubtful, &wanted, &mut |a, b| {
        let (doubt, fact) = if of(a, is_hearsay) { (a, b) } else { (b, a) };
        let (x, y) = (search.item(doubt), search.item(fact));
        let apart = search.event(a) != search.event(b) && x.article != y.article;
        if !apart || !of(doubt, is_hearsay) || !of(fact, is_flat) || x.telling || y.telling {
            return;
        }
        if x.when.is_none() || y.when.is_none() {
            return;
        }
        if !compatible(x, y) || !of_one_time(search, a, b) || !search.alike(a, b, BETWEEN) {
            return;
        }
        let found = (search.likeness(a, b).weight(), fact);
        let known = best.entry(doubt).or_insert(found);
        *known = (*known).max(found);
    });
    best.into_iter()
        .filter_map(|(doubt, (_, fact))| {
            let (x, y) = (search.event(doubt)?, search.event(fact)?);
            if search.told_apart(doubt, fact) {
                return None;
            }
            let nodes = &search.context.corpus.nodes;
            let items = |node: u32| nodes[node as usize].items.iter().copied().collect();
            Some(doubted(search, vec![x, y], &items(fact), &items(doubt)))
        })
        .collect()
}

fn doubted(
    search: &Search<'_>,
    events: Vec<usize>,
    flat: &BTreeSet<u32>,
    hearsay: &BTreeSet<u32>,
) -> Conflict {
    let sides = [("asserted", flat), ("conditional", hearsay)].map(|(value, items)| {
        let items: Vec<u32> = items.iter().copied().collect();
        side(search.context.corpus, value.to_string(), &items)
    });
    conflict(ConflictKind::Status, events, sides.to_vec(), TRIED, None)
}
