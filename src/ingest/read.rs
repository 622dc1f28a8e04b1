//! The steps of ingest, in order.

use super::date::metadata_date;
use super::dct::Outside;
use super::format::html;
use super::format::page_meta::PageMeta;
use super::front::{self, Front};
use super::language::Voices;
use super::{
    Article, ArticleContext, Block, BlockKind, Format, IngestError, Limits, Meta, RawArticle,
    Sentence, clean, dateline, dct, decode, segment, source,
};
use crate::diag::{Note, Noted};
use crate::text::{ArticleId, Span, hex};

/// Text and blocks before anything is marked.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    front: Front,
    page: PageMeta,
}

/// Reads one article.
pub(crate) fn article(
    raw: &RawArticle,
    context: &ArticleContext,
) -> Result<Noted<Article>, IngestError> {
    with_page(raw, context).map(|(article, _)| article)
}

/// Reads one article, and what its page says of itself as it is written there.
pub(crate) fn with_page(
    raw: &RawArticle,
    context: &ArticleContext,
) -> Result<(Noted<Article>, PageMeta), IngestError> {
    let limits = &context.limits;
    within("the file", raw.bytes.len(), limits.file_bytes, "file_bytes")?;
    let declared = (raw.format == Format::Html).then(|| html::declared_encoding(&raw.bytes));
    let decoded = decode::decode(&raw.bytes, declared.flatten().as_deref())?;
    let mut notes = decoded.notes;
    if decoded.text.trim().is_empty() {
        return Err(IngestError::Empty);
    }
    let Body { text, mut blocks, front, page } = body(raw.format, decoded.text, limits)?;
    within("the number of blocks", blocks.len(), limits.blocks, "blocks")?;
    dateline::part(&text, &mut blocks);
    let all = all_sentences(&text, &blocks);
    let mut voices = Voices::default();
    let prose = clean::mark(&text, &mut blocks, &all, context, &mut voices);
    let heading = clean::shape::name_kinds(&text, &mut blocks, &prose);
    check_language(&voices, &front, &page)?;
    let read = all.into_iter().filter(|sentence| blocks[sentence.block].noise.is_none());
    let sentences = whole_titles(read, &blocks);
    let outside = Outside {
        years: context.years,
        decision: context.anchor,
        front: front_date(&front, &["dct", "date"], context, &mut notes),
        page: page.published.as_deref().and_then(|date| metadata_date(date, &context.timezone)),
        path: &raw.path,
        record: front_date(&front, &["recorded"], context, &mut notes),
    };
    let dct::Dated { published, modified: told, yearless } =
        dct::published(&text, &blocks, &prose, &outside, &mut notes);
    let stated = front_date(&front, &["modified"], context, &mut notes).or_else(|| {
        page.modified.as_deref().and_then(|date| metadata_date(date, &context.timezone))
    });
    let mut meta = meta(raw, &text, &blocks, heading, (&front, &page), context);
    meta.modified = stated.map(|stamp| stamp.day).or(told);
    let id = meta.id.clone().unwrap_or_else(|| raw.id.clone());
    let source_map = if raw.format == Format::Html { Vec::new() } else { decoded.marks };
    let sha256 = hex(&raw.bytes.sum());
    let path = raw.path.clone();
    let value = Article {
        id,
        path,
        format: raw.format,
        text,
        sha256,
        meta,
        published,
        yearless,
        blocks,
        sentences,
        source_map,
    };
    Ok((Noted { value, notes }, page))
}

/// Text and blocks of a decoded file, front matter first.
pub(crate) fn body(format: Format, text: String, limits: &Limits) -> Result<Body, IngestError> {
    if format == Format::Html {
        let page = html::read(text, limits)?;
        return Ok(Body {
            text: page.text,
            blocks: page.blocks,
            front: Front::default(),
            page: page.meta,
        });
    }
    within("the longest line", longest_line(&text), limits.line_bytes, "line_bytes")?;
    let front = front::read(&text)?;
    let start = front.span.map_or(0, |span| span.end);
    let mut blocks = super::blocks::blocks(&text, Span::new(start, text.len()));
    if let Some(span) = front.span {
        blocks.insert(0, Block { span, kind: BlockKind::FrontMatter, noise: None });
    }
    Ok(Body { text, blocks, front, page: PageMeta::default() })
}

