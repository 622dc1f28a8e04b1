//! Merging by size of corpus: from ten thousand mentions to a million.
//!
//! The corpora are made to be hard: words by Zipf's law, events by a power law up to 500
//! mentions, a burst that holds a twentieth of all mentions in one month, a fifth of the
//! articles copied.
//!
//! `cargo bench --bench merge` times them; with `-- curve [SIZE…]` it prints one line a size with
//! time and work.

#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use frise::ingest::{Article, Format, Meta, Published, PublishedBy, Sentence};
use frise::mention::{AnnotatedArticle, EventMention, MentionId, Role, Status};
use frise::merge::{Constraints, MergeConfig, measure};
use frise::text::{ArticleId, Span};
use frise::timex::{Anchor, Day, Dct, Inferred, Resolution, TimeValue, Timex, TimexClass};
use std::borrow::Cow;
use std::time::Instant;

/// Mentions of an article.
const PER_ARTICLE: usize = 10;
/// Words of the language.
const VOCABULARY: u64 = 60_000;
/// Families of acts that the generator uses.
const ACTS: [&str; 12] = [
    "sign", "attack", "vote", "close", "reopen", "arrest", "strike", "flood", "meet", "kill",
    "announce", "fund",
];

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
        let (merged, work) = measure(&articles, &Constraints::default(), &MergeConfig::default());
        let per = |count: usize| count as f64 / work.mentions.max(1) as f64;
        println!(
            "{} mentions, {} nodes: {:.1?}, {} events, {} conflicts, {} copies, {:.1} pairs a mention, {:.1} inside blocks, largest block {}",
            work.mentions,
            work.nodes,
            start.elapsed(),
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
    bencher.bench(|| measure(&articles, &Constraints::default(), &MergeConfig::default()));
}

/// A linear congruential generator (Knuth), so that every run has the same corpus.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    /// A number below `below`, small ones far more often: uniform in its logarithm.
    fn zipf(&mut self, below: u64) -> u64 {
        let top = 64 - below.leading_zeros() as u64;
        let scale = self.roll(top * 64);
        let base = 1_u64 << (scale / 64);
        (base + self.roll(base)).min(below) - 1
    }
}

struct Happening {
    day: i64,
    left: u64,
    words: Vec<u64>,
    act: &'static str,
}

/// Articles with about `size` mentions.
fn corpus(size: usize) -> Vec<AnnotatedArticle> {
    let mut dice = Dice(42);
    // About 300 mentions a day at ten thousand, 3,000 at a million.
    let days = (30 * (size as f64 / 10_000.0).sqrt() as usize).max(30) as i64;
    let mut happenings: Vec<Happening> = Vec::new();
    let mut mentions = 0;
    while mentions < size {
        let left = 500 / (1 + dice.roll(500));
        let left = left.max(1);
        mentions += left as usize;
        let burst = dice.roll(20) == 0;
        let day =
            if burst { days / 2 + dice.roll(30) as i64 } else { dice.roll(days as u64) as i64 };
        let words = (0..8).map(|_| dice.zipf(VOCABULARY)).collect();
        happenings.push(Happening { day, left, words, act: ACTS[dice.roll(12) as usize] });
    }
    happenings.sort_by_key(|h| h.day);
    let mut articles = Vec::new();
    let mut first = 0;
    let mut told = 0;
    while told < size {
        while first < happenings.len() && happenings[first].left == 0 {
            first += 1;
        }
        if first == happenings.len() {
            break;
        }
        let published = happenings[first].day + 1;
        let mut said = Vec::new();
        for _ in 0..PER_ARTICLE {
            let reach = happenings[first..].partition_point(|h| h.day <= published + 1).max(1);
            let at = first + dice.roll(reach as u64) as usize;
            let Some(at) =
                (at..happenings.len()).chain(first..at).find(|&i| happenings[i].left > 0)
            else {
                break;
            };
            happenings[at].left -= 1;
            let happening = &happenings[at];
            let mut words: Vec<u64> =
                (0..5).map(|_| happening.words[dice.roll(8) as usize]).collect();
            words.extend((0..8).map(|_| dice.zipf(VOCABULARY)));
            said.push((happening.day, happening.act, words));
        }
        told += said.len();
        let copies = if dice.roll(5) == 0 { 2 } else { 1 };
        for copy in 0..copies {
            if copy == 1 {
                told += said.len();
            }
            articles.push(article(articles.len(), published, &said));
        }
    }
    articles
}

fn article(
    number: usize,
    published: i64,
    said: &[(i64, &'static str, Vec<u64>)],
) -> AnnotatedArticle {
    let id = ArticleId::parse(&format!("a{number:07}")).expect("an id of letters and digits");
    let start = Day::new(2020, 1, 1).expect("a day of the calendar");
    let mut text = String::new();
    let (mut sentences, mut timexes, mut mentions) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (day, act, numbers)) in said.iter().enumerate() {
        let from = text.len();
        let words: Vec<String> = numbers.iter().map(|&number| word(number)).collect();
        text.push_str(&words.join(" "));
        let span = Span::new(from, text.len());
        text.push_str(". ");
        sentences.push(Sentence { span, block: 0 });
        timexes.push(Timex {
            span: Span::new(from, from),
            signal: None,
            class: TimexClass::Date,
            rule: Cow::Borrowed("bench"),
            resolution: Resolution::Resolved {
                value: TimeValue::Day(start.plus(*day)),
                anchor: Anchor::Text,
            },
            modifier: None,
            inferred: Inferred::default(),
            weekday: None,
            range: None,
        });
        let mut stems = words;
        stems.sort();
        mentions.push(EventMention {
            id: MentionId(format!("m-{number:07}-{index:03}")),
            article: id.clone(),
            span,
            sentence: index,
            clause: 0,
            timex: Some(index),
            timex_end: None,
            role: Role::At,
            status: Status::Asserted,
            negated: false,
            speaker: None,
            actors: Vec::new(),
            places: Vec::new(),
            trigger: Some(act.to_string()),
            triggers: vec![act.to_string()],
            figures: Vec::new(),
            words: stems,
            ordinals: Vec::new(),
            lead: index == 0,
            anaphoric: false,
            background: false,
            reporting: false,
        });
    }
    let dct = Dct { day: start.plus(published), time: None };
    let article = Article {
        path: format!("{id}.md"),
        meta: Meta { source: format!("s{}", number % 40), ..Meta::default() },
        id,
        format: Format::Markdown,
        text,
        sha256: String::new(),
        published: Some(Published { dct, by: PublishedBy::FrontMatter, span: None }),
        blocks: Vec::new(),
        sentences,
        source_map: Vec::new(),
    };
    AnnotatedArticle { article, timexes, mentions }
}

/// The word with a number: syllables, so that letters tell words apart.
fn word(mut number: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "cor", "du", "fel", "gi", "hon", "jur", "ka", "lem", "mi", "nor", "pu", "ra", "sel",
        "ti", "vou",
    ];
    let mut word = String::new();
    number += 17;
    while number > 0 {
        word.push_str(SYLLABLES[(number % 16) as usize]);
        number /= 16;
    }
    word
}
