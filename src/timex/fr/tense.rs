//! The tense of the clause around an expression: « il est venu mardi », « il viendra mardi ».

use super::lexicon::LEXICON;
use crate::text::fold_char;
use crate::timex::lex::{Kind, Token};

/// Which way an incomplete date looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    /// « a signé », « signait », « signa »
    Past,
    /// « signera », « doit signer », « est prévu »
    Future,
    /// « signe »
    Present,
    /// No verb was seen.
    Unknown,
}

/// How many tokens away a verb is looked for.
const REACH: usize = 40;

/// The tense of the verb nearest to `tokens[from..to]`: before it, else after it.
pub(crate) fn tense(text: &str, tokens: &[Token], from: usize, to: usize) -> Tense {
    let before = (from.saturating_sub(REACH)..from).rev();
    for index in before {
        if ends_sentence(tokens, index) {
            break;
        }
        if let Some(tense) = verb(text, tokens, index) {
            // « a dit » is told by its auxiliary; a participle alone is past.
            return tense;
        }
    }
    for index in to..tokens.len().min(to + REACH) {
        if ends_sentence(tokens, index) {
            break;
        }
        if let Some(tense) = verb(text, tokens, index) {
            return tense;
        }
    }
    Tense::Unknown
}

/// Whether the token at `index` is a verb whose tense shows.
pub(crate) fn is_verb(text: &str, tokens: &[Token], index: usize) -> bool {
    verb(text, tokens, index).is_some()
}

fn ends_sentence(tokens: &[Token], index: usize) -> bool {
    let token = &tokens[index];
    token.kind == Kind::Sign
        && matches!(char::from_u32(token.value), Some('.' | '!' | '?' | '…'))
        && tokens.get(index + 1).is_none_or(|next| next.capital && next.spaced)
}

/// The tense of the word at `index`, if it is a verb that tells it.
fn verb(text: &str, tokens: &[Token], index: usize) -> Option<Tense> {
    let token = &tokens[index];
    if token.kind != Kind::Word || token.end - token.start > 40 {
        return None;
    }
    let entry = LEXICON.entry(token.word);
    if entry.month.is_some_and(|(_, full)| full)
        || entry.weekday.is_some_and(|(_, full)| full)
        || entry.part.is_some()
        || entry.unit.is_some()
    {
        return None;
    }
    let mut folded = String::new();
    text[token.start..token.end].chars().for_each(|c| fold_char(c, &mut folded));
    let word = folded.as_str();
    // « à » is no « a ».
    if word == "a" && text[token.start..token.end].starts_with(['à', 'À']) {
        return None;
    }
    if PLANNED.contains(&word) {
        // « est convoqué lundi » is to come, « a convoqué lundi » is done.
        let done = index.checked_sub(1).is_some_and(|before| {
            let before = &text[tokens[before].start..tokens[before].end];
            matches!(before, "a" | "ont" | "avait" | "avaient")
        });
        return Some(if done { Tense::Past } else { Tense::Future });
    }
    if FUTURE.contains(&word) {
        return Some(Tense::Future);
    }
    if PAST.contains(&word) {
        return Some(Tense::Past);
    }
    if PRESENT.contains(&word) {
        // « est prévu », « a signé »: the participle decides.
        let participle = (index + 1..tokens.len().min(index + 4)).find_map(|at| {
            let next = &text[tokens[at].start..tokens[at].end];
            let mut folded = String::new();
            next.chars().take(40).for_each(|c| fold_char(c, &mut folded));
            if PLANNED.contains(&folded.as_str()) && !matches!(word, "a" | "ont") {
                Some(Tense::Future)
            } else if is_participle(next)
                || folded == "ete"
                || PLANNED.contains(&folded.as_str())
                || follows_auxiliary(&folded)
            {
                Some(Tense::Past)
            } else {
                None
            }
        });
        return Some(participle.unwrap_or(Tense::Present));
    }
    if token.capital && index > 0 {
        return None;
    }
    if entry.word_of_grammar() || word.len() < 4 || NOUNS.contains(&word) {
        return None;
    }
    for ending in ["erait", "eraient", "irait", "iraient", "drait", "draient"] {
        if word.ends_with(ending) {
            return Some(Tense::Future);
        }
    }
    for ending in [
        "era", "eront", "ira", "iront", "dra", "dront", "tra", "tront", "vra", "vront", "ura",
        "uront", "erai", "erons", "erez", "irai", "irons", "irez", "rra", "rront", "ora",
    ] {
        if word.ends_with(ending) && word.len() > ending.len() {
            return Some(Tense::Future);
        }
    }
    for ending in ["ait", "aient", "erent", "irent", "urent"] {
        if word.ends_with(ending) && word.len() > ending.len() + 1 {
            return Some(Tense::Past);
        }
    }
    if !is_participle(&text[token.start..token.end]) {
        return None;
    }
    // « le défilé », « de santé », « la majorité » are nouns.
    let noun = index.checked_sub(1).is_some_and(|before| {
        let entry = LEXICON.entry(tokens[before].word);
        let verbal = [
            "est", "sont", "a", "ont", "y", "et", "ou", "ne", "pas", "plus", "se", "s'", "n'",
            "mais", "puis",
        ];
        entry.word_of_grammar() && !verbal.contains(&entry.key)
    });
    let ending = word.trim_end_matches('s').trim_end_matches('e');
    if noun || STATES.contains(&ending) || ending.ends_with("it") && !QUITTED.contains(&ending) {
        return None;
    }
    // « sera reçu », « va être reçu »: the auxiliary tells.
    let auxiliary = (index.saturating_sub(3)..index).rev().find_map(|before| {
        let before = &text[tokens[before].start..tokens[before].end];
        match before {
            "sera" | "seront" | "aura" | "auront" | "serait" | "seraient" | "être" => {
                Some(Tense::Future)
            }
            _ => None,
        }
    });
    Some(auxiliary.unwrap_or(Tense::Past))
}

