//! The last build, remembered under `.frise/cache/` so that the next one knows at once that
//! nothing changed.
//!
//! A build is a function of its inputs; when they are the same, and every file of the site is
//! as that build left it, all that is left to do is to say the same again. Whether a file is
//! as it was is told by its length, its times and its number, as git does.
//!
//! When something changed, most pages are still made of the same: those are left as they are.

use super::output::{JOURNAL, MANIFEST, SiteWriter};
use super::{Articles, Project};
use crate::render::{Line, Lines, Print, Standing};
use crate::text::digest;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// The program with all its rules and templates: a hash of their sources, made by `build.rs`.
pub(super) const PROGRAM: &str = env!("FRISE_PROGRAM");

/// A file written a moment ago could be written again within the same tick of its clock.
const TICK: Duration = Duration::from_millis(20);

/// A name of all that a build depends on, the lock excepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    all: [u8; 32],
    /// The program and its templates: what pages depend on beside their views.
    theme: [u8; 32],
}

impl Input {
    /// The name of a build of `project` with these articles. `asked` is what the user asked
    /// for: everything else that the result depends on.
    ///
    /// Nothing where a file cannot be read: then the build says so.
    pub fn of(project: &Project, articles: &Articles, asked: &[&str]) -> Option<Input> {
        let settings = fs::read(project.root.join("frise.toml")).ok()?;
        let mut parts: Vec<[u8; 32]> = vec![
            digest(&[PROGRAM.as_bytes(), env!("CARGO_PKG_VERSION").as_bytes(), &settings]),
            digest(&asked.iter().map(|part| part.as_bytes()).collect::<Vec<_>>()),
        ];
        parts.par_extend(
            articles
                .raws
                .par_iter()
                .map(|raw| digest(&[b"article", raw.path.as_bytes(), &raw.bytes.sum()])),
        );
        let unread = articles.unread.iter().map(|unread| (&unread.path, &unread.reason));
        parts.extend(
            unread.map(|(path, why)| digest(&[b"unread", path.as_bytes(), why.as_bytes()])),
        );
        let texts = [
            project.texts("content/decisions", &["md"]).ok()?,
            project.pages().ok()?,
            project.templates().ok()?,
        ];
        let of_all = |parts: &[[u8; 32]]| {
            digest(&parts.iter().map(<[u8; 32]>::as_slice).collect::<Vec<_>>())
        };
        let mut theme = Vec::new();
        for (kind, texts) in texts.iter().enumerate() {
            let name = [kind as u8];
            theme = texts
                .iter()
                .map(|f| digest(&[&name, f.path.as_bytes(), f.text.as_bytes()]))
                .collect();
            parts.extend(&theme);
        }
        // The last of them are the templates.
        theme.push(digest(&[PROGRAM.as_bytes(), env!("CARGO_PKG_VERSION").as_bytes()]));
        Some(Input { all: of_all(&parts), theme: of_all(&theme) })
    }

    /// The name of that build with a lock.
    fn with(self, lock: &[u8]) -> String {
        hexadecimal(&digest(&[&self.all, lock]))
    }

    fn theme(self) -> String {
        hexadecimal(&self.theme)
    }
}

/// The CRC-32 of a record.
fn checksum(record: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(record);
    crc.sum().to_le_bytes()
}

fn hexadecimal(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the last build of a project is remembered.
#[derive(Debug)]
pub struct LastBuild {
    path: PathBuf,
    lock: PathBuf,
    out: PathBuf,
}

/// The first bytes of the file; another form of file is another head.
const HEAD: &[u8] = b"frise last build 4\n";

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// Inputs and lock.
    name: String,
    /// Program and templates.
    theme: String,
    /// What the build said, as JSON; nothing where the next one may say something else.
    said: Option<Vec<u8>>,
    /// Every file of the site, the manifest too, as it was left.
    files: Vec<(String, Stamp)>,
    /// What its pages were made of.
    pages: Vec<(String, Print)>,
    /// The entries of its long files.
    lines: Vec<(String, Vec<Line>)>,
    /// The files of articles that were read.
    articles: Vec<(String, Seen)>,
}

