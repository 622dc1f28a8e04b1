//! The home page: facts, the table of periods, what matters most, the newest events.

use super::article::passed_over;
use super::period::{day_id, groups, picture};
use crate::render::RenderError;
use crate::render::band::Scale;
use crate::render::calendar::{self, Slot};
use crate::render::kit::{Kit, is_open};
use crate::render::site::{Press, Sheet};
use crate::render::view::{Card, Cell, Fact, Home, Link, Overview, OverviewRow};
use crate::review::{TimelineConflict, TimelineEvent};
use crate::timex::Day;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Events up to which the home page lists them all.
const COMPLETE: usize = 200;

/// Events that it lists otherwise.
const LATEST: usize = 50;

/// Years with events up to which their months are shown; of more, the table of months alone would
/// be most of the page, and each year's page names its own.
const MANY_YEARS: usize = 12;

/// Years beside those of the table that are named one by one, at most.
const OTHERS: usize = 60;

/// Days up to which a story is shown by weeks.
const SHORT: i64 = 62;

/// Events that it puts on top.
const HIGHLIGHTS: usize = 10;

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let home = home(kit);
    press.print(Sheet {
        path: "index.html".to_owned(),
        template: "home.html",
        title: press.site.title.clone(),
        description: press.site.description.clone(),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("home", &home),
    })
}

fn home(kit: Kit<'_>) -> Home {
    let ordered = &kit.model.ordered;
    let complete = ordered.len() <= COMPLETE;
    let groups = if complete {
        groups(kit, ordered, false)
    } else {
        let mut latest = groups(kit, &ordered[ordered.len() - LATEST..], false);
        latest.reverse();
        for group in &mut latest {
            group.days.reverse();
        }
        latest
    };
    let mut open: Vec<&TimelineConflict> =
        kit.model.conflicts.iter().copied().filter(|conflict| is_open(conflict)).collect();
    open.sort_by_key(|c| (Reverse(c.conflict.severity), c.conflict.kind, &c.id));
    Home {
        facts: facts(kit, open.len()),
        band: picture(kit, ordered, Scale::over(kit.model.events.iter().copied())),
        overview: overview(kit, ordered),
        highlights: highlights(kit, complete),
        groups,
        complete,
        conflicts: open.iter().take(3).map(|conflict| kit.conflict_row(conflict)).collect(),
        open_conflicts: open.len(),
    }
}

/// What the build was made from, in words.
fn facts(kit: Kit<'_>, open: usize) -> Vec<Fact> {
    let model = kit.model;
    let undated = model.input.timeline.undated.iter().filter(|id| model.mentions.contains_key(id));
    let dated = model.mentions.values().filter(|mention| mention.event.is_some()).count();
    let fact = |key: &str, n: usize, href: Option<&str>| Fact {
        text: kit.messages.count(key, n),
        href: href.map(str::to_owned),
    };
    let mut facts = vec![
        fact("count.articles-read", model.articles.len(), Some("articles/index.html")),
        fact("count.mentions-dated", dated, None),
        fact("count.events", model.events.len(), None),
        fact("count.conflicts-open", open, Some("conflits/index.html")),
        fact("count.undated", undated.count(), Some("sans-date/index.html")),
    ];
    let unplaced = model.events.iter().filter(|event| calendar::slot(event).is_none()).count();
    if unplaced > 0 {
        // The table of periods and the timeline have the others.
        facts.insert(3, fact("count.events-undated", unplaced, Some("sans-date/index.html")));
    }
    let left_out = model.left_out().count();
    if left_out > 0 {
        facts.push(fact("count.left-out", left_out, Some("hors-periode/index.html")));
    }
    let passed_over: usize = model.articles.iter().map(|a| passed_over(a).count()).sum();
    if passed_over > 0 {
        facts.push(fact("count.passages", passed_over, Some("articles/index.html")));
    }
    let newest = model.articles.iter().filter_map(|a| a.article.dct()).map(|dct| dct.day).max();
    let newest = newest.map_or_else(
        || kit.messages.text("article.date-unknown").to_owned(),
        |day| kit.messages.day(day),
    );
    let text = kit.messages.fill("home.newest-article", &[("date", &newest)]);
    facts.push(Fact { text, href: None });
    facts
}

