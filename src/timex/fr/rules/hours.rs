//! Whether hours are when something is, or how long it lasts.

use super::Cursor;
use crate::timex::lex::Kind;

/// Whether « à 14 heures de la place » tells where something sets out from: its hour is too late
/// to be a distance, or a verb of leaving goes before; the token after the hour is at `hour`.
pub(super) fn starts_from(c: &Cursor<'_>, hour: usize) -> bool {
    let late =
        c.tokens[hour - 1].kind == Kind::Number && (13..24).contains(&c.tokens[hour - 1].value);
    let place = matches!(c.entry_at(1).key, "la" | "l'" | "le") || c.entry_at(0).key == "du";
    let leaves = (hour.saturating_sub(5)..hour.saturating_sub(2)).any(|at| {
        let raw = c.raw_at(at);
        raw.starts_with("part")
            && !raw.starts_with("parti ")
            && super::super::tense::is_verb(c.text, c.tokens, at)
            || matches!(raw, "part" | "partent" | "départ" | "Départ")
    });
    place && late || leaves
}

/// Whether « de douze heures » belongs to a noun that is no certain one: « une grève de ».
pub(super) fn of_some(c: &Cursor<'_>, hour: usize) -> bool {
    (hour.saturating_sub(5)..hour.saturating_sub(2))
        .rev()
        .take_while(|index| c.tokens[*index].kind == Kind::Word)
        .map(|index| super::super::lexicon::LEXICON.entry(c.tokens[index].word).key)
        .find(|key| SOME.contains(key) || CERTAIN.contains(key))
        .is_some_and(|key| SOME.contains(&key))
}

/// Determiners of what is not known yet.
const SOME: &[&str] = &["un", "une", "des"];

/// Determiners of what is.
const CERTAIN: &[&str] = &["le", "la", "l'", "les", "du", "au", "ce", "cette", "son", "sa", "ses"];

/// Whether the words before say that an amount follows: « Durée : 1 h 45 », « dure 1 h 30 »,
/// « les visites durent une heure trente », « le trajet est ramené à trois heures et quart ».
pub(super) fn lasts(c: &Cursor<'_>) -> bool {
    let back = |n: usize| c.pos.checked_sub(n).map_or("", |at| c.raw_at(at));
    if matches!(back(1), "durent" | "durera" | "dureront" | "durait" | "duraient")
        || is_measured(c, c.pos)
    {
        return true;
    }
    // « le temps de trajet, 3 h 30, », « un temps de parcours de 2 h 10 »
    if (2..=4).any(|n| back(n) == "temps" && back(n - 1) == "de") && back(1) != "à" {
        return true;
    }
    (1..=3).any(|back| {
        c.pos.checked_sub(back).is_some_and(|at| {
            let raw = c.raw_at(at);
            raw.get(1..).is_some_and(|rest| {
                rest.starts_with("urée") && raw.len() <= 6 || rest == "uré" || rest == "ure"
            }) && raw.starts_with(['d', 'D'])
        })
    })
}

/// Whether the amount at `start` is the size of something: « ramené à trois heures ».
pub(super) fn is_measured(c: &Cursor<'_>, start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).map_or("", |at| c.raw_at(at));
    if back(1) != "à" {
        return false;
    }
    let word = back(2);
    MEASURED.contains(&super::super::tense::participle(word).unwrap_or(word))
}

/// What follows « au » after the size of an amount.
pub(super) const LIMITS: &[&str] = &["maximum", "minimum", "moins", "plus", "mieux", "total"];

/// Stems and forms of what gives its size to an amount.
const MEASURED: &[&str] = &[
    "ramen",
    "réduit",
    "réduite",
    "réduits",
    "réduites",
    "limit",
    "allong",
    "estim",
    "évalu",
    "ramène",
    "ramener",
    "réduire",
    "limiter",
    "allonger",
];
