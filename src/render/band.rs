//! When events were, as a picture: one column for each part of a period.
//!
//! A day is a point, stacked on those of the same column; what lasts is a line above the
//! points; what is open is a line with a head; dates that exclude each other are points tied
//! together. Where points would not fit they become columns. The picture is made of one path
//! for each sort of mark, so that a thousand events are a handful of elements. It repeats what
//! lists say in words, and is hidden from those who hear the page.

use super::edtf::{Edtf, Unit};
use super::i18n::Messages;
use super::kit::marker_of;
use super::view::{Band, Marker, Stroke, Tick};
use crate::review::TimelineEvent;
use crate::timex::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Width of a column, in units of the picture. The picture is stretched to the page.
const COLUMN: i64 = 10;

/// Height of a point with the space around it, in pixels.
const POINT: i64 = 9;

/// Points on one another; where there are more, columns take their place.
const STACK: usize = 9;

/// Height of columns.
const COLUMNS: i64 = 72;

/// Distance of lines above the points.
const LANE: i64 = 8;

/// Space after a line, in units of the picture.
const GAP: i64 = 2;

/// Lines above one another; further ones are drawn over the last.
const LANES: usize = 6;

/// Columns of a picture that spans a whole story, at most.
const PARTS: i64 = 64;

/// Days that four events in five must span at least, to be shown without the others.
const CORE: i64 = 60;

/// Labels under a picture that spans a whole story, at most.
const LABELS: i64 = 8;

/// A stretch of time, cut into columns of so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    first: Day,
    step: i64,
    parts: i64,
}

impl Scale {
    /// The days of a month.
    pub(crate) fn month(year: i32, month: u32) -> Option<Scale> {
        let first = Day::new(year, month, 1)?;
        let days = i64::from(super::calendar::days_in_month(year, month));
        Some(Scale { first, step: 1, parts: days })
    }

    /// The weeks of a year, counted from its first day.
    pub(crate) fn year(year: i32) -> Option<Scale> {
        Some(Scale { first: Day::new(year, 1, 1)?, step: 7, parts: 53 })
    }

    /// The days that `events` span, in columns that are not too many. A few that stand far
    /// from all others are left out: one date of another century would press the story into
    /// its last column.
    pub(crate) fn over<'a>(events: impl Iterator<Item = &'a TimelineEvent>) -> Option<Scale> {
        let begin = |event: &'a TimelineEvent| event.event.date.begin.or(event.event.date.end);
        let mut begins: Vec<Day> = events.filter_map(begin).collect();
        begins.sort_unstable();
        let few = begins.len() / 20;
        let (whole, most) = (begins.as_slice(), &begins[few..begins.len() - few]);
        let span = |days: &[Day]| Some((*days.first()?, *days.last()?));
        let length = |(from, to): (Day, Day)| to.since(from) + 1;
        let (whole, most) = (span(whole)?, span(most)?);
        let most = if length(most) * 3 < length(whole) { most } else { whole };
        // What most articles are about may be a year, and all else what led to it.
        let core = begins.windows((begins.len() * 4).div_ceil(5)).filter_map(span);
        let core = core.min_by_key(|core| length(*core))?;
        let told = length(core) >= CORE && length(core) * 12 < length(most);
        let (from, to) = if told { core } else { most };
        let days = length((from, to));
        let step = [1, 7, 14, 30, 91, 365, 1826, 3652];
        let step = step.into_iter().find(|step| days <= step * PARTS).unwrap_or(days / PARTS + 1);
        Some(Scale { first: from, step, parts: (days + step - 1) / step })
    }

    /// Number of columns.
    pub(crate) fn columns(self) -> usize {
        usize::try_from(self.parts).unwrap_or(0)
    }

    fn width(self) -> i64 {
        self.parts * COLUMN
    }

    /// The last day of the last column.
    fn last(self) -> Day {
        self.first.plus(self.parts * self.step - 1)
    }

    fn column(self, day: Day) -> Option<i64> {
        let days = day.since(self.first);
        (0..self.parts * self.step).contains(&days).then(|| days / self.step)
    }

    /// Where a day begins, from the left.
    fn x(self, day: Day) -> i64 {
        (day.since(self.first) * COLUMN / self.step).clamp(0, self.width())
    }
}

