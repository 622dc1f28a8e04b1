//! Which pairs are worth judging: sentences of neighbouring days that share a heavy word.
//!
//! Every limit is on a unit that the data define (a feature on a day or in a month, the
//! partners of a node), never on a part of the work, so that the union of shards is the
//! result of one run.

use super::features::{TRIGGER, UNIT};
use super::hash::{FeatureMap, feature};
use super::node::When;
use super::pairs::Context;
use crate::mention::{EventMention, Status};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Range, RangeInclusive};

/// Weight from which a feature is worth a posting, in the fixed point of vectors.
const HEAVY: i64 = UNIT / 5;
/// What a name or an act counts for among the features that a pair shares.
const NAMED: u16 = (UNIT / 5) as u16;
/// The heaviest features of a vector are posted whatever they weigh.
const ALWAYS: usize = 6;
/// Days that a pair may lie apart in the near lane.
const REACH: i32 = 4;
/// Days of an interval that is compared with the days in it.
const WIDE: i32 = 400;
/// Nodes of a unit of work of threads, about.
pub(super) const UNIT_NODES: usize = 4096;

/// How many nodes tell of each day.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Days {
    /// Days that nodes name, sorted.
    days: Vec<i32>,
    /// How many nodes name a day before the one at this place; one more than days.
    before: Vec<u32>,
}

impl Days {
    /// Counts nodes that name one day.
    pub(super) fn count_nodes<'a>(whens: impl Iterator<Item = &'a When>) -> Days {
        let mut told: BTreeMap<i32, u32> = BTreeMap::new();
        for when in whens.filter(|when| when.is_day()) {
            *told.entry(when.lo).or_default() += 1;
        }
        let mut sum = 0;
        let mut before = vec![0];
        before.extend(told.values().map(|count| {
            sum += count;
            sum
        }));
        Days { days: told.into_keys().collect(), before }
    }

    /// The same for the days up to a month around some times of at most a month.
    pub(super) fn around(&self, whens: impl Iterator<Item = When>) -> Days {
        let mut spans: Vec<(i32, i32)> = whens
            .filter(|when| when.days() <= 31)
            .map(|when| (when.lo - 31, when.hi + 31))
            .collect();
        spans.sort_unstable();
        spans.dedup();
        let (mut days, mut before) = (Vec::new(), vec![0]);
        let (mut next, mut until) = (0, i32::MIN);
        for (&day, counts) in self.days.iter().zip(self.before.windows(2)) {
            while let Some(&(_, hi)) = spans.get(next).filter(|&&(lo, _)| lo <= day) {
                (next, until) = (next + 1, until.max(hi));
            }
            if day <= until {
                days.push(day);
                before.push(before[before.len() - 1] + counts[1] - counts[0]);
            }
        }
        Days { days, before }
    }

    /// How many nodes tell of the days from `lo` to `hi`.
    pub(super) fn within(&self, lo: i32, hi: i32) -> u32 {
        let from = self.days.partition_point(|&day| day < lo);
        let to = from + self.days[from..].partition_point(|&day| day <= hi);
        self.before[to] - self.before[from]
    }
}

/// Nodes that name one day, by day.
type ByDay = Vec<(i32, Vec<u32>)>;

/// A piece of the search that stands by itself: what it finds depends on the nodes that it
/// [`reads`](Search::reads), on nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Task {
    /// Pairs whose later day is one of these.
    Near(i32, i32),
    /// Long times that meet a month, and what happened in it.
    Month(i32),
    /// What may have come of plans, by its first day.
    Plans(i32, i32),
    /// These pairs.
    Pairs(Vec<(u32, u32)>),
}

/// What is looked up to find candidates.
pub(super) struct Search<'a> {
    context: &'a Context<'a>,
    days: ByDay,
    months: Vec<(i32, u32)>,
    plans: Plans,
}

