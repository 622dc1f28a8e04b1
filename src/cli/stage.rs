//! `stage`: one stage of a build over rows, so that an engine can run many at once.
//!
//! Every stage sorts what it reads, since the order of an engine cannot be trusted.

use super::args::{Stage, StageArgs};
use super::build::publish;
use super::load::{self, Anchors, Read, Seen, Wanted, Years, annotate_one};
use super::rows::{Row, RowError, Writer};
use super::{Cli, CliError, Outcome, rows, tables};
use crate::diag::Note;
use crate::ingest::add::{self, AddConfig, NewArticle};
use crate::ingest::{self, ArticleContext, RawArticle};
use crate::merge::{self, Given};
use crate::pipeline::Threads;
use crate::render::Fresh;
use crate::report::Skipped;
use crate::review;
use crate::store::{self, Cache, Project, SiteWriter, StoreError};
use crate::text::{base32, digest};
use crate::timex::Day;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter};

/// Lines of an article, those that are compared in one part.
#[derive(Deserialize, Serialize)]
struct Lines {
    source: String,
    day: Option<Day>,
    share: u64,
    lines: Vec<u64>,
}

/// Those lines that recur.
#[derive(Deserialize, Serialize)]
struct Recurs {
    share: u64,
    lines: Vec<u64>,
}

/// All that was annotated, for the end to have the same.
#[derive(Deserialize, PartialEq, Eq, Serialize)]
struct Census {
    articles: usize,
    digest: String,
}

/// The part in which the years of all articles meet those that ask for them.
const YEARS: &[u8] = b"years";

