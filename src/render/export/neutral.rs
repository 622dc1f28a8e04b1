//! The plain form that evaluation reads: events, conflicts, copies and dates of articles.

use crate::mention::Status;
use crate::merge::{ConflictKind, MergeConfig};
use crate::render::SiteInput;
use crate::render::model::{Mention, Model};
use crate::review::{ConflictState, TimelineConflict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Serialize)]
struct Document<'a> {
    events: Vec<Event<'a>>,
    conflicts: Vec<Conflict<'a>>,
    copies: Vec<[&'a str; 2]>,
    articles: Vec<Article<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    id: &'a str,
    date: Option<&'a str>,
    origins: u32,
    mentions: Vec<DatedQuote<'a>>,
}

#[derive(Serialize)]
struct DatedQuote<'a> {
    article: &'a str,
    quote: &'a str,
    date: Option<String>,
    status: &'static str,
}

#[derive(Serialize)]
struct Conflict<'a> {
    kind: &'static str,
    mentions: Vec<Quote<'a>>,
}

#[derive(Serialize)]
struct Quote<'a> {
    article: &'a str,
    quote: &'a str,
}

#[derive(Serialize)]
struct Article<'a> {
    article: &'a str,
    published: Option<String>,
}

/// The timeline with kinds and statuses folded to the five of each that evaluation knows,
/// as JSON on several lines.
pub fn neutral(input: &SiteInput<'_>) -> String {
    let model = Model::new(input);
    let events = model.events.iter().map(|event| Event {
        id: &event.id.0,
        date: event.event.date.value.as_deref(),
        origins: event.event.origins,
        mentions: event
            .event
            .mentions
            .iter()
            .filter_map(|id| model.mention(id))
            .map(dated)
            .collect(),
    });
    let standing = |c: &&&TimelineConflict| c.state != ConflictState::Dismissed;
    let conflicts = model.conflicts.iter().filter(standing).filter_map(|conflict| {
        let kind = kind(conflict.conflict.kind)?;
        let ids: BTreeSet<_> = conflict.conflict.sides.iter().flat_map(|s| &s.mentions).collect();
        let mentions = ids.into_iter().filter_map(|id| model.mention(id)).map(|mention| Quote {
            article: file_name(&mention.annotated.article.path),
            quote: mention.quote(),
        });
        Some(Conflict { kind, mentions: mentions.collect() })
    });
    let files: BTreeMap<_, _> =
        model.articles.iter().map(|a| (&a.article.id, file_name(&a.article.path))).collect();
    let one_origin = MergeConfig::default().copy_containment;
    let copies = input.timeline.copies.iter().filter(|pair| pair.containment >= one_origin);
    let document = Document {
        events: events.filter(|event| !event.mentions.is_empty()).collect(),
        conflicts: conflicts.collect(),
        copies: copies
            .filter_map(|pair| Some([*files.get(&pair.a)?, *files.get(&pair.b)?]))
            .collect(),
        articles: model
            .articles
            .iter()
            .map(|annotated| Article {
                article: file_name(&annotated.article.path),
                published: annotated.article.dct().map(|dct| dct.day.to_string()),
            })
            .collect(),
    };
    let json = serde_json::to_string_pretty(&document);
    json.expect("a document of strings and numbers is JSON") + "\n"
}

fn dated(mention: Mention<'_>) -> DatedQuote<'_> {
    DatedQuote {
        article: file_name(&mention.annotated.article.path),
        quote: mention.quote(),
        date: mention.date(),
        status: status(mention.mention.status),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Asserted => "asserted",
        Status::Attributed => "attributed",
        Status::Planned => "planned",
        Status::Denied | Status::Cancelled => "denied",
        Status::Conditional | Status::Hypothetical | Status::Question => "hypothetical",
    }
}

/// The kind that evaluation knows; nothing for those that it does not.
fn kind(kind: ConflictKind) -> Option<&'static str> {
    match kind {
        ConflictKind::Date
        | ConflictKind::DatePattern
        | ConflictKind::InSentence
        | ConflictKind::Order => Some("date"),
        ConflictKind::Weekday => Some("weekday"),
        ConflictKind::Figure => Some("figure"),
        ConflictKind::Polarity => Some("polarity"),
        ConflictKind::Status => Some("status"),
        ConflictKind::Actor | ConflictKind::Place | ConflictKind::Unconfirmed => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::story;
    use serde_json::json;

    #[test]
    fn kinds_and_statuses_are_folded_and_files_named_by_their_base() {
        let story = story();
        let neutral: serde_json::Value =
            serde_json::from_str(&super::neutral(&story.input())).unwrap();
        let event = &neutral["events"][0];
        assert_eq!(event["date"], "2024-11-11");
        assert_eq!(event["origins"], 2);
        let mentions = event["mentions"].as_array().unwrap();
        let first = mentions.iter().find(|m| m["article"] == "2024-11-12-apn.md");
        assert_eq!(
            first,
            Some(&json!({
                "article": "2024-11-12-apn.md",
                "quote": "Le traité de coopération a été signé lundi 11 novembre 2024.",
                "date": "2024-11-11",
                "status": "asserted",
            }))
        );
        let kinds: Vec<_> = neutral["conflicts"].as_array().unwrap().iter().collect();
        assert_eq!(kinds.len(), 1, "{kinds:?}");
        assert_eq!(kinds[0]["kind"], "date");
        assert_eq!(neutral["copies"], json!([["2024-11-12-apn.md", "2024-11-13-lignes.md"]]));
        assert_eq!(neutral["articles"][3], json!({"article": "sans-date.txt", "published": null}));
    }
}
