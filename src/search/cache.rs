//! The vectors of recent queries, so that a next page, a changed filter or a question after a
//! search does not run the model again.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use super::late::TokenQuery;
use crate::recent::Recent;

/// Queries kept: some pages of a few visitors.
const MOST_ENTRIES: NonZeroUsize = NonZeroUsize::new(64).expect("more than none");
/// Memory for them: a query of eight words takes 3 kB, one as long as the model reads 45 kB.
const MOST_BYTES: usize = 1 << 20;
/// What an entry takes beside its values: the list's and the table's nodes, and its allocations.
const ENTRY_BYTES: usize = 256;

/// What the model makes of a query.
#[derive(Debug)]
pub struct QueryVectors {
    /// The vector of the whole, of length 1.
    pub(super) vector: Vec<f32>,
    /// Its tokens, where the model has them.
    pub(super) tokens: Option<TokenQuery>,
}

/// Vectors by query, the least recently used dropped first.
pub(super) struct QueryCache {
    entries: Mutex<Recent<String, Arc<QueryVectors>>>,
}

impl Default for QueryCache {
    fn default() -> Self {
        Self { entries: Mutex::new(Recent::within(MOST_BYTES, MOST_ENTRIES)) }
    }
}

impl QueryCache {
    /// The vectors of a query asked recently.
    pub(super) fn find(&self, query: &str) -> Option<Arc<QueryVectors>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.find(query).cloned()
    }

    /// Keeps vectors, dropping the one not used for longest.
    pub(super) fn keep(&self, query: &str, vectors: Arc<QueryVectors>) {
        let bytes = bytes_of(query, &vectors);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.keep(query.to_owned(), vectors, bytes);
    }
}

fn bytes_of(query: &str, vectors: &QueryVectors) -> usize {
    let tokens = vectors.tokens.as_ref().map_or(0, TokenQuery::bytes);
    ENTRY_BYTES + query.len() + vectors.vector.len() * size_of::<f32>() + tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_first() {
        let cache = QueryCache::default();
        let vectors = |value: f32| Arc::new(QueryVectors { vector: vec![value], tokens: None });
        for n in 0..MOST_ENTRIES.get() {
            cache.keep(&n.to_string(), vectors(n as f32));
        }
        assert!(cache.find("0").is_some());
        cache.keep("new", vectors(0.5));
        assert!(cache.find("0").is_some());
        assert!(cache.find("1").is_none());
        assert_eq!(cache.find("new").unwrap().vector, [0.5]);
    }
}
