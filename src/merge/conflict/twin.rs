//! Sentences of two events that may tell one act: found by what they share, never by trying
//! all pairs.
//!
//! A conflict must not depend on clusters that are right: sentences that disagree on a date
//! are often kept apart for that very reason. Candidates come from lists of a rare feature
//! with a pattern of the date: the same days, the same day of another month or year, day and
//! month swapped; a list that many sentences share says nothing.

use super::Draft;
use super::told::Told;
use super::weigh::Weights;
use crate::mention::Status;
use crate::merge::acts::{self, Kinship};
use crate::merge::alike::same_number;
use crate::merge::features::TRIGGER;
use crate::merge::hash::{feature, hash_all};
use crate::merge::node::{Item, When};
use crate::merge::pairs::Context;
use crate::merge::slip::{Pattern, day, pattern};
use crate::merge::twice::Twice;

/// Sentences that share a key at most.
const CROWD: usize = 60;
/// Sentences that hold a feature at most, if it alone is to bring two together.
const RARE: u32 = 60;
/// Nodes whose keys are sorted at once.
const PART: u64 = 100_000;
/// Keys of a sentence, about.
const KEYS: usize = 48;
/// Days of one list of neighbouring days.
const WINDOW: i32 = 8;

/// All that the search for conflicts between events reads.
pub(super) struct Search<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) events: &'a [Draft],
    pub(super) weights: Weights,
    told: Told<'a>,
    /// The event of every node.
    event_of: Vec<Option<usize>>,
    /// The node of every item.
    node_of: Vec<u32>,
    /// The features by which nodes are found, one node after the other.
    features: Vec<u32>,
    /// Where those of every node start.
    starts: Vec<u32>,
}

/// How near two sentences are in what they tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Likeness {
    /// What their words share, in quarters of a nat.
    pub(super) words: i64,
    /// What it tells that one has the main act of the other; nothing where it has not.
    pub(super) family: i64,
    /// How near their acts are; nothing where one tells no act that is known.
    pub(super) act: Option<Kinship>,
    /// Whether they share more than the word of one act.
    pub(super) several: bool,
    /// Whether they name other people or other places.
    pub(super) strangers: bool,
    /// Whether a story may tell several such acts.
    pub(super) recurring: bool,
}

/// What is asked beyond that of acts of which a story may tell several.
const RECURRING: i64 = 40;

/// What is asked beyond that of sentences that name other people or other places.
const STRANGERS: i64 = 40;

/// What is asked of a pair, in per cent of what chance gives, by how near the acts are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// For the same act.
    pub(super) same: i64,
    /// For a related one.
    pub(super) kin: i64,
    /// Where one tells no act that is known.
    pub(super) unknown: i64,
    /// For two acts that nothing relates.
    pub(super) other: i64,
}

impl Asked {
    /// The same, with so much more asked.
    pub(super) fn and(self, more: i64) -> Asked {
        let Asked { same, kin, unknown, other } = self;
        Asked {
            same: same + more,
            kin: kin + more,
            unknown: unknown + more,
            other: other.saturating_add(more),
        }
    }
}

/// No amount of words makes one act of two.
pub(super) const NEVER: i64 = i64::MAX / 1_000;

impl Likeness {
    /// What it amounts to: the words, and half of the act, since one of them often tells it.
    pub(super) fn weight(&self) -> i64 {
        self.words + self.family / 2
    }

    /// Whether it is more than chance would give, and more than another act of the kind would.
    pub(super) fn is_once(&self, chance: i64, asked: Asked) -> bool {
        // Other people or places, and an act that is not the same by name: two acts.
        if self.strangers && self.act.is_some_and(|act| act < Kinship::Same) {
            return false;
        }
        let recurring = self.recurring && self.act.is_some();
        self.beats(chance, if recurring { asked.and(RECURRING) } else { asked })
    }

