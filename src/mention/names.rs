//! Who and where: runs of capitalised words, and the many names of states and organisations.

use super::cue::Cue;
use super::parse::Parsed;
use super::table::{Hit, Table, lines};
use super::token::Token;
use super::words::is_stop;
use crate::text::{Span, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Actors and places of a mention, by canonical name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) actors: BTreeSet<String>,
    pub(super) places: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    State,
    Capital,
    Gentile,
    Organisation,
    Place,
    /// « région », « pont »: what follows is a place.
    PlaceNoun,
    /// « à », « en »: what follows is a place.
    Locative,
}

/// The entry of words that are written with a capital and name nobody: « État ».
const NO_NAME: &str = "-";

struct Gazetteer {
    table: Table,
    entries: Vec<(Sort, &'static str)>,
    /// The capital of every state.
    capitals: BTreeMap<&'static str, &'static str>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut gazetteer =
        Gazetteer { table: Table::default(), entries: Vec::new(), capitals: BTreeMap::new() };
    for fields in records(include_str!("data/states.txt")) {
        if let [state, capitals, gentiles, others] = fields[..] {
            gazetteer.add(Sort::State, state, state);
            gazetteer.add(Sort::State, state, others);
            gazetteer.add(Sort::Capital, state, capitals);
            gazetteer.add(Sort::Gentile, state, gentiles);
            let capital = capitals.split(',').map(str::trim).next().unwrap_or_default();
            gazetteer.capitals.insert(state, capital);
        }
    }
    for fields in records(include_str!("data/names.txt")) {
        if let [name, others] = fields[..] {
            gazetteer.add(Sort::Organisation, name, name);
            gazetteer.add(Sort::Organisation, name, others);
        }
    }
    for (kind, patterns) in lines(include_str!("data/places.txt")) {
        for pattern in patterns {
            match kind {
                "locative" => gazetteer.add(Sort::Locative, pattern, pattern),
                "place-noun" => gazetteer.add(Sort::PlaceNoun, pattern, pattern),
                _ => gazetteer.add(Sort::Place, pattern, pattern),
            }
        }
    }
    gazetteer
});

/// The fields of each line, between semicolons.
fn records(source: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let kept = source.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    kept.map(|line| line.split(';').map(str::trim).collect())
}

impl Gazetteer {
    fn add(&mut self, sort: Sort, name: &'static str, patterns: &'static str) {
        for pattern in patterns.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            self.table.add(pattern, self.entries.len());
            self.entries.push((sort, name));
        }
    }

    /// The best reading at `at` for which `fits`.
    fn best(
        &self,
        tokens: &[Token],
        at: usize,
        fits: impl Fn(Sort) -> bool,
    ) -> Option<(Hit, Sort, &'static str)> {
        let hits = self.table.hits(tokens, at).into_iter();
        let hit = hits.filter(|hit| fits(self.entries[hit.value].0)).max()?;
        let (sort, name) = self.entries[hit.value];
        Some((hit, sort, name))
    }
}

/// What an article says of the names in it: which words are names, and who « Martin » is.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Folded words seen with a capital inside a sentence.
    names: BTreeSet<String>,
    /// First and last words of names of several words to the whole (« Kim » is « Kim Jong-un »,
    /// « Poutine » is « Vladimir Poutine »); `None` where two names share it.
    parts: BTreeMap<String, Option<String>>,
    /// Folded names that stand as places somewhere.
    places: BTreeSet<String>,
}

impl Known {
    /// Reads the names of all sentences of an article.
    pub(super) fn of<'a>(sentences: impl Iterator<Item = &'a Parsed> + Clone, text: &str) -> Known {
        let mut known = Known::default();
        for parsed in sentences.clone() {
            for (at, token) in parsed.tokens.iter().enumerate().skip(1) {
                let start = parsed.tokens[at - 1].is_mark() && !parsed.tokens[at - 1].is(",");
                if token.capital && token.is_word() && !start && !is_stop(&token.folded) {
                    known.names.insert(token.folded.clone());
                }
            }
        }
        for parsed in sentences {
            for run in runs(parsed, text, &known, 0..parsed.tokens.len()) {
                if run.place {
                    known.places.insert(fold(&run.name));
                }
                let words: Vec<&str> = run.name.split(' ').collect();
                if let [first, .., last] = words[..]
                    && !run.place
                {
                    for part in [first, last] {
                        let whole = Some(run.name.clone());
                        let slot = known.parts.entry(fold(part)).or_insert_with(|| whole.clone());
                        if *slot != whole {
                            *slot = None;
                        }
                    }
                }
            }
        }
        known
    }
}

