//! Workflow commands of GitHub Actions, which become annotations of the changed lines.

use super::emit::Report;
use super::{Finding, text::printable};
use crate::diag::Severity;
use std::fmt::Write as _;

/// The runner shows ten of a level a step, and hides the rest without a word.
const SHOWN: usize = 10;

/// One command a line: at most ten of a level, and a last one that says how many are left out.
pub(super) fn github(report: &Report<'_>) -> String {
    let wanted: Vec<&Finding> =
        report.most_wanted().into_iter().filter(|finding| finding.counts()).collect();
    let of = |severity| wanted.iter().filter(move |f| f.severity == severity);
    let is_cut = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .any(|severity| of(severity).count() > SHOWN);
    let mut out = String::new();
    let mut shown = 0;
    for (severity, word) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")]
    {
        // The last notice is ours.
        let room = if severity == Severity::Note && is_cut { SHOWN - 1 } else { SHOWN };
        for finding in of(severity).take(room) {
            command(report, finding, word, &mut out);
            shown += 1;
        }
    }
    let rest = wanted.len() - shown;
    if rest > 0 {
        let messages = super::summary::messages(report.language);
        let line = messages.count("report.more", rest);
        let _ = writeln!(out, "::notice title=frise::{}", data(&line));
    }
    out
}

fn command(report: &Report<'_>, finding: &Finding, word: &str, out: &mut String) {
    let mut properties = Vec::new();
    if let Some(place) = finding.locations.first() {
        properties.push(("file", printable(&report.path(&place.file))));
        let numbers = [
            ("line", place.line),
            ("endLine", place.end_line),
            ("col", place.column.filter(|_| place.line == place.end_line)),
            ("endColumn", place.end_column.filter(|_| place.line == place.end_line)),
        ];
        for (name, number) in numbers {
            properties.extend(number.map(|number| (name, number.to_string())));
        }
    }
    let new = if finding.new == Some(true) { " (new)" } else { "" };
    properties.push(("title", format!("{}{new}", finding.rule)));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let mut message = printable(&finding.message);
    for place in finding.locations.iter().skip(1).take(3) {
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = write!(message, "\nalso {}{line}", printable(&report.path(&place.file)));
    }
    if let Some(hint) = &finding.hint {
        let _ = write!(message, "\n{}", printable(hint));
    }
    let _ = writeln!(out, "::{word} {}::{}", properties.join(","), data(&message));
}

/// The text of a command: a line break would end it, and start another.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
