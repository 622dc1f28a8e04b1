//! Of what kind an expression is, where that decides how it is placed.

use super::super::fr::link::is_day;
use super::*;

pub(super) fn class(expr: &TimeExpr) -> TimexClass {
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
pub(super) fn needs_tense(expr: &TimeExpr) -> bool {
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
pub(super) fn is_month(expr: &TimeExpr) -> bool {
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
pub(super) fn is_night(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Time(Some(DateExpr::Calendar(_)), time) => *time == DayTime::Part(DayPart::Night),
        TimeExpr::Time(None, time) => matches!(time, DayTime::Night(..)),
        _ => false,
    }
}

/// Whether an expression names a day, or a time of one.
pub(super) fn names_day(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(date) | TimeExpr::Time(Some(date), _) => is_day(date),
        _ => false,
    }
}

/// Whether it is an amount of years or more.
pub(super) fn is_years(expr: &TimeExpr) -> bool {
    matches!(expr, TimeExpr::Duration(duration) if duration.first.1 >= Unit::Year)
}

/// Whether the month was written, so that « le 16 » after it may leave it out.
pub(super) fn has_month(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date))
        | TimeExpr::Time(Some(DateExpr::Calendar(date)), _) => date.month.is_some(),
        _ => false,
    }
}

/// The weekday of an expression that says no more, from 0.
pub(super) fn weekday_of(expr: &TimeExpr) -> Option<usize> {
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
pub(super) fn same_day(first: &TimeExpr, second: &TimeExpr) -> bool {
    let TimeExpr::Time(Some(first), DayTime::Clock(_)) = first else { return false };
    match second {
        TimeExpr::Date(second) | TimeExpr::Time(Some(second), _) => first == second,
        _ => false,
    }
}

/// Whether an expression at the head of a sentence holds for all of it: « En 2016 », « L'été
/// dernier ».
pub(super) fn frames(expr: &TimeExpr) -> bool {
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
pub(super) fn has_year(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => date.year.is_some(),
        TimeExpr::Date(DateExpr::Of { year, .. }) => year.is_some(),
        _ => false,
    }
}
