//! What stands twice in one article, exactly or nearly.

use super::patterns::REACH;
use super::{Look, is_read, set};
use crate::ingest::words::{Word, WordSet, chain, hash_word, words};
use crate::ingest::{Block, NoiseKind, Sentence};
use crate::text::Span;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::sync::LazyLock;

/// Words of a sentence that can be a repeat by itself.
const SENTENCE: usize = 4;
/// Words of an opening that a teaser must share with the block that it was cut from.
const OPENING: usize = 6;
/// Words of a window, one window in how many is kept, and how many a block must have.
const WINDOW: usize = 4;
const SAMPLE: u64 = 4;
const FEWEST: usize = 5;
/// The hash of a window is a polynomial of the hashes of its words at this number, so that a
/// word can be taken off it; and its power for the word that goes.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const STEP_OF_WINDOW: u64 = STEP.wrapping_pow(WINDOW as u32);
/// Words of a block that is compared word by word with the one it nearly repeats.
const COMPARED: usize = 2000;

/// Words that turn a sentence round: a near repeat must not have one more of them.
static NEGATIONS: LazyLock<WordSet> = LazyLock::new(|| {
    "ne n pas jamais aucun aucune rien non sans".split(' ').map(hash_word).collect()
});

/// What the blocks read so far hold.
#[derive(Default)]
struct Seen {
    blocks: HashSet<u64>,
    sentences: HashSet<u64>,
    /// Windows of words, each with the block where it first stood.
    windows: HashMap<u64, usize>,
}

/// Marks blocks that repeat earlier ones, and teasers cut from a block that stands in full.
/// `prints` are those of `blocks`, in the same order.
pub(crate) fn mark(text: &str, blocks: &mut [Block], prints: &Prints, looks: &[Look]) {
    let mut seen = Seen::default();
    seen.windows.reserve(prints.windows.len());
    seen.sentences.reserve(prints.sentences.len());
    let openings: HashSet<u64> = blocks
        .iter()
        .zip(looks)
        .filter(|(block, look)| look.prose && block.noise.is_none() && is_read(block))
        .filter_map(|(_, look)| look.opening)
        .collect();
    for index in 0..blocks.len() {
        if blocks[index].noise.is_some() || !is_read(&blocks[index]) {
            continue;
        }
        let written = blocks[index].span.slice(text);
        let print = prints.of(index);
        let rule = if is_broken_off(written, &looks[index], &openings) {
            Some("repeat.teaser")
        } else {
            repeat_of(text, blocks, &print, &seen)
        };
        match rule {
            Some(rule) => set(&mut blocks[index], NoiseKind::Repeat, rule),
            None => seen.add(index, &print),
        }
    }
}

/// The fingerprint of a block.
struct Print<'a> {
    span: Span,
    /// Of all its words in order.
    whole: u64,
    length: usize,
    /// Of its sentences that are long enough.
    sentences: &'a [u64],
    windows: &'a [u64],
}

/// The fingerprints of the blocks of an article, in order.
#[derive(Default)]
pub(crate) struct Prints {
    /// Span, hash of all words and number of words of each, and where its sentences and windows
    /// end in the lists of all.
    blocks: Vec<(Span, u64, usize, usize, usize)>,
    sentences: Vec<u64>,
    windows: Vec<u64>,
}

impl Prints {
    /// Adds the block at `span` with its `sentences`. Its first [`REACH`] words, placed in the
    /// block, are left in `first`.
    pub(crate) fn add(
        &mut self,
        text: &str,
        span: Span,
        sentences: &[Sentence],
        first: &mut Vec<Word>,
    ) {
        first.clear();
        let (mut whole, mut length) = (0, 0);
        let (mut recent, mut window) = ([0u64; WINDOW], 0u64);
        for sentence in sentences {
            let (mut hash, before) = (0, length);
            let shift = sentence.span.start - span.start;
            for word in words(sentence.span.slice(text)) {
                hash = chain(hash, word.hash);
                whole = chain(whole, word.hash);
                let gone = std::mem::replace(&mut recent[length % WINDOW], word.hash);
                window = window
                    .wrapping_mul(STEP)
                    .wrapping_add(word.hash)
                    .wrapping_sub(gone.wrapping_mul(STEP_OF_WINDOW));
                length += 1;
                if length >= WINDOW && (window >> 32) % SAMPLE == 0 {
                    self.windows.push(window);
                }
                if first.len() < REACH {
                    first.push(Word { start: word.start + shift, end: word.end + shift, ..word });
                }
            }
            if length - before >= SENTENCE {
                self.sentences.push(hash);
            }
        }
        self.blocks.push((span, whole, length, self.sentences.len(), self.windows.len()));
    }

