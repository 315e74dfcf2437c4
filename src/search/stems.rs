//! The words of a query as they are met in a text: by their stems. Cuts no text itself.

use std::collections::{HashMap, HashSet};

use crate::index::{ResolvedWord, each_word};
use crate::text::stem;

/// A sum of weights times this is no less than the same weights added in any other order: of the
/// six hundred that a query may have, no two orders differ by more than 1e-4 of it.
const ANY_ORDER: f32 = 1.001;

/// The stems of a query's words and what each counts.
pub(super) struct Stems<'a> {
    /// Weight of each word by its stem, together 1; those it may have been meant for weigh as much.
    weights: HashMap<&'a str, f32>,
    /// What the stems begin with. The stemmer never changes how a word begins, so that only words
    /// that begin so need their stems, which take as long as cutting the text.
    initials: HashSet<char>,
    most_share: f32,
}

impl<'a> Stems<'a> {
    /// The words of a query, weighted by rarity.
    pub(super) fn new(words: &'a [ResolvedWord]) -> Self {
        let total: f32 = words.iter().map(|word| word.idf).sum();
        let mut weights = HashMap::new();
        for word in words {
            let weight = if total > 0.0 { word.idf / total } else { 0.0 };
            weights.extend(word.stems().map(|stem| (stem, weight)));
        }
        let initials = weights.keys().filter_map(|stem| stem.chars().next()).collect();
        let most_share = weights.values().sum::<f32>() * ANY_ORDER;
        Self { weights, initials, most_share }
    }

    /// No text has a larger share.
    pub(super) fn most_share(&self) -> f32 {
        self.most_share
    }

    /// Whether a word as the index has it exactly is one of the query's.
    pub(super) fn has(&self, exact: &str) -> bool {
        self.find(exact).is_some()
    }

    /// The share of the words, by weight, that a text has.
    pub(super) fn share(&self, text: &str) -> f32 {
        let mut met: Vec<&str> = Vec::new();
        let mut share = 0.0f32;
        each_word(text, |_, exact| {
            if let Some((stem, weight)) = self.find(exact).filter(|it| !met.contains(&it.0)) {
                met.push(stem);
                share += weight;
            }
        });
        share
    }

    fn find(&self, exact: &str) -> Option<(&'a str, f32)> {
        exact.chars().next().filter(|initial| self.initials.contains(initial))?;
        self.weights.get_key_value(stem(exact).as_str()).map(|(stem, weight)| (*stem, *weight))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::{Correction, Word, analyse};

    fn word(exact: &str, corrections: Vec<Correction>) -> ResolvedWord {
        let word = Word { exact: exact.into(), stem: stem(exact) };
        ResolvedWord { word, idf: 1.5, corrections }
    }

    #[test]
    fn a_word_counts_once_in_whichever_form() {
        let words = [word("engines", Vec::new()), word("oil", Vec::new())];
        let stems = Stems::new(&words);
        assert_eq!(stems.share("An engine, and engines."), 0.5);
        assert_eq!(stems.share("Oiled engines"), 1.0);
        assert_eq!(stems.share(""), 0.0);
        assert!(stems.has("oils") && !stems.has("steam"));
    }

    #[test]
    fn the_irregular_words_of_the_stemmer_begin_as_their_stems_do() {
        let irregular = "skis skies dying lying tying idly gently ugly early only singly sky news \
                         howe atlas cosmos bias andes inning outing canning herring earring \
                         proceed exceed succeed yes youth yells";
        for word in irregular.split_whitespace() {
            assert_eq!(stem(word).chars().next(), word.chars().next(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn words_are_those_whose_stems_the_query_has(
            asked in prop::collection::vec("[a-z]{1,9}(s|ed|ing|ly)?", 1..6),
            text in "([a-zA-Z]{1,9}(s|ed|ing|ly)?[ ,.']){0,30}|\\PC{0,60}",
        ) {
            let words: Vec<ResolvedWord> = asked.iter().map(|it| word(it, Vec::new())).collect();
            let stems = Stems::new(&words);
            let of_query: HashSet<&str> = words.iter().map(|it| it.word.stem.as_str()).collect();
            for it in analyse(&text) {
                prop_assert_eq!(stems.has(&it.exact), of_query.contains(it.stem.as_str()));
            }
            for it in asked {
                prop_assert!(stems.has(&it));
            }
        }
    }
}
