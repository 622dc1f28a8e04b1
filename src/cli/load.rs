//! From a folder to a timeline: what `build`, `check`, `export` and `explain` share.

use super::{Cli, CliError, base, start};
use crate::desk::Snapshot;
use crate::diag::{Note, Noted};
use crate::ingest::{self, Article, ArticleContext, IngestError, RawArticle};
use crate::mention::AnnotatedArticle;
use crate::merge;
use crate::pipeline::{self, Built, Remembering, TimelineConfig};
use crate::render;
use crate::report::{self, Finding, Skipped};
use crate::review::{self, Decision, Lock};
use crate::store::{self, Articles, Cache, Project};
use crate::timex::Day;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A project, read and made into a timeline.
pub(super) struct Loaded {
    pub(super) project: Project,
    /// The lock file, where there is one.
    pub(super) lock_path: Option<PathBuf>,
    /// The lock as it was.
    pub(super) old_lock: Lock,
    /// The lock of `--base`.
    pub(super) base: Option<Lock>,
    pub(super) built: Built,
    pub(super) skipped: Vec<Skipped>,
    pub(super) findings: Vec<Finding>,
    pages: Vec<render::Page>,
    settings: render::Settings,
    unread: Vec<render::Skipped>,
}

/// What [`load`] is asked for.
#[derive(Default)]
pub(super) struct Wanted<'a> {
    /// The folder named on the command line.
    pub(super) dir: Option<&'a Path>,
    /// The output folder of a bare project.
    pub(super) out: Option<&'a Path>,
    pub(super) date: Option<Day>,
    /// A lock file or a git revision.
    pub(super) base: Option<&'a str>,
    pub(super) no_cache: bool,
    pub(super) allow_empty: bool,
}

impl Loaded {
    /// What pages and exports are made of.
    pub(super) fn site_input(&self) -> render::SiteInput<'_> {
        render::SiteInput {
            settings: &self.settings,
            timeline: &self.built.timeline,
            articles: &self.built.articles,
            pages: &self.pages,
            lock: &self.built.lock,
            skipped: &self.unread,
        }
    }

    /// What the editor's desk works on.
    pub(super) fn into_snapshot(self) -> Snapshot {
        Snapshot {
            project: self.project,
            old_lock: self.old_lock,
            built: self.built,
            settings: self.settings,
            pages: self.pages,
            unread: self.unread,
        }
    }
}

/// The project that a command is about.
pub(super) fn project(cli: &Cli, dir: Option<&Path>) -> Result<Project, CliError> {
    Ok(match dir {
        Some(dir) => Project::open(dir)?,
        None => Project::find(start(cli))?,
    })
}

/// Reads a project and makes its timeline.
pub(super) fn load(cli: &Cli, wanted: &Wanted<'_>) -> Result<Loaded, CliError> {
    read(project(cli, wanted.dir)?, wanted)
}

/// Makes the timeline of a project.
pub(super) fn read(project: Project, wanted: &Wanted<'_>) -> Result<Loaded, CliError> {
    let files = project.articles();
    make(project, files, wanted)
}

/// Makes the timeline of a project of which the articles are read.
pub(super) fn make(
    project: Project,
    files: Articles,
    wanted: &Wanted<'_>,
) -> Result<Loaded, CliError> {
    let decisions = project.decisions()?;
    let mut read = Read::default();
    read.skipped.extend(files.unread.iter().map(|unread| unreadable(&unread.path, &unread.reason)));
    if files.raws.is_empty() && read.skipped.is_empty() && !wanted.allow_empty {
        return Err(CliError::NoArticle(project.articles_folder().to_owned()));
    }
    let cache = if wanted.no_cache { Cache::none() } else { project.cache() };
    let (lock, (inputs, results)) = rayon::join(
        || old_lock(&project, wanted),
        || annotate(&project, &decisions, files.raws, wanted.date, &cache),
    );
    let paths = inputs.into_iter().map(|(raw, _)| raw.path);
    read.results = paths.zip(results).collect();
    let made = timeline(project, wanted, read, lock?, (&Remembering(&cache), None));
    if let Some(note) = cache.close() {
        anstream::eprintln!("{note}");
    }
    made
}

