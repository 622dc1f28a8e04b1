//! Dates that no day satisfies, weekdays that are not those of their date, plans that passed.

use super::{Draft, conflict, side};
use crate::mention::{Role, Status};
use crate::merge::acts;
use crate::merge::date::{occurred, value};
use crate::merge::node::{Anchored, Corpus, When};
use crate::merge::pairs::{Pattern, pattern};
use crate::merge::{Conflict, ConflictKind, MergeConfig};
use std::collections::BTreeMap;

/// Mentions of one event with dates that no day satisfies: one conflict with all sides.
pub(super) fn dates(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let firm: Vec<(u32, When)> = event
        .items
        .iter()
        .filter_map(|&i| {
            let item = &corpus.items[i as usize];
            let when = item.known()?;
            let told = occurred(item.mention.status);
            let at = matches!(when.role, Role::At | Role::Since | Role::During);
            (told && at && !when.open && !when.approximate && !item.telling).then_some((i, when))
        })
        .collect();
    // What disagrees with something that nothing innocent explains.
    let mut sides: BTreeMap<(i32, i32), Vec<u32>> = BTreeMap::new();
    for &(i, when) in &firm {
        let clashes = firm.iter().any(|&(j, other)| clash(corpus, (i, when), (j, other)));
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
    let whens: Vec<When> = firm
        .iter()
        .filter(|(i, when)| sides.get(&(when.lo, when.hi)).is_some_and(|items| items.contains(i)))
        .map(|&(_, when)| when)
        .collect();
    let slip = whens.iter().any(|a| whens.iter().any(|b| pattern(a, b).is_some()));
    let kind = if slip { ConflictKind::DatePattern } else { ConflictKind::Date };
    let sides = sides
        .into_values()
        .map(|items| {
            let fine = items.iter().min_by_key(|&&i| {
                let item = &corpus.items[i as usize];
                (item.when.map_or(i32::MAX, |when| when.days()), &item.mention.id)
            });
            let printed = fine.and_then(|&i| value(corpus, &corpus.items[i as usize]));
            side(corpus, printed.map(|(value, _)| value).unwrap_or_default(), &items)
        })
        .collect();
    Some(conflict(kind, vec![index], sides, &["granularity", "report-day", "plan"], None))
}

/// Whether two dated mentions disagree and nothing innocent explains it.
fn clash(corpus: &Corpus<'_>, (i, a): (u32, When), (j, b): (u32, When)) -> bool {
    if a.gap(&b) == 0 {
        return false;
    }
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    if x.article == y.article && x.mention.sentence == y.mention.sentence {
        return false;
    }
    // The year that we supplied is ours to be wrong.
    let supplied = a.yearless || b.yearless;
    if supplied && pattern(&a, &b) == Some(Pattern::Year) {
        return false;
    }
    // « deux jours plus tard » is counted from another date: too weak to contradict.
    if a.anchor == Anchored::Text || b.anchor == Anchored::Text {
        return false;
    }
    !(a.gap(&b) == 1 && (reported(corpus, i, &a, &b) || reported(corpus, j, &b, &a)))
}

/// Whether the later of two neighbouring days is only the day on which it was told: counted
/// from publication, by a verb of telling.
fn reported(corpus: &Corpus<'_>, later: u32, when: &When, other: &When) -> bool {
    let item = &corpus.items[later as usize];
    let told = item.mention.trigger.as_deref().is_some_and(acts::is_speech);
    let on_the_day = corpus.published(item).is_some_and(|day| day == when.lo);
    when.lo > other.lo && when.anchor == Anchored::Publication && (told || on_the_day)
}

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

/// A plan whose day has passed, and nothing tells its outcome.
pub(super) fn unconfirmed(
    corpus: &Corpus<'_>,
    event: &Draft,
    index: usize,
    config: &MergeConfig,
    newest: Option<i32>,
) -> Option<Conflict> {
    let today = config.today.map(|day| day.number()).or(newest)?;
    let (_, end) = event.vote.chosen?;
    let mentions = event.items.iter().map(|&i| corpus.items[i as usize].mention);
    // « prévu en mars », « d'ici l'été »: too vague a day to have passed.
    let exact = |&i: &u32| {
        let item = &corpus.items[i as usize];
        item.mention.status == Status::Planned
            && item.mention.trigger.is_some()
            && item
                .known()
                .is_some_and(|when| when.role == Role::At && !when.open && when.days() <= 7)
    };
    let planned = event.items.iter().any(exact);
    let only = mentions.clone().all(|mention| {
        matches!(mention.status, Status::Planned | Status::Hypothetical | Status::Question)
    });
    if !planned || !only || end >= today {
        return None;
    }
    let value = event.vote.date.value.clone()?;
    let side = side(corpus, value, &event.items);
    Some(conflict(ConflictKind::Unconfirmed, vec![index], vec![side], &["outcome"], None))
}
