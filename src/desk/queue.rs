//! What waits for an editor, in the order in which it matters.

use super::Snapshot;
use crate::diag::Severity;
use crate::ingest::Article;
use crate::mention::AnnotatedArticle;
use crate::render::{Kit, collapsed, conflict_message, kind_key, state_key};
use crate::review::{ConflictState, DecisionState, Timeline, TimelineConflict};
use crate::timex::{Missing, Resolution};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something to look at: a conflict, an article without a date, a decision that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Item {
    /// `c-…`, an article's id, or a decision's.
    pub(crate) id: String,
    /// A kind of conflict, `article` or `decision`.
    pub(crate) kind: String,
    /// The kind in words.
    pub(crate) kind_words: String,
    /// `error`, `warning`, `note`.
    pub(crate) severity: String,
    /// The severity in words.
    pub(crate) severity_words: String,
    /// `open`, `decided`, `left-open`, `dismissed`, `to-review`.
    pub(crate) state: String,
    /// The state in words.
    pub(crate) state_words: String,
    /// Whether the lock did not know it.
    pub(crate) new: bool,
    /// What it is about: the title of an event or an article.
    pub(crate) title: String,
    /// What is wrong, in one line.
    pub(crate) message: String,
    /// Independent sources that it touches.
    pub(crate) origins: u32,
    /// Articles that it touches, by id.
    pub(crate) articles: Vec<String>,
    /// Actors that it touches.
    pub(crate) actors: Vec<String>,
    /// Severity × independent sources × newness.
    pub(crate) rank: u64,
}

/// What of the queue is asked for; nothing is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// A kind.
    pub(crate) kind: Option<String>,
    /// A state, or `all`; by default what waits: open and to-review.
    pub(crate) state: Option<String>,
    /// A severity.
    pub(crate) severity: Option<String>,
    /// An article, by id.
    pub(crate) article: Option<String>,
    /// An actor.
    pub(crate) actor: Option<String>,
    /// Only what the lock did not know.
    pub(crate) new: bool,
}

impl Item {
    /// Whether someone should look at it.
    pub(crate) fn waits(&self) -> bool {
        matches!(self.state.as_str(), "open" | "to-review")
    }
}

impl Filter {
    /// Whether `item` is asked for.
    pub(crate) fn wants(&self, item: &Item) -> bool {
        let is =
            |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|w| w == found);
        let state = match self.state.as_deref() {
            None => item.waits(),
            Some("all") => true,
            Some(state) => item.state == state,
        };
        let among = |wanted: &Option<String>, found: &[String]| {
            wanted.as_ref().is_none_or(|wanted| found.contains(wanted))
        };
        state
            && is(&self.kind, &item.kind)
            && is(&self.severity, &item.severity)
            && among(&self.article, &item.articles)
            && among(&self.actor, &item.actors)
            && (item.new || !self.new)
    }
}

/// Everything there is to review, what matters most first.
pub(crate) fn queue(snapshot: &Snapshot, kit: &Kit<'_>) -> Vec<Item> {
    let timeline = &snapshot.built.timeline;
    let conflicts = timeline.conflicts.iter().map(|c| conflict_item(snapshot, kit, c));
    let articles = &snapshot.built.articles;
    let undated = articles.iter().filter_map(|article| article_item(snapshot, kit, article));
    let mut items: Vec<Item> = conflicts.chain(undated).collect();
    items.extend(decision_items(timeline, kit));
    items.sort_by(|a, b| (b.waits(), b.rank, &a.id).cmp(&(a.waits(), a.rank, &b.id)));
    items
}

fn conflict_item(snapshot: &Snapshot, kit: &Kit<'_>, conflict: &TimelineConflict) -> Item {
    let timeline = &snapshot.built.timeline;
    let mut articles = BTreeSet::new();
    let mut origins: BTreeSet<u32> = BTreeSet::new();
    for id in conflict.conflict.sides.iter().flat_map(|side| &side.mentions) {
        let Some(place) = timeline.mentions.get(id) else { continue };
        let article = &snapshot.built.articles[place.article].article.id;
        articles.insert(article.to_string());
        origins.extend(timeline.origins.get(article));
    }
    let events = conflict.conflict.events.iter().map(|index| &timeline.events[*index]);
    let actors: BTreeSet<String> =
        events.clone().flat_map(|event| event.event.actors.iter().cloned()).collect();
    let known = snapshot.old_lock.conflicts.get(&conflict.id);
    let new = known.is_none_or(|known| known.fingerprint != conflict.conflict.fingerprint);
    let kind = kind_key(conflict.conflict.kind);
    let state = state_key(conflict.state);
    let severity = conflict.conflict.severity;
    let newness = match (conflict.state, new) {
        (ConflictState::ToReview, _) => 3,
        (_, true) => 2,
        _ => 1,
    };
    let origins = origins.len() as u32;
    Item {
        id: conflict.id.0.clone(),
        kind: kind.to_owned(),
        kind_words: kit.messages.text(&format!("conflict.{kind}.name")).to_owned(),
        severity: severity.to_string(),
        severity_words: severity_words(kit, severity),
        state: state.to_owned(),
        state_words: kit.messages.text(&format!("state.{state}")).to_owned(),
        new,
        title: events.map(|event| kit.title(event)).collect::<Vec<_>>().join(" / "),
        message: conflict_message(conflict, kit.messages),
        origins,
        articles: articles.into_iter().collect(),
        actors: actors.into_iter().collect(),
        rank: weight(severity) * u64::from(origins.max(1)) * newness,
    }
}