/// The actors and places among the tokens of `range`; what lies in `times` is neither.
pub(super) fn names(
    parsed: &Parsed,
    text: &str,
    known: &Known,
    range: Range<usize>,
    times: &[Span],
) -> Names {
    let mut found = Names::default();
    let timed = |at: usize| times.iter().any(|time| time.overlaps(parsed.tokens[at].span));
    let mut at = range.start;
    while at < range.end {
        if timed(at) {
            at += 1;
            continue;
        }
        let token = &parsed.tokens[at];
        let real = |sort| match sort {
            Sort::Gentile => true,
            Sort::PlaceNoun | Sort::Locative => false,
            _ => token.capital,
        };
        match GAZETTEER.best(&parsed.tokens, at, real) {
            Some((hit, sort, name)) => {
                let locative = is_locative(parsed, at);
                // « à l'Ukraine » is to whom, « en Ukraine » is where.
                let to = at > 1 && parsed.has(at - 1, Cue::Article) && parsed.has(at - 2, Cue::To);
                match sort {
                    Sort::State if locative && !to => found.places.insert(name.to_owned()),
                    Sort::Capital if locative => {
                        let end = (at + hit.tokens - 1).min(parsed.tokens.len() - 1);
                        let city = parsed.tokens[at].span.join(parsed.tokens[end].span);
                        found.places.insert(city.slice(text).to_owned());
                        found.places.insert(name.to_owned())
                    }
                    // « la capitale omanaise »
                    Sort::Gentile if at > 0 && parsed.tokens[at - 1].is("capitale") => {
                        let capital = GAZETTEER.capitals.get(name);
                        found.places.extend(capital.map(|city| (*city).to_owned()));
                        found.places.insert(name.to_owned())
                    }
                    _ if name == NO_NAME => false,
                    Sort::Place => found.places.insert(name.to_owned()),
                    _ => found.actors.insert(name.to_owned()),
                };
                at += hit.tokens;
            }
            None => at += 1,
        }
    }
    for run in runs(parsed, text, known, range) {
        if times.iter().any(|time| time.overlaps(run.span)) {
            continue;
        }
        let folded = fold(&run.name);
        if run.place || known.places.contains(&folded) {
            found.places.insert(run.name);
            continue;
        }
        let whole = known.parts.get(&folded).cloned().flatten();
        found.actors.insert(whole.unwrap_or(run.name));
    }
    found
}

struct Run {
    name: String,
    span: Span,
    place: bool,
}

/// Runs of capitalised words that no table knows.
fn runs(parsed: &Parsed, text: &str, known: &Known, range: Range<usize>) -> Vec<Run> {
    let tokens = &parsed.tokens;
    let listed = |at: usize| {
        let named = |sort| !matches!(sort, Sort::PlaceNoun | Sort::Locative | Sort::Gentile);
        GAZETTEER.best(tokens, at, named).map_or(0, |(hit, ..)| hit.tokens)
    };
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if !tokens[at].capital || !tokens[at].is_word() {
            at += 1;
            continue;
        }
        let skip = listed(at);
        if skip > 0 {
            at += skip;
            continue;
        }
        let first = at == 0 || tokens[at - 1].is_mark() && !tokens[at - 1].is(",");
        let mut end = at + 1;
        while end < range.end {
            let joined = joiner(parsed, end);
            let next = end + joined;
            let more = next < range.end
                && tokens[next].capital
                && tokens[next].is_word()
                && listed(next) == 0;
            if !more || joined > 0 && !adjacent(tokens, end - 1, next) {
                break;
            }
            end = next + 1;
        }
        let alone = end == at + 1;
        let folded = &tokens[at].folded;
        let gentile = GAZETTEER.best(tokens, at, |sort| sort == Sort::Gentile).is_some();
        let common = is_stop(folded)
            || alone && (gentile || first && !known.names.contains(folded))
            || folded.chars().count() < 2;
        let short = alone && folded.chars().filter(|c| c.is_alphabetic()).count() < 2;
        if common || short {
            // « Le Havre » is listed; « Le maire » is not a name, « Le Pen » after « Marine » is.
            at += 1;
            continue;
        }
        let span = tokens[at].span.join(tokens[end - 1].span);
        let name = span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if name.len() <= LONGEST_NAME {
            let initials = name.chars().all(|c| !c.is_lowercase());
            found.push(Run { name, span, place: !initials && is_locative(parsed, at) });
        }
        at = end;
    }
    found
}

/// Longer runs of capitals are headings, not names. In bytes.
const LONGEST_NAME: usize = 80;

/// Number of small words at `at` that may join two parts of a name: « de la ».
fn joiner(parsed: &Parsed, at: usize) -> usize {
    if !parsed.has(at, Cue::Of) {
        return 0;
    }
    let article =
        parsed.tokens.get(at + 1).is_some_and(|t| !t.capital) && parsed.has(at + 1, Cue::Article);
    if article { 2 } else { 1 }
}

/// Whether only words stand between two tokens.
fn adjacent(tokens: &[Token], first: usize, last: usize) -> bool {
    (first..=last).all(|at| tokens.get(at).is_some_and(Token::is_word))
}

/// Whether what starts at `at` is told as a place: after « à », « en », or « région de ».
fn is_locative(parsed: &Parsed, at: usize) -> bool {
    let sort_ending_at =
        |end: usize, wanted: Sort| {
            (end.saturating_sub(3)..end).any(|start| {
                GAZETTEER.table.hits(&parsed.tokens, start).into_iter().any(|hit| {
                    GAZETTEER.entries[hit.value].0 == wanted && start + hit.tokens == end
                })
            })
        };
    let is_article = |at: usize| parsed.has(at, Cue::Article) || parsed.has(at, Cue::Of);
    let mut before = at;
    for _ in 0..3 {
        if sort_ending_at(before, Sort::Locative) {
            return true;
        }
        if before < at && sort_ending_at(before, Sort::PlaceNoun) {
            return true;
        }
        match before.checked_sub(1) {
            Some(previous) if is_article(previous) && !parsed.tokens[previous].capital => {
                before = previous
            }
            _ => return false,
        }
    }
    false
}
