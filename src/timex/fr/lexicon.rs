//! The words of French that tell time: closed classes, each a table. The table, not the lexer,
//! gives a word its meaning; one word may stand in several (« sept » is a number and a month).

use super::rules::RulesOf;
use super::words::*;
use crate::timex::value::{DayPart, Season, Unit};
use std::sync::LazyLock;

/// No word of the lexicon is longer, in folded bytes.
pub(crate) const MAX_WORD: usize = 16;

/// All tables, looked up by folded word.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// What one word can mean.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) key: &'static str,
    /// The month, and whether it is written in full.
    pub(crate) month: Option<(u8, bool)>,
    /// The weekday, and whether it is written in full.
    pub(crate) weekday: Option<(u8, bool)>,
    pub(crate) unit: Option<Unit>,
    pub(crate) number: Option<u32>,
    pub(crate) ordinal: Option<u8>,
    pub(crate) season: Option<Season>,
    pub(crate) part: Option<DayPart>,
    /// An article or a demonstrative.
    pub(crate) determiner: bool,
    /// What it says of the tense, if it is a verb that does.
    pub(crate) verb: Option<Verb>,
    /// Whether it says how many and is no number.
    pub(crate) quantity: bool,
    /// Whether it holds sentences together and is no verb.
    pub(crate) grammar: bool,
    /// Whether digits go on with it though it is a word of grammar: « 3 au 5 ».
    pub(crate) counts: bool,
    /// The rules that it has to do with.
    pub(crate) rules: RulesOf,
}

/// What a known verb says of the tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// « avait », « fut »
    Past,
    /// « va », « sera », « prévu »
    Future,
    /// « a », « est »: what follows decides.
    Auxiliary,
}

/// A hash table from folded words to entries, built once. A word is a number of 16 bytes, so
/// that it is compared at once.
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    /// By place, the rules that can start with the word, and those that need one like it; apart
    /// from the entries, since they are looked at for every word of a text.
    starting: Vec<u64>,
    needing: Vec<u64>,
    keys: Vec<u128>,
    slots: Vec<u16>,
    /// For each length and first letter, the last letters that words have, one bit each.
    shapes: [[u32; 32]; MAX_WORD + 1],
}

impl Lexicon {
    /// The place of a word of `len` bytes, as a little-endian number; 0 if it has none.
    #[inline]
    pub(crate) fn find(&self, key: u128, len: usize) -> u16 {
        let Some(shapes) = self.shapes.get(len) else { return 0 };
        let last = (key >> (8 * len.saturating_sub(1))) as u32 & 31;
        if shapes[key as usize & 31] & (1 << last) == 0 {
            return 0;
        }
        let mut slot = hash(key);
        loop {
            match self.slots[slot] {
                0 => return 0,
                word if self.keys[usize::from(word)] == key => return word,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn word(&self, key: &str) -> u16 {
        self.find(u128::from_le_bytes(bytes_of(key)), key.len())
    }

    /// What a word can mean; place 0 means nothing.
    pub(crate) fn entry(&self, word: u16) -> &Entry {
        &self.entries[usize::from(word)]
    }

    /// The rules that can start with a word, one bit each.
    pub(crate) fn starting(&self, word: u16) -> u64 {
        self.starting[usize::from(word)]
    }

    /// The rules that need a word like this one, one bit each.
    pub(crate) fn needing(&self, word: u16) -> u64 {
        self.needing[usize::from(word)]
    }

    /// Whether a full stop after the word belongs to it.
    pub(crate) fn is_abbreviation(&self, word: u16) -> bool {
        let entry = self.entry(word);
        entry.month.is_some_and(|(_, full)| !full)
            || entry.weekday.is_some_and(|(_, full)| !full)
            || ABBREVIATIONS.contains(&entry.key)
    }

    /// Whether a line that ends with the word cannot be a title of its own.
    pub(crate) fn goes_on(&self, word: u16) -> bool {
        let entry = self.entry(word);
        entry.weekday.is_some() || FUNCTION.contains(&entry.key)
    }

    fn new() -> Lexicon {
        let mut lexicon = Lexicon {
            entries: vec![Entry::default()],
            starting: Vec::new(),
            needing: Vec::new(),
            keys: vec![0],
            slots: vec![0; SLOTS],
            shapes: [[0; 32]; MAX_WORD + 1],
        };
        for &(key, month, full) in MONTHS {
            lexicon.add(key).month = Some((month, full));
        }
        for &(key, day, full) in WEEKDAYS {
            lexicon.add(key).weekday = Some((day, full));
        }
        for &(key, unit) in UNITS {
            lexicon.add(key).unit = Some(unit);
        }
        for &(key, number) in NUMBERS {
            lexicon.add(key).number = Some(number);
        }
        for &(key, ordinal) in ORDINALS {
            lexicon.add(key).ordinal = Some(ordinal);
        }
        for &(key, season) in SEASONS {
            lexicon.add(key).season = Some(season);
        }
        for &(key, part) in PARTS {
            lexicon.add(key).part = Some(part);
        }
        for (keys, verb) in super::tense::VERBS {
            for key in *keys {
                lexicon.add(key).verb = Some(*verb);
            }
        }
        for &key in super::context::STREETS.iter().chain(super::rules::REPUBLICAN) {
            lexicon.add(key);
        }
        for &key in ABBREVIATIONS.iter().chain(FUNCTION).chain(OTHER) {
            lexicon.add(key);
        }
        for entry in &mut lexicon.entries {
            entry.determiner = super::rules::DETERMINERS.contains(&entry.key);
            entry.quantity = super::rules::QUANTITIES.contains(&entry.key);
            entry.counts = COUNTS.contains(&entry.key);
            entry.grammar = FUNCTION.contains(&entry.key);
            entry.rules = super::rules_of(entry);
        }
        let needing = lexicon.entries.iter().map(|entry| entry.rules.needing);
        lexicon.needing = needing.collect();
        let starting = lexicon.entries.iter().map(|entry| entry.rules.starting);
        lexicon.starting = starting.collect();
        lexicon
    }

    fn add(&mut self, key: &'static str) -> &mut Entry {
        let bytes = bytes_of(key);
        let number = u128::from_le_bytes(bytes);
        let mut word = self.find(number, key.len());
        if word == 0 {
            word = u16::try_from(self.entries.len()).expect("the lexicon is small");
            self.entries.push(Entry { key, ..Entry::default() });
            self.keys.push(number);
            let last = bytes[key.len() - 1];
            self.shapes[key.len()][usize::from(bytes[0] & 31)] |= 1 << (last & 31);
            let mut slot = hash(number);
            while self.slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            self.slots[slot] = word;
        }
        &mut self.entries[usize::from(word)]
    }
}

/// Slots of the table, a power of two far above the number of words.
const SLOTS: usize = 4096;

fn bytes_of(key: &str) -> [u8; MAX_WORD] {
    let mut bytes = [0; MAX_WORD];
    bytes[..key.len()].copy_from_slice(key.as_bytes());
    bytes
}

fn hash(key: u128) -> usize {
    let mixed = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn keys_are_folded_and_fit() {
        for entry in &LEXICON.entries[1..] {
            assert_eq!(fold(entry.key), entry.key);
            assert!(entry.key.len() <= MAX_WORD, "{}", entry.key);
        }
    }

    #[test]
    fn a_word_may_have_several_meanings() {
        let sept = LEXICON.entry(LEXICON.word("sept"));
        assert_eq!((sept.month, sept.number), (Some((9, false)), Some(7)));
        assert_eq!(LEXICON.word("soldats"), 0);
    }
}
