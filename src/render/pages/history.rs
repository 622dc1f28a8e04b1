//! What changed from build to build, and what was announced and is still to come.

use super::event::{said, stamp};
use crate::mention::Role;
use crate::merge::ConflictKind;
use crate::render::RenderError;
use crate::render::feed::NO_DATE;
use crate::render::kit::Kit;
use crate::render::site::{Press, Sheet};
use crate::render::view::{Card, ChangeDay, ChangeLine, Changes, Link, Planned};
use crate::review::{Change, EventId, TimelineEvent};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Changes listed on a page, at most.
const LISTED: usize = 400;

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let planned = planned(kit);
    page(press, "prevu", "planned", "planned.html", ("planned", &planned))?;
    let named = names(kit);
    let days = days(kit, &named);
    let all = changes(kit, (&named, &days), false);
    page(press, "changements", "changes", "changes.html", ("changes", &all))?;
    let corrections = changes(kit, (&named, &days), true);
    page(press, "corrections", "corrections", "changes.html", ("changes", &corrections))
}

fn page<V: serde::Serialize>(
    press: &mut Press<'_, '_>,
    folder: &str,
    key: &str,
    template: &'static str,
    view: (&'static str, &V),
) -> Result<(), RenderError> {
    let title = press.kit.messages.text(&format!("nav.{key}")).to_owned();
    press.print(Sheet {
        path: format!("{folder}/index.html"),
        template,
        title,
        description: Some(press.kit.messages.text(&format!("{key}.intro")).to_owned()),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view,
    })
}

/// Events that were announced: those to come, and those of which nobody told the outcome.
fn planned(kit: Kit<'_>) -> Planned {
    let newest = kit.model.articles.iter().filter_map(|a| a.article.dct()).map(|dct| dct.day).max();
    let ordered = &kit.model.ordered;
    let cards = |wanted: &dyn Fn(&TimelineEvent) -> bool| -> Vec<Card> {
        let events = ordered.iter().map(|(_, event)| *event).filter(|event| wanted(event));
        events.take(LISTED).map(|event| kit.card(event, true)).collect()
    };
    let is_plan =
        |event: &TimelineEvent| event.event.status.contains_key(&crate::mention::Status::Planned);
    let upcoming = cards(&|event| {
        is_plan(event) && event.event.date.end.is_none_or(|end| newest.is_none_or(|day| end > day))
    });
    let unconfirmed = cards(&|event| {
        let conflicts = event.conflicts.iter().filter_map(|id| kit.model.conflict(id));
        conflicts.into_iter().any(|c| c.conflict.kind == ConflictKind::Unconfirmed)
    });
    Planned { upcoming, unconfirmed }
}

/// What happened to events on a day.
#[derive(Default)]
struct Day<'a> {
    births: Vec<&'a EventId>,
    /// What else happened to each event that something happened to, oldest first.
    lines: BTreeMap<&'a EventId, Vec<&'a Change>>,
}

/// The titles of the ids that have a page, with the event where there is one.
type Names<'a> = FxHashMap<&'a EventId, (&'a str, Option<&'a TimelineEvent>)>;

/// The days of the lock on which something public changed.
fn days<'a>(kit: Kit<'a>, named: &Names<'_>) -> BTreeMap<&'a str, Day<'a>> {
    let mut days: BTreeMap<&str, Day<'_>> = BTreeMap::new();
    for (id, locked) in &kit.model.input.lock.events {
        if !named.contains_key(id) {
            continue;
        }
        days.entry(&locked.born).or_default().births.push(id);
        // That an id became part of an event is told once, with that event.
        let is_told = |change: &&Change| {
            change.what != "born" && (change.what != "merged" || change.to.is_none())
        };
        for change in locked.changes.iter().filter(is_told) {
            let day = days.entry(&change.on).or_default();
            day.lines.entry(id).or_default().push(change);
        }
    }
    days
}

