//! Parts of a period: « début octobre », « à la fin du XIXe siècle », « mi-mars ».

use super::*;
use crate::timex::expr::{From, PartialDate, Period, YearExpr};
use crate::timex::fr::find::{best, candidates};
use crate::timex::value::Unit;

pub(crate) const PART_OF: Rule = Rule {
    name: "modifier.part-of",
    starts: Starts(
        DET | ORDINAL,
        &[
            "debut",
            "debuts",
            "fin",
            "mi",
            "milieu",
            "courant",
            "derniere",
            "premiers",
            "premieres",
            "derniers",
            "dernieres",
            "tout",
        ],
    ),
    read: part_of,
    examples: &[
        "Le mandat s'achève [début octobre 2023|2023-10].",
        "Une église de [la fin du XIXe siècle|18XX].",
        "Réponse à [la fin de l'année|2024] ou [mi-2025|2025].",
        "Il a gelé [les premiers jours de mars|2024-03].",
        "Au début de la crise, fin de citation.",
    ],
};

fn part_of(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(reading) = c.attempt(half) {
        return Some(reading);
    }
    if let Some(reading) = c.attempt(days_of) {
        return Some(reading);
    }
    c.any(&["le", "la", "les"]);
    let (modifier, hyphen) = match c.any(&["debut", "debuts", "fin", "mi", "milieu", "courant"])? {
        "debut" | "debuts" => (Modifier::Start, false),
        "fin" => (Modifier::End, false),
        // « mi juillet » lacks its hyphen.
        "mi" => {
            if c.sign('-').is_none() && c.entry().month.is_none() {
                return None;
            }
            (Modifier::Mid, true)
        }
        _ => (Modifier::Mid, false),
    };
    if hyphen && c.entry().month.is_none() && !c.sees(&["saison"]) {
        // « mi-2024 » counts, « mi-temps » does not.
        let year = Some(YearExpr::Full(c.full_year_digits()?));
        let date = DateExpr::Calendar(PartialDate { year, ..PartialDate::default() });
        return Some(Reading::of(TimeExpr::Date(date)).modified(Some(modifier)));
    }
    let generic = matches!(c.at(-2).map(|_| c.entry_at(-2).key), Some("de" | "d'"));
    let of = c.any(&["de", "d'", "du", "des"]);
    let reading = match best(c, candidates(c) & !own()) {
        Some((_, reading, to)) if reading.then.is_none() && !reading_is_weak(&reading) => {
            c.pos = to;
            reading
        }
        // « une fête de fin d'année » is a kind of feast.
        _ if generic && matches!(of, Some("de" | "d'")) => return None,
        _ => bare(c, of)?,
    };
    match reading.expr {
        TimeExpr::Date(_) | TimeExpr::Time(_, DayTime::Part(_) | DayTime::Night(..)) => {}
        _ => return None,
    }
    Some(Reading { from: None, weak: false, ..reading }.modified(Some(modifier)))
}

/// « la première quinzaine d'août », « la seconde moitié de 2023 »
fn half(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["la", "le"]);
    let modifier = match c
        .any(&["premiere", "premier", "seconde", "deuxieme", "second", "derniere", "dernier"])?
    {
        "premiere" | "premier" => Modifier::Start,
        _ => Modifier::End,
    };
    let half = c.any(&["quinzaine", "moitie", "tiers"])?;
    let reading = period_after(c)?;
    let TimeExpr::Date(date) = reading.expr else { return None };
    let month = match date {
        DateExpr::Calendar(date) => date.month.is_some() && date.day.is_none(),
        DateExpr::Step { period, .. } => period == Period::Unit(Unit::Month),
        _ => false,
    };
    if half == "quinzaine" && !month {
        return None;
    }
    Some(reading.modified(Some(modifier)))
}

/// « les premiers jours de mars », « les dernières semaines de 2023 »: its beginning, its end.
fn days_of(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["les", "ces"]);
    c.word("tout");
    let modifier = match c.any(&["premiers", "premieres", "derniers", "dernieres"])? {
        "premiers" | "premieres" => Modifier::Start,
        _ => Modifier::End,
    };
    let unit = c.unit(false)?;
    let reading = period_after(c)?;
    let coarse = match reading.expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => {
            date.day.is_none()
                && date.weekday.is_none()
                && (date.month.is_none() || unit < Unit::Month)
        }
        TimeExpr::Date(DateExpr::Of { .. } | DateExpr::Decade(_) | DateExpr::Century(_)) => true,
        TimeExpr::Date(DateExpr::Step { period: Period::Unit(of), .. }) => unit < of,
        _ => false,
    };
    (coarse && unit >= Unit::Day).then(|| reading.modified(Some(modifier)))
}

/// « de mars », « du mois », « de l'année 2023 »: the period that a part is of.
fn period_after(c: &mut Cursor<'_>) -> Option<Reading> {
    let of = c.any(&["de", "d'", "du", "des"]);
    of?;
    match best(c, candidates(c) & !own()) {
        Some((_, reading, to)) if reading.then.is_none() && !reading.weak => {
            c.pos = to;
            Some(Reading { from: None, ..reading })
        }
        _ => bare(c, of),
    }
}

fn reading_is_weak(reading: &Reading) -> bool {
    // « fin de soirée » needs no article: only what has its own date may be weak.
    reading.weak && !matches!(reading.expr, TimeExpr::Time(..))
}

/// The rule itself, which does not nest.
fn own() -> u64 {
    let index = RULES.iter().position(|rule| rule.name == PART_OF.name);
    index.map_or(0, |index| 1 << index)
}

/// « fin du mois », « début de semaine », « fin d'année »: that of now.
fn bare(c: &mut Cursor<'_>, of: Option<&str>) -> Option<Reading> {
    of?;
    c.any(&["la", "l'", "le"]);
    let unit = c.unit(false)?;
    if !matches!(
        unit,
        Unit::Week
            | Unit::Month
            | Unit::Year
            | Unit::Weekend
            | Unit::Quarter
            | Unit::Half
            | Unit::Decade
            | Unit::Century
    ) {
        if unit == Unit::Day {
            let part = crate::timex::value::DayPart::Daytime;
            return Some(Reading::of(TimeExpr::Time(None, DayTime::Part(part))));
        }
        return None;
    }
    if c.entry_at(-1).key.ends_with('s') && unit != Unit::Month {
        return None;
    }
    let period = Period::Unit(unit);
    Reading::date(DateExpr::Step { period, step: 0, from: From::Speech })
}
