//! The page of an event: who says so, when, and where they disagree.

use crate::mention::AnnotatedArticle;
use crate::merge::{DateStatus, Relation};
use crate::render::calendar::{self, period_path};
use crate::render::downloads::event_json_ld;
use crate::render::feed::NO_DATE;
use crate::render::i18n::fill;
use crate::render::inputs::place;
use crate::render::kit::{Kit, event_path, slug};
use crate::render::model::{Mention, collapsed};
use crate::render::pages::conflict::decisions;
use crate::render::site::{Frame, Press, Sheet};
use crate::render::view::{self, Cluster, CopyLine, Link, Related, Tombstone, Written};
use crate::render::words::precision_key;
use crate::render::{Made, OutputFile, RenderError};
use crate::review::{Change, EventId, TimelineEvent};
use crate::text::{ArticleId, fold};
use crate::timex::{Anchor, Resolution};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let ordered = &kit.model.ordered;
    let all = &kit.model.input.timeline.events;
    let mut places: Vec<Option<usize>> = vec![None; all.len()];
    for (at, (_, event)) in ordered.iter().enumerate() {
        places[place(all, event).expect("every event is one of the timeline")] = Some(at);
    }
    let neighbour = |place: usize| ordered.get(place).map(|(_, other)| kit.event_link(other));
    press.print_many(&kit.model.events, |frame, event| {
        let at = place(all, event).and_then(|place| places[place]);
        let around = at.map_or((None, None), |place| {
            (place.checked_sub(1).and_then(neighbour), neighbour(place + 1))
        });
        pages(frame, event, around)
    })?;
    press.print_each(&kit.model.input.timeline.tombstones, |frame, tombstone| {
        let when = tombstone.date.as_deref().map(|date| kit.messages.short_date(date, None));
        let title = kit.titled(&tombstone.title);
        Ok(vec![gone(frame, &tombstone.id, Tombstone { title, lang: None, when, event: None })?])
    })
}

/// The page of an event, and those of the ids that it had.
fn pages(frame: &Frame<'_>, event: &TimelineEvent, around: (Option<Link>, Option<Link>)) -> Made {
    let kit = frame.kit;
    let path = event_path(event);
    let inputs = (frame.inputs.event(event), &around);
    let mut files = vec![frame.made_of(&path, &inputs, || {
        let view = view(kit, event, frame.address(&path));
        frame.plain(Sheet {
            path: path.clone(),
            template: "event.html",
            title: view.title.clone(),
            description: Some(format!("{}. {}.", view.when.text, view.sources)),
            trail: trail(kit, event),
            around: around.clone(),
            canonical: None,
            json_ld: Some(event_json_ld(frame, event)),
            view: ("event", &view),
        })
    })?];
    for alias in &event.aliases {
        let link = kit.event_link(event);
        let (title, lang) = (kit.title(event), link.lang.clone());
        let when = Some(kit.when(event).text);
        files.push(gone(frame, alias, Tombstone { title, lang, when, event: Some(link) })?);
    }
    Ok(files)
}

/// The page of an id that no longer names an event.
fn gone(frame: &Frame<'_>, id: &EventId, view: Tombstone) -> Result<OutputFile, RenderError> {
    frame.page(Sheet {
        path: format!("e/{}/index.html", id.0),
        template: "tombstone.html",
        title: view.title.clone(),
        description: None,
        trail: Vec::new(),
        around: (None, None),
        canonical: view.event.as_ref().map(|event| event.href.clone()),
        json_ld: None,
        view: ("tombstone", &view),
    })
}

fn trail(kit: Kit<'_>, event: &TimelineEvent) -> Vec<Link> {
    let Some(slot) = calendar::slot(event) else {
        return vec![Link::new(kit.messages.text("nav.undated"), "sans-date/index.html")];
    };
    let link = |text: String, month| {
        Link::new(text, format!("{}index.html", period_path(slot.year, month, None)))
    };
    let mut trail = vec![link(slot.year.to_string(), None)];
    if let Some(month) = slot.month {
        trail.push(link(kit.messages.month_name(month).to_owned(), Some(month)));
    }
    trail
}

fn view<'a>(kit: Kit<'a>, event: &'a TimelineEvent, address: Option<String>) -> view::Event {
    let settings = kit.model.input.settings;
    let when = kit.when(event);
    let title = kit.title(event);
    let place = address.unwrap_or_else(|| event.id.0.clone());
    let args =
        [("title", &*title), ("site", &settings.title), ("when", &when.text), ("place", &place)];
    view::Event {
        id: event.id.0.clone(),
        lang: kit.language(event),
        statuses: kit.statuses(event),
        sources: kit.sources(event),
        written: written(kit, event),
        precision: when
            .edtf
            .as_deref()
            .and_then(precision_key)
            .map(|key| kit.messages.text(&format!("precision.{key}")).to_owned()),
        deduced: deduced(kit, event),
        checked: checked(kit, event),
        decided: decided(kit, event),
        alternatives: event
            .event
            .date
            .alternatives
            .iter()
            .map(|date| kit.messages.short_date(date, None))
            .collect(),
        clusters: clusters(kit, kit.mentions(event).collect()),
        conflicts: kit.conflicts_of(event).map(|conflict| kit.conflict_row(conflict)).collect(),
        decisions: decisions(kit, &event.decisions),
        actors: event.event.actors.iter().map(|name| topic(name, "acteurs")).collect(),
        places: event.event.places.iter().map(|name| topic(name, "lieux")).collect(),
        related: related(kit, event),
        changes: changes(kit, event),
        citation: kit.messages.fill("event.citation", &args),
        report: settings.report_url.as_ref().map(|url| url.replace("{id}", &event.id.0)),
        title,
        when,
    }
}

