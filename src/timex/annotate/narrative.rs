//! A story that is over and told in the present, after a date that has its year.

use super::run::told_now;
use super::*;

/// For how many segments such a story goes on without a date.
const REACH: u32 = 6;

/// A day less long ago may be news of this week, in days.
const OVER: i64 = 45;

/// How many tokens before a date leave it at the head of its sentence: « Au petit matin du 9 mars
/// 2016 ».
const HEAD: usize = 5;

/// Verbs, after the subject, of sentences that say with what a story began.
const BEGINS: &[&str] = &["part", "commence", "débute", "démarre"];

/// The last date of a story told in the present, and how many segments ago it was told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Narrative {
    last: (Span, Day),
    ago: u32,
}

impl Annotator<'_> {
    /// Counts the segments since the last date of the story.
    pub(super) fn age_narrative(&mut self) {
        self.narrative = self
            .narrative
            .map(|story| Narrative { ago: story.ago + 1, ..story })
            .filter(|story| story.ago <= REACH);
    }

    /// The last date of the story told in the present.
    pub(super) fn narrated(&self) -> Option<(Span, Day)> {
        self.narrative.map(|story| story.last)
    }

    /// A date with its year that opens a sentence in the present, long over, begins a story, and
    /// so the dates that go on from it are of it: « Le 2 mars 2023, deux mères se croisent. … Le
    /// 10, l'agence donne l'alerte. En avril, le directeur est entendu. » What is counted from
    /// today ends it: « hier », « il y a huit jours ».
    pub(super) fn narrate(&mut self, found: &Found, tense: Tense, told: &Resolution, span: Span) {
        let Resolution::Resolved { value, anchor } = told else { return };
        let (Some(dct), Some(begin)) = (self.dct, value.bounds(None).and_then(|b| b.begin)) else {
            return;
        };
        let fine = value.granularity() >= Some(Granularity::Month);
        let long_over = dct.day.since(begin) >= OVER;
        self.narrative = match (anchor, self.narrative) {
            // « Tout part du 14 octobre, quand un accrochage fait sept morts. »
            (Anchor::Dct, None) if fine && long_over && self.begins_story(found) => {
                Some(Narrative { last: (span, begin), ago: 0 })
            }
            (Anchor::Dct, _) => None,
            (_, Some(story)) if fine && begin >= story.last.1 && begin <= dct.day => {
                Some(Narrative { last: (span, begin), ago: 0 })
            }
            (Anchor::Text, None)
                if fine
                    && long_over
                    && told_now(tense)
                    && found.signal.is_none()
                    && self.opens_sentence(found) =>
            {
                Some(Narrative { last: (span, begin), ago: 0 })
            }
            (_, story) => story,
        };
    }

    /// Whether a sentence says with what a story began: « tout part d'une annonce, le 2 mars »,
    /// « l'affaire commence le 8 mai ».
    fn begins_story(&self, found: &Found) -> bool {
        let word = |at: usize| &self.text[self.tokens[at].start..self.tokens[at].end];
        let begins = |at: usize| BEGINS.contains(&word(at));
        (1..found.from.min(HEAD)).any(begins)
    }

    /// Whether a date opens its sentence and belongs to no noun: not « le séisme du 6 février 2023 ».
    fn opens_sentence(&self, found: &Found) -> bool {
        let sign = |at: usize| self.tokens[at].kind == Kind::Sign;
        let of = |at: usize| matches!(self.entry(at).key, "de" | "d'" | "du");
        found.from <= HEAD
            && !(0..found.from).any(sign)
            && !found.from.checked_sub(1).is_some_and(of)
    }
}
