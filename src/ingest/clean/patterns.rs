//! The furniture of sites, as data: patterns over folded words, with their examples.
//!
//! A pattern is read against a whole block: words, `a|b` for one of several, `word?` for one
//! that may be missing, `#` for a number, `…` for any words. `data/furniture.txt` says more.

use crate::ingest::NoiseKind;
use crate::ingest::words::{Table, Word, WordSet, hash_word};
use std::sync::LazyLock;

/// What else is known of a rule's blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// It holds for blocks that read as prose too.
    pub(crate) prose: bool,
    /// Headlines of other articles follow.
    pub(crate) heads_list: bool,
    /// Comments of readers follow.
    pub(crate) heads_comments: bool,
    /// It is matched against the words before the first colon only.
    pub(crate) label: bool,
}

/// A rule and what it marks.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// `furniture.share`
    pub(crate) name: &'static str,
    pub(crate) kind: NoiseKind,
    pub(crate) traits: Traits,
}

#[derive(Clone, Debug)]
enum Item {
    /// One of these words.
    Word(Vec<u64>),
    Number,
    Any,
}

struct Pattern {
    rule: usize,
    items: Vec<Item>,
}

/// The compiled patterns.
pub(crate) struct Patterns {
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    /// For whole blocks: for any, and for those that read as prose.
    whole: [Index; 2],
    /// The same two for labels.
    labels: [Index; 2],
}

/// The patterns that can hold for a block, each list in the order of the file.
#[derive(Default)]
struct Index {
    /// By a word that they must begin with.
    by_first: Table<Vec<usize>>,
    /// Those that begin with anything, by the longest word that they must hold: a short one
    /// stands in every block.
    by_inner: Table<Vec<usize>>,
    /// Those that begin with a number.
    by_number: Vec<usize>,
    /// A bit for every word of `by_inner`, by its low bits: most words of a block have none.
    inner: [u64; 32],
}

/// Where the bit of a word is: which of the 32 numbers, and which bit of it.
fn bit(hash: u64) -> (usize, u64) {
    ((hash >> 6 & 31) as usize, 1 << (hash & 63))
}

impl Index {
    /// Adds pattern `index`. `written` are its items as the file has them.
    fn add(&mut self, index: usize, items: &[Item], written: &[&str]) {
        let first = items.iter().position(|item| !matches!(item, Item::Any));
        match first.map(|at| (at, &items[at])) {
            Some((0, Item::Word(hashes))) => {
                hashes.iter().for_each(|&hash| self.by_first.entry(hash).or_default().push(index));
            }
            Some((_, Item::Word(_))) => {
                let shortest = |piece: &str| piece.split('|').map(str::len).min().unwrap_or(0);
                let held = items.iter().zip(written).filter_map(|(item, piece)| match item {
                    Item::Word(hashes) => Some((shortest(piece), hashes)),
                    _ => None,
                });
                let longest = held.max_by_key(|(length, _)| *length);
                for &hash in longest.iter().flat_map(|(_, hashes)| hashes.iter()) {
                    let (place, mask) = bit(hash);
                    self.inner[place] |= mask;
                    self.by_inner.entry(hash).or_default().push(index);
                }
            }
            _ => self.by_number.push(index),
        }
    }
}

/// Words of a block that patterns look at.
pub(crate) const REACH: usize = 80;

/// The patterns of `data/furniture.txt`.
pub(crate) static FURNITURE: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::parse(include_str!("../data/furniture.txt")));

