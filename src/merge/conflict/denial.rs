//! Affirmed here and denied there: inside an event, between a denial and what it denies in
//! another one, and where a denial has an event of its own (« Pyongyang a nié »).

use super::twin::{Asked, Search, compatible, is_fact};
use super::{Draft, conflict, innocent, side};
use crate::mention::{Role, Status};
use crate::merge::acts;
use crate::merge::date::occurred;
use crate::merge::node::{Item, When};
use crate::merge::pairs::{Context, Verdict};
use crate::merge::{Conflict, ConflictKind, Kinship};
use std::collections::{BTreeMap, BTreeSet};

/// Sentences before a denial in which what it denies is looked for.
const BEFORE: usize = 4;
/// Cosine from which a denial elsewhere is about an event, in 1/10,000.
const ABOUT: i32 = 2_000;
/// Days after an event within which a denial is about it.
const DAYS: i32 = 30;
/// A feature that more events than this hold says nothing of what is denied.
const CROWD: usize = 100;

/// The family of those who say something, or nothing.
const SAY: &str = "say";
/// The family of denials.
const DENY: &str = "deny";

/// What is tried before a conflict of polarity is raised.
const TRIED: &[&str] = &["other-predicate", "responsibility", "not-yet"];

/// What two sentences of one event must share to be of one act.
const INSIDE: Asked = Asked { same: 45, kin: 45, unknown: 55, other: 70 };
/// What is asked beyond that of a denial without a date.
const UNDATED: i64 = 100;
/// What the words that a denial and a fact of two events share must tell, in per cent of what
/// chance gives.
const WORDS: i64 = 75;
/// The same where the acts are only near each other.
const WORDS_OF_KIN: i64 = 110;

/// Affirmed and denied inside one event, by different articles.
pub(super) fn inside(search: &Search<'_>, event: &Draft, index: usize) -> Option<Conflict> {
    let corpus = search.context.corpus;
    let item = |i: u32| &corpus.items[i as usize];
    let denied = |&&i: &&u32| {
        item(i).mention.status == Status::Denied
            && !innocent::is_of_will(item(i))
            && !innocent::has_ceased(corpus, item(i))
            && !is_silence(item(i))
    };
    let (mut yes, mut no) = (BTreeSet::new(), BTreeSet::new());
    for &i in event.items.iter().filter(denied) {
        // A denial without a date joined the event for its words only.
        let asked = if item(i).when.is_some() { INSIDE } else { INSIDE.and(UNDATED) };
        for &j in event.items.iter().filter(|&&j| affirms(item(j))) {
            let other = item(i).article != item(j).article;
            if other
                && !is_denial(item(j))
                && denies_act(item(i), item(j))
                && !is_of_another_act(item(i), item(j))
                && !too_early(search, item(i), item(j))
                && (search.alike(search.node(i), search.node(j), asked)
                    || is_only_event(search, search.node(i), search.node(j)))
            {
                no.insert(i);
                yes.insert(j);
            }
        }
    }
    (!yes.is_empty()).then(|| opposed(search, vec![index], &yes, &no))
}

/// Whether what is denied is known to be another act than that of the fact: one day of one story
/// holds more than one.
fn is_of_another_act(denial: &Item<'_>, fact: &Item<'_>) -> bool {
    let acts = denial.mention.trigger.as_deref().zip(fact.mention.trigger.as_deref());
    acts.is_some_and(|(no, yes)| {
        !acts::is_aspect(no)
            && !acts::is_aspect(yes)
            && !denial.mention.triggers.iter().any(|act| {
                fact.mention.triggers.iter().any(|t| acts::kinship(act, t) > Kinship::None)
            })
    })
}

/// Whether two mentions are one event because their story has no other on that day, and tell one
/// act: then they need no words in common.
fn is_only_event(search: &Search<'_>, a: u32, b: u32) -> bool {
    let judged = search.context.judge(a.min(b) as usize, a.max(b) as usize);
    judged.verdict == Verdict::Linked("merge.r11") && judged.evidence.trigger > Kinship::None
}

