//! Feeds: what is new, for those who follow.

use super::RenderError;
use super::kit::event_path;
use super::site::{Press, Sheet};
use crate::review::TimelineEvent;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;

/// Entries of a feed, at most.
const ENTRIES: usize = 100;

/// The stamp where no article or decision has a date.
const NO_DATE: &str = "1970-01-01";

/// `atom.xml`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Feed {
    /// Its own address, or a name that no address has.
    pub(crate) id: String,
    /// The newest stamp of its entries, as RFC 3339 has it.
    pub(crate) updated: String,
    /// Its entries, newest first.
    pub(crate) entries: Vec<Entry>,
}

/// An event in a feed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Entry {
    /// A name that stays (RFC 4151).
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Its page, from the root of the language.
    pub(crate) href: String,
    /// Its full address, where the site's is known.
    pub(crate) address: Option<String>,
    /// When it first appeared.
    pub(crate) published: String,
    /// When it last changed.
    pub(crate) updated: String,
    /// Date, statuses and sources, in words.
    pub(crate) summary: String,
}

/// Prints every feed of one language.
pub(crate) fn all(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let feed = events(press);
    press.print(Sheet {
        path: "flux/evenements.xml".to_owned(),
        template: "atom.xml",
        title: press.site.title.clone(),
        description: press.site.description.clone(),
        trail: Vec::new(),
        around: (None, None),
        json_ld: None,
        view: ("feed", &feed),
    })
}

fn events(press: &Press<'_, '_>) -> Feed {
    let kit = press.kit;
    let mut events: Vec<(Stamps, &TimelineEvent)> =
        kit.model.events.iter().map(|event| (stamps(press, event), *event)).collect();
    events.sort_by_key(|(stamps, event)| (Reverse(stamps.updated.clone()), &event.id));
    events.truncate(ENTRIES);
    let entries = events.into_iter().map(|(stamps, event)| {
        let statuses: Vec<String> = kit.statuses(event).into_iter().map(|line| line.text).collect();
        Entry {
            id: tag(press, &stamps.published, &event.id.0),
            title: kit.title(event),
            href: event_path(event),
            address: press.address(&event_path(event)),
            summary: format!("{}. {}.", kit.when(event).text, statuses.join(", ")),
            published: instant(&stamps.published),
            updated: instant(&stamps.updated),
        }
    });
    let entries: Vec<Entry> = entries.collect();
    let updated = entries.first().map_or_else(|| instant(NO_DATE), |entry| entry.updated.clone());
    let id = press.address("flux/evenements.xml");
    Feed { id: id.unwrap_or_else(|| tag(press, NO_DATE, "evenements")), updated, entries }
}

/// When an event appeared and last changed, as days.
pub(crate) struct Stamps {
    pub(crate) published: String,
    pub(crate) updated: String,
}

/// The stamps of an event, from the lock.
pub(crate) fn stamps(press: &Press<'_, '_>, event: &TimelineEvent) -> Stamps {
    let locked = press.kit.model.input.lock.events.get(&event.id);
    let last = locked.and_then(|locked| locked.changes.iter().map(|change| &change.on).max());
    let born = if event.born.is_empty() { NO_DATE } else { &event.born };
    let published = born.to_owned();
    let updated = last.filter(|on| on.as_str() > born).map_or(published.clone(), String::clone);
    Stamps { published, updated }
}

/// A day (or a stamp that begins with one) as an instant.
fn instant(stamp: &str) -> String {
    let day = stamp.get(..10).and_then(crate::timex::Day::parse);
    let day = day.map_or_else(|| NO_DATE.to_owned(), |day| day.to_string());
    format!("{day}T00:00:00Z")
}

/// `tag:example.org,2024:e-7k3m9q2pab`
fn tag(press: &Press<'_, '_>, since: &str, name: &str) -> String {
    let base = press.site.base_url.as_deref().and_then(|url| url.split_once("://"));
    let host = base.map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    let host = host.filter(|host| !host.is_empty()).unwrap_or("frise.invalid");
    let year = since.get(..4).unwrap_or("1970");
    format!("tag:{host},{year}:{name}")
}