    /// The fingerprint of block `index`.
    fn of(&self, index: usize) -> Print<'_> {
        let (sentences, windows) = index
            .checked_sub(1)
            .map_or((0, 0), |above| (self.blocks[above].3, self.blocks[above].4));
        let (span, whole, length, sentences_end, windows_end) = self.blocks[index];
        Print {
            span,
            whole,
            length,
            sentences: &self.sentences[sentences..sentences_end],
            windows: &self.windows[windows..windows_end],
        }
    }
}

impl Seen {
    fn add(&mut self, index: usize, print: &Print<'_>) {
        self.blocks.insert(print.whole);
        self.sentences.extend(print.sentences);
        for &window in print.windows {
            self.windows.entry(window).or_insert(index);
        }
    }
}

/// The rule by which a block repeats earlier ones.
fn repeat_of(text: &str, blocks: &[Block], print: &Print<'_>, seen: &Seen) -> Option<&'static str> {
    let long = print.length >= 3 || print.length == 2 && print.span.len() >= 14;
    if long && seen.blocks.contains(&print.whole) {
        return Some("repeat.block");
    }
    if !print.sentences.is_empty()
        && print.sentences.iter().all(|hash| seen.sentences.contains(hash))
    {
        return Some("repeat.sentences");
    }
    near(text, blocks, print, seen).then_some("repeat.near")
}

/// Whether nine in ten of its windows of words stand in one earlier block, and it has no
/// figure and no negation that the other lacks: a corrected toll is news.
fn near(text: &str, blocks: &[Block], print: &Print<'_>, seen: &Seen) -> bool {
    if print.windows.len() < FEWEST || print.length > COMPARED {
        return false;
    }
    let known = |window: &&u64| seen.windows.contains_key(*window);
    if print.windows.iter().filter(known).count() * 10 < print.windows.len() * 9 {
        return false;
    }
    let mut hits: HashMap<usize, usize> = HashMap::default();
    for index in print.windows.iter().filter_map(|window| seen.windows.get(window)) {
        *hits.entry(*index).or_default() += 1;
    }
    let Some((&index, &count)) =
        hits.iter().max_by_key(|&(&index, &count)| (count, std::cmp::Reverse(index)))
    else {
        return false;
    };
    if count * 10 < print.windows.len() * 9 {
        return false;
    }
    let turns = |span: Span, limit: usize| -> Vec<u64> {
        words(span.slice(text))
            .take(limit)
            .filter(|word| has_digit(text, span, word) || NEGATIONS.contains(&word.hash))
            .map(|word| word.hash)
            .collect()
    };
    let mut other = turns(blocks[index].span, COMPARED * 2);
    turns(print.span, COMPARED).iter().all(|hash| {
        let found = other.iter().position(|known| known == hash);
        found.map(|at| other.swap_remove(at)).is_some()
    })
}

fn has_digit(text: &str, span: Span, word: &Word) -> bool {
    span.slice(text)[word.start..word.end].bytes().any(|byte| byte.is_ascii_digit())
}

/// The hash of the first words of a block.
pub(crate) fn opening(words: &[Word]) -> Option<u64> {
    let first = words.get(..OPENING)?;
    Some(first.iter().fold(0, |hash, word| chain(hash, word.hash)))
}

/// Whether a block ends in suspension points and begins as a block of prose does.
fn is_broken_off(written: &str, look: &Look, openings: &HashSet<u64>) -> bool {
    let body = written.trim_end_matches([']', ')', ' ', '[', '(', '\u{a0}']);
    let broken = body.ends_with("...") || body.ends_with('…');
    broken && !look.prose && look.opening.is_some_and(|opening| openings.contains(&opening))
}
