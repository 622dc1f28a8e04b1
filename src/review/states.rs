//! What becomes of a decision when articles come and go.

use super::{Decision, DecisionState, Names, Timeline, Verb};
use crate::mention::{AnnotatedArticle, EventMention, MentionId, Role, Status};
use crate::timex::{Bounds, TimeValue};
use std::collections::{BTreeMap, BTreeSet};

/// What decisions are judged against.
pub(super) struct Judge<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) articles: &'a [AnnotatedArticle],
    pub(super) names: &'a Names,
    /// What could be seen by those who settled a conflict of dates by its name, by event.
    pub(super) seen: &'a BTreeMap<usize, BTreeSet<MentionId>>,
}

/// What a decision could see, and the origins of that.
struct Seen {
    mentions: BTreeSet<MentionId>,
    origins: BTreeSet<u32>,
}

impl Judge<'_> {
    /// The state of a decision that is applied to `events` and settles `conflicts` (by index),
    /// and why it is to be reviewed, or what confirms it.
    pub(super) fn state(
        &self,
        decision: &Decision,
        events: &[usize],
        conflicts: &[usize],
    ) -> (DecisionState, String) {
        if let Some(gone) = decision.support.iter().find(|id| self.current(id).is_none()) {
            return (DecisionState::ToReview, format!("its support {gone} is gone"));
        }
        let known: BTreeSet<&str> = known_values(decision);
        let seen = self.seen(decision, events);
        match decision.verb {
            Verb::PickDate => self.date_state(decision, events, conflicts, &known, &seen),
            Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss => {
                self.conflict_state(decision, conflicts, &known, &seen)
            }
            _ => (DecisionState::Active, String::new()),
        }
    }

    fn date_state(
        &self,
        decision: &Decision,
        events: &[usize],
        conflicts: &[usize],
        known: &BTreeSet<&str>,
        seen: &Seen,
    ) -> (DecisionState, String) {
        let chosen = decision.value.as_deref().unwrap_or_default();
        for id in decision.support.iter().filter_map(|id| self.current(id)) {
            if let Some(value) = self.date(id).filter(|value| !compatible(value, chosen)) {
                return (DecisionState::ToReview, format!("its support {} now says {value}", id.0));
            }
        }
        if decision.seen.is_empty() {
            return (DecisionState::Active, String::new());
        }
        let of_events =
            events.iter().flat_map(|index| &self.timeline.events[*index].event.mentions);
        let of_conflicts = conflicts
            .iter()
            .flat_map(|index| &self.timeline.conflicts[*index].conflict.sides)
            .flat_map(|side| &side.mentions);
        let mentions: BTreeSet<&MentionId> = of_events.chain(of_conflicts).collect();
        let mut agreeing = BTreeSet::new();
        for id in mentions.into_iter().filter(|id| self.is_new_voice(seen, id)) {
            let Some(value) = self.date(id) else { continue };
            if compatible(&value, chosen) {
                agreeing.extend(self.origin(id));
            } else if !known.iter().any(|old| compatible(&value, old)) {
                let reason = format!("an independent source gives {value}");
                return (DecisionState::ToReview, reason);
            }
        }
        confirmed(&agreeing)
    }

    fn conflict_state(
        &self,
        decision: &Decision,
        conflicts: &[usize],
        known: &BTreeSet<&str>,
        seen: &Seen,
    ) -> (DecisionState, String) {
        let chosen = decision.value.as_deref();
        let mut agreeing = BTreeSet::new();
        let sides = conflicts.iter().flat_map(|i| &self.timeline.conflicts[*i].conflict.sides);
        for side in sides.filter(|_| !decision.seen.is_empty()) {
            let mut voices =
                side.mentions.iter().filter(|id| self.is_new_voice(seen, id)).peekable();
            if voices.peek().is_none() {
                continue;
            }
            if chosen == Some(side.value.as_str()) {
                agreeing.extend(voices.filter_map(|id| self.origin(id)));
            } else if !known.is_empty() && !known.contains(side.value.as_str()) {
                let reason = format!("an independent source gives {}", side.value);
                return (DecisionState::ToReview, reason);
            }
        }
        confirmed(&agreeing)
    }

    /// What could be seen: by the decision, and of dates also by those who settled one of the
    /// same event by its name.
    fn seen(&self, decision: &Decision, events: &[usize]) -> Seen {
        let own = decision.seen.iter().chain(&decision.support);
        let mut mentions: BTreeSet<MentionId> =
            own.filter_map(|id| self.current(id).cloned()).collect();
        if decision.verb == Verb::PickDate {
            let others = events.iter().filter_map(|index| self.seen.get(index));
            mentions.extend(others.flatten().cloned());
        }
        let origins = mentions.iter().filter_map(|id| self.origin(id)).collect();
        Seen { mentions, origins }
    }

    /// Whether `id` came after the decision, from an origin that it had not seen.
    fn is_new_voice(&self, seen: &Seen, id: &MentionId) -> bool {
        !seen.mentions.contains(id)
            && self.origin(id).is_some_and(|origin| !seen.origins.contains(&origin))
    }

    fn origin(&self, id: &MentionId) -> Option<u32> {
        let place = self.timeline.mentions.get(id)?;
        self.timeline.origins.get(&self.articles[place.article].article.id).copied()
    }

    /// The mention of today that a decision names, if it is still told.
    fn current(&self, id: &str) -> Option<&MentionId> {
        let id = self.names.current(id)?;
        self.timeline.mentions.get_key_value(id).map(|(id, _)| id)
    }

    /// The date that a mention votes for: of something that happened, at that time.
    fn date(&self, id: &MentionId) -> Option<String> {
        let place = self.timeline.mentions.get(id)?;
        let article = &self.articles[place.article];
        vote(article, &article.mentions[place.mention])
    }
}

