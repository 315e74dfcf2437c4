//! Says what a file is from its content alone, never from its name; reads no records.

mod binary;
mod json;
mod plain;
mod xml;

pub(super) use binary::is_plain_zip;

use super::{Format, IngestError, MAX_FILE_BYTES};

/// What kind of schedule these bytes hold.
///
/// # Errors
///
/// Says what was found instead: another kind of file, text that is not UTF-8, nothing at all.
pub fn detect(bytes: &[u8]) -> Result<Format, IngestError> {
    if let Some(format) = binary::workbook(bytes) {
        return Ok(format);
    }
    let text = text_of(bytes)?.trim_start();
    match text.as_bytes().first() {
        Some(b'<') => xml::detect(text),
        Some(b'{' | b'[') => json::detect(text),
        _ => plain::detect(text),
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
    if let Some(found) = binary::name(bytes) {
        return Err(IngestError::foreign(found));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| IngestError::NotUtf8 {
        offset: error.valid_up_to(),
        declared: declared_encoding(bytes),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err(IngestError::Empty) } else { Ok(text) }
}

/// The encoding an XML declaration names, for the error message.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let rest = head.strip_prefix("<?xml")?.split_once("encoding=")?.1;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
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
        assert!(found(b"PK\x03\x04......word/document.xml").contains("a Word document"));
        assert!(found(b"PK\x03\x04......a.txt").contains("a zip archive"));
        assert!(found(b"<!DOCTYPE html><p>").contains("an HTML page"));
        assert!(found(b"<html><body>").contains("an HTML page"));
        assert!(found(b"<program/>").contains("root element `<program>`"));
        assert!(found(b"hello world").contains("plain text"));
        assert!(found(b"- title: x\n").contains("YAML"));
        let europython =
            b"<schedule created='x'><day date='2014-07-21'><entry id='1'/></day></schedule>";
        assert!(found(europython).contains("EuroPython's own"));
        assert!(found(br#"{"a": 1}"#).contains("its keys are `a`"));
        assert!(found(b"[1]").contains("JSON array"));
        for said in [found(b"hello"), found(b"<html>")] {
            assert!(said.contains("frab / c3voc `schedule.xml`"), "no hint in {said}");
        }
    }

    #[test]
    fn exports_of_other_systems_are_known_by_content() {
        for (content, format) in [
            (r#"{"schedule": {"conference": {"days": []}}}"#, Format::FrabJson),
            (r#"{"schedule": {"conference": {}, "events": []}}"#, Format::FrabJsonV2),
            (r#"{"talks": [], "rooms": [], "timezone": "UTC"}"#, Format::PretalxWidget),
            (r#"{"count": 0, "next": null, "previous": null, "results": []}"#, Format::PretalxApi),
            (r#"[{"code": "A", "submission_type": "Talk"}]"#, Format::PretalxApi),
            (r#"{"A": {"code": "A", "title": "T"}}"#, Format::PretalxApi),
            (r#"[{"id": 1, "submission": null, "room": 2, "start": "x"}]"#, Format::PretalxApi),
            (r#"[{"id": 1, "name": {}, "capacity": 2, "position": 0}]"#, Format::PretalxApi),
            (r#"{"slug": "a", "date_from": "x", "date_to": "x"}"#, Format::PretalxApi),
            (r#"{"sessions": [], "speakers": [], "rooms": []}"#, Format::Sessionize),
            (r#"[{"groupId": 1, "sessions": []}]"#, Format::Sessionize),
            (
                r#"{"count": 1, "_type": "HTTPAPIResult", "results": [], "ts": 1}"#,
                Format::IndicoJson,
            ),
            (r#"{"schedule": [], "conference": {}}"#, Format::PyconJson),
            (r#"{"title": "T", "recorded": "2024-01-01", "videos": []}"#, Format::Pyvideo),
            (r#"{"title": "Conf 2023"}"#, Format::Pyvideo),
            (r#"[{"title": "T", "speakers": [], "videos": []}]"#, Format::Pyvideo),
            (r#"{"event": {"name": "E"}, "sessions": [], "tracks": []}"#, Format::OpenEvent),
            (r#"[{"event_key": "1", "name": "T"}]"#, Format::SchedJson),
            ("<iCalendar><vcalendar/></iCalendar>", Format::Xcal),
            ("BEGIN:VCALENDAR\r\nVERSION:2.0", Format::Ics),
            ("id,title,room\n1,T,A", Format::Csv),
            ("Room;Session Title;Start\n", Format::Csv),
            ("---\n- id: a\n  raw_title: b\n", Format::RubyEvents),
            ("PK\u{3}\u{4}......xl/workbook.xml", Format::Xlsx),
        ] {
            assert_eq!(detect(content.as_bytes()), Ok(format), "{content}");
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
