//! Tables and lines: CSV (RFC 4180) and JSON Lines.

use super::document::{Conflict, Document, Event, Mention};
use super::timeline::document;
use crate::render::SiteInput;
use crate::render::i18n::Messages;
use crate::render::model::{Model, visible};
use serde::Serialize;
use std::borrow::Cow;

/// Events as CSV with a header, UTF-8, lines ended by CR LF.
pub fn csv(input: &SiteInput<'_>) -> String {
    let messages = Messages::built_in(&input.settings.language);
    byte_order_mark(input).to_owned() + &events_csv(&document(&Model::new(input), &messages))
}

/// What CSV files begin with.
pub(crate) fn byte_order_mark(input: &SiteInput<'_>) -> &'static str {
    if input.settings.csv_bom { "\u{feff}" } else { "" }
}

/// Mentions as JSON Lines, in the form that they have in `timeline.json`.
pub fn jsonl(input: &SiteInput<'_>) -> String {
    let messages = Messages::built_in(&input.settings.language);
    mentions_jsonl(&document(&Model::new(input), &messages))
}

fn mentions_jsonl(document: &Document<'_>) -> String {
    document.mentions.iter().map(|mention| super::timeline::line(mention) + "\n").collect()
}

/// The first line of the events.
pub(crate) const EVENTS: &str = "id,title,date,mod,begin,end,date_status,alternatives,status,\
     origins,articles,actors,places,mentions,conflicts\r\n";

fn events_csv(document: &Document<'_>) -> String {
    let lines: String = document.events.iter().map(event_line).collect();
    EVENTS.to_owned() + &lines
}

/// An event as a line of CSV.
pub(crate) fn event_line(event: &Event<'_>) -> String {
    let status = event.status.iter().map(|(status, n)| format!("{}:{n}", word(status)));
    joined(&[
        event.id,
        event.title,
        event.date.unwrap_or_default(),
        event.r#mod.unwrap_or_default(),
        event.begin.as_deref().unwrap_or_default(),
        event.end.as_deref().unwrap_or_default(),
        &word(&event.date_status),
        &event.alternatives.join(" | "),
        &status.collect::<Vec<_>>().join(" | "),
        &event.origins.to_string(),
        &event.articles.to_string(),
        &event.actors.join(" | "),
        &event.places.join(" | "),
        &event.mentions.join(" | "),
        &event.conflicts.join(" | "),
    ])
}

/// The first line of the mentions.
pub(crate) const MENTIONS: &str =
    "id,article,event,date,role,status,negated,speaker,quote,expression,rule\r\n";

/// A mention as a line of CSV.
pub(crate) fn mention_line(mention: &Mention<'_>) -> String {
    let timex = mention.timex.as_ref();
    joined(&[
        mention.id,
        mention.article,
        mention.event.unwrap_or_default(),
        mention.date.as_deref().unwrap_or_default(),
        &word(&mention.role),
        &word(&mention.status),
        if mention.negated { "true" } else { "false" },
        mention.speaker.unwrap_or_default(),
        mention.quote,
        timex.map_or("", |timex| timex.text),
        timex.map_or("", |timex| timex.rule),
    ])
}

pub(crate) fn conflicts_csv(document: &Document<'_>) -> String {
    let header = "id,kind,severity,state,rule,events,message,sides";
    let row = |conflict: &Conflict<'_>| {
        let sides = conflict.sides.iter().map(|side| format!("{} ({})", side.value, side.origins));
        vec![
            conflict.id.to_owned(),
            word(&conflict.kind),
            word(&conflict.severity),
            word(&conflict.state),
            conflict.rule.to_owned(),
            conflict.events.join(" | "),
            conflict.message.clone(),
            sides.collect::<Vec<_>>().join(" | "),
        ]
    };
    rows(header, document.conflicts.iter().map(row))
}

fn rows(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("{header}\r\n");
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        out.push_str(&joined(&cells));
    }
    out
}

/// A line of CSV.
fn joined(cells: &[&str]) -> String {
    let cells: Vec<Cow<'_, str>> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",") + "\r\n"
}

/// A cell, quoted where it must be. Text that a spreadsheet would run as a formula is made
/// plain by an apostrophe.
fn cell(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { Cow::Owned(format!("'{text}")) } else { text };
    if text.contains([',', '"', '\r', '\n']) {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    text
}

/// The word that JSON has for a value of a closed list.
pub(crate) fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{hostile, story};

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        for (text, expected) in [
            ("mot", "mot"),
            ("un, deux", "\"un, deux\""),
            ("dit \"oui\"", "\"dit \"\"oui\"\"\""),
            ("=1+1", "'=1+1"),
            ("a\u{202e}b", "a[U+202E]b"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn spreadsheets_get_the_mark_that_they_ask_for() {
        let mut story = story();
        let plain = crate::render::testing::files(&story);
        assert!(!csv(&story.input()).starts_with('\u{feff}'));
        story.settings.csv_bom = true;
        assert!(csv(&story.input()).starts_with("\u{feff}id,"));
        let marked = crate::render::testing::files(&story);
        for (path, text) in plain {
            let mark = if path.ends_with(".csv") { "\u{feff}" } else { "" };
            // The crate has the sizes and sums of the others, their page the sizes.
            if !path.ends_with("ro-crate-metadata.json") && !path.ends_with("donnees/index.html") {
                assert_eq!(marked[&path], format!("{mark}{text}"), "{path}");
            }
        }
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_header() {
        for story in [story(), hostile()] {
            let csv = csv(&story.input());
            let mut lines = csv.split_terminator("\r\n");
            let header = lines.next().unwrap().split(',').count();
            for line in lines {
                let mut quoted = false;
                let commas = line.chars().filter(|c| {
                    quoted ^= *c == '"';
                    *c == ',' && !quoted
                });
                assert_eq!(commas.count() + 1, header, "{line}");
            }
        }
    }

    #[test]
    fn lines_are_the_mentions_of_the_timeline() {
        let story = story();
        let lines = jsonl(&story.input());
        assert_eq!(lines.lines().count(), 5);
        for line in lines.lines() {
            let mention: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(mention["id"].as_str().unwrap().starts_with("m-"));
        }
    }
}
