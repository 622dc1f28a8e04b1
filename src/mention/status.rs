//! How surely a clause says what it says: scope, polarity, mood, modality, attribution.

use super::Status;
use super::cue::Cue;
use super::link::{Predicate, Told};
use super::parse::{Modal, Parsed, Tense, Verb};
use super::speaker::{above, is_incise, reports};
use std::ops::Range;

/// Where a time lies, seen from the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Before,
    /// The same days, or not known.
    Around,
    After,
}

/// What a clause says of its own certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Factuality {
    pub(super) status: Status,
    pub(super) negated: bool,
}

/// The factuality of `told`; `attributed` says that someone is named as its source.
pub(super) fn factuality(parsed: &Parsed, told: &Told, seen: Seen, attributed: bool) -> Factuality {
    let verb = match told.predicate {
        Predicate::Verb(index) | Predicate::Elided(index, _) => {
            Some(told_by(parsed, told, parsed.verbs[index]))
        }
        Predicate::Noun(_) => happens(parsed, told),
        Predicate::Bare(_) => None,
    };
    let range = told.tokens.clone();
    // « ont ouvert les vannes sans prévenir » denies no opening.
    let aside =
        |other: &Verb| verb.is_some_and(|v| v.start != other.start) && without(parsed, *other);
    let negated = parsed
        .verbs
        .iter()
        .any(|v| range.contains(&v.start) && is_negated(parsed, *v) && !aside(v));
    let case = Case { parsed, told, verb, seen };
    // What is told in a compound past is no plan, whatever its date seems to be.
    let past = verb.is_some_and(|verb| {
        verb.compound && (verb.tense == Tense::Past || is_past_with_be(parsed, verb))
    });
    let status = case.status().unwrap_or(match (seen, attributed) {
        (Seen::After, _) if !past => Status::Planned,
        (_, true) => Status::Attributed,
        (_, false) => Status::Asserted,
    });
    Factuality { status, negated }
}

/// « est venu », « s'est soldé »: past with the auxiliary « être », unlike « est prévu ».
fn is_past_with_be(parsed: &Parsed, verb: Verb) -> bool {
    let reflexive = verb.start.checked_sub(1).is_some_and(|at| parsed.has(at, Cue::Reflexive));
    let moves = verb.head > verb.start && parsed.has(verb.head, Cue::BeVerb);
    verb.with_be && verb.tense == Tense::Present && (reflexive || moves)
}

/// The verb that says of a noun whether it happened: « la marche de samedi n'a pas eu lieu ».
/// What another verb says (« l'inspection n'a rien révélé ») leaves the noun as it is.
fn happens(parsed: &Parsed, told: &Told) -> Option<Verb> {
    let mut finite = parsed.verbs.iter().filter(|v| v.is_finite() && told.tokens.contains(&v.head));
    let verb = *finite.find(|verb| verb.start >= told.at.start)?;
    let mut said = verb.start..(verb.head + 2).min(parsed.tokens.len());
    said.any(|at| parsed.has(at, Cue::Happen)).then_some(verb)
}

/// The verb that says whether it is so: for « …, a assuré vendredi le maire » that of the words
/// reported.
pub(super) fn told_by(parsed: &Parsed, told: &Told, verb: Verb) -> Verb {
    let segment = parsed.segment_range(parsed.segment[verb.head]);
    let joined = verb.tense == Tense::Participle
        && parsed.has(segment.start, Cue::Coordinator)
        && verb.head <= segment.start + 3;
    if joined {
        // « sera signé lundi puis ratifié mardi »: one auxiliary for two.
        let shared = parsed.verbs.iter().rfind(|v| v.is_finite() && v.head < segment.start);
        return shared.map_or(verb, |shared| Verb { head: verb.head, ..*shared });
    }
    // « … : c'est ce qu'a soutenu lundi un diplomate »
    let this = verb.start.checked_sub(2).is_some_and(|at| {
        parsed.tokens[at].is("ce") && parsed.has(at + 1, Cue::Que) && reports(parsed, verb)
    });
    if !is_incise(parsed, verb) && !this {
        return verb;
    }
    let mut reported =
        parsed.verbs.iter().filter(|v| v.is_finite() && told.tokens.contains(&v.head));
    reported.find(|v| v.head < verb.start).copied().unwrap_or(verb)
}

