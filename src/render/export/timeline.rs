//! `timeline.json`: all that the pages show, as data.

use super::document::{
    Article, Conflict, Copy, Document, Event, Figure, Ignored, Link, Mention, Project, Related,
    Side, Timex,
};
use crate::ingest::{NoiseKind, PublishedBy};
use crate::mention::{AnnotatedArticle, Figure as MentionFigure, MentionId};
use crate::merge::CopyPair;
use crate::render::SiteInput;
use crate::render::i18n::Messages;
use crate::render::model::{self, Model};
use crate::review::{ConflictId, TimelineConflict, TimelineEvent};
use crate::text::{CharIndex, Span};
use crate::timex::{Anchor, Day, Inferred, Modifier, Timex as ArticleTimex};
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of context before and after a quote, at most.
const CONTEXT: usize = 32;

/// Characters of an ignored block that are shown, at most.
const IGNORED: usize = 280;

/// The whole timeline as JSON, one entry a line.
pub fn timeline_json(input: &SiteInput<'_>) -> String {
    let messages = Messages::built_in(&input.settings.language);
    let document = document(&Model::new(input), &messages);
    let mut out = before_lists(&document);
    let mut add = |key, lines: Vec<String>| {
        let (before, between, after) = around_list(key);
        let body = lines.join(between);
        let list = [before, &body, after].concat();
        out.push_str(if lines.is_empty() { empty_list(key) } else { &list });
    };
    add("articles", document.articles.iter().map(line).collect());
    add("events", document.events.iter().map(line).collect());
    add("mentions", document.mentions.iter().map(line).collect());
    out + &after_lists(&document)
}

/// What stands in `timeline.json` before its long lists.
pub(crate) fn before_lists(document: &Document<'_>) -> String {
    format!("{{\n \"version\": 1,\n \"project\": {}", line(&document.project))
}

/// What stands before, between and after the entries of a long list.
pub(crate) fn around_list(key: &str) -> (&'static str, &'static str, &'static str) {
    let before = match key {
        "articles" => ",\n \"articles\": [\n  ",
        "events" => ",\n \"events\": [\n  ",
        _ => ",\n \"mentions\": [\n  ",
    };
    (before, ",\n  ", "\n ]")
}

/// A long list without entries.
pub(crate) fn empty_list(key: &str) -> &'static str {
    match key {
        "articles" => ",\n \"articles\": []",
        "events" => ",\n \"events\": []",
        _ => ",\n \"mentions\": []",
    }
}

/// What stands in `timeline.json` after its long lists.
pub(crate) fn after_lists(document: &Document<'_>) -> String {
    let mut out = String::new();
    list(&mut out, "conflicts", document.conflicts.iter().map(line));
    list(&mut out, "copies", document.copies.iter().map(line));
    list(&mut out, "undated", document.undated.iter().map(line));
    out + "\n}\n"
}

/// The JSON Schema of [`timeline_json`].
pub fn timeline_schema() -> serde_json::Value {
    schemars::schema_for!(Document<'static>).to_value()
}

/// The document of `model`.
pub(crate) fn document<'a>(model: &Model<'a>, messages: &Messages) -> Document<'a> {
    let mut mentions = BTreeMap::new();
    let articles = model.articles.iter().map(|annotated| {
        let index = CharIndex::new(&annotated.article.text);
        for mention in &annotated.mentions {
            // An id that two places claim is that of the place that the timeline names.
            let Some(known) = model.mention(&mention.id) else { continue };
            if std::ptr::eq(known.mention, mention) {
                mentions.insert(&mention.id, mention_of(&known, &index));
            }
        }
        article(model, annotated, &index)
    });
    let articles = articles.collect();
    Document {
        articles,
        events: model.events.iter().map(|event| self::event(model, event)).collect(),
        mentions: mentions.into_values().collect(),
        ..without_lists(model, messages)
    }
}

