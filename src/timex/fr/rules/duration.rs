//! Amounts of time: « trois mois », « deux ans et demi », « une dizaine de jours ».

use super::age::{is_age_of, of_person};
use super::hours::is_measured;
use super::*;
use crate::timex::fr::find::{best, candidates};
use crate::timex::fr::lexicon::LEXICON;
use crate::timex::lex::Kind;
use crate::timex::value::{Quantity, Unit};

pub(crate) const COUNTED: Rule = Rule {
    name: "duration.counted",
    starts: Starts(
        DIGIT | NUMBER | DET,
        &[
            "quelques",
            "plusieurs",
            "environ",
            "pres",
            "plus",
            "moins",
            "presque",
            "quelque",
            "demi",
            "au",
            "pas",
            "peine",
            "quasiment",
            "a",
            "qqs",
        ],
    ),
    read,
    examples: &[
        "Il a vécu [dix-huit mois|P18M] au loin, puis [deux ans et demi|P2.5Y] ici.",
        "Les travaux durent [environ deux mois|P2M].",
        "Un homme de 38 ans court 24 heures sur 24.",
    ],
};

pub(crate) const LAST_N: Rule = Rule {
    name: "duration.last-n",
    starts: Starts(
        DET | DIGIT | NUMBER | UNIT,
        &[
            "derniers",
            "dernieres",
            "prochains",
            "prochaines",
            "prochain",
            "prochaine",
            "premiers",
            "premieres",
        ],
    ),
    read: last_n,
    examples: &[
        "Depuis [ces derniers mois|PXM], tout change.",
        "Au cours des [trois dernières années|P3Y], il a lu.",
        "Les trois derniers joueurs.",
    ],
};

pub(crate) const WHOLE: Rule = Rule {
    name: "duration.whole",
    starts: Starts(0, &["toute", "tout"]),
    read: whole,
    examples: &[
        "Il a dormi [toute la semaine|P1W].",
        "Il a plu [tout le mois de mai|2024-05] et [toute l'année 2023|2023].",
        "Toute la ville dort.",
    ],
};

/// « environ », « près de », « plus de », « au moins »: what it makes of the amount.
pub(super) fn modifier(c: &mut Cursor<'_>) -> Option<Modifier> {
    c.attempt(|c| {
        // « un peu plus de », « pas moins de »
        if c.words(&["pas", "moins"]).is_some() {
            return c.any(&["de", "d'"]).map(|_| Modifier::EqualOrMore);
        }
        if c.words(&["un", "peu"]).is_some() && !c.sees(&["plus", "moins"]) {
            return None;
        }
        Some(
            match c.any(&[
                "environ",
                "pres",
                "plus",
                "moins",
                "presque",
                "quelque",
                "au",
                "a",
                "quasiment",
            ])? {
                "pres" => {
                    c.any(&["de", "d'"])?;
                    Modifier::Approx
                }
                "plus" => {
                    c.any(&["de", "d'"])?;
                    Modifier::MoreThan
                }
                "moins" => {
                    c.any(&["de", "d'"])?;
                    Modifier::LessThan
                }
                "au" => match c.any(&["moins", "plus"])? {
                    "moins" => Modifier::EqualOrMore,
                    _ => Modifier::EqualOrLess,
                },
                "a" => match c.any(&["peu", "peine"])? {
                    "peu" => {
                        c.word("pres")?;
                        Modifier::Approx
                    }
                    _ => Modifier::LessThan,
                },
                _ => Modifier::Approx,
            },
        )
    })
}

