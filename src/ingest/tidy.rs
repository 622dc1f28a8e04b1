//! Decoded text put in order: line ends, invisible characters, mojibake, NFC.

use super::SourceMark;
use crate::diag::Note;
use icu_normalizer::ComposingNormalizerBorrowed;

/// A text written anew, and where it parts from the one that it was made of.
struct Rewrite {
    out: String,
    marks: Vec<SourceMark>,
}

impl Rewrite {
    fn new(capacity: usize) -> Rewrite {
        let start = SourceMark { text: 0, file: 0 };
        Rewrite { out: String::with_capacity(capacity), marks: vec![start] }
    }

    /// Writes `with`; what follows comes from byte `next` of the source.
    fn replace(&mut self, with: &str, next: usize) {
        self.out.push_str(with);
        let mark = SourceMark { text: self.out.len(), file: next };
        match self.marks.last_mut() {
            Some(last) if last.text == mark.text => *last = mark,
            _ => self.marks.push(mark),
        }
    }
}

/// `text` with `\n` for every line end, without control and direction characters, mojibake
/// repaired. `None` where there is nothing to do.
pub(crate) fn tidy(text: &str, notes: &mut Vec<Note>) -> Option<(String, Vec<SourceMark>)> {
    let mut rewrite: Option<Rewrite> = None;
    let (mut done, mut at) = (0, 0);
    let (mut controls, mut repairs) = (0usize, 0usize);
    let bytes = text.as_bytes();
    let mut stop = 0;
    while at < bytes.len() {
        if at >= stop {
            at = skip(bytes, at, is_odd);
            stop = at + STEP;
            continue;
        }
        let byte = bytes[at];
        if (0x20..0x7f).contains(&byte) || byte == b'\n' || byte == b'\t' {
            at += 1;
            continue;
        }
        let Some(mend) = mend(bytes, at) else {
            at += width(byte);
            continue;
        };
        let rewrite = rewrite.get_or_insert_with(|| Rewrite::new(text.len()));
        rewrite.out.push_str(&text[done..at]);
        match mend {
            Mend::Line(length) => rewrite.replace("\n", at + length),
            Mend::Control(length) => {
                controls += 1;
                rewrite.replace("", at + length);
            }
            Mend::Mojibake(c, length) => {
                repairs += 1;
                rewrite.replace(c.encode_utf8(&mut [0; 4]), at + length);
            }
        }
        at += mend.length();
        done = at;
    }
    let mut rewrite = rewrite?;
    rewrite.out.push_str(&text[done..]);
    for (rule, count) in [("FR-S407", repairs), ("FR-S410", controls)] {
        if count > 0 {
            notes.push(Note::new(rule, None, &[("count", &count.to_string())]));
        }
    }
    Some((rewrite.out, rewrite.marks))
}

/// Passes of [`in_order`]: what a repair lays bare is repaired too.
const PASSES: usize = 8;

/// `text` as it will be read from the file that it is written to: without NUL, tidied and in NFC
/// until there is nothing left to do.
pub(crate) fn in_order(mut text: String) -> String {
    text.retain(|c| c != '\0');
    for _ in 0..PASSES {
        match tidy(&text, &mut Vec::new()).or_else(|| nfc(&text)) {
            Some((mended, _)) => text = mended,
            None => break,
        }
    }
    text
}

/// Bytes that are looked at in one step.
const STEP: usize = 64;

/// Goes over steps from `at` in which no byte, with the two after it, is `odd`. What comes back
/// may lie inside a character. `odd` has no branches, so that a step is a few vectors.
fn skip(bytes: &[u8], mut at: usize, odd: impl Fn(u8, u8, u8) -> bool) -> usize {
    while let Some(piece) = bytes[at..].first_chunk::<{ STEP + 2 }>() {
        let found = (0..STEP).fold(0, |found, index| {
            found | u8::from(odd(piece[index], piece[index + 1], piece[index + 2]))
        });
        if found != 0 {
            break;
        }
        at += STEP;
    }
    at
}

/// Whether [`mend`] could have something to do where these bytes stand.
fn is_odd(a: u8, b: u8, c: u8) -> bool {
    let control = (a < 0x20) & (a != b'\n') & (a != b'\t') | (a == 0x7f);
    let c1 = (a == 0xc2) & ((b < 0xa0) | (b == 0xad));
    let general = (b == 0x80) & ((0x8b..=0x8f).contains(&c) | (0xa8..=0xae).contains(&c));
    let invisible = (a == 0xe2) & (general | (b == 0x81) & (c >= 0xa0));
    let order = (a == 0xef) & (b == 0xbb);
    let twice = (b == 0x82) | (b == 0x83) | (b == 0x85) | (b == 0xa2);
    control | c1 | invisible | order | (a == 0xc3) & twice & (c >= 0x80)
}

