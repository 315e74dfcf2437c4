//! The vectors of recent queries, so that a next page, a changed filter or a question after a
//! search does not run the model again.

use std::sync::{Arc, Mutex, PoisonError};

use super::late::TokenQuery;

/// Queries kept: some pages of a few visitors at a few KiB each.
const CAPACITY: usize = 64;

/// What the model makes of a query.
#[derive(Debug)]
pub struct QueryVectors {
    /// The vector of the whole, of length 1.
    pub(super) vector: Vec<f32>,
    /// Its tokens, where the model has them.
    pub(super) tokens: Option<TokenQuery>,
}

/// A small list, the most recently used last.
#[derive(Default)]
pub(super) struct QueryCache {
    entries: Mutex<Vec<(String, Arc<QueryVectors>)>>,
}

impl QueryCache {
    /// The vectors of a query asked recently.
    pub(super) fn find(&self, query: &str) -> Option<Arc<QueryVectors>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let place = entries.iter().position(|(known, _)| known == query)?;
        let entry = entries.remove(place);
        let vectors = Arc::clone(&entry.1);
        entries.push(entry);
        Some(vectors)
    }

    /// Keeps vectors, dropping the one not used for longest.
    pub(super) fn keep(&self, query: &str, vectors: Arc<QueryVectors>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(known, _)| known != query);
        if entries.len() == CAPACITY {
            entries.remove(0);
        }
        entries.push((query.to_owned(), vectors));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_first() {
        let cache = QueryCache::default();
        let vectors = |value: f32| Arc::new(QueryVectors { vector: vec![value], tokens: None });
        for n in 0..CAPACITY {
            cache.keep(&n.to_string(), vectors(n as f32));
        }
        assert!(cache.find("0").is_some());
        cache.keep("new", vectors(0.5));
        assert!(cache.find("0").is_some());
        assert!(cache.find("1").is_none());
        assert_eq!(cache.find("new").unwrap().vector, [0.5]);
    }
}
