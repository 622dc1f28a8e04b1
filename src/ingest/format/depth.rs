//! How deep a page nests, found before any parser sees it: parsers of HTML take time in the
//! square of the depth.

use std::borrow::Cow;

/// Elements that hold nothing, or whose end tag is left out so often that they would count as
/// open for ever.
fn is_shallow(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
            | b"p"
            | b"li"
            | b"dt"
            | b"dd"
            | b"tr"
            | b"td"
            | b"th"
            | b"option"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"colgroup"
            | b"rp"
    )
}

/// Longest name of an element that is told.
const LONGEST_NAME: usize = 16;

/// A tag of the page.
struct Tag {
    start: usize,
    end: usize,
    closing: bool,
    /// Neither void, nor self-closed, nor one whose end is left out.
    deep: bool,
}

/// What a tree of a page would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The greatest nesting.
    pub(crate) depth: usize,
    /// Tags, whatever they open or close.
    pub(crate) tags: usize,
}

/// The shape of `html`.
pub(crate) fn shape(html: &str) -> Shape {
    let (mut depth, mut shape) = (0usize, Shape { depth: 0, tags: 0 });
    for tag in tags(html) {
        shape.tags += 1;
        match (tag.deep, tag.closing) {
            (false, _) => {}
            (true, true) => depth = depth.saturating_sub(1),
            (true, false) => depth += 1,
        }
        shape.depth = shape.depth.max(depth);
    }
    shape
}

/// `html` without the tags that lie deeper than `limit`; their text stays.
pub(crate) fn flattened(html: &str, limit: usize) -> Cow<'_, str> {
    if shape(html).depth <= limit {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let (mut depth, mut done) = (0usize, 0);
    for tag in tags(html).filter(|tag| tag.deep) {
        let over = depth > limit || depth == limit && !tag.closing;
        depth = if tag.closing { depth.saturating_sub(1) } else { depth + 1 };
        if over {
            out.push_str(&html[done..tag.start]);
            out.push(' ');
            done = tag.end;
        }
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}

/// The tags of `html`, comments and the insides of scripts and styles left out.
fn tags(html: &str) -> impl Iterator<Item = Tag> + '_ {
    let bytes = html.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'<', &bytes[at..])?;
            let rest = &bytes[start..];
            if rest.starts_with(b"<!--") {
                at = find(bytes, start + 4, b"-->");
                continue;
            }
            let closing = rest.get(1) == Some(&b'/');
            let from = start + 1 + usize::from(closing);
            let length = bytes[from.min(bytes.len())..]
                .iter()
                .take(LONGEST_NAME)
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
                .count();
            if length == 0 {
                at = start + 1;
                continue;
            }
            let mut name = [0; LONGEST_NAME];
            let name = &mut name[..length];
            name.copy_from_slice(&bytes[from..from + length]);
            name.make_ascii_lowercase();
            let end =
                bytes.len().min(from + length + memchr::memchr(b'>', &bytes[from + length..])? + 1);
            at = end;
            let raw = matches!(&*name, b"script" | b"style" | b"textarea" | b"title" | b"noscript");
            if raw && !closing && name != b"noscript" {
                at = find_closing(bytes, end, name);
                continue;
            }
            let self_closed = bytes[..end].ends_with(b"/>");
            let deep = !raw && !self_closed && !is_shallow(name);
            return Some(Tag { start, end, closing, deep });
        }
    })
}

/// The end of the first `needle` from `from`, else the end of all.
fn find(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    let from = from.min(bytes.len());
    memchr::memmem::find(&bytes[from..], needle).map_or(bytes.len(), |at| from + at + needle.len())
}

/// Where `</name` starts, from `from`.
fn find_closing(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut at = from;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        at += found + 2;
        if bytes[at..].len() >= name.len() && bytes[at..at + name.len()].eq_ignore_ascii_case(name)
        {
            return at - 2;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_without_scripts_and_void_elements() {
        for (html, expected) in [
            ("<div><p>a<p>b<br></div><div></div>", 1),
            ("<div><div><b>a</b></div></div>", 3),
            ("<script>'<div><div>'</script><i>a</i>", 1),
            ("<!-- <div> --><i/>1 < 2 <é", 0),
            ("<", 0),
            ("<div", 0),
        ] {
            assert_eq!(shape(html).depth, expected, "{html}");
        }
    }

    #[test]
    fn what_lies_too_deep_loses_its_tags_and_keeps_its_text() {
        let html = format!("{}fond{}", "<div>".repeat(5), "</div>".repeat(5));
        let flat = flattened(&html, 2);
        assert_eq!(shape(&flat).depth, 2);
        assert!(flat.contains("fond"));
        assert_eq!(flat.matches("<div>").count(), flat.matches("</div>").count());
    }
}
