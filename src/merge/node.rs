//! What the steps of merging see of mentions: one node for every sentence and date, however
//! many articles print it.

use super::Constraints;
use super::hash::{hash, word_hashes};
use crate::ingest::Article;
use crate::mention::{AnnotatedArticle, EventMention, MentionId, Role, Status};
use crate::text::ArticleId;
use crate::timex::{Anchor, Granularity, Modifier, Resolution, Timex, TimexClass};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Words below which equal sentences are not taken for one.
const COLLAPSED_WORDS: usize = 5;

/// When a mention says that something happened, as an interval of days that both count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub(super) struct When {
    /// First day (days from the common era).
    pub(super) lo: i32,
    /// Last day.
    pub(super) hi: i32,
    /// How fine the words are.
    pub(super) grain: Granularity,
    /// How the mention stands to it.
    pub(super) role: Role,
    /// What the date was computed from.
    pub(super) anchor: Anchored,
    /// Whether the words are vague about it (« vers »).
    pub(super) approximate: bool,
    /// Whether two expressions give the two ends.
    pub(super) range: bool,
    /// Whether one end was not given and was set by us.
    pub(super) open: bool,
    /// Whether the year was supplied from the day of publication, not written.
    pub(super) yearless: bool,
    /// Whether it is a night, which ends on the day after.
    pub(super) night: bool,
    /// Days by which its ends are vague: « l'été », « la deuxième semaine d'octobre ».
    pub(super) fuzz: i32,
}

impl When {
    /// Days between two intervals beyond what their ends are vague by; 0 where they meet.
    pub(super) fn gap(&self, other: &When) -> i32 {
        let end = |when: &When| when.hi + i32::from(when.night);
        let apart = (self.lo - end(other)).max(other.lo - end(self));
        (apart - self.fuzz.max(other.fuzz)).max(0)
    }

    /// Number of days, at least 1.
    pub(super) fn days(&self) -> i32 {
        self.hi - self.lo + 1
    }

    /// Whether it names one day.
    pub(super) fn is_day(&self) -> bool {
        self.lo == self.hi
    }

    /// The day, where it names one.
    pub(super) fn day(self) -> Option<i32> {
        self.is_day().then_some(self.lo)
    }
}

/// A [`When`] as rows hold it: its fields, the five that say yes or no as bits.
type Written = (i32, i32, Granularity, Role, Anchored, u8, i32);

impl From<When> for Written {
    fn from(when: When) -> Written {
        let When { lo, hi, grain, role, anchor, fuzz, .. } = when;
        let flags = [when.approximate, when.range, when.open, when.yearless, when.night];
        (lo, hi, grain, role, anchor, bits(flags), fuzz)
    }
}

impl From<Written> for When {
    fn from((lo, hi, grain, role, anchor, bits, fuzz): Written) -> When {
        let [approximate, range, open, yearless, night] = flags(bits);
        When { lo, hi, grain, role, anchor, approximate, range, open, yearless, night, fuzz }
    }
}

/// Flags as bits, the first the lowest.
pub(super) fn bits<const N: usize>(flags: [bool; N]) -> u8 {
    flags.iter().rev().fold(0, |bits, &flag| bits << 1 | u8::from(flag))
}

/// The flags of [`bits`].
pub(super) fn flags<const N: usize>(bits: u8) -> [bool; N] {
    std::array::from_fn(|at| bits >> at & 1 == 1)
}

/// What a date was computed from, from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Anchored {
    /// Day, month and year are written.
    Full,
    /// The year was supplied.
    NoYear,
    /// Counted from publication (« hier », « lundi »).
    Publication,
    /// Counted from another expression.
    Text,
}

/// Readings of expressions that have no place of their own.
#[derive(Debug, Default)]
pub(super) struct Supposed {
    /// In articles that bear no date, by article and expression.
    pub(super) timexes: BTreeMap<(u32, usize), Timex>,
    /// Counted from an event that the words name, by article and mention.
    pub(super) counted: BTreeMap<(u32, usize), Timex>,
}

