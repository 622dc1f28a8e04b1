//! How fast articles are read: `cargo bench --bench ingest`.
//!
//! The first group is what people have: articles, and the files that `frise add` takes. The
//! second is what hostile pages could be, with the limits lifted: each line of it must take time
//! in proportion to its bytes (the two sizes of a shape show the same MB/s).

use divan::Bencher;
use divan::counter::BytesCount;
use frise::ingest::add::{AddConfig, AddLimits, articles};
use frise::ingest::{ArticleContext, Format, Limits, RawArticle, ingest};
use frise::text::ArticleId;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const SUBJECTS: [&str; 8] = [
    "Le conseil municipal",
    "La préfète de région",
    "Une équipe de secours",
    "Le tribunal",
    "Mme Durand",
    "L’entreprise chargée du chantier",
    "Le ministère des Transports",
    "Un habitant",
];
const VERBS: [&str; 6] =
    ["a annoncé", "a confirmé", "aurait découvert", "dément", "attend toujours", "a repoussé"];
const ENDS: [&str; 7] = [
    "la fermeture du viaduc à toute circulation",
    "un budget de 2,4 millions d’euros",
    "« des fissures sur trois piles », selon le rapport",
    "l’arrivée de 1 500 renforts mardi soir",
    "la visite prévue le 14 mai 2024 dans l’après-midi",
    "les conclusions de l’enquête, etc.",
    "une réunion avec M. Petit et les élus de la vallée",
];

/// Prose that does not repeat itself, of about `bytes` bytes: the same at every run.
fn prose(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 400);
    let mut state = 1u64;
    let mut pick = |length: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % length
    };
    while out.len() < bytes {
        for _ in 0..4 {
            let (subject, verb, end) = (SUBJECTS[pick(8)], VERBS[pick(6)], ENDS[pick(7)]);
            out.push_str(&format!("{subject} {verb} {end}, au point {}. ", pick(100_000)));
        }
        out.push_str("\n\n");
    }
    out
}

fn read(bencher: Bencher<'_, '_>, format: Format, bytes: Vec<u8>) {
    let raw = RawArticle {
        id: ArticleId::from_stem("banc"),
        path: "banc.txt".to_owned(),
        format,
        bytes: bytes.into(),
    };
    let all = usize::MAX;
    let limits = Limits {
        file_bytes: all,
        line_bytes: all,
        blocks: all,
        html_depth: all,
        html_bytes: all,
        html_tags: all,
    };
    let context =
        ArticleContext { timezone: "Europe/Paris".to_owned(), limits, ..ArticleContext::default() };
    bencher.counter(BytesCount::new(raw.bytes.len())).bench_local(|| ingest(&raw, &context));
}

#[divan::bench(args = [6_000, 1_000_000])]
fn text(bencher: Bencher<'_, '_>, bytes: usize) {
    read(bencher, Format::Text, format!("Le viaduc ferme\n\n{}", prose(bytes)).into_bytes());
}

#[divan::bench(args = [6_000, 1_000_000])]
fn markdown(bencher: Bencher<'_, '_>, bytes: usize) {
    let front = "---\ntitle: \"Le viaduc ferme\"\ndate: 2024-05-14\nsource: Le Phare\n---\n\n";
    read(bencher, Format::Markdown, format!("{front}{}", prose(bytes)).into_bytes());
}

#[divan::bench(args = [6_000, 1_000_000])]
fn windows_1252(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = prose(bytes);
    read(bencher, Format::Text, encoding_rs::WINDOWS_1252.encode(&text).0.into_owned());
}

#[divan::bench(args = [6_000, 1_000_000])]
fn latin_9(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = format!("Le chœur de l’œuvre coûte 12 €. {}", prose(bytes)).replace('’', "'");
    read(bencher, Format::Text, encoding_rs::ISO_8859_15.encode(&text).0.into_owned());
}

#[divan::bench(args = [6_000, 1_000_000])]
fn utf_16(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = format!("\u{feff}{}", prose(bytes));
    read(bencher, Format::Text, text.encode_utf16().flat_map(u16::to_le_bytes).collect());
}

