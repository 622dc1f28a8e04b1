//! What `frise tag` writes: JSON Lines, marked sentences, and TimeML.
//!
//! Everything is written as it is found; a line or a text is never held twice.

use super::{Day, Dct, Missing, Resolution, TimeOfDay, Timex, annotate_with};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{self, Write};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It was read and tagged.
    Tagged,
    /// It was no request; the answer says why.
    Skipped,
}

/// A document creation time as people write it: `2024-11-11`, `2024-11-11T14:30:00+01:00`.
/// The clock time is taken as it stands, in its own zone.
pub fn parse_dct(text: &str) -> Option<Dct> {
    let text = text.trim();
    let day = Day::parse(text.get(..10)?)?;
    let Some(rest) = text.get(10..).filter(|rest| !rest.is_empty()) else {
        return Some(Dct { day, time: None });
    };
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let number = |range: std::ops::Range<usize>| -> Option<u8> {
        let digits = clock.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let hour = number(0..2).filter(|hour| *hour <= 24)?;
    let minute = if clock.get(2..3) == Some(":") { number(3..5)? } else { 0 };
    let second = if clock.get(5..6) == Some(":") { number(6..8)? } else { 0 };
    (minute < 60 && second <= 60)
        .then_some(Dct { day, time: Some(TimeOfDay { hour, minute, second }) })
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default, rename = "ref")]
    reference: Option<Cow<'a, str>>,
}

/// What can still be told of a line that is no request.
#[derive(Deserialize)]
struct Identified<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// Answers one line of JSON Lines with one line. `default` is the day for lines without `ref`.
///
/// # Errors
/// Only those of `out`.
pub fn jsonl(line: &str, default: Option<&Dct>, out: &mut impl Write) -> io::Result<Line> {
    let request: Request<'_> = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => {
            let id = serde_json::from_str::<Identified<'_>>(line).ok().and_then(|found| found.id);
            return refuse(id, &error.to_string(), out);
        }
    };
    let dct = match request.reference.as_deref() {
        None => default.copied(),
        Some(written) => match parse_dct(written) {
            Some(dct) => Some(dct),
            None => {
                let reason = format!("`ref` is `{written}`, expected a date or a date-time");
                return refuse(request.id, &reason, out);
            }
        },
    };
    write!(out, "{{\"id\":{},\"timexes\":[", id_of(request.id))?;
    let text = request.text.as_ref();
    let mut count = Counter::new(text);
    let mut piece = Vec::with_capacity(512);
    let mut first = true;
    let mut result = Ok(());
    annotate_with(text, dct.as_ref(), |timex| {
        if result.is_ok() {
            piece.clear();
            if !std::mem::take(&mut first) {
                piece.push(b',');
            }
            result =
                entry(text, &timex, &mut count, &mut piece).and_then(|()| out.write_all(&piece));
        }
    });
    result?;
    out.write_all(b"]}\n")?;
    Ok(Line::Tagged)
}

fn refuse(id: Option<&RawValue>, reason: &str, out: &mut impl Write) -> io::Result<Line> {
    write!(out, "{{\"id\":{},\"error\":", id_of(id))?;
    serde_json::to_writer(&mut *out, reason)?;
    out.write_all(b"}\n")?;
    Ok(Line::Skipped)
}

/// The id as it was written; what JSON allows and no text can hold (half of a surrogate pair)
/// is no id.
fn id_of(id: Option<&RawValue>) -> &str {
    let id = id.map_or("null", RawValue::get);
    let escaped = memchr::memmem::find(id.as_bytes(), b"\\u").is_some();
    if escaped && serde_json::from_str::<serde_json::Value>(id).is_err() { "null" } else { id }
}

