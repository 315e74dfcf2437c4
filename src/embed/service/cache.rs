//! The encodings of recent queries: search as you type, a next page and a reload ask the same again.
//! Bounded in entries and bytes; knows nothing of where encodings come from.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::Token;
use crate::embed::Encoding;
use crate::recent::Recent;

/// Queries kept.
const MOST_ENTRIES: NonZeroUsize = NonZeroUsize::new(1_000).expect("more than none");

/// Memory for them. A query of eight words with 384 values a vector and 128 a token takes 2.9 kB,
/// so that a thousand fit; one as long as the model reads takes 37 kB, and then a hundred do.
const MOST_BYTES: usize = 4 << 20;

/// What an entry takes beside its values: the list's and the table's nodes, and four allocations.
const ENTRY_BYTES: usize = 256;

/// Encodings by query, the least recently used dropped first.
pub(super) struct QueryCache {
    kept: Mutex<Kept>,
}

struct Kept {
    /// The model that made them all.
    model: String,
    encodings: Recent<String, Arc<Encoding>>,
}

impl QueryCache {
    pub(super) fn new() -> Self {
        Self::with_bytes(MOST_BYTES)
    }

    fn with_bytes(most_bytes: usize) -> Self {
        let encodings = Recent::within(most_bytes, MOST_ENTRIES);
        Self { kept: Mutex::new(Kept { model: String::new(), encodings }) }
    }

    /// What this model made of the query.
    pub(super) fn find(&self, model: &str, query: &str) -> Option<Arc<Encoding>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.model != model {
            return None;
        }
        kept.encodings.find(query).cloned()
    }

    /// Keeps what this model made of a query. What another model made is dropped.
    pub(super) fn keep(&self, model: &str, query: &str, encoding: Arc<Encoding>) {
        let bytes = bytes_of(query, &encoding);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.model != model {
            kept.encodings.clear();
            kept.model = model.to_owned();
        }
        kept.encodings.keep(query.to_owned(), encoding, bytes);
    }

    /// Queries kept, and the memory they take.
    pub(super) fn size(&self) -> (usize, usize) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.encodings.len(), kept.encodings.bytes())
    }
}

fn bytes_of(query: &str, encoding: &Encoding) -> usize {
    let tokens = encoding.tokens.as_ref();
    let tokens = tokens.map_or(0, |it| it.values.len() + it.tokens.len() * size_of::<Token>());
    ENTRY_BYTES + query.len() + encoding.vector.len() * size_of::<f32>() + tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(value: f32) -> Arc<Encoding> {
        Arc::new(Encoding { vector: vec![value; 384], tokens: None })
    }

    #[test]
    fn another_text_or_another_model_is_another_query() {
        let cache = QueryCache::new();
        cache.keep("a", "rust", encoding(1.0));
        assert_eq!(cache.find("a", "rust"), Some(encoding(1.0)));
        assert_eq!(cache.find("a", "Rust"), None);
        assert_eq!(cache.find("b", "rust"), None);
        cache.keep("b", "wasm", encoding(2.0));
        assert_eq!(cache.find("a", "rust"), None);
        assert_eq!(cache.size().0, 1);
    }

    #[test]
    fn memory_stays_within_its_bound_and_the_least_recently_used_goes_first() {
        let one = bytes_of("0", &encoding(0.0));
        let cache = QueryCache::with_bytes(3 * one);
        for query in ["0", "1", "2"] {
            cache.keep("a", query, encoding(0.0));
        }
        assert!(cache.find("a", "0").is_some());
        cache.keep("a", "3", encoding(0.0));
        assert_eq!(cache.find("a", "1"), None);
        assert!(cache.find("a", "0").is_some());
        assert_eq!(cache.size(), (3, 3 * one));
        // The same query again takes no more than once.
        cache.keep("a", "3", encoding(1.0));
        assert_eq!(cache.size(), (3, 3 * one));
        // One that does not fit at all is not kept.
        cache.keep("a", &"x".repeat(3 * one), encoding(0.0));
        assert_eq!(cache.size(), (3, 3 * one));
    }

    #[test]
    fn entries_are_bounded_too() {
        let cache = QueryCache::new();
        let small = Arc::new(Encoding::default());
        for query in 0..=MOST_ENTRIES.get() {
            cache.keep("a", &query.to_string(), small.clone());
        }
        assert_eq!(cache.size().0, MOST_ENTRIES.get());
        assert_eq!(cache.find("a", "0"), None);
    }
}
