//! Numbers, in digits and in letters.

use crate::mention::table::lines;
use crate::mention::token::{Kind, Token};
use crate::text::fold;
use rustc_hash::FxHashMap as HashMap;
use std::sync::LazyLock;

/// A number and the tokens that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// In thousandths.
    pub(super) milli: i64,
    /// First token after it.
    pub(super) end: usize,
    /// Whether it is the article « un » as well.
    pub(super) is_one: bool,
    /// Whether it is four digits without a separator, as a year is.
    pub(super) like_year: bool,
    /// Whether it has a decimal part.
    pub(super) decimal: bool,
}

/// Larger numbers are no count of anything. In thousandths.
const LARGEST: i64 = 1_000_000_000_000_000_000;

struct Words {
    units: HashMap<String, i64>,
    scales: HashMap<String, i64>,
    groups: HashMap<String, i64>,
    /// « et », as in « vingt et un ».
    joints: HashMap<String, i64>,
    /// What may follow it.
    joined: HashMap<String, i64>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let read = |wanted: &str| {
        lines(include_str!("../data/numbers.txt"))
            .filter(|(name, _)| *name == wanted)
            .flat_map(|(_, words)| words)
            .filter_map(|word| {
                let (word, value) = word.split_once(' ')?;
                Some((fold(word), value.parse().ok()?))
            })
            .collect()
    };
    Words {
        units: read("unit"),
        scales: read("scale"),
        groups: read("group"),
        joints: read("joint"),
        joined: read("joined"),
    }
});

/// The group noun at `at`: « dizaine » is 10.
pub(super) fn group(tokens: &[Token], at: usize) -> Option<i64> {
    WORDS.groups.get(&tokens.get(at)?.folded).copied()
}

/// The multiplier at `at`: « millions ».
fn scale(tokens: &[Token], at: usize) -> Option<i64> {
    WORDS.scales.get(&tokens.get(at)?.folded).copied()
}

/// Whether a number in digits or words starts at `at`.
pub(in super::super) fn is_number(tokens: &[Token], at: usize) -> bool {
    match tokens.get(at).map(|token| token.kind) {
        Some(Kind::Number) => true,
        Some(Kind::Word) => letters(tokens, at).is_some(),
        _ => false,
    }
}

/// The number that starts at `at`.
pub(super) fn number(text: &str, tokens: &[Token], at: usize) -> Option<Number> {
    let number = match tokens.get(at)?.kind {
        Kind::Number => digits(text, tokens, at)?,
        Kind::Word => letters(tokens, at)?,
        Kind::Mark => return None,
    };
    multiplied(tokens, number)
}

/// `number` times the multipliers after it: « 1,5 million ».
pub(super) fn multiplied(tokens: &[Token], mut number: Number) -> Option<Number> {
    while let Some(scale) = scale(tokens, number.end).filter(|&scale| scale >= 1000) {
        number.milli = number.milli.checked_mul(scale).filter(|&milli| milli <= LARGEST)?;
        number.end += 1;
        number.is_one = false;
        number.like_year = false;
        number.decimal = false;
    }
    Some(number)
}

/// « 12.000 », « 12 000 », « 1,5 »
fn digits(text: &str, tokens: &[Token], at: usize) -> Option<Number> {
    let word = tokens[at].folded.as_str();
    if word.len() > 15 || !word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return None;
    }
    let mut whole = String::new();
    let mut fraction = String::new();
    let mut grouped = false;
    let parts: Vec<&str> = word.split(['.', ',']).collect();
    match parts[..] {
        [only] => whole.push_str(only),
        [first, ref rest @ ..]
            if rest.iter().all(|p| p.len() == 3) && first.len() <= 3 && !word.contains(',') =>
        {
            whole.push_str(first);
            rest.iter().for_each(|part| whole.push_str(part));
            grouped = true;
        }
        [first, last] => {
            whole.push_str(first);
            fraction.push_str(last);
        }
        _ => return None,
    }
    let mut end = at + 1;
    // Thousands set apart by one space.
    while !grouped || end > at + 1 {
        let Some(next) = tokens.get(end).filter(|next| next.kind == Kind::Number) else { break };
        let gap = &text[tokens[end - 1].span.end..next.span.start];
        let decimals = next.folded.split_once(',');
        let group = decimals.map_or(next.folded.as_str(), |(group, _)| group);
        let fits = group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
        if !fits || gap.chars().count() != 1 || !fraction.is_empty() || tokens[at].folded.len() > 3
        {
            break;
        }
        whole.push_str(group);
        if let Some((_, decimals)) = decimals {
            fraction.push_str(decimals);
        }
        grouped = true;
        end += 1;
    }
    let like_year = !grouped && whole.len() == 4 && fraction.is_empty();
    let decimal = !fraction.is_empty();
    fraction.push_str("000");
    fraction.truncate(3);
    let milli = format!("{whole}{fraction}").parse::<i64>().ok().filter(|&n| n <= LARGEST)?;
    Some(Number { milli, end, is_one: false, like_year, decimal })
}

