//! Dates of metadata: what machines write in front matter, meta tags and feeds, and full
//! dates of a line.
//!
//! Our own reading comes first; `dateparser` sees only shapes that it reads right, at
//! midnight, never the clock.

use crate::text::Span;
use crate::timex::{Anchor, Day, Granularity, Resolution, TimeOfDay, Timex};
use chrono::{DateTime, Datelike, NaiveTime, TimeZone, Timelike, Utc};

/// A day, with the time of day where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day on the calendar of the stamp's own zone, else of the project's.
    pub(crate) day: Day,
    /// The time there.
    pub(crate) time: Option<TimeOfDay>,
}

/// Longest text that can be a date of metadata.
const LONGEST: usize = 64;

/// The date that a metadata string writes, in any form that machines or French writers use.
/// `zone` is the IANA name of the project's time zone, for stamps that count seconds.
pub(crate) fn metadata_date(written: &str, zone: &str) -> Option<Stamp> {
    let written = written.trim();
    if written.len() > LONGEST {
        return None;
    }
    // « 2024-10-31T18:42+01:00[Europe/Paris] »
    let written = written.split_once('[').map_or(written, |(before, _)| before.trim_end());
    if written.get(..10).is_some_and(|head| Day::parse(head).is_some()) {
        return iso(written);
    }
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        return epoch(written, zone);
    }
    let days = days(written);
    if let [(span, day)] = days[..] {
        let time = clock_near(written, span).or_else(|| clock_after(written, 0));
        return Some(Stamp { day, time });
    }
    if days.is_empty() { english(written) } else { None }
}

/// `2024-10-31`, with `T18:42:07`, a space instead of `T`, any offset or none.
fn iso(written: &str) -> Option<Stamp> {
    let head = written.get(..10)?;
    let day = Day::parse(head)?;
    let rest = &written[10..];
    if rest.is_empty() {
        return Some(Stamp { day, time: None });
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let time = clock(rest.trim_start())?;
    Some(Stamp { day, time: Some(time) })
}

/// Seconds or milliseconds since 1970.
fn epoch(written: &str, zone: &str) -> Option<Stamp> {
    if written.len() == 8 {
        let (year, rest) = written.split_at(4);
        let day = Day::parse(&format!("{year}-{}-{}", &rest[..2], &rest[2..]))?;
        return Some(Stamp { day, time: None });
    }
    if !matches!(written.len(), 10 | 13) {
        return None;
    }
    let midnight = NaiveTime::from_hms_opt(0, 0, 0)?;
    let instant = dateparser::parse_with(written, &Utc, midnight).ok()?;
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    stamp_of(&instant.with_timezone(&zone))
}

fn stamp_of<Z: TimeZone>(instant: &DateTime<Z>) -> Option<Stamp> {
    let day = Day::new(instant.year(), instant.month(), instant.day())?;
    let time = TimeOfDay {
        hour: instant.hour() as u8,
        minute: instant.minute() as u8,
        second: instant.second() as u8,
    };
    Some(Stamp { day, time: Some(time) })
}

/// « Thu, 31 Oct 2024 23:30:00 +0100 », « Oct 31, 2024 6:42 PM »: an English month and a year
/// of four digits. The day is the one that is written, so the offset is taken off first.
fn english(written: &str) -> Option<Stamp> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = written
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let month = words.iter().any(|word| {
        word.get(..3).is_some_and(|head| MONTHS.contains(&head.to_ascii_lowercase().as_str()))
    });
    let year = words.iter().any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    if !month || !year || !written.is_ascii() {
        return None;
    }
    let mut plain = written;
    if let Some((before, offset)) = plain.rsplit_once([' '])
        && (offset.starts_with(['+', '-'])
            || offset.len() <= 5
                && offset.bytes().all(|byte| byte.is_ascii_uppercase())
                && !matches!(offset, "AM" | "PM"))
    {
        plain = before;
    }
    if let Some((weekday, rest)) = plain.split_once(", ")
        && weekday.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        plain = rest;
    }
    let midnight = NaiveTime::from_hms_opt(0, 0, 0)?;
    let stamp = stamp_of(&dateparser::parse_with(plain, &Utc, midnight).ok()?)?;
    let timed = plain.contains(':');
    Some(Stamp { time: stamp.time.filter(|_| timed), ..stamp })
}

