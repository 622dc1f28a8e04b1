//! Disagreements: both sides, never a verdict.

use crate::render::RenderError;
use crate::render::kit::{Kit, conflict_path, is_open};
use crate::render::markdown;
use crate::render::model::{collapsed, kind_key};
use crate::render::pages::event::clusters;
use crate::render::pages::period::PAGE;
use crate::render::settings::Authors;
use crate::render::site::{Press, Sheet};
use crate::render::view::{self, ConflictCell, ConflictGroup, ConflictSide, Conflicts, Link};
use crate::review::{DecisionState, TimelineConflict};
use std::cmp::Reverse;

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    list(press)?;
    press.print_each(&kit.model.conflicts, |frame, conflict| {
        let view = view(kit, conflict);
        let page = frame.page(Sheet {
            path: conflict_path(conflict),
            template: "conflict.html",
            title: title(&view),
            description: Some(view.message.clone()),
            trail: vec![Link::new(kit.messages.text("nav.conflicts"), "conflits/index.html")],
            around: (None, None),
            canonical: None,
            json_ld: None,
            view: ("conflict", &view),
        })?;
        Ok(vec![page])
    })
}

fn title(view: &view::Conflict) -> String {
    match view.row.events.first() {
        Some(event) => format!("{} – {}", view.row.name, event.text),
        None => view.row.name.clone(),
    }
}

/// The list, open ones first, on as many pages as it takes.
fn list(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let mut ordered = kit.model.conflicts.clone();
    // Severities can be set path by path, so that one type may have several.
    ordered.sort_by_key(|c| (!is_open(c), c.conflict.kind, Reverse(c.conflict.severity), &c.id));
    let open = ordered.iter().filter(|conflict| is_open(conflict)).count();
    let count = format!(
        "{}, {}",
        kit.messages.count("count.conflicts", ordered.len()),
        kit.messages.count("count.conflicts-of-which-open", open)
    );
    let pages: Vec<&[&TimelineConflict]> =
        if ordered.is_empty() { vec![&[]] } else { ordered.chunks(PAGE).collect() };
    let address = |index: usize| match index {
        0 => "conflits/index.html".to_owned(),
        _ => format!("conflits/p{}/index.html", index + 1),
    };
    let link = |index: usize| {
        let number = kit.messages.number(index as i64 + 1);
        Link::new(kit.messages.fill("period.page", &[("n", &number)]), address(index))
    };
    for (index, conflicts) in pages.iter().enumerate() {
        let view = Conflicts {
            count: count.clone(),
            groups: groups(kit, conflicts),
            pages: (0..pages.len()).filter(|_| pages.len() > 1).map(link).collect(),
        };
        press.print(Sheet {
            path: address(index),
            template: "conflicts.html",
            title: kit.messages.text("nav.conflicts").to_owned(),
            description: Some(count.clone()),
            trail: Vec::new(),
            around: (
                index.checked_sub(1).map(link),
                (index + 1 < pages.len()).then(|| link(index + 1)),
            ),
            canonical: None,
            json_ld: None,
            view: ("conflicts", &view),
        })?;
    }
    Ok(())
}

/// Open conflicts by type, then those that are settled.
fn groups(kit: Kit<'_>, conflicts: &[&TimelineConflict]) -> Vec<ConflictGroup> {
    let sort = |conflict: &TimelineConflict| is_open(conflict).then_some(conflict.conflict.kind);
    let same = |a: &&TimelineConflict, b: &&TimelineConflict| sort(a) == sort(b);
    let groups = conflicts.chunk_by(same).map(|conflicts| {
        let rows = conflicts.iter().map(|conflict| kit.conflict_row(conflict)).collect();
        let text = |key: String| kit.messages.text(&key).to_owned();
        match sort(conflicts[0]).map(kind_key) {
            Some(kind) => ConflictGroup {
                id: kind.to_owned(),
                title: text(format!("conflict.{kind}.name")),
                about: Some(text(format!("conflict.{kind}.about"))),
                rows,
            },
            None => ConflictGroup {
                id: "settled".to_owned(),
                title: text("conflict-page.settled".to_owned()),
                about: None,
                rows,
            },
        }
    });
    groups.collect()
}

