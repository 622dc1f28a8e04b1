//! Dates in digits: « 11/11/2024 », « 2024-11-11 ».

use super::*;
use crate::timex::expr::{PartialDate, YearExpr};
use crate::timex::lex::Kind;
use crate::timex::value::TimeOfDay;

pub(crate) const ISO: Rule = Rule {
    name: "numeric.year-month-day",
    starts: Starts(DIGIT | DET, &[]),
    read: iso,
    examples: &["Version du [2024-11-11|2024-11-11].", "Appelez le 2024-11-99."],
};

pub(crate) const DAY_MONTH_YEAR: Rule = Rule {
    name: "numeric.day-month-year",
    starts: Starts(DIGIT | DET | WEEKDAY, &[]),
    read: day_month_year,
    examples: &[
        "Publié [le 11/11/2024|2024-11-11].",
        "Mis à jour [le 03.11.24|2024-11-03].",
        "Appelez le 03.29.88.43.12.",
    ],
};

pub(crate) const DAY_MONTH: Rule = Rule {
    name: "numeric.day-month",
    starts: Starts(DIGIT | DET, &[]),
    read: day_month,
    examples: &["Il est parti [le 3/11|2024-11-03].", "Les 2/3 des voix."],
};

pub(crate) const MONTH_YEAR: Rule = Rule {
    name: "numeric.month-year",
    starts: Starts(DIGIT, &[]),
    read: month_year,
    examples: &["Contrat de [03/2015|2015-03].", "Il a 13/2015 points."],
};

/// The two numbers and the sign between them that `read` accepts.
fn joint(c: &mut Cursor<'_>, signs: &[char]) -> Option<char> {
    let sign = signs.iter().find(|sign| c.is_sign(0, **sign))?;
    c.pos += 1;
    Some(*sign)
}

/// Whether the number does not go on: « 03.29.88.43.12 ».
fn ends(c: &Cursor<'_>) -> bool {
    let number = c.at(1).is_some_and(|t| t.kind == Kind::Number && !t.spaced);
    let joined = c.peek().is_some_and(|t| {
        t.kind == Kind::Sign
            && !t.spaced
            && matches!(char::from_u32(t.value), Some('.' | '/' | '-' | ',' | '%'))
    });
    let glued = c.peek().is_some_and(|t| t.kind != Kind::Sign && !t.spaced && c.raw() != "T");
    !(glued || number && joined)
}

/// Whether a number goes before: the second half of something longer.
fn begins(c: &Cursor<'_>) -> bool {
    let sign = c.at(-1).is_some_and(|t| {
        t.kind == Kind::Sign && matches!(char::from_u32(t.value), Some('.' | '/' | '-' | ','))
    });
    let tight = c.peek().is_some_and(|t| !t.spaced);
    !(sign && tight && c.at(-2).is_some_and(|t| t.kind == Kind::Number))
}

fn iso(c: &mut Cursor<'_>) -> Option<Reading> {
    c.word("le");
    begins(c).then_some(())?;
    let year = c.full_year_digits()?;
    let sign = joint(c, &['-', '/', '.'])?;
    let month = c.small(2, 1, 12)?;
    joint(c, &[sign])?;
    let day = c.small(2, 1, 31)?;
    ends(c).then_some(())?;
    let date = full(year, month, day)?;
    // « 2024-11-11T14:30:00+01:00 »
    let clock = c.attempt(|c| {
        (c.raw() == "T" && !c.spaced()).then_some(())?;
        c.pos += 1;
        let hour = c.small(2, 0, 24)?;
        c.glue(':')?;
        let minute = c.small(2, 0, 59)?;
        let second = c.attempt(|c| {
            c.glue(':')?;
            c.small(2, 0, 60)
        });
        c.attempt(|c| {
            c.glue('+').or_else(|| c.glue('-'))?;
            c.small(2, 0, 14)?;
            c.glue(':');
            c.small(2, 0, 59)
        });
        Some(TimeOfDay { hour, minute, second: second.unwrap_or(0) })
    });
    Some(match (clock, date.expr) {
        (Some(clock), TimeExpr::Date(day)) => {
            Reading::of(TimeExpr::Time(Some(day), DayTime::Clock(clock)))
        }
        _ => date,
    })
}

