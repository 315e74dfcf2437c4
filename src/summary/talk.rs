//! The summary of one record: which of its sentences stand for it.

use super::SummarySentence;
use super::score::{Budget, select, spoken_order, written_order};
use crate::domain::{Document, PassageKind, RecordKey, Speech};
use crate::search::Corpus;
use crate::text::{sentences, words};

/// An abstract of up to this many sentences is its own summary.
const SHORT_SENTENCES: usize = 3;
/// What a summary of a longer text may hold: about what a reader takes in at a glance.
const BUDGET: Budget = Budget { sentences: SHORT_SENTENCES, chars: 600 };
/// The same for speech, whose sentences say less each.
const SPOKEN_BUDGET: Budget = Budget { sentences: 5, chars: 700 };
/// Sentences of a text looked at: no abstract has more.
const SENTENCES_MAX: usize = 200;
/// Sentences of a speech looked at: some five hours.
pub(super) const SPOKEN_MAX: usize = 3000;
/// How many of the best sentences may be passed over for one that leans on no other.
const LEANING_MAX: usize = 4;
/// The shortest sentence that is quoted alone where there is a longer one.
const ALONE_WORDS_MIN: usize = 6;

/// The summary of a talk or announcement: the sentences that say most of it, in its own order;
/// all of them where there are no more than three. Of a talk without an abstract, what was said.
/// Empty for a record without a text; `None` when there is no such record.
pub fn talk(corpus: &Corpus, key: &RecordKey) -> Option<Vec<SummarySentence>> {
    let document = corpus.find(key)?;
    let source = &corpus.documents()[document];
    let all = sentences(&source.text);
    if let (true, Some(speech)) = (all.is_empty(), &source.speech) {
        return Some(spoken(source, speech));
    }
    let found = quotable(corpus, document);
    if all.len() <= SHORT_SENTENCES || found.is_empty() {
        let texts = all.into_iter().take(SHORT_SENTENCES).map(|range| &source.text[range]);
        return Some(texts.map(|text| quote(source, text)).collect());
    }
    let lengths: Vec<usize> = found.iter().map(|text| text.chars().count()).collect();
    let chosen = select(&written_order(&source.title, &found), &lengths, BUDGET);
    Some(chosen.into_iter().map(|place| quote(source, found[place])).collect())
}

/// The sentences that could stand for a document alone, best first; those that lean on the one
/// before them later, unless all of the best do.
pub(super) fn best_sentences(corpus: &Corpus, document: usize) -> Vec<SummarySentence> {
    let source = &corpus.documents()[document];
    let found = quotable(corpus, document);
    if let (true, Some(speech)) = (found.is_empty(), &source.speech) {
        return spoken(source, speech);
    }
    let order = written_order(&source.title, &found);
    let (best, rest) = order.split_at(order.len().min(LEANING_MAX));
    let (alone, leaning): (Vec<usize>, Vec<usize>) =
        best.iter().partition(|&&place| !leans(found[place]));
    let order = alone.iter().chain(&leaning).chain(rest);
    order.map(|&place| quote(source, found[place])).collect()
}

/// The sentences of a speech that say most of it, with their moments, in order.
fn spoken(source: &Document, speech: &Speech) -> Vec<SummarySentence> {
    let said: Vec<_> = speech.sentences.iter().take(SPOKEN_MAX).collect();
    let texts: Vec<&str> = said.iter().map(|it| &speech.text[it.range.clone()]).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.chars().count()).collect();
    let chosen = select(&spoken_order(&texts), &lengths, SPOKEN_BUDGET);
    let quote = |place: usize| SummarySentence {
        start_s: said[place].start_ms.map(seconds),
        ..quote(source, texts[place])
    };
    chosen.into_iter().map(quote).collect()
}

pub(super) fn seconds(ms: u32) -> f32 {
    ms as f32 / 1000.0
}

pub(super) fn quote(source: &Document, text: &str) -> SummarySentence {
    SummarySentence {
        text: text.to_owned(),
        key: source.key.clone(),
        title: source.title.clone(),
        start_s: None,
    }
}

/// The sentences of a document that stand alone, or all if none does.
fn quotable(corpus: &Corpus, document: usize) -> Vec<&str> {
    let sentences = corpus.passages(document).iter();
    let sentences = sentences.filter(|passage| passage.kind == PassageKind::Sentence);
    let all: Vec<&str> = sentences.take(SENTENCES_MAX).map(|it| it.input.as_str()).collect();
    let alone: Vec<&str> = all.iter().copied().filter(|text| stands_alone(text)).collect();
    if alone.is_empty() { all } else { alone }
}

/// Whether a sentence says something by itself: no heading of a list, no bare address.
fn stands_alone(sentence: &str) -> bool {
    !sentence.ends_with(':') && !sentence.contains("://")
}

/// Whether a sentence needs the one before it to be understood, or is hardly one.
fn leans(sentence: &str) -> bool {
    let words = words(sentence);
    let opens = words.first().is_some_and(|first| LEANING.contains(&first.folded.as_str()));
    // "This talk", "this session" name what is summed up.
    let names_itself = words.get(1).is_some_and(|next| ITSELF.contains(&next.folded.as_str()));
    words.len() < ALONE_WORDS_MIN || (opens && !names_itself) || sentence.ends_with('?')
}

/// Words that point back, or carry on what was said.
const LEANING: [&str; 22] = [
    "it",
    "its",
    "this",
    "that",
    "these",
    "those",
    "they",
    "their",
    "he",
    "she",
    "his",
    "her",
    "but",
    "and",
    "so",
    "however",
    "therefore",
    "also",
    "additionally",
    "furthermore",
    "moreover",
    "then",
];
/// What a session calls itself.
const ITSELF: [&str; 10] = [
    "talk",
    "session",
    "workshop",
    "presentation",
    "panel",
    "tutorial",
    "keynote",
    "paper",
    "lightning",
    "discussion",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_point_back_lean_on_another() {
        assert!(leans("It needs no server to run at all."));
        assert!(leans("However, there is a price to pay for it."));
        assert!(leans("Have you ever wondered how search engines work?"));
        assert!(leans("Too short."));
        assert!(!leans("This talk shows how search engines work."));
        assert!(!leans("Search engines rank documents by their words."));
    }
}
