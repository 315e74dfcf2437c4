//! The event as `event.yml` describes it, or as its talks name it.

use std::collections::BTreeSet;

use super::{IngestError, ParseOptions, Record, Report, json, parts, settle, time, words};
use crate::domain::Event;

/// Reads an event; `videos` name it where there is no file of its own.
///
/// # Errors
///
/// Nothing says which event it is.
pub(super) fn read(
    header: &Record<'_>,
    videos: &[Record<'_>],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<Event, IngestError> {
    let (id, title) = (header.id("id"), json::line(header.first(&["title", "name"])));
    let named = if title.is_empty() { named_by_talks(videos, report) } else { title };
    let day = |key| time::leading_date(&header.text(key));
    let place = ["venue", "location"].map(|key| header.line(key));
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let url = json::text(header.first(&["website", "original_website"]));
    Ok(Event {
        starts_on: day("start_date"),
        ends_on: day("end_date"),
        location: parts::some(place.join(", ")),
        url: parts::some(url).filter(|url| words::is_web(url)),
        description: parts::opening(&header.text("description")),
        ..settle::event(&id, &named, options)?
    })
}

/// The event that the first talk names. Meetings of a group have names of their own; that others
/// are named too is told.
fn named_by_talks(videos: &[Record<'_>], report: &mut Report) -> String {
    let named = || videos.iter().map(|video| video.line("event_name"));
    let first = named().find(|name| !name.is_empty()).unwrap_or_default();
    let names: BTreeSet<String> = named().filter(|name| !name.is_empty()).collect();
    if names.len() > 1 {
        let message = format!("the talks name {} events; taken as those of `{first}`", names.len());
        report.warn("more-events", "videos", message);
    }
    first
}
