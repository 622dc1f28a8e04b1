//! Whether two mentions tell of one event: what speaks for it, what forbids it, and which
//! rule decides. A list of decisions, so that every answer has a name.

use super::Constraints;
use super::acts::{self, Kinship};
use super::candidates::Days;
use super::config::{MergeConfig, ONE};
use super::date::occurred as happened;
use super::features::{Frequencies, Vector, cosine, entities};
use super::hash::{grams, word_hashes};
use super::node::{Corpus, Item, When};
use crate::mention::{EventMention, Figure, MentionId, Role, Status};
use crate::timex::{Day, Granularity};
use std::collections::{BTreeMap, BTreeSet};

/// Words of a run by which two sentences are compared.
const RUN: usize = 5;
/// Words below which a sentence is too short to be known as a copy.
const COPIED_WORDS: usize = 8;
/// Days of publication within which a sentence can be a copy.
const COPIED_DAYS: i32 = 31;

/// Likeness of a pair exactly at its threshold.
pub(super) const LINKED: i32 = 5_000;

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
    /// Actors and places of every article, as features.
    pub(super) cast: Vec<Vec<u32>>,
    /// Of every node, whether it is all that each of its articles tells of its day.
    pub(super) alone: Vec<bool>,
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
    /// Number of actors and places that both name, rare or not.
    pub names: u32,
    /// How near their main trigger families are.
    pub trigger: Kinship,
    /// Whether they share an exact figure of the same unit.
    pub figure: bool,
    /// Whether they count one telling number of things, by whatever name.
    pub number: bool,
    /// Whether they are the same sentence, near enough.
    pub copied: bool,
    /// Whether they stand in one article.
    pub same_article: bool,
    /// Whether their dates differ as a slip of the pen would make them.
    pub pattern: Option<Pattern>,
    /// Whether few sentences tell of that day, or of the time that holds the other.
    pub quiet: bool,
    /// Whether their articles tell one story: they name the same people and places.
    pub story: bool,
    /// Whether the one without a date stands in an article published just after the other.
    pub fresh: bool,
    /// Whether their act is one that happens day after day.
    pub recurring: bool,
    /// How much the quiet speaks for a shared act, in 1/10,000.
    pub prior: i32,
    /// Whether each is all that its article tells of that day.
    pub sole: bool,
    /// Whether their days differ in nothing but a year that was not written.
    pub yearless: bool,
    /// Whether one tells a plan and the other what came of it.
    pub plan: bool,
    /// Whether one denies, not long after, what the other may affirm.
    pub denial: bool,
    /// Whether one is the clause that tells who told the other, and when.
    pub telling: bool,
}

impl Evidence {
    /// Whether nothing that is told is told by both: no word, act, name or number. Two such
    /// sentences are never linked, however alone they are on their day.
    fn is_empty(&self) -> bool {
        let told = self.trigger > Kinship::None || self.cosine > 0 || self.names > 0;
        !(told || self.figure || self.number || self.telling || self.copied)
    }
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

/// What a rule asks for: the cosine that suffices by itself, and how much a shared act or
/// name takes off, in likeness.
struct Scale {
    rule: &'static str,
    words: i32,
    same: i32,
    kin: i32,
    name: i32,
    /// What few sentences around add to a shared act.
    prior: i32,
    /// What it adds, without an act, that both are all that their articles tell of the day.
    sole: i32,
    /// What a telling number of things that both count adds.
    number: i32,
}

impl Scale {
    /// A rule that holds by itself.
    fn sure(rule: &'static str) -> Scale {
        Scale { rule, words: 0, same: 0, kin: 0, name: 0, prior: 0, sole: 0, number: 0 }
    }