impl<'a> Search<'a> {
    /// The tables of all nodes of `context`.
    pub(super) fn new(context: &'a Context<'a>) -> Search<'a> {
        Search {
            context,
            days: by_day(context).into_iter().collect(),
            months: by_month(context),
            plans: planned(context),
        }
    }

    /// All tasks, of about `size` nodes each; the pairs that they find are the candidates,
    /// some more than once.
    pub(super) fn tasks(&self, size: usize) -> Vec<Task> {
        let nodes = &self.context.corpus.nodes;
        let day = |node: usize| nodes[node].when.map(|when| when.lo);
        let mut tasks: Vec<Task> = runs_of_days(&self.days, size)
            .into_iter()
            .map(|run| Task::Near(self.days[run.start].0, self.days[run.end - 1].0))
            .collect();
        let months = self.months.chunk_by(|a, b| a.0 == b.0);
        let wide = |&(_, node): &(i32, u32)| nodes[node as usize].when.is_some_and(|w| !w.is_day());
        tasks.extend(months.filter(|list| list.iter().any(wide)).map(|l| Task::Month(l[0].0)));
        if !self.plans.is_empty() {
            let dated = nodes.partition_point(|node| node.when.is_some());
            let mut from = 0;
            while from < dated {
                let last = day((from + size).min(dated) - 1);
                let to = nodes[..dated].partition_point(|n| n.when.map(|when| when.lo) <= last);
                tasks.extend(day(from).zip(last).map(|(from, last)| Task::Plans(from, last)));
                from = to;
            }
        }
        let mut pairs = led(self.context);
        copied(self.context, &mut pairs);
        pairs.sort_unstable();
        pairs.dedup();
        tasks.extend(pairs.chunks(size).map(|pairs| Task::Pairs(pairs.to_vec())));
        tasks
    }

    /// The nodes that a task reads, sorted.
    pub(super) fn reads(&self, task: &Task) -> Vec<u32> {
        let mut read: Vec<u32> = match task {
            Task::Near(from, to) => self.within(from - REACH, *to).collect(),
            Task::Month(month) => {
                let mut read = Vec::new();
                for &(_, node) in self.members(*month) {
                    read.push(node);
                    let when = self.when(node).filter(|when| self.is_quiet(when));
                    read.extend(when.into_iter().flat_map(|when| self.within(when.lo, when.hi)));
                }
                read
            }
            Task::Plans(from, to) => {
                let own = self.starting(*from, *to);
                let months = own.clone().filter_map(|node| self.reach(node));
                let span = months.reduce(|a, b| *a.start().min(b.start())..=*a.end().max(b.end()));
                let plans = self.months.iter().filter(|(month, node)| {
                    span.as_ref().is_some_and(|span| span.contains(month))
                        && is_plan(self.context, *node as usize)
                });
                let plans = plans.map(|&(_, node)| node).chain(
                    // Long plans stand under their last month too.
                    (0..self.context.corpus.nodes.len() as u32).filter(|&node| {
                        is_plan(self.context, node as usize)
                            && self.when(node).is_some_and(|when| {
                                span.as_ref().is_some_and(|span| span.contains(&month(when.hi)))
                            })
                    }),
                );
                plans.chain(own).collect()
            }
            Task::Pairs(pairs) => pairs.iter().flat_map(|&(a, b)| [a, b]).collect(),
        };
        read.sort_unstable();
        read.dedup();
        read
    }

    /// Calls `judge` for every pair of a task, the smaller node first.
    pub(super) fn run(&self, task: &Task, mut judge: impl FnMut(u32, u32)) {
        let mut judge = |a: u32, b: u32| judge(a.min(b), a.max(b));
        match task {
            Task::Near(from, to) => self.near(*from, *to, &mut judge),
            Task::Month(month) => self.coarse(*month, &mut judge),
            Task::Plans(from, to) => self.outcomes(*from, *to, &mut judge),
            Task::Pairs(pairs) => pairs.iter().for_each(|&(a, b)| judge(a, b)),
        }
    }

    fn when(&self, node: u32) -> Option<When> {
        self.context.corpus.nodes[node as usize].when
    }

    /// The nodes that name one day from `from` to `to`.
    fn within(&self, from: i32, to: i32) -> impl Iterator<Item = u32> + '_ {
        let first = self.days.partition_point(|&(day, _)| day < from);
        let days = self.days[first..].iter().take_while(move |&&(day, _)| day <= to);
        days.flat_map(|(_, nodes)| nodes.iter().copied())
    }

    /// The nodes whose time begins from `from` to `to`.
    fn starting(&self, from: i32, to: i32) -> Range<u32> {
        let before = |day: i32| {
            let begins = |node: &super::node::Node| node.when.is_some_and(|when| when.lo < day);
            self.context.corpus.nodes.partition_point(begins) as u32
        };
        before(from)..before(to.saturating_add(1))
    }

    /// The nodes whose time meets a month.
    fn members(&self, month: i32) -> &[(i32, u32)] {
        let from = self.months.partition_point(|&(other, _)| other < month);
        let to = self.months.partition_point(|&(other, _)| other <= month);
        &self.months[from..to]
    }

    /// Whether few tell of a week, month or range.
    fn is_quiet(&self, when: &When) -> bool {
        let context = self.context;
        !when.is_day()
            && when.days() <= 31
            && context.days.within(when.lo, when.hi) <= context.config.quiet_nodes
    }

    /// Pairs at most [`REACH`] days apart over shared features, and all pairs of a quiet day. A
    /// pair belongs to its later day; a run of days reads the days just before it too.
    fn near(&self, from: i32, to: i32, judge: &mut dyn FnMut(u32, u32)) {
        let (context, config) = (self.context, self.context.config);
        let at = |day: i32| self.days.partition_point(|&(other, _)| other < day);
        let (first, run) = (at(from - REACH), at(from)..at(to + 1));
        if run.is_empty() {
            return;
        }
        let base = self.days[first].1[0];
        let last = self.days[run.end - 1].1.last().copied().unwrap_or(base);
        let mut partners = Partners::among((last - base + 1) as usize);
        let lists: Vec<FeatureMap<Vec<u32>>> =
            self.days[first..run.end].iter().map(|(_, nodes)| lists(context, nodes)).collect();
        for at in run {
            let (day, nodes) = &self.days[at];
            let from = self.days[first..at].partition_point(|&(other, _)| other < day - REACH);
            let quiet = nodes.len() <= config.quiet_nodes as usize;
            for &node in nodes {
                for &(id, weight) in context.posted.of(node as usize) {
                    for list in lists[from..=at - first].iter().filter_map(|lists| lists.get(&id)) {
                        if list.len() <= config.posting {
                            let earlier = list.iter().take_while(|&&other| other < node);
                            earlier.for_each(|other| partners.add(other - base, weight.into()));
                        }
                    }
                }
                if quiet {
                    // Before all others: they are few.
                    let earlier = nodes.iter().take_while(|&&other| other < node);
                    earlier.for_each(|other| partners.add(other - base, 1 << 24));
                }
                let found = partners.take(config.partners);
                found.into_iter().for_each(|other| judge(base + other, node));
            }
        }
    }

    /// Weeks, months, ranges and years against what happened in them: over features of a
    /// month.
    fn coarse(&self, this: i32, judge: &mut dyn FnMut(u32, u32)) {
        let (context, config) = (self.context, self.context.config);
        let members = self.members(this);
        let when = |node: u32| self.when(node).expect("a node of a month has a time");
        let wide = || members.iter().map(|&(_, node)| node).filter(|&node| !when(node).is_day());
        let mut lists: FeatureMap<Vec<u32>> = FeatureMap::default();
        for &(id, _) in wide().flat_map(|node| context.posted.of(node as usize)) {
            lists.entry(id).or_default();
        }
        for (at, &(_, node)) in members.iter().enumerate() {
            for &(id, _) in context.posted.of(node as usize) {
                if let Some(list) = lists.get_mut(&id) {
                    list.push(at as u32);
                }
            }
        }
        let mut partners = Partners::among(members.len());
        for node in wide() {
            let own = when(node);
            for &(id, weight) in context.posted.of(node as usize) {
                let list = lists.get(&id).filter(|list| list.len() <= config.posting);
                for &at in list.into_iter().flatten() {
                    let other = members[at as usize].1;
                    if other != node && own.gap(&when(other)) <= REACH {
                        partners.add(at, weight.into());
                    }
                }
            }
            let found = partners.take(config.partners);
            found.into_iter().for_each(|at| judge(members[at as usize].1, node));
            // What is told of a quiet time, once.
            if month(own.lo) == this && self.is_quiet(&own) {
                self.within(own.lo, own.hi).for_each(|other| judge(other, node));
            }
        }
    }

    /// Plans and what came of them within weeks: over an act and a heavy word that both have.
    fn outcomes(&self, from: i32, to: i32, judge: &mut dyn FnMut(u32, u32)) {
        let (context, config) = (self.context, self.context.config);
        for node in self.starting(from, to) {
            let Some((when, months)) = self.when(node).zip(self.reach(node)) else { continue };
            let mut shared = Vec::new();
            for &(id, weight) in context.posted.of(node as usize) {
                for list in months.clone().filter_map(|month| self.plans.get(&(month, id))) {
                    if list.len() <= config.posting {
                        shared.extend(list.iter().map(|&plan| (plan, weight)));
                    }
                }
            }
            shared.retain(|&(plan, _)| {
                let gap = self.when(plan).map(|plan| plan.gap(&when));
                gap.is_some_and(|gap| (1..=config.plan_days).contains(&gap))
            });
            for plan in strongest(shared, config.partners) {
                judge(plan, node);
            }
        }
    }

    /// The months in which a plan may lie of which a node is what came; nothing for plans.
    fn reach(&self, node: u32) -> Option<RangeInclusive<i32>> {
        let when = self.when(node).filter(|_| !is_plan(self.context, node as usize))?;
        // Ends may be vague by ten days.
        let reach = self.context.config.plan_days + 10;
        let last = when.hi.min(when.lo.saturating_add(WIDE));
        Some(month(when.lo - reach)..=month(last + reach))
    }
}

