//! The tagger on made-up texts: what holds of any text.

#[path = "../properties/timex.rs"]
mod properties;

use proptest::prelude::*;

proptest! {
    #[test]
    fn what_is_said_of_a_text_holds(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let text = properties::text_of(&bytes);
        properties::check_text(&text);
        properties::check_line(&text);
    }
}

#[test]
fn lines_that_are_no_requests_are_answered() {
    for line in ["", "{", "[]", "{\"id\":\"\\ud800\"}", "{\"id\":{\"a\":1},\"text\":\"hier\"}"] {
        properties::check_line(line);
    }
}
