//! Sentences as weighted words: stems, numbers and the letters of stems, in fixed point.
//!
//! Document frequencies are exact integers over origins, not copies, joined to what is known
//! of French news beforehand; their weights are in steps of a quarter of a nat, so that one
//! article more moves few of them.

use super::Constraints;
use super::hash::{FeatureMap, feature};
use super::node::{Corpus, Item};
use super::rows::Rows;
use super::units::{Workers, map, pieces};
use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

/// One in the fixed point of vectors.
pub(super) const UNIT: i64 = 1 << 16;
/// Pseudo-origins of the prior.
const PRIOR: i64 = 50;
/// Features of a vector at most, the heaviest.
const LONGEST: usize = 64;
/// Features of the vector of an article at most.
const THEME: usize = 256;

pub(super) const STEM: u8 = 0;
pub(super) const NUMBER: u8 = 1;
const LETTERS: u8 = 2;
/// The class of actors and places in posting lists.
pub(super) const ENTITY: u8 = 3;
/// The class of trigger families in posting lists.
pub(super) const TRIGGER: u8 = 4;

/// What a class of features weighs, in tenths.
const fn class_weight(class: u8) -> i64 {
    match class {
        NUMBER => 15,
        LETTERS => 3,
        _ => 10,
    }
}

/// Common words of French news, with how many origins in a thousand hold them.
const COMMON: &str = include_str!("data/common.txt");

/// Document frequencies of features over origins.
pub(super) struct Frequencies {
    /// Number of origins.
    origins: i64,
    /// In how many origins a feature is, and how much it tells.
    known: FeatureMap<(u32, u8)>,
}

/// The prior of stems: read once, since every part of the work weighs words.
static KNOWN_BEFORE: LazyLock<FeatureMap<i64>> = LazyLock::new(|| prior(COMMON));

/// A sentence as features with weights, by feature; the squares of the weights sum to
/// [`UNIT`] squared.
pub(super) type Vector = Vec<(u32, u16)>;

/// The vectors of all nodes.
#[derive(Clone, Debug)]
pub(super) struct Vectors {
    features: Rows<u32>,
    weights: Rows<u16>,
}

impl Vectors {
    /// The vectors of nodes, in their order.
    pub(super) fn new(vectors: impl Iterator<Item = Vector>) -> Vectors {
        let (mut features, mut weights) = (Rows::new(), Rows::new());
        for vector in vectors {
            features.push(vector.iter().map(|&(id, _)| id));
            weights.push(vector.iter().map(|&(_, weight)| weight));
        }
        Vectors { features, weights }
    }

    /// The features of a node with their weights, by feature.
    pub(super) fn of(&self, node: usize) -> impl Iterator<Item = (u32, u16)> + '_ {
        self.features.of(node).iter().copied().zip(self.weights.of(node).iter().copied())
    }

    /// The cosine of two nodes in 1/10,000, rounded down.
    pub(super) fn cosine(&self, a: usize, b: usize) -> i32 {
        let (a_ids, b_ids) = (self.features.of(a), self.features.of(b));
        let (a_weights, b_weights) = (self.weights.of(a), self.weights.of(b));
        let (mut i, mut j, mut dot) = (0, 0, 0_i64);
        while i < a_ids.len() && j < b_ids.len() {
            let (x, y) = (a_ids[i], b_ids[j]);
            if x == y {
                dot += i64::from(a_weights[i]) * i64::from(b_weights[j]);
            }
            // Both steps without a branch: which list is ahead cannot be foretold.
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        (dot * 10_000 / (UNIT * UNIT)) as i32
    }
}

impl Frequencies {
    /// Counts every feature once an origin.
    pub(super) fn count(
        corpus: &Corpus<'_>,
        constraints: &Constraints,
        workers: &dyn Workers,
    ) -> Frequencies {
        let mut told: Vec<(u32, u32)> = Vec::new();
        for (index, node) in corpus.nodes.iter().enumerate() {
            let articles = node.items.iter().map(|&item| corpus.items[item as usize].article);
            told.extend(articles.map(|a| (corpus.origin[a as usize], index as u32)));
        }
        told.sort_unstable();
        told.dedup();
        let by_origin: Vec<&[(u32, u32)]> = told.chunk_by(|a, b| a.0 == b.0).collect();
        let pieces = pieces(by_origin.len(), 8192);
        let partial = map(workers, pieces.len(), |at| {
            let mut counts: FeatureMap<u32> = FeatureMap::default();
            let mut features: Vec<u32> = Vec::new();
            for origin in &by_origin[pieces[at].clone()] {
                features.clear();
                for &(_, node) in *origin {
                    let item = corpus.item(node as usize);
                    features.extend(raw(&item.mention.words).iter().map(|&(id, _, _)| id));
                    features.extend(entities(item, constraints));
                }
                features.sort_unstable();
                features.dedup();
                features.iter().for_each(|&id| *counts.entry(id).or_default() += 1);
            }
            counts
        });
        let mut counts: FeatureMap<u32> = FeatureMap::default();
        for (id, count) in partial.into_iter().flatten() {
            *counts.entry(id).or_default() += count;
        }
        let mut groups = corpus.origin.clone();
        groups.sort_unstable();
        groups.dedup();
        Frequencies::new(groups.len() as i64, counts)
    }

