//! Dates in words, as French (or English) prints them.

use super::edtf::{Edtf, Point, Unit};
use super::i18n::{Messages, fill, fill_with};
use crate::mention::Role;
use crate::timex::{Day, Modifier};
use std::borrow::Cow;

/// The places in a sentence that a date can take.
#[derive(Clone, Copy)]
enum Form {
    /// « juin 2024 »
    Bare,
    /// « *depuis* le 3 mars »
    The,
    /// « *jusqu’*en juin »
    To,
    /// « en juin », in answer to *when?*
    In,
    /// « *début* des années 1990 »
    Of,
    /// « de juin 2023 *à août 2024* »
    From,
    /// « *du 3 mars* au 5 avril »
    UpTo,
}

impl Form {
    /// Those that a modifier or a role can ask for.
    const ASKED: [Form; 4] = [Form::The, Form::To, Form::In, Form::Of];

    fn key(self) -> &'static str {
        match self {
            Form::Bare => "bare",
            Form::The => "the",
            Form::To => "to",
            Form::In => "in",
            Form::Of => "of",
            Form::From => "from",
            Form::UpTo => "upto",
        }
    }
}

impl Messages {
    /// An EDTF value in words, with its modifier and its role: « depuis le 3 mars 2022 ». A
    /// single day has its weekday: « lundi 11 novembre 2024 ». What is not EDTF stays as it is.
    pub(crate) fn date(&self, edtf: &str, modifier: Option<Modifier>, role: Role) -> String {
        match Edtf::parse(edtf) {
            None => edtf.to_owned(),
            Some(Edtf::Point(point)) => self.point(&point, modifier, role),
            Some(Edtf::Interval(begin, end)) => self.interval(begin.as_ref(), end.as_ref()),
            Some(Edtf::OneOf(points)) => self.one_of(&points),
        }
    }

    /// An EDTF value in as few words as do: no weekday, no role.
    pub(crate) fn short_date(&self, edtf: &str, modifier: Option<Modifier>) -> String {
        match Edtf::parse(edtf) {
            Some(Edtf::Point(point)) => self.modified(&point, modifier, false),
            _ => self.date(edtf, modifier, Role::At),
        }
    }

    /// A day: « 1er novembre 2024 ».
    pub(crate) fn day(&self, day: Day) -> String {
        self.plain(Unit::Day(day))
    }

    /// A month alone: « novembre ».
    pub(crate) fn month_name(&self, month: u32) -> &str {
        self.text(&format!("date.months.{}", month.saturating_sub(1)))
    }

    /// The days from `begin` to `end`, both included: « du 28 février au 2 mars 2024 ».
    pub(crate) fn days(&self, begin: Day, end: Day) -> String {
        if begin == end {
            return self.day(begin);
        }
        let same_year = begin.year() == end.year();
        let args = [
            ("first", &*self.day_number(begin)),
            ("last", &*self.day_number(end)),
            ("first-month", self.month_name(begin.month())),
            ("last-month", self.month_name(end.month())),
            ("month", self.month_name(end.month())),
            ("year", &end.year().to_string()),
        ];
        if same_year && begin.month() == end.month() {
            self.fill("date.range.days", &args)
        } else if same_year {
            self.fill("date.range.days-year", &args)
        } else {
            self.range(Unit::Day(begin), Unit::Day(end))
        }
    }

    fn point(&self, point: &Point, modifier: Option<Modifier>, role: Role) -> String {
        let role = match role {
            Role::At => "at",
            Role::Since => "since",
            Role::Until => "until",
            Role::By => "by",
            Role::During => "during",
        };
        if modifier.is_none() && !point.approximate && !point.uncertain {
            return self.in_pattern(self.text(&format!("date.role.{role}")), point.unit, true);
        }
        let date = self.modified(point, modifier, true);
        self.fill(&format!("date.role-modified.{role}"), &[("date", &date)])
    }

