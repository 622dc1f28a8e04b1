//! Small stories made by hand, for the tests of pages and exports.

use super::{Page, Settings, SiteInput, Skipped};
use crate::diag::RuleId;
use crate::ingest::{
    Article, Block, BlockKind, Format, Meta, Noise, NoiseKind, Published, PublishedBy, Sentence,
};
use crate::mention::{AnnotatedArticle, EventMention, MentionId, Role, Status};
use crate::merge::{
    Conflict, ConflictKind, CopyPair, DateStatus, Direction, Event, EventDate, Link, Relation, Side,
};
use crate::review::{
    Change, ConflictId, ConflictState, Decision, DecisionState, EventId, Lock, LockEvent,
    MentionRef, ReviewedDecision, Timeline, TimelineConflict, TimelineEvent, Tombstone, Verb,
};
use crate::text::{ArticleId, Span, base32, digest, sha256_hex};
use crate::timex::{
    Anchor, Day, Dct, Inferred, Resolution, TimeValue, Timex, TimexClass, WeekdayCheck,
};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All that a site is made of, owned.
pub(crate) struct Story {
    pub(crate) settings: Settings,
    pub(crate) timeline: Timeline,
    pub(crate) articles: Vec<AnnotatedArticle>,
    pub(crate) pages: Vec<Page>,
    pub(crate) lock: Lock,
    pub(crate) skipped: Vec<Skipped>,
}

impl Story {
    /// A story without articles.
    pub(crate) fn new(title: &str) -> Story {
        Story {
            settings: Settings { title: title.to_owned(), ..Settings::default() },
            timeline: Timeline {
                events: Vec::new(),
                mentions: BTreeMap::new(),
                conflicts: Vec::new(),
                copies: Vec::new(),
                origins: BTreeMap::new(),
                undated: Vec::new(),
                decisions: Vec::new(),
                tombstones: Vec::new(),
            },
            articles: Vec::new(),
            pages: Vec::new(),
            lock: Lock::default(),
            skipped: Vec::new(),
        }
    }

