//! Which words of a sentence a time belongs to, and where one event ends and the next begins.

use super::cue::Cue;
use super::figure::is_number;
use super::parse::{Parsed, Tense, Verb};
use super::speaker::{is_incise, reports};
use super::token::Kind;
use crate::text::Span;
use crate::timex::{RangeEnd, SignalKind, Timex, TimexClass};
use std::ops::Range;

/// What tells the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Predicate {
    /// Index in [`Parsed::verbs`].
    Verb(usize),
    /// Index in [`Parsed::triggers`]: « la signature en juin ».
    Noun(usize),
    /// The verb before, left out: « puis le 6 par le Conseil »; and its segment.
    Elided(usize, usize),
    /// None was found in this segment.
    Bare(usize),
}

/// One event told in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) predicate: Predicate,
    /// Its times, as indices in the article's list, in order.
    pub(super) timexes: Vec<usize>,
    /// How many of them, from the first, stand together: « lundi 3, à 20 heures ».
    pub(super) adjoining: usize,
    /// The tokens of its first time.
    pub(super) at: Range<usize>,
    /// The tokens of its clause, without what belongs to the other events of the sentence.
    pub(super) tokens: Range<usize>,
}

/// Whether an expression alone places an event on the calendar.
pub(super) fn dates(timex: &Timex) -> bool {
    let calendar = matches!(timex.class, TimexClass::Date | TimexClass::Time);
    let vague = timex.value().is_some_and(|value| value.granularity().is_none());
    calendar && !vague
}

/// The events of a sentence that have a time, in order, each with the tokens from its predicate
/// to its time; nothing where it has no date.
/// `timexes` are those of the sentence with their indices.
pub(super) fn dated(parsed: &Parsed, timexes: &[(usize, &Timex)]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let compared = |at: &Range<usize>| {
        // « contre 12 % en mars », but not « un mandat lancé contre lui le 21 mars »
        let counts = |from: usize| {
            parsed.tokens[from].folded != "contre"
                || (from + 1..at.start).any(|at| is_number(&parsed.tokens, at))
        };
        // « plus que celui de 2019 », but not « celui d'Achgabat se prononcera le 10 février »
        let beside = |from: usize| {
            let of = ["celui", "celle", "ceux", "celles"];
            !of.contains(&parsed.tokens[from].folded.as_str())
                || (from + 2..at.start).all(|at| parsed.has(at, Cue::Determiner))
        };
        (at.start.saturating_sub(5)..at.start)
            .any(|at| parsed.has(at, Cue::Comparison) && counts(at) && beside(at))
    };
    let mut last: Option<Range<usize>> = None;
    for &(index, timex) in timexes {
        if !dates(timex) {
            continue;
        }
        let at = parsed.within(timex.span);
        let clock = timex.class == TimexClass::Time;
        let adjoining =
            last.as_ref().is_some_and(|last| adjoins(parsed, last.end, at.start, clock));
        let second = timex.range == Some(RangeEnd::Second);
        last = Some(at.clone());
        if compared(&at) {
            continue;
        }
        if (second || adjoining)
            && let Some(before) = told.last_mut()
        {
            before.adjoining += usize::from(before.adjoining == before.timexes.len());
            before.timexes.push(index);
            before.tokens.end = before.tokens.end.max(at.end);
            continue;
        }
        let predicate = predicate(parsed, timex, &at, told.last().map(|told| told.predicate));
        let extent = extent(parsed, predicate, &at);
        match told.iter_mut().find(|told| told.predicate == predicate) {
            Some(same) => {
                same.timexes.push(index);
                same.tokens.start = same.tokens.start.min(extent.start);
                same.tokens.end = same.tokens.end.max(extent.end);
            }
            None => {
                let timexes = vec![index];
                told.push(Told { predicate, timexes, adjoining: 1, at, tokens: extent });
            }
        }
    }
    if !told.is_empty() {
        told.extend(timexes.iter().filter_map(|(_, timex)| offset(parsed, timex)));
    }
    told.extend(timexes.iter().filter_map(|(_, timex)| since_noun(parsed, timex)));
    told.sort_by_key(|told| told.tokens.start);
    told
}

