//! Feeds: what is new, for those who follow.

use super::kit::{conflict_path, event_path, is_open};
use super::model::{Model, visible};
use super::site::{Frame, Press, Sheet};
use super::{OutputFile, RenderError};
use crate::review::TimelineEvent;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::cmp::Reverse;

/// Entries of a feed, at most.
const ENTRIES: usize = 100;

/// The name of the feed in the folder of an index page.
pub(crate) const TOPIC: &str = "flux.xml";

/// The stamp where no article or decision has a date.
pub(crate) const NO_DATE: &str = "1970-01-01";

/// `atom.xml`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Feed {
    /// Its own address, or a name that no address has.
    pub(crate) id: String,
    /// The page that it follows, from the root of the language.
    pub(crate) href: String,
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

/// The feed of an index page: of an actor, a place, a source.
pub(crate) fn topic(
    frame: &Frame<'_>,
    folder: &str,
    title: &str,
    events: &[&TimelineEvent],
) -> Result<OutputFile, RenderError> {
    let path = format!("{folder}{TOPIC}");
    let feed = newest(frame, (&path, &format!("{folder}index.html")), events);
    let title = format!("{} – {title}", frame.site.title);
    frame.page(atom(frame, &path, title, &feed))
}

/// Prints every feed of one language.
pub(crate) fn all(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    press.print_each(&[Subject::Events, Subject::Conflicts, Subject::Days], |frame, subject| {
        Ok(match subject {
            Subject::Events => {
                let all = &frame.kit.model.events;
                let events = newest(frame, ("flux/evenements.xml", "index.html"), all);
                let title = frame.site.title.clone();
                let json = json_feed(frame, "flux/evenements.json", &title, &events);
                vec![json, frame.page(atom(frame, "flux/evenements.xml", title, &events))?]
            }
            Subject::Conflicts => {
                let conflicts = conflicts(frame);
                let subject = frame.kit.messages.text("nav.conflicts");
                let title = format!("{} – {subject}", frame.site.title);
                let json = json_feed(frame, "flux/conflits.json", &title, &conflicts);
                vec![json, frame.page(atom(frame, "flux/conflits.xml", title, &conflicts))?]
            }
            Subject::Days => {
                let calendar = super::export::calendar_of(frame.kit, frame.address("").as_deref());
                vec![frame.file("flux/agenda.ics", calendar)]
            }
        })
    })
}

/// What a feed of the whole site is about.
enum Subject {
    Events,
    Conflicts,
    Days,
}

fn atom<'v>(frame: &Frame<'_>, path: &str, title: String, feed: &'v Feed) -> Sheet<'v, Feed> {
    Sheet {
        path: path.to_owned(),
        template: "atom.xml",
        title,
        description: frame.site.description.clone(),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("feed", feed),
    }
}

/// The events that changed last, as the feed at `path` about the page at `href`.
fn newest(press: &Frame<'_>, (path, href): (&str, &str), events: &[&TimelineEvent]) -> Feed {
    let kit = press.kit;
    let mut events: Vec<(Stamps, &TimelineEvent)> =
        events.iter().map(|event| (stamps(kit.model, event), *event)).collect();
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
    feed(press, (path, href), entries.collect())
}

/// Conflicts that are open, with the stamps of the events that they touch.
fn conflicts(press: &Frame<'_>) -> Feed {
    let kit = press.kit;
    let entries = kit.model.conflicts.iter().filter(|conflict| is_open(conflict)).map(|conflict| {
        let events = conflict.conflict.events.iter().filter_map(|index| kit.model.event(*index));
        let stamps: Vec<Stamps> = events.clone().map(|event| stamps(kit.model, event)).collect();
        let newest = stamps.iter().map(|stamps| stamps.updated.as_str()).max().unwrap_or(NO_DATE);
        let titles: Vec<String> = events.map(|event| kit.title(event)).collect();
        Entry {
            id: tag(press, NO_DATE, &conflict.id.0),
            title: titles.join(" / "),
            href: conflict_path(conflict),
            address: press.address(&conflict_path(conflict)),
            summary: kit.conflict_words(conflict),
            published: instant(newest),
            updated: instant(newest),
        }
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.href.cmp(&b.href)));
    entries.truncate(ENTRIES);
    feed(press, ("flux/conflits.xml", "conflits/index.html"), entries)
}

fn feed(press: &Frame<'_>, (path, href): (&str, &str), entries: Vec<Entry>) -> Feed {
    let updated = entries.first().map_or_else(|| instant(NO_DATE), |entry| entry.updated.clone());
    let id = press.address(path).unwrap_or_else(|| tag(press, NO_DATE, path));
    Feed { id, href: href.to_owned(), updated, entries }
}

