//! A node and its article as rows of a part: what judging reads, and nothing else.

use super::acts::Families;
use super::candidates::postings;
use super::features::{Frequencies, Vectors};
use super::node::{Corpus, Item, Node, Supposed, When, bits, flags};
use super::pairs::Context;
use super::rows::Rows;
use super::shard::Table;
use super::units::OneByOne;
use crate::mention::{EventMention, Figure, MentionId, Role, Status};
use crate::text::{ArticleId, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lists of numbers, packed: little-endian, in base 64.
mod packed {
    use data_encoding::BASE64_NOPAD as BASE64;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// A value of a fixed number of bytes.
    pub(super) trait Fixed: Copy {
        const BYTES: usize;
        fn put(self, bytes: &mut Vec<u8>);
        fn take(bytes: &[u8]) -> Option<Self>;
    }

    impl Fixed for u32 {
        const BYTES: usize = 4;
        fn put(self, bytes: &mut Vec<u8>) {
            bytes.extend(self.to_le_bytes());
        }
        fn take(bytes: &[u8]) -> Option<u32> {
            bytes.try_into().ok().map(u32::from_le_bytes)
        }
    }

    impl Fixed for (u32, u16) {
        const BYTES: usize = 6;
        fn put(self, bytes: &mut Vec<u8>) {
            self.0.put(bytes);
            bytes.extend(self.1.to_le_bytes());
        }
        fn take(bytes: &[u8]) -> Option<(u32, u16)> {
            let (id, weight) = bytes.split_at_checked(4)?;
            Some((u32::take(id)?, u16::from_le_bytes(weight.try_into().ok()?)))
        }
    }

    pub(super) fn serialize<T: Fixed, S: Serializer>(list: &[T], to: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(list.len() * T::BYTES);
        list.iter().for_each(|value| value.put(&mut bytes));
        to.serialize_str(&BASE64.encode(&bytes))
    }

    pub(super) fn deserialize<'de, T: Fixed, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<T>, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = BASE64.decode(text.as_bytes()).map_err(D::Error::custom)?;
        let values = bytes.chunks(T::BYTES).map(T::take).collect::<Option<Vec<T>>>();
        values.ok_or_else(|| D::Error::custom("a packed list ends amid a number"))
    }
}

/// A number of things, as far as judging reads it: low, high, scale, approximate, unit.
type Count = (i64, Option<i64>, u8, bool, String);

/// A node with all that judging it needs. Keys are short: there are many.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    #[serde(rename = "n")]
    pub(super) node: u32,
    #[serde(rename = "a")]
    pub(super) article: u32,
    #[serde(rename = "w")]
    pub(super) when: Option<When>,
    /// Supposed, telling, single, lone, background, as bits in this order. Single is what
    /// one article alone prints; lone is what names a day of which no article tells more than
    /// one act.
    #[serde(rename = "f")]
    bits: u8,
    /// The one other day on which its act was done in the weeks around.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    done: Option<i32>,
    /// The node that it stands or falls with.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    leader: Option<u32>,
    /// Index of its sentence and number of its clause.
    #[serde(rename = "s")]
    place: (usize, u32),
    #[serde(rename = "k")]
    status: Status,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    actors: Vec<String>,
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
    /// The family of its main trigger, and all families.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    trigger: Option<String>,
    #[serde(rename = "tt", default, skip_serializing_if = "Vec::is_empty")]
    triggers: Vec<String>,
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    figures: Vec<Count>,
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    ordinals: Vec<String>,
    #[serde(rename = "v", with = "packed")]
    vector: Vec<(u32, u16)>,
    #[serde(rename = "e", with = "packed")]
    entities: Vec<u32>,
    #[serde(rename = "r", with = "packed")]
    rare: Vec<u32>,
    #[serde(rename = "q", with = "packed")]
    runs: Vec<u32>,
}

impl Record {
    pub(super) fn of(context: &Context<'_>, node: u32) -> Record {
        let at = node as usize;
        let item = context.corpus.item(at);
        let mention = item.mention;
        let single = context.corpus.nodes[at].items.len() == 1;
        let count = |f: &Figure| (f.low, f.high, f.scale, f.approximate, f.unit.clone());
        Record {
            node,
            article: item.article,
            when: item.when,
            bits: bits([item.supposed, item.telling, single, context.lone[at], mention.background]),
            done: context.done[at],
            leader: context.leader[at],
            place: (mention.sentence, mention.clause),
            status: mention.status,
            actors: mention.actors.clone(),
            places: mention.places.clone(),
            trigger: mention.trigger.clone(),
            triggers: mention.triggers.clone(),
            figures: mention.figures.iter().map(count).collect(),
            ordinals: mention.ordinals.clone(),
            vector: context.vectors.of(at).collect(),
            entities: context.entities.of(at).to_vec(),
            rare: context.rare.of(at).to_vec(),
            runs: context.runs.of(at).to_vec(),
        }
    }

    /// The mention, without what judging does not read.
    fn mention(&self) -> EventMention {
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
            actors: self.actors.clone(),
            places: self.places.clone(),
            trigger: self.trigger.clone(),
            triggers: self.triggers.clone(),
            figures: self.figures.iter().map(figure).collect(),
            words: Vec::new(),
            ordinals: self.ordinals.clone(),
            lead: false,
            reporting: false,
            anaphoric: false,
            continues: false,
            known: false,
            background: flags(self.bits)[4],
        }
    }
}