/// A mention in its article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    /// Index of the article in the order of ids.
    pub(super) article: u32,
    /// The day of publication of the article.
    pub(super) published: Option<i32>,
    /// The mention.
    pub(super) mention: &'a EventMention,
    /// When, where that is known or supposed.
    pub(super) when: Option<When>,
    /// Whether it is only supposed: good for comparison, not for a date.
    pub(super) supposed: bool,
    /// Whether it is the clause that tells who told what another clause of its sentence says.
    pub(super) telling: bool,
}

impl Item<'_> {
    /// When, where that is known.
    pub(super) fn known(&self) -> Option<When> {
        self.when.filter(|_| !self.supposed)
    }
}

/// Equal sentences with equal dates: one node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Indices of its items in the order of their mention ids; the first stands for all.
    pub(super) items: Vec<u32>,
    /// When.
    pub(super) when: Option<When>,
}

/// All that merging reads, in an order of its own.
pub(super) struct Corpus<'a> {
    /// Articles in the order of their ids.
    pub(super) articles: Vec<&'a AnnotatedArticle>,
    /// The day of publication of each.
    pub(super) published: Vec<Option<i32>>,
    /// The origin group of each.
    pub(super) origin: Vec<u32>,
    /// All mentions, by article, then as they stand in the text.
    pub(super) items: Vec<Item<'a>>,
    /// Nodes, sorted by their first day, then by mention id; those without a date last.
    pub(super) nodes: Vec<Node>,
    /// Readings of the expressions of undated articles.
    pub(super) readings: &'a Supposed,
}

