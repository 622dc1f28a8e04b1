//! Puts mentions together: sentence by sentence, event by event.

use super::cue::Cue;
use super::figure::figures;
use super::follow::{Link, follows};
use super::key::{Keys, folded_sentence};
use super::link::{Predicate, Told, cut, dated, side_by_side, span};
use super::names::{Known, names};
use super::ordinal::ordinals;
use super::parse::{Modal, Parsed, Tense, Verb};
use super::speaker::{Speaker, claims, is_incise, reports, speaker};
use super::status::{Seen, factuality, told_by};
use super::token::{Kind, is_bare};
use super::trigger::Trigger;
use super::when::{goes_on, main_timex, role, seen};
use super::words::{is_stop, words};
use super::{EventMention, Role, Status};
use crate::ingest::{Article, BlockKind};
use crate::text::Span;
use crate::timex::{Granularity, Timex, TimexClass};
use std::ops::Range;
use std::rc::Rc;

/// A longer sentence is a list or a broken page, and tells no event. In bytes.
const LONGEST_SENTENCE: usize = 4000;

/// The mentions of an article, in the order of the text. Sentences inside noise give none.
///
/// Every sentence with a calendar date gives one mention for each event told in it; an undated
/// one gives a mention without time where it tells an act.
pub fn mentions(article: &Article, timexes: &[Timex]) -> Vec<EventMention> {
    let text = article.text.as_str();
    let bare = is_bare(text);
    let mut read: Vec<Read> = Vec::new();
    for (index, sentence) in article.sentences.iter().enumerate() {
        if sentence.span.len() <= LONGEST_SENTENCE {
            read.extend(parts(text, index, sentence.span, timexes, bare));
        }
    }
    let known = Known::of(read.iter().map(|part| &part.parsed), text);
    let mut writer = Writer {
        article,
        timexes,
        known,
        keys: Keys::new(&article.id),
        lead: lead(article),
        clause: 0,
        found: Vec::new(),
    };
    let mut before = None;
    for part in &read {
        if before != Some(part.sentence) {
            writer.clause = 0;
        }
        before = Some(part.sentence);
        writer.part(part);
    }
    writer.found
}

/// A sentence, or a part of one between semicolons, as it was read.
struct Read {
    /// Index in [`Article::sentences`].
    sentence: usize,
    /// The whole sentence, folded, for the names of its mentions.
    folded: Rc<str>,
    /// The words of the part.
    whole: Span,
    parsed: Parsed,
    /// Its times, as indices in the article's list.
    times: Range<usize>,
}

/// Reads a sentence, part by part.
fn parts(text: &str, sentence: usize, span: Span, timexes: &[Timex], bare: bool) -> Vec<Read> {
    let folded: Rc<str> = folded_sentence(span.slice(text)).into();
    let mut spans = Vec::new();
    let mut start = span.start;
    for (at, _) in span.slice(text).match_indices(';') {
        spans.push(Span::new(start, span.start + at));
        start = span.start + at + 1;
    }
    spans.push(Span::new(start, span.end));
    let mut read = Vec::new();
    for span in spans {
        let start = timexes.partition_point(|timex| timex.span.start < span.start);
        let end = timexes.partition_point(|timex| timex.span.end <= span.end);
        let parsed = Parsed::new(text, span, &timexes[start..end.max(start)], bare);
        let parsed = without_dateline(text, parsed, &timexes[start..end.max(start)], bare);
        let (Some(first), Some(last)) = (parsed.tokens.first(), parsed.tokens.last()) else {
            continue;
        };
        let whole = first.span.join(last.span);
        let start = timexes.partition_point(|timex| timex.span.start < whole.start);
        let times = start..end.max(start);
        read.push(Read { sentence, folded: folded.clone(), whole, parsed, times });
    }
    read
}

/// The block that opens the article: its lead, else its first paragraph.
fn lead(article: &Article) -> Option<usize> {
    let of = |kind: BlockKind| {
        let mut blocks = article.sentences.iter().map(|sentence| sentence.block);
        blocks.find(|&block| article.blocks.get(block).is_some_and(|b| b.kind == kind))
    };
    of(BlockKind::Lead).or_else(|| of(BlockKind::Paragraph))
}

/// « 13 h 30 », « vingt-quatre heures »; a longer one holds a day. In tokens.
const LONGEST_HOUR: usize = 5;

/// Tokens before which the dash of a dateline stands.
const DATELINE: usize = 14;

