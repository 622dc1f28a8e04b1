//! `build`, `check` and `export`.

use super::args::{BuildArgs, CheckArgs, CommonArgs, ExportArgs, ExportFormat, FailOn};
use super::load::{self, Loaded, Wanted, load, project};
use super::{Cli, CliError, Outcome, base, color_stdout, emit, print};
use crate::diag::Severity;
use crate::pipeline;
use crate::render::{self, RenderError, Standing};
use crate::report::Finding;
use crate::store::{
    self, Articles, Input, Kept, LastBuild, Project, SiteWriter, StoreError, WriteGuard, Written,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Instant;

pub(super) fn build(cli: &Cli, args: &BuildArgs) -> Result<Outcome, CliError> {
    let folder = project(cli, args.common.dir.as_deref())?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None if folder.bare => {
            let dir = folder.root.display();
            return Err(CliError::Usage(format!(
                "{dir} has no frise.toml: name the output folder with --out"
            )));
        }
        None => folder.root.join(&folder.settings.output),
    };
    let wanted = Wanted { out: Some(&out), ..wanted(&args.common) };
    // The folder is looked at before the work, so that a wrong one costs nothing; then again
    // when nobody else writes. A bare folder is not ours to keep others out of.
    let open = || SiteWriter::open(&out, folder.articles_folder()).map_err(StoreError::from);
    let mut writer = open()?;
    let guard = if folder.bare { None } else { Some(folder.guard()?) };
    if guard.is_some() && !writer.is_current() {
        writer = open()?;
    }
    let last = folder.last_build(&out).filter(|_| !args.common.no_cache);
    let memory = last.as_ref().and_then(LastBuild::memory);
    let articles = match &memory {
        Some(memory) => folder.articles_since(&memory.articles()),
        None => folder.articles(),
    };
    let input = match &last {
        Some(_) => input(&folder, &articles, args)?,
        None => None,
    };
    if let (Some(last), Some(input), Some(memory)) = (&last, input, &memory)
        && let Some(said) = last.recall::<Said>(memory, input)
    {
        emit::deliver(&said.reports)?;
        said.counts.print(&out);
        return Ok(said.outcome);
    }
    let known = last.as_ref().zip(input).map(|(last, input)| last.pages(memory, input, &writer));
    let known = known.unwrap_or_default();
    let seen = if input.is_some() { articles.seen() } else { Vec::new() };
    let loaded = load::make(folder, articles, &wanted)?;
    let Published { written, mut kept } = publish(&loaded, writer, guard, &known)?;
    let outcome = outcome(&loaded, &loaded.findings, &args.common, FailOn::Never, false);
    let counts = Counts::of(&loaded, written);
    if let Some(last) = last {
        match input {
            Some(input) => {
                let said = will_say_the_same(&loaded).then(|| Said::next(&loaded, args, counts));
                kept.articles = seen;
                last.keep(input, said, kept, &known);
            }
            None => last.forget(),
        }
    }
    emit::emit(&loaded, &args.common)?;
    counts.print(&out);
    // The process ends: that all of it is given back first would help nobody.
    std::mem::forget(loaded);
    Ok(outcome)
}

/// A site that was written.
pub(super) struct Published {
    pub(super) written: Written,
    /// What the next build may use of it.
    kept: Kept,
}

/// Writes the site but for the pages that stand, then what is remembered of it.
pub(super) fn publish(
    loaded: &Loaded,
    mut writer: SiteWriter,
    guard: Option<WriteGuard>,
    standing: &dyn Standing,
) -> Result<Published, CliError> {
    let overrides: Vec<(String, String)> =
        loaded.project.templates()?.into_iter().map(|file| (file.path, file.text)).collect();
    let templates = render::templates(&overrides)?;
    // A file that cannot be written may be one that was made before: the writer knows which.
    let mut refused = None;
    let mut kept = Kept::default();
    let input = loaded.site_input();
    let made = render::site(&input, &templates, pipeline::at_once, standing, &mut |file| {
        let path = file.path.clone();
        kept.prints.extend(file.print.map(|print| (path.clone(), print)));
        if !file.lines.is_empty() {
            kept.lines.insert(path.clone(), file.lines);
        }
        let taken = match file.contents {
            Some(contents) => writer.write_known(file.path, contents, file.sha256),
            None => {
                kept.standing.insert(path.clone());
                writer.keep(file.path)
            }
        };
        taken.map_err(|error| {
            let reason = error.to_string();
            refused = Some(error);
            RenderError::Output { path, reason }
        })
    });
    if let Some(error) = refused {
        return Err(StoreError::from(error).into());
    }
    made?;
    let written;
    (written, kept.names) = writer.finish_with_names().map_err(StoreError::from)?;
    kept.written = Some(Instant::now());
    match (guard, &loaded.lock_path) {
        (Some(guard), _) => guard.remember(&loaded.built.lock)?,
        (None, Some(path)) => {
            store::write_file(path, loaded.built.lock.to_text().as_bytes())?;
        }
        (None, None) => {}
    }
    Ok(Published { written, kept })
}

/// What a build says.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    reports: Vec<emit::Written>,
    counts: Counts,
    outcome: Outcome,
}