/// Words of menus, buttons and forms, from `data/navigation.txt`.
pub(crate) static NAVIGATION: LazyLock<WordSet> = LazyLock::new(|| {
    include_str!("../data/navigation.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(hash_word)
        .collect()
});

impl Patterns {
    fn parse(source: &'static str) -> Patterns {
        let mut set = Patterns {
            rules: Vec::new(),
            patterns: Vec::new(),
            whole: Default::default(),
            labels: Default::default(),
        };
        for line in source.lines() {
            if let Some(head) = line.strip_prefix('[') {
                set.rules.push(rule(head.trim_end_matches(']')));
            } else if !line.is_empty() && !line.starts_with([';', '=', '!']) {
                set.add(line);
            }
        }
        set
    }

    /// Adds the pattern `line`, once for every choice of its optional words.
    fn add(&mut self, line: &str) {
        let mut variants: Vec<Vec<&str>> = vec![Vec::new()];
        for piece in line.split_whitespace() {
            let (word, optional) = match piece.strip_suffix('?') {
                Some(word) => (word, true),
                None => (piece, false),
            };
            let without = if optional { variants.clone() } else { Vec::new() };
            variants.iter_mut().for_each(|variant| variant.push(word));
            variants.extend(without);
        }
        for variant in variants.iter().filter(|variant| !variant.is_empty()) {
            let items: Vec<Item> = variant.iter().map(|piece| item(piece)).collect();
            let index = self.patterns.len();
            let traits = self.rules.last().map(|rule| rule.traits).unwrap_or_default();
            let [any, prose] = if traits.label { &mut self.labels } else { &mut self.whole };
            any.add(index, &items, variant);
            if traits.prose {
                prose.add(index, &items, variant);
            }
            self.patterns.push(Pattern { rule: self.rules.len() - 1, items });
        }
    }

    /// The first rule, in the order of the file, that holds for a block of these words, or for
    /// its label: the words before its first colon, `label` of them.
    pub(crate) fn find(&self, words: &[Word], label: usize, prose: bool) -> Option<&Rule> {
        let whole = self.find_in(&self.whole[usize::from(prose)], words);
        if label == 0 {
            whole
        } else {
            whole.or_else(|| self.find_in(&self.labels[usize::from(prose)], &words[..label]))
        }
    }

    fn find_in(&self, known: &Index, words: &[Word]) -> Option<&Rule> {
        let first = words.first()?;
        let mut best: Option<usize> = None;
        let mut consider = |candidates: &[usize]| {
            for &index in candidates {
                let better = best.is_none_or(|best| index < best);
                if better && matches(&self.patterns[index].items, words) {
                    best = Some(index);
                }
            }
        };
        if let Some(candidates) = known.by_first.get(&first.hash) {
            consider(candidates);
        }
        if first.number {
            consider(&known.by_number);
        }
        for word in words {
            let (place, mask) = bit(word.hash);
            if known.inner[place] & mask != 0
                && let Some(candidates) = known.by_inner.get(&word.hash)
            {
                consider(candidates);
            }
        }
        best.map(|index| &self.rules[self.patterns[index].rule])
    }
}

/// `furniture.share furniture prose`
fn rule(head: &'static str) -> Rule {
    let mut parts = head.split_whitespace();
    let name = parts.next().unwrap_or_default();
    let kind = match parts.next() {
        Some("related") => NoiseKind::RelatedLinks,
        Some("metadata") => NoiseKind::Metadata,
        _ => NoiseKind::Furniture,
    };
    let mut traits = Traits::default();
    for part in parts {
        match part {
            "prose" => traits.prose = true,
            "list" => traits.heads_list = true,
            "comments" => traits.heads_comments = true,
            "label" => traits.label = true,
            _ => {}
        }
    }
    Rule { name, kind, traits }
}

fn item(piece: &str) -> Item {
    match piece {
        "#" => Item::Number,
        "…" => Item::Any,
        _ => Item::Word(piece.split('|').map(hash_word).collect()),
    }
}

/// Whether the items stand for all the words, in order. Only the last `…` before the place
/// where it fails is tried again, as in any glob, so the work is bounded by their product.
fn matches(items: &[Item], words: &[Word]) -> bool {
    let (mut item, mut word) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let fits = match items.get(item) {
            None if word == words.len() => return true,
            None => false,
            Some(Item::Any) => {
                if item + 1 == items.len() {
                    return true;
                }
                retry = Some((item + 1, word));
                item += 1;
                continue;
            }
            Some(Item::Number) => words.get(word).is_some_and(|word| word.number),
            Some(Item::Word(hashes)) => {
                words.get(word).is_some_and(|word| hashes.contains(&word.hash))
            }
        };
        if fits {
            item += 1;
            word += 1;
        } else {
            let Some((again, from)) = retry else { return false };
            if from >= words.len() {
                return false;
            }
            retry = Some((again, from + 1));
            item = again;
            word = from + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::words::words;

    #[test]
    fn every_rule_reads_its_examples_and_leaves_its_counter_examples() {
        let mut name = "";
        let (mut examples, mut counter_examples) = (0, 0);
        for line in include_str!("../data/furniture.txt").lines() {
            if let Some(head) = line.strip_prefix('[') {
                name = head.split_whitespace().next().unwrap();
                continue;
            }
            let read = |text: &str| {
                let words: Vec<Word> = words(text).take(REACH).collect();
                let prose = crate::ingest::clean::shape::is_prose(text);
                let label = crate::ingest::clean::label_length(text, &words);
                FURNITURE.find(&words, label, prose).map(|rule| rule.name)
            };
            if let Some(example) = line.strip_prefix("= ") {
                examples += 1;
                assert_eq!(read(example), Some(name), "{example}");
            } else if let Some(example) = line.strip_prefix("! ") {
                counter_examples += 1;
                assert_eq!(read(example), None, "{example}");
            }
        }
        assert!(examples > 60 && counter_examples >= 20, "{examples}, {counter_examples}");
    }

    #[test]
    fn words_of_patterns_are_folded() {
        for source in
            [include_str!("../data/furniture.txt"), include_str!("../data/navigation.txt")]
        {
            for line in source.lines().filter(|line| !line.starts_with(['=', '!', ';', '[', '#'])) {
                assert_eq!(crate::text::fold(line), line);
            }
        }
    }
}
