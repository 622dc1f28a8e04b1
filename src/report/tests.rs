//! Every form of report, made of a small story and of hostile words, read back by readers that
//! know nothing of how it was written.

use super::*;
use crate::render::testing::{Story, story};
use crate::review::{Lock, LockArticle, LockConflict, LockMention};

const HOSTILE: &str = "50 % | <script>\n::error::x,\u{1b}[31m\u{202e}`a` @tous";

/// The story's lock, with what the maker of stories leaves out.
fn lock_of(story: &Story) -> Lock {
    let mut lock = story.lock.clone();
    for article in &story.articles {
        let id = article.article.id.clone();
        let sha256 = article.article.sha256.clone();
        let origin_group = story.timeline.origins[&id];
        lock.articles.insert(id.clone(), LockArticle { sha256, origin_group });
        for mention in &article.mentions {
            let value = mention.timex.and_then(|index| article.timexes[index].edtf());
            let entry = LockMention {
                article: id.clone(),
                sentence: String::new(),
                expression: None,
                value,
                status: mention.status,
                figures: Vec::new(),
                aliases: Vec::new(),
            };
            lock.mentions.insert(mention.id.clone(), entry);
        }
    }
    for conflict in &story.timeline.conflicts {
        let sides = conflict.conflict.sides.iter();
        let entry = LockConflict {
            kind: conflict.conflict.kind,
            mentions: sides.flat_map(|side| side.mentions.clone()).collect(),
            fingerprint: conflict.conflict.fingerprint.clone(),
            severity: conflict.conflict.severity,
            state: conflict.state,
        };
        lock.conflicts.insert(conflict.id.clone(), entry);
    }
    lock
}

fn findings(story: &Story, notes: &[Note], base: Option<&Lock>) -> Vec<Finding> {
    let path = story.articles[0].article.path.clone();
    let sources = Sources {
        timeline: &story.timeline,
        articles: &story.articles,
        notes: &BTreeMap::from([(path, notes.to_vec())]),
        decision_notes: &[],
        skipped: &[Skipped {
            path: "content/articles/a,b:c%.txt".to_owned(),
            note: Note::new("FR-S404", None, &[("reason", HOSTILE)]),
        }],
        base,
    };
    collect(&sources, |_, _, found| Some(found))
}

fn with_report<T>(
    story: &Story,
    notes: &[Note],
    base: Option<&Lock>,
    look: impl FnOnce(&Report<'_>) -> T,
) -> T {
    let findings = findings(story, notes, base);
    let lock = lock_of(story);
    look(&Report {
        findings: &findings,
        timeline: &story.timeline,
        articles: &story.articles,
        lock: &lock,
        base,
        language: "fr",
        base_url: Some("https://example.org"),
        prefix: "suivi/",
        most: COMMENT,
        rest: None,
    })
}

/// Notes of one rule on the first words of the first article.
fn many(rule: &str, n: usize) -> Vec<Note> {
    (0..n).map(|i| Note::new(rule, Some(Span::new(0, 6)), &[("text", &i.to_string())])).collect()
}

/// What a JSON Schema says against a value.
fn errors(schema: &str, value: &serde_json::Value) -> Vec<String> {
    let schema = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

const SARIF: &str = include_str!("../../tests/schemas/sarif.json");
const CODE_QUALITY: &str = include_str!("../../tests/schemas/code-quality.json");

#[test]
fn sarif_has_all_rules_and_marks_what_is_settled() {
    let mut story = story();
    story.timeline.conflicts[0].state = ConflictState::Dismissed;
    story.timeline.conflicts[0].decision = Some("0001".to_owned());
    let mut base = lock_of(&story);
    let gone = base.conflicts[&ConflictId("c-1dates0000".into())].clone();
    base.conflicts
        .insert(ConflictId("c-9".into()), LockConflict { state: ConflictState::Open, ..gone });
    with_report(&story, &many("FR-E101", 3), Some(&base), |report| {
        let log: serde_json::Value = serde_json::from_str(&report.emit(Kind::Sarif)).unwrap();
        assert_eq!(errors(SARIF, &log), Vec::<String>::new());
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), crate::diag::CATALOGUE.len());
        let results = run["results"].as_array().unwrap();
        let of = |id: &str| {
            let found = results.iter().find(|r| r["partialFingerprints"]["friseConflict/v1"] == id);
            found.unwrap_or_else(|| panic!("no result for {id}"))
        };
        let dismissed = of("c-1dates0000");
        assert_eq!(dismissed["baselineState"], "unchanged");
        assert_eq!(dismissed["suppressions"][0]["status"], "accepted");
        assert_eq!(dismissed["suppressions"][0]["kind"], "external");
        let reason = &dismissed["suppressions"][0]["justification"];
        assert_eq!(reason, "Les deux dates **restent** possibles.");
        assert_eq!(
            dismissed["suppressions"][0]["location"]["physicalLocation"]["artifactLocation"]["uri"],
            "suivi/content/decisions/0001.md"
        );
        let link = "https://example.org/conflits/c-1dates0000/index.html";
        assert_eq!(dismissed["hostedViewerUri"], link);
        assert_eq!(dismissed["relatedLocations"].as_array().unwrap().len(), 2);
        assert_eq!(of("c-9")["baselineState"], "absent");
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
        }
        let places: Vec<&str> = results
            .iter()
            .filter_map(|r| {
                r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str()
            })
            .collect();
        assert!(places.contains(&"suivi/content/articles/a%2Cb%3Ac%25.txt"), "{places:?}");
    });
}

