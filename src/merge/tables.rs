//! What is worked out once of all nodes and articles, for judging pairs.

use super::Constraints;
use super::acts::{Acts, Families, Kinship};
use super::date::occurred as happened;
use super::features::{Frequencies, Vectors, entities, theme};
use super::node::{Corpus, Node, When};
use super::rows::Rows;
use super::units::{Workers, map_pieces};
use crate::mention::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Actors and places of every article, as features with what they weigh, by feature.
pub(super) fn cast(
    corpus: &Corpus<'_>,
    frequencies: &Frequencies,
    constraints: &Constraints,
    workers: &dyn Workers,
) -> Rows<(u32, u16)> {
    let cast = map_pieces(workers, corpus.articles.len(), |article| {
        let items = &corpus.items[corpus.of_article(article as u32)];
        let mut names: Vec<u32> =
            items.iter().flat_map(|item| entities(item, constraints)).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|name| (name, frequencies.weight(name) as u16)).collect()
    });
    cast.collect()
}

/// The words of every article.
pub(super) fn themes(corpus: &Corpus<'_>, vectors: &Vectors, workers: &dyn Workers) -> Vectors {
    let mut told: Vec<Vec<usize>> = vec![Vec::new(); corpus.articles.len()];
    for (index, node) in corpus.nodes.iter().enumerate() {
        for &item in &node.items {
            told[corpus.items[item as usize].article as usize].push(index);
        }
    }
    let words = map_pieces(workers, told.len(), |article| {
        theme(told[article].iter().flat_map(|&node| vectors.of(node)))
    });
    Vectors::new(words)
}

/// Of every node, whether it names a day of which no article tells more than one act: there
/// a story has one event.
pub(super) fn lone(corpus: &Corpus<'_>, families: &Families<'_>) -> Vec<bool> {
    // The acts that an article tells of a day, one mention for each.
    let mut told: BTreeMap<(u32, i32), Vec<Acts>> = BTreeMap::new();
    let mut crowded: BTreeSet<i32> = BTreeSet::new();
    for item in corpus.items.iter().filter(|item| !item.telling) {
        let Some(day) = item.when.and_then(When::day) else { continue };
        let acts = told.entry((item.article, day)).or_default();
        let own = families.acts(item.mention);
        if acts.iter().all(|other| families.between(other, &own) == Kinship::None) {
            acts.push(own);
        }
        if acts.len() > 1 {
            crowded.insert(day);
        }
    }
    let nodes = corpus.nodes.iter();
    let day = |node: &Node| node.when.and_then(When::day);
    nodes.map(|node| day(node).is_some_and(|day| !crowded.contains(&day))).collect()
}

/// Days around a node in which its act is looked for.
const AROUND: i32 = 60;

/// Of every node, the one other day on which its main act is told to have been done within
/// [`AROUND`] days, if there is just one.
pub(super) fn done(corpus: &Corpus<'_>, acts: &[Acts]) -> Vec<Option<i32>> {
    let mut told: BTreeMap<u16, BTreeSet<i32>> = BTreeMap::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        let item = corpus.item(index);
        let at = node.when.filter(|when| when.is_day() && when.role == Role::At && !item.telling);
        if let (Some(main), Some(when)) = (acts[index].core, at)
            && happened(item.mention.status)
        {
            told.entry(main).or_default().insert(when.lo);
        }
    }
    let only = |index: usize| {
        let when = corpus.nodes[index].when?;
        let days = told.get(&acts[index].core?)?;
        let happened = happened(corpus.item(index).mention.status);
        let mut others = days
            .range(when.lo - AROUND..=when.hi + AROUND)
            .filter(|&&day| !(happened && when.is_day() && day == when.lo));
        let first = others.next().copied();
        first.filter(|_| others.next().is_none())
    };
    (0..corpus.nodes.len()).map(only).collect()
}
