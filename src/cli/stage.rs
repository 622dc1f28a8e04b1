//! `stage`: one stage of a build over rows, so that an engine can run many at once.
//!
//! Every stage sorts what it reads, since the order of an engine cannot be trusted.

use super::args::{Stage, StageArgs};
use super::build::publish;
use super::load::{self, Anchors, Read, Seen, Wanted, annotate_one};
use super::rows::{Row, RowError, Writer};
use super::{Cli, CliError, Outcome, rows};
use crate::diag::Note;
use crate::ingest::{self, ArticleContext, RawArticle};
use crate::merge::{self, Given};
use crate::render::Fresh;
use crate::report::Skipped;
use crate::review;
use crate::store::{self, Cache, Project, SiteWriter, StoreError};
use crate::text::digest;
use crate::timex::Day;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter};

/// A line of an article.
#[derive(Deserialize, Serialize)]
struct Line {
    line: u64,
    source: String,
    day: Option<Day>,
}

/// Articles that are annotated at a time.
const AT_A_TIME: usize = 256;

pub(super) fn run(cli: &Cli, args: &StageArgs) -> Result<Outcome, CliError> {
    let project = load::project(cli, args.dir.as_deref())?;
    let mut input = io::stdin().lock();
    if args.stage == Stage::Site {
        return site(project, args, &mut input);
    }
    let mut out = Out(Writer::new(args.rows, BufWriter::new(io::stdout().lock()))?, Ok(()));
    match args.stage {
        // Row by row, in constant memory.
        Stage::Lines => {
            let context = load::context(&project);
            rows::read(args.rows, &mut input, &mut |row| lines(row, &context, &mut out))?;
        }
        stage => {
            let mut all = Vec::new();
            rows::read(args.rows, &mut input, &mut |row| all.push(row))?;
            all.sort_unstable();
            match stage {
                Stage::Recurring => recurring(all, &mut out)?,
                Stage::Annotate => annotate(&project, args.date, all, &mut out)?,
                Stage::Spread => spread(&project, args, all, &mut out)?,
                Stage::Work => work(all, &mut out)?,
                _ => {
                    let data = parts(all).into_values().flatten().collect::<Vec<_>>();
                    merge::cut(&data, &mut |part, data| out.part(part, data))?;
                }
            }
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// Where rows go; the first failure is kept, and told at the end.
struct Out<W: io::Write>(Writer<W>, Result<(), RowError>);

impl<W: io::Write> Out<W> {
    fn put(&mut self, kind: &str, part: i64, key: &str, data: Vec<u8>) {
        if self.1.is_ok() {
            let row = Row { kind: kind.to_owned(), part, key: key.to_owned(), data };
            self.1 = self.0.put(row);
        }
    }

    fn json(&mut self, kind: &str, part: i64, key: &str, data: &impl Serialize) {
        self.put(kind, part, key, serde_json::to_vec(data).expect("plain data"));
    }

    /// A row of a part of merging.
    fn part(&mut self, part: u64, data: Vec<u8>) {
        self.put("part", part as i64, "", data);
    }

    fn finish(self) -> Result<(), RowError> {
        self.1?;
        self.0.finish()
    }
}

/// The part of what belongs together: a number of 63 bits.
fn part_of(names: &[&[u8]]) -> i64 {
    let hash = digest(names);
    let bytes = hash[..8].try_into().expect("a digest has 32 bytes");
    (u64::from_le_bytes(bytes) >> 1) as i64
}

fn broken(row: &Row, error: &serde_json::Error) -> CliError {
    CliError::Usage(format!("a row of kind `{}` for `{}` is damaged: {error}", row.kind, row.key))
}

/// An article to its lines and itself, each in the part where they will be needed.
fn lines<W: io::Write>(row: Row, context: &ArticleContext, out: &mut Out<W>) {
    if row.kind != "article" {
        return out.put(&row.kind, row.part, &row.key, row.data);
    }
    let Some(raw) = store::raw_article(&row.key, row.data) else {
        return out.json("skipped", 0, &row.key, &"the ending is not .md, .txt or .html");
    };
    if let Ok(read) = ingest::ingest(&raw, context) {
        let (source, day) = (read.value.meta.source.clone(), read.value.dct().map(|dct| dct.day));
        for line in ingest::line_hashes(&raw).into_iter().collect::<BTreeSet<_>>() {
            let part = part_of(&[source.as_bytes(), &line.to_le_bytes()]);
            out.json("line", part, &row.key, &Line { line, source: source.clone(), day });
        }
    }
    out.put("article", part_of(&[row.key.as_bytes()]), &row.key, raw.bytes);
}

/// Lines of one site that recur, each for the articles that have it.
fn recurring<W: io::Write>(all: Vec<Row>, out: &mut Out<W>) -> Result<(), CliError> {
    let mut seen: BTreeMap<(String, u64), (Seen, Vec<String>)> = BTreeMap::new();
    for row in all {
        if row.kind != "line" {
            out.put(&row.kind, row.part, &row.key, row.data);
            continue;
        }
        let line: Line = serde_json::from_slice(&row.data).map_err(|e| broken(&row, &e))?;
        let entry = seen.entry((line.source, line.line)).or_default();
        entry.0.add(line.day);
        entry.1.push(row.key);
    }
    for ((_, line), (seen, articles)) in seen {
        for key in articles.iter().filter(|_| seen.recurs()) {
            out.json("recurs", part_of(&[key.as_bytes()]), key, &line);
        }
    }
    Ok(())
}

/// Articles with their recurring lines to what they say happened.
fn annotate<W: io::Write>(
    project: &Project,
    today: Option<Day>,
    all: Vec<Row>,
    out: &mut Out<W>,
) -> Result<(), CliError> {
    let anchors: Anchors = review::anchors(&project.decisions()?, today);
    let plain = load::context(project);
    let mut recurring: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    let mut articles: Vec<RawArticle> = Vec::new();
    for row in all {
        match row.kind.as_str() {
            "recurs" => {
                let line = serde_json::from_slice(&row.data).map_err(|e| broken(&row, &e))?;
                recurring.entry(row.key).or_default().insert(line);
            }
            "article" => articles.extend(store::raw_article(&row.key, row.data)),
            _ => out.put(&row.kind, row.part, &row.key, row.data),
        }
    }
    for some in articles.chunks(AT_A_TIME) {
        let read: Vec<Vec<u8>> = some
            .par_iter()
            .map(|raw| {
                let context = ArticleContext {
                    anchor: anchors.get(raw.id.as_str()).copied(),
                    recurring: recurring.get(&raw.path).cloned().unwrap_or_default(),
                    ..plain.clone()
                };
                let result = annotate_one(raw, &context, &anchors, &Cache::none());
                serde_json::to_vec(&result).expect("an annotated article is plain data")
            })
            .collect();
        for (raw, data) in some.iter().zip(read) {
            out.put("annotated", 0, &raw.path, data);
        }
    }
    Ok(())
}

/// What [`annotate`] gave of all articles, in the order of their paths.
fn annotated(all: &mut Vec<Row>) -> Result<Read, CliError> {
    let mut read = Read::default();
    all.sort_unstable_by(|a, b| (&a.key, a).cmp(&(&b.key, b)));
    for row in all.extract_if(.., |row| matches!(row.kind.as_str(), "annotated" | "skipped")) {
        if row.kind == "annotated" {
            let result = serde_json::from_slice(&row.data).map_err(|e| broken(&row, &e))?;
            read.results.push((row.key, result));
        } else {
            let reason: String = serde_json::from_slice(&row.data).map_err(|e| broken(&row, &e))?;
            let note = Note::new("FR-S404", None, &[("reason", &reason)]);
            read.skipped.push(Skipped { path: row.key, note });
        }
    }
    Ok(read)
}

fn spread<W: io::Write>(
    project: &Project,
    args: &StageArgs,
    mut all: Vec<Row>,
    out: &mut Out<W>,
) -> Result<(), CliError> {
    let read = annotated(&mut all)?;
    let wanted = Wanted { out: args.out.as_deref(), date: args.date, ..Wanted::default() };
    load::spread(project, &wanted, read, args.size, &mut |part, data| {
        // Part 0 is for what goes on to the end.
        out.part(if part == merge::CUT { part } else { part + 1 }, data);
    })
}

/// The data of parts of merging, by part.
fn parts(all: Vec<Row>) -> BTreeMap<i64, Vec<Vec<u8>>> {
    let mut parts: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
    for row in all.into_iter().filter(|row| row.kind == "part") {
        parts.entry(row.part).or_default().push(row.data);
    }
    parts
}

fn work<W: io::Write>(all: Vec<Row>, out: &mut Out<W>) -> Result<(), CliError> {
    for (part, data) in parts(all) {
        merge::work(part as u64, &data, &mut |part, data| out.part(part, data))?;
    }
    Ok(())
}

/// The site and the lock, from all that was read and found.
fn site(
    project: Project,
    args: &StageArgs,
    input: &mut dyn io::BufRead,
) -> Result<Outcome, CliError> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None if project.bare => {
            return Err(CliError::Usage("name the output folder with --out".to_owned()));
        }
        None => project.root.join(&project.settings.output),
    };
    let guard = if project.bare { None } else { Some(project.guard()?) };
    let writer = SiteWriter::open(&out, project.articles_folder()).map_err(StoreError::from)?;
    let mut all = Vec::new();
    rows::read(args.rows, input, &mut |row| all.push(row))?;
    let read = annotated(&mut all)?;
    let given = Given::of(&parts(all).into_values().flatten().collect::<Vec<_>>())?;
    let wanted = Wanted { out: Some(&out), date: args.date, ..Wanted::default() };
    let loaded = load::timeline(project, &wanted, read, Some(&given))?;
    if loaded.built.work.candidates > 0 {
        anstream::eprintln!(
            "the parts are of other articles, decisions or settings: all was judged here again"
        );
    }
    let written = publish(&loaded, writer, guard, &Fresh)?.written;
    for skipped in &loaded.skipped {
        anstream::eprintln!("{}: {}", skipped.path, skipped.note.message());
    }
    anstream::eprintln!("{} files in {}", written.files, out.display());
    Ok(if loaded.skipped.is_empty() { Outcome::Done } else { Outcome::Skipped })
}
