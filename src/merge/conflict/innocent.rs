//! What explains a disagreement away: why two mentions that seem to contradict each other do not.

use super::weigh::{stemmed, table};
use crate::merge::hash::words;
use crate::merge::node::{Corpus, Item};
use crate::text::fold;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// An innocent explanation that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excuse {
    /// One of them gives no firm day.
    Vague,
    /// One value holds the other.
    Granularity,
    /// One text tells of both.
    SameArticle,
    /// The year was supplied, not written.
    SuppliedYear,
    /// Two facts, each reported in its own time.
    OwnReport,
    /// One is counted from another date of its text.
    Counted,
    /// One is the day of the telling.
    ReportDay,
    /// One is the night between both days.
    Night,
}

/// States and cities where it is another day than in Paris for six hours or more, folded.
static FAR: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../data/far.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(',')).map(|name| fold(name.trim())).collect()
});

/// Words that leave only one year to a day and a month.
static YEAR: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| table(include_str!("../data/year-words.txt")));

/// Whether the words of a date without year leave only one: « le 18 novembre dernier ».
pub(super) fn fixes_year(corpus: &Corpus<'_>, item: &Item<'_>) -> bool {
    let text = &corpus.article(item).text;
    let words = corpus.timex(item).map(|timex| timex.span.slice(text)).unwrap_or_default();
    words.split(' ').any(|word| YEAR.contains(&stemmed(word)))
}

/// Stems of what is denied when a deed is not.
static WILL: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| table(include_str!("../data/not-the-fact.txt")));

/// Whether a denial is of having willed a deed or of being behind it, not of the deed.
pub(super) fn is_of_will(item: &Item<'_>) -> bool {
    item.mention.words.iter().any(|word| WILL.contains(word))
}

/// Whether what is negated has ceased, not been denied: « plus aucun camion ne passe », « il n'est
/// plus en garde à vue ».
pub(super) fn has_ceased(corpus: &Corpus<'_>, item: &Item<'_>) -> bool {
    let quote = fold(corpus.quote(item));
    let told: Vec<&str> = words(&quote).collect();
    let negation = |near: &[&str]| near.iter().any(|word| matches!(*word, "ne" | "n"));
    (0..told.len()).filter(|&at| told[at] == "plus").any(|at| {
        let none = told.get(at + 1).is_some_and(|next| matches!(*next, "aucun" | "aucune"));
        none || negation(&told[at.saturating_sub(CEASED)..at])
    })
}

/// How many words before « plus » its « ne » stands: « n'a pas été », « ne l'est ».
const CEASED: usize = 4;

/// Whether a mention names a place so far away that its day is another one than in Paris.
pub(super) fn is_far(item: &Item<'_>) -> bool {
    let names = item.mention.places.iter().chain(&item.mention.actors);
    names.into_iter().any(|name| FAR.contains(&fold(name)))
}

/// Whether a mention tells of a night, which has two dates.
pub(super) fn is_night(corpus: &Corpus<'_>, item: &Item<'_>) -> bool {
    let value = corpus.reading(item).and_then(|timex| timex.timex3());
    value.is_some_and(|value| value.ends_with("TNI"))
}
