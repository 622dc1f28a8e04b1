//! Noun phrases, and whether what they name can speak.

use super::cue::Cue;
use super::inflect::Forms;
use super::parse::{Parsed, Tense};
use super::table::{Table, lines};
use std::ops::Range;
use std::sync::LazyLock;

/// Whether a noun phrase names someone who can say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agent {
    /// « cette alliance », « une dimension »
    No,
    /// A noun that no table knows.
    Possible,
    /// A name, a pronoun, « le préfet », « un rapport ».
    Sure,
}

struct Speakers {
    /// Nouns of those who say, and words before them.
    agent: Table,
    before: Table,
    demonstrative: Table,
    endings: Vec<&'static str>,
    except: Vec<&'static str>,
    abstracts: Vec<&'static str>,
}

static SPEAKERS: LazyLock<Speakers> = LazyLock::new(|| {
    let source = include_str!("data/speakers.txt");
    let table = |wanted: &str| {
        let mut table = Table::default();
        let named = lines(source).filter(|(name, _)| *name == wanted);
        named.flat_map(|(_, patterns)| patterns).for_each(|pattern| table.add(pattern, 0));
        table
    };
    let words = |wanted: &str| {
        let line = source.lines().find_map(|line| line.strip_prefix(wanted)?.strip_prefix(": "));
        line.unwrap_or_default().split_whitespace().collect::<Vec<_>>()
    };
    Speakers {
        agent: table("agent"),
        before: table("before"),
        demonstrative: table("demonstrative"),
        endings: words("ending"),
        except: words("ending-except"),
        abstracts: words("abstract"),
    }
});

/// A longer name of a speaker is cut. In tokens.
const LONGEST: usize = 12;

/// The noun phrase that starts at `start`: to the next mark, verb, conjunction or preposition
/// but « de », and not past a proper name.
pub(super) fn phrase(parsed: &Parsed, start: usize) -> Option<Range<usize>> {
    parsed.tokens.get(start).filter(|token| token.is_word())?;
    let verb = |at: usize| {
        let head = at <= start + 1;
        parsed.verbs.iter().any(|verb| {
            verb.start == at
                && (verb.is_finite()
                    || !head && matches!(verb.tense, Tense::Participle | Tense::Gerund))
        })
    };
    let ends = |at: usize| {
        let cues = parsed.cues[at];
        cues.any(&[Cue::Subordinator, Cue::Coordinator, Cue::PhraseEnd, Cue::Adjunct])
            || cues.has(Cue::TemporalPreposition) && !cues.has(Cue::Of)
            || parsed.timed[at]
    };
    // « Lavrov minimise », « le président Roux juge »: after a name that stands alone or after
    // a noun, only names follow; « le Parti socialiste » goes on.
    let mut closing = false;
    let mut end = start;
    for at in start..parsed.tokens.len().min(start + LONGEST) {
        let token = &parsed.tokens[at];
        let joins = parsed.has(at, Cue::Of) || token.capital;
        if !token.is_word() || verb(at) || at > start && (ends(at) || closing && !joins) {
            break;
        }
        let before = at.checked_sub(1).filter(|&before| before >= start);
        closing = match before {
            _ if !token.capital || parsed.has(at, Cue::Article) => false,
            None => true,
            Some(before) if parsed.tokens[before].capital => closing,
            Some(before) => !parsed.cues[before].any(&[Cue::Article, Cue::Of]),
        };
        end = at + 1;
    }
    let loose = [Cue::Of, Cue::Article, Cue::To, Cue::AdverbSkip, Cue::Determiner];
    while end > start + 1 && parsed.cues[end - 1].any(&loose) && !parsed.tokens[end - 1].capital {
        end -= 1;
    }
    (end > start).then_some(start..end)
}

/// Whether what a noun phrase names can speak.
pub(super) fn agent(parsed: &Parsed, range: &Range<usize>) -> Agent {
    let tokens = &parsed.tokens;
    let named = |at: usize| tokens[at].capital && !parsed.has(at, Cue::Determiner);
    let skipped = |at: &usize| {
        let determiner = parsed.has(*at, Cue::Determiner) && !tokens[*at].capital
            || parsed.has(*at, Cue::Article)
            || tokens[*at].capital && parsed.has(*at, Cue::Determiner);
        determiner || !SPEAKERS.before.hits(tokens, *at).is_empty()
    };
    let known = |at: usize| !SPEAKERS.agent.hits(tokens, at).is_empty();
    let Some(head) = range.clone().find(|at| known(*at) || !skipped(at)) else {
        return Agent::Possible;
    };
    let word = tokens[head].written.as_str();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let pronoun = parsed.cues[head].any(&[Cue::SubjectPronoun, Cue::Anaphor]);
    let agentive = ends(&SPEAKERS.endings) && !SPEAKERS.except.contains(&word);
    if pronoun || named(head) || known(head) || agentive {
        return Agent::Sure;
    }
    let act = parsed.triggers.iter().any(|t| t.start == head && t.forms.any(Forms::NOUN));
    let pointed = range.clone().any(|at| !SPEAKERS.demonstrative.hits(tokens, at).is_empty());
    if act || pointed || ends(&SPEAKERS.abstracts) { Agent::No } else { Agent::Possible }
}
