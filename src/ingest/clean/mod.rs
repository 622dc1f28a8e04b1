//! What is not the article: marked, with a reason that a reader can see, and never cut.

pub(crate) mod patterns;
pub(crate) mod shape;

use super::words::{Word, chain, words};
use super::{ArticleContext, Block, BlockKind, Noise, NoiseKind};
use crate::text::Span;
use patterns::{FURNITURE, NAVIGATION, REACH, Traits};
use std::borrow::Cow;
use std::collections::HashSet;

/// What is known of a block before its neighbours are looked at.
struct Look {
    words: Vec<Word>,
    prose: bool,
    traits: Traits,
    /// Only a date, with or without a time.
    stamp: bool,
}

/// Marks the noise among `blocks`. `sentences` are those of all blocks, with their block.
pub(crate) fn mark(
    text: &str,
    blocks: &mut [Block],
    sentences: &[super::Sentence],
    context: &ArticleContext,
) {
    let mut looks: Vec<Look> = blocks.iter_mut().map(|block| look(text, block)).collect();
    let prose: Vec<usize> = (0..blocks.len())
        .filter(|&index| {
            looks[index].prose && blocks[index].noise.is_none() && is_read(&blocks[index])
        })
        .collect();
    related_lists(blocks, &looks);
    stamped_lists(blocks, &looks, prose.last().copied());
    tail(blocks, &looks, &prose);
    repeats(text, blocks, sentences, &mut looks);
    if !context.recurring.is_empty() {
        for block in blocks.iter_mut().filter(|block| block.noise.is_none() && is_read(block)) {
            if context.recurring.contains(&super::lines::hash_block(block.span.slice(text))) {
                set(block, NoiseKind::Recurring, "recurring.site");
            }
        }
    }
}

fn is_read(block: &Block) -> bool {
    block.kind != BlockKind::FrontMatter
}

fn set(block: &mut Block, kind: NoiseKind, rule: &'static str) {
    block.noise = Some(Noise { kind, rule: Cow::Borrowed(rule) });
}

/// Reads one block for itself and marks what its own words tell.
fn look(text: &str, block: &mut Block) -> Look {
    let written = block.span.slice(text);
    let prose = shape::is_prose(written);
    let words: Vec<Word> = words(written).take(REACH).collect();
    let mut look = Look { prose, traits: Traits::default(), stamp: false, words };
    if !is_read(block) {
        return look;
    }
    if let Some(rule) = FURNITURE.find(&look.words, prose) {
        look.traits = rule.traits;
        block.noise = Some(Noise { kind: rule.kind, rule: Cow::Borrowed(rule.name) });
    } else if !prose && is_breadcrumb(written) {
        set(block, NoiseKind::Furniture, "furniture.breadcrumb");
    } else if !prose && is_navigation(&look.words) {
        set(block, NoiseKind::Furniture, "furniture.navigation");
    } else if !prose && written.len() < 400 {
        match super::metaline::read(written) {
            Some(line) if line.bare_stamp => look.stamp = true,
            Some(line) => set(block, NoiseKind::Metadata, line.rule),
            None => {}
        }
    }
    look
}

/// « Accueil > Sports > Rugby »
fn is_breadcrumb(written: &str) -> bool {
    let parts = |separator: &str| {
        let pieces: Vec<&str> = written.split(separator).collect();
        pieces.len() >= 3
            && pieces.iter().all(|piece| piece.len() <= 60 && !piece.trim().is_empty())
    };
    [" > ", " › ", " >> ", " / ", " » ", " → "].into_iter().any(parts)
}

/// Whether most words are those of menus and buttons.
fn is_navigation(words: &[Word]) -> bool {
    let known = words.iter().filter(|word| NAVIGATION.contains_key(&word.hash)).count();
    let long = words.iter().filter(|word| word.end - word.start > 2 && !word.number).count();
    known >= 3 && known * 2 >= long || known >= 2 && known == long
}

/// Headlines after « À lire aussi », « Articles récents »: to the next prose.
fn related_lists(blocks: &mut [Block], looks: &[Look]) {
    let mut inside = false;
    for index in 0..blocks.len() {
        if looks[index].traits.heads_list {
            inside = true;
        } else if looks[index].prose || !is_read(&blocks[index]) {
            inside = false;
        } else if inside && blocks[index].noise.is_none() {
            set(&mut blocks[index], NoiseKind::RelatedLinks, "related.listed");
        }
    }
}