/// « trois mille deux cents », « quatre-vingt-dix »
fn letters(tokens: &[Token], at: usize) -> Option<Number> {
    let mut total = 0_i64;
    let mut current = 0_i64;
    let mut end = at;
    let mut count = 0;
    while let Some(token) = tokens.get(end) {
        // « vingt et un »
        let joins = end > at
            && WORDS.joints.contains_key(&token.folded)
            && tokens.get(end + 1).is_some_and(|next| WORDS.joined.contains_key(&next.folded))
            && (20..=60).contains(&(current % 100));
        if joins {
            end += 1;
            continue;
        }
        let Some(next) = word(&token.folded, total, current) else { break };
        // « deux trois »: two numbers side by side.
        if count > 0 && !fits(current, &token.folded) {
            break;
        }
        (total, current) = next;
        end += 1;
        count += 1;
    }
    if count == 0 {
        return None;
    }
    let value = total.checked_add(current)?;
    let is_one = value == 1;
    let milli = value.checked_mul(1000).filter(|&milli| milli <= LARGEST)?;
    Some(Number { milli, end, is_one, like_year: false, decimal: false })
}

/// Whether a number word may follow what has been read: after a unit only a multiplier, after
/// tens a unit.
fn fits(current: i64, word: &str) -> bool {
    let first = word.split('-').next().unwrap_or(word);
    match (WORDS.scales.contains_key(first), WORDS.units.get(first)) {
        (true, _) => true,
        (_, Some(&unit)) => {
            current % 100 == 0 || (unit < 20 && current % 10 == 0 && current % 100 >= 20)
        }
        _ => false,
    }
}

/// Total and current part after one more word, hyphens inside read as well.
fn word(folded: &str, total: i64, current: i64) -> Option<(i64, i64)> {
    let (mut total, mut current) = (total, current);
    let mut read = false;
    for part in folded.split('-') {
        if WORDS.joints.contains_key(part) {
            continue;
        }
        read = true;
        if let Some(&unit) = WORDS.units.get(part) {
            // « quatre-vingt »
            let twenties = unit == 20 && current % 100 == 4;
            current = if twenties { current + 76 } else { current + unit };
        } else {
            match WORDS.scales.get(part) {
                Some(100) => current = (current.max(1)).checked_mul(100)?,
                Some(1000) => {
                    total = total.checked_add(current.max(1).checked_mul(1000)?)?;
                    current = 0;
                }
                _ => return None,
            }
        }
    }
    (read && total < LARGEST && current < LARGEST).then_some((total, current))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::token::tokens;

    #[test]
    fn numbers_are_read_in_digits_and_letters() {
        for (text, milli, words) in [
            ("12.000 hommes", 12_000_000, 1),
            ("12 000 hommes", 12_000_000, 2),
            ("12\u{202f}000 hommes", 12_000_000, 2),
            ("1 234 567", 1_234_567_000, 3),
            ("1,5 million", 1_500_000_000, 2),
            ("3,25 %", 3_250, 1),
            ("2 015 123,5", 2_015_123_500, 3),
            ("trois mille", 3_000_000, 2),
            ("deux cents", 200_000, 2),
            ("quatre-vingt-dix-sept", 97_000, 1),
            ("quatre-vingts", 80_000, 1),
            ("soixante et onze", 71_000, 3),
            ("mille deux cent trente-quatre", 1_234_000, 4),
            ("vingt et un", 21_000, 3),
            ("deux trois", 2_000, 1),
            ("cent", 100_000, 1),
        ] {
            let found = number(text, &tokens(text, 0), 0).map(|n| (n.milli, n.end));
            assert_eq!(found, Some((milli, words)), "{text}");
        }
        for text in ["3-1", "19h30", "F-16", "99999999999999999999", "plus"] {
            assert_eq!(number(text, &tokens(text, 0), 0), None, "{text}");
        }
    }
}
