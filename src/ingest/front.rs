//! Front matter: YAML between `---`, TOML between `+++`, at the very start of the text.

use super::IngestError;
use crate::text::{Span, fold};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Bytes of front matter that are read.
const LONGEST: usize = 64 << 10;

/// Front matter and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Front {
    /// The delimiters and what is between them.
    pub(crate) span: Option<Span>,
    /// Values as they are written, by key.
    pub(crate) values: BTreeMap<String, String>,
    /// Where the value of `title` stands in the text.
    pub(crate) title_span: Option<Span>,
}

impl Front {
    /// The value of `key`, where it says anything.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The front matter of `text`; an empty one where there is none.
///
/// # Errors
/// When it does not parse, and could not be read as `key: value` lines either.
pub(crate) fn read(text: &str) -> Result<Front, IngestError> {
    let Some((inside, span)) = delimited(text) else { return Ok(Front::default()) };
    let written = inside.slice(text);
    let values = if text.starts_with('+') { toml_values(written) } else { yaml_values(written) }?;
    let title_span = values.get("title").and_then(|title| {
        let at = written.find(title.as_str()).filter(|_| !title.is_empty())?;
        Some(Span::new(inside.start + at, inside.start + at + title.len()))
    });
    Ok(Front { span: Some(span), values, title_span })
}

/// What stands between the delimiters, and the whole with them.
fn delimited(text: &str) -> Option<(Span, Span)> {
    let fence = text.get(..3).filter(|fence| matches!(*fence, "---" | "+++"))?;
    let head = text.split_once('\n')?.0;
    if head.trim_end() != fence {
        return None;
    }
    let start = head.len() + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || fence == "---" && bare == "..." {
            let inside = Span::new(start, at);
            let plausible = inside.slice(text).lines().find(|line| !line.trim().is_empty());
            let sign = if fence == "---" { ':' } else { '=' };
            let keyed = plausible.is_none_or(|line| line.contains(sign) || line.starts_with('#'));
            return keyed.then(|| (inside, Span::new(0, at + bare.len())));
        }
        at += line.len();
        if at > LONGEST {
            return None;
        }
    }
    None
}

/// How people write the keys, each with the name that frise gives to it.
static KEYS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("data/keys.txt")
        .lines()
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(name, others)| others.split_whitespace().map(move |other| (other, name)))
        .collect()
});

/// The name that frise gives to a key: « Titre » is `title`.
pub(crate) fn canonical(key: &str) -> String {
    let folded = fold(key.trim());
    KEYS.get(folded.as_str()).map_or(folded, |name| (*name).to_owned())
}

fn toml_values(written: &str) -> Result<BTreeMap<String, String>, IngestError> {
    let table: toml::Table = written.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start.min(written.len()));
        let line = 2 + written.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
        IngestError::FrontMatter { line, reason: error.message().to_owned() }
    })?;
    Ok(table.iter().map(|(key, value)| (canonical(key), toml_text(value))).collect())
}

fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(toml_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn yaml_values(written: &str) -> Result<BTreeMap<String, String>, IngestError> {
    if let Some(values) = simple_lines(written) {
        return Ok(values);
    }
    type Values = BTreeMap<String, serde_json::Value>;
    let parsed = serde_saphyr::from_str::<Option<Values>>(written);
    match parsed {
        Ok(values) => {
            let values = values.unwrap_or_default();
            let mut values: BTreeMap<String, String> =
                values.iter().map(|(key, value)| (canonical(key), json_text(value))).collect();
            restore_hash_sign(written, &mut values);
            Ok(values)
        }
        Err(error) => match plain_lines(written) {
            Ok(values) => Ok(values),
            Err((line, mend)) => {
                let said = error.to_string();
                let said = said.lines().next().unwrap_or("not YAML").trim();
                Err(IngestError::FrontMatter { line, reason: format!("{said}; {mend}") })
            }
        },
    }
}

/// Lines that every reader of YAML reads alike, `key: value` with a plain value or one between
/// double quotes: nearly all front matter, and ten times as fast as a whole parser.
fn simple_lines(written: &str) -> Option<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    for line in written.lines().filter(|line| !line.is_empty()) {
        let (key, value) = line.split_once(": ")?;
        let plain_key = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let plain = value.starts_with(char::is_alphanumeric)
            && !value.contains(": ")
            && !value.contains(" #")
            && !value.ends_with([':', ' ']);
        let value =
            quoted.filter(|inner| !inner.contains(['"', '\\'])).or(plain.then_some(value))?;
        let first = values.insert(canonical(key), value.to_owned()).is_none();
        if !plain_key || key.is_empty() || !first || matches!(value, "null" | "Null" | "NULL") {
            return None;
        }
    }
    Some(values)
}

fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        serde_json::Value::Array(items) => {
            items.iter().map(json_text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// « title: Le n° #1 de la liste »: to YAML what follows ` #` is a comment, to a title it is
/// not.
fn restore_hash_sign(written: &str, values: &mut BTreeMap<String, String>) {
    for line in written.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let quoted = value.starts_with(['"', '\'', '|', '>', '[', '{']);
        if canonical(key) == "title" && !quoted && value.contains(" #") {
            values.insert("title".to_owned(), value.to_owned());
        }
    }
}

/// Lines `key: value` parted at their first colon, where nothing else could be meant. The
/// error is the first line that is none, and how to mend it.
fn plain_lines(written: &str) -> Result<BTreeMap<String, String>, (usize, &'static str)> {
    let mut values = BTreeMap::new();
    for (index, line) in written.lines().enumerate() {
        let number = index + 2;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            return Err((number, "each line is `key: value`"));
        };
        let plain_key = !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
            && key.starts_with(char::is_alphabetic);
        if !plain_key {
            return Err((number, "each line is `key: value`, with no space before the key"));
        }
        let value = value.trim();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) if value.len() > 1 && value.ends_with(quote) => &value[1..value.len() - 1],
            _ if value.starts_with(['|', '>', '[', '{', '&']) && !value.ends_with([']', '}']) => {
                return Err((number, "put the value between double quotes"));
            }
            _ => value,
        };
        values.insert(canonical(key), value.to_owned());
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml =
            "---\ntitle: \"Le port\"\ndate: 2024-10-18\nversion: 2\nTags: [a, b]\n---\nTexte";
        let toml = "+++\ntitle = \"Le port\"\ndate = 2024-10-18\nversion = 2\ntags = [\"a\", \"b\"]\n+++\nTexte";
        for text in [yaml, toml] {
            let front = read(text).unwrap();
            assert_eq!(front.get("title"), Some("Le port"));
            assert_eq!(front.get("date"), Some("2024-10-18"));
            assert_eq!(front.get("version"), Some("2"));
            assert_eq!(front.get("tags"), Some("a, b"));
            assert_eq!(&text[front.span.unwrap().end..], "\nTexte");
            assert_eq!(front.title_span.unwrap().slice(text), "Le port");
        }
    }

    #[test]
    fn colons_of_french_print_do_not_break_a_title() {
        let front = read("---\ntitre: Guerre : le fil\nauteur: @compte\n---\n").unwrap();
        assert_eq!(front.get("title"), Some("Guerre : le fil"));
        let front = read("---\ntitle: Le n° #1 du port\n---\n").unwrap();
        assert_eq!(front.get("title"), Some("Le n° #1 du port"));
    }

    #[test]
    fn what_does_not_parse_is_refused_with_its_line() {
        let error = read("---\ntitle: Guerre : le fil\n  - et: quoi : encore\n---\n").unwrap_err();
        let IngestError::FrontMatter { line, reason } = error else { panic!("{error}") };
        assert_eq!(line, 3, "{reason}");
        let error = read("+++\ntitle = Le port\n+++\n").unwrap_err();
        assert!(matches!(error, IngestError::FrontMatter { line: 2, .. }), "{error}");
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        assert_eq!(read("---\nUne phrase sans clé\n---\nSuite").unwrap(), Front::default());
        assert_eq!(read("---\ntitle: sans fin\n").unwrap(), Front::default());
    }
}
