//! A table for spreadsheets (RFC 4180): one row a slot, or one for a talk without any. Cells that
//! a spreadsheet would run as a formula begin with an apostrophe.

use super::ExportError;
use crate::domain::{EventBundle, LinkKind, Slot, Talk};
use crate::text;

/// The columns, in order.
const COLUMNS: [&str; 23] = [
    "id",
    "slug",
    "title",
    "subtitle",
    "kind",
    "state",
    "languages",
    "track",
    "day",
    "start",
    "end",
    "timezone",
    "room",
    "speakers",
    "affiliations",
    "topics",
    "abstract",
    "video",
    "slides",
    "feedback",
    "page",
    "duration_s",
    "published",
];

/// Writes the table.
pub(super) fn write(bundle: &EventBundle) -> Result<Vec<u8>, ExportError> {
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for talk in &bundle.talks {
        if talk.slots.is_empty() {
            table.write_record(row(bundle, talk, None))?;
        }
        for slot in &talk.slots {
            table.write_record(row(bundle, talk, Some(slot)))?;
        }
    }
    table.into_inner().map_err(|error| ExportError::Write(error.into_error()))
}

fn row(bundle: &EventBundle, talk: &Talk, slot: Option<&Slot>) -> [String; 23] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let link = |kind| talk.link(kind).map(|link| link.url.clone()).unwrap_or_default();
    let names = talk.speakers.iter().map(|speaker| speaker.name.as_str());
    let affiliations = talk.speakers.iter().filter_map(|speaker| speaker.affiliation.as_deref());
    let source =
        if talk.abstract_text.is_empty() { &talk.description } else { &talk.abstract_text };
    let minute = |time: jiff::civil::DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
    [
        talk.id.clone(),
        talk.slug.clone(),
        talk.title.clone(),
        optional(&talk.subtitle),
        talk.kind.as_str().to_owned(),
        talk.state.as_str().to_owned(),
        talk.languages.join("; "),
        optional(&talk.track),
        slot.map(|slot| slot.programme_day().to_string()).unwrap_or_default(),
        slot.map(|slot| minute(slot.start)).unwrap_or_default(),
        slot.map(|slot| minute(slot.end)).unwrap_or_default(),
        slot.and(bundle.event.timezone.clone()).unwrap_or_default(),
        slot.and_then(|slot| slot.room.clone()).unwrap_or_default(),
        names.collect::<Vec<_>>().join("; "),
        affiliations.collect::<Vec<_>>().join("; "),
        talk.topics.join("; "),
        text::plain(source),
        link(LinkKind::Video),
        link(LinkKind::Slides),
        link(LinkKind::Feedback),
        link(LinkKind::Page),
        talk.duration_s.map(|seconds| seconds.to_string()).unwrap_or_default(),
        talk.published.map(|date| date.to_string()).unwrap_or_default(),
    ]
    .map(harmless)
}

/// Keeps a spreadsheet from running a cell (OWASP, CSV injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
