//! What holds of ingest for any bytes: called by a test with nasty inputs and by the fuzzer
//! with random ones.

use frise::ingest::add::{self, AddConfig, AddLimits, Placed, Shelf};
use frise::ingest::{ArticleContext, BlockKind, Format, RawArticle, ingest, line_hashes};
use frise::text::{ArticleId, Span};

/// Reads `bytes` in one format and checks every span.
pub(super) fn check_article(format: Format, bytes: &[u8]) {
    let id = ArticleId::from_stem("article");
    let raw = RawArticle { id, path: "article".to_owned(), format, bytes: bytes.to_vec().into() };
    line_hashes(&raw);
    let context =
        ArticleContext { timezone: "Europe/Paris".to_owned(), ..ArticleContext::default() };
    let Ok(read) = ingest(&raw, &context) else { return };
    let again = ingest(&raw, &context).expect("what was read once is read again");
    assert_eq!(read, again, "the same bytes give the same article");
    let article = read.value;
    let text = &article.text;
    let lies_inside = |span: Span| {
        let piece = text.get(span.start..span.end).expect("a span lies in its text");
        assert!(!piece.is_empty(), "a span holds something");
    };
    let mut end = 0;
    for block in &article.blocks {
        lies_inside(block.span);
        assert!(block.span.start >= end, "blocks are in order and do not overlap");
        end = block.span.end;
    }
    end = 0;
    for sentence in &article.sentences {
        lies_inside(sentence.span);
        let block = &article.blocks[sentence.block];
        assert!(block.span.contains(sentence.span), "a sentence lies in its block");
        assert!(block.noise.is_none() && block.kind != BlockKind::FrontMatter, "and is read");
        assert!(sentence.span.start >= end, "sentences are in order and do not overlap");
        end = sentence.span.end;
    }
    for note in &read.notes {
        note.span.into_iter().for_each(lies_inside);
    }
    let published = article.published.and_then(|published| published.span);
    article.meta.title_span.into_iter().chain(published).for_each(lies_inside);
    for pair in article.source_map.windows(2) {
        assert!(pair[0].text < pair[1].text && pair[0].file <= pair[1].file, "marks are in order");
    }
    if let Some(last) = article.source_map.last() {
        assert!(last.text <= text.len() && last.file <= bytes.len(), "marks lie in text and file");
    }
    assert!(!text.contains('\r') && !text.contains('\0'), "the text is in order");
}

/// Adds whatever `bytes` hold, under a name that says nothing, and adds it again.
pub(super) fn check_add(name: &str, bytes: &[u8]) {
    let limits = AddLimits { record_bytes: 1 << 20, records: 200, ratio: 100 };
    let config = AddConfig { limits, ..AddConfig::default() };
    let mut shelf = Shelf::default();
    for found in add::articles(name, Box::new(bytes), &config).take(400).flatten() {
        let placed = shelf.place(&found);
        if let Placed::New(article) | Placed::Changed { article, .. } = &placed {
            assert!(!article.file_name.contains('/'), "a file name is no path");
            assert!(std::str::from_utf8(&article.content).is_ok(), "an article is UTF-8");
            check_article(Format::Markdown, &article.content);
        }
        let again = shelf.place(&found);
        assert!(matches!(again, Placed::Same { .. }), "nothing is added twice");
    }
}
