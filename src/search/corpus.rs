//! The documents that are searched, with their passages, vectors and tokens: read-only, built once
//! per change of the records. Computes no vectors and ranks nothing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
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
    documents: Vec<Arc<Document>>,
    passages: Vec<Arc<[Passage]>>,
    /// The vectors of all passages: those of the first corpus and, after them, those of each change
    /// since. None at all without a model.
    layers: Vec<Arc<Vectors>>,
    /// The tokens of each document as a whole.
    tokens: Tokens,
    /// Where the row of each document's first passage is.
    first_rows: Vec<RowPlace>,
    /// Which passage of each document is the whole of it.
    wholes: Vec<Option<usize>>,
    /// Which passages of each document are windows of what was said: they come last.
    windows: Vec<Range<usize>>,
    ids: Vec<RecordId>,
    places: HashMap<RecordId, usize, BuildHasherDefault<IdHasher>>,
}

/// Takes an id, which is a hash, for its own hash: a search looks thousands of them up.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }
}

/// A row of one of the layers of vectors.
#[derive(Debug, Clone, Copy, Default)]
struct RowPlace {
    layer: usize,
    row: usize,
}

/// Where a document of a changed corpus comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// It is the one at this place of the corpus before the change.
    Kept(usize),
    /// It came or changed.
    Come(Arc<Document>, Arc<[Passage]>),
}

