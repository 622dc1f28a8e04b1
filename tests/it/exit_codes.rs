//! The table of exit codes: 0 done, 1 findings at or above `--fail-on`, 2 cannot run, 3 done
//! but some inputs were skipped; 2 > 1 > 3 > 0.

use crate::support::{Folder, Run, frise};

/// A project whose only finding above a note is a false weekday, which is an error.
fn with_error() -> Folder {
    let folder = Folder::project();
    folder.article("pont", "2024-03-08", "Nord Hebdo", WRONG_WEEKDAY);
    folder
}

/// A project with nothing to say above notes.
fn quiet() -> Folder {
    let folder = Folder::project();
    folder.article("halle", "2024-03-08", "Nord Hebdo", QUIET);
    folder
}

const WRONG_WEEKDAY: &str =
    "Le pont tournant a été rouvert le mardi 6 mars 2024, a annoncé la mairie.";
const QUIET: &str = "La halle aux poissons a été inaugurée le mercredi 6 mars 2024.";

#[track_caller]
fn run(folder: &Folder, line: &str) -> Run {
    folder.frise(&line.split(' ').collect::<Vec<_>>())
}

#[test]
fn a_finding_at_or_above_the_level_is_one() {
    let folder = with_error();
    for (line, code) in [
        ("build", 0),
        ("build --fail-on error", 1),
        ("build --fail-on warning", 1),
        ("build --fail-on new-error", 0),
        ("build --fail-on error --exit-zero", 0),
        ("check", 1),
        ("check --fail-on never", 0),
        ("check --fail-on new-warning", 0),
        ("check --exit-zero", 0),
    ] {
        let run = run(&folder, line);
        assert_eq!(run.code, code, "{line}\n{}{}", run.stdout, run.stderr);
    }
    assert!(folder.join("site/timeline.json").is_file(), "the site is written all the same");
    let folder = quiet();
    for line in ["check", "check --fail-on warning", "build --fail-on error"] {
        run(&folder, line).expect(0);
    }
}

#[test]
fn severities_of_the_settings_decide() {
    let folder = with_error();
    folder.write("frise.toml", "[severity]\nFR-E102 = \"warning\"\n");
    run(&folder, "check").expect(0);
    run(&folder, "check --fail-on warning").expect(1);
    folder.write("frise.toml", "[severity]\nFR-E102 = \"off\"\n");
    assert!(!run(&folder, "check --fail-on warning").expect(0).stdout.contains("FR-E102"));
    folder.write("frise.toml", "[paths.\"content/articles/pont\"]\nFR-E102 = \"note\"\n");
    run(&folder, "check --fail-on warning").expect(0);
}

#[test]
fn a_skipped_input_is_three_unless_a_finding_counts() {
    let folder = quiet();
    folder.write("content/articles/vide.txt", "");
    for (line, code) in [
        ("build", 3),
        ("check", 1),
        ("check --fail-on never", 3),
        ("check --fail-on new-error", 3),
        ("build --exit-zero", 0),
        ("check --exit-zero", 0),
        ("export neutral", 3),
    ] {
        let run = run(&folder, line);
        assert_eq!(run.code, code, "{line}\n{}{}", run.stdout, run.stderr);
    }
    folder.write("frise.toml", "[severity]\nFR-S404 = \"warning\"\n");
    run(&folder, "check").expect(3);
}

#[test]
fn what_cannot_run_is_two() {
    let folder = quiet();
    folder.write("other.txt", "");
    for line in [
        "",
        "buidl",
        "build --no-such-flag",
        "build nowhere",
        "build other.txt",
        "build --fail-on sometimes",
        "build --date hier",
        "build --emit yaml",
        "build --base no-such-revision",
        "build --out content/articles/site",
        "build --jobs 0",
        "export pdf",
        "explain FR-X999",
        "diff nowhere.lock",
    ] {
        let args: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let run = folder.frise(&args);
        assert_eq!(run.code, 2, "{line}\n{}{}", run.stdout, run.stderr);
        assert!(!run.stderr.is_empty(), "{line}: says why");
    }
    let empty = Folder::new();
    frise(empty.path(), &["check"]).expect(2).says(&["no frise.toml", "frise init"]);
    frise(empty.path(), &["build", "."]).expect(2).says(&["--out"]);
    assert!(crate::support::tree(empty.path()).is_empty(), "nothing is left behind");
}

#[test]
fn two_wins_over_all() {
    let folder = with_error();
    folder.write("content/articles/vide.txt", "");
    folder.write("frise.toml", "titel = \"x\"\n");
    run(&folder, "check").expect(2);
    run(&folder, "check --exit-zero").expect(2);
}

#[test]
fn a_stale_lock_is_one_whatever_the_level() {
    let folder = quiet();
    run(&folder, "check --locked --fail-on never").expect(1).says(&["frise.lock", "stale"]);
    run(&folder, "build").expect(0);
    run(&folder, "check --locked --fail-on never").expect(0);
    folder.article("halle", "2024-03-08", "Nord Hebdo", "La halle a été fermée le 7 mars 2024.");
    run(&folder, "check --locked --fail-on never").expect(1);
    run(&folder, "check --locked --exit-zero").expect(0);
    run(&folder, "check --fail-on never").expect(0);
}

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    for args in [["--help"], ["--version"]] {
        let run = folder.frise(&args).expect(0);
        assert!(run.stdout.contains("frise") && run.stderr.is_empty());
    }
    folder.frise(&["completions", "bash"]).expect(0).prints(&["_frise"]);
    folder.frise(&["man"]).expect(0).prints(&[".TH frise"]);
}
