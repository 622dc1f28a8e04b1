//! Named days, fixed and movable, and historical days that hold their date.

use super::*;
use crate::timex::expr::{Feast, YearExpr};
use crate::timex::lex::Kind;
use crate::timex::value::DayPart;

pub(crate) const FEAST: Rule = Rule {
    name: "feast.day",
    starts: Starts(
        DET,
        &[
            "noel",
            "armistice",
            "fetes",
            "prochaine",
            "prochain",
            "derniere",
            "dernier",
            "paques",
            "pentecote",
            "ascension",
            "toussaint",
            "assomption",
            "epiphanie",
            "halloween",
            "thanksgiving",
            "aid",
            "ramadan",
            "mois",
            "mouloud",
            "achoura",
            "soiree",
            "nuit",
            "jour",
            "fete",
            "reveillon",
            "lundi",
            "jeudi",
            "dimanche",
            "vendredi",
            "mardi",
            "saint",
            "nouvel",
            "soir",
            "veille",
            "mercredi",
            "chandeleur",
            "premier",
        ],
    ),
    read,
    examples: &[
        "Fermé à [Noël|2024-12-25] et [le lundi de Pâques 2024|2024-04-01].",
        "[La Toussaint 2023|2023-11-01] fut douce.",
        "Il chantera [le soir de Noël|2024-12-24TEV].",
        "[Le ramadan 2024|2024-03] finit avant [l'Aïd el-Fitr 2024|2024-04-10].",
        "Mme Toussaint, le père Noël et les œufs de couleur au marché de Noël.",
    ],
};

fn read(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1);
    if matches!(before.key, "pere" | "mere" | "ile") {
        return None;
    }
    if let Some(reading) = c.attempt(eve) {
        return Some(reading);
    }
    if let Some(reading) = c.attempt(evening) {
        return Some(reading);
    }
    if let Some(reading) = c.attempt(ramadan) {
        return Some(reading);
    }
    // « le marché de Noël », « les œufs de Pâques » are kinds; « les vacances de Noël » are dated.
    let kind = matches!(before.key, "de" | "d'")
        && c.at(-2).is_some_and(|noun| noun.kind == Kind::Word && noun.word == 0 && !noun.capital)
        && !DATED.contains(&c.raw_at(c.pos.wrapping_sub(2)));
    // « Mme Toussaint », « Léa Noël »
    let person = c.peek()?.capital
        && !c.entry().determiner
        && (c.at(-1).is_some_and(|last| {
            last.kind == Kind::Word && last.capital && last.word == 0 && !c.shouts(c.pos)
        }) || matches!(before.key, "mme" | "mlle" | "dr" | "me" | "mm")
            || c.is_sign(-1, '.') && c.raw_at(c.pos.wrapping_sub(2)) == "M");
    if person {
        return None;
    }
    let days = c
        .attempt(|c| {
            c.any(&["la", "le"]);
            let days = match c.any(&["veille", "lendemain", "reveillon", "soir", "jour"])? {
                "veille" | "reveillon" => -1,
                "lendemain" => 1,
                _ => 0,
            };
            c.any(&["de", "d'", "du"])?;
            c.any(&["la", "l'", "le"]);
            let inner = *c;
            let mut probe = inner;
            feast(&mut probe)?;
            Some(days)
        })
        .unwrap_or(0);
    let start = c.pos;
    let (feast, year, step) = feast(c)?;
    if kind && year.is_none() && step == 0 && c.pos == start + 1 {
        return None;
    }
    // The « réveillon » of 31 December is that of the day itself.
    let days = if matches!(feast, Feast::Fixed { month: 12, day: 31 }) { 0 } else { days };
    let about = matches!(feast, Feast::Lunar { .. } | Feast::Aid).then_some(Modifier::Approx);
    Some(Reading::of(TimeExpr::Date(DateExpr::Feast { feast, year, step, days })).modified(about))
}

