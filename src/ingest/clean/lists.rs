//! Headlines of other articles: lists with a heading, with stamps, at the head of the page.

use super::patterns::REACH;
use super::{Look, is_read, set};
use crate::ingest::words::{Word, words};
use crate::ingest::{Block, BlockKind, NoiseKind};
use rustc_hash::FxHashSet as HashSet;

/// Headlines in a row before the first prose from which they are a menu of other articles.
const MENU: usize = 4;
/// Bytes of a word that says what an article is about.
const CONTENT_WORD: usize = 5;

/// Marks all lists of other articles. `prose` are the blocks of the article's own prose.
pub(crate) fn mark(text: &str, blocks: &mut [Block], looks: &[Look], prose: &[usize]) {
    headed(blocks, looks);
    if let Some(&last) = prose.last() {
        stamped(blocks, looks, last);
    }
    arrows(text, blocks, looks);
    if let Some(&last) = prose.last() {
        after(text, blocks, looks, last);
    }
    if let Some(&first) = prose.first() {
        menu(text, blocks, looks, first);
    }
}

/// Headlines after « À lire aussi », « Articles récents »: to the next prose.
fn headed(blocks: &mut [Block], looks: &[Look]) {
    let mut inside = false;
    for (block, look) in blocks.iter_mut().zip(looks) {
        if look.traits.heads_list {
            inside = true;
        } else if look.prose || !is_read(block) {
            inside = false;
        } else if inside && block.noise.is_none() {
            set(block, NoiseKind::RelatedLinks, "related.listed");
        }
    }
}

/// Headlines with their stamps after the last prose: « 27 mai 2024 · 19:37 » and a headline,
/// or both in one line.
fn stamped(blocks: &mut [Block], looks: &[Look], last_prose: usize) {
    let tail = last_prose + 1..blocks.len();
    let bare = tail.clone().filter(|&index| looks[index].stamp).count();
    let led = tail.clone().filter(|&index| looks[index].led_by_stamp).count();
    let mut inside = false;
    for index in tail {
        let (look, block) = (&looks[index], &mut blocks[index]);
        if block.noise.is_some() {
            continue;
        }
        if look.stamp && (bare > 1 || index + 1 < looks.len()) {
            inside = true;
            set(block, NoiseKind::RelatedLinks, "related.stamp");
        } else if inside || look.led_by_stamp && led > 1 {
            set(block, NoiseKind::RelatedLinks, "related.stamped");
        }
    }
}

/// Headlines that begin with an arrow: « » Le port en crise », « → À voir ».
fn arrows(text: &str, blocks: &mut [Block], looks: &[Look]) {
    for (block, look) in blocks.iter_mut().zip(looks) {
        let written = block.span.slice(text);
        let arrow = written.starts_with(['»', '→', '▶', '⇒', '➜']) || written.starts_with(">>");
        if arrow && !look.prose && block.noise.is_none() && is_read(block) {
            set(block, NoiseKind::RelatedLinks, "related.arrow");
        }
    }
}

/// Words of a headline at most: a longer line is prose, whatever else it lacks.
const HEADLINE: usize = 24;

/// A run of headlines before the article: those that share no word of weight with its prose.
/// The last one before the prose is its title.
fn menu(text: &str, blocks: &mut [Block], looks: &[Look], first_prose: usize) {
    let head: Vec<usize> = (0..first_prose)
        .filter(|&index| {
            blocks[index].noise.is_none()
                && is_read(&blocks[index])
                && !looks[index].stamp
                && looks[index].words.len() <= HEADLINE
        })
        .collect();
    if head.len() < MENU {
        return;
    }
    let weighty = |word: &Word| word.end - word.start >= CONTENT_WORD && !word.number;
    let told: HashSet<u64> = blocks[first_prose..]
        .iter()
        .zip(&looks[first_prose..])
        .filter(|(_, look)| look.prose)
        .flat_map(|(block, _)| words(block.span.slice(text)).take(REACH).filter(weighty))
        .map(|word| word.hash)
        .collect();
    // How much of each headline is told in the prose: words of weight, and of how many.
    let shares: Vec<(usize, usize, usize)> = head[..head.len() - 1]
        .iter()
        .map(|&index| {
            let own = looks[index].words.iter().filter(|word| weighty(word));
            let (shared, all) = own.fold((0, 0), |(shared, all), word| {
                (shared + usize::from(told.contains(&word.hash)), all + 1)
            });
            (index, shared, all)
        })
        .collect();
    let strange = |&(_, shared, all): &(usize, usize, usize)| shared * 3 < all;
    let first = shares.iter().position(strange).unwrap_or(0);
    let end = shares.iter().rposition(strange).map_or(0, |last| last + 1);
    // Among many headlines of other articles, one that shares a few words is of them too.
    let within = shares.get(first..end).unwrap_or_default();
    let others = within.iter().filter(|share| strange(share)).count();
    let is_menu = others >= MENU && others * 3 >= within.len() * 2;
    for share in within {
        let (index, shared, all) = *share;
        if strange(share) || is_menu && shared * 3 <= all * 2 {
            set(&mut blocks[index], NoiseKind::RelatedLinks, "related.menu");
        }
    }
}

/// Headlines in a row after the last prose from which they are those of other articles, and
/// words that each must have.
const AFTER: usize = 3;
const HEADLINE_WORDS: usize = 4;

/// A run of headlines after the last prose, up to the end or to other noise: no article ends so.
fn after(text: &str, blocks: &mut [Block], looks: &[Look], last_prose: usize) {
    let is_headline = |index: usize| {
        let (block, look) = (&blocks[index], &looks[index]);
        let written = block.span.slice(text);
        block.noise.is_none()
            && block.kind == BlockKind::Paragraph
            && (HEADLINE_WORDS..=HEADLINE).contains(&look.words.len())
            && written.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '"'))
            && !written.ends_with(['.', ',', ';', ':', '…'])
            && !look.led_by_stamp
            && !look.stamp
    };
    let start = last_prose + 1;
    let length = (start..blocks.len()).take_while(|&index| is_headline(index)).count();
    let ends = blocks.get(start + length).is_none_or(|block| block.noise.is_some());
    if length < AFTER || !ends {
        return;
    }
    for block in &mut blocks[start..start + length] {
        set(block, NoiseKind::RelatedLinks, "related.after");
    }
}
