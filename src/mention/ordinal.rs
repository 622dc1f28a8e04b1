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
            let number = name(at).filter(|name| *name != EDITION)?;
            (name(at + 1)? == EDITION)
                .then(|| format!("{number} {}", stemmer.stem(&tokens[at + 1].folded)))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

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
        ] {
            let tokens = tokens(text, 0);
            assert_eq!(ordinals(&tokens, 0..tokens.len()).join(", "), named, "{text}");
        }
    }
}
