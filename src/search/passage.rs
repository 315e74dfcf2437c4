//! The piece of an abstract or transcript to show with a hit, its moment, and the words to mark in
//! it. Whole sentences only.

use std::ops::Range;

use super::Corpus;
use super::late::{Reader, TokenMatch};
use super::rank::SPOKEN_MARGIN;
use super::scan::passage_cosine;
use super::stems::Stems;
use crate::domain::{Document, Passage, PassageKind, Speech, SpokenSentence};
use crate::index::{ResolvedWord, each_word};
use crate::text::text_offset;

/// A shorter sentence is shown with the next one, if both fit `MAX_JOINED_BYTES`.
const SHORT_BYTES: usize = 120;
/// About three lines on a page.
const MAX_JOINED_BYTES: usize = 300;
/// What the query's words found in a sentence add to its cosine.
const WORDS_WEIGHT: f32 = 0.5;
/// What token matching within a sentence adds to its cosine, which is a weak second: see `answer`.
const TOKENS_WEIGHT: f32 = 2.0;
/// A word of the talk this near to one of the query is marked: other forms and synonyms are
/// (`GPU` for `graphics cards` has 0.6), mere neighbours in meaning are not.
const MARKED_SIMILARITY: f32 = 0.6;
/// What to look for in a text.
pub(super) struct Wanted<'a> {
    stems: Stems<'a>,
    vector: Option<&'a [f32]>,
    reader: Option<Reader<'a>>,
}

impl<'a> Wanted<'a> {
    /// The words of a query, weighted by rarity, its vector and its tokens.
    pub(super) fn new(
        words: &'a [ResolvedWord],
        vector: Option<&'a [f32]>,
        reader: Option<Reader<'a>>,
    ) -> Self {
        Self { stems: Stems::new(words), vector, reader }
    }

    /// Each word of the query with the nearest of a document.
    pub(super) fn matches(&self, corpus: &Corpus, document: usize) -> Vec<TokenMatch> {
        let whole = corpus.whole_input(document);
        match (self.reader, corpus.tokens(document), whole) {
            (Some(reader), Some(vectors), Some(text)) => reader.matches(&vectors, text),
            _ => Vec::new(),
        }
    }
}

/// What of a document is shown with a hit.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Excerpt {
    /// Whole sentences.
    pub(super) passage: String,
    /// Bytes of `passage` that have a word wanted.
    pub(super) highlights: Vec<Range<usize>>,
    /// When it is said, in seconds, for a passage of a transcript with times.
    pub(super) start_s: Option<f32>,
}

/// The passage that has most of what is wanted.
pub(super) fn excerpt(corpus: &Corpus, document: usize, wanted: &Wanted<'_>) -> Excerpt {
    let source = &corpus.documents()[document];
    let written = best(corpus, document, wanted, PassageKind::Sentence, |_| true);
    let is_nearer = |score: f32| written.as_ref().is_none_or(|it| score - SPOKEN_MARGIN > it.score);
    let said = best(corpus, document, wanted, PassageKind::Window, is_nearer);
    if let Some((speech, window)) = source.speech.as_ref().zip(said) {
        let (range, start_s) = moment(speech, &window.range, wanted);
        return marked(&speech.text[range], &[], start_s, wanted);
    }
    let range = written.map_or(0..source.text.len(), |it| joined(corpus, document, it.range));
    let near = near_words(corpus, document, &range, wanted);
    marked(source.text.get(range).unwrap_or_default(), &near, None, wanted)
}

/// The bytes, from the start of `range` in a document's text, of tokens near to the query's.
fn near_words(
    corpus: &Corpus,
    document: usize,
    range: &Range<usize>,
    wanted: &Wanted<'_>,
) -> Vec<Range<usize>> {
    let held = wanted.reader.zip(corpus.tokens(document));
    let Some((reader, vectors)) = held else { return Vec::new() };
    let offset = text_offset(&corpus.documents()[document]) + range.start;
    let whole = offset..offset + range.len();
    let near = reader.near_tokens(&vectors, &whole, MARKED_SIMILARITY);
    near.into_iter().map(|it| it.start - offset..it.end - offset).collect()
}

