//! One conflict with its sides, its sources, what was deduced, and what each choice would do.

use super::Snapshot;
use super::queue::{Item, queue};
use crate::mention::{MentionId, Role};
use crate::render::{Kit, Mention, MentionView, side_words};
use crate::review::{
    ConflictState, Decision, ReviewedDecision, TimelineConflict, TimelineEvent, Verb,
};
use crate::timex::{Anchor, Resolution};
use serde::Serialize;
use std::collections::BTreeMap;

/// A conflict, ready to decide.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Case {
    /// Its line in the queue.
    pub(crate) item: Item,
    /// What sort of disagreement that is, in a sentence.
    pub(crate) about: String,
    /// Its sides, in the order of their values.
    pub(crate) sides: Vec<Side>,
    /// Innocent explanations that were tried and did not hold.
    pub(crate) tried: Vec<String>,
    /// The rule that found it: `FR-C201`.
    pub(crate) rule: String,
    /// Events that it touches.
    pub(crate) events: Vec<EventLine>,
    /// The decision that settles it now.
    pub(crate) decision: Option<DecisionLine>,
    /// What leaving it open does.
    pub(crate) effect_open: String,
    /// What dismissing it does.
    pub(crate) effect_dismiss: String,
    /// Other conflicts of the same rule with the same values that wait.
    pub(crate) alike: Vec<String>,
    /// The verb that chooses a side: `pick-date`, `pick-value`, or nothing.
    pub(crate) verb: Option<&'static str>,
    /// What that verb is about.
    pub(crate) target: String,
}

/// One side of a conflict.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Side {
    /// From 1.
    pub(crate) number: usize,
    /// Its value, for machines.
    pub(crate) value: String,
    /// Its value in words.
    pub(crate) words: String,
    /// « 2 sources indépendantes »
    pub(crate) origins: String,
    /// Who says it, independent sources together.
    pub(crate) voices: Vec<Voice>,
    /// What choosing it does.
    pub(crate) effect: String,
}

/// A sentence with its source and what was deduced from it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Voice {
    /// The outlet.
    pub(crate) source: String,
    /// Title of the article.
    pub(crate) article: String,
    /// Its id.
    pub(crate) article_id: String,
    /// Its file.
    pub(crate) file: String,
    /// « publié le 12 novembre 2024 »
    pub(crate) published: String,
    /// Address of the article.
    pub(crate) url: Option<String>,
    /// Number of its origin: copies have the same.
    pub(crate) origin: u32,
    /// Whether an earlier voice of the same list has the same origin.
    pub(crate) copy: bool,
    /// The sentence.
    pub(crate) mention: MentionView,
    /// What was deduced: « écrit “lundi 11 novembre” », « année déduite » …
    pub(crate) deduced: Vec<String>,
}

/// An event in a line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventLine {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Its date in words.
    pub(crate) when: String,
}

/// A decision in a line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DecisionLine {
    /// Its id.
    pub(crate) id: String,
    /// Its file.
    pub(crate) path: String,
    /// Its verb.
    pub(crate) verb: &'static str,
    /// What it says.
    pub(crate) words: String,
    /// Its state in words.
    pub(crate) state: String,
    /// Why it is to be reviewed, or what confirms it.
    pub(crate) why: String,
    /// Its reason, in Markdown.
    pub(crate) reason: String,
    /// Who, when.
    pub(crate) by: String,
}