/// Pinned events, then, where the page does not list them all, those with most independent
/// sources.
fn highlights(kit: Kit<'_>, complete: bool) -> Vec<Card> {
    let mut events: Vec<&TimelineEvent> = kit.model.events.clone();
    events.sort_by_key(|event| {
        let inner = &event.event;
        (Reverse(event.pinned), Reverse(inner.origins), Reverse(inner.salience), &event.id)
    });
    let worthy = |event: &&&TimelineEvent| event.pinned || (!complete && event.event.origins > 1);
    events.iter().filter(worthy).take(HIGHLIGHTS).map(|event| kit.card(event, false)).collect()
}

/// The table: days of weeks for a short story, months of years, or years of decades.
fn overview(kit: Kit<'_>, ordered: &[(Slot, &TimelineEvent)]) -> Option<Overview> {
    let (first, last) = (ordered.first()?.0, ordered.last()?.0);
    if let (Some(from), Some(to)) = (first.to_day(), last.to_day())
        && to.since(from) <= SHORT
        && ordered.iter().all(|(slot, _)| slot.day.is_some())
    {
        return Some(days(kit, ordered, from, to));
    }
    let years: BTreeMap<i32, usize> = ordered
        .chunk_by(|(a, _), (b, _)| a.year == b.year)
        .map(|events| (events[0].0.year, events.len()))
        .collect();
    Some(match main_years(&years) {
        Some(main) => months(kit, ordered, &years, &main),
        None => decades(kit, &years),
    })
}

/// The years that are shown by months: all of them where they are few, else those that hold
/// four events in five; nothing where these are many as well.
fn main_years(years: &BTreeMap<i32, usize>) -> Option<BTreeSet<i32>> {
    if years.len() <= MANY_YEARS {
        return Some(years.keys().copied().collect());
    }
    let mut fullest: Vec<(i32, usize)> = years.iter().map(|(year, n)| (*year, *n)).collect();
    fullest.sort_by_key(|(year, n)| (Reverse(*n), *year));
    let all: usize = years.values().sum();
    let mut held = 0;
    let before = |(_, n): &&(i32, usize)| {
        let wanted = held * 5 < all * 4;
        held += n;
        wanted
    };
    let main: BTreeSet<i32> = fullest.iter().take_while(before).map(|(year, _)| *year).collect();
    (main.len() <= MANY_YEARS && years.len() - main.len() <= OTHERS).then_some(main)
}

