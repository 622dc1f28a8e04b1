//! Merging cut into parts and done in any order gives what one run gives.

use crate::corpus::{Dice, corpus};
use frise::mention::AnnotatedArticle;
use frise::merge::{self, CUT, Constraints, Given, MergeConfig, OneByOne};
use std::collections::BTreeMap;

/// Rows by part, as an engine would group them.
type Parts = BTreeMap<u64, Vec<Vec<u8>>>;

fn shuffle<T>(dice: &mut Dice, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        list.swap(at, dice.roll(at as u64 + 1) as usize);
    }
}

/// Does all parts, in an order of the dice, with the rows of each in an order of the dice.
fn work(dice: &mut Dice, parts: Parts) -> Parts {
    let mut found = Parts::new();
    let mut parts: Vec<_> = parts.into_iter().collect();
    shuffle(dice, &mut parts);
    for (part, mut rows) in parts {
        shuffle(dice, &mut rows);
        merge::work(part, &rows, &mut |part, row| found.entry(part).or_default().push(row))
            .expect("a whole part");
    }
    found
}

/// The pairs judged and clustered in parts of about `size` nodes.
fn in_parts(articles: &[AnnotatedArticle], size: usize, dice: &mut Dice) -> Given {
    let (constraints, config) = (Constraints::default(), MergeConfig::default());
    let mut parts = Parts::new();
    merge::spread(articles, &constraints, &config, &OneByOne, size, &mut |part, row| {
        parts.entry(part).or_default().push(row);
    });
    let mut gathered = parts.remove(&CUT).expect("what is gathered has a part");
    assert!(size > 10_000 || parts.len() > 5, "{} parts of {size}", parts.len());
    gathered.extend(work(dice, parts).remove(&CUT).expect("links are gathered"));
    shuffle(dice, &mut gathered);
    let mut blocks = Parts::new();
    merge::cut(&gathered, &mut |part, row| blocks.entry(part).or_default().push(row))
        .expect("all that was spread");
    let mut rest = blocks.remove(&0).expect("what goes on to the end");
    rest.extend(work(dice, blocks).remove(&0).expect("groups go to the end"));
    shuffle(dice, &mut rest);
    Given::of(&rest).expect("all that was found")
}

#[test]
fn three_ways_to_cut_the_work_give_the_events_of_one_run() {
    let articles = corpus(3_000);
    let (constraints, config) = (Constraints::default(), MergeConfig::default());
    let (whole, work) = merge::measure(&articles, &constraints, &config, &OneByOne);
    assert!(whole.events.len() > 300 && !whole.conflicts.is_empty(), "a corpus worth the name");
    assert!(work.largest_block <= config.block && work.candidates <= 400 * work.mentions);
    let mut dice = Dice(7);
    let one = in_parts(&articles, 1_000_000, &mut dice);
    let (merged, work) = merge::with(&articles, &constraints, &config, &OneByOne, Some(&one));
    assert_eq!(work.candidates, 0, "what was judged elsewhere is not judged again");
    assert!(merged == whole, "judged elsewhere, the events are others");
    for size in [60, 200 + dice.roll(600) as usize] {
        let given = in_parts(&articles, size, &mut dice);
        assert!(given == one, "parts of {size} nodes give other groups");
    }
}

#[test]
fn what_was_judged_of_other_articles_is_not_used() {
    let articles = corpus(200);
    let given = in_parts(&articles, 1_000_000, &mut Dice(1));
    let (constraints, config) = (Constraints::default(), MergeConfig::default());
    let fewer = &articles[1..];
    let (merged, work) = merge::with(fewer, &constraints, &config, &OneByOne, Some(&given));
    assert!(work.candidates > 0);
    assert!(merged == merge::merge(fewer, &constraints, &config));
}

#[test]
fn a_part_that_is_not_whole_is_refused_with_its_mend() {
    let mut none = |_: u64, _: Vec<u8>| {};
    let error = merge::work(3, &[], &mut none).expect_err("a part without rows");
    assert!(error.to_string().starts_with("part 3 is not whole"), "{error}");
    let error = merge::cut(&[b"{\"future\":1}".to_vec()], &mut none).expect_err("another row");
    assert!(error.to_string().contains("another version of frise"), "{error}");
}
