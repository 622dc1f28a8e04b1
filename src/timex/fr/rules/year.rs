//! Years and more: « 2003 », « les années 60 », « le XIXe siècle ».

use super::*;
use crate::timex::expr::{PartialDate, YearExpr};
use crate::timex::lex::Kind;

pub(crate) const YEAR: Rule = Rule {
    name: "calendar.year",
    starts: Starts(DIGIT | NUMBER | DET, &["an", "annee"]),
    read: year,
    examples: &[
        "Il est né en [1943|1943].",
        "Dès [l'année 2001|2001], tout change.",
        "Mort en [190 avant J.-C.|BC0190] à Rome.",
        "La ville compte 2000 habitants et Paris 2024 est fini.",
    ],
};

pub(crate) const DECADE: Rule = Rule {
    name: "calendar.decade",
    starts: Starts(DET, &["annees", "decennie"]),
    read: decade,
    examples: &[
        "Une mode des [années 60|196X].",
        "Dans [les années quatre-vingt-dix|199X], on dansait ; [la décennie 1980|198X] fut grise.",
        "Les années passent.",
    ],
};

pub(crate) const CENTURY: Rule = Rule {
    name: "calendar.century",
    starts: Starts(DET | ORDINAL | DIGIT | ROMAN | NUMBER, &[]),
    read: century,
    examples: &[
        "Une église du [XIXe siècle|18XX].",
        "Au [XXIe siècle|20XX], on vole.",
        "Au [IIe siècle avant J.-C.|BC01XX].",
        "Depuis des siècles.",
    ],
};

fn year(c: &mut Cursor<'_>) -> Option<Reading> {
    let of = |year| {
        let date = PartialDate { year: Some(year), ..PartialDate::default() };
        Reading::date(DateExpr::Calendar(date))
    };
    let start = c.pos;
    c.any(&["l'", "cette"]);
    if c.any(&["an", "annee"]).is_some() {
        let (value, width) = c.digits()?;
        return of(YearExpr::Full(if width <= 4 { value as i32 } else { return None }));
    }
    c.pos = start;
    if let Some(year) = c.era_year() {
        return of(YearExpr::Full(year));
    }
    let before = c.entry_at(-1).key;
    let short = c.attempt(|c| {
        c.sign('\'');
        let (value, width) = c.digits()?;
        let placed = matches!(before, "en" | "depuis") && width == 2 && value >= 36;
        (placed && super::calendar::free_after(c)).then_some(value as u8)
    });
    if let Some(value) = short {
        return of(YearExpr::Full(1900 + i32::from(value)));
    }
    let year = c.full_year()?;
    is_year(c, start, before).then_some(())?;
    of(YearExpr::Full(year))
}

/// Whether a number that could be a year is used as one.
fn is_year(c: &Cursor<'_>, start: usize, before: &str) -> bool {
    // « pour 2025 et 2026 »
    let after_year = ["et", "ou"].contains(&before)
        && start >= 2
        && c.tokens[start - 2].kind == Kind::Number
        && (1900..2200).contains(&c.tokens[start - 2].value);
    let placed = ["en", "depuis", "annee", "an"].contains(&before) || after_year;
    if let Some(next) = c.peek() {
        match next.kind {
            Kind::Number => return false,
            Kind::Word => {
                let counted = !next.capital && c.raw().ends_with(['s', 'x']) && next.word == 0;
                let far = c.tokens[c.pos - 1].value < 1900;
                if !next.spaced || c.entry().unit.is_some() || counted && (!placed || far) {
                    return false;
                }
                if next.word == 0 && !placed && !["de", "d'"].contains(&before) {
                    return false;
                }
            }
            Kind::Sign => {
                let number = c.at(1).is_some_and(|t| t.kind == Kind::Number && !t.spaced);
                match char::from_u32(next.value) {
                    Some('%' | '€' | '$' | '£' | '°' | '=' | '@' | '_') => return false,
                    Some('.' | ',' | ':') if number => return false,
                    Some('-' | '/') if !next.spaced && !placed => return false,
                    _ => {}
                }
            }
        }
    }
    let Some(last) = start.checked_sub(1).map(|index| &c.tokens[index]) else {
        return c.peek().is_none_or(|next| next.kind == Kind::Sign);
    };
    match last.kind {
        Kind::Number => false,
        Kind::Sign => {
            matches!(char::from_u32(last.value), Some('(' | ',' | '[' | ':' | ';' | '»'))
                || last.value == u32::from('-') && last.spaced
        }
        // « le budget 2002 », not « Paris 2024 »
        // « le Mondial 2015 »
        Kind::Word if EVENTS.contains(&c.raw_at(start - 1)) => {
            start >= 2 && {
                let key = super::super::lexicon::LEXICON.entry(c.tokens[start - 2].word).key;
                ["le", "la", "l'", "les", "du", "au", "des", "ce", "cet"].contains(&key)
            }
        }
        Kind::Word
            if last.capital
                && !placed
                && !c.shouts(start - 1)
                && (start > 1
                    || super::super::lexicon::LEXICON.entry(last.word).key == "paris") =>
        {
            false
        }
        Kind::Word if last.word != 0 => {
            let entry = super::super::lexicon::LEXICON.entry(last.word);
            let name = start >= 2 && c.tokens[start - 2].capital && start > 2;
            ![
                "le", "la", "les", "un", "une", "ce", "ces", "n", "no", "numero", "page",
                "article", "plus", "moins", "environ", "quelque", "quelques", "pres", "par", "ou",
                "il", "a",
            ]
            .contains(&entry.key)
                && entry.number.is_none()
                && !(entry.key == "pour" && name)
                || after_year
                || ["a", "ou"].contains(&entry.key) && c.peek().is_none_or(|t| t.kind == Kind::Sign)
        }
        Kind::Word if NUMBERED.contains(&crate::text::fold(c.raw_at(start - 1)).as_str()) => false,
        Kind::Word => !last.capital && (1900..2100).contains(&c.tokens[c.pos - 1].value),
    }
}

