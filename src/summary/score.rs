//! In which order the sentences of a text stand for it. Knows no records.
//!
//! **Written texts**: the place in the text and the words of the title, each with the same weight.
//! Of 164 descriptions with a summary by their organisers this agrees with people best (`docs`,
//! `eval summaries`); nearness to the other sentences, by words or by the model, made it worse.
//! Both cues are Edmundson's (1969, doi:10.1145/321510.321519).
//!
//! **Speech**: very short sentences and those of filling words go first; of the others, those with
//! words that many sentences have, and the early ones, since what a talk or meeting is about is
//! said at its beginning.

use super::terms::{Lexicon, is_empty_word, overlap};
use crate::text::words;

/// Sentences ranked at most: more are never shown, and each is compared with all before it.
const RANKED_MAX: usize = 60;
/// Two sentences that share more of their words than this say the same; the later one is left out.
const SAME_OVERLAP: f32 = 0.9;
/// Speech in shorter sentences is greetings and assent.
const SPOKEN_WORDS_MIN: usize = 5;
/// A spoken sentence with a larger share of words that say nothing is left out.
const EMPTY_SHARE_MAX: f32 = 0.75;

/// The places of a written text's sentences, those that stand for it best first.
pub fn written_order(title: &str, sentences: &[&str]) -> Vec<usize> {
    let mut lexicon = Lexicon::default();
    let title = lexicon.terms(title);
    let terms: Vec<Vec<u32>> = sentences.iter().map(|it| lexicon.terms(it)).collect();
    let mut named: Vec<f32> = terms.iter().map(|it| overlap(it, &title)).collect();
    scale_to_best(&mut named);
    let places = (1..).map(|place: u16| 1.0 / f32::from(place));
    let scores: Vec<f32> = named.iter().zip(places).map(|(named, place)| named + place).collect();
    ranked(&scores, (0..sentences.len()).collect(), &terms)
}

/// The places of spoken sentences, those that stand for the whole best first. Sentences that say
/// nothing are left out, unless all do.
pub fn spoken_order(sentences: &[&str]) -> Vec<usize> {
    let clear: Vec<usize> =
        (0..sentences.len()).filter(|&place| is_clear(sentences[place])).collect();
    let kept = if clear.is_empty() { (0..sentences.len()).collect() } else { clear };
    let mut lexicon = Lexicon::default();
    let terms: Vec<Vec<u32>> = kept.iter().map(|&at| lexicon.terms(sentences[at])).collect();
    let mut scores = common_words(&terms, lexicon.len());
    scale_to_best(&mut scores);
    let count = scores.len() as f32;
    for (place, score) in scores.iter_mut().enumerate() {
        *score += 1.0 - place as f32 / count;
    }
    let order = ranked(&scores, (0..kept.len()).collect(), &terms);
    order.into_iter().map(|place| kept[place]).collect()
}

/// Whether a spoken sentence says something by itself.
pub(super) fn is_clear(sentence: &str) -> bool {
    let words = words(sentence);
    let empty = words.iter().filter(|word| is_empty_word(&word.folded)).count();
    words.len() >= SPOKEN_WORDS_MIN && (empty as f32) < EMPTY_SHARE_MAX * words.len() as f32
}

/// For each sentence how many others have its words, summed over the words and damped by their
/// number, so that long sentences do not win by length alone.
pub(super) fn common_words(terms: &[Vec<u32>], term_count: usize) -> Vec<f32> {
    let mut frequencies = vec![0_u32; term_count];
    for term in terms.iter().flatten() {
        if let Some(count) = frequencies.get_mut(*term as usize) {
            *count += 1;
        }
    }
    let others = |term: &u32| frequencies.get(*term as usize).map_or(0, |n| n.saturating_sub(1));
    let score = |terms: &Vec<u32>| {
        terms.iter().map(others).sum::<u32>() as f32 / ((terms.len() + 1) as f32).sqrt()
    };
    terms.iter().map(score).collect()
}

/// The places by score, best first, of equals the earlier first; none that says what a better one
/// said.
fn ranked(scores: &[f32], mut places: Vec<usize>, terms: &[Vec<u32>]) -> Vec<usize> {
    places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut kept: Vec<usize> = Vec::new();
    for place in places {
        if kept.len() == RANKED_MAX {
            break;
        }
        let says_new = |&other: &usize| overlap(&terms[place], &terms[other]) <= SAME_OVERLAP;
        if kept.iter().all(says_new) {
            kept.push(place);
        }
    }
    kept
}

/// Divides by the largest value, unless that is 0.
fn scale_to_best(values: &mut [f32]) {
    let best = values.iter().copied().fold(0.0, f32::max);
    if best > 0.0 {
        values.iter_mut().for_each(|value| *value /= best);
    }
}

/// How much a summary may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Sentences.
    pub(super) sentences: usize,
    /// Characters; the first sentence may be longer.
    pub(super) chars: usize,
}

/// The first places of an order that fit, in the text's order. A sentence that does not fit is
/// passed over for a shorter one.
pub(super) fn select(order: &[usize], char_counts: &[usize], budget: Budget) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut chars = 0;
    for &place in order {
        let fits = chosen.is_empty() || chars + char_counts[place] <= budget.chars;
        if chosen.len() < budget.sentences && fits {
            chosen.push(place);
            chars += char_counts[place];
        }
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_sentence_and_those_about_the_title_come_first() {
        let sentences = [
            "Vector search engines rank talks by meaning.",
            "Bring your own laptop and snacks.",
            "The venue has parking spaces.",
            "We build a vector search engine for talks.",
        ];
        let order = written_order("A vector search engine for talks", &sentences);
        assert_eq!(order, [0, 3, 1, 2]);
        assert_eq!(written_order("Nothing of it", &sentences), [0, 1, 2, 3]);
    }

    #[test]
    fn speech_that_says_nothing_is_left_out() {
        let sentences = [
            "Yeah.",
            "Okay, so, um, you know, well.",
            "The remote control should have large buttons.",
            "Fewer buttons make the remote control cheaper to build.",
            "My cat likes to sleep on the warm radiator.",
        ];
        assert_eq!(spoken_order(&sentences), [2, 3, 4]);
        assert_eq!(spoken_order(&sentences[..2]), [0, 1]);
    }

    #[test]
    fn a_sentence_said_twice_is_taken_once() {
        let twice = ["Alpha beta gamma.", "Gamma, beta, alpha!", "Delta."];
        assert_eq!(written_order("", &twice), [0, 2]);
    }

    #[test]
    fn overlong_sentences_are_passed_over() {
        let budget = Budget { sentences: 3, chars: 20 };
        assert_eq!(select(&[0, 2, 1, 3], &[10, 30, 30, 7], budget), [0, 3]);
        assert_eq!(select(&[1, 0], &[10, 30], budget), [1]);
    }

    proptest! {
        #[test]
        fn an_order_names_each_place_once(texts in prop::collection::vec("[a-e ]{0,30}", 0..80)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for order in [written_order("a b", &texts), spoken_order(&texts)] {
                let mut sorted = order.clone();
                sorted.sort_unstable();
                sorted.dedup();
                prop_assert_eq!(sorted.len(), order.len());
                prop_assert!(sorted.iter().all(|&place| place < texts.len()));
                prop_assert_eq!(order.is_empty(), texts.is_empty());
            }
        }
    }
}
