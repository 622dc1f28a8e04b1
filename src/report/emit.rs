//! One run, many forms: the findings of a build as each reader wants them.

use super::{Delta, Finding};
use crate::diag::Severity;
use crate::mention::AnnotatedArticle;
use crate::review::{Lock, Timeline};
use serde::Serialize;
use std::cmp::Reverse;

/// What `--emit` can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One line a finding.
    Text,
    /// Findings, conflicts and changes as one object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// The summary of a pull request, in the language of the project.
    Markdown,
}

impl Kind {
    /// All, as they are named on the command line.
    pub const ALL: [(&'static str, Kind); 7] = [
        ("text", Kind::Text),
        ("json", Kind::Json),
        ("sarif", Kind::Sarif),
        ("github", Kind::Github),
        ("gitlab", Kind::Gitlab),
        ("junit", Kind::Junit),
        ("markdown", Kind::Markdown),
    ];
}

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// All findings, by place.
    pub findings: &'a [Finding],
    /// The timeline that they are about.
    pub timeline: &'a Timeline,
    /// Its articles.
    pub articles: &'a [AnnotatedArticle],
    /// The lock of this build.
    pub lock: &'a Lock,
    /// The lock of `--base`.
    pub base: Option<&'a Lock>,
    /// `fr` or `en`.
    pub language: &'a str,
    /// Where the site will stand, without a slash at the end.
    pub base_url: Option<&'a str>,
    /// From the folder where frise runs to the project, with a slash at the end, or nothing:
    /// forges want paths from the root of the repository.
    pub prefix: &'a str,
    /// Most characters of Markdown.
    pub most: usize,
    /// Where the rest of a Markdown that was cut can be read.
    pub rest: Option<&'a str>,
}

impl Report<'_> {
    /// The report in one form.
    pub fn emit(&self, kind: Kind) -> String {
        match kind {
            Kind::Text => super::render_text(self.findings, None, false),
            Kind::Json => self.json(),
            Kind::Sarif => super::sarif::sarif(self, super::sarif::RESULTS),
            Kind::Github => super::github::github(self),
            Kind::Gitlab => super::gitlab::gitlab(self),
            Kind::Junit => super::junit::junit(self),
            Kind::Markdown => super::summary::summary(self),
        }
    }

    /// What changed since the base.
    pub fn delta(&self) -> Option<Delta> {
        self.base.map(|base| Delta::between(base, self.lock))
    }

    /// Findings as readers with little patience want them: those that count first, new ones
    /// before old, worse before milder; then by place.
    pub(super) fn most_wanted(&self) -> Vec<&Finding> {
        let mut sorted: Vec<&Finding> = self.findings.iter().collect();
        sorted.sort_by_key(|f| (!f.counts(), f.new != Some(true), Reverse(f.severity)));
        sorted
    }

    /// A path of the project as the forge knows it.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}{file}", self.prefix)
    }

    fn json(&self) -> String {
        #[derive(Serialize)]
        struct Counts {
            error: usize,
            warning: usize,
            note: usize,
            new: usize,
        }
        #[derive(Serialize)]
        struct Object<'a> {
            version: u32,
            counts: Counts,
            findings: &'a [Finding],
            changes: Option<Delta>,
        }
        let count = |severity| {
            self.findings.iter().filter(|f| f.counts() && f.severity == severity).count()
        };
        let object = Object {
            version: 1,
            counts: Counts {
                error: count(Severity::Error),
                warning: count(Severity::Warning),
                note: count(Severity::Note),
                new: self.findings.iter().filter(|f| f.counts() && f.new == Some(true)).count(),
            },
            findings: self.findings,
            changes: self.delta(),
        };
        pretty(&object)
    }
}

/// What changed between two locks, as one object.
pub fn diff_json(base: &Lock, head: &Lock) -> String {
    #[derive(Serialize)]
    struct Object {
        version: u32,
        #[serde(flatten)]
        delta: Delta,
    }
    pretty(&Object { version: 1, delta: Delta::between(base, head) })
}

/// JSON with two spaces and a line break at the end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a report is plain data");
    text.push('\n');
    text
}