/// What became of the files of a project.
#[derive(Default)]
pub(super) struct Read {
    /// What was read of each, by path.
    pub(super) results: Vec<(String, Annotated)>,
    /// Files that could not be read at all.
    pub(super) skipped: Vec<Skipped>,
}

/// Articles of which each counts once, and what there is to say of the others.
struct Gathered {
    articles: Vec<AnnotatedArticle>,
    notes: BTreeMap<String, Vec<Note>>,
    skipped: Vec<Skipped>,
}

fn gather(read: Read, old_lock: &Lock) -> Gathered {
    let Read { results, mut skipped } = read;
    let mut notes: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    let mut articles: Vec<AnnotatedArticle> = Vec::new();
    for (path, result) in results {
        match result {
            Ok(Noted { value, notes: said }) => {
                notes.insert(value.article.path.clone(), said);
                articles.push(value);
            }
            Err(IngestError::Foreign { language }) => {
                let note = Note::new("FR-S411", None, &[("language", &language)]);
                skipped.push(Skipped { path, note });
            }
            Err(error) => skipped.push(unreadable(&path, &error.to_string())),
        }
    }
    let articles = newest_versions(articles, &mut skipped);
    for AnnotatedArticle { article, .. } in &articles {
        let before = old_lock.articles.get(&article.id);
        if before.is_some_and(|before| before.sha256 != article.sha256) {
            let said = notes.entry(article.path.clone()).or_default();
            said.insert(0, Note::new("FR-S403", None, &[]));
        }
    }
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Gathered { articles, notes, skipped }
}

fn config(project: &Project, date: Option<Day>) -> TimelineConfig {
    let mut config = TimelineConfig::default();
    config.apply.from = project.settings.from;
    config.apply.to = project.settings.to;
    config.apply.min_salience = project.settings.min_salience;
    config.apply.today = date;
    config.merge.today = date;
    config
}

/// The lock as it was.
pub(super) fn old_lock(project: &Project, wanted: &Wanted<'_>) -> Result<Lock, CliError> {
    Ok(match project.lock_path(wanted.out) {
        Some(path) => store::read_lock(&path)?,
        None => Lock::default(),
    })
}

/// Cuts the judging of what was read into parts of about `size` mentions.
pub(super) fn spread(
    project: &Project,
    wanted: &Wanted<'_>,
    read: Read,
    size: usize,
    put: merge::Put<'_>,
) -> Result<(), CliError> {
    let lock = old_lock(project, wanted)?;
    let decisions = project.decisions()?;
    let articles = gather(read, &lock).articles;
    pipeline::spread(articles, &decisions, &lock, &config(project, wanted.date), size, put);
    Ok(())
}

/// Makes the timeline of what was read, with the judging of pairs where it was done elsewhere.
pub(super) fn timeline(
    project: Project,
    wanted: &Wanted<'_>,
    read: Read,
    old_lock: Lock,
    help: (&dyn merge::Workers, Option<&merge::Given>),
) -> Result<Loaded, CliError> {
    let lock_path = project.lock_path(wanted.out);
    let base = wanted.base.map(|name| base::read(name, Some(&project))).transpose()?;
    let decisions = project.decisions()?;
    let Gathered { articles, notes, skipped } = gather(read, &old_lock);
    let config = config(&project, wanted.date);
    let mut built = pipeline::timeline_with(articles, &decisions, &old_lock, &config, help);
    let sources = report::Sources {
        timeline: &built.timeline,
        articles: &built.articles,
        notes: &notes,
        decision_notes: &built.notes,
        skipped: &skipped,
        base: base.as_ref(),
    };
    let findings = report::collect(&sources, |rule, path, found| {
        project.settings.severity_of(rule, path, found)
    });
    built.lock.findings = report::remembered(&findings);
    let pages = project
        .pages()?
        .into_iter()
        .map(|file| {
            let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
            render::Page { slug: stem.to_owned(), source: file.text }
        })
        .collect();
    let settings = project.settings.render();
    let unread = skipped
        .iter()
        .map(|s| render::Skipped { path: s.path.clone(), reason: s.note.message() })
        .collect();
    Ok(Loaded {
        project,
        lock_path,
        old_lock,
        base,
        built,
        skipped,
        findings,
        pages,
        settings,
        unread,
    })
}

