//! Seasons, quarters, feasts and the nth of something, on the calendar.

use super::*;

/// How far apart two feasts can be that are told together, in days.
const SOON: i64 = 120;

impl Context<'_> {
    /// « l'été dernier », « cet été », « l'été prochain » as seen from a day.
    pub(super) fn near_season(&self, from: Day, season: Season, step: i32) -> TimeValue {
        let year = from.year();
        let of = |year| TimeValue::Season(year, season);
        let starts = |year| of(year).bounds(None).and_then(|b| b.begin);
        let ends = |year| of(year).bounds(None).and_then(|b| b.end);
        let near = [year - 2, year - 1, year, year + 1];
        let found = match step {
            0 if season == Season::Winter && from.month() < 6 => Some(year - 1),
            0 => Some(year),
            step if step < 0 => {
                near.into_iter().rev().find(|y| ends(*y).is_some_and(|end| end < from))
            }
            _ => near.into_iter().find(|y| starts(*y).is_some_and(|begin| begin > from)),
        };
        of(found.unwrap_or(year))
    }

    /// A season so many months later, if these are whole seasons.
    pub(super) fn later_season(begin: Day, months: i32) -> Option<TimeValue> {
        let day = begin.plus_months(months.clamp(-120_000, 120_000));
        let season = match day.month() {
            3 => Season::Spring,
            6 => Season::Summer,
            9 => Season::Autumn,
            12 => Season::Winter,
            _ => return None,
        };
        Some(TimeValue::Season(day.year(), season))
    }

    pub(super) fn of_year(&self, period: Period, year: Option<YearExpr>) -> Outcome {
        let (year, anchor) = match (year, self.year) {
            (Some(year), _) => self.year(year)?,
            (None, Some((span, year))) => (year, Anchor::Antecedent(span)),
            (None, None) => {
                let today = self.today()?;
                if let Period::Season(season) = period {
                    let past = self.near_season(today, season, -1);
                    let this = self.near_season(today, season, 0);
                    let next = self.near_season(today, season, 1);
                    let begin = |season: &TimeValue| season.bounds(None).and_then(|b| b.begin);
                    let begun = begin(&this).is_some_and(|begin| begin <= today);
                    let over = this.bounds(None).and_then(|b| b.end).filter(|end| *end < today);
                    // « Le vrai rendez-vous, c'est le printemps », in November
                    let nearer = over
                        .zip(begin(&next))
                        .is_some_and(|(end, begin)| begin.since(today) < today.since(end));
                    let value = match self.tense {
                        Tense::Past if !begun => past,
                        Tense::Future if over.is_some() => next,
                        Tense::Present if nearer => next,
                        _ => this,
                    };
                    return Ok((value, Anchor::Dct));
                }
                let begun = match period {
                    Period::Quarter(n) => today.month() as i32 > 3 * i32::from(n) - 3,
                    Period::Half(n) => today.month() as i32 > 6 * i32::from(n) - 6,
                    _ => true,
                };
                let year = today.year() - i32::from(self.tense == Tense::Past && !begun);
                (year, Anchor::Dct)
            }
        };
        let value = match period {
            Period::Season(season) => TimeValue::Season(year, season),
            Period::Quarter(quarter) => TimeValue::Quarter(year, quarter),
            Period::Half(half) => TimeValue::Half(year, half),
            _ => TimeValue::Year(year),
        };
        Ok((value, anchor))
    }

    pub(super) fn nth(
        &self,
        n: i32,
        period: Period,
        month: Option<u8>,
        year: Option<YearExpr>,
    ) -> Outcome {
        let none = Missing::NoSuchDay;
        let (container, anchor) = match (month, year) {
            (Some(month), Some(year)) => {
                let (year, anchor) = self.year(year)?;
                (TimeValue::Month(year, month), anchor)
            }
            (Some(month), None) => self.month_within(month, 0, 12)?,
            (None, Some(year)) => {
                let (year, anchor) = self.year(year)?;
                (TimeValue::Year(year), anchor)
            }
            (None, None) => return Err(none),
        };
        Ok((nth_of(n, period, &container)?, anchor))
    }

    pub(super) fn feast(
        &self,
        feast: Feast,
        year: Option<YearExpr>,
        step: i32,
        days: i32,
    ) -> Outcome {
        let day = |year: i32| -> Option<Day> {
            let day = match feast {
                Feast::Eve => Day::new(year, 12, 24)?,
                Feast::Fixed { month, day } => Day::new(year, u32::from(month), u32::from(day))?,
                Feast::Easter(offset) => Day::easter(year)?.plus(i64::from(offset)),
                Feast::Lunar { month, day } => lunar(year, month, day)?,
                Feast::Aid => lunar(year, 10, 1)?,
                Feast::Weekday { n, weekday, month } => {
                    let first = Day::new(year, u32::from(month), 1)?;
                    let mut day = if n > 0 {
                        next_weekday(first, weekday, 0).plus(7 * (i64::from(n) - 1))
                    } else {
                        next_weekday(Day::last_of_month(year, u32::from(month))?, weekday, 1)
                            .plus(-7)
                    };
                    // The feast of mothers gives way to Pentecost.
                    if month == 5 && Day::easter(year).is_some_and(|easter| easter.plus(49) == day)
                    {
                        day = day.plus(7);
                    }
                    day
                }
            };
            Some(day.plus(i64::from(days)))
        };
        let (year, anchor) = match (year, self.year) {
            (Some(year), _) => self.year(year)?,
            (None, Some((span, year))) if step == 0 => (year, Anchor::Antecedent(span)),
            _ => {
                let today = self.today()?;
                let years = today.year() - 1..=today.year() + 1;
                // « le réveillon » is also that of 31 December, « l'Aïd » also the great one.
                let eve = |year| match feast {
                    Feast::Eve => Day::new(year, 12, 31),
                    Feast::Aid => lunar(year, 12, 10),
                    _ => None,
                };
                let near = years.flat_map(|year| [day(year), eve(year)]).flatten();
                // « à l'Ascension … à la Pentecôte »: the next one after that.
                let told = self.feast.filter(|told| told.since(today).abs() <= SOON);
                if let (Some(told), 0) = (told, step)
                    && self.tense != Tense::Past
                    && let Some(day) =
                        near.clone().find(|day| (0..=SOON).contains(&day.since(told)))
                {
                    return Ok((TimeValue::Day(day), Anchor::Dct));
                }
                let found = match (step, self.tense) {
                    (-1, _) => near.filter(|d| *d < today).max(),
                    (1, _) => near.filter(|d| *d > today).min(),
                    (_, Tense::Past) => near.filter(|d| *d <= today).max(),
                    (_, Tense::Future) => near.filter(|d| *d >= today).min(),
                    _ => near.min_by_key(|d| {
                        let away = d.since(today);
                        if away < 0 { -away * 5 } else { away * 3 }
                    }),
                };
                return found
                    .map(|day| (TimeValue::Day(day), Anchor::Dct))
                    .ok_or(Missing::NoSuchDay);
            }
        };
        day(year).map(|day| (TimeValue::Day(day), anchor)).ok_or(Missing::NoSuchDay)
    }
}

