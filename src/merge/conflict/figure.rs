//! Figures of one thing that cannot both hold.

use super::twin::{Asked, Search, compatible, of_one_time};
use super::{Draft, conflict, side};
use crate::mention::{EventMention, Figure, Role};
use crate::merge::acts;
use crate::merge::date::occurred;
use crate::merge::figures::{comparable, incompatible, is_slip, kind};
use crate::merge::node::{Corpus, Item, When};
use crate::merge::{Conflict, ConflictKind};
use std::collections::BTreeMap;

/// What is tried before a conflict of figures is raised.
const TRIED: &[&str] =
    &["interval", "rounding", "growing-toll", "subset", "cumulative", "same-speaker", "both-told"];

/// What two sentences of one event must share to count one thing.
const INSIDE: Asked = Asked { same: 0, kin: 20, unknown: 20, other: 60 };
/// What two sentences of different events must.
const BETWEEN: Asked = Asked { same: 90, kin: 120, unknown: 150, other: 160 };
/// How much less is asked where the figures differ as a slip of the pen would have it.
const SLIP: i64 = -40;
/// How much less where, beside, both are of one day that is told.
const SLIP_OF_A_DAY: i64 = -80;

/// The figures of one unit that clash, by value, with the items that give them.
type Values<'a> = BTreeMap<(i64, Option<i64>), Vec<(u32, &'a Figure)>>;

/// What a mention counts, if it tells it as done.
fn counted(mention: &EventMention) -> &[Figure] {
    if occurred(mention.status) { &mention.figures } else { &[] }
}

/// Conflicts of figures inside one event: one for every unit.
pub(super) fn figures(search: &Search<'_>, event: &Draft, index: usize) -> Vec<Conflict> {
    let corpus = search.context.corpus;
    let mut all: Vec<(u32, &Figure)> = Vec::new();
    for &i in &event.items {
        all.extend(counted(corpus.items[i as usize].mention).iter().map(|figure| (i, figure)));
    }
    let mut by_unit: BTreeMap<&str, Values<'_>> = BTreeMap::new();
    for &(i, a) in &all {
        let clashes = all.iter().any(|&(j, b)| {
            clash(corpus, (i, a), (j, b))
                && !both_told(search, (i, a), (j, b))
                && (corpus.items[i as usize].article == corpus.items[j as usize].article
                    || search.alike(search.node(i), search.node(j), INSIDE))
        });
        if clashes {
            let unit = by_unit.entry(kind(a)).or_default();
            unit.entry((a.low, a.high)).or_default().push((i, a));
        }
    }
    for (unit, sides) in by_unit.iter_mut().filter(|(_, sides)| sides.len() > 1) {
        complete(corpus, unit, sides, &all);
    }
    let apart = by_unit.into_values().filter(|sides| sides.len() > 1);
    apart.map(|sides| of_counts(corpus, vec![index], sides)).collect()
}

