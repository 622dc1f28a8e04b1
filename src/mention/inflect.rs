//! The forms of verbs, nouns and participles, from the models of `data/inflection.txt`.

use std::sync::LazyLock;

/// What an inflected word can be; one spelling can be several (« marche »).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Forms(u16);

impl Forms {
    pub(super) const NOUN: Forms = Forms(1);
    pub(super) const INFINITIVE: Forms = Forms(2);
    /// Of the indicative or the subjunctive.
    pub(super) const PRESENT: Forms = Forms(4);
    pub(super) const IMPERFECT: Forms = Forms(8);
    pub(super) const PAST: Forms = Forms(16);
    pub(super) const FUTURE: Forms = Forms(32);
    pub(super) const CONDITIONAL: Forms = Forms(64);
    /// The past participle.
    pub(super) const PARTICIPLE: Forms = Forms(128);
    pub(super) const GERUND: Forms = Forms(256);

    /// Forms of a verb with a person.
    pub(super) const FINITE: Forms = Forms(4 | 8 | 16 | 32 | 64);

    pub(super) const fn or(self, other: Forms) -> Forms {
        Forms(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Forms) -> Forms {
        Forms(self.0 & !other.0)
    }

    pub(super) const fn any(self, of: Forms) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether nothing is known of the form: a phrase, a word as it stands.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// How the dictionary form of a word is inflected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Verb,
    Noun,
    /// A participle or an adjective that agrees like one.
    Participle,
}

/// The models, as the lines of a name give them.
struct Models {
    verbs: Vec<Model>,
    future: Vec<&'static str>,
    conditional: Vec<&'static str>,
    present: Vec<&'static str>,
    imperfect: Vec<&'static str>,
    gerund: &'static str,
    before_a: Vec<&'static str>,
    agreement: Vec<&'static str>,
    plurals: Vec<(&'static str, &'static str)>,
    plural_words: Vec<(&'static str, &'static str)>,
    plural_mark: &'static str,
    invariable: Vec<&'static str>,
    singulars: Vec<(&'static str, &'static str)>,
    singular_words: Vec<(&'static str, &'static str)>,
}

struct Model {
    ending: &'static str,
    whole: bool,
    present: Vec<&'static str>,
    /// Before e and i, and before a and o.
    stems: (&'static str, &'static str),
    futures: Vec<&'static str>,
    past: Vec<&'static str>,
    participles: Vec<&'static str>,
}

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    let source = include_str!("data/inflection.txt");
    let all = move |name: &'static str| {
        source.lines().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let words = |name| all(name).flat_map(str::split_whitespace).collect::<Vec<_>>();
    let pairs = |name| {
        let pairs = all(name).flat_map(|line| line.split(", "));
        pairs.filter_map(|pair| pair.split_once(' ')).collect::<Vec<_>>()
    };
    let first = |name| words(name).first().copied().unwrap_or_default();
    Models {
        verbs: all("verb").filter_map(model).collect(),
        future: words("future-endings"),
        conditional: words("conditional-endings"),
        present: words("present-endings"),
        imperfect: words("imperfect-endings"),
        gerund: first("gerund-ending"),
        before_a: words("before-a"),
        agreement: words("agreement"),
        plurals: pairs("plural"),
        plural_words: pairs("plural-word"),
        plural_mark: first("plural-mark"),
        invariable: words("invariable"),
        singulars: pairs("singular"),
        singular_words: pairs("singular-word"),
    }
});

fn model(line: &'static str) -> Option<Model> {
    let fields: Vec<&str> = line.split('|').map(str::trim).collect();
    let [ending, present, stems, futures, past, participles] = fields[..] else { return None };
    let list = |field: &'static str| field.split_whitespace().collect::<Vec<_>>();
    let stem = list(stems);
    let one = stem.first().copied().unwrap_or_default();
    Some(Model {
        ending: ending.trim_start_matches('='),
        whole: ending.starts_with('='),
        present: list(present),
        stems: (one, stem.get(1).copied().unwrap_or(one)),
        futures: list(futures),
        past: list(past),
        participles: list(participles),
    })
}

/// All forms of `lemma`, in lower case with their accents. A verb of no model has none.
pub(super) fn inflect(lemma: &str, class: Class) -> Vec<(String, Forms)> {
    match class {
        Class::Verb => verb(lemma),
        Class::Noun => {
            vec![(lemma.to_owned(), Forms::NOUN), (plural(lemma), Forms::NOUN)]
        }
        Class::Participle => {
            let mut found = Vec::new();
            agree(lemma, &mut found);
            found
        }
    }
}

fn verb(lemma: &str) -> Vec<(String, Forms)> {
    let fits = |model: &&Model| {
        lemma.ends_with(model.ending) && (!model.whole || lemma.len() == model.ending.len())
    };
    let best = MODELS.verbs.iter().filter(fits).max_by_key(|model| model.ending.len());
    let Some(model) = best else { return Vec::new() };
    let root = &lemma[..lemma.len() - model.ending.len()];
    let mut found = vec![(lemma.to_owned(), Forms::INFINITIVE)];
    let mut add = |parts: &[&str], forms| found.push(([root, &parts.concat()].concat(), forms));
    let stem = |ending: &str| {
        let a = MODELS.before_a.iter().any(|&a| ending.starts_with(a));
        if a { model.stems.1 } else { model.stems.0 }
    };
    model.present.iter().for_each(|form| add(&[form], Forms::PRESENT));
    MODELS.present.iter().for_each(|end| add(&[stem(end), end], Forms::PRESENT));
    MODELS.imperfect.iter().for_each(|end| add(&[stem(end), end], Forms::IMPERFECT));
    add(&[stem(MODELS.gerund), MODELS.gerund], Forms::GERUND);
    for future in &model.futures {
        MODELS.future.iter().for_each(|end| add(&[future, end], Forms::FUTURE));
        MODELS.conditional.iter().for_each(|end| add(&[future, end], Forms::CONDITIONAL));
    }
    model.past.iter().for_each(|form| add(&[form], Forms::PAST));
    for participle in &model.participles {
        agree(&[root, participle].concat(), &mut found);
    }
    found
}

