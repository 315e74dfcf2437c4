//! One consistent picture of records, index and vectors, which readers share without locks.

use std::collections::HashMap;
use std::sync::Arc;

use super::{AppError, Archive, Progress, Stage, Subject, subject, token_vectors, vectors};
use crate::answer::{self, Reply};
use crate::domain::{Alias, Catalog, Document, RecordKey};
use crate::embed::EmbeddingService;
use crate::index::Index;
use crate::search::{Corpus, Engine, Request, Response, SearchError};
use crate::store::Revisions;
use crate::summary::{Kept, SummarySentence};
use crate::text;

/// All records and the engine over them, as of one state of the database.
pub struct Snapshot {
    /// The records.
    pub catalog: Catalog,
    /// Search over them.
    pub engine: Engine,
    /// How often and when talks changed, by event and talk.
    pub revisions: Revisions,
    /// The newest version of each event that has one, by slug.
    pub versions: HashMap<String, i64>,
    /// Other names of rooms and speakers, each with the slug of its event.
    pub aliases: Vec<(String, Alias)>,
    /// The state of the database this was made from.
    pub generation: u64,
    /// Summaries made before, of this state or an earlier one.
    pub(super) kept: Arc<Kept>,
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
    embedder: Arc<EmbeddingService>,
    kept: Arc<Kept>,
    progress: &dyn Progress,
) -> Result<Snapshot, AppError> {
    // Read before the records: a change in between is then seen as new at the next refresh.
    let generation = archive.generation()?;
    let catalog = archive.catalog()?;
    let revisions = archive.revisions()?;
    let versions = archive.store.newest_versions()?;
    let aliases = archive.store.list_aliases()?;
    let mut documents = text::documents(&catalog);
    add_speech(archive, &mut documents)?;
    progress.begin(Stage::Indexing, documents.len());
    index.sync(&documents)?;
    progress.finish();
    let passages: Vec<_> = documents.iter().map(text::passages).collect();
    // First: the model gives a talk's own vector with its tokens, and what is there is not made again.
    let tokens = token_vectors::ensure(archive, &embedder, &passages, progress)?;
    let (store, cache) = (&archive.store, &archive.vectors);
    let vectors = vectors::ensure(store, cache, &*embedder, &passages, progress)?;
    let mut corpus = Corpus::new(documents, passages, Some(vectors))?;
    if let Some((source, counts)) = tokens {
        corpus = corpus.with_token_source(source, counts);
    }
    let engine = Engine::with_catalog(index, Some(embedder), Arc::new(corpus), &catalog);
    Ok(Snapshot { catalog, engine, revisions, versions, aliases, generation, kept })
}

/// Gives the talks that have a transcript what was said in them.
fn add_speech(archive: &Archive, documents: &mut [Document]) -> Result<(), AppError> {
    let keys = documents.iter().enumerate().map(|(place, it)| (it.key.clone(), place));
    let places: HashMap<RecordKey, usize> = keys.collect();
    archive.store.for_each_transcript(|transcript| {
        // The talk may have been withdrawn since.
        if let Some(&place) = places.get(&transcript.key()) {
            documents[place].speech = text::speech(&transcript.cues);
        }
    })?;
    Ok(())
}