/// Line ends of Windows, soft hyphens, accents apart and text encoded twice.
#[divan::bench(args = [6_000, 1_000_000])]
fn untidy(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = prose(bytes).replace('\n', "\r\n").replace("mardi", "mar\u{ad}di");
    let text = text.replace("réu", "re\u{301}u").replace("après", "aprÃ¨s");
    read(bencher, Format::Text, text.into_bytes());
}

/// The page of an article of about `bytes` bytes.
fn page(bytes: usize) -> String {
    let paragraphs: String = prose(bytes)
        .split("\n\n")
        .map(|paragraph| format!("<p class=\"texte\">{paragraph}</p>\n"))
        .collect();
    let menu: String =
        (0..60).map(|n| format!("<li><a href=\"/r/{n}\">Rubrique {n}</a></li>")).collect();
    format!(
        "<html lang=fr><head><meta charset=utf-8><title>Le viaduc ferme</title></head><body>\
         <nav><ul>{menu}</ul></nav><article><h1>Le viaduc ferme</h1>{paragraphs}</article>\
         <aside>{menu}</aside></body></html>"
    )
}

#[divan::bench(args = [20_000, 500_000])]
fn html(bencher: Bencher<'_, '_>, bytes: usize) {
    read(bencher, Format::Html, page(bytes).into_bytes());
}

/// Articles of a file that `frise add` reads.
const RECORDS: usize = 20;

fn add(bencher: Bencher<'_, '_>, name: &str, bytes: &[u8]) {
    let found = articles(name, Box::new(bytes), &AddConfig::default()).flatten().count();
    assert_eq!(found, RECORDS, "every record of {name} is an article");
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| articles(name, Box::new(bytes), &AddConfig::default()).count());
}

/// Articles as paragraphs of escaped HTML.
fn escaped() -> String {
    let paragraphs = prose(6_000).trim().replace("\n\n", "</p><p>");
    format!("<p>{paragraphs}</p>").replace('<', "&lt;").replace('>', "&gt;")
}

#[divan::bench]
fn add_rss(bencher: Bencher<'_, '_>) {
    let item = |n: usize| {
        format!(
            "<item><title>Le viaduc ferme {n}</title><link>https://phare.example/{n}</link>\
             <pubDate>Tue, 14 May 2024 08:00:00 +0200</pubDate>\
             <description>{}</description></item>",
            escaped()
        )
    };
    let items: String = (0..RECORDS).map(item).collect();
    let feed =
        format!("<rss version='2.0'><channel><title>Le Phare</title>{items}</channel></rss>");
    add(bencher, "a.xml", feed.as_bytes());
}

#[divan::bench]
fn add_atom(bencher: Bencher<'_, '_>) {
    let entry = |n: usize| {
        format!(
            "<entry><id>{n}</id><title>Le viaduc ferme {n}</title>\
             <link href='https://phare.example/{n}'/><updated>2024-05-14T08:00:00+02:00</updated>\
             <content type='html'>{}</content></entry>",
            escaped()
        )
    };
    let entries: String = (0..RECORDS).map(entry).collect();
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Le Phare</title><id>x</id>\
         <updated>2024-05-14T08:00:00+02:00</updated>{entries}</feed>"
    );
    add(bencher, "a.atom", feed.as_bytes());
}

#[divan::bench]
fn add_jsonl(bencher: Bencher<'_, '_>) {
    let text = prose(6_000).replace('\n', "\\n");
    let line = |n: usize| {
        format!(
            "{{\"title\":\"Le viaduc ferme {n}\",\"url\":\"https://phare.example/{n}\",\
             \"date\":\"2024-05-14\",\"text\":\"{text}\"}}\n"
        )
    };
    let lines: String = (0..RECORDS).map(line).collect();
    add(bencher, "a.jsonl", lines.as_bytes());
}

