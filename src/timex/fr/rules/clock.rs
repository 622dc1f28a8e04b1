//! Clock times and parts of the day: « 14 h 30 », « le soir », « midi ».

use super::hours::{LIMITS, lasts, of_some, starts_from};
use super::*;
use crate::timex::expr::{From, PartialDate, YearExpr};
use crate::timex::lex::Kind;
use crate::timex::value::{DayPart, TimeOfDay, Unit};

pub(crate) const CLOCK: Rule = Rule {
    name: "time.clock",
    starts: Starts(DIGIT | NUMBER, &[]),
    read: clock,
    examples: &[
        "Rendez-vous [mercredi 13 novembre|2024-11-13] à [14h30|2024-11-13T14:30].",
        "Il part à [8 heures|2024-11-12T08:00].",
        "Il court 24 heures sur 24 et mène 3:2.",
    ],
};

pub(crate) const PART: Rule = Rule {
    name: "time.part",
    starts: Starts(
        DET | super::PART,
        &["apres", "tot", "tard", "tres", "petit", "mi", "journee", "pleine"],
    ),
    read: part,
    examples: &[
        "Il est venu [ce matin|2024-11-12TMO].",
        "[La nuit dernière|2024-11-11TNI], il a plu.",
        "Un soir, une nuit de Chine.",
    ],
};

pub(crate) const NAMED: Rule = Rule {
    name: "time.noon",
    starts: Starts(0, &["midi", "minuit", "ce"]),
    read: noon,
    examples: &[
        "Il est parti [hier|2024-11-11] à [midi|2024-11-11T12:00].",
        "Le midi libre est un journal du Midi.",
    ],
};

fn at(hour: u8, minute: u8, second: u8) -> Option<TimeOfDay> {
    (hour <= 24 && minute <= 59).then_some(TimeOfDay { hour, minute, second })
}

fn clock(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = match c.entry_at(-1).key {
        // « à environ 15 heures »
        "environ" => c.entry_at(-2).key,
        key => key,
    };
    let time = time(c, before)?;
    zone(c);
    Reading::time(DayTime::Clock(time))
}

