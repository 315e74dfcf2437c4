//! Token vectors for whole talks: from the database where the same words were read before, else
//! from the model, which gives the talk's own vector in the same pass. Each slice is stored as soon
//! as it is made.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{AppError, Progress, Stage};
use crate::domain::{Passage, PassageKind, TokenVectors};
use crate::embed::{EmbeddingService, Encoding};
use crate::store::Store;
use crate::text::{ContentHash, content_hash, keep_telling};

/// Talks read between two writes: about ten seconds of work on two cores.
const SLICE_TALKS: usize = 256;

/// The tokens of each document's whole passage, those that say something; no lists at all for a
/// model without a token head.
pub(super) fn ensure(
    store: &Store,
    embedder: &EmbeddingService,
    passages: &[Vec<Passage>],
    progress: &dyn Progress,
) -> Result<Option<Vec<Option<Arc<TokenVectors>>>>, AppError> {
    let Some(model) = embedder.token_model_id() else { return Ok(None) };
    let inputs: Vec<Option<&str>> = passages.iter().map(|list| whole(list)).collect();
    let hashes: Vec<ContentHash> = inputs.iter().flatten().map(content_hash).collect();
    let found = store.find_token_vectors(model, &hashes)?;
    let mut known: HashMap<ContentHash, Arc<TokenVectors>> = HashMap::new();
    let mut missing: Vec<(ContentHash, &str)> = Vec::new();
    let mut seen = HashSet::new();
    for ((hash, input), found) in hashes.iter().zip(inputs.iter().flatten()).zip(found) {
        match found {
            Some(vectors) => drop(known.insert(*hash, Arc::new(vectors))),
            None if seen.insert(*hash) => missing.push((*hash, *input)),
            None => {}
        }
    }
    progress.begin(Stage::Embedding, missing.len());
    for (slice, done) in missing.chunks(SLICE_TALKS).zip((0..).step_by(SLICE_TALKS)) {
        let texts: Vec<&str> = slice.iter().map(|(_, input)| *input).collect();
        let made = embedder.encode_passages(&texts, &|count| progress.advance(done + count))?;
        let made = save(store, embedder.model_id(), model, slice, made)?;
        known.extend(made);
    }
    progress.finish();
    let of = |input: &Option<&str>| known.get(&content_hash(input.as_ref()?)).cloned();
    Ok(Some(inputs.iter().map(of).collect()))
}

fn whole(passages: &[Passage]) -> Option<&str> {
    let whole = passages.iter().find(|passage| passage.kind == PassageKind::Whole);
    whole.map(|passage| passage.input.as_str())
}

fn save(
    store: &Store,
    vector_model: &str,
    token_model: &str,
    texts: &[(ContentHash, &str)],
    made: Vec<Encoding>,
) -> Result<Vec<(ContentHash, Arc<TokenVectors>)>, AppError> {
    let (mut vectors, mut tokens) = (Vec::new(), Vec::new());
    for ((hash, text), encoding) in texts.iter().zip(made) {
        vectors.push((*hash, encoding.vector));
        let mut found = encoding.tokens.unwrap_or_default();
        keep_telling(text, &mut found);
        tokens.push((*hash, Arc::new(found)));
    }
    store.save_vectors(vector_model, &vectors)?;
    let rows: Vec<(ContentHash, &TokenVectors)> =
        tokens.iter().filter(|(_, it)| it.width > 0).map(|(hash, it)| (*hash, &**it)).collect();
    store.save_token_vectors(token_model, &rows)?;
    Ok(tokens)
}