/// « …, treize jours après la Douma »: the same act by another, so long before or after.
fn offset(parsed: &Parsed, timex: &Timex) -> Option<Told> {
    let at = parsed.within(timex.span);
    let segment = *parsed.segment.get(at.start)?;
    let range = parsed.segment_range(segment);
    let by_another = (at.end..range.end).any(|at| parsed.tokens[at].is_word() && at > range.start);
    let bare = !parsed.verbs.iter().any(|verb| range.contains(&verb.head));
    let verb = parsed.verbs.iter().rposition(|verb| verb.is_finite() && verb.head < range.start)?;
    let fits = timex.class == TimexClass::Duration && parsed.has(at.end, Cue::Offset);
    // « …, deux jours après la publication de l'enquête »: another act.
    let other = since_noun(parsed, timex).is_some();
    (fits && by_another && bare && !other).then(|| Told {
        predicate: Predicate::Elided(verb, segment),
        timexes: Vec::new(),
        adjoining: 0,
        at: at.clone(),
        tokens: at.start..range.end,
    })
}

/// How far after « après » its noun of action may stand. In tokens.
const OFFSET_NOUN: usize = 3;

/// « Huit jours après la disparition de la fleuriste »: an act so long before what is told.
fn since_noun(parsed: &Parsed, timex: &Timex) -> Option<Told> {
    let at = parsed.within(timex.span);
    let segment = *parsed.segment.get(at.start)?;
    let range = parsed.segment_range(segment);
    let opens = timex.class == TimexClass::Duration
        && parsed.has(at.end, Cue::Offset)
        && parsed.has(at.end + 1, Cue::Determiner);
    let reach = at.end + 1..(at.end + 1 + OFFSET_NOUN).min(range.end);
    let noun = parsed.triggers.iter().position(|t| opens && reach.contains(&t.start))?;
    let verb =
        parsed.verbs.iter().map(|v| v.start).find(|start| (at.end..range.end).contains(start));
    Some(Told {
        predicate: Predicate::Noun(noun),
        timexes: Vec::new(),
        adjoining: 0,
        at: at.clone(),
        tokens: at.start..verb.unwrap_or(range.end),
    })
}

/// « le capitaine est arrêté le 17 février, le bureau ouvre son enquête »: clauses that stand side
/// by side, each with its subject and its act, have one time. After [`cut`].
pub(super) fn side_by_side(parsed: &Parsed, told: &mut Vec<Told>) {
    let mut more = Vec::new();
    for one in told.iter_mut().filter(|one| !one.timexes.is_empty()) {
        let Predicate::Verb(own) = one.predicate else { continue };
        let own = parsed.verbs[own];
        let opening = parsed.bounds[parsed.segment[own.start]];
        if parsed.opens_with(opening, &[Cue::Subordinator, Cue::Relative, Cue::If, Cue::InCase]) {
            continue;
        }
        let second = parsed.verbs.iter().enumerate().find(|(_, verb)| {
            let range = parsed.segment_range(parsed.segment[verb.start]);
            verb.is_finite()
                && own.is_finite()
                && verb.tense == own.tense
                && verb.modal == own.modal
                && one.tokens.contains(&range.start)
                && range.start > own.head
                && range.start > one.at.start
                && opens_clause(parsed, range.start)
                && has_subject(parsed, range.start, verb.start)
                && has_act(parsed, verb)
                && has_act(parsed, &own)
                && !is_incise(parsed, **verb)
                && !reports(parsed, **verb)
                && !reports(parsed, own)
        });
        if let Some((index, verb)) = second {
            let start = parsed.bounds[parsed.segment[verb.start]];
            more.push(Told {
                predicate: Predicate::Verb(index),
                tokens: start..one.tokens.end,
                ..one.clone()
            });
            one.tokens.end = start;
        }
    }
    told.extend(more);
    told.sort_by_key(|told| told.tokens.start);
}

/// Whether a segment opens a main clause: « , » or « et », and nothing that subordinates.
fn opens_clause(parsed: &Parsed, start: usize) -> bool {
    let mark = parsed.tokens[start].is(",") || parsed.has(start, Cue::Coordinator);
    mark && !parsed.opens_with(start, &[Cue::Subordinator, Cue::Relative, Cue::Que])
}

/// Whether a noun or a pronoun stands before the verb as its subject.
fn has_subject(parsed: &Parsed, start: usize, verb: usize) -> bool {
    let opens = |&at: &usize| !parsed.tokens[at].is_mark() && !parsed.has(at, Cue::Coordinator);
    (start..verb).find(opens).is_some_and(|at| {
        let counted = parsed.tokens[at].kind == Kind::Number || parsed.has(at, Cue::Determiner);
        let noun = (parsed.has(at, Cue::Article) || counted) && at + 1 < verb;
        noun || parsed.tokens[at].capital || parsed.has(at, Cue::Anaphor)
    })
}

