//! Words that say how surely something is said, and endings of verbs.

use super::inflect::Forms;
use super::table::{Table, lines};
use super::token::{Kind, Token};
use crate::text::fold;
use rustc_hash::FxHashSet as HashSet;
use std::sync::LazyLock;

macro_rules! cues {
    ($($name:ident = $word:literal,)*) => {
        /// A class of `data/cues.txt`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Cue { $($name,)* }

        const NAMES: &[&str] = &[$($word,)*];
    };
}

cues! {
    HavePresent = "have-present", HavePast = "have-past", HaveConditional = "have-conditional",
    HaveFuture = "have-future", HaveSubjunctive = "have-subjunctive",
    BePresent = "be-present", BePast = "be-past", BeConditional = "be-conditional",
    BeFuture = "be-future", BeSubjunctive = "be-subjunctive", BeInfinitive = "be-infinitive",
    Being = "being", Been = "been",
    Must = "must", Can = "can", Could = "could", Go = "go",
    PlanWord = "plan-word", Wish = "wish", Possible = "possible",
    Alleged = "alleged",
    Ne = "ne", Neg = "neg", NegAlone = "neg-alone",  NotYet = "not-yet",
    Que = "que",  Without = "without",
    Report = "report", Certain = "certain", Deny = "deny", False = "false",
    Cancel = "cancel", Postpone = "postpone", Prevent = "prevent",
    NegativeVerb = "negative-verb", OnlyVerb = "only-verb", If = "if", InCase = "in-case", IndirectQuestion = "indirect-question",
    Attribution = "attribution", FromSource = "from-source", As = "as", Claim = "claim",
    AccordingRelative = "according-relative",
    SubjectPronoun = "subject-pronoun", ObjectPronoun = "object-pronoun",
    Determiner = "determiner", Article = "article", Coordinator = "coordinator",
    Subordinator = "subordinator", Relative = "relative",
    TemporalPreposition = "temporal-preposition", Of = "of",
    BeginPreposition = "begin-preposition", StateWord = "state-word",
    AdverbSkip = "adverb-skip", Anaphor = "anaphor", Literary = "literary", Comparison = "comparison", PointSignal = "point-signal", To = "to", Suspected = "suspected",
    HalfModal = "half-modal", Happen = "happen", PhraseEnd = "phrase-end", Adjunct = "adjunct", Offset = "offset",
    Count = "count", BeVerb = "be-verb", Reflexive = "reflexive", Announced = "announced",
    DefiniteSingular = "definite-singular", AtFirst = "at-first", Witness = "witness", TollNoun = "toll-noun", Provided = "provided", By = "by", Observe = "observe", There = "there",
    Demonstrative = "demonstrative", BackLink = "back-link", EventNoun = "event-noun", Accuse = "accuse", VerbWord = "verb-word",
}

/// The classes of one token: those of the longest readings that start on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues(u128);

impl Cues {
    pub(super) fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u64) != 0
    }

    pub(super) fn any(self, cues: &[Cue]) -> bool {
        cues.iter().any(|&cue| self.has(cue))
    }
}

/// The value of phrases that only keep their words from being read alone.
const NONE: usize = usize::MAX;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (name, patterns) in lines(include_str!("data/cues.txt")) {
        let value = NAMES.iter().position(|known| *known == name).unwrap_or(NONE);
        patterns.iter().for_each(|pattern| table.add(pattern, value));
    }
    table
});

/// What the table says of the tokens of a sentence.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// The classes of every token. Words inside a phrase (« sans doute ») have none.
    pub(super) classes: Vec<Cues>,
    /// The number of tokens that they take.
    pub(super) lengths: Vec<usize>,
    /// What inflected words can be where they stand.
    pub(super) forms: Vec<Forms>,
}

/// Reads the classes of all tokens.
pub(super) fn cues(tokens: &[Token]) -> Marked {
    let mut found = Marked {
        classes: vec![Cues::default(); tokens.len()],
        lengths: vec![1; tokens.len()],
        forms: vec![Forms::default(); tokens.len()],
    };
    let mut at = 0;
    while at < tokens.len() {
        let not = excluded(tokens, &found.classes, at);
        let mut hits = TABLE.hits(tokens, at);
        hits.retain(|hit| hit.forms.is_empty() || !hit.forms.without(not).is_empty());
        let length = hits.iter().map(|hit| hit.tokens).max().unwrap_or(1);
        for hit in hits.iter().filter(|hit| hit.tokens == length && hit.value != NONE) {
            found.classes[at].0 |= 1 << hit.value;
            found.forms[at] = found.forms[at].or(hit.forms.without(not));
        }
        found.lengths[at] = length;
        at += length;
    }
    found
}

/// The forms that a word cannot be where it stands: « la porte », « de livre », « M. Marche »
/// are no verbs.
pub(super) fn excluded(tokens: &[Token], cues: &[Cues], at: usize) -> Forms {
    let inverted = tokens.get(at + 1).is_some_and(|next| next.folded.starts_with('-'));
    let first = at == 0 || tokens[at - 1].is_mark();
    if tokens[at].capital && !inverted {
        // A sentence may open with a participle (« Élu en 2014, »), not with a verb.
        return if first { Forms::FINITE } else { Forms::FINITE.or(Forms::GERUND) };
    }
    let Some(before) = at.checked_sub(1) else { return Forms::default() };
    if !cues[before].has(Cue::Determiner) {
        return Forms::default();
    }
    // « qui la ferme », « il en livre »
    let subject = before.checked_sub(1).is_some_and(|at| {
        cues[at].any(&[Cue::SubjectPronoun, Cue::Ne]) && !tokens[at].folded.starts_with('-')
    });
    // « comme l'indique la mairie »
    let as_said = before.checked_sub(1).is_some_and(|at| cues[at].has(Cue::As));
    let pronoun = (subject || as_said) && cues[before].has(Cue::ObjectPronoun);
    if pronoun { Forms::NOUN } else { Forms::FINITE }
}

