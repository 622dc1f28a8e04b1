//! Whether two mentions tell of one event: what speaks for it, what forbids it, and which
//! rule decides. A list of decisions, so that every answer has a name.

use super::Constraints;
use super::acts::{self, Kinship};
use super::candidates::Days;
use super::config::{MergeConfig, ONE};
use super::date::occurred as happened;
use super::features::{Frequencies, Vector, cosine, entities};
use super::hash::{grams, word_hashes};
use super::node::{Corpus, When};
use crate::mention::{EventMention, MentionId, Role, Status};
use crate::timex::{Day, Granularity};
use std::collections::BTreeSet;

/// Words of a run by which two sentences are compared.
const RUN: usize = 5;
/// Words below which a sentence is too short to be known as a copy.
const COPIED_WORDS: usize = 8;
/// Days of publication within which a sentence can be a copy.
const COPIED_DAYS: i32 = 31;

/// Days of a time that can be quiet.
const MONTH: i32 = 31;

/// All that judging two nodes needs.
pub(super) struct Context<'a> {
    /// Articles, mentions and nodes.
    pub(super) corpus: &'a Corpus<'a>,
    /// Document frequencies.
    pub(super) frequencies: &'a Frequencies,
    /// The vector of every node.
    pub(super) vectors: Vec<Vector>,
    /// Actors and places of every node, as features.
    pub(super) entities: Vec<Vec<u32>>,
    /// How many nodes tell of each day.
    pub(super) days: Days,
    /// Pairs that are never one event, by node.
    pub(super) different: BTreeSet<(usize, usize)>,
    /// The thresholds.
    pub(super) config: &'a MergeConfig,
}

/// What two mentions have in common, and what sets them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Days between their dates, 0 where these meet; nothing where one has no date.
    pub gap: Option<i32>,
    /// Whether one date is a week or more and holds the other.
    pub coarse: bool,
    /// Likeness of their words, in 1/10,000.
    pub cosine: i32,
    /// Number of rare actors and places that both name.
    pub entities: u32,
    /// How near their main trigger families are.
    pub trigger: Kinship,
    /// Whether they share an exact figure of the same unit.
    pub figure: bool,
    /// Whether they are the same sentence, near enough.
    pub copied: bool,
    /// Whether they stand in one article.
    pub same_article: bool,
    /// Whether their dates differ as a slip of the pen would make them.
    pub pattern: Option<Pattern>,
    /// Whether few sentences tell of that day, or of the time that holds the other.
    pub quiet: bool,
    /// Whether one tells a plan and the other what came of it.
    pub plan: bool,
    /// Whether one is the clause that tells who told the other, and when.
    pub telling: bool,
}

