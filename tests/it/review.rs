//! Decisions, from the command line to the next builds.

use crate::review_story::{conflict, event, event_ids, mention, story};
use crate::support::{Folder, command};
use std::fs;
use std::time::{Duration, Instant};

/// A story whose conflict of dates is settled, built.
fn settled() -> (Folder, String) {
    let folder = story();
    let timeline = folder.built();
    let id = conflict(&timeline)["id"].as_str().unwrap().to_owned();
    folder
        .frise(&[
            "decide",
            "pick-date",
            &id,
            "2024-03-09",
            "--reason",
            "Le registre le dit.",
            "--author",
            "Ada B",
            "--date",
            "2024-03-25",
        ])
        .expect(0);
    let event = event(&timeline, "conseil municipal de Valmer");
    (folder, event)
}

/// State of every decision, from the lock.
fn states(folder: &Folder) -> Vec<(String, String)> {
    let lock = folder.read("frise.lock");
    let lines = lock.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let decisions = lines.filter(|line| line["kind"] == "decision");
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    decisions.map(|line| (word(&line["id"]), word(&line["state"]))).collect()
}

#[test]
fn a_decision_is_a_file_that_a_hand_could_write() {
    let (folder, event) = settled();
    assert_eq!(folder.decisions().len(), 1);
    let name = &folder.decisions()[0];
    assert!(name.starts_with("0001-pick-date-") && name.ends_with(".md"), "{name}");
    let text = folder.read(&format!("content/decisions/{name}"));
    for line in [
        "id = \"0001\"",
        "verb = \"pick-date\"",
        &format!("target = \"{event}\""),
        "value = \"2024-03-09\"",
        "fingerprint = \"2024-03-09|2024-03-11\"",
        "author = \"Ada B\"",
        "date = 2024-03-25",
        "Le registre le dit.",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    // The sentence after the vote goes on with it.
    assert_eq!(text.matches("m-").count(), 4, "one support, three seen:\n{text}");
    let timeline = folder.built();
    let decided = timeline["events"].as_array().unwrap().iter().find(|e| e["id"] == event).unwrap();
    assert_eq!(decided["date"], "2024-03-09");
    assert_eq!(decided["date_status"], "decided");
    assert_eq!(conflict(&timeline)["state"], "decided");
    assert_eq!(states(&folder), [("0001".to_owned(), "active".to_owned())]);
    folder.frise(&["log", &event]).expect(0).prints(&["born", "date", "0001 pick-date", "Ada B"]);

    folder.remove(&format!("content/decisions/{name}"));
    let timeline = folder.built();
    assert_eq!(conflict(&timeline)["state"], "open");
}

#[test]
fn a_wrong_request_writes_nothing_and_says_what_would_do() {
    let folder = story();
    let timeline = folder.built();
    let id = conflict(&timeline)["id"].as_str().unwrap().to_owned();
    let mut near = id.clone();
    near.replace_range(5..6, "u");
    for (args, words) in [
        (vec!["decide", "pick-dat", &id, "2024-03-09"], "did you mean `pick-date`"),
        (vec!["decide", "leave-open", &near], id.as_str()),
        (vec!["decide", "pick-date", &id, "2024-03-09"], "needs a reason"),
        (vec!["decide", "pick-date", &id, "mars", "--reason", "r"], "not an EDTF date"),
        (vec!["decide", "pick-date", &id, "--reason", "r"], "takes a `value`"),
        (vec!["decide", "dismiss", &id, "--reason", "r"], "takes a `code`"),
        (vec!["decide", "dismiss", &id, "--code", "bruit", "--reason", "r"], "noise"),
        (vec!["decide", "merge", &event(&timeline, "lycée")], "at least 2 targets"),
        (vec!["log", "e-0000000000"], "no event is named"),
    ] {
        folder.frise(&args).expect(2).says(&[words]);
    }
    assert!(folder.decisions().is_empty());
    let bare = Folder::new();
    bare.write("a.txt", "Le pont a rouvert le 3 mars 2024.");
    bare.frise(&["decide", "pin", "e-1", "-C", "."]).expect(2);
    assert_eq!(fs::read_dir(bare.path()).unwrap().count(), 1);
}

#[test]
fn decisions_and_ids_survive_what_happens_to_articles() {
    let (folder, vote) = settled();
    let timeline = folder.built();
    let fire = event(&timeline, "entrepôt du port");
    let ashes = mention(&timeline, "hangar");
    folder.frise(&["decide", "title", &fire, "L’incendie du port", "--author", "A"]).expect(0);
    folder.frise(&["decide", "status", &ashes, "attributed", "--author", "A"]).expect(0);
    let school = event(&timeline, "lycée de Brassac");
    let apart = ["decide", "not-same", &fire, &school, "--reason", "Rien à voir.", "--author", "A"];
    folder.frise(&apart).expect(0);
    let before = folder.built();
    let ids = event_ids(&before);
    assert!(states(&folder).iter().all(|(_, state)| state == "active"), "{:?}", states(&folder));
    let unchanged = |what: &str, known: usize| {
        let after = folder.built();
        let now = event_ids(&after);
        let lost: Vec<&String> = ids.iter().filter(|id| !now.contains(id)).collect();
        assert!(lost.is_empty(), "{what}: {lost:?} changed");
        assert_eq!(now.len(), known, "{what}");
        let states = states(&folder);
        assert_eq!(states.len(), 4, "{what}");
        assert!(states.iter().all(|(_, state)| state == "active"), "{what}: {states:?}");
        assert_eq!(conflict(&after)["state"], "decided", "{what}");
        assert_eq!(event(&after, "Un incendie"), fire, "{what}");
    };
    unchanged("nothing", ids.len());

    let path = "content/articles/2024-03-12-courrier.md";
    let text = folder.read(path);
    let parts: Vec<&str> = text.trim_end().split("\n\n").collect();
    let [head, first, second] = parts[..] else { panic!("two paragraphs") };
    folder.write(path, format!("{head}\n\n{second}\n\n{first}\n"));
    unchanged("paragraphs in another order", ids.len());
    folder.write(path, format!("{head}\n\n{second}\n\n{first}\n\n{first}\n"));
    unchanged("a paragraph twice", ids.len());
    folder.edit(path, "le plan de sauvegarde du pont", "le plan de sauvegardes du pont");
    folder.write(
        path,
        folder.read(path).replace("le plan de sauvegarde du", "le plan de sauvegardes du"),
    );
    unchanged("a typo in a cited sentence", ids.len());
    folder.edit("content/articles/2024-03-21-echo.md", "Le feu a ravagé", "Le feu avait ravagé");
    unchanged("a typo in a corrected sentence", ids.len());

    let copy = folder.read("content/articles/2024-03-13-gazette.md").replace("Gazette", "Reprise");
    folder.write("content/articles/2024-03-14-reprise.md", copy);
    unchanged("a copy", ids.len());
    folder.article(
        "2024-03-28-plaine",
        "2024-03-28",
        "Plaine : une foire",
        "La foire aux fromages de Saint-Aubin a ouvert mercredi 27 mars 2024 sous la halle.",
    );
    unchanged("an article on something else", ids.len() + 1);

    // Against the decision, from elsewhere.
    folder.article(
        "2024-03-30-canal",
        "2024-03-30",
        "Canal : retour sur un vote",
        "Les élus de Valmer avaient adopté jeudi 14 mars 2024 le plan de sauvegarde de leur pont suspendu, rappelle notre correspondante. Le dossier traînait depuis longtemps dans les couloirs.",
    );
    let after = folder.built();
    assert_eq!(event(&after, "jeudi 14 mars"), vote, "it tells the same vote");
    let states = states(&folder);
    let woken: Vec<_> = states.iter().filter(|(_, state)| state == "to-review").collect();
    assert_eq!(woken.len(), 1, "{states:?}");
    assert_eq!(woken[0].0, "0001");
    let decided = after["events"].as_array().unwrap().iter().find(|e| e["id"] == vote).unwrap();
    assert_eq!(decided["date"], "2024-03-09", "it is still applied");
    folder.frise(&["check", "--fail-on", "never"]).expect(0).prints(&["FR-D301"]);
}

#[test]
fn an_event_whose_last_sentence_goes_keeps_its_page() {
    let folder = story();
    let school = event(&folder.built(), "lycée de Brassac");
    let sentence =
        "Le lycée de Brassac a rouvert vendredi 22 mars 2024 après trois semaines de fermeture. ";
    folder.edit("content/articles/2024-03-23-vallee.md", sentence, "");
    let after = folder.built();
    assert!(!event_ids(&after).contains(&school));
    assert!(folder.join(&format!("site/e/{school}/index.html")).exists());
    folder.edit(
        "content/articles/2024-03-23-vallee.md",
        "Les élèves",
        &format!("{sentence}Les élèves"),
    );
    assert_eq!(event(&folder.built(), "lycée de Brassac"), school);
}

#[test]
fn events_are_merged_split_and_separated_again() {
    let folder = story();
    let timeline = folder.built();
    let (fire, school) = (event(&timeline, "Un incendie"), event(&timeline, "lycée de Brassac"));
    folder.frise(&["decide", "merge", &fire, &school, "--author", "A"]).expect(0);
    let merged = folder.built();
    let kept = event(&merged, "Un incendie");
    assert_eq!(event(&merged, "lycée de Brassac"), kept);
    let gone = if kept == fire { &school } else { &fire };
    let page = folder.read(&format!("site/e/{gone}/index.html"));
    assert!(page.contains(&kept), "the page of {gone} leads to {kept}");
    folder.frise(&["log", gone]).expect(0).prints(&["leads to", "merged"]);
    let name = format!("content/decisions/{}", folder.decisions()[0]);
    folder.remove(&name);
    let back = folder.built();
    assert_eq!(
        (event(&back, "Un incendie"), event(&back, "lycée de Brassac")),
        (fire.clone(), school)
    );

    let ashes = mention(&back, "hangar");
    if event(&back, "hangar") == fire {
        folder.frise(&["decide", "split", &fire, "--support", &ashes, "--author", "A"]).expect(0);
        for _ in 0..2 {
            let split = folder.built();
            assert_ne!(event(&split, "hangar"), event(&split, "Un incendie"));
        }
    } else {
        panic!("the two fires are one event");
    }
}

#[test]
fn without_a_lock_decisions_still_find_what_they_name() {
    let (folder, vote) = settled();
    let timeline = folder.built();
    let (fire, school) = (event(&timeline, "Un incendie"), event(&timeline, "lycée de Brassac"));
    folder.frise(&["decide", "merge", &fire, &school, "--author", "A"]).expect(0);
    folder.built();
    folder.frise(&["decide", "merge", &vote, &fire, "--author", "A"]).expect(0);
    let before = (event_ids(&folder.built()), states(&folder));
    folder.remove("frise.lock");
    assert_eq!((event_ids(&folder.built()), states(&folder)), before);
    assert!(before.1.iter().all(|(_, state)| state != "orphaned"), "{:?}", before.1);
}

#[test]
fn a_withdrawn_article_leaves_its_trace_and_no_sentence() {
    let folder = story();
    folder.built();
    let asked = ["decide", "ignore-article", "2024-03-23-vallee", "--reason", "Droit de réponse."];
    folder.frise(&[&asked[..], &["--author", "A"]].concat()).expect(0);
    let timeline = folder.built();
    assert!(
        timeline["articles"].as_array().unwrap().iter().any(|a| a["id"] == "2024-03-23-vallee")
    );
    for (path, bytes) in crate::support::tree(&folder.join("site")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("cantine refaite"), "{path} still has its sentences");
        assert!(!text.contains("Brassac a rouvert vendredi"), "{path} still has its sentences");
    }
}

