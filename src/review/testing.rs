//! Small stories for the tests of review: articles of plain sentences, and a merge that joins
//! what has the same trigger and respects decisions.

use super::{ApplyConfig, Decision, Lock, Timeline, apply, plan};
use crate::diag::{Note, RuleId};
use crate::ingest::{Article, Format, Meta, Published, PublishedBy};
use crate::mention::{AnnotatedArticle, EventMention, Figure, MentionId, Role, Status};
use crate::merge::{
    Conflict, ConflictKind, Constraints, DateStatus, Event, EventDate, Merged, Side,
};
use crate::text::{ArticleId, Span, base32, digest, fold, sha256_hex};
use crate::timex::{Anchor, Day, Dct, Inferred, Resolution, TimeValue, Timex, TimexClass};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// An article: id, and for each sentence its words, its day (written in the words as
/// `2024-11-09`, or absent), and the trigger that joins it to others. « 40 soldats » is a
/// figure, « aurait » makes it conditional.
pub(super) fn article(id: &str, said: &[(&str, &str)]) -> AnnotatedArticle {
    let id = ArticleId::parse(id).unwrap();
    let mut text = String::new();
    let (mut timexes, mut mentions) = (Vec::new(), Vec::new());
    for (words, trigger) in said {
        let span = Span::new(text.len(), text.len() + words.len());
        let day = words.split(' ').find_map(|word| Some((word, Day::parse(word)?)));
        let timex = day.map(|(word, day)| {
            let at = span.start + words.find(word).unwrap();
            timexes.push(timex(Span::new(at, at + word.len()), day));
            timexes.len() - 1
        });
        let number = words.split(' ').find_map(|word| word.parse::<i64>().ok());
        let word = day.map_or("", |(word, _)| word);
        let hash = digest(&[id.as_str().as_bytes(), fold(words).as_bytes(), word.as_bytes()]);
        let conditional = words.contains("aurait");
        mentions.push(EventMention {
            id: MentionId(format!("m-{}", base32(&hash, 13))),
            article: id.clone(),
            span,
            sentence: 0,
            clause: 0,
            timex,
            timex_end: None,
            role: Role::At,
            status: if conditional { Status::Conditional } else { Status::Asserted },
            negated: false,
            speaker: None,
            actors: vec![],
            places: vec![],
            trigger: Some(trigger.to_string()),
            triggers: vec![trigger.to_string()],
            figures: number.map(figure).into_iter().collect(),
            words: vec![],
            ordinals: vec![],
            lead: false,
            reporting: false,
            anaphoric: false,
            continues: false,
            known: false,
            background: false,
        });
        text += words;
        text.push('\n');
    }
    let day = Day::parse("2024-11-12").unwrap();
    let by = PublishedBy::FrontMatter;
    let article = Article {
        path: format!("content/articles/{id}.txt"),
        format: Format::Text,
        sha256: sha256_hex(text.as_bytes()),
        meta: Meta { source: id.to_string(), version: 1, ..Meta::default() },
        published: Some(Published { dct: Dct { day, time: None }, by, span: None }),
        id,
        text,
        blocks: vec![],
        sentences: vec![],
        yearless: None,
        source_map: vec![],
    };
    AnnotatedArticle { article, timexes, mentions }
}

fn timex(span: Span, day: Day) -> Timex {
    Timex {
        span,
        signal: None,
        class: TimexClass::Date,
        rule: Cow::Borrowed("calendar.day-month-year"),
        resolution: Resolution::Resolved { value: TimeValue::Day(day), anchor: Anchor::Text },
        modifier: None,
        inferred: Inferred::default(),
        weekday: None,
        range: None,
    }
}

fn figure(low: i64) -> Figure {
    Figure {
        span: Span::new(0, 0),
        low,
        high: Some(low),
        scale: 0,
        soft: false,
        approximate: false,
        unit: "soldier".into(),
        predicate: None,
        subset: false,
        cumulative: false,
    }
}

/// A project between two builds.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) articles: Vec<AnnotatedArticle>,
    pub(super) decisions: Vec<Decision>,
    pub(super) lock: Lock,
    pub(super) config: ApplyConfig,
}

/// What a build gave.
pub(super) struct Seen {
    pub(super) timeline: Timeline,
    pub(super) articles: Vec<AnnotatedArticle>,
    pub(super) notes: Vec<Note>,
}

impl Desk {
    pub(super) fn new(articles: &[AnnotatedArticle]) -> Desk {
        Desk { articles: articles.to_vec(), ..Desk::default() }
    }

    /// Builds, and remembers.
    pub(super) fn build(&mut self) -> Seen {
        let mut articles = self.articles.clone();
        articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
        let plan = plan(&mut articles, &self.decisions, &self.lock, self.config.today);
        let merged = merge(&articles, &plan.constraints);
        let built = apply(merged, &articles, &self.decisions, &plan, &self.lock, &self.config);
        let (timeline, lock) = built.value;
        self.lock = lock;
        Seen { timeline, articles, notes: built.notes }
    }

    /// Adds a decision, by its front matter.
    pub(super) fn decide(&mut self, front: &str) {
        let id = self.decisions.len() + 1;
        let text = format!("+++\n{front}\n+++\nParce que.\n");
        self.decisions.push(Decision::parse(&format!("{id:04}-x.md"), &text).unwrap());
    }
}

