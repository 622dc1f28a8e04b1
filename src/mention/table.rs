//! Tables of words and phrases, read from the files in `data/`.
//!
//! A line is `name: pattern, pattern, …`. A pattern is one or more words. `signer.v` is that
//! verb in all its forms, `signature.n` a noun in both numbers, `placé.a` a participle or
//! adjective in gender and number: these are compared with their accents, so that « arrête »
//! and « arrêté » stay apart. `sign*` is the beginning of a word. The rest is folded.

use super::inflect::{Class, Forms, inflect};
use super::token::{Token, elided, tokens, written};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Beginnings of words are looked up to this length, in bytes.
const LONGEST_PREFIX: usize = 24;

/// Patterns with the value that each stands for.
#[derive(Debug, Default)]
pub(super) struct Table {
    words: FxHashMap<String, Vec<Entry>>,
    prefixes: FxHashMap<String, Vec<Entry>>,
    /// By the first byte of a word, the lengths of the prefixes that begin so, one bit each.
    lengths: BTreeMap<u8, u32>,
}

#[derive(Debug)]
struct Entry {
    /// How the first word is spelled, where that matters.
    spelled: Option<String>,
    forms: Forms,
    rest: Arc<[Pattern]>,
    letters: usize,
    value: usize,
}

#[derive(Debug)]
enum Pattern {
    Word(String),
    Prefix(String),
    /// Any form of a word, with accents.
    Inflected(Vec<(String, Forms)>),
}

/// A reading of a table at some token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Number of tokens.
    pub(super) tokens: usize,
    /// Whether the first word stands as it is in the table: an exception wins over a form.
    plain: bool,
    /// Whether it is a noun: « amende » is one before it is a form of « amender ».
    noun: bool,
    /// Letters of the pattern.
    letters: usize,
    /// What it stands for.
    pub(super) value: usize,
    /// What its inflected word can be.
    pub(super) forms: Forms,
}

/// The lines of a data file: name and patterns.
pub(super) fn lines(source: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    source.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (name, patterns) = line.split_once(':')?;
        let patterns = patterns.split(',').map(str::trim).filter(|p| !p.is_empty());
        Some((name.trim(), patterns.collect()))
    })
}

impl Table {
    /// Adds `pattern` for `value`, and the same with its last word elided (« risque d' »).
    pub(super) fn add(&mut self, pattern: &str, value: usize) {
        self.add_one(pattern, value);
        if let Some((start, last)) = pattern.rsplit_once(' ')
            && let Some(short) = elided(last)
        {
            self.add_one(&format!("{start} {short}"), value);
        }
    }

    fn add_one(&mut self, pattern: &str, value: usize) {
        let mut parts: Vec<Pattern> = Vec::new();
        for word in pattern.split_whitespace() {
            if let Some((lemma, class)) = class(word) {
                // « s'emparer »: two tokens.
                let (elided, lemma) = lemma.split_at(lemma.find('\'').map_or(0, |at| at + 1));
                parts.extend(tokens(elided, 0).into_iter().map(|t| Pattern::Word(t.folded)));
                parts.push(Pattern::Inflected(inflect(&written(lemma), class)));
                continue;
            }
            let (stem, prefix) = match word.strip_suffix('*') {
                Some(stem) => (stem, true),
                None => (word, false),
            };
            parts.extend(tokens(stem, 0).into_iter().map(|t| Pattern::Word(t.folded)));
            if prefix && let Some(Pattern::Word(last)) = parts.pop() {
                parts.push(Pattern::Prefix(last));
            }
        }
        let letters = pattern.len();
        if parts.is_empty() {
            return;
        }
        let rest: Arc<[Pattern]> = parts.split_off(1).into();
        // « a été élue »: the form is that of the first word that has one.
        let entry = |spelled, forms| Entry { spelled, forms, rest: rest.clone(), letters, value };
        match parts.remove(0) {
            Pattern::Word(word) => {
                self.words.entry(word).or_default().push(entry(None, Forms::default()));
            }
            Pattern::Prefix(word) => {
                if let Some(&byte) =
                    word.as_bytes().first().filter(|_| word.len() <= LONGEST_PREFIX)
                {
                    *self.lengths.entry(byte).or_default() |= 1 << word.len();
                }
                self.prefixes.entry(word).or_default().push(entry(None, Forms::default()));
            }
            Pattern::Inflected(all) => {
                for (word, forms) in all {
                    let letters = if rest.is_empty() { word.len() } else { letters };
                    let entries = self.words.entry(fold(&word)).or_default();
                    entries.push(Entry { letters, ..entry(Some(word), forms) });
                }
            }
        }
    }

