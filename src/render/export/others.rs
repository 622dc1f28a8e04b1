//! Exports that let people leave *with* their data: TimelineJS and Markwhen.

use crate::render::SiteInput;
use crate::render::edtf::{Edtf, Unit};
use crate::render::i18n::Messages;
use crate::render::kit::Kit;
use crate::render::model::{Model, visible};
use crate::render::words;
use crate::review::TimelineEvent;
use crate::timex::Day;
use serde_json::{Value, json};

/// The timeline as TimelineJS3 reads it. Dates are numbers without a zone, so that no day
/// shifts; titles are escaped, since TimelineJS prints them as HTML.
pub fn timelinejs(input: &SiteInput<'_>) -> String {
    let model = Model::new(input);
    let messages = Messages::built_in(&input.settings.language);
    timelinejs_of(Kit { model: &model, messages: &messages })
}

fn timelinejs_of(kit: Kit<'_>) -> String {
    let ordered = &kit.model.ordered;
    let slides = ordered.iter().filter_map(|(_, event)| slide(kit, event));
    let slides: Vec<String> = slides.map(|slide| slide.to_string()).collect();
    let (head, tail) = around_slides(kit);
    head + &slides.join(",") + tail
}

/// What stands before and after the slides.
pub(crate) fn around_slides(kit: Kit<'_>) -> (String, &'static str) {
    let settings = kit.model.input.settings;
    let text = html(settings.description.as_deref().unwrap_or_default());
    let title = json!({"text": {"headline": html(&settings.title), "text": text}});
    let whole = json!({"version": 1, "scale": "human", "title": title, "events": []}).to_string();
    (whole.trim_end_matches("]}").to_owned(), "]}\n")
}

/// An event as a slide, where it has a place on the calendar.
pub(crate) fn slide(kit: Kit<'_>, event: &TimelineEvent) -> Option<Value> {
    let date = &event.event.date;
    let (start, end) = match Edtf::parse(date.value.as_deref()?)? {
        Edtf::Point(point) => (point.unit, None),
        Edtf::Interval(begin, end) => {
            let end = end.map(|point| point.unit);
            (begin.map(|point| point.unit).or(end)?, end)
        }
        Edtf::OneOf(points) => (points.first()?.unit, points.last().map(|point| point.unit)),
    };
    let when = kit.when(event);
    let statuses: Vec<String> =
        kit.statuses(event).into_iter().map(|line| html(&line.text)).collect();
    let mut slide = json!({
        "unique_id": event.id.0,
        "start_date": number(start),
        "display_date": html(&when.text),
        "text": {"headline": html(&kit.title(event)), "text": statuses.join("<br>")},
    });
    if let Some(end) = end {
        slide["end_date"] = number(end);
    }
    Some(slide)
}

/// `{"year": 2024, "month": 11}`
fn number(unit: Unit) -> Value {
    match unit {
        Unit::Day(day) => json!({"year": day.year(), "month": day.month(), "day": day.day()}),
        Unit::Time(day, hour, minute) => json!({
            "year": day.year(), "month": day.month(), "day": day.day(),
            "hour": hour, "minute": minute,
        }),
        Unit::Month(year, month) => json!({"year": year, "month": month}),
        Unit::Division(..) => match unit.first_day() {
            Some(day) => json!({"year": day.year(), "month": day.month()}),
            None => json!({}),
        },
        Unit::Year(year) | Unit::Decade(year) => json!({"year": year}),
        Unit::Century(hundreds) => json!({"year": hundreds * 100}),
    }
}

/// The timeline as Markwhen reads it.
pub fn markwhen(input: &SiteInput<'_>) -> String {
    let model = Model::new(input);
    let messages = Messages::built_in(&input.settings.language);
    markwhen_of(Kit { model: &model, messages: &messages })
}

fn markwhen_of(kit: Kit<'_>) -> String {
    let ordered = &kit.model.ordered;
    let entries: String = ordered.iter().map(|(_, event)| mark(kit, event)).collect();
    before_marks(kit) + &entries
}

/// What stands before the events for Markwhen.
pub(crate) fn before_marks(kit: Kit<'_>) -> String {
    format!("title: {}\n\n", plain(&kit.model.input.settings.title))
}

/// An event for Markwhen; nothing where it has no place on the calendar.
pub(crate) fn mark(kit: Kit<'_>, event: &TimelineEvent) -> String {
    let Some(range) = range(event) else { return String::new() };
    let mut out = format!("{range}: {} ({})\n", plain(&kit.title(event)), event.id.0);
    for line in kit.statuses(event) {
        out.push_str(&format!("  {}\n", plain(&line.text)));
    }
    out
}

/// `2024-11-11` or `2024-11-01/2024-11-30`: Markwhen takes days of ISO 8601.
fn range(event: &TimelineEvent) -> Option<String> {
    let date = &event.event.date;
    let (begin, end) = (date.begin.or(date.end)?, date.end.or(date.begin)?);
    let exact = date.value.as_deref().and_then(words::precision_key) == Some("day");
    let day = |day: Day| day.to_string();
    Some(if exact || begin == end { day(begin) } else { format!("{}/{}", day(begin), day(end)) })
}

/// Text on one line that means nothing to Markwhen.
fn plain(text: &str) -> String {
    let text = visible(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['#', '@', '[', ']', '{', '}'], " ").replace("//", "/ /")
}

fn html(text: &str) -> String {
    let text = visible(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{hostile, story};

    #[test]
    fn slides_have_dates_without_zone_and_inert_titles() {
        let value: Value = serde_json::from_str(&timelinejs(&story().input())).unwrap();
        assert_eq!(value["events"][0]["start_date"], json!({"year": 2024, "month": 11, "day": 11}));
        let hostile = timelinejs(&hostile().input());
        assert!(!hostile.contains("<script"), "{hostile}");
    }

    #[test]
    fn markwhen_has_a_line_for_each_event() {
        let text = markwhen(&story().input());
        assert!(
            text.contains("\n2024-11-11: Traité de coopération signé (e-1signature)\n"),
            "{text}"
        );
        assert_eq!(text.lines().filter(|line| line.starts_with("20")).count(), 2);
    }
}
