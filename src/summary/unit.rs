//! What is compared when something is summarised: texts as vectors of one length, from the model
//! or, without one, from the words themselves. Chooses nothing.

use std::borrow::Cow;

use crate::search::Corpus;
use crate::text::{content_hash, is_stop_word, stem, words};

/// Places of a term vector. Texts have some hundred different words at most, so that few meet.
const TERM_PLACES: usize = 1024;

/// A text to compare with others of its kind.
#[derive(Debug, Clone)]
pub(super) struct Unit<'a> {
    /// Its meaning: the model's vector, or where there is none its words, see [`term_vector`].
    pub(super) meaning: Cow<'a, [f32]>,
}

impl<'a> Unit<'a> {
    /// A text by its vector, or by its words if it has none.
    pub(super) fn new(text: &str, vector: Option<&'a [f32]>) -> Self {
        let meaning = vector.map_or_else(|| Cow::Owned(term_vector(text)), Cow::Borrowed);
        Self { meaning }
    }

    /// A document as a whole.
    pub(super) fn of_document(corpus: &Corpus, document: usize) -> Self {
        match corpus.whole_vector(document) {
            Some(vector) => Self { meaning: Cow::Owned(vector) },
            None => {
                let source = &corpus.documents()[document];
                Self::new(&format!("{}. {}", source.title, source.text), None)
            }
        }
    }

    /// A passage of a document.
    pub(super) fn of_passage(corpus: &Corpus, document: usize, passage: usize) -> Self {
        match corpus.vector(document, passage) {
            Some(vector) => Self { meaning: Cow::Owned(vector) },
            None => Self::new(&corpus.passages(document)[passage].input, None),
        }
    }

    /// Cosine of two meanings; units of one comparison all have a vector or all have none.
    pub(super) fn cosine(&self, other: &Self) -> f32 {
        dot(&self.meaning, &other.meaning)
    }
}

/// Counts of a text's word stems, stop words left out, hashed to places (Weinberger et al. 2009,
/// arXiv:0902.2206, without signs) and scaled to length 1; all zero for a text without such words.
pub(super) fn term_vector(text: &str) -> Vec<f32> {
    let mut counts = vec![0.0; TERM_PLACES];
    for word in words(text).iter().filter(|word| !is_stop_word(&word.folded)) {
        counts[place(&stem(&word.folded))] += 1.0;
    }
    normalise(&mut counts);
    counts
}

fn place(term: &str) -> usize {
    let hash = content_hash(term);
    usize::from(u16::from_le_bytes([hash[0], hash[1]])) % TERM_PLACES
}

/// The mean direction of some units; empty without any.
pub(super) fn mean_direction(units: &[Unit<'_>]) -> Vec<f32> {
    let mut sum = vec![0.0; units.first().map_or(0, |unit| unit.meaning.len())];
    for unit in units {
        sum.iter_mut().zip(unit.meaning.iter()).for_each(|(total, value)| *total += value);
    }
    normalise(&mut sum);
    sum
}

/// Scales to length 1; a zero vector stays.
pub(super) fn normalise(values: &mut [f32]) {
    let length = dot(values, values).sqrt();
    if length > 0.0 {
        values.iter_mut().for_each(|value| *value /= length);
    }
}

/// Inner product; the cosine of vectors of length 1.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_bring_texts_together() {
        let vector = term_vector;
        let near = dot(&vector("fast search engines"), &vector("a searching engine, faster"));
        let far = dot(&vector("fast search engines"), &vector("licences of models"));
        assert!(near > 0.6 && far < 0.01, "{near} {far}");
        assert_eq!(dot(&vector("the of and"), &vector("anything")), 0.0);
    }

    #[test]
    fn the_models_vector_goes_before_the_words() {
        let unit = Unit::new("words", Some(&[1.0, 0.0]));
        assert_eq!(unit.meaning.as_ref(), [1.0, 0.0]);
        assert_eq!(Unit::new("words", None).meaning.len(), TERM_PLACES);
    }
}