    /// Whether it is more than chance would give.
    pub(super) fn beats(&self, chance: i64, asked: Asked) -> bool {
        let asked = match self.act {
            Some(Kinship::Same) => asked.same,
            Some(Kinship::Kin) => asked.kin,
            None => asked.unknown,
            Some(Kinship::None) => asked.other,
        };
        let asked = if self.strangers { asked + STRANGERS } else { asked };
        self.weight().saturating_mul(100) >= chance.saturating_mul(asked)
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(context: &'a Context<'a>, events: &'a [Draft]) -> Search<'a> {
        let mut event_of = vec![None; context.corpus.nodes.len()];
        for (index, event) in events.iter().enumerate() {
            event.nodes.iter().for_each(|&node| event_of[node as usize] = Some(index));
        }
        let node_of = context.corpus.node_of();
        let (mut features, mut starts) = (Vec::new(), vec![0]);
        for node in 0..context.corpus.nodes.len() {
            let mut own: Vec<u32> = context.posted.of(node).iter().map(|&(id, _)| id).collect();
            let acts = &context.corpus.item(node).mention.triggers;
            own.extend(acts.iter().map(|act| feature(TRIGGER, act)));
            own.sort_unstable();
            own.dedup();
            features.extend(own);
            starts.push(features.len() as u32);
        }
        let weights = Weights::count(context);
        let told = Told::of(context, &weights);
        Search { context, events, weights, told, event_of, node_of, features, starts }
    }

    /// Whether two nodes are alike enough.
    pub(super) fn alike(&self, a: u32, b: u32, asked: Asked) -> bool {
        self.likeness(a, b).beats(self.weights.chance(), asked)
    }

    /// Whether two nodes are alike enough to tell one act of which a story may tell several.
    pub(super) fn once(&self, a: u32, b: u32, asked: Asked) -> bool {
        self.likeness(a, b).is_once(self.weights.chance(), asked)
    }

    /// Whether the act of two nodes of different days is told of these days only.
    pub(super) fn told_once(&self, a: u32, b: u32) -> bool {
        self.context.judge(a.min(b) as usize, a.max(b) as usize).evidence.once
    }

    /// The event of a node, if it is of one.
    pub(super) fn event(&self, node: u32) -> Option<usize> {
        self.event_of[node as usize]
    }

    /// The node of an item.
    pub(super) fn node(&self, item: u32) -> u32 {
        self.node_of[item as usize]
    }

    pub(super) fn item(&self, node: u32) -> &Item<'a> {
        self.context.corpus.item(node as usize)
    }

    /// How near two nodes are in what they tell.
    pub(super) fn likeness(&self, a: u32, b: u32) -> Likeness {
        let shared = self.told.shared(a, b);
        // The word of the act alone is one; a name is none of it.
        let several = shared.words > 1 || shared.names > 0;
        Likeness {
            words: shared.weight,
            family: self.told.family(a, b),
            act: self.told.act(a, b),
            several: several || self.told.common_acts(a, b) > 1,
            strangers: self.told.strangers(a, b),
            // « 1 200 personnes ont défilé »: so many marched once.
            recurring: self.told.recurring(a, b) && !self.same_count(a, b),
        }
    }

    /// Whether two nodes count so many of one thing that it tells what they count.
    fn same_count(&self, a: u32, b: u32) -> bool {
        let (x, y) = (self.item(a).mention, self.item(b).mention);
        x.figures.iter().any(|f| y.figures.iter().any(|g| same_number(f, g)))
    }

    /// Calls `see` for pairs of a node of `seeds` and one of `wanted` that share a feature and
    /// neighbouring days, or a rare feature and nothing else; the smaller first, perhaps more
    /// than once.
    pub(super) fn together(
        &self,
        seeds: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(u32) -> bool,
        see: &mut dyn FnMut(u32, u32),
    ) {
        self.nearby(seeds, wanted, see);
        self.alone(seeds, wanted, see);
    }

    /// [`Search::together`], those of neighbouring days.
    pub(super) fn nearby(
        &self,
        seeds: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(u32) -> bool,
        see: &mut dyn FnMut(u32, u32),
    ) {
        let near = |node: u32, feature: u64, keys: &mut Vec<u64>| {
            if let Some(day) = self.around(node) {
                let window = day.div_euclid(WINDOW);
                keys.push(hash_all(&[feature, 1, window as u64]));
                keys.push(hash_all(&[feature, 1, (window + 1) as u64]));
            }
        };
        self.lists(seeds, wanted, &near, see);
    }

    /// [`Search::together`], those of a rare feature.
    pub(super) fn alone(
        &self,
        seeds: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(u32) -> bool,
        see: &mut dyn FnMut(u32, u32),
    ) {
        let alone = |_: u32, feature: u64, keys: &mut Vec<u64>| {
            if self.weights.held(feature as u32) <= RARE {
                keys.push(hash_all(&[feature, 2]));
            }
        };
        self.lists(seeds, wanted, &alone, see);
    }

    /// Calls `see` for pairs of nodes of `wanted` that share a feature and all of the date but
    /// what a slip of the pen would change.
    pub(super) fn slips(&self, wanted: &dyn Fn(u32) -> bool, see: &mut dyn FnMut(u32, u32)) {
        let keys = |node: u32, feature: u64, keys: &mut Vec<u64>| {
            let Some(when) = self.item(node).known().filter(When::is_day) else { return };
            let date = day(when.lo);
            let (d, m, y) = (date.day(), date.month(), date.year() as u32);
            let patterns = [
                [3, d, m, 0],
                [4, d.min(m), d.max(m), y],
                [5, d, y, m / 2],
                [6, d, y, m.div_ceil(2)],
            ];
            keys.extend(patterns.map(|p| hash_all(&[feature, hash_all(&p.map(u64::from))])));
        };
        self.lists(wanted, wanted, &keys, see);
    }

    /// Pairs of nodes that share a key, one of them a seed. Keys are dealt with in parts, so
    /// that memory does not grow with their number.
    fn lists(
        &self,
        seeds: &dyn Fn(u32) -> bool,
        wanted: &dyn Fn(u32) -> bool,
        keys: &dyn Fn(u32, u64, &mut Vec<u64>),
        see: &mut dyn FnMut(u32, u32),
    ) {
        let nodes = self.context.corpus.nodes.len() as u32;
        let parts = 1 + u64::from(nodes) / PART;
        let asked: Vec<u32> = (0..nodes).filter(|&node| wanted(node) || seeds(node)).collect();
        let each = |part: u64, take: &mut dyn FnMut(u64, u32)| {
            let mut own = Vec::new();
            for &node in &asked {
                own.clear();
                for &feature in self.features(node) {
                    keys(node, u64::from(feature), &mut own);
                }
                let mine = own.iter().filter(|&&key| key % parts == part);
                mine.for_each(|&key| take(key, node));
            }
        };
        for part in 0..parts {
            let mut count = 0;
            let about = asked.len() * KEYS / parts as usize;
            let mut twice = Twice::for_about(about);
            each(part, &mut |key, _| {
                twice.see(key);
                count += 1;
            });
            let mut entries: Vec<(u64, u32)> = Vec::with_capacity(count / 2);
            each(part, &mut |key, node| {
                if twice.may_be(key) {
                    entries.push((key, node));
                }
            });
            entries.sort_unstable();
            entries.dedup();
            for list in entries.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() <= CROWD) {
                for (at, &(_, b)) in list.iter().enumerate() {
                    let of_b = seeds(b);
                    let others = list[..at].iter().filter(|&&(_, a)| of_b || seeds(a));
                    others.for_each(|&(_, a)| see(a, b));
                }
            }
        }
    }

