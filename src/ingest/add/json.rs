//! Objects of JSON, under the names that exports give to their fields.

use super::{AddConfig, AddError, Found, placed, text_of};
use crate::ingest::front::canonical;
use serde_json::Value;

/// The articles of a file that is one list of objects, or one object.
pub(super) fn items(bytes: &[u8], config: &AddConfig) -> Vec<Result<Found, AddError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let items = match serde_json::from_slice(bytes) {
        Ok(Value::Array(items)) => items,
        Ok(item) => vec![item],
        Err(error) => return vec![Err(malformed(1, error.to_string()))],
    };
    let kept = items.into_iter().take(config.limits.records.saturating_add(1));
    kept.enumerate()
        .map(|(index, item)| match index {
            index if index < config.limits.records => article(item, index + 1, config),
            _ => Err(AddError::over_records(config.limits.records)),
        })
        .collect()
}

/// Whether `text` begins as a list of objects does.
pub(super) fn is_list(text: &[u8]) -> bool {
    text.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"))
}

/// What is not JSON, or no article.
pub(super) fn malformed(record: usize, reason: String) -> AddError {
    AddError::Malformed { record, format: "JSON", reason }
}

/// The article of one object.
pub(super) fn article(value: Value, record: usize, config: &AddConfig) -> Result<Found, AddError> {
    let Value::Object(map) = value else {
        return Err(malformed(record, "it is no object".to_owned()));
    };
    let mut found = Found::default();
    let mut html = None;
    for (key, value) in map {
        let Some(written) = written(value) else { continue };
        let slot = match canonical(&key).as_str() {
            "text" if is_markup(&written) => &mut html,
            "text" => {
                found.text = written;
                continue;
            }
            "html" => &mut html,
            "title" => &mut found.title,
            "url" => &mut found.url,
            "date" => &mut found.date,
            "modified" => &mut found.modified,
            "source" => &mut found.source,
            "author" => &mut found.author,
            "lang" => &mut found.language,
            _ => continue,
        };
        slot.get_or_insert(written);
    }
    if found.text.is_empty()
        && let Some(html) = html
    {
        found.text = text_of(&html, record, &config.article)?;
    }
    if found.text.is_empty() {
        return Err(malformed(record, "it has no `text`".to_owned()));
    }
    if let Some(title) = &found.title {
        found.title = Some(text_of(title, record, &config.article)?);
    }
    placed(found, record, config)
}

/// Whether a text has the tags of a page.
fn is_markup(text: &str) -> bool {
    ["</p>", "<br>", "<br/>", "<br />", "</div>"].iter().any(|tag| text.contains(tag))
}

/// A string, a number, the strings of a list, or what `rendered` holds (as WordPress has it),
/// without white space around.
fn written(value: Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let trimmed = text.trim();
            match trimmed.len() {
                0 => None,
                length if length == text.len() => Some(text),
                _ => Some(trimmed.to_owned()),
            }
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(mut fields) => match fields.remove("rendered") {
            Some(Value::String(text)) => written(Value::String(text)),
            _ => None,
        },
        _ => None,
    }
}
