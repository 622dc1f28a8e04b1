//! Who says it: « selon le préfet », « a indiqué la mairie », « le maire affirme que ».

use super::cue::Cue;
use super::link::{Predicate, Told};
use super::parse::{Parsed, Tense, Verb};
use super::token::Kind;
use crate::text::Span;

/// Who says what a mention tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    /// The words that name the speaker.
    pub(super) span: Option<Span>,
    /// Whether the time of the mention is that of the saying.
    pub(super) reporting: bool,
    /// Whether what is said stands with it in the clause: « …, a annoncé hier le préfet ».
    pub(super) reported: bool,
}

/// How far after its verb a subject may start. In tokens.
const SUBJECT_REACH: usize = 9;

/// A longer name of a speaker is cut. In tokens.
const LONGEST: usize = 12;

/// How far after its verb the « que » of what is said may stand. In tokens.
const THAT_REACH: usize = 10;

/// The speaker of `told`.
pub(super) fn speaker(parsed: &Parsed, told: &Told) -> Speaker {
    let own = match told.predicate {
        Predicate::Verb(index) => Some(parsed.verbs[index]),
        _ => None,
    };
    // « a confirmé lundi son départ » is an act like another.
    let says = |verb: &Verb| {
        reports(parsed, *verb) && (takes_that(parsed, *verb) || is_incise(parsed, *verb))
    };
    if let Some(verb) = own.filter(says) {
        // « Sept sont morts, a annoncé hier le préfet »: what is told has no time of its own.
        let first = |v: &&Verb| v.is_finite() && told.tokens.contains(&v.head);
        let reported = is_incise(parsed, verb)
            && parsed.verbs.iter().find(first).is_some_and(|first| first.head < verb.start);
        let reporting = !told.timexes.is_empty();
        return Speaker { span: subject(parsed, verb), reporting, reported };
    }
    let span = preposition(parsed, told)
        .or_else(|| own.and_then(|verb| matrix(parsed, verb)))
        .or_else(|| incise(parsed, told))
        .or_else(|| own.and_then(|verb| counter(parsed, verb)))
        .or_else(|| provider(parsed, told));
    Speaker { span, reporting: false, reported: false }
}

/// How far after a verb of counting its number may stand. In tokens.
const COUNT_REACH: usize = 5;

/// « la police en avait compté 2 200 »: a count is that of who made it.
fn counter(parsed: &Parsed, verb: Verb) -> Option<Span> {
    let active = verb.is_finite() && verb.compound && !verb.with_be;
    let mut after = verb.head + 1..(verb.head + COUNT_REACH).min(parsed.tokens.len());
    let number = after.any(|at| parsed.tokens[at].kind == Kind::Number && !parsed.timed[at]);
    if active && number && parsed.has(verb.head, Cue::Count) { subject(parsed, verb) } else { None }
}

/// « c'est le dernier bilan fourni par la préfecture »
fn provider(parsed: &Parsed, told: &Told) -> Option<Span> {
    let mut nouns = told.tokens.clone().filter(|&at| parsed.has(at, Cue::TollNoun));
    let end = told.tokens.end;
    nouns.find_map(|noun| {
        let given = (noun + 1..end.min(noun + 4)).find(|&at| parsed.has(at, Cue::Provided))?;
        let by = (given + 1..end.min(given + SUBJECT_REACH)).find(|&at| parsed.has(at, Cue::By))?;
        phrase(parsed, by + 1)
    })
}

/// Whether a verb is one of saying.
pub(super) fn reports(parsed: &Parsed, verb: Verb) -> bool {
    // « annoncé » folds to the noun « annonce »; after an auxiliary it is the verb.
    let noun = !verb.compound && parsed.has(verb.head, Cue::ReportNoun);
    verb.is_finite() && !verb.with_be && parsed.has(verb.head, Cue::Report) && !noun
}

/// Whether « que » or a past infinitive follows a verb, times and other adjuncts between.
fn takes_that(parsed: &Parsed, verb: Verb) -> bool {
    let after = verb.head + 1..(verb.head + THAT_REACH).min(parsed.tokens.len());
    let next = parsed.verbs.iter().find(|v| v.head > verb.head).map_or(after.end, |v| v.start);
    // « disent avoir perdu »
    let past = |at: usize| parsed.has(at, Cue::BeInfinitive) && at <= verb.head + 2;
    let that =
        (after.start..after.end.min(next.max(after.start))).any(|at| parsed.has(at, Cue::Que));
    that || after.into_iter().any(past)
}

/// « selon le préfet », in the clause or opening the sentence.
fn preposition(parsed: &Parsed, told: &Told) -> Option<Span> {
    let first = parsed.bounds.get(1).copied().unwrap_or(0);
    let at = (0..parsed.tokens.len())
        .filter(|at| told.tokens.contains(at) || *at < first)
        .find(|&at| parsed.cues[at].any(&[Cue::Attribution, Cue::AccordingRelative]))?;
    // « les organisateurs, selon lesquels … »
    if parsed.has(at, Cue::AccordingRelative) {
        let before = parsed.segment_range(parsed.segment[at].checked_sub(1)?);
        return phrase(parsed, before.start);
    }
    let start = at + parsed.cue_lengths[at];
    phrase(parsed, start)
}

