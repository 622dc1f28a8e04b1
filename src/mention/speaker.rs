//! Who says it: « selon le préfet », « a indiqué la mairie », « le maire affirme que ».
//!
//! A speaker is a person, an office, an institution or a document. Who it is stands before the
//! verb, or after it where French turns the two around: in an aside (« …, a dit le maire ») and
//! after « comme » or « que ».

use super::agent::{Agent, agent, phrase};
use super::cue::Cue;
use super::figure::is_number;
use super::link::{Predicate, Told};
use super::parse::{Parsed, Tense, Verb};
use super::token::Kind;
use crate::text::Span;
use std::ops::Range;

/// Who says what a mention tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    /// The words that name the speaker.
    pub(super) span: Option<Span>,
    /// Whether the time of the mention is that of the saying.
    pub(super) reporting: bool,
    /// Whether what is said stands with it in the clause: « …, a annoncé hier le préfet ».
    pub(super) reported: bool,
    /// Whether the verb of saying vouches for what is said: « a confirmé que ».
    pub(super) certain: bool,
}

/// How far after its verb a subject may start. In tokens.
const SUBJECT_REACH: usize = 12;

/// How far after its verb the « que » of what is said may stand. In tokens.
const THAT_REACH: usize = 10;

/// How many segments before its verb a subject may stand, with asides between.
const SUBJECT_SEGMENTS: usize = 5;

/// The speaker of `told`.
pub(super) fn speaker(parsed: &Parsed, told: &Told) -> Speaker {
    let own = match told.predicate {
        Predicate::Verb(index) => Some(parsed.verbs[index]),
        _ => None,
    };
    let vouches = |verb: Verb| parsed.has(verb.head, Cue::Certain);
    // « a confirmé lundi son départ » is an act like another.
    if let Some(verb) = own.filter(|verb| says(parsed, *verb)) {
        // « Sept sont morts, a annoncé hier le préfet »: what is told has no time of its own.
        let first = |v: &&Verb| v.is_finite() && told.tokens.contains(&v.head);
        let reported = is_incise(parsed, verb)
            && parsed.verbs.iter().find(first).is_some_and(|first| first.head < verb.start);
        let reporting = !told.timexes.is_empty();
        let span = subject(parsed, verb).map(|range| span(parsed, &range));
        return Speaker { span, reporting, reported, certain: vouches(verb) };
    }
    let scope = scope(parsed, told, own);
    let of = |range: Range<usize>| (range, false);
    let found = own
        .and_then(|verb| matrix(parsed, verb))
        .or_else(|| preposition(parsed, told, &scope).map(of))
        .or_else(|| incise(parsed, told, &scope))
        .or_else(|| own.and_then(|verb| counter(parsed, verb)).map(of))
        .or_else(|| provider(parsed, told).map(of));
    match found {
        Some((range, certain)) => {
            let span = Some(span(parsed, &range));
            Speaker { span, reporting: false, reported: false, certain }
        }
        None => Speaker { span: None, reporting: false, reported: false, certain: false },
    }
}

fn span(parsed: &Parsed, range: &Range<usize>) -> Span {
    // « a-t-elle assuré »
    let token = &parsed.tokens[range.start];
    match token.folded.rfind('-').filter(|_| token.folded.starts_with('-')) {
        Some(hyphen) => Span::new(token.span.start + hyphen + 1, token.span.end),
        None => token.span.join(parsed.tokens[range.end - 1].span),
    }
}

/// The tokens that a remark on what is told may stand in: « commencés en mars, les travaux sont
/// à leur moitié, selon le maître d'œuvre » gives his words for the moiety, not for March.
fn scope(parsed: &Parsed, told: &Told, own: Option<Verb>) -> Range<usize> {
    let Some(verb) = own.filter(|verb| verb.tense == Tense::Participle) else {
        return told.tokens.clone();
    };
    let main = |v: &Verb| v.is_finite() && told.tokens.contains(&v.start);
    if parsed.verbs.iter().any(main) {
        parsed.segment_range(parsed.segment[verb.start])
    } else {
        told.tokens.clone()
    }
}

/// How far after a verb of counting its number may stand. In tokens.
const COUNT_REACH: usize = 7;

/// « la police en avait compté 2 200 »: a count is that of who made it.
fn counter(parsed: &Parsed, verb: Verb) -> Option<Range<usize>> {
    let active = verb.is_finite() && !verb.with_be;
    let counts = verb.compound && parsed.has(verb.head, Cue::Count) && numbers(parsed, verb);
    if active && (counts || claims(parsed, verb)) { subject(parsed, verb) } else { None }
}

/// Whether a number follows a verb: « revendiquent 800 participants », « ne fait état que d'un mort ».
fn numbers(parsed: &Parsed, verb: Verb) -> bool {
    let mut after = verb.head + 1..(verb.head + COUNT_REACH).min(parsed.tokens.len());
    after.any(|at| is_number(&parsed.tokens, at) && !parsed.timed[at])
}

