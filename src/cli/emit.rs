//! `--emit KIND[=FILE]`: reports of one run, to stdout or to files.

use super::args::{CommonArgs, Emit};
use super::load::Loaded;
use super::{CliError, color_stdout, print};
use crate::report::{self, Finding, Kind, Report};
use crate::store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The summary file of a step of GitHub Actions, to which reports are appended.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// A report, and where it goes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Written {
    to: To,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
enum To {
    Stdout,
    /// A file that is replaced.
    File(PathBuf),
    /// The summary of a step, which is added to.
    Summary(PathBuf),
}

/// Writes the reports that were asked for; without `--emit`, the findings with their words
/// underlined.
pub(super) fn emit(loaded: &Loaded, common: &CommonArgs) -> Result<(), CliError> {
    deliver(&reports(loaded, &loaded.findings, common))
}

/// The reports that were asked for, of these findings.
pub(super) fn reports(loaded: &Loaded, findings: &[Finding], common: &CommonArgs) -> Vec<Written> {
    if common.emit.is_empty() {
        let texts: BTreeMap<&str, &str> = loaded
            .built
            .articles
            .iter()
            .map(|article| (article.article.path.as_str(), article.article.text.as_str()))
            .collect();
        let text = report::render_text(findings, Some(&texts), color_stdout());
        return vec![Written { to: To::Stdout, text }];
    }
    let Place { prefix, rest, summary } = Place::of(&loaded.project.root);
    let one = |Emit { kind, file }: &Emit| {
        let to = match file {
            None => To::Stdout,
            Some(path) if Some(path) == summary.as_ref() => To::Summary(path.clone()),
            Some(path) => To::File(path.clone()),
        };
        let report = Report {
            findings,
            timeline: &loaded.built.timeline,
            articles: &loaded.built.articles,
            lock: &loaded.built.lock,
            base: loaded.base.as_ref(),
            language: &loaded.project.settings.language,
            base_url: loaded.project.settings.base_url.as_deref().map(|u| u.trim_end_matches('/')),
            prefix: &prefix,
            most: if matches!(to, To::Summary(_)) { report::JOB } else { report::COMMENT },
            rest: rest.as_deref(),
        };
        Written { text: report.emit(*kind), to }
    };
    common.emit.iter().map(one).collect()
}

/// Writes reports to where they go.
pub(super) fn deliver(reports: &[Written]) -> Result<(), CliError> {
    for Written { to, text } in reports {
        match to {
            To::Stdout => print(text)?,
            To::Summary(path) => store::append_file(path, text.as_bytes())?,
            To::File(path) => store::write_report(path, text.as_bytes())?,
        }
    }
    Ok(())
}

/// What reports know of the place where frise runs.
#[derive(Debug)]
pub(super) struct Place {
    /// From the current folder to the project, with a slash at the end.
    prefix: String,
    /// The page of this run on the forge.
    rest: Option<String>,
    /// The summary of this step.
    summary: Option<PathBuf>,
}

impl Place {
    pub(super) fn of(root: &Path) -> Place {
        let summary = std::env::var_os(STEP_SUMMARY).map(PathBuf::from);
        Place { prefix: prefix(root), rest: run_address(), summary }
    }
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
