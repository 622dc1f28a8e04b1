//! The title of an event: words of one source, in their order, and nothing else.

use super::date::occurred;
use super::node::{Corpus, Item};
use super::pairs::Context;
use crate::mention::Status;
use crate::text::{Span, is_space};

/// Characters of a title at most.
const LONGEST: usize = 120;
/// Words of a title that reads well.
const WORDS: i32 = 16;

/// The best title that the items of an event offer.
pub(super) fn title(context: &Context<'_>, nodes: &[u32]) -> String {
    let corpus = context.corpus;
    let happened = nodes.iter().any(|&node| occurred(corpus.item(node as usize).mention.status));
    let best = nodes
        .iter()
        .map(|&node| (score(context, nodes, node, happened), node))
        .max_by_key(|&(score, node)| (score, std::cmp::Reverse(context.id(node as usize))));
    best.map(|(_, node)| trim(corpus, corpus.item(node as usize))).unwrap_or_default()
}

/// How well a mention serves as title: near the centre, in the lead, whole, short.
fn score(context: &Context<'_>, nodes: &[u32], node: u32, happened: bool) -> i32 {
    let item = context.corpus.item(node as usize);
    let mention = item.mention;
    let near: i64 = nodes
        .iter()
        .take(64)
        .map(|&other| i64::from(context.vectors.cosine(node as usize, other as usize)))
        .sum();
    let mut score = (near / nodes.len().clamp(1, 64) as i64) as i32;
    let quote = context.corpus.quote(item);
    let words = quote.split(is_space).filter(|word| !word.is_empty()).count() as i32;
    if mention.lead {
        score += 1_000;
    }
    if mention.trigger.is_some() && !(mention.actors.is_empty() && mention.places.is_empty()) {
        score += 1_000;
    }
    if happened && !occurred(mention.status) {
        score -= 6_000;
    }
    if mention.status == Status::Question || quote.ends_with('?') {
        score -= 3_000;
    }
    if !quote.chars().next().is_some_and(char::is_uppercase) {
        score -= 1_500;
    }
    if quote.contains(['«', '“', '"']) {
        score -= 1_000;
    }
    // A sentence without any name often leans on the one before it.
    if mention.actors.is_empty() && mention.places.is_empty() {
        score -= 1_000;
    }
    score - (words - WORDS).abs() * 100
}

/// A mention as title: without a date in front, without its full stop, not too long.
fn trim(corpus: &Corpus<'_>, item: &Item<'_>) -> String {
    let text = &corpus.article(item).text;
    let mut span = item.mention.span;
    if let Some(timex) = corpus.timex(item) {
        let first = timex.signal.map_or(timex.span, |signal| signal.span.join(timex.span));
        let leads = first.start >= span.start
            && Span::new(span.start, first.start.max(span.start))
                .slice(text)
                .chars()
                .all(|c| !c.is_alphanumeric());
        let after = Span::new(first.end.clamp(span.start, span.end), span.end).slice(text);
        if leads && let Some(rest) = after.strip_prefix(',') {
            let rest = rest.trim_start_matches(is_space);
            span = Span::new(span.end - rest.len(), span.end);
        }
    }
    let quote =
        span.slice(text).trim_matches(|c: char| is_space(c) || matches!(c, '.' | ';' | ','));
    let words: Vec<&str> = quote.split(is_space).filter(|word| !word.is_empty()).collect();
    let mut title = capitalised(&words.join(" "));
    if title.chars().count() > LONGEST {
        title = shorten(&title);
    }
    title
}

/// The first letter in upper case; the words stay.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Cut at the last clause border that fits, else at the last word, with « … ».
fn shorten(text: &str) -> String {
    let limit = text.char_indices().nth(LONGEST - 2).map_or(text.len(), |(at, _)| at);
    let head = &text[..limit];
    let border = head.rfind([',', ';', ':', '–']).filter(|&at| at > limit / 2);
    let cut = border.or_else(|| head.rfind(' ')).unwrap_or(limit);
    format!("{} …", head[..cut].trim_end_matches([' ', ',', ';', ':', '–']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_clause() {
        let text = format!("{}, {}", "mot ".repeat(20).trim(), "suite ".repeat(20).trim());
        assert_eq!(shorten(&text), format!("{} …", "mot ".repeat(20).trim()));
        let whole = "a".repeat(200);
        assert_eq!(shorten(&whole).chars().count(), LONGEST);
    }
}
