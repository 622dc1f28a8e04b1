//! Merging as a whole: what joins, what does not, and what must not change.

use super::testing::{Said, article, said};
use super::*;
use crate::mention::Status;

fn run(articles: &[AnnotatedArticle]) -> Merged {
    merge(articles, &Constraints::default(), &MergeConfig::default())
}

/// The events that the sentences of the articles fall into, as sorted lists of first words.
fn groups(articles: &[AnnotatedArticle], merged: &Merged) -> Vec<Vec<String>> {
    let quote = |id: &MentionId| {
        articles
            .iter()
            .find_map(|a| {
                let mention = a.mentions.iter().find(|m| m.id == *id)?;
                Some(mention.span.slice(&a.article.text).to_string())
            })
            .expect("a mention is of an article")
    };
    let mut groups: Vec<Vec<String>> = merged
        .events
        .iter()
        .map(|event| {
            let mut quotes: Vec<String> = event.mentions.iter().map(quote).collect();
            quotes.sort();
            quotes
        })
        .collect();
    groups.sort();
    groups
}

fn story() -> Vec<AnnotatedArticle> {
    let planned = |said: Said| Said { status: Status::Planned, ..said };
    let denied = |said: Said| Said { status: Status::Denied, ..said };
    let counted = |said: Said, number, speaker| Said {
        figure: Some((number, "person")),
        speaker: Some(speaker),
        ..said
    };
    vec![
        article(
            "a",
            "2023-05-02",
            &[
                said(
                    "La digue de Port-Aubin a cédé sous la pression du fleuve.",
                    "2023-05-01",
                    &["collapse"],
                ),
                said("Le conseil communal a voté un fonds de secours.", "2023-05-01", &["vote"]),
                planned(said(
                    "Une marche des sinistrés partira de la halle aux grains.",
                    "2023-05-06",
                    &["demonstrate"],
                )),
            ],
        ),
        article(
            "b",
            "2023-05-03",
            &[
                said(
                    "La digue a cédé à Port-Aubin, noyant les vergers.",
                    "2023-05-01",
                    &["collapse"],
                ),
                denied(said(
                    "Le préfet n'a jamais ordonné de vider le barrage de Corne.",
                    "2023-04-30",
                    &["order"],
                )),
            ],
        ),
        article(
            "c",
            "2023-05-08",
            &[
                counted(
                    said(
                        "Quatre cents sinistrés ont marché depuis la halle.",
                        "2023-05-06",
                        &["demonstrate"],
                    ),
                    400,
                    "la police",
                ),
                said("Le préfet a ordonné de vider le barrage de Corne.", "2023-04-30", &["order"]),
            ],
        ),
        article(
            "d",
            "2023-05-09",
            &[
                counted(
                    said(
                        "La marche des sinistrés, mille personnes depuis la halle.",
                        "2023-05-06",
                        &["demonstrate"],
                    ),
                    1000,
                    "le comité",
                ),
                said(
                    "La digue de Port-Aubin a cédé sous la pression.",
                    "2024-05-01",
                    &["collapse"],
                ),
            ],
        ),
    ]
}

#[test]
fn what_is_told_of_one_day_in_like_words_is_one_event() {
    let articles = story();
    let merged = run(&articles);
    let groups = groups(&articles, &merged);
    let with = |word: &str| -> Vec<usize> {
        groups.iter().filter(|g| g.iter().any(|q| q.contains(word))).map(Vec::len).collect()
    };
    assert_eq!(with("sinistrés"), [3], "{groups:#?}");
    assert_eq!(with("préfet"), [2], "{groups:#?}");
    assert_eq!(with("voté"), [1], "{groups:#?}");
    assert_eq!(with("cédé"), [3], "the wrong year joins the others: {groups:#?}");
}

#[test]
fn conflicts_have_their_kind_and_two_sides() {
    let merged = run(&story());
    let kinds: Vec<ConflictKind> = merged.conflicts.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [ConflictKind::Figure, ConflictKind::Polarity, ConflictKind::DatePattern]);
    for conflict in &merged.conflicts {
        assert_eq!(conflict.sides.len(), 2, "{conflict:?}");
        assert!(conflict.fingerprint.contains('|'), "{conflict:?}");
    }
}

#[test]
fn the_order_of_articles_changes_nothing() {
    let mut articles = story();
    let expected = run(&articles);
    for _ in 0..articles.len() {
        articles.rotate_left(1);
        assert_eq!(run(&articles), expected);
    }
    articles.reverse();
    assert_eq!(run(&articles), expected);
}

#[test]
fn editors_have_the_last_word() {
    let articles = story();
    let plain = run(&articles);
    let big = plain.events.iter().max_by_key(|e| e.mentions.len()).unwrap();
    let (a, b) = (big.mentions[0].clone(), big.mentions[1].clone());
    let mut constraints = Constraints::default();
    constraints.different.insert((a.clone(), b.clone()));
    let split = merge(&articles, &constraints, &MergeConfig::default());
    assert!(!split.events.iter().any(|e| e.mentions.contains(&a) && e.mentions.contains(&b)));
    let other = plain.events.iter().find(|e| e.founding != big.founding).unwrap();
    let mut constraints = Constraints::default();
    constraints.same.insert((a.clone(), other.mentions[0].clone()));
    let joined = merge(&articles, &constraints, &MergeConfig::default());
    let of = |id: &MentionId| joined.events.iter().position(|e| e.mentions.contains(id));
    assert_eq!(of(&a), of(&other.mentions[0]));
}

