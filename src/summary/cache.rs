//! Results that are kept by the hash of what they were made of, so that the same words are summed
//! up once, whatever else changes in the records. Bounded; lost with the process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Part, SummarySentence, Topics};
use crate::domain::{Document, RecordKey};
use crate::search::Corpus;
use crate::text::{ContentHash, content_hash};

/// Summaries and digests kept, of a few kilobytes each.
const SUMMARIES_MAX: usize = 2000;
/// Topics kept: of more events than are looked at in an hour, of up to a megabyte each.
const TOPICS_MAX: usize = 30;

/// What was made already.
#[derive(Debug)]
pub struct Kept {
    /// Sentences of talks and digests.
    pub sentences: Cache<Vec<SummarySentence>>,
    /// Outlines of transcripts.
    pub outlines: Cache<Vec<Part>>,
    /// Topics of events.
    pub topics: Cache<Topics>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            sentences: Cache::new(SUMMARIES_MAX),
            outlines: Cache::new(SUMMARIES_MAX),
            topics: Cache::new(TOPICS_MAX),
        }
    }
}

/// The hash of all that a result is made of: what it is of, the words of its records in order, and
/// whether there are vectors.
pub fn hash_of<'a>(
    corpus: &Corpus,
    what: &str,
    keys: impl Iterator<Item = &'a RecordKey>,
) -> ContentHash {
    let mut text = format!("{what}\n{:?}\n", corpus.dim());
    for document in keys.filter_map(|key| corpus.find(key)) {
        push(&mut text, &corpus.documents()[document]);
    }
    content_hash(text)
}

/// Adds what is summed up of a document: its text, and what was said where it has none.
fn push(text: &mut String, document: &Document) {
    let speech = document.speech.as_ref().filter(|_| document.text.is_empty());
    let speech = speech.map_or("", |speech| speech.text.as_str());
    let key = &document.key;
    for part in [key.event.as_str(), &key.id, &document.title, &document.text, speech] {
        // The length before each part keeps two splits of one text apart.
        text.push_str(&format!("{}:", part.len()));
        text.push_str(part);
    }
}

/// At most so many results, of which the one not used for longest goes first.
#[derive(Debug)]
pub struct Cache<T> {
    max: usize,
    kept: Mutex<Entries<T>>,
}

#[derive(Debug)]
struct Entries<T> {
    /// Grows with each use.
    clock: u64,
    by_hash: HashMap<ContentHash, (u64, Arc<T>)>,
}

impl<T> Cache<T> {
    /// Keeps up to `max` results.
    pub fn new(max: usize) -> Self {
        Self { max, kept: Mutex::new(Entries { clock: 0, by_hash: HashMap::new() }) }
    }

    /// The result kept under a hash, else the one that `make` gives. Two callers at once may both
    /// make it, and get the same.
    pub fn get_or_make(&self, hash: ContentHash, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(found) = self.find(&hash) {
            return found;
        }
        let made = Arc::new(make());
        self.keep(hash, made.clone());
        made
    }

    fn find(&self, hash: &ContentHash) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let clock = kept.clock;
        let entry = kept.by_hash.get_mut(hash)?;
        entry.0 = clock;
        Some(entry.1.clone())
    }

    fn keep(&self, hash: ContentHash, made: Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let clock = kept.clock;
        kept.by_hash.insert(hash, (clock, made));
        if kept.by_hash.len() > self.max {
            let oldest = kept.by_hash.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(hash) = oldest.map(|(hash, _)| *hash) {
                kept.by_hash.remove(&hash);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_made_once_and_the_oldest_goes_first() {
        let cache = Cache::new(2);
        let hash = |text: &str| content_hash(text);
        assert_eq!(*cache.get_or_make(hash("a"), || 1), 1);
        assert_eq!(*cache.get_or_make(hash("a"), || 2), 1);
        cache.get_or_make(hash("b"), || 3);
        cache.get_or_make(hash("a"), || 4);
        cache.get_or_make(hash("c"), || 5);
        assert_eq!(*cache.get_or_make(hash("a"), || 6), 1);
        assert_eq!(*cache.get_or_make(hash("b"), || 7), 7);
    }
}
