//! One decision of an editor: one Markdown file with TOML front matter.
//!
//! ```
//! use frise::review::{Decision, Verb};
//!
//! let text = "+++\nverb = \"pick-date\"\ntarget = \"e-7k3m9q2pab\"\nvalue = \"2024-11-09\"\n+++\nThe decree.\n";
//! let decision = Decision::parse("content/decisions/0007-date.md", text).unwrap();
//! assert_eq!((decision.id.as_str(), decision.verb), ("0007", Verb::PickDate));
//! ```

use crate::diag::closest;
use crate::timex::Day;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What a decision does. A closed list.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Gives an article its date of publication.
    AnchorArticle,
    /// Withdraws an article: its sentences go, its trace stays.
    IgnoreArticle,
    /// Leaves a mention out.
    IgnoreMention,
    /// Corrects one expression that was misread.
    SetDate,
    /// Makes two events one.
    Merge,
    /// Takes mentions out of an event.
    Split,
    /// Keeps two events or mentions apart for ever.
    NotSame,
    /// Chooses the date of an event.
    PickDate,
    /// Chooses a figure.
    PickValue,
    /// Leaves a conflict to the reader.
    LeaveOpen,
    /// Says that a conflict is none.
    Dismiss,
    /// Corrects the status of a mention.
    Status,
    /// Gives an event a title.
    Title,
    /// Puts an event on top.
    Pin,
    /// Takes an event off the public pages.
    Hide,
    /// Says that two names are one actor or place.
    Alias,
}

impl Verb {
    /// All verbs, in the order in which decisions are applied.
    pub const ALL: [Verb; 16] = [
        Verb::AnchorArticle,
        Verb::IgnoreArticle,
        Verb::IgnoreMention,
        Verb::SetDate,
        Verb::Status,
        Verb::Alias,
        Verb::Split,
        Verb::NotSame,
        Verb::Merge,
        Verb::PickDate,
        Verb::PickValue,
        Verb::LeaveOpen,
        Verb::Dismiss,
        Verb::Title,
        Verb::Pin,
        Verb::Hide,
    ];

    /// As it is written: `pick-date`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::AnchorArticle => "anchor-article",
            Verb::IgnoreArticle => "ignore-article",
            Verb::IgnoreMention => "ignore-mention",
            Verb::SetDate => "set-date",
            Verb::Merge => "merge",
            Verb::Split => "split",
            Verb::NotSame => "not-same",
            Verb::PickDate => "pick-date",
            Verb::PickValue => "pick-value",
            Verb::LeaveOpen => "leave-open",
            Verb::Dismiss => "dismiss",
            Verb::Status => "status",
            Verb::Title => "title",
            Verb::Pin => "pin",
            Verb::Hide => "hide",
            Verb::Alias => "alias",
        }
    }

    /// The verb written `text`.
    ///
    /// # Errors
    /// A sentence that names the nearest verb, or all of them.
    pub fn parse(text: &str) -> Result<Verb, String> {
        Verb::ALL.into_iter().find(|verb| verb.as_str() == text).ok_or_else(|| {
            let names = Verb::ALL.map(Verb::as_str);
            match closest(text, &names) {
                Some(name) => format!("unknown verb `{text}`, did you mean `{name}`?"),
                None => format!("unknown verb `{text}`, expected one of {}", names.join(", ")),
            }
        })
    }

    /// Whether a decision with this verb chooses a value.
    pub fn takes_value(self) -> bool {
        matches!(
            self,
            Verb::AnchorArticle
                | Verb::SetDate
                | Verb::Status
                | Verb::Alias
                | Verb::PickDate
                | Verb::PickValue
                | Verb::Title
        )
    }

    /// Whether a decision with this verb must say why.
    pub fn wants_reason(self) -> bool {
        matches!(
            self,
            Verb::PickDate | Verb::PickValue | Verb::Dismiss | Verb::Hide | Verb::NotSame
        )
    }
}

