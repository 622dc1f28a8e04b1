//! The site as it lies in memory, and how one of its files is answered.

use crate::desk::Snapshot;
use crate::pipeline;
use crate::render::{self, RenderError};
use crate::store::StoreError;
use std::collections::BTreeMap;

/// Asks for a new page when the site changed. Only pages that are served have it.
const RELOAD: &str = "<script src=\"/_frise/reload.js\" defer></script>\n";

/// A file to answer with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Its bytes and their type.
    File(Vec<u8>, &'static str),
    /// The same address with a slash at the end.
    Folder(String),
    /// The page that says so.
    Missing(Vec<u8>),
}

/// Why a site cannot be served.
#[derive(Debug, thiserror::Error)]
pub(super) enum SiteError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Every file of a site, by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// The templates and messages that a project replaces.
pub(super) fn overrides(snapshot: &Snapshot) -> Result<Vec<(String, String)>, StoreError> {
    let files = snapshot.project.templates()?;
    Ok(files.into_iter().map(|file| (file.path, file.text)).collect())
}

/// Makes the site of a timeline in memory.
pub(super) fn make(
    snapshot: &Snapshot,
    overrides: &[(String, String)],
) -> Result<Files, SiteError> {
    let templates = render::templates(overrides)?;
    let mut files = Files::new();
    let input = snapshot.site_input();
    render::site(&input, &templates, pipeline::at_once, &render::Fresh, &mut |file| {
        files.extend(file.contents.map(|contents| (file.path, contents)));
        Ok(())
    })?;
    Ok(files)
}

/// The file at the address `path`, which starts with a slash.
pub(super) fn find(files: &Files, path: &str) -> Found {
    let missing = || {
        let page = files.get("404.html").cloned();
        Found::Missing(with_reload(page.unwrap_or_else(|| b"404".to_vec())))
    };
    let Some(path) = decoded(path.trim_start_matches('/')) else { return missing() };
    let name = match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.clone(),
    };
    match files.get(&name) {
        Some(bytes) => {
            let kind = content_type(&name);
            let page = kind.starts_with("text/html");
            let bytes = if page { with_reload(bytes.clone()) } else { bytes.clone() };
            Found::File(bytes, kind)
        }
        None if files.contains_key(&format!("{path}/index.html")) => {
            // From the root of this host: an address such as `//elsewhere` leads nowhere else.
            let safe: String = path.split('/').map(encoded).collect::<Vec<_>>().join("/");
            Found::Folder(format!("/{safe}/"))
        }
        None => missing(),
    }
}

/// `page` with the script that reloads it.
fn with_reload(mut page: Vec<u8>) -> Vec<u8> {
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window == end).unwrap_or(page.len());
    page.splice(at..at, RELOAD.bytes());
    page
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "jsonl" => "application/json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" | "mw" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// An address with its percent signs read, if that gives text.
fn decoded(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

fn encoded(part: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    let each = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    part.bytes().map(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_file_or_to_the_page_that_says_no() {
        let page = |text: &str| format!("<body>{text}</body>").into_bytes();
        let files = Files::from([
            ("index.html".to_owned(), page("home")),
            ("404.html".to_owned(), page("none")),
            ("e/e-1/index.html".to_owned(), page("event")),
            ("acteurs/séoul/index.html".to_owned(), page("place")),
            ("static/frise.css".to_owned(), b"a{}".to_vec()),
        ]);
        let html = "text/html; charset=utf-8";
        let served = |text: &str| format!("<body>{text}{RELOAD}</body>").into_bytes();
        let cases = [
            ("/", Found::File(served("home"), html)),
            ("/index.html", Found::File(served("home"), html)),
            ("/e/e-1/", Found::File(served("event"), html)),
            ("/e/e-1", Found::Folder("/e/e-1/".into())),
            ("/acteurs/s%C3%A9oul", Found::Folder("/acteurs/s%C3%A9oul/".into())),
            ("/acteurs/s%C3%A9oul/", Found::File(served("place"), html)),
            ("//e/e-1", Found::Folder("/e/e-1/".into())),
            ("/static/frise.css", Found::File(b"a{}".to_vec(), "text/css; charset=utf-8")),
            ("/../frise.toml", Found::Missing(served("none"))),
            ("/%2e%2e/frise.toml", Found::Missing(served("none"))),
            ("/%zz", Found::Missing(served("none"))),
            ("/e/%ff", Found::Missing(served("none"))),
        ];
        for (path, expected) in cases {
            assert_eq!(find(&files, path), expected, "{path}");
        }
    }
}
