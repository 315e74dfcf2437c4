//! The sentences of likely records, each with how well it may answer a question. Decides nothing, and
//! quotes nothing but whole sentences.

use std::ops::Range;

use super::evidence::{self, Candidate, Weighed};
use super::question::Question;
use super::wanted::holds;
use crate::domain::PassageKind;
use crate::search::{Engine, QueryVectors};
use crate::text;

/// Sentences of this many records are read.
const READ: usize = 15;
/// Of a transcript, the sentences of this many windows are read: some two minutes of speech.
const WINDOWS: usize = 3;

/// Weights. Those of sentences were fitted (softmax over the sentences of the right text) on 130
/// questions about talks of other conferences and 612 about paragraphs of an encyclopedia, and rounded;
/// none was fitted on the sets in the README's table.
mod weight {
    /// Of token matching within a sentence: what tells sentences apart.
    pub(super) const TOKENS: f32 = 1.0;
    /// Of a sentence's cosine beside it.
    pub(super) const COSINE: f32 = 0.3;
    /// Of the question's words in a sentence, by rarity.
    pub(super) const COVERAGE: f32 = 0.1;
    /// Of the logarithm of a sentence's words, up to [`super::FULL_WORDS`]: longer ones say more.
    pub(super) const LOG_LENGTH: f32 = 0.03;
    /// The opening of an abstract is mostly a teaser.
    pub(super) const OPENING: f32 = -0.09;
    /// Its end is often an invitation.
    pub(super) const CLOSING: f32 = -0.04;
    /// A question answers none.
    pub(super) const QUESTION: f32 = -0.2;
    /// A sentence that holds the kind of thing asked for.
    pub(super) const WANTED: f32 = 0.02;
    /// Speech is longer and looser than an abstract; a first choice, since no set of questions about
    /// transcripts is at hand.
    pub(super) const SPOKEN: f32 = -0.15;
    /// Of its nearest sentence, by token matching, in what a record scores.
    pub(super) const NEAREST: f32 = 0.5;
    /// Taken off a record for each name of the question that it lacks.
    pub(super) const MISSING_NAME: f32 = 0.05;
}

/// Words beyond which a sentence gains nothing by being longer.
const FULL_WORDS: usize = 40;

/// A record whose sentences have been read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) candidate: usize,
    pub(super) score: f32,
    /// Cosine of the question and the nearest sentence.
    pub(super) nearest: f32,
    /// The same by token matching.
    pub(super) nearest_tokens: f32,
    /// Every sentence with its score, best first; never empty.
    pub(super) sentences: Vec<(f32, Quote)>,
}

/// A sentence that may be cited.
#[derive(Debug, Clone)]
pub(super) struct Quote {
    pub(super) text: String,
    /// When it is said, in seconds; `None` for one of the abstract.
    pub(super) start_s: Option<f32>,
}

impl Quote {
    pub(super) fn written(text: String) -> Self {
        Self { text, start_s: None }
    }
}

/// The likeliest records with their sentences, best first.
pub(super) fn read(
    engine: &Engine,
    question: &Question,
    weighed: &[Weighed],
    found: &[Candidate<'_>],
) -> Vec<Reading> {
    let query = engine.read_query(&question.plain());
    if query.is_none() {
        question.is_by_words.set(true);
    }
    let reader = Reader { engine, question, weighed, query: query.as_deref() };
    let mut likeliest: Vec<usize> = (0..found.len()).collect();
    likeliest.sort_by(|&a, &b| reader.rate(&found[b]).total_cmp(&reader.rate(&found[a])));
    likeliest.truncate(READ);
    let mut readings: Vec<Reading> =
        likeliest.into_iter().map(|at| reader.read(at, &found[at])).collect();
    readings.sort_by(|a, b| b.score.total_cmp(&a.score));
    readings
}

/// What every sentence is held against.
struct Reader<'a> {
    engine: &'a Engine,
    question: &'a Question,
    weighed: &'a [Weighed],
    query: Option<&'a QueryVectors>,
}

