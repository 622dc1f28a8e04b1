//! What the rules found in these articles: the part of the page of the method that is made.

use super::kit::Kit;
use super::view::{Method, RuleRow};
use crate::timex;
use std::collections::BTreeMap;

/// The rules that read or joined something here, the busiest first.
pub(crate) fn method(kit: Kit<'_>) -> Method {
    let model = kit.model;
    let mut read: BTreeMap<&str, usize> = BTreeMap::new();
    for timex in model.articles.iter().flat_map(|annotated| &annotated.timexes) {
        *read.entry(&timex.rule).or_default() += 1;
    }
    let examples: BTreeMap<&str, &str> = timex::rules()
        .into_iter()
        .filter_map(|rule| Some((rule.name, *rule.examples.iter().find(|e| e.contains('['))?)))
        .collect();
    let mut joined: BTreeMap<&str, usize> = BTreeMap::new();
    for link in model.events.iter().flat_map(|event| &event.event.links) {
        *joined.entry(&link.rule).or_default() += 1;
    }
    let example = |rule: &str| examples.get(rule).map(|example| marked(example));
    let about = |rule: &str| {
        let key = rule.replace('.', "-");
        kit.messages.raw(&format!("rule.{key}")).map(str::to_owned)
    };
    let timexes = read.values().sum::<usize>();
    Method {
        facts: vec![
            format!("frise {}", env!("CARGO_PKG_VERSION")),
            kit.messages.count("count.articles-read", model.articles.len()),
            kit.messages.count("count.expressions", timexes),
            kit.messages.count("count.events", model.events.len()),
        ],
        reading: rows(kit, read, &example),
        joining: rows(kit, joined, &about),
    }
}

fn rows(
    kit: Kit<'_>,
    counts: BTreeMap<&str, usize>,
    about: &dyn Fn(&str) -> Option<String>,
) -> Vec<RuleRow> {
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, n)| (std::cmp::Reverse(*n), *rule));
    let row = |(rule, n): (&str, usize)| RuleRow {
        rule: rule.to_owned(),
        about: about(rule).unwrap_or_default(),
        count: kit.messages.number(n as i64),
    };
    counts.into_iter().map(row).collect()
}

/// An example of the tagger as readers know it: « le 3 mai (2024-05-03) » for
/// `[le 3 mai|2024-05-03]`.
fn marked(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let Some((inside, tail)) = after.split_once(']') else { break };
        let (words, value) = inside.rsplit_once('|').unwrap_or((inside, ""));
        out.push_str(&format!("[{words}]"));
        if !value.is_empty() {
            out.push_str(&format!(" → {value}"));
        }
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{files, story};

    #[test]
    fn the_page_of_the_method_counts_the_rules_that_were_used() {
        let files = files(&story());
        let page = &files["methode/index.html"];
        let rule = "<code>calendar.weekday-day-month-year</code>";
        assert!(page.contains(rule), "{page}");
        assert!(page.contains(concat!("frise ", env!("CARGO_PKG_VERSION"))), "{page}");
    }

    #[test]
    fn every_rule_that_joins_has_words() {
        for language in ["fr", "en"] {
            let messages = crate::render::Messages::built_in(language);
            let joins = crate::merge::RULES.iter().filter(|rule| !rule.id.starts_with("merge.v"));
            for rule in joins {
                let key = format!("rule.{}", rule.id.replace('.', "-"));
                assert!(messages.raw(&key).is_some(), "{language}: {key}");
            }
        }
    }
}
