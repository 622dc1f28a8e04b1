//! Mentions that have no date, and the page for addresses that lead nowhere.

use crate::render::RenderError;
use crate::render::kit::{Kit, article_path, clipped_words, status_key};
use crate::render::model::{Mention, collapsed};
use crate::render::site::{Press, Sheet};
use crate::render::view::{Undated, UndatedItem, UndatedList};
use crate::timex::{Missing, Resolution};

/// Characters of a quote in a list, at most.
const QUOTE: usize = 320;

/// Mentions listed for each reason, at most.
const LISTED: usize = 300;

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let view = undated(press.kit);
    press.print(Sheet {
        path: "sans-date/index.html".to_owned(),
        template: "undated.html",
        title: press.kit.messages.text("nav.undated").to_owned(),
        description: None,
        trail: Vec::new(),
        around: (None, None),
        json_ld: None,
        view: ("undated", &view),
    })?;
    press.print(Sheet {
        path: "404.html".to_owned(),
        template: "404.html",
        title: press.kit.messages.text("not-found.title").to_owned(),
        description: None,
        trail: Vec::new(),
        around: (None, None),
        json_ld: None,
        view: ("not_found", &()),
    })
}

/// Mentions by the reason why they have no date.
fn undated(kit: Kit<'_>) -> Undated {
    let ids = kit.model.input.timeline.undated.iter();
    let mentions: Vec<Mention<'_>> = ids.filter_map(|id| kit.model.mention(id)).collect();
    let lists = ["relative", "vague", "none"].map(|reason| {
        let items = mentions.iter().filter(|mention| self::reason(mention) == reason);
        UndatedList {
            id: reason.to_owned(),
            title: kit.messages.text(&format!("undated.{reason}.title")).to_owned(),
            mend: kit.messages.text(&format!("undated.{reason}.mend")).to_owned(),
            items: items.take(LISTED).map(|mention| item(kit, mention)).collect(),
        }
    });
    Undated { lists: lists.into_iter().filter(|list| !list.items.is_empty()).collect() }
}

fn reason(mention: &Mention<'_>) -> &'static str {
    match mention.first_timex().map(|timex| &timex.resolution) {
        None => "none",
        Some(Resolution::Unresolved(Missing::Dct | Missing::Antecedent)) => "relative",
        Some(_) => "vague",
    }
}

fn item(kit: Kit<'_>, mention: &Mention<'_>) -> UndatedItem {
    let key = status_key(mention.mention.status);
    UndatedItem {
        quote: clipped_words(&collapsed(mention.quote()), QUOTE),
        status: kit.messages.text(&format!("status.{key}")).to_owned(),
        status_key: key.to_owned(),
        source: kit.model.source_name(mention.annotated),
        href: format!("{}#{}", article_path(&mention.mention.article), mention.mention.id.0),
    }
}
