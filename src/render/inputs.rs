//! What the pages of events and articles are made of, each in sixteen bytes: told without making
//! their views, which costs many times as much.
//!
//! A view may use of an event or article only what its print holds. Structures are taken apart
//! field by field here, so that one that grows does not compile until somebody has looked.

use super::Runner;
use super::feed::stamped;
use super::model::{Mention, Model};
use super::print::Print;
use crate::ingest::Article;
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::{Conflict, Event};
use crate::review::{TimelineConflict, TimelineEvent};
use crate::text::Span;
use crate::timex::Day;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The prints of events and articles, made when they are first asked for: most are asked for
/// several times.
pub(crate) struct Inputs<'a> {
    model: &'a Model<'a>,
    /// By index in the timeline.
    events: Vec<OnceLock<Print>>,
    /// When each appeared and last changed.
    stamps: Vec<OnceLock<(Day, Day)>>,
    /// By index in the input.
    articles: Vec<OnceLock<Print>>,
    /// The pages of articles.
    pages: Vec<OnceLock<Print>>,
}

/// What a page shows of another event, beside its date: its name and title.
type Named<'a> = (&'a str, &'a str);

impl<'a> Inputs<'a> {
    pub(crate) fn of(model: &'a Model<'a>) -> Inputs<'a> {
        let (events, articles) = (model.input.timeline.events.len(), model.input.articles.len());
        Inputs {
            model,
            events: unknown(events),
            stamps: unknown(events),
            articles: unknown(articles),
            pages: unknown(articles),
        }
    }

    /// Makes all prints, several at once.
    pub(crate) fn ask_all(&self, runner: Runner) {
        const BATCH: usize = 256;
        let events = &self.model.events;
        let articles = &self.model.articles;
        let count = events.len().max(articles.len()).div_ceil(BATCH);
        let some = |number: usize| {
            let part = number * BATCH..(number + 1) * BATCH;
            let within = |length: usize| part.start.min(length)..part.end.min(length);
            for annotated in &articles[within(articles.len())] {
                let _ = self.article_page(annotated);
            }
            for event in &events[within(events.len())] {
                let _ = self.event(event);
            }
            Ok(Vec::new())
        };
        runner(count, &some, &mut |_| Ok(())).expect("nothing can fail");
    }

    /// What the page of an event, its line in lists and its entry in feeds are made of, but for
    /// its neighbours on the timeline.
    pub(crate) fn event(&self, event: &TimelineEvent) -> Print {
        match place(&self.model.input.timeline.events, event) {
            Some(at) => *self.events[at].get_or_init(|| self.event_print(event)),
            None => self.event_print(event),
        }
    }

    /// The days on which an event appeared and last changed.
    pub(crate) fn stamps(&self, event: &TimelineEvent) -> (Day, Day) {
        match place(&self.model.input.timeline.events, event) {
            Some(at) => *self.stamps[at].get_or_init(|| stamped(self.model, event)),
            None => stamped(self.model, event),
        }
    }

    fn event_print(&self, event: &TimelineEvent) -> Print {
        let TimelineEvent {
            id,
            aliases,
            born,
            event,
            conflicts,
            decisions: ids_of_decisions,
            pinned,
            hidden,
            left_out,
        } = event;
        let Event {
            mentions,
            founding,
            title,
            date,
            status,
            origins,
            articles,
            salience,
            actors,
            places,
            related,
            links,
        } = event;
        let timeline = self.model.input.timeline;
        let related = related.iter().filter_map(|(index, relation)| {
            let other = self.model.event(*index)?;
            Some((relation, &other.id, &other.event.title, &other.event.date))
        });
        let conflicts = conflicts.iter().filter_map(|id| self.model.conflict(id));
        let decided =
            timeline.decisions.iter().filter(|d| ids_of_decisions.contains(&d.decision.id));
        let decided = decided.map(|d| (&d.decision, d.state, &d.why));
        let changes = self.model.input.lock.events.get(id).map(|locked| &locked.changes);
        let missing = Some(founding).filter(|id| !mentions.contains(id));
        let ids: Vec<&MentionId> = mentions.iter().chain(missing).collect();
        let known: Vec<Option<Mention<'_>>> = ids.iter().map(|id| self.model.mention(id)).collect();
        let told: Vec<_> = known.iter().map(|known| self.mention(known.as_ref()?)).collect();
        Print::shared(
            "event",
            &(
                (id, aliases, born, pinned, hidden, left_out, changes, ids_of_decisions),
                (title, date, status, origins, articles, salience, actors, places),
                links,
                (founding, &ids, told, self.one_origin(&known)),
                related.collect::<Vec<_>>(),
                conflicts.map(|conflict| self.conflict(conflict)).collect::<Vec<_>>(),
                decided.collect::<Vec<_>>(),
            ),
        )
    }

    /// What a mention is made of, where it is public: its article and its place there.
    fn mention(&self, known: &Mention<'_>) -> Option<(Print, Span, u32)> {
        Some((self.article(known.annotated), known.mention.span, known.mention.clause))
    }

    /// Of every mention the place of the first that is of the same origin. Numbers of origins
    /// are of no use here: an article more changes those of all that come after it.
    fn one_origin(&self, told: &[Option<Mention<'_>>]) -> Vec<usize> {
        let mut first: BTreeMap<Option<u32>, usize> = BTreeMap::new();
        if told.len() < 2 {
            return Vec::new();
        }
        let origins = told.iter().map(|known| {
            let article = &known.as_ref()?.mention.article;
            self.model.input.timeline.origins.get(article).copied()
        });
        origins.enumerate().map(|(at, origin)| *first.entry(origin).or_insert(at)).collect()
    }

    fn conflict<'t>(&'t self, conflict: &'t TimelineConflict) -> impl Serialize + 't {
        let TimelineConflict { id, conflict, state, decision } = conflict;
        let Conflict { kind, rule, severity, events, sides, fingerprint, tried } = conflict;
        let events = events.iter().filter_map(|index| self.model.event(*index));
        let events: Vec<Named<'_>> = events.map(named).collect();
        ((id, state, decision), (kind, rule, severity, events, sides, fingerprint, tried))
    }

    /// What the page of an article and its line in lists are made of.
    pub(crate) fn article_page(&self, annotated: &AnnotatedArticle) -> Print {
        match place(self.model.input.articles, annotated) {
            Some(at) => *self.pages[at].get_or_init(|| self.page_print(annotated)),
            None => self.page_print(annotated),
        }
    }

    fn page_print(&self, annotated: &AnnotatedArticle) -> Print {
        let known = |id: &MentionId| {
            let mention = self.model.mention(id)?;
            Some(mention.event.map(named))
        };
        let events: Vec<_> = annotated.mentions.iter().map(|mention| known(&mention.id)).collect();
        let id = &annotated.article.id;
        let others = self.model.copies_of(id).iter().map(|copy| {
            let other = if copy.a == *id { &copy.b } else { &copy.a };
            self.model.article(other).map(|other| self.article(other))
        });
        let inputs = (self.article(annotated), events, others.collect::<Vec<_>>());
        Print::shared("article page", &inputs)
    }

    /// What is shown of an article, wherever it is.
    pub(crate) fn article(&self, annotated: &AnnotatedArticle) -> Print {
        match place(self.model.input.articles, annotated) {
            Some(at) => *self.articles[at].get_or_init(|| self.print(annotated)),
            None => self.print(annotated),
        }
    }

    fn print(&self, annotated: &AnnotatedArticle) -> Print {
        let AnnotatedArticle { article, timexes, mentions } = annotated;
        let Article {
            id,
            path,
            format,
            text,
            sha256,
            meta,
            published,
            yearless,
            blocks,
            sentences,
            source_map: _,
        } = article;
        Print::shared(
            "article",
            &(
                // The text is what the bytes hold that the sum names.
                (id, path, format, text.len(), sha256, meta, (published, yearless)),
                (blocks, sentences, timexes, mentions),
                self.model.copies_of(id),
            ),
        )
    }
}

fn unknown<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// The place of an item in the list that holds it, told by where it lies in memory: ids of
/// thousands of items are too slow to compare.
pub(crate) fn place<T>(list: &[T], item: &T) -> Option<usize> {
    let bytes = std::ptr::from_ref(item).addr().checked_sub(list.as_ptr().addr())?;
    let at = bytes / size_of::<T>().max(1);
    list.get(at).filter(|known| std::ptr::eq(*known, item)).map(|_| at)
}

fn named(event: &TimelineEvent) -> Named<'_> {
    (&event.id.0, &event.event.title)
}
