//! `frise serve`: the site from memory, made anew when a file changes, and the review pages
//! under `/revue/`.
//!
//! It listens on this machine only, sets no cookie, and writes nothing but decisions, through
//! `store`.

mod forms;
mod guard;
mod pages;
mod site;
mod watch;

use crate::desk::Snapshot;
use crate::desk::words;
use crate::render::Messages;
use crate::timex::Day;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use guard::Guard;
use site::{Files, Found};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tera::Tera;
use tokio::sync::watch::Sender;

/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(25);

/// Bytes of a form, at most.
const FORM: usize = 256 << 10;

/// As the site's own, and no page may be framed.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Who signs decisions, where the form does not say.
    pub author: Option<String>,
    /// The date of decisions; today where there is none.
    pub date: Option<Day>,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port.
    #[error("127.0.0.1:{port}: {source}; name another port with --port")]
    Port {
        /// Which.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The project cannot be built.
    #[error("{0}")]
    Build(String),
    /// The system.
    #[error(transparent)]
    System(#[from] io::Error),
    /// The system does not tell when files change.
    #[error("watching files: {0}")]
    Watch(#[from] notify_debouncer_full::notify::Error),
    /// The system gives no random bytes.
    #[error("no token: {0}")]
    Token(#[from] getrandom::Error),
}

/// What makes the timeline of the project anew.
pub type Load = dyn Fn() -> Result<Snapshot, String> + Send + Sync;

/// What a build gave.
struct Made {
    snapshot: Snapshot,
    files: Files,
    messages: Messages,
    engine: Tera,
}

/// The build that is served.
#[derive(Clone)]
struct Current {
    made: Arc<Made>,
    /// Why a later build failed, if it did.
    failure: Option<String>,
}

/// What all answers share.
struct Shared {
    guard: Guard,
    options: Options,
    load: Box<Load>,
    current: RwLock<Current>,
    /// One build at a time.
    building: Mutex<()>,
    /// Counts builds that changed something.
    version: Sender<u64>,
}

impl Shared {
    fn current(&self) -> Current {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Builds anew. What cannot be built leaves the last build in its place, with the reason.
    fn rebuild(&self) {
        let _one = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current();
        let (next, same) = match build(&*self.load) {
            Ok(made) => {
                let same = before.failure.is_none()
                    && made.files == before.made.files
                    && made.snapshot.built.timeline == before.made.snapshot.built.timeline;
                (Current { made: Arc::new(made), failure: None }, same)
            }
            Err(failure) => {
                let same = before.failure.as_ref() == Some(&failure);
                (Current { failure: Some(failure), ..before }, same)
            }
        };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
        if !same {
            self.version.send_modify(|version| *version += 1);
        }
    }
}

fn build(load: &Load) -> Result<Made, String> {
    let snapshot = load()?;
    let overrides = site::overrides(&snapshot).map_err(|error| error.to_string())?;
    let files = site::make(&snapshot, &overrides).map_err(|error| error.to_string())?;
    let messages = words::messages(&snapshot, &overrides).map_err(|error| error.to_string())?;
    let engine = pages::engine(&messages, &overrides).map_err(|error| error.to_string())?;
    Ok(Made { snapshot, files, messages, engine })
}

/// Serves the project until the process is interrupted. `ready` is told the address.
///
/// # Errors
/// When the project cannot be built the first time, the port is taken, or the system refuses.
pub fn run(
    options: Options,
    load: Box<Load>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let first = build(&*load).map_err(ServeError::Build)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let port = options.port;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|source| ServeError::Port { port, source })?;
        let address = listener.local_addr()?;
        let project = first.snapshot.project.clone();
        let shared = Arc::new(Shared {
            guard: Guard::new(address.port())?,
            options,
            load,
            current: RwLock::new(Current { made: Arc::new(first), failure: None }),
            building: Mutex::new(()),
            version: Sender::new(1),
        });
        let watched = shared.clone();
        let _watcher = watch::watch(&project, move || watched.rebuild())?;
        ready(address);
        tokio::select! {
            served = axum::serve(listener, router(shared)) => Ok(served?),
            interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
        }
    })
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .merge(pages::router())
        .merge(forms::router())
        .route("/_frise/version", get(version))
        .route("/_frise/reload.js", get(|| async { pages::script(pages::RELOAD) }))
        .fallback(get(file))
        .layer(DefaultBodyLimit::max(FORM))
        .layer(middleware::from_fn_with_state(shared.clone(), at_home))
        .with_state(shared)
}

/// Refuses what does not name this host, and puts the headers of safety on every answer.
async fn at_home(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match shared.guard.host(request.headers()) {
        Some(_) => next.run(request).await,
        None => (StatusCode::FORBIDDEN, "403\n").into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[derive(serde::Deserialize)]
struct Since {
    since: Option<u64>,
}

/// The number of the build, as soon as it is not the one that the page knows.
async fn version(State(shared): State<Arc<Shared>>, Query(known): Query<Since>) -> Response {
    let mut news = shared.version.subscribe();
    if let Some(since) = known.since {
        // After a while the page asks again: then it is told the number that it knows.
        let _ = tokio::time::timeout(PATIENCE, news.wait_for(|now| *now != since)).await;
    }
    let now = *news.borrow();
    ([(header::CONTENT_TYPE, "application/json")], now.to_string()).into_response()
}

async fn file(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    match site::find(&shared.current().made.files, request.uri().path()) {
        Found::File(bytes, kind) => {
            ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response()
        }
        Found::Folder(address) => Redirect::temporary(&address).into_response(),
        // Browsers ask for it on their own.
        Found::Missing(_) if request.uri().path() == "/favicon.ico" => {
            StatusCode::NO_CONTENT.into_response()
        }
        Found::Missing(bytes) => {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::NOT_FOUND, kind, Body::from(bytes)).into_response()
        }
    }
}
