//! The forms of `/revue/`: each becomes one decision file, or nothing.

use super::pages::{Said, again, answer};
use super::{Current, Shared};
use crate::desk::{self, DeskError, words};
use crate::review::{Request as Wish, ReviewedDecision, Verb};
use crate::store::{self, DecisionFile, StoreError};
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use std::sync::Arc;

type Fields = Vec<(String, String)>;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/revue/decider", post(decide)).route("/revue/annuler", post(undo))
}

/// What was typed into a form.
struct Typed(Fields);

impl Typed {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.one(name).to_owned()).filter(|value| !value.is_empty())
    }

    fn all(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(key, value)| key == name && !value.trim().is_empty());
        values.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// The decision file that the form was made for.
    fn file(&self) -> Option<DecisionFile> {
        Some(DecisionFile { path: self.given("path")?, sha256: self.given("sha256")? })
    }
}

/// Why nothing is written.
enum Refused {
    Desk(DeskError),
    /// No choice was made.
    NoChoice,
    /// What the form is about is not what it was any more.
    Moved(String),
}

impl From<DeskError> for Refused {
    fn from(error: DeskError) -> Refused {
        Refused::Desk(error)
    }
}

async fn decide(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    act(shared, headers, form, |shared, current, typed| {
        let (wish, instead) = wish(shared, current, typed)?;
        let written = desk::decide(&current.made.snapshot, &wish, instead.as_ref())?;
        Ok(format!("/revue/?done={}", written.decision.id))
    })
    .await
}

async fn undo(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    act(shared, headers, form, |_, current, typed| {
        let file = typed.file().ok_or(Refused::NoChoice)?;
        desk::undo(&current.made.snapshot.project, &file)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
        let path: String = file.path.chars().filter(|c| plain(*c)).collect();
        Ok(format!("/revue/?undone={path}"))
    })
    .await
}

/// Lets a form through that is ours, does what it asks, builds anew, and leads on.
async fn act(
    shared: Arc<Shared>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
    write: fn(&Shared, &Current, &Typed) -> Result<String, Refused>,
) -> Response {
    let typed = Typed(form.map(|Form(fields)| fields).unwrap_or_default());
    if !shared.guard.accepts(&headers, typed.one("token")) {
        let words = shared.current().made.messages.text("review.refusal.forbidden").to_owned();
        return (StatusCode::FORBIDDEN, format!("{words}\n")).into_response();
    }
    let done = tokio::task::spawn_blocking(move || {
        let current = shared.current();
        match write(&shared, &current, &typed) {
            Ok(address) => {
                shared.rebuild();
                Redirect::to(&address).into_response()
            }
            Err(refused) => refuse(&shared, &current, &typed, &refused),
        }
    });
    done.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The page that the form stood on, with what is wrong and what was typed.
fn refuse(shared: &Shared, current: &Current, typed: &Typed, refused: &Refused) -> Response {
    let messages = &current.made.messages;
    let (status, words) = match refused {
        Refused::NoChoice => {
            let words = messages.text("review.refusal.no-choice").to_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, words)
        }
        Refused::Moved(name) => {
            let words = messages.fill("review.refusal.changed", &[("path", name)]);
            (StatusCode::CONFLICT, words)
        }
        Refused::Desk(error) => {
            let status = match error {
                DeskError::Store(StoreError::Changed(_) | StoreError::Busy(_)) => {
                    StatusCode::CONFLICT
                }
                DeskError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, words::refusal(messages, error))
        }
    };
    let back = typed.one("back");
    let back = if back.starts_with("/revue/") { back } else { "/revue/" };
    let kept = ["reason", "choice", "value", "code", "title", "other", "author"];
    let said = Said {
        refusal: Some(words.clone()),
        typed: kept.iter().map(|key| (key.to_string(), typed.one(key).to_owned())).collect(),
    };
    match again(shared, current, back, &said) {
        Ok(page) => answer(status, Ok(page)),
        // The subject itself is gone.
        Err(_) => (status, format!("{words}\n")).into_response(),
    }
}

/// What a form asks for, and the file that it would replace.
fn wish(
    shared: &Shared,
    current: &Current,
    typed: &Typed,
) -> Result<(Wish, Option<DecisionFile>), Refused> {
    let snapshot = &current.made.snapshot;
    let timeline = &snapshot.built.timeline;
    let mut instead = typed.file();
    let mut wish = match typed.one("action") {
        "case" => {
            let id = typed.one("conflict");
            let conflict = timeline.conflicts.iter().find(|conflict| conflict.id.0 == id);
            let print = conflict.map(|conflict| conflict.conflict.fingerprint.as_str());
            if print != Some(typed.one("fingerprint")) {
                return Err(Refused::Moved(id.to_owned()));
            }
            let choice = typed.one("choice");
            let chooses = choice == "free" || choice.starts_with("keep:");
            // One box for all of them.
            let alike = typed.one("alike").split_whitespace().filter(|other| *other != id);
            match choice {
                _ if chooses => {
                    let verb = Verb::parse(typed.one("verb")).map_err(|_| Refused::NoChoice)?;
                    let value = match choice.strip_prefix("keep:") {
                        Some(value) => Some(value.to_owned()),
                        None => typed.given("value"),
                    };
                    // A finer decision names the conflict where another holds for the event.
                    let target = typed.one("target").to_owned();
                    Wish { value, ..Wish::new(verb, vec![target]) }
                }
                "leave-open" | "dismiss" => {
                    let verb = Verb::parse(choice).map_err(|_| Refused::NoChoice)?;
                    let targets = std::iter::once(id).chain(alike).map(str::to_owned).collect();
                    let code = typed.given("code").filter(|_| verb == Verb::Dismiss);
                    Wish { code, ..Wish::new(verb, targets) }
                }
                _ => return Err(Refused::NoChoice),
            }
        }
        "confirm" => {
            let id = typed.one("decision");
            let found = timeline.decisions.iter().find(|reviewed| reviewed.decision.id == id);
            confirmed(found.ok_or_else(|| Refused::Moved(id.to_owned()))?, current)
        }
        verb => {
            instead = None;
            let verb = Verb::parse(verb).map_err(|_| Refused::NoChoice)?;
            let mut targets = typed.all("target");
            let other = typed.all("other");
            if matches!(verb, Verb::Merge | Verb::NotSame) {
                // What was typed counts before what was picked from the list.
                targets.extend(other.into_iter().last());
            }
            let value = typed.given("value").filter(|_| verb.takes_value());
            Wish { value, support: typed.all("support"), ..Wish::new(verb, targets) }
        }
    };
    if let Some(reason) = typed.given("reason") {
        wish.reason = reason;
    }
    wish.author = typed.given("author").or_else(|| shared.options.author.clone());
    let zone = &snapshot.project.settings.timezone;
    wish.date = Some(shared.options.date.unwrap_or_else(|| store::today(zone)));
    Ok((wish, instead))
}

/// The same decision, taken anew in view of what there is today.
fn confirmed(reviewed: &ReviewedDecision, current: &Current) -> Wish {
    let decision = &reviewed.decision;
    let timeline = &current.made.snapshot.built.timeline;
    let there = |id: &&String| timeline.mentions.keys().any(|mention| mention.0 == **id);
    Wish {
        verb: decision.verb,
        targets: decision.targets.clone(),
        value: decision.value.clone(),
        support: decision.support.iter().filter(there).cloned().collect(),
        code: decision.code.clone(),
        reason: decision.reason.clone(),
        author: None,
        date: None,
    }
}