/// Whether what is denied is that something was said: « n'a pas souhaité réagir ».
fn is_silence(item: &Item<'_>) -> bool {
    item.mention.trigger.as_deref() == Some(SAY)
}

/// Whether a mention tells a fact, and nothing in it is negated.
fn affirms(item: &Item<'_>) -> bool {
    is_fact(item) && !item.mention.negated
}

/// The acts that a denial names beside itself.
fn denied_acts<'a>(denial: &Item<'a>) -> Vec<&'a String> {
    let acts = denial.mention.triggers.iter();
    acts.filter(|family| *family != DENY && !acts::is_speech(family)).collect()
}

/// Whether what a verb of denial has as its object is the act of the other mention: « nie les
/// détournements » does not deny the trial.
fn denies_act(denial: &Item<'_>, fact: &Item<'_>) -> bool {
    let acts = denied_acts(denial);
    let main = fact.mention.trigger.as_deref();
    !is_denial(denial)
        // To ask for a ransom is near to paying it, and another act.
        || main.filter(|main| !acts::is_meeting(main) && *main != "ransom").is_some_and(|main| {
            acts.iter().any(|a| acts::kinship(a, main) > Kinship::None)
        })
        || fact.mention.triggers.iter().any(|fact| acts.contains(&fact))
}

/// Whether a denial was printed before the day of what it would deny, or is of a day before: it was
/// so then.
fn too_early(search: &Search<'_>, denial: &Item<'_>, fact: &Item<'_>) -> bool {
    let day = search.context.corpus.published(denial);
    let when = fact.when.filter(|when| !when.yearless);
    let before = |day: i32| when.is_some_and(|when| day < when.lo);
    // « Hier soir, rien n'avait été reçu »
    let own = denial.known().filter(|when| when.is_day() && !is_denial(denial));
    let earlier = own.filter(|_| !denial.mention.reporting).is_some_and(|when| before(when.hi));
    day.is_some_and(before) || earlier
}

/// A denial in one event, or in none, of what another event affirms.
pub(super) fn between(search: &Search<'_>) -> Vec<Conflict> {
    let denied = |node: u32| {
        let item = search.item(node);
        item.mention.status == Status::Denied
            && !item.telling
            && !innocent::is_of_will(item)
            && !innocent::has_ceased(search.context.corpus, item)
            && !is_silence(item)
    };
    let told = |node: u32| search.event(node).is_some() && affirms(search.item(node));
    let mut best: BTreeMap<u32, (i64, u32)> = BTreeMap::new();
    search.together(&denied, &told, &mut |a, b| {
        let (no, yes) = if denied(a) { (a, b) } else { (b, a) };
        if !denied(no) || !told(yes) || search.event(a) == search.event(b) {
            return;
        }
        let (x, y) = (search.item(no), search.item(yes));
        // What is denied is the act itself, not one that is told beside it.
        let near = |family: &String| match y.mention.trigger.as_deref() {
            Some(fact) if !acts::is_speech(family) => acts::kinship(family, fact),
            _ => Kinship::None,
        };
        let act = match is_denial(x) {
            true => x.mention.triggers.iter().map(near).max(),
            false => x.mention.trigger.iter().map(near).max(),
        };
        let act = act.unwrap_or(Kinship::None);
        if x.article == y.article
            || act == Kinship::None
            || !denies_act(x, y)
            || is_denial(y)
            || too_early(search, x, y)
        {
            return;
        }
        let about = match (x.known(), y.known()) {
            (Some(a), Some(b)) => a.gap(&b) <= SLACK,
            _ => follows(search, x, y),
        };
        let likeness = search.likeness(no, yes);
        let weight = likeness.words;
        let asked = if act == Kinship::Same { WORDS } else { WORDS_OF_KIN };
        let enough = weight * 100 >= search.weights.chance() * asked
            && likeness.several
            && !likeness.strangers
            && likeness.act > Some(Kinship::None);
        let places = x.mention.ordinals.is_empty() || compatible(x, y);
        if about && enough && places {
            let known = best.entry(no).or_insert((weight, yes));
            *known = (*known).max((weight, yes));
        }
    });
    best.into_iter()
        .map(|(no, (_, yes))| {
            let events = [no, yes].into_iter().filter_map(|node| search.event(node)).collect();
            let nodes = &search.context.corpus.nodes;
            let items = |node: u32| nodes[node as usize].items.iter().copied().collect();
            opposed(search, events, &items(yes), &items(no))
        })
        .collect()
}

