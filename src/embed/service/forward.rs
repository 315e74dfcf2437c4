//! What runs the batches of the queue: token ids through the model's device for queries.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use super::figures;
use super::queue::{Bulk, Lanes, Report, Runner};
use crate::compute::{Batch, ComputeError, Encoded};
use crate::embed::encode::rows_of;
use crate::embed::{EmbedError, Embedder};

/// The model behind the queue.
pub(super) struct Forward {
    pub(super) embedder: Embedder,
    /// Whether the last batch gave nothing.
    is_failing: AtomicBool,
}

impl Forward {
    pub(super) fn new(embedder: Embedder) -> Self {
        Self { embedder, is_failing: AtomicBool::new(false) }
    }

    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Runs texts together. If that fails and there are several, each runs alone, so that one that
    /// cannot be run takes no other with it.
    fn encode(&self, texts: &[Vec<u32>]) -> Vec<Result<Encoded, EmbedError>> {
        match self.encode_together(texts) {
            Ok(encoded) => encoded.into_iter().map(Ok).collect(),
            Err(error) if texts.len() == 1 => vec![Err(error)],
            Err(_) => texts.chunks(1).flat_map(|text| self.encode(text)).collect(),
        }
    }

    fn encode_together(&self, texts: &[Vec<u32>]) -> Result<Vec<Encoded>, EmbedError> {
        let batch = Batch::new(texts).map_err(ComputeError::from)?;
        let encoded = self.embedder.device.encode(&batch, self.embedder.keep())?;
        if texts.len() == 1 {
            return Ok(vec![encoded]);
        }
        let rows = rows_of(&batch, &encoded, self.embedder.dim).into_iter();
        let own = |(pooled, states): (&[f32], &[f32])| Encoded {
            pooled: pooled.to_vec(),
            states: states.to_vec(),
        };
        Ok(rows.map(own).collect())
    }
}

impl Runner for Forward {
    type Job = Vec<u32>;
    type Output = Result<Encoded, EmbedError>;

    fn tokens(job: &Vec<u32>) -> usize {
        job.len()
    }

    fn lanes(&self) -> Lanes {
        match self.embedder.runs_on_processor() {
            true => Lanes { batches: cores(), bulk: Bulk::Beside },
            // A GPU runs one thing after another; two at once would only wait inside its driver.
            false => Lanes { batches: 1, bulk: Bulk::Alone },
        }
    }

    fn run(&self, jobs: &[Vec<u32>]) -> Vec<Self::Output> {
        let outputs = self.encode(jobs);
        let is_failing = outputs.iter().all(Result::is_err);
        if is_failing != self.is_failing() {
            self.is_failing.store(is_failing, Ordering::Relaxed);
        }
        outputs
    }

    fn ran(&self, report: Report) {
        figures::queries(&report);
    }
}

/// Cores of this machine; 1 when the system does not say.
pub(super) fn cores() -> usize {
    static CORES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, NonZeroUsize::get))
}
