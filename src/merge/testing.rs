//! Small annotated articles for tests, without the stages before.

use crate::ingest::{Article, Format, Meta, Published, PublishedBy, Sentence};
use crate::mention::{AnnotatedArticle, EventMention, Figure, MentionId, Role, Status};
use crate::text::{ArticleId, Span, base32, digest, fold};
use crate::timex::{
    Anchor, Day, Dct, Inferred, Resolution, TimeValue, Timex, TimexClass, WeekdayCheck,
};
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// A sentence of a test article.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// Its words.
    pub(super) text: &'static str,
    /// Its day: `2024-03-02`.
    pub(super) day: Option<&'static str>,
    /// How surely.
    pub(super) status: Status,
    /// Its acts; the first is the main one.
    pub(super) acts: &'static [&'static str],
    /// An exact figure with its unit.
    pub(super) figure: Option<(i64, &'static str)>,
    /// Who says it.
    pub(super) speaker: Option<&'static str>,
    /// The weekday as written.
    pub(super) weekday: Option<u8>,
}

/// A plain assertion.
pub(super) fn said(text: &'static str, day: &'static str, acts: &'static [&'static str]) -> Said {
    Said {
        text,
        day: (!day.is_empty()).then_some(day),
        status: Status::Asserted,
        acts,
        figure: None,
        speaker: None,
        weekday: None,
    }
}

/// An article published on a day.
pub(super) fn article(id: &str, published: &str, said: &[Said]) -> AnnotatedArticle {
    let id = ArticleId::parse(id).expect("a test names its articles well");
    let mut text = String::new();
    let mut sentences = Vec::new();
    let mut timexes = Vec::new();
    let mut mentions = Vec::new();
    for (index, said) in said.iter().enumerate() {
        let start = text.len();
        text.push_str(said.text);
        let span = Span::new(start, text.len());
        text.push(' ');
        sentences.push(Sentence { span, block: 0 });
        let timex = said.day.map(|day| {
            timexes.push(timex(Span::new(start, start), day, said.weekday));
            timexes.len() - 1
        });
        mentions.push(mention(&id, index, span, timex, said));
    }
    let published = Day::parse(published).map(|day| Published {
        dct: Dct { day, time: None },
        by: PublishedBy::FrontMatter,
        span: None,
    });
    let article = Article {
        path: format!("{id}.md"),
        meta: Meta { source: id.to_string(), ..Meta::default() },
        id,
        format: Format::Markdown,
        text,
        sha256: String::new(),
        published,
        blocks: Vec::new(),
        sentences,
        yearless: None,
        source_map: Vec::new(),
    };
    AnnotatedArticle { article, timexes, mentions }
}

fn timex(span: Span, day: &str, weekday: Option<u8>) -> Timex {
    let day = Day::parse(day).expect("a test gives days");
    Timex {
        span,
        signal: None,
        class: TimexClass::Date,
        rule: Cow::Borrowed("calendar.day-month-year"),
        resolution: Resolution::Resolved { value: TimeValue::Day(day), anchor: Anchor::Text },
        modifier: None,
        inferred: Inferred::default(),
        weekday: weekday.map(|written| WeekdayCheck { written, actual: day.weekday() }),
        range: None,
    }
}

fn mention(
    id: &ArticleId,
    sentence: usize,
    span: Span,
    timex: Option<usize>,
    said: &Said,
) -> EventMention {
    let stemmer = Stemmer::create(Algorithm::French);
    let folded = said.text.to_lowercase();
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 3)
        .map(|word| fold(&stemmer.stem(word)))
        .collect();
    words.sort();
    let hash = digest(&[id.as_str().as_bytes(), said.text.as_bytes(), &[sentence as u8]]);
    let mut triggers: Vec<String> = said.acts.iter().map(|act| act.to_string()).collect();
    triggers.sort();
    EventMention {
        id: MentionId(format!("m-{}", base32(&hash, 13))),
        article: id.clone(),
        span,
        sentence,
        clause: 0,
        timex,
        timex_end: None,
        role: Role::At,
        status: said.status,
        negated: said.status == Status::Denied,
        speaker: said.speaker.map(str::to_string),
        actors: Vec::new(),
        places: Vec::new(),
        trigger: said.acts.first().map(|act| act.to_string()),
        triggers,
        figures: said
            .figure
            .map(|(number, unit)| Figure {
                span,
                low: number,
                high: Some(number),
                soft: false,
                approximate: false,
                scale: 0,
                unit: unit.to_string(),
                predicate: None,
                subset: false,
                cumulative: false,
            })
            .into_iter()
            .collect(),
        words,
        ordinals: Vec::new(),
        lead: sentence == 0,
        anaphoric: false,
        continues: false,
        known: false,
        background: false,
        reporting: false,
    }
}
