//! Lists of small values, one list a node, in one block of memory.

/// A list of values for every node.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    /// Where each list starts; one more than there are lists.
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T> Rows<T> {
    /// No lists yet.
    pub(super) fn new() -> Rows<T> {
        Rows { starts: vec![0], values: Vec::new() }
    }

    /// Adds the list of the next node.
    pub(super) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        let end = u32::try_from(self.values.len()).expect("less than 2^32 values in all");
        self.starts.push(end);
    }

    /// The list of a node.
    pub(super) fn of(&self, node: usize) -> &[T] {
        &self.values[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

impl<T> FromIterator<Vec<T>> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(rows: I) -> Rows<T> {
        let mut all = Rows::new();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn every_node_has_its_own_list() {
        let rows: Rows<u32> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!([rows.of(0), rows.of(1), rows.of(2)], [&[1, 2][..], &[], &[3]]);
    }
}
