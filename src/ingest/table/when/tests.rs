//! Cells about time in all the styles of people and programs.

use proptest::prelude::*;

use super::*;
use crate::ingest::time::Stated;

fn time(cell: &str) -> String {
    shown(cell, Wanted::Time)
}

fn day(cell: &str) -> String {
    shown(cell, Wanted::Day)
}

/// What was found, short: `2024-06-19 10:00 > 11:00`.
fn shown(cell: &str, wanted: Wanted) -> String {
    let Some(parts) = scan(cell, wanted) else { return "-".to_owned() };
    let date = |date: RawDate| match date {
        RawDate::Exact(date) => date.to_string(),
        RawDate::Unordered { first, second, year } => {
            format!("{first}/{second}/{}", year.unwrap_or(0))
        }
        RawDate::Yearless { month, day } => format!("?-{month}-{day}"),
    };
    let clock = |time_s: u32| format!("{}:{:02}", time_s / 3600, time_s / 60 % 60);
    let start = [
        parts.weekday.map(|day| format!("{day:?}")),
        parts.number.map(|number| format!("#{number}")),
        parts.date.map(date),
        parts.time_s.map(clock),
        parts.instant.map(|instant| format!("{instant:?}")),
        parts.is_utc.then(|| "UTC".to_owned()),
        parts.zone,
    ];
    let end = [parts.end_date.map(date), parts.end_time_s.map(clock)];
    let join =
        |parts: Vec<Option<String>>| parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match join(end.into()) {
        end if end.is_empty() => join(start.into()),
        end => format!("{} > {end}", join(start.into())),
    }
}

#[test]
fn dates_are_read_in_every_style() {
    for (cell, expected) in [
        ("2024-06-19", "2024-06-19"),
        ("2024/6/19", "2024-06-19"),
        ("20240619", "2024-06-19"),
        ("23.06.2011", "2011-06-23"),
        ("23.6.11", "2011-06-23"),
        ("23.06.", "?-6-23"),
        ("23.06", "?-6-23"),
        ("06/19/2024", "6/19/2024"),
        ("19-06-24", "19/6/2024"),
        ("6/19", "6/19/0"),
        ("June 19, 2024", "2024-06-19"),
        ("Wednesday, June 19th 2024", "Wednesday 2024-06-19"),
        ("19 Jun 2024", "2024-06-19"),
        ("19-Jun-24", "2024-06-19"),
        ("Mi., 19. Juni 2024", "Wednesday 2024-06-19"),
        ("mercredi 1er juin 2024", "Wednesday 2024-06-01"),
        ("19 June", "?-6-19"),
        ("Thu", "Thursday"),
        ("Donnerstag", "Thursday"),
        ("Day 2", "#2"),
        ("Tag 2: Freitag", "Friday #2"),
        ("Tag 2 (Freitag)", "Friday #2"),
        ("3", "#3"),
        ("45462", "2024-06-19"),
    ] {
        assert_eq!(day(cell), expected, "{cell}");
    }
    for no_date in ["31.02.2024", "13/13/2024", "Main hall", "2024", "19", "June", "0", "-"] {
        assert!(["-", "#19", "#0"].contains(&day(no_date).as_str()), "{no_date}");
    }
}

#[test]
fn times_are_read_in_every_style() {
    for (cell, expected) in [
        ("10:00", "10:00"),
        ("9:05:30", "9:05"),
        ("10:00:00.000", "10:00"),
        ("10:00 AM", "10:00"),
        ("12:15 am", "0:15"),
        ("1:30 p.m.", "13:30"),
        ("9pm", "21:00"),
        ("10h30", "10:30"),
        ("10h", "10:00"),
        ("10.30", "10:30"),
        ("0.30", "0:30"),
        ("10 Uhr 30", "10:30"),
        ("10:30 Uhr", "10:30"),
        ("0930", "9:30"),
        ("14", "14:00"),
        ("24:00", "24:00"),
        ("0.4375", "10:30"),
        ("10:00 UTC", "10:00 UTC"),
        ("10:00 CEST", "10:00 CEST"),
    ] {
        assert_eq!(time(cell), expected, "{cell}");
    }
    for no_time in ["25:00", "10:60", "noon", "TBA", "10:00 Main hall", "10:00:00:00", "1.5.3.2"] {
        assert_eq!(time(no_time), "-", "{no_time}");
    }
}

#[test]
fn ranges_and_dates_with_times_are_read_together() {
    for (cell, expected) in [
        ("10:00 - 10:45", "10:00 > 10:45"),
        ("10:00–10:45", "10:00 > 10:45"),
        ("9:00 - 10:30 AM", "9:00 > 10:30"),
        ("11:30 - 1:00 PM", "11:30 > 13:00"),
        ("1:00 - 2:00 PM", "13:00 > 14:00"),
        ("10-11", "10:00 > 11:00"),
        ("10h à 11h30", "10:00 > 11:30"),
        ("von 10 bis 11 Uhr", "10:00 > 11:00"),
        ("19.06.2024 10:00", "2024-06-19 10:00"),
        ("06/19/2024 9:00 AM", "6/19/2024 9:00"),
        ("Wed, June 19, 10:00 AM - 11:00 AM", "Wednesday ?-6-19 10:00 > 11:00"),
        ("19 June 2024 22:00 - 20 June 2024 1:00", "2024-06-19 22:00 > 2024-06-20 1:00"),
        ("45462.4375", "2024-06-19 10:30"),
        ("Day 1, 10:00", "#1 10:00"),
    ] {
        assert_eq!(time(cell), expected, "{cell}");
    }
}

#[test]
fn iso_times_are_wall_times_or_instants() {
    let instant = |cell| scan(cell, Wanted::Time).unwrap().instant;
    assert_eq!(time("2024-06-19T10:00:00"), "2024-06-19 10:00");
    assert_eq!(time("2024-06-19 10:00"), "2024-06-19 10:00");
    assert!(matches!(instant("2024-06-19T08:00:00Z"), Some(Stated::Instant(_, None))));
    assert!(matches!(instant("2024-06-19T10:00:00+02:00"), Some(Stated::Instant(_, Some(_)))));
    assert!(matches!(instant("1718784000"), Some(Stated::Instant(_, None))));
}

proptest! {
    #[test]
    fn any_cell_is_read_or_is_not(cell in "\\PC{0,40}|[0-9:./ apmh-]{0,30}") {
        let _ = (time(&cell), day(&cell));
    }
}
