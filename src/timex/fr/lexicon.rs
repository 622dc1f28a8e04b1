//! The words of French that tell time: closed classes, each a table. The table, not the lexer,
//! gives a word its meaning; one word may stand in several (« sept » is a number and a month).

use crate::timex::value::{DayPart, Season, Unit};
use std::sync::LazyLock;

/// No word of the lexicon is longer, in folded bytes.
pub(crate) const MAX_WORD: usize = 16;

/// All tables, looked up by folded word.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// What one word can mean.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) key: &'static str,
    /// The month, and whether it is written in full.
    pub(crate) month: Option<(u8, bool)>,
    /// The weekday, and whether it is written in full.
    pub(crate) weekday: Option<(u8, bool)>,
    pub(crate) unit: Option<Unit>,
    pub(crate) number: Option<u32>,
    pub(crate) ordinal: Option<u8>,
    pub(crate) season: Option<Season>,
    pub(crate) part: Option<DayPart>,
    /// An article or a demonstrative.
    pub(crate) determiner: bool,
    /// What it says of the tense, if it is a verb that does.
    pub(crate) verb: Option<Verb>,
    /// Whether it says how many and is no number.
    pub(crate) quantity: bool,
    /// Whether it holds sentences together and is no verb.
    pub(crate) grammar: bool,
    /// Whether digits go on with it though it is a word of grammar: « 3 au 5 ».
    pub(crate) counts: bool,
    /// The rules that can start with it, one bit each.
    pub(crate) rules: u64,
    /// The rules that can go on with it after a determiner.
    pub(crate) follows: u64,
}

/// What a known verb says of the tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// « avait », « fut »
    Past,
    /// « va », « sera », « prévu »
    Future,
    /// « a », « est »: what follows decides.
    Auxiliary,
}

/// A hash table from folded words to entries, built once. A word is a number of 16 bytes, so
/// that it is compared at once.
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    keys: Vec<u128>,
    slots: Vec<u16>,
    /// For each length and first letter, the last letters that words have, one bit each.
    shapes: [[u32; 32]; MAX_WORD + 1],
}

