//! The vectors of recent queries, so that a next page, a changed filter or a question after a
//! search does not run the model again.

use std::sync::{Arc, Mutex, PoisonError};

/// Queries kept: some pages of a few visitors at 1.5 KiB each.
const CAPACITY: usize = 64;

/// A small list, the most recently used last.
#[derive(Default)]
pub(super) struct QueryCache {
    entries: Mutex<Vec<(String, Arc<[f32]>)>>,
}

impl QueryCache {
    /// The vector of a query asked recently.
    pub(super) fn find(&self, query: &str) -> Option<Arc<[f32]>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let place = entries.iter().position(|(known, _)| known == query)?;
        let entry = entries.remove(place);
        let vector = Arc::clone(&entry.1);
        entries.push(entry);
        Some(vector)
    }

    /// Keeps a vector, dropping the one not used for longest.
    pub(super) fn keep(&self, query: &str, vector: Arc<[f32]>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(known, _)| known != query);
        if entries.len() == CAPACITY {
            entries.remove(0);
        }
        entries.push((query.to_owned(), vector));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_first() {
        let cache = QueryCache::default();
        for n in 0..CAPACITY {
            cache.keep(&n.to_string(), Arc::from([n as f32]));
        }
        assert!(cache.find("0").is_some());
        cache.keep("new", Arc::from([0.5]));
        assert!(cache.find("0").is_some());
        assert!(cache.find("1").is_none());
        assert_eq!(cache.find("new").as_deref(), Some(&[0.5][..]));
    }
}
