//! Decisions before merging: they amend mentions, and become constraints.

use super::{Decision, EventId, Lock, Verb, parse_status};
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::Constraints;
use crate::timex::{Anchor, Inferred, Modifier, Resolution, TimeValue};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the decisions come to before merging.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// What merging must respect.
    pub constraints: Constraints,
    /// Decisions that contradict each other, with the other one. None of them is applied.
    pub contradictions: BTreeMap<String, String>,
}

/// Applies to the articles what decisions say of single mentions: mentions and articles
/// ignored, times corrected, statuses corrected. Decisions in `skip` are passed over.
pub fn amend(
    articles: &mut [AnnotatedArticle],
    decisions: &[Decision],
    lock: &Lock,
    skip: &BTreeSet<String>,
) {
    let mut dates: BTreeMap<&MentionId, &str> = BTreeMap::new();
    let mut statuses = BTreeMap::new();
    let mut ignored_mentions: BTreeSet<&MentionId> = BTreeSet::new();
    let mut ignored_articles: BTreeSet<&str> = BTreeSet::new();
    let ids: Vec<MentionId> = decisions
        .iter()
        .flat_map(|decision| decision.targets.iter().map(|t| MentionId(t.clone())))
        .map(|id| lock.mention(&id).cloned().unwrap_or(id))
        .collect();
    let mut at = ids.iter();
    for decision in decisions {
        for target in &decision.targets {
            let id = at.next().expect("one id was made for every target");
            if skip.contains(&decision.id) {
                continue;
            }
            match (decision.verb, decision.value.as_deref()) {
                (Verb::IgnoreArticle, _) => drop(ignored_articles.insert(target)),
                (Verb::IgnoreMention, _) => drop(ignored_mentions.insert(id)),
                (Verb::SetDate, Some(value)) => drop(dates.insert(id, value)),
                (Verb::Status, Some(value)) => drop(statuses.insert(id, parse_status(value))),
                _ => {}
            }
        }
    }
    for article in articles {
        if ignored_articles.contains(article.article.id.as_str()) {
            article.mentions.clear();
            continue;
        }
        article.mentions.retain(|mention| !ignored_mentions.contains(&mention.id));
        for mention in &mut article.mentions {
            if let Some(Some(status)) = statuses.get(&mention.id) {
                mention.status = *status;
            }
            let (Some(value), Some(index)) = (dates.get(&mention.id), mention.timex) else {
                continue;
            };
            let Some(parsed) = TimeValue::parse_edtf(value) else { continue };
            let timex = &mut article.timexes[index];
            timex.resolution = Resolution::Resolved { value: parsed, anchor: Anchor::Text };
            timex.rule = Cow::Borrowed("decision.set-date");
            timex.modifier = value.ends_with('~').then_some(Modifier::Approx);
            timex.inferred = Inferred::default();
            timex.weekday = None;
        }
    }
}

/// Turns decisions into constraints on merging. Decisions in `skip` are passed over.
pub fn resolve(decisions: &[Decision], lock: &Lock, skip: &BTreeSet<String>) -> Resolved {
    let mut contradictions = same_target_other_value(decisions, lock, skip);
    loop {
        let (constraints, clash) = pairs(decisions, lock, skip, &contradictions);
        match clash {
            Some((a, b)) => {
                contradictions.insert(a.clone(), b.clone());
                contradictions.insert(b, a);
            }
            None => return Resolved { constraints, contradictions },
        }
    }
}

/// Decisions that settle one thing in two ways.
fn same_target_other_value(
    decisions: &[Decision],
    lock: &Lock,
    skip: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let mut first: BTreeMap<(String, &str), &Decision> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for decision in decisions.iter().filter(|d| !skip.contains(&d.id)) {
        let group = match decision.verb {
            Verb::PickDate | Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss => "settle",
            Verb::Pin | Verb::Hide => "show",
            Verb::AnchorArticle | Verb::SetDate | Verb::Status | Verb::Title | Verb::Alias => {
                decision.verb.as_str()
            }
            _ => continue,
        };
        for target in &decision.targets {
            let event = EventId(target.clone());
            let target = lock.living(&event).map_or(target.clone(), |id| id.0.clone());
            // An event may have its date picked and a figure picked: these are two things.
            let kind = match decision.verb {
                Verb::PickValue if target.starts_with("e-") => "value",
                Verb::LeaveOpen | Verb::Dismiss if target.starts_with("e-") => "other",
                _ => group,
            };
            let says = |d: &Decision| (d.verb, d.value.clone());
            match first.get(&(target.clone(), kind)) {
                Some(other) if says(other) != says(decision) => {
                    found.insert(decision.id.clone(), other.id.clone());
                    found.insert(other.id.clone(), decision.id.clone());
                }
                Some(_) => {}
                None => drop(first.insert((target, kind), decision)),
            }
        }
    }
    found
}

