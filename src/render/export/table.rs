//! Tables and lines: CSV (RFC 4180) and JSON Lines.

use super::document::{Conflict, Document, Event, Mention};
use super::timeline::document;
use crate::render::SiteInput;
use crate::render::i18n::Messages;
use crate::render::model::{Model, visible};
use serde::Serialize;
use std::borrow::Cow;

/// A column of a table.
pub(crate) struct Column {
    /// Its head.
    pub(crate) name: &'static str,
    /// Its type, as XML Schema and CSVW name them.
    pub(crate) datatype: &'static str,
    /// Whether its cells are lists, with ` | ` between the items.
    pub(crate) list: bool,
    /// What it holds.
    pub(crate) about: &'static str,
}

const fn column(name: &'static str, datatype: &'static str, about: &'static str) -> Column {
    Column { name, datatype, list: false, about }
}

const fn list(name: &'static str, about: &'static str) -> Column {
    Column { name, datatype: "string", list: true, about }
}

/// The columns of `evenements.csv`.
pub(crate) const EVENTS: &[Column] = &[
    column("id", "string", "Its id, which stays."),
    column("title", "string", "Its title, in the words of a source."),
    column("date", "string", "The chosen date as EDTF, at its own unit."),
    column("mod", "string", "TIMEX3 modifier of the date: `END`."),
    column("begin", "date", "First day."),
    column("end", "date", "Last day."),
    column(
        "date_status",
        "string",
        "How the date is known: unknown, decided, contested, inferred, single, agreed.",
    ),
    list("alternatives", "Other dates, when contested, as EDTF."),
    list("status", "How many mentions have each status: `asserted:2`."),
    column("origins", "integer", "Number of independent origins."),
    column("articles", "integer", "Number of articles."),
    list("actors", "Who acts or is named."),
    list("places", "Where."),
    list("mentions", "Ids of its mentions."),
    list("conflicts", "Ids of its conflicts."),
];

/// The columns of `mentions.csv`.
pub(crate) const MENTIONS: &[Column] = &[
    column("id", "string", "Its id, made of its content."),
    column("article", "string", "Id of its article."),
    column("event", "string", "Id of its event, if it has one that is told."),
    column("date", "string", "Its date as EDTF."),
    column("role", "string", "How it stands to its time: at, since, until, by, during."),
    column("status", "string", "How surely it says what it says."),
    column("negated", "boolean", "Whether there is a grammatical negation in it."),
    column("speaker", "string", "Who says it, as written."),
    column("quote", "string", "The sentence or clause, exactly."),
    column("expression", "string", "Its time expression, as written."),
    column("rule", "string", "The rule that read the expression."),
];

/// The columns of `conflits.csv`.
pub(crate) const CONFLICTS: &[Column] = &[
    column("id", "string", "Its id."),
    column("kind", "string", "What sort."),
    column("severity", "string", "error, warning, note."),
    column("state", "string", "open, decided, left-open, dismissed, to-review."),
    column("rule", "string", "The rule that found it."),
    list("events", "Ids of the events that it touches."),
    column("message", "string", "What it says, in the project’s language."),
    list("sides", "What each side says, with its number of independent origins."),
];

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

fn events_csv(document: &Document<'_>) -> String {
    let lines: String = document.events.iter().map(event_line).collect();
    header(EVENTS) + &lines
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
    rows(CONFLICTS, document.conflicts.iter().map(row))
}

/// The line of heads.
pub(crate) fn header(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",") + "\r\n"
}

fn rows(columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = header(columns);
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
