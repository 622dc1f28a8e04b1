//! The form of `timeline.json`, field by field.

use crate::diag::Severity;
use crate::mention::{Role, Status};
use crate::merge::{ConflictKind, DateStatus, Direction, Relation};
use crate::review::ConflictState;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A timeline reconstructed from news articles. Spans are code points of the decoded text of
/// their article, half open; lists are sorted by id.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "frise timeline", deny_unknown_fields)]
pub(crate) struct Document<'a> {
    /// Version of this format: 1.
    pub(crate) version: u32,
    /// The project.
    pub(crate) project: Project<'a>,
    /// The articles that were read.
    pub(crate) articles: Vec<Article<'a>>,
    /// The events that are told.
    pub(crate) events: Vec<Event<'a>>,
    /// What articles say, sentence by sentence.
    pub(crate) mentions: Vec<Mention<'a>>,
    /// Disagreements.
    pub(crate) conflicts: Vec<Conflict<'a>>,
    /// Pairs of articles that share text.
    pub(crate) copies: Vec<Copy<'a>>,
    /// Mentions that joined no event for want of a date.
    pub(crate) undated: Vec<&'a str>,
}

/// What the project says of itself.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Project<'a> {
    /// Title of the timeline.
    pub(crate) title: &'a str,
    /// Language of the messages: `fr` or `en`.
    pub(crate) language: &'a str,
    /// Where the site stands.
    pub(crate) base_url: Option<&'a str>,
    /// IANA name of the time zone.
    pub(crate) timezone: &'a str,
}

/// An article.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Article<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its file, from the project's folder.
    pub(crate) file: &'a str,
    /// Its title.
    pub(crate) title: Option<&'a str>,
    /// Id of the outlet.
    pub(crate) source: &'a str,
    /// Its address.
    pub(crate) url: Option<&'a str>,
    /// Address of an archived copy.
    pub(crate) archive: Option<&'a str>,
    /// SHA-256 of its file.
    pub(crate) sha256: &'a str,
    /// The day of its publication, if it says.
    pub(crate) published: Option<String>,
    /// How that day is known.
    pub(crate) published_by: Option<&'static str>,
    /// The day of its last change, if it says.
    pub(crate) modified: Option<String>,
    /// Language tag.
    pub(crate) language: &'a str,
    /// Articles of one group are one origin.
    pub(crate) origin_group: u32,
    /// What was passed over, in the order of the text.
    pub(crate) ignored: Vec<Ignored>,
}

/// A block that was not read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Ignored {
    /// Where it stands.
    pub(crate) span: [usize; 2],
    /// Why: `furniture`, `metadata`, `related-links`, `repeat`, `recurring`.
    pub(crate) kind: &'static str,
    /// The rule that said so.
    pub(crate) rule: String,
    /// Its beginning, in at most 280 characters.
    pub(crate) text: String,
}

/// Something that happened, will happen, or is said not to have happened.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Event<'a> {
    /// Its id, which stays.
    pub(crate) id: &'a str,
    /// Ids that lead here since a merge.
    pub(crate) aliases: Vec<&'a str>,
    /// Its title, in the words of a source.
    pub(crate) title: &'a str,
    /// The chosen date as EDTF, at its own unit.
    pub(crate) date: Option<&'a str>,
    /// TIMEX3 modifier of the date: `END`.
    pub(crate) r#mod: Option<&'static str>,
    /// First day.
    pub(crate) begin: Option<String>,
    /// Last day.
    pub(crate) end: Option<String>,
    /// Other dates, when contested, as EDTF.
    pub(crate) alternatives: &'a [String],
    /// How the date is known.
    pub(crate) date_status: DateStatus,
    /// What was supplied of the date: `year`, `month`, `day`.
    pub(crate) inferred: &'a [String],
    /// How many mentions have each status; no zeros.
    pub(crate) status: &'a BTreeMap<Status, u32>,
    /// Number of independent origins.
    pub(crate) origins: u32,
    /// Number of articles.
    pub(crate) articles: u32,
    /// How much the articles make of it, without unit.
    pub(crate) salience: i64,
    /// Who acts or is named.
    pub(crate) actors: &'a [String],
    /// Where.
    pub(crate) places: &'a [String],
    /// Related events.
    pub(crate) related: Vec<Related<'a>>,
    /// Its mentions.
    pub(crate) mentions: Vec<&'a str>,
    /// Its conflicts.
    pub(crate) conflicts: Vec<&'a str>,
    /// Decisions of editors that touch it.
    pub(crate) decisions: &'a [String],
    /// Why its mentions are one event.
    pub(crate) links: Vec<Link<'a>>,
}