/// The document of `model` without its articles, events and mentions.
pub(crate) fn without_lists<'a>(model: &Model<'a>, messages: &Messages) -> Document<'a> {
    let settings = model.input.settings;
    Document {
        version: 1,
        project: Project {
            title: &settings.title,
            language: &settings.language,
            base_url: settings.base_url.as_deref(),
            timezone: &settings.timezone,
        },
        articles: Vec::new(),
        events: Vec::new(),
        mentions: Vec::new(),
        conflicts: model.conflicts.iter().map(|c| conflict(model, c, messages)).collect(),
        copies: copies(model),
        undated: model
            .input
            .timeline
            .undated
            .iter()
            .filter(|id| model.mentions.contains_key(id))
            .map(|id| &*id.0)
            .collect(),
    }
}

/// The decisions of editors as JSON, one a line, without the names of those who took them.
pub(crate) fn document_decisions(model: &Model<'_>) -> Vec<String> {
    let hidden = |targets: &[String]| {
        let events = &model.input.timeline.events;
        targets.iter().any(|id| events.iter().any(|event| event.hidden && event.id.0 == *id))
    };
    let decisions = model.input.timeline.decisions.iter();
    let public = decisions.filter(|known| !hidden(&known.decision.targets));
    let entry = public.map(|known| {
        let decision = &known.decision;
        line(&super::schemas::Decision {
            code: decision.code.as_deref(),
            date: decision.date.map(|day| day.to_string()),
            expires: decision.expires.map(|day| day.to_string()),
            id: &decision.id,
            reason: &decision.reason,
            state: super::table::word(&known.state),
            support: &decision.support,
            targets: &decision.targets,
            value: decision.value.as_deref(),
            verb: super::table::word(&decision.verb),
        })
    });
    entry.collect()
}

pub(crate) fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a document of strings and numbers is JSON")
}

/// Adds a list of entries, one a line.
fn list(out: &mut String, key: &str, entries: impl Iterator<Item = impl AsRef<str>>) {
    out.push_str(",\n \"");
    out.push_str(key);
    out.push_str("\": [");
    let mut is_empty = true;
    for entry in entries {
        out.push_str(if is_empty { "\n  " } else { ",\n  " });
        out.push_str(entry.as_ref());
        is_empty = false;
    }
    out.push_str(if is_empty { "]" } else { "\n ]" });
}

pub(crate) fn article<'a>(
    model: &Model<'a>,
    annotated: &'a AnnotatedArticle,
    index: &CharIndex<'_>,
) -> Article<'a> {
    let article = &annotated.article;
    let ignored = article.blocks.iter().filter_map(|block| {
        let noise = block.noise.as_ref()?;
        Some(Ignored {
            span: index.code_points(block.span),
            kind: noise_key(noise.kind),
            rule: noise.rule.to_string(),
            text: clipped(block.span.slice(&article.text), IGNORED),
        })
    });
    Article {
        id: article.id.as_str(),
        file: &article.path,
        title: article.meta.title.as_deref(),
        source: &article.meta.source,
        url: article.meta.url.as_deref(),
        archive: article.meta.archive.as_deref(),
        sha256: &article.sha256,
        published: article.dct().map(|dct| dct.day.to_string()),
        published_by: article.published.as_ref().map(|published| published_key(published.by)),
        modified: article.meta.modified.map(|day| day.to_string()),
        language: &article.meta.language,
        origin_group: model.input.timeline.origins.get(&article.id).copied().unwrap_or(0),
        ignored: ignored.collect(),
    }
}

