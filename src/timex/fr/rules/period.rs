//! Quarters, seasons, weeks, and the nth of something.

use super::*;
use crate::timex::expr::{From, Period, YearExpr};
use crate::timex::lex::Kind;
use crate::timex::value::Unit;

pub(crate) const OF_YEAR: Rule = Rule {
    name: "calendar.quarter",
    starts: Starts(DET | ORDINAL | DIGIT, &["t", "s", "q"]),
    read: of_year,
    examples: &[
        "Les ventes du [troisième trimestre 2024|2024-Q3].",
        "Un recul au [T1 2023|2023-Q1].",
        "Il a vendu dix parts au [T3|2024-Q3], mais pas dans un T3 de 60 m².",
        "Le premier semestriel.",
    ],
};

pub(crate) const SEASON: Rule = Rule {
    name: "calendar.season",
    starts: Starts(DET | super::SEASON, &[]),
    read: season,
    examples: &[
        "Ouvert depuis [l'été 2023|2023-SU].",
        "L'accord a été signé et le Printemps des poètes a été lu.",
    ],
};

pub(crate) const AROUND: Rule = Rule {
    name: "calendar.week-of",
    starts: Starts(DET, &["semaine", "week", "weekend"]),
    read: around,
    examples: &[
        "[La semaine du 4 novembre 2024|2024-W45] fut calme.",
        "[Le week-end du 9 novembre 2024|2024-W45-WE], il a plu.",
        "[Le week-end de Pâques 2024|2024-W13-WE], il a neigé.",
        "La semaine du goût.",
    ],
};

pub(crate) const NTH: Rule = Rule {
    name: "calendar.nth",
    starts: Starts(DET | ORDINAL | DIGIT, &["dernier", "derniere"]),
    read: nth,
    examples: &[
        "[La première semaine d'octobre 2014|2014-W41]",
        "[Le dernier jour d'octobre 2015|2015-10-31]",
        "Il part [le premier lundi du mois prochain|2024-12-02].",
        "Le premier jour d'école.",
    ],
};

fn of_year(c: &mut Cursor<'_>) -> Option<Reading> {
    let short = c.attempt(|c| {
        c.any(&["le"]);
        let key = c.any(&["t", "q", "s"])?;
        (!c.spaced()).then_some(())?;
        let n = c.small(1, 1, 4)?;
        let year = year(c)?;
        let period = if key == "s" { Period::Half(n.min(2)) } else { Period::Quarter(n) };
        Reading::date(DateExpr::Of { period, year: Some(year) })
    });
    if short.is_some() {
        return short;
    }
    // « au T2 », but « un T3 de 63 m² »
    let placed = matches!(c.entry_at(-1).key, "au" | "du" | "en");
    if let Some(n) = c.attempt(|c| {
        let capital = c.peek()?.capital;
        c.any(&["t"])?;
        (placed && capital && !c.spaced()).then_some(())?;
        let n = c.small(1, 1, 4)?;
        (!c.sees(&["de", "d'"])).then_some(n)
    }) {
        return Reading::date(DateExpr::Of { period: Period::Quarter(n), year: None });
    }
    c.any(&["le", "ce", "un"]);
    let n = c.ordinal()?;
    let period = match c.unit(false)? {
        Unit::Quarter if n <= 4 => Period::Quarter(n),
        Unit::Half if n <= 2 => Period::Half(n),
        _ => return None,
    };
    let year = year(c);
    Reading::date(DateExpr::Of { period, year })
}

/// « 2024 », « de 2024 », « de l'année dernière », « dernier »
pub(super) fn year(c: &mut Cursor<'_>) -> Option<YearExpr> {
    c.attempt(|c| {
        if let Some((step, from)) = c.step_after() {
            return Some(YearExpr::Step(step, from));
        }
        c.any(&["de", "d'"]);
        c.attempt(|c| {
            c.any(&["l'"])?;
            c.any(&["annee", "an"])?;
            Some(())
        });
        if let Some((step, from)) = c.step_after() {
            return Some(YearExpr::Step(step, from));
        }
        if c.words(&["cette", "annee"]).is_some() {
            return Some(YearExpr::Step(0, crate::timex::expr::From::Speech));
        }
        c.full_year().map(YearExpr::Full)
    })
}

