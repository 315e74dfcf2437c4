//! A moment in a recording as visitors see it: the time, and a link that plays it where one is known.

use serde::Serialize;

use super::dates;
use crate::domain::{Catalog, LinkKind, RecordKey, Talk};
use crate::web::links;

/// A place in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Moment {
    /// `12:05`.
    pub label: String,
    /// Plays the recording from there.
    pub url: Option<String>,
}

impl Moment {
    /// So many seconds into the recording of a talk.
    pub(crate) fn of_talk(talk: &Talk, start_s: f32) -> Self {
        let video = talk.link(LinkKind::Video);
        let url = video.and_then(|video| links::moment_url(&video.url, start_s));
        Self { label: dates::moment(start_s), url }
    }

    /// So many seconds into the recording of a record, if it is a talk that is still there.
    pub(crate) fn of_record(catalog: &Catalog, key: &RecordKey, start_s: f32) -> Self {
        let unlinked = || Self { label: dates::moment(start_s), url: None };
        let talk = catalog.find_talk(&key.event, &key.id);
        talk.map_or_else(unlinked, |talk| Self::of_talk(talk, start_s))
    }
}
