//! The words of texts as numbers, for comparing many texts quickly. Chooses nothing.

use std::collections::HashMap;

use crate::text::{is_stop_word, stem, words};

/// Gives each word stem a number, the same one each time.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<String, u32>,
}

impl Lexicon {
    /// The distinct stems of a text's words that say something, as sorted numbers.
    pub(super) fn terms(&mut self, text: &str) -> Vec<u32> {
        let words = words(text).into_iter().filter(|word| !is_empty_word(&word.folded));
        let mut terms: Vec<u32> = words.map(|word| self.number(stem(&word.folded))).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// How many different stems were seen; every number is below it.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    fn number(&mut self, stem: String) -> u32 {
        // A text has fewer words than bytes, and none here has four billion.
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(stem).or_insert(next)
    }
}

/// How much two sets of terms share: their common ones by the geometric mean of their sizes
/// (Ochiai), 0 to 1. Both are sorted.
pub(super) fn overlap(a: &[u32], b: &[u32]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a.iter().filter(|term| b.binary_search(term).is_ok()).count();
    shared as f32 / ((a.len() * b.len()) as f32).sqrt()
}

/// Whether a folded word says nothing about a subject: stop words, and what people say while they
/// think.
pub(super) fn is_empty_word(folded: &str) -> bool {
    is_stop_word(folded) || FILLERS.binary_search(&folded).is_ok()
}

/// Sorted. Sounds of hesitation and the words that are most often said to fill a sentence.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "actually", "basically", "er", "erm", "going", "gonna", "hm", "hmm", "kind", "know", "like",
    "mean", "mhm", "mm", "mmm", "oh", "ok", "okay", "really", "right", "sort", "thing", "things",
    "think", "uh", "um", "well", "yeah", "yep", "yes",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_the_stems_that_say_something() {
        let mut lexicon = Lexicon::default();
        let (a, b) =
            (lexicon.terms("Fast search engines"), lexicon.terms("A searching engine, um"));
        assert!((overlap(&a, &b) - 2.0 / 6.0_f32.sqrt()).abs() < 1e-6);
        assert_eq!(overlap(&a, &lexicon.terms("the of")), 0.0);
        assert_eq!(lexicon.len(), 3);
    }

    #[test]
    fn fillers_are_sorted_for_the_search() {
        assert!(FILLERS.is_sorted());
    }
}
