//! One sample of each format, through the whole of `add`.

use super::*;
use crate::ingest::ingest;
use std::io::Write;

/// What the articles of a file become: their Markdown, or why not.
fn added(name: &str, bytes: &[u8]) -> Vec<Result<Found, AddError>> {
    articles(name, Box::new(bytes), &AddConfig::default()).collect()
}

const PARAGRAPH: &str = "Le conseil municipal a voté jeudi soir la construction d’une école, après \
                         des années de débats, de pétitions et de promesses jamais tenues.";

fn page(title: &str, url: &str) -> String {
    format!(
        "<html lang=fr><head><meta charset=utf-8><title>{title}</title><link rel=canonical href='{url}'>\
         <meta property='article:published_time' content='2024-05-02T08:00:00+02:00'></head>\
         <body><article><h1>{title}</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH} Fin.</p></article></body></html>"
    )
}

#[test]
fn every_format_gives_the_same_article() {
    let rss = format!(
        "<rss version='2.0'><channel><title>Le Phare</title><item><title>Une école</title>\
         <link>https://phare.example/ecole</link><pubDate>Thu, 02 May 2024 08:00:00 +0200</pubDate>\
         <description>&lt;p&gt;{PARAGRAPH}&lt;/p&gt;</description></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Le Phare</title><id>x</id>\
         <updated>2024-05-02T08:00:00+02:00</updated><entry><id>y</id><title>Une école</title>\
         <link href='https://phare.example/ecole'/><published>2024-05-02T08:00:00+02:00</published>\
         <updated>2024-05-02T08:00:00+02:00</updated><content type='html'>&lt;p&gt;{PARAGRAPH}&lt;/p&gt;\
         </content></entry></feed>"
    );
    let jsonl = format!(
        "{{\"titre\":\"Une école\",\"link\":\"https://phare.example/ecole\",\"pubDate\":\"02/05/2024\",\"content\":\"{PARAGRAPH}\"}}\n"
    );
    let newsml = format!(
        "<?xml version='1.0' encoding='UTF-8'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>\
         <newsItem guid='urn:x' version='1' xml:lang='fr'><itemMeta><provider literal='APN'/>\
         <versionCreated>2024-05-02T09:00:00+02:00</versionCreated></itemMeta><contentMeta>\
         <contentCreated>2024-05-02T08:00:00+02:00</contentCreated><headline>Une école</headline></contentMeta>\
         <contentSet><inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'>\
         <head><title>x</title></head><body><p>{PARAGRAPH}</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"
    );
    let html = page("Une école", "https://phare.example/ecole");
    let markdown = format!("---\ntitle: Une école\ndate: 2024-05-02\n---\n\n{PARAGRAPH}\n");
    for (name, bytes) in [
        ("a.xml", rss.as_bytes()),
        ("b.atom", atom.as_bytes()),
        ("c.jsonl", jsonl.as_bytes()),
        ("d.xml", newsml.as_bytes()),
        ("e.html", html.as_bytes()),
        ("f.md", markdown.as_bytes()),
    ] {
        let found = added(name, bytes);
        let [Ok(found)] = &found[..] else { panic!("{name}: {found:?}") };
        assert_eq!(found.title.as_deref(), Some("Une école"), "{name}");
        assert!(found.text.starts_with("Le conseil municipal"), "{name}: {}", found.text);
        let Placed::New(article) = Shelf::default().place(found) else { panic!("{name}") };
        assert_eq!(article.file_name, "2024-05-02-une-ecole.md", "{name}");
        let raw = RawArticle {
            id: ArticleId::from_stem("autre"),
            path: article.file_name.clone(),
            format: Format::Markdown,
            bytes: article.content.clone().into(),
        };
        let read = ingest(&raw, &ArticleContext::default()).unwrap().value;
        assert_eq!(read.id, article.id, "{name}");
        assert_eq!(read.dct().unwrap().day.to_string(), "2024-05-02", "{name}");
        assert_eq!(Known::of(&read).text, {
            let mut shelf = Shelf::default();
            shelf.place(found);
            let again = shelf.place(found);
            assert_eq!(again, Placed::Same { id: article.id.clone(), version: 1 }, "{name}");
            Known::of(&read).text
        });
        let mut shelf = Shelf::new([Known::of(&read)], [article.file_name.clone()]);
        assert_eq!(shelf.place(found), Placed::Same { id: article.id, version: 1 }, "{name}");
    }
}

