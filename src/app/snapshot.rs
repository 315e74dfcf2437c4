//! One consistent picture of records, index and vectors, which readers share without locks.

use std::sync::Arc;

use super::{AppError, Archive, Progress, Stage, Subject, subject, vectors};
use crate::answer::{self, Reply};
use crate::domain::Catalog;
use crate::embed::Embedder;
use crate::index::Index;
use crate::search::{Corpus, Engine, Request, Response, SearchError};
use crate::store::Revisions;
use crate::summary::SummarySentence;
use crate::text;

/// All records and the engine over them, as of one state of the database.
pub struct Snapshot {
    /// The records.
    pub catalog: Catalog,
    /// Search over them.
    pub engine: Engine,
    /// How often and when talks changed, by event and talk.
    pub revisions: Revisions,
    /// The state of the database this was made from.
    pub generation: u64,
}

impl Snapshot {
    /// Finds talks and announcements.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        self.engine.search(request)
    }

    /// Answers a question, within one event if given.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn ask(&self, question: &str, event: Option<&str>) -> Result<Reply, SearchError> {
        answer::answer(&self.engine, &self.catalog, question, event)
    }

    /// Sums up a talk, a day, a track, a speaker or an event.
    ///
    /// # Errors
    /// There is no such thing, or several.
    pub fn summarise(&self, subject: &Subject) -> Result<Vec<SummarySentence>, AppError> {
        subject::summarise(self, subject)
    }
}

/// Reads the database and brings index and vectors up to date with it.
pub(super) fn build(
    archive: &Archive,
    index: Arc<Index>,
    embedder: Arc<Embedder>,
    progress: &dyn Progress,
) -> Result<Snapshot, AppError> {
    // Read before the records: a change in between is then seen as new at the next refresh.
    let generation = archive.generation()?;
    let catalog = archive.catalog()?;
    let revisions = archive.revisions()?;
    let documents = text::documents(&catalog);
    progress.begin(Stage::Indexing, documents.len());
    index.sync(&documents)?;
    progress.finish();
    let passages: Vec<_> = documents.iter().map(text::passages).collect();
    let vectors = vectors::ensure(&archive.store, &embedder, &passages, progress)?;
    let corpus = Arc::new(Corpus::new(documents, passages, Some(vectors))?);
    let engine = Engine::new(index, Some(embedder), corpus);
    Ok(Snapshot { catalog, engine, revisions, generation })
}
