//! The summary of one record: which of its sentences stand for it.

use super::SummarySentence;
use super::score::{Budget, scores, select};
use super::unit::Unit;
use crate::domain::{Document, Passage, PassageKind, RecordKey};
use crate::search::Corpus;
use crate::text::sentences;

/// An abstract of up to this many sentences is its own summary.
const SHORT_SENTENCES: usize = 3;

/// What a summary of a longer text may hold: about what a reader takes in at a glance.
const BUDGET: Budget = Budget { sentences: SHORT_SENTENCES, chars: 600 };

/// Sentences looked at: every pair of them is compared, and no abstract has more.
const MAX_SENTENCES: usize = 200;

/// The summary of a talk or announcement: the sentences that say most of it, in its own order;
/// all of them where there are no more than three. Empty for a record without a text; `None` when
/// there is no such record.
pub fn talk(corpus: &Corpus, key: &RecordKey) -> Option<Vec<SummarySentence>> {
    let document = corpus.find(key)?;
    let source = &corpus.documents()[document];
    let all = sentences(&source.text);
    let found = Candidates::of(corpus, document);
    if all.len() <= SHORT_SENTENCES || found.passages.is_empty() {
        let texts = all.into_iter().take(SHORT_SENTENCES).map(|range| &source.text[range]);
        return Some(texts.map(|text| quote(source, text)).collect());
    }
    let lengths: Vec<usize> = found.passages.iter().map(|p| p.input.chars().count()).collect();
    let chosen = select(&found.units, &found.scores(&source.title), &lengths, BUDGET);
    Some(chosen.into_iter().map(|place| quote(source, &found.passages[place].input)).collect())
}

/// The one sentence that stands best for a document; `None` when it has no sentence to quote.
pub(super) fn best_sentence(corpus: &Corpus, document: usize) -> Option<SummarySentence> {
    let source = &corpus.documents()[document];
    let found = Candidates::of(corpus, document);
    let scores = found.scores(&source.title);
    let best =
        (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))?;
    Some(quote(source, &found.passages[best].input))
}

fn quote(source: &Document, text: &str) -> SummarySentence {
    SummarySentence {
        text: text.to_owned(),
        key: source.key.clone(),
        title: source.title.clone(),
        start_s: None,
    }
}

/// The sentences of a document that may be quoted.
struct Candidates<'a> {
    passages: Vec<&'a Passage>,
    units: Vec<Unit<'a>>,
}

impl<'a> Candidates<'a> {
    /// Sentences that stand alone, or all if none does.
    fn of(corpus: &'a Corpus, document: usize) -> Self {
        let quotable: Vec<(usize, &Passage)> = corpus
            .passages(document)
            .iter()
            .enumerate()
            .filter(|(_, passage)| passage.kind == PassageKind::Sentence)
            .take(MAX_SENTENCES)
            .collect();
        let alone: Vec<_> =
            quotable.iter().copied().filter(|(_, passage)| stands_alone(&passage.input)).collect();
        let kept = if alone.is_empty() { quotable } else { alone };
        let unit = |&(place, passage): &(usize, &Passage)| {
            Unit::new(&passage.input, corpus.vector(document, place))
        };
        let units = kept.iter().map(unit).collect();
        Self { passages: kept.into_iter().map(|(_, passage)| passage).collect(), units }
    }

    fn scores(&self, title: &str) -> Vec<f32> {
        scores(&Unit::new(title, None), &self.units)
    }
}

/// Whether a sentence says something by itself: no heading of a list, no bare address.
fn stands_alone(sentence: &str) -> bool {
    !sentence.ends_with(':') && !sentence.contains("://")
}