/// Into how many shares the lines of a site are dealt, each a part by itself.
const SHARES: u64 = 16;

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
            let anchors = review::anchors(&project.decisions()?, args.date);
            let mut years = Years::default();
            rows::read(args.rows, &mut input, &mut |row| {
                lines(row, &context, &anchors, &mut years, &mut out);
            })?;
            out.json("years", part_of(&[YEARS]), "", &years);
        }
        Stage::Read => {
            let config = super::add::config(&project);
            rows::read(args.rows, &mut input, &mut |row| articles(row, &config, &mut out))?;
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
                _ => cut(all, &mut out)?,
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

/// What a row says.
fn read<T: DeserializeOwned>(row: &Row) -> Result<T, CliError> {
    serde_json::from_slice(&row.data).map_err(|error| {
        let Row { kind, key, .. } = row;
        CliError::Usage(format!("a row of kind `{kind}` for `{key}` is damaged: {error}"))
    })
}

/// A file to its articles, named by what they say, and to what of it could not be used.
fn articles<W: io::Write>(row: Row, config: &AddConfig, out: &mut Out<W>) {
    if row.kind != "file" {
        return out.put(&row.kind, row.part, &row.key, row.data);
    }
    for (number, found) in (1..).zip(add::articles(&row.key, Box::new(&row.data[..]), config)) {
        match found.map(|found| NewArticle::alone(&found)) {
            Ok(NewArticle { file_name, content, .. }) => {
                let key = format!("content/articles/{file_name}");
                out.put("article", part_of(&[key.as_bytes()]), &key, content);
            }
            Err(error) => {
                let place = format!("{}, record {number}", row.key);
                out.json("skipped", 0, &place, &error.to_string());
            }
        }
    }
}

/// An article to its lines and itself, each in the part where they will be needed. `years` are
/// those of all articles so far.
fn lines<W: io::Write>(
    row: Row,
    context: &ArticleContext,
    anchors: &Anchors,
    years: &mut Years,
    out: &mut Out<W>,
) {
    years.articles += usize::from(matches!(row.kind.as_str(), "article" | "skipped"));
    if row.kind != "article" {
        return out.put(&row.kind, row.part, &row.key, row.data);
    }
    let Some(raw) = store::raw_article(&row.key, row.data) else {
        return out.json("skipped", 0, &row.key, &"the ending is not .md, .txt or .html");
    };
    let part = part_of(&[row.key.as_bytes()]);
    let mut shares: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut asks = false;
    if let Ok(read) = ingest::ingest(&raw, context) {
        years.add(&read.value, &raw, anchors);
        asks = load::asks_year(&read.value);
        if asks {
            out.json("asks", part_of(&[YEARS]), &row.key, &());
        }
        let (source, day) = (read.value.meta.source.clone(), read.value.dct().map(|dct| dct.day));
        for line in ingest::line_hashes(&raw).into_iter().collect::<BTreeSet<_>>() {
            shares.entry(line % SHARES).or_default().push(line);
        }
        for (&share, lines) in &shares {
            let part = part_of(&[source.as_bytes(), &share.to_le_bytes()]);
            let (source, lines) = (source.clone(), lines.clone());
            out.json("line", part, &row.key, &Lines { source, day, share, lines });
        }
    }
    // How many answers there must be.
    out.json("asked", part, &row.key, &(shares.len() + usize::from(asks)));
    out.put("article", part, &row.key, raw.bytes.to_vec());
}

/// Lines of one site that recur, and the years of all articles, told to every article that asked.
fn recurring<W: io::Write>(all: Vec<Row>, out: &mut Out<W>) -> Result<(), CliError> {
    let mut seen: BTreeMap<(String, u64), Seen> = BTreeMap::new();
    let mut asked: BTreeMap<(String, u64), Lines> = BTreeMap::new();
    let (mut years, mut asks) = (Years::default(), BTreeMap::new());
    for row in all {
        match row.kind.as_str() {
            "line" => {}
            "years" => {
                years.join(read(&row)?);
                continue;
            }
            "asks" => {
                once(&mut asks, row.key, (), |key| format!("the question of `{key}`"))?;
                continue;
            }
            _ => {
                out.put(&row.kind, row.part, &row.key, row.data);
                continue;
            }
        }
        let lines: Lines = read(&row)?;
        for &line in &lines.lines {
            seen.entry((lines.source.clone(), line)).or_default().add(lines.day);
        }
        let place = (row.key, lines.share);
        once(&mut asked, place, lines, |place| format!("lines of `{}`", place.0))?;
    }
    for ((key, share), Lines { source, lines, .. }) in asked {
        let recurs = |line: &u64| seen[&(source.clone(), *line)].recurs();
        let lines = lines.into_iter().filter(recurs).collect();
        out.json("recurs", part_of(&[key.as_bytes()]), &key, &Recurs { share, lines });
    }
    for key in asks.into_keys() {
        out.json("published", part_of(&[key.as_bytes()]), &key, &years);
    }
    Ok(())
}

/// Keeps what must come once.
fn once<K: Ord, V>(
    held: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    name: impl Fn(&K) -> String,
) -> Result<(), CliError> {
    match held.entry(key) {
        Entry::Vacant(entry) => drop(entry.insert(value)),
        Entry::Occupied(entry) => {
            return Err(CliError::Usage(format!(
                "{} came twice; give every article once, and empty the table of the stage before \
                 and run it again",
                name(entry.key())
            )));
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
    let mut recurring: BTreeMap<String, BTreeMap<u64, Vec<u64>>> = BTreeMap::new();
    let mut years: BTreeMap<String, Years> = BTreeMap::new();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles: BTreeMap<String, RawArticle> = BTreeMap::new();
    for row in all {
        let article = |key: &String| format!("the article `{key}`");
        match row.kind.as_str() {
            "recurs" => {
                let Recurs { share, lines } = read(&row)?;
                let shares = recurring.entry(row.key.clone()).or_default();
                once(shares, share, lines, |_| format!("an answer for `{}`", row.key))?;
            }
            "published" => {
                let told = read(&row)?;
                let name = |key: &String| format!("the years for `{key}`");
                once(&mut years, row.key, told, name)?;
            }
            "asked" => {
                let shares = read(&row)?;
                once(&mut asked, row.key, shares, article)?;
            }
            "article" => {
                if let Some(raw) = store::raw_article(&row.key, row.data) {
                    once(&mut articles, row.key, raw, article)?;
                }
            }
            _ => out.put(&row.kind, row.part, &row.key, row.data),
        }
    }
    let answered = |key: &String| {
        recurring.get(key).map_or(0, BTreeMap::len) + usize::from(years.contains_key(key))
    };
    let keys = articles.keys().chain(asked.keys()).chain(recurring.keys()).chain(years.keys());
    let whole = |key: &String| {
        articles.contains_key(key) && asked.get(key).is_some_and(|&of| of == answered(key))
    };
    if let Some(key) = keys.filter(|key| !whole(key)).min() {
        return Err(CliError::Usage(format!(
            "rows of the article `{key}` are missing; run the stages `lines` and `recurring` \
             again, and give all rows of a part to one process"
        )));
    }
    let articles: Vec<RawArticle> = articles.into_values().collect();
    for some in articles.chunks(AT_A_TIME) {
        let read: Vec<Vec<u8>> = some
            .par_iter()
            .map(|raw| {
                let context = ArticleContext {
                    anchor: anchors.get(raw.id.as_str()).copied(),
                    years: years.get(&raw.path).and_then(|years| years.span),
                    recurring: recurring
                        .get(&raw.path)
                        .map(|shares| shares.values().flatten().copied().collect())
                        .unwrap_or_default(),
                    ..plain.clone()
                };
                let result = annotate_one(raw, &context, &anchors, &Cache::none());
                let counted = years.get(&raw.path).map(|years| years.articles);
                serde_json::to_vec(&(counted, result)).expect("an annotated article is plain data")
            })
            .collect();
        for (raw, data) in some.iter().zip(read) {
            out.put("annotated", 0, &raw.path, data);
        }
    }
    Ok(())
}

/// What [`annotate`] gave of all articles, in the order of their paths, and what there is.
fn annotated(all: &mut Vec<Row>) -> Result<(Read, Census), CliError> {
    let mut found = Read::default();
    all.sort_unstable_by(|a, b| (&a.key, a).cmp(&(&b.key, b)));
    let mut held = BTreeMap::new();
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    // Of how many articles those know the years that asked for them.
    let mut counted: Option<usize> = None;
    for row in all.extract_if(.., |row| matches!(row.kind.as_str(), "annotated" | "skipped")) {
        once(&mut held, row.key.clone(), (), |key| format!("the article `{key}`"))?;
        hashes.push(digest(&[row.kind.as_bytes(), row.key.as_bytes(), &row.data]));
        if row.kind == "annotated" {
            let (of, result) = read(&row)?;
            counted = counted.or(of);
            found.results.push((row.key, result));
        } else {
            let reason: String = read(&row)?;
            let note = Note::new("FR-S404", None, &[("reason", &reason)]);
            found.skipped.push(Skipped { path: row.key, note });
        }
    }
    if let Some(of) = counted.filter(|&of| of != held.len()) {
        return Err(CliError::Usage(format!(
            "the years of {of} instead of {} articles came; run the stages `lines`, `recurring` and \
             `annotate` again, and give all rows of a part to one process",
            held.len()
        )));
    }
    let digest = base32(&digest(&hashes.iter().map(|hash| &hash[..]).collect::<Vec<_>>()), 26);
    Ok((found, Census { articles: held.len(), digest }))
}

fn spread<W: io::Write>(
    project: &Project,
    args: &StageArgs,
    mut all: Vec<Row>,
    out: &mut Out<W>,
) -> Result<(), CliError> {
    let (read, census) = annotated(&mut all)?;
    if let Some(wanted) = args.articles.filter(|&wanted| wanted != census.articles) {
        return Err(CliError::Usage(format!(
            "{} of {wanted} articles came; run the stages `lines`, `recurring` and `annotate` again",
            census.articles
        )));
    }
    out.json("census", merge::CUT as i64, "", &census);
    let wanted = Wanted { out: args.out.as_deref(), date: args.date, ..Wanted::default() };
    load::spread(project, &wanted, read, args.size, &mut |part, data| out.part(part, data))
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

/// What [`spread`] said of the articles.
fn census(all: &mut Vec<Row>) -> Result<Census, CliError> {
    let found: Vec<Row> = all.extract_if(.., |row| row.kind == "census").collect();
    match &found[..] {
        [row] => read(row),
        _ => Err(CliError::Usage(format!(
            "{} rows of kind `census` came instead of one; run the stage before again",
            found.len()
        ))),
    }
}

fn cut<W: io::Write>(mut all: Vec<Row>, out: &mut Out<W>) -> Result<(), CliError> {
    out.json("census", 0, "", &census(&mut all)?);
    let data: Vec<Vec<u8>> = parts(all).into_values().flatten().collect();
    Ok(merge::cut(&data, &mut |part, data| out.part(part, data))?)
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
    let (read, found) = annotated(&mut all)?;
    let wanted = census(&mut all)?;
    if found != wanted {
        return Err(CliError::Usage(format!(
            "{} articles came, not the {} of which the parts were made; give `site` all that \
             `annotate` gave, and run all stages again if articles changed",
            found.articles, wanted.articles
        )));
    }
    let given = Given::of(&parts(all).into_values().flatten().collect::<Vec<_>>())?;
    let wanted = Wanted { out: Some(&out), date: args.date, ..Wanted::default() };
    let lock = load::old_lock(&project, &wanted)?;
    let loaded = load::timeline(project, &wanted, read, lock, (&Threads, Some(&given)))?;
    if loaded.built.work.candidates > 0 {
        anstream::eprintln!(
            "the parts are of other articles, decisions or settings: all was judged here again"
        );
    }
    if let Some(folder) = &args.tables {
        tables::write(folder, &loaded)?;
    }
    let written = publish(&loaded, writer, guard, &Fresh)?.written;
    for skipped in &loaded.skipped {
        anstream::eprintln!("{}: {}", skipped.path, skipped.note.message());
    }
    anstream::eprintln!("{} files in {}", written.files, out.display());
    Ok(if loaded.skipped.is_empty() { Outcome::Done } else { Outcome::Skipped })
}