fn topic(name: &str, folder: &str) -> Link {
    Link::new(name, format!("{folder}/{}/index.html", slug(name)))
}

/// What the sources wrote, each wording once.
fn written(kit: Kit<'_>, event: &TimelineEvent) -> Vec<Written> {
    let mut wordings: BTreeMap<(Option<String>, String), (Written, BTreeSet<String>)> =
        BTreeMap::new();
    for id in &event.event.mentions {
        let Some(mention) = kit.model.mention(id) else { continue };
        let Some(timex) = mention.first_timex() else { continue };
        let span = mention.last_timex().map_or(timex.span, |last| timex.span.join(last.span));
        let whole = timex.signal.map_or(span, |signal| signal.span.join(span));
        let text = collapsed(whole.slice(&mention.annotated.article.text)).into_owned();
        let edtf = mention.date();
        let entry = wordings.entry((edtf.clone(), fold(&text))).or_insert_with(|| {
            let read = match &edtf {
                Some(edtf) => kit.messages.date(edtf, mention.modifier(), mention.mention.role),
                None => kit.read(timex),
            };
            (Written { text, sources: Vec::new(), read: Some(read), edtf }, BTreeSet::new())
        });
        entry.1.insert(kit.source_name(mention.annotated));
    }
    let written = wordings.into_values().map(|(mut written, sources)| {
        written.sources = sources.into_iter().collect();
        written
    });
    written.collect()
}

/// What frise supplied of the date, and what it was counted from.
fn deduced<'a>(kit: Kit<'a>, event: &'a TimelineEvent) -> Vec<String> {
    let mut out = BTreeSet::new();
    if !event.event.date.inferred.is_empty() {
        out.insert(kit.inferred(&event.event.date.inferred));
    }
    for mention in kit.mentions(event) {
        let key = match mention.first_timex().map(|timex| &timex.resolution) {
            Some(Resolution::Resolved { anchor: Anchor::Dct, .. }) => "event.from-dct",
            Some(Resolution::Resolved { anchor: Anchor::Antecedent(_), .. }) => {
                "event.from-antecedent"
            }
            _ => continue,
        };
        out.insert(kit.messages.text(key).to_owned());
    }
    out.into_iter().collect()
}

/// What was checked: « le 11 novembre 2024 est bien un lundi ».
fn checked<'a>(kit: Kit<'a>, event: &'a TimelineEvent) -> Vec<String> {
    let mut out = BTreeSet::new();
    for mention in kit.mentions(event) {
        let Some(timex) = mention.first_timex() else { continue };
        if let Some(check) = timex.weekday
            && check.written == check.actual
            && let Some(edtf) = timex.edtf()
        {
            let weekday =
                kit.messages.text(&format!("date.weekdays.{}", check.actual.clamp(1, 7) - 1));
            let date = kit.messages.short_date(&edtf, None);
            out.insert(
                kit.messages
                    .fill("event.weekday-checked", &[("date", &date), ("weekday", weekday)]),
            );
        }
    }
    out.into_iter().collect()
}

fn decided(kit: Kit<'_>, event: &TimelineEvent) -> Option<String> {
    let date = &event.event.date;
    let value = date.value.as_deref().filter(|_| date.status == DateStatus::Decided)?;
    let words = kit.messages.short_date(value, date.modifier);
    Some(kit.messages.fill("event.decided", &[("date", &words)]))
}

/// Mentions by independent source, the earliest source first.
pub(crate) fn clusters(kit: Kit<'_>, mentions: Vec<Mention<'_>>) -> Vec<Cluster> {
    let mut groups: BTreeMap<u32, Vec<Mention<'_>>> = BTreeMap::new();
    for mention in mentions {
        groups.entry(kit.origin(&mention.mention.article)).or_default().push(mention);
    }
    let mut clusters: Vec<_> = groups
        .into_values()
        .map(|mut mentions| {
            mentions.sort_by_key(|m| (order(m.annotated), m.mention.span.start));
            (order(mentions[0].annotated), cluster(kit, &mentions))
        })
        .collect();
    clusters.sort_by(|(a, _), (b, _)| a.cmp(b));
    clusters.into_iter().map(|(_, cluster)| cluster).collect()
}

