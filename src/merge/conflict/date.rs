//! Dates that no day satisfies, inside an event and between two that tell one act.

use super::innocent::{self, Excuse};
use super::twin::{Apart, Asked, NEVER, Search, apart, compatible, is_fact};
use super::{Draft, conflict, side};
use crate::diag::Severity;
use crate::mention::Role;
use crate::merge::acts;
use crate::merge::date::value;
use crate::merge::node::{Anchored, Corpus, Item, When};
use crate::merge::slip::pattern;
use crate::merge::units::map;
use crate::merge::{Conflict, ConflictKind};
use std::collections::BTreeMap;

/// What is tried before a date conflict is raised, in order.
const TRIED: &[&str] =
    &["granularity", "plan", "supplied-year", "own-report", "report-day", "night"];
/// The same between two events.
const TRIED_APART: &[&str] = &[
    "granularity",
    "plan",
    "supplied-year",
    "report-day",
    "night",
    "recurring",
    "other-step",
    "own-report",
    "told-apart",
];

/// What a mention says of the day of an event, if it says it firmly.
pub(super) fn firm(item: &Item<'_>) -> Option<When> {
    // The day of the telling is not that of what is told.
    let when = item.known().filter(|_| !item.mention.reporting)?;
    // « depuis l'été » is told of what goes on.
    let at = match when.role {
        Role::At | Role::During => true,
        Role::Since => when.is_day(),
        _ => false,
    };
    (is_fact(item) && at && !when.open && !when.approximate).then_some(when)
}

/// Mentions of one event with dates that no day satisfies: one conflict with all sides.
pub(super) fn dates(search: &Search<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let corpus = search.context.corpus;
    let firm: Vec<(u32, When)> =
        event.items.iter().filter_map(|&i| Some((i, firm(&corpus.items[i as usize])?))).collect();
    // What disagrees with something that nothing innocent explains.
    let mut sides: BTreeMap<(i32, i32), Vec<u32>> = BTreeMap::new();
    for &(i, when) in &firm {
        let clashes = firm.iter().any(|&(j, _)| {
            let (a, b) = (search.node(i), search.node(j));
            excuse(corpus, i, j).is_none()
                && compatible(search.item(a), search.item(b))
                && (search.once(a, b, INSIDE) || search.told_once(a, b))
        });
        if clashes {
            sides.entry((when.lo, when.hi)).or_default().push(i);
        }
    }
    if sides.len() < 2 {
        return None;
    }
    // A coarser value belongs with the finer one that it holds, if it holds only one.
    let keys: Vec<(i32, i32)> = sides.keys().copied().collect();
    for &coarse in &keys {
        let inside =
            |&fine: &(i32, i32)| fine != coarse && coarse.0 <= fine.0 && fine.1 <= coarse.1;
        let finer: Vec<(i32, i32)> = sides.keys().copied().filter(inside).collect();
        if let [only] = finer[..] {
            let moved = sides.remove(&coarse).unwrap_or_default();
            sides.entry(only).or_default().extend(moved);
        }
    }
    if sides.len() < 2 {
        return None;
    }
    Some(dated(corpus, vec![index], sides.into_values().collect(), TRIED))
}