/// How a verb is inflected, as far as its ending says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Conditional,
    Future,
    Imperfect,
    PastSimple,
}

struct Class {
    endings: Vec<String>,
    except: HashSet<String>,
}

impl Class {
    fn read(name: &str) -> Class {
        let except = line(&format!("{name}-except")).map(str::to_owned).collect();
        Class { endings: line(name).map(str::to_owned).collect(), except }
    }

    /// Whether `word` ends so, with at least `stem` letters before the ending.
    fn fits(&self, word: &str, stem: usize) -> bool {
        !self.except.contains(word)
            && self
                .endings
                .iter()
                .any(|e| word.ends_with(e.as_str()) && word.len() >= e.len() + stem)
    }
}

/// The words of a line of the file.
fn line(name: &str) -> impl Iterator<Item = &'static str> + use<> {
    let line = MORPHOLOGY.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_default().split_whitespace()
}

const MORPHOLOGY: &str = include_str!("data/morphology.txt");
static CONDITIONAL: LazyLock<Class> = LazyLock::new(|| Class::read("conditional"));
static FUTURE: LazyLock<Class> = LazyLock::new(|| Class::read("future"));
static FUTURE_PERSON: LazyLock<Class> = LazyLock::new(|| Class::read("future-person"));
static IMPERFECT: LazyLock<Class> = LazyLock::new(|| Class::read("imperfect"));
static PAST_SIMPLE: LazyLock<Class> = LazyLock::new(|| Class::read("past-simple"));
static PARTICIPLE: LazyLock<Class> = LazyLock::new(|| Class::read("participle"));
/// Whole words rather than endings.
static PARTICIPLE_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| line("participle-words").collect());
static NOUN: LazyLock<Class> = LazyLock::new(|| Class::read("noun"));
static PRESENT: LazyLock<Class> = LazyLock::new(|| Class::read("present"));
static ADVERB: LazyLock<Class> = LazyLock::new(|| Class::read("adverb"));
static INFINITIVE: LazyLock<Class> = LazyLock::new(|| Class::read("infinitive"));

/// What the ending of a word says, if it can be that of a finite verb.
pub(super) fn ending(token: &Token) -> Option<Ending> {
    if token.kind != Kind::Word || token.capital {
        return None;
    }
    let word = token.folded.as_str();
    // « apparaît » is no conditional: its ending has an accent.
    let plain = |class: &Class, stem: usize| {
        let spelled = token.bare || class.endings.iter().any(|e| token.written.ends_with(e));
        spelled && class.fits(word, stem)
    };
    if plain(&CONDITIONAL, 3) {
        return Some(Ending::Conditional);
    }
    if plain(&FUTURE, 3) {
        return Some(Ending::Future);
    }
    if plain(&IMPERFECT, 2) {
        return Some(Ending::Imperfect);
    }
    PAST_SIMPLE.fits(word, 2).then_some(Ending::PastSimple)
}

/// Whether a folded word in the future is of « nous » or « vous », who then stand beside it.
pub(super) fn is_of_person(word: &str) -> bool {
    FUTURE_PERSON.fits(word, 1)
}

/// Whether `written` (with its accents) ends like a past participle.
pub(super) fn is_participle(written: &str) -> bool {
    let word = written.to_lowercase();
    PARTICIPLE_WORDS.contains(word.as_str())
        || PARTICIPLE.fits(&word, 2) && !is_infinitive(&fold(&word))
}

/// Whether a folded word ends like a noun of action.
pub(super) fn is_noun(word: &str) -> bool {
    NOUN.fits(word, 1)
}

/// Whether a folded word can be a verb in the present, third person.
pub(super) fn is_present(word: &str) -> bool {
    PRESENT.fits(word, 1)
}

/// Whether a folded word ends like an adverb.
pub(super) fn is_adverb(word: &str) -> bool {
    ADVERB.fits(word, 1)
}

/// Whether a folded word ends like an infinitive.
pub(super) fn is_infinitive(word: &str) -> bool {
    INFINITIVE.fits(word, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::token::tokens;

    #[test]
    fn every_class_of_the_file_is_known_and_the_other_way_round() {
        let source = include_str!("data/cues.txt");
        let in_file: Vec<&str> = lines(source).map(|(name, _)| name).collect();
        for name in NAMES {
            assert!(in_file.contains(name), "`{name}` is not in the file");
        }
        for name in in_file.iter().filter(|name| **name != "-") {
            assert!(NAMES.contains(name), "`{name}` is not in the code");
        }
        assert!(NAMES.len() <= 128, "a class is a bit of 128");
    }

    #[test]
    fn endings_tell_tenses_apart() {
        for (word, expected) in [
            ("garderait", Some(Ending::Conditional)),
            ("montreraient", Some(Ending::Conditional)),
            ("montrait", Some(Ending::Imperfect)),
            ("retrait", None),
            ("signera", Some(Ending::Future)),
            ("opéra", None),
            ("apparaît", None),
            ("apparaîtrait", Some(Ending::Conditional)),
            ("souhait", None),
            ("signèrent", Some(Ending::PastSimple)),
            ("Angora", None),
        ] {
            assert_eq!(ending(&tokens(word, 0)[0]), expected, "{word}");
        }
    }
}
