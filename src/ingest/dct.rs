//! The document creation time: when the article was published, as far as it says.
//!
//! In order: an editor's decision, front matter, page metadata, a « Publié le » line, the
//! dateline, the name of the file, the date of its record. Never a guess.

use super::date::{Stamp, clock_near, days, metadata_date, with_year, yearless};
use super::metaline::{self, MetaLine};
use super::{Block, BlockKind, NoiseKind, Published, PublishedBy};
use crate::diag::Note;
use crate::text::Span;
use crate::timex::{Day, Dct};
use std::collections::BTreeSet;

/// Dates that disagree by more than this many days make a note.
const TOLERANCE: i64 = 1;
/// Days within which a weekday beside a date tells the year of the stamp too.
const NEAR: i64 = 45;
/// In so many years every day has each weekday.
const MOST_YEARS: usize = 30;
/// Blocks, and bytes of a block, in which the year of a stamp is looked for.
const MOST_BLOCKS: usize = 400;
const LONGEST_BLOCK: usize = 20_000;

/// What the outside of the text says of its date.
pub(crate) struct Outside<'a> {
    /// The first and the last year in which other articles were published.
    pub(crate) years: Option<(i32, i32)>,
    /// The day that an editor gave.
    pub(crate) decision: Option<Day>,
    /// `date` or `dct` of the front matter.
    pub(crate) front: Option<Stamp>,
    /// Metadata of the page.
    pub(crate) page: Option<Stamp>,
    /// Path of the file.
    pub(crate) path: &'a str,
    /// The date of the feed entry or WARC record that it came in.
    pub(crate) record: Option<Stamp>,
}

/// What is known of the days of an article.
pub(crate) struct Dated {
    /// When it was published, and how that is known.
    pub(crate) published: Option<Published>,
    /// The last change that it tells of.
    pub(crate) modified: Option<Day>,
    /// Where its day of publication stands without the year, if nothing tells that.
    pub(crate) yearless: Option<Span>,
}

/// When the article was published, how that is known, and the last change that it tells of.
/// A note says when sources disagree. `prose` says of every block whether it reads as prose.
pub(crate) fn published(
    text: &str,
    blocks: &[Block],
    prose: &[bool],
    outside: &Outside<'_>,
    notes: &mut Vec<Note>,
) -> Dated {
    let Told { published: mut line, yearless, modified } = published_line(text, blocks, prose);
    let (mut dateline, undated) = dateline_day(text, blocks);
    let elsewhere = outside.decision.is_some() || outside.front.is_some() || outside.page.is_some();
    let settle = |span: Option<Span>| {
        let span = span?;
        Some((settle_year(text, blocks, outside.years, span)?, span))
    };
    if !elsewhere && line.is_none() {
        line = settle(yearless);
        if line.is_none() && dateline.is_none() {
            dateline = settle(undated);
        }
    }
    let mut known: Vec<(PublishedBy, Stamp, Option<Span>)> = Vec::new();
    let mut add = |by, stamp: Option<Stamp>, span| {
        if let Some(stamp) = stamp {
            known.push((by, stamp, span));
        }
    };
    add(PublishedBy::Decision, outside.decision.map(|day| Stamp { day, time: None }), None);
    add(PublishedBy::FrontMatter, outside.front, None);
    add(PublishedBy::PageMetadata, outside.page, None);
    add(PublishedBy::PublishedLine, line.map(|(stamp, _)| stamp), line.map(|(_, span)| span));
    add(PublishedBy::Dateline, dateline.map(|(stamp, _)| stamp), dateline.map(|(_, span)| span));
    add(PublishedBy::FileName, file_name_day(outside.path), None);
    add(PublishedBy::Record, outside.record, None);
    let Some(&(by, stamp, span)) = known.first() else {
        return Dated { published: None, modified, yearless: yearless.or(undated) };
    };
    let differs = known.iter().any(|(_, other, _)| other.day.since(stamp.day).abs() > TOLERANCE);
    if differs && by != PublishedBy::Decision {
        let values: Vec<String> = known.iter().map(|(_, stamp, _)| stamp.day.to_string()).collect();
        let (values, kept) = (values.join(", "), stamp.day.to_string());
        notes.push(Note::new("FR-S408", span, &[("values", &values), ("kept", &kept)]));
    }
    let dct = Dct { day: stamp.day, time: stamp.time };
    Dated { published: Some(Published { dct, by, span }), modified, yearless: None }
}

/// What the lines of publication say.
#[derive(Default)]
struct Told {
    /// The day, and where it stands.
    published: Option<(Stamp, Span)>,
    /// A day without its year.
    yearless: Option<Span>,
    modified: Option<Day>,
}

/// Paragraphs before which a line that says « publié » is of this article: a word about
/// cookies or a lead may stand above it.
const LEADING: usize = 2;

