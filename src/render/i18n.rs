//! What the interface says, by key: sentences of `templates/i18n/`, never of the code.

use super::RenderError;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

const FRENCH: &str = include_str!("../../templates/i18n/fr.toml");
const ENGLISH: &str = include_str!("../../templates/i18n/en.toml");

/// The messages of one language, by dotted key: `conflict.date.message`. The items of a list
/// have their number as the last part, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Messages {
    language: &'static str,
    entries: FxHashMap<String, String>,
}

impl Messages {
    /// The built-in messages of `language`; French for a language that there is none for.
    pub(crate) fn built_in(language: &str) -> Messages {
        let (language, source) = match language {
            "en" => ("en", ENGLISH),
            _ => ("fr", FRENCH),
        };
        let mut messages = Messages { language, entries: FxHashMap::default() };
        messages.extend(language, source).expect("the built-in messages are well formed");
        messages
    }

    /// Replaces single messages by those of `source`, the text of a TOML file.
    ///
    /// # Errors
    /// When the file does not parse; `name` is told.
    pub(crate) fn extend(&mut self, name: &str, source: &str) -> Result<(), RenderError> {
        let table: toml::Table = source.parse().map_err(|error: toml::de::Error| {
            let before = error.span().map_or(0, |span| span.start.min(source.len()));
            RenderError::Template {
                name: name.to_owned(),
                line: source.as_bytes()[..before].iter().filter(|&&b| b == b'\n').count() + 1,
                reason: error.message().to_owned(),
                variables: Vec::new(),
            }
        })?;
        flatten("", toml::Value::Table(table), &mut self.entries);
        Ok(())
    }

    /// `fr` or `en`.
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// The keys of all messages, sorted.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.entries.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    /// The message named `key`, as it stands in the table.
    pub(crate) fn raw(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }

    /// The message named `key`, which the built-in tables have.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.raw(key).unwrap_or_else(|| panic!("the message `{key}` is built in"))
    }

    /// The message named `key` with its arguments filled in.
    pub(crate) fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.text(key), args)
    }

    /// The singular or plural of the message named `key`, with the number as `{n}`.
    pub(crate) fn count(&self, key: &str, n: usize) -> String {
        let form = match n {
            // « 0 source », but "0 sources".
            0 => self.text("typography.zero"),
            1 => "one",
            _ => "other",
        };
        self.fill(&format!("{key}.{form}"), &[("n", &self.number(n as i64))])
    }

    /// A whole number with its thousands set apart.
    pub(crate) fn number(&self, n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut out = String::new();
        if n < 0 {
            out.push('−');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push_str(self.text("typography.thousands"));
            }
            out.push(digit);
        }
        out
    }

    /// `a, b et c`
    pub(crate) fn list(&self, items: &[String], last: &str) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., end] => first.join(", ") + self.text(last) + end,
        }
    }
}

/// `pattern` with every `{name}` replaced. A name without argument stays as it is.
pub(crate) fn fill(pattern: &str, args: &[(&str, &str)]) -> String {
    fill_with(pattern, |name| {
        args.iter().find(|(known, _)| *known == name).map(|(_, value)| Cow::Borrowed(*value))
    })
}

/// `pattern` with every `{name}` replaced by what `value` gives for it.
pub(crate) fn fill_with<'v>(pattern: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail)));
        match known {
            Some((value, tail)) => {
                out.push_str(&value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

fn flatten(prefix: &str, value: toml::Value, entries: &mut FxHashMap<String, String>) {
    let under = |key: &str| {
        if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
    };
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                flatten(&under(&key), value, entries);
            }
        }
        toml::Value::Array(items) => {
            for (index, value) in items.into_iter().enumerate() {
                flatten(&under(&index.to_string()), value, entries);
            }
        }
        toml::Value::String(text) => {
            entries.insert(prefix.to_owned(), text);
        }
        other => {
            entries.insert(prefix.to_owned(), other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let [french, english] = ["fr", "en"].map(Messages::built_in);
        assert_eq!(french.keys(), english.keys());
    }

    #[test]
    fn french_signs_are_never_parted_from_their_words() {
        let french = Messages::built_in("fr");
        for key in french.keys() {
            let text = french.text(key);
            let parted = ["« ", " »", " :", " ;", " !", " ?", " %"];
            assert!(!parted.iter().any(|signs| text.contains(signs)), "{key}: {text}");
        }
    }

    #[test]
    fn numbers_have_their_thousands_set_apart() {
        let french = Messages::built_in("fr");
        assert_eq!(french.number(8000), "8\u{202f}000");
        assert_eq!(french.number(-1234567), "−1\u{202f}234\u{202f}567");
        assert_eq!(french.number(12), "12");
        assert_eq!(Messages::built_in("en").number(1200), "1,200");
    }

    #[test]
    fn an_override_replaces_one_message_and_says_where_it_is_broken() {
        let mut messages = Messages::built_in("fr");
        messages.extend("i18n/fr.toml", "[status]\nasserted = \"dit\"").unwrap();
        assert_eq!(messages.text("status.asserted"), "dit");
        assert_eq!(messages.text("status.denied"), "démenti");
        let error = messages.extend("i18n/fr.toml", "a = 1\nb = = 2").unwrap_err();
        assert!(matches!(&error, RenderError::Template { line: 2, .. }), "{error}");
    }

    #[test]
    fn an_argument_that_looks_like_a_name_is_not_filled_again() {
        assert_eq!(fill("{a} {b} {c", &[("a", "{b}"), ("b", "x")]), "{b} x {c");
    }
}
