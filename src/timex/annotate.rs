//! The two steps put together, a segment at a time, with what a text remembers.

mod around;
mod chronicle;
mod kind;
mod narrative;
mod run;

use chronicle::*;
use kind::*;
use narrative::Narrative;
use run::{Run, tells_past};

use super::expr::{DateExpr, DayTime, From, PartialDate, Period, TimeExpr, YearExpr};
use super::fr::cursor::Cursor;
use super::fr::lexicon::{Entry, LEXICON};
use super::fr::tense::{
    Tense, has_future_verb, is_habit, is_history, is_planned, is_pluperfect, is_scheduled, is_verb,
    opens_with_happening, participle, tense,
};
use super::fr::{Found, find};
use super::lex::{Kind, Lexer, Token};
use super::resolve::{Context, resolve};
use super::value::{Day, DayPart, Granularity, Recurrence, Season, TimeValue, Unit};
use super::{Anchor, Dct, Missing, RangeEnd, Resolution, Signal, SignalKind, Timex, TimexClass};
use crate::text::Span;

/// Reads a text and hands over its expressions in order; it keeps no list of them.
pub(crate) struct Annotator<'a> {
    text: &'a str,
    dct: Option<&'a Dct>,
    tokens: Vec<Token>,
    found: Vec<Found>,
    last: Option<(Span, TimeValue)>,
    last_day: Option<(Span, Day)>,
    /// The last of them that is not to come, look backs left out.
    past_day: Option<(Span, Day)>,
    /// The last dates of the main story, while a look back in the pluperfect is told.
    main: Option<Told>,
    /// The month that was told last, and how many sentences ago.
    month: Option<(Span, i32, u8)>,
    months_ago: u32,
    /// The day that each weekday was last, from Monday on.
    weekdays: [Option<Day>; 7],
    /// The night that the last hours belong to, by its first day: « dans la nuit de mardi à
    /// mercredi ».
    night: Option<Day>,
    /// The Monday of the week that is told: « la semaine dernière ».
    week: Option<Day>,
    /// How many segments ago the last date was told.
    last_ago: u32,
    /// The last feast that was told.
    feast: Option<Day>,
    /// The last expression was « le lendemain ».
    after_next_day: bool,
    /// The last date of the chronicle that is told, entry by entry, and how many segments ago
    /// its last entry began.
    entry: Option<(Span, Day)>,
    entry_ago: u32,
    /// The story that is told in the present.
    narrative: Option<Narrative>,
    /// The last date was a year named in passing: « du jamais vu depuis 1995 ».
    passing: bool,
    /// A day that is over was told by a verb of the past.
    past_told: bool,
    /// What is known of the dates that open their sentences.
    run: Option<Run>,
}

/// The last date, the last that names a day, and the last month.
type Told = (Option<(Span, TimeValue)>, Option<(Span, Day)>, Option<(Span, i32, u8)>);