impl Reader<'_> {
    /// How likely the record as a whole is the one that answers.
    fn rate(&self, candidate: &Candidate<'_>) -> f32 {
        let missing = candidate.missing_names(self.weighed).len() as f32;
        candidate.hit.score - weight::MISSING_NAME * missing
    }

    /// Reads a record's sentences; the title where there is no other. How near the record is, and so
    /// whether it answers, goes by what is written: in an hour of speech a bit of everything is said.
    fn read(&self, at: usize, candidate: &Candidate<'_>) -> Reading {
        let corpus = self.engine.corpus();
        let document = &corpus.documents()[candidate.document];
        let passages = corpus.passages(candidate.document).iter().enumerate();
        let sentences = passages.filter(|(_, passage)| passage.kind == PassageKind::Sentence);
        let (places, ranges): (Vec<usize>, Vec<Range<usize>>) =
            sentences.map(|(place, passage)| (place, passage.range.clone())).unzip();
        if ranges.is_empty() {
            let nearest = candidate.cosine();
            let nearest_tokens = candidate.hit.parts.tokens.unwrap_or_default();
            let score = self.rate(candidate) + weight::NEAREST * nearest_tokens;
            let mut sentences = best_first(self.said(candidate.document));
            sentences.push((0.0, Quote::written(document.title.clone())));
            return Reading { candidate: at, score, nearest, nearest_tokens, sentences };
        }
        let cosine = |&place: &usize| self.cosine(candidate.document, place);
        let cosines: Vec<f32> = places.iter().map(cosine).collect();
        let nearest = cosines.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let tokens = self.tokens(candidate.document, &ranges);
        let quote = |index: usize| {
            let near = weight::COSINE * cosines[index] + weight::TOKENS * tokens[index];
            let score = self.score(&document.text[ranges[index].clone()]);
            let quote = Quote::written(with_neighbour(&document.text, &ranges, index));
            (near + score + place_in_text(index, ranges.len()), quote)
        };
        let mut quotes: Vec<_> = (0..ranges.len()).map(quote).collect();
        quotes.extend(self.said(candidate.document));
        let nearest_tokens = tokens.into_iter().fold(0.0, f32::max);
        Reading {
            candidate: at,
            score: self.rate(candidate) + weight::NEAREST * nearest_tokens,
            nearest,
            nearest_tokens,
            sentences: best_first(quotes),
        }
    }

    /// The sentences of the nearest windows of what was said, with their scores. Sentences of speech
    /// have no vectors of their own: each has the nearness of its window.
    fn said(&self, document: usize) -> Vec<(f32, Quote)> {
        let corpus = self.engine.corpus();
        let speech = corpus.documents()[document].speech.as_ref();
        let Some(speech) = speech.filter(|_| self.query.is_some()) else { return Vec::new() };
        let near = |place| (self.cosine(document, place), place);
        let mut windows: Vec<(f32, usize)> = corpus.windows(document).map(near).collect();
        windows.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut met = Vec::new();
        let mut quotes = Vec::new();
        for (cosine, place) in windows.into_iter().take(WINDOWS) {
            for sentence in speech.sentences_in(&corpus.passages(document)[place].range) {
                // Windows overlap by a sentence.
                if met.contains(&sentence.range) {
                    continue;
                }
                met.push(sentence.range.clone());
                let text = speech.text[sentence.range.clone()].to_owned();
                let start_s = sentence.start_ms.map(|ms| ms as f32 / 1000.0);
                // Windows have no token vectors: their cosine stands for both.
                let near = (weight::COSINE + weight::TOKENS) * cosine;
                let score = near + weight::SPOKEN + self.score(&text);
                quotes.push((score, Quote { text, start_s }));
            }
        }
        quotes
    }

    fn cosine(&self, document: usize, passage: usize) -> f32 {
        let cosine = |query| self.engine.passage_cosine(query, document, passage);
        self.query.and_then(cosine).unwrap_or(0.0)
    }

    /// How near the question's words come to words of each sentence. What lies behind the end of
    /// what the model reads counts as the least near of the others.
    fn tokens(&self, document: usize, sentences: &[Range<usize>]) -> Vec<f32> {
        let read = |query| self.engine.token_similarities(query, document, sentences);
        let found = self.query.map_or_else(|| vec![None; sentences.len()], read);
        let least = found.iter().copied().flatten().reduce(f32::min).unwrap_or(0.0);
        found.into_iter().map(|similarity| similarity.unwrap_or(least)).collect()
    }

    /// What a sentence scores beside its nearness and place.
    fn score(&self, sentence: &str) -> f32 {
        let words = text::words(sentence);
        let stems = words.iter().map(|word| text::stem(&word.folded)).collect();
        let length = words.len().clamp(1, FULL_WORDS) as f32;
        let given = |is_so: bool, weight: f32| if is_so { weight } else { 0.0 };
        weight::COVERAGE * evidence::coverage(self.weighed, &stems)
            + weight::LOG_LENGTH * length.ln()
            + given(sentence.trim_end().ends_with('?'), weight::QUESTION)
            + given(holds(self.question.wanted, sentence), weight::WANTED)
    }
}

/// What a sentence's place in its text says of it.
fn place_in_text(index: usize, sentences: usize) -> f32 {
    match index {
        0 => weight::OPENING,
        _ if index + 1 == sentences => weight::CLOSING,
        _ => 0.0,
    }
}

/// The quotes, best first.
fn best_first(mut quotes: Vec<(f32, Quote)>) -> Vec<(f32, Quote)> {
    quotes.sort_by(|a, b| b.0.total_cmp(&a.0));
    quotes
}

/// A sentence with the one before it when it leans on that (`It …`, `This …`), as they stand in
/// the text.
fn with_neighbour(text: &str, sentences: &[Range<usize>], index: usize) -> String {
    let range = &sentences[index];
    let before = index.checked_sub(1).map(|before| &sentences[before]);
    let is_near = |before: &&Range<usize>| !text[before.end..range.start].contains("\n\n");
    match before.filter(is_near) {
        Some(before) if leans(&text[range.clone()]) => text[before.start..range.end].to_owned(),
        _ => text[range.clone()].to_owned(),
    }
}

/// Whether a sentence opens with a word that points at the one before.
fn leans(sentence: &str) -> bool {
    #[rustfmt::skip]
    const POINTERS: &[&str] = &[
        "it", "its", "this", "that", "these", "those", "they", "their", "he", "she", "his", "her",
        "such", "both", "then", "there",
    ];
    let first = text::words(sentence).into_iter().next();
    first.is_some_and(|word| POINTERS.contains(&word.folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_points_back_brings_the_one_before() {
        let text = "Flame is a system. It runs.\n\nThis is new.";
        let sentences = text::sentences(text);
        assert_eq!(with_neighbour(text, &sentences, 0), "Flame is a system.");
        assert_eq!(with_neighbour(text, &sentences, 1), "Flame is a system. It runs.");
        assert_eq!(with_neighbour(text, &sentences, 2), "This is new.");
    }
}
