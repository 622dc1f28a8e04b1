//! Same input, same bytes: whatever the machine, the order, the cache, and however often a
//! build was killed.

use crate::support::{Folder, assert_same_files, command, finish, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const TOWNS: [&str; 6] = ["Brest", "Lorient", "Vannes", "Quimper", "Rennes", "Dinan"];

/// Articles of our own that meet in events, copy one another and disagree, as many as asked.
pub(crate) fn articles(count: usize) -> Vec<(String, String)> {
    let mut made = Vec::new();
    for n in 0..count {
        let town = TOWNS[n % TOWNS.len()];
        let day = 4 + n / TOWNS.len() % 20;
        // Every fourth article is a day off, every fifth repeats the one before word for word.
        let told = if n % 4 == 3 { day + 1 } else { day };
        let like = if n % 5 == 4 { n - 1 } else { n };
        let text = format!(
            "Le conseil municipal de {town} a adopté le {told} mars 2024 le plan du port n° {like}. \
             Selon la préfecture, {} riverains s'y opposent.\n\n\
             La veille, le maire de {town} aurait rencontré les pêcheurs. Les travaux devraient \
             commencer le 2 avril 2024.\n\n\
             À lire aussi\n\nLe marché de {town} déménage\n27 février 2024 · 18:0{}\n",
            40 + like * 7,
            n % 10
        );
        let name = format!("{:03}-{}", n, town.to_lowercase());
        made.push((name, crate::support::article(&format!("2024-03-{:02}", day + 2), town, &text)));
    }
    made
}

/// A project with these articles, written in this order.
pub(crate) fn project<'a>(articles: impl IntoIterator<Item = &'a (String, String)>) -> Folder {
    let folder = Folder::project();
    for (name, text) in articles {
        folder.write(&format!("content/articles/{name}.md"), text);
    }
    folder
        .write("content/pages/methode.md", "+++\ntitle = \"Méthode\"\n+++\n\nÉcrite à la main.\n");
    folder
}

/// The site and the lock.
pub(crate) fn result(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(&dir.join("site"));
    files.insert("frise.lock".into(), fs::read(dir.join("frise.lock")).expect("a lock"));
    files
}

#[test]
fn eight_ways_to_build_give_the_same_bytes() {
    let articles = articles(40);
    let plain = project(&articles);
    plain.frise(&["build"]).expect(0);
    let expected = result(plain.path());
    assert!(expected.len() > 60, "there is something to compare: {}", expected.len());

    let backwards = || project(articles.iter().rev());
    let one: fn(&mut std::process::Command) = |_| {};
    type Way<'a> = (&'a str, Folder, &'a [&'a str], fn(&mut std::process::Command));
    let ways: [Way<'_>; 8] = [
        ("one thread", project(&articles), &["build", "--jobs", "1"], one),
        ("seven threads", project(&articles), &["build", "--jobs", "7"], one),
        ("files written in another order", backwards(), &["build"], one),
        ("another time zone", project(&articles), &["build"], |c| {
            c.env("TZ", "Pacific/Kiritimati");
        }),
        ("another language", project(&articles), &["build"], |c| {
            c.env("LANG", "C").env("LC_ALL", "tr_TR.UTF-8");
        }),
        ("no cache", project(&articles), &["build", "--no-cache"], one),
        ("from outside, by name", project(&articles), &["build"], |c| {
            let dir = c.get_current_dir().expect("a folder").to_owned();
            c.arg(&dir).current_dir(dir.parent().expect("a parent"));
            c.arg("--out").arg(dir.join("site"));
        }),
        ("another umask", project(&articles), &["build"], one),
    ];
    for (what, folder, args, change) in ways {
        let mut command = command(folder.path(), args);
        change(&mut command);
        if what == "another umask" && cfg!(unix) {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", "umask 077 && exec \"$0\" build", env!("CARGO_BIN_EXE_frise")]);
            command = shell;
            command.current_dir(folder.path());
        }
        finish(&mut command).expect(0);
        assert_same_files(&result(folder.path()), &expected, what);
    }
}

#[test]
fn no_path_name_or_clock_of_the_machine_is_in_the_result() {
    let folder = project(&articles(12));
    let year = finish(std::process::Command::new("date").arg("+%Y-%m")).stdout;
    folder.frise(&["build", "--emit", "sarif=r.sarif", "--emit", "markdown=r.md"]).expect(0);
    let mut files = result(folder.path());
    for report in ["r.sarif", "r.md"] {
        files.insert(report.into(), folder.read(report).into_bytes());
    }
    let dir = folder.path().to_string_lossy().into_owned();
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&dir), "{path} names the folder of the build");
        assert!(!text.contains(year.trim()), "{path} has the date of the build");
        // The standards of these two ask for them.
        let crlf = path.ends_with(".csv") || path.ends_with(".ics");
        assert!(crlf || !text.contains('\r'), "{path} has a carriage return");
    }
}

