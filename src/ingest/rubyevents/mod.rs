//! `RubyEvents`: `event.yml`, `videos.yml` and `schedule.yml` of an event, or some of them. Talks
//! have times where the schedule's open places and the list of talks fit.

mod event;
mod fill;
mod grid;
mod recording;
mod video;
mod yaml;

use serde_json::Value;

use super::json::{self, Record};
use super::report::Report;
use super::{IngestError, Input, ParseOptions, parts, settle, time, words, zone};
use crate::domain::EventBundle;

/// The documents of an event; null or empty where there is no file.
#[derive(Debug, Default)]
struct Files {
    event: Value,
    videos: Vec<Value>,
    schedule: Value,
}

/// Reads the files of one event.
///
/// # Errors
///
/// A file is no YAML or belongs to another event, nothing says which event it is, or there is a
/// schedule and no zone.
pub(super) fn parse(
    files: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let files = sorted(files)?;
    let header = Record::new(&files.event, "event.yml");
    let lists = files.videos.iter();
    let records: Vec<Record<'_>> =
        lists.flat_map(|list| json::records(list, "videos", report)).collect();
    let event = event::read(&header, &records, options, report)?;
    let declared = parts::some(header.line("timezone"));
    let zone = zone::choose(declared.as_deref(), options, report)?;
    let mut videos = video::read(&records, report);
    let mut drafts = Vec::new();
    if !files.schedule.is_null() {
        let Some(zone) = &zone else {
            return Err(IngestError::NoTimezone { event: event.slug });
        };
        let change = options.day_change.unwrap_or(time::DAY_CHANGE);
        let days = grid::days(&files.schedule, zone, change, report);
        fill::talks(&days, &mut videos, report);
        drafts.extend(days.into_iter().flat_map(|day| day.items));
    }
    drafts.extend(videos.into_iter().flat_map(video::Video::into_drafts));
    Ok(settle::bundle(event, zone, drafts, report))
}

/// The documents by what they hold: a list of videos, days, or an event.
fn sorted(inputs: &[Input]) -> Result<Files, IngestError> {
    let mut files = Files::default();
    for input in inputs {
        let document = yaml::document(input.text()?)?;
        match &document {
            Value::Null => {}
            Value::Array(_) => files.videos.push(document),
            _ if document.get("days").is_some() => put(&mut files.schedule, document, input)?,
            _ => put(&mut files.event, document, input)?,
        }
    }
    Ok(files)
}

/// Keeps a document of which an event has one. A second one belongs to another event, whose talks
/// must not be mixed with these.
fn put(place: &mut Value, document: Value, input: &Input) -> Result<(), IngestError> {
    if !place.is_null() {
        return Err(IngestError::Record {
            place: super::records::clip(&input.name, 120),
            message: "an event has one of these; import one event at a time".to_owned(),
        });
    }
    *place = document;
    Ok(())
}

#[cfg(test)]
mod tests;
