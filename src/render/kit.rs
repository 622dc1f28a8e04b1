//! Pieces that several pages are made of.

use super::edtf::{Edtf, Unit};
use super::fragment;
use super::i18n::Messages;
use super::model::{Mention, Model, collapsed, kind_key, side_words};
use super::view::{self, Link, Marker, When};
use crate::mention::{AnnotatedArticle, Role, Status};
use crate::merge::DateStatus;
use crate::review::{ConflictState, TimelineConflict, TimelineEvent};
use crate::text::{ArticleId, base32, digest, fold};
use crate::timex::{Modifier, Resolution, Timex};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a quote on a card, at most.
const CARD_QUOTE: usize = 240;

/// Outlets named on a card that has no quote, at most.
const OUTLETS: usize = 3;

/// A model and the words to speak of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kit<'a> {
    pub(crate) model: &'a Model<'a>,
    pub(crate) messages: &'a Messages,
}

impl<'a> Kit<'a> {
    /// The date of an event.
    pub(crate) fn when(&self, event: &TimelineEvent) -> When {
        let date = &event.event.date;
        let Some(value) = &date.value else {
            let text = self.messages.text("date.unknown").to_owned();
            return When {
                text,
                datetime: None,
                edtf: None,
                inferred: false,
                notes: Vec::new(),
                marker: Marker::None,
            };
        };
        When {
            text: self.messages.date(value, date.modifier, role(event)),
            datetime: datetime(value),
            edtf: Some(value.clone()),
            inferred: !date.inferred.is_empty(),
            notes: self.date_notes(event),
            marker: marker_of(event),
        }
    }

    fn date_notes(&self, event: &TimelineEvent) -> Vec<String> {
        let date = &event.event.date;
        let mut notes = Vec::new();
        if let Some(Edtf::Point(point)) = date.value.as_deref().and_then(Edtf::parse) {
            let key = match point.unit {
                Unit::Month(..) => Some("date.note.month"),
                Unit::Year(_) => Some("date.note.year"),
                _ => None,
            };
            notes.extend(key.map(|key| self.messages.text(key).to_owned()));
        }
        if !date.inferred.is_empty() {
            notes.push(self.inferred(&date.inferred));
        }
        match date.status {
            DateStatus::Contested => notes.push(self.messages.text("date.note.contested").into()),
            DateStatus::Decided => notes.push(self.messages.text("date.note.decided").into()),
            _ => {}
        }
        notes
    }

    /// « mois et année déduits »
    pub(crate) fn inferred(&self, parts: &[String]) -> String {
        let parts: Vec<&str> =
            ["day", "month", "year"].into_iter().filter(|p| parts.iter().any(|q| q == p)).collect();
        self.messages.text(&format!("date.inferred.{}", parts.join("-"))).to_owned()
    }

    /// An event in a list.
    pub(crate) fn card(&self, event: &'a TimelineEvent, quote: bool) -> view::Card {
        let best = self.best_mention(event).filter(|_| quote);
        view::Card {
            id: event.id.0.clone(),
            href: event_path(event),
            title: self.title(event),
            lang: self.language(event),
            when: self.when(event),
            statuses: self.statuses(event),
            sources: self.sources(event),
            origins: event.event.origins,
            conflicts: self
                .conflicts_of(event)
                .map(|conflict| self.conflict_link(conflict))
                .collect(),
            pinned: event.pinned,
            quote: best.map(|mention| self.quoted(mention.quote())),
            cite: best.map(|mention| self.model.source_name(mention.annotated)),
            outlets: if quote { Vec::new() } else { self.outlets(event) },
        }
    }

    /// The language of the sentences of an event, where it is not that of the page.
    pub(crate) fn language(&self, event: &TimelineEvent) -> Option<String> {
        self.foreign(&self.best_mention(event)?.annotated.article.meta.language)
    }

