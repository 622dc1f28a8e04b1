//! Events far apart in time that are one: a wrong year, day and month swapped, a week off.
//!
//! This lane works on finished events, outside the graph of links: one wrong year there
//! would join two decades.

use super::hash::{feature, hash_all};
use super::pairs::{Context, Verdict, day};
use std::collections::{BTreeMap, BTreeSet};

/// A key that more nodes than this share tells nothing.
const CROWD: usize = 200;

/// Joins clusters that a slip of the pen keeps apart: best pair first, each cluster once.
pub(super) fn join(context: &Context<'_>, clusters: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut cluster_of = vec![0_u32; context.corpus.nodes.len()];
    for (index, cluster) in clusters.iter().enumerate() {
        for &node in cluster {
            cluster_of[node as usize] = index as u32;
        }
    }
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for list in keys(context).values().filter(|list| (2..=CROWD).contains(&list.len())) {
        for (at, &b) in list.iter().enumerate() {
            for &a in &list[..at] {
                if cluster_of[a as usize] != cluster_of[b as usize] {
                    pairs.insert((a.min(b), a.max(b)));
                }
            }
        }
    }
    let mut wanted: Vec<(i32, u32, u32)> = pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let judged = context.judge(a as usize, b as usize);
            let linked = matches!(judged.verdict, Verdict::Linked("merge.r6" | "merge.r7"));
            linked.then_some((judged.likeness, a, b))
        })
        .collect();
    wanted.sort_by_key(|&(likeness, a, b)| (std::cmp::Reverse(likeness), a, b));
    let mut clusters = clusters;
    let mut used = vec![false; clusters.len()];
    for (_, a, b) in wanted {
        let (x, y) = (cluster_of[a as usize] as usize, cluster_of[b as usize] as usize);
        if used[x] || used[y] || vetoed(context, &clusters[x], &clusters[y]) {
            continue;
        }
        (used[x], used[y]) = (true, true);
        let moved = std::mem::take(&mut clusters[y]);
        clusters[x].extend(moved);
        clusters[x].sort_unstable();
    }
    clusters.retain(|cluster| !cluster.is_empty());
    clusters.sort_unstable();
    clusters
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

/// Nodes by what a slip would leave equal: a rare entity or an exact figure, a family of
/// acts, and what remains of the date.
fn keys(context: &Context<'_>) -> BTreeMap<u64, Vec<u32>> {
    let mut keys: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        let Some(when) = node.when.filter(|when| when.is_day()) else { continue };
        let mention = context.corpus.item(index).mention;
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
        let mut anchors: Vec<u64> = context.entities[index]
            .iter()
            .filter(|&&id| context.frequencies.is_rare(id))
            .map(|&id| u64::from(id))
            .collect();
        for figure in mention.figures.iter().filter(|figure| figure.high == Some(figure.low)) {
            anchors.push(hash_all(&[figure.low as u64, u64::from(feature(0, &figure.unit))]));
        }
        for family in &mention.triggers {
            let family = u64::from(feature(0, family));
            // A year that was not written needs no name or figure beside the act.
            let yearless = hash_all(&[family, 5, u64::from(d), u64::from(m)]);
            keys.entry(yearless).or_default().push(index as u32);
            for &anchor in &anchors {
                for pattern in patterns {
                    let pattern = pattern.map(u64::from);
                    let key = hash_all(&[anchor, family, hash_all(&pattern)]);
                    keys.entry(key).or_default().push(index as u32);
                }
                keys.entry(hash_all(&[anchor, family])).or_default().push(index as u32);
            }
        }
    }
    for list in keys.values_mut() {
        list.dedup();
    }
    keys
}