/// A decision, as its file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// `0007`
    pub id: String,
    /// Its file, from the project's folder.
    pub path: String,
    /// What it does.
    pub verb: Verb,
    /// What it is about: event, mention, conflict or article ids, or names.
    pub targets: Vec<String>,
    /// The value chosen, where the verb takes one.
    pub value: Option<String>,
    /// The mentions that it rests on.
    pub support: Vec<String>,
    /// All mentions that could be seen when it was taken.
    pub seen: Vec<String>,
    /// The set of values in conflict when it was taken.
    pub fingerprint: Option<String>,
    /// Why a conflict is dismissed: `homonyms`, `old-quote`, `other-period`, `noise`,
    /// `translation`, `other`.
    pub code: Option<String>,
    /// Who decided.
    pub author: Option<String>,
    /// When.
    pub date: Option<Day>,
    /// Until when it holds.
    pub expires: Option<Day>,
    /// Second readers.
    pub approved_by: Vec<String>,
    /// The reason, in Markdown.
    pub reason: String,
}

/// What became of a decision in this build.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionState {
    /// Applied.
    Active,
    /// Applied, and a new independent source agrees.
    Confirmed,
    /// Applied, and a new independent source says something else, or its support changed.
    ToReview,
    /// Its target is gone; not applied.
    Orphaned,
    /// Contradicts another decision; neither is applied.
    Contradicted,
    /// Its time is over; not applied.
    Expired,
}

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewedDecision {
    /// The decision.
    pub decision: Decision,
    /// Its state.
    pub state: DecisionState,
    /// Why it is to be reviewed, in the words of a finding (English), or nothing.
    pub why: String,
}

/// Why a decision file cannot be used. The build stops: leaving the file out could publish
/// what was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {reason}")]
pub struct DecisionError {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub reason: String,
}

/// The keys of a decision's front matter, in the order in which frise writes them.
const KEYS: [&str; 13] = [
    "id",
    "verb",
    "target",
    "value",
    "support",
    "seen",
    "fingerprint",
    "code",
    "author",
    "date",
    "expires",
    "approved_by",
    "targets",
];

/// Why a conflict may be dismissed.
pub const CODES: [&str; 6] =
    ["homonyms", "old-quote", "other-period", "noise", "translation", "other"];

