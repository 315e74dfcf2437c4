//! Tells JSON exports apart by the keys of their objects; reads no records.

use serde_json::{Map, Value};

use crate::ingest::records::clip;
use crate::ingest::{Format, IngestError};

/// A form of JSON: its format, and the test it passes.
type Form<T> = (Format, fn(&T) -> bool);

/// Forms whose document is an object. The first that fits counts: those with the rarest keys
/// stand first.
const OBJECTS: [Form<Map<String, Value>>; 12] = [
    (Format::FrabJsonV2, |it| {
        inner(it, "schedule").is_some_and(|it| has(it, &["conference", "events"]))
    }),
    (Format::FrabJson, |it| inner(it, "schedule").is_some_and(|it| has(it, &["conference"]))),
    (Format::IndicoJson, |it| has(it, &["_type", "results", "ts"])),
    (Format::PretalxApi, |it| has(it, &["count", "next", "results"])),
    (Format::PretalxWidget, |it| {
        has(it, &["talks", "rooms"]) && has_one(it, &["timezone", "version"])
    }),
    (Format::Sessionize, |it| {
        has(it, &["sessions", "speakers"]) && has_one(it, &["categories", "questions", "rooms"])
    }),
    (Format::PyconJson, |it| has(it, &["schedule", "conference"])),
    (Format::Pyvideo, |it| {
        has(it, &["recorded", "videos"])
            || has(it, &["title", "speakers", "videos"])
            || is_pyvideo_category(it)
    }),
    (Format::OpenEvent, |it| {
        has(it, &["sessions", "microlocations"])
            || has(it, &["event", "sessions"])
            || is_open_event(it)
    }),
    (Format::SchedJson, |it| has(it, &["event_key", "event_start"])),
    (Format::PretalxApi, |it| {
        has(it, &["slug", "date_from", "date_to"]) || has(it, &["slots", "version", "published"])
    }),
    (Format::PretalxApi, is_by_code),
];

/// Forms whose document is a list, by its first object.
const LISTS: [Form<Map<String, Value>>; 6] = [
    (Format::Sessionize, |it| {
        has(it, &["groupId", "sessions"])
            || has(it, &["rooms", "timeSlots"])
            || has(it, &["isDefault", "rooms"])
    }),
    (Format::SchedJson, |it| has(it, &["event_key"]) || has(it, &["event_start", "name"])),
    (Format::PretalxApi, is_pretalx_item),
    (Format::PyconJson, |it| has(it, &["conf_key", "kind"])),
    (Format::Pyvideo, |it| has(it, &["title", "speakers", "videos"])),
    (Format::OpenEvent, is_open_event_item),
];

/// Tells Hallway's own files from other JSON.
pub(super) fn detect(text: &str) -> Result<Format, IngestError> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => detect_object(&object),
        Ok(Value::Array(items)) => detect_list(&items),
        Ok(_) => Err(IngestError::foreign("JSON without records")),
        Err(error) if first_line_is_object(text) => {
            tracing::debug!(%error, "not one JSON document; read as lines");
            Ok(Format::HallwayLines)
        }
        Err(error) => Err(IngestError::Json { message: error.to_string() }),
    }
}

/// A single object: somebody's export, our own document, or a file of one line.
fn detect_object(object: &Map<String, Value>) -> Result<Format, IngestError> {
    if has(object, &["event"]) && has_one(object, &["talks", "announcements"]) {
        return Ok(Format::Hallway);
    }
    // Open Event's parts in one object have an `event` too, and `sessions` where we have `talks`.
    if inner(object, "event").is_some() && !has(object, &["sessions"]) {
        return Ok(if object.len() == 1 { Format::HallwayLines } else { Format::Hallway });
    }
    if let Some((format, _)) = OBJECTS.iter().find(|(_, fits)| fits(object)) {
        return Ok(*format);
    }
    if has(object, &["announcement"])
        || (has(object, &["title"]) && has_one(object, &["id", "speakers"]))
    {
        return Ok(Format::HallwayLines);
    }
    let keys: Vec<&str> = object.keys().take(5).map(String::as_str).collect();
    let keys = clip(&keys.join("`, `"), 120);
    Err(IngestError::foreign(format!("JSON of another kind (its keys are `{keys}`)")))
}

fn detect_list(items: &[Value]) -> Result<Format, IngestError> {
    let first = items.first().and_then(Value::as_object);
    let known = first.and_then(|first| LISTS.iter().find(|(_, fits)| fits(first)));
    known.map(|(format, _)| *format).ok_or_else(|| {
        IngestError::foreign(
            "a JSON array (talks go one a line, or into a document with an `event`)",
        )
    })
}

/// Whether the first line alone is a JSON object, and not the whole text.
fn first_line_is_object(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.len() < text.trim_end().len() && serde_json::from_str::<Map<String, Value>>(first).is_ok()
}

/// The object under a key.
fn inner<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    object.get(key)?.as_object()
}

fn has(object: &Map<String, Value>, keys: &[&str]) -> bool {
    keys.iter().all(|key| object.contains_key(*key))
}

fn has_one(object: &Map<String, Value>, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.contains_key(*key))
}

/// A record of one of the lists of the pretalx API.
fn is_pretalx_item(item: &Map<String, Value>) -> bool {
    (has(item, &["code"])
        && has_one(item, &["submission_type", "session_type", "submissions", "biography", "slots"]))
        || has(item, &["id", "submission", "room", "start"])
        || has(item, &["id", "name", "capacity", "position"])
        || (has(item, &["id", "name"])
            && has_one(item, &["requires_access_code", "default_duration", "speaker_info"]))
}

/// Records under their own codes: what `EuroPython` makes of the pretalx API.
fn is_by_code(object: &Map<String, Value>) -> bool {
    let code = |item: &Value| item.get("code").and_then(Value::as_str).map(str::to_owned);
    !object.is_empty() && object.iter().all(|(key, item)| code(item).as_ref() == Some(key))
}

/// A pyvideo `category.json`: a title and what belongs to an event, and no more; many have the
/// title alone.
fn is_pyvideo_category(object: &Map<String, Value>) -> bool {
    const KEYS: [&str; 6] = ["title", "url", "start_date", "end_date", "description", "alias"];
    has(object, &["title"]) && object.keys().all(|key| KEYS.contains(&key.as_str()))
}

/// Open Event's `event` file, in either style of keys.
fn is_open_event(object: &Map<String, Value>) -> bool {
    has(object, &["name"])
        && has_one(object, &["starts-at", "start_time", "starts_at"])
        && has_one(object, &["timezone", "location-name", "location_name", "organizer_name"])
}

/// A record of one of Open Event's lists, those without sessions included.
fn is_open_event_item(item: &Map<String, Value>) -> bool {
    has_one(item, &["microlocation", "session_type", "session-type", "short-abstract"])
        || has_one(item, &["session_form", "session-form", "sponsor_type"])
        || has(item, &["id", "name", "color"])
        || has(item, &["id", "name", "length"])
        || (has(item, &["id", "name"])
            && has_one(
                item,
                &["floor", "latitude", "long_biography", "long-biography", "short_biography"],
            ))
}
