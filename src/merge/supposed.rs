//! Articles that bear no date, placed for comparison only.
//!
//! « Mardi » in an article without a date of publication has no place on the calendar, and
//! gets none in what is published. But to see that it tells what others tell, it is compared
//! as if the article were of the day on which its sentences fit those of dated articles best.

use super::acts::Kinship;
use super::date::occurred;
use super::hash::FeatureMap;
use super::node::{Corpus, Item, when};
use super::pairs::Context;
use super::slip::day;
use super::units::map;
use crate::mention::AnnotatedArticle;
use crate::text::Span;
use crate::timex::{Dct, Missing, Resolution, Timex, annotate};
use std::collections::BTreeMap;

/// Likeness from which a dated sentence is an indication, in 1/10,000.
const INDICATION: i32 = 600;
/// What a shared act adds to the cosine of an indication, and one that is near.
const ACT: i32 = 1_500;
const NEAR_ACT: i32 = 500;
/// What a day costs that lies after what happened.
const CONTRADICTION: i64 = 2_000;
/// What it costs where it is not the weekday told with it: that may be the slip.
const WEEKDAY: i64 = 1_000;
/// Days that an article may be silent on, before it is written.
const QUIET: i32 = 30;
/// What every month costs after that.
const SILENCE: i64 = 700;
/// Dated sentences that one sentence is compared with.
const PARTNERS: usize = 12;
/// Days that are tried for an article.
const TRIED: usize = 32;
/// Sum of likenesses from which an article is placed.
const ENOUGH: i64 = 1_200;
/// How many days after what it tells an article may be published.
const LAGS: [i32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
/// A feature that more nodes than this hold indicates nothing.
const CROWD: usize = 200;

/// Whether an article has expressions that only its day of publication would place.
pub(super) fn needs_a_day(annotated: &AnnotatedArticle) -> bool {
    annotated.article.published.is_none() && annotated.timexes.iter().any(lacks_day)
}

fn lacks_day(timex: &Timex) -> bool {
    matches!(timex.resolution, Resolution::Unresolved(Missing::Dct | Missing::Antecedent))
}

/// Readings of the expressions of undated articles, by article and expression, for those that
/// the dated articles place.
pub(super) fn suppose(context: &Context<'_>) -> BTreeMap<(u32, usize), Timex> {
    let corpus = context.corpus;
    let mut dated: FeatureMap<Vec<u32>> = FeatureMap::default();
    for (index, node) in corpus.nodes.iter().enumerate() {
        if node.when.is_some_and(|when| when.days() <= 31) {
            for &(id, _) in context.posted.of(index) {
                dated.entry(id).or_default().push(index as u32);
            }
        }
    }
    let mut nodes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (index, node) in corpus.nodes.iter().enumerate() {
        for &item in &node.items {
            let item = &corpus.items[item as usize];
            if needs_a_day(corpus.articles[item.article as usize])
                && corpus.timex(item).is_some_and(lacks_day)
            {
                nodes.entry(item.article).or_default().push(index as u32);
            }
        }
    }
    let nodes: Vec<(u32, Vec<u32>)> = nodes.into_iter().collect();
    let read = map(context.workers, nodes.len(), |at| {
        let (article, nodes) = &nodes[at];
        best_day(context, *article, nodes, &dated).map(|(_, readings)| (*article, readings))
    });
    let mut supposed = BTreeMap::new();
    for (article, readings) in read.into_iter().flatten() {
        let own = &corpus.articles[article as usize].timexes;
        for (index, timex) in own.iter().enumerate().filter(|(_, timex)| lacks_day(timex)) {
            if let Some(reading) = readings.get(&timex.span) {
                supposed.insert((article, index), reading.clone());
            }
        }
    }
    supposed
}

/// The expressions of an article by where they stand.
type Readings = BTreeMap<Span, Timex>;

/// The day on which an article fits best, with its expressions as read on that day.
fn best_day(
    context: &Context<'_>,
    article: u32,
    nodes: &[u32],
    dated: &FeatureMap<Vec<u32>>,
) -> Option<(i64, Readings)> {
    let corpus = context.corpus;
    let partners: Vec<(u32, Vec<(i32, u32)>)> =
        nodes.iter().map(|&node| (node, partners(context, node, dated))).collect();
    let mut tried: BTreeMap<i32, i32> = BTreeMap::new();
    for (cosine, other) in partners.iter().flat_map(|(_, partners)| partners) {
        let when = corpus.nodes[*other as usize].when?;
        for lag in LAGS {
            *tried.entry(when.hi + lag).or_default() += cosine;
        }
    }
    let mut tried: Vec<(i32, i32)> =
        tried.into_iter().map(|(day, weight)| (-weight, day)).collect();
    tried.sort_unstable();
    let mut best: Option<(i64, Readings)> = None;
    let mut days: Vec<i32> = tried.into_iter().take(TRIED).map(|(_, day)| day).collect();
    days.sort_unstable();
    for number in days {
        let readings = read(corpus.articles[article as usize], number);
        let fits = partners.iter().map(|(node, partners)| fit(corpus, *node, partners, &readings));
        let score = fits.sum::<i64>()
            - contradictions(corpus, article, number, &readings)
            - silence(corpus.articles[article as usize], number, &readings);
        if score >= ENOUGH && best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, readings));
        }
    }
    best
}

