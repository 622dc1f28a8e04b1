//! A story as a newsroom lives it: a base, a branch with two articles, a decision, a merge.

use crate::support::{Folder, article};
use std::process::Command;

const FIRST: &str = "Le pont de la Combe a été inauguré lundi 4 mars 2024 par la ministre des Transports, Hélène Vasseur, devant deux cents habitants de la vallée. L'ouvrage, long de trois cents mètres, remplace un bac centenaire que les riverains réclamaient de voir disparaître depuis des décennies.";
const SECOND: &str = "La ministre Hélène Vasseur a inauguré le lundi 4 mars 2024 le pont de la Combe, attendu par toute la vallée. La fanfare de Saint-Orens a joué deux heures.";
pub(crate) const OTHER: &str = "Le pont de la Combe a été inauguré le mercredi 6 mars 2024 par Hélène Vasseur, ministre des Transports. Le chantier avait commencé le 12 septembre 2021 avec six mois de retard. Les camions y seront interdits à partir du 2 mai 2024.";
const THIRD: &str = "Hélène Vasseur, ministre des Transports, a inauguré le mardi 5 mars 2024 le pont de la Combe en présence du préfet.";

impl Folder {
    /// Runs git here, as somebody whom no setting of the machine knows.
    #[track_caller]
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Essai", "-c", "user.email=essai@example.org"])
            .args(["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .expect("git starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {args:?}: {error}");
        String::from_utf8(output.stdout).expect("git writes UTF-8")
    }

    #[track_caller]
    pub(crate) fn commit(&self, title: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", title]);
    }

    pub(crate) fn story(&self, name: &str, day: &str, title: &str, text: &str) {
        self.write(&format!("content/articles/{name}.md"), article(day, title, text));
    }
}

/// A repository whose main branch is built and committed.
pub(crate) fn base() -> Folder {
    let folder = Folder::project();
    folder.write(".gitignore", "/.frise\n/summary.md\n");
    folder.story("courrier", "2024-03-05", "Courrier de la Combe", FIRST);
    folder.story("vallee", "2024-03-06", "Vallée Matin", SECOND);
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    folder.frise(&["build"]).expect(0);
    folder.commit("La base");
    folder
}

const BUILD: [&str; 7] =
    ["build", "--base", "main", "--fail-on", "new-error", "--emit", "markdown=summary.md"];

#[test]
fn a_branch_with_a_copy_and_a_contradiction_is_told_settled_and_merged() {
    let folder = base();
    folder.git(&["checkout", "--quiet", "-b", "veille"]);
    folder.story("reprise", "2024-03-06", "Reprise Express", FIRST);
    folder.story("gazette", "2024-03-08", "Gazette des Cols", OTHER);

    folder.frise(&BUILD).expect(1);
    let summary = folder.read("summary.md").replace('\u{a0}', " ");
    let head = "<!-- frise -->\n### Frise : 2 événements nouveaux, 1 conflit nouveau\n\n2 articles ajoutés (1 copie d’un texte déjà connu, 1 source indépendante nouvelle).\n";
    assert!(summary.starts_with(head), "{summary}");
    assert!(summary.contains("| **4 mars 2024** / 6 mars 2024 | 2 / 1 |"), "{summary}");
    assert!(summary.contains("Règles : FR-C201"), "{summary}");
    // The annotation stands in an article of the branch, where its author looks.
    let run = folder.frise(&["check", "--base", "main", "--emit", "github"]).expect(1);
    let place = run.stdout.lines().next().unwrap_or_default();
    let fresh = ["articles/gazette.md", "articles/reprise.md"];
    assert!(fresh.iter().any(|file| place.contains(file)), "{}", run.stdout);

    let timeline = folder.timeline();
    let conflict = &timeline["conflicts"][0];
    let event = conflict["events"][0].as_str().expect("an event").to_owned();
    let mentions: Vec<String> = conflict["sides"]
        .as_array()
        .expect("sides")
        .iter()
        .flat_map(|side| side["mentions"].as_array().expect("mentions"))
        .map(ToString::to_string)
        .collect();
    folder.write(
        "content/decisions/0001-date.md",
        format!(
            "+++\nid = \"0001\"\nverb = \"pick-date\"\ntarget = \"{event}\"\nvalue = \"2024-03-04\"\nseen = [{}]\nfingerprint = \"c:2024-03-04|2024-03-06\"\nauthor = \"NB\"\ndate = 2024-03-09\n+++\nLa préfecture confirme le lundi 4.\n",
            mentions.join(", ")
        ),
    );
    folder.frise(&BUILD).expect(0);
    let summary = folder.read("summary.md").replace('\u{a0}', " ");
    assert!(summary.contains("### Frise : 2 événements nouveaux, 1 conflit tranché"), "{summary}");

    folder.commit("Deux articles et une décision");
    folder.git(&["checkout", "--quiet", "main"]);
    folder.git(&["merge", "--quiet", "veille"]);
    folder.frise(&["build", "--base", "HEAD", "--emit", "markdown=summary.md"]).expect(0);
    assert_eq!(
        folder.git(&["status", "--porcelain"]),
        "",
        "a build of what is merged changes nothing"
    );
    assert_eq!(folder.frise(&["diff", "HEAD"]).expect(0).stdout, "");
    let markdown = ["diff", "HEAD", "--format", "markdown"];
    assert_eq!(folder.frise(&markdown).expect(0).stdout, "");
    let summary = folder.read("summary.md").replace('\u{a0}', " ");
    assert_eq!(summary, "<!-- frise -->\n### Frise : rien de nouveau\n");

    // A copy wakes no decision; an independent voice does.
    folder.story("echo", "2024-03-10", "Écho du Bac", OTHER);
    folder.frise(&BUILD).expect(0);
    let summary = folder.read("summary.md").replace('\u{a0}', " ");
    assert!(!summary.contains("à revoir"), "{summary}");
    assert!(summary.contains("1 article ajouté (1 copie d’un texte déjà connu)"), "{summary}");
    folder.story("prefet", "2024-03-11", "Le Préfet", THIRD);
    folder.frise(&BUILD);
    let summary = folder.read("summary.md").replace('\u{a0}', " ");
    assert!(summary.contains("1 décision à revoir"), "{summary}");
    assert!(
        summary.contains("**À revoir** : décision 0001 (pick-date) : une source indépendante donne le mardi 5 mars 2024"),
        "{summary}"
    );
}

#[test]
fn diff_compares_two_revisions_and_builds_nothing() {
    let folder = base();
    folder.git(&["checkout", "--quiet", "-b", "veille"]);
    folder.story("gazette", "2024-03-08", "Gazette des Cols", OTHER);
    folder.frise(&["build"]).expect(0);
    folder.commit("Un article");
    // Nothing but locks is read: the articles may be gone.
    std::fs::remove_dir_all(folder.join("content")).expect("the content");
    let text = folder.frise(&["diff", "main", "veille"]).expect(0).stdout;
    assert!(text.contains("article added gazette") && text.contains("conflict new c-"), "{text}");
    let back = folder.frise(&["diff", "veille", "main"]).expect(0).stdout;
    assert!(back.contains("article removed gazette") && back.contains("conflict gone"), "{back}");
    let json = folder.frise(&["diff", "main", "--format", "json"]).expect(0).stdout;
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["events"]["new"].as_array().map(Vec::len), Some(2), "{json}");
    assert_eq!(value["conflicts"]["new"][0]["kind"], "date");
    let markdown = folder.frise(&["diff", "main", "--format", "markdown"]).expect(0).stdout;
    let markdown = markdown.replace('\u{a0}', " ");
    assert!(
        markdown.contains("### Frise : 2 événements nouveaux, 1 conflit nouveau"),
        "{markdown}"
    );
    assert!(markdown.contains("**4 mars 2024** / 6 mars 2024 | 2 / 1 |"), "{markdown}");
    folder.frise(&["diff", "no-such-branch"]).expect(2).says(&["no-such-branch", "revision"]);
    folder.frise(&["diff", "--", "--output=x"]).expect(2);
}

#[test]
fn locks_that_git_joined_are_read() {
    let folder = base();
    folder.git(&["checkout", "--quiet", "-b", "a"]);
    folder.story("gazette", "2024-03-08", "Gazette des Cols", OTHER);
    folder.frise(&["build"]).expect(0);
    let a = folder.read("frise.lock");
    folder.git(&["checkout", "--quiet", "--force", "main"]);
    folder.git(&["clean", "--quiet", "--force", "-d"]);
    let main = folder.read("frise.lock");
    // What `merge=union` leaves, and what git leaves without it.
    let marked = format!("<<<<<<< HEAD\n{main}=======\n{a}>>>>>>> a\n");
    for joined in [format!("{main}{a}"), marked] {
        folder.write("frise.lock", joined);
        folder.frise(&["build"]).expect(0);
        folder.frise(&["check", "--locked", "--fail-on", "never"]).expect(0);
        assert!(!folder.read("frise.lock").contains("<<<"));
    }
}