/// The date of a line that says only that: before the first prose any such line, before the
/// third and after the last prose one that says « publié », and that no other article's
/// headline can claim.
fn published_line(text: &str, blocks: &[Block], prose: &[bool]) -> Told {
    // The article's own prose.
    let is_body = |&at: &usize| {
        prose[at] && blocks[at].noise.is_none() && blocks[at].kind != BlockKind::FrontMatter
    };
    let mut body = (0..blocks.len()).filter(is_body);
    let first = body.next().unwrap_or(blocks.len());
    let third = body.nth(LEADING - 1).unwrap_or(blocks.len());
    let last = (0..blocks.len()).rfind(is_body).unwrap_or(0);
    let line_of = |block: &Block| -> Option<(MetaLine, Span)> {
        let own = block.noise.as_ref().is_some_and(|noise| {
            noise.kind == NoiseKind::Metadata && noise.rule != super::dateline::RULE
        });
        let line = own.then(|| metaline::read(block.span.slice(text))).flatten()?;
        Some((line, block.span))
    };
    let head: Vec<(MetaLine, Span)> = blocks[..first].iter().filter_map(line_of).collect();
    let lead: Vec<(MetaLine, Span)> = blocks[first..third].iter().filter_map(line_of).collect();
    let tail: Vec<(MetaLine, Span)> = blocks
        .iter()
        .skip(last + 1)
        .take_while(|block| {
            block.noise.as_ref().is_none_or(|noise| noise.kind == NoiseKind::Metadata)
        })
        .filter_map(line_of)
        .filter(|(line, _)| !line.bare_stamp)
        .collect();
    let told = || head.iter().chain(&lead).filter(|(line, _)| !line.bare_stamp);
    let modified = told().chain(&tail).find_map(|(line, _)| line.modified).map(|s| s.day);
    let dated = |(line, span): &(MetaLine, Span)| {
        let (stamp, place) = line.published?;
        Some((stamp, place.shifted(span.start)))
    };
    let spoken = told().find_map(dated);
    let bare: Vec<(Stamp, Span)> =
        head.iter().filter(|(line, _)| line.bare_stamp).filter_map(dated).collect();
    // Several stamps of different days are those of a list.
    let same = bare.iter().all(|(stamp, _)| stamp.day == bare[0].0.day);
    let bare = bare.first().copied().filter(|_| same);
    let yearless = head
        .iter()
        .chain(&tail)
        .find_map(|(line, span)| line.yearless.map(|place| place.shifted(span.start)));
    let published = spoken.or(bare).or_else(|| tail.iter().find_map(dated));
    Told { published, yearless, modified }
}

/// The day of a stamp without its year, where the article leaves no choice: of the years that
/// its full dates name, and those before and after, the weekdays written beside days without
/// a year fit exactly one. An article whose dates name no such year is of one in which others of
/// the project were published (`published`, the first and the last), or of the years next to
/// those. Without a weekday there is no telling.
fn settle_year(
    text: &str,
    blocks: &[Block],
    published: Option<(i32, i32)>,
    stamp: Span,
) -> Option<Stamp> {
    let written = stamp.slice(text);
    let mut years: BTreeSet<i32> = BTreeSet::new();
    let mut beside: Vec<&str> = Vec::new();
    for block in blocks.iter().take(MOST_BLOCKS) {
        let piece = block.span.slice(text);
        if piece.len() > LONGEST_BLOCK {
            continue;
        }
        years.extend(days(piece).iter().map(|(_, day)| day.year()));
        if block.noise.is_none() {
            beside.extend(yearless(piece).iter().map(|span| span.slice(piece)));
        }
    }
    let fits = |year: i32| {
        let (day, own) = with_year(written, year)?;
        let right = own.unwrap_or_else(|| {
            let near = beside.iter().filter_map(|other| with_year(other, year));
            let checks: Vec<bool> = near
                .filter(|(other, _)| other.since(day).abs() <= NEAR)
                .filter_map(|(_, right)| right)
                .collect();
            !checks.is_empty() && checks.iter().all(|&right| right)
        });
        right.then_some(day)
    };
    let own: BTreeSet<Day> =
        years.iter().flat_map(|year| year - 1..=year + 1).filter_map(fits).collect();
    let fitting = match published {
        Some((first, last)) if own.is_empty() => {
            (first - 1..=last + 1).take(MOST_YEARS).filter_map(fits).collect()
        }
        _ => own,
    };
    match fitting.len() {
        1 => fitting.first().map(|&day| Stamp { day, time: clock_near(text, stamp) }),
        _ => None,
    }
}

/// The date of a dateline: « PARIS, 3 mars 2024 (APN) - »; without its year, only its place.
fn dateline_day(text: &str, blocks: &[Block]) -> (Option<(Stamp, Span)>, Option<Span>) {
    let dateline = blocks.iter().find(|block| {
        block.noise.as_ref().is_some_and(|noise| noise.rule == super::dateline::RULE)
    });
    let Some(block) = dateline else { return (None, None) };
    let written = block.span.slice(text);
    match days(written)[..] {
        [(span, day)] => (Some((Stamp { day, time: None }, span.shifted(block.span.start))), None),
        _ => (None, yearless(written).first().map(|span| span.shifted(block.span.start))),
    }
}

/// The day that starts the name of a file: `2024-11-12-apn.md`, `20241112_apn.txt`.
fn file_name_day(path: &str) -> Option<Stamp> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parted =
        name.get(..10).filter(|head| head.as_bytes()[4] == b'-' || head.as_bytes()[4] == b'_');
    let day = match parted {
        Some(head) => Day::parse(&head.replace('_', "-")),
        None => {
            let head =
                name.get(..8).filter(|head| head.bytes().all(|byte| byte.is_ascii_digit()))?;
            if name.as_bytes().get(8).is_some_and(u8::is_ascii_digit) {
                return None;
            }
            metadata_date(head, "UTC").map(|stamp| stamp.day)
        }
    }?;
    (1900..=2200).contains(&day.year()).then_some(Stamp { day, time: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_dates_it_where_it_starts_with_a_date() {
        for (path, expected) in [
            ("articles/2024-11-12-apn.md", Some("2024-11-12")),
            ("2024_11_12.txt", Some("2024-11-12")),
            ("20241112-apn.txt", Some("2024-11-12")),
            ("12345678-apn.txt", None),
            ("06-blog.txt", None),
            ("été-2024.txt", None),
        ] {
            let found = file_name_day(path).map(|stamp| stamp.day.to_string());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
