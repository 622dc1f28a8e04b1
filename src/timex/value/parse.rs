//! EDTF (ISO 8601-2) read back, for the values that editors write in decisions.

use super::{Day, Season, TimeValue};

impl TimeValue {
    /// The value written in EDTF: `2024-11-11`, `2024-11`, `2024`, `2023-22` (a summer),
    /// `2024-35` (a quarter), `2024-40` (a half), `199X`, `18XX`, a whole week as
    /// `2024-11-04/2024-11-10`. A trailing `~`, `?` or `%` and a time of day are put aside.
    /// `None` for anything else.
    ///
    /// ```
    /// use frise::timex::TimeValue;
    ///
    /// for text in ["2024-11-11", "2024-06", "2024", "2023-22", "199X", "2024-11-04/2024-11-10"] {
    ///     assert_eq!(TimeValue::parse_edtf(text).unwrap().edtf(None).as_deref(), Some(text));
    /// }
    /// assert_eq!(TimeValue::parse_edtf("2024-02-30"), None);
    /// ```
    pub fn parse_edtf(text: &str) -> Option<TimeValue> {
        if let Some((begin, end)) = text.split_once('/') {
            let (begin, end) = (Day::parse(begin)?, Day::parse(end)?);
            let (year, week) = begin.iso_week();
            return match (begin.weekday(), end.since(begin)) {
                (1, 6) => Some(TimeValue::Week(year, week)),
                (6, 1) => Some(TimeValue::Weekend(year, week)),
                _ => None,
            };
        }
        let text = text.trim_end_matches(['~', '?', '%']);
        let date = text.split('T').next().unwrap_or(text);
        if let Some(day) = Day::parse(date) {
            return Some(TimeValue::Day(day));
        }
        let digits = |text: &str| {
            text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i32>().ok()).flatten()
        };
        match (text.len(), text.split_once('-')) {
            (4, None) => {
                let century = text.strip_suffix("XX").and_then(digits).map(TimeValue::Century);
                let decade = || text.strip_suffix('X').and_then(digits).map(TimeValue::Decade);
                century.or_else(decade).or_else(|| digits(text).map(TimeValue::Year))
            }
            (7, Some((year, code))) => {
                let (year, code) = (digits(year)?, u8::try_from(digits(code)?).ok()?);
                match code {
                    1..=12 => Some(TimeValue::Month(year, code)),
                    21 => Some(TimeValue::Season(year, Season::Spring)),
                    22 => Some(TimeValue::Season(year, Season::Summer)),
                    23 => Some(TimeValue::Season(year, Season::Autumn)),
                    24 => Some(TimeValue::Season(year, Season::Winter)),
                    33..=36 => Some(TimeValue::Quarter(year, code - 32)),
                    40 | 41 => Some(TimeValue::Half(year, code - 39)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
