//! Texts with summaries that people wrote, read from files: descriptions of talks, and meetings in
//! the form of `QMSum`. Scores nothing.

use std::path::Path;

use serde::Deserialize;

use super::EvalError;
use super::judged::read_json_lines;
use crate::domain::Cue;
use crate::text;

/// Texts of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SummarySet {
    /// The file's name and what of it this is.
    pub(super) name: String,
    pub(super) items: Vec<Item>,
}

/// A text and its summary.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) kind: TextKind,
    /// The line of the file, from 1.
    pub(super) line: usize,
    pub(super) title: String,
    pub(super) sentences: Vec<String>,
    /// The sentences of the summary.
    pub(super) reference: Vec<String>,
}

/// How a text came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Written,
    Spoken,
}

/// A line of either form.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Meeting(Meeting),
    Described(Described),
}

#[derive(Deserialize)]
struct Described {
    #[serde(default)]
    title: String,
    text: String,
    summary: String,
}

#[derive(Deserialize)]
struct Meeting {
    meeting_transcripts: Vec<Turn>,
    #[serde(default)]
    general_query_list: Vec<Question>,
    #[serde(default)]
    specific_query_list: Vec<Question>,
}

#[derive(Deserialize)]
struct Turn {
    #[serde(default)]
    speaker: String,
    content: String,
}

/// What a summary was asked for, and the turns it is about, as pairs of numbers in letters.
#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    query: String,
    answer: String,
    #[serde(default)]
    relevant_text_span: Vec<(String, String)>,
}

/// The sets in a file: descriptions make one, meetings two, of whole meetings and of the parts that
/// single questions are about.
pub(super) fn read(path: &Path) -> Result<Vec<SummarySet>, EvalError> {
    let name = path.file_stem().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
    let (mut described, mut whole, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (line, read) in (1..).zip(read_json_lines::<Line>(path)?) {
        match read {
            Line::Described(it) => described.push(it.item(line)),
            Line::Meeting(it) => {
                whole.extend(it.general_query_list.iter().map(|asked| it.whole(asked, line)));
                parts.extend(it.specific_query_list.iter().map(|asked| it.part(asked, line)));
            }
        }
    }
    let sets = [
        (name.clone(), described),
        (format!("{name} meetings"), whole),
        (format!("{name} questions"), parts),
    ];
    let usable = |item: &Item| !item.sentences.is_empty() && !item.reference.is_empty();
    let sets = sets.map(|(name, items)| SummarySet {
        name,
        items: items.into_iter().filter(usable).collect(),
    });
    let sets: Vec<_> = sets.into_iter().filter(|set| !set.items.is_empty()).collect();
    match sets.is_empty() {
        true => Err(EvalError::Empty { path: path.to_owned(), wanted: "text with a summary" }),
        false => Ok(sets),
    }
}

fn split(text: &str) -> Vec<String> {
    text::sentences(text).into_iter().map(|range| text[range].to_owned()).collect()
}

impl Described {
    fn item(&self, line: usize) -> Item {
        Item {
            kind: TextKind::Written,
            line,
            title: self.title.clone(),
            sentences: split(&text::plain(&self.text)),
            reference: split(&text::plain(&self.summary)),
        }
    }
}

impl Meeting {
    fn whole(&self, asked: &Question, line: usize) -> Item {
        self.item(asked, line, spoken(&self.meeting_transcripts))
    }

    /// The turns that the question is about, each stretch by itself.
    fn part(&self, asked: &Question, line: usize) -> Item {
        let mut sentences = Vec::new();
        for (first, last) in &asked.relevant_text_span {
            if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
                let last = last.min(self.meeting_transcripts.len().saturating_sub(1));
                sentences.extend(spoken(self.meeting_transcripts.get(first..=last).unwrap_or(&[])));
            }
        }
        self.item(asked, line, sentences)
    }

    fn item(&self, asked: &Question, line: usize, sentences: Vec<String>) -> Item {
        let (kind, title) = (TextKind::Spoken, asked.query.clone());
        Item { kind, line, title, sentences, reference: split(&asked.answer) }
    }
}

/// The sentences of some turns, cut as those of any transcript.
fn spoken(turns: &[Turn]) -> Vec<String> {
    let cue = |turn: &Turn| Cue {
        speaker: Some(turn.speaker.clone()),
        text: untokenised(&turn.content),
        ..Cue::default()
    };
    let speech = text::speech(&turns.iter().map(cue).collect::<Vec<_>>());
    let speech = speech.unwrap_or_default();
    speech.sentences.iter().map(|it| speech.text[it.range.clone()].to_owned()).collect()
}

/// Words as people write them: without the notes of sounds (`{vocalsound}`), and without the spaces
/// that this corpus has before marks.
fn untokenised(content: &str) -> String {
    let mut kept = String::with_capacity(content.len());
    let mut in_note = false;
    for c in content.chars() {
        match c {
            '{' => in_note = true,
            '}' => in_note = false,
            _ if !in_note => kept.push(c),
            _ => {}
        }
    }
    let mut text = String::with_capacity(kept.len());
    for word in kept.split_whitespace() {
        let is_mark = word.starts_with(['.', ',', '?', '!', ';', ':', '\'']);
        if !text.is_empty() && !is_mark {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_sounds_and_spaces_before_marks_go() {
        let read = untokenised("So {vocalsound} it 's fine , is n't it ? {gap}");
        assert_eq!(read, "So it's fine, is n't it?");
        assert_eq!(untokenised("{disfmarker"), "");
    }

    #[test]
    fn a_question_has_the_turns_it_is_about() {
        let line = r#"{"meeting_transcripts": [{"speaker": "A", "content": "One is here ."},
            {"speaker": "B", "content": "Two is here ."}],
            "specific_query_list": [{"query": "Q?", "answer": "Two. It is.",
            "relevant_text_span": [["1", "9"], ["x", "2"], ["7", "3"]]}]}"#;
        let Ok(Line::Meeting(meeting)) = serde_json::from_str(line) else { panic!("no meeting") };
        let item = meeting.part(&meeting.specific_query_list[0], 1);
        assert_eq!(item.sentences, ["Two is here."]);
        assert_eq!(item.reference, ["Two.", "It is."]);
        assert_eq!(meeting.whole(&meeting.specific_query_list[0], 1).sentences.len(), 2);
    }
}
