//! Text fragments: links that land on the quoted words in the publisher's page.
//!
//! The rules come from trials in Chromium. A directive must not hold `-`, `,` or `&` raw; a
//! string must stay inside one block, and begin and end where words do. U+202F is no boundary
//! of words there, so that an end beside one has to move.

use crate::ingest::Article;
use crate::text::Span;

/// Characters of a directive, at most, before encoding.
const LIMIT: usize = 300;

/// Bytes of text in which a quote is looked for a second time, at most.
const SEARCHED: usize = 200_000;

/// Words at each end of a range.
const WORDS: usize = 3;

/// The address of `span` of `article`, which is published at `url`.
pub(crate) fn link(url: &str, article: &Article, span: Span) -> String {
    let page = url.split_once('#').map_or(url, |(page, _)| page);
    match directive(&article.text, span) {
        Some(directive) => format!("{page}#:~:text={directive}"),
        None => page.to_owned(),
    }
}

/// What stands after `#:~:text=`; nothing where no words are left.
pub(crate) fn directive(text: &str, span: Span) -> Option<String> {
    let quote = span.slice(text);
    let span = Span::new(
        span.start + (quote.len() - quote.trim_start().len()),
        span.end - (quote.len() - quote.trim_end().len()),
    );
    let quote = widened(text, span)?.slice(text);
    let in_one_block = !quote.contains(['\n', '\r']);
    if in_one_block && quote.chars().nth(LIMIT).is_none() {
        let words = encoded(&spaced(quote));
        return Some(match prefix(text, span, quote) {
            Some(before) => format!("{}-,{words}", encoded(&before)),
            None => words,
        });
    }
    let words: Vec<&str> = quote.split([' ', '\n', '\r', '\t']).filter(|w| !w.is_empty()).collect();
    let first = block_words(words.iter().copied(), quote);
    let last: Vec<&str> = words.iter().rev().take(WORDS).rev().copied().collect();
    Some(format!("{},{}", encoded(&first), encoded(&last.join(" "))))
}

/// The first words of a quote, as many as stand on its first line.
fn block_words<'a>(words: impl Iterator<Item = &'a str>, quote: &str) -> String {
    let line = quote.split(['\n', '\r']).next().unwrap_or(quote);
    let on_line = line.split_whitespace().count().max(1);
    words.take(WORDS.min(on_line)).collect::<Vec<_>>().join(" ")
}

/// `span`, its ends moved off the inside of « « »+U+202F: a guillemet before it is taken in,
/// and the ends stand on words.
fn widened(text: &str, span: Span) -> Option<Span> {
    let mut start = span.start;
    if text[..start].ends_with('\u{202f}') {
        let before = text[..start].trim_end_matches('\u{202f}');
        start = before.char_indices().next_back().map_or(start, |(at, _)| at);
    }
    let mut end = span.end;
    if text[end..].starts_with('\u{202f}') {
        let after = text[end..].trim_start_matches('\u{202f}');
        end = text.len() - after.len() + after.chars().next().map_or(0, char::len_utf8);
    }
    (start < end).then(|| Span::new(start, end))
}

/// The word before, where the quote stands earlier in the text as well.
fn prefix(text: &str, span: Span, quote: &str) -> Option<String> {
    // In a very long text the prefix is cheaper than the search.
    let earlier = &text[..span.start];
    if earlier.len() < SEARCHED && !earlier.contains(quote) {
        return None;
    }
    let before = text[..span.start].rsplit(['\n', '\r']).next()?.trim_end();
    let word = before.rsplit([' ', '\u{a0}', '\t']).next()?;
    (!word.is_empty() && !word.contains('\u{202f}')).then(|| word.to_owned())
}

/// Runs of white space as one space; no-break spaces count as spaces to browsers.
fn spaced(quote: &str) -> String {
    quote.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Percent-encodes every byte outside `[A-Za-z0-9._]`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' => out.push(byte.into()),
            _ => {
                out.push('%');
                out.push(
                    char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0').to_ascii_uppercase(),
                );
                out.push(
                    char::from_digit(u32::from(byte & 15), 16).unwrap_or('0').to_ascii_uppercase(),
                );
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, quote: &str) -> String {
        let start = text.rfind(quote).unwrap();
        directive(text, Span::new(start, start + quote.len())).unwrap()
    }

    #[test]
    fn directives_are_those_that_were_seen_to_land() {
        #[derive(serde::Deserialize)]
        struct Case {
            name: String,
            text: String,
            quote: String,
            directive: String,
        }
        let cases = include_str!("../../tests/browser/fragments.json");
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        assert!(cases.len() > 10);
        for case in cases {
            assert_eq!(of(&case.text, &case.quote), case.directive, "{}", case.name);
        }
    }

    #[test]
    fn a_long_quote_is_a_range() {
        let long = "mot ".repeat(200);
        assert_eq!(of(&long, long.trim_end()), "mot%20mot%20mot,mot%20mot%20mot");
    }
}