#[divan::bench]
fn add_newsml(bencher: Bencher<'_, '_>) {
    let body = prose(6_000).trim().replace("\n\n", "</p><p>");
    let item = |n: usize| {
        format!(
            "<newsItem guid='urn:{n}' version='1' xml:lang='fr'><itemMeta><provider literal='APN'/>\
             <versionCreated>2024-05-14T09:00:00+02:00</versionCreated></itemMeta><contentMeta>\
             <headline>Le viaduc ferme {n}</headline></contentMeta><contentSet><inlineXML>\
             <html><body><p>{body}</p></body></html></inlineXML></contentSet></newsItem>"
        )
    };
    let items: String = (0..RECORDS).map(item).collect();
    let message = format!(
        "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{items}</itemSet>\
         </newsMessage>"
    );
    add(bencher, "a.xml", message.as_bytes());
}

/// An archive of pages.
fn archive() -> Vec<u8> {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(20_000));
    let record = |n: usize| {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://phare.example/{n}\r\n\
             WARC-Date: 2024-05-14T10:00:00Z\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    (0..RECORDS).map(record).collect::<String>().into_bytes()
}

#[divan::bench]
fn add_warc(bencher: Bencher<'_, '_>) {
    add(bencher, "a.warc", &archive());
}

/// In MB/s of the unpacked archive.
#[divan::bench]
fn add_warc_gz(bencher: Bencher<'_, '_>) {
    let archive = archive();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = std::io::Write::write_all(&mut packed, &archive);
    let packed = written.and_then(|()| packed.finish()).unwrap_or_default();
    let limits = AddLimits { ratio: usize::MAX, ..AddLimits::default() };
    let config = AddConfig { limits, ..AddConfig::default() };
    bencher.counter(BytesCount::new(archive.len())).bench_local(|| {
        let found = articles("a.warc.gz", Box::new(&packed[..]), &config).flatten().count();
        assert_eq!(found, RECORDS, "every record is an article");
    });
}

/// Shapes without end: one line, no line, only marks.
const SHAPES: [(&str, &str); 9] = [
    ("one line", "Le pont a fermé hier à 18 h 30, a dit M. Petit. "),
    ("no stop", "le pont a fermé hier "),
    ("empty lines", "\n"),
    ("stops", "..."),
    ("quotes", "\". \" "),
    ("headings", "À lire aussi\n"),
    ("numbered lines", "12 mars 2024 - Le pont\n\n"),
    ("teasers", "Le pont de la vallée ferme pour deux... Lire la suite\n"),
    ("broken lines", "le pont de la vallée est fermé depuis deux jours à la\n"),
];

#[divan::bench(args = SHAPES.iter().map(|shape| shape.0), consts = [1, 4], sample_count = 3)]
fn hostile<const MB: usize>(bencher: Bencher<'_, '_>, shape: &str) {
    let piece = SHAPES.iter().find(|(name, _)| *name == shape).map_or("x", |(_, piece)| piece);
    let text = format!("Titre\n{}Fin.", piece.repeat((MB << 20) / piece.len()));
    read(bencher, Format::Text, text.into_bytes());
}

/// One line of prose, of 5 and of 50 MB.
#[divan::bench(args = [5_000_000, 50_000_000], sample_count = 1)]
fn long_line(bencher: Bencher<'_, '_>, bytes: usize) {
    read(bencher, Format::Text, prose(bytes).replace('\n', " ").into_bytes());
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 3)]
fn empty_lines(bencher: Bencher<'_, '_>, lines: usize) {
    read(bencher, Format::Text, format!("Titre\n{}Fin.", "\n".repeat(lines)).into_bytes());
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3)]
fn nested(bencher: Bencher<'_, '_>, depth: usize) {
    let page = format!("{}<p>{}</p>{}", "<div>".repeat(depth), prose(2000), "</div>".repeat(depth));
    read(bencher, Format::Html, page.into_bytes());
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3)]
fn flat(bencher: Bencher<'_, '_>, elements: usize) {
    let page = format!("<article>{}</article>", "<p>Le pont ferme.<b>Oui</b>".repeat(elements));
    read(bencher, Format::Html, page.into_bytes());
}
