#![no_main]

#[path = "../../tests/properties/ingest.rs"]
#[allow(dead_code)]
mod properties;

use frise::ingest::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::check_article(Format::Html, bytes));
