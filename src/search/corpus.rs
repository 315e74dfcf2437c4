//! The documents that are searched, with their passages and vectors: read-only, built once per
//! change of the records. Computes no vectors and ranks nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::{Document, Passage, PassageKind, RecordKey, TokenVectors};
use crate::index::RecordId;

/// Documents, passages and vectors, side by side.
#[derive(Debug, Default)]
pub struct Corpus {
    documents: Vec<Document>,
    passages: Vec<Vec<Passage>>,
    vectors: Option<Vectors>,
    /// The tokens of each document as a whole; empty when there are none at all.
    tokens: Vec<Option<Arc<TokenVectors>>>,
    /// The row of each document's first passage.
    first_rows: Vec<usize>,
    /// Which passage of each document is the whole of it.
    wholes: Vec<Option<usize>>,
    /// Which passages of each document are windows of what was said: they come last.
    windows: Vec<Range<usize>>,
    places: HashMap<RecordId, usize>,
}

/// One vector per passage, in the order of documents and their passages, as rows of a matrix.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    dim: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Takes rows of `dim` values each, every row of length 1 (or 0 where there is none).
    ///
    /// # Errors
    /// The values do not fill whole rows.
    pub fn new(dim: usize, values: Vec<f32>) -> Result<Self, CorpusError> {
        if dim == 0 || !values.len().is_multiple_of(dim) {
            return Err(CorpusError::RaggedRows { dim, values: values.len() });
        }
        Ok(Self { dim, values })
    }

    /// Values in a row.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.dim.max(1)
    }

    fn row(&self, row: usize) -> Option<&[f32]> {
        self.values.get(row * self.dim..(row + 1) * self.dim)
    }
}

/// Why parts do not make a corpus.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// Values that are no matrix.
    #[error("`{values}` values do not fill rows of `{dim}`")]
    RaggedRows {
        /// Values in a row.
        dim: usize,
        /// Values given.
        values: usize,
    },
    /// Passages for more or fewer documents.
    #[error("`{documents}` documents but passages for `{passages}`")]
    PassageLists {
        /// Documents given.
        documents: usize,
        /// Lists of passages given.
        passages: usize,
    },
    /// Tokens for more or fewer documents.
    #[error("`{documents}` documents but tokens for `{lists}`")]
    TokenLists {
        /// Documents given.
        documents: usize,
        /// Lists of tokens given.
        lists: usize,
    },
    /// Vectors for more or fewer passages.
    #[error("`{passages}` passages but `{rows}` vectors")]
    VectorRows {
        /// Passages given.
        passages: usize,
        /// Vectors given.
        rows: usize,
    },
}

impl Corpus {
    /// Puts together documents, the passages of each, and a vector for every passage, or none at
    /// all where there is no model.
    ///
    /// # Errors
    /// The numbers of documents, passages and vectors do not agree.
    pub fn new(
        documents: Vec<Document>,
        passages: Vec<Vec<Passage>>,
        vectors: Option<Vectors>,
    ) -> Result<Self, CorpusError> {
        if documents.len() != passages.len() {
            let (documents, passages) = (documents.len(), passages.len());
            return Err(CorpusError::PassageLists { documents, passages });
        }
        let mut first_rows = Vec::with_capacity(documents.len());
        let mut passage_count = 0;
        for list in &passages {
            first_rows.push(passage_count);
            passage_count += list.len();
        }
        if let Some(rows) = vectors.as_ref().map(Vectors::rows).filter(|&n| n != passage_count) {
            return Err(CorpusError::VectorRows { passages: passage_count, rows });
        }
        let whole = |list: &Vec<Passage>| list.iter().position(|p| p.kind == PassageKind::Whole);
        let windows = |list: &Vec<Passage>| {
            let first = list.iter().position(|p| p.kind == PassageKind::Window);
            first.unwrap_or(list.len())..list.len()
        };
        let mut places = HashMap::with_capacity(documents.len());
        for (place, document) in documents.iter().enumerate() {
            places.entry(RecordId::of(&document.key)).or_insert(place);
        }
        let wholes = passages.iter().map(whole).collect();
        let windows = passages.iter().map(windows).collect();
        let tokens = Vec::new();
        Ok(Self { documents, passages, vectors, tokens, first_rows, wholes, windows, places })
    }

    /// The same with the tokens of each document as a whole.
    ///
    /// # Errors
    /// There are more or fewer lists of tokens than documents.
    pub fn with_tokens(self, tokens: Vec<Option<Arc<TokenVectors>>>) -> Result<Self, CorpusError> {
        if tokens.len() != self.documents.len() {
            let (documents, lists) = (self.documents.len(), tokens.len());
            return Err(CorpusError::TokenLists { documents, lists });
        }
        Ok(Self { tokens, ..self })
    }

