//! What a queue is told and tells: who runs jobs, how many, what came of it. Decides nothing.

use std::time::Duration;

/// What runs jobs.
pub(in crate::embed::service) trait Runner: Send + Sync {
    /// A short job.
    type Job: Send;
    /// What comes of it.
    type Output: Send;

    /// The tokens of a job: what a batch is measured in.
    fn tokens(job: &Self::Job) -> usize;

    /// What may run at the same time, now.
    fn lanes(&self) -> Lanes;

    /// Runs jobs together: one output for each, in their order.
    fn run(&self, jobs: &[Self::Job]) -> Vec<Self::Output>;

    /// Hears of every batch that was run.
    fn ran(&self, report: Report) {
        let _ = report;
    }
}

/// What may run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::embed::service) struct Lanes {
    /// Batches of short jobs.
    pub(in crate::embed::service) batches: usize,
    /// Where bulk work runs.
    pub(in crate::embed::service) bulk: Bulk,
}

/// Where bulk work runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::embed::service) enum Bulk {
    /// Where nothing else can run meanwhile.
    Alone,
    /// Beside short jobs.
    Beside,
}

/// Sizes of a queue.
#[derive(Debug, Clone)]
pub(in crate::embed::service) struct Limits {
    /// Short jobs that may wait, and callers with bulk work.
    pub(in crate::embed::service) waiting: usize,
    /// Tokens of short jobs that run together, unless one alone has more.
    pub(in crate::embed::service) batch_tokens: usize,
    /// Tokens of a turn of bulk work.
    pub(in crate::embed::service) bulk_tokens: usize,
    /// The same for so long after a short job came: others may follow, and should not wait long.
    pub(in crate::embed::service) shared_bulk_tokens: usize,
    /// How long that is.
    pub(in crate::embed::service) quiet_after: Duration,
}

/// How a batch went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::embed::service) struct Report {
    pub(in crate::embed::service) jobs: usize,
    pub(in crate::embed::service) tokens: usize,
    /// How long the oldest job had waited.
    pub(in crate::embed::service) waited: Duration,
    /// How long the batch ran.
    pub(in crate::embed::service) ran: Duration,
}

/// Why a job was not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The queue is full.
    #[error("the model is busy: too many texts wait for it")]
    Full,
    /// The job waited as long as its caller would.
    #[error("the model is busy: a text waited too long for it")]
    Late,
    /// The program is about to end.
    #[error("the model takes no more texts: the program is about to end")]
    Closed,
    /// The batch it was part of came to no end.
    #[error("the model broke off while it ran")]
    Broken,
}