/// « 14h30 », « 14 h 30 », « 8 heures et demie », « 15:00 », « 8h du soir »
pub(super) fn time(c: &mut Cursor<'_>, before: &str) -> Option<TimeOfDay> {
    // « demain 20 heures », « ce matin 6 heures »
    let last = c.entry_at(-1);
    let beside = last.weekday.is_some_and(|(_, full)| full)
        || last.part.is_some_and(|part| part != DayPart::Night)
        || matches!(last.key, "demain" | "hier" | "hui");
    // « vendredi 15 novembre, 20 heures »
    let dated = beside
        || c.is_sign(-1, ',')
            && c.at(-2).is_some_and(|t| {
                t.kind == Kind::Number
                    || c.entry_at(-2).month.is_some()
                    || c.entry_at(-2).weekday.is_some()
                    // « à 18 heures, 20 heures dans les grandes villes »
                    || matches!(c.entry_at(-2).key, "dernier" | "prochain")
                        && c.entry_at(-3).weekday.is_some()
                    || matches!(c.entry_at(-2).key, "heures" | "h")
                        && ["a", "vers", "des"].contains(&c.entry_at(-4).key)
            });
    // « au lieu de trois heures et demie », « près de deux heures »
    if before == "de"
        && c.pos
            .checked_sub(2)
            .is_some_and(|at| matches!(c.raw_at(at), "lieu" | "près" | "plus" | "moins" | "bout"))
    {
        return None;
    }
    // « de deux heures au maximum »
    let (of, limit) = (before == "de", c.pos + 2);
    if of
        && (c.raw_at(limit) == "maximum"
            || c.raw_at(limit) == "au" && LIMITS.contains(&c.raw_at(limit + 1)))
    {
        return None;
    }
    // « Durée : 1 h 45 », « quarante-huit heures »
    if c.is_sign(-1, '-') && !c.spaced() && c.entry_at(-2).number.is_some() || lasts(c) {
        return None;
    }
    let placed = dated
        || ["a", "vers", "des", "depuis", "avant", "apres", "jusqu'", "entre", "et", "de"]
            .contains(&before);
    let digits = c.peek()?.kind == Kind::Number;
    let hour = if digits { c.small(2, 0, 24)? } else { u8::try_from(c.number_words()?).ok()? };
    if hour > 24 {
        return None;
    }
    if digits && c.is_sign(0, ':') && !c.spaced() {
        c.pos += 1;
        let token = c.peek()?;
        if token.spaced || token.end - token.start != 2 {
            return None;
        }
        let minute = c.small(2, 0, 59)?;
        let second = c
            .attempt(|c| {
                c.glue(':')?;
                c.small(2, 0, 59)
            })
            .unwrap_or(0);
        if c.is_sign(0, ':') && !c.spaced() {
            return None;
        }
        return at(half_day(c, hour), minute, second);
    }
    if matches!(before, "pendant" | "durant" | "pour" | "en") {
        return None;
    }
    // « 8 du matin »
    let start = c.pos;
    let late = half_day(c, hour);
    if c.pos > start && (placed || alone(c)) {
        return at(late, 0, 0);
    }
    c.pos = start;
    let bound = c.tokens.get(start + 2).is_some_and(|token| {
        token.kind == Kind::Number || c.entry_at(2).number.is_some() || token.kind == Kind::Sign
    });
    let in_range = bound && range_to(&mut Cursor { pos: start + 1, ..*c }).is_some();
    let unit = c.any(&["h", "heure", "heures", "hrs"])?;
    let full = unit.starts_with("heure");
    let spaced = c.spaced();
    let mut minute = 0;
    let mut told = false;
    if let Some(found) = c.attempt(|c| {
        let token = c.peek()?;
        let width = token.end - token.start;
        let value = c.small(2, 0, 59)?;
        let unit = c.any(&["min", "minutes", "mn"]).is_some();
        let zoned = c.sees(&["heure", "heures"]);
        let free = (c.entry().unit.is_none() || zoned) && !(spaced && width == 1);
        // « 2h35min » is an amount, unless something places it.
        let amount = unit && !full && !placed && !alone(c);
        ((unit || free) && !amount).then_some(value)
    }) {
        minute = found;
        told = true;
    } else if full || c.sees(&["moins"]) {
        // « une heure et demie de spectacle » is an amount.
        let amount = c.clone().attempt(|c| {
            c.word("et")?;
            c.any(&["demi", "demie"]).map(|_| ())
        });
        if amount.is_some() && !placed && !alone(c) {
            return None;
        }
        // « 11 h moins de monde »
        let less = c.clone().attempt(quarter).is_some_and(|minutes| minutes < 0);
        if !full && !less {
            return None;
        }
        if let Some(found) = c.attempt(quarter) {
            if found < 0 {
                let total = i32::from(hour) * 60 + found;
                let total = total.rem_euclid(24 * 60);
                return at(half_day(c, (total / 60) as u8), (total % 60) as u8, 0);
            }
            minute = found as u8;
            told = true;
        }
    }
    // « 24 heures sur 24 », « 3 heures de route », « deux heures » are amounts.
    let part = half_day(c, hour);
    // « une grève de douze heures », « un délai de 24 h », but « le train de 12 heures »
    if !told && part == hour && before == "de" && !in_range && (hour == 24 || of_some(c, start)) {
        return None;
    }
    // « 3 h de route »
    if !full && !told && part == hour && c.sees(&["de", "d'", "par"]) && !placed {
        return None;
    }
    if full && !told && part == hour {
        // « une date et une heure précises »
        let exact = if hour == 1 { "precise" } else { "precises" };
        if hour == 1 && c.sees(&["precises"]) {
            return None;
        }
        let pile = c.any(&["pile", exact]).is_some();
        let of =
            c.sees(&["de", "d'", "sur", "par", "plus", "apres", "avant", "auparavant", "durant"]);
        let day = c.entry().weekday.is_some_and(|(_, full)| full)
            || c.sees(&["demain", "hier", "aujourd'"]);
        let digital = (digits || day) && hour <= 24 && !placed && alone(c);
        // « à 14 heures de la place », « le cortège partira à 9 heures de la gare », but « à dix
        // heures de la fin »
        let of = of && !(before == "a" && starts_from(c, start) && c.sees(&["de", "d'"]));
        if !pile && (of || !(placed || digital)) || before == "et" && !c_after_clock(c) && !placed {
            return None;
        }
    }
    if full && !told && !placed && matches!(before, "en" | "le") {
        return None;
    }
    at(part, minute, 0)
}