#[test]
fn every_rule_is_listed_once_in_order_and_named_thresholds_exist() {
    let config = serde_json::to_value(MergeConfig::default()).unwrap();
    for pair in RULES.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} then {}", pair[0].id, pair[1].id);
    }
    for rule in RULES {
        for name in rule.thresholds {
            assert!(config.get(name).is_some(), "{}: {name}", rule.id);
        }
    }
}

#[test]
fn an_explanation_names_the_rule_or_the_veto() {
    let articles = story();
    let id = |article: usize, mention: usize| &articles[article].mentions[mention].id;
    let explain =
        |a, b| why(&articles, &Constraints::default(), &MergeConfig::default(), a, b).unwrap();
    assert_eq!(explain(id(0, 0), id(1, 0)).verdict, Verdict::Linked("merge.r2"));
    assert_eq!(explain(id(3, 0), id(3, 1)).verdict, Verdict::Vetoed("merge.v1"));
    let line = explain(id(0, 0), id(1, 0)).line;
    assert!(line.starts_with("same day, cosine 0."), "{line}");
    let stranger = MentionId("m-0".to_string());
    assert_eq!(
        why(&articles, &Constraints::default(), &MergeConfig::default(), id(0, 0), &stranger),
        None
    );
}

#[test]
fn nothing_gives_nothing() {
    let merged = run(&[]);
    assert!(merged.events.is_empty() && merged.conflicts.is_empty() && merged.origins.is_empty());
}

#[test]
fn sentences_with_nothing_in_common_are_never_one_event() {
    // A quiet day, and each is all that its article tells of it.
    let articles = [
        article(
            "a",
            "2023-05-02",
            &[said("La digue de Port-Aubin a cédé sous le fleuve.", "2023-05-01", &["collapse"])],
        ),
        article(
            "b",
            "2023-05-02",
            &[said("Quinze tonnes de vivres attendent à la halle.", "2023-05-01", &[])],
        ),
    ];
    assert_eq!(run(&articles).events.len(), 2);
}

#[test]
fn one_telling_number_on_one_day_is_one_count() {
    let count =
        |text, number, unit| Said { figure: Some((number, unit)), ..said(text, "2023-05-01", &[]) };
    let articles = |number, more: &[Said]| {
        let told = count("On dénombre 1 230 foyers touchés.", 1230, "home");
        [
            article("a", "2023-05-02", &[&[told], more].concat()),
            article("b", "2023-05-03", &[count("Le maire parlait de ménages.", number, "person")]),
        ]
    };
    assert_eq!(run(&articles(1230, &[])).events.len(), 1);
    // On a day with another event, being of that day says nothing.
    let other = said("Une stèle fut dévoilée.", "2023-05-01", &["reveal"]);
    assert_eq!(run(&articles(870, &[other])).events.len(), 3);
}

#[test]
fn a_sentence_without_a_date_continues_the_one_before_it() {
    let articles = |act: &'static [&'static str]| {
        [article(
            "a",
            "2023-05-03",
            &[
                said("Le directeur a été mis en examen lundi.", "2023-05-01", &["charge"]),
                said("Laissé libre, il est sous contrôle judiciaire.", "", act),
            ],
        )]
    };
    assert_eq!(run(&articles(&["charge"])).events[0].mentions.len(), 2);
    assert_eq!(run(&articles(&["resign"])).events[0].mentions.len(), 1);
}

/// The same articles, all of which name the same people.
fn of_one_story(mut articles: Vec<AnnotatedArticle>) -> Vec<AnnotatedArticle> {
    for mention in articles.iter_mut().flat_map(|article| &mut article.mentions) {
        mention.actors = vec!["Corvol".to_string(), "Saint-Aubert".to_string()];
    }
    articles
}

#[test]
fn a_day_of_one_act_is_one_event_of_its_story_and_a_day_of_two_is_not() {
    let beaten = said("Le maire sortant est nettement battu.", "2023-05-01", &["lose"]);
    let decided = said("Les électeurs ont parlé.", "2023-05-01", &[]);
    let fire = said("Un hangar a brûlé sur le port.", "2023-05-01", &["fire"]);
    let pair = |more: &[Said]| {
        let first: Vec<Said> = [std::slice::from_ref(&beaten), more].concat();
        vec![
            article("a", "2023-05-02", &first),
            article("b", "2023-05-03", std::slice::from_ref(&decided)),
        ]
    };
    let until = |mut articles: Vec<AnnotatedArticle>| {
        articles[1].mentions[0].role = crate::mention::Role::Until;
        articles
    };
    for (articles, events, what) in [
        (of_one_story(pair(&[])), 1, "one story, one act"),
        (pair(&[]), 2, "two stories"),
        (of_one_story(pair(&[fire])), 3, "two acts"),
        (until(of_one_story(pair(&[]))), 2, "until then"),
    ] {
        assert_eq!(run(&articles).events.len(), events, "{what}");
    }
}