/// A sentence without « SÉOUL, 18 octobre (APN) - » before it.
fn without_dateline(text: &str, parsed: Parsed, times: &[Timex], bare: bool) -> Parsed {
    let head = parsed.tokens.iter().take(DATELINE);
    let dash = head.clone().position(|t| matches!(t.folded.as_str(), "-" | "–" | "—"));
    let (Some(dash), Some(first), Some(last)) = (dash, parsed.tokens.first(), parsed.tokens.last())
    else {
        return parsed;
    };
    let shouted = first.span.slice(text).chars().all(|c| !c.is_lowercase());
    let credit = dash > 0 && parsed.tokens[dash - 1].is(")");
    let verb = parsed.verbs.iter().any(|verb| verb.is_finite() && verb.start < dash);
    if dash + 1 >= parsed.tokens.len() || verb || !first.capital || !(shouted || credit) {
        return parsed;
    }
    let rest = Span::new(parsed.tokens[dash + 1].span.start, last.span.end);
    Parsed::new(text, rest, times, bare)
}

struct Writer<'a> {
    article: &'a Article,
    timexes: &'a [Timex],
    known: Known,
    keys: Keys<'a>,
    lead: Option<usize>,
    /// Number of the next clause of the sentence.
    clause: u32,
    found: Vec<EventMention>,
}

