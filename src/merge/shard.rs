//! Merging cut into parts that other processes can do, on other machines.
//!
//! [`spread`] makes the parts in which candidates are judged, [`work`] does a part, [`cut`]
//! gathers what they found into blocks, which are parts again; [`Given`] holds what came of
//! all of them, and merging goes on from there. A part holds the nodes that its task reads and
//! no others, so what comes of it cannot depend on how the work was cut.

use super::build::Links;
use super::bytes::{Bytes, Reader, pack, unpack};
use super::candidates::{Days, Search, Task};
use super::cluster::{Edge, agglomerate, blocks};
use super::hash::{hash, hash_all};
use super::node::When;
use super::pairs::Context;
use super::seat::{self, Seat, Seated, whole};
use super::stock::Stock;
use super::{Constraints, MergeConfig, Relation, Workers, prepare};
use crate::mention::AnnotatedArticle;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Why a part cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// A row is not one of ours.
    #[error("a row cannot be read ({0}); it was made by another version of frise, or damaged")]
    Row(String),
    /// Rows did not come.
    #[error(
        "part {part} is not whole: {came} of {of} rows came; run the stage before again, and give all rows of a part to one process"
    )]
    Missing {
        /// The part.
        part: u64,
        /// How many came.
        came: usize,
        /// How many there are.
        of: usize,
    },
    /// A row came more than once.
    #[error(
        "part {part} is not sound: its row {place} came twice; empty the table of the stage before and run it again"
    )]
    Doubled {
        /// The part.
        part: u64,
        /// The place of the row.
        place: u32,
    },
    /// Rows of two runs.
    #[error(
        "part {part} has rows of other articles, decisions or settings; empty the working tables and run all stages again"
    )]
    Mixed {
        /// The part.
        part: u64,
    },
    /// A row of another part.
    #[error("part {part} got a row of part {other}; group rows by the column `part`")]
    Stray {
        /// The part.
        part: u64,
        /// That of the row.
        other: u64,
    },
}

/// The rows of a part do not say what they must: they are not of this program.
fn foreign(reason: &str) -> ShardError {
    ShardError::Row(reason.to_owned())
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

/// Sorts of rows.
const JUDGE: u8 = b'J';
const CLUSTER: u8 = b'K';
const GATHER: u8 = b'C';
const PACKET: u8 = b'P';
const LINKS: u8 = b'L';
const GROUPS: u8 = b'G';
const REST: u8 = b'R';

/// The first row of a part of candidates: what to judge, and how many such parts there are.
#[derive(Serialize, Deserialize)]
struct Judge {
    parts: u32,
    tasks: Vec<Task>,
    table: Table,
}

/// The first row of a part of blocks, each sorted.
#[derive(Serialize, Deserialize)]
struct Cluster {
    parts: u32,
    blocks: Vec<Vec<u32>>,
    same: Vec<(u32, u32)>,
    table: Table,
}

/// The first row of [`CUT`]: what [`cut`] needs beside the nodes.
#[derive(Serialize, Deserialize)]
struct Gather {
    /// Parts of candidates.
    parts: u32,
    nodes: u32,
    size: usize,
    same: Vec<(u32, u32)>,
    table: Table,
}

/// Takes the rows of parts: the number of the part, the row.
pub type Put<'a> = &'a mut dyn FnMut(u64, Vec<u8>);

/// Puts the rows of a part: its first, its packets.
fn put_part(
    put: Put<'_>,
    (run, part): (u64, u64),
    (kind, head): (u8, &impl Serialize),
    packets: Vec<Vec<u8>>,
) {
    let of = packets.len() as u32 + 1;
    let head = serde_json::to_vec(head).expect("a row is plain data");
    put(part, Seat { run, part, place: 0, of }.row(kind, &pack(&head)));
    for (place, packet) in (1..).zip(packets) {
        put(part, Seat { run, part, place, of }.row(PACKET, &packet));
    }
}

/// The first row of a part and its nodes.
fn read_part<T: DeserializeOwned>(rows: &[Seated<'_>]) -> Result<(T, Stock), ShardError> {
    let damaged = || foreign("it is damaged");
    let (head, packets) = rows.split_first().expect("a whole part has a row");
    let head = unpack(head.said).ok_or_else(damaged)?;
    let head = serde_json::from_slice(&head).map_err(|error| ShardError::Row(error.to_string()))?;
    if packets.iter().any(|row| row.kind != PACKET) {
        return Err(foreign("it is of another sort"));
    }
    let stock = Stock::read(packets.iter().map(|row| row.said)).ok_or_else(damaged)?;
    Ok((head, stock))
}

/// The part that [`cut`] takes.
pub const CUT: u64 = u64::MAX >> 1;

/// Cuts the judging of candidates into parts of about `size` nodes, from 1, and puts the rows
/// that [`cut`] needs into part [`CUT`]; it makes parts of that size too.
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
        let run = print(context, &decided.same);
        let stock = Stock::of(context, constraints);
        let shared = shared(&search, size);
        let parts = shared.len() as u32;
        for (part, (tasks, reads)) in (1..).zip(shared) {
            let table = table.narrowed(&reads, |node| stock.when(node));
            let packet = stock.packet(&reads).expect("all nodes are here");
            let judge = Judge { parts, tasks, table };
            put_part(put, (run, part), (JUDGE, &judge), vec![packet]);
        }
        let (nodes, same) = (stock.len() as u32, decided.same);
        let gather = Gather { parts, nodes, size, same, table };
        put_part(put, (run, CUT), (GATHER, &gather), stock.packets());
    });
}