    /// « fin octobre 2024 », « vers l’été 2023 », « mars 2024 (incertain) »
    fn modified(&self, point: &Point, modifier: Option<Modifier>, weekday: bool) -> String {
        let near = point.approximate.then_some(Modifier::Approx);
        let pattern = match modifier.or(near) {
            Some(Modifier::Before) => "BEFORE",
            Some(Modifier::After) => "AFTER",
            Some(Modifier::OnOrBefore) => "ON_OR_BEFORE",
            Some(Modifier::OnOrAfter) => "ON_OR_AFTER",
            Some(Modifier::Start) => "START",
            Some(Modifier::Mid) if matches!(point.unit, Unit::Month(..) | Unit::Year(_)) => "MID",
            Some(Modifier::Mid) => "MID-other",
            Some(Modifier::End) => "END",
            Some(Modifier::Approx) => "APPROX",
            Some(
                Modifier::LessThan
                | Modifier::MoreThan
                | Modifier::EqualOrLess
                | Modifier::EqualOrMore,
            )
            | None => "",
        };
        let words = if pattern.is_empty() {
            if weekday { self.with_weekday(point.unit) } else { self.plain(point.unit) }
        } else {
            let pattern = self.text(&format!("date.modifier.{pattern}"));
            self.in_pattern(pattern, point.unit, false)
        };
        if !point.uncertain {
            return words;
        }
        self.fill("date.modifier.uncertain", &[("date", &words)])
    }

    /// `pattern` with the forms that it asks for.
    fn in_pattern(&self, pattern: &str, unit: Unit, weekday: bool) -> String {
        fill_with(pattern, |name| {
            let words = match name {
                "date" if weekday => self.with_weekday(unit),
                "date" => self.plain(unit),
                name => self.formed(unit, Form::ASKED.into_iter().find(|f| f.key() == name)?),
            };
            Some(Cow::Owned(words))
        })
    }

    fn formed(&self, unit: Unit, form: Form) -> String {
        let kind = kind(unit);
        let own = self.raw(&format!("date.{kind}.{}", form.key()));
        let pattern = own.unwrap_or_else(|| {
            let like = if matches!(form, Form::From) { Form::Of } else { Form::To };
            self.text(&format!("date.{kind}.{}", like.key()))
        });
        let mut args = vec![("date", self.plain(unit))];
        if let Unit::Month(year, month) = unit {
            args.push(("month-from", self.month_from(month).to_owned()));
            args.push(("year", year.to_string()));
        }
        let args: Vec<(&str, &str)> = args.iter().map(|(name, words)| (*name, &**words)).collect();
        fill(pattern, &args)
    }

    fn month_from(&self, month: u32) -> &str {
        self.text(&format!("date.months-from.{}", month.saturating_sub(1)))
    }

    fn with_weekday(&self, unit: Unit) -> String {
        match unit {
            Unit::Day(day) => self.day_words(day, "date.day.weekday"),
            Unit::Time(day, hour, minute) => {
                self.time(&self.day_words(day, "date.day.weekday"), hour, minute)
            }
            _ => self.plain(unit),
        }
    }

    /// The date alone: « 11 novembre 2024 ».
    fn plain(&self, unit: Unit) -> String {
        let key = format!("date.{}.{}", kind(unit), Form::Bare.key());
        match unit {
            Unit::Century(hundreds) => {
                let number = hundreds.unsigned_abs() + 1;
                let args = [("roman", &*roman(number)), ("ordinal", &ordinal(number))];
                self.fill(&key, &args)
            }
            Unit::Decade(year) | Unit::Year(year) | Unit::Division(year, _) => {
                self.fill(&key, &[("year", &year.to_string())])
            }
            Unit::Month(year, month) => {
                self.fill(&key, &[("month", self.month_name(month)), ("year", &year.to_string())])
            }
            Unit::Day(day) => self.day_words(day, &key),
            Unit::Time(day, hour, minute) => {
                self.time(&self.day_words(day, "date.day.bare"), hour, minute)
            }
        }
    }

    fn day_words(&self, day: Day, key: &str) -> String {
        let weekday = self.text(&format!("date.weekdays.{}", day.weekday() - 1));
        let args = [
            ("weekday", weekday),
            ("day", &self.day_number(day)),
            ("month", self.month_name(day.month())),
            ("year", &day.year().to_string()),
        ];
        self.fill(key, &args)
    }

