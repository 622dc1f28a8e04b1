//! The house as ARCHITECTURE.md draws it: who may use whom, and who may touch what.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders (and files) of `src`, each using only those before it. Those of one row do not
/// know each other.
const ORDER: &[&[&str]] = &[
    &["text"],
    &["diag"],
    &["timex"],
    &["ingest"],
    &["mention"],
    &["merge"],
    &["review"],
    &["render"],
    &["report"],
    &["pipeline"],
    &["store"],
    &["desk"],
    &["serve", "tui"],
    &["cli"],
];

/// The only files that may know chrono: the calendar of `timex`, and zones and stamps of what
/// machines write.
const CALENDAR: &[&str] = &[
    "timex/value.rs",
    "timex/value/",
    "timex/fr/",
    "timex/feasts.rs",
    "timex/zone.rs",
    "ingest/date.rs",
    "ingest/add/feed.rs",
    "render/feed",
    "render/export/calendar.rs",
    "store/settings.rs",
    "store/today.rs",
];

#[test]
fn every_folder_uses_only_those_before_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let part = part_of(&path);
        if part == "lib" || part == "main" {
            continue;
        }
        let Some(row) = row_of(&part) else {
            wrong.push(format!("src/{path}: `{part}` has no place in the order of the house"));
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in uses(line) {
                let allowed = used == part || row_of(used).is_some_and(|other| other < row);
                if !allowed && row_of(used).is_some() {
                    wrong.push(format!("src/{path}:{}: `{part}` uses `{used}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_calendar_is_reckoned_in_few_files() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if CALENDAR.iter().any(|allowed| path.starts_with(allowed)) {
            continue;
        }
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().starts_with("//"));
        let found =
            lines.find(|(_, line)| line.contains("chrono::") || line.contains("use chrono"));
        wrong.extend(found.map(|(number, _)| format!("src/{path}:{}", number + 1)));
    }
    assert!(wrong.is_empty(), "chrono belongs to the calendar:\n{}", wrong.join("\n"));
}

#[test]
fn threads_are_for_the_pipeline() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let stage = row_of(&part_of(&path)).is_some_and(|row| row < row_of("pipeline").unwrap());
        let pool = path == "cli/mod.rs";
        let uses = text.contains("rayon::") || text.contains("thread::spawn");
        if stage && uses && !pool {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "only the pipeline has threads: {wrong:?}");
}

#[test]
fn files_are_short_enough_to_read() {
    let mut long = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > 700 {
            long.push(format!("src/{path}: {lines} lines"));
        }
    }
    assert!(long.is_empty(), "split by idea:\n{}", long.join("\n"));
}

/// The names after `crate::` on a line, one or several in braces.
fn uses(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, name) in line.match_indices("crate::") {
        let rest = &line[at + name.len()..];
        let whole = rest
            .strip_prefix('{')
            .map_or(rest, |inside| inside.split_once('}').map_or(inside, |(inside, _)| inside));
        let list = if rest.starts_with('{') { whole.split(',').collect() } else { vec![whole] };
        found.extend(list.into_iter().map(|name| {
            let name = name.trim();
            name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
        }));
    }
    found
}

fn row_of(part: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&part))
}

/// `merge` for `merge/mod.rs`, `pipeline` for `pipeline.rs`.
fn part_of(path: &str) -> String {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// The Rust files of `src`, by path from there.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("src can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).expect("inside src").to_string_lossy();
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.push((name.replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the sources are there");
    found
}

#[test]
fn uses_are_found_alone_and_in_braces() {
    assert_eq!(uses("use crate::text::Span;"), ["text"]);
    assert_eq!(uses("use crate::{diag, text::Span};"), ["diag", "text"]);
    assert_eq!(uses("fn f(a: crate::merge::Event, b: &crate::cli::X)"), ["merge", "cli"]);
}
