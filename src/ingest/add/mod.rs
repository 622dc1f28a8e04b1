//! From whatever people have to articles: what `frise add` makes of a file.
//!
//! [`articles`] reads Markdown, text, saved pages, RSS and Atom, JSON Lines, NewsML-G2 and
//! WARC, any of them gzipped, one article at a time; [`Shelf`] decides which of them are new,
//! which are new versions, and under what names they are kept. Writing files is for `store`.
//!
//! Nothing here goes to the network, and nothing is held in memory but one record.

mod feed;
mod http;
mod json;
mod jsonl;
mod limited;
mod newsml;
mod shelf;
mod warc;
mod write;

use super::date::metadata_date;
use super::format::html;
use super::language::Voices;
use super::tidy::in_order;
use super::words::words;
use super::{
    ArticleContext, Block, BlockKind, Format, IngestError, Limits, RawArticle, read, source,
};
use crate::text::ArticleId;
use crate::timex::Day;
use limited::{Bomb, Unpacked};
use std::io::{BufRead, BufReader, Read};

pub use shelf::{Known, NewArticle, Placed, Shelf};

/// An article as it was found, before it has a name in the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The day it was published, for the name of its file.
    pub day: Option<Day>,
    /// When it was published, as written.
    pub date: Option<String>,
    /// When it was last modified, as written.
    pub modified: Option<String>,
    /// When its feed entry or WARC record was made, as written.
    pub recorded: Option<String>,
    /// Name of the outlet.
    pub source: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// The text, in Markdown.
    pub text: String,
    /// Front matter that came with it, delimiters included.
    pub front: Option<String>,
    /// Whether it came as `.txt`.
    pub plain: bool,
}

/// How much [`articles`] takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddLimits {
    /// Bytes of one record, unpacked: a page of an archive, a line, a feed, a file of news items.
    pub record_bytes: usize,
    /// Records of one file.
    pub records: usize,
    /// Unpacked bytes for each packed one.
    pub ratio: usize,
}

impl Default for AddLimits {
    fn default() -> AddLimits {
        AddLimits { record_bytes: 16 << 20, records: 1_000_000, ratio: 1000 }
    }
}

/// What [`articles`] must know of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddConfig {
    /// Limits of records.
    pub limits: AddLimits,
    /// Limits of the article in each.
    pub article: Limits,
    /// IANA name of the project's time zone, for stamps that count seconds.
    pub timezone: String,
}

impl Default for AddConfig {
    fn default() -> AddConfig {
        AddConfig {
            limits: AddLimits::default(),
            article: Limits::default(),
            timezone: "Europe/Paris".to_owned(),
        }
    }
}

/// Why a file, or one record of it, gives no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// The bytes could not be read or unpacked.
    #[error("it cannot be read: {reason}")]
    Read {
        /// What the reader said.
        reason: String,
    },
    /// A limit on the whole file.
    #[error(
        "{what} is over the limit of {limit}; raise `limits.{key}` in frise.toml if it is right"
    )]
    OverLimit {
        /// What was measured.
        what: &'static str,
        /// What is allowed.
        limit: usize,
        /// The key of the settings.
        key: &'static str,
    },
    /// A record that is too large.
    #[error(
        "record {record} has more bytes than the limit of {limit}; raise `limits.record_bytes` in frise.toml if it is right"
    )]
    LargeRecord {
        /// Number of the record in the file, from 1.
        record: usize,
        /// What is allowed.
        limit: usize,
    },
    /// A record that is not in the form of its format.
    #[error("record {record} is not {format}: {reason}")]
    Malformed {
        /// Number of the record in the file, from 1.
        record: usize,
        /// `JSON`, `RSS or Atom`, `NewsML-G2`, `WARC`.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The article itself cannot be read.
    #[error("record {record}: {error}")]
    Article {
        /// Number of the record in the file, from 1.
        record: usize,
        /// Why.
        error: IngestError,
    },
}

impl AddError {
    fn read(error: &std::io::Error) -> AddError {
        let bomb = error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>());
        match bomb {
            Some(bomb) => AddError::OverLimit {
                what: "the growth when it is unpacked",
                limit: bomb.ratio,
                key: "ratio",
            },
            None if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                AddError::Read { reason: "it ends too early, a part of it is missing".to_owned() }
            }
            None => AddError::Read { reason: error.to_string() },
        }
    }

    fn over_record(record: usize, limit: usize) -> AddError {
        AddError::LargeRecord { record, limit }
    }

    fn over_records(limit: usize) -> AddError {
        AddError::OverLimit { what: "the number of records", limit, key: "records" }
    }
}

