//! ROUGE: how many words, pairs of words and word orders a summary shares with one by a person.
//! Plain texts in, plain numbers out.
//!
//! F1 as defined by Lin (2004, W04-1013), as the package `rouge-score` computes it: lower case, runs
//! of letters and digits, English Snowball stems. ROUGE-L is that of whole summaries: for each
//! sentence of the reference the union of its longest common subsequences with the candidate's
//! sentences, no word counted more often than it stands in both.

use std::collections::HashMap;
use std::hash::Hash;

use crate::text::stem;

/// Words of a sentence that are compared; a longer one is a text without full stops.
const SENTENCE_WORDS_MAX: usize = 1000;

/// The measures of one summary, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rouge {
    /// Of words.
    pub one: f64,
    /// Of pairs of neighbouring words.
    pub two: f64,
    /// Of common subsequences.
    pub long: f64,
}

/// Compares the sentences of a summary with those of a reference.
pub fn rouge(candidate: &[&str], reference: &[&str]) -> Rouge {
    let mut numbers = HashMap::new();
    let mut read = |texts: &[&str]| -> Vec<Vec<u32>> {
        texts.iter().map(|text| tokens(text, &mut numbers)).collect()
    };
    let (candidate, reference) = (read(candidate), read(reference));
    let (ours, theirs) = (candidate.concat(), reference.concat());
    let pairs = |words: &[u32]| words.windows(2).map(|it| (it[0], it[1])).collect::<Vec<_>>();
    Rouge {
        one: shared(&ours, &theirs),
        two: shared(&pairs(&ours), &pairs(&theirs)),
        long: f1(union_length(&candidate, &reference), ours.len(), theirs.len()),
    }
}

/// How many words a text has, as ROUGE counts them.
pub(super) fn word_count(text: &str) -> usize {
    raw_words(text).count()
}

fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn tokens(text: &str, numbers: &mut HashMap<String, u32>) -> Vec<u32> {
    let mut number = |word: &str| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(stem(&word.to_lowercase())).or_insert(next)
    };
    raw_words(text).take(SENTENCE_WORDS_MAX).map(&mut number).collect()
}

/// F1 of what two lists have in common, each item as often as both have it.
fn shared<T: Eq + Hash + Copy>(ours: &[T], theirs: &[T]) -> f64 {
    let mut left = counts(theirs);
    let common = ours.iter().filter(|item| take(&mut left, **item)).count();
    f1(common, ours.len(), theirs.len())
}

fn counts<T: Eq + Hash + Copy>(items: &[T]) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(*item).or_default() += 1;
    }
    counts
}

/// Whether one more of an item is left; it is then taken.
fn take<T: Eq + Hash>(left: &mut HashMap<T, usize>, item: T) -> bool {
    match left.get_mut(&item) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

/// Twice the common part over both lengths: the harmonic mean of precision and recall.
fn f1(common: usize, ours: usize, theirs: usize) -> f64 {
    if common == 0 { 0.0 } else { 2.0 * common as f64 / (ours + theirs) as f64 }
}

/// How many words of the reference lie on a common subsequence of their sentence with one of the
/// candidate's, each word as often as both texts have it.
fn union_length(candidate: &[Vec<u32>], reference: &[Vec<u32>]) -> usize {
    let mut ours = counts(&candidate.concat());
    let mut theirs = counts(&reference.concat());
    let mut length = 0;
    for sentence in reference {
        let mut on_any = vec![false; sentence.len()];
        for other in candidate {
            mark_common(sentence, other, &mut on_any);
        }
        let marked = sentence.iter().zip(on_any).filter(|(_, on)| *on);
        length += marked.filter(|(w, _)| take(&mut ours, **w) && take(&mut theirs, **w)).count();
    }
    length
}

/// Marks the places of `sentence` that lie on its longest common subsequence with `other`.
fn mark_common(sentence: &[u32], other: &[u32], on: &mut [bool]) {
    let width = other.len() + 1;
    // The longest common subsequence of the first `a` words with the first `b`, row by row.
    let mut lengths = vec![0_u16; (sentence.len() + 1) * width];
    for (a, word) in sentence.iter().enumerate() {
        for (b, with) in other.iter().enumerate() {
            let (up, left) = (lengths[a * width + b + 1], lengths[(a + 1) * width + b]);
            let here = if word == with { lengths[a * width + b] + 1 } else { up.max(left) };
            lengths[(a + 1) * width + b + 1] = here;
        }
    }
    let (mut a, mut b) = (sentence.len(), other.len());
    while a > 0 && b > 0 {
        if sentence[a - 1] == other[b - 1] {
            on[a - 1] = true;
            (a, b) = (a - 1, b - 1);
        } else if lengths[(a - 1) * width + b] >= lengths[a * width + b - 1] {
            a -= 1;
        } else {
            b -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_measures_agree_with_numbers_worked_out_by_hand() {
        let found = rouge(&["The cats sat on the mat."], &["A cat is on the mat"]);
        // Common: cat, on, the, mat of 6 and 6; pairs: on the, the mat of 5 and 5.
        assert!((found.one - 4.0 / 6.0).abs() < 1e-12);
        assert!((found.two - 2.0 / 5.0).abs() < 1e-12);
        assert!((found.long - 4.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn subsequences_are_joined_over_the_sentences() {
        // Lin's example: w1 w2 with the first, w1 w3 w5 with the second; together 4 of 5 words.
        let found = rouge(&["w1 w2 w6 w7 w8", "w1 w3 w8 w9 w5"], &["w1 w2 w3 w4 w5"]);
        assert!((found.long - 2.0 * 4.0 / 15.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_shares_nothing() {
        assert_eq!(rouge(&[], &["a word"]), Rouge::default());
        assert_eq!(rouge(&["a word"], &[]), Rouge::default());
        assert_eq!(word_count("Don't stop, 3 words!"), 5);
    }

    proptest! {
        #[test]
        fn a_text_is_all_of_itself_and_order_changes_only_what_looks_at_it(
            sentences in prop::collection::vec("[a-f]( [a-f]){1,6}", 1..5)
        ) {
            let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let same = rouge(&texts, &texts);
            prop_assert!((same.one - 1.0).abs() < 1e-9 && (same.two - 1.0).abs() < 1e-9);
            prop_assert!((same.long - 1.0).abs() < 1e-9);
            let turned: Vec<&str> = texts.iter().rev().copied().collect();
            prop_assert!((rouge(&turned, &texts).one - 1.0).abs() < 1e-9);
        }

        #[test]
        fn every_measure_is_a_share_and_common_orders_need_common_words(
            ours in prop::collection::vec("[a-f ]{0,16}", 0..4),
            theirs in prop::collection::vec("[a-f ]{0,16}", 0..4),
        ) {
            let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
            let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
            let found = rouge(&ours, &theirs);
            for value in [found.one, found.two, found.long] {
                prop_assert!((0.0..=1.0).contains(&value));
            }
            prop_assert!(found.long <= found.one + 1e-9);
            let turned = rouge(&theirs, &ours);
            prop_assert!((turned.one - found.one).abs() < 1e-9);
            prop_assert!((turned.two - found.two).abs() < 1e-9);
        }
    }
}
