//! Dates as the calendar has them: « lundi 11 novembre 2024 » and its parts.

use super::*;
use crate::timex::expr::{From, PartialDate, Period};
use crate::timex::lex::Kind;
use crate::timex::value::Unit;

pub(crate) const WEEKDAY_DAY_MONTH_YEAR: Rule = Rule {
    name: "calendar.weekday-day-month-year",
    starts: Starts(super::WEEKDAY | DET, &[]),
    read: |c| whole(c, true, true),
    examples: &[
        "Signé [le lundi 11 novembre 2024|2024-11-11] à Paris.",
        "[Dim. 15 sept. 2013|2013-09-15]",
        "Le onzième novice.",
    ],
};

pub(crate) const DAY_MONTH_YEAR: Rule = Rule {
    name: "calendar.day-month-year",
    starts: Starts(DIGIT | NUMBER | ORDINAL | DET, &[]),
    read: |c| whole(c, false, true),
    examples: &[
        "Né [le 1er mars 1962|1962-03-01] à Brest.",
        "Le pont fut ouvert [le vingt-trois mai deux mille vingt-quatre|2024-05-23].",
        "Il lit 11 nouvelles à 2024 personnes.",
    ],
};

pub(crate) const WEEKDAY_DAY_MONTH: Rule = Rule {
    name: "calendar.weekday-day-month",
    starts: Starts(super::WEEKDAY | DET, &[]),
    read: |c| whole(c, true, false),
    examples: &["Il se réunira [jeudi 14 novembre|2024-11-14].", "Les 14 autres novices."],
};

pub(crate) const DAY_MONTH: Rule = Rule {
    name: "calendar.day-month",
    starts: Starts(DIGIT | NUMBER | ORDINAL | DET, &[]),
    read: |c| whole(c, false, false),
    examples: &[
        "Elle est partie [le 3 octobre|2024-10-03].",
        "Il reviendra [le 3 mars prochain|2025-03-03].",
        "Les 5 marsouins du 3 mâts.",
    ],
};

pub(crate) const MONTH_YEAR: Rule = Rule {
    name: "calendar.month-year",
    starts: Starts(super::MONTH | DET, &["mois"]),
    read: month_year,
    examples: &[
        "Un accord conclu en [juin 2024|2024-06].",
        "Il avait été élu en [mai dernier|2024-05].",
        "La France a gagné en [juillet 98|1998-07].",
        "Le mois de la photo.",
    ],
};

pub(crate) const BACK_TO_SCHOOL: Rule = Rule {
    name: "calendar.back-to-school",
    starts: Starts(DET, &["rentree"]),
    read: back_to_school,
    examples: &[
        "Le collège ouvrira à [la rentrée prochaine|2025-09].",
        "Ce sera fait dès [la rentrée scolaire 2026|2026-09].",
        "La rentrée littéraire est belle, la rentrée aussi.",
    ],
};

/// « à la rentrée », « la rentrée 2024 »: about September.
fn back_to_school(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1).key;
    c.word("la")?;
    c.word("rentree")?;
    let school = c.any(&["scolaire", "universitaire"]).is_some()
        || c.attempt(|c| {
            c.word("des")?;
            (c.raw() == "classes").then_some(())?;
            c.pos += 1;
            Some(())
        })
        .is_some();
    c.attempt(|c| {
        c.word("de")?;
        c.month().filter(|month| *month == 9)
    });
    let (year, step) = c.year_or_step();
    let placed = matches!(before, "a" | "des" | "depuis" | "avant" | "apres" | "pour" | "jusqu'");
    let free = c.peek().is_none_or(|next| next.kind == Kind::Sign || next.word != 0)
        && !c.sees(&["de", "d'", "des", "du"]);
    if year.is_none() && step == 0 && !(placed && (free || school)) {
        return None;
    }
    let date = PartialDate { year, month: Some(9), step, ..PartialDate::default() };
    Some(Reading::of(TimeExpr::Date(DateExpr::Calendar(date))).modified(Some(Modifier::Approx)))
}

pub(crate) const MONTH_DAY: Rule = Rule {
    name: "calendar.month-day",
    starts: Starts(super::MONTH, &[]),
    read: month_day,
    examples: &["Départ : [Octobre 22|2024-10-22].", "Septembre rouge."],
};

