//! The encoder on the processor: packed batches, no padding, one thread for a short query and all
//! of them for bulk. Knows nothing of files or text.

mod attention;
mod element;
mod encoder;
mod float;
mod int8;
mod linear;
mod lines;
mod math;
mod max_sim;
#[cfg(test)]
mod numbers;
mod panels;
mod peak;
mod pool;
mod scan;
mod simd;
mod tile;
mod token_head;
mod words;

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::max_sim as rules;
use super::{
    Batch, ComputeError, Device, DeviceInfo, DeviceKind, Encoded, Keep, Match, TokenRows, Weights,
};
use encoder::{Encoder, Scratch};

pub use peak::peak_operations_per_s;
pub use scan::{Scorer, cosine_of_rows, halved, widened};
pub use token_head::TokenHead;

/// Most tokens a thread works on at a time: their states (128 x 384 x 4 bytes = 196 KB) stay in a
/// core's own cache, and there are enough of them for every weight that is read.
const CHUNK_TOKENS: usize = 128;

/// Fewest tokens that are worth another thread, which reads all weights again.
const LEAST_CHUNK_TOKENS: usize = 48;

/// What the linear layers calculate with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating-point weights and activations.
    #[default]
    F32,
    /// Integers: weights and the rows of words of 8 bits (a scale a row), activations of linear
    /// layers of 12 (a scale a token). A layer of more than 4,096 inputs stays in floating point.
    Int8,
}

/// The processor as a [`Device`].
pub struct CpuDevice {
    encoder: Encoder,
    /// Memory of chunks that are done, for the next ones: one for each thread that has run.
    waiting: Mutex<Vec<Scratch>>,
}

impl CpuDevice {
    /// Takes the weights into the layout the matrix product reads fastest.
    pub fn new(weights: Weights, precision: Precision) -> Self {
        Self { encoder: Encoder::new(weights, precision), waiting: Mutex::default() }
    }

