//! Pairs of spans that overlap, in one pass over their starts. Knows nothing of rooms and people.

/// Rivals that one span is held against: those that last longest. Real programmes have two or
/// three; without a limit a file with everything at one time would give all pairs.
const MAX_RIVALS: usize = 8;

/// A stretch of time in seconds, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// What the caller knows it by.
    pub(super) id: usize,
    pub(super) start_s: i64,
    pub(super) end_s: i64,
}

/// Pairs of ids whose spans overlap, the one that starts first before the other. Every span that
/// overlaps any other is in at least one pair.
pub(super) fn overlaps(mut spans: Vec<Span>) -> Vec<(usize, usize)> {
    spans.sort_by_key(|span| (span.start_s, span.end_s, span.id));
    let mut running: Vec<Span> = Vec::new();
    let mut pairs = Vec::new();
    for span in spans {
        running.retain(|rival| rival.end_s > span.start_s);
        pairs.extend(running.iter().map(|rival| (rival.id, span.id)));
        running.push(span);
        running.sort_by_key(|rival| std::cmp::Reverse(rival.end_s));
        running.truncate(MAX_RIVALS);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn spans(times: &[(i64, i64)]) -> Vec<Span> {
        let span = |(id, &(start_s, end_s))| Span { id, start_s, end_s };
        times.iter().enumerate().map(span).collect()
    }

    fn all_pairs(spans: &[Span]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (i, a) in spans.iter().enumerate() {
            for b in &spans[i + 1..] {
                if a.start_s < b.end_s && b.start_s < a.end_s {
                    pairs.push((a.id, b.id));
                }
            }
        }
        pairs
    }

    #[test]
    fn spans_that_only_touch_do_not_overlap() {
        assert!(overlaps(spans(&[(0, 10), (10, 20)])).is_empty());
        assert_eq!(overlaps(spans(&[(5, 10), (0, 20), (6, 7)])), [(1, 0), (1, 2), (0, 2)]);
    }

    #[test]
    fn a_crowd_at_one_time_gives_no_more_than_its_share() {
        let crowd = vec![(0, 10); 10_000];
        assert!(overlaps(spans(&crowd)).len() <= 10_000 * MAX_RIVALS);
    }

    proptest! {
        #[test]
        fn few_spans_give_all_pairs_that_overlap(
            times in prop::collection::vec((0_i64..50, 1_i64..20), 0..=MAX_RIVALS),
        ) {
            let spans = spans(&times.iter().map(|(at, s)| (*at, at + s)).collect::<Vec<_>>());
            let sorted = |(a, b): (usize, usize)| (a.min(b), a.max(b));
            let found: BTreeSet<_> = overlaps(spans.clone()).into_iter().map(sorted).collect();
            prop_assert_eq!(found, all_pairs(&spans).into_iter().collect::<BTreeSet<_>>());
        }

        #[test]
        fn whatever_overlaps_is_in_a_pair(
            times in prop::collection::vec((0_i64..200, 1_i64..40), 0..80),
        ) {
            let spans = spans(&times.iter().map(|(at, s)| (*at, at + s)).collect::<Vec<_>>());
            let ids = |pairs: Vec<(usize, usize)>| -> BTreeSet<usize> {
                pairs.into_iter().flat_map(|(a, b)| [a, b]).collect()
            };
            prop_assert_eq!(ids(overlaps(spans.clone())), ids(all_pairs(&spans)));
        }
    }
}