/// Days by which a denial may be off what it denies.
const SLACK: i32 = 3;
/// Days after an event within which a denial without a date is about it.
const LATELY: i32 = 14;

/// Whether what has no date of its own was printed in the days after the other.
fn follows(search: &Search<'_>, denial: &Item<'_>, fact: &Item<'_>) -> bool {
    let printed = |item: &Item<'_>| search.context.corpus.published(item);
    let after = |day: Option<i32>, when: Option<When>| match (day, when) {
        (Some(day), Some(when)) => (when.lo..=when.hi + LATELY).contains(&day),
        _ => true,
    };
    let (of_denial, of_fact) = (denial.known(), fact.known());
    after(printed(denial), of_fact) && (of_denial.is_none() || after(printed(fact), of_denial))
}

fn opposed(
    search: &Search<'_>,
    events: Vec<usize>,
    yes: &BTreeSet<u32>,
    no: &BTreeSet<u32>,
) -> Conflict {
    let sides = [("affirmed", yes), ("denied", no)].map(|(value, items)| {
        let items: Vec<u32> = items.iter().copied().collect();
        side(search.context.corpus, value.to_string(), &items)
    });
    conflict(ConflictKind::Polarity, events, sides.to_vec(), TRIED, None)
}

/// Conflicts between an event that denies and the events that it denies.
pub(super) fn denials(context: &Context<'_>, events: &[Draft]) -> Vec<Conflict> {
    let corpus = context.corpus;
    let denying: Vec<usize> = (0..events.len())
        .filter(|&event| {
            let mut items = events[event].items.iter().map(|&i| &corpus.items[i as usize]);
            items.any(|item| denies(item)) && {
                let mut items = events[event].items.iter().map(|&i| &corpus.items[i as usize]);
                items.all(|item| denies(item) || !occurred(item.mention.status))
            }
        })
        .collect();
    if denying.is_empty() {
        return Vec::new();
    }
    let mut event_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        event_of.extend(event.items.iter().map(|&item| (item, index)));
    }
    let mut denied: BTreeSet<(usize, usize)> = BTreeSet::new();
    for &event in &denying {
        for &item in &events[event].items {
            let before = told_before(context, &event_of, event, item);
            denied.extend(before.map(|other| (event, other)));
        }
    }
    denied.extend(told_elsewhere(context, events, &denying));
    let affirmed = |event: usize| -> Vec<u32> {
        let items = events[event].items.iter().copied();
        items
            .filter(|&i| {
                let item = &corpus.items[i as usize];
                occurred(item.mention.status) && !denies(item)
            })
            .collect()
    };
    let mut found = Vec::new();
    for (event, other) in denied {
        let (yes, no) = (affirmed(other), &events[event].items);
        if !yes.is_empty() {
            let sides = vec![
                side(corpus, "affirmed".to_string(), &yes),
                side(corpus, "denied".to_string(), no),
            ];
            found.push(conflict(ConflictKind::Polarity, vec![event, other], sides, TRIED, None));
        }
    }
    found
}

/// Whether a mention is a denial, by its act or its status.
fn denies(item: &Item<'_>) -> bool {
    is_denial(item) && item.mention.status != Status::Planned && !innocent::is_of_will(item)
        || item.mention.status == Status::Denied
}

/// Whether the act of a mention is to deny: by its verb, or by a verb of telling with a word
/// of denial (« a qualifié ces accusations de rumeurs »).
fn is_denial(item: &Item<'_>) -> bool {
    let mention = item.mention;
    mention.trigger.as_deref().is_some_and(|main| {
        main == DENY || (acts::is_speech(main) && mention.triggers.iter().any(|t| t == DENY))
    })
}

