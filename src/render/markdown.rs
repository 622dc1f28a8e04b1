//! Markdown to HTML that is safe to print: raw HTML is shown as text, and links lead to
//! `http`, `https` or inside the site.

use super::kit::web_address;
use super::model::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// The HTML of `source`. `root` is put before links that are relative to the site's root.
pub(crate) fn to_html(source: &str, root: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut dropped = 0_usize;
    let mut is_code = false;
    let events = Parser::new_ext(source, options).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => {
            Some(Event::Text(visible(&text).into_owned().into()))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            match address(&dest_url, root) {
                Some(to) => {
                    Some(Event::Start(Tag::Link { link_type, dest_url: to.into(), title, id }))
                }
                None => {
                    dropped += 1;
                    None
                }
            }
        }
        Event::End(TagEnd::Link) if dropped > 0 => {
            dropped -= 1;
            None
        }
        // Pictures from elsewhere would be requests off-site; their words stay.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::CodeBlock(kind)) => {
            is_code = true;
            Some(Event::Start(Tag::CodeBlock(kind)))
        }
        Event::End(TagEnd::CodeBlock) => {
            is_code = false;
            Some(Event::End(TagEnd::CodeBlock))
        }
        Event::Text(text) if is_code => Some(Event::Text(visible(&text).into_owned().into())),
        Event::Text(text) => Some(Event::Text(unparted(&visible(&text)).into())),
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

/// `text` with the spaces that French sets around its signs made such that no line ends there.
/// Languages that set none are not changed.
fn unparted(text: &str) -> String {
    let mut out = text.replace("« ", "«\u{a0}");
    for (plain, joined) in [
        (" »", "\u{a0}»"),
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
    ] {
        out = out.replace(plain, joined);
    }
    out
}

/// The address to print, if it may be linked.
fn address(to: &str, root: &str) -> Option<String> {
    if let Some(url) = web_address(to) {
        return Some(url);
    }
    // What has no scheme is inside the site; « javascript:… » and « //host » have one.
    let path = to.split(['?', '#']).next().unwrap_or(to);
    let plain = !path.contains(':') && !to.starts_with("//") && !to.contains('\\');
    let clean = !to.chars().any(char::is_control);
    (plain && clean).then(|| match to.strip_prefix('/') {
        Some(inside) => format!("{root}{inside}"),
        None => to.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_markdown_is_shown_as_text() {
        let html = to_html("Un <b>mot</b>.\n\n<script>alert(1)</script>\n", "");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("&lt;b&gt;mot&lt;/b&gt;"), "{html}");
    }

    #[test]
    fn only_web_and_relative_links_are_links() {
        for (source, html) in [
            ("[a](https://a.example/)", "<p><a href=\"https://a.example/\">a</a></p>\n"),
            ("[a](/methode/index.html)", "<p><a href=\"../methode/index.html\">a</a></p>\n"),
            ("[a](javascript:alert)", "<p>a</p>\n"),
            ("[a](JaVaScRiPt:alert)", "<p>a</p>\n"),
            ("[a](//evil.example/)", "<p>a</p>\n"),
            ("[a](data:text/html,x)", "<p>a</p>\n"),
            ("![p](https://a.example/i.png)", "<p>p</p>\n"),
        ] {
            assert_eq!(to_html(source, "../"), html, "{source}");
        }
    }

    #[test]
    fn french_signs_stay_with_their_words() {
        for (source, html) in [
            (
                "Un fait : « oui » ; non !",
                "<p>Un fait\u{a0}: «\u{a0}oui\u{a0}»\u{202f}; non\u{202f}!</p>\n",
            ),
            ("A fact: “yes”; no!", "<p>A fact: “yes”; no!</p>\n"),
            ("`a : b`", "<p><code>a : b</code></p>\n"),
            ("```\na : b\n```", "<pre><code>a : b\n</code></pre>\n"),
        ] {
            assert_eq!(to_html(source, ""), html, "{source}");
        }
    }

    #[test]
    fn marks_of_direction_are_shown() {
        assert_eq!(to_html("a\u{202e}b", ""), "<p>a[U+202E]b</p>\n");
    }
}
