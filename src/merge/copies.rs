//! Which articles share text, who took it from whom, and how many voices that leaves.
//!
//! Candidates come from winnowed runs of eight words (Schleimer, Wilkerson, Aiken 2003); what
//! is reported is measured exactly: the part of the shorter text that stands in the other,
//! in runs of six words or more. A run whose articles were published over more than a month
//! is furniture of the page, not news, and counts for nobody.

use super::config::{MergeConfig, ONE};
use super::hash::{Plain, grams, word_hashes};
use super::twice::Twice;
use super::union::Union;
use super::units::{Workers, map, map_pieces, pieces, remembered};
use super::{CopyPair, Direction};
use crate::ingest::Article;
use crate::text::{ArticleId, digest};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// Words of a run that makes two articles candidates.
const RUN: usize = 8;
/// Runs of which one is kept.
const WINDOW: usize = 6;
/// Words of a run that counts as shared.
const SHARED: usize = 6;
/// Earlier articles that one is compared with over one shared run.
const PREDECESSORS: usize = 32;

/// What copies need of an article. Its words are read again where it has a partner: few have.
struct Body {
    published: Option<i32>,
    time: Option<u32>,
    /// Winnowed runs with the word at which each starts.
    prints: Vec<(u64, u32)>,
}

/// The pairs of articles that share text, sorted; `articles` are in the order of their ids.
pub(super) fn copies(
    articles: &[&Article],
    config: &MergeConfig,
    workers: &dyn Workers,
) -> Vec<CopyPair> {
    let bodies: Vec<Body> =
        map_pieces(workers, articles.len(), |index| body(articles[index], workers)).collect();
    let prints = prints(&bodies, workers);
    let lists = || {
        let lists = prints.iter().flat_map(|part| part.chunk_by(|a, b| a.0 == b.0));
        lists.filter(|list| list.len() > 1)
    };
    let mut furniture: HashSet<u64, BuildHasherDefault<Plain>> = HashSet::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut list: Vec<u32> = Vec::new();
    for shared in lists() {
        if is_furniture(shared, &bodies, articles, config) {
            furniture.insert(shared[0].0);
            continue;
        }
        list.clear();
        list.extend(shared.iter().map(|&(_, index)| index));
        list.sort_unstable_by_key(|&i| (bodies[i as usize].published, i));
        for (at, &b) in list.iter().enumerate() {
            for &a in &list[at.saturating_sub(PREDECESSORS)..at] {
                let days = days_between(&bodies[a as usize], &bodies[b as usize]);
                if days.is_none_or(|days| days <= config.copy_days) {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let pair = |at: usize| {
        let (a, b) = (pairs[at].0 as usize, pairs[at].1 as usize);
        let words = |index: usize| {
            words_without(articles[index], &bodies[index].prints, |run| furniture.contains(run))
        };
        let containment = containment(&words(a), &words(b));
        (containment >= config.copy_listed).then(|| CopyPair {
            a: articles[a].id.clone(),
            b: articles[b].id.clone(),
            containment,
            direction: direction((articles[a], &bodies[a]), (articles[b], &bodies[b])),
        })
    };
    map_pieces(workers, pairs.len(), pair).flatten().collect()
}

/// The origin group of every article: from 1, in the order of article ids. A group is the
/// closure of the pairs that share enough; a named agency joins nothing.
pub(super) fn origins(
    articles: &[&Article],
    copies: &[CopyPair],
    config: &MergeConfig,
) -> BTreeMap<ArticleId, u32> {
    let place: BTreeMap<&ArticleId, usize> =
        articles.iter().enumerate().map(|(index, article)| (&article.id, index)).collect();
    let mut union = Union::new(articles.len());
    for pair in copies.iter().filter(|pair| pair.containment >= config.copy_containment) {
        union.join(place[&pair.a], place[&pair.b]);
    }
    let mut numbers = BTreeMap::new();
    let mut groups = BTreeMap::new();
    for (index, article) in articles.iter().enumerate() {
        let next = numbers.len() as u32 + 1;
        groups.insert(article.id.clone(), *numbers.entry(union.root(index)).or_insert(next));
    }
    groups
}

/// The hashes of the words of an article's sentences.
fn words(article: &Article) -> Vec<u64> {
    let sentences = article.sentences.iter();
    sentences.flat_map(|sentence| word_hashes(sentence.span.slice(&article.text))).collect()
}

fn body(article: &Article, workers: &dyn Workers) -> Body {
    // The text is what the bytes hold that the sum names.
    let name = || {
        let spans = article.sentences.iter().map(|sentence| sentence.span);
        let spans: Vec<u8> =
            spans.flat_map(|s| [s.start, s.end]).flat_map(|at| (at as u64).to_le_bytes()).collect();
        digest(&[b"runs", article.sha256.as_bytes(), article.path.as_bytes(), &spans])
    };
    let dct = article.dct();
    Body {
        published: dct.map(|dct| dct.day.number()),
        time: dct.and_then(|dct| dct.time).map(|time| {
            (u32::from(time.hour) * 60 + u32::from(time.minute)) * 60 + u32::from(time.second)
        }),
        prints: remembered(workers, name, read_runs, |runs| written(runs), || winnowed(article)),
    }
}

/// The winnowed runs of an article, with the word at which each starts.
fn winnowed(article: &Article) -> Vec<(u64, u32)> {
    let runs = grams(&words(article), RUN);
    let mut prints: Vec<(u64, u32)> = Vec::new();
    let window = WINDOW.min(runs.len().max(1));
    for (start, window) in runs.windows(window).enumerate() {
        let least = window.iter().copied().min().expect("a window holds a run");
        let at = window.iter().rposition(|&run| run == least).expect("its least run is in it");
        let print = (least, (start + at) as u32);
        if prints.last() != Some(&print) {
            prints.push(print);
        }
    }
    prints.shrink_to_fit();
    prints
}

/// Runs as bytes, twelve for each.
fn written(runs: &[(u64, u32)]) -> Vec<u8> {
    let bytes = |&(run, at): &(u64, u32)| {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&run.to_le_bytes());
        bytes[8..].copy_from_slice(&at.to_le_bytes());
        bytes
    };
    runs.iter().flat_map(bytes).collect()
}

fn read_runs(bytes: &[u8]) -> Option<Vec<(u64, u32)>> {
    let (runs, rest) = bytes.as_chunks::<12>();
    let run = |bytes: &[u8; 12]| {
        let (run, at) = bytes.split_at(8);
        let run = u64::from_le_bytes(run.try_into().expect("eight bytes"));
        (run, u32::from_le_bytes(at.try_into().expect("four bytes")))
    };
    rest.is_empty().then(|| runs.iter().map(run).collect())
}

/// Parts into which runs are sorted, by their first bits.
const PARTS: usize = 64;

/// Every winnowed run that may be in several articles with every article that holds it, sorted,
/// in parts.
fn prints(bodies: &[Body], workers: &dyn Workers) -> Vec<Vec<(u64, u32)>> {
    let part_of = |print: u64| (print >> 58) as usize;
    let pieces = pieces(bodies.len(), 1024);
    let dealt = map(workers, pieces.len(), |at| {
        let mut parts: Vec<Vec<(u64, u32)>> = vec![Vec::new(); PARTS];
        let runs: usize = bodies[pieces[at].clone()].iter().map(|body| body.prints.len()).sum();
        parts.iter_mut().for_each(|part| part.reserve(runs / PARTS + runs / PARTS / 8));
        for index in pieces[at].clone() {
            for &(print, _) in &bodies[index].prints {
                parts[part_of(print)].push((print, index as u32));
            }
        }
        parts
    });
    map(workers, PARTS, |part| {
        let all = || dealt.iter().flat_map(|parts| &parts[part]);
        // A run of one article is of no use here.
        let mut twice = Twice::for_about(dealt.iter().map(|parts| parts[part].len()).sum());
        all().for_each(|&(print, _)| twice.see(print));
        let mut sorted: Vec<(u64, u32)> =
            all().copied().filter(|&(print, _)| twice.may_be(print)).collect();
        sorted.sort_unstable();
        sorted.dedup();
        sorted
    })
}

/// Whether a run is furniture, by the articles that hold it: published over too many days,
/// or, where days are not known, in three articles of one site.
fn is_furniture(
    list: &[(u64, u32)],
    bodies: &[Body],
    articles: &[&Article],
    config: &MergeConfig,
) -> bool {
    let indices = list.iter().map(|&(_, index)| index as usize);
    let days = indices.clone().filter_map(|i| bodies[i].published);
    let (first, last) = (days.clone().min(), days.max());
    if first.zip(last).is_some_and(|(first, last)| last - first > config.furniture_days) {
        return true;
    }
    let mut sites: HashMap<&str, usize> = HashMap::new();
    indices.filter(|&i| bodies[i].published.is_none()).any(|i| {
        let count = sites.entry(&articles[i].meta.source).or_default();
        *count += 1;
        *count >= 3
    })
}

/// The words of an article but for the runs that are furniture.
fn words_without(
    article: &Article,
    prints: &[(u64, u32)],
    is_furniture: impl Fn(&u64) -> bool,
) -> Vec<u64> {
    let mut words = words(article);
    let mut keep = vec![true; words.len()];
    for &(_, at) in prints.iter().filter(|(print, _)| is_furniture(print)) {
        keep[at as usize..at as usize + RUN].fill(false);
    }
    let mut keep = keep.iter();
    words.retain(|_| *keep.next().expect("one mark a word"));
    words
}

fn days_between(a: &Body, b: &Body) -> Option<i32> {
    Some((a.published? - b.published?).abs())
}

/// The part of the shorter text that stands in the other in runs of [`SHARED`] words.
fn containment(a: &[u64], b: &[u64]) -> i32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut runs = grams(long, SHARED);
    runs.sort_unstable();
    let mut covered = 0;
    let mut until = 0;
    for (at, run) in grams(short, SHARED).iter().enumerate() {
        if runs.binary_search(run).is_ok() {
            covered += at + SHARED - until.max(at);
            until = at + SHARED;
        }
    }
    if short.is_empty() { 0 } else { (covered as i64 * i64::from(ONE) / short.len() as i64) as i32 }
}

/// Who took from whom: whoever credits the other's outlet as agency took from it; else the
/// later took from the earlier.
fn direction((a, body_a): (&Article, &Body), (b, body_b): (&Article, &Body)) -> Direction {
    let credits = |x: &Article, y: &Article| {
        x.meta.agency.as_ref().is_some_and(|agency| *agency == y.meta.source)
    };
    match (credits(a, b), credits(b, a)) {
        (true, false) => return Direction::BToA,
        (false, true) => return Direction::AToB,
        _ => {}
    }
    let (Some(day_a), Some(day_b)) = (body_a.published, body_b.published) else {
        return Direction::Unknown;
    };
    let order = day_a.cmp(&day_b).then_with(|| match (body_a.time, body_b.time) {
        (Some(time_a), Some(time_b)) => time_a.cmp(&time_b),
        _ => std::cmp::Ordering::Equal,
    });
    match order {
        std::cmp::Ordering::Less => Direction::AToB,
        std::cmp::Ordering::Greater => Direction::BToA,
        std::cmp::Ordering::Equal => match (a.meta.agency.is_some(), b.meta.agency.is_some()) {
            (true, false) => Direction::AToB,
            (false, true) => Direction::BToA,
            _ => Direction::Unknown,
        },
    }
}