fn days(kit: Kit<'_>, ordered: &[(Slot, &TimelineEvent)], from: Day, to: Day) -> Overview {
    let mut counts: BTreeMap<Day, usize> = BTreeMap::new();
    for day in ordered.iter().filter_map(|(slot, _)| slot.to_day()) {
        *counts.entry(day).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(1);
    let monday = |day: Day| day.plus(1 - i64::from(day.weekday()));
    let weeks = monday(to).since(monday(from)) / 7;
    let rows = (0..=weeks).map(|week| {
        let first = monday(from).plus(week * 7);
        let cells = (0..7).map(|offset| {
            let day = first.plus(offset);
            let n = counts.get(&day).copied().unwrap_or(0);
            let period = calendar::period_path(day.year(), Some(day.month()), None);
            let href = format!("{period}index.html#{}", day_id(Slot::on(day)));
            cell(kit, n, most, &kit.messages.day(day), href)
        });
        OverviewRow { head: kit.messages.day(first), href: None, cells: cells.collect() }
    });
    Overview {
        caption: kit.messages.text("home.overview-days").to_owned(),
        corner: kit.messages.text("home.week").to_owned(),
        columns: (0..7)
            .map(|day| {
                let name = kit.messages.text(&format!("date.weekdays.{day}"));
                name.chars().take(3).collect()
            })
            .collect(),
        total: false,
        rows: rows.collect(),
        others: Vec::new(),
    }
}

fn months(
    kit: Kit<'_>,
    ordered: &[(Slot, &TimelineEvent)],
    years: &BTreeMap<i32, usize>,
    main: &BTreeSet<i32>,
) -> Overview {
    let mut counts: BTreeMap<(i32, Option<u32>), usize> = BTreeMap::new();
    for (slot, _) in ordered {
        *counts.entry((slot.year, slot.month)).or_default() += 1;
    }
    let most = counts.iter().filter(|((_, m), _)| m.is_some()).map(|(_, n)| *n).max().unwrap_or(1);
    let page = |year: i32| format!("{}index.html", calendar::period_path(year, None, None));
    // Years without events are left out: a story may reach back to another age.
    let rows = main.iter().map(|&year| {
        let cells = (1..=12).map(|month| {
            let n = counts.get(&(year, Some(month))).copied().unwrap_or(0);
            let period = format!("{} {year}", kit.messages.month_name(month));
            let href = format!("{}index.html", calendar::period_path(year, Some(month), None));
            cell(kit, n, most, &period, href)
        });
        let total = Cell {
            text: kit.messages.number(years[&year] as i64),
            label: String::new(),
            href: None,
            step: 0,
        };
        OverviewRow {
            head: year.to_string(),
            href: Some(page(year)),
            cells: cells.chain([total]).collect(),
        }
    });
    let others = years.iter().filter(|(year, _)| !main.contains(year));
    Overview {
        caption: kit.messages.text("home.overview-months").to_owned(),
        corner: kit.messages.text("home.year").to_owned(),
        columns: (0..12)
            .map(|m| kit.messages.text(&format!("date.months-short.{m}")))
            .chain([kit.messages.text("home.total")])
            .map(str::to_owned)
            .collect(),
        total: true,
        rows: rows.collect(),
        others: others
            .map(|(year, n)| {
                Link::new(format!("{year} ({})", kit.messages.number(*n as i64)), page(*year))
            })
            .collect(),
    }
}

fn decades(kit: Kit<'_>, counts: &BTreeMap<i32, usize>) -> Overview {
    let most = counts.values().copied().max().unwrap_or(1);
    // Only decades that hold something: a story may reach back to another age.
    let mut decades: Vec<i32> = counts.keys().map(|year| year.div_euclid(10) * 10).collect();
    decades.dedup();
    let rows = decades.into_iter().map(|decade| OverviewRow {
        head: kit.messages.fill("date.decade.bare", &[("year", &decade.to_string())]),
        href: None,
        cells: (decade..decade + 10)
            .map(|year| {
                let n = counts.get(&year).copied().unwrap_or(0);
                let href = format!("{}index.html", calendar::period_path(year, None, None));
                cell(kit, n, most, &year.to_string(), href)
            })
            .collect(),
    });
    Overview {
        caption: kit.messages.text("home.overview-years").to_owned(),
        corner: kit.messages.text("home.decade").to_owned(),
        columns: (0..10).map(|digit| format!("…{digit}")).collect(),
        total: false,
        rows: rows.collect(),
        others: Vec::new(),
    }
}

fn cell(kit: Kit<'_>, n: usize, most: usize, period: &str, href: String) -> Cell {
    let events = kit.messages.count("count.events", n);
    Cell {
        text: kit.messages.number(n as i64),
        label: format!("{period}{}{events}", kit.messages.text("typography.colon")),
        href: (n > 0).then_some(href),
        step: if most <= 4 { n } else { (n * 4).div_ceil(most) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_told_by_months_where_few_of_them_hold_most() {
        let story = |years: &[(i32, usize)]| years.iter().copied().collect::<BTreeMap<_, _>>();
        let few = story(&[(2024, 72), (2025, 4)]);
        assert_eq!(main_years(&few), Some(BTreeSet::from([2024, 2025])));
        // A story of 2011, and thirty years that led to it.
        let mut led = story(&[(2011, 646), (2012, 20)]);
        led.extend((1980..2010).map(|year| (year, 4)));
        assert_eq!(main_years(&led), Some(BTreeSet::from([2011])));
        let even: BTreeMap<i32, usize> = (1994..2024).map(|year| (year, 300)).collect();
        assert_eq!(main_years(&even), None);
        let mut ages = story(&[(2011, 646)]);
        ages.extend((1000..1100).map(|year| (year, 1)));
        assert_eq!(main_years(&ages), None);
    }
}
