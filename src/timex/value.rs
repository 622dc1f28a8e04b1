//! When something is: calendar values, printed as TIMEX3 and as EDTF.
//!
//! chrono does all the arithmetic, behind the types of this file.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

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

    /// Days since 1 January of the year 1.
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// A value on the calendar, or an amount of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeValue {
    /// `2024-11-11`
    Day(Day),
}

impl TimeValue {
    /// First and last day, with `modifier` counted in (« fin octobre »: 21 to 31). `None` for
    /// durations, sets and vague references.
    pub fn bounds(&self, modifier: Option<Modifier>) -> Option<Bounds> {
        let _ = modifier;
        match self {
            TimeValue::Day(day) => Some(Bounds { begin: Some(*day), end: Some(*day) }),
        }
    }

    /// The value written in EDTF: `2024`, `2024-11`, `2024-11-11`, a trailing `~` or `?` put
    /// aside; `None` for what is no single calendar value.
    pub fn parse_edtf(text: &str) -> Option<TimeValue> {
        Day::parse(text.trim_end_matches(['~', '?'])).map(TimeValue::Day)
    }

    /// How fine the value is; `None` for durations, sets and vague references.
    pub fn granularity(&self) -> Option<Granularity> {
        match self {
            TimeValue::Day(_) => Some(Granularity::Day),
        }
    }

    /// As TIMEX3 prints it.
    pub fn timex3(&self) -> String {
        match self {
            TimeValue::Day(day) => day.to_string(),
        }
    }

    /// As EDTF prints it, where it has a word; an approximate value ends in `~`.
    pub fn edtf(&self, modifier: Option<Modifier>) -> Option<String> {
        let tilde = if modifier == Some(Modifier::Approx) { "~" } else { "" };
        match self {
            TimeValue::Day(day) => Some(format!("{day}{tilde}")),
        }
    }
}
