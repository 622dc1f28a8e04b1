//! Judged pairs to groups of nodes: the level cut, then average link inside each block.
//!
//! Plain components of links percolate: on busy days one would hold half of all mentions.
//! So the block of a mention is its component at the lowest level of confidence at which
//! that component is small enough; inside a block every pair is judged and the mean decides.

use super::build::Work;
use super::pairs::{Context, Judged, Verdict};
use super::union::Union;
use super::units::map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Levels of confidence, in 1/10,000; the first takes every link.
const LEVELS: [i32; 11] = [0, 5_500, 6_000, 6_500, 7_000, 7_500, 8_000, 8_500, 9_000, 9_300, 9_600];

/// A link between two nodes, with the confidence that the level cut reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edge {
    /// The smaller node.
    pub(super) a: u32,
    /// The greater node.
    pub(super) b: u32,
    /// In 1/10,000.
    pub(super) confidence: i32,
}

/// Groups of nodes, each sorted, in the order of their first node.
pub(super) fn clusters(
    context: &Context<'_>,
    edges: &[Edge],
    same: &[(u32, u32)],
    work: &mut Work,
) -> Vec<Vec<u32>> {
    let n = context.corpus.nodes.len();
    let blocks = blocks(n, edges, same, context.config.block);
    for block in &blocks {
        work.largest_block = work.largest_block.max(block.len());
        work.in_blocks += block.len() * (block.len() - 1) / 2;
    }
    let (mut groups, blocks): (Vec<_>, Vec<_>) =
        blocks.into_iter().partition(|block| block.len() == 1);
    let found = map(context.workers, blocks.len(), |at| average_link(context, &blocks[at], same));
    groups.extend(found.into_iter().flatten());
    groups.sort_unstable();
    groups
}

/// The blocks of all nodes: components at the lowest level at which they are small enough.
pub(super) fn blocks(n: usize, edges: &[Edge], same: &[(u32, u32)], cap: usize) -> Vec<Vec<u32>> {
    let mut done = Vec::new();
    let mut open: Vec<Vec<u32>> = vec![(0..n as u32).collect()];
    let mut live: Vec<Edge> = edges.to_vec();
    for level in LEVELS {
        live.retain(|edge| edge.confidence >= level);
        let mut union = Union::new(n);
        let mut is_open = vec![false; n];
        for &node in open.iter().flatten() {
            is_open[node as usize] = true;
        }
        for edge in live.iter().filter(|edge| is_open[edge.a as usize] && is_open[edge.b as usize])
        {
            union.join(edge.a as usize, edge.b as usize);
        }
        for &(a, b) in same {
            union.join(a as usize, b as usize);
        }
        let mut components: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for &node in open.iter().flatten() {
            components.entry(union.root(node as usize)).or_default().push(node);
        }
        open.clear();
        for mut component in components.into_values() {
            component.sort_unstable();
            if component.len() <= cap { done.push(component) } else { open.push(component) }
        }
        if open.is_empty() {
            break;
        }
    }
    // Nodes are in the order of (day, key): runs of the cap.
    done.extend(open.iter().flat_map(|component| component.chunks(cap)).map(<[u32]>::to_vec));
    done
}

/// One row of the agglomeration.
struct Group {
    nodes: Vec<u32>,
    /// How many of them have a voice: those that go with another have none.
    voices: i64,
    /// Sum of likenesses to every other living group, by row; forbidden pairs are `None`.
    sums: Vec<Option<i64>>,
    /// The best partner: mean likeness and row.
    best: Option<(i64, usize)>,
}

/// Agglomeration by the mean likeness of all pairs between two groups, best first, ties to
/// the earlier rows.
pub(super) fn average_link(
    context: &Context<'_>,
    block: &[u32],
    same: &[(u32, u32)],
) -> Vec<Vec<u32>> {
    let mut groups = rows(context, block, same);
    for row in 0..groups.len() {
        groups[row].best = best(&groups, row);
    }
    let stop = i64::from(context.config.stop);
    while let Some((row, (mean, other))) = groups
        .iter()
        .enumerate()
        .filter_map(|(row, group)| group.best.map(|best| (row, best)))
        .max_by_key(|&(row, (mean, other))| {
            (mean, std::cmp::Reverse((row.min(other), row.max(other))))
        })
    {
        if mean < stop {
            break;
        }
        let (keep, gone) = (row.min(other), row.max(other));
        let taken = std::mem::replace(
            &mut groups[gone],
            Group { nodes: Vec::new(), voices: 0, sums: Vec::new(), best: None },
        );
        groups[keep].nodes.extend(taken.nodes);
        groups[keep].voices += taken.voices;
        for third in 0..groups.len() {
            if third == keep || groups[third].nodes.is_empty() {
                continue;
            }
            let sum = taken.sums[third].zip(groups[keep].sums[third]).map(|(a, b)| a + b);
            groups[keep].sums[third] = sum;
            groups[third].sums[keep] = sum;
        }
        for third in 0..groups.len() {
            if groups[third].nodes.is_empty() {
                continue;
            }
            let stale = groups[third].best.is_some_and(|(_, at)| at == keep || at == gone);
            if third == keep || stale {
                groups[third].best = best(&groups, third);
            } else if let Some(mean) = mean_of(&groups, third, keep)
                && groups[third].best.is_none_or(|best| {
                    (mean, std::cmp::Reverse(keep)) > (best.0, std::cmp::Reverse(best.1))
                })
            {
                groups[third].best = Some((mean, keep));
            }
        }
    }
    let mut found: Vec<Vec<u32>> =
        groups.into_iter().map(|group| group.nodes).filter(|nodes| !nodes.is_empty()).collect();
    for nodes in &mut found {
        nodes.sort_unstable();
    }
    found
}

