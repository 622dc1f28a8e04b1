//! The published demo in a real browser: builds the project at the root and runs
//! `tests/browser/check.mjs` on it. What cannot run here (no browser, no node) is said by name.
#![expect(clippy::disallowed_methods, reason = "these tests build a site and look at it")]

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    let suites: [(&str, Suite); 2] =
        [("the demo in a browser", results), ("the review pages in a browser", review)];
    for (suite, run) in suites {
        match missing() {
            // On a build server a browser is part of the deal.
            Some(what) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
                trials.push(Trial::test(suite, move || Err(Failed::from(what))));
            }
            Some(what) => {
                let name = format!("{suite}: not run, {what}");
                trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
            }
            None if arguments.list => trials.push(Trial::test(suite, || Ok(()))),
            None => match run() {
                Ok(results) => trials.extend(results.into_iter().map(trial)),
                Err(reason) => trials.push(Trial::test(suite, || Err(Failed::from(reason)))),
            },
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// What these tests want and this machine has not.
fn missing() -> Option<&'static str> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runs = |program: &str, flag: &str| {
        let mut run = Command::new(program);
        run.arg(flag)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    let browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let named = std::env::var_os("CHROMIUM").is_some();
    if !runs("node", "--version") {
        return Some("no node");
    }
    if !root.join("tests/browser/node_modules/playwright-core").is_dir() {
        return Some("run `npm ci --ignore-scripts` in tests/browser");
    }
    if !named && !browsers.iter().any(|path| Path::new(path).exists()) {
        return Some("no chromium; install it or name it in CHROMIUM");
    }
    (!runs("java", "-version")).then_some("no java, which the checker of HTML wants")
}

/// One suite of checks.
type Suite = fn() -> Results;

/// What the checks of a suite printed, or why they could not run.
type Results = Result<Vec<serde_json::Value>, String>;

/// A copy of the demo, so that the project stays as it is.
fn demo(project: &Path) -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "templates"] {
        copy(&root.join(part), &project.join(part))?;
    }
    std::fs::copy(root.join("frise.toml"), project.join("frise.toml")).map(drop)
}

/// Serves the demo and lets a browser decide.
fn review() -> Results {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let project = folder.path().join("project");
    demo(&project).map_err(|error| error.to_string())?;
    checks("review.mjs", &[Path::new(env!("CARGO_BIN_EXE_frise")), &project])
}

/// Runs a script of checks, which prints a line of JSON for each.
fn checks(script: &str, arguments: &[&Path]) -> Results {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checked = Command::new("node")
        .arg(root.join("tests/browser").join(script))
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    let lines = String::from_utf8_lossy(&checked.stdout);
    let results: Result<Vec<_>, _> = lines.lines().map(serde_json::from_str).collect();
    match results {
        Ok(results) if !results.is_empty() => Ok(results),
        _ => Err(format!("{lines}{}", String::from_utf8_lossy(&checked.stderr))),
    }
}

/// Builds the demo and looks at its pages.
fn results() -> Results {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let site = folder.path().join("site");
    let project = folder.path().join("project");
    demo(&project).map_err(|error| error.to_string())?;
    let built = Command::new(env!("CARGO_BIN_EXE_frise"))
        .arg("build")
        .arg(&project)
        .arg("--out")
        .arg(&site)
        .stdout(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into_owned());
    }
    let mut all = checks("check.mjs", &[&site])?;
    all.extend(checks("data.mjs", &[&site])?);
    Ok(all)
}

fn trial(result: serde_json::Value) -> Trial {
    let name = result["name"].as_str().unwrap_or("a check").to_owned();
    Trial::test(name, move || {
        if result["ok"] == true { Ok(()) } else { Err(format!("{:#}", result["problems"]).into()) }
    })
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
