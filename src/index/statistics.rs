//! Frequencies that BM25 scores with: of a word in documents, not in single fields of them.

use std::collections::HashMap;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::IndexError;
use super::schema::Fields;

/// Makes a word equally rare in every field. Tantivy's own count is by field, so that a common
/// word would seem rare in titles, and the best possible score could not be told beforehand.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    /// Documents a term counts as occurring in, whatever the field.
    frequencies: HashMap<String, u64>,
}

impl<'a> Statistics<'a> {
    pub(super) fn new(searcher: &'a Searcher, fields: &'a Fields) -> Self {
        Self { searcher, fields, frequencies: HashMap::new() }
    }

    /// From now on, scores these terms by this many documents.
    pub(super) fn set(&mut self, terms: [&str; 2], documents: u64) {
        for term in terms {
            let known = self.frequencies.entry(term.to_owned()).or_default();
            *known = documents.max(*known);
        }
    }

    /// Documents with this stem, as the largest number in any one field: a lower bound that is
    /// near, since abstracts repeat their titles.
    pub(super) fn stem_frequency(&self, stem: &str) -> Result<u64, IndexError> {
        self.largest(self.fields.parts.iter().map(|part| part.stemmed), stem)
    }

    /// Documents with this very word, as the largest number in any one field.
    pub(super) fn exact_frequency(&self, word: &str) -> Result<u64, IndexError> {
        self.largest(self.fields.parts.iter().map(|part| part.exact), word)
    }

    /// Whether any of these fields has a term.
    pub(super) fn is_in(
        &self,
        fields: impl Iterator<Item = Field>,
        text: &str,
    ) -> Result<bool, IndexError> {
        Ok(self.largest(fields, text)? > 0)
    }

    /// The inverse document frequency of a stem.
    pub(super) fn stem_idf(&self, stem: &str) -> Result<f32, IndexError> {
        Ok(self.idf(self.stem_frequency(stem)?))
    }

    /// BM25's `ln(1 + (N - n + 0.5) / (n + 0.5))` (Robertson and Zaragoza 2009, as in Lucene).
    pub(super) fn idf(&self, documents: u64) -> f32 {
        let documents = documents as f32;
        let others = (self.searcher.num_docs() as f32 - documents).max(0.0);
        ((others + 0.5) / (documents + 0.5)).ln_1p()
    }

    fn largest(&self, fields: impl Iterator<Item = Field>, text: &str) -> Result<u64, IndexError> {
        let mut largest = 0;
        for field in fields {
            largest = largest.max(self.searcher.doc_freq(&Term::from_field_text(field, text))?);
        }
        Ok(largest)
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let without_length = |part: &&super::schema::PartFields| {
            !part.part.has_length() && (part.stemmed == field || part.exact == field)
        };
        if self.fields.parts.iter().any(|part| without_length(&part)) {
            // An average length of 1, which is what Tantivy takes for each of these.
            return self.total_num_docs();
        }
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let known = term.value().as_str().and_then(|text| self.frequencies.get(text).copied());
        known.map_or_else(|| self.searcher.doc_freq(term), Ok)
    }
}
