//! The border to the embedding model, so that search can be tested with one made by hand.

use crate::embed::Embedder;

/// Turns a query into a vector of the corpus's space.
pub trait QueryEmbedder: Send + Sync {
    /// The vector of a query, of length 1.
    ///
    /// # Errors
    /// The model cannot run.
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError>;
}

/// Why a query has no vector, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QueryEmbedError(pub String);

impl QueryEmbedder for Embedder {
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError> {
        Self::embed_query(self, text).map_err(|error| QueryEmbedError(error.to_string()))
    }
}
