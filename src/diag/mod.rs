//! What there is to say beside a result: notes with a rule, a place and arguments.
//!
//! A stage never writes a sentence: it gives the rule's id and arguments, and the catalogue
//! here holds the English sentence of diagnostics. French is for `templates/i18n/`.

mod catalogue;

use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use catalogue::{CATALOGUE, RuleInfo};

/// How bad a finding is, in ascending order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth a look.
    Warning,
    /// Wrong, or contradicted.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// A rule of the catalogue, by its id: `FR-C201`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(&'static str);

impl RuleId {
    /// The rule named `id`, if the catalogue has it.
    pub fn find(id: &str) -> Option<RuleId> {
        CATALOGUE.iter().find(|rule| rule.id == id).map(|rule| RuleId(rule.id))
    }

    /// The id as it is written.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What the catalogue says of it.
    pub fn info(self) -> &'static RuleInfo {
        CATALOGUE.iter().find(|rule| rule.id == self.0).expect("a rule id comes from the catalogue")
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<RuleId, D::Error> {
        let id = String::deserialize(deserializer)?;
        RuleId::find(&id).ok_or_else(|| serde::de::Error::custom(format!("unknown rule `{id}`")))
    }
}

/// Something to know about a value, with its rule, its place and the words of its message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The rule that speaks.
    pub rule: RuleId,
    /// Where in the text of the article, if it has a place there.
    pub span: Option<Span>,
    /// What fills the rule's message, in the order in which the message names it.
    pub args: Vec<(String, String)>,
}

impl Note {
    /// A note of `rule`, which is in the catalogue.
    ///
    /// # Panics
    /// When the catalogue has no such rule, which is a mistake of ours.
    pub fn new(rule: &str, span: Option<Span>, args: &[(&str, &str)]) -> Note {
        let rule = RuleId::find(rule).expect("a note names a rule of the catalogue");
        let args = args.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Note { rule, span, args }
    }

    /// The message in English, without the rule's id.
    pub fn message(&self) -> String {
        fill(self.rule.info().message, &self.args)
    }

    /// What can be done about it, in English.
    pub fn hint(&self) -> Option<String> {
        let hint = self.rule.info().hint;
        (!hint.is_empty()).then(|| fill(hint, &self.args))
    }
}

/// `template` with every `{name}` replaced by its argument.
fn fill(template: &str, args: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').expect("braces of a message are closed");
        match args.iter().find(|(known, _)| known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push('?'),
        }
        rest = tail;
    }
    out + rest
}

/// The known name nearest to `found`, if one is near enough to be meant.
///
/// ```
/// assert_eq!(frise::diag::closest("titel", &["title", "language"]), Some("title"));
/// assert_eq!(frise::diag::closest("zzz", &["title", "language"]), None);
/// ```
pub fn closest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(found, name), *name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| name)
}

/// A value and what there is to know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted<T> {
    /// The value.
    pub value: T,
    /// The notes, in the order of the text where they have a place.
    pub notes: Vec<Note>,
}

impl<T> Noted<T> {
    /// A value with nothing to say about it.
    pub fn plain(value: T) -> Noted<T> {
        Noted { value, notes: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_listed_once_in_order_and_their_messages_are_whole() {
        for pair in CATALOGUE.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} then {}", pair[0].id, pair[1].id);
        }
        for rule in CATALOGUE {
            for text in [rule.message, rule.hint] {
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{}", rule.id);
                assert!(!text.ends_with('.'), "{}: no full stop at the end", rule.id);
            }
        }
    }

    #[test]
    fn a_message_is_filled_with_its_arguments() {
        let note = Note::new(
            "FR-E102",
            None,
            &[("text", "mardi 24 octobre"), ("actual", "Thursday"), ("value", "2024-10-24")],
        );
        assert_eq!(note.message(), "« mardi 24 octobre » is a Thursday (2024-10-24)");
    }
}
