//! Dates counted from the day of publication: « hier », « il y a trois ans ».

use super::*;
use crate::timex::expr::{From, Period};
use crate::timex::lex::Kind;
use crate::timex::value::{Quantity, Unit};

pub(crate) const DAY: Rule = Rule {
    name: "deictic.day",
    starts: Starts(0, &["hier", "avant", "demain", "apres", "aujourd'", "aujourd"]),
    read: day,
    examples: &[
        "Reçus [hier|2024-11-11], ils signent [aujourd’hui|2024-11-12].",
        "Il était là [avant-hier|2024-11-10], il repart [après-demain|2024-11-14].",
        "Il est venu avant.",
    ],
};

pub(crate) const AGO: Rule = Rule {
    name: "deictic.count-ago",
    starts: Starts(0, &["il", "voici", "voila"]),
    read: ago,
    examples: &[
        "Il a été nommé [il y a trois jours|2024-11-09].",
        "[Il y a 2 ans|2022], le pont s'effondrait.",
        "[Il y a un an jour pour jour|2023-11-12], il gelait.",
        "On y dansait [il y a peu|PAST_REF].",
        "C'était [il y a deux ans et demi|2022-05] ; [il y a un peu plus d'un an|2023], il neigeait.",
        "Il y a trois ministres dans la salle.",
    ],
};

pub(crate) const IN: Rule = Rule {
    name: "deictic.count-ahead",
    starts: Starts(0, &["dans"]),
    read: ahead,
    examples: &[
        "Le vote aura lieu [dans deux semaines|2024-11-26].",
        "On en reparle [dans un mois|2024-12].",
        "Il vit dans deux pièces.",
    ],
};

pub(crate) const POSSIBLE: Rule = Rule {
    name: "deictic.as-soon-as-possible",
    starts: Starts(DET, &["des", "aussitot", "plus"]),
    read: possible,
    examples: &["Il faut signer [le plus tôt possible|FUTURE_REF].", "Le plus tôt sera le mieux."],
};

pub(crate) const STEP: Rule = Rule {
    name: "deictic.period",
    starts: Starts(DET | SEASON | UNIT, &["derniere", "dernier", "prochaine", "prochain", "week"]),
    read: step,
    examples: &[
        "Il est venu [la semaine dernière|2024-W45].",
        "Comme [l’an dernier|2023], il pleut [ce mois-ci|2024-11].",
        "On votera [l'été prochain|2025-SU].",
        "La semaine sainte et l'an pèlerin.",
    ],
};

fn day(c: &mut Cursor<'_>) -> Option<Reading> {
    let count = match c.any(&["hier", "avant", "demain", "apres", "aujourd'", "aujourd"])? {
        "hier" => -1,
        "demain" => 1,
        "avant" => {
            c.sign('-');
            c.word("hier")?;
            -2
        }
        "apres" => {
            c.sign('-');
            c.word("demain")?;
            2
        }
        _ => {
            c.word("hui")?;
            0
        }
    };
    Reading::date(DateExpr::Shift { count, unit: Unit::Day, from: From::Speech })
}

fn ago(c: &mut Cursor<'_>) -> Option<Reading> {
    let start = c.pos;
    if c.any(&["voici", "voila"]).is_none() {
        c.word("il")?;
        if c.word("ya").is_none() {
            c.word("y")?;
            c.word("a")?;
        }
    }
    c.any(&["maintenant", "deja", "seulement", "juste", "exactement", "environ", "tout"]);
    c.word("juste");
    if c.attempt(recently).is_some() {
        return Some(Reading { from: Some(start), ..Reading::of(TimeExpr::Past) });
    }
    let inner = c.pos;
    let modifier = super::duration::modifier(c);
    let (quantity, unit) = super::duration::counted(c)?;
    if super::duration::is_age(c) {
        return None;
    }
    let (quantity, unit) = whole(c, quantity, unit);
    // « il y a deux heures de route », « il y a deux mois de prison »
    if c.sees(&["de", "d'"]) && c.entry_at(1).unit.is_none() {
        return None;
    }
    match quantity {
        Quantity::Thousandths(count) if count % 1000 == 0 => {
            let count = -i32::try_from(count / 1000).ok()?;
            let months = match unit {
                Unit::Month => Some(count),
                Unit::Year => count.checked_mul(12),
                _ => None,
            };
            let months = months.filter(|months| *months >= -12_000);
            // « il y a un an jour pour jour »
            if let Some(months) = months
                && c.attempt(to_the_day).is_some()
            {
                let reading = Reading::of(TimeExpr::Date(DateExpr::ToTheDay { months }));
                return Some(Reading { from: Some(start), ..reading });
            }
            let date = DateExpr::Shift { count, unit, from: From::Speech };
            Some(Reading {
                from: Some(start),
                ..Reading::of(TimeExpr::Date(date)).modified(modifier)
            })
        }
        // « il y a quelques mois » has no date: the amount is all that is said.
        _ => {
            let duration = Duration::of(quantity, unit);
            let reading = Reading::of(TimeExpr::Duration(duration)).modified(modifier);
            Some(Reading { from: Some(inner), ..reading })
        }
    }
}

