//! What stands around an expression and makes something else of it: an address, the address of
//! a page, a name, a price.

use super::cursor::Cursor;
use super::rules::Reading;
use crate::timex::expr::{DateExpr, TimeExpr};
use crate::timex::lex::Kind;

/// Whether the words from `cursor` to `to`, read as `reading`, are no time expression here.
pub(crate) fn is_something_else(cursor: &Cursor<'_>, to: usize, reading: &Reading) -> bool {
    is_address(cursor, to)
        || is_glued(cursor, to)
        || is_measure(&Cursor { pos: to, ..*cursor }, reading)
        || is_name(cursor, to, reading)
        || is_title(cursor, to)
}

/// « rue du 8-Mai-1945 », « station Quatre-Septembre », « le 8, rue de la Paix »
fn is_address(c: &Cursor<'_>, to: usize) -> bool {
    let after = Cursor { pos: to, ..*c };
    if c.at(to as isize - c.pos as isize - 1).is_some_and(|last| last.kind == Kind::Number)
        && to <= c.pos + 2
        && after.is_sign(0, ',')
        && STREETS.contains(&after.entry_at(1).key)
    {
        return true;
    }
    let mut back = -1;
    if matches!(c.entry_at(-1).key, "la" | "l'") {
        back -= 1;
    }
    if matches!(c.entry_at(back).key, "du" | "de" | "d'" | "des") {
        back -= 1;
    }
    // « Place dimanche à la descente »: a day written small, with nothing between, names no street.
    let day = back == -1
        && c.peek().is_some_and(|token| !token.capital)
        && (c.entry().weekday.is_some() || matches!(c.entry().key, "demain" | "hier" | "aujourd'"));
    // « a placé ce lundi » folds like « place »; « sur place une dizaine de jours » is no street.
    let street = STREETS.contains(&c.entry_at(back).key)
        && !(c.entry_at(back).key == "place" && c.entry_at(back - 1).key == "sur")
        && !c.pos.checked_add_signed(back).is_some_and(|at| c.raw_at(at).ends_with('é'));
    street && !day
}

/// Words before the name of a place.
pub(crate) const STREETS: &[&str] = &[
    "rue",
    "avenue",
    "place",
    "boulevard",
    "bd",
    "square",
    "quai",
    "station",
    "metro",
    "lycee",
    "college",
    "stade",
    "allee",
    "impasse",
    "esplanade",
    "caserne",
    "rond",
];

/// « https://example.org/2024/11/11 », « contact@2024.fr »
fn is_glued(c: &Cursor<'_>, to: usize) -> bool {
    let sign = |token: &crate::timex::lex::Token, signs: &[char]| {
        token.kind == Kind::Sign && signs.iter().any(|sign| token.value == u32::from(*sign))
    };
    let before = c.peek().is_some_and(|token| !token.spaced)
        && c.at(-1).is_some_and(|last| {
            sign(last, &['/', '@', '#', '=', '_', '+', '\\', '&', '?', '~', '*'])
                && !(last.value == u32::from('/') && last.spaced)
                && !(sign(last, EMPHASIS) && opens_emphasis(c))
        });
    let after = c.tokens.get(to).is_some_and(|next| {
        !next.spaced
            && (sign(next, &['@', '_', '=', '\\', '&'])
                || sign(next, &['/'])
                    && c.tokens
                        .get(to + 1)
                        .is_some_and(|t| !t.spaced && t.word == 0 && t.kind == Kind::Word))
    });
    before || after
}

/// Marks of emphasis in Markdown.
const EMPHASIS: &[char] = &['*', '_'];

/// Whether the marks before the cursor open emphasis, as in « **10 février :** »: white space, a
/// bracket or nothing is before them. « a_2024 » and « 3*12 » do not.
fn opens_emphasis(c: &Cursor<'_>) -> bool {
    let mark = |index: &usize| EMPHASIS.iter().any(|mark| c.is_sign_at(*index, *mark));
    let Some(first) = (c.pos.saturating_sub(3)..c.pos).rev().take_while(mark).last() else {
        return false;
    };
    let bracket = |index: usize| ['(', '[', '«'].iter().any(|sign| c.is_sign_at(index, *sign));
    c.tokens[first].spaced || first.checked_sub(1).is_none_or(bracket)
}

/// « 1999 F », « 2020 kg »
fn is_measure(after: &Cursor<'_>, reading: &Reading) -> bool {
    let year = matches!(
        reading.expr,
        TimeExpr::Date(DateExpr::Calendar(date)) if date.month.is_none() && date.weekday.is_none()
    );
    year && after.peek().is_some_and(|next| next.kind == Kind::Word && next.end - next.start <= 8)
        && MEASURES.contains(&after.raw())
}

