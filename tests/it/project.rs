//! Whole projects: what is made of good input, and what bad input gets.

use crate::support::{Folder, article, assert_same_files, tree};
use std::fs;
use std::path::Path;

const GOOD: &str = "La passerelle du port a été inaugurée le mercredi 6 mars 2024 par le maire.";

/// A project with one good article, to which a bad thing is added.
fn good() -> Folder {
    let folder = Folder::project();
    folder.article("bon", "2024-03-07", "Nord Hebdo", GOOD);
    folder
}

/// Whether the good article was done: it has its event.
#[track_caller]
fn assert_good_is_done(folder: &Folder) {
    let timeline = folder.timeline();
    let done = timeline["events"]
        .as_array()
        .is_some_and(|events| events.iter().any(|event| event["date"] == "2024-03-06"));
    assert!(done, "the good article has its event: {}", timeline["events"]);
}

#[test]
fn init_makes_a_project_that_builds_at_once() {
    let folder = Folder::new();
    folder.frise(&["init", "frise-essai"]).expect(0).says(&["frise build"]);
    let project = folder.join("frise-essai");
    let before = tree(&project);
    crate::support::frise(&project, &["build"]).expect(0);
    let after = tree(&project);
    for (path, bytes) in &before {
        assert_eq!(after.get(path), Some(bytes), "{path} is as init wrote it");
    }
    assert!(after.contains_key("site/index.html") && after.contains_key("frise.lock"));
    crate::support::frise(&project, &["check", "--locked"]).expect(0);
    folder.frise(&["init", "frise-essai"]).expect(2).says(&["already there"]);
    assert_eq!(tree(&project).get("frise.toml"), before.get("frise.toml"));
}

#[test]
fn the_site_of_the_repository_is_what_its_content_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new();
    for part in ["content", "site", "templates"] {
        for (path, bytes) in tree(&root.join(part)) {
            folder.write(&format!("{part}/{path}"), bytes);
        }
    }
    for file in ["frise.toml", "frise.lock"] {
        folder.write(file, fs::read(root.join(file)).unwrap());
    }
    folder.frise(&["build", "--fail-on", "never"]).expect(0);
    let mend = "run `cargo run --release -- build` and commit site/ and frise.lock";
    assert_same_files(&tree(&folder.join("site")), &tree(&root.join("site")), mend);
    let lock = fs::read_to_string(root.join("frise.lock")).unwrap();
    assert!(folder.read("frise.lock") == lock, "frise.lock: {mend}");
}

#[test]
fn a_bare_folder_is_left_as_it_was() {
    let folder = Folder::new();
    folder.write("textes/un.txt", format!("Nord Hebdo\n\nPublié le 7 mars 2024\n\n{GOOD}\n"));
    let before = tree(&folder.join("textes"));
    folder.frise(&["build", "textes", "--out", "site"]).expect(0);
    folder.frise(&["check", "textes"]).expect(0);
    folder.frise(&["export", "neutral", "textes"]).expect(0);
    assert_same_files(&tree(&folder.join("textes")), &before, "nothing is written beside articles");
    assert!(folder.join("site/frise.lock").is_file());
    assert_good_is_done(&folder);
}

#[test]
fn a_folder_inside_the_articles_is_no_output() {
    let folder = good();
    let before = tree(folder.path());
    for out in ["content/articles", "content/articles/site"] {
        folder.frise(&["build", "--out", out]).expect(2).says(&["articles folder", "--out"]);
    }
    assert_same_files(&tree(folder.path()), &before, "nothing is written");
    let bare = Folder::new();
    bare.write("un.txt", GOOD);
    bare.frise(&["build", ".", "--out", "site"]).expect(2).says(&["articles folder"]);
}

#[test]
fn a_folder_that_frise_did_not_write_is_refused() {
    let folder = good();
    folder.write("site/lettre.txt", "Cher ami");
    let before = tree(folder.path());
    folder.frise(&["build"]).expect(2).says(&["not empty", "--out"]);
    assert_same_files(&tree(folder.path()), &before, "nothing of the user's is touched");
    folder.frise(&["build", "--out", "autre"]).expect(0);
    folder.write("autre/lettre.txt", "Cher ami");
    folder.article("bon", "2024-03-07", "Nord Hebdo", "Rien de daté.");
    folder.frise(&["build", "--out", "autre"]).expect(0);
    assert_eq!(folder.read("autre/lettre.txt"), "Cher ami");
}

#[test]
fn no_article_is_refused_unless_asked_for() {
    let folder = Folder::project();
    folder.frise(&["build"]).expect(2).says(&["no article", "content/articles", "--allow-empty"]);
    assert!(!folder.join("site").exists() && !folder.join("frise.lock").exists());
    folder.frise(&["build", "--allow-empty"]).expect(0);
    assert!(folder.join("site/index.html").is_file());
}