    pub(crate) fn input(&self) -> SiteInput<'_> {
        SiteInput {
            settings: &self.settings,
            timeline: &self.timeline,
            articles: &self.articles,
            pages: &self.pages,
            lock: &self.lock,
            skipped: &self.skipped,
        }
    }

    /// The article named `id`.
    pub(crate) fn article(&self, id: &str) -> &AnnotatedArticle {
        self.articles.iter().find(|a| a.article.id.as_str() == id).expect("the story has it")
    }

    /// Adds an article; every paragraph (a line) is a block and every full stop ends a
    /// sentence. Gives its index.
    pub(crate) fn add(&mut self, file: &str, source: &str, published: &str, text: &str) -> usize {
        let (stem, extension) = file.rsplit_once('.').expect("a file has an extension");
        let id = ArticleId::from_stem(stem);
        let mut blocks = Vec::new();
        let mut sentences = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            if span.is_empty() {
                continue;
            }
            let related = line.starts_with("Lire aussi").then_some(Noise {
                kind: NoiseKind::RelatedLinks,
                rule: Cow::Borrowed("related.headline"),
            });
            if related.is_none() {
                let mut from = span.start;
                for (at, _) in span.slice(text).match_indices(". ").chain([(span.len() - 1, ".")]) {
                    let end = span.start + at + 1;
                    sentences.push(Sentence { span: Span::new(from, end), block: blocks.len() });
                    from = end + 1;
                }
            }
            blocks.push(Block { span, kind: BlockKind::Paragraph, noise: related });
        }
        let day = Day::parse(published);
        let by = PublishedBy::FrontMatter;
        let article = Article {
            path: format!("content/articles/{file}"),
            format: if extension == "md" { Format::Markdown } else { Format::Text },
            text: text.to_owned(),
            sha256: sha256_hex(text.as_bytes()),
            meta: Meta {
                title: text.split('.').next().map(str::to_owned),
                source_name: Some(source.to_owned()),
                source: source.to_lowercase().replace(' ', "-"),
                url: Some(format!(
                    "https://{}.example/{stem}",
                    source.to_lowercase().replace(' ', "-")
                )),
                language: "fr".to_owned(),
                version: 1,
                ..Meta::default()
            },
            published: day.map(|day| Published { dct: Dct { day, time: None }, by, span: None }),
            blocks,
            sentences,
            yearless: None,
            source_map: Vec::new(),
            id: id.clone(),
        };
        let group = self.timeline.origins.len() as u32 + 1;
        self.timeline.origins.insert(id, group);
        self.articles.push(AnnotatedArticle { article, timexes: Vec::new(), mentions: Vec::new() });
        self.articles.len() - 1
    }

    /// Adds a mention of the sentence `quote` of an article, with the day `value` read from
    /// `words`, or without a date where `words` is empty.
    pub(crate) fn mention(
        &mut self,
        article: usize,
        quote: &str,
        (words, value): (&str, &str),
        status: Status,
    ) -> MentionId {
        let annotated = &mut self.articles[article];
        let text = &annotated.article.text;
        let start = text.find(quote).expect("the article has the sentence");
        let span = Span::new(start, start + quote.len());
        let id = format!("{}{}{words}", annotated.article.id, quote);
        let id = MentionId(format!("m-{}", base32(&digest(&[id.as_bytes()]), 13)));
        let timex = (!words.is_empty()).then(|| {
            let at = start + quote.find(words).expect("the sentence has the words");
            annotated.timexes.push(timex(Span::new(at, at + words.len()), value));
            annotated.timexes.len() - 1
        });
        let sentence = annotated.article.sentences.iter().position(|s| s.span.contains(span));
        annotated.mentions.push(EventMention {
            id: id.clone(),
            article: annotated.article.id.clone(),
            span,
            sentence: sentence.unwrap_or(0),
            clause: 0,
            timex,
            timex_end: None,
            role: Role::At,
            status,
            negated: false,
            speaker: (status == Status::Attributed).then(|| "le ministère".to_owned()),
            actors: vec!["Russie".to_owned()],
            places: vec!["Pyongyang".to_owned()],
            trigger: Some("sign".to_owned()),
            triggers: vec!["sign".to_owned()],
            figures: Vec::new(),
            words: Vec::new(),
            ordinals: Vec::new(),
            lead: false,
            reporting: false,
            anaphoric: false,
            continues: false,
            known: false,
            background: false,
        });
        let mention = annotated.mentions.len() - 1;
        let place = MentionRef { article, mention, event: None };
        self.timeline.mentions.insert(id.clone(), place);
        id
    }

    /// Adds an event of `mentions` at the EDTF date `date`. Gives its index, which holds as
    /// long as events are added in the order of their ids.
    pub(crate) fn event(&mut self, id: &str, title: &str, date: &str, of: &[&MentionId]) -> usize {
        let index = self.timeline.events.len();
        let mut mentions: Vec<MentionId> = of.iter().map(|id| (*id).clone()).collect();
        let founding = mentions[0].clone();
        mentions.sort();
        let mut status = BTreeMap::new();
        let mut groups = std::collections::BTreeSet::new();
        let mut articles = std::collections::BTreeSet::new();
        for id in &mentions {
            let place = self.timeline.mentions.get_mut(id).expect("the mention is known");
            place.event = Some(index);
            let annotated = &self.articles[place.article];
            *status.entry(annotated.mentions[place.mention].status).or_insert(0) += 1;
            groups.insert(self.timeline.origins[&annotated.article.id]);
            articles.insert(annotated.article.id.clone());
        }
        let day = Day::parse(date);
        self.timeline.events.push(TimelineEvent {
            id: EventId(id.to_owned()),
            aliases: Vec::new(),
            born: "2024-11-13".to_owned(),
            event: Event {
                founding: founding.clone(),
                title: title.to_owned(),
                date: EventDate {
                    value: (!date.is_empty()).then(|| date.to_owned()),
                    modifier: None,
                    begin: day,
                    end: day,
                    alternatives: Vec::new(),
                    status: DateStatus::Agreed,
                    inferred: Vec::new(),
                },
                status: status.clone(),
                origins: groups.len() as u32,
                articles: articles.len() as u32,
                salience: i64::try_from(mentions.len()).unwrap_or(0) * 100,
                actors: vec!["Russie".to_owned()],
                places: vec!["Pyongyang".to_owned()],
                related: Vec::new(),
                links: Vec::new(),
                mentions: mentions.clone(),
            },
            conflicts: Vec::new(),
            decisions: Vec::new(),
            pinned: false,
            hidden: false,
            left_out: false,
        });
        let locked = LockEvent {
            aliases: Vec::new(),
            mentions,
            gone: false,
            into: None,
            founding,
            title: title.to_owned(),
            date: Some(date.to_owned()),
            status,
            born: "2024-11-13".to_owned(),
            changes: Vec::new(),
        };
        self.lock.events.insert(EventId(id.to_owned()), locked);
        index
    }

    /// Adds a conflict between values of the event at `event`.
    pub(crate) fn conflict(
        &mut self,
        id: &str,
        (kind, rule): (ConflictKind, &str),
        event: usize,
        sides: &[(&str, &[&MentionId])],
    ) {
        let sides: Vec<Side> = sides
            .iter()
            .map(|(value, of)| Side {
                value: value.to_string(),
                mentions: of.iter().map(|id| (*id).clone()).collect(),
                origins: of.len() as u32,
            })
            .collect();
        let id = ConflictId(id.to_owned());
        self.timeline.events[event].conflicts.push(id.clone());
        let rule = RuleId::find(rule).expect("the rule is in the catalogue");
        self.timeline.conflicts.push(TimelineConflict {
            id,
            conflict: Conflict {
                kind,
                rule,
                severity: rule.info().severity,
                events: vec![event],
                fingerprint: sides.iter().map(|s| &*s.value).collect::<Vec<_>>().join("|"),
                sides,
                tried: vec![Cow::Borrowed("granularity")],
            },
            state: ConflictState::Open,
            decision: None,
        });
    }
}

