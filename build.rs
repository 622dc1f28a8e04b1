// Gives the program a fingerprint of the rules by which articles are read, so that nobody has
// to remember to change a version when a rule or a word list changes.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// What an annotated article depends on, from the root of the crate.
pub(crate) const RULES: [&str; 7] = [
    "Cargo.lock",
    "src/diag",
    "src/ingest",
    "src/mention",
    "src/pipeline.rs",
    "src/text",
    "src/timex",
];

/// What a site depends on, beside what it is made of.
const PROGRAM: [&str; 3] = ["Cargo.lock", "src", "templates"];

#[allow(clippy::print_stdout, reason = "this speaks to cargo")]
fn main() {
    for path in RULES {
        println!("cargo:rerun-if-changed={path}");
    }
    for path in PROGRAM {
        println!("cargo:rerun-if-changed={path}");
    }
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the root");
    let root = Path::new(&root);
    println!("cargo:rustc-env=FRISE_RULES={}", fingerprint(root, &RULES));
    println!("cargo:rustc-env=FRISE_PROGRAM={}", fingerprint(root, &PROGRAM));
    println!("cargo:rerun-if-env-changed=FRISE_PIE");
    if is_fixed(|name| std::env::var_os(name)?.into_string().ok()) {
        println!("cargo:rustc-link-arg-bin=frise=-no-pie");
    }
}

/// Whether the program is linked to a fixed address. Its tables hold some 90,000 pointers; where
/// the program may be loaded anywhere, each is written anew at every start, which is most of the
/// time that a short command takes. Who wants that all the same sets FRISE_PIE=1. `env` gives the
/// variables that cargo sets.
fn is_fixed(env: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, value: &str| env(name).is_some_and(|found| found == value);
    let is_static = env("CARGO_CFG_TARGET_FEATURE")
        .is_some_and(|features| features.split(',').any(|feature| feature == "crt-static"));
    is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && !is_static
        && !is("FRISE_PIE", "1")
}

/// A number of all files of `parts`, by name and contents.
#[allow(clippy::disallowed_methods, reason = "this is no stage")]
pub(crate) fn fingerprint(root: &Path, parts: &[&str]) -> String {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut waiting: Vec<PathBuf> = parts.iter().map(|path| root.join(path)).collect();
    while let Some(path) = waiting.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => waiting.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => files.push(path),
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        hasher.write(name.as_bytes());
        // A package without Cargo.lock is none the worse for it.
        let contents = fs::read(&path).unwrap_or_default();
        hasher.write_usize(contents.len());
        hasher.write(&contents);
    }
    format!("{:016x}", hasher.finish())
}
