//! Decision files: written whole or not at all, never over another, and deleted only as they
//! were seen.

use super::{Project, StoreError};
use crate::review::{Decision, Lock};
use crate::text::{fold, sha256_hex};
use rayon::prelude::*;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where decisions lie, from the project's folder.
const FOLDER: &str = "content/decisions";

/// How long a writer waits for another, in steps of [`STEP`].
const STEPS: u32 = 100;

/// How long a step is.
const STEP: Duration = Duration::from_millis(50);

/// Characters of a title that go into the name of a file.
const SLUG: usize = 40;

/// The right to write in a project, held until it is dropped. Another frise waits for it.
#[derive(Debug)]
pub struct WriteGuard {
    root: PathBuf,
    scratch: PathBuf,
    _lock: File,
}

/// A decision file as it was written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionFile {
    /// Path from the project's folder.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Project {
    /// Waits for the right to write in the project: five seconds at most.
    ///
    /// # Errors
    /// When another frise keeps it, or the folder cannot be written.
    pub fn guard(&self) -> Result<WriteGuard, StoreError> {
        let folder = self.root.join(".frise");
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let path = folder.join("writer.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::io(&path))?;
        for _ in 0..STEPS {
            match file.try_lock() {
                Ok(()) => {
                    let scratch = folder.join("new");
                    // What a writer that was killed left behind.
                    if scratch.exists() {
                        fs::remove_dir_all(&scratch).map_err(StoreError::io(&scratch))?;
                    }
                    fs::create_dir(&scratch).map_err(StoreError::io(&scratch))?;
                    return Ok(WriteGuard { root: self.root.clone(), scratch, _lock: file });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
                Err(TryLockError::Error(error)) => return Err(StoreError::io(&path)(error)),
            }
        }
        Err(StoreError::Busy(self.root.clone()))
    }

    /// The decision file at `path` as it lies there now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn decision_file(&self, path: &str) -> Result<DecisionFile, StoreError> {
        let whole = self.root.join(path);
        let bytes = fs::read(&whole).map_err(StoreError::io(&whole))?;
        Ok(DecisionFile { path: path.to_owned(), sha256: sha256_hex(&bytes) })
    }
}

