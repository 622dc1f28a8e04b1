//! What tells no act of its own on the day of a story's great event is of that event: « Tout
//! s'était arrêté le dimanche 16 mars », « Le choc s'est produit à 18 h 42 ».

use super::acts;
use super::cluster::regrouped;
use super::date::occurred;
use super::inside::whens;
use super::pairs::{Context, Verdict};
use crate::mention::{Role, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Articles that tell of an event at least for it to be the event of its day.
const ARTICLES: usize = 3;
/// Articles that tell an act in words that only some of those on the event are near to, at most.
const FEW: usize = 2;
/// How many times as many articles as tell of any other event of the day.
const TIMES: usize = 2;

/// Joins groups without an act of their own to the event of their day.
pub(super) fn join(context: &Context<'_>, groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut by_day: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        if let Some(day) = day(context, group) {
            by_day.entry(day).or_default().push(index);
        }
    }
    let mut moves = Vec::new();
    for told in by_day.values().filter(|told| told.len() > 1) {
        let mut ranked: Vec<(usize, usize)> =
            told.iter().map(|&index| (articles(context, &groups[index]), index)).collect();
        ranked.sort_by_key(|&(count, index)| (std::cmp::Reverse(count), index));
        let [(most, into), (next, _), ..] = ranked[..] else { continue };
        if most < ARTICLES || most < TIMES * next {
            continue;
        }
        let others = ranked[1..].iter().map(|&(_, index)| index);
        moves.extend(
            others
                .filter(|&from| belongs(context, &groups[from], &groups[into]))
                .map(|from| (from, into)),
        );
    }
    regrouped(groups, moves)
}

/// The one day that the dated nodes of a group name.
fn day(context: &Context<'_>, group: &[u32]) -> Option<i32> {
    let mut days = whens(context, group).filter_map(|(_, when)| when.day());
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

fn articles(context: &Context<'_>, group: &[u32]) -> usize {
    let items = group.iter().flat_map(|&node| context.corpus.items_of(node as usize));
    items.map(|item| item.article).collect::<BTreeSet<_>>().len()
}

/// Whether all that a group tells took place, tells no act that is foreign to the other group, and
/// nothing forbids that both are one.
fn belongs(context: &Context<'_>, group: &[u32], into: &[u32]) -> bool {
    let plain = |&node: &u32| {
        let item = context.corpus.item(node as usize);
        let when = context.corpus.nodes[node as usize].when;
        occurred(item.mention.status)
            && !matches!(item.mention.status, Status::Hypothetical | Status::Question)
            && !item.mention.background
            && !item.telling
            && when.is_some_and(|when| matches!(when.role, Role::At | Role::During))
    };
    // What many articles tell with a word of its own is no other word for the event.
    let seldom = articles(context, group) <= FEW;
    let near = |&node: &u32| {
        let main = context.corpus.item(node as usize).mention.trigger.as_deref();
        let kin =
            |&&other: &&u32| context.kinship(node as usize, other as usize) > acts::Kinship::None;
        let alike = into.iter().filter(kin).count();
        main.is_none_or(acts::is_aspect) || alike * 2 >= into.len() || (seldom && alike > 0)
    };
    let allowed = || {
        let mut pairs = group.iter().flat_map(|&a| into.iter().map(move |&b| (a, b)));
        let mut story = false;
        let fit = pairs.all(|(a, b)| {
            let judged = context.judge(a.min(b) as usize, a.max(b) as usize);
            story |= judged.evidence.story;
            !matches!(judged.verdict, Verdict::Vetoed(_))
        });
        fit && story
    };
    group.iter().all(|node| plain(node) && near(node)) && allowed()
}
