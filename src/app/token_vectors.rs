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

/// So few talks are read together with their other passages: one pass over the model's weights instead
/// of two, for what a change of one talk waits for.
const FEW_TALKS: usize = 8;

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
        let of = |&place: &usize| Some(Text::whole(hashes[place]?, whole(&passages[place])?));
        let mut texts: Vec<Text<'_>> = slice.iter().filter_map(of).collect();
        if missing.len() <= FEW_TALKS {
            let lists = slice.iter().map(|&place| &*passages[place]);
            texts.extend(new_parts(store, embedder.model_id(), lists)?);
        }
        let inputs: Vec<&str> = texts.iter().map(|it| it.input).collect();
        let most = slice.len();
        let advance = |count: usize| progress.advance(done + count.min(most));
        let made = embedder.encode_passages(&inputs, &advance)?;
        known.extend(save(store, embedder.model_id(), model, &texts, made)?);
    }
    progress.finish();
    let listed = |hash: ContentHash| Some(Listed { hash, ids: Arc::clone(known.get(&hash)?) });
    Ok(Some(hashes.into_iter().map(|hash| hash.and_then(listed)).collect()))
}

/// Where the tokens of the documents are.
pub(super) fn source(
    store: &Arc<Store>,
    model: &str,
    listed: &[Option<Listed>],
) -> Arc<dyn TokenSource> {
    let hashes = listed.iter().map(|it| it.as_ref().map(|it| it.hash)).collect();
    Arc::new(StoredTokens { store: Arc::clone(store), model: model.to_owned(), hashes })
}

/// How frequent each token is after a change: some documents' tokens gone and others' come.
pub(super) fn renewed_counts<'a>(
    before: &TokenCounts,
    gone: impl Iterator<Item = &'a Listed>,
    come: impl Iterator<Item = &'a Listed>,
) -> TokenCounts {
    let mut counts = before.clone();
    gone.for_each(|it| counts.remove(it.ids.iter().copied()));
    come.for_each(|it| counts.add(it.ids.iter().copied()));
    counts
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

/// Words to be read by the model.
struct Text<'a> {
    hash: ContentHash,
    input: &'a str,
    /// Of a whole talk the tokens are kept too.
    is_whole: bool,
}

impl<'a> Text<'a> {
    fn whole(hash: ContentHash, input: &'a str) -> Self {
        Self { hash, input, is_whole: true }
    }

    fn part(passage: &'a Passage) -> Self {
        let input = passage.input.as_str();
        Self { hash: content_hash(input), input, is_whole: false }
    }
}

/// The other passages of some talks that have no vector yet, each wording once.
fn new_parts<'a>(
    store: &Store,
    model: &str,
    lists: impl Iterator<Item = &'a [Passage]>,
) -> Result<Vec<Text<'a>>, AppError> {
    let mut seen = HashSet::new();
    let parts = lists.flatten().filter(|passage| passage.kind != PassageKind::Whole);
    let mut parts: Vec<Text<'_>> = parts.map(Text::part).collect();
    parts.retain(|part| seen.insert(part.hash));
    let hashes: Vec<ContentHash> = parts.iter().map(|part| part.hash).collect();
    let found = store.find_vectors(model, &hashes)?;
    let new = parts.into_iter().zip(found).filter(|(_, vector)| vector.is_none());
    Ok(new.map(|(part, _)| part).collect())
}

fn whole(passages: &[Passage]) -> Option<&str> {
    let whole = passages.iter().find(|passage| passage.kind == PassageKind::Whole);
    whole.map(|passage| passage.input.as_str())
}

fn save(
    store: &Store,
    vector_model: &str,
    token_model: &str,
    texts: &[Text<'_>],
    made: Vec<Encoding>,
) -> Result<Vec<(ContentHash, Ids)>, AppError> {
    let (mut vectors, mut tokens) = (Vec::new(), Vec::new());
    for (text, encoding) in texts.iter().zip(made) {
        vectors.push((text.hash, encoding.vector));
        if text.is_whole {
            let mut found = encoding.tokens.unwrap_or_default();
            keep_telling(text.input, &mut found);
            tokens.push((text.hash, found));
        }
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
    fn of_the_other_passages_those_are_new_that_have_no_vector() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_vectors("m", &[(content_hash("known"), vec![1.0])]).unwrap();
        let passage = |kind, input: &str| Passage { kind, range: 0..0, input: input.to_owned() };
        let list = [
            passage(PassageKind::Whole, "whole"),
            passage(PassageKind::Sentence, "new"),
            passage(PassageKind::Sentence, "known"),
            passage(PassageKind::Window, "new"),
            passage(PassageKind::Window, "said"),
        ];
        let new = new_parts(&store, "m", [&list[..]].into_iter()).unwrap();
        assert_eq!(new.iter().map(|it| it.input).collect::<Vec<_>>(), ["new", "said"]);
        assert!(new.iter().all(|it| !it.is_whole && it.hash == content_hash(it.input)));
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
