//! Talks at each of their times, as instants that can be compared. Chooses nothing.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::{Clock, Event, Slot, State, Talk};

/// A talk at one of its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Showing<'a> {
    /// The talk.
    pub talk: &'a Talk,
    /// Which of its times, with the room.
    pub slot: &'a Slot,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends; never before it starts.
    pub end: Timestamp,
}

impl<'a> Showing<'a> {
    /// Whether both are given at once. One that ends when the other starts does not count.
    pub fn overlaps(&self, other: &Showing<'_>) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The room, where the programme names it.
    pub fn room(&self) -> Option<&'a str> {
        self.slot.room.as_deref()
    }

    /// The programme's day.
    pub fn day(&self) -> Date {
        self.slot.programme_day()
    }
}

/// Whether somebody can go to a talk: it was neither cancelled nor taken out of the programme.
pub fn takes_place(talk: &Talk) -> bool {
    !matches!(talk.state, State::Cancelled | State::Withdrawn)
}

/// Talks of an event at every time they have, in the order given and then of their times.
pub fn showings<'a>(
    event: &Event,
    talks: impl IntoIterator<Item = &'a Talk>,
) -> Vec<Showing<'a>> {
    let clock = Clock::of(event);
    let showing = |talk: &'a Talk, slot: &'a Slot| {
        let (start, end) = clock.instants(slot);
        Showing { talk, slot, start, end: end.max(start) }
    };
    let of_talk = |talk: &'a Talk| talk.slots.iter().map(move |slot| (talk, slot));
    talks.into_iter().flat_map(of_talk).map(|(talk, slot)| showing(talk, slot)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    /// A day without a change of clocks.
    pub(in crate::agenda) fn today() -> Date {
        date(2024, 12, 27)
    }

    /// A slot from and until some minutes after midnight.
    pub(in crate::agenda) fn slot(from_min: i64, until_min: i64, room: &str) -> Slot {
        let at = |minutes: i64| {
            today().at(0, 0, 0, 0).saturating_add(jiff::SignedDuration::from_mins(minutes))
        };
        Slot { room: Some(room.into()), ..Slot::new(at(from_min), at(until_min)) }
    }

    pub(in crate::agenda) fn talk(id: &str, slots: Vec<Slot>) -> Talk {
        let (id, title) = (id.to_owned(), format!("About {id}"));
        Talk { slug: id.clone(), id, title, event: "event".into(), slots, ..Talk::default() }
    }

    pub(in crate::agenda) fn event() -> Event {
        let timezone = Some("Europe/Berlin".to_owned());
        Event { slug: "event".into(), name: "Event".into(), timezone, ..Event::default() }
    }

    #[test]
    fn the_hour_that_a_night_has_twice_is_two_showings_that_do_not_overlap() {
        let wall = |hour, minute| date(2024, 10, 27).at(hour, minute, 0, 0);
        let first = Slot::new(wall(2, 0), wall(2, 45));
        let second = Slot { start_repeated: true, end_repeated: true, ..first.clone() };
        let talks = [talk("a", vec![first]), talk("b", vec![second])];
        let both = showings(&event(), &talks);
        assert!(!both[0].overlaps(&both[1]));
        assert_eq!((both[1].start - both[0].start).get_seconds(), 3600);
    }

    #[test]
    fn talks_that_follow_each_other_do_not_overlap() {
        let talks = [
            talk("a", vec![slot(60, 90, "x")]),
            talk("b", vec![slot(90, 120, "y")]),
            talk("c", vec![slot(89, 91, "z")]),
        ];
        let all = showings(&event(), &talks);
        assert!(!all[0].overlaps(&all[1]));
        assert!(all[2].overlaps(&all[0]) && all[1].overlaps(&all[2]));
    }
}
