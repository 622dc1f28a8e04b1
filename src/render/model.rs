//! What every page and export asks of a timeline: what is public, and where it stands.

use super::SiteInput;
use super::calendar::{self, Slot};
use super::i18n::Messages;
use crate::mention::{AnnotatedArticle, EventMention, MentionId};
use crate::merge::{ConflictKind, CopyPair};
use crate::review::{ConflictId, TimelineConflict, TimelineEvent};
use crate::text::{ArticleId, is_space};
use crate::timex::Modifier;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The public part of a [`SiteInput`], with its lookups.
///
/// An event hidden by an editor is not in it, nor are its mentions. An event left out by the
/// settings is not told, but its mentions stay, as mentions of no event.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) input: SiteInput<'a>,
    /// Events that are told, by id.
    pub(crate) events: Vec<&'a TimelineEvent>,
    /// Mentions that are public, by id.
    pub(crate) mentions: BTreeMap<&'a MentionId, Mention<'a>>,
    /// Conflicts that readers can see, by id.
    pub(crate) conflicts: Vec<&'a TimelineConflict>,
    /// Articles, by id.
    pub(crate) articles: Vec<&'a AnnotatedArticle>,
    /// Events that have a place on the calendar, in the order of the timeline.
    pub(crate) ordered: Vec<(Slot, &'a TimelineEvent)>,
    /// The pairs that each article is of, where it shares text with others.
    copies: BTreeMap<&'a ArticleId, Vec<&'a CopyPair>>,
}

/// A mention with its article and, if it is told of, its event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'a> {
    pub(crate) mention: &'a EventMention,
    pub(crate) annotated: &'a AnnotatedArticle,
    pub(crate) event: Option<&'a TimelineEvent>,
}

impl<'a> Model<'a> {
    pub(crate) fn new(input: &SiteInput<'a>) -> Model<'a> {
        let timeline = input.timeline;
        let event_of = |index: Option<usize>| index.and_then(|index| timeline.events.get(index));
        let mut mentions = BTreeMap::new();
        for (id, place) in &timeline.mentions {
            let event = event_of(place.event);
            let Some(annotated) = input.articles.get(place.article) else { continue };
            let Some(mention) = annotated.mentions.get(place.mention) else { continue };
            if event.is_some_and(|event| event.hidden) {
                continue;
            }
            let event = event.filter(|event| !event.left_out);
            mentions.insert(id, Mention { mention, annotated, event });
        }
        let mut articles: Vec<_> = input.articles.iter().collect();
        articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
        let told = |index: &usize| {
            timeline.events.get(*index).is_some_and(|event| !event.hidden && !event.left_out)
        };
        let seen = |conflict: &&TimelineConflict| {
            let sides = &conflict.conflict.sides;
            let public = |id: &MentionId| mentions.contains_key(id);
            let standing = sides.iter().filter(|side| side.mentions.iter().any(public)).count();
            standing >= sides.len().min(2) && conflict.conflict.events.iter().any(told)
        };
        let mut copies: BTreeMap<&ArticleId, Vec<&CopyPair>> = BTreeMap::new();
        for copy in &timeline.copies {
            copies.entry(&copy.a).or_default().push(copy);
            copies.entry(&copy.b).or_default().push(copy);
        }
        let events: Vec<&TimelineEvent> =
            timeline.events.iter().filter(|e| !e.hidden && !e.left_out).collect();
        Model {
            input: *input,
            ordered: calendar::in_order(&events),
            events,
            conflicts: timeline.conflicts.iter().filter(seen).collect(),
            mentions,
            articles,
            copies,
        }
    }

    /// The pairs that an article is of, in their order.
    pub(crate) fn copies_of(&self, id: &ArticleId) -> &[&'a CopyPair] {
        self.copies.get(id).map_or(&[], Vec::as_slice)
    }

    /// The mention named `id`, if it is public.
    pub(crate) fn mention(&self, id: &MentionId) -> Option<Mention<'a>> {
        self.mentions.get(id).copied()
    }

