//! Search without a server: one shard of words for each year, read when a reader first asks.
//!
//! Words are folded here and in `static/frise.js` in the same way; the vectors of
//! `tests/browser/folding.json` hold the two together.

use super::RenderError;
use super::calendar;
use super::kit::event_path;
use super::site::{Frame, Press, Sheet};
use super::view::{Link, Search};
use crate::review::TimelineEvent;
use crate::text::fold;
use serde_json::json;
use std::collections::BTreeMap;

/// What French elides before a vowel; it is no part of the word that follows.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

/// Writes the shards and the page of the search.
pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let mut shards: BTreeMap<String, Vec<&TimelineEvent>> = BTreeMap::new();
    let dated = &kit.model.ordered;
    for (slot, event) in dated {
        shards.entry(format!("{:04}", slot.year)).or_default().push(event);
    }
    for event in kit.model.events.iter().filter(|event| calendar::slot(event).is_none()) {
        shards.entry("0000".to_owned()).or_default().push(event);
    }
    let names: Vec<String> = shards.keys().rev().cloned().collect();
    let shards: Vec<(String, Vec<&TimelineEvent>)> = shards.into_iter().collect();
    press.print_each(&shards, |frame, (name, events)| {
        let path = format!("recherche/{name}.js");
        let prints: Vec<_> = events.iter().map(|event| frame.inputs.event(event)).collect();
        let made = frame.made_of(&path, &prints, || {
            let rows: Vec<String> = events.iter().map(|event| row(frame, event)).collect();
            // A classic script: modules and `fetch` are refused on `file:`.
            let script = format!("frise.shard([\n{}\n]);\n", rows.join(",\n"));
            Ok(frame.file(&path, script))
        });
        Ok(vec![made?])
    })?;
    let years = names.iter().filter(|name| *name != "0000");
    let view = Search {
        years: years.map(|year| Link::new(&**year, format!("{year}/index.html"))).collect(),
        shards: names,
    };
    press.print(Sheet {
        path: "recherche/index.html".to_owned(),
        template: "search.html",
        title: kit.messages.text("nav.search").to_owned(),
        description: None,
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("search", &view),
    })
}

/// `["e-7k3m9q2pab", "2024-11-11", "11 novembre 2024", "Accord signé", 2, "accord signe …"]`
fn row(frame: &Frame<'_>, event: &TimelineEvent) -> String {
    let kit = frame.kit;
    let title = kit.title(event);
    let mut found: Vec<String> = words(&title);
    for name in event.event.actors.iter().chain(&event.event.places) {
        found.extend(words(name));
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|word| seen.insert(word.clone()));
    let when = event.event.date.value.as_deref();
    let short = when.map(|when| kit.messages.short_date(when, event.event.date.modifier));
    let path = event_path(event);
    let id = path.strip_prefix("e/").and_then(|path| path.strip_suffix("/index.html"));
    let row = json!([
        id.unwrap_or_default(),
        when.unwrap_or_default(),
        short.unwrap_or_default(),
        super::model::visible(&title),
        event.event.origins,
        found.join(" "),
    ]);
    // U+2028 ended a line of script before 2019.
    row.to_string().replace(['\u{2028}', '\u{2029}'], " ")
}

/// The words of `text` as they are searched for: folded, without what is elided.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for chunk in folded.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let mut rest = chunk;
        while let Some((before, after)) = rest.split_once('\'') {
            if !ELIDED.contains(&before) && !before.is_empty() {
                words.push(before.to_owned());
            }
            rest = after;
        }
        if !rest.is_empty() {
            words.push(rest.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_as_the_shared_vectors_say() {
        let vectors = include_str!("../../tests/browser/folding.json");
        let vectors: Vec<(String, Vec<String>)> = serde_json::from_str(vectors).unwrap();
        assert!(vectors.len() > 10);
        for (text, expected) in vectors {
            assert_eq!(words(&text), expected, "{text}");
        }
    }
}
