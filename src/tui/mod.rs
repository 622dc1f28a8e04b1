//! `frise review`: one conflict per screen, in the terminal.
//!
//! It works over ssh, in any size, and writes each decision at once, through `store`.

mod app;
mod draw;
#[cfg(test)]
mod tests;

use crate::desk::queue::{self, Filter};
use crate::desk::{self, Snapshot, words};
use crate::render::{Kit, Model};
use crate::timex::Day;
use app::{Act, App};
use draw::draw;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use std::io;
use std::process::{Command, Stdio};

/// What of the queue is asked for, and who decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// A kind: `date`, `figure`, `article` …
    pub kind: Option<String>,
    /// A state, or `all`; by default what waits.
    pub state: Option<String>,
    /// Only what the lock does not know.
    pub new: bool,
    /// Who signs decisions.
    pub author: Option<String>,
    /// The date of decisions.
    pub date: Day,
}

impl Options {
    fn filter(&self) -> Filter {
        Filter {
            kind: self.kind.clone(),
            state: self.state.clone(),
            new: self.new,
            ..Filter::default()
        }
    }
}

/// Why the screen ended.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The terminal.
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The project cannot be built any more.
    #[error("{0}")]
    Build(String),
}

/// The queue as lines of a plain table: id, kind, severity, state, sources, newness, title.
pub fn table(snapshot: &Snapshot, options: &Options) -> Vec<[String; 7]> {
    let messages = words::built_in(&snapshot.settings.language);
    let model = Model::new(&snapshot.site_input());
    let kit = Kit { model: &model, messages: &messages };
    let filter = options.filter();
    queue::queue(snapshot, &kit)
        .into_iter()
        .filter(|item| filter.wants(item))
        .map(|item| {
            let new = if item.new { "new" } else { "" }.to_owned();
            let title = format!("{} – {}", item.title, item.message);
            let origins = item.origins.to_string();
            [item.id, item.kind, item.severity, item.state, origins, new, title]
        })
        .collect()
}

/// Runs the screen until the editor leaves it.
///
/// # Errors
/// When there is no terminal, or the project cannot be built.
pub fn run(load: &dyn Fn() -> Result<Snapshot, String>, options: &Options) -> Result<(), TuiError> {
    let snapshot = load().map_err(TuiError::Build)?;
    let mut app = App::new(snapshot, options.filter(), options.author.clone(), options.date);
    let mut terminal = ratatui::try_init()?;
    let ended = (|| {
        loop {
            terminal.draw(|frame| draw(frame, &app))?;
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => match app.press(key) {
                    Some(Act::Quit) => return Ok(()),
                    Some(act) => perform(&mut app, act, load),
                    None => {}
                },
                // A resize is drawn anew.
                _ => {}
            }
        }
    })();
    ratatui::try_restore()?;
    ended
}

/// Does what a key asked for, and builds anew after a write.
fn perform(app: &mut App, act: Act, load: &dyn Fn() -> Result<Snapshot, String>) {
    let done = match act {
        Act::Quit => return,
        Act::Open(address) => {
            open(&address);
            app.status = address;
            return;
        }
        Act::Decide(request, instead) => {
            let written = desk::decide(&app.snapshot, &request, instead.as_ref());
            written.map(|written| app.written(written.file, written.new))
        }
        Act::Undo(file) => desk::undo(&app.snapshot.project, &file).map(|()| app.undone(&file)),
    };
    match done.map(|()| load()) {
        Ok(Ok(snapshot)) => app.refresh(snapshot),
        Ok(Err(failure)) => app.status = failure,
        Err(error) => app.status = words::refusal(&app.messages, &error),
    }
}

/// Shows an address in the browser of this machine, where it has one. Only addresses of pages
/// are passed on; over ssh the address on the screen has to do.
fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let web = address.starts_with("https://") || address.starts_with("http://");
    if web && !cfg!(windows) {
        let silent = || Stdio::null();
        let started = Command::new(opener)
            .arg(address)
            .stdin(silent())
            .stdout(silent())
            .stderr(silent())
            .spawn();
        // The address is shown in any case.
        drop(started);
    }
}
