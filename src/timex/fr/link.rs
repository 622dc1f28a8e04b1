//! What neighbours do to each other: « mardi » and « soir », the ends of a range, the hour and
//! its day, the word before that is a signal.

use super::cursor::Cursor;
use super::find::Found;
use super::lexicon::LEXICON;
use super::rules::range_to;
use crate::timex::expr::{DateExpr, DayTime, PartialDate, TimeExpr, YearExpr};
use crate::timex::lex::{Kind, Token};
use crate::timex::value::{DayPart, Duration, Modifier, Recurrence, TimeOfDay, Unit};
use crate::timex::{RangeEnd, SignalKind};

/// Joins neighbours, completes ranges, finds signals, and drops what counts only in company.
pub(crate) fn link(text: &str, tokens: &[Token], found: &mut Vec<Found>) {
    if found.is_empty() {
        return;
    }
    let cursor = |pos| Cursor { text, tokens, pos };
    found.iter_mut().for_each(|f| hour(&cursor, f));
    join(&cursor, tokens, found);
    found.retain(|f| !f.weak);
    let mut day_before: Option<(usize, usize)> = None;
    for index in 1..found.len() {
        let (left, right) = found.split_at_mut(index);
        let (Some(a), Some(b)) = (left.last_mut(), right.first_mut()) else { continue };
        small_hours(&cursor, a, b);
        // « de lundi 18 heures à mardi midi »: what opens the range stands before the day.
        let start = day_before.filter(|(_, to)| *to == a.from).map(|(from, _)| from);
        range(&cursor, start, a, b);
        day_before = matches!(a.expr, TimeExpr::Date(date) if is_day(&date) && a.range.is_none())
            .then_some((a.from, a.to));
    }
    for index in 1..found.len() {
        day_of_hour(&cursor, found, index);
    }
    for f in found.iter_mut() {
        late(&cursor, f);
        signal(&cursor, f);
    }
    for index in (1..found.len()).rev() {
        let (left, right) = found.split_at_mut(index);
        if let (Some(a), Some(b)) = (left.last_mut(), right.first()) {
            listed_day(&cursor, a, b);
        }
    }
}

/// « à 14 h lundi », « de 9 h à 11 h demain matin »: the day after an hour is its day.
fn day_of_hour<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, found: &mut [Found], index: usize) {
    let (a, b) = (found[index - 1], found[index]);
    let (date, part) = match b.expr {
        TimeExpr::Date(date) if is_day(&date) => (date, None),
        TimeExpr::Time(Some(date), DayTime::Part(part)) => (date, Some(part)),
        _ => return,
    };
    // « À la mi-journée, lundi, la Bourse perdait 2 % »
    let (after, before) = (cursor(a.to), cursor(b.to));
    let first = index == 1;
    let aside = first && b.from == a.to + 1 && after.is_sign(0, ',') && before.is_sign(0, ',');
    if a.to != b.from && !(aside && a.range.is_none()) {
        return;
    }
    if let (true, TimeExpr::Time(None, DayTime::Part(of)), None) = (aside, a.expr, part) {
        found[index - 1].expr = TimeExpr::Time(Some(date), DayTime::Part(of));
        return;
    }
    let first = match a.range {
        Some(RangeEnd::Second) => index - 2,
        _ => index - 1,
    };
    for hour in &mut found[first..index] {
        if let TimeExpr::Time(None, DayTime::Clock(at)) = hour.expr {
            let at = part.map_or(at, |part| afternoon(at, part));
            hour.expr = TimeExpr::Time(Some(date), DayTime::Clock(at));
        }
    }
}

/// « vers 3 heures, dans la nuit de lundi à mardi »: the small hours are of the second day.
fn small_hours<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, a: &mut Found, b: &Found) {
    let mut c = cursor(a.to);
    c.sign(',');
    c.word("dans");
    if let (
        TimeExpr::Time(None, DayTime::Clock(at)),
        TimeExpr::Time(Some(DateExpr::Calendar(date)), DayTime::Part(DayPart::Night)),
    ) = (a.expr, b.expr)
        && c.pos == b.from
    {
        let days = i32::from(at.hour < 8);
        a.expr = TimeExpr::Time(Some(DateExpr::After { days, date }), DayTime::Clock(at));
    }
}

