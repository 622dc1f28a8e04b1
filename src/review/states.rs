//! What becomes of a decision when articles come and go.

use super::{Decision, DecisionState, Timeline, Verb};
use crate::mention::{AnnotatedArticle, MentionId, Role, Status};
use crate::merge::Conflict;
use crate::timex::TimeValue;
use std::collections::{BTreeMap, BTreeSet};

/// What a decision is judged against.
pub(super) struct Judge<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) articles: &'a [AnnotatedArticle],
    /// Mentions that were mended, old to new.
    pub(super) mended: &'a BTreeMap<MentionId, MentionId>,
}

impl Judge<'_> {
    /// The state of a decision that is applied to `event` (by index) or to `conflict`, and
    /// why it is to be reviewed.
    pub(super) fn state(
        &self,
        decision: &Decision,
        event: Option<usize>,
        conflict: Option<&Conflict>,
    ) -> (DecisionState, String) {
        if let Some(gone) = decision.support.iter().find(|id| self.current(id).is_none()) {
            return (DecisionState::ToReview, format!("its support {gone} is gone"));
        }
        let known: BTreeSet<&str> = decision
            .fingerprint
            .iter()
            .flat_map(|print| print.split_once(':').map_or(print.as_str(), |p| p.1).split('|'))
            .collect();
        match (decision.verb, event, conflict) {
            (Verb::PickDate, Some(event), _) => self.date_state(decision, event, &known),
            (Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss, _, Some(conflict)) => {
                self.conflict_state(decision, conflict, &known)
            }
            _ => (DecisionState::Active, String::new()),
        }
    }

    fn date_state(
        &self,
        decision: &Decision,
        event: usize,
        known: &BTreeSet<&str>,
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
        let mut confirmed = false;
        for id in &self.timeline.events[event].event.mentions {
            if !self.is_new_voice(decision, id) {
                continue;
            }
            let Some(value) = self.date(id) else { continue };
            if compatible(&value, chosen) {
                confirmed = true;
            } else if !known.iter().any(|old| compatible(&value, old)) {
                let reason = format!("an independent source gives {value}");
                return (DecisionState::ToReview, reason);
            }
        }
        let state = if confirmed { DecisionState::Confirmed } else { DecisionState::Active };
        (state, String::new())
    }

    fn conflict_state(
        &self,
        decision: &Decision,
        conflict: &Conflict,
        known: &BTreeSet<&str>,
    ) -> (DecisionState, String) {
        if known.is_empty() {
            return (DecisionState::Active, String::new());
        }
        for side in conflict.sides.iter().filter(|side| !known.contains(side.value.as_str())) {
            let new = decision.seen.is_empty()
                || side.mentions.iter().any(|id| self.is_new_voice(decision, id));
            if new {
                let reason = format!("an independent source gives {}", side.value);
                return (DecisionState::ToReview, reason);
            }
        }
        (DecisionState::Active, String::new())
    }

    /// Whether `id` came after the decision, from an origin that it had not seen.
    fn is_new_voice(&self, decision: &Decision, id: &MentionId) -> bool {
        let seen: BTreeSet<&MentionId> =
            decision.seen.iter().filter_map(|id| self.current(id)).collect();
        let origin = |id: &MentionId| {
            let article = &self.articles[self.timeline.mentions[id].article].article.id;
            self.timeline.origins.get(article).copied()
        };
        !seen.contains(id) && !seen.iter().any(|old| origin(old) == origin(id))
    }

    /// The mention of today that a decision names.
    fn current(&self, id: &str) -> Option<&MentionId> {
        let id = MentionId(id.to_owned());
        let id = self.mended.get(&id).unwrap_or(&id);
        self.timeline.mentions.get_key_value(id).map(|(id, _)| id)
    }

    /// The date that a mention votes for: of something that happened, at that time.
    fn date(&self, id: &MentionId) -> Option<String> {
        let place = &self.timeline.mentions[id];
        let article = &self.articles[place.article];
        let mention = &article.mentions[place.mention];
        let votes = matches!(mention.status, Status::Asserted | Status::Attributed)
            && mention.role == Role::At;
        votes.then(|| article.timexes[mention.timex?].edtf()).flatten()
    }
}

/// Whether two EDTF values can be the same day; values that cannot be read never are.
pub(super) fn compatible(a: &str, b: &str) -> bool {
    let bounds = |text: &str| TimeValue::parse_edtf(text)?.bounds(None);
    let (Some(a), Some(b)) = (bounds(a), bounds(b)) else { return a == b };
    let before =
        |end: Option<_>, begin: Option<_>| matches!((end, begin), (Some(e), Some(b)) if e < b);
    !before(a.end, b.begin) && !before(b.end, a.begin)
}