/// Changes whose vectors are kept apart before they are better put together again: what nobody
/// names any longer lies there too.
const LAYERS_MAX: usize = 32;

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
        let documents = documents.into_iter().map(Arc::new).collect();
        let passages = passages.into_iter().map(Arc::from).collect();
        Self::shared(documents, passages, vectors)
    }

    /// As [`Corpus::new`], of parts that others hold too.
    ///
    /// # Errors
    /// As [`Corpus::new`].
    pub fn shared(
        documents: Vec<Arc<Document>>,
        passages: Vec<Arc<[Passage]>>,
        vectors: Option<Vectors>,
    ) -> Result<Self, CorpusError> {
        if documents.len() != passages.len() {
            let (documents, passages) = (documents.len(), passages.len());
            return Err(CorpusError::PassageLists { documents, passages });
        }
        let come = |(document, passages)| Origin::Come(document, passages);
        let origins = documents.into_iter().zip(passages).map(come).collect();
        Self::default().renewed(origins, vectors)
    }

    /// The corpus after a change, with a vector for every passage of the documents that came, in
    /// order, or none at all where there is no model. Shares whatever stays the same, but has no
    /// tokens yet.
    ///
    /// # Errors
    /// The numbers of passages that came and of vectors do not agree.
    ///
    /// # Panics
    /// A document is kept that is not there.
    pub fn renewed(
        &self,
        origins: Vec<Origin>,
        vectors: Option<Vectors>,
    ) -> Result<Self, CorpusError> {
        let mut corpus = Self::with_capacity(origins.len());
        corpus.layers.clone_from(&self.layers);
        let mut next = RowPlace { layer: self.layers.len(), row: 0 };
        for origin in origins {
            match origin {
                Origin::Kept(place) => corpus.keep(self, place),
                Origin::Come(document, passages) => {
                    let rows = passages.len();
                    corpus.add(document, passages, next);
                    next.row += rows;
                }
            }
        }
        if let Some(rows) = vectors.as_ref().map(Vectors::rows).filter(|&rows| rows != next.row) {
            return Err(CorpusError::VectorRows { passages: next.row, rows });
        }
        let layer = vectors.filter(|it| it.rows() > 0 || self.layers.is_empty());
        corpus.layers.extend(layer.map(Arc::new));
        for (place, id) in corpus.ids.iter().enumerate() {
            corpus.places.entry(*id).or_insert(place);
        }
        Ok(corpus)
    }

    /// None yet, with room for so many documents.
    fn with_capacity(documents: usize) -> Self {
        Self {
            documents: Vec::with_capacity(documents),
            passages: Vec::with_capacity(documents),
            first_rows: Vec::with_capacity(documents),
            wholes: Vec::with_capacity(documents),
            windows: Vec::with_capacity(documents),
            ids: Vec::with_capacity(documents),
            places: HashMap::with_capacity_and_hasher(documents, BuildHasherDefault::default()),
            ..Self::default()
        }
    }

    /// Takes a document over from another corpus, of which this one has the layers.
    fn keep(&mut self, from: &Self, place: usize) {
        self.documents.push(Arc::clone(&from.documents[place]));
        self.passages.push(Arc::clone(&from.passages[place]));
        self.first_rows.push(from.first_rows[place]);
        self.wholes.push(from.wholes[place]);
        self.windows.push(from.windows[place].clone());
        self.ids.push(from.ids[place]);
    }

    fn add(&mut self, document: Arc<Document>, list: Arc<[Passage]>, first_row: RowPlace) {
        let first_window = list.iter().position(|it| it.kind == PassageKind::Window);
        self.wholes.push(list.iter().position(|it| it.kind == PassageKind::Whole));
        self.windows.push(first_window.unwrap_or(list.len())..list.len());
        self.ids.push(RecordId::of(&document.key));
        self.documents.push(document);
        self.passages.push(list);
        self.first_rows.push(first_row);
    }

    /// Whether so many changes have come since it was put together that it is better done anew.
    pub fn is_scattered(&self) -> bool {
        self.layers.len() > LAYERS_MAX
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
    pub fn documents(&self) -> &[Arc<Document>] {
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
        let first = self.first_rows[document];
        if in_list { self.layers.get(first.layer)?.row(first.row + passage) } else { None }
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
    pub fn token_counts(&self) -> &TokenCounts {
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
        if self.layers.is_empty() { 0 } else { self.passages.iter().map(|list| list.len()).sum() }
    }

    /// Values in a vector; `None` when there are no vectors.
    pub fn dim(&self) -> Option<usize> {
        self.layers.first().map(|vectors| vectors.dim())
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
    fn a_changed_corpus_shares_what_stays_and_has_new_vectors_for_what_came() {
        let documents = vec![talk("1", "A", "One.", "X"), talk("2", "B", "Two.", "Y")];
        let lists: Vec<_> = documents.iter().map(passages).collect();
        let vectors = Vectors::new(1, vec![0.0, 1.0, 2.0, 3.0]).unwrap();
        let corpus = Corpus::new(documents, lists, Some(vectors)).unwrap();
        let come = |title: &str| {
            let document = talk(title, title, "New.", "Z");
            let passages = passages(&document).into();
            Origin::Come(Arc::new(document), passages)
        };
        let origins = vec![come("0"), Origin::Kept(1), come("9")];
        let few = Vectors::new(1, vec![4.0; 3]).unwrap();
        assert!(corpus.renewed(origins.clone(), Some(few)).is_err());
        let vectors = Vectors::new(1, vec![4.0, 5.0, 6.0, 7.0]).unwrap();
        let renewed = corpus.renewed(origins, Some(vectors)).unwrap();
        let first = |place| renewed.vector(place, 1).map(|row| row[0]);
        assert_eq!([0, 1, 2].map(first), [Some(5.0), Some(3.0), Some(7.0)]);
        assert_eq!((renewed.vector_count(), renewed.dim()), (6, Some(1)));
        assert!(Arc::ptr_eq(&renewed.documents[1], &corpus.documents[1]));
        assert_eq!(renewed.find(&RecordKey::talk("event", "1")), None);
        assert_eq!(renewed.find(&RecordKey::talk("event", "9")), Some(2));
        let nothing = Vectors::new(1, Vec::new()).unwrap();
        let same = renewed.renewed((0..3).map(Origin::Kept).collect(), Some(nothing)).unwrap();
        assert_eq!(same.layers.len(), 2);
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
