//! The word that is being typed: every word of the index that begins with it, found in the term
//! dictionary.
//!
//! All that begin with it count the same in a part, however often they stand there and however
//! many there are, and no part counts more than a title. Together with a rarity that can only grow
//! with the next letter, this keeps a promise: while letters are added, a talk whose title has the
//! word is passed by no talk it was ahead of, but for those that have the letters typed as a whole
//! word. Words scored by BM25, or the most frequent ones alone, cannot promise it: which of them a
//! further letter lets in has nothing to do with the talk.

use std::collections::BTreeMap;

use tantivy::collector::Count;
use tantivy::query::{
    BooleanQuery, BoostQuery, DisjunctionMaxQuery, FuzzyTermQuery, Query as TantivyQuery,
};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::explain::Relation;
use super::schema::{Fields, Part, PartFields};
use super::search::{Correction, Form, ResolvedWord, TIE_BREAKER};
use super::statistics::Statistics;
use super::{IndexError, Word, analyse};

/// What a word that begins with the letters typed counts, against 1 for the word itself. Low
/// enough that the whole word is ahead in a text of up to three times the average length, where a
/// longer one only begins a title.
const WEIGHT: f32 = 0.3;
/// Words named and marked for the letters typed: the most frequent ones.
const NAMED_MAX: usize = 8;
/// A single letter begins a tenth of all words: it says nothing yet.
const MIN_CHARS: usize = 2;

/// What stands for the letters typed.
pub(super) struct Completion {
    /// The letters as a word, with the most frequent words they begin as its corrections.
    pub(super) resolved: ResolvedWord,
    /// How rare it is that any word begins so.
    pub(super) idf: f32,
}

/// Looks up what the letters begin; `None` when nothing begins so, or they are too few.
pub(super) fn complete(
    searcher: &Searcher,
    fields: &Fields,
    statistics: &mut Statistics<'_>,
    letters: &str,
) -> Result<Option<Completion>, IndexError> {
    if letters.chars().count() < MIN_CHARS {
        return Ok(None);
    }
    let begins = fields.parts.iter().map(|part| begins_with(part.exact, letters)).collect();
    let documents = searcher.search(&BooleanQuery::union(begins), &Count)?;
    if documents == 0 {
        return Ok(None);
    }
    let idf = statistics.idf(documents as u64);
    let known = statistics.exact_frequency(letters)?;
    statistics.set([letters, letters], known);
    let corrections = most_frequent(searcher, fields, letters)?;
    let word = Word { exact: letters.to_owned(), stem: letters.to_owned() };
    let rarity = if known > 0 { statistics.idf(known) } else { idf };
    Ok(Some(Completion { resolved: ResolvedWord { word, idf: rarity, corrections }, idf }))
}

impl Completion {
    /// A document scores for the whole word, or for a word that begins so.
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn TantivyQuery> {
        let whole = fields.parts.iter().map(|part| self.whole(part).query()).collect();
        let whole = DisjunctionMaxQuery::with_tie_breaker(whole, TIE_BREAKER);
        let mut forms: Vec<Box<dyn TantivyQuery>> = vec![Box::new(whole)];
        forms.extend(fields.parts.iter().map(|part| self.part_query(part)));
        Box::new(DisjunctionMaxQuery::new(forms))
    }

    /// The letters as a whole word of one part. Not as a stem: whether they happen to be one says
    /// nothing, and the next letter would undo it.
    pub(super) fn whole(&self, part: &PartFields) -> Form<'_> {
        Form {
            field: part.exact,
            text: &self.resolved.word.exact,
            weight: part.part.boost(),
            relation: Relation::Same,
        }
    }

    /// The words of one part that begin so: all count alike.
    pub(super) fn part_query(&self, part: &PartFields) -> Box<dyn TantivyQuery> {
        let boost = part.part.boost().min(Part::Title.boost());
        let letters = &self.resolved.word.exact;
        Box::new(BoostQuery::new(begins_with(part.exact, letters), WEIGHT * self.idf * boost))
    }
}

/// Scores 1 for every document that has a word beginning so.
fn begins_with(field: Field, letters: &str) -> Box<dyn TantivyQuery> {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, letters), 0, true))
}

/// The longer words, most frequent first, then in the order of the alphabet.
fn most_frequent(
    searcher: &Searcher,
    fields: &Fields,
    letters: &str,
) -> Result<Vec<Correction>, IndexError> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for part in &fields.parts {
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(part.exact)?;
            let range = inverted.terms().range().ge(letters.as_bytes());
            let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while let Some((key, info)) = stream.next() {
                if !key.starts_with(letters.as_bytes()) {
                    break;
                }
                let known = found.entry(String::from_utf8_lossy(key).into_owned()).or_default();
                *known = u64::from(info.doc_freq).max(*known);
            }
        }
    }
    found.remove(letters);
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, documents)| std::cmp::Reverse(*documents));
    found.truncate(NAMED_MAX);
    let named = found.into_iter().map(|(exact, documents)| {
        let stem = analyse(&exact).pop().map_or_else(|| exact.clone(), |token| token.stem);
        Correction { word: Word { exact, stem }, weight: WEIGHT, documents }
    });
    Ok(named.collect())
}