/// The rows to begin with: nodes that editors joined are one row, and so are those that stand or
/// fall with each other.
fn rows(context: &Context<'_>, block: &[u32], same: &[(u32, u32)]) -> Vec<Group> {
    let mut union = Union::new(block.len());
    for (a, b) in same {
        if let (Ok(a), Ok(b)) = (block.binary_search(a), block.binary_search(b)) {
            union.join(a, b);
        }
    }
    let mut led = vec![false; block.len()];
    for (index, &node) in block.iter().enumerate() {
        let leader = context.leader[node as usize]
            .filter(|&leader| !context.forbidden(node as usize, leader as usize));
        if let Some(at) = leader.and_then(|leader| block.binary_search(&leader).ok()) {
            led[index] = true;
            union.join(index, at);
        }
    }
    let voice = |node: u32| block.binary_search(&node).is_ok_and(|at| !led[at]);
    let mut seeds: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (index, &node) in block.iter().enumerate() {
        seeds.entry(union.root(index)).or_default().push(node);
    }
    let seeds: Vec<Vec<u32>> = seeds.into_values().collect();
    let count = seeds.len();
    let mut sums: Vec<Vec<Option<i64>>> = vec![vec![Some(0); count]; count];
    for i in 0..count {
        for j in 0..i {
            let mut sum = Some(0);
            for &a in &seeds[i] {
                for &b in &seeds[j] {
                    let (a, b) = (a.min(b) as usize, a.max(b) as usize);
                    let heard = voice(a as u32) && voice(b as u32);
                    let likeness = || i64::from(context.judge(a, b).likeness);
                    sum = sum
                        .filter(|_| !context.forbidden(a, b))
                        .map(|sum| sum + if heard { likeness() } else { 0 });
                }
            }
            sums[i][j] = sum;
            sums[j][i] = sum;
        }
    }
    let group = |(nodes, sums): (Vec<u32>, Vec<Option<i64>>)| {
        let voices = nodes.iter().filter(|&&node| voice(node)).count() as i64;
        Group { nodes, voices, sums, best: None }
    };
    seeds.into_iter().zip(sums).map(group).collect()
}

fn mean_of(groups: &[Group], a: usize, b: usize) -> Option<i64> {
    let pairs = groups[a].voices * groups[b].voices;
    groups[a].sums[b].map(|sum| sum / pairs.max(1))
}

fn best(groups: &[Group], row: usize) -> Option<(i64, usize)> {
    (0..groups.len())
        .filter(|&other| other != row && !groups[other].nodes.is_empty())
        .filter_map(|other| mean_of(groups, row, other).map(|mean| (mean, other)))
        .max_by_key(|&(mean, other)| (mean, std::cmp::Reverse(other)))
}

/// The links of a group that hold it together: a spanning tree of its best pairs, with what
/// was found of each.
pub(super) fn spanning_tree(context: &Context<'_>, nodes: &[u32]) -> Vec<(u32, u32, Judged)> {
    let mut pairs = Vec::new();
    for (at, &b) in nodes.iter().enumerate() {
        for &a in &nodes[..at] {
            pairs.push((a, b, context.judge(a as usize, b as usize)));
        }
    }
    let linked = |judged: &Judged| matches!(judged.verdict, Verdict::Linked(_));
    pairs.sort_by_key(|(a, b, judged)| {
        (!linked(judged), std::cmp::Reverse(judged.likeness), *a, *b)
    });
    let mut union = Union::new(nodes.len());
    let place = |node: u32| nodes.binary_search(&node).expect("a pair is of the group");
    pairs.retain(|(a, b, _)| union.join(place(*a), place(*b)));
    pairs
}
