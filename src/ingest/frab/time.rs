//! Days, times and lengths of frab files, as wall time in the event's zone; never shifts one
//! without a warning.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

use super::raw::{RawDay, RawEvent};
use crate::ingest::report::Report;
use crate::ingest::time::{DAY_CHANGE, clock, duration_s, leading_date, on_wall};
use crate::ingest::zone::Zone;

/// How far apart a stated end and a stated length may be: lengths are written in whole minutes.
const SAME_END: SignedDuration = SignedDuration::from_mins(1);

/// When a session takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Zoned,
    pub(super) end: Zoned,
    /// Length as planned, where the file gives one.
    pub(super) seconds: Option<u32>,
}

/// The hour at which one programme day ends, from the header.
pub(super) fn day_change(text: &str) -> Time {
    clock(text).unwrap_or(DAY_CHANGE)
}

/// When a session takes place: the instant of its `date` in the zone, or, in files without one,
/// its `start` on the day it is filed under.
pub(super) fn span(
    event: &RawEvent,
    filed_under: Option<Date>,
    change: Time,
    zone: &Zone,
    report: &mut Report,
) -> Option<Span> {
    let clock = clock(&event.start);
    if clock.is_none() && !event.start.is_empty() {
        let message = format!("`{}` is not a time of day", clip(&event.start));
        report.warn("bad-start", event.place(), message);
    }
    let start = match stamp(&event.date, zone) {
        Some(start) => start,
        None => {
            if !event.date.is_empty() && leading_date(&event.date).is_none() {
                let message = format!("`{}` is not a date with time and offset", clip(&event.date));
                report.warn("bad-date", event.place(), message);
            }
            let wall = on_day(leading_date(&event.date), filed_under, clock, change);
            let Some(wall) = wall else {
                report.warn("no-time", event.place(), "no day or time is stated; kept without one");
                return None;
            };
            on_wall(wall, zone, &event.place(), report)?
        }
    };
    if let Some(stated) = clock
        && stated != start.time()
    {
        let message = format!(
            "`start` says {}, but `date` ({}) is {} in {}; kept {}",
            stated.strftime("%H:%M"),
            clip(&event.date),
            start.strftime("%H:%M"),
            zone.name,
            start.strftime("%Y-%m-%d %H:%M"),
        );
        report.warn("start-mismatch", event.place(), message);
    }
    Some(lasting(start, event, zone, report))
}

/// The wall time of a start on its day. Without a `date` a session of the small hours is filed
/// under the evening before.
fn on_day(
    own: Option<Date>,
    filed_under: Option<Date>,
    clock: Option<Time>,
    change: Time,
) -> Option<DateTime> {
    match (own, filed_under) {
        (Some(day), _) => Some(day.to_datetime(clock?)),
        (None, Some(day)) if clock? < change => Some(day.tomorrow().ok()?.to_datetime(clock?)),
        (None, Some(day)) => Some(day.to_datetime(clock?)),
        (None, None) => None,
    }
}

/// The span of a session from its start. Lengths are real time, also across a change of clocks; an
/// end that is stated goes before them.
fn lasting(start: Zoned, event: &RawEvent, zone: &Zone, report: &mut Report) -> Span {
    let length = duration_s(&event.duration);
    if length.is_none() && (event.end.is_empty() || !event.duration.is_empty()) {
        let message = format!("`{}` is not a length such as 00:45", clip(&event.duration));
        report.warn("bad-duration", event.place(), message);
    }
    let after = |seconds: u32| start.checked_add(SignedDuration::from_secs(seconds.into())).ok();
    let reached = length.and_then(after);
    let stated = stated_end(&start, event, zone, report);
    let agrees = |end: &Zoned| {
        reached.as_ref().is_none_or(|reached| end.duration_since(reached).abs() < SAME_END)
    };
    if stated.as_ref().is_some_and(|end| !agrees(end)) {
        let (length, end) = (clip(&event.duration), clip(&event.end));
        let message = format!("`duration` says {length}, but `end` says {end}; kept the end");
        report.warn("end-mismatch", event.place(), message);
    }
    let planned = length.filter(|_| stated.as_ref().is_none_or(agrees));
    let end = stated.or(reached).unwrap_or_else(|| start.clone());
    let planned = planned.or_else(|| u32::try_from(end.duration_since(&start).as_secs()).ok());
    Span { start, end, seconds: planned.filter(|seconds| *seconds > 0) }
}

