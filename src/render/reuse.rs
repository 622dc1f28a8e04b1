//! Long files of many entries, of which a build takes from the last one what did not change.

use super::print::Print;
use super::{Made, OutputFile, Runner};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Entries made in one go.
const BATCH: usize = 500;

/// An entry of a file: what it was made of, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it was made of.
    pub print: Print,
    /// Its first byte.
    pub at: usize,
    /// Its length in bytes; nothing where an entry says nothing in this file.
    pub length: usize,
}

/// A file of an earlier build, with its entries.
#[derive(Debug)]
pub struct Lines {
    bytes: Vec<u8>,
    places: FxHashMap<Print, (usize, usize)>,
}

impl Lines {
    /// The entries that stand in these bytes.
    pub fn new(bytes: Vec<u8>, lines: &[Line]) -> Lines {
        let places = lines.iter().map(|line| (line.print, (line.at, line.length)));
        Lines { bytes, places: places.collect() }
    }

    /// The entry that was made of this.
    pub(crate) fn get(&self, print: Print) -> Option<&[u8]> {
        let (at, length) = *self.places.get(&print)?;
        self.bytes.get(at..at.checked_add(length)?)
    }
}

/// Entries of these prints: as an earlier build wrote them where it did, the others as `make`
/// gives them by number.
pub(crate) fn entries<'l>(
    runner: Runner,
    old: Option<&'l Lines>,
    prints: &[Print],
    make: &(dyn Fn(usize) -> String + Sync),
) -> Vec<Cow<'l, [u8]>> {
    let mut entries: Vec<Cow<'l, [u8]>> = Vec::with_capacity(prints.len());
    let mut missing = Vec::new();
    for (number, print) in prints.iter().enumerate() {
        let known = old.and_then(|old| old.get(*print));
        if known.is_none() {
            missing.push(number);
        }
        entries.push(Cow::Borrowed(known.unwrap_or_default()));
    }
    let batches: Vec<&[usize]> = missing.chunks(BATCH).collect();
    let batch = |number: usize| -> Made {
        let made = batches[number].iter().map(|&entry| make(entry).into_bytes());
        Ok(made.map(|bytes| OutputFile::new(String::new(), bytes)).collect())
    };
    let mut places = missing.iter();
    let made = runner(batches.len(), &batch, &mut |files| {
        for (file, &place) in files.into_iter().zip(&mut places) {
            entries[place] = Cow::Owned(file.contents.unwrap_or_default());
        }
        Ok(())
    });
    made.expect("entries are always made");
    entries
}

/// A file that grows entry by entry, and remembers where each stands.
#[derive(Debug, Default)]
pub(crate) struct Growing {
    bytes: Vec<u8>,
    lines: Vec<Line>,
}

impl Growing {
    /// Adds what is no entry.
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Adds entries, each with its print, between `before` the first, `between` and `after` the
    /// last; nothing around them where none says something. Gives how many do.
    pub(crate) fn list(
        &mut self,
        (prints, entries): (&[Print], &[Cow<'_, [u8]>]),
        (before, between, after): (&str, &str, &str),
    ) -> usize {
        let length: usize = entries.iter().map(|entry| entry.len() + between.len()).sum();
        self.bytes.reserve(length + before.len() + after.len() + 4096);
        let mut count = 0;
        for (&print, entry) in prints.iter().zip(entries) {
            if !entry.is_empty() {
                self.push(if count == 0 { before } else { between });
                count += 1;
            }
            self.lines.push(Line { print, at: self.bytes.len(), length: entry.len() });
            self.bytes.extend_from_slice(entry);
        }
        if count > 0 {
            self.push(after);
        }
        count
    }

    /// The whole, with its sum.
    pub(crate) fn into_file(self, path: String) -> OutputFile {
        OutputFile { lines: self.lines, ..OutputFile::summed(path, self.bytes) }
    }
}
