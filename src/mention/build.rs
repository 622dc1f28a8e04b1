//! Puts mentions together: sentence by sentence, event by event.

use super::cue::Cue;
use super::figure::figures;
use super::key::{Keys, folded_sentence};
use super::link::{Predicate, Told, dated, dates, span};
use super::names::{Known, names};
use super::parse::{Parsed, Tense};
use super::speaker::{Speaker, speaker};
use super::status::{Seen, factuality};
use super::words::words;
use super::{EventMention, Role};
use crate::ingest::{Article, BlockKind};
use crate::text::Span;
use crate::timex::{Day, Granularity, SignalKind, Timex};
use std::ops::Range;

/// A longer sentence is a list or a broken page, and tells no event. In bytes.
const LONGEST_SENTENCE: usize = 4000;

/// The mentions of an article, in the order of the text. Sentences inside noise give none.
///
/// Every sentence with a calendar date gives one mention for each event told in it; an undated
/// one gives a mention without time where it tells an act.
pub fn mentions(article: &Article, timexes: &[Timex]) -> Vec<EventMention> {
    let text = article.text.as_str();
    let kept: Vec<(usize, Span)> = article
        .sentences
        .iter()
        .enumerate()
        .map(|(index, sentence)| (index, sentence.span))
        .filter(|(_, span)| span.len() <= LONGEST_SENTENCE)
        .collect();
    let parsed: Vec<Parsed> =
        kept.iter().map(|(_, span)| without_dateline(text, Parsed::new(text, *span))).collect();
    let known = Known::of(&parsed, text);
    let mut writer = Writer {
        article,
        timexes,
        known,
        keys: Keys::new(&article.id),
        lead: lead(article),
        found: Vec::new(),
    };
    for ((index, _), parsed) in kept.iter().zip(&parsed) {
        writer.sentence(*index, parsed);
    }
    writer.found
}

/// The block that opens the article: its lead, else its first paragraph.
fn lead(article: &Article) -> Option<usize> {
    let of = |kind: BlockKind| {
        let mut blocks = article.sentences.iter().map(|sentence| sentence.block);
        blocks.find(|&block| article.blocks.get(block).is_some_and(|b| b.kind == kind))
    };
    of(BlockKind::Lead).or_else(|| of(BlockKind::Paragraph))
}

/// Tokens before which the dash of a dateline stands.
const DATELINE: usize = 14;

/// A sentence without « SÉOUL, 18 octobre (APN) - » before it.
fn without_dateline(text: &str, parsed: Parsed) -> Parsed {
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
    Parsed::new(text, Span::new(parsed.tokens[dash + 1].span.start, last.span.end))
}

struct Writer<'a> {
    article: &'a Article,
    timexes: &'a [Timex],
    known: Known,
    keys: Keys<'a>,
    lead: Option<usize>,
    found: Vec<EventMention>,
}

impl Writer<'_> {
    fn sentence(&mut self, index: usize, parsed: &Parsed) {
        let (Some(first), Some(last)) = (parsed.tokens.first(), parsed.tokens.last()) else {
            return;
        };
        let whole = first.span.join(last.span);
        let start = self.timexes.partition_point(|timex| timex.span.start < whole.start);
        let inside: Vec<(usize, &Timex)> = self.timexes[start..]
            .iter()
            .enumerate()
            .map(|(offset, timex)| (start + offset, timex))
            .take_while(|(_, timex)| timex.span.start < whole.end)
            .filter(|(_, timex)| whole.contains(timex.span))
            .collect();
        let mut told = dated(parsed, &inside);
        if told.is_empty() {
            told.extend(self.undated(index, parsed));
        }
        let times: Vec<Span> = inside.iter().map(|(_, timex)| timex.span).collect();
        let folded = folded_sentence(whole.slice(&self.article.text));
        for (clause, told) in told.iter().enumerate() {
            self.mention(
                Sentence { index, parsed, whole, folded: &folded, times: &times },
                told,
                clause as u32,
            );
        }
    }

    /// What an undated sentence tells, if it tells an act.
    fn undated(&self, index: usize, parsed: &Parsed) -> Option<Told> {
        let block = self.article.sentences.get(index)?.block;
        if self.article.blocks.get(block)?.kind == BlockKind::Title {
            return None;
        }
        let acts = |at: usize| parsed.triggers.iter().any(|t| (t.start..t.end).contains(&at));
        let finite = || parsed.verbs.iter().enumerate().filter(|(_, verb)| verb.is_finite());
        let (verb, _) = finite().find(|(_, verb)| acts(verb.head)).or_else(|| finite().next())?;
        (!parsed.triggers.is_empty()).then(|| Told {
            predicate: Predicate::Verb(verb),
            timexes: Vec::new(),
            tokens: 0..parsed.tokens.len(),
        })
    }

    fn mention(&mut self, sentence: Sentence<'_>, told: &Told, clause: u32) {
        let parsed = sentence.parsed;
        let text = self.article.text.as_str();
        let main = main_timex(self.timexes, told);
        let timex = main.map(|index| &self.timexes[index]);
        let timex_end = main.filter(|&index| {
            timex.is_some_and(|t| t.range == Some(crate::timex::RangeEnd::First))
                && told.timexes.contains(&(index + 1))
        });
        let role = timex.map_or(Role::At, role);
        let seen = timex.map_or(Seen::Around, |timex| seen(timex, role, self.article));
        let Speaker { span: speaker, reporting } = speaker(parsed, told);
        let factuality = factuality(parsed, told, seen, speaker.is_some() && !reporting);
        let names = names(parsed, text, &self.known, told.tokens.clone(), sentence.times);
        let trigger = main_trigger(parsed, told).map(|trigger| trigger.family.to_owned());
        let mut triggers: Vec<String> = parsed
            .triggers
            .iter()
            .filter(|trigger| told.tokens.contains(&trigger.start))
            .map(|trigger| trigger.family.to_owned())
            .collect();
        triggers.sort();
        triggers.dedup();
        let expression = timex.map(|timex| timex.span.slice(text));
        self.found.push(EventMention {
            id: self.keys.key(sentence.folded, expression, clause),
            article: self.article.id.clone(),
            span: span(parsed, &told.tokens, sentence.whole),
            sentence: sentence.index,
            clause,
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
            figures: figures(parsed, text, told.tokens.clone(), sentence.times),
            words: words(parsed, text, &told.tokens, sentence.times),
            ordinals: Vec::new(),
            lead: self.lead == self.article.sentences.get(sentence.index).map(|s| s.block),
            reporting,
            background: role == Role::Since && goes_on(parsed, told),
        });
    }
}

