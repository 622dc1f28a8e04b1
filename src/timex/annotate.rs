//! The two steps put together, a segment at a time, with what a text remembers.

use super::expr::{DateExpr, TimeExpr};
use super::fr::cursor::Cursor;
use super::fr::tense::{Tense, is_verb, tense};
use super::fr::{Found, find};
use super::lex::{Kind, Lexer, Token};
use super::resolve::{Context, resolve};
use super::value::{Day, TimeValue, Unit};
use super::{Dct, RangeEnd, Resolution, Signal, Timex, TimexClass};
use crate::text::Span;

/// Reads a text and hands over its expressions in order; it keeps no list of them.
pub(crate) struct Annotator<'a> {
    text: &'a str,
    dct: Option<&'a Dct>,
    tokens: Vec<Token>,
    found: Vec<Found>,
    last: Option<(Span, TimeValue)>,
    last_day: Option<(Span, Day)>,
    /// The month that was told last, and how many sentences ago.
    month: Option<(Span, i32, u8)>,
    months_ago: u32,
    /// The day that each weekday was last, from Monday on.
    weekdays: [Option<Day>; 7],
}

impl<'a> Annotator<'a> {
    pub(crate) fn new(text: &'a str, dct: Option<&'a Dct>) -> Annotator<'a> {
        let (tokens, found) = (Vec::new(), Vec::new());
        Annotator {
            text,
            dct,
            tokens,
            found,
            last: None,
            last_day: None,
            month: None,
            months_ago: 0,
            weekdays: [None; 7],
        }
    }

    /// Reads `text[start..end]`; with `split` it looks for sentences itself.
    pub(crate) fn read(&mut self, span: Span, split: bool, emit: &mut impl FnMut(Timex)) {
        let mut lexer = Lexer::new(self.text, span.start, span.end, split);
        while lexer.segment(&mut self.tokens) {
            find(self.text, &self.tokens, &mut self.found);
            // « Le 14 novembre … Le 16 … »: a month holds for the sentence after its own.
            self.months_ago += 1;
            if self.months_ago > 2 {
                self.month = None;
            }
            if !self.found.is_empty() {
                self.resolve(emit);
            }
        }
    }

    fn resolve(&mut self, emit: &mut impl FnMut(Timex)) {
        let mut told: Option<(Span, i32, usize)> = None;
        let mut day_before: Option<Day> = None;
        let mut first_end: Option<(Span, Day)> = None;
        for index in 0..self.found.len() {
            let found = self.found[index];
            let span = self.span(found.from, found.to);
            let tense = if needs_tense(&found.expr) {
                self.told_by(&found)
                    .unwrap_or_else(|| tense(self.text, &self.tokens, found.from, found.to))
            } else {
                Tense::Unknown
            };
            // « rendez-vous pour le mois de mars »
            let tense = match tense {
                Tense::Unknown if self.follows_pour(&found) => Tense::Future,
                tense => tense,
            };
            // « le 6 juin … et mardi soir »: without a verb, as the one before.
            let tense = match (tense, day_before, self.dct) {
                (Tense::Unknown, Some(day), Some(dct)) if day < dct.day => Tense::Past,
                _ => tense,
            };
            let second = found.range == Some(RangeEnd::Second);
            let year = told.filter(|(_, _, at)| self.same_clause(*at, found.from));
            let year = year.map(|(span, year, _)| (span, year));
            let context = Context {
                dct: self.dct,
                tense,
                last: self.last,
                last_day: self.last_day,
                year,
                month: self.month,
                weekday: weekday_of(&found.expr).and_then(|weekday| self.weekdays[weekday]),
                after: first_end.filter(|_| second),
            };
            let resolved = resolve(&found.expr, &context);
            let signal =
                found.signal.map(|(from, to, kind)| Signal { span: self.span(from, to), kind });
            if let Resolution::Resolved { value, .. } = &resolved.resolution {
                let bounds = value.bounds(None);
                if let Some(begin) = bounds.and_then(|bounds| bounds.begin) {
                    self.last = Some((span, *value));
                    if let Some(day) = value.day() {
                        day_before = Some(day);
                        self.last_day = Some((span, day));
                        if has_month(&found.expr) {
                            self.month = Some((span, day.year(), day.month() as u8));
                            self.months_ago = 0;
                        }
                        if let Some(weekday) = weekday_of(&found.expr) {
                            self.weekdays[weekday] = Some(day);
                        }
                    }
                    if let TimeValue::Month(of, number) = value {
                        self.month = Some((span, *of, *number));
                        self.months_ago = 0;
                    }
                    first_end = (found.range == Some(RangeEnd::First)).then_some((span, begin));
                    if has_year(&found.expr) {
                        told = Some((span, begin.year(), found.to));
                    } else if resolved.resolution.is_from_speech() {
                        told = None;
                    }
                }
            }
            emit(Timex {
                span,
                signal,
                class: class(&found.expr),
                rule: found.rule.into(),
                resolution: resolved.resolution,
                modifier: found.modifier,
                inferred: resolved.inferred,
                weekday: resolved.weekday,
                range: found.range,
            });
        }
    }

    /// Whether a year told at `from` still holds at `to`: « en 97 (en janvier, en octobre) », but
    /// not « réélu en 2019 et battu en juin ».
    fn same_clause(&self, from: usize, to: usize) -> bool {
        let between = self.tokens.get(from..to).unwrap_or_default();
        let opened = between.iter().any(|t| t.kind == Kind::Sign && t.value == u32::from('('));
        opened || !(from..to).any(|at| is_verb(self.text, &self.tokens, at))
    }

    fn follows_pour(&self, found: &Found) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        cursor.entry_at(-1).key == "pour"
    }

    /// « depuis janvier » is past, « d'ici mars » and « fixé au 3 mars » are to come.
    fn told_by(&self, found: &Found) -> Option<Tense> {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        match cursor.entry_at(-1).key {
            "depuis" => Some(Tense::Past),
            "ici" => Some(Tense::Future),
            "au" if found.range.is_none() && cursor.at(0)?.kind != Kind::Word => {
                Some(Tense::Future)
            }
            "a" if cursor.entry_at(-2).key == "ici" => Some(Tense::Future),
            _ => None,
        }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.tokens[from].start, self.tokens[to - 1].end)
    }
}

