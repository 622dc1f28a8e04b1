//! The words of the review screens, in the language of the project.

use super::{DeskError, Snapshot};
use crate::render::{Messages, RenderError};
use crate::review::DraftError;
use crate::store::StoreError;

const FRENCH: &str = include_str!("../../templates/i18n/review.fr.toml");
const ENGLISH: &str = include_str!("../../templates/i18n/review.en.toml");

/// The messages of the site and of review, with those that the project replaces.
///
/// # Errors
/// When a table of the project does not parse.
pub(crate) fn messages(
    snapshot: &Snapshot,
    overrides: &[(String, String)],
) -> Result<Messages, RenderError> {
    let mut messages = built_in(&snapshot.settings.language);
    let language = messages.language();
    for name in [format!("i18n/{language}.toml"), format!("i18n/review.{language}.toml")] {
        if let Some((_, source)) = overrides.iter().find(|(given, _)| *given == name) {
            messages.extend(&name, source)?;
        }
    }
    Ok(messages)
}

/// The built-in messages of the site and of review.
pub(crate) fn built_in(language: &str) -> Messages {
    let mut messages = Messages::built_in(language);
    let source = if messages.language() == "en" { ENGLISH } else { FRENCH };
    messages.extend("i18n/review", source).expect("the built-in messages are well formed");
    messages
}

/// Why a decision was not written, for an editor.
pub(crate) fn refusal(messages: &Messages, error: &DeskError) -> String {
    let fill =
        |key: &str, args: &[(&str, &str)]| messages.fill(&format!("review.refusal.{key}"), args);
    match error {
        DeskError::Bare => fill("bare", &[]),
        DeskError::Draft(error) => match error {
            DraftError::Unknown { name, nearest: None } => fill("unknown", &[("name", name)]),
            DraftError::Unknown { name, nearest: Some(near) } => {
                fill("unknown-near", &[("name", name), ("near", near)])
            }
            DraftError::Gone(name) => fill("gone", &[("name", name)]),
            DraftError::NoReason(_) => fill("no-reason", &[]),
            DraftError::Settled { id, path } => fill("settled", &[("id", id), ("path", path)]),
            DraftError::WrongTarget { .. } | DraftError::Unfit(_) => {
                fill("unfit", &[("reason", &error.to_string())])
            }
        },
        DeskError::Store(StoreError::Changed(path)) => fill("changed", &[("path", path)]),
        DeskError::Store(StoreError::Busy(_)) => fill("busy", &[]),
        DeskError::Store(error) => fill("disk", &[("reason", &error.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_messages() {
        let [french, english] = ["fr", "en"].map(built_in);
        assert_eq!(french.keys(), english.keys());
    }
}
