//! Which texts go through the model together. Knows their lengths alone.

/// Tokens in a batch: enough to keep a GPU busy and few enough (at 1,536 values wide, 25 MB) to
/// fit any adapter.
const BATCH_TOKENS: usize = 4_096;

/// Indices of the sequences, longest first, in groups that fit a batch: see [`group_within`].
pub(super) fn group_by_length(lengths: &[usize]) -> Vec<Vec<usize>> {
    group_within(lengths, BATCH_TOKENS)
}

/// Indices of the sequences, longest first, in groups of at most `limit` tokens: neighbours of
/// like length make even batches. A single sequence may exceed the limit.
fn group_within(lengths: &[usize], limit: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(lengths[index]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut tokens = 0;
    for index in order {
        let length = lengths[index];
        match groups.last_mut() {
            Some(group) if tokens + length <= limit => {
                group.push(index);
                tokens += length;
            }
            _ => {
                groups.push(vec![index]);
                tokens = length;
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sequence_is_in_one_group_within_the_limit(
            lengths in prop::collection::vec(1usize..50, 0..40), limit in 1usize..120,
        ) {
            let groups = group_within(&lengths, limit);
            let mut seen: Vec<usize> = groups.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for group in groups {
                let tokens: usize = group.iter().map(|&index| lengths[index]).sum();
                prop_assert!(tokens <= limit || group.len() == 1);
            }
        }
    }
}