impl Seen {
    /// The id of the event that holds a sentence with `words`.
    pub(super) fn event(&self, desk: &Desk, words: &str) -> String {
        let id = mention(desk, words);
        let index = self.timeline.mentions[&MentionId(id)].event.unwrap();
        self.timeline.events[index].id.0.clone()
    }

    /// State and reason of each decision, in order.
    pub(super) fn states(&self) -> Vec<String> {
        let decisions = self.timeline.decisions.iter();
        let words = |d: &super::ReviewedDecision| format!("{:?} {}", d.state, d.why);
        decisions.map(|d| words(d).trim().to_owned()).collect()
    }
}

/// The id of the mention whose sentence holds `words`.
pub(super) fn mention(desk: &Desk, words: &str) -> String {
    let mut all = desk.articles.iter().flat_map(|a| a.mentions.iter().map(move |m| (a, m)));
    let found = all.find(|(a, m)| m.span.slice(&a.article.text).contains(words));
    found.unwrap_or_else(|| panic!("no sentence says {words}")).1.id.0.clone()
}

/// Joins mentions with one trigger, unless decisions say otherwise. Articles whose ids start
/// with the same two letters are one origin.
fn merge(articles: &[AnnotatedArticle], constraints: &Constraints) -> Merged {
    let mut origins: BTreeMap<ArticleId, u32> = BTreeMap::new();
    let mut groups: BTreeMap<String, u32> = BTreeMap::new();
    for article in articles {
        let key: String = article.article.id.as_str().chars().take(2).collect();
        let next = groups.len() as u32 + 1;
        origins.insert(article.article.id.clone(), *groups.entry(key).or_insert(next));
    }
    let mut clusters: Vec<Vec<(&AnnotatedArticle, &EventMention)>> = Vec::new();
    let pair = |a: &MentionId, b: &MentionId| (a.min(b).clone(), a.max(b).clone());
    for article in articles {
        for mention in &article.mentions {
            let fits = |cluster: &Vec<(&AnnotatedArticle, &EventMention)>| {
                cluster.iter().any(|(_, other)| other.trigger == mention.trigger)
                    && !cluster.iter().any(|(_, other)| {
                        constraints.different.contains(&pair(&mention.id, &other.id))
                    })
            };
            match clusters.iter_mut().find(|cluster| fits(cluster)) {
                Some(cluster) => cluster.push((article, mention)),
                None => clusters.push(vec![(article, mention)]),
            }
        }
    }
    for (a, b) in &constraints.same {
        let holds = |id: &MentionId| {
            clusters.iter().position(|c| c.iter().any(|(_, mention)| mention.id == *id))
        };
        if let (Some(x), Some(y)) = (holds(a), holds(b))
            && x != y
        {
            let moved = clusters.remove(x.max(y));
            clusters[x.min(y)].extend(moved);
        }
    }
    clusters.sort_by_key(|cluster| cluster[0].1.id.clone());
    let mut conflicts = Vec::new();
    let events: Vec<Event> = clusters.iter().map(|cluster| event(cluster)).collect();
    for (index, cluster) in clusters.iter().enumerate() {
        type Say = fn(&AnnotatedArticle, &EventMention) -> Option<String>;
        let date: Say = |a, m| a.timexes[m.timex?].edtf();
        let toll: Say = |_, m| Some(m.figures.first()?.low.to_string());
        for (kind, rule, say) in
            [(ConflictKind::Date, "FR-C201", date), (ConflictKind::Figure, "FR-C202", toll)]
        {
            let mut sides: BTreeMap<String, BTreeSet<&MentionId>> = BTreeMap::new();
            for (article, mention) in cluster {
                if let Some(value) = say(article, mention) {
                    sides.entry(value).or_default().insert(&mention.id);
                }
            }
            if sides.len() > 1 {
                conflicts.push(conflict(kind, rule, index, sides));
            }
        }
    }
    Merged { events, conflicts, copies: vec![], origins, undated: vec![] }
}

fn event(cluster: &[(&AnnotatedArticle, &EventMention)]) -> Event {
    let mut mentions: Vec<MentionId> = cluster.iter().map(|(_, m)| m.id.clone()).collect();
    let founding = mentions[0].clone();
    mentions.sort();
    let days = cluster.iter().filter_map(|(a, m)| a.timexes[m.timex?].edtf());
    let value = days.min();
    let day = value.as_deref().and_then(Day::parse);
    Event {
        mentions,
        founding,
        title: cluster[0].1.trigger.clone().unwrap(),
        date: EventDate {
            value,
            modifier: None,
            begin: day,
            end: day,
            alternatives: vec![],
            status: DateStatus::Single,
            inferred: vec![],
        },
        status: BTreeMap::from([(Status::Asserted, cluster.len() as u32)]),
        origins: 1,
        articles: 1,
        salience: 100,
        actors: vec![],
        places: vec![],
        related: vec![],
        links: vec![],
    }
}

fn conflict(
    kind: ConflictKind,
    rule: &str,
    event: usize,
    sides: BTreeMap<String, BTreeSet<&MentionId>>,
) -> Conflict {
    let rule = RuleId::find(rule).unwrap();
    let fingerprint = sides.keys().cloned().collect::<Vec<_>>().join("|");
    let side = |(value, mentions): (String, BTreeSet<&MentionId>)| Side {
        value,
        origins: mentions.len() as u32,
        mentions: mentions.into_iter().cloned().collect(),
    };
    Conflict {
        kind,
        rule,
        severity: rule.info().severity,
        events: vec![event],
        sides: sides.into_iter().map(side).collect(),
        fingerprint,
        tried: vec![],
    }
}
