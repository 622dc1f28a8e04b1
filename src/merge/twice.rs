//! What comes more than once, told before anything is sorted: most keys are of one owner.

/// Two bits for every hash, or rather for all hashes that begin alike: whether it was seen, and
/// whether it was seen again.
pub(super) struct Twice {
    once: Vec<u64>,
    again: Vec<u64>,
    shift: u32,
}

impl Twice {
    /// For about so many hashes.
    pub(super) fn for_about(count: usize) -> Twice {
        // Eight places for each: one in eight that is alone is then taken for one that is not.
        let bits = (count.max(64) * 8).next_power_of_two();
        let words = vec![0; bits / 64];
        Twice { once: words.clone(), again: words, shift: 64 - bits.trailing_zeros() }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        // Sums of hashes begin alike where these were dealt by their beginnings.
        let place = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        ((place / 64) as usize, 1 << (place % 64))
    }

    /// Takes a hash.
    pub(super) fn see(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.again[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Whether a hash may have been seen more than once: it was, if it was.
    pub(super) fn may_be(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.again[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::hash::hash_all;

    #[test]
    fn what_comes_again_is_told_and_most_that_does_not_is_passed_over() {
        let hashes: Vec<u64> = (0..3_000).map(|n| hash_all(&[n]) >> 6).collect();
        let mut twice = Twice::for_about(4_000);
        let again = &hashes[..1_000];
        hashes.iter().chain(again).for_each(|&hash| twice.see(hash));
        assert!(again.iter().all(|&hash| twice.may_be(hash)));
        let taken = hashes[1_000..].iter().filter(|&&hash| twice.may_be(hash)).count();
        assert!(taken < 400, "{taken} of 2,000");
    }
}