/// A past participle, by its ending: « signé », « lancées ».
fn is_participle(word: &str) -> bool {
    let word = word.trim_end_matches('s').trim_end_matches('e');
    let end = word.chars().count();
    end >= 4 && (word.ends_with('é')) || PARTICIPLES.contains(&word)
}

/// Whether a word can be the participle after « a » or « est »: « entrepris », « couru ».
fn follows_auxiliary(folded: &str) -> bool {
    let word = folded.trim_end_matches('s').trim_end_matches('e');
    folded.len() >= 4
        && ["fait", "crit", "duit", "uit", "ert", "ort", "u", "aint", "eint", "oint", "oi", "i"]
            .iter()
            .any(|ending| word.ends_with(ending) || folded.ends_with(ending))
}

/// Stems of participles that tell a state, of any time: « fermé à Noël ».
const STATES: &[&str] = &["ferm", "ouvert", "situ", "ag", "reserv", "interdit", "gratuit", "li"];

/// Stems of participles in « -ité », which are otherwise nouns.
const QUITTED: &[&str] = &[
    "invit", "evit", "visit", "profit", "limit", "habit", "quitt", "cit", "edit", "debit", "dit",
    "interdit",
];

const FUTURE: &[&str] = &[
    "va",
    "vont",
    "sera",
    "seront",
    "aura",
    "auront",
    "devra",
    "devront",
    "doit",
    "doivent",
    "devrait",
    "devraient",
    "fera",
    "feront",
    "ira",
    "iront",
    "pourra",
    "pourront",
    "viendra",
    "peut",
    "peuvent",
    "compte",
    "comptent",
    "espere",
    "esperent",
    "vais",
    "allons",
    "ferai",
];
const PLANNED: &[&str] = &[
    "prevu",
    "prevue",
    "prevus",
    "prevues",
    "attendu",
    "attendue",
    "attendus",
    "attendues",
    "programme",
    "programmee",
    "programmes",
    "programmees",
    "fixe",
    "fixee",
    "prochain",
    "prochaine",
    "convoque",
    "convoquee",
    "convoques",
    "invite",
    "invites",
    "demain",
];
const PAST: &[&str] = &[
    "avait", "avaient", "etait", "etaient", "fut", "furent", "eut", "eurent", "fit", "firent",
    "dit", "prit", "prirent", "mit", "vint", "tint", "hier", "vu", "mort", "morte", "morts", "eu",
];
const PRESENT: &[&str] =
    &["a", "ont", "est", "sont", "ai", "as", "avons", "avez", "suis", "sommes"];
const PARTICIPLES: &[&str] = &[
    "vu",
    "pri",
    "mi",
    "di",
    "fait",
    "tenu",
    "venu",
    "rendu",
    "reçu",
    "perdu",
    "ouvert",
    "mort",
    "parti",
    "sorti",
    "paru",
    "élu",
    "vaincu",
    "battu",
    "conclu",
    "survenu",
    "disparu",
    "descendu",
    "né",
    "permi",
    "commi",
    "remi",
    "écrit",
    "conduit",
    "détruit",
    "dû",
    "pu",
    "pri",
    "surpri",
    "appri",
    "repri",
    "ouvert",
    "offert",
    "mort",
    "produit",
    "inscrit",
    "tué",
    "lu",
    "obtenu",
    "maintenu",
    "retenu",
    "interrompu",
    "suspendu",
    "défendu",
    "entendu",
    "répondu",
    "rompu",
    "abattu",
    "réuni",
    "fini",
    "choisi",
    "saisi",
    "subi",
    "averti",
    "agi",
    "démenti",
    "mouru",
];
const NOUNS: &[&str] = &[
    "opera", "camera", "lait", "fait", "trait", "portrait", "souhait", "retrait", "extrait",
    "parfait", "attrait", "contrat", "ultra", "extra", "infra", "contra",
];
