//! What one mention says that cannot be so: a weekday that is not that of its date, a day to
//! come told as past, an end before its beginning, a day that is not that of its entry.

use super::date::firm;
use super::{Draft, conflict, side};
use crate::mention::Role;
use crate::merge::acts::{Kinship, kinship};
use crate::merge::node::{Anchored, Corpus, Item, When};
use crate::merge::slip::pattern;
use crate::merge::{Conflict, ConflictKind};
use crate::timex::{Granularity, Timex};
use std::collections::BTreeMap;

/// Weekdays that are not those of their date: one conflict for every value.
pub(super) fn weekdays(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let mut wrong: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for &i in &event.items {
        let item = &corpus.items[i as usize];
        for timex in [corpus.reading(item), corpus.timex_end(item)].into_iter().flatten() {
            if timex.weekday.is_some_and(|check| check.written != check.actual) {
                let value = timex.timex3().unwrap_or_default();
                let value = value.split('T').next().unwrap_or_default().to_string();
                wrong.entry(value).or_default().push(i);
            }
        }
    }
    wrong
        .into_iter()
        .map(|(value, items)| {
            let side = side(corpus, value, &items);
            conflict(ConflictKind::Weekday, vec![index], vec![side], &["other-year"], None)
        })
        .collect()
}

/// A day after the publication of its article, told as past; a range whose end lies before
/// its beginning.
pub(super) fn order(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let mut wrong: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for &i in &event.items {
        let item = &corpus.items[i as usize];
        let written = |timex: &Timex| !timex.inferred.year && !timex.inferred.day;
        let Some(timex) = corpus.timex(item).filter(|timex| written(timex)) else { continue };
        let early = corpus.timex_end(item).filter(|end| written(end) && is_before(end, timex));
        let late = firm(item)
            .filter(|when| when.is_day() && when.role == Role::At && when.anchor == Anchored::Full);
        let late = late.is_some() && corpus.is_impossible(item);
        if late || early.is_some() {
            let edtf = [Some(timex), early].into_iter().flatten().filter_map(Timex::edtf);
            let value = edtf.collect::<Vec<_>>().join("/");
            wrong.entry(value).or_default().push(i);
        }
    }
    let tried = ["plan", "supplied-year"];
    wrong
        .into_iter()
        .map(|(value, items)| {
            let side = side(corpus, value, &items);
            conflict(ConflictKind::Order, vec![index], vec![side], &tried, None)
        })
        .collect()
}

/// Whether an expression ends before another begins.
fn is_before(end: &Timex, begin: &Timex) -> bool {
    let last = end.bounds().and_then(|bounds| bounds.end);
    let first = begin.bounds().and_then(|bounds| bounds.begin);
    last.zip(first).is_some_and(|(last, first)| last < first)
}

/// Days between the date of an entry and that of its sentence, beyond which they are of two
/// things.
const ENTRY: i32 = 31;

/// « 9 novembre 2024 : le 11 novembre 2024, il signe »: a sentence that gives another day than
/// the one that it is filed under.
pub(super) fn in_sentence(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let of = |i: u32| -> Option<Conflict> {
        let item = &corpus.items[i as usize];
        let when = firm(item).filter(|when| when.is_day() && when.role == Role::At)?;
        // One act in one sentence, or the other date may be of another one.
        let main = item.mention.trigger.as_deref()?;
        let one = |family: &String| kinship(main, family) > Kinship::None;
        let alone = item.mention.clause == 0 && item.mention.triggers.iter().all(one);
        let (entry, told) = filed(corpus, item).filter(|_| alone)?;
        let day = |timex: &Timex| {
            let written = !timex.inferred.day && !timex.inferred.month;
            let exact = timex.value()?.granularity()? == Granularity::Day;
            let bare = timex.signal.is_none() && timex.range.is_none();
            (written && exact && bare).then_some(timex.bounds()?.begin?.number())
        };
        let (filed, told_of) = (day(entry)?, day(told)?);
        let on = |day: i32| When { lo: day, hi: day, ..when };
        let near = (filed - told_of).abs() <= ENTRY || pattern(&on(filed), &on(told_of)).is_some();
        if filed == told_of || !near {
            return None;
        }
        let values = [entry.edtf()?, told.edtf()?];
        let sides = values.map(|value| side(corpus, value, &[i])).to_vec();
        let tried = ["granularity", "role", "other-predicate"];
        Some(conflict(ConflictKind::InSentence, vec![index], sides, &tried, None))
    };
    event.items.iter().filter_map(|&i| of(i)).collect()
}

/// The day that stands before a sentence with a colon or a dash (« 9 novembre 2024 – … »), and
/// the next time in it.
fn filed<'a>(corpus: &Corpus<'a>, item: &Item<'_>) -> Option<(&'a Timex, &'a Timex)> {
    let annotated = corpus.articles[item.article as usize];
    let text = annotated.article.text.as_str();
    let sentence = annotated.article.sentences.get(item.mention.sentence)?.span;
    let inside =
        |timex: &&Timex| timex.span.start >= sentence.start && timex.span.end <= sentence.end;
    let mut times = annotated.timexes.iter().filter(inside);
    let (first, next) = (times.next()?, times.next()?);
    let before = text.get(sentence.start..first.span.start)?;
    let after = text.get(first.span.end..sentence.end)?;
    let mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '•' | '-' | '#' | '(' | ')');
    let rest = after.trim_start_matches(mark);
    let dash = after.trim_start_matches(['*', '_', ')', ' ', '\u{a0}', '\u{202f}']);
    let filed = rest.starts_with([':', '–', '—']) || dash.starts_with("- ");
    // « 16 octobre : il arrive ; le lendemain, il repart »: counted from the entry, and no rival.
    let other = times.next().is_none() && !next.rule.starts_with("anaphoric");
    (before.chars().all(mark) && filed && other).then_some((first, next))
}
