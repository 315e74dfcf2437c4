//! The files of `tests/fixtures/schedules/`, from their bytes to the talks.

use crate::ingest::{ParseOptions, Parsed, group, merge, parse_all};

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        Input::new(
            $name,
            include_bytes!(concat!("../../../../tests/fixtures/schedules/", $name)).to_vec(),
        )
    };
}

/// The one import of some files; the second time nothing may change.
fn import(files: Vec<Input>, options: &ParseOptions) -> (Parsed, Vec<String>) {
    let groups = group(files);
    assert_eq!(groups.len(), 1);
    let parsed = parse_all(&groups[0], options).unwrap();
    let first = merge::merge(None, &parsed.bundle, merge::MergeOptions::default()).unwrap();
    let again = merge::merge(Some(&first.bundle), &parsed.bundle, merge::MergeOptions::default());
    assert!(again.unwrap().is_unchanged());
    let warnings = parsed.warnings.iter().map(|it| format!("{} {}", it.code, it.place)).collect();
    (parsed, warnings)
}

#[test]
fn a_pretalx_like_table_finds_its_speakers() {
    let files = vec![
        fixture!("droidcon-2025-excerpt.sessions.csv"),
        fixture!("droidcon-2025-excerpt.speakers.csv"),
    ];
    let (parsed, warnings) = import(files, &options());
    let shown = shown(&parsed.bundle.talks);
    assert_eq!(parsed.format, Format::Csv);
    assert_eq!(shown.len(), 5);
    assert_eq!(
        shown[0],
        "8QPD7Y | Kotlin Multiplatform on iOS \"Gotchas\" | 11-19 12:15 > 13:00 @ Sala 7 | Pamela Hill of JetBrains"
    );
    assert!(shown[1].ends_with("| Benedikt Löbbecke of Freelancer, Julius Fischer of IsarApps UG"));
    assert_eq!(parsed.bundle.talks[0].source_ids, [""; 0]);
    assert!(parsed.bundle.talks[0].topics.contains(&"intermediate".to_owned()));
    assert_eq!(warnings, ["no-session people"]);
}

#[test]
fn a_table_by_hand_goes_in_with_what_is_odd_told() {
    let (parsed, warnings) = import(vec![fixture!("handmade.csv")], &options());
    let shown = shown(&parsed.bundle.talks);
    assert_eq!(shown.len(), 8);
    assert_eq!(
        shown[4],
        "lochkarten-stanzen | Lochkarten stanzen | 06-19 14:00 > 14:00 @ Werkstatt | Ada Byron, Charles Babbage"
    );
    assert_eq!(shown[5], "fest | Fest | 06-19 23:00 > 01:00 @ Hof | ");
    let expected = [
        "bad-date row 13",
        "missing-title row 14",
        "bad-link row 15",
        "no-end row 10",
        "missing-id table",
    ];
    assert_eq!(warnings, expected);
}

#[test]
fn both_kinds_of_workbooks_say_the_same() {
    let (excel, warnings) = import(vec![fixture!("programme.xlsx")], &options());
    assert_eq!(excel.format, Format::Xlsx);
    assert_eq!(warnings, [""; 0]);
    let expected = [
        "101 | Opening | 06-19 09:00 > 09:30 @ Hall | Ada Byron of Mill",
        "102 | Counting on steam | 06-19 09:30 > 10:15 @ Hall | Charles Babbage of Engine Works",
        "103 | Star party | 06-19 23:30 > 00:30 @ Yard | ",
        "201 | Punching cards | 06-20 10:00 > 11:30 @ Workshop | Ada Byron, Mary Somerville",
        "202 | Lunch | 06-20 12:00 > 13:00 @ - | ",
    ];
    assert_eq!(shown(&excel.bundle.talks), expected);
    let (open, warnings) = import(vec![fixture!("programme.ods")], &options());
    assert_eq!((open.format, warnings), (Format::Ods, Vec::new()));
    assert_eq!(open.bundle.talks, excel.bundle.talks);
}
