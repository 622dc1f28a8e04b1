//! Which pairs are worth judging: sentences of neighbouring days that share a heavy word.
//!
//! Every limit is on a unit that the data define (a feature on a day, a day), never on a part
//! of the work, so that the union of shards is the result of one run.

use super::features::{TRIGGER, UNIT, Vector};
use super::hash::{feature, grams, word_hashes};
use super::pairs::Context;
use crate::mention::Status;
use std::collections::{BTreeMap, HashMap};

/// Weight from which a feature is worth a posting, in the fixed point of vectors.
const HEAVY: i64 = UNIT / 5;
/// The heaviest features of a vector are posted whatever they weigh.
const ALWAYS: usize = 6;
/// Days that a pair may lie apart in the near lane.
const REACH: i32 = 4;
/// Days of an interval that is compared with the days in it.
const WIDE: i32 = 400;

/// How many nodes tell of each day.
#[derive(Clone, Debug, Default)]
pub(super) struct Days(BTreeMap<i32, u32>);

impl Days {
    /// Counts nodes that name one day.
    pub(super) fn count_nodes<'a>(whens: impl Iterator<Item = &'a super::node::When>) -> Days {
        let mut days = BTreeMap::new();
        for when in whens.filter(|when| when.is_day()) {
            *days.entry(when.lo).or_default() += 1;
        }
        Days(days)
    }

    /// How many nodes tell of the days from `lo` to `hi`.
    pub(super) fn within(&self, lo: i32, hi: i32) -> u32 {
        self.0.range(lo..=hi).map(|(_, count)| count).sum()
    }
}

/// Calls `judge` for every pair of dated nodes worth it, the smaller index first. A pair may
/// come once from every lane.
pub(super) fn candidates(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    near(context, judge);
    coarse(context, judge);
    copied(context, judge);
    telling(context, judge);
    plans(context, judge);
}

/// Features of a node that are posted.
pub(super) fn posted(context: &Context<'_>, node: usize) -> Vec<u32> {
    let mention = context.corpus.item(node).mention;
    let mut features = heavy(&context.vectors[node]);
    features.extend(&context.entities[node]);
    features.extend(mention.trigger.iter().map(|family| feature(TRIGGER, family)));
    features.sort_unstable();
    features.dedup();
    features
}

fn heavy(vector: &Vector) -> Vec<u32> {
    let mut by_weight: Vec<(u16, u32)> = vector.iter().map(|&(id, weight)| (weight, id)).collect();
    by_weight.sort_unstable_by(|a, b| b.cmp(a));
    by_weight
        .iter()
        .enumerate()
        .filter(|&(rank, &(weight, _))| rank < ALWAYS || i64::from(weight) >= HEAVY)
        .map(|(_, &(_, id))| id)
        .collect()
}

/// Days of at most [`REACH`] days' distance, over shared features; all pairs of a quiet day.
fn near(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    let days = by_day(context);
    let mut window: BTreeMap<i32, HashMap<u32, Vec<u32>>> = BTreeMap::new();
    let mut partners = Vec::new();
    for (&day, nodes) in &days {
        window.retain(|&earlier, _| earlier >= day - REACH);
        let mut lists: HashMap<u32, Vec<u32>> = HashMap::new();
        for &node in nodes {
            for id in posted(context, node as usize) {
                lists.entry(id).or_default().push(node);
            }
        }
        window.insert(day, lists);
        let quiet = nodes.len() <= context.config.quiet_nodes as usize;
        for &node in nodes {
            partners.clear();
            for id in posted(context, node as usize) {
                for lists in window.values() {
                    if let Some(list) = lists.get(&id)
                        && list.len() <= context.config.posting
                    {
                        partners.extend(list.iter().copied().filter(|&other| other < node));
                    }
                }
            }
            if quiet {
                partners.extend(nodes.iter().copied().filter(|&other| other < node));
            }
            partners.sort_unstable();
            partners.dedup();
            partners.iter().for_each(|&other| judge(other, node));
        }
    }
}

/// The nodes that name one day, by day.
fn by_day(context: &Context<'_>) -> BTreeMap<i32, Vec<u32>> {
    let mut days: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        if let Some(when) = node.when.filter(|when| when.is_day()) {
            days.entry(when.lo).or_default().push(index as u32);
        }
    }
    days
}

/// A clause and the clause that tells who told it: neighbours in one sentence.
fn telling(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    let corpus = context.corpus;
    let mut node_of: HashMap<u32, u32> = HashMap::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        node_of.extend(node.items.iter().map(|&item| (item, index as u32)));
    }
    for (at, pair) in corpus.items.windows(2).enumerate() {
        let (x, y) = (&pair[0], &pair[1]);
        let together = x.article == y.article && x.mention.sentence == y.mention.sentence;
        if together && x.telling != y.telling {
            let (a, b) = (node_of[&(at as u32)], node_of[&(at as u32 + 1)]);
            if a != b {
                judge(a.min(b), a.max(b));
            }
        }
    }
}

