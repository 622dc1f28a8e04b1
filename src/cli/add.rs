//! `add`: articles from whatever people have, one file each, nothing ever overwritten.

use super::args::AddArgs;
use super::load::annotate;
use super::{Cli, CliError, Outcome, print, start};
use crate::ingest::add::{self, AddLimits, Known, NewArticle, Placed, Shelf};
use crate::store::{self, Project};
use crate::text::ArticleId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::Path;

/// Changed lines that are shown of a new version, each way.
const SHOWN: usize = 3;

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
    let mut texts: BTreeMap<(ArticleId, u32), String> = articles
        .iter()
        .map(|article| ((article.id.clone(), article.meta.version), article.text.clone()))
        .collect();
    let mut shelf = Shelf::new(articles.iter().map(Known::of), names);
    let limits =
        AddLimits { record_bytes: project.settings.limits.file_bytes, ..AddLimits::default() };

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
        for found in add::articles(name, source, &limits) {
            match found {
                Ok(found) => {
                    let said = keep(&folder, &project, &mut texts, shelf.place(&found))?;
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

/// Writes what is new, and says in one or more lines what became of an article.
fn keep(
    folder: &Path,
    project: &Project,
    texts: &mut BTreeMap<(ArticleId, u32), String>,
    placed: Placed,
) -> Result<String, CliError> {
    let mut write = |article: &NewArticle| -> Result<String, CliError> {
        let path = folder.join(&article.file_name);
        store::create_file(&path, &article.content)?;
        let text = String::from_utf8_lossy(&article.content).into_owned();
        texts.insert((article.id.clone(), article.version), text);
        Ok(project.relative(&path))
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
            let empty = String::new();
            let old = texts.get(&(id.clone(), previous)).unwrap_or(&empty);
            let new = texts.get(&(id.clone(), version)).unwrap_or(&empty);
            changes(old, new, &mut said);
            said
        }
    })
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
