//! Merging cut into parts that other processes can do, on other machines.
//!
//! [`spread`] makes the parts in which candidates are judged, [`work`] does a part, [`cut`]
//! gathers what they found into blocks, which are parts again; [`Given`] holds what came of
//! all of them, and merging goes on from there. A part holds the nodes that its task reads and
//! no others, so what comes of it cannot depend on how the work was cut.

use super::build::Links;
use super::candidates::{Days, Search, Task};
use super::cluster::{agglomerate, blocks};
use super::hash::{hash, hash_all};
use super::node::When;
use super::pairs::Context;
use super::record::{Cast, Nodes, Record};
use super::{Constraints, MergeConfig, Relation, Workers, prepare};
use crate::mention::AnnotatedArticle;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a part cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// A row is not one of ours.
    #[error("a row cannot be read ({0}); it was made by another version of frise, or damaged")]
    Row(#[from] serde_json::Error),
    /// A part without its first row.
    #[error("part {0} is not whole; give all rows of a part to one process")]
    Broken(u64),
}

/// What judging needs to know beside the nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Table {
    /// How many nodes of all parts tell of the days around those of this part.
    pub(super) days: Days,
    /// Pairs that are never one event.
    pub(super) different: Vec<(u32, u32)>,
    /// The thresholds.
    pub(super) config: MergeConfig,
}

impl Table {
    /// What is to be known where these nodes are judged, sorted, and no others.
    fn narrowed(&self, nodes: &[u32], when: impl Fn(u32) -> Option<When>) -> Table {
        Table {
            days: self.days.around(nodes.iter().filter_map(|&node| when(node))),
            different: inside(&self.different, nodes),
            config: self.config.clone(),
        }
    }
}

/// Pairs of which both are among nodes, which are sorted.
fn inside(pairs: &[(u32, u32)], nodes: &[u32]) -> Vec<(u32, u32)> {
    let has = |node: &u32| nodes.binary_search(node).is_ok();
    pairs.iter().copied().filter(|(a, b)| has(a) && has(b)).collect()
}

/// A row of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Row {
    /// Candidates to judge, over the nodes of the part.
    Judge(Vec<Task>, Table),
    /// Blocks to cluster, each sorted.
    Cluster { blocks: Vec<Vec<u32>>, same: Vec<(u32, u32)>, table: Table },
    /// A node of the part.
    Node(Box<Record>),
    /// An article of nodes of the part.
    Article(Cast),
    /// What [`cut`] needs beside the nodes.
    Cut { nodes: u32, size: usize, print: u64, same: Vec<(u32, u32)>, table: Table },
    /// What judging found.
    Links(Links),
    /// What clustering found.
    Groups(Vec<Vec<u32>>),
    /// What [`cut`] hands on to the end: nodes of blocks of their own, relations.
    Rest { print: u64, alone: Vec<u32>, loose: Vec<(u32, u32, Relation)> },
}

/// Takes the rows of parts: the number of the part, the row.
pub type Put<'a> = &'a mut dyn FnMut(u64, Vec<u8>);

fn put_row(put: Put<'_>, part: u64, row: &Row) {
    put(part, serde_json::to_vec(row).expect("a row is plain data"));
}

/// The part that [`cut`] takes.
pub const CUT: u64 = u64::MAX >> 1;

