//! Ages, which are no time expressions: « un homme de 38 ans », « Paul, 38 ans, ».

use super::Cursor;
use crate::timex::fr::lexicon::LEXICON;
use crate::timex::lex::Kind;

/// « une femme de 38 ans », « Paul, 38 ans, », « âgé de 38 ans », « à 38 ans »
pub(super) fn is_age_of(c: &Cursor<'_>, start: usize) -> bool {
    let key =
        |back: usize| start.checked_sub(back).map_or("", |i| LEXICON.entry(c.tokens[i].word).key);
    // « les 6-16 ans », « les moins de 17 ans »
    let group = ["les", "des", "aux"].contains(&key(0)) || ["les", "des", "aux"].contains(&key(1));
    let pair =
        start >= 2 && c.is_sign_at(start - 1, '-') && c.tokens[start - 2].kind == Kind::Number;
    if pair || group && !c.sees(&["de", "d'"]) {
        return true;
    }
    // « moins de 12 ans : gratuit »
    let first = if key(2) == "moins" { start - 2 } else { start };
    let opens = first.checked_sub(1).is_none_or(|at| c.tokens[at].kind == Kind::Sign);
    if LEXICON.entry(c.tokens[first].word).key == "moins" && opens && c.is_sign(0, ':') {
        return true;
    }
    if c.sees(&["age"]) || matches!(key(1), "age" | "agee" | "ages" | "agees") {
        return true;
    }
    if c.sees(&["et"]) && c.entry_at(1).key == "demi" {
        return true;
    }
    let of = matches!(key(1), "de" | "d'" | "a");
    if of && matches!(key(2), "age" | "agee" | "ages" | "agees" | "plus" | "moins" | "pres") {
        return matches!(key(2), "age" | "agee" | "ages" | "agees")
            || matches!(key(3), "les" | "des" | "aux") && !c.sees(&["de"])
            // « chaque habitant de plus de 16 ans », « les enfants de moins de trois ans »
            || key(1) == "de" && matches!(key(3), "de" | "d'") && of_person(c, start - 3);
    }
    // « l'âge légal passerait de 62 à 64 ans »
    if key(1) == "a"
        && start >= 3
        && key(3) == "de"
        && (start.saturating_sub(10)..start - 3).any(|at| {
            matches!(LEXICON.entry(c.tokens[at].word).key, "age" | "ages" | "agee" | "agees")
        })
    {
        return true;
    }
    // « à 15 ans », but « condamné à dix ans de prison »
    // « elle avait quinze ans »
    let has = ["avait", "avaient", "aura", "ont", "ai"].contains(&key(1));
    if has && !c.sees(&["de", "d'", "pour", "plus"]) {
        return true;
    }
    // « il a deux fois vingt ans »
    if key(1) == "fois" {
        return true;
    }
    // « jusqu'à cinq ans »
    if key(1) == "a" && key(2) == "jusqu'" {
        return false;
    }
    // « elle fête ses vingt ans », but « ses dix ans de règne »
    let owned = ["ses", "leurs", "mes", "tes", "nos", "vos"].contains(&key(1))
        || start >= 1 && ["mes", "tes", "vos"].contains(&c.raw_at(start - 1));
    if owned && !c.sees(&["de", "d'"]) {
        return true;
    }
    if key(1) == "a" {
        // « de cinq à dix ans »
        if start >= 2
            && (c.tokens[start - 2].kind == Kind::Number
                || LEXICON.entry(c.tokens[start - 2].word).number.is_some())
        {
            return start >= 3 && key(3) == "de" && of_person(c, start - 3);
        }
        let noun = start.checked_sub(2).map_or("", |i| &c.text[c.tokens[i].start..c.tokens[i].end]);
        // « de six mois à un an »
        if start >= 2 && LEXICON.entry(c.tokens[start - 2].word).unit.is_some() {
            return false;
        }
        // « passe à 64 ans d'ici 2030 »
        let by = c.sees(&["d'"]) && c.entry_at(1).key == "ici";
        return (by || !c.sees(&["de", "d'", "ferme"])) && !noun.starts_with("condamn");
    }
    // « des hommes de 22, 25 et 31 ans »
    let mut first = start;
    while first >= 2
        && c.tokens[first - 2].kind == Kind::Number
        && (c.is_sign_at(first - 1, ',') || matches!(key(start + 1 - first), "et" | "ou" | "a"))
    {
        first -= 2;
    }
    if first < start && first > 1 {
        let entry = LEXICON.entry(c.tokens[first - 1].word);
        return matches!(entry.key, "de" | "d'" | "a" | "ages" | "agees") && !c.sees(&["de", "d'"]);
    }
    // « un jeune Britannique de 15 ans », « un chauffeur de bus de 38 ans »
    if of && start >= 2 {
        return of_person(c, start - 1);
    }
    // « Paul Morel, 38 ans, »
    if start >= 2 && c.is_sign_at(start - 1, ',') {
        let closes = c.peek().is_none_or(|t| t.kind == Kind::Sign);
        let name = c.tokens[start - 2].capital;
        return closes && (name || c.tokens[start - 2].word == 0);
    }
    if start >= 1 && c.is_sign_at(start - 1, '(') {
        return c.is_sign(0, ')');
    }
    false
}

