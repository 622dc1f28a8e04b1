//! Where events stand on the calendar of the site: in a day, a month, a year.

use super::edtf::{Edtf, Unit};
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
    /// Nothing for months.
    pub(crate) day: Option<u32>,
}

impl Slot {
    fn of(unit: Unit) -> Option<Slot> {
        Some(match unit {
            Unit::Day(day) | Unit::Time(day, ..) => {
                Slot { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
            }
            Unit::Month(year, month) => Slot { year, month: Some(month), day: None },
            Unit::Division(year, _) | Unit::Year(year) | Unit::Decade(year) => {
                Slot { year, month: None, day: None }
            }
            Unit::Century(_) => Slot { year: unit.first_day()?.year(), month: None, day: None },
        })
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
            let month = slots.iter().all(|s| (s.year, s.month) == (first.year, first.month));
            let month = if month { first.month } else { None };
            Some(Slot { year: first.year, month, day: None })
        }
    }
}

/// Dated events with their slots, in the order of the timeline: by first day, precise before
/// vague, then by id.
pub(crate) fn in_order<'a>(events: &[&'a TimelineEvent]) -> Vec<(Slot, &'a TimelineEvent)> {
    let mut dated: Vec<_> = events.iter().filter_map(|e| Some((slot(e)?, *e))).collect();
    dated.sort_by(|(a, left), (b, right)| {
        let vague = |slot: &Slot| (slot.year, slot.month.unwrap_or(0), slot.day.unwrap_or(0));
        vague(a).cmp(&vague(b)).then_with(|| left.id.cmp(&right.id))
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
