//! Values as TIMEX3 and as EDTF write them.

use super::*;
use std::fmt::Write;

impl TimeValue {
    /// As TIMEX3 prints it.
    pub fn timex3(&self) -> String {
        self.to_string()
    }

    /// As EDTF prints it, where it has a word; an approximate value ends in `~`. A part of a
    /// day is its day.
    pub fn edtf(&self, modifier: Option<Modifier>) -> Option<String> {
        let mut out = match *self {
            TimeValue::Day(day) | TimeValue::Part(day, _) => edtf_day(day),
            TimeValue::Time(day, time) => {
                let TimeOfDay { hour, minute, second } = time;
                return Some(format!("{}T{hour:02}:{minute:02}:{second:02}", edtf_day(day)));
            }
            TimeValue::Century(century) if century >= 0 => format!("{century:02}XX"),
            TimeValue::Decade(decade) if decade >= 0 => format!("{decade:03}X"),
            TimeValue::Year(year) => edtf_year(year),
            TimeValue::Half(year, half) => format!("{}-{}", edtf_year(year), 39 + half),
            TimeValue::Quarter(year, quarter) => format!("{}-{}", edtf_year(year), 32 + quarter),
            TimeValue::Season(year, season) => {
                format!("{}-{}", edtf_year(year), 21 + season as u8)
            }
            TimeValue::Month(year, month) => format!("{}-{month:02}", edtf_year(year)),
            TimeValue::Week(..) | TimeValue::Weekend(..) => {
                let Bounds { begin, end } = self.bounds(None)?;
                return Some(format!("{}/{}", edtf_day(begin?), edtf_day(end?)));
            }
            _ => return None,
        };
        if modifier == Some(Modifier::Approx) {
            out.push('~');
        }
        Some(out)
    }
}

impl fmt::Display for TimeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            TimeValue::Day(day) => day.fmt(f),
            TimeValue::Century(century) if century < 0 => write!(f, "BC{:02}XX", -century - 1),
            TimeValue::Century(century) => write!(f, "{century:02}XX"),
            TimeValue::Decade(decade) => write!(f, "{decade:03}X"),
            TimeValue::Year(value) => year(f, value),
            TimeValue::Half(value, half) => {
                year(f, value)?;
                write!(f, "-H{half}")
            }
            TimeValue::Quarter(value, quarter) => {
                year(f, value)?;
                write!(f, "-Q{quarter}")
            }
            TimeValue::Season(value, season) => {
                year(f, value)?;
                write!(f, "-{}", season.timex3())
            }
            TimeValue::Month(value, month) => {
                year(f, value)?;
                write!(f, "-{month:02}")
            }
            TimeValue::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            TimeValue::Weekend(year, week) => write!(f, "{year:04}-W{week:02}-WE"),
            TimeValue::Part(day, part) => write!(f, "{day}T{}", part.timex3()),
            TimeValue::Time(day, time) => write!(f, "{day}T{time}"),
            TimeValue::Duration(duration) => duration.fmt(f),
            TimeValue::Set(set) => set.fmt(f),
            TimeValue::Present => f.write_str("PRESENT_REF"),
            TimeValue::Past => f.write_str("PAST_REF"),
            TimeValue::Future => f.write_str("FUTURE_REF"),
        }
    }
}

impl Season {
    /// The letters of TIMEX3: `SU`.
    pub fn timex3(self) -> &'static str {
        match self {
            Season::Spring => "SP",
            Season::Summer => "SU",
            Season::Autumn => "FA",
            Season::Winter => "WI",
        }
    }
}

