//! The pages of `/revue/`: plain HTML that works without a script.

use super::{Current, Shared};
use crate::desk::queue::{Filter, Item, queue};
use crate::desk::sheet::{self, statuses};
use crate::desk::{Snapshot, case};
use crate::render::{Kit, Messages, Model, RenderError, engine as plain_engine, template_error};
use crate::review::CODES;
use crate::store::DecisionFile;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Context, Tera};

/// The script that reloads pages.
pub(super) const RELOAD: &str = include_str!("../../templates/review/reload.js");

const KEYS: &str = include_str!("../../templates/review/review.js");
const STYLE: &str = include_str!("../../templates/review/review.css");

/// The templates of the review pages, which a project may replace.
const TEMPLATES: [(&str, &str); 7] = [
    ("review/base.html", include_str!("../../templates/review/base.html")),
    ("review/queue.html", include_str!("../../templates/review/queue.html")),
    ("review/case.html", include_str!("../../templates/review/case.html")),
    ("review/event.html", include_str!("../../templates/review/event.html")),
    ("review/article.html", include_str!("../../templates/review/article.html")),
    ("review/decision.html", include_str!("../../templates/review/decision.html")),
    ("review/voices.html", include_str!("../../templates/review/voices.html")),
];

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/revue", get(|| async { Redirect::temporary("/revue/") }))
        .route("/revue/", get(page))
        .route("/revue/{sort}/{id}/", get(page))
        .route("/revue/revue.js", get(|| async { script(KEYS) }))
        .route("/revue/revue.css", get(style))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// A script of our own.
pub(super) fn script(source: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], source).into_response()
}

/// The engine of the review pages.
///
/// # Errors
/// When a template of the project does not parse.
pub(super) fn engine(
    messages: &Messages,
    overrides: &[(String, String)],
) -> Result<Tera, RenderError> {
    let mut sources: BTreeMap<&str, &str> = TEMPLATES.into_iter().collect();
    for (name, source) in overrides {
        if sources.contains_key(name.as_str()) {
            sources.insert(name, source);
        }
    }
    let mut engine = plain_engine(messages);
    engine
        .add_raw_templates(sources)
        .map_err(|error| template_error("review", &error, Vec::new()))?;
    Ok(engine)
}

/// What a page has to say beside its subject.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Said {
    /// Why a decision was not written.
    pub(super) refusal: Option<String>,
    /// What was typed, so that it is not lost.
    pub(super) typed: BTreeMap<String, String>,
}

/// What the address of the queue asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    state: String,
    severity: String,
    article: String,
    actor: String,
    new: String,
    /// A decision that was just written, by id.
    done: String,
    /// The file of a decision that was just undone.
    undone: String,
}

async fn page(
    State(shared): State<Arc<Shared>>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    request: Request,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let current = shared.current();
    let drawn = tokio::task::spawn_blocking(move || {
        draw(&shared, &current, &path, &asked, &Said::default())
    });
    answer(StatusCode::OK, drawn.await.unwrap_or(Err(Undrawn::Missing)))
}

/// Why a page cannot be shown.
#[derive(Debug)]
pub(super) enum Undrawn {
    /// Nothing has this address.
    Missing,
    /// A template.
    Broken(RenderError),
}

/// The page at `path` with something said on it.
pub(super) fn again(
    shared: &Shared,
    current: &Current,
    path: &str,
    said: &Said,
) -> Result<String, Undrawn> {
    draw(shared, current, path, &Asked::default(), said)
}

pub(super) fn answer(status: StatusCode, page: Result<String, Undrawn>) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    match page {
        Ok(page) => (status, html, page).into_response(),
        Err(Undrawn::Missing) => (StatusCode::NOT_FOUND, "404\n").into_response(),
        Err(Undrawn::Broken(error)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response()
        }
    }
}

