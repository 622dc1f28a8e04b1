//! From judged pairs to [`Merged`]: the steps in their order.

use super::attach::attach;
use super::candidates::{Search, Task, UNIT_NODES};
use super::cluster::{Edge, clusters, spanning_tree};
use super::conflict::{Draft, conflicts};
use super::date::vote;
use super::explain::line;
use super::node::Corpus;
use super::pairs::{Context, Verdict};
use super::shard::{Given, print};
use super::units::{map, map_pieces};
use super::{
    Constraints, CopyPair, Event, Link, Merged, Relation, dominant, far, inside, salience, title,
};
use crate::mention::{MentionId, Status};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Cosine from which two steps of a story are told as belonging together.
const STORY: i32 = 1_500;

/// Decisions of editors by node.
pub(super) struct Decided {
    /// Pairs that are one event.
    pub(super) same: Vec<(u32, u32)>,
    /// Pairs that never are.
    pub(super) different: BTreeSet<(usize, usize)>,
}

/// The decisions of editors about mentions that exist.
pub(super) fn decided(corpus: &Corpus<'_>, constraints: &Constraints) -> Decided {
    let mut node_of: HashMap<&MentionId, usize> = HashMap::new();
    if !(constraints.same.is_empty() && constraints.different.is_empty()) {
        for node in 0..corpus.nodes.len() {
            node_of.extend(corpus.items_of(node).map(|item| (&item.mention.id, node)));
        }
    }
    let pair = |(a, b): &(MentionId, MentionId)| {
        let (a, b) = (*node_of.get(a)?, *node_of.get(b)?);
        (a != b).then_some((a.min(b), a.max(b)))
    };
    let different: BTreeSet<(usize, usize)> =
        constraints.different.iter().filter_map(pair).collect();
    let same = constraints.same.iter().filter_map(pair);
    let same = same.filter(|pair| !different.contains(pair));
    Decided { same: same.map(|(a, b)| (a as u32, b as u32)).collect(), different }
}

/// How much work merging was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Mentions read.
    pub mentions: usize,
    /// Sentences and dates that differ.
    pub nodes: usize,
    /// Candidate pairs judged.
    pub candidates: usize,
    /// Pairs judged inside blocks.
    pub in_blocks: usize,
    /// Mentions of the largest block.
    pub largest_block: usize,
}

/// What judging candidates found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Pairs that a rule links, sorted.
    pub(super) edges: Vec<Edge>,
    /// Pairs that are related, sorted.
    pub(super) loose: Vec<(u32, u32, Relation)>,
    /// How many pairs were judged.
    pub(super) judged: usize,
}

impl Links {
    /// What the pairs of one task are to each other.
    pub(super) fn of(search: &Search<'_>, context: &Context<'_>, task: &Task) -> Links {
        let mut links = Links::default();
        search.run(task, |a, b| {
            links.judged += 1;
            if !context.is_worth_judging(a as usize, b as usize) {
                return;
            }
            let judged = context.judge(a as usize, b as usize);
            match judged.verdict {
                Verdict::Linked(_) => {
                    links.edges.push(Edge { a, b, confidence: judged.likeness });
                }
                Verdict::Near(_) => links.loose.push((a, b, Relation::MaybeSame)),
                Verdict::Vetoed("merge.v4") if judged.evidence.cosine >= STORY => {
                    links.loose.push((a, b, Relation::Phase));
                }
                _ => {}
            }
        });
        links
    }

    /// The same, with other numbers for the nodes.
    pub(super) fn renamed(mut self, name: impl Fn(u32) -> u32) -> Links {
        for edge in &mut self.edges {
            (edge.a, edge.b) = (name(edge.a), name(edge.b));
        }
        for (a, b, _) in &mut self.loose {
            (*a, *b) = (name(*a), name(*b));
        }
        self
    }