    /// The weights that counts over a number of origins give.
    pub(super) fn new(origins: i64, counts: FeatureMap<u32>) -> Frequencies {
        let mut found = Frequencies { origins, known: FeatureMap::default() };
        found.known =
            counts.into_iter().map(|(id, count)| (id, (count, found.weigh(id, count)))).collect();
        found
    }

    /// The number of origins, and in how many of them every feature is.
    pub(super) fn counts(&self) -> (i64, FeatureMap<u32>) {
        (self.origins, self.known.iter().map(|(&id, &(count, _))| (id, count)).collect())
    }

    /// How much a feature tells, in quarters of a nat.
    pub(super) fn weight(&self, feature: u32) -> i64 {
        let known = self.known.get(&feature).map(|&(_, weight)| weight);
        i64::from(known.unwrap_or_else(|| self.weigh(feature, 1)))
    }

    /// `ln((N+λ+1)/(df+λp+½))` in quarters of a nat, at least one.
    fn weigh(&self, feature: u32, count: u32) -> u8 {
        // A rarer feature counts as the floor, so that the table fits every worker.
        let count = i64::from(count).max(self.origins >> 20);
        let prior = KNOWN_BEFORE.get(&feature).copied().unwrap_or(0);
        let above = (self.origins + PRIOR + 1) * 1000;
        let below = count * 1000 + PRIOR * prior + 500;
        quarter_nats(above, below).clamp(1, 255) as u8
    }

    /// Whether an entity is rare enough to tell events apart: in at most a third of the
    /// origins, or in two.
    pub(super) fn is_rare(&self, entity: u32) -> bool {
        let count = i64::from(self.known.get(&entity).map_or(1, |&(count, _)| count));
        count <= 2 || count * 3 <= self.origins
    }

    /// The vector of the words of an item.
    pub(super) fn vector(&self, words: &[String]) -> Vector {
        let mut weighted: Vec<(u32, i64)> = raw(words)
            .into_iter()
            .map(|(id, class, count)| (id, self.weight(id) * class_weight(class) * repeats(count)))
            .collect();
        if weighted.len() > LONGEST {
            weighted.sort_unstable_by_key(|&(id, weight)| (-weight, id));
            weighted.truncate(LONGEST);
            weighted.sort_unstable();
        }
        let square: i64 = weighted.iter().map(|&(_, weight)| weight * weight).sum();
        let norm = isqrt(square).max(1);
        let scaled = |weight: i64| ((weight * UNIT / norm).min(UNIT - 1)) as u16;
        weighted.into_iter().map(|(id, weight)| (id, scaled(weight))).collect()
    }
}

/// The words of an article as one vector: the sum of those of its sentences, the heaviest.
pub(super) fn theme(words: impl Iterator<Item = (u32, u16)>) -> Vector {
    let mut sums: std::collections::BTreeMap<u32, i64> = std::collections::BTreeMap::new();
    for (id, weight) in words {
        *sums.entry(id).or_default() += i64::from(weight);
    }
    let mut heaviest: Vec<(u32, i64)> = sums.into_iter().collect();
    heaviest.sort_unstable_by_key(|&(id, weight)| (-weight, id));
    heaviest.truncate(THEME);
    heaviest.sort_unstable();
    let norm = isqrt(heaviest.iter().map(|&(_, weight)| weight * weight).sum()).max(1);
    let scaled = |weight: i64| (weight * UNIT / norm).min(UNIT - 1) as u16;
    heaviest.into_iter().map(|(id, weight)| (id, scaled(weight))).collect()
}

/// Actors and places of an item as features, by the names that editors prefer, sorted.
pub(super) fn entities(item: &Item<'_>, constraints: &Constraints) -> Vec<u32> {
    named(item.mention.actors.iter().chain(&item.mention.places), constraints)
}