/// The case of the conflict named `id`.
pub(crate) fn case(snapshot: &Snapshot, kit: &Kit<'_>, id: &str) -> Option<Case> {
    let timeline = &snapshot.built.timeline;
    let conflict = timeline.conflicts.iter().find(|conflict| conflict.id.0 == id)?;
    let item = queue(snapshot, kit).into_iter().find(|item| item.id == id)?;
    let inner = &conflict.conflict;
    let messages = kit.messages;
    let verb = choosing_verb(conflict);
    let sides = inner.sides.iter().zip(1..).map(|(side, number)| {
        let count = messages.count("review.origins", side.origins as usize);
        Side {
            number,
            value: side.value.clone(),
            words: side_words(inner.kind, &side.value, messages),
            origins: count,
            voices: voices(snapshot, kit, &side.mentions),
            effect: effect(snapshot, kit, conflict, verb, &side.value),
        }
    });
    let alike = timeline.conflicts.iter().filter(|other| {
        let waits = matches!(other.state, ConflictState::Open | ConflictState::ToReview);
        let same =
            other.conflict.rule == inner.rule && other.conflict.fingerprint == inner.fingerprint;
        waits && same && other.id != conflict.id
    });
    let target = match (verb, &inner.events[..]) {
        (Some(Verb::PickDate), [event]) => timeline.events[*event].id.0.clone(),
        _ => conflict.id.0.clone(),
    };
    let settled = conflict.decision.as_ref();
    let decision = timeline.decisions.iter().find(|d| Some(&d.decision.id) == settled);
    let one = messages.count("review.effect.closed", 1);
    Some(Case {
        about: messages.text(&format!("conflict.{}.about", item.kind)).to_owned(),
        sides: sides.collect(),
        tried: inner
            .tried
            .iter()
            .map(|name| messages.raw(&format!("tried.{name}")).unwrap_or(name).to_owned())
            .collect(),
        rule: inner.rule.to_string(),
        events: inner.events.iter().map(|e| event_line(kit, &timeline.events[*e])).collect(),
        decision: decision.map(|decision| decision_line(kit, decision)),
        effect_open: messages.text("review.effect.open").to_owned(),
        effect_dismiss: one,
        alike: alike.map(|other| other.id.0.clone()).collect(),
        verb: verb.map(Verb::as_str),
        target,
        item,
    })
}

/// The verb that chooses a side of a conflict, where there is one.
pub(super) fn choosing_verb(conflict: &TimelineConflict) -> Option<Verb> {
    use crate::merge::ConflictKind as Kind;
    match conflict.conflict.kind {
        Kind::Date | Kind::DatePattern | Kind::InSentence | Kind::Weekday => Some(Verb::PickDate),
        Kind::Figure | Kind::Actor | Kind::Place | Kind::Polarity => Some(Verb::PickValue),
        Kind::Status | Kind::Order | Kind::Unconfirmed => None,
    }
}

/// What choosing `value` would do, in words.
fn effect(
    snapshot: &Snapshot,
    kit: &Kit<'_>,
    conflict: &TimelineConflict,
    verb: Option<Verb>,
    value: &str,
) -> String {
    let timeline = &snapshot.built.timeline;
    let messages = kit.messages;
    let mut parts = Vec::new();
    let mut closed = 1;
    if verb == Some(Verb::PickDate) {
        let mut moved = 0;
        for event in conflict.conflict.events.iter().map(|index| &timeline.events[*index]) {
            let date = messages.short_date(value, None);
            let old = event.event.date.value.as_deref().unwrap_or_default();
            if old == value {
                parts.push(messages.fill("review.effect.date-stays", &[("date", &date)]));
            } else {
                parts.push(messages.fill("review.effect.date", &[("date", &date)]));
                let month = |text: &str| text.chars().take(7).collect::<String>();
                moved += usize::from(month(old) != month(value));
            }
            let others = timeline.conflicts.iter().filter(|other| {
                let waits = matches!(other.state, ConflictState::Open | ConflictState::ToReview);
                let dated = choosing_verb(other) == Some(Verb::PickDate);
                let touches =
                    other.conflict.events.iter().any(|e| timeline.events[*e].id == event.id);
                waits && dated && touches && other.id != conflict.id
            });
            closed += others.count();
        }
        if moved > 0 {
            parts.push(messages.count("review.effect.month", moved));
        }
    }
    parts.push(messages.count("review.effect.closed", closed));
    parts.join(messages.text("review.effect.and"))
}

