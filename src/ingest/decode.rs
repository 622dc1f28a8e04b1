//! Bytes to text: encoding, line ends, invisible characters, mojibake, NFC.
//!
//! Valid UTF-8 in good order is copied as it is; all else is rewritten piece by piece, with a
//! mark wherever text and file part.

use super::{IngestError, SourceMark};
use crate::diag::Note;
use encoding_rs::{Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes from which an unknown encoding is guessed.
const SAMPLE: usize = 1 << 20;

/// A decoded file.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The text.
    pub(crate) text: String,
    /// Where text and file part.
    pub(crate) marks: Vec<SourceMark>,
    /// What was recognised or repaired.
    pub(crate) notes: Vec<Note>,
}

/// Decodes a file. `declared` is the encoding that the file itself names, if it does.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, IngestError> {
    let mut notes = Vec::new();
    let (plain, skip) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding != UTF_8 => {
            return legacy(bytes, length, encoding, notes);
        }
        Some((_, length)) => (&bytes[length..], length),
        None => (bytes, 0),
    };
    let Ok(text) = std::str::from_utf8(plain) else {
        let encoding = guess(plain, declared)?;
        return legacy(bytes, skip, encoding, notes);
    };
    if memchr::memchr(0, plain).is_some() {
        if let Some(encoding) = utf16_without_bom(plain) {
            return legacy(bytes, skip, encoding, notes);
        }
        refuse_binary(plain)?;
    }
    let start = SourceMark { text: 0, file: skip };
    let (text, marks) = repair(text.into(), vec![start], &mut notes);
    Ok(Decoded { text, marks, notes })
}

/// The encoding of bytes that are not UTF-8.
fn guess(bytes: &[u8], declared: Option<&str>) -> Result<&'static Encoding, IngestError> {
    if let Some(encoding) = utf16_without_bom(bytes) {
        return Ok(encoding);
    }
    refuse_binary(bytes)?;
    let named = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = named
        && encoding != UTF_8
        && encoding != UTF_16LE
        && encoding != UTF_16BE
    {
        return Ok(encoding);
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = &bytes[first..bytes.len().min(first + SAMPLE)];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guessed = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny);
    Ok(if guessed == WINDOWS_1252 && is_latin9(sample) { ISO_8859_15 } else { guessed })
}

/// Whether `½` or `¼` of Windows-1252 stands inside a word, where Latin-9 has « œ » and « Œ ».
fn is_latin9(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| {
        matches!(three[1], 0xbc | 0xbd)
            && three[2].is_ascii_alphabetic()
            && !three[0].is_ascii_digit()
    })
}

/// UTF-16 that lost its mark: the high bytes of Latin text are nearly all zero.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    if half < 8 {
        None
    } else if odd * 10 > half * 8 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 8 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// More than one NUL in a hundred bytes is no text.
fn refuse_binary(bytes: &[u8]) -> Result<(), IngestError> {
    let zeros = memchr::memchr_iter(0, bytes).count();
    if zeros * 100 > bytes.len() { Err(IngestError::NotText) } else { Ok(()) }
}

fn legacy(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    mut notes: Vec<Note>,
) -> Result<Decoded, IngestError> {
    let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
    notes.push(Note::new("FR-S406", None, &[("encoding", encoding.name())]));
    let mut marks = vec![SourceMark { text: 0, file: skip }];
    if encoding.is_single_byte() {
        mark_single_bytes(&text, skip, &mut marks);
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        mark_utf16_lines(&text, skip, &mut marks);
    }
    let (text, marks) = repair(text.into_owned(), marks, &mut notes);
    Ok(Decoded { text, marks, notes })
}

/// A mark after every character of more than one byte: in the file each is one byte.
fn mark_single_bytes(text: &str, skip: usize, marks: &mut Vec<SourceMark>) {
    let mut grown = 0;
    for (at, c) in text.char_indices() {
        let extra = c.len_utf8() - 1;
        if extra > 0 {
            grown += extra;
            let next = at + extra + 1;
            marks.push(SourceMark { text: next, file: skip + next - grown });
        }
    }
}

