//! What was said in a talk, piece by piece, as its transcript states it; knows nothing of files.

use serde::{Deserialize, Serialize};

use super::RecordKey;

/// The words of one talk. One language each: a translation is another transcript.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transcript {
    /// The talk's id within its event.
    pub talk: String,
    /// The event's slug.
    pub event: String,
    /// Language tag (`en`, `de-CH`), where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The pieces in the order in which they were said; known start times never go back.
    pub cues: Vec<Cue>,
}

impl Transcript {
    /// The key of its talk.
    pub fn key(&self) -> RecordKey {
        RecordKey::talk(&self.event, &self.talk)
    }
}

/// A piece of a transcript: a caption, or a paragraph of a text.
///
/// A text without times has cues without times, and a text that only says when each speaker began
/// has cues without ends: no time is made up where the source gives none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cue {
    /// When it begins, in milliseconds from the start of the recording, where stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<u32>,
    /// When it ends, in milliseconds from the start of the recording, where stated; never without
    /// a start, and never before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_ms: Option<u32>,
    /// Who speaks, where stated. Not part of the text, so that a quoted sentence is what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The words: plain text on one line, without tags.
    pub text: String,
}