    /// All that tasks found, in an order that does not tell of theirs.
    pub(super) fn union(parts: impl IntoIterator<Item = Links>) -> Links {
        let mut all = Links::default();
        for part in parts {
            all.edges.extend(part.edges);
            all.loose.extend(part.loose);
            all.judged += part.judged;
        }
        all.edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
        all.edges.dedup();
        all.loose.sort_unstable();
        all.loose.dedup();
        all
    }
}

/// Judges all candidates.
fn links(context: &Context<'_>) -> Links {
    let search = Search::new(context);
    let tasks = search.tasks(UNIT_NODES);
    Links::union(map(context.workers, tasks.len(), |at| Links::of(&search, context, &tasks[at])))
}

/// Runs the steps.
pub(super) fn build(
    context: &Context<'_>,
    copies: Vec<CopyPair>,
    decided: Decided,
    given: Option<&Given>,
) -> (Merged, Work) {
    let corpus = context.corpus;
    let mut work =
        Work { mentions: corpus.items.len(), nodes: corpus.nodes.len(), ..Work::default() };
    let given = given.filter(|given| given.print == print(context, &decided.same));
    let (loose, mut groups) = match given {
        Some(given) => (given.loose.clone(), given.groups.clone()),
        None => {
            let Links { edges, loose, judged } = links(context);
            work.candidates = judged;
            (loose, clusters(context, &edges, &decided.same, &mut work))
        }
    };
    groups = far::join(context, groups);
    groups = inside::join(context, groups);
    groups = dominant::join(context, groups);
    // What only a supposed day places is an event too, of unknown date, if it tells an act.
    let tells = |item: &super::node::Item<'_>| {
        item.known().is_some()
            || (item.supposed
                && item.when.is_some()
                && item.mention.trigger.is_some()
                && !matches!(item.mention.status, Status::Hypothetical | Status::Question))
    };
    let dated =
        |group: &Vec<u32>| group.iter().any(|&node| corpus.items_of(node as usize).any(tells));
    let (mut groups, rest): (Vec<Vec<u32>>, Vec<Vec<u32>>) = groups.into_iter().partition(dated);
    let free: BTreeSet<u32> = rest.iter().flatten().copied().collect();
    let mut joined = BTreeSet::new();
    for attached in attach(context, &groups) {
        if free.contains(&attached.node) {
            joined.insert(attached.node);
            groups[attached.cluster].push(attached.node);
        }
    }
    let mut undated: Vec<MentionId> = free
        .difference(&joined)
        .flat_map(|&node| corpus.items_of(node as usize).map(|item| item.mention.id.clone()))
        .collect();
    undated.sort();
    for group in &mut groups {
        group.sort_unstable();
    }
    let groups = by_founding(corpus, groups);
    let drafts: Vec<Draft> =
        map_pieces(context.workers, groups.len(), |at| draft(context, &groups[at])).collect();
    let events = events(context, &drafts, &loose);
    let conflicts = conflicts(context, &drafts);
    let origins = corpus
        .articles
        .iter()
        .zip(&corpus.origin)
        .map(|(annotated, &origin)| (annotated.article.id.clone(), origin))
        .collect();
    (Merged { events, conflicts, copies, origins, undated }, work)
}

/// Groups in the order of their founding mentions.
fn by_founding(corpus: &Corpus<'_>, groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut keyed: Vec<(&MentionId, Vec<u32>)> =
        groups.into_iter().map(|group| (founding(corpus, &items(corpus, &group)), group)).collect();
    keyed.sort();
    keyed.into_iter().map(|(_, group)| group).collect()
}

/// The items of nodes, by mention id.
fn items(corpus: &Corpus<'_>, nodes: &[u32]) -> Vec<u32> {
    let mut items: Vec<u32> =
        nodes.iter().flat_map(|&node| corpus.nodes[node as usize].items.clone()).collect();
    items.sort_by(|&a, &b| {
        corpus.items[a as usize].mention.id.cmp(&corpus.items[b as usize].mention.id)
    });
    items
}

