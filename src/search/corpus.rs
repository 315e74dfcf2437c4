//! The documents that are searched, with their passages, vectors and tokens: read-only, built once
//! per change of the records. Computes no vectors and ranks nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use half::f16;

use super::tokens::{TokenCounts, TokenSource, Tokens};
use super::vectors::Vectors;
use crate::compute::cpu::widened;
use crate::domain::{Document, Passage, PassageKind, RecordKey, TokenVectors};
use crate::index::RecordId;

/// Documents, passages and vectors, side by side.
#[derive(Debug, Default)]
pub struct Corpus {
    documents: Vec<Document>,
    passages: Vec<Vec<Passage>>,
    vectors: Option<Vectors>,
    /// The tokens of each document as a whole.
    tokens: Tokens,
    /// The row of each document's first passage.
    first_rows: Vec<usize>,
    /// Which passage of each document is the whole of it.
    wholes: Vec<Option<usize>>,
    /// Which passages of each document are windows of what was said: they come last.
    windows: Vec<Range<usize>>,
    places: HashMap<RecordId, usize>,
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
    /// A passage whose vector is not among those given.
    #[error("there is no row `{row}` among `{rows}`")]
    NoRow {
        /// The row.
        row: usize,
        /// Rows given.
        rows: usize,
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
        let tokens = Tokens::default();
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
        Ok(Self { tokens: Tokens::held(tokens), ..self })
    }

    /// The same with the tokens of each document as a whole where they are kept: they are read when
    /// they are needed.
    pub fn with_token_source(self, source: Arc<dyn TokenSource>, counts: TokenCounts) -> Self {
        Self { tokens: Tokens::kept(source, counts), ..self }
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

    /// The vector of a passage, as it is kept: rounded to half precision. `None` without a model,
    /// or where there is no such passage.
    pub fn vector(&self, document: usize, passage: usize) -> Option<Vec<f32>> {
        self.row(document, passage).map(widened)
    }

    /// [`Corpus::vector`] without a copy.
    pub(super) fn row(&self, document: usize, passage: usize) -> Option<&[f16]> {
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
    pub fn whole_vector(&self, document: usize) -> Option<Vec<f32>> {
        self.whole_row(document).map(widened)
    }

    /// [`Corpus::whole_vector`] without a copy.
    pub(super) fn whole_row(&self, document: usize) -> Option<&[f16]> {
        self.row(document, (*self.wholes.get(document)?)?)
    }

    /// The tokens of a document as a whole; `None` where the model gives none.
    pub(super) fn tokens(&self, document: usize) -> Option<Arc<TokenVectors>> {
        self.tokens.get(&[document]).pop()?
    }

    /// The tokens of some documents, in their order.
    pub(super) fn tokens_of(&self, documents: &[usize]) -> Vec<Option<Arc<TokenVectors>>> {
        self.tokens.get(documents)
    }

    /// In how many documents each token stands.
    pub(super) fn token_counts(&self) -> &TokenCounts {
        self.tokens.counts()
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
        assert_eq!(corpus.vector(0, 2), Some(vec![2.0]));
        assert_eq!(corpus.vector(0, 3), None);
        assert_eq!(corpus.whole_vector(1), Some(vec![3.0]));
        assert_eq!(corpus.vector(1, 1), Some(vec![4.0]));
        assert_eq!(corpus.vector(2, 0), None);
        assert_eq!(corpus.find(&RecordKey::talk("event", "2")), Some(1));
        assert_eq!(corpus.find(&RecordKey::talk("event", "3")), None);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let documents = vec![talk("1", "A", "One.", "X")];
        let lists: Vec<_> = documents.iter().map(passages).collect();
        let vectors = Vectors::new(2, vec![0.0; 2]).unwrap();
        let error = Corpus::new(documents.clone(), lists, Some(vectors)).unwrap_err();
        assert_eq!(error, CorpusError::VectorRows { passages: 2, rows: 1 });
        assert!(Corpus::new(documents, Vec::new(), None).is_err());
        assert!(Corpus::new(Vec::new(), Vec::new(), None).is_ok());
    }
}
