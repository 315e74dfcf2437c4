//! Dates, times and lengths as files write them, to wall time in the event's zone. Never shifts
//! one without a warning.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset};
use jiff::{Timestamp, Zoned};

use super::records::clip;
use super::report::Report;
use super::zone::Zone;
use crate::domain::Slot;

/// The hour before which a session belongs to the day before, where the file does not say:
/// Pentabarf's and the Chaos Communication Camp's `day_change`.
pub(super) const DAY_CHANGE: Time = Time::constant(4, 0, 0, 0);

/// A time as a file states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// An instant, with the offset it was written with; `None` for `Z`.
    Instant(Timestamp, Option<Offset>),
    /// A time on the wall of the venue.
    Wall(DateTime),
}

impl Stated {
    /// Reads ISO 8601 in the forms of real files: `2024-06-19T10:00:00+02:00`,
    /// `2024-06-19 10:00`, `2024-06-19T08:00:00Z`, `20240619T100000`, seconds and offset optional.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() < 12 {
            return None;
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            let is_utc = text.ends_with(['Z', 'z']);
            return Some(Self::Instant(instant, (!is_utc).then(|| offset_of(text)).flatten()));
        }
        text.parse().ok().map(Self::Wall)
    }

    /// The time in the event's zone. An offset that is not the zone's is told: the instant counts.
    pub(super) fn in_zone(self, zone: &Zone, place: &str, report: &mut Report) -> Option<Zoned> {
        let (instant, offset) = match self {
            Self::Wall(wall) => return on_wall(wall, zone, place, report),
            Self::Instant(instant, offset) => (instant, offset),
        };
        let zoned = instant.to_zoned(zone.rules.clone());
        if let Some(offset) = offset.filter(|offset| *offset != zoned.offset()) {
            let message = format!(
                "the time is stated at {offset}, but {} is at {} then; kept {}",
                zone.name,
                zoned.offset(),
                zoned.strftime("%Y-%m-%d %H:%M"),
            );
            report.warn("offset-mismatch", place, message);
        }
        Some(zoned)
    }
}

/// The instant of a wall time; one that the clocks skip is told and moved past the gap.
pub(super) fn on_wall(
    wall: DateTime,
    zone: &Zone,
    place: &str,
    report: &mut Report,
) -> Option<Zoned> {
    let instant = zone.rules.to_ambiguous_zoned(wall);
    if let AmbiguousOffset::Gap { .. } = instant.offset() {
        let message = format!("{wall} does not exist in {}: the clocks skip it", zone.name);
        report.warn("skipped-time", place, message);
    }
    instant.compatible().ok()
}

/// Reads a time and puts it into the zone; a text that is no time is told as `bad-date`.
pub(super) fn instant(text: &str, zone: &Zone, place: &str, report: &mut Report) -> Option<Zoned> {
    if text.trim().is_empty() {
        return None;
    }
    let Some(stated) = Stated::read(text) else {
        report.warn("bad-date", place, format!("`{}` is not a date with time", clip(text, 40)));
        return None;
    };
    stated.in_zone(zone, place, report)
}

/// The slot between two instants of the event's zone; an end before the start is told, and the
/// slot then has no length.
pub(super) fn slot(
    start: &Zoned,
    end: &Zoned,
    room: &str,
    place: &str,
    report: &mut Report,
) -> Slot {
    let end = if end < start {
        report.warn("bad-end", place, "ends before it starts; kept with its start alone");
        start
    } else {
        end
    };
    let room = room.split_whitespace().collect::<Vec<_>>().join(" ");
    Slot {
        room: (!room.is_empty()).then_some(room),
        start_repeated: is_repeated(start),
        end_repeated: is_repeated(end),
        ..Slot::new(start.datetime(), end.datetime())
    }
}

/// Whether an instant is the second of the two that show its wall time.
pub(super) fn is_repeated(instant: &Zoned) -> bool {
    let wall = instant.time_zone().to_ambiguous_zoned(instant.datetime());
    matches!(wall.offset(), AmbiguousOffset::Fold { after, .. } if after == instant.offset())
}

/// The date at the start of a date or date-time.
pub(super) fn leading_date(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// A time of day as `9:30`, `09:30` or `09:30:00`.
pub(super) fn clock(text: &str) -> Option<Time> {
    let mut parts = text.trim().split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    Time::new(hour, minute, second, 0).ok()
}

/// A length as `0:45`, `00:45` or `00:45:00`, in seconds.
pub(super) fn duration_s(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    let known = hours < 1000 && minutes < 60 && seconds < 60 && parts.next().is_none();
    known.then(|| hours * 3600 + minutes * 60 + seconds)
}

/// The offset at the end of a date-time.
fn offset_of(text: &str) -> Option<Offset> {
    let sign = text.rfind(['+', '-']).filter(|at| *at > 10)?;
    let digits: String = text[sign + 1..].chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).unwrap_or("0").parse().ok()?;
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if text[sign..].starts_with('-') { -seconds } else { seconds }).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn paris() -> Zone {
        Zone { rules: TimeZone::get("Europe/Paris").unwrap(), name: "Europe/Paris".into() }
    }

    fn read(text: &str) -> (Option<DateTime>, Vec<String>) {
        let mut report = Report::default();
        let found = instant(text, &paris(), "here", &mut report).map(|zoned| zoned.datetime());
        (found, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn times_are_read_in_every_spelling_and_never_shifted_in_silence() {
        let ten = Some(date(2024, 6, 19).at(10, 0, 0, 0));
        for text in [
            "2024-06-19T10:00:00+02:00",
            "2024-06-19T08:00:00Z",
            "2024-06-19 10:00",
            "2024-06-19T10:00",
            "20240619T100000",
        ] {
            assert_eq!(read(text), (ten, vec![]), "{text}");
        }
        assert_eq!(read("2024-06-19T09:00:00+01:00"), (ten, vec!["offset-mismatch".to_owned()]));
        assert_eq!(read("tomorrow at ten").1, ["bad-date"]);
        assert_eq!(read(" "), (None, vec![]));
        assert_eq!(read("2024-03-31T02:30:00").1, ["skipped-time"]);
    }

    #[test]
    fn the_second_of_two_equal_times_stays_the_second() {
        let mut report = Report::default();
        let mut at = |text| instant(text, &paris(), "", &mut report).unwrap();
        let (first, second) = (at("2024-10-27T02:30:00+02:00"), at("2024-10-27T02:30:00+01:00"));
        let slot = slot(&first, &second, " A  1 ", "", &mut report);
        assert_eq!(slot.start, slot.end);
        assert_eq!((slot.start_repeated, slot.end_repeated), (false, true));
        assert_eq!(slot.room.as_deref(), Some("A 1"));
        assert!(report.warnings.is_empty());
    }

    #[test]
    fn lengths_and_clocks_have_bounds() {
        assert_eq!(duration_s("12:00"), Some(43_200));
        assert_eq!(duration_s("4294967295:59"), None);
        assert_eq!((clock("24:00"), clock("9:05")), (None, Time::new(9, 5, 0, 0).ok()));
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_is_not(text in "\\PC{0,40}") {
            let _ = (read(&text), clock(&text), duration_s(&text), leading_date(&text));
        }
    }
}
