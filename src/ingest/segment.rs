//! Sentences of French news.
//!
//! A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or a
//! list mark, or the text goes on in lower case. Sentences glued by scraping (« …fin.Le
//! ministre ») are parted too.

use crate::text::{Span, is_space};
use crate::timex::{Timex, TimexClass, annotate_text};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// What a full stop after an abbreviation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// « M. », « Mme. »: a name follows.
    Name,
    /// « art. », « p. »: a number follows.
    Number,
    /// « etc. », « oct. »: may end a sentence.
    Maybe,
    /// « h. », « km. »: ends a sentence after a number.
    Unit,
}

struct Lexicon {
    abbreviations: FxHashMap<&'static str, Class>,
    /// Words that begin a sentence more often than they follow an abbreviation.
    starters: FxHashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon =
        Lexicon { abbreviations: FxHashMap::default(), starters: FxHashSet::default() };
    for line in include_str!("data/abbreviations.txt").lines() {
        let mut words = line.split_whitespace();
        let class = match words.next() {
            Some("name") => Some(Class::Name),
            Some("number") => Some(Class::Number),
            Some("maybe") => Some(Class::Maybe),
            Some("unit") => Some(Class::Unit),
            Some("starter") => None,
            _ => continue,
        };
        match class {
            Some(class) => lexicon.abbreviations.extend(words.map(|word| (word, class))),
            None => lexicon.starters.extend(words),
        }
    }
    lexicon
});

/// First bytes of the signs that end sentences or open quotations.
const SIGNS: [bool; 256] = {
    let mut table = [false; 256];
    let signs = *b"\".!?\xe2";
    let mut index = 0;
    while index < signs.len() {
        table[signs[index] as usize] = true;
        index += 1;
    }
    table
};

/// Appends the sentences of `span` to `out`, in order, without white space around.
pub(crate) fn sentences(text: &str, span: Span, out: &mut Vec<Span>) {
    let part = &text[..span.end];
    let bytes = part.as_bytes();
    let mut start = span.start;
    let mut at = span.start;
    // Straight quotes opened and not closed: « " » opens and closes with one sign.
    let mut quoted = false;
    while let Some(skipped) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| SIGNS[usize::from(byte)]))
    {
        at += skipped;
        match bytes[at] {
            b'"' => {
                quoted = !quoted;
                at += 1;
                continue;
            }
            0xe2 if !bytes[at..].starts_with("…".as_bytes()) => {
                at += 3;
                continue;
            }
            _ => {}
        }
        let mark = end_of_marks(bytes, at);
        // « 14 octobre 2022. Le pont ferme. »: the entry of a chronicle goes with its date.
        let dated = start == span.start
            && at - start <= 2 * LONGEST_DATE
            && is_entry_date(&part[start..at]);
        match boundary(part, start, at, mark, quoted).filter(|_| !dated) {
            Some((end, next)) => {
                push(part, start, end, out);
                quoted ^= bytes[mark..next].iter().filter(|&&byte| byte == b'"').count() % 2 == 1;
                start = next;
                at = next.max(mark);
            }
            None => at = mark,
        }
    }
    push(part, start, span.end, out);
}

/// Appends `start..end` without white space around, if anything is left.
fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let piece = &text[start..end];
    let left = piece.trim_start_matches(is_space);
    let start = end - left.len();
    let kept = left.trim_end_matches(is_space);
    if !kept.is_empty() {
        out.push(Span::new(start, start + kept.len()));
    }
}

/// The end of a run of full stops, ellipses, exclamation and question marks.
fn end_of_marks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'.' | b'!' | b'?') => at += 1,
            Some(0xe2) if bytes[at..].starts_with("…".as_bytes()) => at += 3,
            _ => return at,
        }
    }
}

/// Where the sentence that started at `start` ends and the next one starts, if the marks at
/// `stop..mark` end it.
fn boundary(
    text: &str,
    start: usize,
    stop: usize,
    mark: usize,
    quoted: bool,
) -> Option<(usize, usize)> {
    let end = closers(text, mark, quoted);
    let rest = &text[end..];
    let next = end + (rest.len() - rest.trim_start_matches(is_space).len());
    if next == text.len() {
        return None;
    }
    let spaced = next > end;
    let (first, opened) = first_letter(&text[next..])?;
    let before = &text[start..stop];
    let single = &text[stop..mark] == ".";
    if before.ends_with(['(', '[']) && !single && text[mark..].starts_with([')', ']']) {
        return None;
    }
    let ends = if first.is_numeric() {
        spaced && !is_enumerator(before) && !(single && abbreviation(before).is_some())
    } else if first.is_lowercase() {
        false
    } else if spaced || opened || end > mark {
        ends_before_capital(text, before, next, single && end == mark)
    } else {
        ends_glued(before, &text[next..])
    };
    ends.then_some((end, next))
}

