//! Which file holds what: by name, else by form. Reads no records.

use serde_json::{Map, Value};

use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::{IngestError, Input, json};

/// Files of an export in which no part of the programme stands.
const OTHERS: [&str; 7] =
    ["session_types", "sponsors", "forms", "meta", "config", "social_links", "custom_forms"];

/// The parts of an event; null or empty where there is no file.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) event: Value,
    pub(super) sessions: Vec<Value>,
    pub(super) speakers: Vec<Value>,
    pub(super) tracks: Vec<Value>,
    pub(super) microlocations: Vec<Value>,
}

/// Sorts files, and the parts of an object that holds them all. All keys come out in `snake_case`.
///
/// # Errors
///
/// A file of the programme is no text or no JSON.
pub(super) fn sorted(inputs: &[Input], report: &mut Report) -> Result<Files, IngestError> {
    let mut files = Files::default();
    for input in inputs {
        let stem = stem(&input.name);
        if OTHERS.contains(&stem.as_str()) {
            continue;
        }
        let value = snake(json::document(input.text()?)?);
        if !files.take(&stem, value) {
            let name = clip(&input.name, 80);
            report.warn("unknown-file", name, "this is no part of an event; left out");
        }
    }
    Ok(files)
}

impl Files {
    /// Puts a file's content where it belongs; false when it belongs nowhere.
    fn take(&mut self, stem: &str, value: Value) -> bool {
        let form = form(&value);
        let part = if PARTS.contains(&stem) && form != "all" { stem } else { form };
        match (part, value) {
            ("all", Value::Object(parts)) => {
                for (part, value) in parts {
                    self.put(&part, value);
                }
                true
            }
            (part, value) => self.put(part, value),
        }
    }

    fn put(&mut self, part: &str, value: Value) -> bool {
        match part {
            "event" if self.event.is_null() => self.event = value,
            "sessions" => self.sessions.push(value),
            "speakers" => self.speakers.push(value),
            "tracks" => self.tracks.push(value),
            "microlocations" => self.microlocations.push(value),
            _ => return false,
        }
        true
    }
}

/// Names of the files that hold the programme.
const PARTS: [&str; 5] = ["event", "sessions", "speakers", "tracks", "microlocations"];

/// The name of a file without folders and ending, in lower case.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split('.').next().unwrap_or(file).to_lowercase()
}

/// What a file of another name holds, by its keys; the records of a list are of one sort.
fn form(value: &Value) -> &'static str {
    let fields = match value {
        Value::Array(items) => items.iter().find_map(Value::as_object),
        Value::Object(fields) if fields.contains_key("sessions") => return "all",
        Value::Object(_) => return "event",
        _ => None,
    };
    let Some(fields) = fields else { return "" };
    let has = |keys: &[&str]| keys.iter().any(|key| fields.contains_key(*key));
    if has(&["microlocation", "session_type", "short_abstract", "start_time", "starts_at"]) {
        "sessions"
    } else if has(&["short_biography", "long_biography", "organisation", "photo_url"]) {
        "speakers"
    } else if has(&["latitude", "floor"]) {
        "microlocations"
    } else if has(&["color", "font_color"]) {
        "tracks"
    } else {
        ""
    }
}

/// The value with `_` for every `-` in its keys.
fn snake(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(snake).collect(),
        Value::Object(fields) => {
            let fields: Map<String, Value> =
                fields.into_iter().map(|(key, it)| (key.replace('-', "_"), snake(it))).collect();
            Value::Object(fields)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted_by(names: [&str; 4], contents: [Value; 4]) -> (Files, Report) {
        let inputs: Vec<Input> = names
            .iter()
            .zip(contents)
            .map(|(name, content)| Input::new(name, content.to_string().into_bytes()))
            .collect();
        let mut report = Report::default();
        (sorted(&inputs, &mut report).unwrap(), report)
    }

    #[test]
    fn names_decide_and_forms_stand_in_for_them() {
        let contents = || {
            [
                json!({"name": "E", "starts-at": ""}),
                json!([{"id": 1, "starts-at": ""}]),
                json!([{"id": 1, "name": "T", "font-color": ""}]),
                json!([{"id": 1, "name": "R", "floor": 1}]),
            ]
        };
        let named = ["E17/event", "E17/sessions", "E17/tracks.json", "E17/microlocations"];
        for names in [named, ["a", "b.json", "c", "d"]] {
            let (files, report) = sorted_by(names, contents());
            assert!(report.warnings.is_empty());
            assert_eq!(files.event["starts_at"], "");
            let counts = (files.sessions.len(), files.tracks.len(), files.microlocations.len());
            assert_eq!(counts, (1, 1, 1), "{names:?}");
        }
    }

    #[test]
    fn files_without_a_part_of_the_programme_are_passed_over_or_told() {
        let contents = [json!([]), json!({"root_url": ""}), json!([{"x": 1}]), json!("x")];
        let (_, report) = sorted_by(["e/sponsors", "e/meta.json", "e/notes", "y"], contents);
        let places: Vec<_> = report.warnings.iter().map(|told| told.place.as_str()).collect();
        assert_eq!(places, ["e/notes", "y"]);
        let broken = Input::new("sessions", b"[{".to_vec());
        assert!(matches!(sorted(&[broken], &mut Report::default()), Err(IngestError::Json { .. })));
    }

    #[test]
    fn one_object_may_hold_all() {
        let all = json!({"event": {"name": "E"}, "sessions": [], "speakers": [], "extra": 1});
        let input = Input::new("export.json", all.to_string().into_bytes());
        let files = sorted(&[input], &mut Report::default()).unwrap();
        assert_eq!(files.event["name"], "E");
        assert_eq!((files.sessions.len(), files.speakers.len()), (1, 1));
    }
}
