//! Folders to run the program in, and the program itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// Its exit code; a signal is a failed test.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Fails with everything that the program said unless it ended with `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Run {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless stderr has all `words`.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Run {
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in\n{}", self.stderr);
        }
        self
    }

    /// Fails unless stdout has all `words`.
    #[track_caller]
    pub(crate) fn prints(self, words: &[&str]) -> Run {
        for word in words {
            assert!(self.stdout.contains(word), "no `{word}` in\n{}", self.stdout);
        }
        self
    }
}

/// The program, in an environment that is always the same.
pub(crate) fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frise"));
    command.args(args).current_dir(dir).env("NO_COLOR", "1").env_remove("GITHUB_STEP_SUMMARY");
    command
}

/// Runs the program in `dir`.
#[track_caller]
pub(crate) fn frise(dir: &Path, args: &[&str]) -> Run {
    finish(&mut command(dir, args))
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A folder that is removed at the end of its test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A project with a title and no article.
    pub(crate) fn project() -> Folder {
        let folder = Folder::new();
        folder.write("frise.toml", "title = \"Essai\"\n");
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, path: &str, contents: impl AsRef<[u8]>) -> &Folder {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders");
        fs::write(path, contents).expect("a file");
        self
    }

    /// Writes an article of a project, with front matter.
    pub(crate) fn article(&self, name: &str, day: &str, title: &str, text: &str) -> &Folder {
        self.write(&format!("content/articles/{name}.md"), article(day, title, text))
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Runs the program here.
    #[track_caller]
    pub(crate) fn frise(&self, args: &[&str]) -> Run {
        frise(self.path(), args)
    }

    /// `timeline.json` of the site in `site/`.
    pub(crate) fn timeline(&self) -> serde_json::Value {
        serde_json::from_str(&self.read("site/timeline.json")).expect("timeline.json is JSON")
    }
}

/// An article with front matter.
pub(crate) fn article(day: &str, title: &str, text: &str) -> String {
    let source = title.split(' ').next().unwrap_or_default();
    format!(
        "+++\ntitle = \"{title}\"\nsource = \"{source}\"\nurl = \"https://{}.example/a\"\ndate = {day}\n+++\n\n{text}\n",
        source.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "")
    )
}

/// Every file under a folder, by path with `/`, with its bytes.
pub(crate) fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = entry.path();
            if entry.file_type().expect("a kind").is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("inside").to_string_lossy();
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(name.replace('\\', "/"), bytes);
            }
        }
    }
    found
}

/// Fails with the names of the files that differ.
#[track_caller]
pub(crate) fn assert_same_files(
    found: &BTreeMap<String, Vec<u8>>,
    expected: &BTreeMap<String, Vec<u8>>,
    what: &str,
) {
    let names = found.keys().chain(expected.keys());
    let differ: std::collections::BTreeSet<&String> =
        names.filter(|name| found.get(*name) != expected.get(*name)).collect();
    let first: Vec<_> = differ.iter().take(10).collect();
    assert!(differ.is_empty(), "{what}: {} files differ, such as {first:?}", differ.len());
}
