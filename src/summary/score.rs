//! How much of a text each of its sentences says. Pure arithmetic over [`Unit`]s.
//!
//! Score = 0.4 centrality + 0.3 position + 0.2 title + 0.1 terms, each scaled so that the text's
//! best sentence has 1. Plain centrality loses to the first sentences of a text, centrality
//! together with position does not (PacSum, Zheng and Lapata 2019, arXiv:1906.03508; HipoRank,
//! Dong et al. 2021, arXiv:2005.00513); nearness to the title and frequent terms are the classic
//! cues of Edmundson (1969, doi:10.1145/321510.321519).

use super::SAME_COSINE;
use super::unit::{Unit, dot};

const CENTRALITY_WEIGHT: f32 = 0.4;
const POSITION_WEIGHT: f32 = 0.3;
const TITLE_WEIGHT: f32 = 0.2;
const TERMS_WEIGHT: f32 = 0.1;

/// A score for each sentence of a text, 0 to 1, in the text's order.
pub(super) fn scores(title: &Unit<'_>, sentences: &[Unit<'_>]) -> Vec<f32> {
    let parts = [
        (CENTRALITY_WEIGHT, centralities(sentences)),
        (POSITION_WEIGHT, positions(sentences.len())),
        (TITLE_WEIGHT, sentences.iter().map(|unit| dot(&unit.terms, &title.terms)).collect()),
        (TERMS_WEIGHT, term_weights(sentences)),
    ];
    let mut scores = vec![0.0; sentences.len()];
    for (weight, mut part) in parts {
        scale_to_best(&mut part);
        for (score, value) in scores.iter_mut().zip(part) {
            *score += weight * value;
        }
    }
    scores
}

/// The best sentences by score, none saying the same as a better one, as long as they fit: their
/// places in the text's order. A sentence that does not fit is passed over for a shorter one.
pub(super) fn select(
    sentences: &[Unit<'_>],
    scores: &[f32],
    char_counts: &[usize],
    budget: Budget,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut chosen: Vec<usize> = Vec::new();
    let mut chars = 0;
    for place in order {
        let fits = chosen.is_empty() || chars + char_counts[place] <= budget.chars;
        let is_new = |&other: &usize| sentences[place].cosine(&sentences[other]) <= SAME_COSINE;
        if chosen.len() < budget.sentences && fits && chosen.iter().all(is_new) {
            chosen.push(place);
            chars += char_counts[place];
        }
    }
    chosen.sort_unstable();
    chosen
}

/// How much a summary may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Sentences.
    pub(super) sentences: usize,
    /// Characters; the first sentence may be longer.
    pub(super) chars: usize,
}

/// For each sentence the mean of its cosines with the others, counting only those that are
/// positive and not below the text's median.
fn centralities(sentences: &[Unit<'_>]) -> Vec<f32> {
    let count = sentences.len();
    let mut cosines = vec![0.0; count * count];
    for a in 0..count {
        for b in 0..a {
            let cosine = sentences[a].cosine(&sentences[b]);
            cosines[a * count + b] = cosine;
            cosines[b * count + a] = cosine;
        }
    }
    let floor = median_off_diagonal(&cosines, count);
    let strong =
        |row: &[f32]| row.iter().filter(|&&cosine| cosine > 0.0 && cosine >= floor).sum::<f32>();
    cosines.chunks(count.max(1)).map(|row| strong(row) / count as f32).collect()
}

fn median_off_diagonal(cosines: &[f32], count: usize) -> f32 {
    let above = |a: usize| cosines[a * count + a + 1..(a + 1) * count].iter().copied();
    let mut pairs: Vec<f32> = (0..count).flat_map(above).collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let middle = pairs.len() / 2;
    *pairs.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// 1 for the first sentence, falling as the inverse of the place.
fn positions(count: usize) -> Vec<f32> {
    (1..=count).map(|place| 1.0 / place as f32).collect()
}

/// How well each sentence's words stand for those of the whole text: the cosine of its terms with
/// the sum of all.
fn term_weights(sentences: &[Unit<'_>]) -> Vec<f32> {
    let places = sentences.first().map_or(0, |unit| unit.terms.len());
    let mut sum = vec![0.0; places];
    for unit in sentences {
        sum.iter_mut().zip(&unit.terms).for_each(|(total, value)| *total += value);
    }
    sentences.iter().map(|unit| dot(&unit.terms, &sum)).collect()
}

/// Divides by the largest value; values at or below zero become zero.
fn scale_to_best(values: &mut [f32]) {
    let best = values.iter().copied().fold(0.0, f32::max);
    for value in values {
        *value = if best > 0.0 { value.max(0.0) / best } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units<'a>(texts: &[&str]) -> Vec<Unit<'a>> {
        texts.iter().map(|text| Unit::new(text, None)).collect()
    }

    #[test]
    fn sentences_about_the_title_beat_asides() {
        let sentences = units(&[
            "Bring your own laptop and snacks.",
            "Vector search engines rank talks by meaning.",
            "We build a vector search engine for talks.",
            "The venue has parking spaces.",
        ]);
        let scores = scores(&Unit::new("A vector search engine for talks", None), &sentences);
        assert!(scores[2] > scores[0] && scores[1] > scores[3], "{scores:?}");
    }

    #[test]
    fn near_duplicates_and_overlong_sentences_are_passed_over() {
        let sentences = units(&["alpha beta", "Beta, alpha", "gamma delta", "epsilon"]);
        let budget = Budget { sentences: 3, chars: 20 };
        let places = select(&sentences, &[0.9, 0.8, 0.7, 0.6], &[10, 10, 30, 7], budget);
        assert_eq!(places, [0, 3]);
    }

    #[test]
    fn nothing_and_one_sentence_have_scores_too() {
        let title = Unit::new("title", None);
        assert!(scores(&title, &[]).is_empty());
        assert_eq!(scores(&title, &units(&["the of"])).len(), 1);
    }

    proptest! {
        #[test]
        fn scores_are_shares(texts in prop::collection::vec("[a-e ]{0,12}", 0..8)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = scores(&Unit::new("a b", None), &units(&texts));
            prop_assert_eq!(found.len(), texts.len());
            prop_assert!(found.iter().all(|score| (0.0..=1.0001).contains(score)));
        }
    }
}
