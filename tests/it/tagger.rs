//! How well the tagger reads news texts, written and marked apart from its rules: eighty, and fifty
//! more with many expressions each, of which half were never looked at.
//!
//! The figures are floors: what was measured, less a little. A rule that lowers them is looked at
//! again.

use frise::timex::tag::{Line, jsonl};
use serde::Deserialize;

const NEWS: &str = include_str!("../corpus/timex/news.jsonl");
const PRESS: &str = include_str!("../corpus/timex/press.jsonl");

#[derive(Deserialize)]
struct Case {
    text: String,
    timexes: Vec<Marked>,
    #[serde(default)]
    ignore: Vec<(usize, usize)>,
}

#[derive(Deserialize)]
struct Marked {
    start: usize,
    end: usize,
    value: Option<String>,
    #[serde(default)]
    alts: Vec<String>,
    /// Hinges on a convention, and is not counted.
    policy: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    timexes: Vec<Read>,
}

#[derive(Deserialize)]
struct Read {
    start: usize,
    end: usize,
    value: Option<String>,
}

/// Counts of one figure, from which its F1 comes, in thousandths.
#[derive(Default)]
struct Score {
    marked: usize,
    read: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
}

impl Score {
    fn f1(&self, hits: usize) -> usize {
        2000 * hits / (self.marked + self.read)
    }
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Values that say the same: `T6:00` and `T06`, `P8Y6M` and `P8.5Y`.
fn same(read: &str, marked: &str) -> bool {
    read == marked
        || months(read).is_some_and(|n| months(marked) == Some(n))
        || minutes(read) == minutes(marked)
}

/// A duration of years and months, in tenths of a month.
fn months(value: &str) -> Option<usize> {
    let mut total = 0;
    let mut rest = value.strip_prefix('P')?;
    while !rest.is_empty() {
        let at = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (whole, part) = rest[..at].split_once('.').unwrap_or((&rest[..at], "0"));
        let tenths =
            whole.parse::<usize>().ok()? * 10 + part.parse::<usize>().ok().filter(|n| *n < 10)?;
        total += match &rest[at..at + 1] {
            "Y" => tenths * 12,
            "M" => tenths,
            _ => return None,
        };
        rest = &rest[at + 1..];
    }
    Some(total)
}

/// A duration of hours and minutes, in minutes; what is none as it stands.
fn minutes(value: &str) -> Result<usize, &str> {
    let read = || {
        let mut tenths = 0;
        let mut rest = value.strip_prefix("PT")?;
        while !rest.is_empty() {
            let at = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let (whole, part) = rest[..at].split_once('.').unwrap_or((&rest[..at], "0"));
            let here = whole.parse::<usize>().ok()? * 10
                + part.parse::<usize>().ok().filter(|n| *n < 10)?;
            tenths += match &rest[at..at + 1] {
                "H" => here * 60,
                "M" => here,
                _ => return None,
            };
            rest = &rest[at + 1..];
        }
        Some(tenths)
    };
    read().ok_or(value)
}

#[test]
fn news_is_read_as_well_as_measured() {
    check(NEWS, [985, 992, 982]);
}

#[test]
fn dense_news_is_read_as_well_as_measured() {
    check(PRESS, [978, 990, 940]);
}

/// Reads the cases and compares three figures with their floors: F1 of equal spans, of overlapping
/// spans, and of those with the right value, in thousandths.
fn check(cases: &str, floors: [usize; 3]) {
    let mut score = Score::default();
    for line in cases.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let mut answer = Vec::new();
        assert_eq!(jsonl(line, None, &mut answer).unwrap(), Line::Tagged, "{line}");
        let mut answer: Answer = serde_json::from_slice(&answer).unwrap();
        let aside: Vec<(usize, usize)> = case
            .timexes
            .iter()
            .filter(|marked| marked.policy.is_some())
            .map(|marked| (marked.start, marked.end))
            .chain(case.ignore)
            .collect();
        answer
            .timexes
            .retain(|read| !aside.iter().any(|zone| overlap(*zone, (read.start, read.end))));
        score.read += answer.timexes.len();
        for marked in case.timexes.iter().filter(|marked| marked.policy.is_none()) {
            assert!(marked.end <= case.text.chars().count(), "{line}");
            score.marked += 1;
            let span = (marked.start, marked.end);
            let found =
                answer.timexes.iter().find(|read| (read.start, read.end) == span).or_else(|| {
                    answer.timexes.iter().find(|read| overlap((read.start, read.end), span))
                });
            let Some(found) = found else { continue };
            score.relaxed += 1;
            score.strict += usize::from((found.start, found.end) == span);
            score.value += usize::from(match (&found.value, &marked.value) {
                (Some(read), Some(wanted)) => {
                    same(read, wanted) || marked.alts.iter().any(|other| same(read, other))
                }
                (read, wanted) => read.is_none() && wanted.is_none(),
            });
        }
    }
    let figures = [score.f1(score.strict), score.f1(score.relaxed), score.f1(score.value)];
    for (figure, floor) in figures.into_iter().zip(floors) {
        assert!(figure >= floor, "strict, relaxed, value: {figures:?}, floors {floors:?}");
    }
}
