//! A sentence cut into segments, with its verbs: as much grammar as mentions need.
//!
//! Without a tagger: auxiliaries, endings, what stands before a word. What it cannot tell it
//! leaves out; nothing here fails.

use super::cue::{
    Cue, Cues, Ending, Marked, cues, ending, is_adverb, is_infinitive, is_noun, is_of_person,
    is_participle, is_present,
};
use super::inflect::Forms;
use super::token::{Kind, Token, tokens};
use super::trigger::{Trigger, triggers};
use crate::text::Span;
use crate::timex::Timex;

/// When a verb says that it happens, by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Present,
    Past,
    /// « avait signé », « signait »
    Imperfect,
    Future,
    Conditional,
    Subjunctive,
    Infinitive,
    /// « signé le 3 » with no auxiliary.
    Participle,
    /// « affirmant que »
    Gerund,
}

/// A modal before an infinitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modal {
    /// « doit », « devrait »
    Must,
    /// « va »
    Go,
    /// « peut »
    Can,
    /// « pourrait »
    Could,
}

/// A verb with its auxiliaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verb {
    /// First token: auxiliary or modal.
    pub(super) start: usize,
    /// The token that says what is done.
    pub(super) head: usize,
    pub(super) tense: Tense,
    pub(super) modal: Option<Modal>,
    /// Whether an auxiliary or a modal stands before the head.
    pub(super) compound: bool,
    /// Whether the auxiliary is a form of « être ».
    pub(super) with_be: bool,
}

impl Verb {
    pub(super) fn is_finite(self) -> bool {
        !matches!(self.tense, Tense::Infinitive | Tense::Participle | Tense::Gerund)
    }
}

/// A sentence as tokens, segments between marks and conjunctions, verbs and triggers.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) tokens: Vec<Token>,
    pub(super) cues: Vec<Cues>,
    /// Number of tokens of the words that a token's cues come from.
    pub(super) cue_lengths: Vec<usize>,
    /// The segment of every token.
    pub(super) segment: Vec<usize>,
    /// First token of every segment, and the end of the last.
    pub(super) bounds: Vec<usize>,
    pub(super) verbs: Vec<Verb>,
    pub(super) triggers: Vec<Trigger>,
    /// Tokens of time expressions.
    pub(super) timed: Vec<bool>,
}

impl Parsed {
    /// Reads a sentence; `times` are the time expressions in it, which hold no verb or trigger.
    /// `bare` says that the text is written without accents.
    pub(super) fn new(text: &str, sentence: Span, times: &[Timex], bare: bool) -> Parsed {
        let mut tokens = tokens(sentence.slice(text), sentence.start);
        tokens.iter_mut().for_each(|token| token.bare |= bare);
        let Marked { classes: cues, lengths: cue_lengths, forms } = cues(&tokens);
        let timed: Vec<bool> = tokens
            .iter()
            .map(|token| times.iter().any(|time| time.span.overlaps(token.span)))
            .collect();
        // « le début du mois » begins nothing.
        let mut triggers = triggers(&tokens, &cues, &timed);
        triggers.retain(|trigger| !timed[trigger.start]);
        let (segment, bounds) = segments(&tokens, &cues);
        let mut reader = Reader {
            text,
            tokens: &tokens,
            cues: &cues,
            lengths: &cue_lengths,
            timed: &timed,
            is_trigger: vec![false; tokens.len()],
            forms,
        };
        for trigger in &triggers {
            reader.is_trigger[trigger.start] = true;
            reader.forms[trigger.start] = trigger.forms;
        }
        let mut verbs = reader.verbs();
        verbs.retain(|verb| !timed[verb.head]);
        Parsed { tokens, cues, cue_lengths, segment, bounds, verbs, triggers, timed }
    }

    pub(super) fn has(&self, at: usize, cue: Cue) -> bool {
        self.cues.get(at).is_some_and(|cues| cues.has(cue))
    }

    /// Whether one of `cues` opens the segment that starts on a token, right there or after its mark.
    pub(super) fn opens_with(&self, start: usize, cues: &[Cue]) -> bool {
        (start..start + 2).any(|at| self.cues.get(at).is_some_and(|own| own.any(cues)))
    }

    pub(super) fn segment_range(&self, segment: usize) -> std::ops::Range<usize> {
        self.bounds[segment]..self.bounds[segment + 1]
    }