/// Events that their year follows.
const EVENTS: &[&str] = &[
    "Mondial",
    "Euro",
    "JO",
    "Jeux",
    "Tournoi",
    "Championnat",
    "Coupe",
    "Salon",
    "Open",
    "Tour",
    "Roland-Garros",
    "Garros",
    "Goncourt",
    "Festival",
];

/// Nouns that a number follows: « la résolution 1973 ».
const NUMBERED: &[&str] = &[
    "resolution",
    "formulaire",
    "salle",
    "case",
    "brevet",
    "vol",
    "decret",
    "norme",
    "chambre",
    "lot",
    "modele",
    "version",
    "dossier",
    "departement",
    "reference",
    "code",
    "matricule",
    "canal",
    "ligne",
    "bus",
    "porte",
    "poste",
    "chapitre",
    "verset",
    "arrete",
    "projet",
    "amendement",
    "lignes",
    "pages",
    "numero",
];

fn decade(c: &mut Cursor<'_>) -> Option<Reading> {
    // « la décennie 1990 »
    if let Some(decade) = c.attempt(|c| {
        c.any(&["la", "cette"]);
        c.word("decennie")?;
        c.any(&["des"]).and_then(|_| c.word("annees"));
        c.full_year_digits().filter(|year| year % 10 == 0)
    }) {
        return Reading::date(DateExpr::Decade(decade / 10));
    }
    c.any(&["les", "ces", "des"]);
    c.word("annees")?;
    c.sign('\'');
    let decade = match c.digits() {
        Some((value, 2)) if value % 10 == 0 => 190 + value / 10,
        Some((value, 4)) if value % 10 == 0 => value / 10,
        Some(_) => return None,
        None => match c.number_words()? {
            value @ (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90) => 190 + value / 10,
            value @ 1000..=2190 if value % 10 == 0 => value / 10,
            _ => return None,
        },
    };
    c.attempt(|c| {
        c.sign('\'')?;
        c.word("s")
    });
    Reading::date(DateExpr::Decade(decade as i32))
}

fn century(c: &mut Cursor<'_>) -> Option<Reading> {
    c.any(&["le", "ce", "un"]);
    let n = match roman(c.raw()) {
        Some(n) => {
            c.pos += 1;
            n
        }
        None => i32::from(c.ordinal()?),
    };
    if c.any(&["siecle", "siecles"]).is_none() {
        shares_noun(c)?;
        return Reading::date(DateExpr::Century(n - 1));
    }
    let before = c.attempt(|c| c.era()) == Some(false);
    Reading::date(DateExpr::Century(if before { -n } else { n - 1 }))
}

/// Whether the noun comes after a second number: « aux XVIIIe et XIXe siècles ».
pub(crate) fn shares_noun(c: &Cursor<'_>) -> Option<()> {
    let mut c = *c;
    c.any(&["et", "ou", "a", "au"])?;
    c.any(&["au", "le", "du"]);
    roman(c.raw())?;
    c.pos += 1;
    c.word("siecles")
}

/// The number of an ordinal in Roman numerals: « XIXe ».
fn roman(word: &str) -> Option<i32> {
    let digits = word
        .strip_suffix("ème")
        .or_else(|| word.strip_suffix("eme"))
        .or_else(|| word.strip_suffix("er"))
        .or_else(|| word.strip_suffix(['e', 'E', 'ᵉ']))?;
    roman_number(digits)
}

/// The number in Roman numerals: « XIX ».
pub(super) fn roman_number(digits: &str) -> Option<i32> {
    let mut total = 0;
    let mut last = 0;
    for c in digits.chars().rev() {
        let value = match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            _ => return None,
        };
        total += if value < last { -value } else { value };
        last = last.max(value);
    }
    (1..=30).contains(&total).then_some(total)
}
