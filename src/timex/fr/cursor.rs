//! A place among the tokens of a sentence, and what can be read from there.
//!
//! Every reader returns `None` and stays where it is when the words are not its own.

use super::lexicon::{Entry, LEXICON};
use crate::timex::expr::{PartialDate, YearExpr};
use crate::timex::lex::{Kind, Token};
use crate::timex::value::{DayPart, Season, Unit};

/// A place among tokens.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) pos: usize,
}

impl<'a> Cursor<'a> {
    /// The token here.
    pub(crate) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.pos)
    }

    /// The token `offset` places from here.
    pub(crate) fn at(&self, offset: isize) -> Option<&'a Token> {
        self.tokens.get(self.pos.checked_add_signed(offset)?)
    }

    /// What the word here can mean; nothing at all for what is no word.
    pub(crate) fn entry(&self) -> &'static Entry {
        LEXICON.entry(self.peek().map_or(0, |token| token.word))
    }

    /// What the word `offset` places from here can mean.
    pub(crate) fn entry_at(&self, offset: isize) -> &'static Entry {
        LEXICON.entry(self.at(offset).map_or(0, |token| token.word))
    }

    /// The bytes of the token here, as written.
    pub(crate) fn raw(&self) -> &'a str {
        self.peek().map_or("", |token| &self.text[token.start..token.end])
    }

    /// The bytes of the token at place `index`, as written.
    pub(crate) fn raw_at(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| &self.text[token.start..token.end])
    }

    /// Whether the token at place `index` is in capitals throughout: « SAMEDI ».
    pub(crate) fn shouts(&self, index: usize) -> bool {
        let raw = self.raw_at(index);
        raw.len() > 1 && !raw.chars().any(char::is_lowercase)
    }

    /// Runs `read`, and goes back when it fails.
    pub(crate) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.pos;
        let value = read(self);
        if value.is_none() {
            self.pos = start;
        }
        value
    }

    fn take<T>(&mut self, value: Option<T>) -> Option<T> {
        if value.is_some() {
            self.pos += 1;
        }
        value
    }

    /// The word `key`, folded.
    #[inline]
    pub(crate) fn word(&mut self, key: &str) -> Option<()> {
        let token = self.peek().filter(|token| token.word != 0)?;
        self.take((LEXICON.entry(token.word).key == key).then_some(()))
    }

    /// One of `keys`, folded.
    #[inline]
    pub(crate) fn any(&mut self, keys: &[&str]) -> Option<&'static str> {
        let token = self.peek().filter(|token| token.word != 0)?;
        let key = LEXICON.entry(token.word).key;
        self.take(is_one_of(key, keys).then_some(key))
    }

    /// These words one after the other.
    pub(crate) fn words(&mut self, keys: &[&str]) -> Option<()> {
        self.attempt(|c| keys.iter().try_for_each(|key| c.word(key)))
    }

    /// Whether the word here is one of `keys`.
    #[inline]
    pub(crate) fn sees(&self, keys: &[&str]) -> bool {
        self.peek()
            .is_some_and(|token| token.word != 0 && is_one_of(LEXICON.entry(token.word).key, keys))
    }

    /// The sign `sign`.
    pub(crate) fn sign(&mut self, sign: char) -> Option<()> {
        let found = self.is_sign(0, sign);
        self.take(found.then_some(()))
    }

    /// Whether the token `offset` places from here is `sign`.
    pub(crate) fn is_sign(&self, offset: isize, sign: char) -> bool {
        self.at(offset).is_some_and(|t| t.kind == Kind::Sign && t.value == u32::from(sign))
    }

    /// Whether the token at place `index` is `sign`.
    pub(crate) fn is_sign_at(&self, index: usize, sign: char) -> bool {
        self.tokens.get(index).is_some_and(|t| t.kind == Kind::Sign && t.value == u32::from(sign))
    }

    /// A sign with no space on either side: the hyphen of « mi-mars ».
    pub(crate) fn glue(&mut self, sign: char) -> Option<()> {
        let tight = self.is_sign(0, sign)
            && self.peek().is_some_and(|token| !token.spaced)
            && self.at(1).is_some_and(|token| !token.spaced);
        self.take(tight.then_some(()))
    }

    /// Whether there is white space before the token here.
    pub(crate) fn spaced(&self) -> bool {
        self.peek().is_some_and(|token| token.spaced)
    }

    /// Digits, `(value, how many)`.
    pub(crate) fn digits(&mut self) -> Option<(u32, usize)> {
        let token = self.peek()?;
        self.take((token.kind == Kind::Number).then_some((token.value, token.end - token.start)))
    }

    /// Digits of at most `len` places between `low` and `high`.
    pub(crate) fn small(&mut self, len: usize, low: u32, high: u32) -> Option<u8> {
        self.attempt(|c| {
            let (value, width) = c.digits()?;
            (width <= len && (low..=high).contains(&value)).then_some(value as u8)
        })
    }

    /// A number in words below a million: « quatre-vingt-dix », « deux mille vingt-quatre ».
    pub(crate) fn number_words(&mut self) -> Option<u32> {
        self.attempt(|c| {
            let mut total = 0;
            let mut group = c.take(c.entry().number)?;
            if group == 1000 {
                (total, group) = (1000, 0);
            }
            loop {
                let here = c.pos;
                let joined = c.glue('-').is_some() || c.spaced();
                let with_and = c.attempt(|c| {
                    c.word("et")?;
                    c.glue('-');
                    matches!(c.entry().key, "un" | "une" | "onze").then_some(())
                });
                let next = if joined { c.entry().number } else { None };
                let Some(next) = next else {
                    c.pos = here;
                    break;
                };
                let tail = group % 100;
                let fits = match next {
                    1000 => total == 0 && (1..1000).contains(&group),
                    100 => (2..10).contains(&group),
                    20 if group % 10 == 4 && tail == 4 => true,
                    1 | 11 if with_and.is_some() => {
                        tail == 60 && next == 11 || (20..=70).contains(&tail) && next == 1
                    }
                    _ if with_and.is_some() => false,
                    1..=9 => tail >= 20 && tail % 10 == 0 || tail == 0 || tail == 10 && next >= 7,
                    10..=16 => matches!(tail, 0 | 60 | 80),
                    20..=90 => tail == 0,
                    _ => false,
                };
                if !fits || group == 0 && total == 0 {
                    c.pos = here;
                    break;
                }
                match next {
                    1000 => (total, group) = (group * 1000, 0),
                    100 => group *= 100,
                    20 if tail == 4 => group = group - 4 + 80,
                    _ => group += next,
                }
                c.pos += 1;
            }
            Some(total + group)
        })
    }

    /// A whole number in digits (« 5 000 ») or words.
    pub(crate) fn count(&mut self) -> Option<u32> {
        self.attempt(|c| {
            let Some((mut value, width)) = c.digits() else { return c.number_words() };
            let mut width = width;
            while width <= 3
                && c.peek().is_some_and(|t| {
                    t.kind == Kind::Number && t.end - t.start == 3 && t.spaced && !t.broken
                })
            {
                value = value.checked_mul(1000)?.checked_add(c.peek()?.value)?;
                c.pos += 1;
                width = 3;
            }
            Some(value)
        })
    }

    /// « 1er », « 2e », « 3ème », « deuxième »
    pub(crate) fn ordinal(&mut self) -> Option<u8> {
        self.attempt(|c| {
            if let Some(ordinal) = c.entry().ordinal.filter(|_| c.entry().key != "unieme") {
                c.pos += 1;
                return Some(ordinal);
            }
            if let Some(ordinal) = c.attempt(Self::long_ordinal) {
                return Some(ordinal);
            }
            let value = c.small(2, 1, 99)?;
            // « 1° mai »
            if value == 1 && !c.spaced() && (c.sign('°').is_some() || c.sign('º').is_some()) {
                return Some(1);
            }
            let suffix =
                if value == 1 { &["er", "ere", "re"][..] } else { &["e", "eme", "nd", "nde"] };
            (!c.spaced()).then_some(())?;
            c.any(suffix)?;
            Some(value)
        })
    }

    /// « dix-huitième », « vingt et unième », « quatre-vingt-dixième » is none.
    fn long_ordinal(&mut self) -> Option<u8> {
        let tens = self.entry().number.filter(|n| (10..=90).contains(n) && n % 10 == 0)?;
        self.pos += 1;
        let and = self.attempt(|c| {
            c.glue('-');
            c.word("et")?;
            c.glue('-');
            Some(())
        });
        if and.is_none() {
            self.glue('-')?;
        }
        let unit = self.entry().ordinal.filter(|n| *n < 10)?;
        let fits = if and.is_some() {
            tens >= 20 && self.entry().key == "unieme"
        } else {
            unit > 1 && (tens > 10 || unit >= 7)
        };
        self.pos += 1;
        fits.then_some(tens as u8 + unit)
    }

    /// A month written in full.
    pub(crate) fn month_full(&mut self) -> Option<u8> {
        let month = self.entry().month.filter(|(_, full)| *full).map(|(month, _)| month);
        self.take(month)
    }

    /// A month, also shortened, with its full stop: « nov. ».
    pub(crate) fn month(&mut self) -> Option<u8> {
        let (month, full) = self.entry().month?;
        self.pos += 1;
        if !full && self.is_sign(0, '.') && !self.spaced() {
            self.pos += 1;
        }
        Some(month)
    }

    /// A weekday in the singular, written in full.
    pub(crate) fn weekday_full(&mut self) -> Option<u8> {
        let entry = self.entry();
        let day = entry.weekday.filter(|(_, full)| *full && !entry.key.ends_with('s'));
        self.take(day.map(|(day, _)| day))
    }

    /// A weekday, also shortened, with its full stop: « lun. ».
    pub(crate) fn weekday(&mut self) -> Option<u8> {
        let (day, full) = self.entry().weekday?;
        self.pos += 1;
        if !full && self.is_sign(0, '.') && !self.spaced() {
            self.pos += 1;
        }
        Some(day)
    }

    /// A unit: « jours », « week-end ». The short ones (« h », « s ») only where `short` says so.
    pub(crate) fn unit(&mut self, short: bool) -> Option<Unit> {
        if let Some(()) = self.weekend() {
            return Some(Unit::Weekend);
        }
        let entry = self.entry();
        self.take(entry.unit.filter(|_| short || entry.key.len() > 2 || entry.key == "an"))
    }

    /// « week-end », « weekend », « week end »
    pub(crate) fn weekend(&mut self) -> Option<()> {
        self.attempt(|c| match c.any(&["week", "weekend", "weekends"])? {
            "week" => {
                c.sign('-');
                c.any(&["end", "ends"]).map(|_| ())
            }
            _ => Some(()),
        })
    }

    /// A season.
    pub(crate) fn season(&mut self) -> Option<Season> {
        let season = self.entry().season;
        self.take(season)
    }

    /// A part of the day: « matin », « après-midi ».
    pub(crate) fn day_part(&mut self) -> Option<DayPart> {
        let afternoon = self.attempt(|c| {
            c.word("apres")?;
            c.sign('-');
            c.word("midi")
        });
        // « au petit matin », « à la mi-journée »
        if self.words(&["petit", "matin"]).is_some() {
            return Some(DayPart::Morning);
        }
        let midday = self.attempt(|c| {
            c.word("mi")?;
            c.sign('-');
            c.word("journee")
        });
        if midday.is_some() {
            return Some(DayPart::Midday);
        }
        match afternoon {
            Some(()) => Some(DayPart::Afternoon),
            None => {
                let part = self.entry().part;
                self.take(part)
            }
        }
    }

    /// A year of four digits, or in words from 1000: « deux mille vingt-quatre ».
    pub(crate) fn full_year(&mut self) -> Option<i32> {
        self.attempt(|c| {
            let start = c.pos;
            match c.digits() {
                Some((value, 4)) if (1000..=2199).contains(&value) => {
                    // « 2000 000 », « 1,5 », « 2024 % »
                    let decimal = c.is_sign(0, ',')
                        && c.at(1).is_some_and(|t| t.kind == Kind::Number && !t.spaced);
                    let grouped = c.peek().is_some_and(|t| {
                        t.kind == Kind::Number && t.end - t.start == 3 && t.spaced
                    });
                    (!decimal && !grouped).then_some(value as i32)
                }
                Some(_) => None,
                None => {
                    let value = c.number_words()?;
                    let long = c.pos - start > 1;
                    ((1000..=2199).contains(&value) && long).then_some(value as i32)
                }
            }
        })
    }

    /// A year in four digits, whatever follows.
    pub(crate) fn full_year_digits(&mut self) -> Option<i32> {
        self.attempt(|c| match c.digits()? {
            (value @ 1000..=2199, 4) => Some(value as i32),
            _ => None,
        })
    }

    /// The year after a month: full, of two digits (« 98 », « '98 »), before our era, or told
    /// (« de l'année dernière »).
    pub(crate) fn year_after(&mut self) -> Option<YearExpr> {
        if let Some(year) = self.era_year() {
            return Some(YearExpr::Full(year));
        }
        self.attempt(|c| {
            let comma = c.sign(',').is_some();
            let of = !comma && c.word("de").is_some();
            if let Some(year) = c.full_year() {
                return Some(YearExpr::Full(year));
            }
            if comma {
                return None;
            }
            if of || c.sees(&["l'", "cette"]) {
                return c.told_year();
            }
            c.sign('\'');
            let (value, width) = c.digits()?;
            let free = match c.peek() {
                None => true,
                Some(next) => match next.kind {
                    Kind::Sign => {
                        !(matches!(char::from_u32(next.value), Some('%' | '/' | ':' | '€' | '$'))
                            || c.is_sign(0, ',')
                                && c.at(1).is_some_and(|t| t.kind == Kind::Number && !t.spaced))
                            && (c.is_sign(0, '-') && next.spaced || !c.is_sign(0, '-'))
                    }
                    Kind::Number => false,
                    Kind::Word => next.spaced && c.entry().unit.is_none() && next.word != 0,
                },
            };
            (width == 2 && free).then_some(YearExpr::Short(value as u8))
        })
    }

    /// « l'année dernière », « cette année », « l'an prochain »
    fn told_year(&mut self) -> Option<YearExpr> {
        self.attempt(|c| {
            use crate::timex::expr::From;
            if c.word("cette").is_some() {
                c.word("annee")?;
                return Some(YearExpr::Step(0, From::Speech));
            }
            c.word("l'")?;
            c.any(&["an", "annee"])?;
            let (step, from) = c.step_after()?;
            Some(YearExpr::Step(step, from))
        })
    }

    /// A year with its era: « 190 av. J.-C. », « 88 après Jésus-Christ ».
    pub(crate) fn era_year(&mut self) -> Option<i32> {
        self.attempt(|c| {
            let (value, width) = c.digits()?;
            let year = i32::try_from(value).ok().filter(|_| width <= 5)?;
            Some(if c.era()? { year } else { 1 - year })
        })
    }

    /// « avant J.-C. » is false, « après Jésus-Christ » true.
    pub(crate) fn era(&mut self) -> Option<bool> {
        self.attempt(|c| {
            let key = c.any(&["av", "avant", "ap", "apr", "apres", "ac", "ad", "bc", "p"])?;
            c.sign('.');
            match key {
                "ac" | "bc" => return Some(false),
                "ad" => return Some(true),
                "p" => {
                    c.word("chr")?;
                    c.sign('.');
                    c.word("n")?;
                    c.sign('.');
                    return Some(true);
                }
                _ => {}
            }
            match c.any(&["j", "jc", "jesus", "notre", "l'"])? {
                "j" => {
                    c.sign('.');
                    c.sign('-');
                    c.any(&["c"])?;
                    if !c.spaced() {
                        c.sign('.');
                    }
                }
                "jesus" => {
                    c.sign('-');
                    c.word("christ")?;
                }
                "jc" => {}
                _ => {
                    c.word("ere")?;
                    c.word("chretienne");
                }
            }
            Some(matches!(key, "ap" | "apr" | "apres"))
        })
    }

    /// « dernier », « prochaine », « suivant », « d'avant »: the step, and from where.
    pub(crate) fn step_after(&mut self) -> Option<(i32, crate::timex::expr::From)> {
        use crate::timex::expr::From::{Speech, Text};
        self.attempt(|c| {
            if c.word("d'").is_some() {
                return match c.any(&["avant", "apres"])? {
                    "avant" => Some((-1, Text)),
                    _ if c.is_sign(0, '-') => None,
                    _ => Some((1, Text)),
                };
            }
            if c.words(&["a", "venir"]).is_some() || c.words(&["qui", "vient"]).is_some() {
                return Some((1, Speech));
            }
            if c.words(&["en", "cours"]).is_some() || c.word("courant").is_some() {
                return Some((0, Speech));
            }
            Some(match c.entry().key {
                key if LAST.contains(&key) => {
                    c.pos += 1;
                    (-1, Speech)
                }
                key if NEXT.contains(&key) => {
                    c.pos += 1;
                    (1, Speech)
                }
                key if BEFORE.contains(&key) => {
                    c.pos += 1;
                    (-1, Text)
                }
                key if AFTER.contains(&key) => {
                    c.pos += 1;
                    (1, Text)
                }
                _ => return None,
            })
        })
    }

    /// Day of a month: « 11 », « 1er », « premier », « vingt-trois ».
    pub(crate) fn day_number(&mut self) -> Option<u8> {
        self.attempt(|c| {
            if let Some(day) = c.ordinal() {
                return (day <= 31).then_some(day);
            }
            if let Some(day) = c.small(2, 1, 31) {
                return Some(day);
            }
            let words = c.number_words()?;
            (1..=31).contains(&words).then_some(words as u8)
        })
    }

    /// « lundi 11 novembre 2024 » and its parts from the day on: `[weekday] day month [year]`.
    pub(crate) fn day_month(&mut self) -> Option<PartialDate> {
        self.attempt(|c| {
            let weekday = c.weekday();
            if weekday.is_some() {
                c.sign(',');
                c.word("le");
            }
            let day = c.day_number()?;
            let hyphen = c.glue('-').is_some();
            c.word("de");
            let named = hyphen && c.peek().is_some_and(|token| token.capital);
            let month = c.month()?;
            let (mut year, step) = c.year_or_step();
            // « le 11-Septembre » is the name of one day.
            if named && year.is_none() && step == 0 {
                let known = NAMED_DAYS.iter().find(|(d, m, _)| (*d, *m) == (day, month));
                year = known.map(|(_, _, year)| YearExpr::Full(*year));
            }
            Some(PartialDate {
                year,
                month: Some(month),
                day: Some(day),
                weekday,
                step,
                of_month: None,
            })
        })
    }

    /// « du mois prochain », « de ce mois », after the number of a day.
    pub(crate) fn of_month(&mut self) -> Option<i32> {
        use crate::timex::expr::From;
        self.attempt(|c| {
            let of = c.any(&["du", "de"]).is_some();
            let this = c.any(&["ce", "cette", "le"]);
            c.word("mois")?;
            if matches!(this, Some("ce" | "cette")) {
                return Some(0);
            }
            let (step, from) = c.step_after()?;
            (from == From::Speech && (of || this != Some("le"))).then_some(step)
        })
    }

    /// What may follow a month: a year, or « dernier ».
    pub(crate) fn year_or_step(&mut self) -> (Option<YearExpr>, i32) {
        if let Some(year) = self.attempt(|c| match c.glue('-') {
            // « 8-Mai-1945 », but « 18 mars-28 mai »
            Some(()) => c.full_year().map(YearExpr::Full),
            None => c.year_after(),
        }) {
            return (Some(year), 0);
        }
        let step = self.attempt(|c| match c.step_after()? {
            (step @ (-1 | 1), crate::timex::expr::From::Speech) => Some(step),
            // « le 1er janvier suivant »
            (step @ (-1 | 1), _) => Some(2 * step),
            _ => None,
        });
        (None, step.unwrap_or(0))
    }
}