/// Whether a verb or what stands after it in its segment tells an act.
fn has_act(parsed: &Parsed, verb: &Verb) -> bool {
    let range = verb.start..parsed.segment_range(parsed.segment[verb.head]).end;
    parsed.triggers.iter().any(|trigger| range.contains(&trigger.start))
}

/// Whether only a preposition or a comma stands between two expressions: « lundi, à 20 heures ».
fn adjoins(parsed: &Parsed, end: usize, start: usize, clock: bool) -> bool {
    let small = |at: usize| {
        let token = &parsed.tokens[at];
        token.is(",") || parsed.has(at, Cue::Determiner) || clock && token.folded.len() <= 4
    };
    start.saturating_sub(end) <= 2 && (end..start).all(small)
}

/// The word that a time belongs to.
fn predicate(
    parsed: &Parsed,
    timex: &Timex,
    at: &Range<usize>,
    before: Option<Predicate>,
) -> Predicate {
    let segment = parsed.segment[at.start.min(parsed.tokens.len().saturating_sub(1))];
    if let Some(noun) = noun_before(parsed, timex, at.start) {
        return Predicate::Noun(noun);
    }
    let verbs = || parsed.verbs.iter().enumerate();
    let inside = |verb: &Verb| parsed.segment[verb.head] == segment;
    // An infinitive takes a time where it is past: « dit avoir vu ».
    let told = |verb: &Verb| verb.tense != Tense::Infinitive || verb.compound;
    // In its own segment: the nearest before it, else the first after it.
    if let Some((index, _)) = verbs().rfind(|(_, v)| inside(v) && told(v) && v.start < at.start) {
        return Predicate::Verb(index);
    }
    if let Some((index, _)) = verbs().find(|(_, v)| inside(v) && v.is_finite() && v.start >= at.end)
    {
        return Predicate::Verb(index);
    }
    let range = parsed.segment_range(segment);
    // « …, en service depuis mai, … »
    let state = range.clone().any(|at| parsed.has(at, Cue::StateWord));
    if state && range.start > 0 {
        return Predicate::Bare(segment);
    }
    // « Après le ralliement de Tunis, vendredi, »: the time of that noun.
    let opens_noun = parsed.has(range.start, Cue::TemporalPreposition)
        && !parsed.has(range.start, Cue::Of)
        && (range.start..at.start).filter(|&at| parsed.tokens[at].is_word()).count() > 2;
    if opens_noun {
        return Predicate::Bare(segment);
    }
    let coordinated = parsed.has(range.start, Cue::Coordinator);
    let others = (range.start + 1..range.end)
        .filter(|token| !at.contains(token) && parsed.tokens[*token].is_word())
        .count();
    if coordinated
        && others >= 2
        && let Some(Predicate::Verb(verb) | Predicate::Elided(verb, _)) = before
    {
        return Predicate::Elided(verb, segment);
    }
    let backward = verbs().rfind(|(_, v)| v.is_finite() && v.head < range.start);
    // « Trois ont péri : un mort sur place le 7 mars, … »: of a list after a colon, each its own.
    let listed = backward.is_some_and(|(_, v)| {
        (v.head..range.start).any(|at| matches!(parsed.tokens[at].folded.as_str(), ";" | ":"))
    });
    let own = parsed.triggers.iter().rposition(|t| range.contains(&t.start) && t.end <= at.start);
    if let (true, Some(own)) = (listed, own) {
        return Predicate::Noun(own);
    }
    // « une direction qui n'a rien dit annonce »: after the verb of the clause, that of the main.
    let under = |v: &Verb| {
        let opening = parsed.segment_range(parsed.segment[v.start]).start;
        let same = |other: &Verb| other.is_finite() && (opening..v.start).contains(&other.head);
        parsed.has(opening, Cue::Subordinator)
            && !(parsed.has(opening, Cue::Relative) && parsed.verbs.iter().any(same))
    };
    let ahead = || verbs().filter(|(_, v)| v.is_finite() && v.start >= range.end);
    let forward = ahead().find(|(_, v)| !under(v)).or_else(|| ahead().next());
    // « 7 h 57 : le train est parti »
    let stamp = (0..at.start).all(|at| !parsed.tokens[at].is_word());
    let strong = |from: usize, to: usize| {
        !stamp && (from..to).any(|at| matches!(parsed.tokens[at].folded.as_str(), ";" | ":"))
    };
    let back = backward.filter(|(_, v)| !strong(v.head, at.start));
    let ahead = forward.filter(|(_, v)| !strong(at.end, v.start));
    let found = match (back, ahead) {
        // « …, et mardi, le maire a signé »: what opens a clause belongs to it.
        (Some(_), Some(ahead)) if coordinated => Some(ahead),
        (Some(back), _) => Some(back),
        (None, ahead) => ahead,
    };
    match found {
        Some((index, _)) => Predicate::Verb(index),
        None => match verbs().rfind(|(_, v)| inside(v)) {
            Some((index, _)) => Predicate::Verb(index),
            None => Predicate::Bare(segment),
        },
    }
}

