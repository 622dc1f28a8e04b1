//! SARIF 2.1.0, for code scanning. Settled conflicts are there and marked as suppressed, never
//! left out: a result that comes and goes closes and opens alerts.

use super::emit::{Report, pretty};
use super::text::printable;
use super::{Finding, Location};
use crate::diag::{CATALOGUE, Severity};
use crate::review::{ConflictId, ConflictState};
use crate::text::sha256_hex;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// GitHub takes 25,000 results of a run (and keeps the first 5,000).
pub(super) const RESULTS: usize = 25_000;

/// GitHub shows 100 locations of a result.
const LOCATIONS: usize = 100;

/// A log with one run: all rules, and at most `most` results, the new and severe ones first.
pub(super) fn sarif(report: &Report<'_>, most: usize) -> String {
    let wanted = report.most_wanted();
    let files: BTreeMap<&str, &str> = report
        .timeline
        .decisions
        .iter()
        .map(|d| (d.decision.id.as_str(), d.decision.path.as_str()))
        .collect();
    let reasons: BTreeMap<&str, &str> = report
        .timeline
        .decisions
        .iter()
        .map(|d| (d.decision.id.as_str(), d.decision.reason.as_str()))
        .collect();
    let mut results: Vec<Value> =
        wanted.iter().take(most).map(|finding| result(report, finding, &files, &reasons)).collect();
    let room = most - results.len();
    results.extend(absent(report).into_iter().take(room));
    let rules: Vec<Value> = CATALOGUE
        .iter()
        .map(|rule| {
            let mut value = json!({
                "id": rule.id,
                "name": pascal(rule.name),
                "shortDescription": {"text": rule.about},
                "defaultConfiguration": {"level": level(rule.severity)},
                "properties": {"tags": [family(rule.id)]},
            });
            if !rule.hint.is_empty() {
                value["help"] = json!({"text": rule.hint});
            }
            value
        })
        .collect();
    let mut invocation = json!({"executionSuccessful": true});
    let cut = wanted.len().saturating_sub(most);
    if cut > 0 {
        let text = format!("{cut} results beyond the first {most} are left out");
        invocation["toolExecutionNotifications"] =
            json!([{"level": "warning", "message": {"text": text}}]);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "frise",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
        }],
    });
    pretty(&log)
}

fn result(
    report: &Report<'_>,
    finding: &Finding,
    files: &BTreeMap<&str, &str>,
    reasons: &BTreeMap<&str, &str>,
) -> Value {
    let rule = finding.rule.as_str();
    let mut value = json!({
        "ruleId": rule,
        "ruleIndex": CATALOGUE.iter().position(|known| known.id == rule),
        "level": level(finding.severity),
        "message": {"text": printable(&finding.message)},
    });
    let first = finding.locations.first();
    value["locations"] = match first {
        Some(place) => json!([location(report, place, None)]),
        None => json!([file(&report.path("frise.toml"))]),
    };
    let related: Vec<Value> = finding
        .locations
        .iter()
        .skip(1)
        .take(LOCATIONS)
        .enumerate()
        .map(|(index, place)| location(report, place, Some(index + 1)))
        .collect();
    if !related.is_empty() {
        value["relatedLocations"] = json!(related);
    }
    value["partialFingerprints"] = fingerprint(finding.conflict.as_deref(), &finding.fingerprint);
    if let Some(base) = report.base {
        let known = finding
            .conflict
            .as_ref()
            .is_some_and(|id| base.conflicts.contains_key(&ConflictId(id.clone())));
        value["baselineState"] = json!(match finding.new {
            Some(true) if known => "updated",
            Some(true) => "new",
            _ => "unchanged",
        });
    }
    let status = match finding.state {
        Some(ConflictState::Decided | ConflictState::LeftOpen | ConflictState::Dismissed) => {
            Some("accepted")
        }
        Some(ConflictState::ToReview) => Some("underReview"),
        Some(ConflictState::Open) | None => None,
    };
    if let Some(status) = status {
        let mut suppression = Map::from_iter([
            ("kind".to_owned(), json!("external")),
            ("status".to_owned(), json!(status)),
        ]);
        let id = finding.decision.as_deref().unwrap_or_default();
        if let Some(reason) = reasons.get(id).filter(|reason| !reason.is_empty()) {
            suppression.insert("justification".to_owned(), json!(printable(reason)));
        }
        if let Some(path) = files.get(id) {
            suppression.insert("location".to_owned(), file(&report.path(path)));
        }
        value["suppressions"] = json!([suppression]);
    }
    if let (Some(url), Some(id)) = (report.base_url, &finding.conflict) {
        value["hostedViewerUri"] = json!(format!("{url}/conflits/{id}/index.html"));
    }
    value
}

/// Conflicts that the base had and this build has not. They pass: nothing is wrong any more.
fn absent(report: &Report<'_>) -> Vec<Value> {
    let Some(delta) = report.delta() else { return Vec::new() };
    let gone = delta.conflicts.gone.into_iter();
    gone.map(|conflict| {
        let rule = super::rule_of(conflict.kind);
        let values: Vec<&str> = conflict.sides.iter().map(|side| side.value.as_str()).collect();
        let print = &report.base.expect("a delta has a base").conflicts[&conflict.id].fingerprint;
        json!({
            "ruleId": rule,
            "ruleIndex": CATALOGUE.iter().position(|known| known.id == rule),
            "kind": "pass",
            "level": "none",
            "message": {"text": printable(&format!("settled or gone: {}", values.join(" / ")))},
            "locations": [file(&report.path("frise.lock"))],
            "partialFingerprints": fingerprint(Some(&conflict.id.0), print),
            "baselineState": "absent",
        })
    })
    .collect()
}

/// No line numbers: a paragraph added above is no new finding.
fn fingerprint(conflict: Option<&str>, print: &str) -> Value {
    match conflict {
        Some(id) => json!({"friseConflict/v1": id}),
        None => json!({"friseFinding/v1": sha256_hex(print.as_bytes())}),
    }
}

fn location(report: &Report<'_>, place: &Location, id: Option<usize>) -> Value {
    let mut value = file(&report.path(&place.file));
    let physical = &mut value["physicalLocation"];
    let mut region = Map::new();
    let numbers = [
        ("startLine", place.line),
        ("startColumn", place.column),
        ("endLine", place.end_line),
        ("endColumn", place.end_column),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            region.insert(name.to_owned(), json!(number));
        }
    }
    if let Some(quote) = place.quote.as_deref().filter(|_| place.line.is_some()) {
        region.insert("snippet".to_owned(), json!({"text": printable(&short(quote))}));
    }
    if !region.is_empty() {
        physical["region"] = Value::Object(region);
    }
    if let Some(id) = id {
        value["id"] = json!(id);
        if let Some(quote) = &place.quote {
            value["message"] = json!({"text": printable(&short(quote))});
        }
    }
    value
}

fn file(path: &str) -> Value {
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}}})
}

/// At most 300 characters.
fn short(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A relative reference: everything percent-encoded that RFC 3986 does not leave as it is.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// `DateConflict` for `date-conflict`.
fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in name.split('-') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

fn family(id: &str) -> &'static str {
    match id.as_bytes().get(3) {
        Some(b'C') => "conflict",
        Some(b'D') => "decision",
        Some(b'E') => "extraction",
        Some(b'P') => "publishing",
        _ => "source",
    }
}
