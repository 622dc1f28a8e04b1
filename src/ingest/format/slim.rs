//! A large page without what weighs and says nothing: embedded pictures, scripts and styles.
//!
//! Pages that a browser saved as one file have tens of megabytes of pictures in base64, and the
//! tree of a page has many times its size.

/// Pages with fewer bytes are left as they are.
const LARGE: usize = 1 << 20;
/// Bytes of base64, or of a script, from which they are left out.
const LONG: usize = 1 << 10;

/// `html` without long runs of base64, and without what stands in long scripts and styles; a
/// page that is not large comes back as it is.
pub(crate) fn slim(html: String) -> String {
    if html.len() < LARGE {
        return html;
    }
    let bytes = html.as_bytes();
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(found) = memchr::memchr2(b'<', b';', &bytes[at..]) {
        at += found;
        if bytes[at..].starts_with(b"<!--") {
            let end = memchr::memmem::find(&bytes[at..], b"-->");
            at = end.map_or(bytes.len(), |end| at + end);
            continue;
        }
        let start = at + inside(&bytes[at..]);
        if start == at {
            at += 1;
            continue;
        }
        let length = if bytes[at] == b'<' {
            unread(&bytes[at + 1..], &bytes[start..])
        } else {
            bytes[start..].iter().take_while(|byte| is_base64(**byte)).count()
        };
        at = start + length;
        if length >= LONG {
            out.push_str(&html[done..start]);
            done = at;
        }
    }
    if done == 0 {
        return html;
    }
    out.push_str(&html[done..]);
    out
}

/// Bytes to what can be left out, where such a thing begins: to the code after `<script …>`, to
/// the base64 after `;base64,`.
fn inside(rest: &[u8]) -> usize {
    const BASE64: &[u8] = b";base64,";
    if rest.starts_with(BASE64) {
        return BASE64.len();
    }
    let begins = |name: &[u8]| rest.get(..name.len()).is_some_and(|r| r.eq_ignore_ascii_case(name));
    if !begins(b"<script") && !begins(b"<style") {
        return 0;
    }
    let tag = &rest[..rest.len().min(LONG)];
    let Some(end) = memchr::memchr(b'>', tag) else { return 0 };
    // What the page says of itself stands in a script.
    if memchr::memmem::find(&rest[..end], b"json").is_some() { 0 } else { end + 1 }
}

/// Bytes of `code` before the end tag of the element that `tag` names: all, where there is none.
fn unread(tag: &[u8], code: &[u8]) -> usize {
    let length = tag.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = &tag[..length];
    memchr::memmem::find_iter(code, b"</")
        .find(|at| code.get(at + 2..at + 2 + length).is_some_and(|n| n.eq_ignore_ascii_case(name)))
        .unwrap_or(code.len())
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_scripts_and_styles_go_and_all_else_stays() {
        let (picture, code) = ("iVBORw0K".repeat(150_000), "let a = 1 < 2;\n".repeat(200));
        let parts = [
            ("<!-- <script> --><p>Un ; deux</p><SCRIPT async>", ""),
            ("", &code),
            ("</Script><style>p{}</style><style>", ""),
            ("", &code),
            ("</style><img src='data:image/png;base64,", ""),
            ("", &picture),
            ("' alt=''><script type='application/ld+json'>", ""),
            (&code, ""),
            ("</script><script src=x></script><p>Fin</p><script>", ""),
            // One that never ends.
            ("", &code),
        ];
        let page: String = parts.iter().flat_map(|(kept, left)| [*kept, *left]).collect();
        let kept: String = parts.iter().map(|(kept, _)| *kept).collect();
        assert_eq!(slim(page), kept);
    }
}