/// What speaks against a day: a weekday that is not that of its date, and what is told as
/// done and would lie after it.
fn contradictions(corpus: &Corpus<'_>, article: u32, number: i32, readings: &Readings) -> i64 {
    let weekday = |timex: &Timex| timex.weekday.is_some_and(|w| w.written != w.actual);
    let wrong = readings.values().filter(|timex| weekday(timex)).count();
    let own = corpus.items[corpus.of_article(article)].iter();
    let later = |item: &&Item<'_>| {
        occurred(item.mention.status)
            && corpus
                .timex(item)
                .and_then(|timex| when(item.mention, readings.get(&timex.span)?, None, None))
                .is_some_and(|when| when.lo > number)
    };
    wrong as i64 * WEEKDAY + own.filter(later).count() as i64 * CONTRADICTION
}

/// What speaks against a day long after the last day and month that the article tells: who writes
/// in May would hardly stop at the 4th of March.
fn silence(annotated: &AnnotatedArticle, number: i32, readings: &Readings) -> i64 {
    let written = annotated
        .timexes
        .iter()
        .filter(|timex| !timex.inferred.day && !timex.inferred.month && timex.inferred.year);
    let days = written.filter_map(|timex| readings.get(&timex.span)?.bounds()?.end);
    let last = days.map(|day| day.number()).filter(|&day| day <= number).max();
    let months = last.map_or(0, |last| (number - last - QUIET).max(0) / 30);
    i64::from(months) * SILENCE
}

/// The dated nodes that are likest to a node, with their likenesses.
fn partners(context: &Context<'_>, node: u32, dated: &FeatureMap<Vec<u32>>) -> Vec<(i32, u32)> {
    let mut others: Vec<u32> = context
        .posted
        .of(node as usize)
        .iter()
        .filter_map(|(id, _)| dated.get(id).filter(|list| list.len() <= CROWD))
        .flatten()
        .copied()
        .collect();
    others.sort_unstable();
    others.dedup();
    let mut ranked: Vec<(i32, u32)> = others
        .into_iter()
        .map(|other| {
            let act = match context.kinship(node as usize, other as usize) {
                Kinship::Same => ACT,
                Kinship::Kin => NEAR_ACT,
                Kinship::None => 0,
            };
            (context.vectors.cosine(node as usize, other as usize) + act, other)
        })
        .filter(|&(likeness, _)| likeness >= INDICATION)
        .collect();
    ranked.sort_by_key(|&(cosine, other)| (std::cmp::Reverse(cosine), other));
    ranked.truncate(PARTNERS);
    ranked
}

/// The expressions of an article, read as if it were published on a day.
fn read(annotated: &AnnotatedArticle, number: i32) -> Readings {
    let article = &annotated.article;
    let spans: Vec<Span> = article.sentences.iter().map(|sentence| sentence.span).collect();
    let dct = Dct { day: day(number), time: None };
    let read = annotate(&article.text, &spans, Some(&dct)).value;
    read.into_iter().map(|timex| (timex.span, timex)).collect()
}

/// How well a node fits: its likest partner of the same day, half where one date is vaguer.
fn fit(corpus: &Corpus<'_>, node: u32, partners: &[(i32, u32)], readings: &Readings) -> i64 {
    let item = corpus.item(node as usize);
    let Some(reading) = corpus.timex(item).and_then(|timex| readings.get(&timex.span)) else {
        return 0;
    };
    let Some(own) = when(item.mention, reading, None, None) else { return 0 };
    partners
        .iter()
        .filter_map(|&(cosine, other)| {
            let when = corpus.nodes[other as usize].when?;
            let cosine = i64::from(cosine);
            match when.gap(&own) {
                0 if when.is_day() && own.is_day() => Some(cosine),
                0 => Some(cosine / 2),
                _ => None,
            }
        })
        .max()
        .unwrap_or(0)
}