/// A passage with the words marked that are wanted, or that hold one of the `near` ranges.
fn marked(
    passage: &str,
    near: &[Range<usize>],
    start_s: Option<f32>,
    wanted: &Wanted<'_>,
) -> Excerpt {
    let holds = |word: &Range<usize>| {
        near.iter().any(|token| word.start <= token.start && token.end <= word.end)
    };
    let mut highlights = Vec::new();
    each_word(passage, |word, exact| {
        if wanted.stems.has(exact) || holds(&word) {
            highlights.push(word);
        }
    });
    Excerpt { passage: passage.to_owned(), highlights, start_s }
}

/// A passage and what it has of what is wanted.
struct Scored {
    score: f32,
    range: Range<usize>,
}

/// What a passage scores but for its words.
#[derive(Debug, Clone, Copy)]
struct Signals {
    /// With the query; 0 where there is no vector.
    cosine: f32,
    /// By token matching; 0 where there is none.
    tokens: f32,
}

impl Signals {
    /// The score of a passage that has this share of the words: never lower for a larger share.
    fn score(self, share: f32) -> f32 {
        self.cosine + WORDS_WEIGHT * share + TOKENS_WEIGHT * self.tokens
    }
}

/// The first of the best passages of a kind, if its score is enough. The words of a passage are
/// read only where they could make it that one: a transcript has a hundred windows.
fn best(
    corpus: &Corpus,
    document: usize,
    wanted: &Wanted<'_>,
    kind: PassageKind,
    is_enough: impl Fn(f32) -> bool,
) -> Option<Scored> {
    let source = &corpus.documents()[document];
    let mut best: Option<Scored> = None;
    for (signals, passage) in signalled(corpus, document, wanted, kind) {
        let is_best =
            |score: f32| is_enough(score) && best.as_ref().is_none_or(|it| score > it.score);
        if !is_best(signals.score(wanted.stems.most_share())) {
            continue;
        }
        let score = signals.score(wanted.stems.share(text_of(source, passage)));
        if is_best(score) {
            best = Some(Scored { score, range: passage.range.clone() });
        }
    }
    best
}

/// The passages of a kind, in their order.
fn signalled<'a>(
    corpus: &'a Corpus,
    document: usize,
    wanted: &Wanted<'_>,
    kind: PassageKind,
) -> Vec<(Signals, &'a Passage)> {
    let passages = corpus.passages(document).iter().enumerate();
    let passages: Vec<_> = passages.filter(|(_, passage)| passage.kind == kind).collect();
    let ranges: Vec<Range<usize>> = passages.iter().map(|(_, it)| it.range.clone()).collect();
    let tokens = match kind {
        PassageKind::Sentence => token_scores(corpus, document, &ranges, wanted),
        PassageKind::Whole | PassageKind::Window => vec![None; ranges.len()],
    };
    let cosine = |place: usize| {
        let cosine = wanted.vector.and_then(|it| passage_cosine(corpus, it, document, place));
        cosine.unwrap_or(0.0)
    };
    let signals = |place, tokens: Option<f32>| Signals {
        cosine: cosine(place),
        tokens: tokens.unwrap_or_default(),
    };
    let both = passages.into_iter().zip(tokens);
    both.map(|((place, passage), tokens)| (signals(place, tokens), passage)).collect()
}

/// What token matching gives each of some ranges of a document's text.
fn token_scores(
    corpus: &Corpus,
    document: usize,
    ranges: &[Range<usize>],
    wanted: &Wanted<'_>,
) -> Vec<Option<f32>> {
    match wanted.reader {
        Some(reader) => reader.read_parts(corpus, document, ranges),
        None => vec![None; ranges.len()],
    }
}

