//! What the program takes.

use super::emit;
use crate::report::Kind;
use crate::timex::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Reconstructs the timeline of a story from French news articles and publishes it as a static
/// site.
///
/// Every command works on the nearest folder with a frise.toml, or on the folder that it is
/// given. A folder without frise.toml is read as a bare folder of articles.
#[derive(Debug, Parser)]
#[command(name = "frise", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 findings at or above --fail-on, 2 cannot run, \
                        3 done but some inputs were skipped.")]
pub(super) struct Cli {
    /// Start looking for the project here instead of in the current folder.
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(super) directory: Option<PathBuf>,
    /// Number of threads [default: one per core]. The result is the same with any.
    #[arg(long, value_name = "N", global = true)]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new project that builds at once.
    Init(InitArgs),
    /// Turn files of many kinds into articles of the project; add nothing twice.
    ///
    /// Reads Markdown, text, saved HTML pages, RSS and Atom feeds, JSON Lines
    /// ({"text","url","date",…}), NewsML-G2 and WARC archives, gzipped or not. The same address
    /// with another text becomes a new version.
    Add(AddArgs),
    /// Build the site.
    Build(BuildArgs),
    /// Build without writing: report what is wrong.
    Check(CheckArgs),
    /// Find the time expressions of a French text.
    Tag(TagArgs),
    /// Write the timeline in another format.
    Export(ExportArgs),
    /// Tell what changed between two locks: events, conflicts, decisions.
    Diff(DiffArgs),
    /// Serve the site and its review pages on this machine; build anew when a file changes.
    Serve(ServeArgs),
    /// Go through what waits for a decision, in the terminal.
    Review(ReviewArgs),
    /// Write one decision: the same file that `review`, `/revue/` or a hand would write.
    Decide(DecideArgs),
    /// Tell what happened to an event, with the commits that brought it.
    Log(LogArgs),
    /// Explain a rule, a finding, an event, or why two mentions are (not) one event.
    Explain(ExplainArgs),
    /// List every rule: of the tagger, of merging, and of findings.
    Rules(RulesArgs),
    /// Print the JSON Schema of a format.
    Schema(SchemaArgs),
    /// Change how pages look.
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Do one stage of a build over rows from stdin: for engines such as Spark.
    ///
    /// Rows are an Arrow IPC stream, or JSON Lines, with the columns rules, kind, part, key and
    /// data; see docs/scale.md.
    Stage(StageArgs),
    /// Print the completions of a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(hide = true)]
    Man,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to make, or an empty one [default: the current folder].
    pub(super) dir: Option<PathBuf>,
    /// Write a workflow that builds and publishes the timeline; in a project that is there,
    /// write nothing else.
    #[arg(long, value_enum, value_name = "FORGE")]
    pub(super) ci: Option<Forge>,
    /// The repository that the workflow installs frise from [default: a variable of the forge,
    /// FRISE_REPOSITORY].
    #[arg(long, value_name = "URL", requires = "ci")]
    pub(super) repository: Option<String>,
    /// The tag that it installs [default: that of this version].
    #[arg(long, value_name = "TAG", requires = "ci")]
    pub(super) tag: Option<String>,
}

/// Whose workflow to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Forge {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Files to read, or - for stdin.
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
}

/// What `build` and `check` share.
#[derive(Debug, Args)]
pub(super) struct CommonArgs {
    /// A project, or a bare folder of articles.
    pub(super) dir: Option<PathBuf>,
    /// The day against which plans and decisions expire [default: the newest article].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
    /// Which findings make the exit code 1 [default: never for build, error for check].
    #[arg(long, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,
    /// The state to compare with, by its lock file or its git revision: what it has is not new.
    #[arg(long, value_name = "FILE|REV")]
    pub(super) base: Option<String>,
    /// Report as text, json, sarif, github, gitlab, junit or markdown, on stdout or to a file;
    /// may be given several times.
    #[arg(long, value_name = "KIND[=FILE]", value_parser = emit::parse)]
    pub(super) emit: Vec<Emit>,
    /// Read every article anew, and keep nothing; the result is the same.
    #[arg(long)]
    pub(super) no_cache: bool,
    /// Build even when there is no article.
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Turn the exit codes 1 and 3 into 0.
    #[arg(long)]
    pub(super) exit_zero: bool,
}

/// A report that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Emit {
    /// Its form.
    pub(super) kind: Kind,
    /// Where to; stdout without one.
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) common: CommonArgs,
    /// Where to write the site, from the current folder [default: `output` of frise.toml].
    #[arg(long, short, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) common: CommonArgs,
    /// Fail when frise.lock is not the one that a build would write.
    #[arg(long)]
    pub(super) locked: bool,
}

#[derive(Debug, Args)]
pub(super) struct StageArgs {
    /// Which stage.
    #[arg(value_enum)]
    pub(super) stage: Stage,
    /// The project, for its settings, decisions and lock; its articles are not read.
    pub(super) dir: Option<PathBuf>,
    /// How rows are read and written.
    #[arg(long, value_enum, default_value_t = Rows::Arrow)]
    pub(super) rows: Rows,
    /// Of `spread`: mentions of a part, about.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(super) size: usize,
    /// Of `spread`: how many articles there are; it stops where others came.
    #[arg(long, value_name = "N")]
    pub(super) articles: Option<usize>,
    /// Of `site`: a folder for mentions.arrow, events.arrow and skipped.arrow.
    #[arg(long, value_name = "FOLDER")]
    pub(super) tables: Option<PathBuf>,
    /// Of `site`: where to write it [default: `output` of frise.toml].
    #[arg(long, short, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
    /// The day against which plans and decisions expire [default: the newest article].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
}

