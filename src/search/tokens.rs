//! The tokens of the documents: held in memory where there are few, else read from where they are
//! kept when a query needs them. Those read last stay in memory. Compares nothing.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::{Token, TokenVectors};
use crate::recent::Recent;

/// Bytes of tokens that stay in memory: some 1,500 talks of a usual length, so that what is asked for
/// often is not read again.
const MOST_BYTES: usize = 24 << 20;

/// The tokens of documents read last.
type RecentTokens = Recent<usize, Arc<TokenVectors>>;

/// Where the tokens of a corpus's documents are kept.
pub trait TokenSource: Send + Sync {
    /// The tokens of some documents, by their places in the corpus, in that order; `None` for one
    /// that has none, or whose cannot be read.
    fn read(&self, documents: &[usize]) -> Vec<Option<TokenVectors>>;
}

/// In how many documents each token of the model's vocabulary stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenCounts {
    documents: usize,
    /// By the token's number, of which there are some ten thousand.
    counts: Vec<u32>,
}

impl TokenCounts {
    /// Adds a document that has these tokens, each once.
    pub fn add(&mut self, distinct: impl IntoIterator<Item = u32>) {
        self.documents += 1;
        for place in distinct.into_iter().map(|id| id as usize) {
            if place >= self.counts.len() {
                self.counts.resize(place + 1, 0);
            }
            self.counts[place] += 1;
        }
    }

    /// Takes a document away again that was added with these tokens.
    pub fn remove(&mut self, distinct: impl IntoIterator<Item = u32>) {
        self.documents = self.documents.saturating_sub(1);
        for place in distinct.into_iter().map(|id| id as usize) {
            if let Some(count) = self.counts.get_mut(place) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Documents that have tokens.
    pub(super) fn documents(&self) -> usize {
        self.documents
    }

    /// Each token with the number of documents it stands in.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        (0u32..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }
}

/// The numbers of a text's tokens, each once, in order.
pub fn distinct_ids(tokens: &[Token]) -> Vec<u32> {
    let distinct: HashSet<u32> = tokens.iter().map(|token| token.id).collect();
    let mut distinct: Vec<u32> = distinct.into_iter().collect();
    distinct.sort_unstable();
    distinct
}

/// The tokens of each document as a whole.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    place: Place,
    counts: TokenCounts,
}

enum Place {
    /// One a document; empty where there are none at all.
    Held(Vec<Option<Arc<TokenVectors>>>),
    Kept(Arc<dyn TokenSource>, Mutex<RecentTokens>),
}

impl Default for Place {
    fn default() -> Self {
        Self::Held(Vec::new())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(all) => write!(f, "tokens of {} documents", all.len()),
            Self::Kept(..) => f.write_str("tokens that are read when needed"),
        }
    }
}

impl Tokens {
    /// Tokens in memory.
    pub(super) fn held(all: Vec<Option<Arc<TokenVectors>>>) -> Self {
        let mut counts = TokenCounts::default();
        all.iter().flatten().for_each(|vectors| counts.add(distinct_ids(&vectors.tokens)));
        Self { place: Place::Held(all), counts }
    }

    /// Tokens that are read when they are needed.
    pub(super) fn kept(source: Arc<dyn TokenSource>, counts: TokenCounts) -> Self {
        let recent = Mutex::new(Recent::within_bytes(MOST_BYTES));
        Self { place: Place::Kept(source, recent), counts }
    }

    /// In how many documents each token stands.
    pub(super) fn counts(&self) -> &TokenCounts {
        &self.counts
    }

    /// The tokens of some documents, in their order.
    pub(super) fn get(&self, documents: &[usize]) -> Vec<Option<Arc<TokenVectors>>> {
        match &self.place {
            Place::Held(all) => {
                documents.iter().map(|&document| all.get(document)?.clone()).collect()
            }
            Place::Kept(source, recent) => read(source.as_ref(), recent, documents),
        }
    }
}

