//! Tells calendars, tables and YAML from plain text; reads no records.

use crate::ingest::{Format, IngestError, table};

/// What a text that is neither XML nor JSON is.
pub(super) fn detect(text: &str) -> Result<Format, IngestError> {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut lines = text.lines().filter(is_content);
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    if first.trim_start().starts_with("BEGIN:VCALENDAR") {
        return Ok(Format::Ics);
    }
    let is_table = text.starts_with("sep=") || text.lines().take(MAX_LINES_ABOVE).any(is_header);
    if is_yaml(first) {
        // The title above a table may begin like a key: `Conference: `.
        return yaml(text).or_else(|error| if is_table { Ok(Format::Csv) } else { Err(error) });
    }
    if is_table {
        return Ok(Format::Csv);
    }
    let separated = |line: &str| SEPARATORS.map(|by| line.matches(by).count() >= 2);
    let both = separated(first).iter().zip(separated(second)).any(|(a, b)| *a && b);
    if both { Ok(Format::Csv) } else { Err(IngestError::foreign("plain text")) }
}

/// What may stand between two cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// How many lines are looked at for the header of a table: a title may stand above it.
const MAX_LINES_ABOVE: usize = 10;

/// Whether a line is the header of a table: cells of a few words, of which a title and another, or
/// three, are known to head columns.
fn is_header(line: &str) -> bool {
    SEPARATORS.iter().any(|separator| {
        let cells = line.split(*separator).map(|cell| cell.trim_matches(['"', ' ']));
        table::is_header(cells)
    })
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
