//! News of an event, written by its organisers or by whoever keeps the archive.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::RecordKey;

/// One announcement. Its body is plain text with blank lines between paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Announcement {
    /// Opaque id, unique within the event; also its place in addresses.
    pub id: String,
    /// The event's slug.
    pub event: String,
    /// Headline.
    pub title: String,
    /// Paragraphs of plain text.
    pub body: String,
    /// The day it was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How exact `date` is, when the day itself is not known (`June 2024`); shown in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_text: Option<String>,
    /// Who announced it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<super::Appearance>,
    /// Free topic words, lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The talk it was made in, by id, when it was made in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<String>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Announcement {
    /// The key under which the whole program knows this announcement.
    pub fn key(&self) -> RecordKey {
        RecordKey::announcement(&self.event, &self.id)
    }

    /// The date as people should read it: the stated wording, else the day.
    pub fn date_label(&self) -> Option<String> {
        self.date_text.clone().or_else(|| self.date.map(|day| day.to_string()))
    }
}
