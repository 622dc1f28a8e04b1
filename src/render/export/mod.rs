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

pub(crate) use calendar::{around_entries, entry_text};
pub(crate) use document::Document;
pub(crate) use others::{around_slides, before_marks, mark, slide};
pub(crate) use schemas::schema;
pub(crate) use table::{
    EVENTS, MENTIONS, byte_order_mark, conflicts_csv, event_line, header, mention_line,
};
pub(crate) use timeline::{
    after_lists, around_list, article, before_lists, document_decisions, empty_list, event, line,
    mention_of, noise_key, published_key, without_lists,
};
pub(crate) use timeml::document as timeml_of;
pub(crate) use web::{CrateFile, annotation, around_annotations, rocrate_of};