/// The end as the file states it; one that is no time or lies before the start is told.
fn stated_end(start: &Zoned, event: &RawEvent, zone: &Zone, report: &mut Report) -> Option<Zoned> {
    if event.end.is_empty() {
        return None;
    }
    let end = stamp(&event.end, zone);
    if end.as_ref().is_none_or(|end| end < start) {
        let message = format!("`{}` is not a time after the start", clip(&event.end));
        report.warn("bad-end", event.place(), message);
    }
    end.filter(|end| end >= start)
}

/// The day a day of the file stands for. Its `date` attribute counts, unless the day's start, in
/// the zone, falls on another date that holds more of its sessions: some systems cut days in UTC.
pub(super) fn programme_day(
    day: &RawDay,
    spans: &[Option<Span>],
    zone: &Zone,
    report: &mut Report,
) -> Option<Date> {
    let stated = leading_date(&day.date);
    let begun = stamp(&day.start, zone).map(|start| start.date());
    let (Some(stated), Some(begun)) = (stated, begun) else { return stated.or(begun) };
    let held = |date: Date| spans.iter().flatten().filter(|span| span.start.date() == date).count();
    if begun == stated || held(begun) <= held(stated) {
        return Some(stated);
    }
    let message = format!("the day {stated} starts at {}: taken as {begun}", clip(&day.start));
    report.warn("day-mismatch", &day.position, message);
    Some(begun)
}

/// Whether a session may be filed under a day: on it, or on the day before or after.
pub(super) fn is_near(day: Date, start: DateTime) -> bool {
    let lowest = day.checked_sub(1.day()).unwrap_or(day);
    let highest = day.checked_add(1.day()).unwrap_or(day);
    (lowest..=highest).contains(&start.date())
}

/// The instant a text names, in the zone; a date-time without an offset is wall time.
fn stamp(text: &str, zone: &Zone) -> Option<Zoned> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.to_zoned(zone.rules.clone()));
    }
    let has_time = text.len() > 10;
    let wall: DateTime = has_time.then(|| text.parse().ok())??;
    zone.rules.to_zoned(wall).ok()
}