#[derive(Clone, Copy)]
struct Sentence<'a> {
    index: usize,
    parsed: &'a Parsed,
    whole: Span,
    folded: &'a str,
    times: &'a [Span],
}

/// White space collapsed.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The time that places the event: the first that names a day or more, else the first.
fn main_timex(timexes: &[Timex], told: &Told) -> Option<usize> {
    let day = |index: &&usize| {
        let granularity = timexes[**index].value().and_then(|value| value.granularity());
        dates(&timexes[**index]) && granularity != Some(Granularity::Time)
    };
    told.timexes.iter().find(day).or(told.timexes.first()).copied()
}

fn role(timex: &Timex) -> Role {
    match timex.signal.map(|signal| signal.kind) {
        Some(SignalKind::Since | SignalKind::After) => Role::Since,
        Some(SignalKind::Until) => Role::Until,
        Some(SignalKind::By) => Role::By,
        Some(SignalKind::During) => Role::During,
        Some(SignalKind::From | SignalKind::To) | None => Role::At,
    }
}

fn seen(timex: &Timex, role: Role, article: &Article) -> Seen {
    let (Some(dct), Some(bounds)) = (article.dct(), timex.bounds()) else { return Seen::Around };
    let later = |day: Option<Day>| day.is_some_and(|day| day > dct.day);
    let earlier = |day: Option<Day>| day.is_some_and(|day| day < dct.day);
    if later(bounds.begin) && role != Role::Until {
        Seen::After
    } else if earlier(bounds.end) {
        Seen::Before
    } else {
        Seen::Around
    }
}

/// Whether a Since tells a state that goes on, not the change that began it: a verb in the
/// present or the imperfect, active, and no « en vigueur ».
fn goes_on(parsed: &Parsed, told: &Told) -> bool {
    let Predicate::Verb(index) = told.predicate else { return false };
    let verb = parsed.verbs[index];
    let simple = !verb.compound || verb.head == verb.start;
    let open = matches!(verb.tense, Tense::Present | Tense::Imperfect | Tense::Past);
    let state = told.tokens.clone().any(|at| parsed.has(at, Cue::StateWord));
    simple && open && !state
}

/// The trigger that tells the event: at its verb or noun, else the first after it in the
/// clause, else the last before.
fn main_trigger<'a>(parsed: &'a Parsed, told: &Told) -> Option<&'a super::trigger::Trigger> {
    let at = match told.predicate {
        Predicate::Noun(index) => return parsed.triggers.get(index),
        Predicate::Verb(index) | Predicate::Elided(index, _) => parsed.verbs[index].head,
        Predicate::Bare(segment) => parsed.bounds[segment],
    };
    let covers = |range: Range<usize>| range.contains(&at);
    let inside = || parsed.triggers.iter().filter(|t| told.tokens.contains(&t.start));
    parsed
        .triggers
        .iter()
        .find(|t| covers(t.start..t.end))
        .or_else(|| inside().find(|t| t.start > at))
        .or_else(|| inside().last())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Status;
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
