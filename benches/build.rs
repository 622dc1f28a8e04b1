//! A whole build, by size of corpus and phase by phase: where the time goes.
//!
//! `cargo bench --bench build` measures 1,000 and 10,000 articles of 4 kB, each with an event
//! of its own. `cargo bench --bench build -- generate DIR N` writes such a project,
//! `… -- hugo SITE DIR` gives Hugo the finished pages of a site, and `… -- render DIR` measures
//! rendering alone; `benches/hugo.sh` uses all of them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prepares folders and prints figures"
)]

use frise::diag::Noted;
use frise::ingest::{ArticleContext, RawArticle};
use frise::pipeline::{self, TimelineConfig};
use frise::render::{self, Fresh, Print, SiteInput, Standing};
use frise::review::Lock;
use frise::store::{self, Project, SiteWriter};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The size of an article.
const BYTES: usize = 4_000;

const TOWNS: [&str; 12] = [
    "Brest", "Lorient", "Vannes", "Quimper", "Rennes", "Dinan", "Nantes", "Angers", "Tours",
    "Blois", "Bourges", "Nevers",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const WHO: [&str; 10] = [
    "le conseil municipal",
    "la préfecture",
    "le tribunal",
    "la chambre de commerce",
    "le syndicat des eaux",
    "la compagnie des bacs",
    "le rectorat",
    "l'hôpital",
    "la société des tramways",
    "l'office du logement",
];
const DID: [&str; 10] = [
    "a adopté",
    "a annulé",
    "a inauguré",
    "a fermé",
    "a signé",
    "a condamné",
    "a vendu",
    "a racheté",
    "a suspendu",
    "a rouvert",
];
const WHAT: [&str; 12] = [
    "le plan du port",
    "la ligne du canal",
    "le contrat de voirie",
    "la halle aux grains",
    "le pont tournant",
    "la carrière du coteau",
    "le marché couvert",
    "la digue du nord",
    "le dépôt de bois",
    "la passerelle des écluses",
    "l'ancienne caserne",
    "le phare du môle",
];
const FILLER: [&str; 24] = [
    "riverains",
    "pêcheurs",
    "façades",
    "ateliers",
    "quais",
    "écoles",
    "lanternes",
    "jardins",
    "péniches",
    "tuiles",
    "marronniers",
    "fontaines",
    "escaliers",
    "boutiques",
    "cordages",
    "charpentes",
    "vergers",
    "clochers",
    "toitures",
    "remparts",
    "carrioles",
    "passants",
    "volets",
    "allées",
];

/// Numbers that are the same on every machine.
struct Lehmer(u64);

impl Lehmer {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).expect("a remainder of a usize")
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// An article with one dated event, and prose about nothing in particular around it.
fn article(n: usize) -> String {
    let mut random = Lehmer(n as u64 + 1);
    // No two on one day, nor the same of one town on a day of two years: they might be taken
    // for one event.
    let (year, month, day) = (1994 + n / 336 % 30, n / 28 % 12, 1 + n % 28);
    let town = TOWNS[n % TOWNS.len()];
    let (who, did) = (WHO[(n + year) % 10], DID[(n / 10 + year / 10) % 10]);
    let what = random.of(&WHAT);
    let mut text = format!(
        "+++\ntitle = \"{town} : {what}, n° {n}\"\nsource = \"Journal de {town}\"\nurl = \"https://journal.example/{n}\"\ndate = {year}-{:02}-{:02}\n+++\n\n\
         À {town}, {who} {did} {what} n° {n} le {day} {} {year}.\n\n",
        month + 1,
        day,
        MONTHS[month]
    );
    while text.len() < BYTES {
        for _ in 0..4 {
            let _ = write!(
                text,
                "Entre les {} et les {}, on voit des {} que les {} de {town} comparent volontiers aux {} d'autrefois. ",
                random.of(&FILLER),
                random.of(&FILLER),
                random.of(&FILLER),
                random.of(&FILLER),
                random.of(&FILLER)
            );
        }
        text.push_str("\n\n");
    }
    text
}

/// A project of `count` articles.
fn generate(dir: &Path, from: usize, count: usize) {
    let articles = dir.join("content/articles");
    fs::create_dir_all(&articles).expect("folders");
    fs::write(dir.join("frise.toml"), "title = \"Dix mille événements\"\n").expect("a file");
    for n in from..from + count {
        fs::write(articles.join(format!("a{n:06}.md")), article(n)).expect("a file");
    }
}

/// Hugo's side: the finished body of every event page, and a layout with the rest of a page.
fn hugo(site: &Path, dir: &Path) {
    fs::create_dir_all(dir.join("content/e")).expect("folders");
    fs::create_dir_all(dir.join("layouts/_default")).expect("folders");
    let config = "baseURL = \"https://example.org/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\", \"home\", \"section\"]\n[markup.goldmark.renderer]\nunsafe = true\n";
    fs::write(dir.join("config.toml"), config).expect("a file");
    let mut pages = 0;
    let mut layout = None;
    for entry in fs::read_dir(site.join("e")).expect("event pages").flatten() {
        let Ok(page) = fs::read_to_string(entry.path().join("index.html")) else { continue };
        // The tag stays in the layout: a body inside of it would be an attribute to Hugo.
        let Some((head, rest)) = page.split_once("<main id=\"contenu\"") else { continue };
        let Some((tag, rest)) = rest.split_once('>') else { continue };
        let Some((body, tail)) = rest.split_once("</main>") else { continue };
        if layout.is_none() {
            let plain = |text: &str| text.replace("{{", "").replace("}}", "");
            let text = format!(
                "{}<main id=\"contenu\"{tag}>{{{{ .Content }}}}</main>{}",
                plain(head),
                plain(tail)
            );
            fs::write(dir.join("layouts/_default/single.html"), &text).expect("a file");
            layout = Some(());
        }
        let id = entry.file_name().to_string_lossy().into_owned();
        let body =
            format!("---\ntitle: \"{id}\"\n---\n{}\n", body.replace("{{", "").replace("}}", ""));
        fs::write(dir.join(format!("content/e/{id}.html")), body).expect("a file");
        pages += 1;
    }
    assert!(pages > 0, "event pages are no longer what this takes apart");
    println!("{pages} pages for hugo");
}

/// Event pages alone: what is not one of them is said to stand.
struct Events;

impl Standing for Events {
    fn stands(&self, path: &str, _: Print) -> bool {
        !path.starts_with("e/")
    }
}

/// Rendering alone, of a project whose cache is filled: its event pages, which Hugo makes too,
/// then the whole site, both into new folders beside it.
fn rendering(dir: &Path) {
    let project = Project::open(dir).expect("a project");
    let timezone = project.settings.timezone.clone();
    let context = ArticleContext { timezone, ..ArticleContext::default() };
    let inputs: Vec<(RawArticle, ArticleContext)> =
        project.articles().raws.into_iter().map(|raw| (raw, context.clone())).collect();
    let cache = project.cache();
    let read =
        pipeline::annotate_all(&inputs, |raw, c| cache.annotated(raw, c, pipeline::annotate));
    drop((cache, inputs));
    let articles: Vec<_> =
        read.into_iter().filter_map(Result::ok).map(|Noted { value, .. }| value).collect();
    let lock = store::read_lock(&dir.join("frise.lock")).expect("a lock");
    let built = pipeline::timeline(articles, &[], &lock, &TimelineConfig::default());
    let input = SiteInput {
        settings: &project.settings.render(),
        timeline: &built.timeline,
        articles: &built.articles,
        pages: &[],
        lock: &built.lock,
        skipped: &[],
    };
    let all: [(&str, &dyn Standing); 2] = [("event pages", &Events), ("the site", &Fresh)];
    for (name, standing) in all {
        let held = memory("VmRSS:");
        // From here on the peak is that of rendering.
        fs::write("/proc/self/clear_refs", "5").ok();
        let out = dir.join(format!("rendered-{}", name.replace(' ', "-")));
        let (mut files, mut bytes) = (0_usize, 0_usize);
        phase(&format!("rendering {name}"), || {
            let mut writer = SiteWriter::open(&out, project.articles_folder()).expect("a writer");
            let templates = render::templates(&[]).expect("built-in templates");
            render::site(&input, &templates, pipeline::at_once, standing, &mut |file| {
                let Some(contents) = file.contents else { return Ok(()) };
                (files, bytes) = (files + 1, bytes + contents.len());
                writer.write(file.path, contents).expect("a file is written");
                Ok(())
            })
            .expect("a site");
            writer.finish().expect("a site");
        });
        let peak = memory("VmHWM:");
        println!("    {files} files, {bytes} bytes; {held} MB held before, {peak} MB at most");
    }
}

/// A figure of this process, in MB; 0 where /proc is not there.
fn memory(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

/// User and system time of this process so far; nothing where /proc is not there.
fn cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.map_or_else(String::new, |line| line.trim_start_matches("VmHWM:").trim().to_owned())
}

fn phase<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu());
    let result = work();
    let wall = start.elapsed().as_millis();
    let cpu = before.zip(cpu()).map_or(0, |(before, after)| (after - before).as_millis());
    println!("  {name:<22} {wall:>6} ms  {cpu:>6} ms CPU  peak {}", peak());
    result
}

