//! `theme eject`: the built-in theme as files of the project, to be changed there.

use super::args::ThemeCommand;
use super::{Cli, CliError, Outcome, load};
use crate::diag::closest;
use crate::{render, store};

pub(super) fn run(cli: &Cli, command: &ThemeCommand) -> Result<Outcome, CliError> {
    match command {
        ThemeCommand::Eject { names } => eject(cli, names),
        ThemeCommand::List => {
            let names: Vec<&str> = render::BUILT_IN.iter().map(|(name, _)| *name).collect();
            super::print(&(names.join("\n") + "\n"))?;
            Ok(Outcome::Done)
        }
    }
}

/// Writes built-in files into `templates/`: those named, else all. Nothing is written when one
/// of them is there.
fn eject(cli: &Cli, names: &[String]) -> Result<Outcome, CliError> {
    let project = load::project(cli, None)?;
    let mut chosen: Vec<(&str, &str)> = Vec::new();
    for name in names {
        let bare = name.strip_prefix("templates/").unwrap_or(name);
        let found = render::BUILT_IN.iter().find(|(known, _)| *known == bare);
        chosen.push(*found.ok_or_else(|| unknown(bare))?);
    }
    if names.is_empty() {
        chosen.extend(render::BUILT_IN);
    }
    chosen.sort_unstable();
    chosen.dedup();
    let folder = project.root.join("templates");
    for (name, _) in &chosen {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(CliError::Usage(format!(
                "{} is already there; `theme eject` makes new files and replaces nothing: \
                 name the files that you want, or move it away",
                path.display()
            )));
        }
    }
    for (name, source) in chosen {
        let path = folder.join(name);
        store::create_file(&path, source.as_bytes())?;
        anstream::eprintln!("made {}", path.display());
    }
    Ok(Outcome::Done)
}

fn unknown(name: &str) -> CliError {
    let known: Vec<&str> = render::BUILT_IN.iter().map(|(name, _)| *name).collect();
    let mend = closest(name, &known).map_or_else(
        || "`frise theme list` names them all".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    CliError::Usage(format!("the built-in theme has no `{name}`; {mend}"))
}