fn clip(text: &str) -> String {
    crate::ingest::records::clip(text, 40)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone { rules: TimeZone::get(name).unwrap(), name: name.to_owned() }
    }

    fn at(
        date: &str,
        start: &str,
        duration: &str,
        filed: Option<Date>,
    ) -> (Option<Span>, Vec<String>) {
        let event = RawEvent {
            date: date.into(),
            start: start.into(),
            duration: duration.into(),
            ..RawEvent::default()
        };
        let mut report = Report::default();
        let span = span(&event, filed, DAY_CHANGE, &zone("Europe/Berlin"), &mut report);
        (span, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn the_instant_counts_and_a_start_that_disagrees_is_told() {
        let (span, codes) = at("2024-12-27T09:30:00+00:00", "10:30", "00:30", None);
        let span = span.unwrap();
        assert_eq!(span.start.datetime(), date(2024, 12, 27).at(10, 30, 0, 0));
        assert_eq!(span.end.datetime(), date(2024, 12, 27).at(11, 0, 0, 0));
        assert_eq!(span.seconds, Some(1800));
        assert!(codes.is_empty());
        let (span, codes) = at("2024-12-27T09:30:00+00:00", "9:30", "00:30:00", None);
        assert_eq!(span.unwrap().start.hour(), 10);
        assert_eq!(codes, ["start-mismatch"]);
    }

    #[test]
    fn without_a_date_the_small_hours_belong_to_the_evening_before() {
        let day = Some(date(2013, 8, 24));
        assert_eq!(at("", "09:30", "1:00", day).0.unwrap().start.day(), 24);
        assert_eq!(at("", "00:30", "1:00", day).0.unwrap().start.day(), 25);
        assert_eq!(at("", "", "1:00", day), (None, vec!["no-time".to_owned()]));
    }

    #[test]
    fn clocks_that_change_are_minded() {
        let night = Some(date(2024, 3, 30));
        let (span, codes) = at("", "02:30", "1:00", night);
        assert_eq!(span.unwrap().start.datetime(), date(2024, 3, 31).at(3, 30, 0, 0));
        assert_eq!(codes, ["skipped-time", "start-mismatch"]);
        let (span, _) = at("2024-03-31T01:00:00+01:00", "01:00", "2:00", None);
        assert_eq!(span.unwrap().end.datetime(), date(2024, 3, 31).at(4, 0, 0, 0));
        let (span, _) = at("2024-10-27T02:50:00+02:00", "02:50", "0:20", None);
        let span = span.unwrap();
        assert_eq!(span.end.datetime(), date(2024, 10, 27).at(2, 10, 0, 0));
        assert!(crate::ingest::time::is_repeated(&span.end));
    }

    #[test]
    fn a_stated_end_goes_before_the_length() {
        let until = |end: &str, duration: &str| {
            let event = RawEvent {
                date: "2024-12-27T10:00:00+01:00".into(),
                end: end.into(),
                duration: duration.into(),
                ..RawEvent::default()
            };
            let mut report = Report::default();
            let span = span(&event, None, DAY_CHANGE, &zone("Europe/Berlin"), &mut report).unwrap();
            let codes: Vec<_> = report.warnings.into_iter().map(|warning| warning.code).collect();
            (span.end.strftime("%H:%M:%S").to_string(), span.seconds, codes.join(" "))
        };
        let told = |end: &str, seconds, codes: &str| (end.to_owned(), seconds, codes.to_owned());
        assert_eq!(until("2024-12-27T10:01:30+01:00", ""), told("10:01:30", Some(90), ""));
        assert_eq!(until("2024-12-27T10:01:30+01:00", "0:01"), told("10:01:30", Some(60), ""));
        assert_eq!(
            until("2024-12-27T11:00:00+01:00", "0:30"),
            told("11:00:00", Some(3600), "end-mismatch")
        );
        assert_eq!(
            until("2024-12-27T09:00:00+01:00", "0:30"),
            told("10:30:00", Some(1800), "bad-end")
        );
        assert_eq!(until("later", ""), told("10:00:00", None, "bad-end"));
    }

    #[test]
    fn odd_words_are_told() {
        assert_eq!(at("soon", "noon", "long", None).1, ["bad-start", "bad-date", "no-time"]);
        assert_eq!(at("2024-01-01T10:00:00", "10:00", "45", None).1, ["bad-duration"]);
    }

    #[test]
    fn a_day_cut_in_utc_is_the_day_of_its_sessions() {
        let day = RawDay {
            date: "2023-09-09".into(),
            start: "2023-09-09T21:30:00+00:00".into(),
            ..RawDay::default()
        };
        let start = date(2023, 9, 10).at(10, 30, 0, 0).in_tz("Asia/Kolkata").unwrap();
        let spans = [Some(Span { end: start.clone(), start, seconds: None })];
        let mut report = Report::default();
        let found = programme_day(&day, &spans, &zone("Asia/Kolkata"), &mut report);
        assert_eq!(found, Some(date(2023, 9, 10)));
        assert_eq!(report.warnings[0].code, "day-mismatch");
        assert_eq!(
            programme_day(&day, &[], &zone("Asia/Kolkata"), &mut report),
            leading_date(&day.date)
        );
    }
}