/// Adds to the sides what agrees with one of them alone, though it clashes with nothing itself:
/// the first toll, which may have grown, is a voice for it all the same.
fn complete<'a>(
    corpus: &Corpus<'_>,
    unit: &str,
    sides: &mut Values<'a>,
    all: &[(u32, &'a Figure)],
) {
    let told: Vec<u32> = sides.values().flatten().map(|&(i, _)| i).collect();
    let others = all.iter().filter(|(i, a)| kind(a) == unit && !told.contains(i));
    let mut more = Vec::new();
    for &(i, a) in others {
        let agrees = |&&(j, b): &&(u32, &Figure)| {
            comparable(a, b) && same_predicate(corpus, i, a, j, b) && !incompatible(a, b)
        };
        let mut fit = sides.iter().filter(|(_, told)| told.iter().any(|one| agrees(&one)));
        if let (Some((&value, _)), None) = (fit.next(), fit.next()) {
            more.push((value, (i, a)));
        }
    }
    for (value, one) in more {
        sides.entry(value).or_default().push(one);
    }
}

/// Figures that two events, or an event and a sentence of none, give of one thing.
pub(super) fn between(search: &Search<'_>) -> Vec<Conflict> {
    let corpus = search.context.corpus;
    let chance = search.weights.chance();
    let mut best: BTreeMap<u32, (i64, u32)> = BTreeMap::new();
    let wanted = |node: u32| !counted(search.item(node).mention).is_empty();
    search.together(&wanted, &wanted, &mut |a, b| {
        let (x, y) = (search.item(a), search.item(b));
        let one = search.event(a).is_some() && search.event(a) == search.event(b);
        let none = search.event(a).is_none() && search.event(b).is_none();
        if one || none || x.article == y.article || x.telling || y.telling {
            return;
        }
        // « depuis mardi »: a count that grows.
        let at = |item: &Item<'_>| item.when.is_none_or(|when| when.role == Role::At);
        if !at(x) || !at(y) {
            return;
        }
        let Some((f, g)) = clashing(search, a, b) else { return };
        if !compatible(x, y) || !of_one_time(search, a, b) {
            return;
        }
        let day = |item: &Item<'_>| item.known().and_then(When::day);
        let asked = match is_slip(f, g) {
            true if day(x).is_some() && day(x) == day(y) => BETWEEN.and(SLIP_OF_A_DAY),
            true => BETWEEN.and(SLIP),
            false => BETWEEN,
        };
        let likeness = search.likeness(a, b);
        if !likeness.beats(chance, asked)
            || given(search, y.article, f, None)
            || given(search, x.article, g, None)
        {
            return;
        }
        for (node, other) in [(a, b), (b, a)] {
            let found = (likeness.weight(), other);
            let known = best.entry(node).or_insert(found);
            *known = (*known).max(found);
        }
    });
    let mutual = |(&a, &(_, b)): (&u32, &(i64, u32))| {
        (a < b && best.get(&b).is_some_and(|&(_, back)| back == a)).then_some((a, b))
    };
    best.iter()
        .filter_map(mutual)
        .filter_map(|(a, b)| {
            let (f, g) = clashing(search, a, b)?;
            let events = [a, b].into_iter().filter_map(|node| search.event(node)).collect();
            let mut sides: Values<'_> = BTreeMap::new();
            for (node, figure) in [(a, f), (b, g)] {
                // Each as its own article prints it.
                let own = |&item: &u32| {
                    let mut told = counted(corpus.items[item as usize].mention).iter();
                    let same = |own: &&Figure| {
                        (own.low, own.high, &own.unit) == (figure.low, figure.high, &figure.unit)
                    };
                    Some((item, told.find(same)?))
                };
                let items = corpus.nodes[node as usize].items.iter().filter_map(own);
                sides.entry((figure.low, figure.high)).or_default().extend(items);
            }
            Some(of_counts(corpus, events, sides))
        })
        .collect()
}

/// The first figures of two nodes that cannot both hold.
fn clashing<'a>(search: &Search<'a>, a: u32, b: u32) -> Option<(&'a Figure, &'a Figure)> {
    let corpus = search.context.corpus;
    let items = &corpus.nodes[b as usize].items;
    let i = corpus.nodes[a as usize].items[0];
    let first = counted(corpus.items[i as usize].mention);
    items.iter().find_map(|&j| {
        let second = counted(corpus.items[j as usize].mention);
        first.iter().find_map(|f| {
            let clash = second.iter().find(|&g| clash(corpus, (i, f), (j, g)));
            clash.map(|g| (f, g))
        })
    })
}

/// Whether a figure has both ends: what is « more than » agrees with too much.
fn bounded(figure: &Figure) -> bool {
    figure.high.is_some()
}

/// Whether an article gives such a figure too, perhaps of something else; where the act of the
/// figure is another one for sure (« requis », not « condamné à »), it was taken for that.
fn given(search: &Search<'_>, article: u32, figure: &Figure, act: Option<&str>) -> bool {
    let article = article as usize;
    let mentions = &search.context.corpus.articles[article].mentions;
    let near = |other: &&EventMention| {
        let both = act.zip(other.trigger.as_deref());
        both.is_none_or(|(s, t)| acts::kinship(s, t) > acts::Kinship::None)
    };
    mentions.iter().filter(near).flat_map(|mention| &mention.figures).any(|other| {
        other.scale == figure.scale
            && (other.low == figure.low
                || bounded(other)
                    && bounded(figure)
                    && !incompatible(other, figure)
                    && !is_slip(other, figure))
            && kind(other) == kind(figure)
    })
}

/// Whether one of two articles gives both figures: it counts two things.
fn both_told(search: &Search<'_>, (i, a): (u32, &Figure), (j, b): (u32, &Figure)) -> bool {
    let item = |i: u32| &search.context.corpus.items[i as usize];
    let (x, y) = (item(i), item(j));
    // Two acts that are not one by name may each have its count.
    let act = x.mention.trigger.as_deref().filter(|_| x.mention.trigger == y.mention.trigger);
    let given = |article: u32, figure: &Figure| given(search, article, figure, act);
    x.article != y.article && (given(x.article, b) || given(y.article, a))
}