/// Headlines with their stamps after the last prose: « 27 mai 2024 · 19:37 » and a headline.
fn stamped_lists(blocks: &mut [Block], looks: &[Look], last_prose: Option<usize>) {
    let Some(last) = last_prose else { return };
    let mut inside = false;
    for index in last + 1..blocks.len() {
        if blocks[index].noise.is_some() || looks[index].prose {
            continue;
        }
        if looks[index].stamp {
            inside = true;
            set(&mut blocks[index], NoiseKind::RelatedLinks, "related.stamp");
        } else if inside {
            set(&mut blocks[index], NoiseKind::RelatedLinks, "related.stamped");
        }
    }
}

/// After the last prose, what follows a piece of furniture is furniture; after « 3
/// commentaires » in the second half, so is the prose of readers.
fn tail(blocks: &mut [Block], looks: &[Look], prose: &[usize]) {
    let Some(&last) = prose.last() else { return };
    let mut inside = false;
    for block in &mut blocks[last + 1..] {
        if block.noise.is_some() {
            inside = true;
        } else if inside {
            set(block, NoiseKind::Furniture, "furniture.tail");
        }
    }
    let half = prose[prose.len() / 2];
    let comments = (half + 1..blocks.len()).find(|&index| looks[index].traits.heads_comments);
    if let Some(start) = comments {
        for block in blocks[start..].iter_mut().filter(|block| block.noise.is_none()) {
            set(block, NoiseKind::Furniture, "furniture.comments");
        }
    }
}

/// What stands twice: a block whose sentences all stood earlier, and teasers that break off
/// where another block goes on.
fn repeats(text: &str, blocks: &mut [Block], sentences: &[super::Sentence], looks: &mut [Look]) {
    let mut seen_blocks: HashSet<u64> = HashSet::new();
    let mut seen: HashSet<u64> = HashSet::new();
    let mut openings: HashSet<u64> = HashSet::new();
    let mut next = 0;
    let mut fresh: Vec<u64> = Vec::new();
    for (index, block) in blocks.iter_mut().enumerate() {
        fresh.clear();
        let (mut hash, mut length, mut known, mut unknown) = (0, 0, 0, 0);
        while let Some(sentence) = sentences.get(next).filter(|sentence| sentence.block == index) {
            let (sentence_hash, count) = hash_span(text, sentence.span);
            hash = chain(hash, sentence_hash);
            length += count;
            if count >= 4 {
                if seen.contains(&sentence_hash) {
                    known += 1
                } else {
                    unknown += 1
                }
                fresh.push(sentence_hash);
            }
            next += 1;
        }
        if !is_read(block) {
            continue;
        }
        let written = block.span.slice(text);
        let twice = length >= 3 && seen_blocks.contains(&hash)
            || length == 2 && written.len() >= 14 && seen_blocks.contains(&hash);
        if block.noise.is_none() {
            if twice {
                set(block, NoiseKind::Repeat, "repeat.block");
            } else if known > 0 && unknown == 0 {
                set(block, NoiseKind::Repeat, "repeat.sentences");
            } else if is_broken_off(written, &looks[index], &openings) {
                set(block, NoiseKind::Repeat, "repeat.teaser");
            }
        }
        if block.noise.is_none() {
            seen_blocks.insert(hash);
            seen.extend(fresh.iter());
            openings.extend(opening(&looks[index].words));
        }
    }
}

/// Words of an opening that a teaser must share with the block that it was cut from.
const OPENING: usize = 6;

fn opening(words: &[Word]) -> Option<u64> {
    let first = words.get(..OPENING)?;
    Some(first.iter().fold(0, |hash, word| chain(hash, word.hash)))
}

/// Whether a block ends in suspension points and begins as an earlier one.
fn is_broken_off(written: &str, look: &Look, openings: &HashSet<u64>) -> bool {
    let body = written.trim_end_matches([']', ')', ' ']);
    (body.ends_with("...") || body.ends_with('…'))
        && opening(&look.words).is_some_and(|opening| openings.contains(&opening))
}

fn hash_span(text: &str, span: Span) -> (u64, usize) {
    words(span.slice(text)).fold((0, 0), |(hash, count), word| (chain(hash, word.hash), count + 1))
}
