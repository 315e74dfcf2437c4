//! Hybrid search: keyword candidates from the index, nearest vectors, one score, an explanation.
//! Reads a corpus and an index that others have filled; changes neither.

mod cache;
mod closeness;
mod columns;
mod columns_of;
mod corpus;
mod correct;
mod embedder;
mod engine;
mod facets;
mod filter;
mod guide;
mod late;
mod names;
mod near;
mod passage;
mod pieces;
mod promising;
mod query;
mod rank;
mod related;
mod scan;
mod select;
mod stems;
mod tokens;
mod vectors;
mod why;

use std::ops::Range;

use crate::domain::RecordKey;

pub use crate::index::{Explanation, Found, PairReason, Relation, WordReason};
pub use cache::QueryVectors;
pub use closeness::{Pole, Signal};
pub use columns_of::is_level;
pub use corpus::{Corpus, CorpusError, Origin};
pub use embedder::{QueryEmbedError, QueryEmbedder};
pub use engine::Engine;
pub use facets::{Facet, FacetValue};
pub use filter::{Field, Filter};
pub use guide::Guided;
pub use late::TokenMatch;
pub use near::near;
pub use query::{Ending, Typed, read};
pub use related::{Reason, Related};
pub use select::UnknownValue;
pub use tokens::{TokenCounts, TokenSource, distinct_ids};
pub use vectors::{SharedRows, Vectors};
pub use why::{Addend, Why};

/// Which signals rank the hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Words and meaning together.
    #[default]
    Hybrid,
    /// BM25 and speakers' names alone.
    Keyword,
    /// Vectors alone.
    Semantic,
}

/// What is asked for. Empty filters let everything through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The words typed, as typed: `"quoted phrases"` must occur, `-words` must not, `field:value`
    /// filters. A query without a word to look for lists what its filter lets through, and finds
    /// nothing without a filter.
    pub query: String,
    /// Which signals rank.
    pub mode: Mode,
    /// At most this many hits.
    pub limit: usize,
    /// Hits to skip, for later pages.
    pub offset: usize,
    /// Filters besides those typed.
    pub filter: Filter,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone)]
pub struct Response {
    /// Best first; ties by record key.
    pub hits: Vec<Hit>,
    /// How many documents matched before `limit` and `offset`.
    pub total: usize,
    /// What ranked them in the end.
    pub mode: Mode,
    /// Why `mode` is not the one asked for (the model failed, there is no vector yet).
    pub degraded: Option<String>,
}

/// One document found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The record.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// What ranked it.
    pub score: f32,
    /// The parts of the score.
    pub parts: ScoreParts,
    /// Each word of the query with the nearest of the document, most weighty first; empty without
    /// token vectors.
    pub matches: Vec<TokenMatch>,
    /// The most telling passage of its text or transcript, whole sentences, plain text.
    pub passage: String,
    /// Bytes of `passage` to mark: words that the query also has, and those near to its words.
    pub highlights: Vec<Range<usize>>,
    /// Seconds into the recording at which `passage` is said; `None` for one of the abstract, and
    /// where the transcript has no times.
    pub start_s: Option<f32>,
}

/// The signals behind a score; a signal that did not run is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct ScoreParts {
    /// How much of the query's words the document has, weighted by their rarity and by where they
    /// stand, or how near the query is to one of its speakers' names: 0 to 1.
    pub keyword: Option<f32>,
    /// Cosine of query and document, -1 to 1.
    pub semantic: Option<f32>,
    /// Cosine of the query and the nearest window of what was said, -1 to 1; `None` without a
    /// transcript.
    pub spoken: Option<f32>,
    /// How near the query's words come to words of the document, each in its context, weighted by
    /// their rarity: a cosine. Documents that neither words nor meaning bring near are not read and
    /// have the least of those that were; `None` without token vectors.
    pub tokens: Option<f32>,
}

impl ScoreParts {
    /// How much nearer the nearest moment of a transcript is than the document as written; 0 where
    /// it is not.
    pub fn moment(&self) -> f32 {
        let meaning = self.meaning().unwrap_or(0.0);
        (meaning - self.semantic.unwrap_or(meaning)).max(0.0)
    }

    /// The cosine that counts: that of the document, or that of the nearest window, less a margin.
    pub fn meaning(&self) -> Option<f32> {
        let spoken = self.spoken.map(|cosine| cosine - rank::SPOKEN_MARGIN);
        self.semantic.into_iter().chain(spoken).reduce(f32::max)
    }
}

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The full-text index cannot be read.
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
}
