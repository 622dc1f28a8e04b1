//! What merging joins and keeps apart, on articles of a few sentences each.

use crate::merge::run;
use frise::ingest::{ArticleContext, Format, RawArticle};
use frise::mention::{AnnotatedArticle, MentionId};
use frise::merge::{ConflictKind, Merged};
use frise::text::ArticleId;

/// Articles of one story, each with its day of publication.
fn read(articles: &[(&str, &str)]) -> Vec<AnnotatedArticle> {
    let one = |(number, (day, text)): (usize, &(&str, &str))| {
        let raw = RawArticle {
            id: ArticleId::from_stem(&format!("a{number}")),
            path: format!("a{number}.md"),
            format: Format::Markdown,
            bytes: format!("---\ndate: {day}\nsource: Journal {number}\n---\n\n{text}\n")
                .into_bytes()
                .into(),
        };
        frise::pipeline::annotate(&raw, &ArticleContext::default()).expect("an article").value
    };
    articles.iter().enumerate().map(one).collect()
}

/// The mention whose words hold `words`.
#[track_caller]
fn find(articles: &[AnnotatedArticle], words: &str) -> MentionId {
    let mut found = articles.iter().flat_map(|a| {
        let holds =
            |m: &&frise::mention::EventMention| m.span.slice(&a.article.text).contains(words);
        a.mentions.iter().filter(holds).map(|m| m.id.clone()).collect::<Vec<_>>()
    });
    found.next().unwrap_or_else(|| panic!("nothing tells « {words} »"))
}

/// Whether two sentences are of one event.
#[track_caller]
fn one(articles: &[AnnotatedArticle], merged: &Merged, a: &str, b: &str) -> bool {
    let (a, b) = (find(articles, a), find(articles, b));
    merged.events.iter().any(|e| e.mentions.contains(&a) && e.mentions.contains(&b))
}

#[test]
fn dead_counted_without_a_date_are_of_the_attack_before() {
    let articles = read(&[(
        "2024-03-15",
        "Des soldats ont attaqué jeudi le dépôt de Lerne, au nord de la capitale.\n\n\
         Les commerçants de la rue voisine ont baissé leurs rideaux.\n\n\
         Les tirs ont fait sept morts, selon un médecin de l'hôpital.\n\n\
         Le musée de la ville a acquis une toile.",
    )]);
    let merged = run(&articles);
    assert!(one(&articles, &merged, "ont attaqué jeudi", "sept morts"));
    assert!(!one(&articles, &merged, "ont attaqué jeudi", "a acquis"));
}

#[test]
fn a_day_counted_from_an_event_is_that_of_its_story() {
    let told = |mandate: &str| {
        let articles = read(&[
            (
                "2024-03-04",
                "Le caboteur Armide, de l'armateur Loïc Bercail, a sombré dimanche 3 mars au large \
                 de Port-Ligny.",
            ),
            (
                "2024-03-08",
                "Un mandat d'arrêt a été délivré le 6 mars contre Loïc Bercail, l'armateur de \
                 l'Armide, à Port-Ligny.",
            ),
            ("2024-04-20", mandate),
        ]);
        let merged = run(&articles);
        one(&articles, &merged, "délivré le 6 mars", "lancé contre lui")
    };
    assert!(told(
        "Loïc Bercail, l'armateur de l'Armide, a été condamné vendredi à Port-Ligny. Un mandat d'arrêt avait été \
         lancé contre lui trois jours après le naufrage."
    ));
    assert!(!told(
        "Loïc Bercail, l'armateur de l'Armide, a été condamné vendredi à Port-Ligny. Un mandat d'arrêt avait été \
         lancé contre lui trente jours après le naufrage."
    ));
}

#[test]
fn the_beginning_of_a_trial_is_the_trial_whatever_the_word() {
    let articles = read(&[
        (
            "2024-03-20",
            "Ouvert le 4 mars, le procès de l'ancien trésorier de Lorbeuf s'est tenu à huis clos.",
        ),
        (
            "2024-05-02",
            "Le procès de l'ancien trésorier de Lorbeuf, commencé le 6 mars, a duré dix jours.",
        ),
    ]);
    let merged = run(&articles);
    assert!(one(&articles, &merged, "Ouvert le 4 mars", "commencé le 6 mars"));
    assert!(merged.conflicts.iter().any(|conflict| conflict.kind == ConflictKind::Date));
}

#[test]
fn those_who_met_to_decide_decided() {
    let articles = read(&[
        (
            "2024-03-25",
            "Réunis samedi à Lomar, les chefs d'État de la Ligue des Deltas ont levé les sanctions \
             contre le Tarvane.",
        ),
        ("2024-03-26", "La Ligue des Deltas a levé samedi les sanctions contre le Tarvane."),
    ]);
    let lifted = articles.iter().flat_map(|a| &a.mentions);
    let acts: Vec<_> = lifted.map(|mention| mention.trigger.as_deref()).collect();
    assert_eq!(acts, [Some("lift"), Some("lift")]);
    let merged = run(&articles);
    assert!(one(&articles, &merged, "Réunis samedi", "a levé samedi"));
}

#[test]
fn a_town_in_a_country_is_no_other_place() {
    let articles = read(&[
        ("2024-04-07", "Le notaire Yves Calvert a été arrêté jeudi près de Lucerne, en Suisse."),
        ("2024-05-30", "Arrêté début avril en Suisse, le notaire Yves Calvert est écroué."),
    ]);
    let merged = run(&articles);
    assert!(one(&articles, &merged, "a été arrêté jeudi", "Arrêté début avril"));
}

#[test]
fn fewer_missing_and_injured_later_were_found_or_died() {
    let told = |first: &str, second: &str| {
        let articles = read(&[
            (
                "2024-03-04",
                &format!(
                    "Le bac Armide a sombré dimanche au large de Port-Ligny, faisant {first}."
                ),
            ),
            (
                "2024-03-09",
                &format!(
                    "Le bac Armide a sombré dimanche au large de Port-Ligny, faisant {second}."
                ),
            ),
        ]);
        let figure = |c: &frise::merge::Conflict| c.kind == ConflictKind::Figure;
        run(&articles).conflicts.iter().any(figure)
    };
    assert!(!told("quatre morts et 21 disparus", "douze morts et 13 disparus"));
    assert!(told("douze morts et 13 disparus", "quatre morts et 21 disparus"));
    assert!(!told("cinq blessés", "un mort et quatre blessés"));
    assert!(told("un mort et cinq blessés", "deux blessés"));
}

#[test]
fn what_has_ceased_is_no_denial() {
    let told = |second: &str| {
        let articles = read(&[
            (
                "2024-03-04",
                "Les postes routiers de Lorbeuf, par où passent les camions, ont été fermés dimanche.",
            ),
            ("2024-03-05", second),
        ]);
        let polarity = |c: &frise::merge::Conflict| c.kind == ConflictKind::Polarity;
        run(&articles).conflicts.iter().any(polarity)
    };
    assert!(!told(
        "Depuis dimanche, plus aucun camion ne passe les postes routiers de Lorbeuf, fermés."
    ));
    assert!(told(
        "Les postes routiers de Lorbeuf n'ont pas été fermés dimanche, assure le préfet."
    ));
}
