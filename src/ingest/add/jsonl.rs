//! JSON Lines: `{"text", "url", "date", …}` a line.

use super::{AddConfig, AddError, Found, json, limited};
use std::io::BufRead;

/// The lines of an export.
pub(super) struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    config: AddConfig,
    record: usize,
    done: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, config: AddConfig) -> Lines<'a> {
        Lines { reader, config, record: 0, done: false }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Found, AddError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let limit = self.config.limits.record_bytes;
            let line = match limited::line(&mut *self.reader, limit)? {
                Ok(Ok(line)) if line.trim_ascii().is_empty() => continue,
                Ok(line) => line,
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            };
            self.record += 1;
            if self.record > self.config.limits.records {
                self.done = true;
                return Some(Err(AddError::over_records(self.config.limits.records)));
            }
            return Some(match line {
                Ok(line) => read(line, self.record, &self.config),
                Err(_) => Err(AddError::over_record(self.record, limit)),
            });
        }
        None
    }
}

/// Reads one line, which is let go once it is parsed.
fn read(line: Vec<u8>, record: usize, config: &AddConfig) -> Result<Found, AddError> {
    let parsed = serde_json::from_slice(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line));
    drop(line);
    let value = parsed.map_err(|error| json::malformed(record, error.to_string()))?;
    json::article(value, record, config)
}

/// The articles of a text that is in memory, for those who test.
#[cfg(test)]
pub(super) fn of(text: &str) -> Lines<'_> {
    Lines::new(Box::new(text.as_bytes()), AddConfig::default())
}