pub(crate) fn event<'a>(model: &Model<'a>, event: &'a TimelineEvent) -> Event<'a> {
    let inner = &event.event;
    let public = |id: &&MentionId| model.mentions.contains_key(*id);
    let related = inner.related.iter().filter_map(|(index, relation)| {
        Some(Related { event: &model.event(*index)?.id.0, relation: *relation })
    });
    let shown = |id: &&ConflictId| model.conflict(id).is_some();
    Event {
        id: &event.id.0,
        aliases: event.aliases.iter().map(|id| &*id.0).collect(),
        title: &inner.title,
        date: inner.date.value.as_deref(),
        r#mod: inner.date.modifier.map(modifier_key),
        begin: inner.date.begin.as_ref().map(Day::to_string),
        end: inner.date.end.as_ref().map(Day::to_string),
        alternatives: &inner.date.alternatives,
        date_status: inner.date.status,
        inferred: &inner.date.inferred,
        status: &inner.status,
        origins: inner.origins,
        articles: inner.articles,
        salience: inner.salience,
        actors: &inner.actors,
        places: &inner.places,
        related: related.collect(),
        mentions: inner.mentions.iter().filter(public).map(|id| &*id.0).collect(),
        conflicts: event.conflicts.iter().filter(shown).map(|id| &*id.0).collect(),
        decisions: &event.decisions,
        links: inner
            .links
            .iter()
            .map(|link| Link {
                a: &link.a.0,
                b: &link.b.0,
                rule: &link.rule,
                score: link.score,
                why: &link.why,
            })
            .collect(),
    }
}

pub(crate) fn mention_of<'a>(known: &model::Mention<'a>, index: &CharIndex<'_>) -> Mention<'a> {
    let mention = known.mention;
    let text = &*known.annotated.article.text;
    let timex = |timex: &'a ArticleTimex| Timex {
        span: index.code_points(timex.span),
        text: timex.span.slice(text),
        r#type: timex.class.as_str(),
        value: timex.timex3(),
        r#mod: timex.modifier.map(modifier_key),
        edtf: timex.edtf(),
        anchor: anchor_key(timex),
        rule: &timex.rule,
        inferred: inferred_keys(timex.inferred),
    };
    let figure = |figure: &'a MentionFigure| Figure {
        span: index.code_points(figure.span),
        text: figure.span.slice(text),
        low: figure.low,
        high: figure.high,
        unit: &figure.unit,
        predicate: figure.predicate.as_deref(),
    };
    let (prefix, suffix) = context(text, mention.span);
    Mention {
        id: &mention.id.0,
        article: mention.article.as_str(),
        event: known.event.map(|event| &*event.id.0),
        quote: known.quote(),
        span: index.code_points(mention.span),
        prefix,
        suffix,
        timex: known.first_timex().map(timex),
        timex_end: known.last_timex().map(timex),
        role: mention.role,
        date: known.date(),
        status: mention.status,
        negated: mention.negated,
        speaker: mention.speaker.as_deref(),
        actors: &mention.actors,
        places: &mention.places,
        trigger: mention.trigger.as_deref(),
        figures: mention.figures.iter().map(figure).collect(),
    }
}

fn conflict<'a>(
    model: &Model<'a>,
    conflict: &'a TimelineConflict,
    messages: &Messages,
) -> Conflict<'a> {
    let inner = &conflict.conflict;
    let sides = inner.sides.iter().map(|side| Side {
        value: &side.value,
        mentions: side
            .mentions
            .iter()
            .filter(|id| model.mentions.contains_key(id))
            .map(|id| &*id.0)
            .collect(),
        origins: side.origins,
    });
    let mut events: Vec<&str> =
        inner.events.iter().filter_map(|index| Some(&*model.event(*index)?.id.0)).collect();
    events.sort_unstable();
    Conflict {
        id: &conflict.id.0,
        kind: inner.kind,
        severity: inner.severity,
        state: conflict.state,
        events,
        rule: inner.rule.as_str(),
        fingerprint: &inner.fingerprint,
        sides: sides.filter(|side| !side.mentions.is_empty()).collect(),
        message: model::conflict_message(conflict, messages),
        tried: inner.tried.iter().map(|name| &**name).collect(),
    }
}

