//! The marked articles of `tests/corpus/ingest`: blocks, sentences and dates of publication.

#[path = "../properties/ingest.rs"]
mod properties;

use frise::ingest::{Article, ArticleContext, BlockKind, Format, RawArticle, ingest};
use frise::text::ArticleId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const FILES: [&str; 4] = [
    include_str!("../corpus/ingest/scraped.txt"),
    include_str!("../corpus/ingest/agency.txt"),
    include_str!("../corpus/ingest/blogs.txt"),
    include_str!("../corpus/ingest/pages.txt"),
];

/// A marked article.
#[derive(Default)]
struct Case {
    name: String,
    keys: BTreeMap<String, String>,
    file: String,
    blocks: Vec<Marked>,
}

/// A block as it is marked: its letter, its text with the marks of sentences.
struct Marked {
    mark: char,
    text: String,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut page = false;
    for line in FILES.iter().flat_map(|file| file.lines()) {
        let head = line.strip_prefix("--- ").and_then(|rest| rest.strip_suffix(" ---"));
        if let Some(head) = head {
            let mut words = head.split(' ');
            let name = words.next().unwrap().to_owned();
            let keys: BTreeMap<String, String> = words
                .map(|pair| pair.split_once('=').unwrap())
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect();
            page = keys.get("format").is_some_and(|format| format == "html");
            cases.push(Case { name, keys, ..Case::default() });
            continue;
        }
        let case = cases.last_mut().unwrap();
        if page {
            if line == "===" {
                page = false;
            } else {
                case.file.push_str(line);
                case.file.push('\n');
            }
            continue;
        }
        let html = case.keys.contains_key("format");
        let Some((mark, text)) = line.split_once('|') else {
            assert!(line.is_empty(), "{}: {line}", case.name);
            if !html {
                case.file.push('\n');
            }
            continue;
        };
        if !html {
            case.file.push_str(&text.replace(['‖', '¦'], ""));
            case.file.push('\n');
        }
        match mark {
            "." => {
                let block = case.blocks.last_mut().unwrap();
                block.text.push('\n');
                block.text.push_str(text);
            }
            _ => {
                let mark = mark.chars().next().unwrap();
                match text.split_once('¦') {
                    Some((dateline, rest)) => {
                        let dateline = dateline.trim_end_matches([' ', '-']).to_owned();
                        case.blocks.push(Marked { mark: 'M', text: dateline });
                        case.blocks.push(Marked { mark, text: rest.to_owned() });
                    }
                    None => case.blocks.push(Marked { mark, text: text.to_owned() }),
                }
            }
        }
    }
    cases
}

impl Case {
    fn read(&self) -> Article {
        let key = |key: &str| self.keys.get(key).map(String::as_str);
        let path = key("path").unwrap_or("article.txt");
        let format = match key("format") {
            Some("html") => Format::Html,
            _ if self.file.starts_with(['-', '+']) => Format::Markdown,
            _ => Format::Text,
        };
        let bytes = match key("encoding") {
            None => self.file.clone().into_bytes(),
            Some("cr") => self.file.replace('\n', "\r").into_bytes(),
            Some("utf-16le") => std::iter::once(0xfeff)
                .chain(self.file.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect(),
            Some("double") => encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(self.file.as_bytes())
                .0
                .into_owned()
                .into_bytes(),
            Some(label) => {
                let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
                let plain = if label == "iso-8859-15" {
                    self.file.replace('’', "'")
                } else {
                    self.file.clone()
                };
                encoding.encode(&plain).0.into_owned()
            }
        };
        let id = ArticleId::from_stem("article");
        let raw = RawArticle { id, path: path.to_owned(), format, bytes: bytes.into() };
        let context =
            ArticleContext { timezone: "Europe/Paris".to_owned(), ..ArticleContext::default() };
        ingest(&raw, &context).unwrap_or_else(|error| panic!("{}: {error}", self.name)).value
    }
}

/// The words of a block, comparable: without marks of form, white space or apostrophes of one kind.
fn bare(text: &str) -> String {
    let text = text.replace(['‖', '’', '\''], "").replace('\u{a0}', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    let joined = joined.trim_start_matches(|c: char| c.is_ascii_digit() || ". ".contains(c));
    joined.trim_start_matches("- ").to_owned()
}

#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    expected: usize,
    log: String,
}

impl Score {
    fn add(&mut self, case: &str, expected: &BTreeSet<String>, found: &BTreeSet<String>) {
        self.right += expected.intersection(found).count();
        self.found += found.len();
        self.expected += expected.len();
        for missed in expected.difference(found) {
            writeln!(self.log, "{case}: missed {missed}").unwrap();
        }
        for extra in found.difference(expected) {
            writeln!(self.log, "{case}: not asked {extra}").unwrap();
        }
    }

