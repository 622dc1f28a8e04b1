//! Judged pairs to groups of nodes: the level cut, then agglomeration inside each block.
//!
//! Plain components of links percolate: on busy days one would hold half of all mentions.
//! So the block of a mention is its component at the lowest level of confidence at which
//! that component is small enough; inside a block every pair is judged, and how near two groups are decides.

use super::build::Work;
use super::pairs::{Context, Judged, Verdict};
use super::union::Union;
use super::units::map;
use std::collections::BTreeMap;

/// Levels of confidence, in 1/10,000; the first takes every link.
const LEVELS: [i32; 11] = [0, 5_500, 6_000, 6_500, 7_000, 7_500, 8_000, 8_500, 9_000, 9_300, 9_600];

/// A link between two nodes, with the confidence that the level cut reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let found = map(context.workers, blocks.len(), |at| agglomerate(context, &blocks[at], same));
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
    /// Those of them that have a voice, by their place in the block: those that go with another
    /// have none.
    voices: Vec<usize>,
    /// How near every other group is, by row; forbidden pairs and dead rows are `None`.
    near: Vec<Option<i64>>,
    /// The best partner: nearness and row.
    best: Option<(i64, usize)>,
}

/// The likenesses of all pairs of a block.
struct Matrix {
    size: usize,
    likeness: Vec<Option<i32>>,
}

impl Matrix {
    fn of(context: &Context<'_>, block: &[u32]) -> Matrix {
        let size = block.len();
        let mut likeness = vec![Some(0); size * size];
        for i in 0..size {
            for j in 0..i {
                let (a, b) = (block[j] as usize, block[i] as usize);
                let (a, b) = (a.min(b), a.max(b));
                let found = (!context.forbidden(a, b)).then(|| context.judge(a, b).likeness);
                likeness[i * size + j] = found;
                likeness[j * size + i] = found;
            }
        }
        Matrix { size, likeness }
    }

    fn at(&self, a: usize, b: usize) -> Option<i32> {
        self.likeness[a * self.size + b]
    }

    /// How near two sets of nodes are: the mean of all pairs and the mean of what each node finds
    /// likest on the other side, half and half. The first alone (average link) parts what is told
    /// in many wordings, the second alone chains.
    fn between(&self, a: &[usize], b: &[usize]) -> i64 {
        if a.is_empty() || b.is_empty() {
            return 0;
        }
        let pair = |x: usize, y: usize| i64::from(self.at(x, y).unwrap_or(0));
        let one_way = |from: &[usize], to: &[usize]| -> i64 {
            let best = from.iter().map(|&x| to.iter().map(|&y| pair(x, y)).max().unwrap_or(0));
            best.sum::<i64>() / from.len() as i64
        };
        let all: i64 = a.iter().map(|&x| b.iter().map(|&y| pair(x, y)).sum::<i64>()).sum();
        let mean = all / (a.len() * b.len()) as i64;
        let best = (one_way(a, b) + one_way(b, a)) / 2;
        (mean + best) / 2
    }
}

/// Agglomeration by how near two groups are, best first, ties to the earlier rows.
pub(super) fn agglomerate(
    context: &Context<'_>,
    block: &[u32],
    same: &[(u32, u32)],
) -> Vec<Vec<u32>> {
    let matrix = Matrix::of(context, block);
    let mut groups = rows(context, block, same);
    let count = groups.len();
    groups.iter_mut().for_each(|group| group.near = vec![None; count]);
    for i in 0..count {
        for j in 0..i {
            let near = nearness(&matrix, block, &groups[i], &groups[j]);
            (groups[i].near[j], groups[j].near[i]) = (near, near);
        }
    }
    for row in 0..count {
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
            Group { nodes: Vec::new(), voices: Vec::new(), near: Vec::new(), best: None },
        );
        groups[keep].nodes.extend(taken.nodes);
        groups[keep].voices.extend(taken.voices);
        for third in 0..groups.len() {
            if third == keep || groups[third].nodes.is_empty() {
                continue;
            }
            // What was forbidden to one of the two is forbidden to both.
            let allowed = groups[keep].near[third].is_some() && taken.near[third].is_some();
            let near = allowed.then(|| matrix.between(&groups[keep].voices, &groups[third].voices));
            groups[keep].near[third] = near;
            groups[third].near[keep] = near;
            groups[third].near[gone] = None;
        }
        groups[keep].near[gone] = None;
        for third in 0..groups.len() {
            if groups[third].nodes.is_empty() {
                continue;
            }
            let stale = groups[third].best.is_some_and(|(_, at)| at == keep || at == gone);
            if third == keep || stale {
                groups[third].best = best(&groups, third);
            } else if let Some(near) = groups[third].near[keep]
                && groups[third].best.is_none_or(|best| {
                    (near, std::cmp::Reverse(keep)) > (best.0, std::cmp::Reverse(best.1))
                })
            {
                groups[third].best = Some((near, keep));
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

/// How near two rows are; nothing where an editor keeps two of their nodes apart.
fn nearness(matrix: &Matrix, block: &[u32], a: &Group, b: &Group) -> Option<i64> {
    let place = |node: &u32| block.binary_search(node).expect("a row is of the block");
    let mut pairs = a.nodes.iter().flat_map(|x| b.nodes.iter().map(move |y| (x, y)));
    let allowed = pairs.all(|(x, y)| matrix.at(place(x), place(y)).is_some());
    allowed.then(|| matrix.between(&a.voices, &b.voices))
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
    let mut seeds: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..block.len() {
        seeds.entry(union.root(index)).or_default().push(index);
    }
    let group = |places: Vec<usize>| Group {
        nodes: places.iter().map(|&at| block[at]).collect(),
        voices: places.into_iter().filter(|&at| !led[at]).collect(),
        near: Vec::new(),
        best: None,
    };
    seeds.into_values().map(group).collect()
}

fn best(groups: &[Group], row: usize) -> Option<(i64, usize)> {
    let near = groups[row].near.iter().enumerate();
    near.filter_map(|(other, near)| near.map(|near| (near, other)))
        .filter(|&(_, other)| other != row && !groups[other].nodes.is_empty())
        .max_by_key(|&(near, other)| (near, std::cmp::Reverse(other)))
}

/// Groups after some of them went into others, each at most once, in the order of their first node.
pub(super) fn regrouped(
    mut groups: Vec<Vec<u32>>,
    moves: impl IntoIterator<Item = (usize, usize)>,
) -> Vec<Vec<u32>> {
    for (from, into) in moves {
        let moved = std::mem::take(&mut groups[from]);
        groups[into].extend(moved);
        groups[into].sort_unstable();
    }
    groups.retain(|group| !group.is_empty());
    groups.sort_unstable();
    groups
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