/// Cuts the judging of candidates into parts of about `size` nodes, and puts the rows that
/// [`cut`] needs into part [`CUT`]; it makes parts of that size too.
pub fn spread(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
    workers: &dyn Workers,
    size: usize,
    put: Put<'_>,
) {
    prepare(articles, constraints, config, workers, |context, _, decided| {
        let search = Search::new(context);
        let table = Table {
            days: context.days.clone(),
            different: decided.different.iter().map(|&(a, b)| (a as u32, b as u32)).collect(),
            config: config.clone(),
        };
        let mut part = 0;
        let mut judge = |tasks: Vec<Task>, reads: BTreeSet<u32>| {
            let reads: Vec<u32> = reads.into_iter().collect();
            let when = |node: u32| context.corpus.nodes[node as usize].when;
            put_row(put, part, &Row::Judge(tasks, table.narrowed(&reads, when)));
            put_nodes(put, part, context, &reads);
            part += 1;
        };
        // Small tasks share a part: they read the same nodes.
        let (mut tasks, mut reads) = (Vec::new(), BTreeSet::new());
        for task in search.tasks(size) {
            reads.extend(search.reads(&task));
            tasks.push(task);
            if reads.len() >= size {
                judge(std::mem::take(&mut tasks), std::mem::take(&mut reads));
            }
        }
        if !tasks.is_empty() {
            judge(tasks, reads);
        }
        let nodes = context.corpus.nodes.len() as u32;
        let print = print(context, &decided.same);
        put_row(put, CUT, &Row::Cut { nodes, size, print, same: decided.same, table });
        put_nodes(put, CUT, context, &(0..nodes).collect::<Vec<_>>());
    });
}

/// Puts nodes and their articles, each once.
fn put_nodes(put: Put<'_>, part: u64, context: &Context<'_>, nodes: &[u32]) {
    let mut articles = BTreeSet::new();
    for &node in nodes {
        let record = Record::of(context, node);
        if articles.insert(record.article) {
            put_row(put, part, &Row::Article(Cast::of(context, record.article)));
        }
        put_row(put, part, &Row::Node(Box::new(record)));
    }
}

/// Does a part: all its rows, in any order, to rows for [`cut`] or [`Given::of`].
///
/// # Errors
/// When a row is not one of [`spread`] or [`cut`], or the part is not whole.
pub fn work(part: u64, rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let (mut records, mut articles) = (Vec::new(), Vec::new());
    let mut head = None;
    for row in rows {
        match serde_json::from_slice(row)? {
            Row::Node(record) => records.push(*record),
            Row::Article(cast) => articles.push(cast),
            row => head = Some(row),
        }
    }
    let nodes = Nodes::new(records, articles).ok_or(ShardError::Broken(part))?;
    match head {
        Some(Row::Judge(tasks, table)) => {
            let links = nodes.on(&table, |context| {
                let search = Search::new(context);
                let links = tasks.into_iter().map(|task| match task {
                    Task::Pairs(pairs) => {
                        Links::of(&search, context, &Task::Pairs(nodes.pairs(&pairs)))
                    }
                    task => Links::of(&search, context, &task),
                });
                Links::union(links).renamed(|node| nodes.name(node))
            });
            put_row(put, CUT, &Row::Links(links));
        }
        Some(Row::Cluster { blocks, same, table }) => {
            let places = |block: &Vec<u32>| -> Option<Vec<u32>> {
                block.iter().map(|&node| nodes.place(node)).collect()
            };
            let blocks: Option<Vec<Vec<u32>>> = blocks.iter().map(places).collect();
            let blocks = blocks.ok_or(ShardError::Broken(part))?;
            let same = nodes.pairs(&same);
            let groups: Vec<Vec<u32>> = nodes.on(&table, |context| {
                blocks.iter().flat_map(|block| agglomerate(context, block, &same)).collect()
            });
            let name = |group: Vec<u32>| group.into_iter().map(|at| nodes.name(at)).collect();
            put_row(put, 0, &Row::Groups(groups.into_iter().map(name).collect()));
        }
        _ => return Err(ShardError::Broken(part)),
    }
    Ok(())
}

/// A node, as far as [`cut`] reads it.
struct Known<'a> {
    node: u32,
    article: u32,
    when: Option<When>,
    row: &'a Vec<u8>,
}

