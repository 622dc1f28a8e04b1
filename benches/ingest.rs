//! How fast articles are read: `cargo bench --bench ingest`.
//!
//! The first group is what people have; the second is what hostile pages could be, with the
//! limits lifted: each line of it must take time in proportion to its bytes (the two sizes of
//! a shape show the same MB/s).

use divan::Bencher;
use divan::counter::BytesCount;
use frise::ingest::{ArticleContext, Format, Limits, RawArticle, ingest};
use frise::text::ArticleId;

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
    let raw =
        RawArticle { id: ArticleId::from_stem("banc"), path: "banc.txt".to_owned(), format, bytes };
    let all = usize::MAX;
    let limits = Limits { file_bytes: all, line_bytes: all, blocks: all, html_depth: all };
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

#[divan::bench(args = [20_000, 500_000])]
fn html(bencher: Bencher<'_, '_>, bytes: usize) {
    let paragraphs: String = prose(bytes)
        .split("\n\n")
        .map(|paragraph| format!("<p class=\"texte\">{paragraph}</p>\n"))
        .collect();
    let menu: String =
        (0..60).map(|n| format!("<li><a href=\"/r/{n}\">Rubrique {n}</a></li>")).collect();
    let page = format!(
        "<html lang=fr><head><meta charset=utf-8><title>Le viaduc ferme</title></head><body>\
         <nav><ul>{menu}</ul></nav><article><h1>Le viaduc ferme</h1>{paragraphs}</article>\
         <aside>{menu}</aside></body></html>"
    );
    read(bencher, Format::Html, page.into_bytes());
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
