//! Groups that grow together: union by the smaller root, so that the result has one name.

/// Disjoint sets over `0..n`; the root of a set is its smallest member.
#[derive(Clone, Debug)]
pub(super) struct Union(Vec<u32>);

impl Union {
    /// Every number alone.
    pub(super) fn new(n: usize) -> Union {
        Union((0..n as u32).collect())
    }

    /// The smallest member of the set of `x`.
    pub(super) fn root(&mut self, x: usize) -> usize {
        let mut root = x;
        while self.0[root] as usize != root {
            root = self.0[root] as usize;
        }
        let mut at = x;
        while self.0[at] as usize != root {
            let next = self.0[at] as usize;
            self.0[at] = root as u32;
            at = next;
        }
        root
    }

    /// Makes one set of two; tells whether they were apart.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low as u32;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Union;

    #[test]
    fn the_root_is_the_smallest_member_in_any_order() {
        for order in [[(4, 2), (2, 1), (3, 0)], [(3, 0), (2, 1), (4, 2)]] {
            let mut union = Union::new(5);
            for (a, b) in order {
                assert!(union.join(a, b));
            }
            assert!(!union.join(4, 1));
            let roots: Vec<usize> = (0..5).map(|x| union.root(x)).collect();
            assert_eq!(roots, [0, 1, 1, 0, 1]);
        }
    }
}
