//! Ranges whose first end is not a date by itself: « du 3 au 5 mars », « 2019-2021 ».

use super::*;
use crate::timex::expr::{PartialDate, YearExpr};
use crate::timex::lex::Kind;
use crate::timex::value::TimeOfDay;

pub(crate) const DAYS: Rule = Rule {
    name: "range.days",
    starts: Starts(DIGIT | ORDINAL | WEEKDAY | DET | NUMBER, &[]),
    read: days,
    examples: &[
        "Fermé du [3|2024-03-03] au [5 mars 2024|2024-03-05].",
        "Du [lundi 4|2024-11-04] au [mercredi 6 novembre 2024|2024-11-06].",
        "Il passe de 3 à 5 marins, puis 4, 5 et 7.",
    ],
};

pub(crate) const HOURS: Rule = Rule {
    name: "range.hours",
    starts: Starts(DIGIT | NUMBER, &[]),
    read: hours,
    examples: &[
        "Je serai là de [5|2024-11-12T17:00] à [7 du soir|2024-11-12T19:00].",
        "De 5 à 7 personnes.",
    ],
};

/// « de 5 à 7 du soir », « de 5 à 7 demain », « 13-15h »
fn hours(c: &mut Cursor<'_>) -> Option<Reading> {
    let hour = |c: &mut Cursor<'_>| match c.peek()?.kind {
        Kind::Number => c.small(2, 0, 24),
        _ => c.number_words().and_then(|n| u8::try_from(n).ok()).filter(|n| *n <= 24),
    };
    let start_of = c.pos as isize;
    let first = hour(c)?;
    let end = c.pos;
    to(c)?;
    let second = c.pos;
    let last = hour(c)?;
    let start = c.pos;
    let late = super::clock::half_day(c, last);
    let part = c.pos > start;
    let before = start_of - 1 - c.pos as isize;
    let opened = matches!(c.entry_at(before).key, "de" | "entre");
    let marked = !part
        && (c.word("h").is_some()
            || opened && c.word("heures").is_some() && !c.sees(&["de", "d'", "par", "plus"]))
        && !c.peek().is_some_and(|t| !t.spaced && t.kind == Kind::Number);
    let day = c.sees(&["demain", "aujourd'", "hier", "lendemain"]);
    if !part && !marked && !day || first >= last && !part {
        return None;
    }
    let shift = late - last;
    let at = |hour| TimeOfDay { hour, minute: 0, second: 0 };
    let of = |hour| TimeExpr::Time(None, DayTime::Clock(at(hour)));
    let first = if first + shift <= 24 { first + shift } else { first };
    Some(Reading { then: Some((end, second, of(late))), ..Reading::of(of(first)) })
}

pub(crate) const YEARS: Rule = Rule {
    name: "range.years",
    starts: Starts(DIGIT, &[]),
    read: years,
    examples: &[
        "Le mandat [2019|2019]-[2021|2021] fut long.",
        "Un poilu de la guerre de [14|1914]-[18|1918].",
        "Un lot de 2019-3450 vis.",
    ],
};

/// What stands between the ends of a range.
pub(crate) fn to(c: &mut Cursor<'_>) -> Option<()> {
    c.attempt(|c| {
        if c.word("jusqu'").is_some() {
            return c.any(&["au", "a", "en"]).map(|_| ());
        }
        if c.sign('-').is_some() || c.any(&["au", "a", "et", "ou"]).is_some() {
            return Some(());
        }
        None
    })
}

