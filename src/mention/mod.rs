//! Sentences and dates to event mentions: what is said to have happened, when, by whom and
//! how surely.
//!
//! A mention is a sentence (or a clause of one) with its time, or without one. Nothing here
//! compares articles; that is for `merge`. Nothing here fails, and no French stands in the
//! code: it is in the tables of `data/`.

mod agent;
mod build;
mod cue;
mod figure;
mod follow;
mod inflect;
mod key;
mod link;
mod names;
mod ordinal;
mod parse;
mod speaker;
mod status;
mod table;
mod token;
mod trigger;
mod when;
mod words;

#[cfg(test)]
pub(crate) mod testing;

use crate::ingest::Article;
use crate::text::{ArticleId, Span};
use crate::timex::Timex;
use serde::{Deserialize, Serialize};

pub use build::mentions;
pub use key::folded_sentence;
pub(crate) use trigger::named as act_named;

/// `m-` and 13 digits, made of the content of the mention: no offsets.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct MentionId(pub String);

/// How a mention stands to its time.
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
pub enum Role {
    /// It happened then.
    At,
    /// It holds since then.
    Since,
    /// It holds until then.
    Until,
    /// It happens at the latest then.
    By,
    /// It holds over that time.
    During,
}

/// How surely a mention says what it says (factuality).
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
pub enum Status {
    /// Flatly, in the voice of the article.
    Asserted,
    /// By someone the article names.
    Attributed,
    /// In the conditional of hearsay, or marked as unconfirmed.
    Conditional,
    /// Said not to be so, by anyone.
    Denied,
    /// To come.
    Planned,
    /// Called off or put off.
    Cancelled,
    /// In an *if*.
    Hypothetical,
    /// Asked.
    Question,
}

/// A number of things, as an interval.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figure {
    /// Where it stands in the text of the article.
    pub span: Span,
    /// The least value, in thousandths when `scale` is 3, else in ones.
    pub low: i64,
    /// The greatest value; `None` is open.
    pub high: Option<i64>,
    /// 3 for percentages and decimals (« 3,5 tonnes »), else 0.
    pub scale: u8,
    /// Whether the greatest value is soft: crossing it is no conflict (« des dizaines »).
    pub soft: bool,
    /// Whether the number is approximate (« environ », « une dizaine »).
    pub approximate: bool,
    /// What is counted: `soldier`, `dead`, `percent`, `euro`.
    pub unit: String,
    /// What is said of them: `deploy`, `kill`; `None` where nothing governs the noun.
    pub predicate: Option<String>,
    /// « dont 5 enfants »: a part of the figure before it.
    pub subset: bool,
    /// A running total (« au total », « depuis le début de … »).
    pub cumulative: bool,
}

/// What a sentence or clause says of one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMention {
    /// Its name, from its content.
    pub id: MentionId,
    /// Its article.
    pub article: ArticleId,
    /// The sentence or clause quoted.
    pub span: Span,
    /// Index of its sentence in [`Article::sentences`].
    pub sentence: usize,
    /// Number of the clause in the sentence, from 0.
    pub clause: u32,
    /// Index of its time in the article's timexes: the first end of a range.
    pub timex: Option<usize>,
    /// Index of the second end of a range.
    pub timex_end: Option<usize>,
    /// How it stands to its time.
    pub role: Role,
    /// How surely.
    pub status: Status,
    /// Whether there is a grammatical negation in the clause.
    pub negated: bool,
    /// Who says it, as written.
    pub speaker: Option<String>,
    /// Who acts or is named, by canonical name, sorted.
    pub actors: Vec<String>,
    /// Where, by canonical name, sorted.
    pub places: Vec<String>,
    /// The family of its main trigger: `sign`.
    pub trigger: Option<String>,
    /// All trigger families in it, sorted.
    pub triggers: Vec<String>,
    /// Its figures, in order.
    pub figures: Vec<Figure>,
    /// Stems of its content words, sorted, with repeats: no stop words, no words of time, no
    /// words of attribution.
    pub words: Vec<String>,
    /// Ordinals and editions that must not differ inside one event: « troisième veto ».
    pub ordinals: Vec<String>,
    /// Whether it stands in the lead of its article.
    pub lead: bool,
    /// Whether its time is that of the telling, not of what is told: « …, a annoncé mardi
    /// le maire ».
    pub reporting: bool,
    /// Whether it opens with a pronoun for what the sentence before told: « Il a chiffré … ».
    pub anaphoric: bool,
    /// Whether it goes on with what the sentence before told: « Un convoi l'a déposé chez lui ».
    #[serde(default)]
    pub continues: bool,
    /// Whether its act is named as one that is known: « la perquisition du 7 avril ».
    #[serde(default)]
    pub known: bool,
    /// Whether it tells a state that goes on, not an act: « mène une offensive depuis août ».
    pub background: bool,
}

/// An article, its time expressions and what it says happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotatedArticle {
    /// The article.
    pub article: Article,
    /// Its time expressions, in order.
    pub timexes: Vec<Timex>,
    /// Its mentions, in order of the text.
    pub mentions: Vec<EventMention>,
}