impl Writer<'_> {
    fn part(&mut self, part: &Read) {
        let inside: Vec<(usize, &Timex)> =
            part.times.clone().map(|index| (index, &self.timexes[index])).collect();
        let times: Vec<Span> = inside.iter().map(|(_, timex)| timex.span).collect();
        let mut told = dated(&part.parsed, &inside);
        // « le pont, qui relie les rives depuis 1930, a fermé lundi »: background of the other.
        let several = told.len() > 1;
        told.retain(|told| !(several && self.is_aside(&part.parsed, told)));
        cut(&part.parsed, &mut told);
        told.retain(|told| says_something(&part.parsed, told));
        told.retain(|told| !self.is_only_an_hour(&part.parsed, told));
        told.retain(|told| !is_only_a_place(&part.parsed, told));
        side_by_side(&part.parsed, &mut told);
        // « Les juges ont suivi le personnel, qui avait voté mardi »: the main clause has no date.
        let under = |told: &Told| told.timexes.is_empty() || is_relative(&part.parsed, told);
        if told.iter().all(under) {
            let main = self.undated(part);
            told.extend(main.filter(|main| told.iter().all(|t| t.predicate != main.predicate)));
            told.sort_by_key(|told| told.tokens.start);
        }
        for told in &told {
            self.mention(part, told, &times);
            self.clause += 1;
        }
    }

    /// Whether a clause is a relative one that tells since when a state goes on.
    fn is_aside(&self, parsed: &Parsed, told: &Told) -> bool {
        let since =
            told.timexes.first().is_some_and(|&t| role(parsed, &self.timexes[t]) == Role::Since);
        is_relative(parsed, told) && since && goes_on(parsed, told)
    }

    /// « par tranches de vingt-quatre heures », « prochain flash à 13 heures »: an hour without a
    /// day, and neither a verb nor a word that tells an act.
    fn is_only_an_hour(&self, parsed: &Parsed, told: &Told) -> bool {
        let hour = |&index: &usize| {
            let value = self.timexes[index].value();
            value.and_then(|value| value.granularity()) == Some(Granularity::Time)
                && self.timexes[index].class == TimexClass::Time
                && parsed.within(self.timexes[index].span).len() <= LONGEST_HOUR
        };
        let act = parsed.triggers.iter().any(|t| told.tokens.contains(&t.start));
        matches!(told.predicate, Predicate::Bare(_)) && !act && told.timexes.iter().all(hour)
    }

    /// What an undated sentence tells, if it tells an act.
    fn undated(&self, part: &Read) -> Option<Told> {
        let parsed = &part.parsed;
        let block = self.article.sentences.get(part.sentence)?.block;
        if self.article.blocks.get(block)?.kind == BlockKind::Title {
            return None;
        }
        let acts = |at: usize| parsed.triggers.iter().any(|t| (t.start..t.end).contains(&at));
        let finite = || parsed.verbs.iter().enumerate().filter(|(_, verb)| verb.is_finite());
        let main = |verb: &Verb| {
            let segment = parsed.segment_range(parsed.segment[verb.start]);
            !parsed.cues[segment.start].any(&[Cue::Subordinator, Cue::If])
        };
        let (verb, _) = finite()
            .find(|(_, verb)| acts(verb.head) && main(verb))
            .or_else(|| finite().find(|(_, verb)| main(verb)))
            .or_else(|| finite().next())?;
        // « le maire affirme que … » tells what he affirms.
        let that = finite().find(|(next, said)| {
            let segment = parsed.segment_range(parsed.segment[said.start]);
            *next > verb
                && parsed.has(segment.start, Cue::Que)
                && reports(parsed, parsed.verbs[verb])
        });
        let index = that.map_or(verb, |(said, _)| said);
        let verb = parsed.verbs[index];
        let counts = verb.compound && parsed.has(verb.head, Cue::Count) || claims(parsed, verb);
        // A verb that tells an act, or a noun of action that is its subject or object.
        let act = parsed.triggers.iter().any(|trigger| {
            (trigger.start..trigger.end).contains(&verb.head)
                || parsed.segment[trigger.start] == parsed.segment[verb.head]
        });
        let on = || follows(parsed, verb).is_some_and(|link| self.goes_on_here(part, link));
        (counts || act && happens(verb) || on()).then(|| Told {
            predicate: Predicate::Verb(index),
            timexes: Vec::new(),
            adjoining: 0,
            at: 0..0,
            tokens: 0..parsed.tokens.len(),
        })
    }

    /// Whether an undated clause goes on with the event told just before it.
    fn continues(&self, part: &Read, told: &Told) -> bool {
        let Predicate::Verb(index) = told.predicate else { return false };
        let link = follows(&part.parsed, part.parsed.verbs[index]);
        let dated = !told.timexes.is_empty();
        link.filter(|link| !dated || *link != Link::Bare)
            .is_some_and(|link| self.goes_on_here(part, link))
    }

    /// « Prévue d'abord le 2 juin, la cérémonie avait été repoussée », right after what took place.
    fn is_first_plan_here(&self, part: &Read, told: &Told) -> bool {
        let parsed = &part.parsed;
        let first = told.tokens.clone().any(|at| parsed.has(at, Cue::AtFirst));
        let near = self.found.last().is_some_and(|before| {
            before.sentence + FIRST_PLAN >= part.sentence && took_place(before)
        });
        first && near
    }

    /// Whether the sentence before tells an event that took place; in the same block, unless a
    /// pronoun leads over its end.
    fn goes_on_here(&self, part: &Read, link: Link) -> bool {
        let block = |sentence: usize| self.article.sentences.get(sentence).map(|s| s.block);
        self.found.last().is_some_and(|before| {
            before.sentence + 1 == part.sentence
                && (matches!(link, Link::Pronoun | Link::Noun)
                    || block(before.sentence) == block(part.sentence))
                && took_place(before)
        })
    }

    fn mention(&mut self, part: &Read, told: &Told, times: &[Span]) {
        let parsed = &part.parsed;
        let text = self.article.text.as_str();
        let main = main_timex(self.timexes, told);
        let timex = main.map(|index| &self.timexes[index]);
        let timex_end = main.filter(|&index| {
            timex.is_some_and(|t| t.range == Some(crate::timex::RangeEnd::First))
                && told.timexes.contains(&(index + 1))
        });
        let role = timex.map_or(Role::At, |timex| role(parsed, timex));
        let opening = told.tokens.clone().any(|at| parsed.has(at, Cue::BeginPreposition));
        let seen = timex.map_or(Seen::Around, |timex| seen(timex, role, opening, self.article));
        let Speaker { span: speaker, reporting, reported, certain } = speaker(parsed, told);
        let attributed = speaker.is_some() && (reported || !reporting) && !certain;
        let factuality = factuality(parsed, told, seen, attributed);
        let mut names = names(parsed, text, &self.known, told.tokens.clone(), times);
        // « Il a été signé » is of whom the sentence before told.
        if anaphoric(parsed, told)
            && let Some(before) = self.found.last().filter(|m| m.sentence + 1 == part.sentence)
        {
            names.actors.extend(before.actors.iter().cloned());
        }
        let mut trigger = main_trigger(parsed, told).map(|trigger| trigger.family.to_owned());
        let mut triggers: Vec<String> = parsed
            .triggers
            .iter()
            .filter(|trigger| told.tokens.contains(&trigger.start))
            .filter(|trigger| !is_charge(parsed, told, trigger))
            .map(|trigger| trigger.family.to_owned())
            .collect();
        let mut words = words(parsed, text, &told.tokens, times);
        // « La police y avait compté 300 personnes » is of what the sentence before told.
        if counts_there(parsed, told)
            && let Some(before) = self.found.last().filter(|m| m.sentence + 1 >= part.sentence)
        {
            trigger = trigger.or_else(|| before.trigger.clone());
            triggers.extend(before.triggers.iter().cloned());
            words.extend(before.words.iter().cloned());
            words.sort();
        }
        triggers.sort();
        triggers.dedup();
        let expression = timex.map(|timex| timex.span.slice(text));
        self.found.push(EventMention {
            id: self.keys.key(&part.folded, expression, self.clause),
            article: self.article.id.clone(),
            span: span(parsed, &told.tokens, part.whole),
            sentence: part.sentence,
            clause: self.clause,
            timex: main,
            timex_end: timex_end.map(|index| index + 1),
            role,
            status: factuality.status,
            negated: factuality.negated,
            speaker: speaker.map(|span| clean(span.slice(text))),
            actors: names.actors.into_iter().collect(),
            places: names.places.into_iter().collect(),
            trigger,
            triggers,
            figures: figures(parsed, text, told.tokens.clone(), times),
            words,
            ordinals: ordinals(&parsed.tokens, told.tokens.clone()),
            lead: self.lead == self.article.sentences.get(part.sentence).map(|s| s.block),
            reporting,
            anaphoric: anaphoric(parsed, told),
            continues: match factuality.status {
                Status::Planned => self.is_first_plan_here(part, told),
                _ => self.continues(part, told),
            },
            known: names_known_act(parsed, told),
            background: role == Role::Since && goes_on(parsed, told),
        });
    }
}

