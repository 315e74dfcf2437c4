//! The embedding service: the way of a running site to its one model.
//!
//! Queries go before bulk work, those that come together run together, and one that finds the model
//! idle runs on its caller's thread. Recent queries are not run again. Nothing here blocks the
//! threads of a web server: it is called, as the model itself, where blocking is allowed.

mod cache;
mod figures;
mod forward;
mod queue;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

pub use queue::Refusal;

use super::batches::{BATCH_TOKENS, Room, Turns};
use super::encode::ids;
use super::{EmbedError, Embedder, Encoding, Match, ModelInfo, TokenRows};
use cache::QueryCache;
use forward::{Forward, cores};
use queue::{Limits, Queue};

/// Tokens of queries that run together, about twenty queries: what one core works on at a time.
const QUERY_BATCH_TOKENS: usize = 256;

/// Tokens of bulk work that a core is given at a time (see `compute::cpu`).
const CORE_TOKENS: usize = 256;

/// Tokens of bulk work on a GPU while queries may come: 23 GFLOP with `MiniLM`, a tenth of a second
/// on a slow laptop GPU (200 GFLOP/s), which is what a query then waits at most.
const SHARED_GPU_TOKENS: usize = 1_024;

/// So long after a query bulk work stays out of the way: who types or reads asks again by then.
const QUIET_AFTER: Duration = Duration::from_secs(2);

/// How long a query may wait before it is answered by words alone: longer than a full queue takes
/// in health, and what a visitor turned away is told to wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// Sizes that an operator sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceLimits {
    /// Queries that may wait for the model.
    pub waiting: usize,
    /// Tokens of a batch of bulk work while nobody asks.
    pub batch_tokens: usize,
}

impl Default for ServiceLimits {
    fn default() -> Self {
        Self { waiting: 64, batch_tokens: BATCH_TOKENS }
    }
}

/// How the service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Health {
    /// Nothing has gone through the model yet.
    Starting,
    /// All is as configured.
    Ready,
    /// It works less well than configured.
    Degraded {
        /// In what way.
        reason: Weakness,
    },
}

/// In what way a service is degraded. Names no device or file: anyone may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Weakness {
    /// The processor has taken over.
    #[serde(rename = "the GPU failed; the processor does its work")]
    LostGpu,
    /// The last query came to nothing.
    #[serde(rename = "the model does not run; words alone rank")]
    Failing,
}

/// A model with a queue before it. One per process; calls may come from several threads and block.
pub struct EmbeddingService {
    queue: Queue<Forward>,
    cache: QueryCache,
    has_started: AtomicBool,
}

impl EmbeddingService {
    /// A service over a model, which has yet to [`warm_up`](Self::warm_up).
    pub fn new(embedder: Embedder, limits: ServiceLimits) -> Self {
        Self::quiet_after(embedder, limits, QUIET_AFTER)
    }

    fn quiet_after(embedder: Embedder, limits: ServiceLimits, quiet_after: Duration) -> Self {
        let shared = match embedder.runs_on_processor() {
            // All cores but one; where there is only one, the system shares it out.
            true => CORE_TOKENS * cores().saturating_sub(1).max(1),
            false => SHARED_GPU_TOKENS,
        };
        let limits = Limits {
            waiting: limits.waiting,
            batch_tokens: QUERY_BATCH_TOKENS,
            bulk_tokens: limits.batch_tokens,
            shared_bulk_tokens: shared.min(limits.batch_tokens),
            quiet_after,
        };
        let queue = Queue::new(Forward::new(embedder), limits);
        Self { queue, cache: QueryCache::new(), has_started: AtomicBool::new(false) }
    }

    /// Runs a first query, so that no visitor pays for what is set up once, and [`Self::health`]
    /// says what is so. A model that fails leaves the service degraded.
    pub fn warm_up(&self) {
        if let Err(error) = self.run_query("warm up") {
            tracing::error!(%error, "the model does not run; search works by words alone");
        }
        self.has_started.store(true, Ordering::Release);
    }

