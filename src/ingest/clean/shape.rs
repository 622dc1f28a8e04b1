//! What a block looks like, before any word of it is known: prose or headline.

use crate::ingest::{Block, BlockKind, NoiseKind, metaline};
use crate::text::{Span, is_space};

/// Bytes from which a block without a full stop counts as prose all the same.
const LONG: usize = 260;
/// Longest subheading and lead, in bytes.
const LONGEST_HEADING: usize = 140;
const LONGEST_LEAD: usize = 900;

/// Whether `text` reads as prose: it ends as a sentence does and is long enough to be one, or
/// holds a sentence that ends inside it.
pub(crate) fn is_prose(text: &str) -> bool {
    if text.len() > LONG {
        return true;
    }
    let body = text.trim_end_matches(|c: char| {
        is_space(c) || matches!(c, '»' | '"' | '”' | ')' | ']' | '*' | '_' | '’')
    });
    let words = text.split(is_space).filter(|word| word.len() > 1).count();
    if body.ends_with("...") || body.ends_with('…') {
        return words >= 18;
    }
    // A headline has no full stop; a dialogue opens with a dash.
    if body.ends_with('.') && words >= 4 || text.starts_with('—') {
        return true;
    }
    let stopped = body.ends_with(['.', '!', '?', ';', ':']);
    // « Ne laissez pas l’acheteur seul au volant ! » is a headline, however long.
    if stopped && words >= 7 {
        return !body.ends_with([':', '?', '!']) || has_inner_stop(body);
    }
    words >= 12 && has_inner_stop(body)
}

/// Whether a sentence ends inside: a full stop after a word of three letters, a space, a
/// capital.
fn has_inner_stop(text: &str) -> bool {
    memchr::memchr_iter(b'.', text.as_bytes()).any(|at| {
        let before = text[..at].chars().rev().take_while(|c| c.is_lowercase()).count();
        let mut after = text[at + 1..].chars();
        before >= 3
            && after.next().is_some_and(is_space)
            && after.next().is_some_and(|c| c.is_uppercase() || c == '«')
    })
}

/// The block of the title, where one stands in the text; then title, subheadings and lead get
/// their kinds. `is_prose` says of every block whether it reads as prose.
pub(crate) fn name_kinds(text: &str, blocks: &mut [Block], is_prose: &[bool]) -> Option<Span> {
    let title = title(text, blocks, is_prose);
    let read: Vec<usize> = (0..blocks.len())
        .filter(|&index| {
            blocks[index].noise.is_none() && blocks[index].kind != BlockKind::FrontMatter
        })
        .collect();
    let prose: Vec<bool> = read.iter().map(|&index| is_prose[index]).collect();
    let first = prose.iter().position(|&prose| prose);
    for (at, &index) in read.iter().enumerate() {
        let above_text = read
            .get(at + 1)
            .is_some_and(|&next| prose[at + 1] || blocks[next].kind == BlockKind::ListItem);
        let block = &mut blocks[index];
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let written = block.span.slice(text);
        let heading = !prose[at]
            && above_text
            && written.len() <= LONGEST_HEADING
            && !written.ends_with(['.', ':', ';', ',', '…', '»']);
        if title == Some(block.span) || heading {
            block.kind = BlockKind::Title;
        } else if first == Some(at) && above_text && written.len() <= LONGEST_LEAD {
            block.kind = BlockKind::Lead;
        }
    }
    title
}

/// The last headline before the first prose; a repeat of it is skipped.
fn title(text: &str, blocks: &[Block], is_prose: &[bool]) -> Option<Span> {
    let mut title = None;
    for (block, &prose) in blocks.iter().zip(is_prose) {
        if block.kind == BlockKind::FrontMatter {
            continue;
        }
        let own = block.noise.as_ref().is_none_or(|noise| noise.kind == NoiseKind::Repeat);
        if own && prose {
            break;
        }
        // The day that heads a chronology is no title.
        let stamp = || metaline::read(block.span.slice(text)).is_some_and(|line| line.bare_stamp);
        if block.noise.is_none() && !stamp() {
            title = Some(block.span);
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_ends_with_a_full_stop_and_headlines_do_not() {
        for (text, prose) in [
            ("Le conseil a voté jeudi soir la construction de l’école.", true),
            ("École : le conseil vote la construction", false),
            ("Faut-il reconstruire l’école ?", false),
            ("À lire", false),
            ("Il n’a pas répondu.", true),
            ("— Vous étiez là ? — Non", true),
            ("Il a parlé pendant une heure. Puis il est sorti sans un mot", true),
            ("« Nous avons attendu trois heures devant la mairie. »", true),
            ("Le conseil a voté jeudi soir la const... Lire la suite", false),
        ] {
            assert_eq!(is_prose(text), prose, "{text}");
        }
    }
}