/// A mark at each line: a mark for every character would weigh more than the text.
fn mark_utf16_lines(text: &str, skip: usize, marks: &mut Vec<SourceMark>) {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if c == '\n' {
            marks.push(SourceMark { text: at + 1, file: skip + units * 2 });
        }
    }
}

/// Text in good order, and the marks that lead from it to the file.
fn repair(
    text: String,
    marks: Vec<SourceMark>,
    notes: &mut Vec<Note>,
) -> (String, Vec<SourceMark>) {
    let (text, marks) = match crate::ingest::tidy::tidy(&text, notes) {
        Some((tidied, inner)) => (tidied, compose(&inner, &marks)),
        None => (text, marks),
    };
    match crate::ingest::tidy::nfc(&text) {
        Some((normal, inner)) => (normal, compose(&inner, &marks)),
        None => (text, marks),
    }
}

/// Marks from a text to an intermediate one (`inner`), then from there to the file (`outer`).
/// Both lists are in order and start at 0.
fn compose(inner: &[SourceMark], outer: &[SourceMark]) -> Vec<SourceMark> {
    let mut out: Vec<SourceMark> = Vec::with_capacity(inner.len() + outer.len());
    let mut next = 0;
    for (index, mark) in inner.iter().enumerate() {
        while outer.get(next + 1).is_some_and(|later| later.text <= mark.file) {
            next += 1;
        }
        let base = outer[next];
        out.push(SourceMark { text: mark.text, file: base.file + (mark.file - base.text) });
        let end = inner.get(index + 1).map_or(usize::MAX, |later| later.text);
        while let Some(later) = outer.get(next + 1) {
            let text = mark.text + (later.text - mark.file);
            if text >= end {
                break;
            }
            out.push(SourceMark { text, file: later.file });
            next += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8], declared: Option<&str>) -> String {
        decode(bytes, declared).unwrap().text
    }

    /// Where the character at byte `at` of the text stands in the file.
    fn file_offset(decoded: &Decoded, at: usize) -> usize {
        let index = decoded.marks.partition_point(|mark| mark.text <= at) - 1;
        decoded.marks[index].file + at - decoded.marks[index].text
    }

    #[test]
    fn one_sentence_is_read_from_any_encoding() {
        let sentence = "Le maître d’œuvre a été élu à Évry pour 3 € l’été dernier.";
        for label in ["windows-1252", "iso-8859-15", "macintosh", "utf-16le"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let written = sentence.replace('’', "'");
            let bytes: Vec<u8> = if label == "utf-16le" {
                written.encode_utf16().flat_map(u16::to_le_bytes).collect()
            } else {
                encoding.encode(&written).0.into_owned()
            };
            let declared = (label == "macintosh").then_some(label);
            assert_eq!(text_of(&bytes, declared), written, "{label}");
        }
        assert_eq!(text_of("\u{feff}été".as_bytes(), None), "été");
    }

    #[test]
    fn marks_lead_back_to_the_bytes_of_the_file() {
        let file = b"\xef\xbb\xbfUn\r\nde\xcc\x81cembre\r\nfin";
        let decoded = decode(file, None).unwrap();
        assert_eq!(decoded.text, "Un\ndécembre\nfin");
        for (word, offset) in [("Un", 3), ("d", 7), ("cembre", 11), ("fin", 19)] {
            let at = decoded.text.find(word).unwrap();
            assert_eq!(file_offset(&decoded, at), offset, "{word}");
        }
        let decoded = decode(b"\xe9t\xe9\rfin", None).unwrap();
        assert_eq!(decoded.text, "été\nfin");
        assert_eq!(file_offset(&decoded, decoded.text.find("fin").unwrap()), 4);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(decode(&[0; 64], None).unwrap_err(), IngestError::NotText);
        assert_eq!(decode(b"\x89PNG\x00\x00\x00\x0d", None).unwrap_err(), IngestError::NotText);
    }
}
