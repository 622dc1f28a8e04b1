//! What recurs: « chaque lundi », « tous les ans », « deux fois par mois ».

use super::*;
use crate::timex::lex::Kind;
use crate::timex::value::Unit;

pub(crate) const EACH: Rule = Rule {
    name: "set.each",
    starts: Starts(0, &["chaque", "tous", "toutes"]),
    read: each,
    examples: &[
        "[Chaque lundi|XXXX-WXX-1], il court.",
        "Il part [tous les ans|P1Y] et écrit [toutes les deux semaines|P2W].",
        "Tous les habitants et chaque homme.",
    ],
};

pub(crate) const TIMES_PER: Rule = Rule {
    name: "set.times-per",
    starts: Starts(DIGIT | NUMBER, &["quelques", "plusieurs", "par"]),
    read: times_per,
    examples: &[
        "Il vient [deux fois par mois|P1M] et paie [une fois l'an|P1Y].",
        "[Un lundi sur deux|P2W], il dort.",
        "Deux fois par bonheur.",
    ],
};

pub(crate) const ADJECTIVE: Rule = Rule {
    name: "set.weekdays",
    starts: Starts(WEEKDAY | DET, &["hebdomadaire", "bihebdomadaire"]),
    read: weekdays,
    examples: &["Ouvert [les lundis|XXXX-WXX-1].", "Les lundistes."],
};

fn each(c: &mut Cursor<'_>) -> Option<Reading> {
    if c.word("chaque").is_none() {
        c.any(&["tous", "toutes"])?;
        c.any(&["les"])?;
    }
    // « tous les premiers lundis du mois »
    if c.attempt(|c| {
        let last = c.any(&["derniers", "dernieres", "premiers", "premieres"]).is_some();
        if !last {
            c.ordinal()?;
        }
        c.entry().weekday?;
        c.pos += 1;
        c.any(&["du", "de"])?;
        c.any(&["chaque"]);
        c.word("mois")
    })
    .is_some()
    {
        return Reading::set(Recurrence::Every(Duration::whole(1, Unit::Month)));
    }
    if let Some((month, day)) = c.attempt(|c| {
        let day = c.day_number()?;
        if c.sign('/').is_some() {
            return Some((c.small(2, 1, 12)?, day));
        }
        Some((c.month_full()?, day))
    }) {
        return Reading::set(Recurrence::MonthDay(month, day));
    }
    let count = c.count();
    if count.is_none() {
        if let Some((day, _)) = c.entry().weekday {
            c.pos += 1;
            let part = c.day_part();
            return Reading::set(Recurrence::Weekday(day, part));
        }
        if let Some(month) = c.month_full() {
            return Reading::set(Recurrence::Month(month));
        }
        if let Some(season) = c.season() {
            return Reading::set(Recurrence::Season(season));
        }
        if c.entry().unit.is_none_or(|unit| unit == Unit::Night)
            && let Some(part) = c.day_part()
        {
            return Reading::set(Recurrence::Part(part));
        }
    }
    // « toutes les demi-heures »
    if count.is_none() && c.word("demi").is_some() {
        c.sign('-');
        let unit = c.unit(false)?;
        let half = match unit {
            Unit::Hour => Duration::whole(30, Unit::Minute),
            Unit::Day => Duration::whole(12, Unit::Hour),
            _ => return None,
        };
        return Reading::set(Recurrence::Every(half));
    }
    let unit = c.unit(false)?;
    if unit == Unit::Weekend && count.is_none() {
        return Reading::set(Recurrence::Weekend);
    }
    Reading::set(Recurrence::Every(Duration::whole(count.unwrap_or(1), unit)))
}

fn times_per(c: &mut Cursor<'_>) -> Option<Reading> {
    // « un lundi sur deux »
    if let Some(weeks) = c.attempt(|c| {
        c.any(&["un", "une"])?;
        let unit = match c.weekday_full() {
            Some(_) => Unit::Week,
            None => {
                c.unit(false).filter(|u| !matches!(u, Unit::Hour | Unit::Minute | Unit::Second))?
            }
        };
        c.word("sur")?;
        let n = c.count().filter(|n| (2..=10).contains(n))?;
        Some(Duration::whole(n, if unit == Unit::Weekend { Unit::Week } else { unit }))
    }) {
        return Reading::set(Recurrence::Every(weeks));
    }
    let bare = c.sees(&["par"]);
    if !bare {
        if c.any(&["quelques", "plusieurs"]).is_none() {
            c.count()?;
        }
        // « deux lundis par mois »
        if c.entry().weekday.is_some() {
            c.pos += 1;
        } else {
            c.word("fois")?;
        }
    }
    // « deux fois l'an »
    let year = !bare && c.entry_at(-1).key == "fois" && c.words(&["l'", "an"]).is_some();
    if year {
        return Reading::set(Recurrence::Every(Duration::whole(1, Unit::Year)));
    }
    c.word("par")?;
    let unit = c.unit(false)?;
    if !matches!(
        unit,
        Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Quarter | Unit::Half
    ) || c.peek().is_some_and(|t| t.kind == Kind::Number)
    {
        return None;
    }
    Reading::set(Recurrence::Every(Duration::whole(1, unit)))
}

fn weekdays(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(key) = c.any(&["hebdomadaire", "bihebdomadaire"]) {
        if c.tokens.len() > 8 || c.peek().is_some_and(|t| t.kind == Kind::Word) {
            return None;
        }
        let weeks = if key.starts_with("bi") { 2 } else { 1 };
        return Reading::set(Recurrence::Every(Duration::whole(weeks, Unit::Week)));
    }
    c.any(&["les"]);
    let entry = c.entry();
    let (day, _) = entry.weekday?;
    if !entry.key.ends_with('s') {
        return None;
    }
    c.pos += 1;
    let part = c.day_part();
    Reading::set(Recurrence::Weekday(day, part))
}