    /// F1 in ten thousandths.
    fn f1(&self) -> usize {
        20_000 * self.right / (self.found + self.expected)
    }
}

#[test]
fn the_marked_articles_are_cut_as_they_are_marked() {
    let (mut furniture, mut reasons, mut kinds) =
        (Score::default(), Score::default(), Score::default());
    let (mut sentences, mut dates) = (Score::default(), Score::default());
    let cases = cases();
    for case in &cases {
        let article = case.read();
        let noise = |mark: char| "FMRDN".contains(mark);
        let marked = |only: &dyn Fn(&Marked) -> bool, show: &dyn Fn(&Marked) -> String| {
            case.blocks.iter().filter(|block| only(block)).map(show).collect::<BTreeSet<String>>()
        };
        let read = |only: &dyn Fn(&frise::ingest::Block) -> bool,
                    show: &dyn Fn(&frise::ingest::Block) -> String| {
            article
                .blocks
                .iter()
                .filter(|block| only(block))
                .map(show)
                .collect::<BTreeSet<String>>()
        };
        let words = |block: &frise::ingest::Block| bare(block.span.slice(&article.text));
        let front = |block: &frise::ingest::Block| block.kind == BlockKind::FrontMatter;
        furniture.add(
            &case.name,
            &marked(&|block| noise(block.mark), &|block| bare(&block.text)),
            &read(&|block| block.noise.is_some(), &words),
        );
        reasons.add(
            &case.name,
            &marked(&|block| noise(block.mark), &|block| {
                format!("{} {}", block.mark, bare(&block.text))
            }),
            &read(&|block| block.noise.is_some(), &|block| {
                let kind = format!("{:?}", block.noise.as_ref().unwrap().kind);
                let mark = match kind.as_str() {
                    "RelatedLinks" => 'R',
                    "Metadata" => 'M',
                    "Repeat" => 'D',
                    "Recurring" => 'N',
                    _ => 'F',
                };
                format!("{mark} {}", words(block))
            }),
        );
        kinds.add(
            &case.name,
            &marked(&|block| !noise(block.mark) && block.mark != 'K', &|block| {
                // Whether the first paragraph sums the article up is a matter of taste.
                format!(
                    "{} {}",
                    if block.mark == 'L' { 'P' } else { block.mark },
                    bare(&block.text)
                )
            }),
            &read(&|block| block.noise.is_none() && !front(block), &|block| {
                let mark = match block.kind {
                    BlockKind::Title => 'T',
                    BlockKind::ListItem => 'I',
                    BlockKind::Quotation => 'Q',
                    BlockKind::Caption => 'C',
                    _ => 'P',
                };
                format!("{mark} {}", words(block))
            }),
        );
        let expected: BTreeSet<String> = case
            .blocks
            .iter()
            .filter(|block| !noise(block.mark) && block.mark != 'K')
            .flat_map(|block| block.text.split('‖').map(bare).collect::<Vec<_>>())
            .collect();
        let found =
            article.sentences.iter().map(|sentence| bare(sentence.span.slice(&article.text)));
        sentences.add(&case.name, &expected, &found.collect());
        let published = article.published.as_ref();
        let said = published.map_or("none".to_owned(), |published| {
            let by = serde_json::to_value(published.by).unwrap();
            format!("{} by {}", published.dct.day, by.as_str().unwrap())
        });
        let asked = match case.keys.get("by") {
            Some(by) => format!("{} by {by}", case.keys["dct"]),
            None => case.keys["dct"].clone(),
        };
        dates.add(&case.name, &BTreeSet::from([asked]), &BTreeSet::from([said]));
    }
    let scores = [
        ("furniture", &furniture, 9700),
        ("reasons", &reasons, 9700),
        ("kinds", &kinds, 9700),
        ("sentences", &sentences, 9900),
        ("dates", &dates, 10_000),
    ];
    let mut report = format!("{} articles\n", cases.len());
    for (name, score, wanted) in scores {
        writeln!(
            report,
            "{name}: F1 {} of {wanted} ({} asked)\n{}",
            score.f1(),
            score.expected,
            score.log
        )
        .unwrap();
    }
    let good = scores.iter().all(|(_, score, wanted)| score.f1() >= *wanted);
    assert!(good && cases.len() >= 60, "{report}");
}

/// What the fuzzer found: bytes that are read as Japanese, where a character of one byte has three
/// in the text, so that marks of the source ran past the end of the file.
#[test]
fn marks_of_the_source_never_leave_the_file() {
    let mut bytes = b"Foire aux vins\rLa foire a attir\xc3\xa9 du 3 ".to_vec();
    bytes.extend([0xbe; 47]);
    bytes.extend(b"au 5 mai.\rHaut de page\r\r");
    for format in [Format::Text, Format::Markdown] {
        for cut in 0..bytes.len() {
            properties::check_article(format, &bytes[cut..]);
        }
    }
}

/// Samples of every format, and the same bytes broken in a thousand ways: cut, doubled, with
/// bytes and signs of markup thrown in.
#[test]
fn nothing_panics_and_every_span_is_true_on_broken_files() {
    let page = "<html><head><meta charset=utf-8><title>Été</title></head><body><article><p>Le pont\
                a fermé.<br><br>Hier, M. Petit a dit « non ».</p><ul><li>un</article>";
    let news = "<newsItem xml:lang='fr'><contentMeta><headline>Un &amp; deux</headline></contentMeta>\
                <contentSet><inlineXML><html><body><p>Le pont a fermé.</p></body></html></inlineXML>\
                </contentSet></newsItem>";
    let feed = "<rss version='2.0'><channel><title>Le Phare</title><item><title>Un</title><description>\
                &lt;p&gt;Le pont.&lt;/p&gt;</description><pubDate>Thu, 02 May 2024 08:00:00 +0200</pubDate>\
                </item></channel></rss>";
    let lines =
        "{\"text\":\"Le pont a fermé hier.\",\"date\":\"2/5/2024\"}\n{\"html\":\"<p>Un\"}\n";
    let archive = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 81\r\n\r\nHTTP/1.1 200 OK\r\n\
                   Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>a\r\n0\r\n\r\n\r\n\r\n";
    let cases = cases();
    let mut state = 7u64;
    let mut random = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    const SIGNS: [&[u8]; 16] = [
        b"\xff",
        b"\xe2\x80",
        b"\0",
        b"\r",
        b"\n\n",
        b"<div>",
        b"</",
        b"---\n",
        b"\"",
        b"...",
        b"\xc2\xab",
        b"&#x202e;",
        b"\xcc\x81",
        b"12/05/2024",
        b": ",
        b"\xe2\x80\xae",
    ];
    for round in 0..600 {
        let case = &cases[random(cases.len())];
        let samples = [case.file.as_str(), case.file.as_str(), page, news, feed, lines, archive];
        let which = round % samples.len();
        let mut bytes = samples[which].as_bytes().to_vec();
        for _ in 0..random(6) {
            let at = random(bytes.len() + 1);
            match random(4) {
                0 => bytes.truncate(at),
                1 => bytes = [&bytes[..at], &bytes[at / 2..]].concat(),
                2 if at < bytes.len() => bytes[at] = random(256) as u8,
                _ => {
                    bytes.splice(at..at, SIGNS[random(SIGNS.len())].iter().copied());
                }
            }
        }
        match which {
            0 => properties::check_article(Format::Text, &bytes),
            1 => properties::check_article(Format::Markdown, &bytes),
            2 => properties::check_article(Format::Html, &bytes),
            5 => properties::check_add("a.jsonl", &bytes),
            _ => properties::check_add("a", &bytes),
        }
    }
}
