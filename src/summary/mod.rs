//! Summaries made of selected sentences: of a talk, a speaker, an event. Nothing is rewritten.
//!
//! A talk's summary is its abstract where that is short, else the sentences that say most of it
//! (`score.rs`); a transcript has an outline beside it (`outline.rs`). Speakers, days, tracks and
//! events get a digest: one sentence a talk, the talks chosen near the middle of the whole and
//! apart from each other (`digest.rs`); who was away, one sentence of each talk missed
//! (`since.rs`). An event's talks fall into topics (`topics/`). All of it works without vectors
//! too, by shared words.

mod cache;
mod digest;
mod naming;
mod outline;
mod score;
mod since;
mod talk;
mod terms;
mod topics;
mod unit;

pub use cache::{Cache, Kept, hash_of};
pub use digest::{Selection, day, event, speaker, track};
pub use outline::{Part, outline, outline_hash};
pub use score::{spoken_order, written_order};
pub use since::{Missed, MissedGroup, MissedTalk, best_sentence, given_between, moment, since};
pub use talk::talk;
pub use topics::{Point, TopicGroup, Topics, topics, topics_hash};

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