/// What is drawn of one event.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Point(i64),
    /// From, to, and how.
    Line(i64, i64, Marker),
    /// The columns of dates that exclude each other.
    Tied(Vec<i64>),
}

/// The picture of `events` on `scale`, where there is something to see.
pub(crate) fn draw(
    events: &[&TimelineEvent],
    scale: Option<Scale>,
    messages: &Messages,
) -> Option<Band> {
    let scale = scale?;
    let shapes: Vec<Shape> = events.iter().filter_map(|event| shape(event, scale)).collect();
    if shapes.len() < 2 {
        return None;
    }
    let lines = lanes(&shapes);
    let above = lines.iter().map(|(lane, _)| lane + 1).max().unwrap_or(0) as i64 * LANE;
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for shape in &shapes {
        match shape {
            Shape::Point(column) => *counts.entry(*column).or_default() += 1,
            Shape::Line(..) | Shape::Tied(_) => {}
        }
    }
    let most = counts.values().copied().max().unwrap_or(0);
    let columns = most > STACK;
    let under = if columns { COLUMNS } else { most as i64 * POINT };
    let height = above + under + 3;
    let mut paths: BTreeMap<&'static str, String> = BTreeMap::new();
    for (column, n) in &counts {
        let x = column * COLUMN;
        if columns {
            let tall = (*n as i64 * COLUMNS + most as i64 - 1) / most as i64;
            let path = paths.entry("column").or_default();
            let _ = write!(path, "M{} {height}v-{tall}h8v{tall}z", x + 1);
        } else {
            let path = paths.entry("point").or_default();
            for rank in 0..*n as i64 {
                let _ = write!(path, "M{} {}h0", x + COLUMN / 2, height - 5 - rank * POINT);
            }
        }
    }
    // In a full last lane many marks are the same: one is drawn.
    let mut drawn = BTreeSet::new();
    let mut mark = |kind: &'static str, path: String| {
        if drawn.insert((kind, path.clone())) {
            paths.entry(kind).or_default().push_str(&path);
        }
    };
    for (lane, shape) in lines {
        let y = 4 + lane as i64 * LANE;
        match shape {
            Shape::Point(_) => {}
            Shape::Tied(columns) => {
                let at = |column: &i64| column * COLUMN + COLUMN / 2;
                for column in columns {
                    mark("either", format!("M{} {y}h0", at(column)));
                }
                let (from, to) = (columns.first().map_or(0, at), columns.last().map_or(0, at));
                mark("tie", format!("M{from} {y}H{to}"));
            }
            Shape::Line(from, to, marker) => {
                let kind = match marker {
                    Marker::Hatched => "near",
                    Marker::Since | Marker::Until => "open",
                    Marker::Point | Marker::Bar | Marker::Split | Marker::None => "lasting",
                };
                let head = match marker {
                    Marker::Since => "m-4 -3l4 3l-4 3".to_owned(),
                    Marker::Until => format!("M{} {}l-4 3l4 3", from + 4, y - 3),
                    _ => String::new(),
                };
                // Years that follow each other are not one line.
                let to = if head.is_empty() { (*to - GAP).max(from + 1) } else { *to };
                mark(kind, format!("M{from} {y}H{to}{head}"));
            }
        }
    }
    let legend = ["point", "column", "lasting", "near", "open", "either"];
    let legend = legend.into_iter().filter(|kind| paths.contains_key(kind));
    let mut legend: Vec<String> =
        legend.map(|kind| messages.text(&format!("band.{kind}")).to_owned()).collect();
    let dated = events.iter().filter(|event| event.event.date.value.is_some()).count();
    if dated > shapes.len() {
        legend.push(messages.count("band.outside", dated - shapes.len()));
    }
    Some(Band {
        width: scale.width(),
        height,
        legend: legend.join(messages.text("band.separator")),
        ticks: ticks(scale, messages),
        strokes: paths
            .into_iter()
            .map(|(kind, path)| Stroke { kind: kind.to_owned(), path })
            .collect(),
    })
}

