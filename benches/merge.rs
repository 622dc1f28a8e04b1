//! Merging by size of corpus: from ten thousand mentions to a million.
//!
//! `cargo bench --bench merge` times them; with `-- curve [SIZE…]` it prints one line a size with
//! time and work.

#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod corpus;

use corpus::corpus;
use frise::merge::{Constraints, MergeConfig, measure};
use frise::pipeline::Threads;
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip_while(|arg| arg != "curve");
    if args.next().is_none() {
        return divan::main();
    }
    let sizes: Vec<usize> = args.filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000] } else { sizes };
    for size in sizes {
        let articles = corpus(size);
        let start = Instant::now();
        let (merged, work) =
            measure(&articles, &Constraints::default(), &MergeConfig::default(), &Threads);
        let per = |count: usize| count as f64 / work.mentions.max(1) as f64;
        println!(
            "{} mentions, {} nodes: {:.1?}, {} MB at most, {} events, {} conflicts, {} copies, {:.1} pairs a mention, {:.1} inside blocks, largest block {}",
            work.mentions,
            work.nodes,
            start.elapsed(),
            peak(),
            merged.events.len(),
            merged.conflicts.len(),
            merged.copies.len(),
            per(work.candidates),
            per(work.in_blocks),
            work.largest_block,
        );
    }
}

#[divan::bench(args = [10_000, 30_000], sample_count = 3, sample_size = 1)]
fn merging(bencher: divan::Bencher<'_, '_>, size: usize) {
    let articles = corpus(size);
    bencher
        .bench(|| measure(&articles, &Constraints::default(), &MergeConfig::default(), &Threads));
}

/// The most memory that this process held so far, in megabytes; 0 where the system does not
/// tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) / 1024
}