fn copies<'a>(model: &Model<'a>) -> Vec<Copy<'a>> {
    let copy = |pair: &'a CopyPair| Copy {
        a: pair.a.as_str(),
        b: pair.b.as_str(),
        containment: pair.containment,
        direction: pair.direction,
    };
    model.input.timeline.copies.iter().map(copy).collect()
}

/// The words before and after `span`, up to [`CONTEXT`] characters of each.
fn context(text: &str, span: Span) -> (&str, &str) {
    let before = &text[..span.start];
    let start = before.char_indices().rev().take(CONTEXT).last().map_or(span.start, |(i, _)| i);
    let prefix = &text[start..span.start];
    let cut = start > 0 && !text[..start].ends_with(char::is_whitespace);
    let prefix = match prefix.find(char::is_whitespace) {
        Some(space) if cut => &prefix[space..],
        None if cut => "",
        _ => prefix,
    };
    let after = &text[span.end..];
    let end = after.char_indices().nth(CONTEXT).map_or(after.len(), |(i, _)| i);
    let suffix = &after[..end];
    let cut = end < after.len() && !after[end..].starts_with(char::is_whitespace);
    let suffix = match suffix.rfind(char::is_whitespace) {
        Some(space) if cut => &suffix[..space],
        None if cut => "",
        _ => suffix,
    };
    (prefix, suffix)
}

/// At most `length` characters of `text`, its white space collapsed, with « … » where it is cut.
fn clipped(text: &str, length: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        for c in word.chars() {
            if count == length {
                out.push('…');
                return out;
            }
            out.push(c);
            count += 1;
        }
        out.push(' ');
        count += 1;
    }
    out.pop();
    out
}

pub(crate) fn noise_key(kind: NoiseKind) -> &'static str {
    match kind {
        NoiseKind::Furniture => "furniture",
        NoiseKind::Metadata => "metadata",
        NoiseKind::RelatedLinks => "related-links",
        NoiseKind::Repeat => "repeat",
        NoiseKind::Recurring => "recurring",
    }
}

pub(crate) fn published_key(by: PublishedBy) -> &'static str {
    match by {
        PublishedBy::Decision => "decision",
        PublishedBy::FrontMatter => "front-matter",
        PublishedBy::PageMetadata => "page-metadata",
        PublishedBy::PublishedLine => "published-line",
        PublishedBy::Dateline => "dateline",
        PublishedBy::FileName => "file-name",
        PublishedBy::Record => "record",
    }
}

pub(crate) fn modifier_key(modifier: Modifier) -> &'static str {
    match modifier {
        Modifier::Before => "BEFORE",
        Modifier::After => "AFTER",
        Modifier::OnOrBefore => "ON_OR_BEFORE",
        Modifier::OnOrAfter => "ON_OR_AFTER",
        Modifier::LessThan => "LESS_THAN",
        Modifier::MoreThan => "MORE_THAN",
        Modifier::EqualOrLess => "EQUAL_OR_LESS",
        Modifier::EqualOrMore => "EQUAL_OR_MORE",
        Modifier::Start => "START",
        Modifier::Mid => "MID",
        Modifier::End => "END",
        Modifier::Approx => "APPROX",
    }
}

fn anchor_key(timex: &ArticleTimex) -> Option<&'static str> {
    match &timex.resolution {
        crate::timex::Resolution::Resolved { anchor, .. } => Some(match anchor {
            Anchor::Text => "text",
            Anchor::Dct => "dct",
            Anchor::Antecedent(_) => "antecedent",
        }),
        crate::timex::Resolution::Unresolved(_) => None,
    }
}