#[test]
fn sarif_keeps_to_the_limits_of_code_scanning() {
    let mut story = Story::new("Essai");
    story.add("a.txt", "Nord", "2024-03-07", "Le pont est fermé.");
    with_report(&story, &many("FR-E103", 300), None, |report| {
        let log: serde_json::Value = serde_json::from_str(&sarif::sarif(report, 200)).unwrap();
        assert_eq!(errors(SARIF, &log), Vec::<String>::new());
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 200);
        assert_eq!(results[0]["ruleId"], "FR-S404", "the worst first");
        let told = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert_eq!(told, "101 results beyond the first 200 are left out");
    });
}

/// Reads workflow commands as the runner does: one a line, `::name key=value,…::message`.
fn commands(text: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let decode = |text: &str| {
        let plain = text.replace("%0A", "\n").replace("%0D", "\r");
        plain.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    text.lines()
        .map(|line| {
            let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
            let (name, properties) = head.split_once(' ').unwrap();
            let pairs = properties.split(',').map(|pair| {
                let (key, value) = pair.split_once('=').unwrap();
                (key.to_owned(), decode(value))
            });
            (name.to_owned(), pairs.collect(), decode(message))
        })
        .collect()
}

#[test]
fn annotations_are_escaped_capped_and_sorted() {
    let mut notes = many("FR-E101", 12);
    notes.extend(many("FR-E104", 11));
    with_report(&story(), &notes, Some(&Lock::default()), |report| {
        let text = report.emit(Kind::Github);
        let commands = commands(&text);
        let of = |name: &str| commands.iter().filter(|(found, ..)| found == name).count();
        assert_eq!((of("error"), of("warning"), of("notice")), (10, 0, 10), "{text}");
        let (_, properties, message) = commands.last().unwrap();
        assert_eq!(properties["title"], "frise");
        assert_eq!(message, "et 6\u{a0}autres\u{a0}: voir le résumé");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    });
    with_report(&story(), &[], Some(&Lock::default()), |report| {
        let commands = commands(&report.emit(Kind::Github));
        let (_, properties, message) =
            commands.iter().find(|(_, p, _)| p["title"].starts_with("FR-S404")).unwrap();
        assert_eq!(properties["title"], "FR-S404 (new)");
        assert_eq!(properties["file"], "suivi/content/articles/a,b:c%.txt");
        assert!(message.contains("50 % | <script>\n::error::x,"), "{message}");
        let conflict = commands.iter().find(|(_, p, _)| p["title"].starts_with("FR-C201")).unwrap();
        assert_eq!((&*conflict.1["line"], &*conflict.1["col"]), ("1", "63"));
    });
}

#[test]
fn what_is_settled_is_no_annotation_and_no_code_quality() {
    let mut story = story();
    story.timeline.conflicts[0].state = ConflictState::Decided;
    with_report(&story, &[], None, |report| {
        assert!(!report.emit(Kind::Github).contains("FR-C201"));
        assert!(!report.emit(Kind::Gitlab).contains("FR-C201"));
        assert!(report.emit(Kind::Text).contains("FR-C201 error (decided)"));
    });
}

#[test]
fn code_quality_has_one_fingerprint_a_finding_and_no_lines_in_it() {
    let mut notes = many("FR-E101", 2);
    notes.extend(many("FR-E101", 2));
    let read = |story: &Story| -> Vec<serde_json::Value> {
        with_report(story, &notes, None, |report| {
            let value: serde_json::Value =
                serde_json::from_str(&report.emit(Kind::Gitlab)).unwrap();
            assert_eq!(errors(CODE_QUALITY, &value), Vec::<String>::new());
            value.as_array().unwrap().clone()
        })
    };
    let prints = |entries: &[serde_json::Value]| -> BTreeSet<String> {
        entries.iter().map(|e| e["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let entries = read(&story());
    assert_eq!(entries.len(), 6);
    assert_eq!(prints(&entries).len(), 6);
    assert_eq!(entries[0]["severity"], "critical");
    assert!(entries.iter().all(|e| e["location"]["path"].as_str().unwrap().starts_with("suivi/")));
}

#[test]
fn junit_is_xml_whose_counts_are_true() {
    use quick_xml::events::Event;
    let mut story = story();
    story.timeline.conflicts[0].state = ConflictState::LeftOpen;
    let mut notes = many("FR-E101", 2);
    notes.extend(many("FR-E104", 1));
    with_report(&story, &notes, None, |report| {
        let text = report.emit(Kind::Junit);
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        let (mut cases, mut failures, mut skipped, mut suites) = (0, 0, 0, 0);
        let mut told = BTreeMap::<String, usize>::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(e) | Event::Empty(e) => {
                    let name = e.name().as_ref().to_owned();
                    for attribute in e.attributes() {
                        let attribute = attribute.unwrap();
                        let key = attribute.key.as_ref().to_owned();
                        let value = attribute.value.to_string();
                        if name == "testsuite" && key != "name" {
                            *told.entry(key).or_default() += value.parse::<usize>().unwrap();
                        }
                    }
                    match &*name {
                        "testsuite" => suites += 1,
                        "testcase" => cases += 1,
                        "failure" => failures += 1,
                        "skipped" => skipped += 1,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        assert_eq!(suites, 5);
        assert_eq!((told["tests"], told["failures"], told["skipped"]), (cases, failures, skipped));
        assert_eq!((failures, skipped), (3, 1));
        assert!(text.contains("50 % | &lt;script&gt;&#10;::error::x,\u{fffd}[31m"), "{text}");
    });
}

#[test]
fn json_tells_what_counts_and_what_is_new() {
    with_report(&story(), &many("FR-E104", 1), Some(&Lock::default()), |report| {
        let value: serde_json::Value = serde_json::from_str(&report.emit(Kind::Json)).unwrap();
        assert_eq!(value["version"], 1);
        assert_eq!(
            value["counts"],
            serde_json::json!({"error": 2, "warning": 0, "note": 1, "new": 3})
        );
        assert_eq!(value["findings"].as_array().unwrap().len(), 3);
        assert_eq!(value["changes"]["events"]["new"].as_array().unwrap().len(), 2);
    });
    with_report(&story(), &[], None, |report| {
        let value: serde_json::Value = serde_json::from_str(&report.emit(Kind::Json)).unwrap();
        assert!(value["changes"].is_null() && value["findings"][0]["new"].is_null());
    });
}

#[test]
fn the_summary_has_the_news_first() {
    let story = story();
    let whole = lock_of(&story);
    // The base knows the first article alone.
    let mut base = Lock::default();
    let first = story.articles[0].article.id.clone();
    base.articles.insert(first.clone(), whole.articles[&first].clone());
    with_report(&story, &[], Some(&base), |report| {
        insta::assert_snapshot!(report.emit(Kind::Markdown).replace('\u{a0}', "~"), @r"
        <!-- frise -->
        ### Frise~: 2~événements nouveaux, 1~conflit nouveau, 1~erreur nouvelle

        3~articles ajoutés (1~copie d’un texte déjà connu, 2~sources indépendantes nouvelles).

        **À trancher**

        | | Événement | Valeurs | Sources indépendantes |
        |--|--|--|--|
        | nouveau | [Traité de coopération signé](https://example.org/e/e-1signature/index.html) | 9 novembre 2024 / **11 novembre 2024** | 1 / 2 |

        **À corriger**

        - `content/articles/a,b:c%.txt`~: article illisible (FR-S404)

        <details><summary>Événements nouveaux (2)</summary>

        - **11 novembre 2024**~: [Traité de coopération signé](https://example.org/e/e-1signature/index.html) (Agence APN, Lignes et Le Ponant)~: «~Le traité de coopération a été signé lundi 11 novembre 2024.~»
        - **4 décembre 2024**~: [Ratification du traité](https://example.org/e/e-2ratified0/index.html) (Le Ponant)~: «~La ratification est prévue le 4 décembre 2024.~»

        </details>

        <details><summary>Ignoré dans les articles ajoutés (1)</summary>

        - 1~bloc de liens connexes

        </details>

        Règles~: FR-C201, FR-S404
        ");
    });
}

#[test]
fn the_summary_says_when_there_is_nothing_new_and_diff_says_nothing() {
    let story = story();
    let mut lock = lock_of(&story);
    lock.findings = remembered(&findings(&story, &[], None));
    with_report(&story, &[], Some(&lock), |report| {
        let report = Report { lock: &lock, ..*report };
        let text = report.emit(Kind::Markdown);
        assert_eq!(text, "<!-- frise -->\n### Frise\u{a0}: rien de nouveau\n");
    });
    assert_eq!(diff_markdown(&lock, &lock, "fr"), "");
    assert_eq!(diff_text(&Delta::between(&lock, &lock)), "");
}

#[test]
fn a_summary_of_ten_thousand_events_stays_under_its_limit() {
    let mut story = Story::new("Grand");
    let article = story.add("a.txt", "Nord", "2024-03-07", "Le pont est fermé.");
    let mention =
        story.mention(article, "Le pont est fermé.", ("", ""), crate::mention::Status::Asserted);
    for n in 0..10_000 {
        story.event(&format!("e-{n:08}"), &format!("{HOSTILE} {n}"), "2024-03-06", &[&mention]);
    }
    with_report(&story, &[], Some(&Lock::default()), |report| {
        for most in [1_000, 5_000, COMMENT] {
            let text = Report { most, ..*report }.emit(Kind::Markdown);
            assert!(text.chars().count() <= most, "{most}: {}", text.chars().count());
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
            assert!(text.contains("10\u{202f}000\u{a0}événements nouveaux"));
            assert!(!text.contains("<script>") && !text.contains("@tous"));
        }
    });
}

#[test]
fn both_languages_say_the_same_things_and_name_every_rule() {
    let [french, english] = ["fr", "en"].map(summary::messages);
    assert_eq!(french.keys(), english.keys());
    for rule in crate::diag::CATALOGUE {
        assert!(french.raw(&format!("report.rule.{}", rule.id)).is_some(), "{}", rule.id);
    }
}

#[test]
fn a_delta_tells_what_came_changed_and_went() {
    let story = story();
    let head = lock_of(&story);
    let mut base = head.clone();
    let treaty = crate::review::EventId("e-1signature".into());
    let ratified = crate::review::EventId("e-2ratified0".into());
    let conflict = ConflictId("c-1dates0000".into());
    base.events.get_mut(&treaty).unwrap().date = Some("2024-11".into());
    base.decisions.insert("0001".into(), crate::review::DecisionState::Active);
    let mut head = head;
    head.decisions.insert("0001".into(), crate::review::DecisionState::ToReview);
    head.conflicts.get_mut(&conflict).unwrap().state = ConflictState::Dismissed;
    head.events.get_mut(&ratified).unwrap().into = Some(treaty.clone());
    let text = diff_text(&Delta::between(&base, &head));
    insta::assert_snapshot!(text, @r"
    event changed e-1signature Traité de coopération signé (date 2024-11 -> 2024-11-11)
    event gone e-2ratified0 2024-12-04 Ratification du traité (now e-1signature)
    conflict settled c-1dates0000 FR-C201 error (2024-11-09 / 2024-11-11): Traité de coopération signé
    decision to review 0001
    ");
    let back = Delta::between(&head, &base);
    assert_eq!(back.events.new.len(), 1, "what was merged away is new when it comes back");
    assert_eq!(back.conflicts.new.len(), 0, "known with these values");
    assert!(Delta::between(&base, &base).is_empty());
}