/// « le ramadan », « le mois de ramadan »: the month in which it begins, about.
fn ramadan(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1).key;
    let article = c.any(&["le", "ce"]).is_some();
    let month = c.attempt(|c| {
        c.word("mois")?;
        c.any(&["de", "du"]).map(|_| ())
    });
    c.word("ramadan")?;
    if !article && month.is_none() && before != "du" {
        return None;
    }
    let year = c.attempt(|c| {
        c.any(&["de"]);
        c.full_year().map(YearExpr::Full)
    });
    let step = c.step_after().map_or(0, |(step, _)| step);
    let feast = Feast::Lunar { month: 9, day: 1 };
    let period = crate::timex::expr::Period::Unit(crate::timex::value::Unit::Month);
    let date = DateExpr::AroundFeast { period, feast, year, step };
    Some(Reading::of(TimeExpr::Date(date)).modified(Some(Modifier::Approx)))
}

/// Nouns that a bare feast dates.
const DATED: &[&str] =
    &["vacances", "messe", "trêve", "période", "congés", "pont", "approche", "occasion", "week"];

/// « le soir de Noël », « la nuit de Noël »: that of the eve; « le soir de la Toussaint ».
fn evening(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["le", "la"]);
    let part = match c.any(&["soir", "soiree", "nuit"])? {
        "nuit" => DayPart::Night,
        _ => DayPart::Evening,
    };
    c.any(&["de", "d'", "du"])?;
    if c.entry_at(-1).key == "du" && c.word("reveillon").is_some() {
        let date = DateExpr::Feast { feast: Feast::Eve, year: None, step: 0, days: 0 };
        return Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))));
    }
    let (feast, year, step) = feast(c)?;
    let christmas = matches!(feast, Feast::Fixed { month: 12, day: 25 });
    let date = DateExpr::Feast { feast, year, step, days: -i32::from(christmas) };
    Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))))
}

/// « le réveillon »: that of Christmas or of the new year, whichever is nearer.
fn eve(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1).key;
    if c.word("le").is_none() && before != "au" {
        return None;
    }
    c.word("reveillon")?;
    if c.sees(&["de", "d'", "du", "des"]) || c.peek().is_some_and(|t| t.kind == Kind::Number) {
        return None;
    }
    let date = DateExpr::Feast { feast: Feast::Eve, year: None, step: 0, days: 0 };
    Reading::date(date)
}

/// A named day with its article and its year.
pub(super) fn feast(c: &mut Cursor<'_>) -> Option<(Feast, Option<YearExpr>, i32)> {
    c.attempt(|c| {
        let article = c.any(&["le", "la", "l'", "les", "cette"]);
        // « Saint-Jean », « Saint-Nicolas » are places: the feasts have their article.
        if c.word("saint").is_some() {
            if article.is_none()
                && c.attempt(|c| {
                    c.sign('-');
                    c.any(&["jean", "nicolas"])
                })
                .is_some()
            {
                return None;
            }
            c.pos -= 1;
        }
        let early = c.any(&["prochaine", "prochain", "derniere", "dernier"]);
        c.attempt(|c| {
            c.any(&["jour", "fete", "fetes"])?;
            c.any(&["de", "d'"])?;
            c.any(&["la", "l'"]);
            (name(&mut c.clone())).map(|_| ())
        });
        let feast = name(c)?;
        // « le Nouvel An chinois », « le Noël orthodoxe »
        if c.sees(&["chinois", "lunaire", "orthodoxe", "juif", "berbere"]) {
            return None;
        }
        let mut step = early.map_or(0, |key| if key.starts_with('p') { 1 } else { -1 });
        let year = c.attempt(|c| {
            c.any(&["de"]);
            c.full_year().map(YearExpr::Full)
        });
        if year.is_none()
            && let Some((told, _)) = c.step_after()
        {
            step = told;
        }
        Some((feast, year, step))
    })
}