#[test]
fn a_figure_is_quoted_from_the_article_that_prints_it_where_several_print_its_sentence() {
    let toll =
        |text, number, day| Said { figure: Some((number, "person")), ..said(text, day, &["kill"]) };
    let filler = said("Le conseil communal a voté un fonds de secours.", "2023-04-20", &["vote"]);
    let told =
        toll("La digue de Port-Aubin a tué 40 riverains du fleuve hier soir.", 40, "2023-05-01");
    let less =
        toll("Au fleuve de Port-Aubin, la digue en crue a tué 12 riverains.", 12, "2023-05-01");
    let kin = Said {
        figure: None,
        ..toll("La digue de Port-Aubin a tué des riverains du fleuve hier soir.", 0, "2023-05-01")
    };
    let mut found = 0;
    // Which mention is the smaller, and stands for both, is a matter of ids.
    for ids in ["abc", "abe", "abg", "acb", "ace", "acf", "abd", "abf", "abh"] {
        let (one, early, late) = (&ids[..1], &ids[1..2], &ids[2..]);
        let articles = [
            article(one, "2023-05-03", std::slice::from_ref(&less)),
            // A toll that is greater before it is less has not grown.
            article(early, "2023-05-02", &[filler.clone(), told.clone()]),
            article(late, "2023-05-04", std::slice::from_ref(&told)),
            article("z", "2023-05-04", std::slice::from_ref(&kin)),
        ];
        // Two events: an editor keeps the lesser toll apart from one that goes with the other.
        let id = |article: usize| articles[article].mentions[0].id.clone();
        let pair = |a: MentionId, b: MentionId| if a < b { (a, b) } else { (b, a) };
        let different = [pair(id(0), id(3))].into();
        let constraints = Constraints { different, ..Constraints::default() };
        let merged = merge(&articles, &constraints, &MergeConfig::default());
        let figures = merged.conflicts.iter().filter(|c| c.kind == ConflictKind::Figure);
        for conflict in figures {
            let sides: Vec<&str> = conflict.sides.iter().map(|side| side.value.as_str()).collect();
            assert_eq!(sides, [less.text, told.text], "{ids}");
            found += 1;
        }
    }
    assert!(found > 3, "{found} conflicts");
}

#[test]
fn pairs_that_are_not_judged_would_come_to_nothing() {
    const TEXTS: [&str; 6] = [
        "Le conseil communal de Port-Aubin a adopté le plan du pont tournant du canal.",
        "Le conseil communal de Port-Aubin a rejeté le plan du pont tournant du canal.",
        "La digue de Port-Aubin a cédé sous la pression du fleuve.",
        "Le préfet n'a jamais ordonné de vider le barrage de Corne.",
        "Une marche des sinistrés partira de la halle aux grains.",
        "Les sinistrés de Port-Aubin ont reçu le fonds de secours.",
    ];
    const ACTS: [&[&str]; 6] =
        [&["adopt"], &["reject"], &["collapse"], &["order"], &["demonstrate"], &[]];
    const DAYS: [&str; 7] = [
        "2021-03-04",
        "2021-03-05",
        "2021-04-03",
        "2022-03-04",
        "2022-11-20",
        "2023-06-01",
        "2023-06-13",
    ];
    const STATUSES: [Status; 4] =
        [Status::Asserted, Status::Planned, Status::Denied, Status::Cancelled];
    let mut articles = Vec::new();
    for n in 0..126 {
        let sentence = |m: usize| Said {
            status: STATUSES[m / 5 % 4],
            figure: (m % 4 == 1).then_some((347 + (m / 8 % 3) as i64, "person")),
            ..said(TEXTS[m % 6], DAYS[m % 7], ACTS[m % 6])
        };
        let day = DAYS[(n / 2) % 7];
        articles.push(article(&format!("a{n:03}"), day, &[sentence(n), sentence(n * 5 + 3)]));
    }
    let config = MergeConfig::default();
    prepare(&articles, &Constraints::default(), &config, &OneByOne, |context, _, _| {
        let (mut skipped, mut linked) = (0, 0);
        for b in 0..context.corpus.nodes.len() {
            for a in 0..b {
                let verdict = context.judge(a, b).verdict;
                let told = matches!(verdict, Verdict::Linked(_) | Verdict::Near(_))
                    || verdict == Verdict::Vetoed("merge.v4");
                linked += usize::from(told);
                if !context.is_worth_judging(a, b) {
                    skipped += 1;
                    assert!(!told, "{a} and {b}: {verdict:?}");
                }
            }
        }
        assert!(skipped > 100 && linked > 100, "{skipped} skipped, {linked} told");
    });
}
