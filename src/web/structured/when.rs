//! Times as ISO 8601: with the offset that held at that instant, where the zone is known.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::domain::{Clock, Event, Slot};

/// A day, or a time of day on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct When(String);

/// From when until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Span {
    #[serde(rename = "startDate")]
    pub(super) start: When,
    #[serde(rename = "endDate", skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<When>,
}

/// Writes times of one event.
pub(super) struct Times<'a> {
    event: &'a Event,
    clock: Clock,
}

impl<'a> Times<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        Self { event, clock: Clock::of(event) }
    }

    /// When a slot is; one that does not end after it starts has no end.
    pub(super) fn slot(&self, slot: &Slot) -> Span {
        let (start, end) = (self.clock.start(slot), self.clock.end(slot));
        Span {
            start: self.write(start, slot.start),
            end: (end > start).then(|| self.write(end, slot.end)),
        }
    }

    /// From the first slot to the last.
    pub(super) fn slots(&self, slots: &[&Slot]) -> Option<Span> {
        let first = slots.iter().min_by_key(|slot| self.clock.start(slot))?;
        let last = slots.iter().max_by_key(|slot| self.clock.end(slot))?;
        let end = self.write(self.clock.end(last), last.end);
        Some(Span { end: Some(end), ..self.slot(first) })
    }

    /// When the event is. Its days are told by the hour where the programme reaches them: a
    /// programme of one of three days does not say when the event ends.
    pub(super) fn whole(&self, slots: &[&Slot]) -> Option<Span> {
        let timed = self.slots(slots);
        let Some(first_day) = self.event.starts_on else { return timed };
        let last_day = self.event.ends_on.unwrap_or(first_day);
        let reaches = |day: Date| slots.iter().any(|slot| slot.programme_day() == day);
        let start = timed.as_ref().map(|span| span.start.clone());
        let end = timed.and_then(|span| span.end);
        Some(Span {
            start: start.filter(|_| reaches(first_day)).unwrap_or_else(|| day(first_day)),
            end: Some(end.filter(|_| reaches(last_day)).unwrap_or_else(|| day(last_day))),
        })
    }

    fn write(&self, instant: Timestamp, wall: DateTime) -> When {
        // Without a zone the wall time is all that is known.
        if self.clock.name().is_err() {
            return When(wall.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        }
        let zoned = self.clock.wall(instant);
        When(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }
}

/// A day.
pub(super) fn day(date: Date) -> When {
    When(date.to_string())
}

/// A length as ISO 8601 writes it: `PT1H22M5S`.
pub(super) fn duration(seconds: u32) -> String {
    let parts = [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')];
    let told = parts.iter().filter(|(number, _)| *number > 0);
    let told: String = told.map(|(number, unit)| format!("{number}{unit}")).collect();
    if told.is_empty() { "PT0S".to_owned() } else { format!("PT{told}") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn berlin() -> Event {
        Event {
            timezone: Some("Europe/Berlin".into()),
            starts_on: Some(date(2026, 10, 24)),
            ends_on: Some(date(2026, 10, 25)),
            ..Event::default()
        }
    }

    #[test]
    fn the_night_that_clocks_go_back_tells_both_halves_by_their_offset() {
        let event = berlin();
        let night = date(2026, 10, 25);
        let slot =
            Slot { end_repeated: true, ..Slot::new(night.at(2, 30, 0, 0), night.at(2, 15, 0, 0)) };
        let span = Times::of(&event).slot(&slot);
        assert_eq!(span.start.0, "2026-10-25T02:30:00+02:00");
        assert_eq!(span.end.unwrap().0, "2026-10-25T02:15:00+01:00");
    }

    #[test]
    fn an_event_is_told_by_the_hour_only_on_days_its_programme_reaches() {
        let event = berlin();
        let first = date(2026, 10, 24);
        let slot = Slot::new(first.at(9, 0, 0, 0), first.at(10, 0, 0, 0));
        let span = Times::of(&event).whole(&[&slot]).unwrap();
        assert_eq!(span.start.0, "2026-10-24T09:00:00+02:00");
        assert_eq!(span.end.unwrap().0, "2026-10-25");
        let none = Times::of(&event).whole(&[]).unwrap();
        assert_eq!(none.start.0, "2026-10-24");
        assert_eq!(Times::of(&Event::default()).whole(&[]), None);
    }

    #[test]
    fn no_offset_is_claimed_without_a_zone_and_no_end_before_the_start() {
        let event = Event::default();
        let noon = date(2024, 6, 19).at(12, 0, 0, 0);
        let span = Times::of(&event).slot(&Slot::new(noon, noon));
        assert_eq!(span.start.0, "2024-06-19T12:00:00");
        assert_eq!(span.end, None);
    }

    #[test]
    fn lengths_leave_out_what_is_nought() {
        for (seconds, expected) in [(0, "PT0S"), (1500, "PT25M"), (4925, "PT1H22M5S")] {
            assert_eq!(duration(seconds), expected);
        }
    }
}