    /// Likeness for average link: [`LINKED`] is a pair exactly at its threshold.
    fn likeness(&self, evidence: &Evidence) -> i32 {
        if self.words == 0 {
            return 9_900;
        }
        let words = i64::from(evidence.cosine) * i64::from(LINKED) / i64::from(self.words);
        let act = match evidence.trigger {
            Kinship::Same => self.same + self.prior,
            Kinship::Kin => self.kin + self.prior,
            Kinship::None if evidence.sole => self.sole + self.prior,
            Kinship::None => 0,
        };
        let names = self.name * evidence.entities.min(3) as i32;
        let number = if evidence.number { self.number } else { 0 };
        (words.min(9_500) as i32 + act + names + number).min(9_500)
    }
}

impl Context<'_> {
    /// Judges two nodes.
    pub(super) fn judge(&self, a: usize, b: usize) -> Judged {
        let evidence = self.evidence(a, b);
        if self.different.contains(&(a.min(b), a.max(b))) {
            return Judged { evidence, verdict: Verdict::Vetoed("merge.decided"), likeness: -ONE };
        }
        if let Some(veto) = self.veto(&evidence, a, b) {
            return Judged { evidence, verdict: Verdict::Vetoed(veto), likeness: -ONE };
        }
        let scale = self.scale(&evidence, a, b);
        let likeness = if evidence.is_empty() { 0 } else { scale.likeness(&evidence) };
        let short = i64::from(self.config.grey_band) * 5_000 / i64::from(scale.words.max(1));
        let verdict = if likeness >= LINKED {
            Verdict::Linked(scale.rule)
        } else if i64::from(likeness) + short >= i64::from(LINKED) && evidence.cosine > 0 {
            Verdict::Near(scale.rule)
        } else {
            Verdict::Apart(scale.rule)
        };
        Judged { evidence, verdict, likeness }
    }

