//! `frise stage`: the stages, one process each, moved by an engine that keeps no order, give
//! the bytes of `frise build`.

use crate::corpus::Dice;
use crate::support::{Folder, Run, assert_same_files, command, tree};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

/// The part of what is gathered.
const CUT: i64 = i64::MAX;

/// Runs a stage over rows.
fn stage(folder: &Folder, name: &str, rows: &[Value]) -> Run {
    let mut command = command(folder.path(), &["stage", name, ".", "--rows", "jsonl"]);
    if name == "spread" {
        command.args(["--size", "20"]);
    }
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
        let names = tree(&folder.join("content/articles")).into_keys();
        let mut rows: Vec<Value> = names
            .map(|name| {
                let data = folder.read(&format!("content/articles/{name}"));
                json!({"kind": "article", "key": format!("content/articles/{name}"), "part": 0, "data": data})
            })
            .collect();
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
