//! Findings: everything that a build has to say, in one list, for people and for machines.

mod text;

use crate::diag::{Note, RuleId, Severity};
use crate::mention::AnnotatedArticle;
use crate::merge::ConflictKind;
use crate::review::{ConflictState, Lock, LockFinding, Timeline};
use crate::text::Span;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub use text::{render_error, render_text};

/// A place in a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// Path from the project's folder.
    pub file: String,
    /// Line, from 1; none where the format has no lines of its own (HTML).
    pub line: Option<usize>,
    /// Column in code points, from 1.
    pub column: Option<usize>,
    /// Last line.
    pub end_line: Option<usize>,
    /// Column after the last character.
    pub end_column: Option<usize>,
    /// The words.
    pub quote: Option<String>,
    /// The same words as bytes of the article's text.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How bad, by the rule, the finding and the settings.
    pub severity: Severity,
    /// Where, best place first.
    pub locations: Vec<Location>,
    /// In English, without the rule's id.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The conflict, if it is one.
    pub conflict: Option<String>,
    /// The events it touches.
    pub events: Vec<String>,
    /// State of the conflict.
    pub state: Option<ConflictState>,
    /// The decision that it is about, or that settled it.
    pub decision: Option<String>,
    /// What tells it from others of its rule: no line numbers.
    pub fingerprint: String,
    /// Whether the base did not have it; nothing without a base.
    pub new: Option<bool>,
}

impl Finding {
    /// Whether it counts for `--fail-on`: conflicts that nobody settled, and all else.
    pub fn counts(&self) -> bool {
        matches!(self.state, None | Some(ConflictState::Open | ConflictState::ToReview))
    }
}

/// An input that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Path from the project's folder.
    pub path: String,
    /// FR-S401, FR-S404, FR-S411 …
    pub note: Note,
}

/// What the findings are made of.
#[derive(Debug)]
pub struct Sources<'a> {
    /// The timeline.
    pub timeline: &'a Timeline,
    /// Its articles.
    pub articles: &'a [AnnotatedArticle],
    /// Notes of single articles, by path.
    pub notes: &'a BTreeMap<String, Vec<Note>>,
    /// Notes on decisions.
    pub decision_notes: &'a [Note],
    /// Inputs that were left out.
    pub skipped: &'a [Skipped],
    /// The lock of the last state that counts (`--base`).
    pub base: Option<&'a Lock>,
}

/// Gathers all findings, sorted by file, place and rule. `severity` gives the severity of a
/// rule for a path, or nothing where it is switched off.
pub fn collect(
    sources: &Sources<'_>,
    severity: impl Fn(RuleId, Option<&str>, Severity) -> Option<Severity>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let conflicts = conflicts(sources);
    let weekdays: BTreeSet<(String, Span)> = conflicts
        .iter()
        .filter(|finding| finding.rule.as_str() == "FR-E102")
        .flat_map(|finding| &finding.locations)
        .filter_map(|place| Some((place.file.clone(), place.span?)))
        .collect();
    for article in sources.articles {
        let path = &article.article.path;
        for note in sources.notes.get(path).into_iter().flatten() {
            let told = note.span.is_some_and(|span| {
                weekdays.iter().any(|(file, place)| file == path && place.contains(span))
            });
            if !(note.rule.as_str() == "FR-E102" && told) {
                findings.push(of_note(note, Some(locate(article, note.span))));
            }
        }
    }
    for skipped in sources.skipped {
        findings.push(of_note(&skipped.note, Some(whole_file(&skipped.path))));
    }
    let files: BTreeMap<&str, &str> = sources
        .timeline
        .decisions
        .iter()
        .map(|d| (d.decision.id.as_str(), d.decision.path.as_str()))
        .collect();
    for note in sources.decision_notes {
        let id = note.args.iter().find(|(name, _)| name == "id").map(|(_, id)| id.clone());
        let file = id.as_deref().and_then(|id| files.get(id)).map(|path| whole_file(path));
        findings.push(Finding { decision: id, ..of_note(note, file) });
    }
    findings.extend(conflicts);
    for finding in &mut findings {
        finding.new = sources.base.map(|base| !is_known(finding, base));
    }
    findings.retain_mut(|finding| {
        let file = finding.locations.first().map(|place| place.file.as_str());
        let found = severity(finding.rule, file, finding.severity);
        finding.severity = found.unwrap_or(Severity::Note);
        found.is_some()
    });
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.locations.first().cloned(), f.rule, f.fingerprint.clone());
        key(a).cmp(&key(b))
    });
    findings
}

/// What the lock keeps of findings that are no conflicts.
pub fn remembered(findings: &[Finding]) -> Vec<LockFinding> {
    let mut kept: Vec<LockFinding> = findings
        .iter()
        .filter(|finding| finding.conflict.is_none())
        .map(|finding| LockFinding {
            rule: finding.rule,
            fingerprint: finding.fingerprint.clone(),
            severity: finding.severity,
        })
        .collect();
    kept.sort();
    kept.dedup();
    kept
}

