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
    /// What was said, where there is a transcript.
    pub speech: Option<Speech>,
}

/// What was said in a talk, as one text whose sentences have their moments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Speech {
    /// The words, with a line break where another person begins.
    pub text: String,
    /// The sentences in order, together all of the text but white space.
    pub sentences: Vec<SpokenSentence>,
}

/// A sentence of a [`Speech`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenSentence {
    /// Its bytes in [`Speech::text`].
    pub range: Range<usize>,
    /// When it begins, in milliseconds from the start of the recording, where known. Never goes
    /// back from one sentence to the next.
    pub start_ms: Option<u32>,
    /// When it ends, in milliseconds; never before it begins.
    pub end_ms: Option<u32>,
}

impl Speech {
    /// The sentences that lie within these bytes.
    pub fn sentences_in(&self, range: &Range<usize>) -> &[SpokenSentence] {
        let first = self.sentences.partition_point(|it| it.range.start < range.start);
        let end = self.sentences.partition_point(|it| it.range.end <= range.end);
        self.sentences.get(first..end).unwrap_or_default()
    }
}

/// A piece of a document that has a vector of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which piece it is.
    pub kind: PassageKind,
    /// Its bytes in [`Document::text`], for [`PassageKind::Whole`] the whole text; for
    /// [`PassageKind::Window`] its bytes in [`Speech::text`].
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
    /// Some sentences of what was said: by which moments are found.
    Window,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_the_sentences_that_lie_in_it() {
        let sentence = |range| SpokenSentence { range, start_ms: None, end_ms: None };
        let sentences = vec![sentence(0..2), sentence(3..5), sentence(6..8)];
        let speech = Speech { text: "a. b. c.".into(), sentences };
        assert_eq!(speech.sentences_in(&(3..8)), &speech.sentences[1..]);
        assert_eq!(speech.sentences_in(&(1..5)), &speech.sentences[1..2]);
        assert_eq!(speech.sentences_in(&(4..5)), &[]);
    }
}
