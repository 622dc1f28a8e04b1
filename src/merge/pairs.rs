//! Whether two mentions tell of one event: what speaks for it, what forbids it, and which
//! rule decides. A list of decisions, so that every answer has a name.

use super::acts::{self, Acts, Families, Kinship};
use super::alike::{opens, same_figure, same_number, shared_sorted};
use super::candidates::Days;
use super::config::{MergeConfig, ONE};
use super::date::occurred as happened;
use super::features::{Frequencies, Vectors};
use super::node::{Corpus, Item, When};
use super::rows::Rows;
use super::slip::{Pattern, slip};
use super::units::Workers;
use crate::mention::{EventMention, MentionId, Role, Status};
use std::collections::BTreeSet;

/// Words of a run by which two sentences are compared.
pub(super) const RUN: usize = 5;
/// Words below which a sentence is too short to be known as a copy.
const COPIED_WORDS: usize = 8;
/// Days of publication within which a sentence can be a copy.
const COPIED_DAYS: i32 = 31;

/// Likeness of a pair exactly at its threshold.
pub(super) const LINKED: i32 = 5_000;

/// Days after which a plan that is done late is another plan, unless much speaks for it.
const SOON: i32 = 21;

/// What it adds to an act told of no other day that both tell a second one.
const DEEP: i32 = 1_000;

/// Days of a time that can be quiet.
const MONTH: i32 = 31;

/// Days that a pair may lie apart without a slip, a plan or a denial between them.
const NEAR: i32 = 4;

/// All that judging two nodes needs.
pub(super) struct Context<'a> {
    /// Articles, mentions and nodes.
    pub(super) corpus: &'a Corpus<'a>,
    /// Document frequencies.
    pub(super) frequencies: &'a Frequencies,
    /// The vector of every node.
    pub(super) vectors: Vectors,
    /// Actors and places of every node, as features, sorted.
    pub(super) entities: Rows<u32>,
    /// Those that are rare enough to tell events apart.
    pub(super) rare: Rows<u32>,
    /// The features under which a node is looked up, with their weight, by feature.
    pub(super) posted: Rows<(u32, u16)>,
    /// Hashes of all runs of [`RUN`] words of every node, sorted.
    pub(super) runs: Rows<u32>,
    /// The acts of every node.
    pub(super) acts: Vec<Acts>,
    /// What the families of acts are to each other.
    pub(super) families: Families<'a>,
    /// How many nodes tell of each day.
    pub(super) days: Days,
    /// Actors and places of every article, as features with what they weigh, by feature.
    pub(super) cast: Rows<(u32, u16)>,
    /// The words of every article.
    pub(super) themes: Vectors,
    /// Of every node, whether it names a day of which no article tells more than one act.
    pub(super) lone: Vec<bool>,
    /// Of every node, the one other day on which its act is told to have been done in the weeks
    /// around, if there is just one.
    pub(super) done: Vec<Option<i32>>,
    /// The node that a node stands or falls with.
    pub(super) leader: Vec<Option<u32>>,
    /// The newest day of publication.
    pub(super) newest: Option<i32>,
    /// Pairs that are never one event, by node.
    pub(super) different: BTreeSet<(usize, usize)>,
    /// The thresholds.
    pub(super) config: &'a MergeConfig,
    /// Who does independent units of work.
    pub(super) workers: &'a dyn Workers,
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
    /// Whether they tell two acts or more in common.
    pub deep: bool,
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
    /// Whether both name people or places, and none in common.
    pub strangers: bool,
    /// How much the quiet speaks for a shared act, in 1/10,000.
    pub prior: i32,
    /// Whether both are of one story and of a day of which no article tells more than one act.
    pub sole: bool,
    /// Whether their days differ in nothing but a year that was not written.
    pub yearless: bool,
    /// Whether one tells a plan and the other what came of it.
    pub plan: bool,
    /// Whether their story tells of their act on no other day of the weeks around.
    pub once: bool,
    /// Whether one denies, not long after, what the other may affirm.
    pub denial: bool,
    /// Whether both open their articles, of one story, with that day just over: the first paragraph
    /// of news tells the event of the day.
    pub lead: bool,
    /// Whether one is the clause that tells who told the other, and when.
    pub telling: bool,
    /// Whether one goes on with the other, in the next sentence and on the same day.
    pub follows: bool,
}