    /// The features by which a node is found.
    fn features(&self, node: u32) -> &[u32] {
        let (from, to) = (self.starts[node as usize], self.starts[node as usize + 1]);
        &self.features[from as usize..to as usize]
    }

    /// The day that a node tells of, else that of its article.
    fn around(&self, node: u32) -> Option<i32> {
        let item = self.item(node);
        item.when.map(|when| when.lo).or_else(|| self.context.corpus.published(item))
    }

    /// Whether the article of one of two nodes tells the other one too, of its own day: it takes
    /// them for two.
    pub(super) fn told_apart(&self, a: u32, b: u32) -> bool {
        let like = self.likeness(a, b).weight();
        let tells = |near: u32, far: u32| {
            let (x, y) = (self.item(near), self.item(far));
            let corpus = self.context.corpus;
            corpus.of_article(x.article).any(|other| {
                let item = &corpus.items[other];
                let meet = item.when.zip(y.when).is_some_and(|(s, t)| s.gap(&t) == 0);
                let node = self.node(other as u32);
                node != near
                    && meet
                    && is_fact(item)
                    && self.likeness(node, far).weight() * 2 >= like
            })
        };
        tells(a, b) || tells(b, a)
    }
}

/// Days from an article without a date to what it tells of, at most.
const LATELY: i32 = 10;

