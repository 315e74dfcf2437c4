//! `hallway model bench`: the same batches through any device, timed. It knows neither what they
//! mean nor how a device works; rates of different machines are for people to compare.

use std::time::{Duration, Instant};

use super::{Batch, ComputeError, Device, DeviceInfo, Shape};

/// The even batch: so many texts of so many tokens.
const EVEN_TEXTS: usize = 32;
const EVEN_TOKENS: usize = 128;

/// Texts of mixed lengths, sorted and grouped as bulk work is.
const MIXED_TEXTS: usize = 256;
const GROUP_TOKENS: usize = 4096;

/// Tokens at these shares of the texts: passages of talks as they were measured (least, p10, p50,
/// p90, most). `tests/bench/peers/inputs.py` has the same curve.
const MIXED_LENGTHS: [(f64, f64); 5] =
    [(0.0, 6.0), (0.1, 11.0), (0.5, 48.0), (0.9, 208.0), (1.0, 256.0)];

/// Short queries.
const QUERY_TOKENS: [usize; 3] = [7, 10, 11];

/// Runs, of which the median counts: this many, or as many as fit the time.
const BATCH_RUNS: usize = 5;
const QUERY_RUNS: usize = 30;
const MOST_TIME: Duration = Duration::from_secs(12);

/// How fast a device is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Measured {
    /// Which device.
    pub device: DeviceInfo,
    /// Milliseconds from weights in memory to the first answer.
    pub start_ms: f64,
    /// Tokens a second, 32 texts of 128 tokens.
    pub even_tokens_per_s: f64,
    /// Tokens a second, 256 texts of 6 to 256 tokens.
    pub mixed_tokens_per_s: f64,
    /// Median milliseconds of a query of about ten tokens.
    pub query_ms: f64,
    /// Thousand million floating-point operations a second, on the even texts.
    pub gflops: f64,
    /// The most that this device does, as measured by `peak`.
    pub peak_gflops: f64,
    /// What the peak is of.
    pub peak: &'static str,
}

impl Measured {
    /// `gflops` as a share of the peak.
    pub fn share_of_peak(&self) -> f64 {
        self.gflops / self.peak_gflops
    }
}

/// Times a device that took `start_ms` from weights in memory to its first answer. `peak` names
/// what the peak is of, and gives it in operations a second.
///
/// # Errors
/// The device failed.
pub fn measure(
    device: &dyn Device,
    shape: &Shape,
    start_ms: f64,
    peak: (&'static str, f64),
) -> Result<Measured, ComputeError> {
    let even = even_batch(shape)?;
    let even_s = median_s(BATCH_RUNS, || device.forward(&even))?;
    let mixed = mixed_batches(shape)?;
    let mixed_tokens: usize = mixed.iter().map(Batch::tokens).sum();
    let mixed_s =
        median_s(BATCH_RUNS, || mixed.iter().try_for_each(|b| device.forward(b).map(drop)))?;
    let queries: Vec<Batch> =
        QUERY_TOKENS.iter().map(|&n| batch(&[n], shape)).collect::<Result<_, _>>()?;
    let queries_s =
        median_s(QUERY_RUNS, || queries.iter().try_for_each(|q| device.forward(q).map(drop)))?;
    Ok(Measured {
        device: device.describe(),
        start_ms,
        even_tokens_per_s: even.tokens() as f64 / even_s,
        mixed_tokens_per_s: mixed_tokens as f64 / mixed_s,
        query_ms: queries_s / queries.len() as f64 * 1e3,
        gflops: operations(&even, shape) / even_s / 1e9,
        peak_gflops: peak.1 / 1e9,
        peak: peak.0,
    })
}

/// 32 texts of 128 tokens, or of as many as the model takes.
///
/// # Errors
/// None that a model with positions could give.
pub fn even_batch(shape: &Shape) -> Result<Batch, ComputeError> {
    batch(&[EVEN_TOKENS.min(shape.positions); EVEN_TEXTS], shape)
}

/// Multiplications and additions of a forward pass: the matrices, and the products of queries with
/// keys and of shares with values. What normalisation and the like take is below a hundredth.
pub fn operations(batch: &Batch, shape: &Shape) -> f64 {
    let (hidden, intermediate) = (shape.hidden as f64, shape.intermediate as f64);
    let a_token = 2.0 * (4.0 * hidden * hidden + 2.0 * hidden * intermediate);
    let pairs: f64 = batch.ranges().map(|range| (range.len() as f64).powi(2)).sum();
    shape.layers as f64 * (a_token * batch.tokens() as f64 + 4.0 * hidden * pairs)
}

/// The median of several runs, after one that is not counted.
fn median_s<T>(
    runs: usize,
    work: impl Fn() -> Result<T, ComputeError>,
) -> Result<f64, ComputeError> {
    let began = Instant::now();
    work()?;
    let mut times = Vec::with_capacity(runs);
    while times.is_empty() || (times.len() < runs && began.elapsed() < MOST_TIME) {
        let began = Instant::now();
        work()?;
        times.push(began.elapsed().as_secs_f64());
    }
    Ok(median(times))
}

/// The middle one of some values, or what is midway between the two middle ones.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    match values.len().is_multiple_of(2) {
        true => f64::midpoint(values[upper - 1], values[upper]),
        false => values[upper],
    }
}

