//! The state that a build is compared with: a lock file, or the lock of a git revision.

use super::CliError;
use crate::review::Lock;
use crate::store::{self, Project};
use std::path::Path;
use std::process::{Command, Stdio};

/// The lock named on the command line: a file where there is one of that name, else a revision
/// of the project's repository. An empty file, and a revision without a lock, are an empty
/// base.
pub(super) fn read(name: &str, project: Option<&Project>) -> Result<Lock, CliError> {
    let path = Path::new(name);
    if path.exists() && !path.is_dir() {
        return Ok(store::read_lock(path)?);
    }
    let usage = |reason: String| Err(CliError::Usage(reason));
    let Some(project) = project.filter(|project| !project.bare) else {
        return usage(format!(
            "there is no lock file {name}, and without a project no git revision either"
        ));
    };
    // A name that starts with a dash would be an option of git.
    let commit = format!("{name}^{{commit}}");
    if name.starts_with('-')
        || git(&project.root, &["rev-parse", "--verify", "--quiet", &commit]).is_none()
    {
        return usage(format!(
            "`{name}` is neither a lock file nor a revision of this repository; in CI, fetch the base branch first"
        ));
    }
    // `./` makes git read the path from the folder of the project.
    let Some(bytes) = git(&project.root, &["show", &format!("{name}:./frise.lock")]) else {
        anstream::eprintln!("{name} has no frise.lock: everything is new");
        return Ok(Lock::default());
    };
    Lock::parse(&String::from_utf8_lossy(&bytes))
        .map_err(|error| CliError::Usage(format!("{name}:frise.lock:{error}")))
}

/// What git prints, where it succeeds.
pub(super) fn git(dir: &Path, args: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}
