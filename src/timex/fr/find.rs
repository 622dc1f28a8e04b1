//! Tries the rules where they can start, and keeps the longest readings.

use super::context::is_something_else;
use super::cursor::Cursor;
use super::lexicon::{Entry, LEXICON};
use super::rules::{
    BEFORE_NOUN, BEFORE_NUMBER, DIGITS, ROMANS, RULES, Reading, WITH_DIGITS, WITH_JOINT,
};
use crate::timex::expr::{DateExpr, PartialDate, TimeExpr};
use crate::timex::lex::{Kind, Token};
use crate::timex::value::Modifier;
use crate::timex::{RangeEnd, SignalKind};

/// An expression among the tokens of its segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) rule: &'static str,
    /// First token.
    pub(crate) from: usize,
    /// First token after it.
    pub(crate) to: usize,
    pub(crate) expr: TimeExpr,
    pub(crate) modifier: Option<Modifier>,
    /// First token of the signal, first after it, what it says.
    pub(crate) signal: Option<(usize, usize, SignalKind)>,
    pub(crate) range: Option<RangeEnd>,
    /// Counts only beside another.
    pub(crate) weak: bool,
}

/// The expressions of a segment in order, without overlaps.
pub(crate) fn find(text: &str, tokens: &[Token], found: &mut Vec<Found>) {
    found.clear();
    let possible = possible(tokens);
    if possible != 0 {
        read(text, tokens, possible, found);
        super::link::link(text, tokens, found);
    }
}

/// The rules that find all they need among the tokens, one bit each. Most segments have none.
pub(super) fn possible(tokens: &[Token]) -> u64 {
    let (lexicon, with_digits, with_joint) = (&*LEXICON, *WITH_DIGITS, *WITH_JOINT);
    let mut possible = 0;
    let mut last = Kind::Word;
    for token in tokens {
        possible |= lexicon.needing(token.word);
        if token.kind == Kind::Number {
            possible |= with_digits;
            if last != Kind::Word {
                possible |= with_joint;
            }
        }
        last = token.kind;
    }
    possible
}

/// What the rules of `possible` read.
pub(super) fn read(text: &str, tokens: &[Token], possible: u64, found: &mut Vec<Found>) {
    let lexicon = &*LEXICON;
    let digits = *DIGITS & possible;
    let romans = *ROMANS & possible;
    let mut pos = 0;
    while pos < tokens.len() {
        // Most words start nothing: they are passed over here.
        let token = &tokens[pos];
        let starts = match token.kind {
            Kind::Word if token.word != 0 => lexicon.starting(token.word) & possible != 0,
            Kind::Word => romans != 0 && token.capital,
            Kind::Number => digits != 0,
            Kind::Sign => false,
        };
        if !starts {
            pos += 1;
            continue;
        }
        let cursor = Cursor { text, tokens, pos };
        let candidates = candidates(&cursor) & possible;
        let best = if candidates == 0 { None } else { best(&cursor, candidates) };
        match best {
            Some((_, reading, to)) if is_something_else(&cursor, to, &reading) => pos = to,
            Some((rule, reading, to)) => {
                let piece = |from, to, expr, modifier, range| Found {
                    rule,
                    from,
                    to,
                    expr,
                    modifier,
                    signal: None,
                    range,
                    weak: reading.weak,
                };
                let from = reading.from.unwrap_or(pos);
                match reading.then {
                    None => found.push(piece(from, to, reading.expr, reading.modifier, None)),
                    Some((end, second, expr)) => {
                        let modifier = reading.modifier;
                        if reading.list {
                            days_before(&cursor, from, reading.expr, rule, found);
                        }
                        let end_of = |range| (!reading.list).then_some(range);
                        found.push(piece(
                            from,
                            end,
                            reading.expr,
                            modifier,
                            end_of(RangeEnd::First),
                        ));
                        found.push(piece(second, to, expr, modifier, end_of(RangeEnd::Second)));
                    }
                }
                pos = to;
            }
            None => pos += 1,
        }
    }
}