impl Evidence {
    /// Whether nothing that is told is told by both: no word, act, name or number. Two such
    /// sentences are never linked, unless their story has one event on that day.
    fn is_empty(&self) -> bool {
        let told = self.trigger > Kinship::None || self.cosine > 0 || self.names > 0;
        !(told
            || self.sole
            || self.figure
            || self.number
            || self.telling
            || self.follows
            || self.copied)
    }
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
    /// Likeness, in 1/10,000: half is a pair exactly at its threshold.
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
    /// What it adds at least that no article tells more than one act of the day.
    sole: i32,
    /// What a telling number of things that both count adds.
    number: i32,
    /// What it adds to a shared act that the story tells it of no other day.
    once: i32,
    /// What it adds that both open their articles.
    lead: i32,
}

impl Scale {
    /// A rule that holds by itself.
    fn sure(rule: &'static str) -> Scale {
        Scale {
            rule,
            words: 0,
            same: 0,
            kin: 0,
            name: 0,
            prior: 0,
            sole: 0,
            number: 0,
            once: 0,
            lead: 0,
        }
    }

    /// Likeness: [`LINKED`] is a pair exactly at its threshold.
    fn likeness(&self, evidence: &Evidence) -> i32 {
        if self.words == 0 {
            return 9_900;
        }
        let words = i64::from(evidence.cosine) * i64::from(LINKED) / i64::from(self.words);
        // « a repris sa production », « la production a redémarré »: two acts in common.
        let deep = if evidence.deep { DEEP } else { 0 };
        let once = if evidence.once { self.once + deep } else { 0 };
        let act = match evidence.trigger {
            Kinship::Same => self.same + self.prior + once,
            Kinship::Kin => self.kin + self.prior,
            Kinship::None => 0,
        };
        let act = if evidence.sole { act.max(self.sole) } else { act };
        let names = self.name * evidence.entities.min(3) as i32;
        let number = if evidence.number { self.number } else { 0 };
        let lead = if evidence.lead { self.lead } else { 0 };
        (words.min(9_500) as i32 + act + names + number + lead).min(9_500)
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

    /// Whether judging could find more of two nodes than that nothing speaks for them: they lie
    /// near enough for a rule, or a slip, a figure, a copied sentence or two opposed acts may
    /// bring them together. Most pairs of one run of words are of other years.
    pub(super) fn is_worth_judging(&self, a: usize, b: usize) -> bool {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        let config = self.config;
        let Some(gap) = x.when.zip(y.when).map(|(a, b)| a.gap(&b)) else { return true };
        let near = gap <= config.plan_days.max(config.denial_days).max(NEAR);
        let days = self.corpus.published(x).zip(self.corpus.published(y));
        let lately = days.is_none_or(|(a, b)| (a - b).abs() <= COPIED_DAYS);
        let copied = || lately && x.mention.clause == y.mention.clause && x.article != y.article;
        let acts = self.acts[a].core.zip(self.acts[b].core);
        let opposed = || acts.is_some_and(|(s, t)| self.families.opposed(s, t));
        let led = || self.leader[a] == Some(b as u32) || self.leader[b] == Some(a as u32);
        near || copied() || led() || opposed() || self.may_be_far(a, b)
    }

    /// Whether a rule for dates that lie far apart could link two nodes: without a slip of the
    /// pen between their days or an equal figure, none does.
    pub(super) fn may_be_far(&self, a: usize, b: usize) -> bool {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        slip(x, y).is_some() || same_figure(x.mention, y.mention)
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
            once: config.once,
            lead: config.lead,
        };
        if evidence.telling {
            return Scale::sure("merge.r9");
        }
        if evidence.follows {
            return Scale::sure("merge.r13");
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
            return if evidence.recurring || gap > SOON && self.meets(a) && self.meets(b) {
                scale("merge.r8", config.recurring, 1_500, 500, 300)
            } else if gap > SOON {
                scale("merge.r8", config.plan, 2_500, 800, 500)
            } else {
                scale("merge.r8", config.plan, 4_000, 2_800, 500)
            };
        }
        if evidence.denial && gap > 0 {
            return scale("merge.r10", config.denial, 3_500, 1_000, 500);
        }
        match gap {
            0 if evidence.same_article && !evidence.recurring => {
                scale("merge.r2", config.same_article, LINKED, 2_500, 300)
            }
            0 if evidence.same_article => scale("merge.r2", config.same_article, 1_500, 500, 300),
            0 if evidence.sole => Scale {
                prior: evidence.prior,
                sole: config.only_event,
                number: 4_500,
                ..scale("merge.r11", config.quiet_day, LINKED, 3_200, 700)
            },
            0 if evidence.quiet => Scale {
                prior: evidence.prior,
                number: LINKED,
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
                    () if evidence.recurring && !evidence.number => {
                        scale(rule, config.recurring, 500, 0, 300)
                    }
                    // Two sets of names: « Paris a rappelé son ambassadeur », then Berlin its own.
                    () if evidence.strangers && !evidence.number => {
                        scale(rule, config.recurring, 500, 0, 300)
                    }
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
                    Scale { words: 4 * ONE, ..Scale::sure("merge.r7") }
                }
            }
        }
    }

    /// What forbids that two mentions are one event.
    fn veto(&self, evidence: &Evidence, a: usize, b: usize) -> Option<&'static str> {
        let (x, y) = (self.corpus.item(a), self.corpus.item(b));
        let (m, n) = (x.mention, y.mention);
        let apart = evidence.gap.is_some_and(|gap| gap > 0);
        if evidence.telling || evidence.follows {
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
        // « en Italie » and « près de Savone, dans le nord de l'Italie » are no two places.
        let elsewhere = |a: &EventMention, b: &EventMention| {
            !a.places.iter().any(|name| b.actors.contains(name))
        };
        if disjoint(&m.places, &n.places)
            && elsewhere(m, n)
            && elsewhere(n, m)
            && evidence.trigger == Kinship::Same
            && self.acts[a].main.is_some_and(|family| self.families.recurs(family))
        {
            return Some("merge.v3");
        }
        if let (Some(s), Some(t)) = (self.acts[a].core, self.acts[b].core)
            && !self.acts[a].all.contains(&t)
            && !self.acts[b].all.contains(&s)
            && self.families.opposed(s, t)
        {
            return Some("merge.v4");
        }
        // What goes on since then or until then is not what happened then, unless both tell
        // the same act.
        let background = |when: Option<When>, mention: &EventMention| match when.map(|w| w.role) {
            Some(Role::Since) => mention.background && evidence.trigger != Kinship::Same,
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
        let cosine = self.vectors.cosine(a, b);
        let entities = shared_sorted(self.rare.of(a), self.rare.of(b)) as u32;
        let names = shared_sorted(self.entities.of(a), self.entities.of(b)) as u32;
        // « n'est ni blessé ni détenu » denies that, not the attack.
        let trigger = match self.kinship(a, b) {
            Kinship::Kin if (m.status == Status::Denied) != (n.status == Status::Denied) => {
                Kinship::None
            }
            kinship => kinship,
        };
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
        let recurring = [self.acts[a].main, self.acts[b].main]
            .into_iter()
            .any(|family| family.is_some_and(|family| self.families.recurs(family)));
        let denial = !recurring
            && gap.is_some_and(|gap| gap <= self.config.denial_days)
            && (denied(m.status) || denied(n.status))
            && trigger == Kinship::Same;
        let disjoint = !m.actors.is_empty()
            && !n.actors.is_empty()
            && !m.actors.iter().any(|name| n.actors.contains(name));
        let named =
            |mention: &EventMention| !(mention.actors.is_empty() && mention.places.is_empty());
        let strangers = names == 0 && named(m) && named(n);
        let story = self.story(x.article as usize, y.article as usize);
        let act = |mention: &EventMention| {
            mention.trigger.as_deref().is_some_and(|family| !acts::is_speech(family))
        };
        // Two well-known acts of two sets of people are two events all the same.
        let others = disjoint && trigger == Kinship::None && act(m) && act(n);
        let took_place = |item: &Item<'_>| {
            !item.mention.background
                && item.when.is_some_and(|when| matches!(when.role, Role::At | Role::Since))
                && !matches!(item.mention.status, Status::Hypothetical | Status::Question)
        };
        let sole = gap == Some(0)
            && x.article != y.article
            && story
            && quiet
            && self.lone[a]
            && self.lone[b]
            && took_place(x)
            && took_place(y)
            && !others
            // What is only supposed of an article must be borne out by a word of its own.
            && (!(x.supposed || y.supposed) || cosine > 0 || trigger > Kinship::None);
        let pattern = slip(x, y);
        let yearless =
            pattern == Some(Pattern::Year) && both.is_some_and(|(a, b)| a.yearless || b.yearless);
        let led = self.leader[a] == Some(b as u32) || self.leader[b] == Some(a as u32);
        let telling = led && x.telling != y.telling;
        Evidence {
            gap,
            coarse: both.is_some_and(|(a, b)| !a.is_day() || !b.is_day()),
            cosine,
            entities,
            names,
            trigger,
            deep: self.families.common(&self.acts[a], &self.acts[b]) > 1,
            number: m.figures.iter().any(|f| n.figures.iter().any(|g| same_number(f, g))),
            figure: same_figure(m, n),
            copied: cosine >= 4_000 && self.copied(a, b),
            same_article: x.article == y.article
                && self.corpus.nodes[a].items.len() == 1
                && self.corpus.nodes[b].items.len() == 1,
            pattern,
            quiet,
            prior,
            story,
            fresh: self.fresh(x, y) || self.fresh(y, x),
            recurring,
            strangers,
            sole,
            yearless,
            plan,
            once: (story || quiet)
                && !recurring
                && !strangers
                && trigger == Kinship::Same
                && self.once(a, b),
            denial,
            lead: gap == Some(0) && story && x.article != y.article && opens(x, y),
            telling,
            follows: led && !telling,
        }
    }

    /// Whether two articles tell one story: the names that they share weigh enough, or their
    /// words are alike.
    pub(super) fn story(&self, a: usize, b: usize) -> bool {
        let (x, y) = (self.cast.of(a), self.cast.of(b));
        let shared = x.iter().filter(|(name, _)| y.binary_search_by_key(name, |n| n.0).is_ok());
        let names = shared.map(|&(_, weight)| i64::from(weight)).sum::<i64>();
        a == b || names >= self.config.story || self.themes.cosine(a, b) >= self.config.theme
    }

    /// Whether a node tells an act of which one story tells many.
    fn meets(&self, node: usize) -> bool {
        self.acts[node].main.is_some_and(|main| acts::is_meeting(self.families.name(main)))
    }

    /// Whether the act of two nodes of different days is told of these days only.
    fn once(&self, a: usize, b: usize) -> bool {
        let day = |node: usize| self.corpus.nodes[node].when.and_then(When::day);
        let done = |node: usize| happened(self.corpus.item(node).mention.status);
        let main = self.acts[a].core.filter(|core| self.acts[b].core == Some(*core));
        let same = main.is_some_and(|main| {
            let name = self.families.name(main);
            !self.families.is_speech(main) && !acts::is_meeting(name) && !acts::is_movement(name)
        });
        // What is planned may be told of any day; what was done is told of one. A month that holds
        // the day is no other one.
        let (s, t) = (self.corpus.nodes[a].when, self.corpus.nodes[b].when);
        let holds = s.zip(t).is_some_and(|(s, t)| s.gap(&t) == 0 && s.is_day() != t.is_day());
        let only = |x: usize, y: usize| match day(y) {
            Some(day) => !done(y) || self.done[x] == Some(day),
            None => holds || !done(y),
        };
        same && (done(a) || done(b)) && only(a, b) && only(b, a)
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
        let (s, t) = (self.runs.of(a), self.runs.of(b));
        let (short, long) = if s.len() <= t.len() { (s, t) } else { (t, s) };
        let words = |runs: &[u32]| runs.len() + RUN - 1;
        if words(short) < COPIED_WORDS || words(long) > words(short) * 2 {
            return false;
        }
        let found = shared_sorted(short, long);
        found as i64 * i64::from(ONE)
            >= short.len() as i64 * i64::from(self.config.sentence_containment)
    }

    /// Whether a mention is one of those that must never share an event with the other.
    pub(super) fn forbidden(&self, a: usize, b: usize) -> bool {
        self.different.contains(&(a.min(b), a.max(b)))
    }

    /// The smallest mention id of a node.
    pub(super) fn id(&self, node: usize) -> &MentionId {
        &self.corpus.item(node).mention.id
    }

    /// How near the acts of two nodes are.
    pub(super) fn kinship(&self, a: usize, b: usize) -> Kinship {
        self.families.between(&self.acts[a], &self.acts[b])
    }
}
