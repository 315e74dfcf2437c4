//! Domain records to files: iCalendar, frab XML and JSON, CSV, pyvideo, Hallway's own JSON.
//!
//! Pure: the time of writing and the history of the talks are handed in. Formats that cannot hold
//! a talk leave it out, and [`left_out`] counts those, so that whoever asked can be told.

mod csv;
mod frab_json;
mod frab_xml;
mod grid;
mod hallway;
mod ics;
mod pyvideo;
mod select;

use std::collections::HashMap;

use jiff::Timestamp;

pub use select::{Filter, select, select_talks};

use crate::domain::{EventBundle, LinkKind, Revision, Slot, State, Talk};

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// iCalendar: one entry a slot.
    Ics,
    /// frab / c3voc `schedule.xml`.
    FrabXml,
    /// c3voc `schedule.json`.
    FrabJson,
    /// A table, one row a slot.
    Csv,
    /// Hallway's own JSON, without loss.
    Json,
    /// A list of pyvideo records, one a talk with a video.
    Pyvideo,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Ics, Self::FrabXml, Self::FrabJson, Self::Csv, Self::Json, Self::Pyvideo];

    /// The word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ics => "ics",
            Self::FrabXml => "frab-xml",
            Self::FrabJson => "frab-json",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Pyvideo => "pyvideo",
        }
    }

    /// The format with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// The media type under which such a file is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ics => "text/calendar; charset=utf-8",
            Self::FrabXml => "application/vnd.c3voc.schedule+xml",
            Self::FrabJson | Self::Json | Self::Pyvideo => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What a writer is told beside the event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The time of writing.
    pub now: Timestamp,
    /// The history of talks by id; a talk without one counts as new.
    pub revisions: Option<&'a HashMap<String, Revision>>,
    /// The whole event where a part of it is written (see [`select()`]): in both, a showing of a talk
    /// has the same number, and so the same id.
    pub whole: Option<&'a EventBundle>,
    /// The absolute address under which the file can be had again.
    pub source: Option<&'a str>,
}

impl Context<'_> {
    /// Nothing but the time of writing.
    pub fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// The history of a talk.
    fn revision(&self, talk: &str) -> Revision {
        let known = self.revisions.and_then(|revisions| revisions.get(talk));
        known.copied().unwrap_or(Revision {
            sequence: 0,
            last_modified: self.now,
            came_later: None,
        })
    }

    /// The place of a showing among those of its talk, from 0; `nth` is that in the bundle.
    fn place(&self, talk: &Talk, slot: &Slot, nth: usize) -> usize {
        let whole = self.whole.and_then(|whole| whole.talks.iter().find(|it| it.id == talk.id));
        whole.and_then(|it| it.slots.iter().position(|known| known == slot)).unwrap_or(nth)
    }
}

/// An event that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Slots are wall time, and the event does not say where.
    #[error("`{event}` has talks with times but no valid time zone (`{zone}`)")]
    NoTimezone {
        /// The event's slug.
        event: String,
        /// What stands for its zone.
        zone: String,
    },
    /// A time outside of what the calendar holds.
    #[error("the time of talk `{talk}` cannot be written: {source}")]
    Time {
        /// The talk's id.
        talk: String,
        /// Why.
        source: jiff::Error,
    },
    /// A writer failed.
    #[error("could not write the file")]
    Write(#[from] std::io::Error),
    /// A record could not be turned into JSON.
    #[error("could not write JSON")]
    Json(#[from] serde_json::Error),
    /// A record could not be turned into a row.
    #[error("could not write the table")]
    Table(#[from] ::csv::Error),
}

/// Writes an event as a file of the format.
///
/// # Errors
///
/// An [`ExportError`] when the event has times without a zone or a record cannot be written.
pub fn export(
    bundle: &EventBundle,
    format: Format,
    context: &Context<'_>,
) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Ics => ics::write(bundle, context),
        Format::FrabXml => frab_xml::write(bundle, context),
        Format::FrabJson => frab_json::write(bundle, context),
        Format::Csv => csv::write(bundle),
        Format::Json => hallway::write(bundle),
        Format::Pyvideo => pyvideo::write(bundle),
    }
}

/// How many talks a format cannot hold: those without a time, without a video, or withdrawn.
pub fn left_out(bundle: &EventBundle, format: Format) -> usize {
    let talks = bundle.talks.iter();
    match format {
        Format::Json | Format::Csv => 0,
        Format::Ics => talks.filter(|talk| talk.slots.is_empty()).count(),
        Format::FrabXml | Format::FrabJson => talks.filter(|talk| !grid::holds(talk)).count(),
        Format::Pyvideo => talks
            .filter(|talk| talk.link(LinkKind::Video).is_none() || talk.state == State::Withdrawn)
            .count(),
    }
}

#[cfg(test)]
mod tests;