impl Decision {
    /// Reads a decision file.
    ///
    /// # Errors
    /// When it has no `+++` front matter, the TOML does not parse, a key is unknown, or a value
    /// is missing or of the wrong form; the message names the line and what was expected.
    pub fn parse(path: &str, text: &str) -> Result<Decision, DecisionError> {
        let fail =
            |line: usize, reason: String| DecisionError { path: path.to_owned(), line, reason };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        let body = text.strip_prefix("+++\n").ok_or_else(|| {
            fail(1, "a decision starts with TOML front matter between two lines `+++`".into())
        })?;
        let (head, reason) = match body.split_once("\n+++\n") {
            Some(parts) => parts,
            None => body
                .strip_suffix("\n+++")
                .map(|head| (head, ""))
                .ok_or_else(|| fail(1, "the front matter is not closed by a line `+++`".into()))?,
        };
        let table: toml::Table = toml::from_str(head).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start.min(head.len()));
            let line = 2 + head.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            fail(line, error.message().to_owned())
        })?;
        let line_of = |key: &str| {
            let mut lines = head.lines().map(str::trim_start);
            2 + lines.position(|l| l.split(['=', ' ']).next() == Some(key)).unwrap_or(0)
        };
        for key in table.keys() {
            if !KEYS.contains(&key.as_str()) {
                let mend = closest(key, &KEYS).map(|k| format!(", did you mean `{k}`?"));
                return Err(fail(
                    line_of(key),
                    format!("unknown key `{key}`{}", mend.unwrap_or_default()),
                ));
            }
        }
        let field = |key: &'static str| -> Result<Option<String>, DecisionError> {
            match table.get(key) {
                None => Ok(None),
                Some(toml::Value::String(text)) => Ok(Some(text.clone())),
                Some(toml::Value::Datetime(date)) => Ok(Some(date.to_string())),
                Some(toml::Value::Integer(number)) => Ok(Some(number.to_string())),
                Some(_) => Err(fail(line_of(key), format!("`{key}` is a string"))),
            }
        };
        let list = |key: &'static str| -> Result<Vec<String>, DecisionError> {
            match table.get(key) {
                None => Ok(Vec::new()),
                Some(toml::Value::String(text)) => Ok(vec![text.clone()]),
                Some(toml::Value::Array(values)) => values
                    .iter()
                    .map(|value| value.as_str().map(str::to_owned))
                    .collect::<Option<Vec<String>>>()
                    .ok_or_else(|| fail(line_of(key), format!("`{key}` is a list of strings"))),
                Some(_) => Err(fail(line_of(key), format!("`{key}` is a string or a list"))),
            }
        };
        let day = |key: &'static str| -> Result<Option<Day>, DecisionError> {
            field(key)?
                .map(|text| {
                    Day::parse(&text).ok_or_else(|| {
                        fail(line_of(key), format!("`{text}` is not a day, write 2024-11-14"))
                    })
                })
                .transpose()
        };

        let verb = field("verb")?.ok_or_else(|| fail(2, "the key `verb` is missing".into()))?;
        let verb = Verb::parse(&verb).map_err(|reason| fail(line_of("verb"), reason))?;
        let mut targets = list("target")?;
        targets.extend(list("targets")?);
        let stem = path.rsplit('/').next().unwrap_or(path);
        let stem = stem.strip_suffix(".md").unwrap_or(stem);
        let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let default_id = if digits > 0 { &stem[..digits] } else { stem };
        let decision = Decision {
            id: field("id")?.unwrap_or_else(|| default_id.to_owned()),
            path: path.to_owned(),
            verb,
            targets,
            value: field("value")?,
            support: list("support")?,
            seen: list("seen")?,
            fingerprint: field("fingerprint")?,
            code: field("code")?,
            author: field("author")?,
            date: day("date")?,
            expires: day("expires")?,
            approved_by: list("approved_by")?,
            reason: reason.trim().to_owned(),
        };
        decision.check().map_err(|(key, reason)| fail(line_of(key), reason))?;
        Ok(decision)
    }

    /// Whether the parts fit the verb; else the key at fault and what was expected.
    ///
    /// # Errors
    /// The key and the sentence.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let verb = self.verb.as_str();
        let least = match self.verb {
            Verb::Merge | Verb::NotSame => 2,
            _ => 1,
        };
        if self.targets.len() < least {
            let found = self.targets.len();
            return Err((
                "target",
                format!("`{verb}` takes at least {least} targets, found {found}"),
            ));
        }
        let value = self.value.as_deref();
        match (self.verb.takes_value(), value) {
            (true, None) => return Err(("value", format!("`{verb}` takes a `value`"))),
            (false, Some(_)) => return Err(("value", format!("`{verb}` takes no `value`"))),
            _ => {}
        }
        match (self.verb, value) {
            (Verb::AnchorArticle, Some(text)) if Day::parse(text).is_none() => {
                Err(("value", format!("`{text}` is not a day, write 2024-11-14")))
            }
            (Verb::SetDate | Verb::PickDate, Some(text))
                if crate::timex::TimeValue::parse_edtf(text).is_none() =>
            {
                Err(("value", format!("`{text}` is not an EDTF date, write 2024-11-14 or 2024-11")))
            }
            (Verb::Status, Some(text)) if parse_status(text).is_none() => Err((
                "value",
                format!(
                    "`{text}` is not a status, expected one of asserted, attributed, conditional, denied, planned, cancelled, hypothetical, question"
                ),
            )),
            (Verb::Dismiss, _) => match self.code.as_deref() {
                Some(code) if !CODES.contains(&code) => Err((
                    "code",
                    format!("unknown code `{code}`, expected one of {}", CODES.join(", ")),
                )),
                None => {
                    Err(("code", format!("`dismiss` takes a `code`, one of {}", CODES.join(", "))))
                }
                _ => Ok(()),
            },
            (Verb::Split, _) if self.support.is_empty() => {
                Err(("support", "`split` names the mentions to take out in `support`".into()))
            }
            _ => Ok(()),
        }
    }

    /// The decision as the text of its file; [`Decision::parse`] reads it back.
    pub fn to_file(&self) -> String {
        let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| quote(item)).collect();
            format!("[{}]", items.join(", "))
        };
        let mut out = String::from("+++\n");
        let mut line =
            |key: &str, value: String| writeln!(out, "{key} = {value}").expect("strings take all");
        line("id", quote(&self.id));
        line("verb", quote(self.verb.as_str()));
        match &self.targets[..] {
            [one] => line("target", quote(one)),
            many => line("target", list(many)),
        }
        for (key, value) in [
            ("value", &self.value),
            ("fingerprint", &self.fingerprint),
            ("code", &self.code),
            ("author", &self.author),
        ] {
            if let Some(value) = value {
                line(key, quote(value));
            }
        }
        for (key, items) in
            [("support", &self.support), ("seen", &self.seen), ("approved_by", &self.approved_by)]
        {
            if !items.is_empty() {
                line(key, list(items));
            }
        }
        for (key, day) in [("date", self.date), ("expires", self.expires)] {
            if let Some(day) = day {
                line(key, day.to_string());
            }
        }
        out.push_str("+++\n");
        if !self.reason.is_empty() {
            out.push_str(&self.reason);
            out.push('\n');
        }
        out
    }
}