fn timex(span: Span, value: &str) -> Timex {
    let day = Day::parse(value).map(TimeValue::Day);
    let weekday = Day::parse(value).map(|day| day.weekday());
    Timex {
        span,
        signal: None,
        class: TimexClass::Date,
        rule: Cow::Borrowed("calendar.weekday-day-month-year"),
        resolution: match day {
            Some(value) => Resolution::Resolved { value, anchor: Anchor::Text },
            None => Resolution::Unresolved(crate::timex::Missing::Dct),
        },
        modifier: None,
        inferred: Inferred::default(),
        weekday: weekday.map(|day| WeekdayCheck { written: day, actual: day }),
        range: None,
    }
}

/// Four articles, two of them copies, on a treaty: a contested date, a plan, a mention
/// without date, a decision, a tombstone, and a list of related links that is passed over.
pub(crate) fn story() -> Story {
    let mut story = Story::new("Le traité");
    story.settings.description = Some("Comment un traité fut signé.".to_owned());
    let signed = "Le traité de coopération a été signé lundi 11 novembre 2024.";
    let apn = format!(
        "Moscou et Pyongyang signent. Un détail.\n\n{signed} L’été prochain, il pourrait être étendu.\n\nLire aussi : trois dates à retenir – 27 octobre 2024\n"
    );
    let a = story.add("2024-11-12-apn.md", "Agence APN", "2024-11-12", &apn);
    let b = story.add("2024-11-13-lignes.md", "Lignes", "2024-11-13", &apn);
    let other = "Signature du traité. Selon le ministère, le texte a été signé samedi 9 novembre 2024. La ratification est prévue le 4 décembre 2024.\n";
    let c = story.add("2024-11-14-ponant.md", "Le Ponant", "2024-11-14", other);
    let d = story.add(
        "sans-date.txt",
        "Carnets",
        "",
        "Des troupes auraient été envoyées hier. Rien de sûr.\n",
    );
    story.timeline.origins.insert(ArticleId::from_stem("2024-11-13-lignes"), 1);
    let eleventh = ("lundi 11 novembre 2024", "2024-11-11");
    let m1 = story.mention(a, signed, eleventh, Status::Asserted);
    let m2 = story.mention(b, signed, eleventh, Status::Asserted);
    let ninth = "Selon le ministère, le texte a été signé samedi 9 novembre 2024.";
    let m3 = story.mention(c, ninth, ("samedi 9 novembre 2024", "2024-11-09"), Status::Attributed);
    let plan = "La ratification est prévue le 4 décembre 2024.";
    let m4 = story.mention(c, plan, ("le 4 décembre 2024", "2024-12-04"), Status::Planned);
    let vague = "Des troupes auraient été envoyées hier.";
    let m5 = story.mention(d, vague, ("hier", ""), Status::Conditional);
    let treaty =
        story.event("e-1signature", "Traité de coopération signé", "2024-11-11", &[&m1, &m2, &m3]);
    let ratified = story.event("e-2ratified0", "Ratification du traité", "2024-12-04", &[&m4]);
    let date = &mut story.timeline.events[treaty].event.date;
    date.status = DateStatus::Contested;
    date.alternatives = vec!["2024-11-09".to_owned()];
    story.timeline.events[treaty].event.related = vec![(ratified, Relation::Phase)];
    story.timeline.events[treaty].event.links = vec![Link {
        a: m1.clone().min(m2.clone()),
        b: m1.clone().max(m2.clone()),
        rule: Cow::Borrowed("merge.r1"),
        score: 9800,
        why: "same sentence".to_owned(),
    }];
    story.timeline.events[treaty].decisions = vec!["0001".to_owned()];
    story.conflict(
        "c-1dates0000",
        (ConflictKind::Date, "FR-C201"),
        treaty,
        &[("2024-11-09", &[&m3]), ("2024-11-11", &[&m1, &m2])],
    );
    story.timeline.copies.push(CopyPair {
        a: ArticleId::from_stem("2024-11-12-apn"),
        b: ArticleId::from_stem("2024-11-13-lignes"),
        containment: 9700,
        direction: Direction::AToB,
    });
    story.timeline.undated.push(m5);
    story.timeline.decisions.push(ReviewedDecision {
        decision: Decision {
            id: "0001".to_owned(),
            path: "content/decisions/0001.md".to_owned(),
            verb: Verb::LeaveOpen,
            targets: vec!["c-1dates0000".to_owned()],
            value: None,
            support: Vec::new(),
            seen: Vec::new(),
            fingerprint: None,
            code: None,
            author: Some("Camille Durand".to_owned()),
            date: Day::new(2024, 11, 15),
            expires: None,
            approved_by: Vec::new(),
            reason: "Les deux dates **restent** possibles.".to_owned(),
        },
        state: DecisionState::Active,
        why: String::new(),
    });
    story.timeline.tombstones.push(Tombstone {
        id: EventId("e-gone000000".to_owned()),
        title: "Une annonce retirée".to_owned(),
        date: Some("2024-10".to_owned()),
    });
    if let Some(locked) = story.lock.events.get_mut(&EventId("e-1signature".to_owned())) {
        locked.changes.push(Change {
            on: "2024-11-14".to_owned(),
            what: "date".to_owned(),
            from: Some("2024-11".to_owned()),
            to: Some("2024-11-11".to_owned()),
        });
    }
    story.skipped.push(Skipped {
        path: "content/articles/vide.txt".to_owned(),
        reason: "the file is empty".to_owned(),
    });
    story
}

