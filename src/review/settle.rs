//! Applies decisions to events and conflicts, and tells what became of each.

use super::states::{Judge, bounds, known_values};
use super::{
    ApplyConfig, ConflictState, Decision, DecisionState, Plan, ReviewedDecision, Timeline,
    TimelineEvent, Verb,
};
use crate::diag::Note;
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::{ConflictKind, DateStatus};
use crate::text::ArticleId;
use std::collections::{BTreeMap, BTreeSet};

/// What a decision is about in the timeline of today, all by index.
#[derive(Clone, Debug, Default)]
struct About {
    /// Events that it names, or whose conflict it names.
    events: Vec<usize>,
    /// Conflicts that it settles.
    conflicts: Vec<usize>,
    /// Whether it names them.
    named: bool,
}

/// Applies decisions to events and conflicts, in the order of [`Verb::ALL`], and tells what
/// became of each.
pub(super) fn settle(
    timeline: &mut Timeline,
    articles: &[AnnotatedArticle],
    decisions: &[Decision],
    plan: &Plan,
    config: &ApplyConfig,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut ordered: Vec<&Decision> = decisions.iter().collect();
    ordered.sort_by_key(|d| (Verb::ALL.iter().position(|v| *v == d.verb), &d.id));
    let places = Places::of(timeline, articles, plan);

    // What cannot be applied.
    let mut refused: BTreeMap<&str, (DecisionState, String)> = BTreeMap::new();
    let mut about: BTreeMap<&str, About> = BTreeMap::new();
    for decision in &ordered {
        let expired = decision.expires.zip(config.today).is_some_and(|(end, now)| end < now);
        if expired {
            refused.insert(&decision.id, (DecisionState::Expired, String::new()));
        } else if let Some(other) = plan.contradictions.get(&decision.id) {
            refused.insert(&decision.id, (DecisionState::Contradicted, other.clone()));
        } else if let Some(target) = places.missing(decision, timeline, plan) {
            refused.insert(&decision.id, (DecisionState::Orphaned, target));
        } else {
            about.insert(&decision.id, places.about(decision, timeline));
        }
    }
    let live: Vec<&Decision> =
        ordered.iter().copied().filter(|d| about.contains_key(d.id.as_str())).collect();
    for (id, other) in clashes(&live, &about) {
        about.remove(id);
        refused.insert(id, (DecisionState::Contradicted, other.to_owned()));
    }
    give_way(&live, &mut about);

    let mut seen: BTreeMap<usize, BTreeSet<MentionId>> = BTreeMap::new();
    for decision in &live {
        let Some(About { events, conflicts, named: true }) = about.get(decision.id.as_str()) else {
            continue;
        };
        let dated = |index: &usize| is_about_date(timeline.conflicts[*index].conflict.kind);
        for event in events.iter().filter(|_| conflicts.iter().any(dated)) {
            let ids = decision.seen.iter().filter_map(|id| plan.names.current(id).cloned());
            seen.entry(*event).or_default().extend(ids);
        }
    }
    for decision in ordered {
        let base = [("id", decision.id.as_str()), ("verb", decision.verb.as_str())];
        let mut say = |rule: &str, more: &[(&str, &str)]| {
            notes.push(Note::new(rule, None, &[&base[..], more].concat()));
        };
        if decision.verb.wants_reason() && decision.reason.is_empty() {
            say("FR-D305", &[]);
        }
        let (state, why) = match refused.remove(decision.id.as_str()) {
            Some(refusal) => refusal,
            None => {
                let about = &about[decision.id.as_str()];
                let judge = Judge { timeline, articles, names: &plan.names, seen: &seen };
                let verdict = judge.state(decision, &about.events, &about.conflicts);
                apply_one(timeline, decision, verdict.0, about, plan);
                verdict
            }
        };
        match state {
            DecisionState::Expired => {
                let date = decision.expires.map(|day| day.to_string()).unwrap_or_default();
                say("FR-D304", &[("date", &date)]);
            }
            DecisionState::Contradicted if decision.id < why => say("FR-D303", &[("other", &why)]),
            DecisionState::Orphaned => say("FR-D302", &[("target", &why)]),
            DecisionState::ToReview => say("FR-D301", &[("reason", &why)]),
            _ => {}
        }
        timeline.decisions.push(ReviewedDecision { decision: decision.clone(), state, why });
    }
    timeline.decisions.sort_by(|a, b| a.decision.id.cmp(&b.decision.id));
    for event in &mut timeline.events {
        event.decisions.sort();
        event.decisions.dedup();
    }
    notes
}

