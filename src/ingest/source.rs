//! Who published the article: a slug of what it says, else of where it was found.

use crate::text::fold;
use std::collections::BTreeMap;

/// `name` as an id: folded, with `-` between its words.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in fold(name).chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '.' if !out.is_empty() => out.push('.'),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.trim_matches(['-', '.']).to_owned()
}

/// The host of a web address, without `www.`, in lower case.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest =
        url.trim().strip_prefix("https://").or_else(|| url.trim().strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let valid = host.contains('.')
        && host.len() <= 253
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    valid.then(|| host.to_owned())
}

/// `url` when it is an address of the web.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let clean =
        !url.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'));
    (clean && host(url).is_some()).then(|| url.to_owned())
}

/// The id of the outlet: of the name that it gives, else its host, else the folder or the
/// stem of the file without the date or number that it starts with. `known` maps hosts and
/// folders to ids.
pub(crate) fn source(
    name: Option<&str>,
    url: Option<&str>,
    path: &str,
    known: &BTreeMap<String, String>,
) -> String {
    if let Some(name) = name.map(slug).filter(|slug| !slug.is_empty()) {
        return name;
    }
    if let Some(host) = url.and_then(host) {
        return known.get(&host).cloned().unwrap_or(host);
    }
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or(path);
    if let Some(id) = parts.find_map(|folder| known.get(folder)) {
        return id.clone();
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let bare =
        stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    let slug = slug(if bare.is_empty() { stem } else { bare });
    // « 2024-10-22-radio-meandre-dementi.txt »: the stem begins with an outlet that is known.
    let begins = |id: &&String| {
        slug.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if let Some(id) = known.values().filter(begins).max_by_key(|id| id.len()) {
        return id.clone();
    }
    if slug.is_empty() { "unknown".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_is_what_the_article_names_first() {
        let known = BTreeMap::from([("phare.example".to_owned(), "le-phare".to_owned())]);
        let url = Some("https://www.Phare.example/a?b");
        for (name, url, path, expected) in [
            (Some("Agence APN"), url, "01-x.md", "agence-apn"),
            (Some("  "), url, "01-x.md", "le-phare"),
            (None, Some("http://www.port.example:80/"), "01-x.md", "port.example"),
            (None, Some("ftp://port.example/"), "2024-11-12-le-port.md", "le-port"),
            (None, None, "2024-11-12-le-phare-la-jetee-cede.txt", "le-phare"),
            (None, None, "le-pharisien.txt", "le-pharisien"),
            (None, None, "a/phare.example/03.txt", "le-phare"),
            (None, None, "03.txt", "03"),
            (None, None, "é.txt", "e"),
            (None, None, "日本.txt", "unknown"),
        ] {
            assert_eq!(source(name, url, path, &known), expected);
        }
    }

    #[test]
    fn only_addresses_of_the_web_pass() {
        assert!(web_address("https://a.example/é?x=1").is_some());
        for url in [
            "javascript:alert(1)",
            "http://",
            "https://a b.example",
            "//a.example",
            "https://x\"y.fr",
        ] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }
}
