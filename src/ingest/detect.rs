//! Says what a file is from its content alone, never from its name; reads no records.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::{Format, IngestError, MAX_FILE_BYTES};

/// What kind of schedule these bytes hold.
///
/// # Errors
///
/// Says what was found instead: another kind of file, text that is not UTF-8, nothing at all.
pub fn detect(bytes: &[u8]) -> Result<Format, IngestError> {
    let text = text_of(bytes)?.trim_start();
    match text.as_bytes().first() {
        Some(b'<') => xml(text),
        Some(b'{' | b'[') => json(text),
        _ => Err(IngestError::foreign(plain_text(text))),
    }
}

/// The text of a file, without a byte-order mark.
///
/// # Errors
///
/// The file is empty, too large, binary, or in another encoding.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, IngestError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(IngestError::TooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    if let Some(found) = binary(bytes) {
        return Err(IngestError::foreign(found));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| IngestError::NotUtf8 {
        offset: error.valid_up_to(),
        declared: declared_encoding(bytes),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err(IngestError::Empty) } else { Ok(text) }
}

/// First bytes of files people mistake for schedules.
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
    (b"7z\xbc\xaf", "a 7z archive (unpack it first)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
    (b"\xfe\xff", "UTF-16 text (save it as UTF-8)"),
];

/// What a binary file is, by its first bytes.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(zip(bytes));
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// Tells spreadsheets from other zip files by the names stored near the start.
fn zip(bytes: &[u8]) -> &'static str {
    // Names of the first entries stand in the clear; 4 KiB reach past them in files of Office.
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if holds(b"xl/") {
        "an Excel workbook"
    } else if holds(b"opendocument.spreadsheet") {
        "an OpenDocument spreadsheet"
    } else if holds(b"word/") {
        "a Word document"
    } else {
        "a zip archive (unpack it first)"
    }
}

/// The encoding an XML declaration names, for the error message.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let rest = head.strip_prefix("<?xml")?.split_once("encoding=")?.1;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

/// Tells frab schedules from other XML by the root element and what stands below it.
fn xml(text: &str) -> Result<Format, IngestError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut root: Option<String> = None;
    loop {
        let name = match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => tag.local_name().as_ref().to_owned(),
            Ok(Event::DocType(kind)) if is_html(&kind) => {
                return Err(IngestError::foreign("an HTML page"));
            }
            Ok(Event::Eof) => break,
            Ok(_) => continue,
            Err(error) if root.is_none() => {
                return Err(IngestError::Xml { line: 1, message: error.to_string() });
            }
            // The frab reader says where the file is broken.
            Err(_) => break,
        };
        match root.as_deref() {
            None if name == "schedule" => root = Some(name),
            None => return Err(IngestError::foreign(foreign_root(&name))),
            Some(_) if name == "entry" => {
                return Err(IngestError::foreign("EuroPython's own schedule XML, not frab"));
            }
            Some(_) if matches!(name.as_str(), "conference" | "event") => break,
            Some(_) => {}
        }
    }
    match root {
        Some(_) => Ok(Format::FrabXml),
        None => Err(IngestError::foreign("XML without a root element")),
    }
}

/// Whether a document type is that of HTML.
fn is_html(kind: &str) -> bool {
    kind.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("html"))
}

/// What a file with this root element is.
fn foreign_root(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "html" | "head" | "body" | "div" => "an HTML page".to_owned(),
        "icalendar" => "an xCal calendar (iCalendar as XML)".to_owned(),
        "rss" | "feed" => "a news feed".to_owned(),
        "svg" => "an SVG image".to_owned(),
        _ => format!("XML with the root element `<{name}>`, not frab's `<schedule>`"),
    }
}

/// Tells Hallway's own files from other JSON.
fn json(text: &str) -> Result<Format, IngestError> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => own_object(&object),
        Ok(Value::Array(items)) => Err(IngestError::foreign(json_array(&items))),
        Ok(_) => Err(IngestError::foreign("JSON without records")),
        Err(error) if first_line_is_object(text) => {
            tracing::debug!(%error, "not one JSON document; read as lines");
            Ok(Format::HallwayLines)
        }
        Err(error) => Err(IngestError::Json { message: error.to_string() }),
    }
}

/// Whether the first line alone is a JSON object, and not the whole text.
fn first_line_is_object(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.len() < text.trim_end().len() && serde_json::from_str::<Map<String, Value>>(first).is_ok()
}

/// A single object: a document with an event, or a file of one line.
fn own_object(object: &Map<String, Value>) -> Result<Format, IngestError> {
    let has = |key: &str| object.contains_key(key);
    if object.get("schedule").is_some_and(|schedule| schedule.get("conference").is_some()) {
        return Err(IngestError::foreign("a c3voc `schedule.json` (its `schedule.xml` will do)"));
    }
    if has("event") && (has("talks") || has("announcements")) {
        return Ok(Format::Hallway);
    }
    if object.get("event").is_some_and(Value::is_object) {
        return Ok(if object.len() == 1 { Format::HallwayLines } else { Format::Hallway });
    }
    if has("announcement") || (has("title") && (has("id") || has("speakers"))) {
        return Ok(Format::HallwayLines);
    }
    Err(IngestError::foreign(json_object(object)))
}

