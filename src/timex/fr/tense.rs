//! The tense of the clause around an expression: « il est venu mardi », « il viendra mardi ».
//!
//! Verbs are told by their endings as written; the frequent ones are words of the lexicon. The
//! tables are in `verbs`.

use super::lexicon::{LEXICON, Verb};
use super::verbs::*;
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
    let after = to..tokens.len().min(to + REACH);
    let near = |mut indices: &mut dyn Iterator<Item = usize>| {
        (&mut indices)
            .take_while(|index| !ends_clause(tokens, *index))
            .find_map(|index| verb(text, tokens, index))
    };
    if let Some(tense) = near(&mut before.into_iter()) {
        return tense;
    }
    // « La conférence, qui finit vendredi à Belém, n'a pas abouti »: what follows the comma is not
    // the verb of the relative clause.
    let comma = |index: &usize| is_comma(tokens, *index);
    let relative = (from.saturating_sub(REACH)..from)
        .rev()
        .take_while(|index| !comma(index) && !ends_clause(tokens, *index))
        .any(|index| matches!(LEXICON.entry(tokens[index].word).key, "qui"));
    near(&mut after.into_iter().take_while(|index| !relative || !comma(index)))
        .unwrap_or(Tense::Unknown)
}

fn is_comma(tokens: &[Token], index: usize) -> bool {
    tokens.get(index).is_some_and(|t| t.kind == Kind::Sign && t.value == u32::from(','))
}

/// Whether a sentence without a verb begins with what has happened, and `from` is near: « Lourde
/// défaite samedi soir à Cardiff », « Grave accident dimanche sur l'A6 ».
pub(crate) fn opens_with_happening(text: &str, tokens: &[Token], from: usize) -> bool {
    (0..from.min(OPENING)).any(|index| {
        let folded = crate::text::fold(&text[tokens[index].start..tokens[index].end]);
        tokens[index].kind == Kind::Word && HAPPENED.contains(&folded.trim_end_matches('s'))
    }) && from <= OPENING
}

/// Whether a word is a participle of what is planned: « fixée », « prévu ».
pub(crate) fn is_planned(word: &str) -> bool {
    let is = |word: &str, of: &[&str]| of.iter().any(|known| known.eq_ignore_ascii_case(word));
    participle(word).is_some_and(|stem| is(stem, PLANNED)) || is(bare(word), EXPECTED)
}

/// Whether a word is a verb of what has its day: « affronte », « débute ».
pub(crate) fn is_scheduled(word: &str) -> bool {
    ON_SCHEDULE.contains(&word)
}

/// How many tokens open a sentence.
const OPENING: usize = 4;

/// Whether the token at `index` is a verb whose tense shows.
pub(crate) fn is_verb(text: &str, tokens: &[Token], index: usize) -> bool {
    verb(text, tokens, index).is_some()
}

/// Whether a verb around `tokens[from..to]` says by itself that something is to come: « sera »,
/// « doit », « est prévu », but not « prévu » alone.
pub(crate) fn has_future_verb(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let before = (from.saturating_sub(REACH)..from).rev();
    let after = to..tokens.len().min(to + REACH);
    let sees = |indices: &mut dyn Iterator<Item = usize>| {
        indices.take_while(|index| !ends_clause(tokens, *index)).any(|index| {
            let word = &text[tokens[index].start..tokens[index].end];
            let planned = PLANS.contains(&LEXICON.entry(tokens[index].word).key)
                || EXPECTED.contains(&bare(word))
                || participle(word).is_some();
            verb(text, tokens, index) == Some(Tense::Future)
                && (!planned || follows_est(text, tokens, index))
        })
    };
    sees(&mut before.into_iter()) || sees(&mut after.into_iter())
}

/// Whether the nearest verb before, else after `tokens[from..to]` is one of history: « fut »,
/// « prirent ».
pub(crate) fn is_history(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let before = (from.saturating_sub(REACH)..from).rev();
    let after = to..tokens.len().min(to + REACH);
    let near = |indices: &mut dyn Iterator<Item = usize>| {
        indices
            .take_while(|index| !ends_clause(tokens, *index))
            .find(|index| verb(text, tokens, *index).is_some())
    };
    let nearest = near(&mut before.into_iter()).or_else(|| near(&mut after.into_iter()));
    nearest.is_some_and(|index| {
        let word = &text[tokens[index].start..tokens[index].end];
        HISTORY.contains(&word) || ends(word, &["èrent", "irent", "urent"])
    })
}