fn days(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1).key;
    // « les 5, 6 et 7 décembre »
    let listed = c.is_sign(-1, ',') && c.at(-2).is_some_and(|t| t.kind == Kind::Number);
    let opened = listed || matches!(before, "du" | "entre" | "nuit" | "des" | "les" | "de");
    let article = c.any(&["le", "les"]).is_some();
    let start_weekday = c.weekday();
    let first = c.day_number()?;
    let end = c.pos;
    let hyphen = c.is_sign(0, '-');
    let and = c.sees(&["et", "ou"]);
    to(c)?;
    // « du 24 et du 31 décembre », « au 3 et au 10 mars »
    let again = and && matches!(before, "du" | "au") && c.word(before).is_some();
    if and && !(opened || article || again) && c.tokens.len() > end + 8 {
        return None;
    }
    let second = c.pos;
    if !hyphen && !again {
        c.word("le");
    }
    let weekday = c.weekday();
    let last = c.day_number()?;
    c.glue('-');
    let mut date = PartialDate { day: Some(last), weekday, ..PartialDate::default() };
    c.word("de");
    match c.month() {
        Some(month) => {
            date.month = Some(month);
            (date.year, date.step) = c.year_or_step();
        }
        None => {
            date.of_month = c.of_month();
            let placed =
                (opened || article) && before != "entre" && before != "de" && before != "les";
            if date.of_month.is_none()
                && (!placed || and || first > last || !super::calendar::free_after(c))
            {
                return None;
            }
            if hyphen && date.of_month.is_none() {
                return None;
            }
        }
    }
    let first = PartialDate { day: Some(first), weekday: start_weekday, ..date };
    let of = |date| TimeExpr::Date(DateExpr::Calendar(date));
    let list = and && before != "entre";
    Some(Reading { then: Some((end, second, of(date))), list, ..Reading::of(of(first)) })
}

/// « en 39-45 », « la guerre de 14-18 »: the years of the two world wars.
fn war(c: &mut Cursor<'_>) -> Option<Reading> {
    let near = (1..=WAR_REACH)
        .filter_map(|back| c.pos.checked_sub(back))
        .any(|at| c.tokens[at].kind == Kind::Word && WAR.contains(&c.raw_at(at)));
    let placed = c.entry_at(-1).key == "en" || near;
    let years = (c.digits()?, c.glue('-')?, c.pos, c.digits()?);
    let ((first, 2), (), second, (last, 2)) = years else { return None };
    let known = matches!((first, last), (14, 18) | (39, 40) | (39, 45));
    if !known || !placed || !super::calendar::free_after(c) && !c.peek()?.spaced {
        return None;
    }
    // « en 14-18 mois », « en 39-45 euros »
    let counted = c.entry().unit.is_some()
        || c.entry_at(-4).key == "en" && c.peek().is_some_and(|t| t.spaced && t.word == 0);
    if counted {
        return None;
    }
    let of = |year: u32| {
        let year = Some(YearExpr::Full(1900 + year as i32));
        TimeExpr::Date(DateExpr::Calendar(PartialDate { year, ..PartialDate::default() }))
    };
    Some(Reading { then: Some((second - 1, second, of(last))), ..Reading::of(of(first)) })
}

/// Words near which two short years are those of a war.
const WAR: &[&str] = &[
    "guerre",
    "Guerre",
    "conflit",
    "poilus",
    "poilu",
    "soldats",
    "combattants",
    "vétérans",
    "morts",
    "tranchées",
    "centenaire",
    "ancien",
    "anciens",
];

/// How many tokens before the years they are looked for.
const WAR_REACH: usize = 3;

fn years(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(reading) = c.attempt(war) {
        return Some(reading);
    }
    if c.at(-1).is_some_and(|t| t.kind == Kind::Sign && c.peek().is_some_and(|t| !t.spaced))
        && !c.is_sign(-1, '(')
    {
        return None;
    }
    let first = c.full_year_digits()?;
    let end = c.pos;
    let sign = c.is_sign(0, '/');
    if !sign || c.spaced() {
        c.sign('-')?;
    } else {
        c.pos += 1;
    }
    let second = c.pos;
    let (value, width) = c.digits()?;
    let last = match width {
        4 => value as i32,
        2 => first / 100 * 100 + value as i32,
        _ => return None,
    };
    let glued = c.peek().is_some_and(|t| !t.spaced && (t.kind == Kind::Word || c.is_sign(0, '-')));
    if last <= first || last > 2199 || glued || width == 2 && last != first + 1 {
        return None;
    }
    let of = |year| {
        let year = Some(YearExpr::Full(year));
        TimeExpr::Date(DateExpr::Calendar(PartialDate { year, ..PartialDate::default() }))
    };
    Some(Reading { then: Some((end, second, of(last))), ..Reading::of(of(first)) })
}
