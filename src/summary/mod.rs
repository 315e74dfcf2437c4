//! Summaries made of selected sentences: of a talk, a speaker, an event. Nothing is rewritten.
//!
//! A talk's summary is its abstract where that is short, else the sentences that say most of it
//! (`score.rs`). Speakers, days, tracks and events get a digest: one sentence a talk, the talks
//! chosen near the middle of the whole and apart from each other (`digest.rs`). Works without
//! vectors too, by shared words (`unit.rs`).

mod digest;
mod score;
mod talk;
mod terms;
mod unit;

pub use digest::{day, event, speaker, track};
pub use score::{spoken_order, written_order};
pub use talk::talk;

use crate::domain::RecordKey;

/// A selected sentence with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct SummarySentence {
    /// The sentence, word for word.
    pub text: String,
    /// The record it stands in.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// Seconds into the recording, when known.
    pub start_s: Option<f32>,
}

/// Above this cosine two texts say the same, and the later one is left out.
const SAME_COSINE: f32 = 0.9;
