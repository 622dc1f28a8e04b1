//! The two steps put together, a segment at a time, with what a text remembers.

use super::expr::{DateExpr, DayTime, From, PartialDate, Period, TimeExpr, YearExpr};
use super::fr::cursor::Cursor;
use super::fr::lexicon::{Entry, LEXICON};
use super::fr::tense::{
    Tense, has_future_verb, is_habit, is_history, is_verb, opens_with_happening, participle, tense,
};
use super::fr::{Found, find};
use super::lex::{Kind, Lexer, Token};
use super::resolve::{Context, resolve};
use super::value::{Day, DayPart, Recurrence, Season, TimeValue, Unit};
use super::{Dct, RangeEnd, Resolution, Signal, SignalKind, Timex, TimexClass};
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
    /// The night that the last hours belong to, by its first day: « dans la nuit de mardi à
    /// mercredi ».
    night: Option<Day>,
    /// The Monday of the week that is told: « la semaine dernière ».
    week: Option<Day>,
    /// How many segments ago the last date was told.
    last_ago: u32,
    /// The last feast that was told.
    feast: Option<Day>,
    /// The last expression was « le lendemain ».
    after_next_day: bool,
}

impl<'a> Annotator<'a> {
    pub(crate) fn new(text: &'a str, dct: Option<&'a Dct>) -> Annotator<'a> {
        // Most sentences have fewer tokens and expressions.
        let (tokens, found) = (Vec::with_capacity(256), Vec::with_capacity(8));
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
            night: None,
            week: None,
            last_ago: 0,
            feast: None,
            after_next_day: false,
        }
    }

    /// Reads `text[start..end]`; with `split` it looks for sentences itself.
    pub(crate) fn read(&mut self, span: Span, split: bool, emit: &mut impl FnMut(Timex)) {
        let mut lexer = Lexer::new(self.text, span.start, span.end, split);
        while lexer.segment(&mut self.tokens) {
            find(self.text, &self.tokens, &mut self.found);
            // « Le 14 novembre … Le 16 … »: a month holds for the sentence after its own.
            self.months_ago += 1;
            self.last_ago = self.last_ago.saturating_add(1);
            if self.months_ago > 2 {
                self.month = None;
            }
            if !self.found.is_empty() {
                self.resolve(emit);
            }
        }
    }

    fn resolve(&mut self, emit: &mut impl FnMut(Timex)) {
        let mut quotes = (0, false);
        let mut told: Option<(Span, i32, usize)> = None;
        let mut day_before: Option<Day> = None;
        let mut first_end: Option<(Span, Day)> = None;
        // The year or the season that opens the sentence: « En 2016, … ».
        let mut frame: Option<(Span, i32)> = None;
        let mut before = (self.last, self.last_day, self.after_next_day);
        for index in 0..self.found.len() {
            let mut found = self.found[index];
            // « à 16 heures la veille »: the hour and its day are counted from the same day.
            if index > 0 && same_day(&self.found[index - 1].expr, &found.expr) {
                (self.last, self.last_day, self.after_next_day) = before;
            }
            before = (self.last, self.last_day, self.after_next_day);
            if self.is_habit(&found)
                && let Some(weekday) = weekday_of(&found.expr)
            {
                let part = match found.expr {
                    TimeExpr::Time(_, DayTime::Part(part)) => Some(part),
                    _ => None,
                };
                found.expr = TimeExpr::Set(Recurrence::Weekday(weekday as u8 + 1, part));
            }
            let span = self.span(found.from, found.to);
            let over = || self.last_day.zip(self.dct).is_some_and(|((_, day), dct)| day < dct.day);
            let tense = match needs_tense(&found.expr)
                && (!matches!(found.expr, TimeExpr::Time(None, _)) || over())
            {
                true => self.told_by(&found).unwrap_or_else(|| self.tense_of(&found)),
                false => Tense::Unknown,
            };
            // « rendez-vous pour le mois de mars »
            let tense = match tense {
                Tense::Unknown if self.follows_pour(&found) => Tense::Future,
                tense => tense,
            };
            // « le 6 juin … et mardi soir »: without a verb, as the one before.
            let tense = match (tense, day_before, self.dct) {
                (Tense::Unknown, Some(day), Some(dct))
                    if day < dct.day && weekday_of(&found.expr).is_some() =>
                {
                    Tense::Past
                }
                _ => tense,
            };
            // « fermé depuis la veille »: the day before now.
            if let TimeExpr::Date(DateExpr::Shift { count: -1, unit: Unit::Day, from: From::Text }) =
                found.expr
                && self.entry(found.from.saturating_sub(1)).key == "depuis"
                && self.tense_of(&found) == Tense::Present
            {
                let from = From::Speech;
                found.expr = TimeExpr::Date(DateExpr::Shift { count: -1, unit: Unit::Day, from });
            }
            let second = found.range == Some(RangeEnd::Second);
            let year = told.filter(|(_, _, at)| self.same_clause(*at, found.from));
            let year = year.map(|(span, year, _)| (span, year)).or(frame);
            let year = year.or_else(|| self.year_of_story(&found));
            let year = year.or_else(|| self.year_after(&found, index));
            let now = self.is_of_now(&found, index, tense);
            let context = Context {
                dct: self.dct,
                tense,
                last: self.last,
                last_day: self.last_day.filter(|_| !now),
                year,
                month: self.month,
                weekday: weekday_of(&found.expr).and_then(|weekday| self.weekdays[weekday]),
                article: self.tokens[found.from].word != 0 && self.entry(found.from).key == "le",
                of_noun: self.of_noun(&found),
                since: found.signal.is_some_and(|(_, _, kind)| kind == SignalKind::Since)
                    && tense == Tense::Past
                    && self.entry(found.from.saturating_sub(1)).key == "depuis",
                night: self.night.filter(|_| !now),
                week: self.week,
                feast: self.feast,
                after: first_end.filter(|_| second),
            };
            // « le lendemain … le surlendemain »: both are counted from the same day.
            let mut expr = found.expr;
            if let TimeExpr::Date(DateExpr::Shift { count, unit: Unit::Day, from: From::Text }) =
                &mut expr
            {
                if *count == 2 && self.after_next_day {
                    *count = 1;
                }
                self.after_next_day = *count == 1;
            }
            let resolved = resolve(&expr, &context);
            let signal =
                found.signal.map(|(from, to, kind)| Signal { span: self.span(from, to), kind });
            if let Resolution::Resolved { value, .. } = &resolved.resolution {
                let bounds = value.bounds(None);
                let quoted =
                    resolved.resolution.is_from_speech() && self.is_quoted(&mut quotes, found.from);
                if let Some(begin) = bounds.and_then(|bounds| bounds.begin).filter(|_| !quoted) {
                    self.last = Some((span, *value));
                    self.last_ago = 0;
                    self.tell_week(value);
                    if let Some(day) = value.day() {
                        let told_before = day_before.is_some();
                        day_before = Some(day);
                        self.night = match found.expr {
                            TimeExpr::Time(None, DayTime::Clock(at)) => {
                                self.night.filter(|_| at.hour >= 18 || at.hour < 8)
                            }
                            expr => is_night(&expr).then_some(day),
                        };
                        if matches!(found.expr, TimeExpr::Date(DateExpr::Feast { .. })) {
                            self.feast = Some(day);
                        }
                        // « retrouvés mardi, a-t-on appris jeudi »: the day of the news is no day
                        // of the story.
                        if !(self.is_of_news(found.from) && told_before) {
                            self.last_day = Some((span, day));
                        }
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
                    let opens = found.from <= 1 && self.is_sign(found.to, ',');
                    if opens && frames(&found.expr) {
                        frame = Some((span, begin.year()));
                    }
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
                class: match (class(&found.expr), &resolved.resolution) {
                    // « il y a vingt-quatre heures », where now has no hour
                    (TimexClass::Time, Resolution::Resolved { value: TimeValue::Day(_), .. }) => {
                        TimexClass::Date
                    }
                    (class, _) => class,
                },
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
        opened || to <= from + 5 && !(from..to).any(|at| is_verb(self.text, &self.tokens, at))
    }

    fn is_sign(&self, index: usize, sign: char) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: index };
        cursor.is_sign(0, sign)
    }

    /// « fermé le lundi »: the weekday with its article, alone, where the words tell a habit.
    fn is_habit(&self, found: &Found) -> bool {
        let words = match found.expr {
            TimeExpr::Date(_) => 2,
            TimeExpr::Time(_, DayTime::Part(_)) => 3,
            _ => return false,
        };
        weekday_of(&found.expr).is_some()
            && found.range.is_none()
            && found.to == found.from + words
            && self.entry(found.from).key == "le"
            && is_habit(self.text, &self.tokens, found.from, found.to)
    }

    /// The year of the date that follows in the same breath: « le 10 avril, puis le 24 avril 2022 ».
    fn year_after(&self, found: &Found, index: usize) -> Option<(Span, i32)> {
        let next = self.found.get(index + 1).filter(|_| found.range.is_none())?;
        let day = |expr: &TimeExpr| match expr {
            TimeExpr::Date(DateExpr::Calendar(date)) if date.step == 0 => {
                Some((date.month?, date.day?, date.year))
            }
            _ => None,
        };
        let (month, of, None) = day(&found.expr)? else { return None };
        let (after, then, Some(YearExpr::Full(year))) = day(&next.expr)? else { return None };
        let between = found.to..next.from;
        let near = between.len() <= YEAR_REACH
            && !between.clone().any(|at| is_verb(self.text, &self.tokens, at));
        let span = self.span(next.from, next.to);
        (near && (month, of) <= (after, then)).then_some((span, year))
    }

    /// The year of a date that lacks it, from the dates told before: where the day of publication
    /// is not known, and where a verb tells history.
    fn year_of_story(&self, found: &Found) -> Option<(Span, i32)> {
        let (span, value) = self.last?;
        let (month, day) = match found.expr {
            TimeExpr::Date(DateExpr::Calendar(PartialDate {
                year: None,
                month: Some(month),
                day,
                step: 0,
                ..
            })) => (u32::from(month), u32::from(day.unwrap_or(1))),
            _ => return None,
        };
        let told = value.bounds(None)?.begin?;
        match self.dct {
            // « En 1923, il passa un mois là-bas. Ses articles, parus le 8 août, »: a year holds for
            // the sentence after its own.
            None if self.last_ago <= 1 && matches!(value, TimeValue::Year(_)) => {
                Some((span, told.year()))
            }
            // « Appel a été interjeté le 4 avril »: the nearest to the date before.
            None if self.last_ago <= STORY_REACH
                && value.granularity() >= Some(super::Granularity::Month) =>
            {
                let near = [told.year(), told.year() + 1, told.year() - 1];
                near.into_iter()
                    .filter_map(|year| Some((year, Day::new(year, month, day)?)))
                    .min_by_key(|(_, day)| day.since(told).abs())
                    .map(|(year, _)| (span, year))
            }
            Some(dct)
                if told.year() < dct.day.year() - 1
                    && is_history(self.text, &self.tokens, found.from, found.to) =>
            {
                Some((span, told.year()))
            }
            _ => None,
        }
    }

    /// Whether an hour or a part of the day is one of today though another day was told: « née
    /// mercredi, la tempête arrivera en fin d'après-midi », « 20 h 44 - Le vote est clos. »
    fn is_of_now(&self, found: &Found, index: usize, tense: Tense) -> bool {
        let TimeExpr::Time(None, time) = found.expr else { return false };
        let (Some(dct), Some((_, day))) = (self.dct, self.last_day) else { return false };
        let stamped = self.is_sign(found.to, '-') || self.is_sign(found.to, ':');
        let opens = found.from.checked_sub(1).is_none_or(|before| {
            ['.', '!', '?', '»', '"'].iter().any(|end| self.is_sign(before, *end))
        });
        if matches!(time, DayTime::Clock(_)) && opens && stamped {
            return true;
        }
        let close = index
            .checked_sub(1)
            .is_some_and(|before| self.found[before].to + HOUR_REACH >= found.from);
        day < dct.day && !close && !matches!(time, DayTime::Night(..)) && tense == Tense::Future
    }

    /// Whether a date follows « a-t-on appris », « a-t-il indiqué »: the day on which it was said.
    fn is_of_news(&self, from: usize) -> bool {
        let Some(verb) = from.checked_sub(6) else { return false };
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: verb };
        cursor.raw_at(verb) == "a"
            && cursor.is_sign_at(verb + 1, '-')
            && cursor.is_sign_at(verb + 3, '-')
            && participle(cursor.raw_at(from - 1)).is_some()
    }

    /// Whether the token at `from` is inside a quotation that this segment opens; `quotes` is how
    /// far the marks were looked at, and whether one was open there.
    fn is_quoted(&self, quotes: &mut (usize, bool), from: usize) -> bool {
        for token in self.tokens.get(quotes.0..from).unwrap_or_default() {
            if token.kind == Kind::Sign {
                match char::from_u32(token.value) {
                    Some('«' | '“') => quotes.1 = true,
                    Some('»' | '”') => quotes.1 = false,
                    _ => {}
                }
            }
        }
        quotes.0 = quotes.0.max(from);
        quotes.1
    }

    /// Remembers a week that is over, and forgets it at a date outside.
    fn tell_week(&mut self, value: &TimeValue) {
        match (value, self.dct) {
            (TimeValue::Week(year, week), Some(dct)) => {
                self.week = Day::monday(*year, *week).filter(|monday| monday.plus(6) < dct.day);
            }
            _ => {
                let inside = self
                    .week
                    .zip(value.day())
                    .is_some_and(|(monday, day)| (0..7).contains(&day.since(monday)));
                if !inside {
                    self.week = None;
                }
            }
        }
    }

    fn follows_pour(&self, found: &Found) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        cursor.entry_at(-1).key == "pour"
    }

    /// « depuis janvier » is past, « d'ici mars » and « fixé au 3 mars » are to come.
    fn told_by(&self, found: &Found) -> Option<Tense> {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        // « reporté à jeudi », « renvoie l'examen du dossier à la mi-mars »
        let moved = || {
            (0..found.from.saturating_sub(1))
                .rev()
                .take(MOVED_REACH)
                .take_while(|index| self.tokens[*index].kind == Kind::Word)
                .map(|index| {
                    (MOVED.iter().any(|stem| cursor.raw_at(index).starts_with(stem)), index)
                })
                // « le reporter a été tué à la mi-août »: the nearest verb is what counts.
                .find(|(moved, index)| *moved || is_verb(self.text, &self.tokens, *index))
                .is_some_and(|(moved, _)| moved)
        };
        match cursor.entry_at(-1).key {
            "a" | "au" if moved() => Some(Tense::Future),
            // « un entretien à paraître dimanche »
            "" if cursor.raw_at(found.from.wrapping_sub(2)) == "à"
                && ["er", "ir", "re"]
                    .iter()
                    .any(|ending| cursor.raw_at(found.from.wrapping_sub(1)).ends_with(ending)) =>
            {
                Some(Tense::Future)
            }
            "depuis" => Some(Tense::Past),
            // « annoncé pour mardi », « rendez-vous est pris pour mars »
            "pour" if participle(cursor.raw_at(found.from.wrapping_sub(2))).is_some() => {
                Some(Tense::Future)
            }
            "ici" => Some(Tense::Future),
            // « ils ont jusqu'à mi-juillet », but « ils ont tenu jusqu'en mars »
            "a" | "au" | "en"
                if cursor.entry_at(-2).key == "jusqu'"
                    && matches!(
                        cursor.raw_at(found.from.wrapping_sub(3)),
                        "a" | "ont" | "avons" | "avez"
                    ) =>
            {
                Some(Tense::Future)
            }
            "au" if found.range.is_none() && cursor.at(0)?.kind != Kind::Word => {
                Some(Tense::Future)
            }
            "a" if cursor.entry_at(-2).key == "ici" => Some(Tense::Future),
            _ => None,
        }
    }

    /// The tense around an expression. A month needs more to be to come: « les départs prévus
    /// par l'accord de mars » are over, « auront lieu en mars » and « sont prévus en mars » not.
    fn tense_of(&self, found: &Found) -> Tense {
        let (from, to) = (found.from, found.to);
        match tense(self.text, &self.tokens, from, to) {
            // « L'inflation, de 2,2 % en août, devrait remonter »: what an aside tells is not what
            // the verb tells.
            Tense::Future
                if is_month(&found.expr)
                    && (!has_future_verb(self.text, &self.tokens, from, to)
                        || self.is_aside(from, to)) =>
            {
                Tense::Unknown
            }
            // « Lourde défaite samedi soir »
            Tense::Unknown
                if weekday_of(&found.expr).is_some()
                    && opens_with_happening(self.text, &self.tokens, from) =>
            {
                Tense::Past
            }
            tense => tense,
        }
    }

    /// Whether the words stand between two commas, after words that hold no verb.
    fn is_aside(&self, from: usize, to: usize) -> bool {
        let comma = (0..from).rev().take(ASIDE_REACH).find(|at| self.is_sign(*at, ','));
        self.is_sign(to, ',')
            && comma.is_some_and(|comma| {
                comma > 0 && !(0..from).any(|at| is_verb(self.text, &self.tokens, at))
            })
    }

    /// « l'accord de mars »: a month that belongs to a noun.
    fn of_noun(&self, found: &Found) -> bool {
        let Some(noun) = found.from.checked_sub(2) else { return false };
        is_month(&found.expr)
            && found.range.is_none()
            && found.signal.is_none()
            && matches!(self.entry(found.from - 1).key, "de" | "d'")
            && self.tokens[noun].kind == Kind::Word
            && !self.entry(noun).grammar
            && !["partir", "compter", "cours", "autour", "milieu"].contains(&self.entry(noun).key)
            && !is_verb(self.text, &self.tokens, noun)
    }

    fn entry(&self, index: usize) -> &'static Entry {
        LEXICON.entry(self.tokens[index].word)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.tokens[from].start, self.tokens[to - 1].end)
    }
}