/// What a JSON object of somebody else is.
fn json_object(object: &Map<String, Value>) -> String {
    let has = |key: &str| object.contains_key(key);
    if has("sessions") && has("speakers") && has("rooms") {
        "a Sessionize export".to_owned()
    } else if has("results") && has("count") && has("next") {
        "a page of the pretalx API".to_owned()
    } else if has("results") && has("_type") {
        "an Indico export".to_owned()
    } else if has("talks") && has("rooms") && has("timezone") {
        "a pretalx widget schedule".to_owned()
    } else if has("videos") && has("recorded") {
        "a pyvideo record".to_owned()
    } else {
        let keys: Vec<&str> = object.keys().take(5).map(String::as_str).collect();
        let keys = crate::ingest::records::clip(&keys.join("`, `"), 120);
        format!("JSON of another kind (its keys are `{keys}`)")
    }
}

/// What a JSON array is.
fn json_array(items: &[Value]) -> String {
    let first = items.first().and_then(Value::as_object);
    let has = |key: &str| first.is_some_and(|object| object.contains_key(key));
    if has("groupId") || has("timeSlots") {
        "a Sessionize export".to_owned()
    } else if has("submission_type") || (has("code") && has("speakers")) {
        "a pretalx list of submissions".to_owned()
    } else {
        "a JSON array (talks go one a line, or into a document with an `event`)".to_owned()
    }
}

/// What a text file that is neither XML nor JSON is.
fn plain_text(text: &str) -> &'static str {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut lines = text.lines().filter(is_content);
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    if first.trim_start().starts_with("BEGIN:VCALENDAR") {
        return "an iCalendar file (not yet supported)";
    }
    if first.starts_with("---") || first.starts_with("- ") || first.ends_with(':') {
        return "a YAML file";
    }
    let separated = |line: &str| [',', ';', '\t'].map(|by| line.matches(by).count() >= 2);
    let both = separated(first).iter().zip(separated(second)).any(|(a, b)| *a && b);
    if both { "a table, perhaps CSV (not yet supported)" } else { "plain text" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> String {
        detect(bytes).unwrap_err().to_string()
    }

    #[test]
    fn own_files_are_known_by_content() {
        let document = br#"{"event": {"slug": "a", "name": "A"}, "talks": []}"#;
        assert_eq!(detect(document), Ok(Format::Hallway));
        let header = b"{\"event\": {\"slug\": \"a\"}}\n{\"id\": \"1\", \"title\": \"T\"}\n";
        assert_eq!(detect(header), Ok(Format::HallwayLines));
        assert_eq!(detect(br#"{"id": "1", "title": "T"}"#), Ok(Format::HallwayLines));
        let frab = b"\xef\xbb\xbf<?xml version='1.0'?><!-- c --><schedule><conference/></schedule>";
        assert_eq!(detect(frab), Ok(Format::FrabXml));
    }

    #[test]
    fn other_files_are_named() {
        assert!(found(b"\x89PNG\r\n\x1a\n123").contains("a PNG image"));
        assert!(found(b"%PDF-1.4").contains("a PDF document"));
        assert!(found(b"PK\x03\x04......xl/workbook.xml").contains("an Excel workbook"));
        assert!(found(b"PK\x03\x04......a.txt").contains("a zip archive"));
        assert!(found(b"<!DOCTYPE html><p>").contains("an HTML page"));
        assert!(found(b"<html><body>").contains("an HTML page"));
        assert!(found(b"BEGIN:VCALENDAR\r\nVERSION:2.0").contains("iCalendar"));
        assert!(found(b"id,title,room\n1,T,A").contains("CSV"));
        assert!(found(b"<program/>").contains("root element `<program>`"));
        assert!(found(b"hello world").contains("plain text"));
        assert!(found(b"- title: x\n").contains("YAML"));
        let europython =
            b"<schedule created='x'><day date='2014-07-21'><entry id='1'/></day></schedule>";
        assert!(found(europython).contains("EuroPython's own"));
        let c3voc = br#"{"schedule": {"conference": {}}}"#;
        assert!(found(c3voc).contains("c3voc `schedule.json`"));
        let sessionize = br#"{"sessions": [], "speakers": [], "questions": [], "rooms": []}"#;
        assert!(found(sessionize).contains("Sessionize"));
        assert!(found(br#"{"a": 1}"#).contains("its keys are `a`"));
        assert!(found(b"[1]").contains("JSON array"));
        for said in [found(b"hello"), found(b"<html>")] {
            assert!(said.contains("frab / c3voc `schedule.xml`"), "no hint in {said}");
        }
    }

    #[test]
    fn unreadable_text_says_why() {
        assert_eq!(detect(b" \n"), Err(IngestError::Empty));
        assert_eq!(detect(b""), Err(IngestError::Empty));
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><schedule>\xe9</schedule>";
        let error = detect(latin).unwrap_err();
        assert!(error.to_string().contains("declared encoding `ISO-8859-1`"), "{error}");
        assert!(matches!(detect(br#"{"event": {"#), Err(IngestError::Json { .. })));
        let large = vec![b' '; MAX_FILE_BYTES + 1];
        assert!(matches!(detect(&large), Err(IngestError::TooLarge { .. })));
    }
}
