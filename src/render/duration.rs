//! Amounts of time in words: `P3D` is « 3 jours ».

use super::i18n::Messages;
use crate::timex::TimexClass;

impl Messages {
    /// A TIMEX3 value that is no place on the calendar, in words: « 20 heures », « le passé,
    /// sans date ». What there are no words for stays as it is.
    pub(crate) fn amount(&self, value: &str, class: TimexClass) -> String {
        let words = self.raw(&format!("duration.{value}")).map(str::to_owned);
        let words = words.or_else(|| self.duration(value));
        match (words, class) {
            (Some(words), TimexClass::Set) => self.fill("duration.set", &[("value", &words)]),
            (Some(words), _) => words,
            (None, _) => value.to_owned(),
        }
    }

    fn duration(&self, value: &str) -> Option<String> {
        let rest = value.strip_prefix('P')?;
        let (timed, rest) = rest.strip_prefix('T').map_or((false, rest), |rest| (true, rest));
        let digits = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | 'X'))?;
        let (number, code) = rest.split_at(digits);
        let unit = match (timed, code) {
            (false, "CE") => "centuries",
            (false, "DE") => "decades",
            (false, "Y") => "years",
            (false, "Q") => "quarters",
            (false, "M") => "months",
            (false, "W") => "weeks",
            (false, "D") => "days",
            (true, "H") => "hours",
            (true, "M") => "minutes",
            (true, "S") => "seconds",
            _ => return None,
        };
        if number == "X" {
            let unit = self.text(&format!("duration.unit.{unit}"));
            return Some(self.fill("duration.some", &[("unit", unit)]));
        }
        let key = format!("duration.{unit}");
        if let Ok(n) = number.parse::<usize>() {
            return Some(self.count(&key, n));
        }
        // « une journée et demie »: a French fraction below 2 takes the singular.
        let (whole, fraction) = number.split_once('.')?;
        let form = if matches!(whole, "0" | "1") { "one" } else { "other" };
        let number = format!("{whole}{}{fraction}", self.text("typography.decimal"));
        Some(self.fill(&format!("{key}.{form}"), &[("n", &number)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_in_words() {
        let fr = Messages::built_in("fr");
        for (value, class, words) in [
            ("P3D", TimexClass::Duration, "3\u{a0}jours"),
            ("P1Y", TimexClass::Duration, "1\u{a0}an"),
            ("PT20H", TimexClass::Duration, "20\u{a0}heures"),
            ("PT1M", TimexClass::Duration, "1\u{a0}minute"),
            ("P1M", TimexClass::Duration, "1\u{a0}mois"),
            ("P3DE", TimexClass::Duration, "3\u{a0}décennies"),
            ("PT1.5H", TimexClass::Duration, "1,5\u{a0}heure"),
            ("PXD", TimexClass::Duration, "durée non chiffrée (des jours)"),
            ("P1W", TimexClass::Set, "ce qui revient\u{a0}: 1\u{a0}semaine"),
            ("PAST_REF", TimexClass::Date, "le passé, sans date"),
            ("P1NI", TimexClass::Duration, "P1NI"),
            ("XXXX-XX-XXTMO", TimexClass::Set, "XXXX-XX-XXTMO"),
            ("P", TimexClass::Duration, "P"),
            ("unit", TimexClass::Duration, "unit"),
        ] {
            assert_eq!(fr.amount(value, class), words, "{value}");
        }
    }
}
