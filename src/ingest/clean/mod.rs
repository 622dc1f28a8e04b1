//! What is not the article: marked, with a reason that a reader can see, and never cut.

mod lists;
pub(crate) mod patterns;
mod repeat;
pub(crate) mod shape;

use super::language::Voices;
use super::words::{Word, WordSet, hash_word, words};
use super::{ArticleContext, Block, BlockKind, Noise, NoiseKind, metaline};
use crate::text::{Span, is_space};
use crate::timex::Day;
use patterns::{FURNITURE, NAVIGATION, REACH, Traits};
use repeat::Prints;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What is known of a block before its neighbours are looked at.
struct Look {
    /// The first words, where it is no prose.
    words: Vec<Word>,
    /// Of its first words, where it has enough of them.
    opening: Option<u64>,
    prose: bool,
    traits: Traits,
    /// Only a date, with or without a time.
    stamp: bool,
    /// A date, a dash and a headline: « 22 mai 2024 - Le port rouvre ».
    led_by_stamp: bool,
}

/// Marks the noise among `blocks`. `sentences` are those of all blocks, with their block.
/// Returns which blocks read as prose; `voices` hears the words of those without a mark of their
/// own.
pub(crate) fn mark(
    text: &str,
    blocks: &mut [Block],
    sentences: &[super::Sentence],
    context: &ArticleContext,
    voices: &mut Voices,
) -> Vec<bool> {
    let mut prints = Prints::default();
    let mut first: Vec<Word> = Vec::with_capacity(REACH);
    let mut rest = sentences;
    let mut looks: Vec<Look> = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter_mut().enumerate() {
        let count = rest.iter().take_while(|sentence| sentence.block == index).count();
        let own;
        (own, rest) = rest.split_at(count);
        prints.add(text, block.span, own, &mut first);
        looks.push(look(text, block, &first));
        if block.noise.is_none() && is_read(block) {
            voices.hear(&first);
        }
    }
    let prose: Vec<usize> = (0..blocks.len())
        .filter(|&index| {
            looks[index].prose && blocks[index].noise.is_none() && is_read(&blocks[index])
        })
        .collect();
    lists::mark(text, blocks, &looks, &prose);
    stamps(blocks, &looks, &prose);
    banner(text, blocks, &looks);
    tail(text, blocks, &looks, &prose);
    repeat::mark(text, blocks, &prints, &looks);
    if !context.recurring.is_empty() {
        for block in blocks.iter_mut().filter(|block| block.noise.is_none() && is_read(block)) {
            if context.recurring.contains(&super::lines::hash_block(block.span.slice(text))) {
                set(block, NoiseKind::Recurring, "recurring.site");
            }
        }
    }
    looks.iter().map(|look| look.prose).collect()
}

/// Words of what a site says of itself under its name.
static SLOGAN: LazyLock<WordSet> = LazyLock::new(|| {
    include_str!("../data/slogan.txt").split_whitespace().map(hash_word).collect()
});

/// What stands between an outlet and the agency that it thanks.
const WITH: &str = "avec";

fn is_read(block: &Block) -> bool {
    block.kind != BlockKind::FrontMatter
}

fn set(block: &mut Block, kind: NoiseKind, rule: &'static str) {
    block.noise = Some(Noise { kind, rule: Cow::Borrowed(rule) });
}

/// Reads one block for itself and marks what its own words tell, of which `first` are the first.
fn look(text: &str, block: &mut Block, first: &[Word]) -> Look {
    let written = block.span.slice(text);
    let mut prose = shape::is_prose(written);
    // « — Mis à jour le 31/03/11 à 19h51 » opens like a dialogue.
    if prose
        && let Some(line) = written.strip_prefix('—')
        && metaline::read(line).is_some()
    {
        prose = false;
    }
    let mut look = Look {
        words: if prose { Vec::new() } else { first.to_vec() },
        opening: repeat::opening(first),
        prose,
        traits: Traits::default(),
        stamp: false,
        led_by_stamp: false,
    };
    if !is_read(block) {
        return look;
    }
    if let Some(rule) = FURNITURE.find(first, label_length(written, first), prose) {
        look.traits = rule.traits;
        block.noise = Some(Noise { kind: rule.kind, rule: Cow::Borrowed(rule.name) });
    } else if !prose && is_glued_furniture(written) {
        set(block, NoiseKind::Furniture, "furniture.glued");
    } else if !prose && is_breadcrumb(written) {
        set(block, NoiseKind::Furniture, "furniture.breadcrumb");
    } else if !prose && is_navigation(first) {
        set(block, NoiseKind::Furniture, "furniture.navigation");
    } else if !prose && written.len() < 400 {
        let dates = super::date::days(written);
        match metaline::read_with(written, &dates) {
            Some(line) if line.bare_stamp => look.stamp = true,
            Some(line) => set(block, NoiseKind::Metadata, line.rule),
            None if is_credit(written) => set(block, NoiseKind::Metadata, "metadata.credits"),
            None => look.led_by_stamp = is_led_by_stamp(written, &dates),
        }
    }
    look
}