struct Case<'a> {
    parsed: &'a Parsed,
    told: &'a Told,
    verb: Option<Verb>,
    seen: Seen,
}

impl Case<'_> {
    /// The status where something marks one, in the order of the tests.
    fn status(&self) -> Option<Status> {
        if self.is_question() {
            return Some(Status::Question);
        }
        let Some(verb) = self.verb else { return self.nominal() };
        if self.in_hypothesis(verb) {
            return Some(Status::Hypothetical);
        }
        self.polarity(verb)
            .or_else(|| self.open_above(verb))
            .or_else(|| self.mood(verb))
            .or_else(|| self.modality(verb))
    }

    fn is_question(&self) -> bool {
        let tokens = &self.parsed.tokens;
        let last =
            tokens.iter().rposition(|t| !matches!(t.folded.as_str(), "»" | "\"" | "”" | ")" | "."));
        let asked = last.is_some_and(|at| tokens[at].is("?") && self.told.tokens.end > at);
        let from = self.verb.map_or(self.told.tokens.start, |verb| verb.start);
        let start =
            self.parsed.segment.get(from).map_or(0, |&s| self.parsed.segment_range(s).start);
        let start = start.saturating_sub(3);
        asked || (start..from).any(|at| self.parsed.has(at, Cue::IndirectQuestion))
    }

    /// Whether the verb stands under « si », or in the conditional beside one.
    fn in_hypothesis(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let opening = |at: usize| parsed.segment.get(at).map(|&s| parsed.segment_range(s).start);
        let after_if = |at: usize| {
            opening(at).is_some_and(|start| (start..at).any(|at| parsed.has(at, Cue::If)))
        };
        let under = after_if(verb.start) || after_if(self.told.at.start) || self.in_case(verb);
        let beside = verb.tense == Tense::Conditional
            && (0..parsed.tokens.len()).any(|at| parsed.has(at, Cue::If));
        under || beside
    }

    /// « sera fermé en cas de crue »: before the clause or after its verb, and of no past. « une
    /// aide en cas d'attaque » is of the aid alone.
    fn in_case(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let opens = |at: usize| at == 0 || parsed.tokens[at - 1].is(",");
        let open = matches!(verb.tense, Tense::Future | Tense::Conditional)
            || verb.tense == Tense::Present && !verb.compound;
        open && self.told.tokens.clone().any(|at| {
            parsed.has(at, Cue::InCase) && (opens(at) && at < verb.start || at > verb.head)
        })
    }

    /// Whether what is negated is no act: « n'est pas primordial », « ne se limite pas à », and
    /// « l'annonce n'a surpris personne », where the act is the subject.
    fn denies_no_act(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let act = |at: usize| parsed.triggers.iter().any(|t| (t.start..t.end).contains(&at));
        let segment = parsed.segment_range(parsed.segment[verb.start]);
        let none = (segment.start..(verb.head + NEG_REACH).min(segment.end))
            .any(|at| parsed.has(at, Cue::NegAlone));
        let copula = verb.compound && verb.head == verb.start && verb.with_be;
        let state = copula && !none && !act(verb.head + 1) && !act(verb.head + 2);
        let mut acts = parsed.triggers.iter().filter(|t| segment.contains(&t.start));
        let subject = acts.clone().any(|t| {
            let definite = t.start > segment.start && parsed.has(t.start - 1, Cue::Article);
            t.end <= verb.start && definite
        });
        let happens =
            (verb.start..(verb.head + 4).min(segment.end)).any(|at| parsed.has(at, Cue::Happen));
        let aside = subject
            && !none_before(parsed, verb)
            && !copula
            && !happens
            && !acts.any(|t| t.end > verb.head);
        state || aside || parsed.has(verb.head, Cue::OnlyVerb)
    }

    fn polarity(&self, verb: Verb) -> Option<Status> {
        let parsed = self.parsed;
        let denies = parsed.has(verb.head, Cue::Deny);
        if is_negated(parsed, verb) {
            return match () {
                () if denies || self.denies_no_act(verb) => None,
                // « ne serait plus »: of hearsay, the end of a state is hearsay too.
                () if verb.tense == Tense::Conditional && no_longer(parsed, verb) => None,
                () if parsed.has(verb.head, Cue::NegativeVerb) => Some(Status::Hypothetical),
                () => Some(Status::Denied),
            };
        }
        if denies && self.complement(verb) {
            return Some(Status::Denied);
        }
        if self.denied_above(verb) || self.says_not(verb) {
            return Some(Status::Denied);
        }
        if (verb.start..=verb.head).any(|at| parsed.has(at, Cue::Prevent)) {
            return Some(Status::Denied);
        }
        // « Le procès prévu lundi a été renvoyé à une date ultérieure »
        let put_off = |v: &Verb| {
            let off = parsed.has(v.head, Cue::Cancel) || parsed.has(v.head, Cue::Postpone);
            v.is_finite() && v.start > verb.head && off && !is_negated(parsed, *v)
        };
        let foreseen = verb.tense == Tense::Participle && parsed.has(verb.head, Cue::PlanWord);
        if foreseen && parsed.verbs.iter().any(put_off) {
            let first = self.plans_at_first();
            return Some(if first { Status::Planned } else { Status::Cancelled });
        }
        let cancels = parsed.has(verb.head, Cue::Cancel) || parsed.has(verb.head, Cue::Postpone);
        (cancels && self.seen != Seen::Before && self.told.timexes.is_empty()
            || cancels && self.seen == Seen::After)
            .then_some(Status::Cancelled)
    }

    /// « fixée d'abord à mardi », « visait d'abord le 2 octobre »: a first plan, that was changed.
    fn plans_at_first(&self) -> bool {
        let (parsed, at) = (self.parsed, &self.told.at);
        let before = at.start.saturating_sub(AT_FIRST)..at.start;
        let verb = self.verb.filter(|verb| {
            verb.tense == Tense::Imperfect && !verb.compound
                || verb.tense == Tense::Participle && parsed.has(verb.head, Cue::PlanWord)
        });
        verb.is_some() && before.into_iter().any(|at| parsed.has(at, Cue::AtFirst))
    }

    /// Whether an act follows the verb as its complement: « avoir envoyé », « que … »,
    /// « l'envoi de … ».
    fn complement(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let after = verb.head + 1..(verb.head + 8).min(parsed.tokens.len());
        let mark = |at: &usize| parsed.tokens[*at].is_mark();
        let stop = after.clone().find(mark).unwrap_or(after.end);
        let noun = parsed.triggers.iter().any(|t| {
            (after.start..stop).contains(&t.start)
                && !matches!(
                    t.family,
                    "accuse" | "say" | "reveal" | "publish" | "confirm" | "announce"
                )
        });
        let infinitive = parsed
            .verbs
            .iter()
            .any(|v| v.tense == Tense::Infinitive && (after.start..stop).contains(&v.start));
        let that = (after.start..stop).any(|at| parsed.has(at, Cue::Que));
        let having = (after.start..stop).any(|at| parsed.has(at, Cue::BeInfinitive));
        noun || infinitive || that || having
    }

    /// « La procureure a répété vendredi qu'aucune grenade n'avait été tirée »: what is dated is the
    /// telling, and what is told is that it was not so.
    fn says_not(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let said = parsed.verbs.iter().find(|v| v.is_finite() && v.start > verb.head);
        reports(parsed, verb)
            && said.is_some_and(|said| {
                let mut between = (verb.head + 1..said.start).take(THAT_REACH);
                between.any(|at| parsed.has(at, Cue::Que))
                    && is_negated(parsed, *said)
                    && !parsed.has(said.head, Cue::Report)
            })
    }

    /// Whether the verb is in the complement of a denial: « dément que », « il est faux que ».
    fn denied_above(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let segment = parsed.segment_range(parsed.segment[verb.start]);
        let from = segment.start.saturating_sub(4);
        let denied = |above: Verb| parsed.has(above.head, Cue::Deny) && !is_negated(parsed, above);
        // « dément les informations selon lesquelles … »
        let claims = parsed.has(segment.start, Cue::AccordingRelative)
            && parsed.verbs.iter().rfind(|v| v.head < segment.start).is_some_and(|v| denied(*v));
        claims
            || (from..verb.start).any(|at| parsed.has(at, Cue::False))
            || above(parsed, verb).is_some_and(denied)
    }

    /// Whether what governs the verb leaves it open: « n'exclut pas que », « accusé d'avoir ».
    fn open_above(&self, verb: Verb) -> Option<Status> {
        let parsed = self.parsed;
        let above = above(parsed, verb)?;
        if parsed.has(above.head, Cue::NegativeVerb) && is_negated(parsed, above) {
            return Some(Status::Hypothetical);
        }
        let past = verb.tense == Tense::Infinitive && verb.compound;
        (past && parsed.has(above.head, Cue::Suspected)).then_some(Status::Conditional)
    }

    fn mood(&self, verb: Verb) -> Option<Status> {
        let parsed = self.parsed;
        match (verb.modal, verb.tense) {
            (Some(Modal::Must), _) => Some(Status::Planned),
            (Some(Modal::Go), _) => (self.seen != Seen::Before).then_some(Status::Planned),
            (Some(Modal::Could), _) => Some(Status::Hypothetical),
            (Some(Modal::Can), _) => None,
            (None, Tense::Conditional) if parsed.has(verb.head, Cue::Could) => {
                Some(Status::Hypothetical)
            }
            (None, Tense::Conditional) if self.plans(verb) => Some(Status::Planned),
            (None, Tense::Conditional) if self.future_in_past(verb) => Some(Status::Planned),
            (None, Tense::Conditional) => Some(Status::Conditional),
            (None, Tense::Future) => {
                let perfect = parsed.has(verb.start, Cue::HaveFuture) && verb.head > verb.start;
                let told = perfect && self.seen != Seen::After || self.seen == Seen::Before;
                (!told).then_some(Status::Planned)
            }
            _ => None,
        }
    }

    /// « a annoncé qu'il garderait »: the future, seen from a past.
    fn future_in_past(&self, verb: Verb) -> bool {
        let parsed = self.parsed;
        let having = parsed.has(verb.start, Cue::HaveConditional) && verb.head > verb.start;
        let above = parsed.verbs.iter().rfind(|v| v.is_finite() && v.head < verb.start);
        !having
            && above.is_some_and(|above| {
                let that = (above.head + 1..verb.start).any(|at| parsed.has(at, Cue::Que));
                that && above.tense == Tense::Past && parsed.has(above.head, Cue::Report)
            })
    }

    fn modality(&self, verb: Verb) -> Option<Status> {
        let parsed = self.parsed;
        let segment = parsed.segment_range(parsed.segment[verb.head]);
        if self.plans_at_first() {
            return Some(Status::Planned);
        }
        // « une marche est annoncée samedi »
        let announced = verb.with_be && verb.tense == Tense::Present && self.seen != Seen::Before;
        if announced && parsed.has(verb.head, Cue::Announced) {
            return Some(Status::Planned);
        }
        // « La reprise, annoncée d'abord pour jeudi dernier, … »
        let before = self.told.at.start.checked_sub(1);
        let aimed = verb.tense == Tense::Participle
            && before.is_some_and(|at| at > verb.head && parsed.tokens[at].is("pour"));
        if aimed && parsed.has(verb.head, Cue::Announced) {
            return Some(Status::Planned);
        }
        if self.plans(verb) {
            let promise = self.is_promise(verb);
            return (!promise).then_some(Status::Planned);
        }
        if segment.clone().any(|at| parsed.has(at, Cue::Possible)) {
            return Some(Status::Hypothetical);
        }
        self.alleged()
    }

    /// Whether a verb plans: « prévoit », and « demande » or « veut » with a day to come; without
    /// one, to demand is an act of its own.
    fn plans(&self, verb: Verb) -> bool {
        let has = |cue| (verb.start..=verb.head).any(|at| self.parsed.has(at, cue));
        has(Cue::PlanWord) || self.seen == Seen::After && has(Cue::Wish)
    }

    /// « a promis mardi de … », « lundi, il promettait … »: what is dated is the promise.
    fn is_promise(&self, verb: Verb) -> bool {
        let told = self.told;
        let before = told.at.end <= verb.start || told.at.start == verb.head + 1;
        let past = verb.compound && !verb.with_be
            || verb.tense == Tense::Imperfect && before && self.seen == Seen::Before;
        past && self.seen != Seen::After && !told.timexes.is_empty()
    }

    fn alleged(&self) -> Option<Status> {
        let marked = |at: usize| self.parsed.has(at, Cue::Alleged);
        self.told.tokens.clone().any(marked).then_some(Status::Conditional)
    }

    /// A clause without a verb: « Rendez-vous samedi à 10 heures ».
    fn nominal(&self) -> Option<Status> {
        let parsed = self.parsed;
        let main = parsed
            .verbs
            .iter()
            .find(|verb| verb.is_finite() && self.told.tokens.contains(&verb.head));
        if let Some(main) = main {
            let cancels = parsed.has(main.head, Cue::Cancel) && !is_negated(parsed, *main);
            if cancels {
                return Some(Status::Cancelled);
            }
            let later = self.seen != Seen::Before && parsed.has(main.head, Cue::Postpone);
            return if later { Some(Status::Cancelled) } else { self.alleged() };
        }
        let planned = |at: usize| parsed.has(at, Cue::PlanWord);
        (self.seen != Seen::Before && self.told.tokens.clone().any(planned))
            .then_some(Status::Planned)
    }
}

