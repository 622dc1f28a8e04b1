//! Lines that only say when and by whom an article was published.

use super::date::{Stamp, clock_near, days, yearless};
use super::words::{Table, Word, hash_word, words};
use crate::text::Span;
use crate::timex::Day;
use std::sync::LazyLock;

/// What such a line says.
#[derive(Clone, Debug, Default)]
pub(crate) struct MetaLine {
    /// The name of the rule that marks it.
    pub(crate) rule: &'static str,
    /// Nothing but a date, perhaps with a time and a name: it may date another article.
    pub(crate) bare_stamp: bool,
    /// The date of publication, and where in the line.
    pub(crate) published: Option<(Stamp, Span)>,
    /// A day of publication written without its year, in the line.
    pub(crate) yearless: Option<Span>,
    /// The date of the last change.
    pub(crate) modified: Option<Stamp>,
}

/// What a word can be in such a line: bits of a set.
const PUBLISHED: u8 = 1;
const MODIFIED: u8 = 2;
const BY: u8 = 4;
const GLUE: u8 = 8;
const NAME: u8 = 16;

static WORDS: LazyLock<Table<u8>> = LazyLock::new(|| {
    let mut table: Table<u8> = Table::default();
    for line in include_str!("data/metaline.txt").lines() {
        let Some((class, list)) = line.split_once(": ") else { continue };
        let bit = match class {
            "published" => PUBLISHED,
            "modified" => MODIFIED,
            "by" => BY,
            "glue" => GLUE,
            "name" => NAME,
            _ => continue,
        };
        for word in list.split_whitespace() {
            *table.entry(hash_word(word)).or_default() |= bit;
        }
    }
    table
});

/// Longest line that is looked at, and most names in it.
const LONGEST: usize = 240;
const NAMES: usize = 9;

/// What `line` says, when every word of it belongs to such a line: « Par la rédaction, le
/// 06/11/2024 à 22h41 », « Publié le … - Mis à jour le … », « 23/04/2024 - 09:41 ».
pub(crate) fn read(line: &str) -> Option<MetaLine> {
    read_with(line, &days(line))
}

/// [`read`], where the full dates of the line are known already.
pub(crate) fn read_with(line: &str, dates: &[(Span, Day)]) -> Option<MetaLine> {
    if line.len() > LONGEST {
        return None;
    }
    let list: Vec<Word> = words(line).collect();
    let first = list.first()?;
    let class = |word: &Word| WORDS.get(&word.hash).copied().unwrap_or(0);
    let digits = line.bytes().any(|byte| byte.is_ascii_digit());
    if !digits && class(first) & (BY | PUBLISHED) == 0 {
        return None;
    }
    let partial = if digits && dates.is_empty() { yearless(line) } else { Vec::new() };
    let (mut published, mut modified, mut undated) = (None, None, None);
    let (mut verb, mut by, mut names, mut numbers) = (0u8, false, 0usize, 0usize);
    let mut index = 0;
    while let Some(word) = list.get(index) {
        if let Some(&(span, day)) =
            dates.iter().find(|(span, _)| span.start <= word.start && word.start < span.end)
        {
            let stamp = Stamp { day, time: clock_near(line, span) };
            if verb & MODIFIED != 0 {
                modified.get_or_insert(stamp);
            } else {
                published.get_or_insert((stamp, span));
            }
            while list.get(index).is_some_and(|word| word.start < span.end) {
                index += 1;
            }
            continue;
        }
        if let Some(&span) =
            partial.iter().find(|span| span.start <= word.start && word.start < span.end)
        {
            if verb & MODIFIED == 0 {
                undated.get_or_insert(span);
            }
            while list.get(index).is_some_and(|word| word.start < span.end) {
                index += 1;
            }
            continue;
        }
        let bits = class(word);
        let written = &line[word.start..word.end];
        if word.number || is_clock(written) {
            numbers += 1;
        } else if bits & (PUBLISHED | MODIFIED) != 0 {
            verb = bits & (PUBLISHED | MODIFIED);
        } else if bits & BY != 0 {
            by = true;
        } else if bits & (GLUE | NAME) != 0 {
            // Words between the ones that matter.
            if by && bits & NAME != 0 && written.len() > 4 {
                names += 1;
            }
        } else if written.starts_with(char::is_uppercase)
            // « Le-Phare.fr »
            || line[..word.start].ends_with('.')
            // « Posté par admin »
            || verb != 0 && index > 0 && class(&list[index - 1]) & BY != 0
        {
            names += 1;
        } else {
            return None;
        }
        index += 1;
    }
    let dated = published.is_some() || modified.is_some() || !partial.is_empty();
    let spoken = verb != 0 || by;
    if names > NAMES || numbers > 6 || !dated && (numbers > 0 || !by || names == 0) {
        return None;
    }
    if dated && !spoken && names > 5 {
        return None;
    }
    Some(MetaLine {
        rule: if dated { "metadata.date" } else { "metadata.byline" },
        bare_stamp: dated && !spoken,
        published,
        yearless: undated,
        modified,
    })
}

