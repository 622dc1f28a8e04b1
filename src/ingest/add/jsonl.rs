//! JSON Lines: `{"text", "url", "date", …}` a line, under the names that exports give to them.

use super::{AddError, AddLimits, Found, limited, placed, text_of};
use crate::ingest::front::canonical;
use serde_json::Value;
use std::io::BufRead;

/// The lines of an export.
pub(super) struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    limits: AddLimits,
    record: usize,
    done: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, limits: AddLimits) -> Lines<'a> {
        Lines { reader, limits, record: 0, done: false }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Found, AddError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let line = match limited::line(&mut *self.reader, self.limits.record_bytes)? {
                Ok(line) => line,
                Err(error) => {
                    self.done = matches!(error, AddError::Read { .. });
                    self.record += 1;
                    return Some(Err(error));
                }
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.record += 1;
            if self.record > self.limits.records {
                self.done = true;
                let limit = self.limits.records as u64;
                return Some(Err(AddError::OverLimit {
                    what: "the number of records",
                    limit,
                    key: "records",
                }));
            }
            return Some(read(&line, self.record));
        }
        None
    }
}

/// Reads one line.
fn read(line: &[u8], record: usize) -> Result<Found, AddError> {
    let malformed = |reason: String| AddError::Malformed { record, format: "JSON", reason };
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let value: Value =
        serde_json::from_slice(line).map_err(|error| malformed(error.to_string()))?;
    let Value::Object(map) = value else {
        return Err(malformed("a line is one object".to_owned()));
    };
    let mut found = Found::default();
    let mut html = None;
    for (key, value) in &map {
        let Some(written) = written(value) else { continue };
        let slot = match canonical(key).as_str() {
            "text" => {
                found.text = written.trim().to_owned();
                continue;
            }
            "html" => {
                html = Some(written);
                continue;
            }
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
    if found.text.is_empty() {
        found.text = html.as_deref().map(text_of).unwrap_or_default();
    }
    if found.text.is_empty() {
        return Err(malformed("it has no `text`".to_owned()));
    }
    Ok(placed(found))
}

/// A string, a number, or the strings of a list.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

/// The articles of a text that is in memory, for those who test.
#[cfg(test)]
pub(super) fn of(text: &str) -> Lines<'_> {
    Lines::new(Box::new(text.as_bytes()), AddLimits::default())
}
