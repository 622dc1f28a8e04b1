//! Pages of years, months and crowded days.

use crate::render::band::{self, Scale};
use crate::render::calendar::{self, Slot, period_path};
use crate::render::kit::{Kit, event_path};
use crate::render::site::{Frame, Press, Sheet};
use crate::render::view::{self, Group, Link};
use crate::render::{Made, OutputFile, RenderError};
use crate::review::TimelineEvent;
use crate::timex::Day;
use std::collections::BTreeMap;

/// Events on one page, at most.
pub(crate) const PAGE: usize = 120;

/// Events of longer periods that a page names, at most.
const ONGOING: usize = 20;

pub(crate) type Dated<'a> = (Slot, &'a TimelineEvent);

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let ordered = &kit.model.ordered;
    let years: Vec<&[Dated<'_>]> = ordered.chunk_by(|(a, _), (b, _)| a.year == b.year).collect();
    let months: Vec<(i32, u32)> = ordered
        .chunk_by(|(a, _), (b, _)| (a.year, a.month) == (b.year, b.month))
        .filter_map(|events| Some((events[0].0.year, events[0].0.month?)))
        .collect();
    let year_link = |events: &&[Dated<'_>]| {
        let year = events[0].0.year;
        Link::new(year.to_string(), format!("{}index.html", period_path(year, None, None)))
    };
    // A year, or one of its months.
    let mut spans: Vec<(Option<u32>, &[Dated<'_>], Around)> = Vec::new();
    for (index, events) in years.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| year_link(&years[before]));
        spans.push((None, events, (before, years.get(index + 1).map(year_link))));
        for events in events.chunk_by(|(a, _), (b, _)| a.month == b.month) {
            let Some(number) = events[0].0.month else { continue };
            let key = (events[0].0.year, number);
            let at = months.binary_search(&key).unwrap_or(0);
            let link = |(year, month): (i32, u32)| month_link(kit, year, month);
            let before = at.checked_sub(1).map(|before| link(months[before]));
            let after = months.get(at + 1).map(|after| link(*after));
            spans.push((Some(number), events, (before, after)));
        }
    }
    let long: Vec<Dated<'_>> = ordered.iter().copied().filter(leaves_its_month).collect();
    press.print_each(&spans, |frame, (month, events, around)| match month {
        Some(number) => self::month(frame, events, *number, &long, around.clone()),
        None => year(frame, events, around.clone()),
    })
}

/// The pages before and after one.
type Around = (Option<Link>, Option<Link>);

fn year(frame: &Frame<'_>, events: &[Dated<'_>], around: Around) -> Made {
    let kit = frame.kit;
    let number = events[0].0.year;
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for (slot, _) in events {
        if let Some(month) = slot.month {
            *counts.entry(month).or_default() += 1;
        }
    }
    let inner = counts.iter().map(|(month, n)| {
        let mut link = month_link(kit, number, *month);
        link.text = format!("{} ({})", link.text, kit.messages.number(*n as i64));
        link
    });
    // A full year is told by its months; here stands only what no month holds.
    let mut told = events.to_vec();
    if told.len() > PAGE {
        told.retain(|(slot, _)| slot.month.is_none());
        told.truncate(PAGE);
    }
    let period = view::Period {
        title: number.to_string(),
        count: kit.messages.count("count.events", events.len()),
        groups: Vec::new(),
        inner: inner.collect(),
        ongoing: Vec::new(),
        print: None,
        number: 1,
        pages: Vec::new(),
        band: picture(kit, events, Scale::year(number)),
    };
    let path = period_path(number, None, None);
    let whole = format!("{path}impression/");
    let print = Link::new(kit.messages.text("period.print"), format!("{whole}index.html"));
    let link = Link::new(number.to_string(), format!("{path}index.html"));
    let year = view::Period { print: Some(print), ..period.clone() };
    // All of a year on one page, for paper.
    let all = view::Period { inner: Vec::new(), ..period };
    Ok(vec![
        sheet(frame, (path, Vec::new(), around), &year, (&told, false))?,
        sheet(frame, (whole, vec![link], (None, None)), &all, (events, true))?,
    ])
}