    /// The outlets that tell an event, each once; the first few.
    fn outlets(&self, event: &'a TimelineEvent) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for mention in self.mentions(event) {
            let name = self.model.source_name(mention.annotated);
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() == OUTLETS {
                break;
            }
        }
        names
    }

    /// The title of an event, on one line.
    pub(crate) fn title(&self, event: &TimelineEvent) -> String {
        self.titled(&event.event.title)
    }

    /// A title on one line, or the words for none: that of an event whose article was withdrawn.
    pub(crate) fn titled(&self, title: &str) -> String {
        let title = collapsed(title);
        if title.is_empty() {
            self.messages.text("event.untitled").to_owned()
        } else {
            title.into()
        }
    }

    /// The mention that a card quotes: the founding one, else the first that is public.
    pub(crate) fn best_mention(&self, event: &TimelineEvent) -> Option<Mention<'a>> {
        let inner = &event.event;
        let ids = std::iter::once(&inner.founding).chain(&inner.mentions);
        ids.filter_map(|id| self.model.mention(id)).next()
    }

    /// The public mentions of an event.
    pub(crate) fn mentions(&self, event: &'a TimelineEvent) -> impl Iterator<Item = Mention<'a>> {
        let model = self.model;
        event.event.mentions.iter().filter_map(|id| model.mention(id))
    }

    /// The origin group of an article.
    pub(crate) fn origin(&self, article: &ArticleId) -> u32 {
        self.model.input.timeline.origins.get(article).copied().unwrap_or(0)
    }

    /// One line for each status: how many independent sources give it.
    pub(crate) fn statuses(&self, event: &'a TimelineEvent) -> Vec<view::StatusLine> {
        let mut groups: BTreeMap<Status, BTreeSet<u32>> = BTreeMap::new();
        let mut speakers: BTreeMap<Status, BTreeSet<&str>> = BTreeMap::new();
        for mention in self.mentions(event) {
            let status = mention.mention.status;
            groups.entry(status).or_default().insert(self.origin(&mention.mention.article));
            speakers.entry(status).or_default().extend(mention.mention.speaker.as_deref());
        }
        let lines = groups.into_iter().map(|(status, origins)| {
            let key = status_key(status);
            let mut text = self.messages.count(&format!("status-by.{key}"), origins.len());
            let said: Vec<String> =
                speakers[&status].iter().take(2).map(|who| collapsed(who).into_owned()).collect();
            if !said.is_empty() && matches!(status, Status::Attributed | Status::Denied) {
                let who = self.messages.list(&said, "typography.list-and");
                text = self.messages.fill("status-who", &[("status", &text), ("who", &who)]);
            }
            let word = self.messages.text(&format!("status.{key}")).to_owned();
            view::StatusLine { key: key.to_owned(), text, word, sources: origins.len() as u32 }
        });
        lines.collect()
    }

    /// « 3 sources indépendantes, 14 copies »
    pub(crate) fn sources(&self, event: &TimelineEvent) -> String {
        let origins = event.event.origins as usize;
        let sources = self.messages.count("count.sources", origins);
        match (event.event.articles as usize).saturating_sub(origins) {
            0 => sources,
            copies => format!("{sources}, {}", self.messages.count("count.copies", copies)),
        }
    }

    /// A quote on one line, in quotation marks where it brings none, cut after some words.
    pub(crate) fn quoted(&self, text: &str) -> String {
        let mut quote = clipped_words(&collapsed(text), CARD_QUOTE);
        if !quote.contains(['«', '“', '"']) {
            let open = self.messages.text("typography.quote-open");
            quote = format!("{open}{quote}{}", self.messages.text("typography.quote-close"));
        }
        quote
    }

    /// The conflicts of an event that readers can see.
    pub(crate) fn conflicts_of(
        &self,
        event: &'a TimelineEvent,
    ) -> impl Iterator<Item = &'a TimelineConflict> {
        let model = self.model;
        event.conflicts.iter().filter_map(|id| model.conflict(id))
    }

    fn conflict_link(&self, conflict: &TimelineConflict) -> Link {
        let kind = kind_key(conflict.conflict.kind);
        Link::new(self.messages.text(&format!("conflict.{kind}.badge")), conflict_path(conflict))
    }

    /// A conflict in a list.
    pub(crate) fn conflict_row(&self, conflict: &'a TimelineConflict) -> view::ConflictRow {
        let inner = &conflict.conflict;
        let kind = kind_key(inner.kind);
        let events = inner.events.iter().filter_map(|index| self.model.event(*index));
        let sides = inner.sides.iter().map(|side| {
            let value = side_words(inner.kind, &side.value, self.messages);
            let sources = self.messages.count("count.sources-short", side.origins as usize);
            format!("{value} ({sources})")
        });
        let state = state_key(conflict.state);
        view::ConflictRow {
            href: conflict_path(conflict),
            name: self.messages.text(&format!("conflict.{kind}.name")).to_owned(),
            kind: kind.to_owned(),
            events: events.map(|event| Link::new(self.title(event), event_path(event))).collect(),
            sides: sides.collect(),
            state: self.messages.text(&format!("state.{state}")).to_owned(),
            state_key: state.to_owned(),
            severity: inner.severity.to_string(),
        }
    }

    /// An article as a source.
    pub(crate) fn source(&self, annotated: &'a AnnotatedArticle) -> view::SourceBlock {
        let article = &annotated.article;
        view::SourceBlock {
            name: self.model.source_name(annotated),
            href: source_path(annotated),
            article: Link::new(self.article_title(annotated), article_path(&article.id)),
            published: self.published(annotated, "article.published-on"),
            url: article.meta.url.as_deref().and_then(web_address),
            archive: article.meta.archive.as_deref().and_then(web_address),
        }
    }

    /// The title of an article, else its id.
    pub(crate) fn article_title(&self, annotated: &AnnotatedArticle) -> String {
        let title = annotated.article.meta.title.as_deref().map(collapsed);
        match title.filter(|title| !title.is_empty()) {
            Some(title) => clipped_words(&title, CARD_QUOTE),
            None => annotated.article.id.to_string(),
        }
    }

    /// The day of publication in the message named `key`, or that it is not known.
    pub(crate) fn published(&self, annotated: &AnnotatedArticle, key: &str) -> String {
        match annotated.article.dct() {
            Some(dct) => self.messages.fill(key, &[("date", &self.messages.day(dct.day))]),
            None => self.messages.text("article.published-unknown").to_owned(),
        }
    }

    /// What a sentence says, cut at its time expressions.
    pub(crate) fn mention_view(&self, mention: Mention<'a>) -> view::MentionView {
        let article = &mention.annotated.article;
        let inner = mention.mention;
        let key = status_key(inner.status);
        let word = self.messages.text(&format!("status.{key}"));
        let status = match &inner.speaker {
            Some(who) => {
                self.messages.fill("status-who", &[("status", word), ("who", &collapsed(who))])
            }
            None => word.to_owned(),
        };
        let url = article.meta.url.as_deref().and_then(web_address);
        let figures =
            inner.figures.iter().map(|f| collapsed(f.span.slice(&article.text)).into_owned());
        view::MentionView {
            id: inner.id.0.clone(),
            quote: self.segments(mention),
            lang: self.foreign(&article.meta.language),
            status,
            status_key: key.to_owned(),
            href: format!("{}#{}", article_path(&article.id), inner.id.0),
            original: url.map(|url| fragment::link(&url, article, inner.span)),
            figures: figures.collect(),
        }
    }

    fn segments(&self, mention: Mention<'a>) -> Vec<view::Segment> {
        let text = &mention.annotated.article.text;
        let whole = mention.mention.span;
        let mut segments = Vec::new();
        let mut from = whole.start;
        for timex in [mention.first_timex(), mention.last_timex()].into_iter().flatten() {
            if timex.span.start < from || timex.span.end > whole.end {
                continue;
            }
            segments.extend(plain(&text[from..timex.span.start]));
            segments.push(view::Segment {
                text: timex.span.slice(text).to_owned(),
                mark: true,
                label: Some(self.read(timex)),
                href: None,
            });
            from = timex.span.end;
        }
        segments.extend(plain(&text[from..whole.end]));
        segments
    }

    /// What an expression was read as, in words, or why it has no value.
    pub(crate) fn read(&self, timex: &Timex) -> String {
        match (&timex.resolution, timex.edtf(), timex.timex3()) {
            (_, Some(edtf), _) => self.messages.date(&edtf, timex.modifier, Role::At),
            (_, None, Some(value)) => self.messages.amount(&value, timex.class),
            (Resolution::Unresolved(missing), ..) => {
                let key = match missing {
                    crate::timex::Missing::Dct => "dct",
                    crate::timex::Missing::Antecedent => "antecedent",
                    crate::timex::Missing::NoSuchDay => "no-such-day",
                };
                self.messages.text(&format!("missing.{key}")).to_owned()
            }
            (Resolution::Resolved { .. }, None, None) => String::new(),
        }
    }

    /// `language`, where it is not that of the page.
    pub(crate) fn foreign(&self, language: &str) -> Option<String> {
        let known = !language.is_empty() && language.len() <= 35;
        let tag = language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (known && tag && language != self.messages.language()).then(|| language.to_owned())
    }
}

