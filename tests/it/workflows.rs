//! The workflows that are written and shipped, checked as a forge would before it runs them.

use crate::support::{Folder, finish};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("YAML")
}

fn shipped(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

fn errors(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// Every `run` of a document parses as bash.
#[track_caller]
fn assert_scripts_parse(value: &Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(script) if key == "run" => assert_is_bash(script),
                    value => assert_scripts_parse(value),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(assert_scripts_parse),
        _ => {}
    }
}

#[track_caller]
fn assert_is_bash(script: &str) {
    // What the runner puts in before bash sees it.
    let mut plain = String::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, tail) = after.split_once("}}").expect("an expression ends");
        assert!(
            !expression.contains("github.event") && !expression.contains("github.head_ref"),
            "hostile words go through `env`: {expression}"
        );
        plain = plain + before + "x";
        rest = tail;
    }
    plain += rest;
    let run = finish(Command::new("bash").args(["-n", "-c", &plain]));
    assert_eq!(run.code, 0, "{}\n{plain}", run.stderr);
}

/// What a schema cannot say: jobs and steps that are named exist.
#[track_caller]
fn assert_names_exist(workflow: &Value) {
    let jobs = workflow["jobs"].as_object().expect("jobs");
    for (name, job) in jobs {
        if let Some(needed) = job["needs"].as_str() {
            assert!(jobs.contains_key(needed), "{name} needs {needed}");
        }
        let steps = job["steps"].as_array().expect("steps");
        let ids: BTreeSet<&str> = steps.iter().filter_map(|step| step["id"].as_str()).collect();
        for (_, after) in job.to_string().split("steps.").skip(1).map(|after| ("", after)) {
            let id = after.split('.').next().unwrap_or_default();
            assert!(ids.contains(id), "{name}: there is no step {id}");
        }
    }
}

const WORKFLOW: &str = include_str!("../schemas/github-workflow.json");

#[test]
fn the_workflow_for_github_is_one() {
    let folder = Folder::new();
    let address = "https://forge.example.org/equipe/frise";
    let args = ["init", "--ci", "github", "--repository", address, "--tag", "v1.2.3"];
    folder.frise(&args).expect(0);
    let text = folder.read(".github/workflows/frise.yml");
    assert!(text.contains(address) && text.contains("\"v1.2.3\"") && !text.contains("@TAG@"));
    let workflow = yaml(&text);
    assert_eq!(errors(WORKFLOW, &workflow), Vec::<String>::new());
    assert_scripts_parse(&workflow);
    assert_names_exist(&workflow);
    // Only the job that records on the main branch may write into the repository.
    for (name, job) in workflow["jobs"].as_object().expect("jobs") {
        let writes = job["permissions"]["contents"] == "write";
        assert_eq!(writes, name == "enregistrer", "{name}");
        if writes {
            assert_eq!(job["if"], "github.ref == 'refs/heads/main'");
        }
    }
    assert!(!text.contains("pull_request_target"));
    folder.frise(&["build"]).expect(0);
}

#[test]
fn every_command_of_a_workflow_is_one_of_frise() {
    for forge in ["github", "gitlab"] {
        let folder = Folder::new();
        folder.frise(&["init", "--ci", forge]).expect(0).says(&["FRISE_REPOSITORY"]);
        let file = if forge == "github" { ".github/workflows/frise.yml" } else { ".gitlab-ci.yml" };
        let text = folder.read(file).replace("\\\n", " ");
        folder.write(".frise/base.lock", "");
        folder.write("step.md", "");
        let mut ran = 0;
        for line in text.lines().map(|line| line.trim().trim_start_matches("- ")) {
            if !line.starts_with("frise ") {
                continue;
            }
            let line = line.replacen("frise", &format!("'{}'", env!("CARGO_BIN_EXE_frise")), 1);
            let mut command = Command::new("bash");
            command.args(["-c", &format!("code=0; {line}; exit $code")]).current_dir(folder.path());
            command.env("GITHUB_BASE_REF", "main").env("NO_COLOR", "1");
            command.env("GITHUB_STEP_SUMMARY", folder.join("step.md"));
            finish(&mut command).expect(0);
            ran += 1;
        }
        assert_eq!(ran, 2, "{forge}");
        if forge == "github" {
            assert!(folder.read("step.md").starts_with("<!-- frise -->"));
        }
    }
}

/// The script of the step named `name`.
fn script(workflow: &Value, name: &str) -> String {
    let steps = workflow["jobs"]["construire"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["name"] == name).expect(name);
    step["run"].as_str().expect("a script").to_owned()
}

