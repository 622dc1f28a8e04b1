//! `decide`: one decision, for scripts.

use super::args::DecideArgs;
use super::load::{Wanted, load};
use super::{Cli, CliError, Outcome, author, print};
use crate::desk;
use crate::review::{Request, Verb};
use crate::store;

pub(super) fn run(cli: &Cli, args: &DecideArgs) -> Result<Outcome, CliError> {
    let verb = Verb::parse(&args.verb).map_err(CliError::Usage)?;
    let loaded = load(cli, &Wanted { allow_empty: true, ..Wanted::default() })?;
    let snapshot = loaded.into_snapshot();
    let mut targets = args.targets.clone();
    let value = match verb.takes_value() && targets.len() > 1 {
        true => targets.pop(),
        false => None,
    };
    let project = &snapshot.project;
    let request = Request {
        verb,
        targets,
        value,
        support: args.support.clone(),
        code: args.code.clone(),
        reason: args.reason.clone().unwrap_or_default(),
        author: args.author.clone().or_else(|| author::of(&project.root)),
        date: Some(args.date.unwrap_or_else(|| store::today(&project.settings.timezone))),
    };
    let written = desk::decide(&snapshot, &request, None)?;
    print(&format!("{}\n", written.file.path))?;
    Ok(Outcome::Done)
}
