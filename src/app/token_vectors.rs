//! Token vectors for whole talks: in the database where the same words were read before, else from
//! the model, which gives the talk's own vector in the same pass. Each slice is stored as soon as
//! it is made. They stay in the database, from which search reads those it needs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{AppError, Progress, Stage};
use crate::domain::{Passage, PassageKind, TokenVectors};
use crate::embed::{EmbeddingService, Encoding};
use crate::search::{TokenCounts, TokenSource, distinct_ids};
use crate::store::Store;
use crate::text::{ContentHash, content_hash, keep_telling};

/// Talks read between two writes: about ten seconds of work on two cores.
const SLICE_TALKS: usize = 256;

/// The numbers of a text's tokens, each once.
type Ids = Arc<[u32]>;

/// The words that a document's vector and tokens are made of, by their hash, and its tokens' numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listed {
    hash: ContentHash,
    ids: Ids,
}

/// The tokens of each document's whole passage, those that say something, as they are listed; `None`
/// for a model without a token head.
pub(super) fn ensure(
    store: &Store,
    embedder: &EmbeddingService,
    passages: &[Arc<[Passage]>],
    progress: &dyn Progress,
) -> Result<Option<Vec<Option<Listed>>>, AppError> {
    let Some(model) = embedder.token_model_id() else { return Ok(None) };
    let hash = |list: &Arc<[Passage]>| whole(list).map(content_hash);
    let hashes: Vec<Option<ContentHash>> = passages.par_iter().map(hash).collect();
    let wanted: HashSet<ContentHash> = hashes.iter().copied().flatten().collect();
    let mut known: HashMap<ContentHash, Ids> = HashMap::with_capacity(wanted.len());
    store.for_each_token_list(model, &wanted, |hash, tokens| {
        known.insert(hash, distinct_ids(tokens).into());
    })?;
    let missing = first_of_each_missing(&hashes, &known);
    progress.begin(Stage::Embedding, missing.len());
    for (slice, done) in missing.chunks(SLICE_TALKS).zip((0..).step_by(SLICE_TALKS)) {
        let of = |&place: &usize| Some((hashes[place]?, whole(&passages[place])?));
        let texts: Vec<(ContentHash, &str)> = slice.iter().filter_map(of).collect();
        let inputs: Vec<&str> = texts.iter().map(|(_, input)| *input).collect();
        let made = embedder.encode_passages(&inputs, &|count| progress.advance(done + count))?;
        known.extend(save(store, embedder.model_id(), model, &texts, made)?);
    }
    progress.finish();
    let listed = |hash: ContentHash| Some(Listed { hash, ids: Arc::clone(known.get(&hash)?) });
    Ok(Some(hashes.into_iter().map(|hash| hash.and_then(listed)).collect()))
}

/// Where the tokens of the documents are, and how frequent each is.
pub(super) fn source(
    store: &Arc<Store>,
    model: &str,
    listed: &[Option<Listed>],
) -> (Arc<dyn TokenSource>, TokenCounts) {
    let mut counts = TokenCounts::default();
    listed.iter().flatten().for_each(|it| counts.add(it.ids.iter().copied()));
    let hashes = listed.iter().map(|it| it.as_ref().map(|it| it.hash)).collect();
    let source = StoredTokens { store: Arc::clone(store), model: model.to_owned(), hashes };
    (Arc::new(source), counts)
}

/// Places of documents whose tokens are not known, each wording once.
fn first_of_each_missing(
    hashes: &[Option<ContentHash>],
    known: &HashMap<ContentHash, Ids>,
) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut is_new = |hash: &ContentHash| !known.contains_key(hash) && seen.insert(*hash);
    let is_first: Vec<bool> =
        hashes.iter().map(|it| it.as_ref().is_some_and(&mut is_new)).collect();
    (0..hashes.len()).filter(|&place| is_first[place]).collect()
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
) -> Result<Vec<(ContentHash, Ids)>, AppError> {
    let (mut vectors, mut tokens) = (Vec::new(), Vec::new());
    for ((hash, text), encoding) in texts.iter().zip(made) {
        vectors.push((*hash, encoding.vector));
        let mut found = encoding.tokens.unwrap_or_default();
        keep_telling(text, &mut found);
        tokens.push((*hash, found));
    }
    store.save_vectors(vector_model, &vectors)?;
    let rows: Vec<(ContentHash, &TokenVectors)> =
        tokens.iter().filter(|(_, it)| it.width > 0).map(|(hash, it)| (*hash, it)).collect();
    store.save_token_vectors(token_model, &rows)?;
    Ok(tokens.iter().map(|(hash, it)| (*hash, distinct_ids(&it.tokens).into())).collect())
}

/// The database as the place where tokens are kept.
struct StoredTokens {
    store: Arc<Store>,
    model: String,
    /// That of each document's words.
    hashes: Vec<Option<ContentHash>>,
}

impl TokenSource for StoredTokens {
    fn read(&self, documents: &[usize]) -> Vec<Option<TokenVectors>> {
        let hash = |&document: &usize| *self.hashes.get(document)?;
        let places: Vec<usize> =
            (0..documents.len()).filter(|&at| hash(&documents[at]).is_some()).collect();
        let wanted: Vec<ContentHash> = documents.iter().filter_map(hash).collect();
        let read = self.store.find_token_vectors(&self.model, &wanted);
        let read = read.unwrap_or_else(|error| {
            tracing::warn!(%error, "token vectors cannot be read");
            Vec::new()
        });
        let mut found = vec![None; documents.len()];
        for (at, vectors) in places.into_iter().zip(read) {
            found[at] = vectors;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Token;

    #[test]
    fn a_wording_is_read_once_and_never_again() {
        let hashes = [Some([1; 32]), Some([2; 32]), None, Some([1; 32]), Some([3; 32])];
        let known = HashMap::from([([2; 32], Ids::default())]);
        assert_eq!(first_of_each_missing(&hashes, &known), [0, 4]);
    }

    #[test]
    fn tokens_are_read_from_the_database_for_the_documents_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let vectors = |id: u32| TokenVectors {
            width: 1,
            tokens: vec![Token { id, range: 0..1 }],
            values: vec![1],
        };
        let (one, two) = (vectors(1), vectors(2));
        store.save_token_vectors("m", &[([1; 32], &one), ([2; 32], &two)]).unwrap();
        let hashes = vec![Some([2; 32]), None, Some([9; 32]), Some([1; 32])];
        let source = StoredTokens { store, model: "m".into(), hashes };
        let found = source.read(&[3, 1, 0, 2, 8]);
        assert_eq!(found, [Some(one), None, Some(two), None, None]);
    }
}