    /// The tokens that lie in `span`.
    pub(super) fn within(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.tokens.partition_point(|t| t.span.end <= span.start);
        let end = self.tokens.partition_point(|t| t.span.start < span.end);
        start..end.max(start)
    }
}

fn segments(tokens: &[Token], cues: &[Cues]) -> (Vec<usize>, Vec<usize>) {
    let mut bounds = vec![0];
    for (at, token) in tokens.iter().enumerate().skip(1) {
        let mark = token.is_mark() && !matches!(token.folded.as_str(), "%" | "€" | "$" | "’" | "'");
        let after_mark = tokens[at - 1].is_mark() && bounds.last() == Some(&(at - 1));
        let opens = cues[at].any(&[Cue::Subordinator, Cue::Coordinator]);
        if (mark || opens) && !after_mark {
            bounds.push(at);
        }
    }
    bounds.push(tokens.len());
    bounds.dedup();
    let mut segment = Vec::with_capacity(tokens.len());
    for (index, pair) in bounds.windows(2).enumerate() {
        segment.resize(pair[1], index);
    }
    if bounds.len() < 2 {
        bounds = vec![0, tokens.len()];
    }
    (segment, bounds)
}

/// Tokens that may stand between an auxiliary and its verb.
const MOST_SKIPPED: usize = 5;

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    cues: &'a [Cues],
    lengths: &'a [usize],
    timed: &'a [bool],
    /// Whether a trigger starts on a token.
    is_trigger: Vec<bool>,
    /// What the tables say that a token can be.
    forms: Vec<Forms>,
}

