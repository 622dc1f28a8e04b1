//! `diff`: what changed between two locks. Nothing is built.

use super::args::{DiffArgs, DiffFormat};
use super::{Cli, CliError, Outcome, base, print, start};
use crate::report::{self, Delta};
use crate::store::{self, Project, StoreError};

pub(super) fn diff(cli: &Cli, args: &DiffArgs) -> Result<Outcome, CliError> {
    // Two files can be compared anywhere.
    let project = match Project::find(start(cli)) {
        Ok(project) => Some(project),
        Err(StoreError::NoProject(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let before = base::read(&args.base, project.as_ref())?;
    let after = match (&args.head, &project) {
        (Some(head), _) => base::read(head, project.as_ref())?,
        (None, Some(project)) => store::read_lock(&project.root.join("frise.lock"))?,
        (None, None) => {
            let reason = "no frise.toml here or above: name two lock files";
            return Err(CliError::Usage(reason.into()));
        }
    };
    let language = project.as_ref().map_or("fr", |project| &project.settings.language);
    print(&match args.format {
        DiffFormat::Text => report::diff_text(&Delta::between(&before, &after)),
        DiffFormat::Json => report::diff_json(&before, &after),
        DiffFormat::Markdown => report::diff_markdown(&before, &after, language),
    })?;
    Ok(Outcome::Done)
}