#[test]
fn a_bad_setting_names_its_line_and_the_right_key() {
    let folder = good();
    for (settings, words) in [
        ("title = \"x\"\nlangage = \"fr\"\n", &["frise.toml:2", "langage", "language"][..]),
        ("[severity]\nFR-C21 = \"off\"\n", &["frise.toml:2", "FR-C21", "FR-C2"]),
        ("timezone = \"Europe/Pariss\"\n", &["frise.toml:1", "time zone"]),
        ("title = \n", &["frise.toml:1"]),
        ("language = \"latin\"\n", &["frise.toml:1", "fr, en"]),
    ] {
        folder.write("frise.toml", settings);
        let run = folder.frise(&["build"]).expect(2);
        assert!(run.stderr.contains(words[0]), "{settings}: no {} in\n{}", words[0], run.stderr);
        run.says(&words[1..]);
    }
    assert!(!folder.join("site").exists(), "nothing is written");
}

/// What a bad article gets: its file, the reason, the mend; the others are done.
#[test]
fn a_bad_article_is_told_and_the_others_are_done() {
    let nul = [b"Le pont\0\0\x01\x02".as_slice(), &[0; 64]].concat();
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("vide.txt", b"", &["vide.txt", "FR-S404", "empty"]),
        ("blanc.md", b" \n\t\n", &["blanc.md", "FR-S404", "empty"]),
        ("image.txt", &nul, &["image.txt", "FR-S404", "not text"]),
        (
            "entete.md",
            b"+++\ntitle = \"Le pont\"\ndate = = 3\n+++\n\nLe pont.\n",
            &["entete.md", "FR-S404", "line 3"],
        ),
        (
            "yaml.md",
            b"---\ntitle: \"Le pont\ndate: [\n---\n\nLe pont.\n",
            &["yaml.md", "FR-S404", "line "],
        ),
    ];
    for (name, bytes, words) in cases {
        let folder = good();
        folder.write(&format!("content/articles/{name}"), bytes);
        folder.frise(&["build"]).expect(3).prints(words);
        assert_good_is_done(&folder);
        let written = fs::read(folder.join(&format!("content/articles/{name}"))).unwrap();
        assert_eq!(&written, bytes, "{name} is not touched");
    }
}

#[test]
fn older_encodings_are_read_and_said() {
    let text = "La caserne désaffectée a été cédée à la société d'aménagement le 5 mars 2024.\r\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let folder = good();
    folder.write("content/articles/latin.txt", latin);
    folder.frise(&["build"]).expect(0).prints(&["latin.txt", "FR-S406"]);
    let timeline = folder.timeline().to_string();
    assert!(timeline.contains("La caserne désaffectée a été cédée"), "{timeline}");
}

#[test]
fn a_stamp_without_year_is_of_the_one_year_around_the_others_that_has_its_weekday() {
    let folder = good();
    let stamped = |stamp: &str| {
        let text = format!(
            "Le plan du port\n\n{stamp}\n\nLe conseil municipal a adopté vendredi le plan du port."
        );
        folder.write("content/articles/stamp.txt", &text);
        let out = folder.frise(&["export", "neutral"]).expect(0).stdout;
        let out: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        let articles = out["articles"].as_array().expect("articles").clone();
        let found = articles.into_iter().find(|article| article["article"] == "stamp.txt");
        found.expect("the article is there")["published"].clone()
    };
    // The others are of 2024; the 9th of March was a Saturday that year, and not in 2023 or 2025.
    assert_eq!(stamped("Samedi 9 mars, 7 h 30"), "2024-03-09");
    assert_eq!(stamped("Dimanche 9 mars, 7 h 30"), "2025-03-09");
    assert_eq!(stamped("Lundi 9 mars, 7 h 30"), serde_json::Value::Null);
    assert_eq!(stamped("9 mars, 7 h 30"), serde_json::Value::Null);
}

#[test]
fn two_files_with_one_id_are_told() {
    let folder = good();
    let twin = article("2024-03-07", "Nord Hebdo", "La halle a été fermée le 5 mars 2024.");
    let twin = twin.replacen("+++\n", "+++\nid = \"bon\"\n", 1);
    folder.write("content/articles/double.md", twin);
    let run = folder.frise(&["build"]).expect(3);
    run.prints(&["content/articles/double.md", "FR-S401", "content/articles/bon.md", "`version`"]);
    assert_good_is_done(&folder);
}

#[test]
fn a_template_that_does_not_compile_names_its_line() {
    let folder = good();
    folder.write("templates/event.html", "<p>\n{% if %}\n</p>\n");
    let before = tree(folder.path());
    folder.frise(&["build"]).expect(2).says(&["event.html", "2"]);
    let mut after = tree(folder.path());
    after.retain(|path, _| !path.starts_with(".frise/") && !path.starts_with("site/"));
    assert_same_files(&after, &before, "nothing of the user's is touched");
    folder.remove("templates/event.html");
    folder.frise(&["build"]).expect(0);
}