/// What was written of a site, for the next build.
#[derive(Debug, Default)]
pub struct Kept {
    /// The names of its files.
    pub names: Vec<String>,
    /// Those that stood as the last build left them.
    pub standing: FxHashSet<String>,
    /// When the last of them was written.
    pub written: Option<Instant>,
    /// What its pages are made of, by name.
    pub prints: BTreeMap<String, Print>,
    /// The entries of its long files, by name.
    pub lines: BTreeMap<String, Vec<Line>>,
    /// The files of articles, as they were when they were read.
    pub articles: Vec<(String, Seen)>,
}

/// What is remembered of a build.
#[derive(Debug)]
pub struct Memory(Record);

impl Memory {
    /// The files of articles that it read, by path.
    pub fn articles(&self) -> FxHashMap<&str, &Seen> {
        self.0.articles.iter().map(|(path, seen)| (path.as_str(), seen)).collect()
    }
}

/// The pages of the last build that may stand.
#[derive(Debug, Default)]
pub struct Pages {
    out: PathBuf,
    pages: FxHashMap<String, (Print, Stamp)>,
    lines: FxHashMap<String, (Vec<Line>, Stamp)>,
}

impl Standing for Pages {
    fn stands(&self, path: &str, print: Print) -> bool {
        let known = self.pages.get(path).filter(|(before, _)| *before == print);
        known.is_some_and(|(_, stamp)| stamp.holds(&self.out.join(path)))
    }

    fn lines(&self, path: &str) -> Option<Lines> {
        let (lines, stamp) = self.lines.get(path)?;
        let path = self.out.join(path);
        let bytes = stamp.holds(&path).then(|| fs::read(&path).ok())??;
        Some(Lines::new(bytes, lines))
    }
}

/// A file as it was when it was read: what tells that it was not written since, and its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    stamp: Stamp,
    sum: [u8; 32],
}

impl Seen {
    /// A file with this sum, which was looked at before it was read, at `now` or later; nothing
    /// where it may have been written since without a trace: its clock has ticks.
    pub(super) fn of(meta: &Metadata, now: SystemTime, sum: [u8; 32]) -> Option<Seen> {
        let stamp = Stamp::of(meta);
        let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.checked_sub(TICK)?;
        let now = u64::try_from(now.as_nanos()).ok()?;
        let changed = u64::try_from(stamp.2).ok()?;
        (cfg!(unix) && stamp.1 < now && changed < now).then_some(Seen { stamp, sum })
    }

    /// The sum, if the file was not written since.
    pub(super) fn sum(&self, meta: &Metadata) -> Option<[u8; 32]> {
        (self.stamp == Stamp::of(meta)).then_some(self.sum)
    }
}

/// What tells that a file was not written since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp(u64, u64, i64, u64);

impl Stamp {
    /// The stamp as bytes.
    pub(super) fn bytes(self) -> [u8; 32] {
        let Stamp(length, modified, changed, number) = self;
        let mut bytes = [0; 32];
        let numbers = [length, modified, changed as u64, number].map(u64::to_le_bytes);
        bytes.copy_from_slice(numbers.as_flattened());
        bytes
    }

    pub(super) fn of(meta: &Metadata) -> Stamp {
        let modified = meta.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = modified.and_then(|since| u64::try_from(since.as_nanos()).ok());
        let (changed, number) = system(meta);
        Stamp(meta.len(), modified.unwrap_or(0), changed, number)
    }

    /// Whether the file at `path` is as it was.
    fn holds(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|meta| Stamp::of(&meta) == *self)
    }
}

/// The time of the last change and the number of a file, where the system has them.
#[cfg(unix)]
fn system(meta: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.ctime().wrapping_mul(1_000_000_000).wrapping_add(meta.ctime_nsec()), meta.ino())
}

/// The time of the last change and the number of a file, where the system has them.
#[cfg(not(unix))]
fn system(_: &Metadata) -> (i64, u64) {
    (0, 0)
}

impl Project {
    /// The last build of this project into `out`; a bare folder remembers none.
    pub fn last_build(&self, out: &Path) -> Option<LastBuild> {
        let path = self.root.join(".frise/cache/last-build");
        let lock = self.root.join("frise.lock");
        (!self.bare).then(|| LastBuild { path, lock, out: out.to_owned() })
    }
}

impl LastBuild {
    /// What is remembered of the last build, if that is whole.
    pub fn memory(&self) -> Option<Memory> {
        self.read().map(Memory)
    }

