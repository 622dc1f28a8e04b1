//! Tables of words and phrases, read from the files in `data/`.
//!
//! A line is `name: pattern, pattern, …`. A pattern is one or more words; `sign*` is the
//! beginning of a word. All is folded, so that accents and case never matter.

use super::token::{Token, elided, tokens};
use std::collections::HashMap;

/// Beginnings of words are looked up to this length, in bytes.
const LONGEST_PREFIX: usize = 24;

/// Patterns with the value that each stands for.
#[derive(Debug, Default)]
pub(super) struct Table {
    words: HashMap<String, Vec<Entry>>,
    prefixes: HashMap<String, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    rest: Vec<Pattern>,
    letters: usize,
    value: usize,
}

#[derive(Debug)]
enum Pattern {
    Word(String),
    Prefix(String),
}

/// A reading of a table at some token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Number of tokens.
    pub(super) tokens: usize,
    /// Letters of the pattern.
    letters: usize,
    /// What it stands for.
    pub(super) value: usize,
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
        let rest = parts.split_off(1);
        let (map, key) = match parts.remove(0) {
            Pattern::Word(word) => (&mut self.words, word),
            Pattern::Prefix(word) => (&mut self.prefixes, word),
        };
        map.entry(key).or_default().push(Entry { rest, letters, value });
    }

    /// All readings at token `at`.
    pub(super) fn hits(&self, tokens: &[Token], at: usize) -> Vec<Hit> {
        let Some(first) = tokens.get(at) else { return Vec::new() };
        let word = first.folded.as_str();
        let mut found = Vec::new();
        collect(self.words.get(word), tokens, at, &mut found);
        for length in (1..=word.len().min(LONGEST_PREFIX)).filter(|&n| word.is_char_boundary(n)) {
            collect(self.prefixes.get(&word[..length]), tokens, at, &mut found);
        }
        found
    }

    /// The best reading at token `at`: most words, then the longest pattern.
    pub(super) fn best(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        self.hits(tokens, at).into_iter().max()
    }
}

fn collect(entries: Option<&Vec<Entry>>, tokens: &[Token], at: usize, found: &mut Vec<Hit>) {
    for entry in entries.into_iter().flatten() {
        let fits = entry.rest.iter().enumerate().all(|(index, pattern)| {
            tokens.get(at + 1 + index).is_some_and(|token| match pattern {
                Pattern::Word(word) => token.folded == *word,
                Pattern::Prefix(word) => token.folded.starts_with(word.as_str()),
            })
        });
        if fits {
            let tokens = entry.rest.len() + 1;
            found.push(Hit { tokens, letters: entry.letters, value: entry.value });
        }
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
