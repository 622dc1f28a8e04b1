//! The rules as `frise rules`, `frise explain` and `docs/rules.md` show them.

use super::fr::rules::RULES;
use std::fmt::Write;

/// A rule of the tagger, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleDoc {
    /// `calendar.day-month-year`, as `frise tag` prints it.
    pub name: &'static str,
    /// `calendar`
    pub family: &'static str,
    /// Sentences with what is read as `[words|value]` on 12 November 2024, a Tuesday; those
    /// without a mark are left alone.
    pub examples: &'static [&'static str],
}

/// All rules of the tagger, by family.
pub fn rules() -> Vec<RuleDoc> {
    let mut rules: Vec<RuleDoc> = RULES
        .iter()
        .map(|rule| RuleDoc { name: rule.name, family: rule.family(), examples: rule.examples })
        .collect();
    rules.sort_by_key(|rule| rule.family);
    rules
}

/// The text of `docs/rules.md`.
pub fn rules_markdown() -> String {
    let mut out = String::from(
        "# Rules of the tagger\n\n\
         Made from the rules themselves by `frise rules --format markdown`. Every example is a\n\
         test, read on 12 November 2024, a Tuesday: `[words|value]` is what is found; a sentence\n\
         without brackets is left alone.\n",
    );
    let mut family = "";
    for rule in rules() {
        if rule.family != family {
            family = rule.family;
            let _ = write!(out, "\n## {family}\n");
        }
        let _ = write!(out, "\n### `{}`\n\n", rule.name);
        for example in rule.examples {
            let _ = writeln!(out, "- {}", example.replace('[', "\\["));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_the_page_once() {
        let page = rules_markdown();
        for rule in rules() {
            assert_eq!(page.matches(&format!("### `{}`\n", rule.name)).count(), 1, "{}", rule.name);
        }
        let families: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
        let mut once = families.clone();
        once.dedup();
        assert_eq!(families, once);
    }
}
