//! What was said as sentences with their moments, from the cues of a transcript. Makes up no words.

use std::ops::Range;

use super::sentence::sentences;
use super::timeline::Timeline;
use super::word::words;
use crate::domain::{Cue, Speech, SpokenSentence};

/// A longer sentence is cut: speech without punctuation, as automatic captions have it, would be
/// one. Of 2,925 sentences in five real transcripts 14 are longer.
pub(super) const MAX_SENTENCE_WORDS: usize = 60;
/// The longest piece that a sentence is cut into.
const MAX_PIECE_WORDS: usize = 40;
/// Cuts leave at least this many words on either side.
const MIN_CUT_WORDS: usize = 12;
/// Pauses that differ by less than this, in milliseconds, are alike: below it lie the 10 ms between
/// YouTube's captions and the hesitations within a phrase.
const PAUSE_STEP_MS: u32 = 250;

/// The words of a transcript as one text with its sentences; `None` when nothing is said. Where
/// there is no punctuation, pauses end sentences. The moment of a sentence is found within its cue
/// by counting characters. Every word of the cues is in a sentence.
pub fn speech(cues: &[Cue]) -> Option<Speech> {
    let timeline = Timeline::new(cues);
    let mut pieces = Vec::new();
    let mut start = 0;
    for end in ends(timeline.text()) {
        cut(&timeline, trimmed(timeline.text(), start..end), &mut pieces);
        start = end;
    }
    let sentence = |range: Range<usize>| SpokenSentence {
        start_ms: timeline.begins_ms(range.start),
        end_ms: timeline.ends_ms(range.end),
        range,
    };
    let sentences: Vec<SpokenSentence> = pieces.into_iter().map(sentence).collect();
    (!sentences.is_empty()).then(|| Speech { sentences, text: timeline.into_text() })
}

/// Where sentences end. What follows the last one (the number of a list, say) belongs to it.
fn ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = sentences(text).into_iter().map(|range| range.end).collect();
    ends.pop();
    ends.push(text.len());
    ends
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

/// Adds a sentence, in pieces if it is too long.
fn cut(timeline: &Timeline, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    if range.is_empty() {
        return;
    }
    let sentence = &timeline.text()[range.clone()];
    let starts: Vec<usize> =
        words(sentence).into_iter().map(|word| range.start + word.range.start).collect();
    let mut first = 0;
    let mut start = range.start;
    let longest = if starts.len() > MAX_SENTENCE_WORDS { MAX_PIECE_WORDS } else { starts.len() };
    while starts.len() - first > longest {
        let place = best_cut(timeline, &starts, first);
        let end = starts[place];
        pieces.push(trimmed(timeline.text(), start..end));
        (first, start) = (place, end);
    }
    pieces.push(trimmed(timeline.text(), start..range.end));
}