fn class(expr: &TimeExpr) -> TimexClass {
    match expr {
        TimeExpr::Date(DateExpr::Shift {
            unit: Unit::Hour | Unit::Minute | Unit::Second, ..
        })
        | TimeExpr::Time(..) => TimexClass::Time,
        TimeExpr::Date(_) | TimeExpr::Future => TimexClass::Date,
        TimeExpr::Duration(_) => TimexClass::Duration,
        TimeExpr::Set(_) => TimexClass::Set,
    }
}

/// Whether the tense of the clause says which of several dates is meant.
fn needs_tense(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(date) | TimeExpr::Time(Some(date), _) => match date {
            DateExpr::Calendar(date) => date.year.is_none(),
            DateExpr::Step { step, .. } => *step == 0,
            DateExpr::Of { year, .. }
            | DateExpr::Feast { year, .. }
            | DateExpr::Nth { year, .. } => year.is_none(),
            DateExpr::After { date, .. } | DateExpr::Around { date, .. } => date.year.is_none(),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the month was written, so that « le 16 » after it may leave it out.
fn has_month(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date))
        | TimeExpr::Time(Some(DateExpr::Calendar(date)), _) => date.month.is_some(),
        _ => false,
    }
}

/// The weekday of an expression that says no more, from 0.
fn weekday_of(expr: &TimeExpr) -> Option<usize> {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date))
        | TimeExpr::Time(Some(DateExpr::Calendar(date)), _)
            if date.day.is_none() && date.month.is_none() =>
        {
            date.weekday.map(|weekday| usize::from(weekday - 1) % 7)
        }
        _ => None,
    }
}

/// Whether the year was written, so that dates after it in the sentence may leave it out.
fn has_year(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => date.year.is_some(),
        TimeExpr::Date(DateExpr::Of { year, .. }) => year.is_some(),
        _ => false,
    }
}