/// The full dates (day, month and year) that `line` writes, in order: numbers in the French
/// order, ISO dates, and what French grammar reads without help.
pub(crate) fn days(line: &str) -> Vec<(Span, Day)> {
    let mut found = numeric_days(line);
    if line.bytes().filter(u8::is_ascii_digit).count() >= 4
        && line.bytes().any(|b| b.is_ascii_alphabetic())
    {
        let whole = Span::new(0, line.len());
        for timex in crate::timex::annotate(line, &[whole], None).value {
            if let Some(day) = written_day(&timex)
                && !found.iter().any(|(span, _)| span.overlaps(timex.span))
            {
                found.push((timex.span, day));
            }
        }
        found.sort_by_key(|(span, _)| span.start);
    }
    found
}

/// The day that an expression names in full, also with a time of day.
fn written_day(timex: &Timex) -> Option<Day> {
    let Resolution::Resolved { anchor: Anchor::Text, .. } = timex.resolution else { return None };
    let fine = matches!(timex.value()?.granularity()?, Granularity::Day | Granularity::Time);
    let bounds = timex.bounds().filter(|bounds| fine && bounds.begin == bounds.end)?;
    bounds.begin
}

/// The days that `line` writes without their year, in order: « mardi 12 mars ».
pub(crate) fn yearless(line: &str) -> Vec<Span> {
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let found = crate::timex::annotate(line, &[Span::new(0, line.len())], None).value;
    let unplaced = found.iter().filter(|timex| {
        matches!(timex.resolution, Resolution::Unresolved(crate::timex::Missing::Dct))
    });
    unplaced
        .map(|timex| timex.span)
        // Of a leap year, so that 29 February passes.
        .filter(|span| with_year(span.slice(line), 2024).is_some())
        .collect()
}

/// The day that `yearless` is in `year`, and whether its weekday, where it has one, is that of
/// the calendar.
pub(crate) fn with_year(yearless: &str, year: i32) -> Option<(Day, Option<bool>)> {
    let line = format!("{yearless} {year}");
    let found = crate::timex::annotate(&line, &[Span::new(0, line.len())], None).value;
    let [timex] = &found[..] else { return None };
    let day = written_day(timex).filter(|_| timex.span.end == line.len())?;
    Some((day, timex.weekday.map(|weekday| weekday.written == weekday.actual)))
}

/// « 06/11/2024 », « 6.11.24 », « 2024-11-06 ».
fn numeric_days(line: &str) -> Vec<(Span, Day)> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        match numeric_day(&bytes[at..]) {
            Some((length, day)) => {
                found.push((Span::new(at, at + length), day));
                at += length;
            }
            None => at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        }
    }
    found
}

fn numeric_day(bytes: &[u8]) -> Option<(usize, Day)> {
    let (first, a) = digits(bytes)?;
    let sign = *bytes.get(first).filter(|sign| matches!(sign, b'/' | b'.' | b'-'))?;
    let (second, b) = digits(&bytes[first + 1..])?;
    let at = first + 1 + second;
    if *bytes.get(at)? != sign {
        return None;
    }
    let (third, c) = digits(&bytes[at + 1..])?;
    let end = at + 1 + third;
    if bytes.get(end).is_some_and(|byte| byte.is_ascii_digit()) || second > 2 {
        return None;
    }
    let day = match (first, third) {
        (4, 1 | 2) => Day::new(a as i32, b, c),
        (1 | 2, 4) => Day::new(c as i32, b, a),
        // « 17/04/11 »: of this century, as news on the web is.
        (2, 2) => Day::new(2000 + c as i32, b, a),
        _ => None,
    }?;
    Some((end, day))
}

