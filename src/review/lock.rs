//! `frise.lock`: identities and the last known state, one JSON object a line, sorted.

use super::{ConflictId, ConflictState, DecisionState, EventId};
use crate::diag::{RuleId, Severity};
use crate::mention::{MentionId, Status};
use crate::merge::ConflictKind;
use crate::text::ArticleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that frise remembers between builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Events, living and gone.
    pub events: BTreeMap<EventId, LockEvent>,
    /// Mentions, with the ids that they had before their sentence was mended.
    pub mentions: BTreeMap<MentionId, LockMention>,
    /// Articles.
    pub articles: BTreeMap<ArticleId, LockArticle>,
    /// Conflicts.
    pub conflicts: BTreeMap<ConflictId, LockConflict>,
    /// Decisions and their states.
    pub decisions: BTreeMap<String, DecisionState>,
    /// Other findings, sorted.
    pub findings: Vec<LockFinding>,
}

/// What is remembered of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockEvent {
    /// Ids that lead here.
    pub aliases: Vec<EventId>,
    /// Its mentions; none when it is gone.
    pub mentions: Vec<MentionId>,
    /// The mention that it was minted from.
    pub founding: MentionId,
    /// Its title.
    pub title: String,
    /// Its date as EDTF.
    pub date: Option<String>,
    /// How many mentions have each status.
    pub status: BTreeMap<Status, u32>,
    /// The newest date among the articles concerned when it was minted.
    pub born: String,
    /// What changed since, oldest first; only ever appended to.
    pub changes: Vec<Change>,
}

/// One change of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The newest date among the articles and decisions concerned.
    pub on: String,
    /// `born`, `date`, `title`, `merged`, `split`, `gone`, `back`.
    pub what: String,
    /// What it was.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

/// What is remembered of a mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockMention {
    /// Its article.
    pub article: ArticleId,
    /// Its sentence, folded.
    pub sentence: String,
    /// Its expression, if it has one.
    pub expression: Option<String>,
    /// The value of its time, as EDTF.
    pub value: Option<String>,
    /// Its status.
    pub status: Status,
    /// Its figures, as `unit:low..high`.
    pub figures: Vec<String>,
    /// Ids that lead here.
    pub aliases: Vec<MentionId>,
}

/// What is remembered of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockArticle {
    /// SHA-256 of its file.
    pub sha256: String,
    /// Its origin group.
    pub origin_group: u32,
}

/// What is remembered of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockConflict {
    /// What sort.
    pub kind: ConflictKind,
    /// Its mentions, sorted.
    pub mentions: Vec<MentionId>,
    /// The values in conflict.
    pub fingerprint: String,
    /// How bad.
    pub severity: Severity,
    /// What became of it.
    pub state: ConflictState,
}

/// What is remembered of another finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LockFinding {
    /// The rule.
    pub rule: RuleId,
    /// What tells it from others of the rule: no line numbers.
    pub fingerprint: String,
    /// How bad.
    pub severity: Severity,
}

/// Why a lock cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LockError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}