/// The conflict of sides that give different figures.
fn of_counts(corpus: &Corpus<'_>, events: Vec<usize>, sides: Values<'_>) -> Conflict {
    let sides = sides
        .into_values()
        .map(|told| {
            let items: Vec<u32> = told.iter().map(|&(i, _)| i).collect();
            let first = told.iter().min_by_key(|&&(i, _)| &corpus.items[i as usize].mention.id);
            let written = first.map(|&(i, figure)| {
                figure.span.slice(&corpus.article(&corpus.items[i as usize]).text)
            });
            side(corpus, written.unwrap_or_default().to_string(), &items)
        })
        .collect();
    conflict(ConflictKind::Figure, events, sides, TRIED, None)
}

/// Whether two figures of one event cannot both hold, and nothing innocent explains it.
fn clash(corpus: &Corpus<'_>, (i, a): (u32, &Figure), (j, b): (u32, &Figure)) -> bool {
    // « 412 » and « 421 » are near, and one of them is wrong.
    let exact = |figure: &Figure| figure.high == Some(figure.low);
    let misprint = exact(a) && exact(b) && is_slip(a, b);
    if !comparable(a, b) || !same_predicate(corpus, i, a, j, b) || !incompatible(a, b) && !misprint
    {
        return false;
    }
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    // One voice in one article may count several things.
    if x.article == y.article && x.mention.speaker == y.mention.speaker {
        return false;
    }
    // Digits that changed places did not grow.
    is_slip(a, b) || !grown(corpus, (i, a), (j, b)) && !grown(corpus, (j, b), (i, a))
}

/// Whether what is said of the counted things is the same, as far as it is known.
fn same_predicate(corpus: &Corpus<'_>, i: u32, a: &Figure, j: u32, b: &Figure) -> bool {
    let (x, y) = (corpus.items[i as usize].mention, corpus.items[j as usize].mention);
    // « une loi de 180 millions », « dotée de 130 millions, la loi »: the one sum of one act.
    let one = |m: &EventMention| {
        let same = |figure: &&Figure| kind(figure) == kind(a);
        m.figures.iter().filter(same).count() == 1
    };
    let acts = x.trigger.as_deref().zip(y.trigger.as_deref());
    let near = acts.is_none_or(|(s, t)| !acts::opposed(s, t));
    if acts::is_measure(&a.unit) && near && one(x) && one(y) {
        return true;
    }
    match (&a.predicate, &b.predicate) {
        (Some(s), Some(t)) => acts::kinship(s, t) > acts::Kinship::None || is_slip(a, b),
        // « Un ferry avec 400 personnes a coulé, faisant trois morts »: the 400 did not die.
        (Some(known), None) => tells(y, known) && !counts(y, known),
        (None, Some(known)) => tells(x, known) && !counts(x, known),
        (None, None) => true,
    }
}

/// Whether a mention counts those of whom an act is told.
fn counts(mention: &EventMention, family: &String) -> bool {
    mention.figures.iter().any(|figure| figure.predicate.as_ref() == Some(family))
}

/// Whether a mention tells an act, and not beside another one of its own.
fn tells(mention: &EventMention, family: &String) -> bool {
    let main = mention.trigger.as_deref();
    mention.triggers.contains(family)
        && main.is_none_or(|main| acts::kinship(main, family) > acts::Kinship::None)
}

/// Whether the second figure is the first one grown: a toll, published later.
fn grown(corpus: &Corpus<'_>, (i, a): (u32, &Figure), (j, b): (u32, &Figure)) -> bool {
    let (x, y) = (&corpus.items[i as usize], &corpus.items[j as usize]);
    let toll = [&a.predicate, &b.predicate, &x.mention.trigger, &y.mention.trigger]
        .into_iter()
        .flatten()
        .any(|family| acts::is_toll(family));
    // An article without a date is of no day before the last that it tells.
    let later = match (corpus.published(x), corpus.published(y).or_else(|| corpus.last_told(y))) {
        (Some(first), Some(second)) => second > first,
        _ => true,
    };
    // The missing are found, and some of the injured die.
    let died = || y.mention.figures.iter().any(|figure| kind(figure) == "dead");
    let fewer = b.low < a.low && (kind(a) == "missing" || kind(a) == "injured" && died());
    toll && later && (b.low > a.low || fewer)
}
