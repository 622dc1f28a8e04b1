//! Nodes in packets: a packet holds every word once, with how many origins have it, and from
//! that whoever reads it works out the vectors as they were where it was made.

use super::Constraints;
use super::acts::Families;
use super::bytes::{Bytes, Reader, unpack};
use super::candidates::postings;
use super::features::{Frequencies, Vector, Vectors, entities, entity, named, of_word, theme};
use super::hash::{FeatureMap, hash, sorted_runs};
use super::node::{Corpus, Item, Node, Supposed, When};
use super::pairs::{Context, RUN};
use super::record::{Cast, Count, Record, Texts};
use super::rows::Rows;
use super::shard::Table;
use super::units::OneByOne;
use crate::mention::{EventMention, Status};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Nodes, sorted, with their articles and all that judging them needs.
#[derive(Default)]
pub(super) struct Stock {
    texts: Texts,
    origins: i64,
    /// In how many origins the features of the texts are.
    counts: FeatureMap<u32>,
    /// What editors call a name.
    preferred: BTreeMap<u32, String>,
    records: Vec<Record>,
    /// The words of nodes of which nothing else is known here, for the themes of articles.
    silent: BTreeMap<u32, Vec<u32>>,
    articles: Vec<Cast>,
}

/// Nodes of a packet of those that all of them are cut into.
const PACKET: usize = 4096;

impl Stock {
    /// All nodes.
    pub(super) fn of(context: &Context<'_>, constraints: &Constraints) -> Stock {
        let mut texts = Texts::default();
        let (origins, counts) = context.frequencies.counts();
        let nodes = 0..context.corpus.nodes.len();
        let records = nodes.map(|node| Record::of(context, node, &mut texts)).collect();
        let articles = Cast::all(context, &mut texts);
        let names = constraints.aliases.iter();
        let preferred = names.map(|(name, to)| (texts.number(name), to.clone())).collect();
        let silent = BTreeMap::new();
        Stock { texts, origins, counts, preferred, records, silent, articles }
    }

    /// Packets of all nodes, each article in one of them.
    pub(super) fn packets(&self) -> Vec<Vec<u8>> {
        let count = self.records.len().div_ceil(PACKET);
        let mut articles: Vec<Vec<&Cast>> = vec![Vec::new(); count];
        for cast in &self.articles {
            let first = cast.told.first().and_then(|&node| self.place(node));
            first.into_iter().for_each(|place| articles[place as usize / PACKET].push(cast));
        }
        let records = self.records.chunks(PACKET).zip(articles);
        let packet = |(records, articles): (&[Record], Vec<&Cast>)| {
            Packer::new(self).packet(&records.iter().collect::<Vec<_>>(), &[], &articles)
        };
        records.map(packet).collect()
    }

    /// A packet of some nodes, sorted, that needs no other; nothing where one is not here.
    pub(super) fn packet(&self, nodes: &[u32]) -> Option<Vec<u8>> {
        let records: Option<Vec<&Record>> =
            nodes.iter().map(|&node| Some(&self.records[self.place(node)? as usize])).collect();
        let records = records?;
        let needed: BTreeSet<u32> = records.iter().map(|record| record.article).collect();
        let articles: Vec<&Cast> =
            needed.iter().map(|&at| self.article(at)).collect::<Option<_>>()?;
        let told: BTreeSet<u32> =
            articles.iter().flat_map(|cast| cast.told.iter().copied()).collect();
        let others = told.into_iter().filter(|node| nodes.binary_search(node).is_err());
        let silent: Option<Vec<(u32, &[u32])>> =
            others.map(|node| Some((node, self.words(node)?))).collect();
        Some(Packer::new(self).packet(&records, &silent?, &articles))
    }

