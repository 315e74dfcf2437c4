//! From signals to an order: one score a document, best first, ties by record key. Scores are
//! fused, never ranks.

use std::cmp::Ordering;

use super::{Corpus, Mode, ScoreParts, names};

/// What token matching adds to the cosine. 1.5 to 4 are one plateau on titles, tags and questions of
/// two collections of talks (nDCG@10 within 0.01 each).
const TOKENS_WEIGHT: f32 = 2.0;

/// What the keyword share adds to cosine and token matching, which find most of what words find. More
/// gains on titles (0.005 at 0.2) and loses on questions in other words (0.015).
const KEYWORD_WEIGHT: f32 = 0.1;

/// What the keyword share adds to the cosine where there are no token vectors: found best of that
/// form, with 0.3 to 0.7 one plateau.
const KEYWORD_ALONE_WEIGHT: f32 = 0.5;

/// A query this much like a speaker's name is taken for it: one typing mistake in a name of two words
/// leaves 0.7 to 0.9.
const NAME_CERTAIN: f32 = 0.75;

/// What the keyword share adds to a query that is a speaker's name.
const NAME_WEIGHT: f32 = 4.0;

/// What the nearest window of a transcript must be nearer than the whole of its talk. Of the hundred
/// windows of a talk one is near to anything. A first choice, without a judged set: with it, 13 questions on what was said in
/// five talks and five on written abstracts each find a right talk first among 214.
pub(super) const SPOKEN_MARGIN: f32 = 0.05;

/// A document with its signals and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// Its place in the corpus.
    pub(super) document: usize,
    pub(super) score: f32,
    pub(super) parts: ScoreParts,
}

/// How the signals of one query become a score: a weighted sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fusion {
    keyword: f32,
    /// Of the keyword share where there are no token vectors.
    keyword_alone: f32,
    semantic: f32,
    tokens: f32,
}

impl Fusion {
    /// The weights of a mode.
    pub(super) fn new(mode: Mode) -> Self {
        let (keyword, keyword_alone) = match mode {
            Mode::Keyword => (1.0, 1.0),
            Mode::Semantic => (0.0, 0.0),
            Mode::Hybrid => (KEYWORD_WEIGHT, KEYWORD_ALONE_WEIGHT),
        };
        let (semantic, tokens) = match mode {
            Mode::Keyword => (0.0, 0.0),
            Mode::Semantic | Mode::Hybrid => (1.0, TOKENS_WEIGHT),
        };
        Self { keyword, keyword_alone, semantic, tokens }
    }

    /// The weights for a query that is this much like a speaker's name, 0 to 1: the more it is
    /// one, the less its meaning counts. A name means nothing to the model: on misspelled names
    /// the cosine alone reaches 0.02 nDCG@10, and at full weight it costs the names 0.05.
    pub(super) fn with_name(self, likeness: f32) -> Self {
        let certainty = (likeness - names::FLOOR) / (NAME_CERTAIN - names::FLOOR);
        let certainty = certainty.clamp(0.0, 1.0);
        let name = if self.semantic > 0.0 { certainty * NAME_WEIGHT } else { 0.0 };
        Self {
            keyword: self.keyword + name,
            keyword_alone: self.keyword_alone + name,
            semantic: self.semantic * (1.0 - certainty).powi(2),
            tokens: self.tokens * (1.0 - certainty).powi(2),
        }
    }

    /// The most that a document with these signals could score, were all of them 1.
    pub(super) fn reach(self, parts: &ScoreParts) -> f32 {
        match parts.tokens {
            Some(_) => self.keyword + self.semantic + self.tokens,
            None => self.keyword_alone + self.semantic,
        }
    }

    /// Scores a document.
    pub(super) fn rank(self, document: usize, parts: ScoreParts) -> Ranked {
        let meaning = parts.meaning().unwrap_or(0.0);
        // A moment that is nearer than the talk as a whole: its words are taken to be so as well,
        // since windows have no token vectors.
        let (keyword, tokens) = match parts.tokens {
            Some(tokens) => (self.keyword, self.tokens * (tokens + parts.moment())),
            None => (self.keyword_alone, 0.0),
        };
        let words = keyword * parts.keyword.unwrap_or(0.0);
        Ranked { document, score: words + self.semantic * meaning + tokens, parts }
    }
}

