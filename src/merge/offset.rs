//! Days counted from an event by its name: « trois jours après le naufrage », « dès le lendemain de
//! l'effondrement »; and back from publication: « fermée depuis quatre semaines ».
//!
//! The article need not say when that was; others may. As with articles that bear no date, the day
//! is good for comparison only: what is published has the date that the words give by themselves.

use super::acts::{self, Kinship};
use super::date::occurred;
use super::node::When;
use super::pairs::Context;
use crate::mention::{AnnotatedArticle, EventMention, act_named};
use crate::text::fold;
use crate::timex::{
    Anchor, Day, Missing, Quantity, Resolution, TimeValue, Timex, TimexClass, Unit,
};
use std::collections::{BTreeMap, BTreeSet};

/// A family of which more sentences than this tell names no event.
const CROWD: usize = 400;

/// How many times as many articles must tell of the day as of any other.
const TIMES: usize = 2;

/// Words that count a day from an event, and by how much.
const NEIGHBOURS: &[(&str, i32)] =
    &[("surlendemain", 2), ("avant-veille", -2), ("lendemain", 1), ("veille", -1)];

/// What may stand between those and the name of the event, once folded.
const OF: &[&str] =
    &["de la ", "de l'", "de son ", "de sa ", "de cet ", "de cette ", "de ce ", "du "];

/// What may stand between « trois jours » and the name, and its direction.
const COUNTED: &[(&str, i32)] = &[("apres ", 1), ("avant ", -1)];
const DETERMINERS: &[&str] = &["le ", "la ", "l'", "son ", "sa ", "cet ", "cette ", "ce "];

/// A day counted from an event.
struct Offset {
    /// Index of the expression in its article.
    timex: usize,
    count: i32,
    unit: Unit,
    /// The family of the event; none where it is counted back from publication.
    act: Option<&'static str>,
}

/// Whether an article counts a day from an event that it does not date, or back to one.
pub(super) fn counts(annotated: &AnnotatedArticle) -> bool {
    annotated.mentions.iter().any(|mention| offset(annotated, mention).is_some())
}

/// The day counted in a mention that has no other.
fn offset(annotated: &AnnotatedArticle, mention: &EventMention) -> Option<Offset> {
    let known = mention.timex.and_then(|at| annotated.timexes.get(at)).is_some_and(|timex| {
        !matches!(timex.resolution, Resolution::Unresolved(Missing::Antecedent))
    });
    if known {
        return None;
    }
    let first = annotated.timexes.partition_point(|timex| timex.span.start < mention.span.start);
    let since = |timex: &Timex, text: &str| {
        let before = fold(&text[mention.span.start..timex.span.start]);
        before.trim_end().ends_with("depuis")
    };
    let inside = annotated.timexes[first..]
        .iter()
        .take_while(|timex| timex.span.end <= mention.span.end)
        .enumerate();
    inside.into_iter().find_map(|(at, timex)| {
        let text = annotated.article.text.as_str();
        let after = fold(&text[timex.span.end..mention.span.end]);
        let after = after.trim_start();
        let strip = |words: &[&str], from: &str| {
            words.iter().find_map(|word| from.strip_prefix(word).map(str::to_owned))
        };
        let (count, unit, name) = match (timex.class, &timex.resolution) {
            (TimexClass::Date, Resolution::Unresolved(Missing::Antecedent)) => {
                let written = fold(timex.span.slice(text));
                let step = NEIGHBOURS.iter().find(|(word, _)| written.ends_with(word))?.1;
                (step, Unit::Day, strip(OF, after)?)
            }
            (TimexClass::Duration, Resolution::Resolved { value: TimeValue::Duration(d), .. }) => {
                let (Quantity::Thousandths(count), unit) = d.first else { return None };
                let whole = count % 1000 == 0 && d.rest == [None, None];
                let count = i32::try_from(count / 1000).ok().filter(|_| whole)?;
                // « L'usine est fermée depuis quatre semaines »: counted from publication.
                if since(timex, text) {
                    return Some(Offset { timex: first + at, count: -count, unit, act: None });
                }
                let (rest, sign) = COUNTED
                    .iter()
                    .find_map(|(word, sign)| Some((after.strip_prefix(word)?, *sign)))?;
                (count * sign, unit, strip(DETERMINERS, rest)?)
            }
            _ => return None,
        };
        // « quinze jours après sa mise en examen », told of the one who was charged, is that act.
        let act = act_named(&name).filter(|act| mention.trigger.as_deref() != Some(act))?;
        Some(Offset { timex: first + at, count, unit, act: Some(act) })
    })
}

