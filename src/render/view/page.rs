//! Pages of one thing: an event, an article, a conflict, a text.

use super::{ConflictRow, Fact, Link, StatusLine, When};
use schemars::JsonSchema;
use serde::Serialize;

/// `event.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Event {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Language of the title, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// Its date.
    pub(crate) when: When,
    /// « Affirmé par 2 sources indépendantes », one line for each status.
    pub(crate) statuses: Vec<StatusLine>,
    /// « 3 sources indépendantes, 14 copies »
    pub(crate) sources: String,
    /// What the sources wrote of the date.
    pub(crate) written: Vec<Written>,
    /// What the chosen value is as EDTF, with its precision in words.
    pub(crate) precision: Option<String>,
    /// What frise supplied of the date, and what it was counted from, in sentences.
    pub(crate) deduced: Vec<String>,
    /// What it checked, in sentences.
    pub(crate) checked: Vec<String>,
    /// What an editor decided of the date.
    pub(crate) decided: Option<String>,
    /// Other dates, in words, when contested.
    pub(crate) alternatives: Vec<String>,
    /// Independent sources.
    pub(crate) clusters: Vec<Cluster>,
    /// Conflicts that touch it.
    pub(crate) conflicts: Vec<ConflictRow>,
    /// Decisions of editors.
    pub(crate) decisions: Vec<Decision>,
    /// Who acts or is named.
    pub(crate) actors: Vec<Link>,
    /// Where.
    pub(crate) places: Vec<Link>,
    /// Related events.
    pub(crate) related: Vec<Related>,
    /// What changed since it first appeared, in sentences, oldest first.
    pub(crate) changes: Vec<String>,
    /// A reference, ready to copy.
    pub(crate) citation: String,
    /// Where readers report an error.
    pub(crate) report: Option<String>,
}

/// What sources wrote of a date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Written {
    /// « le lundi 11 novembre 2024 », exactly.
    pub(crate) text: String,
    /// Who writes so.
    pub(crate) sources: Vec<String>,
    /// What it was read as, in words.
    pub(crate) read: Option<String>,
    /// The same as EDTF.
    pub(crate) edtf: Option<String>,
}

/// Articles that are one origin.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Cluster {
    /// Its first article.
    pub(crate) source: SourceBlock,
    /// What it says.
    pub(crate) mentions: Vec<MentionView>,
    /// Other articles of the origin.
    pub(crate) copies: Vec<CopyLine>,
    /// « 14 copies »
    pub(crate) copies_count: String,
}

/// An article as a source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct SourceBlock {
    /// The name of the outlet.
    pub(crate) name: String,
    /// The page of the outlet.
    pub(crate) href: String,
    /// Title of the article, on its page.
    pub(crate) article: Link,
    /// « publié le 12 novembre 2024 », or « date de publication inconnue »
    pub(crate) published: String,
    /// Address of the article (`http` or `https`).
    pub(crate) url: Option<String>,
    /// Address of an archived copy.
    pub(crate) archive: Option<String>,
}

/// What a sentence says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct MentionView {
    /// Its id.
    pub(crate) id: String,
    /// The sentence, cut at its time expressions.
    pub(crate) quote: Vec<Segment>,
    /// Language of the sentence, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// « Attribué à le ministère »
    pub(crate) status: String,
    /// `attributed`
    pub(crate) status_key: String,
    /// Its place on the page of the article.
    pub(crate) href: String,
    /// Its place on the page of the publisher.
    pub(crate) original: Option<String>,
    /// Figures in it, as written.
    pub(crate) figures: Vec<String>,
}

/// A piece of text, marked or not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Segment {
    /// The words.
    pub(crate) text: String,
    /// Whether they are a time expression.
    pub(crate) mark: bool,
    /// What the expression was read as, in words.
    pub(crate) label: Option<String>,
    /// The event that it dates.
    pub(crate) href: Option<String>,
}

/// An article that repeats another.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct CopyLine {
    /// The name of the outlet.
    pub(crate) name: String,
    /// Title, with its page.
    pub(crate) article: Link,
    /// « 12 novembre 2024 »
    pub(crate) published: String,
    /// « 97 % du texte en commun », where it was measured.
    pub(crate) similarity: Option<String>,
}

/// A decision of an editor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Decision {
    /// Its id.
    pub(crate) id: String,
    /// What was decided, in words.
    pub(crate) title: String,
    /// Who decided; nothing where the project does not say.
    pub(crate) author: Option<String>,
    /// « 15 novembre 2024 »
    pub(crate) date: Option<String>,
    /// Its state, in words.
    pub(crate) state: String,
    /// `active`, `to-review` …
    pub(crate) state_key: String,
    /// The reason, as safe HTML.
    pub(crate) reason_html: String,
}