/// Whether « de 15 ans » belongs to a person: the nouns before it, as far as a verb or a sign.
pub(super) fn of_person(c: &Cursor<'_>, of: usize) -> bool {
    for index in (of.saturating_sub(6)..of).rev() {
        let token = &c.tokens[index];
        let word = &c.text[token.start..token.end];
        if token.kind != Kind::Word {
            return false;
        }
        let folded = crate::text::fold(word);
        if LASTING.contains(&folded.trim_end_matches('s')) {
            return false;
        }
        if is_person(word) {
            return true;
        }
        // « un Italien de 33 ans »
        let certain = index >= 1
            && matches!(
                LEXICON.entry(c.tokens[index - 1].word).key,
                "un" | "une" | "l'" | "le" | "la" | "cet" | "cette" | "ce"
            );
        if index + 1 == of && token.capital && token.word == 0 && certain {
            return true;
        }
    }
    false
}

/// Nouns of what lasts: « une peine de dix ans ».
const LASTING: &[&str] = &[
    "peine",
    "bail",
    "prison",
    "contrat",
    "periode",
    "plan",
    "mandat",
    "reclusion",
    "duree",
    "delai",
    "emprisonnement",
    "programme",
    "cycle",
    "guerre",
    "regne",
    "absence",
    "captivite",
    "travail",
    "suspension",
    "accord",
    "moratoire",
    "carriere",
    "experience",
    "garantie",
    "treve",
    "intervalle",
    "exil",
    "attente",
    "silence",
    "service",
    "laps",
    "perpetuite",
    "detention",
    "sursis",
    "stage",
    "formation",
    "pret",
    "echeance",
    "concession",
    "cours",
    "est",
    "a",
    "ont",
    "sont",
    "ete",
    "plus",
];

/// Whether a noun names people.
fn is_person(word: &str) -> bool {
    // « un jeûne de trois jours »
    if word.contains('û') {
        return false;
    }
    let folded = crate::text::fold(word);
    let noun = folded.trim_end_matches('s');
    PEOPLE.contains(&noun)
        || noun.len() > 5 && noun.ends_with("eur") && !THINGS.contains(&noun)
        || noun.len() > 6 && WHO.iter().any(|ending| noun.ends_with(ending)) && !word.contains('é')
}

