//! A plan whose day has passed, and nothing tells its outcome.

use super::{Draft, conflict, side};
use crate::mention::{EventMention, Role, Status};
use crate::merge::node::{Anchored, Corpus};
use crate::merge::{Conflict, ConflictKind, MergeConfig};
use std::collections::BTreeSet;

/// Families of acts whose outcome readers ask for: those of institutions and of crowds, not
/// timetables, opening hours or what an author promises.
const WEIGHTY: &[&str] = &[
    "adopt",
    "agree",
    "appoint",
    "ceasefire",
    "convict",
    "demonstrate",
    "dissolve",
    "elect",
    "free",
    "in-force",
    "inspect",
    "judge",
    "launch-missile",
    "meet",
    "negotiate",
    "ratify",
    "reopen",
    "resign",
    "sign",
    "strike",
    "submit",
    "summon",
    "take-office",
    "transfer",
    "try",
    "vote",
    "withdraw",
];

/// A plan of some weight whose day has passed, and nothing tells its outcome.
pub(super) fn unconfirmed(
    corpus: &Corpus<'_>,
    event: &Draft,
    index: usize,
    config: &MergeConfig,
    newest: Option<i32>,
) -> Option<Conflict> {
    let today = config.today.map(|day| day.number()).or(newest)?;
    let (_, end) = event.vote.chosen?;
    let mentions = || event.items.iter().map(|&i| corpus.items[i as usize].mention);
    // « prévu en mars », « d'ici l'été », « trois jours plus tard »: too vague a day to have
    // passed.
    let exact = |&i: &u32| {
        let item = &corpus.items[i as usize];
        let day = item.known().is_some_and(|when| {
            when.role == Role::At && !when.open && when.days() <= 7 && when.anchor != Anchored::Text
        });
        item.mention.status == Status::Planned && item.mention.trigger.is_some() && day
    };
    let planned = event.items.iter().any(exact);
    let only = mentions().all(|mention| {
        matches!(mention.status, Status::Planned | Status::Hypothetical | Status::Question)
    });
    let off = mentions().any(|mention| {
        mention.triggers.iter().any(|family| matches!(family.as_str(), "cancel" | "postpone"))
    });
    let origins: BTreeSet<u32> = event
        .items
        .iter()
        .map(|&i| corpus.origin[corpus.items[i as usize].article as usize])
        .collect();
    let weighty = origins.len() > 1 || mentions().any(has_weight);
    if !planned || !only || off || !weighty || end >= today {
        return None;
    }
    let value = event.vote.date.value.clone()?;
    let side = side(corpus, value, &event.items);
    let tried = ["outcome", "weight"];
    Some(conflict(ConflictKind::Unconfirmed, vec![index], vec![side], &tried, None))
}

/// Whether a plan is of someone or somewhere named, and of an act whose outcome is asked for.
fn has_weight(mention: &EventMention) -> bool {
    let named = !mention.actors.is_empty() || !mention.places.is_empty();
    let act = mention.trigger.as_deref().is_some_and(|family| WEIGHTY.contains(&family));
    act && (named || mention.lead)
}