/// A related event.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Related<'a> {
    /// The other event.
    pub(crate) event: &'a str,
    /// How they belong together.
    pub(crate) relation: Relation,
}

/// Why two mentions are one event.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Link<'a> {
    /// One mention.
    pub(crate) a: &'a str,
    /// The other.
    pub(crate) b: &'a str,
    /// The rule of merging.
    pub(crate) rule: &'a str,
    /// In 1/10,000.
    pub(crate) score: i32,
    /// The words that decided.
    pub(crate) why: &'a str,
}

/// What a sentence says of an event.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Mention<'a> {
    /// Its id, made of its content.
    pub(crate) id: &'a str,
    /// Its article.
    pub(crate) article: &'a str,
    /// Its event, if it has one that is told.
    pub(crate) event: Option<&'a str>,
    /// The sentence or clause, exactly.
    pub(crate) quote: &'a str,
    /// Where it stands.
    pub(crate) span: [usize; 2],
    /// Up to 32 characters before it, in whole words.
    pub(crate) prefix: &'a str,
    /// Up to 32 characters after it, in whole words.
    pub(crate) suffix: &'a str,
    /// Its time expression, or the first end of a range.
    pub(crate) timex: Option<Timex<'a>>,
    /// The second end of a range.
    pub(crate) timex_end: Option<Timex<'a>>,
    /// How it stands to its time.
    pub(crate) role: Role,
    /// Its date as EDTF.
    pub(crate) date: Option<String>,
    /// How surely it says what it says.
    pub(crate) status: Status,
    /// Whether there is a grammatical negation in it.
    pub(crate) negated: bool,
    /// Who says it, as written.
    pub(crate) speaker: Option<&'a str>,
    /// Who acts or is named.
    pub(crate) actors: &'a [String],
    /// Where.
    pub(crate) places: &'a [String],
    /// The family of its main verb or noun of action.
    pub(crate) trigger: Option<&'a str>,
    /// Its figures, in order.
    pub(crate) figures: Vec<Figure<'a>>,
}

/// A time expression.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Timex<'a> {
    /// Where it stands.
    pub(crate) span: [usize; 2],
    /// Its words.
    pub(crate) text: &'a str,
    /// TIMEX3 type: `DATE`, `TIME`, `DURATION`, `SET`.
    pub(crate) r#type: &'static str,
    /// TIMEX3 value.
    pub(crate) value: Option<String>,
    /// TIMEX3 modifier.
    pub(crate) r#mod: Option<&'static str>,
    /// The value as EDTF, where EDTF has a word for it.
    pub(crate) edtf: Option<String>,
    /// What it was computed from: `text`, `dct`, `antecedent`.
    pub(crate) anchor: Option<&'static str>,
    /// The rule that read it.
    pub(crate) rule: &'a str,
    /// What was supplied: `year`, `month`, `day`.
    pub(crate) inferred: Vec<&'static str>,
}

/// A number of things.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Figure<'a> {
    /// Where it stands.
    pub(crate) span: [usize; 2],
    /// Its words.
    pub(crate) text: &'a str,
    /// The least value.
    pub(crate) low: i64,
    /// The greatest value; null is open.
    pub(crate) high: Option<i64>,
    /// What is counted.
    pub(crate) unit: &'a str,
    /// What is said of it.
    pub(crate) predicate: Option<&'a str>,
}

/// A disagreement.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Conflict<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// What sort.
    pub(crate) kind: ConflictKind,
    /// How bad.
    pub(crate) severity: Severity,
    /// What became of it.
    pub(crate) state: ConflictState,
    /// The events that it touches.
    pub(crate) events: Vec<&'a str>,
    /// The rule that found it.
    pub(crate) rule: &'static str,
    /// The set of values in conflict.
    pub(crate) fingerprint: &'a str,
    /// What each side says.
    pub(crate) sides: Vec<Side<'a>>,
    /// What it says, in the project's language.
    pub(crate) message: String,
    /// Exculpations that were tried and did not hold.
    pub(crate) tried: Vec<&'a str>,
}

/// One side of a conflict.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Side<'a> {
    /// What it says.
    pub(crate) value: &'a str,
    /// Its mentions.
    pub(crate) mentions: Vec<&'a str>,
    /// Number of independent origins behind it.
    pub(crate) origins: u32,
}

/// Two articles that share text.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Copy<'a> {
    /// One article.
    pub(crate) a: &'a str,
    /// The other.
    pub(crate) b: &'a str,
    /// Shared part of the shorter text, in 1/10,000.
    pub(crate) containment: i32,
    /// Who took from whom.
    pub(crate) direction: Direction,
}