/// The end of quotes and brackets that close after the marks, with the space before « » ».
fn closers(text: &str, mark: usize, quoted: bool) -> usize {
    let mut end = mark;
    let mut quoted = quoted;
    loop {
        let rest = &text[end..];
        let bare = rest.trim_start_matches(['\u{a0}', '\u{202f}', ' ', '\n']);
        let Some(c) = rest.chars().next() else { return end };
        if matches!(c, ')' | ']' | '”' | '»' | '›' | '*' | '_') {
            end += c.len_utf8();
        } else if c == '"' && quoted {
            quoted = false;
            end += 1;
        } else if bare.starts_with('»') && rest.len() - bare.len() <= 3 {
            end = text.len() - bare.len() + '»'.len_utf8();
        } else if quoted && bare.starts_with('"') && rest.len() - bare.len() == 1 && {
            // « fin. " Le »: a quote with space on both sides closes.
            bare[1..].starts_with(is_space)
        } {
            quoted = false;
            end = text.len() - bare.len() + 1;
        } else {
            return end;
        }
    }
}

/// The first letter or digit after opening signs, and whether there were any.
fn first_letter(rest: &str) -> Option<(char, bool)> {
    for (index, c) in rest.chars().enumerate().take(8) {
        if c.is_alphanumeric() {
            return Some((c, index > 0));
        }
        let opener = matches!(
            c,
            '«' | '“'
                | '"'
                | '('
                | '['
                | '—'
                | '–'
                | '-'
                | '*'
                | '_'
                | '‘'
                | '\''
                | '’'
                | '•'
                | '‹'
                | '@'
        );
        if !opener && !is_space(c) {
            return None;
        }
    }
    None
}

/// A longer beginning is no date, in bytes.
const LONGEST_DATE: usize = 40;

/// Whether all that a block says so far is a day or a month.
fn is_entry_date(before: &str) -> bool {
    let bare = before.trim_matches(|c: char| !c.is_alphanumeric());
    let date =
        |timex: &Timex| timex.class == TimexClass::Date && timex.span == Span::new(0, bare.len());
    bare.len() <= LONGEST_DATE
        && bare.bytes().any(|byte| byte.is_ascii_digit())
        && bare.bytes().any(|byte| byte.is_ascii_alphabetic())
        && annotate_text(bare, None).value.iter().any(date)
}

/// Whether the sentence so far is only the number of a list: « 1. Le … », « A. Le … ».
fn is_enumerator(before: &str) -> bool {
    let mark = before.trim_start_matches(is_space);
    mark.len() <= 3
        && (mark.bytes().all(|byte| byte.is_ascii_digit())
            || mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// What `read` says of `word` in lower case; a short word of ASCII is not copied to the heap.
fn lowered<T>(word: &str, read: impl FnOnce(&str) -> T) -> T {
    let mut buffer = [0; 16];
    if let Some(short) = buffer.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        short.copy_from_slice(word.as_bytes());
        short.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(short) {
            return read(lower);
        }
    }
    read(&word.to_lowercase())
}

/// What the word before a full stop is, as an abbreviation.
fn abbreviation(before: &str) -> Option<Class> {
    let word = last_word(before);
    if word.len() > 8 || word.is_empty() {
        return None;
    }
    let known = |lower: &str| LEXICON.abbreviations.get(lower).copied();
    lowered(word, known)
}

/// The letters, digits and `°` that end `before`.
fn last_word(before: &str) -> &str {
    let stem = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '°');
    &before[stem.len()..]
}

/// Whether a full stop ends its sentence before a capital letter with a space between.
fn ends_before_capital(text: &str, before: &str, next: usize, single: bool) -> bool {
    if !single {
        return !before.is_empty() || !text[..next].trim_end().ends_with('.');
    }
    if is_enumerator(before) {
        return false;
    }
    let word = last_word(before);
    let mut letters = word.chars();
    let one_letter = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // « à 20 m. Le … », « à 21 h. Quatre … »: French print gives units no full stop of their own.
    let measure = word.starts_with(char::is_lowercase)
        && before[..before.len() - word.len()]
            .trim_end_matches(is_space)
            .ends_with(|c: char| c.is_ascii_digit());
    match abbreviation(before) {
        Some(Class::Name) => measure,
        Some(Class::Unit) => measure || starts_sentence(&text[next..]),
        Some(Class::Number) => starts_sentence(&text[next..]),
        Some(Class::Maybe) => starts_sentence(&text[next..]) || word.eq_ignore_ascii_case("etc"),
        // « et C. Le Goff » is a name, « le plan B. Le vote » is none.
        None if one_letter => {
            let stem = before[..before.len() - word.len()].trim_end_matches(is_space);
            let above = last_word(stem);
            let dotted = stem.ends_with(['.', '-']);
            let noun = above.starts_with(char::is_lowercase) && !LEXICON.starters.contains(above);
            (dotted || noun) && starts_sentence(&text[next..])
        }
        None => true,
    }
}

