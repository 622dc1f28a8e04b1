//! The page of an article: what frise read in it, and what it passed over.

use crate::ingest::{BlockKind, NoiseKind};
use crate::mention::AnnotatedArticle;
use crate::merge::MergeConfig;
use crate::render::TextShown;
use crate::render::export::{noise_key, published_key};
use crate::render::kit::{Kit, article_path, clipped_words, plain};
use crate::render::model::collapsed;
use crate::render::pages::event::copy_line;
use crate::render::pages::period::PAGE;
use crate::render::site::{Frame, Press, Sheet};
use crate::render::view::{
    self, ArticleRow, Articles, CopyLine, Expression, Fact, IgnoredGroup, Link, Paragraph, Sentence,
};
use crate::render::{OutputFile, Print, RenderError};
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Sentences shown before and after one with a mention.
const AROUND: usize = 1;

/// Characters shown of a passage that was passed over.
const IGNORED: usize = 200;

/// Passages listed for each reason.
const LISTED: usize = 20;

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let title = kit.messages.text("nav.articles").to_owned();
    list(press, &title)?;
    press.print_many(&kit.model.articles, |frame, annotated| {
        let path = article_path(&annotated.article.id);
        let page = frame.made_of(&path, &frame.inputs.article_page(annotated), || {
            let view = view(kit, annotated);
            frame.plain(Sheet {
                path: path.clone(),
                template: "article.html",
                title: view.title.clone(),
                description: Some(format!("{}, {}", view.source.name, view.source.published)),
                trail: vec![Link::new(title.clone(), "articles/index.html")],
                around: (None, None),
                canonical: None,
                json_ld: None,
                view: ("article", &view),
            })
        })?;
        Ok(vec![page])
    })
}

/// The list of all articles.
fn list(press: &mut Press<'_, '_>, title: &str) -> Result<(), RenderError> {
    let kit = press.kit;
    let skipped = kit.model.input.skipped.iter();
    let skipped: Vec<Link> =
        skipped.map(|skipped| Link::new(&*skipped.reason, &*skipped.path)).collect();
    let list =
        Listed::new(kit, kit.model.articles.clone(), (title, "articles", Vec::new()), &skipped);
    let numbers: Vec<usize> = (0..list.len()).collect();
    press.print_each(&numbers, |frame, number| Ok(vec![list.page(frame, *number)?]))
}

/// A list of articles in a folder, newest first, on as many pages as it takes; on the first
/// also what was skipped.
pub(crate) struct Listed<'a, 't> {
    ordered: Vec<&'a AnnotatedArticle>,
    title: &'t str,
    trail: Vec<Link>,
    skipped: &'t [Link],
    /// Links to all pages.
    links: Vec<Link>,
}

impl<'a, 't> Listed<'a, 't> {
    pub(crate) fn new(
        kit: Kit<'_>,
        mut ordered: Vec<&'a AnnotatedArticle>,
        (title, folder, trail): (&'t str, &'t str, Vec<Link>),
        skipped: &'t [Link],
    ) -> Listed<'a, 't> {
        newest_first(&mut ordered);
        let address = |page: usize| match page {
            0 => format!("{folder}/index.html"),
            // An article could be named `p2`: its page and this one must not meet.
            _ => format!("{folder}/pages/{}/index.html", page + 1),
        };
        let link = |page: usize| {
            let number = kit.messages.number(page as i64 + 1);
            Link::new(kit.messages.fill("period.page", &[("n", &number)]), address(page))
        };
        let links = (0..ordered.len().div_ceil(PAGE).max(1)).map(link).collect();
        Listed { ordered, title, trail, skipped, links }
    }

    /// The number of its pages, at least one.
    pub(crate) fn len(&self) -> usize {
        self.links.len()
    }

    /// The page of a number, from 0.
    pub(crate) fn page(&self, frame: &Frame<'_>, number: usize) -> Result<OutputFile, RenderError> {
        let (links, kit) = (&self.links, frame.kit);
        let articles = || self.ordered.iter().skip(number * PAGE).take(PAGE);
        let skipped = if number == 0 { self.skipped } else { &[] };
        let prints: Vec<Print> =
            articles().map(|annotated| frame.inputs.article_page(annotated)).collect();
        let inputs = (self.title, &self.trail, links, number, skipped, prints);
        frame.made_of(&links[number].href, &inputs, || {
            let view = Articles {
                rows: articles().map(|annotated| row(kit, annotated)).collect(),
                skipped: skipped.to_vec(),
                pages: links.iter().filter(|_| links.len() > 1).cloned().collect(),
            };
            frame.plain(Sheet {
                path: links[number].href.clone(),
                template: "articles.html",
                title: self.title.to_owned(),
                description: None,
                trail: self.trail.clone(),
                around: (
                    number.checked_sub(1).map(|before| links[before].clone()),
                    links.get(number + 1).cloned(),
                ),
                canonical: None,
                json_ld: None,
                view: ("articles", &view),
            })
        })
    }
}

