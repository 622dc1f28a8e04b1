//! From whatever people have to articles: what `frise add` makes of a file.
//!
//! [`articles`] reads Markdown, text, saved pages, RSS and Atom, JSON Lines, NewsML-G2 and
//! WARC, any of them gzipped, one article at a time; [`Shelf`] decides which of them are new,
//! which are new versions, and under what names they are kept. Writing files is for `store`.
//!
//! Nothing here goes to the network, and nothing is held in memory but one record.

mod feed;
mod jsonl;
mod limited;
mod newsml;
mod shelf;
mod warc;
mod write;

use super::date::metadata_date;
use super::format::html;
use super::format::page_meta::PageMeta;
use super::{
    ArticleContext, Block, BlockKind, Format, IngestError, RawArticle, decode, read, source,
};
use crate::text::ArticleId;
use crate::timex::Day;
use limited::Unpacked;
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
    /// Bytes of one record, unpacked.
    pub record_bytes: usize,
    /// Records of one file.
    pub records: usize,
    /// Unpacked bytes for each packed one.
    pub ratio: u64,
}

impl Default for AddLimits {
    fn default() -> AddLimits {
        AddLimits { record_bytes: 64 << 20, records: 1_000_000, ratio: 1000 }
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
    /// A limit.
    #[error(
        "{what} is over the limit of {limit}; raise `limits.{key}` in frise.toml if it is right"
    )]
    OverLimit {
        /// What was measured.
        what: &'static str,
        /// What is allowed.
        limit: u64,
        /// The key of the settings.
        key: &'static str,
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
        AddError::Read { reason: error.to_string() }
    }
}

/// The articles of a file, one after the other.
pub type Articles<'a> = Box<dyn Iterator<Item = Result<Found, AddError>> + 'a>;

/// Bytes by which a format is told.
const HEAD: usize = 8192;

/// The articles of the file `name`, read from `source`; a bad record does not stop the rest.
/// The format is told by the first bytes, and by the name where they say nothing.
pub fn articles<'a>(name: &'a str, source: Box<dyn Read + 'a>, limits: &AddLimits) -> Articles<'a> {
    let mut reader = BufReader::with_capacity(1 << 16, source);
    let packed = match reader.fill_buf() {
        Ok(head) => head.starts_with(&[0x1f, 0x8b]),
        Err(error) => return fail(AddError::read(&error)),
    };
    let limits = limits.clone();
    if packed {
        let inner = BufReader::with_capacity(1 << 16, Unpacked::new(reader, limits.ratio));
        let name = name.strip_suffix(".gz").unwrap_or(name);
        return unpacked(name, Box::new(inner), limits);
    }
    unpacked(name, Box::new(reader), limits)
}

fn fail<'a>(error: AddError) -> Articles<'a> {
    Box::new(std::iter::once(Err(error)))
}

fn unpacked<'a>(
    name: &'a str,
    mut reader: Box<dyn BufRead + 'a>,
    limits: AddLimits,
) -> Articles<'a> {
    let kind = match reader.fill_buf() {
        Ok(head) => kind(name, &head[..head.len().min(HEAD)]),
        Err(error) => return fail(AddError::read(&error)),
    };
    match kind {
        Kind::Warc => Box::new(warc::Records::new(reader, limits)),
        Kind::Lines => Box::new(jsonl::Lines::new(reader, limits)),
        Kind::Feed | Kind::News | Kind::File(_) => {
            let bytes = match limited::whole(reader, limits.record_bytes) {
                Ok(bytes) => bytes,
                Err(error) => return fail(error),
            };
            match kind {
                Kind::Feed => Box::new(feed::entries(&bytes).into_iter()),
                Kind::News => Box::new(newsml::items(&bytes).into_iter()),
                Kind::File(format) => Box::new(std::iter::once(file(name, format, bytes, 1))),
                Kind::Warc | Kind::Lines => fail(AddError::Read { reason: "no format".to_owned() }),
            }
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Warc,
    Lines,
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
    } else if text.starts_with(b"{") {
        Kind::Lines
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

/// One article in a file of its own.
fn file(name: &str, format: Format, bytes: Vec<u8>, record: usize) -> Result<Found, AddError> {
    let refused = |error| AddError::Article { record, error };
    let base = name.rsplit('/').next().unwrap_or(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let declared = (format == Format::Html).then(|| html::declared_encoding(&bytes)).flatten();
    let decoded = decode::decode(&bytes, declared.as_deref()).map_err(refused)?.text;
    let raw = RawArticle { id: ArticleId::from_stem(stem), path: base.to_owned(), format, bytes };
    let context =
        ArticleContext { timezone: "Europe/Paris".to_owned(), ..ArticleContext::default() };
    let article = read::article(&raw, &context).map_err(refused)?.value;
    let day = article.published.as_ref().map(|published| published.dct.day);
    let (front, text) = if format == Format::Html {
        (None, markdown(&article.text, &article.blocks, article.meta.title.as_deref()))
    } else {
        let first = article.blocks.first().filter(|block| block.kind == BlockKind::FrontMatter);
        let end = first.map_or(0, |block| block.span.end);
        (
            first.map(|_| decoded[..end].to_owned()),
            decoded[end..].trim_start_matches('\n').to_owned(),
        )
    };
    let page = if format == Format::Html { html::page_meta(&decoded) } else { PageMeta::default() };
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
fn text_of(body: &str) -> String {
    if !body.contains('<') && !body.contains('&') {
        return body.trim().to_owned();
    }
    let (text, blocks) = html::fragment(body);
    markdown(&text, &blocks, None)
}

/// The address and day of an article found in a record.
fn placed(mut found: Found) -> Found {
    found.url = found.url.as_deref().and_then(source::web_address);
    let written = found.date.as_deref().or(found.recorded.as_deref());
    found.day = written.and_then(|date| metadata_date(date, "Europe/Paris")).map(|stamp| stamp.day);
    found
}

#[cfg(test)]
mod tests;
