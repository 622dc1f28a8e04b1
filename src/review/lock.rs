//! `frise.lock`: identities and the last known state, one JSON object a line, sorted.

use super::{ConflictId, ConflictState, DecisionState, EventId, mend};
use crate::diag::{RuleId, Severity};
use crate::mention::{AnnotatedArticle, EventMention, MentionId, Status};
use crate::merge::ConflictKind;
use crate::text::ArticleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that frise remembers between builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Events, living and gone.
    pub events: BTreeMap<EventId, LockEvent>,
    /// Mentions, with the ids that they had before their sentence was mended.
    pub mentions: BTreeMap<MentionId, LockMention>,
    /// Articles.
    pub articles: BTreeMap<ArticleId, LockArticle>,
    /// Conflicts.
    pub conflicts: BTreeMap<ConflictId, LockConflict>,
    /// Decisions and their states.
    pub decisions: BTreeMap<String, DecisionState>,
    /// Other findings, sorted.
    pub findings: Vec<LockFinding>,
}

/// What is remembered of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockEvent {
    /// Ids that lead here.
    pub aliases: Vec<EventId>,
    /// Its mentions, sorted; of an event that is gone or was merged away, those it last had.
    pub mentions: Vec<MentionId>,
    /// Whether its last mention is gone.
    pub gone: bool,
    /// The event that it was merged into.
    pub into: Option<EventId>,
    /// The mention that it was minted from.
    pub founding: MentionId,
    /// Its title.
    pub title: String,
    /// Its date as EDTF.
    pub date: Option<String>,
    /// How many mentions have each status.
    pub status: BTreeMap<Status, u32>,
    /// The newest date among the articles concerned when it was minted.
    pub born: String,
    /// What changed since, oldest first; only ever appended to.
    pub changes: Vec<Change>,
}

/// One change of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The newest date among the articles and decisions concerned.
    pub on: String,
    /// `born`, `date`, `title`, `merged`, `split`, `gone`, `back`.
    pub what: String,
    /// What it was.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

/// What is remembered of a mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockMention {
    /// Its article.
    pub article: ArticleId,
    /// Its sentence, folded.
    pub sentence: String,
    /// Its expression, if it has one.
    pub expression: Option<String>,
    /// The value of its time, as EDTF.
    pub value: Option<String>,
    /// Its status.
    pub status: Status,
    /// Its figures, as `unit:low..high`.
    pub figures: Vec<String>,
    /// Ids that lead here.
    pub aliases: Vec<MentionId>,
}

impl LockMention {
    /// What to remember of a mention of `article`.
    pub(super) fn of(article: &AnnotatedArticle, mention: &EventMention) -> LockMention {
        let timex = mention.timex.map(|index| &article.timexes[index]);
        LockMention {
            article: article.article.id.clone(),
            sentence: mend::folded_sentence(article, mention),
            expression: timex.map(|t| t.span.slice(&article.article.text).to_owned()),
            value: timex.and_then(|t| t.edtf()),
            status: mention.status,
            figures: mention.figures.iter().map(mend::figure).collect(),
            aliases: Vec::new(),
        }
    }
}

/// What is remembered of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockArticle {
    /// SHA-256 of its file.
    pub sha256: String,
    /// Its origin group.
    pub origin_group: u32,
}

/// What is remembered of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockConflict {
    /// What sort.
    pub kind: ConflictKind,
    /// Its mentions, sorted.
    pub mentions: Vec<MentionId>,
    /// The values in conflict.
    pub fingerprint: String,
    /// How bad.
    pub severity: Severity,
    /// What became of it.
    pub state: ConflictState,
}

/// What is remembered of another finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LockFinding {
    /// The rule.
    pub rule: RuleId,
    /// What tells it from others of the rule: no line numbers.
    pub fingerprint: String,
    /// How bad.
    pub severity: Severity,
}

/// One line of the file: an article, conflict, event or mention has an id beside its entry.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line<A, C, E, F, M> {
    Article(A),
    Conflict(C),
    Decision { id: String, state: DecisionState },
    Event(E),
    Finding(F),
    Mention(M),
}

/// An entry with its id.
#[derive(Serialize, Deserialize)]
struct Named<I, T> {
    id: I,
    #[serde(flatten)]
    entry: T,
}

/// A line as it is read.
type Read = Line<
    Named<ArticleId, LockArticle>,
    Named<ConflictId, ConflictEntry>,
    Named<EventId, LockEvent>,
    LockFinding,
    Named<MentionId, LockMention>,
>;

