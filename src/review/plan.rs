//! Decisions before merging: they amend mentions, and become constraints.

use super::{Decision, EventId, Lock, LockMention, Names, Verb, parse_status};
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::Constraints;
use crate::text::ArticleId;
use crate::timex::{Anchor, Day, Inferred, Modifier, Resolution, TimeValue};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the decisions come to before merging.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What merging must respect.
    pub constraints: Constraints,
    /// Decisions that contradict each other, with the other one. None of them is applied.
    pub contradictions: BTreeMap<String, String>,
    /// Articles that an editor withdrew.
    pub(super) withdrawn: BTreeSet<ArticleId>,
    /// Mentions that an editor left out, for the lock to remember.
    pub(super) ignored: BTreeMap<MentionId, LockMention>,
    /// Decisions that found nothing to amend: their target is gone.
    pub(super) idle: BTreeMap<String, String>,
    pub(super) names: Names,
}

/// The days that editors gave articles, by article id. Decisions that contradict each other,
/// or that ended before `today`, give none.
pub fn anchors(decisions: &[Decision], today: Option<Day>) -> BTreeMap<String, Day> {
    let mut days: BTreeMap<String, BTreeSet<Day>> = BTreeMap::new();
    for decision in decisions.iter().filter(|d| d.verb == Verb::AnchorArticle) {
        let over = decision.expires.zip(today).is_some_and(|(end, today)| end < today);
        let Some(day) = decision.value.as_deref().and_then(Day::parse).filter(|_| !over) else {
            continue;
        };
        for target in &decision.targets {
            days.entry(target.clone()).or_default().insert(day);
        }
    }
    let one = |(id, days): (String, BTreeSet<Day>)| {
        let day = *days.first()?;
        (days.len() == 1).then_some((id, day))
    };
    days.into_iter().filter_map(one).collect()
}

/// Finds what decisions ask of merging, and applies to the articles what they say of single
/// mentions: mentions and articles ignored, times and statuses corrected. Decisions that are
/// over by `today` are passed over.
pub fn plan(
    articles: &mut [AnnotatedArticle],
    decisions: &[Decision],
    lock: &Lock,
    today: Option<Day>,
) -> Plan {
    let names = Names::of(articles, decisions, lock);
    let over = |d: &&Decision| d.expires.zip(today).is_none_or(|(end, now)| end >= now);
    let live: Vec<&Decision> = decisions.iter().filter(over).collect();
    let remembered = Remembered { lock, names: &names };
    let mut contradictions = other_value(&live, &remembered);
    let constraints = loop {
        let (constraints, clash) = pairs(&live, &remembered, &contradictions);
        match clash {
            Some((a, b)) => {
                contradictions.insert(a.clone(), b.clone());
                contradictions.insert(b, a);
            }
            None => break constraints,
        }
    };
    let live: Vec<&Decision> =
        live.into_iter().filter(|d| !contradictions.contains_key(&d.id)).collect();
    let mut plan = Plan { constraints, contradictions, names, ..Plan::default() };
    amend(&mut plan, articles, &live);
    plan
}

/// Applies to the articles what decisions say of single mentions.
fn amend(plan: &mut Plan, articles: &mut [AnnotatedArticle], decisions: &[&Decision]) {
    let mut dates: BTreeMap<MentionId, (&str, &TimeValue)> = BTreeMap::new();
    let mut statuses = BTreeMap::new();
    let mut ignored_mentions: BTreeSet<MentionId> = BTreeSet::new();
    let mut ignored_articles: BTreeSet<&str> = BTreeSet::new();
    let values: Vec<Option<TimeValue>> =
        decisions.iter().map(|d| TimeValue::parse_edtf(d.value.as_deref()?)).collect();
    for (decision, parsed) in decisions.iter().zip(&values) {
        for target in &decision.targets {
            let current = plan.names.current(target).cloned();
            match (decision.verb, current) {
                (Verb::IgnoreArticle, _) => drop(ignored_articles.insert(target)),
                (Verb::IgnoreMention | Verb::SetDate | Verb::Status, None) => {
                    plan.idle.insert(decision.id.clone(), target.clone());
                }
                (Verb::IgnoreMention, Some(id)) => drop(ignored_mentions.insert(id)),
                (Verb::SetDate, Some(id)) => {
                    let text = decision.value.as_deref().unwrap_or_default();
                    dates.extend(parsed.as_ref().map(|value| (id, (text, value))));
                }
                (Verb::Status, Some(id)) => {
                    statuses
                        .extend(decision.value.as_deref().and_then(parse_status).map(|s| (id, s)));
                }
                _ => {}
            }
        }
    }
    for article in articles {
        if ignored_articles.contains(article.article.id.as_str()) {
            // Its sentences go, its trace stays.
            plan.withdrawn.insert(article.article.id.clone());
            article.mentions.clear();
            article.timexes.clear();
            article.article.blocks.clear();
            article.article.sentences.clear();
            continue;
        }
        for mention in &mut article.mentions {
            if let Some(status) = statuses.get(&mention.id) {
                mention.status = *status;
            }
            let (Some((text, value)), Some(index)) = (dates.get(&mention.id), mention.timex) else {
                continue;
            };
            let timex = &mut article.timexes[index];
            let value = **value;
            timex.resolution = Resolution::Resolved { value, anchor: Anchor::Text };
            timex.rule = Cow::Borrowed("decision.set-date");
            timex.modifier = text.ends_with('~').then_some(Modifier::Approx);
            timex.inferred = Inferred::default();
            timex.weekday = None;
        }
        for mention in article.mentions.iter().filter(|m| ignored_mentions.contains(&m.id)) {
            plan.ignored.insert(mention.id.clone(), LockMention::of(article, mention));
        }
        article.mentions.retain(|mention| !ignored_mentions.contains(&mention.id));
    }
}