/// The features under which a node is looked up, with their weight, by feature: the heavy
/// ones of its words, its actors and places, its main act.
pub(super) fn postings(
    mention: &EventMention,
    vector: impl Iterator<Item = (u32, u16)>,
    entities: &[u32],
) -> Vec<(u32, u16)> {
    let mut features = heavy(vector);
    let named = entities.iter().copied();
    let act = mention.trigger.iter().map(|family| feature(TRIGGER, family));
    features.extend(named.chain(act).map(|id| (id, NAMED)));
    features.sort_unstable();
    features.dedup_by_key(|&mut (id, _)| id);
    features
}

fn heavy(vector: impl Iterator<Item = (u32, u16)>) -> Vec<(u32, u16)> {
    let mut by_weight: Vec<(u16, u32)> = vector.map(|(id, weight)| (weight, id)).collect();
    by_weight.sort_unstable_by(|a, b| b.cmp(a));
    by_weight
        .iter()
        .enumerate()
        .filter(|&(rank, &(weight, _))| rank < ALWAYS || i64::from(weight) >= HEAVY)
        .map(|(_, &(weight, id))| (id, weight))
        .collect()
}

/// The partners of one node, with what they share with it.
struct Partners {
    /// What the partner at a place shares, by its place from the first.
    score: Vec<u32>,
    touched: Vec<u32>,
}