/// Whether the next word is one that begins sentences: an article, a pronoun, a preposition.
fn starts_sentence(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let elided = rest[end..].starts_with(['\'', '’']);
    // « J. » is an initial, « J’ai » begins a sentence; so do « À » and « Y ».
    if end > 16 || end == 1 && !elided && !rest[end..].starts_with(is_space) {
        return false;
    }
    lowered(&rest[..end], |lower| LEXICON.starters.contains(lower))
}

/// Whether two sentences were glued: « …fin.Le ministre », not « M.Dupont » or « U.S.A ».
fn ends_glued(before: &str, rest: &str) -> bool {
    let word = last_word(before);
    let mut letters = rest.chars();
    letters.next();
    let second = letters.next();
    let capitalised =
        second.is_none_or(|c| c.is_lowercase() || is_space(c) || matches!(c, '\'' | '’'));
    if !capitalised {
        return false;
    }
    if word.is_empty() {
        return before.ends_with(['»', '"', '”', ')', '%', '€', ']']);
    }
    let whole = word.chars().count() >= 2
        && word.chars().last().is_some_and(|c| c.is_lowercase() || c.is_numeric());
    whole && abbreviation(before).is_none() && !before.ends_with("www")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of `text`, parted by `|`.
    fn parted(text: &str) -> String {
        let mut spans = Vec::new();
        sentences(text, Span::new(0, text.len()), &mut spans);
        spans.iter().map(|span| span.slice(text)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for marked in [
            "Le maire est venu.|Il a parlé.",
            "M. Dupont et Mme. Durand ont vu le Dr. Petit.|Ils étaient là.",
            "Selon l’art. 12 et le n°. 5, p. 3, c’est clos.|Fin.",
            "Le vin, l’huile, etc. ont augmenté.|Le blé, etc.|Les prix montent.",
            "J. Martin et C. Le Goff sont élus.|Le plan B.|Il tient.",
            "Rome, en 52 av. J.-C., tremble.|En 300 apr. J.-C.|Le calme revient.",
            "Il a coûté 1.500 euros et 3,5 millions.|Rien de plus.",
            "À 10 h. 30, tout fermait.|À 20 h.|Paris dormait à 20 m.|Lyon aussi.",
            "« Oui. Non. »|Il hésite.",
            "« Venez ! » a-t-il crié.|« Maintenant ? »|Personne.",
            "« Nous partirons. Demain », a-t-il dit.",
            "Il doute… et se tait.|Puis… Le silence.",
            "C’est la fin.Le ministre part.",
            "Au centre \"est mort\".\"Il a souffert\", dit-on.",
            "1. Le premier point.|2. Le second.",
            "La loi (votée en mai.) passe.|(Elle est dure.)|Bon.",
            "Il a dit (…) Non merci.",
            "Le site lemonde.fr et U.S.A. Today citent l’É.-U. Le reste suit.",
            "— Tu viens ?|— Non.|— Tant pis.",
            "Réuni le 10 oct. 2024, il siège.|Il clôt le 10 nov.|Le vote suit.",
            "En 2011.|12 pays signent.",
            "14 octobre 2022. Le pont ferme.|Il reste fermé.",
            "**Lundi 3 mars.** Le maire part.|Le 4.|Rien.",
        ] {
            // Where the notation cannot show a glued or disputed boundary, see below.
            let text = marked.replace('|', " ");
            let expected = match marked {
                "« Oui. Non. »|Il hésite." => "« Oui.|Non. »|Il hésite.",
                "« Nous partirons. Demain », a-t-il dit." => {
                    "« Nous partirons.|Demain », a-t-il dit."
                }
                "C’est la fin.Le ministre part." => "C’est la fin.|Le ministre part.",
                "Il doute… et se tait.|Puis… Le silence." => {
                    "Il doute… et se tait.|Puis…|Le silence."
                }
                "Au centre \"est mort\".\"Il a souffert\", dit-on." => {
                    "Au centre \"est mort\".|\"Il a souffert\", dit-on."
                }
                "Le site lemonde.fr et U.S.A. Today citent l’É.-U. Le reste suit." => {
                    "Le site lemonde.fr et U.S.A. Today citent l’É.-U.|Le reste suit."
                }
                other => other,
            };
            assert_eq!(parted(&text), expected);
        }
    }
}
