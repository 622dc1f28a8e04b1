//! The day of today: only decisions are dated by the clock.

use crate::timex::Day;
use chrono::Datelike;

/// Today in the time zone with this IANA name; in UTC where there is none of that name.
#[expect(clippy::disallowed_methods, reason = "a decision is dated when it is taken")]
pub fn today(timezone: &str) -> Day {
    let zone = timezone.parse::<chrono_tz::Tz>().unwrap_or(chrono_tz::UTC);
    let now = chrono::Utc::now().with_timezone(&zone).date_naive();
    Day::new(now.year(), now.month(), now.day()).expect("today is a day of the calendar")
}
