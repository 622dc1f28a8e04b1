//! Events far apart in time that are one: a wrong year, day and month swapped, a week off.
//!
//! This lane works on finished events, outside the graph of links: one wrong year there
//! would join two decades.

use super::cluster::regrouped;
use super::hash::{feature, hash_all};
use super::pairs::{Context, Verdict};
use super::slip::day;
use super::units::map;
use std::collections::BTreeSet;

/// A key that more nodes than this share tells nothing.
const CROWD: usize = 200;
/// Nodes whose keys fit in memory at once.
const NODES_OF_A_PASS: usize = 50_000;

/// Joins clusters that a slip of the pen keeps apart: best pair first, each cluster once.
pub(super) fn join(context: &Context<'_>, clusters: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut cluster_of = vec![0_u32; context.corpus.nodes.len()];
    for (index, cluster) in clusters.iter().enumerate() {
        for &node in cluster {
            cluster_of[node as usize] = index as u32;
        }
    }
    let mut wanted = wanted(context, &cluster_of);
    wanted.sort_by_key(|&(likeness, a, b)| (std::cmp::Reverse(likeness), a, b));
    let mut moves = Vec::new();
    let mut used = vec![false; clusters.len()];
    let mut apart: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (_, a, b) in wanted {
        let (x, y) = (cluster_of[a as usize] as usize, cluster_of[b as usize] as usize);
        if used[x] || used[y] || apart.contains(&(x, y)) {
            continue;
        }
        if vetoed(context, &clusters[x], &clusters[y]) {
            apart.extend([(x, y), (y, x)]);
            continue;
        }
        (used[x], used[y]) = (true, true);
        moves.push((y, x));
    }
    regrouped(clusters, moves)
}

/// Whether any pair between two clusters is forbidden.
fn vetoed(context: &Context<'_>, a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|&x| {
        b.iter().any(|&y| {
            let judged = context.judge(x.min(y) as usize, x.max(y) as usize);
            matches!(judged.verdict, Verdict::Vetoed(_))
        })
    })
}

/// Pairs of nodes of different clusters that a rule of this lane links, with their likeness.
///
/// Keys are taken in passes, so that no more than a part of them is in memory at once; a key
/// with all its nodes is in one pass.
fn wanted(context: &Context<'_>, cluster_of: &[u32]) -> Vec<(i32, u32, u32)> {
    let nodes = context.corpus.nodes.len();
    // Several, so that there is work for everyone.
    let passes = nodes / NODES_OF_A_PASS + 4;
    let found = map(context.workers, passes, |pass| {
        let mut keyed: Vec<(u64, u32)> = Vec::new();
        for node in 0..nodes {
            keys(context, node, &mut |key| {
                if key % passes as u64 == pass as u64 {
                    keyed.push((key, node as u32));
                }
            });
        }
        keyed.sort_unstable();
        keyed.dedup();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let lists = keyed.chunk_by(|a, b| a.0 == b.0);
        for list in lists.filter(|list| (2..=CROWD).contains(&list.len())) {
            for (at, &(_, b)) in list.iter().enumerate() {
                let others = list[..at].iter().map(|&(_, a)| (a, b));
                pairs.extend(others.filter(|&(a, b)| is_far(context, a, b)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs.retain(|&(a, b)| {
            cluster_of[a as usize] != cluster_of[b as usize]
                && context.may_be_far(a as usize, b as usize)
        });
        let judged = pairs.into_iter().filter_map(|(a, b)| {
            let judged = context.judge(a as usize, b as usize);
            let linked = matches!(judged.verdict, Verdict::Linked("merge.r6" | "merge.r7"));
            linked.then_some((judged.likeness, a, b))
        });
        judged.collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

/// Whether two nodes lie further apart than the near rules reach.
fn is_far(context: &Context<'_>, a: u32, b: u32) -> bool {
    let when = |node: u32| context.corpus.nodes[node as usize].when;
    when(a).zip(when(b)).is_some_and(|(a, b)| a.gap(&b) > 4)
}

/// What a slip would leave equal: a rare entity or an exact figure, a family of acts, and
/// what remains of the date.
fn keys(context: &Context<'_>, node: usize, found: &mut dyn FnMut(u64)) {
    let Some(when) = context.corpus.nodes[node].when.filter(|when| when.is_day()) else { return };
    let mention = context.corpus.item(node).mention;
    let date = day(when.lo);
    let (d, m, y) = (date.day(), date.month(), date.year() as u32);
    let patterns = [
        [1, d, m, 0],
        [2, d.min(m), d.max(m), y],
        [3, d, y, m / 2],
        [3, d, y, m.div_ceil(2)],
        [4, when.lo as u32 % 7, (when.lo as u32 / 7) / 2, 0],
        [4, when.lo as u32 % 7, (when.lo as u32 / 7).div_ceil(2), 0],
    ];
    let patterns = patterns.map(|pattern| hash_all(&pattern.map(u64::from)));
    let mut anchors: Vec<u64> = context.rare.of(node).iter().map(|&id| u64::from(id)).collect();
    for figure in mention.figures.iter().filter(|figure| figure.high == Some(figure.low)) {
        anchors.push(hash_all(&[figure.low as u64, u64::from(feature(0, &figure.unit))]));
    }
    for family in &mention.triggers {
        let family = u64::from(feature(0, family));
        // A year that was not written needs no name or figure beside the act.
        found(hash_all(&[family, 5, u64::from(d), u64::from(m)]));
        for &anchor in &anchors {
            patterns.iter().for_each(|&pattern| found(hash_all(&[anchor, family, pattern])));
            found(hash_all(&[anchor, family]));
        }
    }
}