#[test]
fn adding_articles_gives_what_building_from_scratch_gives() {
    let articles = articles(36);
    let folder = project(&articles[..30]);
    folder.frise(&["build"]).expect(0);
    for (name, text) in &articles[30..] {
        folder.write(&format!("content/articles/{name}.md"), text);
        let cold = project(&articles[..30]);
        for (path, bytes) in tree(&folder.join("content")) {
            cold.write(&format!("content/{path}"), bytes);
        }
        cold.write("frise.lock", folder.read("frise.lock"));
        folder.frise(&["build"]).expect(0);
        cold.frise(&["build", "--no-cache"]).expect(0);
        assert_same_files(&result(folder.path()), &result(cold.path()), name);
    }
}

#[test]
fn a_build_that_changes_nothing_touches_nothing() {
    let folder = project(&articles(20));
    folder.frise(&["build"]).expect(0);
    let stamps = || -> BTreeMap<String, std::time::SystemTime> {
        let names = tree(folder.path());
        let of = |name: &String| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
        names.keys().map(|name| (name.clone(), of(name))).collect()
    };
    let before = stamps();
    folder.frise(&["build"]).expect(0).says(&[" 0 changed, 0 removed"]);
    assert_eq!(stamps(), before);
    folder.frise(&["check", "--locked", "--fail-on", "never"]).expect(0);
    folder.frise(&["export", "neutral"]).expect(0);
    assert_eq!(stamps(), before, "nor do check and export");
    folder.article("001-lorient", "2024-03-06", "Lorient", "Le phare a été éteint le 9 mars 2024.");
    folder.frise(&["build"]).expect(0).prints(&["001-lorient.md: FR-S403 note"]);
    let after = stamps();
    folder.frise(&["check", "--locked", "--fail-on", "never"]).expect(0);
    let untouched = after.iter().filter(|(name, stamp)| before.get(*name) == Some(*stamp)).count();
    assert!(untouched > after.len() / 4, "{untouched} of {} stay", after.len());
}

#[test]
fn a_damaged_or_foreign_cache_changes_nothing() {
    let folder = project(&articles(12));
    folder.frise(&["build"]).expect(0);
    let expected = result(folder.path());
    let pack = folder.join(".frise/cache/articles.pack");
    let good = fs::read(&pack).expect("a cache");
    for bytes in [&good[..good.len() / 2], b"not a cache", &[0; 5000]] {
        fs::write(&pack, bytes).unwrap();
        fs::remove_dir_all(folder.join("site")).unwrap();
        folder.frise(&["build"]).expect(0).says(&["cache was damaged"]);
        assert_same_files(&result(folder.path()), &expected, "after damage");
    }
    fs::remove_dir_all(folder.join(".frise")).unwrap();
    folder.frise(&["build"]).expect(0).says(&[" 0 changed"]);
    fs::remove_dir_all(folder.join(".frise")).unwrap();
    folder.write(".frise", "a file in the way of the cache");
    let run = folder.frise(&["check", "--fail-on", "never"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// Kills builds at moments spread over their whole length; every file must be the old one or
/// the new one, the user's files as they were, and the next build as if nothing had happened.
#[test]
fn a_build_killed_at_any_moment_leaves_nothing_broken() {
    let kills: u32 = match std::env::var_os("FRISE_KILLS") {
        Some(number) => number.to_string_lossy().parse().expect("FRISE_KILLS is a number"),
        None => 25,
    };
    let articles = articles(36);
    let old = project(&articles[..20]);
    old.frise(&["build"]).expect(0);
    old.write("site/CNAME", "frise.example.org\n");
    let before = result(old.path());

    let copy = |from: &Folder, count: usize| {
        let folder = project(&articles[..count]);
        for (path, bytes) in tree(from.path()) {
            if !path.starts_with("content/") {
                folder.write(&path, bytes);
            }
        }
        folder
    };
    let new = copy(&old, 36);
    let start = Instant::now();
    new.frise(&["build"]).expect(0);
    let whole = start.elapsed();
    let after = result(new.path());
    assert!(before != after);

    let folder = copy(&old, 36);
    let content = tree(&folder.join("content"));
    for n in 0..kills {
        let mut child = command(folder.path(), &["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(whole * (n + 1) / kills);
        // On Unix this is SIGKILL. It may have ended by itself: then there is nothing to kill.
        let _ = child.kill();
        child.wait().expect("it ends");
        for (path, bytes) in result(folder.path()) {
            let scratch = path.starts_with(".frise-");
            let whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
            assert!(scratch || whole, "kill {n}: {path} is neither old nor new");
        }
        assert_same_files(&tree(&folder.join("content")), &content, "the user's files");
        if n % 5 == 4 {
            folder.frise(&["build"]).expect(0);
            assert_same_files(&result(folder.path()), &after, "the next build");
            let left: Vec<String> = tree(folder.path())
                .into_keys()
                .filter(|path| path.contains(".frise-") && !path.ends_with("manifest.json"))
                .collect();
            assert!(left.is_empty(), "left behind: {left:?}");
            // Back to the old state, to be killed again.
            fs::remove_dir_all(folder.join("site")).expect("the site");
            fs::remove_dir_all(folder.join(".frise")).expect("the cache");
            for (path, bytes) in &before {
                let path = if path == "frise.lock" { path.clone() } else { format!("site/{path}") };
                folder.write(&path, bytes);
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