/// Columns that follow `counts`, the tallest of which stands for `most`; for rows of pictures
/// that are compared with each other.
pub(crate) fn columns(counts: &[usize], most: usize) -> String {
    const TALL: usize = 20;
    let mut path = String::new();
    for (index, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let tall = (n * TALL).div_ceil(most.max(1)).clamp(2, TALL);
        let _ = write!(path, "M{} {TALL}v-{tall}h8v{tall}z", index * 10 + 1);
    }
    path
}

/// How many events each of `parts` columns of `scale` has.
pub(crate) fn counts<'a>(
    events: impl Iterator<Item = &'a TimelineEvent>,
    scale: Scale,
) -> Vec<usize> {
    let mut counts = vec![0; scale.columns()];
    for event in events {
        let date = &event.event.date;
        let column = date.begin.or(date.end).and_then(|day| scale.column(day));
        if let Some(count) = column.and_then(|at| counts.get_mut(usize::try_from(at).ok()?)) {
            *count += 1;
        }
    }
    counts
}

fn shape(event: &TimelineEvent, scale: Scale) -> Option<Shape> {
    let date = &event.event.date;
    let marker = marker_of(event);
    if marker == Marker::Split {
        let mut columns: Vec<i64> = (date.value.iter().chain(&date.alternatives))
            .filter_map(|value| scale.column(first_day(value)?))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        return match columns.as_slice() {
            [] => None,
            [one] => Some(Shape::Point(*one)),
            _ => Some(Shape::Tied(columns)),
        };
    }
    let (first, last) = (scale.first, scale.last());
    let (begin, end) = (date.begin.unwrap_or(first), date.end.unwrap_or(last));
    if (date.begin.is_none() && date.end.is_none()) || begin > last || end < first {
        return None;
    }
    // What is no wider than half a column is a point in it.
    if date.begin.is_some() && date.end.is_some() && end.since(begin) * 2 < scale.step {
        return scale.column(begin.max(first)).map(Shape::Point);
    }
    let (from, to) = (scale.x(begin.max(first)), scale.x(end.min(last).plus(1)));
    Some(Shape::Line(from, to.max(from + 1), marker))
}

/// Lines and ties with the lane of each: the first that is free. Those that are the same are
/// one: ten events of « 2011 » say no more of when than one does.
fn lanes(shapes: &[Shape]) -> Vec<(usize, &Shape)> {
    let mut lines: Vec<(i64, i64, &Shape)> = Vec::new();
    let mut known = BTreeSet::new();
    for shape in shapes {
        if matches!(shape, Shape::Point(_)) || !known.insert(shape) {
            continue;
        }
        match shape {
            Shape::Point(_) => {}
            Shape::Line(from, to, _) => lines.push((*from, *to, shape)),
            Shape::Tied(columns) => {
                let at = |column: Option<&i64>| column.map_or(0, |column| column * COLUMN);
                lines.push((at(columns.first()), at(columns.last()) + COLUMN, shape));
            }
        }
    }
    lines.sort_by_key(|(from, to, _)| (*from, -to));
    let mut ends: Vec<i64> = Vec::new();
    let placed = lines.into_iter().map(|(from, to, shape)| {
        let free = ends.iter().position(|end| *end < from);
        let lane = free.unwrap_or(ends.len()).min(LANES - 1);
        if lane == ends.len() {
            ends.push(to);
        } else {
            ends[lane] = ends[lane].max(to);
        }
        (lane, shape)
    });
    placed.collect()
}

