//! When an event happened: a weighted vote of its mentions, each origin once.

use super::config::{MergeConfig, ONE};
use super::node::{Anchored, Corpus, Item, When};
use super::slip::{Pattern, day, pattern};
use super::{DateStatus, EventDate};
use crate::mention::{Role, Status};
use crate::timex::{Granularity, Modifier};
use std::collections::{BTreeMap, BTreeSet};

/// A value that mentions vote for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// First day.
    pub(super) lo: i32,
    /// Last day.
    pub(super) hi: i32,
    /// As EDTF.
    pub(super) value: String,
}

/// What a vote found.
#[derive(Clone, Debug)]
pub(super) struct Vote {
    /// The date of the event.
    pub(super) date: EventDate,
    /// Days of the chosen value.
    pub(super) chosen: Option<(i32, i32)>,
}

/// Whether the mention says that the event took place (or takes place) then: no plan, no
/// denial, no question.
pub(super) fn occurred(status: Status) -> bool {
    matches!(status, Status::Asserted | Status::Attributed | Status::Conditional)
}

/// The value of an item as it is printed: its own unit, or both ends of a range.
pub(super) fn value(corpus: &Corpus<'_>, item: &Item<'_>) -> Option<(String, Option<Modifier>)> {
    let timex = corpus.timex(item)?;
    if let Some(end) = corpus.timex_end(item) {
        let (from, to) = (day_of(&timex.edtf()?), day_of(&end.edtf()?));
        return Some((format!("{from}/{to}"), None));
    }
    let edtf = timex.edtf().or_else(|| timex.timex3())?;
    let first = day_of(&edtf);
    if timex.joins_two_days(timex.span.slice(&corpus.article(item).text))
        && let Some(when) = item.when
    {
        return Some((format!("{first}/{}", day(when.hi + 1)), None));
    }
    Some((first, timex.modifier))
}

/// The first and last day of an item's value: a night that names two days holds both.
fn days(corpus: &Corpus<'_>, item: &Item<'_>, when: &When) -> (i32, i32) {
    let words = |timex: &crate::timex::Timex| {
        timex.joins_two_days(timex.span.slice(&corpus.article(item).text))
    };
    let both = when.night && corpus.timex(item).is_some_and(words);
    (when.lo, when.hi + i32::from(both))
}

/// An EDTF value without clock time and marks.
fn day_of(edtf: &str) -> String {
    let value = edtf.split('T').next().unwrap_or(edtf);
    value.trim_end_matches(['~', '?', '%']).to_string()
}

