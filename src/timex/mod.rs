//! Finds the time expressions of a French text and places them on the calendar.
//!
//! Words become what they say (a `TimeExpr`), and that becomes when it is (a
//! [`TimeValue`]); neither step knows the other.
//!
//! Nothing here fails: a text without dates gives an empty list, and an expression that
//! cannot be placed is kept with what was missing ([`Missing`]). Nothing here reads the
//! clock: « hier » is counted from the date that is passed in.

pub mod tag;
pub mod value;

mod annotate;
mod catalogue;
mod expr;
mod fr;
mod lex;
mod resolve;

pub use catalogue::{RuleDoc, rules, rules_markdown};

use crate::diag::{Note, Noted};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub use value::{
    Bounds, Day, DayPart, Duration, Granularity, Modifier, Quantity, Recurrence, Season, TimeOfDay,
    TimeValue, Unit,
};

/// The document creation time: when the article was published, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dct {
    /// The day, in the time zone of the stamp, else of the project.
    pub day: Day,
    /// The time of day, where it is known.
    pub time: Option<TimeOfDay>,
}

/// The TIMEX3 `type` of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexClass {
    /// A calendar date of any granularity.
    Date,
    /// A time of day, with its day where there is one.
    Time,
    /// An amount of time.
    Duration,
    /// Something that recurs.
    Set,
}

impl TimexClass {
    /// The word of TIMEX3: `DATE`.
    pub fn as_str(self) -> &'static str {
        match self {
            TimexClass::Date => "DATE",
            TimexClass::Time => "TIME",
            TimexClass::Duration => "DURATION",
            TimexClass::Set => "SET",
        }
    }
}

/// What a value was computed from (`anchorTimeID`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// The words themselves suffice.
    Text,
    /// The document creation time.
    Dct,
    /// An earlier expression of the text, here by its span.
    Antecedent(Span),
}

impl Anchor {
    /// The word of `frise tag`: `antecedent`.
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Text => "text",
            Anchor::Dct => "dct",
            Anchor::Antecedent(_) => "antecedent",
        }
    }
}

/// Why an expression has no place on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// The day of publication is not known.
    Dct,
    /// « trois jours plus tard », and no date before it.
    Antecedent,
    /// « 31 février ».
    NoSuchDay,
}

/// When an expression is, or why that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resolution {
    /// It has a value.
    Resolved {
        /// The value.
        value: TimeValue,
        /// What it was computed from.
        anchor: Anchor,
    },
    /// It has none.
    Unresolved(Missing),
}

impl Resolution {
    /// Whether it was counted from the day of publication.
    fn is_from_speech(&self) -> bool {
        matches!(self, Resolution::Resolved { anchor: Anchor::Dct, .. })
    }
}

/// The parts of a date that frise supplied because they were not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inferred {
    /// « le 3 mars »
    pub year: bool,
    /// « le 11 »
    pub month: bool,
    /// « lundi »
    pub day: bool,
}

/// What a word before (or inside) an expression says of its use: a TimeML SIGNAL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignalKind {
    /// « depuis », « dès », « à partir de », « à compter de »
    Since,
    /// « jusqu'à », « jusqu'au »
    Until,
    /// « avant », « d'ici », « au plus tard »
    By,
    /// « après », « passé »
    After,
    /// « pendant », « durant », « au cours de », « lors de »
    During,
    /// « du », « de », « entre »: the first end of a range
    From,
    /// « au », « à », « et »: the second end of a range
    To,
}

/// A signal and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its words.
    pub span: Span,
    /// What they say.
    pub kind: SignalKind,
}

/// One end of a range of two expressions (« du 3 au 5 mars »).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RangeEnd {
    /// The first end; the next timex of the list is the second.
    First,
    /// The second end; the timex before it is the first.
    Second,
}

/// A weekday that was written beside a full date, and the one that the calendar gives.
/// Numbers are those of ISO 8601: 1 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekdayCheck {
    /// As written.
    pub written: u8,
    /// Of the date.
    pub actual: u8,
}

