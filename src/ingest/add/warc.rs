//! WARC archives, a record at a time: what is too large, or no page, is passed over unread.
//!
//! Read by hand and not with a library, since heads and bodies must both be bounded.

use super::{AddError, AddLimits, Found, file, limited};
use crate::ingest::{Format, source};
use std::io::{BufRead, Read};

/// Bytes of the head of a record, and of a line of it.
const HEAD: usize = 1 << 16;

/// The pages of an archive.
pub(super) struct Records<'a> {
    reader: Box<dyn BufRead + 'a>,
    limits: AddLimits,
    record: usize,
    done: bool,
}

/// The head of a record, as far as it matters.
#[derive(Default)]
struct Head {
    kind: String,
    url: Option<String>,
    date: Option<String>,
    length: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, limits: AddLimits) -> Records<'a> {
        Records { reader, limits, record: 0, done: false }
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
                Some(Ok(line)) => line,
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
                if !line.starts_with(b"WARC/") {
                    return Some(Err(self.malformed("it does not start with `WARC/`")));
                }
                started = true;
                self.record += 1;
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

    /// Reads over the body of a record.
    fn skip(&mut self, length: u64) -> Result<(), AddError> {
        let copied = std::io::copy(&mut (&mut self.reader).take(length), &mut std::io::sink());
        match copied {
            Ok(count) if count == length => Ok(()),
            Ok(_) => Err(self.malformed("it ends before its length")),
            Err(error) => Err(AddError::read(&error)),
        }
    }

    fn body(&mut self, length: u64) -> Result<Vec<u8>, AddError> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(length).read_to_end(&mut bytes);
        match read {
            Ok(count) if count as u64 == length => Ok(bytes),
            Ok(_) => Err(self.malformed("it ends before its length")),
            Err(error) => Err(AddError::read(&error)),
        }
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
            if self.record > self.limits.records {
                let limit = self.limits.records as u64;
                return self.stop(AddError::OverLimit {
                    what: "the number of records",
                    limit,
                    key: "records",
                });
            }
            let page = matches!(head.kind.as_str(), "response" | "resource");
            let large = head.length > self.limits.record_bytes as u64;
            if !page || large {
                if let Err(error) = self.skip(head.length) {
                    return self.stop(error);
                }
                if page {
                    return Some(Err(limited::over(self.limits.record_bytes)));
                }
                continue;
            }
            let bytes = match self.body(head.length) {
                Ok(bytes) => bytes,
                Err(error) => return self.stop(error),
            };
            let http = head.kind == "response";
            let Some(page) = page_of(bytes, http, self.limits.record_bytes) else { continue };
            return Some(file("record.html", Format::Html, page, self.record).map(|found| Found {
                url: found.url.or(head.url),
                recorded: head.date,
                ..found
            }));
        }
        None
    }
}

/// The page of a record: what follows the HTTP head, unpacked, where it is HTML and was found.
fn page_of(mut bytes: Vec<u8>, http: bool, limit: usize) -> Option<Vec<u8>> {
    if http {
        let end = memchr::memmem::find(&bytes, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head.lines().next()?.split_whitespace().nth(1)?.to_owned();
        let field = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
        };
        let html = field("content-type").is_none_or(|kind| kind.contains("html"));
        if !html || !status.starts_with('2') {
            return None;
        }
        let chunked = field("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        let packed = field("content-encoding").is_some_and(|coding| coding.contains("gzip"));
        bytes.drain(..end + 4);
        if chunked {
            bytes = dechunked(&bytes).unwrap_or(bytes);
        }
        if packed && bytes.starts_with(&[0x1f, 0x8b]) {
            let unpacked = flate2::bufread::MultiGzDecoder::new(&bytes[..]);
            bytes = limited::whole(unpacked, limit).ok()?;
        }
    }
    let start = bytes.iter().take(1024).position(|&byte| byte == b'<');
    start.map(|_| bytes)
}

/// The bytes of chunks, each after its size in hexadecimal. Many archives keep the head of a
/// chunked answer with a body that no longer is: nothing for those.
fn dechunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        let end = at + memchr::memmem::find(bytes.get(at..)?, b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..end]).ok()?.split(';').next()?.trim().to_owned();
        let size = usize::from_str_radix(&size, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let start = end + 2;
        out.extend_from_slice(bytes.get(start..start.checked_add(size)?)?);
        at = start + size + 2;
    }
}