/// A sentence of the abstract, with the next one when it is short.
fn joined(corpus: &Corpus, document: usize, range: Range<usize>) -> Range<usize> {
    let passages = corpus.passages(document).iter();
    let mut sentences = passages.filter(|passage| passage.kind == PassageKind::Sentence);
    match sentences.find(|next| next.range.start >= range.end) {
        Some(next) if joins(&range, &next.range) => range.start..next.range.end,
        _ => range,
    }
}

/// What a passage of a document says.
fn text_of<'a>(source: &'a Document, passage: &Passage) -> &'a str {
    let text = match passage.kind {
        PassageKind::Window => source.speech.as_ref().map_or("", |speech| speech.text.as_str()),
        PassageKind::Whole | PassageKind::Sentence => source.text.as_str(),
    };
    text.get(passage.range.clone()).unwrap_or_default()
}

/// The sentences of a window to show, from the one with most of the words on, and when that is
/// said. Single sentences have no vectors: without words the window is shown from its beginning.
fn moment(
    speech: &Speech,
    window: &Range<usize>,
    wanted: &Wanted<'_>,
) -> (Range<usize>, Option<f32>) {
    let sentences = speech.sentences_in(window);
    let shares = sentences.iter().map(|it| wanted.stems.share(&speech.text[it.range.clone()]));
    let mut first = (0, 0.0);
    for (place, share) in shares.enumerate() {
        if share > first.1 {
            first = (place, share);
        }
    }
    let Some((head, rest)) = sentences.get(first.0..).and_then(<[SpokenSentence]>::split_first)
    else {
        return (window.clone(), None);
    };
    let fits = |next: &&SpokenSentence| next.range.end - head.range.start <= MAX_JOINED_BYTES;
    let end = rest.iter().take_while(fits).last().map_or(head.range.end, |it| it.range.end);
    (head.range.start..end, head.start_ms.map(|ms| ms as f32 / 1000.0))
}