    /// The event at `index` of the timeline, if it is told.
    pub(crate) fn event(&self, index: usize) -> Option<&'a TimelineEvent> {
        self.input.timeline.events.get(index).filter(|event| !event.hidden && !event.left_out)
    }

    /// Events that the settings leave out.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = &'a TimelineEvent> + use<'a> {
        self.input.timeline.events.iter().filter(|event| event.left_out && !event.hidden)
    }

    /// The conflict named `id`, if readers can see it.
    pub(crate) fn conflict(&self, id: &ConflictId) -> Option<&'a TimelineConflict> {
        let found = self.conflicts.binary_search_by(|conflict| conflict.id.cmp(id));
        found.ok().map(|index| self.conflicts[index])
    }

    /// The article named `id`.
    pub(crate) fn article(&self, id: &ArticleId) -> Option<&'a AnnotatedArticle> {
        let found = self.articles.binary_search_by(|annotated| annotated.article.id.cmp(id));
        found.ok().map(|index| self.articles[index])
    }

    /// The name of an article's source, where the settings, the article or its address give
    /// one. Otherwise all that is known of it is the name of a file.
    pub(crate) fn source_name(&self, annotated: &AnnotatedArticle) -> Option<String> {
        let meta = &annotated.article.meta;
        let set = self.input.settings.source_names.get(&meta.source);
        let of_address = meta.url.as_ref().map(|_| &meta.source);
        let name = set.or(meta.source_name.as_ref()).or(of_address)?;
        Some(collapsed(name).into_owned())
    }
}

impl<'a> Mention<'a> {
    /// The sentence or clause, exactly.
    pub(crate) fn quote(&self) -> &'a str {
        self.mention.span.slice(&self.annotated.article.text)
    }

    /// The date as EDTF, at its own unit; a range has both ends.
    pub(crate) fn date(&self) -> Option<String> {
        let begin = self.timex(self.mention.timex)?.edtf()?;
        match self.timex(self.mention.timex_end).and_then(|end| end.edtf()) {
            Some(end) if !begin.contains('/') && !end.contains('/') => {
                Some(format!("{begin}/{end}"))
            }
            _ => Some(begin),
        }
    }

    /// The modifier of its date.
    pub(crate) fn modifier(&self) -> Option<Modifier> {
        self.timex(self.mention.timex)?.modifier
    }

    fn timex(&self, index: Option<usize>) -> Option<&'a crate::timex::Timex> {
        self.annotated.timexes.get(index?)
    }

    /// Its first time expression.
    pub(crate) fn first_timex(&self) -> Option<&'a crate::timex::Timex> {
        self.timex(self.mention.timex)
    }

    /// The second end of its range.
    pub(crate) fn last_timex(&self) -> Option<&'a crate::timex::Timex> {
        self.timex(self.mention.timex_end)
    }
}

/// What a conflict says, in one line without a full stop.
pub(crate) fn conflict_message(conflict: &TimelineConflict, messages: &Messages) -> String {
    let kind = conflict.conflict.kind;
    let sides = conflict.conflict.sides.iter();
    let values: Vec<String> = sides.map(|side| side_words(kind, &side.value, messages)).collect();
    let values = values.join(messages.text("conflict.separator"));
    messages.fill(&format!("conflict.{}.message", kind_key(kind)), &[("values", &values)])
}

/// The value of a side, as readers see it.
pub(crate) fn side_words(kind: ConflictKind, value: &str, messages: &Messages) -> String {
    let known = |table: &str| messages.raw(&format!("{table}.{value}")).map(str::to_owned);
    match kind {
        ConflictKind::Figure | ConflictKind::Actor | ConflictKind::Place => value.to_owned(),
        ConflictKind::Polarity | ConflictKind::Status => {
            known("side").or_else(|| known("status")).unwrap_or_else(|| value.to_owned())
        }
        _ => messages.short_date(value, None),
    }
}

/// The name of a kind in tables and data: `in-sentence`.
pub(crate) fn kind_key(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Date => "date",
        ConflictKind::Weekday => "weekday",
        ConflictKind::Figure => "figure",
        ConflictKind::Polarity => "polarity",
        ConflictKind::Status => "status",
        ConflictKind::Order => "order",
        ConflictKind::Unconfirmed => "unconfirmed",
        ConflictKind::DatePattern => "date-pattern",
        ConflictKind::InSentence => "in-sentence",
        ConflictKind::Actor => "actor",
        ConflictKind::Place => "place",
    }
}

/// `text` with runs of white space as one space, no-break spaces kept; nothing else changes.
pub(crate) fn collapsed(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| is_space(c) && !matches!(c, '\u{a0}' | '\u{202f}');
    let mut before = ' ';
    let is_flat = text.chars().all(|c| {
        let flat = if breaks(c) { c == ' ' && before != ' ' } else { true };
        before = c;
        flat
    });
    if is_flat && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if !breaks(c) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}

/// `text` with marks of direction and control characters shown by name, for formats that
/// have no escape for them: `[U+202E]`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether `c` is invisible and could make a text look like another or break a format.
pub(crate) fn is_hidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    }
}
