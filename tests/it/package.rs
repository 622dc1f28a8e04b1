//! The crate as it is handed on: what is in it, whose it is, and what it needs.

use crate::support::finish;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    finish(&mut command).expect(0).stdout
}

/// The packages that the program is made of on this machine, this one excepted: those of tests
/// are not in it.
fn dependencies() -> Vec<Value> {
    let version = finish(Command::new("rustc").arg("-vV")).expect(0).stdout;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let args = ["metadata", "--locked", "--format-version", "1", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&cargo(&args)).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let nodes: BTreeMap<String, Value> = list(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|node| (text(&node["id"]), node))
        .collect();
    let root = text(&metadata["resolve"]["root"]);
    let mut seen = BTreeSet::new();
    let mut waiting = vec![root.clone()];
    while let Some(id) = waiting.pop() {
        for dependency in list(&nodes[&id]["deps"]) {
            let kinds = list(&dependency["dep_kinds"]);
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                waiting.extend(Some(text(&dependency["pkg"])).filter(|id| !seen.contains(id)));
            }
        }
        seen.insert(id);
    }
    seen.remove(&root);
    let packages = list(&metadata["packages"]).into_iter();
    packages.filter(|package| seen.contains(&text(&package["id"]))).collect()
}

#[test]
fn the_oldest_compiler_that_is_stated_is_new_enough_for_every_dependency() {
    let number = |version: &str| -> Vec<u32> {
        version.split('.').map(|part| part.parse().expect("a number")).collect()
    };
    let stated = number(env!("CARGO_PKG_RUST_VERSION"));
    let found = dependencies();
    assert!(found.len() > 50, "the dependencies are known: {}", found.len());
    for package in found {
        if let Some(needed) = package["rust_version"].as_str() {
            assert!(number(needed) <= stated, "{} needs {needed}", package["name"]);
        }
    }
}

/// Whether the SPDX expression `words` can be met with the licences `allowed`.
fn can_be_met(
    words: &mut std::iter::Peekable<std::vec::IntoIter<String>>,
    allowed: &BTreeSet<String>,
) -> bool {
    let mut any = false;
    loop {
        // « AND » binds more tightly than « OR ».
        let mut all = true;
        loop {
            let word = words.next().expect("a licence");
            let met = if word == "(" {
                let inner = can_be_met(words, allowed);
                assert_eq!(words.next().as_deref(), Some(")"));
                inner
            } else if words.next_if_eq("WITH").is_some() {
                allowed.contains(&format!("{word} WITH {}", words.next().expect("an exception")))
            } else {
                allowed.contains(&word)
            };
            all &= met;
            if words.next_if_eq("AND").is_none() {
                break;
            }
        }
        any |= all;
        if words.next_if_eq("OR").is_none() {
            return any;
        }
    }
}

fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut words = words.into_iter().peekable();
    let met = can_be_met(&mut words, allowed);
    assert_eq!(words.next(), None, "{expression}");
    met
}

#[test]
fn every_dependency_may_be_handed_on() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let deny: toml::Table =
        std::fs::read_to_string(path).expect("deny.toml").parse().expect("TOML");
    let list = deny["licenses"]["allow"].as_array().expect("a list");
    let allowed: BTreeSet<String> =
        list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    for package in dependencies() {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(!licence.is_empty(), "{} names no licence", package["name"]);
        assert!(is_allowed(licence, &allowed), "{}: {licence}", package["name"]);
        let source = package["source"].as_str().unwrap_or_default();
        assert!(source.starts_with("registry+"), "{}: {source}", package["name"]);
    }
    let few = BTreeSet::from(["MIT".to_owned(), "Zlib WITH x".to_owned()]);
    assert!(is_allowed("GPL-3.0 OR (MIT AND MIT)", &few) && is_allowed("Apache-2.0/MIT", &few));
    assert!(!is_allowed("MIT AND GPL-3.0", &few) && !is_allowed("Zlib", &few));
    assert!(is_allowed("Zlib WITH x", &few));
}

#[test]
fn the_package_holds_what_it_is_built_from_and_nothing_of_the_demo() {
    let list = cargo(&["package", "--locked", "--list", "--allow-dirty"]);
    let files: BTreeSet<&str> = list.lines().collect();
    for needed in ["LICENSE", "README.md", "CHANGELOG.md", "Cargo.lock", "build.rs", "src/main.rs"]
    {
        assert!(files.contains(needed), "{needed}");
    }
    for folder in ["site/", "content/", "tests/", "benches/", "fuzz/", "frise.", "target/"] {
        let found = files.iter().find(|file| file.starts_with(folder));
        assert_eq!(found, None, "{folder}");
    }
    // Whatever the sources take in is there.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, bytes) in crate::support::tree(&root.join("templates")) {
        assert!(!bytes.is_empty() && files.contains(&*format!("templates/{path}")), "{path}");
    }
    for path in crate::support::tree(&root.join("src")).into_keys() {
        assert!(files.contains(&*format!("src/{path}")), "{path}");
    }
}
