//! When something is: calendar values, printed as TIMEX3 and as EDTF.
//!
//! chrono does all the arithmetic, behind the types of this file.

mod amount;
mod bounds;
mod parse;
mod print;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

pub use amount::{Duration, Quantity, Recurrence, Unit};

/// A calendar day (proleptic Gregorian). Printed and stored as `2024-11-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day, where the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// The day written `2024-11-11`.
    pub fn parse(text: &str) -> Option<Day> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
        if month.len() != 2 || day.len() != 2 {
            return None;
        }
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, from 1.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The weekday, 1 (Monday) to 7 (Sunday).
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday() as u8
    }

    /// The day `days` later; the nearest day that chrono can hold at its limits.
    pub fn plus(self, days: i64) -> Day {
        let moved = chrono::TimeDelta::try_days(days).and_then(|d| self.0.checked_add_signed(d));
        Day(moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }

    /// Days from `earlier` to this one.
    pub fn since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The day `months` later; the last day of its month where that month is shorter.
    pub fn plus_months(self, months: i32) -> Day {
        let step = chrono::Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.0.checked_sub_months(step)
        } else {
            self.0.checked_add_months(step)
        };
        Day(moved.unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }

    /// The year and number of its ISO 8601 week.
    pub fn iso_week(self) -> (i32, u8) {
        let week = self.0.iso_week();
        (week.year(), week.week() as u8)
    }

    /// The Monday of an ISO 8601 week, where the year has that week.
    pub fn monday(year: i32, week: u8) -> Option<Day> {
        NaiveDate::from_isoywd_opt(year, u32::from(week), chrono::Weekday::Mon).map(Day)
    }

    /// The last day of a month, where the calendar has it.
    pub fn last_of_month(year: i32, month: u32) -> Option<Day> {
        let first = Day::new(year, month, 1)?;
        Some(first.plus_months(1).plus(-1))
    }

    /// Easter Sunday of a year (Gregorian).
    pub fn easter(year: i32) -> Option<Day> {
        computus::gregorian_naive(year).ok().map(Day)
    }

    /// Days since 1 January of the year 1.
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::year(f, self.year())?;
        write!(f, "-{:02}-{:02}", self.month(), self.day())
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no day")))
    }
}

/// A time of day on the clock of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeOfDay {
    /// 0 to 24.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
}

/// First and last day, both included; `None` is open or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// The first day.
    pub begin: Option<Day>,
    /// The last day.
    pub end: Option<Day>,
}

/// How fine a value is, from coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// 100 years.
    Century,
    /// 10 years.
    Decade,
    /// A year.
    Year,
    /// Half a year or a quarter.
    Quarter,
    /// A season.
    Season,
    /// A month.
    Month,
    /// A week, or a week-end.
    Week,
    /// A day, or a part of one.
    Day,
    /// A clock time.
    Time,
}

/// TIMEX3 `mod`: what a word does to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Modifier {
    /// « avant »
    Before,
    /// « après »
    After,
    /// « au plus tard »
    OnOrBefore,
    /// « au plus tôt »
    OnOrAfter,
    /// « moins de »
    LessThan,
    /// « plus de »
    MoreThan,
    /// « au plus »
    EqualOrLess,
    /// « au moins »
    EqualOrMore,
    /// « début », « à l'aube de »
    Start,
    /// « mi- », « milieu »
    Mid,
    /// « fin »
    End,
    /// « vers », « environ »
    Approx,
}

impl Modifier {
    /// The word of TIMEX3: `ON_OR_BEFORE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Modifier::Before => "BEFORE",
            Modifier::After => "AFTER",
            Modifier::OnOrBefore => "ON_OR_BEFORE",
            Modifier::OnOrAfter => "ON_OR_AFTER",
            Modifier::LessThan => "LESS_THAN",
            Modifier::MoreThan => "MORE_THAN",
            Modifier::EqualOrLess => "EQUAL_OR_LESS",
            Modifier::EqualOrMore => "EQUAL_OR_MORE",
            Modifier::Start => "START",
            Modifier::Mid => "MID",
            Modifier::End => "END",
            Modifier::Approx => "APPROX",
        }
    }
}

/// A season, by the northern hemisphere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Season {
    /// March to May, for TIMEX3 `SP`.
    Spring,
    /// `SU`
    Summer,
    /// `FA`
    Autumn,
    /// `WI`, named by the year in which it begins.
    Winter,
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayPart {
    /// `MO`
    Morning,
    /// `MI`, where it is a part and no clock time.
    Midday,
    /// `AF`
    Afternoon,
    /// `EV`
    Evening,
    /// `NI`
    Night,
    /// `DT`
    Daytime,
}

/// A value on the calendar, or an amount of time. Years before the common era are counted as
/// astronomers do: 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeValue {
    /// `2024-11-11`
    Day(Day),
    /// `18XX`: the first two digits. A century BC is negative: −2 is the second.
    Century(i32),
    /// `196X`: the first three digits.
    Decade(i32),
    /// `2024`
    Year(i32),
    /// `2024-H1`
    Half(i32, u8),
    /// `2024-Q3`
    Quarter(i32, u8),
    /// `2024-SU`
    Season(i32, Season),
    /// `2024-11`
    Month(i32, u8),
    /// `2024-W45`
    Week(i32, u8),
    /// `2024-W45-WE`
    Weekend(i32, u8),
    /// `2024-11-11TEV`
    Part(Day, DayPart),
    /// `2024-11-11T14:30`
    Time(Day, TimeOfDay),
    /// `P3D`
    Duration(Duration),
    /// `P1W`, `XXXX-WXX-1`
    Set(Recurrence),
    /// `PRESENT_REF`
    Present,
    /// `PAST_REF`
    Past,
    /// `FUTURE_REF`
    Future,
}