    fn encode_chunk(
        &self,
        batch: &Batch,
        chunk: Range<usize>,
        keep: Keep,
        parts: usize,
    ) -> Encoded {
        let mut scratch = self.waiting().pop().unwrap_or_default();
        let encoded = self.encoder.encode(batch, chunk, keep, parts, &mut scratch);
        self.waiting().push(scratch);
        encoded
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Scratch>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Device for CpuDevice {
    fn describe(&self) -> DeviceInfo {
        DeviceInfo {
            kind: DeviceKind::Cpu,
            name: format!("{} threads", rayon::current_num_threads()),
            backend: self.encoder.instruction_set(),
            software: false,
        }
    }

    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError> {
        let shape = self.encoder.shape();
        batch.check(shape.vocabulary, shape.positions)?;
        let chunks = chunk_sequences(batch, chunk_limit(batch.tokens()));
        if let [only] = chunks.as_slice() {
            let run = |parts| self.encode_chunk(batch, only.clone(), keep, parts);
            return Ok(match parts_of_one(batch.tokens()) {
                1 => run(1),
                // Within the pool, which else would be entered, and waited for, at every step.
                parts => rayon::scope(|_| run(parts)),
            });
        }
        let encode = |chunk| self.encode_chunk(batch, chunk, keep, 1);
        let all: Vec<Encoded> = chunks.into_par_iter().map(encode).collect();
        Ok(Encoded {
            pooled: all.iter().flat_map(|part| &part.pooled).copied().collect(),
            states: all.iter().flat_map(|part| &part.states).copied().collect(),
        })
    }

    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        max_sim(query, documents)
    }
}

/// [`Device::max_sim`] on the calling thread: it needs no model, and sixty documents take less
/// time than waking another thread.
///
/// # Errors
/// The rows are of different widths, or a document has no rows.
pub fn max_sim(
    query: TokenRows<'_>,
    documents: &[TokenRows<'_>],
) -> Result<Vec<Vec<Match>>, ComputeError> {
    rules::check(query, documents)?;
    Ok(max_sim::nearest_in_each(query, documents))
}

/// Tokens of a chunk of a batch of `tokens`: fewer than most where there would be idle threads.
fn chunk_limit(tokens: usize) -> usize {
    let share = tokens.div_ceil(rayon::current_num_threads());
    share.clamp(LEAST_CHUNK_TOKENS, CHUNK_TOKENS)
}

/// Parts in which the rows of the only chunk are worked on: a long text alone, as after a change of
/// one talk, or one that somebody pasted as a query. More than threads, where there are rows for
/// them: a thread that has a core to itself then takes over from one that shares its own, as with the
/// writing of the index.
fn parts_of_one(tokens: usize) -> usize {
    match rayon::current_num_threads() {
        1 => 1,
        threads => (tokens / LEAST_CHUNK_TOKENS).clamp(1, 2 * threads),
    }
}

/// Cuts a batch into runs of whole sequences of about `limit` tokens: never more than `limit`,
/// unless one sequence alone is longer.
fn chunk_sequences(batch: &Batch, limit: usize) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut first, mut tokens) = (0, 0);
    for (index, range) in batch.ranges().enumerate() {
        if index > first && tokens + range.len() > limit {
            chunks.push(first..index);
            (first, tokens) = (index, 0);
        }
        tokens += range.len();
    }
    if batch.sequences() > first {
        chunks.push(first..batch.sequences());
    }
    chunks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Layer, LayerNorm, Linear, Pooling, Shape};
    use super::numbers::Numbers;
    use super::*;

    /// A model of two layers with random weights.
    fn weights() -> Weights {
        let shape = Shape {
            vocabulary: 11,
            positions: 150,
            hidden: 24,
            heads: 3,
            intermediate: 40,
            layers: 2,
            layer_norm_epsilon: 1e-12,
            pooling: Pooling::Mean,
            normalise: true,
        };
        let (hidden, wide) = (shape.hidden, shape.intermediate);
        let mut numbers = Numbers(1);
        let mut take = |count| numbers.take(count);
        let mut linear = |outputs: usize, inputs: usize| Linear {
            weight: take(outputs * inputs).into_iter().map(|it| 0.3 * it).collect(),
            bias: take(outputs),
        };
        let norm = || LayerNorm { weight: vec![1.0; hidden], bias: vec![0.0; hidden] };
        let mut layer = || Layer {
            qkv: linear(3 * hidden, hidden),
            attention_output: linear(hidden, hidden),
            attention_norm: norm(),
            up: linear(wide, hidden),
            down: linear(hidden, wide),
            output_norm: norm(),
        };
        let layers = vec![layer(), layer()];
        Weights {
            words: take(shape.vocabulary * hidden),
            positions: take(shape.positions * hidden),
            token_type: take(hidden),
            embedding_norm: norm(),
            layers,
            shape,
        }
    }

    #[test]
    fn a_text_in_parts_has_the_very_states_that_it_has_in_one() {
        let lengths = [101u32, 1, 40];
        let sequences = lengths.map(|length| (0..length).map(|it| it * 7 % 11).collect::<Vec<_>>());
        let batch = Batch::new(&sequences).unwrap();
        for precision in [Precision::F32, Precision::Int8] {
            let device = CpuDevice::new(weights(), precision);
            for chunk in [0..1, 1..2, 0..3] {
                let run = |parts| device.encode_chunk(&batch, chunk.clone(), Keep::States, parts);
                let whole = run(1);
                for parts in 2..6 {
                    let found = run(parts);
                    assert_eq!(found.pooled, whole.pooled, "{precision:?} in {parts}");
                    assert_eq!(found.states, whole.states, "{precision:?} in {parts}");
                }
            }
        }
    }

    #[test]
    fn only_a_long_text_is_worth_several_threads() {
        assert_eq!([1, 2 * LEAST_CHUNK_TOKENS - 1].map(parts_of_one), [1, 1]);
        let threads = rayon::current_num_threads();
        let most = if threads == 1 { 1 } else { 2 * threads };
        assert_eq!(parts_of_one(2 * LEAST_CHUNK_TOKENS), 2.min(most));
        assert_eq!(parts_of_one(1 << 20), most);
    }

    proptest! {
        #[test]
        fn chunks_cover_the_batch_in_order_within_the_limit(
            lengths in prop::collection::vec(1usize..40, 0..30), limit in 1usize..100,
        ) {
            let sequences: Vec<Vec<u32>> = lengths.iter().map(|&n| vec![1; n]).collect();
            let chunks = chunk_sequences(&Batch::new(&sequences).unwrap(), limit);
            let covered: Vec<usize> = chunks.iter().flat_map(Clone::clone).collect();
            prop_assert_eq!(covered, (0..lengths.len()).collect::<Vec<_>>());
            for chunk in chunks {
                let tokens: usize = lengths[chunk.clone()].iter().sum();
                prop_assert!(tokens <= limit || chunk.len() == 1);
            }
        }
    }
}
