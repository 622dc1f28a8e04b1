//! The content words of a mention, as stems.

use super::cue::Cue;
use super::parse::Parsed;
use super::speaker::says;
use super::table::lines;
use super::token::Kind;
use crate::text::{Span, fold};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet as HashSet;
use std::ops::Range;
use std::sync::LazyLock;

static STOP: LazyLock<HashSet<String>> = LazyLock::new(|| {
    lines(include_str!("data/stop.txt")).flat_map(|(_, words)| words).map(fold).collect()
});

/// Whether a folded word says nothing of what happened.
pub(super) fn is_stop(folded: &str) -> bool {
    folded.len() < 2 || STOP.contains(folded)
}

/// Stems of the words of `range`, sorted, with repeats. Left out: stop words, words inside
/// `times`, words of attribution. Numbers stay as they are, without separators.
pub(super) fn words(
    parsed: &Parsed,
    text: &str,
    range: &Range<usize>,
    times: &[Span],
) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::French);
    let mut found: Vec<String> = Vec::new();
    for at in range.clone() {
        let token = &parsed.tokens[at];
        let timed = times.iter().any(|time| time.overlaps(token.span));
        let attribution = parsed.cues[at].any(&[Cue::Attribution, Cue::FromSource])
            || parsed.has(at, Cue::Report)
                && parsed.verbs.iter().any(|verb| verb.head == at && says(parsed, *verb));
        match token.kind {
            Kind::Mark => {}
            _ if timed || attribution => {}
            Kind::Number => {
                found.push(token.folded.chars().filter(char::is_ascii_alphanumeric).collect());
            }
            Kind::Word if is_stop(&token.folded) => {}
            Kind::Word => {
                for part in token.folded.split(['-', '‑']).filter(|part| !is_stop(part)) {
                    // The stemmer wants accents, the folded form takes them away.
                    let written = if part.len() == token.folded.len() {
                        token.span.slice(text).to_lowercase()
                    } else {
                        part.to_owned()
                    };
                    found.push(fold(&stemmer.stem(&written)));
                }
            }
        }
    }
    found.sort();
    found
}