/// An amount in the unit that makes it whole: « deux ans et demi » is thirty months, « deux heures
/// et dix minutes » a hundred and thirty minutes.
fn whole(c: &mut Cursor<'_>, quantity: Quantity, unit: Unit) -> (Quantity, Unit) {
    let Quantity::Thousandths(count) = quantity else { return (quantity, unit) };
    let rest = c.attempt(|c| {
        c.word("et");
        let (Quantity::Thousandths(rest), finer) = super::duration::counted(c)? else {
            return None;
        };
        let (mut count, mut at) = (count, unit);
        while at != finer {
            let (scale, next) = parts(at)?;
            (count, at) = (count.checked_mul(scale)?, next);
        }
        // « il y a deux ans et deux ans »
        (finer != unit).then(|| (Quantity::Thousandths(count + rest), finer))
    });
    match (rest, parts(unit)) {
        (Some(sum), _) => sum,
        (None, Some((scale, finer))) if count % 1000 != 0 && count * scale % 1000 == 0 => {
            (Quantity::Thousandths(count * scale), finer)
        }
        _ => (quantity, unit),
    }
}

/// How many of the next finer unit make one.
fn parts(unit: Unit) -> Option<(u64, Unit)> {
    Some(match unit {
        Unit::Century => (100, Unit::Year),
        Unit::Decade => (10, Unit::Year),
        Unit::Year => (12, Unit::Month),
        Unit::Week => (7, Unit::Day),
        Unit::Day => (24, Unit::Hour),
        Unit::Hour => (60, Unit::Minute),
        Unit::Minute => (60, Unit::Second),
        _ => return None,
    })
}

/// « il y a peu », « il y a peu encore », but « il y a peu de monde », « il y a peu à dire »
fn recently(c: &mut Cursor<'_>) -> Option<()> {
    if c.raw() == "encore" || c.sees(&["tres"]) {
        c.pos += 1;
    }
    c.word("peu")?;
    if c.raw() == "encore" {
        c.pos += 1;
    }
    c.peek().is_none_or(|next| next.kind == crate::timex::lex::Kind::Sign).then_some(())
}

/// « jour pour jour », also after a comma
fn to_the_day(c: &mut Cursor<'_>) -> Option<()> {
    c.sign(',');
    c.words(&["jour", "pour", "jour"])
}

fn ahead(c: &mut Cursor<'_>) -> Option<Reading> {
    c.word("dans")?;
    let modifier = super::duration::modifier(c);
    let inner = c.pos;
    let (quantity, unit) = super::duration::counted(c)?;
    let (quantity, unit) = whole(c, quantity, unit);
    match quantity {
        // « dans un jour de colère »
        Quantity::Thousandths(1000) if c.sees(&["de", "d'", "ou"]) => None,
        Quantity::Thousandths(count) if count % 1000 == 0 => {
            let count = i32::try_from(count / 1000).ok()?;
            let date = DateExpr::Shift { count, unit, from: From::Speech };
            Some(Reading::of(TimeExpr::Date(date)).modified(modifier))
        }
        _ => {
            let reading = Reading::of(TimeExpr::Duration(Duration::of(quantity, unit)));
            Some(Reading { from: Some(inner), ..reading.modified(modifier) })
        }
    }
}

