//! Where the mentions of an event disagree, or two events do.
//!
//! Precision first: a conflict is raised when nothing innocent explains it, and what was
//! tried is kept with it.

mod alone;
mod date;
mod denial;
mod figure;
mod innocent;
mod party;
mod plan;
mod status;
mod told;
mod twin;
mod weigh;

use super::date::Vote;
use super::node::Corpus;
use super::pairs::Context;
use super::units::{map, map_pieces};
use super::{Conflict, ConflictKind, Side};
use crate::diag::{RuleId, Severity};
use crate::mention::MentionId;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// An event before it is printed.
pub(super) struct Draft {
    /// Its nodes, sorted.
    pub(super) nodes: Vec<u32>,
    /// Indices of its items, sorted by mention id.
    pub(super) items: Vec<u32>,
    /// When it happened.
    pub(super) vote: Vote,
}

/// An event with what it is told by: of a sentence that an article prints again and again, the first.
fn distinct(search: &twin::Search<'_>, event: &Draft) -> Draft {
    let mut seen = BTreeSet::new();
    let mut first = |&item: &u32| {
        let article = search.context.corpus.items[item as usize].article;
        seen.insert((search.node(item), article))
    };
    let items = event.items.iter().copied().filter(&mut first).collect();
    Draft { nodes: event.nodes.clone(), items, vote: event.vote.clone() }
}

/// All conflicts, sorted by kind, then by their mentions.
pub(super) fn conflicts(context: &Context<'_>, events: &[Draft]) -> Vec<Conflict> {
    let (corpus, config) = (context.corpus, context.config);
    let search = twin::Search::new(context, events);
    let inside = map_pieces(context.workers, events.len(), |index| {
        let event = &distinct(&search, &events[index]);
        let mut found = Vec::new();
        found.extend(date::dates(&search, event, index));
        found.extend(alone::weekdays(corpus, event, index));
        found.extend(alone::order(corpus, event, index));
        found.extend(alone::in_sentence(corpus, event, index));
        found.extend(party::parties(context, event, index));
        found.extend(plan::unconfirmed(corpus, event, index, config, context.newest));
        found.extend(figure::figures(&search, event, index));
        found.extend(denial::inside(&search, event, index));
        found.extend(status::status(&search, event, index));
        found
    });
    let mut found: Vec<Conflict> = inside.flatten().collect();
    let between = map(context.workers, 5, |search_for| match search_for {
        0 => date::between(&search),
        1 => figure::between(&search),
        2 => denial::between(&search),
        3 => denial::denials(context, events),
        _ => status::between(&search),
    });
    found.extend(between.into_iter().flatten());
    without_repeats(&mut found);
    found.sort_by(|a, b| (a.kind, &a.sides, &a.events).cmp(&(b.kind, &b.sides, &b.events)));
    found.dedup();
    found
}

/// Leaves out what another conflict of the same kind says of the same mentions, and more.
fn without_repeats(found: &mut Vec<Conflict>) {
    let of = |conflict: &Conflict| -> BTreeSet<MentionId> {
        conflict.sides.iter().flat_map(|side| &side.mentions).cloned().collect()
    };
    // A day to come that another text contradicts is one conflict, not two.
    let dated = [ConflictKind::Date, ConflictKind::DatePattern];
    let contradicted: BTreeSet<MentionId> =
        found.iter().filter(|c| dated.contains(&c.kind)).flat_map(of).collect();
    found.retain(|c| c.kind != ConflictKind::Order || of(c).is_disjoint(&contradicted));
    let all: Vec<BTreeSet<MentionId>> = found.iter().map(of).collect();
    let mut citing: BTreeMap<(ConflictKind, &MentionId), Vec<usize>> = BTreeMap::new();
    for (index, mentions) in all.iter().enumerate() {
        for mention in mentions {
            citing.entry((found[index].kind, mention)).or_default().push(index);
        }
    }
    let said = |index: usize| {
        let first = all[index].first().expect("a conflict cites a mention");
        citing[&(found[index].kind, first)].iter().any(|&other| {
            let more = all[other].len() > all[index].len() || other < index;
            other != index
                && found[index].sides.len() > 1
                && more
                && all[index].is_subset(&all[other])
        })
    };
    let kept: Vec<bool> = (0..all.len()).map(|index| !said(index)).collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().expect("one answer for each"));
}

/// The rule of a kind.
fn rule(kind: ConflictKind) -> RuleId {
    let id = match kind {
        ConflictKind::Date => "FR-C201",
        ConflictKind::Weekday => "FR-E102",
        ConflictKind::Figure => "FR-C202",
        ConflictKind::Polarity => "FR-C203",
        ConflictKind::Status => "FR-C204",
        ConflictKind::Order => "FR-C205",
        ConflictKind::Unconfirmed => "FR-C206",
        ConflictKind::DatePattern => "FR-C207",
        ConflictKind::InSentence => "FR-C208",
        ConflictKind::Actor => "FR-C209",
        ConflictKind::Place => "FR-C210",
    };
    RuleId::find(id).expect("the catalogue has every kind of conflict")
}

/// The innocent explanations that rules look for before they speak of a conflict. Pages have
/// words for each.
pub const TRIED: [&str; 25] = [
    "alias",
    "both-told",
    "cumulative",
    "granularity",
    "growing-toll",
    "interval",
    "night",
    "not-yet",
    "other-predicate",
    "other-step",
    "other-year",
    "outcome",
    "own-report",
    "plan",
    "recurring",
    "report-day",
    "responsibility",
    "role",
    "rounding",
    "same-article",
    "same-speaker",
    "subset",
    "supplied-year",
    "told-apart",
    "weight",
];

/// A conflict of `kind` between sides.
fn conflict(
    kind: ConflictKind,
    mut events: Vec<usize>,
    mut sides: Vec<Side>,
    tried: &[&'static str],
    severity: Option<Severity>,
) -> Conflict {
    debug_assert!(tried.iter().all(|name| TRIED.contains(name)), "{tried:?}");
    let rule = rule(kind);
    sides.sort();
    events.sort_unstable();
    events.dedup();
    let values: BTreeSet<&str> = sides.iter().map(|side| side.value.as_str()).collect();
    let fingerprint = values.into_iter().collect::<Vec<_>>().join("|");
    Conflict {
        kind,
        rule,
        severity: severity.unwrap_or(rule.info().severity),
        events,
        sides,
        fingerprint,
        tried: tried.iter().map(|name| Cow::Borrowed(*name)).collect(),
    }
}

/// A side from items: mentions sorted, origins counted once.
fn side(corpus: &Corpus<'_>, value: String, items: &[u32]) -> Side {
    let mut mentions: Vec<MentionId> =
        items.iter().map(|&item| corpus.items[item as usize].mention.id.clone()).collect();
    mentions.sort();
    mentions.dedup();
    let origins: BTreeSet<u32> = items
        .iter()
        .map(|&item| corpus.origin[corpus.items[item as usize].article as usize])
        .collect();
    Side { value, mentions, origins: origins.len() as u32 }
}