/// All tasks, those of about the same days together: they read the same nodes. With them the
/// nodes, sorted.
fn shared(search: &Search<'_>, size: usize) -> Vec<(Vec<Task>, Vec<u32>)> {
    let tasks = search.tasks((size / 8).max(1)).into_iter();
    let mut tasks: Vec<(Vec<u32>, Task)> = tasks.map(|task| (search.reads(&task), task)).collect();
    // Nodes are in the order of their days.
    tasks.sort_by_key(|(reads, _)| reads.get(reads.len() / 2).copied());
    let mut parts = Vec::new();
    let (mut together, mut all) = (Vec::new(), BTreeSet::new());
    for (reads, task) in tasks {
        all.extend(reads);
        together.push(task);
        if all.len() >= size {
            let reads = std::mem::take(&mut all).into_iter().collect();
            parts.push((std::mem::take(&mut together), reads));
        }
    }
    if !together.is_empty() {
        parts.push((together, all.into_iter().collect()));
    }
    parts
}

/// Does a part: all its rows, in any order, to a row for [`cut`] or [`Given::of`].
///
/// # Errors
/// When rows are missing, came twice, or are not of one run of [`spread`] or [`cut`].
pub fn work(part: u64, rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let rows = whole(part, rows.iter().map(|row| seat::read(row)).collect::<Result<_, _>>()?)?;
    let run = rows[0].seat.run;
    let place = part.checked_sub(1).and_then(|place| u32::try_from(place).ok());
    let place = place.ok_or_else(|| foreign("its part has no place"))?;
    match rows[0].kind {
        JUDGE => {
            let (Judge { parts, tasks, table }, stock) = read_part(&rows)?;
            let links = stock.on(&table, |context| {
                let search = Search::new(context);
                let links = tasks.into_iter().map(|task| match task {
                    Task::Pairs(pairs) => {
                        Links::of(&search, context, &Task::Pairs(stock.pairs(&pairs)))
                    }
                    task => Links::of(&search, context, &task),
                });
                Links::union(links).renamed(|node| stock.name(node))
            });
            let seat = Seat { run, part: CUT, place, of: parts };
            put(CUT, seat.row(LINKS, &written(&links)));
        }
        CLUSTER => {
            let (Cluster { parts, blocks, same, table }, stock) = read_part(&rows)?;
            let places = |block: &Vec<u32>| -> Option<Vec<u32>> {
                block.iter().map(|&node| stock.place(node)).collect()
            };
            let blocks: Option<Vec<Vec<u32>>> = blocks.iter().map(places).collect();
            let blocks = blocks.ok_or_else(|| foreign("a node of a block is not here"))?;
            let same = stock.pairs(&same);
            let groups: Vec<Vec<u32>> = stock.on(&table, |context| {
                blocks.iter().flat_map(|block| agglomerate(context, block, &same)).collect()
            });
            let name = |group: Vec<u32>| group.into_iter().map(|at| stock.name(at)).collect();
            let groups: Vec<Vec<u32>> = groups.into_iter().map(name).collect();
            let mut bytes = Bytes::default();
            put_groups(&mut bytes, &groups);
            put(0, Seat { run, part: 0, place, of: parts }.row(GROUPS, &bytes.packed()));
        }
        _ => return Err(foreign("it begins no part")),
    }
    Ok(())
}

