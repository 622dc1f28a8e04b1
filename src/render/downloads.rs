//! Files to take away, the page that lists them, and what search engines ask for.

use super::data::{self, Lists, Prints};
use super::export::{self, CrateFile};
use super::inputs::Inputs;
use super::kit::{Kit, web_address};
use super::site::{Emit, Frame, Press, Runner, Sheet};
use super::view::{Download, Downloads, Link};
use super::{Lines, OutputFile, RenderError, Standing};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The files under `donnees/`, in the order of their page.
const FILES: [(&str, &str); 17] = [
    ("evenements.json", JSON),
    ("evenements.csv", "text/csv"),
    ("mentions.jsonl", "application/jsonl"),
    ("mentions.csv", "text/csv"),
    ("conflits.json", JSON),
    ("conflits.csv", "text/csv"),
    ("decisions.json", JSON),
    ("annotations.jsonld", "application/ld+json"),
    ("timelinejs.json", JSON),
    ("frise.mw", "text/plain"),
    ("timeline.schema.json", SCHEMA),
    ("evenements.schema.json", SCHEMA),
    ("mentions.schema.json", SCHEMA),
    ("conflits.schema.json", SCHEMA),
    ("decisions.schema.json", SCHEMA),
    ("csv-metadata.json", "application/csvm+json"),
    ("ro-crate-metadata.json", "application/ld+json"),
];

const JSON: &str = "application/json";
const SCHEMA: &str = "application/schema+json";

/// How long each of [`FILES`] is, in bytes.
pub(crate) type Sizes = BTreeMap<&'static str, usize>;

/// Writes `timeline.json` and the files of `donnees/`, which are the same in every language,
/// and gives the sizes of the latter. Entries that the last build wrote are taken from there.
///
/// # Errors
/// What `emit` says.
pub(crate) fn data(
    kit: Kit<'_>,
    (inputs, standing): (&Inputs<'_>, &dyn Standing),
    runner: Runner,
    emit: &mut Emit<'_>,
) -> Result<Sizes, RenderError> {
    let model = kit.model;
    let document = export::without_lists(model, kit.messages);
    let paths = ["timeline.json", "donnees/mentions.csv", "donnees/annotations.jsonld"];
    let old: [OnceLock<Option<Lines>>; 3] = [const { OnceLock::new() }; 3];
    let prints = OnceLock::new();
    let one = |number: usize| {
        match paths.get(number) {
            Some(path) => drop(old[number].set(standing.lines(path))),
            None => drop(prints.set(Prints::of(kit, inputs))),
        }
        Ok(Vec::new())
    };
    runner(paths.len() + 1, &one, &mut |_| Ok(()))?;
    let prints = prints.get_or_init(|| Prints::of(kit, inputs));
    let old = old.each_ref().map(|old| old.get().and_then(Option::as_ref));
    let lists = Lists::of(kit, prints, old, runner);
    emit(lists.timeline(&document, prints))?;

    let file = |number: usize| {
        let (name, _) = FILES[number];
        let path = format!("donnees/{name}");
        let old = standing.lines(&path);
        let file = match name {
            "evenements.json" => OutputFile::summed(path, lists.events_json()),
            "mentions.jsonl" => OutputFile::summed(path, lists.mentions_jsonl()),
            _ => match data::long(kit, name, (prints, &lists), (runner, old.as_ref())) {
                Some(growing) => growing.into_file(path),
                None => OutputFile::summed(path, short(kit, &document, name).into_bytes()),
            },
        };
        Ok(vec![file])
    };
    let mut described: Vec<CrateFile> = Vec::new();
    // The last describes the others.
    runner(FILES.len() - 1, &file, &mut |files| {
        files.into_iter().try_for_each(|file| {
            let (name, media) = FILES[described.len()];
            described.push(CrateFile::of(name, media, &file));
            emit(file)
        })
    })?;
    let (name, _) = FILES[FILES.len() - 1];
    let contents = export::rocrate_of(&model.input, &described).into_bytes();
    let size = contents.len();
    emit(OutputFile::new(format!("donnees/{name}"), contents))?;
    if model.input.settings.text == super::TextShown::Full {
        let one = |number: usize| {
            let annotated = model.articles[number];
            let path = format!("donnees/timeml/{}.tml", annotated.article.id);
            Ok(vec![OutputFile::new(path, export::timeml_of(annotated).into_bytes())])
        };
        runner(model.articles.len(), &one, &mut |files| {
            files.into_iter().try_for_each(&mut *emit)
        })?;
    }
    let sizes = described.iter().map(|file| (file.name, file.size));
    Ok(sizes.chain([(name, size)]).collect())
}

/// A list of entries as a file of its own.
fn list<'e>(key: &str, entries: impl Iterator<Item = &'e str>) -> String {
    let entries: Vec<&str> = entries.collect();
    let (before, after) = data::around(key);
    [&before, &*entries.join(",\n"), after].concat()
}

/// One of [`FILES`] that is made for itself.
fn short(kit: Kit<'_>, document: &export::Document<'_>, name: &str) -> String {
    let lines = |key: &str, lines: Vec<String>| list(key, lines.iter().map(String::as_str));
    match name {
        "conflits.json" => {
            lines("conflicts", document.conflicts.iter().map(export::line).collect())
        }
        "conflits.csv" => {
            export::byte_order_mark(&kit.model.input).to_owned() + &export::conflicts_csv(document)
        }
        "decisions.json" => lines("decisions", export::document_decisions(kit.model)),
        other => match export::schema(other) {
            Some(schema) => pretty(&schema),
            None => unreachable!("{other} is no file of its own"),
        },
    }
}

/// Prints the page that lists the files of `donnees/`.
pub(crate) fn print(press: &mut Press<'_, '_>, sizes: &Sizes) -> Result<(), RenderError> {
    let messages = press.kit.messages;
    let rows = FILES.iter().map(|(name, _)| Download {
        href: format!("donnees/{name}"),
        name: (*name).to_owned(),
        about: messages.text(&format!("download.{}", name.replace('.', "-"))).to_owned(),
        size: size(press, sizes.get(name).copied().unwrap_or(0)),
    });
    let license = press.kit.model.input.settings.license.as_ref();
    let license = license.map(|text| Link::new(&**text, web_address(text).unwrap_or_default()));
    let view = Downloads { rows: rows.collect(), license };
    press.print(Sheet {
        path: "donnees/index.html".to_owned(),
        template: "downloads.html",
        title: messages.text("nav.downloads").to_owned(),
        description: Some(messages.text("download.intro").to_owned()),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("downloads", &view),
    })
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// « 12 ko »
fn size(press: &Frame<'_>, bytes: usize) -> String {
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
    frame: &Frame<'_>,
    event: &crate::review::TimelineEvent,
) -> serde_json::Value {
    let kit = frame.kit;
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
            "publisher": kit.model.source_name(mention.annotated).map(|name| json!({"@type": "Organization", "name": name})),
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
        "url": frame.address(&super::kit::event_path(event)),
        "isPartOf": {"@type": "WebSite", "name": kit.model.input.settings.title},
        "publisher": {
            "@type": "Organization",
            "name": kit.model.input.settings.title,
            "publishingPrinciples": frame.address("methode/index.html"),
            "correctionsPolicy": frame.address("corrections/index.html"),
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