/// An article of nodes of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cast {
    #[serde(rename = "a")]
    pub(super) article: u32,
    #[serde(rename = "d")]
    published: Option<i32>,
    /// Its actors and places.
    #[serde(rename = "c", with = "packed")]
    cast: Vec<(u32, u16)>,
    /// Its words.
    #[serde(rename = "t", with = "packed")]
    theme: Vec<(u32, u16)>,
}

impl Cast {
    pub(super) fn of(context: &Context<'_>, article: u32) -> Cast {
        let at = article as usize;
        Cast {
            article,
            published: context.corpus.published[at],
            cast: context.cast.of(at).to_vec(),
            theme: context.themes.of(at).collect(),
        }
    }
}

/// The nodes of a part, sorted, with their articles.
pub(super) struct Nodes {
    records: Vec<Record>,
    mentions: Vec<EventMention>,
    articles: Vec<Cast>,
}

impl Nodes {
    /// Sorts what was read in any order; nothing where an article is missing.
    pub(super) fn new(mut records: Vec<Record>, mut articles: Vec<Cast>) -> Option<Nodes> {
        records.sort_by_key(|record| record.node);
        articles.sort_by_key(|cast| cast.article);
        let has = |article: u32| articles.binary_search_by_key(&article, |a| a.article).is_ok();
        records.iter().all(|record| has(record.article)).then(|| {
            let mentions = records.iter().map(Record::mention).collect();
            Nodes { records, mentions, articles }
        })
    }

    /// What all parts call the node at a place of this one.
    pub(super) fn name(&self, place: u32) -> u32 {
        self.records[place as usize].node
    }

    /// The place of a node in the part.
    pub(super) fn place(&self, node: u32) -> Option<u32> {
        let found = self.records.binary_search_by_key(&node, |record| record.node);
        found.ok().map(|at| at as u32)
    }

    /// Pairs of nodes by their place in the part, where both are in it.
    pub(super) fn pairs(&self, pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let pair = |&(a, b): &(u32, u32)| Some((self.place(a)?, self.place(b)?));
        pairs.iter().filter_map(pair).collect()
    }

    /// Calls `then` with these nodes as if there were no others.
    pub(super) fn on<T>(&self, table: &Table, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let (records, articles) = (&self.records, &self.articles);
        let readings = Supposed::new();
        // Articles keep their order, and are counted anew.
        let article = |record: &Record| {
            let found = articles.binary_search_by_key(&record.article, |cast| cast.article);
            found.expect("every node has its article")
        };
        let item = |(record, mention): (&Record, _)| {
            let article = article(record);
            let [supposed, telling, ..] = flags(record.bits);
            let published = articles[article].published;
            Item {
                article: article as u32,
                published,
                mention,
                when: record.when,
                supposed,
                telling,
            }
        };
        let node = |(index, record): (usize, &Record)| {
            // How many articles print it does not matter here, only whether several do.
            let items = if flags(record.bits)[2] { 1 } else { 2 };
            Node { items: vec![index as u32; items], when: record.when }
        };
        let corpus = Corpus {
            articles: Vec::new(),
            published: Vec::new(),
            origin: Vec::new(),
            items: records.iter().zip(&self.mentions).map(item).collect(),
            nodes: records.iter().enumerate().map(node).collect(),
            readings: &readings,
        };
        let frequencies = Frequencies::none();
        let families = Families::of(self.mentions.iter());
        let posted = |(record, mention): (&Record, &EventMention)| {
            postings(mention, record.vector.iter().copied(), &record.entities)
        };
        let different = self.pairs(&table.different);
        let context = Context {
            corpus: &corpus,
            frequencies: &frequencies,
            vectors: Vectors::new(records.iter().map(|record| record.vector.clone())),
            entities: records.iter().map(|record| record.entities.clone()).collect::<Rows<_>>(),
            rare: records.iter().map(|record| record.rare.clone()).collect::<Rows<_>>(),
            cast: articles.iter().map(|article| article.cast.clone()).collect::<Rows<_>>(),
            posted: records.iter().zip(&self.mentions).map(posted).collect::<Rows<_>>(),
            runs: records.iter().map(|record| record.runs.clone()).collect::<Rows<_>>(),
            acts: self.mentions.iter().map(|mention| families.acts(mention)).collect(),
            families,
            days: table.days.clone(),
            lone: records.iter().map(|record| flags(record.bits)[3]).collect(),
            done: records.iter().map(|record| record.done).collect(),
            leader: records.iter().map(|record| self.place(record.leader?)).collect(),
            themes: Vectors::new(articles.iter().map(|article| article.theme.clone())),
            newest: None,
            different: different
                .into_iter()
                .map(|(a, b)| (a as usize, b as usize))
                .collect::<BTreeSet<_>>(),
            config: &table.config,
            workers: &OneByOne,
        };
        then(&context)
    }
}

#[cfg(test)]
mod tests {
    use super::Cast;

    #[test]
    fn packed_lists_come_back_and_broken_ones_are_errors() {
        let cast = vec![(0, 1), (7, 65_535), (u32::MAX, 0)];
        let row = Cast { article: 3, published: None, cast: cast.clone(), theme: Vec::new() };
        let text = serde_json::to_string(&row).unwrap();
        let back: Cast = serde_json::from_str(&text).unwrap();
        assert_eq!((back.cast, back.theme), (cast, Vec::new()));
        for (broken, reason) in [("AAAA", "amid a number"), ("é", "invalid"), ("A", "invalid")] {
            let row = format!(r#"{{"a":1,"d":null,"c":"{broken}","t":""}}"#);
            let error = serde_json::from_str::<Cast>(&row).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
