//! What search sees of a record: clean plain text by field, and the passages cut from it.

use std::ops::Range;

use super::RecordKey;

/// A talk or announcement as search, answers and evaluation see it. Every text is plain and clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which record this is.
    pub key: RecordKey,
    /// Title, with the subtitle after a colon where there is one.
    pub title: String,
    /// The abstract (and description) as plain text; passages are ranges of it.
    pub text: String,
    /// Speaker names.
    pub speakers: Vec<String>,
    /// Their affiliations, without repeats.
    pub affiliations: Vec<String>,
    /// Topic words.
    pub topics: Vec<String>,
    /// Track name.
    pub track: Option<String>,
    /// Room names.
    pub rooms: Vec<String>,
    /// The kind's word (`keynote`), or `announcement`.
    pub kind: String,
    /// Year of the event.
    pub year: Option<i16>,
}

/// A piece of a document that has a vector of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which piece it is.
    pub kind: PassageKind,
    /// Its bytes in [`Document::text`]; for [`PassageKind::Whole`] the whole text.
    pub range: Range<usize>,
    /// The words given to the embedding model.
    pub input: String,
}

/// Which piece of a document a [`Passage`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassageKind {
    /// Title and text together: what candidates are found by.
    Whole,
    /// One sentence of the text: what answers and summaries quote.
    Sentence,
}
