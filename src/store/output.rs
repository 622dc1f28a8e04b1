//! The output folder: files replaced one by one by atomic rename, a manifest of what frise
//! wrote, and nothing else touched.

use super::last::Stamp;
use crate::text::sha256_hex;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The manifest, in the output folder.
pub const MANIFEST: &str = ".frise-manifest.json";

/// Paths that a build is about to write, so that a build that was killed leaves nothing that
/// the next one does not know as its own.
pub(super) const JOURNAL: &str = ".frise-journal";

/// Where files are written before they take their place.
const SCRATCH: &str = ".frise-new";

/// Why a site cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A folder with other files in it.
    #[error(
        "{0} is not empty and frise did not write it (it has no {MANIFEST}); name another folder with --out, or empty it yourself"
    )]
    NotOurs(PathBuf),
    /// Inside the articles.
    #[error("{0} lies inside the articles folder; name another folder with --out")]
    InsideArticles(PathBuf),
    /// A file of somebody else where one of ours would go.
    #[error("{0} is in the way: frise did not write it; move it, or delete it if it is of no use")]
    InTheWay(PathBuf),
    /// A path that leads out of the folder.
    #[error("`{0}` is no path inside the output folder")]
    BadPath(String),
    /// The manifest does not parse.
    #[error("{0} does not parse; restore it from git, or empty the folder yourself")]
    BadManifest(PathBuf),
    /// The disk.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> OutputError + '_ {
    move |source| OutputError::Io { path: path.to_owned(), source }
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    /// Path to SHA-256 of the contents.
    files: BTreeMap<String, String>,
}

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Files that are new or changed.
    pub changed: usize,
    /// Files that were removed.
    pub removed: usize,
}

/// A file that is to be written: its path, its bytes, and their sum where it is known.
type Waiting = (String, Vec<u8>, Option<String>);

/// Writes a site file by file.
#[derive(Debug)]
pub struct SiteWriter {
    out: PathBuf,
    /// The manifest as it was when it was opened.
    manifest: Option<Stamp>,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
    /// Open since the first change: a build that changes nothing writes nothing.
    journal: Option<fs::File>,
    written: Written,
    /// Files that wait to be written together, and their bytes in all.
    waiting: (Vec<Waiting>, usize),
}

/// Files are written this many at once, or earlier when they weigh [`BYTES`] together.
const FILES: usize = 256;

/// See [`FILES`].
const BYTES: usize = 16 << 20;

impl SiteWriter {
    /// Opens `out`, which is empty, absent, or a folder that frise wrote. Nothing is written
    /// yet.
    ///
    /// # Errors
    /// When the folder is not ours, lies inside `articles`, or cannot be written.
    pub fn open(out: &Path, articles: &Path) -> Result<SiteWriter, OutputError> {
        if is_inside(out, articles) {
            return Err(OutputError::InsideArticles(out.to_owned()));
        }
        let manifest_path = out.join(MANIFEST);
        let manifest = fs::metadata(&manifest_path).ok().map(|meta| Stamp::of(&meta));
        let mut old = match fs::read(&manifest_path) {
            Ok(bytes) => {
                let manifest: Manifest = serde_json::from_slice(&bytes)
                    .map_err(|_| OutputError::BadManifest(manifest_path.clone()))?;
                manifest.files
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(at(&manifest_path)(error)),
        };
        let journal_path = out.join(JOURNAL);
        if let Ok(text) = fs::read_to_string(&journal_path) {
            // The last line may be cut: then its file was not written yet.
            let whole = text.rfind('\n').map_or("", |end| &text[..end]);
            old.extend(whole.lines().map(|path| (path.to_owned(), String::new())));
        } else if !manifest_path.exists() && out.exists() {
            // A lock of a bare folder may lie there already, and what a killed build left.
            let foreign = fs::read_dir(out)
                .map_err(at(out))?
                .filter_map(Result::ok)
                .map(|entry| entry.file_name())
                .any(|name| name != "frise.lock" && name != SCRATCH);
            if foreign {
                return Err(OutputError::NotOurs(out.to_owned()));
            }
        }
        let out = out.to_owned();
        let written = Written::default();
        let waiting = (Vec::new(), 0);
        Ok(SiteWriter { out, manifest, old, new: BTreeMap::new(), journal: None, written, waiting })
    }

    /// Whether the folder is still as it was when it was opened, as far as this has looked:
    /// another build may have ended since.
    pub fn is_current(&self) -> bool {
        let meta = fs::metadata(self.out.join(MANIFEST)).ok();
        let same = meta.map(|meta| Stamp::of(&meta)) == self.manifest;
        same && self.manifest.is_some() && !self.out.join(JOURNAL).exists()
    }

    /// Makes the folder, the scratch folder and the journal, once.
    fn journal(&mut self) -> Result<&mut fs::File, OutputError> {
        if self.journal.is_none() {
            let scratch = self.out.join(SCRATCH);
            if scratch.is_dir() {
                fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
            }
            fs::create_dir_all(&scratch).map_err(at(&scratch))?;
            let path = self.out.join(JOURNAL);
            let file = fs::OpenOptions::new().create(true).append(true).open(&path);
            self.journal = Some(file.map_err(at(&path))?);
        }
        Ok(self.journal.as_mut().expect("it was opened above"))
    }

    /// Takes one file, to be written where its bytes are not there already: now, or together
    /// with those that follow.
    ///
    /// # Errors
    /// When the path leads out of the folder, or a file that waited cannot be written.
    pub fn write(&mut self, path: String, contents: Vec<u8>) -> Result<(), OutputError> {
        self.write_known(path, contents, None)
    }

    /// As [`SiteWriter::write`], of a file of which somebody worked out the SHA-256.
    ///
    /// # Errors
    /// As there.
    pub fn write_known(
        &mut self,
        path: String,
        contents: Vec<u8>,
        sha256: Option<String>,
    ) -> Result<(), OutputError> {
        let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        let ours = [MANIFEST, JOURNAL, SCRATCH, "frise.lock"];
        let safe = path.split('/').all(plain)
            && !path.contains(['\\', '\0', '\n', ':'])
            && !ours.contains(&path.split('/').next().unwrap_or_default());
        if !safe {
            return Err(OutputError::BadPath(path));
        }
        self.waiting.1 += contents.len();
        self.waiting.0.push((path, contents, sha256));
        if self.waiting.0.len() >= FILES || self.waiting.1 >= BYTES { self.flush() } else { Ok(()) }
    }

    /// Takes a file that is there as it would be written.
    ///
    /// # Errors
    /// When an earlier build did not write it.
    pub fn keep(&mut self, path: String) -> Result<(), OutputError> {
        let Some(hash) = self.old.get(&path).filter(|hash| !hash.is_empty()) else {
            return Err(OutputError::BadPath(path));
        };
        self.new.insert(path, hash.clone());
        self.written.files += 1;
        Ok(())
    }

    /// Whether an earlier build that ended wrote the file at `path`.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.old.get(path).is_some_and(|hash| !hash.is_empty())
    }