/// « trois jours », « quelques mois », « une dizaine de jours », « deux ans et demi »
pub(super) fn counted(c: &mut Cursor<'_>) -> Option<(Quantity, Unit)> {
    let number = c.peek()?.kind == Kind::Number || c.entry().number.is_some();
    if !number && !c.entry().quantity {
        return None;
    }
    c.attempt(|c| {
        if let Some(found) = fraction(c) {
            return Some(found);
        }
        if c.any(&["quelques", "plusieurs", "qqs"]).is_some() {
            return Some((Quantity::Vague, c.unit(false)?));
        }
        if let Some(tens) = c.attempt(tens) {
            c.any(&["de", "d'"])?;
            let unit = c.unit(false)?;
            return Some((Quantity::Thousandths(u64::from(tens) * 1000), unit));
        }
        let digits = c.peek()?.kind == Kind::Number;
        let mut count = u64::from(c.count()?) * 1000;
        if digits && c.is_sign(0, ',') && c.at(1).is_some_and(|t| !t.spaced) {
            c.pos += 1;
            let (value, width) = c.digits()?;
            count += u64::from(value) * 1000 / 10u64.checked_pow(u32::try_from(width).ok()?)?;
        }
        // « une demi-heure », « un et demi »
        if c.attempt(|c| {
            c.word("et")?;
            c.any(&["demi", "demie"]).map(|_| ())
        })
        .is_some()
        {
            count += 500;
        } else if count == 1000 && c.any(&["demi", "demie"]).is_some() {
            c.sign('-');
            count = 500;
        }
        // « 1h30 »
        if digits
            && let Some(minutes) = c.attempt(|c| {
                let short = c.any(&["h", "heure", "heures"])? == "h";
                let minutes = c.small(2, 0, 59)?;
                let unit = c.any(&["min", "mn", "minutes"]).is_some();
                // « en 2 heures 18 », but « 2 heures 18 personnes »
                let free = c.peek().is_none_or(|next| next.kind == Kind::Sign || next.word != 0);
                (short || unit || free && c.entry().unit.is_none()).then_some(minutes)
            })
        {
            return Some((
                Quantity::Thousandths(count / 1000 * 60_000 + u64::from(minutes) * 1000),
                Unit::Minute,
            ));
        }
        // « en 3 minutes 34 »
        if digits
            && let Some(seconds) = c.attempt(|c| {
                c.any(&["minutes", "min", "minute", "mn"])?;
                let seconds = c.small(2, 0, 59)?;
                let unit = c.any(&["s", "sec", "secondes", "seconde"]).is_some();
                let free = c.peek().is_none_or(|next| next.kind == Kind::Sign || next.word != 0);
                (unit || free && c.entry().unit.is_none()).then_some(seconds)
            })
        {
            let seconds = count / 1000 * 60_000 + u64::from(seconds) * 1000;
            return Some((Quantity::Thousandths(seconds), Unit::Second));
        }
        c.glue('-');
        // « deux petites heures », « trois longues années »
        c.any(&[
            "longues", "longs", "petites", "bonnes", "bons", "petits", "autres", "bonne", "longue",
        ]);
        let unit = c.unit(digits)?;
        // « une heure trente », but « en deux heures dix personnes »
        if unit == Unit::Hour
            && !digits
            && count % 1000 == 0
            && let Some(minutes) = c.attempt(|c| {
                let minutes = c.count().filter(|n| (5..60).contains(n))?;
                let free = c.peek().is_none_or(|next| next.kind == Kind::Sign) || c.entry().grammar;
                free.then_some(u64::from(minutes))
            })
        {
            return Some((Quantity::Thousandths(count * 60 + minutes * 1000), Unit::Minute));
        }
        if let Some(more) = c.attempt(|c| part_more(c, unit)) {
            count += more;
            if more != 500 {
                return Some((Quantity::Thousandths(count * 60), Unit::Minute));
            }
        }
        Some((Quantity::Thousandths(count), unit))
    })
}

/// « et demi », « et quart », « trois quarts » after an amount of `unit`, in thousandths.
fn part_more(c: &mut Cursor<'_>, unit: Unit) -> Option<u64> {
    let and = c.word("et").is_some();
    if and && c.any(&["demi", "demie"]).is_some() {
        return Some(500);
    }
    if unit != Unit::Hour {
        return None;
    }
    if and {
        c.word("un");
        if c.word("quart").is_some() {
            return Some(250);
        }
    }
    c.words(&["trois", "quarts"]).map(|_| 750)
}

/// « un quart d'heure », « trois quarts d'heure », « 1/2 h », « demi-heure »
fn fraction(c: &mut Cursor<'_>) -> Option<(Quantity, Unit)> {
    let minutes = |n| Some((Quantity::Thousandths(n * 1000), Unit::Minute));
    if let Some(found) = c.attempt(|c| {
        let n = c.small(1, 1, 3)?;
        c.glue('/')?;
        let d = c.small(1, 2, 4)?;
        c.any(&["h", "heure", "heures"])?;
        (n < d).then(|| u64::from(n) * 60 / u64::from(d))
    }) {
        return minutes(found);
    }
    if let Some(found) = c.attempt(|c| {
        let n = c.count().filter(|n| (1..=3).contains(n))?;
        c.any(&["quart", "quarts"])?;
        c.word("d'")?;
        c.word("heure")?;
        Some(u64::from(n) * 15)
    }) {
        return minutes(found);
    }
    c.attempt(|c| {
        c.word("demi")?;
        c.sign('-');
        let unit = c.any(&["heure", "heures", "journee"])?;
        let unit = if unit == "journee" { Unit::Day } else { Unit::Hour };
        Some((Quantity::Thousandths(500), unit))
    })
}

