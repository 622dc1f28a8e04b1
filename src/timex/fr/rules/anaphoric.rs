//! Dates counted from a date before them in the text: « le lendemain », « deux ans plus tard ».

use super::*;
use crate::timex::expr::From;
use crate::timex::value::{Quantity, Unit};

pub(crate) const DAY: Rule = Rule {
    name: "anaphoric.day",
    starts: Starts(DET, &["lendemain", "surlendemain", "veille", "avant"]),
    read: day,
    examples: &[
        "Arrivé [le 3 mai 2024|2024-05-03], il repart [le lendemain|2024-05-04].",
        "Né [le lendemain du 13 février 2023|2023-02-14].",
        "Il veille sur la ville.",
    ],
};

pub(crate) const LATER: Rule = Rule {
    name: "anaphoric.count",
    starts: Starts(NUMBER | DIGIT, &["quelques", "plusieurs"]),
    read: later,
    examples: &[
        "Élu en [mai 2019|2019-05], il part [deux ans plus tard|2021].",
        "Parti [le 3 mai 2024|2024-05-03], il revient [trois jours après|2024-05-06].",
        "Il arrive [trois jours|P3D] après la fête.",
        "Deux fois plus tard que prévu.",
    ],
};

pub(crate) const SAME: Rule = Rule {
    name: "anaphoric.same",
    starts: Starts(DET | UNIT | super::PART, &["meme"]),
    read: same,
    examples: &[
        "Il est né [le 3 mai 1974|1974-05-03] ; [le même jour|1974-05-03], Paris votait.",
        "En [1974|1974], il part ; [la même année|1974], elle meurt.",
        "Le même jouet.",
    ],
};

fn day(c: &mut Cursor<'_>) -> Option<Reading> {
    // « du jour au lendemain »
    if c.entry_at(-1).key == "au" && c.entry_at(-2).key == "jour" {
        return None;
    }
    let article = c.any(&["le", "la", "l'"]).is_some();
    let days = match c.any(&["lendemain", "surlendemain", "veille", "avant"])? {
        "lendemain" => 1,
        "surlendemain" => 2,
        "veille" => -1,
        _ => {
            c.sign('-');
            c.word("veille")?;
            -2
        }
    };
    if !article && days != 1 {
        return None;
    }
    let of = c.attempt(|c| {
        match c.any(&["du", "de", "d'"])? {
            "du" => {}
            _ => {
                c.any(&["le", "la", "l'"]);
            }
        }
        if let Some(date) = c.day_month() {
            return Some(DateExpr::After { days, date });
        }
        let (feast, year, step) = super::feast::feast(c)?;
        Some(DateExpr::Feast { feast, year, step, days })
    });
    if let Some(date) = of {
        return Reading::date(date);
    }
    // « le lendemain de sa mort » has no date; « en veille », « la veille sanitaire » are none.
    if days == -1
        && c.peek().is_some_and(|t| t.word == 0 && t.spaced && !t.capital && is_adjective(c))
    {
        return None;
    }
    c.attempt(|c| c.word("meme"));
    let event = c.sees(&["de", "d'", "du", "des"]);
    let from = if event { From::Event } else { From::Text };
    Reading::date(DateExpr::Shift { count: days, unit: Unit::Day, from })
}

fn is_adjective(c: &Cursor<'_>) -> bool {
    c.raw().ends_with("aire") || c.raw().ends_with("ique")
}

fn later(c: &mut Cursor<'_>) -> Option<Reading> {
    let modifier = super::duration::modifier(c);
    let (quantity, unit) = super::duration::counted(c)?;
    let sign = c.attempt(|c| match c.any(&["plus", "apres", "avant", "auparavant"])? {
        "plus" => match c.any(&["tard", "tot"])? {
            "tard" => Some(1),
            _ => Some(-1),
        },
        "apres" if !c.is_sign(0, '-') => Some(1),
        "avant" | "auparavant" => Some(-1),
        _ => None,
    })?;
    let bare = c.entry_at(-1).key == "apres" || c.entry_at(-1).key == "avant";
    // « trois jours après la fête » is an amount: the date is that of the feast.
    if bare && !ends_clause(c) {
        return None;
    }
    if !bare && c.sees(&["que", "qu'"]) {
        return None;
    }
    let Quantity::Thousandths(count) = quantity else { return None };
    if count % 1000 != 0 {
        return None;
    }
    let count = sign * i32::try_from(count / 1000).ok()?;
    let date = DateExpr::Shift { count, unit, from: From::Text };
    Some(Reading::of(TimeExpr::Date(date)).modified(modifier))
}

/// Whether nothing that « après » could govern follows.
fn ends_clause(c: &Cursor<'_>) -> bool {
    c.peek().is_none_or(|next| next.kind == crate::timex::lex::Kind::Sign)
        || c.sees(&[
            "il", "ils", "elle", "elles", "on", "nous", "vous", "et", "par", "a", "est", "en",
        ])
}

fn same(c: &mut Cursor<'_>) -> Option<Reading> {
    // « ce jour-là » is read with « ce mois-ci ».
    let determiner = c.any(&["le", "la", "ce", "cet", "cette"])?;
    if c.word("meme").is_some() {
        let unit = match c.entry().part {
            Some(part) if c.entry().unit.is_none() => {
                c.pos += 1;
                return Reading::time(DayTime::Part(part));
            }
            _ => c.unit(false)?,
        };
        return match unit {
            Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Weekend => {
                Reading::date(DateExpr::Same(unit))
            }
            _ => None,
        };
    }
    let key = c.entry().key;
    if matches!(key, "jour") {
        c.pos += 1;
        if c.word("meme").is_some() {
            return Reading::date(DateExpr::Same(Unit::Day));
        }
        let (step, _) = c.step_after()?;
        if determiner == "le" && step != 0 {
            return Reading::date(DateExpr::Shift {
                count: step,
                unit: Unit::Day,
                from: From::Text,
            });
        }
        return None;
    }
    if determiner == "le" || determiner == "la" {
        let unit = c.unit(false)?;
        c.word("meme")?;
        return Reading::date(DateExpr::Same(unit));
    }
    None
}
