//! Plain records of a conference: what importers produce, the store keeps and pages show.
//!
//! Nothing here does I/O, and nothing here can fail for a reason outside its arguments.

mod alias;
mod announcement;
mod audience;
mod bundle;
mod catalog;
mod change;
mod clock;
mod correction;
mod document;
mod event;
mod key;
mod programme;
mod slot;
mod talk;
mod tokens;
mod transcript;

pub use alias::{Alias, AliasKind};
pub use announcement::{Announcement, Phase};
pub use audience::{Audience, ParseAudienceError};
pub use bundle::EventBundle;
pub use catalog::{Catalog, SpeakerProfile};
pub use change::{ANNOUNCEMENT, Change, Revision, WHOLE_TALK, compose};
pub use clock::{Clock, NoZone, Reading};
pub use correction::Correction;
pub use document::{Document, Passage, PassageKind, Speech, SpokenSentence};
pub use event::Event;
pub use key::{ParseKeyError, RecordKey, RecordKind};
pub use programme::{Programme, Showing, compare_names};
pub use slot::Slot;
pub use talk::{Appearance, Kind, Link, LinkKind, State, Talk};
pub use tokens::{Token, TokenVectors};
pub use transcript::{Cue, Transcript};
