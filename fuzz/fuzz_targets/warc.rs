#![no_main]

#[path = "../../tests/properties/ingest.rs"]
#[allow(dead_code)]
mod properties;

// The head makes sure that the format is the one that is meant.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::check_add("a.warc", &[b"WARC/1.0", bytes].concat());
});
