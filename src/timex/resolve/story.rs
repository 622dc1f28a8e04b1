//! Days of a story that was told on another day: « Le 17 octobre … Le vendredi … »

use super::*;
use crate::timex::Granularity;

/// A story of longer ago is a look back, and the days after it are not of it, unless they come right
/// after it. In days.
const LONG_AGO: i64 = 400;

/// How many months back the entries of a chronicle go at most: the newest is told first.
const BACK: i32 = 3;
/// And how far ahead the same day would be, in days.
const HALF: i64 = 180;
/// Hours below this are of the night that the evening before leads to.
const SMALL: u8 = 6;

impl Context<'_> {
    /// « 22 février » in a chronicle: the first such day from the entry before, unless the entries
    /// go back in time.
    pub(super) fn entry_date(&self, month: u32, day: u32) -> Option<(Span, Day)> {
        let (span, told) = self.entry.filter(|_| self.tense != Tense::Future)?;
        let of = |year| Day::new(year, month, day);
        let years = told.year() - 1..=told.year() + 1;
        let next = years.clone().filter_map(of).find(|day| *day >= told);
        let last = years.rev().filter_map(of).find(|day| *day < told);
        let over = |day: &Day| self.dct.is_none_or(|dct| *day <= dct.day);
        let back = last.filter(|day| {
            *day >= told.plus_months(-BACK) && next.is_none_or(|next| next.since(told) > HALF)
        });
        let found = back.or(next.filter(over)).or(last)?;
        Some((span, found))
    }

    /// « le 20 » in a chronicle: the first such day after the date told last.
    pub(super) fn entry_day(&self, day: u32) -> Option<(Span, Day)> {
        let (span, told) = self.entry.filter(|_| self.tense != Tense::Future)?;
        let near = (0..=2).map(|step| told.plus_months(step));
        let days = near.filter_map(|month| Day::new(month.year(), month.month(), day));
        let past = |day: &Day| self.dct.is_none_or(|dct| *day <= dct.day);
        Some((span, days.filter(past).find(|day| *day >= told)?))
    }

    /// The year of « en mai » in a chronicle.
    pub(super) fn entry_month(&self, month: u32) -> Option<(Span, i32)> {
        let (span, told) = self.entry.filter(|_| self.tense != Tense::Future)?;
        let year = told.year() + i32::from(month < told.month());
        let past = self.dct.is_none_or(|dct| (year, month) <= (dct.day.year(), dct.day.month()));
        past.then_some((span, year))
    }

    /// « Le 3 décembre » in a story told in the present: the first such day from the date told last,
    /// where it is over.
    pub(super) fn narrated_date(
        &self,
        month: u32,
        day: u32,
        weekday: Option<u8>,
    ) -> Option<(Span, Day)> {
        let (span, told, today) = self.narrative()?;
        let near = (told.year()..=told.year() + 1).filter_map(|year| Day::new(year, month, day));
        let found = near.into_iter().find(|day| *day >= told && *day <= today)?;
        weekday.is_none_or(|weekday| weekday == found.weekday()).then_some((span, found))
    }

    /// « Le 10 » in such a story.
    pub(super) fn narrated_day(&self, day: u32) -> Option<(Span, Day)> {
        let (span, told, today) = self.narrative()?;
        let near = (0..=1).map(|step| told.plus_months(step));
        let mut days = near.filter_map(|month| Day::new(month.year(), month.month(), day));
        Some((span, days.find(|day| *day >= told && *day <= today)?))
    }

    /// The year of « En avril » in such a story.
    pub(super) fn narrated_month(&self, month: u8) -> Option<(Span, i32)> {
        let (span, told, today) = self.narrative()?;
        let year = told.year() + i32::from(u32::from(month) < told.month());
        ((year, u32::from(month)) <= (today.year(), today.month())).then_some((span, year))
    }

    /// The last date of a story told in the present, and today, where no verb leads out of it.
    fn narrative(&self) -> Option<(Span, Day, Day)> {
        let (span, told) = self.narrated.filter(|_| self.tense != Tense::Future)?;
        Some((span, told, self.dct?.day))
    }

    /// The last day told, where it is over and no verb leads out of its story.
    fn story(&self) -> Option<(Span, Day, Day)> {
        let (span, told) = self.last_day?;
        let today = self.dct?.day;
        let past =
            told < today && (self.flow || self.narrated.is_some() || today.since(told) <= LONG_AGO);
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
    pub(super) fn story_date(
        &self,
        month: u32,
        day: u32,
        weekday: Option<u8>,
    ) -> Option<(Span, Day)> {
        if !matches!(self.tense, Tense::Present | Tense::Unknown) {
            return None;
        }
        let (span, told) = self.last?;
        let flow = self.flow && told.granularity() >= Some(Granularity::Month);
        let told = told.bounds(None)?.begin?;
        let today = self.dct?.day;
        let over = told < today && (flow || today.since(told) <= LONG_AGO);
        let near = (told.year()..=told.year() + 1).filter_map(|year| Day::new(year, month, day));
        let found = near.into_iter().find(|day| over && *day >= told && *day <= today)?;
        if weekday.is_some_and(|weekday| weekday != found.weekday()) {
            return None;
        }
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