/// « du 5, du 12 et du 19 septembre »: a bare day has the month of the day it is listed with.
fn listed_day<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, a: &mut Found, b: &Found) {
    let mut c = cursor(a.to);
    if c.sign(',').is_none() || c.any(&["du", "au"]).is_none() || c.pos != b.from {
        return;
    }
    if let (TimeExpr::Date(DateExpr::Calendar(first)), TimeExpr::Date(DateExpr::Calendar(second))) =
        (&mut a.expr, &b.expr)
        && first.month.is_none()
        && first.year.is_none()
        && first.weekday.is_none()
        && first.of_month.is_none()
        && second.day.is_some()
    {
        *first = PartialDate { day: first.day, weekday: None, ..*second };
    }
}

/// Puts together what is one expression: a day and a part of it, an hour and its part.
fn join<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, tokens: &[Token], found: &mut Vec<Found>) {
    let mut kept = 0;
    for index in 0..found.len() {
        found[kept] = found[index];
        kept += 1;
        // « trois heures et quart demain après-midi »: the day and its part, then both and the hour
        while kept > 1
            && let Some(joined) = joined(cursor, tokens, &found[kept - 2], &found[kept - 1])
        {
            found[kept - 2] = joined;
            kept -= 1;
        }
    }
    found.truncate(kept);
}

fn joined<'a>(
    cursor: &impl Fn(usize) -> Cursor<'a>,
    tokens: &[Token],
    a: &Found,
    b: &Found,
) -> Option<Found> {
    if a.range.is_some() || b.range.is_some() {
        return None;
    }
    let gap = Gap::between(cursor, a.to, b.from)?;
    let whole = |expr, modifier: Option<Modifier>| {
        Some(Found { to: b.to, expr, modifier, weak: false, ..*a })
    };
    match (a.expr, b.expr) {
        // « mardi dans la journée »
        (TimeExpr::Date(date), TimeExpr::Date(DateExpr::Same(Unit::Day)))
            if is_day(&date) && gap == Gap::Into && cursor(b.to - 1).entry().key == "journee" =>
        {
            whole(TimeExpr::Date(date), a.modifier)
        }
        // « mardi soir », « le 2 mars au matin », « lundi dans l'après-midi », « jeudi à l'aube »
        (TimeExpr::Date(date), TimeExpr::Time(None, DayTime::Part(part)))
            if is_day(&date) && matches!(gap, Gap::None | Gap::Into | Gap::From | Gap::At) =>
        {
            whole(TimeExpr::Time(Some(date), DayTime::Part(part)), b.modifier.or(a.modifier))
        }
        // « la matinée du 15 février », « le soir du 3 mars », « le matin de Noël »
        (TimeExpr::Time(None, DayTime::Part(part)), TimeExpr::Date(date))
            if is_day(&date)
                && matches!(gap, Gap::Of | Gap::None)
                // « la nuit du 22 décembre au 2 janvier » are many nights.
                && !(gap == Gap::Of && cursor(b.to).sees(&["au"])) =>
        {
            whole(TimeExpr::Time(Some(date), DayTime::Part(part)), a.modifier)
        }
        // « demain matin 11h », « ce soir à 8 »
        (
            TimeExpr::Time(Some(date), DayTime::Part(part)),
            TimeExpr::Time(None, DayTime::Clock(at)),
        ) if gap == Gap::None || gap == Gap::At && fragment(tokens, a, b) => {
            whole(TimeExpr::Time(Some(date), DayTime::Clock(afternoon(at, part))), None)
        }
        // « demain 17:00 »; « lundi à 10 h » where nothing else is said
        (TimeExpr::Date(date), TimeExpr::Time(None, DayTime::Clock(at)))
            if is_day(&date)
                && (gap == Gap::None && written_beside(&cursor(b.from))
                    || matches!(gap, Gap::None | Gap::At) && fragment(tokens, a, b)) =>
        {
            whole(TimeExpr::Time(Some(date), DayTime::Clock(at)), b.modifier)
        }
        // « dix heures mercredi matin »
        (
            TimeExpr::Time(None, DayTime::Clock(at)),
            TimeExpr::Time(Some(date), DayTime::Part(part)),
        ) if gap == Gap::None && fragment(tokens, a, b) => {
            whole(TimeExpr::Time(Some(date), DayTime::Clock(afternoon(at, part))), None)
        }
        // « 15 heures tous les jours », « tous les soirs à 21 h »
        (TimeExpr::Time(None, DayTime::Clock(at)), TimeExpr::Set(set))
        | (TimeExpr::Set(set), TimeExpr::Time(None, DayTime::Clock(at)))
            if daily(&set) && matches!(gap, Gap::None | Gap::At) =>
        {
            whole(TimeExpr::Set(Recurrence::Time(at)), None)
        }
        (TimeExpr::Time(None, DayTime::Clock(at)), TimeExpr::Date(date))
            if is_day(&date) && gap == Gap::None && fragment(tokens, a, b) =>
        {
            whole(TimeExpr::Time(Some(date), DayTime::Clock(at)), a.modifier)
        }
        _ => None,
    }
}