/// A story whose articles try to break out of their pages.
pub(crate) fn hostile() -> Story {
    let mut story = Story::new("<script>alert(0)</script>");
    let attack = "Le \"<script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}\u{2066}\0 traité a été signé lundi 11 novembre 2024.";
    let text = format!("{attack} Suite.\nLire aussi </script><script>alert(3)</script>\n");
    let article = story.add("hostile.md", "<script>alert(4)</script>", "2024-11-12", &text);
    let meta = &mut story.articles[article].article.meta;
    meta.url = Some("javascript:alert(5)".to_owned());
    meta.archive = Some("data:text/html,<script>alert(6)</script>".to_owned());
    meta.author = Some("\"><script>alert(7)</script>".to_owned());
    meta.language = "\"><script>alert(8)</script>".to_owned();
    let mention = story.mention(
        article,
        attack,
        ("lundi 11 novembre 2024", "2024-11-11"),
        Status::Attributed,
    );
    let event = story.event("e-hostile000", attack, "2024-11-11", &[&mention]);
    story.timeline.events[event].event.actors = vec!["<img src=x>".to_owned()];
    story.conflict(
        "c-hostile000",
        (ConflictKind::Figure, "FR-C202"),
        event,
        &[("<script>alert(9)</script>", &[&mention]), ("8 000", &[&mention])],
    );
    story.pages.push(Page {
        slug: "methode".to_owned(),
        source:
            "# <script>alert(10)</script>\n\n<script>alert(11)</script>\n\n[a](javascript:alert)"
                .to_owned(),
    });
    story
}