/// The first day in `year` that the Muslim calendar of the tables calls `month` and `day`.
fn lunar(year: i32, month: u8, day: u8) -> Option<Day> {
    let epoch = Day::new(1, 1, 1)?;
    let (month, day) = (i64::from(month), i64::from(day));
    let of = |hijri: i64| {
        let days = (11 * hijri + 3) / 30 + 354 * hijri + 30 * month - (month - 1) / 2 + day;
        epoch.plus(days + 226_629)
    };
    let near = (i64::from(year) - 622) * 33 / 32;
    (near - 1..=near + 2).map(of).find(|day| day.year() == year)
}

/// The week-end or week of a feast: that of a Monday or Tuesday is the one that leads to it.
pub(super) fn around(day: Day, period: Period) -> TimeValue {
    let back = period == Period::Unit(Unit::Weekend) && day.weekday() <= 2;
    unit_of(day.plus(if back { -7 } else { 0 }), period)
}

/// The nth `period` of a container, from its end if negative.
pub(super) fn nth_of(n: i32, period: Period, container: &TimeValue) -> Result<TimeValue, Missing> {
    let none = Missing::NoSuchDay;
    let bounds = container.bounds(None).ok_or(none)?;
    let (begin, end) = (bounds.begin.ok_or(none)?, bounds.end.ok_or(none)?);
    let n = i64::from(n);
    let weekday = |weekday: u8| {
        if n > 0 {
            next_weekday(begin, weekday, 0).plus(7 * (n - 1))
        } else {
            next_weekday(end, weekday, 1).plus(-7)
        }
    };
    let value = match period {
        Period::Weekday(day) => TimeValue::Day(weekday(day)),
        Period::Unit(Unit::Day) if n > 0 => TimeValue::Day(begin.plus(n - 1)),
        Period::Unit(Unit::Day) => TimeValue::Day(end),
        // The weeks of a month begin with its first Monday.
        Period::Unit(Unit::Week) if n > 0 => {
            unit_of(next_weekday(begin, 1, 0).plus(7 * (n - 1)), period)
        }
        Period::Unit(Unit::Week) => {
            let sunday = next_weekday(end, 7, 1).plus(-7);
            unit_of(sunday, period)
        }
        Period::Unit(Unit::Weekend) => {
            let saturday = if n > 0 {
                next_weekday(begin, 6, 0).plus(7 * (n - 1))
            } else {
                next_weekday(end, 7, 1).plus(-8)
            };
            unit_of(saturday, period)
        }
        Period::Unit(unit) => unit_of(end, Period::Unit(unit)),
        _ => return Err(none),
    };
    Ok(value)
}
