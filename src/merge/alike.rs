//! What two mentions have in common by themselves: figures, and both opening their
//! articles.

use super::acts;
use super::date::occurred;
use super::node::Item;
use crate::mention::{EventMention, Figure};

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