fn possible(c: &mut Cursor<'_>) -> Option<Reading> {
    if c.word("le").is_some() {
        c.words(&["plus", "tot", "possible"])?;
    } else if c.word("aussitot").is_some() {
        c.words(&["que", "possible"])?;
    } else {
        // « dès que possible »
        c.words(&["des", "que", "possible"])?;
    }
    Some(Reading::of(TimeExpr::Future))
}

fn step(c: &mut Cursor<'_>) -> Option<Reading> {
    // « dernière semaine », « la prochaine saison » is none
    if let Some(reading) = c.attempt(|c| {
        let article = c.any(&["le", "la", "l'"]).is_some();
        let key = c.any(&["derniere", "dernier", "prochaine", "prochain"])?;
        let step = if key.starts_with('d') { -1 } else { 1 };
        let period = match c.weekday_full() {
            Some(day) => Period::Weekday(day),
            None => match c.season() {
                Some(season) => Period::Season(season),
                None => {
                    // « la prochaine soirée »
                    if c.entry().unit.is_none()
                        && let Some(part) = c.day_part()
                    {
                        let date =
                            DateExpr::Shift { count: step, unit: Unit::Day, from: From::Speech };
                        return Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))));
                    }
                    let unit = c.unit(false)?;
                    if matches!(unit, Unit::Hour | Unit::Minute | Unit::Second) {
                        let duration = Duration::whole(1, unit);
                        return Reading::duration(duration);
                    }
                    // « la dernière journée », « les derniers jours »
                    if matches!(unit, Unit::Day | Unit::Night) && article {
                        return None;
                    }
                    Period::Unit(unit)
                }
            },
        };
        if c.sees(&["de", "d'", "du"]) {
            return None;
        }
        Reading::date(DateExpr::Step { period, step, from: From::Speech })
    }) {
        return Some(reading);
    }
    let before = c.entry_at(-1).key;
    let determiner = c.any(&["le", "la", "l'", "ce", "cet", "cette"]);
    let period = match c.season() {
        Some(season) => Period::Season(season),
        None => {
            let key = c.entry().key;
            let unit = c.unit(false)?;
            if matches!(unit, Unit::Hour | Unit::Minute | Unit::Second | Unit::Night)
                || key.ends_with('s') && key != "mois"
            {
                return None;
            }
            Period::Unit(unit)
        }
    };
    let demonstrative = matches!(determiner, Some("ce" | "cet" | "cette"));
    if demonstrative {
        let later = c.attempt(|c| {
            c.glue('-')?;
            match c.any(&["ci", "la"])? {
                "ci" => Some(From::Speech),
                _ => Some(From::Text),
            }
        });
        let step = c.step_after().map_or(0, |(step, _)| step);
        return match (later, period) {
            (Some(From::Text), Period::Unit(unit)) => Reading::date(DateExpr::Same(unit)),
            // « cet hiver-là »
            (Some(From::Text), Period::Season(_)) => {
                let year = Some(crate::timex::expr::YearExpr::Step(0, From::Text));
                Reading::date(DateExpr::Of { period, year })
            }
            // « à compter de ce jour », « lance ce jour une enquête », but « ce jour où », « ce jour
            // de fête », « ce jour férié »
            (None, Period::Unit(Unit::Day)) => {
                let free = c.peek().is_none_or(|next| next.kind == Kind::Sign)
                    || c.entry().grammar
                        && !c.sees(&["de", "d'", "du", "des", "que", "qu'", "qui"])
                        && c.raw() != "où";
                let today = DateExpr::Shift { count: 0, unit: Unit::Day, from: From::Speech };
                if free { Reading::date(today) } else { None }
            }
            _ => Reading::date(DateExpr::Step { period, step, from: From::Speech }),
        };
    }
    // « le week-end »: that of now, or the last one.
    if period == Period::Unit(Unit::Weekend)
        && determiner.is_some()
        && !c.sees(&["de", "d'", "du", "des"])
        && c.clone().step_after().is_none()
        && c.entry_at(-1).key != "ends"
        && !c.is_sign(0, ',')
    {
        return Reading::date(DateExpr::Step { period, step: 0, from: From::Speech });
    }
    let (step, from) = c.step_after()?;
    // « au printemps prochain », « du mois dernier »
    if determiner.is_none() && !["au", "du", "de", "d'", "en"].contains(&before) {
        return None;
    }
    Reading::date(DateExpr::Step { period, step, from })
}