/// Sentences between an event and the first plan for it, and one more.
const FIRST_PLAN: usize = 2;

/// Whether a mention tells what took place.
fn took_place(mention: &EventMention) -> bool {
    matches!(mention.status, Status::Asserted | Status::Attributed | Status::Conditional)
        && !mention.background
}

/// Whether the tense of a verb tells a happening. Without a date a present or an imperfect is
/// general (« partage une longue histoire »), as are « a » and « était » alone and what can be.
fn happens(verb: Verb) -> bool {
    let bare = verb.compound && verb.head == verb.start;
    let modal = !matches!(verb.modal, Some(Modal::Can | Modal::Could));
    let tense = match verb.tense {
        Tense::Past | Tense::Future | Tense::Conditional => true,
        // « est fermé », « doit signer »
        Tense::Present | Tense::Subjunctive => verb.compound,
        Tense::Imperfect | Tense::Infinitive | Tense::Participle | Tense::Gerund => false,
    };
    tense && modal && !bare
}

/// Whether what a clause tells stands in a relative clause.
fn is_relative(parsed: &Parsed, told: &Told) -> bool {
    let Predicate::Verb(index) = told.predicate else { return false };
    let verb = parsed.verbs[index].start;
    let opening = parsed.segment_range(parsed.segment[verb]).start;
    // « une maire qui n'a rien vu annonce »: the second verb is that of the main clause.
    let first = !parsed.verbs.iter().any(|v| v.is_finite() && (opening..verb).contains(&v.start));
    first && parsed.opens_with(opening, &[Cue::Relative])
}

/// « Saint-Maurand-sur-Doure, le 8 février 2023 »: where and when it was written.
fn is_only_a_place(parsed: &Parsed, told: &Told) -> bool {
    let tokens = &parsed.tokens;
    let words = || told.tokens.clone().filter(|&at| tokens[at].is_word() && !parsed.timed[at]);
    let mut counts = told.tokens.clone().filter(|&at| !parsed.timed[at]);
    matches!(told.predicate, Predicate::Bare(_))
        && !parsed.triggers.iter().any(|t| told.tokens.contains(&t.start))
        && !counts.any(|at| tokens[at].kind == Kind::Number)
        && words().all(|at| tokens[at].capital || is_stop(&tokens[at].folded))
}

/// Whether a clause has words beside its times: a stamp tells nothing.
fn says_something(parsed: &Parsed, told: &Told) -> bool {
    told.tokens.clone().any(|at| {
        let token = &parsed.tokens[at];
        token.is_word() && !parsed.timed[at] && !is_stop(&token.folded)
    })
}

/// White space collapsed.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the clause opens with a pronoun for someone or something named before it.
fn anaphoric(parsed: &Parsed, told: &Told) -> bool {
    let mut words =
        told.tokens.clone().filter(|&at| parsed.tokens[at].is_word() && !parsed.timed[at]);
    told.tokens.start == 0 && words.next().is_some_and(|at| parsed.has(at, Cue::Anaphor))
}

/// Whether the time belongs to a noun of action with the definite article or a demonstrative, in
/// the singular: such a noun phrase takes its act for known.
fn names_known_act(parsed: &Parsed, told: &Told) -> bool {
    let Predicate::Noun(index) = told.predicate else { return false };
    let before = parsed.triggers[index].start.checked_sub(1);
    before.is_some_and(|at| parsed.has(at, Cue::DefiniteSingular))
}

