//! The rules, one file a family. No rule knows another; which one wins is said in `find`: the
//! longest reading, then the first of the list.

mod age;
mod anaphoric;
mod calendar;
mod clock;
mod deictic;
mod duration;
mod feast;
mod hours;
mod needs;
mod numeric;
mod part;
mod period;
mod range;
mod set;
mod year;

pub(crate) use calendar::REPUBLICAN;
pub(crate) use duration::QUANTITIES;
pub(crate) use needs::{WITH_DIGITS, WITH_JOINT};
pub(crate) use range::to as range_to;

use super::cursor::Cursor;
use super::lexicon::Entry;
use crate::timex::expr::{DateExpr, DayTime, TimeExpr};
use crate::timex::value::{Duration, Modifier, Recurrence};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A way to read an expression, with sentences that it reads and sentences it leaves alone.
pub(crate) struct Rule {
    /// `family.what`
    pub(crate) name: &'static str,
    /// What it can start with.
    pub(crate) starts: Starts,
    /// Reads the words, or is not the rule.
    pub(crate) read: fn(&mut Cursor<'_>) -> Option<Reading>,
    /// Sentences marked as `[words|value]`, read on 12 November 2024, a Tuesday.
    pub(crate) examples: &'static [&'static str],
}

/// What a rule can start with: classes of words, and words.
pub(crate) struct Starts(pub(crate) u16, pub(crate) &'static [&'static str]);

/// Digits.
pub(crate) const DIGIT: u16 = 1;
/// « juin »
pub(crate) const MONTH: u16 = 2;
/// « lundi »
pub(crate) const WEEKDAY: u16 = 4;
/// « jours »
pub(crate) const UNIT: u16 = 8;
/// « trois »
pub(crate) const NUMBER: u16 = 16;
/// « deuxième »
pub(crate) const ORDINAL: u16 = 32;
/// « été »
pub(crate) const SEASON: u16 = 64;
/// « soir »
pub(crate) const PART: u16 = 128;
/// « le », « cette », « un »
pub(crate) const DET: u16 = 256;
/// A Roman numeral before « siècle ».
pub(crate) const ROMAN: u16 = 512;
/// Digits after a sign or other digits; a rule does not start with them, but may need them.
pub(crate) const JOINT: u16 = 1024;
/// « trois », but not « un »
pub(crate) const MANY: u16 = 2048;

/// Determiners of a noun that can be a date.
pub(crate) const DETERMINERS: &[&str] =
    &["le", "la", "l'", "les", "ce", "cet", "cette", "ces", "un", "une"];

/// What a rule read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) expr: TimeExpr,
    pub(crate) modifier: Option<Modifier>,
    /// The first token, where it is not the one on which the rule started.
    pub(crate) from: Option<usize>,
    /// A second expression: where the first ends, where the second starts, what it says.
    pub(crate) then: Option<(usize, usize, TimeExpr)>,
    /// The two are a list, not the ends of a range: « les 12 et 13 juin ».
    pub(crate) list: bool,
    /// Counts only beside another: « soir » after « mardi ».
    pub(crate) weak: bool,
}

impl Reading {
    pub(crate) fn of(expr: TimeExpr) -> Reading {
        Reading { expr, modifier: None, from: None, then: None, list: false, weak: false }
    }

    pub(crate) fn date(date: DateExpr) -> Option<Reading> {
        Some(Reading::of(TimeExpr::Date(date)))
    }

    pub(crate) fn time(time: DayTime) -> Option<Reading> {
        Some(Reading::of(TimeExpr::Time(None, time)))
    }

    pub(crate) fn duration(duration: Duration) -> Option<Reading> {
        Some(Reading::of(TimeExpr::Duration(duration)))
    }

    pub(crate) fn set(set: Recurrence) -> Option<Reading> {
        Some(Reading::of(TimeExpr::Set(set)))
    }

    pub(crate) fn modified(self, modifier: Option<Modifier>) -> Reading {
        Reading { modifier: modifier.or(self.modifier), ..self }
    }
}

impl Rule {
    /// `calendar` of `calendar.year`.
    pub(crate) fn family(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(family, _)| family)
    }
}

