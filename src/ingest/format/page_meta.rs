//! What a saved page says of itself: JSON-LD, Open Graph, `<meta>`, `<time>`.

use dom_query::{Document, Matcher, NodeRef};
use serde_json::Value;
use std::sync::LazyLock;

/// Metadata of a page, as written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageMeta {
    pub(crate) title: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) site_name: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
}

/// Bytes of JSON-LD that are read, and how deep.
const LONGEST_JSON: usize = 1 << 20;
const DEEPEST_JSON: usize = 12;

/// Selectors, made once.
struct Selectors {
    /// Every element that says anything: found in one pass over the page.
    telling: Matcher,
    json: Matcher,
    tag: Matcher,
    /// A time of publication, the surest first.
    times: [Matcher; 4],
    inside: Matcher,
    canonical: Matcher,
}

static SELECTORS: LazyLock<Option<Selectors>> = LazyLock::new(|| {
    let matcher = |selector: &str| Matcher::new(selector).ok();
    Some(Selectors {
        telling: matcher("script, meta, time, article, link, html, h1, title")?,
        json: matcher("script[type='application/ld+json']")?,
        tag: matcher("meta[content]")?,
        times: [
            matcher("time[itemprop='datePublished']")?,
            matcher("time[pubdate]")?,
            matcher("time.published")?,
            matcher("time.entry-date")?,
        ],
        inside: matcher("article time[datetime]")?,
        canonical: matcher("link[rel='canonical']")?,
    })
});

/// Reads the metadata of `page`, the most telling source first.
pub(crate) fn read(page: &Document) -> PageMeta {
    let mut meta = PageMeta::default();
    let Some(selectors) = &*SELECTORS else { return meta };
    let telling = page.select_matcher(&selectors.telling);
    let telling = telling.nodes();
    let named = |name: &'static str| telling.iter().filter(move |node| node.has_name(name));
    let matching = |name: &'static str, matcher| {
        named(name).filter(move |node: &&NodeRef<'_>| node.is_match(matcher))
    };
    for script in matching("script", &selectors.json).take(20) {
        let text = script.text();
        if text.len() <= LONGEST_JSON
            && let Ok(value) = serde_json::from_str::<Value>(text.trim())
            && let Some(article) = find_article(&value, DEEPEST_JSON)
        {
            from_json(article, &mut meta);
            break;
        }
    }
    for node in matching("meta", &selectors.tag).take(500) {
        let name = ["property", "name", "itemprop"].into_iter().find_map(|key| node.attr(key));
        let (Some(name), Some(content)) = (name, node.attr("content")) else { continue };
        from_tag(&name.to_ascii_lowercase(), content.trim(), &mut meta);
    }
    for selector in &selectors.times {
        if let Some(date) = matching("time", selector).next().and_then(|time| time.attr("datetime"))
        {
            fill(&mut meta.published, &date);
        }
    }
    // One article with one time in its head: that of its publication.
    if named("article").count() == 1 {
        let mut inside = matching("time", &selectors.inside);
        if let (Some(time), None) = (inside.next(), inside.next())
            && let Some(date) = time.attr("datetime")
        {
            fill(&mut meta.published, &date);
        }
    }
    let canonical = matching("link", &selectors.canonical).next();
    if let Some(href) = canonical.and_then(|link| link.attr("href")) {
        fill(&mut meta.url, &href);
    }
    if let Some(language) = named("html").next().and_then(|html| html.attr("lang")) {
        fill(&mut meta.language, &language);
    }
    for name in ["h1", "title"] {
        if meta.title.is_none()
            && let Some(heading) = named(name).next()
        {
            fill(&mut meta.title, &heading.text());
        }
    }
    meta
}

/// Sets `slot` when it is empty and `value` is not.
fn fill(slot: &mut Option<String>, value: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if slot.is_none() && !value.is_empty() && value.len() <= 2000 {
        *slot = Some(value);
    }
}

/// The first object that is a piece of news, also in lists and `@graph`.
fn find_article(value: &Value, depth: usize) -> Option<&Value> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| find_article(item, depth - 1)),
        Value::Object(map) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|kind| {
                    kind.ends_with("Article")
                        || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report")
                })
            };
            let named = map.get("@type").is_some_and(|kind| match kind {
                Value::Array(kinds) => kinds.iter().any(is_article),
                kind => is_article(kind),
            });
            if named {
                return Some(value);
            }
            ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"]
                .into_iter()
                .find_map(|key| find_article(map.get(key)?, depth - 1))
        }
        _ => None,
    }
}

fn from_json(article: &Value, meta: &mut PageMeta) {
    let text = |key: &str| article.get(key).and_then(Value::as_str);
    for (slot, value) in [
        (&mut meta.published, text("datePublished").or_else(|| text("dateCreated"))),
        (&mut meta.modified, text("dateModified")),
        (&mut meta.title, text("headline").or_else(|| text("name"))),
        (&mut meta.url, text("url")),
        (&mut meta.language, text("inLanguage")),
        (&mut meta.site_name, article.get("publisher").and_then(name_of)),
        (&mut meta.author, article.get("author").and_then(name_of)),
    ] {
        if let Some(value) = value {
            fill(slot, value);
        }
    }
}

/// The name of a person or organisation of schema.org, or of the first of several.
fn name_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Array(items) => {
            items.first().and_then(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
        }
        object => object.get("name")?.as_str(),
    }
}

fn from_tag(name: &str, content: &str, meta: &mut PageMeta) {
    let slot = match name {
        "article:published_time"
        | "og:article:published_time"
        | "og:published_time"
        | "datepublished"
        | "date"
        | "dc.date"
        | "dc.date.issued"
        | "dcterms.created"
        | "dcterms.issued"
        | "dcterms.date"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "parsely-pub-date"
        | "sailthru.date"
        | "cxenseparse:recs:publishtime"
        | "date.release" => &mut meta.published,
        "article:modified_time"
        | "og:updated_time"
        | "datemodified"
        | "dcterms.modified"
        | "last-modified"
        | "lastmod" => &mut meta.modified,
        "og:title" | "twitter:title" | "dc.title" => &mut meta.title,
        "og:site_name" | "dc.publisher" | "application-name" => &mut meta.site_name,
        "author" | "dc.creator" | "parsely-author" => &mut meta.author,
        "og:url" => &mut meta.url,
        "og:locale" => &mut meta.language,
        _ => return,
    };
    fill(slot, content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_page_is_found_wherever_it_is_written() {
        for html in [
            r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},
               {"@type":["NewsArticle"],"datePublished":"2024-05-02T08:00:00+02:00"}]}</script>"#,
            r#"<meta property="article:published_time" content="2024-05-02T08:00:00+02:00">"#,
            r#"<time itemprop="datePublished" datetime="2024-05-02T08:00:00+02:00">jeudi</time>"#,
            r#"<article><time datetime="2024-05-02T08:00:00+02:00">jeudi</time><p>Texte</p></article>"#,
        ] {
            let meta = read(&Document::from(html));
            assert_eq!(meta.published.as_deref(), Some("2024-05-02T08:00:00+02:00"), "{html}");
        }
        let list = r#"<article><time datetime="2024-05-02">a</time></article>
                      <article><time datetime="2024-05-03">b</time></article>"#;
        assert_eq!(read(&Document::from(list)).published, None);
    }
}