#[test]
fn a_kill_leaves_no_half_decision_and_loses_none() {
    let folder = story();
    let timeline = folder.built();
    let ids = event_ids(&timeline);
    let start = Instant::now();
    let mut acknowledged = Vec::new();
    let (mut killed, mut written) = (0, 0);
    // The time of one write tells when a kill falls inside one.
    let first = command(folder.path(), &["decide", "title", &ids[0], "T", "--author", "A"]);
    let once = Instant::now();
    assert!({ first }.output().unwrap().status.success());
    let whole = once.elapsed();
    for round in 0u32..200 {
        if start.elapsed() > Duration::from_secs(100) {
            break;
        }
        let title = "T".to_owned();
        let target = &ids[0];
        let mut child =
            command(folder.path(), &["decide", "title", target, &title, "--author", "A"])
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
        std::thread::sleep(whole * (round % 40) / 36);
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        let path = String::from_utf8(output.stdout).unwrap();
        if output.status.success() {
            written += 1;
        } else {
            killed += 1;
        }
        if path.ends_with('\n') {
            acknowledged.push(path.trim_end().to_owned());
        }
    }
    assert!(killed + written >= 50, "too slow to tell: {killed} killed, {written} written");
    assert!(killed > 0);
    for path in &acknowledged {
        assert!(folder.join(path).exists(), "{path} was acknowledged");
    }
    for name in folder.decisions() {
        let text = folder.read(&format!("content/decisions/{name}"));
        assert!(name.ends_with(".md"), "{name} is litter");
        assert!(text.starts_with("+++\nid = ") && text.ends_with("+++\n"), "{name}:\n{text}");
    }
    folder.frise(&["check", "--fail-on", "never"]).expect(0);
}