/// Whether the clause counts what was told before it: « y », « en » and a verb of counting.
fn counts_there(parsed: &Parsed, told: &Told) -> bool {
    let Predicate::Verb(index) = told.predicate else { return false };
    let verb = parsed.verbs[index];
    let pronoun = verb.start.checked_sub(1).is_some_and(|at| parsed.has(at, Cue::There));
    pronoun && parsed.has(verb.head, Cue::Count)
}

/// Families of what justice does about an offence.
const JUDICIAL: &[&str] = &[
    "investigate",
    "charge",
    "arrest",
    "detain",
    "try",
    "convict",
    "acquit",
    "complain",
    "accuse",
    "search",
    "commit-trial",
    "judge",
    "warrant",
    "summon",
];

/// Whether a trigger names the offence that justice looks into, not an act told here: « une enquête
/// pour homicide involontaire », « mis en examen des chefs de faux ».
fn is_charge(parsed: &Parsed, told: &Told, trigger: &Trigger) -> bool {
    let judicial = |t: &&Trigger| {
        t.start < trigger.start && told.tokens.contains(&t.start) && JUDICIAL.contains(&t.family)
    };
    let Some(act) = parsed.triggers.iter().rfind(judicial) else { return false };
    let for_it = |at: usize| {
        matches!(parsed.tokens[at].folded.as_str(), "pour" | "chef" | "chefs")
            && parsed.segment[at] == parsed.segment[trigger.start]
    };
    (act.end..trigger.start).any(for_it)
}

/// The trigger that tells the event: at its verb or noun, else the first after it in the
/// clause, else the last before.
fn main_trigger<'a>(parsed: &'a Parsed, told: &Told) -> Option<&'a Trigger> {
    let mut noun_first = false;
    let at = match told.predicate {
        Predicate::Noun(index) => return parsed.triggers.get(index),
        Predicate::Elided(index, _) => {
            let own = parsed.triggers.iter().find(|t| told.tokens.contains(&t.start));
            if own.is_some() {
                return own;
            }
            parsed.verbs[index].head
        }
        Predicate::Verb(index) => {
            let verb = told_by(parsed, told, parsed.verbs[index]);
            // « la réouverture, prévue lundi »: the participle says when, its noun what.
            noun_first = verb.tense == Tense::Participle;
            verb.head
        }
        Predicate::Bare(segment) => parsed.bounds[segment],
    };
    // « Le groupe a repris l'usine, ont annoncé les avocats »: the telling is not the act.
    let aside = |t: &&Trigger| {
        let told = |verb: &Verb| (t.start..t.end).contains(&verb.head);
        parsed.verbs.iter().any(|verb| told(verb) && is_incise(parsed, *verb))
    };
    let inside = || {
        let triggers = parsed.triggers.iter();
        triggers.filter(|t| told.tokens.contains(&t.start) && !aside(t))
    };
    let here = parsed.triggers.iter().find(|t| (t.start..t.end).contains(&at));
    // « Réunis samedi à Lyon, les élus ont voté le budget »: why they met is the act.
    if noun_first && here.is_some_and(|t| t.family == "meet") {
        let finite = |t: &&Trigger| {
            let verb = parsed.verbs.iter().find(|verb| (t.start..t.end).contains(&verb.head));
            t.start > at && verb.is_some_and(|verb| verb.is_finite())
        };
        if let Some(done) = inside().find(finite) {
            return Some(done);
        }
    }
    let before = inside().rfind(|t| t.start < at);
    let after = inside().find(|t| t.start > at);
    here.or(if noun_first { before.or(after) } else { after.or(before) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::testing::article;

    fn told(sentence: &str) -> Vec<(String, String, Status)> {
        let (article, timexes) = article(sentence);
        let mentions = mentions(&article, &timexes);
        let text = article.text.as_str();
        let expression = |m: &EventMention| m.timex.map(|t| timexes[t].span.slice(text).to_owned());
        mentions
            .iter()
            .map(|m| (m.span.slice(text).to_owned(), expression(m).unwrap_or_default(), m.status))
            .collect()
    }

    #[test]
    fn a_sentence_with_several_events_gives_several_mentions() {
        let quotes: Vec<String> = told(
            "Conclu [le 4 mars 2023|2023-03-04], il avait été adopté [le 9 mai|2023-05-09] par la \
             Chambre puis [le 2 juin|2023-06-02] par le Sénat.",
        )
        .into_iter()
        .map(|(quote, ..)| quote)
        .collect();
        assert_eq!(
            quotes,
            [
                "Conclu le 4 mars 2023",
                "il avait été adopté le 9 mai par la Chambre",
                "le 2 juin par le Sénat."
            ]
        );
    }
}
