//! The piece of a text to show with a hit, and the words to mark in it. Whole sentences only.

use std::collections::HashMap;
use std::ops::Range;

use super::Corpus;
use super::scan::dot;
use crate::domain::PassageKind;
use crate::index::{ResolvedWord, analyse};

/// A shorter sentence is shown with the next one, if both fit `MAX_JOINED_BYTES`.
const SHORT_BYTES: usize = 120;
/// About three lines on a page.
const MAX_JOINED_BYTES: usize = 300;
/// What the query's words found in a sentence add to its cosine.
const WORDS_WEIGHT: f32 = 0.5;

/// What to look for in a text.
pub(super) struct Wanted<'a> {
    /// Weight of each word by its stem; together 1.
    stems: HashMap<&'a str, f32>,
    vector: Option<&'a [f32]>,
}

impl<'a> Wanted<'a> {
    /// The words of a query, weighted by rarity, and its vector.
    pub(super) fn new(words: &'a [ResolvedWord], vector: Option<&'a [f32]>) -> Self {
        let total: f32 = words.iter().map(|word| word.idf).sum();
        let mut stems = HashMap::new();
        for word in words {
            let weight = if total > 0.0 { word.idf / total } else { 0.0 };
            stems.extend(word.stems().map(|stem| (stem, weight)));
        }
        Self { stems, vector }
    }
}

/// The passage and its highlights, as bytes of the passage.
pub(super) fn excerpt(
    corpus: &Corpus,
    document: usize,
    wanted: &Wanted<'_>,
) -> (String, Vec<Range<usize>>) {
    let text = &corpus.documents()[document].text;
    let range = best_sentences(corpus, document, wanted).unwrap_or(0..text.len());
    let passage = text.get(range).unwrap_or(text).to_owned();
    let marked = analyse(&passage)
        .into_iter()
        .filter(|token| wanted.stems.contains_key(token.stem.as_str()))
        .map(|token| token.range)
        .collect();
    (passage, marked)
}

/// The best sentence, with the next one when it is short; `None` when there are no sentences.
fn best_sentences(corpus: &Corpus, document: usize, wanted: &Wanted<'_>) -> Option<Range<usize>> {
    let passages = corpus.passages(document);
    let sentences = || passages.iter().enumerate().filter(|(_, p)| p.kind == PassageKind::Sentence);
    let mut best: Option<(f32, usize)> = None;
    for (place, _) in sentences() {
        let score = sentence_score(corpus, document, place, wanted);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, place));
        }
    }
    let (_, place) = best?;
    let range = passages[place].range.clone();
    let next = sentences().map(|(_, p)| &p.range).find(|next| next.start >= range.end);
    match next {
        Some(next) if joins(&range, next) => Some(range.start..next.end),
        _ => Some(range),
    }
}

/// Cosine of the query with the sentence, plus the share of its words that the sentence has.
fn sentence_score(corpus: &Corpus, document: usize, passage: usize, wanted: &Wanted<'_>) -> f32 {
    let range = corpus.passages(document)[passage].range.clone();
    let sentence = corpus.documents()[document].text.get(range).unwrap_or_default();
    let mut left = wanted.stems.clone();
    let found: f32 = analyse(sentence).iter().filter_map(|t| left.remove(t.stem.as_str())).sum();
    let vectors = wanted.vector.zip(corpus.vector(document, passage));
    let cosine = vectors.filter(|(a, b)| a.len() == b.len()).map_or(0.0, |(a, b)| dot(a, b));
    cosine + WORDS_WEIGHT * found
}

/// Whether a sentence is short enough to be shown with the next.
fn joins(sentence: &Range<usize>, next: &Range<usize>) -> bool {
    sentence.len() < SHORT_BYTES && next.end - sentence.start <= MAX_JOINED_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Correction, Word};
    use crate::search::corpus::tests::{passages, talk};

    fn word(exact: &str, stem: &str, corrections: Vec<Correction>) -> ResolvedWord {
        let word = Word { exact: exact.into(), stem: stem.into() };
        ResolvedWord { word, idf: 2.0, corrections }
    }

    fn corpus(text: &str) -> Corpus {
        let document = talk("1", "Title", text, "Ada");
        let list = passages(&document);
        Corpus::new(vec![document], vec![list], None).unwrap()
    }

    #[test]
    fn the_sentence_with_most_of_the_words_is_shown_and_they_are_marked() {
        let filler = "Nothing here is of any interest to somebody who looks for engines only, as \
                      far as the author of this sentence can tell from where she sits.";
        let text = format!("{filler} An engine weaves patterns, and more than {filler} {filler}");
        let corpus = corpus(&text);
        let words = [word("weaving", "weav", Vec::new()), word("engines", "engin", Vec::new())];
        let (passage, marked) = excerpt(&corpus, 0, &Wanted::new(&words, None));
        assert!(passage.starts_with("An engine weaves"));
        let marked: Vec<_> = marked.into_iter().map(|range| &passage[range]).collect();
        assert_eq!(marked[..2], ["engine", "weaves"]);
    }

    #[test]
    fn a_corrected_word_is_marked_too() {
        let corpus = corpus("On Kubernetes. And more.");
        let meant = Word { exact: "kubernetes".into(), stem: "kubernet".into() };
        let correction = Correction { word: meant, weight: 0.7, documents: 1 };
        let words = [word("kuberntes", "kubernt", vec![correction])];
        let (passage, marked) = excerpt(&corpus, 0, &Wanted::new(&words, None));
        assert_eq!(passage, "On Kubernetes. And more.");
        assert_eq!(marked, [3..13]);
    }

    #[test]
    fn a_text_without_sentences_is_empty_not_an_error() {
        let document = talk("1", "Title", "", "Ada");
        let corpus = Corpus::new(vec![document], vec![Vec::new()], None).unwrap();
        assert_eq!(excerpt(&corpus, 0, &Wanted::new(&[], None)), (String::new(), Vec::new()));
    }
}