/// Whether the nearest verb before, else after `tokens[from..to]` is in the pluperfect, which
/// looks back from a story: « il avait menacé », « elle était partie », « ils s'étaient réunis ».
pub(crate) fn is_pluperfect(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let before = (from.saturating_sub(REACH)..from).rev();
    let after = to..tokens.len().min(to + REACH);
    // Most sentences have no such auxiliary, and need not be read for their verbs.
    let auxiliary = |index: usize| {
        let entry = LEXICON.entry(tokens[index].word);
        entry.verb == Some(Verb::Past)
            && matches!(entry.key, "avait" | "avaient" | "etait" | "etaient")
    };
    if !before.clone().chain(after.clone()).any(auxiliary) {
        return false;
    }
    // A participle tells with its auxiliary.
    let near = |indices: &mut dyn Iterator<Item = usize>| {
        indices.take_while(|index| !ends_clause(tokens, *index)).find(|index| {
            let word = &text[tokens[*index].start..tokens[*index].end];
            verb(text, tokens, *index).is_some() && participle(word).is_none()
        })
    };
    let Some(index) = near(&mut before.into_iter()).or_else(|| near(&mut after.into_iter())) else {
        return false;
    };
    let itself = index > 0 && LEXICON.entry(tokens[index - 1].word).key == "s'";
    let done = || compound(text, tokens, index) == Tense::Past;
    match LEXICON.entry(tokens[index].word).key {
        "avait" | "avaient" => done(),
        "etait" | "etaient" if itself => done(),
        "etait" | "etaient" => tokens.iter().take(index + 4).skip(index + 1).any(|next| {
            let word = &text[next.start..next.end];
            participle(word).is_some_and(|stem| MOVES.contains(&stem))
        }),
        _ => false,
    }
}

/// Participles of verbs that take être: « était parti ».
const MOVES: &[&str] = &[
    "venu", "parti", "sorti", "survenu", "descendu", "né", "arriv", "tomb", "rentr", "retourn",
    "entr", "mont", "décéd", "all", "rest",
];

/// Whether the words around « le lundi » tell a habit: « fermé le lundi », « tous les jours sauf
/// le mardi », « Le dimanche, il dépliait le journal ».
pub(crate) fn is_habit(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let raw = |index: usize| &text[tokens[index].start..tokens[index].end];
    let near = (from.saturating_sub(3)..from)
        .rev()
        .take_while(|index| tokens[*index].kind == Kind::Word)
        .any(|index| {
            let stem = participle(raw(index)).unwrap_or(bare(raw(index)));
            raw(index) == "sauf" || stem == "ferm" || stem == "ouvert"
        });
    // « les visites du soir, le jeudi, sont gratuites »
    let aside = from > 0
        && is_comma(tokens, from - 1)
        && is_comma(tokens, to)
        && tense(text, tokens, from, to) == Tense::Present;
    if near || aside || listed_days(text, tokens, from, to) || recurs(text, tokens, from) {
        return true;
    }
    // The imperfect of what is no auxiliary, after a day that opens the sentence.
    from == 0
        && (to..tokens.len().min(to + REACH))
            .take_while(|index| !ends_clause(tokens, *index))
            .find(|index| verb(text, tokens, *index).is_some())
            .is_some_and(|index| {
                LEXICON.entry(tokens[index].word).verb.is_none()
                    && ends(raw(index), &["ait", "aient"])
                    && !ends(raw(index), CONDITIONAL)
            })
}

/// Whether « le vendredi » is listed with another weekday and no verb tells a past or a future:
/// « un train circule le vendredi et le dimanche », but « il a joué le samedi et le dimanche ».
fn listed_days(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let entry = |index: usize| tokens.get(index).map(|token| LEXICON.entry(token.word));
    let key = |index: usize| entry(index).map_or("", |entry| entry.key);
    let bare = |at: usize| {
        key(at) == "le"
            && entry(at + 1).is_some_and(|entry| entry.weekday.is_some())
            && tokens.get(at + 2).is_none_or(|next| {
                next.kind != Kind::Number && LEXICON.entry(next.word).number.is_none()
            })
    };
    let beside =
        key(to) == "et" && bare(to + 1) || from >= 3 && key(from - 1) == "et" && bare(from - 3);
    beside && matches!(tense(text, tokens, from, to), Tense::Present | Tense::Unknown)
}