/// The word before which to cut: behind the longest pause, else at the end of a cue, else behind a
/// comma, else as late as may be; between words parted by a space where there are any. Of equals
/// the last.
fn best_cut(timeline: &Timeline, starts: &[usize], first: usize) -> usize {
    let last = first + MAX_PIECE_WORDS;
    let latest = last.min(starts.len() - MIN_CUT_WORDS);
    let rank = |&place: &usize| {
        let at = starts[place];
        let before = &timeline.text()[..at];
        let pause = timeline.pause_ms(at).map(|pause| pause / PAUSE_STEP_MS);
        let is_comma = |c: char| matches!(c, ',' | ';' | ':' | '–' | '—' | '、' | '，');
        let is_apart = before.ends_with(char::is_whitespace);
        (is_apart, pause, before.trim_end().ends_with(is_comma))
    };
    (first + MIN_CUT_WORDS..=latest).max_by_key(rank).unwrap_or(last)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cue(start_ms: u32, end_ms: u32, text: &str) -> Cue {
        Cue { start_ms: Some(start_ms), end_ms: Some(end_ms), text: text.into(), ..Cue::default() }
    }

    fn starts(speech: &Speech) -> Vec<Option<u32>> {
        speech.sentences.iter().map(|it| it.start_ms).collect()
    }

    #[test]
    fn a_sentence_in_the_middle_of_a_cue_has_its_own_moment() {
        let speech = speech(&[cue(10_000, 20_000, "Abcdefgh. Abcdefgh.")]).unwrap();
        assert_eq!(starts(&speech), [Some(10_000), Some(15_263)]);
        assert_eq!(speech.sentences[0].end_ms, Some(14_736));
        assert_eq!(speech.sentences[1].end_ms, Some(20_000));
    }

    #[test]
    fn a_sentence_runs_over_the_ends_of_cues() {
        let cues = [cue(0, 1000, "We"), cue(1000, 2000, "go on. Now"), cue(2000, 3000, "stop.")];
        let speech = speech(&cues).unwrap();
        let texts: Vec<_> =
            speech.sentences.iter().map(|it| &speech.text[it.range.clone()]).collect();
        assert_eq!(texts, ["We go on.", "Now stop."]);
        assert_eq!(starts(&speech), [Some(0), Some(1700)]);
    }

    #[test]
    fn speech_without_punctuation_is_cut_at_pauses() {
        let line = "and so we went on with the thing that we had";
        let mut cues = Vec::new();
        for n in 0..12 {
            // Two seconds of silence before every third line.
            let start = n * 3000 + n / 3 * 2000;
            cues.push(cue(start, start + 3000, line));
        }
        let speech = speech(&cues).unwrap();
        assert_eq!(starts(&speech), [0, 11_000, 22_000, 33_000].map(Some));
    }

    #[test]
    fn a_sentence_without_end_is_cut_at_a_comma_or_else_between_words() {
        let half = "word ".repeat(30);
        let text = format!("{half}here, {half}{half}");
        let lengths: Vec<usize> = speech(&[cue(0, 1, &text)])
            .unwrap()
            .sentences
            .iter()
            .map(|it| text[it.range.clone()].split(' ').count())
            .collect();
        assert_eq!(lengths, [31, 40, 20]);
    }

    #[test]
    fn a_text_without_times_has_sentences_without_times() {
        let cues = [Cue { text: "One. Two.".into(), ..Cue::default() }];
        let speech = speech(&cues).unwrap();
        assert_eq!(starts(&speech), [None, None]);
        assert!(speech.sentences.iter().all(|it| it.end_ms.is_none()));
    }

    #[test]
    fn nothing_said_is_no_speech() {
        assert_eq!(speech(&[]), None);
        assert_eq!(speech(&[cue(0, 1, " \n "), cue(1, 2, "")]), None);
        assert_eq!(speech(&[cue(0, 1, "1.")]).unwrap().text, "1.");
    }

    pub(in crate::text) fn any_cue() -> impl Strategy<Value = Cue> {
        let text =
            "([a-zé]{1,9}|[A-Z][a-z]{0,5}|[0-9]{1,2}\\.|- |\\. |\\? |…|今日は|\n|  | ){0,40}";
        let speaker = prop::option::of("[AB]");
        let ms = || prop::option::of(0u32..100_000);
        (ms(), ms(), speaker, text).prop_map(|(start_ms, end_ms, speaker, text)| Cue {
            start_ms,
            end_ms,
            speaker,
            text,
        })
    }

    proptest! {
        #[test]
        fn every_word_is_in_a_sentence_and_times_never_go_back(
            cues in prop::collection::vec(any_cue(), 0..30),
        ) {
            let Some(speech) = speech(&cues) else {
                prop_assert!(cues.iter().all(|cue| cue.text.trim().is_empty()));
                return Ok(());
            };
            let text = |it: &SpokenSentence| &speech.text[it.range.clone()];
            let said = speech.sentences.iter().flat_map(|it| text(it).split_whitespace());
            let given = cues.iter().flat_map(|cue| cue.text.split_whitespace());
            prop_assert!(said.eq(given));
            let starts: Vec<_> = speech.sentences.iter().filter_map(|it| it.start_ms).collect();
            let ends: Vec<_> = speech.sentences.iter().filter_map(|it| it.end_ms).collect();
            prop_assert!(starts.is_sorted() && ends.is_sorted());
            for sentence in &speech.sentences {
                prop_assert!(sentence.start_ms.is_none_or(|it| sentence.end_ms >= Some(it)));
                prop_assert!(words(text(sentence)).len() <= MAX_SENTENCE_WORDS);
            }
        }

        #[test]
        fn any_text_is_cut(texts in prop::collection::vec(any::<String>(), 0..8)) {
            let cues: Vec<Cue> = texts.iter().map(|text| cue(5, 3, text)).collect();
            speech(&cues);
        }
    }
}
