//! Days of a story that was told on another day: « Le 17 octobre … Le vendredi … »

use super::*;

/// A story of longer ago is a look back, and the days after it are not of it. In days.
const LONG_AGO: i64 = 400;

/// Hours below this are of the night that the evening before leads to.
const SMALL: u8 = 6;

impl Context<'_> {
    /// The last day told, where it is over and no verb leads out of its story.
    fn story(&self) -> Option<(Span, Day, Day)> {
        let (span, told) = self.last_day?;
        let today = self.dct?.day;
        let past = told < today && today.since(told) <= LONG_AGO;
        (past && self.tense != Tense::Future).then_some((span, told, today))
    }

    /// Whether the text has gone on from a day of long ago to another time: « Le 7 mars 1918, …
    /// Il n'y a plus de témoin depuis 2008. L'après-midi, … »
    pub(super) fn has_left(&self, (at, told): (Span, Day)) -> bool {
        let Some((dct, (span, last))) = self.dct.zip(self.last) else { return false };
        let outside = last.bounds(None).is_some_and(|bounds| {
            bounds.end.is_some_and(|end| end < told) || bounds.begin.is_some_and(|b| b > told)
        });
        dct.day.since(told) > LONG_AGO && at < span && outside
    }

    /// Whether an hour without its day comes after midnight: « de 22 heures à 6 heures »,
    /// « À 21 h 20, … À 0 h 20, … »
    pub(super) fn is_past_midnight(&self, at: TimeOfDay) -> bool {
        let Some((_, last)) = self.last else { return false };
        match last {
            TimeValue::Time(_, first) if self.after.is_some() => {
                at < first && (first.hour >= 18 || at.hour < 8)
            }
            TimeValue::Time(_, first) => first.hour >= 18 && at.hour < SMALL,
            _ => false,
        }
    }

    /// « le vendredi » in a story of another week: the first from the day told last.
    pub(super) fn story_weekday(&self, weekday: u8) -> Option<(Span, Day)> {
        // « le musée est ouvert le mercredi » tells a habit.
        let told_so = self.article && self.tense != Tense::Present;
        let (span, told, today) = self.story().filter(|_| told_so)?;
        let day = next_weekday(told, weekday, 0);
        (told.iso_week() != today.iso_week() && day <= today).then_some((span, day))
    }

    /// « Le 15 mars, trois listes se présentent » in a story told in the present: the first such
    /// day from the date told last, where it is over too.
    pub(super) fn story_date(&self, month: u32, day: u32) -> Option<(Span, Day)> {
        if !matches!(self.tense, Tense::Present | Tense::Unknown) {
            return None;
        }
        let (span, told) = self.last?;
        let told = told.bounds(None)?.begin?;
        let today = self.dct?.day;
        let over = told < today && today.since(told) <= LONG_AGO;
        let near = (told.year()..=told.year() + 1).filter_map(|year| Day::new(year, month, day));
        let found = near.into_iter().find(|day| over && *day >= told && *day <= today)?;
        Some((span, found))
    }

    /// « le 20 » in a story of another month: the one nearest to the day told last.
    pub(super) fn story_day(&self, day: u32) -> Option<(Span, Day)> {
        let (span, told, today) = self.story()?;
        if (told.year(), told.month()) == (today.year(), today.month()) {
            return None;
        }
        let near = (0..=1).map(|step| told.plus_months(step));
        let days = near.filter_map(|month| Day::new(month.year(), month.month(), day));
        let found = days.filter(|day| *day <= today).min_by_key(|day| day.since(told).abs())?;
        Some((span, found))
    }
}
