//! Figures of one thing that cannot both hold.

use super::{Draft, conflict, side};
use crate::mention::Figure;
use crate::merge::acts;
use crate::merge::date::occurred;
use crate::merge::figures::{comparable, incompatible, kind_of};
use crate::merge::node::Corpus;
use crate::merge::{Conflict, ConflictKind};
use std::collections::BTreeMap;

/// The figures of one unit that clash, by value, with the items that give them.
type Values<'a> = BTreeMap<(i64, Option<i64>), Vec<(u32, &'a Figure)>>;

/// Conflicts of figures inside one event: one for every unit.
pub(super) fn figures(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let mut all: Vec<(u32, &Figure)> = Vec::new();
    for &i in &event.items {
        let mention = corpus.items[i as usize].mention;
        if occurred(mention.status) {
            all.extend(mention.figures.iter().map(|figure| (i, figure)));
        }
    }
    let mut by_unit: BTreeMap<&str, Values<'_>> = BTreeMap::new();
    for &(i, a) in &all {
        if all.iter().any(|&(j, b)| clash(corpus, (i, a), (j, b))) {
            by_unit
                .entry(kind_of(&a.unit))
                .or_default()
                .entry((a.low, a.high))
                .or_default()
                .push((i, a));
        }
    }
    by_unit
        .into_values()
        .filter(|sides| sides.len() > 1)
        .map(|sides| {
            let sides = sides
                .into_values()
                .map(|told| {
                    let items: Vec<u32> = told.iter().map(|&(i, _)| i).collect();
                    let first =
                        told.iter().min_by_key(|&&(i, _)| &corpus.items[i as usize].mention.id);
                    let written = first.map(|&(i, figure)| {
                        figure.span.slice(&corpus.article(&corpus.items[i as usize]).text)
                    });
                    side(corpus, written.unwrap_or_default().to_string(), &items)
                })
                .collect();
            let tried = ["interval", "growing-toll", "subset", "same-speaker"];
            conflict(ConflictKind::Figure, vec![index], sides, &tried, None)
        })
        .collect()
}

/// Whether two figures of one event cannot both hold, and nothing innocent explains it.
fn clash(corpus: &Corpus<'_>, (i, a): (u32, &Figure), (j, b): (u32, &Figure)) -> bool {
    if !comparable(a, b) || !same_predicate(corpus, i, a, j, b) || !incompatible(a, b) {
        return false;
    }
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    // One voice in one article may count several things.
    if x.article == y.article && x.mention.speaker == y.mention.speaker {
        return false;
    }
    !grown(corpus, (i, a), (j, b)) && !grown(corpus, (j, b), (i, a))
}

/// Whether what is said of the counted things is the same, as far as it is known.
fn same_predicate(corpus: &Corpus<'_>, i: u32, a: &Figure, j: u32, b: &Figure) -> bool {
    let (x, y) = (corpus.items[i as usize].mention, corpus.items[j as usize].mention);
    match (&a.predicate, &b.predicate) {
        (Some(a), Some(b)) => acts::kinship(a, b) > acts::Kinship::None,
        (Some(known), None) => y.triggers.contains(known),
        (None, Some(known)) => x.triggers.contains(known),
        (None, None) => true,
    }
}

/// Whether the second figure is the first one grown: a toll, published later.
fn grown(corpus: &Corpus<'_>, (i, a): (u32, &Figure), (j, b): (u32, &Figure)) -> bool {
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    let toll = [&a.predicate, &b.predicate, &x.mention.trigger, &y.mention.trigger]
        .into_iter()
        .flatten()
        .any(|family| acts::is_toll(family));
    let later = match (corpus.published(x), corpus.published(y)) {
        (Some(first), Some(second)) => second > first,
        _ => true,
    };
    toll && later && b.low > a.low
}
