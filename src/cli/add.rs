//! `add`: articles from whatever people have, one file each, nothing ever overwritten.

use super::args::AddArgs;
use super::load::annotate;
use super::{Cli, CliError, Outcome, print, start};
use crate::ingest::add::{self, AddConfig, Known, NewArticle, Placed, Shelf};
use crate::ingest::{ArticleContext, ingest};
use crate::store::{self, Project};
use crate::text::ArticleId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::Path;

/// Changed lines that are shown of a new version, each way.
const SHOWN: usize = 3;

/// What a project allows of files, and the zone of its stamps.
pub(super) fn config(project: &Project) -> AddConfig {
    AddConfig {
        limits: project.settings.add_limits.clone(),
        article: project.settings.limits.clone(),
        timezone: project.settings.timezone.clone(),
    }
}

pub(super) fn run(cli: &Cli, args: &AddArgs) -> Result<Outcome, CliError> {
    let project = Project::find(start(cli))?;
    let folder = project.articles_folder().to_owned();
    let files = project.articles();
    let names: Vec<String> = files
        .raws
        .iter()
        .map(|raw| &raw.path)
        .chain(&files.foreign)
        .chain(files.unread.iter().map(|unread| &unread.path))
        .map(|path| path.rsplit('/').next().unwrap_or(path).to_owned())
        .collect();
    let (_, results) = annotate(&project, &[], files.raws, None, &project.cache());
    let articles: Vec<_> =
        results.into_iter().filter_map(Result::ok).map(|noted| noted.value.article).collect();
    let known = articles.iter().map(Known::of);
    let mut shelf = Shelf::new(known, names);
    let mut paths: Paths = articles
        .into_iter()
        .map(|article| ((article.id, article.meta.version), article.path))
        .collect();
    let config = config(&project);

    let mut outcome = Outcome::Done;
    for file in &args.files {
        let is_stdin = file == Path::new("-");
        let source: Box<dyn Read> = if is_stdin {
            Box::new(io::stdin().lock())
        } else {
            match store::open(file) {
                Ok(reader) => Box::new(reader),
                Err(error) => {
                    anstream::eprintln!("frise: {error}");
                    outcome = Outcome::Skipped;
                    continue;
                }
            }
        };
        let name = if is_stdin { "stdin" } else { file.to_str().unwrap_or_default() };
        for found in add::articles(name, source, &config) {
            match found {
                Ok(found) => {
                    let said = keep(&folder, &project, &mut paths, shelf.place(&found))?;
                    print(&said)?;
                }
                Err(error) => {
                    anstream::eprintln!("{name}: {error}");
                    outcome = Outcome::Skipped;
                }
            }
        }
    }
    Ok(outcome)
}

/// Where the versions of articles lie, from the project's folder: texts are read again where one
/// supersedes another, so that none is held.
type Paths = BTreeMap<(ArticleId, u32), String>;

/// Writes what is new, and says in one or more lines what became of an article.
fn keep(
    folder: &Path,
    project: &Project,
    paths: &mut Paths,
    placed: Placed,
) -> Result<String, CliError> {
    let mut write = |article: &NewArticle| -> Result<String, CliError> {
        let path = folder.join(&article.file_name);
        store::create_file(&path, &article.content)?;
        let path = project.relative(&path);
        paths.insert((article.id.clone(), article.version), path.clone());
        Ok(path)
    };
    Ok(match placed {
        Placed::New(article) => format!("made {}\n", write(&article)?),
        Placed::Same { id, version } => format!("already there: {id}, version {version}\n"),
        Placed::Changed { article, previous } => {
            let path = write(&article)?;
            let id = &article.id;
            let version = article.version;
            let mut said =
                format!("made {path}: version {version} of {id}, supersedes {previous}\n");
            let old = paths.get(&(id.clone(), previous)).map(|path| text_at(project, path));
            let new = String::from_utf8_lossy(&article.content);
            changes(old.unwrap_or_default().as_str(), &new, &mut said);
            said
        }
    })
}

/// The text of an article of the project; nothing where it is gone.
fn text_at(project: &Project, path: &str) -> String {
    let bytes = store::read_bytes(&project.root.join(path)).unwrap_or_default();
    let raw = store::raw_article(path, bytes);
    raw.and_then(|raw| ingest(&raw, &ArticleContext::default()).ok())
        .map(|noted| noted.value.text)
        .unwrap_or_default()
}

/// The first lines that went and came between two versions, and how many more there are.
fn changes(old: &str, new: &str, out: &mut String) {
    let lines = |text| str::lines(text).map(str::trim).filter(|line| !line.is_empty());
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
        (lines(old).collect(), lines(new).collect());
    for (sign, text, other) in [('-', old, &after), ('+', new, &before)] {
        let changed: Vec<&str> = lines(text).filter(|line| !other.contains(line)).collect();
        for line in changed.iter().take(SHOWN) {
            let cut: String = line.chars().filter(|c| !c.is_control()).take(100).collect();
            let _ = writeln!(out, "  {sign} {cut}");
        }
        if changed.len() > SHOWN {
            let _ = writeln!(out, "  {sign} … and {} more lines", changed.len() - SHOWN);
        }
    }
}
