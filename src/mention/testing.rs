//! Articles for tests, made of plain sentences.

use super::figure::figures;
use super::parse::Parsed;
use super::{EventMention, Figure, mentions};
use crate::ingest::{Article, Block, BlockKind, Format, Meta, Published, PublishedBy, Sentence};
use crate::text::{ArticleId, Span};
use crate::timex::{
    Anchor, Day, Dct, Inferred, Missing, Resolution, Signal, SignalKind, TimeValue, Timex,
    TimexClass,
};
use std::borrow::Cow;

/// An article published on 12 June 2023 of one paragraph, a line being a sentence. A time is
/// written `[its words|2023-06-09]`; a signal before it `{depuis|since}`.
pub(super) fn article(marked: &str) -> (Article, Vec<Timex>) {
    let mut text = String::new();
    let mut timexes = Vec::new();
    let mut sentences = Vec::new();
    let mut signal = None;
    for line in marked.lines() {
        let start = text.len();
        let mut rest = line;
        while let Some(open) = rest.find(['[', '{']) {
            let (before, inside) = rest.split_at(open);
            text.push_str(before);
            let close = inside.find([']', '}']).expect("a mark is closed");
            let (words, value) = inside[1..close].split_once('|').expect("a mark has a value");
            let span = Span::new(text.len(), text.len() + words.len());
            text.push_str(words);
            if inside.starts_with('{') {
                signal = Some(Signal { span, kind: kind(value) });
            } else {
                timexes.push(timex(span, signal.take(), value));
            }
            rest = &inside[close + 1..];
        }
        text.push_str(rest);
        sentences.push(Sentence { span: Span::new(start, text.len()), block: 0 });
        text.push('\n');
    }
    let span = Span::new(0, text.len());
    let dct = Dct { day: Day::new(2023, 6, 12).expect("a day"), time: None };
    let article = Article {
        id: ArticleId::from_stem("essai"),
        path: "essai.txt".to_owned(),
        format: Format::Text,
        text,
        sha256: String::new(),
        meta: Meta::default(),
        published: Some(Published { dct, by: PublishedBy::FrontMatter, span: None }),
        blocks: vec![Block { span, kind: BlockKind::Paragraph, noise: None }],
        sentences,
        source_map: Vec::new(),
    };
    (article, timexes)
}

fn timex(span: Span, signal: Option<Signal>, value: &str) -> Timex {
    let resolution = match Day::parse(value) {
        Some(day) => Resolution::Resolved { value: TimeValue::Day(day), anchor: Anchor::Text },
        None => Resolution::Unresolved(Missing::Dct),
    };
    Timex {
        span,
        signal,
        class: TimexClass::Date,
        rule: Cow::Borrowed("test"),
        resolution,
        modifier: None,
        inferred: Inferred::default(),
        weekday: None,
        range: None,
    }
}

fn kind(name: &str) -> SignalKind {
    match name {
        "since" => SignalKind::Since,
        "until" => SignalKind::Until,
        "by" => SignalKind::By,
        other => panic!("no signal is called {other}"),
    }
}

/// The lines of a corpus file: what is expected, and the sentence.
fn cases(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let kept = source.lines().filter(|line| !line.starts_with('#'));
    kept.filter_map(|line| line.split_once(" | "))
}

#[test]
fn statuses_are_those_of_the_corpus() {
    let mut wrong = Vec::new();
    for (expected, sentence) in cases(include_str!("../../tests/corpus/mention/status.txt")) {
        let (sentence, speaker) = match sentence.strip_suffix(')').and_then(|s| s.rsplit_once(" ("))
        {
            Some((sentence, speaker)) => (sentence, Some(speaker)),
            None => (sentence, None),
        };
        let (article, timexes) = article(sentence);
        let mentions = mentions(&article, &timexes);
        let name = |m: &EventMention| format!("{:?}", m.status).to_lowercase();
        let found = mentions.iter().map(name).collect::<Vec<_>>().join("+");
        if found != expected {
            wrong.push(format!("{found} instead of {expected}: {sentence}"));
        }
        let said = mentions.first().and_then(|mention| mention.speaker.as_deref());
        if speaker.is_some() && said != speaker {
            wrong.push(format!("said by {said:?} instead of {speaker:?}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// `6800..8000 soldier`, with thousandths as decimals.
fn interval(figure: &Figure) -> String {
    let value = |n: i64| match figure.scale {
        3 if n % 1000 == 0 => (n / 1000).to_string(),
        3 => format!("{}.{:03}", n / 1000, n % 1000).trim_end_matches('0').to_owned(),
        _ => n.to_string(),
    };
    let high = figure.high.map(value).unwrap_or_default();
    let low = value(figure.low);
    let range = if low == high { low } else { format!("{low}..{high}") };
    format!("{range} {}", figure.unit)
}

#[test]
fn figures_are_those_of_the_corpus() {
    let mut wrong = Vec::new();
    for (expected, sentence) in cases(include_str!("../../tests/corpus/mention/figures.txt")) {
        let (article, timexes) = article(sentence);
        let figures = read_figures(&article, &timexes);
        let expected: Vec<&str> = expected.split(" + ").filter(|part| *part != "-").collect();
        let fits = |part: &str, figure: &Figure| {
            let (part, flag) = part.split_once(" !").unwrap_or((part, ""));
            let (part, predicate) = part.split_once('/').unwrap_or((part, ""));
            part == interval(figure)
                && (predicate.is_empty() || figure.predicate.as_deref() == Some(predicate))
                && figure.subset == (flag == "subset")
                && figure.cumulative == (flag == "total")
        };
        let all = expected.len() == figures.len()
            && expected.iter().zip(&figures).all(|(part, figure)| fits(part, figure));
        if !all {
            let found: Vec<String> = figures
                .iter()
                .map(|f| format!("{}/{}", interval(f), f.predicate.as_deref().unwrap_or("-")))
                .collect();
            wrong.push(format!("{found:?} instead of {expected:?}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The figures of a sentence, whether it tells an event or not.
fn read_figures(article: &Article, timexes: &[Timex]) -> Vec<Figure> {
    let parsed = Parsed::new(&article.text, article.sentences[0].span, timexes);
    let times: Vec<Span> = timexes.iter().map(|timex| timex.span).collect();
    figures(&parsed, &article.text, 0..parsed.tokens.len(), &times)
}
