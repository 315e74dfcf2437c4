//! The rules of a time zone around an event as a `VTIMEZONE`, for programs that do not know the
//! zone by its IANA name.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::line::Lines;

/// Most changes of clocks written: an event of 32 years. Programs that know the name need none.
const MAX_CHANGES: usize = 64;

/// From one change of clocks to the next.
#[derive(Debug, PartialEq, Eq)]
struct Observance {
    /// When it begins, on the clocks before the change.
    onset: String,
    before: Offset,
    after: Offset,
    name: String,
    is_summer: bool,
}

/// Writes the zone with the changes of clocks that matter between two instants: the one before the
/// first, those between, and the next.
pub(super) fn write(lines: &mut Lines, name: &str, zone: &TimeZone, span: (Timestamp, Timestamp)) {
    lines.raw("BEGIN", "VTIMEZONE");
    lines.text("TZID", name);
    for observance in observances(zone, span) {
        let sort = if observance.is_summer { "DAYLIGHT" } else { "STANDARD" };
        lines.raw("BEGIN", sort);
        lines.raw("DTSTART", &observance.onset);
        lines.raw("TZOFFSETFROM", &written(observance.before));
        lines.raw("TZOFFSETTO", &written(observance.after));
        lines.text("TZNAME", &observance.name);
        lines.raw("END", sort);
    }
    lines.raw("END", "VTIMEZONE");
}

fn observances(zone: &TimeZone, (first, last): (Timestamp, Timestamp)) -> Vec<Observance> {
    let second = SignedDuration::from_secs(1);
    let just_after = first.checked_add(second).unwrap_or(first);
    let before = zone.preceding(just_after).next();
    let is_covered = before.is_some();
    let begun = before.as_ref().map_or(first, |change| change.timestamp());
    let mut is_over = false;
    let within = zone.following(begun).take_while(|change| {
        let wanted = !is_over;
        is_over = change.timestamp() > last;
        wanted
    });
    let changes = before.into_iter().chain(within).take(MAX_CHANGES);
    let found: Vec<Observance> = changes
        .map(|change| {
            let at = change.timestamp();
            let before = zone.to_offset(at.checked_sub(second).unwrap_or(at));
            let onset = wall(before, at);
            let name = change.abbreviation().to_owned();
            Observance {
                onset,
                before,
                after: change.offset(),
                name,
                is_summer: change.dst().is_dst(),
            }
        })
        .collect();
    if is_covered { found } else { std::iter::once(unchanging(zone, first)).chain(found).collect() }
}

/// The rule of a zone that never changed its clocks before an instant.
fn unchanging(zone: &TimeZone, at: Timestamp) -> Observance {
    let info = zone.to_offset_info(at);
    let offset = info.offset();
    let name = info.abbreviation().to_owned();
    // Programs expect no date before the epoch, unless the event is older.
    let onset = wall(offset, at.min(Timestamp::UNIX_EPOCH));
    Observance { onset, before: offset, after: offset, name, is_summer: false }
}

/// An instant on clocks with this offset.
fn wall(offset: Offset, at: Timestamp) -> String {
    offset.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string()
}

/// An offset as `+0200`, with seconds where it has some.
fn written(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) =
        (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, first: &str, last: &str) -> String {
        let zone = TimeZone::get(name).unwrap();
        let mut lines = Lines::default();
        write(&mut lines, name, &zone, (first.parse().unwrap(), last.parse().unwrap()));
        String::from_utf8(lines.into_bytes()).unwrap().replace("\r\n", "\n")
    }

    #[test]
    fn the_changes_around_the_event_are_written() {
        insta::assert_snapshot!(of("Europe/Paris", "2024-10-26T10:00:00Z", "2024-10-27T10:00:00Z"), @r"
        BEGIN:VTIMEZONE
        TZID:Europe/Paris
        BEGIN:DAYLIGHT
        DTSTART:20240331T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        TZNAME:CEST
        END:DAYLIGHT
        BEGIN:STANDARD
        DTSTART:20241027T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        TZNAME:CET
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:20250330T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        TZNAME:CEST
        END:DAYLIGHT
        END:VTIMEZONE
        ");
    }

    #[test]
    fn zones_without_changes_have_one_rule() {
        let text = of("Etc/GMT+5", "2024-10-26T10:00:00Z", "2024-10-27T10:00:00Z");
        assert!(text.contains("DTSTART:19691231T190000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\n"));
        let text = of("Asia/Kolkata", "2024-10-26T10:00:00Z", "2024-10-27T10:00:00Z");
        assert!(
            text.contains("DTSTART:19451015T000000\nTZOFFSETFROM:+0630\nTZOFFSETTO:+0530\n"),
            "{text}"
        );
        let old = of("Europe/Paris", "1880-01-01T00:00:00Z", "1880-01-01T01:00:00Z");
        assert!(old.contains("DTSTART:18800101T000921\nTZOFFSETFROM:+000921"), "{old}");
        let long = of("Europe/Paris", "0001-01-01T00:00:00Z", "9999-12-01T00:00:00Z");
        assert_eq!(long.matches("TZNAME").count(), MAX_CHANGES + 1);
    }
}