fn unreadable(path: &str, reason: &str) -> Skipped {
    let note = Note::new("FR-S404", None, &[("reason", reason)]);
    Skipped { path: path.to_owned(), note }
}

/// The days that editors gave to articles, by id.
pub(super) type Anchors = BTreeMap<String, Day>;

pub(super) type Annotated = Result<Noted<AnnotatedArticle>, IngestError>;

/// A line recurs when it stands in this many articles of its site that are not versions of
/// one dispatch: published more than [`VERSIONS`] days apart, or without dates …
const RECURRING: usize = 3;

/// Days over which versions of one dispatch are told.
const VERSIONS: i64 = 3;

/// … or in two that were published more than this many days apart.
const APART: i64 = 30;

/// Annotates every article with its context: settings, its decision, and what a first pass over
/// all articles finds: the lines that recur on its site, and the years in which articles were
/// published, where its own day has none.
pub(super) fn annotate(
    project: &Project,
    decisions: &[Decision],
    raws: Vec<RawArticle>,
    today: Option<Day>,
    cache: &Cache,
) -> (Vec<(RawArticle, ArticleContext)>, Vec<Annotated>) {
    let anchors = review::anchors(decisions, today);
    let plain = context(project);
    let mut inputs: Vec<(RawArticle, ArticleContext)> = raws
        .into_iter()
        .map(|raw| {
            let anchor = anchors.get(raw.id.as_str()).copied();
            (raw, ArticleContext { anchor, ..plain.clone() })
        })
        .collect();
    let bar = progress(inputs.len());
    let one = |raw: &RawArticle, context: &ArticleContext| {
        let result = annotate_one(raw, context, &anchors, cache);
        bar.inc(1);
        result
    };
    let mut results = pipeline::annotate_all(&inputs, one);
    let recurring = recurring(&inputs, &results, cache);
    let mut years = Years::default();
    for ((raw, _), result) in inputs.iter().zip(&results) {
        if let Ok(noted) = result {
            years.add(&noted.value.article, raw, &anchors);
        }
    }
    let mut again = Vec::new();
    for (index, lines) in recurring.into_iter().enumerate() {
        let asks = results[index].as_ref().is_ok_and(|noted| asks_year(&noted.value.article));
        inputs[index].1.years = years.span.filter(|_| asks);
        inputs[index].1.recurring = lines;
        if inputs[index].1.years.is_some() || !inputs[index].1.recurring.is_empty() {
            again.push(index);
        }
    }
    let marked: Vec<_> = again.iter().map(|index| inputs[*index].clone()).collect();
    for (index, result) in again.into_iter().zip(pipeline::annotate_all(&marked, one)) {
        results[index] = result;
    }
    bar.finish_and_clear();
    (inputs, results)
}

/// What ingest must know of every article of a project.
pub(super) fn context(project: &Project) -> ArticleContext {
    ArticleContext {
        timezone: project.settings.timezone.clone(),
        anchor: None,
        years: None,
        recurring: BTreeSet::new(),
        sources: project.settings.source_ids(),
        limits: project.settings.limits.clone(),
    }
}

/// Annotates one article in its context.
pub(super) fn annotate_one(
    raw: &RawArticle,
    context: &ArticleContext,
    anchors: &Anchors,
    cache: &Cache,
) -> Annotated {
    let result = cache.annotated(raw, context, pipeline::annotate);
    // Front matter may give the article another id than its file, and a decision names that.
    let named = result.as_ref().ok().map(|noted| noted.value.article.id.as_str());
    match named.filter(|id| *id != raw.id.as_str()).and_then(|id| anchors.get(id)) {
        Some(day) => {
            let anchored = ArticleContext { anchor: Some(*day), ..context.clone() };
            cache.annotated(raw, &anchored, pipeline::annotate)
        }
        None => result,
    }
}

/// Whether an article gives its day without the year, and nothing in it tells which.
pub(super) fn asks_year(article: &Article) -> bool {
    article.yearless.is_some()
}

/// The first and the last year in which articles were published, by what they say themselves.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(super) struct Years {
    pub(super) span: Option<(i32, i32)>,
    /// Of how many articles, read or not.
    pub(super) articles: usize,
}