fn c_after_clock(c: &Cursor<'_>) -> bool {
    c.pos >= 4
}

/// Whether the whole text is a few words: a query, where « 16 heures » is when.
fn alone(c: &Cursor<'_>) -> bool {
    c.tokens.len() <= 6
}

/// « et quart », « et demie », « trente », « moins dix », in minutes.
fn quarter(c: &mut Cursor<'_>) -> Option<i32> {
    if c.word("moins").is_some() {
        c.any(&["le", "un"]);
        if c.word("quart").is_some() {
            return Some(-15);
        }
        let minutes = c.count().filter(|n| *n < 60)? as i32;
        c.any(&["minutes", "min"]);
        return Some(-minutes);
    }
    if c.words(&["trois", "quarts"]).is_some() {
        return Some(45);
    }
    let and = c.word("et").is_some();
    if and {
        c.word("un");
        if c.word("quart").is_some() {
            return Some(15);
        }
        if c.any(&["demi", "demie"]).is_some() {
            return Some(30);
        }
    }
    c.words(&["passe", "de"]);
    let minutes = c.count().filter(|n| *n < 60)? as i32;
    // « entre midi et 14 heures »
    if and && c.entry().unit == Some(Unit::Hour) {
        return None;
    }
    let unit = c.any(&["minutes", "minute", "min"]).is_some();
    (unit || !and && c.entry().unit.is_none() || and && minutes >= 5).then_some(minutes)
}

/// « du soir », « de l'après-midi »: the hour on 24.
pub(super) fn half_day(c: &mut Cursor<'_>, hour: u8) -> u8 {
    let part = c.attempt(|c| {
        match c.any(&["du", "de"])? {
            "du" => {}
            _ => {
                c.any(&["l'", "la"])?;
            }
        }
        c.day_part()
    });
    match part {
        Some(DayPart::Afternoon | DayPart::Evening) if hour < 12 => hour + 12,
        Some(DayPart::Morning) if hour == 12 => 0,
        _ => hour,
    }
}

/// « heure locale », « GMT », « heure de Paris » belong to the time; the clock is not moved.
fn zone(c: &mut Cursor<'_>) {
    c.attempt(|c| {
        if c.any(&["gmt", "utc"]).is_some() {
            // « UTC+1 »
            c.attempt(|c| {
                c.glue('+').or_else(|| c.glue('-'))?;
                c.small(2, 0, 14)
            });
            return Some(());
        }
        if c.word("locales").is_some() {
            return Some(());
        }
        if ZONES.contains(&c.raw()) {
            c.pos += 1;
            return Some(());
        }
        c.any(&["heure", "heures"])?;
        if c.any(&["locale", "locales", "gmt"]).is_some() {
            return Some(());
        }
        // « heure française »
        if ["aise", "ienne", "oise", "belge", "suisse", "russe", "turque", "grecque"]
            .iter()
            .any(|ending| c.raw().ends_with(ending))
        {
            c.pos += 1;
            return Some(());
        }
        // « heure de Moscou », « heure de New York »
        c.any(&["de", "d'", "du"])?;
        let name = |c: &mut Cursor<'_>| {
            c.peek().filter(|token| token.kind == Kind::Word && token.capital)?;
            c.pos += 1;
            Some(())
        };
        name(c)?;
        c.attempt(|c| {
            c.glue('-');
            name(c)
        });
        Some(())
    });
}

/// Short names of time zones, as written.
const ZONES: &[&str] =
    &["TU", "CET", "CEST", "EST", "EDT", "PST", "PDT", "BST", "HNE", "HAE", "HE"];

