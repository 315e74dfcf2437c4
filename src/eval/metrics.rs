//! Ranking measures and their intervals: plain numbers in, plain numbers out, no files.
//!
//! The definitions are those of `trec_eval` as BEIR uses them, with a linear gain.

use std::collections::{HashMap, HashSet};

/// How many bootstrap samples an interval is made of.
const BOOTSTRAP_SAMPLES: usize = 2000;
/// Every report uses the same resamples, so that two runs of it agree to the last digit.
const BOOTSTRAP_SEED: u64 = 1;

/// The measures of one query, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct QueryScores {
    /// Normalised discounted cumulative gain.
    pub ndcg: f64,
    /// 1 / rank of the first relevant document, 0 without one.
    pub reciprocal_rank: f64,
    /// Share of all relevant documents that were found.
    pub recall: f64,
}

/// A mean over queries with its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The mean; 0 without values.
    pub mean: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// Scores the first `k` of a ranking against the grades of its query.
///
/// The gain is the grade itself (negative grades count as 0), the discount log2(rank + 1), and the
/// ideal ranking is cut at `k` as well (Järvelin and Kekäläinen 2002, in `trec_eval`'s form). Recall
/// is divided by all relevant documents: with more than `k` of them it cannot reach 1. A document
/// counts once, at its best rank. Without a relevant document every measure is 0.
pub fn score_query(ranking: &[&str], grades: &HashMap<String, f64>, k: usize) -> QueryScores {
    let mut ideal: Vec<f64> = grades.values().copied().filter(|&grade| grade > 0.0).collect();
    if ideal.is_empty() {
        return QueryScores::default();
    }
    ideal.sort_by(|a, b| b.total_cmp(a));
    let gains = gains(ranking, grades, k);
    let found = gains.iter().filter(|&&gain| gain > 0.0).count();
    let first = gains.iter().position(|&gain| gain > 0.0);
    QueryScores {
        ndcg: discounted(&gains) / discounted(&ideal[..ideal.len().min(k)]),
        reciprocal_rank: first.map_or(0.0, |index| 1.0 / (index as f64 + 1.0)),
        recall: found as f64 / ideal.len() as f64,
    }
}

/// The gain at each of the first `k` ranks.
fn gains(ranking: &[&str], grades: &HashMap<String, f64>, k: usize) -> Vec<f64> {
    let mut seen = HashSet::new();
    ranking
        .iter()
        .filter(|id| seen.insert(**id))
        .take(k)
        .map(|id| grades.get(*id).copied().unwrap_or(0.0).max(0.0))
        .collect()
}

/// Sum of gain / log2(rank + 1), ranks from 1.
fn discounted(gains: &[f64]) -> f64 {
    gains.iter().enumerate().map(|(index, gain)| gain / (index as f64 + 2.0).log2()).sum()
}

/// The mean of `values` and the percentile bootstrap interval of it (Efron 1979): 2.5 % of the
/// resampled means lie below `low`, 2.5 % above `high`.
pub fn estimate(values: &[f64]) -> Estimate {
    if values.is_empty() {
        return Estimate::default();
    }
    let count = values.len();
    let mut random = SplitMix64::new(BOOTSTRAP_SEED);
    let mut means: Vec<f64> = (0..BOOTSTRAP_SAMPLES)
        .map(|_| (0..count).map(|_| values[random.below(count)]).sum::<f64>() / count as f64)
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |share: f64| means[((share * means.len() as f64) as usize).min(means.len() - 1)];
    let mean = values.iter().sum::<f64>() / count as f64;
    Estimate { mean, low: at(0.025), high: at(0.975) }
}

/// Steele, Lea and Flood's generator (2014): enough for resampling, and the same on every machine.
pub(super) struct SplitMix64(u64);

impl SplitMix64 {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; the bias of the multiply-shift is under bound / 2^64.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grades(pairs: &[(&str, f64)]) -> HashMap<String, f64> {
        pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    #[test]
    fn the_measures_agree_with_numbers_worked_out_by_hand() {
        let grades = grades(&[("a", 2.0), ("b", 1.0), ("c", 0.0), ("d", -1.0)]);
        // Gains 0 (d), 1 (b), 0 (x), 2 (a): 1 / log2(3) + 2 / log2(5) over 2 + 1 / log2(3).
        let scores = score_query(&["d", "b", "x", "a"], &grades, 10);
        assert!((scores.ndcg - (0.630_929_753 + 0.861_353_116) / 2.630_929_753).abs() < 1e-6);
        assert!((scores.reciprocal_rank - 0.5).abs() < 1e-12);
        assert!((scores.recall - 1.0).abs() < 1e-12);
        let cut = score_query(&["d", "b", "x", "a"], &grades, 2);
        assert!((cut.recall - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_document_listed_twice_counts_once() {
        let grades = grades(&[("a", 1.0), ("b", 1.0)]);
        let twice = score_query(&["a", "a", "b"], &grades, 10);
        assert_eq!(twice, score_query(&["a", "b"], &grades, 10));
        assert!((twice.ndcg - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_result_and_no_relevant_document_are_zero() {
        assert_eq!(score_query(&[], &grades(&[("a", 1.0)]), 10), QueryScores::default());
        assert_eq!(score_query(&["a"], &grades(&[("a", 0.0)]), 10), QueryScores::default());
        assert_eq!(estimate(&[]), Estimate::default());
    }

    #[test]
    fn an_interval_narrows_with_the_number_of_queries() {
        let few: Vec<f64> = (0..20).map(|i| f64::from(i % 2)).collect();
        let many: Vec<f64> = (0..2000).map(|i| f64::from(i % 2)).collect();
        let (few, many) = (estimate(&few), estimate(&many));
        assert!((few.mean - 0.5).abs() < 1e-12 && (many.mean - 0.5).abs() < 1e-12);
        assert!(few.high - few.low > 0.3 && many.high - many.low < 0.06);
    }

    proptest! {
        #[test]
        fn every_measure_stays_between_zero_and_one(
            ranking in prop::collection::vec("[a-h]", 0..15),
            graded in prop::collection::hash_map("[a-h]", -1.0..3.0f64, 0..8),
            k in 1usize..12,
        ) {
            let ranking: Vec<&str> = ranking.iter().map(String::as_str).collect();
            let scores = score_query(&ranking, &graded, k);
            for value in [scores.ndcg, scores.reciprocal_rank, scores.recall] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
            }
        }

        #[test]
        fn the_ideal_ranking_scores_one_and_a_swap_downwards_never_helps(
            graded in prop::collection::hash_map("[a-h]", 0.1..3.0f64, 2..8),
            swap in 0usize..7,
        ) {
            let mut ideal: Vec<(&String, &f64)> = graded.iter().collect();
            ideal.sort_by(|a, b| b.1.total_cmp(a.1));
            let mut ranking: Vec<&str> = ideal.iter().map(|(id, _)| id.as_str()).collect();
            prop_assert!((score_query(&ranking, &graded, 10).ndcg - 1.0).abs() < 1e-9);
            let last = ranking.len() - 1;
            ranking.swap(swap.min(last), last);
            prop_assert!(score_query(&ranking, &graded, 10).ndcg <= 1.0 + 1e-9);
        }

        #[test]
        fn the_mean_lies_in_its_interval(
            values in prop::collection::vec(0.0..1.0f64, 1..60),
        ) {
            let estimate = estimate(&values);
            prop_assert!(estimate.low <= estimate.mean + 1e-9);
            prop_assert!(estimate.mean <= estimate.high + 1e-9);
        }
    }
}
