//! What the pages of events and articles are made of, each in sixteen bytes: told without making
//! their views, which costs many times as much.
//!
//! A view may use of an event or article only what its print holds. Structures are taken apart
//! field by field here, so that one that grows does not compile until somebody has looked.

use super::Runner;
use super::model::Model;
use super::print::Print;
use crate::ingest::Article;
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::{Conflict, Event};
use crate::review::{TimelineConflict, TimelineEvent};
use crate::text::Span;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The prints of events and articles, made when they are first asked for: most are asked for
/// several times.
pub(crate) struct Inputs<'a> {
    model: &'a Model<'a>,
    /// By index in the timeline.
    events: Vec<OnceLock<Print>>,
    /// By place in the model.
    articles: Vec<OnceLock<Print>>,
}

/// What a page shows of another event, beside its date: its name and title.
type Named<'a> = (&'a str, &'a str);

impl<'a> Inputs<'a> {
    pub(crate) fn of(model: &'a Model<'a>) -> Inputs<'a> {
        let unknown = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        Inputs {
            model,
            events: unknown(model.input.timeline.events.len()),
            articles: unknown(model.articles.len()),
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
                let _ = self.article(annotated);
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
        let events = &self.model.input.timeline.events;
        match events.binary_search_by(|known| known.id.cmp(&event.id)) {
            Ok(index) => *self.events[index].get_or_init(|| self.event_print(&events[index])),
            Err(_) => self.event_print(event),
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
        let ids: Vec<&MentionId> = std::iter::once(founding).chain(mentions).collect();
        let told: Vec<_> = ids.iter().map(|id| self.mention(id)).collect();
        Print::shared(
            "event",
            &(
                (id, aliases, born, pinned, hidden, left_out, changes, ids_of_decisions),
                (title, date, status, origins, articles, salience, actors, places),
                links,
                (&ids, told, self.one_origin(&ids)),
                related.collect::<Vec<_>>(),
                conflicts.map(|conflict| self.conflict(conflict)).collect::<Vec<_>>(),
                decided.collect::<Vec<_>>(),
            ),
        )
    }

    /// What a mention is made of, where it is public: its article and its place there.
    fn mention(&self, id: &MentionId) -> Option<(Print, Span, u32)> {
        let known = self.model.mention(id)?;
        Some((self.article(known.annotated), known.mention.span, known.mention.clause))
    }

    /// Of every mention the place of the first that is of the same origin. Numbers of origins
    /// are of no use here: an article more changes those of all that come after it.
    fn one_origin(&self, ids: &[&MentionId]) -> Vec<usize> {
        let mut first: BTreeMap<Option<u32>, usize> = BTreeMap::new();
        let origins = ids.iter().map(|id| {
            let article = &self.model.mention(id)?.mention.article;
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

    /// What the page of an article is made of.
    pub(crate) fn article_page(&self, annotated: &AnnotatedArticle) -> impl Serialize + use<> {
        let known = |id: &MentionId| {
            let mention = self.model.mention(id)?;
            let event = mention.event.map(named);
            Some(event.map(|(id, title)| (id.to_owned(), title.to_owned())))
        };
        let events: Vec<_> = annotated.mentions.iter().map(|mention| known(&mention.id)).collect();
        let id = &annotated.article.id;
        let others = self.model.copies_of(id).iter().map(|copy| {
            let other = if copy.a == *id { &copy.b } else { &copy.a };
            self.model.article(other).map(|other| self.article(other))
        });
        (self.article(annotated), events, others.collect::<Vec<_>>())
    }

    /// What is shown of an article, wherever it is.
    pub(crate) fn article(&self, annotated: &AnnotatedArticle) -> Print {
        let known = &self.model.articles;
        match known.binary_search_by(|known| known.article.id.cmp(&annotated.article.id)) {
            Ok(at) if std::ptr::eq(known[at], annotated) => {
                *self.articles[at].get_or_init(|| self.print(annotated))
            }
            _ => self.print(annotated),
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
            blocks,
            sentences,
            source_map: _,
        } = article;
        Print::shared(
            "article",
            &(
                // The text is what the bytes hold that the sum names.
                (id, path, format, text.len(), sha256, meta, published),
                (blocks, sentences, timexes, mentions),
                self.model.copies_of(id),
            ),
        )
    }
}

fn named(event: &TimelineEvent) -> Named<'_> {
    (&event.id.0, &event.event.title)
}
