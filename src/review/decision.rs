//! One decision of an editor: one Markdown file with TOML front matter.

use crate::timex::Day;
use serde::{Deserialize, Serialize};

/// What a decision does. A closed list.
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
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Gives an article its date of publication.
    AnchorArticle,
    /// Withdraws an article: its sentences go, its trace stays.
    IgnoreArticle,
    /// Leaves a mention out.
    IgnoreMention,
    /// Corrects one expression that was misread.
    SetDate,
    /// Makes two events one.
    Merge,
    /// Takes mentions out of an event.
    Split,
    /// Keeps two events or mentions apart for ever.
    NotSame,
    /// Chooses the date of an event.
    PickDate,
    /// Chooses a figure.
    PickValue,
    /// Leaves a conflict to the reader.
    LeaveOpen,
    /// Says that a conflict is none.
    Dismiss,
    /// Corrects the status of a mention.
    Status,
    /// Gives an event a title.
    Title,
    /// Puts an event on top.
    Pin,
    /// Takes an event off the public pages.
    Hide,
    /// Says that two names are one actor or place.
    Alias,
}

impl Verb {
    /// All verbs, in the order in which decisions are applied.
    pub const ALL: [Verb; 16] = [
        Verb::AnchorArticle,
        Verb::IgnoreArticle,
        Verb::IgnoreMention,
        Verb::SetDate,
        Verb::Status,
        Verb::Alias,
        Verb::Split,
        Verb::NotSame,
        Verb::Merge,
        Verb::PickDate,
        Verb::PickValue,
        Verb::LeaveOpen,
        Verb::Dismiss,
        Verb::Title,
        Verb::Pin,
        Verb::Hide,
    ];

    /// As it is written: `pick-date`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::AnchorArticle => "anchor-article",
            Verb::IgnoreArticle => "ignore-article",
            Verb::IgnoreMention => "ignore-mention",
            Verb::SetDate => "set-date",
            Verb::Merge => "merge",
            Verb::Split => "split",
            Verb::NotSame => "not-same",
            Verb::PickDate => "pick-date",
            Verb::PickValue => "pick-value",
            Verb::LeaveOpen => "leave-open",
            Verb::Dismiss => "dismiss",
            Verb::Status => "status",
            Verb::Title => "title",
            Verb::Pin => "pin",
            Verb::Hide => "hide",
            Verb::Alias => "alias",
        }
    }

    /// Whether a decision with this verb must say why.
    pub fn wants_reason(self) -> bool {
        matches!(
            self,
            Verb::PickDate | Verb::PickValue | Verb::Dismiss | Verb::Hide | Verb::NotSame
        )
    }
}

/// A decision, as its file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// `0007`
    pub id: String,
    /// Its file, from the project's folder.
    pub path: String,
    /// What it does.
    pub verb: Verb,
    /// What it is about: event, mention, conflict or article ids, or names.
    pub targets: Vec<String>,
    /// The value chosen, where the verb takes one.
    pub value: Option<String>,
    /// The mentions that it rests on.
    pub support: Vec<String>,
    /// All mentions that could be seen when it was taken.
    pub seen: Vec<String>,
    /// The set of values in conflict when it was taken.
    pub fingerprint: Option<String>,
    /// Why a conflict is dismissed: `homonyms`, `old-quote`, `other-period`, `noise`,
    /// `translation`, `other`.
    pub code: Option<String>,
    /// Who decided.
    pub author: Option<String>,
    /// When.
    pub date: Option<Day>,
    /// Until when it holds.
    pub expires: Option<Day>,
    /// The reason, in Markdown.
    pub reason: String,
}

/// What became of a decision in this build.
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
#[serde(rename_all = "kebab-case")]
pub enum DecisionState {
    /// Applied.
    Active,
    /// Applied, and a new independent source agrees.
    Confirmed,
    /// Applied, and a new independent source says something else, or its support changed.
    ToReview,
    /// Its target is gone; not applied.
    Orphaned,
    /// Contradicts another decision; neither is applied.
    Contradicted,
    /// Its time is over; not applied.
    Expired,
}

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewedDecision {
    /// The decision.
    pub decision: Decision,
    /// Its state.
    pub state: DecisionState,
    /// Why it is to be reviewed, in the words of a finding (English), or nothing.
    pub why: String,
}

/// Why a decision file cannot be used. The build stops: leaving the file out could publish
/// what was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {reason}")]
pub struct DecisionError {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub reason: String,
}
