//! c3voc `schedule.json`: version 1, which frab, pretalx and the hub write, and the draft of
//! version 2. What the files say means the same as in the XML form, and is understood there.

mod fields;
mod v1;
mod v2;

#[cfg(test)]
mod tests;

use super::report::Report;
use super::{IngestError, ParseOptions, frab, json};
use crate::domain::EventBundle;

/// Reads a schedule of version 1: days, in them rooms by name, in them sessions.
///
/// # Errors
///
/// The text is not JSON, or a needed zone or event name is missing.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let schedule = v1::schedule(json::field(&document, "schedule"), report);
    frab::bundle(schedule, options, report)
}

/// Reads a schedule of version 2: one list of sessions, which refer to days, rooms and tracks.
///
/// # Errors
///
/// As [`parse`].
pub(super) fn parse_v2(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let schedule = v2::schedule(json::field(&document, "schedule"), report);
    frab::bundle(schedule, options, report)
}
