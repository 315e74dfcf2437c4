//! When an entry takes place, as wall time in the event's zone. An entry of whole days has no hour
//! to show, so it gets no slot: one of 24 hours would be on at any time.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Zoned};

use super::calendar::Component;
use super::value;
use super::zone::{Zones, zone_of};
use crate::domain::Slot;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::time::{self, Stated};
use crate::ingest::zone::Zone;

/// When an entry takes place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum When {
    /// At a time, in a room, for a length in seconds.
    At {
        /// The time on the wall.
        slot: Box<Slot>,
        /// Real time, also across a change of clocks.
        seconds: Option<u32>,
    },
    /// On whole days.
    Days,
    /// Not stated.
    Unknown,
}

/// A value of a property: a date or a time.
enum Moment {
    Day(Date),
    Time(Zoned),
}

/// The zones a calendar's times are read in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clocks<'a> {
    pub(super) event: &'a Zone,
    pub(super) named: &'a Zones,
}

/// When an entry takes place. What is odd about its times is told.
pub(super) fn when(entry: &Component, room: &str, clocks: Clocks<'_>, report: &mut Report) -> When {
    if entry.get("RRULE").or_else(|| entry.get("RDATE")).is_some() {
        let message = "it repeats by a rule; kept with its first time alone";
        report.warn("recurring", entry.place(), message);
    }
    match moment(entry, "DTSTART", clocks, report) {
        Some(Moment::Time(start)) => at(entry, &start, room, clocks, report),
        Some(Moment::Day(first)) => {
            warn_whole_days(entry, first, clocks, report);
            When::Days
        }
        None => {
            report.warn("no-time", entry.place(), "no time is stated; kept without one");
            When::Unknown
        }
    }
}

fn at(
    entry: &Component,
    start: &Zoned,
    room: &str,
    clocks: Clocks<'_>,
    report: &mut Report,
) -> When {
    let end = end(entry, start, clocks, report);
    let midnight = Time::midnight();
    let is_days = entry.line_of("X-MICROSOFT-CDO-ALLDAYEVENT").eq_ignore_ascii_case("true")
        || (start.time() == midnight && end.time() == midnight && end.date() > start.date());
    if is_days {
        warn_whole_days(entry, start.date(), clocks, report);
        return When::Days;
    }
    let seconds = end.timestamp().as_second() - start.timestamp().as_second();
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds > 0);
    let slot = Box::new(time::slot(start, &end, room, &entry.place(), report));
    When::At { slot, seconds }
}

/// The end: as stated, else by the length, else the start.
fn end(entry: &Component, start: &Zoned, clocks: Clocks<'_>, report: &mut Report) -> Zoned {
    if let Some(Moment::Time(end)) = moment(entry, "DTEND", clocks, report) {
        return end;
    }
    let Some(property) = entry.get("DURATION") else { return start.clone() };
    let Some(seconds) = value::duration_s(&property.value) else {
        let message = format!("`{}` is not a length", clip(&property.value, 40));
        report.warn("bad-duration", entry.place(), message);
        return start.clone();
    };
    start.checked_add(SignedDuration::from_secs(seconds.into())).unwrap_or_else(|_| start.clone())
}

/// Reads a date or a time; one of another zone is put into the event's.
fn moment(
    entry: &Component,
    name: &str,
    clocks: Clocks<'_>,
    report: &mut Report,
) -> Option<Moment> {
    let property = entry.get(name)?;
    let text = property.value.trim();
    if let Some(day) = day(text) {
        return Some(Moment::Day(day));
    }
    let Some(stated) = Stated::read(text) else {
        let message = format!("`{}` is not a date with time", clip(text, 40));
        report.warn("bad-date", entry.place(), message);
        return None;
    };
    let named = zone_of(entry, name).and_then(|id| clocks.named.get(id));
    let read = stated.in_zone(named.unwrap_or(clocks.event), &entry.place(), report)?;
    Some(Moment::Time(read.with_time_zone(clocks.event.rules.clone())))
}

