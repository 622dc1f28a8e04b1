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

/// Bytes after which a word of ASCII letters is whole: neither a letter nor an apostrophe.
const ENDS_WORD: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        ends[byte] = !(byte as u8).is_ascii_alphabetic() && byte as u8 != b'\'';
        byte += 1;
    }
    ends
};

/// Letters of Latin-1 with marks, by the second byte of their UTF-8 from 0x80: what they fold to.
const LATIN: [u8; 64] = *b"aaaaaa\0ceeeeiiiidnooooo\0ouuuuyts\
aaaaaa\0ceeeeiiiidnooooo\0ouuuuyty";

/// Reads tokens from a piece of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    /// The text to its end here.
    bytes: &'a [u8],
    pos: usize,
    split: bool,
    lexicon: &'static Lexicon,
}

impl<'a> Lexer<'a> {
    /// A lexer of `text[start..end]`. With `split` it ends segments where sentences end.
    pub(crate) fn new(text: &'a str, start: usize, end: usize, split: bool) -> Lexer<'a> {
        Lexer { text, bytes: &text.as_bytes()[..end], pos: start, split, lexicon: &LEXICON }
    }

    /// Fills `tokens` with the next segment; `false` at the end of the piece. Each kind of token
    /// is pushed where it is read: one that was put together first and copied after would be
    /// half of the time of a lexer.
    pub(crate) fn segment(&mut self, tokens: &mut Vec<Token>) -> bool {
        tokens.clear();
        tokens.reserve(64);
        let bytes = self.bytes;
        let mut pos = self.pos;
        let mut sign = false;
        while tokens.len() < MAX_TOKENS {
            let before = pos;
            let mut broken = false;
            // Most often one space, then a letter (also « é »), a digit or a sign of ASCII.
            pos += usize::from(bytes.get(pos) == Some(&b' '));
            if !bytes.get(pos).is_some_and(|byte| byte.is_ascii_graphic() || *byte == 0xc3) {
                let (end, breaks) = self.space(pos);
                pos = end;
                if pos >= bytes.len() {
                    break;
                }
                broken = breaks > 0;
                if broken && self.split && self.is_boundary(tokens, pos, breaks) {
                    break;
                }
            }
            let spaced = pos > before;
            if sign && spaced && !broken && self.split && self.is_boundary(tokens, pos, 0) {
                break;
            }
            let start = pos;
            let byte = bytes[pos];
            let class = CLASSES[usize::from(byte)];
            sign = false;
            if matches!(class, Class::Lower | Class::Upper)
                || class == Class::Other && self.char(pos).is_some_and(is_letter)
            {
                // Most words are a few small letters of ASCII, perhaps after a capital: they are
                // whole where neither a letter nor an apostrophe follows.
                let mut capital = class == Class::Upper;
                let (letters, count) = small_letters(eight(bytes, pos), u64::from(capital) << 5);
                let next = bytes.get(pos + count).copied().unwrap_or(b' ');
                let word;
                if count < 8 && ENDS_WORD[usize::from(next)] {
                    pos += count;
                    word = self.lexicon.find(u128::from(letters), count);
                } else {
                    let key = Key { letters: u128::from(letters), len: count };
                    (pos, word, capital) = self.word(pos, key, capital);
                }
                let end = pos;
                let kind = Kind::Word;
                tokens.push(Token { start, end, value: 0, word, kind, spaced, broken, capital });
                continue;
            }
            let mut value = u32::from(byte);
            let mut kind = Kind::Sign;
            if class == Class::Digit {
                (pos, value) = self.number(pos);
                kind = Kind::Number;
            } else {
                sign = true;
                pos += 1;
                if class == Class::Other {
                    let c = self.char(start).unwrap_or(' ');
                    pos = start + c.len_utf8();
                    value = u32::from(match c {
                        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                        '’' | '‘' | 'ʼ' | '′' => '\'',
                        _ => c,
                    });
                }
            }
            let end = pos;
            tokens.push(Token { start, end, value, word: 0, kind, spaced, broken, capital: false });
        }
        self.pos = pos;
        !tokens.is_empty()
    }

    /// Where the white space from `pos` on ends, and how many line breaks it holds.
    #[inline(never)]
    fn space(&self, mut pos: usize) -> (usize, usize) {
        let mut breaks = 0;
        while let Some(&byte) = self.bytes.get(pos) {
            match byte {
                b'\n' => {
                    breaks += 1;
                    pos += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => pos += 1,
                // No-break spaces, zero-width marks and their like.
                0xc2 if self.bytes[pos + 1] == 0xa0 => pos += 2,
                0xe1 | 0xe2 | 0xe3 | 0xef => {
                    let c = self.text[pos..].chars().next();
                    match c {
                        Some(c) if crate::text::is_space(c) || is_invisible(c) => {
                            breaks += usize::from(matches!(c, '\u{2028}' | '\u{2029}'));
                            pos += c.len_utf8();
                        }
                        _ => break,
                    }
                }
                _ => break,
            }
        }
        (pos, breaks)
    }

    /// Whether a sentence ends between the tokens so far and what stands at `pos`.
    #[inline(never)]
    fn is_boundary(&self, tokens: &[Token], pos: usize, breaks: usize) -> bool {
        let Some(last) = tokens.last() else { return false };
        if breaks > 1 {
            return true;
        }
        if last.kind != Kind::Sign && breaks == 0 {
            return false;
        }
        let next = self.bytes[pos];
        let opens = matches!(CLASSES[usize::from(next)], Class::Upper | Class::Other)
            || matches!(next, b'"' | b'-' | b'(' | b'[');
        match char::from_u32(last.value).filter(|_| last.kind == Kind::Sign) {
            Some('!' | '?' | '…') => opens || breaks > 0,
            Some('.') => {
                let before = tokens.len().checked_sub(2).map(|index| tokens[index]);
                // « à 16 h. Dimanche, »
                let hour = before.is_some_and(|word| self.bytes[word.start..word.end] == *b"h");
                let abbreviated = before.is_some_and(|word| {
                    word.kind == Kind::Word
                        && !hour
                        && !last.spaced
                        && (word.end - word.start == 1
                            || self.lexicon.entry(word.word).abbreviation)
                });
                (opens || breaks > 0) && !abbreviated
            }
            // A line that ends without a stop: a title, or a line of a sentence that goes on.
            _ if breaks > 0 => {
                opens && last.kind != Kind::Number && !self.lexicon.entry(last.word).goes_on
            }
            _ => false,
        }
    }

    fn char(&self, pos: usize) -> Option<char> {
        self.text[pos..].chars().next()
    }

    /// The end of the digits at `pos`, and their number.
    #[inline]
    fn number(&self, mut pos: usize) -> (usize, u32) {
        let mut value: u32 = 0;
        while let Some(&byte) = self.bytes.get(pos).filter(|byte| byte.is_ascii_digit()) {
            value = value.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
            pos += 1;
        }
        (pos, value)
    }

    /// The end of the word at `start`, its place in the lexicon, and whether it has a capital;
    /// its first letters have been read.
    #[inline(never)]
    fn word(&self, start: usize, mut key: Key, mut capital: bool) -> (usize, u16, bool) {
        let bytes = self.bytes;
        let mut pos = start + key.len;
        let mut lower = key.len > usize::from(capital);
        while let Some(&byte) = bytes.get(pos) {
            match byte {
                b'a'..=b'z' => {
                    let (letters, count) = small_letters(eight(bytes, pos), 0);
                    key.extend(letters, count);
                    lower = true;
                    pos += count;
                }
                // « ParisLe 3 mars »: a dateline glued to its sentence.
                b'A'..=b'Z' if lower => break,
                b'A'..=b'Z' => {
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
                // « ’ »
                0xe2 if bytes[pos + 1..].starts_with(&[0x80, 0x99]) => {
                    key.push(b'\'');
                    pos += 3;
                    break;
                }
                0x80.. => {
                    let c = self.text[pos..].chars().next().unwrap_or(' ');
                    match c {
                        '‘' | 'ʼ' | '′' | '＇' => {
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
        (pos, self.lexicon.find(key.letters, key.len), capital)
    }
}

/// The eight bytes from `pos` on, with zeros after the end.
#[inline]
fn eight(bytes: &[u8], pos: usize) -> u64 {
    match bytes[pos..].first_chunk() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes[pos..].iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte)),
    }
}

/// The small letters of ASCII at the start of eight bytes (the first is the lowest), and how many they are; `small` is
/// the bit that makes a small letter of a first capital.
#[inline]
fn small_letters(bytes: u64, small: u64) -> (u64, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let bytes = bytes | small;
    let low = bytes & (ONES * 0x7f);
    // The high bit of each byte: from « a » on, and after « z ».
    let from_a = low + ONES * (0x80 - 0x61);
    let after_z = low + ONES * (0x80 - 0x7b);
    let others = !(from_a & !after_z & !bytes) & (ONES * 0x80);
    let count = (others.trailing_zeros() / 8) as usize;
    // The bits below the first other byte; all of them where there is none.
    let below = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1);
    (bytes & below, count)
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
