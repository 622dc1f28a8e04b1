//! A sentence as words, numbers and marks, with their places in the article.

use crate::text::{Span, fold, is_space};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Starts with a digit.
    Number,
    Mark,
}

/// A word, a number or a mark.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) span: Span,
    pub(super) folded: String,
    pub(super) kind: Kind,
    /// Starts with a capital letter.
    pub(super) capital: bool,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        self.folded == word
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is_mark(&self) -> bool {
        self.kind == Kind::Mark
    }
}

#[derive(Default)]
struct Cuts {
    elisions: HashSet<String>,
    enclitics: Vec<String>,
    /// Words that are other words without their accent: « à », « où ».
    accented: HashSet<String>,
    /// Titles that end in a point: « M. ».
    titles: HashSet<String>,
    /// Words with their elided forms: « de », « d' ».
    elided: Vec<(String, String)>,
}

static CUTS: LazyLock<Cuts> = LazyLock::new(|| {
    let mut cuts = Cuts::default();
    for line in include_str!("data/tokens.txt").lines() {
        match line.split_once(": ") {
            Some(("elision", words)) => cuts.elisions = words.split(' ').map(fold).collect(),
            Some(("enclitic", words)) => cuts.enclitics = words.split(' ').map(fold).collect(),
            Some(("accented", words)) => {
                cuts.accented = words.split(' ').map(str::to_owned).collect();
            }
            Some(("title", words)) => cuts.titles = words.split(' ').map(fold).collect(),
            Some(("elided", words)) => {
                let words: Vec<&str> = words.split(' ').collect();
                let pairs = words.chunks_exact(2).map(|pair| (pair[0].into(), pair[1].into()));
                cuts.elided = pairs.collect();
            }
            _ => {}
        }
    }
    cuts
});

/// The tokens of `text`, with `offset` added to their places. Elided words stand alone
/// (« l' », « qu' »), as do pronouns after a verb (« a-t-elle »).
pub(super) fn tokens(text: &str, offset: usize) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if is_space(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        if !is_letter(c) {
            // « M. Roux »: the point is of the word.
            let title = out.last_mut().filter(|last: &&mut Token| {
                let next = last.span.end == start + offset;
                c == '.' && next && last.capital && CUTS.titles.contains(&last.folded)
            });
            match title {
                Some(title) => title.span.end = end + offset,
                None => push(&mut out, text, start, end, offset, Kind::Mark),
            }
            continue;
        }
        let mut piece_start = start;
        while let Some(&(at, next)) = chars.peek() {
            let after = text[at + next.len_utf8()..].chars().next();
            if is_letter(next) {
                end = at + next.len_utf8();
                chars.next();
            } else if is_apostrophe(next) {
                let elided = CUTS.elisions.contains(&short_fold(&text[piece_start..at]));
                if !elided && !after.is_some_and(is_letter) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
                if elided {
                    push_word(&mut out, text, piece_start, end, offset);
                    piece_start = end;
                    if !after.is_some_and(is_letter) {
                        break;
                    }
                }
            } else if matches!(next, '-' | '‑' | '.' | ',') && after.is_some_and(is_letter) {
                let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let decimal = digits(text[..at].chars().next_back()) && digits(after);
                if !decimal && !matches!(next, '-' | '‑') {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            } else {
                break;
            }
        }
        if piece_start < end {
            push_word(&mut out, text, piece_start, end, offset);
        }
    }
    out
}

/// The elided form of a word that has one.
pub(super) fn elided(word: &str) -> Option<&'static str> {
    CUTS.elided.iter().find(|(whole, _)| whole == word).map(|(_, short)| short.as_str())
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

/// Folds what may be an elided word; longer pieces are none.
fn short_fold(piece: &str) -> String {
    if piece.len() > 10 { String::new() } else { fold(piece) }
}

fn push_word(out: &mut Vec<Token>, text: &str, start: usize, end: usize, offset: usize) {
    let piece = &text[start..end];
    let number = piece.starts_with(|c: char| c.is_ascii_digit());
    let kind = if number { Kind::Number } else { Kind::Word };
    // A pronoun after the verb: « a-t-elle ».
    if piece.contains('-') && piece.is_char_boundary(piece.len()) {
        for enclitic in &CUTS.enclitics {
            let Some(cut) = piece.len().checked_sub(enclitic.len()) else { continue };
            let Some((head, tail)) = piece.split_at_checked(cut) else { continue };
            if !head.is_empty() && fold(tail) == *enclitic {
                push(out, text, start, start + cut, offset, kind);
                push(out, text, start + cut, end, offset, Kind::Word);
                return;
            }
        }
    }
    push(out, text, start, end, offset, kind);
}

fn push(out: &mut Vec<Token>, text: &str, start: usize, end: usize, offset: usize, kind: Kind) {
    let piece = &text[start..end];
    let capital = piece.chars().next().is_some_and(char::is_uppercase);
    let folded = match piece.to_lowercase() {
        lower if piece.len() <= 6 && CUTS.accented.contains(&lower) => lower,
        lower => fold(&lower),
    };
    out.push(Token { span: Span::new(start, end).shifted(offset), folded, kind, capital });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_elisions_and_before_pronouns() {
        for (text, cut) in [
            ("L’Otan n'a", "l' otan n' a"),
            ("leur a-t-elle assuré", "leur a -t-elle assure"),
            ("aujourd’hui, jusqu'à 12.000", "aujourd'hui , jusqu' à 12.000"),
            ("Saint-Aubry (3,5 %).", "saint-aubry ( 3,5 % ) ."),
            ("le 3, mardi", "le 3 , mardi"),
            ("d'« accord »", "d' « accord »"),
            ("l'", "l'"),
        ] {
            let found: Vec<String> = tokens(text, 0).into_iter().map(|t| t.folded).collect();
            assert_eq!(found.join(" "), cut);
        }
    }
}