/// « les 5, 6 et 7 juin »: the days before the last two, which have their month.
fn days_before(
    cursor: &Cursor<'_>,
    first: usize,
    expr: TimeExpr,
    rule: &'static str,
    found: &mut Vec<Found>,
) {
    let TimeExpr::Date(DateExpr::Calendar(date)) = expr else { return };
    let tokens = cursor.tokens;
    let mut from = first;
    while from >= 2 && cursor.is_sign_at(from - 1, ',') {
        let token = &tokens[from - 2];
        let free = found.last().is_none_or(|last| last.to <= from - 2);
        if token.kind != Kind::Number || !(1..=31).contains(&token.value) || !free {
            break;
        }
        from -= 2;
    }
    for index in (from..first).step_by(2) {
        let day = PartialDate { day: Some(tokens[index].value as u8), weekday: None, ..date };
        let article = index
            .checked_sub(1)
            .is_some_and(|at| at + 1 == from && LEXICON.entry(tokens[at].word).key == "les");
        found.push(Found {
            rule,
            from: index - usize::from(article),
            to: index + 1,
            expr: TimeExpr::Date(DateExpr::Calendar(day)),
            modifier: None,
            signal: None,
            range: None,
            weak: false,
        });
    }
}

/// The rules that can start at the cursor, one bit each.
pub(crate) fn candidates(cursor: &Cursor<'_>) -> u64 {
    let Some(token) = cursor.peek() else { return 0 };
    let next = cursor.at(1);
    let noun = next.is_some_and(|next| next.kind == Kind::Word && next.word == 0);
    match token.kind {
        Kind::Sign => 0,
        Kind::Number if noun => {
            if (1000..2200).contains(&token.value) {
                *DIGITS & *BEFORE_NOUN
            } else {
                0
            }
        }
        Kind::Number => match next {
            Some(next) if next.kind == Kind::Number => *DIGITS & *BEFORE_NUMBER,
            Some(next) if next.kind == Kind::Word && !counts(LEXICON.entry(next.word)) => {
                *DIGITS & *BEFORE_NOUN
            }
            _ => *DIGITS,
        },
        Kind::Word if token.word == 0 => {
            let siecle = matches!(cursor.entry_at(1).key, "siecle" | "siecles")
                || (3..=4).any(|ahead| cursor.entry_at(ahead).key == "siecles");
            if siecle { *ROMANS } else { 0 }
        }
        Kind::Word => {
            let entry = LEXICON.entry(token.word);
            if entry.rules.starting == 0 || !(entry.determiner || entry.number.is_some()) {
                return entry.rules.starting;
            }
            // « le pont », « deux hommes »: a noun that is no date follows.
            if noun {
                let roman = cursor.entry_at(2).key.starts_with("siecle");
                return if roman { *ROMANS } else { 0 };
            }
            match next {
                Some(next) if entry.number.is_none() => match next.kind {
                    // « le 18 8 1978 »
                    Kind::Number if cursor.at(2).is_some_and(|t| t.kind == Kind::Number) => {
                        entry.rules.starting & *BEFORE_NUMBER
                    }
                    Kind::Number => entry.rules.starting & *DIGITS,
                    Kind::Sign => 0,
                    Kind::Word => entry.rules.starting & LEXICON.entry(next.word).rules.following,
                },
                _ => entry.rules.starting,
            }
        }
    }
}

/// Whether a word can go on with what digits begin: « 11 novembre », « 3 jours », « 1er ».
fn counts(entry: &Entry) -> bool {
    entry.counts || !entry.grammar
}

/// The longest reading at the cursor, then the first of the list.
pub(crate) fn best(
    cursor: &Cursor<'_>,
    mut candidates: u64,
) -> Option<(&'static str, Reading, usize)> {
    let mut best: Option<(&'static str, Reading, usize)> = None;
    while candidates != 0 {
        let rule = RULES[candidates.trailing_zeros() as usize];
        candidates &= candidates - 1;
        let mut here = *cursor;
        if let Some(reading) = (rule.read)(&mut here)
            && best.is_none_or(|(_, _, to)| here.pos > to)
        {
            best = Some((rule.name, reading, here.pos));
        }
    }
    best
}