/// The constraints, and the first two decisions that cannot both hold.
fn pairs(
    decisions: &[Decision],
    lock: &Lock,
    skip: &BTreeSet<String>,
    contradictions: &BTreeMap<String, String>,
) -> (Constraints, Option<(String, String)>) {
    let mut constraints = Constraints::default();
    let mut by_same = BTreeMap::new();
    let mut by_different = BTreeMap::new();
    let live =
        decisions.iter().filter(|d| !skip.contains(&d.id) && !contradictions.contains_key(&d.id));
    for decision in live {
        match decision.verb {
            Verb::Alias => {
                let value = decision.value.clone().unwrap_or_default();
                for target in &decision.targets {
                    constraints.aliases.insert(target.clone(), value.clone());
                }
            }
            Verb::Merge => {
                let heads: Vec<MentionId> = decision
                    .targets
                    .iter()
                    .filter_map(|target| members(target, lock).into_iter().next())
                    .collect();
                for pair in heads.windows(2) {
                    by_same.insert(ordered(&pair[0], &pair[1]), decision.id.clone());
                }
            }
            Verb::NotSame => {
                let sets: Vec<_> = decision.targets.iter().map(|t| members(t, lock)).collect();
                for (index, a) in sets.iter().enumerate() {
                    for b in &sets[index + 1..] {
                        apart(a, b, &decision.id, &mut by_different);
                    }
                }
            }
            Verb::Split => {
                let out: Vec<MentionId> =
                    decision.support.iter().map(|id| current(id, lock)).collect();
                for pair in out.windows(2) {
                    by_same.insert(ordered(&pair[0], &pair[1]), decision.id.clone());
                }
                for target in &decision.targets {
                    let mut rest = members(target, lock);
                    rest.retain(|id| !out.contains(id));
                    apart(&out, &rest, &decision.id, &mut by_different);
                }
            }
            _ => {}
        }
    }
    let clash = clash(&by_same, &by_different);
    constraints.same = by_same.into_keys().collect();
    constraints.different = by_different.into_keys().collect();
    (constraints, clash)
}

type Pairs = BTreeMap<(MentionId, MentionId), String>;

fn apart(a: &[MentionId], b: &[MentionId], decision: &str, pairs: &mut Pairs) {
    for x in a {
        for y in b.iter().filter(|y| *y != x) {
            pairs.insert(ordered(x, y), decision.to_owned());
        }
    }
}

fn ordered(a: &MentionId, b: &MentionId) -> (MentionId, MentionId) {
    if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
}

fn current(id: &str, lock: &Lock) -> MentionId {
    let id = MentionId(id.to_owned());
    lock.mention(&id).cloned().unwrap_or(id)
}

/// The mentions that a target stands for, the founding one first: itself, or those that the
/// lock remembers of an event.
fn members(target: &str, lock: &Lock) -> Vec<MentionId> {
    if target.starts_with("m-") {
        return vec![current(target, lock)];
    }
    let Some(entry) = lock.events.get(&EventId(target.to_owned())) else { return Vec::new() };
    let mut found = vec![current(&entry.founding.0, lock)];
    found.extend(entry.mentions.iter().filter(|id| **id != entry.founding).cloned());
    found
}

/// A pair that must be apart inside a group that must be together.
fn clash(same: &Pairs, different: &Pairs) -> Option<(String, String)> {
    let mut group: BTreeMap<&MentionId, &MentionId> = BTreeMap::new();
    fn root<'a>(
        group: &BTreeMap<&'a MentionId, &'a MentionId>,
        id: &'a MentionId,
    ) -> &'a MentionId {
        let mut at = id;
        while let Some(next) = group.get(at) {
            at = next;
        }
        at
    }
    for (a, b) in same.keys() {
        let (a, b) = (root(&group, a), root(&group, b));
        if a != b {
            group.insert(a.max(b), a.min(b));
        }
    }
    for ((a, b), apart) in different {
        if root(&group, a) == root(&group, b) {
            let together = same
                .iter()
                .find(|((x, _), id)| root(&group, x) == root(&group, a) && *id != apart)
                .map(|(_, id)| id)?;
            return Some((apart.clone(), together.clone()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(id: &str, front: &str) -> Decision {
        Decision::parse(&format!("{id}-x.md"), &format!("+++\n{front}\n+++\nParce que.\n")).unwrap()
    }

    #[test]
    fn two_decisions_that_cannot_both_hold_are_both_set_aside() {
        let lock = Lock::default();
        let none = BTreeSet::new();
        let cases: [(&[&str], usize); 5] = [
            (&["verb='merge'\ntarget=['m-1','m-2']", "verb='not-same'\ntarget=['m-2','m-1']"], 2),
            (&["verb='merge'\ntarget=['m-1','m-2']", "verb='not-same'\ntarget=['m-2','m-3']"], 0),
            (
                &[
                    "verb='merge'\ntarget=['m-1','m-2']",
                    "verb='merge'\ntarget=['m-2','m-3']",
                    "verb='not-same'\ntarget=['m-1','m-3']",
                ],
                2,
            ),
            (
                &[
                    "verb='pick-date'\ntarget='e-1'\nvalue='2024-11-09'",
                    "verb='pick-date'\ntarget='e-1'\nvalue='2024-11-11'",
                ],
                2,
            ),
            (&["verb='pin'\ntarget='e-1'", "verb='title'\ntarget='e-1'\nvalue='T'"], 0),
        ];
        for (fronts, expected) in cases {
            let decisions: Vec<Decision> =
                (1..).zip(fronts).map(|(n, front)| decision(&format!("{n:04}"), front)).collect();
            let resolved = resolve(&decisions, &lock, &none);
            assert_eq!(resolved.contradictions.len(), expected, "{fronts:?}");
        }
    }
}
