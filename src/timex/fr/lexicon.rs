//! The words of French that tell time: closed classes, each a table. The table, not the lexer,
//! gives a word its meaning; one word may stand in several (« sept » is a number and a month).

use super::rules::RulesOf;
use super::words::*;
use crate::timex::value::{DayPart, Season, Unit};
use std::collections::BTreeMap;
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
    /// Whether a full stop after it belongs to it.
    pub(crate) abbreviation: bool,
    /// Whether a line that ends with it cannot be a title of its own.
    pub(crate) goes_on: bool,
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

/// A table from folded words to entries, built once. A word is a number of 16 bytes, so that
/// it is compared at once; its hash leads to the one place where it can stand, so that most
/// words, known or not, cost the same.
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    keys: Vec<u128>,
    /// By place, the rules that can start with the word, and those that need one like it; apart
    /// from the entries, since they are looked at for every word of a text.
    starting: Vec<u64>,
    needing: Vec<u64>,
    /// The word that can stand in a slot.
    slots: Box<[u16; SLOTS]>,
    /// For each group of hashes, the factor by which its words have slots of their own.
    factors: Box<[u64; GROUPS]>,
}

impl Lexicon {
    /// The place of a word of `len` bytes, as a little-endian number; 0 if it has none.
    #[inline]
    pub(crate) fn find(&self, key: u128, len: usize) -> u16 {
        let hash = hash(key);
        let word = self.slots[slot(hash, self.factors[group(hash)])];
        if self.keys[usize::from(word)] == key && len <= MAX_WORD { word } else { 0 }
    }

    #[cfg(test)]
    pub(crate) fn word(&self, key: &str) -> u16 {
        self.find(number_of(key), key.len())
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

    fn new() -> Lexicon {
        let mut words = Words { entries: vec![Entry::default()], places: BTreeMap::new() };
        for &(key, month, full) in MONTHS {
            words.add(key).month = Some((month, full));
        }
        for &(key, day, full) in WEEKDAYS {
            words.add(key).weekday = Some((day, full));
        }
        for &(key, unit) in UNITS {
            words.add(key).unit = Some(unit);
        }
        for &(key, number) in NUMBERS {
            words.add(key).number = Some(number);
        }
        for &(key, ordinal) in ORDINALS {
            words.add(key).ordinal = Some(ordinal);
        }
        for &(key, season) in SEASONS {
            words.add(key).season = Some(season);
        }
        for &(key, part) in PARTS {
            words.add(key).part = Some(part);
        }
        for (keys, verb) in super::verbs::VERBS {
            for key in *keys {
                words.add(key).verb = Some(*verb);
            }
        }
        for &key in super::context::STREETS.iter().chain(super::rules::REPUBLICAN) {
            words.add(key);
        }
        for &key in ABBREVIATIONS.iter().chain(FUNCTION).chain(OTHER) {
            words.add(key);
        }
        let mut entries = words.entries;
        let index = super::rules::Index::new();
        for entry in &mut entries {
            entry.determiner = super::rules::DETERMINERS.contains(&entry.key);
            entry.quantity = super::rules::QUANTITIES.contains(&entry.key);
            entry.counts = COUNTS.contains(&entry.key);
            entry.grammar = FUNCTION.contains(&entry.key);
            let shortened = |of: Option<(u8, bool)>| of.is_some_and(|(_, full)| !full);
            entry.abbreviation = shortened(entry.month)
                || shortened(entry.weekday)
                || ABBREVIATIONS.contains(&entry.key);
            entry.goes_on = entry.weekday.is_some() || entry.grammar;
            entry.rules = index.of(entry);
        }
        let keys: Vec<u128> = entries.iter().map(|entry| number_of(entry.key)).collect();
        let (slots, factors) = placed(&keys);
        Lexicon {
            starting: entries.iter().map(|entry| entry.rules.starting).collect(),
            needing: entries.iter().map(|entry| entry.rules.needing).collect(),
            entries,
            keys,
            slots,
            factors,
        }
    }
}

/// The entries while the tables are read.
struct Words {
    entries: Vec<Entry>,
    places: BTreeMap<&'static str, usize>,
}

impl Words {
    fn add(&mut self, key: &'static str) -> &mut Entry {
        let place = *self.places.entry(key).or_insert(self.entries.len());
        if place == self.entries.len() {
            self.entries.push(Entry { key, ..Entry::default() });
        }
        &mut self.entries[place]
    }
}

/// Slots of the table, a power of two far above the number of words.
const SLOTS: usize = 4096;

/// Groups of hashes: a few words share one.
const GROUPS: usize = 256;

/// Gives each word a slot of its own: the largest group first, with the first factor that does.
fn placed(keys: &[u128]) -> (Box<[u16; SLOTS]>, Box<[u64; GROUPS]>) {
    let (mut slots, mut factors) = (Box::new([0; SLOTS]), Box::new([1; GROUPS]));
    let mut groups = vec![Vec::new(); GROUPS];
    for (word, key) in keys.iter().enumerate().skip(1) {
        groups[group(hash(*key))].push(u16::try_from(word).expect("the lexicon is small"));
    }
    let mut order: Vec<usize> = (0..GROUPS).collect();
    order.sort_by_key(|group| std::cmp::Reverse(groups[*group].len()));
    for group in order {
        let words = &groups[group];
        let places =
            |factor| words.iter().map(move |word| slot(hash(keys[usize::from(*word)]), factor));
        let fits = |factor: &u64| {
            let taken: Vec<usize> = places(*factor).collect();
            let apart = taken.iter().enumerate().all(|(i, slot)| !taken[..i].contains(slot));
            apart && taken.iter().all(|slot| slots[*slot] == 0)
        };
        let factor = (1..).step_by(2).find(fits).expect("a free slot is found");
        for (place, word) in places(factor).zip(words) {
            slots[place] = *word;
        }
        factors[group] = factor;
    }
    (slots, factors)
}

fn number_of(key: &str) -> u128 {
    let mut bytes = [0; MAX_WORD];
    bytes[..key.len()].copy_from_slice(key.as_bytes());
    u128::from_le_bytes(bytes)
}

fn hash(key: u128) -> u64 {
    let mixed = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    let mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

fn group(hash: u64) -> usize {
    hash as usize % GROUPS
}

fn slot(hash: u64, factor: u64) -> usize {
    (hash.wrapping_mul(factor) >> 52) as usize % SLOTS
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
