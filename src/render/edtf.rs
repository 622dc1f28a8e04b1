//! Reading EDTF (ISO 8601-2, Library of Congress levels 0 to 2), as far as frise writes it.

use crate::timex::Day;

/// A value read from EDTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edtf {
    /// `2024-11`
    Point(Point),
    /// `2024-03-03/2024-03-05`; an end that is open (`..`) or not known (empty) is `None`.
    Interval(Option<Point>, Option<Point>),
    /// `[2024-03-03,2024-03-04]`
    OneOf(Vec<Point>),
}

/// One date, as fine as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) unit: Unit,
    /// `~`: the source approximates.
    pub(crate) approximate: bool,
    /// `?`: editors or sources are unsure.
    pub(crate) uncertain: bool,
}

/// How fine a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// `19XX`, by its first two digits.
    Century(i32),
    /// `199X`, by its first year.
    Decade(i32),
    Year(i32),
    /// Codes 21 to 24 are seasons, 33 to 36 quarters, 40 and 41 halves.
    Division(i32, u32),
    Month(i32, u32),
    Day(Day),
    /// A day with hour and minute.
    Time(Day, u32, u32),
}

impl Edtf {
    /// Reads `text`; `None` for anything that frise does not write.
    pub(crate) fn parse(text: &str) -> Option<Edtf> {
        if let Some(set) = text.strip_prefix('[') {
            let members = set.trim_end_matches(['?', '~', '%']).strip_suffix(']')?;
            return members.split(',').map(point).collect::<Option<_>>().map(Edtf::OneOf);
        }
        match text.split_once('/') {
            Some((begin, end)) => Some(Edtf::Interval(open(begin)?, open(end)?)),
            None => point(text).map(Edtf::Point),
        }
    }
}

impl Unit {
    /// The first day that it holds.
    pub(crate) fn first_day(self) -> Option<Day> {
        match self {
            Unit::Century(hundreds) => Day::new(hundreds * 100, 1, 1),
            Unit::Decade(year) | Unit::Year(year) => Day::new(year, 1, 1),
            Unit::Division(year, code) => Day::new(year, first_month(code), 1),
            Unit::Month(year, month) => Day::new(year, month, 1),
            Unit::Day(day) | Unit::Time(day, ..) => Some(day),
        }
    }
}

/// The month that a part of a year begins with.
pub(crate) fn first_month(code: u32) -> u32 {
    match code {
        21..=24 => (code - 20) * 3,
        33..=36 => (code - 33) * 3 + 1,
        41 => 7,
        _ => 1,
    }
}

/// An end of an interval: `Some(None)` where it is open or not known.
fn open(text: &str) -> Option<Option<Point>> {
    match text {
        "" | ".." => Some(None),
        _ => point(text).map(Some),
    }
}

fn point(text: &str) -> Option<Point> {
    let bare = text.trim().trim_end_matches(['?', '~', '%']);
    let marks = &text.trim()[bare.len()..];
    Some(Point {
        unit: unit(bare)?,
        approximate: marks.contains(['~', '%']),
        uncertain: marks.contains(['?', '%']),
    })
}

fn unit(text: &str) -> Option<Unit> {
    if let Some((day, time)) = text.split_once('T') {
        let (hour, minute) = match time.split_once(':') {
            Some((hour, rest)) => (hour, rest.get(..2)?),
            None => (time, "00"),
        };
        return Some(Unit::Time(Day::parse(day)?, number(hour)?, number(minute)?));
    }
    if let Some(hundreds) = text.strip_suffix("XX") {
        return digits(hundreds, 2).map(Unit::Century);
    }
    if let Some(tens) = text.strip_suffix('X') {
        return digits(tens, 3).map(|tens| Unit::Decade(tens * 10));
    }
    match text.split_once('-') {
        None => digits(text, 4).map(Unit::Year),
        Some((year, code)) if code.len() == 2 => {
            let (year, code) = (digits(year, 4)?, number(code)?);
            match code {
                1..=12 => Some(Unit::Month(year, code)),
                21..=24 | 33..=36 | 40 | 41 => Some(Unit::Division(year, code)),
                _ => None,
            }
        }
        Some(_) => Day::parse(text).map(Unit::Day),
    }
}

/// A number of exactly `length` digits.
fn digits(text: &str, length: usize) -> Option<i32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit_of(text: &str) -> Option<Unit> {
        match Edtf::parse(text)? {
            Edtf::Point(point) => Some(point.unit),
            _ => None,
        }
    }

    #[test]
    fn every_precision_is_read() {
        let day = Day::new(2024, 11, 11).unwrap();
        for (text, unit) in [
            ("2024-11-11", Some(Unit::Day(day))),
            ("2024-11-11T14:30", Some(Unit::Time(day, 14, 30))),
            ("2024-11", Some(Unit::Month(2024, 11))),
            ("2023-22", Some(Unit::Division(2023, 22))),
            ("2023-34", Some(Unit::Division(2023, 34))),
            ("2024", Some(Unit::Year(2024))),
            ("199X", Some(Unit::Decade(1990))),
            ("19XX", Some(Unit::Century(19))),
            ("2024-13", None),
            ("2024-02-30", None),
            ("P3D", None),
            ("", None),
            ("é", None),
            ("2024-é", None),
        ] {
            assert_eq!(unit_of(text), unit, "{text}");
        }
    }

    #[test]
    fn marks_ends_and_sets_are_read() {
        let Some(Edtf::Point(point)) = Edtf::parse("2024-03-10~") else { panic!("a point") };
        assert!(point.approximate && !point.uncertain);
        let since = Edtf::parse("2022-03-03/..");
        assert!(matches!(since, Some(Edtf::Interval(Some(_), None))), "{since:?}");
        let until = Edtf::parse("/2024-05-15");
        assert!(matches!(until, Some(Edtf::Interval(None, Some(_)))), "{until:?}");
        let either = Edtf::parse("[2024-03-03,2024-03-04]");
        assert!(matches!(either, Some(Edtf::OneOf(days)) if days.len() == 2));
    }
}
