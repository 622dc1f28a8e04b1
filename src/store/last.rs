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
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

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
                .map(|raw| digest(&[b"article", raw.path.as_bytes(), &raw.bytes])),
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
const HEAD: &[u8] = b"frise last build 3\n";

#[derive(Serialize, Deserialize)]
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
}

/// What was written of a site, for the next build.
#[derive(Debug, Default)]
pub struct Kept {
    /// The names of its files.
    pub names: Vec<String>,
    /// What its pages are made of, by name.
    pub prints: BTreeMap<String, Print>,
    /// The entries of its long files, by name.
    pub lines: BTreeMap<String, Vec<Line>>,
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

/// What tells that a file was not written since.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp(u64, u64, i64, u64);

impl Stamp {
    fn of(meta: &Metadata) -> Stamp {
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
    /// What the last build said, if it was made of `input` and of the lock as it lies there,
    /// and if its site is as it left it.
    pub fn recall<T: DeserializeOwned>(&self, input: Input) -> Option<T> {
        let record = self.read()?;
        let lock = fs::read(&self.lock).ok()?;
        if record.name != input.with(&lock) || self.out.join(JOURNAL).exists() {
            return None;
        }
        let said = serde_json::from_slice(&record.said?).ok()?;
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
    pub fn pages(&self, input: Input, writer: &SiteWriter) -> Pages {
        let Some(record) = self.read().filter(|record| record.theme == input.theme()) else {
            return Pages::default();
        };
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
    pub fn keep<T: Serialize>(&self, input: Input, said: Option<T>, kept: Kept) {
        if self.try_keep(input, said, kept).is_none() {
            self.forget();
        }
    }

    /// Forgets it.
    pub fn forget(&self) {
        // Where it cannot be removed, what is left is of other inputs, or true.
        let _ = fs::remove_file(&self.path);
    }

    fn try_keep<T: Serialize>(&self, input: Input, said: Option<T>, kept: Kept) -> Option<()> {
        let Kept { names, prints, lines } = kept;
        let lock = fs::read(&self.lock).ok()?;
        std::thread::sleep(TICK);
        let names: Vec<&str> = names.iter().map(String::as_str).chain([MANIFEST]).collect();
        let stamp = |name: &&str| {
            let meta = fs::symlink_metadata(self.out.join(name)).ok()?;
            Some(((*name).to_owned(), Stamp::of(&meta)))
        };
        let files: Option<Vec<(String, Stamp)>> = names.par_iter().map(stamp).collect();
        let said = said.map(|said| serde_json::to_vec(&said)).transpose().ok()?;
        let pages = prints.into_iter().collect();
        let lines = lines.into_iter().collect();
        let name = input.with(&lock);
        let record = Record { name, theme: input.theme(), said, files: files?, pages, lines };
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
