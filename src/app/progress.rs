//! How long work reports where it is, without knowing who looks.

/// A part of the start that can take long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the sample conferences into a new database; counted in files.
    LoadingSamples,
    /// Bringing the keyword index up to date; counted in documents.
    Indexing,
    /// Turning new passages into vectors; counted in passages.
    Embedding,
}

/// Hears how far long work has come. Stages come one after the other.
pub trait Progress: Sync {
    /// A stage begins; `total` is what [`Progress::advance`] will reach.
    fn begin(&self, stage: Stage, total: usize);
    /// So much of the current stage is done.
    fn advance(&self, done: usize);
    /// The current stage is over.
    fn finish(&self);
}

/// Nobody looks.
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _: Stage, _: usize) {}
    fn advance(&self, _: usize) {}
    fn finish(&self) {}
}