    /// All readings at token `at`.
    pub(super) fn hits(&self, tokens: &[Token], at: usize) -> Vec<Hit> {
        self.hits_over(tokens, at, &[])
    }

    /// All readings at token `at`; between the words of a phrase may stand those of `gaps`
    /// (« mis lundi en examen »).
    pub(super) fn hits_over(&self, tokens: &[Token], at: usize, gaps: &[bool]) -> Vec<Hit> {
        let Some(first) = tokens.get(at) else { return Vec::new() };
        let word = first.folded.as_str();
        let mut found = Vec::new();
        collect(self.words.get(word), tokens, at, gaps, &mut found);
        let lengths = word.as_bytes().first().and_then(|byte| self.lengths.get(byte));
        if let Some(lengths) = lengths {
            let known = |n: &usize| lengths & 1 << n != 0 && word.is_char_boundary(*n);
            for length in (1..=word.len().min(LONGEST_PREFIX)).filter(known) {
                collect(self.prefixes.get(&word[..length]), tokens, at, gaps, &mut found);
            }
        }
        found
    }

    /// The best reading at token `at`: most words, then the longest pattern.
    pub(super) fn best(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        self.hits(tokens, at).into_iter().max()
    }
}

/// The words that a pattern of one word stands for.
#[cfg(test)]
pub(super) fn spellings(pattern: &str) -> Vec<String> {
    match class(pattern) {
        Some((lemma, class)) => inflect(&written(lemma), class).into_iter().map(|f| f.0).collect(),
        None => vec![pattern.to_owned()],
    }
}

/// The dictionary form and the class of `signer.v`.
fn class(word: &str) -> Option<(&str, Class)> {
    let classes = [(".v", Class::Verb), (".n", Class::Noun), (".a", Class::Participle)];
    classes.iter().find_map(|(mark, class)| Some((word.strip_suffix(mark)?, *class)))
}

/// The most tokens that may stand between two words of a phrase.
const LONGEST_GAP: usize = 6;

fn collect(
    entries: Option<&Vec<Entry>>,
    tokens: &[Token],
    at: usize,
    gaps: &[bool],
    found: &mut Vec<Hit>,
) {
    for entry in entries.into_iter().flatten() {
        if entry.spelled.as_ref().is_some_and(|spelled| !tokens[at].is_spelled(spelled)) {
            continue;
        }
        let mut next = at + 1;
        let fits = entry.rest.iter().all(|pattern| {
            let limit = next + LONGEST_GAP;
            while next < limit && gaps.get(next) == Some(&true) && !pattern.fits(tokens, next) {
                next += 1;
            }
            next += 1;
            pattern.fits(tokens, next - 1)
        });
        if fits {
            found.push(Hit {
                tokens: next - at,
                plain: entry.spelled.is_none(),
                noun: entry.forms.any(Forms::NOUN),
                letters: entry.letters,
                value: entry.value,
                forms: entry.forms,
            });
        }
    }
}

impl Pattern {
    fn fits(&self, tokens: &[Token], at: usize) -> bool {
        tokens.get(at).is_some_and(|token| match self {
            Pattern::Word(word) => token.folded == *word,
            Pattern::Prefix(word) => token.folded.starts_with(word.as_str()),
            Pattern::Inflected(forms) => {
                let spelled = |word: &str| {
                    let bare = token.capital || token.bare;
                    bare && fold(word) == token.folded && token.is_spelled(word)
                };
                forms.iter().any(|(word, _)| token.written == *word || spelled(word))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_words_win_then_the_longer_pattern() {
        let mut table = Table::default();
        for (value, pattern) in
            ["sign*", "signal*", "mise en service", "mise", "d'État"].iter().enumerate()
        {
            table.add(pattern, value);
        }
        let read = |text: &str| table.best(&tokens(text, 0), 0).map(|hit| (hit.value, hit.tokens));
        assert_eq!(read("signé"), Some((0, 1)));
        assert_eq!(read("signalait"), Some((1, 1)));
        assert_eq!(read("Mise en service"), Some((2, 3)));
        assert_eq!(read("mise en scène"), Some((3, 1)));
        assert_eq!(read("d’état"), Some((4, 2)));
        assert_eq!(read("sig"), None);
    }
}
