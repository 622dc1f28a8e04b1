//! What contradicts and what only seems to: pairs of short articles, read as the program reads
//! them, and the conflicts that they must give. For every innocent explanation there is a case
//! that it excuses and one that it does not.

use frise::ingest::{ArticleContext, Format, RawArticle};
use frise::merge::{ConflictKind, Constraints, MergeConfig, merge};
use frise::text::ArticleId;

/// A case: its name, its articles (day of publication, text) and the kinds of conflict that
/// it gives, in order.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [ConflictKind]);

/// An article as it is written; without a day of publication where that is empty.
fn front(index: usize, day: &str, text: &str) -> String {
    let date = if day.is_empty() { String::new() } else { format!("date = {day}\n") };
    format!("+++\ntitle = \"Article {index}\"\n{date}+++\n\n{text}\n")
}

/// The kinds of conflict that articles give.
fn kinds(articles: &[(&str, &str)]) -> Vec<ConflictKind> {
    let read = |(index, (day, text)): (usize, &(&str, &str))| {
        let raw = RawArticle {
            id: ArticleId::from_stem(&format!("a{index}")),
            path: format!("a{index}.md"),
            format: Format::Markdown,
            bytes: front(index, day, text).into_bytes().into(),
        };
        let context =
            ArticleContext { timezone: "Europe/Paris".to_string(), ..ArticleContext::default() };
        frise::pipeline::annotate(&raw, &context).unwrap().value
    };
    let articles: Vec<_> = articles.iter().enumerate().map(read).collect();
    let merged = merge(&articles, &Constraints::default(), &MergeConfig::default());
    merged.conflicts.iter().map(|conflict| conflict.kind).collect()
}

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(name, articles, expected)| {
            let found = kinds(articles);
            (found != *expected).then(|| format!("{name}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const SIGNED: &str =
    "Le conseil régional a signé le 7 mars 2023 l'accord sur le port de Landrezac.";

#[test]
fn dates_conflict_unless_something_innocent_explains_it() {
    use ConflictKind::{Date, DatePattern};
    check(&[
        (
            "another day",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-03-20",
                    "L'accord sur le port de Landrezac a été signé le 9 mars 2023 par le conseil régional.",
                ),
            ],
            &[Date],
        ),
        (
            "an act taken for known",
            &[
                (
                    "2023-03-10",
                    "Le 7 mars 2023, les gendarmes ont perquisitionné la coopérative de Landrezac.",
                ),
                (
                    "2023-03-20",
                    "La perquisition du 9 mars 2023 avait permis de saisir des cartons d'archives.",
                ),
            ],
            &[Date],
        ),
        (
            "a journey and another",
            &[
                ("2023-03-10", "Le 7 mars 2023, la ministre Anne Delorme est arrivée à Brest."),
                ("2023-03-20", "La ministre Anne Delorme est arrivée le 9 mars 2023 à Vannes."),
            ],
            &[],
        ),
        (
            "granularity",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-06-20",
                    "L'accord sur le port de Landrezac a été signé en mars 2023 par le conseil régional.",
                ),
            ],
            &[],
        ),
        (
            "another year",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-06-20",
                    "L'accord sur le port de Landrezac a été signé le 7 mars 2022 par le conseil régional.",
                ),
            ],
            &[DatePattern],
        ),
        (
            "another month",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-06-20",
                    "L'accord sur le port de Landrezac a été signé le 7 avril 2023 par le conseil régional.",
                ),
            ],
            &[DatePattern],
        ),
        (
            "a plan and what came of it",
            &[
                (
                    "2023-03-01",
                    "L'accord sur le port de Landrezac doit être signé le 7 mars 2023 par le conseil régional.",
                ),
                (
                    "2023-03-20",
                    "L'accord sur le port de Landrezac a été signé le 9 mars 2023 par le conseil régional.",
                ),
            ],
            &[],
        ),
        (
            "the day of the telling",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-03-08",
                    "Le conseil régional a annoncé mercredi la signature de l'accord sur le port de Landrezac.",
                ),
            ],
            &[],
        ),
        (
            "a night has two dates",
            &[
                (
                    "2023-03-10",
                    "Le hangar à sel de Landrezac a brûlé dans la nuit du 7 au 8 mars 2023.",
                ),
                ("2023-03-20", "Le hangar à sel de Landrezac a brûlé le 8 mars 2023 avant l'aube."),
            ],
            &[],
        ),
        (
            "no night",
            &[
                ("2023-03-10", "Le hangar à sel de Landrezac a brûlé le 7 mars 2023."),
                ("2023-03-20", "Le hangar à sel de Landrezac a brûlé le 9 mars 2023 avant l'aube."),
            ],
            &[Date],
        ),
        (
            "what comes back every year",
            &[
                ("2022-05-03", "La foire aux chevaux de Landrezac a été inaugurée le 2 mai 2022."),
                ("2023-05-03", "La foire aux chevaux de Landrezac a été inaugurée le 2 mai 2023."),
            ],
            &[],
        ),
        (
            "an article that knows both",
            &[
                ("2023-03-10", SIGNED),
                (
                    "2023-03-20",
                    "L'accord sur le port de Landrezac a été signé le 7 mars 2023 par le conseil régional.\n\nL'accord sur le port de Landrezac a été signé le 9 mars 2023 par la commune.",
                ),
            ],
            &[],
        ),
        (
            "another round",
            &[
                (
                    "2023-03-10",
                    "Le premier tour de la partielle de Landrezac a été remporté le 5 mars 2023 par la maire.",
                ),
                (
                    "2023-03-20",
                    "Le second tour de la partielle de Landrezac a été remporté le 8 mars 2023 par la maire.",
                ),
            ],
            &[],
        ),
    ]);
}

