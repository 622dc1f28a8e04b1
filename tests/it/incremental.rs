//! What a build remembers of the one before changes its time and nothing else.

use crate::determinism::{articles, project, result};
use crate::support::{Folder, assert_same_files, tree};
use std::fs;

/// The same project elsewhere, with the same lock, built from nothing.
fn from_scratch(folder: &Folder) -> Folder {
    let fresh = Folder::new();
    for (path, bytes) in tree(folder.path()) {
        if !path.starts_with("site/") && !path.starts_with(".frise/") {
            fresh.write(&path, bytes);
        }
    }
    fresh.frise(&["build", "--no-cache"]).expect(0);
    fresh
}

/// Builds, and fails unless the result is that of a build from scratch, and stays.
#[track_caller]
fn assert_as_from_scratch(folder: &Folder, what: &str) {
    let fresh = from_scratch(folder);
    folder.frise(&["build"]).expect(0);
    assert_same_files(&result(folder.path()), &result(fresh.path()), what);
    let again = folder.frise(&["build"]).expect(0);
    assert!(again.stderr.contains(" 0 changed, 0 removed"), "{what}: {}", again.stderr);
    assert_same_files(&result(folder.path()), &result(fresh.path()), what);
    let fresh = from_scratch(folder);
    assert_same_files(&result(folder.path()), &result(fresh.path()), what);
}

#[test]
fn whatever_changes_is_seen() {
    type Change = fn(&Folder);
    let changes: [(&str, Change); 16] = [
        ("an article changes and keeps its length", |f| {
            let text = f.read("content/articles/000-brest.md");
            f.write("content/articles/000-brest.md", text.replacen("le 4 mars", "le 5 mars", 1));
        }),
        ("a quote changes, and no date, name or title", |f| {
            let text = f.read("content/articles/001-lorient.md");
            f.write("content/articles/001-lorient.md", text.replacen("pêcheurs", "pécheurs", 1));
        }),
        ("an event gets another title", |f| {
            let event = f.timeline()["events"][0]["id"].as_str().expect("an event").to_owned();
            let head = format!(
                "id = \"0001\"\nverb = \"title\"\ntarget = \"{event}\"\nvalue = \"Autre\"\n"
            );
            f.write("content/decisions/0001.md", format!("+++\n{head}+++\nPlus court.\n"));
        }),
        ("a source gets another name", |f| {
            let source = f.timeline()["articles"][0]["source"].as_str().expect("one").to_owned();
            f.write(
                "frise.toml",
                format!("title = \"Essai\"\n[sources.{source}]\nname = \"Le Phare\"\n"),
            );
        }),
        ("an article goes", |f| f.remove("content/articles/003-quimper.md")),
        ("an article comes", |f| {
            f.article(
                "neuf",
                "2024-03-12",
                "Brest",
                "À Brest, la halle a été fermée le 11 mars 2024.",
            );
        }),
        ("the title changes", |f| {
            f.write("frise.toml", "title = \"Autre\"\n");
        }),
        ("the period changes", |f| {
            f.write("frise.toml", "title = \"Essai\"\nfrom = 2024-03-06\n");
        }),
        ("a template comes", |f| {
            f.write("templates/partials/card.html", "<p>{{ card.title }}</p>\n");
        }),
        ("a word of the interface changes", |f| {
            f.write("templates/i18n/fr.toml", "[nav]\nhome = \"Entrée\"\n");
        }),
        ("a page changes", |f| {
            f.write("content/pages/methode.md", "# À la main\n");
        }),
        ("a decision comes", |f| {
            let event = f.timeline()["events"][0]["id"].as_str().expect("an event").to_owned();
            let head = format!("id = \"0001\"\nverb = \"pin\"\ntarget = \"{event}\"\n");
            f.write("content/decisions/0001.md", format!("+++\n{head}+++\nÀ la une.\n"));
        }),
        ("a file of the site is written over", |f| {
            let page = f.read("site/index.html");
            f.write("site/index.html", page.replacen("</title>", "</Title>", 1));
        }),
        ("a file of the site goes", |f| f.remove("site/timeline.json")),
        ("the lock goes", |f| f.remove("frise.lock")),
        ("the lock is another", |f| {
            let lock = f.read("frise.lock");
            f.write(
                "frise.lock",
                lock.replacen("\"born\":\"2024-03-06\"", "\"born\":\"2023-03-06\"", 1),
            );
        }),
    ];
    let articles = articles(6);
    for (what, change) in changes {
        let folder = project(&articles);
        folder.frise(&["build"]).expect(0);
        let before = tree(folder.path());
        change(&folder);
        assert!(tree(folder.path()) != before, "{what}: nothing changes");
        assert_as_from_scratch(&folder, what);
    }
}