impl Years {
    /// One more article, unless an editor gave it its day.
    pub(super) fn add(&mut self, article: &Article, raw: &RawArticle, anchors: &Anchors) {
        let decided = [&raw.id, &article.id].iter().any(|id| anchors.contains_key(id.as_str()));
        if let Some(dct) = article.dct().filter(|_| !decided) {
            let year = dct.day.year();
            self.join(Years { span: Some((year, year)), articles: 0 });
        }
    }

    /// The years of more articles.
    pub(super) fn join(&mut self, other: Years) {
        let both = self.span.into_iter().chain(other.span);
        self.span = both.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        self.articles += other.articles;
    }
}

/// How often a line of a site was seen.
#[derive(Default)]
pub(super) struct Seen {
    articles: usize,
    first: Option<Day>,
    last: Option<Day>,
}

impl Seen {
    /// One more article of a day.
    pub(super) fn add(&mut self, day: Option<Day>) {
        self.articles += 1;
        self.first = self.first.into_iter().chain(day).min();
        self.last = self.last.into_iter().chain(day).max();
    }

    /// Whether the line recurs.
    pub(super) fn recurs(&self) -> bool {
        let days = self.first.zip(self.last).map(|(first, last)| last.since(first));
        self.articles >= RECURRING && days.is_none_or(|days| days > VERSIONS)
            || self.articles == 2 && days.is_some_and(|days| days > APART)
    }
}

/// For every article the lines that recur over articles of its site.
fn recurring(
    inputs: &[(RawArticle, ArticleContext)],
    results: &[Annotated],
    cache: &Cache,
) -> Vec<BTreeSet<u64>> {
    let raws = inputs.iter().map(|(raw, _)| raw);
    let mut hashes = pipeline::line_hashes(raws, |raw| cache.lines(raw, ingest::line_hashes));
    // Sites by number.
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut seen: Vec<FxHashMap<u64, Seen>> = Vec::new();
    let mut sites = Vec::with_capacity(results.len());
    for (lines, result) in hashes.iter_mut().zip(results) {
        lines.sort_unstable();
        lines.dedup();
        let Ok(Noted { value, .. }) = result else {
            sites.push(None);
            continue;
        };
        let next = numbers.len();
        let site = *numbers.entry(value.article.meta.source.as_str()).or_insert(next);
        if site == seen.len() {
            seen.push(FxHashMap::default());
        }
        let day = value.article.dct().map(|dct| dct.day);
        for line in lines.iter() {
            seen[site].entry(*line).or_default().add(day);
        }
        sites.push(Some(site));
    }
    let recurring = |(lines, site): (Vec<u64>, Option<usize>)| {
        let Some(site) = site else { return BTreeSet::new() };
        let recurs = |line: &u64| seen[site].get(line).is_some_and(Seen::recurs);
        lines.into_iter().filter(recurs).collect()
    };
    hashes.into_iter().zip(sites).map(recurring).collect()
}

/// Of articles with one id the highest version; of one version the first path.
fn newest_versions(
    mut articles: Vec<AnnotatedArticle>,
    skipped: &mut Vec<Skipped>,
) -> Vec<AnnotatedArticle> {
    articles.sort_by(|a, b| {
        let (a, b) = (&a.article, &b.article);
        let newer = || b.meta.version.cmp(&a.meta.version);
        a.id.cmp(&b.id).then_with(newer).then_with(|| a.path.cmp(&b.path))
    });
    let mut kept: Vec<AnnotatedArticle> = Vec::new();
    let mut last: Option<(crate::text::ArticleId, u32, String)> = None;
    for article in articles {
        let key = (article.article.id.clone(), article.article.meta.version);
        if let Some((id, version, path)) = &last
            && (id, version) == (&key.0, &key.1)
        {
            let version = version.to_string();
            let args = [("id", id.as_str()), ("version", version.as_str()), ("other", path)];
            let note = Note::new("FR-S401", None, &args);
            skipped.push(Skipped { path: article.article.path.clone(), note });
            continue;
        }
        let superseded = last.as_ref().is_some_and(|(id, ..)| *id == key.0);
        last = Some((key.0, key.1, article.article.path.clone()));
        if !superseded {
            kept.push(article);
        }
    }
    kept
}

/// A bar on stderr where it is a terminal and there is much to do.
fn progress(length: usize) -> ProgressBar {
    if length < 200 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} articles")
        .expect("the template of the bar is right");
    ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr())
        .with_style(style)
}
