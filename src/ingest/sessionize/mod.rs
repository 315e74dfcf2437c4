//! Sessionize: the views All, Sessions and `GridSmart` of its API. They name neither the event nor
//! its time zone, so both must be given.

mod category;
mod tagline;
mod talk;
mod view;

#[cfg(test)]
mod tests;

use super::report::Report;
use super::{IngestError, ParseOptions, json, settle, showing};
use crate::domain::EventBundle;
use view::View;

/// Reads any of the three views.
///
/// # Errors
///
/// The text is not JSON, no event is given, or there are times and no zone is given.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let event = settle::event("", "", options)?;
    let sessions = talk::sessions(&View::read(&document, report), report);
    showing::bundle(event, "", sessions, options, report)
}
