//! Months and weeks that tell the one event in them: « en juin, les juges les ont mis en cause ».
//!
//! A group of mentions that name no day goes with a group of the same story that names one
//! inside: the only one, else the one that it resembles by far.

use super::candidates::Days;
use super::cluster::regrouped;
use super::date::occurred;
use super::node::When;
use super::pairs::{Context, Verdict};
use crate::mention::{Role, Status};
use std::collections::BTreeMap;

/// Days of the longest time that is taken for one of its days.
const LONGEST: i32 = 31;

/// Joins groups without a day to the group whose day they hold.
pub(super) fn join(context: &Context<'_>, groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut by_day: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let mut coarse = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let mut days: Vec<i32> = whens(context, group).filter_map(|(_, when)| when.day()).collect();
        days.sort_unstable();
        days.dedup();
        for &day in &days {
            by_day.entry(day).or_default().push(index);
        }
        if days.is_empty() && whens(context, group).all(|(node, when)| fits(context, node, when)) {
            coarse.extend(whens(context, group).map(|(_, when)| (when.lo, when.hi, index)).min());
        }
    }
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (lo, hi, index) in coarse {
        if crowded(&context.days, lo, hi, context) {
            continue;
        }
        let mut inside: Vec<usize> =
            by_day.range(lo..=hi).flat_map(|(_, found)| found).copied().collect();
        inside.sort_unstable();
        inside.dedup();
        if let Some(into) = home(context, &groups, index, &inside) {
            moves.push((index, into));
        }
    }
    regrouped(groups, moves)
}

/// The dated nodes of a group.
pub(super) fn whens<'a>(
    context: &'a Context<'_>,
    group: &'a [u32],
) -> impl Iterator<Item = (u32, When)> + 'a {
    let when = |node: u32| context.corpus.nodes[node as usize].when;
    group.iter().filter_map(move |&node| Some((node, when(node)?)))
}

/// Whether a node tells something that took place, or will, within a month at most.
fn fits(context: &Context<'_>, node: u32, when: When) -> bool {
    let item = context.corpus.item(node as usize);
    let told = occurred(item.mention.status) || item.mention.status == Status::Planned;
    told && !item.mention.background
        && when.role == Role::At
        && !when.open
        && when.days() <= LONGEST
        && item.mention.trigger.is_some()
}

/// Whether so many sentences tell of that time that it may hold many events.
fn crowded(days: &Days, lo: i32, hi: i32, context: &Context<'_>) -> bool {
    days.within(lo, hi) > 2 * context.config.quiet_nodes
}

/// The group inside that a group without a day tells of: of those of its story that nothing
/// forbids the only one, else the one that is likest by far.
fn home(
    context: &Context<'_>,
    groups: &[Vec<u32>],
    coarse: usize,
    inside: &[usize],
) -> Option<usize> {
    let mut ranked: Vec<(i32, usize)> = Vec::new();
    let mut others = false;
    for &index in inside.iter().filter(|&&index| index != coarse) {
        let mut best = None;
        let mut story = true;
        let mut forbidden = false;
        for &x in &groups[coarse] {
            for &y in &groups[index] {
                let judged = context.judge(x.min(y) as usize, x.max(y) as usize);
                story &= judged.evidence.story;
                forbidden |=
                    matches!(judged.verdict, Verdict::Vetoed(_)) || judged.evidence.same_article;
                best = best.max(Some(judged.likeness));
            }
        }
        if !story {
            continue;
        }
        match best {
            Some(likeness) if !forbidden => ranked.push((likeness, index)),
            _ => others = true,
        }
    }
    ranked.sort_by_key(|&(likeness, index)| (std::cmp::Reverse(likeness), index));
    match ranked[..] {
        [(_, only)] if !others => Some(only),
        [(first, index)] if first >= context.config.inside => Some(index),
        [(first, index), (second, _), ..]
            if first >= context.config.inside && first >= second + context.config.inside / 2 =>
        {
            Some(index)
        }
        _ => None,
    }
}