/// A line as it is written.
type Write<'a> = Line<
    Named<&'a ArticleId, &'a LockArticle>,
    Named<&'a ConflictId, ConflictEntry>,
    Named<&'a EventId, &'a LockEvent>,
    &'a LockFinding,
    Named<&'a MentionId, &'a LockMention>,
>;

/// The lines of a piece of a lock, in their order.
#[derive(Debug, Default)]
pub struct Lines {
    events: Vec<(EventId, LockEvent)>,
    mentions: Vec<(MentionId, LockMention)>,
    articles: Vec<(ArticleId, LockArticle)>,
    conflicts: Vec<(ConflictId, LockConflict)>,
    decisions: Vec<(String, DecisionState)>,
    findings: Vec<LockFinding>,
}

impl Lines {
    /// Reads the lines of `text`, before which so many lines stand.
    ///
    /// # Errors
    /// A line that is not one of a lock, by its number.
    pub fn parse(text: &str, before: usize) -> Result<Lines, LockError> {
        let mut lines = Lines::default();
        let mut scratch = String::new();
        for (index, line) in text.lines().enumerate() {
            // The marks of a conflict in git: the lines of both sides count, and the next build
            // settles what they disagree on.
            let is_mark = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
            if line.trim().is_empty() || is_mark.iter().any(|mark| line.starts_with(mark)) {
                continue;
            }
            if lines.take(line, &mut scratch).is_some() {
                continue;
            }
            let line: Read = serde_json::from_str(line).map_err(|error| {
                let mend = "run `frise build` to make the lock anew from the last good one";
                LockError { line: before + index + 1, reason: format!("{error}; {mend}") }
            })?;
            match line {
                Line::Article(Named { id, entry }) => lines.articles.push((id, entry)),
                Line::Conflict(Named { id, entry }) => lines.conflicts.push((id, entry.into())),
                Line::Decision { id, state } => lines.decisions.push((id, state)),
                Line::Event(Named { id, entry }) => lines.events.push((id, entry)),
                Line::Finding(entry) => lines.findings.push(entry),
                Line::Mention(Named { id, entry }) => lines.mentions.push((id, entry)),
            }
        }
        Ok(lines)
    }

    /// Takes a line of one of the long kinds in the form that [`Lock::to_text`] gives it,
    /// which is read much faster than one of any form.
    fn take(&mut self, line: &str, scratch: &mut String) -> Option<()> {
        let (kind, rest) = line.strip_prefix("{\"kind\":\"")?.split_once("\",\"id\":\"")?;
        let (id, rest) = rest.split_once("\",")?;
        if id.contains(['\\', '"']) {
            return None;
        }
        scratch.clear();
        scratch.push('{');
        scratch.push_str(rest);
        match kind {
            "article" => {
                let entry = serde_json::from_str(scratch).ok()?;
                self.articles.push((serde_json::from_value(id.into()).ok()?, entry));
            }
            "event" => {
                self.events.push((EventId(id.to_owned()), serde_json::from_str(scratch).ok()?));
            }
            "mention" => {
                self.mentions.push((MentionId(id.to_owned()), serde_json::from_str(scratch).ok()?));
            }
            _ => return None,
        }
        Some(())
    }
}

/// [`LockConflict`] in the file, where `kind` already names the line.
#[derive(Serialize, Deserialize)]
struct ConflictEntry {
    conflict: ConflictKind,
    mentions: Vec<MentionId>,
    fingerprint: String,
    severity: Severity,
    state: ConflictState,
}

impl From<ConflictEntry> for LockConflict {
    fn from(entry: ConflictEntry) -> LockConflict {
        let ConflictEntry { conflict, mentions, fingerprint, severity, state } = entry;
        LockConflict { kind: conflict, mentions, fingerprint, severity, state }
    }
}

impl Lock {
    /// Reads a lock; an empty text is an empty lock. Lines may stand in any order, and equal
    /// lines may repeat, as a merge in git leaves them.
    ///
    /// # Errors
    /// A line that is not one of a lock, by its number.
    pub fn parse(text: &str) -> Result<Lock, LockError> {
        Lines::parse(text, 0).map(|lines| Lock::of([lines]))
    }

    /// The lock of all pieces of its text, in their order.
    pub fn of(pieces: impl IntoIterator<Item = Lines>) -> Lock {
        let mut all = Lines::default();
        for mut piece in pieces {
            all.events.append(&mut piece.events);
            all.mentions.append(&mut piece.mentions);
            all.articles.append(&mut piece.articles);
            all.conflicts.append(&mut piece.conflicts);
            all.decisions.append(&mut piece.decisions);
            all.findings.append(&mut piece.findings);
        }
        all.findings.sort();
        all.findings.dedup();
        // Of two lines about one thing, the later counts.
        Lock {
            events: all.events.into_iter().collect(),
            mentions: all.mentions.into_iter().collect(),
            articles: all.articles.into_iter().collect(),
            conflicts: all.conflicts.into_iter().collect(),
            decisions: all.decisions.into_iter().collect(),
            findings: all.findings,
        }
    }