/// The status written `text`.
pub fn parse_status(text: &str) -> Option<crate::mention::Status> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "+++\nid = \"0007\"\nverb = \"pick-date\"\ntarget = \"e-7k3m9q2pab\"\nvalue = \"2024-11-09\"\nsupport = [\"m-1\"]\nauthor = \"N \\\"B\\\"\"\ndate = 2024-11-14\n+++\nLe décret publié le 9.\n";

    #[test]
    fn a_decision_reads_back_as_it_was_written() {
        let decision = Decision::parse("content/decisions/0007-a.md", WHOLE).unwrap();
        assert_eq!(decision.date, Day::new(2024, 11, 14));
        assert_eq!(decision.author.as_deref(), Some("N \"B\""));
        let again = Decision::parse(&decision.path, &decision.to_file()).unwrap();
        assert_eq!(again, decision);
    }

    #[test]
    fn a_refusal_says_where_what_and_what_was_expected() {
        let cases = [
            (
                "verb = 1",
                "d.md:1: a decision starts with TOML front matter between two lines `+++`",
            ),
            (
                "+++\nverb = \"pick-dat\"\n+++\n",
                "d.md:2: unknown verb `pick-dat`, did you mean `pick-date`?",
            ),
            (
                "+++\nverb = \"pin\"\ntaget = \"e-1\"\n+++\n",
                "d.md:3: unknown key `taget`, did you mean `target`?",
            ),
            (
                "+++\nverb = \"pick-date\"\ntarget = \"e-1\"\nvalue = \"hier\"\n+++\n",
                "d.md:4: `hier` is not an EDTF date, write 2024-11-14 or 2024-11",
            ),
            (
                "+++\nverb = \"merge\"\ntarget = \"e-1\"\n+++\n",
                "d.md:3: `merge` takes at least 2 targets, found 1",
            ),
            (
                "+++\nverb = \"dismiss\"\ntarget = \"c-1\"\n+++\n",
                "d.md:2: `dismiss` takes a `code`, one of homonyms, old-quote, other-period, noise, translation, other",
            ),
            ("+++\nverb = \n+++\n", "d.md:2: "),
        ];
        for (text, expected) in cases {
            let error = Decision::parse("d.md", text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
