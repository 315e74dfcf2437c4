//! What was said in a talk as paragraphs: who speaks, since when, and the words.

use serde::Serialize;

use super::moments::Moment;
use crate::domain::{Cue, Speech, SpokenSentence, Talk, Transcript};
use crate::text;

/// A paragraph ends with the sentence that fills it: some forty seconds of speech.
const PARAGRAPH_BYTES: usize = 600;

/// A transcript.
#[derive(Debug, Serialize)]
pub(crate) struct TranscriptView {
    /// Language tag, where it is known.
    pub language: Option<String>,
    pub paragraphs: Vec<Paragraph>,
}

/// Some sentences of one person.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Paragraph {
    /// Who begins to speak here; `None` where the same person goes on.
    pub speaker: Option<String>,
    pub moment: Option<Moment>,
    pub text: String,
}

impl TranscriptView {
    /// What was said in a talk.
    pub(crate) fn new(talk: &Talk, transcript: &Transcript) -> Self {
        let turns = transcript.cues.chunk_by(|a, b| a.speaker == b.speaker);
        let paragraphs = turns.flat_map(|turn| turn_paragraphs(talk, turn)).collect();
        Self { language: transcript.language.clone(), paragraphs }
    }
}

/// What one person says at a stretch.
fn turn_paragraphs(talk: &Talk, turn: &[Cue]) -> Vec<Paragraph> {
    let Some(speech) = text::speech(turn) else { return Vec::new() };
    let mut paragraphs = Vec::new();
    let mut rest = speech.sentences.as_slice();
    let mut speaker = turn.first().and_then(|cue| cue.speaker.clone());
    while let Some(first) = rest.first() {
        let is_full = |it: &SpokenSentence| it.range.end - first.range.start >= PARAGRAPH_BYTES;
        let count = rest.iter().position(is_full).map_or(rest.len(), |last| last + 1);
        let (sentences, after) = rest.split_at(count);
        paragraphs.extend(paragraph(talk, &speech, sentences, speaker.take()));
        rest = after;
    }
    paragraphs
}

fn paragraph(
    talk: &Talk,
    speech: &Speech,
    sentences: &[SpokenSentence],
    speaker: Option<String>,
) -> Option<Paragraph> {
    let (first, last) = (sentences.first()?, sentences.last()?);
    let start_s = first.start_ms.map(|ms| ms as f32 / 1000.0);
    Some(Paragraph {
        speaker,
        moment: start_s.map(|start_s| Moment::of_talk(talk, start_s)),
        text: speech.text.get(first.range.start..last.range.end)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Link, LinkKind};

    fn cue(start_ms: Option<u32>, speaker: Option<&str>, text: &str) -> Cue {
        Cue { start_ms, speaker: speaker.map(Into::into), text: text.into(), ..Cue::default() }
    }

    fn view(cues: Vec<Cue>) -> Vec<Paragraph> {
        let url = "https://youtu.be/a".to_owned();
        let links = vec![Link { kind: LinkKind::Video, url, title: None }];
        let talk = Talk { links, ..Talk::default() };
        TranscriptView::new(&talk, &Transcript { cues, ..Transcript::default() }).paragraphs
    }

    #[test]
    fn each_turn_names_its_speaker_once_and_each_paragraph_its_moment() {
        let long = "This sentence is one of many that are said. ".repeat(20);
        let paragraphs = view(vec![
            cue(Some(0), Some("Ada"), "Hello."),
            cue(Some(5000), Some("Bo"), &long),
            cue(Some(65_000), Some("Bo"), "The end."),
        ]);
        let speakers: Vec<_> = paragraphs.iter().map(|it| it.speaker.as_deref()).collect();
        assert_eq!(speakers, [Some("Ada"), Some("Bo"), None]);
        let moment = |at: usize| paragraphs[at].moment.clone().unwrap();
        assert_eq!(moment(1).url.as_deref(), Some("https://youtu.be/a?t=5"));
        assert_eq!((moment(0).label, paragraphs[0].text.as_str()), ("0:00".into(), "Hello."));
        assert!(paragraphs[2].text.ends_with("The end."));
        assert_eq!(view(vec![cue(None, None, "Hello.")])[0].moment, None);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(texts in prop::collection::vec("([a-z]{1,9}[.]? ?){0,200}", 0..6)) {
            let cues = texts.iter().map(|text| cue(None, None, text)).collect();
            let shown = view(cues);
            let shown = shown.iter().flat_map(|it| it.text.split_whitespace());
            prop_assert!(shown.eq(texts.iter().flat_map(|text| text.split_whitespace())));
        }
    }
}