    fn day_number(&self, day: Day) -> String {
        match day.day() {
            1 => self.text("date.first").to_owned(),
            number => number.to_string(),
        }
    }

    fn time(&self, date: &str, hour: u32, minute: u32) -> String {
        let key = if minute == 0 { "date.time.bare-hour" } else { "date.time.bare" };
        let args =
            [("date", date), ("hour", &hour.to_string()), ("minute", &format!("{minute:02}"))];
        self.fill(key, &args)
    }

    fn interval(&self, begin: Option<&Point>, end: Option<&Point>) -> String {
        match (begin.map(|point| point.unit), end.map(|point| point.unit)) {
            (None, None) => self.text("date.range.unknown").to_owned(),
            (Some(begin), None) => self.in_pattern(self.text("date.range.since"), begin, false),
            (None, Some(end)) => self.in_pattern(self.text("date.range.until"), end, false),
            (Some(Unit::Day(begin)), Some(Unit::Day(end))) => {
                let words = self.days(begin, end);
                if begin.weekday() == 1 && end.since(begin) == 6 {
                    return self.fill("date.range.week", &[("range", &words)]);
                }
                words
            }
            (Some(Unit::Month(first, from)), Some(Unit::Month(last, to))) if first == last => {
                let args = [
                    ("month-from", self.month_from(from)),
                    ("last", self.month_name(to)),
                    ("year", &last.to_string()),
                ];
                self.fill("date.range.months-year", &args)
            }
            (Some(begin), Some(end)) => self.range(begin, end),
        }
    }

    fn range(&self, begin: Unit, end: Unit) -> String {
        let args =
            [("from", &*self.formed(begin, Form::From)), ("upto", &self.formed(end, Form::UpTo))];
        self.fill("date.range.other", &args)
    }

    fn one_of(&self, points: &[Point]) -> String {
        let days: Option<Vec<Day>> = points
            .iter()
            .map(|point| match point.unit {
                Unit::Day(day) => Some(day),
                _ => None,
            })
            .collect();
        let month = |day: &Day| (day.year(), day.month());
        if let Some(days) = days
            && days.iter().all(|day| month(day) == month(&days[0]))
            && !days.is_empty()
        {
            let numbers: Vec<String> = days.iter().map(|day| self.day_number(*day)).collect();
            let args = [
                ("day", &*self.list(&numbers, "typography.list-or")),
                ("month", self.month_name(days[0].month())),
                ("year", &days[0].year().to_string()),
            ];
            return self.fill("date.day.bare", &args);
        }
        let words: Vec<String> = points.iter().map(|point| self.plain(point.unit)).collect();
        self.list(&words, "typography.list-or")
    }
}

/// How precise an EDTF value is, as a key of `precision`.
pub(crate) fn precision_key(edtf: &str) -> Option<&'static str> {
    Some(match Edtf::parse(edtf)? {
        Edtf::Interval(..) => "range",
        Edtf::OneOf(_) => "choice",
        Edtf::Point(point) => match point.unit {
            Unit::Century(_) => "century",
            Unit::Decade(_) => "decade",
            Unit::Year(_) => "year",
            Unit::Division(_, 21..=24) => "season",
            Unit::Division(..) => "division",
            Unit::Month(..) => "month",
            Unit::Day(_) => "day",
            Unit::Time(..) => "time",
        },
    })
}

fn kind(unit: Unit) -> String {
    match unit {
        Unit::Century(_) => "century".to_owned(),
        Unit::Decade(_) => "decade".to_owned(),
        Unit::Year(_) => "year".to_owned(),
        Unit::Division(_, code) => format!("division-{code}"),
        Unit::Month(..) => "month".to_owned(),
        Unit::Day(_) => "day".to_owned(),
        Unit::Time(..) => "time".to_owned(),
    }
}