    /// All that packets hold, in any order; nothing where one is damaged or does not go with
    /// the others.
    pub(super) fn read<'a>(packets: impl Iterator<Item = &'a [u8]>) -> Option<Stock> {
        let mut stock = Stock::default();
        for packet in packets {
            let plain = unpack(packet)?;
            Unpacker::new(&plain, &mut stock).packet()?;
        }
        stock.records.sort_by_key(|record| record.node);
        stock.articles.sort_by_key(|cast| cast.article);
        let twice = stock.records.windows(2).any(|pair| pair[0].node == pair[1].node)
            || stock.articles.windows(2).any(|pair| pair[0].article == pair[1].article);
        let known = stock.records.iter().all(|record| stock.article(record.article).is_some());
        let mut told = stock.articles.iter().flat_map(|cast| &cast.told);
        (!twice && known && told.all(|&node| stock.words(node).is_some())).then_some(stock)
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// When the node at a place is.
    pub(super) fn when(&self, place: u32) -> Option<When> {
        self.records[place as usize].when
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

    fn article(&self, article: u32) -> Option<&Cast> {
        let found = self.articles.binary_search_by_key(&article, |cast| cast.article);
        found.ok().map(|at| &self.articles[at])
    }

    fn words(&self, node: u32) -> Option<&[u32]> {
        match self.place(node) {
            Some(place) => Some(&self.records[place as usize].words),
            None => self.silent.get(&node).map(Vec::as_slice),
        }
    }

    /// Calls `then` with these nodes as if there were no others.
    pub(super) fn on<T>(&self, table: &Table, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let Stock { texts, records, articles, .. } = self;
        let readings = Supposed::default();
        let mentions: Vec<EventMention> =
            records.iter().map(|record| record.mention(texts)).collect();
        let aliases = self.preferred.iter();
        let aliases = aliases.map(|(&name, to)| (texts.of(name).to_owned(), to.clone())).collect();
        let constraints = Constraints { aliases, ..Constraints::default() };
        let frequencies = Frequencies::new(self.origins, self.counts.clone());
        let article = |record: &Record| {
            let found = articles.binary_search_by_key(&record.article, |cast| cast.article);
            found.expect("every node has its article")
        };
        // Articles keep their order, and are counted anew.
        let item = |(record, mention)| {
            let article = article(record);
            let [supposed, telling, ..] = record.flags();
            let published = articles[article].published;
            let when = record.when;
            Item { article: article as u32, published, mention, when, supposed, telling }
        };
        let node = |(index, record): (usize, &Record)| {
            // How many articles print it does not matter here, only whether several do.
            let items = if record.flags()[2] { 1 } else { 2 };
            Node { items: vec![index as u32; items], when: record.when }
        };
        let corpus = Corpus {
            articles: Vec::new(),
            published: Vec::new(),
            origin: Vec::new(),
            items: records.iter().zip(&mentions).map(item).collect(),
            nodes: records.iter().enumerate().map(node).collect(),
            readings: &readings,
        };
        let vectors: Vec<Vector> =
            mentions.iter().map(|mention| frequencies.vector(&mention.words)).collect();
        let silent: BTreeMap<u32, Vector> = self
            .silent
            .iter()
            .map(|(&node, words)| (node, frequencies.vector(&texts.all(words))))
            .collect();
        let theme = |cast: &Cast| {
            theme(cast.told.iter().flat_map(|&node| match self.place(node) {
                Some(place) => vectors[place as usize].iter().copied(),
                None => silent[&node].iter().copied(),
            }))
        };
        let cast = |cast: &Cast| -> Vec<(u32, u16)> {
            let names = named(texts.all(&cast.names).iter(), &constraints);
            names.into_iter().map(|name| (name, frequencies.weight(name) as u16)).collect()
        };
        let runs = |record: &Record| {
            let spoken = record.spoken.iter().map(|&word| hash(texts.of(word).as_bytes()));
            sorted_runs(&spoken.collect::<Vec<_>>(), RUN)
        };
        let entities: Vec<Vec<u32>> =
            corpus.items.iter().map(|item| entities(item, &constraints)).collect();
        let rare = |ids: &Vec<u32>| -> Vec<u32> {
            ids.iter().copied().filter(|&id| frequencies.is_rare(id)).collect()
        };
        let families = Families::of(mentions.iter());
        let posted = (0..records.len())
            .map(|at| postings(&mentions[at], vectors[at].iter().copied(), &entities[at]));
        let different = self.pairs(&table.different).into_iter();
        let context = Context {
            corpus: &corpus,
            frequencies: &frequencies,
            rare: entities.iter().map(rare).collect::<Rows<_>>(),
            cast: articles.iter().map(cast).collect::<Rows<_>>(),
            posted: posted.collect::<Rows<_>>(),
            themes: Vectors::new(articles.iter().map(theme)),
            entities: entities.into_iter().collect::<Rows<_>>(),
            vectors: Vectors::new(vectors.iter().cloned()),
            runs: records.iter().map(runs).collect::<Rows<_>>(),
            acts: mentions.iter().map(|mention| families.acts(mention)).collect(),
            families,
            days: table.days.clone(),
            lone: records.iter().map(|record| record.flags()[3]).collect(),
            done: records.iter().map(|record| record.done).collect(),
            leader: records.iter().map(|record| self.place(record.leader?)).collect(),
            newest: None,
            different: different.map(|(a, b)| (a as usize, b as usize)).collect(),
            config: &table.config,
            workers: &OneByOne,
        };
        then(&context)
    }
}

/// Sorts of texts: each is numbered in a packet by itself, so that most numbers are short.
const WORD: usize = 0;
const NAME: usize = 1;
const LABEL: usize = 2;
const SPOKEN: usize = 3;

/// What of a record has few values, as one label: its time without the days, status, bits.
type Shape = (Option<When>, Status, u8);

/// Writes a packet.
struct Packer<'a> {
    stock: &'a Stock,
    out: Bytes,
    /// The number in this packet of every text that it holds, by sort.
    held: [HashMap<u32, u64>; 4],
    labels: HashMap<String, u64>,
    /// Features of which the count is in the packet.
    told: BTreeSet<u32>,
}

