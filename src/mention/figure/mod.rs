//! Numbers of things, as intervals: « près de 8 000 soldats » is 6,800 to 8,000 soldiers.
//!
//! Times, ages, addresses, scores and numbers that are names (« article 5 », « F-16 ») are no
//! figures.

mod number;
mod range;

use super::Figure;
use super::cue::Cue;
use super::inflect::{Forms, singular};
use super::parse::{Parsed, Tense};
use super::table::{Table, lines};
use super::token::{Kind, Token};
use super::trigger::Trigger;
use crate::text::Span;
pub(super) use number::is_number;
use number::{Number, number};
use range::{Amount, amount};
use std::ops::Range;
use std::sync::LazyLock;

macro_rules! marks {
    ($($name:ident = $word:literal,)*) => {
        /// A class of `data/figures.txt`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Mark { $($name,)* }

        const NAMES: &[&str] = &[$($word,)*];
    };
}

marks! {
    Nearly = "nearly", About = "about", More = "more", Less = "less",
    AfterAbout = "after-about", AfterMore = "after-more", AfterLess = "after-less",
    Many = "many", Some = "some", Between = "between", From = "from", To = "to", Of = "of", OfOwn = "of-own",
    Adjective = "adjective", NotUnit = "not-unit", BeforeNot = "before-not", Score = "score",
    Percent = "percent", Count = "count-of", TheyWere = "they-were", Subset = "subset",
    Total = "total", Rest = "rest", Lasting = "lasting", Sum = "sum", Group = "group-noun",
}

static MARKS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (name, patterns) in lines(include_str!("../data/figures.txt")) {
        if let Some(value) = NAMES.iter().position(|known| *known == name) {
            patterns.iter().for_each(|pattern| table.add(pattern, value));
        }
    }
    table
});

struct Units {
    table: Table,
    names: Vec<&'static str>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { table: Table::default(), names: Vec::new() };
    for (index, (name, patterns)) in lines(include_str!("../data/units.txt")).enumerate() {
        units.names.push(name);
        patterns.iter().for_each(|pattern| units.table.add(pattern, index));
    }
    units
});

/// The most tokens of `mark` that start at `at`.
fn mark(tokens: &[Token], at: usize, mark: Mark) -> Option<usize> {
    let hits = MARKS.hits(tokens, at).into_iter();
    hits.filter(|hit| hit.value == mark as usize).map(|hit| hit.tokens).max()
}

/// The first token of the longest `mark` that ends right before `at`.
fn mark_before(tokens: &[Token], at: usize, wanted: Mark) -> Option<usize> {
    (at.saturating_sub(4)..at).find(|&start| {
        let hits = MARKS.hits(tokens, start).into_iter();
        hits.into_iter().any(|hit| hit.value == wanted as usize && start + hit.tokens == at)
    })
}

/// The figures among the tokens of `range`, in order; what lies in `times` is none.
pub(super) fn figures(
    parsed: &Parsed,
    text: &str,
    range: Range<usize>,
    times: &[Span],
) -> Vec<Figure> {
    let reader = Reader { parsed, times };
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let Some(amount) = amount(text, &parsed.tokens, at) else {
            at += 1;
            continue;
        };
        match reader.figure(&amount, range.end) {
            Some((figure, end)) => {
                at = end.max(at + 1);
                found.push(figure);
            }
            None => at = amount.end.max(at + 1),
        }
    }
    parts_of_sums(&mut found);
    found
}

/// « dix-sept blessés : onze manifestants et six gendarmes »: what sums to the figure before it is
/// a part of that.
fn parts_of_sums(found: &mut [Figure]) {
    for whole in 0..found.len() {
        let exact = |figure: &Figure| figure.high == Some(figure.low) && figure.scale == 0;
        if !exact(&found[whole]) || found[whole].low == 0 {
            continue;
        }
        let mut sum = 0;
        for last in whole + 1..found.len() {
            if !exact(&found[last]) {
                break;
            }
            sum += found[last].low;
            if sum == found[whole].low && last > whole + 1 {
                found[whole + 1..=last].iter_mut().for_each(|part| part.subset = true);
                break;
            }
        }
    }
}

struct Reader<'a> {
    parsed: &'a Parsed,
    times: &'a [Span],
}

/// What is counted, and the tokens that say so.
struct Unit {
    name: String,
    end: usize,
}

