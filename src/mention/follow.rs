//! Undated sentences that go on with the event told just before them: « Un convoi l'a déposé
//! chez lui », « Parmi eux, 64 ont été hospitalisés », « Il y a annoncé un prêt ».

use super::cue::Cue;
use super::parse::{Parsed, Tense, Verb};
use super::speaker::reports;
use super::status::is_negated;

/// Words of the subject at most before its verb is looked for.
const SUBJECT: usize = 8;

/// What leads from a sentence back to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// A pronoun, also over the end of a paragraph.
    Pronoun,
    /// A noun for any event with its article (« L'opération »), also over the end of a paragraph.
    Noun,
    /// A word for the same thing, in the same paragraph.
    Next,
    /// Nothing but that it comes next in the paragraph.
    Bare,
}

/// What in the words of a sentence leads to the event of the sentence before: a pronoun for someone
/// or something in it, a demonstrative subject, a noun for any event (« le jugement »), « ainsi »,
/// « parmi eux ».
///
/// The verb must tell a happening: what was said, is not so, or is in general, goes on with
/// nothing.
pub(super) fn follows(parsed: &Parsed, verb: Verb) -> Option<Link> {
    let before = (0..verb.start).rev().take(2);
    let object = before.clone().any(|at| {
        let pronoun = parsed.has(at, Cue::ObjectPronoun) && !parsed.has(at, Cue::Reflexive);
        let next = at + 1 == verb.start || parsed.has(at + 1, Cue::ObjectPronoun);
        // « le » before a verb in the present may be an article.
        pronoun && next && (verb.compound || parsed.has(at, Cue::There))
    });
    let first = (0..parsed.tokens.len()).find(|&at| parsed.tokens[at].is_word());
    let first = first.filter(|&at| at < verb.start);
    // « Le jugement ouvre une période d'observation »
    let named = first.is_some_and(|at| {
        parsed.has(at, Cue::DefiniteSingular)
            && (at + 1..at + 3).any(|noun| noun < verb.start && parsed.has(noun, Cue::EventNoun))
    });
    let done = match verb.tense {
        Tense::Past => true,
        Tense::Present => {
            verb.compound && verb.head != verb.start && verb.modal.is_none()
                || object
                || named && !verb.compound
        }
        Tense::Imperfect => verb.compound && verb.head != verb.start,
        _ => false,
    };
    let there = before.clone().any(|at| parsed.has(at, Cue::There));
    if !done || is_negated(parsed, verb) || reports(parsed, verb) && !there {
        return None;
    }
    let anaphor = first.is_some_and(|at| parsed.has(at, Cue::Anaphor));
    let this = first.is_some_and(|at| {
        parsed.has(at, Cue::Demonstrative)
            && at + 1 < verb.start
            && verb.start <= at + SUBJECT
            && parsed.tokens[at + 1].is_word()
    });
    let linked = (0..parsed.tokens.len()).any(|at| parsed.has(at, Cue::BackLink));
    if object || anaphor {
        return Some(Link::Pronoun);
    }
    match () {
        () if named => Some(Link::Noun),
        () if this || linked => Some(Link::Next),
        () => verb.compound.then_some(Link::Bare),
    }
}
