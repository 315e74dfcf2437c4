//! Tells calendars, tables and YAML from plain text; reads no records.

use crate::ingest::{Format, IngestError};

/// What a text that is neither XML nor JSON is.
pub(super) fn detect(text: &str) -> Result<Format, IngestError> {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut lines = text.lines().filter(is_content);
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    if first.trim_start().starts_with("BEGIN:VCALENDAR") {
        return Ok(Format::Ics);
    }
    if is_yaml(first) {
        return yaml(text);
    }
    if is_table(first) {
        return Ok(Format::Csv);
    }
    let separated = |line: &str| SEPARATORS.map(|by| line.matches(by).count() >= 2);
    let both = separated(first).iter().zip(separated(second)).any(|(a, b)| *a && b);
    if both { Ok(Format::Csv) } else { Err(IngestError::foreign("plain text")) }
}

/// What may stand between two cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// Whether a first line is the header of a table: cells of a few words, one of them a title.
fn is_table(first: &str) -> bool {
    let cells: Vec<&str> =
        first.split(SEPARATORS).map(|cell| cell.trim_matches(['"', ' '])).collect();
    let is_title = |cell: &str| {
        let cell = cell.to_lowercase();
        cell.ends_with("title") || matches!(cell.as_str(), "session" | "talk" | "name" | "titel")
    };
    cells.len() >= 2
        && cells.iter().all(|cell| cell.len() <= 60)
        && cells.iter().any(|cell| is_title(cell))
}

fn is_yaml(first: &str) -> bool {
    first.starts_with("---")
        || first.starts_with("- ")
        || first.ends_with(':')
        || first.split_once(": ").is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
}

/// `RubyEvents` files by the keys that stand at the start of their lines.
fn yaml(text: &str) -> Result<Format, IngestError> {
    let starts =
        |key: &str| text.lines().any(|line| line.trim_start_matches(['-', ' ']).starts_with(key));
    let is_video_list = starts("video_provider:") || starts("raw_title:");
    let is_schedule = starts("days:") && starts("grid:");
    let is_event = starts("id:")
        && starts("title:")
        && (starts("playlist:") || starts("kind:") || starts("start_date:"));
    if is_video_list || is_schedule || is_event {
        return Ok(Format::RubyEvents);
    }
    Err(IngestError::foreign("a YAML file that is not RubyEvents'"))
}