impl Partners {
    fn among(count: usize) -> Partners {
        Partners { score: vec![0; count], touched: Vec::new() }
    }

    fn add(&mut self, at: u32, weight: u32) {
        let score = &mut self.score[at as usize];
        if *score == 0 {
            self.touched.push(at);
        }
        *score += weight.max(1);
    }

    /// Those that share most, at most `cap`, later ones first where they share as much.
    fn take(&mut self, cap: usize) -> Vec<u32> {
        let score = &mut self.score;
        if self.touched.len() > cap {
            let rank = |&at: &u32| (Reverse(score[at as usize]), Reverse(at));
            self.touched.select_nth_unstable_by_key(cap, rank);
        }
        self.touched.iter().for_each(|&at| score[at as usize] = 0);
        self.touched.truncate(cap);
        std::mem::take(&mut self.touched)
    }
}

/// Of partners with what each shares, once for every feature, those that share most in all:
/// at most `cap`, sorted.
pub(super) fn strongest(mut shared: Vec<(u32, u16)>, cap: usize) -> Vec<u32> {
    shared.sort_unstable();
    let mut ranked: Vec<(Reverse<u32>, Reverse<u32>)> = shared
        .chunk_by(|a, b| a.0 == b.0)
        .map(|list| {
            (Reverse(list.iter().map(|&(_, weight)| u32::from(weight)).sum()), Reverse(list[0].0))
        })
        .collect();
    if ranked.len() > cap {
        ranked.select_nth_unstable(cap);
        ranked.truncate(cap);
    }
    let mut nodes: Vec<u32> = ranked.into_iter().map(|(_, Reverse(node))| node).collect();
    nodes.sort_unstable();
    nodes
}

