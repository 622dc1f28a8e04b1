//! Markdown of a bounded length, with hostile words made harmless.

use super::text::printable;
use std::fmt::Write as _;

/// `text` as inline Markdown that shows these words and does nothing else: no markup, no HTML,
/// no table cell, no link, nobody called by `@name`, no issue by `#1`.
pub(super) fn plain(text: &str) -> String {
    let text = printable(text);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            // `http://`, `www.` and `name@host` become links by themselves.
            '<' | '>' | '&' | '@' | '#' | '!' => drop(write!(out, "&#{};", u32::from(c))),
            ':' if before.is_ascii_alphanumeric() => out.push_str("&#58;"),
            '.' if before == 'w' || before == 'W' => out.push_str("&#46;"),
            // A list or a heading at the start of a line.
            '-' | '+' | '=' if out.is_empty() => drop(write!(out, "&#{};", u32::from(c))),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// At most `most` characters of `text`.
pub(super) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A page that never grows over its limit: what does not fit is left out whole.
pub(super) struct Page {
    out: String,
    left: usize,
    cut: bool,
}

impl Page {
    /// A page of at most `most` characters, `reserve` of which are kept for [`Page::close`].
    pub(super) fn new(most: usize, reserve: usize) -> Page {
        Page { out: String::new(), left: most.saturating_sub(reserve), cut: false }
    }

    /// Adds a block, followed by an empty line.
    pub(super) fn block(&mut self, text: &str) {
        self.list(text, &[], "");
    }

    /// Adds a head, as many items (one a line) as fit, and a foot.
    pub(super) fn list(&mut self, head: &str, items: &[String], foot: &str) {
        let length = |text: &str| text.chars().count() + 1;
        let frame = length(head) + length(foot) + 2;
        let first = items.first().map_or(0, |item| length(item));
        if frame + first > self.left {
            self.cut = true;
            return;
        }
        self.left -= frame;
        self.out.push_str(head);
        self.out.push('\n');
        for item in items {
            if length(item) > self.left {
                self.cut = true;
                break;
            }
            self.left -= length(item);
            self.out.push_str(item);
            self.out.push('\n');
        }
        if !foot.is_empty() {
            self.out.push_str(foot);
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    /// The text, with `rest` at its end where something was left out.
    pub(super) fn close(self, rest: &str) -> String {
        let mut out = self.out;
        if self.cut {
            out.push_str(rest);
        }
        let length = out.trim_end().len();
        out.truncate(length);
        out.push('\n');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_are_only_words() {
        let cases = [
            ("a | b\n# c", "a \\| b &#35; c"),
            ("<img src=x>", "&#60;img src=x&#62;"),
            ("[x](javascript:y)", "\\[x\\](javascript&#58;y)"),
            ("https://a.example www.b.example", "https&#58;//a.example www&#46;b.example"),
            ("@equipe ![x]", "&#64;equipe &#33;\\[x\\]"),
            ("- a", "&#45; a"),
            ("l’été 2024 : 3,5 %", "l’été 2024 : 3,5 %"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn a_page_never_grows_over_its_limit() {
        let items: Vec<String> = (0..100).map(|n| format!("- item {n}")).collect();
        for most in [0, 50, 80, 200, 10_000] {
            let mut page = Page::new(most.max(20), 20);
            page.block("### A title");
            page.list("<details>", &items, "</details>");
            let text = page.close("The rest is long.");
            assert!(text.chars().count() <= most.max(20), "{most}: {}", text.chars().count());
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
            assert_eq!(text.contains("The rest"), most < 10_000, "{most}");
        }
    }
}