#[test]
fn a_decision_whose_target_is_gone_is_told() {
    let folder = good();
    folder.write(
        "content/decisions/0001-titre.md",
        "+++\nid = \"0001\"\nverb = \"title\"\ntarget = \"e-0000000000\"\nvalue = \"Le pont\"\n+++\n",
    );
    let run = folder.frise(&["build"]).expect(0);
    run.prints(&["content/decisions/0001-titre.md", "FR-D302", "e-0000000000"]);
    assert_good_is_done(&folder);
}

#[test]
fn a_decision_that_does_not_parse_stops_the_build() {
    let folder = good();
    folder.write("content/decisions/0001.md", "+++\nid = \"0001\"\nverb = \"titel\"\n+++\n");
    let words = ["content/decisions/0001.md", "3", "titel", "title"];
    folder.frise(&["build"]).expect(2).says(&words);
    assert!(!folder.join("frise.lock").exists());
}

#[test]
fn html_in_an_article_is_shown_as_text() {
    let folder = good();
    let hostile =
        "Le maire <script>alert(1)</script> a signé le 5 mars 2024 un <b onclick=x()>bail</b>.";
    folder.write("content/articles/hostile.txt", format!("Le bail\n\n{hostile}\n"));
    folder.frise(&["build"]).expect(0);
    for (path, bytes) in tree(&folder.join("site")) {
        if path.ends_with(".html") || path.ends_with(".xml") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("<script>alert") && !text.contains("<b onclick"), "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_or_nowhere_are_told() {
    use std::os::unix::fs::symlink;
    let folder = good();
    symlink(folder.join("content/articles"), folder.join("content/articles/boucle")).unwrap();
    symlink(folder.join("nulle-part.txt"), folder.join("content/articles/perdu.txt")).unwrap();
    let run = folder.frise(&["build"]).expect(3);
    run.prints(&["articles/boucle", "leads back", "articles/perdu.txt", "leads nowhere"]);
    assert_good_is_done(&folder);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = good();
    folder.write("content/articles/ferme.txt", "Le pont.");
    let path = folder.join("content/articles/ferme.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything (root) reads it: then there is nothing to tell.
    let run = folder.frise(&["build"]);
    if fs::read(&path).is_err() {
        run.expect(3).prints(&["ferme.txt", "FR-S404", "ermission"]);
    }
    assert_good_is_done(&folder);
}

/// The same defects as real scraped articles have, in words of our own.
#[test]
fn scraped_articles_are_read_as_people_would() {
    let folder = Folder::new();
    folder.write(
        "articles/000.txt",
        "Le chantier du tunnel reprend\n\nParisLe chantier du tunnel de la Combe a repris lundi 4 novembre 2024, après six mois d'arrêt.\n\nLe chantier du tunnel de la Combe a repris lundi 4 novembre 2024, après six mois d'arrêt.\n\nPartager sur Facebook\n",
    );
    folder.write(
        "articles/001.txt",
        "Le tunnel aurait pris l'eau\n\nUne galerie aurait été inondée, selon un ouvrier du chantier.\n\nÀ lire aussi\n\nLa rocade fermée tout l'été\n27 octobre 2024 · 18:02\n\nLe budget de la région voté\n27 octobre 2024 · 09:40\n",
    );
    folder.frise(&["build", ".", "--out", "site"]).expect(0);
    let timeline = folder.timeline();
    let events = timeline["events"].as_array().unwrap();
    let dates: Vec<&str> = events.iter().filter_map(|event| event["date"].as_str()).collect();
    assert_eq!(dates, ["2024-11-04"], "one event, no stamp of a related link: {events:?}");
    assert_eq!(events[0]["mentions"].as_array().unwrap().len(), 1, "a repeat is no mention");
    let ignored = timeline["articles"][1]["ignored"].to_string();
    assert!(ignored.contains("27 octobre 2024"), "what is left out is listed: {ignored}");
    let conditional = timeline["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .any(|mention| mention["status"] == "conditional" && mention["timex"].is_null());
    assert!(conditional, "« aurait été inondée » is there without a date");
}

/// Two builds at once take turns, so that neither sees half of the other.
#[test]
fn two_builds_at_once_take_turns() {
    let folder = good();
    let mut children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = crate::support::command(folder.path(), &["build"]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command.spawn().expect("the program starts")
        })
        .collect();
    for child in &mut children {
        assert!(child.wait().expect("it ends").success());
    }
    folder.frise(&["build"]).expect(0).says(&[" 0 changed, 0 removed"]);
    assert_good_is_done(&folder);
}
