//! `explain`, `rules` and `schema`.

use super::args::{ExplainArgs, RulesArgs, RulesFormat, SchemaArgs, SchemaName};
use super::load::{Loaded, Wanted, load};
use super::{Cli, CliError, Outcome, print};
use crate::diag::{CATALOGUE, RuleId, closest};
use crate::mention::MentionId;
use crate::merge::{self, RULES};
use crate::render;
use crate::review::TimelineEvent;
use crate::timex;
use std::fmt::Write as _;

pub(super) fn explain(cli: &Cli, args: &ExplainArgs) -> Result<Outcome, CliError> {
    let of_timeline = |name: &str| ["e-", "c-", "m-"].iter().any(|start| name.starts_with(start));
    let loaded = match args.names.iter().any(|name| of_timeline(name)) {
        true => Some(load(cli, &Wanted::default())?),
        false => None,
    };
    let mut out = String::new();
    let pair = match &args.names[..] {
        [a, b] if a.starts_with("m-") && b.starts_with("m-") => Some((a, b)),
        _ => None,
    };
    if let (Some(loaded), Some((a, b))) = (&loaded, pair) {
        together(loaded, a, b, &mut out)?;
    } else {
        for name in &args.names {
            let known = match &loaded {
                Some(loaded) if name.starts_with("e-") => event(loaded, name, &mut out),
                Some(loaded) if name.starts_with("c-") => conflict(loaded, name, &mut out),
                Some(loaded) if name.starts_with("m-") => mention(loaded, name, &mut out),
                _ => rule(name, &mut out),
            };
            if !known {
                return Err(unknown(name));
            }
        }
    }
    print(&out)?;
    Ok(Outcome::Done)
}

fn unknown(name: &str) -> CliError {
    let rules = timex::rules();
    let names: Vec<&str> = CATALOGUE
        .iter()
        .map(|rule| rule.id)
        .chain(RULES.iter().map(|rule| rule.id))
        .chain(rules.iter().map(|rule| rule.name))
        .collect();
    let mend = closest(name, &names).map(|near| format!(", did you mean `{near}`?"));
    let mend = mend
        .unwrap_or_else(|| "; `frise rules` lists the rules, site/timeline.json the ids".into());
    CliError::Usage(format!("nothing is named `{name}`{mend}"))
}

/// A rule of the tagger, of merging, or of findings.
fn rule(name: &str, out: &mut String) -> bool {
    if let Some(rule) = RuleId::find(name) {
        let info = rule.info();
        let _ = writeln!(out, "{} ({}), {} by default", info.id, info.name, info.severity);
        let _ = writeln!(out, "  {}", info.about);
        if !info.hint.is_empty() {
            let _ = writeln!(out, "  mend: {}", info.hint);
        }
        return true;
    }
    if let Some(rule) = RULES.iter().find(|rule| rule.id == name) {
        let _ = writeln!(out, "{}\n  {}", rule.id, rule.about);
        let config = serde_json::to_value(merge::MergeConfig::default()).unwrap_or_default();
        for name in rule.thresholds {
            let _ = writeln!(out, "  {name} = {}", config[name]);
        }
        return true;
    }
    match timex::rules().iter().find(|rule| rule.name == name) {
        Some(rule) => {
            let _ = writeln!(out, "{}", rule.name);
            for example in rule.examples {
                let _ = writeln!(out, "  {example}");
            }
            true
        }
        None => false,
    }
}

/// An event, its mentions and the links that hold it together.
fn event(loaded: &Loaded, name: &str, out: &mut String) -> bool {
    let timeline = &loaded.built.timeline;
    let is_it = |event: &&TimelineEvent| {
        event.id.0 == name || event.aliases.iter().any(|alias| alias.0 == name)
    };
    let Some(event) = timeline.events.iter().find(is_it) else {
        let tombstone = timeline.tombstones.iter().find(|tombstone| tombstone.id.0 == name);
        if let Some(gone) = tombstone {
            let _ = writeln!(out, "{name}: {}\n  its last mention is gone", gone.title);
        }
        return tombstone.is_some();
    };
    let found = &event.event;
    let date = found.date.value.as_deref().unwrap_or("no date");
    let _ = writeln!(out, "{}: {}", event.id.0, found.title);
    let _ = writeln!(
        out,
        "  {date}, {} articles, {} independent origins",
        found.articles, found.origins
    );
    for id in &found.mentions {
        mention(loaded, &id.0, out);
    }
    for link in &found.links {
        let _ = writeln!(
            out,
            "  {} + {}: {} ({}), {}",
            link.a.0, link.b.0, link.rule, link.score, link.why
        );
    }
    for id in &event.conflicts {
        conflict(loaded, &id.0, out);
    }
    for id in &event.decisions {
        let _ = writeln!(out, "  decision {id}");
    }
    true
}