/// Decisions that say two things of one mention, article or name.
fn other_value(decisions: &[&Decision], remembered: &Remembered<'_>) -> BTreeMap<String, String> {
    let mut first: BTreeMap<(String, Verb), &Decision> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for decision in decisions {
        let one = matches!(
            decision.verb,
            Verb::AnchorArticle | Verb::SetDate | Verb::Status | Verb::Alias
        );
        for target in decision.targets.iter().filter(|_| one) {
            let name = remembered.names.current(target).map_or(target, |id| &id.0).clone();
            match first.get(&(name.clone(), decision.verb)) {
                Some(other) if other.value != decision.value => {
                    found.insert(decision.id.clone(), other.id.clone());
                    found.insert(other.id.clone(), decision.id.clone());
                }
                Some(_) => {}
                None => drop(first.insert((name, decision.verb), decision)),
            }
        }
    }
    found
}

/// The constraints, and the first two decisions that cannot both hold.
fn pairs(
    decisions: &[&Decision],
    remembered: &Remembered<'_>,
    contradictions: &BTreeMap<String, String>,
) -> (Constraints, Option<(String, String)>) {
    let mut aliases: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut by_same = BTreeMap::new();
    let mut by_different = BTreeMap::new();
    let mut seen_together: Vec<(MentionId, MentionId)> = Vec::new();
    for decision in decisions.iter().filter(|d| !contradictions.contains_key(&d.id)) {
        match decision.verb {
            Verb::Alias => {
                let value = decision.value.as_deref().unwrap_or_default();
                for target in decision.targets.iter().filter(|target| *target != value) {
                    aliases.insert(target, (value, &decision.id));
                }
            }
            Verb::Merge => {
                let heads: Vec<MentionId> =
                    decision.targets.iter().flat_map(|t| remembered.heads(t)).collect();
                for pair in heads.windows(2).filter(|pair| pair[0] != pair[1]) {
                    by_same.insert(ordered(&pair[0], &pair[1]), decision.id.clone());
                }
                let seen = decision.seen.iter().filter_map(|id| remembered.names.current(id));
                if let Some(head) = heads.first() {
                    seen_together.extend(seen.map(|id| ordered(head, id)));
                }
            }
            Verb::NotSame => {
                let sets = remembered.apart(&decision.targets);
                for (index, a) in sets.iter().enumerate() {
                    for b in &sets[index + 1..] {
                        apart(a, b, &decision.id, &mut by_different);
                    }
                }
            }
            Verb::Split => {
                let out: BTreeSet<MentionId> = decision
                    .support
                    .iter()
                    .filter_map(|id| remembered.names.current(id).cloned())
                    .collect();
                let list: Vec<&MentionId> = out.iter().collect();
                for pair in list.windows(2) {
                    by_same.insert(ordered(pair[0], pair[1]), decision.id.clone());
                }
                let mut rest = remembered.rest(decision);
                rest.retain(|id| !out.contains(id));
                apart(&out, &rest, &decision.id, &mut by_different);
            }
            _ => {}
        }
    }
    let (aliases, loops) = whole_aliases(&aliases);
    let clash = loops.or_else(|| clash(&by_same, &by_different));
    // What the editor saw in the two events comes along, unless another decision takes it out.
    let taken_out: BTreeSet<&MentionId> = by_different.keys().flat_map(|(a, b)| [a, b]).collect();
    seen_together.retain(|(a, b)| a != b && !taken_out.contains(a) && !taken_out.contains(b));
    let same = by_same.into_keys().chain(seen_together).collect();
    (Constraints { same, different: by_different.into_keys().collect(), aliases }, clash)
}