impl<'a> Corpus<'a> {
    /// Sorts articles, places mentions in time and collapses equal sentences.
    pub(super) fn new(
        articles: Vec<&'a AnnotatedArticle>,
        origins: &BTreeMap<ArticleId, u32>,
        constraints: &Constraints,
        readings: &'a Supposed,
    ) -> Corpus<'a> {
        let published = articles
            .iter()
            .map(|annotated| annotated.article.dct().map(|dct| dct.day.number()))
            .collect::<Vec<_>>();
        let origin = articles
            .iter()
            .map(|annotated| origins.get(&annotated.article.id).copied().unwrap_or(0))
            .collect();
        let mut items = Vec::new();
        for (index, annotated) in articles.iter().enumerate() {
            for (at, mention) in annotated.mentions.iter().enumerate() {
                let article = index as u32;
                let timex = mention.timex.and_then(|at| annotated.timexes.get(at));
                let reading = mention
                    .timex
                    .and_then(|at| readings.timexes.get(&(article, at)))
                    .or_else(|| readings.counted.get(&(article, at)));
                let end = mention.timex_end.and_then(|at| {
                    readings.timexes.get(&(article, at)).or_else(|| annotated.timexes.get(at))
                });
                let when =
                    reading.or(timex).and_then(|timex| when(mention, timex, end, published[index]));
                let told =
                    |other: &EventMention| other.sentence == mention.sentence && !other.reporting;
                let beside = at.saturating_sub(1)..annotated.mentions.len().min(at + 2);
                let telling = mention.reporting
                    && mention.trigger.as_deref().is_none_or(super::acts::is_speech)
                    && annotated.mentions[beside].iter().any(told);
                let published = published[index];
                items.push(Item {
                    article,
                    published,
                    mention,
                    when,
                    supposed: reading.is_some(),
                    telling,
                });
            }
        }
        let nodes = collapse(&articles, &items, constraints);
        Corpus { articles, published, origin, items, nodes, readings }
    }

    /// The item that stands for a node.
    pub(super) fn item(&self, node: usize) -> &Item<'a> {
        &self.items[self.nodes[node].items[0] as usize]
    }

    /// The article of an item.
    pub(super) fn article(&self, item: &Item<'_>) -> &'a Article {
        &self.articles[item.article as usize].article
    }

    /// The day of publication of an item's article.
    pub(super) fn published(&self, item: &Item<'_>) -> Option<i32> {
        item.published
    }

    /// Where the items of an article stand.
    pub(super) fn of_article(&self, article: u32) -> Range<usize> {
        let start = self.items.partition_point(|item| item.article < article);
        start..self.items.partition_point(|item| item.article <= article)
    }

    /// The last day that the article of an item tells as over.
    pub(super) fn last_told(&self, item: &Item<'_>) -> Option<i32> {
        let own = &self.items[self.of_article(item.article)];
        let over = own.iter().filter(|other| super::date::occurred(other.mention.status));
        over.filter_map(|other| other.when.filter(|when| !when.open)).map(|when| when.hi).max()
    }

    /// The words of an item as its article has them.
    pub(super) fn quote(&self, item: &Item<'_>) -> &'a str {
        item.mention.span.slice(&self.article(item).text)
    }

    /// The time expression of an item.
    pub(super) fn timex(&self, item: &Item<'_>) -> Option<&'a Timex> {
        item.mention.timex.map(|index| &self.articles[item.article as usize].timexes[index])
    }

    /// The time expression of an item, as supposed where it has no place of its own.
    pub(super) fn reading(&self, item: &Item<'_>) -> Option<&'a Timex> {
        let index = item.mention.timex?;
        self.readings.timexes.get(&(item.article, index)).or_else(|| self.timex(item))
    }

    /// The second end of an item's range.
    pub(super) fn timex_end(&self, item: &Item<'_>) -> Option<&'a Timex> {
        item.mention.timex_end.map(|index| &self.articles[item.article as usize].timexes[index])
    }

    /// Whether an item tells as done what its date puts after its publication: the date
    /// cannot be right.
    pub(super) fn is_impossible(&self, item: &Item<'_>) -> bool {
        let after = item.when.zip(self.published(item)).is_some_and(|(when, day)| when.lo > day);
        after && super::date::occurred(item.mention.status)
    }

    /// The node of every item.
    pub(super) fn node_of(&self) -> Vec<u32> {
        let mut node_of = vec![0; self.items.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            node.items.iter().for_each(|&item| node_of[item as usize] = index as u32);
        }
        node_of
    }

    /// All items of a node.
    pub(super) fn items_of(&self, node: usize) -> impl Iterator<Item = &Item<'a>> {
        self.nodes[node].items.iter().map(|&index| &self.items[index as usize])
    }
}

/// The time of a mention, where its expression has a place on the calendar.
pub(super) fn when(
    mention: &EventMention,
    timex: &Timex,
    end: Option<&Timex>,
    published: Option<i32>,
) -> Option<When> {
    if !matches!(timex.class, TimexClass::Date | TimexClass::Time) {
        return None;
    }
    let bounds = timex.bounds()?;
    let end = end.and_then(Timex::bounds);
    let (mut lo, mut hi) = (bounds.begin.map(|d| d.number()), bounds.end.map(|d| d.number()));
    if let Some(end) = end {
        hi = end.end.map(|d| d.number());
    }
    let grain = timex.value()?.granularity()?;
    let mut open = false;
    // « d'ici la fin de l'année »: from publication to the deadline.
    if matches!(mention.role, Role::By) && end.is_none() && mention.status == Status::Planned {
        let deadline = hi?;
        lo = Some(published.filter(|&day| day <= deadline).unwrap_or(lo.unwrap_or(deadline)));
        open = true;
    }
    let (lo, hi) = match (lo, hi) {
        (Some(lo), Some(hi)) if lo <= hi => (lo, hi),
        (Some(lo), Some(_)) => (lo, lo),
        (Some(lo), None) => {
            open = true;
            (lo, published.filter(|&day| day >= lo).unwrap_or(lo + 365))
        }
        (None, Some(hi)) => {
            open = true;
            (hi - 365, hi)
        }
        (None, None) => return None,
    };
    let anchor = match &timex.resolution {
        Resolution::Unresolved(_) => return None,
        // « le 12 mars » in a story of 2022: only its year is not written.
        Resolution::Resolved { anchor: Anchor::Antecedent(_), .. }
            if timex.inferred.year && !timex.inferred.month && !timex.inferred.day =>
        {
            Anchored::NoYear
        }
        Resolution::Resolved { anchor: Anchor::Antecedent(_), .. } => Anchored::Text,
        Resolution::Resolved { anchor: Anchor::Dct, .. }
            if timex.inferred.day || timex.inferred.month =>
        {
            Anchored::Publication
        }
        Resolution::Resolved { anchor: Anchor::Text, .. } if !timex.inferred.year => Anchored::Full,
        Resolution::Resolved { .. } => {
            if timex.inferred.year {
                Anchored::NoYear
            } else {
                Anchored::Publication
            }
        }
    };
    let approximate = timex.modifier == Some(Modifier::Approx);
    let range = end.is_some();
    // A year that the text wrote with another date is not ours.
    let ours = matches!(timex.resolution, Resolution::Resolved { anchor: Anchor::Dct, .. });
    let yearless = timex.inferred.year && !timex.inferred.day && ours;
    let about = [Modifier::Approx, Modifier::MoreThan, Modifier::LessThan];
    let counted = timex.modifier.is_some_and(|modifier| about.contains(&modifier));
    let fuzz = match grain {
        Granularity::Season => 10,
        Granularity::Week if !range => 3,
        // « il y a un peu plus de deux semaines »
        Granularity::Day if counted && anchor == Anchored::Publication => 3,
        _ => 0,
    };
    Some(When {
        lo,
        hi,
        grain,
        role: mention.role,
        anchor,
        approximate,
        range,
        open,
        yearless,
        night: timex.is_night(),
        fuzz,
    })
}

/// One node for the items that say the same with the same date.
fn collapse(
    articles: &[&AnnotatedArticle],
    items: &[Item<'_>],
    constraints: &Constraints,
) -> Vec<Node> {
    // What editors keep apart is never one node.
    let apart: BTreeSet<&MentionId> =
        constraints.different.iter().flat_map(|(a, b)| [a, b]).collect();
    let mut keyed: Vec<(u64, u32)> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let text = &articles[item.article as usize].article.text;
            let mut words = word_hashes(item.mention.span.slice(text));
            if words.len() < COLLAPSED_WORDS || apart.contains(&item.mention.id) {
                words.push(hash(item.mention.id.0.as_bytes()));
            }
            let (lo, hi) = item.when.map_or((i32::MIN, i32::MIN), |when| (when.lo, when.hi));
            words.push(u64::from(lo as u32) << 32 | u64::from(hi as u32));
            words.push(u64::from(item.mention.clause) << 8 | item.mention.status as u64);
            (super::hash::hash_all(&words), index as u32)
        })
        .collect();
    keyed.sort_unstable();
    let id = |index: u32| &items[index as usize].mention.id;
    let mut nodes: Vec<Node> = keyed
        .chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| {
            let mut members: Vec<u32> = chunk.iter().map(|&(_, index)| index).collect();
            members.sort_by(|&a, &b| id(a).cmp(id(b)));
            let when = items[members[0] as usize].when;
            Node { items: members, when }
        })
        .collect();
    let first_day = |node: &Node| node.when.map_or(i32::MAX, |when| when.lo);
    nodes.sort_by(|a, b| {
        first_day(a).cmp(&first_day(b)).then_with(|| id(a.items[0]).cmp(id(b.items[0])))
    });
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(lo: i32, hi: i32, night: bool) -> When {
        When {
            lo,
            hi,
            grain: Granularity::Day,
            role: Role::At,
            anchor: Anchored::Full,
            approximate: false,
            range: false,
            open: false,
            yearless: false,
            night,
            fuzz: 0,
        }
    }

    #[test]
    fn a_time_comes_back_from_its_row_as_it_was() {
        for at in 0..5 {
            let mut one = [false; 5];
            one[at] = true;
            assert_eq!((bits(one), flags(bits(one))), (1 << at, one));
        }
        let when =
            When { open: true, night: true, fuzz: 3, role: Role::Since, ..when(5, 9, false) };
        let row = serde_json::to_string(&when).unwrap();
        assert_eq!(serde_json::from_str::<When>(&row).unwrap(), when, "{row}");
    }

    #[test]
    fn a_night_meets_the_day_on_which_it_ends() {
        for (a, b, gap) in [
            (when(6, 6, true), when(7, 7, false), 0),
            (when(6, 6, true), when(8, 8, false), 1),
            (when(6, 6, true), when(5, 5, false), 1),
            (when(6, 6, false), when(7, 7, false), 1),
            (when(1, 31, false), when(6, 6, true), 0),
        ] {
            assert_eq!(a.gap(&b), gap, "{a:?} {b:?}");
            assert_eq!(b.gap(&a), gap, "{b:?} {a:?}");
        }
    }
}
