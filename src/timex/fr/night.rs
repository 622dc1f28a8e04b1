//! Nights that are told by both of their days: « la nuit de lundi à mardi ».

use crate::text::{fold, is_space};

/// Whether the words of a night name both days it joins: « la nuit du 6 au 7 mars », not
/// « la nuit du 6 mars ».
pub(crate) fn names_two_days(text: &str) -> bool {
    let folded = fold(text);
    folded.split(is_space).any(|word| matches!(word, "a" | "au"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_of_two_days_names_both() {
        for (text, two) in [
            ("la nuit de lundi à mardi", true),
            ("la nuit du 31 mai au 1er juin", true),
            ("La nuit de jeudi À vendredi", true),
            ("la nuit du 6 mars", false),
            ("la nuit dernière", false),
        ] {
            assert_eq!(names_two_days(text), two, "{text}");
        }
    }
}
