//! Words that tell an act, by family: « signer », « signature » and « paraphe » are one.

use super::table::{Table, lines};
use super::token::Token;
use std::sync::LazyLock;

/// A word or phrase that tells an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trigger {
    /// First token.
    pub(super) start: usize,
    /// First token after it.
    pub(super) end: usize,
    /// Its family: `sign`.
    pub(super) family: &'static str,
}

/// The name in the table of words that only look like a trigger.
const NONE: &str = "-";

struct Families {
    table: Table,
    names: Vec<&'static str>,
}

static FAMILIES: LazyLock<Families> = LazyLock::new(|| {
    let mut families = Families { table: Table::default(), names: Vec::new() };
    for (index, (name, patterns)) in lines(include_str!("data/triggers.txt")).enumerate() {
        families.names.push(name);
        patterns.iter().for_each(|pattern| families.table.add(pattern, index));
    }
    families
});

/// Words that tell another act beside certain words: « la digue a cédé ».
struct Senses {
    table: Table,
    /// Family and words near, by the value in the table.
    readings: Vec<(&'static str, Table)>,
}

static SENSES: LazyLock<Senses> = LazyLock::new(|| {
    let mut senses = Senses { table: Table::default(), readings: Vec::new() };
    let source = include_str!("data/senses.txt").lines().filter(|line| !line.starts_with('#'));
    for (words, beside) in source.filter_map(|line| line.split_once(';')) {
        for (family, patterns) in lines(words) {
            let mut near = Table::default();
            patterns.iter().for_each(|pattern| senses.table.add(pattern, senses.readings.len()));
            beside.split(',').for_each(|pattern| near.add(pattern.trim(), 0));
            senses.readings.push((family, near));
        }
    }
    senses
});

/// How many tokens before and after a word those may stand that settle its sense.
const BESIDE: (usize, usize) = (12, 10);

impl Senses {
    /// The family that the words around the one at `at` give it, and its number of tokens.
    fn read(&self, tokens: &[Token], at: usize) -> Option<(&'static str, usize)> {
        let mut hits = self.table.hits(tokens, at);
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(*hit));
        let around = at.saturating_sub(BESIDE.0)..tokens.len().min(at + BESIDE.1);
        hits.into_iter().find_map(|hit| {
            let (family, near) = &self.readings[hit.value];
            let settled = around.clone().any(|at| !near.hits(tokens, at).is_empty());
            settled.then_some((*family, hit.tokens))
        })
    }
}

/// The triggers among `tokens`, in order, not overlapping.
pub(super) fn triggers(tokens: &[Token]) -> Vec<Trigger> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let best = FAMILIES.table.best(tokens, at);
        if let Some((family, length)) = SENSES.read(tokens, at)
            && best.is_none_or(|best| best.tokens <= length)
        {
            found.push(Trigger { start: at, end: at + length, family });
            at += length;
            continue;
        }
        let Some(hit) = best else {
            at += 1;
            continue;
        };
        let family = FAMILIES.names[hit.value];
        let end = at + hit.tokens;
        if family != NONE {
            found.push(Trigger { start: at, end, family });
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::token::tokens;
    use std::collections::BTreeMap;

    #[test]
    fn a_pattern_belongs_to_one_family() {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (family, patterns) in lines(include_str!("data/triggers.txt")) {
            for pattern in patterns {
                if let Some(other) = seen.insert(pattern, family) {
                    panic!("`{pattern}` is in `{other}` and in `{family}`");
                }
            }
        }
    }

    #[test]
    fn words_of_one_act_are_of_one_family() {
        for (text, families) in [
            ("la signature du traité, paraphé hier", "sign sign"),
            ("il signale un décès", "kill"),
            ("l'entrée en vigueur", "in-force"),
            ("la mise en service de la passerelle", "open"),
            ("une remise en service", "reopen"),
            ("le chantier a démarré", "works begin"),
            ("la digue de Lavelle a cédé", "collapse"),
            ("la ville a cédé un terrain", "sell"),
            ("la rupture du câble", "collapse"),
            ("la rupture des pourparlers", "break-off negotiate"),
            ("le ton monte", ""),
            ("la rivière monte", "flood"),
            ("les conseillers ont dit oui", "vote"),
            ("le fuyard a été relaxé", "acquit"),
        ] {
            let found: Vec<&str> =
                triggers(&tokens(text, 0)).iter().map(|trigger| trigger.family).collect();
            assert_eq!(found.join(" "), families, "{text}");
        }
    }
}
