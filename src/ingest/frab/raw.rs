//! What a frab file says, word for word, before anything is made of it; the same for XML and for
//! JSON.

use crate::domain::State;

/// A whole file.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawSchedule {
    pub(in crate::ingest) conference: RawConference,
    pub(in crate::ingest) days: Vec<RawDay>,
}

/// The header.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawConference {
    pub(in crate::ingest) acronym: String,
    pub(in crate::ingest) title: String,
    pub(in crate::ingest) start: String,
    pub(in crate::ingest) end: String,
    pub(in crate::ingest) venue: String,
    pub(in crate::ingest) city: String,
    /// A sentence or two about the event; in JSON alone.
    pub(in crate::ingest) description: String,
    pub(in crate::ingest) url: String,
    pub(in crate::ingest) base_url: String,
    pub(in crate::ingest) time_zone_name: String,
    pub(in crate::ingest) day_change: String,
}

/// One day with the sessions of all its rooms.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawDay {
    pub(in crate::ingest) date: String,
    pub(in crate::ingest) start: String,
    /// Where it stands in the file (`line 12`).
    pub(in crate::ingest) position: String,
    pub(in crate::ingest) events: Vec<RawEvent>,
}

/// One session.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawEvent {
    /// Where it stands in the file (`line 12`).
    pub(in crate::ingest) position: String,
    pub(in crate::ingest) guid: String,
    pub(in crate::ingest) id: String,
    pub(in crate::ingest) code: String,
    /// The id that Hallway's own export left in a processing instruction.
    pub(in crate::ingest) own_id: String,
    pub(in crate::ingest) room: String,
    pub(in crate::ingest) title: String,
    pub(in crate::ingest) subtitle: String,
    pub(in crate::ingest) kind: String,
    pub(in crate::ingest) date: String,
    pub(in crate::ingest) start: String,
    pub(in crate::ingest) duration: String,
    /// When it ends, as date with time; in JSON alone, where it goes before the duration.
    pub(in crate::ingest) end: String,
    /// Whether it takes place; a mark in its title counts too.
    pub(in crate::ingest) state: State,
    pub(in crate::ingest) abstract_text: String,
    pub(in crate::ingest) description: String,
    pub(in crate::ingest) language: String,
    pub(in crate::ingest) track: String,
    pub(in crate::ingest) url: String,
    pub(in crate::ingest) feedback_url: String,
    pub(in crate::ingest) origin_url: String,
    pub(in crate::ingest) video_download_url: String,
    pub(in crate::ingest) persons: Vec<RawPerson>,
    pub(in crate::ingest) links: Vec<RawLink>,
}

/// One person of a session.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawPerson {
    pub(in crate::ingest) id: String,
    pub(in crate::ingest) guid: String,
    pub(in crate::ingest) name: String,
}

/// A link, an attachment or a recording.
#[derive(Debug, Default)]
pub(in crate::ingest) struct RawLink {
    pub(in crate::ingest) href: String,
    pub(in crate::ingest) kind: String,
    pub(in crate::ingest) title: String,
}

impl RawEvent {
    /// The best id there is, for messages.
    pub(in crate::ingest) fn label(&self) -> &str {
        [&self.guid, &self.code, &self.id]
            .into_iter()
            .find(|id| !id.is_empty())
            .map_or("no id", String::as_str)
    }

    /// Where it stands, for messages.
    pub(in crate::ingest) fn place(&self) -> String {
        format!("{} (`{}`)", self.position, crate::ingest::records::clip(self.label(), 80))
    }
}
