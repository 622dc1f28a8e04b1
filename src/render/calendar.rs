//! Where events stand on the calendar of the site: in a day, a month, a year.

use super::edtf::{Edtf, Unit, first_month};
use crate::review::TimelineEvent;
use crate::timex::Day;
use serde::Serialize;

/// The smallest period of the site that an event is told in. « juin 2024 » is told in June,
/// never on the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Slot {
    pub(crate) year: i32,
    /// Nothing for seasons, years and what spans years.
    pub(crate) month: Option<u32>,
    /// The part of the year, as EDTF numbers them: a season, a quarter, a half.
    pub(crate) division: Option<u32>,
    /// Nothing for months.
    pub(crate) day: Option<u32>,
}

impl Slot {
    fn of(unit: Unit) -> Option<Slot> {
        Some(match unit {
            Unit::Day(day) | Unit::Time(day, ..) => Slot::on(day),
            Unit::Month(year, month) => Slot { month: Some(month), ..Slot::in_year(year) },
            Unit::Division(year, code) => Slot { division: Some(code), ..Slot::in_year(year) },
            Unit::Year(year) | Unit::Decade(year) => Slot::in_year(year),
            Unit::Century(_) => Slot::in_year(unit.first_day()?.year()),
        })
    }

    fn in_year(year: i32) -> Slot {
        Slot { year, month: None, division: None, day: None }
    }

    /// The slot of a day.
    pub(crate) fn on(day: Day) -> Slot {
        let (month, number) = (Some(day.month()), Some(day.day()));
        Slot { month, day: number, ..Slot::in_year(day.year()) }
    }

    /// Whether both stand under one heading: of a month, a part of a year, a year.
    pub(crate) fn is_beside(self, other: Slot) -> bool {
        (self.year, self.month, self.division) == (other.year, other.month, other.division)
    }

    /// By what slots are sorted: a year stands before its parts, a season before the month that
    /// it begins with.
    fn order(self) -> impl Ord {
        let begins = self.division.map(first_month);
        let month = self.month.or(begins).unwrap_or(0);
        let (whole, day) = (self.division.is_none(), self.day.unwrap_or(0));
        (self.year, month, whole, self.division, day)
    }

    /// The day, where it has one.
    pub(crate) fn to_day(self) -> Option<Day> {
        Day::new(self.year, self.month?, self.day?)
    }
}

/// The slot of an event: of its date, or of the beginning of its range.
pub(crate) fn slot(event: &TimelineEvent) -> Option<Slot> {
    match Edtf::parse(event.event.date.value.as_deref()?)? {
        Edtf::Point(point) => Slot::of(point.unit),
        Edtf::Interval(begin, end) => Slot::of(begin.or(end)?.unit),
        Edtf::OneOf(points) => {
            let slots: Vec<Slot> = points.iter().filter_map(|p| Slot::of(p.unit)).collect();
            let first = *slots.first()?;
            let one = slots.iter().all(|slot| slot.is_beside(first));
            Some(if one { Slot { day: None, ..first } } else { Slot::in_year(first.year) })
        }
    }
}

/// Dated events with their slots, in the order of the timeline: by first day, precise before
/// vague, then by id.
pub(crate) fn in_order<'a>(events: &[&'a TimelineEvent]) -> Vec<(Slot, &'a TimelineEvent)> {
    let mut dated: Vec<_> = events.iter().filter_map(|e| Some((slot(e)?, *e))).collect();
    dated.sort_by(|(a, left), (b, right)| {
        a.order().cmp(&b.order()).then_with(|| left.id.cmp(&right.id))
    });
    dated
}

/// The address of a period, without `index.html`: `2024/11/`.
pub(crate) fn period_path(year: i32, month: Option<u32>, day: Option<u32>) -> String {
    let mut path = format!("{year:04}/");
    for part in month.into_iter().chain(day) {
        path.push_str(&format!("{part:02}/"));
    }
    path
}

/// Number of days of a month.
pub(crate) fn days_in_month(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|&day| Day::new(year, month, day).is_some()).unwrap_or(28)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Status;
    use crate::render::testing::{Story, files};

    #[test]
    fn what_is_vague_stands_before_what_it_holds_and_a_season_in_its_place() {
        let mut story = Story::new("Saisons");
        let text = "Un fait arrive.";
        let article = story.add("2024-11-12-a.md", "A", "2024-11-12", text);
        let mention = story.mention(article, text, ("", ""), Status::Asserted);
        let dates =
            ["2024-06-19", "2024-05", "2024", "2024-22", "2024-06", "2024-33", "2024-05-02"];
        for (number, date) in dates.iter().enumerate() {
            story.event(&format!("e-{number}"), date, date, &[&mention]);
        }
        let events: Vec<&TimelineEvent> = story.timeline.events.iter().collect();
        let order = in_order(&events);
        let order: Vec<&str> = order.iter().map(|(_, event)| &*event.event.title).collect();
        let expected =
            ["2024", "2024-33", "2024-05", "2024-05-02", "2024-22", "2024-06", "2024-06-19"];
        assert_eq!(order, expected);
        // The year has one heading, and each of its parts one.
        let page = &files(&story)["2024/index.html"];
        let headings: Vec<&str> = page.split("class=\"period\">").skip(1).collect();
        let heading = |part: &&str| part.split("</h2>").next().unwrap_or_default().to_owned();
        let text = |html: String| {
            html.rsplit_once("\">").map_or(html.clone(), |(_, t)| t.replace("</a>", ""))
        };
        let headings: Vec<String> = headings.iter().map(heading).map(text).collect();
        assert_eq!(
            headings,
            ["2024", "premier trimestre 2024", "mai 2024", "été 2024", "juin 2024"]
        );
    }
}