/// Whether the character that starts with these bytes could stand apart from NFC: all but those
/// below U+0300 and those of French print.
fn is_uncomposed(a: u8, b: u8, c: u8) -> bool {
    let print = (b == 0x80) & (c > 0x81) | (b == 0x81) | (b == 0x82) & (c == 0xac);
    (a >= 0xcc) & !((a == 0xe2) & print)
}

/// Bytes of the character that starts with `lead`.
fn width(lead: u8) -> usize {
    match lead {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// What is wrong at a place, and over how many bytes.
#[derive(Clone, Copy)]
enum Mend {
    Line(usize),
    Control(usize),
    Mojibake(char, usize),
}

impl Mend {
    fn length(self) -> usize {
        match self {
            Mend::Line(length) | Mend::Control(length) | Mend::Mojibake(_, length) => length,
        }
    }
}

fn mend(bytes: &[u8], at: usize) -> Option<Mend> {
    let rest = &bytes[at..];
    match rest {
        [b'\r', b'\n', ..] => Some(Mend::Line(2)),
        [b'\r' | 0x0c | 0x0b, ..] => Some(Mend::Line(1)),
        [0..0x20 | 0x7f, ..] => Some(Mend::Control(1)),
        // U+0085, U+2028 and U+2029 end a line.
        [0xc2, 0x85, ..] => Some(Mend::Line(2)),
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => Some(Mend::Line(3)),
        // C1 controls and the soft hyphen.
        [0xc2, 0x80..0xa0 | 0xad, ..] => Some(Mend::Control(2)),
        // Zero-width and direction characters, the mark of order.
        [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xaf, ..]
        | [0xef, 0xbb, 0xbf, ..] => Some(Mend::Control(3)),
        // « Ã© », « â€™ », « Å“ », « Â« »: UTF-8 that was read as Windows-1252.
        [0xc3, 0x82 | 0x83 | 0xa2, ..] | [0xc3, 0x85, ..] => mojibake(rest),
        _ => None,
    }
}

/// The character whose UTF-8 bytes, read as Windows-1252, are the next two or three.
fn mojibake(rest: &[u8]) -> Option<Mend> {
    let end = rest.len().min(12);
    let valid = match std::str::from_utf8(&rest[..end]) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).ok()?,
    };
    let mut chars = valid.chars();
    let lead = windows_1252(chars.next()?)?;
    let wanted = if lead >= 0xe0 { 3 } else { 2 };
    let mut raw = [lead, 0, 0];
    let mut length = 2;
    for slot in &mut raw[1..wanted] {
        let c = chars.next()?;
        *slot = windows_1252(c)?;
        length += c.len_utf8();
    }
    let c = std::str::from_utf8(&raw[..wanted]).ok()?.chars().next()?;
    // What comes out must be what French print holds, else the letters stood there by right.
    let french = matches!(c, '\u{a0}'..='\u{ff}' | 'œ' | 'Œ' | 'Ÿ' | '\u{2010}'..='\u{203a}' | '€')
        || matches!(c, '\u{202f}');
    french.then_some(Mend::Mojibake(c, length))
}

/// The byte of `c` in Windows-1252, C1 controls standing for themselves.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match c {
        '\u{a0}'..='\u{ff}' | '\u{80}'..='\u{9f}' => Some(c as u8),
        _ => HIGH.iter().position(|&high| high == c).map(|index| 0x80 + index as u8),
    }
}

