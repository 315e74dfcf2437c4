//! The export API of Indico: one event with its contributions, alone (`detail=contributions`) or
//! within the blocks of sessions (`detail=sessions`).

mod person;
mod session;

use serde_json::Value;

use super::json::{self, Record};
use super::report::Report;
use super::zone::{self, Zone};
use super::{IngestError, ParseOptions, parts, settle, time, words};
use crate::domain::{Event, EventBundle};
use session::Reader;

/// Reads the first event of an answer.
///
/// # Errors
///
/// The text is no JSON, or nothing says which event or which zone it is.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let results = json::records(json::field(&document, "results"), "results", report);
    let nothing = Record::new(&Value::Null, "results[0]");
    let conference = results.first().unwrap_or(&nothing);
    tell_others(&results, report);
    let mut event = settle::event("", &conference.text("title"), options)?;
    let declared = conference.line("timezone");
    let zone = zone::need(Some(&declared), &event.slug, options, report)?;
    describe(&mut event, conference);
    let mut reader = Reader { zone: &zone, declared: &declared, report };
    (event.starts_on, event.ends_on) = reader.days(conference);
    let mut drafts = Vec::new();
    for contribution in conference.records("contributions", reader.report) {
        reader.contribution(&contribution, None, &mut drafts);
    }
    for block in conference.records("sessions", reader.report) {
        reader.block(&block, &mut drafts);
    }
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(time::DAY_CHANGE));
    Ok(settle::bundle(event, Some(zone), drafts, report))
}

/// Says that an answer for a whole category holds more than the one event that is read.
fn tell_others(results: &[Record<'_>], report: &mut Report) {
    if results.len() > 1 {
        let message = format!("the file holds {} events; the first was read", results.len());
        report.warn("more-events", "results", message);
    }
}

fn describe(event: &mut Event, conference: &Record<'_>) {
    let place = ["location", "address"].map(|key| conference.line(key));
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    event.location = parts::some(place.join(", "));
    event.url = parts::some(conference.text("url")).filter(|url| words::is_web(url));
    event.description = parts::opening(&conference.text("description"));
}

#[cfg(test)]
mod tests;