impl<'a> Packer<'a> {
    fn new(stock: &'a Stock) -> Packer<'a> {
        let (out, labels, told) = (Bytes::default(), HashMap::new(), BTreeSet::new());
        Packer { stock, out, held: Default::default(), labels, told }
    }

    fn packet(
        mut self,
        records: &[&Record],
        silent: &[(u32, &[u32])],
        articles: &[&Cast],
    ) -> Vec<u8> {
        self.out.signed(self.stock.origins);
        self.out.number(articles.len() as u64);
        let mut before = 0;
        for cast in articles {
            self.out.number(u64::from(cast.article - before));
            before = cast.article;
            self.out.maybe(cast.published.map(i64::from));
            self.texts(NAME, &cast.names);
        }
        self.out.number(records.len() as u64);
        let (mut before, mut day) = (0, 0);
        for record in records {
            self.out.number(u64::from(record.node - before));
            before = record.node;
            self.out.number(u64::from(record.article));
            self.record(record, &mut day);
        }
        self.out.number(silent.len() as u64);
        let mut before = 0;
        for &(node, words) in silent {
            self.out.number(u64::from(node - before));
            before = node;
            self.texts(WORD, words);
        }
        // Last, since the nodes are then known to whoever reads it.
        for cast in articles {
            self.out.number(cast.told.len() as u64);
            let mut before = 0;
            for &node in &cast.told {
                self.out.number(u64::from(node - before));
                before = node;
            }
        }
        self.out.packed()
    }

    fn record(&mut self, record: &Record, day: &mut i64) {
        let bare = record.when.map(|when| When { lo: 0, hi: 0, ..when });
        let shape: Shape = (bare, record.status, record.bits);
        self.label(&serde_json::to_string(&shape).expect("a shape is plain data"));
        if let Some(when) = record.when {
            self.out.signed(i64::from(when.lo) - *day);
            *day = i64::from(when.lo);
            self.out.signed(i64::from(when.hi) - i64::from(when.lo));
        }
        self.out.maybe(record.done.map(|done| i64::from(done) - *day));
        self.out.maybe(record.leader.map(|leader| i64::from(leader) - i64::from(record.node)));
        self.out.number(record.place.0 as u64);
        self.out.number(u64::from(record.place.1));
        self.texts(NAME, &record.actors);
        self.texts(NAME, &record.places);
        self.out.number(u64::from(record.trigger.is_some()));
        record.trigger.into_iter().for_each(|family| self.text(LABEL, family));
        self.texts(LABEL, &record.triggers);
        let none = record.figures.is_empty();
        let figures = serde_json::to_string(&record.figures).expect("figures are plain data");
        self.label(if none { "" } else { &figures });
        self.texts(LABEL, &record.ordinals);
        self.texts(WORD, &record.words);
        self.texts(SPOKEN, &record.spoken);
    }

    fn texts(&mut self, sort: usize, texts: &[u32]) {
        self.out.number(texts.len() as u64);
        texts.iter().for_each(|&text| self.text(sort, text));
    }

    /// The number of a text; the first time 0, and the text.
    fn text(&mut self, sort: usize, text: u32) {
        let stock = self.stock;
        if sort == LABEL {
            return self.label(stock.texts.of(text));
        }
        if let Some(&number) = self.held[sort].get(&text) {
            return self.out.number(number);
        }
        let number = self.held[sort].len() as u64 + 1;
        self.held[sort].insert(text, number);
        self.out.number(0);
        self.out.text(stock.texts.of(text));
        match sort {
            WORD => of_word(stock.texts.of(text)).for_each(|(feature, _)| self.count(feature)),
            NAME => {
                let preferred = stock.preferred.get(&text).map(String::as_str);
                self.out.number(u64::from(preferred.is_some()));
                preferred.into_iter().for_each(|name| self.out.text(name));
                self.count(entity(preferred.unwrap_or(stock.texts.of(text))));
            }
            _ => {}
        }
    }

    fn label(&mut self, label: &str) {
        if let Some(&number) = self.labels.get(label) {
            return self.out.number(number);
        }
        self.labels.insert(label.to_owned(), self.labels.len() as u64 + 1);
        self.out.number(0);
        self.out.text(label);
    }

    /// In how many origins a feature is, the first time.
    fn count(&mut self, feature: u32) {
        if self.told.insert(feature) {
            let count = self.stock.counts.get(&feature).copied().unwrap_or(1);
            self.out.number(u64::from(count));
        }
    }
}

/// Reads what a [`Packer`] wrote into a stock; nothing where it is damaged.
struct Unpacker<'a> {
    stock: &'a mut Stock,
    from: Reader<'a>,
    held: [Vec<u32>; 4],
    told: BTreeSet<u32>,
}

