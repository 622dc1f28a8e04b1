//! `--emit KIND[=FILE]`: reports of one run, to stdout or to files.

use super::args::{CommonArgs, Emit};
use super::load::Loaded;
use super::{CliError, color_stdout, print};
use crate::report::{self, Kind, Report};
use crate::store;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The summary file of a step of GitHub Actions, to which reports are appended.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Writes the reports that were asked for; without `--emit`, the findings with their words
/// underlined.
pub(super) fn emit(loaded: &Loaded, common: &CommonArgs) -> Result<(), CliError> {
    if common.emit.is_empty() {
        let texts: BTreeMap<&str, &str> = loaded
            .built
            .articles
            .iter()
            .map(|article| (article.article.path.as_str(), article.article.text.as_str()))
            .collect();
        return print(&report::render_text(&loaded.findings, Some(&texts), color_stdout()));
    }
    let prefix = prefix(&loaded.project.root);
    let rest = run_address();
    let summary = std::env::var_os(STEP_SUMMARY).map(PathBuf::from);
    for Emit { kind, file } in &common.emit {
        let is_summary = file.is_some() && *file == summary;
        let report = Report {
            findings: &loaded.findings,
            timeline: &loaded.built.timeline,
            articles: &loaded.built.articles,
            lock: &loaded.built.lock,
            base: loaded.base.as_ref(),
            language: &loaded.project.settings.language,
            base_url: loaded.project.settings.base_url.as_deref().map(|u| u.trim_end_matches('/')),
            prefix: &prefix,
            most: if is_summary { report::JOB } else { report::COMMENT },
            rest: rest.as_deref(),
        };
        let text = report.emit(*kind);
        match file {
            None => print(&text)?,
            Some(path) if is_summary => store::append_file(path, text.as_bytes())?,
            Some(path) => store::write_report(path, text.as_bytes())?,
        }
    }
    Ok(())
}

/// From the current folder to the project, with a slash at the end; nothing where the project
/// is not inside it. No path of the machine goes into a report.
fn prefix(root: &Path) -> String {
    let real = |path: &Path| path.canonicalize().ok();
    let inside = real(root).zip(real(Path::new("."))).and_then(|(root, here)| {
        let rest = root.strip_prefix(here).ok()?;
        Some(
            rest.components()
                .map(|part| format!("{}/", part.as_os_str().to_string_lossy()))
                .collect(),
        )
    });
    inside.unwrap_or_default()
}

/// The page of this run on the forge, where there is one.
fn run_address() -> Option<String> {
    let read = |name: &str| std::env::var_os(name)?.into_string().ok();
    let github = || {
        let parts = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"].map(read);
        let [Some(server), Some(repository), Some(run)] = parts else { return None };
        Some(format!("{server}/{repository}/actions/runs/{run}"))
    };
    github().or_else(|| read("CI_JOB_URL"))
}

/// Reads `KIND` or `KIND=FILE`.
pub(super) fn parse(text: &str) -> Result<Emit, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("name a file after `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let kind: Option<Kind> = Kind::ALL.iter().find(|(known, _)| *known == name).map(|(_, k)| *k);
    kind.map(|kind| Emit { kind, file }).ok_or_else(|| {
        let names = Kind::ALL.map(|(name, _)| name);
        let near = crate::diag::closest(name, &names);
        let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        format!("the kinds are {}{near}", names.join(", "))
    })
}
