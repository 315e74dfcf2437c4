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

    fn encode_chunk(&self, batch: &Batch, chunk: Range<usize>, keep: Keep) -> Encoded {
        let mut scratch = self.waiting().pop().unwrap_or_default();
        let encoded = self.encoder.encode(batch, chunk, keep, &mut scratch);
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
            return Ok(self.encode_chunk(batch, only.clone(), keep));
        }
        let parts: Vec<Encoded> =
            chunks.into_par_iter().map(|chunk| self.encode_chunk(batch, chunk, keep)).collect();
        Ok(Encoded {
            pooled: parts.iter().flat_map(|part| &part.pooled).copied().collect(),
            states: parts.iter().flat_map(|part| &part.states).copied().collect(),
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
    use super::*;
    use proptest::prelude::*;

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