/// Sorts articles as lists have them: newest first, those without date last, then by id.
pub(crate) fn newest_first(articles: &mut [&AnnotatedArticle]) {
    articles.sort_by_key(|a| (Reverse(a.article.dct().map(|dct| dct.day)), a.article.id.clone()));
}

/// An article in a list.
pub(crate) fn row(kit: Kit<'_>, annotated: &AnnotatedArticle) -> ArticleRow {
    let source = kit.source(annotated);
    let mentions = annotated.mentions.iter().filter(|m| kit.model.mentions.contains_key(&m.id));
    ArticleRow {
        href: source.article.href,
        title: source.article.text,
        lang: source.article.lang,
        source: Link::new(source.name, source.href),
        published: kit.published(annotated, "article.on"),
        datetime: annotated.article.dct().map(|dct| dct.day.to_string()),
        mentions: kit.messages.count("count.mentions", mentions.count()),
        ignored: (passed_over(annotated).count() > 0).then(|| {
            let text = kit.messages.count("count.passages", passed_over(annotated).count());
            Link::new(text, format!("{}#ignore", article_path(&annotated.article.id)))
        }),
        copy_of: copy_of(kit, annotated),
    }
}

/// The article that this one copies, as far as that is known.
fn copy_of(kit: Kit<'_>, annotated: &AnnotatedArticle) -> Option<Link> {
    use crate::merge::Direction;
    let id = &annotated.article.id;
    let one_origin = MergeConfig::default().copy_containment;
    let mut copies = kit.model.copies_of(id).iter().filter(|c| c.containment >= one_origin);
    let original = copies.find_map(|copy| match copy.direction {
        Direction::AToB if copy.b == *id => Some(&copy.a),
        Direction::BToA if copy.a == *id => Some(&copy.b),
        _ => None,
    })?;
    let original = kit.model.article(original)?;
    Some(Link::new(kit.source_name(original), article_path(&original.article.id)))
}

fn view(kit: Kit<'_>, annotated: &AnnotatedArticle) -> view::Article {
    let article = &annotated.article;
    let by = article.published.as_ref().map(|published| published_key(published.by));
    let full = kit.model.input.settings.text == TextShown::Full;
    let copies = copies(kit, annotated);
    view::Article {
        id: article.id.to_string(),
        title: kit.article_title(annotated),
        source: kit.source(annotated),
        published_by: by.map(|key| kit.messages.text(&format!("published-by.{key}")).to_owned()),
        author: article.meta.author.as_deref().map(|author| collapsed(author).into_owned()),
        file: article.path.clone(),
        sha256: article.sha256.clone(),
        lang: kit.foreign(&article.meta.language),
        facts: facts(kit, annotated, copies.len()),
        extracts: !full,
        paragraphs: paragraphs(kit, annotated, full),
        expressions: expressions(kit, annotated),
        ignored: ignored(kit, annotated),
        copies,
    }
}

/// The text that is shown, sentence by sentence.
fn paragraphs(kit: Kit<'_>, annotated: &AnnotatedArticle, full: bool) -> Vec<Paragraph> {
    let article = &annotated.article;
    let mut ids: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for mention in &annotated.mentions {
        if kit.model.mentions.contains_key(&mention.id) {
            ids.entry(mention.sentence).or_default().push(mention.id.0.clone());
        }
    }
    let near =
        |index: usize| ids.range(index.saturating_sub(AROUND)..=index + AROUND).next().is_some();
    let events = dated_events(kit, annotated);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let mut timex = 0;
    for (index, sentence) in article.sentences.iter().enumerate() {
        // Timexes are in order, and so are sentences.
        while annotated.timexes.get(timex).is_some_and(|t| t.span.start < sentence.span.start) {
            timex += 1;
        }
        if !full && !near(index) {
            continue;
        }
        let goes_on = last == Some((index.wrapping_sub(1), sentence.block));
        if !goes_on {
            let gap = last.map_or(index > 0, |(before, _)| before + 1 != index);
            paragraphs.push(Paragraph { gap, sentences: Vec::new() });
        }
        last = Some((index, sentence.block));
        let shown = Sentence {
            ids: ids.get(&index).cloned().unwrap_or_default(),
            segments: segments(kit, annotated, sentence.span, timex, &events),
        };
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.sentences.push(shown);
        }
    }
    paragraphs
}

/// The event that each timex dates, by index of the timex.
fn dated_events(kit: Kit<'_>, annotated: &AnnotatedArticle) -> BTreeMap<usize, Link> {
    let mut events = BTreeMap::new();
    for mention in &annotated.mentions {
        let Some(event) = kit.model.mention(&mention.id).and_then(|known| known.event) else {
            continue;
        };
        for timex in [mention.timex, mention.timex_end].into_iter().flatten() {
            let link = || kit.event_link(event);
            events.entry(timex).or_insert_with(link);
        }
    }
    events
}

