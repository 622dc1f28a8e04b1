//! iCalendar (RFC 5545): events that have a day.

use crate::mention::Status;
use crate::merge::DateStatus;
use crate::render::i18n::Messages;
use crate::render::kit::Kit;
use crate::render::model::{Model, visible};
use crate::render::{SiteInput, feed};
use crate::review::TimelineEvent;
use crate::timex::Day;
use chrono::NaiveDate;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

/// Days beyond which an event is a period and no entry of a calendar.
const LONGEST: i64 = 10;

/// Day-precise and day-bounded events as a calendar. Stamps come from the lock, never from
/// the clock; vaguer events are left out and counted in the description.
pub fn ics(input: &SiteInput<'_>) -> String {
    let model = Model::new(input);
    let messages = Messages::built_in(&input.settings.language);
    of(Kit { model: &model, messages: &messages }, None)
}

/// The calendar in the words of `kit`, with links to the pages at `base` where it is known.
fn of(kit: Kit<'_>, base: Option<&str>) -> String {
    let entries: Vec<String> =
        kit.model.events.iter().map(|event| entry_text(kit, event, base)).collect();
    let told = entries.iter().filter(|entry| !entry.is_empty()).count();
    let (head, tail) = around_entries(kit, kit.model.events.len() - told);
    head + &entries.concat() + tail
}

/// What stands before and after the entries, where so many events have none.
pub(crate) fn around_entries(kit: Kit<'_>, left_out: usize) -> (String, &'static str) {
    const END: &str = "END:VCALENDAR\r\n";
    let settings = kit.model.input.settings;
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//frise//frise//FR"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    calendar.name(&visible(&settings.title));
    calendar.description(&kit.messages.count("count.left-out-of-calendar", left_out));
    let whole = calendar.to_string();
    (whole.strip_suffix(END).unwrap_or(&whole).to_owned(), END)
}

/// An event as an entry; nothing where it is too vague or too long for one.
pub(crate) fn entry_text(kit: Kit<'_>, event: &TimelineEvent, base: Option<&str>) -> String {
    entry(kit, event, base).map_or_else(String::new, |entry| Component::to_string(&entry))
}

fn entry(kit: Kit<'_>, event: &TimelineEvent, base: Option<&str>) -> Option<Event> {
    let date = &event.event.date;
    let (begin, end) = (date.begin?, date.end?);
    let vague = date.value.as_deref().is_none_or(|value| !value.contains('/') && value.len() < 10);
    if vague || end.since(begin) > LONGEST {
        return None;
    }
    let stamps = feed::stamps(kit.model, event);
    let changes = kit.model.input.lock.events.get(&event.id).map_or(0, |l| l.changes.len());
    let statuses: Vec<String> = kit.statuses(event).into_iter().map(|line| line.text).collect();
    let host = base.and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
    let host = host.and_then(|rest| rest.split(['/', ':']).next()).unwrap_or("frise.invalid");
    let tentative = date.status == DateStatus::Contested
        || event.event.status.keys().all(|status| *status == Status::Planned);
    let mut entry = Event::new();
    entry.uid(&format!("{}@{host}", event.id.0));
    entry.add_property("DTSTAMP", format!("{}T000000Z", stamps.updated.replace('-', "")));
    entry.sequence(u32::try_from(changes).unwrap_or(u32::MAX));
    entry.starts(naive(begin)?);
    // The end of a day-long entry is the day after.
    entry.ends(naive(end.plus(1))?);
    entry.summary(&visible(&kit.title(event)));
    entry.description(&visible(&format!("{}\n{}", kit.when(event).text, statuses.join("\n"))));
    // « Confirmé » is a word for editors: what is not doubtful has no status.
    if tentative {
        entry.status(EventStatus::Tentative);
    }
    entry.add_property("TRANSP", "TRANSPARENT");
    if let Some(base) = base {
        entry.url(&format!("{}/e/{}/", base.trim_end_matches('/'), event.id.0));
    }
    if !event.event.places.is_empty() {
        entry.location(&visible(&event.event.places.join(", ")));
    }
    Some(entry.done())
}

fn naive(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::story;

    #[test]
    fn days_are_whole_and_stamps_come_from_the_lock() {
        let story = story();
        let ics = ics(&story.input());
        for line in [
            "DTSTART;VALUE=DATE:20241111",
            "DTEND;VALUE=DATE:20241112",
            "DTSTAMP:20241114T000000Z",
            "SEQUENCE:1",
            "STATUS:TENTATIVE",
            "UID:e-1signature@frise.invalid",
        ] {
            assert!(ics.contains(&format!("{line}\r\n")), "{line} is not in\n{ics}");
        }
        assert_eq!(ics, super::ics(&story.input()));
    }

    #[test]
    fn a_month_is_no_day() {
        let mut story = story();
        story.timeline.events[0].event.date.value = Some("2024-11".to_owned());
        let ics = ics(&story.input());
        assert!(!ics.contains("e-1signature"), "{ics}");
    }
}
