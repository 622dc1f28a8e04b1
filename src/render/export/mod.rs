//! The timeline in the formats of others.

mod calendar;
mod document;
mod neutral;
mod others;
mod schemas;
mod table;
mod timeline;
mod timeml;
mod web;

pub use calendar::ics;
pub use neutral::neutral;
pub use others::{markwhen, timelinejs};
pub use table::{csv, jsonl};
pub use timeline::{timeline_json, timeline_schema};
pub use timeml::timeml;
pub use web::{annotations, rocrate};

pub(crate) use calendar::of as calendar_of;
pub(crate) use document::Document;
pub(crate) use others::{markwhen_of, timelinejs_of};
pub(crate) use schemas::schema;
pub(crate) use table::{byte_order_mark, conflicts_csv, events_csv, mentions_csv};
pub(crate) use timeline::{
    Entries, document, document_decisions, line, noise_key, published_key, whole,
};
pub(crate) use timeml::document as timeml_of;
pub(crate) use web::{CrateFile, annotations_of, rocrate_of};