/// Whether an hour makes one expression with the day before it: « demain 17:00 », « mardi midi »,
/// « dimanche soir à 8 ».
fn written_beside(hour: &Cursor<'_>) -> bool {
    hour.is_sign(1, ':') || hour.sees(&["midi", "minuit"]) || hour.entry().part.is_some()
}

/// « ce soir à 8 »: a bare number is an hour after a part of the day.
fn hour<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, f: &mut Found) {
    let (date, part, set) = match f.expr {
        TimeExpr::Time(date, DayTime::Part(part)) => (date, part, false),
        TimeExpr::Set(set) if daily(&set) => (None, DayPart::Daytime, true),
        _ => return,
    };
    let mut c = cursor(f.to);
    let found = c.attempt(|c| {
        c.word("a")?;
        let hour = c.small(2, 0, 24)?;
        let free = c.peek().is_none_or(|next| next.kind == Kind::Sign && !c.is_sign(0, ':'));
        free.then_some(TimeOfDay { hour, minute: 0, second: 0 })
    });
    if let Some(at) = found {
        f.expr = if set {
            TimeExpr::Set(Recurrence::Time(at))
        } else {
            TimeExpr::Time(date, DayTime::Clock(afternoon(at, part)))
        };
        f.to = c.pos;
        f.weak = false;
    }
}

/// What stands between two expressions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    /// « à », « vers », « , à »
    At,
    /// « au », « dans », « en », « , »
    Into,
    /// « du », « de »
    Of,
    /// « d' »
    From,
}

impl Gap {
    fn between<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, from: usize, to: usize) -> Option<Gap> {
        let mut c = cursor(from);
        if from == to {
            return Some(Gap::None);
        }
        let comma = c.sign(',').is_some();
        if c.pos == to {
            return None;
        }
        let gap =
            match c.any(&["a", "vers", "au", "dans", "en", "du", "de", "d'", "des", "autour"])? {
                "a" | "vers" => {
                    c.any(&["environ", "vers"]);
                    Gap::At
                }
                "autour" => {
                    c.any(&["de"])?;
                    Gap::At
                }
                "du" | "de" => Gap::Of,
                "d'" => Gap::From,
                _ => Gap::Into,
            };
        (c.pos == to && !(comma && gap != Gap::At)).then_some(gap)
    }
}

/// Whether the two are all that is said: a query or a form, where day and hour are one.
fn fragment(tokens: &[Token], a: &Found, b: &Found) -> bool {
    let small = ["le", "a", "dans", "pour", "vers", "de", "du", "au", "la", "en", "des", "l'"];
    let other =
        |token: &Token| token.kind != Kind::Sign && !small.contains(&LEXICON.entry(token.word).key);
    !tokens[..a.from].iter().any(other) && !tokens[b.to..].iter().any(other)
}

/// Whether a set recurs every day.
fn daily(set: &Recurrence) -> bool {
    *set == Recurrence::Every(Duration::whole(1, Unit::Day)) || matches!(set, Recurrence::Part(_))
}

/// Whether a date is a day, so that it can have parts.
pub(crate) fn is_day(date: &DateExpr) -> bool {
    match date {
        DateExpr::Calendar(date) => date.day.is_some() || date.weekday.is_some(),
        DateExpr::Shift { unit, .. } => *unit == Unit::Day,
        DateExpr::Step { period, .. } => {
            matches!(period, crate::timex::expr::Period::Weekday(_))
        }
        DateExpr::After { .. } | DateExpr::InWeek { .. } | DateExpr::Feast { .. } => true,
        DateExpr::Same(unit) => *unit == Unit::Day,
        _ => false,
    }
}

/// The hour on 24, by the part of the day beside it.
fn afternoon(at: TimeOfDay, part: DayPart) -> TimeOfDay {
    let late = matches!(part, DayPart::Afternoon | DayPart::Evening) && at.hour < 12;
    TimeOfDay { hour: if late { at.hour + 12 } else { at.hour }, ..at }
}