/// Where the targets of decisions are.
struct Places {
    /// Events by their ids, aliases too.
    events: BTreeMap<String, usize>,
    conflicts: BTreeMap<String, usize>,
    articles: BTreeSet<ArticleId>,
    /// The event of each mention, by every name that the mention has.
    of_mention: BTreeMap<String, usize>,
}

impl Places {
    fn of(timeline: &Timeline, articles: &[AnnotatedArticle], plan: &Plan) -> Places {
        let mut events = BTreeMap::new();
        for (index, event) in timeline.events.iter().enumerate() {
            events.extend(event.aliases.iter().chain([&event.id]).map(|id| (id.0.clone(), index)));
        }
        let ids = timeline.conflicts.iter().map(|conflict| conflict.id.0.clone());
        let aliases = plan.names.aliases();
        let mut of_mention = BTreeMap::new();
        for (id, place) in &timeline.mentions {
            let Some(event) = place.event else { continue };
            let names = aliases.get(id).into_iter().flatten().chain([id]);
            of_mention.extend(names.map(|name| (name.0.clone(), event)));
        }
        Places {
            events,
            conflicts: ids.zip(0..).collect(),
            articles: articles.iter().map(|article| article.article.id.clone()).collect(),
            of_mention,
        }
    }

    /// The first target of a decision that is gone.
    fn missing(&self, decision: &Decision, timeline: &Timeline, plan: &Plan) -> Option<String> {
        if let Some(target) = plan.idle.get(&decision.id) {
            return Some(target.clone());
        }
        let told = |target: &str| {
            let id = plan.names.current(target);
            id.is_some_and(|id| timeline.mentions.contains_key(id))
        };
        let is_there = |target: &&String| match decision.verb {
            Verb::Alias => true,
            Verb::AnchorArticle | Verb::IgnoreArticle => {
                ArticleId::parse(target).is_some_and(|id| self.articles.contains(&id))
            }
            // What was left out is not among the mentions; the plan knows it.
            Verb::IgnoreMention => true,
            _ => {
                self.events.contains_key(*target)
                    || self.conflicts.contains_key(*target)
                    || told(target)
            }
        };
        decision.targets.iter().find(|target| !is_there(target)).cloned()
    }

    fn about(&self, decision: &Decision, timeline: &Timeline) -> About {
        let mut events = BTreeSet::new();
        let mut conflicts = BTreeSet::new();
        let named = decision.targets.iter().any(|target| target.starts_with("c-"));
        let settles = matches!(
            decision.verb,
            Verb::PickDate | Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss
        );
        for target in &decision.targets {
            if let Some(index) = self.events.get(target) {
                events.insert(*index);
            } else if let Some(index) = self.conflicts.get(target) {
                let conflict = &timeline.conflicts[*index].conflict;
                conflicts.insert(*index);
                // Two events in an impossible order do not get one date.
                let dates = is_about_date(conflict.kind) || conflict.events.len() == 1;
                if decision.verb != Verb::PickDate || dates {
                    events.extend(conflict.events.iter().copied());
                }
            } else if !settles {
                // A mention: the event shows the decision.
                events.extend(self.of_mention.get(target).copied());
            }
        }
        if settles && !named {
            let known = known_values(decision);
            let concerned = |kind: ConflictKind| match decision.verb {
                Verb::PickDate => is_about_date(kind),
                Verb::PickValue => kind == ConflictKind::Figure,
                _ => true,
            };
            for (index, c) in timeline.conflicts.iter().enumerate() {
                let touches = c.conflict.events.iter().any(|event| events.contains(event));
                // Values that have nothing to do with those that were in conflict are another
                // disagreement.
                let values = || c.conflict.sides.iter().any(|s| known.contains(s.value.as_str()));
                let same = decision.verb == Verb::PickDate || known.is_empty() || values();
                if touches && concerned(c.conflict.kind) && same {
                    conflicts.insert(index);
                }
            }
        }
        let (events, conflicts) = (events.into_iter().collect(), conflicts.into_iter().collect());
        About { events, conflicts, named }
    }
}

