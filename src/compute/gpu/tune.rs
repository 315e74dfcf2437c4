//! `hallway model tune`: runs each variant that an adapter has on a batch and on a short query, and
//! keeps the fastest of those whose vectors are the processor's. One that a driver compiles wrongly
//! is left out; between the others time alone decides.

use std::path::Path;
use std::time::Instant;

use super::super::cpu::{CpuDevice, Precision};
use super::super::measure::{batch, median};
use super::super::{Batch, ComputeError, Device, DeviceInfo, Weights};
use super::kernels::{Queries, Tiling};
use super::tuning::{self, Tuning};
use super::{AdapterChoice, GpuDevice, Settings, adapter};

/// The batch that decides: eight texts of 128 tokens, which fill sixteen tiles of 64 rows.
const TEXTS: usize = 8;
const TEXT_TOKENS: usize = 128;

/// The query that decides.
const QUERY_TOKENS: usize = 10;

/// Tokens of texts whose vectors are held against the processor's: a batch of uneven ones, and the
/// query.
const CHECKED_TEXTS: [&[usize]; 2] = [&[40, 7, 1, 90], &[QUERY_TOKENS]];

/// The largest difference that may be rounding; variants that work stay below a tenth of it.
const MOST_DIFFERENCE: f32 = 1e-3;

/// Calls of each, of which the median counts.
const BATCH_CALLS: usize = 3;
const QUERY_CALLS: usize = 7;

/// What one variant took.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Candidate {
    /// The variants.
    pub tuning: Tuning,
    /// Milliseconds of a batch of 8 texts of 128 tokens.
    pub batch_ms: f64,
    /// Milliseconds of a query of 10 tokens.
    pub query_ms: f64,
}

/// What tuning found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tuned {
    /// The adapter.
    pub device: DeviceInfo,
    /// Its driver.
    pub driver: String,
    /// All that was measured.
    pub candidates: Vec<Candidate>,
    /// What is used from now on.
    pub chosen: Tuning,
}

/// Measures the variants of the best adapter that will do, and keeps the choice in `folder`.
/// `on_progress` hears how many of how many are done.
///
/// # Errors
/// There is no adapter, no variant runs on it and gives the processor's vectors (the error is the
/// last one's), or the folder cannot be written.
pub fn tune(
    weights: &Weights,
    choice: AdapterChoice,
    folder: &Path,
    on_progress: &dyn Fn(usize, usize),
) -> Result<Tuned, TuneError> {
    let adapter = adapter::find_adapter(choice)?;
    let default = Tuning::default_for(&adapter);
    let tunings: Vec<Tuning> =
        candidates(default).into_iter().filter(|tuning| tuning.runs_on(&adapter)).collect();
    let measured = measure_all(weights, choice, &tunings, on_progress)?;
    let chosen = chosen(&measured).unwrap_or(default);
    let info = adapter.get_info();
    tuning::store(folder, &info, chosen).map_err(TuneError::Store)?;
    Ok(Tuned {
        device: adapter::describe(&info),
        driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
        candidates: measured,
        chosen,
    })
}