/// What a mention says, and what frise read in it.
fn mention(loaded: &Loaded, name: &str, out: &mut String) -> bool {
    let Some(place) = loaded.built.timeline.mentions.get(&MentionId(name.to_owned())) else {
        return false;
    };
    let article = &loaded.built.articles[place.article];
    let mention = &article.mentions[place.mention];
    let quote: Vec<&str> = mention.span.slice(&article.article.text).split_whitespace().collect();
    let _ = writeln!(out, "  {name} {}: « {} »", article.article.path, quote.join(" "));
    if let Some(timex) = mention.timex.map(|index| &article.timexes[index]) {
        let value = timex.timex3().unwrap_or_else(|| "no value".to_owned());
        let words = timex.span.slice(&article.article.text);
        let _ = writeln!(out, "    « {words} » = {value}, by {}", timex.rule);
    }
    let status = serde_json::to_string(&mention.status).unwrap_or_default();
    let _ = write!(out, "    {}", status.trim_matches('"'));
    if let Some(speaker) = &mention.speaker {
        let _ = write!(out, ", says {speaker}");
    }
    if let Some(trigger) = &mention.trigger {
        let _ = write!(out, ", {trigger}");
    }
    out.push('\n');
    true
}

/// A conflict, its sides and what was tried to explain it away.
fn conflict(loaded: &Loaded, name: &str, out: &mut String) -> bool {
    let Some(finding) = loaded.findings.iter().find(|f| f.conflict.as_deref() == Some(name)) else {
        return false;
    };
    let conflicts = &loaded.built.timeline.conflicts;
    let Some(found) = conflicts.iter().find(|conflict| conflict.id.0 == name) else { return false };
    let _ = writeln!(out, "  {name}: {} {}", finding.rule, finding.message);
    for side in &found.conflict.sides {
        let mentions: Vec<&str> = side.mentions.iter().map(|id| id.0.as_str()).collect();
        let _ = writeln!(out, "    {} ({}): {}", side.value, side.origins, mentions.join(", "));
    }
    if !found.conflict.tried.is_empty() {
        let _ = writeln!(out, "    tried: {}", found.conflict.tried.join(", "));
    }
    true
}

/// Why two mentions are one event, or the first rule that keeps them apart.
fn together(loaded: &Loaded, a: &str, b: &str, out: &mut String) -> Result<(), CliError> {
    let built = &loaded.built;
    let ids = (MentionId(a.to_owned()), MentionId(b.to_owned()));
    for name in [a, b] {
        if !mention(loaded, name, out) {
            return Err(unknown(name));
        }
    }
    let config = merge::MergeConfig::default();
    let constraints = merge::Constraints::default();
    if let Some(why) = merge::why(&built.articles, &constraints, &config, &ids.0, &ids.1) {
        let rule = RULES.iter().find(|rule| rule.id == why.verdict.rule());
        let about = rule.map_or("", |rule| rule.about);
        let _ = writeln!(out, "{}: {about}\n  {}", why.verdict.rule(), why.line);
    }
    let event = |id: &MentionId| built.timeline.mentions[id].event;
    let verdict = match (event(&ids.0), event(&ids.1)) {
        (Some(x), Some(y)) if x == y => format!("one event: {}", built.timeline.events[x].id.0),
        _ => "two events".to_owned(),
    };
    let _ = writeln!(out, "{verdict}");
    Ok(())
}

pub(super) fn rules(args: &RulesArgs) -> Result<Outcome, CliError> {
    if args.format == RulesFormat::Markdown {
        print(&timex::rules_markdown())?;
        return Ok(Outcome::Done);
    }
    let mut out = String::new();
    for rule in timex::rules() {
        let example = rule.examples.first().copied().unwrap_or_default();
        let _ = writeln!(out, "{}\t{example}", rule.name);
    }
    for rule in RULES {
        let _ = writeln!(out, "{}\t{}", rule.id, rule.about);
    }
    for rule in CATALOGUE {
        let _ = writeln!(out, "{}\t{}\t{}", rule.id, rule.severity, rule.about);
    }
    print(&out)?;
    Ok(Outcome::Done)
}

pub(super) fn schema(args: &SchemaArgs) -> Result<Outcome, CliError> {
    let schema = match args.name {
        SchemaName::Timeline => render::export::timeline_schema(),
        SchemaName::Views => {
            let views = render::view_schemas().into_iter();
            serde_json::Value::Object(views.map(|(name, view)| (name.to_owned(), view)).collect())
        }
    };
    let text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
    print(&format!("{text}\n"))?;
    Ok(Outcome::Done)
}