fn name(c: &mut Cursor<'_>) -> Option<Feast> {
    let fixed = |month, day| Some(Feast::Fixed { month, day });
    let easter = |days| Some(Feast::Easter(days));
    let first = c.entry().key;
    for (words, feast) in NAMES.iter().filter(|(words, _)| words[0] == first) {
        if c.attempt(|c| {
            words.iter().try_for_each(|word| {
                c.sign('-');
                c.word(word)
            })
        })
        .is_some()
        {
            return Some(*feast);
        }
    }
    c.attempt(|c| {
        match c.any(&[
            "lundi", "jeudi", "dimanche", "vendredi", "mardi", "mercredi", "samedi", "samedi",
        ])? {
            "lundi" => {
                c.any(&["de"])?;
                match c.any(&["paques", "pentecote"])? {
                    "paques" => easter(1),
                    _ => easter(50),
                }
            }
            "dimanche" => {
                c.any(&["de", "des"])?;
                match c.any(&["paques", "pentecote", "rameaux"])? {
                    "paques" => easter(0),
                    "pentecote" => easter(49),
                    _ => easter(-7),
                }
            }
            "jeudi" => {
                if c.words(&["de", "l'", "ascension"]).is_some() {
                    return easter(39);
                }
                c.word("saint")?;
                easter(-3)
            }
            "samedi" => {
                c.word("saint")?;
                easter(-1)
            }
            "vendredi" => {
                c.word("saint")?;
                easter(-2)
            }
            "mardi" => {
                c.word("gras")?;
                easter(-47)
            }
            _ => {
                c.words(&["des", "cendres"])?;
                easter(-46)
            }
        }
    })
    .or_else(|| {
        c.attempt(|c| {
            c.words(&["premier", "de", "l'", "an"])?;
            fixed(1, 1)
        })
    })
}

/// Names of days, the longer before the shorter.
const NAMES: &[(&[&str], Feast)] = &[
    (&["noel"], Feast::Fixed { month: 12, day: 25 }),
    (&["jour", "de", "l'", "an"], Feast::Fixed { month: 1, day: 1 }),
    (&["nouvel", "an"], Feast::Fixed { month: 1, day: 1 }),
    (&["epiphanie"], Feast::Fixed { month: 1, day: 6 }),
    (&["chandeleur"], Feast::Fixed { month: 2, day: 2 }),
    (&["aid", "el", "fitr"], Feast::Lunar { month: 10, day: 1 }),
    (&["aid", "al", "fitr"], Feast::Lunar { month: 10, day: 1 }),
    (&["aid", "el", "kebir"], Feast::Lunar { month: 12, day: 10 }),
    (&["aid", "el", "adha"], Feast::Lunar { month: 12, day: 10 }),
    (&["aid", "al", "adha"], Feast::Lunar { month: 12, day: 10 }),
    (&["aid"], Feast::Aid),
    (&["mouloud"], Feast::Lunar { month: 3, day: 12 }),
    (&["achoura"], Feast::Lunar { month: 1, day: 10 }),
    (&["thanksgiving"], Feast::Weekday { n: 4, weekday: 4, month: 11 }),
    (&["saint", "jean"], Feast::Fixed { month: 6, day: 24 }),
    (&["saint", "nicolas"], Feast::Fixed { month: 12, day: 6 }),
    (&["saint", "patrick"], Feast::Fixed { month: 3, day: 17 }),
    (&["fete", "de", "la", "musique"], Feast::Fixed { month: 6, day: 21 }),
    (&["saint", "valentin"], Feast::Fixed { month: 2, day: 14 }),
    (&["fete", "du", "travail"], Feast::Fixed { month: 5, day: 1 }),
    (&["fete", "nationale"], Feast::Fixed { month: 7, day: 14 }),
    (&["assomption"], Feast::Fixed { month: 8, day: 15 }),
    (&["halloween"], Feast::Fixed { month: 10, day: 31 }),
    (&["toussaint"], Feast::Fixed { month: 11, day: 1 }),
    (&["jour", "des", "morts"], Feast::Fixed { month: 11, day: 2 }),
    (&["fete", "des", "morts"], Feast::Fixed { month: 11, day: 2 }),
    (&["jour", "de", "l'", "armistice"], Feast::Fixed { month: 11, day: 11 }),
    (&["fete", "des", "rois"], Feast::Fixed { month: 1, day: 6 }),
    (&["saint", "sylvestre"], Feast::Fixed { month: 12, day: 31 }),
    (&["paques"], Feast::Easter(0)),
    (&["ascension"], Feast::Easter(39)),
    (&["pentecote"], Feast::Easter(49)),
    (&["fete", "des", "meres"], Feast::Weekday { n: -1, weekday: 7, month: 5 }),
    (&["fete", "des", "peres"], Feast::Weekday { n: 3, weekday: 7, month: 6 }),
];