/// Whether the verb right before « le mardi » tells what comes back: « a lieu le mardi », « se
/// tient le mardi », « circule le mardi ».
fn recurs(text: &str, tokens: &[Token], from: usize) -> bool {
    let raw = |back: usize| {
        from.checked_sub(back).map_or("", |at| &text[tokens[at].start..tokens[at].end])
    };
    match raw(1) {
        "lieu" => matches!(raw(2), "a" | "ont"),
        "tient" | "tiennent" | "déroule" | "déroulent" | "réunit" | "réunissent" => {
            raw(2) == "se"
        }
        "circule" | "circulent" | "paraît" | "paraissent" => true,
        _ => false,
    }
}

/// Whether the participle at `index` follows « est » or « sont »: « est déjà prévu ».
fn follows_est(text: &str, tokens: &[Token], index: usize) -> bool {
    (index.saturating_sub(3)..index)
        .any(|at| matches!(&text[tokens[at].start..tokens[at].end], "est" | "sont"))
}

fn ends_clause(tokens: &[Token], index: usize) -> bool {
    let token = &tokens[index];
    ends_sentence(tokens, index)
        || token.kind == Kind::Sign && token.value == u32::from(';')
        // « … le 11 janvier un accord dont chacun se dira vainqueur »
        || token.kind == Kind::Word && LEXICON.entry(token.word).key == "dont"
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
    let length = token.end - token.start;
    if token.kind != Kind::Word || length > 40 {
        return None;
    }
    let entry = LEXICON.entry(token.word);
    let word = &text[token.start..token.end];
    if matches!(word, "né" | "née" | "nés" | "nées") {
        return Some(Tense::Past);
    }
    // « après avoir bondi mardi », « pour avoir menti »
    if word == "avoir" {
        let next = tokens.get(index + 1).map_or("", |next| &text[next.start..next.end]);
        let after =
            index.checked_sub(1).map_or("", |last| &text[tokens[last].start..tokens[last].end]);
        let done = participle(next).is_some()
            || matches!(after, "après" | "Après" | "pour")
                && next != "lieu"
                && next.len() >= 4
                && ends(bare(next), AFTER_AUXILIARY);
        return done.then_some(Tense::Past);
    }
    if ON_SCHEDULE.contains(&word) {
        return Some(Tense::Present);
    }
    // « arrivée du père Noël à 16 h », at the head or after a sign, is a noun.
    if word.ends_with("ée")
        && ARRIVALS.contains(&crate::text::fold(word).as_str())
        && index.checked_sub(1).is_none_or(|before| tokens[before].kind == Kind::Sign)
        && tokens
            .get(index + 1)
            .is_some_and(|next| matches!(LEXICON.entry(next.word).key, "de" | "du" | "des" | "d'"))
    {
        return None;
    }
    // « elle appelle à la grève jeudi », but « il s'appelle »
    if matches!(word, "appelle" | "appellent") {
        let next = tokens.get(index + 1).map_or("", |next| &text[next.start..next.end]);
        return Some(match next {
            "à" | "au" | "aux" => Tense::Future,
            _ => Tense::Present,
        });
    }
    match entry.verb {
        // « à » is no « a ».
        Some(Verb::Auxiliary) if word.starts_with(['à', 'À']) || is_other(text, tokens, index) => {
            return None;
        }
        // Nor is « a » in « garde a vue », where nobody writes accents.
        Some(Verb::Auxiliary) => {
            let tense = compound(text, tokens, index);
            let unsure = word == "a" && tense == Tense::Present;
            return (!unsure || !is_bare(text, token.start)).then_some(tense);
        }
        // « se dit favorable »
        Some(Verb::Past)
            if word == "dit"
                && index > 0
                && &text[tokens[index - 1].start..tokens[index - 1].end] == "se" =>
        {
            return Some(Tense::Present);
        }
        Some(Verb::Past) => {
            let announced = participle(word).is_some_and(|stem| ANNOUNCED.contains(&stem));
            let planned = announced && follows_est(text, tokens, index);
            return Some(if planned { Tense::Future } else { Tense::Past });
        }
        // « est convoqué lundi » is to come, « a convoqué lundi » is done.
        Some(Verb::Future) if participle(word).is_some() && has_done(text, tokens, index) => {
            return Some(Tense::Past);
        }
        Some(Verb::Future) => return Some(Tense::Future),
        None => {}
    }
    if token.word != 0 && (entry.grammar || entry.unit.is_some() || entry.month.is_some())
        || length < 4
        || token.capital && index > 0
    {
        return None;
    }
    // Most words end with no letter that such an ending has.
    if matches!(word.as_bytes()[length - 1], b'a' | b'i' | b's' | b't' | b'z') {
        let told = if ends(word, CONDITIONAL) || ends(word, FUTURE) {
            Some(Tense::Future)
        } else {
            ends(word, PAST).then_some(Tense::Past)
        };
        if NOUNS.contains(&word) {
            return None;
        }
        if told.is_some() {
            return told;
        }
    }
    let stem = participle(word)?;
    // « 110 salariés », « 20 invités » are nouns.
    let counted = index.checked_sub(1).is_some_and(|before| {
        tokens[before].kind == Kind::Number || LEXICON.entry(tokens[before].word).number.is_some()
    });
    if counted {
        return None;
    }
    // « la réunion fixée mardi » is to come, unless somebody has fixed it.
    if PLANNED.contains(&stem) {
        let done = has_done(text, tokens, index) || had_been(text, tokens, index);
        return Some(if done { Tense::Past } else { Tense::Future });
    }
    // « une marche est annoncée mercredi » is to come, « la marche annoncée mercredi » was said;
    // « annoncé » itself is folded like « annonce », above.
    if ANNOUNCED.contains(&stem) && follows_est(text, tokens, index) {
        return Some(Tense::Future);
    }
    // « le défilé », « de santé », « la majorité » are nouns.
    let last = index.checked_sub(1).map(|before| LEXICON.entry(tokens[before].word));
    let noun = last.is_some_and(|last| last.grammar && !BEFORE_PARTICIPLES.contains(&last.key));
    // « Ouvert lundi, le procès … »: what opens a sentence is done.
    if index == 0 && stem == "ouvert" {
        return Some(Tense::Past);
    }
    if noun
        || STATES.iter().any(|state| state.eq_ignore_ascii_case(stem))
        || stem.ends_with("it") && !QUITTED.contains(&stem)
    {
        return None;
    }
    // « sera reçu », « va être reçu »: the auxiliary tells.
    // and « s'être élancés » is done.
    let auxiliary = (index.saturating_sub(3)..index).any(|before| {
        let itself = before > 0 && LEXICON.entry(tokens[before - 1].word).key == "s'";
        !itself
            && matches!(
                &text[tokens[before].start..tokens[before].end],
                "sera"
                    | "seront"
                    | "serai"
                    | "serons"
                    | "serez"
                    | "aura"
                    | "auront"
                    | "aurai"
                    | "aurons"
                    | "aurez"
                    | "serait"
                    | "seraient"
                    | "restera"
                    | "resteront"
                    | "demeurera"
                    | "demeureront"
                    | "être"
            )
    });
    Some(if auxiliary {
        Tense::Future
    } else if ARRANGED.contains(&stem) && is_state(text, tokens, index) {
        Tense::Present
    } else {
        Tense::Past
    })
}