/// How two days differ, where a typing error would explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Same day and month, another year.
    Year,
    /// Same day and year, the month before or after.
    Month,
    /// Day and month swapped.
    Swapped,
    /// Exactly a week.
    Week,
}

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One event, by this rule.
    Linked(&'static str),
    /// Short of this rule by little.
    Near(&'static str),
    /// Kept apart by this veto.
    Vetoed(&'static str),
    /// No rule holds; this is the one that would apply at their gap.
    Apart(&'static str),
}

/// A pair of mentions, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// What was found.
    pub evidence: Evidence,
    /// What follows.
    pub verdict: Verdict,
    /// Likeness for average link, in 1/10,000: half is a pair exactly at its threshold.
    pub likeness: i32,
}

impl Context<'_> {
    /// Judges two nodes.
    pub(super) fn judge(&self, a: usize, b: usize) -> Judged {
        let evidence = self.evidence(a, b);
        let (rule, threshold) = self.threshold(&evidence, a, b);
        if self.different.contains(&(a.min(b), a.max(b))) {
            return Judged { evidence, verdict: Verdict::Vetoed("merge.decided"), likeness: -ONE };
        }
        if let Some(veto) = self.veto(&evidence, a, b) {
            return Judged { evidence, verdict: Verdict::Vetoed(veto), likeness: -ONE };
        }
        let likeness = self.likeness(&evidence, threshold);
        let verdict = if evidence.telling {
            Verdict::Linked("merge.r9")
        } else if evidence.copied {
            Verdict::Linked("merge.r1")
        } else if evidence.cosine >= threshold {
            Verdict::Linked(rule)
        } else if evidence.cosine + self.config.grey_band >= threshold {
            Verdict::Near(rule)
        } else {
            Verdict::Apart(rule)
        };
        Judged { evidence, verdict, likeness }
    }

    fn likeness(&self, evidence: &Evidence, threshold: i32) -> i32 {
        if evidence.copied || evidence.telling {
            return 9_900;
        }
        let words = i64::from(evidence.cosine) * 5_000 / i64::from(threshold.max(1));
        let trigger = match evidence.trigger {
            Kinship::Same => 1_500,
            Kinship::Kin => 1_000,
            Kinship::None => 0,
        };
        (words.min(9_500) as i32 + trigger + 500 * evidence.entities.min(3) as i32).min(9_500)
    }

    /// The rule that two mentions fall under and the cosine that it asks for.
    fn threshold(&self, evidence: &Evidence, a: usize, b: usize) -> (&'static str, i32) {
        let config = self.config;
        let acts = evidence.trigger > Kinship::None;
        let helped = acts && evidence.entities > 0;
        let Some(gap) = evidence.gap else {
            return ("merge.undated", config.undated);
        };
        if gap == 0 && evidence.coarse {
            let wide =
                |node: usize| self.corpus.nodes[node].when.is_some_and(|when| when.days() > 62);
            let asked = if wide(a) || wide(b) { config.within_year } else { config.within_month };
            let asked = if evidence.same_article { asked + 1_000 } else { asked };
            if evidence.quiet && !evidence.same_article {
                let asked = match evidence.trigger {
                    Kinship::Same => config.quiet_day,
                    Kinship::Kin => config.quiet_day * 3 / 2,
                    Kinship::None => config.within_month - 500,
                };
                return ("merge.r3", asked);
            }
            let eased = if helped {
                1_000
            } else if acts {
                500
            } else {
                0
            };
            return ("merge.r3", asked - eased);
        }
        if evidence.plan && acts && gap > 0 {
            let same = evidence.trigger == Kinship::Same;
            return ("merge.r8", if same { config.plan } else { config.plan * 3 / 2 });
        }
        match gap {
            0 if evidence.same_article => ("merge.r2", config.same_day + 500),
            0 if evidence.quiet && acts => ("merge.r2", config.quiet_day / 2),
            0 if evidence.quiet => ("merge.r2", config.quiet_day),
            0 if helped => ("merge.r2", config.same_day_helped),
            0 => ("merge.r2", config.same_day),
            1 if acts => ("merge.r4", config.next_day),
            1 => ("merge.r4", config.near_days),
            2..=4 if acts => ("merge.r5", config.near_days),
            2..=4 => ("merge.r5", config.near_days + 800),
            _ => {
                let anchored = evidence.entities >= 2 || evidence.figure;
                if evidence.pattern.is_some() && acts && anchored {
                    ("merge.r6", config.pattern)
                } else if acts && evidence.figure {
                    ("merge.r7", config.far)
                } else {
                    // Nothing but the words: the same sentence would be a copy.
                    ("merge.r7", ONE + config.grey_band + 1)
                }
            }
        }
    }

    /// What forbids that two mentions are one event.
    fn veto(&self, evidence: &Evidence, a: usize, b: usize) -> Option<&'static str> {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        let (m, n) = (x.mention, y.mention);
        let apart = evidence.gap.is_some_and(|gap| gap > 0);
        if evidence.telling {
            return None;
        }
        if x.article == y.article && m.sentence == n.sentence && apart {
            return Some("merge.v0");
        }
        if m.reporting || n.reporting {
            return Some("merge.v6");
        }
        if evidence.copied {
            return None;
        }
        let occurred = |status: Status| {
            !matches!(status, Status::Planned | Status::Cancelled | Status::Denied)
        };
        if evidence.same_article && apart && occurred(m.status) == occurred(n.status) {
            return Some("merge.v1");
        }
        if !m.ordinals.is_empty()
            && !n.ordinals.is_empty()
            && !m.ordinals.iter().any(|ordinal| n.ordinals.contains(ordinal))
        {
            return Some("merge.v2");
        }
        let disjoint = |a: &[String], b: &[String]| {
            !a.is_empty() && !b.is_empty() && !a.iter().any(|name| b.contains(name))
        };
        if disjoint(&m.places, &n.places)
            && evidence.trigger == Kinship::Same
            && m.trigger.as_deref().is_some_and(acts::recurs)
        {
            return Some("merge.v3");
        }
        if let (Some(s), Some(t)) = (&m.trigger, &n.trigger)
            && !m.triggers.contains(t)
            && !n.triggers.contains(s)
            && acts::opposed(s, t)
        {
            return Some("merge.v4");
        }
        let background = |when: Option<When>, trigger: &Option<String>| {
            when.is_some_and(|when| matches!(when.role, Role::Since | Role::Until))
                && trigger.is_none()
        };
        let at = |when: Option<When>| when.is_some_and(|when| when.role == Role::At);
        let (since_a, since_b) = (background(x.when, &m.trigger), background(y.when, &n.trigger));
        if (since_a && at(y.when)) || (since_b && at(x.when)) {
            return Some("merge.v5");
        }
        None
    }

    fn evidence(&self, a: usize, b: usize) -> Evidence {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        let (m, n) = (x.mention, y.mention);
        let cosine = cosine(&self.vectors[a], &self.vectors[b]);
        let shared = shared_sorted(&self.entities[a], &self.entities[b]);
        let entities = shared.filter(|&id| self.frequencies.is_rare(id)).count() as u32;
        let gap = x.when.zip(y.when).map(|(a, b)| a.gap(&b));
        let both = x.when.zip(y.when);
        let quiet = both.is_some_and(|(a, b)| {
            let wider = if a.days() >= b.days() { a } else { b };
            wider.days() <= MONTH && self.days.within(&wider) <= self.config.quiet_nodes
        });
        let planned = |status: Status| matches!(status, Status::Planned | Status::Cancelled);
        let plan = gap.is_some_and(|gap| gap <= self.config.plan_days)
            && ((planned(m.status) && happened(n.status))
                || (planned(n.status) && happened(m.status)));
        let telling = x.article == y.article
            && m.sentence == n.sentence
            && m.reporting != n.reporting
            && m.clause.abs_diff(n.clause) == 1;
        Evidence {
            gap,
            coarse: both.is_some_and(|(a, b)| !a.is_day() || !b.is_day()),
            cosine,
            entities,
            trigger: kinship(m, n),
            figure: m.figures.iter().any(|f| {
                f.high == Some(f.low)
                    && n.figures
                        .iter()
                        .any(|g| (g.low, g.high, &g.unit) == (f.low, f.high, &f.unit))
            }),
            copied: cosine >= 4_000 && self.copied(a, b),
            same_article: x.article == y.article
                && self.corpus.nodes[a].items.len() == 1
                && self.corpus.nodes[b].items.len() == 1,
            pattern: both.and_then(|(a, b)| pattern(&a, &b)),
            quiet,
            plan,
            telling,
        }
    }

    /// Whether two sentences are the same but for a word or two: nearly all runs of five
    /// words of the shorter stand in the longer. Of a sentence with several dates the k-th
    /// goes with the k-th.
    fn copied(&self, a: usize, b: usize) -> bool {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        if x.mention.clause != y.mention.clause || x.article == y.article {
            return false;
        }
        let days = self.corpus.published(x).zip(self.corpus.published(y));
        if days.is_some_and(|(a, b)| (a - b).abs() > COPIED_DAYS) {
            return false;
        }
        let (s, t) = (word_hashes(self.corpus.quote(x)), word_hashes(self.corpus.quote(y)));
        let (short, long) = if s.len() <= t.len() { (s, t) } else { (t, s) };
        if short.len() < COPIED_WORDS || long.len() > short.len() * 2 {
            return false;
        }
        let mut runs = grams(&long, RUN);
        runs.sort_unstable();
        let own = grams(&short, RUN);
        let found = own.iter().filter(|run| runs.binary_search(run).is_ok()).count();
        found as i64 * i64::from(ONE)
            >= own.len() as i64 * i64::from(self.config.sentence_containment)
    }

    /// Whether a mention is one of those that must never share an event with the other.
    pub(super) fn forbidden(&self, a: usize, b: usize) -> bool {
        self.different.contains(&(a.min(b), a.max(b)))
    }

    /// The smallest mention id of a node.
    pub(super) fn id(&self, node: usize) -> &MentionId {
        &self.corpus.item(node).mention.id
    }
}

