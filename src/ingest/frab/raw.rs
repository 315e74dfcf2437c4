//! What a frab file says, word for word, before anything is made of it.

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct RawSchedule {
    pub(super) conference: RawConference,
    pub(super) days: Vec<RawDay>,
}

/// The header.
#[derive(Debug, Default)]
pub(super) struct RawConference {
    pub(super) acronym: String,
    pub(super) title: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) venue: String,
    pub(super) city: String,
    pub(super) url: String,
    pub(super) base_url: String,
    pub(super) time_zone_name: String,
    pub(super) day_change: String,
}

/// One day with the sessions of all its rooms.
#[derive(Debug, Default)]
pub(super) struct RawDay {
    pub(super) date: String,
    pub(super) start: String,
    pub(super) line: usize,
    pub(super) events: Vec<RawEvent>,
}

/// One session.
#[derive(Debug, Default)]
pub(super) struct RawEvent {
    pub(super) line: usize,
    pub(super) guid: String,
    pub(super) id: String,
    pub(super) code: String,
    /// The id that Hallway's own export left in a processing instruction.
    pub(super) own_id: String,
    pub(super) room: String,
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) kind: String,
    pub(super) date: String,
    pub(super) start: String,
    pub(super) duration: String,
    pub(super) abstract_text: String,
    pub(super) description: String,
    pub(super) language: String,
    pub(super) track: String,
    pub(super) url: String,
    pub(super) feedback_url: String,
    pub(super) origin_url: String,
    pub(super) video_download_url: String,
    pub(super) persons: Vec<RawPerson>,
    pub(super) links: Vec<RawLink>,
}

/// One person of a session.
#[derive(Debug, Default)]
pub(super) struct RawPerson {
    pub(super) id: String,
    pub(super) guid: String,
    pub(super) name: String,
}

/// A link, an attachment or a recording.
#[derive(Debug, Default)]
pub(super) struct RawLink {
    pub(super) href: String,
    pub(super) kind: String,
    pub(super) title: String,
}

impl RawEvent {
    /// The best id there is, for messages.
    pub(super) fn label(&self) -> &str {
        [&self.guid, &self.code, &self.id]
            .into_iter()
            .find(|id| !id.is_empty())
            .map_or("no id", String::as_str)
    }

    /// Where it stands, for messages.
    pub(super) fn place(&self) -> String {
        format!("line {} (`{}`)", self.line, crate::ingest::records::clip(self.label(), 80))
    }
}