/// Days that are known by their day and month, written as a name: « le 13-Novembre ».
const NAMED_DAYS: &[(u8, u8, i32)] =
    &[(11, 9, 2001), (13, 11, 2015), (7, 10, 2023), (18, 6, 1940), (21, 4, 2002), (17, 10, 1961)];

/// Whether `key` is one of `keys`; most are told apart by their length and first letter.
#[inline]
fn is_one_of(key: &str, keys: &[&str]) -> bool {
    let first = key.as_bytes().first();
    keys.iter()
        .any(|other| other.len() == key.len() && other.as_bytes().first() == first && *other == key)
}

/// Words after a noun that mean the one before now.
pub(crate) const LAST: &[&str] = &[
    "dernier",
    "derniere",
    "derniers",
    "dernieres",
    "passe",
    "passee",
    "passes",
    "passees",
    "ecoule",
    "ecoulee",
    "ecoules",
    "ecoulees",
];
/// Words after a noun that mean the one after now.
pub(crate) const NEXT: &[&str] = &["prochain", "prochaine", "prochains", "prochaines"];
/// Words after a noun that mean the one before another.
pub(crate) const BEFORE: &[&str] = &["precedent", "precedente", "precedents", "precedentes"];
/// Words after a noun that mean the one after another.
pub(crate) const AFTER: &[&str] = &["suivant", "suivante", "suivants", "suivantes"];
