//! Merging cut into parts that other processes can do, on other machines.
//!
//! [`spread`] makes the parts in which candidates are judged, [`work`] does a part, [`cut`]
//! gathers what they found into blocks, which are parts again; [`Given`] holds what came of
//! all of them, and merging goes on from there. A part holds the nodes that its task reads and
//! no others, so what comes of it cannot depend on how the work was cut.

use super::acts::Families;
use super::build::Links;
use super::candidates::{Days, Search, Task};
use super::cluster::{average_link, blocks};
use super::features::{Frequencies, Vectors};
use super::hash::{hash, hash_all};
use super::node::{Corpus, Item, Node, Supposed, When};
use super::pairs::Context;
use super::rows::Rows;
use super::units::OneByOne;
use super::{Constraints, MergeConfig, Relation, Workers, prepare};
use crate::mention::{AnnotatedArticle, EventMention};
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

/// A node with all that judging it needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    node: u32,
    article: u32,
    published: Option<i32>,
    when: Option<When>,
    supposed: bool,
    telling: bool,
    /// The one other day on which its act was done in the weeks around.
    done: Option<i32>,
    /// The node that it stands or falls with.
    leader: Option<u32>,
    /// Whether one article alone prints it.
    single: bool,
    /// Whether it names a day of which no article tells more than one act.
    lone: bool,
    /// The words of its article.
    theme: Vec<(u32, u16)>,
    mention: EventMention,
    vector: Vec<(u32, u16)>,
    entities: Vec<u32>,
    rare: Vec<u32>,
    /// Actors and places of its article.
    cast: Vec<(u32, u16)>,
    posted: Vec<(u32, u16)>,
    runs: Vec<u32>,
}

impl Record {
    fn item(&self, article: u32) -> Item<'_> {
        Item {
            article,
            published: self.published,
            mention: &self.mention,
            when: self.when,
            supposed: self.supposed,
            telling: self.telling,
        }
    }
}

/// What judging needs to know of all nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Table {
    days: Days,
    different: Vec<(u32, u32)>,
    config: MergeConfig,
}

/// A row of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Row {
    /// Candidates to judge, over the nodes of the part.
    Judge(Task, Table),
    /// A block to cluster.
    Cluster { same: Vec<(u32, u32)>, table: Table },
    /// A node of the part.
    Node(Box<Record>),
    /// What [`cut`] needs beside the nodes.
    Cut { nodes: u32, print: u64, same: Vec<(u32, u32)>, table: Table },
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
/// [`cut`] needs into part [`CUT`].
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
        for (part, task) in search.tasks(size).into_iter().enumerate() {
            let part = part as u64;
            let reads = search.reads(&task);
            put_row(put, part, &Row::Judge(task, table.clone()));
            for node in reads {
                put_row(put, part, &Row::Node(Box::new(record(context, node))));
            }
        }
        let nodes = context.corpus.nodes.len() as u32;
        let print = print(context, &decided.same);
        put_row(put, CUT, &Row::Cut { nodes, print, same: decided.same, table });
        for node in 0..nodes {
            put_row(put, CUT, &Row::Node(Box::new(record(context, node))));
        }
    });
}

/// Does a part: all its rows, in any order, to rows for [`cut`] or [`Given::of`].
///
/// # Errors
/// When a row is not one of [`spread`] or [`cut`], or the part is not whole.
pub fn work(part: u64, rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let mut records = Vec::new();
    let mut head = None;
    for row in rows {
        match serde_json::from_slice(row)? {
            Row::Node(record) => records.push(*record),
            row => head = Some(row),
        }
    }
    records.sort_by_key(|record| record.node);
    match head {
        Some(Row::Judge(task, table)) => {
            let links = on(&records, &table, |context| {
                let search = Search::new(context);
                let links = Links::of(&search, context, &local(task, &records));
                links.renamed(|node| records[node as usize].node)
            });
            put_row(put, CUT, &Row::Links(links));
        }
        Some(Row::Cluster { same, table }) => {
            let groups = on(&records, &table, |context| {
                let block: Vec<u32> = (0..records.len() as u32).collect();
                average_link(context, &block, &local_pairs(&same, &records))
            });
            let global = |group: Vec<u32>| -> Vec<u32> {
                group.into_iter().map(|node| records[node as usize].node).collect()
            };
            put_row(put, 0, &Row::Groups(groups.into_iter().map(global).collect()));
        }
        _ => return Err(ShardError::Broken(part)),
    }
    Ok(())
}

