//! How much two sentences say that they tell one act, whatever their dates: the words, names
//! and numbers that both have, each by how few sentences hold it.
//!
//! A conflict of dates cannot lean on the date. What stands in its place is measured against
//! chance: among `n` sentences, what both have must be as rare as one sentence in `n`, and more.

use crate::merge::features::{ENTITY, NUMBER, STEM, TRIGGER, quarter_nats};
use crate::merge::hash::{FeatureMap, feature};
use crate::merge::node::Item;
use crate::merge::pairs::Context;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Sentences that are assumed to exist: two short texts say nothing of what is rare.
const FEWEST: i64 = 24;

/// Sentences of one story; with more of them what two share by chance grows.
const MANY: i64 = 300;

/// In how many sentences features stand.
pub(super) struct Weights {
    counts: FeatureMap<u32>,
    /// Number of sentences.
    sentences: i64,
}

impl Weights {
    /// Counts every feature once a sentence, copies once.
    pub(super) fn count(context: &Context<'_>) -> Weights {
        let corpus = context.corpus;
        let mut counts: FeatureMap<u32> = FeatureMap::default();
        for node in 0..corpus.nodes.len() {
            for id in features(corpus.item(node)) {
                *counts.entry(id).or_default() += 1;
            }
        }
        Weights { counts, sentences: (corpus.nodes.len() as i64).max(FEWEST) }
    }

    /// What chance asks for, in quarters of a nat: how rare one sentence is, and the more the more
    /// others each is compared with.
    pub(super) fn chance(&self) -> i64 {
        quarter_nats(self.sentences, 1) + quarter_nats(self.sentences.max(MANY), MANY)
    }

    /// What a feature tells that two sentences share.
    fn weight(&self, id: u32) -> i64 {
        let count = i64::from(self.counts.get(&id).copied().unwrap_or(1)).max(2);
        quarter_nats(self.sentences, count)
    }

    /// In how many sentences a feature stands.
    pub(super) fn held(&self, id: u32) -> u32 {
        self.counts.get(&id).copied().unwrap_or(0)
    }

    /// What it tells that two sentences share a word.
    pub(super) fn word(&self, word: &str) -> i64 {
        self.weight(stem(word))
    }

    /// What it tells that two sentences share a name, which is folded, and whether it stands in
    /// so few that it tells them apart from others.
    pub(super) fn name(&self, folded: &str) -> (i64, bool) {
        let name = feature(ENTITY, folded);
        (self.weight(name), i64::from(self.held(name)) * 5 <= self.sentences)
    }

    /// What it tells that both tell acts of one family.
    pub(super) fn family(&self, family: &str) -> i64 {
        self.weight(feature(TRIGGER, family))
    }
}

/// Stems of those who tell and of where it is told.
static VOICES: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| table(include_str!("../data/voices.txt")));

/// The stems of a table of words: lines of `word, word …`.
pub(super) fn table(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(|line| line.split(','));
    words.map(|word| stemmed(word.trim())).collect()
}

/// The stem of a word, folded.
pub(super) fn stemmed(word: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::French);
    crate::text::fold(&stemmer.stem(&word.to_lowercase()))
}

/// The stems and numbers of a sentence.
pub(super) fn words<'a>(item: &'a Item<'_>) -> impl Iterator<Item = &'a str> {
    let words = item.mention.words.iter().map(String::as_str);
    words.filter(|word| word.len() > 1 && !VOICES.contains(*word))
}

/// The names in a sentence.
fn names<'a>(item: &'a Item<'_>) -> impl Iterator<Item = &'a String> {
    item.mention.actors.iter().chain(&item.mention.places)
}

/// A stem or number as a feature.
fn stem(word: &str) -> u32 {
    let number = word.bytes().all(|byte| byte.is_ascii_digit());
    feature(if number { NUMBER } else { STEM }, word)
}

/// All features that are counted, sorted.
fn features(item: &Item<'_>) -> Vec<u32> {
    let mut ids: Vec<u32> = words(item).map(stem).collect();
    ids.extend(names(item).map(|name| feature(ENTITY, &crate::text::fold(name))));
    ids.extend(item.mention.triggers.iter().map(|family| feature(TRIGGER, family)));
    ids.sort_unstable();
    ids.dedup();
    ids
}
