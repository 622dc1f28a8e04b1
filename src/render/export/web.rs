//! For the web of data: W3C Web Annotations and an RO-Crate.

use super::document::{Document, Mention};
use super::timeline::document;
use crate::render::i18n::Messages;
use crate::render::kit::web_address;
use crate::render::model::Model;
use crate::render::{OutputFile, SiteInput};
use crate::text::sha256_hex;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every mention as a Web Annotation on its article, in one collection (JSON-LD).
pub fn annotations(input: &SiteInput<'_>) -> String {
    let messages = Messages::built_in(&input.settings.language);
    let document = document(&Model::new(input), &messages);
    annotations_of(&document)
}

/// The annotations of a document.
fn annotations_of(document: &Document<'_>) -> String {
    let base = document.project.base_url;
    let articles: BTreeMap<&str, _> = document.articles.iter().map(|a| (a.id, a)).collect();
    let lines = document.mentions.iter().map(|mention| {
        let article = articles.get(mention.article);
        let place = (article.and_then(|article| article.url), article.map_or("", |a| a.sha256));
        annotation(base, mention, place)
    });
    let lines: Vec<String> = lines.collect();
    let (head, tail) = around_annotations(base, document.project.title, lines.len());
    head + &lines.join(",") + tail
}

/// What stands before and after so many annotations.
pub(crate) fn around_annotations(
    base: Option<&str>,
    title: &str,
    count: usize,
) -> (String, &'static str) {
    let base = base.unwrap_or("urn:frise");
    let context = "http://www.w3.org/ns/anno.jsonld";
    let head = format!(
        "{{\"@context\":{},\"id\":{},\"type\":\"AnnotationCollection\",\"label\":{},\"total\":{count},\"first\":{{\"id\":{},\"type\":\"AnnotationPage\",\"items\":[",
        super::timeline::line(&context),
        super::timeline::line(&format!("{base}#annotations")),
        super::timeline::line(&title),
        super::timeline::line(&format!("{base}#annotations-1")),
    );
    (head, "]}}\n")
}

/// A mention as an annotation of its article, which has this address and sum.
pub(crate) fn annotation(
    base: Option<&str>,
    mention: &Mention<'_>,
    (url, sha256): (Option<&str>, &str),
) -> String {
    let base = base.unwrap_or("urn:frise");
    super::timeline::line(&Annotation {
        id: format!("{base}#{}", mention.id),
        r#type: "Annotation",
        motivation: "identifying",
        body: Body {
            r#type: "TextualBody",
            purpose: "identifying",
            format: "text/plain",
            value: mention.event.unwrap_or(mention.id),
        },
        target: Target {
            source: url.map_or_else(|| format!("urn:sha256:{sha256}"), str::to_owned),
            selector: (
                Quote {
                    r#type: "TextQuoteSelector",
                    exact: mention.quote,
                    prefix: mention.prefix,
                    suffix: mention.suffix,
                },
                Position {
                    r#type: "TextPositionSelector",
                    start: mention.span[0],
                    end: mention.span[1],
                },
            ),
        },
    })
}

#[derive(Serialize)]
struct Annotation<'a> {
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    body: Body<'a>,
    target: Target<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    purpose: &'static str,
    format: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    source: String,
    selector: (Quote<'a>, Position),
}

#[derive(Serialize)]
struct Quote<'a> {
    r#type: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

#[derive(Serialize)]
struct Position {
    r#type: &'static str,
    start: usize,
    end: usize,
}

/// A file of a crate.
pub(crate) struct CrateFile {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its media type.
    pub(crate) media: &'static str,
    /// Its length in bytes.
    pub(crate) size: usize,
    /// Its digest.
    pub(crate) sha256: String,
}

impl CrateFile {
    pub(crate) fn of(name: &'static str, media: &'static str, file: &OutputFile) -> CrateFile {
        let contents = file.contents.as_deref().unwrap_or_default();
        let sha256 = file.sha256.clone().unwrap_or_else(|| sha256_hex(contents));
        CrateFile { name, media, size: contents.len(), sha256 }
    }
}

/// The description of the downloads as a Research Object Crate, version 1.1, with the
/// timeline as its only file.
pub fn rocrate(input: &SiteInput<'_>) -> String {
    let timeline = super::timeline_json(input).into_bytes();
    let file = OutputFile::new("timeline.json".to_owned(), timeline);
    let file = CrateFile::of("timeline.json", "application/json", &file);
    rocrate_of(input, &[file])
}

pub(crate) fn rocrate_of(input: &SiteInput<'_>, files: &[CrateFile]) -> String {
    let days = input.articles.iter().filter_map(|a| a.article.dct()).map(|dct| dct.day);
    let newest = days.clone().max().map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    let settings = input.settings;
    let coverage = days.min().map(|oldest| format!("{oldest}/{newest}"));
    let parts: Vec<Value> = files.iter().map(|file| json!({"@id": file.name})).collect();
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": settings.title,
            "description": settings.description.as_deref().unwrap_or(&settings.title),
            "datePublished": newest,
            "temporalCoverage": coverage,
            "inLanguage": settings.language,
            "hasPart": parts,
            "creator": {"@id": "#frise"},
        }),
        json!({
            "@id": "#frise",
            "@type": "SoftwareApplication",
            "name": "frise",
            "softwareVersion": env!("CARGO_PKG_VERSION"),
        }),
    ];
    // Without a licence that its editors chose, the data says nothing of one.
    if let Some(license) = &settings.license {
        graph[1]["license"] = match web_address(license) {
            Some(address) => json!({"@id": address}),
            None => json!(license),
        };
    }
    graph.extend(files.iter().map(|file| {
        json!({
            "@id": file.name,
            "@type": "File",
            "name": file.name,
            "encodingFormat": file.media,
            "contentSize": file.size.to_string(),
            "sha256": file.sha256,
        })
    }));
    let document = json!({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph});
    serde_json::to_string_pretty(&document).expect("JSON prints") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::story;

    #[test]
    fn an_annotation_selects_its_quote_by_words_and_by_position() {
        let value: Value = serde_json::from_str(&annotations(&story().input())).unwrap();
        let items = value["first"]["items"].as_array().unwrap();
        assert_eq!(items.len(), 5);
        for item in items {
            let selectors = &item["target"]["selector"];
            assert_eq!(selectors[0]["type"], "TextQuoteSelector");
            assert!(selectors[1]["start"].as_u64() < selectors[1]["end"].as_u64());
        }
    }

    #[test]
    fn a_crate_names_its_files_with_their_digests() {
        let value: Value = serde_json::from_str(&rocrate(&story().input())).unwrap();
        let graph = value["@graph"].as_array().unwrap();
        let file = graph.iter().find(|entity| entity["@id"] == "timeline.json").unwrap();
        assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
        assert_eq!(graph[1]["temporalCoverage"], "2024-11-12/2024-11-14");
        assert!(graph[1].get("license").is_none(), "nobody chose one");
    }

    #[test]
    fn a_licence_is_that_of_the_settings() {
        for (given, written) in [
            ("https://a.example/l", json!({"@id": "https://a.example/l"})),
            ("Licence Ouverte 2.0", json!("Licence Ouverte 2.0")),
        ] {
            let mut story = story();
            story.settings.license = Some(given.to_owned());
            let value: Value = serde_json::from_str(&rocrate(&story.input())).unwrap();
            assert_eq!(value["@graph"][1]["license"], written);
        }
    }
}
