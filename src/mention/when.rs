//! How a mention stands to its time: which one counts, in what role, before or after the day
//! of publication.

use super::Role;
use super::cue::Cue;
use super::link::{Predicate, Told};
use super::parse::{Parsed, Tense};
use super::status::Seen;
use crate::ingest::Article;
use crate::timex::{Day, Granularity, SignalKind, Timex};

/// The time that places the event: of those that stand together first the finest (« début
/// novembre, le 5 »), but no clock time where there is a day.
pub(super) fn main_timex(timexes: &[Timex], told: &Told) -> Option<usize> {
    let fineness = |index: usize| {
        let granularity = timexes[index].value().and_then(|value| value.granularity());
        granularity.filter(|&granularity| granularity != Granularity::Time)
    };
    let together = &told.timexes[..told.adjoining.min(told.timexes.len())];
    let first = *together.first()?;
    let mut best = first;
    for &index in together {
        if fineness(index) > fineness(best) {
            best = index;
        }
    }
    Some(best)
}

/// The role that the signal before a time gives it.
pub(super) fn role(parsed: &Parsed, timex: &Timex) -> Role {
    // « dès le lendemain » is that day.
    let point = |span| parsed.within(span).any(|at| parsed.has(at, Cue::PointSignal));
    if timex.signal.is_some_and(|signal| point(signal.span)) {
        return Role::At;
    }
    match timex.signal.map(|signal| signal.kind) {
        Some(SignalKind::Since | SignalKind::After) => Role::Since,
        Some(SignalKind::Until) => Role::Until,
        Some(SignalKind::By) => Role::By,
        Some(SignalKind::During) => Role::During,
        Some(SignalKind::From | SignalKind::To) | None => Role::At,
    }
}

/// Where a time lies, seen from the day of publication. `opening` says that it opens something
/// (« à partir de »).
pub(super) fn seen(timex: &Timex, role: Role, opening: bool, article: &Article) -> Seen {
    let (Some(dct), Some(bounds)) = (article.dct(), timex.bounds()) else { return Seen::Around };
    let later = |day: Option<Day>| day.is_some_and(|day| day > dct.day);
    let earlier = |day: Option<Day>| day.is_some_and(|day| day < dct.day);
    // What holds since then has begun; a year that frise supplied proves nothing.
    let begun = matches!(timex.signal.map(|s| s.kind), Some(SignalKind::Since)) && !opening;
    // A clock time alone borrows its day.
    let clock = timex.value().and_then(|value| value.granularity()) == Some(Granularity::Time);
    if later(bounds.begin) && role != Role::Until && !begun && !clock {
        Seen::After
    } else if earlier(bounds.end) && !timex.inferred.year {
        Seen::Before
    } else {
        Seen::Around
    }
}

/// Whether a Since tells a state that goes on, not the change that began it: a verb in the
/// present or the imperfect, active, and no « en vigueur ».
pub(super) fn goes_on(parsed: &Parsed, told: &Told) -> bool {
    let state = told.tokens.clone().any(|at| parsed.has(at, Cue::StateWord));
    let verb = match told.predicate {
        Predicate::Verb(index) => parsed.verbs[index],
        // A verb that no table knows tells no change.
        Predicate::Bare(_) => return !state,
        Predicate::Noun(_) | Predicate::Elided(..) => return false,
    };
    let simple = !verb.compound || verb.head == verb.start;
    let open = matches!(verb.tense, Tense::Present | Tense::Imperfect | Tense::Past);
    simple && open && !state
}