/// « Octobre 22 », as assistants are told it; « en octobre 22 » is a year.
fn month_day(c: &mut Cursor<'_>) -> Option<Reading> {
    let before = c.entry_at(-1);
    let capital = c.peek()?.capital;
    if !capital
        || matches!(before.key, "en" | "de" | "d'" | "des" | "fin" | "debut" | "mi" | "sept")
        || before.number.is_some()
        || c.at(-1).is_some_and(|t| t.kind == Kind::Number)
    {
        return None;
    }
    let month = Some(c.month()?);
    c.glue('/');
    let start = c.pos;
    let day = c.day_number()?;
    let zero = c.text[c.tokens[start].start..].starts_with('0');
    if zero || !free_after(c) && range_to(&mut c.clone()).is_none() {
        return None;
    }
    Reading::date(DateExpr::Calendar(PartialDate {
        month,
        day: Some(day),
        ..PartialDate::default()
    }))
}

pub(crate) const MONTH: Rule = Rule {
    name: "calendar.month",
    starts: Starts(super::MONTH | DET, &["mois"]),
    read: month,
    examples: &[
        "Il avait démissionné en [août|2024-08].",
        "Les élections auront lieu en [mars|2025-03].",
        "Les sondes vers Mars coûtent cher.",
    ],
};

pub(crate) const WEEKDAY_DAY: Rule = Rule {
    name: "calendar.weekday-day",
    starts: Starts(super::WEEKDAY | DET, &[]),
    read: weekday_day,
    examples: &["On se verra [jeudi 14|2024-11-14].", "Le 14 juillettiste."],
};

pub(crate) const DAY: Rule = Rule {
    name: "calendar.day",
    starts: Starts(DET | DIGIT | NUMBER | ORDINAL, &[]),
    read: day,
    examples: &[
        "Il est arrivé [le 11|2024-11-11] à Paris.",
        "Il regarde le 20 heures.",
        "Le 11 tricolore a perdu.",
    ],
};

pub(crate) const WEEKDAY: Rule = Rule {
    name: "calendar.weekday",
    starts: Starts(super::WEEKDAY | DET, &["meme"]),
    read: weekday,
    examples: &[
        "Le ministre a démissionné [jeudi|2024-11-07].",
        "Le ministre sera reçu [jeudi|2024-11-14].",
        "Il l'a vu [lundi dernier|2024-11-11].",
        "Il part [mardi de la semaine prochaine|2024-11-19].",
        "Mar adentro est un film.",
    ],
};

fn whole(c: &mut Cursor<'_>, weekday: bool, year: bool) -> Option<Reading> {
    c.any(&["le", "ce"]);
    if c.entry().weekday.is_some() != weekday {
        return None;
    }
    let date = c.day_month()?;
    let fits = date.weekday.is_some() == weekday && date.year.is_some() == year;
    if fits { Reading::date(DateExpr::Calendar(date)) } else { None }
}

/// « le mois de », before a month.
fn month_of(c: &mut Cursor<'_>) -> Option<()> {
    c.attempt(|c| {
        c.any(&["le", "ce"]);
        c.word("mois")?;
        c.any(&["de", "d'"]).map(|_| ())
    })
}

fn month_year(c: &mut Cursor<'_>) -> Option<Reading> {
    month_of(c);
    let full = c.entry().month?.1;
    let month = Some(c.month()?);
    if !full && c.peek().is_some_and(|token| token.kind == Kind::Sign && !c.is_sign(0, '\'')) {
        return None;
    }
    let (year, step) = c.year_or_step();
    if year.is_none() && (step == 0 || !full) {
        return None;
    }
    Reading::date(DateExpr::Calendar(PartialDate { year, month, step, ..PartialDate::default() }))
}

fn month(c: &mut Cursor<'_>) -> Option<Reading> {
    let of = month_of(c).is_some();
    let told = !of && c.any(&["ce", "cette", "cet"]).is_some();
    let capital = c.peek()?.capital;
    let ambiguous = c.sees(&["mars", "avril", "mai", "juin", "aout"]);
    let before = c.entry_at(-1).key;
    let start = c.pos;
    let month = c.month_full()?;
    // « Mars One »
    if capital && ambiguous && c.peek().is_some_and(|next| next.capital && next.word == 0) {
        return None;
    }
    let capital = capital && !c.shouts(start);
    // French writes months small: « Inès Juillet », « le prix Décembre », « Les Feux de Mars ».
    let placed = PLACES_A_MONTH.contains(&before)
        || start >= 2
            && match before {
                "de" | "d'" => {
                    c.tokens[start - 2].kind == Kind::Word && c.tokens[start - 2].word != 0
                }
                "et" | "ou" | "a" => c.tokens[start - 2].word != 0,
                _ => false,
            };
    if !of && !told && capital && !placed {
        let alone = c.tokens.len() <= 2;
        let named = c.at(-2).is_some_and(|token| token.kind == Kind::Word && token.capital)
            || start >= 1
                && c.tokens[start - 1].kind == Kind::Word
                && c.tokens[start - 1].word == 0
                && c.tokens[start].spaced;
        if !alone && (ambiguous || named || start == 0) {
            return None;
        }
    }
    let joined = c.is_sign(0, '-') && !c.spaced() && c.entry_at(1).key.is_empty();
    if joined || matches!(before, "planete" | "saint" | "sainte" | "champ") {
        return None;
    }
    if told && c.glue('-').is_some() {
        c.word("ci")?;
    }
    let date = PartialDate { month: Some(month), ..PartialDate::default() };
    Reading::date(DateExpr::Calendar(date))
}