    /// How it is.
    pub fn health(&self) -> Health {
        let forward = self.queue.runner();
        if !self.has_started.load(Ordering::Acquire) {
            return Health::Starting;
        }
        if forward.is_failing() {
            return Health::Degraded { reason: Weakness::Failing };
        }
        if forward.embedder.has_lost_gpu() {
            return Health::Degraded { reason: Weakness::LostGpu };
        }
        Health::Ready
    }

    /// Key under which vectors of this model are kept.
    pub fn model_id(&self) -> &str {
        self.embedder().model_id()
    }

    /// Key under which token vectors are kept; `None` for a model without.
    pub fn token_model_id(&self) -> Option<&str> {
        self.embedder().token_model_id()
    }

    /// Values in a vector.
    pub fn dim(&self) -> usize {
        self.embedder().dim()
    }

    /// What people should know of the model.
    pub fn info(&self) -> ModelInfo {
        self.embedder().info()
    }

    /// A query with the vectors of its tokens, as [`Embedder::encode_query`].
    ///
    /// # Errors
    /// The tokenizer or the device failed, or the model is too busy.
    pub fn encode_query(&self, text: &str) -> Result<Encoding, EmbedError> {
        if let Some(known) = self.cache.find(self.model_id(), text) {
            figures::hit();
            return Ok((*known).clone());
        }
        figures::miss();
        let encoding = self.run_query(text)?;
        self.cache.keep(self.model_id(), text, Arc::new(encoding.clone()));
        Ok(encoding)
    }

    /// The vectors of many passages, as [`Embedder::embed_passages`], behind queries.
    ///
    /// # Errors
    /// The tokenizer or the device failed, or the service is closed.
    pub fn embed_passages(
        &self,
        texts: &[&str],
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, EmbedError> {
        self.embedder().embed_in_turns(texts, &BehindQueries(&self.queue), on_progress)
    }

    /// Passages with the vectors of their tokens, as [`Embedder::encode_passages`], behind queries.
    ///
    /// # Errors
    /// As [`Self::embed_passages`].
    pub fn encode_passages(
        &self,
        texts: &[&str],
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Encoding>, EmbedError> {
        self.embedder().encode_in_turns(texts, &BehindQueries(&self.queue), on_progress)
    }

    /// The nearest token of each document to each token of a query. Does not queue: it needs no
    /// model.
    ///
    /// # Errors
    /// The rows do not fit together, or the device failed.
    pub fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, EmbedError> {
        self.embedder().max_sim(query, documents)
    }

    /// Takes no more texts, runs the queries that wait, lets bulk work end with its present batch,
    /// and waits for all that, but not for ever.
    pub fn close(&self) {
        self.queue.close();
        if !self.queue.drain(PATIENCE) {
            tracing::warn!("the model is still at work; it is not waited for");
        }
    }

    /// Brings the figures of this moment up to date; those of batches are kept as they run.
    pub fn record_figures(&self) {
        figures::now(self.queue.waiting(), self.cache.size().1);
    }

    /// Tells the recorder of metrics what the figures are.
    pub fn describe_figures() {
        figures::describe();
    }

    fn embedder(&self) -> &Embedder {
        &self.queue.runner().embedder
    }

    fn run_query(&self, text: &str) -> Result<Encoding, EmbedError> {
        let tokens = self.embedder().place_query(text)?;
        let ran = self.queue.submit(ids(&tokens)).and_then(|pending| pending.wait(PATIENCE));
        let encoded = ran.inspect_err(|&refusal| figures::refused(refusal))??;
        Ok(self.embedder().encoding(&tokens, &encoded.pooled, &encoded.states))
    }
}

/// Turns for bulk work: small ones while queries may come.
struct BehindQueries<'a>(&'a Queue<Forward>);

impl Turns for BehindQueries<'_> {
    fn run(
        &self,
        batch: &mut dyn FnMut(Room) -> Result<usize, EmbedError>,
    ) -> Result<(), EmbedError> {
        let asked = Instant::now();
        let turn = self.0.bulk_turn().inspect_err(|&refusal| figures::refused(refusal))?;
        let began = Instant::now();
        let tokens = batch(Room { shared: turn.tokens, own: turn.most_tokens })?;
        drop(turn);
        figures::bulk(tokens, began - asked, began.elapsed());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