#[test]
fn figures_conflict_unless_something_innocent_explains_it() {
    use ConflictKind::Figure;
    check(&[
        (
            "another number",
            &[
                (
                    "2023-03-08",
                    "Cinq cents personnes ont défilé le 7 mars 2023 à Landrezac contre le port.",
                ),
                (
                    "2023-03-09",
                    "Le 7 mars 2023, 1 200 personnes ont défilé à Landrezac contre le port.",
                ),
            ],
            &[Figure],
        ),
        (
            "at least",
            &[
                (
                    "2023-03-08",
                    "Au moins 500 personnes ont défilé le 7 mars 2023 à Landrezac contre le port.",
                ),
                (
                    "2023-03-09",
                    "Le 7 mars 2023, 1 200 personnes ont défilé à Landrezac contre le port.",
                ),
            ],
            &[],
        ),
        (
            "a growing toll",
            &[
                (
                    "2023-03-08",
                    "Trois personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
                (
                    "2023-03-11",
                    "Six personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
            ],
            &[],
        ),
        (
            "a toll that shrinks",
            &[
                (
                    "2023-03-08",
                    "Six personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
                (
                    "2023-03-11",
                    "Trois personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
            ],
            &[Figure],
        ),
        (
            "rounding",
            &[
                (
                    "2023-03-08",
                    "Près de 1 200 personnes ont défilé le 7 mars 2023 à Landrezac contre le port.",
                ),
                (
                    "2023-03-09",
                    "Le 7 mars 2023, 1 150 personnes ont défilé à Landrezac contre le port.",
                ),
            ],
            &[],
        ),
        (
            "a part of the whole",
            &[
                (
                    "2023-03-08",
                    "Cinquante personnes, dont 12 enfants, ont été évacuées le 7 mars 2023 à Landrezac.",
                ),
                ("2023-03-09", "Le 7 mars 2023, 50 personnes ont été évacuées à Landrezac."),
            ],
            &[],
        ),
        (
            "a toll that had grown by the time of an article without a date",
            &[
                (
                    "2023-03-08",
                    "Trois personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
                (
                    "",
                    "Six personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac. Une enquête a été ouverte le 9 mars 2023.",
                ),
            ],
            &[],
        ),
        (
            "a toll that was told again after an article without a date",
            &[
                (
                    "2023-06-08",
                    "Trois personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac.",
                ),
                (
                    "",
                    "Six personnes sont mortes le 7 mars 2023 dans l'effondrement du silo de Landrezac. Une enquête a été ouverte le 9 mars 2023.",
                ),
            ],
            &[Figure],
        ),
        (
            "the number of another act, taken for this one",
            &[
                (
                    "2023-03-08",
                    "Le tribunal a condamné le 7 mars 2023 la coopérative de Landrezac à 60 000 euros d'amende. Le 2 mars 2023, le parquet avait requis 90 000 euros.",
                ),
                (
                    "2023-04-09",
                    "Le 7 mars 2023, la coopérative de Landrezac est condamnée à 90 000 euros d'amende.",
                ),
            ],
            &[Figure],
        ),
        (
            "a sum and a price",
            &[
                (
                    "2023-03-08",
                    "Le groupe a racheté le 7 mars 2023 la coopérative de Landrezac pour 90 millions d'euros.",
                ),
                (
                    "2023-03-09",
                    "Le 7 mars 2023, le groupe a racheté la coopérative de Landrezac au prix de 31 euros par action.",
                ),
            ],
            &[],
        ),
        (
            "both numbers in one article",
            &[
                (
                    "2023-03-08",
                    "Cinq cents personnes ont défilé le 7 mars 2023 à Landrezac contre le port.",
                ),
                (
                    "2023-03-09",
                    "Le 7 mars 2023, 1 200 personnes ont défilé à Landrezac contre le port. Le matin, 500 personnes avaient défilé à Landrezac.",
                ),
            ],
            &[],
        ),
    ]);
}

#[test]
fn a_denial_contradicts_unless_something_innocent_explains_it() {
    use ConflictKind::{Polarity, Status};
    check(&[
        (
            "denied on its day",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                (
                    "2023-03-09",
                    "Le pont de Landrezac n'a pas été fermé le 7 mars 2023, assure la mairie.",
                ),
            ],
            &[Polarity],
        ),
        (
            "denied without a day",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                ("2023-03-09", "Le pont de Landrezac n'a jamais été fermé."),
            ],
            &[Polarity],
        ),
        (
            "done without a word to anybody",
            &[
                (
                    "2023-03-08",
                    "La préfecture a fermé le pont de Landrezac le 7 mars 2023 sans prévenir personne.",
                ),
                (
                    "2023-03-09",
                    "Le pont de Landrezac n'a pas été fermé le 7 mars 2023, assure la mairie.",
                ),
            ],
            &[Polarity],
        ),
        (
            "another act denied",
            &[
                (
                    "2023-03-08",
                    "La préfecture a fermé le pont de Landrezac le 7 mars 2023, ont indiqué les maires.",
                ),
                (
                    "2023-03-09",
                    "Les maires n'ont jamais été reçus à la préfecture avant le 7 mars 2023 pour parler du pont de Landrezac.",
                ),
            ],
            &[],
        ),
        (
            "not yet so",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                ("2023-03-05", "Le pont de Landrezac n'a pas été fermé."),
            ],
            &[],
        ),
        (
            "a denial of responsibility",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                (
                    "2023-03-09",
                    "La commune nie toute responsabilité dans la fermeture du pont de Landrezac, le 7 mars 2023.",
                ),
            ],
            &[],
        ),
        (
            "hearsay here, a fact there",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                (
                    "2023-03-09",
                    "Le pont de Landrezac aurait été fermé le 7 mars 2023 par la préfecture.",
                ),
            ],
            &[Status],
        ),
        (
            "hearsay of something else",
            &[
                ("2023-03-08", "La préfecture a fermé le pont de Landrezac le 7 mars 2023."),
                ("2023-03-09", "Un conseiller aurait démissionné le 7 mars 2023."),
            ],
            &[],
        ),
    ]);
}

#[test]
fn what_one_sentence_says_can_be_wrong_by_itself() {
    use ConflictKind::{InSentence, Order, Weekday};
    check(&[
        (
            "a weekday",
            &[("2023-03-10", "L'accord sur le port de Landrezac a été signé lundi 7 mars 2023.")],
            &[Weekday],
        ),
        (
            "a day to come told as past",
            &[("2023-03-10", "L'accord sur le port de Landrezac a été signé le 17 mars 2023.")],
            &[Order],
        ),
        (
            "a day to come that is planned",
            &[("2023-03-10", "L'accord sur le port de Landrezac sera signé le 17 mars 2023.")],
            &[],
        ),
        (
            "filed under another day",
            &[(
                "2023-04-10",
                "7 mars 2023 : le 9 mars 2023, le conseil régional signe l'accord sur le port de Landrezac.",
            )],
            &[InSentence],
        ),
        (
            "filed under its day",
            &[(
                "2023-04-10",
                "7 mars 2023 : le conseil régional signe l'accord sur le port de Landrezac.",
            )],
            &[],
        ),
    ]);
}
