//! WARC archives, a record at a time: what is too large, or no page, is passed over unread.
//!
//! Read by hand and not with a library, since heads and bodies must both be bounded.

use super::http::Answer;
use super::{AddConfig, AddError, Found, file, limited};
use crate::ingest::{Format, source};
use std::io::{BufRead, Read};

/// Bytes of the head of a record, and of a line of it.
const HEAD: usize = 1 << 16;

/// The pages of an archive.
pub(super) struct Records<'a> {
    reader: Box<dyn BufRead + 'a>,
    config: AddConfig,
    record: usize,
    done: bool,
}

/// The head of a record, as far as it matters.
#[derive(Default)]
struct Head {
    kind: String,
    url: Option<String>,
    date: Option<String>,
    /// What the body is: `application/http` for what a server answered.
    content: Option<String>,
    length: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, config: AddConfig) -> Records<'a> {
        Records { reader, config, record: 0, done: false }
    }

    /// The next head; nothing at the end.
    fn head(&mut self) -> Option<Result<Head, AddError>> {
        let mut head = Head::default();
        let mut started = false;
        let mut size = 0;
        loop {
            let line = match limited::line(&mut *self.reader, HEAD) {
                None if started => return Some(Err(self.malformed("it ends in its head"))),
                None => return None,
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(line)) => line.unwrap_or_else(|length| vec![b'x'; length.min(HEAD + 1)]),
            };
            size += line.len();
            if size > HEAD {
                return Some(Err(self.malformed("its head is too long")));
            }
            if line.is_empty() {
                if started {
                    return Some(Ok(head));
                }
                continue;
            }
            if !started {
                self.record += 1;
                if !line.starts_with(b"WARC/") {
                    return Some(Err(self.malformed("it does not start with `WARC/`")));
                }
                started = true;
                continue;
            }
            let line = String::from_utf8_lossy(&line);
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    head.url = source::web_address(value.trim_matches(['<', '>']));
                }
                "warc-date" => head.date = Some(value.to_owned()),
                "content-type" => head.content = Some(value.to_ascii_lowercase()),
                "content-length" => match value.parse() {
                    Ok(length) => head.length = length,
                    Err(_) => return Some(Err(self.malformed("its length is no number"))),
                },
                _ => {}
            }
        }
    }

    fn malformed(&self, reason: &str) -> AddError {
        AddError::Malformed { record: self.record, format: "WARC", reason: reason.to_owned() }
    }

    /// The page of a record, where it is one and can be read; the outer error ends the archive.
    fn page(&mut self, head: &Head) -> Result<Result<Option<Vec<u8>>, AddError>, AddError> {
        let (record, limit) = (self.record, self.config.limits.record_bytes);
        let mut body = (&mut self.reader).take(head.length);
        // The head of an answer is part of its length; a packed page is no smaller unpacked.
        let is_large = head.length > limit as u64 + HEAD as u64;
        let over = || AddError::over_record(record, limit);
        let html = || head.content.as_deref().is_none_or(|content| content.contains("html"));
        let page = match head.kind.as_str() {
            "response" => match Answer::of(&mut body)? {
                Some(answer) if answer.is_page && is_large => Err(over()),
                Some(answer) if answer.is_page => answer.page(limit, record).map(Some),
                _ => Ok(None),
            },
            "resource" if html() && is_large => Err(over()),
            "resource" if html() => match limited::whole(&mut body, limit)? {
                Some(page) => Ok(Some(page)),
                None => Err(over()),
            },
            _ => Ok(None),
        };
        std::io::copy(&mut body, &mut std::io::sink()).map_err(|error| AddError::read(&error))?;
        if body.limit() > 0 {
            return Err(self.malformed("it ends before its length"));
        }
        let is_markup = |page: &Vec<u8>| page.iter().take(1024).any(|&byte| byte == b'<');
        Ok(page.map(|page| page.filter(is_markup)))
    }

    fn stop(&mut self, error: AddError) -> Option<Result<Found, AddError>> {
        self.done = true;
        Some(Err(error))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Found, AddError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let head = match self.head()? {
                Ok(head) => head,
                Err(error) => return self.stop(error),
            };
            if self.record > self.config.limits.records {
                let error = AddError::over_records(self.config.limits.records);
                return self.stop(error);
            }
            let page = match self.page(&head) {
                Ok(Ok(Some(page))) => page,
                Ok(Ok(None)) => continue,
                Ok(Err(error)) => return Some(Err(error)),
                Err(error) => return self.stop(error),
            };
            let found = file("record.html", Format::Html, page, self.record, &self.config);
            return Some(found.map(|found| Found {
                url: found.url.or(head.url),
                recorded: head.date,
                ..found
            }));
        }
        None
    }
}