/// The same entries as a JSON Feed, version 1.1, at `path`.
fn json_feed(press: &Frame<'_>, path: &str, title: &str, feed: &Feed) -> OutputFile {
    let items = feed.entries.iter().map(|entry| {
        let address = entry.address.clone().unwrap_or_else(|| format!("../{}", entry.href));
        json!({
            "id": entry.id,
            "url": address,
            "title": visible(&entry.title),
            "content_text": visible(&entry.summary),
            "date_published": entry.published,
            "date_modified": entry.updated,
        })
    });
    let items: Vec<Value> = items.collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": press.site.description,
        "home_page_url": press.address(&feed.href),
        "feed_url": press.address(path),
        "language": press.site.language,
        "items": items,
    });
    press.file(path, format!("{feed:#}\n"))
}

/// When an event appeared and last changed, as days.
pub(crate) struct Stamps {
    pub(crate) published: String,
    pub(crate) updated: String,
}

/// The stamps of an event, from the lock.
pub(crate) fn stamps(model: &Model<'_>, event: &TimelineEvent) -> Stamps {
    let locked = model.input.lock.events.get(&event.id);
    let last = locked.and_then(|locked| locked.changes.iter().map(|change| &change.on).max());
    let published = day(&event.born);
    let updated = last.map_or_else(|| published.clone(), |on| day(on));
    Stamps { updated: updated.max(published.clone()), published }
}

/// The day that a stamp begins with.
fn day(stamp: &str) -> String {
    let day = stamp.get(..10).and_then(crate::timex::Day::parse);
    day.map_or_else(|| NO_DATE.to_owned(), |day| day.to_string())
}

/// A day as an instant.
fn instant(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// `tag:example.org,2024:e-7k3m9q2pab`
fn tag(press: &Frame<'_>, since: &str, name: &str) -> String {
    let base = press.site.base_url.as_deref().and_then(|url| url.split_once("://"));
    let host = base.map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    let host = host.filter(|host| !host.is_empty()).unwrap_or("frise.invalid");
    let year = since.get(..4).unwrap_or("1970");
    format!("tag:{host},{year}:{name}")
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{files, hostile, story};

    #[test]
    fn feeds_are_read_by_another_library() {
        for story in [story(), hostile()] {
            let files = files(&story);
            for path in [
                "flux/evenements.xml",
                "flux/conflits.xml",
                "flux/evenements.json",
                "flux/conflits.json",
            ] {
                let feed = feed_rs::parser::parse(files[path].as_bytes());
                let feed = feed.unwrap_or_else(|error| panic!("{path}: {error}"));
                assert!(!feed.entries.is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn actors_places_and_sources_have_a_feed_of_what_their_page_lists() {
        for story in [story(), hostile()] {
            let files = files(&story);
            let ends = |path: &&String| path.ends_with("/flux.xml");
            let mut seen = std::collections::BTreeSet::new();
            for path in files.keys().filter(ends) {
                let folder = path.strip_suffix(super::TOPIC).unwrap();
                seen.insert(folder.split('/').next().unwrap());
                let page = &files[&format!("{folder}index.html")];
                let feed = feed_rs::parser::parse(files[path].as_bytes()).unwrap();
                assert!(page.contains("flux.xml\""), "{folder} does not name its feed");
                for entry in &feed.entries {
                    let id = entry.id.rsplit(':').next().unwrap();
                    assert!(page.contains(&format!("e/{id}/index.html")), "{path}: {id}");
                }
                let listed = page.matches("<article").count();
                assert_eq!(feed.entries.len(), listed, "{path}");
            }
            assert_eq!(Vec::from_iter(seen), ["acteurs", "lieux", "sources"]);
        }
    }

    #[test]
    fn an_entry_is_stamped_by_its_last_change_and_named_for_ever() {
        let mut story = story();
        story.settings.base_url = Some("https://frise.example/t".to_owned());
        let files = files(&story);
        let feed = feed_rs::parser::parse(files["flux/evenements.xml"].as_bytes()).unwrap();
        let entry = &feed.entries[0];
        assert_eq!(entry.id, "tag:frise.example,2024:e-1signature");
        assert_eq!(entry.links[0].href, "https://frise.example/t/e/e-1signature/");
        assert!(entry.updated.unwrap().to_string().starts_with("2024-11-14"));
        assert!(entry.published.unwrap().to_string().starts_with("2024-11-13"));
    }
}
