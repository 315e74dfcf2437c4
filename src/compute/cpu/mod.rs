//! The encoder on the processor: packed batches, no padding, a short query on its caller and on threads
//! that would be idle, bulk on all of them. Knows nothing of files or text.

mod attention;
mod element;
mod encoder;
mod float;
mod grid;
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
mod team;
mod tile;
mod token_head;
mod words;

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use rayon::prelude::*;

use super::max_sim as rules;
use super::{
    Batch, ComputeError, Device, DeviceInfo, DeviceKind, Encoded, Keep, Match, TokenRows, Weights,
};
use crate::beside::{self, Counted};
use encoder::{Encoder, Hands, Scratch};
use team::{Closing, Seat, Team};

pub use peak::peak_operations_per_s;
pub use scan::{Scorer, cosine_of_rows, halved, widened};
pub use token_head::TokenHead;

/// Most tokens a thread works on at a time: their states (128 x 384 x 4 bytes = 196 KB) stay in a
/// core's own cache, and there are enough of them for every weight that is read.
const CHUNK_TOKENS: usize = 128;

/// Fewest tokens that are worth another thread, which reads all weights again.
const LEAST_CHUNK_TOKENS: usize = 48;

/// Most tokens of which a long text shares the rows out among threads, which meet twice a layer, instead
/// of each text having a thread.
const MOST_SHARED_TOKENS: usize = 512;

/// Most threads that help with a short text: its products take some ten microseconds each, and handing
/// out a share one or two.
const MOST_HELPERS: usize = 3;

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
    /// Calls that run at this moment.
    running: AtomicUsize,
}

impl CpuDevice {
    /// Takes the weights into the layout the matrix product reads fastest.
    pub fn new(weights: Weights, precision: Precision) -> Self {
        let encoder = Encoder::new(weights, precision);
        Self { encoder, waiting: Mutex::default(), running: AtomicUsize::new(0) }
    }

    fn run(&self, batch: &Batch, keep: Keep, plan: Plan) -> Encoded {
        let all = 0..batch.sequences();
        match plan {
            Plan::Alone => match self.free_threads().min(MOST_HELPERS) {
                0 => self.encode_chunk(batch, all, keep, Hands::Parts(1)),
                helpers => self.encode_together(batch, keep, helpers),
            },
            // Within the pool, which else would be entered, and waited for, at every step.
            Plan::Rows(parts) => {
                rayon::scope(|_| self.encode_chunk(batch, all, keep, Hands::Parts(parts)))
            }
            Plan::Texts(chunks) => {
                let encode = |chunk| self.encode_chunk(batch, chunk, keep, Hands::Parts(1));
                let all: Vec<Encoded> = chunks.into_par_iter().map(encode).collect();
                Encoded {
                    pooled: all.iter().flat_map(|part| &part.pooled).copied().collect(),
                    states: all.iter().flat_map(|part| &part.states).copied().collect(),
                }
            }
        }
    }

    /// A short batch, with some threads that help. Where the system has none to give, the caller
    /// does it all.
    fn encode_together(&self, batch: &Batch, keep: Keep, helpers: usize) -> Encoded {
        let seats: Vec<Seat<'_>> = (0..helpers).map(|_| Seat::default()).collect();
        thread::scope(|scope| {
            let _closing = Closing(&seats);
            for seat in &seats {
                thread::Builder::new().spawn_scoped(scope, || seat.serve()).ok();
            }
            let mut team = Team::new(&seats);
            self.encode_chunk(batch, 0..batch.sequences(), keep, Hands::Team(&mut team))
        })
    }

