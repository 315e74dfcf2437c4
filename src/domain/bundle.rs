//! One event with everything that belongs to it: the unit of import, export and storage, and
//! Hallway's own file format when written as JSON.

use serde::{Deserialize, Serialize};

use super::{Announcement, Event, Talk};

/// An event with its talks and announcements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventBundle {
    /// The event.
    pub event: Event,
    /// Its talks, in programme order.
    #[serde(default)]
    pub talks: Vec<Talk>,
    /// Its announcements, newest first.
    #[serde(default)]
    pub announcements: Vec<Announcement>,
}
