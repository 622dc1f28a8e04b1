//! Merging on invented stories: what becomes one event, and what must not change.

use frise::ingest::{ArticleContext, Format, RawArticle};
use frise::mention::{AnnotatedArticle, MentionId};
use frise::merge::{Conflict, ConflictKind, Constraints, MergeConfig, Merged, merge};
use frise::text::ArticleId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(crate) const STORIES: [&str; 3] = ["arvaise", "notaire", "verrerie"];

/// Longer ones, for what is told alone.
const LONG: [&str; 2] = ["crue-alzette", "raffinerie-lestrac"];

fn folder(story: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/stories").join(story)
}

/// The articles of a story, read as the program reads them.
pub(crate) fn articles(story: &str) -> Vec<AnnotatedArticle> {
    let mut files: Vec<_> = std::fs::read_dir(folder(story).join("articles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let markdown = path.extension().is_some_and(|extension| extension == "md");
        let raw = RawArticle {
            id: ArticleId::from_stem(stem),
            path: path.file_name().unwrap().to_str().unwrap().to_string(),
            format: if markdown { Format::Markdown } else { Format::Text },
            bytes: std::fs::read(path).unwrap().into(),
        };
        let context =
            ArticleContext { timezone: "Europe/Paris".to_string(), ..ArticleContext::default() };
        frise::pipeline::annotate(&raw, &context).unwrap().value
    };
    files.iter().map(read).collect()
}

pub(crate) fn run(articles: &[AnnotatedArticle]) -> Merged {
    merge(articles, &Constraints::default(), &MergeConfig::default())
}

/// The expectations of a story.
struct Gold {
    /// Of every event: its date and its mentions.
    events: Vec<(String, Vec<MentionId>)>,
    /// Of every conflict: its kind and its mentions.
    conflicts: Vec<(String, Vec<MentionId>)>,
    copies: BTreeSet<(String, String)>,
}

/// The mention of an article whose words hold those quoted, or are among them.
fn find(articles: &[AnnotatedArticle], place: &Value) -> Option<MentionId> {
    let (id, quote) = (place[0].as_str().unwrap(), place[1].as_str().unwrap());
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let article = articles.iter().find(|a| a.article.id.as_str() == id).unwrap();
    assert!(plain(&article.article.text).contains(quote), "{id} does not say « {quote} »");
    let said = |span: frise::text::Span| plain(span.slice(&article.article.text));
    let holds = |m: &&frise::mention::EventMention| {
        said(m.span).contains(quote) || (said(m.span).len() > 8 && quote.contains(&said(m.span)))
    };
    article.mentions.iter().find(holds).map(|mention| mention.id.clone())
}

fn gold(story: &str, articles: &[AnnotatedArticle]) -> Gold {
    let text = std::fs::read_to_string(folder(story).join("gold.json")).unwrap();
    let gold: Value = serde_json::from_str(&text).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let mentions = |value: &Value| -> Vec<MentionId> {
        list(&value["mentions"]).iter().filter_map(|place| find(articles, place)).collect()
    };
    let text = |value: &Value| value.as_str().unwrap().to_string();
    Gold {
        events: list(&gold["events"]).iter().map(|e| (text(&e["date"]), mentions(e))).collect(),
        conflicts: list(&gold["conflicts"])
            .iter()
            .map(|c| (text(&c["kind"]), mentions(c)))
            .collect(),
        copies: list(&gold["copies"]).iter().map(|c| (text(&c[0]), text(&c[1]))).collect(),
    }
}

/// The kind under which a conflict is judged; unconfirmed plans and the like are not.
fn folded(kind: ConflictKind) -> Option<&'static str> {
    Some(match kind {
        ConflictKind::Date | ConflictKind::DatePattern | ConflictKind::InSentence => "date",
        ConflictKind::Weekday => "weekday",
        ConflictKind::Figure => "figure",
        ConflictKind::Polarity => "polarity",
        ConflictKind::Status => "status",
        _ => return None,
    })
}

pub(crate) fn cites(conflict: &Conflict, mention: &MentionId) -> bool {
    conflict.sides.iter().any(|side| side.mentions.contains(mention))
}

pub(crate) fn event_of(merged: &Merged) -> BTreeMap<&MentionId, usize> {
    let events = merged.events.iter().enumerate();
    events.flat_map(|(index, event)| event.mentions.iter().map(move |id| (id, index))).collect()
}

/// Floors in per cent: pairs of mentions in one event, precision and recall; dates of events;
/// conflicts found.
struct Floors {
    precision: usize,
    recall: usize,
    dates: usize,
    conflicts: usize,
}

#[test]
fn stories_give_their_events_dates_conflicts_and_copies() {
    hold(&STORIES, &Floors { precision: 95, recall: 80, dates: 85, conflicts: 80 });
}

#[test]
fn long_stories_give_most_of_theirs() {
    hold(&LONG, &Floors { precision: 75, recall: 90, dates: 90, conflicts: 80 });
}

