//! Hallway's own format as one JSON document; the form is described in `docs/format.md`.

use serde_json::Value;

use super::report::Report;
use super::{IngestError, ParseOptions, records};
use crate::domain::EventBundle;

/// Reads a document. A record that cannot be read is a warning, and the others go in.
///
/// # Errors
///
/// The text is no JSON object, or its event cannot be read.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let mut document: serde_json::Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| IngestError::Json { message: error.to_string() })?;
    let event = document.shift_remove("event").ok_or(IngestError::NoEvent)?;
    let event = records::event(event, "event")?;
    let talks = take_list(&mut document, "talks")?;
    let announcements = take_list(&mut document, "announcements")?;
    for key in document.keys() {
        report.warn(
            "unknown-field",
            records::clip(key, 80),
            "this field is not known and is ignored",
        );
    }
    let talks = each(talks, "talks", report, records::talk);
    let announcements = each(announcements, "announcements", report, records::announcement);
    records::assemble(EventBundle { event, talks, announcements }, options, report)
}

/// The list under a key; none when it is absent.
fn take_list(
    document: &mut serde_json::Map<String, Value>,
    key: &str,
) -> Result<Vec<Value>, IngestError> {
    match document.shift_remove(key) {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(IngestError::Record {
            place: key.to_owned(),
            message: "a list is wanted here".to_owned(),
        }),
    }
}

/// Reads every item of a list with its place.
fn each<T>(
    items: Vec<Value>,
    list: &str,
    report: &mut Report,
    read: fn(Value, &str, &mut Report) -> Option<T>,
) -> Vec<T> {
    let mut read_items = Vec::with_capacity(items.len());
    for (i, item) in items.into_iter().enumerate() {
        read_items.extend(read(item, &format!("{list}[{i}]"), report));
    }
    read_items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<EventBundle, IngestError>, Vec<crate::ingest::Warning>) {
        let mut report = Report::default();
        (parse(text, &ParseOptions::default(), &mut report), report.warnings)
    }

    #[test]
    fn the_rest_goes_in_when_one_record_is_bad() {
        let (bundle, warnings) = read(
            r#"{"event": {"slug": "e", "name": "E"}, "extra": 1,
                "talks": [{"id": "1", "title": "One"}, {"id": "2", "title": "Two", "kind": "opera"}],
                "announcements": [{"id": "n", "title": "News"}, 3]}"#,
        );
        let bundle = bundle.unwrap();
        assert_eq!((bundle.talks.len(), bundle.announcements.len()), (1, 1));
        assert_eq!(bundle.talks[0].event, "e");
        let codes: Vec<_> = warnings.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(codes, ["unknown-field", "bad-talk", "bad-announcement"]);
    }

    #[test]
    fn times_need_a_zone_and_an_event_needs_a_name() {
        let slot = r#"[{"start": "2024-01-01T10:00:00", "end": "2024-01-01T11:00:00"}]"#;
        let (result, _) = read(&format!(
            r#"{{"event": {{"slug": "e"}}, "talks": [{{"id": "1", "title": "T", "slots": {slot}}}]}}"#
        ));
        assert_eq!(result, Err(IngestError::NoTimezone { event: "e".into() }));
        assert_eq!(read(r#"{"event": {}, "talks": []}"#).0, Err(IngestError::NoEvent));
        let (result, _) = read(r#"{"event": {"slug": "e", "timezone": "Mars/Base"}, "talks": []}"#);
        assert_eq!(result, Err(IngestError::UnknownTimezone { name: "Mars/Base".into() }));
        assert!(matches!(read(r#"{"event": {"when": 1}}"#).0, Err(IngestError::Record { .. })));
        assert!(matches!(read(r#"{"event": {}, "talks": {}}"#).0, Err(IngestError::Record { .. })));
    }
}
