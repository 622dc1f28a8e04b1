//! One act that is done once, told of other people or of another place.

use super::date::firm;
use super::{Draft, conflict, side};
use crate::merge::node::Item;
use crate::merge::pairs::Context;
use crate::merge::{Conflict, ConflictKind};
use crate::text::fold;
use std::collections::BTreeSet;

/// Families of acts that are done once, by those and there.
const ONCE: &[&str] = &[
    "acquit",
    "appoint",
    "born",
    "bury",
    "convict",
    "elect",
    "marry",
    "promulgate",
    "resign",
    "sign",
    "take-office",
];
/// Cosine from which two sentences differ in little but a name, in 1/10,000.
const LIKE: i32 = 6_000;
/// Mentions of an event that are compared.
const MOST: usize = 40;

/// Two mentions of one event that differ in who, or in where, and in little else.
pub(super) fn parties(context: &Context<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let corpus = context.corpus;
    let once = |&&node: &&u32| {
        let item = corpus.item(node as usize);
        let day = firm(item).is_some_and(|when| when.is_day());
        day && item.mention.trigger.as_deref().is_some_and(|family| ONCE.contains(&family))
    };
    let nodes: Vec<u32> = event.nodes.iter().filter(once).take(MOST).copied().collect();
    let mut found = Vec::new();
    for kind in [ConflictKind::Actor, ConflictKind::Place] {
        let differs = nodes.iter().enumerate().find_map(|(at, &b)| {
            let a = *nodes[..at].iter().find(|&&a| differ(context, a, b, kind))?;
            Some((a, b))
        });
        if let Some((a, b)) = differs {
            let sides = [a, b].map(|node| {
                let item = corpus.item(node as usize);
                let items = &corpus.nodes[node as usize].items;
                side(corpus, names(item, kind).join(", "), items)
            });
            let tried = ["alias", "other-predicate"];
            found.push(conflict(kind, vec![index], sides.to_vec(), &tried, None));
        }
    }
    found
}

fn names<'a>(item: &Item<'a>, kind: ConflictKind) -> &'a [String] {
    if kind == ConflictKind::Actor { &item.mention.actors } else { &item.mention.places }
}

/// Whether two sentences of one act and day name others, one for one, and say the same else.
fn differ(context: &Context<'_>, a: u32, b: u32, kind: ConflictKind) -> bool {
    let corpus = context.corpus;
    let (x, y) = (corpus.item(a as usize), corpus.item(b as usize));
    let (m, n) = (names(x, kind), names(y, kind));
    let own: BTreeSet<&String> = m.iter().filter(|name| !n.contains(name)).collect();
    let others: BTreeSet<&String> = n.iter().filter(|name| !m.contains(name)).collect();
    // One name against one: what only one of them tells contradicts nothing.
    if own.len() != 1 || others.len() != 1 || m.len() != n.len() {
        return false;
    }
    let said = |names: &BTreeSet<&String>, quote: &str| {
        let quote = fold(quote);
        names.iter().any(|name| fold(name).split(' ').any(|part| quote.contains(part)))
    };
    x.article != y.article
        && x.mention.trigger == y.mention.trigger
        && context.vectors.cosine(a as usize, b as usize) >= LIKE
        && !said(&own, corpus.quote(y))
        && !said(&others, corpus.quote(x))
        && said(&own, corpus.quote(x))
        && said(&others, corpus.quote(y))
}