/// Words after which a month with a capital is a month.
const PLACES_A_MONTH: &[&str] =
    &["en", "debut", "fin", "mi", "courant", "depuis", "jusqu'", "ici", "des", "avant"];

fn weekday_day(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["le", "ce"]);
    let weekday = c.weekday()?;
    c.word("le");
    let day = c.day_number()?;
    free_after(c).then_some(())?;
    let date = PartialDate { weekday: Some(weekday), day: Some(day), ..PartialDate::default() };
    Reading::date(DateExpr::Calendar(date))
}

fn day(c: &mut Cursor<'_>) -> Option<Reading> {
    // « celle du 15 », « jusqu'au 30 », where nothing follows that 15 could count
    let before = (c.entry_at(-2).key, c.entry_at(-1).key);
    let after_du = matches!(before, (_, "du") | ("jusqu'" | "ici", "au"));
    if c.any(&["le", "ce"]).is_none() {
        let closed = c
            .at(1)
            .is_none_or(|next| next.kind == Kind::Sign && !c.is_sign(1, '-') && !c.is_sign(1, '/'));
        // « du 28 juillet au 3 inclus »
        let inclusive = c.entry_at(-1).key == "au" && INCLUSIVE.contains(&c.raw_at(c.pos + 1));
        // « celui du 20 est annulé »
        let verb = c.entry_at(1).verb.is_some() && c.at(1).is_some_and(|next| next.spaced);
        // « l'audience est fixée au 15 »
        let moved = before.1 == "au"
            && closed
            && c.pos.checked_sub(2).is_some_and(|at| MOVED_TO.contains(&participle_at(c, at)));
        (after_du && (closed || verb) || inclusive || moved).then_some(())?;
    }
    let written = c.at(0)?.kind == Kind::Number;
    let ordinal = c.entry().ordinal.is_some();
    let day = c.day_number()?;
    // « le 15e anniversaire »
    if matches!(c.entry_at(-1).key, "e" | "eme" | "nd") {
        return None;
    }
    let of_month = c.of_month();
    // « le 15 de France »
    if of_month.is_none() && (!written || ordinal || !free_after(c) || c.sees(&["de", "d'", "des"]))
    {
        return None;
    }
    let date = PartialDate { day: Some(day), of_month, ..PartialDate::default() };
    Reading::date(DateExpr::Calendar(date))
}

/// The stem of the participle at place `at`, else nothing.
fn participle_at<'a>(c: &Cursor<'a>, at: usize) -> &'a str {
    crate::timex::fr::tense::participle(c.raw_at(at)).unwrap_or("")
}

/// Stems of participles that a day follows with « au »: « fixée au 15 ».
const MOVED_TO: &[&str] =
    &["fix", "report", "repouss", "ajourn", "renvoy", "décal", "avanc", "prolong", "remis"];

/// Months of the republican calendar.
pub(crate) const REPUBLICAN: &[&str] = &[
    "vendemiaire",
    "brumaire",
    "frimaire",
    "nivose",
    "pluviose",
    "ventose",
    "germinal",
    "floreal",
    "prairial",
    "messidor",
    "thermidor",
    "fructidor",
];

pub(crate) const REPUBLICAN_DATE: Rule = Rule {
    name: "calendar.republican",
    starts: Starts(DIGIT | DET, &[]),
    read: republican,
    examples: &[
        "Le coup d'État du [18 brumaire an VIII|1799-11-09].",
        "La chute du [9 Thermidor|1794-07-27] annonce [le 18-Brumaire|1799-11-09].",
        "Le 18 brumaire est une date.",
    ],
};