fn view<'a>(kit: Kit<'a>, conflict: &'a TimelineConflict) -> view::Conflict {
    let inner = &conflict.conflict;
    let kind = kind_key(inner.kind);
    let settings = kit.model.input.settings;
    let tried = inner
        .tried
        .iter()
        .map(|name| kit.messages.raw(&format!("tried.{name}")).unwrap_or(name).to_owned());
    let sides = inner.sides.iter().map(|side| {
        let mentions = side.mentions.iter().filter_map(|id| kit.model.mention(id)).collect();
        let cells = clusters(kit, mentions).into_iter().map(|cluster| ConflictCell {
            source: cluster.source,
            mentions: cluster.mentions,
            copies: (!cluster.copies.is_empty()).then_some(cluster.copies_count),
        });
        ConflictSide {
            value: kit.side_value(conflict, side),
            sources: kit.messages.count("count.sources", side.origins as usize),
            cells: cells.collect(),
        }
    });
    let against = kit.against(conflict);
    let against =
        against.map(|(value, sources)| ConflictSide { value, sources, cells: Vec::new() });
    view::Conflict {
        row: kit.conflict_row(conflict),
        id: conflict.id.0.clone(),
        message: kit.conflict_words(conflict),
        rule: inner.rule.to_string(),
        about: kit.messages.text(&format!("conflict.{kind}.about")).to_owned(),
        tried: tried.collect(),
        sides: sides.chain(against).collect(),
        decisions: decisions(kit, conflict.decision.as_slice()),
        report: settings.report_url.as_ref().map(|url| url.replace("{id}", &conflict.id.0)),
    }
}

/// The decisions of editors named `ids`.
pub(crate) fn decisions(kit: Kit<'_>, ids: &[String]) -> Vec<view::Decision> {
    let all = &kit.model.input.timeline.decisions;
    let known = ids.iter().filter_map(|id| all.iter().find(|known| known.decision.id == *id));
    let decisions = known.map(|known| {
        let decision = &known.decision;
        let state = match known.state {
            DecisionState::Active => "active",
            DecisionState::Confirmed => "confirmed",
            DecisionState::ToReview => "to-review",
            DecisionState::Orphaned => "orphaned",
            DecisionState::Contradicted => "contradicted",
            DecisionState::Expired => "expired",
        };
        let value = decision.value.as_deref().map(|value| kit.messages.short_date(value, None));
        let verb = decision.verb.as_str();
        let args = [("value", &*collapsed(value.as_deref().unwrap_or_default()))];
        view::Decision {
            id: decision.id.clone(),
            title: kit.messages.fill(&format!("verb.{verb}"), &args),
            author: author(kit, decision.author.as_deref()),
            date: decision.date.map(|day| kit.messages.day(day)),
            state: kit.messages.text(&format!("decision-state.{state}")).to_owned(),
            state_key: state.to_owned(),
            reason_html: markdown::to_html(&decision.reason, ""),
        }
    });
    decisions.collect()
}

/// The author as the project names authors.
fn author(kit: Kit<'_>, author: Option<&str>) -> Option<String> {
    match kit.model.input.settings.authors {
        Authors::None => None,
        Authors::Newsroom => Some(kit.messages.text("decision.newsroom").to_owned()),
        Authors::Initials => {
            let name = author?.split('<').next().unwrap_or_default();
            let initials: Vec<String> = name
                .split([' ', '-'])
                .filter_map(|part| part.chars().next())
                .map(|c| format!("{}.", c.to_uppercase()))
                .collect();
            (!initials.is_empty()).then(|| initials.join("\u{a0}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::merge::TRIED;
    use crate::render::Messages;

    #[test]
    fn every_explanation_that_is_tried_has_words() {
        for language in ["fr", "en"] {
            let messages = Messages::built_in(language);
            for name in TRIED {
                assert!(messages.raw(&format!("tried.{name}")).is_some(), "{language}: {name}");
            }
        }
    }
}