fn first_day(value: &str) -> Option<Day> {
    let unit = match Edtf::parse(value)? {
        Edtf::Point(point) => point.unit,
        Edtf::Interval(begin, end) => begin.or(end)?.unit,
        Edtf::OneOf(points) => points.first()?.unit,
    };
    match unit {
        Unit::Century(_) | Unit::Decade(_) => None,
        unit => unit.first_day(),
    }
}

/// Words under the picture: days of a month, months of a year, else months or years.
fn ticks(scale: Scale, messages: &Messages) -> Vec<Tick> {
    let tick = |day: Day, text: String| {
        let at = scale.x(day) * 1000 / scale.width().max(1);
        Tick { at: format!("{}.{}%", at / 10, at % 10), text }
    };
    let days = scale.parts * scale.step;
    if days <= 31 && scale.first.day() == 1 {
        let weeks = (0..).map(|week| scale.first.plus(week * 7));
        return weeks
            .take(5)
            .take_while(|day| scale.column(*day).is_some())
            .map(|day| tick(day, day.day().to_string()))
            .collect();
    }
    let whole_year =
        scale.step == 7 && (scale.first.month(), scale.first.day()) == (1, 1) && scale.parts == 53;
    // The first of the months or years that are shown.
    let months = i64::from((scale.last().year() - scale.first.year()) * 12)
        + i64::from(scale.last().month())
        - i64::from(scale.first.month());
    let every = match months {
        _ if whole_year => 1,
        0..=12 => months / LABELS + 1,
        13..=47 => (months / LABELS / 3 + 1) * 3,
        _ => (months / 12 / LABELS + 1) * 12,
    };
    let every = i32::try_from(every).unwrap_or(i32::MAX).max(1);
    let from = scale.first.year() * 12 + scale.first.month() as i32 - 1;
    let mut at = from.div_euclid(every) * every;
    let mut ticks = Vec::new();
    while let Some(day) = Day::new(at.div_euclid(12), at.rem_euclid(12) as u32 + 1, 1) {
        if day > scale.last() || (whole_year && day.year() > scale.first.year()) {
            break;
        }
        if day >= scale.first {
            let text = if whole_year {
                initial(messages.month_name(day.month()))
            } else if every % 12 == 0 {
                day.year().to_string()
            } else {
                let month = messages.text(&format!("date.months-short.{}", day.month() - 1));
                if day.month() == 1 { format!("{month} {}", day.year()) } else { month.to_owned() }
            };
            ticks.push(tick(day, text));
        }
        at += every;
    }
    ticks
}