/// Whether the participle at `index` tells what is so now: « les vols sont suspendus jusqu'à
/// jeudi », but « s'est réuni », « se sont réunis ».
fn is_state(text: &str, tokens: &[Token], index: usize) -> bool {
    let raw = |at: usize| &text[tokens[at].start..tokens[at].end];
    (index.saturating_sub(2)..index).any(|at| {
        matches!(raw(at), "est" | "sont")
            && !is_other(text, tokens, at)
            && !at
                .checked_sub(1)
                .is_some_and(|before| matches!(LEXICON.entry(tokens[before].word).key, "s'" | "se"))
    })
}

/// Whether what looks like « a » or « est » is none: « l'A6 », « dans l'est », « d'est en ouest ».
fn is_other(text: &str, tokens: &[Token], index: usize) -> bool {
    let raw = |at: usize| tokens.get(at).map_or("", |token| &text[token.start..token.end]);
    let key =
        |back: usize| index.checked_sub(back).map_or("", |at| LEXICON.entry(tokens[at].word).key);
    match raw(index) {
        "A" => tokens.get(index + 1).is_some_and(|next| next.kind == Kind::Number),
        "est" | "Est" => {
            key(1) == "d'"
                || key(1) == "l'"
                    && matches!(
                        key(2),
                        "dans" | "de" | "a" | "vers" | "par" | "sur" | "et" | "pour"
                    )
        }
        _ => false,
    }
}

