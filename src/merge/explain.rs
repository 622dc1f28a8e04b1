//! Why two mentions are one event or not, and the rules of merging as a list.

use super::acts::Kinship;
use super::config::MergeConfig;
use super::features::shared_words;
use super::pairs::{Context, Evidence, Judged, Verdict};
use super::{Constraints, OneByOne, prepare};
use crate::mention::{AnnotatedArticle, MentionId};
use std::fmt::Write;

/// A rule or veto of merging.
#[derive(Debug)]
pub struct MergeRule {
    /// `merge.r4`
    pub id: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Its thresholds by the name of their field in [`MergeConfig`].
    pub thresholds: &'static [&'static str],
}

const fn rule(
    id: &'static str,
    about: &'static str,
    thresholds: &'static [&'static str],
) -> MergeRule {
    MergeRule { id, about, thresholds }
}

/// All rules of merging, by id.
pub const RULES: &[MergeRule] = &[
    rule("merge.decided", "An editor joined the two, or keeps them apart.", &[]),
    rule(
        "merge.r1",
        "The two sentences are the same but for a word or two, whatever their dates.",
        &["sentence_containment"],
    ),
    rule(
        "merge.r10",
        "A denial and what it denies, told within two weeks: the same act and like words.",
        &["denial", "denial_days"],
    ),
    rule(
        "merge.r11",
        "The only event of that day: two articles of one story, and no article tells more than one act of it.",
        &["only_event", "story", "quiet_nodes"],
    ),
    rule(
        "merge.r12",
        "A month or week that holds the only event of its story in it, or one event much liker than the others.",
        &["inside", "story", "quiet_nodes"],
    ),
    rule(
        "merge.r13",
        "A sentence that goes on with the one before it, on the same day, or that tells the first plan for it.",
        &[],
    ),
    rule(
        "merge.r14",
        "On the day of an event that most articles tell of, a sentence that tells no act of its own, or one near to it.",
        &["story"],
    ),
    rule(
        "merge.r2",
        "The same day (a night is both of its days) and like words; fewer are asked for with a shared act, a rare name or a telling number, between articles of one story, on a day that few sentences tell of, and where both open their articles. Nothing in common is never enough.",
        &["same_day", "same_article", "quiet_day", "quiet_nodes", "story", "number", "lead"],
    ),
    rule(
        "merge.r3",
        "A week, month, range or year that holds the date of the other, and like words; fewer where the story tells the act of that one day only.",
        &["quiet_month", "within_month", "within_year", "story", "number", "once"],
    ),
    rule(
        "merge.r4",
        "One day apart, and like words; fewer with a shared act.",
        &["next_days", "next_days_quiet", "recurring"],
    ),
    rule(
        "merge.r5",
        "Two to four days apart, and very like words.",
        &["next_days", "next_days_quiet", "recurring"],
    ),
    rule(
        "merge.r6",
        "Dates that differ as a slip of the pen would make them, a shared act, and two rare names or one figure; or one telling number.",
        &["pattern", "other_year", "number", "story"],
    ),
    rule("merge.r7", "Dates far apart, nearly the same words, one act and one figure.", &["far"]),
    rule(
        "merge.undated",
        "A sentence without a date that tells the same as a dated one, above all the one just before it or one told in the days before its article, or whose dead, injured or missing it counts.",
        &["undated", "fresh_days", "story"],
    ),
    rule("merge.v0", "Two dates of one sentence are two events.", &[]),
    rule("merge.v1", "Two days of one article are two events.", &[]),
    rule("merge.v2", "Different ordinals or editions are different events.", &[]),
    rule(
        "merge.v3",
        "What happens at many places on one day, at different places, is several events.",
        &[],
    ),
    rule("merge.v4", "Different steps of one story are linked events, not one.", &[]),
    rule(
        "merge.v5",
        "What holds since or until a day is the background of what happened on it, unless both tell the same act.",
        &[],
    ),
    rule("merge.v6", "The clause that tells who told something is no event of its own day.", &[]),
];

/// Why two mentions are one event, or the first rule or veto that keeps them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// What the two have in common.
    pub evidence: Evidence,
    /// The rule or veto, and what it says.
    pub verdict: Verdict,
    /// Likeness, in 1/10,000.
    pub likeness: i32,
    /// All in one line of English.
    pub line: String,
}

impl Verdict {
    /// The id of the rule or veto.
    pub fn rule(&self) -> &'static str {
        match self {
            Verdict::Linked(rule)
            | Verdict::Near(rule)
            | Verdict::Vetoed(rule)
            | Verdict::Apart(rule) => rule,
        }
    }
}

/// Why `a` and `b` are one event or not; nothing where one of them is not known.
pub fn why(
    articles: &[AnnotatedArticle],
    constraints: &Constraints,
    config: &MergeConfig,
    a: &MentionId,
    b: &MentionId,
) -> Option<Why> {
    prepare(articles, constraints, config, &OneByOne, |context, _, _| {
        let node = |id: &MentionId| {
            (0..context.corpus.nodes.len())
                .find(|&node| context.corpus.items_of(node).any(|item| item.mention.id == *id))
        };
        let (a, b) = (node(a)?, node(b)?);
        let judged = context.judge(a.min(b), a.max(b));
        let line = line(context, a, b, &judged);
        Some(Why {
            evidence: judged.evidence,
            verdict: judged.verdict,
            likeness: judged.likeness,
            line,
        })
    })
}

/// What decided, in one line: gap, cosine, shared words, families and names.
pub(super) fn line(context: &Context<'_>, a: usize, b: usize, judged: &Judged) -> String {
    let (x, y) = (context.corpus.item(a), context.corpus.item(b));
    let evidence = &judged.evidence;
    let mut line = match evidence.gap {
        Some(0) if evidence.coarse => "one date holds the other".to_string(),
        Some(0) => "same day".to_string(),
        Some(gap) => format!("{gap} days apart"),
        None => "no date".to_string(),
    };
    if a == b || evidence.copied {
        line.push_str(", same sentence");
    }
    let _ = write!(line, ", cosine {}.{:04}", evidence.cosine / 10_000, evidence.cosine % 10_000);
    let words: Vec<&str> =
        shared_words(x, y, context.frequencies).iter().map(|(word, _)| *word).take(3).collect();
    if !words.is_empty() {
        let _ = write!(line, ", words {}", words.join(" "));
    }
    let acts: Vec<&str> = x
        .mention
        .triggers
        .iter()
        .filter(|f| y.mention.triggers.contains(f))
        .map(String::as_str)
        .collect();
    if !acts.is_empty() {
        let _ = write!(line, ", acts {}", acts.join(" "));
    }
    if acts.is_empty() && evidence.trigger > Kinship::None {
        line.push_str(", acts near each other");
    }
    if evidence.names > 0 {
        let _ = write!(line, ", {} names of which {} rare", evidence.names, evidence.entities);
    }
    if evidence.figure {
        line.push_str(", same figure");
    } else if evidence.number {
        line.push_str(", same number");
    }
    if evidence.sole {
        line.push_str(", the only event of that day");
    }
    if evidence.once {
        line.push_str(", an act of no other day");
    }
    if evidence.lead {
        line.push_str(", both open their articles");
    }
    if x.supposed || y.supposed {
        line.push_str(", a supposed day");
    }
    if evidence.story && x.article != y.article {
        line.push_str(", one story");
    }
    line
}
