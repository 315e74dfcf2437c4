//! Which day and time a row means, from all that the table says.

use jiff::civil::date;

use super::*;

#[test]
fn days_that_stand_once_count_for_the_rows_below() {
    let (talks, warnings) =
        read("Date,Start,Title\n19 June 2024,10:00,A\n,11:00,B\n20 June 2024,9:00,C\n,00:30,D\n");
    let expected = [
        "a | A | 06-19 10:00 > 10:00 @ - | ",
        "b | B | 06-19 11:00 > 11:00 @ - | ",
        "c | C | 06-20 09:00 > 09:00 @ - | ",
        "d | D | 06-21 00:30 > 00:30 @ - (2024-06-20) | ",
    ];
    assert_eq!(shown(&talks), expected);
    assert_eq!(
        warnings[..2],
        [
            "no-end rows 2, 3, 4, 5: no end and no length is stated; kept with the start alone",
            "day-above rows 3, 5: no day is stated; taken from the rows above",
        ]
    );
}

#[test]
fn weekdays_and_numbered_days_need_a_date_from_somewhere() {
    let table = "Tag,Zeit,Titel\nFreitag,10:00,A\nSamstag,11:00,B\nSamstag,1:00,C\n";
    let refused = read_all(&[table], &options()).unwrap_err().to_string();
    assert!(refused.contains("`--map \"Tag=day:2024-06-19\"`"), "{refused}");
    let (talks, _) = read_all(&[table], &mapped(&["Tag=day:2024-06-19"])).unwrap();
    let expected = [
        "a | A | 06-21 10:00 > 10:00 @ - | ",
        "b | B | 06-22 11:00 > 11:00 @ - | ",
        "c | C | 06-23 01:00 > 01:00 @ - (2024-06-22) | ",
    ];
    assert_eq!(shown(&talks), expected);
    let numbered = "Day,Start,Title\nDay 1,10:00,A\nDay 2,11:00,B\n";
    let (talks, _) = read_all(&[numbered], &mapped(&["Day=day:2024-06-19"])).unwrap();
    assert_eq!(talks[1].slots[0].start, date(2024, 6, 20).at(11, 0, 0, 0));
    let beside = "Day,Date,Start,Title\nFri,2024-06-21,10:00,A\nFri,,11:00,B\nSat,,11:00,C\n";
    let talks = read(beside).0;
    let days: Vec<i8> = talks.iter().map(|talk| talk.slots[0].start.day()).collect();
    assert_eq!(days, [21, 21, 22]);
}

#[test]
fn dates_that_may_be_two_days_are_refused_with_what_to_do() {
    let table = "Date,Start,Title\n06/05/2024,10:00,A\n";
    let refused = read_all(&[table], &options()).unwrap_err().to_string();
    assert!(refused.contains("`06/05/2024` may be a day of either month"), "{refused}");
    assert!(refused.contains("`--map \"Date=date:month-first\"`"), "{refused}");
    let (talks, _) = read_all(&[table], &mapped(&["date=date:day-first"])).unwrap();
    assert_eq!(talks[0].slots[0].start.date(), date(2024, 5, 6));
}

#[test]
fn times_stated_in_another_zone_are_moved_and_letters_of_zones_are_told() {
    let given = ParseOptions { timezone: None, ..options() };
    let table = "Title,Start,End,Time zone\n\
        A,2024-06-19 10:00,2024-06-19 11:00,Europe/Paris\n\
        B,2024-06-19 10:00,2024-06-19 11:00,Europe/London\n\
        C,2024-06-19T10:00:00Z,2024-06-19T11:00:00Z,\n\
        D,2024-06-19 10:00 UTC,2024-06-19 11:00 UTC,Mars\n";
    let (talks, warnings) = read_all(&[table], &given).unwrap();
    let starts: Vec<i8> = talks.iter().map(|talk| talk.slots[0].start.hour()).collect();
    assert_eq!(starts, [10, 11, 12, 12]);
    assert_eq!(codes(&warnings), ["unknown-zone", "missing-id"]);
    let (talks, warnings) = read("Title,Start (EST)\nA,2024-06-19 10:00\n");
    assert_eq!(talks[0].slots[0].start.hour(), 10);
    assert_eq!(
        warnings[0],
        "zone-word table: times are given in `EST`; read as wall time in Europe/Paris"
    );
}

#[test]
fn headings_of_days_count_until_the_next_one() {
    let (talks, warnings) = read(
        "Start,End,Title\n\
         Day 1: 19 June,,\n10:00,11:00,A\n\
         Day 2,,\n10:00,11:00,B\n\
         Friday,,\n10:00,11:00,C\n1:00,2:00,D\n",
    );
    let expected = [
        "a | A | 06-19 10:00 > 11:00 @ - | ",
        "c | C | 06-21 10:00 > 11:00 @ - | ",
        "d | D | 06-22 01:00 > 02:00 @ - (2024-06-21) | ",
        "b | B |  | ",
    ];
    assert_eq!(shown(&talks), expected);
    assert_eq!(warnings[0], "no-time row 5: a time but no day is stated; kept without one");
}

#[test]
fn a_day_that_cannot_be_read_is_not_that_of_the_row_above() {
    let (talks, warnings) =
        read("ID,Title,Date,Start,End\n1,A,2024-06-19,10:00,11:00\n2,B,soon,12:00,13:00\n");
    assert_eq!(shown(&talks), ["1 | A | 06-19 10:00 > 11:00 @ - | ", "2 | B |  | "]);
    assert_eq!(warnings, ["bad-date row 3 (`2`): `soon` is not a date that can be read"]);
}