/// Why nothing was tuned.
#[derive(Debug, thiserror::Error)]
pub enum TuneError {
    /// No adapter that will do, or no variant that does.
    #[error(transparent)]
    Compute(#[from] ComputeError),
    /// The choice cannot be kept.
    #[error("the choice cannot be kept: {0}")]
    Store(std::io::Error),
}

/// Each tiling for batches and queries alike, and the default with the other attention.
fn candidates(default: Tuning) -> Vec<Tuning> {
    let tiled = |tiling| Tuning { wide: tiling, narrow: tiling, ..default };
    let other = match default.queries {
        Queries::One => Queries::Four,
        Queries::Four => Queries::One,
    };
    let mut tunings: Vec<_> = Tiling::ALL.into_iter().map(tiled).collect();
    tunings.push(Tuning { queries: other, ..tiled(default.wide) });
    tunings
}

/// Measures these variants but for those that fail; where all do, the last one's error.
fn measure_all(
    weights: &Weights,
    choice: AdapterChoice,
    tunings: &[Tuning],
    on_progress: &dyn Fn(usize, usize),
) -> Result<Vec<Candidate>, ComputeError> {
    let samples = samples(weights)?;
    let (mut measured, mut failure) = (Vec::with_capacity(tunings.len()), None);
    for (done, &tuning) in tunings.iter().enumerate() {
        on_progress(done, tunings.len());
        match measure(weights, choice, tuning, &samples) {
            Ok(candidate) => measured.push(candidate),
            Err(error) => {
                tracing::warn!(%error, ?tuning, "a variant is left out");
                failure = Some(error);
            }
        }
    }
    match failure {
        Some(error) if measured.is_empty() => Err(error),
        _ => Ok(measured),
    }
}

/// A batch with the vectors that the processor gives for it.
struct Sample {
    batch: Batch,
    vectors: Vec<f32>,
}

fn samples(weights: &Weights) -> Result<Vec<Sample>, ComputeError> {
    let processor = CpuDevice::new(weights.clone(), Precision::F32);
    let sample = |lengths: &[usize]| -> Result<Sample, ComputeError> {
        let longest = weights.shape.positions;
        let lengths: Vec<usize> = lengths.iter().map(|&length| length.min(longest)).collect();
        let batch = batch(&lengths, &weights.shape)?;
        Ok(Sample { vectors: processor.forward(&batch)?, batch })
    };
    CHECKED_TEXTS.into_iter().map(sample).collect()
}

fn check(gpu: &GpuDevice, samples: &[Sample]) -> Result<(), ComputeError> {
    for Sample { batch, vectors } in samples {
        let difference = largest_difference(&gpu.forward(batch)?, vectors);
        if difference > MOST_DIFFERENCE {
            return Err(ComputeError::Inaccurate { difference });
        }
    }
    Ok(())
}

/// How far vectors are off, each value measured against 1 or itself, whichever is larger. What is
/// no number is off without end.
fn largest_difference(found: &[f32], expected: &[f32]) -> f32 {
    let off = |(a, b): (&f32, &f32)| (a - b).abs() / b.abs().max(1.0);
    let larger = |most: f32, off: f32| if off.is_nan() { f32::INFINITY } else { most.max(off) };
    found.iter().zip(expected).map(off).fold(0.0, larger)
}

fn measure(
    weights: &Weights,
    choice: AdapterChoice,
    tuning: Tuning,
    samples: &[Sample],
) -> Result<Candidate, ComputeError> {
    let settings = Settings { tuning: Some(tuning), ..Settings::default() };
    let gpu = GpuDevice::open_with(weights, choice, settings)?;
    check(&gpu, samples)?;
    let length = TEXT_TOKENS.min(weights.shape.positions);
    let batch = Batch::new(&vec![vec![0; length]; TEXTS])?;
    let query = Batch::new(&[vec![0; QUERY_TOKENS.min(weights.shape.positions)]])?;
    Ok(Candidate {
        tuning,
        batch_ms: median_ms(&gpu, &batch, BATCH_CALLS)?,
        query_ms: median_ms(&gpu, &query, QUERY_CALLS)?,
    })
}

fn median_ms(gpu: &GpuDevice, batch: &Batch, calls: usize) -> Result<f64, ComputeError> {
    let mut times = Vec::with_capacity(calls);
    for _ in 0..calls {
        let began = Instant::now();
        gpu.forward(batch)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(times))
}

/// The best of each sort; `None` where nothing ran.
fn chosen(measured: &[Candidate]) -> Option<Tuning> {
    let by_batch = |a: &&Candidate, b: &&Candidate| a.batch_ms.total_cmp(&b.batch_ms);
    let by_query = |a: &&Candidate, b: &&Candidate| a.query_ms.total_cmp(&b.query_ms);
    let wide = measured.iter().min_by(by_batch)?.tuning;
    let narrow = measured.iter().min_by(by_query)?.tuning.narrow;
    // Attention was measured both ways with one tiling: the faster of those two.
    let other = measured.last()?;
    let same = measured.iter().find(|c| c.tuning.wide == other.tuning.wide)?;
    let queries = match other.batch_ms < same.batch_ms {
        true => other.tuning.queries,
        false => same.tuning.queries,
    };
    Some(Tuning { wide: wide.wide, narrow, queries })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_queries_and_attention_are_chosen_each_by_its_own_time() {
        let candidate = |tiling, queries, batch_ms, query_ms| Candidate {
            tuning: Tuning { wide: tiling, narrow: tiling, queries },
            batch_ms,
            query_ms,
        };
        let measured = [
            candidate(Tiling::Shared, Queries::One, 5.0, 9.0),
            candidate(Tiling::Register4, Queries::One, 6.0, 8.0),
            candidate(Tiling::Narrow, Queries::One, 7.0, 3.0),
            candidate(Tiling::Shared, Queries::Four, 4.5, 9.0),
        ];
        let expected =
            Tuning { wide: Tiling::Shared, narrow: Tiling::Narrow, queries: Queries::Four };
        assert_eq!(chosen(&measured), Some(expected));
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn the_worst_value_counts_and_what_is_no_number_is_the_worst() {
        assert_eq!(largest_difference(&[1.0, 0.5, -4.0], &[1.0, 0.25, -2.0]), 1.0);
        assert_eq!(largest_difference(&[f32::NAN, 1.0], &[0.0, 1.0]), f32::INFINITY);
        assert_eq!(largest_difference(&[], &[]), 0.0);
    }

    #[test]
    fn every_tiling_is_a_candidate() {
        let found = candidates(Tuning::HARDWARE);
        assert_eq!(found.len(), Tiling::ALL.len() + 1);
        assert_eq!(found.last().unwrap().queries, Queries::Four);
    }
}