/// Decisions that cannot both hold, each with another: two titles, two dates, two ways to
/// settle one conflict. A decision that names a conflict is finer than one that names its
/// event, and does not contradict it.
fn clashes<'a>(
    decisions: &[&'a Decision],
    about: &BTreeMap<&str, About>,
) -> BTreeMap<&'a str, &'a str> {
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    enum Thing {
        Date(usize),
        Title(usize),
        Shown(usize),
        Conflict(usize, bool),
    }
    let mut first: BTreeMap<Thing, &Decision> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for decision in decisions {
        let About { events, conflicts, named } = &about[decision.id.as_str()];
        let mut things: Vec<Thing> =
            conflicts.iter().map(|index| Thing::Conflict(*index, *named)).collect();
        let of_event: Option<fn(usize) -> Thing> = match decision.verb {
            Verb::PickDate => Some(Thing::Date),
            Verb::Title => Some(Thing::Title),
            Verb::Pin | Verb::Hide => Some(Thing::Shown),
            _ => None,
        };
        things.extend(of_event.into_iter().flat_map(|thing| events.iter().map(move |e| thing(*e))));
        for thing in things {
            match first.get(&thing) {
                Some(other) if (other.verb, &other.value) != (decision.verb, &decision.value) => {
                    found.insert(decision.id.as_str(), other.id.as_str());
                    found.insert(other.id.as_str(), decision.id.as_str());
                }
                Some(_) => {}
                None => drop(first.insert(thing, decision)),
            }
        }
    }
    found
}

/// Leaves a conflict to the decision that names it, where another only names its event.
fn give_way(decisions: &[&Decision], about: &mut BTreeMap<&str, About>) {
    let named: BTreeSet<usize> = decisions
        .iter()
        .filter_map(|decision| about.get(decision.id.as_str()))
        .filter(|about| about.named)
        .flat_map(|about| about.conflicts.iter().copied())
        .collect();
    for about in about.values_mut().filter(|about| !about.named) {
        about.conflicts.retain(|index| !named.contains(index));
    }
}

fn apply_one(
    timeline: &mut Timeline,
    decision: &Decision,
    state: DecisionState,
    about: &About,
    plan: &Plan,
) {
    for index in &about.conflicts {
        let conflict = &mut timeline.conflicts[*index];
        conflict.decision = Some(decision.id.clone());
        conflict.state = match (state, decision.verb) {
            (DecisionState::ToReview, _) => ConflictState::ToReview,
            (_, Verb::LeaveOpen) => ConflictState::LeftOpen,
            (_, Verb::Dismiss) => ConflictState::Dismissed,
            _ => ConflictState::Decided,
        };
    }
    for index in &about.events {
        let event = &mut timeline.events[*index];
        event.decisions.push(decision.id.clone());
        choose(event, decision);
    }
    // A split is told on the page of what came out of it too.
    for id in decision.support.iter().filter(|_| decision.verb == Verb::Split) {
        let place = plan.names.current(id).and_then(|id| timeline.mentions.get(id));
        if let Some(event) = place.and_then(|place| place.event) {
            timeline.events[event].decisions.push(decision.id.clone());
        }
    }
}

/// Whether a conflict is settled by choosing a date.
pub(super) fn is_about_date(kind: ConflictKind) -> bool {
    matches!(
        kind,
        ConflictKind::Date
            | ConflictKind::DatePattern
            | ConflictKind::InSentence
            | ConflictKind::Weekday
    )
}

/// What a decision changes on its event.
fn choose(event: &mut TimelineEvent, decision: &Decision) {
    let value = decision.value.clone().unwrap_or_default();
    match decision.verb {
        Verb::PickDate => {
            let bounds = bounds(&value);
            let date = &mut event.event.date;
            date.value = Some(value);
            date.modifier = None;
            date.begin = bounds.and_then(|b| b.begin);
            date.end = bounds.and_then(|b| b.end);
            date.alternatives.clear();
            date.inferred.clear();
            date.status = DateStatus::Decided;
        }
        Verb::Title => event.event.title = value,
        Verb::Pin => event.pinned = true,
        Verb::Hide => event.hidden = true,
        _ => {}
    }
}
