//! `log`: what happened to an event, with the commits that brought it.

use super::args::LogArgs;
use super::load::{Loaded, Wanted, load};
use super::{Cli, CliError, Outcome, base, print};
use crate::review::{Decision, EventId, Lock, TimelineEvent};
use std::collections::BTreeMap;
use std::path::Path;

/// How many commits that touch an event are looked at.
const COMMITS: usize = 500;

pub(super) fn run(cli: &Cli, args: &LogArgs) -> Result<Outcome, CliError> {
    let loaded = load(cli, &Wanted { allow_empty: true, ..Wanted::default() })?;
    let lock = &loaded.built.lock;
    let asked = EventId(args.event.clone());
    let event = lock.living(&asked).unwrap_or(&asked);
    let Some(entry) = lock.events.get(event) else {
        let known: Vec<&str> = lock.events.keys().map(|id| id.0.as_str()).collect();
        let near = crate::diag::closest(&args.event, &known);
        let mend = near.map(|id| format!(", did you mean `{id}`?")).unwrap_or_default();
        return Err(CliError::Usage(format!("no event is named `{}`{mend}", args.event)));
    };
    let root = &loaded.project.root;
    let mut lines: Vec<(String, u8, String)> = Vec::new();
    let names: Vec<&EventId> = std::iter::once(event).chain(&entry.aliases).collect();
    for (number, id) in names.iter().enumerate() {
        let Some(known) = lock.events.get(*id) else { continue };
        let commits = commits_of_changes(root, id);
        for (index, change) in known.changes.iter().enumerate() {
            let values = match (&change.from, &change.to) {
                (Some(from), Some(to)) => format!(" {from} -> {to}"),
                (Some(from), None) => format!(" from {from}"),
                (None, Some(to)) => format!(" {to}"),
                (None, None) => String::new(),
            };
            let name = if number == 0 { String::new() } else { format!(" [{}]", id.0) };
            let commit = commit_words(commits.get(&index));
            let line = format!("{}  {}{values}{name}{commit}", change.on, change.what);
            lines.push((change.on.clone(), 0, line));
        }
    }
    for decision in decisions(&loaded, event) {
        let date = decision.date.map(|day| day.to_string()).unwrap_or_default();
        let commit = first_commit(root, &decision.path);
        lines.push((date.clone(), 1, decision_line(decision, &date, commit.as_ref())));
    }
    // Changes come in the order of the lock, and before decisions of their day.
    lines.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let leads = if *event == asked { String::new() } else { format!("{} leads to ", asked.0) };
    let gone = if entry.gone { " (gone)" } else { "" };
    let mut out = format!("{leads}{}  {}{gone}\n", event.0, entry.title);
    for (.., line) in lines {
        out += &line;
        out.push('\n');
    }
    print(&out)?;
    Ok(Outcome::Done)
}

/// The decisions that touch an event, by id.
fn decisions<'a>(loaded: &'a Loaded, id: &EventId) -> Vec<&'a Decision> {
    let timeline = &loaded.built.timeline;
    let event: Option<&TimelineEvent> = timeline.events.iter().find(|event| event.id == *id);
    let touches = |decision: &&Decision| match event {
        Some(event) => event.decisions.contains(&decision.id),
        None => decision.targets.contains(&id.0),
    };
    timeline.decisions.iter().map(|reviewed| &reviewed.decision).filter(touches).collect()
}

fn decision_line(decision: &Decision, date: &str, commit: Option<&String>) -> String {
    let date = if date.is_empty() { "undated   " } else { date };
    let value = decision.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
    let code = decision.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let author = decision.author.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    let reason = decision.reason.lines().next().unwrap_or_default();
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let (id, verb) = (&decision.id, decision.verb.as_str());
    format!("{date}  decision {id} {verb}{value}{code}{author}{reason}{}", commit_words(commit))
}

fn commit_words(commit: Option<&String>) -> String {
    commit.map(|commit| format!(" ({commit})")).unwrap_or_default()
}

/// The commit that brought a file, shortened.
fn first_commit(root: &Path, path: &str) -> Option<String> {
    let args = ["log", "--diff-filter=A", "--format=%h", "-1", "--", path];
    let text = String::from_utf8(base::git(root, &args)?).ok()?;
    text.lines().next().map(str::to_owned)
}

/// The commits whose lock first held each change of an event, by the number of the change.
fn commits_of_changes(root: &Path, id: &EventId) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    let pattern = format!("-G\"{}\"", id.0);
    let args = ["log", "--reverse", "--format=%h", &pattern, "--", "frise.lock"];
    let Some(list) = base::git(root, &args) else { return found };
    for commit in String::from_utf8_lossy(&list).lines().take(COMMITS) {
        let Some(text) = base::git(root, &["show", &format!("{commit}:./frise.lock")]) else {
            continue;
        };
        let lock = Lock::parse(&String::from_utf8_lossy(&text)).unwrap_or_default();
        let changes = lock.events.get(id).map_or(0, |entry| entry.changes.len());
        for index in 0..changes {
            found.entry(index).or_insert_with(|| commit.to_owned());
        }
    }
    found
}