/// How words begin that move an event to a later day.
const MOVED: &[&str] = &[
    "report", "repouss", "ajourn", "renvo", "renverr", "différ", "décal", "prolong", "fix",
    "convoqu", "remis",
];

/// How near, in tokens, a date with its year is to the one before it that lacks it.
const YEAR_REACH: usize = 6;

/// How many segments a date without a day of publication is looked back for.
const STORY_REACH: u32 = 3;

/// How near, in tokens, an hour is to the day before it to be of it.
const HOUR_REACH: usize = 4;

/// How many tokens before an expression its aside begins.
const ASIDE_REACH: usize = 8;

/// How many words before « à » they are looked for.
const MOVED_REACH: usize = 8;

fn class(expr: &TimeExpr) -> TimexClass {
    match expr {
        TimeExpr::Date(DateExpr::Shift {
            unit: Unit::Hour | Unit::Minute | Unit::Second, ..
        })
        | TimeExpr::Time(..) => TimexClass::Time,
        TimeExpr::Date(_) | TimeExpr::Future | TimeExpr::Past => TimexClass::Date,
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
        TimeExpr::Time(None, DayTime::Part(_) | DayTime::Clock(_)) => true,
        _ => false,
    }
}

/// Whether all that is said is a month: « en mars », « à la mi-mars ».
fn is_month(expr: &TimeExpr) -> bool {
    matches!(
        expr,
        TimeExpr::Date(DateExpr::Calendar(PartialDate {
            year: None,
            month: Some(_),
            day: None,
            step: 0,
            ..
        }))
    )
}

