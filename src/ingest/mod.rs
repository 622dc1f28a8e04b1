//! Bytes to an [`Article`]: decoded, cut into blocks and sentences, dated.
//!
//! After decoding the text never changes. Site furniture, related links and repeats are
//! *marked*, not cut, so every span stays true and a reader can ask why a paragraph was
//! passed over.
//!
//! Nothing here guesses a date of publication: an article that bears none has none.

pub mod add;
mod blocks;
mod clean;
mod contents;
mod date;
mod dateline;
mod dct;
mod decode;
mod format;
mod front;
mod language;
mod lines;
mod metaline;
mod read;
mod segment;
mod source;
mod tidy;
mod words;

use crate::diag::Noted;
use crate::text::{ArticleId, Span};
use crate::timex::{Day, Dct};
pub use contents::Contents;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of file an article came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `.md`, with TOML (`+++`) or YAML (`---`) front matter.
    Markdown,
    /// `.txt`, as scraped.
    Text,
    /// `.html`, a saved page.
    Html,
}

/// A file of `content/articles/`, as it lies there.
#[derive(Clone, Debug)]
pub struct RawArticle {
    /// From the file's stem; front matter may name another.
    pub id: ArticleId,
    /// Path from the project's folder, with `/`.
    pub path: String,
    /// What to read it as.
    pub format: Format,
    /// The bytes.
    pub bytes: Contents,
}

/// What ingest must know beside the bytes: settings, decisions and what other articles of the
/// same site say. It is hashed into the key of the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleContext {
    /// IANA name of the project's time zone.
    pub timezone: String,
    /// This article's `anchor-article` decision: the day an editor gave it.
    pub anchor: Option<Day>,
    /// Hashes ([`line_hash`]) of this article's lines that recur on its site.
    pub recurring: BTreeSet<u64>,
    /// The first and the last year in which articles of the project were published, for an
    /// article that gives its day without the year ([`Article::yearless`]).
    pub years: Option<(i32, i32)>,
    /// Host or folder names to source ids, from `frise.toml`.
    pub sources: BTreeMap<String, String>,
    /// The limits of the project.
    pub limits: Limits,
}

/// How much ingest takes before it refuses an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of a file.
    pub file_bytes: usize,
    /// Bytes of a line.
    pub line_bytes: usize,
    /// Blocks of an article.
    pub blocks: usize,
    /// Nesting of HTML.
    pub html_depth: usize,
    /// Bytes of a page, without embedded pictures, scripts and styles: a page is held as a tree
    /// that has many times its size.
    pub html_bytes: usize,
    /// Tags of a page.
    pub html_tags: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 64 << 20,
            line_bytes: 16 << 20,
            blocks: 200_000,
            html_depth: 512,
            html_bytes: 8 << 20,
            html_tags: 400_000,
        }
    }
}

/// How the date of publication is known, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedBy {
    /// An editor's `anchor-article` decision.
    Decision,
    /// Front matter.
    FrontMatter,
    /// JSON-LD, Open Graph, `<meta>`, `<time>`.
    PageMetadata,
    /// « Publié le … »
    PublishedLine,
    /// « PARIS, 3 mars (APN) - »
    Dateline,
    /// `2024-11-12-apn.md`
    FileName,
    /// The date of a feed entry or WARC record.
    Record,
}

/// The date of publication and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The document creation time.
    pub dct: Dct,
    /// How it is known.
    pub by: PublishedBy,
    /// Where it stands in the text, if it does.
    pub span: Option<Span>,
}

/// What an article says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The title, from metadata or the first line.
    pub title: Option<String>,
    /// Where the title stands in the text, if it does.
    pub title_span: Option<Span>,
    /// Name of the outlet as written.
    pub source_name: Option<String>,
    /// Id of the outlet: a slug of its name, its host, else of the file's stem.
    pub source: String,
    /// Address of the page (`http` or `https`).
    pub url: Option<String>,
    /// Address of an archived copy.
    pub archive: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// The agency that the article credits («avec AFP»), as a slug.
    pub agency: Option<String>,
    /// Language tag: `fr`.
    pub language: String,
    /// Version of the article, from 1.
    pub version: u32,
    /// The `id` of the front matter, where it gives one.
    pub id: Option<ArticleId>,
    /// When the article was last modified, as it says.
    pub modified: Option<Day>,
}