/// What every page knows.
#[derive(Serialize)]
struct Frame<'a> {
    title: String,
    site: &'a str,
    language: &'a str,
    token: &'a str,
    path: &'a str,
    failure: Option<&'a str>,
    author: Option<&'a str>,
    codes: Vec<(&'static str, String)>,
    said: &'a Said,
}

fn draw(
    shared: &Shared,
    current: &Current,
    path: &str,
    asked: &Asked,
    said: &Said,
) -> Result<String, Undrawn> {
    let made = &current.made;
    let (snapshot, messages) = (&made.snapshot, &made.messages);
    let model = Model::new(&snapshot.site_input());
    let kit = Kit { model: &model, messages };
    let mut context = Context::new();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (template, title) = match parts[..] {
        ["revue"] => {
            queue_page(&mut context, snapshot, &kit, asked);
            ("review/queue.html", messages.text("review.title").to_owned())
        }
        ["revue", "c", id] => {
            let case = case::case(snapshot, &kit, id).ok_or(Undrawn::Missing)?;
            let title = format!("{} – {}", case.item.kind_words, case.item.title);
            let waiting: Vec<Item> =
                queue(snapshot, &kit).into_iter().filter(|item| item.waits()).collect();
            let at = waiting.iter().position(|item| item.id == case.item.id);
            context.insert("position", &at.map(|at| (at + 1, waiting.len())));
            let near = |index: Option<usize>| index.and_then(|i| waiting.get(i)).map(address);
            context.insert("previous", &near(at.and_then(|at| at.checked_sub(1))));
            context.insert("next", &near(at.map(|at| at + 1)));
            context
                .insert("instead", &case.decision.as_ref().and_then(|d| file(snapshot, &d.path)));
            let conflicts = &snapshot.built.timeline.conflicts;
            let found = conflicts.iter().find(|conflict| conflict.id.0 == id);
            context.insert("fingerprint", &found.map(|found| &found.conflict.fingerprint));
            context.insert("case", &case);
            ("review/case.html", title)
        }
        ["revue", "e", id] => {
            let event = sheet::event(snapshot, &kit, id).ok_or(Undrawn::Missing)?;
            let title = event.event.title.clone();
            context.insert("event", &event);
            context.insert("statuses", &statuses(&kit));
            ("review/event.html", title)
        }
        ["revue", "a", id] => {
            let article = sheet::article(snapshot, &kit, id).ok_or(Undrawn::Missing)?;
            let title = article.title.clone();
            context.insert("article", &article);
            ("review/article.html", title)
        }
        ["revue", "d", id] => {
            let sheet = sheet::decision(snapshot, &kit, id).ok_or(Undrawn::Missing)?;
            let title = messages.fill("review.decision.heading", &[("id", id)]);
            context.insert("file", &file(snapshot, &sheet.decision.path));
            context.insert("sheet", &sheet);
            ("review/decision.html", title)
        }
        _ => return Err(Undrawn::Missing),
    };
    let codes = CODES.map(|code| (code, messages.text(&format!("review.code.{code}")).to_owned()));
    let frame = Frame {
        title,
        site: &snapshot.settings.title,
        language: messages.language(),
        token: shared.guard.token(),
        path,
        failure: current.failure.as_deref(),
        author: shared.options.author.as_deref(),
        codes: codes.into(),
        said,
    };
    context.insert("frame", &frame);
    let page = made.engine.render(template, &context);
    page.map_err(|error| Undrawn::Broken(template_error(template, &error, Vec::new())))
}

/// A decision file as a form names it.
#[derive(Serialize)]
struct FileView {
    path: String,
    sha256: String,
}

fn file(snapshot: &Snapshot, path: &str) -> Option<FileView> {
    let DecisionFile { path, sha256 } = snapshot.project.decision_file(path).ok()?;
    Some(FileView { path, sha256 })
}

/// A line of the queue with its page.
#[derive(Serialize)]
struct Line<'a> {
    item: &'a Item,
    href: String,
}

