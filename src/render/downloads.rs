//! Files to take away, the page that lists them, and what search engines ask for.

use super::RenderError;
use super::export::{self, CrateFile};
use super::kit::web_address;
use super::site::{Press, Sheet};
use super::view::{Download, Downloads, Link};
use serde_json::json;

/// A file to take away.
struct File {
    name: &'static str,
    media: &'static str,
    contents: String,
}

/// Writes the files of `donnees/` and their page; the files themselves are the same in every
/// language and are written once.
pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let files = files(press);
    let rows = files.iter().map(|file| Download {
        href: format!("donnees/{}", file.name),
        name: file.name.to_owned(),
        about: press
            .kit
            .messages
            .text(&format!("download.{}", file.name.replace('.', "-")))
            .to_owned(),
        size: size(press, file.contents.len()),
    });
    let license = press.kit.model.input.settings.license.as_ref();
    let license = license.map(|text| Link::new(&**text, web_address(text).unwrap_or_default()));
    let view = Downloads { rows: rows.collect(), license };
    press.print(Sheet {
        path: "donnees/index.html".to_owned(),
        template: "downloads.html",
        title: press.kit.messages.text("nav.downloads").to_owned(),
        description: Some(press.kit.messages.text("download.intro").to_owned()),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("downloads", &view),
    })?;
    if !press.is_first() {
        return Ok(());
    }
    for file in files {
        press.write(&format!("donnees/{}", file.name), file.contents)?;
    }
    for annotated in &press.kit.model.articles {
        if press.kit.model.input.settings.text == super::TextShown::Full {
            let path = format!("donnees/timeml/{}.tml", annotated.article.id);
            press.write(&path, export::timeml_of(annotated))?;
        }
    }
    Ok(())
}