fn is_known(finding: &Finding, base: &Lock) -> bool {
    match &finding.conflict {
        Some(id) => base
            .conflicts
            .get(&crate::review::ConflictId(id.clone()))
            .is_some_and(|known| known.fingerprint == finding.fingerprint),
        None => base
            .findings
            .iter()
            .any(|known| known.rule == finding.rule && known.fingerprint == finding.fingerprint),
    }
}

fn of_note(note: &Note, place: Option<Location>) -> Finding {
    let file = place.as_ref().map_or("", |place| place.file.as_str());
    let args: Vec<String> = note.args.iter().map(|(_, value)| value.clone()).collect();
    Finding {
        rule: note.rule,
        severity: note.rule.info().severity,
        fingerprint: format!("{file}|{}", args.join("|")),
        locations: place.into_iter().collect(),
        message: note.message(),
        hint: note.hint(),
        conflict: None,
        events: Vec::new(),
        state: None,
        decision: None,
        new: None,
    }
}

fn conflicts(sources: &Sources<'_>) -> Vec<Finding> {
    let timeline = sources.timeline;
    let mut findings = Vec::new();
    for conflict in &timeline.conflicts {
        let info = conflict.conflict.rule.info();
        let sides = &conflict.conflict.sides;
        let mut locations = Vec::new();
        for id in sides.iter().flat_map(|side| &side.mentions) {
            if let Some(place) = timeline.mentions.get(id) {
                let article = &sources.articles[place.article];
                let mention = &article.mentions[place.mention];
                let timex = mention.timex.map(|index| article.timexes[index].span);
                let is_date =
                    matches!(conflict.conflict.kind, ConflictKind::Date | ConflictKind::Weekday);
                let span = timex.filter(|_| is_date).unwrap_or(mention.span);
                locations.push(locate(article, Some(span)));
            }
        }
        let values: Vec<String> =
            sides.iter().map(|side| format!("{} ({})", side.value, side.origins)).collect();
        let text = match conflict.conflict.kind {
            ConflictKind::Weekday => locations.first().and_then(|place| place.quote.clone()),
            _ => None,
        };
        let actual = match conflict.conflict.kind {
            ConflictKind::Weekday => weekday_of(conflict, timeline, sources.articles),
            _ => "",
        };
        let plain = values.join(" / ");
        let value = sides.first().map_or("", |side| side.value.as_str());
        let args = [
            ("values", plain.as_str()),
            ("text", text.as_deref().unwrap_or_default()),
            ("actual", actual),
            ("value", value),
        ];
        let note = Note::new(info.id, None, &args);
        findings.push(Finding {
            rule: conflict.conflict.rule,
            severity: conflict.conflict.severity,
            locations,
            message: note.message(),
            hint: note.hint(),
            conflict: Some(conflict.id.0.clone()),
            events: conflict
                .conflict
                .events
                .iter()
                .map(|index| timeline.events[*index].id.0.clone())
                .collect(),
            state: Some(conflict.state),
            decision: conflict.decision.clone(),
            fingerprint: conflict.conflict.fingerprint.clone(),
            new: None,
        });
    }
    findings
}

/// The English name of the weekday that the date of a weekday conflict really is.
fn weekday_of(
    conflict: &crate::review::TimelineConflict,
    timeline: &Timeline,
    articles: &[AnnotatedArticle],
) -> &'static str {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let mut mentions = conflict.conflict.sides.iter().flat_map(|side| &side.mentions);
    let check = mentions.find_map(|id| {
        let place = timeline.mentions.get(id)?;
        let article = &articles[place.article];
        article.timexes[article.mentions[place.mention].timex?].weekday
    });
    check
        .and_then(|check| names.get(usize::from(check.actual).wrapping_sub(1)))
        .unwrap_or(&"other day")
}

/// The place of a span of an article in its file.
pub fn locate(article: &AnnotatedArticle, span: Option<Span>) -> Location {
    let article = &article.article;
    let mut place = whole_file(&article.path);
    let Some(span) = span else { return place };
    place.span = Some(span);
    place.quote = Some(span.slice(&article.text).to_owned());
    if article.format != crate::ingest::Format::Html {
        let (line, column) = position(&article.text, span.start);
        let (end_line, end_column) = position(&article.text, span.end);
        place.line = Some(line);
        place.column = Some(column);
        place.end_line = Some(end_line);
        place.end_column = Some(end_column);
    }
    place
}

/// Line and column, both from 1, of a byte of `text`; decoding keeps the lines of the file.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    (line, 1 + before[line_start..].chars().count())
}

fn whole_file(path: &str) -> Location {
    Location {
        file: path.to_owned(),
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        quote: None,
        span: None,
    }
}
