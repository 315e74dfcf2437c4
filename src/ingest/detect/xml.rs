//! Tells XML schedules apart by their elements; reads no records.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::ingest::{Format, IngestError};

/// Tells schedules from other XML by the root element and what stands below it.
pub(super) fn detect(text: &str) -> Result<Format, IngestError> {
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
            None if name.eq_ignore_ascii_case("icalendar") => return Ok(Format::Xcal),
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
        "rss" | "feed" => "a news feed".to_owned(),
        "svg" => "an SVG image".to_owned(),
        _ => format!("XML with the root element `<{name}>`, not frab's `<schedule>`"),
    }
}
