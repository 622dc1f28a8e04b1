//! Names that last: events and conflicts are matched to those that the lock remembers.

use super::{ConflictId, EventId, Lock, LockEvent, Names};
use crate::mention::MentionId;
use crate::merge::{Conflict, Merged};
use crate::text::{base32, digest};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The identity of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// Its id.
    pub(super) id: EventId,
    /// Whether the lock did not know it.
    pub(super) new: bool,
    /// Events of the lock that it took over, beside its own.
    pub(super) merged: Vec<EventId>,
    /// The event of the lock that it came out of.
    pub(super) split_from: Option<EventId>,
}

/// The identity of every event of `merged`, in its order.
///
/// An event of the lock goes to the event that holds its founding mention, else to the one
/// that shares most mentions. Of several that go to one, the older `born` keeps its id, then
/// one that did not come out of another, then the smaller id.
pub(super) fn events(merged: &Merged, lock: &Lock, names: &Names) -> Vec<Identity> {
    let mut holder: FxHashMap<&MentionId, usize> = FxHashMap::default();
    for (index, event) in merged.events.iter().enumerate() {
        holder.extend(event.mentions.iter().map(|id| (id, index)));
    }
    let today = |id: &MentionId| holder.get(names.heir(id)).copied();
    let mut claims: BTreeMap<usize, Vec<(&str, bool, &EventId)>> = BTreeMap::new();
    let mut parts: BTreeMap<usize, (usize, &EventId)> = BTreeMap::new();
    for (id, entry) in lock.events.iter().filter(|(_, entry)| entry.into.is_none()) {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for index in entry.mentions.iter().filter_map(today) {
            *shared.entry(index).or_default() += 1;
        }
        let largest = shared.iter().max_by_key(|(index, count)| (**count, usize::MAX - **index));
        let Some(heir) = today(&entry.founding)
            .filter(|index| shared.contains_key(index))
            .or(largest.map(|(index, _)| *index))
        else {
            continue;
        };
        claims.entry(heir).or_default().push((&entry.born, came_of_split(entry), id));
        for (index, count) in shared {
            if index != heir && parts.get(&index).is_none_or(|(most, _)| count > *most) {
                parts.insert(index, (count, id));
            }
        }
    }
    // A merge that was undone: the event that was merged away comes back under its old id.
    for (id, entry) in lock.events.iter().filter(|(_, entry)| entry.into.is_some()) {
        if let Some(index) = today(&entry.founding).filter(|index| !claims.contains_key(index)) {
            claims.insert(index, vec![(&entry.born, came_of_split(entry), id)]);
        }
    }
    // Only where something new is named.
    let mut taken: Option<FxHashSet<EventId>> = None;
    let known = || {
        let ids = lock.events.keys().cloned();
        ids.chain(lock.events.values().flat_map(|entry| entry.aliases.iter().cloned())).collect()
    };
    merged
        .events
        .iter()
        .enumerate()
        .map(|(index, event)| match claims.get_mut(&index) {
            Some(claimants) => {
                claimants.sort();
                let id = claimants[0].2.clone();
                let merged = claimants[1..].iter().map(|(.., id)| (*id).clone()).collect();
                let split_from = split_from(&lock.events[&id]);
                Identity { id, new: false, merged, split_from }
            }
            None => {
                let taken = taken.get_or_insert_with(known);
                let id = EventId(mint("e", &[&event.founding.0], |id| {
                    !taken.insert(EventId(id.to_owned()))
                }));
                let split_from = parts.get(&index).map(|(_, id)| (*id).clone());
                Identity { id, new: true, merged: Vec::new(), split_from }
            }
        })
        .collect()
}

/// The event that this one came out of, as the lock remembers it: a later build tells it
/// like the one in which it happened.
fn split_from(entry: &LockEvent) -> Option<EventId> {
    let first = entry.changes.first().filter(|change| change.what == "split")?;
    first.from.clone().map(EventId)
}

fn came_of_split(entry: &LockEvent) -> bool {
    entry.changes.first().is_some_and(|change| change.what == "split")
}