    /// All documents. Elsewhere a document is named by its place in this list.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The place of a record.
    pub fn find(&self, key: &RecordKey) -> Option<usize> {
        self.place(RecordId::of(key))
    }

    /// The passages of a document.
    ///
    /// # Panics
    /// `document` is no place in [`Corpus::documents`].
    pub fn passages(&self, document: usize) -> &[Passage] {
        &self.passages[document]
    }

    /// The vector of a passage; `None` without a model, or where there is no such passage.
    pub fn vector(&self, document: usize, passage: usize) -> Option<&[f32]> {
        let in_list = passage < self.passages.get(document)?.len();
        let row = self.first_rows[document] + passage;
        if in_list { self.vectors.as_ref()?.row(row) } else { None }
    }

    /// The words a document's vector and tokens were made of.
    pub(super) fn whole_input(&self, document: usize) -> Option<&str> {
        let place = (*self.wholes.get(document)?)?;
        Some(&self.passages.get(document)?.get(place)?.input)
    }

    /// The vector of a document as a whole.
    pub fn whole_vector(&self, document: usize) -> Option<&[f32]> {
        self.vector(document, (*self.wholes.get(document)?)?)
    }

    /// The tokens of a document as a whole; `None` where the model gives none.
    pub fn tokens(&self, document: usize) -> Option<&TokenVectors> {
        self.tokens.get(document)?.as_deref()
    }

    /// Which passages of a document are windows of what was said; empty without a transcript.
    ///
    /// # Panics
    /// `document` is no place in [`Corpus::documents`].
    pub fn windows(&self, document: usize) -> Range<usize> {
        self.windows[document].clone()
    }

    /// Number of passages that have a vector.
    pub fn vector_count(&self) -> usize {
        self.vectors.as_ref().map_or(0, Vectors::rows)
    }

    /// Values in a vector; `None` when there are no vectors.
    pub fn dim(&self) -> Option<usize> {
        self.vectors.as_ref().map(Vectors::dim)
    }

    pub(super) fn place(&self, id: RecordId) -> Option<usize> {
        self.places.get(&id).copied()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A talk whose passages are itself and its sentences, cut at `. `.
    pub(in crate::search) fn talk(id: &str, title: &str, text: &str, speaker: &str) -> Document {
        Document {
            key: RecordKey::talk("event", id),
            title: title.into(),
            text: text.into(),
            speakers: vec![speaker.into()],
            affiliations: Vec::new(),
            topics: Vec::new(),
            track: None,
            rooms: Vec::new(),
            kind: "talk".into(),
            year: Some(2024),
            speech: None,
        }
    }

    pub(in crate::search) fn passages(document: &Document) -> Vec<Passage> {
        let text = &document.text;
        let whole = format!("{}. {text}", document.title);
        let mut list =
            vec![Passage { kind: PassageKind::Whole, range: 0..text.len(), input: whole }];
        let mut start = 0;
        for piece in text.split_inclusive(". ") {
            let range = start..start + piece.trim_end().len();
            start += piece.len();
            let input = text[range.clone()].to_owned();
            list.push(Passage { kind: PassageKind::Sentence, range, input });
        }
        list
    }

    #[test]
    fn vectors_belong_to_passages_in_order() {
        let documents = vec![talk("1", "A", "One. Two.", "X"), talk("2", "B", "Three.", "Y")];
        let lists: Vec<_> = documents.iter().map(passages).collect();
        let vectors = Vectors::new(1, vec![0.0, 1.0, 2.0, 3.0, 4.0]).unwrap();
        let corpus = Corpus::new(documents, lists, Some(vectors)).unwrap();
        assert_eq!(corpus.vector(0, 2), Some(&[2.0][..]));
        assert_eq!(corpus.vector(0, 3), None);
        assert_eq!(corpus.whole_vector(1), Some(&[3.0][..]));
        assert_eq!(corpus.vector(1, 1), Some(&[4.0][..]));
        assert_eq!(corpus.vector(2, 0), None);
        assert_eq!(corpus.find(&RecordKey::talk("event", "2")), Some(1));
        assert_eq!(corpus.find(&RecordKey::talk("event", "3")), None);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        assert!(Vectors::new(2, vec![0.0; 3]).is_err());
        assert!(Vectors::new(0, Vec::new()).is_err());
        let documents = vec![talk("1", "A", "One.", "X")];
        let lists: Vec<_> = documents.iter().map(passages).collect();
        let vectors = Vectors::new(2, vec![0.0; 2]).unwrap();
        let error = Corpus::new(documents.clone(), lists, Some(vectors)).unwrap_err();
        assert_eq!(error, CorpusError::VectorRows { passages: 2, rows: 1 });
        assert!(Corpus::new(documents, Vec::new(), None).is_err());
        assert!(Corpus::new(Vec::new(), Vec::new(), None).is_ok());
    }
}
