//! Words without which a rule reads nothing: most sentences hold few of them, and the rules
//! that need others are not tried.

use super::*;

/// Words, and the rules of which every reading holds one of them. A rule that stands nowhere
/// here needs what it starts with.
const NEEDS: &[(Starts, &[&Rule])] = &[
    (
        Starts(MONTH, &[]),
        &[
            &calendar::WEEKDAY_DAY_MONTH_YEAR,
            &calendar::DAY_MONTH_YEAR,
            &calendar::WEEKDAY_DAY_MONTH,
            &calendar::DAY_MONTH,
            &calendar::MONTH_DAY,
            &calendar::MONTH_YEAR,
            &calendar::MONTH,
        ],
    ),
    (Starts(WEEKDAY, &[]), &[&calendar::WEEKDAY_DAY, &calendar::WEEKDAY]),
    (Starts(DIGIT, &["mois"]), &[&calendar::DAY]),
    (Starts(0, REPUBLICAN), &[&calendar::REPUBLICAN_DATE]),
    (Starts(0, &["rentree"]), &[&calendar::BACK_TO_SCHOOL]),
    (Starts(DIGIT, &["mille", "mil"]), &[&year::YEAR]),
    (Starts(0, &["annees", "decennie"]), &[&year::DECADE]),
    (Starts(0, &["siecle", "siecles"]), &[&year::CENTURY]),
    (
        Starts(JOINT, &[]),
        &[
            &numeric::ISO,
            &numeric::DAY_MONTH_YEAR,
            &numeric::DAY_MONTH,
            &numeric::MONTH_YEAR,
            &range::YEARS,
        ],
    ),
    (Starts(DIGIT | MANY | ORDINAL | MONTH, &["mois"]), &[&range::DAYS]),
    (Starts(0, &["hier", "demain", "hui"]), &[&deictic::DAY]),
    (Starts(UNIT, &["week", "peu"]), &[&deictic::AGO]),
    (Starts(0, &["possible"]), &[&deictic::POSSIBLE]),
    (Starts(UNIT | SEASON | WEEKDAY | PART, &["week", "midi", "journee"]), &[&deictic::STEP]),
    (Starts(0, &["lendemain", "surlendemain", "veille"]), &[&anaphoric::DAY]),
    (Starts(0, &["meme", "jour"]), &[&anaphoric::SAME]),
    (
        Starts(0, &["trimestre", "trimestres", "semestre", "semestres", "t", "q", "s"]),
        &[&period::OF_YEAR],
    ),
    (Starts(SEASON, &[]), &[&period::SEASON]),
    (Starts(0, &["semaine", "semaines", "week", "weekend", "weekends"]), &[&period::AROUND]),
    (Starts(UNIT | WEEKDAY, &["week"]), &[&period::NTH, &set::TIMES_PER]),
    (
        Starts(
            0,
            &[
                "noel",
                "thanksgiving",
                "ramadan",
                "aid",
                "mouloud",
                "achoura",
                "armistice",
                "an",
                "morts",
                "epiphanie",
                "chandeleur",
                "saint",
                "fete",
                "assomption",
                "halloween",
                "toussaint",
                "paques",
                "ascension",
                "pentecote",
                "rameaux",
                "gras",
                "cendres",
                "reveillon",
            ],
        ),
        &[&feast::FEAST],
    ),
    (Starts(JOINT | PART, &["h", "hrs", "heure", "heures", "midi", "journee"]), &[&clock::CLOCK]),
    (Starts(PART, &["midi", "journee"]), &[&clock::PART]),
    (Starts(0, &["midi", "minuit"]), &[&clock::NAMED]),
    (
        Starts(
            PART,
            &["midi", "journee", "h", "heures", "demain", "aujourd'", "hier", "lendemain"],
        ),
        &[&range::HOURS],
    ),
    (
        Starts(
            0,
            &[
                "debut",
                "debuts",
                "fin",
                "mi",
                "milieu",
                "courant",
                "quinzaine",
                "moitie",
                "tiers",
                "premiers",
                "premieres",
                "derniers",
                "dernieres",
            ],
        ),
        &[&part::PART_OF],
    ),
    (
        Starts(UNIT, &["week"]),
        &[&deictic::IN, &anaphoric::LATER, &duration::COUNTED, &duration::LAST_N],
    ),
    (
        Starts(DIGIT | MONTH | WEEKDAY | UNIT | SEASON | PART, &["week", "midi", "journee"]),
        &[&set::EACH],
    ),
    (
        Starts(
            0,
            &[
                "lundis",
                "mardis",
                "mercredis",
                "jeudis",
                "vendredis",
                "samedis",
                "dimanches",
                "hebdomadaire",
                "bihebdomadaire",
            ],
        ),
        &[&set::ADJECTIVE],
    ),
];

/// Hands over the words of each row with its rules, one bit each; gives the rules of no row.
pub(super) fn rows(mut row: impl FnMut(&Starts, u64)) -> u64 {
    let mut others = mask(|_| true);
    for (words, rules) in NEEDS {
        let rules = mask_of(rules);
        others &= !rules;
        row(words, rules);
    }
    others
}

/// The rules whose need a class of words meets, one bit each; `starting` are those that can start
/// with it.
fn met(class: u16, starting: u64) -> u64 {
    let mut met = 0;
    let others = rows(|words, rules| met |= if words.0 & class != 0 { rules } else { 0 });
    met | starting & others
}

/// The rules whose need digits meet.
pub(crate) static WITH_DIGITS: LazyLock<u64> = LazyLock::new(|| met(DIGIT, *DIGITS));

/// The rules whose need is met by digits after a sign or other digits: « 11/11 », « 18 8 1978 ».
pub(crate) static WITH_JOINT: LazyLock<u64> = LazyLock::new(|| met(JOINT, 0));