/// One entry of `timexes`. Written by hand: it is most of what the tagger writes.
fn entry(text: &str, timex: &Timex, count: &mut Counter<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(b"{\"start\":");
    number(count.to(timex.span.start), out);
    out.extend_from_slice(b",\"end\":");
    number(count.to(timex.span.end), out);
    out.extend_from_slice(b",\"text\":");
    serde_json::to_writer(&mut *out, timex.span.slice(text))?;
    out.extend_from_slice(b",\"type\":\"");
    out.extend_from_slice(timex.class.as_str().as_bytes());
    out.extend_from_slice(b"\",\"value\":");
    // Most values begin with what both TIMEX3 and EDTF write of the calendar.
    let begin = out.len() + 1;
    let plain = timex.value().and_then(|value| {
        out.push(b'"');
        let plain = calendar(value, out);
        if !plain {
            out.truncate(begin - 1);
        }
        plain.then_some((value, begin..out.len()))
    });
    match (&plain, timex.value()) {
        (Some((super::TimeValue::Part(_, part), _)), _) => {
            out.push(b'T');
            quoted_end(part.timex3(), out);
        }
        (Some((super::TimeValue::Time(_, time), _)), _) => {
            clock(*time, time.second > 0, out);
            out.push(b'"');
        }
        (Some(_), _) => out.push(b'"'),
        (None, Some(value)) => write!(out, "\"{value}\"")?,
        (None, None) => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"mod\":");
    quoted(timex.modifier.map(super::Modifier::as_str), out);
    out.extend_from_slice(b",\"edtf\":");
    match plain {
        Some((super::TimeValue::Time(_, time), written)) => {
            out.push(b'"');
            out.extend_from_within(written);
            clock(*time, true, out);
            out.push(b'"');
        }
        Some((_, written)) => {
            out.push(b'"');
            out.extend_from_within(written);
            let about = timex.modifier == Some(super::Modifier::Approx);
            quoted_end(if about { "~" } else { "" }, out);
        }
        _ => quoted(timex.edtf().as_deref(), out),
    }
    out.extend_from_slice(b",\"anchor\":");
    match &timex.resolution {
        Resolution::Resolved { anchor, .. } => quoted(Some(anchor.as_str()), out),
        Resolution::Unresolved(missing) => {
            out.extend_from_slice(b"null,\"missing\":");
            quoted(Some(missing.as_str()), out);
        }
    }
    out.extend_from_slice(b",\"rule\":");
    quoted(Some(&timex.rule), out);
    out.push(b'}');
    Ok(())
}

/// Writes what needs no escape between quotes, or `null`.
fn quoted(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        Some(text) => {
            out.push(b'"');
            quoted_end(text, out);
        }
        None => out.extend_from_slice(b"null"),
    }
}

fn quoted_end(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn number(mut value: usize, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// `T14:30`, with the seconds if they are asked for.
fn clock(time: TimeOfDay, seconds: bool, out: &mut Vec<u8>) {
    let parts = [(b'T', time.hour), (b':', time.minute), (b':', time.second)];
    for (before, part) in parts.into_iter().take(if seconds { 3 } else { 2 }) {
        out.extend_from_slice(&[before, b'0' + part / 10, b'0' + part % 10]);
    }
}

/// The day, month or year of a value, `2024-11-11`; false for what has none, and for years that
/// need more than four digits.
fn calendar(value: &super::TimeValue, out: &mut Vec<u8>) -> bool {
    use super::TimeValue::{Day, Month, Part, Time, Year};
    let (year, month, day) = match *value {
        Day(day) | Part(day, _) | Time(day, _) => (day.year(), day.month(), day.day()),
        Month(year, month) => (year, u32::from(month), 0),
        Year(year) => (year, 0, 0),
        _ => return false,
    };
    let Some(year) = usize::try_from(year).ok().filter(|year| (1000..10_000).contains(year)) else {
        return false;
    };
    number(year, out);
    for part in [month, day].into_iter().take_while(|part| *part > 0) {
        out.extend_from_slice(if part < 10 { b"-0" } else { b"-" });
        number(part as usize, out);
    }
    true
}

impl Missing {
    /// The word of `frise tag`: `dct`.
    pub fn as_str(self) -> &'static str {
        match self {
            Missing::Dct => "dct",
            Missing::Antecedent => "antecedent",
            Missing::NoSuchDay => "no-such-day",
        }
    }
}

/// Counts code points while the text goes by.
struct Counter<'a> {
    text: &'a [u8],
    byte: usize,
    points: usize,
}