/// A date alone: `20240619` or `2024-06-19`.
fn day(text: &str) -> Option<Date> {
    if !matches!(text.len(), 8 | 10) {
        return None;
    }
    text.parse().ok()
}

fn warn_whole_days(entry: &Component, first: Date, clocks: Clocks<'_>, report: &mut Report) {
    let last = match moment(entry, "DTEND", clocks, &mut Report::default()) {
        Some(Moment::Day(end)) => end,
        Some(Moment::Time(end)) => end.date(),
        None => first,
    };
    // The end of whole days is the day after.
    let last = last.yesterday().unwrap_or(last).max(first);
    let message = format!("it takes whole days ({first} to {last}); kept without a time");
    report.warn("whole-days", entry.place(), message);
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, date};
    use jiff::tz::TimeZone;

    use super::super::calendar::sort;
    use super::super::lines::properties;
    use super::*;

    fn read(lines: &str) -> (When, Vec<String>) {
        let mut report = Report::default();
        let calendar = sort(properties(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT")), &mut report);
        let named = Zones::of(&calendar, &mut report);
        let rules = TimeZone::get("Europe/Paris").unwrap();
        let event = Zone { rules, name: "Europe/Paris".into() };
        let clocks = Clocks { event: &event, named: &named };
        let when = when(&calendar.entries[0], "Hall", clocks, &mut report);
        (when, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    fn times(lines: &str) -> (DateTime, DateTime) {
        match read(lines) {
            (When::At { slot, .. }, codes) if codes.is_empty() => (slot.start, slot.end),
            other => panic!("{lines}: {other:?}"),
        }
    }

    #[test]
    fn every_form_of_the_same_time_is_the_same() {
        let ten = date(2024, 6, 19).at(10, 0, 0, 0);
        let eleven = date(2024, 6, 19).at(11, 0, 0, 0);
        for lines in [
            "DTSTART:20240619T080000Z\nDTEND:20240619T090000Z",
            "DTSTART:20240619T100000\nDURATION:PT1H",
            "DTSTART;VALUE=DATE-TIME:20240619T100000\nDTEND;VALUE=DATE-TIME:20240619T110000",
            "DTSTART;TZID=Europe/London:20240619T090000\nDTEND;TZID=Europe/London:20240619T100000",
            "DTSTART;TZID=Europe/London:20240619T090000\nDTEND:20240619T090000Z",
            "TZID:Europe-Brussels\nDTSTART:20240619T100000\nDTEND:20240619T110000",
            "DTSTART: 2024-06-19T10:00:00+02:00\nDTEND:2024-06-19 11:00",
        ] {
            assert_eq!(times(lines), (ten, eleven), "{lines}");
        }
        assert_eq!(times("DTSTART:20240619T080000Z"), (ten, ten));
    }

    #[test]
    fn whole_days_and_odd_times_are_told() {
        assert_eq!(read("DTSTART;VALUE=DATE:20240619"), (When::Days, vec!["whole-days".into()]));
        let midnights = "DTSTART:20240619T000000\nDTEND:20240621T000000";
        assert_eq!(read(midnights).0, When::Days);
        assert_eq!(read("SUMMARY:x"), (When::Unknown, vec!["no-time".into()]));
        assert_eq!(read("DTSTART:soon").1, ["bad-date", "no-time"]);
        assert_eq!(read("DTSTART:20240619T080000Z\nDURATION:long").1, ["bad-duration"]);
        assert_eq!(read("DTSTART:20240619T080000Z\nDTEND:20240619T070000Z").1, ["bad-end"]);
        assert_eq!(read("DTSTART:20240619T080000Z\nRRULE:FREQ=DAILY").1, ["recurring"]);
    }

    #[test]
    fn the_second_of_two_equal_times_stays_the_second() {
        let (When::At { slot, seconds }, _) =
            read("DTSTART:20241027T003000Z\nDTEND:20241027T013000Z")
        else {
            panic!("no slot");
        };
        assert_eq!(slot.start, slot.end);
        assert_eq!((slot.start_repeated, slot.end_repeated), (false, true));
        assert_eq!(seconds, Some(3600));
    }
}
