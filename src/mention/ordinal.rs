//! Ordinals and editions: mentions of a « premier tour » and of a « second tour » never tell
//! one event.

use super::table::{Table, lines};
use super::token::Token;
use rust_stemmers::{Algorithm, Stemmer};
use std::ops::Range;
use std::sync::LazyLock;

/// The name in the data file of nouns of which there are editions.
const EDITION: &str = "edition";

struct Ordinals {
    table: Table,
    names: Vec<&'static str>,
}

static ORDINALS: LazyLock<Ordinals> = LazyLock::new(|| {
    let mut ordinals = Ordinals { table: Table::default(), names: Vec::new() };
    for (index, (name, patterns)) in lines(include_str!("data/ordinals.txt")).enumerate() {
        ordinals.names.push(name);
        patterns.iter().for_each(|pattern| ordinals.table.add(pattern, index));
    }
    ordinals
});

/// The editions named among the tokens of `range`, sorted: `2 tour`.
pub(super) fn ordinals(tokens: &[Token], range: Range<usize>) -> Vec<String> {
    let name = |at: usize| Some(ORDINALS.names[ORDINALS.table.best(tokens, at)?.value]);
    let stemmer = Stemmer::create(Algorithm::French);
    let mut found: Vec<String> = range
        .clone()
        .filter(|at| at + 1 < range.end)
        .filter_map(|at| {
            let number = name(at).filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))?;
            (name(at + 1)? == EDITION)
                .then(|| format!("{number} {}", stemmer.stem(&tokens[at + 1].folded)))
        })
        .collect();
    // « la vigilance orange », « passer au rouge »
    let level = |at: usize| name(at).and_then(|name| name.strip_prefix(LEVEL));
    let noun = range.clone().any(|at| name(at) == Some(ALERT));
    found.extend(range.filter_map(|at| {
        let before = (at.saturating_sub(3)..at).any(|before| {
            ORDINALS
                .table
                .best(tokens, before)
                .is_some_and(|hit| ORDINALS.names[hit.value] == PASSES && before + hit.tokens == at)
        });
        level(at).filter(|_| noun || before).map(|level| format!("{level} alert"))
    }));
    found.sort();
    found.dedup();
    found
}

/// How the names of levels of alert begin, and the names of the words around them.
const LEVEL: &str = "level-";
const ALERT: &str = "alert";
const PASSES: &str = "passes-to";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::token::tokens;

    #[test]
    fn editions_are_named_by_number_and_noun() {
        for (text, named) in [
            ("Le second tour et la 3e édition", "2 tour, 3 edit"),
            ("Les deuxièmes tours", ""),
            ("Le Premier ministre, pour la première fois", ""),
            ("un troisième veto", "3 veto"),
            ("placé en vigilance orange", "orange alert"),
            ("il passe au rouge", "red alert"),
            ("un ballon rouge", ""),
        ] {
            let tokens = tokens(text, 0);
            assert_eq!(ordinals(&tokens, 0..tokens.len()).join(", "), named, "{text}");
        }
    }
}