    /// Writes the files that wait. What is new is named in the journal before any is written.
    fn flush(&mut self) -> Result<(), OutputError> {
        let (files, _) = std::mem::take(&mut self.waiting);
        let looked: Vec<(String, bool)> = files
            .par_iter()
            .map(|(path, contents, sha256)| {
                let target = self.out.join(path);
                // Most files that changed have another length.
                let meta = fs::metadata(&target).ok();
                let length = contents.len() as u64;
                let same = meta.as_ref().is_some_and(|meta| meta.len() == length)
                    && fs::read(&target).is_ok_and(|there| there == *contents);
                if !same && meta.is_some() && !self.old.contains_key(path) {
                    return Err(OutputError::InTheWay(target));
                }
                Ok((sha256.clone().unwrap_or_else(|| sha256_hex(contents)), !same))
            })
            .collect::<Result<_, _>>()?;
        let changed = || files.iter().zip(&looked).filter(|(_, (_, changes))| *changes);
        let count = changed().count();
        if count > 0 {
            let unknown = changed().filter(|((path, ..), _)| !self.old.contains_key(path));
            let lines: String = unknown.map(|((path, ..), _)| format!("{path}\n")).collect();
            let journal = self.out.join(JOURNAL);
            self.journal()?.write_all(lines.as_bytes()).map_err(at(&journal))?;
        }
        let scratch = self.out.join(SCRATCH);
        files
            .par_iter()
            .zip(&looked)
            .enumerate()
            .filter(|(_, (_, (_, changes)))| *changes)
            .try_for_each(|(number, ((path, contents, _), _))| {
                let target = self.out.join(path);
                let scratch = scratch.join(number.to_string());
                fs::write(&scratch, contents).map_err(at(&scratch))?;
                place(&scratch, &target).map_err(at(&target))
            })?;
        self.written.files += files.len();
        self.written.changed += count;
        self.new.extend(files.into_iter().zip(looked).map(|((path, ..), (hash, _))| (path, hash)));
        Ok(())
    }

    /// Removes what earlier builds wrote and this one did not, and writes the manifest.
    ///
    /// # Errors
    /// When a file cannot be removed or the manifest cannot be written.
    pub fn finish(self) -> Result<Written, OutputError> {
        self.finish_with_names().map(|(written, _)| written)
    }

