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

/// The triggers among `tokens`, in order, not overlapping.
pub(super) fn triggers(tokens: &[Token]) -> Vec<Trigger> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(hit) = FAMILIES.table.best(tokens, at) else {
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
        ] {
            let found: Vec<&str> =
                triggers(&tokens(text, 0)).iter().map(|trigger| trigger.family).collect();
            assert_eq!(found.join(" "), families, "{text}");
        }
    }
}
