//! Small stable hashes of words and runs of words: the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a, 64 bits, with a final mix so that low bits can choose.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(state)
}

/// The hash of a sequence of hashes, order counted.
pub(super) fn hash_all(hashes: &[u64]) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for &h in hashes {
        state = (state.rotate_left(5) ^ h).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    mix(state)
}

/// A feature's name in 32 bits: its class and its words.
pub(super) fn feature(class: u8, word: &str) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(class);
    for &byte in word.as_bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (mix(state) >> 32) as u32
}

fn mix(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// Maps by feature: a feature is a hash already, and needs no second one.
pub(super) type FeatureMap<V> = HashMap<u32, V, BuildHasherDefault<Plain>>;

/// A hasher for what is a hash already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plain(u64);

impl Hasher for Plain {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= hash(bytes);
    }

    fn write_u32(&mut self, value: u32) {
        // The map looks at both ends of the number.
        self.0 = u64::from(value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hashes of the folded words of `text`.
pub(super) fn word_hashes(text: &str) -> Vec<u64> {
    words(&crate::text::fold(text)).map(|word| hash(word.as_bytes())).collect()
}

/// The words of a folded text: runs of letters and digits.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The hashes of all runs of `n` words.
pub(super) fn grams(words: &[u64], n: usize) -> Vec<u64> {
    words.windows(n).map(hash_all).collect()
}

/// The hashes of all runs of `n` words in 32 bits, sorted, with repeats.
pub(super) fn sorted_runs(words: &[u64], n: usize) -> Vec<u32> {
    let mut runs: Vec<u32> = grams(words, n).into_iter().map(|run| (run >> 32) as u32).collect();
    runs.sort_unstable();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_accents_or_punctuation() {
        assert_eq!(word_hashes("L’ÉTÉ, enfin !"), word_hashes("l'ete enfin"));
        assert_ne!(word_hashes("un deux"), word_hashes("deux un"));
        assert_ne!(feature(0, "pont"), feature(1, "pont"));
    }

    #[test]
    fn a_run_knows_the_order_of_its_words() {
        let (a, b) = (word_hashes("le pont est fermé"), word_hashes("fermé est le pont"));
        assert_ne!(grams(&a, 4), grams(&b, 4));
        assert_eq!(grams(&a, 5).len(), 0);
    }
}