/// Names as features, by those that editors prefer, sorted.
pub(super) fn named<'a>(
    names: impl Iterator<Item = &'a String>,
    constraints: &'a Constraints,
) -> Vec<u32> {
    let names = names.map(|name| constraints.aliases.get(name).unwrap_or(name));
    let mut ids: Vec<u32> = names.map(|name| entity(name)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The feature of a name.
pub(super) fn entity(name: &str) -> u32 {
    feature(ENTITY, &crate::text::fold(name))
}

/// The stems that two sentences share, heaviest first.
pub(super) fn shared_words<'a>(
    a: &Item<'a>,
    b: &Item<'_>,
    frequencies: &Frequencies,
) -> Vec<(&'a str, i64)> {
    let mut shared: Vec<(&str, i64)> = a
        .mention
        .words
        .iter()
        .filter(|word| b.mention.words.binary_search(word).is_ok())
        .map(|word| (word.as_str(), frequencies.weight(feature(STEM, word))))
        .collect();
    shared.sort_by_key(|&(word, weight)| (-weight, word));
    shared.dedup();
    shared
}

/// The prior of stems, in thousandths, from lines of `number: word word …`.
fn prior(table: &str) -> FeatureMap<i64> {
    let stemmer = Stemmer::create(Algorithm::French);
    let mut prior = FeatureMap::default();
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    for (number, words) in lines.filter_map(|line| line.split_once(':')) {
        let per_thousand: i64 = number.trim().parse().unwrap_or(0);
        for word in words.split_whitespace() {
            let stem = crate::text::fold(&stemmer.stem(word));
            prior.entry(feature(STEM, &stem)).or_insert(per_thousand);
        }
    }
    prior
}

/// The features of a word, with their classes.
pub(super) fn of_word(word: &str) -> impl Iterator<Item = (u32, u8)> + '_ {
    let number = word.bytes().all(|byte| byte.is_ascii_digit());
    let class = if number { NUMBER } else { STEM };
    let ends: Vec<usize> = if number {
        Vec::new()
    } else {
        word.char_indices().map(|(at, _)| at).chain([word.len()]).collect()
    };
    let letters = (5..=ends.len()).map(move |to| &word[ends[to - 5]..ends[to - 1]]);
    std::iter::once((feature(class, word), class))
        .chain(letters.map(|letters| (feature(LETTERS, letters), LETTERS)))
}

/// Features of words with class and count, by feature.
fn raw(words: &[String]) -> Vec<(u32, u8, u32)> {
    let mut all: Vec<(u32, u8)> = words.iter().flat_map(|word| of_word(word)).collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| (chunk[0].0, chunk[0].1, chunk.len() as u32))
        .collect()
}

/// `1 + ln count` in quarters, as a weight.
fn repeats(count: u32) -> i64 {
    4 + quarter_nats(i64::from(count), 1)
}

/// `ln(above / below)` in quarters of a nat, rounded to the nearest; 0 where below ≥ above.
pub(super) fn quarter_nats(above: i64, below: i64) -> i64 {
    // e^(k/4 - 1/8) in 1/1024: the least ratio that rounds to k quarters.
    let (above, below) = (i128::from(above), i128::from(below.max(1)));
    let mut steps = 0;
    let mut bound = 1_160_i128; // e^(1/8)
    while above * 1024 >= below * bound && steps < 120 {
        steps += 1;
        bound = bound * 84_144 / 65_536; // e^(1/4)
    }
    steps
}

/// The integer square root, rounded down.
fn isqrt(value: i64) -> i64 {
    value.max(0).isqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_nat_is_a_step_of_the_logarithm() {
        for (above, below, expected) in
            [(1, 1, 0), (2, 1, 3), (3, 1, 4), (10, 1, 9), (1000, 1, 28), (1, 5, 0)]
        {
            assert_eq!(quarter_nats(above, below), expected, "{above}/{below}");
        }
    }

    #[test]
    fn the_prior_is_a_table_of_words_listed_once() {
        let prior = prior(COMMON);
        assert!(prior.values().all(|per_thousand| (1..1000).contains(per_thousand)));
        let stem = crate::text::fold(&Stemmer::create(Algorithm::French).stem("année"));
        assert_eq!(prior[&feature(STEM, &stem)], 400);
    }

    #[test]
    fn the_cosine_of_equal_vectors_is_one_and_of_strangers_zero() {
        let vectors: [Vector; 3] =
            [vec![(1, 46_340), (2, 46_340)], vec![(3, 65_535)], vec![(2, 65_535)]];
        let vectors = Vectors::new(vectors.into_iter());
        assert!((9_990..=10_000).contains(&vectors.cosine(0, 0)));
        assert_eq!(vectors.cosine(0, 1), 0);
        assert_eq!(vectors.cosine(0, 2), 7_070);
    }
}
