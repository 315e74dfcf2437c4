//! The border to the embedding model, so that search can be tested with one made by hand.

use crate::embed::{Embedder, EmbeddingService, Encoding, Match, TokenRows};

/// Turns a query into vectors of the corpus's space.
pub trait QueryEmbedder: Send + Sync {
    /// The vector of a query, of length 1.
    ///
    /// # Errors
    /// The model cannot run.
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError>;

    /// The vector of a query with those of its tokens, where the model has them.
    ///
    /// # Errors
    /// The model cannot run.
    fn encode_query(&self, text: &str) -> Result<Encoding, QueryEmbedError> {
        self.embed_query(text).map(|vector| Encoding { vector, tokens: None })
    }

    /// The nearest token of each document to each token of a query.
    ///
    /// # Errors
    /// The rows do not fit together, or the model cannot run.
    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, QueryEmbedError> {
        let _ = (query, documents);
        Err(QueryEmbedError("the model has no token vectors".to_owned()))
    }
}

/// Why a query has no vector, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QueryEmbedError(pub String);

impl QueryEmbedder for Embedder {
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError> {
        Self::embed_query(self, text).map_err(failed)
    }

    fn encode_query(&self, text: &str) -> Result<Encoding, QueryEmbedError> {
        Self::encode_query(self, text).map_err(failed)
    }

    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, QueryEmbedError> {
        Self::max_sim(self, query, documents).map_err(failed)
    }
}

impl QueryEmbedder for EmbeddingService {
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError> {
        Self::encode_query(self, text).map(|encoding| encoding.vector).map_err(failed)
    }

    fn encode_query(&self, text: &str) -> Result<Encoding, QueryEmbedError> {
        Self::encode_query(self, text).map_err(failed)
    }

    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, QueryEmbedError> {
        Self::max_sim(self, query, documents).map_err(failed)
    }
}

fn failed(error: crate::embed::EmbedError) -> QueryEmbedError {
    QueryEmbedError(error.to_string())
}
