//! Mentions of many articles become events; copies, dates and conflicts between them.
//!
//! Decisions of editors arrive as [`Constraints`]; nothing here knows more of review.
//! The result does not depend on the order of the articles or on the number of threads.

mod acts;
mod alike;
mod attach;
mod build;
mod bytes;
mod candidates;
mod cluster;
mod config;
mod conflict;
mod copies;
mod date;
mod dominant;
mod explain;
mod far;
mod features;
mod figures;
mod hash;
mod inside;
mod kin;
mod leader;
mod node;
mod offset;
mod pairs;
mod record;
mod rows;
mod salience;
mod seat;
mod shard;
mod slip;
mod stock;
mod supposed;
mod tables;
mod title;
mod twice;
mod union;
mod units;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use crate::diag::{RuleId, Severity};
use crate::mention::{AnnotatedArticle, MentionId, Status};
use crate::text::ArticleId;
use crate::timex::{Day, Modifier};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub use acts::Kinship;
pub use build::Work;
pub use config::MergeConfig;
pub use conflict::TRIED;
pub use explain::{MergeRule, RULES, Why, why};
pub use pairs::{Evidence, Verdict};
pub use shard::{CUT, Given, Put, ShardError, cut, spread, work};
pub use slip::Pattern;
pub use units::{Memory, OneByOne, Workers};

/// What editors decided that merging must respect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraints {
    /// Pairs that are one event whatever the rules say.
    pub same: BTreeSet<(MentionId, MentionId)>,
    /// Pairs that are never one event.
    pub different: BTreeSet<(MentionId, MentionId)>,
    /// Another name of an actor or place to the name that counts.
    pub aliases: BTreeMap<String, String>,
}

/// How the date of an event is known. The first that holds, in this order.
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
pub enum DateStatus {
    /// No date.
    Unknown,
    /// An editor picked it.
    Decided,
    /// Independent sources disagree.
    Contested,
    /// A part was supplied.
    Inferred,
    /// One mention gives it.
    Single,
    /// Several agree.
    Agreed,
}

/// When an event happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDate {
    /// The chosen value as EDTF, at its own unit; `None` when unknown.
    pub value: Option<String>,
    /// Its modifier.
    pub modifier: Option<Modifier>,
    /// First day.
    pub begin: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// Other values, when contested, as EDTF, sorted.
    pub alternatives: Vec<String>,
    /// How it is known.
    pub status: DateStatus,
    /// `year`, `month`, `day`: what was supplied, in this order.
    pub inferred: Vec<String>,
}

/// Why two mentions are one event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// The smaller mention.
    pub a: MentionId,
    /// The greater mention.
    pub b: MentionId,
    /// `merge.r4`
    pub rule: Cow<'static, str>,
    /// In 1/10,000.
    pub score: i32,
    /// The words that decided, in one line of English: gap, cosine, shared terms, families.
    pub why: String,
}

/// How two events belong together without being one.
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
pub enum Relation {
    /// Another act of the same story: announced, signed, ratified.
    Phase,
    /// A near miss: perhaps the same event.
    MaybeSame,
    /// Came out of the other by a split.
    SplitFrom,
}

/// An event: mentions of one thing that happened (or will, or is said not to have).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its mentions, sorted.
    pub mentions: Vec<MentionId>,
    /// The mention that its id is minted from: first article by publication, then by id.
    pub founding: MentionId,
    /// Title: words of a source, in their order.
    pub title: String,
    /// When.
    pub date: EventDate,
    /// How many mentions have each status; no zeros.
    pub status: BTreeMap<Status, u32>,
    /// Number of independent origins.
    pub origins: u32,
    /// Number of articles.
    pub articles: u32,
    /// How much the articles make of it; an integer without unit, higher is more.
    pub salience: i64,
    /// Actors, sorted.
    pub actors: Vec<String>,
    /// Places, sorted.
    pub places: Vec<String>,
    /// Related events, by index in [`Merged::events`], sorted.
    pub related: Vec<(usize, Relation)>,
    /// The links that hold it together (a maximum spanning tree), sorted.
    pub links: Vec<Link>,
}

/// What sort of disagreement.
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
pub enum ConflictKind {
    /// FR-C201
    Date,
    /// FR-E102
    Weekday,
    /// FR-C202
    Figure,
    /// FR-C203
    Polarity,
    /// FR-C204
    Status,
    /// FR-C205
    Order,
    /// FR-C206
    Unconfirmed,
    /// FR-C207
    DatePattern,
    /// FR-C208
    InSentence,
    /// FR-C209
    Actor,
    /// FR-C210
    Place,
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Side {
    /// What it says: an EDTF date, a figure as written, `affirmed`, `denied` …
    pub value: String,
    /// Its mentions, sorted.
    pub mentions: Vec<MentionId>,
    /// Number of independent origins behind it.
    pub origins: u32,
}

/// A disagreement inside an event, or between events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What sort.
    pub kind: ConflictKind,
    /// The rule that found it.
    pub rule: RuleId,
    /// Its severity, from the rule, downgraded where an exculpation half holds.
    pub severity: Severity,
    /// The events it touches, by index in [`Merged::events`], sorted.
    pub events: Vec<usize>,
    /// The sides, sorted by value. A weekday conflict has one side.
    pub sides: Vec<Side>,
    /// The set of values in conflict, for decisions to remember: `2024-11-09|2024-11-11`.
    pub fingerprint: String,
    /// Exculpations that were tried and did not hold, in order of trial: `granularity`.
    pub tried: Vec<Cow<'static, str>>,
}

