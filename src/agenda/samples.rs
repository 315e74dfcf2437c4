//! Small talks for the tests of this module.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::domain::{Event, EventBundle, Slot, Talk};

/// A day without a change of clocks.
pub(super) fn today() -> Date {
    date(2024, 12, 27)
}

/// A slot from and until some minutes after midnight.
pub(super) fn slot(from_min: i64, until_min: i64, room: &str) -> Slot {
    let midnight = today().at(0, 0, 0, 0);
    let at = |minutes: i64| midnight.saturating_add(SignedDuration::from_mins(minutes));
    Slot { room: Some(room.into()), ..Slot::new(at(from_min), at(until_min)) }
}

/// A talk with these times.
pub(super) fn talk(id: &str, slots: Vec<Slot>) -> Talk {
    let (id, title) = (id.to_owned(), format!("About {id}"));
    Talk { slug: id.clone(), id, title, event: "event".into(), slots, ..Talk::default() }
}

/// An event with a zone.
pub(super) fn event() -> Event {
    let timezone = Some("Europe/Berlin".to_owned());
    Event { slug: "event".into(), name: "Event".into(), timezone, ..Event::default() }
}

/// The event with talks.
pub(super) fn bundle(talks: Vec<Talk>) -> EventBundle {
    EventBundle { event: event(), talks, announcements: Vec::new() }
}