/// The rows that tasks handed to one, in the order of the tasks: one of each.
fn handed<'a>(
    part: u64,
    rows: Vec<Seated<'a>>,
    (run, parts): (u64, u32),
) -> Result<Vec<Seated<'a>>, ShardError> {
    if rows.is_empty() && parts == 0 {
        return Ok(rows);
    }
    if rows.is_empty() {
        return Err(ShardError::Missing { part, came: 0, of: parts as usize });
    }
    let rows = whole(part, rows)?;
    if (rows[0].seat.run, rows[0].seat.of) != (run, parts) {
        return Err(ShardError::Mixed { part });
    }
    Ok(rows)
}

/// Gathers what judging found, and cuts the nodes into blocks: some make a part for [`work`],
/// from 1. The rows for [`Given::of`] are put into part 0.
///
/// # Errors
/// When rows are missing, came twice, or are not of one run of [`spread`] and [`work`].
pub fn cut(rows: &[Vec<u8>], put: Put<'_>) -> Result<(), ShardError> {
    let rows = rows.iter().map(|row| seat::read(row)).collect::<Result<Vec<_>, _>>()?;
    let (found, own): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.kind == LINKS);
    let own = whole(CUT, own)?;
    if own[0].kind != GATHER {
        return Err(foreign("it is of another sort"));
    }
    let run = own[0].seat.run;
    let (Gather { parts, nodes, size, same, table }, stock) = read_part(&own)?;
    if stock.len() != nodes as usize {
        return Err(foreign("it has not the nodes that it should have"));
    }
    let found = handed(CUT, found, (run, parts))?;
    let links = found.iter().map(|row| read_links(row.said)).collect::<Option<Vec<_>>>();
    let links = Links::union(links.ok_or_else(|| foreign("it is damaged"))?);
    if links.edges.iter().any(|edge| edge.b >= nodes) {
        return Err(foreign("it names a node that is not here"));
    }
    let (alone, mut blocks): (Vec<Vec<u32>>, Vec<Vec<u32>>) =
        blocks(nodes as usize, &links.edges, &same, table.config.block)
            .into_iter()
            .partition(|block| block.len() == 1);
    // Neighbours in time share articles and days.
    blocks.sort_unstable();
    let (mut together, mut rest) = (Vec::new(), &blocks[..]);
    while !rest.is_empty() {
        let mut taken = 0;
        let more = rest.iter().take_while(|block| {
            taken += block.len();
            taken <= size
        });
        let (now, later) = rest.split_at(more.count().max(1));
        together.push(now);
        rest = later;
    }
    let parts = together.len() as u32;
    for (part, blocks) in (1..).zip(together) {
        let mut nodes = blocks.concat();
        nodes.sort_unstable();
        let table = table.narrowed(&nodes, |node| stock.when(node));
        let (blocks, same) = (blocks.to_vec(), inside(&same, &nodes));
        let packet = stock.packet(&nodes).ok_or_else(|| foreign("a node is not here"))?;
        let cluster = Cluster { parts, blocks, same, table };
        put_part(put, (run, part), (CLUSTER, &cluster), vec![packet]);
    }
    let mut bytes = Bytes::default();
    bytes.number(u64::from(parts));
    bytes.number(u64::from(nodes));
    put_groups(&mut bytes, &[alone.concat()]);
    put_loose(&mut bytes, &links.loose);
    put(0, Seat { run, part: 0, place: 0, of: 1 }.row(REST, &bytes.packed()));
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
    /// When rows are missing, came twice, or are not of one run of [`work`] and [`cut`].
    pub fn of(rows: &[Vec<u8>]) -> Result<Given, ShardError> {
        let rows = rows.iter().map(|row| seat::read(row)).collect::<Result<Vec<_>, _>>()?;
        let (found, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.kind == GROUPS);
        let rest = whole(0, rest)?;
        let damaged = || foreign("it is damaged");
        if rest[0].kind != REST {
            return Err(foreign("it is of another sort"));
        }
        let plain = unpack(rest[0].said).ok_or_else(damaged)?;
        let from = &mut Reader::new(&plain);
        let rest_of = |from: &mut Reader<'_>| {
            Some((from.small()?, from.small()?, read_groups(from)?, read_loose(from)?))
        };
        let (parts, nodes, alone, loose) = rest_of(from).ok_or_else(damaged)?;
        let print = rest[0].seat.run;
        let mut groups: Vec<Vec<u32>> = alone.concat().into_iter().map(|node| vec![node]).collect();
        for row in handed(0, found, (print, parts))? {
            let plain = unpack(row.said).ok_or_else(damaged)?;
            groups.extend(read_groups(&mut Reader::new(&plain)).ok_or_else(damaged)?);
        }
        groups.sort_unstable();
        let mut all = groups.concat();
        all.sort_unstable();
        if !all.into_iter().eq(0..nodes) {
            return Err(foreign("its groups do not hold every node once"));
        }
        Ok(Given { print, loose, groups })
    }
}