/// Bytes of the longest row of labels that scraping glued together.
const LONGEST_GLUED: usize = 120;

/// « PartagerFacebookWhatsApp »: labels without a space between them, told by their capitals,
/// which are furniture once they are parted.
fn is_glued_furniture(written: &str) -> bool {
    if written.len() > LONGEST_GLUED || written.contains(['.', ',', '!', '?']) {
        return false;
    }
    let mut parted = String::with_capacity(written.len() + 8);
    let mut before = ' ';
    for c in written.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            parted.push(' ');
        }
        parted.push(c);
        before = c;
    }
    if parted.len() == written.len() {
        return false;
    }
    let words: Vec<Word> = words(&parted).take(REACH).collect();
    FURNITURE.find(&words, 0, false).is_some() || is_navigation(&words)
}

/// Words before the first colon, where they are few enough to be a label.
pub(crate) fn label_length(written: &str, words: &[Word]) -> usize {
    let Some(colon) = memchr::memchr(b':', &written.as_bytes()[..written.len().min(60)]) else {
        return 0;
    };
    let count = words.iter().take_while(|word| word.end <= colon).count();
    if count <= 6 { count } else { 0 }
}

/// « (avec APN) », « (AFP) », « La rédaction (avec APN) », « © Anne Blanc »: names, in brackets or
/// with « avec » before the last; « Anne Blanc (Lyon, correspondante) ».
fn is_credit(written: &str) -> bool {
    if written.starts_with('©') || is_correspondent(written) {
        return true;
    }
    let bracketed = written.starts_with('(') && written.ends_with(')');
    let is_sign = |c: char| is_space(c) || matches!(c, ',' | '/' | '-' | '(' | ')' | '’' | '\'');
    let names: Vec<&str> = written.split(is_sign).filter(|name| !name.is_empty()).collect();
    let credited = bracketed || names.iter().rev().skip(1).any(|name| *name == WITH);
    credited
        && (1..=8).contains(&names.len())
        && names
            .last()
            .is_some_and(|name| name.starts_with(char::is_uppercase) || name.contains('.'))
        && names.iter().all(|name| {
            let small = name.len() <= 4 && name.chars().all(char::is_lowercase);
            let staff = words(name).all(|word| metaline::is_name(&word));
            small || staff || name.starts_with(char::is_uppercase) || name.contains('.')
        })
}

/// What newspapers call those who write from elsewhere.
static CORRESPONDENTS: LazyLock<WordSet> = LazyLock::new(|| {
    "correspondant correspondante correspondants envoye envoyee envoyes envoyees"
        .split(' ')
        .map(hash_word)
        .collect()
});

/// « Anne Blanc (Lyon, correspondante) et Paul Petit »: names, one with its post in brackets.
fn is_correspondent(written: &str) -> bool {
    let Some((name, rest)) = written.split_once('(') else { return false };
    let Some((post, more)) = rest.split_once(')') else { return false };
    let mut names = name.split_whitespace().chain(more.split_whitespace());
    words(post).any(|word| CORRESPONDENTS.contains(&word.hash))
        && !name.trim().is_empty()
        && names.all(|name| name.starts_with(char::is_uppercase) || matches!(name, "et" | ","))
}

/// Whether a headline follows a date that starts the line.
fn is_led_by_stamp(written: &str, dates: &[(Span, Day)]) -> bool {
    if !written.bytes().take(24).any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let full = dates.first().map(|(span, _)| *span);
    full.or_else(|| super::date::yearless(written).first().copied()).is_some_and(|span| {
        let rest = written[span.end..].trim_start_matches(|c: char| {
            is_space(c) || c.is_ascii_digit() || matches!(c, ':' | 'h' | 'à' | ',')
        });
        span.start <= 10 && rest.starts_with(['-', '–', '—', '·', '|', '•', '/']) && rest.len() > 8
    })
}

/// Dates that stand alone above or below the prose are those of publication. Where others stand
/// between its paragraphs, they all head the days of a chronology, and are read.
fn stamps(blocks: &mut [Block], looks: &[Look], prose: &[usize]) {
    let (Some(&first), Some(&last)) = (prose.first(), prose.last()) else { return };
    if (first..last).any(|index| looks[index].stamp) {
        return;
    }
    for (index, _) in looks.iter().enumerate().filter(|(_, look)| look.stamp) {
        if blocks[index].noise.is_none() {
            set(&mut blocks[index], NoiseKind::Metadata, "metadata.stamp");
        }
    }
}

