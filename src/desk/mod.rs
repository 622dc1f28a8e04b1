//! The editor's desk: what the terminal and the pages of `/revue/` show of a timeline, and how
//! both write a decision.
//!
//! Nothing here prints, listens or knows a screen. What an interface writes is a file that a
//! hand could write; it goes through `store` alone.

use crate::pipeline::Built;
use crate::render;
use crate::review::{self, Decision, DraftError, Lock, Request};
use crate::store::{DecisionFile, Project, StoreError};

/// A project as it was read, and what was made of it.
#[derive(Debug)]
pub struct Snapshot {
    /// The project.
    pub project: Project,
    /// The lock that it was made with.
    pub old_lock: Lock,
    /// The timeline.
    pub built: Built,
    /// What pages depend on.
    pub settings: render::Settings,
    /// Pages of prose.
    pub pages: Vec<render::Page>,
    /// Files that could not be read.
    pub unread: Vec<render::Skipped>,
}

impl Snapshot {
    /// What pages are made of.
    pub fn site_input(&self) -> render::SiteInput<'_> {
        render::SiteInput {
            settings: &self.settings,
            timeline: &self.built.timeline,
            articles: &self.built.articles,
            pages: &self.pages,
            lock: &self.built.lock,
            skipped: &self.unread,
        }
    }
}

/// Why a decision was not written.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What was asked for does not fit.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The disk, another writer, or a file that changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bare folder has no place for decisions.
    #[error("decisions need a project: run `frise init` and put the articles in content/articles/")]
    Bare,
}

/// A decision that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The decision, with its id and path.
    pub decision: Decision,
    /// Its file.
    pub file: DecisionFile,
    /// Whether the file is new, not a change of one that was there.
    pub new: bool,
}

/// Checks a request against the timeline and writes its decision: a new file, or in the place
/// of `instead`, which must be as it was seen.
///
/// # Errors
/// When the request does not fit, or the files cannot be written or changed meanwhile.
pub fn decide(
    snapshot: &Snapshot,
    request: &Request,
    instead: Option<&DecisionFile>,
) -> Result<Written, DeskError> {
    if snapshot.project.bare {
        return Err(DeskError::Bare);
    }
    let Built { timeline, articles, lock, .. } = &snapshot.built;
    let old = match instead {
        None => None,
        Some(file) => {
            let mut decisions = timeline.decisions.iter().map(|d| &d.decision);
            let found = decisions.find(|decision| decision.path == file.path);
            Some(found.ok_or_else(|| StoreError::Changed(file.path.clone()))?)
        }
    };
    let old_id = old.map(|decision| decision.id.as_str());
    let mut decision = review::draft(request, timeline, articles, old_id)?;
    let about = title(snapshot, &decision);
    let guard = snapshot.project.guard()?;
    let names: Vec<&str> = decision
        .targets
        .iter()
        .filter(|target| ["e-", "m-", "c-"].iter().any(|prefix| target.starts_with(prefix)))
        .chain(&decision.support)
        .chain(&decision.seen)
        .map(String::as_str)
        .collect();
    guard.know(&names, &snapshot.old_lock, lock)?;
    let (file, new) = match (instead, old) {
        (Some(file), Some(old)) => {
            decision.id.clone_from(&old.id);
            decision.path.clone_from(&old.path);
            (guard.replace(&decision, file)?, false)
        }
        _ => (guard.create(&mut decision, &about)?, true),
    };
    Ok(Written { decision, file, new })
}

/// Deletes the file of a decision, which must be as it was seen.
///
/// # Errors
/// When the file changed, or cannot be deleted.
pub fn undo(project: &Project, file: &DecisionFile) -> Result<(), DeskError> {
    if project.bare {
        return Err(DeskError::Bare);
    }
    Ok(project.guard()?.delete(file)?)
}

/// Words to name the file of a decision after: the title of its event, else its target.
fn title(snapshot: &Snapshot, decision: &Decision) -> String {
    let timeline = &snapshot.built.timeline;
    let Some(target) = decision.targets.first() else { return String::new() };
    let conflict = timeline.conflicts.iter().find(|conflict| conflict.id.0 == *target);
    let by_conflict = conflict.and_then(|c| timeline.events.get(*c.conflict.events.first()?));
    let by_name = timeline.events.iter().find(|event| event.id.0 == *target);
    match by_name.or(by_conflict) {
        Some(event) => event.event.title.clone(),
        None => target.clone(),
    }
}