/// Groups of nodes, each sorted.
fn put_groups(bytes: &mut Bytes, groups: &[Vec<u32>]) {
    bytes.number(groups.len() as u64);
    for group in groups {
        bytes.number(group.len() as u64);
        let mut before = 0;
        for &node in group {
            bytes.signed(i64::from(node) - before);
            before = i64::from(node);
        }
    }
}

fn read_groups(from: &mut Reader<'_>) -> Option<Vec<Vec<u32>>> {
    from.list(|from| {
        let mut node = 0_i64;
        from.list(|from| {
            node = node.checked_add(from.signed()?)?;
            u32::try_from(node).ok()
        })
    })
}

/// Relations by number.
const RELATIONS: [Relation; 3] = [Relation::Phase, Relation::MaybeSame, Relation::SplitFrom];

fn put_loose(bytes: &mut Bytes, loose: &[(u32, u32, Relation)]) {
    bytes.number(loose.len() as u64);
    let mut before = 0;
    for &(a, b, relation) in loose {
        bytes.signed(i64::from(a) - before);
        bytes.signed(i64::from(b) - i64::from(a));
        let number = RELATIONS.iter().position(|&other| other == relation);
        bytes.number(number.expect("every relation has a number") as u64);
        before = i64::from(a);
    }
}

fn read_loose(from: &mut Reader<'_>) -> Option<Vec<(u32, u32, Relation)>> {
    let mut before = 0_i64;
    from.list(|from| {
        before = before.checked_add(from.signed()?)?;
        let b = u32::try_from(before.checked_add(from.signed()?)?).ok()?;
        let relation = RELATIONS.get(from.small()? as usize)?;
        Some((u32::try_from(before).ok()?, b, *relation))
    })
}

/// Links as bytes, packed.
fn written(links: &Links) -> Vec<u8> {
    let mut bytes = Bytes::default();
    bytes.number(links.judged as u64);
    bytes.number(links.edges.len() as u64);
    let mut before = 0;
    for edge in &links.edges {
        bytes.signed(i64::from(edge.a) - before);
        bytes.signed(i64::from(edge.b) - i64::from(edge.a));
        bytes.signed(i64::from(edge.confidence));
        before = i64::from(edge.a);
    }
    put_loose(&mut bytes, &links.loose);
    bytes.packed()
}

fn read_links(packed: &[u8]) -> Option<Links> {
    let plain = unpack(packed)?;
    let from = &mut Reader::new(&plain);
    let judged = usize::try_from(from.number()?).ok()?;
    let mut before = 0_i64;
    let edges = from.list(|from| {
        before = before.checked_add(from.signed()?)?;
        let b = u32::try_from(before.checked_add(from.signed()?)?).ok()?;
        let confidence = i32::try_from(from.signed()?).ok()?;
        Some(Edge { a: u32::try_from(before).ok()?, b, confidence })
    })?;
    Some(Links { edges, loose: read_loose(from)?, judged })
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