/// The articles of a file, one after the other.
pub type Articles<'a> = Box<dyn Iterator<Item = Result<Found, AddError>> + 'a>;

/// Bytes by which a format is told.
const HEAD: usize = 8192;

/// The articles of the file `name`, read from `source`; a bad record does not stop the rest.
/// The format is told by the first bytes, and by the name where they say nothing.
pub fn articles<'a>(name: &'a str, source: Box<dyn Read + 'a>, config: &AddConfig) -> Articles<'a> {
    Box::new(packed(name, source, config).map(|found| {
        let found = found?;
        // As it will be read again, else it would be new each time.
        Ok(Found {
            title: found.title.map(in_order),
            front: found.front.map(in_order),
            text: in_order(found.text),
            ..found
        })
    }))
}

fn packed<'a>(name: &'a str, source: Box<dyn Read + 'a>, config: &AddConfig) -> Articles<'a> {
    let mut reader = BufReader::with_capacity(1 << 16, source);
    let packed = match reader.fill_buf() {
        Ok(head) => head.starts_with(&[0x1f, 0x8b]),
        Err(error) => return fail(AddError::read(&error)),
    };
    let config = config.clone();
    if packed {
        let unpacker = Unpacked::new(reader, config.limits.ratio);
        let inner = BufReader::with_capacity(1 << 16, unpacker);
        let name = name.strip_suffix(".gz").unwrap_or(name);
        return unpacked(name, Box::new(inner), config);
    }
    unpacked(name, Box::new(reader), config)
}

fn fail<'a>(error: AddError) -> Articles<'a> {
    Box::new(std::iter::once(Err(error)))
}

