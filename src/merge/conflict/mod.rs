//! Where the mentions of an event disagree, or two events do.
//!
//! Precision first: a conflict is raised when nothing innocent explains it, and what was
//! tried is kept with it.

mod date;
mod denial;
mod figure;
mod status;

use super::date::Vote;
use super::node::Corpus;
use super::pairs::Context;
use super::{Conflict, ConflictKind, Side};
use crate::diag::{RuleId, Severity};
use crate::mention::MentionId;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An event before it is printed.
pub(super) struct Draft {
    /// Its nodes, sorted.
    pub(super) nodes: Vec<u32>,
    /// Indices of its items, sorted by mention id.
    pub(super) items: Vec<u32>,
    /// When it happened.
    pub(super) vote: Vote,
}

/// All conflicts, sorted by kind, then by their mentions.
pub(super) fn conflicts(context: &Context<'_>, events: &[Draft]) -> Vec<Conflict> {
    let (corpus, config) = (context.corpus, context.config);
    let mut found = Vec::new();
    for (index, event) in events.iter().enumerate() {
        found.extend(date::dates(corpus, event, index));
        found.extend(date::weekdays(corpus, event, index));
        found.extend(date::unconfirmed(corpus, event, index, config));
        found.extend(figure::figures(corpus, event, index));
        found.extend(status::polarity(corpus, event, index));
        found.extend(status::status(corpus, event, index));
    }
    found.extend(denial::denials(context, events));
    found.sort_by(|a, b| (a.kind, &a.sides, &a.events).cmp(&(b.kind, &b.sides, &b.events)));
    found.dedup();
    found
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
pub const TRIED: [&str; 12] = [
    "granularity",
    "growing-toll",
    "interval",
    "other-predicate",
    "other-year",
    "outcome",
    "plan",
    "report-day",
    "responsibility",
    "same-article",
    "same-speaker",
    "subset",
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
