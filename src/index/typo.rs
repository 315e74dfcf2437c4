//! Words of the index that a misspelled word may have meant, found in the term dictionary.

use std::collections::BTreeMap;

use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::IndexError;
use super::schema::Fields;

/// More guesses would add noise, not recall; the nearest and most frequent are kept.
const MAX_CORRECTIONS: usize = 8;

/// A word of the index near a word it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Neighbour {
    pub(super) word: String,
    /// Edits apart, a wrong first letter counting twice.
    pub(super) distance: usize,
    /// Documents that have it, in the field that has it most.
    pub(super) documents: u64,
}

/// The words within reach of `word`, nearest first, then most frequent, then alphabetical.
pub(super) fn neighbours(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
) -> Result<Vec<Neighbour>, IndexError> {
    let reach = allowed_edits(word);
    let mut found: BTreeMap<String, Neighbour> = BTreeMap::new();
    for edits in 1..=reach {
        let automaton = automaton(fields, word, edits)?;
        for part in &fields.parts {
            for (near, documents) in accepted(searcher, part.exact, &automaton)? {
                let distance = edits + usize::from(near.chars().next() != word.chars().next());
                let entry = found.entry(near.clone()).or_insert_with(|| Neighbour {
                    word: near,
                    distance,
                    documents: 0,
                });
                entry.documents = entry.documents.max(documents);
            }
        }
    }
    let mut near: Vec<Neighbour> = found.into_values().filter(|n| n.distance <= reach).collect();
    near.sort_by_key(|n| (n.distance, std::cmp::Reverse(n.documents)));
    near.truncate(MAX_CORRECTIONS);
    Ok(near)
}

/// How many edits a word of this length may be off. The rules are Meilisearch's: short words have
/// too many neighbours, and with digits 2024 would find 2025.
fn allowed_edits(word: &str) -> usize {
    if word.chars().any(|c| !c.is_alphabetic()) {
        return 0;
    }
    match word.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Accepts the words within so many edits, whatever their field. Two letters swapped are one edit.
fn automaton(fields: &Fields, word: &str, edits: usize) -> Result<DfaWrapper, IndexError> {
    let edits = u8::try_from(edits).unwrap_or(u8::MAX);
    // Only the term's text is looked at; a term cannot be without a field.
    let term = Term::from_field_text(fields.parts[0].exact, word);
    Ok(FuzzyTermQuery::new(term, edits, true).automaton()?)
}

/// Terms of a field that an automaton accepts, with the documents that have them.
fn accepted(
    searcher: &Searcher,
    field: Field,
    automaton: &DfaWrapper,
) -> Result<BTreeMap<String, u64>, IndexError> {
    let mut found = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let search = inverted.terms().search(automaton).into_stream();
        let mut stream = search.map_err(tantivy::TantivyError::from)?;
        while let Some((key, info)) = stream.next() {
            let near = String::from_utf8_lossy(key).into_owned();
            *found.entry(near).or_default() += u64::from(info.doc_freq);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_may_be_further_off_and_numbers_not_at_all() {
        let words = ["rust", "tokio", "asyncio0", "kubernetes", "2024", "日本語入門会"];
        assert_eq!(words.map(allowed_edits), [0, 1, 0, 2, 0, 1]);
    }
}
