//! Which days a value can mean.

use super::*;

impl TimeValue {
    /// First and last day, with `modifier` counted in (« fin octobre »: 21 to 31). `None` for
    /// durations, sets and vague references.
    pub fn bounds(&self, modifier: Option<Modifier>) -> Option<Bounds> {
        let (begin, end) = self.days()?;
        let third = (end.since(begin) + 1) / 3;
        let (begin, end) = match modifier {
            Some(Modifier::Before) => (None, Some(begin.plus(-1))),
            Some(Modifier::OnOrBefore) => (None, Some(end)),
            Some(Modifier::After) => (Some(end.plus(1)), None),
            Some(Modifier::OnOrAfter) => (Some(begin), None),
            Some(Modifier::Start) if third > 0 => (Some(begin), Some(begin.plus(third - 1))),
            Some(Modifier::Mid) if third > 0 => {
                (Some(begin.plus(third)), Some(begin.plus(2 * third - 1)))
            }
            Some(Modifier::End) if third > 0 => (Some(begin.plus(2 * third)), Some(end)),
            _ => (Some(begin), Some(end)),
        };
        Some(Bounds { begin, end })
    }

    /// How fine the value is; `None` for durations, sets and vague references.
    pub fn granularity(&self) -> Option<Granularity> {
        Some(match self {
            TimeValue::Century(_) => Granularity::Century,
            TimeValue::Decade(_) => Granularity::Decade,
            TimeValue::Year(_) => Granularity::Year,
            TimeValue::Half(..) | TimeValue::Quarter(..) => Granularity::Quarter,
            TimeValue::Season(..) => Granularity::Season,
            TimeValue::Month(..) => Granularity::Month,
            TimeValue::Week(..) | TimeValue::Weekend(..) => Granularity::Week,
            TimeValue::Day(_) | TimeValue::Part(..) => Granularity::Day,
            TimeValue::Time(..) => Granularity::Time,
            _ => return None,
        })
    }

    /// The day, of a value that lies within one.
    pub fn day(&self) -> Option<Day> {
        match *self {
            TimeValue::Day(day) | TimeValue::Part(day, _) | TimeValue::Time(day, _) => Some(day),
            _ => None,
        }
    }

    /// First and last day of the value itself.
    fn days(&self) -> Option<(Day, Day)> {
        match *self {
            TimeValue::Day(day) | TimeValue::Part(day, _) | TimeValue::Time(day, _) => {
                Some((day, day))
            }
            TimeValue::Century(century) if century < 0 => {
                let last = (century + 1).checked_mul(100)?;
                months(last.checked_sub(99)?, 1, 1200)
            }
            TimeValue::Century(century) => months(century.checked_mul(100)?, 1, 1200),
            TimeValue::Decade(decade) => months(decade.checked_mul(10)?, 1, 120),
            TimeValue::Year(year) => months(year, 1, 12),
            TimeValue::Half(year, half) => months(year, u32::from(half) * 6 - 5, 6),
            TimeValue::Quarter(year, quarter) => months(year, u32::from(quarter) * 3 - 2, 3),
            TimeValue::Season(year, season) => {
                let month = match season {
                    Season::Spring => 3,
                    Season::Summer => 6,
                    Season::Autumn => 9,
                    Season::Winter => 12,
                };
                // By the calendar of astronomers, rounded to the 21st.
                let begin = Day::new(year, month, 21)?;
                Some((begin, begin.plus_months(3).plus(-1)))
            }
            TimeValue::Month(year, month) => months(year, u32::from(month), 1),
            TimeValue::Week(year, week) => {
                let monday = Day::monday(year, week)?;
                Some((monday, monday.plus(6)))
            }
            TimeValue::Weekend(year, week) => {
                let monday = Day::monday(year, week)?;
                Some((monday.plus(5), monday.plus(6)))
            }
            _ => None,
        }
    }
}

fn months(year: i32, month: u32, count: i32) -> Option<(Day, Day)> {
    let begin = Day::new(year, month, 1)?;
    Some((begin, begin.plus_months(count).plus(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modifier_moves_the_bounds() {
        let october = TimeValue::Month(2024, 10);
        let year = TimeValue::Year(2024);
        let century = TimeValue::Century(-2);
        for (value, modifier, bounds) in [
            (october, None, "2024-10-01 2024-10-31"),
            (october, Some(Modifier::Start), "2024-10-01 2024-10-10"),
            (october, Some(Modifier::Mid), "2024-10-11 2024-10-20"),
            (october, Some(Modifier::End), "2024-10-21 2024-10-31"),
            (october, Some(Modifier::Before), ".. 2024-09-30"),
            (october, Some(Modifier::After), "2024-11-01 .."),
            (year, None, "2024-01-01 2024-12-31"),
            (TimeValue::Half(2024, 2), None, "2024-07-01 2024-12-31"),
            (TimeValue::Season(2023, Season::Winter), None, "2023-12-21 2024-03-20"),
            (TimeValue::Decade(196), None, "1960-01-01 1969-12-31"),
            (century, None, "BC0200-01-01 BC0101-12-31"),
            (TimeValue::Week(2024, 45), None, "2024-11-04 2024-11-10"),
        ] {
            let Bounds { begin, end } = value.bounds(modifier).unwrap();
            let show = |day: Option<Day>| day.map_or("..".to_owned(), |day| day.to_string());
            assert_eq!(format!("{} {}", show(begin), show(end)), bounds, "{value} {modifier:?}");
        }
    }
}