/// Words that say how many and are no numbers.
pub(crate) const QUANTITIES: &[&str] = &[
    "quelques",
    "plusieurs",
    "qqs",
    "demi",
    "huitaine",
    "dizaine",
    "douzaine",
    "quinzaine",
    "vingtaine",
    "trentaine",
    "quarantaine",
    "cinquantaine",
    "soixantaine",
    "centaine",
];

/// « une dizaine », « une quinzaine »
fn tens(c: &mut Cursor<'_>) -> Option<u32> {
    c.word("une");
    Some(
        match c.any(&[
            "huitaine",
            "dizaine",
            "douzaine",
            "quinzaine",
            "vingtaine",
            "trentaine",
            "quarantaine",
            "cinquantaine",
            "soixantaine",
            "centaine",
        ])? {
            "huitaine" => 8,
            "dizaine" => 10,
            "douzaine" => 12,
            "quinzaine" => 15,
            "vingtaine" => 20,
            "trentaine" => 30,
            "quarantaine" => 40,
            "cinquantaine" => 50,
            "soixantaine" => 60,
            _ => 100,
        },
    )
}

/// Whether the amount just read is somebody's age: « 38 ans », « âgé de 38 ans ».
pub(super) fn is_age(c: &Cursor<'_>) -> bool {
    c.sees(&["age"])
}

fn read(c: &mut Cursor<'_>) -> Option<Reading> {
    let start = c.pos;
    // « vingt-huit jours » begins with « vingt ».
    if c.is_sign(-1, '-') && !c.spaced() && c.entry_at(-2).number.is_some() {
        return None;
    }
    c.any(&["les", "ces"]);
    let modifier = modifier(c);
    let first = counted(c)?;
    let mut duration = Duration::of(first.0, first.1);
    let mut last = first;
    for slot in &mut duration.rest {
        let part = c.attempt(|c| {
            // « deux mois, une semaine et trois jours », but « une dizaine d'années, deux mois »
            let listed = c.sign(',').is_some();
            let exact = |quantity| matches!(quantity, Quantity::Thousandths(n) if n % 1000 == 0);
            if listed && (!exact(last.0) || c.entry().quantity || c.entry_at(1).quantity) {
                return None;
            }
            c.word("et");
            let (quantity, unit) = counted(c)?;
            (unit < last.1 && (exact(quantity) || !listed)).then_some((quantity, unit))
        });
        match part {
            Some(part) => {
                *slot = Some(part);
                last = part;
            }
            None => break,
        }
    }
    // « les 24 Heures du Mans », « la guerre de Cent Ans »
    let unit = c.raw_at(c.pos - 1);
    let named = c.tokens[c.pos - 1].capital
        && (unit.ends_with(char::is_lowercase)
            || c.sees(&["du", "de"])
                && c.at(1).is_some_and(|next| next.capital && next.word == 0)
                && first.1 == Unit::Hour);
    if named || !measures(c, start, first.1, first.0) {
        return None;
    }
    // « une dizaine de jours » is about ten.
    let tens = c.tokens[start..c.pos].iter().any(|t| {
        LEXICON.entry(t.word).key.ends_with("aine") && !LEXICON.entry(t.word).key.starts_with("sem")
    });
    let modifier = modifier.or(tens.then_some(Modifier::Approx));
    Some(Reading::of(TimeExpr::Duration(duration)).modified(modifier))
}

/// Whether the amount measures time: no age, no « 24 heures sur 24 », no « un jour » of tales.
fn measures(c: &Cursor<'_>, start: usize, unit: Unit, quantity: Quantity) -> bool {
    let key =
        |back: usize| start.checked_sub(back).map_or("", |i| LEXICON.entry(c.tokens[i].word).key);
    let before = key(1);
    if c.sees(&["sur"]) && c.at(1).is_some_and(|t| t.kind == Kind::Number) && unit != Unit::Year {
        return false;
    }
    // « le 20 heures » is the news.
    let has = before == "a" && start.checked_sub(1).is_some_and(|at| c.raw_at(at) == "a");
    // « à deux heures de la fin », « ramené à trois heures »
    let far = before == "a" && (c.sees(&["de", "d'", "du", "des"]) || is_measured(c, start));
    if unit == Unit::Hour && matches!(before, "le" | "du" | "au" | "a" | "vers") && !has && !far {
        return false;
    }
    if unit == Unit::Year && is_age_of(c, start) {
        return false;
    }
    // « un bébé de 18 mois », « une fillette de trois jours »
    if matches!(unit, Unit::Month | Unit::Week | Unit::Day)
        && before == "de"
        && of_person(c, start - 1)
    {
        return false;
    }
    // « une seconde fois », « une seconde guerre »
    let second = c.entry_at(-1).key == "seconde"
        && LEXICON.entry(c.tokens[start].word).key == "une"
        && c.peek().is_some_and(|next| {
            next.kind == Kind::Word && (next.word == 0 || c.sees(&["fois", "guerre"]))
        });
    if second {
        return false;
    }
    // « d'un jour à l'autre »
    if before == "d'" && c.sees(&["a"]) && c.entry_at(1).key == "l'" && c.entry_at(2).key == "autre"
    {
        return false;
    }
    // « un jour », « une nuit », « une heure du match »
    let one = quantity == Quantity::Thousandths(1000);
    let article = matches!(LEXICON.entry(c.tokens[start].word).key, "un" | "une");
    if one && article {
        let placed = matches!(
            before,
            "pendant"
                | "durant"
                | "depuis"
                | "pour"
                | "en"
                | "de"
                | "d'"
                | "apres"
                | "dans"
                | "a"
                | "par"
                | "sur"
                | "sous"
                | "entre"
                | "ou"
                | "plus"
                | "que"
        );
        let of = before == "dans" && c.sees(&["de", "d'"]);
        if matches!(unit, Unit::Day | Unit::Night | Unit::Weekend)
            && (!placed && !c.sees(&["avant", "apres", "plus"]) || of)
        {
            return false;
        }
    }
    true
}

