//! Feeds: what is new, for those who follow.

use super::data;
use super::kit::{conflict_path, event_path, is_open};
use super::model::{Model, visible};
use super::site::{Frame, Press, Sheet};
use super::{OutputFile, Print, RenderError};
use crate::review::TimelineEvent;
use crate::timex::Day;
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
    let events = newest(frame, events);
    frame.made_of(&path, &(title, prints(frame, &events)), || {
        let feed = of_events(frame, (&path, &format!("{folder}index.html")), &events);
        let title = format!("{} – {title}", frame.site.title);
        frame.plain(atom(frame, &path, title, &feed))
    })
}

/// Prints every feed of one language.
pub(crate) fn all(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    days(press)?;
    press.print_each(&[Subject::Events, Subject::Conflicts], |frame, subject| {
        Ok(match subject {
            Subject::Events => {
                let events = newest(frame, &frame.kit.model.events);
                let prints = prints(frame, &events);
                let atom_path = "flux/evenements.xml";
                let feed = || of_events(frame, (atom_path, "index.html"), &events);
                let json_path = "flux/evenements.json";
                let title = frame.site.title.clone();
                let json = || Ok(json_feed(frame, json_path, &title, &feed()));
                let page = || frame.plain(atom(frame, atom_path, title.clone(), &feed()));
                vec![
                    frame.made_of(json_path, &prints, json)?,
                    frame.made_of(atom_path, &prints, page)?,
                ]
            }
            Subject::Conflicts => {
                let conflicts = conflicts(frame);
                let subject = frame.kit.messages.text("nav.conflicts");
                let title = format!("{} – {subject}", frame.site.title);
                let json = json_feed(frame, "flux/conflits.json", &title, &conflicts);
                vec![json, frame.page(atom(frame, "flux/conflits.xml", title, &conflicts))?]
            }
        })
    })
}

/// Prints the calendar of days.
fn days(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let (kit, runner) = (press.kit, press.runner);
    let path = press.path("flux/agenda.ics");
    let base = press.address("");
    let events = kit.model.events.iter();
    let prints: Vec<Print> =
        events.map(|event| Print::of(press.print, "day", &press.inputs.event(event))).collect();
    let old = press.standing.lines(&path);
    let file = data::calendar(kit, (&path, base.as_deref()), &prints, (runner, old.as_ref()));
    press.take(file)
}

/// What a feed of the whole site is about.
enum Subject {
    Events,
    Conflicts,
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

/// The events that changed last, newest first.
fn newest<'a>(frame: &Frame<'_>, events: &[&'a TimelineEvent]) -> Vec<&'a TimelineEvent> {
    let mut events: Vec<(Reverse<Day>, &TimelineEvent)> =
        events.iter().map(|event| (Reverse(frame.inputs.stamps(event).1), *event)).collect();
    let rank = |a: &(Reverse<Day>, &TimelineEvent), b: &(Reverse<Day>, &TimelineEvent)| {
        (a.0, &a.1.id).cmp(&(b.0, &b.1.id))
    };
    if events.len() > ENTRIES {
        events.select_nth_unstable_by(ENTRIES, rank);
        events.truncate(ENTRIES);
    }
    events.sort_by(rank);
    events.into_iter().map(|(_, event)| event).collect()
}

/// What the entries of a feed of events are made of.
fn prints(frame: &Frame<'_>, events: &[&TimelineEvent]) -> Vec<Print> {
    events.iter().map(|event| frame.inputs.event(event)).collect()
}

/// The feed at `path` of these events, about the page at `href`.
fn of_events(press: &Frame<'_>, (path, href): (&str, &str), events: &[&TimelineEvent]) -> Feed {
    let kit = press.kit;
    let events = events.iter().map(|event| (stamps(kit.model, event), *event));
    let entries = events.map(|(stamps, event)| {
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
    let (published, updated) = stamped(model, event);
    Stamps { published: published.to_string(), updated: updated.to_string() }
}

/// The days on which an event appeared and last changed.
pub(crate) fn stamped(model: &Model<'_>, event: &TimelineEvent) -> (Day, Day) {
    let locked = model.input.lock.events.get(&event.id);
    let last = locked.and_then(|locked| locked.changes.iter().map(|change| &change.on).max());
    let published = day(&event.born);
    (published, last.map_or(published, |on| day(on)).max(published))
}

/// The day that a stamp begins with.
fn day(stamp: &str) -> Day {
    let known = |text: &str| text.get(..10).and_then(Day::parse);
    known(stamp).or_else(|| known(NO_DATE)).expect("the first day is one")
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
