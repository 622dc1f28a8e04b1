//! Articles for tests, made of plain sentences.

use super::figure::figures;
use super::parse::Parsed;
use super::{EventMention, Figure, Role, mentions};
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
        yearless: None,
        source_map: Vec::new(),
    };
    (article, timexes)
}

/// What such an article tells.
pub(crate) fn told(marked: &str) -> Vec<EventMention> {
    let (article, timexes) = article(marked);
    mentions(&article, &timexes)
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
    let parsed = Parsed::new(&article.text, article.sentences[0].span, timexes, false);
    let times: Vec<Span> = timexes.iter().map(|timex| timex.span).collect();
    figures(&parsed, &article.text, 0..parsed.tokens.len(), &times)
}

#[test]
fn hostile_text_gives_mentions_inside_it_or_none() {
    let long = "a".repeat(3000);
    let cents = "cent mille millions ".repeat(100);
    let nasty = [
        "",
        "…",
        "[lundi|2023-06-05]",
        "« « » ; ; : [lundi|2023-06-05] -",
        ", a dit [hier|2023-06-11]",
        "que qu' n' l' d' [lundi|2023-06-05] si",
        "<b>Le</b> \u{0}maire\u{202e} a signé [lundi|2023-06-05] <script>",
        "e\u{301}te\u{301} l\u{2019}\u{2019}a vote\u{301} [lundi|2023-06-05]",
        "dont dont dont 12 12 12 999999999999999999 millions de milliards [lundi|2023-06-05]",
        "entre [lundi|2023-06-05] et",
        long.as_str(),
        cents.as_str(),
    ];
    for text in nasty {
        let (article, timexes) = article(text);
        for mention in mentions(&article, &timexes) {
            assert!(article.sentences[mention.sentence].span.contains(mention.span), "{text}");
            assert!(!mention.span.slice(&article.text).is_empty(), "{text}");
        }
    }
}

#[test]
fn names_of_one_state_are_one_actor_and_places_are_told_apart() {
    let (article, timexes) = article(
        "Pyongyang a signé [lundi|2023-06-05] l'accord avec la diplomatie nord-coréenne.\n\
         La Corée du Nord et l'OTAN se sont parlé [lundi|2023-06-05] à Lisbonne.\n\
         Le maire, Paul Brun, a rouvert [mardi|2023-06-06] le pont de la Sorne.\n\
         À la mairie, Brun a parlé [mercredi|2023-06-07].",
    );
    let found: Vec<(String, String)> = mentions(&article, &timexes)
        .iter()
        .map(|mention| (mention.actors.join(", "), mention.places.join(", ")))
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(a, p)| (a.as_str(), p.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Corée du Nord", ""),
            ("Corée du Nord, Otan", "Lisbonne, Portugal"),
            ("Paul Brun", "Sorne"),
            ("Paul Brun", ""),
        ]
    );
}

#[test]
fn words_leave_out_times_small_words_and_attribution() {
    let (article, timexes) = article(
        "Selon le maire, l'ouvrage a été fermé [mardi 6 juin|2023-06-06] aux 12.000 camions.",
    );
    let mentions = mentions(&article, &timexes);
    assert_eq!(mentions[0].words, ["12000", "camion", "ferm", "mair", "ouvrag"]);
}

#[test]
fn since_is_background_only_where_a_state_goes_on() {
    let sentences = "Le pont est fermé {depuis|since} [le 1er juin|2023-06-01].\n\
        L'armée mène une offensive {depuis|since} [mars|2023-03-01].\n\
        Le traité est en vigueur {depuis|since} [le 3 mai|2023-05-03].";
    let (article, timexes) = article(sentences);
    let found: Vec<(Role, bool)> =
        mentions(&article, &timexes).iter().map(|m| (m.role, m.background)).collect();
    assert_eq!(found, [(Role::Since, false), (Role::Since, true), (Role::Since, false)]);
}

#[test]
fn a_text_without_accents_is_read_too() {
    let long = "Le conseil municipal de la commune a ecoute les habitants du quartier avant de \
                passer aux votes, puis le maire a repondu aux questions de la salle et promis \
                de revenir avec des chiffres plus precis avant la prochaine assemblee. ";
    let (article, timexes) = article(&format!(
        "{long}\nLe pont a ete demoli [lundi|2023-06-05] et la route a ete fermee."
    ));
    let mentions = mentions(&article, &timexes);
    // Two clauses side by side are two acts of one day.
    let acts: Vec<Option<&str>> = mentions.iter().map(|m| m.trigger.as_deref()).collect();
    assert_eq!(acts[acts.len() - 2..], [Some("demolish"), Some("close")]);
}