impl Counter<'_> {
    fn new(text: &str) -> Counter<'_> {
        Counter { text: text.as_bytes(), byte: 0, points: 0 }
    }

    /// The code points before byte `offset`, which is not before the last one asked for.
    fn to(&mut self, offset: usize) -> usize {
        // Sums of at most 255 bytes fit one byte, of which a machine adds many at once.
        for passed in self.text[self.byte..offset].chunks(255) {
            let starts = passed.iter().map(|byte| u8::from(byte & 0xc0 != 0x80));
            self.points += usize::from(starts.sum::<u8>());
        }
        self.byte = offset;
        self.points
    }
}

/// Writes `text` with its expressions marked as `[words|value]`.
///
/// # Errors
/// Only those of `out`.
pub fn marked(text: &str, dct: Option<&Dct>, out: &mut impl Write) -> io::Result<()> {
    let mut done = 0;
    let mut result = Ok(());
    annotate_with(text, dct, |timex| {
        if result.is_ok() {
            let value = match &timex.resolution {
                Resolution::Resolved { value, .. } => value.to_string(),
                Resolution::Unresolved(missing) => format!("?{}", missing.as_str()),
            };
            let before = &text[done..timex.span.start];
            result = write!(out, "{before}[{}|{value}]", timex.span.slice(text));
            done = timex.span.end;
        }
    });
    result?;
    out.write_all(&text.as_bytes()[done..])
}

/// Writes `text` as a TimeML document with its expressions and signals.
///
/// # Errors
/// Only those of `out`.
pub fn timeml(text: &str, dct: Option<&Dct>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd\">\n")?;
    if let Some(dct) = dct {
        let value = match dct.time {
            Some(time) => format!("{}T{time}", dct.day),
            None => dct.day.to_string(),
        };
        let class = if dct.time.is_some() { "TIME" } else { "DATE" };
        writeln!(
            out,
            "<DCT><TIMEX3 tid=\"t0\" type=\"{class}\" value=\"{value}\" temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">{value}</TIMEX3></DCT>"
        )?;
    }
    out.write_all(b"<TEXT>")?;
    let mut writer = TimeMl { text, out, done: 0, timexes: 0, signals: 0, result: Ok(()) };
    annotate_with(text, dct, |timex| writer.timex(&timex));
    let done = writer.done;
    writer.result?;
    escaped(&text[done..], out)?;
    out.write_all(b"</TEXT>\n</TimeML>\n")
}

/// A TimeML document being written.
struct TimeMl<'a, W> {
    text: &'a str,
    out: &'a mut W,
    done: usize,
    timexes: usize,
    signals: usize,
    result: io::Result<()>,
}

impl<W: Write> TimeMl<'_, W> {
    fn timex(&mut self, timex: &Timex) {
        if self.result.is_ok() {
            self.result = self.write(timex);
        }
    }

    fn write(&mut self, timex: &Timex) -> io::Result<()> {
        if let Some(signal) = timex.signal.filter(|signal| signal.span.start >= self.done) {
            escaped(&self.text[self.done..signal.span.start], self.out)?;
            self.signals += 1;
            write!(self.out, "<SIGNAL sid=\"s{}\">", self.signals)?;
            escaped(signal.span.slice(self.text), self.out)?;
            self.out.write_all(b"</SIGNAL>")?;
            self.done = signal.span.end;
        }
        escaped(&self.text[self.done..timex.span.start], self.out)?;
        self.timexes += 1;
        write!(self.out, "<TIMEX3 tid=\"t{}\" type=\"{}\"", self.timexes, timex.class.as_str())?;
        match &timex.resolution {
            Resolution::Resolved { value, anchor } => {
                let told = *anchor != super::Anchor::Text;
                write!(self.out, " value=\"{value}\" temporalFunction=\"{told}\"")?;
                if *anchor == super::Anchor::Dct {
                    self.out.write_all(b" anchorTimeID=\"t0\"")?;
                }
            }
            // The schema asks for a value: what is not known is X.
            Resolution::Unresolved(_) => {
                self.out.write_all(b" value=\"XXXX-XX-XX\" temporalFunction=\"true\"")?;
            }
        }
        if let Some(modifier) = timex.modifier {
            write!(self.out, " mod=\"{}\"", modifier.as_str())?;
        }
        self.out.write_all(b">")?;
        escaped(timex.span.slice(self.text), self.out)?;
        self.done = timex.span.end;
        self.out.write_all(b"</TIMEX3>")
    }
}

