//! Indexes: by actor, by place, by source.

use super::article::{Listed, newest_first, row};
use super::period::{PAGE, groups, picture};
use crate::mention::AnnotatedArticle;
use crate::render::band::{self, Scale};
use crate::render::calendar::Slot;
use crate::render::feed;
use crate::render::kit::{Kit, slug};
use crate::render::site::{Frame, Press, Sheet};
use crate::render::view::{Link, Topic, TopicRow, Topics};
use crate::render::{Made, RenderError};
use crate::review::TimelineEvent;
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Articles up to which a source has them on its page; more have pages of their own.
const ARTICLES: usize = 40;

/// The indexes: folder, key of the title in the messages.
const INDEXES: [(&str, &str); 3] =
    [("acteurs", "actors"), ("lieux", "places"), ("sources", "sources")];

/// What an index knows of one name.
#[derive(Default)]
struct Entry<'a> {
    /// The ways in which it is written, with how often.
    names: BTreeMap<String, usize>,
    events: Vec<(Slot, &'a TimelineEvent)>,
    articles: Vec<&'a AnnotatedArticle>,
}

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let ordered = &kit.model.ordered;
    // Every picture of an index has the same scales, so that they can be compared.
    let scale = Scale::over(kit.model.events.iter().copied());
    for (folder, key) in INDEXES {
        let mut entries: BTreeMap<String, Entry<'_>> = BTreeMap::new();
        let mut slugs = Slugs::default();
        if folder == "sources" {
            articles(kit, &mut entries);
        }
        for (slot, event) in ordered {
            for (slug, name) in names(kit, event, folder, &mut slugs) {
                let entry = entries.entry(slug).or_default();
                *entry.names.entry(name).or_default() += 1;
                entry.events.push((*slot, event));
            }
        }
        let title = kit.messages.text(&format!("nav.{key}")).to_owned();
        let counts = |entry: &Entry<'_>| {
            let events = entry.events.iter().map(|(_, event)| *event);
            scale.map_or_else(Vec::new, |scale| band::counts(events, scale))
        };
        let most = entries.values().flat_map(&counts).max().unwrap_or(0);
        let entries: Vec<(String, Entry<'_>)> = entries.into_iter().collect();
        press.print_each(&entries, |frame, (slug, entry)| {
            topic(frame, (folder, slug), &title, entry, scale)
        })?;
        let row = |(slug, entry): &(String, Entry<'_>)| TopicRow {
            link: Link::new(entry.title(slug), format!("{folder}/{slug}/index.html")),
            count: kit.messages.count("count.events", entry.events.len()),
            band: band::columns(&counts(entry), most),
        };
        let mut rows: Vec<TopicRow> = entries.iter().map(row).collect();
        rows.sort_by_cached_key(|row| (collation(&row.link.text), row.link.href.clone()));
        let view = Topics { width: scale.map_or(0, Scale::columns) * 10, rows };
        press.print(Sheet {
            path: format!("{folder}/index.html"),
            template: "topics.html",
            title,
            description: None,
            trail: Vec::new(),
            around: (None, None),
            canonical: None,
            json_ld: None,
            view: ("topics", &view),
        })?;
    }
    Ok(())
}

/// The names that an event has in an index, each once.
fn names<'a>(
    kit: Kit<'a>,
    event: &'a TimelineEvent,
    folder: &str,
    slugs: &mut Slugs<'a>,
) -> BTreeMap<String, String> {
    let mut slug = |name: &'a str| slugs.entry(name).or_insert_with(|| slug(name)).clone();
    let mut named =
        |names: &'a [String]| names.iter().map(|name| (slug(name), name.clone())).collect();
    match folder {
        "acteurs" => named(&event.event.actors),
        "lieux" => named(&event.event.places),
        _ => {
            let mentions = event.event.mentions.iter().filter_map(|id| kit.model.mention(id));
            let articles = mentions.map(|mention| mention.annotated);
            articles.map(|a| (slug(&a.article.meta.source), kit.source_name(a))).collect()
        }
    }
}

/// The names of folders by the names that they are made of.
type Slugs<'a> = FxHashMap<&'a str, String>;

/// Every source, those without events too, with its articles.
fn articles<'a>(kit: Kit<'a>, entries: &mut BTreeMap<String, Entry<'a>>) {
    for annotated in &kit.model.articles {
        let entry = entries.entry(slug(&annotated.article.meta.source)).or_default();
        entry.names.entry(kit.source_name(annotated)).or_default();
        entry.articles.push(annotated);
    }
}

impl Entry<'_> {
    /// The way in which it is written most often; of several, the first.
    fn title(&self, slug: &str) -> String {
        let name = self.names.iter().rev().max_by_key(|(_, n)| **n);
        name.map_or_else(|| slug.to_owned(), |(name, _)| name.clone())
    }
}