    /// What the last build said, if it was made of `input` and of the lock as it lies there,
    /// and if its site is as it left it.
    pub fn recall<T: DeserializeOwned>(&self, memory: &Memory, input: Input) -> Option<T> {
        let Memory(record) = memory;
        let lock = fs::read(&self.lock).ok()?;
        if record.name != input.with(&lock) || self.out.join(JOURNAL).exists() {
            return None;
        }
        let said = serde_json::from_slice(record.said.as_ref()?).ok()?;
        let stands = |(path, stamp): &(String, Stamp)| stamp.holds(&self.out.join(path));
        record.files.par_iter().all(stands).then_some(said)
    }

    fn read(&self) -> Option<Record> {
        let text = fs::read(&self.path).ok()?;
        let (sum, rest) = text.strip_prefix(HEAD)?.split_at_checked(4)?;
        if sum != checksum(rest) {
            return None;
        }
        let (record, rest) = postcard::take_from_bytes(rest).ok()?;
        rest.is_empty().then_some(record)
    }

    /// The pages that the last build with the program and templates of `input` made, and that
    /// `writer` knows as written.
    pub fn pages(&self, memory: Option<Memory>, input: Input, writer: &SiteWriter) -> Pages {
        let known = memory.filter(|Memory(record)| record.theme == input.theme());
        let Some(Memory(record)) = known else { return Pages::default() };
        let mut files: FxHashMap<String, Stamp> = record.files.into_iter().collect();
        let lines = record.lines.into_iter().filter_map(|(path, lines)| {
            let stamp = files.remove(&path)?;
            Some((path, (lines, stamp)))
        });
        let lines = lines.collect();
        let pages = record.pages.into_iter().filter(|(path, _)| writer.knows(path));
        let pages = pages.filter_map(|(path, print)| {
            let stamp = files.remove(&path)?;
            Some((path, (print, stamp)))
        });
        Pages { out: self.out.clone(), pages: pages.collect(), lines }
    }

    /// Remembers a build of `input` that ended well; without `said`, for what was written alone.
    /// What cannot be remembered is forgotten.
    pub fn keep<T: Serialize>(&self, input: Input, said: Option<T>, kept: Kept, before: &Pages) {
        if self.try_keep(input, said, kept, before).is_none() {
            self.forget();
        }
    }

    /// Forgets it.
    pub fn forget(&self) {
        // Where it cannot be removed, what is left is of other inputs, or true.
        let _ = fs::remove_file(&self.path);
    }

    fn try_keep<T: Serialize>(
        &self,
        input: Input,
        said: Option<T>,
        kept: Kept,
        before: &Pages,
    ) -> Option<()> {
        let Kept { names, standing, written, prints, lines, articles } = kept;
        let lock = fs::read(&self.lock).ok()?;
        let said = said.map(|said| serde_json::to_vec(&said)).transpose().ok()?;
        let name = input.with(&lock);
        std::thread::sleep(written.map_or(TICK, |at| TICK.saturating_sub(at.elapsed())));
        let names: Vec<&str> = names.iter().map(String::as_str).chain([MANIFEST]).collect();
        let stamp = |name: &&str| {
            // It was looked at when it was found to stand.
            if let Some((_, stamp)) = before.pages.get(*name).filter(|_| standing.contains(*name)) {
                return Some(((*name).to_owned(), *stamp));
            }
            let meta = fs::symlink_metadata(self.out.join(name)).ok()?;
            Some(((*name).to_owned(), Stamp::of(&meta)))
        };
        let files: Option<Vec<(String, Stamp)>> = names.par_iter().map(stamp).collect();
        let pages = prints.into_iter().collect();
        let lines = lines.into_iter().collect();
        let record =
            Record { name, theme: input.theme(), said, files: files?, pages, lines, articles };
        let record = postcard::to_stdvec(&record).ok()?;
        let text = [HEAD, &checksum(&record), &record].concat();
        // Always the same name, so that a build that is killed here leaves nothing behind that
        // the next one does not write over.
        let scratch = self.path.with_extension("new");
        fs::create_dir_all(scratch.parent()?).ok()?;
        fs::write(&scratch, text).ok()?;
        fs::rename(&scratch, &self.path).ok()
    }
}