fn last_n(c: &mut Cursor<'_>) -> Option<Reading> {
    let determiner = c.any(&["les", "ces"]);
    let count = c.count();
    let before =
        c.any(&["derniers", "dernieres", "prochains", "prochaines", "premiers", "premieres"]);
    let before = before.or_else(|| {
        // « la prochaine 5 heures » lacks its plural.
        let number = c.at(1).is_some_and(|t| t.kind == Kind::Number);
        if number { c.any(&["prochain", "prochaine", "dernier", "derniere"]) } else { None }
    });
    if before.is_none() && count.is_none() && determiner.is_none() {
        return None;
    }
    let quantity = match (before, count) {
        (Some(key), None) if key.starts_with("premi") => {
            // « les premiers mois de 2023 », « les premières 48 heures »
            c.count()
                .map_or(Quantity::Vague, |count| Quantity::Thousandths(u64::from(count) * 1000))
        }
        (Some(_), None) => match c.count() {
            Some(count) => Quantity::Thousandths(u64::from(count) * 1000),
            None => Quantity::Vague,
        },
        (_, Some(count)) => Quantity::Thousandths(u64::from(count) * 1000),
        (None, None) => Quantity::Vague,
    };
    let unit = c.unit(false)?;
    if before.is_none() {
        // « les semaines suivantes », « 3 mois passés »
        c.step_after()?;
    } else if before.is_some_and(|key| key.starts_with("premi")) {
        // « les deux premières années » are an amount, « les trois premiers mois » of something.
        let free = !c.sees(&["de", "d'", "du", "des"]);
        // « les six premiers mois de l'année »
        let whole = c.attempt(|c| {
            c.any(&["de"])?;
            if c.word("l'").is_some() {
                return c.any(&["annee", "exercice"]).map(|_| ());
            }
            c.full_year().map(|_| ())
        });
        let counted = quantity != Quantity::Vague;
        if whole.is_none() && !(counted && (unit == Unit::Month || free && unit >= Unit::Hour)) {
            return None;
        }
    }
    Reading::duration(Duration::of(quantity, unit))
}

/// Whether a date says which: « toute l'année 2023 », « tout le mois de mai », « tout l'été ».
fn dated(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["toute", "tout"])?;
    if !c.sees(&["l'", "le", "la", "cet", "cette", "ce"]) {
        return None;
    }
    let (_, reading, to) = best(c, candidates(c))?;
    let TimeExpr::Date(date) = reading.expr else { return None };
    let span = match date {
        DateExpr::Calendar(date) => date.day.is_none() && date.weekday.is_none(),
        DateExpr::Step { .. } | DateExpr::Of { .. } | DateExpr::Same(Unit::Year) => true,
        _ => false,
    };
    if !span || reading.then.is_some() || reading.weak {
        return None;
    }
    c.pos = to;
    Some(Reading { from: None, ..reading })
}

fn whole(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(reading) = c.attempt(dated) {
        return Some(reading);
    }
    c.any(&["toute", "tout"])?;
    c.any(&["la", "l'", "le"])?;
    let unit = c.unit(false)?;
    if !matches!(
        unit,
        Unit::Day | Unit::Night | Unit::Week | Unit::Month | Unit::Year | Unit::Weekend
    ) || c.step_after().is_some()
    {
        return None;
    }
    Reading::duration(Duration::whole(1, unit))
}
