//! What two mentions have in common by themselves: figures, days that a slip parts, both opening
//! their articles.

use super::acts;
use super::date::occurred;
use super::node::{Item, When};
use crate::mention::{EventMention, Figure};
use crate::timex::{Day, Granularity};

/// How two days differ, where a typing error would explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Same day and month, another year.
    Year,
    /// Same day and year, the month before or after.
    Month,
    /// Day and month swapped.
    Swapped,
    /// Exactly a week.
    Week,
}

/// Days after an event in which an article may open with it, and days between two such articles.
const NEWS: i32 = 3;

/// Whether two items open their articles, each of the days right after the day that it tells.
pub(super) fn opens(a: &Item<'_>, b: &Item<'_>) -> bool {
    let news = |item: &Item<'_>| {
        let days = item.published.zip(item.when.filter(|when| when.is_day()));
        item.mention.lead
            && days.is_some_and(|(day, when)| (0..=NEWS).contains(&(day - when.lo)))
            && occurred(item.mention.status)
    };
    let near = a.published.zip(b.published).is_some_and(|(a, b)| (a - b).abs() <= NEWS);
    near && news(a) && news(b)
}

/// A count from which a number tells what it counts: « 412 », not « trois ».
const TELLING_NUMBER: i64 = 100;

/// Whether two figures may be one count of people or things, whatever they are called:
/// « 412 postes » and « 412 collègues », « quelque 1 200 habitants » and « 1 200 personnes ».
pub(super) fn same_number(a: &Figure, b: &Figure) -> bool {
    let counts = |f: &Figure| f.scale == 0 && f.low >= TELLING_NUMBER && !acts::is_measure(&f.unit);
    let middle = |f: &Figure| f.high.map(|high| (f.low + high) / 2);
    let values = |f: &Figure| [Some(f.low), f.high, middle(f)];
    counts(a)
        && counts(b)
        && if a.approximate || b.approximate {
            let (x, y) = (values(a), values(b));
            x.iter().flatten().any(|value| y.iter().flatten().any(|other| value == other))
        } else {
            a.low == b.low && a.high == b.high
        }
}

/// Whether two mentions give one exact figure of one unit.
pub(super) fn same_figure(a: &EventMention, b: &EventMention) -> bool {
    a.figures.iter().any(|f| {
        f.high == Some(f.low)
            && b.figures.iter().any(|g| (g.low, g.high, &g.unit) == (f.low, f.high, &f.unit))
    })
}

/// The slip that would turn the day of one item into that of another. None brings two days
/// nearer than a week.
pub(super) fn slip(a: &Item<'_>, b: &Item<'_>) -> Option<Pattern> {
    let both = a.when.zip(b.when).filter(|(a, b)| a.gap(b) >= 7);
    both.and_then(|(a, b)| pattern(&a, &b))
}

/// How many entries of the shorter sorted list the longer one holds.
pub(super) fn shared_sorted(a: &[u32], b: &[u32]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < short.len() && j < long.len() {
        match short[i].cmp(&long[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
            }
        }
    }
    shared
}

/// The slip that would turn one day into the other.
pub(super) fn pattern(a: &When, b: &When) -> Option<Pattern> {
    let exact = |when: &When| when.is_day() && when.grain >= Granularity::Day;
    if !exact(a) || !exact(b) || a.lo == b.lo {
        return None;
    }
    let (x, y) = (day(a.lo), day(b.lo));
    if (x.month(), x.day()) == (y.month(), y.day()) {
        Some(Pattern::Year)
    } else if (x.year(), x.month(), x.day()) == (y.year(), y.day(), y.month()) {
        Some(Pattern::Swapped)
    } else if x.day() == y.day()
        && (x.year() * 12 + x.month() as i32 - y.year() * 12 - y.month() as i32).abs() == 1
    {
        Some(Pattern::Month)
    } else if (a.lo - b.lo).abs() == 7 {
        Some(Pattern::Week)
    } else {
        None
    }
}

/// The day with a number from the common era.
pub(super) fn day(number: i32) -> Day {
    Day::new(1, 1, 1).expect("the calendar begins").plus(i64::from(number) - 1)
}