/// The date of an event from its items.
pub(super) fn vote(corpus: &Corpus<'_>, items: &[u32], config: &MergeConfig) -> Vote {
    let dated: Vec<(&Item<'_>, When)> = items
        .iter()
        .map(|&index| &corpus.items[index as usize])
        .filter_map(|item| Some((item, item.known()?)))
        .collect();
    let happened =
        dated.iter().any(|(item, _)| occurred(item.mention.status) && !corpus.is_impossible(item));
    let mut weights: BTreeMap<Candidate, BTreeMap<u32, i64>> = BTreeMap::new();
    let mut modifiers: BTreeMap<Candidate, BTreeMap<Option<Modifier>, u32>> = BTreeMap::new();
    for (item, when) in &dated {
        let Some((value, modifier)) = value(corpus, item) else { continue };
        let (lo, hi) = days(corpus, item, when);
        let mut candidate = Candidate { lo, hi, value };
        // A year that was supplied gives way to one that was told.
        if let Some(told) = told_year(corpus, &dated, when) {
            candidate = told;
        }
        let weight = weight(corpus, item, when, happened);
        let origin = corpus.origin[item.article as usize];
        // An origin speaks once for a value, with its strongest mention.
        let entry = weights.entry(candidate.clone()).or_default().entry(origin).or_default();
        *entry = (*entry).max(weight);
        *modifiers.entry(candidate).or_default().entry(modifier).or_default() += 1;
    }
    let own: BTreeMap<&Candidate, i64> =
        weights.iter().map(|(value, votes)| (value, votes.values().sum())).collect();
    // A value is also supported by the coarser values that hold it.
    let support = |candidate: &Candidate| -> i64 {
        own.iter()
            .map(|(other, weight)| {
                let days = i64::from(other.hi - other.lo + 1);
                if other.lo <= candidate.lo && candidate.hi <= other.hi {
                    let share = i64::from(candidate.hi - candidate.lo + 1);
                    weight * share / days.max(1)
                } else {
                    0
                }
            })
            .sum::<i64>()
            + own[candidate]
    };
    let mut ranked: Vec<(i64, &Candidate)> =
        own.keys().map(|candidate| (support(candidate), *candidate)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let Some(&(best, chosen)) = ranked.first() else {
        return Vote {
            date: EventDate {
                value: None,
                modifier: None,
                begin: None,
                end: None,
                alternatives: Vec::new(),
                status: DateStatus::Unknown,
                inferred: Vec::new(),
            },
            chosen: None,
        };
    };
    let firmly = |candidate: &Candidate| {
        dated.iter().any(|(item, when)| {
            days(corpus, item, when) == (candidate.lo, candidate.hi)
                && !when.open
                && (occurred(item.mention.status) || !happened)
        })
    };
    let alternatives: BTreeSet<String> = ranked[1..]
        .iter()
        .filter(|(weight, other)| {
            (other.lo > chosen.hi || other.hi < chosen.lo)
                && firmly(other)
                && i128::from(*weight) * i128::from(ONE)
                    >= i128::from(best) * i128::from(config.contested)
        })
        .map(|(_, other)| other.value.clone())
        .collect();
    let modifier = modifiers[chosen]
        .iter()
        .max_by_key(|&(modifier, count)| (*count, std::cmp::Reverse(*modifier)))
        .and_then(|(modifier, _)| *modifier);
    let of_chosen: Vec<&Item<'_>> = dated
        .iter()
        .filter(|(item, when)| days(corpus, item, when) == (chosen.lo, chosen.hi))
        .map(|(item, _)| *item)
        .collect();
    let inferred = inferred(corpus, &of_chosen);
    let voices: BTreeSet<u32> = dated
        .iter()
        .filter(|(_, when)| when.lo <= chosen.lo && chosen.hi <= when.hi)
        .map(|(item, _)| corpus.origin[item.article as usize])
        .collect();
    let status = if !alternatives.is_empty() {
        DateStatus::Contested
    } else if !inferred.is_empty() {
        DateStatus::Inferred
    } else if voices.len() > 1 {
        DateStatus::Agreed
    } else {
        DateStatus::Single
    };
    let open_start = of_chosen
        .iter()
        .all(|item| item.when.is_some_and(|when| when.open && when.role == Role::By));
    Vote {
        date: EventDate {
            value: Some(chosen.value.clone()),
            modifier,
            begin: (!open_start).then(|| day(chosen.lo)),
            end: Some(day(chosen.hi)),
            alternatives: alternatives.into_iter().collect(),
            status,
            inferred,
        },
        chosen: Some((chosen.lo, chosen.hi)),
    }
}

/// The value of a mention that gives the same day and month with a year of its own.
fn told_year(corpus: &Corpus<'_>, dated: &[(&Item<'_>, When)], when: &When) -> Option<Candidate> {
    if !when.yearless {
        return None;
    }
    let told = |(item, other): &(&Item<'_>, When)| {
        let same_day = !other.yearless && pattern(when, other) == Some(Pattern::Year);
        let (value, _) = same_day.then(|| value(corpus, item))??;
        Some(Candidate { lo: other.lo, hi: other.hi, value })
    };
    dated.iter().filter_map(told).min()
}

/// The parts of the date that nobody wrote.
fn inferred(corpus: &Corpus<'_>, items: &[&Item<'_>]) -> Vec<String> {
    let parts =
        |item: &Item<'_>| corpus.timex(item).map(|timex| timex.inferred).unwrap_or_default();
    let all = |test: fn(&crate::timex::Inferred) -> bool| {
        !items.is_empty() && items.iter().all(|item| test(&parts(item)))
    };
    [("year", all(|p| p.year)), ("month", all(|p| p.month)), ("day", all(|p| p.day))]
        .into_iter()
        .filter(|(_, supplied)| *supplied)
        .map(|(name, _)| name.to_string())
        .collect()
}

/// What a mention's date weighs, in 1/10,000 for the surest.
fn weight(corpus: &Corpus<'_>, item: &Item<'_>, when: &When, happened: bool) -> i64 {
    let grain = match when.grain {
        Granularity::Time | Granularity::Day if when.is_day() => 100,
        Granularity::Time | Granularity::Day => 90,
        Granularity::Week => 60,
        Granularity::Month => 40,
        Granularity::Season | Granularity::Quarter => 25,
        _ => 15,
    };
    let anchor = match when.anchor {
        Anchored::Full => 100,
        Anchored::NoYear => 90,
        Anchored::Publication => 80,
        Anchored::Text => 60,
    };
    let lag = match corpus.published(item).map(|day| (day - when.hi).abs()) {
        Some(8..) if when.anchor == Anchored::Publication => 20,
        Some(0..=2) => 100,
        Some(3..=30) => 95,
        Some(31..=365) => 80,
        // Who wrote when is not known: as weak as what is told years later.
        Some(_) | None => 65,
    };
    let status = match item.mention.status {
        Status::Asserted | Status::Attributed => 100,
        Status::Conditional => 50,
        Status::Planned | Status::Cancelled if !happened => 50,
        _ if !happened => 40,
        _ => 1,
    };
    let status = if corpus.is_impossible(item) { 1 } else { status };
    // The day of the telling is not the day of what is told.
    let status = if item.telling { 1 } else { status };
    let open = if when.open { 20 } else { 100 };
    // A weekday that is not that of the day: one of the two is a slip.
    let weekday = match corpus.timex(item).and_then(|timex| timex.weekday) {
        Some(check) if check.written != check.actual => 60,
        _ => 100,
    };
    grain * anchor * lag * status * open / 1_000_000 * weekday / 10_000
}
