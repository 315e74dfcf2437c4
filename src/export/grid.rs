//! The programme as days, rooms and showings, with the ids that frab's formats ask for; shared by
//! the XML and the JSON writer, and knows neither.

use std::collections::HashSet;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Context, ExportError};
use crate::domain::{EventBundle, Slot, State, Talk};
use crate::text;
pub(super) use crate::text::is_web;

/// The programme of an event.
pub(super) struct Grid<'a> {
    /// Days in order.
    pub(super) days: Vec<Day<'a>>,
    /// Track names in order of appearance.
    pub(super) tracks: Vec<&'a str>,
    /// Room names in order of appearance.
    pub(super) rooms: Vec<&'a str>,
}

/// One programme day.
pub(super) struct Day<'a> {
    pub(super) date: Date,
    pub(super) start: Zoned,
    pub(super) end: Zoned,
    pub(super) rooms: Vec<Room<'a>>,
}

/// What one room shows on one day.
pub(super) struct Room<'a> {
    pub(super) name: &'a str,
    pub(super) showings: Vec<Showing<'a>>,
}

/// A talk in one of its slots.
pub(super) struct Showing<'a> {
    pub(super) talk: &'a Talk,
    pub(super) start: Zoned,
    pub(super) end: Zoned,
    pub(super) day: Date,
    pub(super) room: &'a str,
    /// Its place among the talk's showings, from 0.
    pub(super) nth: usize,
    /// A positive number, unique in the file.
    pub(super) number: u32,
    /// A UUID, the same in every export.
    pub(super) guid: String,
}

/// Whether the programme can hold a talk: it has a time and takes place, or is said not to.
pub(super) fn holds(talk: &Talk) -> bool {
    !talk.slots.is_empty() && talk.state != State::Withdrawn
}

/// The rules of the event's zone.
pub(super) fn zone(bundle: &EventBundle) -> Result<TimeZone, ExportError> {
    let name = bundle.event.timezone.as_deref().unwrap_or_default();
    if bundle.talks.iter().all(|talk| talk.slots.is_empty()) && name.is_empty() {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(name).map_err(|_| ExportError::NoTimezone {
        event: bundle.event.slug.clone(),
        zone: name.to_owned(),
    })
}

/// The instants of a slot. Of two instants that clocks show the same time at, it says which it is;
/// a time that they skip is the one after the gap.
pub(super) fn instants(
    talk: &Talk,
    slot: &Slot,
    zone: &TimeZone,
) -> Result<(Zoned, Zoned), ExportError> {
    let failed = |source| ExportError::Time { talk: talk.id.clone(), source };
    let first = |wall| zone.to_ambiguous_zoned(wall).compatible().map_err(failed);
    let second = |wall| zone.to_ambiguous_zoned(wall).later().map_err(failed);
    let start = if slot.start_repeated { second(slot.start) } else { first(slot.start) }?;
    let mut end = if slot.end_repeated { second(slot.end) } else { first(slot.end) }?;
    if end < start {
        end = start.clone();
    }
    Ok((start, end))
}

/// Lays the talks out by day and room.
pub(super) fn lay_out<'a>(
    bundle: &'a EventBundle,
    context: &Context<'_>,
) -> Result<Grid<'a>, ExportError> {
    let zone = zone(bundle)?;
    let mut showings = Vec::new();
    let mut numbers = HashSet::new();
    for talk in bundle.talks.iter().filter(|talk| holds(talk)) {
        for (nth, slot) in talk.slots.iter().enumerate() {
            let (start, end) = instants(talk, slot, &zone)?;
            let nth = context.place(talk, slot, nth);
            let seed = format!("{}/{}/{nth}", bundle.event.slug, talk.id);
            let wanted = if nth == 0 { talk.id.parse().ok() } else { None };
            showings.push(Showing {
                talk,
                start,
                end,
                day: slot.programme_day(),
                room: slot.room.as_deref().unwrap_or_default(),
                nth,
                number: number(wanted, &seed, &mut numbers),
                guid: if nth == 0 && is_uuid(&talk.id) { talk.id.clone() } else { uuid(&seed) },
            });
        }
    }
    showings.sort_by(|a, b| (a.day, &a.start).cmp(&(b.day, &b.start)));
    Ok(Grid {
        tracks: in_order(bundle.talks.iter().filter_map(|talk| talk.track.as_deref())),
        rooms: in_order(showings.iter().map(|showing| showing.room)),
        days: by_day(showings),
    })
}

