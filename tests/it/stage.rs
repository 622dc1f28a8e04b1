//! `frise stage`: the stages, one process each, moved by an engine that keeps no order, give
//! the bytes of `frise build`.

use crate::corpus::Dice;
use crate::support::{Folder, Run, assert_same_files, command, tree};
use arrow_array::cast::AsArray;
use arrow_ipc::reader::FileReader;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

/// The part of what is gathered.
const CUT: i64 = i64::MAX;

/// Runs a stage over rows.
fn stage(folder: &Folder, name: &str, rows: &[Value]) -> Run {
    let mut command = command(folder.path(), &["stage", name, ".", "--rows", "jsonl"]);
    if name == "site" {
        command.args(["--tables", "tables"]);
    }
    if name == "spread" {
        command.args(["--size", "20", "--articles", "12"]);
    }
    fed(command, rows)
}

/// Runs a program over rows.
fn fed(mut command: Command, rows: &[Value]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let writer = std::thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("stdin is fed");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs a stage as an engine would: parts dealt to some processes, rows in any order.
fn dealt(folder: &Folder, name: &str, rows: Vec<Value>, hands: u64, dice: &mut Dice) -> Vec<Value> {
    let mut dealt: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for row in rows {
        let part = row["part"].as_i64().expect("a part");
        let hand = dealt.entry(part.rem_euclid(hands as i64) as u64).or_default();
        hand.insert(dice.roll(hand.len() as u64 + 1) as usize, row);
    }
    let lines = dealt.into_values().flat_map(|hand| {
        let out = stage(folder, name, &hand).expect(0).stdout;
        out.lines().map(|line| serde_json::from_str(line).expect("a row")).collect::<Vec<Value>>()
    });
    lines.collect()
}

fn project() -> Folder {
    let folder = Folder::project();
    for n in 0..12 {
        let (town, day) = (["Brest", "Vannes", "Dinan"][n % 3], 4 + n / 3);
        let text = format!(
            "Le conseil municipal de {town} a adopté le {day} mars 2024 le plan du port. Selon la \
             préfecture, {} riverains s'y opposent.\n\nLa veille, le maire aurait rencontré les \
             pêcheurs.\n\nAbonnez-vous au journal de la côte\n",
            300 + n * 200
        );
        // One gives its day without the year, which only those of the others tell.
        if n == 10 {
            let text = text.replace(" 2024", "");
            let scraped = format!("Le plan du port\n\nSamedi 9 mars, 7 h 30\n\n{text}");
            folder.write("content/articles/10-port.txt", &scraped);
            continue;
        }
        folder.article(&format!("{n:02}-port"), &format!("2024-03-{:02}", day + 2), town, &text);
    }
    folder
}

#[test]
fn stages_give_the_bytes_of_a_build_however_rows_are_dealt() {
    let plain = project();
    plain.frise(&["build"]).expect(0);
    let expected = tree(&plain.join("site"));
    let mut dice = Dice(3);
    for hands in [1, 3] {
        let folder = project();
        let mut rows = articles(&folder);
        for name in ["lines", "recurring", "annotate"] {
            rows = dealt(&folder, name, rows, hands, &mut dice);
        }
        let spread = dealt(&folder, "spread", rows.clone(), 1, &mut dice);
        let (mut gathered, parts): (Vec<Value>, Vec<Value>) =
            spread.into_iter().partition(|row| row["part"] == CUT);
        gathered.extend(dealt(&folder, "work", parts, hands, &mut dice));
        let cut = dealt(&folder, "cut", gathered, 1, &mut dice);
        let (rest, blocks): (Vec<Value>, Vec<Value>) =
            cut.into_iter().partition(|row| row["part"] == 0);
        rows.extend(rest);
        rows.extend(dealt(&folder, "work", blocks, hands, &mut dice));
        let run = stage(&folder, "site", &rows).expect(0);
        assert!(!run.stderr.contains("judged here again"), "{}", run.stderr);
        assert_same_files(&tree(&folder.join("site")), &expected, &format!("{hands} hands"));
        assert_eq!(folder.read("frise.lock"), plain.read("frise.lock"));
    }
}

/// The articles of a project as rows.
fn articles(folder: &Folder) -> Vec<Value> {
    let names = tree(&folder.join("content/articles")).into_keys();
    names
        .map(|name| {
            let key = format!("content/articles/{name}");
            json!({"kind": "article", "key": key, "part": 0, "data": folder.read(&key)})
        })
        .collect()
}

fn rows(run: Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

#[test]
fn a_row_that_an_engine_lost_or_doubled_is_told_by_the_stage_that_misses_it() {
    let folder = project();
    let lines = rows(stage(&folder, "lines", &articles(&folder)).expect(0));
    let recurring = rows(stage(&folder, "recurring", &lines).expect(0));
    let annotated = rows(stage(&folder, "annotate", &recurring).expect(0));
    let spread = rows(stage(&folder, "spread", &annotated).expect(0));
    let (mut gathered, parts): (Vec<Value>, Vec<Value>) =
        spread.into_iter().partition(|row| row["part"] == CUT);
    gathered.extend(rows(stage(&folder, "work", &parts).expect(0)));
    let cut = rows(stage(&folder, "cut", &gathered).expect(0));
    let (mut end, blocks): (Vec<Value>, Vec<Value>) =
        cut.into_iter().partition(|row| row["part"] == 0);
    end.extend(rows(stage(&folder, "work", &blocks).expect(0)));
    end.extend(annotated.clone());
    let stages = [
        ("recurring", &lines, "annotate"),
        ("annotate", &recurring, "annotate"),
        ("spread", &annotated, "spread"),
        ("work", &parts, "work"),
        ("cut", &gathered, "cut"),
        ("site", &end, "site"),
    ];
    for (name, all, told_by) in stages {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for (at, row) in all.iter().enumerate() {
            kinds.entry(row["kind"].to_string()).or_insert(at);
        }
        for (kind, at) in kinds {
            let mut less = all.clone();
            less.remove(at);
            let mut more = all.clone();
            more.push(all[at].clone());
            for (rows, words) in [(less, "came|missing"), (more, "twice|instead of")] {
                let mut run = stage(&folder, name, &rows);
                if name != told_by && run.code == 0 {
                    run = stage(&folder, told_by, &self::rows(run));
                }
                // The years of all articles are counted where all articles come together.
                if kind == "\"years\"" && run.code == 0 {
                    run = stage(&folder, "spread", &self::rows(run));
                }
                assert_eq!(run.code, 2, "{name}, {kind}: {}", run.stderr);
                let told = words.split('|').any(|word| run.stderr.contains(word));
                assert!(told && run.stderr.lines().count() == 1, "{name}, {kind}: {}", run.stderr);
            }
        }
    }
    assert!(!folder.join("site").exists(), "nothing was written of what was not whole");
}

/// A column of texts of a table, and the version that the table has.
fn column(bytes: &[u8], name: &str) -> (Vec<String>, String) {
    let reader = FileReader::try_new(Cursor::new(bytes), None).expect("an Arrow file");
    let version = reader.schema().metadata()["frise.rules"].clone();
    let batches = reader.map(|batch| batch.expect("a batch"));
    let texts = batches.flat_map(|batch| {
        let column = batch.column_by_name(name).expect(name).as_string::<i32>().clone();
        column.iter().map(|text| text.unwrap_or_default().to_owned()).collect::<Vec<_>>()
    });
    (texts.collect(), version)
}

#[test]
fn files_of_any_form_become_articles_and_what_was_found_becomes_tables() {
    let folder = Folder::project();
    let text = "Le pont de Brest a rouvert le 4 mars 2024.";
    let record = |text: &str| json!({"title": "Le pont", "date": "2024-03-05", "text": text});
    let lines = format!("{}\n{{broken\n{}\n", record(text), record("Il pleut à Brest."));
    let file = json!({"kind": "file", "key": "s3://archive/a.jsonl", "part": 0, "data": lines});
    let warc = json!({"kind": "file", "key": "b.warc", "part": 0, "data": "WARC/1.0\r\nbroken"});
    let read = rows(stage(&folder, "read", &[file, warc]).expect(0));
    let keys = |kind: &str| -> Vec<&str> {
        let rows = read.iter().filter(|row| row["kind"] == kind);
        rows.map(|row| row["key"].as_str().expect("a key")).collect()
    };
    let [one, other] = keys("article")[..] else { panic!("two articles: {read:?}") };
    assert_ne!(one, other, "one title, two articles");
    assert!(one.starts_with("content/articles/2024-03-05-le-pont-"), "{one}");
    let skipped = keys("skipped");
    assert_eq!(skipped, ["s3://archive/a.jsonl, record 2", "b.warc, record 1"]);

    let mut all = read.clone();
    for name in ["lines", "recurring", "annotate"] {
        all = rows(stage(&folder, name, &all).expect(0));
    }
    let count = all.len().to_string();
    let mut spread = command(folder.path(), &["stage", "spread", ".", "--rows", "jsonl"]);
    spread.args(["--articles", &count]);
    let spread = rows(fed(spread, &all).expect(0));
    let (mut gathered, parts): (Vec<Value>, Vec<Value>) =
        spread.into_iter().partition(|row| row["part"] == CUT);
    gathered.extend(rows(stage(&folder, "work", &parts).expect(0)));
    all.extend(rows(stage(&folder, "cut", &gathered).expect(0)));
    stage(&folder, "site", &all).expect(3);
    let table =
        |name: &str| std::fs::read(folder.join(&format!("tables/{name}.arrow"))).expect(name);
    let (quotes, version) = column(&table("mentions"), "quote");
    assert_eq!(quotes, [text]);
    assert!(version.starts_with(concat!(env!("CARGO_PKG_VERSION"), "-")), "{version}");
    let events = column(&table("events"), "id");
    assert_eq!(column(&table("mentions"), "event"), events);
    assert_eq!(column(&table("events"), "edtf").0, ["2024-03-04"]);
    let (mut places, _) = column(&table("skipped"), "place");
    places.sort();
    assert_eq!(places, ["b.warc, record 1", "s3://archive/a.jsonl, record 2"]);
    assert!(column(&table("skipped"), "reason").0.iter().all(|reason| !reason.is_empty()));
}

#[test]
fn what_cannot_be_used_is_told_or_skipped() {
    let folder = Folder::project();
    let row = json!({"kind": "article", "key": "content/articles/a.pdf", "data": "%PDF"});
    let run = stage(&folder, "lines", &[row]).expect(0);
    run.prints(&["\"kind\":\"skipped\"", "the ending is not .md, .txt or .html"]);
    let row = json!({"rules": "0.0.1-0", "kind": "part", "part": 1, "key": "", "data": {}});
    stage(&folder, "work", &[row]).expect(2).says(&["run all stages with one program"]);
    let row = json!({"kind": "article", "key": "a.md"});
    stage(&folder, "lines", &[row]).expect(2).says(&["line 1 of the rows", "data"]);
}
