//! Days that differ as a slip of the pen would make them.

use super::node::{Item, When};
use crate::timex::{Day, Granularity};

/// How two days differ, where a typing error would explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Same day and month, another year.
    Year,
    /// Same day and year, the month before or after.
    Month,
    /// Day and month swapped.
    Swapped,
    /// Exactly a week.
    Week,
}

/// The slip that would turn the day of one item into that of another. None brings two days
/// nearer than a week.
pub(super) fn slip(a: &Item<'_>, b: &Item<'_>) -> Option<Pattern> {
    let both = a.when.zip(b.when).filter(|(a, b)| a.gap(b) >= 7);
    both.and_then(|(a, b)| pattern(&a, &b))
}

/// The slip that would turn one day into the other.
pub(super) fn pattern(a: &When, b: &When) -> Option<Pattern> {
    let exact = |when: &When| when.is_day() && when.grain >= Granularity::Day;
    if !exact(a) || !exact(b) || a.lo == b.lo {
        return None;
    }
    let ((y1, m1, d1), (y2, m2, d2)) = (civil(a.lo), civil(b.lo));
    if (m1, d1) == (m2, d2) {
        Some(Pattern::Year)
    } else if (y1, m1, d1) == (y2, d2, m2) {
        Some(Pattern::Swapped)
    } else if d1 == d2 && (y1 * 12 + m1 - y2 * 12 - m2).abs() == 1 {
        Some(Pattern::Month)
    } else if (a.lo - b.lo).abs() == 7 {
        Some(Pattern::Week)
    } else {
        None
    }
}

/// Year, month and day of a day with a number from the common era, counted in years that begin
/// in March, so that the day that comes every four years is the last of one.
fn civil(number: i32) -> (i32, i32, i32) {
    // Days of 400 years, from the first of March of the year 0.
    let days = i64::from(number) + 305;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year as i32, month as i32, day as i32)
}

/// The day with a number from the common era.
pub(super) fn day(number: i32) -> Day {
    Day::new(1, 1, 1).expect("the calendar begins").plus(i64::from(number) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for number in (-800_000..1_200_000).step_by(17).chain(730_000..740_000) {
            let day = day(number);
            let known = (day.year(), day.month() as i32, day.day() as i32);
            assert_eq!(civil(number), known, "{number}");
        }
    }
}
