#![no_main]

#[path = "../../tests/properties/timex.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = properties::text_of(bytes);
    properties::check_text(&text);
    properties::check_line(&text);
});
