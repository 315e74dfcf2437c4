//! iCalendar (RFC 5545) with one entry a slot. Times are UTC instants, which need no `VTIMEZONE`
//! to be right; the venue's zone stands in `X-WR-TIMEZONE`. Talks without a time are left out.

use icalendar::{Calendar, Component, Event as Entry, EventLike, EventStatus};
use jiff::{Timestamp, Zoned};

use super::ExportError;
use super::grid::{self, is_web};
use crate::domain::{EventBundle, LinkKind, Slot, State, Talk};
use crate::text;

/// The longest line, without its end (RFC 5545, section 3.1).
const MAX_LINE_BYTES: usize = 75;
/// How often a calendar should ask again: programmes change within the hour before a talk.
const REFRESH: &str = "PT1H";

/// Writes the calendar.
pub(super) fn write(bundle: &EventBundle, now: Timestamp) -> Result<Vec<u8>, ExportError> {
    let zone = grid::zone(bundle)?;
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Hallway//Conference companion//EN"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("X-WR-CALNAME", one_line(&bundle.event.name).as_str()))
        .append_property(("X-PUBLISHED-TTL", REFRESH));
    if let Some(zone) = &bundle.event.timezone {
        calendar.append_property(("X-WR-TIMEZONE", one_line(zone).as_str()));
    }
    for talk in &bundle.talks {
        for (nth, slot) in talk.slots.iter().enumerate() {
            let instants = grid::instants(talk, slot, &zone)?;
            calendar.push(entry(bundle, talk, (nth, slot), instants, now));
        }
    }
    Ok(refolded(&calendar.to_string()).into_bytes())
}

/// The same calendar with no line above [`MAX_LINE_BYTES`]: the writer's own folding forgets the
/// space that begins a continued line.
fn refolded(calendar: &str) -> String {
    let mut folded = String::with_capacity(calendar.len());
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let mut bytes = 0;
        for character in line.chars() {
            if bytes + character.len_utf8() > MAX_LINE_BYTES {
                folded.push_str("\r\n ");
                bytes = 1;
            }
            folded.push(character);
            bytes += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

fn entry(
    bundle: &EventBundle,
    talk: &Talk,
    (nth, slot): (usize, &Slot),
    (start, end): (Zoned, Zoned),
    now: Timestamp,
) -> Entry {
    let mut entry = Entry::new();
    entry
        .uid(&uid(&bundle.event.slug, &talk.id, nth))
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(start.timestamp()))
        .summary(&one_line(&talk.title))
        .description(&description(talk))
        .status(match talk.state {
            State::Cancelled | State::Withdrawn => EventStatus::Cancelled,
            State::Scheduled | State::Moved | State::Unknown => EventStatus::Confirmed,
        });
    // An end must be later than the start (RFC 5545, section 3.8.2.2).
    if end > start {
        entry.add_property("DTEND", utc(end.timestamp()));
    }
    let place = [slot.room.as_deref(), bundle.event.location.as_deref()];
    let place: Vec<String> = place.into_iter().flatten().map(one_line).collect();
    if !place.is_empty() {
        entry.location(&place.join(", "));
    }
    if let Some(track) = &talk.track {
        entry.categories([one_line(track)]);
    }
    if let Some(link) = talk.link(LinkKind::Page).filter(|link| is_web(&link.url)) {
        entry.url(&link.url);
    }
    entry.done()
}

/// The same for as long as the talk is known by its id, wherever it is moved to.
fn uid(event: &str, talk: &str, nth: usize) -> String {
    let showing = if nth == 0 { String::new() } else { format!("-{}", nth + 1) };
    format!("{}{showing}@{event}", one_line(talk))
}

/// Who speaks, then the abstract as plain text.
fn description(talk: &Talk) -> String {
    let names: Vec<String> = talk
        .speakers
        .iter()
        .map(|speaker| match &speaker.affiliation {
            Some(affiliation) => format!("{} ({affiliation})", speaker.name),
            None => speaker.name.clone(),
        })
        .collect();
    let names = one_line(&names.join(", "));
    let source =
        if talk.abstract_text.is_empty() { &talk.description } else { &talk.abstract_text };
    let parts = [names, text::plain(source)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text on one line: a line break would begin a property of a stranger's choosing. Commas and
/// semicolons are escaped by the writer.
fn one_line(text: &str) -> String {
    let text = text::strip_control(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
