//! Reports of real runs, read back.

use crate::support::Folder;

const PLANNED: &str = "Le phare d'Armel a été éteint le mardi 6 mars 2024, a annoncé la mairie.";

/// A project with an error, below the folder where frise runs.
fn project() -> Folder {
    let folder = Folder::new();
    folder.write("suivi/frise.toml", "title = \"Essai\"\n");
    folder.write(
        "suivi/content/articles/phare.md",
        crate::support::article("2024-03-08", "Nord Hebdo", PLANNED),
    );
    folder
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

fn errors(schema: &str, value: &serde_json::Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&json(schema)).expect("a schema");
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn one_run_writes_every_kind() {
    let folder = project();
    let run = folder.frise(&[
        "check",
        "suivi",
        "--emit",
        "text",
        "--emit",
        "github",
        "--emit",
        "json=r/a.json",
        "--emit",
        "sarif=r/a.sarif",
        "--emit",
        "gitlab=r/q.json",
        "--emit",
        "junit=r/j.xml",
        "--emit",
        "markdown=r/m.md",
    ]);
    let run = run.expect(1);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("content/articles/phare.md:8:"), "{}", run.stdout);
    assert!(lines[0].contains("FR-E102 error « le mardi 6 mars 2024 »"), "{}", run.stdout);
    assert_eq!(lines[1], "1 error, 0 warnings, 0 notes");
    assert!(lines[2].starts_with("::error file=suivi/content/articles/phare.md,line=8"));
    let sarif = json(&folder.read("r/a.sarif"));
    assert_eq!(errors(include_str!("../schemas/sarif.json"), &sarif), Vec::<String>::new());
    let quality = json(&folder.read("r/q.json"));
    let schema = include_str!("../schemas/code-quality.json");
    assert_eq!(errors(schema, &quality), Vec::<String>::new());
    assert_eq!(quality[0]["location"]["path"], "suivi/content/articles/phare.md");
    assert_eq!(json(&folder.read("r/a.json"))["counts"]["error"], 1);
    assert!(folder.read("r/j.xml").contains("failures=\"1\""));
    assert!(folder.read("r/m.md").contains("jour et date discordants"));
}

#[test]
fn the_summary_of_a_step_is_added_to_and_not_replaced() {
    let folder = project();
    folder.write("step.md", "Avant.\n");
    let path = folder.join("step.md");
    let mut command = crate::support::command(folder.path(), &["check", "suivi", "--emit"]);
    command.arg(format!("markdown={}", path.display())).env("GITHUB_STEP_SUMMARY", &path);
    crate::support::finish(&mut command).expect(1);
    let text = folder.read("step.md");
    assert!(text.starts_with("Avant.\n<!-- frise -->\n### Frise"), "{text}");
}

#[test]
fn a_base_is_a_file_or_nothing() {
    let folder = project();
    folder.write("vide.lock", "");
    let new = ["check", "suivi", "--base", "vide.lock", "--fail-on", "new-error"];
    folder.frise(&new).expect(1);
    folder.frise(&["build", "suivi"]).expect(0);
    let known = ["check", "suivi", "--base", "suivi/frise.lock", "--fail-on", "new-error"];
    folder.frise(&known).expect(0);
    folder.write("faux.lock", "{\"kind\":\"event\"}\n");
    folder
        .frise(&["check", "suivi", "--base", "faux.lock"])
        .expect(2)
        .says(&["faux.lock", "line 1"]);
    folder.frise(&["check", "suivi", "--base", "--help"]).expect(2);
    folder.frise(&["check", "suivi", "--emit", "sarf"]).expect(2).says(&["did you mean `sarif`"]);
    folder.frise(&["check", "suivi", "--emit", "json="]).expect(2);
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let folder = project();
    folder.write("plein", "x");
    folder.frise(&["check", "suivi", "--emit", "json=plein/a.json"]).expect(2).says(&["plein"]);
}

/// Names of files that no report may run, resolve or show as something else.
#[test]
#[cfg(unix)]
fn hostile_names_are_names_in_every_report() {
    let folder = Folder::project();
    let names = [
        "a b%20c#d?e.md",
        "<script>alert(1)<\u{2044}script>.md",
        "a\n::error file=x,line=1::pwned.md",
        "a\u{1b}[31mrouge\u{202e}.md",
        "a\"'&;$(id)`id`|.md",
        "a]]>,b:c.md",
    ];
    for (n, name) in names.iter().enumerate() {
        let text = format!("Le phare n° {n} a été éteint le mardi {} mars 2024.", 6 + 7 * (n % 3));
        folder.write(
            &format!("content/articles/{name}"),
            crate::support::article("2024-03-28", &format!("Nord{n} Hebdo"), &text),
        );
    }
    folder.write("content/articles/vide\n::error::x.txt", "");
    for level in ["text", "github", "json", "sarif", "gitlab", "junit", "markdown"] {
        let run = folder.frise(&["check", "--exit-zero", "--emit", level]).expect(0);
        let text = run.stdout;
        assert!(!text.contains('\u{1b}') || level == "json", "{level}: {text}");
        for line in text.lines().chain(run.stderr.lines()) {
            let command = line.trim_start().starts_with("::");
            let forged =
                ["::error file=x", "::error::x"].iter().any(|f| line.trim_start().starts_with(f));
            let ours = level == "github" && !forged;
            assert!(!command || ours, "{level}: {line}");
        }
        match level {
            "json" | "sarif" | "gitlab" => drop(json(&text)),
            "markdown" => assert!(!text.contains("<script>"), "{text}"),
            "junit" => {
                let mut reader = quick_xml::Reader::from_str(&text);
                while reader.read_event().expect("well formed") != quick_xml::events::Event::Eof {}
            }
            _ => {}
        }
        if level == "sarif" {
            assert_eq!(
                errors(include_str!("../schemas/sarif.json"), &json(&text)),
                Vec::<String>::new()
            );
            let plain = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(c);
            for uri in text.split("\"uri\":").skip(1) {
                let uri = uri.trim_start().trim_start_matches('"').split('"').next().unwrap();
                assert!(uri.chars().all(plain), "{uri}");
            }
        }
    }
    folder.frise(&["check", "--exit-zero"]).expect(0).prints(&["mardi 6 mars 2024"]);
    folder.frise(&["build"]).expect(3);
    for path in crate::support::tree(&folder.join("site")).into_keys() {
        assert!(!path.contains(['\n', '<', '"', '\u{1b}']), "{path}");
    }
}