/// « les organisateurs revendiquent 800 participants »
pub(super) fn claims(parsed: &Parsed, verb: Verb) -> bool {
    parsed.has(verb.head, Cue::Claim) && numbers(parsed, verb)
}

/// « c'est le dernier bilan fourni par la préfecture »
fn provider(parsed: &Parsed, told: &Told) -> Option<Range<usize>> {
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
    verb.is_finite() && !verb.with_be && parsed.has(verb.head, Cue::Report)
}

/// Whether a verb says something that stands in the sentence.
pub(super) fn says(parsed: &Parsed, verb: Verb) -> bool {
    reports(parsed, verb) && (takes_that(parsed, verb) || is_incise(parsed, verb))
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
fn preposition(parsed: &Parsed, told: &Told, scope: &Range<usize>) -> Option<Range<usize>> {
    let first = parsed.bounds.get(1).copied().unwrap_or(0);
    let opens = if *scope == told.tokens { first } else { 0 };
    let cues = [Cue::Attribution, Cue::FromSource, Cue::AccordingRelative];
    let at = (0..parsed.tokens.len())
        .filter(|at| scope.contains(at) || *at < opens)
        .find(|&at| parsed.cues[at].any(&cues))?;
    // « les organisateurs, selon lesquels … »
    if parsed.has(at, Cue::AccordingRelative) {
        let before = parsed.segment_range(parsed.segment[at].checked_sub(1)?);
        let range = phrase(parsed, before.start)?;
        return (agent(parsed, &range) > Agent::No).then_some(range);
    }
    // « de source policière »
    let length = if parsed.has(at, Cue::FromSource) { 1 } else { parsed.cue_lengths[at] };
    phrase(parsed, at + length)
}

/// « Le maire affirme que … »: the subject of the verb that governs.
fn matrix(parsed: &Parsed, verb: Verb) -> Option<(Range<usize>, bool)> {
    let above = above(parsed, verb)?;
    let says = reports(parsed, above)
        || above.tense == Tense::Gerund && parsed.has(above.head, Cue::Report)
        // « Paris accuse son voisin d'avoir bombardé la côte »
        || verb.tense == Tense::Infinitive && verb.compound && parsed.has(above.head, Cue::Accuse);
    let range = subject(parsed, above).filter(|_| says)?;
    Some((range, parsed.has(above.head, Cue::Certain)))
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
fn incise(parsed: &Parsed, told: &Told, scope: &Range<usize>) -> Option<(Range<usize>, bool)> {
    // « …, raconte la maire, en poste depuis sa nomination lundi »: nobody's words.
    let later = |verb: &Verb| match told.predicate {
        Predicate::Noun(index) => {
            (verb.head..parsed.triggers[index].start).any(|at| parsed.tokens[at].is(","))
        }
        _ => false,
    };
    let whole = *scope == told.tokens;
    let verb = parsed.verbs.iter().find(|verb| {
        is_incise(parsed, **verb)
            && (scope.contains(&verb.head) || whole && verb.head >= told.tokens.end)
            && !later(verb)
    })?;
    let range = after(parsed, *verb)?;
    // « …, a constaté un journaliste »: what the newspaper saw itself.
    let witness =
        parsed.has(verb.head, Cue::Observe) && range.clone().any(|at| parsed.has(at, Cue::Witness));
    (!witness).then(|| (range, parsed.has(verb.head, Cue::Certain)))
}

/// Whether a verb of saying opens its segment: « …, a indiqué la mairie ».
pub(super) fn is_incise(parsed: &Parsed, verb: Verb) -> bool {
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    let before = (segment.start..verb.start)
        .all(|at| parsed.tokens[at].is_mark() || parsed.has(at, Cue::ObjectPronoun));
    before
        && verb.start > 0
        && reports(parsed, verb)
        && !takes_that(parsed, verb)
        && !closes_apposition(parsed, verb)
        && after(parsed, verb).is_some()
}

/// Whether the comma before a verb closes an apposition to its subject: « le ministre, Jean
/// Roux, a dénoncé ». Then nothing was told before that it could be said of.
fn closes_apposition(parsed: &Parsed, verb: Verb) -> bool {
    let Some(comma) = verb.start.checked_sub(1) else { return false };
    if !parsed.tokens[comma].is(",") {
        return false;
    }
    let opens = |at: &usize| {
        let token = &parsed.tokens[*at];
        parsed.cues[*at].any(&[Cue::Subordinator, Cue::Coordinator])
            || token.is_mark() && !token.is(",") && !token.is("(") && !token.is(")")
    };
    let clause = (0..comma).rfind(opens).map_or(0, |at| at + 1);
    // « « … », a dit le maire »
    if clause >= comma {
        return false;
    }
    let told = |v: &Verb| v.is_finite() && (clause..comma).contains(&v.head);
    if parsed.verbs.iter().any(told) {
        return false;
    }
    let commas = (clause..comma).filter(|&at| parsed.tokens[at].is(",")).count();
    let sure = after(parsed, verb).is_some_and(|range| agent(parsed, &range) == Agent::Sure);
    commas > 0 || !sure
}

/// The subject of a verb of saying: before it, else after it where French allows that; nothing
/// where it names none who could speak.
fn subject(parsed: &Parsed, verb: Verb) -> Option<Range<usize>> {
    if let Some(at) = (verb.start..=verb.head).find(|&at| parsed.tokens[at].folded.starts_with('-'))
    {
        return Some(at..at + 1);
    }
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    if verb.tense == Tense::Gerund {
        // « Le ministre, Jean Roux, minimise l'accord, affirmant que … »
        return noun_phrase(parsed, 0..segment.start);
    }
    let small = [Cue::ObjectPronoun, Cue::Ne, Cue::AdverbSkip];
    let before = (segment.start..verb.start).rfind(|&at| {
        let article = parsed.has(at, Cue::Article);
        parsed.tokens[at].is_word()
            && !parsed.timed[at]
            && (article || parsed.has(at, Cue::SubjectPronoun) || !parsed.cues[at].any(&small))
            && !(article && at + 1 == verb.start)
    });
    match before {
        Some(at) if parsed.has(at, Cue::Relative) => earlier(parsed, verb),
        Some(at) if parsed.has(at, Cue::SubjectPronoun) => Some(at..at + 1),
        Some(at) if parsed.cues[at].any(&[Cue::As, Cue::Que]) => after(parsed, verb),
        Some(at) if parsed.cues[at].any(&[Cue::Coordinator, Cue::Subordinator]) => {
            earlier(parsed, verb)
        }
        Some(_) => noun_phrase(parsed, segment.start..verb.start),
        None if is_incise(parsed, verb) => after(parsed, verb),
        None => earlier(parsed, verb),
    }
}

/// The subject that asides part from its verb: « Le chef du parti, Jean Roux, a estimé que ».
fn earlier(parsed: &Parsed, verb: Verb) -> Option<Range<usize>> {
    let segment = parsed.segment[verb.start];
    (segment.saturating_sub(SUBJECT_SEGMENTS)..segment).rev().find_map(|segment| {
        let range = parsed.segment_range(segment);
        let aside = parsed.cues[range.start].any(&[Cue::Subordinator])
            || parsed.verbs.iter().any(|v| v.is_finite() && range.contains(&v.head));
        if aside { None } else { noun_phrase(parsed, range) }
    })
}

/// The first noun phrase among some tokens that can speak, and is no adjunct.
fn noun_phrase(parsed: &Parsed, range: Range<usize>) -> Option<Range<usize>> {
    let mut at = range.start;
    while at < range.end {
        let token = &parsed.tokens[at];
        let cues = parsed.cues[at];
        let small = [Cue::Coordinator, Cue::Subordinator, Cue::AdverbSkip, Cue::SubjectPronoun];
        if !token.is_word() || parsed.timed[at] || cues.any(&small) && !cues.has(Cue::Article) {
            at += 1;
            continue;
        }
        // « Lors d'une visite à Oslo, le maire »
        let adjunct = cues.any(&[Cue::PhraseEnd, Cue::Adjunct, Cue::To])
            || cues.has(Cue::TemporalPreposition) && !cues.has(Cue::Article);
        if adjunct {
            at += parsed.cue_lengths[at];
            at = phrase(parsed, at).map_or(at + 1, |range| range.end);
            continue;
        }
        let found = phrase(parsed, at)?;
        let found = found.start..found.end.min(range.end);
        return (agent(parsed, &found) > Agent::No).then_some(found);
    }
    None
}

/// The noun phrase right after a verb, adjuncts between.
fn after(parsed: &Parsed, verb: Verb) -> Option<Range<usize>> {
    // « a-t-elle assuré », « assure-t-elle »
    let last = (verb.head + 2).min(parsed.tokens.len());
    if let Some(at) = (verb.start..last).find(|&at| parsed.tokens[at].folded.starts_with('-')) {
        return Some(at..at + 1);
    }
    // « a fait savoir l'exploitant »
    let mut at = verb.head + parsed.cue_lengths[verb.head];
    let reach = parsed.tokens.len().min(verb.head + SUBJECT_REACH);
    while at < reach {
        let cues = parsed.cues[at];
        if parsed.timed[at] || cues.any(&[Cue::AdverbSkip, Cue::Adjunct]) {
            at += parsed.cue_lengths[at];
        } else if cues.any(&[Cue::To, Cue::PhraseEnd])
            || cues.has(Cue::TemporalPreposition) && !cues.has(Cue::Article)
        {
            // « a dit à la presse le maire », « dans un communiqué »
            at += parsed.cue_lengths[at];
            at += usize::from(parsed.has(at, Cue::Article)) + 1;
            while parsed.tokens.get(at).is_some_and(|t| t.capital || t.kind == Kind::Number) {
                at += 1;
            }
        } else if parsed.tokens[at].capital || cues.has(Cue::Article) {
            let range = phrase(parsed, at)?;
            return (agent(parsed, &range) > Agent::No).then_some(range);
        } else {
            return None;
        }
    }
    None
}
