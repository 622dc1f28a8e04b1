//! Affirmed here and denied there; flat here and in the conditional there.

use super::{Draft, conflict, side};
use crate::mention::{EventMention, Status};
use crate::merge::node::Corpus;
use crate::merge::{Conflict, ConflictKind};

/// Affirmed and denied inside one event, by different articles.
pub(super) fn polarity(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let told = |test: &dyn Fn(&EventMention) -> bool| -> Vec<u32> {
        let items = event.items.iter().copied();
        items.filter(|&i| test(corpus.items[i as usize].mention)).collect()
    };
    let affirmed = told(&|mention| {
        matches!(mention.status, Status::Asserted | Status::Attributed | Status::Conditional)
    });
    let denied = told(&|mention| mention.status == Status::Denied);
    if !two_articles(corpus, &affirmed, &denied) {
        return None;
    }
    let sides = vec![
        side(corpus, "affirmed".to_string(), &affirmed),
        side(corpus, "denied".to_string(), &denied),
    ];
    Some(conflict(ConflictKind::Polarity, vec![index], sides, &["other-predicate"], None))
}

/// A fact in one mention, hearsay in another of the same event.
pub(super) fn status(corpus: &Corpus<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let with = |wanted: &[Status]| -> Vec<u32> {
        let items = event.items.iter().copied();
        items.filter(|&i| wanted.contains(&corpus.items[i as usize].mention.status)).collect()
    };
    let flat = with(&[Status::Asserted, Status::Attributed]);
    let hearsay = with(&[Status::Conditional]);
    if !two_articles(corpus, &flat, &hearsay) {
        return None;
    }
    let sides = vec![
        side(corpus, "asserted".to_string(), &flat),
        side(corpus, "conditional".to_string(), &hearsay),
    ];
    Some(conflict(ConflictKind::Status, vec![index], sides, &["same-article"], None))
}

/// Whether the sides speak in different articles.
fn two_articles(corpus: &Corpus<'_>, a: &[u32], b: &[u32]) -> bool {
    let article = |&i: &u32| corpus.items[i as usize].article;
    a.iter().any(|x| b.iter().any(|y| article(x) != article(y)))
}