fn in_order<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    names.filter(|name| !name.is_empty() && seen.insert(*name)).collect()
}

fn by_day(showings: Vec<Showing<'_>>) -> Vec<Day<'_>> {
    let mut days: Vec<Day<'_>> = Vec::new();
    for showing in showings {
        if days.last().is_none_or(|day| day.date != showing.day) {
            days.push(begin_day(&showing));
        }
        let Some(day) = days.last_mut() else { continue };
        day.start = day.start.clone().min(showing.start.clone());
        day.end = day.end.clone().max(showing.end.clone());
        match day.rooms.iter_mut().find(|room| room.name == showing.room) {
            Some(room) => room.showings.push(showing),
            None => day.rooms.push(Room { name: showing.room, showings: vec![showing] }),
        }
    }
    days
}

/// A day that has at least this showing. It starts no later than noon, so that a day of nothing
/// but small hours still starts on its own date.
fn begin_day<'a>(showing: &Showing<'a>) -> Day<'a> {
    let zone = showing.start.time_zone();
    let noon = showing.day.to_datetime(Time::constant(12, 0, 0, 0));
    let noon = zone.to_zoned(noon).unwrap_or_else(|_| showing.start.clone());
    Day {
        date: showing.day,
        start: showing.start.clone().min(noon),
        end: showing.end.clone(),
        rooms: Vec::new(),
    }
}

/// A number for formats that demand one: the wanted one, else one made of the seed.
fn number(wanted: Option<u32>, seed: &str, taken: &mut HashSet<u32>) -> u32 {
    let hash = text::content_hash(seed);
    let made = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) >> 1;
    let mut number = wanted.filter(|n| *n > 0 && *n < 1 << 31).unwrap_or(made).max(1);
    while !taken.insert(number) {
        number = (number % ((1 << 31) - 1)) + 1;
    }
    number
}

/// A UUID of version 8 (RFC 9562, section 5.8) from the hash of a seed.
pub(super) fn uuid(seed: &str) -> String {
    let hash = text::content_hash(seed);
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// Whether a text has the form of a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An instant as frab writes it: local time and offset. Before zones had whole minutes, in UTC.
pub(super) fn date_time(instant: &Zoned) -> String {
    if instant.offset().seconds() % 60 != 0 {
        return instant.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
    instant.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A length as `HH:MM`, or `HH:MM:SS` where seconds matter; frab has two digits for hours.
pub(super) fn length(start: &Zoned, end: &Zoned) -> String {
    let seconds = end.timestamp().as_second() - start.timestamp().as_second();
    let seconds = seconds.clamp(0, 99 * 3600 + 59 * 60);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    }
}

/// The acronym frab wants: at least four characters, which an import takes off again.
pub(super) fn acronym(slug: &str) -> String {
    format!("{slug:_<4}")
}

/// The event's first and last day: as stored, else of its slots.
pub(super) fn days_of(bundle: &EventBundle, grid: &Grid<'_>) -> Option<(Date, Date)> {
    let first = bundle.event.starts_on.or_else(|| grid.days.first().map(|day| day.date))?;
    let last = bundle.event.ends_on.or_else(|| grid.days.last().map(|day| day.date));
    Some((first, last.unwrap_or(first).max(first)))
}

/// The title with the mark that readers know for what does not take place.
pub(super) fn marked_title(talk: &Talk) -> String {
    match talk.state {
        State::Cancelled | State::Withdrawn => format!("[CANCELED] {}", talk.title),
        State::Scheduled | State::Moved | State::Unknown => talk.title.clone(),
    }
}

/// The version of a programme, for readers that compare it.
pub(super) fn version(now: Timestamp) -> String {
    now.strftime("%Y-%m-%d %H:%M").to_string()
}