/// The conflict of sides that give different dates.
fn dated(
    corpus: &Corpus<'_>,
    events: Vec<usize>,
    sides: Vec<Vec<u32>>,
    tried: &[&'static str],
) -> Conflict {
    let when = |&i: &u32| corpus.items[i as usize].when;
    let whens: Vec<When> = sides.iter().flatten().filter_map(when).collect();
    let slip = whens.iter().any(|a| whens.iter().any(|b| pattern(a, b).is_some()));
    let kind = if slip { ConflictKind::DatePattern } else { ConflictKind::Date };
    let day_apart = whens.iter().all(|a| whens.iter().all(|b| a.gap(b) <= 1));
    let far = sides.iter().flatten().any(|&i| innocent::is_far(&corpus.items[i as usize]));
    // Far from Paris one moment has two dates.
    let shifted = day_apart && far;
    let sides = sides
        .into_iter()
        .map(|items| {
            let fine = items.iter().min_by_key(|&&i| {
                let item = &corpus.items[i as usize];
                (item.when.map_or(i32::MAX, |when| when.days()), &item.mention.id)
            });
            let printed = fine.and_then(|&i| value(corpus, &corpus.items[i as usize]));
            side(corpus, printed.map(|(value, _)| value).unwrap_or_default(), &items)
        })
        .collect();
    conflict(kind, events, sides, tried, shifted.then_some(Severity::Note))
}

/// Why two mentions that may tell one act do not disagree on its date; nothing where they do.
fn excuse(corpus: &Corpus<'_>, i: u32, j: u32) -> Option<Excuse> {
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    let (Some(a), Some(b)) = (firm(x), firm(y)) else { return Some(Excuse::Vague) };
    if a.gap(&b) == 0 {
        return Some(Excuse::Granularity);
    }
    // One text that gives two dates tells of two things.
    if x.article == y.article {
        return Some(Excuse::SameArticle);
    }
    // The year that we supplied is ours to be wrong, unless the words leave no other.
    let doubtful = |item: &Item<'_>, when: &When| {
        let near = corpus.published(item).is_some_and(|day| (day - when.lo).abs() <= MONTH);
        when.yearless && !near && !innocent::fixes_year(corpus, item)
    };
    if (doubtful(x, &a) || doubtful(y, &b)) && meet_in_another_year(&a, &b) {
        return Some(Excuse::SuppliedYear);
    }
    // What was told in its own time was no slip of someone who looks back.
    if matches!(apart(&a, &b), Some(Apart::Slip(_) | Apart::Coarse))
        && is_fresh(corpus, x, &a)
        && is_fresh(corpus, y, &b)
    {
        return Some(Excuse::OwnReport);
    }
    // « deux jours plus tard » is counted from another date: too weak to contradict.
    if a.anchor == Anchored::Text || b.anchor == Anchored::Text {
        return Some(Excuse::Counted);
    }
    if a.gap(&b) == 1 {
        if reported(corpus, x, &a, &b) || reported(corpus, y, &b, &a) {
            return Some(Excuse::ReportDay);
        }
        let (first, _) = if a.lo < b.lo { (x, y) } else { (y, x) };
        if innocent::is_night(corpus, first) {
            return Some(Excuse::Night);
        }
    }
    None
}

/// Days within which a date without year can only be of one.
const MONTH: i32 = 31;

/// Whether two dates meet but for their years.
fn meet_in_another_year(a: &When, b: &When) -> bool {
    [365, 366, 730, 731].iter().any(|days| {
        let moved = |by: i32| When { lo: a.lo + by, hi: a.hi + by, ..*a };
        moved(*days).gap(b) == 0 || moved(-days).gap(b) == 0
    })
}

/// Whether an article tells of an event in its own time, not looking back.
fn is_fresh(corpus: &Corpus<'_>, item: &Item<'_>, when: &When) -> bool {
    corpus.published(item).is_some_and(|day| (when.lo..=when.hi + FRESH).contains(&day))
}

/// Whether the later of two neighbouring days is only the day on which it was told: counted
/// from publication, by a verb of telling, that day or the day after.
fn reported(corpus: &Corpus<'_>, item: &Item<'_>, when: &When, other: &When) -> bool {
    let told = item.mention.trigger.as_deref().is_some_and(acts::is_speech);
    let on_the_day = corpus.published(item).is_some_and(|day| day - when.lo <= 1);
    when.lo > other.lo && when.anchor == Anchored::Publication && told && on_the_day
}

/// How like a pair of nodes of two events is, and the pair, that of the first event first.
type Likest = (i64, u32, u32);

/// How like two nodes are whose dates lie so, with their events, if they tell one act.
fn weigh(search: &Search<'_>, a: u32, b: u32, lie: Apart) -> Option<((usize, usize), Likest)> {
    let corpus = search.context.corpus;
    let chance = search.weights.chance();
    let (x, y) = (search.event(a)?, search.event(b)?);
    let (m, n) = (search.item(a), search.item(b));
    if !compatible(m, n) {
        return None;
    }
    let likeness = search.likeness(a, b);
    let sole = || {
        let near = matches!(lie, Apart::Next | Apart::Days | Apart::Slip(_));
        near && (m.mention.known || n.mention.known || search.told_once(a, b))
    };
    let once = likeness.is_once(chance, asked(lie));
    if !(once || likeness.is_once(chance, SOLE) && sole()) {
        return None;
    }
    let items = |node: u32| corpus.nodes[node as usize].items.iter();
    let clash = items(a).any(|&i| items(b).any(|&j| excuse(corpus, i, j).is_none()));
    let weight = likeness.weight();
    let found = if x < y { ((x, y), (weight, a, b)) } else { ((y, x), (weight, b, a)) };
    clash.then_some(found)
}

