//! Sets that grow together pair by pair. Knows nothing of what their numbers stand for.

use std::collections::BTreeMap;

/// Sets of numbers that are joined pair by pair.
#[derive(Debug)]
pub(super) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    /// So many sets of one.
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// The least number of the set.
    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Makes one set of the sets of two numbers.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// The sets of more than one, each in order, by their least number.
    pub(super) fn lists(&mut self) -> Vec<Vec<usize>> {
        let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.parents.len() {
            let root = self.root(at);
            lists.entry(root).or_default().push(at);
        }
        lists.into_values().filter(|list| list.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_linked_in_any_order_are_one_set() {
        let mut groups = Groups::new(7);
        for (a, b) in [(5, 3), (0, 6), (3, 1), (5, 1)] {
            groups.join(a, b);
        }
        assert_eq!(groups.lists(), [vec![0, 6], vec![1, 3, 5]]);
        assert_eq!(groups.root(5), 1);
    }
}
