//! JUnit XML: one suite a family of rules, one case a finding.

use super::Finding;
use super::emit::Report;
use crate::diag::{CATALOGUE, Severity};
use std::fmt::Write as _;

const FAMILIES: [(&str, &str); 5] = [
    ("FR-E", "extraction"),
    ("FR-C", "conflicts"),
    ("FR-D", "decisions"),
    ("FR-S", "sources"),
    ("FR-P", "publishing"),
];

/// Errors and warnings are failures, notes pass and say what they say, settled conflicts are
/// skipped; a rule that has nothing to say passes.
pub(super) fn junit(report: &Report<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let fails = |finding: &Finding| finding.counts() && finding.severity > Severity::Note;
    let failures = report.findings.iter().filter(|f| fails(f)).count();
    let mut suites = String::new();
    let mut tests = 0;
    for (prefix, family) in FAMILIES {
        let mut cases = String::new();
        let (mut count, mut failed, mut skipped) = (0, 0, 0);
        for rule in CATALOGUE.iter().filter(|rule| rule.id.starts_with(prefix)) {
            let of_rule: Vec<&Finding> =
                report.findings.iter().filter(|f| f.rule.as_str() == rule.id).collect();
            for finding in &of_rule {
                case(report, finding, rule.name, family, &mut cases);
                failed += usize::from(fails(finding));
                skipped += usize::from(!finding.counts());
            }
            if of_rule.is_empty() {
                let id = format!("{} {}", rule.id, rule.name);
                let _ = writeln!(
                    cases,
                    "    <testcase classname=\"frise.{family}\" name=\"{}\"/>",
                    xml(&id)
                );
            }
            count += of_rule.len().max(1);
        }
        let _ = writeln!(
            suites,
            "  <testsuite name=\"{family}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}  </testsuite>"
        );
        tests += count;
    }
    let _ = writeln!(
        out,
        "<testsuites name=\"frise\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{suites}</testsuites>"
    );
    out
}

fn case(report: &Report<'_>, finding: &Finding, rule: &str, family: &str, out: &mut String) {
    let place = finding.locations.first();
    let mut name = format!("{} {rule}", finding.rule);
    let mut at = String::new();
    if let Some(place) = place {
        let file = report.path(&place.file);
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = write!(name, " {file}{line}");
        at = format!(" file=\"{}\"", xml(&file));
        if let Some(line) = place.line {
            let _ = write!(at, " line=\"{line}\"");
        }
    }
    let _ = write!(out, "    <testcase classname=\"frise.{family}\" name=\"{}\"{at}>", xml(&name));
    let mut body = finding.message.clone();
    for place in &finding.locations {
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let quote = place.quote.as_deref().map(|q| format!(" « {q} »")).unwrap_or_default();
        let _ = write!(body, "\n{}{line}{quote}", report.path(&place.file));
    }
    let message = xml(&finding.message);
    let _ = if !finding.counts() {
        let state = finding.state.map(super::text::state_name).unwrap_or_default();
        writeln!(out, "<skipped message=\"{}: {message}\"/></testcase>", xml(&state))
    } else if finding.severity > Severity::Note {
        writeln!(
            out,
            "<failure type=\"{}\" message=\"{message}\">{}</failure></testcase>",
            finding.severity,
            xml(&body)
        )
    } else {
        writeln!(out, "<system-out>{}</system-out></testcase>", xml(&body))
    };
}

/// Text for an element or an attribute; characters that XML 1.0 does not have become U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
