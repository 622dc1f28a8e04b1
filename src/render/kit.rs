//! Pieces that several pages are made of.

use super::edtf::{Edtf, Unit};
use super::fragment;
use super::i18n::Messages;
use super::model::{Mention, Model, collapsed, kind_key, side_words};
use super::view::{self, Link, Marker, When};
use crate::mention::{AnnotatedArticle, Role, Status};
use crate::merge::{ConflictKind, DateStatus, Side};
use crate::review::{ConflictState, TimelineConflict, TimelineEvent};
use crate::text::{ArticleId, base32, digest, fold};
use crate::timex::{Day, Modifier, Resolution, Timex};
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
        let title = self.title(event);
        // A title that is the whole sentence is not said twice.
        let is_said = |mention: &Mention<'_>| bare(mention.quote()) == bare(&title);
        let best = self.best_mention(event).filter(|mention| quote && !is_said(mention));
        view::Card {
            id: event.id.0.clone(),
            href: event_path(event),
            lang: self.language(event),
            when: self.when(event),
            statuses: self.statuses(event),
            sources: self.sources(event),
            origins: event.event.origins,
            conflicts: self.conflicts_of(event).map(|conflict| self.badge(conflict)).collect(),
            pinned: event.pinned,
            outlets: if best.is_none() { self.outlets(event) } else { Vec::new() },
            quote: best.map(|mention| self.quoted(mention.quote())),
            cite: best.map(|mention| {
                let name = self.model.source_name(mention.annotated);
                name.unwrap_or_else(|| self.messages.text("article.unnamed").to_owned())
            }),
            title,
        }
    }

    /// The language of the sentences of an event, where it is not that of the page.
    pub(crate) fn language(&self, event: &TimelineEvent) -> Option<String> {
        self.foreign(&self.best_mention(event)?.annotated.article.meta.language)
    }

    /// An event by its title.
    pub(crate) fn event_link(&self, event: &TimelineEvent) -> Link {
        Link::new(self.title(event), event_path(event)).said_in(self.language(event))
    }

    /// The outlets that tell an event and have a name, each once; the first few.
    fn outlets(&self, event: &'a TimelineEvent) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for mention in self.mentions(event) {
            let Some(name) = self.model.source_name(mention.annotated) else { continue };
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
            return self.messages.text("event.untitled").to_owned();
        }
        // A sign that stands alone on a line says nothing.
        title.strip_suffix(" …").map_or(title.to_string(), |title| format!("{title}\u{a0}…"))
    }

    /// The mention that a card quotes: the one that the title is taken from, else the founding
    /// one, else the first that is public.
    pub(crate) fn best_mention(&self, event: &TimelineEvent) -> Option<Mention<'a>> {
        let inner = &event.event;
        let ids = std::iter::once(&inner.founding).chain(&inner.mentions);
        let mut mentions = ids.filter_map(|id| self.model.mention(id));
        let first = mentions.next()?;
        let title = bare(&inner.title);
        let is_source = |mention: &Mention<'_>| bare(mention.quote()).contains(&title);
        if is_source(&first) {
            return Some(first);
        }
        mentions.find(is_source).or(Some(first))
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

    /// A conflict on a card: its type, and what became of it where it is settled.
    fn badge(&self, conflict: &TimelineConflict) -> view::Badge {
        let kind = kind_key(conflict.conflict.kind);
        let name = self.messages.text(&format!("conflict.{kind}.badge"));
        let state = self.messages.text(&format!("state.{}", state_key(conflict.state)));
        let open = is_open(conflict);
        let text = if open { name.to_owned() } else { format!("{name}, {state}") };
        view::Badge { text, href: conflict_path(conflict), open }
    }

    /// The value of a side, as readers see it: of a day that is not the one of its date, what
    /// was written.
    pub(crate) fn side_value(&self, conflict: &TimelineConflict, side: &Side) -> String {
        let kind = conflict.conflict.kind;
        let value = side_words(kind, &side.value, self.messages);
        let written = (kind == ConflictKind::Weekday).then(|| {
            let mentions = side.mentions.iter().filter_map(|id| self.model.mention(id));
            let mut timexes = mentions.flat_map(|m| [m.first_timex(), m.last_timex()]).flatten();
            timexes.find_map(|timex| timex.weekday.filter(|check| check.written != check.actual))
        });
        match written.flatten() {
            Some(check) => {
                let day = u32::from(check.written).clamp(1, 7) - 1;
                format!("{} {value}", self.messages.text(&format!("date.weekdays.{day}")))
            }
            None => value,
        }
    }

    /// What stands against a conflict with one side only, and what says so: the calendar, or
    /// that nobody told the outcome.
    pub(crate) fn against(&self, conflict: &TimelineConflict) -> Option<(String, String)> {
        let [side] = &conflict.conflict.sides[..] else { return None };
        let text = |key: &str| self.messages.text(key).to_owned();
        match conflict.conflict.kind {
            ConflictKind::Weekday => {
                let day = self.messages.date(&side.value, None, Role::At);
                Some((day, text("conflict.weekday.against")))
            }
            ConflictKind::Unconfirmed => {
                Some((text("conflict.unconfirmed.against"), String::new()))
            }
            _ => None,
        }
    }

    /// What a conflict says, in one line without a full stop.
    pub(crate) fn conflict_words(&self, conflict: &TimelineConflict) -> String {
        let inner = &conflict.conflict;
        let values: Vec<String> =
            inner.sides.iter().map(|side| self.side_value(conflict, side)).collect();
        let values = values.join(self.messages.text("conflict.separator"));
        let key = format!("conflict.{}.message", kind_key(inner.kind));
        self.messages.fill(&key, &[("values", &values)])
    }

    /// The day on which the second side of a conflict was published, where that is known.
    fn since(&self, conflict: &TimelineConflict) -> Option<Day> {
        let sides = &conflict.conflict.sides;
        if conflict.conflict.kind == ConflictKind::Unconfirmed {
            return None;
        }
        let published = |side: &Side| {
            let mentions = side.mentions.iter().filter_map(|id| self.model.mention(id));
            mentions.filter_map(|m| Some(m.annotated.article.dct()?.day)).min()
        };
        let mut first: Vec<Day> = sides.iter().filter_map(published).collect();
        first.sort_unstable();
        first.get(sides.len().min(2).checked_sub(1)?).copied()
    }

    /// A conflict in a list.
    pub(crate) fn conflict_row(&self, conflict: &'a TimelineConflict) -> view::ConflictRow {
        let inner = &conflict.conflict;
        let kind = kind_key(inner.kind);
        let events = inner.events.iter().filter_map(|index| self.model.event(*index));
        let sides = inner.sides.iter().map(|side| {
            let value = self.side_value(conflict, side);
            let sources = self.messages.count("count.sources-short", side.origins as usize);
            format!("{value} ({sources})")
        });
        let against = self.against(conflict).map(|(value, by)| match &*by {
            "" => value,
            by => format!("{value} ({by})"),
        });
        let since = self.since(conflict).map(|day| self.messages.day(day));
        let state = state_key(conflict.state);
        view::ConflictRow {
            href: conflict_path(conflict),
            name: self.messages.text(&format!("conflict.{kind}.name")).to_owned(),
            kind: kind.to_owned(),
            events: events.map(|event| self.event_link(event)).collect(),
            sides: sides.chain(against).collect(),
            since: since.map(|day| self.messages.fill("conflict-page.since", &[("date", &day)])),
            state: self.messages.text(&format!("state.{state}")).to_owned(),
            state_key: state.to_owned(),
            severity: inner.severity.to_string(),
        }
    }

    /// The name of an article's source, as readers see it.
    pub(crate) fn source_name(&self, annotated: &AnnotatedArticle) -> String {
        self.model.source_name(annotated).unwrap_or_else(|| {
            let file = &*annotated.article.meta.source;
            self.messages.fill("article.unnamed-source", &[("name", file)])
        })
    }

    /// An article as a source.
    pub(crate) fn source(&self, annotated: &'a AnnotatedArticle) -> view::SourceBlock {
        let article = &annotated.article;
        view::SourceBlock {
            name: self.source_name(annotated),
            href: source_path(annotated),
            article: self.article_link(annotated),
            published: self.published(annotated, "article.published-on"),
            url: article.meta.url.as_deref().and_then(web_address),
            archive: article.meta.archive.as_deref().and_then(web_address),
        }
    }

    /// An article by its title.
    pub(crate) fn article_link(&self, annotated: &AnnotatedArticle) -> Link {
        let article = &annotated.article;
        Link::new(self.article_title(annotated), article_path(&article.id))
            .said_in(self.foreign(&article.meta.language))
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

/// A sentence without case, accents and the signs around it, to compare it with another.
fn bare(text: &str) -> String {
    fold(&collapsed(text)).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
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

#[cfg(test)]
mod tests {
    use crate::mention::{MentionId, Status};
    use crate::merge::ConflictKind;
    use crate::render::testing::{Story, files};
    use crate::review::ConflictState;
    use crate::timex::WeekdayCheck;

    /// A story of one event with this title, told by two outlets.
    fn told(title: &str) -> (Story, [MentionId; 2]) {
        let mut story = Story::new("Le traité");
        let date = ("jeudi 29 novembre 2024", "2024-11-29");
        let mut tell = |file: &str, outlet: &str, text: &str| {
            let article = story.add(file, outlet, &file[..10], text);
            story.mention(article, text, date, Status::Asserted)
        };
        let a = tell(
            "2024-12-01-a.md",
            "Le Phare",
            "La délégation est arrivée jeudi 29 novembre 2024.",
        );
        let b = tell(
            "2024-12-03-b.md",
            "Le Port",
            "Le traité est signé jeudi 29 novembre 2024 à Brest.",
        );
        story.event("e-1", title, "2024-11-29", &[&a, &b]);
        (story, [a, b])
    }

    #[test]
    fn a_card_quotes_the_sentence_of_its_title_unless_that_is_the_title() {
        let card = |title: &str| {
            let page = files(&told(title).0)["2024/11/index.html"].clone();
            let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
            card.to_owned()
        };
        let cut = card("Le traité est signé …");
        assert!(cut.contains("<blockquote>«\u{a0}Le traité est signé jeudi"), "{cut}");
        assert!(cut.contains("signé\u{a0}…</a>") && cut.contains("<cite>Le Port</cite>"), "{cut}");
        let whole = card("Le traité est signé jeudi 29 novembre 2024 à Brest");
        assert!(!whole.contains("<blockquote"), "{whole}");
        assert!(whole.contains("<span class=\"aside\">Le Port</span>"), "{whole}");
        // A title of the editors is in no sentence: the founding one is quoted.
        let own = card("Une signature");
        assert!(own.contains("<blockquote>«\u{a0}La délégation"), "{own}");
    }

    #[test]
    fn an_outlet_that_nobody_names_is_said_to_be_unnamed() {
        let (mut story, _) = told("Le traité est signé");
        let meta = &mut story.articles[1].article.meta;
        (meta.source_name, meta.url, meta.source) = (None, None, "a35b".to_owned());
        let files = files(&story);
        let page = &files["e/e-1/index.html"];
        assert!(page.contains(">média non nommé (a35b)</a>"), "{page}");
        assert!(
            !page.contains("\"name\":\"média") && page.contains("\"name\":\"Le Phare\""),
            "{page}"
        );
        assert!(files["sources/a35b/index.html"].contains("<h1>média non nommé (a35b)</h1>"));
        let card = &files["2024/11/index.html"];
        assert!(card.contains("<cite>média non nommé</cite>"), "{card}");
        let home = &files["index.html"];
        assert!(home.contains(">Le Phare</span>") && !home.contains("non nommé"), "{home}");
    }

    #[test]
    fn a_day_that_is_not_the_one_of_its_date_stands_against_the_calendar() {
        let (mut story, [a, b]) = told("Le traité est signé");
        for annotated in &mut story.articles {
            annotated.timexes[0].weekday = Some(WeekdayCheck { written: 4, actual: 5 });
        }
        let kind = (ConflictKind::Weekday, "FR-E102");
        story.conflict("c-1", kind, 0, &[("2024-11-29", &[&a, &b])]);
        let files = files(&story);
        let page = &files["conflits/c-1/index.html"];
        for side in
            ["<h3>jeudi 29\u{a0}novembre 2024</h3>", "<h3>vendredi 29\u{a0}novembre 2024</h3>"]
        {
            assert!(page.contains(side), "{page}");
        }
        assert!(page.contains("depuis le 1<sup>er</sup>\u{a0}décembre 2024"), "{page}");
        let list = &files["conflits/index.html"];
        assert!(list.contains("vendredi 29\u{a0}novembre 2024 (d’après le calendrier)"), "{list}");
    }

    #[test]
    fn a_card_says_what_became_of_its_conflicts() {
        let (mut story, [a, b]) = told("Le traité est signé");
        let kind = (ConflictKind::Date, "FR-C201");
        story.conflict("c-1", kind, 0, &[("2024-11-28", &[&a]), ("2024-11-29", &[&b])]);
        let open = files(&story)["2024/11/index.html"].clone();
        assert!(open.contains("class=\"contested\"") && open.contains(">Date contestée</a>"));
        story.timeline.conflicts[0].state = ConflictState::Decided;
        let settled = files(&story)["2024/11/index.html"].clone();
        assert!(settled.contains("class=\"contested settled\""), "{settled}");
        assert!(settled.contains(">Date contestée, tranché</a>"), "{settled}");
    }
}