fn roman(mut number: u32) -> String {
    let mut out = String::new();
    for (value, digits) in
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")]
    {
        while number >= value {
            out.push_str(digits);
            number -= value;
        }
    }
    out + &"I".repeat(number as usize)
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No-break spaces shown as `_` and narrow ones as `.`.
    fn seen(words: &str) -> String {
        words.replace('\u{a0}', "_").replace('\u{202f}', ".")
    }

    #[test]
    fn dates_are_printed_as_the_french_print_them() {
        use Modifier::*;
        let fr = Messages::built_in("fr");
        for (edtf, modifier, role, words) in [
            ("2024-11-11", None, Role::At, "lundi 11_novembre 2024"),
            ("2024-11-01", None, Role::At, "vendredi 1er_novembre 2024"),
            ("2024-11-11T08:05", None, Role::At, "lundi 11_novembre 2024 à 8_h_05"),
            ("2024-11-11T18:00", None, Role::At, "lundi 11_novembre 2024 à 18_h"),
            ("2024-06", None, Role::At, "juin 2024"),
            ("2024-10", Some(End), Role::At, "fin octobre 2024"),
            ("2024-04", Some(Start), Role::At, "début avril 2024"),
            ("2024-04", Some(Mid), Role::At, "mi-avril 2024"),
            ("2023-22", None, Role::At, "été 2023"),
            ("2023-22", Some(Approx), Role::At, "vers l’été 2023"),
            ("2023-22", Some(Mid), Role::At, "milieu de l’été 2023"),
            ("2024-03-10~", None, Role::At, "vers le 10_mars 2024"),
            ("2024-03-10?", None, Role::At, "dimanche 10_mars 2024 (incertain)"),
            ("2022-03-03", None, Role::Since, "depuis le 3_mars 2022"),
            ("2022", None, Role::Since, "depuis 2022"),
            ("2024-05-15", None, Role::Until, "jusqu’au 15_mai 2024"),
            ("2024-05", None, Role::Until, "jusqu’en mai 2024"),
            ("2023-23", None, Role::Until, "jusqu’à l’automne 2023"),
            ("2024-05", None, Role::By, "au plus tard en mai 2024"),
            ("2024-05", Some(End), Role::Until, "jusqu’à fin mai 2024"),
            ("199X", None, Role::Since, "depuis les années 1990"),
            ("199X", Some(End), Role::At, "fin des années 1990"),
            ("19XX", None, Role::At, "XXe_siècle"),
            ("2024-33", None, Role::At, "premier trimestre 2024"),
            ("2024-03-03/2024-03-05", None, Role::At, "du 3 au 5_mars 2024"),
            ("2024-02-28/2024-03-02", None, Role::At, "du 28_février au 2_mars 2024"),
            ("2023-12-31/2024-01-02", None, Role::At, "du 31_décembre 2023 au 2_janvier 2024"),
            ("2024-11-04/2024-11-10", None, Role::At, "semaine du 4 au 10_novembre 2024"),
            ("2024-06/2024-08", None, Role::At, "de juin à août 2024"),
            ("2023-10/2024-08", None, Role::At, "d’octobre 2023 à août 2024"),
            ("2021/2023", None, Role::At, "de 2021 à 2023"),
            ("2023-22/2024-21", None, Role::At, "de l’été 2023 au printemps 2024"),
            ("2022-03-03/..", None, Role::At, "depuis le 3_mars 2022"),
            ("/2024-05-15", None, Role::At, "jusqu’au 15_mai 2024"),
            ("[2024-03-03,2024-03-04]", None, Role::At, "3 ou 4_mars 2024"),
            ("bientôt", None, Role::At, "bientôt"),
        ] {
            assert_eq!(seen(&fr.date(edtf, modifier, role)), words, "{edtf} {modifier:?} {role:?}");
        }
    }

    #[test]
    fn the_same_dates_in_english() {
        let en = Messages::built_in("en");
        for (edtf, role, words) in [
            ("2024-11-01", Role::At, "Friday 1_November 2024"),
            ("2024-06", Role::By, "in June 2024 at the latest"),
            ("19XX", Role::At, "20th_century"),
            ("2024-03-03/2024-03-05", Role::At, "3 to 5_March 2024"),
        ] {
            assert_eq!(seen(&en.date(edtf, None, role)), words, "{edtf}");
        }
    }
}