impl WriteGuard {
    /// Writes a new decision under the next free number, which becomes its id, in a file named
    /// after it, its verb and `about`.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn create(&self, decision: &mut Decision, about: &str) -> Result<DecisionFile, StoreError> {
        let mut number = self.next_number()?;
        loop {
            decision.id = format!("{number:04}");
            let slug = slug(about);
            let dash = if slug.is_empty() { "" } else { "-" };
            decision.path =
                format!("{FOLDER}/{number:04}-{}{dash}{slug}.md", decision.verb.as_str());
            let contents = decision.to_file();
            let target = self.root.join(&decision.path);
            match self.put(&target, contents.as_bytes(), false) {
                Ok(()) => return Ok(file(decision, &contents)),
                Err(StoreError::Io { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists =>
                {
                    number += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes `decision` in the place of its file, which is as `seen`.
    ///
    /// # Errors
    /// When someone changed or deleted the file since, or it cannot be written.
    pub fn replace(
        &self,
        decision: &Decision,
        seen: &DecisionFile,
    ) -> Result<DecisionFile, StoreError> {
        self.unchanged(seen)?;
        let contents = decision.to_file();
        self.put(&self.root.join(&seen.path), contents.as_bytes(), true)?;
        Ok(DecisionFile { path: seen.path.clone(), ..file(decision, &contents) })
    }

    /// Deletes a decision file that is as `seen`: that undoes the decision.
    ///
    /// # Errors
    /// When someone changed or deleted the file since, or it cannot be deleted.
    pub fn delete(&self, seen: &DecisionFile) -> Result<(), StoreError> {
        self.unchanged(seen)?;
        let path = self.root.join(&seen.path);
        fs::remove_file(&path).map_err(StoreError::io(&path))?;
        keep_folder(&path)
    }

    /// Makes the lock know the names that a decision rests on: writes `new` where the lock on
    /// disk, which was `old` when the timeline was made, lacks one of `names`.
    ///
    /// # Errors
    /// When the lock on disk is another by now, or cannot be read or written.
    pub fn know(&self, names: &[&str], old: &Lock, new: &Lock) -> Result<(), StoreError> {
        let path = self.root.join("frise.lock");
        let disk = super::read_lock(&path)?;
        if names.iter().all(|name| disk.knows(name)) {
            return Ok(());
        }
        if disk != *old {
            return Err(StoreError::Changed("frise.lock".to_owned()));
        }
        self.put(&path, new.to_text().as_bytes(), true)
    }

    /// Writes the lock of a build, where it is not there already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember(&self, lock: &Lock) -> Result<(), StoreError> {
        let path = self.root.join("frise.lock");
        let text = lock.to_text_by(|count, piece| (0..count).into_par_iter().map(piece).collect());
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        self.put(&path, text.as_bytes(), true)
    }

    /// Whether a decision file is still as it was seen.
    fn unchanged(&self, seen: &DecisionFile) -> Result<(), StoreError> {
        let changed = || StoreError::Changed(seen.path.clone());
        let name = seen.path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
        let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        let inside = name.is_some_and(|name| {
            name.split('/').all(plain) && !name.contains(['\\', ':', '\0']) && name.ends_with(".md")
        });
        let bytes = fs::read(self.root.join(&seen.path)).ok().filter(|_| inside);
        match bytes.is_some_and(|bytes| sha256_hex(&bytes) == seen.sha256) {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    /// The number after the highest that a decision file has, in its name or as its id.
    fn next_number(&self) -> Result<u64, StoreError> {
        let folder = self.root.join(FOLDER);
        let mut highest = 0;
        if !folder.is_dir() {
            return Ok(1);
        }
        for entry in ignore::WalkBuilder::new(&folder).standard_filters(false).build() {
            let entry = entry.map_err(|error| StoreError::Io {
                path: folder.clone(),
                source: io::Error::other(error),
            })?;
            let name = entry.file_name().to_string_lossy();
            highest = highest.max(leading_number(&name));
            if name.ends_with(".md")
                && let Ok(text) = fs::read_to_string(entry.path())
                && let Ok(decision) = Decision::parse(&name, &text)
            {
                highest = highest.max(leading_number(&decision.id));
            }
        }
        Ok(highest + 1)
    }

    /// Writes a file whole: beside, then to the disk, then into its place.
    fn put(&self, target: &Path, contents: &[u8], replaces: bool) -> Result<(), StoreError> {
        let folder = target.parent().expect("a file of a project has a folder");
        fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
        let mut new = tempfile::Builder::new()
            .prefix("new-")
            .tempfile_in(&self.scratch)
            .map_err(StoreError::io(&self.scratch))?;
        new.write_all(contents).map_err(StoreError::io(target))?;
        super::output::plain_permissions(new.as_file());
        new.as_file().sync_all().map_err(StoreError::io(target))?;
        let placed = if replaces { new.persist(target) } else { new.persist_noclobber(target) };
        placed.map_err(|error| StoreError::Io { path: target.to_owned(), source: error.error })?;
        keep_folder(target)
    }
}

fn file(decision: &Decision, contents: &str) -> DecisionFile {
    DecisionFile { path: decision.path.clone(), sha256: sha256_hex(contents.as_bytes()) }
}

/// Brings what happened in the folder of a file to the disk, where the system can.
fn keep_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let folder = path.parent().expect("a file of a project has a folder");
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(StoreError::io(folder))?;
    }
    Ok(())
}

/// The number at the start of a name; what is no number a machine would write counts as none.
fn leading_number(name: &str) -> u64 {
    let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    name[..end].parse().ok().filter(|number| *number < 1_000_000_000).unwrap_or(0)
}

/// A few plain words of a title: `accord-de-defense`.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in fold(text).chars() {
        match c {
            'a'..='z' | '0'..='9' if slug.len() < SLUG => slug.push(c),
            'a'..='z' | '0'..='9' => break,
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(dir: &Path) -> Project {
        fs::write(dir.join("frise.toml"), "title = \"T\"\n").unwrap();
        Project::open(dir).unwrap()
    }

    fn decision() -> Decision {
        let text = "+++\nverb = \"pin\"\ntarget = \"e-1\"\n+++\nParce que.\n";
        Decision::parse("x.md", text).unwrap()
    }

    #[test]
    fn numbers_go_on_after_the_highest_and_no_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let project = project(dir.path());
        let guard = project.guard().unwrap();
        let first = guard.create(&mut decision(), "L’accord de défense, signé !").unwrap();
        assert_eq!(first.path, "content/decisions/0001-pin-l-accord-de-defense-signe.md");
        let by_hand = "+++\nid = \"0041\"\nverb = \"pin\"\ntarget = \"e-1\"\n+++\n";
        fs::write(dir.path().join("content/decisions/une-main.md"), by_hand).unwrap();
        fs::write(dir.path().join("content/decisions/0007-brouillon.txt"), "").unwrap();
        let next = guard.create(&mut decision(), "").unwrap();
        assert_eq!(next.path, "content/decisions/0042-pin.md");
        assert_eq!(project.decisions().unwrap().len(), 3);
        assert_eq!(fs::read_dir(dir.path().join(".frise/new")).unwrap().count(), 0);
    }

    #[test]
    fn what_someone_else_changed_is_neither_replaced_nor_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let project = project(dir.path());
        let guard = project.guard().unwrap();
        let seen = guard.create(&mut decision(), "a").unwrap();
        let path = dir.path().join(&seen.path);
        assert_eq!(project.decision_file(&seen.path).unwrap(), seen);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("Parce que", "Car")).unwrap();
        for error in [guard.delete(&seen), guard.replace(&decision(), &seen).map(drop)] {
            assert!(matches!(error, Err(StoreError::Changed(_))), "{error:?}");
        }
        assert!(fs::read_to_string(&path).unwrap().contains("Car"));
        let seen = project.decision_file(&seen.path).unwrap();
        let seen = guard.replace(&decision(), &seen).unwrap();
        guard.delete(&seen).unwrap();
        assert!(!path.exists());
        assert!(matches!(guard.delete(&seen), Err(StoreError::Changed(_))));
    }

    #[test]
    fn only_decision_files_are_touched() {
        let dir = tempfile::tempdir().unwrap();
        let project = project(dir.path());
        let guard = project.guard().unwrap();
        let toml = dir.path().join("frise.toml");
        let sha256 = sha256_hex(&fs::read(&toml).unwrap());
        for path in ["frise.toml", "content/decisions/../../frise.toml", "/etc/hosts", ""] {
            let seen = DecisionFile { path: path.to_owned(), sha256: sha256.clone() };
            assert!(matches!(guard.delete(&seen), Err(StoreError::Changed(_))), "{path}");
        }
        assert!(toml.exists());
    }

    #[test]
    fn a_second_writer_waits_for_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let project = project(dir.path());
        let guard = project.guard().unwrap();
        let waiting = std::thread::spawn({
            let project = project.clone();
            move || project.guard().map(|guard| guard.create(&mut decision(), "").unwrap())
        });
        std::thread::sleep(STEP * 3);
        assert!(!waiting.is_finished());
        guard.create(&mut decision(), "").unwrap();
        drop(guard);
        assert_eq!(waiting.join().unwrap().unwrap().path, "content/decisions/0002-pin.md");
    }
}