/// Two articles that share text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CopyPair {
    /// The smaller id.
    pub a: ArticleId,
    /// The greater id.
    pub b: ArticleId,
    /// Shared part of the shorter text, in 1/10,000.
    pub containment: i32,
    /// Who took from whom, where that is known.
    pub direction: Direction,
}

/// The direction of a copy.
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
pub enum Direction {
    /// The greater id took from the smaller.
    AToB,
    /// The smaller id took from the greater.
    BToA,
    /// Not known.
    Unknown,
}

/// All that merging found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Events, sorted by their founding mention.
    pub events: Vec<Event>,
    /// Conflicts, sorted by kind, then by their mentions.
    pub conflicts: Vec<Conflict>,
    /// Copies, sorted.
    pub copies: Vec<CopyPair>,
    /// The origin group of every article, from 1 in the order of article ids.
    pub origins: BTreeMap<ArticleId, u32>,
    /// Mentions without a date that joined no event, sorted.
    pub undated: Vec<MentionId>,
}

/// Gathers the mentions of all articles into events and finds where they disagree.
pub fn merge(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
) -> Merged {
    measure(articles, constraints, config, &OneByOne).0
}

/// [`merge`] with the help of others, and how much work it was: for those who watch over its
/// limits.
pub fn measure(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
    workers: &dyn Workers,
) -> (Merged, Work) {
    with(articles, constraints, config, workers, None)
}

/// [`measure`], with the judging of pairs already done elsewhere, where it was done for these
/// articles and constraints; else it is done here.
pub fn with(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
    workers: &dyn Workers,
    given: Option<&Given>,
) -> (Merged, Work) {
    prepare(articles, constraints, config, workers, |context, copies, decided| {
        build::build(context, copies, decided, given)
    })
}

/// Sorts, counts and weighs what every step of merging reads, and hands it on with the
/// copies and origins.
fn prepare<T>(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
    workers: &dyn Workers,
    then: impl FnOnce(&pairs::Context<'_>, Vec<CopyPair>, build::Decided) -> T,
) -> T {
    let mut sorted: Vec<&AnnotatedArticle> = articles.iter().collect();
    sorted.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    sorted.dedup_by(|a, b| a.article.id == b.article.id);
    let plain: Vec<&crate::ingest::Article> = sorted.iter().map(|a| &a.article).collect();
    let copies = copies::copies(&plain, config, workers);
    let origins = copies::origins(&plain, &copies, config);
    let undated = sorted.iter().any(|annotated| supposed::needs_a_day(annotated));
    let counted = sorted.iter().any(|annotated| offset::counts(annotated));
    let mut readings = node::Supposed::default();
    if undated || counted {
        let corpus = node::Corpus::new(sorted.clone(), &origins, constraints, &readings);
        let frequencies = features::Frequencies::count(&corpus, constraints, workers);
        let context = context(&corpus, &frequencies, constraints, config, workers);
        let (timexes, counted) = (supposed::suppose(&context), offset::counted(&context));
        readings = node::Supposed { timexes, counted };
    }
    let corpus = node::Corpus::new(sorted, &origins, constraints, &readings);
    let frequencies = features::Frequencies::count(&corpus, constraints, workers);
    let decided = build::decided(&corpus, constraints);
    let mut context = context(&corpus, &frequencies, constraints, config, workers);
    context.different = decided.different.clone();
    then(&context, copies, decided)
}

/// What judging needs, without decisions of editors about pairs.
fn context<'a>(
    corpus: &'a node::Corpus<'a>,
    frequencies: &'a features::Frequencies,
    constraints: &Constraints,
    config: &'a MergeConfig,
    workers: &'a dyn Workers,
) -> pairs::Context<'a> {
    let nodes = corpus.nodes.len();
    let (mut rare, mut entities) = (rows::Rows::new(), rows::Rows::new());
    let (mut posted, mut runs) = (rows::Rows::new(), rows::Rows::new());
    let rows = units::map_pieces(workers, nodes, |node| {
        let item = corpus.item(node);
        let vector = frequencies.vector(&item.mention.words);
        let named = features::entities(item, constraints);
        let posted = candidates::postings(item.mention, vector.iter().copied(), &named);
        let words = hash::word_hashes(corpus.quote(item));
        (vector, named, posted, hash::sorted_runs(&words, pairs::RUN))
    });
    let vectors = features::Vectors::new(rows.map(|(vector, named, features, words)| {
        rare.push(named.iter().copied().filter(|&id| frequencies.is_rare(id)));
        entities.push(named);
        posted.push(features);
        runs.push(words);
        vector
    }));
    let themes = tables::themes(corpus, &vectors, workers);
    let told = || (0..nodes).map(|node| corpus.item(node).mention);
    let families = acts::Families::of(told());
    let acts: Vec<acts::Acts> = units::map_pieces(workers, corpus.nodes.len(), |node| {
        families.acts(corpus.item(node).mention)
    })
    .collect();
    let done = tables::done(corpus, &acts);
    let lone = tables::lone(corpus, &families);
    let leader = leader::leaders(corpus);
    pairs::Context {
        corpus,
        frequencies,
        vectors,
        entities,
        rare,
        posted,
        runs,
        acts,
        families,
        days: candidates::Days::count_nodes(corpus.nodes.iter().filter_map(|n| n.when.as_ref())),
        cast: tables::cast(corpus, frequencies, constraints, workers),
        themes,
        lone,
        done,
        leader,
        newest: corpus.published.iter().copied().flatten().max(),
        different: BTreeSet::new(),
        config,
        workers,
    }
}