impl<'a> Annotator<'a> {
    pub(crate) fn new(text: &'a str, dct: Option<&'a Dct>) -> Annotator<'a> {
        // Most sentences have fewer tokens and expressions.
        let (tokens, found) = (Vec::with_capacity(256), Vec::with_capacity(8));
        Annotator {
            text,
            dct,
            tokens,
            found,
            last: None,
            last_day: None,
            past_day: None,
            main: None,
            month: None,
            months_ago: 0,
            weekdays: [None; 7],
            night: None,
            week: None,
            last_ago: 0,
            feast: None,
            after_next_day: false,
            entry: None,
            entry_ago: 0,
            narrative: None,
            passing: false,
            past_told: false,
            run: None,
        }
    }

    /// Reads `text[start..end]`; with `split` it looks for sentences itself.
    pub(crate) fn read(&mut self, span: Span, split: bool, emit: &mut impl FnMut(Timex)) {
        let mut lexer = Lexer::new(self.text, span.start, span.end, split);
        while lexer.segment(&mut self.tokens) {
            find(self.text, &self.tokens, &mut self.found);
            // « Le 14 novembre … Le 16 … »: a month holds for the sentence after its own.
            self.months_ago += 1;
            self.last_ago = self.last_ago.saturating_add(1);
            self.entry_ago = self.entry_ago.saturating_add(1);
            self.age_narrative();
            if self.months_ago > 2 {
                self.month = None;
            }
            if !self.found.is_empty() {
                self.resolve(emit);
            }
        }
    }

    fn resolve(&mut self, emit: &mut impl FnMut(Timex)) {
        let mut quotes = (0, false);
        let mut told: Option<(Span, i32, usize)> = None;
        let mut day_before: Option<Day> = None;
        let mut first_end: Option<(Span, Day)> = None;
        // The year or the season that opens the sentence: « En 2016, … ».
        let mut frame: Option<(Span, i32)> = None;
        let mut before = (self.last, self.last_day, self.after_next_day);
        for index in 0..self.found.len() {
            let mut found = self.found[index];
            // « à 16 heures la veille »: the hour and its day are counted from the same day.
            if index > 0 && same_day(&self.found[index - 1].expr, &found.expr) {
                (self.last, self.last_day, self.after_next_day) = before;
            }
            before = (self.last, self.last_day, self.after_next_day);
            if self.is_habit(&found)
                && let Some(weekday) = weekday_of(&found.expr)
            {
                let part = match found.expr {
                    TimeExpr::Time(_, DayTime::Part(part)) => Some(part),
                    _ => None,
                };
                found.expr = TimeExpr::Set(Recurrence::Weekday(weekday as u8 + 1, part));
            }
            let span = self.span(found.from, found.to);
            let over = || self.last_day.zip(self.dct).is_some_and(|((_, day), dct)| day < dct.day);
            let heads = index == 0 && self.heads_entry(&found);
            if heads {
                self.entry_ago = 0;
            }
            let tense = match needs_tense(&found.expr)
                && (!matches!(found.expr, TimeExpr::Time(None, _)) || over())
            {
                // The entries of a chronicle are over, whatever their tense: « 10 février : le
                // président est réélu ».
                true if heads => Tense::Past,
                true => self
                    .first_plan(&found, index)
                    .or_else(|| self.headed(&found))
                    .or_else(|| self.told_by(&found))
                    .unwrap_or_else(|| self.tense_of(&found)),
                false => Tense::Unknown,
            };
            // « Ils débouchent le 2 mai sur un texte qui prévoit un vote », in a chronicle.
            let tense = match tense {
                Tense::Future
                    if !heads
                        && (self.entry.is_some() && self.entry_ago <= ENTRY_REACH
                            || self.narrative.is_some())
                        && !has_future_verb(self.text, &self.tokens, found.from, found.to)
                        && self.told_by(&found).is_none() =>
                {
                    Tense::Present
                }
                tense => tense,
            };
            // « rendez-vous pour le mois de mars »
            let tense = match tense {
                Tense::Unknown if self.follows_pour(&found) => Tense::Future,
                tense => tense,
            };
            let run = index == 0 && self.is_run(&found, tense);
            // « le 6 juin … et mardi soir »: without a verb, as the one before.
            let tense = match (tense, day_before, self.dct) {
                (Tense::Unknown, Some(day), Some(dct))
                    if day < dct.day && weekday_of(&found.expr).is_some() =>
                {
                    Tense::Past
                }
                _ => tense,
            };
            // « fermé depuis la veille »: the day before now.
            if let TimeExpr::Date(DateExpr::Shift { count: -1, unit: Unit::Day, from: From::Text }) =
                found.expr
                && self.entry(found.from.saturating_sub(1)).key == "depuis"
                && self.tense_of(&found) == Tense::Present
            {
                let from = From::Speech;
                found.expr = TimeExpr::Date(DateExpr::Shift { count: -1, unit: Unit::Day, from });
            }
            let second = found.range == Some(RangeEnd::Second);
            let year = told.filter(|(_, _, at)| self.same_clause(*at, found.from));
            let year = year.map(|(span, year, _)| (span, year)).or(frame);
            let year = year.or_else(|| self.year_of_story(&found, index));
            let year = year.or_else(|| self.year_after(&found, index));
            let now = self.is_of_now(&found, index, tense);
            // « … a été convoqué lundi. Trois jours plus tôt, il avait menacé de partir. Le même
            // jour, … »: who leaves the pluperfect is back in the main story.
            // « le soir même »
            let counted = is_counted(&found.expr) || self.entry(found.to - 1).key == "meme";
            let back =
                self.main.filter(|_| self.last_ago > 0 && counted && !self.is_look_back(&found));
            let (last, mut last_day, month) =
                back.unwrap_or((self.last, self.last_day, self.month));
            // « Les débats se tiendront le 8 octobre. Le soir même, le conseil a voté »: what is over
            // is not counted from what is to come.
            if counted
                && last_day.zip(self.dct).is_some_and(|((_, day), dct)| day > dct.day)
                && self.tense_of(&found) == Tense::Past
            {
                last_day = self.past_day;
            }
            let context = Context {
                dct: self.dct,
                tense,
                last,
                last_day: last_day.filter(|_| !now),
                year,
                month,
                weekday: weekday_of(&found.expr).and_then(|weekday| self.weekdays[weekday]),
                article: self.tokens[found.from].word != 0 && self.entry(found.from).key == "le",
                of_noun: self.of_noun(&found),
                over: run
                    || found.signal.is_some_and(|(_, _, kind)| kind == SignalKind::Since)
                        && tense == Tense::Past
                        && self.entry(found.from.saturating_sub(1)).key == "depuis",
                passing: self.passing,
                night: self.night.filter(|_| !now),
                week: self.week,
                feast: self.feast,
                flow: self.last_ago <= FLOW,
                entry: self.entry.filter(|_| heads || self.entry_ago <= ENTRY_REACH),
                narrated: self.narrated(),
                after: first_end.filter(|_| second),
            };
            // « le lendemain … le surlendemain »: both are counted from the same day.
            let mut expr = found.expr;
            if let TimeExpr::Date(DateExpr::Shift { count, unit: Unit::Day, from: From::Text }) =
                &mut expr
            {
                if *count == 2 && self.after_next_day {
                    *count = 1;
                }
                self.after_next_day = *count == 1;
            }
            let mut resolved = resolve(&expr, &context);
            if let (TimeExpr::Date(DateExpr::Shift { from: From::Event, .. }), Some((told, _))) =
                (&expr, last_day)
                && !self.names_event(&found, told)
            {
                // « le lendemain de l'effondrement », where the date before is of another act.
                resolved.resolution = Resolution::Unresolved(Missing::Antecedent);
            }
            let signal =
                found.signal.map(|(from, to, kind)| Signal { span: self.span(from, to), kind });
            if let Resolution::Resolved { value, .. } = &resolved.resolution {
                let bounds = value.bounds(None);
                let quoted =
                    resolved.resolution.is_from_speech() && self.is_quoted(&mut quotes, found.from);
                // « Trois sont morts samedi, a indiqué dimanche la police »: the day of the telling
                // is not that of the story.
                let telling = day_before.is_some() && self.is_telling(&found);
                let aside = quoted || telling || self.is_compared(&found, value);
                if !aside {
                    self.narrate(&found, tense, &resolved.resolution, span);
                }
                if let Some(begin) = bounds.and_then(|bounds| bounds.begin).filter(|_| !aside) {
                    self.main = match self.is_look_back(&found) || self.is_apposed(&found, begin) {
                        true if self.last.is_some() => {
                            self.main.or(Some((self.last, self.last_day, self.month)))
                        }
                        true => self.main,
                        false => None,
                    };
                    self.last = Some((span, *value));
                    self.last_ago = 0;
                    self.passing = value.granularity() <= Some(Granularity::Year)
                        && found.signal.is_some_and(|(_, _, kind)| kind == SignalKind::Since);
                    // A chronicle goes on from entry to entry, and with what these tell on the
                    // way.
                    let fine = value.granularity() >= Some(Granularity::Month);
                    let on = heads
                        || self.entry_ago <= ENTRY_REACH
                            && self.entry.is_some_and(|(_, day)| begin > day);
                    if fine && on && (heads || tense != Tense::Future) {
                        self.entry = Some((span, begin));
                    }
                    self.tell_week(value);
                    if let Some(day) = value.day() {
                        self.past_told = self.past_told
                            || tense == Tense::Past && tells_past(self.text, &self.tokens, &found);
                        day_before = Some(day);
                        self.night = match found.expr {
                            TimeExpr::Time(None, DayTime::Clock(at)) => {
                                self.night.filter(|_| at.hour >= 18 || at.hour < 8)
                            }
                            expr => is_night(&expr).then_some(day),
                        };
                        if matches!(found.expr, TimeExpr::Date(DateExpr::Feast { .. })) {
                            self.feast = Some(day);
                        }
                        self.last_day = Some((span, day));
                        if self.main.is_none() && self.dct.is_none_or(|dct| day <= dct.day) {
                            self.past_day = self.last_day;
                        }
                        if has_month(&found.expr) {
                            self.month = Some((span, day.year(), day.month() as u8));
                            self.months_ago = 0;
                        }
                        if let Some(weekday) = weekday_of(&found.expr) {
                            self.weekdays[weekday] = Some(day);
                        }
                    }
                    if let TimeValue::Month(of, number) = value {
                        self.month = Some((span, *of, *number));
                        self.months_ago = 0;
                    }
                    // « Dans la deuxième semaine d'octobre … Le 18, … »
                    if let TimeExpr::Date(DateExpr::Nth { month: Some(month), .. }) = found.expr {
                        self.month = Some((span, begin.year(), month));
                        self.months_ago = 0;
                    }
                    first_end = (found.range == Some(RangeEnd::First)).then_some((span, begin));
                    let opens = found.from <= 1 && self.is_sign(found.to, ',');
                    if opens && frames(&found.expr) {
                        frame = Some((span, begin.year()));
                    }
                    if has_year(&found.expr) {
                        told = Some((span, begin.year(), found.to));
                    } else if resolved.resolution.is_from_speech() {
                        told = None;
                    }
                }
            } else if self.dct.is_none()
                && names_day(&found.expr)
                && !(index > 0 && self.is_telling(&found))
                && !self.is_quoted(&mut quotes, found.from)
            {
                // « En 2019, … Le 6 février, … Deux jours après, »: a day told last is counted
                // from, though nobody knows when it was.
                (self.last, self.last_day, self.month, self.main) = (None, None, None, None);
            }
            emit(Timex {
                span,
                signal,
                class: match (class(&found.expr), &resolved.resolution) {
                    // « il y a vingt-quatre heures », where now has no hour
                    (TimexClass::Time, Resolution::Resolved { value: TimeValue::Day(_), .. }) => {
                        TimexClass::Date
                    }
                    (class, _) => class,
                },
                rule: found.rule.into(),
                resolution: resolved.resolution,
                modifier: found.modifier,
                inferred: resolved.inferred,
                weekday: resolved.weekday,
                range: found.range,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Span;
    use crate::timex::tag::parse_dct;
    use crate::timex::{annotate, annotate_text};
    use proptest::prelude::*;

    /// Pieces that dates are made of, and what breaks readers.
    const PIECES: &[&str] = &[
        "le ",
        "11",
        " ",
        "novembre",
        "lundi",
        "12:30",
        "/",
        "-",
        "à ",
        "du ",
        "au ",
        "’",
        "l’",
        "été",
        "\n",
        "\u{202f}",
        "\u{300}",
        "e\u{301}",
        "é",
        "🎉",
        "日本",
        "XIXe siècle",
        "il y a ",
        "deux ",
        "mille ",
        "ans",
        "99999999999",
        ".",
        ",",
        "(",
        "h",
        "fin ",
        "de ",
        "la ",
        "veille",
        "tard ",
        "plus ",
        "nuit ",
        "mardi ",
        "et ",
        "demi",
        "av. J.-C.",
        "1er ",
        "ᵉ",
        "\u{feff}",
        "\0",
        "'",
    ];

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_boundaries_whatever_the_text(
            picks in prop::collection::vec(0..PIECES.len(), 0..60),
            dated in any::<bool>(),
        ) {
            let text: String = picks.iter().map(|pick| PIECES[*pick]).collect();
            let dct = parse_dct("2024-11-12").filter(|_| dated);
            let mut last = 0;
            for timex in annotate_text(&text, dct.as_ref()).value {
                prop_assert!(timex.span.start >= last && timex.span.end > timex.span.start);
                prop_assert!(text.get(timex.span.range()).is_some());
                last = timex.span.end;
                if let Some(signal) = timex.signal {
                    prop_assert!(signal.span.end <= timex.span.start);
                    prop_assert!(text.get(signal.span.range()).is_some());
                }
                let _ = (timex.bounds(), timex.edtf(), timex.timex3());
            }
        }

        #[test]
        fn nothing_is_read_outside_the_sentences(cut in 0usize..40) {
            let text = "Il part lundi 11 novembre 2024. Elle vient demain à 8 heures.";
            let sentence = Span::new(0, cut.min(text.find('à').unwrap_or(0)));
            let found = annotate(text, &[sentence], None).value;
            prop_assert!(found.iter().all(|timex| sentence.contains(timex.span)));
        }
    }

    #[test]
    fn a_weekday_that_is_not_that_of_its_date_is_told() {
        let noted = annotate_text("Signé le mardi 11 novembre 2024.", None);
        assert_eq!(noted.value[0].timex3().as_deref(), Some("2024-11-11"));
        assert_eq!(
            noted.notes[0].message(),
            "« le mardi 11 novembre 2024 » is a Monday (2024-11-11)"
        );
    }

    #[test]
    fn a_date_is_read_through_a_line_break() {
        let noted = annotate_text("Signé le lundi\n11 novembre\u{a0}2024.", None);
        assert_eq!(noted.value[0].timex3().as_deref(), Some("2024-11-11"));
        assert_eq!(noted.value.len(), 1);
    }
}