/// Names to the name that counts in the end, and two decisions whose names go in a circle.
fn whole_aliases(
    aliases: &BTreeMap<&str, (&str, &str)>,
) -> (BTreeMap<String, String>, Option<(String, String)>) {
    let mut whole = BTreeMap::new();
    for (name, (value, decision)) in aliases {
        let mut at = *value;
        for _ in 0..aliases.len() {
            let Some((next, by)) = aliases.get(at) else { break };
            at = next;
            if at == *name {
                return (BTreeMap::new(), Some((decision.to_string(), by.to_string())));
            }
        }
        whole.insert(name.to_string(), at.to_owned());
    }
    (whole, None)
}

type Pairs = BTreeMap<(MentionId, MentionId), String>;

fn apart(a: &BTreeSet<MentionId>, b: &BTreeSet<MentionId>, decision: &str, pairs: &mut Pairs) {
    for x in a {
        for y in b.iter().filter(|y| *y != x) {
            pairs.insert(ordered(x, y), decision.to_owned());
        }
    }
}

fn ordered(a: &MentionId, b: &MentionId) -> (MentionId, MentionId) {
    if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
}

/// What the lock remembers of the events that decisions name.
struct Remembered<'a> {
    lock: &'a Lock,
    names: &'a Names,
}

impl Remembered<'_> {
    /// The mentions of today that a target stands for: itself, or those of an event.
    fn members(&self, target: &str) -> BTreeSet<MentionId> {
        if target.starts_with("m-") {
            return self.names.current(target).cloned().into_iter().collect();
        }
        let entry = self.lock.events.get(&EventId(target.to_owned()));
        let known = entry.into_iter().flat_map(|entry| &entry.mentions);
        known.filter_map(|id| self.present(id)).collect()
    }

    /// Mentions of today that stand for a target: of an event the founding one, if it is still
    /// there. Of an event that was taken over and has no sentence left, all those of the other:
    /// which of them came through it is not known.
    fn heads(&self, target: &str) -> Vec<MentionId> {
        let id = EventId(target.to_owned());
        let entry = self.lock.events.get(&id);
        let founding = entry.and_then(|entry| self.present(&entry.founding));
        match founding.or_else(|| self.members(target).into_iter().next()) {
            Some(head) => vec![head],
            None => {
                let other = self.lock.living(&id).filter(|other| **other != id);
                other.map(|id| self.members(&id.0).into_iter().collect()).unwrap_or_default()
            }
        }
    }

    /// An event goes on with a sentence even when its date was corrected.
    fn present(&self, id: &MentionId) -> Option<MentionId> {
        self.names.current(&self.names.heir(id).0).cloned()
    }

    /// The mentions that a split leaves behind: what could be seen, and what the event and
    /// those that came out of it have now. The event itself may be the part taken out.
    fn rest(&self, decision: &Decision) -> BTreeSet<MentionId> {
        let seen = decision.seen.iter().filter_map(|id| self.names.current(id).cloned());
        let mut rest: BTreeSet<MentionId> = seen.collect();
        for target in &decision.targets {
            rest.extend(self.members(target));
            let parts = self.lock.events.iter().filter(|(_, entry)| {
                let first = entry.changes.first();
                first.is_some_and(|c| c.what == "split" && c.from.as_deref() == Some(target))
            });
            for (id, _) in parts.filter(|_| decision.seen.is_empty()) {
                rest.extend(self.members(&id.0));
            }
        }
        rest
    }

    /// The mentions of each target, where one event that the other took over is told from it.
    fn apart(&self, targets: &[String]) -> Vec<BTreeSet<MentionId>> {
        let all: Vec<BTreeSet<MentionId>> = targets.iter().map(|t| self.members(t)).collect();
        let merged = |target: &str| {
            let entry = self.lock.events.get(&EventId(target.to_owned()));
            entry.is_some_and(|entry| entry.into.is_some())
        };
        let own = |(index, set): (usize, &BTreeSet<MentionId>)| {
            let others = all.iter().zip(targets).enumerate();
            let taken_over: BTreeSet<&MentionId> = others
                .filter(|(other, (_, t))| *other != index && merged(t) && !merged(&targets[index]))
                .flat_map(|(_, (set, _))| set)
                .collect();
            set.iter().filter(|id| !taken_over.contains(id)).cloned().collect()
        };
        all.iter().enumerate().map(own).collect()
    }
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
    for ((a, b), apart) in different.iter().filter(|((a, b), _)| root(&group, a) == root(&group, b))
    {
        let joins = |((x, _), id): &(&(MentionId, MentionId), &String)| {
            root(&group, x) == root(&group, a) && *id != apart
        };
        let touches = |((x, y), _): &(&(MentionId, MentionId), &String)| {
            [a, b].contains(&x) || [a, b].contains(&y)
        };
        // The decision that names one of the two, where there is one.
        let near = same.iter().filter(joins).find(touches);
        if let Some((_, together)) = near.or_else(|| same.iter().find(joins)) {
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

    fn named(ids: &[&str]) -> Names {
        Names::present(ids.iter().map(|id| MentionId(id.to_string())))
    }

    #[test]
    fn two_decisions_that_cannot_both_hold_are_both_set_aside() {
        let lock = Lock::default();
        let names = named(&["m-1", "m-2", "m-3"]);
        let cases: [(&[&str], &[&str]); 8] = [
            (
                &["verb='merge'\ntarget=['m-1','m-2']", "verb='not-same'\ntarget=['m-2','m-1']"],
                &["0001", "0002"],
            ),
            (&["verb='merge'\ntarget=['m-1','m-2']", "verb='not-same'\ntarget=['m-2','m-3']"], &[]),
            (
                &[
                    "verb='merge'\ntarget=['m-1','m-2']",
                    "verb='merge'\ntarget=['m-2','m-3']",
                    "verb='not-same'\ntarget=['m-1','m-3']",
                ],
                &["0001", "0003"],
            ),
            (
                &[
                    "verb='set-date'\ntarget='m-1'\nvalue='2024-11-09'",
                    "verb='set-date'\ntarget='m-1'\nvalue='2024-11-11'",
                ],
                &["0001", "0002"],
            ),
            (
                &[
                    "verb='alias'\ntarget='Le Sud'\nvalue='Séoul'",
                    "verb='alias'\ntarget='Séoul'\nvalue='Le Sud'",
                ],
                &["0001", "0002"],
            ),
            (
                &[
                    "verb='alias'\ntarget='Le Sud'\nvalue='Séoul'",
                    "verb='alias'\ntarget='Séoul'\nvalue='Corée du Sud'",
                ],
                &[],
            ),
            (
                &[
                    "verb='split'\ntarget='e-1'\nsupport=['m-1','m-2']\nseen=['m-1','m-2','m-3']",
                    "verb='merge'\ntarget=['m-2','m-3']",
                ],
                &["0001", "0002"],
            ),
            (&["verb='pin'\ntarget='e-1'", "verb='title'\ntarget='e-1'\nvalue='T'"], &[]),
        ];
        for (fronts, expected) in cases {
            let decisions: Vec<Decision> =
                (1..).zip(fronts).map(|(n, front)| decision(&format!("{n:04}"), front)).collect();
            let live: Vec<&Decision> = decisions.iter().collect();
            let remembered = Remembered { lock: &lock, names: &names };
            let mut found = other_value(&live, &remembered);
            while let (_, Some((a, b))) = pairs(&live, &remembered, &found) {
                found.extend([(a.clone(), b.clone()), (b, a)]);
            }
            let found: Vec<&str> = found.keys().map(String::as_str).collect();
            assert_eq!(found, expected, "{fronts:?}");
        }
    }

    #[test]
    fn a_name_that_leads_to_a_name_leads_to_the_last() {
        let aliases = BTreeMap::from([("a", ("b", "0001")), ("b", ("c", "0002"))]);
        let (whole, circle) = whole_aliases(&aliases);
        assert_eq!(whole, BTreeMap::from(["a", "b"].map(|name| (name.into(), "c".into()))));
        assert_eq!(circle, None);
    }

    #[test]
    fn two_days_for_one_article_give_none() {
        let anchor =
            |id, day| decision(id, &format!("verb='anchor-article'\ntarget='a'\nvalue='{day}'"));
        let days = [anchor("0001", "2024-11-09"), anchor("0002", "2024-11-10")];
        assert!(anchors(&days, None).is_empty());
        assert_eq!(anchors(&days[..1], None).len(), 1);
    }
}