impl<'a> Unpacker<'a> {
    fn new(plain: &'a [u8], stock: &'a mut Stock) -> Unpacker<'a> {
        let from = Reader::new(plain);
        Unpacker { stock, from, held: Default::default(), told: BTreeSet::new() }
    }

    fn packet(mut self) -> Option<()> {
        self.stock.origins = self.from.signed()?;
        let mut casts = Vec::new();
        let mut article = 0;
        for _ in 0..self.from.number()? {
            article = u32::checked_add(article, self.from.small()?)?;
            let published = self.day(0)?;
            casts.push(Cast { article, published, names: self.texts(NAME)?, told: Vec::new() });
        }
        let (mut node, mut day) = (0, 0);
        for _ in 0..self.from.number()? {
            node = u32::checked_add(node, self.from.small()?)?;
            let article = self.from.small()?;
            let record = self.record(node, article, &mut day)?;
            self.stock.records.push(record);
        }
        let mut node = 0;
        for _ in 0..self.from.number()? {
            node = u32::checked_add(node, self.from.small()?)?;
            let words = self.texts(WORD)?;
            self.stock.silent.insert(node, words);
        }
        for cast in &mut casts {
            let mut node = 0;
            cast.told = self.from.list(|from| {
                node = u32::checked_add(node, from.small()?)?;
                Some(node)
            })?;
        }
        self.stock.articles.extend(casts);
        self.from.is_done().then_some(())
    }

    /// A day that may be missing, counted from another.
    fn day(&mut self, from: i64) -> Option<Option<i32>> {
        let day = self.from.maybe()?;
        day.map(|day| i32::try_from(from.checked_add(day)?).ok())
            .map_or(Some(None), |d| d.map(Some))
    }

    fn record(&mut self, node: u32, article: u32, day: &mut i64) -> Option<Record> {
        let shape = self.text(LABEL)?;
        let (mut when, status, bits): Shape =
            serde_json::from_str(self.stock.texts.of(shape)).ok()?;
        if let Some(when) = &mut when {
            *day = day.checked_add(self.from.signed()?)?;
            when.lo = i32::try_from(*day).ok()?;
            when.hi = i32::try_from(day.checked_add(self.from.signed()?)?).ok()?;
        }
        let done = self.day(*day)?;
        let leader = match self.from.maybe()? {
            Some(from) => Some(u32::try_from(i64::from(node).checked_add(from)?).ok()?),
            None => None,
        };
        let place = (usize::try_from(self.from.number()?).ok()?, self.from.small()?);
        let (actors, places) = (self.texts(NAME)?, self.texts(NAME)?);
        let trigger = match self.from.number()? {
            0 => None,
            _ => Some(self.text(LABEL)?),
        };
        let triggers = self.texts(LABEL)?;
        let figures = self.text(LABEL)?;
        let figures: Vec<Count> = match self.stock.texts.of(figures) {
            "" => Vec::new(),
            figures => serde_json::from_str(figures).ok()?,
        };
        let ordinals = self.texts(LABEL)?;
        let (words, spoken) = (self.texts(WORD)?, self.texts(SPOKEN)?);
        Some(Record {
            node,
            article,
            when,
            bits,
            done,
            leader,
            place,
            status,
            actors,
            places,
            trigger,
            triggers,
            figures,
            ordinals,
            words,
            spoken,
        })
    }

    fn texts(&mut self, sort: usize) -> Option<Vec<u32>> {
        (0..self.from.number()?).map(|_| self.text(sort)).collect()
    }

    fn text(&mut self, sort: usize) -> Option<u32> {
        let number = self.from.number()?;
        if number > 0 {
            return self.held[sort].get(usize::try_from(number - 1).ok()?).copied();
        }
        let written = self.from.text()?;
        let text = self.stock.texts.number(written);
        self.held[sort].push(text);
        match sort {
            WORD => {
                for (feature, _) in of_word(written) {
                    self.count(feature)?;
                }
            }
            NAME => {
                let preferred = match self.from.number()? {
                    0 => None,
                    _ => Some(self.from.text()?),
                };
                self.count(entity(preferred.unwrap_or(written)))?;
                if let Some(preferred) = preferred {
                    self.stock.preferred.insert(text, preferred.to_owned());
                }
            }
            _ => {}
        }
        Some(text)
    }

    fn count(&mut self, feature: u32) -> Option<()> {
        if self.told.insert(feature) {
            let count = self.from.small()?;
            self.stock.counts.insert(feature, count);
        }
        Some(())
    }
}