/// « le 18 brumaire an VIII »
fn republican(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["le"]);
    let day = i64::from(c.day_number()?);
    let hyphen = c.glue('-').is_some();
    let named = hyphen || c.peek()?.capital;
    let key = c.any(REPUBLICAN)?;
    let month = REPUBLICAN.iter().position(|name| *name == key)? as i64;
    let written = c.attempt(|c| {
        c.any(&["de", "d'"]);
        c.word("l'");
        c.word("an")
    });
    // « le 18-Brumaire », « le 9 Thermidor »
    if written.is_none() {
        let known = JOURNEES.iter().find(|(of, name, _)| (i64::from(*of), *name) == (day, key));
        let (_, _, (year, month, day)) = known.filter(|_| named)?;
        let date = PartialDate {
            year: Some(crate::timex::expr::YearExpr::Full(*year)),
            month: Some(*month),
            day: Some(*day),
            ..PartialDate::default()
        };
        return Reading::date(DateExpr::Calendar(date));
    }
    let year = match c.digits() {
        Some((value, width)) if width <= 2 => i64::from(value),
        Some(_) => return None,
        None => {
            let year = i64::from(super::year::roman_number(c.raw())?);
            c.pos += 1;
            year
        }
    };
    if !(1..=14).contains(&year) || day > 30 {
        return None;
    }
    // 1 vendémiaire an I is 22 September 1792; the years III, VII and XI had a day more.
    let days = (year - 1) * 365 + year / 4 + month * 30 + day - 1;
    let date = crate::timex::value::Day::new(1792, 9, 22)?.plus(days);
    let full = PartialDate {
        year: Some(crate::timex::expr::YearExpr::Full(date.year())),
        month: Some(date.month() as u8),
        day: Some(date.day() as u8),
        ..PartialDate::default()
    };
    Reading::date(DateExpr::Calendar(full))
}

/// Days of the Revolution that are known without their year.
const JOURNEES: &[(u8, &str, (i32, u8, u8))] = &[
    (9, "thermidor", (1794, 7, 27)),
    (13, "vendemiaire", (1795, 10, 5)),
    (18, "fructidor", (1797, 9, 4)),
    (18, "brumaire", (1799, 11, 9)),
];

/// « du 14 au 17 inclus »
const INCLUSIVE: &[&str] = &["inclus", "incluse", "compris", "comprise", "exclu"];

/// Whether nothing that is counted follows a number: « le 11 », not « le 11 tricolore ».
pub(super) fn free_after(c: &Cursor<'_>) -> bool {
    let Some(next) = c.peek() else { return true };
    match next.kind {
        Kind::Number => false,
        Kind::Word => {
            let entry = c.entry();
            let named = REPUBLICAN.contains(&entry.key)
                || c.sees(&["e", "er", "eme", "h", "f", "o", "n", "rd", "nd"]);
            (next.word != 0 || INCLUSIVE.contains(&c.raw()))
                && next.spaced
                && entry.unit.is_none()
                && entry.number.is_none()
                && !named
        }
        Kind::Sign => match char::from_u32(next.value) {
            Some('-') => next.spaced && c.at(1).is_none_or(|t| t.kind != Kind::Number),
            Some('/' | ':' | '%' | '€' | '$' | '°' | '£' | '+' | '²' | 'º' | '@' | '&') => {
                false
            }
            Some(',' | '.') => c.at(1).is_none_or(|t| t.kind != Kind::Number || t.spaced),
            _ => true,
        },
    }
}

fn weekday(c: &mut Cursor<'_>) -> Option<Reading> {
    // « tombé en panne un samedi » does not say which; « un lundi en huit » is none.
    if c.entry_at(-1).key == "un" {
        return None;
    }
    let determiner = c.any(&["le", "ce", "cette", "cet"]);
    if determiner == Some("ce") {
        // « ce même mercredi »
        c.word("meme");
    }
    let weekday = c.weekday_full()?;
    if let Some(step) = c.attempt(in_week) {
        return Reading::date(DateExpr::InWeek { weekday, step });
    }
    // « lundi en huit »
    if let Some(days) = c.attempt(|c| {
        c.word("en")?;
        match c.count()? {
            8 => Some(7),
            15 => Some(14),
            _ => None,
        }
    }) {
        return Reading::date(DateExpr::InWeek { weekday, step: 100 + days });
    }
    let period = Period::Weekday(weekday);
    if let Some((step, from)) = c.step_after() {
        return Reading::date(DateExpr::Step { period, step, from });
    }
    if c.word("gras").is_some() {
        return None;
    }
    if determiner == Some("ce") && c.glue('-').is_some() {
        return match c.any(&["ci", "la"])? {
            "ci" => Reading::date(DateExpr::Step { period, step: 0, from: From::Speech }),
            _ => Reading::date(DateExpr::Same(Unit::Day)),
        };
    }
    if matches!(determiner, Some("ce" | "cette" | "cet")) {
        return Reading::date(DateExpr::Step { period, step: 0, from: From::Speech });
    }
    let date = PartialDate { weekday: Some(weekday), ..PartialDate::default() };
    Reading::date(DateExpr::Calendar(date))
}

/// « de la semaine prochaine », « cette semaine »
fn in_week(c: &mut Cursor<'_>) -> Option<i32> {
    c.word("de");
    if c.word("cette").is_some() {
        c.word("semaine")?;
        return Some(0);
    }
    c.word("la")?;
    c.word("semaine")?;
    c.step_after().map(|(step, _)| step)
}
