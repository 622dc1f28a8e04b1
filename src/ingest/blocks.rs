//! Lines to blocks: paragraphs, headings, list items, and what was hard-wrapped joined again.

use super::words::{WordSet, hash_word, words};
use super::{Block, BlockKind};
use crate::text::{Span, is_space};
use std::sync::LazyLock;

/// A line of the text, without white space around.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: Span,
    /// Characters.
    width: usize,
}

/// Lines longer than this were not wrapped by hand or by a mail program.
const WIDEST_WRAP: usize = 132;
/// Lines are not wrapped shorter than this.
const NARROWEST_WRAP: usize = 38;

/// The blocks of `body`. Headings, lists and quotations are told by their Markdown or typed
/// marks, which stay out of the span.
pub(crate) fn blocks(text: &str, body: Span) -> Vec<Block> {
    let lines = lines(text, body);
    let wrap = find_wrap(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Line> = None;
    let mut fenced = false;
    for (index, line) in lines.iter().enumerate() {
        let written = line.span.slice(text);
        if written.is_empty() {
            open = None;
            continue;
        }
        if written.starts_with("```") || written.starts_with("~~~") {
            fenced = !fenced;
            open = None;
            continue;
        }
        let heading_above = !fenced && is_rule(written);
        if heading_above {
            // « Titre » and a line of `=` under it; alone, a rule between two parts.
            if let (Some(above), Some(block)) = (open, blocks.last_mut())
                && block.span == above.span
            {
                block.kind = BlockKind::Title;
            }
            open = None;
            continue;
        }
        let (kind, skip) = form(written);
        let joined = kind == BlockKind::Paragraph
            && open.is_some()
            && !written.starts_with('|')
            && is_soft(text, &lines, index, wrap.as_ref());
        let span = Span::new(line.span.start + skip, line.span.end);
        match blocks.last_mut() {
            Some(block) if joined => block.span.end = span.end,
            _ if span.is_empty() => {
                open = None;
                continue;
            }
            _ => blocks.push(Block { span, kind, noise: None }),
        }
        open = (kind != BlockKind::Title).then_some(*line);
    }
    blocks
}

fn lines(text: &str, body: Span) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = body.start;
    let part = &text[..body.end];
    let ends = memchr::memchr_iter(b'\n', &part.as_bytes()[body.start..]).map(|at| at + body.start);
    let mut blank = false;
    for end in ends.chain([body.end]) {
        let piece = part[start..end].trim_matches(is_space);
        // A run of empty lines says no more than one of them.
        if !piece.is_empty() || !blank {
            let from = piece.as_ptr() as usize - part.as_ptr() as usize;
            let span = Span::new(from, from + piece.len());
            lines.push(Line { span, width: width(piece) });
            blank = piece.is_empty();
        }
        start = end + 1;
    }
    lines
}

/// Characters of `text`, counted no further than matters.
fn width(text: &str) -> usize {
    if text.len() > WIDEST_WRAP * 4 { text.len() } else { text.chars().count() }
}

/// `===`, `---`, `***`, `___`, also with spaces between.
fn is_rule(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    matches!(first, '=' | '-' | '*' | '_' | '–' | '—')
        && line.chars().filter(|&c| c == first).count() >= 3
        && line.chars().all(|c| c == first || c == ' ')
}