/// Writes text into XML: what XML cannot hold becomes U+FFFD.
fn escaped(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut done = 0;
    for (index, c) in text.char_indices() {
        let entity = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\t' | '\n' => continue,
            '\r' => "&#13;",
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[done..index])?;
        out.write_all(entity.as_bytes())?;
        done = index + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[done..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_is_answered_with_code_points() {
        let mut out = Vec::new();
        let line = r#"{"id":"a","text":"\ufeffÉté : signé le lundi 11 novembre 2024."}"#;
        assert_eq!(jsonl(line, None, &mut out).unwrap(), Line::Tagged);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"id":"a","timexes":[{"start":13,"end":38,"text":"le lundi 11 novembre 2024","#,
                r#""type":"DATE","value":"2024-11-11","mod":null,"edtf":"2024-11-11","anchor":"text","#,
                r#""rule":"calendar.weekday-day-month-year"}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn what_cannot_be_placed_says_what_is_missing() {
        let answer =
            written(|out| jsonl(r#"{"id":7,"text":"Reçus hier."}"#, None, out).map(|_| ()));
        assert!(
            answer.contains(r#""value":null,"mod":null,"edtf":null,"anchor":null,"missing":"dct""#),
            "{answer}"
        );
    }

    #[test]
    fn a_bad_line_is_answered_and_counted() {
        for (line, id) in [
            ("nothing", "null"),
            (r#"{"id":"x","text":7}"#, r#""x""#),
            (r#"{"id":3,"text":"","ref":"hier"}"#, "3"),
            (r#"{"id":3}"#, "3"),
        ] {
            let mut out = Vec::new();
            assert_eq!(jsonl(line, None, &mut out).unwrap(), Line::Skipped);
            let answer = String::from_utf8(out).unwrap();
            assert!(answer.starts_with(&format!("{{\"id\":{id},\"error\":\"")), "{answer}");
            assert!(answer.ends_with("\"}\n"));
        }
    }

    #[test]
    fn the_reference_wins_over_the_default() {
        let day = parse_dct("2024-11-12").unwrap();
        let ask = |line: &str| written(|out| jsonl(line, Some(&day), out).map(|_| ()));
        assert!(ask(r#"{"id":1,"text":"hier","ref":"2020-01-01"}"#).contains("2019-12-31"));
        assert!(ask(r#"{"id":1,"text":"hier","ref":null}"#).contains("2024-11-11"));
    }

    #[test]
    fn creation_times_are_days_with_or_without_a_clock() {
        let dct = parse_dct("2024-11-11T14:30:00+01:00").unwrap();
        assert_eq!(dct.time, Some(TimeOfDay { hour: 14, minute: 30, second: 0 }));
        assert_eq!(parse_dct("2024-11-11").unwrap().time, None);
        for bad in ["", "2024-13-01", "2024-11-11x", "11/11/2024", "2024-11-11T99:00", "é"] {
            assert_eq!(parse_dct(bad), None, "{bad}");
        }
    }

    #[test]
    fn timeml_is_well_formed_whatever_the_text() {
        let dct = parse_dct("2024-11-12");
        let text = "Depuis hier, a < b & c\u{1} > d. Après le 3 mars.";
        let document = written(|out| timeml(text, dct.as_ref(), out));
        assert!(document.contains("<SIGNAL sid=\"s1\">Depuis</SIGNAL> <TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2024-11-11\""));
        assert!(document.contains("a &lt; b &amp; c\u{fffd} &gt; d."));
        let mut reader = quick_xml::Reader::from_str(&document);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}
