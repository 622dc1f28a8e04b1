//! `build`, `check` and `export`.

use super::args::{BuildArgs, CheckArgs, CommonArgs, ExportArgs, ExportFormat, FailOn};
use super::emit::emit;
use super::load::{Loaded, Wanted, load, project};
use super::{Cli, CliError, Outcome, print};
use crate::diag::Severity;
use crate::pipeline;
use crate::render::{self, RenderError};
use crate::report::Finding;
use crate::store::{self, SiteWriter, StoreError};

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
    if guard.is_some() {
        writer = open()?;
    }
    let loaded = load(cli, &wanted)?;
    let overrides: Vec<(String, String)> =
        loaded.project.templates()?.into_iter().map(|file| (file.path, file.text)).collect();
    let templates = render::templates(&overrides)?;
    // A file that cannot be written may be one that was made before: the writer knows which.
    let mut refused = None;
    let made = render::site(&loaded.site_input(), &templates, pipeline::at_once, &mut |file| {
        let path = file.path.clone();
        writer.write(file.path, file.contents).map_err(|error| {
            let reason = error.to_string();
            refused = Some(error);
            RenderError::Output { path, reason }
        })
    });
    if let Some(error) = refused {
        return Err(StoreError::from(error).into());
    }
    made?;
    let written = writer.finish().map_err(StoreError::from)?;
    match (guard, &loaded.lock_path) {
        (Some(guard), _) => guard.remember(&loaded.built.lock)?,
        (None, Some(path)) => {
            store::write_file(path, loaded.built.lock.to_text().as_bytes())?;
        }
        (None, None) => {}
    }
    emit(&loaded, &args.common)?;
    let timeline = &loaded.built.timeline;
    anstream::eprintln!(
        "{} articles, {} events, {} conflicts; {} files in {}, {} changed, {} removed",
        loaded.built.articles.len(),
        timeline.events.len(),
        timeline.conflicts.len(),
        written.files,
        out.display(),
        written.changed,
        written.removed
    );
    Ok(outcome(&loaded, &args.common, FailOn::Never, false))
}

pub(super) fn check(cli: &Cli, args: &CheckArgs) -> Result<Outcome, CliError> {
    let loaded = load(cli, &wanted(&args.common))?;
    emit(&loaded, &args.common)?;
    let stale = args.locked && loaded.built.lock != loaded.old_lock;
    if stale {
        anstream::eprintln!("frise.lock is stale; run `frise build` and commit it");
    }
    Ok(outcome(&loaded, &args.common, FailOn::Error, stale))
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

fn outcome(loaded: &Loaded, common: &CommonArgs, default: FailOn, stale: bool) -> Outcome {
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
    let failed = stale || loaded.findings.iter().any(fails);
    match (common.exit_zero, failed, loaded.skipped.is_empty()) {
        (true, ..) | (_, false, true) => Outcome::Done,
        (_, true, _) => Outcome::Findings,
        (_, false, false) => Outcome::Skipped,
    }
}
