//! The long files of a site: `timeline.json`, and those of `donnees/` that have an entry for
//! every event or mention.

use super::export;
use super::inputs::{Inputs, place};
use super::kit::Kit;
use super::model::Mention;
use super::print::Print;
use super::reuse::{Growing, Lines, entries};
use super::{Made, OutputFile, Runner};
use crate::mention::MentionId;
use crate::review::TimelineEvent;
use crate::text::{ArticleId, CharIndex};
use std::borrow::Cow;

/// What the entries of each list are made of.
pub(crate) struct Prints {
    articles: Vec<Print>,
    events: Vec<Print>,
    mentions: Vec<Print>,
}

impl Prints {
    /// The prints of articles, events and mentions, each in the order of their ids.
    pub(crate) fn of(kit: Kit<'_>, inputs: &Inputs<'_>) -> Prints {
        let model = kit.model;
        let base = Print::shared("data", &(kit.messages.language(), model.input.settings));
        let articles = model.articles.iter().map(|annotated| {
            let origin = kit.origin(&annotated.article.id);
            Print::of(base, "article", &(inputs.article(annotated), origin))
        });
        let events = model.events.iter();
        let events = events.map(|event| Print::of(base, "event", &inputs.event(event)));
        let mentions = model.mentions.iter().map(|(id, known)| {
            let event = known.event.map(|event| &event.id);
            let span = known.mention.span;
            Print::of(base, "mention", &(id, inputs.article(known.annotated), span, event))
        });
        Prints {
            articles: articles.collect(),
            events: events.collect(),
            mentions: mentions.collect(),
        }
    }
}

type Entries<'l> = Vec<Cow<'l, [u8]>>;

/// The entries of the lists that more than one file has, or that are made together.
pub(crate) struct Lists<'l> {
    articles: Entries<'l>,
    events: Entries<'l>,
    mentions: Entries<'l>,
    /// The mentions as CSV and as annotations.
    others: [Entries<'l>; 2],
}

impl<'l> Lists<'l> {
    /// The lists; `old` are the files of `timeline.json`, of mentions as CSV, of annotations.
    pub(crate) fn of(
        kit: Kit<'_>,
        prints: &Prints,
        old: [Option<&'l Lines>; 3],
        runner: Runner,
    ) -> Lists<'l> {
        let model = kit.model;
        let json = old[0];
        let articles = entries(runner, json, &prints.articles, &|number| {
            let annotated = model.articles[number];
            let index = CharIndex::new(&annotated.article.text);
            export::line(&export::article(model, annotated, &index))
        });
        let events = entries(runner, json, &prints.events, &|number| {
            export::line(&export::event(model, model.events[number]))
        });
        let [mentions, csv, annotations] = mentions(kit, &prints.mentions, old, runner);
        Lists { articles, events, mentions, others: [csv, annotations] }
    }

    /// `timeline.json`, of which `document` has the short lists.
    pub(crate) fn timeline(&self, document: &export::Document<'_>, prints: &Prints) -> OutputFile {
        let mut file = Growing::default();
        file.push(&export::before_lists(document));
        let lists = [
            ("articles", &prints.articles, &self.articles),
            ("events", &prints.events, &self.events),
            ("mentions", &prints.mentions, &self.mentions),
        ];
        for (key, prints, entries) in lists {
            if file.list((prints, entries), export::around_list(key)) == 0 {
                file.push(export::empty_list(key));
            }
        }
        file.push(&export::after_lists(document));
        file.into_file("timeline.json".to_owned())
    }

    /// The events as a file of their own.
    pub(crate) fn events_json(&self) -> Vec<u8> {
        let (before, after) = around("events");
        [before.as_bytes(), &self.events.join(&b",\n"[..]), after.as_bytes()].concat()
    }

    /// The mentions, each a line.
    pub(crate) fn mentions_jsonl(&self) -> Vec<u8> {
        let mut lines = self.mentions.join(&b'\n');
        if !lines.is_empty() {
            lines.push(b'\n');
        }
        lines
    }
}

/// What stands before and after the entries of a list that is a file of its own.
pub(crate) fn around(key: &str) -> (String, &'static str) {
    (format!("{{\"version\": 1, \"{key}\": [\n"), "\n]}\n")
}

