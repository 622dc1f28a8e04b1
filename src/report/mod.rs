//! Findings: everything that a build has to say, in one list, for people and for machines.

mod delta;
mod emit;
mod github;
mod gitlab;
mod junit;
mod markdown;
mod place;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use crate::diag::{Note, RuleId, Severity};
use crate::mention::AnnotatedArticle;
use crate::merge::ConflictKind;
use crate::review::{ConflictId, ConflictState, Lock, LockFinding, Timeline};
use crate::text::Span;
use place::Places;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub use delta::{ConflictNews, Delta, EventChange, EventState};
pub use emit::{Kind, Report, diff_json};
pub use place::Location;
pub use summary::{COMMENT, JOB, diff_markdown};
pub use text::{diff_text, render_error, render_text};

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
    let mut places: Vec<Option<Places<'_>>> = sources.articles.iter().map(|_| None).collect();
    let conflicts = conflicts(sources, &mut places);
    // A false weekday that became a conflict is told once: words inside those of a conflict
    // say nothing more.
    let mut weekdays: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for finding in conflicts.iter().filter(|finding| finding.rule.as_str() == "FR-E102") {
        for place in &finding.locations {
            weekdays.entry(&place.file).or_default().extend(place.span);
        }
    }
    for spans in weekdays.values_mut() {
        spans.sort_unstable();
    }
    for (index, article) in sources.articles.iter().enumerate() {
        let path = &article.article.path;
        let told_here = weekdays.get(path.as_str());
        for note in sources.notes.get(path).into_iter().flatten() {
            let told = note.span.zip(told_here).is_some_and(|(span, told)| {
                let after = told.partition_point(|place| place.start <= span.start);
                told[..after].last().is_some_and(|place| place.contains(span))
            });
            if !(note.rule.as_str() == "FR-E102" && told) {
                let places = places[index].get_or_insert_with(|| Places::new(article));
                findings.push(of_note(note, Some(places.locate(note.span))));
            }
        }
    }
    for skipped in sources.skipped {
        findings.push(of_note(&skipped.note, Some(Location::file(&skipped.path))));
    }
    let files: BTreeMap<&str, &str> = sources
        .timeline
        .decisions
        .iter()
        .map(|d| (d.decision.id.as_str(), d.decision.path.as_str()))
        .collect();
    for note in sources.decision_notes {
        let id = note.args.iter().find(|(name, _)| name == "id").map(|(_, id)| id.clone());
        let file = id.as_deref().and_then(|id| files.get(id)).map(|path| Location::file(path));
        findings.push(Finding { decision: id, ..of_note(note, file) });
    }
    findings.extend(conflicts);
    mark_new(&mut findings, sources.base);
    findings.retain_mut(|finding| {
        let file = finding.locations.first().map(|place| place.file.as_str());
        let found = severity(finding.rule, file, finding.severity);
        finding.severity = found.unwrap_or(Severity::Note);
        found.is_some()
    });
    findings.sort_by(|a, b| {
        let places = a.locations.first().cmp(&b.locations.first());
        places.then(a.rule.cmp(&b.rule)).then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
    findings
}

/// The rule that speaks of conflicts of a kind.
pub fn rule_of(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Date => "FR-C201",
        ConflictKind::Weekday => "FR-E102",
        ConflictKind::Figure => "FR-C202",
        ConflictKind::Polarity => "FR-C203",
        ConflictKind::Status => "FR-C204",
        ConflictKind::Order => "FR-C205",
        ConflictKind::Unconfirmed => "FR-C206",
        ConflictKind::DatePattern => "FR-C207",
        ConflictKind::InSentence => "FR-C208",
        ConflictKind::Actor => "FR-C209",
        ConflictKind::Place => "FR-C210",
    }
}

/// What the lock keeps of findings that are no conflicts. That an article changed since the
/// last build is true once only.
pub fn remembered(findings: &[Finding]) -> Vec<LockFinding> {
    let mut kept: Vec<LockFinding> = findings
        .iter()
        .filter(|finding| finding.conflict.is_none() && finding.rule.as_str() != "FR-S403")
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

/// Says of every finding whether the base had it.
fn mark_new(findings: &mut [Finding], base: Option<&Lock>) {
    let Some(base) = base else { return };
    let known: BTreeSet<(RuleId, &str)> =
        base.findings.iter().map(|f| (f.rule, f.fingerprint.as_str())).collect();
    for finding in findings {
        let is_known = match &finding.conflict {
            Some(id) => base
                .conflicts
                .get(&ConflictId(id.clone()))
                .is_some_and(|known| known.fingerprint == finding.fingerprint),
            None => known.contains(&(finding.rule, finding.fingerprint.as_str())),
        };
        finding.new = Some(!is_known);
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

fn conflicts<'a>(sources: &Sources<'a>, places: &mut [Option<Places<'a>>]) -> Vec<Finding> {
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
                let places = places[place.article].get_or_insert_with(|| Places::new(article));
                locations.push((!is_fresh(article, sources.base), places.locate(Some(span))));
            }
        }
        // Who changes an article is told there, not in the one that was right before.
        locations.sort_by_key(|(known, _)| *known);
        let locations: Vec<Location> = locations.into_iter().map(|(_, place)| place).collect();
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

/// Whether the base did not have an article, or not with these bytes.
fn is_fresh(article: &AnnotatedArticle, base: Option<&Lock>) -> bool {
    base.is_some_and(|base| {
        let known = base.articles.get(&article.article.id);
        known.is_none_or(|known| known.sha256 != article.article.sha256)
    })
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