fn segments(
    kit: Kit<'_>,
    annotated: &AnnotatedArticle,
    span: Span,
    first: usize,
    events: &BTreeMap<usize, Link>,
) -> Vec<view::Segment> {
    let text = &annotated.article.text;
    let mut segments = Vec::new();
    let mut from = span.start;
    for (index, timex) in annotated.timexes.iter().enumerate().skip(first) {
        if timex.span.end > span.end {
            break;
        }
        if timex.span.start < from {
            continue;
        }
        segments.extend(plain(&text[from..timex.span.start]));
        segments.push(view::Segment {
            text: timex.span.slice(text).to_owned(),
            mark: true,
            label: Some(kit.read(timex)),
            href: events.get(&index).map(|link| link.href.clone()),
        });
        from = timex.span.end;
    }
    segments.extend(plain(&text[from..span.end]));
    segments
}

fn expressions(kit: Kit<'_>, annotated: &AnnotatedArticle) -> Vec<Expression> {
    let events = dated_events(kit, annotated);
    let expressions = annotated.timexes.iter().enumerate().map(|(index, timex)| Expression {
        text: collapsed(timex.span.slice(&annotated.article.text)).into_owned(),
        read: kit.read(timex),
        edtf: timex.edtf(),
        rule: timex.rule.to_string(),
        event: events.get(&index).cloned(),
    });
    expressions.collect()
}

/// The passages that were passed over, front matter excepted.
pub(crate) fn passed_over(
    annotated: &AnnotatedArticle,
) -> impl Iterator<Item = (NoiseKind, Span)> + '_ {
    let blocks = annotated.article.blocks.iter();
    let blocks = blocks.filter(|block| block.kind != BlockKind::FrontMatter);
    blocks.filter_map(|block| Some((block.noise.as_ref()?.kind, block.span)))
}

/// What the page holds, with the place of each.
fn facts(kit: Kit<'_>, annotated: &AnnotatedArticle, copies: usize) -> Vec<Fact> {
    let parts = [
        ("expressions", "expressions", annotated.timexes.len()),
        ("passages", "ignore", passed_over(annotated).count()),
        ("shared", "copies", copies),
    ];
    let parts = parts.into_iter().filter(|(.., n)| *n > 0);
    let facts = parts.map(|(key, anchor, n)| Fact {
        text: kit.messages.count(&format!("count.{key}"), n),
        href: Some(format!("#{anchor}")),
    });
    facts.collect()
}

fn ignored(kit: Kit<'_>, annotated: &AnnotatedArticle) -> Vec<IgnoredGroup> {
    let mut groups: BTreeMap<NoiseKind, Vec<Span>> = BTreeMap::new();
    for (kind, span) in passed_over(annotated) {
        groups.entry(kind).or_default().push(span);
    }
    let text = &annotated.article.text;
    let groups = groups.into_iter().map(|(kind, spans)| {
        let name = kit.messages.text(&format!("noise.{}", noise_key(kind)));
        let count = kit.messages.count("count.passages", spans.len());
        let beginning = |span: &Span| {
            let text = span.slice(text);
            let end = text.char_indices().nth(IGNORED * 2).map_or(text.len(), |(at, _)| at);
            clipped_words(&collapsed(&text[..end]), IGNORED)
        };
        IgnoredGroup {
            title: format!("{name}{}{count}", kit.messages.text("typography.colon")),
            texts: spans.iter().take(LISTED).map(beginning).collect(),
        }
    });
    groups.collect()
}

fn copies(kit: Kit<'_>, annotated: &AnnotatedArticle) -> Vec<CopyLine> {
    let id = &annotated.article.id;
    let copies = kit.model.copies_of(id).iter();
    let others = copies.map(|copy| if copy.a == *id { &copy.b } else { &copy.a });
    let others = others.filter_map(|other| kit.model.article(other));
    others.map(|other| copy_line(kit, other, id)).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{files, story};

    #[test]
    fn what_was_passed_over_is_a_step_away_from_every_list() {
        let files = files(&story());
        let with = |page: &&String| page.contains("href=\"#ignore\">1 passage ignoré</a>");
        let pages = || files.iter().filter(|(path, _)| path.starts_with("articles/20"));
        let articles: Vec<&String> =
            pages().filter(|(_, page)| with(page)).map(|(path, _)| path).collect();
        assert!(!articles.is_empty() && articles.len() < pages().count(), "{articles:?}");
        let list = &files["articles/index.html"];
        for path in &articles {
            assert!(list.contains(&format!("../{path}#ignore\">1 passage ignoré</a>")), "{list}");
        }
        assert_eq!(list.matches("#ignore\"").count(), articles.len(), "{list}");
        let all = format!("articles/index.html\">{} passages ignorés</a>", articles.len());
        assert!(files["index.html"].contains(&all), "{all}");
    }
}