    /// The rule that two mentions fall under, and what it asks for.
    fn scale(&self, evidence: &Evidence, a: usize, b: usize) -> Scale {
        let config = self.config;
        let scale = |rule, words, same, kin, name| Scale {
            rule,
            words,
            same,
            kin,
            name,
            prior: 0,
            sole: 0,
            number: config.number,
        };
        if evidence.telling {
            return Scale::sure("merge.r9");
        }
        if evidence.copied {
            return Scale::sure("merge.r1");
        }
        let Some(gap) = evidence.gap else {
            return match evidence.fresh && evidence.story && !evidence.recurring {
                true => scale("merge.undated", config.undated, 3_500, 1_200, 700),
                false => scale("merge.undated", config.undated, 2_000, 800, 300),
            };
        };
        if gap == 0 && evidence.coarse {
            let wide = |node: usize| {
                self.corpus.nodes[node].when.is_some_and(|when| when.days() > 2 * MONTH)
            };
            return match () {
                () if evidence.same_article => {
                    scale("merge.r3", config.within_month, 1_000, 500, 300)
                }
                () if evidence.quiet => Scale {
                    prior: evidence.prior,
                    ..scale("merge.r3", config.quiet_month, 4_000, 2_800, 500)
                },
                () if evidence.plan => scale("merge.r8", config.plan, 4_000, 2_500, 500),
                () if evidence.story && !evidence.recurring && !(wide(a) || wide(b)) => {
                    scale("merge.r3", config.within_month, 3_800, 1_500, 500)
                }
                () if wide(a) || wide(b) => scale("merge.r3", config.within_year, 2_000, 800, 500),
                () => scale("merge.r3", config.within_month, 2_000, 800, 500),
            };
        }
        if evidence.plan && gap > 0 {
            return if evidence.recurring {
                scale("merge.r8", config.recurring, 1_500, 500, 300)
            } else {
                scale("merge.r8", config.plan, 4_000, 2_800, 500)
            };
        }
        if evidence.denial && gap > 0 {
            return scale("merge.r10", config.denial, 3_500, 1_000, 500);
        }
        match gap {
            0 if evidence.same_article => scale("merge.r2", config.same_article, 1_500, 500, 300),
            0 if evidence.quiet => Scale {
                prior: evidence.prior,
                sole: 4_200,
                number: 4_500,
                ..scale("merge.r2", config.quiet_day, LINKED, 3_200, 700)
            },
            0 if evidence.story && !evidence.recurring => {
                scale("merge.r2", config.same_day, 4_000, 2_000, 500)
            }
            0 => scale("merge.r2", config.same_day, 2_000, 1_200, 500),
            1..=4 => {
                let rule = if gap == 1 { "merge.r4" } else { "merge.r5" };
                match () {
                    // What happens day after day is told day after day.
                    () if evidence.recurring => scale(rule, config.recurring, 500, 0, 300),
                    () if evidence.quiet && gap == 1 && evidence.story => {
                        scale(rule, config.next_days_quiet, 3_800, 1_500, 500)
                    }
                    () if evidence.quiet || evidence.story => {
                        scale(rule, config.next_days_quiet, 2_600, 800, 500)
                    }
                    () => scale(rule, config.next_days, 1_000, 400, 400),
                }
            }
            _ if evidence.yearless => scale("merge.r6", config.quiet_month, 4_000, 2_500, 700),
            // One day and month, another year: a slip, or what comes back every year.
            _ if evidence.pattern == Some(Pattern::Year) && !evidence.recurring => {
                scale("merge.r6", config.other_year, 2_500, 500, 500)
            }
            // One telling number of things, a month off: « 347 salariés », « 347 familles ».
            _ if evidence.pattern.is_some() && evidence.number && evidence.story => {
                Scale { number: 3_500, ..scale("merge.r6", config.pattern, 2_000, 1_500, 500) }
            }
            _ => {
                let anchored = evidence.entities >= 2 || evidence.figure;
                let act = evidence.trigger > Kinship::None;
                if evidence.pattern.is_some() && act && anchored {
                    scale("merge.r6", config.pattern, 0, 0, 0)
                } else if act && evidence.figure {
                    scale("merge.r7", config.far, 0, 0, 0)
                } else {
                    // Nothing but words: only a copy would do.
                    Scale {
                        rule: "merge.r7",
                        words: 4 * ONE,
                        same: 0,
                        kin: 0,
                        name: 0,
                        prior: 0,
                        sole: 0,
                        number: 0,
                    }
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
        if x.telling || y.telling {
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
        // What goes on since then or until then is not what happened then, unless both tell
        // the same act.
        let background = |when: Option<When>, mention: &EventMention| match when.map(|w| w.role) {
            Some(Role::Since) => {
                mention.trigger.is_none() || mention.background && evidence.trigger != Kinship::Same
            }
            Some(Role::Until) => evidence.trigger != Kinship::Same,
            _ => false,
        };
        let at = |when: Option<When>| when.is_some_and(|when| when.role == Role::At);
        let (since_a, since_b) = (background(x.when, m), background(y.when, n));
        if (since_a && at(y.when)) || (since_b && at(x.when)) {
            return Some("merge.v5");
        }
        None
    }

    fn evidence(&self, a: usize, b: usize) -> Evidence {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        let (m, n) = (x.mention, y.mention);
        let cosine = cosine(&self.vectors[a], &self.vectors[b]);
        let shared = || shared_sorted(&self.entities[a], &self.entities[b]);
        let entities = shared().filter(|&id| self.frequencies.is_rare(id)).count() as u32;
        let names = shared().count() as u32;
        let trigger = kinship(m, n);
        let gap = x.when.zip(y.when).map(|(a, b)| a.gap(&b));
        let both = x.when.zip(y.when);
        let around = both.and_then(|(a, b)| {
            let (lo, hi) = (a.lo.min(b.lo), a.hi.max(b.hi));
            (hi - lo < MONTH).then(|| self.days.within(lo, hi))
        });
        let spare = around.and_then(|nodes| self.config.quiet_nodes.checked_sub(nodes));
        let quiet = spare.is_some();
        // The fewer sentences, the less likely that two tell of two things.
        let prior = spare.map_or(0, |spare| spare.min(20) as i32 * 50);
        let planned = |status: Status| matches!(status, Status::Planned | Status::Cancelled);
        let plan = gap.is_some_and(|gap| gap <= self.config.plan_days)
            && ((planned(m.status) && happened(n.status))
                || (planned(n.status) && happened(m.status))
                || (gap == Some(0) && planned(m.status) && planned(n.status)));
        let denied = |status: Status| status == Status::Denied;
        let recurring = [&m.trigger, &n.trigger]
            .into_iter()
            .any(|family| family.as_deref().is_some_and(acts::recurs));
        let denial = !recurring
            && gap.is_some_and(|gap| gap <= self.config.denial_days)
            && (denied(m.status) || denied(n.status))
            && trigger == Kinship::Same;
        let disjoint = !m.actors.is_empty()
            && !n.actors.is_empty()
            && !m.actors.iter().any(|name| n.actors.contains(name));
        let sole = gap == Some(0) && !disjoint && self.alone[a] && self.alone[b];
        let yearless = both.is_some_and(|(a, b)| {
            (a.yearless || b.yearless) && pattern(&a, &b) == Some(Pattern::Year)
        });
        let telling = x.article == y.article
            && m.sentence == n.sentence
            && x.telling != y.telling
            && m.clause.abs_diff(n.clause) == 1;
        Evidence {
            gap,
            coarse: both.is_some_and(|(a, b)| !a.is_day() || !b.is_day()),
            cosine,
            entities,
            names,
            trigger,
            number: m.figures.iter().any(|f| n.figures.iter().any(|g| same_number(f, g))),
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
            prior,
            story: self.story(x.article as usize, y.article as usize),
            fresh: self.fresh(x, y) || self.fresh(y, x),
            recurring,
            sole,
            yearless,
            plan,
            denial,
            telling,
        }
    }

    /// Whether two articles tell one story: the names that they share weigh enough.
    fn story(&self, a: usize, b: usize) -> bool {
        let shared = shared_sorted(&self.cast[a], &self.cast[b]);
        a == b || shared.map(|name| self.frequencies.weight(name)).sum::<i64>() >= self.config.story
    }

    /// Whether an undated item stands in an article of the days right after a dated one.
    fn fresh(&self, undated: &Item<'_>, dated: &Item<'_>) -> bool {
        let days = self.corpus.published(undated).zip(dated.when);
        undated.when.is_none()
            && days.is_some_and(|(day, when)| {
                when.lo <= day && day - when.hi <= self.config.fresh_days
            })
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
pub(super) fn kinship(m: &EventMention, n: &EventMention) -> Kinship {
    let one_way = |trigger: &Option<String>, all: &[String]| {
        let Some(family) = trigger else { return Kinship::None };
        all.iter().map(|other| acts::kinship(family, other)).max().unwrap_or(Kinship::None)
    };
    let act = |family: &&String| !acts::is_speech(family);
    let shared = m.triggers.iter().filter(act).filter(|t| n.triggers.contains(t)).count();
    let best = one_way(&m.trigger, &n.triggers).max(one_way(&n.trigger, &m.triggers));
    let told = |trigger: &Option<String>| trigger.as_deref().is_some_and(acts::is_speech);
    match shared {
        2.. => Kinship::Same,
        1 if best == Kinship::None => Kinship::Kin,
        _ if best == Kinship::Same && told(&m.trigger) && told(&n.trigger) => Kinship::Kin,
        _ => best,
    }
}

/// A count from which a number tells what it counts: « 412 », not « trois ».
const TELLING_NUMBER: i64 = 100;

/// Whether two figures may be one count of people or things, whatever they are called:
/// « 412 postes » and « 412 collègues », « quelque 1 200 habitants » and « 1 200 personnes ».
fn same_number(a: &Figure, b: &Figure) -> bool {
    let counts = |f: &Figure| f.scale == 0 && f.low >= TELLING_NUMBER && !acts::is_measure(&f.unit);
    let middle = |f: &Figure| f.high.map(|high| (f.low + high) / 2);
    let values = |f: &Figure| [Some(f.low), f.high, middle(f)];
    counts(a)
        && counts(b)
        && if a.approximate || b.approximate {
            let (x, y) = (values(a), values(b));
            x.iter().flatten().any(|value| y.iter().flatten().any(|other| value == other))
        } else {
            a.low == b.low && a.high == b.high
        }
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

/// Actors and places of every article, as features, sorted.
pub(super) fn cast(corpus: &Corpus<'_>, constraints: &Constraints) -> Vec<Vec<u32>> {
    let mut cast = vec![Vec::new(); corpus.articles.len()];
    for item in &corpus.items {
        cast[item.article as usize].extend(entities(item, constraints));
    }
    for names in &mut cast {
        names.sort_unstable();
        names.dedup();
    }
    cast
}

/// Of every node, whether it names one day and is all that its articles tell of it.
pub(super) fn alone(corpus: &Corpus<'_>) -> Vec<bool> {
    let mut told: BTreeMap<(u32, i32), u32> = BTreeMap::new();
    let day = |when: Option<When>| when.filter(When::is_day).map(|when| when.lo);
    for item in &corpus.items {
        if let Some(day) = day(item.when) {
            *told.entry((item.article, day)).or_default() += 1;
        }
    }
    (0..corpus.nodes.len())
        .map(|node| {
            corpus
                .items_of(node)
                .all(|item| day(item.when).is_some_and(|day| told[&(item.article, day)] == 1))
        })
        .collect()
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
