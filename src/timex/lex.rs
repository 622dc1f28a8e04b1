//! Text to tokens: words, numbers and signs with their bytes, a sentence at a time.
//!
//! A word is looked up once, here; rules then compare small numbers. The buffer of tokens is
//! the caller's and is used again, so that nothing is allocated for a token.

use super::fr::lexicon::{LEXICON, Lexicon, MAX_WORD};

/// Tokens of one segment at most: a longer sentence is cut, so that memory stays small.
const MAX_TOKENS: usize = 2048;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with the apostrophe that ends them: « l' ».
    Word,
    /// Digits.
    Number,
    /// One sign.
    Sign,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// White space before it.
    pub(crate) spaced: bool,
    /// A line break before it.
    pub(crate) broken: bool,
    /// Begins with a capital.
    pub(crate) capital: bool,
    /// Its place in the lexicon; 0 is no word of it.
    pub(crate) word: u16,
    /// The number, or the sign as a character (all dashes are one, all apostrophes too).
    pub(crate) value: u32,
}

/// What a byte begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Lower,
    Upper,
    Digit,
    Sign,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Sign; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Class::Space,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            0x80.. => Class::Other,
            _ => Class::Sign,
        };
        byte += 1;
    }
    classes
};

/// Letters of Latin-1 with marks, by the second byte of their UTF-8 from 0x80: what they fold to.
const LATIN: [u8; 64] = *b"aaaaaa\0ceeeeiiiidnooooo\0ouuuuyts\
aaaaaa\0ceeeeiiiidnooooo\0ouuuuyty";

/// Reads tokens from a piece of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    pos: usize,
    end: usize,
    split: bool,
    lexicon: &'static Lexicon,
}

impl<'a> Lexer<'a> {
    /// A lexer of `text[start..end]`. With `split` it ends segments where sentences end.
    pub(crate) fn new(text: &'a str, start: usize, end: usize, split: bool) -> Lexer<'a> {
        Lexer { text, pos: start, end, split, lexicon: &LEXICON }
    }

    /// Fills `tokens` with the next segment; `false` at the end of the piece.
    pub(crate) fn segment(&mut self, tokens: &mut Vec<Token>) -> bool {
        tokens.clear();
        while tokens.len() < MAX_TOKENS {
            let before = self.pos;
            let breaks = self.skip_space();
            if self.pos >= self.end {
                break;
            }
            let boundary = self.split && self.is_boundary(tokens, breaks, self.pos > before);
            if boundary {
                break;
            }
            let token = self.token(self.pos > before, breaks > 0);
            tokens.push(token);
        }
        !tokens.is_empty()
    }

    /// Moves over white space and tells how many line breaks it held.
    fn skip_space(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let mut breaks = 0;
        while self.pos < self.end {
            match bytes[self.pos] {
                b'\n' => {
                    breaks += 1;
                    self.pos += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.pos += 1,
                // No-break spaces, zero-width marks and their like.
                0xc2 if bytes[self.pos + 1] == 0xa0 => self.pos += 2,
                0xe1 | 0xe2 | 0xe3 | 0xef => {
                    let c = self.text[self.pos..].chars().next();
                    match c {
                        Some(c) if crate::text::is_space(c) || is_invisible(c) => {
                            breaks += usize::from(matches!(c, '\u{2028}' | '\u{2029}'));
                            self.pos += c.len_utf8();
                        }
                        _ => return breaks,
                    }
                }
                _ => return breaks,
            }
        }
        breaks
    }

    /// Whether a sentence ends between the tokens so far and what stands at `pos`.
    fn is_boundary(&self, tokens: &[Token], breaks: usize, spaced: bool) -> bool {
        let Some(last) = tokens.last() else { return false };
        if breaks > 1 {
            return true;
        }
        if !spaced || last.kind != Kind::Sign && breaks == 0 {
            return false;
        }
        let next = self.text.as_bytes()[self.pos];
        let opens = matches!(CLASSES[usize::from(next)], Class::Upper | Class::Other)
            || matches!(next, b'"' | b'-' | b'(' | b'[');
        match char::from_u32(last.value).filter(|_| last.kind == Kind::Sign) {
            Some('!' | '?' | '…') => opens || breaks > 0,
            Some('.') => {
                let before = tokens.len().checked_sub(2).map(|index| tokens[index]);
                let abbreviated = before.is_some_and(|word| {
                    word.kind == Kind::Word
                        && !last.spaced
                        && (word.end - word.start == 1 || self.lexicon.is_abbreviation(word.word))
                });
                (opens || breaks > 0) && !abbreviated
            }
            // A line that ends without a stop: a title, or a line of a sentence that goes on.
            _ if breaks > 0 => {
                opens && last.kind != Kind::Number && !self.lexicon.goes_on(last.word)
            }
            _ => false,
        }
    }

    fn token(&mut self, spaced: bool, broken: bool) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.pos;
        let blank = Token {
            start,
            end: start + 1,
            kind: Kind::Sign,
            spaced,
            broken,
            capital: false,
            word: 0,
            value: u32::from(bytes[start]),
        };
        match CLASSES[usize::from(bytes[start])] {
            Class::Lower | Class::Upper => self.word(blank),
            Class::Digit => self.number(blank),
            Class::Other => {
                let c = self.text[start..].chars().next().unwrap_or(' ');
                if c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}') {
                    return self.word(blank);
                }
                self.pos += c.len_utf8();
                let value = match c {
                    '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                    '’' | '‘' | 'ʼ' | '′' => '\'',
                    _ => c,
                };
                Token { end: self.pos, value: u32::from(value), ..blank }
            }
            Class::Sign | Class::Space => {
                self.pos += 1;
                blank
            }
        }
    }

    fn number(&mut self, blank: Token) -> Token {
        let bytes = self.text.as_bytes();
        let mut value: u32 = 0;
        while self.pos < self.end && bytes[self.pos].is_ascii_digit() {
            let digit = u32::from(bytes[self.pos] - b'0');
            value = value.saturating_mul(10).saturating_add(digit);
            self.pos += 1;
        }
        Token { end: self.pos, kind: Kind::Number, value, ..blank }
    }

    fn word(&mut self, blank: Token) -> Token {
        let bytes = self.text.as_bytes();
        let mut folded = Folded { bytes: [0; MAX_WORD], len: 0 };
        let mut lower = false;
        let mut capital = false;
        let start = self.pos;
        while self.pos < self.end {
            let byte = bytes[self.pos];
            match CLASSES[usize::from(byte)] {
                Class::Lower => {
                    folded.push(byte);
                    lower = true;
                    self.pos += 1;
                }
                Class::Upper => {
                    // « ParisLe 3 mars »: a dateline glued to its sentence.
                    if lower {
                        break;
                    }
                    capital |= self.pos == start;
                    folded.push(byte | 0x20);
                    self.pos += 1;
                }
                Class::Sign if byte == b'\'' => {
                    folded.push(b'\'');
                    self.pos += 1;
                    break;
                }
                Class::Other if byte == 0xc3 => {
                    let second = bytes[self.pos + 1];
                    let letter = LATIN[usize::from(second & 0x3f)];
                    let upper = second < 0xa0;
                    if upper && lower {
                        break;
                    }
                    match letter {
                        // The signs of multiplication and division, then the ligature.
                        0 if matches!(second, 0x97 | 0xb7) => break,
                        0 => {
                            folded.push(b'a');
                            folded.push(b'e');
                        }
                        b's' => {
                            folded.push(b's');
                            folded.push(b's');
                        }
                        _ => folded.push(letter),
                    }
                    capital |= upper && self.pos == start;
                    lower |= !upper;
                    self.pos += 2;
                }
                Class::Other => {
                    let c = self.text[self.pos..].chars().next().unwrap_or(' ');
                    match c {
                        '’' | '‘' | 'ʼ' | '′' | '＇' => {
                            folded.push(b'\'');
                            self.pos += c.len_utf8();
                            break;
                        }
                        '\u{300}'..='\u{36f}' | '\u{ad}' => {}
                        'œ' | 'Œ' => {
                            folded.push(b'o');
                            folded.push(b'e');
                        }
                        // « 1ᵉʳ »
                        'ᵉ' => folded.push(b'e'),
                        'ʳ' => folded.push(b'r'),
                        _ if c.is_alphabetic() => {
                            capital |= self.pos == start && c.is_uppercase();
                            folded.len = MAX_WORD + 1;
                        }
                        _ => break,
                    }
                    self.pos += c.len_utf8();
                }
                _ => break,
            }
        }
        let word = folded.as_bytes().map_or(0, |key| self.lexicon.find(key));
        Token { end: self.pos, kind: Kind::Word, capital, word, value: 0, ..blank }
    }
}