/// The stages of a build, in their order; `work` comes twice, after `spread` and after `cut`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// Files of any form that `add` reads, as rows of kind `file`: articles.
    Read,
    /// Articles to their lines.
    Lines,
    /// Lines of a site, by part: those that recur.
    Recurring,
    /// Articles with their recurring lines, by part: mentions.
    Annotate,
    /// All annotated articles: the judging of pairs, in parts.
    Spread,
    /// Parts, each whole: what judging or clustering found.
    Work,
    /// All that judging found: blocks to cluster, in parts.
    Cut,
    /// All annotated articles and all that clustering found: the site and the lock.
    Site,
}

/// How rows are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Rows {
    /// An Arrow IPC stream.
    Arrow,
    /// One JSON object a line.
    Jsonl,
}

#[derive(Debug, Args)]
pub(super) struct TagArgs {
    /// Files to read [default: stdin].
    pub(super) files: Vec<PathBuf>,
    /// What is read and written.
    #[arg(long, short, value_enum, default_value_t = TagFormat::Text)]
    pub(super) format: TagFormat,
    /// The document creation time, for texts that give none of their own.
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TagFormat {
    /// Plain text in, marked sentences out: [words|value].
    Text,
    /// {"id","text","ref"?} a line in, {"id","timexes":[…]} a line out.
    Jsonl,
    /// Plain text in, a TimeML document out.
    Timeml,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The format.
    #[arg(value_enum)]
    pub(super) format: ExportFormat,
    /// A project, or a bare folder of articles.
    pub(super) dir: Option<PathBuf>,
    /// Write to a file instead of stdout.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// The day against which plans and decisions expire [default: the newest article].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// What evaluation scripts read.
    Neutral,
    /// TimeML, one document an article, one after the other.
    Timeml,
    /// Events, for spreadsheets.
    Csv,
    /// Mentions, one JSON object a line.
    Jsonl,
    /// iCalendar: events that have a day.
    Ics,
    /// JSON for TimelineJS3.
    Timelinejs,
    /// Text for Markwhen.
    Markwhen,
    /// W3C Web Annotations (JSON-LD).
    Annotations,
    /// RO-Crate metadata (JSON-LD).
    Rocrate,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The state before: a lock file or a git revision.
    #[arg(value_name = "BASE")]
    pub(super) base: String,
    /// The state after [default: the project's frise.lock].
    #[arg(value_name = "HEAD")]
    pub(super) head: Option<String>,
    /// What to write it as.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(super) format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// One line a change; nothing where nothing changed.
    Text,
    /// One object.
    Json,
    /// The comment of a pull request, in the language of the project.
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// A project, or a bare folder of articles.
    pub(super) dir: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, short, default_value_t = 1111)]
    pub(super) port: u16,
    /// Who signs decisions [default: the user of git].
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// The day against which plans and decisions expire [default: the newest article].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// A project.
    pub(super) dir: Option<PathBuf>,
    /// Print the queue as a table: id, kind, severity, state, sources, newness, title.
    #[arg(long)]
    pub(super) list: bool,
    /// Only this kind.
    #[arg(long, value_name = "KIND", value_parser = KINDS)]
    pub(super) kind: Option<String>,
    /// Only this state [default: open and to-review].
    #[arg(long, value_parser = ["open", "to-review", "decided", "left-open", "dismissed", "all"])]
    pub(super) state: Option<String>,
    /// Only what frise.lock does not know.
    #[arg(long)]
    pub(super) new: bool,
    /// Who signs decisions [default: the user of git].
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// The date of decisions [default: today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct DecideArgs {
    /// What to do: anchor-article, ignore-article, ignore-mention, set-date, status, alias, split,
    /// not-same, merge, pick-date, pick-value, leave-open, dismiss, title, pin or hide.
    pub(super) verb: String,
    /// What it is about (e-…, m-…, c-…, article ids or names), then the value chosen, where the
    /// verb takes one.
    #[arg(required = true, value_name = "TARGET… [VALUE]")]
    pub(super) targets: Vec<String>,
    /// A mention that it rests on; of a split, one that is taken out.
    #[arg(long, value_name = "ID")]
    pub(super) support: Vec<String>,
    /// Why a conflict is dismissed.
    #[arg(long, value_parser = crate::review::CODES)]
    pub(super) code: Option<String>,
    /// The reason, in Markdown.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Who decides [default: the user of git].
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// When [default: today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) date: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// Its id, or one that leads to it.
    pub(super) event: String,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Names: calendar.day-month-year, merge.r4, FR-C201, e-…, c-…, one or two m-….
    #[arg(required = true)]
    pub(super) names: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// What to list them as.
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub(super) format: RulesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// One line a rule.
    Text,
    /// A page with examples.
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The name of the format.
    #[arg(value_enum)]
    pub(super) name: SchemaName,
}

#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// Copy files of the built-in theme to templates/, where they win over it; never replace one.
    ///
    /// A copy no longer follows new versions of frise: take only the files that you change. What
    /// a template may use is in `frise schema views`.
    Eject {
        /// Files such as event.html, partials/card.html or static/frise.css [default: all].
        names: Vec<String>,
    },
    /// List the files of the built-in theme.
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// site/timeline.json
    Timeline,
    /// What each template of a theme may use.
    Views,
}

/// Which findings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors that the base did not have.
    NewError,
    /// Errors.
    Error,
    /// Warnings and errors that the base did not have.
    NewWarning,
    /// Warnings and errors.
    Warning,
    /// Nothing.
    Never,
}

/// What a queue holds.
const KINDS: [&str; 13] = [
    "date",
    "weekday",
    "figure",
    "polarity",
    "status",
    "order",
    "unconfirmed",
    "date-pattern",
    "in-sentence",
    "actor",
    "place",
    "article",
    "decision",
];

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day as 2024-11-14".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
