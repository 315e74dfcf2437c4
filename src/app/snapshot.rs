//! One consistent picture of records, index and vectors, which readers share without locks.

use std::collections::HashMap;
use std::iter;
use std::sync::Arc;

use super::records::{Change, Records};
use super::token_vectors::{Listed, renewed_counts};
use super::{AppError, Archive, Progress, Quiet, Stage, Subject, subject, token_vectors, vectors};
use crate::answer::{self, Reply};
use crate::beside::beside;
use crate::domain::{Alias, Catalog, Document};
use crate::embed::EmbeddingService;
use crate::index::Index;
use crate::search::{Corpus, Engine, Request, Response, SearchError, TokenCounts};
use crate::store::{RecordState, Revisions, Store};
use crate::summary::{Kept, SummarySentence};

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
    pub records: RecordState,
    /// The generation in which each event last changed, by slug.
    pub(super) event_states: HashMap<String, u64>,
    /// The tokens of each document of the corpus; `None` for a model that has none.
    pub(super) tokens: Option<Vec<Option<Listed>>>,
    /// Summaries made before, of this state or an earlier one.
    pub(super) kept: Arc<Kept>,
}

impl Snapshot {
    /// Whether a database is as it was when this was made: not changed, and not put back either.
    pub(super) fn is_of(&self, store: &Store) -> Result<bool, AppError> {
        Ok(store.record_state()? == self.records)
    }

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

/// What a snapshot is made with besides the database: what outlives it.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) index: Arc<Index>,
    pub(super) embedder: Arc<EmbeddingService>,
    pub(super) kept: Arc<Kept>,
}

/// The snapshot of what was read, with index and vectors brought up to date with it.
pub(super) fn build(
    archive: &Archive,
    records: Records,
    means: Means,
    progress: &dyn Progress,
) -> Result<Snapshot, AppError> {
    let Records { catalog, documents, passages, state } = records;
    let Means { index, embedder, kept } = means;
    progress.begin(Stage::Indexing, documents.len());
    index.sync(&documents)?;
    progress.finish();
    // First: the model gives a talk's own vector with its tokens, and what is there is not made again.
    let tokens = token_vectors::ensure(&archive.store, &embedder, &passages, progress)?;
    let (store, cache) = (&archive.store, &archive.vectors);
    let vectors = vectors::ensure(store, cache, &*embedder, &passages, progress)?;
    let corpus = Corpus::shared(documents, passages, Some(vectors))?;
    let come = tokens.iter().flatten().flatten();
    let counts = renewed_counts(corpus.token_counts(), iter::empty(), come);
    let corpus = Arc::new(with_tokens(corpus, archive, &embedder, tokens.as_deref(), counts));
    let engine = Engine::with_catalog(index, Some(embedder), corpus, &catalog);
    Ok(state.into_snapshot(catalog, engine, tokens, kept))
}

/// The snapshot after a change: what the changed events' records say is compared with the snapshot
/// before, and only the documents that differ are indexed and embedded.
pub(super) fn renew(
    archive: &Archive,
    before: &Snapshot,
    means: Means,
) -> Result<Snapshot, AppError> {
    // More than a file of vectors is worth writing anew for: it holds those of all records.
    let is_small = |change: &Change| change.passage_count() < vectors::FILE_ANEW_FROM;
    let Some(change) = Change::read(archive, before)?.filter(is_small) else {
        return build(archive, Records::read(archive)?, means, &Quiet);
    };
    let Means { index, embedder, kept } = means;
    let come: Vec<&Document> = change.come.iter().map(|(document, _)| &**document).collect();
    let embed = || -> Result<_, AppError> {
        let passages: Vec<_> = change.come.iter().map(|(_, list)| Arc::clone(list)).collect();
        let (store, cache) = (&archive.store, &archive.vectors);
        let come = token_vectors::ensure(store, &embedder, &passages, &Quiet)?;
        let vectors = vectors::ensure(store, cache, &*embedder, &passages, &Quiet)?;
        let old = before.engine.corpus();
        let corpus = old.renewed(change.origins(), Some(vectors))?;
        let lists = before.tokens.as_deref().zip(come.as_deref());
        let Some((had, come)) = lists else { return Ok((corpus, None)) };
        let gone = change.gone_tokens(had);
        let counts = renewed_counts(old.token_counts(), gone, come.iter().flatten());
        let tokens = change.tokens(had, come);
        Ok((with_tokens(corpus, archive, &embedder, Some(&tokens), counts), Some(tokens)))
    };
    let (indexed, made) = beside(|| index.update(&come, &change.gone), embed);
    let (corpus, tokens) = made?;
    match indexed? {
        // Not before the rest is there too: until then the snapshot before answers.
        Some(_) => index.show()?,
        None => drop(index.sync(corpus.documents())?),
    }
    let engine = before.engine.renewed(Arc::new(corpus), &before.catalog, &change.catalog);
    Ok(change.state.into_snapshot(change.catalog, engine, tokens, kept))
}

fn with_tokens(
    corpus: Corpus,
    archive: &Archive,
    embedder: &EmbeddingService,
    listed: Option<&[Option<Listed>]>,
    counts: TokenCounts,
) -> Corpus {
    let Some((model, listed)) = embedder.token_model_id().zip(listed) else { return corpus };
    corpus.with_token_source(token_vectors::source(&archive.store, model, listed), counts)
}
