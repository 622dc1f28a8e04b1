//! Parts of a period: « début octobre », « à la fin du XIXe siècle », « mi-mars ».

use super::*;
use crate::timex::expr::{From, Period};
use crate::timex::fr::find::{best, candidates};
use crate::timex::lex::Kind;
use crate::timex::value::Unit;

pub(crate) const PART_OF: Rule = Rule {
    name: "modifier.part-of",
    starts: Starts(
        DET | ORDINAL,
        &["debut", "debuts", "fin", "mi", "milieu", "courant", "derniere"],
    ),
    read: part_of,
    examples: &[
        "Le mandat s'achève [début octobre 2023|2023-10].",
        "Une église de [la fin du XIXe siècle|18XX].",
        "Réponse à [la fin de l'année|2024].",
        "Au début de la crise, fin de citation.",
    ],
};

fn part_of(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(reading) = c.attempt(half) {
        return Some(reading);
    }
    c.any(&["le", "la", "les"]);
    let (modifier, hyphen) = match c.any(&["debut", "debuts", "fin", "mi", "milieu", "courant"])? {
        "debut" | "debuts" => (Modifier::Start, false),
        "fin" => (Modifier::End, false),
        "mi" => {
            c.sign('-')?;
            (Modifier::Mid, true)
        }
        _ => (Modifier::Mid, false),
    };
    if hyphen && !c.sees(&["janvier"]) && c.entry().month.is_none() && !c.sees(&["saison"]) {
        // « mi-2024 » counts, « mi-temps » does not.
        c.peek().filter(|token| token.kind == Kind::Number)?;
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
    c.any(&["de", "d'", "du", "des"])?;
    let (_, reading, to) = best(c, candidates(c) & !own())?;
    let TimeExpr::Date(date) = reading.expr else { return None };
    let month =
        matches!(date, DateExpr::Calendar(date) if date.month.is_some() && date.day.is_none());
    if half == "quinzaine" && !month || reading.then.is_some() {
        return None;
    }
    c.pos = to;
    Some(Reading { from: None, ..reading }.modified(Some(modifier)))
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
