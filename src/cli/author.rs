//! Who decides, where nobody says: the user of git.

use std::path::Path;
use std::process::Command;

/// The `user.name` of git in this folder, if there is one.
pub(super) fn of(dir: &Path) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(dir).args(["config", "user.name"]).output();
    let output = output.ok().filter(|output| output.status.success())?;
    let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!name.is_empty()).then_some(name)
}
