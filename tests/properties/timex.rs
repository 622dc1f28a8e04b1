//! What holds of the tagger for any text: called by the fuzzer with random ones.

use frise::text::Span;
use frise::timex::tag::{self, Line, parse_dct};
use frise::timex::{Dct, TimeValue, Timex, annotate, annotate_text};
use serde_json::Value;

/// Pieces that dates are made of, and what breaks readers.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "-",
    "/",
    ":",
    ".",
    ",",
    "(",
    ")",
    "'",
    "’",
    "\n",
    "\n\n",
    "\u{202f}",
    "\u{a0}",
    "\u{300}",
    "e\u{301}",
    "\u{feff}",
    "\0",
    "🎉",
    "日本",
    "ᵉ",
    "«",
    "»",
    "%",
    "+",
    "\"",
    "\\",
    "le ",
    "la ",
    "les ",
    "l’",
    "du ",
    "au ",
    "à ",
    "de ",
    "d’",
    "en ",
    "et ",
    "ou ",
    "un ",
    "une ",
    "deux ",
    "trois ",
    "dix ",
    "vingt",
    "trente",
    "cent ",
    "mille ",
    "premier ",
    "2e ",
    "1er ",
    "XIXe ",
    "0",
    "1",
    "7",
    "11",
    "12",
    "24",
    "30",
    "31",
    "60",
    "99",
    "366",
    "2024",
    "1789",
    "99999",
    "99999999999",
    "000",
    "janvier ",
    "mars ",
    "nov. ",
    "lundi ",
    "mardis ",
    "dim. ",
    "jour",
    "jours ",
    "semaine ",
    "mois ",
    "an ",
    "ans ",
    "année ",
    "années ",
    "siècle ",
    "siècles ",
    "trimestre ",
    "heures ",
    "h",
    "min ",
    "matin ",
    "soir ",
    "nuit ",
    "midi ",
    "été ",
    "hiver ",
    "week-end ",
    "hier ",
    "demain ",
    "aujourd’hui ",
    "veille ",
    "lendemain ",
    "même ",
    "dernier ",
    "prochaine ",
    "suivants ",
    "il y a ",
    "dans ",
    "depuis ",
    "jusqu’",
    "avant ",
    "après ",
    "plus ",
    "tard ",
    "chaque ",
    "tous les ",
    "fois ",
    "par ",
    "fin ",
    "début ",
    "mi-",
    "quinzaine ",
    "demi ",
    "et demie ",
    "quart ",
    "Noël ",
    "Pâques ",
    "saint",
    "brumaire ",
    "av. ",
    "J.-C. ",
    "T",
    "GMT ",
    "signé ",
    "sera ",
    "rue ",
    "âgé ",
];

/// The text that random bytes stand for: themselves, or pieces, by the first byte.
pub(super) fn text_of(bytes: &[u8]) -> String {
    match bytes.split_first() {
        Some((first, rest)) if first % 2 == 0 => {
            rest.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Reads `text` with and without a day and checks all that is said of it.
pub(super) fn check_text(text: &str) {
    for dct in [None, parse_dct("2024-11-12"), parse_dct("1000-01-01T00:30")] {
        let found = annotate_text(text, dct.as_ref()).value;
        check_spans(text, &found);
        found.iter().for_each(check_value);
        check_answer(text, dct.as_ref(), &found);
        let (mut marked, mut timeml) = (Vec::new(), Vec::new());
        tag::marked(text, dct.as_ref(), &mut marked).expect("a vector takes all");
        tag::timeml(text, dct.as_ref(), &mut timeml).expect("a vector takes all");
        assert!(marked.len() >= text.len() + 3 * found.len(), "marks are added to the text");
        let timeml = String::from_utf8(timeml).expect("TimeML is text");
        assert_eq!(
            timeml.matches("<TIMEX3 tid=\"t").count(),
            found.len() + usize::from(dct.is_some())
        );
    }
    let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let sentences = [Span::new(0, half), Span::new(half, text.len())];
    let found = annotate(text, &sentences, None).value;
    let inside = |timex: &Timex| sentences.iter().any(|sentence| sentence.contains(timex.span));
    assert!(found.iter().all(inside), "nothing is read across sentences");
}

/// Spans are in order, hold something, and begin and end with a character.
fn check_spans(text: &str, found: &[Timex]) {
    let mut last = 0;
    for timex in found {
        assert!(timex.span.start >= last && timex.span.end > timex.span.start);
        assert!(text.get(timex.span.range()).is_some(), "a span lies in its text");
        last = timex.span.end;
        if let Some(signal) = timex.signal {
            assert!(signal.span.end <= timex.span.start, "a signal goes before");
            assert!(text.get(signal.span.range()).is_some_and(|words| !words.is_empty()));
        }
    }
}

/// Values print without what a format would have to escape, and EDTF is read back.
fn check_value(timex: &Timex) {
    let Some(written) = timex.timex3() else { return };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:_".contains(&byte);
    assert!(!written.is_empty() && written.bytes().all(plain), "{written}");
    if let Some(bounds) = timex.bounds()
        && let (Some(begin), Some(end)) = (bounds.begin, bounds.end)
    {
        assert!(begin <= end, "{written}");
    }
    let Some(edtf) = timex.edtf() else { return };
    // What is no year of four digits is not read.
    let years = edtf.split(['-', '/', 'T']).next().unwrap_or_default().trim_end_matches('~');
    if years.len() == 4 {
        let value = TimeValue::parse_edtf(&edtf).unwrap_or_else(|| panic!("{edtf} is not read"));
        let date = edtf.split('T').next().unwrap_or_default().trim_end_matches('~');
        assert_eq!(value.edtf(None).as_deref(), Some(date));
    }
}

/// The answer to a request is one line of JSON that says the same in code points.
fn check_answer(text: &str, dct: Option<&Dct>, found: &[Timex]) {
    let request = serde_json::json!({ "id": "a", "text": text }).to_string();
    let mut answer = Vec::new();
    let line = tag::jsonl(&request, dct, &mut answer).expect("a vector takes all");
    assert_eq!(line, Line::Tagged);
    let answer = one_line(answer);
    let entries = answer["timexes"].as_array().expect("a list");
    assert_eq!(entries.len(), found.len());
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let mut points = text.chars();
    let mut passed = 0;
    for (entry, timex) in entries.iter().zip(found) {
        let (start, end) = (number(&entry["start"]), number(&entry["end"]));
        points.by_ref().take(start - passed).for_each(drop);
        let words: String = points.by_ref().take(end - start).collect();
        passed = end;
        assert_eq!(words, timex.span.slice(text));
        assert_eq!(entry["text"], words);
        assert_eq!(entry["value"].as_str(), timex.timex3().as_deref());
        assert_eq!(entry["edtf"].as_str(), timex.edtf().as_deref());
        assert_eq!(entry["mod"].as_str(), timex.modifier.map(|modifier| modifier.as_str()));
    }
}

/// Any line is answered with one line of JSON.
pub(super) fn check_line(line: &str) {
    let mut answer = Vec::new();
    tag::jsonl(line, None, &mut answer).expect("a vector takes all");
    one_line(answer);
}

fn one_line(answer: Vec<u8>) -> Value {
    let answer = String::from_utf8(answer).expect("an answer is text");
    assert_eq!(answer.find('\n'), Some(answer.len() - 1), "an answer is one line");
    serde_json::from_str(&answer).expect("an answer is JSON")
}
