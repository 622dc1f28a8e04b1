//! Clauses that stand or fall with another one: who told it, and what goes on with it on the
//! same day. They join its event and have no voice in what else joins.

use super::acts::{self, Kinship};
use super::date::occurred;
use super::node::{Corpus, Item, When};
use crate::mention::Status;

/// For every node the node that it goes with, if any.
///
/// A clause that tells who told something goes with its neighbour in the sentence; a sentence
/// that goes on with the one before (« Le choc s'est produit à 18 h 42 ») goes with it where both
/// are of one day.
pub(super) fn leaders(corpus: &Corpus<'_>) -> Vec<Option<u32>> {
    let node_of = corpus.node_of();
    let leader = |&at: &u32| {
        let leader = led_by(&corpus.items, at as usize)?;
        (node_of[leader] != node_of[at as usize]).then_some(node_of[leader])
    };
    corpus.nodes.iter().map(|node| node.items.iter().filter_map(leader).min()).collect()
}

/// Sentences from an event to the first plan for it at most.
const PLAN: usize = 2;

/// The item that an item goes with.
fn led_by(items: &[Item<'_>], at: usize) -> Option<usize> {
    let item = &items[at];
    let near = |other: usize| items.get(other).filter(|x| x.article == item.article);
    if item.telling {
        let beside = [at.checked_sub(1), Some(at + 1)];
        return beside.into_iter().flatten().find(|&other| {
            near(other).is_some_and(|x| !x.telling && x.mention.sentence == item.mention.sentence)
        });
    }
    let day = item.when.filter(|_| item.mention.continues)?.day()?;
    // A first plan is of another day than what came of it.
    let plan = item.mention.status == Status::Planned;
    (0..at).rev().take_while(|&other| near(other).is_some()).find(|&other| {
        let before = &items[other];
        let between = item.mention.sentence - before.mention.sentence;
        let on = before.when.and_then(When::day) == Some(day) && tells_more(item, before);
        let planned = plan && occurred(before.mention.status) && (1..=PLAN).contains(&between);
        !before.telling && (between == 1 && on || planned)
    })
}

/// Whether a sentence tells no act that is foreign to the one before: « Le choc s'est produit à
/// 18 h 42 », not « Dans la soirée, le conseil en a recommandé l'acceptation ».
fn tells_more(item: &Item<'_>, before: &Item<'_>) -> bool {
    let (own, others) = (item.mention.trigger.as_deref(), &before.mention.triggers);
    own.is_none_or(|own| {
        acts::is_aspect(own)
            || others.is_empty()
            || others.iter().any(|other| acts::kinship(own, other) > Kinship::None)
    })
}