impl DayPart {
    /// The letters of TIMEX3: `EV`.
    pub fn timex3(self) -> &'static str {
        match self {
            DayPart::Morning => "MO",
            DayPart::Midday => "MI",
            DayPart::Afternoon => "AF",
            DayPart::Evening => "EV",
            DayPart::Night => "NI",
            DayPart::Daytime => "DT",
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if self.second > 0 { write!(f, ":{:02}", self.second) } else { Ok(()) }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('P')?;
        let mut in_time = false;
        for (quantity, unit) in self.parts() {
            let (letters, factor, of_time) = match unit {
                Unit::Second => ("S", 1, true),
                Unit::Minute => ("M", 1, true),
                Unit::Hour => ("H", 1, true),
                Unit::Night => ("NI", 1, false),
                Unit::Day => ("D", 1, false),
                Unit::Weekend => ("WE", 1, false),
                Unit::Week => ("W", 1, false),
                Unit::Month => ("M", 1, false),
                Unit::Quarter => ("Q", 1, false),
                Unit::Half => ("M", 6, false),
                Unit::Year => ("Y", 1, false),
                Unit::Decade => ("DE", 1, false),
                Unit::Century => ("CE", 1, false),
                Unit::Millennium => ("Y", 1000, false),
            };
            if of_time && !in_time {
                f.write_char('T')?;
                in_time = true;
            }
            match quantity {
                Quantity::Vague => f.write_char('X')?,
                Quantity::Thousandths(count) => thousandths(f, count.saturating_mul(factor))?,
            }
            f.write_str(letters)?;
        }
        Ok(())
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recurrence::Every(period) => period.fmt(f),
            Recurrence::Weekday(day, None) => write!(f, "XXXX-WXX-{day}"),
            Recurrence::Weekday(day, Some(part)) => write!(f, "XXXX-WXX-{day}T{}", part.timex3()),
            Recurrence::Weekend => f.write_str("XXXX-WXX-WE"),
            Recurrence::MonthDay(month, day) => write!(f, "XXXX-{month:02}-{day:02}"),
            Recurrence::Month(month) => write!(f, "XXXX-{month:02}"),
            Recurrence::Part(part) => write!(f, "XXXX-XX-XXT{}", part.timex3()),
            Recurrence::Time(time) => write!(f, "XXXX-XX-XXT{time}"),
            Recurrence::Season(season) => write!(f, "XXXX-{}", season.timex3()),
        }
    }
}

/// A year as TIMEX3 has it: `2024`, `BC0190`.
pub(super) fn year(f: &mut fmt::Formatter<'_>, year: i32) -> fmt::Result {
    if year > 0 { write!(f, "{year:04}") } else { write!(f, "BC{:04}", 1 - i64::from(year)) }
}

fn thousandths(f: &mut fmt::Formatter<'_>, count: u64) -> fmt::Result {
    write!(f, "{}", count / 1000)?;
    let rest = count % 1000;
    if rest == 0 {
        return Ok(());
    }
    let digits = format!("{rest:03}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

/// EDTF has a year zero and negative years.
fn edtf_year(year: i32) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

fn edtf_day(day: Day) -> String {
    format!("{}-{:02}-{:02}", edtf_year(day.year()), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_as_timex3_and_edtf_have_them() {
        let day = Day::new(2024, 11, 11).unwrap();
        let time = TimeOfDay { hour: 14, minute: 30, second: 0 };
        for (value, timex3, edtf) in [
            (TimeValue::Day(day), "2024-11-11", Some("2024-11-11")),
            (TimeValue::Day(Day::new(-233, 8, 10).unwrap()), "BC0234-08-10", Some("-0233-08-10")),
            (TimeValue::Century(18), "18XX", Some("18XX")),
            (TimeValue::Decade(196), "196X", Some("196X")),
            (TimeValue::Year(-189), "BC0190", Some("-0189")),
            (TimeValue::Half(2024, 1), "2024-H1", Some("2024-40")),
            (TimeValue::Quarter(2024, 3), "2024-Q3", Some("2024-35")),
            (TimeValue::Season(2023, Season::Summer), "2023-SU", Some("2023-22")),
            (TimeValue::Month(2024, 6), "2024-06", Some("2024-06")),
            (TimeValue::Week(2024, 45), "2024-W45", Some("2024-11-04/2024-11-10")),
            (TimeValue::Weekend(2024, 45), "2024-W45-WE", Some("2024-11-09/2024-11-10")),
            (TimeValue::Part(day, DayPart::Evening), "2024-11-11TEV", Some("2024-11-11")),
            (TimeValue::Time(day, time), "2024-11-11T14:30", Some("2024-11-11T14:30:00")),
            (TimeValue::Duration(Duration::whole(2, Unit::Half)), "P12M", None),
            (TimeValue::Present, "PRESENT_REF", None),
        ] {
            assert_eq!(value.timex3(), timex3);
            assert_eq!(value.edtf(None).as_deref(), edtf, "{timex3}");
        }
        let june = TimeValue::Month(2024, 6);
        assert_eq!(june.edtf(Some(Modifier::Approx)).as_deref(), Some("2024-06~"));
    }

    #[test]
    fn durations_print_their_parts_in_order() {
        let part = |count, unit| (Quantity::Thousandths(count), unit);
        for (first, second, printed) in [
            (part(2500, Unit::Year), None, "P2.5Y"),
            (part(1000, Unit::Minute), Some(part(3000, Unit::Second)), "PT1M3S"),
            (part(1000, Unit::Day), Some(part(2000, Unit::Hour)), "P1DT2H"),
            ((Quantity::Vague, Unit::Month), None, "PXM"),
            (part(123_450, Unit::Second), None, "PT123.45S"),
        ] {
            let duration = Duration { first, rest: [second, None] };
            assert_eq!(duration.to_string(), printed);
        }
    }
}