/// One way to narrow the queue.
#[derive(Serialize)]
struct Facet {
    name: &'static str,
    label: String,
    options: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    words: String,
    count: usize,
    selected: bool,
}

fn queue_page(context: &mut Context, snapshot: &Snapshot, kit: &Kit<'_>, asked: &Asked) {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let filter = Filter {
        kind: given(&asked.kind),
        state: given(&asked.state),
        severity: given(&asked.severity),
        article: given(&asked.article),
        actor: given(&asked.actor),
        new: !asked.new.is_empty(),
    };
    let all = queue(snapshot, kit);
    let shown: Vec<Line<'_>> = all
        .iter()
        .filter(|item| filter.wants(item))
        .map(|item| Line { item, href: address(item) })
        .collect();
    context.insert("shown", &shown);
    context.insert("waiting", &all.iter().filter(|item| item.waits()).count());
    context.insert("facets", &facets(&all, &filter, kit));
    context.insert("only_new", &filter.new);
    let done = snapshot.built.timeline.decisions.iter().find(|d| d.decision.id == asked.done);
    let done = done.filter(|_| !asked.done.is_empty());
    context.insert("done", &done.map(|reviewed| &reviewed.decision.id));
    context.insert("done_file", &done.and_then(|d| file(snapshot, &d.decision.path)));
    let undone = asked.undone.starts_with("content/decisions/");
    let gone = undone && snapshot.project.decision_file(&asked.undone).is_err();
    context.insert("undone", &gone.then_some(&asked.undone));
}

fn facets(all: &[Item], filter: &Filter, kit: &Kit<'_>) -> Vec<Facet> {
    let choices = |values: &dyn Fn(&Item) -> Vec<(String, String)>, chosen: &Option<String>| {
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        // Of what waits, or of all where a state is asked for.
        for item in all.iter().filter(|item| filter.state.is_some() || item.waits()) {
            for value in values(item) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let choice = |((value, words), count): ((String, String), usize)| Choice {
            selected: chosen.as_ref() == Some(&value),
            value,
            words,
            count,
        };
        counts.into_iter().map(choice).collect::<Vec<_>>()
    };
    let label = |name: &str| kit.messages.text(&format!("review.facet.{name}")).to_owned();
    let same = |values: &[String]| values.iter().map(|v| (v.clone(), v.clone())).collect();
    let mut facets = vec![
        Facet {
            name: "kind",
            label: label("kind"),
            options: choices(&|i| vec![(i.kind.clone(), i.kind_words.clone())], &filter.kind),
        },
        Facet {
            name: "severity",
            label: label("severity"),
            options: choices(
                &|i| vec![(i.severity.clone(), i.severity_words.clone())],
                &filter.severity,
            ),
        },
        Facet {
            name: "article",
            label: label("article"),
            options: choices(&|item| same(&item.articles), &filter.article),
        },
        Facet {
            name: "actor",
            label: label("actor"),
            options: choices(&|item| same(&item.actors), &filter.actor),
        },
    ];
    let states = ["open", "to-review", "decided", "left-open", "dismissed"].map(|state| Choice {
        value: state.to_owned(),
        words: kit.messages.text(&format!("state.{state}")).to_owned(),
        count: all.iter().filter(|item| item.state == state).count(),
        selected: filter.state.as_deref() == Some(state),
    });
    let everything = Choice {
        value: "all".to_owned(),
        words: label("all"),
        count: all.len(),
        selected: filter.state.as_deref() == Some("all"),
    };
    let options = states.into_iter().chain([everything]).collect();
    facets.insert(2, Facet { name: "state", label: label("state"), options });
    facets
}

/// The page of an item.
fn address(item: &Item) -> String {
    let sort = match item.kind.as_str() {
        "article" => "a",
        "decision" => "d",
        _ => "c",
    };
    format!("/revue/{sort}/{}/", item.id)
}