/// Whether a sentence is short enough to be shown with the next.
fn joins(sentence: &Range<usize>, next: &Range<usize>) -> bool {
    sentence.len() < SHORT_BYTES && next.end - sentence.start <= MAX_JOINED_BYTES
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::{Correction, Word};
    use crate::search::Vectors;
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
        let Excerpt { passage, highlights, start_s } =
            excerpt(&corpus, 0, &Wanted::new(&words, None, None));
        assert!(passage.starts_with("An engine weaves") && start_s.is_none());
        let marked: Vec<_> = highlights.into_iter().map(|range| &passage[range]).collect();
        assert_eq!(marked[..2], ["engine", "weaves"]);
    }

    #[test]
    fn a_corrected_word_is_marked_too() {
        let corpus = corpus("On Kubernetes. And more.");
        let meant = Word { exact: "kubernetes".into(), stem: "kubernet".into() };
        let correction = Correction { word: meant, weight: 0.7, documents: 1 };
        let words = [word("kuberntes", "kubernt", vec![correction])];
        let found = excerpt(&corpus, 0, &Wanted::new(&words, None, None));
        assert_eq!(found.passage, "On Kubernetes. And more.");
        assert_eq!(found.highlights, [3..13]);
    }

    #[test]
    fn a_text_without_sentences_is_empty_not_an_error() {
        let document = talk("1", "Title", "", "Ada");
        let corpus = Corpus::new(vec![document], vec![Vec::new()], None).unwrap();
        assert_eq!(excerpt(&corpus, 0, &Wanted::new(&[], None, None)), Excerpt::default());
    }

    /// A talk in which a word is said that its abstract lacks, in the second half.
    fn spoken(start_ms: Option<u32>) -> Corpus {
        let idle = "We talk about this and that for quite a while, as one does on a stage.";
        let mut texts = vec![idle; 12];
        texts.extend(["Then the engine stopped.", "Nobody had oiled it.", idle, idle]);
        let cue = |(n, text): (u32, &&str)| crate::domain::Cue {
            start_ms: start_ms.map(|start| start + n * 5000),
            text: (*text).to_owned(),
            ..Default::default()
        };
        let cues: Vec<_> = (0..).zip(&texts).map(cue).collect();
        let speech = crate::text::speech(&cues);
        let document =
            crate::domain::Document { speech, ..talk("1", "Title", "On a stage.", "Ada") };
        let list = crate::text::passages(&document);
        Corpus::new(vec![document], vec![list], None).unwrap()
    }

    #[test]
    fn what_was_only_said_is_shown_with_its_moment() {
        let words = [word("engines", "engin", Vec::new())];
        let found = excerpt(&spoken(Some(1000)), 0, &Wanted::new(&words, None, None));
        let said = "Then the engine stopped. Nobody had oiled it. We talk";
        assert!(found.passage.starts_with(said), "{}", found.passage);
        assert!(found.passage.len() <= MAX_JOINED_BYTES);
        assert_eq!((found.start_s, found.highlights), (Some(61.0), vec![9..15]));
        let untimed = excerpt(&spoken(None), 0, &Wanted::new(&words, None, None));
        assert_eq!((untimed.start_s, untimed.passage), (None, found.passage));
    }

    #[test]
    fn the_abstract_is_shown_where_the_transcript_says_no_more() {
        let words = [word("stage", "stage", Vec::new())];
        let found = excerpt(&spoken(Some(0)), 0, &Wanted::new(&words, None, None));
        assert_eq!((found.passage.as_str(), found.start_s), ("On a stage.", None));
    }

    /// A talk of these sentences, of which the first are written too, with vectors at some angles.
    fn of_sentences(sentences: &[String], angles: &[u8]) -> Corpus {
        let cue = |text: &String| crate::domain::Cue { text: text.clone(), ..Default::default() };
        let cues: Vec<_> = sentences.iter().map(cue).collect();
        let speech = crate::text::speech(&cues);
        let text = sentences.iter().take(3).cloned().collect::<Vec<_>>().join(" ");
        let document = crate::domain::Document { speech, ..talk("1", "Title", &text, "Ada") };
        let list = crate::text::passages(&document);
        let row = |place: usize| {
            let angle = f32::from(angles[place % angles.len()]);
            [angle.cos(), angle.sin()]
        };
        let values = (0..list.len()).flat_map(row).collect();
        let vectors = Vectors::new(2, values).unwrap();
        Corpus::new(vec![document], vec![list], Some(vectors)).unwrap()
    }

    /// The first of the best passages, with the words of all of them read.
    fn best_of_all(corpus: &Corpus, wanted: &Wanted<'_>, kind: PassageKind) -> Option<Scored> {
        let mut best: Option<Scored> = None;
        for (signals, passage) in signalled(corpus, 0, wanted, kind) {
            let share = wanted.stems.share(text_of(&corpus.documents()[0], passage));
            let score = signals.score(share);
            if best.as_ref().is_none_or(|it| score > it.score) {
                best = Some(Scored { score, range: passage.range.clone() });
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_better_passage_is_passed_over(
            sentences in prop::collection::vec("So (engine |oil |stage |this ){8,20}end\\.", 0..40),
            angles in prop::collection::vec(0u8..4, 1..9),
            enough in 0u8..15,
        ) {
            let meant = Word { exact: "this".into(), stem: "this".into() };
            let correction = Correction { word: meant, weight: 0.7, documents: 1 };
            let words = [
                word("engines", "engin", Vec::new()),
                word("oil", "oil", Vec::new()),
                word("stages", "stage", vec![correction]),
            ];
            let corpus = of_sentences(&sentences, &angles);
            let wanted = Wanted::new(&words, Some(&[1.0, 0.0]), None);
            let is_enough = |score: f32| score > f32::from(enough) / 10.0;
            for kind in [PassageKind::Sentence, PassageKind::Window] {
                let found = best(&corpus, 0, &wanted, kind, is_enough);
                let first = best_of_all(&corpus, &wanted, kind).filter(|it| is_enough(it.score));
                let told = |it: Scored| (it.score, it.range);
                prop_assert_eq!(found.map(told), first.map(told));
            }
        }
    }
}
