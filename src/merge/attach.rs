//! Sentences without a date that tell the same thing as a dated event join it.

use super::acts;
use super::candidates::strongest;
use super::date::occurred;
use super::figures::comparable;
use super::hash::FeatureMap;
use super::pairs::{Context, Judged, Verdict};
use super::units::map_pieces;
use crate::mention::{Figure, Status};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    let corpus = context.corpus;
    let is_undated = |&node: &u32| corpus.nodes[node as usize].when.is_none();
    let undated: Vec<u32> = (0..corpus.nodes.len() as u32).filter(is_undated).collect();
    if undated.is_empty() {
        return Vec::new();
    }
    let mut lists: FeatureMap<Vec<u32>> = FeatureMap::default();
    for &(id, _) in undated.iter().flat_map(|&node| context.posted.of(node as usize)) {
        lists.entry(id).or_default();
    }
    let mut cluster_of: Vec<u32> = vec![0; corpus.nodes.len()];
    // Sentences that count something, with their item and cluster.
    let mut counted: BTreeMap<(u32, usize), Vec<(u32, usize)>> = BTreeMap::new();
    for (index, cluster) in clusters.iter().enumerate() {
        for &node in cluster.iter().filter(|&node| !is_undated(node)) {
            cluster_of[node as usize] = index as u32;
            for &at in &corpus.nodes[node as usize].items {
                let item = &corpus.items[at as usize];
                if !item.mention.figures.is_empty() {
                    let place = (item.article, item.mention.sentence);
                    counted.entry(place).or_default().push((at, index));
                }
            }
            for (id, _) in context.posted.of(node as usize) {
                if let Some(list) = lists.get_mut(id) {
                    list.push(node);
                }
            }
        }
    }
    let mut cluster_of_item: Vec<Option<usize>> = vec![None; corpus.items.len()];
    for (index, cluster) in clusters.iter().enumerate() {
        for &node in cluster.iter().filter(|&node| !is_undated(node)) {
            let items = &corpus.nodes[node as usize].items;
            items.iter().for_each(|&item| cluster_of_item[item as usize] = Some(index));
        }
    }
    let attached = map_pieces(context.workers, undated.len(), |at| {
        let node = undated[at];
        let before = counted_before(context, node, &counted)
            .or_else(|| continued(context, node, &cluster_of_item))
            .or_else(|| toll(context, node, &cluster_of_item));
        let cluster = before.or_else(|| {
            let mut shared = Vec::new();
            for &(id, weight) in context.posted.of(node as usize) {
                let list = lists.get(&id).filter(|list| list.len() <= CROWD);
                shared.extend(list.into_iter().flatten().map(|&other| (other, weight)));
            }
            best(context, node, &strongest(shared, context.config.partners), &cluster_of)
        });
        cluster.map(|cluster| Attached { node, cluster })
    });
    let mut attached: Vec<Attached> = attached.flatten().collect();
    // What goes on with a sentence goes where that went.
    let mut free: BTreeSet<u32> = undated.into_iter().collect();
    for Attached { node, cluster } in &attached {
        free.remove(node);
        let items = &corpus.nodes[*node as usize].items;
        items.iter().for_each(|&item| cluster_of_item[item as usize] = Some(*cluster));
    }
    for node in free {
        if let Some(cluster) = followed(context, node, &cluster_of_item) {
            let items = &corpus.nodes[node as usize].items;
            items.iter().for_each(|&item| cluster_of_item[item as usize] = Some(cluster));
            attached.push(Attached { node, cluster });
        }
    }
    attached
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
fn continued(context: &Context<'_>, node: u32, cluster_of_item: &[Option<usize>]) -> Option<usize> {
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
        before.filter_map(|at| cluster_of_item[at as usize]).min()
    };
    corpus.nodes[node as usize].items.iter().filter_map(told).min()
}

/// The cluster whose dead, injured or missing a sentence counts: that of the nearest act told before
/// it in its article that can have cost lives. « Des militaires ont attaqué le palais jeudi. … Les
/// tirs ont fait sept morts. »
fn toll(context: &Context<'_>, node: u32, cluster_of_item: &[Option<usize>]) -> Option<usize> {
    let corpus = context.corpus;
    let told = |&index: &u32| {
        let item = &corpus.items[index as usize];
        let harm = |figure: &Figure| figure.predicate.as_deref().is_some_and(acts::is_harm);
        if !occurred(item.mention.status) || !item.mention.figures.iter().any(harm) {
            return None;
        }
        let before = (corpus.of_article(item.article).start..index as usize).rev();
        before
            .filter(|&at| {
                let mention = corpus.items[at].mention;
                occurred(mention.status)
                    && mention.triggers.iter().any(|act| acts::costs_lives(act))
            })
            .find_map(|at| cluster_of_item[at])
    };
    corpus.nodes[node as usize].items.iter().filter_map(told).min()
}

/// The cluster of the sentence that a sentence goes on with: « L'ancien président a
/// été libéré vendredi. Un convoi l'a déposé chez lui. »
fn followed(context: &Context<'_>, node: u32, cluster_of_item: &[Option<usize>]) -> Option<usize> {
    let corpus = context.corpus;
    let told = |&index: &u32| {
        let item = &corpus.items[index as usize];
        if !item.mention.continues {
            return None;
        }
        let before = (0..index).rev().map(|at| (at, &corpus.items[at as usize]));
        before
            .take_while(|(_, other)| other.article == item.article)
            .take_while(|(_, other)| other.mention.sentence + 1 >= item.mention.sentence)
            .find(|(_, other)| other.mention.sentence < item.mention.sentence)
            .and_then(|(at, _)| cluster_of_item[at as usize])
    };
    // Articles that print the sentence may print another one before it.
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for cluster in corpus.nodes[node as usize].items.iter().filter_map(told) {
        *found.entry(cluster).or_default() += 1;
    }
    let most = found.into_iter().max_by_key(|&(cluster, count)| (count, Reverse(cluster)));
    most.map(|(cluster, _)| cluster)
}

/// The cluster of the best link, if no other cluster comes near it.
fn best(context: &Context<'_>, node: u32, partners: &[u32], cluster_of: &[u32]) -> Option<usize> {
    let mut scores: BTreeMap<usize, i32> = BTreeMap::new();
    for &other in partners {
        let (a, b) = (node.min(other) as usize, node.max(other) as usize);
        let judged: Judged = context.judge(a, b);
        let linked = matches!(judged.verdict, Verdict::Linked(_));
        let status = context.corpus.item(node as usize).mention.status;
        let tells = !matches!(status, Status::Hypothetical | Status::Question);
        if linked && tells && possible(context, node, other) {
            let score = scores.entry(cluster_of[other as usize] as usize).or_default();
            *score = (*score).max(judged.likeness);
        }
    }
    let mut ranked: Vec<(i32, usize)> = scores.into_iter().map(|(c, s)| (s, c)).collect();
    ranked.sort_by_key(|&(score, cluster)| (Reverse(score), cluster));
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