/// Two events that tell one act with dates that no day satisfies.
pub(super) fn between(search: &Search<'_>) -> Vec<Conflict> {
    let corpus = search.context.corpus;
    let nodes = corpus.nodes.len() as u32;
    let firm_of: Vec<Option<When>> = (0..nodes).map(|node| firm(search.item(node))).collect();
    let lie = |a: u32, b: u32| {
        let (s, t) = firm_of[a as usize].zip(firm_of[b as usize])?;
        apart(&s, &t)
    };
    let wanted = |node: u32| firm_of[node as usize].is_some();
    // The likest pair of every two events, by the ways in which pairs are found.
    let ways = map(search.context.workers, 3, |way| {
        let mut best: BTreeMap<(usize, usize), Likest> = BTreeMap::new();
        // Most pairs are found by several features, and are of one time.
        let mut waiting: Vec<(u32, u32)> = Vec::new();
        let mut weigh_all = |waiting: &mut Vec<(u32, u32)>| {
            waiting.sort_unstable();
            waiting.dedup();
            for (a, b) in waiting.drain(..) {
                if let Some((events, found)) = lie(a, b).and_then(|lie| weigh(search, a, b, lie)) {
                    let known = best.entry(events).or_insert(found);
                    *known = (*known).max(found);
                }
            }
        };
        let mut see = |a: u32, b: u32| {
            let events = search.event(a).zip(search.event(b));
            let other = || search.item(a).article != search.item(b).article;
            if events.is_some_and(|(x, y)| x != y) && other() && lie(a, b).is_some() {
                waiting.push((a, b));
            }
            if waiting.len() >= WAITING {
                weigh_all(&mut waiting);
            }
        };
        match way {
            0 => search.nearby(&wanted, &wanted, &mut see),
            1 => search.alone(&wanted, &wanted, &mut see),
            _ => search.slips(&wanted, &mut see),
        }
        weigh_all(&mut waiting);
        best
    });
    let mut best: BTreeMap<(usize, usize), Likest> = BTreeMap::new();
    for (events, found) in ways.into_iter().flatten() {
        let known = best.entry(events).or_insert(found);
        *known = (*known).max(found);
    }
    best.retain(|_, &mut (_, a, b)| !search.told_apart(a, b));
    // Each event disagrees with the one that is likest to it.
    let mut likest: BTreeMap<usize, i64> = BTreeMap::new();
    for (&(x, y), &(weight, ..)) in &best {
        for event in [x, y] {
            let known = likest.entry(event).or_insert(weight);
            *known = (*known).max(weight);
        }
    }
    best.into_iter()
        .filter(|&((x, y), (weight, ..))| likest[&x] == weight && likest[&y] == weight)
        .map(|((x, y), (_, a, b))| {
            let sides = [(x, a), (y, b)].map(|(event, node)| {
                let when = search.item(node).when.map(|when| (when.lo, when.hi));
                let same = |&&i: &&u32| {
                    let item = &corpus.items[i as usize];
                    firm(item).map(|when| (when.lo, when.hi)) == when
                };
                search.events[event].items.iter().filter(same).copied().collect()
            });
            dated(corpus, vec![x, y], sides.to_vec(), TRIED_APART)
        })
        .collect()
}

/// Pairs that are weighed together at most.
const WAITING: usize = 1 << 20;

/// Days after an event within which a report is of its own time.
const FRESH: i32 = 10;

/// What two sentences of one event must share to disagree on its day: merging saw more than
/// words, but it may have been wrong.
const INSIDE: Asked = Asked { same: 50, kin: 110, unknown: 120, other: NEVER };

/// The same for sentences of two near days where one takes its act for known (« la perquisition
/// du 7 avril »), or where no other day is told of the act.
const SOLE: Asked = Asked { same: 30, kin: NEVER, unknown: NEVER, other: NEVER };

/// How much two sentences must share to tell one act, by how their dates lie.
fn asked(lie: Apart) -> Asked {
    let (same, kin, unknown) = match lie {
        Apart::Next => (70, 100, 140),
        Apart::Days => (90, 120, 160),
        Apart::Slip(_) => (80, 110, 140),
        Apart::Coarse => (120, 220, 150),
    };
    Asked { same, kin, unknown, other: NEVER }
}