/// Makes a range of two neighbours, and gives the first what only the second says. `day` is where
/// the day of the first begins, if `a` is but its hour.
fn range<'a>(
    cursor: &impl Fn(usize) -> Cursor<'a>,
    day: Option<usize>,
    a: &mut Found,
    b: &mut Found,
) {
    if a.range.is_some() || b.range.is_some() {
        return;
    }
    let mut c = cursor(a.to);
    let and = c.sees(&["et", "ou"]);
    let hyphen = c.is_sign(0, '-');
    if range_to(&mut c).is_none() || c.pos != b.from {
        return;
    }
    let opener = cursor(day.unwrap_or(a.from)).entry_at(-1).key;
    let opened = matches!(opener, "du" | "de" | "d'" | "entre" | "des");
    if and && opener != "entre" || !and && !hyphen && !opened && !bare_range(a, b) {
        return;
    }
    match (&mut a.expr, &b.expr) {
        (TimeExpr::Date(first), TimeExpr::Date(second)) => share(first, second),
        (TimeExpr::Time(..), TimeExpr::Time(..)) => {}
        (TimeExpr::Date(_), TimeExpr::Time(..)) if opened && !and => {}
        (TimeExpr::Time(..), TimeExpr::Date(_)) if opened && !and && day.is_some() => {}
        _ => return,
    }
    a.range = Some(RangeEnd::First);
    b.range = Some(RangeEnd::Second);
}

/// « 10 juin au 1er juillet » needs no word before it.
fn bare_range(a: &Found, b: &Found) -> bool {
    matches!(a.expr, TimeExpr::Date(_)) && matches!(b.expr, TimeExpr::Date(_))
}

/// « de juin à août 2023 »: the year of the second is that of the first.
fn share(first: &mut DateExpr, second: &DateExpr) {
    if let (DateExpr::Calendar(a), DateExpr::Calendar(b)) = (first, second) {
        let PartialDate { year, month, day, step, .. } = *b;
        if a.year.is_none()
            && a.step == 0
            && (a.month.is_some() || a.day.is_some())
            && month.is_some()
        {
            if a.month.is_none() && a.weekday.is_none() {
                a.month = month;
            }
            if a.month.is_some() && (year.is_some() || step != 0) {
                // « du 15 décembre au 15 février 2022 » begins the year before.
                let before = (a.month, a.day) > (month, day) && (a.day.is_some() == day.is_some());
                a.year = match year {
                    Some(YearExpr::Full(year)) if before => Some(YearExpr::Full(year - 1)),
                    year => year,
                };
                a.step = step;
            }
        }
    }
}

/// « tard lundi soir », « très tôt mardi matin »: the word before is part of it.
fn late<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, f: &mut Found) {
    let TimeExpr::Time(Some(_), DayTime::Part(_)) = f.expr else { return };
    let back = |n: usize| f.from.checked_sub(n).map_or("", |i| cursor(i).entry().key);
    let modifier = match back(1) {
        "tot" => Modifier::Start,
        "tard" => Modifier::End,
        _ => return,
    };
    let width = match back(2) {
        "plus" => return,
        "tres" => 2,
        _ => 1,
    };
    f.modifier = f.modifier.or(Some(modifier));
    f.from -= width;
}

/// Finds the word before an expression that says its use.
fn signal<'a>(cursor: &impl Fn(usize) -> Cursor<'a>, f: &mut Found) {
    use SignalKind::{After, By, During, From, Since, To, Until};
    let back = |n: usize| f.from.checked_sub(n).map_or("", |i| cursor(i).entry().key);
    let mut width = 1;
    let kind = match (back(2), back(1)) {
        ("a" | "ici", "partir") => None,
        ("jusqu'", "a" | "au" | "en" | "aux") => {
            width = 2;
            Some(Until)
        }
        ("d'", "ici") => {
            width = 2;
            Some(By)
        }
        ("partir" | "compter", "de" | "du") if back(3) == "a" => {
            width = 3;
            Some(Since)
        }
        ("ici", "a" | "au" | "en") if back(3) == "d'" => {
            width = 3;
            Some(By)
        }
        ("cours", "de" | "du") if back(3) == "au" => {
            width = 3;
            Some(During)
        }
        ("lors", "de" | "du") => {
            width = 2;
            Some(During)
        }
        (_, "depuis") => Some(Since),
        // « dès » and « des » fold alike.
        (_, "des") if cursor(f.from - 1).raw().contains(['è', 'È']) => Some(Since),
        (_, "avant") => Some(By),
        (_, "apres" | "passe") => Some(After),
        (_, "pendant" | "durant") => Some(During),
        (_, "vers" | "environ") => {
            f.modifier = f.modifier.or(Some(Modifier::Approx));
            None
        }
        (_, "entre" | "du" | "de" | "d'") if f.range == Some(RangeEnd::First) => Some(From),
        (_, "au" | "a" | "et") if f.range == Some(RangeEnd::Second) => Some(To),
        _ => None,
    };
    if let Some(kind) = kind {
        f.signal = Some((f.from - width, f.from, kind));
    }
}
