//! A search engine over a judged set, in memory: nothing of it is kept.

use std::sync::Arc;

use super::{EvalError, OnProgress, Step};
use crate::domain::{Document, Passage, PassageKind, TokenVectors};
use crate::embed::Embedder;
use crate::index::Index;
use crate::search::{Corpus, Engine, QueryEmbedder, Vectors};
use crate::text;

/// The tokens of each document as a whole.
type TokenLists = Vec<Option<Arc<TokenVectors>>>;

/// Texts whose tokens are held at their full number at a time.
const SLICE_TEXTS: usize = 256;

/// Which passages get vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Whole documents: enough to rank them.
    Whole,
    /// Sentences too, to quote from.
    Sentences,
}

/// Indexes `documents` and embeds their passages, when there is a model.
pub(super) fn build(
    documents: Vec<Document>,
    cut: Cut,
    embedder: Option<Arc<Embedder>>,
    on_progress: OnProgress<'_>,
) -> Result<Engine, EvalError> {
    let index = Index::in_memory()?;
    index.sync(&documents)?;
    let passages: Vec<Vec<Passage>> = documents.iter().map(|it| passages(it, cut)).collect();
    let (vectors, tokens) = match &embedder {
        Some(embedder) => Some(embed(embedder, &passages, on_progress)?),
        None => None,
    }
    .unzip();
    let mut corpus = Corpus::new(documents, passages, vectors)?;
    if let Some(tokens) = tokens.filter(|lists| lists.iter().any(Option::is_some)) {
        corpus = corpus.with_tokens(tokens)?;
    }
    let model = embedder.map(|embedder| embedder as Arc<dyn QueryEmbedder>);
    Ok(Engine::new(Arc::new(index), model, Arc::new(corpus)))
}

fn passages(document: &Document, cut: Cut) -> Vec<Passage> {
    let mut passages = text::passages(document);
    if cut == Cut::Whole {
        passages.retain(|passage| passage.kind == PassageKind::Whole);
    }
    passages
}

/// One vector a passage, in order, and the tokens of each document as a whole.
fn embed(
    embedder: &Embedder,
    passages: &[Vec<Passage>],
    on_progress: OnProgress<'_>,
) -> Result<(Vectors, TokenLists), EvalError> {
    let is_whole = |passage: &&Passage| passage.kind == PassageKind::Whole;
    let all = || passages.iter().flatten();
    let wholes: Vec<&str> = all().filter(is_whole).map(|it| &*it.input).collect();
    let others: Vec<&str> = all().filter(|it| !is_whole(it)).map(|it| &*it.input).collect();
    let total = wholes.len() + others.len();
    let mut tokens = Vec::with_capacity(wholes.len());
    let mut whole_rows = Vec::with_capacity(wholes.len());
    // In slices: the tokens of stop words are dropped before the next texts are read.
    for (slice, done) in wholes.chunks(SLICE_TEXTS).zip((0..).step_by(SLICE_TEXTS)) {
        let made = embedder
            .encode_passages(slice, &|more| on_progress(Step::Embedding, done + more, total))?;
        for (text, mut encoding) in slice.iter().zip(made) {
            encoding.tokens.iter_mut().for_each(|tokens| text::keep_telling(text, tokens));
            whole_rows.push(encoding.vector);
            tokens.push(encoding.tokens.map(Arc::new));
        }
    }
    let other_rows = embedder.embed_passages(&others, &|done| {
        on_progress(Step::Embedding, wholes.len() + done, total)
    })?;
    let (mut whole_rows, mut other_rows) = (whole_rows.into_iter(), other_rows.into_iter());
    let rows = all().flat_map(|passage| match passage.kind {
        PassageKind::Whole => whole_rows.next().unwrap_or_default(),
        PassageKind::Sentence | PassageKind::Window => other_rows.next().unwrap_or_default(),
    });
    Ok((Vectors::new(embedder.dim(), rows.collect())?, tokens))
}
