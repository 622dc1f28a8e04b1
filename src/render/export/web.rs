//! For the web of data: W3C Web Annotations and an RO-Crate.

use super::document::Document;
use super::timeline::document;
use crate::render::SiteInput;
use crate::render::i18n::Messages;
use crate::render::kit::web_address;
use crate::render::model::Model;
use crate::text::sha256_hex;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every mention as a Web Annotation on its article, in one collection (JSON-LD).
pub fn annotations(input: &SiteInput<'_>) -> String {
    let messages = Messages::built_in(&input.settings.language);
    annotations_of(&document(&Model::new(input), &messages))
}

pub(crate) fn annotations_of(document: &Document<'_>) -> String {
    let articles: BTreeMap<&str, _> = document.articles.iter().map(|a| (a.id, a)).collect();
    let base = document.project.base_url.unwrap_or("urn:frise");
    let items = document.mentions.iter().map(|mention| {
        let article = articles.get(mention.article);
        let address = article.and_then(|article| article.url);
        let source = address.map_or_else(
            || format!("urn:sha256:{}", article.map_or("", |article| article.sha256)),
            str::to_owned,
        );
        let body = json!({
            "type": "TextualBody",
            "purpose": "identifying",
            "format": "text/plain",
            "value": mention.event.unwrap_or(mention.id),
        });
        json!({
            "id": format!("{base}#{}", mention.id),
            "type": "Annotation",
            "motivation": "identifying",
            "body": body,
            "target": {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": mention.quote,
                        "prefix": mention.prefix,
                        "suffix": mention.suffix,
                    },
                    {
                        "type": "TextPositionSelector",
                        "start": mention.span[0],
                        "end": mention.span[1],
                    },
                ],
            },
        })
    });
    let items: Vec<Value> = items.collect();
    let collection = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("{base}#annotations"),
        "type": "AnnotationCollection",
        "label": document.project.title,
        "total": items.len(),
        "first": {"id": format!("{base}#annotations-1"), "type": "AnnotationPage", "items": items},
    });
    collection.to_string() + "\n"
}

/// A file of a crate: its name, its media type and its bytes.
pub(crate) struct CrateFile<'a> {
    pub(crate) name: &'a str,
    pub(crate) media: &'a str,
    pub(crate) contents: &'a str,
}

/// The description of the downloads as a Research Object Crate, version 1.1, with the
/// timeline as its only file.
pub fn rocrate(input: &SiteInput<'_>) -> String {
    let timeline = super::timeline_json(input);
    let file = CrateFile { name: "timeline.json", media: "application/json", contents: &timeline };
    rocrate_of(input, &[file])
}

pub(crate) fn rocrate_of(input: &SiteInput<'_>, files: &[CrateFile<'_>]) -> String {
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
            "contentSize": file.contents.len().to_string(),
            "sha256": sha256_hex(file.contents.as_bytes()),
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
