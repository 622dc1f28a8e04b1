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
    let (text, marks) = repair(text.into(), vec![start], bytes.len(), &mut notes);
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
    let guessed = if is_french(sample) { WINDOWS_1252 } else { ask(sample) };
    Ok(if guessed == WINDOWS_1252 && is_latin9(sample) { ISO_8859_15 } else { guessed })
}

/// What the detector says of bytes of which most are French.
fn ask(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny)
}

/// The bytes outside ASCII that French print has in Windows-1252, and those of « œ » and « € »
/// in Latin-9. Other languages and Mac Roman have others.
const FRENCH: [bool; 256] = {
    let mut table = [false; 256];
    let letters = *b"\xe0\xe2\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xc0\xc7\xc8\xc9\xca";
    let signs = *b"\x80\x85\x8c\x91\x92\x93\x94\x96\x97\x9c\xa0\xa4\xab\xb0\xb7\xbb\xbc\xbd";
    let mut at = 0;
    while at < letters.len() {
        table[letters[at] as usize] = true;
        at += 1;
    }
    at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

/// Whether all that is not ASCII is of French print in Windows-1252, and half of it letters that
/// stand alone: then no detector is asked, which is slower than all the rest of ingest.
fn is_french(bytes: &[u8]) -> bool {
    let (mut lone, mut all) = (0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            at += 1;
            continue;
        }
        let start = at;
        while let Some(&byte) = bytes.get(at).filter(|byte| !byte.is_ascii()) {
            if !FRENCH[usize::from(byte)] {
                return false;
            }
            at += 1;
        }
        all += at - start;
        lone += usize::from(at - start == 1 && bytes[start] >= 0xc0);
    }
    all >= 4 && lone * 2 >= all
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

/// More than one control character in a hundred bytes is no text. Those that end lines and pages
/// are none here, nor is the one that colours begin with.
fn refuse_binary(bytes: &[u8]) -> Result<(), IngestError> {
    let control = |byte: &&u8| matches!(**byte, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f);
    let controls = bytes.iter().filter(control).count();
    if controls * 100 > bytes.len() { Err(IngestError::NotText) } else { Ok(()) }
}

fn legacy(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    mut notes: Vec<Note>,
) -> Result<Decoded, IngestError> {
    notes.push(Note::new("FR-S406", None, &[("encoding", encoding.name())]));
    let mut marks = vec![SourceMark { text: 0, file: skip }];
    let text = if encoding.is_single_byte() || encoding == UTF_16LE || encoding == UTF_16BE {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
        if encoding.is_single_byte() {
            mark_single_bytes(&text, skip, &mut marks);
        } else {
            mark_utf16_lines(&text, skip, &mut marks);
        }
        text.into_owned()
    } else {
        decode_lines(bytes, skip, encoding, &mut marks)
    };
    let (text, marks) = repair(text, marks, bytes.len(), &mut notes);
    Ok(Decoded { text, marks, notes })
}

/// Decodes an encoding whose characters have one byte or more, with a mark at each line.
fn decode_lines(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    marks: &mut Vec<SourceMark>,
) -> String {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut start = skip;
    // No character of these encodings holds the byte of a line end.
    let ends = memchr::memchr2_iter(b'\n', b'\r', &bytes[skip..]).map(|at| skip + at + 1);
    let inside = ends.filter(|&end| end < bytes.len());
    for end in inside.chain([bytes.len()]) {
        loop {
            let last = end == bytes.len();
            let room = decoder.max_utf8_buffer_length(end - start).unwrap_or(end - start);
            text.reserve(room.max(16));
            let (result, read, _) = decoder.decode_to_string(&bytes[start..end], &mut text, last);
            start += read;
            if result == encoding_rs::CoderResult::InputEmpty {
                break;
            }
        }
        let grown = marks.last().is_none_or(|last| last.text < text.len());
        if end < bytes.len() && grown {
            marks.push(SourceMark { text: text.len(), file: end });
        }
    }
    text
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
        if matches!(c, '\n' | '\r') {
            marks.push(SourceMark { text: at + 1, file: skip + units * 2 });
        }
    }
}

/// Text in good order, and the marks that lead from it to the file of `length` bytes.
fn repair(
    text: String,
    marks: Vec<SourceMark>,
    length: usize,
    notes: &mut Vec<Note>,
) -> (String, Vec<SourceMark>) {
    let (text, marks) = match crate::ingest::tidy::tidy(&text, notes) {
        Some((tidied, inner)) => (tidied, compose(&inner, &marks, length)),
        None => (text, marks),
    };
    match crate::ingest::tidy::nfc(&text) {
        Some((normal, inner)) => (normal, compose(&inner, &marks, length)),
        None => (text, marks),
    }
}

