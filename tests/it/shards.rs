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
    for size in [200, 300 + dice.roll(600) as usize] {
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

/// All rows of a run, by the part that reads them: judging, gathering, clustering, the end.
fn run(articles: &[AnnotatedArticle], constraints: &Constraints) -> [Parts; 4] {
    let config = MergeConfig::default();
    let mut judge = Parts::new();
    merge::spread(articles, constraints, &config, &OneByOne, 150, &mut |part, row| {
        judge.entry(part).or_default().push(row);
    });
    let mut gather = judge.remove(&CUT).expect("what is gathered has a part");
    gather.extend(work(&mut Dice(1), judge.clone()).remove(&CUT).expect("links"));
    let mut cluster = Parts::new();
    merge::cut(&gather, &mut |part, row| cluster.entry(part).or_default().push(row))
        .expect("all that was spread");
    let mut end = cluster.remove(&0).expect("what goes on to the end");
    end.extend(work(&mut Dice(2), cluster.clone()).remove(&0).expect("groups"));
    [judge, Parts::from([(CUT, gather)]), cluster, Parts::from([(0, end)])]
}

/// What a stage says of rows of a part.
fn said(stage: usize, part: u64, rows: &[Vec<u8>]) -> Result<Parts, String> {
    let mut found = Parts::new();
    let mut put = |part: u64, row: Vec<u8>| found.entry(part).or_default().push(row);
    let done = match stage {
        0 | 2 => merge::work(part, rows, &mut put),
        1 => merge::cut(rows, &mut put),
        _ => Given::of(rows).map(drop),
    };
    done.map(|()| found).map_err(|error| error.to_string())
}

#[test]
fn rows_that_an_engine_lost_doubled_or_mixed_stop_the_stage_that_reads_them() {
    let articles = corpus(600);
    let own = run(&articles, &Constraints::default());
    let other = run(&articles[1..], &Constraints::default());
    let mut dice = Dice(11);
    for (stage, (parts, others)) in own.iter().zip(&other).enumerate() {
        for (&part, rows) in parts {
            let told = |rows: &[Vec<u8>], want: &str| {
                let error = said(stage, part, rows).expect_err(want);
                assert!(error.contains(want), "stage {stage}, part {part}: {error}");
            };
            let whole = said(stage, part, rows).expect("a whole part");
            let mut shuffled = rows.clone();
            shuffle(&mut dice, &mut shuffled);
            assert_eq!(said(stage, part, &shuffled).as_ref(), Ok(&whole), "order matters");
            told(&[], "is not whole");
            for at in 0..rows.len() {
                let mut less = shuffled.clone();
                less.remove(at);
                told(&less, "is not whole");
                let mut more = shuffled.clone();
                more.push(rows[at].clone());
                told(&more, "came twice");
                let mut swapped = shuffled.clone();
                swapped[at] = rows[(at + 1) % rows.len()].clone();
                if swapped[at] != shuffled[at] {
                    assert!(said(stage, part, &swapped).is_err(), "one lost, one doubled");
                }
                let mut damaged = rows.clone();
                damaged[at].truncate(rows[at].len() / 2);
                assert!(said(stage, part, &damaged).is_err(), "half a row is read");
            }
            if let Some(others) = others.get(&part) {
                let mut mixed = rows.clone();
                mixed[0] = others[0].clone();
                told(&mixed, "other articles, decisions or settings");
            }
        }
    }
    let ([judge, ..], [_, _, cluster, _]) = (&own, &own);
    for (stage, parts) in [(0, judge), (2, cluster)] {
        let mut both: Vec<Vec<Vec<u8>>> = parts.values().take(2).cloned().collect();
        let (last, first) = (both.pop().expect("two parts"), both.pop().expect("two parts"));
        let mixed = [first, last].concat();
        assert!(said(stage, 1, &mixed).expect_err("two parts").contains("a row of part 2"));
    }
}

#[test]
fn a_row_of_another_program_is_told_with_its_mend() {
    let error = merge::cut(&[b"{\"future\":1}".to_vec()], &mut |_, _| ()).expect_err("not ours");
    assert!(error.to_string().contains("another version of frise"), "{error}");
}