/// By day of publication, those without one last, then by id.
fn order(annotated: &AnnotatedArticle) -> (bool, Option<crate::timex::Day>, ArticleId) {
    let day = annotated.article.dct().map(|dct| dct.day);
    (day.is_none(), day, annotated.article.id.clone())
}

fn cluster(kit: Kit<'_>, mentions: &[Mention<'_>]) -> Cluster {
    let first = mentions[0].annotated;
    let mut said = BTreeSet::new();
    let new = mentions.iter().filter(|mention| {
        // A copy says nothing new; what it adds is shown.
        said.insert(fold(&collapsed(mention.quote())))
    });
    let views = new.map(|mention| kit.mention_view(*mention)).collect();
    let mut seen = BTreeSet::from([&first.article.id]);
    let others = mentions.iter().filter(|mention| seen.insert(&mention.annotated.article.id));
    let copies: Vec<CopyLine> =
        others.map(|mention| copy_line(kit, mention.annotated, &first.article.id)).collect();
    Cluster {
        source: kit.source(first),
        mentions: views,
        copies_count: kit.messages.count("count.copies", copies.len()),
        copies,
    }
}

/// An article that shares text with `first`.
pub(crate) fn copy_line(kit: Kit<'_>, annotated: &AnnotatedArticle, first: &ArticleId) -> CopyLine {
    let id = &annotated.article.id;
    let pair = (first.min(id), first.max(id));
    let copies = &kit.model.input.timeline.copies;
    let found = copies.binary_search_by(|copy| (&copy.a, &copy.b).cmp(&pair));
    let similarity = found.ok().map(|index| {
        let percent = (copies[index].containment + 50) / 100;
        kit.messages.fill("article.shared", &[("percent", &percent.to_string())])
    });
    CopyLine {
        name: kit.source_name(annotated),
        article: kit.article_link(annotated),
        published: kit.published(annotated, "article.on"),
        similarity,
    }
}

fn related(kit: Kit<'_>, event: &TimelineEvent) -> Vec<Related> {
    let related = event.event.related.iter().filter_map(|(index, relation)| {
        let other = kit.model.event(*index)?;
        let key = match relation {
            Relation::Phase => "phase",
            Relation::MaybeSame => "maybe-same",
            Relation::SplitFrom => "split-from",
        };
        Some(Related {
            relation: kit.messages.text(&format!("relation.{key}")).to_owned(),
            event: kit.event_link(other),
            when: kit.when(other).text,
        })
    });
    related.collect()
}

fn changes(kit: Kit<'_>, event: &TimelineEvent) -> Vec<String> {
    let locked = kit.model.input.lock.events.get(&event.id);
    let changes: &[Change] = locked.map_or(&[], |locked| &locked.changes);
    let colon = kit.messages.text("typography.colon");
    let of_day = |changes: &[Change]| {
        let day = stamp(kit, &changes[0].on);
        said(kit, changes.iter()).into_iter().map(move |words| format!("{day}{colon}{words}"))
    };
    changes.chunk_by(|a, b| a.on == b.on).flat_map(of_day).collect()
}

/// Changes of an event on one day, in words, each once: several builds may have made the same.
pub(crate) fn said<'c>(kit: Kit<'_>, changes: impl Iterator<Item = &'c Change>) -> Vec<String> {
    let mut merged = BTreeSet::new();
    let mut said: Vec<String> = Vec::new();
    for change in changes {
        if change.what == "merged" {
            merged.insert(change.from.as_deref().or(change.to.as_deref()));
            continue;
        }
        let words = change_words(kit, change);
        if !said.contains(&words) {
            said.push(words);
        }
    }
    if !merged.is_empty() {
        said.push(kit.messages.count("count.merged", merged.len()));
    }
    said
}

/// The day of a change, or that nothing told it.
pub(crate) fn stamp(kit: Kit<'_>, on: &str) -> String {
    match on {
        NO_DATE => kit.messages.text("article.date-unknown").to_owned(),
        day => kit.messages.short_date(day, None),
    }
}

/// « date changée, de novembre 2024 à 11 novembre 2024 »
pub(crate) fn change_words(kit: Kit<'_>, change: &Change) -> String {
    let value = |value: &Option<String>| match value {
        Some(value) if change.what == "date" => kit.messages.short_date(value, None),
        Some(value) => collapsed(value).into_owned(),
        None => kit.messages.text("change.nothing").to_owned(),
    };
    if change.what == "merged" {
        return kit.messages.count("count.merged", 1);
    }
    if change.what == "split" {
        // Events are named by their titles, and only those that readers can see.
        let told = kit.model.events.iter().find(|e| Some(&e.id.0) == change.from.as_ref());
        if let Some(event) = told {
            return kit.messages.fill("change.split-from", &[("from", &kit.title(event))]);
        }
    }
    let key = format!("change.{}", change.what);
    let pattern = kit.messages.raw(&key).unwrap_or(&change.what);
    fill(pattern, &[("from", &*value(&change.from)), ("to", &value(&change.to))])
}