/// « tôt », « très tard »: before or after a part of the day.
fn early(c: &mut Cursor<'_>) -> Option<Modifier> {
    c.attempt(|c| {
        c.word("tres");
        Some(if c.any(&["tot", "tard"])? == "tot" { Modifier::Start } else { Modifier::End })
    })
}

/// « très tôt le matin », « tard dans la soirée », « le matin tôt »
fn part(c: &mut Cursor<'_>) -> Option<Reading> {
    // « plus tard dans la soirée »
    let later = c.entry_at(-1).key == "plus";
    let Some(modifier) = early(c).filter(|_| !later) else {
        if later {
            return None;
        }
        let reading = plain_part(c)?;
        let modifier = early(c);
        let weak = reading.weak && modifier.is_none();
        return Some(Reading { weak, ..reading }.modified(modifier));
    };
    c.any(&["dans", "d'", "en"]);
    let reading = plain_part(c)?;
    Some(Reading { weak: false, ..reading }.modified(Some(modifier)))
}

fn plain_part(c: &mut Cursor<'_>) -> Option<Reading> {
    if let Some(reading) = c.attempt(daytime) {
        return Some(reading);
    }
    // « en pleine nuit »
    if c.word("pleine").is_some() {
        let part = c.day_part()?;
        return Reading::time(DayTime::Part(part));
    }
    let determiner = c.any(&["le", "la", "l'", "ce", "cet", "cette", "un", "une"]);
    let before = c.entry_at(-1).key;
    let inside = determiner.is_some() && c.entry_at(-2).key == "dans";
    let plural = c.raw().ends_with(['s', 'S']);
    // « Le Soir » is a newspaper.
    let name = determiner.is_some() && c.peek()?.capital && !c.shouts(c.pos);
    let part = c.day_part()?;
    if name && c.tokens.len() > 3 {
        return None;
    }
    if plural && part != DayPart::Afternoon {
        return None;
    }
    if matches!(determiner, Some("un" | "une")) {
        return None;
    }
    if part == DayPart::Night
        && determiner.is_some()
        && let Some(date) = c.attempt(two_days)
    {
        return Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))));
    }
    if determiner.is_some() {
        if let Some((step, from)) = c.step_after() {
            if part == DayPart::Night {
                // « la nuit prochaine » is the one of today.
                let step = if from == From::Speech { step.min(0) } else { step };
                return Reading::time(DayTime::Night(step, from));
            }
            if step == 0 {
                return None;
            }
            let date = DateExpr::Shift { count: step, unit: Unit::Day, from };
            return Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))));
        }
        if c.word("meme").is_some() {
            return Reading::time(DayTime::Part(part));
        }
        // « la nuit de noces », « la soirée électorale » are events.
        let speech = matches!(determiner, Some("ce" | "cet" | "cette"));
        let there = speech
            && c.attempt(|c| {
                c.glue('-')?;
                c.word("la")
            })
            .is_some();
        if speech && !there {
            let date = DateExpr::Shift { count: 0, unit: Unit::Day, from: From::Speech };
            return Some(Reading::of(TimeExpr::Time(Some(date), DayTime::Part(part))));
        }
        // « cette nuit-là »
        if there && part == DayPart::Night {
            return Reading::time(DayTime::Night(0, From::Text));
        }
        let mut reading = Reading::of(TimeExpr::Time(None, DayTime::Part(part)));
        // « dans la nuit devant ses partisans », but « dans la nuit de la rue »
        let inside = inside && INSIDE.contains(&c.raw());
        reading.weak = !there
            && !inside
            && c.peek().is_some_and(|t| t.kind == Kind::Word)
            && !c.sees(&[
                "et", "ou", "a", "en", "dans", "par", "pour", "avant", "apres", "meme", "chez",
                "sur", "sous", "sans", "avec",
            ]);
        return Some(reading);
    }
    let mut reading = Reading::of(TimeExpr::Time(None, DayTime::Part(part)));
    let placed = match c.entry_at(-1).key {
        // « au petit matin », « à mi-journée »
        "matin" => c.entry_at(-2).key == "petit",
        "journee" => true,
        // « au crépuscule »
        "crepuscule" => before == "au",
        _ => before == "en",
    };
    reading.weak = !placed || c.sees(&["de", "d'"]);
    Some(reading)
}