/// Refuses what is over a limit, with the figure and the key of the settings.
pub(crate) fn within(what: &str, found: usize, limit: usize, key: &str) -> Result<(), IngestError> {
    if found <= limit {
        return Ok(());
    }
    Err(IngestError::OverLimit { what: what.to_owned(), found, limit, key: key.to_owned() })
}

/// Bytes of the longest line.
fn longest_line(text: &str) -> usize {
    let (mut start, mut longest) = (0, 0);
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        longest = longest.max(end - start);
        start = end + 1;
    }
    longest
}

/// The sentences of all blocks that could be read.
fn all_sentences(text: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut spans = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        if block.kind == BlockKind::FrontMatter {
            continue;
        }
        segment::sentences(text, block.span, &mut spans);
        sentences.extend(spans.drain(..).map(|span| Sentence { span, block: index }));
    }
    sentences
}

/// « EN DIRECT. Le pont ferme »: a title is one sentence.
fn whole_titles(sentences: impl Iterator<Item = Sentence>, blocks: &[Block]) -> Vec<Sentence> {
    let mut whole: Vec<Sentence> = Vec::new();
    for sentence in sentences {
        match whole.last_mut() {
            Some(last)
                if last.block == sentence.block
                    && blocks[sentence.block].kind == BlockKind::Title =>
            {
                last.span = last.span.join(sentence.span);
            }
            _ => whole.push(sentence),
        }
    }
    whole
}

/// Refuses another language, unless the front matter says that the article is French.
fn check_language(voices: &Voices, front: &Front, page: &PageMeta) -> Result<(), IngestError> {
    let french = |tag: &str| tag.trim().to_ascii_lowercase().starts_with("fr");
    match front.get("lang") {
        Some(tag) if french(tag) => return Ok(()),
        Some(tag) => return Err(IngestError::Foreign { language: tag.trim().to_owned() }),
        None => {}
    }
    match voices.foreign() {
        Some("und") if page.language.as_deref().is_some_and(french) => Ok(()),
        Some(language) => Err(IngestError::Foreign { language: language.to_owned() }),
        None => Ok(()),
    }
}

/// The first date that one of `keys` of the front matter gives; a note where it is unreadable.
fn front_date(
    front: &Front,
    keys: &[&str],
    context: &ArticleContext,
    notes: &mut Vec<Note>,
) -> Option<super::date::Stamp> {
    for key in keys {
        let Some(written) = front.get(key) else { continue };
        match metadata_date(written, &context.timezone) {
            Some(stamp) => return Some(stamp),
            None => notes.push(Note::new("FR-S409", front.span, &[("text", written)])),
        }
    }
    None
}

fn meta(
    raw: &RawArticle,
    text: &str,
    blocks: &[Block],
    heading: Option<Span>,
    (front, page): (&Front, &PageMeta),
    context: &ArticleContext,
) -> Meta {
    let own = |key: &str| front.get(key).map(str::to_owned);
    let url = front.get("url").or(page.url.as_deref()).and_then(source::web_address);
    let source_name = own("source").or_else(|| page.site_name.clone());
    let title_span = front.title_span.or(heading);
    let title = own("title").or_else(|| page.title.clone()).or_else(|| {
        heading.map(|span| span.slice(text).split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let credited = blocks
        .iter()
        .filter(|block| block.noise.as_ref().is_some_and(|noise| noise.rule == dateline::RULE))
        .find_map(|block| dateline::agency(block.span.slice(text)));
    Meta {
        title,
        title_span,
        source: source::source(source_name.as_deref(), url.as_deref(), &raw.path, &context.sources),
        source_name,
        url,
        archive: front.get("archive").and_then(source::web_address),
        author: own("author").or_else(|| page.author.clone()),
        agency: own("agency").as_deref().or(credited).map(source::slug),
        language: "fr".to_owned(),
        version: front.get("version").and_then(|version| version.parse().ok()).unwrap_or(1),
        id: front.get("id").and_then(ArticleId::parse),
        modified: None,
    }
}