impl Reader<'_> {
    /// The figure of an amount, and the first token after it; nothing where it counts nothing.
    fn figure(&self, amount: &Amount, limit: usize) -> Option<(Figure, usize)> {
        let tokens = &self.parsed.tokens;
        let timed = |at: usize| self.times.iter().any(|time| time.overlaps(tokens[at].span));
        if self.is_name(amount) {
            return None;
        }
        let mut unit = self.unit(amount)?;
        // « deux ans de prison » is no time, and as much as 24 months.
        let term = unit.name.starts_with(TERM);
        if !term && (amount.number..amount.end).any(timed) {
            return None;
        }
        let mut times = 1;
        if let Some(kind) = unit.name.strip_suffix("-year").filter(|_| term) {
            unit.name = format!("{kind}-month");
            times = MONTHS;
        }
        // « contre 3 000 la semaine précédente »: of another time.
        let compared = (amount.start.saturating_sub(2)..amount.start)
            .any(|at| self.parsed.has(at, Cue::Comparison));
        let after = unit.end..(unit.end + 4).min(tokens.len());
        if compared && after.into_iter().any(|at| self.parsed.timed[at]) {
            return None;
        }
        let people = matches!(unit.name.as_str(), "dead" | "injured" | "missing" | "victim");
        if amount.is_one && !people && !term {
            return None;
        }
        let end = unit.end.max(amount.end).min(limit.max(amount.end));
        // How long a thing lasts says what is said of it.
        let lasting = unit.name.starts_with(LASTING);
        let predicate = if lasting { None } else { self.predicate(&unit.name, amount.number, end) };
        if !people && !term && self.is_known_group(amount, predicate.is_some()) {
            return None;
        }
        let unit_end = unit.end;
        // « 31 euros par action » is no sum.
        let money = MONEY.contains(&unit.name.as_str());
        if let Some(per) = self.per(unit_end).filter(|_| money) {
            unit.name = format!("{}-per-{per}", unit.name);
        }
        // Percentages and decimals in thousandths, the rest in ones.
        let scale = if amount.decimal || unit.name == "percent" { 3 } else { 0 };
        let scaled = |milli: i64| {
            let milli = milli.saturating_mul(times);
            if scale == 3 { milli } else { milli / 1000 }
        };
        let (low, high) = amount.bounds(tokens, unit.end);
        let first = tokens[amount.start].span;
        Some((
            Figure {
                span: first.join(tokens[end - 1].span),
                low: scaled(low),
                high: high.map(scaled),
                scale,
                soft: amount.soft,
                approximate: amount.is_approximate(tokens, unit.end),
                predicate,
                unit: unit.name,
                // « les deux derniers corps », « 40 autres blessés »: of more.
                subset: mark_before(tokens, amount.start, Mark::Subset).is_some()
                    || (amount.end..unit_end).any(|at| mark(tokens, at, Mark::Rest).is_some()),
                cumulative: self.cumulative(amount.number),
            },
            end,
        ))
    }

    /// The noun after « par » that makes a rate of a figure whose unit ends at `end`.
    fn per(&self, end: usize) -> Option<String> {
        let tokens = &self.parsed.tokens;
        let noun = tokens.get(end + 1).filter(|token| token.is_word() && !token.capital)?;
        let named = mark(tokens, end + 1, Mark::NotUnit).is_none() || self.is_time(end + 1);
        let rate = tokens[end].is("par") && named && !self.parsed.has(end + 1, Cue::Article);
        rate.then(|| singular(&noun.written))
    }

    /// Whether the number is part of a name, an address, a score or a telephone number.
    fn is_name(&self, amount: &Amount) -> bool {
        let tokens = &self.parsed.tokens;
        let at = amount.number;
        let Some(previous) = at.checked_sub(1).map(|at| &tokens[at]) else { return false };
        let bare = amount.start == at && tokens[at].kind == Kind::Number;
        let named = bare && previous.is_word() && (previous.capital && at > 1);
        let pair = |at: usize| {
            tokens.get(at).is_some_and(|t| t.kind == Kind::Number && t.folded.len() == 2)
        };
        let phone = pair(at) && (pair(at + 1) && pair(at + 2) || at > 0 && pair(at - 1));
        let segment = self.parsed.segment_range(self.parsed.segment[at]);
        let score = segment.clone().any(|at| mark(tokens, at, Mark::Score).is_some())
            && amount.is_range
            && amount.largest < 40_000;
        let sharp = mark_before(tokens, amount.start, Mark::BeforeNot).is_some()
            && mark(tokens, amount.start.saturating_sub(1), Mark::BeforeNot).is_some();
        named || phone || score || sharp
    }

    /// « les deux hommes », « deux pays »: a few that are known count nothing new, unless
    /// something is told of them.
    fn is_known_group(&self, amount: &Amount, told: bool) -> bool {
        let tokens = &self.parsed.tokens;
        let few = tokens[amount.number].kind == Kind::Word && amount.largest <= FEW;
        let definite = amount.number.checked_sub(1).is_some_and(|at| {
            self.parsed.has(at, Cue::Article) && amount.start + 1 >= amount.number
        });
        let group = mark(tokens, amount.end, Mark::Group).is_some();
        few && (group || definite && !told)
    }

    /// What stands after the number; else what the sentence counts (« ils étaient 300 »).
    fn unit(&self, amount: &Amount) -> Option<Unit> {
        let tokens = &self.parsed.tokens;
        let mut at = amount.end;
        let of = mark(tokens, at, Mark::OfOwn).or_else(|| mark(tokens, at, Mark::Of));
        at += of.unwrap_or(0);
        // « trois des six otages »
        if of.is_some()
            && tokens[at - 1].is("des")
            && let Some(whole) = number("", tokens, at)
        {
            at = whole.end;
        }
        if let Some(percent) = mark(tokens, at, Mark::Percent) {
            return Some(Unit { name: "percent".to_owned(), end: at + percent });
        }
        for _ in 0..3 {
            match mark(tokens, at, Mark::Adjective) {
                Some(adjective) => at += adjective,
                None => break,
            }
        }
        if let Some(hit) = UNITS.table.best(tokens, at) {
            return Some(Unit { name: UNITS.names[hit.value].to_owned(), end: at + hit.tokens });
        }
        if let Some(unit) = self.lasting(amount, at) {
            return Some(unit);
        }
        let noun = tokens.get(at).filter(|token| token.is_word());
        let they = mark_before(tokens, amount.start, Mark::TheyWere).is_some();
        // « Les manifestants étaient 4.000 selon la police »
        let subject = || {
            let verb = amount.start.checked_sub(1).filter(|at| {
                self.parsed.cues[*at].any(&[Cue::BePast, Cue::BePresent, Cue::BeFuture])
            })?;
            let hit = verb.checked_sub(1).and_then(|at| UNITS.table.best(tokens, at))?;
            Some(UNITS.names[hit.value].to_owned())
        };
        if they {
            return Some(Unit { name: "person".to_owned(), end: amount.end });
        }
        if let Some(name) = subject() {
            return Some(Unit { name, end: amount.end });
        }
        if let Some(noun) = noun
            && mark(tokens, at, Mark::NotUnit).is_none()
            && !self.parsed.verbs.iter().any(|verb| verb.start == at)
        {
            let known = !noun.capital || at > amount.end;
            let name = singular(&noun.written);
            return (known && name.len() > 1 && !amount.like_year)
                .then_some(Unit { name, end: at + 1 });
        }
        // « le syndicat en avait compté 5 000 »
        let counted = amount.start.checked_sub(1).is_some_and(|at| self.parsed.has(at, Cue::Count));
        if counted && !amount.like_year && noun.is_none() {
            return Some(Unit { name: "person".to_owned(), end: amount.end });
        }
        let time = noun.is_some() && self.is_time(at);
        if time || amount.like_year {
            return None;
        }
        self.unit_elsewhere(amount)
    }

    /// « une transition de 18 mois », « 18 mois de transition », « fixe à 18 mois la durée de la
    /// transition »: how long something lasts by a decision.
    fn lasting(&self, amount: &Amount, at: usize) -> Option<Unit> {
        let tokens = &self.parsed.tokens;
        let unit = match tokens.get(at)?.folded.as_str() {
            "mois" => "month",
            "an" | "ans" | "annee" | "annees" => "year",
            _ => return None,
        };
        let noun = |at: usize| mark(tokens, at, Mark::Lasting).map(|length| at + length);
        let of = |at: usize| self.parsed.has(at, Cue::Of);
        let after = Some(at + 2).filter(|_| of(at + 1)).and_then(noun);
        let before = amount.start.checked_sub(2).filter(|_| of(amount.start - 1));
        let before = before.filter(|&at| noun(at).is_some());
        let segment = self.parsed.segment_range(self.parsed.segment[at]);
        let length = || {
            let near = (at + 1..segment.end).find(|&at| tokens[at].is("duree"));
            near.is_some_and(|at| (at..(at + 4).min(segment.end)).any(|at| noun(at).is_some()))
        };
        let found = after.is_some() || before.is_some() || length();
        found.then(|| Unit { name: format!("{LASTING}-{unit}"), end: after.unwrap_or(at + 1) })
    }

    /// Whether the token says a time or a part: no unit, and no count either.
    fn is_time(&self, at: usize) -> bool {
        mark(&self.parsed.tokens, at, Mark::NotUnit).is_some()
            && self.parsed.tokens[at].folded.len() > 3
            && !self.parsed.cues[at].any(&[Cue::BePast, Cue::HavePast])
    }

    /// « à 11 000 le nombre de soldats »
    fn unit_elsewhere(&self, amount: &Amount) -> Option<Unit> {
        let tokens = &self.parsed.tokens;
        let count = (amount.end..(amount.end + 2).min(tokens.len()))
            .find_map(|at| Some(at + mark(tokens, at, Mark::Count)?));
        if let Some(noun) = count {
            let hit = UNITS.table.best(tokens, noun);
            let name = match hit {
                Some(hit) => UNITS.names[hit.value].to_owned(),
                None => singular(&tokens.get(noun)?.written),
            };
            return Some(Unit { name, end: amount.end });
        }
        None
    }

    /// The family of what is said of the things counted: of their own noun, of the participle
    /// after it, of the verb that they are subject of, or of the verb before.
    fn predicate(&self, unit: &str, number: usize, end: usize) -> Option<String> {
        match unit {
            "dead" => return Some("kill".to_owned()),
            "injured" => return Some("injure".to_owned()),
            _ => {}
        }
        let parsed = self.parsed;
        let family = |head: usize| {
            let trigger = parsed.triggers.iter().find(|t| (t.start..t.end).contains(&head))?;
            Some(trigger.family.to_owned())
        };
        // « les 460 évacués »: people named by what was done to them.
        if unit == "person"
            && let Some(named) = end.checked_sub(1).filter(|&last| last >= number).and_then(family)
        {
            return Some(named);
        }
        // « la suppression de 84 postes », « le licenciement d'une dizaine d'ouvriers »
        let noun = (number.saturating_sub(2)..number).rev().find_map(|at| {
            let of = parsed.has(at, Cue::Of);
            let fits = |t: &&Trigger| t.end == at && t.forms.any(Forms::NOUN);
            parsed.triggers.iter().find(fits).filter(|_| of)
        });
        if let Some(noun) = noun {
            return Some(noun.family.to_owned());
        }
        let ahead = parsed.verbs.iter().find(|verb| verb.start >= end);
        if let Some(verb) = ahead {
            let near = verb.start - end <= 2 && verb.tense == Tense::Participle;
            let subject = verb.is_finite()
                && verb.start - end <= SUBJECT_REACH
                && parsed.segment[verb.start] == parsed.segment[number];
            if near || subject {
                return family(verb.head);
            }
        }
        let behind = parsed.verbs.iter().rfind(|verb| verb.head < number)?;
        // « revendiquent 800 participants » says who counts, not what they do.
        if parsed.cues[behind.head].any(&[Cue::Claim, Cue::Count, Cue::Report]) {
            return None;
        }
        (parsed.segment[behind.head] + 1 >= parsed.segment[number]).then(|| family(behind.head))?
    }

    fn cumulative(&self, at: usize) -> bool {
        let segment = self.parsed.segment_range(self.parsed.segment[at]);
        // « Au total, 20 morts »: the mark stands in the segment before.
        let mut near = segment.start.saturating_sub(4)..segment.end;
        near.any(|at| mark(&self.parsed.tokens, at, Mark::Total).is_some())
    }
}

/// Units of which rates are told.
const MONEY: &[&str] = &["euro", "dollar", "pound", "rouble"];

/// As many as a group has that needs no counting, in thousandths.
const FEW: i64 = 10_000;

/// How the units begin that measure a punishment.
const TERM: &str = "term-";

/// How those begin that measure what lasts by a decision.
const LASTING: &str = "term-lasting";

/// In a year.
const MONTHS: i64 = 12;

/// How far after a noun the verb may stand that it is the subject of. In tokens.
const SUBJECT_REACH: usize = 12;
