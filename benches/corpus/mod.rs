//! Annotated articles made up for benches and tests: made to be hard.
//!
//! Words and names follow Zipf's law, events a power law up to 500 mentions; a burst holds a
//! twentieth of all mentions in one month, a fifth of the articles are copied; there are
//! months instead of days, sentences without a date, plans, figures and wrong years here and
//! there.

use frise::ingest::{Article, Format, Meta, Published, PublishedBy, Sentence};
use frise::mention::{AnnotatedArticle, EventMention, Figure, MentionId, Role, Status};
use frise::text::{ArticleId, Span};
use frise::timex::{Anchor, Day, Dct, Inferred, Resolution, TimeValue, Timex, TimexClass};
use std::borrow::Cow;

/// Mentions of an article.
const PER_ARTICLE: usize = 10;
/// Words of the language.
const VOCABULARY: u64 = 60_000;
/// Names of people and places.
const NAMES: u64 = 5_000;
/// Families of acts that the generator uses.
const ACTS: [&str; 12] = [
    "sign", "attack", "vote", "close", "reopen", "arrest", "strike", "flood", "meet", "kill",
    "announce", "fund",
];

/// A linear congruential generator (Knuth), so that every run has the same corpus.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `below`.
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
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
    names: [u64; 3],
    figure: i64,
    act: &'static str,
}

/// What a sentence says.
#[derive(Clone)]
struct Said {
    time: Option<TimeValue>,
    status: Status,
    act: &'static str,
    names: Vec<u64>,
    figure: Option<i64>,
    words: Vec<u64>,
}

/// Articles with about `size` mentions.
pub(crate) fn corpus(size: usize) -> Vec<AnnotatedArticle> {
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
        let names = [dice.zipf(NAMES), dice.zipf(NAMES), dice.zipf(NAMES)];
        let figure = 1 + dice.roll(9_000) as i64;
        let act = ACTS[dice.roll(12) as usize];
        happenings.push(Happening { day, left, words, names, figure, act });
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
            said.push(sentence(&mut dice, happening, published));
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

/// One more sentence about a happening.
fn sentence(dice: &mut Dice, happening: &Happening, published: i64) -> Said {
    let mut words: Vec<u64> = (0..5).map(|_| happening.words[dice.roll(8) as usize]).collect();
    words.extend((0..8).map(|_| dice.zipf(VOCABULARY)));
    let day = start().plus(happening.day);
    let time = match dice.roll(100) {
        0..=4 => None,
        5..=9 => Some(TimeValue::Month(day.year(), day.month() as u8)),
        10 => Day::new(day.year() - 1, day.month(), day.day()).map(TimeValue::Day),
        _ => Some(TimeValue::Day(day)),
    };
    let status = match dice.roll(100) {
        0..=4 => Status::Conditional,
        5 => Status::Denied,
        _ if happening.day > published => Status::Planned,
        _ => Status::Asserted,
    };
    let mut names: Vec<u64> = happening.names.into_iter().filter(|_| dice.roll(3) > 0).collect();
    names.sort_unstable();
    names.dedup();
    let figure = match dice.roll(20) {
        0..=3 => Some(happening.figure),
        4 => Some(happening.figure * 2),
        _ => None,
    };
    Said { time, status, act: happening.act, names, figure, words }
}

/// The first day of all.
fn start() -> Day {
    Day::new(2020, 1, 1).expect("a day of the calendar")
}

fn article(number: usize, published: i64, said: &[Said]) -> AnnotatedArticle {
    let id = ArticleId::parse(&format!("a{number:07}")).expect("an id of letters and digits");
    let mut text = String::new();
    let (mut sentences, mut timexes, mut mentions) = (Vec::new(), Vec::new(), Vec::new());
    for (index, said) in said.iter().enumerate() {
        let from = text.len();
        let words: Vec<String> = said.words.iter().map(|&number| word(number)).collect();
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
                value: said.time.unwrap_or(TimeValue::Day(start())),
                anchor: Anchor::Text,
            },
            modifier: None,
            inferred: Inferred::default(),
            weekday: None,
            range: None,
        });
        let mut actors: Vec<String> =
            said.names.iter().map(|&name| format!("N{}", word(name))).collect();
        actors.sort();
        let mut stems = words;
        stems.sort();
        mentions.push(EventMention {
            id: MentionId(format!("m-{number:07}-{index:03}")),
            article: id.clone(),
            span,
            sentence: index,
            clause: 0,
            timex: said.time.map(|_| index),
            timex_end: None,
            role: Role::At,
            status: said.status,
            negated: false,
            speaker: None,
            actors,
            places: Vec::new(),
            trigger: Some(said.act.to_string()),
            triggers: vec![said.act.to_string()],
            figures: said.figure.map(|n| figure(span, n)).into_iter().collect(),
            words: stems,
            ordinals: Vec::new(),
            lead: index == 0,
            anaphoric: false,
            continues: false,
            known: false,
            background: false,
            reporting: false,
        });
    }
    let dct = Dct { day: start().plus(published), time: None };
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
        yearless: None,
        source_map: Vec::new(),
    };
    AnnotatedArticle { article, timexes, mentions }
}

fn figure(span: Span, n: i64) -> Figure {
    Figure {
        span: Span::new(span.start, span.start + 1),
        low: n,
        high: Some(n),
        scale: 0,
        soft: false,
        approximate: false,
        unit: "person".to_string(),
        predicate: None,
        subset: false,
        cumulative: false,
    }
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