fn unpacked<'a>(
    name: &'a str,
    mut reader: Box<dyn BufRead + 'a>,
    config: AddConfig,
) -> Articles<'a> {
    let kind = match reader.fill_buf() {
        Ok(head) => kind(name, &head[..head.len().min(HEAD)]),
        Err(error) => return fail(AddError::read(&error)),
    };
    match kind {
        Kind::Warc => Box::new(warc::Records::new(reader, config)),
        Kind::Lines => Box::new(jsonl::Lines::new(reader, config)),
        Kind::Feed | Kind::News | Kind::Json => {
            let limit = config.limits.record_bytes;
            match limited::whole(reader, limit) {
                Ok(Some(bytes)) if kind == Kind::Feed => {
                    Box::new(feed::entries(&bytes, &config).into_iter())
                }
                Ok(Some(bytes)) if kind == Kind::Json => {
                    Box::new(json::items(&bytes, &config).into_iter())
                }
                Ok(Some(bytes)) => Box::new(newsml::items(&bytes, &config).into_iter()),
                Ok(None) => fail(AddError::OverLimit {
                    what: "the file, which is read as a whole,",
                    limit,
                    key: "record_bytes",
                }),
                Err(error) => fail(error),
            }
        }
        Kind::File(format) => {
            let limit = config.article.file_bytes;
            match limited::whole(reader, limit) {
                Ok(Some(bytes)) => {
                    Box::new(std::iter::once_with(move || file(name, format, bytes, 1, &config)))
                }
                Ok(None) => {
                    fail(AddError::OverLimit { what: "the file", limit, key: "file_bytes" })
                }
                Err(error) => fail(error),
            }
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Warc,
    Lines,
    /// A list of objects, or one object over several lines.
    Json,
    Feed,
    News,
    File(Format),
}

fn kind(name: &str, head: &[u8]) -> Kind {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let holds = |needle: &[u8]| memchr::memmem::find(text, needle).is_some();
    match extension.as_deref() {
        Some("md" | "markdown") => return Kind::File(Format::Markdown),
        Some("txt") => return Kind::File(Format::Text),
        Some("html" | "htm" | "xhtml") => return Kind::File(Format::Html),
        Some("jsonl" | "ndjson") => return Kind::Lines,
        _ => {}
    }
    if text.starts_with(b"WARC/") {
        Kind::Warc
    } else if text.starts_with(b"{") && !is_broken_over_lines(text) {
        Kind::Lines
    } else if text.starts_with(b"{") || json::is_list(text) {
        Kind::Json
    } else if holds(b"<rss") || holds(b"<feed") || holds(b"<rdf:RDF") {
        Kind::Feed
    } else if holds(b"<newsItem") || holds(b"<newsMessage") {
        Kind::News
    } else if text.starts_with(b"<") {
        Kind::File(Format::Html)
    } else {
        Kind::File(Format::Text)
    }
}

/// Whether the first line of JSON is no object by itself: « { », « {"title": "Un", ».
fn is_broken_over_lines(text: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', text) else { return false };
    matches!(text[..end].trim_ascii().last(), Some(b'{' | b'[' | b','))
}

/// One article in a file of its own.
fn file(
    name: &str,
    format: Format,
    bytes: Vec<u8>,
    record: usize,
    config: &AddConfig,
) -> Result<Found, AddError> {
    let base = name.rsplit('/').next().unwrap_or(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let raw = RawArticle {
        id: ArticleId::from_stem(stem),
        path: base.to_owned(),
        format,
        bytes: bytes.into(),
    };
    let context = ArticleContext {
        timezone: config.timezone.clone(),
        limits: config.article.clone(),
        ..ArticleContext::default()
    };
    let (read, page) =
        read::with_page(&raw, &context).map_err(|error| AddError::Article { record, error })?;
    drop(raw);
    let article = read.value;
    let day = article.published.as_ref().map(|published| published.dct.day);
    let (front, text) = if format == Format::Html {
        (None, markdown(&article.text, &article.blocks, article.meta.title.as_deref()))
    } else {
        let first = article.blocks.first().filter(|block| block.kind == BlockKind::FrontMatter);
        let end = first.map_or(0, |block| block.span.end);
        let front = first.map(|_| article.text[..end].to_owned());
        let mut text = article.text;
        let body = text[end..].len() - text[end..].trim_start_matches('\n').len();
        text.drain(..end + body);
        (front, text)
    };
    Ok(Found {
        title: article.meta.title,
        url: article.meta.url,
        day,
        date: page.published,
        modified: page.modified,
        recorded: None,
        source: article.meta.source_name,
        author: article.meta.author,
        language: None,
        text,
        front,
        plain: format == Format::Text,
    })
}

/// Blocks written as Markdown, without the title that the front matter has.
fn markdown(text: &str, blocks: &[Block], title: Option<&str>) -> String {
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        let written = block.span.slice(text);
        if index == 0 && block.kind == BlockKind::Title && title == Some(written) {
            continue;
        }
        let mark = match block.kind {
            BlockKind::Title => "## ",
            BlockKind::ListItem => "- ",
            BlockKind::Quotation => "> ",
            _ => "",
        };
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(mark);
        out.push_str(&written.replace('\n', " "));
    }
    out
}

/// The text of a piece of HTML, or of plain text where there is no tag in it.
fn text_of(body: &str, record: usize, limits: &Limits) -> Result<String, AddError> {
    if !body.contains('<') && !body.contains('&') {
        return Ok(body.trim().to_owned());
    }
    let (text, blocks) =
        html::fragment(body, limits).map_err(|error| AddError::Article { record, error })?;
    Ok(markdown(&text, &blocks, None))
}

/// An article found in a record, with its address and day; refused where it is in another
/// language than French. What a feed says of its language is often that of its program, so the
/// words decide.
fn placed(mut found: Found, record: usize, config: &AddConfig) -> Result<Found, AddError> {
    let is_french = |tag: &String| tag.trim().to_ascii_lowercase().starts_with("fr");
    found.language = found.language.filter(is_french);
    if found.language.is_none() {
        let mut voices = Voices::default();
        voices.hear(&words(&found.text).take(WORDS_OF_LANGUAGE).collect::<Vec<_>>());
        if let Some(language) = voices.foreign() {
            let error = IngestError::Foreign { language: language.to_owned() };
            return Err(AddError::Article { record, error });
        }
    }
    found.url = found.url.as_deref().and_then(source::web_address);
    let written = found.date.as_deref().or(found.recorded.as_deref());
    let stamp = written.and_then(|date| metadata_date(date, &config.timezone));
    found.day = stamp.map(|stamp| stamp.day);
    Ok(found)
}

/// Words by which the language of a record is told.
const WORDS_OF_LANGUAGE: usize = 1000;

#[cfg(test)]
mod tests;