/// What a block is, by form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Front matter, delimiters included.
    FrontMatter,
    /// The title, or a subheading.
    Title,
    /// The first paragraph, where it sums the article up.
    Lead,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A quotation set off.
    Quotation,
    /// Under a picture.
    Caption,
}

/// Why a block is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseKind {
    /// Share buttons, cookies, newsletter, navigation, credits, comments.
    Furniture,
    /// « Publié le … », byline, reading time.
    Metadata,
    /// Headlines of other articles, with their stamps.
    RelatedLinks,
    /// Stands earlier in the same article (exactly or nearly).
    Repeat,
    /// Recurs over articles of the site.
    Recurring,
}

/// A mark on a block that is not read for mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noise {
    /// Why.
    pub kind: NoiseKind,
    /// The rule that said so: `furniture.share`.
    pub rule: Cow<'static, str>,
}

/// A piece of the text between line breaks that belong to its layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, without white space around.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Why it is passed over, if it is.
    pub noise: Option<Noise>,
}

/// A sentence of a block that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Index of its block.
    pub block: usize,
}

/// One correspondence between the text and the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMark {
    /// Byte of the text.
    pub text: usize,
    /// Byte of the file where the same character starts.
    pub file: usize,
}

/// An article, decoded, cut and dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Path from the project's folder.
    pub path: String,
    /// What it was read as.
    pub format: Format,
    /// The decoded text, front matter included; spans of every stage are bytes of it.
    pub text: String,
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// What it says about itself.
    pub meta: Meta,
    /// When it was published, if it says.
    pub published: Option<Published>,
    /// Where it gives the day of its publication without the year, if nothing tells which.
    pub yearless: Option<Span>,
    /// Its blocks, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// The sentences of blocks without a noise mark and other than front matter, in order.
    pub sentences: Vec<Sentence>,
    /// Where text and file part: between two marks both run byte for byte. Empty where the
    /// format has no such map (HTML).
    pub source_map: Vec<SourceMark>,
}

impl Article {
    /// The document creation time.
    pub fn dct(&self) -> Option<&Dct> {
        self.published.as_ref().map(|published| &published.dct)
    }
}

/// Why a file is no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum IngestError {
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Bytes that are no text.
    #[error("the file is not text (NUL bytes, or no known encoding)")]
    NotText,
    /// A limit of the settings.
    #[error(
        "{what} is {found}, over the limit of {limit}; raise `limits.{key}` in frise.toml if it is right"
    )]
    OverLimit {
        /// What was measured.
        what: String,
        /// What it measured.
        found: usize,
        /// What is allowed.
        limit: usize,
        /// The key of the settings.
        key: String,
    },
    /// Front matter that does not parse.
    #[error("line {line}: the front matter does not parse: {reason}")]
    FrontMatter {
        /// Line of the file, from 1.
        line: usize,
        /// What the reader said, with a mend where there is one.
        reason: String,
    },
    /// Another language.
    #[error(
        "the article is written in {language}, not in French; add `lang = \"fr\"` to the front matter if this is wrong"
    )]
    Foreign {
        /// Its language tag.
        language: String,
    },
}

/// Reads one article.
///
/// # Errors
/// When the bytes are no text, hold nothing, break a limit, have front matter that does not
/// parse, or are in another language.
pub fn ingest(raw: &RawArticle, context: &ArticleContext) -> Result<Noted<Article>, IngestError> {
    read::article(raw, context)
}

/// The hashes of an article's lines, for [`ArticleContext::recurring`]: a first pass over all
/// articles counts them per site. Empty for what is no text.
pub fn line_hashes(raw: &RawArticle) -> Vec<u64> {
    lines::hashes(raw)
}
