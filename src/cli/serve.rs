//! `serve`: the site and the review pages on this machine.

use super::args::ServeArgs;
use super::load::{self, Loaded, Wanted};
use super::{Cli, CliError, Outcome, author, print};
use crate::serve::{self, Options};
use crate::store::Project;

pub(super) fn run(cli: &Cli, args: &ServeArgs) -> Result<Outcome, CliError> {
    let project = load::project(cli, args.dir.as_deref())?;
    let options = Options {
        port: args.port,
        author: args.author.clone().or_else(|| author::of(&project.root)),
        date: None,
    };
    let (root, date) = (project.root, args.date);
    let again = move || {
        let wanted = Wanted { date, allow_empty: true, ..Wanted::default() };
        let project = Project::open(&root).map_err(CliError::from);
        let loaded = project.and_then(|project| load::read(project, &wanted));
        loaded.map(Loaded::into_snapshot).map_err(|error| error.to_string())
    };
    serve::run(options, Box::new(again), |address| {
        anstream::eprintln!("review at http://{address}/revue/, Ctrl-C ends");
        // An address that nobody reads is no reason to stop.
        let _ = print(&format!("http://{address}/\n"));
    })?;
    Ok(Outcome::Done)
}