    /// The text of the file: one JSON object a line, by kind and then by id.
    pub fn to_text(&self) -> String {
        self.to_text_by(|count, piece| (0..count).map(piece).collect())
    }

    /// [`Lock::to_text`], with somebody who makes so many pieces of it by number.
    pub fn to_text_by(
        &self,
        make: impl FnOnce(usize, &(dyn Fn(usize) -> String + Sync)) -> Vec<String>,
    ) -> String {
        const PIECE: usize = 2048;
        let articles = self.articles.iter().map(|(id, entry)| Write::Article(Named { id, entry }));
        let conflicts = self.conflicts.iter().map(|(id, c)| {
            let entry = ConflictEntry {
                conflict: c.kind,
                mentions: c.mentions.clone(),
                fingerprint: c.fingerprint.clone(),
                severity: c.severity,
                state: c.state,
            };
            Write::Conflict(Named { id, entry })
        });
        let decisions = self
            .decisions
            .iter()
            .map(|(id, state)| Write::Decision { id: id.clone(), state: *state });
        let events = self.events.iter().map(|(id, entry)| Write::Event(Named { id, entry }));
        let findings = self.findings.iter().map(Write::Finding);
        let mentions = self.mentions.iter().map(|(id, entry)| Write::Mention(Named { id, entry }));
        let lines = articles
            .chain(conflicts)
            .chain(decisions)
            .chain(events)
            .chain(findings)
            .chain(mentions);
        let lines: Vec<Write<'_>> = lines.collect();
        let pieces: Vec<&[Write<'_>]> = lines.chunks(PIECE).collect();
        let piece = |number: usize| {
            let mut out = Vec::new();
            for line in pieces[number] {
                serde_json::to_writer(&mut out, line).expect("a line of the lock is plain data");
                out.push(b'\n');
            }
            String::from_utf8(out).expect("JSON is UTF-8")
        };
        make(pieces.len(), &piece).concat()
    }

    /// Whether the lock remembers the event, mention, conflict or article named `name`.
    pub fn knows(&self, name: &str) -> bool {
        self.events.contains_key(&EventId(name.to_owned()))
            || self.mentions.contains_key(&MentionId(name.to_owned()))
            || self.conflicts.contains_key(&ConflictId(name.to_owned()))
            || ArticleId::parse(name).is_some_and(|id| self.articles.contains_key(&id))
    }

    /// The living event that `id` names, through the events that it was merged into.
    pub fn living(&self, id: &EventId) -> Option<&EventId> {
        let (mut id, mut entry) = self.events.get_key_value(id)?;
        // As many steps as there are events, so that a loop made by hand ends.
        for _ in 0..self.events.len() {
            match &entry.into {
                None => return (!entry.gone).then_some(id),
                Some(next) => (id, entry) = self.events.get_key_value(next)?,
            }
        }
        None
    }
}

/// Why a lock cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LockError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_back_in_any_order() {
        let mut lock = Lock::default();
        let mention = MentionId("m-1".into());
        lock.events.insert(
            EventId("e-1".into()),
            LockEvent {
                aliases: vec![],
                mentions: vec![mention.clone()],
                gone: false,
                into: None,
                founding: mention.clone(),
                title: "Un titre".into(),
                date: Some("2024-11".into()),
                status: BTreeMap::from([(Status::Asserted, 1)]),
                born: "2024-11-12".into(),
                changes: vec![],
            },
        );
        lock.conflicts.insert(
            ConflictId("c-1".into()),
            LockConflict {
                kind: ConflictKind::InSentence,
                mentions: vec![mention],
                fingerprint: "a|b".into(),
                severity: Severity::Error,
                state: ConflictState::LeftOpen,
            },
        );
        lock.findings.push(LockFinding {
            rule: RuleId::find("FR-E102").unwrap(),
            fingerprint: "a: mardi".into(),
            severity: Severity::Error,
        });
        lock.decisions.insert("0001".into(), DecisionState::ToReview);
        let text = lock.to_text();
        assert_eq!(Lock::parse(&text).unwrap(), lock);
        let backwards: Vec<&str> = text.lines().rev().collect();
        assert_eq!(Lock::parse(&backwards.join("\n")).unwrap(), lock);
        assert_eq!(Lock::parse("").unwrap(), Lock::default());
        assert_eq!(Lock::parse("\n{").unwrap_err().line, 2);
    }
}