fn measure(count: usize) {
    println!("{count} articles");
    let dir = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "." })
        .expect("a folder in memory");
    generate(dir.path(), 0, count);
    let project = Project::open(dir.path()).expect("a project");
    let raws = phase("read", || project.articles().raws);
    let inputs: Vec<(RawArticle, ArticleContext)> = raws
        .into_iter()
        .map(|raw| {
            let timezone = project.settings.timezone.clone();
            (raw, ArticleContext { timezone, ..ArticleContext::default() })
        })
        .collect();
    let annotate = |cached: bool| {
        let cache = project.cache();
        let results = pipeline::annotate_all(&inputs, |raw, context| match cached {
            true => cache.annotated(raw, context, pipeline::annotate),
            false => pipeline::annotate(raw, context),
        });
        drop(cache.close());
        results
    };
    phase("annotate", || annotate(false));
    phase("annotate, fill cache", || annotate(true));
    let results = phase("annotate, from cache", || annotate(true));
    let articles: Vec<_> =
        results.into_iter().filter_map(Result::ok).map(|Noted { value, .. }| value).collect();
    let config = TimelineConfig::default();
    let built =
        phase("merge and review", || pipeline::timeline(articles, &[], &Lock::default(), &config));
    let text = phase("write the lock", || built.lock.to_text());
    phase("read the lock", || Lock::parse(&text).expect("a lock reads back"));
    let input = SiteInput {
        settings: &project.settings.render(),
        timeline: &built.timeline,
        articles: &built.articles,
        pages: &[],
        lock: &built.lock,
        skipped: &[],
    };
    let templates = render::templates(&[]).expect("built-in templates");
    let (mut files, mut bytes) = (0_usize, 0_usize);
    phase("render", || {
        render::site(&input, &templates, pipeline::at_once, &Fresh, &mut |file| {
            files += 1;
            bytes += file.contents.map_or(0, |contents| contents.len());
            Ok(())
        })
        .expect("a site");
    });
    for name in ["render and write", "render, nothing new"] {
        phase(name, || {
            let mut writer = SiteWriter::open(&dir.path().join("site"), project.articles_folder())
                .expect("a writer");
            render::site(&input, &templates, pipeline::at_once, &Fresh, &mut |file| {
                let contents = file.contents.expect("nothing stands");
                writer.write(file.path, contents).expect("a file is written");
                Ok(())
            })
            .expect("a site");
            writer.finish().expect("a site");
        });
    }
    println!("  {} events, {files} files, {bytes} bytes", built.timeline.events.len());
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", dir, count] => generate(Path::new(dir), 0, count.parse().expect("a number")),
        ["add", dir, n] => generate(Path::new(dir), n.parse().expect("a number"), 1),
        ["hugo", site, dir] => hugo(Path::new(site), Path::new(dir)),
        ["render", dir] => rendering(Path::new(dir)),
        // `cargo test --benches` runs it without arguments too: a small corpus is enough there.
        [] if cfg!(debug_assertions) => measure(20),
        [] => {
            measure(1_000);
            measure(10_000);
        }
        _ => panic!("generate DIR N, add DIR N, render DIR, or hugo SITE DIR"),
    }
}
