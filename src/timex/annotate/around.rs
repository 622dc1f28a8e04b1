//! What the words around an expression say of it: its tense, its year, whether it recurs or stands
//! in a quotation.

use super::kind::*;
use super::*;

impl Annotator<'_> {
    /// Whether a year told at `from` still holds at `to`: « en 97 (en janvier, en octobre) », but
    /// not « réélu en 2019 et battu en juin ».
    pub(super) fn same_clause(&self, from: usize, to: usize) -> bool {
        let between = self.tokens.get(from..to).unwrap_or_default();
        let opened = between.iter().any(|t| t.kind == Kind::Sign && t.value == u32::from('('));
        opened || to <= from + 5 && !(from..to).any(|at| is_verb(self.text, &self.tokens, at))
    }

    pub(super) fn is_sign(&self, index: usize, sign: char) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: index };
        cursor.is_sign(0, sign)
    }

    /// « fermé le lundi »: the weekday with its article, alone, where the words tell a habit.
    pub(super) fn is_habit(&self, found: &Found) -> bool {
        let words = match found.expr {
            TimeExpr::Date(_) => 2,
            TimeExpr::Time(_, DayTime::Part(_)) => 3,
            _ => return false,
        };
        weekday_of(&found.expr).is_some()
            && found.range.is_none()
            && found.to == found.from + words
            && self.entry(found.from).key == "le"
            && is_habit(self.text, &self.tokens, found.from, found.to)
    }

    /// The year of the date that follows in the same breath: « le 10 avril, puis le 24 avril 2022 ».
    pub(super) fn year_after(&self, found: &Found, index: usize) -> Option<(Span, i32)> {
        let next = self.found.get(index + 1).filter(|_| found.range.is_none())?;
        let day = |expr: &TimeExpr| match expr {
            TimeExpr::Date(DateExpr::Calendar(date)) if date.step == 0 => {
                Some((date.month?, date.day?, date.year))
            }
            _ => None,
        };
        let (month, of, None) = day(&found.expr)? else { return None };
        let (after, then, Some(YearExpr::Full(year))) = day(&next.expr)? else { return None };
        let between = found.to..next.from;
        let near = between.len() <= YEAR_REACH
            && !between.clone().any(|at| is_verb(self.text, &self.tokens, at));
        let span = self.span(next.from, next.to);
        (near && (month, of) <= (after, then)).then_some((span, year))
    }

    /// The year of a date that lacks it, from the dates told before: where the day of publication
    /// is not known, and where a verb tells history.
    pub(super) fn year_of_story(&self, found: &Found, index: usize) -> Option<(Span, i32)> {
        let (span, value) = self.last?;
        let (month, day) = match found.expr {
            TimeExpr::Date(DateExpr::Calendar(PartialDate {
                year: None,
                month: Some(month),
                day,
                step: 0,
                ..
            })) => (u32::from(month), u32::from(day.unwrap_or(1))),
            _ => return None,
        };
        let told = value.bounds(None)?.begin?;
        // « Quatre ans de silence, puis, le 8 février, … »: nobody knows of which year.
        if self.dct.is_none()
            && self.found[..index].iter().any(|before| before.from <= 1 && is_years(&before.expr))
        {
            return None;
        }
        match self.dct {
            // « En 1923, il passa un mois là-bas. Ses articles, parus le 8 août, »: a year holds for
            // the sentence after its own.
            None if self.last_ago <= 1 && matches!(value, TimeValue::Year(_)) && !self.passing => {
                Some((span, told.year()))
            }
            // « Appel a été interjeté le 4 avril »: the nearest to the date before.
            None if self.last_ago <= STORY_REACH
                && value.granularity() >= Some(crate::timex::Granularity::Month) =>
            {
                let near = [told.year(), told.year() + 1, told.year() - 1];
                near.into_iter()
                    .filter_map(|year| Some((year, Day::new(year, month, day)?)))
                    .min_by_key(|(_, day)| day.since(told).abs())
                    .map(|(year, _)| (span, year))
            }
            Some(dct)
                if told.year() < dct.day.year() - 1
                    && is_history(self.text, &self.tokens, found.from, found.to) =>
            {
                Some((span, told.year()))
            }
            _ => None,
        }
    }

    /// Whether an hour or a part of the day is one of today though another day was told: « née
    /// mercredi, la tempête arrivera en fin d'après-midi », « 20 h 44 - Le vote est clos. »
    pub(super) fn is_of_now(&self, found: &Found, index: usize, tense: Tense) -> bool {
        let TimeExpr::Time(None, time) = found.expr else { return false };
        let (Some(dct), Some((_, day))) = (self.dct, self.last_day) else { return false };
        let stamped = self.is_sign(found.to, '-') || self.is_sign(found.to, ':');
        let opens = found.from.checked_sub(1).is_none_or(|before| {
            ['.', '!', '?', '»', '"'].iter().any(|end| self.is_sign(before, *end))
        });
        if matches!(time, DayTime::Clock(_)) && opens && stamped {
            return true;
        }
        let close = index
            .checked_sub(1)
            .is_some_and(|before| self.found[before].to + HOUR_REACH >= found.from);
        day < dct.day && !close && !matches!(time, DayTime::Night(..)) && tense == Tense::Future
    }

    /// Whether the token at `from` is inside a quotation that this segment opens; `quotes` is how
    /// far the marks were looked at, and whether one was open there.
    pub(super) fn is_quoted(&self, quotes: &mut (usize, bool), from: usize) -> bool {
        for token in self.tokens.get(quotes.0..from).unwrap_or_default() {
            if token.kind == Kind::Sign {
                match char::from_u32(token.value) {
                    Some('«' | '“') => quotes.1 = true,
                    Some('»' | '”') => quotes.1 = false,
                    _ => {}
                }
            }
        }
        quotes.0 = quotes.0.max(from);
        quotes.1
    }

    /// Remembers a week that is over, and forgets it at a date outside.
    pub(super) fn tell_week(&mut self, value: &TimeValue) {
        match (value, self.dct) {
            (TimeValue::Week(year, week), Some(dct)) => {
                self.week = Day::monday(*year, *week).filter(|monday| monday.plus(6) < dct.day);
            }
            _ => {
                let inside = self
                    .week
                    .zip(value.day())
                    .is_some_and(|(monday, day)| (0..7).contains(&day.since(monday)));
                if !inside {
                    self.week = None;
                }
            }
        }
    }

    pub(super) fn follows_pour(&self, found: &Found) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        cursor.entry_at(-1).key == "pour"
    }

    /// Whether a year is but compared with: « en hausse par rapport à 2013 », « de plus qu'en
    /// 2013 ».
    pub(super) fn is_compared(&self, found: &Found, value: &TimeValue) -> bool {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        value.granularity() <= Some(Granularity::Year)
            && match cursor.entry_at(-1).key {
                "a" | "au" => {
                    let noun = found.from.checked_sub(2).map_or("", |at| cursor.raw_at(at));
                    noun == "rapport" || participle(noun) == Some("compar")
                }
                "en" => cursor.entry_at(-2).key == "qu'",
                _ => false,
            }
    }

    /// The tense of a first plan that was changed since: « fixée d'abord à mardi », « initialement
    /// prévu lundi », « devait d'abord partir mardi ». It is over, unless the day to which it was
    /// put off comes after it: « prévu d'abord samedi, le match aura lieu dimanche ».
    pub(super) fn first_plan(&self, found: &Found, index: usize) -> Option<Tense> {
        if !(names_day(&found.expr) || is_month(&found.expr)) {
            return None;
        }
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        let words = (0..found.from)
            .rev()
            .take(PLAN_REACH)
            .take_while(|at| self.tokens[*at].kind == Kind::Word);
        let (mut first, mut plan) = (false, false);
        for at in words {
            let (word, last) = (cursor.raw_at(at), at.checked_sub(1));
            let last = last.map_or("", |last| self.entry(last).key);
            first |= match word {
                "abord" => last == "d'",
                "origine" => last == "l'",
                _ => matches!(word, "initialement" | "Initialement"),
            };
            plan |= matches!(word, "devait" | "devaient") || is_planned(word);
        }
        if !(first && plan) {
            return None;
        }
        let days = |expr: &TimeExpr| {
            let weekday = weekday_of(expr)? as i64 + 1;
            Some((weekday - i64::from(self.dct?.day.weekday())).rem_euclid(7))
        };
        let next = self.found.get(index + 1).filter(|next| self.tense_of(next) != Tense::Past);
        let later = next.and_then(|next| days(&next.expr));
        let to_come = days(&found.expr).zip(later).is_some_and(|(plan, later)| plan < later);
        Some(if to_come { Tense::Future } else { Tense::Past })
    }

    /// « depuis janvier » is past, « d'ici mars » and « fixé au 3 mars » are to come.
    pub(super) fn told_by(&self, found: &Found) -> Option<Tense> {
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: found.from };
        // « reporté à jeudi », « renvoie l'examen du dossier à la mi-mars »
        let moved = || {
            (0..found.from.saturating_sub(1))
                .rev()
                .take(MOVED_REACH)
                .take_while(|index| self.tokens[*index].kind == Kind::Word)
                .map(|index| {
                    (MOVED.iter().any(|stem| cursor.raw_at(index).starts_with(stem)), index)
                })
                // « le reporter a été tué à la mi-août »: the nearest verb is what counts.
                .find(|(moved, index)| *moved || is_verb(self.text, &self.tokens, *index))
                .is_some_and(|(moved, _)| moved)
        };
        // « la réunion qui devait se tenir jeudi a été annulée »: told before that day.
        let called_off = || {
            let word = |at: usize| cursor.raw_at(at);
            let plan = (found.from.saturating_sub(PLAN_REACH)..found.from)
                .any(|at| matches!(word(at), "devait" | "devaient"));
            let off = |at: usize| OFF.iter().any(|stem| word(at).starts_with(stem));
            plan && (0..self.tokens.len()).any(off)
        };
        if weekday_of(&found.expr).is_some() && called_off() {
            return Some(Tense::Future);
        }
        match cursor.entry_at(-1).key {
            "avant" if self.is_not_until(found.from) => Some(Tense::Future),
            "a" | "au" if moved() => Some(Tense::Future),
            // « un entretien à paraître dimanche »
            // but not « ils étaient 600, dit-on, à marcher dimanche » or « réussi à partir mardi »
            "" if cursor.raw_at(found.from.wrapping_sub(2)) == "à"
                && found.from.checked_sub(3).is_some_and(|noun| {
                    self.tokens[noun].kind == Kind::Word && !is_verb(self.text, &self.tokens, noun)
                })
                && ["er", "ir", "re"]
                    .iter()
                    .any(|ending| cursor.raw_at(found.from.wrapping_sub(1)).ends_with(ending)) =>
            {
                Some(Tense::Future)
            }
            "depuis" => Some(Tense::Past),
            // « annoncé pour mardi », « rendez-vous est pris pour mars »
            "pour" if participle(cursor.raw_at(found.from.wrapping_sub(2))).is_some() => {
                Some(Tense::Future)
            }
            "ici" => Some(Tense::Future),
            // « ils ont jusqu'à mi-juillet », but « ils ont tenu jusqu'en mars »
            "a" | "au" | "en"
                if cursor.entry_at(-2).key == "jusqu'"
                    && matches!(
                        cursor.raw_at(found.from.wrapping_sub(3)),
                        "a" | "ont" | "avons" | "avez"
                    ) =>
            {
                Some(Tense::Future)
            }
            "au" if found.range.is_none() && cursor.at(0)?.kind != Kind::Word => {
                Some(Tense::Future)
            }
            "a" if cursor.entry_at(-2).key == "ici" => Some(Tense::Future),
            _ => None,
        }
    }

    /// « Rien n'est joué avant dimanche »: what is not so before a day is said of one to come.
    fn is_not_until(&self, from: usize) -> bool {
        let raw = |at: usize| &self.text[self.tokens[at].start..self.tokens[at].end];
        (from.saturating_sub(NOT_REACH)..from)
            .rev()
            .take_while(|at| self.tokens[*at].kind == Kind::Word)
            .any(|at| {
                at > 0
                    && matches!(raw(at), "est" | "sont")
                    && matches!(self.entry(at - 1).key, "n'" | "ne")
            })
    }

    /// The tense around an expression. A month needs more to be to come: « les départs prévus
    /// par l'accord de mars » are over, « auront lieu en mars » and « sont prévus en mars » not.
    pub(super) fn tense_of(&self, found: &Found) -> Tense {
        let (from, to) = (found.from, found.to);
        match tense(self.text, &self.tokens, from, to) {
            // « L'inflation, de 2,2 % en août, devrait remonter »: what an aside tells is not what
            // the verb tells.
            Tense::Future
                if is_month(&found.expr)
                    && (!has_future_verb(self.text, &self.tokens, from, to)
                        || self.is_aside(from, to)) =>
            {
                Tense::Unknown
            }
            // « Après la grisaille de mardi, le soleil s'impose »: what comes after it is now.
            tense if tense != Tense::Past && self.is_after(found) => Tense::Past,
            // « Lourde défaite samedi soir »
            Tense::Unknown
                if weekday_of(&found.expr).is_some()
                    && opens_with_happening(self.text, &self.tokens, from) =>
            {
                Tense::Past
            }
            tense => tense,
        }
    }

    /// Whether a day belongs to a noun that opens its sentence after « après », and no verb of what
    /// is to come follows.
    fn is_after(&self, found: &Found) -> bool {
        weekday_of(&found.expr).is_some()
            && (2..=ASIDE_REACH).contains(&found.from)
            && self.entry(0).key == "apres"
            && matches!(self.entry(found.from - 1).key, "de" | "du")
            && self.tokens[..found.from].iter().all(|token| token.kind == Kind::Word)
            && !has_future_verb(self.text, &self.tokens, found.from, found.to)
    }

    /// Whether the words stand between two commas, after words that hold no verb.
    pub(super) fn is_aside(&self, from: usize, to: usize) -> bool {
        let comma = (0..from).rev().take(ASIDE_REACH).find(|at| self.is_sign(*at, ','));
        self.is_sign(to, ',')
            && comma.is_some_and(|comma| {
                comma > 0 && !(0..from).any(|at| is_verb(self.text, &self.tokens, at))
            })
    }

    /// « l'accord de mars »: a month that belongs to a noun.
    pub(super) fn of_noun(&self, found: &Found) -> bool {
        let Some(noun) = found.from.checked_sub(2) else { return false };
        is_month(&found.expr)
            && found.range.is_none()
            && found.signal.is_none()
            && matches!(self.entry(found.from - 1).key, "de" | "d'")
            && self.tokens[noun].kind == Kind::Word
            && !self.entry(noun).grammar
            && !["partir", "compter", "cours", "autour", "milieu"].contains(&self.entry(noun).key)
            && !is_verb(self.text, &self.tokens, noun)
    }

    /// Whether what stands around the date told last, or between it and an expression, names the
    /// event that follows the expression: « a frappé le 3 mars … au lendemain de la frappe ».
    pub(super) fn names_event(&self, found: &Found, told: Span) -> bool {
        let noun = (found.to..self.tokens.len()).take(EVENT_REACH).find(|at| {
            self.tokens[*at].kind == Kind::Word
                && self.tokens[*at].end - self.tokens[*at].start >= STEM
        });
        let Some(noun) = noun else { return true };
        let word = |at: usize| &self.text[self.tokens[at].start..self.tokens[at].end];
        let stem: String = crate::text::fold(word(noun)).chars().take(STEM).collect();
        let from = told.start.saturating_sub(EVENT_TEXT).min(self.text.len());
        let from = (from..=told.start).find(|at| self.text.is_char_boundary(*at));
        let until = self.tokens[found.from].start;
        let around = self.text.get(from.unwrap_or(told.start)..until).unwrap_or_default();
        crate::text::fold(around).contains(&stem)
    }

    pub(super) fn entry(&self, index: usize) -> &'static Entry {
        LEXICON.entry(self.tokens[index].word)
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.tokens[from].start, self.tokens[to - 1].end)
    }
}