/// The files of the site of `story`, by path.
pub(crate) fn files(story: &Story) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let templates = super::templates(&[]).expect("the built-in theme compiles");
    super::site(&story.input(), &templates, super::one_by_one, &super::Fresh, &mut |file| {
        let contents = file.contents.expect("nothing stands");
        let text = String::from_utf8(contents).expect("files are text");
        let before = files.insert(file.path.clone(), text);
        assert!(before.is_none(), "{} is written twice", file.path);
        Ok(())
    })
    .expect("the site is made");
    files
}

/// A story of `count` events over `days` days, ten to an article, with a conflict in fifty.
pub(crate) fn long(count: usize, days: usize) -> Story {
    let mut story = Story::new("Longue histoire");
    let sentences: Vec<(String, String)> = (0..count)
        .map(|n| {
            let day = Day::new(2014, 1, 1).expect("a day").plus((n * days / count) as i64);
            let date = format!("{day}");
            (format!("Le {date}, la délégation numéro {n} a signé un protocole de coopération avec ses partenaires régionaux."), date)
        })
        .collect();
    let mut mentions = Vec::new();
    for (index, chunk) in sentences.chunks(10).enumerate() {
        let text: Vec<&str> = chunk.iter().map(|(sentence, _)| &**sentence).collect();
        let file = format!("article-{index:05}.txt");
        let source = format!("Source {}", index % 20);
        let article = story.add(&file, &source, &chunk[0].1, &text.join(" "));
        for (sentence, date) in chunk {
            mentions.push(story.mention(article, sentence, (date, date), Status::Asserted));
        }
    }
    for (n, mention) in mentions.iter().enumerate() {
        let title = format!("La délégation numéro {n} a signé un protocole de coopération");
        let event = story.event(&format!("e-{n:010}"), &title, &sentences[n].1, &[mention]);
        story.timeline.events[event].event.actors = vec![format!("Acteur {}", n % 300)];
        if n % 50 == 0 {
            let id = format!("c-{n:010}");
            let sides: [(&str, &[&MentionId]); 2] = [("8 000", &[mention]), ("9 000", &[mention])];
            story.conflict(&id, (ConflictKind::Figure, "FR-C202"), event, &sides);
        }
    }
    story
}