#[test]
fn a_decision_is_followed_as_it_comes_changes_and_goes() {
    let folder = project(&articles(12));
    folder.frise(&["build"]).expect(0);
    let event = folder.timeline()["events"][0]["id"].as_str().expect("an event").to_owned();
    for day in ["2024-03-09", "2024-03-10"] {
        let head = format!("id = \"0001\"\nverb = \"pick-date\"\ntarget = \"{event}\"\n");
        let text = format!("+++\n{head}value = \"{day}\"\n+++\nD'après le registre.\n");
        folder.write("content/decisions/0001.md", text);
        assert_as_from_scratch(&folder, day);
    }
    folder.remove("content/decisions/0001.md");
    assert_as_from_scratch(&folder, "the decision is gone");
}

#[test]
fn what_was_said_is_said_again_and_only_what_was_asked() {
    let folder = project(&articles(12));
    let first = folder.frise(&["build"]).expect(0);
    let second = folder.frise(&["build"]).expect(0);
    assert_eq!(second.stdout, first.stdout);
    let full = folder.frise(&["build", "--no-cache"]).expect(0);
    assert_eq!((second.stdout, second.stderr), (full.stdout, full.stderr));
    // A report is written again where it went, also when its file is gone.
    for _ in 0..2 {
        folder.frise(&["build", "--emit", "json=r.json", "--fail-on", "warning"]);
        assert!(folder.read("r.json").contains("\"version\": 1"));
        folder.remove("r.json");
    }
    let failed = folder.frise(&["build", "--fail-on", "warning"]).code;
    for _ in 0..2 {
        assert_eq!(folder.frise(&["build", "--fail-on", "warning"]).code, failed);
        folder.frise(&["build", "--fail-on", "warning", "--exit-zero"]).expect(0);
    }
    // That an article changed is said once.
    folder.article("001-lorient", "2024-03-06", "Lorient", "Le phare a été éteint le 9 mars 2024.");
    folder.frise(&["build"]).expect(0).prints(&["FR-S403"]);
    assert!(!folder.frise(&["build"]).expect(0).stdout.contains("FR-S403"));
}

#[test]
fn what_is_remembered_may_be_broken_or_of_others() {
    let folder = project(&articles(12));
    folder.frise(&["build"]).expect(0);
    let path = folder.join(".frise/cache/last-build");
    let good = fs::read(&path).expect("the last build is remembered");
    let expected = result(folder.path());
    let head = good.iter().position(|&byte| byte == b'\n').expect("a line says what it is") + 1;
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let broken = [
        Vec::new(),
        b"{}".to_vec(),
        good[..good.len() / 2].to_vec(),
        good[head..].to_vec(),
        [&good[..], b"more"].concat(),
        // Its sum, its name, and what comes last.
        with(head, !good[head]),
        with(head + 6, b'x'),
        with(good.len() - 1, !good[good.len() - 1]),
    ];
    for bytes in broken {
        fs::write(&path, bytes).unwrap();
        folder.remove("site/index.html");
        folder.frise(&["build"]).expect(0).says(&[" 1 changed"]);
        assert_same_files(&result(folder.path()), &expected, "after a broken memory");
    }
    // A build that keeps nothing forgets nothing either, and a killed one is not believed.
    folder.write("site/.frise-journal", "e/neuf/index.html\n");
    folder.write("site/e/neuf/index.html", "half a p");
    folder.frise(&["build"]).expect(0).says(&["1 removed"]);
    assert_same_files(&result(folder.path()), &expected, "after a killed build");
}