pub(crate) fn plain(text: &str) -> Option<view::Segment> {
    let segment = view::Segment { text: text.to_owned(), mark: false, label: None, href: None };
    (!text.is_empty()).then_some(segment)
}

pub(crate) fn event_path(event: &TimelineEvent) -> String {
    format!("e/{}/index.html", event.id.0)
}

pub(crate) fn conflict_path(conflict: &TimelineConflict) -> String {
    format!("conflits/{}/index.html", conflict.id.0)
}

pub(crate) fn article_path(id: &ArticleId) -> String {
    format!("articles/{id}/index.html")
}

pub(crate) fn source_path(annotated: &AnnotatedArticle) -> String {
    format!("sources/{}/index.html", slug(&annotated.article.meta.source))
}

/// A name for an address: `coree-du-nord`. Names that differ by case and accents share it.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in fold(name).chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    let out = out.trim_end_matches('-');
    let hash = || base32(&digest(&[name.as_bytes()]), 8);
    match out.len() {
        0 => format!("x-{}", hash()),
        1..=80 => out.to_owned(),
        _ => format!("{}-{}", &out[..64], hash()),
    }
}

/// The key of a status in data and messages.
pub(crate) fn status_key(status: Status) -> &'static str {
    match status {
        Status::Asserted => "asserted",
        Status::Attributed => "attributed",
        Status::Conditional => "conditional",
        Status::Denied => "denied",
        Status::Planned => "planned",
        Status::Cancelled => "cancelled",
        Status::Hypothetical => "hypothetical",
        Status::Question => "question",
    }
}