/// The ids that have a page, with the title there and its language.
fn names(kit: Kit<'_>) -> Names<'_> {
    let mut names = Names::default();
    for event in &kit.model.events {
        let ids = std::iter::once(&event.id).chain(&event.aliases);
        names.extend(ids.map(|id| (id, (event.event.title.as_str(), Some(*event)))));
    }
    let gone = kit.model.input.timeline.tombstones.iter();
    names.extend(gone.map(|tombstone| (&tombstone.id, (tombstone.title.as_str(), None))));
    names
}

fn changes(
    kit: Kit<'_>,
    (named, days): (&Names<'_>, &BTreeMap<&str, Day<'_>>),
    corrections: bool,
) -> Changes {
    let link = |id: &EventId| {
        let (title, event) = named.get(id).copied().unwrap_or_default();
        let lang = event.and_then(|event| kit.language(event));
        Link::new(kit.titled(title), format!("e/{}/index.html", id.0)).said_in(lang)
    };
    let mut left = LISTED;
    let mut shown = Vec::new();
    // Days past what is listed: the first, the last, how many new events.
    let mut older: Option<(&str, &str, usize)> = None;
    for (day, changes) in days.iter().rev() {
        if left == 0 {
            let (_, last, count) = older.unwrap_or((day, day, 0));
            older = Some((day, last, count + changes.births.len()));
            continue;
        }
        let line = |(&id, changes): (&&EventId, &Vec<&Change>)| {
            let told = changes.iter().copied().filter(|c| !corrections || c.what != "back");
            let texts = said(kit, told);
            (!texts.is_empty()).then(|| ChangeLine { event: link(id), texts })
        };
        let lines: Vec<ChangeLine> = changes.lines.iter().filter_map(line).take(left).collect();
        left -= lines.len();
        let births = (!corrections && !changes.births.is_empty())
            .then(|| kit.messages.count("count.births", changes.births.len()));
        if births.is_none() && lines.is_empty() {
            continue;
        }
        let born: Vec<Link> = match births {
            Some(_) => changes.births.iter().take(left).map(|id| link(id)).collect(),
            None => Vec::new(),
        };
        left -= born.len();
        let title = stamp(kit, day);
        shown.push(ChangeDay { title, births, born, lines });
    }
    if let Some((first, last, count)) = older.filter(|(.., count)| *count > 0 && !corrections) {
        let births = Some(kit.messages.count("count.births", count));
        let title = match first {
            _ if first == last => stamp(kit, first),
            // Changes of no known day are the oldest of all.
            NO_DATE => kit.messages.date(last, None, Role::Until),
            _ => kit.messages.short_date(&format!("{first}/{last}"), None),
        };
        shown.push(ChangeDay { title, births, born: Vec::new(), lines: Vec::new() });
    }
    Changes { days: shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{files, story};

    #[test]
    fn what_no_date_is_known_of_is_not_told_of_1970() {
        let mut story = story();
        for locked in story.lock.events.values_mut() {
            locked.born = NO_DATE.to_owned();
        }
        let page = &files(&story)["changements/index.html"];
        assert!(page.contains("date inconnue") && !page.contains("1970"), "{page}");
    }

    #[test]
    fn changes_are_told_once_and_in_words() {
        let mut story = story();
        let change = |what: &str, from: Option<&str>, to: Option<&str>| Change {
            on: "2024-11-14".to_owned(),
            what: what.to_owned(),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        };
        let treaty = EventId("e-1signature".to_owned());
        story.timeline.events[0].aliases = vec![EventId("e-0alias0000".to_owned())];
        let locked = story.lock.events[&treaty].clone();
        let alias = crate::review::LockEvent {
            into: Some(treaty.clone()),
            changes: vec![change("merged", None, Some("e-1signature"))],
            ..locked
        };
        story.lock.events.insert(EventId("e-0alias0000".to_owned()), alias);
        let changes = &mut story.lock.events.get_mut(&treaty).unwrap().changes;
        changes.push(change("date", Some("2024-11"), Some("2024-11-11")));
        changes.push(change("merged", Some("e-0alias0000"), None));
        changes.push(change("merged", Some("e-0other0000"), None));
        changes.push(change("split", Some("e-2ratified0"), None));
        let files = files(&story);
        let page = &files["changements/index.html"];
        let texts = "<ul><li>date changée, de novembre 2024 à 11\u{a0}novembre 2024</li>\
            <li>séparé de «\u{a0}Ratification du traité\u{a0}»</li>\
            <li>réuni avec 2 autres événements</li></ul>";
        assert!(page.contains(texts), "{page}");
        // No id is shown, and what became of the other id is not told a second time.
        assert!(!page.contains(">e-") && !page.contains("(e-"), "{page}");
        assert_eq!(page.matches("réuni avec").count(), 1, "{page}");
        assert!(files["e/e-1signature/index.html"].contains("réuni avec 2 autres événements"));
    }
}