/// Sentences with their sources, those of one origin together.
pub(super) fn voices(snapshot: &Snapshot, kit: &Kit<'_>, ids: &[MentionId]) -> Vec<Voice> {
    let timeline = &snapshot.built.timeline;
    let mut found: BTreeMap<(u32, usize, &MentionId), Voice> = BTreeMap::new();
    for id in ids {
        let Some(place) = timeline.mentions.get(id) else { continue };
        let annotated = &snapshot.built.articles[place.article];
        let mention = &annotated.mentions[place.mention];
        let event = place.event.and_then(|index| timeline.events.get(index));
        let mention = Mention { mention, annotated, event };
        let origin = timeline.origins.get(&annotated.article.id).copied().unwrap_or_default();
        let source = kit.source(annotated);
        let voice = Voice {
            source: source.name,
            article: source.article.text,
            article_id: annotated.article.id.to_string(),
            file: annotated.article.path.clone(),
            published: source.published,
            url: source.url,
            origin,
            copy: false,
            mention: kit.mention_view(mention),
            deduced: deduced(kit, mention),
        };
        found.insert((origin, place.article, id), voice);
    }
    let mut voices: Vec<Voice> = found.into_values().collect();
    for index in 1..voices.len() {
        voices[index].copy = voices[index - 1].origin == voices[index].origin
            && voices[index - 1].article_id != voices[index].article_id;
    }
    voices
}

/// What frise made of the expression of a mention, and how.
fn deduced(kit: &Kit<'_>, mention: Mention<'_>) -> Vec<String> {
    let messages = kit.messages;
    let Some(timex) = mention.first_timex() else {
        return vec![messages.text("review.deduced.no-expression").to_owned()];
    };
    let mut lines = vec![messages.fill("review.deduced.read", &[("value", &kit.read(timex))])];
    if let Resolution::Resolved { anchor, .. } = &timex.resolution {
        let key = match anchor {
            Anchor::Text => "text",
            Anchor::Dct => "dct",
            Anchor::Antecedent(_) => "antecedent",
        };
        lines.push(messages.text(&format!("review.deduced.{key}")).to_owned());
    }
    let parts = [
        (timex.inferred.day, "day"),
        (timex.inferred.month, "month"),
        (timex.inferred.year, "year"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(yes, _)| *yes).map(|(_, part)| part.to_owned()).collect();
    if !parts.is_empty() {
        lines.push(kit.inferred(&parts));
    }
    if let Some(check) = timex.weekday {
        let day = |number: u8| {
            let index = usize::from(number.saturating_sub(1)).min(6);
            messages.text(&format!("date.weekdays.{index}")).to_owned()
        };
        let key = if check.written == check.actual { "weekday-right" } else { "weekday-wrong" };
        let args = [("written", &*day(check.written)), ("actual", &*day(check.actual))];
        lines.push(messages.fill(&format!("review.deduced.{key}"), &args));
    }
    if mention.mention.role != Role::At {
        lines.push(messages.text("review.deduced.bound").to_owned());
    }
    lines.push(messages.fill("review.deduced.rule", &[("rule", &timex.rule)]));
    lines
}

/// An event in a line.
pub(super) fn event_line(kit: &Kit<'_>, event: &TimelineEvent) -> EventLine {
    EventLine { id: event.id.0.clone(), title: kit.title(event), when: kit.when(event).text }
}

/// A decision in a line.
pub(super) fn decision_line(kit: &Kit<'_>, reviewed: &ReviewedDecision) -> DecisionLine {
    let decision = &reviewed.decision;
    let messages = kit.messages;
    let state = serde_json::to_value(reviewed.state).expect("a state is a word");
    let state = format!("decision-state.{}", state.as_str().unwrap_or_default());
    let date = decision.date.map(|day| messages.day(day));
    let by: Vec<String> = decision.author.iter().cloned().chain(date).collect();
    DecisionLine {
        id: decision.id.clone(),
        path: decision.path.clone(),
        verb: decision.verb.as_str(),
        words: decision_words(kit, decision),
        state: messages.text(&state).to_owned(),
        why: reviewed.why.clone(),
        reason: decision.reason.clone(),
        by: by.join(", "),
    }
}

fn decision_words(kit: &Kit<'_>, decision: &Decision) -> String {
    let value = decision.value.as_deref().unwrap_or_default();
    let dated = matches!(decision.verb, Verb::PickDate | Verb::SetDate | Verb::AnchorArticle);
    let value = if dated { kit.messages.short_date(value, None) } else { value.to_owned() };
    kit.messages.fill(&format!("verb.{}", decision.verb.as_str()), &[("value", &value)])
}
