//! The disk: reads a project, keeps its lock, writes its site.
//!
//! No other module touches files. What the user wrote is never modified: of the output folder
//! only files that frise itself wrote are replaced or removed.
#![expect(clippy::disallowed_methods, reason = "this is where the disk is touched")]

mod cache;
mod decisions;
mod last;
mod output;
mod settings;
mod today;

use crate::ingest::{Contents, Format, RawArticle};
use crate::review::{Decision, DecisionError, Lines, Lock, LockError};
use crate::text::ArticleId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

pub use cache::Cache;
pub use decisions::{DecisionFile, WriteGuard};
pub use last::{Input, Kept, LastBuild, Memory, Pages, Seen};
pub use output::{MANIFEST, OutputError, SiteWriter, Written};
pub use settings::{Settings, SettingsError, Source};
pub use today::today;

/// Why a project cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No `frise.toml` here or above.
    #[error("no frise.toml in {0} or its parents; run `frise init`, or name a folder of articles")]
    NoProject(PathBuf),
    /// A file or folder that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A decision that does not parse: leaving it out could publish what was withdrawn.
    #[error(transparent)]
    Decision(#[from] DecisionError),
    /// Two decision files with one id.
    #[error(
        "{path}: the decision id `{id}` is already that of {other}; give one of the two another `id`"
    )]
    DecisionTwice {
        /// The later file.
        path: String,
        /// Their id.
        id: String,
        /// The earlier file.
        other: String,
    },
    /// A lock that does not parse.
    #[error("{path}:{error}")]
    Lock {
        /// The file.
        path: PathBuf,
        /// The line and what is wrong.
        error: LockError,
    },
    /// The output folder.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Another frise writes in the project.
    #[error("another frise is writing in {0}; try again when it is done")]
    Busy(PathBuf),
    /// A file is not what it was when it was read.
    #[error("{0} was changed or deleted since it was read; look at it again")]
    Changed(String),
}

impl StoreError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> StoreError + '_ {
        move |source| StoreError::Io { path: path.to_owned(), source }
    }
}

/// A file of the project as text, with its path from the project's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Path with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A file that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Path with `/`.
    pub path: String,
    /// Why, in English.
    pub reason: String,
}

/// What a folder of articles holds.
#[derive(Debug, Default)]
pub struct Articles {
    /// Files in a format that is read, by path.
    pub raws: Vec<RawArticle>,
    /// Files that could not be read.
    pub unread: Vec<Unread>,
    /// Files in another format, by path.
    pub foreign: Vec<String>,
    /// How each of `raws` was found.
    found: Vec<Metadata>,
    /// When the first was looked at.
    began: Option<SystemTime>,
}

impl Articles {
    /// What the next build needs to know of these files to read only those that change.
    pub fn seen(&self) -> Vec<(String, Seen)> {
        let Some(began) = self.began else { return Vec::new() };
        let files = self.raws.iter().zip(&self.found);
        let seen = files.filter_map(|(raw, meta)| {
            Some((raw.path.clone(), Seen::of(meta, began, raw.bytes.sum())?))
        });
        seen.collect()
    }
}

/// A folder with `frise.toml`, or a bare folder of articles.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// Whether it has no `frise.toml`.
    pub bare: bool,
    /// Its settings; the defaults for a bare folder.
    pub settings: Settings,
    articles: PathBuf,
}

impl Project {
    /// Opens `dir`: a project where it holds `frise.toml`, else a bare folder.
    ///
    /// # Errors
    /// When the folder cannot be read or its settings cannot be used.
    pub fn open(dir: &Path) -> Result<Project, StoreError> {
        let meta = fs::metadata(dir).map_err(StoreError::io(dir))?;
        if !meta.is_dir() {
            let source = io::Error::new(io::ErrorKind::NotADirectory, "not a folder");
            return Err(StoreError::Io { path: dir.to_owned(), source });
        }
        let file = dir.join("frise.toml");
        if !file.exists() {
            let inner = dir.join("articles");
            let articles = if inner.is_dir() { inner } else { dir.to_owned() };
            let settings = Settings::default();
            return Ok(Project { root: dir.to_owned(), bare: true, settings, articles });
        }
        let text = fs::read_to_string(&file).map_err(StoreError::io(&file))?;
        let settings = Settings::parse(&text)?;
        let articles = dir.join("content/articles");
        Ok(Project { root: dir.to_owned(), bare: false, settings, articles })
    }