/// « est prévu », « a signé », « a déjà été signé », « est malade »: what follows « a » decides.
fn compound(text: &str, tokens: &[Token], index: usize) -> Tense {
    for next in tokens.iter().take(index + 6).skip(index + 1) {
        // « a-t-on appris »
        if next.kind == Kind::Sign && next.value == u32::from('-') {
            continue;
        }
        let entry = LEXICON.entry(next.word);
        let word = &text[next.start..next.end];
        if entry.verb == Some(Verb::Future) {
            let auxiliary = &text[tokens[index].start..tokens[index].end];
            let done = matches!(auxiliary, "a" | "ont") && participle(word).is_some();
            return if done { Tense::Past } else { Tense::Future };
        }
        // « a lieu » is no « a lu ».
        if next.kind == Kind::Sign || word == "lieu" {
            break;
        }
        if participle(word).is_some_and(|stem| PLANNED.contains(&stem)) {
            let done = matches!(&text[tokens[index].start..tokens[index].end], "a" | "ont");
            return if done { Tense::Past } else { Tense::Future };
        }
        let present = matches!(&text[tokens[index].start..tokens[index].end], "est" | "sont");
        if present && participle(word).is_some_and(|stem| ANNOUNCED.contains(&stem)) {
            return Tense::Future;
        }
        // « est ouvert le mercredi »
        // and « s'est ouvert mardi » is done.
        let stem = participle(word).unwrap_or(bare(word));
        let itself = index > 0 && matches!(LEXICON.entry(tokens[index - 1].word).key, "s'" | "se");
        if present && !itself && STATES.contains(&stem) {
            return Tense::Present;
        }
        // « a annule », where nobody writes accents.
        let has = matches!(
            &text[tokens[index].start..tokens[index].end],
            "a" | "ont" | "avait" | "avaient"
        );
        // but « samedi a 14 heures »
        if has
            && !tokens[index + 1..].first().is_some_and(|first| first.kind == Kind::Number)
            && !entry.grammar
            && word.len() >= 4
            && word.trim_end_matches('s').ends_with('e')
            && is_bare(text, next.start)
        {
            return Tense::Past;
        }
        // « le marché est déplacé samedi » is so now, « il est tombé samedi » was so then.
        if present && !itself && participle(word).is_some_and(|stem| ARRANGED.contains(&stem)) {
            return Tense::Present;
        }
        let known = entry.verb == Some(Verb::Past) || entry.key == "ete";
        let after = word.len() >= 4
            && ends(bare(word), AFTER_AUXILIARY)
            && !entry.grammar
            && !ADJECTIVES.contains(&bare(word));
        if known || after || participle(word).is_some() {
            return Tense::Past;
        }
    }
    Tense::Present
}

/// How many bytes around a word show whether a text has accents.
const AROUND: usize = 1000;

/// Whether a text is written without accents, as far as the words around a place show.
fn is_bare(text: &str, at: usize) -> bool {
    let around = at.saturating_sub(AROUND)..text.len().min(at + AROUND);
    !text.as_bytes()[around].windows(2).any(|pair| pair == "é".as_bytes())
}

/// Whether the participle at `index` follows a form of avoir.
fn has_done(text: &str, tokens: &[Token], index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| &text[tokens[before].start..tokens[before].end]);
    matches!(before, Some("a" | "ont" | "avait" | "avaient"))
}

/// Whether the participle at `index` follows « avait été »: « elles avaient été convoquées lundi ».
fn had_been(text: &str, tokens: &[Token], index: usize) -> bool {
    let word = |back: usize| {
        index.checked_sub(back).map_or("", |at| &text[tokens[at].start..tokens[at].end])
    };
    word(1) == "été" && matches!(word(2), "avait" | "avaient")
}

fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
}

/// A word without the marks of gender and number.
fn bare(word: &str) -> &str {
    let word = word.strip_suffix('s').unwrap_or(word);
    word.strip_suffix('e').unwrap_or(word)
}

/// The stem of a past participle, by its ending: « signé », « lancées », and the irregular ones.
pub(crate) fn participle(word: &str) -> Option<&str> {
    let bare = bare(word);
    match bare.strip_suffix('é') {
        Some(stem) if bare.chars().count() >= 4 => Some(stem),
        // Most words end with no letter that a participle has.
        _ if !matches!(
            bare.as_bytes().last(),
            Some(b'u' | b'i' | b's' | b't' | 0xa9 | 0x89 | b'U' | b'I' | b'S' | b'T')
        ) =>
        {
            None
        }
        // « Parti lundi, il reviendra. »
        _ => PARTICIPLES.iter().find(|known| known.eq_ignore_ascii_case(bare)).copied(),
    }
}