#[test]
fn an_archive_gives_its_pages_and_passes_over_the_rest() {
    let mut archive = Vec::new();
    let mut record = |kind: &str, url: &str, body: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        archive.extend_from_slice(head.as_bytes());
        archive.extend_from_slice(body);
        archive.extend_from_slice(b"\r\n\r\n");
    };
    let answer =
        |kind: &str, body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
    let first = answer("text/html", &page("Une école", "https://phare.example/ecole"));
    record("warcinfo", "", b"software: test");
    record("response", "https://phare.example/ecole", first.as_bytes());
    record("response", "https://phare.example/a.png", answer("image/png", "<x").as_bytes());
    record("response", "https://phare.example/film", &vec![b'x'; 300_000]);
    let large = answer("text/html", &"<p>x</p>".repeat(30_000));
    record("response", "https://phare.example/gros", large.as_bytes());
    let second = page("Un pont", "https://phare.example/pont");
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        second.len()
    );
    record("response", "https://phare.example/pont", chunked.as_bytes());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&archive).unwrap();
    let packed = packed.finish().unwrap();
    let limits = AddLimits { record_bytes: 100_000, ..AddLimits::default() };
    let config = AddConfig { limits, ..AddConfig::default() };
    for bytes in [&archive[..], &packed[..]] {
        let found: Vec<_> = articles("a.warc.gz", Box::new(bytes), &config).collect();
        let titles: Vec<Option<&str>> = found
            .iter()
            .map(|found| found.as_ref().ok().and_then(|found| found.title.as_deref()))
            .collect();
        assert_eq!(titles, [Some("Une école"), None, Some("Un pont")]);
        let refused = found[1].as_ref().unwrap_err().to_string();
        assert!(refused.starts_with("record 5 has more bytes than the limit of 100000; raise"));
        let recorded = found[0].as_ref().unwrap().recorded.as_deref();
        assert_eq!(recorded, Some("2024-05-03T10:00:00Z"));
    }
}

#[test]
fn the_words_of_a_news_item_are_read_without_their_markup() {
    let news = format!(
        "<newsItem xml:lang='fr-FR'><itemMeta><provider><name>A &amp; B</name></provider></itemMeta>\
         <contentMeta><headline>Une école &amp; un pont</headline><headline>Autre</headline>\
         <by>Anne <b>Blanc</b></by></contentMeta><contentSet><inlineXML><html><body><p>{PARAGRAPH}\
         </p></body></html></inlineXML></contentSet></newsItem>"
    );
    let found = added("a.xml", news.as_bytes()).remove(0).unwrap();
    assert_eq!(found.title.as_deref(), Some("Une école & un pont"));
    assert_eq!(found.source.as_deref(), Some("A & B"));
    assert_eq!(found.author.as_deref(), Some("Anne"));
    assert_eq!(found.text, PARAGRAPH);
}

#[test]
fn the_address_of_an_entry_is_that_of_its_page() {
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><id>x</id><updated>2024-05-02T08:00:00Z\
         </updated><entry><id>y</id><title>Un</title><link rel='self' href='https://phare.example/api'/>\
         <link rel='alternate' href='https://phare.example/port'/><summary>{PARAGRAPH}</summary></entry></feed>"
    );
    let found = added("a.atom", atom.as_bytes()).remove(0).unwrap();
    assert_eq!(found.url.as_deref(), Some("https://phare.example/port"));
}

#[test]
fn another_text_at_the_same_address_is_a_new_version() {
    let found = |text: &str| Found {
        title: Some("Le port".to_owned()),
        url: Some("https://phare.example/port".to_owned()),
        text: text.to_owned(),
        ..Found::default()
    };
    let mut shelf = Shelf::default();
    assert!(matches!(shelf.place(&found("Trois morts.")), Placed::New(_)));
    let Placed::Changed { article, previous } = shelf.place(&found("Quatre morts.")) else {
        panic!()
    };
    assert_eq!((article.version, previous), (2, 1));
    assert_eq!(article.file_name, "le-port.v2.md");
    assert!(String::from_utf8(article.content).unwrap().contains("version: 2\n"));
    assert!(matches!(shelf.place(&found("Trois morts !")), Placed::Same { version: 1, .. }));
    let other =
        Found { url: Some("https://phare.example/autre".to_owned()), ..found("Cinq morts.") };
    let Placed::New(article) = shelf.place(&other) else { panic!() };
    assert!(article.id.as_str().starts_with("le-port-"), "{}", article.id);
}

#[test]
fn bad_records_do_not_stop_the_rest() {
    let lines =
        "{\"text\":\"Un.\"}\n{\"text\":\n[1]\n{\"titre\":\"sans texte\"}\n\n{\"text\":\"Deux.\"}";
    let read: Vec<bool> = jsonl::of(lines).map(|found| found.is_ok()).collect();
    assert_eq!(read, [true, false, false, false, true]);
    assert!(
        added("a.xml", b"<rss><channel>")[0].is_err()
            || added("a.xml", b"<rss><channel>").is_empty()
    );
    assert!(added("a.xml", b"<newsItem><contentSet></newsMessage>")[0].is_err());
    assert!(
        added("a.warc", b"WARC/1.0\r\nContent-Length: 99\r\nWARC-Type: response\r\n\r\nx")[0]
            .is_err()
    );
}

#[test]
fn a_bomb_is_stopped_before_it_is_held() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 8 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let limits = AddLimits { ratio: 100, ..AddLimits::default() };
    let config = AddConfig { limits, ..AddConfig::default() };
    let found: Vec<_> = articles("a.jsonl.gz", Box::new(&packed[..]), &config).collect();
    let [Err(error)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        error.to_string(),
        "the growth when it is unpacked is over the limit of 100; raise `limits.ratio` in \
         frise.toml if it is right"
    );
}
