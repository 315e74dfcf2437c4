//! A table for spreadsheets (RFC 4180): one row a slot, or one for a talk without any. Cells that
//! a spreadsheet would run as a formula begin with an apostrophe. Our importer reads it back.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::ExportError;
use crate::domain::{Appearance, EventBundle, Link, LinkKind, Slot, Talk};

/// The columns, in order. The importer knows the table by their names.
const COLUMNS: [&str; 30] = [
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
    "description",
    "video",
    "slides",
    "feedback",
    "page",
    "links",
    "duration_s",
    "published",
    "source_title",
    "source_ids",
    "speaker_ids",
    "event",
    "event_name",
];

/// The columns of single links, in the order in which the importer puts them.
const LINK_KINDS: [LinkKind; 4] =
    [LinkKind::Page, LinkKind::Feedback, LinkKind::Video, LinkKind::Slides];

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

fn row(bundle: &EventBundle, talk: &Talk, slot: Option<&Slot>) -> [String; 30] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let url = |kind| talk.link(kind).map(|link| link.url.clone()).unwrap_or_default();
    let zone = bundle.event.timezone.as_deref().unwrap_or_default();
    [
        talk.id.clone(),
        talk.slug.clone(),
        talk.title.clone(),
        optional(&talk.subtitle),
        talk.kind.as_str().to_owned(),
        talk.state.as_str().to_owned(),
        list(talk.languages.iter().map(String::as_str)),
        optional(&talk.track),
        slot.map(|slot| slot.programme_day().to_string()).unwrap_or_default(),
        slot.map(|slot| moment(slot.start, slot.start_repeated, zone)).unwrap_or_default(),
        slot.map(|slot| moment(slot.end, slot.end_repeated, zone)).unwrap_or_default(),
        slot.and(bundle.event.timezone.clone()).unwrap_or_default(),
        slot.and_then(|slot| slot.room.clone()).unwrap_or_default(),
        list(talk.speakers.iter().map(|speaker| speaker.name.as_str())),
        list_beside(&talk.speakers, |speaker| speaker.affiliation.as_deref()),
        list(talk.topics.iter().map(String::as_str)),
        talk.abstract_text.clone(),
        talk.description.clone(),
        url(LinkKind::Video),
        url(LinkKind::Slides),
        url(LinkKind::Feedback),
        url(LinkKind::Page),
        links(&talk.links),
        talk.duration_s.map(|seconds| seconds.to_string()).unwrap_or_default(),
        talk.published.map(|date| date.to_string()).unwrap_or_default(),
        optional(&talk.source_title),
        list(talk.source_ids.iter().map(String::as_str)),
        list_beside(&talk.speakers, |speaker| speaker.id.as_deref()),
        bundle.event.slug.clone(),
        bundle.event.name.clone(),
    ]
    .map(harmless)
}

/// A list with `; ` between its parts, and a backslash before what would part them.
fn list<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let parts = parts.map(|part| part.replace('\\', "\\\\").replace(';', "\\;"));
    parts.collect::<Vec<_>>().join("; ")
}

/// A list as long as that of the people, so that it is plain whose is whose; empty where nobody
/// has any.
fn list_beside(people: &[Appearance], of: fn(&Appearance) -> Option<&str>) -> String {
    if people.iter().all(|person| of(person).is_none()) {
        return String::new();
    }
    list(people.iter().map(|person| of(person).unwrap_or_default()))
}

/// A wall time to the minute, as spreadsheets know it, and finer only where it is. The second of
/// two equal ones, when clocks go back, needs its offset.
fn moment(wall: DateTime, is_repeated: bool, zone: &str) -> String {
    let zoned = TimeZone::get(zone).ok().filter(|_| is_repeated);
    let zoned = zoned.and_then(|zone| zone.into_ambiguous_zoned(wall).later().ok());
    if let Some(zoned) = zoned {
        return super::grid::date_time(&zoned);
    }
    let format = if wall.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    wall.strftime(format).to_string()
}

/// All links with their texts, one a line, where there is more to them than their columns hold.
fn links(links: &[Link]) -> String {
    let single = LINK_KINDS.iter().filter_map(|kind| links.iter().find(|link| link.kind == *kind));
    let is_plain = single.eq(links) && links.iter().all(|link| link.title.is_none());
    let is_line = |link: &&Link| !link.url.is_empty() && !link.url.contains(char::is_whitespace);
    let lines = links.iter().filter(is_line).filter(|_| !is_plain).map(|link| {
        let title = link.title.iter().flat_map(|title| title.split_whitespace());
        let words = [link.kind.as_str(), link.url.as_str()].into_iter().chain(title);
        words.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Keeps a spreadsheet from running a cell (OWASP, CSV injection). Apostrophes that stand before
/// such a cell already get one more, so that taking one off is always right.
fn harmless(cell: String) -> String {
    const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];
    let is_formula = cell.trim_start_matches('\'').starts_with(FORMULA_STARTS);
    if is_formula { format!("'{cell}") } else { cell }
}