const MEASURES: &[&str] = &[
    "F", "FF", "MF", "kg", "g", "km", "m", "cm", "mm", "m2", "l", "L", "ha", "t", "kWh", "MW", "W",
    "Hz", "euros", "francs", "dollars", "euro", "franc", "dollar", "livres", "yens", "K", "ko",
    "Mo", "Go", "px", "V", "A", "C", "CV", "tonnes", "fois", "points", "ch",
];

/// « le film « Vendredi 13 » », « le roman « Le 11 novembre » »
fn is_title(c: &Cursor<'_>, to: usize) -> bool {
    let sign = |index: usize, signs: &[char]| {
        let token = &c.tokens[index];
        token.kind == Kind::Sign && signs.iter().any(|sign| token.value == u32::from(*sign))
    };
    let near = (c.pos.saturating_sub(TITLE_REACH)..c.pos).rev();
    let open = near
        .take_while(|index| !sign(*index, &['»', '”', '.', ':']))
        .find(|index| sign(*index, &['«', '“']));
    let Some(open) = open else { return false };
    if is_short_title(c, open, to) {
        return true;
    }
    (open.saturating_sub(4)..open)
        .rev()
        .take_while(|index| c.tokens[*index].kind == Kind::Word)
        .any(|index| WORKS.contains(&crate::text::fold(c.raw_at(index)).trim_end_matches('s')))
        && c.tokens.get(open + 1).is_some_and(|token| token.capital || token.kind == Kind::Number)
}

/// « Dimanche sans toi », « Vendredi ou la Vie sauvage »: a few words without a verb that begin
/// with a capital, and more than a date.
fn is_short_title(c: &Cursor<'_>, open: usize, to: usize) -> bool {
    if c.pos > open + 2 || !c.tokens[open + 1].capital || c.shouts(open + 1) {
        return false;
    }
    let close = (to..c.tokens.len().min(to + TITLE_REACH))
        .take_while(|index| {
            *index == to || c.tokens[*index].kind != Kind::Sign || c.is_sign_at(*index, '-')
        })
        .count()
        + to;
    let closed = c.is_sign_at(close, '»') || c.is_sign_at(close, '”');
    let word = |index: usize| c.tokens[index].kind == Kind::Word;
    closed
        && close > to
        && word(to)
        && !(to..close).any(|index| super::tense::is_verb(c.text, c.tokens, index))
}

/// How many tokens of a title are read back to its opening quotation mark.
const TITLE_REACH: usize = 8;

/// Nouns of works, in the singular without its « s ».
const WORKS: &[&str] = &[
    "film",
    "livre",
    "roman",
    "serie",
    "album",
    "chanson",
    "telefilm",
    "feuilleton",
    "single",
    "nouvelle",
    "recueil",
    "morceau",
    "emission",
    "integrale",
    "titre",
    "documentaire",
    "intitule",
    "intitulee",
];

/// « Sud Ouest Dimanche », « Mars One », « Le Soir », « la crêperie Le Printemps »
fn is_name(c: &Cursor<'_>, to: usize, reading: &Reading) -> bool {
    let Some(token) = c.peek() else { return false };
    if !token.capital || c.pos == 0 || c.shouts(c.pos) {
        return false;
    }
    let Some(last) = c.at(-1).filter(|last| last.kind == Kind::Word) else { return false };
    // A French article has no capital inside a sentence.
    let article = matches!(c.raw(), "Le" | "La" | "Les" | "L'" | "L’");
    let written = c.at(1).is_some_and(|next| next.kind == Kind::Number);
    if article && !written && token.spaced && !token.broken && !last.capital {
        return true;
    }
    let single = match reading.expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => {
            date.weekday.is_some() && date.day.is_none() && date.month.is_none()
        }
        TimeExpr::Time(None, _) => true,
        _ => false,
    };
    if !single || !token.spaced {
        return false;
    }
    if last.capital && last.word == 0 {
        return c.pos > 1;
    }
    // « au Journal du Dimanche »
    if c.entry_at(-1).key == "du" && c.pos > 1 && c.raw_at(c.pos - 2) == "Journal" {
        return true;
    }
    // « le chien Jeudi », « le docteur Samedi », « baptisé Vendredi »
    let weekday = matches!(reading.expr, TimeExpr::Date(_));
    let more = c.tokens.get(to).is_some_and(|next| {
        let entry = super::lexicon::LEXICON.entry(next.word);
        next.kind == Kind::Number || entry.part.is_some() || entry.number.is_some()
    });
    let named = NAMING.contains(&c.raw_at(c.pos - 1).trim_end_matches(['e', 's']));
    let noun = last.word == 0 && !super::tense::is_verb(c.text, c.tokens, c.pos - 1);
    weekday && !more && (named || noun || matches!(c.entry_at(-1).key, "un" | "une"))
}

/// Participles that a name follows, without the marks of gender and number.
const NAMING: &[&str] = &["baptisé", "nommé", "appelé", "surnommé", "prénommé", "dit", "intitulé"];
