//! What every sentence tells, by numbers: worked out once, since each is compared with many.

use super::twin::{ASPECTS, STEPS};
use super::weigh::{Weights, words};
use crate::merge::acts::{self, Kinship};
use crate::merge::pairs::Context;
use crate::merge::rows::Rows;
use crate::text::fold;
use rustc_hash::FxHashMap;

/// What two sentences share beyond their acts.
pub(super) struct Shared {
    /// What it tells, in quarters of a nat.
    pub(super) weight: i64,
    /// How many words.
    pub(super) words: usize,
    /// How many names that are not among the words.
    pub(super) names: usize,
}

/// Words and names of all sentences, by number; see the module.
pub(super) struct Told<'a> {
    context: &'a Context<'a>,
    /// The words of every node, sorted.
    words: Rows<u32>,
    /// Each word and what it tells.
    vocabulary: Vec<(&'a str, i64)>,
    actors: Rows<u32>,
    places: Rows<u32>,
    names: Vec<Name>,
    /// What each family of acts tells.
    families: Vec<i64>,
    acts: Vec<Kind>,
}

/// A name, as it is counted.
struct Name {
    folded: String,
    weight: i64,
    /// Whether it stands in so few sentences that it tells them apart from others.
    distinguishes: bool,
}

/// What sort of acts a sentence tells.
struct Kind {
    /// Which of [`STEPS`], one bit each.
    steps: u16,
    /// Whether one of them is known and is more than saying something.
    known: bool,
    /// Whether a story may tell several such acts.
    recurring: bool,
}

/// Numbers for words as they come.
#[derive(Default)]
struct Numbers<'a> {
    of: FxHashMap<&'a str, u32>,
    words: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    fn number(&mut self, word: &'a str) -> u32 {
        *self.of.entry(word).or_insert_with(|| {
            self.words.push(word);
            self.words.len() as u32 - 1
        })
    }
}

