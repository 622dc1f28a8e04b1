//! The file of an article: front matter, then its text.

use super::Found;
use crate::ingest::source::slug;
use crate::text::ArticleId;

/// Longest name of a file, without its date.
const LONGEST: usize = 60;

/// The name of an article by date and title, of its text where it has no title.
pub(super) fn stem(found: &Found) -> String {
    let first = || found.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let title = slug(found.title.as_deref().unwrap_or_else(first)).replace('.', "-");
    let mut end = title.len().min(LONGEST);
    if end < title.len() {
        // At the end of a word.
        end = title[..end].rfind('-').filter(|&at| at > LONGEST / 2).unwrap_or(end);
    }
    let title = title[..end].trim_matches('-');
    let title = if title.is_empty() { "article" } else { title };
    match found.day {
        Some(day) => format!("{day}-{title}"),
        None => title.to_owned(),
    }
}

/// The whole file.
pub(super) fn content(found: &Found, id: &ArticleId, version: u32) -> String {
    let mut out = match &found.front {
        Some(front) => with_id(front, id, version),
        None => front_matter(found, id, version),
    };
    out.push_str("\n\n");
    out.push_str(found.text.trim_end());
    out.push('\n');
    out
}

/// Front matter that came with the article, with its id and version.
fn with_id(front: &str, id: &ArticleId, version: u32) -> String {
    let toml = front.starts_with("+++");
    let (sign, quote) = if toml { (" = ", "\"") } else { (": ", "") };
    let mut lines: Vec<String> = front.trim_end().lines().map(str::to_owned).collect();
    let named = |line: &String, key: &str| {
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with([':', '=']))
    };
    lines.retain(|line| !named(line, "id") && !named(line, "version"));
    if version > 1 {
        lines.insert(1.min(lines.len()), format!("version{sign}{version}"));
    }
    lines.insert(1.min(lines.len()), format!("id{sign}{quote}{id}{quote}"));
    lines.join("\n")
}

fn front_matter(found: &Found, id: &ArticleId, version: u32) -> String {
    let mut out = format!("---\nid: {id}\n");
    if version > 1 {
        out.push_str(&format!("version: {version}\n"));
    }
    // A date that cannot be read would only make noise.
    let date =
        found.date.as_deref().filter(|date| super::metadata_date(date, "Europe/Paris").is_some());
    let recorded = found
        .recorded
        .as_deref()
        .filter(|date| super::metadata_date(date, "Europe/Paris").is_some());
    for (key, value) in [
        ("title", found.title.as_deref()),
        ("source", found.source.as_deref()),
        ("url", found.url.as_deref()),
        ("date", date),
        ("modified", found.modified.as_deref()),
        ("recorded", recorded),
        ("author", found.author.as_deref()),
        ("lang", found.language.as_deref()),
    ] {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            // A string of JSON is a string of YAML.
            let value =
                serde_json::Value::String(value.split_whitespace().collect::<Vec<_>>().join(" "));
            out.push_str(&format!("{key}: {value}\n"));
        }
    }
    out.push_str("---");
    out
}
