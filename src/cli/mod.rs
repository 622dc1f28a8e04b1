//! Arguments, commands, messages and exit codes.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 findings at or above
//! `--fail-on`, 2 cannot run, 3 done but some inputs were skipped.
#![expect(clippy::print_stderr, reason = "this is the program's voice")]

mod add;
mod args;
mod author;
mod base;
mod build;
mod decide;
mod diff;
mod emit;
mod explain;
mod init;
mod load;
mod log;
mod review;
mod rows;
mod serve;
mod stage;
mod tables;
mod tag;
mod theme;

use crate::store::StoreError;
use anstream::ColorChoice;
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Why a command cannot run: exit code 2, with a sentence that names the mend.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Render(#[from] crate::render::RenderError),
    #[error(transparent)]
    Desk(#[from] crate::desk::DeskError),
    #[error(transparent)]
    Serve(#[from] crate::serve::ServeError),
    #[error(transparent)]
    Tui(#[from] crate::tui::TuiError),
    #[error(transparent)]
    Rows(#[from] rows::RowError),
    #[error(transparent)]
    Shard(#[from] crate::merge::ShardError),
    #[error("{0}")]
    Usage(String),
    #[error("no article in {0}; put articles (.md, .txt, .html) there, or pass --allow-empty")]
    NoArticle(PathBuf),
    #[error("stdout: {0}")]
    Stdout(#[from] io::Error),
}

impl CliError {
    /// The reader of our output went away: that is no error.
    fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Outcome {
    Done,
    Findings,
    Skipped,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Skipped => 3,
        })
    }
}

/// Runs the program with its arguments, the program's name first.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(args);
    if let Some(jobs) = cli.jobs {
        // The pool of the process: set once, before any work.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
        if let Err(error) = pool {
            eprintln!("frise: --jobs {jobs}: {error}");
            return ExitCode::from(2);
        }
    }
    match run(&cli) {
        Ok(outcome) => outcome.into(),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            report(&cli, &error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<Outcome, CliError> {
    match &cli.command {
        Command::Init(args) => init::run(args),
        Command::Add(args) => add::run(cli, args),
        Command::Build(args) => build::build(cli, args),
        Command::Check(args) => build::check(cli, args),
        Command::Tag(args) => tag::run(args),
        Command::Export(args) => build::export(cli, args),
        Command::Diff(args) => diff::diff(cli, args),
        Command::Serve(args) => serve::run(cli, args),
        Command::Review(args) => review::run(cli, args),
        Command::Decide(args) => decide::run(cli, args),
        Command::Log(args) => log::run(cli, args),
        Command::Explain(args) => explain::explain(cli, args),
        Command::Rules(args) => explain::rules(args),
        Command::Schema(args) => explain::schema(args),
        Command::Theme(command) => theme::run(cli, command),
        Command::Stage(args) => stage::run(cli, args),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "frise", &mut io::stdout());
            Ok(Outcome::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
            Ok(Outcome::Done)
        }
    }
}

/// Prints an error, with the line of its file underlined where it has one.
fn report(cli: &Cli, error: &CliError) {
    let shown = match error {
        CliError::Store(StoreError::Settings(e)) => {
            let file = folder(cli).map(|dir| dir.join("frise.toml"));
            file.map(|file| (file, "frise.toml".to_owned(), e.line, e.reason.clone()))
        }
        CliError::Store(StoreError::Decision(e)) => {
            let file = folder(cli).map(|dir| dir.join(&e.path));
            file.map(|file| (file, e.path.clone(), e.line, e.reason.clone()))
        }
        _ => None,
    };
    let text = shown.and_then(|(file, path, line, reason)| {
        let bytes = crate::store::read_bytes(&file).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(crate::report::render_error(&reason, &path, &text, line, color_stderr()))
    });
    match text {
        Some(text) => anstream::eprintln!("{text}"),
        None => anstream::eprintln!("frise: {error}"),
    }
}

/// The folder of the project that a command is about.
fn folder(cli: &Cli) -> Option<PathBuf> {
    let dir = match &cli.command {
        Command::Build(args) => args.common.dir.as_deref(),
        Command::Check(args) => args.common.dir.as_deref(),
        Command::Export(args) => args.dir.as_deref(),
        _ => None,
    };
    match dir {
        Some(dir) => Some(dir.to_owned()),
        None => {
            let project = std::path::absolute(start(cli)).ok()?;
            let root = project.ancestors().find(|dir| dir.join("frise.toml").is_file());
            root.map(Path::to_owned)
        }
    }
}

/// Where the search for a project starts: `-C DIR`, else the current folder.
fn start(cli: &Cli) -> &Path {
    cli.directory.as_deref().unwrap_or(Path::new("."))
}

fn color_stdout() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

fn color_stderr() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Writes a result to stdout.
fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