/// Whether a word is one of those that stand among names: « la rédaction », « notre ».
pub(crate) fn is_name(word: &Word) -> bool {
    WORDS.get(&word.hash).is_some_and(|bits| bits & NAME != 0)
}

/// « 22h41 », « 7h »
fn is_clock(written: &str) -> bool {
    let Some((hour, minute)) = written.split_once(['h', 'H']) else { return false };
    (1..=2).contains(&hour.len()) && hour.bytes().chain(minute.bytes()).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_publication_are_told_from_sentences() {
        for (line, expected) in [
            ("Par la rédaction, le 06/11/2024 à 22h41", "2024-11-06 22:41"),
            (
                "Publié le 17/04/11 à 00h00 — Mis à jour le 18/04/11 à 18h16",
                "2011-04-17 00:00 modified 2011-04-18",
            ),
            (
                "le 30.10.2011 à 20h15, mis à jour le 31.10.2011 à 20h15",
                "2011-10-30 20:15 modified 2011-10-31",
            ),
            ("— Mis à jour le 17/04/2011 à 18h16", "modified 2011-04-17"),
            ("23/04/2024 - 09:41", "bare 2024-04-23 09:41"),
            ("Le Phare | 23.04.2024 à 09h41", "bare 2024-04-23 09:41"),
            ("Publié le mardi 12 mars 2024 à 18 h 05", "2024-03-12 18:05"),
            ("Mis en ligne le 1er mars 2024", "2024-03-01"),
            ("Publié mardi 12 mars à 18h05", "yearless mardi 12 mars"),
            ("Posté par admin le 05/11/2020", "2020-11-05"),
            ("Le 3 juillet 2018 à 11:20", "bare 2018-07-03 11:20"),
            ("Par Jeanne Martin", "byline"),
            ("Par Gérard, du collectif des Tilleuls", "byline"),
            ("Par l’équipe du Phare", "byline"),
            ("Phare.fr   — 23 avril 2024 à 18h41", "bare 2024-04-23 18:41"),
            ("Par ici la sortie", "none"),
            ("Le pont ouvrira le 23/04/2024", "none"),
            ("Publié hier, le rapport inquiète", "none"),
            ("Le port en crise", "none"),
        ] {
            let found = match read(line) {
                None => "none".to_owned(),
                Some(found) => {
                    let mut out = String::new();
                    if found.bare_stamp {
                        out.push_str("bare ");
                    }
                    if let Some((stamp, _)) = found.published {
                        out.push_str(&stamp.day.to_string());
                        if let Some(time) = stamp.time {
                            out.push_str(&format!(" {:02}:{:02} ", time.hour, time.minute));
                        }
                    }
                    if let Some(span) = found.yearless {
                        out.push_str(&format!("yearless {}", span.slice(line)));
                    }
                    if let Some(stamp) = found.modified {
                        out.push_str(&format!("modified {}", stamp.day));
                    }
                    if out.is_empty() { "byline".to_owned() } else { out.trim().to_owned() }
                }
            };
            assert_eq!(found, expected, "{line}");
        }
    }
}
