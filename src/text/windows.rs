//! What was said cut into windows of whole sentences, by which moments are found. Makes up no
//! words.

use std::ops::Range;

use super::word::words;
use crate::domain::{Speech, SpokenSentence};

/// A window is full from this many words on: half a minute of speech, one thought. By cosine the
/// right window came first for 20 of 42 questions over five transcripts; with 45 words for 16, with
/// 30 for 15. Longer windows are found no more often, and say less exactly where.
const FULL_WORDS: usize = 60;
/// A window takes no further sentence beyond this many words: some 120 tokens of a model that
/// reads 256, so that nothing is cut off.
const MAX_WORDS: usize = 90;
/// Fewer words than this at the end join the last window.
const MIN_NEW_WORDS: usize = 20;
/// A longer sentence at the end of a window does not come again at the beginning of the next, of
/// which it would be the greater part.
const MAX_OVERLAP_WORDS: usize = 40;

/// Cuts a speech into windows of some 60 to 90 words, as bytes of its text. Each begins with the
/// last sentence of the one before, so that no thought is parted, unless that is long. Every
/// sentence is in a window.
pub(super) fn windows(speech: &Speech) -> Vec<Range<usize>> {
    let sentences = &speech.sentences;
    let count = |it: &SpokenSentence| speech.text.get(it.range.clone()).map_or(0, count);
    let counts: Vec<usize> = sentences.iter().map(count).collect();
    let mut windows = Vec::new();
    let mut next = 0;
    while next < sentences.len() {
        let is_repeated = next > 0 && counts[next - 1] <= MAX_OVERLAP_WORDS;
        let first = next - usize::from(is_repeated);
        next = end_of_window(&counts, first, next);
        windows.push(sentences[first].range.start..sentences[next - 1].range.end);
    }
    windows
}

fn count(text: &str) -> usize {
    words(text).len()
}

/// Where the window ends that begins at sentence `first` and whose first new one is `next`, by the
/// number of words of each sentence.
fn end_of_window(counts: &[usize], first: usize, next: usize) -> usize {
    let mut total: usize = counts[first..=next].iter().sum();
    let mut end = next + 1;
    while end < counts.len() && total < FULL_WORDS && total + counts[end] <= MAX_WORDS {
        total += counts[end];
        end += 1;
    }
    let mut left = 0;
    for count in &counts[end..] {
        left += count;
        if left >= MIN_NEW_WORDS {
            return end;
        }
    }
    counts.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::speech::tests::any_cue;
    use super::super::speech::{MAX_SENTENCE_WORDS, speech};
    use super::*;
    use crate::domain::Cue;

    /// One sentence of overlap and one new one, and the few words left at the end.
    const LONGEST: usize = MAX_OVERLAP_WORDS + MAX_SENTENCE_WORDS + MIN_NEW_WORDS;

    /// Sentences of eight words, one a second.
    fn talk(sentences: u32) -> Speech {
        let cue = |n: u32| Cue {
            start_ms: Some(n * 1000),
            end_ms: Some(n * 1000 + 1000),
            text: format!("Sentence {n} says that seven is a number."),
            ..Cue::default()
        };
        speech(&(0..sentences).map(cue).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn windows_hold_whole_sentences_and_begin_with_the_last_of_the_one_before() {
        let speech = talk(30);
        let windows = windows(&speech);
        assert!(windows.len() > 3);
        for pair in windows.windows(2) {
            assert!((FULL_WORDS..=MAX_WORDS).contains(&count(&speech.text[pair[0].clone()])));
            let (one, two) = (speech.sentences_in(&pair[0]), speech.sentences_in(&pair[1]));
            assert_eq!(one.last(), two.first());
        }
        assert_eq!(windows[0].start, 0);
        assert_eq!(windows.last().map(|it| it.end), Some(speech.text.len()));
    }

    #[test]
    fn a_few_words_at_the_end_make_no_window_of_their_own() {
        for sentences in 1..40 {
            let speech = talk(sentences);
            let windows = windows(&speech);
            let last = windows.last().unwrap();
            let before = windows.len().checked_sub(2).map_or(0, |at| windows[at].end);
            let is_only = windows.len() == 1;
            assert!(is_only || count(&speech.text[before..last.end]) >= MIN_NEW_WORDS);
        }
    }

    #[test]
    fn a_long_sentence_is_not_repeated() {
        let long = format!("{}end.", "word ".repeat(MAX_OVERLAP_WORDS));
        let cue = |text: &str| Cue { text: text.into(), ..Cue::default() };
        let short = "It goes on for quite some words after that one now.";
        let cues: Vec<Cue> = [short, short, &long].into_iter().cycle().take(9).map(cue).collect();
        let speech = speech(&cues).unwrap();
        let windows = windows(&speech);
        assert!(windows.is_sorted_by(|a, b| a.end < b.start), "{windows:?}");
    }

    proptest! {
        #[test]
        fn every_word_is_in_a_window_of_bounded_length(
            cues in prop::collection::vec(any_cue(), 0..30),
        ) {
            let Some(speech) = speech(&cues) else { return Ok(()) };
            let windows = windows(&speech);
            let mut end = 0;
            for window in &windows {
                prop_assert!(speech.text[end..window.start.max(end)].trim().is_empty());
                prop_assert!(window.end > end && count(&speech.text[window.clone()]) <= LONGEST);
                prop_assert!(!speech.sentences_in(window).is_empty());
                end = window.end;
            }
            prop_assert!(speech.text[end..].trim().is_empty());
        }
    }
}