/// Runs a script of a workflow in `folder`, as the runner does on a request to main.
fn step(folder: &Folder, script: &str) -> crate::support::Run {
    let program = Path::new(env!("CARGO_BIN_EXE_frise")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("bash");
    command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(folder.path());
    command.env("PATH", path).env("GITHUB_BASE_REF", "main").env("NO_COLOR", "1");
    command.env("GITHUB_STEP_SUMMARY", folder.join("step.md"));
    finish(&mut command)
}

#[test]
#[cfg(unix)]
fn a_request_is_compared_with_the_base_that_it_is_merged_into() {
    let folder = crate::ci_story::base();
    folder.frise(&["init", "--ci", "github"]).expect(0);
    folder.write(".gitignore", "/.frise\n/step.md\n");
    folder.commit("Le flux");
    let workflow = yaml(&folder.read(".github/workflows/frise.yml"));
    folder.git(&["checkout", "--quiet", "-b", "veille"]);
    folder.story("gazette", "2024-03-08", "Gazette des Cols", crate::ci_story::OTHER);
    folder.commit("Un article");
    // What the runner checks out is the merge of the request into its base.
    folder.git(&["checkout", "--quiet", "--detach", "main"]);
    folder.git(&["merge", "--quiet", "--no-ff", "--message", "Fusion", "veille"]);
    step(&folder, &script(&workflow, "État de la branche de base")).expect(0);
    let build = script(&workflow, "Construire et vérifier");
    step(&folder, &build).expect(1).prints(&["::error file=content/articles/"]);
    let summary = folder.read("step.md").replace('\u{a0}', " ");
    let title = "<!-- frise -->\n### Frise : 2 événements nouveaux, 1 conflit nouveau\n";
    assert!(summary.starts_with(title), "{summary}");
    assert!(folder.read(".frise/changements.txt").contains("article added gazette"));
    assert_eq!(folder.read(".frise/commentaire.md"), folder.read("step.md"));

    // A base that has no lock makes everything new; a request that changes nothing is quiet.
    folder.remove("step.md");
    folder.git(&["checkout", "--quiet", "--force", "--detach", "main"]);
    folder.write("LISEZMOI", "");
    folder.commit("Rien de neuf");
    step(&folder, &script(&workflow, "État de la branche de base")).expect(0);
    step(&folder, &build).expect(0);
    assert_eq!(folder.read(".frise/changements.txt"), "");
    assert_eq!(folder.read("step.md"), "<!-- frise -->\n### Frise\u{a0}: rien de nouveau\n");
}

#[test]
fn the_pipeline_for_gitlab_is_one() {
    let folder = Folder::project();
    folder.write("content/articles/a.txt", "Le pont a été fermé le 4 mars 2024.");
    let before = crate::support::tree(folder.path());
    folder.frise(&["init", "--ci", "gitlab", "--repository", "https://a.example/f"]).expect(0);
    let mut after = crate::support::tree(folder.path());
    let text = String::from_utf8(after.remove(".gitlab-ci.yml").expect("it is written")).unwrap();
    crate::support::assert_same_files(&after, &before, "a project that is there stays as it is");
    let pipeline = yaml(&text);
    let schema = include_str!("../schemas/gitlab-ci.json");
    assert_eq!(errors(schema, &pipeline), Vec::<String>::new());
    for (name, job) in pipeline.as_object().expect("jobs") {
        for part in ["script", "before_script"] {
            for line in job[part].as_array().into_iter().flatten() {
                assert_is_bash(line.as_str().unwrap_or_else(|| panic!("{name}: {line}")));
            }
        }
    }
    folder.frise(&["init", "--ci", "gitlab"]).expect(2).says(&[".gitlab-ci.yml", "already there"]);
}

#[test]
fn hostile_addresses_are_refused() {
    for address in ["https://a\"; rm -rf ~; \"", "$(id)", "a b", ""] {
        let folder = Folder::new();
        let args = ["init", "--ci", "github", "--repository", address];
        folder.frise(&args).expect(2).says(&["--repository"]);
        assert!(crate::support::tree(folder.path()).is_empty());
    }
}

#[test]
fn what_the_repository_ships_is_well_formed() {
    let release = yaml(&shipped(".github/workflows/release.yml"));
    assert_eq!(errors(WORKFLOW, &release), Vec::<String>::new());
    assert_scripts_parse(&release);
    assert_names_exist(&release);
    let action = yaml(&shipped("action.yml"));
    assert_eq!(
        errors(include_str!("../schemas/github-action.json"), &action),
        Vec::<String>::new()
    );
    assert_scripts_parse(&action);
    let text = shipped("action.yml");
    for (_, name) in text.match_indices("inputs.").map(|(at, _)| ("", &text[at + 7..])) {
        let name: String =
            name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        assert!(action["inputs"].get(&name).is_some(), "there is no input {name}");
    }
    let hooks = yaml(&shipped(".pre-commit-hooks.yaml"));
    for hook in hooks.as_array().expect("hooks") {
        for key in ["id", "name", "entry", "language", "files"] {
            assert!(hook[key].is_string(), "{hook}");
        }
        let entry: Vec<&str> = hook["entry"].as_str().unwrap_or_default().split(' ').collect();
        let folder = Folder::project();
        folder.write("content/articles/a.txt", "Le pont a été fermé le 4 mars 2024.");
        folder.frise(&["build"]).expect(0);
        folder.frise(&entry[1..]).expect(0);
    }
}