impl Reader<'_> {
    fn verbs(&self) -> Vec<Verb> {
        let mut found: Vec<Verb> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.verb(at) {
                Some(verb) => {
                    at = verb.head.max(at) + 1;
                    found.push(verb);
                }
                None => at += 1,
            }
        }
        found
    }

    fn verb(&self, at: usize) -> Option<Verb> {
        let token = &self.tokens[at];
        if !token.is_word() {
            return None;
        }
        let cues = self.cues[at];
        // « a 10 heures », without accents.
        let number = self.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Number);
        if let Some((tense, with_be)) = auxiliary(cues)
            && !(number && token.folded.len() == 1)
        {
            return Some(self.compound(at, tense, with_be));
        }
        // « avoir signé »
        if cues.has(Cue::BeInfinitive) {
            let verb = self.compound(at, Tense::Infinitive, false);
            return Some(Verb { compound: verb.head > at, ..verb });
        }
        if let Some(modal) = modal(cues)
            && let Some(head) = self.infinitive_after(at + 1)
        {
            let tense = Tense::Present;
            return Some(Verb {
                start: at,
                head,
                tense,
                modal: Some(modal),
                compound: true,
                with_be: false,
            });
        }
        let simple = |tense| Verb {
            start: at,
            head: at,
            tense,
            modal: None,
            compound: false,
            with_be: false,
        };
        let after_article =
            at > 0 && self.cues[at - 1].has(Cue::Article) && !self.after_subject(at);
        let forms = self.forms[at];
        if let Some(tense) = self.known_tense(at, forms) {
            return Some(simple(tense));
        }
        if forms.any(Forms::GERUND) {
            return Some(simple(Tense::Gerund));
        }
        if !after_article && forms.is_empty() {
            match ending(token) {
                Some(Ending::Conditional) => return Some(simple(Tense::Conditional)),
                // « quatre escadrons » is no future.
                Some(Ending::Future)
                    if is_of_person(&token.folded)
                        && !self.after_subject(at)
                        && !self.tokens.get(at + 1).is_some_and(|t| t.folded.starts_with('-')) => {}
                Some(Ending::Future) => return Some(simple(Tense::Future)),
                Some(Ending::Imperfect) => return Some(simple(Tense::Imperfect)),
                Some(Ending::PastSimple) => return Some(simple(Tense::Past)),
                None => {}
            }
        }
        if is_infinitive(&token.folded) && !token.capital && !after_article {
            return Some(simple(Tense::Infinitive));
        }
        if self.after_subject(at) && !self.is_function(at) {
            return Some(simple(Tense::Present));
        }
        if self.is_plural_present(at) {
            return Some(simple(Tense::Present));
        }
        let told = self.is_trigger[at] || self.is_marked(at);
        let says = self.cues[at].has(Cue::Report) && self.looks_present(at);
        let that = self.cues.get(at + 1).is_some_and(|next| next.has(Cue::Que));
        let incise = at > 0 && self.tokens[at - 1].is_mark();
        if says && (that || incise) {
            return Some(simple(Tense::Present));
        }
        let written = token.span.slice(self.text);
        // « Élu en 2014, », « le tribunal, saisi lundi, »
        let dated = (at + 1..at + 3).any(|at| self.timed.get(at) == Some(&true));
        let opens = at == 0 || dated && self.tokens[at - 1].is(",");
        if (told || opens)
            && (forms.any(Forms::PARTICIPLE) || forms.is_empty() && is_participle(written))
            && (!token.capital || at == 0)
            && !after_article
        {
            return Some(simple(Tense::Participle));
        }
        (told && self.looks_present(at)).then(|| simple(Tense::Present))
    }

    /// The tense of a verb that the tables conjugate, where its form leaves no doubt.
    fn known_tense(&self, at: usize, forms: Forms) -> Option<Tense> {
        if forms.any(Forms::NOUN) || !forms.any(Forms::FINITE) {
            return None;
        }
        let next = self.cues.get(at + 1).copied().unwrap_or_default();
        // « détruit un hangar » is a present, « détruit par le feu » a participle.
        if forms.any(Forms::PARTICIPLE) {
            let object = next.has(Cue::Article) && !next.has(Cue::To);
            let after = self.after_subject(at);
            return (object && at > 0 && !self.is_function(at - 1) || after)
                .then_some(Tense::Present);
        }
        let tenses = [
            (Forms::PRESENT, Tense::Present),
            (Forms::IMPERFECT, Tense::Imperfect),
            (Forms::PAST, Tense::Past),
            (Forms::FUTURE, Tense::Future),
            (Forms::CONDITIONAL, Tense::Conditional),
        ];
        tenses.iter().find(|(form, _)| forms.any(*form)).map(|(_, tense)| *tense)
    }

    fn compound(&self, at: usize, tense: Tense, with_be: bool) -> Verb {
        let mut head = at;
        let mut with_be = with_be;
        let mut next = self.skip(at + 1);
        if self.cues.get(next).is_some_and(|cues| cues.has(Cue::Been)) {
            with_be = true;
            head = next;
            next = self.skip(next + 1);
        }
        if self.is_past_participle(next) {
            head = next;
            // « ont dû être évacués »
            if self.cues[next].has(Cue::HalfModal) {
                head = self.infinitive_after(next + self.lengths[next]).unwrap_or(next);
            }
        }
        Verb { start: at, head, tense, modal: None, compound: true, with_be }
    }

    fn is_past_participle(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        token.is_word()
            && !self.cues[at].any(&[Cue::Article, Cue::Of, Cue::Que])
            && match self.forms[at] {
                forms if !forms.is_empty() => forms.any(Forms::PARTICIPLE),
                _ => self.is_trigger[at] || is_participle(token.span.slice(self.text)),
            }
    }

    /// The token after adverbs, negations and pronouns from `at` on.
    fn skip(&self, at: usize) -> usize {
        let mut next = at;
        while let Some(token) = self.tokens.get(next) {
            let passes =
                self.cues[next].any(&[Cue::AdverbSkip, Cue::Neg, Cue::NotYet, Cue::Possible])
                    || is_adverb(&token.folded) && !self.is_trigger[next]
                    || token.folded.starts_with('-');
            if !passes || next >= at + MOST_SKIPPED {
                break;
            }
            next += self.lengths[next];
        }
        next
    }

    /// The head of the infinitive that follows a modal.
    fn infinitive_after(&self, at: usize) -> Option<usize> {
        let mut next = self.skip(at);
        while self.cues.get(next).is_some_and(|c| c.any(&[Cue::ObjectPronoun, Cue::Ne])) {
            next += 1;
        }
        let next = self.skip(next);
        let token = self.tokens.get(next)?;
        if self.cues[next].has(Cue::BeInfinitive) {
            let participle = self.skip(next + 1);
            return Some(if self.is_past_participle(participle) { participle } else { next });
        }
        (token.is_word() && is_infinitive(&token.folded)).then_some(next)
    }

    /// Whether a subject pronoun (and object pronouns) or « ne » stand right before.
    fn after_subject(&self, at: usize) -> bool {
        let mut before = at;
        for _ in 0..3 {
            let Some(previous) = before.checked_sub(1) else { return false };
            if self.cues[previous].any(&[Cue::Ne, Cue::SubjectPronoun]) {
                return !self.tokens[previous].folded.starts_with('-');
            }
            if !self.cues[previous].has(Cue::ObjectPronoun) {
                return false;
            }
            before = previous;
        }
        false
    }

    /// « les sauveteurs extraient », « la toiture s'envole »: a word in « -ent » right after a
    /// plural is a verb, and so is what a reflexive pronoun opens.
    fn is_plural_present(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = token.folded.as_str();
        let Some(before) = at.checked_sub(1).map(|at| &self.tokens[at]) else { return false };
        let known = self.is_function(at) || self.timed[at] || token.capital;
        if known || self.cues[at].any(&[Cue::Determiner, Cue::Possible]) {
            return false;
        }
        let plural = before.is_word()
            && before.folded.len() > 3
            && before.folded.ends_with(['s', 'x'])
            && !self.timed[at - 1]
            && !self.is_function(at - 1)
            && !self.cues[at - 1].any(&[Cue::Determiner, Cue::TemporalPreposition]);
        let third =
            word.len() > 4 && word.ends_with("ent") && !is_adverb(word) && word != "souvent";
        let reflexive = self.cues[at - 1].has(Cue::Reflexive)
            && is_present(word)
            && !is_participle(token.span.slice(self.text))
            && !is_infinitive(word);
        plural && third || reflexive
    }

    /// Whether a table knows the word as a verb.
    fn is_marked(&self, at: usize) -> bool {
        let verbs = [
            Cue::PlanWord,
            Cue::Wish,
            Cue::Report,
            Cue::Deny,
            Cue::Cancel,
            Cue::Postpone,
            Cue::VerbWord,
        ];
        self.cues[at].any(&verbs)
    }

    fn is_function(&self, at: usize) -> bool {
        self.cues[at].any(&[
            Cue::Ne,
            Cue::Neg,
            Cue::ObjectPronoun,
            Cue::SubjectPronoun,
            Cue::Article,
            Cue::Of,
            Cue::Subordinator,
            Cue::Coordinator,
            Cue::AdverbSkip,
            Cue::Been,
            Cue::Being,
        ])
    }

    /// Whether a word that tells an act stands where a verb in the present does: not after a
    /// determiner, and without the ending of a noun.
    fn looks_present(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = token.folded.as_str();
        let marked = self.is_marked(at);
        let not_before = [Cue::Determiner, Cue::Of, Cue::Coordinator, Cue::TemporalPreposition];
        let after_name = at > 0
            && (self.tokens[at - 1].is_word() || marked)
            && !self.cues[at - 1].any(&not_before);
        let can = match self.forms[at] {
            forms if !forms.is_empty() => forms.any(Forms::PRESENT),
            _ => is_present(word) && (marked || !is_noun(word)),
        };
        after_name && can && !token.capital
    }
}

fn auxiliary(cues: Cues) -> Option<(Tense, bool)> {
    let classes = [
        (Cue::HavePresent, Tense::Past, false),
        (Cue::HavePast, Tense::Past, false),
        (Cue::HaveConditional, Tense::Conditional, false),
        (Cue::HaveFuture, Tense::Future, false),
        (Cue::HaveSubjunctive, Tense::Subjunctive, false),
        (Cue::BePresent, Tense::Present, true),
        (Cue::BePast, Tense::Past, true),
        (Cue::BeConditional, Tense::Conditional, true),
        (Cue::BeFuture, Tense::Future, true),
        (Cue::BeSubjunctive, Tense::Subjunctive, true),
    ];
    let (_, tense, with_be) = classes.iter().find(|(cue, ..)| cues.has(*cue))?;
    Some((*tense, *with_be))
}

fn modal(cues: Cues) -> Option<Modal> {
    let classes = [
        (Cue::Must, Modal::Must),
        (Cue::Go, Modal::Go),
        (Cue::Can, Modal::Can),
        (Cue::Could, Modal::Could),
    ];
    classes.iter().find(|(cue, _)| cues.has(*cue)).map(|(_, modal)| *modal)
}