/// Gathers what judging found, and cuts the nodes into blocks: some make a part for [`work`].
/// The rows for [`Given::of`] are put into part 0.
///
/// # Errors
/// When a row is not one of [`spread`] or [`work`], or some are missing.
pub fn cut(rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let (mut known, mut articles) = (Vec::new(), BTreeMap::new());
    let (mut links, mut head) = (Vec::new(), None);
    for row in rows {
        match serde_json::from_slice(row)? {
            Row::Node(record) => {
                let Record { node, article, when, .. } = *record;
                known.push(Known { node, article, when, row });
            }
            Row::Article(cast) => drop(articles.insert(cast.article, row)),
            Row::Links(found) => links.push(found),
            Row::Cut { nodes, size, print, same, table } => {
                head = Some((nodes, size, print, same, table));
            }
            _ => return Err(ShardError::Broken(CUT)),
        }
    }
    let whole = head.filter(|&(nodes, ..)| nodes as usize == known.len());
    let (nodes, size, print, same, table) = whole.ok_or(ShardError::Broken(CUT))?;
    known.sort_by_key(|known| known.node);
    let links = Links::union(links);
    let (alone, mut blocks): (Vec<Vec<u32>>, Vec<Vec<u32>>) =
        blocks(nodes as usize, &links.edges, &same, table.config.block)
            .into_iter()
            .partition(|block| block.len() == 1);
    // Neighbours in time share articles and days.
    blocks.sort_unstable();
    let (mut part, mut rest) = (1, &blocks[..]);
    while !rest.is_empty() {
        let mut taken = 0;
        let more = rest.iter().take_while(|block| {
            taken += block.len();
            taken <= size
        });
        let (now, later) = rest.split_at(more.count().max(1));
        let mut nodes = now.concat();
        nodes.sort_unstable();
        let table = table.narrowed(&nodes, |node| known[node as usize].when);
        let (blocks, same) = (now.to_vec(), inside(&same, &nodes));
        put_row(put, part, &Row::Cluster { blocks, same, table });
        let needed: BTreeSet<u32> = nodes.iter().map(|&at| known[at as usize].article).collect();
        for article in needed {
            let row = articles.get(&article).ok_or(ShardError::Broken(CUT))?;
            put(part, (*row).clone());
        }
        nodes.iter().for_each(|&node| put(part, known[node as usize].row.clone()));
        (part, rest) = (part + 1, later);
    }
    let alone = alone.concat();
    put_row(put, 0, &Row::Rest { print, alone, loose: links.loose });
    Ok(())
}

/// What came of judging and clustering elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Of what nodes and constraints.
    pub(super) print: u64,
    pub(super) loose: Vec<(u32, u32, Relation)>,
    pub(super) groups: Vec<Vec<u32>>,
}

impl Given {
    /// From the rows of part 0, in any order.
    ///
    /// # Errors
    /// When a row is not one of [`work`] or [`cut`], or the last of [`cut`] is missing.
    pub fn of(rows: &[Vec<u8>]) -> Result<Given, ShardError> {
        let (mut groups, mut rest) = (Vec::new(), None);
        for row in rows {
            match serde_json::from_slice(row)? {
                Row::Groups(found) => groups.extend(found),
                Row::Rest { print, alone, loose } => {
                    groups.extend(alone.into_iter().map(|node| vec![node]));
                    rest = Some((print, loose));
                }
                _ => return Err(ShardError::Broken(0)),
            }
        }
        let (print, loose) = rest.ok_or(ShardError::Broken(0))?;
        groups.sort_unstable();
        Ok(Given { print, loose, groups })
    }
}

/// A name for nodes and constraints: what was judged of others must not be used for these.
pub(super) fn print(context: &Context<'_>, same: &[(u32, u32)]) -> u64 {
    let mut all = Vec::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        all.push(hash(context.id(index).0.as_bytes()));
        let (lo, hi) = node.when.map_or((0, 0), |when| (when.lo, when.hi));
        all.push(u64::from(lo as u32) << 32 | u64::from(hi as u32));
        all.push(node.items.len() as u64);
    }
    all.extend(same.iter().map(|&(a, b)| u64::from(a) << 32 | u64::from(b)));
    all.extend(context.different.iter().map(|&(a, b)| (a as u64) << 32 | b as u64));
    let config = serde_json::to_vec(context.config).expect("thresholds are plain data");
    all.push(hash(&config));
    hash_all(&all)
}