/// The date that a mention of `article` votes for, as EDTF; a range has both ends. Only what
/// is told as having happened then has a vote.
pub(super) fn vote(article: &AnnotatedArticle, mention: &EventMention) -> Option<String> {
    let votes = matches!(mention.status, Status::Asserted | Status::Attributed)
        && mention.role == Role::At
        && !mention.reporting;
    let edtf = |index: Option<usize>| article.timexes.get(index?)?.edtf();
    let first = edtf(mention.timex).filter(|_| votes)?;
    match edtf(mention.timex_end) {
        Some(last) if !first.contains('/') && !last.contains('/') => {
            Some(format!("{first}/{last}"))
        }
        _ => Some(first),
    }
}

fn confirmed(origins: &BTreeSet<u32>) -> (DecisionState, String) {
    match origins.len() {
        0 => (DecisionState::Active, String::new()),
        1 => (DecisionState::Confirmed, "1 new independent origin agrees".to_owned()),
        n => (DecisionState::Confirmed, format!("{n} new independent origins agree")),
    }
}

/// The values that were in conflict when a decision was taken.
pub(super) fn known_values(decision: &Decision) -> BTreeSet<&str> {
    let print = decision.fingerprint.as_deref().unwrap_or_default();
    // The values may have the letter of their conflict before them: `c:2024-11-09|2024-11-11`.
    let values = print.strip_prefix("c:").unwrap_or(print);
    values.split('|').filter(|value| !value.is_empty()).collect()
}

/// Whether two EDTF values can be the same day; values that cannot be read never are.
pub(super) fn compatible(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (bounds(a), bounds(b)) else { return a == b };
    let before =
        |end: Option<_>, begin: Option<_>| matches!((end, begin), (Some(e), Some(b)) if e < b);
    !before(a.end, b.begin) && !before(b.end, a.begin)
}

/// First and last day of an EDTF value or interval; an end that is open or unknown is none.
pub(super) fn bounds(text: &str) -> Option<Bounds> {
    let point = |text: &str| TimeValue::parse_edtf(text)?.bounds(None);
    if let Some(bounds) = point(text) {
        return Some(bounds);
    }
    let (begin, end) = text.split_once('/')?;
    let open = |text: &str| text.is_empty() || text == "..";
    Some(Bounds {
        begin: if open(begin) { None } else { point(begin)?.begin },
        end: if open(end) { None } else { point(end)?.end },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compatible_when_some_day_satisfies_both() {
        let cases = [
            ("2024-11-09", "2024-11-09", true),
            ("2024-11-09", "2024-11-11", false),
            ("2024-11-09/2024-11-11", "2024-11-10", true),
            ("2024-11-09/2024-11-11", "2024-11-12", false),
            ("2024-11-09/..", "2025-01-01", true),
            ("../2024-11-09", "2025-01-01", false),
            ("deux", "deux", true),
            ("deux", "trois", false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(compatible(a, b), expected, "{a} and {b}");
            assert_eq!(compatible(b, a), expected, "{b} and {a}");
        }
    }
}