/// A related event.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Related {
    /// How they belong together, in words.
    pub(crate) relation: String,
    /// The event.
    pub(crate) event: Link,
    /// Its date.
    pub(crate) when: String,
}

/// `article.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Article {
    /// Its id.
    pub(crate) id: String,
    /// Its title, else its id.
    pub(crate) title: String,
    /// Where it comes from.
    pub(crate) source: SourceBlock,
    /// How the date of publication is known, in words.
    pub(crate) published_by: Option<String>,
    /// Byline.
    pub(crate) author: Option<String>,
    /// Its file, from the project's folder.
    pub(crate) file: String,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
    /// Language of the text, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// What the page holds beside the text: « 3 passages ignorés », with its anchor.
    pub(crate) facts: Vec<Fact>,
    /// Whether only extracts are shown.
    pub(crate) extracts: bool,
    /// The text that is shown.
    pub(crate) paragraphs: Vec<Paragraph>,
    /// Its time expressions.
    pub(crate) expressions: Vec<Expression>,
    /// What was passed over, by reason.
    pub(crate) ignored: Vec<IgnoredGroup>,
    /// Articles with the same text.
    pub(crate) copies: Vec<CopyLine>,
}

/// A piece of an article.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Paragraph {
    /// Whether text before it is left out.
    pub(crate) gap: bool,
    /// Its sentences.
    pub(crate) sentences: Vec<Sentence>,
}

/// A sentence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Sentence {
    /// Ids of the mentions in it; the first is the anchor of the sentence.
    pub(crate) ids: Vec<String>,
    /// Its text.
    pub(crate) segments: Vec<Segment>,
}

/// A time expression in the table under an article.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Expression {
    /// Its words.
    pub(crate) text: String,
    /// What it was read as, in words, or why it has no value.
    pub(crate) read: String,
    /// The value as EDTF.
    pub(crate) edtf: Option<String>,
    /// The rule that read it.
    pub(crate) rule: String,
    /// The event that it dates.
    pub(crate) event: Option<Link>,
}

/// Passages that were passed over for one reason.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct IgnoredGroup {
    /// « Liens connexes : 3 passages ignorés »
    pub(crate) title: String,
    /// Their beginnings.
    pub(crate) texts: Vec<String>,
}

/// `conflict.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Conflict {
    /// Its line in lists.
    pub(crate) row: ConflictRow,
    /// Its id.
    pub(crate) id: String,
    /// What it says, in a sentence.
    pub(crate) message: String,
    /// The rule and what it looks for.
    pub(crate) rule: String,
    /// The explanation of the rule.
    pub(crate) about: String,
    /// What was tried to explain it away, in words.
    pub(crate) tried: Vec<String>,
    /// The sides: columns.
    pub(crate) sides: Vec<ConflictSide>,
    /// What was decided.
    pub(crate) decisions: Vec<Decision>,
    /// Where readers propose a decision.
    pub(crate) report: Option<String>,
}

/// A side of a conflict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ConflictSide {
    /// What it says, in words.
    pub(crate) value: String,
    /// « 2 sources indépendantes », « d’après le calendrier », or nothing.
    pub(crate) sources: String,
    /// One for each independent source; none where no source says so.
    pub(crate) cells: Vec<ConflictCell>,
}

/// What an independent source says on one side.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ConflictCell {
    /// The source.
    pub(crate) source: SourceBlock,
    /// What it says.
    pub(crate) mentions: Vec<MentionView>,
    /// « 1 copie », where there is one.
    pub(crate) copies: Option<String>,
}

/// `prose.html`: a page of `content/pages/`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Prose {
    /// Its title.
    pub(crate) title: String,
    /// Its text, as safe HTML.
    pub(crate) html: String,
    /// What the rules found, on the page of the method.
    pub(crate) method: Option<Method>,
}

/// What the rules found in the articles of this timeline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Method {
    /// The version of frise and the size of the corpus, in words.
    pub(crate) facts: Vec<String>,
    /// Rules that read time expressions, the busiest first.
    pub(crate) reading: Vec<RuleRow>,
    /// Rules that joined mentions into events, the busiest first.
    pub(crate) joining: Vec<RuleRow>,
}

/// A rule and what it did here.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct RuleRow {
    /// Its name: `calendar.day-month-year`.
    pub(crate) rule: String,
    /// An example, or what it does, in words.
    pub(crate) about: String,
    /// How often.
    pub(crate) count: String,
}

/// `tombstone.html`: an event that is gone, or became part of another.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Tombstone {
    /// The title that it had.
    pub(crate) title: String,
    /// Language of the title, where it is known not to be that of the page.
    pub(crate) lang: Option<String>,
    /// The date that it had, in words.
    pub(crate) when: Option<String>,
    /// The event that it became.
    pub(crate) event: Option<Link>,
}