/// How many tokens after « le lendemain » its event is named: « de la mise en examen ».
const EVENT_REACH: usize = 5;

/// Letters by which a noun is known again: « frappe », « a frappé ».
const STEM: usize = 5;

/// How many bytes before a date may name what it dates.
const EVENT_TEXT: usize = 160;

/// How words begin that call an event off.
const OFF: &[&str] = &["annul", "report", "ajourn", "repouss", "déprogramm"];

/// How words begin that move an event to a later day.
const MOVED: &[&str] = &[
    "report", "repouss", "ajourn", "renvo", "renverr", "différ", "décal", "prolong", "fix",
    "convoqu", "remis", "recondui",
];

/// How near, in tokens, a date with its year is to the one before it that lacks it.
const YEAR_REACH: usize = 6;

/// How many segments a date without a day of publication is looked back for.
const STORY_REACH: u32 = 3;

/// How near, in tokens, an hour is to the day before it to be of it.
const HOUR_REACH: usize = 4;

/// How many tokens before an expression its aside begins.
const ASIDE_REACH: usize = 8;

/// How many words before « avant » hold « n'est ».
const NOT_REACH: usize = 6;

/// How many words before a date tell that it was a first plan.
const PLAN_REACH: usize = 8;

/// How many words before « à » they are looked for.
const MOVED_REACH: usize = 8;