fn season(c: &mut Cursor<'_>) -> Option<Reading> {
    let article = c.any(&["l'", "le", "cet", "ce", "un"]);
    let before = c.entry_at(-1).key;
    let capital = c.peek()?.capital && !c.shouts(c.pos);
    let accent =
        c.raw().ends_with(['é', 'É', '\u{301}']) || c.raw().ends_with(['E', 'S', 's', 'r', 'e']);
    let season = c.season()?;
    let year = c.attempt(|c| match year(c)? {
        YearExpr::Step(..) => None,
        year => Some(year),
    });
    let part = matches!(c.entry_at(-3).key, "debut" | "fin" | "milieu");
    // « l'été 44 »
    let year = year.or_else(|| {
        c.attempt(|c| {
            c.sign('\'');
            let (value, 2) = c.digits()? else { return None };
            let past = article == Some("l'") && value >= 36 && super::calendar::free_after(c);
            past.then_some(YearExpr::Full(1900 + i32::try_from(value).ok()?))
        })
    });
    // « l'hiver 2023-2024 »
    if let Some(YearExpr::Full(first)) = year {
        c.attempt(|c| {
            c.glue('-').or_else(|| c.glue('/'))?;
            let (second, width) = c.digits()?;
            let next = if width == 2 { first / 100 * 100 + second as i32 } else { second as i32 };
            (next == first + 1).then_some(())
        });
    }
    let placed = article.is_some()
        || matches!(before, "en" | "au" | "du" | "debut" | "fin")
        || before == "d'" && part;
    if !accent || article == Some("un") || !placed && year.is_none() {
        return None;
    }
    // « l'été de la Saint-Martin », « Le Printemps des poètes »
    if year.is_none() && (capital && c.tokens.len() > 2 || c.sees(&["de"])) {
        return None;
    }
    Reading::date(DateExpr::Of { period: Period::Season(season), year })
}

fn around(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["la", "le", "cette", "ce"]);
    let unit = c.unit(false)?;
    if !matches!(unit, Unit::Week | Unit::Weekend) {
        return None;
    }
    let period = Period::Unit(unit);
    if let Some((feast, year, step)) = c.attempt(|c| {
        c.any(&["de", "d'", "du"])?;
        super::feast::feast(c)
    }) {
        return Reading::date(DateExpr::AroundFeast { period, feast, year, step });
    }
    c.word("du")?;
    if let Some(date) = c.day_month() {
        // « la semaine du 2 janvier au 8 février » is a range.
        let range = c.any(&["au", "a"]).is_some();
        return if range { None } else { Reading::date(DateExpr::Around { period, date }) };
    }
    let day = c.attempt(|c| c.small(2, 1, 31))?;
    if !super::calendar::free_after(c) || c.sees(&["au"]) {
        return None;
    }
    let date = crate::timex::expr::PartialDate { day: Some(day), ..Default::default() };
    Reading::date(DateExpr::Around { period, date })
}

fn nth(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["le", "la"]);
    let n = match c.any(&["dernier", "derniere"]) {
        Some(_) => -1,
        None => i32::from(c.ordinal()?),
    };
    let period = match c.weekday_full() {
        Some(day) => Period::Weekday(day),
        None => match c.unit(false)? {
            unit @ (Unit::Day | Unit::Week | Unit::Weekend) => Period::Unit(unit),
            unit @ (Unit::Quarter | Unit::Half | Unit::Month) if n == -1 => Period::Unit(unit),
            _ => return None,
        },
    };
    // « le premier samedi du mois », « le dernier jeudi de chaque mois »
    if let Some(()) = c.attempt(|c| {
        if c.word("du").is_none() {
            c.word("de")?;
            c.word("chaque")?;
        }
        c.word("mois")?;
        (!c.sees(&["de", "d'"]) && c.step_after().is_none()).then_some(())
    }) {
        let weekday = matches!(period, Period::Weekday(_));
        return weekday.then(|| {
            Reading::of(TimeExpr::Set(Recurrence::Every(Duration::whole(1, Unit::Month))))
        });
    }
    if let Some((unit, step, from)) = c.attempt(told_container) {
        return Reading::date(DateExpr::NthOf { n, period, unit, step, from });
    }
    c.any(&["de", "d'", "du"])?;
    c.attempt(|c| {
        c.word("mois")?;
        c.any(&["de", "d'"]).map(|_| ())
    });
    if let Some(month) = c.month_full() {
        let year = year(c);
        return Reading::date(DateExpr::Nth { n, period, month: Some(month), year });
    }
    let year = c.attempt(|c| {
        c.attempt(|c| {
            c.word("l'")?;
            c.any(&["annee", "an"]).map(|_| ())
        });
        c.full_year()
    })?;
    Reading::date(DateExpr::Nth { n, period, month: None, year: Some(YearExpr::Full(year)) })
}

/// « du mois prochain », « de ce mois », « de l'année dernière », « de la semaine »
fn told_container(c: &mut Cursor<'_>) -> Option<(Unit, i32, From)> {
    let of = c.any(&["de", "du", "d'"])?;
    let this = of == "de" && c.any(&["ce", "cette", "cet"]).is_some();
    if of == "de" && !this {
        c.any(&["la", "l'"])?;
    }
    let unit =
        c.unit(false).filter(|unit| matches!(unit, Unit::Week | Unit::Month | Unit::Year))?;
    if let Some((step, from)) = c.step_after() {
        return Some((unit, step, from));
    }
    // « du mois de mai », « de l'année 2023 »
    let free = !c.sees(&["de", "d'"]) && c.peek().is_none_or(|next| next.kind != Kind::Number);
    free.then_some((unit, 0, From::Speech))
}