/// The page of hits from `offset` on, sorted. Only the best `offset + limit` are ever sorted.
pub(super) fn page(
    corpus: &Corpus,
    mut ranked: Vec<Ranked>,
    offset: usize,
    limit: usize,
) -> Vec<Ranked> {
    let order = |a: &Ranked, b: &Ranked| compare(corpus, a, b);
    let end = offset.saturating_add(limit);
    if end < ranked.len() {
        ranked.select_nth_unstable_by(end, order);
        ranked.truncate(end);
    }
    ranked.sort_unstable_by(order);
    ranked.drain(..offset.min(ranked.len()));
    ranked
}

fn compare(corpus: &Corpus, a: &Ranked, b: &Ranked) -> Ordering {
    let key = |ranked: &Ranked| &corpus.documents()[ranked.document].key;
    b.score.total_cmp(&a.score).then_with(|| key(a).cmp(key(b)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::corpus::tests::talk;

    fn corpus(size: usize) -> Corpus {
        let documents = (0..size).map(|i| talk(&format!("{:02}", size - i), "T", "", "S"));
        Corpus::new(documents.collect(), vec![Vec::new(); size], None).unwrap()
    }

    #[test]
    fn the_meaning_of_a_name_counts_for_little() {
        let parts = ScoreParts { keyword: Some(0.5), semantic: Some(0.5), ..ScoreParts::default() };
        let score = |fusion: Fusion| fusion.rank(0, parts).score;
        let hybrid = Fusion::new(Mode::Hybrid);
        assert_eq!(score(hybrid.with_name(0.0)), 0.75);
        assert_eq!(score(hybrid.with_name(1.0)), 2.25);
        assert_eq!(score(Fusion::new(Mode::Keyword).with_name(1.0)), 0.5);
    }

    #[test]
    fn tokens_add_to_the_meaning_and_take_weight_from_the_words() {
        let parts =
            |tokens, spoken| ScoreParts { keyword: Some(1.0), semantic: Some(0.5), tokens, spoken };
        let score = |parts| Fusion::new(Mode::Hybrid).rank(0, parts).score;
        assert_eq!(score(parts(Some(0.5), None)), KEYWORD_WEIGHT + 1.5);
        assert_eq!(score(parts(None, None)), KEYWORD_ALONE_WEIGHT + 0.5);
        // 0.1 nearer, in meaning and in each of its words.
        let moment = score(parts(Some(0.5), Some(0.6 + SPOKEN_MARGIN)));
        assert!((moment - KEYWORD_WEIGHT - 1.8).abs() < 1e-6);
    }

    #[test]
    fn a_moment_counts_where_it_is_clearly_nearer_than_the_talk() {
        let meaning = |semantic, spoken| {
            ScoreParts { semantic: Some(semantic), spoken: Some(spoken), ..ScoreParts::default() }
                .meaning()
        };
        assert_eq!(meaning(0.5, 0.54), Some(0.5));
        assert_eq!(meaning(0.5, 0.75), Some(0.75 - SPOKEN_MARGIN));
        assert_eq!(ScoreParts::default().meaning(), None);
    }

    proptest! {
        #[test]
        fn pages_are_slices_of_the_sorted_list(
            scores in prop::collection::vec(0u8..4, 0..30),
            offset in 0usize..40,
            limit in 0usize..40,
        ) {
            let corpus = corpus(scores.len());
            let parts = |score: &u8| ScoreParts {
                keyword: Some(f32::from(*score)),
                ..ScoreParts::default()
            };
            let ranked: Vec<_> = scores
                .iter()
                .enumerate()
                .map(|(i, score)| Fusion::new(Mode::Keyword).rank(i, parts(score)))
                .collect();
            let all = page(&corpus, ranked.clone(), 0, usize::MAX);
            prop_assert!(all.is_sorted_by(|a, b| compare(&corpus, a, b).is_le()));
            let end = (offset + limit).min(all.len());
            let slice = &all[offset.min(end)..end];
            prop_assert_eq!(page(&corpus, ranked, offset, limit), slice);
        }
    }
}
