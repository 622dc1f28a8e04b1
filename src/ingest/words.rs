//! The words of a text, folded and hashed: what patterns, repeats and recurrence compare.

use crate::text::fold_char;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A table of words that is made once of our own data: its keys are hashes already, and no
/// article can add to them.
pub(crate) type Table<V> = HashMap<u64, V, BuildHasherDefault<AsIs>>;

/// A set of words of our own data.
pub(crate) type WordSet = HashSet<u64, BuildHasherDefault<AsIs>>;

/// Takes a hash for a hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| mix(hash, u64::from(byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Hash of its folded form.
    pub(crate) hash: u64,
    /// First byte.
    pub(crate) start: usize,
    /// First byte after it.
    pub(crate) end: usize,
    /// Whether it is made of digits only.
    pub(crate) number: bool,
}

/// The hash of a word as its folded bytes come: eight of them are mixed at once, since a
/// multiplication for every byte would take as long as all the rest.
#[derive(Clone, Copy)]
struct Mix {
    hash: u64,
    /// Bytes that are not mixed yet, the last lowest.
    held: u64,
    length: u32,
}

impl Mix {
    const START: Mix = Mix { hash: 0xcbf2_9ce4_8422_2325, held: 0, length: 0 };

    fn push(&mut self, byte: u8) {
        self.held = self.held << 8 | u64::from(byte);
        self.length += 1;
        if self.length.is_multiple_of(8) {
            self.hash = mix(self.hash, self.held);
            self.held = 0;
        }
    }

    fn push_all(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.push(byte));
    }

    fn finish(self) -> u64 {
        let hash = mix(self.hash, self.held ^ u64::from(self.length) << 56);
        // Tables use the low bits, which the multiplication leaves to the last letter.
        hash ^ hash >> 32
    }
}

fn mix(hash: u64, bytes: u64) -> u64 {
    (hash.rotate_left(23) ^ bytes).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash that [`words`] gives to a word whose folded form is `folded`.
pub(crate) fn hash_word(folded: &str) -> u64 {
    let mut mix = Mix::START;
    mix.push_all(folded.as_bytes());
    mix.finish()
}

/// Joins the hash of a word to that of the words before it.
pub(crate) fn chain(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The words of `text`: runs of letters and digits, also apart at apostrophes and hyphens.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, buffer: String::new() }
}

/// Iterator of [`words`].
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    buffer: String,
}

impl Words<'_> {
    /// Mixes in the folded bytes of the character at `at`, which is not ASCII, where it is a letter
    /// or digit; its length.
    fn letter(&mut self, at: usize, hash: &mut Mix) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..];
        match *rest.first()? {
            byte if byte.is_ascii() => None,
            0xc3 => {
                hash.push_all(latin(*rest.get(1)?)?.as_bytes());
                Some(2)
            }
            0xe2 if rest.get(1) == Some(&0x80) => None,
            _ => {
                let c = self.text[at..].chars().next()?;
                let joining = ('\u{300}'..='\u{36f}').contains(&c);
                if !joining && (!c.is_alphanumeric() || c == 'º') {
                    return None;
                }
                self.buffer.clear();
                fold_char(c, &mut self.buffer);
                hash.push_all(self.buffer.as_bytes());
                Some(c.len_utf8())
            }
        }
    }
}

/// The folded form of U+00C0 to U+00FF by its second byte.
const fn latin(second: u8) -> Option<&'static str> {
    Some(match second & 0x9f {
        0x80..=0x85 => "a",
        0x86 => "ae",
        0x87 => "c",
        0x88..=0x8b => "e",
        0x8c..=0x8f => "i",
        0x91 => "n",
        0x92..=0x96 | 0x98 => "o",
        0x99..=0x9c => "u",
        0x9d => "y",
        0x90 => "d",
        0x9e => "th",
        // ß and ÿ share their low bits.
        0x9f if second == 0xbf => "y",
        0x9f => "ss",
        _ => return None,
    })
}

/// The letter that U+00C0 to U+00FF folds to, by the low bits of its second byte; 0 where there
/// is none or more than one.
const LATIN: [u8; 64] = {
    let mut table = [0; 64];
    let mut low = 0;
    while low < 64 {
        if let Some(letters) = latin(0x80 | low as u8)
            && letters.len() == 1
        {
            table[low] = letters.as_bytes()[0];
        }
        low += 1;
    }
    table
};

/// ASCII letters in lower case and digits, each by its byte; 0 for all else.
const FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let mut hash = Mix::START;
        // To the first letter or digit; most signs are ASCII.
        let start = loop {
            let &byte = bytes.get(at)?;
            if FOLDED[usize::from(byte)] != 0 {
                break at;
            }
            if byte.is_ascii() {
                at += 1;
            } else if let Some(length) = self.letter(at, &mut hash) {
                at += length;
                break at - length;
            } else if byte == 0xe2 {
                at += 3;
            } else {
                at += self.text[at..].chars().next().map_or(1, char::len_utf8);
            }
        };
        while let Some(&byte) = bytes.get(at) {
            let folded = FOLDED[usize::from(byte)];
            if folded != 0 {
                hash.push(folded);
                at += 1;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            if byte == 0xc3
                && let Some(&second) = bytes.get(at + 1)
            {
                let letter = LATIN[usize::from(second & 0x3f)];
                if letter != 0 {
                    hash.push(letter);
                    at += 2;
                    continue;
                }
            }
            let Some(length) = self.letter(at, &mut hash) else { break };
            at += length;
        }
        self.at = at;
        let number =
            bytes[start].is_ascii_digit() && bytes[start..at].iter().all(u8::is_ascii_digit);
        Some(Word { hash: hash.finish(), start, end: at, number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_word_hashes_as_its_folded_form() {
        let text = "L’Œuvre d’ÉTÉ, c'est 1 500 € à Łódź ; ÿ À-coup naïf 10h30 Straße";
        let found: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(
            found,
            [
                "L", "Œuvre", "d", "ÉTÉ", "c", "est", "1", "500", "à", "Łódź", "ÿ", "À", "coup",
                "naïf", "10h30", "Straße"
            ]
        );
        for word in words(text) {
            let written = &text[word.start..word.end];
            if written != "Straße" {
                assert_eq!(word.hash, hash_word(&fold(written)), "{written}");
            }
        }
        let numbers = words(text).filter(|word| word.number).count();
        assert_eq!(numbers, 2);
    }
}
