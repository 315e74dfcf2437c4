//! Wall times of an event to instants that can be compared. Judges no time.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, AmbiguousTimestamp, Offset, TimeZone};

use crate::domain::{Event, Slot};

/// The event's time zone, as far as it is known.
#[derive(Debug)]
pub(super) enum Clock {
    /// The event names none.
    Missing,
    /// The event names one that no database has.
    Unknown,
    /// Its rules.
    Known(TimeZone),
}

/// What a time zone makes of a wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// One instant.
    Plain,
    /// None: clocks skip it.
    Skipped,
    /// Two: clocks go back over it.
    Repeated,
}

impl Clock {
    /// The clock of an event.
    pub(super) fn of(event: &Event) -> Self {
        let Some(name) = &event.timezone else { return Self::Missing };
        match TimeZone::get(name) {
            Ok(rules) if !rules.is_unknown() => Self::Known(rules),
            _ => Self::Unknown,
        }
    }

    /// When a slot starts, in seconds since 1970. Without a zone, wall times count as they stand.
    pub(super) fn start_s(&self, slot: &Slot) -> i64 {
        self.instant_s(slot.start, if slot.start_repeated { SECOND } else { FIRST })
    }

    /// When a slot ends, in seconds since 1970.
    pub(super) fn end_s(&self, slot: &Slot) -> i64 {
        self.instant_s(slot.end, if slot.end_repeated { SECOND } else { FIRST })
    }

    /// Whether clocks skip or repeat a wall time.
    pub(super) fn reading(&self, wall: DateTime) -> Reading {
        let Self::Known(rules) = self else { return Reading::Plain };
        match rules.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { .. } => Reading::Plain,
            AmbiguousOffset::Gap { .. } => Reading::Skipped,
            AmbiguousOffset::Fold { .. } => Reading::Repeated,
        }
    }

    fn instant_s(&self, wall: DateTime, pick: Pick) -> i64 {
        let instant = match self {
            Self::Known(rules) => pick(rules.to_ambiguous_timestamp(wall)),
            Self::Missing | Self::Unknown => Offset::UTC.to_timestamp(wall),
        };
        // Beyond the years that instants have, only the order matters.
        let limit = if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        instant.unwrap_or(limit).as_second()
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

    fn berlin() -> Clock {
        Clock::of(&Event { timezone: Some("Europe/Berlin".into()), ..Event::default() })
    }

    #[test]
    fn the_second_of_two_equal_times_is_an_hour_later() {
        let wall = date(2024, 10, 27).at(2, 30, 0, 0);
        let first = Slot::new(wall, wall);
        let second = Slot { start_repeated: true, ..first.clone() };
        assert_eq!(berlin().start_s(&second) - berlin().start_s(&first), 3600);
        assert_eq!(berlin().reading(wall), Reading::Repeated);
        assert_eq!(berlin().reading(date(2024, 3, 31).at(2, 30, 0, 0)), Reading::Skipped);
        assert_eq!(berlin().reading(date(2024, 3, 31).at(3, 0, 0, 0)), Reading::Plain);
    }

    #[test]
    fn the_ends_of_time_keep_their_order() {
        for clock in [berlin(), Clock::Missing] {
            let slot = Slot::new(DateTime::MIN, DateTime::MAX);
            assert!(clock.start_s(&slot) < clock.end_s(&slot));
        }
    }

    #[test]
    fn a_zone_is_missing_unknown_or_known() {
        let named =
            |name: &str| Clock::of(&Event { timezone: Some(name.into()), ..Event::default() });
        assert!(matches!(Clock::of(&Event::default()), Clock::Missing));
        assert!(matches!(named("Middle/Earth"), Clock::Unknown));
        assert!(matches!(named("Etc/Unknown"), Clock::Unknown));
        assert!(matches!(named("Europe/Paris"), Clock::Known(_)));
    }
}