/// « Le maire affirme que … »: the subject of the verb that governs.
fn matrix(parsed: &Parsed, verb: Verb) -> Option<Span> {
    let above = above(parsed, verb)?;
    if reports(parsed, above) { subject(parsed, above) } else { None }
}

/// The verb that a verb depends on: before « que », or before an infinitive.
pub(super) fn above(parsed: &Parsed, verb: Verb) -> Option<Verb> {
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    let under = match verb.tense {
        Tense::Infinitive => verb.start,
        _ if parsed.has(segment.start, Cue::Que) => segment.start,
        _ => return None,
    };
    let before = |v: &&Verb| v.head < under && v.tense != Tense::Infinitive;
    parsed.verbs.iter().rfind(before).copied()
}

/// « …, a indiqué la mairie »: a verb of saying that opens its segment, its subject after it.
fn incise(parsed: &Parsed, told: &Told) -> Option<Span> {
    // « …, raconte la maire, en poste depuis sa nomination lundi »: nobody's words.
    let later = |verb: &Verb| match told.predicate {
        Predicate::Noun(index) => {
            (verb.head..parsed.triggers[index].start).any(|at| parsed.tokens[at].is(","))
        }
        _ => false,
    };
    let verb = parsed.verbs.iter().find(|verb| {
        is_incise(parsed, **verb)
            && (told.tokens.contains(&verb.head) || verb.head >= told.tokens.end)
            && !later(verb)
    })?;
    let span = after(parsed, *verb)?;
    // « …, a constaté un journaliste »: what the newspaper saw itself.
    let witness = parsed.has(verb.head, Cue::Observe)
        && parsed.within(span).any(|at| parsed.has(at, Cue::Witness));
    (!witness).then_some(span)
}

/// Whether a verb of saying opens its segment: « …, a indiqué la mairie ».
pub(super) fn is_incise(parsed: &Parsed, verb: Verb) -> bool {
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    let before = (segment.start..verb.start)
        .all(|at| parsed.tokens[at].is_mark() || parsed.has(at, Cue::ObjectPronoun));
    before && verb.start > 0 && !takes_that(parsed, verb) && reports(parsed, verb)
}

/// The subject of a verb of saying: before it, else after it.
fn subject(parsed: &Parsed, verb: Verb) -> Option<Span> {
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    let small =
        [Cue::Coordinator, Cue::ObjectPronoun, Cue::Subordinator, Cue::Ne, Cue::SubjectPronoun];
    let word = |at: usize| parsed.tokens[at].is_word() && !parsed.timed[at];
    let opens =
        |at: usize| word(at) && (!parsed.cues[at].any(&small) || parsed.has(at, Cue::Article));
    let mut before = segment.start..verb.start;
    let Some(end) = before.clone().rfind(|&at| word(at) && !parsed.cues[at].any(&small)) else {
        // « Le chef du parti, Jean Roux, a estimé que »
        return match parsed.segment[verb.start].checked_sub(1) {
            Some(previous) if takes_that(parsed, verb) => {
                let start = parsed.segment_range(previous).find(|&at| word(at))?;
                phrase(parsed, start)
            }
            _ => after(parsed, verb),
        };
    };
    let start = before.find(|&at| opens(at))?;
    (start <= end).then(|| parsed.tokens[start].span.join(parsed.tokens[end].span))
}

/// The noun phrase right after a verb.
fn after(parsed: &Parsed, verb: Verb) -> Option<Span> {
    // « a-t-elle assuré »
    if let Some(at) = (verb.start..=verb.head).find(|&at| parsed.tokens[at].folded.starts_with('-'))
    {
        let span = parsed.tokens[at].span;
        let hyphen = parsed.tokens[at].folded.rfind('-').map_or(0, |hyphen| hyphen + 1);
        return Some(Span::new(span.start + hyphen, span.end));
    }
    // « a dit mardi à la presse le maire »
    let mut from = verb.head + 1;
    while from < parsed.tokens.len() && (parsed.timed[from] || parsed.has(from, Cue::To)) {
        from += match (parsed.timed[from], parsed.has(from + 1, Cue::Article)) {
            (true, _) => 1,
            (false, true) => 3,
            (false, false) => 2,
        };
    }
    let opens = |at: usize| parsed.tokens[at].capital || parsed.has(at, Cue::Article);
    let reach = from..parsed.tokens.len().min(verb.head + SUBJECT_REACH).max(from);
    let start = reach.into_iter().find(|&at| opens(at) && !parsed.timed[at])?;
    phrase(parsed, start)
}

/// The words from `start` to the next mark, verb or conjunction.
fn phrase(parsed: &Parsed, start: usize) -> Option<Span> {
    let first = parsed.tokens.get(start).filter(|token| token.is_word())?;
    let verb = |at: usize| parsed.verbs.iter().any(|verb| verb.start == at && verb.is_finite());
    let end = (start..parsed.tokens.len().min(start + LONGEST))
        .take_while(|&at| {
            let ends = [Cue::Subordinator, Cue::Coordinator, Cue::PhraseEnd];
            let opens = at > start && (parsed.cues[at].any(&ends) || parsed.timed[at]);
            parsed.tokens[at].is_word() && !opens && !verb(at)
        })
        .last()?;
    Some(first.span.join(parsed.tokens[end].span))
}