fn files(press: &Press<'_, '_>) -> Vec<File> {
    let model = press.kit.model;
    let input = &model.input;
    let document = export::document(model, press.kit.messages);
    let file = |name, media, contents| File { name, media, contents };
    let json = "application/json";
    let list = |key: &str, lines: Vec<String>| {
        format!("{{\"version\": 1, \"{key}\": [\n{}\n]}}\n", lines.join(",\n"))
    };
    let decisions = export::document_decisions(model);
    let mut files = vec![
        file(
            "evenements.json",
            json,
            list("events", document.events.iter().map(export::line).collect()),
        ),
        file("evenements.csv", "text/csv", export::events_csv(&document)),
        file("mentions.jsonl", "application/jsonl", export::mentions_jsonl(&document)),
        file("mentions.csv", "text/csv", export::mentions_csv(&document)),
        file(
            "conflits.json",
            json,
            list("conflicts", document.conflicts.iter().map(export::line).collect()),
        ),
        file("conflits.csv", "text/csv", export::conflicts_csv(&document)),
        file("decisions.json", json, list("decisions", decisions)),
        file("annotations.jsonld", "application/ld+json", export::annotations_of(&document)),
        file("timelinejs.json", json, export::timelinejs(input)),
        file("frise.mw", "text/plain", export::markwhen(input)),
        file("timeline.schema.json", "application/schema+json", pretty(&export::timeline_schema())),
    ];
    let described: Vec<CrateFile<'_>> = files
        .iter()
        .map(|file| CrateFile { name: file.name, media: file.media, contents: &file.contents })
        .collect();
    let crate_file = export::rocrate_of(input, &described);
    files.push(file("ro-crate-metadata.json", "application/ld+json", crate_file));
    files
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// « 12 ko »
fn size(press: &Press<'_, '_>, bytes: usize) -> String {
    let kilobytes = press.kit.messages.number(bytes.div_ceil(1000) as i64);
    press.kit.messages.fill("download.size", &[("n", &kilobytes)])
}

/// `robots.txt`, and the sitemap where the address of the site is known. Called once, with
/// the paths of all pages.
pub(crate) fn for_robots(base_url: Option<&str>, pages: &[String]) -> Vec<(String, String)> {
    let Some(base) = base_url.map(|url| url.trim_end_matches('/')) else {
        return vec![("robots.txt".to_owned(), "User-agent: *\nDisallow:\n".to_owned())];
    };
    let mut sitemap = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages {
        let path = page.strip_suffix("index.html").unwrap_or(page);
        let address = format!("{base}/{path}");
        let address = address.replace('&', "&amp;").replace('<', "&lt;");
        sitemap.push_str(&format!("<url><loc>{address}</loc></url>\n"));
    }
    sitemap.push_str("</urlset>\n");
    let robots = format!("User-agent: *\nDisallow:\n\nSitemap: {base}/sitemap.xml\n");
    vec![("robots.txt".to_owned(), robots), ("sitemap.xml".to_owned(), sitemap)]
}

/// JSON-LD of an event page: the event, and the articles that tell it.
pub(crate) fn event_json_ld(
    press: &Press<'_, '_>,
    event: &crate::review::TimelineEvent,
) -> serde_json::Value {
    let kit = press.kit;
    let date = event.event.date.value.as_deref().and_then(super::kit::datetime);
    let mut about = json!({
        "@type": "Event",
        "name": kit.title(event),
        "identifier": event.id.0,
        "description": kit.when(event).text,
    });
    if let Some(date) = date {
        about["startDate"] = json!(date);
    }
    if event.event.status.keys().all(|status| *status == crate::mention::Status::Planned) {
        about["eventStatus"] = json!("https://schema.org/EventScheduled");
    }
    if !event.event.places.is_empty() {
        about["location"] = json!(
            event
                .event
                .places
                .iter()
                .map(|name| json!({"@type": "Place", "name": name}))
                .collect::<Vec<_>>()
        );
    }
    let mut seen = std::collections::BTreeMap::new();
    let mut articles = Vec::new();
    let mut claims = Vec::new();
    for mention in kit.mentions(event) {
        let article = &mention.annotated.article;
        let work = json!({
            "@type": "NewsArticle",
            "headline": kit.article_title(mention.annotated),
            "url": article.meta.url.as_deref().and_then(super::kit::web_address),
            "datePublished": article.dct().map(|dct| dct.day.to_string()),
            "publisher": {"@type": "Organization", "name": kit.model.source_name(mention.annotated)},
        });
        if mention.mention.status != crate::mention::Status::Asserted {
            claims.push(json!({
                "@type": "Claim",
                "text": super::kit::clipped_words(&super::model::collapsed(mention.quote()), 300),
                "author": mention.mention.speaker.as_ref().map(|who| json!({"@type": "Thing", "name": who})),
                "appearance": work,
            }));
        }
        if !seen.contains_key(&article.id) {
            let mut work = work;
            // Another article of the same origin came first: this one is based on it.
            let origin = kit.origin(&article.id);
            let first = seen.values().find(|(known, _)| *known == origin);
            if let Some((_, first)) = first {
                work["isBasedOn"] = json!(first);
            }
            seen.insert(&article.id, (origin, kit.article_title(mention.annotated)));
            articles.push(work);
        }
    }
    about["subjectOf"] = json!(articles.into_iter().chain(claims).collect::<Vec<_>>());
    let locked = kit.model.input.lock.events.get(&event.id);
    let changes = locked.into_iter().flat_map(|locked| &locked.changes);
    let corrections: Vec<serde_json::Value> = changes
        .filter(|change| !matches!(&*change.what, "born" | "back"))
        .map(|change| {
            json!({
                "@type": "CorrectionComment",
                "datePublished": change.on,
                "text": super::pages::change_words(kit, change),
            })
        })
        .collect();
    let mut page = json!({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": kit.title(event),
        "inLanguage": kit.messages.language(),
        "url": press.address(&super::kit::event_path(event)),
        "isPartOf": {"@type": "WebSite", "name": kit.model.input.settings.title},
        "publisher": {
            "@type": "Organization",
            "name": kit.model.input.settings.title,
            "publishingPrinciples": press.address("methode/index.html"),
            "correctionsPolicy": press.address("corrections/index.html"),
        },
        "correction": corrections,
        "about": about,
    });
    without_nulls(&mut page);
    page
}

/// What is not known is left out: to readers of JSON-LD a null is nothing, to some an error.
fn without_nulls(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| {
                !field.is_null() && field.as_array().is_none_or(|a| !a.is_empty())
            });
            fields.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
