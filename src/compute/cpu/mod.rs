//! The encoder on the processor: packed batches, no padding, one thread for a short query and all
//! of them for bulk. Knows nothing of files or text.

mod attention;
mod element;
mod encoder;
mod linear;
mod max_sim;
mod pool;
mod token_head;

use rayon::prelude::*;

use super::max_sim as rules;
use super::{
    Batch, ComputeError, Device, DeviceInfo, DeviceKind, Encoded, Keep, Match, TokenRows, Weights,
};
use encoder::{Encoder, Scratch};

pub use token_head::TokenHead;

/// Tokens a thread works on at a time: the states of so many tokens and the widest activation
/// (256 x 1536 x 4 bytes = 1.5 MB) stay in a core's own cache.
const CHUNK_TOKENS: usize = 256;

/// What the linear layers calculate with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating-point weights and activations.
    #[default]
    F32,
    /// 8-bit integer weights (a scale a row) and activations (a scale a token), where the
    /// processor is faster with them.
    Int8,
}

/// The processor as a [`Device`].
pub struct CpuDevice {
    encoder: Encoder,
}

impl CpuDevice {
    /// Takes the weights into the layout the matrix product reads fastest.
    pub fn new(weights: Weights, precision: Precision) -> Self {
        Self { encoder: Encoder::new(weights, precision) }
    }
}

impl Device for CpuDevice {
    fn describe(&self) -> DeviceInfo {
        DeviceInfo {
            kind: DeviceKind::Cpu,
            name: format!("{} threads", rayon::current_num_threads()),
            backend: element::instruction_set().to_owned(),
            software: false,
        }
    }

    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError> {
        let shape = self.encoder.shape();
        batch.check(shape.vocabulary, shape.positions)?;
        let chunks = chunk_sequences(batch, CHUNK_TOKENS);
        if let [only] = chunks.as_slice() {
            return Ok(self.encoder.encode(batch, only.clone(), keep, &mut Scratch::default()));
        }
        let parts: Vec<Encoded> = chunks
            .into_par_iter()
            .map_init(Scratch::default, |scratch, chunk| {
                self.encoder.encode(batch, chunk, keep, scratch)
            })
            .collect();
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
    Ok(documents.iter().map(|document| max_sim::nearest(query, *document)).collect())
}

/// Cuts a batch into runs of whole sequences of about `limit` tokens: never more than `limit`,
/// unless one sequence alone is longer.
fn chunk_sequences(batch: &Batch, limit: usize) -> Vec<std::ops::Range<usize>> {
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
