//! Hallway's own records as JSON lines: a talk a line, with an optional header line that holds
//! the event. The forms are described in `docs/format.md`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::report::Report;
use super::{IngestError, ParseOptions, records};
use crate::domain::{Event, EventBundle};

/// Reads lines. A line that cannot be read is a warning, and the others go in.
///
/// # Errors
///
/// Nothing says which event the talks belong to, or the header cannot be read.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let mut bundle = EventBundle::default();
    for (i, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("line {}", i + 1);
        match serde_json::from_str(line) {
            Ok(object) => record(object, &place, &mut bundle, report)?,
            Err(error) => report.warn("bad-line", place, format!("left out: {error}")),
        }
    }
    if bundle.event == Event::default() {
        bundle.event.slug = common_event(&bundle).unwrap_or_default();
    }
    records::assemble(bundle, options, report)
}

/// Sorts one line's object into the bundle by its form.
fn record(
    mut object: Map<String, Value>,
    place: &str,
    bundle: &mut EventBundle,
    report: &mut Report,
) -> Result<(), IngestError> {
    if object.get("event").is_some_and(Value::is_object) {
        let event = object.shift_remove("event").unwrap_or_default();
        bundle.event = records::event(event, place)?;
    } else if let Some(item) = object.shift_remove("announcement") {
        bundle.announcements.extend(records::announcement(item, place, report));
    } else {
        bundle.talks.extend(records::talk(Value::Object(object), place, report));
    }
    Ok(())
}

/// The event that every record names, when they name one and the same.
fn common_event(bundle: &EventBundle) -> Option<String> {
    let talks = bundle.talks.iter().map(|talk| talk.event.as_str());
    let items = bundle.announcements.iter().map(|item| item.event.as_str());
    let named: BTreeSet<&str> = talks.chain(items).collect();
    match named.len() {
        1 => named.first().map(|slug| (*slug).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, event: Option<&str>) -> (Result<EventBundle, IngestError>, Report) {
        let options = ParseOptions { event: event.map(Into::into), ..ParseOptions::default() };
        let mut report = Report::default();
        (parse(text, &options, &mut report), report)
    }

    #[test]
    fn a_header_names_the_event_and_lines_hold_the_records() {
        let text = r#"{"event": {"slug": "conf", "name": "Conf 2024"}}
{"id": "1", "title": "One", "video_url": "https://example.org/1"}

{"announcement": {"id": "news", "title": "News", "body": "All of it."}}
{"id": "2", "title": }
"#;
        let (bundle, report) = read(text, None);
        let bundle = bundle.unwrap();
        assert_eq!(bundle.event.name, "Conf 2024");
        assert_eq!((bundle.talks.len(), bundle.announcements.len()), (1, 1));
        assert_eq!(report.warnings[0].place, "line 5");
    }

    #[test]
    fn the_event_may_be_given_or_stand_in_every_talk() {
        let text = r#"{"id": "1", "title": "One"}"#;
        assert_eq!(read(text, Some("given")).0.unwrap().talks[0].event, "given");
        assert_eq!(read(text, None).0, Err(IngestError::NoEvent));
        let text = "{\"id\": \"1\", \"title\": \"One\", \"event\": \"mine\"}\n";
        assert_eq!(read(text, None).0.unwrap().event.slug, "mine");
        let two = format!("{text}{{\"id\": \"2\", \"title\": \"Two\", \"event\": \"other\"}}");
        assert_eq!(read(&two, None).0, Err(IngestError::NoEvent));
    }
}
