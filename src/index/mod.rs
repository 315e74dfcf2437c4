//! Full text over documents: what is written to Tantivy and how words are scored. The only importer
//! of Tantivy; knows no vectors and parses no query syntax. The index can always be rebuilt.

mod analyse;
mod collect;
mod completion;
mod explain;
mod likelier;
mod open;
mod pairs;
mod query;
mod schema;
mod search;
mod statistics;
mod typo;
mod write;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tantivy::IndexReader;

use schema::Fields;

pub use analyse::{Token, analyse, each_word, exact_words};
pub use explain::{Explanation, Found, PairReason, Relation, WordReason};
pub use query::{Query, Word};
pub use schema::RecordId;
pub use search::{Correction, KeywordHit, Matches, ResolvedWord};
pub use write::SyncReport;

/// The full-text index. Cheap to share; a search sees the state of the last [`Index::sync`].
pub struct Index {
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// Where it is kept, for messages; `None` in memory.
    dir: Option<PathBuf>,
    /// For how long another process's writing is waited for.
    busy_wait: Duration,
    /// What the last [`Index::sync`] or [`Index::update`] of this process left.
    left: Mutex<Option<write::Left>>,
}

impl Index {
    /// How many documents it holds.
    pub fn document_count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// How rare a stemmed word is: BM25's inverse document frequency, at least 0. A word that no
    /// document has gets the highest value. Of a word that is several here (`gpt-4`), the rarest
    /// part counts.
    ///
    /// # Errors
    /// The term dictionary cannot be read.
    pub fn idf(&self, stemmed: &str) -> Result<f32, IndexError> {
        let searcher = self.reader.searcher();
        let statistics = statistics::Statistics::new(&searcher, &self.fields);
        if let parts @ [_, _, ..] = analyse(stemmed).as_slice() {
            let idfs = parts.iter().map(|part| statistics.stem_idf(&part.stem));
            return idfs.reduce(|a, b| Ok(a?.max(b?))).unwrap_or(Ok(0.0));
        }
        statistics.stem_idf(stemmed)
    }
}

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process is writing; a caller can fall back to [`Index::in_memory`].
    #[error("the index at `{}` is being written by another process", path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
    },
    /// The directory cannot be made, cleared or written.
    #[error("cannot prepare the index directory `{}`: {source}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Arc<std::io::Error>,
    },
    /// Anything else Tantivy reports.
    #[error("the full-text index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}
