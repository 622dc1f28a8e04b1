//! An event in a list.

use schemars::JsonSchema;
use serde::Serialize;

/// A date for readers and for machines.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct When {
    /// « lundi 11 novembre 2024 »
    pub(crate) text: String,
    /// The value of a `datetime` attribute, where HTML has one: a day, a month, a year.
    pub(crate) datetime: Option<String>,
    /// The value as EDTF.
    pub(crate) edtf: Option<String>,
    /// Whether frise supplied a part of it.
    pub(crate) inferred: bool,
    /// What is to be known of it: precision, what was supplied, that it is contested.
    pub(crate) notes: Vec<String>,
    /// How it is drawn.
    pub(crate) marker: Marker,
}

/// How a date is drawn; its words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Marker {
    /// A day.
    Point,
    /// A month, a season, a year, a range.
    Bar,
    /// An approximate date.
    Hatched,
    /// Open to the right.
    Since,
    /// Open to the left.
    Until,
    /// Contested, or one of several.
    Split,
    /// No date.
    None,
}

/// How many independent sources give an event a status.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct StatusLine {
    /// `asserted`, `attributed` …
    pub(crate) key: String,
    /// « Affirmé par 2 sources indépendantes »
    pub(crate) text: String,
    /// « Affirmé »
    pub(crate) word: String,
    /// Number of independent sources.
    pub(crate) sources: u32,
}

/// A conflict on the card of an event.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Badge {
    /// « Date contestée », « Date contestée, tranché »
    pub(crate) text: String,
    /// Its page.
    pub(crate) href: String,
    /// Whether it waits for someone.
    pub(crate) open: bool,
}

/// An event in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Card {
    /// Its id.
    pub(crate) id: String,
    /// Its page.
    pub(crate) href: String,
    /// Its title.
    pub(crate) title: String,
    /// Language of title and quote, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// Its date.
    pub(crate) when: When,
    /// « Affirmé par 2 sources indépendantes »: one line for each status.
    pub(crate) statuses: Vec<StatusLine>,
    /// « 3 sources indépendantes, 14 copies »
    pub(crate) sources: String,
    /// Number of independent sources.
    pub(crate) origins: u32,
    /// « Date contestée »: its conflicts, with their pages.
    pub(crate) conflicts: Vec<Badge>,
    /// Put on top by an editor.
    pub(crate) pinned: bool,
    /// The sentence that says it best, or nothing in short lists.
    pub(crate) quote: Option<String>,
    /// Who says it.
    pub(crate) cite: Option<String>,
    /// The first outlets that tell it, where nothing is quoted.
    pub(crate) outlets: Vec<String>,
}

/// Events under one heading.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Group {
    /// Anchor of the heading.
    pub(crate) id: String,
    /// « lundi 11 novembre 2024 »
    pub(crate) title: String,
    /// The page of the period, where it is another page.
    pub(crate) href: Option<String>,
    /// The days of a month, or one untitled day.
    pub(crate) days: Vec<Day>,
}

/// Events of one day, or of no day in particular.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Day {
    /// Anchor of the day: `j2024-11-11`.
    pub(crate) id: String,
    /// The day for machines, where it is known.
    pub(crate) datetime: Option<String>,
    /// « lundi 11 », or « dans le mois, jour non précisé ».
    pub(crate) title: String,
    /// The page of the day, where it has one.
    pub(crate) href: Option<String>,
    /// Its events.
    pub(crate) cards: Vec<Card>,
}
