//! Bare pages that another site shows in a frame: one for each year, actor and place.

use super::period::{PAGE, groups};
use crate::render::RenderError;
use crate::render::calendar::{Slot, period_path};
use crate::render::kit::slug;
use crate::render::site::{Press, Sheet};
use crate::render::view::{Embed, EmbedList, Embeds, Link};
use crate::review::TimelineEvent;
use std::collections::BTreeMap;

/// What one frame shows: its title, the whole page, its events.
type Shown<'a> = (String, String, Vec<(Slot, &'a TimelineEvent)>);

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let ordered = &kit.model.ordered;
    let mut lists = Vec::new();
    for (folder, key) in [("annees", "periods"), ("acteurs", "actors"), ("lieux", "places")] {
        let mut shown: BTreeMap<String, Shown<'_>> = BTreeMap::new();
        for (slot, event) in ordered {
            let names: Vec<String> = match folder {
                "annees" => vec![format!("{:04}", slot.year)],
                "acteurs" => event.event.actors.clone(),
                _ => event.event.places.clone(),
            };
            for name in names {
                let slug = slug(&name);
                let whole = match folder {
                    "annees" => period_path(slot.year, None, None),
                    _ => format!("{folder}/{slug}/"),
                };
                let entry = shown.entry(slug).or_insert_with(|| (name, whole, Vec::new()));
                // Two ways to write one name make one entry.
                if entry.2.last().is_none_or(|(_, last)| last.id != event.id) {
                    entry.2.push((*slot, event));
                }
            }
        }
        let shown: Vec<(String, Shown<'_>)> = shown.into_iter().collect();
        let path = |slug: &str| format!("integrer/{folder}/{slug}/index.html");
        press.print_each(&shown, |frame, (slug, (name, whole, events))| {
            let events = &events[events.len().saturating_sub(PAGE)..];
            let text = kit.messages.text("embed.whole");
            let view = Embed {
                title: name.clone(),
                groups: Vec::new(),
                whole: Link::new(text, format!("{whole}index.html")),
            };
            let sheet = Sheet {
                path: path(slug),
                template: "embed.html",
                title: name.clone(),
                description: None,
                trail: Vec::new(),
                around: (None, None),
                canonical: None,
                json_ld: None,
                view: ("embed", &view),
            };
            let fill = |view: &mut Embed| view.groups = groups(kit, events, false);
            Ok(vec![frame.list(sheet, (events, false), fill)?])
        })?;
        let links: Vec<Link> =
            shown.iter().map(|(slug, (name, ..))| Link::new(&**name, path(slug))).collect();
        if !links.is_empty() {
            lists.push(EmbedList {
                title: kit.messages.text(&format!("nav.{key}")).to_owned(),
                links,
            });
        }
    }
    let first = lists.first().and_then(|list| list.links.last());
    let first = first.map_or("integrer/index.html", |link| link.href.as_str());
    let example = press.address(first).unwrap_or_else(|| format!("…/{first}"));
    let view = Embeds { example, lists };
    press.print(Sheet {
        path: "integrer/index.html".to_owned(),
        template: "embeds.html",
        title: kit.messages.text("download.embed").to_owned(),
        description: None,
        trail: vec![Link::new(kit.messages.text("nav.downloads"), "donnees/index.html")],
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("embeds", &view),
    })
}
