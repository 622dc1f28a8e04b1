//! The timeline as a site people read and as data machines read.
//!
//! [`site`] makes one file after the other and hands each to its caller; [`export`] makes
//! the same facts into other formats. Templates see views with everything ready to print,
//! and every sentence of the interface comes from `templates/i18n/`.
//!
//! Nothing here touches the disk, knows the day, or decides anything: what the pages say is
//! what the [`Timeline`] holds.

pub mod export;

mod band;
mod calendar;
mod data;
mod downloads;
mod duration;
mod edtf;
mod error;
mod feed;
mod fragment;
mod i18n;
mod inputs;
mod kit;
mod markdown;
mod method;
mod model;
mod pages;
mod print;
mod reuse;
mod search;
mod settings;
mod site;
mod templates;
#[cfg(test)]
pub(crate) mod testing;
mod view;
mod words;

use crate::mention::AnnotatedArticle;
use crate::review::{Lock, Timeline};
use crate::text::sha256_hex;

pub use error::RenderError;
pub(crate) use i18n::Messages;
pub(crate) use kit::{Kit, state_key, status_key};
pub(crate) use model::{Mention, Model, collapsed, conflict_message, kind_key, side_words};
pub use print::{Fresh, Print, Standing};
pub use reuse::{Line, Lines};
pub use settings::{Authors, Settings, TextShown};
pub use site::{Made, Runner, one_by_one, site};
pub use templates::{BUILT_IN, Templates, templates};
pub(crate) use templates::{engine, template_error};
pub(crate) use view::MentionView;
pub use view::view_schemas;

/// An article file that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Path from the project's folder.
    pub path: String,
    /// The reason, as diagnostics give it.
    pub reason: String,
}

/// A page of `content/pages/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The stem of its file, which is its address: `methode`.
    pub slug: String,
    /// Markdown, with optional TOML (`+++`) or YAML (`---`) front matter that gives a title.
    pub source: String,
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path from the site's folder, with `/`.
    pub path: String,
    /// Its bytes; nothing where [`Standing`] says that the file is there as it would be made.
    pub contents: Option<Vec<u8>>,
    /// What it was made of, where that is known.
    pub print: Option<Print>,
    /// The SHA-256 of its bytes, hexadecimal, where it was worked out.
    pub sha256: Option<String>,
    /// Its entries, where the next build may take them from it.
    pub lines: Vec<Line>,
}

impl OutputFile {
    /// A file of which only the bytes are known.
    pub(crate) fn new(path: String, contents: Vec<u8>) -> OutputFile {
        let contents = Some(contents);
        OutputFile { path, contents, print: None, sha256: None, lines: Vec::new() }
    }

    /// A file that is there as it would be made of this.
    pub(crate) fn standing(path: String, print: Print) -> OutputFile {
        OutputFile { path, contents: None, print: Some(print), sha256: None, lines: Vec::new() }
    }

    /// A file of which the sum is asked for more than once.
    pub(crate) fn summed(path: String, contents: Vec<u8>) -> OutputFile {
        let sha256 = Some(sha256_hex(&contents));
        OutputFile { sha256, ..OutputFile::new(path, contents) }
    }
}

/// All that a site is made of.
#[derive(Clone, Copy, Debug)]
pub struct SiteInput<'a> {
    /// What the project says.
    pub settings: &'a Settings,
    /// What is told.
    pub timeline: &'a Timeline,
    /// The articles, in the order to which [`crate::review::MentionRef`] refers.
    pub articles: &'a [AnnotatedArticle],
    /// Pages of prose.
    pub pages: &'a [Page],
    /// Births and changes of events.
    pub lock: &'a Lock,
    /// Files that could not be read.
    pub skipped: &'a [Skipped],
}