/// The mentions as JSON, as CSV and as annotations. Those of an article are made together: where
/// its characters stand is told once.
fn mentions<'l>(
    kit: Kit<'_>,
    prints: &[Print],
    old: [Option<&'l Lines>; 3],
    runner: Runner,
) -> [Entries<'l>; 3] {
    let model = kit.model;
    let all: Vec<(&MentionId, Mention<'_>)> =
        model.mentions.iter().map(|(id, known)| (*id, *known)).collect();
    let mut lists: [Entries<'l>; 3] = [const { Vec::new() }; 3];
    let mut missing: Vec<(&ArticleId, usize)> = Vec::new();
    for (number, &print) in prints.iter().enumerate() {
        let known = old.map(|old| old.and_then(|old| old.get(print)));
        if known.contains(&None) {
            missing.push((&all[number].1.annotated.article.id, number));
        }
        for (list, known) in lists.iter_mut().zip(known) {
            list.push(Cow::Borrowed(known.unwrap_or_default()));
        }
    }
    missing.sort_unstable();
    let groups: Vec<&[(&ArticleId, usize)]> = missing.chunk_by(|a, b| a.0 == b.0).collect();
    let base = model.input.settings.base_url.as_deref();
    let group = |number: usize| -> Made {
        let group = groups[number];
        let article = &all[group[0].1].1.annotated.article;
        let index = CharIndex::new(&article.text);
        let place = (article.meta.url.as_deref(), &*article.sha256);
        let made = group.iter().flat_map(|&(_, number)| {
            let entry = export::mention_of(&all[number].1, &index);
            let json = export::line(&entry);
            let annotation = export::annotation(base, &entry, place);
            [json, export::mention_line(&entry), annotation]
        });
        Ok(made.map(|text| OutputFile::new(String::new(), text.into_bytes())).collect())
    };
    let mut places = missing.iter().map(|&(_, number)| number);
    let made = runner(groups.len(), &group, &mut |files| {
        let mut files = files.into_iter();
        while let Some(first) = files.next() {
            let place = places.next().unwrap_or_default();
            let three = [Some(first), files.next(), files.next()];
            for (list, file) in lists.iter_mut().zip(three) {
                list[place] = Cow::Owned(file.and_then(|file| file.contents).unwrap_or_default());
            }
        }
        Ok(())
    });
    made.expect("entries are always made");
    lists
}

/// The file called `name`, if it has an entry for every event or mention.
pub(crate) fn long(
    kit: Kit<'_>,
    name: &str,
    (prints, lists): (&Prints, &Lists<'_>),
    (runner, old): (Runner, Option<&Lines>),
) -> Option<Growing> {
    let model = kit.model;
    let mut file = Growing::default();
    let mark = export::byte_order_mark(&model.input);
    match name {
        "evenements.csv" => {
            let lines = entries(runner, old, &prints.events, &|number| {
                export::event_line(&export::event(model, model.events[number]))
            });
            file.push(mark);
            file.push(&export::header(export::EVENTS));
            file.list((&prints.events, &lines), ("", "", ""));
        }
        "mentions.csv" => {
            file.push(mark);
            file.push(&export::header(export::MENTIONS));
            file.list((&prints.mentions, &lists.others[0]), ("", "", ""));
        }
        "annotations.jsonld" => {
            let settings = model.input.settings;
            let base = settings.base_url.as_deref();
            let count = prints.mentions.len();
            let (head, tail) = export::around_annotations(base, &settings.title, count);
            file.push(&head);
            file.list((&prints.mentions, &lists.others[1]), ("", ",", ""));
            file.push(tail);
        }
        "timelinejs.json" => {
            let (events, prints) = in_order(kit, prints);
            let slides = entries(runner, old, &prints, &|number| {
                export::slide(kit, events[number]).map_or_else(String::new, |s| s.to_string())
            });
            let (head, tail) = export::around_slides(kit);
            file.push(&head);
            file.list((&prints, &slides), ("", ",", ""));
            file.push(tail);
        }
        "frise.mw" => {
            let (events, prints) = in_order(kit, prints);
            let marks = entries(runner, old, &prints, &|number| export::mark(kit, events[number]));
            file.push(&export::before_marks(kit));
            file.list((&prints, &marks), ("", "", ""));
        }
        _ => return None,
    }
    Some(file)
}

/// Dated events in the order of the timeline, with their prints.
fn in_order<'a>(kit: Kit<'a>, prints: &Prints) -> (Vec<&'a TimelineEvent>, Vec<Print>) {
    let all = &kit.model.input.timeline.events;
    let mut places = vec![0; all.len()];
    for (at, event) in kit.model.events.iter().enumerate() {
        places[place(all, event).expect("every event is one of the timeline")] = at;
    }
    let ordered = kit.model.ordered.iter().map(|&(_, event)| {
        let known = place(all, event).expect("every event is one of the timeline");
        (event, prints.events[places[known]])
    });
    ordered.unzip()
}

/// The calendar at `path`, with links to the pages at `base` where it is known.
pub(crate) fn calendar(
    kit: Kit<'_>,
    (path, base): (&str, Option<&str>),
    prints: &[Print],
    (runner, old): (Runner, Option<&Lines>),
) -> OutputFile {
    let events = &kit.model.events;
    let texts =
        entries(runner, old, prints, &|number| export::entry_text(kit, events[number], base));
    let left_out = texts.iter().filter(|text| text.is_empty()).count();
    let (head, tail) = export::around_entries(kit, left_out);
    let mut file = Growing::default();
    file.push(&head);
    file.list((prints, &texts), ("", "", ""));
    file.push(tail);
    file.into_file(path.to_owned())
}
