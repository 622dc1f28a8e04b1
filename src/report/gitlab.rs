//! Code Quality of GitLab: what a merge request shows beside its changes.

use super::emit::{Report, pretty};
use super::text::printable;
use crate::diag::Severity;
use crate::text::sha256_hex;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// A JSON array with what counts, new and severe first.
pub(super) fn gitlab(report: &Report<'_>) -> String {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let entries: Vec<Entry> = report
        .most_wanted()
        .into_iter()
        .filter(|finding| finding.counts())
        .map(|finding| {
            // No line in it, so that it outlives a paragraph added above; two findings with
            // the same words in one file are told apart by their order.
            let subject = finding.conflict.as_deref().unwrap_or(&finding.fingerprint);
            let name = format!("{}|{subject}", finding.rule);
            let nth = seen.entry(name.clone()).or_default();
            *nth += 1;
            let place = finding.locations.first();
            Entry {
                description: printable(&finding.message),
                check_name: finding.rule.as_str(),
                fingerprint: sha256_hex(format!("{name}|{nth}").as_bytes()),
                severity: match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "minor",
                    Severity::Note => "info",
                },
                location: Location {
                    path: report.path(place.map_or("frise.toml", |place| &place.file)),
                    lines: Lines { begin: place.and_then(|place| place.line).unwrap_or(1) },
                },
            }
        })
        .collect();
    pretty(&entries)
}
