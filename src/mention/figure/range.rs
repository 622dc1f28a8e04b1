//! A number with the words around it that make it an interval.

use super::number::{group, multiplied};
use super::{Mark, Number, mark, mark_before, number};
use crate::mention::token::Token;

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Exact,
    /// « près de »: a little less.
    Nearly,
    /// « environ »
    About,
    /// « une dizaine »
    Group,
    /// « plus de », « au moins »
    More,
    /// « moins de », « jusqu'à »
    Less,
    /// « des dizaines »
    Many,
}

/// A number or a range of two, before its noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// First token, modifiers counted in.
    pub(super) start: usize,
    /// First token of the number itself.
    pub(super) number: usize,
    /// First token after the number.
    pub(super) end: usize,
    pub(super) is_range: bool,
    pub(super) is_one: bool,
    pub(super) like_year: bool,
    pub(super) decimal: bool,
    pub(super) soft: bool,
    /// The greater number, in thousandths.
    pub(super) largest: i64,
    least: i64,
    sense: Sense,
}

impl Amount {
    /// Least and greatest value in thousandths; words after the noun (« au moins ») count.
    pub(super) fn bounds(&self, tokens: &[Token], after: usize) -> (i64, Option<i64>) {
        let part = |of: i64, hundredths: i64| of / 100 * hundredths + of % 100 * hundredths / 100;
        let (a, b) = (self.least, self.largest);
        match self.sense_with(tokens, after) {
            Sense::Exact => (a, Some(b)),
            Sense::Nearly => (part(a, 85), Some(b)),
            Sense::About => (part(a, 85), Some(part(b, 115))),
            Sense::Group => (part(a, 80), Some(part(b, 120))),
            Sense::More => (a, None),
            Sense::Less => (0, Some(b)),
            Sense::Many => (a.saturating_mul(2), Some(a.saturating_mul(10))),
        }
    }

    /// Whether the number is no exact one.
    pub(super) fn is_approximate(&self, tokens: &[Token], after: usize) -> bool {
        let sense = self.sense_with(tokens, after);
        matches!(sense, Sense::Nearly | Sense::About | Sense::Group | Sense::Many)
    }

    fn sense_with(&self, tokens: &[Token], after: usize) -> Sense {
        if self.sense != Sense::Exact {
            return self.sense;
        }
        let senses = [
            (Mark::AfterAbout, Sense::About),
            (Mark::AfterMore, Sense::More),
            (Mark::AfterLess, Sense::Less),
        ];
        let follows = |wanted: Mark| {
            [self.end, after].into_iter().any(|at| mark(tokens, at, wanted).is_some())
        };
        senses.iter().find(|(wanted, _)| follows(*wanted)).map_or(Sense::Exact, |(_, sense)| *sense)
    }
}

/// The amount that starts at `at`, at its number or at « entre ».
pub(super) fn amount(text: &str, tokens: &[Token], at: usize) -> Option<Amount> {
    two(text, tokens, at).or_else(|| groups(text, tokens, at)).or_else(|| one(text, tokens, at))
}

/// « entre 40 et 50 », « de 40 à 50 », « 40 à 50 »
fn two(text: &str, tokens: &[Token], at: usize) -> Option<Amount> {
    let opening = mark(tokens, at, Mark::Between).or_else(|| mark(tokens, at, Mark::From));
    let first = at + opening.unwrap_or(0);
    let a = number(text, tokens, first)?;
    let joint = a.end + mark(tokens, a.end, Mark::To)?;
    let b = number(text, tokens, joint)?;
    let between = opening.is_some() && mark(tokens, at, Mark::Between).is_some();
    let joined = mark(tokens, a.end, Mark::Sum).is_some();
    // « et » joins the ends of a range after « entre » only: « 3 blessés et 4 morts » are two.
    if joined && !between || a.is_one {
        return None;
    }
    // « deux à trois millions »
    let mut least = a.milli;
    if least < b.milli && b.milli >= 1_000_000_000 && least < 1_000_000 {
        let scale = if b.milli >= 1_000_000_000_000 { 1_000_000_000 } else { 1_000_000 };
        least = least.checked_mul(scale)?;
    }
    if least > b.milli {
        return None;
    }
    Some(Amount {
        start: at,
        number: first,
        end: b.end,
        is_range: true,
        is_one: false,
        like_year: a.like_year && b.like_year,
        decimal: (a.decimal || b.decimal) && b.milli < 1_000_000_000,
        soft: false,
        largest: b.milli,
        least,
        sense: Sense::Exact,
    })
}

/// « une dizaine », « deux centaines », « des milliers », « des dizaines de milliers »
fn groups(text: &str, tokens: &[Token], at: usize) -> Option<Amount> {
    let count = number(text, tokens, at);
    let (mut end, times, sense) = match (&count, mark(tokens, at, Mark::Many)) {
        (Some(count), _) => (count.end, count.milli, Sense::Group),
        (None, Some(many)) => (at + many, 1000, Sense::Many),
        (None, None) => (at + mark(tokens, at, Mark::Some)?, 1000, Sense::Group),
    };
    let base = group(tokens, end).or_else(|| {
        // « des millions »
        if sense == Sense::Many { scale_noun(tokens, end) } else { None }
    })?;
    let mut value = times.checked_mul(base)?;
    end += 1;
    // « dizaines de milliers », « centaine de millions »
    if let Some(of) = mark(tokens, end, Mark::Of) {
        let scaled = group(tokens, end + of).or_else(|| scale_noun(tokens, end + of));
        if let Some(scale) = scaled.filter(|&scale| scale >= 1000) {
            value = value.checked_mul(scale)?;
            end += of + 1;
        }
    }
    let (start, modified) = modifier(tokens, at);
    let sense = if modified == Sense::Exact { sense } else { modified };
    Some(Amount {
        start,
        number: at,
        end,
        is_range: false,
        is_one: false,
        like_year: false,
        decimal: false,
        soft: sense == Sense::Many,
        largest: value,
        least: value,
        sense,
    })
}

/// « millions » as a noun: « des dizaines de millions ».
fn scale_noun(tokens: &[Token], at: usize) -> Option<i64> {
    let before = Number { milli: 1000, end: at, is_one: true, like_year: false, decimal: false };
    multiplied(tokens, before).filter(|n| n.end == at + 1).map(|n| n.milli / 1000)
}

fn one(text: &str, tokens: &[Token], at: usize) -> Option<Amount> {
    let number = number(text, tokens, at)?;
    let (start, sense) = modifier(tokens, at);
    Some(Amount {
        start,
        number: at,
        end: number.end,
        is_range: false,
        is_one: number.is_one,
        like_year: number.like_year,
        decimal: number.decimal,
        soft: false,
        largest: number.milli,
        least: number.milli,
        sense,
    })
}

/// The words before a number that say how it is meant, and where they start.
fn modifier(tokens: &[Token], at: usize) -> (usize, Sense) {
    let senses = [
        (Mark::More, Sense::More),
        (Mark::Less, Sense::Less),
        (Mark::Nearly, Sense::Nearly),
        (Mark::About, Sense::About),
    ];
    // The longest wins: « pas moins de » is no « moins de ».
    let found = senses
        .iter()
        .filter_map(|(wanted, sense)| Some((mark_before(tokens, at, *wanted)?, *sense)))
        .min_by_key(|(start, _)| *start);
    found.unwrap_or((at, Sense::Exact))
}