/// All rules, in the order in which equals win.
pub(crate) const RULES: &[&Rule] = &[
    &calendar::WEEKDAY_DAY_MONTH_YEAR,
    &calendar::DAY_MONTH_YEAR,
    &calendar::WEEKDAY_DAY_MONTH,
    &calendar::DAY_MONTH,
    &calendar::MONTH_DAY,
    &calendar::MONTH_YEAR,
    &calendar::MONTH,
    &calendar::WEEKDAY_DAY,
    &calendar::DAY,
    &calendar::WEEKDAY,
    &calendar::REPUBLICAN_DATE,
    &calendar::BACK_TO_SCHOOL,
    &year::YEAR,
    &year::DECADE,
    &year::CENTURY,
    &numeric::ISO,
    &numeric::DAY_MONTH_YEAR,
    &numeric::DAY_MONTH,
    &numeric::MONTH_YEAR,
    &deictic::DAY,
    &deictic::AGO,
    &deictic::IN,
    &deictic::POSSIBLE,
    &deictic::STEP,
    &anaphoric::DAY,
    &anaphoric::LATER,
    &anaphoric::SAME,
    &period::OF_YEAR,
    &period::SEASON,
    &period::AROUND,
    &period::NTH,
    &feast::FEAST,
    &clock::CLOCK,
    &clock::PART,
    &clock::NAMED,
    &range::DAYS,
    &range::YEARS,
    &range::HOURS,
    &part::PART_OF,
    &duration::COUNTED,
    &duration::LAST_N,
    &duration::WHOLE,
    &set::EACH,
    &set::TIMES_PER,
    &set::ADJECTIVE,
];

/// The rules that can start with digits.
pub(crate) static DIGITS: LazyLock<u64> = LazyLock::new(|| mask(|starts| starts.0 & DIGIT != 0));

/// The rules that can start with a Roman numeral.
pub(crate) static ROMANS: LazyLock<u64> = LazyLock::new(|| mask(|starts| starts.0 & ROMAN != 0));

/// The rules that a word has to do with, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RulesOf {
    /// Those that can start with it.
    pub(crate) starting: u64,
    /// Those that can go on with it after a determiner.
    pub(crate) following: u64,
    /// Those that need a word like it.
    pub(crate) needing: u64,
}

/// For each class of words and for single words, the rules that start with them or need them, so
/// that a word is not compared with the lists of all rules.
pub(crate) struct Index {
    starting: Posting,
    needing: Posting,
    /// The rules that need what they start with.
    others: u64,
}

/// The rules of the classes, by bit, and of the words that are named one by one.
#[derive(Default)]
struct Posting {
    classes: [u64; u16::BITS as usize],
    words: FxHashMap<&'static str, u64>,
}

impl Posting {
    fn add(&mut self, Starts(classes, words): &Starts, rules: u64) {
        for (bit, of) in self.classes.iter_mut().enumerate() {
            if classes & (1 << bit) != 0 {
                *of |= rules;
            }
        }
        for word in *words {
            *self.words.entry(word).or_default() |= rules;
        }
    }

    fn of(&self, classes: u16, key: &str) -> u64 {
        let held = self.classes.iter().enumerate().filter(|(bit, _)| classes & (1 << bit) != 0);
        held.fold(self.words.get(key).copied().unwrap_or_default(), |all, (_, rules)| all | rules)
    }
}

impl Index {
    pub(crate) fn new() -> Index {
        let (mut starting, mut needing) = (Posting::default(), Posting::default());
        for (place, rule) in RULES.iter().enumerate() {
            starting.add(&rule.starts, 1 << place);
        }
        let others = needs::rows(|words, rules| needing.add(words, rules));
        Index { starting, needing, others }
    }

    /// The rules that a word has to do with.
    pub(crate) fn of(&self, entry: &Entry) -> RulesOf {
        let mut classes = 0;
        for (class, holds) in [
            (MONTH, entry.month.is_some()),
            (WEEKDAY, entry.weekday.is_some()),
            (UNIT, entry.unit.is_some()),
            (NUMBER, entry.number.is_some()),
            (MANY, entry.number.is_some_and(|number| number > 1)),
            (ORDINAL, entry.ordinal.is_some()),
            (SEASON, entry.season.is_some()),
            (PART, entry.part.is_some()),
            (DET, DETERMINERS.contains(&entry.key)),
        ] {
            if holds {
                classes |= class;
            }
        }
        let starting = self.starting.of(classes, entry.key);
        RulesOf {
            starting,
            following: self.starting.of(classes & !DET, entry.key),
            needing: self.needing.of(classes, entry.key) | starting & self.others,
        }
    }
}

/// The rules that can read a number before a word that tells no time: a year.
pub(crate) static BEFORE_NOUN: LazyLock<u64> =
    LazyLock::new(|| mask_of(&[&year::YEAR, &year::CENTURY]));

/// The rules that can read a number before another: « 5 000 ans », « 18 8 1978 ».
pub(crate) static BEFORE_NUMBER: LazyLock<u64> =
    LazyLock::new(|| mask_of(&[&numeric::DAY_MONTH_YEAR, &duration::COUNTED]));

fn mask_of(rules: &[&Rule]) -> u64 {
    let of = |name| RULES.iter().position(|rule| rule.name == name);
    rules.iter().filter_map(|rule| of(rule.name)).map(|i| 1 << i).sum()
}

fn mask(starts: impl Fn(&Starts) -> bool) -> u64 {
    RULES.iter().enumerate().filter(|(_, rule)| starts(&rule.starts)).map(|(i, _)| 1 << i).sum()
}
