//! `init`: a project that builds at once.

use super::args::InitArgs;
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
    (".gitattributes", "frise.lock merge=union\n"),
];

pub(super) fn run(args: &InitArgs) -> Result<Outcome, CliError> {
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    for (path, _) in &FILES[..4] {
        if dir.join(path).exists() {
            let path = dir.join(path).display().to_string();
            return Err(CliError::Usage(format!(
                "{path} is already there; `init` makes a new project and replaces nothing"
            )));
        }
    }
    for (path, contents) in FILES {
        let target = dir.join(path);
        if !target.exists() {
            store::create_file(&target, contents.as_bytes())?;
            anstream::eprintln!("made {}", target.display());
        }
    }
    let here = dir == Path::new(".");
    let command =
        if here { "frise build".to_owned() } else { format!("frise build {}", dir.display()) };
    anstream::eprintln!("run `{command}`, then open site/index.html there");
    Ok(Outcome::Done)
}
