//! Sentences without a date that tell the same thing as a dated event join it.

use super::acts;
use super::candidates::posted;
use super::date::occurred;
use super::figures::comparable;
use super::pairs::{Context, Judged, Verdict};
use crate::mention::Status;
use std::collections::BTreeMap;

/// A feature that more dated nodes than this hold finds no event.
const CROWD: usize = 400;

/// A node without a date and the cluster that it joins.
pub(super) struct Attached {
    /// The node.
    pub(super) node: u32,
    /// Index of the cluster.
    pub(super) cluster: usize,
}

/// Finds for every undated node the cluster that it tells of, if one stands out.
pub(super) fn attach(context: &Context<'_>, clusters: &[Vec<u32>]) -> Vec<Attached> {
    let mut cluster_of: BTreeMap<u32, usize> = BTreeMap::new();
    let mut lists: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut undated = Vec::new();
    // Sentences that count something, with their item and cluster.
    let mut counted: BTreeMap<(u32, usize), Vec<(u32, usize)>> = BTreeMap::new();
    let mut wanted = std::collections::BTreeSet::new();
    for node in 0..context.corpus.nodes.len() {
        if context.corpus.nodes[node].when.is_none() {
            undated.push(node as u32);
            wanted.extend(posted(context, node));
        }
    }
    for (index, cluster) in clusters.iter().enumerate() {
        for &node in cluster {
            if context.corpus.nodes[node as usize].when.is_some() {
                cluster_of.insert(node, index);
                for &at in &context.corpus.nodes[node as usize].items {
                    let item = &context.corpus.items[at as usize];
                    if !item.mention.figures.is_empty() {
                        let place = (item.article, item.mention.sentence);
                        counted.entry(place).or_default().push((at, index));
                    }
                }
                for id in posted(context, node as usize) {
                    if wanted.contains(&id) {
                        lists.entry(id).or_default().push(node);
                    }
                }
            }
        }
    }
    let mut cluster_of_item: BTreeMap<u32, usize> = BTreeMap::new();
    for (&node, &cluster) in &cluster_of {
        let items = &context.corpus.nodes[node as usize].items;
        cluster_of_item.extend(items.iter().map(|&item| (item, cluster)));
    }
    let mut found = Vec::new();
    for node in undated {
        let mut partners: Vec<u32> = posted(context, node as usize)
            .iter()
            .filter_map(|id| lists.get(id).filter(|list| list.len() <= CROWD))
            .flatten()
            .copied()
            .collect();
        partners.sort_unstable();
        partners.dedup();
        let before = counted_before(context, node, &counted)
            .or_else(|| continued(context, node, &cluster_of_item));
        if let Some(cluster) = before.or_else(|| best(context, node, &partners, &cluster_of)) {
            found.push(Attached { node, cluster });
        }
    }
    found
}

/// The cluster of the sentence just before, if both count the same thing: « selon les
/// syndicats, ils étaient 1 200. La police en a compté 500. »
fn counted_before(
    context: &Context<'_>,
    node: u32,
    counted: &BTreeMap<(u32, usize), Vec<(u32, usize)>>,
) -> Option<usize> {
    context
        .corpus
        .items_of(node as usize)
        .filter(|item| occurred(item.mention.status) && !item.mention.figures.is_empty())
        .filter_map(|item| {
            let before = item.mention.sentence.checked_sub(1)?;
            let told = counted.get(&(item.article, before))?;
            let same = |&&(other, _): &&(u32, usize)| {
                context.corpus.items[other as usize]
                    .mention
                    .figures
                    .iter()
                    .any(|a| item.mention.figures.iter().any(|b| comparable(a, b)))
            };
            told.iter().find(same).map(|&(_, cluster)| cluster)
        })
        .min()
}

/// The cluster of the sentence just before, if both tell the same act: « Le maire a été mis en
/// examen jeudi. Il a été placé sous contrôle judiciaire. »
fn continued(
    context: &Context<'_>,
    node: u32,
    cluster_of_item: &BTreeMap<u32, usize>,
) -> Option<usize> {
    let corpus = context.corpus;
    let told = |&index: &u32| {
        let item = &corpus.items[index as usize];
        let main = item.mention.trigger.as_ref().filter(|family| !acts::is_speech(family))?;
        let before = (0..index)
            .rev()
            .take_while(|&at| corpus.items[at as usize].article == item.article)
            .take_while(|&at| {
                corpus.items[at as usize].mention.sentence + 1 >= item.mention.sentence
            })
            .filter(|&at| {
                let other = &corpus.items[at as usize];
                other.mention.sentence + 1 == item.mention.sentence
                    && occurred(item.mention.status)
                    && occurred(other.mention.status)
                    && other.mention.triggers.contains(main)
            });
        before.filter_map(|at| cluster_of_item.get(&at).copied()).min()
    };
    corpus.nodes[node as usize].items.iter().filter_map(told).min()
}

/// The cluster of the best link, if no other cluster comes near it.
fn best(
    context: &Context<'_>,
    node: u32,
    partners: &[u32],
    cluster_of: &BTreeMap<u32, usize>,
) -> Option<usize> {
    let mut scores: BTreeMap<usize, i32> = BTreeMap::new();
    for &other in partners {
        let (a, b) = (node.min(other) as usize, node.max(other) as usize);
        let judged: Judged = context.judge(a, b);
        let linked = matches!(judged.verdict, Verdict::Linked(_));
        let status = context.corpus.item(node as usize).mention.status;
        let tells = !matches!(status, Status::Hypothetical | Status::Question);
        if linked && tells && possible(context, node, other) {
            let score = scores.entry(cluster_of[&other]).or_default();
            *score = (*score).max(judged.likeness);
        }
    }
    let mut ranked: Vec<(i32, usize)> = scores.into_iter().map(|(c, s)| (s, c)).collect();
    ranked.sort_by_key(|&(score, cluster)| (std::cmp::Reverse(score), cluster));
    match ranked[..] {
        [(_, only)] => Some(only),
        [(first, cluster), (second, _), ..] if first > second => Some(cluster),
        _ => None,
    }
}

/// Whether an article can tell of that day: what happened lies before its publication, what
/// is planned does not lie long before.
fn possible(context: &Context<'_>, undated: u32, dated: u32) -> bool {
    let item = context.corpus.item(undated as usize);
    let Some(when) = context.corpus.nodes[dated as usize].when else { return false };
    let Some(published) = context.corpus.published(item) else { return true };
    match item.mention.status {
        Status::Planned => when.hi > published,
        status if occurred(status) => when.lo <= published,
        _ => true,
    }
}