    /// As [`SiteWriter::finish`]; gives the names of all files of the site too.
    ///
    /// # Errors
    /// As there.
    pub fn finish_with_names(mut self) -> Result<(Written, Vec<String>), OutputError> {
        self.flush()?;
        for path in self.old.keys().filter(|path| !self.new.contains_key(*path)) {
            let inside = path.split('/').all(|part| !part.is_empty() && part != "..");
            let target = self.out.join(path);
            if !inside {
                continue;
            }
            match fs::remove_file(&target) {
                Ok(()) => self.written.removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(at(&target)(error)),
            }
            // Folders that are empty now go too; one that is not stays, and that is no error.
            let mut folder = target.parent();
            while let Some(dir) = folder.filter(|dir| *dir != self.out) {
                if fs::remove_dir(dir).is_err() {
                    break;
                }
                folder = dir.parent();
            }
        }
        let names = self.new.keys().cloned().collect();
        let manifest = Manifest { version: 1, files: std::mem::take(&mut self.new) };
        let mut text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
        text.push(b'\n');
        let path = self.out.join(MANIFEST);
        if !fs::read(&path).is_ok_and(|old| old == text) {
            self.journal()?;
            let scratch = self.out.join(SCRATCH).join("file");
            fs::write(&scratch, &text).map_err(at(&scratch))?;
            fs::rename(&scratch, &path).map_err(at(&path))?;
        }
        // What a build that was killed left goes too.
        let scratch = self.out.join(SCRATCH);
        if scratch.is_dir() {
            fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
        }
        let journal = self.out.join(JOURNAL);
        match fs::remove_file(&journal) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&journal)(error))?,
            _ => {}
        }
        Ok((self.written, names))
    }
}

/// Gives the file at `scratch` its place, in a folder that is made if need be.
fn place(scratch: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(scratch, target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(target.parent().unwrap_or(target))?;
            fs::rename(scratch, target)
        }
        result => result,
    }
}

/// Whether `out` is `folder` or lies inside it, links resolved as far as both exist.
fn is_inside(out: &Path, folder: &Path) -> bool {
    let real = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut rest = Vec::new();
        let mut at = path.as_path();
        loop {
            if let Ok(found) = at.canonicalize() {
                return rest.iter().rev().fold(found, |path: PathBuf, part| path.join(part));
            }
            match (at.parent(), at.file_name()) {
                (Some(parent), Some(name)) => {
                    rest.push(name.to_owned());
                    at = parent;
                }
                _ => return path,
            }
        }
    };
    real(out).starts_with(real(folder))
}

/// Temporary files are private; what takes their place is readable as other files are.
#[cfg(unix)]
pub(super) fn plain_permissions(file: &fs::File) {
    use std::os::unix::fs::PermissionsExt;
    // A file system without permissions keeps its own.
    let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
}

/// Temporary files take the permissions of their folder.
#[cfg(not(unix))]
pub(super) fn plain_permissions(_: &fs::File) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(out: &Path, files: &[(&str, &str)]) -> Result<Written, OutputError> {
        let mut writer = SiteWriter::open(out, Path::new("/nowhere"))?;
        for (path, text) in files {
            writer.write((*path).to_owned(), text.as_bytes().to_vec())?;
        }
        writer.finish()
    }

    #[test]
    fn only_what_changed_is_written_and_only_what_frise_wrote_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        let first = write(&out, &[("a.html", "1"), ("b/c.html", "2")]).unwrap();
        assert_eq!(first, Written { files: 2, changed: 2, removed: 0 });
        fs::write(out.join("note.txt"), "of the user").unwrap();
        let second = write(&out, &[("a.html", "1")]).unwrap();
        assert_eq!(second, Written { files: 1, changed: 0, removed: 1 });
        assert!(!out.join("b").exists());
        assert_eq!(fs::read_to_string(out.join("note.txt")).unwrap(), "of the user");
    }

    #[test]
    fn a_folder_that_frise_did_not_write_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("letter.txt"), "dear").unwrap();
        let error = write(dir.path(), &[("a.html", "1")]).unwrap_err();
        assert!(matches!(error, OutputError::NotOurs(_)), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let inside = dir.path().join("articles/out");
        let error = SiteWriter::open(&inside, &dir.path().join("articles")).unwrap_err();
        assert!(matches!(error, OutputError::InsideArticles(_)), "{error}");
        assert!(!inside.exists());
    }

    #[test]
    fn a_build_that_was_killed_leaves_nothing_foreign() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        let mut writer = SiteWriter::open(&out, Path::new("/nowhere")).unwrap();
        writer.write("old.html".to_owned(), b"1".to_vec()).unwrap();
        writer.flush().unwrap();
        drop(writer);
        let next = write(&out, &[("new.html", "2")]).unwrap();
        assert_eq!(next, Written { files: 1, changed: 1, removed: 1 });
        assert!(!out.join("old.html").exists());
    }

    #[test]
    fn a_file_of_the_user_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        write(&out, &[("a.html", "1")]).unwrap();
        fs::write(out.join("b.html"), "of the user").unwrap();
        let error = write(&out, &[("a.html", "1"), ("b.html", "2")]).unwrap_err();
        assert!(matches!(error, OutputError::InTheWay(_)), "{error}");
        assert_eq!(fs::read_to_string(out.join("b.html")).unwrap(), "of the user");
        write(&out, &[("a.html", "1"), ("b.html", "of the user")]).unwrap();
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        for path in ["../a", "/a", "a/../../b", "", "a//b", MANIFEST, "a\\b", "c:a"] {
            let error = write(&out, &[(path, "1")]).unwrap_err();
            assert!(matches!(error, OutputError::BadPath(_)), "{path}: {error}");
        }
    }
}
