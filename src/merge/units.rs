//! Work in independent units: each is a pure function of data that all may read, so that it
//! does not matter who does it, or when.

use std::ops::Range;
use std::sync::Mutex;

/// Who does the units: [`OneByOne`] here, threads in `pipeline`.
pub trait Workers: Sync {
    /// Calls `one` for every number below `count`, in any order.
    fn each(&self, count: usize, one: &(dyn Fn(usize) + Sync));

    /// What earlier builds worked out, where somebody keeps it.
    fn memory(&self) -> Option<&dyn Memory> {
        None
    }
}

/// What was worked out of some data, by a name of the data: whether it is known changes the
/// time of a build and nothing else.
pub trait Memory: Sync {
    /// What was kept under a name, if it is there whole.
    fn recall(&self, name: &[u8; 32]) -> Option<Vec<u8>>;

    /// Keeps what was worked out.
    fn keep(&self, name: &[u8; 32], bytes: &[u8]);
}

/// What `make` gives, or gave of the same data in an earlier build. `read` and `write` turn it
/// into bytes and back.
pub(super) fn remembered<R>(
    workers: &dyn Workers,
    name: impl FnOnce() -> [u8; 32],
    read: impl FnOnce(&[u8]) -> Option<R>,
    write: impl FnOnce(&R) -> Vec<u8>,
    make: impl FnOnce() -> R,
) -> R {
    let Some(memory) = workers.memory() else { return make() };
    let name = name();
    if let Some(known) = memory.recall(&name).and_then(|bytes| read(&bytes)) {
        return known;
    }
    let made = make();
    memory.keep(&name, &write(&made));
    made
}

/// One unit after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneByOne;

impl Workers for OneByOne {
    fn each(&self, count: usize, one: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(one);
    }
}

/// The results of all units, in the order of the units.
pub(super) fn map<R: Send>(
    workers: &dyn Workers,
    count: usize,
    one: impl Fn(usize) -> R + Sync,
) -> Vec<R> {
    let results: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::new(None)).collect();
    workers.each(count, &|unit| {
        let result = one(unit);
        *results[unit].lock().expect("no unit panics while it holds its own place") = Some(result);
    });
    results
        .into_iter()
        .map(|result| {
            let result = result.into_inner().expect("no unit panics while it holds its own place");
            result.expect("every unit is done once")
        })
        .collect()
}

/// `0..count` in pieces of `size`.
pub(super) fn pieces(count: usize, size: usize) -> Vec<Range<usize>> {
    (0..count).step_by(size.max(1)).map(|from| from..count.min(from + size)).collect()
}

/// What `one` gives for every number below `count`, in their order, a piece of them a unit.
pub(super) fn map_pieces<R: Send>(
    workers: &dyn Workers,
    count: usize,
    one: impl Fn(usize) -> R + Sync,
) -> impl Iterator<Item = R> {
    const PIECE: usize = 1024;
    let pieces = pieces(count, PIECE);
    map(workers, pieces.len(), |at| pieces[at].clone().map(&one).collect::<Vec<R>>())
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_units() {
        struct Backwards;
        impl Workers for Backwards {
            fn each(&self, count: usize, one: &(dyn Fn(usize) + Sync)) {
                (0..count).rev().for_each(one);
            }
        }
        assert_eq!(map(&Backwards, 3, |unit| unit * 2), [0, 2, 4]);
        assert!(map_pieces(&Backwards, 2500, |at| at).eq(0..2500));
        assert_eq!(pieces(5, 2), [0..2, 2..4, 4..5]);
    }
}
