//! RSS and Atom, by feed-rs. Dates keep the day that is written, in its own zone.

use super::{AddError, Found, placed, text_of};
use crate::ingest::date::{Stamp, metadata_date};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use feed_rs::model::{Entry, Feed};

/// The entries of a feed.
pub(super) fn entries(bytes: &[u8]) -> Vec<Result<Found, AddError>> {
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(|written| metadata_date(written, "Europe/Paris").and_then(as_utc))
        // The text is taken out of the markup here.
        .sanitize_content(false)
        .build();
    match parser.parse(bytes) {
        Ok(feed) => {
            let name = feed.title.as_ref().map(|title| text_of(&title.content));
            let Feed { entries, language, .. } = feed;
            let read =
                |(index, entry)| read(entry, index + 1, name.as_deref(), language.as_deref());
            entries.into_iter().enumerate().map(read).collect()
        }
        Err(error) => {
            let reason = error.to_string();
            vec![Err(AddError::Malformed { record: 1, format: "RSS or Atom", reason })]
        }
    }
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
) -> Result<Found, AddError> {
    let body = entry.content.and_then(|content| content.body);
    let summary = entry.summary.map(|summary| summary.content);
    let text = body.or(summary).map(|body| text_of(&body)).unwrap_or_default();
    if text.is_empty() {
        let reason = "the entry has no text".to_owned();
        return Err(AddError::Malformed { record, format: "RSS or Atom", reason });
    }
    let written = |date: DateTime<Utc>| date.format("%Y-%m-%dT%H:%M:%S").to_string();
    let authors: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
    Ok(placed(Found {
        title: entry.title.map(|title| text_of(&title.content).replace('\n', " ")),
        url: entry.links.into_iter().map(|link| link.href).next(),
        date: entry.published.map(written),
        recorded: entry.updated.map(written),
        source: source.map(str::to_owned),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        language: entry.language.or_else(|| language.map(str::to_owned)),
        text,
        ..Found::default()
    }))
}