fn hold(stories: &[&str], floors: &Floors) {
    let (mut together, mut wanted, mut given) = (0, 0, 0);
    let (mut dated, mut events) = (0, 0);
    let (mut found, mut conflicts, mut strange) = (0, 0, Vec::new());
    for &story in stories {
        let articles = articles(story);
        let gold = gold(story, &articles);
        let merged = run(&articles);
        let event_of = event_of(&merged);
        let told: Vec<(usize, &MentionId)> = gold
            .events
            .iter()
            .enumerate()
            .flat_map(|(index, (_, mentions))| mentions.iter().map(move |id| (index, id)))
            .collect();
        for (at, (x, a)) in told.iter().enumerate() {
            for (y, b) in &told[..at] {
                let one = event_of.contains_key(a) && event_of.get(a) == event_of.get(b);
                together += usize::from(one && x == y);
                wanted += usize::from(x == y);
                given += usize::from(one);
            }
        }
        for (date, mentions) in &gold.events {
            events += 1;
            let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
            for index in mentions.iter().filter_map(|id| event_of.get(id)) {
                *votes.entry(*index).or_default() += 1;
            }
            let best = votes.into_iter().max_by_key(|(_, count)| *count);
            let value = best.and_then(|(index, _)| merged.events[index].date.value.clone());
            dated += usize::from(value.as_ref() == Some(date));
        }
        for (kind, mentions) in &gold.conflicts {
            conflicts += 1;
            found += usize::from(merged.conflicts.iter().any(|conflict| {
                folded(conflict.kind) == Some(kind) && mentions.iter().all(|id| cites(conflict, id))
            }));
        }
        for conflict in &merged.conflicts {
            let Some(kind) = folded(conflict.kind) else { continue };
            let known = gold.conflicts.iter().any(|(wanted, mentions)| {
                kind == wanted && mentions.iter().all(|id| cites(conflict, id))
            });
            if !known {
                strange.push(format!("{story}: {kind} {:?}", conflict.sides));
            }
        }
        let copies: BTreeSet<(String, String)> = merged
            .copies
            .iter()
            .filter(|pair| pair.containment >= 2_500)
            .map(|pair| (pair.a.to_string(), pair.b.to_string()))
            .collect();
        assert_eq!(copies, gold.copies, "{story}");
    }
    assert!(together * 100 >= given * floors.precision, "precision of pairs {together}/{given}");
    assert!(together * 100 >= wanted * floors.recall, "recall of pairs {together}/{wanted}");
    assert!(dated * 100 >= events * floors.dates, "dates {dated}/{events}");
    assert!(found * 100 >= conflicts * floors.conflicts, "conflicts {found}/{conflicts}");
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn any_order_of_articles_gives_the_same_result() {
    for story in STORIES {
        let mut articles = articles(story);
        let expected = run(&articles);
        for _ in 0..articles.len() {
            articles.rotate_left(1);
            assert_eq!(run(&articles), expected, "{story}");
        }
        articles.reverse();
        assert_eq!(run(&articles), expected, "{story}");
    }
}

/// An article under another id, with mentions of its own names.
fn duplicate(annotated: &AnnotatedArticle) -> AnnotatedArticle {
    let mut copy = annotated.clone();
    let id = ArticleId::parse(&format!("{}-bis", annotated.article.id)).unwrap();
    copy.article.id = id.clone();
    for mention in &mut copy.mentions {
        mention.id = MentionId(format!("{}z", mention.id.0));
        mention.article = id.clone();
    }
    copy
}

#[test]
fn an_article_printed_twice_changes_no_event_date_origin_or_conflict() {
    for story in STORIES {
        let articles = articles(story);
        let before = run(&articles);
        for copied in &articles {
            let mut more = articles.clone();
            more.push(duplicate(copied));
            let after = run(&more);
            let old = |id: &&MentionId| !id.0.ends_with('z');
            let events = |merged: &Merged| -> BTreeSet<(Vec<MentionId>, Option<String>, u32)> {
                let event = |event: &frise::merge::Event| {
                    let mentions = event.mentions.iter().filter(old).cloned().collect();
                    (mentions, event.date.value.clone(), event.origins)
                };
                merged.events.iter().map(event).collect()
            };
            assert_eq!(events(&after), events(&before), "{story}: {}", copied.article.id);
            let conflicts = |merged: &Merged| -> BTreeSet<(ConflictKind, String)> {
                merged.conflicts.iter().map(|c| (c.kind, c.fingerprint.clone())).collect()
            };
            assert_eq!(conflicts(&after), conflicts(&before), "{story}: {}", copied.article.id);
        }
    }
}

#[test]
fn an_article_about_something_else_changes_nothing() {
    let stranger = articles("notaire").swap_remove(0);
    for story in ["arvaise", "verrerie"] {
        let mut articles = articles(story);
        let before: BTreeSet<Vec<MentionId>> =
            run(&articles).events.into_iter().map(|event| event.mentions).collect();
        let mut other = stranger.clone();
        other.article.id = ArticleId::parse("zz-stranger").unwrap();
        articles.push(other);
        let after: BTreeSet<Vec<MentionId>> =
            run(&articles).events.into_iter().map(|event| event.mentions).collect();
        let changed = before.difference(&after).count();
        assert!(changed * 100 <= before.len(), "{story}: {changed} of {}", before.len());
    }
}
