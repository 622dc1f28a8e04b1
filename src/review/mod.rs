//! What editors decided, what frise remembers, and the timeline that comes of both.
//!
//! Decisions become constraints for `merge` and amendments of mentions before it; after it
//! they settle conflicts and choose values. The [`Lock`] keeps identities: an event's id is
//! minted once and then looked up.

mod apply;
mod decision;
mod draft;
mod identity;
mod lock;
mod mend;
mod names;
mod plan;
mod remember;
mod settle;
mod states;

use crate::mention::MentionId;
use crate::merge::{Conflict, CopyPair, Event};
use crate::text::ArticleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use apply::{ApplyConfig, apply};
pub use decision::{
    CODES, Decision, DecisionError, DecisionState, ReviewedDecision, Verb, parse_status,
};
pub use draft::{DraftError, Request, draft};
pub use lock::{
    Change, Lines, Lock, LockArticle, LockConflict, LockError, LockEvent, LockFinding, LockMention,
};
pub use names::Names;
pub use plan::{Plan, anchors, plan};

/// `e-` and ten digits: minted from the founding mention, then looked up in the lock.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct EventId(pub String);

/// `c-` and ten digits.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct ConflictId(pub String);

/// What became of a conflict.
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
pub enum ConflictState {
    /// Nobody has decided.
    Open,
    /// An editor chose a side.
    Decided,
    /// An editor leaves it to the reader.
    LeftOpen,
    /// An editor says that it is none.
    Dismissed,
    /// Decided, and something new came.
    ToReview,
}

/// An event with its identity and what was decided of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEvent {
    /// Its id.
    pub id: EventId,
    /// Ids that lead here since a merge, sorted.
    pub aliases: Vec<EventId>,
    /// The day (or stamp) from which the id dates: the newest date among its articles when it
    /// was minted.
    pub born: String,
    /// What merging found, titles and dates as decided. Relations name events by index in
    /// [`Timeline::events`].
    pub event: Event,
    /// Its conflicts, sorted.
    pub conflicts: Vec<ConflictId>,
    /// Ids of the decisions that touch it, sorted.
    pub decisions: Vec<String>,
    /// Pinned to the top by an editor.
    pub pinned: bool,
    /// Taken off the public pages by an editor.
    pub hidden: bool,
    /// Left out by `from`, `to` or `min_salience` of the settings: listed, not told.
    pub left_out: bool,
}

/// A conflict with its identity and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineConflict {
    /// Its id.
    pub id: ConflictId,
    /// What merging found. Events are named by index in [`Timeline::events`].
    pub conflict: Conflict,
    /// What became of it.
    pub state: ConflictState,
    /// The decision that settled it.
    pub decision: Option<String>,
}

/// An event whose last mention is gone; its page stays and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id.
    pub id: EventId,
    /// The title that it last had.
    pub title: String,
    /// The date that it last had, as EDTF.
    pub date: Option<String>,
}

/// Where a mention stands and which event it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentionRef {
    /// Index of its article in the list of annotated articles.
    pub article: usize,
    /// Index in the article's mentions.
    pub mention: usize,
    /// Index of its event in [`Timeline::events`].
    pub event: Option<usize>,
}

/// All that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Events, sorted by id.
    pub events: Vec<TimelineEvent>,
    /// Every mention, by id.
    pub mentions: BTreeMap<MentionId, MentionRef>,
    /// Conflicts, sorted by id.
    pub conflicts: Vec<TimelineConflict>,
    /// Copies, sorted.
    pub copies: Vec<CopyPair>,
    /// The origin group of every article.
    pub origins: BTreeMap<ArticleId, u32>,
    /// Mentions that joined no event for want of a date, sorted.
    pub undated: Vec<MentionId>,
    /// Decisions with what became of them, by id.
    pub decisions: Vec<ReviewedDecision>,
    /// Events that are gone, by id.
    pub tombstones: Vec<Tombstone>,
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