/// Nouns in « -eur » that are no people.
const THINGS: &[&str] = &[
    "moteur",
    "erreur",
    "ordinateur",
    "tracteur",
    "valeur",
    "malheur",
    "bonheur",
    "faveur",
    "chaleur",
    "longueur",
    "largeur",
    "hauteur",
    "rigueur",
    "labeur",
    "secteur",
    "retardateur",
    "serveur",
    "vapeur",
    "douleur",
    "terreur",
    "ampleur",
    "meilleur",
    "interieur",
    "exterieur",
    "superieur",
    "inferieur",
    "ulterieur",
    "anterieur",
    "majeur",
    "mineur",
    "lueur",
    "rancoeur",
];

/// Endings of nouns of people: « un dentiste », « une technicienne ».
const WHO: &[&str] = &[
    "iste", "logue", "icien", "icienne", "teuse", "seuse", "trice", "ateur", "iteur", "niere",
    "sman", "swoman",
];

const PEOPLE: &[&str] = &[
    "homme",
    "femme",
    "enfant",
    "garcon",
    "fille",
    "fillette",
    "garconnet",
    "adolescent",
    "adolescente",
    "jeune",
    "personne",
    "conducteur",
    "conductrice",
    "automobiliste",
    "retraite",
    "retraitee",
    "chauffeur",
    "pere",
    "mere",
    "fil",
    "bebe",
    "etudiant",
    "etudiante",
    "lyceen",
    "lyceenne",
    "habitant",
    "habitante",
    "motard",
    "cycliste",
    "pieton",
    "pietonne",
    "suspect",
    "victime",
    "individu",
    "ouvrier",
    "employe",
    "employee",
    "agriculteur",
    "soldat",
    "policier",
    "gendarme",
    "militaire",
    "joueur",
    "joueuse",
    "athlete",
    "elu",
    "elue",
    "ressortissant",
    "ressortissante",
    "veuve",
    "veuf",
    "frere",
    "soeur",
    "voisin",
    "voisine",
    "collegien",
    "collegienne",
    "ecolier",
    "ecoliere",
    "septuagenaire",
    "octogenaire",
    "mineur",
    "mineure",
    "majeur",
    "artiste",
    "chanteur",
    "chanteuse",
    "acteur",
    "actrice",
    "journaliste",
    "militant",
    "militante",
    "patron",
    "marin",
    "touriste",
    "dame",
    "monsieur",
    "garde",
    "gar",
    "cadre",
    "ancien",
    "ancienne",
    "champion",
    "championne",
    "avocat",
    "avocate",
    "infirmiere",
    "medecin",
    "professeur",
    "chef",
    "epoux",
    "epouse",
    "mari",
    "compagnon",
    "compagne",
    "neveu",
    "niece",
    "cousin",
    "cousine",
    "quadragenaire",
    "trentenaire",
    "quinquagenaire",
    "pompier",
    "skieur",
    "alpiniste",
    "randonneur",
    "randonneuse",
    "motocycliste",
    "passager",
    "passagere",
    "pilote",
    "prevenu",
    "accuse",
    "detenu",
    "blesse",
    "mort",
    "deces",
    "combattant",
    "combattante",
    "rebelle",
    "insurge",
    "insurgee",
    "opposant",
    "opposante",
    "dirigeant",
    "dirigeante",
    "president",
    "presidente",
    "ministre",
    "refugie",
    "refugiee",
    "migrant",
    "migrante",
    "commercant",
    "commercante",
    "enseignant",
    "enseignante",
    "ingenieur",
    "pecheur",
    "boulanger",
    "boulangere",
    "directeur",
    "maire",
    "candidat",
    "candidate",
    "romancier",
    "romanciere",
    "ecrivain",
    "rappeur",
    "coureur",
    "nageur",
    "nageuse",
    "skieuse",
    "gardien",
    "gardienne",
    "danseur",
    "danseuse",
    "livreur",
    "facteur",
    "infirmier",
    "surveillant",
    "surveillante",
    "locataire",
    "proprietaire",
    "pensionnaire",
    "benevole",
    "eleve",
    "colocataire",
    "gerant",
    "gerante",
    "caissier",
    "caissiere",
    "aide",
    "agent",
];