fn day_month_year(c: &mut Cursor<'_>) -> Option<Reading> {
    c.word("le");
    let weekday = c.weekday();
    if weekday.is_some() {
        c.sign(',');
    }
    begins(c).then_some(())?;
    let day = c.small(2, 1, 31)?;
    let sign = joint(c, &['/', '.', '-']);
    if sign.is_none() && !c.spaced() {
        return None;
    }
    let month = c.small(2, 1, 12)?;
    match sign {
        Some(sign) => {
            if joint(c, &[sign]).is_none() {
                // « 12/08, 2015 »
                c.sign(',')?;
                c.peek().filter(|t| t.end - t.start == 4)?;
            }
        }
        None => c.peek().filter(|t| t.end - t.start == 4 && t.spaced).map(|_| ())?,
    }
    let (value, width) = c.digits()?;
    ends(c).then_some(())?;
    let year = match width {
        4 => YearExpr::Full(value as i32),
        2 => YearExpr::Short(value as u8),
        _ => return None,
    };
    let date = PartialDate {
        year: Some(year),
        month: Some(month),
        day: Some(day),
        weekday,
        step: 0,
        of_month: None,
    };
    Reading::date(DateExpr::Calendar(date))
}

fn day_month(c: &mut Cursor<'_>) -> Option<Reading> {
    let alone = c.pos == 0;
    let placed = c.word("le").is_some()
        || matches!(c.entry_at(-1).key, "du" | "au" | "chaque")
        || c.entry_at(-1).weekday.is_some();
    begins(c).then_some(())?;
    let day = c.small(2, 1, 31)?;
    let sign = joint(c, &['/', '.'])?;
    // « 22/04 »: a fraction has no zero before it.
    let padded = c.raw().starts_with('0') && sign == '/';
    let month = c.small(2, 1, 12)?;
    let range = c.is_sign(0, '-') && alone;
    (ends(c) || range).then_some(())?;
    let placed = placed
        || padded
        || range
        || c.at(-4).is_some()
            && c.is_sign(-4, '-')
            && c.at(-5).is_some_and(|t| t.kind == Kind::Number);
    let whole = alone && sign == '/' && c.peek().is_none();
    if !placed && (!whole || sign == '.') {
        return None;
    }
    let date = PartialDate { month: Some(month), day: Some(day), ..PartialDate::default() };
    Reading::date(DateExpr::Calendar(date))
}

fn month_year(c: &mut Cursor<'_>) -> Option<Reading> {
    begins(c).then_some(())?;
    let of = |year, month| {
        let year = Some(YearExpr::Full(year));
        let date = PartialDate { year, month: Some(month), ..PartialDate::default() };
        Reading::date(DateExpr::Calendar(date))
    };
    if let Some(year) = c.full_year_digits() {
        let tight = !c.spaced();
        joint(c, &['-', '/', '.'])?;
        let spaced = c.spaced();
        let month = c.small(2, 1, 12)?;
        if !ends(c) || tight == spaced && c.peek().is_some() {
            return None;
        }
        return of(year, month);
    }
    let month = c.small(2, 1, 12)?;
    joint(c, &['/'])?;
    let year = c.full_year_digits()?;
    ends(c).then_some(())?;
    of(year, month)
}

fn full(year: i32, month: u8, day: u8) -> Option<Reading> {
    let year = Some(YearExpr::Full(year));
    let date = PartialDate {
        year,
        month: Some(month),
        day: Some(day),
        weekday: None,
        step: 0,
        of_month: None,
    };
    Reading::date(DateExpr::Calendar(date))
}