    fn encode_chunk<'a>(
        &'a self,
        batch: &Batch,
        chunk: Range<usize>,
        keep: Keep,
        hands: Hands<'_, '_, 'a>,
    ) -> Encoded {
        let mut scratch = self.waiting().pop().unwrap_or_default();
        let encoded = self.encoder.encode(batch, chunk, keep, hands, &mut scratch);
        self.waiting().push(scratch);
        encoded
    }

    /// Threads that would have a core to themselves, as far as is known: others are at work for
    /// texts here, or beside their callers.
    fn free_threads(&self) -> usize {
        let busy = self.running.load(Ordering::Relaxed) + beside::running();
        rayon::current_num_threads().saturating_sub(busy)
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
        let _counted = Counted::among(&self.running);
        Ok(self.run(batch, keep, Plan::new(batch, rayon::current_num_threads())))
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

/// How a batch is worked on.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    /// By the caller, whom threads may help that would be idle: it is too little for the pool.
    Alone,
    /// The rows in so many parts: one text has most of them, as after a change of one talk, or when
    /// somebody pasted a page as a query.
    Rows(usize),
    /// Each thread with texts of its own.
    Texts(Vec<Range<usize>>),
}

impl Plan {
    fn new(batch: &Batch, threads: usize) -> Self {
        let tokens = batch.tokens();
        if tokens == 0 {
            return Self::Texts(Vec::new());
        }
        if tokens < 2 * LEAST_CHUNK_TOKENS {
            return Self::Alone;
        }
        let share = tokens.div_ceil(threads);
        let longest = batch.ranges().map(|range| range.len()).max().unwrap_or(0);
        // A quarter more than its share is what meeting twice a layer may cost.
        if tokens <= MOST_SHARED_TOKENS && threads > 1 && longest > share + share / 4 {
            // More parts than threads: one that has a core to itself then takes over from one that
            // shares its own, as with the writing of the index.
            return Self::Rows((tokens / LEAST_CHUNK_TOKENS).min(2 * threads));
        }
        let chunks = chunk_sequences(batch, share.clamp(LEAST_CHUNK_TOKENS, CHUNK_TOKENS));
        if chunks.len() == 1 { Self::Alone } else { Self::Texts(chunks) }
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

    fn batch(lengths: &[u32]) -> Batch {
        let text = |&length: &u32| (0..length).map(|it| it * 7 % 11).collect::<Vec<_>>();
        Batch::new(&lengths.iter().map(text).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_text_has_the_very_states_whoever_works_on_it() {
        let batch = batch(&[101, 1, 40]);
        for precision in [Precision::F32, Precision::Int8] {
            let device = CpuDevice::new(weights(), precision);
            let whole = device.encode_chunk(&batch, 0..3, Keep::States, Hands::Parts(1));
            for parts in 2..6 {
                let found = device.encode_chunk(&batch, 0..3, Keep::States, Hands::Parts(parts));
                assert_eq!(found, whole, "{precision:?} in {parts}");
            }
            for helpers in 1..4 {
                let found = device.encode_together(&batch, Keep::States, helpers);
                assert_eq!(found, whole, "{precision:?} with {helpers}");
            }
            for plan in [Plan::Alone, Plan::Rows(3), Plan::Texts(vec![0..1, 1..3])] {
                let told = format!("{precision:?}, {plan:?}");
                assert_eq!(device.run(&batch, Keep::States, plan), whole, "{told}");
            }
        }
    }

    #[test]
    fn threads_have_texts_of_their_own_unless_one_text_is_most_of_all() {
        let plan = |lengths: &[u32], threads| Plan::new(&batch(lengths), threads);
        assert_eq!(plan(&[2 * LEAST_CHUNK_TOKENS as u32 - 1], 2), Plan::Alone);
        assert_eq!(plan(&[], 2), Plan::Texts(Vec::new()));
        assert_eq!(plan(&[100], 1), Plan::Alone);
        assert_eq!(plan(&[200], 2), Plan::Rows(4));
        assert_eq!(plan(&[12, 190, 9], 2), Plan::Rows(4));
        assert_eq!(plan(&[100, 90], 2), Plan::Texts(vec![0..1, 1..2]));
        assert_eq!(plan(&[400, 100, 100], 2), Plan::Texts(vec![0..1, 1..2, 2..3]));
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
