//! What changed from build to build, and what was announced and is still to come.

use super::event::{change_words, stamp};
use crate::mention::Role;
use crate::merge::ConflictKind;
use crate::render::RenderError;
use crate::render::feed::NO_DATE;
use crate::render::kit::Kit;
use crate::render::site::{Press, Sheet};
use crate::render::view::{Card, ChangeDay, ChangeLine, Changes, Link, Planned};
use crate::review::{EventId, TimelineEvent};
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

/// What happened to events on each day: their id and the change in words.
struct Day<'a> {
    births: Vec<&'a EventId>,
    lines: Vec<(&'a EventId, String, bool)>,
}

/// The titles of the ids that have a page.
type Names<'a> = FxHashMap<&'a EventId, &'a str>;

/// The days of the lock on which something public changed.
fn days<'a>(kit: Kit<'a>, named: &Names<'_>) -> BTreeMap<&'a str, Day<'a>> {
    let mut days: BTreeMap<&str, Day<'_>> = BTreeMap::new();
    for (id, locked) in &kit.model.input.lock.events {
        if !named.contains_key(id) {
            continue;
        }
        days.entry(&locked.born).or_insert_with(Day::empty).births.push(id);
        for change in locked.changes.iter().filter(|change| change.what != "born") {
            let words = change_words(kit, change);
            let correction = change.what != "back";
            let day = days.entry(&change.on).or_insert_with(Day::empty);
            day.lines.push((id, words, correction));
        }
    }
    days
}

impl Day<'_> {
    fn empty() -> Self {
        Day { births: Vec::new(), lines: Vec::new() }
    }
}

/// The ids that have a page, with the title there.
fn names(kit: Kit<'_>) -> Names<'_> {
    let mut names = Names::default();
    for event in &kit.model.events {
        let ids = std::iter::once(&event.id).chain(&event.aliases);
        names.extend(ids.map(|id| (id, event.event.title.as_str())));
    }
    let gone = kit.model.input.timeline.tombstones.iter();
    names.extend(gone.map(|tombstone| (&tombstone.id, tombstone.title.as_str())));
    names
}

fn changes(
    kit: Kit<'_>,
    (named, days): (&Names<'_>, &BTreeMap<&str, Day<'_>>),
    corrections: bool,
) -> Changes {
    let link = |id: &EventId| {
        let title = named.get(id).map(|title| kit.titled(title)).unwrap_or_default();
        Link::new(title, format!("e/{}/index.html", id.0))
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
        let lines = changes.lines.iter().filter(|(_, _, correction)| *correction || !corrections);
        let lines: Vec<ChangeLine> = lines
            .take(left)
            .map(|(id, text, _)| ChangeLine { event: link(id), text: text.clone() })
            .collect();
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
}
