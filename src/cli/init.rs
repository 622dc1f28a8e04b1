//! `init`: a project that builds at once.

use super::args::{Forge, InitArgs};
use super::{CliError, Outcome};
use crate::store;
use std::path::Path;

/// The files of a new project, with their contents. All words are ours.
const FILES: [(&str, &str); 6] = [
    ("frise.toml", include_str!("init/frise.toml")),
    ("content/articles/2024-03-05-exemple-a.md", include_str!("init/exemple-a.md")),
    ("content/articles/2024-03-07-exemple-b.txt", include_str!("init/exemple-b.txt")),
    ("content/pages/methode.md", include_str!("init/methode.md")),
    (".gitignore", "/.frise\n"),
    (".gitattributes", include_str!("init/gitattributes")),
];

/// The version that a workflow installs unless it is told another.
const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

pub(super) fn run(args: &InitArgs) -> Result<Outcome, CliError> {
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    let workflow = args.ci.map(|forge| workflow(forge, args)).transpose()?;
    let is_project = dir.join("frise.toml").exists();
    let new = if is_project && workflow.is_some() { &[] } else { &FILES[..] };
    let precious = new.iter().take(4).map(|(path, _)| *path);
    for path in precious.chain(workflow.as_ref().map(|(path, _)| *path)) {
        if dir.join(path).exists() {
            let path = dir.join(path).display().to_string();
            return Err(CliError::Usage(format!(
                "{path} is already there; `init` makes new files and replaces nothing"
            )));
        }
    }
    let files = new.iter().map(|(path, contents)| (*path, (*contents).to_owned()));
    for (path, contents) in files.chain(workflow) {
        let target = dir.join(path);
        if !target.exists() {
            store::create_file(&target, contents.as_bytes())?;
            anstream::eprintln!("made {}", target.display());
        }
    }
    if args.ci.is_some() && args.repository.is_none() {
        anstream::eprintln!(
            "set the variable FRISE_REPOSITORY on the forge to the address that frise is installed from, or give it with --repository"
        );
    }
    if !new.is_empty() {
        let here = dir == Path::new(".");
        let command =
            if here { "frise build".to_owned() } else { format!("frise build {}", dir.display()) };
        anstream::eprintln!("run `{command}`, then open site/index.html there");
    }
    Ok(Outcome::Done)
}

/// The file of a workflow and its text.
fn workflow(forge: Forge, args: &InitArgs) -> Result<(&'static str, String), CliError> {
    let (path, text, variable) = match forge {
        Forge::Github => (
            ".github/workflows/frise.yml",
            include_str!("init/github.yml"),
            "${{ vars.FRISE_REPOSITORY }}",
        ),
        // A variable of the project wins over the one that the file sets.
        Forge::Gitlab => (".gitlab-ci.yml", include_str!("init/gitlab.yml"), ""),
    };
    let tag = args.tag.as_deref().unwrap_or(TAG);
    for (name, value) in [("--repository", args.repository.as_deref()), ("--tag", Some(tag))] {
        // They stand between quotes of YAML, then of a shell.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/@+%".contains(c);
        if let Some(value) = value.filter(|value| value.is_empty() || !value.chars().all(plain)) {
            return Err(CliError::Usage(format!(
                "{name} `{value}`: only letters, digits and -._~:/@+%"
            )));
        }
    }
    let repository = args.repository.as_deref().unwrap_or(variable);
    Ok((path, text.replace("@REPOSITORY@", repository).replace("@TAG@", tag)))
}