/// What a line is by its first characters, and how many bytes of them are only a mark.
fn form(line: &str) -> (BlockKind, usize) {
    let after =
        |skip: usize| skip + (line[skip..].len() - line[skip..].trim_start_matches(is_space).len());
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with(is_space) {
        return (BlockKind::Title, after(hashes));
    }
    if let Some(rest) = line.strip_prefix('>') {
        return (BlockKind::Quotation, after(line.len() - rest.len()));
    }
    if line.starts_with("![") {
        return (BlockKind::Caption, 2);
    }
    for mark in
        ["- ", "* ", "+ ", "• ", "•", "▪ ", "▪", "■ ", "· ", "► ", "‣ ", "–\u{a0}", "- \u{a0}"]
    {
        if line.starts_with(mark) && line.len() > mark.len() {
            return (BlockKind::ListItem, after(mark.len()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        let rest = &line[digits..];
        if (rest.starts_with(". ") || rest.starts_with(") ")) && rest.len() > 2 {
            return (BlockKind::ListItem, after(digits + 2));
        }
    }
    (BlockKind::Paragraph, 0)
}

/// The widths at which the text was wrapped, where it was.
struct Wrap {
    /// Of the whole text.
    text: usize,
    /// By line: the longest line of its run, where that run shows the wrap itself.
    runs: Vec<usize>,
}

/// Whether `above` was broken before `below`: it stops without a full stop and goes on in lower
/// case, or with a sign that starts no line, or ends with a word that no line ends with.
fn is_broken(text: &str, above: Line, below: Line) -> bool {
    let (written, next) = (above.span.slice(text), below.span.slice(text));
    (NARROWEST_WRAP..=WIDEST_WRAP).contains(&above.width)
        && below.width <= WIDEST_WRAP
        && !written.ends_with(['.', '!', '?', '…', ':', ';', '»'])
        && (next
            .starts_with(|c: char| c.is_lowercase() || matches!(c, '?' | '!' | ':' | ';' | '»'))
            || ends_open(written))
}

/// Finds the wrap. Where lines are broken often enough, the longest line of such runs is the
/// width; mails and scrapers wrap every paragraph anew, so each run has its own too.
fn find_wrap(text: &str, lines: &[Line]) -> Option<Wrap> {
    let mut runs = vec![0; lines.len()];
    let (mut evidence, mut long_lines, mut widest) = (0, 0, 0);
    let mut next = 0;
    for run in lines.chunk_by(|above, below| !above.span.is_empty() && !below.span.is_empty()) {
        let first = next;
        next += run.len();
        long_lines += run.iter().filter(|line| line.width > WIDEST_WRAP).count();
        let broken = run.windows(2).filter(|pair| is_broken(text, pair[0], pair[1])).count();
        if broken == 0 {
            continue;
        }
        evidence += broken;
        let width =
            run.iter().map(|line| line.width).filter(|&w| w <= WIDEST_WRAP).max().unwrap_or(0);
        runs[first..first + run.len()].fill(width);
        widest = widest.max(width);
    }
    let wrapped = evidence >= 2 && evidence >= long_lines || evidence == 1 && long_lines == 0;
    wrapped.then_some(Wrap { text: widest, runs })
}

/// Whether the break before line `index` comes from the wrap: the first word of the line had
/// no room left on the one above, or the one above was broken.
fn is_soft(text: &str, lines: &[Line], index: usize, wrap: Option<&Wrap>) -> bool {
    let (Some(wrap), Some(&above)) = (wrap, index.checked_sub(1).and_then(|at| lines.get(at)))
    else {
        return false;
    };
    let line = lines[index];
    if above.width > wrap.text || line.width > wrap.text || above.span.is_empty() {
        return false;
    }
    let run = wrap.runs[index];
    let written = line.span.slice(text);
    // « La CGT, elle, annonce ⏎ 6 000 manifestants »
    let counts = written.starts_with(|c: char| c.is_ascii_digit()) && ends_small(above, text);
    if run > 0 && (is_broken(text, above, line) || counts) && above.width * 3 >= run * 2 {
        return true;
    }
    let word = written.find(is_space).unwrap_or(written.len());
    let stopped = above.span.slice(text).ends_with(['.', '!', '?', '…', '»', ',', ';']);
    let room = if run > 0 && stopped { run } else { wrap.text };
    above.width + 1 + width(&written[..word]) > room
}

/// Words that no line of its own ends with: « dans le nord du ».
static OPEN: LazyLock<WordSet> =
    LazyLock::new(|| include_str!("data/goes-on.txt").split_whitespace().map(hash_word).collect());

/// Whether a line ends with a word in small letters and no sign.
fn ends_small(line: Line, text: &str) -> bool {
    let written = line.span.slice(text);
    let last = written.rsplit(is_space).next().unwrap_or(written);
    last.chars().all(char::is_lowercase) && !last.is_empty()
}

/// Whether a line stops in the middle of a phrase.
fn ends_open(line: &str) -> bool {
    // A word ends before any ASCII sign, so only what follows the last one is read.
    let parting = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let start = line.as_bytes().iter().rposition(parting).map_or(0, |at| at + 1);
    let tail = &line[start..];
    words(tail).last().is_some_and(|word| word.end == tail.len() && OPEN.contains(&word.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_ends_with_an_article_goes_on() {
        assert!(ends_open("ils étaient retenus dans le nord du"));
        assert!(!ends_open("ils étaient retenus dans le nord du."));
        assert!(!ends_open("Les deux otages sont libres"));
    }

    /// The blocks of `text`: kind and words.
    fn cut(text: &str) -> Vec<(BlockKind, &str)> {
        let blocks = blocks(text, Span::new(0, text.len()));
        blocks.iter().map(|block| (block.kind, block.span.slice(text))).collect()
    }

    #[test]
    fn a_hard_wrapped_paragraph_is_one_block_and_a_list_of_headlines_is_not() {
        let text = "Le conseil municipal a voté jeudi soir la construction\n\
                    d’une nouvelle école dans le quartier des Tanneries. Le\n\
                    chantier doit durer deux ans.\n\
                    À LA UNE\n\
                    Rugby : le club reste en tête\n\
                    Météo : de la neige jusqu’à jeudi\n";
        let blocks = cut(text);
        assert_eq!(blocks.len(), 4, "{blocks:?}");
        assert!(blocks[0].1.ends_with("deux ans."));
        assert_eq!(blocks[1].1, "À LA UNE");
    }

    #[test]
    fn paragraphs_wrapped_to_other_widths_are_joined_too() {
        let text = "Les habitants peuvent de nouveau traverser la rivière à pied depuis\n\
                    lundi : la passerelle a été posée par les militaires du génie, qui ont\n\
                    travaillé deux nuits.\n\nLe pont, lui, reste fermé aux camions comme aux voitures \
                    jusqu’à la mi-\nmars au moins, selon le maire.\n";
        assert_eq!(cut(text).len(), 2);
    }

    #[test]
    fn one_paragraph_a_line_stays_so() {
        let text = "Un titre\nUne première phrase, assez longue pour faire un paragraphe.\n\
                    ce qui commence en minuscules reste à part.\nFin.";
        assert_eq!(cut(text).len(), 4);
    }

    #[test]
    fn marks_of_form_are_told_and_stay_outside() {
        let text = "## Les faits\n\n- un pont\n- une route\n\n> Une citation.\n\n1. Le vote\n\n\
                    Titre souligné\n======\n\n![Le pont](pont.jpg)\n\n* * *\nFin.";
        assert_eq!(
            cut(text),
            [
                (BlockKind::Title, "Les faits"),
                (BlockKind::ListItem, "un pont"),
                (BlockKind::ListItem, "une route"),
                (BlockKind::Quotation, "Une citation."),
                (BlockKind::ListItem, "Le vote"),
                (BlockKind::Title, "Titre souligné"),
                (BlockKind::Caption, "Le pont](pont.jpg)"),
                (BlockKind::Paragraph, "Fin."),
            ]
        );
    }
}
