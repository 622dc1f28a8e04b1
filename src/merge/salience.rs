//! How much the articles make of an event.

use super::date::occurred;
use super::node::Corpus;
use crate::mention::{Role, Status};
use std::collections::BTreeMap;

/// Later articles of one origin count this much, in hundredths.
const COPY: i64 = 20;

/// The sum over articles, late ones more: what is still told two months on matters. In
/// hundredths of an article told within the week.
pub(super) fn salience(corpus: &Corpus<'_>, items: &[u32], chosen: Option<(i32, i32)>) -> i64 {
    let mut articles: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &item in items {
        articles.entry(corpus.items[item as usize].article).or_default().push(item);
    }
    let mut by_origin: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
    for (article, items) in articles {
        let lag = chosen.and_then(|(lo, _)| Some(corpus.published[article as usize]? - lo));
        let weight: i64 = match lag {
            Some(i32::MIN..=1) => 50,
            Some(2..=7) => 150,
            Some(_) => 200,
            None => 50,
        };
        let mentions = || items.iter().map(|&item| &corpus.items[item as usize]);
        let lead = mentions().any(|item| item.mention.lead);
        let same_day = lag == Some(0);
        let background = mentions().all(|item| item.mention.role == Role::Since);
        let value = weight + if lead { 50 } else { 0 } + if same_day { 50 } else { 0 };
        let value = if background { value * 30 / 100 } else { value };
        let origin = corpus.origin[article as usize];
        by_origin.entry(origin).or_default().push(value);
    }
    let total: i64 = by_origin
        .values()
        .map(|values| {
            let best = values.iter().copied().max().unwrap_or(0);
            let rest: i64 = values.iter().sum::<i64>() - best;
            best + rest * COPY / 100
        })
        .sum();
    let told = |status: Status| occurred(status) || status == Status::Planned;
    let negative = !items.iter().any(|&item| told(corpus.items[item as usize].mention.status));
    if negative { total / 2 } else { total }
}