/// Whether two mentions can tell of one time: their dates meet, or one has none and its article
/// is of these days.
pub(super) fn of_one_time(search: &Search<'_>, a: u32, b: u32) -> bool {
    let (x, y) = (search.item(a), search.item(b));
    let published = |item: &Item<'_>| search.context.corpus.published(item);
    let lately = |item: &Item<'_>, when: &When| {
        published(item).is_none_or(|day| (when.lo..=when.hi + LATELY).contains(&day))
    };
    match (x.when, y.when) {
        (Some(a), Some(b)) => a.gap(&b) == 0 && a.days().min(b.days()) <= 31,
        (Some(when), None) => lately(y, &when),
        (None, Some(when)) => lately(x, &when),
        (None, None) => match (published(x), published(y)) {
            (Some(a), Some(b)) => (a - b).abs() <= LATELY,
            _ => true,
        },
    }
}

/// Families that tell no act of their own: « tout commence quand … ».
pub(super) const ASPECTS: &[&str] = &["begin", "launch", "decide"];

/// Families that tell a step of another act: its end is not the act.
pub(super) const STEPS: &[&str] =
    &["end", "suspend", "resume", "extend", "lift", "postpone", "cancel"];

/// Whether two mentions can tell one act, apart from their dates: no other ordinals, and no
/// other place for an act that happens at many.
pub(super) fn compatible(x: &Item<'_>, y: &Item<'_>) -> bool {
    let (m, n) = (x.mention, y.mention);
    let many = |family: &str| {
        acts::recurs(family) || acts::is_meeting(family) || acts::is_movement(family)
    };
    let recurs = m.trigger.as_deref().is_some_and(many);
    !(disjoint(&m.ordinals, &n.ordinals) || recurs && disjoint(&m.places, &n.places))
}

/// Whether both name some, and none that the other names.
fn disjoint(a: &[String], b: &[String]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|name| b.contains(name))
}

/// Whether a mention tells a fact of its own: neither a state that goes on nor the clause that
/// says who told it.
pub(super) fn is_fact(item: &Item<'_>) -> bool {
    let status = item.mention.status;
    matches!(status, Status::Asserted | Status::Attributed | Status::Conditional)
        && !item.telling
        && !item.mention.background
}

/// How two dates that no day satisfies lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    /// One day.
    Next,
    /// Two or three days.
    Days,
    /// As a slip of the pen would have it.
    Slip(Pattern),
    /// One of them is a month or a year, of the years around.
    Coarse,
}

/// How two dates that no day satisfies lie to each other, if near enough for one event.
pub(super) fn apart(a: &When, b: &When) -> Option<Apart> {
    let gap = a.gap(b);
    if gap == 0 {
        return None;
    }
    if !(a.is_day() && b.is_day()) {
        let wide = a.days() >= 28 || b.days() >= 28;
        return (wide && gap <= COARSE_REACH).then_some(Apart::Coarse);
    }
    match (pattern(a, b), gap) {
        (Some(found @ (Pattern::Year | Pattern::Month | Pattern::Swapped)), _) => {
            Some(Apart::Slip(found))
        }
        (_, 1) => Some(Apart::Next),
        (_, 2..=3) => Some(Apart::Days),
        _ => None,
    }
}

/// Days from a month or a year to the other date at most.
const COARSE_REACH: i32 = 800;