fn inferred_keys(inferred: Inferred) -> Vec<&'static str> {
    let parts = [("year", inferred.year), ("month", inferred.month), ("day", inferred.day)];
    parts.into_iter().filter(|(_, supplied)| *supplied).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::story;
    use serde_json::Value;

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn the_document_has_the_keys_of_the_contract_in_their_order() {
        let story = story();
        let json: Value = serde_json::from_str(&timeline_json(&story.input())).unwrap();
        let top = ["version", "project", "articles", "events", "mentions", "conflicts"];
        assert_eq!(keys(&json), [&top[..], &["copies", "undated"]].concat());
        assert_eq!(
            keys(&json["articles"][0]).join(" "),
            "id file title source url archive sha256 published published_by modified language \
             origin_group ignored"
        );
        assert_eq!(
            keys(&json["events"][0]).join(" "),
            "id aliases title date mod begin end alternatives date_status inferred status origins \
             articles salience actors places related mentions conflicts decisions links"
        );
        assert_eq!(
            keys(&json["mentions"][0]).join(" "),
            "id article event quote span prefix suffix timex timex_end role date status negated \
             speaker actors places trigger figures"
        );
        let dated = json["mentions"].as_array().unwrap().iter().find(|m| !m["timex"].is_null());
        assert_eq!(
            keys(&dated.unwrap()["timex"]).join(" "),
            "span text type value mod edtf anchor rule inferred"
        );
        assert_eq!(
            keys(&json["conflicts"][0]).join(" "),
            "id kind severity state events rule fingerprint sides message tried"
        );
        assert_eq!(keys(&json["copies"][0]).join(" "), "a b containment direction");
    }

    #[test]
    fn spans_are_code_points_of_the_text() {
        let story = story();
        let json: Value = serde_json::from_str(&timeline_json(&story.input())).unwrap();
        for mention in json["mentions"].as_array().unwrap() {
            let article = story.article(mention["article"].as_str().unwrap());
            let slice = |span: &Value| {
                let [start, end] = [0, 1].map(|i| span[i].as_u64().unwrap() as usize);
                article.article.text.chars().skip(start).take(end - start).collect::<String>()
            };
            assert_eq!(slice(&mention["span"]), mention["quote"].as_str().unwrap());
            if !mention["timex"].is_null() {
                assert_eq!(slice(&mention["timex"]["span"]), mention["timex"]["text"]);
            }
        }
    }

    #[test]
    fn the_document_is_what_its_schema_says() {
        let story = story();
        let json: Value = serde_json::from_str(&timeline_json(&story.input())).unwrap();
        let validator = jsonschema::validator_for(&timeline_schema()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn the_message_of_a_conflict_is_in_the_language_of_the_project() {
        let mut story = story();
        let message = |story: &crate::render::testing::Story| {
            let json: Value = serde_json::from_str(&timeline_json(&story.input())).unwrap();
            json["conflicts"][0]["message"].as_str().unwrap().replace('\u{a0}', " ")
        };
        assert_eq!(message(&story), "dates incompatibles : 9 novembre 2024 / 11 novembre 2024");
        story.settings.language = "en".to_owned();
        assert_eq!(message(&story), "incompatible dates: 9 November 2024 / 11 November 2024");
    }

    #[test]
    fn what_an_editor_hides_is_in_no_list() {
        let mut story = story();
        let id = story.timeline.events[0].id.0.clone();
        story.timeline.events[0].hidden = true;
        let json = timeline_json(&story.input());
        assert!(!json.contains(&id), "{json}");
        assert!(!json.contains("a été signé"), "{json}");
    }

    #[test]
    fn context_is_cut_on_words() {
        let text = "Il pleut. L’autre séance extraordinaire commence. Fin de la citation longue et du texte.";
        let start = text.find("Fin").unwrap();
        let span = Span::new(start, start + "Fin".len());
        assert_eq!(
            context(text, span),
            ("séance extraordinaire commence. ", " de la citation longue et du")
        );
        assert_eq!(context("a", Span::new(0, 1)), ("", ""));
        let long = "x".repeat(100);
        assert_eq!(context(&long, Span::new(40, 60)), ("", ""));
    }
}