/// The letters of a word, folded; too long a word is no word of the lexicon.
struct Folded {
    bytes: [u8; MAX_WORD],
    len: usize,
}

impl Folded {
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
        }
        self.len = (self.len + 1).min(MAX_WORD + 1);
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        self.bytes.get(..self.len)
    }
}

/// Marks that are not seen: they separate nothing and mean nothing here.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{202a}'..='\u{202e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Vec<&str>> {
        let mut lexer = Lexer::new(text, 0, text.len(), true);
        let mut tokens = Vec::new();
        let mut out = Vec::new();
        while lexer.segment(&mut tokens) {
            out.push(tokens.iter().map(|token| &text[token.start..token.end]).collect());
        }
        out
    }

    #[test]
    fn words_numbers_and_signs_are_told_apart() {
        assert_eq!(
            pieces("L’été, à 14h30 ParisLe 1er"),
            [vec!["L’", "été", ",", "à", "14", "h", "30", "Paris", "Le", "1", "er"]]
        );
        assert_eq!(pieces("8\u{202f}000\u{a0}€"), [vec!["8", "000", "€"]]);
        assert_eq!(pieces("e\u{301}te\u{301} 日本"), [vec!["e\u{301}te\u{301}", "日本"]]);
        assert!(pieces(" \n\u{feff} ").is_empty());
    }

    #[test]
    fn sentences_end_at_stops_and_blank_lines() {
        assert_eq!(pieces("Il part. Elle vient.").len(), 2);
        assert_eq!(pieces("M. Dupont part le 3 nov. 2024. Elle vient.").len(), 2);
        assert_eq!(pieces("le lundi\n11 novembre").len(), 1);
        assert_eq!(pieces("le 11\nNovembre").len(), 1);
        assert_eq!(pieces("Un titre\nUne phrase").len(), 2);
        assert_eq!(pieces("un mot\n\nun autre").len(), 2);
    }

    #[test]
    fn a_very_long_sentence_is_cut() {
        let text = "le 11 ".repeat(3000);
        let segments = pieces(&text);
        assert!(segments.iter().all(|tokens| tokens.len() <= MAX_TOKENS));
        assert_eq!(segments.iter().map(Vec::len).sum::<usize>(), 6000);
    }
}