/// What goes on after « dans la nuit », which is then the night at hand.
const INSIDE: &[&str] = &[
    "devant", "depuis", "lors", "quand", "alors", "vers", "contre", "entre", "que", "qu'", "qu’",
    "puis", "mais", "le", "la", "les", "un", "une", "son", "sa", "ses", "leur", "ce", "cette",
    "au", "aux", "où", "malgré", "selon", "afin", "après", "face",
];

/// « de mardi à mercredi », « du 8 au 9 novembre »: a night is that of its first day.
fn two_days(c: &mut Cursor<'_>) -> Option<DateExpr> {
    c.any(&["de", "du"])?;
    let of_weekday = c.weekday();
    if of_weekday.is_some() {
        c.word("le");
    }
    let day = c.day_number();
    if of_weekday.is_none() && day.is_none() {
        return None;
    }
    let month = c.attempt(|c| {
        c.word("de");
        c.month_full()
    });
    c.any(&["a", "au"])?;
    c.weekday();
    let second = c.day_number();
    // « la nuit, du 22 décembre au 2 janvier » are many nights.
    if let (Some(first), Some(second)) = (day, second)
        && second != first + 1
        && (second != 1 || first < 28)
    {
        return None;
    }
    let mut date = PartialDate { day, weekday: of_weekday, month, ..PartialDate::default() };
    if day.is_some() {
        second?;
        let last_month = c.attempt(|c| {
            c.glue('-');
            c.word("de");
            c.month_full()
        });
        if last_month.is_some() {
            let (year, step) = c.year_or_step();
            date.month = month.or(last_month);
            (date.year, date.step) = (year, step);
            // « la nuit du 31 décembre au 1er janvier 2025 » begins the year before.
            if date.month > last_month
                && let Some(YearExpr::Full(year)) = year
            {
                date.year = Some(YearExpr::Full(year - 1));
            }
        }
    }
    Some(DateExpr::Calendar(date))
}

/// « dans la journée », « au cours de la journée »: the day at hand.
fn daytime(c: &mut Cursor<'_>) -> Option<Reading> {
    let placed = matches!(c.entry_at(-1).key, "dans" | "pendant" | "durant" | "de");
    let whole = c.pos == 0 && c.tokens.len() == 2;
    c.word("la")?;
    c.word("journee")?;
    // « la journée de mardi »
    if let Some(date) = c.attempt(|c| {
        c.any(&["de", "du"])?;
        if let Some(date) = c.day_month() {
            return Some(date);
        }
        let weekday = Some(c.weekday_full()?);
        Some(PartialDate { weekday, ..PartialDate::default() })
    }) {
        return Reading::date(DateExpr::Calendar(date));
    }
    let named = c.peek().is_some_and(|t| t.kind == Kind::Word && t.word == 0)
        || c.sees(&["de", "d'", "du", "des"]);
    if !(placed || whole) || named || c.entry().weekday.is_some() {
        return None;
    }
    Reading::date(DateExpr::Same(Unit::Day))
}

fn noon(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1).key;
    let first = c.pos == 0;
    if c.word("ce").is_some() {
        c.word("midi")?;
        let date = DateExpr::Shift { count: 0, unit: Unit::Day, from: From::Speech };
        let time = DayTime::Clock(at(12, 0, 0)?);
        return Some(Reading::of(TimeExpr::Time(Some(date), time)));
    }
    if c.peek()?.capital && !first || matches!(before, "apres" | "le" | "du" | "au") {
        return None;
    }
    let hour = match c.any(&["midi", "minuit"])? {
        "midi" => 12,
        _ => 0,
    };
    let minutes = c.attempt(quarter).unwrap_or(0);
    let total = (hour * 60 + minutes).rem_euclid(24 * 60);
    if c.peek().is_some_and(|t| t.word == 0 && t.kind == Kind::Word && first) {
        return None;
    }
    Reading::time(DayTime::Clock(at((total / 60) as u8, (total % 60) as u8, 0)?))
}
