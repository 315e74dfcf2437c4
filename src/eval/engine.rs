//! A search engine over a judged set, in memory: nothing of it is kept.

use std::sync::Arc;

use super::{EvalError, OnProgress, Step};
use crate::domain::{Document, Passage, PassageKind};
use crate::embed::Embedder;
use crate::index::Index;
use crate::search::{Corpus, Engine, QueryEmbedder, Vectors};
use crate::text;

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
    let vectors = match &embedder {
        Some(embedder) => Some(embed(embedder, &passages, on_progress)?),
        None => None,
    };
    let corpus = Corpus::new(documents, passages, vectors)?;
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

/// One vector a passage, in order.
fn embed(
    embedder: &Embedder,
    passages: &[Vec<Passage>],
    on_progress: OnProgress<'_>,
) -> Result<Vectors, EvalError> {
    let inputs: Vec<&str> = passages.iter().flatten().map(|it| it.input.as_str()).collect();
    let total = inputs.len();
    let rows =
        embedder.embed_passages(&inputs, &|done| on_progress(Step::Embedding, done, total))?;
    Ok(Vectors::new(embedder.dim(), rows.concat())?)
}
