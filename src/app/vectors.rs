//! Vectors for passages: from the database where the same words were embedded before, else from
//! the model. Each slice is stored as soon as it is made, so that a start that is cut off resumes.

use std::collections::{HashMap, HashSet};

use super::{AppError, Progress, Stage};
use crate::domain::Passage;
use crate::embed::EmbeddingService;
use crate::search::Vectors;
use crate::store::Store;
use crate::text::{ContentHash, content_hash};

/// Passages embedded between two writes: a few seconds of work on two cores.
const SLICE_PASSAGES: usize = 512;

/// The vectors of all passages as rows of one matrix, document after document.
pub(super) fn ensure(
    store: &Store,
    embedder: &EmbeddingService,
    passages: &[Vec<Passage>],
    progress: &dyn Progress,
) -> Result<Vectors, AppError> {
    let inputs: Vec<&str> = passages.iter().flatten().map(|passage| &*passage.input).collect();
    let hashes: Vec<ContentHash> = inputs.iter().map(content_hash).collect();
    let vectors = store.find_vectors(embedder.model_id(), &hashes)?;
    let missing = first_of_each_missing(&hashes, &vectors);
    progress.begin(Stage::Embedding, missing.len());
    let mut made = HashMap::new();
    for (slice, done) in missing.chunks(SLICE_PASSAGES).zip((0..).step_by(SLICE_PASSAGES)) {
        let texts: Vec<&str> = slice.iter().map(|&place| inputs[place]).collect();
        let rows = embedder.embed_passages(&texts, &|count| progress.advance(done + count))?;
        let keyed: Vec<(ContentHash, Vec<f32>)> =
            slice.iter().map(|&place| hashes[place]).zip(rows).collect();
        store.save_vectors(embedder.model_id(), &keyed)?;
        made.extend(keyed);
    }
    progress.finish();
    let mut values = Vec::with_capacity(hashes.len() * embedder.dim());
    for (stored, hash) in vectors.iter().zip(&hashes) {
        values.extend_from_slice(stored.as_ref().or_else(|| made.get(hash)).map_or(&[], |v| v));
    }
    Ok(Vectors::new(embedder.dim(), values)?)
}

/// Places of passages without a vector, each wording once.
fn first_of_each_missing(hashes: &[ContentHash], vectors: &[Option<Vec<f32>>]) -> Vec<usize> {
    let mut seen = HashSet::new();
    (0..hashes.len())
        .filter(|&place| vectors[place].is_none() && seen.insert(hashes[place]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_embedded_once_and_never_again() {
        let hashes = [[1; 32], [2; 32], [1; 32], [3; 32]];
        let vectors = [None, Some(vec![0.0]), None, None];
        assert_eq!(first_of_each_missing(&hashes, &vectors), [0, 3]);
    }
}
