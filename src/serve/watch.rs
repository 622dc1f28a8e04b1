//! Tells when the files of a project change.

use crate::store::Project;
use notify_debouncer_full::notify::{self, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long files must be still before a build.
const STILL: Duration = Duration::from_millis(150);

/// Watches until it is dropped.
pub(super) type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

/// Calls `changed` whenever an input of `project` changed.
///
/// # Errors
/// When the system cannot watch the folder.
pub(super) fn watch(
    project: &Project,
    changed: impl Fn() + Send + 'static,
) -> Result<Watcher, notify::Error> {
    let root = project.root.canonicalize().unwrap_or_else(|_| project.root.clone());
    let bare = project.bare;
    let top = root.clone();
    let mut watcher = new_debouncer(STILL, None, move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        let relevant = |path: &PathBuf| bare || is_input(&top, path);
        let hit = events.iter().any(|event| {
            !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(relevant)
        });
        if hit {
            changed();
        }
    })?;
    if bare {
        watcher.watch(project.articles_folder(), RecursiveMode::Recursive)?;
        return Ok(watcher);
    }
    // The top folder alone: `target/`, `.git/` and the site may be large.
    watcher.watch(&root, RecursiveMode::NonRecursive)?;
    for folder in ["content", "templates"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}

/// Whether a path is one that a build reads.
fn is_input(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return false };
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy());
    matches!(first.as_deref(), Some("content" | "templates" | "frise.toml" | "frise.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inputs_count() {
        let root = Path::new("/p");
        for (path, expected) in [
            ("/p/content/articles/a.md", true),
            ("/p/frise.toml", true),
            ("/p/templates/home.html", true),
            ("/p/site/index.html", false),
            ("/p/.frise/new/x", false),
            ("/p", false),
            ("/q/content/a.md", false),
        ] {
            assert_eq!(is_input(root, Path::new(path)), expected, "{path}");
        }
    }
}
