//! Verbs and what looks like one: the tables that `tense` reads.

use super::lexicon::Verb;

/// Nouns of what is known only once it has happened, folded, in the singular.
pub(crate) const HAPPENED: &[&str] = &[
    "defaite",
    "victoire",
    "nul",
    "accident",
    "incendie",
    "mort",
    "deces",
    "seisme",
    "attentat",
    "agression",
    "collision",
    "drame",
    "crash",
    "braquage",
    "fusillade",
    "explosion",
    "noyade",
    "interpellation",
    "arrestation",
    "carambolage",
    "avalanche",
    "eboulement",
    "cambriolage",
];

/// Frequent verbs in the tense of history.
pub(crate) const HISTORY: &[&str] = &[
    "fut", "furent", "eut", "eurent", "fit", "firent", "prit", "prirent", "mit", "mirent", "vint",
    "vinrent", "tint", "tinrent", "naquit", "mourut", "vit",
];

/// Endings of the conditional: what was to come, or hearsay of it.
pub(crate) const CONDITIONAL: &[&str] =
    &["erait", "eraient", "irait", "iraient", "drait", "draient", "rrait", "rraient"];

/// Endings of the future.
pub(crate) const FUTURE: &[&str] = &[
    "era", "eront", "ira", "iront", "dra", "dront", "tra", "tront", "vra", "vront", "ura", "uront",
    "erai", "erons", "erez", "irai", "irons", "irez", "rra", "rront", "ora", "drai", "drons",
    "drez", "rrai", "rrons", "rrez", "evrai", "evrons", "evrez",
];

/// Endings of the imperfect and of the simple past.
pub(crate) const PAST: &[&str] = &["ait", "aient", "èrent", "irent", "urent"];

/// Endings of participles that only an auxiliary makes sure: « entrepris », « couru ».
pub(crate) const AFTER_AUXILIARY: &[&str] = &[
    "pri", "pris", "mi", "mis", "ri", "di", "dit", "fait", "crit", "duit", "uit", "ert", "ort",
    "u", "aint", "eint", "oint", "i",
];

/// Adjectives with such endings: « est gratuit ».
pub(crate) const ADJECTIVES: &[&str] = &[
    "gratuit", "petit", "joli", "vrai", "favori", "inconnu", "absolu", "continu", "ambigu", "aigu",
    "bleu", "infini", "fortuit", "poli",
];

/// Words of grammar after which a participle is a verb, not a noun.
pub(crate) const BEFORE_PARTICIPLES: &[&str] = &[
    "est", "sont", "a", "ont", "y", "et", "ou", "ne", "pas", "plus", "se", "s'", "n'", "mais",
    "puis",
];

/// Verbs of what has its day, in the present: « qui s'achève vendredi », « reçoit Lens samedi ».
pub(crate) const ON_SCHEDULE: &[&str] = &[
    "achève",
    "achèvent",
    "débute",
    "débutent",
    "commence",
    "commencent",
    "démarre",
    "démarrent",
    "reprend",
    "reprennent",
    "réunit",
    "réunissent",
    "déroule",
    "déroulent",
    "affronte",
    "affrontent",
    "reçoit",
    "reçoivent",
    "accueille",
    "accueillent",
    "rouvre",
    "rouvrent",
    "ouvre",
    "ouvrent",
];

/// Nouns that look like participles, folded.
pub(crate) const ARRIVALS: &[&str] =
    &["arrivee", "levee", "montee", "entree", "tournee", "traversee", "remontee"];

/// Stems of participles that after « est » tell how things are arranged now: « le marché est
/// déplacé samedi », « les vols sont suspendus jusqu'à jeudi ».
pub(crate) const ARRANGED: &[&str] = &[
    "organis",
    "maintenu",
    "suspendu",
    "déplac",
    "propos",
    "coup",
    "barr",
    "neutralis",
    "interrompu",
    "perturb",
    "demand",
    "recommand",
    "mobilis",
    "appel",
    "conseill",
    "diffus",
    "offert",
    "ouvert",
    "jug",
    "requi",
    "requis",
    "retransmi",
    "retransmis",
    "gel",
    "bloqu",
    "annul",
    "report",
    "repouss",
    "décal",
    "avanc",
    "prolong",
    "ajourn",
];

/// Stems of participles that tell a state, of any time: « fermé à Noël ».
pub(crate) const STATES: &[&str] = &["ferm", "ouvert", "situ", "âg", "réserv", "interdit", "li"];

/// Stems of participles of what is to come.
pub(crate) const PLANNED: &[&str] =
    &["cens", "programm", "fix", "convoqu", "invit", "agend", "reprogramm"];