fn month(
    frame: &Frame<'_>,
    events: &[Dated<'_>],
    number: u32,
    long: &[Dated<'_>],
    around: Around,
) -> Made {
    let kit = frame.kit;
    let slot = events[0].0;
    let path = period_path(slot.year, Some(number), None);
    let band = picture(kit, events, Scale::month(slot.year, number));
    let title = month_link(kit, slot.year, number).text;
    let year = Link::new(
        slot.year.to_string(),
        format!("{}index.html", period_path(slot.year, None, None)),
    );
    // Days so full that they have pages of their own.
    let crowded = events.chunk_by(|(a, _), (b, _)| a.day == b.day).filter_map(|events| {
        let day = events[0].0.to_day().filter(|_| events.len() > PAGE)?;
        let path = period_path(slot.year, Some(number), Some(day.day()));
        let count = kit.messages.number(events.len() as i64);
        let text = format!("{} ({count})", kit.messages.day(day));
        Some(Link::new(text, format!("{path}index.html")))
    });
    let crowded: Vec<Link> = crowded.collect();
    let view = |events: &[Dated<'_>]| view::Period {
        title: title.clone(),
        count: kit.messages.count("count.events", events.len()),
        groups: Vec::new(),
        inner: crowded.clone(),
        ongoing: ongoing(kit, long, slot.year, number),
        print: None,
        number: 1,
        pages: Vec::new(),
        band: band.clone(),
    };
    let mut files = paged(frame, &path, vec![year.clone()], around, events, view(events))?;
    for events in events.chunk_by(|(a, _), (b, _)| a.day == b.day) {
        let Some(day) = events[0].0.to_day().filter(|_| events.len() > PAGE) else { continue };
        let trail = vec![year.clone(), month_link(kit, slot.year, number)];
        let path = period_path(slot.year, Some(number), Some(day.day()));
        let mut view = view(events);
        view.title = kit.messages.date(&day.to_string(), None, crate::mention::Role::At);
        view.band = None;
        view.ongoing = Vec::new();
        view.inner = Vec::new();
        files.extend(paged(frame, &path, trail, (None, None), events, view)?);
    }
    Ok(files)
}

/// A period on as many pages as it takes.
fn paged(
    frame: &Frame<'_>,
    path: &str,
    trail: Vec<Link>,
    around: Around,
    events: &[Dated<'_>],
    mut period: view::Period,
) -> Made {
    let kit = frame.kit;
    let pages: Vec<&[Dated<'_>]> = events.chunks(PAGE).collect();
    let address = |index: usize| match index {
        0 => path.to_owned(),
        _ => format!("{path}p{}/", index + 1),
    };
    let link = |index: usize| {
        let number = kit.messages.number(index as i64 + 1);
        let text = kit.messages.fill("period.page", &[("n", &number)]);
        Link::new(text, format!("{}index.html", address(index)))
    };
    if pages.len() > 1 {
        period.pages = (0..pages.len()).map(link).collect();
    }
    let mut files = Vec::new();
    for (index, events) in pages.iter().enumerate() {
        period.number = index + 1;
        let around = (
            if index == 0 { around.0.clone() } else { Some(link(index - 1)) },
            if index + 1 == pages.len() { around.1.clone() } else { Some(link(index + 1)) },
        );
        let place = (address(index), trail.clone(), around);
        files.push(sheet(frame, place, &period, (events, true))?);
    }
    Ok(files)
}

/// A page of a period that tells these events, with quotes or without.
fn sheet(
    frame: &Frame<'_>,
    (path, trail, around): (String, Vec<Link>, Around),
    period: &view::Period,
    told: (&[Dated<'_>], bool),
) -> Result<OutputFile, RenderError> {
    let sheet = Sheet {
        path: format!("{path}index.html"),
        template: "period.html",
        title: period.title.clone(),
        description: Some(format!("{}, {}", period.title, period.count)),
        trail,
        around,
        canonical: None,
        json_ld: None,
        view: ("period", period),
    };
    frame.list(sheet, told, |period| period.groups = groups(frame.kit, told.0, told.1))
}

/// When `events` were.
pub(crate) fn picture(
    kit: Kit<'_>,
    events: &[Dated<'_>],
    scale: Option<Scale>,
) -> Option<view::Band> {
    let events: Vec<&TimelineEvent> = events.iter().map(|(_, event)| *event).collect();
    band::draw(&events, scale, kit.messages)
}

fn month_link(kit: Kit<'_>, year: i32, month: u32) -> Link {
    let text = kit.messages.short_date(&format!("{year:04}-{month:02}"), None);
    Link::new(text, format!("{}index.html", period_path(year, Some(month), None)))
}

/// Events by month and day, in their order; with quotes where there is room for them.
pub(crate) fn groups(kit: Kit<'_>, events: &[Dated<'_>], quotes: bool) -> Vec<Group> {
    let group = |events: &[Dated<'_>]| {
        let slot = events[0].0;
        let part = slot.month.or(slot.division).map(|part| format!("{:04}-{part:02}", slot.year));
        let days = events.chunk_by(|(a, _), (b, _)| a.day == b.day).map(|events| view::Day {
            id: day_id(events[0].0),
            datetime: events[0].0.to_day().map(|day| day.to_string()),
            title: day_title(kit, events[0].0),
            href: None,
            cards: events.iter().map(|(_, event)| kit.card(event, quotes)).collect(),
        });
        let path = period_path(slot.year, slot.month, None);
        Group {
            title: match &part {
                Some(edtf) => kit.messages.short_date(edtf, None),
                None => slot.year.to_string(),
            },
            id: part.unwrap_or_else(|| format!("{:04}", slot.year)),
            // A part of a year is told on the page of the year.
            href: slot.division.is_none().then(|| format!("{path}index.html")),
            days: days.collect(),
        }
    };
    events.chunk_by(|(a, _), (b, _)| a.is_beside(*b)).map(group).collect()
}

/// The anchor of a day on any page that lists it.
pub(crate) fn day_id(slot: Slot) -> String {
    match (slot.to_day(), slot.month.or(slot.division)) {
        (Some(day), _) => format!("j{day}"),
        (None, Some(part)) => format!("j{:04}-{part:02}", slot.year),
        (None, None) => format!("j{:04}", slot.year),
    }
}

/// « lundi 11 », or that the day is not known.
fn day_title(kit: Kit<'_>, slot: Slot) -> String {
    match (slot.to_day(), slot.month) {
        (Some(day), _) => {
            let weekday = kit.messages.text(&format!("date.weekdays.{}", day.weekday() - 1));
            let number = match day.day() {
                1 => kit.messages.text("date.first").to_owned(),
                number => number.to_string(),
            };
            kit.messages.fill("period.day", &[("weekday", weekday), ("day", &number)])
        }
        (None, Some(_)) => kit.messages.text("period.no-day").to_owned(),
        (None, None) if slot.division.is_some() => kit.messages.text("date.note.year").to_owned(),
        (None, None) => kit.messages.text("period.no-month").to_owned(),
    }
}

/// Whether an event holds on a day of another month than the one that it is told in.
fn leaves_its_month((slot, event): &Dated<'_>) -> bool {
    let date = &event.event.date;
    let elsewhere = |day: Day| (slot.year, slot.month) != (day.year(), Some(day.month()));
    date.begin.zip(date.end).is_some_and(|(begin, end)| elsewhere(begin) || elsewhere(end))
}

/// Events of a longer period, or that began before, and hold in this month. `long` are those
/// that leave the month in which they are told.
fn ongoing(kit: Kit<'_>, long: &[Dated<'_>], year: i32, month: u32) -> Vec<Link> {
    let first = Day::new(year, month, 1);
    let last = Day::new(year, month, calendar::days_in_month(year, month));
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let holds = |(slot, event): &&Dated<'_>| {
        let date = &event.event.date;
        let elsewhere = (slot.year, slot.month) != (year, Some(month));
        let (Some(begin), Some(end)) = (date.begin, date.end) else { return false };
        elsewhere && begin <= last && end >= first && end.since(begin) < 400
    };
    let link = |(_, event): &Dated<'_>| {
        let text = format!("{} ({})", kit.title(event), kit.when(event).text);
        Link::new(text, event_path(event))
    };
    long.iter().filter(holds).take(ONGOING).map(link).collect()
}
