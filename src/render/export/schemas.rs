//! The forms of the files under `donnees/`: JSON Schemas, and a CSVW description of the tables.

use super::document::{Conflict, Event, Mention};
use super::table::{CONFLICTS, Column, EVENTS, MENTIONS};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::{Value, json};

/// `evenements.json`: the events that are told, in the form that they have in `timeline.json`.
#[derive(JsonSchema)]
#[schemars(title = "frise events", deny_unknown_fields)]
#[expect(dead_code, reason = "a form; the file is joined from lines")]
struct Events<'a> {
    /// Version of this format: 1.
    version: u32,
    /// The events, by id.
    events: Vec<Event<'a>>,
}

/// `conflits.json`: disagreements, in the form that they have in `timeline.json`.
#[derive(JsonSchema)]
#[schemars(title = "frise conflicts", deny_unknown_fields)]
#[expect(dead_code, reason = "a form; the file is joined from lines")]
struct Conflicts<'a> {
    /// Version of this format: 1.
    version: u32,
    /// The conflicts, by id.
    conflicts: Vec<Conflict<'a>>,
}

/// `decisions.json`: what editors decided, without their names.
#[derive(JsonSchema)]
#[schemars(title = "frise decisions", deny_unknown_fields)]
#[expect(dead_code, reason = "a form; the file is joined from lines")]
struct Decisions<'a> {
    /// Version of this format: 1.
    version: u32,
    /// The decisions, by id.
    decisions: Vec<Decision<'a>>,
}

/// A decision of an editor.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Decision<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// What it does: `pick-date`, `merge` …
    pub(crate) verb: String,
    /// What it is about: ids of events, mentions, conflicts, articles.
    pub(crate) targets: &'a [String],
    /// The value that it chooses.
    pub(crate) value: Option<&'a str>,
    /// Mentions that it rests on.
    pub(crate) support: &'a [String],
    /// Why it was taken, as a code: of a dismissal.
    pub(crate) code: Option<&'a str>,
    /// The day on which it was taken.
    pub(crate) date: Option<String>,
    /// The day after which it no longer holds.
    pub(crate) expires: Option<String>,
    /// The reason, in Markdown.
    pub(crate) reason: &'a str,
    /// `active`, `confirmed`, `to-review`, `orphaned`, `contradicted`, `expired`.
    pub(crate) state: String,
}

/// The schema under this name, if it is one.
pub(crate) fn schema(name: &str) -> Option<Value> {
    Some(match name {
        "timeline.schema.json" => super::timeline_schema(),
        "evenements.schema.json" => schema_for!(Events<'static>).to_value(),
        "mentions.schema.json" => schema_for!(Mention<'static>).to_value(),
        "conflits.schema.json" => schema_for!(Conflicts<'static>).to_value(),
        "decisions.schema.json" => schema_for!(Decisions<'static>).to_value(),
        "csv-metadata.json" => tables(),
        _ => return None,
    })
}

/// What the tables hold, column by column, in the words of CSV on the Web.
fn tables() -> Value {
    let column = |column: &Column| {
        let mut said = json!({
            "name": column.name,
            "titles": column.name,
            "datatype": column.datatype,
            "dc:description": column.about,
        });
        if column.list {
            said["separator"] = json!(" | ");
        }
        said
    };
    let table = |(url, columns): (&str, &[Column])| {
        let columns: Vec<Value> = columns.iter().map(column).collect();
        json!({"url": url, "tableSchema": {"columns": columns, "primaryKey": "id"}})
    };
    let tables =
        [("evenements.csv", EVENTS), ("mentions.csv", MENTIONS), ("conflits.csv", CONFLICTS)];
    let tables: Vec<Value> = tables.into_iter().map(table).collect();
    json!({"@context": "http://www.w3.org/ns/csvw", "tables": tables})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{files, hostile, story};

    #[test]
    fn every_download_is_what_its_schema_says() {
        for story in [story(), hostile()] {
            let files = files(&story);
            for name in ["evenements", "conflits", "decisions", "mentions"] {
                let schema: Value =
                    serde_json::from_str(&files[&format!("donnees/{name}.schema.json")]).unwrap();
                let validator = jsonschema::validator_for(&schema).unwrap();
                let values: Vec<Value> = match name {
                    "mentions" => files["donnees/mentions.jsonl"]
                        .lines()
                        .map(|line| serde_json::from_str(line).unwrap())
                        .collect(),
                    _ => {
                        vec![serde_json::from_str(&files[&format!("donnees/{name}.json")]).unwrap()]
                    }
                };
                for value in values {
                    let errors: Vec<String> =
                        validator.iter_errors(&value).map(|error| error.to_string()).collect();
                    assert!(errors.is_empty(), "{name}: {errors:?}");
                    // A schema that any document passes would say nothing.
                    let mut other = value.clone();
                    other["nobody-knows"] = json!(1);
                    assert!(!validator.is_valid(&other), "{name} takes any key");
                }
            }
        }
    }

    #[test]
    fn the_description_of_tables_names_their_columns_in_order() {
        let files = files(&story());
        let said: Value = serde_json::from_str(&files["donnees/csv-metadata.json"]).unwrap();
        for table in said["tables"].as_array().unwrap() {
            let file = format!("donnees/{}", table["url"].as_str().unwrap());
            let names = table["tableSchema"]["columns"].as_array().unwrap().iter();
            let names: Vec<&str> = names.map(|column| column["name"].as_str().unwrap()).collect();
            let header = files[&file].split("\r\n").next().unwrap();
            assert_eq!(names.join(","), header, "{file}");
        }
    }
}
