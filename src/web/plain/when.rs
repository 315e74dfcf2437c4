//! Days and times as a terminal shows them, on the event's clock.

use jiff::civil::Date;

use crate::domain::{Clock, Event, Slot};

/// `10:00-10:40`.
pub(super) fn hours(slot: &Slot) -> String {
    format!("{}-{}", slot.start.strftime("%H:%M"), slot.end.strftime("%H:%M"))
}

/// `Wednesday, 19 June 2024`.
pub(super) fn long_day(date: Date) -> String {
    date.strftime("%A, %-d %B %Y").to_string()
}

/// `19 June 2024`, or the two days it runs between.
pub(super) fn days(event: &Event) -> Option<String> {
    let first = event.starts_on?;
    let last = event.ends_on.filter(|last| *last > first);
    let day = |date: Date| date.strftime("%-d %B %Y").to_string();
    Some(match last {
        Some(last) => format!("{} to {}", day(first), day(last)),
        None => day(first),
    })
}

/// `Wed 19 June 2024, 10:00-10:40 (Europe/Paris, UTC+02:00)`: the offset is that of the start.
pub(super) fn showing(event: &Event, slot: &Slot) -> String {
    let day = slot.start.strftime("%a %-d %B %Y");
    let clock = Clock::of(event);
    let Ok(zone) = clock.name() else { return format!("{day}, {}", hours(slot)) };
    let offset = clock.wall(clock.start(slot)).strftime("UTC%:z");
    format!("{day}, {} ({zone}, {offset})", hours(slot))
}