/// Gathers what judging found, and cuts the nodes into blocks: each a part for [`work`]. The
/// rows for [`Given::of`] are put into part 0.
///
/// # Errors
/// When a row is not one of [`spread`] or [`work`], or some are missing.
pub fn cut(rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let mut records: Vec<(u32, &Vec<u8>)> = Vec::new();
    let (mut links, mut head) = (Vec::new(), None);
    for row in rows {
        match serde_json::from_slice(row)? {
            Row::Node(record) => records.push((record.node, row)),
            Row::Links(found) => links.push(found),
            Row::Cut { nodes, print, same, table } => head = Some((nodes, print, same, table)),
            _ => return Err(ShardError::Broken(CUT)),
        }
    }
    let whole = head.filter(|&(nodes, ..)| nodes as usize == records.len());
    let (nodes, print, same, table) = whole.ok_or(ShardError::Broken(CUT))?;
    records.sort_by_key(|&(node, _)| node);
    let links = Links::union(links);
    let mut alone = Vec::new();
    let mut part = 1;
    for block in blocks(nodes as usize, &links.edges, &same, table.config.block) {
        if let [only] = block[..] {
            alone.push(only);
            continue;
        }
        let inside = |node: &u32| block.binary_search(node).is_ok();
        let same = same.iter().copied().filter(|(a, b)| inside(a) && inside(b)).collect();
        put_row(put, part, &Row::Cluster { same, table: table.clone() });
        block.iter().for_each(|&node| put(part, records[node as usize].1.clone()));
        part += 1;
    }
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

fn record(context: &Context<'_>, node: u32) -> Record {
    let at = node as usize;
    let item = context.corpus.item(at);
    Record {
        node,
        article: item.article,
        published: item.published,
        when: item.when,
        supposed: item.supposed,
        telling: item.telling,
        done: context.done[at],
        leader: context.leader[at],
        single: context.corpus.nodes[at].items.len() == 1,
        lone: context.lone[at],
        theme: context.themes.of(item.article as usize).collect(),
        mention: item.mention.clone(),
        vector: context.vectors.of(at).collect(),
        entities: context.entities.of(at).to_vec(),
        rare: context.rare.of(at).to_vec(),
        cast: context.cast.of(item.article as usize).to_vec(),
        posted: context.posted.of(at).to_vec(),
        runs: context.runs.of(at).to_vec(),
    }
}

/// Calls `then` with the nodes of a part as if there were no others.
fn on<T>(records: &[Record], table: &Table, then: impl FnOnce(&Context<'_>) -> T) -> T {
    let readings = Supposed::new();
    // Articles keep their order, and are counted anew.
    let articles: BTreeMap<u32, &Record> = records.iter().map(|r| (r.article, r)).collect();
    let number: BTreeMap<u32, u32> = articles.keys().copied().zip(0..).collect();
    let node = |(index, record): (usize, &Record)| {
        // How many articles print it does not matter here, only whether several do.
        let items = if record.single { 1 } else { 2 };
        Node { items: vec![index as u32; items], when: record.when }
    };
    let corpus = Corpus {
        articles: Vec::new(),
        published: Vec::new(),
        origin: Vec::new(),
        items: records.iter().map(|record| record.item(number[&record.article])).collect(),
        nodes: records.iter().enumerate().map(node).collect(),
        readings: &readings,
    };
    let frequencies = Frequencies::none();
    let told = || records.iter().map(|record| &record.mention);
    let families = Families::of(told());
    let different = table.different.clone();
    let place = |node: u32| {
        records.binary_search_by_key(&node, |record| record.node).ok().map(|at| at as u32)
    };
    let context = Context {
        corpus: &corpus,
        frequencies: &frequencies,
        vectors: Vectors::new(records.iter().map(|record| record.vector.clone())),
        entities: records.iter().map(|record| record.entities.clone()).collect::<Rows<_>>(),
        rare: records.iter().map(|record| record.rare.clone()).collect::<Rows<_>>(),
        cast: articles.values().map(|record| record.cast.clone()).collect::<Rows<_>>(),
        posted: records.iter().map(|record| record.posted.clone()).collect::<Rows<_>>(),
        runs: records.iter().map(|record| record.runs.clone()).collect::<Rows<_>>(),
        acts: told().map(|mention| families.acts(mention)).collect(),
        families,
        days: table.days.clone(),
        lone: records.iter().map(|record| record.lone).collect(),
        done: records.iter().map(|record| record.done).collect(),
        leader: records.iter().map(|record| record.leader.and_then(place)).collect(),
        themes: Vectors::new(articles.values().map(|record| record.theme.clone())),
        newest: None,
        different: local_pairs(&different, records)
            .into_iter()
            .map(|(a, b)| (a as usize, b as usize))
            .collect::<BTreeSet<_>>(),
        config: &table.config,
        workers: &OneByOne,
    };
    then(&context)
}

/// Pairs of nodes by their place in a part, where both are in it.
fn local_pairs(pairs: &[(u32, u32)], records: &[Record]) -> Vec<(u32, u32)> {
    let place = |node: u32| records.binary_search_by_key(&node, |record| record.node).ok();
    let pair = |&(a, b): &(u32, u32)| Some((place(a)? as u32, place(b)? as u32));
    pairs.iter().filter_map(pair).collect()
}

/// A task in the numbers of a part.
fn local(task: Task, records: &[Record]) -> Task {
    match task {
        Task::Pairs(pairs) => Task::Pairs(local_pairs(&pairs, records)),
        task => task,
    }
}