/// The ids that lead to each event, in the order of `identities`, sorted: of events that it
/// took over, now or earlier, and that have not come back since.
pub(super) fn aliases(identities: &[Identity], lock: &Lock) -> Vec<BTreeSet<EventId>> {
    let alive: FxHashMap<&EventId, usize> =
        identities.iter().enumerate().map(|(index, identity)| (&identity.id, index)).collect();
    let mut taken_over: BTreeMap<&EventId, &EventId> = BTreeMap::new();
    for identity in identities {
        taken_over.extend(identity.merged.iter().map(|id| (id, &identity.id)));
    }
    let mut aliases = vec![BTreeSet::new(); identities.len()];
    for (id, entry) in lock.events.iter().filter(|(id, _)| !alive.contains_key(id)) {
        let mut at = id;
        // As many steps as there are events, so that a circle made by hand ends.
        for _ in 0..lock.events.len() {
            let Some(next) = taken_over
                .get(at)
                .copied()
                .or_else(|| lock.events.get(at).and_then(|entry| entry.into.as_ref()))
            else {
                break;
            };
            at = next;
            if let Some(index) = alive.get(at) {
                aliases[*index].insert(id.clone());
                // Ids that the lock knows only as names of this one.
                let lost = entry.aliases.iter().filter(|id| !lock.events.contains_key(id));
                aliases[*index].extend(lost.cloned());
                break;
            }
        }
    }
    for (set, identity) in aliases.iter_mut().zip(identities) {
        let old = lock.events.get(&identity.id).into_iter().flat_map(|entry| &entry.aliases);
        set.extend(old.filter(|id| !lock.events.contains_key(id)).cloned());
    }
    aliases
}

/// The id of every conflict, in the order given: that of the lock's conflict of the same kind
/// that shares most mentions, else a new one.
pub(super) fn conflicts(conflicts: &[Conflict], lock: &Lock, names: &Names) -> Vec<ConflictId> {
    let mut by_mention: BTreeMap<&MentionId, Vec<&ConflictId>> = BTreeMap::new();
    for (id, entry) in &lock.conflicts {
        for mention in &entry.mentions {
            by_mention.entry(names.heir(mention)).or_default().push(id);
        }
    }
    let mut offers: Vec<(std::cmp::Reverse<usize>, &ConflictId, usize)> = Vec::new();
    for (index, conflict) in conflicts.iter().enumerate() {
        let mut shared: BTreeMap<&ConflictId, usize> = BTreeMap::new();
        let mentions: BTreeSet<_> = conflict.sides.iter().flat_map(|s| &s.mentions).collect();
        for id in mentions.iter().filter_map(|m| by_mention.get(*m)).flatten() {
            if lock.conflicts[*id].kind == conflict.kind {
                *shared.entry(id).or_default() += 1;
            }
        }
        offers.extend(shared.into_iter().map(|(id, n)| (std::cmp::Reverse(n), id, index)));
    }
    offers.sort();
    let mut given: BTreeMap<usize, &ConflictId> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for (_, id, index) in offers {
        if !given.contains_key(&index) && used.insert(id) {
            given.insert(index, id);
        }
    }
    let mut taken: BTreeSet<String> = lock.conflicts.keys().map(|id| id.0.clone()).collect();
    conflicts
        .iter()
        .enumerate()
        .map(|(index, conflict)| match given.get(&index) {
            Some(id) => (*id).clone(),
            None => {
                let kind = format!("{:?}", conflict.kind);
                let mut parts = vec![kind.as_str()];
                parts.extend(
                    conflict.sides.iter().filter_map(|s| Some(s.mentions.first()?.0.as_str())),
                );
                ConflictId(mint("c", &parts, |id| !taken.insert(id.to_owned())))
            }
        })
        .collect()
}

/// `letter-` and ten digits of the hash of `parts`; hashed again with a counter while
/// `is_taken` says so.
fn mint(letter: &str, parts: &[&str], mut is_taken: impl FnMut(&str) -> bool) -> String {
    let mut counter = 0u32;
    loop {
        let number = counter.to_string();
        let mut bytes: Vec<&[u8]> = vec![letter.as_bytes()];
        bytes.extend(parts.iter().map(|part| part.as_bytes()));
        if counter > 0 {
            bytes.push(number.as_bytes());
        }
        let id = format!("{letter}-{}", base32(&digest(&bytes), 10));
        if !is_taken(&id) {
            return id;
        }
        counter += 1;
    }
}