/// The mention that an id is minted from: of the first article by publication, then by id,
/// the first of the text.
fn founding<'a>(corpus: &Corpus<'a>, items: &[u32]) -> &'a MentionId {
    let first = items.iter().min_by_key(|&&index| {
        let item = &corpus.items[index as usize];
        (corpus.published(item).unwrap_or(i32::MAX), item.article, item.mention.span.start, index)
    });
    let first = *first.expect("an event has a mention");
    &corpus.items[first as usize].mention.id
}

fn draft(context: &Context<'_>, group: &[u32]) -> Draft {
    let items = items(context.corpus, group);
    let vote = vote(context.corpus, &items, context.config);
    Draft { nodes: group.to_vec(), items, vote }
}

/// The events of groups, in their order.
fn events(context: &Context<'_>, drafts: &[Draft], loose: &[(u32, u32, Relation)]) -> Vec<Event> {
    let corpus = context.corpus;
    let mut related: Vec<BTreeSet<(usize, Relation)>> = vec![BTreeSet::new(); drafts.len()];
    let mut event_of: Vec<Option<usize>> = vec![None; corpus.nodes.len()];
    for (index, draft) in drafts.iter().enumerate() {
        draft.nodes.iter().for_each(|&node| event_of[node as usize] = Some(index));
    }
    for &(a, b, relation) in loose {
        let (Some(x), Some(y)) = (event_of[a as usize], event_of[b as usize]) else { continue };
        if x != y {
            related[x].insert((y, relation));
            related[y].insert((x, relation));
        }
    }
    let event = |index: usize| {
        let draft: &Draft = &drafts[index];
        let mentions = || draft.items.iter().map(|&item| &corpus.items[item as usize]);
        let mut status = BTreeMap::new();
        for item in mentions() {
            *status.entry(item.mention.status).or_default() += 1;
        }
        let articles: BTreeSet<u32> = mentions().map(|item| item.article).collect();
        let origins: BTreeSet<u32> =
            articles.iter().map(|&article| corpus.origin[article as usize]).collect();
        let names = |of: fn(&crate::mention::EventMention) -> &Vec<String>| {
            let all: BTreeSet<&String> = mentions().flat_map(|item| of(item.mention)).collect();
            all.into_iter().cloned().collect()
        };
        Event {
            mentions: mentions().map(|item| item.mention.id.clone()).collect(),
            founding: founding(corpus, &draft.items).clone(),
            title: title::title(context, &draft.nodes),
            salience: salience::salience(corpus, &draft.items, draft.vote.chosen),
            date: draft.vote.date.clone(),
            status,
            origins: origins.len() as u32,
            articles: articles.len() as u32,
            actors: names(|mention| &mention.actors),
            places: names(|mention| &mention.places),
            related: related[index].iter().copied().collect(),
            links: tree(context, &draft.nodes),
        }
    };
    map_pieces(context.workers, drafts.len(), event).collect()
}

/// The links of a group: a spanning tree of its nodes, and equal sentences to the one that
/// stands for them.
fn tree(context: &Context<'_>, group: &[u32]) -> Vec<Link> {
    let corpus = context.corpus;
    let mut links = Vec::new();
    for (a, b, judged) in spanning_tree(context, group) {
        let (x, y) = (context.id(a as usize), context.id(b as usize));
        links.push(Link {
            a: x.min(y).clone(),
            b: x.max(y).clone(),
            rule: Cow::Borrowed(judged.verdict.rule()),
            score: judged.likeness.max(0),
            why: line(context, a as usize, b as usize, &judged),
        });
    }
    for &node in group {
        let first = context.id(node as usize);
        for item in corpus.items_of(node as usize).skip(1) {
            links.push(Link {
                a: first.clone(),
                b: item.mention.id.clone(),
                rule: Cow::Borrowed("merge.r1"),
                score: 9_900,
                why: "same sentence, same date".to_string(),
            });
        }
    }
    links.sort();
    links
}
