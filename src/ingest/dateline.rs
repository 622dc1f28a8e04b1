//! Datelines: « PARIS, 3 mars (APN) - », also glued to the text (« ParisLa Corée »).
//!
//! A dateline becomes a block of its own, so that no sentence holds it.

use super::words::{hash_word, words};
use super::{Block, BlockKind, Noise, NoiseKind};
use crate::text::{Span, is_space};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The rule of the mark.
pub(crate) const RULE: &str = "metadata.dateline";

/// Bytes within which a dateline ends, and words of a place name.
const LONGEST: usize = 120;
const PLACE_WORDS: usize = 7;

/// Words that can begin the sentence after a glued dateline.
static OPENERS: LazyLock<BTreeSet<u64>> = LazyLock::new(|| {
    "le la les l un une des il elle ils elles ce cette ces cet on en au aux dans selon apres plus \
     deux trois quatre plusieurs alors avec depuis pour sur son sa ses"
        .split_whitespace()
        .map(hash_word)
        .collect()
});

/// Parts the dateline of the first prose from it, in place.
pub(crate) fn part(text: &str, blocks: &mut Vec<Block>) {
    let prose = |block: &&mut Block| {
        block.kind != BlockKind::FrontMatter
            && super::clean::shape::is_prose(block.span.slice(text))
    };
    let Some(index) = blocks.iter_mut().position(|block| prose(&block)) else { return };
    let block = &mut blocks[index];
    if block.kind != BlockKind::Paragraph {
        return;
    }
    let Some((length, skip)) = read(block.span.slice(text)) else { return };
    let dateline = Block {
        span: Span::new(block.span.start, block.span.start + length),
        kind: BlockKind::Paragraph,
        noise: Some(Noise { kind: NoiseKind::Metadata, rule: Cow::Borrowed(RULE) }),
    };
    block.span.start += skip;
    blocks.insert(index, dateline);
}

/// The agency that a dateline names in brackets: « (APN) ».
pub(crate) fn agency(dateline: &str) -> Option<&str> {
    let inside = dateline.split_once('(')?.1.split_once(')')?.0;
    let name = inside.split(',').next()?.trim();
    let short = name.len() <= 20 && name.starts_with(char::is_uppercase);
    (short && !name.bytes().any(|byte| byte.is_ascii_digit())).then_some(name)
}

/// The length of the dateline at the start of `text`, and where the sentence starts after it.
fn read(text: &str) -> Option<(usize, usize)> {
    glued(text).or_else(|| signed(text))
}

/// « ParisLa Corée du Nord … »: a capital inside a word, where the rest of the word begins
/// sentences.
fn glued(text: &str) -> Option<(usize, usize)> {
    let word = words(text).next()?;
    if word.start > 0 || word.end > 40 {
        return None;
    }
    let mut before = '\0';
    for (at, c) in text[..word.end].char_indices() {
        if before.is_lowercase() && c.is_uppercase() {
            let rest = words(&text[at..word.end]).next()?;
            let after = text[word.end..].chars().next()?;
            let parted = is_space(after) || matches!(after, '\'' | '’');
            return (at >= 3 && parted && OPENERS.contains(&rest.hash)).then_some((at, at));
        }
        before = c;
    }
    None
}

/// A place, then a date or an agency in brackets or both, then a dash.
fn signed(text: &str) -> Option<(usize, usize)> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let (at, dash) =
        head.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—')).find(|&(at, c)| {
            let before = head[..at].chars().next_back().is_some_and(|c| is_space(c) || c == ')');
            let after = head[at + c.len_utf8()..]
                .chars()
                .next()
                .is_some_and(|c| is_space(c) || c.is_uppercase());
            before && after
        })?;
    let line = head[..at].trim_end_matches(is_space);
    let after = at + dash.len_utf8();
    let skip = after + (text[after..].len() - text[after..].trim_start_matches(is_space).len());
    let (plain, bracket) = match line.split_once('(') {
        Some((plain, rest)) => (plain, rest.ends_with(')')),
        None => (line, false),
    };
    let (place, date) = match plain.split_once(',') {
        Some((place, rest)) => (place, rest.bytes().any(|byte| byte.is_ascii_digit())),
        None => (plain, false),
    };
    let long: Vec<&str> =
        place.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
    let named = place.starts_with(char::is_uppercase)
        && place.split_whitespace().count() <= PLACE_WORDS
        && long.iter().all(|word| word.starts_with(char::is_uppercase));
    let shouted = place.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !place.chars().any(char::is_lowercase);
    (named && (bracket || date || shouted && dash != '-') && skip < text.len())
        .then_some((line.len(), skip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_parted_from_their_sentence() {
        for (text, dateline, sentence) in [
            ("LYON, 3 mars (APN) - Le maire a parlé.", "LYON, 3 mars (APN)", "Le maire"),
            ("SAINT-MALO (Reuters) – La mer monte.", "SAINT-MALO (Reuters)", "La mer"),
            ("Paris, le 3 mars 2024 — Le Sénat vote.", "Paris, le 3 mars 2024", "Le Sénat"),
            ("NEW YORK — L’ONU se réunit.", "NEW YORK", "L’ONU"),
            ("ParisLa Corée du Nord menace.", "Paris", "La Corée"),
            ("BruxellesL’Europe hésite.", "Bruxelles", "L’Europe"),
        ] {
            let (length, skip) = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[..length], dateline);
            assert!(text[skip..].starts_with(sentence), "{}", &text[skip..]);
        }
        for text in [
            "Le maire - élu en 2020 - a parlé.",
            "Paul Martin - maire de la ville - a parlé.",
            "LaREM a perdu les élections.",
            "FranceInfo a diffusé le reportage.",
            "Le train Paris-Lyon (TGV) a du retard.",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_agency_is_the_name_in_brackets() {
        assert_eq!(agency("LYON, 3 mars (APN)"), Some("APN"));
        assert_eq!(agency("LYON (Rhône, 3 mars 2024)"), Some("Rhône"));
        assert_eq!(agency("LYON"), None);
    }
}
