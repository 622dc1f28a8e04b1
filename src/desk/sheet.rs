//! An event, an article, a decision: what an editor can do to each.

use super::Snapshot;
use super::case::{DecisionLine, EventLine, Voice, decision_line, event_line, voices};
use super::queue::{article_title, unplaced};
use crate::mention::{MentionId, Status};
use crate::render::{Kit, status_key};
use crate::review::{Timeline, TimelineEvent};
use crate::text::ArticleId;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many neighbours of an event are offered for a merge.
const NEIGHBOURS: usize = 12;

/// An event with its sentences.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventSheet {
    /// Its line.
    pub(crate) event: EventLine,
    /// Its date as EDTF.
    pub(crate) date: Option<String>,
    /// Its sentences, sources together.
    pub(crate) voices: Vec<Voice>,
    /// Conflicts that it has: id and name.
    pub(crate) conflicts: Vec<(String, String)>,
    /// Decisions that touch it.
    pub(crate) decisions: Vec<DecisionLine>,
    /// Events that could be the same: related ones, then those of the nearest days.
    pub(crate) neighbours: Vec<EventLine>,
    /// Whether it is pinned, or hidden.
    pub(crate) pinned: bool,
    pub(crate) hidden: bool,
}

/// An article with what could not be placed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ArticleSheet {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Its file.
    pub(crate) file: String,
    /// « publié le … »
    pub(crate) published: String,
    /// « 3 expressions … »
    pub(crate) unplaced: String,
    /// Its sentences.
    pub(crate) voices: Vec<Voice>,
    /// Decisions that name it.
    pub(crate) decisions: Vec<DecisionLine>,
}

/// A decision with its file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DecisionSheet {
    /// Its line.
    pub(crate) decision: DecisionLine,
    /// What it is about: ids, with a title where there is one.
    pub(crate) targets: Vec<(String, String)>,
    /// Sentences that it rests on and that are still there.
    pub(crate) support: Vec<Voice>,
}

/// A status that a mention can be given.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatusChoice {
    /// `asserted`
    pub(crate) key: &'static str,
    /// « affirmé »
    pub(crate) words: String,
}

/// All statuses, in words.
pub(crate) fn statuses(kit: &Kit<'_>) -> Vec<StatusChoice> {
    let all = [
        Status::Asserted,
        Status::Attributed,
        Status::Conditional,
        Status::Denied,
        Status::Planned,
        Status::Cancelled,
        Status::Hypothetical,
        Status::Question,
    ];
    let choice = |status| {
        let key = status_key(status);
        StatusChoice { key, words: kit.messages.text(&format!("status.{key}")).to_owned() }
    };
    all.into_iter().map(choice).collect()
}

/// The event named `id`, or that `id` leads to.
pub(crate) fn event(snapshot: &Snapshot, kit: &Kit<'_>, id: &str) -> Option<EventSheet> {
    let timeline = &snapshot.built.timeline;
    let named =
        |event: &TimelineEvent| event.id.0 == id || event.aliases.iter().any(|alias| alias.0 == id);
    let index = timeline.events.iter().position(named)?;
    let found = &timeline.events[index];
    let name = |id: &String| {
        let conflict = timeline.conflicts.iter().find(|c| c.id.0 == *id)?;
        let kind = crate::render::kind_key(conflict.conflict.kind);
        Some((id.clone(), kit.messages.text(&format!("conflict.{kind}.name")).to_owned()))
    };
    Some(EventSheet {
        event: event_line(kit, found),
        date: found.event.date.value.clone(),
        voices: voices(snapshot, kit, &found.event.mentions),
        conflicts: found.conflicts.iter().filter_map(|id| name(&id.0)).collect(),
        decisions: decisions(timeline, kit, |d| found.decisions.contains(&d.decision.id)),
        neighbours: neighbours(timeline, index)
            .into_iter()
            .map(|index| event_line(kit, &timeline.events[index]))
            .collect(),
        pinned: found.pinned,
        hidden: found.hidden,
    })
}

/// Related events, then those of the nearest days.
fn neighbours(timeline: &Timeline, index: usize) -> Vec<usize> {
    let event = &timeline.events[index].event;
    let mut found: Vec<usize> = event.related.iter().map(|(other, _)| *other).collect();
    let others = |found: &Vec<usize>| {
        let taken: BTreeSet<usize> = found.iter().copied().chain([index]).collect();
        (0..timeline.events.len()).filter(move |other| !taken.contains(other)).collect::<Vec<_>>()
    };
    if let Some(day) = event.date.begin {
        let mut near: Vec<(i64, usize)> = others(&found)
            .into_iter()
            .filter_map(|other| {
                let begin = timeline.events[other].event.date.begin?;
                Some(((i64::from(begin.number()) - i64::from(day.number())).abs(), other))
            })
            .collect();
        near.sort_unstable();
        found.extend(near.into_iter().map(|(_, other)| other));
    }
    found.truncate(NEIGHBOURS);
    found
}

/// The article named `id`.
pub(crate) fn article(snapshot: &Snapshot, kit: &Kit<'_>, id: &str) -> Option<ArticleSheet> {
    let id = ArticleId::parse(id)?;
    let annotated = snapshot.built.articles.iter().find(|a| a.article.id == id)?;
    let ids: Vec<MentionId> = annotated.mentions.iter().map(|mention| mention.id.clone()).collect();
    let timeline = &snapshot.built.timeline;
    Some(ArticleSheet {
        id: id.to_string(),
        title: article_title(&annotated.article),
        file: annotated.article.path.clone(),
        published: kit.published(annotated, "article.published-on"),
        unplaced: kit.messages.count("review.unplaced", unplaced(annotated)),
        voices: voices(snapshot, kit, &ids),
        decisions: decisions(timeline, kit, |d| {
            d.decision.targets.iter().any(|target| target == id.as_str())
        }),
    })
}

/// The decision named `id`.
pub(crate) fn decision(snapshot: &Snapshot, kit: &Kit<'_>, id: &str) -> Option<DecisionSheet> {
    let timeline = &snapshot.built.timeline;
    let reviewed = timeline.decisions.iter().find(|reviewed| reviewed.decision.id == id)?;
    let title = |target: &String| {
        let event = timeline.events.iter().find(|event| event.id.0 == *target);
        (target.clone(), event.map(|event| kit.title(event)).unwrap_or_default())
    };
    let support: Vec<MentionId> =
        reviewed.decision.support.iter().map(|id| MentionId(id.clone())).collect();
    Some(DecisionSheet {
        decision: decision_line(kit, reviewed),
        targets: reviewed.decision.targets.iter().map(title).collect(),
        support: voices(snapshot, kit, &support),
    })
}

fn decisions(
    timeline: &Timeline,
    kit: &Kit<'_>,
    wanted: impl Fn(&&crate::review::ReviewedDecision) -> bool,
) -> Vec<DecisionLine> {
    timeline.decisions.iter().filter(wanted).map(|reviewed| decision_line(kit, reviewed)).collect()
}