/// What the same article told just before a denial, of a day no later: an accusation or an
/// announcement if there is one, else the likest, else the nearest.
fn told_before(
    context: &Context<'_>,
    event_of: &BTreeMap<u32, usize>,
    event: usize,
    denial: u32,
) -> Option<usize> {
    let corpus = context.corpus;
    let item = &corpus.items[denial as usize];
    if !is_denial(item) {
        return None;
    }
    // A denial is of one moment: « les bruits qui courent depuis lundi » has not its date.
    let day = item.when.filter(|when| when.role == Role::At)?;
    let earlier = (0..denial)
        .rev()
        .map(|i| (i, &corpus.items[i as usize]))
        .take_while(|(_, other)| other.article == item.article)
        .filter(|(_, other)| {
            other.mention.sentence < item.mention.sentence
                && item.mention.sentence - other.mention.sentence <= BEFORE
                && occurred(other.mention.status)
                && (denied_acts(item).is_empty() || denies_act(item, other))
                && other.when.is_some_and(|when| when.lo <= day.hi && day.lo - when.hi <= DAYS)
        })
        .filter_map(|(i, other)| Some((*event_of.get(&i)?, other)))
        .filter(|&(other, _)| other != event);
    let candidates: Vec<(usize, &Item<'_>)> = earlier.collect();
    let told = |item: &Item<'_>| {
        item.mention
            .trigger
            .as_deref()
            .is_some_and(|family| acts::is_speech(family) && family != DENY)
    };
    let accusation = candidates.iter().find(|(_, other)| told(other));
    accusation.or(candidates.first()).map(|&(event, _)| event)
}

/// Events that share act and words with a denial in another article.
fn told_elsewhere(
    context: &Context<'_>,
    events: &[Draft],
    denying: &[usize],
) -> Vec<(usize, usize)> {
    let wanted: BTreeSet<u32> = denying
        .iter()
        .flat_map(|&event| &events[event].nodes)
        .flat_map(|&node| context.posted.of(node as usize))
        .map(|&(id, _)| id)
        .collect();
    let mut lists: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        for &node in &event.nodes {
            for &(id, _) in
                context.posted.of(node as usize).iter().filter(|(id, _)| wanted.contains(id))
            {
                lists.entry(id).or_default().insert(index);
            }
        }
    }
    let mut found = Vec::new();
    for &event in denying {
        let near: BTreeSet<usize> = events[event]
            .nodes
            .iter()
            .flat_map(|&node| context.posted.of(node as usize))
            .filter_map(|(id, _)| lists.get(id).filter(|list| list.len() <= CROWD))
            .flatten()
            .copied()
            .filter(|&other| other != event && !denying.contains(&other))
            .collect();
        let about = |&other: &usize| {
            events[event].nodes.iter().any(|&a| {
                events[other].nodes.iter().any(|&b| is_about(context, a as usize, b as usize))
            })
        };
        found.extend(near.into_iter().filter(about).map(|other| (event, other)));
    }
    found
}

/// Whether a denial is about what another mention affirms: one act beside the denial, like
/// words, and told no earlier.
fn is_about(context: &Context<'_>, denial: usize, other: usize) -> bool {
    let (x, y) = (context.corpus.item(denial), context.corpus.item(other));
    let (Some(a), Some(b)) = (x.when, y.when) else { return false };
    if x.article == y.article && x.mention.sentence == y.mention.sentence {
        return false;
    }
    let act = x.mention.triggers.iter().any(|s| {
        s != DENY
            && !acts::is_speech(s)
            && y.mention.triggers.iter().any(|t| acts::kinship(s, t) == Kinship::Same)
    });
    act && denies_act(x, y)
        && b.lo <= a.hi
        && a.lo - b.hi <= DAYS
        && occurred(y.mention.status)
        && context.vectors.cosine(denial, other) >= ABOUT
}
