//! Positions and words: what every other stage is built on.
//!
//! ```
//! use frise::text::{Span, fold};
//!
//! let text = "Été 2023";
//! assert_eq!(Span::new(0, 5).slice(text), "Été");
//! assert_eq!(fold("L’Œuvre d’ÉTÉ"), "l'oeuvre d'ete");
//! ```
//!
//! Nothing here knows what a date, an article or an event is.

mod fold;
mod id;
mod index;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

pub use fold::{fold, fold_char, is_space};
pub use id::{base32, digest, hex, sha256, sha256_hex};
pub use index::CharIndex;

/// A piece of a text: byte offsets, half open, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after the piece.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, which is not before it.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end, "a span ends where it starts or later");
        Span { start, end }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The piece of `text` that it names.
    ///
    /// # Panics
    /// When the span does not lie in `text` on character boundaries, which is a mistake of ours.
    pub fn slice(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same piece seen from a text that starts `offset` bytes earlier.
    pub fn shifted(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a standard range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The name of an article: `[a-z0-9][a-z0-9._-]*`, unique in a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(String);

impl ArticleId {
    /// The id written `name`, when it has the form of one.
    pub fn parse(name: &str) -> Option<ArticleId> {
        let mut bytes = name.bytes();
        let first = bytes.next()?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        (plain(first) && bytes.all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-')))
            .then(|| ArticleId(name.to_owned()))
    }

    /// The id of a file named `stem`: the stem itself where it has the form of an id, else
    /// the stem folded, with six characters of its hash so that two stems never meet.
    ///
    /// ```
    /// use frise::text::ArticleId;
    ///
    /// assert_eq!(ArticleId::from_stem("2024-11-12-apn").as_str(), "2024-11-12-apn");
    /// assert!(ArticleId::from_stem("Été à Paris").as_str().starts_with("ete-a-paris-"));
    /// ```
    pub fn from_stem(stem: &str) -> ArticleId {
        if let Some(id) = ArticleId::parse(stem) {
            return id;
        }
        let mut folded = String::new();
        for c in fold(stem).chars() {
            match c {
                'a'..='z' | '0'..='9' | '.' | '_' => folded.push(c),
                _ if folded.is_empty() || folded.ends_with('-') => {}
                _ => folded.push('-'),
            }
        }
        let name = folded.trim_matches(['-', '.', '_']);
        let hash = base32(&digest(&[stem.as_bytes()]), 6);
        ArticleId(if name.is_empty() { format!("a-{hash}") } else { format!("{name}-{hash}") })
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A piece of the text of one article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Where in its text.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_the_contract() {
        for (stem, valid) in [
            ("2024-11-12-apn", true),
            ("a.b_c", true),
            ("", false),
            ("-a", false),
            ("A", false),
            ("é", false),
            ("a b", false),
        ] {
            assert_eq!(ArticleId::parse(stem).is_some(), valid, "{stem}");
            let made = ArticleId::from_stem(stem);
            assert!(ArticleId::parse(made.as_str()).is_some(), "{stem} gives {made}");
        }
        assert_ne!(ArticleId::from_stem("A"), ArticleId::from_stem("a"));
        assert_ne!(ArticleId::from_stem("é"), ArticleId::from_stem("É"));
    }
}
