//! Says when an expression is: what was said, the day of publication, and the dates before it.

mod period;
mod story;

use super::expr::*;
use super::fr::tense::Tense;
use super::value::{Day, Season, TimeOfDay, TimeValue, Unit};
use super::{Anchor, Dct, Inferred, Missing, Resolution, WeekdayCheck};
use crate::text::Span;

/// What an expression is resolved with.
pub(crate) struct Context<'a> {
    pub(crate) dct: Option<&'a Dct>,
    pub(crate) tense: Tense,
    /// The last date before, and the last of the granularity of a day.
    pub(crate) last: Option<(Span, TimeValue)>,
    pub(crate) last_day: Option<(Span, Day)>,
    /// The year of a date of the same sentence before.
    pub(crate) year: Option<(Span, i32)>,
    /// The month of a date of the same sentence before.
    pub(crate) month: Option<(Span, i32, u8)>,
    /// The day that the weekday of this expression was before in the text.
    pub(crate) weekday: Option<Day>,
    /// The words have the article: « le vendredi ».
    pub(crate) article: bool,
    /// « depuis le 3 mars », or one date of a run of days that are over: it is not to come.
    pub(crate) over: bool,
    /// The last date was a year named in passing: « du jamais vu depuis 1995 ».
    pub(crate) passing: bool,
    /// The month belongs to a noun: « l'accord de mars ».
    pub(crate) of_noun: bool,
    /// The night that the last hours belong to, by its first day.
    pub(crate) night: Option<Day>,
    /// The Monday of a week that is over and that the text tells: « la semaine dernière ».
    pub(crate) week: Option<Day>,
    /// The last feast that was told.
    pub(crate) feast: Option<Day>,
    /// The last date was told in this sentence or in one of the two before.
    pub(crate) flow: bool,
    /// The last date of the chronicle that this expression belongs to.
    pub(crate) entry: Option<(Span, Day)>,
    /// The last date of a story that is over and told in the present.
    pub(crate) narrated: Option<(Span, Day)>,
    /// The first end, for the second end of a range.
    pub(crate) after: Option<(Span, Day)>,
}

/// A resolved expression, and what was supplied.
pub(crate) struct Resolved {
    pub(crate) resolution: Resolution,
    pub(crate) inferred: Inferred,
    pub(crate) weekday: Option<WeekdayCheck>,
}

/// Why there is no value, or the value and its anchor.
type Outcome = Result<(TimeValue, Anchor), Missing>;

/// Places `expr` on the calendar.
pub(crate) fn resolve(expr: &TimeExpr, context: &Context<'_>) -> Resolved {
    let mut inferred = Inferred::default();
    let mut weekday = None;
    if let TimeExpr::Date(DateExpr::Calendar(date))
    | TimeExpr::Time(Some(DateExpr::Calendar(date)), _) = expr
    {
        inferred.year = date.year.is_none();
        inferred.month = date.month.is_none() && date.day.is_some();
        inferred.day = date.day.is_none() && date.weekday.is_some();
        if date.month.is_none() && date.day.is_none() && date.weekday.is_none() {
            inferred = Inferred::default();
        }
    }
    let outcome = context.expr(expr);
    if let Ok((value, _)) = &outcome
        && let TimeExpr::Date(DateExpr::Calendar(PartialDate {
            weekday: Some(written),
            day: Some(_),
            ..
        }))
        | TimeExpr::Time(
            Some(DateExpr::Calendar(PartialDate { weekday: Some(written), day: Some(_), .. })),
            _,
        ) = expr
        && let Some(day) = value.day()
    {
        weekday = Some(WeekdayCheck { written: *written, actual: day.weekday() });
    }
    let resolution = match outcome {
        Ok((value, anchor)) => Resolution::Resolved { value, anchor },
        Err(missing) => {
            inferred = Inferred::default();
            Resolution::Unresolved(missing)
        }
    };
    Resolved { resolution, inferred, weekday }
}