impl<'a> Told<'a> {
    pub(super) fn of(context: &'a Context<'a>, weights: &Weights) -> Told<'a> {
        let corpus = context.corpus;
        let (mut vocabulary, mut named) = (Numbers::default(), Numbers::default());
        let (mut all, mut actors, mut places) = (Rows::new(), Rows::new(), Rows::new());
        let mut kinds = Vec::with_capacity(corpus.nodes.len());
        for node in 0..corpus.nodes.len() {
            let item = corpus.item(node);
            let mention = item.mention;
            let mut own: Vec<u32> = words(item).map(|word| vocabulary.number(word)).collect();
            own.sort_unstable();
            own.dedup();
            all.push(own);
            actors.push(mention.actors.iter().map(|name| named.number(name)));
            places.push(mention.places.iter().map(|name| named.number(name)));
            let has = |step: &str| mention.triggers.iter().any(|family| family == step);
            let steps = STEPS.iter().enumerate().filter(|(_, step)| has(step));
            let act =
                |family: &String| !acts::is_speech(family) && !ASPECTS.contains(&family.as_str());
            let main = mention.trigger.as_deref();
            kinds.push(Kind {
                steps: steps.map(|(bit, _)| 1 << bit).sum(),
                known: mention.triggers.iter().any(act),
                recurring: main.is_some_and(|f| acts::recurs(f) || acts::is_meeting(f)),
            });
        }
        let weighed = vocabulary.words.into_iter().map(|word| (word, weights.word(word)));
        let names = named.words.into_iter().map(|name| {
            let folded = fold(name);
            let (weight, distinguishes) = weights.name(&folded);
            Name { folded, weight, distinguishes }
        });
        Told {
            context,
            words: all,
            vocabulary: weighed.collect(),
            actors,
            places,
            names: names.collect(),
            families: context.families.names().map(|family| weights.family(family)).collect(),
            acts: kinds,
        }
    }

    /// What two nodes share beyond their acts: words, and names that are not among these
    /// (« Paris » and « la France »).
    pub(super) fn shared(&self, a: u32, b: u32) -> Shared {
        let (own, theirs) = (self.words.of(a as usize), self.words.of(b as usize));
        let both = || own.iter().filter(|word| theirs.binary_search(word).is_ok());
        let word = |number: &u32| self.vocabulary[*number as usize];
        let (count, told) = both().fold((0, 0), |(n, sum), number| (n + 1, sum + word(number).1));
        let mut named: Vec<u32> =
            self.named(a).filter(|name| self.named(b).any(|other| other == *name)).collect();
        named.sort_unstable();
        named.dedup();
        let names = named.into_iter().map(|name| &self.names[name as usize]);
        let new = names.filter(|name| !both().any(|number| name.folded.contains(word(number).0)));
        let (names, named) = new.fold((0, 0), |(n, sum), name| (n + 1, sum + name.weight));
        Shared { weight: told + named, words: count, names }
    }

    /// Actors and places of a node.
    fn named(&self, node: u32) -> impl Iterator<Item = u32> {
        let node = node as usize;
        self.actors.of(node).iter().chain(self.places.of(node)).copied()
    }

    /// What it tells that one of two nodes has the main act of the other; nothing where it has
    /// not.
    pub(super) fn family(&self, a: u32, b: u32) -> i64 {
        let (m, n) = (&self.context.acts[a as usize], &self.context.acts[b as usize]);
        let mains = [(m.main, &n.all), (n.main, &m.all)];
        let common = mains.into_iter().filter_map(|(main, all)| main.filter(|f| all.contains(f)));
        let acts = common.filter(|&family| !self.context.families.is_speech(family));
        acts.map(|family| self.families[usize::from(family)]).max().unwrap_or(0)
    }

    /// How many acts of the first node the second tells too.
    pub(super) fn common_acts(&self, a: u32, b: u32) -> usize {
        let (m, n) = (&self.context.acts[a as usize], &self.context.acts[b as usize]);
        let families = &self.context.families;
        m.all.iter().filter(|&&act| !families.is_speech(act) && n.all.contains(&act)).count()
    }

    /// How near the acts of two nodes are; nothing where one tells no act that is known, or
    /// only that something was said.
    pub(super) fn act(&self, a: u32, b: u32) -> Option<Kinship> {
        let (x, y) = (&self.acts[a as usize], &self.acts[b as usize]);
        if x.steps != y.steps {
            return Some(Kinship::None);
        }
        let (m, n) = (&self.context.acts[a as usize], &self.context.acts[b as usize]);
        let families = &self.context.families;
        if m.main.zip(n.main).is_some_and(|(s, t)| families.opposed(s, t)) {
            return Some(Kinship::None);
        }
        let near = families.between(m, n);
        (near > Kinship::None || (x.known && y.known)).then_some(near)
    }

    /// Whether a story may tell several of the act of one of two nodes.
    pub(super) fn recurring(&self, a: u32, b: u32) -> bool {
        self.acts[a as usize].recurring || self.acts[b as usize].recurring
    }

    /// Whether two nodes name other people or other places; a name that half of the story
    /// holds brings nobody together.
    pub(super) fn strangers(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        let both = |names: &[u32], others: &[u32]| {
            let known = |name: &u32| self.names[*name as usize].distinguishes;
            names.iter().any(|name| others.contains(name) && known(name))
        };
        let disjoint = |names: &[u32], others: &[u32]| {
            let apart = !names.iter().any(|name| others.contains(name));
            !names.is_empty() && !others.is_empty() && apart
        };
        let (places, actors) = (&self.places, &self.actors);
        let meet = both(places.of(a), places.of(b))
            || both(actors.of(a), actors.of(b))
            || both(actors.of(a), places.of(b))
            || both(places.of(a), actors.of(b));
        // « en Italie » and « près de Savone, dans le nord de l'Italie » are no two places.
        let crossed = |places: &[u32], actors: &[u32]| places.iter().any(|p| actors.contains(p));
        let inside = crossed(places.of(a), actors.of(b)) || crossed(places.of(b), actors.of(a));
        let elsewhere = !inside && disjoint(places.of(a), places.of(b));
        !meet && (elsewhere || disjoint(actors.of(a), actors.of(b)))
    }
}