/// For mentions whose day is counted from an event that articles of their story date: their
/// expressions, placed, by article and mention.
pub(super) fn counted(context: &Context<'_>) -> BTreeMap<(u32, usize), Timex> {
    let corpus = context.corpus;
    let mut asked: Vec<(u32, usize, Offset)> = Vec::new();
    for (article, annotated) in corpus.articles.iter().enumerate() {
        for (at, mention) in annotated.mentions.iter().enumerate() {
            if let Some(offset) = offset(annotated, mention) {
                asked.push((article as u32, at, offset));
            }
        }
    }
    // Days on which acts that are asked for are told to have been done, with their article.
    let mut told: BTreeMap<&str, Vec<(i32, u32)>> = BTreeMap::new();
    for act in asked.iter().filter_map(|(_, _, offset)| offset.act) {
        told.entry(act).or_default();
    }
    for item in &corpus.items {
        let day = item.known().filter(|when| !when.open).and_then(When::day);
        let Some(day) = day.filter(|_| occurred(item.mention.status) && !item.telling) else {
            continue;
        };
        for (act, days) in &mut told {
            // « le drame » is any act that can have been one.
            let any = |of: &String| match acts::is_any(act) {
                true => acts::kinship(of, act) > Kinship::None,
                false => of == act,
            };
            if item.mention.triggers.iter().any(any) {
                days.push((day, item.article));
            }
        }
    }
    let place = |(article, at, offset): &(u32, usize, Offset)| {
        let day = match offset.act {
            Some(act) => event(context, *article, &told[act])?,
            None => corpus.published[*article as usize]?,
        };
        let timex = &corpus.articles[*article as usize].timexes[offset.timex];
        let value = shifted(super::slip::day(day), offset.count, offset.unit)?;
        let anchor = Anchor::Antecedent(timex.span);
        let resolution = Resolution::Resolved { value, anchor };
        Some(((*article, *at), Timex { class: TimexClass::Date, resolution, ..timex.clone() }))
    };
    asked.iter().filter_map(place).collect()
}

/// The day of the event that an article means: its own, else the one that most articles of its
/// story tell.
fn event(context: &Context<'_>, article: u32, told: &[(i32, u32)]) -> Option<i32> {
    if told.len() > CROWD {
        return None;
    }
    let own: BTreeSet<i32> =
        told.iter().filter(|(_, of)| *of == article).map(|(day, _)| *day).collect();
    if own.len() == 1 {
        return own.first().copied();
    }
    let mut articles: BTreeMap<i32, BTreeSet<u32>> = BTreeMap::new();
    for &(day, of) in told {
        let past = context.corpus.published[article as usize].is_none_or(|now| day <= now);
        if past && context.story(article as usize, of as usize) {
            articles.entry(day).or_default().insert(of);
        }
    }
    let mut ranked: Vec<(usize, i32)> =
        articles.into_iter().map(|(day, of)| (of.len(), day)).collect();
    ranked.sort_by_key(|&(count, day)| (std::cmp::Reverse(count), day));
    match ranked[..] {
        [(_, only)] => Some(only),
        [(most, day), (next, _), ..] if most >= TIMES * next => Some(day),
        _ => None,
    }
}

/// A day so much later, no finer than its unit.
fn shifted(day: Day, count: i32, unit: Unit) -> Option<TimeValue> {
    let months = |n: i32| day.plus_months(count.checked_mul(n).unwrap_or(0).clamp(-1200, 1200));
    Some(match unit {
        Unit::Day | Unit::Night => TimeValue::Day(day.plus(i64::from(count))),
        Unit::Week => TimeValue::Day(day.plus(7 * i64::from(count))),
        Unit::Month => TimeValue::Month(months(1).year(), months(1).month() as u8),
        Unit::Year => TimeValue::Year(months(12).year()),
        _ => return None,
    })
}
