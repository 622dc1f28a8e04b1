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
        || is_name(cursor, reading)
        || is_title(cursor)
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
    STREETS.contains(&c.entry_at(back).key)
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
fn is_title(c: &Cursor<'_>) -> bool {
    let sign = |index: usize, signs: &[char]| {
        let token = &c.tokens[index];
        token.kind == Kind::Sign && signs.iter().any(|sign| token.value == u32::from(*sign))
    };
    let near = (c.pos.saturating_sub(TITLE_REACH)..c.pos).rev();
    let open = near
        .take_while(|index| !sign(*index, &['»', '”', '.', ':']))
        .find(|index| sign(*index, &['«', '“']));
    let Some(open) = open else { return false };
    (open.saturating_sub(4)..open)
        .rev()
        .take_while(|index| c.tokens[*index].kind == Kind::Word)
        .any(|index| WORKS.contains(&crate::text::fold(c.raw_at(index)).trim_end_matches('s')))
        && c.tokens.get(open + 1).is_some_and(|token| token.capital || token.kind == Kind::Number)
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
    "documentaire",
    "intitule",
    "intitulee",
];

/// « Sud Ouest Dimanche », « Mars One », « Le Soir »
fn is_name(c: &Cursor<'_>, reading: &Reading) -> bool {
    let Some(token) = c.peek() else { return false };
    if !token.capital || c.pos == 0 {
        return false;
    }
    let single = match reading.expr {
        TimeExpr::Date(DateExpr::Calendar(date)) => {
            date.weekday.is_some() && date.day.is_none() && date.month.is_none()
        }
        TimeExpr::Time(None, _) => true,
        _ => false,
    };
    let last = c.at(-1).is_some_and(|last| {
        last.kind == Kind::Word && last.capital && last.word == 0 && c.pos > 1 && token.spaced
    });
    single && last
}