/// The banner of the site above the title: « LE PHARE | Toute l’actualité du port », or the
/// name in which the file is kept. Another headline must follow before the prose.
fn banner(text: &str, blocks: &mut [Block], looks: &[Look]) {
    let first = blocks.iter().position(is_read);
    let Some(index) = first.filter(|&index| blocks[index].noise.is_none() && !looks[index].prose)
    else {
        return;
    };
    let followed = (index + 1..blocks.len())
        .take_while(|&later| !looks[later].prose)
        .any(|later| blocks[later].noise.is_none() && !looks[later].stamp);
    let written = blocks[index].span.slice(text);
    let parted = written.contains(" | ") || written.contains(" - ") || written.contains(" – ");
    let slogan = looks[index].words.iter().any(|word| SLOGAN.contains(&word.hash));
    if followed && (written.contains(" | ") || parted && slogan) {
        set(&mut blocks[index], NoiseKind::Furniture, "furniture.banner");
    }
}

/// « Accueil > Sports > Rugby »
fn is_breadcrumb(written: &str) -> bool {
    let signs = written.bytes().filter(|byte| matches!(byte, b'>' | b'/' | 0xc2 | 0xe2)).count();
    if signs < 2 {
        return false;
    }
    let parts = |separator: &str| {
        let pieces: Vec<&str> = written.split(separator).collect();
        pieces.len() >= 3
            && pieces.iter().all(|piece| piece.len() <= 60 && !piece.trim().is_empty())
    };
    [" > ", " › ", " >> ", " / ", " » ", " → "].into_iter().any(parts)
}

/// Whether most words are those of menus and buttons.
fn is_navigation(words: &[Word]) -> bool {
    let known = words.iter().filter(|word| NAVIGATION.contains(&word.hash)).count();
    let long = words.iter().filter(|word| word.end - word.start > 2 && !word.number).count();
    known >= 3 && known * 2 >= long || known >= 2 && known == long
}

/// After the last prose, what follows a piece of furniture is furniture, and a name or two
/// words sign the article; after « 3 commentaires » in the second half, so is the prose of
/// readers.
fn tail(text: &str, blocks: &mut [Block], looks: &[Look], prose: &[usize]) {
    let Some(&last) = prose.last() else { return };
    let mut above: Option<NoiseKind> = None;
    for block in &mut blocks[last + 1..] {
        match (&block.noise, above) {
            (Some(noise), _) if noise.kind != NoiseKind::Metadata => above = Some(noise.kind),
            (Some(_), _) => {}
            (None, Some(NoiseKind::RelatedLinks)) => {
                set(block, NoiseKind::RelatedLinks, "related.tail")
            }
            (None, Some(_)) => set(block, NoiseKind::Furniture, "furniture.tail"),
            (None, None) if is_signature(block.span.slice(text)) => {
                set(block, NoiseKind::Metadata, "metadata.signature");
            }
            (None, None) => {}
        }
    }
    let half = prose[prose.len() / 2];
    between(&mut blocks[half..], &looks[half..]);
    let comments = (half + 1..blocks.len()).find(|&index| looks[index].traits.heads_comments);
    if let Some(start) = comments {
        for block in blocks[start..].iter_mut().filter(|block| block.noise.is_none()) {
            set(block, NoiseKind::Furniture, "furniture.comments");
        }
    }
}

/// Blocks in a row that furniture on both sides takes with it.
const BETWEEN: usize = 4;

/// A few lines that are no prose, between two pieces of furniture in the second half.
fn between(blocks: &mut [Block], looks: &[Look]) {
    let is_furniture = |block: &Block| {
        block.noise.as_ref().is_some_and(|noise| noise.kind == NoiseKind::Furniture)
    };
    let mut last: Option<usize> = None;
    for index in 0..blocks.len() {
        if is_furniture(&blocks[index]) {
            if let Some(last) = last
                && index - last <= BETWEEN + 1
            {
                for block in blocks[last + 1..index].iter_mut().filter(|b| b.noise.is_none()) {
                    set(block, NoiseKind::Furniture, "furniture.between");
                }
            }
            last = Some(index);
        } else if looks[index].prose {
            last = None;
        }
    }
}

/// « Jeanne Martin », « J. M. », « DL/lephare.example »: at most four words, all of them names.
fn is_signature(written: &str) -> bool {
    let names: Vec<&str> = written
        .split(|c: char| is_space(c) || matches!(c, '/' | ','))
        .filter(|name| !name.is_empty())
        .collect();
    (1..=4).contains(&names.len())
        && written.len() <= 60
        && !written.ends_with(['?', '!', ':', '»'])
        && names.iter().all(|name| {
            let domain = name.trim_matches('.').contains('.');
            let linking = matches!(*name, "et" | "de" | "avec" | "–" | "-");
            domain || linking || name.starts_with(char::is_uppercase)
        })
}
