//! Which texts go through the model together, and when a batch may run. Knows their lengths alone.

use super::EmbedError;

/// Tokens in a batch: enough to keep a GPU busy and few enough (at 1,536 values wide, 25 MB) to
/// fit any adapter.
pub(super) const BATCH_TOKENS: usize = 4_096;

/// How many tokens a batch of bulk work may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// On the device that also runs queries.
    pub(super) shared: usize,
    /// On a device of its own.
    pub(super) own: usize,
}

/// When the batches of bulk work run.
pub(super) trait Turns: Sync {
    /// Runs one batch as soon as its turn has come. It is told how many tokens it may have, and gives
    /// back how many it had.
    ///
    /// # Errors
    /// No turn is given any more, or the batch failed.
    fn run(
        &self,
        batch: &mut dyn FnMut(Room) -> Result<usize, EmbedError>,
    ) -> Result<(), EmbedError>;
}

/// For those who share the model with nobody: at once, in full batches.
pub(super) struct AtOnce;

impl Turns for AtOnce {
    fn run(
        &self,
        batch: &mut dyn FnMut(Room) -> Result<usize, EmbedError>,
    ) -> Result<(), EmbedError> {
        batch(Room { shared: BATCH_TOKENS, own: BATCH_TOKENS }).map(drop)
    }
}

/// Sequences in line for the model, longest first: neighbours of like length make even batches.
pub(super) struct Line<'a> {
    lengths: &'a [usize],
    order: Vec<usize>,
    taken: usize,
}

impl<'a> Line<'a> {
    pub(super) fn by_length(lengths: &'a [usize]) -> Self {
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(lengths[index]));
        Self { lengths, order, taken: 0 }
    }

    /// Sequences that were taken.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    pub(super) fn is_empty(&self) -> bool {
        self.taken == self.order.len()
    }

    /// Indices of the next sequences, together of at most `limit` tokens. A single sequence may
    /// exceed the limit.
    pub(super) fn next_group(&mut self, limit: usize) -> &[usize] {
        let first = self.taken;
        let mut tokens = 0;
        for &index in &self.order[first..] {
            tokens += self.lengths[index];
            if self.taken > first && tokens > limit {
                break;
            }
            self.taken += 1;
        }
        &self.order[first..self.taken]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sequence_is_in_one_group_within_the_limit(
            lengths in prop::collection::vec(1usize..50, 0..40),
            limits in prop::collection::vec(1usize..120, 1..5),
        ) {
            let mut line = Line::by_length(&lengths);
            let mut seen = Vec::new();
            for &limit in limits.iter().cycle() {
                if line.is_empty() {
                    break;
                }
                let group = line.next_group(limit).to_vec();
                let tokens: usize = group.iter().map(|&index| lengths[index]).sum();
                prop_assert!(tokens <= limit || group.len() == 1);
                prop_assert!(!group.is_empty());
                seen.extend(group);
            }
            prop_assert!(seen.windows(2).all(|pair| lengths[pair[0]] >= lengths[pair[1]]));
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
        }
    }
}
