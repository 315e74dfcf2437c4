//! pretalx beside its frab exports: the public schedule of its widget, and lists of its API.

mod files;
mod lists;
mod slot;
mod talk;

#[cfg(test)]
mod tests;

use super::report::Report;
use super::{IngestError, Input, ParseOptions, json, settle, showing, time};
use crate::domain::{Event, EventBundle};
use files::Files;
use lists::Lists;

/// Reads the widget's `schedule.json`: sessions with their one slot each, and the rooms, tracks
/// and speakers they refer to.
///
/// # Errors
///
/// The text is not JSON, or a needed zone or event name is missing.
pub(super) fn parse_widget(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let line = |key: &str| json::line(json::field(&document, key));
    let files = Files::widget(&document, report);
    let header = Header {
        timezone: line("timezone"),
        starts_on: line("event_start"),
        ends_on: line("event_end"),
        ..Header::default()
    };
    bundle(&header, &files, options, report)
}

/// Reads lists of the API, in any number of files: submissions, and what they refer to.
///
/// # Errors
///
/// As [`parse_widget`], for any of the files.
pub(super) fn parse_api(
    inputs: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let mut documents = Vec::with_capacity(inputs.len());
    for input in inputs {
        documents.push((input.name.as_str(), json::document(input.text()?)?));
    }
    let mut files = Files::default();
    for (name, document) in &documents {
        files.add(document, name, report);
    }
    files.tell(report);
    let header = files.event.as_ref().map(Header::of_event).unwrap_or_default();
    bundle(&header, &files, options, report)
}

/// What the files say of the event as a whole.
#[derive(Debug, Default)]
struct Header {
    slug: String,
    name: String,
    timezone: String,
    starts_on: String,
    ends_on: String,
}

impl Header {
    fn of_event(event: &json::Record<'_>) -> Self {
        Self {
            slug: event.line("slug"),
            name: event.line("name"),
            timezone: event.line("timezone"),
            starts_on: event.line("date_from"),
            ends_on: event.line("date_to"),
        }
    }
}

fn bundle(
    header: &Header,
    files: &Files<'_>,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let event = Event {
        starts_on: time::leading_date(&header.starts_on),
        ends_on: time::leading_date(&header.ends_on),
        ..settle::event(&header.slug, &header.name, options)?
    };
    let mut lists = Lists::read(files);
    let sessions = talk::sessions(files, &mut lists, report);
    lists.unresolved.tell(report);
    showing::bundle(event, &header.timezone, sessions, options, report)
}
