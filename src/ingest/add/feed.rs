//! RSS and Atom, by feed-rs. Dates keep the day that is written, in its own zone.

use super::{AddConfig, AddError, Found, placed, text_of};
use crate::ingest::date::{Stamp, metadata_date};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use feed_rs::model::{Entry, Feed, Link};
use feed_rs::parser::ParseFeedError;

/// The entries of a feed.
pub(super) fn entries(bytes: &[u8], config: &AddConfig) -> Vec<Result<Found, AddError>> {
    let mut feed = parse(bytes, config);
    let mut broken = None;
    if let Err(error) = &feed {
        let reason = error.to_string();
        broken = Some(AddError::Malformed { record: 1, format: "RSS or Atom", reason });
        // A download that was cut: the entries that are whole are read all the same.
        if let Some(mended) = closed(bytes) {
            feed = parse(&mended, config);
        }
    }
    let Ok(Feed { title, entries, language, .. }) = feed else {
        return broken.map(Err).into_iter().collect();
    };
    let name = title.and_then(|title| text_of(&title.content, 0, &config.article).ok());
    let read =
        |(index, entry)| read(entry, index + 1, name.as_deref(), language.as_deref(), config);
    let mut found: Vec<_> = entries.into_iter().enumerate().map(read).collect();
    if let Some(AddError::Malformed { format, reason, .. }) = broken {
        found.push(Err(AddError::Malformed { record: found.len() + 1, format, reason }));
    }
    found
}

fn parse(bytes: &[u8], config: &AddConfig) -> Result<Feed, ParseFeedError> {
    let zone = config.timezone.clone();
    // Of one use: after an error it is left in the middle of an entry.
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(move |written| metadata_date(written, &zone).and_then(as_utc))
        // The text is taken out of the markup here.
        .sanitize_content(false)
        .build();
    parser.parse(bytes)
}

/// The feed up to its last whole entry, closed; nothing where it has none.
fn closed(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = |tag: &[u8]| memchr::memmem::rfind(bytes, tag).map(|at| at + tag.len());
    match (end(b"</item>"), end(b"</entry>")) {
        (Some(end), _) => Some([&bytes[..end], b"</channel></rss>"].concat()),
        (None, Some(end)) => Some([&bytes[..end], b"</feed>"].concat()),
        (None, None) => None,
    }
}

/// The address of the page among the links of an entry: the one that says that it is, else the
/// first.
fn page_of(links: Vec<Link>) -> Option<String> {
    let is_page = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let page = links.iter().find(is_page).or(links.first());
    page.map(|link| link.href.clone())
}

/// A stamp as if it were of UTC: feed-rs has no other place for it, and the day stays.
fn as_utc(stamp: Stamp) -> Option<DateTime<Utc>> {
    let day = NaiveDate::from_ymd_opt(stamp.day.year(), stamp.day.month(), stamp.day.day())?;
    let time = stamp.time.map_or(Some(NaiveTime::MIN), |time| {
        NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second.min(59).into())
    });
    Some(day.and_time(time.unwrap_or(NaiveTime::MIN)).and_utc())
}

fn read(
    entry: Entry,
    record: usize,
    source: Option<&str>,
    language: Option<&str>,
    config: &AddConfig,
) -> Result<Found, AddError> {
    let body = entry.content.and_then(|content| content.body);
    let summary = entry.summary.map(|summary| summary.content);
    let body = body.or(summary).unwrap_or_default();
    let text = text_of(&body, record, &config.article)?;
    if text.is_empty() {
        let reason = "the entry has no text".to_owned();
        return Err(AddError::Malformed { record, format: "RSS or Atom", reason });
    }
    let written = |date: DateTime<Utc>| date.format("%Y-%m-%dT%H:%M:%S").to_string();
    let authors: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
    let title = entry.title.map(|title| text_of(&title.content, record, &config.article));
    let found = Found {
        title: title.transpose()?.map(|title| title.replace('\n', " ")),
        url: page_of(entry.links),
        date: entry.published.map(written),
        recorded: entry.updated.map(written),
        source: source.map(str::to_owned),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        language: entry.language.or_else(|| language.map(str::to_owned)),
        text,
        ..Found::default()
    };
    placed(found, record, config)
}