/// How near the acts of two mentions are. That something was told is no act of its own
/// unless both have nothing else.
fn kinship(m: &EventMention, n: &EventMention) -> Kinship {
    let one_way = |trigger: &Option<String>, all: &[String]| {
        let Some(family) = trigger else { return Kinship::None };
        all.iter().map(|other| acts::kinship(family, other)).max().unwrap_or(Kinship::None)
    };
    let best = one_way(&m.trigger, &n.triggers).max(one_way(&n.trigger, &m.triggers));
    let told = |trigger: &Option<String>| trigger.as_deref().is_some_and(acts::is_speech);
    if best == Kinship::Same && told(&m.trigger) && told(&n.trigger) { Kinship::Kin } else { best }
}

/// The vectors and entities of all nodes.
pub(super) fn vectors(
    corpus: &Corpus<'_>,
    frequencies: &Frequencies,
    constraints: &Constraints,
) -> (Vec<Vector>, Vec<Vec<u32>>) {
    let items = (0..corpus.nodes.len()).map(|node| corpus.item(node));
    items.map(|item| (frequencies.vector(item), entities(item, constraints))).unzip()
}

fn shared_sorted<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    a.iter().copied().filter(|id| b.binary_search(id).is_ok())
}

/// The slip that would turn one day into the other.
pub(super) fn pattern(a: &When, b: &When) -> Option<Pattern> {
    let exact = |when: &When| when.is_day() && when.grain >= Granularity::Day;
    if !exact(a) || !exact(b) || a.lo == b.lo {
        return None;
    }
    let (x, y) = (day(a.lo), day(b.lo));
    if (x.month(), x.day()) == (y.month(), y.day()) {
        Some(Pattern::Year)
    } else if (x.year(), x.month(), x.day()) == (y.year(), y.day(), y.month()) {
        Some(Pattern::Swapped)
    } else if x.day() == y.day()
        && (x.year() * 12 + x.month() as i32 - y.year() * 12 - y.month() as i32).abs() == 1
    {
        Some(Pattern::Month)
    } else if (a.lo - b.lo).abs() == 7 {
        Some(Pattern::Week)
    } else {
        None
    }
}

/// The day with a number from the common era.
pub(super) fn day(number: i32) -> Day {
    Day::new(1, 1, 1).expect("the calendar begins").plus(i64::from(number) - 1)
}