/// Up to four digits at the start, and their value.
fn digits(bytes: &[u8]) -> Option<(usize, u32)> {
    let length = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let value = bytes[..length].iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
    (length > 0).then_some((length, value))
}

/// The time of day written inside a date or just after it.
pub(crate) fn clock_near(line: &str, date: Span) -> Option<TimeOfDay> {
    let bytes = line.as_bytes();
    (date.start..date.end)
        .filter(|&at| bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit()))
        .find_map(|at| clock(&line[at..]))
        .or_else(|| clock_after(line, date.end))
}

/// The time of day written at most a few signs after byte `from`: « à 22h41 », « - 09:41 ».
fn clock_after(line: &str, from: usize) -> Option<TimeOfDay> {
    let rest = line.get(from..)?;
    let skip = rest.find(|c: char| c.is_ascii_digit())?;
    let letters = rest[..skip].chars().filter(|c| c.is_alphabetic()).count();
    if letters > 1 { None } else { clock(&rest[skip..]) }
}

/// « 22h41 », « 22 h 41 », « 09:41:07 », « 22h ».
fn clock(written: &str) -> Option<TimeOfDay> {
    let bytes = written.as_bytes();
    let (length, hour) = digits(bytes).filter(|&(length, _)| length <= 2)?;
    let rest = written[length..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let spaced = rest.len() < written.len() - length;
    let rest =
        rest.strip_prefix(['h', 'H']).or_else(|| rest.strip_prefix(':').filter(|_| !spaced))?;
    // « 15 habitants »
    if rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let (length, minute) =
        digits(rest.as_bytes()).filter(|&(length, _)| length == 2).unwrap_or((0, 0));
    let second = rest[length..]
        .strip_prefix(':')
        .and_then(|rest| digits(rest.as_bytes()))
        .filter(|&(length, _)| length == 2)
        .map_or(0, |(_, second)| second);
    (hour <= 24 && minute < 60 && second <= 60).then_some(TimeOfDay {
        hour: hour as u8,
        minute: minute as u8,
        second: second as u8,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> String {
        metadata_date(written, "Europe/Paris").map_or("none".into(), |stamp| match stamp.time {
            Some(time) => format!("{} {:02}:{:02}", stamp.day, time.hour, time.minute),
            None => stamp.day.to_string(),
        })
    }

    #[test]
    fn dates_of_metadata_are_read_as_they_are_written() {
        for (written, read_as) in [
            ("2024-10-31", "2024-10-31"),
            ("2024-10-31T18:42:07+01:00", "2024-10-31 18:42"),
            ("2024-10-31T23:42:07Z", "2024-10-31 23:42"),
            ("2024-10-31T18:42", "2024-10-31 18:42"),
            ("2024-10-31 18:42:07 +0100", "2024-10-31 18:42"),
            ("2024-10-31T18:42+01:00[Europe/Paris]", "2024-10-31 18:42"),
            (" 2024/10/31\n", "2024-10-31"),
            ("20241031", "2024-10-31"),
            ("03/11/2024", "2024-11-03"),
            ("31.10.2024 à 22h41", "2024-10-31 22:41"),
            ("Thu, 31 Oct 2024 23:30:00 +0100", "2024-10-31 23:30"),
            ("Thu, 31 Oct 2024 23:30:00 GMT", "2024-10-31 23:30"),
            ("Oct 31, 2024 6:42 PM", "2024-10-31 18:42"),
            ("31 October 2024", "2024-10-31"),
            ("1730415600", "2024-11-01 00:00"),
            ("1730415600000", "2024-11-01 00:00"),
            ("0612345678x", "none"),
            ("2024.10", "none"),
            ("18:42", "none"),
            ("May 6 at 9:24 PM", "none"),
            ("2024-10-31 99:00 +99:00", "none"),
            ("hier", "none"),
            ("", "none"),
        ] {
            assert_eq!(read(written), read_as, "{written}");
        }
    }
}