/// Whether it is a night told by its first day: « la nuit de mardi à mercredi », « la nuit
/// dernière »; « cette nuit » may be the one that has ended.
fn is_night(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Time(Some(DateExpr::Calendar(_)), time) => *time == DayTime::Part(DayPart::Night),
        TimeExpr::Time(None, time) => matches!(time, DayTime::Night(..)),
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

/// Whether two expressions name one day in the same words: « 16 heures » and « la veille » of it,
/// both ends of « de 9 h à 11 h demain ».
fn same_day(first: &TimeExpr, second: &TimeExpr) -> bool {
    let TimeExpr::Time(Some(first), DayTime::Clock(_)) = first else { return false };
    match second {
        TimeExpr::Date(second) | TimeExpr::Time(Some(second), _) => first == second,
        _ => false,
    }
}

/// Whether an expression at the head of a sentence holds for all of it: « En 2016 », « L'été
/// dernier ».
fn frames(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => date.year.is_some() && date.month.is_none(),
        TimeExpr::Date(DateExpr::Of { year, .. }) => year.is_some(),
        // « Il y a six ans, le second tour, prévu le 22 mars, »
        TimeExpr::Date(DateExpr::Shift { count, unit: Unit::Year, from: From::Speech }) => {
            *count < 0
        }
        TimeExpr::Date(DateExpr::Step { period, step, .. }) => {
            *step != 0
                && matches!(period, Period::Season(_) | Period::Unit(Unit::Year))
                && *period != Period::Season(Season::Winter)
        }
        _ => false,
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

#[cfg(test)]
mod tests {
    use crate::text::Span;
    use crate::timex::tag::parse_dct;
    use crate::timex::{annotate, annotate_text};
    use proptest::prelude::*;

    /// Pieces that dates are made of, and what breaks readers.
    const PIECES: &[&str] = &[
        "le ",
        "11",
        " ",
        "novembre",
        "lundi",
        "12:30",
        "/",
        "-",
        "à ",
        "du ",
        "au ",
        "’",
        "l’",
        "été",
        "\n",
        "\u{202f}",
        "\u{300}",
        "e\u{301}",
        "é",
        "🎉",
        "日本",
        "XIXe siècle",
        "il y a ",
        "deux ",
        "mille ",
        "ans",
        "99999999999",
        ".",
        ",",
        "(",
        "h",
        "fin ",
        "de ",
        "la ",
        "veille",
        "tard ",
        "plus ",
        "nuit ",
        "mardi ",
        "et ",
        "demi",
        "av. J.-C.",
        "1er ",
        "ᵉ",
        "\u{feff}",
        "\0",
        "'",
    ];

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_boundaries_whatever_the_text(
            picks in prop::collection::vec(0..PIECES.len(), 0..60),
            dated in any::<bool>(),
        ) {
            let text: String = picks.iter().map(|pick| PIECES[*pick]).collect();
            let dct = parse_dct("2024-11-12").filter(|_| dated);
            let mut last = 0;
            for timex in annotate_text(&text, dct.as_ref()).value {
                prop_assert!(timex.span.start >= last && timex.span.end > timex.span.start);
                prop_assert!(text.get(timex.span.range()).is_some());
                last = timex.span.end;
                if let Some(signal) = timex.signal {
                    prop_assert!(signal.span.end <= timex.span.start);
                    prop_assert!(text.get(signal.span.range()).is_some());
                }
                let _ = (timex.bounds(), timex.edtf(), timex.timex3());
            }
        }

        #[test]
        fn nothing_is_read_outside_the_sentences(cut in 0usize..40) {
            let text = "Il part lundi 11 novembre 2024. Elle vient demain à 8 heures.";
            let sentence = Span::new(0, cut.min(text.find('à').unwrap_or(0)));
            let found = annotate(text, &[sentence], None).value;
            prop_assert!(found.iter().all(|timex| sentence.contains(timex.span)));
        }
    }

    #[test]
    fn a_weekday_that_is_not_that_of_its_date_is_told() {
        let noted = annotate_text("Signé le mardi 11 novembre 2024.", None);
        assert_eq!(noted.value[0].timex3().as_deref(), Some("2024-11-11"));
        assert_eq!(
            noted.notes[0].message(),
            "« le mardi 11 novembre 2024 » is a Monday (2024-11-11)"
        );
    }

    #[test]
    fn a_date_is_read_through_a_line_break() {
        let noted = annotate_text("Signé le lundi\n11 novembre\u{a0}2024.", None);
        assert_eq!(noted.value[0].timex3().as_deref(), Some("2024-11-11"));
        assert_eq!(noted.value.len(), 1);
    }
}