/// Plans and what came of them within weeks: over an act and a heavy word that both have.
fn plans(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    let corpus = context.corpus;
    let planned = |index: usize| {
        matches!(corpus.item(index).mention.status, Status::Planned | Status::Cancelled)
    };
    let mut wanted: HashMap<u32, Vec<u32>> = HashMap::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        if node.when.is_some() && planned(index) {
            for id in posted(context, index) {
                wanted.entry(id).or_default().push(index as u32);
            }
        }
    }
    for (index, node) in corpus.nodes.iter().enumerate() {
        let Some(when) = node.when.filter(|_| !planned(index)) else { continue };
        let mut partners: Vec<u32> = posted(context, index)
            .iter()
            .filter_map(|id| wanted.get(id).filter(|list| list.len() <= context.config.posting))
            .flatten()
            .copied()
            .filter(|&other| {
                let plan = corpus.nodes[other as usize].when;
                plan.is_some_and(|plan| (1..=context.config.plan_days).contains(&plan.gap(&when)))
            })
            .collect();
        partners.sort_unstable();
        partners.dedup();
        let index = index as u32;
        partners.iter().for_each(|&other| judge(other.min(index), other.max(index)));
    }
}

/// Weeks, months, ranges and years against what happened in them: over features of a month.
fn coarse(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    let corpus = context.corpus;
    let wide = |index: usize| corpus.nodes[index].when.is_some_and(|when| !when.is_day());
    let mut wanted: HashMap<(i32, u32), ()> = HashMap::new();
    let months = |when: super::node::When| {
        let last = when.hi.min(when.lo.saturating_add(WIDE));
        month(when.lo)..=month(last)
    };
    for (index, node) in corpus.nodes.iter().enumerate().filter(|&(index, _)| wide(index)) {
        let when = node.when.expect("a wide node has a time");
        for id in posted(context, index) {
            wanted.extend(months(when).map(|month| ((month, id), ())));
        }
    }
    let mut lists: HashMap<(i32, u32), Vec<u32>> = HashMap::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        let Some(when) = node.when else { continue };
        for id in posted(context, index) {
            for month in months(when) {
                if wanted.contains_key(&(month, id)) {
                    lists.entry((month, id)).or_default().push(index as u32);
                }
            }
        }
    }
    let days = by_day(context);
    for (index, node) in corpus.nodes.iter().enumerate().filter(|&(index, _)| wide(index)) {
        let when = node.when.expect("a wide node has a time");
        let mut partners = Vec::new();
        for id in posted(context, index) {
            for month in months(when) {
                let Some(list) = lists.get(&(month, id)) else { continue };
                if list.len() <= context.config.posting {
                    partners.extend_from_slice(list);
                }
            }
        }
        if when.days() <= 31 && context.days.within(when.lo, when.hi) <= context.config.quiet_nodes
        {
            partners.extend(days.range(when.lo..=when.hi).flat_map(|(_, nodes)| nodes));
        }
        partners.sort_unstable();
        partners.dedup();
        for other in partners {
            let meets = corpus.nodes[other as usize].when.is_some_and(|w| w.gap(&when) <= REACH);
            if other != index as u32 && meets {
                judge(other.min(index as u32), other.max(index as u32));
            }
        }
    }
}

/// Sentences that share a run of five words which few others hold, whatever their dates.
fn copied(context: &Context<'_>, judge: &mut dyn FnMut(u32, u32)) {
    const KEPT: usize = 3;
    let corpus = context.corpus;
    let mut prints: Vec<(u64, u32)> = Vec::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        if node.when.is_none() {
            continue;
        }
        let words = word_hashes(corpus.quote(corpus.item(index)));
        let mut runs = grams(&words, 5);
        runs.sort_unstable();
        runs.dedup();
        prints.extend(runs.iter().take(KEPT).map(|&run| (run, index as u32)));
    }
    prints.sort_unstable();
    for list in prints.chunk_by(|a, b| a.0 == b.0) {
        if list.len() < 2 || list.len() > context.config.posting {
            continue;
        }
        for (at, &(_, b)) in list.iter().enumerate() {
            list[..at].iter().for_each(|&(_, a)| judge(a.min(b), a.max(b)));
        }
    }
}

/// The month of a day, counted from the common era.
fn month(day: i32) -> i32 {
    let day = super::pairs::day(day);
    day.year() * 12 + day.month() as i32 - 1
}
