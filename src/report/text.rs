//! Findings as text for a terminal, with the words underlined.

use super::{Delta, Finding};
use crate::diag::Severity;
use crate::review::ConflictState;
use crate::text::Span;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One line a finding, then a count: `file:line:column: FR-C201 error (new) message`. With
/// `texts` (article text by path), errors and warnings show their words underlined.
pub fn render_text(
    findings: &[Finding],
    texts: Option<&BTreeMap<&str, &str>>,
    color: bool,
) -> String {
    let mut out = String::new();
    for finding in findings {
        let snippet = texts
            .filter(|_| finding.severity > Severity::Note)
            .and_then(|texts| snippet(finding, texts, color));
        match snippet {
            Some(text) => {
                out += &text;
                out.push_str("\n\n");
            }
            None => line(finding, &mut out),
        }
    }
    out += &counts(findings);
    out
}

/// `1 error (1 new), 0 warnings, 2 notes, 3 settled`
fn counts(findings: &[Finding]) -> String {
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let mut parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| {
            let of = || findings.iter().filter(|f| f.severity == severity && f.counts());
            let new = of().filter(|finding| finding.new == Some(true)).count();
            let new = if new == 0 { String::new() } else { format!(" ({new} new)") };
            plural(of().count(), &severity.to_string()) + &new
        })
        .collect();
    let settled = findings.iter().filter(|finding| !finding.counts()).count();
    parts.extend((settled > 0).then(|| format!("{settled} settled")));
    parts.join(", ") + "\n"
}

fn line(finding: &Finding, out: &mut String) {
    if let Some(place) = finding.locations.first() {
        out.push_str(&one_line(&place.file));
        if let (Some(line), Some(column)) = (place.line, place.column) {
            let _ = write!(out, ":{line}:{column}");
        }
        out.push_str(": ");
    }
    let _ = write!(out, "{} {}{}", finding.rule, finding.severity, tags(finding));
    let _ = write!(out, " {}", one_line(&finding.message));
    if let Some(hint) =
        finding.hint.as_ref().filter(|_| finding.severity > Severity::Note && finding.counts())
    {
        let _ = write!(out, "; {}", one_line(hint));
    }
    out.push('\n');
}

/// ` (new)`, ` (decided)`, or both.
fn tags(finding: &Finding) -> String {
    let mut tags = Vec::new();
    if finding.new == Some(true) {
        tags.push("new".to_owned());
    }
    tags.extend(finding.state.filter(|_| !finding.counts()).map(state_name));
    if tags.is_empty() { String::new() } else { format!(" ({})", tags.join(", ")) }
}