/// Marks from a text to an intermediate one (`inner`), then from there to the file (`outer`) of
/// `length` bytes. Both lists are in order and start at 0. Where marks are of lines only, a place
/// inside a line is never past its end.
fn compose(inner: &[SourceMark], outer: &[SourceMark], length: usize) -> Vec<SourceMark> {
    let mut out: Vec<SourceMark> = Vec::with_capacity(inner.len() + outer.len());
    let mut next = 0;
    for (index, mark) in inner.iter().enumerate() {
        while outer.get(next + 1).is_some_and(|later| later.text <= mark.file) {
            next += 1;
        }
        let base = outer[next];
        let stop = outer.get(next + 1).map_or(length, |later| later.file);
        let file = stop.min(base.file + (mark.file - base.text));
        out.push(SourceMark { text: mark.text, file });
        let end = inner.get(index + 1);
        while let Some(later) = outer.get(next + 1) {
            let text = mark.text + (later.text - mark.file);
            // What was replaced before the next mark may have grown or shrunk.
            if end.is_some_and(|end| text >= end.text || later.text >= end.file) {
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
    fn marks_stay_in_order_whatever_grows_or_shrinks() {
        // U+0344 and U+0958 are longer in NFC, the others shorter or gone.
        let pieces =
            ["\r\n", "\r", "\u{ad}", "\u{344}", "\u{958}", "e\u{301}", "é", "\u{2028}", "Ã©", "a"];
        let place = |count: usize, digit: u32| pieces[count / 10usize.pow(digit) % 10];
        for count in 0..100_000 {
            let text: String = (0..5).map(|digit| place(count, digit)).collect();
            let decoded = decode(text.as_bytes(), None).unwrap();
            for pair in decoded.marks.windows(2) {
                let ordered = pair[0].text < pair[1].text && pair[0].file <= pair[1].file;
                assert!(ordered, "{text:?}: {:?}", decoded.marks);
            }
            let last = decoded.marks.last().unwrap();
            let inside = last.text <= decoded.text.len() && last.file <= text.len();
            assert!(inside, "{text:?}: {:?}", decoded.marks);
        }
    }

    #[test]
    fn marks_of_wide_characters_stay_in_the_file() {
        let lines = ["大統領は会議に出席しない\r", "ｾｾｾｾ\u{200b}ｾ e\u{301}\r", "終わり"];
        let text = lines.concat();
        let utf_16: Vec<u8> =
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let plain = text.replace(['\u{200b}', '\u{301}'], "");
        let shift_jis = encoding_rs::SHIFT_JIS.encode(&plain).0.into_owned();
        let place = |end: &str, unit: usize| end.chars().count() * unit;
        for (bytes, unit) in [(utf_16, 2), (shift_jis, 2)] {
            let decoded = decode(&bytes, Some("shift_jis")).unwrap();
            let end = decoded.text.find("終わり").unwrap();
            assert_eq!(file_offset(&decoded, end), bytes.len() - place("終わり", unit));
            for pair in decoded.marks.windows(2) {
                assert!(pair[0].text < pair[1].text && pair[0].file <= pair[1].file);
            }
            assert!(decoded.marks.iter().all(|mark| mark.file <= bytes.len()), "{decoded:?}");
        }
    }

    #[test]
    fn what_needs_no_detector_is_what_the_detector_says() {
        let french = [
            "Le maître d’œuvre a été élu à Évry pour 3 € l’été dernier.",
            "Créée en 1998, « la fête des pères » – dit-on – a été célébrée à Angoulême…",
            "À Noël, où es-tu ? Là-bas, près de l’île, ça gèle.",
        ];
        for (text, encoding) in
            french.iter().flat_map(|&text| [(text, WINDOWS_1252), (text, ISO_8859_15)])
        {
            let text = text.replace(['’', '–', '…'], "'");
            let bytes = encoding.encode(&text).0.into_owned();
            assert!(is_french(&bytes), "{text}");
            assert_eq!(ask(&bytes), WINDOWS_1252, "{text}");
        }
        let others = [
            (encoding_rs::MACINTOSH, "L’élève a gelé là où le blé a été semé à côté."),
            (encoding_rs::ISO_8859_2, "Příliš žluťoučký kůň úpěl ďábelské ódy na českém."),
            (encoding_rs::WINDOWS_1251, "Съешь же ещё этих мягких французских булок"),
            (encoding_rs::GBK, "法国总统说他不会参加会议，因为他病了"),
            (encoding_rs::SHIFT_JIS, "大統領は会議に出席しないと述べた"),
            (encoding_rs::WINDOWS_1254, "Başkan toplantıya katılmayacağını söyledi"),
            (encoding_rs::ISO_8859_7, "Ο πρόεδρος δεν θα παραστεί"),
        ];
        for (encoding, text) in others {
            assert!(!is_french(&encoding.encode(text).0), "{text}");
        }
        assert!(!is_french(b"\xe9\xe9\xe8\xe8\xe9\xe9"), "letters in rows are of another script");
        assert!(!is_french(b"\xe9t"), "too little to tell");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(decode(&[0; 64], None).unwrap_err(), IngestError::NotText);
        assert_eq!(decode(b"\x89PNG\x00\x00\x00\x0d", None).unwrap_err(), IngestError::NotText);
    }
}
