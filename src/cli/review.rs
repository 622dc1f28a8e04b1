//! `review`: the queue in the terminal, or as a plain table.

use super::args::ReviewArgs;
use super::load::{self, Loaded, Wanted};
use super::{Cli, CliError, Outcome, author, print};
use crate::store::{self, Project};
use crate::tui::{self, Options};
use std::io::IsTerminal;

pub(super) fn run(cli: &Cli, args: &ReviewArgs) -> Result<Outcome, CliError> {
    let project = load::project(cli, args.dir.as_deref())?;
    let options = Options {
        kind: args.kind.clone(),
        state: args.state.clone(),
        new: args.new,
        author: args.author.clone().or_else(|| author::of(&project.root)),
        date: args.date.unwrap_or_else(|| store::today(&project.settings.timezone)),
    };
    let root = project.root;
    let again = || -> Result<Loaded, CliError> {
        let wanted = Wanted { allow_empty: true, ..Wanted::default() };
        load::read(Project::open(&root)?, &wanted)
    };
    if args.list {
        let snapshot = again()?.into_snapshot();
        let rows = tui::table(&snapshot, &options);
        let mut widths = [0; 6];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in &rows {
            let [first @ .., title] = row;
            let cells = first.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            print(&format!("{}  {}\n", cells.collect::<Vec<_>>().join("  "), one_line(title)))?;
        }
        return Ok(Outcome::Done);
    }
    if !std::io::stdout().is_terminal() {
        let hint = "`review` needs a terminal; use `review --list`, `decide` or `serve`";
        return Err(CliError::Usage(hint.into()));
    }
    let load = || again().map(Loaded::into_snapshot).map_err(|error| error.to_string());
    tui::run(&load, &options)?;
    Ok(Outcome::Done)
}

/// Words of articles on one line, without anything that a terminal would obey.
fn one_line(text: &str) -> String {
    let plain = |c: char| {
        let direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || direction { ' ' } else { c }
    };
    text.chars().map(plain).collect()
}