/// Runs of days that hold enough nodes to be worth a unit.
fn runs_of_days(days: &ByDay, size: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let (mut from, mut nodes) = (0, 0);
    for (at, (_, list)) in days.iter().enumerate() {
        nodes += list.len();
        if nodes >= size || at + 1 == days.len() {
            runs.push(from..at + 1);
            (from, nodes) = (at + 1, 0);
        }
    }
    runs
}

/// Nodes by the features that they are posted under.
fn lists(context: &Context<'_>, nodes: &[u32]) -> FeatureMap<Vec<u32>> {
    let mut lists: FeatureMap<Vec<u32>> = FeatureMap::default();
    for &node in nodes {
        for &(id, _) in context.posted.of(node as usize) {
            lists.entry(id).or_default().push(node);
        }
    }
    lists
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

/// Plans by month and feature.
type Plans = HashMap<(i32, u32), Vec<u32>>;

fn is_plan(context: &Context<'_>, node: usize) -> bool {
    matches!(context.corpus.item(node).mention.status, Status::Planned | Status::Cancelled)
}

/// All plans under the months that their time meets.
fn planned(context: &Context<'_>) -> Plans {
    let mut plans = Plans::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        let Some(when) = node.when.filter(|_| is_plan(context, index)) else { continue };
        let last = month(when.hi);
        let after = Some(last).filter(|last| !months(when).contains(last));
        for &(id, _) in context.posted.of(index) {
            for month in months(when).chain(after) {
                plans.entry((month, id)).or_default().push(index as u32);
            }
        }
    }
    plans
}

/// Every dated node under the months that its time meets, sorted.
fn by_month(context: &Context<'_>) -> Vec<(i32, u32)> {
    let mut all: Vec<(i32, u32)> = Vec::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        all.extend(node.when.into_iter().flat_map(months).map(|month| (month, index as u32)));
    }
    all.sort_unstable();
    all
}

/// The months that a time meets, of a long one the first.
fn months(when: When) -> RangeInclusive<i32> {
    month(when.lo)..=month(when.hi.min(when.lo.saturating_add(WIDE)))
}

/// Nodes and those that they stand or fall with.
fn led(context: &Context<'_>) -> Vec<(u32, u32)> {
    let nodes = (0..).zip(&context.leader);
    nodes.filter_map(|(node, leader)| Some((node.min((*leader)?), node.max((*leader)?)))).collect()
}

/// Sentences that share a run of words which few others hold, whatever their dates.
fn copied(context: &Context<'_>, pairs: &mut Vec<(u32, u32)>) {
    const KEPT: usize = 3;
    let mut prints: Vec<(u32, u32)> = Vec::new();
    for (index, node) in context.corpus.nodes.iter().enumerate() {
        if node.when.is_some() {
            let runs = context.runs.of(index).chunk_by(|a, b| a == b).map(|equal| equal[0]);
            prints.extend(runs.take(KEPT).map(|run| (run, index as u32)));
        }
    }
    prints.sort_unstable();
    let lists = prints.chunk_by(|a, b| a.0 == b.0);
    for list in lists.filter(|list| list.len() <= context.config.posting) {
        for (at, &(_, b)) in list.iter().enumerate() {
            pairs.extend(list[..at].iter().map(|&(_, a)| (a, b)));
        }
    }
}

/// The month of a day, counted from the common era.
fn month(day: i32) -> i32 {
    let day = super::slip::day(day);
    day.year() * 12 + day.month() as i32 - 1
}
