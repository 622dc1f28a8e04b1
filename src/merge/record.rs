//! A node and its article as parts hold them: what judging reads, and nothing else. Every text
//! is held once, and named by a number.

use super::node::{When, bits, flags};
use super::pairs::Context;
use crate::mention::{EventMention, Figure, MentionId, Role, Status};
use crate::text::{ArticleId, Span, fold};
use std::collections::HashMap;

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The text of a number.
    pub(super) fn of(&self, number: u32) -> &str {
        &self.list[number as usize]
    }

    /// The texts of numbers.
    pub(super) fn all(&self, numbers: &[u32]) -> Vec<String> {
        numbers.iter().map(|&number| self.list[number as usize].clone()).collect()
    }

    fn numbers<'a>(&mut self, texts: impl IntoIterator<Item = &'a String>) -> Vec<u32> {
        texts.into_iter().map(|text| self.number(text)).collect()
    }
}

/// A number of things, as far as judging reads it: low, high, scale, approximate, unit.
pub(super) type Count = (i64, Option<i64>, u8, bool, String);

/// A node with all that judging it needs. Texts are numbers of [`Texts`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) node: u32,
    pub(super) article: u32,
    pub(super) when: Option<When>,
    /// Supposed, telling, single, lone, background, lead, as bits in this order. Single is what
    /// one article alone prints; lone is what names a day of which no article tells more than
    /// one act.
    pub(super) bits: u8,
    /// The one other day on which its act was done in the weeks around.
    pub(super) done: Option<i32>,
    /// The node that it stands or falls with.
    pub(super) leader: Option<u32>,
    /// Index of its sentence and number of its clause.
    pub(super) place: (usize, u32),
    pub(super) status: Status,
    pub(super) actors: Vec<u32>,
    pub(super) places: Vec<u32>,
    /// The family of its main trigger, and all families.
    pub(super) trigger: Option<u32>,
    pub(super) triggers: Vec<u32>,
    pub(super) figures: Vec<Count>,
    pub(super) ordinals: Vec<u32>,
    /// Stems and numbers that its vector is made of.
    pub(super) words: Vec<u32>,
    /// The folded words of its sentence, in their order.
    pub(super) spoken: Vec<u32>,
}

impl Record {
    pub(super) fn of(context: &Context<'_>, node: usize, texts: &mut Texts) -> Record {
        let item = context.corpus.item(node);
        let mention = item.mention;
        let single = context.corpus.nodes[node].items.len() == 1;
        let count = |f: &Figure| (f.low, f.high, f.scale, f.approximate, f.unit.clone());
        let quote = fold(context.corpus.quote(item));
        Record {
            node: node as u32,
            article: item.article,
            when: item.when,
            bits: bits([
                item.supposed,
                item.telling,
                single,
                context.lone[node],
                mention.background,
                mention.lead,
            ]),
            done: context.done[node],
            leader: context.leader[node],
            place: (mention.sentence, mention.clause),
            status: mention.status,
            actors: texts.numbers(&mention.actors),
            places: texts.numbers(&mention.places),
            trigger: mention.trigger.as_deref().map(|family| texts.number(family)),
            triggers: texts.numbers(&mention.triggers),
            figures: mention.figures.iter().map(count).collect(),
            ordinals: texts.numbers(&mention.ordinals),
            words: texts.numbers(&mention.words),
            spoken: super::hash::words(&quote).map(|word| texts.number(word)).collect(),
        }
    }

    /// What [`Record::bits`] say.
    pub(super) fn flags(&self) -> [bool; 6] {
        flags(self.bits)
    }

    /// The mention, without what judging does not read.
    pub(super) fn mention(&self, texts: &Texts) -> EventMention {
        let span = Span { start: 0, end: 0 };
        let figure = |(low, high, scale, approximate, unit): &Count| Figure {
            span,
            low: *low,
            high: *high,
            scale: *scale,
            soft: false,
            approximate: *approximate,
            unit: unit.clone(),
            predicate: None,
            subset: false,
            cumulative: false,
        };
        EventMention {
            id: MentionId(String::new()),
            article: ArticleId::from_stem("a"),
            span,
            sentence: self.place.0,
            clause: self.place.1,
            timex: None,
            timex_end: None,
            role: self.when.map_or(Role::At, |when| when.role),
            status: self.status,
            negated: false,
            speaker: None,
            actors: texts.all(&self.actors),
            places: texts.all(&self.places),
            trigger: self.trigger.map(|family| texts.of(family).to_owned()),
            triggers: texts.all(&self.triggers),
            figures: self.figures.iter().map(figure).collect(),
            words: texts.all(&self.words),
            ordinals: texts.all(&self.ordinals),
            lead: self.flags()[5],
            reporting: false,
            anaphoric: false,
            continues: false,
            known: false,
            background: self.flags()[4],
        }
    }
}

/// An article of nodes of a part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cast {
    pub(super) article: u32,
    pub(super) published: Option<i32>,
    /// The actors and places of its mentions, each once.
    pub(super) names: Vec<u32>,
    /// The node of every mention, sorted: their words are its theme.
    pub(super) told: Vec<u32>,
}

impl Cast {
    /// The casts of all articles that have mentions, by article.
    pub(super) fn all(context: &Context<'_>, texts: &mut Texts) -> Vec<Cast> {
        let mut casts: Vec<Cast> = Vec::new();
        for (item, node) in context.corpus.items.iter().zip(context.corpus.node_of()) {
            if casts.last().is_none_or(|cast| cast.article != item.article) {
                let (article, published) = (item.article, item.published);
                casts.push(Cast { article, published, names: Vec::new(), told: Vec::new() });
            }
            let cast = casts.last_mut().expect("the article of the item");
            cast.names
                .extend(texts.numbers(item.mention.actors.iter().chain(&item.mention.places)));
            cast.told.push(node);
        }
        for cast in &mut casts {
            cast.told.sort_unstable();
            cast.names.sort_unstable();
            cast.names.dedup();
        }
        casts
    }
}