    /// Opens the nearest project of `dir` or its parents.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn find(dir: &Path) -> Result<Project, StoreError> {
        let absolute = std::path::absolute(dir).map_err(StoreError::io(dir))?;
        match absolute.ancestors().find(|folder| folder.join("frise.toml").is_file()) {
            Some(root) => Project::open(root),
            None => Err(StoreError::NoProject(dir.to_owned())),
        }
    }

    /// The folder that articles are read from.
    pub fn articles_folder(&self) -> &Path {
        &self.articles
    }

    /// Reads all articles, by path. Hidden files are passed over; what cannot be read is
    /// listed, with a reason.
    pub fn articles(&self) -> Articles {
        self.articles_since(&FxHashMap::default())
    }

    /// [`Project::articles`], of which those that did not change since they were seen are read
    /// when somebody asks for their bytes.
    pub fn articles_since(&self, seen: &FxHashMap<&str, &Seen>) -> Articles {
        let mut found = Articles { began: Some(SystemTime::now()), ..Articles::default() };
        if !self.articles.is_dir() {
            return found;
        }
        let walk = ignore::WalkBuilder::new(&self.articles)
            .standard_filters(false)
            .hidden(true)
            .follow_links(true)
            .build();
        let mut waiting: Vec<(PathBuf, Format)> = Vec::new();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error_path(&error).map_or_else(String::new, |p| self.relative(p));
                    let reason = plain_reason(&error);
                    found.unread.push(Unread { path, reason });
                    continue;
                }
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            match format_of(entry.path()) {
                Some(format) => waiting.push((entry.into_path(), format)),
                None => found.foreign.push(self.relative(entry.path())),
            }
        }
        let read: Vec<Result<(RawArticle, Metadata), Unread>> = waiting
            .into_par_iter()
            .map(|(path, format)| self.article(&path, format, seen))
            .collect();
        let mut articles = Vec::with_capacity(read.len());
        for article in read {
            match article {
                Ok(article) => articles.push(article),
                Err(unread) => found.unread.push(unread),
            }
        }
        articles.sort_by(|(a, _), (b, _)| a.path.as_bytes().cmp(b.path.as_bytes()));
        (found.raws, found.found) = articles.into_iter().unzip();
        found.unread.sort_by(|a, b| a.path.cmp(&b.path));
        found.foreign.sort();
        found
    }

    /// Reads one article.
    fn article(
        &self,
        file: &Path,
        format: Format,
        seen: &FxHashMap<&str, &Seen>,
    ) -> Result<(RawArticle, Metadata), Unread> {
        let path = self.relative(file);
        let unread = |reason: String| Unread { path: path.clone(), reason };
        let limit = self.settings.limits.file_bytes as u64;
        let meta = fs::metadata(file).map_err(|error| unread(error.to_string()))?;
        let size = meta.len();
        if size > limit {
            return Err(unread(format!(
                "the file has {size} bytes, over the limit of {limit}; raise `limits.file_bytes` in frise.toml if it is right"
            )));
        }
        let bytes = match seen.get(&*path).and_then(|seen| seen.sum(&meta)) {
            Some(sum) => {
                let file = file.to_owned();
                // One that goes in this very moment is an empty one to this build.
                Contents::later(sum, move || fs::read(&file).unwrap_or_default())
            }
            None => fs::read(file).map_err(|error| unread(error.to_string()))?.into(),
        };
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned());
        let id = ArticleId::from_stem(&stem.unwrap_or_default());
        Ok((RawArticle { id, path, format, bytes }, meta))
    }

    /// Reads all decisions, by id.
    ///
    /// # Errors
    /// The first file that cannot be read or does not parse.
    pub fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let mut decisions: Vec<Decision> = Vec::new();
        for file in self.texts("content/decisions", &["md"])? {
            let decision = Decision::parse(&file.path, &file.text)?;
            if let Some(other) = decisions.iter().find(|d| d.id == decision.id) {
                return Err(StoreError::DecisionTwice {
                    path: file.path,
                    id: decision.id,
                    other: other.path.clone(),
                });
            }
            decisions.push(decision);
        }
        decisions.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(decisions)
    }

    /// Reads the Markdown pages, by path.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn pages(&self) -> Result<Vec<TextFile>, StoreError> {
        self.texts("content/pages", &["md"])
    }

    /// Reads the templates that override built-in ones, named from `templates/`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn templates(&self) -> Result<Vec<TextFile>, StoreError> {
        let kinds = ["html", "xml", "css", "js", "toml", "svg", "txt", "json", "ics"];
        let mut files = self.texts("templates", &kinds)?;
        for file in &mut files {
            file.path = file.path.trim_start_matches("templates/").to_owned();
        }
        Ok(files)
    }

    /// The text files of a folder with one of the endings, by path. A bare folder has none.
    fn texts(&self, folder: &str, endings: &[&str]) -> Result<Vec<TextFile>, StoreError> {
        let dir = self.root.join(folder);
        if self.bare || !dir.is_dir() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in ignore::WalkBuilder::new(&dir).standard_filters(false).hidden(true).build() {
            let entry = entry.map_err(|error| StoreError::Io {
                path: dir.clone(),
                source: io::Error::other(error),
            })?;
            let ending = entry.path().extension().and_then(|e| e.to_str()).unwrap_or_default();
            if entry.file_type().is_some_and(|kind| kind.is_file()) && endings.contains(&ending) {
                let text =
                    fs::read_to_string(entry.path()).map_err(StoreError::io(entry.path()))?;
                files.push(TextFile { path: self.relative(entry.path()), text });
            }
        }
        files.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
        Ok(files)
    }

    /// Where the lock lies: in the project, or in the output folder of a bare one.
    pub fn lock_path(&self, out: Option<&Path>) -> Option<PathBuf> {
        match (self.bare, out) {
            (false, _) => Some(self.root.join("frise.lock")),
            (true, Some(out)) => Some(out.join("frise.lock")),
            (true, None) => None,
        }
    }

    /// The cache of annotated articles; a bare folder keeps none.
    pub fn cache(&self) -> Cache {
        if self.bare { Cache::none() } else { Cache::open(&self.root.join(".frise/cache")) }
    }

    /// `path` from the project's folder, with `/`.
    pub fn relative(&self, path: &Path) -> String {
        let rest = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = rest
            .components()
            .filter(|part| !matches!(part, Component::CurDir))
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }
}