/// The pages of one name.
fn topic(
    frame: &Frame<'_>,
    (folder, slug): (&str, &str),
    index: &str,
    entry: &Entry<'_>,
    scale: Option<Scale>,
) -> Made {
    let kit = frame.kit;
    let title = entry.title(slug);
    let count = kit.messages.count("count.events", entry.events.len());
    let address = |page: usize| match page {
        0 => format!("{folder}/{slug}/index.html"),
        _ => format!("{folder}/{slug}/p{}/index.html", page + 1),
    };
    let link = |page: usize| {
        let number = kit.messages.number(page as i64 + 1);
        Link::new(kit.messages.fill("period.page", &[("n", &number)]), address(page))
    };
    let pages: Vec<&[(Slot, &TimelineEvent)]> =
        if entry.events.is_empty() { vec![&[]] } else { entry.events.chunks(PAGE).collect() };
    let all: Vec<&TimelineEvent> = entry.events.iter().map(|(_, event)| *event).collect();
    let mut files = vec![feed::topic(frame, &format!("{folder}/{slug}/"), &title, &all)?];
    let trail = vec![Link::new(index, format!("{folder}/index.html"))];
    let mut shown = entry.articles.clone();
    newest_first(&mut shown);
    let whole = (shown.len() > ARTICLES).then(|| format!("{folder}/{slug}/articles"));
    let mut all_articles = None;
    if let Some(whole) = &whole {
        let heading = kit.messages.text("nav.articles");
        let colon = kit.messages.text("typography.colon");
        let number = kit.messages.number(shown.len() as i64);
        all_articles =
            Some(Link::new(format!("{heading} ({number})"), format!("{whole}/index.html")));
        let trail = trail.iter().cloned().chain([Link::new(&*title, address(0))]).collect();
        let title = format!("{title}{colon}{heading}");
        let list = Listed::new(kit, std::mem::take(&mut shown), (&title, whole, trail), &[]);
        for number in 0..list.len() {
            files.push(list.page(frame, number)?);
        }
    }
    let band = picture(kit, &entry.events, scale);
    let rows: Vec<_> = shown.into_iter().map(|annotated| row(kit, annotated)).collect();
    for (number, events) in pages.iter().enumerate() {
        let view = Topic {
            feed: format!("{folder}/{slug}/{}", feed::TOPIC),
            title: title.clone(),
            count: count.clone(),
            band: band.clone(),
            groups: Vec::new(),
            articles: if number == 0 { rows.clone() } else { Vec::new() },
            all_articles: all_articles.clone(),
            number: number + 1,
            pages: (0..pages.len()).filter(|_| pages.len() > 1).map(link).collect(),
        };
        let sheet = Sheet {
            path: address(number),
            template: "topic.html",
            title: title.clone(),
            description: Some(format!("{title}, {count}")),
            trail: trail.clone(),
            around: (
                number.checked_sub(1).map(link),
                (number + 1 < pages.len()).then(|| link(number + 1)),
            ),
            canonical: None,
            json_ld: None,
            view: ("topic", &view),
        };
        let fill = |view: &mut Topic| view.groups = groups(kit, events, true);
        files.push(frame.list(sheet, (events, true), fill)?);
    }
    Ok(files)
}

/// The key by which French indexes are sorted: accents ignored, a leading article too, and
/// numbers by what they are worth.
fn collation(name: &str) -> (String, String) {
    let folded = fold(name);
    let article = ["l'", "le ", "la ", "les "].iter().find_map(|a| folded.strip_prefix(a));
    let mut key = String::new();
    let (mut rest, mut number) = (article.unwrap_or(&folded).chars().peekable(), String::new());
    while let Some(c) = rest.next() {
        if !c.is_ascii_digit() {
            key.push(c);
            continue;
        }
        number.push(c);
        if rest.peek().is_none_or(|next| !next.is_ascii_digit()) {
            key.push_str(&format!("{number:0>12}"));
            number.clear();
        }
    }
    (key, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_french_indexes_are() {
        let mut names = ["Zürich", "l’Otan", "Œuvre", "Paris", "Élysée", "la Haye", "Eupen"];
        names.sort_by_cached_key(|name| collation(name));
        assert_eq!(names, ["Élysée", "Eupen", "la Haye", "Œuvre", "l’Otan", "Paris", "Zürich"]);
        let mut names = ["G20", "G7 élargi", "G7", "Golan"];
        names.sort_by_cached_key(|name| collation(name));
        assert_eq!(names, ["G7", "G7 élargi", "G20", "Golan"]);
    }
}
