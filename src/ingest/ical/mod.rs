//! iCalendar in all its flavours: Sched, pretalx, symposion, ics.py, FOSDEM, hand-made files, and
//! Hallway's own. What a calendar is once it is split into entries is read here for xCal too.

mod calendar;
mod ids;
mod lines;
mod own;
mod speakers;
mod talk;
mod value;
mod when;
mod words;
mod zone;

use std::collections::HashSet;

pub(super) use calendar::{Calendar, Component};
pub(super) use lines::Property;
pub(super) use value::escaped;

use super::draft::Draft;
use super::report::Report;
use super::time::DAY_CHANGE;
use super::zone::Zone;
use super::{IngestError, ParseOptions, rooms, settle, words as common};
use crate::domain::{Event, EventBundle};
use crate::text;
use own::OwnHead;
use talk::Common;
use when::Clocks;

/// Most entries read; the largest real programme seen has 1,400. Times of one talk are compared
/// with each other, so that more would take minutes in a file made to be slow.
const MAX_ENTRIES: usize = 20_000;
/// Longest description of a calendar that can be its name.
const MAX_NAME_CHARS: usize = 80;
/// Names that calendars have of a program, and not of an event.
const NO_NAMES: [&str; 4] = ["event calendar", "calendar", "schedule", "my calendar"];

/// Reads a calendar.
///
/// # Errors
///
/// It has no entries at all, too many, or a needed zone or event name is missing.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    read(&calendar::sort(lines::properties(text), report), options, report)
}

/// Reads a calendar that is already split into entries.
///
/// # Errors
///
/// As [`parse`].
pub(super) fn read(
    calendar: &Calendar,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    if calendar.entries.len() > MAX_ENTRIES {
        let line = calendar.entries.last().map_or(1, |entry| entry.line);
        return Err(IngestError::Limit { what: "the number of entries", limit: MAX_ENTRIES, line });
    }
    let head = OwnHead::of(calendar);
    let event = event(calendar, &head, options)?;
    if calendar.entries.is_empty() {
        report.warn("no-sessions", "calendar", "the file holds no session");
        return Ok(EventBundle { event, ..EventBundle::default() });
    }
    let named = zone::Zones::of(calendar, report);
    let zone = zone::of_event(calendar, &named, &event.slug, options, report)?;
    let clocks = Clocks { event: &zone, named: &named };
    let (drafts, location) = if own::is_own(calendar) {
        (own_drafts(calendar, &head, clocks, report), Some(head.location))
    } else {
        let mut drafts = drafts(calendar, clocks, report);
        let address = rooms::settle(&mut drafts);
        (drafts, address)
    };
    let location = location.filter(|location| !location.is_empty());
    Ok(bundle(Event { location, ..event }, zone, drafts, options, report))
}

/// The drafts of a calendar that another program wrote.
fn drafts(calendar: &Calendar, clocks: Clocks<'_>, report: &mut Report) -> Vec<Draft> {
    let speakers = speakers::Source::of(calendar);
    let uids = ids::Uids::of(calendar, report);
    let titles = || calendar.entries.iter().map(|entry| entry.line_of("SUMMARY"));
    let typed = titles().filter(|title| words::type_before(title).is_some()).count();
    let titles_have_types = typed * 2 > calendar.entries.len();
    let common = Common { clocks, speakers: &speakers, uids: &uids, titles_have_types };
    let changed = changed_times(calendar);
    let stands = |entry: &&Component| {
        entry.get("RECURRENCE-ID").is_some()
            || !changed.contains(&(entry.line_of("UID"), entry.line_of("DTSTART")))
    };
    let entries = calendar.entries.iter().filter(stands);
    let mut drafts: Vec<Draft> = entries.map(|it| talk::draft(it, &common, report)).collect();
    speakers.in_titles(&mut drafts);
    drafts
}

/// UIDs and times of repeated entries that another entry replaces.
fn changed_times(calendar: &Calendar) -> HashSet<(String, String)> {
    let changes = calendar.entries.iter().filter(|entry| entry.get("RECURRENCE-ID").is_some());
    changes.map(|entry| (entry.line_of("UID"), entry.line_of("RECURRENCE-ID"))).collect()
}

/// The drafts of our own export. Its UIDs end in the slug that the event had there.
fn own_drafts(
    calendar: &Calendar,
    head: &OwnHead,
    clocks: Clocks<'_>,
    report: &mut Report,
) -> Vec<Draft> {
    let slug = Some(head.slug.clone()).filter(|slug| !slug.is_empty());
    let slug = slug.unwrap_or_else(|| text::slugify(&name(calendar)));
    let entries = calendar.entries.iter();
    entries.map(|entry| talk::own_draft(entry, &slug, head, clocks, report)).collect()
}

/// Files what was read under days, and puts it together.
fn bundle(
    event: Event,
    zone: Zone,
    mut drafts: Vec<Draft>,
    options: &ParseOptions,
    report: &mut Report,
) -> EventBundle {
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(DAY_CHANGE));
    for slot in drafts.iter_mut().flat_map(|draft| &mut draft.talk.slots) {
        slot.day.take_if(|day| *day == slot.start.date());
    }
    settle::bundle(event, Some(zone), drafts, report)
}

/// The event as the calendar's own properties describe it.
fn event(
    calendar: &Calendar,
    head: &OwnHead,
    options: &ParseOptions,
) -> Result<Event, IngestError> {
    let own = Some(head.slug.clone()).filter(|slug| !slug.is_empty());
    let by_uid = || {
        let uid = calendar.entries.first()?.line_of("UID");
        ids::pretalx_event(&uid).map(str::to_owned)
    };
    if let Some(slug) = own {
        return settle::event(&slug, &name(calendar), options)
            .map(|event| described(event, calendar));
    }
    // Sched's calendar is named by the event's short name, and its product by the full one.
    let product = calendar.head.line_of("PRODID");
    let sched = product.strip_prefix("-//Sched.com ").and_then(|rest| rest.split("//").next());
    let event = match sched {
        Some(full) => settle::event(&name(calendar), full, options)?,
        None => {
            let short = by_uid().unwrap_or_default();
            settle::event(&short, &name(calendar), options)?
        }
    };
    Ok(described(event, calendar))
}

/// The event with what a calendar says about it beside its name.
fn described(event: Event, calendar: &Calendar) -> Event {
    let url = calendar.head.line_of("URL");
    let description = calendar.head.text("DESCRIPTION");
    Event {
        url: common::is_web(&url).then_some(url),
        description: (!description.is_empty()).then_some(description),
        ..event
    }
}

/// The calendar's name.
fn name(calendar: &Calendar) -> String {
    let names = ["NAME", "X-WR-CALNAME", "X-WR-CALDESC", "SUMMARY"];
    let fits = |property: &str, name: &str| {
        let is_short = name.chars().count() <= MAX_NAME_CHARS;
        !name.is_empty()
            && (is_short || !matches!(property, "X-WR-CALDESC" | "SUMMARY"))
            && !NO_NAMES.contains(&name.to_lowercase().as_str())
    };
    let named = names.into_iter().map(|property| (property, calendar.head.line_of(property)));
    named
        .filter(|(property, name)| fits(property, name))
        .map(|(_, name)| name)
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