/// « J » for « janvier »
fn initial(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::DateStatus;
    use crate::render::testing::{Story, story};

    /// A story whose events have these dates: value, begin, end.
    fn told(dates: &[(&str, &str, &str)]) -> Story {
        let mut story = story();
        let model = story.timeline.events[0].clone();
        story.timeline.events = dates
            .iter()
            .map(|(value, begin, end)| {
                let mut event = model.clone();
                event.event.date.value = Some((*value).to_owned());
                event.event.date.begin = Day::parse(begin);
                event.event.date.end = Day::parse(end);
                event.event.date.alternatives.clear();
                event.event.date.status = DateStatus::Agreed;
                event
            })
            .collect();
        story
    }

    fn drawn(story: &Story, scale: Option<Scale>) -> Option<Band> {
        let events: Vec<&TimelineEvent> = story.timeline.events.iter().collect();
        draw(&events, scale, &Messages::built_in("fr"))
    }

    fn path<'b>(band: &'b Band, kind: &str) -> &'b str {
        let stroke = band.strokes.iter().find(|stroke| stroke.kind == kind);
        stroke.map_or("", |stroke| &stroke.path)
    }

    #[test]
    fn each_sort_of_date_has_its_mark_at_its_place() {
        let mut story = told(&[
            ("2024-11-04", "2024-11-04", "2024-11-04"),
            ("2024-11-04", "2024-11-04", "2024-11-04"),
            ("2024-11-10~", "2024-11-09", "2024-11-11"),
            ("2024-11-20/2024-11-22", "2024-11-20", "2024-11-22"),
            ("2024-11-25", "2024-11-25", ""),
            ("2024-11-09", "2024-11-09", "2024-11-09"),
            ("2024-12-01", "2024-12-01", "2024-12-01"),
        ]);
        story.timeline.events[5].event.date.status = DateStatus::Contested;
        story.timeline.events[5].event.date.alternatives = vec!["2024-11-11".to_owned()];
        let band = drawn(&story, Scale::month(2024, 11)).unwrap();
        assert_eq!((band.width, path(&band, "point").matches("h0").count()), (300, 2));
        assert!(path(&band, "point").starts_with("M35 "), "{:?}", band.strokes);
        assert!(path(&band, "near").starts_with("M80 4H108"), "{:?}", band.strokes);
        assert!(path(&band, "lasting").starts_with("M190 4H218"), "{:?}", band.strokes);
        assert!(path(&band, "open").contains("M240 4H300"), "{:?}", band.strokes);
        assert!(path(&band, "tie").contains("M85 12H105"), "{:?}", band.strokes);
        assert!(band.legend.contains("1 événement éloigné"), "{}", band.legend);
        let ticks: Vec<&str> = band.ticks.iter().map(|tick| &*tick.text).collect();
        assert_eq!(ticks, ["1", "8", "15", "22", "29"]);
    }

    #[test]
    fn one_event_is_no_picture_and_many_become_columns() {
        let day = ("2024-11-04", "2024-11-04", "2024-11-04");
        assert!(drawn(&told(&[day]), Scale::month(2024, 11)).is_none());
        let band = drawn(&told(&[day; 30]), Scale::month(2024, 11)).unwrap();
        assert!(path(&band, "point").is_empty() && path(&band, "column").starts_with("M31 "));
    }

    #[test]
    fn what_lies_on_its_like_is_drawn_once() {
        let mut story = told(&[("2024-11-09", "2024-11-09", "2024-11-09"); 30]);
        for event in &mut story.timeline.events {
            event.event.date.status = DateStatus::Contested;
            event.event.date.alternatives = vec!["2024-11-11".to_owned()];
        }
        let band = drawn(&story, Scale::month(2024, 11)).unwrap();
        assert_eq!(path(&band, "tie").matches('M').count(), 1, "{:?}", band.strokes);
        assert_eq!(path(&band, "either").matches('M').count(), 2, "{:?}", band.strokes);
    }

    #[test]
    fn a_story_of_one_year_is_not_hidden_by_what_led_to_it() {
        let days: Vec<String> = (0..100).map(|n| format!("2011-{:02}-11", 1 + n % 12)).collect();
        let years: Vec<String> = (0..20).map(|n| format!("{}-06-01", 1980 + n)).collect();
        let dates: Vec<(&str, &str, &str)> =
            days.iter().chain(&years).map(|day| (&**day, &**day, &**day)).collect();
        let story = told(&dates);
        let scale = Scale::over(story.timeline.events.iter()).unwrap();
        assert_eq!((scale.first.to_string(), scale.last().year()), ("2011-01-11".to_owned(), 2011));
        let band = drawn(&story, Some(scale)).unwrap();
        assert!(band.legend.contains("20 événements éloignés"), "{}", band.legend);
    }

    #[test]
    fn a_date_of_another_century_does_not_press_the_story_together() {
        let mut dates = vec![("2024-11-04", "2024-11-04", "2024-11-04"); 30];
        dates.push(("2025-02-01", "2025-02-01", "2025-02-01"));
        dates.push(("2025-02-02", "2025-02-02", "2025-02-02"));
        dates.push(("1812-06-24", "1812-06-24", "1812-06-24"));
        let story = told(&dates);
        let scale = Scale::over(story.timeline.events.iter()).unwrap();
        assert_eq!(scale.first.to_string(), "2024-11-04");
        assert!(scale.columns() <= 64, "{scale:?}");
        let band = drawn(&story, Some(scale)).unwrap();
        assert!(band.legend.contains("éloigné"), "{}", band.legend);
    }
}
