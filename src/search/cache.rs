//! The vectors of recent queries, so that a next page, a changed filter or a question after a
//! search does not run the model again.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::late::TokenQuery;

/// Queries kept: some pages of a few visitors at a few KiB each.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(64).expect("more than none");

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
    entries: Mutex<LruCache<String, Arc<QueryVectors>>>,
}

impl Default for QueryCache {
    fn default() -> Self {
        Self { entries: Mutex::new(LruCache::new(CAPACITY)) }
    }
}

impl QueryCache {
    /// The vectors of a query asked recently.
    pub(super) fn find(&self, query: &str) -> Option<Arc<QueryVectors>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(query).cloned()
    }

    /// Keeps vectors, dropping the one not used for longest.
    pub(super) fn keep(&self, query: &str, vectors: Arc<QueryVectors>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.put(query.to_owned(), vectors);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_first() {
        let cache = QueryCache::default();
        let vectors = |value: f32| Arc::new(QueryVectors { vector: vec![value], tokens: None });
        for n in 0..CAPACITY.get() {
            cache.keep(&n.to_string(), vectors(n as f32));
        }
        assert!(cache.find("0").is_some());
        cache.keep("new", vectors(0.5));
        assert!(cache.find("0").is_some());
        assert!(cache.find("1").is_none());
        assert_eq!(cache.find("new").unwrap().vector, [0.5]);
    }
}