/// A time expression in its text, as TIMEX3 has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// The words, with their determiner, without preposition or signal.
    pub span: Span,
    /// The signal before them.
    pub signal: Option<Signal>,
    /// The TIMEX3 type.
    pub class: TimexClass,
    /// The rule that read them: `calendar.weekday-day-month-year`.
    pub rule: Cow<'static, str>,
    /// When it is.
    pub resolution: Resolution,
    /// « début », « fin », « vers » … (TIMEX3 `mod`)
    pub modifier: Option<Modifier>,
    /// What was supplied.
    pub inferred: Inferred,
    /// The weekday as written, where it can be checked.
    pub weekday: Option<WeekdayCheck>,
    /// Its part in a range.
    pub range: Option<RangeEnd>,
}

impl Timex {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&TimeValue> {
        match &self.resolution {
            Resolution::Resolved { value, .. } => Some(value),
            Resolution::Unresolved(_) => None,
        }
    }

    /// First and last day that the expression can mean, its modifier counted in: « fin
    /// octobre » gives the 21st to the 31st. Nothing where it has no place on the calendar.
    pub fn bounds(&self) -> Option<Bounds> {
        self.value()?.bounds(self.modifier)
    }

    /// The value as TIMEX3 prints it: `2024-11-11`, `2024-W45`, `P3D`, `PRESENT_REF`.
    pub fn timex3(&self) -> Option<String> {
        self.value().map(TimeValue::timex3)
    }

    /// Whether it is a night that begins on its day and ends on the next, `words` being its own.
    pub fn joins_two_days(&self, words: &str) -> bool {
        self.is_night() && fr::night::names_two_days(words)
    }

    /// Whether it is a night: it may end on the day after its own.
    pub fn is_night(&self) -> bool {
        matches!(self.value(), Some(TimeValue::Part(_, DayPart::Night)))
    }

    /// The value as EDTF (ISO 8601-2), where EDTF has a word for it.
    pub fn edtf(&self) -> Option<String> {
        self.value()?.edtf(self.modifier)
    }
}

/// Finds and resolves the time expressions of `text`, in the order of the text. Only what
/// lies inside `sentences` (in order, not overlapping) is read; antecedents are looked for
/// in earlier sentences too. Notes tell weekdays that are not those of their date.
pub fn annotate(text: &str, sentences: &[Span], dct: Option<&Dct>) -> Noted<Vec<Timex>> {
    let mut value = Vec::new();
    let mut annotator = annotate::Annotator::new(text, dct);
    for sentence in sentences {
        annotator.read(*sentence, false, &mut |timex| value.push(timex));
    }
    let notes = value.iter().filter_map(|timex| weekday_note(text, timex)).collect();
    Noted { value, notes }
}

/// The same for a text whose sentences nobody has marked: they are looked for here.
pub fn annotate_text(text: &str, dct: Option<&Dct>) -> Noted<Vec<Timex>> {
    let mut value = Vec::new();
    annotate_with(text, dct, |timex| value.push(timex));
    let notes = value.iter().filter_map(|timex| weekday_note(text, timex)).collect();
    Noted { value, notes }
}

/// The same, one expression at a time: nothing is kept, whatever the length of the text.
pub fn annotate_with(text: &str, dct: Option<&Dct>, mut emit: impl FnMut(Timex)) {
    let whole = Span::new(0, text.len());
    annotate::Annotator::new(text, dct).read(whole, true, &mut emit);
}

fn weekday_note(text: &str, timex: &Timex) -> Option<Note> {
    let check = timex.weekday.filter(|check| check.written != check.actual)?;
    const NAMES: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let actual = NAMES[usize::from(check.actual - 1) % 7];
    let value = timex.timex3().unwrap_or_default();
    let words = timex.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let args = [("text", words.as_str()), ("actual", actual), ("value", value.as_str())];
    Some(Note::new("FR-E102", Some(timex.span), &args))
}