#[cfg(unix)]
#[test]
fn a_file_that_looks_as_it_did_is_read_all_the_same() {
    let folder = project(&articles(6));
    // Twice, so that all that can be is known by its stamp.
    for _ in 0..2 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        folder.frise(&["build"]).expect(0);
        folder.write("content/pages/methode.md", "# À la main\n");
    }
    let path = folder.join("content/articles/000-brest.md");
    let modified = fs::metadata(&path).and_then(|meta| meta.modified()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.replacen("le 4 mars", "le 5 mars", 1);
    assert_eq!(changed.len(), text.len());
    fs::write(&path, changed).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(fs::metadata(&path).and_then(|meta| meta.modified()).unwrap(), modified);
    assert_as_from_scratch(&folder, "same length, same time");
}

/// Numbers that are the same on every machine.
struct Lehmer(u64);

impl Lehmer {
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        words[(self.0 >> 33) as usize % words.len()]
    }
}

const TOWNS: [&str; 5] = ["Brest", "Lorient", "Vannes", "Quimper", "Dinan"];
const WHO: [&str; 4] = ["le conseil municipal", "la préfecture", "le tribunal", "le port"];
const DID: [&str; 6] =
    ["a adopté", "aurait annulé", "n'a pas signé", "a inauguré", "va fermer", "a vendu"];
const WHAT: [&str; 4] = ["la halle aux grains", "le pont tournant", "le phare", "la digue"];
const YEARS: [&str; 3] = ["2021", "2022", "2023"];
const MONTHS: [(&str, &str); 3] = [("mars", "03"), ("juin", "06"), ("octobre", "10")];

/// An article of one of three years: two events that others may tell too or deny, with figures
/// that differ, and every third the same words as another.
fn told(n: usize, turn: usize) -> (String, String) {
    let mut random = Lehmer((n - usize::from(n % 3 == 2)) as u64 * 7 + turn as u64);
    random.of(&[""]);
    let (town, who, year) = (random.of(&TOWNS), random.of(&WHO), YEARS[n % 3 % 2 + n % 2]);
    let (month, number) = MONTHS[n / 4 % 3];
    let day = 3 + n / 2 % 6;
    let mut text = String::new();
    for _ in 0..2 {
        let (did, what) = (random.of(&DID), random.of(&WHAT));
        let count = random.of(&["40", "120", "125", "2 300"]);
        text += &format!(
            "À {town}, {who} {did} {what} le {day} {month} {year}, devant {count} personnes. \
             Selon le maire, le chantier de {what} commencera en {month} de l'année suivante. \
             La veille, des riverains de {town} avaient bloqué {what}.\n\n"
        );
    }
    let source = if n % 3 == 2 { "Phare" } else { town };
    let title = format!("{source} et {}", random.of(&WHAT));
    let text = crate::support::article(&format!("{year}-{number}-{:02}", day + 1), &title, &text);
    (format!("content/articles/a{:03}.md", n * 10), text)
}

#[test]
fn articles_that_come_change_and_go_amid_others_give_what_a_build_from_scratch_gives() {
    let folder = Folder::project();
    folder.write("frise.toml", "title = \"Trois ans\"\nlanguage = \"fr\"\n");
    for n in 0..45 {
        let (path, text) = told(n, 0);
        folder.write(&path, text);
    }
    folder.frise(&["build"]).expect(0);
    let timeline = folder.timeline();
    let many = |key: &str| timeline[key].as_array().map_or(0, Vec::len);
    assert!(many("events") > 20 && many("conflicts") > 3 && many("copies") > 3, "a real story");

    // Amid the others by id and by day: the numbers of origins and events shift.
    let (path, text) = told(20, 5);
    folder.write(&path.replace("a200", "a203"), &text);
    assert_as_from_scratch(&folder, "one more");
    let (other, copied) = told(8, 0);
    folder.write("content/articles/a004.md", copied.replace("Selon le maire", "D'après le maire"));
    assert_as_from_scratch(&folder, "a copy of one that was there");
    folder.write(&other, copied.replace("personnes", "habitants"));
    assert_as_from_scratch(&folder, "one that changed");
    folder.write(&told(30, 0).0, told(31, 9).1);
    assert_as_from_scratch(&folder, "one that became another");
    folder.remove(&path.replace("a200", "a203"));
    folder.remove(&told(0, 0).0);
    assert_as_from_scratch(&folder, "two that went");
}