/// `text` in NFC, or `None` where it is so already.
///
/// An ASCII character never joins the one before it, so the text is normalised in pieces that
/// start with one.
pub(crate) fn nfc(text: &str) -> Option<(String, Vec<SourceMark>)> {
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let bytes = text.as_bytes();
    let mut at = 0;
    let first = loop {
        if at >= bytes.len() {
            return None;
        }
        // From the ASCII character before what is not plain to the one after it.
        let odd = skip(bytes, at, is_uncomposed);
        let start = bytes[at..odd].iter().rposition(u8::is_ascii).map_or(at, |back| at + back);
        let after = bytes.len().min(odd + STEP);
        let end = bytes[after..].iter().position(u8::is_ascii).map_or(bytes.len(), |on| after + on);
        if !normalizer.is_normalized(&text[start..end]) {
            break start;
        }
        at = end;
    };
    let mut rewrite = Rewrite::new(text.len());
    rewrite.out.push_str(&text[..first]);
    let mut start = first;
    while start < bytes.len() {
        let mut end = start + 1;
        while end < bytes.len() && !bytes[end].is_ascii() {
            end += 1;
        }
        let piece = &text[start..end];
        let normal = if piece.is_ascii() { piece.into() } else { normalizer.normalize(piece) };
        if normal == piece {
            rewrite.out.push_str(piece);
        } else {
            rewrite.replace(&normal, end);
        }
        start = end;
    }
    Some((rewrite.out, rewrite.marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> String {
        tidy(text, &mut Vec::new()).map_or_else(|| text.to_owned(), |(out, _)| out)
    }

    #[test]
    fn line_ends_and_invisible_characters_are_put_in_order() {
        for (written, read) in [
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("a\u{2028}b\u{85}c\u{c}d", "a\nb\nc\nd"),
            ("pré\u{ad}si\u{200b}dent\u{202e}.", "président."),
            ("a\u{0}b\u{1b}[31mc", "ab[31mc"),
            (
                "à l’été\tdéjà\u{a0}: «\u{202f}œuf\u{202f}»",
                "à l’été\tdéjà\u{a0}: «\u{202f}œuf\u{202f}»",
            ),
        ] {
            assert_eq!(tidied(written), read);
        }
    }

    #[test]
    fn text_encoded_twice_is_repaired_and_true_letters_stay() {
        for (written, read) in [
            ("lâ€™Ã©tÃ© Ã\u{a0} lâ€™Å“uvre", "l’été à l’œuvre"),
            ("Â«\u{a0}non\u{a0}Â»", "«\u{a0}non\u{a0}»"),
            ("Ã‰vry", "Évry"),
            ("ÂNE, Ãngela, ÅRHUS, pâté, bâ", "ÂNE, Ãngela, ÅRHUS, pâté, bâ"),
        ] {
            assert_eq!(tidied(written), read);
        }
    }

    #[test]
    fn what_is_in_order_stays_as_it_is() {
        for (written, kept) in
            [("été", "été"), ("e\u{200b}\u{301}te\u{301}\0", "été"), ("Ã\u{200b}©\r\n", "é\n")]
        {
            let read = in_order(written.to_owned());
            assert_eq!(read, kept);
            assert_eq!(tidied(&read), read);
        }
    }

    #[test]
    fn what_is_repaired_is_told() {
        let mut notes = Vec::new();
        tidy("Ã©tÃ©\u{202e}", &mut notes);
        let messages: Vec<String> = notes.iter().map(Note::message).collect();
        assert!(messages[0].contains("2 places"), "{messages:?}");
        assert!(messages[1].starts_with("1 control"), "{messages:?}");
    }

    #[test]
    fn steps_skip_nothing_that_is_out_of_order() {
        // Every place of a step, and both sides of its end.
        let odd = [
            "\r", "\u{85}", "\u{ad}", "\u{200b}", "\u{2028}", "\u{202e}", "\u{2060}", "\u{feff}",
            "\u{7f}", "Ã©", "â€™", "Å“",
        ];
        for (odd, length) in odd.iter().flat_map(|odd| (0..140).map(move |length| (odd, length))) {
            let text = format!("{}{odd}{}", "é".repeat(length), "’ à".repeat(40));
            let slow: String = {
                let (mut out, mut at) = (String::new(), 0);
                while at < text.len() {
                    let length = match mend(text.as_bytes(), at) {
                        Some(mend) => {
                            match mend {
                                Mend::Line(_) => out.push('\n'),
                                Mend::Control(_) => {}
                                Mend::Mojibake(c, _) => out.push(c),
                            }
                            mend.length()
                        }
                        None => {
                            let c = text[at..].chars().next().unwrap();
                            // A plain line feed is none to mend.
                            out.push(c);
                            c.len_utf8()
                        }
                    };
                    at += length;
                }
                out
            };
            assert_ne!(slow, text);
            assert_eq!(tidied(&text), slow, "{odd:?} at {length}");
            let apart = format!("{}e\u{301}{}", "’".repeat(length), "à".repeat(80));
            let (joined, _) = nfc(&apart).unwrap();
            assert_eq!(joined, apart.replace("e\u{301}", "é"));
            assert!(nfc(&joined).is_none());
        }
    }

    #[test]
    fn plain_characters_are_in_nfc() {
        let normalizer = ComposingNormalizerBorrowed::new_nfc();
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 5];
            let length = c.encode_utf8(&mut bytes).len();
            if !is_uncomposed(bytes[0], bytes[1], bytes[2]) && length > 1 {
                let text = format!("e{c}e\u{2060}{c}");
                assert!(normalizer.is_normalized(&text), "{c:?}");
            }
        }
    }

    #[test]
    fn accents_apart_are_joined() {
        let (text, _) = nfc("e\u{301}te\u{301} 일\u{1100}\u{1161} fin").unwrap();
        assert_eq!(text, "été 일가 fin");
        assert!(nfc("été").is_none());
    }
}