/// Stems of participles that « est » makes to come: « est annoncé », but « a été annoncé ».
pub(crate) const ANNOUNCED: &[&str] = &["annonc", "espér", "envisag", "planifi", "pressenti"];

/// Words of what is to come that are no future: « prévoit », « demain ».
pub(crate) const PLANS: &[&str] = &[
    "demain",
    "prevoit",
    "prevoient",
    "attend",
    "attendent",
    "espere",
    "esperent",
    "esperer",
    "prevoir",
    "envisage",
    "envisagent",
    "souhaite",
    "souhaitent",
];

/// Participles of what is to come that the lexicon holds.
pub(crate) const EXPECTED: &[&str] = &["prévu", "attendu"];

/// Stems of participles in « -ité », which are otherwise nouns.
pub(crate) const QUITTED: &[&str] =
    &["invit", "évit", "visit", "profit", "limit", "habit", "quitt", "cit", "édit", "débit"];

/// Participles that have no « é », without the marks of gender and number.
pub(crate) const PARTICIPLES: &[&str] = &[
    "tenu",
    "venu",
    "rendu",
    "reçu",
    "perdu",
    "parti",
    "sorti",
    "paru",
    "élu",
    "vaincu",
    "battu",
    "conclu",
    "survenu",
    "disparu",
    "descendu",
    "né",
    "permi",
    "permis",
    "commi",
    "commis",
    "remi",
    "remis",
    "écrit",
    "conduit",
    "détruit",
    "pri",
    "pris",
    "surpri",
    "surpris",
    "appri",
    "repri",
    "offert",
    "produit",
    "inscrit",
    "tué",
    "obtenu",
    "maintenu",
    "retenu",
    "interrompu",
    "suspendu",
    "défendu",
    "entendu",
    "répondu",
    "rompu",
    "abattu",
    "réuni",
    "fini",
    "choisi",
    "saisi",
    "subi",
    "averti",
    "démenti",
    "promis",
    "soumis",
    "admis",
    "vendu",
    "vécu",
    "prévenu",
    "plu",
    "lu",
    "bu",
    "su",
    "pu",
    "dû",
    "cru",
    "mi",
    "fui",
];

/// Nouns with the ending of a verb.
pub(crate) const NOUNS: &[&str] = &[
    "opéra",
    "lait",
    "fait",
    "trait",
    "portrait",
    "souhait",
    "retrait",
    "extrait",
    "parfait",
    "attrait",
    "caméra",
    "extra",
    "infra",
    "ultra",
    "sport",
    "effort",
    "rapport",
    "escadrons",
    "chaudrons",
    "goudrons",
    "quadrons",
    "cadrez",
    "encadrez",
];

/// Frequent verbs, which the lexicon holds.
pub(crate) const VERBS: &[(&[&str], Verb)] = &[
    (&["a", "ont", "est", "sont", "ai", "as", "avons", "avez", "suis", "sommes"], Verb::Auxiliary),
    (
        &[
            "avait",
            "avaient",
            "etait",
            "etaient",
            "etais",
            "etions",
            "avions",
            "fut",
            "furent",
            "eut",
            "eurent",
            "fit",
            "firent",
            "dit",
            "prit",
            "prirent",
            "mit",
            "vint",
            "tint",
            "hier",
            "vu",
            "mort",
            "morte",
            "morts",
            "eu",
            "indique",
            "indiquent",
            "rapporte",
            "rapportent",
            "affirme",
            "affirment",
            "annonce",
            "precise",
            "revele",
            "revelent",
            "assure",
            "declare",
            "raconte",
            "souligne",
        ],
        Verb::Past,
    ),
    (
        &[
            "va",
            "vont",
            "allait",
            "allaient",
            "esperer",
            "prevoir",
            "envisage",
            "envisagent",
            "souhaite",
            "souhaitent",
            "sera",
            "seront",
            "aura",
            "auront",
            "devra",
            "devront",
            "doit",
            "doivent",
            "devrait",
            "devraient",
            "fera",
            "feront",
            "ira",
            "iront",
            "pourra",
            "pourront",
            "viendra",
            "peut",
            "peuvent",
            "vais",
            "allons",
            "ferai",
            "prevoit",
            "prevoient",
            "attend",
            "attendent",
            "espere",
            "esperent",
            "prevu",
            "prevue",
            "prevus",
            "prevues",
            "attendu",
            "attendue",
            "attendus",
            "attendues",
            "prochain",
            "prochaine",
            "demain",
        ],
        Verb::Future,
    ),
];
