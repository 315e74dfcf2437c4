//! Wall times of an event to instants and back, through the rules of its zone; judges no time.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, AmbiguousTimestamp, TimeZone};
use jiff::{Timestamp, Zoned};

use super::{Event, Slot};

/// The time zone of an event. Without one, or with one that no database has, wall times count as
/// they stand, as if they were those of UTC: their order and lengths are right all the same.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    name: Result<String, NoZone>,
}

/// Why an event has no zone that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoZone {
    /// The event names none.
    Missing,
    /// The event names one that no database has.
    Unknown,
}

/// What a time zone makes of a wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// One instant.
    Plain,
    /// None: clocks skip it.
    Skipped,
    /// Two: clocks go back over it.
    Repeated,
}

impl Clock {
    /// The clock of an event.
    pub fn of(event: &Event) -> Self {
        let Some(name) = &event.timezone else { return Self::without(NoZone::Missing) };
        match TimeZone::get(name) {
            Ok(zone) if !zone.is_unknown() => Self { zone, name: Ok(name.clone()) },
            _ => Self::without(NoZone::Unknown),
        }
    }

    fn without(reason: NoZone) -> Self {
        Self { zone: TimeZone::UTC, name: Err(reason) }
    }

    /// The zone's rules; those of UTC where there is no zone that counts.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The zone's IANA name, or why there is none.
    ///
    /// # Errors
    /// The event names no zone, or one that no database has.
    pub fn name(&self) -> Result<&str, NoZone> {
        self.name.as_deref().map_err(|reason| *reason)
    }

    /// When a slot starts.
    pub fn start(&self, slot: &Slot) -> Timestamp {
        self.pick(slot.start, if slot.start_repeated { SECOND } else { FIRST })
    }

    /// When a slot ends.
    pub fn end(&self, slot: &Slot) -> Timestamp {
        self.pick(slot.end, if slot.end_repeated { SECOND } else { FIRST })
    }

    /// When a slot starts and ends.
    pub fn instants(&self, slot: &Slot) -> (Timestamp, Timestamp) {
        (self.start(slot), self.end(slot))
    }

    /// The instant of a wall time: the first of two equal ones, behind the gap for a skipped one.
    pub fn instant(&self, wall: DateTime) -> Timestamp {
        self.pick(wall, FIRST)
    }

    /// What the clocks of the event show at an instant.
    pub fn wall(&self, instant: Timestamp) -> Zoned {
        instant.to_zoned(self.zone.clone())
    }

    /// Whether clocks skip or repeat a wall time.
    pub fn reading(&self, wall: DateTime) -> Reading {
        match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { .. } => Reading::Plain,
            AmbiguousOffset::Gap { .. } => Reading::Skipped,
            AmbiguousOffset::Fold { .. } => Reading::Repeated,
        }
    }

    fn pick(&self, wall: DateTime, pick: Pick) -> Timestamp {
        // Beyond the years that instants have, only the order matters.
        let limit = if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        pick(self.zone.to_ambiguous_timestamp(wall)).unwrap_or(limit)
    }
}

/// Chooses among the instants of a wall time.
type Pick = fn(AmbiguousTimestamp) -> Result<Timestamp, jiff::Error>;

/// The first of two equal wall times; a skipped one moves past the gap.
const FIRST: Pick = AmbiguousTimestamp::compatible;
/// The second of two equal wall times.
const SECOND: Pick = AmbiguousTimestamp::later;

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn clock(name: &str) -> Clock {
        Clock::of(&Event { timezone: Some(name.into()), ..Event::default() })
    }

    #[test]
    fn the_second_of_two_equal_times_is_an_hour_later() {
        let wall = date(2024, 10, 27).at(2, 30, 0, 0);
        let first = Slot::new(wall, wall);
        let second = Slot { start_repeated: true, ..first.clone() };
        let berlin = clock("Europe/Berlin");
        assert_eq!(berlin.start(&second).as_second() - berlin.start(&first).as_second(), 3600);
        assert_eq!(berlin.reading(wall), Reading::Repeated);
        assert_eq!(berlin.reading(date(2024, 3, 31).at(2, 30, 0, 0)), Reading::Skipped);
        assert_eq!(berlin.reading(date(2024, 3, 31).at(3, 0, 0, 0)), Reading::Plain);
    }

    #[test]
    fn the_ends_of_time_keep_their_order() {
        for clock in [clock("Europe/Berlin"), Clock::of(&Event::default())] {
            let slot = Slot::new(DateTime::MIN, DateTime::MAX);
            assert!(clock.start(&slot) < clock.end(&slot));
        }
    }

    #[test]
    fn a_zone_is_missing_unknown_or_known() {
        assert_eq!(Clock::of(&Event::default()).name(), Err(NoZone::Missing));
        assert_eq!(clock("Middle/Earth").name(), Err(NoZone::Unknown));
        assert_eq!(clock("Etc/Unknown").name(), Err(NoZone::Unknown));
        assert_eq!(clock("Europe/Paris").name(), Ok("Europe/Paris"));
    }
}