/// Reads a lock; a missing file is an empty lock.
///
/// # Errors
/// When the file cannot be read or does not parse.
pub fn read_lock(path: &Path) -> Result<Lock, StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(StoreError::io(path)(error)),
    };
    parse_lock(&text).map_err(|error| StoreError::Lock { path: path.to_owned(), error })
}

/// Reads the text of a lock, long ones in pieces at once.
fn parse_lock(text: &str) -> Result<Lock, LockError> {
    const PIECE: usize = 1 << 19;
    // Every piece with the number of lines before it.
    let mut pieces: Vec<(&str, usize)> = Vec::new();
    let (mut rest, mut before) = (text, 0);
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let end = bytes.iter().skip(PIECE).position(|&byte| byte == b'\n');
        let (piece, tail) = rest.split_at(end.map_or(rest.len(), |at| PIECE + at + 1));
        pieces.push((piece, before));
        before += memchr::memchr_iter(b'\n', piece.as_bytes()).count();
        rest = tail;
    }
    let parse = |&(piece, before): &(&str, usize)| Lines::parse(piece, before);
    let lines: Vec<Result<Lines, LockError>> = pieces.par_iter().map(parse).collect();
    // The first that cannot be read is told.
    Ok(Lock::of(lines.into_iter().collect::<Result<Vec<_>, _>>()?))
}

/// Writes `contents` to `path` by atomic rename, unless it holds them already. Tells whether
/// the file changed.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<bool, StoreError> {
    if fs::read(path).is_ok_and(|old| old == contents) {
        return Ok(false);
    }
    written_beside(path, contents)?
        .persist(path)
        .map_err(|error| StoreError::Io { path: path.to_owned(), source: error.error })?;
    Ok(true)
}

/// Writes a report to `path`, which may be a pipe or a device; a plain file is replaced by
/// atomic rename.
///
/// # Errors
/// When it cannot be written.
pub fn write_report(path: &Path, contents: &[u8]) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => fs::write(path, contents).map_err(StoreError::io(path)),
        _ => write_file(path, contents).map(drop),
    }
}

/// Adds `contents` to the end of `path`.
///
/// # Errors
/// When it cannot be written.
pub fn append_file(path: &Path, contents: &[u8]) -> Result<(), StoreError> {
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| io::Write::write_all(&mut file, contents));
    written.map_err(StoreError::io(path))
}

/// Writes a new file and never replaces one.
///
/// # Errors
/// When the file exists ([`io::ErrorKind::AlreadyExists`]) or cannot be written.
pub fn create_file(path: &Path, contents: &[u8]) -> Result<(), StoreError> {
    written_beside(path, contents)?
        .persist_noclobber(path)
        .map_err(|error| StoreError::Io { path: path.to_owned(), source: error.error })?;
    Ok(())
}

/// `contents` in a temporary file in the folder of `path`, ready to take its place.
fn written_beside(path: &Path, contents: &[u8]) -> Result<tempfile::NamedTempFile, StoreError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    let mut file = tempfile::Builder::new()
        .prefix(".frise-")
        .tempfile_in(folder)
        .map_err(StoreError::io(folder))?;
    io::Write::write_all(&mut file, contents).map_err(StoreError::io(path))?;
    output::plain_permissions(file.as_file());
    Ok(file)
}

/// Opens a file of the command line, to be read bit by bit.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> Result<io::BufReader<fs::File>, StoreError> {
    let file = fs::File::open(path).map_err(StoreError::io(path))?;
    Ok(io::BufReader::with_capacity(1 << 16, file))
}

/// Reads a file of the command line.
///
/// # Errors
/// When it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(StoreError::io(path))
}

/// An article that lies at `path` of a project, by bytes that came another way; nothing where
/// its ending is not that of an article.
pub fn raw_article(path: &str, bytes: Vec<u8>) -> Option<RawArticle> {
    let file = Path::new(path);
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    Some(RawArticle {
        id: ArticleId::from_stem(&stem.unwrap_or_default()),
        path: path.to_owned(),
        format: format_of(file)?,
        bytes: bytes.into(),
    })
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        "txt" | "text" => Some(Format::Text),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        _ => None,
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

/// The reason of a walking error without the path of this machine in it.
fn plain_reason(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => plain_reason(err),
        ignore::Error::Loop { .. } => "a symbolic link that leads back to a folder above it".into(),
        ignore::Error::Io(error) => match error.kind() {
            io::ErrorKind::NotFound => "a symbolic link that leads nowhere".into(),
            kind => kind.to_string(),
        },
        other => other.to_string(),
    }
}