/// An article without a date of publication, where that leaves expressions without a place.
fn article_item(snapshot: &Snapshot, kit: &Kit<'_>, annotated: &AnnotatedArticle) -> Option<Item> {
    let article = &annotated.article;
    let unplaced = unplaced(annotated);
    if article.published.is_some() || unplaced == 0 {
        return None;
    }
    let new = !snapshot.old_lock.articles.contains_key(&article.id);
    let severity = Severity::Note;
    Some(Item {
        id: article.id.to_string(),
        kind: "article".to_owned(),
        kind_words: kit.messages.text("review.kind.article").to_owned(),
        severity: severity.to_string(),
        severity_words: severity_words(kit, severity),
        state: "open".to_owned(),
        state_words: kit.messages.text("state.open").to_owned(),
        new,
        title: article_title(article),
        message: kit.messages.count("review.unplaced", unplaced),
        origins: 1,
        articles: vec![article.id.to_string()],
        actors: Vec::new(),
        rank: unplaced as u64 * if new { 2 } else { 1 },
    })
}

/// How many mentions of an article wait for its date of publication.
pub(super) fn unplaced(annotated: &AnnotatedArticle) -> usize {
    let of_mentions = annotated.mentions.iter().filter_map(|mention| mention.timex);
    of_mentions
        .filter(|index| {
            annotated.timexes[*index].resolution == Resolution::Unresolved(Missing::Dct)
        })
        .count()
}

/// Decisions that do not hold as they are, where no conflict shows it.
fn decision_items(timeline: &Timeline, kit: &Kit<'_>) -> Vec<Item> {
    let told: BTreeSet<&str> = timeline
        .conflicts
        .iter()
        .filter(|conflict| conflict.state == ConflictState::ToReview)
        .filter_map(|conflict| conflict.decision.as_deref())
        .collect();
    let titles: BTreeMap<&str, String> =
        timeline.events.iter().map(|event| (event.id.0.as_str(), kit.title(event))).collect();
    let mut items = Vec::new();
    for reviewed in &timeline.decisions {
        let decision = &reviewed.decision;
        let key = match reviewed.state {
            DecisionState::ToReview => "to-review",
            DecisionState::Orphaned => "orphaned",
            DecisionState::Contradicted => "contradicted",
            DecisionState::Expired => "expired",
            DecisionState::Active | DecisionState::Confirmed => continue,
        };
        if told.contains(decision.id.as_str()) {
            continue;
        }
        let severity = match reviewed.state {
            DecisionState::Contradicted => Severity::Error,
            _ => Severity::Warning,
        };
        let target = decision.targets.first().map_or("", String::as_str);
        items.push(Item {
            id: decision.id.clone(),
            kind: "decision".to_owned(),
            kind_words: kit.messages.text("review.kind.decision").to_owned(),
            severity: severity.to_string(),
            severity_words: severity_words(kit, severity),
            state: "to-review".to_owned(),
            state_words: kit.messages.text(&format!("decision-state.{key}")).to_owned(),
            new: false,
            title: titles.get(target).cloned().unwrap_or_else(|| target.to_owned()),
            message: format!("{} {}", decision.id, decision.verb.as_str()),
            origins: 1,
            articles: Vec::new(),
            actors: Vec::new(),
            rank: weight(severity) * 3,
        });
    }
    items
}

pub(super) fn article_title(article: &Article) -> String {
    let title = article.meta.title.as_deref().map(|title| collapsed(title).into_owned());
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| article.id.to_string())
}

fn severity_words(kit: &Kit<'_>, severity: Severity) -> String {
    kit.messages.text(&format!("review.severity.{severity}")).to_owned()
}

fn weight(severity: Severity) -> u64 {
    match severity {
        Severity::Error => 9,
        Severity::Warning => 3,
        Severity::Note => 1,
    }
}