/// The key of a state in data and messages.
pub(crate) fn state_key(state: ConflictState) -> &'static str {
    match state {
        ConflictState::Open => "open",
        ConflictState::Decided => "decided",
        ConflictState::LeftOpen => "left-open",
        ConflictState::Dismissed => "dismissed",
        ConflictState::ToReview => "to-review",
    }
}

/// An address that a link may lead to: `http` or `https`, nothing else.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    (plain && matches!(&*scheme, "http" | "https")).then(|| url.to_owned())
}

/// The first words of `text`, at most `length` characters, with « … » where it is cut.
pub(crate) fn clipped_words(text: &str, length: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(length) else { return text.to_owned() };
    let words = text[..cut].rfind(' ').filter(|space| *space > cut / 2).unwrap_or(cut);
    format!("{}…", text[..words].trim_end_matches([',', ';', ':', ' ', '\u{a0}']))
}

/// What HTML takes as a `datetime`: a day, a month, a year, a day with its time.
pub(crate) fn datetime(edtf: &str) -> Option<String> {
    let Some(Edtf::Point(point)) = Edtf::parse(edtf) else { return None };
    let valid =
        matches!(point.unit, Unit::Day(_) | Unit::Time(..) | Unit::Month(..) | Unit::Year(_));
    valid.then(|| edtf.trim_end_matches(['~', '?', '%']).to_owned())
}

/// Whether a date is an end of what it dates.
fn role(event: &TimelineEvent) -> Role {
    match (event.event.date.begin, event.event.date.end) {
        (Some(_), None) => Role::Since,
        (None, Some(_)) => Role::Until,
        _ => Role::At,
    }
}

/// How the date of an event is drawn.
pub(crate) fn marker_of(event: &TimelineEvent) -> Marker {
    let date = &event.event.date;
    let parsed = date.value.as_deref().and_then(Edtf::parse);
    match (date.status, role(event), parsed) {
        (_, _, None) => Marker::None,
        (DateStatus::Contested, ..) => Marker::Split,
        (_, Role::Since, _) => Marker::Since,
        (_, Role::Until, _) => Marker::Until,
        // « vers l’été », « fin octobre »: the ends are not sharp.
        (_, _, Some(Edtf::Point(point)))
            if point.approximate
                || matches!(
                    date.modifier,
                    Some(Modifier::Approx | Modifier::Start | Modifier::Mid | Modifier::End)
                ) =>
        {
            Marker::Hatched
        }
        (_, _, Some(Edtf::Point(point))) => match point.unit {
            Unit::Day(_) | Unit::Time(..) => Marker::Point,
            _ => Marker::Bar,
        },
        (_, _, Some(Edtf::Interval(..))) => Marker::Bar,
        (_, _, Some(Edtf::OneOf(_))) => Marker::Split,
    }
}

/// Whether a conflict waits for someone.
pub(crate) fn is_open(conflict: &TimelineConflict) -> bool {
    matches!(conflict.state, ConflictState::Open | ConflictState::ToReview)
}