fn mixed_batches(shape: &Shape) -> Result<Vec<Batch>, ComputeError> {
    let lengths: Vec<usize> =
        mixed_lengths().into_iter().rev().map(|length| length.min(shape.positions)).collect();
    let mut batches = Vec::new();
    let mut rest = lengths.as_slice();
    while !rest.is_empty() {
        let fitting = rest.iter().scan(0, |tokens, length| {
            *tokens += length;
            (*tokens <= GROUP_TOKENS).then_some(())
        });
        let (group, others) = rest.split_at(fitting.count().max(1));
        batches.push(batch(group, shape)?);
        rest = others;
    }
    Ok(batches)
}

/// Tokens of 256 texts as passages of talks mix, the shortest first: 19,925 together.
pub fn mixed_lengths() -> Vec<usize> {
    (0..MIXED_TEXTS).map(|text| mixed_length(text as f64 / (MIXED_TEXTS - 1) as f64)).collect()
}

/// The length at a share of the texts, 0 to 1: evenly in proportion between what was measured.
fn mixed_length(share: f64) -> usize {
    let between = |pair: &[(f64, f64)]| (pair[0].0..=pair[1].0).contains(&share);
    let Some(&[(from, low), (to, high)]) = MIXED_LENGTHS.array_windows().find(|p| between(*p))
    else {
        return 1;
    };
    (low * (high / low).powf((share - from) / (to - from))).round() as usize
}

/// Texts of these lengths, of words from all over the vocabulary.
pub(super) fn batch(lengths: &[usize], shape: &Shape) -> Result<Batch, ComputeError> {
    // A prime stride meets every word of any vocabulary that it does not divide.
    let mut words = (0..).map(|place: usize| (place * 7919 % shape.vocabulary) as u32);
    let texts: Vec<Vec<u32>> =
        lengths.iter().map(|&length| words.by_ref().take(length).collect()).collect();
    Ok(Batch::new(&texts)?)
}

#[cfg(test)]
mod tests {
    use super::super::Pooling;
    use super::*;

    fn mini_lm() -> Shape {
        Shape {
            vocabulary: 30_522,
            positions: 512,
            hidden: 384,
            heads: 12,
            intermediate: 1536,
            layers: 6,
            layer_norm_epsilon: 1e-12,
            pooling: Pooling::Mean,
            normalise: true,
        }
    }

    #[test]
    fn the_even_batch_of_a_small_model_is_92_thousand_million_operations() {
        let shape = mini_lm();
        let batch = even_batch(&shape).unwrap();
        assert_eq!(batch.tokens(), 4096);
        assert!((operations(&batch, &shape) / 1e9 - 91.8).abs() < 0.1);
    }

    #[test]
    fn mixed_texts_are_as_long_as_passages_are() {
        let batches = mixed_batches(&mini_lm()).unwrap();
        let lengths: Vec<usize> =
            batches.iter().flat_map(|b| b.ranges().map(|r| r.len()).collect::<Vec<_>>()).collect();
        assert_eq!(lengths.len(), MIXED_TEXTS);
        assert_eq!((lengths[0], lengths[255]), (256, 6));
        assert!(lengths.is_sorted_by(|a, b| a >= b));
        assert!((46..=50).contains(&lengths[128]), "{}", lengths[128]);
        assert!(batches.iter().all(|batch| batch.tokens() <= GROUP_TOKENS));
        let tokens: usize = lengths.iter().sum();
        assert_eq!(tokens, 19_925);
    }

    #[test]
    fn the_median_of_an_even_number_is_midway_between_the_two_middle_ones() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![9.0, 1.0, 2.0, 4.0]), 3.0);
        assert_eq!(median(vec![7.0]), 7.0);
    }
}
