//! What of a document gets a vector of its own. Knows nothing of models.

use super::sentence::sentences;
use super::windows::windows;
use super::word::words;
use crate::domain::{Document, Passage, PassageKind, Speech};

/// What stands between title and text.
const TITLE_END: &str = ". ";
/// Sentences with fewer words than this say too little to be quoted or found.
const MIN_SENTENCE_WORDS: usize = 3;

/// The passages of a document: the whole first (title and text, as measured best), then each
/// sentence of three words or more, in order, then the windows of what was said, in order.
pub fn passages(document: &Document) -> Vec<Passage> {
    let whole = Passage {
        kind: PassageKind::Whole,
        range: 0..document.text.len(),
        input: whole_input(document),
    };
    let quotable = sentences(&document.text)
        .into_iter()
        .map(|range| (&document.text[range.clone()], range))
        .filter(|(sentence, _)| words(sentence).len() >= MIN_SENTENCE_WORDS)
        .map(|(sentence, range)| Passage {
            kind: PassageKind::Sentence,
            range,
            input: sentence.to_owned(),
        });
    let said = document.speech.iter().flat_map(said);
    std::iter::once(whole).chain(quotable).chain(said).collect()
}

/// The windows of a speech. They go to the model as they are: with the title before them, which
/// all windows of a talk share, the right one came first less often (0.36 for 0.48 of 42 questions
/// over five transcripts).
fn said(speech: &Speech) -> impl Iterator<Item = Passage> {
    windows(speech).into_iter().map(|range| Passage {
        kind: PassageKind::Window,
        input: speech.text[range.clone()].to_owned(),
        range,
    })
}

fn whole_input(document: &Document) -> String {
    if document.text.is_empty() {
        return document.title.clone();
    }
    format!("{}{TITLE_END}{}", document.title, document.text)
}

/// Where a document's text begins in the input of its whole passage, in bytes.
pub fn text_offset(document: &Document) -> usize {
    document.title.len() + TITLE_END.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RecordKey;

    fn document(text: &str) -> Document {
        Document {
            key: RecordKey::talk("e", "1"),
            title: "Title".into(),
            text: text.into(),
            speakers: Vec::new(),
            affiliations: Vec::new(),
            topics: Vec::new(),
            track: None,
            rooms: Vec::new(),
            kind: "talk".into(),
            year: None,
            speech: None,
        }
    }

    #[test]
    fn the_whole_comes_first_then_the_sentences() {
        let document = document("Level: 1\n\n- Rust runs fast. It is good fun.");
        let passages = passages(&document);
        let inputs: Vec<_> = passages.iter().map(|passage| passage.input.as_str()).collect();
        assert_eq!(
            inputs,
            [
                "Title. Level: 1\n\n- Rust runs fast. It is good fun.",
                "Rust runs fast.",
                "It is good fun."
            ]
        );
        assert!(passages[1..].iter().all(|p| document.text[p.range.clone()] == p.input));
    }

    #[test]
    fn windows_of_what_was_said_come_last() {
        let cue = |text: String| crate::domain::Cue { text, ..Default::default() };
        let cues: Vec<_> = (0..20).map(|n| cue(format!("Number {n} is what we say."))).collect();
        let speech = super::super::speech(&cues);
        let document = Document { speech, ..document("It is good fun.") };
        let passages = passages(&document);
        let kinds: Vec<_> = passages.iter().map(|passage| passage.kind).collect();
        assert_eq!(kinds[..2], [PassageKind::Whole, PassageKind::Sentence]);
        assert_eq!(kinds[2..], [PassageKind::Window; 2]);
        let text = &document.speech.as_ref().unwrap().text;
        assert!(passages[2..].iter().all(|it| text[it.range.clone()] == it.input));
    }

    #[test]
    fn a_talk_without_a_text_has_its_title() {
        let passages = passages(&document(""));
        assert_eq!(passages.len(), 1);
        assert_eq!((passages[0].input.as_str(), passages[0].range.clone()), ("Title", 0..0));
    }
}
