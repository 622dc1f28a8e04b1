//! Words that tell an act, by family: « signer », « signature » and « paraphe » are one.

use super::cue::{Cue, Cues, excluded, is_adverb};
use super::inflect::Forms;
use super::table::{Hit, Table, lines};
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
    /// What its inflected word can be, where it stands; nothing for a fixed phrase.
    pub(super) forms: Forms,
}

/// The name in the table of words that only look like a trigger.
const NONE: &str = "-";

/// Adds `pattern` for `value`; of a reflexive verb its compound tenses too: « se retirer.v » is
/// « s'est retiré », « se sont retirés ».
fn add(table: &mut Table, pattern: &str, value: usize) {
    table.add(pattern, value);
    let verb = pattern.strip_prefix("se ").or_else(|| pattern.strip_prefix("s'"));
    if let Some(verb) = verb.filter(|verb| verb.split(' ').next().is_some_and(is_verb)) {
        table.add(&format!("s'être.v {verb}"), value);
        table.add(&format!("se être.v {verb}"), value);
    }
}

/// Whether a word of a pattern is a verb in all its forms.
fn is_verb(word: &str) -> bool {
    word.ends_with(".v")
}

struct Families {
    table: Table,
    names: Vec<&'static str>,
}

static FAMILIES: LazyLock<Families> = LazyLock::new(|| {
    let mut families = Families { table: Table::default(), names: Vec::new() };
    let mut all: Vec<(&str, Vec<&str>)> = lines(include_str!("data/triggers.txt")).collect();
    // Of two readings alike the last wins: that which says that it is none.
    all.sort_by_key(|(name, _)| *name == NONE);
    for (index, (name, patterns)) in all.into_iter().enumerate() {
        families.names.push(name);
        patterns.iter().for_each(|pattern| add(&mut families.table, pattern, index));
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
            let value = senses.readings.len();
            patterns.iter().for_each(|pattern| add(&mut senses.table, pattern, value));
            beside.split(',').for_each(|pattern| near.add(pattern.trim(), 0));
            senses.readings.push((family, near));
        }
    }
    senses
});

/// How many tokens before and after a word those may stand that settle its sense.
const BESIDE: (usize, usize) = (12, 10);

impl Senses {
    /// The reading that the words around the one at `at` give it, and its family.
    fn read(&self, tokens: &[Token], at: usize) -> Option<(&'static str, Hit)> {
        let mut hits = self.table.hits(tokens, at);
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(*hit));
        let around = at.saturating_sub(BESIDE.0)..tokens.len().min(at + BESIDE.1);
        hits.into_iter().find_map(|hit| {
            let (family, near) = &self.readings[hit.value];
            let settled = around.clone().any(|at| !near.hits(tokens, at).is_empty());
            settled.then_some((*family, hit))
        })
    }
}

/// The triggers among `tokens`, in order, not overlapping. `timed` are the tokens of times: one
/// may stand inside a phrase (« mis lundi en examen »).
pub(super) fn triggers(tokens: &[Token], cues: &[Cues], timed: &[bool]) -> Vec<Trigger> {
    let gaps: Vec<bool> = (0..tokens.len())
        .map(|at| timed[at] || cues[at].has(Cue::AdverbSkip) || is_adverb(&tokens[at].folded))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let not = excluded(tokens, cues, at);
        let real = |hit: &Hit| hit.forms.is_empty() || !hit.forms.without(not).is_empty();
        let mut hits = FAMILIES.table.hits_over(tokens, at, &gaps);
        hits.retain(real);
        let best = hits.iter().max().copied();
        let sense = SENSES.read(tokens, at).filter(|(_, hit)| real(hit));
        if let Some((family, hit)) = sense
            && best.is_none_or(|best| best.tokens <= hit.tokens)
        {
            let end = at + hit.tokens;
            found.push(Trigger { start: at, end, family, forms: hit.forms.without(not) });
            at = end;
            continue;
        }
        let Some(hit) = best else {
            at += 1;
            continue;
        };
        // One spelling can be several forms of one family.
        let forms = hits
            .iter()
            .filter(|other| other.value == hit.value && other.tokens == hit.tokens)
            .fold(Forms::default(), |forms, other| forms.or(other.forms));
        let family = FAMILIES.names[hit.value];
        let end = at + hit.tokens;
        if family != NONE {
            found.push(Trigger { start: at, end, family, forms: forms.without(not) });
        }
        at = end;
    }
    found
}

/// How many words name an act at most: « la mise en examen ».
const NAME: usize = 4;

/// The family of the act that `name` begins with, as a noun without its article: « naufrage de
/// l'Orcade », « mise en examen du maire ».
pub(crate) fn named(name: &str) -> Option<&'static str> {
    let name: String = name.split_inclusive(' ').take(NAME).collect();
    // The article shows that it is a noun.
    let written = format!("le {name}");
    let tokens = super::token::tokens(&written, 0);
    let cues = super::cue::cues(&tokens).classes;
    let found = triggers(&tokens, &cues, &vec![false; tokens.len()]);
    found.first().filter(|trigger| trigger.start == 1).map(|trigger| trigger.family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::cue::cues;
    use crate::mention::table::spellings;
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
    fn a_spelling_belongs_to_one_family() {
        let mut seen: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        let mut clashes = Vec::new();
        for (family, patterns) in lines(include_str!("data/triggers.txt")) {
            for pattern in patterns.into_iter().filter(|p| family != NONE && !p.contains(' ')) {
                assert!(!pattern.ends_with('*'), "`{pattern}` is open");
                for word in spellings(pattern) {
                    match seen.get(&word) {
                        // What stands before tells « l'amende » from « qui amende ».
                        Some((_, with)) if with.ends_with(".n") != pattern.ends_with(".n") => {}
                        Some((other, with)) if *other != family => {
                            clashes.push(format!("{word}: {with} and {pattern}"));
                        }
                        _ => {
                            seen.insert(word, (family, pattern));
                        }
                    }
                }
            }
        }
        assert!(clashes.is_empty(), "{}", clashes.join("\n"));
        assert!(lines(include_str!("data/triggers.txt")).count() >= 180);
    }

    #[test]
    fn words_of_one_act_are_of_one_family() {
        let read = |text: &str| {
            let tokens = tokens(text, 0);
            let cues = cues(&tokens).classes;
            let found = triggers(&tokens, &cues, &vec![false; tokens.len()]);
            found.iter().map(|trigger| trigger.family).collect::<Vec<_>>().join(" ")
        };
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
            ("la démonstration démontre l'expertise", ""),
            ("les liens se renforcent", "strengthen"),
            ("la ferme ferme", "close"),
            ("il la ferme, elle l'annonce", "close announce"),
            ("l'arrêté du maire, le préfet arrêté", "decree arrest"),
            ("l'élu a été largement élu", "elect"),
            ("il a été mis en examen puis placé en détention", "charge detain"),
            ("les livres qu'il livre", "hand-over"),
            ("ils se seraient désengagés, elle s'était qualifiée", "withdraw qualify"),
        ] {
            assert_eq!(read(text), families, "{text}");
        }
    }
}