/// No lock is held while tokens are read: two queries may read the same ones, which harms nothing.
fn read(
    source: &dyn TokenSource,
    recent: &Mutex<RecentTokens>,
    documents: &[usize],
) -> Vec<Option<Arc<TokenVectors>>> {
    let lock = || recent.lock().unwrap_or_else(PoisonError::into_inner);
    let mut found: Vec<Option<Arc<TokenVectors>>> = {
        let mut recent = lock();
        documents.iter().map(|document| recent.find(document).cloned()).collect()
    };
    let missing: Vec<usize> = (0..documents.len()).filter(|&at| found[at].is_none()).collect();
    if missing.is_empty() {
        return found;
    }
    let wanted: Vec<usize> = missing.iter().map(|&at| documents[at]).collect();
    let read = source.read(&wanted);
    let mut recent = lock();
    for (at, vectors) in missing.into_iter().zip(read) {
        let Some(vectors) = vectors.map(Arc::new) else { continue };
        keep(&mut recent, documents[at], Arc::clone(&vectors));
        found[at] = Some(vectors);
    }
    found
}

fn keep(recent: &mut RecentTokens, document: usize, vectors: Arc<TokenVectors>) {
    let bytes = vectors.values.len() + vectors.tokens.len() * size_of::<Token>();
    recent.keep(document, vectors, bytes);
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Gives each document but the last of ten its place as the number of its only token.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl TokenSource for Counting {
        fn read(&self, documents: &[usize]) -> Vec<Option<TokenVectors>> {
            self.0.fetch_add(documents.len(), Ordering::Relaxed);
            let vectors = |&place: &usize| (place % 10 < 9).then(|| vectors(place as u32, 1));
            documents.iter().map(vectors).collect()
        }
    }

    fn vectors(id: u32, width: usize) -> TokenVectors {
        TokenVectors { width, tokens: vec![Token { id, range: 0..1 }], values: vec![0; width] }
    }

    #[test]
    fn what_was_read_is_not_read_again() {
        let source = Arc::new(Counting::default());
        let tokens = Tokens::kept(source.clone(), TokenCounts::default());
        let ids = |documents: &[usize]| -> Vec<Option<u32>> {
            tokens.get(documents).iter().map(|it| Some(it.as_ref()?.tokens[0].id)).collect()
        };
        assert_eq!(ids(&[4, 9, 2, 4]), [Some(4), None, Some(2), Some(4)]);
        assert_eq!(source.0.load(Ordering::Relaxed), 4);
        assert_eq!(ids(&[2, 3]), [Some(2), Some(3)]);
        assert_eq!(source.0.load(Ordering::Relaxed), 5);
    }

    #[test]
    fn only_so_much_stays_in_memory_and_what_is_used_stays_longest() {
        let mut recent = Recent::within_bytes(MOST_BYTES);
        let width = MOST_BYTES / 8;
        for place in 0..20 {
            keep(&mut recent, place, Arc::new(vectors(0, width)));
            assert!(recent.find(&0).is_some(), "used between all others: {place}");
            assert!(recent.len() <= 8);
        }
        assert!(recent.find(&1).is_none() && recent.find(&19).is_some());
    }

    #[test]
    fn what_is_taken_away_counts_as_if_it_had_never_come() {
        let mut counts = TokenCounts::default();
        counts.add([3, 9]);
        let before: Vec<_> = counts.iter().collect();
        counts.add([3, 40]);
        counts.remove([3, 40]);
        assert_eq!(counts.iter().collect::<Vec<_>>(), before);
        assert_eq!(counts.documents(), 1);
    }

    #[test]
    fn a_token_counts_once_a_document() {
        let token = |id| Token { id, range: 0..1 };
        let text = |ids: &[u32]| TokenVectors {
            width: 0,
            tokens: ids.iter().copied().map(token).collect(),
            values: Vec::new(),
        };
        let all = vec![Some(Arc::new(text(&[5, 7, 5]))), None, Some(Arc::new(text(&[5])))];
        let tokens = Tokens::held(all);
        let counts: HashMap<u32, u32> = tokens.counts().iter().collect();
        assert_eq!(counts, HashMap::from([(5, 2), (7, 1)]));
        assert_eq!(tokens.counts().documents(), 2);
    }
}