impl Said {
    /// What the next build will say if nothing changes until then.
    fn next(loaded: &Loaded, args: &BuildArgs, counts: Counts) -> Said {
        // That an article changed since the last build is said once.
        let lasting = |finding: &&Finding| finding.rule.as_str() != "FR-S403";
        let findings: Vec<Finding> = loaded.findings.iter().filter(lasting).cloned().collect();
        Said {
            reports: emit::reports(loaded, &findings, &args.common),
            counts: Counts { changed: 0, removed: 0, ..counts },
            outcome: outcome(loaded, &findings, &args.common, FailOn::Never, false),
        }
    }
}

/// Whether a build of the same inputs would come to the same. Decisions may rest on what the
/// lock knows now and did not know before.
fn will_say_the_same(loaded: &Loaded) -> bool {
    loaded.built.timeline.decisions.is_empty() || loaded.built.lock == loaded.old_lock
}

/// The name of all that a build depends on but the lock.
fn input(
    project: &Project,
    articles: &Articles,
    args: &BuildArgs,
) -> Result<Option<Input>, CliError> {
    let base = args.common.base.as_deref();
    let base = base.map(|name| base::read(name, Some(project))).transpose()?;
    let base = base.map(|lock| lock.to_text()).unwrap_or_default();
    let place = format!("{:?}", emit::Place::of(&project.root));
    let color = color_stdout().to_string();
    Ok(Input::of(project, articles, &[&format!("{args:?}"), &place, &color, &base]))
}

/// The last line of a build.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Counts {
    articles: usize,
    events: usize,
    conflicts: usize,
    files: usize,
    changed: usize,
    removed: usize,
}

impl Counts {
    fn of(loaded: &Loaded, written: store::Written) -> Counts {
        Counts {
            articles: loaded.built.articles.len(),
            events: loaded.built.timeline.events.len(),
            conflicts: loaded.built.timeline.conflicts.len(),
            files: written.files,
            changed: written.changed,
            removed: written.removed,
        }
    }

    fn print(self, out: &Path) {
        let Counts { articles, events, conflicts, files, changed, removed } = self;
        let out = out.display();
        anstream::eprintln!(
            "{articles} articles, {events} events, {conflicts} conflicts; {files} files in {out}, {changed} changed, {removed} removed"
        );
    }
}

pub(super) fn check(cli: &Cli, args: &CheckArgs) -> Result<Outcome, CliError> {
    let loaded = load(cli, &wanted(&args.common))?;
    emit::emit(&loaded, &args.common)?;
    let stale = args.locked && loaded.built.lock != loaded.old_lock;
    if stale {
        anstream::eprintln!("frise.lock is stale; run `frise build` and commit it");
    }
    Ok(outcome(&loaded, &loaded.findings, &args.common, FailOn::Error, stale))
}

pub(super) fn export(cli: &Cli, args: &ExportArgs) -> Result<Outcome, CliError> {
    let wanted = Wanted {
        dir: args.dir.as_deref(),
        date: args.date,
        allow_empty: true,
        ..Wanted::default()
    };
    let loaded = load(cli, &wanted)?;
    use render::export;
    let input = loaded.site_input();
    let text = match args.format {
        ExportFormat::Neutral => export::neutral(&input),
        ExportFormat::Timeml => {
            export::timeml(&input).into_iter().map(|(_, document)| document).collect()
        }
        ExportFormat::Csv => export::csv(&input),
        ExportFormat::Jsonl => export::jsonl(&input),
        ExportFormat::Ics => export::ics(&input),
        ExportFormat::Timelinejs => export::timelinejs(&input),
        ExportFormat::Markwhen => export::markwhen(&input),
        ExportFormat::Annotations => export::annotations(&input),
        ExportFormat::Rocrate => export::rocrate(&input),
    };
    match &args.out {
        Some(path) => drop(store::write_file(path, text.as_bytes())?),
        None => print(&text)?,
    }
    for skipped in &loaded.skipped {
        anstream::eprintln!("{}: {}", skipped.path, skipped.note.message());
    }
    Ok(if loaded.skipped.is_empty() { Outcome::Done } else { Outcome::Skipped })
}

fn wanted(common: &CommonArgs) -> Wanted<'_> {
    Wanted {
        dir: common.dir.as_deref(),
        out: None,
        date: common.date,
        base: common.base.as_deref(),
        no_cache: common.no_cache,
        allow_empty: common.allow_empty,
    }
}

fn outcome(
    loaded: &Loaded,
    findings: &[Finding],
    common: &CommonArgs,
    default: FailOn,
    stale: bool,
) -> Outcome {
    let level = common.fail_on.unwrap_or(default);
    let fails = |finding: &Finding| {
        let (least, only_new) = match level {
            FailOn::Never => return false,
            FailOn::Error => (Severity::Error, false),
            FailOn::NewError => (Severity::Error, true),
            FailOn::Warning => (Severity::Warning, false),
            FailOn::NewWarning => (Severity::Warning, true),
        };
        finding.counts() && finding.severity >= least && (!only_new || finding.new == Some(true))
    };
    let failed = stale || findings.iter().any(fails);
    match (common.exit_zero, failed, loaded.skipped.is_empty()) {
        (true, ..) | (_, false, true) => Outcome::Done,
        (_, true, _) => Outcome::Findings,
        (_, false, false) => Outcome::Skipped,
    }
}
