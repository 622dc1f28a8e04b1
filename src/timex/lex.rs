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
    /// The number, or the sign as a character (all dashes are one, all apostrophes too).
    pub(crate) value: u32,
    /// Its place in the lexicon; 0 is no word of it.
    pub(crate) word: u16,
    pub(crate) kind: Kind,
    /// White space before it.
    pub(crate) spaced: bool,
    /// A line break before it.
    pub(crate) broken: bool,
    /// Begins with a capital.
    pub(crate) capital: bool,
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
        tokens.reserve(64);
        let mut sign = false;
        while tokens.len() < MAX_TOKENS {
            let before = self.pos;
            let breaks = self.skip_space();
            if self.pos >= self.end {
                break;
            }
            let spaced = self.pos > before;
            let ended = (sign && spaced || breaks > 0) && self.split;
            if ended && self.is_boundary(tokens, breaks, spaced) {
                break;
            }
            sign = self.token(tokens, spaced, breaks > 0) == Kind::Sign;
        }
        !tokens.is_empty()
    }

    /// Moves over white space and tells how many line breaks it held.
    fn skip_space(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let mut breaks = 0;
        while self.pos < self.end {
            match bytes[self.pos] {
                b'!'..=b'~' => return breaks,
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

    /// Pushes the token at `pos`. Each kind is pushed where it is read: a token that was put
    /// together first and copied after would be half of the time of a lexer.
    #[inline]
    fn token(&mut self, tokens: &mut Vec<Token>, spaced: bool, broken: bool) -> Kind {
        let start = self.pos;
        let byte = self.text.as_bytes()[start];
        match CLASSES[usize::from(byte)] {
            Class::Lower | Class::Upper => {
                self.word(tokens, spaced, broken);
                return Kind::Word;
            }
            Class::Digit => {
                self.number(tokens, spaced, broken);
                return Kind::Number;
            }
            _ => {}
        }
        let mut value = u32::from(byte);
        self.pos += 1;
        if byte >= 0x80 {
            let c = self.text[start..].chars().next().unwrap_or(' ');
            self.pos = start;
            if is_letter(c) {
                self.word(tokens, spaced, broken);
                return Kind::Word;
            }
            self.pos += c.len_utf8();
            value = u32::from(match c {
                '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                '’' | '‘' | 'ʼ' | '′' => '\'',
                _ => c,
            });
        }
        let (kind, end) = (Kind::Sign, self.pos);
        tokens.push(Token { start, end, value, word: 0, kind, spaced, broken, capital: false });
        kind
    }

    fn number(&mut self, tokens: &mut Vec<Token>, spaced: bool, broken: bool) {
        let bytes = self.text.as_bytes();
        let start = self.pos;
        let mut value: u32 = 0;
        while self.pos < self.end && bytes[self.pos].is_ascii_digit() {
            let digit = u32::from(bytes[self.pos] - b'0');
            value = value.saturating_mul(10).saturating_add(digit);
            self.pos += 1;
        }
        let (kind, end) = (Kind::Number, self.pos);
        tokens.push(Token { start, end, value, word: 0, kind, spaced, broken, capital: false });
    }

    fn word(&mut self, tokens: &mut Vec<Token>, spaced: bool, broken: bool) {
        let bytes = &self.text.as_bytes()[..self.end];
        let start = self.pos;
        let mut pos = start;
        let mut key = Key { letters: 0, len: 0 };
        let mut lower = false;
        let mut capital = false;
        loop {
            // Small letters of ASCII, most of all letters, are taken in runs.
            let run = pos;
            while let Some(chunk) = bytes.get(pos..pos + 8) {
                let (letters, count) = small_letters(chunk);
                key.extend(letters, count);
                pos += count;
                if count < 8 {
                    break;
                }
            }
            while let Some(&byte) = bytes.get(pos).filter(|byte| byte.is_ascii_lowercase()) {
                key.push(byte);
                pos += 1;
            }
            lower |= pos > run;
            let Some(&byte) = bytes.get(pos) else { break };
            match byte {
                // « ParisLe 3 mars »: a dateline glued to its sentence.
                b'A'..=b'Z' if lower => break,
                b'A'..=b'Z' => {
                    capital |= pos == start;
                    key.push(byte | 0x20);
                    pos += 1;
                }
                b'\'' => {
                    key.push(b'\'');
                    pos += 1;
                    break;
                }
                0xc3 => {
                    let second = bytes[pos + 1];
                    let upper = second < 0xa0;
                    if upper && lower || matches!(second, 0x97 | 0xb7) {
                        break;
                    }
                    match LATIN[usize::from(second & 0x3f)] {
                        0 => {
                            key.push(b'a');
                            key.push(b'e');
                        }
                        b's' => {
                            key.push(b's');
                            key.push(b's');
                        }
                        letter => key.push(letter),
                    }
                    capital |= upper && pos == start;
                    lower |= !upper;
                    pos += 2;
                }
                0x80.. => {
                    let c = self.text[pos..].chars().next().unwrap_or(' ');
                    match c {
                        '’' | '‘' | 'ʼ' | '′' | '＇' => {
                            key.push(b'\'');
                            pos += c.len_utf8();
                            break;
                        }
                        '\u{300}'..='\u{36f}' | '\u{ad}' => {}
                        'œ' | 'Œ' => {
                            key.push(b'o');
                            key.push(b'e');
                        }
                        // « 1ᵉʳ »
                        'ᵉ' => key.push(b'e'),
                        'ʳ' => key.push(b'r'),
                        _ if is_letter(c) => {
                            capital |= pos == start && c.is_uppercase();
                            key.len = MAX_WORD + 1;
                        }
                        _ => break,
                    }
                    pos += c.len_utf8();
                }
                _ => break,
            }
        }
        self.pos = pos;
        let word = self.lexicon.find(key.letters, key.len);
        tokens.push(Token {
            start,
            end: pos,
            value: 0,
            word,
            kind: Kind::Word,
            spaced,
            broken,
            capital,
        });
    }
}

/// The small letters of ASCII at the start of eight bytes, and how many they are.
#[inline]
fn small_letters(chunk: &[u8]) -> (u64, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut eight = [0; 8];
    eight.copy_from_slice(chunk);
    let bytes = u64::from_le_bytes(eight);
    let low = bytes & (ONES * 0x7f);
    // The high bit of each byte: from « a » on, and after « z ».
    let from_a = low + ONES * (0x80 - 0x61);
    let after_z = low + ONES * (0x80 - 0x7b);
    let others = !(from_a & !after_z & !bytes) & (ONES * 0x80);
    let count = (others.trailing_zeros() / 8) as usize;
    let kept = if count == 8 { bytes } else { bytes & ((1 << (8 * count)) - 1) };
    (kept, count)
}

/// Whether a character outside ASCII begins a word.
fn is_letter(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{ff}' => !matches!(c, '×' | '÷'),
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' => matches!(c, 'ª' | 'µ'),
        '\u{300}'..='\u{36f}' => true,
        _ => c.is_alphabetic(),
    }
}

/// The folded letters of a word as a little-endian number; one longer than all words of the
/// lexicon is only counted.
struct Key {
    letters: u128,
    len: usize,
}

impl Key {
    #[inline]
    fn push(&mut self, byte: u8) {
        self.extend(u64::from(byte), 1);
    }

    #[inline]
    fn extend(&mut self, letters: u64, count: usize) {
        if self.len + count > MAX_WORD {
            self.len = MAX_WORD + 1;
        } else {
            // Most words are one run of at most eight letters.
            if self.len == 0 {
                self.letters = u128::from(letters);
            } else {
                self.letters |= u128::from(letters) << (8 * (self.len & (MAX_WORD - 1)));
            }
            self.len += count;
        }
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