impl Context<'_> {
    fn dct(&self) -> Result<&Dct, Missing> {
        self.dct.ok_or(Missing::Dct)
    }

    fn today(&self) -> Result<Day, Missing> {
        Ok(self.dct()?.day)
    }

    fn expr(&self, expr: &TimeExpr) -> Outcome {
        match *expr {
            TimeExpr::Date(date) => self.date(&date),
            TimeExpr::Time(date, time) => self.time(date.as_ref(), time),
            TimeExpr::Duration(duration) => Ok((TimeValue::Duration(duration), Anchor::Text)),
            TimeExpr::Set(set) => Ok((TimeValue::Set(set), Anchor::Text)),
            TimeExpr::Future => Ok((TimeValue::Future, Anchor::Text)),
            TimeExpr::Past => Ok((TimeValue::Past, Anchor::Text)),
        }
    }

    /// The day that « le soir » and « à 14 h » belong to: the last one named, else today.
    fn day_at_hand(&self) -> Result<(Day, Anchor), Missing> {
        match self.last_day.filter(|told| !self.has_left(*told)) {
            Some((span, day)) => Ok((day, Anchor::Antecedent(span))),
            None => Ok((self.today()?, Anchor::Dct)),
        }
    }

    fn time(&self, date: Option<&DateExpr>, time: DayTime) -> Outcome {
        let (day, anchor) = match (date, time) {
            (_, DayTime::Night(step, from)) => {
                let (day, anchor) = self.origin_day(from)?;
                // « cette nuit-là »: the night told before, whatever hour of it came last.
                let day = self.night.filter(|_| from == From::Text).unwrap_or(day);
                (day.plus(i64::from(step)), anchor)
            }
            (Some(date), _) => {
                let (value, anchor) = self.date(date)?;
                (value.day().ok_or(Missing::NoSuchDay)?, anchor)
            }
            // « dans la nuit de mardi à mercredi, vers 2 heures »: the small hours are of the
            // second day.
            (None, DayTime::Clock(at)) if self.night.is_some() && at.hour < 8 => {
                let (day, anchor) = self.day_at_hand()?;
                (self.night.unwrap_or(day).plus(1), anchor)
            }
            (None, DayTime::Clock(at)) if self.is_past_midnight(at) => {
                let (day, anchor) = self.day_at_hand()?;
                (day.plus(1), anchor)
            }
            (None, _) => self.day_at_hand()?,
        };
        let value = match time {
            DayTime::Part(part) => TimeValue::Part(day, part),
            DayTime::Clock(at) => TimeValue::Time(day, at),
            DayTime::Night(..) => TimeValue::Part(day, super::value::DayPart::Night),
        };
        Ok((value, anchor))
    }

    fn origin_day(&self, from: From) -> Result<(Day, Anchor), Missing> {
        match (from, self.last_day) {
            (From::Text | From::Event, Some((span, day))) => Ok((day, Anchor::Antecedent(span))),
            (From::Event, None) => Err(Missing::Antecedent),
            (From::Text, None) if self.dct.is_none() => Err(Missing::Antecedent),
            _ => Ok((self.today()?, Anchor::Dct)),
        }
    }

    /// The value counted from, of any granularity.
    fn origin(&self, from: From) -> Outcome {
        match (from, self.last) {
            (From::Text | From::Event, Some((span, value))) => {
                Ok((value, Anchor::Antecedent(span)))
            }
            (From::Event, None) => Err(Missing::Antecedent),
            (From::Text, None) if self.dct.is_none() => Err(Missing::Antecedent),
            _ => Ok((TimeValue::Day(self.today()?), Anchor::Dct)),
        }
    }

    fn date(&self, date: &DateExpr) -> Outcome {
        match *date {
            DateExpr::Calendar(date) => self.calendar(&date),
            DateExpr::Shift { count, unit, from } => self.shift(count, unit, from),
            DateExpr::ToTheDay { months } => {
                let day = self.today()?.plus_months(months);
                Ok((TimeValue::Day(day), Anchor::Dct))
            }
            DateExpr::Step { period, step, from } => self.step(period, step, from),
            DateExpr::Of { period, year } => self.of_year(period, year),
            DateExpr::Decade(decade) => Ok((TimeValue::Decade(decade), Anchor::Text)),
            DateExpr::Century(century) => Ok((TimeValue::Century(century), Anchor::Text)),
            DateExpr::Around { period, date } => {
                let (value, anchor) = self.calendar(&date)?;
                let day = value.day().ok_or(Missing::NoSuchDay)?;
                Ok((period::around(day, period), anchor))
            }
            DateExpr::Nth { n, period, month, year } => self.nth(n, period, month, year),
            DateExpr::NthOf { n, period, unit, step, from } => {
                let (container, anchor) = self.step(Period::Unit(unit), step, from)?;
                Ok((period::nth_of(n, period, &container)?, anchor))
            }
            DateExpr::AroundFeast { period, feast, year, step } => {
                let (value, anchor) = self.feast(feast, year, step, 0)?;
                let day = value.day().ok_or(Missing::NoSuchDay)?;
                Ok((period::around(day, period), anchor))
            }
            DateExpr::After { days, date } => {
                let (value, anchor) = self.calendar(&date)?;
                let day = value.day().ok_or(Missing::NoSuchDay)?;
                Ok((TimeValue::Day(day.plus(i64::from(days))), anchor))
            }
            DateExpr::InWeek { weekday, step } => {
                let today = self.today()?;
                if step >= 100 {
                    // « lundi en huit »: a week after the next one.
                    let next = next_weekday(today, weekday, 1);
                    return Ok((TimeValue::Day(next.plus(i64::from(step - 100))), Anchor::Dct));
                }
                let monday = today.plus(1 - i64::from(today.weekday()) + 7 * i64::from(step));
                Ok((TimeValue::Day(monday.plus(i64::from(weekday) - 1)), Anchor::Dct))
            }
            DateExpr::Feast { feast, year, step, days } => self.feast(feast, year, step, days),
            DateExpr::Same(unit) => {
                let (day, anchor) = match unit {
                    Unit::Day => {
                        let (day, anchor) = self.origin_day(From::Text)?;
                        return Ok((TimeValue::Day(day), anchor));
                    }
                    _ => self.origin(From::Text)?,
                };
                let begin = day.bounds(None).and_then(|b| b.begin).ok_or(Missing::Antecedent)?;
                Ok((unit_of(begin, Period::Unit(unit)), anchor))
            }
        }
    }

    fn year(&self, year: YearExpr) -> Result<(i32, Anchor), Missing> {
        match year {
            YearExpr::Full(year) => Ok((year, Anchor::Text)),
            YearExpr::Short(short) => {
                // « Titus règne depuis 78. Le 24 août 79, »: after a year of two digits, one such.
                if let Some((span, value)) = self.last
                    && let Some(told) = value.bounds(None).and_then(|bounds| bounds.begin)
                    && (0..100).contains(&told.year())
                {
                    return Ok((i32::from(short), Anchor::Antecedent(span)));
                }
                // Two digits mean the last such year, up to fifteen years ahead.
                let limit = self.dct.map_or(39, |dct| dct.day.year() + 15 - 2000);
                let short = i32::from(short);
                Ok((if short <= limit { 2000 + short } else { 1900 + short }, Anchor::Text))
            }
            YearExpr::Step(step, from) => {
                let (value, anchor) = self.origin(from)?;
                let begin = value.bounds(None).and_then(|b| b.begin).ok_or(Missing::Antecedent)?;
                Ok((begin.year() + step, anchor))
            }
        }
    }

    fn calendar(&self, date: &PartialDate) -> Outcome {
        let PartialDate { year, month, day, weekday, step, of_month } = *date;
        let no_day = Missing::NoSuchDay;
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                let (year, anchor) = self.year(year)?;
                let day = Day::new(year, u32::from(month), u32::from(day)).ok_or(no_day)?;
                Ok((TimeValue::Day(day), anchor))
            }
            (Some(year), Some(month), None) => {
                let (year, anchor) = self.year(year)?;
                Ok((TimeValue::Month(year, month), anchor))
            }
            (Some(year), None, _) => {
                let (year, anchor) = self.year(year)?;
                Ok((TimeValue::Year(year), anchor))
            }
            (None, Some(month), Some(day)) => self.day_month(month, day, step, weekday),
            (None, Some(month), None) => self.month(month, step),
            (None, None, Some(day)) if of_month.is_some() => {
                let month = self.today()?.plus_months(of_month.unwrap_or_default());
                let day = Day::new(month.year(), month.month(), u32::from(day)).ok_or(no_day)?;
                Ok((TimeValue::Day(day), Anchor::Dct))
            }
            (None, None, Some(day)) => self.day_of_month(day, weekday),
            (None, None, None) => {
                let weekday = weekday.ok_or(no_day)?;
                let today = self.today()?;
                if let Some((span, first)) = self.after {
                    let day = next_weekday(first, weekday, 0);
                    return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
                }
                if let Some((span, day)) = self.story_weekday(weekday) {
                    return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
                }
                // « La semaine dernière, … Lundi, il gèle. »
                if let (Some(monday), Tense::Unknown | Tense::Present) = (self.week, self.tense)
                    && let Some((span, _)) = self.last
                {
                    let day = monday.plus(i64::from(weekday) - 1);
                    return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
                }
                if let (Some(day), Tense::Unknown | Tense::Present) = (self.weekday, self.tense) {
                    return Ok((TimeValue::Day(day), Anchor::Dct));
                }
                let day = match self.tense {
                    Tense::Past => next_weekday(today, weekday, 0)
                        .plus(if weekday == today.weekday() { 0 } else { -7 }),
                    _ => next_weekday(today, weekday, 0),
                };
                Ok((TimeValue::Day(day), Anchor::Dct))
            }
        }
    }

    fn day_month(&self, month: u8, day: u8, step: i32, weekday: Option<u8>) -> Outcome {
        let (month, day) = (u32::from(month), u32::from(day));
        if let Some((span, first)) = self.after {
            // The second end of a range is after the first.
            let year = first.year();
            let found = [year, year + 1]
                .into_iter()
                .filter_map(|year| Day::new(year, month, day))
                .find(|day| *day >= first);
            return found
                .map(|day| (TimeValue::Day(day), Anchor::Antecedent(span)))
                .ok_or(Missing::NoSuchDay);
        }
        if Day::new(2000, month, day).is_none() {
            return Err(Missing::NoSuchDay);
        }
        // « le 1er janvier suivant »
        if step.abs() == 2 {
            let (origin, anchor) = self.origin(From::Text)?;
            let bounds = origin.bounds(None).ok_or(Missing::Antecedent)?;
            let (begin, end) = bounds.begin.zip(bounds.end).ok_or(Missing::Antecedent)?;
            let near =
                (begin.year() - 8..=end.year() + 8).filter_map(|year| Day::new(year, month, day));
            let found = if step > 0 {
                near.into_iter().find(|day| *day > end)
            } else {
                near.filter(|day| *day < begin).max()
            };
            return found.map(|day| (TimeValue::Day(day), anchor)).ok_or(Missing::NoSuchDay);
        }
        if let (Some((span, year)), 0) = (self.year, step)
            && let Some(day) = Day::new(year, month, day)
        {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        let told = self.entry_date(month, day).or_else(|| self.narrated_date(month, day, weekday));
        if let (Some((span, day)), 0) = (told, step) {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        if let (Some((span, day)), 0) = (self.story_date(month, day, weekday), step) {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        let today = self.today()?;
        let year = today.year();
        let near = (year - 4..=year + 4).filter_map(|year| Day::new(year, month, day));
        let found = match (step, self.tense) {
            (-1, _) => near.filter(|day| *day < today).max(),
            (1, _) => near.filter(|day| *day > today).min(),
            _ if self.over => near.filter(|day| *day <= today).max(),
            // The tense decides, unless the other reading is much nearer: « la fête qui a été
            // prévue le 3 mars ».
            (_, tense) => near.min_by_key(|day| {
                let away = day.since(today);
                let (past, future) = match tense {
                    Tense::Past => (1, 5),
                    Tense::Future => (5, 1),
                    _ => (5, 4),
                };
                if away < 0 { -away * past } else { away * future }
            }),
        };
        found.map(|day| (TimeValue::Day(day), Anchor::Dct)).ok_or(Missing::NoSuchDay)
    }

    fn month(&self, month: u8, step: i32) -> Outcome {
        self.month_within(month, step, HALF_A_YEAR)
    }

    /// The same, read at most `ahead` months ahead unless a verb says so.
    fn month_within(&self, month: u8, step: i32, ahead: i32) -> Outcome {
        if let (Some((span, first)), 0) = (self.after, step) {
            let later = i32::from(u32::from(month) < first.month());
            let value = TimeValue::Month(first.year() + later, month);
            return Ok((value, Anchor::Antecedent(span)));
        }
        if let (Some((span, year)), 0) = (self.year, step) {
            return Ok((TimeValue::Month(year, month), Anchor::Antecedent(span)));
        }
        let told = self.entry_month(u32::from(month)).or_else(|| self.narrated_month(month));
        if let (Some((span, year)), 0) = (told, step) {
            return Ok((TimeValue::Month(year, month), Anchor::Antecedent(span)));
        }
        // « en mars suivant »
        if step.abs() == 2 {
            let (origin, anchor) = self.origin(From::Text)?;
            let begin = origin.bounds(None).and_then(|b| b.begin).ok_or(Missing::Antecedent)?;
            let year = match step > 0 {
                true => begin.year() + i32::from(u32::from(month) <= begin.month()),
                false => begin.year() - i32::from(u32::from(month) >= begin.month()),
            };
            return Ok((TimeValue::Month(year, month), anchor));
        }
        let today = self.today()?;
        let now = today.year() * 12 + today.month() as i32 - 1;
        let this = today.year() * 12 + i32::from(month) - 1;
        let found = match (step, self.tense) {
            (-1, _) => {
                if this < now {
                    this
                } else {
                    this - 12
                }
            }
            (1, _) => {
                if this > now {
                    this
                } else {
                    this + 12
                }
            }
            (_, Tense::Past) => {
                if this <= now {
                    this
                } else {
                    this - 12
                }
            }
            (_, Tense::Future) if !self.of_noun => {
                if this >= now {
                    this
                } else {
                    this + 12
                }
            }
            // The nearest; of two as near, the one to come, or of a noun the one that is over.
            (_, tense) => {
                let to_come = tense == Tense::Future;
                let (past, future) = if self.of_noun && !to_come { (1, 2) } else { (5, 3) };
                [this - 12, this, this + 12]
                    .into_iter()
                    .filter(|at| to_come || at - now <= ahead)
                    .min_by_key(
                        |at| if *at < now { (now - at) * past } else { (at - now) * future },
                    )
                    .unwrap_or(this)
            }
        };
        Ok((TimeValue::Month(found.div_euclid(12), month), Anchor::Dct))
    }

    fn day_of_month(&self, day: u8, weekday: Option<u8>) -> Outcome {
        let day = u32::from(day);
        // « du vendredi 14 juillet au lundi 17 »
        if let Some((span, first)) = self.after
            && let Some(day) = (0..=1)
                .map(|step| first.plus_months(step))
                .filter_map(|month| Day::new(month.year(), month.month(), day))
                .find(|day| *day >= first)
                .filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday))
        {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        // « sorti de prison en février, il sera jugé le 15 »
        let against = |day: Day| {
            self.dct.is_some_and(|dct| match self.tense {
                Tense::Future => day < dct.day,
                Tense::Past => day > dct.day,
                _ => false,
            })
        };
        if let (Some((span, day)), None) =
            (self.entry_day(day).or_else(|| self.narrated_day(day)), weekday)
        {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        if let (Some((span, year, month)), None) = (self.month, weekday)
            && let Some(day) = Day::new(year, u32::from(month), day).filter(|day| !against(*day))
        {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        if let (Some((span, day)), None) = (self.story_day(day), weekday) {
            return Ok((TimeValue::Day(day), Anchor::Antecedent(span)));
        }
        let today = self.today()?;
        let first = Day::new(today.year(), today.month(), 1).ok_or(Missing::NoSuchDay)?;
        let near = (-13..=13).filter_map(|step| {
            let month = first.plus_months(step);
            Day::new(month.year(), month.month(), day)
        });
        let fits = near.filter(|found| weekday.is_none_or(|weekday| found.weekday() == weekday));
        let found = match self.tense {
            // « une visite est proposée mercredi 16 »: the weekday counts for more than the verb.
            Tense::Past | Tense::Future if weekday.is_some() => {
                let (past, future) = if self.tense == Tense::Past { (1, 4) } else { (4, 1) };
                fits.min_by_key(|day| {
                    let away = day.since(today);
                    if away < 0 { -away * past } else { away * future }
                })
            }
            Tense::Past => fits.filter(|day| *day <= today).max(),
            Tense::Future => fits.filter(|day| *day >= today).min(),
            _ if weekday.is_none() => {
                // « le 11 »: that of this month.
                Day::new(today.year(), today.month(), day).or_else(|| {
                    let next = first.plus_months(1);
                    Day::new(next.year(), next.month(), day)
                })
            }
            _ => fits.min_by_key(|day| (day.since(today).abs(), std::cmp::Reverse(*day))),
        };
        match found {
            Some(day) => Ok((TimeValue::Day(day), Anchor::Dct)),
            // A weekday that no such day has: it checks, it does not make the date.
            None if weekday.is_some() => self.day_of_month(day as u8, None),
            None => Err(Missing::NoSuchDay),
        }
    }

    fn shift(&self, count: i32, unit: Unit, from: From) -> Outcome {
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return self.shift_clock(count, unit, from);
        }
        let (origin, anchor) = match unit {
            Unit::Day | Unit::Night => {
                // « mi-novembre … deux jours plus tard »: no finer than what it is counted from.
                let told = self.last_day.is_some();
                if let (From::Text, Some((span, value))) = (from, self.last)
                    && !self.passing
                    && self.last_day.is_none_or(|(day, _)| day < span)
                    && value.day().is_none()
                    // « la veille » is of a day, wherever that was told.
                    && !(told
                        && (count.abs() <= 1 || value.granularity() <= Some(super::Granularity::Year)))
                {
                    return Ok((value, Anchor::Antecedent(span)));
                }
                let (day, anchor) = self.origin_day(from)?;
                return Ok((TimeValue::Day(day.plus(i64::from(count))), anchor));
            }
            // « un an après » is counted from something told, never from today.
            _ if from == From::Text && self.last.is_none() && unit > Unit::Week => {
                return Err(Missing::Antecedent);
            }
            _ => self.origin(from)?,
        };
        let fine = origin.granularity() >= Some(super::Granularity::Day);
        let begin = origin.bounds(None).and_then(|b| b.begin).ok_or(Missing::Antecedent)?;
        let months = |n: i32| begin.plus_months(count.saturating_mul(n).clamp(-120_000, 120_000));
        let value = match unit {
            Unit::Week | Unit::Weekend => {
                let day = begin.plus(7 * i64::from(count));
                if unit == Unit::Week && fine {
                    TimeValue::Day(day)
                } else {
                    unit_of(day, Period::Unit(unit))
                }
            }
            // « Au printemps 2022, … Dix-huit mois plus tard »: no finer than what it is counted from.
            Unit::Month if matches!(origin, TimeValue::Season(..)) && count % 3 == 0 => {
                Self::later_season(begin, count).ok_or(Missing::NoSuchDay)?
            }
            Unit::Month => unit_of(months(1), Period::Unit(Unit::Month)),
            Unit::Quarter => unit_of(months(3), Period::Unit(Unit::Month)),
            Unit::Half => unit_of(months(6), Period::Unit(Unit::Month)),
            Unit::Year => TimeValue::Year(months(12).year()),
            Unit::Decade => TimeValue::Year(months(120).year()),
            Unit::Century => TimeValue::Century(months(1200).year().div_euclid(100)),
            _ => TimeValue::Century(months(12_000).year().div_euclid(100)),
        };
        Ok((value, anchor))
    }

    /// « il y a deux heures »: a clock time where now has one, else its day.
    fn shift_clock(&self, count: i32, unit: Unit, from: From) -> Outcome {
        let (day, time, anchor) = match (from, self.last) {
            (From::Text, Some((span, TimeValue::Time(day, time)))) => {
                (day, Some(time), Anchor::Antecedent(span))
            }
            (From::Text, _) if self.last_day.is_some() => {
                let (day, anchor) = self.origin_day(from)?;
                (day, None, anchor)
            }
            _ => {
                let dct = self.dct()?;
                (dct.day, dct.time, Anchor::Dct)
            }
        };
        let Some(time) = time else {
            // « vingt-quatre heures plus tard »
            let days = if unit == Unit::Hour { count / 24 } else { 0 };
            return Ok((TimeValue::Day(day.plus(i64::from(days))), anchor));
        };
        let scale = match unit {
            Unit::Hour => 3600,
            Unit::Minute => 60,
            _ => 1,
        };
        let now =
            i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + i64::from(time.second);
        let at = now + i64::from(count) * scale;
        let seconds = at.rem_euclid(86_400);
        let time = TimeOfDay {
            hour: (seconds / 3600) as u8,
            minute: (seconds / 60 % 60) as u8,
            second: if unit == Unit::Second { (seconds % 60) as u8 } else { time.second },
        };
        Ok((TimeValue::Time(day.plus(at.div_euclid(86_400)), time), anchor))
    }

    fn step(&self, period: Period, step: i32, from: From) -> Outcome {
        let (origin, anchor) = self.origin(from)?;
        let begin = origin.bounds(None).and_then(|b| b.begin).ok_or(Missing::Antecedent)?;
        let value = match period {
            Period::Unit(unit) => {
                let months = |n: i32| unit_of(begin.plus_months(n.saturating_mul(step)), period);
                match unit {
                    Unit::Week => unit_of(begin.plus(7 * i64::from(step)), period),
                    Unit::Weekend => {
                        let over = begin.weekday() <= 5 && self.tense == Tense::Past && step == 0;
                        let last = if over { -1 } else { step };
                        // On a Saturday or Sunday « le week-end dernier » is the one before.
                        unit_of(begin.plus(7 * i64::from(last)), period)
                    }
                    Unit::Month => months(1),
                    Unit::Quarter => months(3),
                    Unit::Half => months(6),
                    Unit::Year => months(12),
                    Unit::Decade => months(120),
                    Unit::Century => months(1200),
                    _ => TimeValue::Day(begin.plus(i64::from(step))),
                }
            }
            Period::Weekday(weekday) => TimeValue::Day(match step {
                // « ce lundi »: the nearest, unless the tense says otherwise.
                0 => {
                    let next = next_weekday(begin, weekday, 0);
                    let back = match self.tense {
                        Tense::Past => next > begin,
                        Tense::Future => false,
                        _ => next.since(begin) > 4,
                    };
                    next.plus(if back { -7 } else { 0 })
                }
                step if step > 0 => next_weekday(begin, weekday, 1),
                _ => next_weekday(begin, weekday, 0).plus(-7),
            }),
            Period::Season(season) => self.near_season(begin, season, step),
            Period::Quarter(quarter) => TimeValue::Quarter(begin.year() + step, quarter),
            Period::Half(half) => TimeValue::Half(begin.year() + step, half),
        };
        Ok((value, anchor))
    }
}

/// A bare month is not read further ahead than this unless a verb says so, in months.
const HALF_A_YEAR: i32 = 6;

/// The first `weekday` from `day` plus `least` days on.
fn next_weekday(day: Day, weekday: u8, least: i64) -> Day {
    let from = day.plus(least);
    from.plus((i64::from(weekday) - i64::from(from.weekday())).rem_euclid(7))
}

/// The week, month, year … that holds `day`.
fn unit_of(day: Day, period: Period) -> TimeValue {
    let (year, month) = (day.year(), day.month() as u8);
    match period {
        Period::Unit(Unit::Week) => {
            let (year, week) = day.iso_week();
            TimeValue::Week(year, week)
        }
        Period::Unit(Unit::Weekend) => {
            let (year, week) = day.iso_week();
            TimeValue::Weekend(year, week)
        }
        Period::Unit(Unit::Month) => TimeValue::Month(year, month),
        Period::Unit(Unit::Quarter) => TimeValue::Quarter(year, (month - 1) / 3 + 1),
        Period::Unit(Unit::Half) => TimeValue::Half(year, (month - 1) / 6 + 1),
        Period::Unit(Unit::Year) => TimeValue::Year(year),
        Period::Unit(Unit::Decade) => TimeValue::Decade(year.div_euclid(10)),
        Period::Unit(Unit::Century | Unit::Millennium) => TimeValue::Century(year.div_euclid(100)),
        _ => TimeValue::Day(day),
    }
}
