//! Judged sets to figures: how well search ranks, answers answer and summaries sum up. Prints
//! nothing.

mod answers;
mod corpus;
mod engine;
mod judged;
mod metrics;
mod records;
mod retrieval;
mod rouge;
mod sentences;
mod summaries;
mod summary_sets;

use std::path::PathBuf;

pub use answers::{
    AnswersOptions, AnswersReport, Outcomes, Verdict, answers, find_corpus, score_answers,
    write_verdicts,
};
pub use corpus::Fields;
pub use judged::{Question, read_questions};
pub use metrics::{Estimate, QueryScores, estimate, score_query};
pub use records::{FormScore, RecordsReport, WrongAnswer, records};
pub use retrieval::{Intervals, RetrievalOptions, RetrievalReport, retrieval};
pub use rouge::{Rouge, rouge};
pub use sentences::{SentencesReport, Share, sentences};
pub use summaries::{PartReport, SetReport, SummariesReport, SystemReport, summaries};

use crate::embed::EmbedError;
use crate::index::IndexError;
use crate::search::{CorpusError, SearchError};

/// The stages of an evaluation, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Passages are given vectors.
    Embedding,
    /// Queries are searched, or questions answered.
    Asking,
}

/// Called with the stage, what is done of it and what there is to do; from several threads.
pub type OnProgress<'a> = &'a (dyn Fn(Step, usize, usize) + Sync);

/// Why an evaluation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file could not be read or written.
    #[error("cannot open `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("`{}`, line {number}: {reason}", path.display())]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A file holds nothing to work with.
    #[error("`{}` holds no {wanted}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// A corpus holds two documents of one id.
    #[error("`{}` holds the id `{id}` twice", path.display())]
    RepeatedId {
        /// The file.
        path: PathBuf,
        /// The id.
        id: String,
    },
    /// No corpus was given and none lies where it is expected.
    #[error("no `corpus.jsonl` in `{}` or the folder above", dir.display())]
    NoCorpus {
        /// The judged set's folder.
        dir: PathBuf,
    },
    /// A word in the list of fields is none of the fields.
    #[error("`{0}` is no field (wanted `title`, `text` or `speakers`, with commas between)")]
    UnknownField(String),
    /// Ranking by meaning was asked for, and there is no model.
    #[error("the mode `semantic` needs a model, and there is none")]
    NoModel,
    /// The model failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Documents and vectors do not fit together.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The search failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}
