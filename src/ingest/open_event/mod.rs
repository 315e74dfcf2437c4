//! Open Event (eventyay): files `event`, `sessions`, `speakers`, `tracks`, `microlocations` of a
//! folder or zip, or one object that holds them; keys in `snake_case` or `kebab-case`.

mod files;
mod session;

use super::json::{self, Record};
use super::parts::{self, LeftOut};
use super::report::Report;
use super::{IngestError, Input, ParseOptions, settle, time, words, zone};
use crate::domain::{Event, EventBundle};
use files::Files;

/// Reads the files of one event.
///
/// # Errors
///
/// One of the files cannot be read, or nothing says which event or which zone it is.
pub(super) fn parse(
    files: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let files = files::sorted(files, report)?;
    let header = Record::new(&files.event, "event");
    let mut event = settle::event("", &header.line("name"), options)?;
    let declared = parts::some(header.line("timezone"));
    let zone = zone::need(declared.as_deref(), &event.slug, options, report)?;
    describe(&mut event, &header, report);
    let reader = session::Reader::new(&zone, &files, report);
    let mut drafts = Vec::new();
    let mut left_out = LeftOut::default();
    for record in &records(&files, report) {
        match session::reason_to_leave_out(record) {
            Some(reason) => left_out.add(&reason),
            None => drafts.push(reader.draft(record, report)),
        }
    }
    left_out.tell("sessions", report);
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(time::DAY_CHANGE));
    Ok(settle::bundle(event, Some(zone), drafts, report))
}

fn records<'a>(files: &'a Files, report: &mut Report) -> Vec<Record<'a>> {
    let lists = files.sessions.iter();
    lists.flat_map(|list| json::records(list, "sessions", report)).collect()
}

fn describe(event: &mut Event, header: &Record<'_>, report: &mut Report) {
    let day = |keys: &[&str]| time::leading_date(&json::text(header.first(keys)));
    event.starts_on = day(&["starts_at", "start_time"]);
    event.ends_on = day(&["ends_at", "end_time"]);
    let place = header.first(&["location_name", "searchable_location_name"]);
    event.location = parts::some(json::line(place));
    let url = json::text(header.first(&["event_url", "external_event_url"]));
    event.url = parts::some(url).filter(|url| words::is_web(url));
    event.description = parts::opening(&header.text("description"));
    if event.ends_on < event.starts_on {
        report.warn("header-dates", "event", "the event ends before it starts");
        event.ends_on = None;
    }
}

#[cfg(test)]
mod tests;
