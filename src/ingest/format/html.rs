//! A saved page to text and blocks: the body found by a readability library, then walked.

use super::depth::{self, Shape};
use super::page_meta::{self, PageMeta};
use super::slim;
use crate::ingest::read::within;
use crate::ingest::{Block, BlockKind, IngestError, Limits};
use crate::text::{Span, is_space};
use dom_query::{Document, NodeData, NodeRef};
use dom_smoothie::{Config, Readability};

/// Nesting beyond which tags are dropped, whatever the limits: the parsers are quadratic there.
const DEEPEST: usize = 512;
/// A body with fewer bytes than this is not trusted: the whole page is read instead.
const SHORTEST_BODY: usize = 140;

/// The article of a page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) meta: PageMeta,
}

/// The encoding that a page or XML file names in its first bytes.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(2048)];
    for (key, stop) in [(&b"charset="[..], 64), (&b"encoding="[..], 64)] {
        if let Some(at) = memchr::memmem::find(head, key) {
            let rest = &head[at + key.len()..];
            let label: String = rest
                .iter()
                .take(stop)
                .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
                .take_while(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':')
                })
                .map(|&byte| byte as char)
                .collect();
            if !label.is_empty() {
                return Some(label);
            }
        }
    }
    None
}

/// Reads a page.
///
/// # Errors
/// When the page is over a limit of its size, its tags or their nesting.
pub(crate) fn read(html: String, limits: &Limits) -> Result<Page, IngestError> {
    let html = slim::slim(html);
    check(&html, limits)?;
    let flat = depth::flattened(&html, DEEPEST);
    let document = Document::from(flat.as_ref());
    let meta = page_meta::read(&document);
    let mut writer = Writer::default();
    if let Some(title) = &meta.title {
        writer.push(title, BlockKind::Title);
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let body =
        Readability::with_document(document, None, Some(config)).ok().and_then(|mut page| {
            let length = page.parse().ok()?.length;
            (length >= SHORTEST_BODY).then_some(page.doc)
        });
    // The library leaves the article in its document, under this id.
    let article = body.as_ref().map(|page| page.select_single("#readability-page-1"));
    match article.as_ref().and_then(|found| found.nodes().first()) {
        Some(root) => writer.walk(root),
        None => writer.walk(&Document::from(flat.as_ref()).root()),
    }
    Ok(Page { text: writer.text, blocks: writer.blocks, meta })
}

/// Reads a piece of HTML that holds an article and nothing else, as feeds have it.
///
/// # Errors
/// As [`read`].
pub(crate) fn fragment(html: &str, limits: &Limits) -> Result<(String, Vec<Block>), IngestError> {
    check(html, limits)?;
    let flat = depth::flattened(html, DEEPEST);
    let mut writer = Writer::default();
    writer.walk(&Document::fragment(flat.as_ref()).root());
    Ok((writer.text, writer.blocks))
}

/// Refuses what would make too large a tree.
fn check(html: &str, limits: &Limits) -> Result<(), IngestError> {
    within("the page, pictures and scripts apart,", html.len(), limits.html_bytes, "html_bytes")?;
    let Shape { depth, tags } = depth::shape(html);
    within("the number of tags", tags, limits.html_tags, "html_tags")?;
    within("the nesting of HTML", depth, limits.html_depth, "html_depth")
}

/// Text and blocks as they are written.
#[derive(Default)]
struct Writer {
    text: String,
    blocks: Vec<Block>,
    /// The words of the block that is being written.
    open: String,
}

/// What an element does to the text around it.
enum Role {
    Skip,
    Break,
    Block(BlockKind),
    Inline,
}

fn role(name: &str) -> Role {
    match name {
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "form" | "button"
        | "nav" | "footer" | "aside" | "head" | "title" | "select" | "object" | "video"
        | "audio" | "math" => Role::Skip,
        "br" => Role::Break,
        // `hl1` and `hl2` are those of NITF.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hl1" | "hl2" => Role::Block(BlockKind::Title),
        "li" => Role::Block(BlockKind::ListItem),
        "blockquote" => Role::Block(BlockKind::Quotation),
        "figcaption" | "caption" => Role::Block(BlockKind::Caption),
        "p" | "div" | "section" | "article" | "main" | "header" | "ul" | "ol" | "dl" | "dt"
        | "dd" | "table" | "tr" | "td" | "th" | "figure" | "pre" | "hr" | "address" | "body"
        | "html" | "details" | "summary" => Role::Block(BlockKind::Paragraph),
        _ => Role::Inline,
    }
}

impl Writer {
    /// Walks the tree under `root` without recursion: pages nest as they like.
    fn walk(&mut self, root: &NodeRef<'_>) {
        let mut kinds = vec![BlockKind::Paragraph];
        let mut next = root.first_child();
        let mut depth: Vec<(NodeRef<'_>, bool)> = Vec::new();
        while let Some(node) = next {
            let mut down = None;
            let role = node.query_or(None, |node| match &node.data {
                NodeData::Text { contents } => {
                    self.inline(contents);
                    None
                }
                NodeData::Element(element) => Some(role(&element.name.local)),
                _ => None,
            });
            if let Some(role) = role {
                match role {
                    Role::Skip => {}
                    Role::Break => self.line_break(),
                    Role::Block(kind) => {
                        let outer = *kinds.last().unwrap_or(&BlockKind::Paragraph);
                        self.close(outer);
                        // A paragraph inside a quotation or a list item is part of it.
                        let kind = if kind == BlockKind::Paragraph { outer } else { kind };
                        kinds.push(kind);
                        depth.push((node, true));
                        down = Some(node.first_child());
                    }
                    Role::Inline => {
                        depth.push((node, false));
                        down = Some(node.first_child());
                    }
                }
            }
            next = match down {
                Some(Some(child)) => Some(child),
                Some(None) => self.up(&mut depth, &mut kinds),
                None => node.next_sibling().or_else(|| self.up(&mut depth, &mut kinds)),
            };
        }
        self.close(BlockKind::Paragraph);
    }

    /// Leaves elements until one has a next sibling.
    fn up<'a>(
        &mut self,
        depth: &mut Vec<(NodeRef<'a>, bool)>,
        kinds: &mut Vec<BlockKind>,
    ) -> Option<NodeRef<'a>> {
        while let Some((node, block)) = depth.pop() {
            if block {
                let kind = kinds.pop().unwrap_or(BlockKind::Paragraph);
                self.close(kind);
            }
            if let Some(sibling) = node.next_sibling() {
                return Some(sibling);
            }
        }
        None
    }

    /// Adds inline text, white space collapsed but no-break spaces kept.
    fn inline(&mut self, text: &str) {
        for piece in text.split_inclusive([' ', '\n', '\t', '\r', '\u{c}']) {
            let word = piece.trim_end_matches([' ', '\n', '\t', '\r', '\u{c}']);
            self.open.push_str(word);
            if word.len() < piece.len()
                && !self.open.is_empty()
                && !self.open.ends_with([' ', '\n'])
            {
                self.open.push(' ');
            }
        }
    }

    /// One line break goes on with the paragraph, two end it.
    fn line_break(&mut self) {
        let written = self.open.trim_end_matches(' ').len();
        self.open.truncate(written);
        if self.open.ends_with('\n') {
            self.close(BlockKind::Paragraph);
        } else if !self.open.is_empty() {
            self.open.push('\n');
        }
    }

    fn close(&mut self, kind: BlockKind) {
        let open = std::mem::take(&mut self.open);
        self.push(open.trim_matches(is_space), kind);
    }

    fn push(&mut self, written: &str, kind: BlockKind) {
        if written.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(written);
        self.blocks.push(Block { span: Span::new(start, self.text.len()), kind, noise: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_article_in_blocks() {
        let sentence = "Le conseil municipal a voté jeudi soir la construction d’une école, après \
                        des années de débats, de pétitions et de promesses. ";
        let html = format!(
            "<html lang=fr><head><title>École | Le Phare</title><meta property='og:title' content='Une école'></head>\
             <body><nav>Accueil Sports</nav><article><h1>Une école</h1><p>{0}{0}</p><h2>Le coût</h2>\
             <p>{0}<b>Fin</b>&nbsp;!</p><ul><li>un toit</li></ul><blockquote><p>{0}</p></blockquote>\
             <table><tr><td>{0}<br><br>{0}</td></tr></table></article><script>x</script></body></html>",
            sentence
        );
        let page = read(html, &Limits::default()).unwrap();
        let blocks: Vec<(BlockKind, &str)> =
            page.blocks.iter().map(|block| (block.kind, block.span.slice(&page.text))).collect();
        assert_eq!(blocks[0], (BlockKind::Title, "Une école"));
        assert!(blocks.contains(&(BlockKind::Title, "Le coût")), "{blocks:?}");
        assert!(blocks.contains(&(BlockKind::ListItem, "un toit")), "{blocks:?}");
        assert!(blocks.iter().any(|(kind, _)| *kind == BlockKind::Quotation), "{blocks:?}");
        assert!(!page.text.contains("Accueil"));
        assert_eq!(page.meta.language.as_deref(), Some("fr"));
    }

    #[test]
    fn the_cells_of_a_row_that_is_the_article_stay_apart() {
        let cell = "Le conseil municipal a voté jeudi soir la construction d’une école, après des \
                    années de débats, de pétitions et de promesses, pour la rentrée de 2025. "
            .repeat(3);
        let html = format!("<table><tr><td>{cell}</td><td>{cell}</td></tr></table>");
        let page = read(html, &Limits::default()).unwrap();
        assert_eq!(page.blocks.len(), 2, "{:?}", page.blocks);
    }

    #[test]
    fn a_page_without_an_article_still_has_its_text() {
        let html = "<p>Bref.</p><p>Rien<br>de plus.</p>".to_owned();
        let page = read(html, &Limits::default()).unwrap();
        assert_eq!(page.text, "Bref.\n\nRien\nde plus.");
    }

    #[test]
    fn the_encoding_is_the_one_that_the_page_names() {
        let label = |text: &str| declared_encoding(text.as_bytes());
        assert_eq!(label("<meta charset=\"iso-8859-1\">").as_deref(), Some("iso-8859-1"));
        assert_eq!(
            label("<?xml version='1.0' encoding='macintosh'?>").as_deref(),
            Some("macintosh")
        );
        assert_eq!(label("<p>"), None);
    }
}