/// How far before a time its noun may stand.
const NOUN_REACH: usize = 5;

/// The noun of action that a time hangs on: « la marche de samedi », « depuis la signature,
/// le 19 juin, ». No verb stands between.
fn noun_before(parsed: &Parsed, timex: &Timex, start: usize) -> Option<usize> {
    let (index, trigger) =
        parsed.triggers.iter().enumerate().rfind(|(_, trigger)| trigger.end <= start)?;
    let between = trigger.end..start;
    if between.len() > NOUN_REACH || trigger.start == 0 {
        return None;
    }
    let verb_between = parsed.verbs.iter().any(|verb| {
        (trigger.start..start).contains(&verb.start) || (trigger.start..start).contains(&verb.head)
    });
    let before = trigger.start - 1;
    if verb_between || !parsed.has(before, Cue::Determiner) {
        return None;
    }
    let of = start.checked_sub(1).is_some_and(|at| parsed.has(at, Cue::Of))
        && timex.signal.is_none_or(|signal| signal.kind == SignalKind::From);
    let comma = start > 0 && parsed.tokens[start - 1].is(",") && between.len() == 1;
    let after_preposition = before > 0
        && (before.saturating_sub(1)..=before)
            .any(|at| parsed.has(at, Cue::TemporalPreposition) && !parsed.has(at, Cue::Of));
    (of || comma || after_preposition).then_some(index)
}

/// The tokens from predicate to time.
fn extent(parsed: &Parsed, predicate: Predicate, at: &Range<usize>) -> Range<usize> {
    let words = match predicate {
        Predicate::Verb(index) => {
            let verb = parsed.verbs[index];
            verb.start.min(verb.head)..verb.head + 1
        }
        Predicate::Noun(index) => parsed.triggers[index].start..parsed.triggers[index].end,
        Predicate::Elided(_, segment) | Predicate::Bare(segment) => {
            let range = parsed.segment_range(segment);
            range.start..range.start + 1
        }
    };
    words.start.min(at.start)..words.end.max(at.end)
}

/// Widens the extents to clauses: each event gets the tokens up to the next one. A sentence
/// with one event keeps whole.
pub(super) fn cut(parsed: &Parsed, told: &mut [Told]) {
    let mut start = 0;
    for index in 0..told.len() {
        let end = match told.get(index + 1) {
            None => parsed.tokens.len(),
            Some(next) => {
                let from = told[index].tokens.end;
                let next = next.tokens.start;
                let border = parsed.bounds.iter().copied().rfind(|&b| from <= b && b <= next);
                border.unwrap_or(next).max(start)
            }
        };
        told[index].tokens = start.min(end)..end;
        start = end;
    }
}

/// The text of some tokens, without the marks and conjunctions around.
pub(super) fn span(parsed: &Parsed, tokens: &Range<usize>, sentence: Span) -> Span {
    if *tokens == (0..parsed.tokens.len()) {
        return sentence;
    }
    let loose = |at: &usize| {
        let token = &parsed.tokens[*at];
        matches!(token.folded.as_str(), "," | ";" | ":" | "-" | "–" | "—" | ")")
    };
    let opens = |at: &usize| loose(at) || parsed.cues[*at].any(&[Cue::Coordinator, Cue::Que]);
    let start = tokens.clone().find(|at| !opens(at)).unwrap_or(tokens.start);
    let closes =
        |at: &usize| loose(at) || parsed.has(*at, Cue::Coordinator) || parsed.tokens[*at].is("(");
    let end = tokens.clone().rfind(|at| *at > start && !closes(at)).unwrap_or(start);
    match (parsed.tokens.get(start), parsed.tokens.get(end.max(start))) {
        (Some(first), Some(last)) => first.span.join(last.span),
        _ => sentence,
    }
}