/// A participle in gender and number.
fn agree(word: &str, found: &mut Vec<(String, Forms)>) {
    found.push((word.to_owned(), Forms::PARTICIPLE));
    for end in &MODELS.agreement {
        // « mis » has no « miss ».
        let doubled = *end == MODELS.plural_mark && plural(word) == word;
        if !doubled {
            found.push(([word, end].concat(), Forms::PARTICIPLE));
        }
    }
}

/// The plural of a noun.
pub(super) fn plural(word: &str) -> String {
    let listed = MODELS.plural_words.iter().find(|(one, _)| *one == word);
    if let Some((_, many)) = listed {
        return (*many).to_owned();
    }
    let rule = MODELS.plurals.iter().find(|(one, _)| word.ends_with(one));
    match rule {
        Some((one, many)) => [&word[..word.len() - one.len()], many].concat(),
        None => [word, MODELS.plural_mark].concat(),
    }
}

/// The singular of a noun as far as its ending tells; what stands in for nothing is `_`.
pub(super) fn singular(word: &str) -> String {
    if MODELS.invariable.contains(&word) {
        return word.to_owned();
    }
    let listed = MODELS.singular_words.iter().find(|(many, _)| *many == word);
    if let Some((_, one)) = listed {
        return (*one).to_owned();
    }
    let rule = MODELS.singulars.iter().find(|(many, _)| word.ends_with(many));
    match rule {
        Some((many, one)) => [&word[..word.len() - many.len()], one.trim_matches('_')].concat(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_of_all_groups_are_conjugated() {
        for (lemma, forms) in [
            ("signer", "signe signent signait signa signèrent signera signerait signé signées"),
            ("annoncer", "annonce annonçait annoncions annonça annoncé"),
            ("dégager", "dégage dégageait dégagions dégagea dégagés"),
            ("lever", "lève lèveront levait levé"),
            ("rappeler", "rappelle rappellera rappelait rappelé"),
            ("céder", "cède cédait cédera cèdera cédé"),
            ("libérer", "libère libérait libérera libérée"),
            ("déployer", "déploie déploiera déployé déployait"),
            ("envoyer", "envoie enverra envoyé envoyait"),
            ("créer", "crée créent créait créée créées"),
            ("démolir", "démolit démolissait démolissent démolira démolies démolissant"),
            ("ouvrir", "ouvre ouvert ouvrait ouvrira"),
            ("tenir", "tient tiendra tint tenue tenait"),
            ("élire", "élit élu élira élue"),
            ("suspendre", "suspend suspendu suspendra"),
            ("reprendre", "reprend repris reprises reprendra"),
            ("détruire", "détruit détruisent détruites"),
            ("éteindre", "éteint éteignent éteindra"),
            ("dissoudre", "dissous dissoute dissoudra dissolvait"),
            ("reconnaître", "reconnaît reconnu reconnaissait"),
            ("comparaître", "comparaît comparu comparaissait comparaîtra"),
            ("naître", "né née naquit naîtra"),
            ("aller", "va vont ira allé"),
            ("installer", "installe installa"),
        ] {
            let found = inflect(lemma, Class::Verb);
            for form in forms.split(' ') {
                assert!(found.iter().any(|(word, _)| word == form), "{form} of {lemma}");
            }
        }
        let no = |lemma: &str, form: &str| {
            assert!(inflect(lemma, Class::Verb).iter().all(|(word, _)| word != form), "{form}");
        };
        no("démolir", "démontre");
        no("installer", "installont");
        no("mettre", "miss");
    }

    #[test]
    fn tenses_are_told_apart() {
        let of = |lemma: &str, form: &str| {
            let found = inflect(lemma, Class::Verb).into_iter().filter(|(word, _)| word == form);
            found.fold(Forms::default(), |all, (_, forms)| all.or(forms))
        };
        assert_eq!(of("tirer", "tirait"), Forms::IMPERFECT);
        assert_eq!(of("tirer", "tirerait"), Forms::CONDITIONAL);
        assert_eq!(of("finir", "finit"), Forms::PRESENT.or(Forms::PAST));
    }

    #[test]
    fn plurals_of_nouns() {
        for (one, many) in [
            ("pays", "pays"),
            ("allié", "alliés"),
            ("hôpital", "hôpitaux"),
            ("festival", "festivals"),
            ("feu", "feux"),
            ("voix", "voix"),
            ("canal", "canaux"),
            ("bateau", "bateaux"),
            ("procès", "procès"),
            ("capteur", "capteurs"),
        ] {
            assert_eq!(plural(one), many);
            assert_eq!(singular(many), one);
            assert_eq!(singular(one), one);
        }
    }
}