fn snippet(finding: &Finding, texts: &BTreeMap<&str, &str>, color: bool) -> Option<String> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(
        level.primary_title(printable(&finding.message)).id(finding.rule.as_str()),
    );
    let mut shown = 0;
    for place in finding.locations.iter().take(4) {
        let (Some(text), Some(span), Some(line)) =
            (texts.get(place.file.as_str()), place.span, place.line)
        else {
            continue;
        };
        let (window, first_line, span) = window(text, span, line);
        let kind = if shown == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = group.element(
            Snippet::source(printable(&window))
                .line_start(first_line)
                .path(one_line(&place.file))
                .annotation(kind.span(span.range())),
        );
        shown += 1;
    }
    if shown == 0 {
        return None;
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(printable(hint)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    Some(renderer.term_width(110).render(&[group]).to_string())
}

/// The lines around a span, cut to a few hundred bytes of each side, so that a line of 50 MB
/// costs nothing.
fn window(text: &str, span: Span, line: usize) -> (String, usize, Span) {
    const SIDE: usize = 400;
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let mut from = line_start.max(span.start.saturating_sub(SIDE));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    let mut to = end.min(span.end + SIDE);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (text[from..to].to_owned(), line, Span::new(span.start - from, span.end - from))
}

/// The state of a conflict as machines write it: `left-open`.
pub(super) fn state_name(state: ConflictState) -> String {
    let name = serde_json::to_value(state).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

/// What changed between two locks, one change a line; nothing where nothing did.
pub fn diff_text(delta: &Delta) -> String {
    let mut out = String::new();
    let mut say = |what: &str, id: &str, more: &str| {
        let _ = writeln!(out, "{what} {id} {}", printable(more).trim());
    };
    let date = |date: &Option<String>| date.clone().unwrap_or_else(|| "undated".to_owned());
    for id in &delta.articles.added {
        say("article added", id.as_str(), "");
    }
    for id in &delta.articles.changed {
        say("article changed", id.as_str(), "");
    }
    for id in &delta.articles.removed {
        say("article removed", id.as_str(), "");
    }
    for event in &delta.events.new {
        say("event new", &event.id.0, &format!("{} {}", date(&event.date), event.title));
    }
    for change in &delta.events.changed {
        let mut parts = Vec::new();
        if let Some(change) = &change.date {
            parts.push(format!("date {} -> {}", date(&change.from), date(&change.to)));
        }
        if let Some(change) = &change.title {
            let was = change.from.as_deref().unwrap_or_default();
            parts.push(format!("title was « {was} »"));
        }
        for (word, articles) in
            [("told by", &change.articles_added), ("no more by", &change.articles_removed)]
        {
            parts.extend(articles.iter().map(|id| format!("{word} {id}")));
        }
        let more = format!("{} ({})", change.event.title, parts.join("; "));
        say("event changed", &change.event.id.0, &more);
    }
    for event in &delta.events.gone {
        let into = event.into.as_ref().map(|id| format!(" (now {})", id.0)).unwrap_or_default();
        let more = format!("{} {}{into}", date(&event.date), event.title);
        say("event gone", &event.id.0, &more);
    }
    for (word, conflicts) in [
        ("conflict new", &delta.conflicts.new),
        ("conflict settled", &delta.conflicts.settled),
        ("conflict gone", &delta.conflicts.gone),
    ] {
        for conflict in conflicts {
            let values: Vec<&str> = conflict.sides.iter().map(|s| s.value.as_str()).collect();
            let titles: Vec<&str> = conflict.events.iter().map(|e| e.title.as_str()).collect();
            let more = format!(
                "{} {} ({}): {}",
                super::rule_of(conflict.kind),
                conflict.severity,
                values.join(" / "),
                titles.join("; ")
            );
            say(word, &conflict.id.0, &more);
        }
    }
    for (word, ids) in [
        ("decision new", &delta.decisions.new),
        ("decision to review", &delta.decisions.to_review),
        ("decision void", &delta.decisions.void),
        ("decision removed", &delta.decisions.removed),
    ] {
        for id in ids {
            say(word, id, "");
        }
    }
    for (word, findings) in
        [("finding new", &delta.findings.new), ("finding gone", &delta.findings.gone)]
    {
        for finding in findings {
            let more = format!("{} {}", finding.severity, finding.fingerprint);
            say(word, finding.rule.as_str(), &more);
        }
    }
    out
}

/// Control characters, which a terminal would obey, as spaces of the same length; direction
/// characters likewise.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hostile = c.is_control() && c != '\n'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if hostile {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

/// `text` printable on one line: a file may be named so that its second line is a command to
/// whatever reads the report.
pub(super) fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// An error that has a file, a line and a text, with the line shown.
pub fn render_error(message: &str, path: &str, text: &str, line: usize, color: bool) -> String {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let (window, line, span) =
        window(text, Span::new(start, end.min(start + 200).max(start)), line);
    let window = printable(&window);
    let mut end = span.end.min(window.len());
    while !window.is_char_boundary(end) {
        end -= 1;
    }
    let group = Group::with_title(Level::ERROR.primary_title(printable(message))).element(
        Snippet::source(window)
            .line_start(line)
            .path(one_line(path))
            .annotation(AnnotationKind::Primary.span(span.start..end)),
    );
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(110).render(&[group]).to_string()
}
