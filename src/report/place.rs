//! Where words stand in their file, as editors and forges count.

use crate::ingest::Format;
use crate::mention::AnnotatedArticle;
use crate::text::{CharIndex, Span};
use serde::Serialize;

/// A place in a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// Path from the project's folder.
    pub file: String,
    /// Line, from 1; none where the format has no lines of its own (HTML).
    pub line: Option<usize>,
    /// Column in code points, from 1.
    pub column: Option<usize>,
    /// Last line.
    pub end_line: Option<usize>,
    /// Column after the last character.
    pub end_column: Option<usize>,
    /// The words.
    pub quote: Option<String>,
    /// The same words as bytes of the article's text.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Location {
    /// A file as a whole.
    pub(super) fn file(path: &str) -> Location {
        Location {
            file: path.to_owned(),
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            quote: None,
            span: None,
        }
    }
}

/// The places of one article, with an index so that the thousandth costs no more than the
/// first, on a line of any length.
#[derive(Debug)]
pub(super) struct Places<'a> {
    article: &'a AnnotatedArticle,
    /// Bytes at which lines start.
    lines: Vec<usize>,
    chars: CharIndex<'a>,
}

impl<'a> Places<'a> {
    pub(super) fn new(article: &'a AnnotatedArticle) -> Places<'a> {
        let text = &article.article.text;
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Places { article, lines, chars: CharIndex::new(text) }
    }

    /// The place of a span, or the file where there is none.
    pub(super) fn locate(&self, span: Option<Span>) -> Location {
        let article = &self.article.article;
        let mut place = Location::file(&article.path);
        let Some(span) = span else { return place };
        place.span = Some(span);
        place.quote = Some(span.slice(&article.text).to_owned());
        if article.format != Format::Html {
            let (line, column) = self.position(span.start);
            let (end_line, end_column) = self.position(span.end);
            place.line = Some(line);
            place.column = Some(column);
            place.end_line = Some(end_line);
            place.end_column = Some(end_column);
        }
        place
    }

    /// Line and column, both from 1, of a byte; decoding keeps the lines of the file.
    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        (line, 1 + self.chars.code_point(offset) - self.chars.code_point(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_of_an_editor() {
        let mut story = crate::render::testing::Story::new("Essai");
        let text = "Été.\n\nLe « 6 mars » à Brest.";
        let index = story.add("a.txt", "Nord", "2024-03-07", text);
        let places = Places::new(&story.articles[index]);
        let start = text.find("6 mars").unwrap();
        let place = places.locate(Some(Span::new(start, start + 6)));
        assert_eq!((place.line, place.column), (Some(3), Some(6)));
        assert_eq!((place.end_line, place.end_column), (Some(3), Some(12)));
        assert_eq!(place.quote.as_deref(), Some("6 mars"));
        assert_eq!(places.position(0), (1, 1));
        assert_eq!(places.position(text.len()), (3, 23));
    }
}