impl Lexicon {
    /// The place of a word of `len` bytes, as a little-endian number; 0 if it has none.
    #[inline]
    pub(crate) fn find(&self, key: u128, len: usize) -> u16 {
        let Some(shapes) = self.shapes.get(len) else { return 0 };
        let last = (key >> (8 * len.saturating_sub(1))) as u32 & 31;
        if shapes[key as usize & 31] & (1 << last) == 0 {
            return 0;
        }
        let mut slot = hash(key);
        loop {
            match self.slots[slot] {
                0 => return 0,
                word if self.keys[usize::from(word)] == key => return word,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn word(&self, key: &str) -> u16 {
        self.find(u128::from_le_bytes(bytes_of(key)), key.len())
    }

    /// What a word can mean; place 0 means nothing.
    pub(crate) fn entry(&self, word: u16) -> &Entry {
        &self.entries[usize::from(word)]
    }

    /// Whether a full stop after the word belongs to it.
    pub(crate) fn is_abbreviation(&self, word: u16) -> bool {
        let entry = self.entry(word);
        entry.month.is_some_and(|(_, full)| !full)
            || entry.weekday.is_some_and(|(_, full)| !full)
            || ABBREVIATIONS.contains(&entry.key)
    }

    /// Whether a line that ends with the word cannot be a title of its own.
    pub(crate) fn goes_on(&self, word: u16) -> bool {
        let entry = self.entry(word);
        entry.weekday.is_some() || FUNCTION.contains(&entry.key)
    }

    fn new() -> Lexicon {
        let mut lexicon = Lexicon {
            entries: vec![Entry::default()],
            keys: vec![0],
            slots: vec![0; SLOTS],
            shapes: [[0; 32]; MAX_WORD + 1],
        };
        for &(key, month, full) in MONTHS {
            lexicon.add(key).month = Some((month, full));
        }
        for &(key, day, full) in WEEKDAYS {
            lexicon.add(key).weekday = Some((day, full));
        }
        for &(key, unit) in UNITS {
            lexicon.add(key).unit = Some(unit);
        }
        for &(key, number) in NUMBERS {
            lexicon.add(key).number = Some(number);
        }
        for &(key, ordinal) in ORDINALS {
            lexicon.add(key).ordinal = Some(ordinal);
        }
        for &(key, season) in SEASONS {
            lexicon.add(key).season = Some(season);
        }
        for &(key, part) in PARTS {
            lexicon.add(key).part = Some(part);
        }
        for (keys, verb) in super::tense::VERBS {
            for key in *keys {
                lexicon.add(key).verb = Some(*verb);
            }
        }
        for &key in super::context::STREETS.iter().chain(super::rules::REPUBLICAN) {
            lexicon.add(key);
        }
        for &key in ABBREVIATIONS.iter().chain(FUNCTION).chain(OTHER) {
            lexicon.add(key);
        }
        for entry in &mut lexicon.entries {
            entry.determiner = super::rules::DETERMINERS.contains(&entry.key);
            entry.quantity = super::rules::QUANTITIES.contains(&entry.key);
            entry.counts = COUNTS.contains(&entry.key);
            entry.grammar = FUNCTION.contains(&entry.key);
            (entry.rules, entry.follows) = super::rules_of(entry);
        }
        lexicon
    }

    fn add(&mut self, key: &'static str) -> &mut Entry {
        let bytes = bytes_of(key);
        let number = u128::from_le_bytes(bytes);
        let mut word = self.find(number, key.len());
        if word == 0 {
            word = u16::try_from(self.entries.len()).expect("the lexicon is small");
            self.entries.push(Entry { key, ..Entry::default() });
            self.keys.push(number);
            let last = bytes[key.len() - 1];
            self.shapes[key.len()][usize::from(bytes[0] & 31)] |= 1 << (last & 31);
            let mut slot = hash(number);
            while self.slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            self.slots[slot] = word;
        }
        &mut self.entries[usize::from(word)]
    }
}

/// Slots of the table, a power of two far above the number of words.
const SLOTS: usize = 4096;

fn bytes_of(key: &str) -> [u8; MAX_WORD] {
    let mut bytes = [0; MAX_WORD];
    bytes[..key.len()].copy_from_slice(key.as_bytes());
    bytes
}

fn hash(key: u128) -> usize {
    let mixed = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize % SLOTS
}

/// Months; `false` marks what is only read beside a number.
pub(crate) const MONTHS: &[(&str, u8, bool)] = &[
    ("janvier", 1, true),
    ("janv", 1, false),
    ("jan", 1, false),
    ("fevrier", 2, true),
    ("fevr", 2, false),
    ("fev", 2, false),
    ("mars", 3, true),
    ("avril", 4, true),
    ("avr", 4, false),
    ("mai", 5, true),
    ("juin", 6, true),
    ("juillet", 7, true),
    ("juill", 7, false),
    ("juil", 7, false),
    ("jui", 7, false),
    ("jul", 7, false),
    ("aout", 8, true),
    ("septembre", 9, true),
    ("sept", 9, false),
    ("sep", 9, false),
    ("octobre", 10, true),
    ("oct", 10, false),
    ("novembre", 11, true),
    ("nov", 11, false),
    ("decembre", 12, true),
    ("dec", 12, false),
];

/// Weekdays; `false` marks what is only read beside a number.
pub(crate) const WEEKDAYS: &[(&str, u8, bool)] = &[
    ("lundi", 1, true),
    ("lundis", 1, true),
    ("lun", 1, false),
    ("mardi", 2, true),
    ("mardis", 2, true),
    ("mar", 2, false),
    ("mercredi", 3, true),
    ("mercredis", 3, true),
    ("mer", 3, false),
    ("jeudi", 4, true),
    ("jeudis", 4, true),
    ("jeu", 4, false),
    ("vendredi", 5, true),
    ("vendredis", 5, true),
    ("ven", 5, false),
    ("samedi", 6, true),
    ("samedis", 6, true),
    ("sam", 6, false),
    ("dimanche", 7, true),
    ("dimanches", 7, true),
    ("dim", 7, false),
];

/// Units of time.
pub(crate) const UNITS: &[(&str, Unit)] = &[
    ("seconde", Unit::Second),
    ("secondes", Unit::Second),
    ("sec", Unit::Second),
    ("s", Unit::Second),
    ("minute", Unit::Minute),
    ("minutes", Unit::Minute),
    ("min", Unit::Minute),
    ("mins", Unit::Minute),
    ("mn", Unit::Minute),
    ("heure", Unit::Hour),
    ("heures", Unit::Hour),
    ("h", Unit::Hour),
    ("hr", Unit::Hour),
    ("hrs", Unit::Hour),
    ("nuit", Unit::Night),
    ("nuits", Unit::Night),
    ("jour", Unit::Day),
    ("jours", Unit::Day),
    ("journee", Unit::Day),
    ("journees", Unit::Day),
    ("weekend", Unit::Weekend),
    ("weekends", Unit::Weekend),
    ("semaine", Unit::Week),
    ("semaines", Unit::Week),
    ("mois", Unit::Month),
    ("trimestre", Unit::Quarter),
    ("trimestres", Unit::Quarter),
    ("semestre", Unit::Half),
    ("semestres", Unit::Half),
    ("an", Unit::Year),
    ("ans", Unit::Year),
    ("annee", Unit::Year),
    ("annees", Unit::Year),
    ("decennie", Unit::Decade),
    ("decennies", Unit::Decade),
    ("siecle", Unit::Century),
    ("siecles", Unit::Century),
    ("millenaire", Unit::Millennium),
    ("millenaires", Unit::Millennium),
];

/// Number words; the reader puts them together.
pub(crate) const NUMBERS: &[(&str, u32)] = &[
    ("zero", 0),
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("vingt", 20),
    ("vingts", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("huitante", 80),
    ("octante", 80),
    ("nonante", 90),
    ("cent", 100),
    ("cents", 100),
    ("mille", 1000),
    ("mil", 1000),
];

/// Ordinals in words.
pub(crate) const ORDINALS: &[(&str, u8)] = &[
    ("premier", 1),
    ("premiere", 1),
    ("second", 2),
    ("seconde", 2),
    ("deuxieme", 2),
    ("troisieme", 3),
    ("quatrieme", 4),
    ("cinquieme", 5),
    ("sixieme", 6),
    ("septieme", 7),
    ("huitieme", 8),
    ("neuvieme", 9),
    ("dixieme", 10),
    ("onzieme", 11),
    ("douzieme", 12),
    ("treizieme", 13),
    ("quatorzieme", 14),
    ("quinzieme", 15),
    ("seizieme", 16),
    ("vingtieme", 20),
];

/// Seasons.
pub(crate) const SEASONS: &[(&str, Season)] = &[
    ("printemps", Season::Spring),
    ("ete", Season::Summer),
    ("automne", Season::Autumn),
    ("hiver", Season::Winter),
];

/// Parts of the day; « après-midi » is put together by the reader.
pub(crate) const PARTS: &[(&str, DayPart)] = &[
    ("matin", DayPart::Morning),
    ("matins", DayPart::Morning),
    ("matinee", DayPart::Morning),
    ("matinees", DayPart::Morning),
    ("aube", DayPart::Morning),
    ("aurore", DayPart::Morning),
    ("crepuscule", DayPart::Evening),
    ("aprem", DayPart::Afternoon),
    ("soir", DayPart::Evening),
    ("soirs", DayPart::Evening),
    ("soiree", DayPart::Evening),
    ("soirees", DayPart::Evening),
    ("nuit", DayPart::Night),
    ("nuits", DayPart::Night),
];

/// Words whose full stop does not end a sentence, beside short months and weekdays.
const ABBREVIATIONS: &[&str] =
    &["mm", "mme", "mlle", "dr", "me", "mgr", "av", "apr", "etc", "cf", "st", "ste", "art", "no"];

/// Words that hold a sentence together.
const FUNCTION: &[&str] = &[
    "a", "apres", "au", "aux", "avant", "avec", "c'", "car", "ce", "cet", "cette", "ces", "chez",
    "comme", "contre", "d'", "dans", "de", "depuis", "des", "des", "dont", "donc", "du", "durant",
    "en", "entre", "est", "et", "il", "ils", "elle", "elles", "j'", "je", "jusqu'", "l'", "la",
    "le", "les", "leur", "leurs", "lors", "lorsqu'", "mais", "meme", "memes", "n'", "ne", "ni",
    "nos", "notre", "nous", "on", "or", "ou", "par", "pas", "pendant", "plus", "pour", "puis",
    "qu'", "quand", "que", "qui", "s'", "sa", "sans", "se", "selon", "ses", "si", "son", "sont",
    "sous", "sur", "t'", "tous", "tout", "toute", "toutes", "un", "une", "vers", "voici", "voila",
    "vous", "y",
];

/// Words of grammar that digits may be followed by inside an expression.
const COUNTS: &[&str] = &[
    "a", "au", "et", "ou", "du", "de", "d'", "jusqu'", "apres", "avant", "ce", "cette", "un",
    "une", "le",
];

/// The other words that rules name.
const OTHER: &[&str] = &[
    "aussitot",
    "jean",
    "nicolas",
    "patrick",
    "musique",
    "chinois",
    "lunaire",
    "orthodoxe",
    "juif",
    "berbere",
    "petit",
    "exercice",
    "tiers",
    "deja",
    "seulement",
    "juste",
    "exactement",
    "ya",
    "partir",
    "longues",
    "longs",
    "petites",
    "bonnes",
    "bons",
    "petits",
    "premiers",
    "premieres",
    "gras",
    "cendres",
    "meres",
    "peres",
    "planete",
    "pere",
    "mere",
    "champ",
    "ile",
    "locales",
    "saison",
    "vient",
    "la",
    "t",
    "q",
    "ac",
    "p",
    "c",
    "apr",
    "qqs",
    "ad",
    "mere",
    "re",
    "nde",
    "notre",
    "abord",
    "actuel",
    "actuelle",
    "ad",
    "age",
    "agee",
    "ages",
    "agees",
    "aid",
    "ajouter",
    "al",
    "alentours",
    "annuel",
    "ante",
    "anterieur",
    "anterieurs",
    "arafa",
    "armistice",
    "article",
    "ascension",
    "assomption",
    "attentats",
    "aube",
    "aujourd'",
    "aujourd",
    "auparavant",
    "aurore",
    "autour",
    "autre",
    "autres",
    "av",
    "ap",
    "avenue",
    "aw",
    "avril",
    "bastille",
    "bihebdomadaire",
    "boulevard",
    "bout",
    "brumaire",
    "but",
    "cas",
    "chandeleur",
    "chap",
    "chapitre",
    "chaque",
    "chr",
    "christ",
    "chretienne",
    "ci",
    "compter",
    "commune",
    "coucher",
    "courant",
    "cours",
    "croissant",
    "date",
    "debut",
    "debuts",
    "delai",
    "demain",
    "demi",
    "demie",
    "demies",
    "depassees",
    "dernier",
    "derniere",
    "derniers",
    "dernieres",
    "dizaine",
    "dizaines",
    "douzaine",
    "duree",
    "e",
    "ecoulee",
    "ecoulees",
    "ecoules",
    "environ",
    "epiphanie",
    "epoque",
    "er",
    "ere",
    "eme",
    "eve",
    "extreme",
    "f",
    "fete",
    "fetes",
    "fin",
    "floreal",
    "fois",
    "frimaire",
    "fructidor",
    "germinal",
    "gmt",
    "guerre",
    "halloween",
    "hebdomadaire",
    "hier",
    "hui",
    "huitaine",
    "h",
    "hotel",
    "ici",
    "il",
    "independance",
    "jc",
    "jesus",
    "j",
    "lendemain",
    "lever",
    "locale",
    "longtemps",
    "maintenant",
    "mardi",
    "maximum",
    "maximal",
    "mensuel",
    "messidor",
    "mi",
    "midi",
    "milieu",
    "minimum",
    "minuit",
    "moins",
    "moitie",
    "moment",
    "mort",
    "morts",
    "n",
    "nationale",
    "nivose",
    "noel",
    "nouvel",
    "nouvelle",
    "numero",
    "o",
    "page",
    "pages",
    "paques",
    "paris",
    "pascal",
    "passe",
    "passee",
    "passees",
    "passes",
    "pentecote",
    "peu",
    "pile",
    "place",
    "plein",
    "pluviose",
    "plusieurs",
    "poisson",
    "pont",
    "possible",
    "prairial",
    "pres",
    "presque",
    "precedent",
    "precedente",
    "precedents",
    "precedentes",
    "precises",
    "precise",
    "prochain",
    "prochaine",
    "prochains",
    "prochaines",
    "quart",
    "quarts",
    "quasi",
    "quasiment",
    "quelque",
    "quelques",
    "qqs",
    "quotidien",
    "quotidienne",
    "quinzaine",
    "rameaux",
    "ramadan",
    "rentree",
    "reveillon",
    "rois",
    "rue",
    "saint",
    "sainte",
    "semestriel",
    "sylvestre",
    "saint-sylvestre",
    "soleil",
    "suivant",
    "suivante",
    "suivantes",
    "suivants",
    "surlendemain",
    "tard",
    "tombee",
    "tot",
    "tots",
    "toussaint",
    "travail",
    "tres",
    "trimestriel",
    "trentaine",
    "universel",
    "utc",
    "valentin",
    "vendemiaire",
    "vendemiaires",
    "venir",
    "vendanges",
    "venant",
    "ventose",
    "veille",
    "victoire",
    "vigueur",
    "vingtaine",
    "xviii",
    "bc",
    "week",
    "end",
    "ends",
    "thermidor",
    "quarantaine",
    "cinquantaine",
    "soixantaine",
    "centaine",
    "centaines",
    "siecle",
    "jour",
    "jours",
    "rd",
    "nd",
    "th",
    "st",
    "avant",
    "apres",
    "grand",
    "peine",
    "importe",
    "ecoule",
    "local",
    "anniversaire",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn keys_are_folded_and_fit() {
        for entry in &LEXICON.entries[1..] {
            assert_eq!(fold(entry.key), entry.key);
            assert!(entry.key.len() <= MAX_WORD, "{}", entry.key);
        }
    }

    #[test]
    fn a_word_may_have_several_meanings() {
        let sept = LEXICON.entry(LEXICON.word("sept"));
        assert_eq!((sept.month, sept.number), (Some((9, false)), Some(7)));
        assert_eq!(LEXICON.word("soldats"), 0);
    }
}
