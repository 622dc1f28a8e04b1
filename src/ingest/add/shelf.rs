//! Which articles are new, and under what names they are kept.

use super::{Found, write};
use crate::ingest::words::words;
use crate::ingest::{Article, BlockKind};
use crate::text::{ArticleId, base32, digest, fold};
use std::collections::BTreeMap;

/// An article that the project has, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: ArticleId,
    /// Its version.
    pub version: u32,
    /// Its address.
    pub url: Option<String>,
    /// Hash of its words ([`Known::of`]).
    pub text: String,
}

impl Known {
    /// What there is to know of an article that was read.
    pub fn of(article: &Article) -> Known {
        let front = article.blocks.first().filter(|block| block.kind == BlockKind::FrontMatter);
        let body = &article.text[front.map_or(0, |block| block.span.end)..];
        Known {
            id: article.id.clone(),
            version: article.meta.version,
            url: article.meta.url.clone(),
            text: hash(body),
        }
    }
}

/// The hash of the words of a text: white space, punctuation and accents do not matter.
fn hash(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        folded.push_str(&fold(&text[word.start..word.end]));
        folded.push(' ');
    }
    base32(&digest(&[folded.as_bytes()]), 26)
}

/// A file for `content/articles/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArticle {
    /// Its id, which its front matter has too.
    pub id: ArticleId,
    /// Its version.
    pub version: u32,
    /// Its name in the folder; none of the project's.
    pub file_name: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// Its address.
    pub url: Option<String>,
}

impl NewArticle {
    /// An article by itself, of which nobody knows what else there is: it is named by its
    /// address and its words too.
    pub fn alone(found: &Found) -> NewArticle {
        let url = found.url.as_deref().map(same_address).unwrap_or_default();
        let name = base32(&digest(&[url.as_bytes(), hash(&found.text).as_bytes()]), 13);
        let id = ArticleId::from_stem(&format!("{}-{name}", write::stem(found)));
        let file_name = format!("{id}.{}", if found.plain { "txt" } else { "md" });
        let content = write::content(found, &id, 1).into_bytes();
        NewArticle { id, version: 1, file_name, content, url: found.url.clone() }
    }
}

/// What becomes of an article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The project did not have it.
    New(NewArticle),
    /// The same address, another text: it supersedes `previous`.
    Changed {
        /// The new version.
        article: NewArticle,
        /// The version that it supersedes.
        previous: u32,
    },
    /// The project has this text already.
    Same {
        /// Under this id.
        id: ArticleId,
        /// In this version.
        version: u32,
    },
}

/// The articles of a project, for deciding what is new.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// The highest version of every id.
    versions: BTreeMap<ArticleId, u32>,
    by_url: BTreeMap<String, ArticleId>,
    /// By address (or nothing) and text.
    by_text: BTreeMap<(Option<String>, String), (ArticleId, u32)>,
    files: std::collections::BTreeSet<String>,
}

impl Shelf {
    /// The shelf of a project that has `known`, in files named `files` (without folder).
    pub fn new(
        known: impl IntoIterator<Item = Known>,
        files: impl IntoIterator<Item = String>,
    ) -> Shelf {
        let mut shelf = Shelf { files: files.into_iter().collect(), ..Shelf::default() };
        for article in known {
            shelf.keep(article);
        }
        shelf
    }

    fn keep(&mut self, article: Known) {
        let url = article.url.as_deref().map(same_address);
        let highest = self.versions.entry(article.id.clone()).or_default();
        *highest = (*highest).max(article.version);
        if let Some(url) = &url {
            self.by_url.entry(url.clone()).or_insert_with(|| article.id.clone());
        }
        self.by_text.entry((url, article.text)).or_insert((article.id, article.version));
    }

    /// Decides what becomes of `found`, and remembers it: the same article placed again is
    /// [`Placed::Same`].
    pub fn place(&mut self, found: &Found) -> Placed {
        let url = found.url.as_deref().map(same_address);
        let text = hash(&found.text);
        if let Some((id, version)) = self.by_text.get(&(url.clone(), text.clone())) {
            return Placed::Same { id: id.clone(), version: *version };
        }
        let previous = url.as_ref().and_then(|url| {
            let id = self.by_url.get(url)?;
            Some((id.clone(), self.versions.get(id).copied().unwrap_or(1)))
        });
        let (id, version) = match &previous {
            Some((id, version)) => (id.clone(), version + 1),
            None => (self.new_id(found, url.as_deref(), &text), 1),
        };
        let file_name = self.new_file(&id, version, if found.plain { "txt" } else { "md" });
        let content = write::content(found, &id, version).into_bytes();
        self.files.insert(file_name.clone());
        self.keep(Known { id: id.clone(), version, url: found.url.clone(), text });
        let article = NewArticle { id, version, file_name, content, url: found.url.clone() };
        match previous {
            Some((_, previous)) => Placed::Changed { article, previous },
            None => Placed::New(article),
        }
    }

    /// An id of date and title; with six characters of a hash where that is taken.
    fn new_id(&self, found: &Found, url: Option<&str>, text: &str) -> ArticleId {
        let stem = write::stem(found);
        let plain = ArticleId::from_stem(&stem);
        if !self.versions.contains_key(&plain) {
            return plain;
        }
        let source = [url.unwrap_or_default().as_bytes(), text.as_bytes()];
        let mut count = 0u32;
        loop {
            let hash = base32(&digest(&[source[0], source[1], &count.to_le_bytes()]), 6);
            let id = ArticleId::from_stem(&format!("{stem}-{hash}"));
            if !self.versions.contains_key(&id) {
                return id;
            }
            count += 1;
        }
    }

    fn new_file(&self, id: &ArticleId, version: u32, extension: &str) -> String {
        let stem = if version == 1 { id.to_string() } else { format!("{id}.v{version}") };
        let mut name = format!("{stem}.{extension}");
        let mut count = 2;
        while self.files.contains(&name) {
            name = format!("{stem}-{count}.{extension}");
            count += 1;
        }
        name
    }
}

/// An address without what does not change the page: scheme, `www.`, fragment, final slash,
/// marks of campaigns.
fn same_address(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| {
            !["utm_", "fbclid=", "gclid=", "xtor="].iter().any(|mark| pair.starts_with(mark))
        })
        .collect();
    format!("{host}/{}?{}", path.trim_end_matches('/'), kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_the_same() {
        let page = same_address("https://www.phare.example/port/?id=3");
        for url in
            ["http://phare.example/port?id=3", "https://PHARE.example/port/?utm_source=x&id=3#haut"]
        {
            assert_eq!(same_address(url), page);
        }
        assert_ne!(same_address("https://phare.example/port/?id=4"), page);
    }
}
