//! iCalendar (RFC 5545, RFC 7986) with one entry a slot, in the event's zone. Talks without a time
//! are left out; those that do not take place stay, as cancelled.

mod entry;
mod line;
mod timezone;

use jiff::Timestamp;

use super::grid::{self, is_web};
use super::{Context, ExportError};
use crate::domain::EventBundle;
use crate::text;
use entry::{Common, Showing, one_line, utc};
use line::Lines;

/// How often a calendar should ask again: programmes change within the hour before a talk.
const REFRESH: &str = "PT1H";
/// Zones whose times are written in UTC, which needs no rules.
const UTC_NAMES: [&str; 3] = ["UTC", "Etc/UTC", "Etc/UCT"];

/// Writes the calendar.
pub(super) fn write(bundle: &EventBundle, context: &Context<'_>) -> Result<Vec<u8>, ExportError> {
    let zone = grid::zone(bundle)?;
    let showings = showings(bundle, context)?;
    let event = &bundle.event;
    let name = event.timezone.as_deref().filter(|name| !UTC_NAMES.contains(name));
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    head(&mut lines, bundle, context);
    let first = showings.iter().map(|showing| showing.start.timestamp()).min();
    let last = showings.iter().map(|showing| showing.end.timestamp()).max();
    if let (Some(name), Some(span)) = (name, first.zip(last)) {
        timezone::write(&mut lines, name, &zone, span);
    }
    let location = event.location.as_deref();
    let common = Common { event: &event.slug, location, zone: name, context };
    for showing in &showings {
        entry::write(&mut lines, showing, &common);
    }
    lines.raw("END", "VCALENDAR");
    Ok(lines.into_bytes())
}

/// The talks at each of their times, in the bundle's order.
fn showings<'a>(
    bundle: &'a EventBundle,
    context: &Context<'_>,
) -> Result<Vec<Showing<'a>>, ExportError> {
    let zone = grid::zone(bundle)?;
    let mut showings = Vec::new();
    for talk in &bundle.talks {
        for (nth, slot) in talk.slots.iter().enumerate() {
            let (start, end) = grid::instants(talk, slot, &zone)?;
            showings.push(Showing {
                talk,
                number: context.place(talk, slot, nth) + 1,
                start,
                end,
                day: slot.programme_day(),
                room: slot.room.as_deref(),
            });
        }
    }
    Ok(showings)
}

/// The properties of the calendar as a whole, in the words of the standard and in those that
/// programs used before it.
fn head(lines: &mut Lines, bundle: &EventBundle, context: &Context<'_>) {
    let event = &bundle.event;
    lines.raw("VERSION", "2.0");
    lines.text("PRODID", "-//Hallway//Conference companion//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    for name in ["NAME", "X-WR-CALNAME"] {
        lines.text(name, &one_line(&event.name));
    }
    if let Some(description) = &event.description {
        for name in ["DESCRIPTION", "X-WR-CALDESC"] {
            lines.text(name, &one_line(description));
        }
    }
    if let Some(url) = event.url.as_deref().filter(|url| is_web(url)) {
        lines.raw("URL", url);
    }
    if let Some(source) = context.source.filter(|url| is_web(url)) {
        lines.raw_with("SOURCE", &[("VALUE", "URI")], source);
    }
    lines.raw("LAST-MODIFIED", &utc(last_modified(bundle, context)));
    lines.raw_with("REFRESH-INTERVAL", &[("VALUE", "DURATION")], REFRESH);
    lines.raw("X-PUBLISHED-TTL", REFRESH);
    if let Some(zone) = &event.timezone {
        lines.text("X-WR-TIMEZONE", zone);
    }
    // What the importer cannot tell from the rest.
    if text::slugify(&one_line(&event.name)) != event.slug {
        lines.text("X-HALLWAY-EVENT", &event.slug);
    }
    if let Some(location) = &event.location {
        lines.text("X-HALLWAY-LOCATION", &one_line(location));
    }
}

/// When any of the talks was changed last.
fn last_modified(bundle: &EventBundle, context: &Context<'_>) -> Timestamp {
    let talks = bundle.talks.iter().map(|talk| context.revision(&talk.id).last_modified);
    talks.max().unwrap_or(context.now)
}

#[cfg(test)]
mod tests;
