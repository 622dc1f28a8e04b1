//! Mentions that have no date, and the page for addresses that lead nowhere.

use crate::render::RenderError;
use crate::render::calendar;
use crate::render::kit::{Kit, article_path, clipped_words, status_key};
use crate::render::model::{Mention, collapsed};
use crate::render::site::{NOT_FOUND, Press, Sheet};
use crate::render::view::{
    LeftOut, LeftOutItem, Undated, UndatedArticle, UndatedItem, UndatedList,
};
use crate::review::TimelineEvent;
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
        canonical: None,
        json_ld: None,
        view: ("undated", &view),
    })?;
    left_out(press)?;
    press.print(Sheet {
        path: NOT_FOUND.to_owned(),
        template: "404.html",
        title: press.kit.messages.text("not-found.title").to_owned(),
        description: None,
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("not_found", &()),
    })
}

/// Events that the settings leave out of the timeline: listed, not told.
fn left_out(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let mut events: Vec<&TimelineEvent> = kit.model.left_out().collect();
    events.sort_by_key(|event| (event.event.date.begin, &event.id));
    let items = events.iter().filter_map(|event| {
        let mention = kit.best_mention(event)?;
        Some(LeftOutItem {
            when: kit.when(event).text,
            title: kit.title(event),
            lang: kit.language(event),
            source: kit.source_name(mention.annotated),
            href: format!("{}#{}", article_path(&mention.mention.article), mention.mention.id.0),
        })
    });
    let view = LeftOut {
        count: kit.messages.count("count.left-out", events.len()),
        items: items.collect(),
    };
    press.print(Sheet {
        path: "hors-periode/index.html".to_owned(),
        template: "left-out.html",
        title: kit.messages.text("nav.left-out").to_owned(),
        description: Some(view.count.clone()),
        trail: Vec::new(),
        around: (None, None),
        canonical: None,
        json_ld: None,
        view: ("left_out", &view),
    })
}

/// Events that no sentence dates, and single mentions by the reason why they have no date.
fn undated(kit: Kit<'_>) -> Undated {
    let ids = kit.model.input.timeline.undated.iter();
    let mentions: Vec<Mention<'_>> = ids.filter_map(|id| kit.model.mention(id)).collect();
    let lists = ["relative", "vague", "none"].map(|reason| {
        let mut items: Vec<&Mention<'_>> =
            mentions.iter().filter(|mention| self::reason(mention) == reason).collect();
        let count = kit.messages.count("count.mentions", items.len());
        // In the order of the text: what stands side by side there is understood better.
        items.sort_by_key(|mention| (&mention.mention.article, mention.mention.span.start));
        items.truncate(LISTED);
        let articles = items.chunk_by(|a, b| a.mention.article == b.mention.article);
        UndatedList {
            id: reason.to_owned(),
            title: kit.messages.text(&format!("undated.{reason}.title")).to_owned(),
            count,
            mend: kit.messages.text(&format!("undated.{reason}.mend")).to_owned(),
            articles: articles.map(|mentions| of_article(kit, mentions)).collect(),
        }
    });
    let events = kit.model.events.iter().filter(|event| calendar::slot(event).is_none());
    let events: Vec<_> = events.take(LISTED).map(|event| kit.card(event, true)).collect();
    let count = kit.messages.count("count.events", events.len());
    Undated {
        events,
        count,
        lists: lists.into_iter().filter(|list| !list.articles.is_empty()).collect(),
    }
}

fn of_article(kit: Kit<'_>, mentions: &[&Mention<'_>]) -> UndatedArticle {
    let source = kit.source(mentions[0].annotated);
    UndatedArticle {
        article: source.article,
        source: source.name,
        published: source.published,
        items: mentions.iter().map(|mention| item(kit, mention)).collect(),
    }
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
        lang: kit.foreign(&mention.annotated.article.meta.language),
        quote: clipped_words(&collapsed(mention.quote()), QUOTE),
        status: kit.messages.text(&format!("status.{key}")).to_owned(),
        status_key: key.to_owned(),
        href: format!("{}#{}", article_path(&mention.mention.article), mention.mention.id.0),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{files, story};

    #[test]
    fn an_event_that_nothing_dates_is_listed_with_what_has_no_date() {
        let mut story = story();
        let page =
            |story: &crate::render::testing::Story| files(story)["sans-date/index.html"].clone();
        let dated = page(&story);
        assert!(!dated.contains("e/e-2ratified0/"), "{dated}");
        let date = &mut story.timeline.events[1].event.date;
        (date.value, date.begin, date.end) = (None, None, None);
        let undated = page(&story);
        assert!(undated.contains("e/e-2ratified0/index.html"), "{undated}");
        assert!(undated.contains("1 événement. Aucune des phrases"), "{undated}");
        let home = &files(&story)["index.html"];
        assert!(home.contains("sans-date/index.html\">dont 1 sans date</a>"), "{home}");
    }
}