/// How far before a time « d'abord » may stand. In tokens.
const AT_FIRST: usize = 5;

/// How far after a verb of telling its « que » may stand. In tokens.
const THAT_REACH: usize = 6;

/// How far from its verb the second word of a negation may stand.
const NEG_REACH: usize = 8;

/// Whether a verb is negated. « ne … que » restricts, the « ne » after « avant que » says
/// nothing.
pub(super) fn is_negated(parsed: &Parsed, verb: Verb) -> bool {
    let tokens = parsed.tokens.len();
    let before = verb.start.saturating_sub(4)..verb.head.min(tokens);
    let Some(ne) = before.clone().rfind(|&at| parsed.has(at, Cue::Ne)) else {
        return without(parsed, verb);
    };
    // The « ne » of another verb.
    if parsed.verbs.iter().any(|other| (ne..verb.start).contains(&other.head)) {
        return false;
    }
    let reach = ne + 1..(verb.head + NEG_REACH).min(tokens);
    let stop = reach.clone().find(|&at| ends_scope(parsed, verb, at)).unwrap_or(reach.end);
    let second = (reach.start..stop)
        .find(|&at| parsed.cues[at].any(&[Cue::Neg, Cue::NotYet, Cue::NegAlone]));
    let segment = parsed.segment_range(parsed.segment[ne]);
    let alone = |range: Range<usize>| range.into_iter().any(|at| parsed.has(at, Cue::NegAlone));
    match second {
        // « n'a jamais que » restricts, « n'exclut pas que » does not.
        Some(at) => {
            let takes_that = [Cue::NegativeVerb, Cue::Deny, Cue::Report];
            !parsed.has(at + 1, Cue::Que) || parsed.cues[verb.head].any(&takes_that)
        }
        None if alone(segment.start..ne) || alone(ne.saturating_sub(12)..ne) => true,
        None => parsed.cues[verb.start..=verb.head].iter().any(|cues| cues.has(Cue::Literary)),
    }
}

/// Whether « aucun », « rien », « personne » stand before a negated verb.
fn none_before(parsed: &Parsed, verb: Verb) -> bool {
    let segment = parsed.segment_range(parsed.segment[verb.start]);
    (segment.start..verb.start).any(|at| parsed.has(at, Cue::NegAlone))
}

/// « n'est plus », without a word that denies more.
fn no_longer(parsed: &Parsed, verb: Verb) -> bool {
    let range = verb.start..(verb.head + 2).min(parsed.tokens.len());
    range.clone().any(|at| parsed.tokens[at].is("plus"))
        && !range.clone().any(|at| parsed.has(at, Cue::NegAlone))
}

fn ends_scope(parsed: &Parsed, verb: Verb, at: usize) -> bool {
    at > verb.head
        && (parsed.tokens[at].is_mark()
            || parsed.has(at, Cue::Subordinator) && !parsed.has(at, Cue::Neg))
}

/// « sans donner de détails »
fn without(parsed: &Parsed, verb: Verb) -> bool {
    verb.tense == Tense::Infinitive && verb.start > 0 && parsed.has(verb.start - 1, Cue::Without)
}
