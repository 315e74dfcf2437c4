//! Sessions of the Sched API: roles, names in titles, the clock beside the wall, what is odd.

use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, State};
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};

const SAMPLE: &str = include_str!("../../../tests/fixtures/schedules/sched-sessions.json");

fn options(zone: &str) -> ParseOptions {
    let (event, timezone) = (Some("conf-2024".into()), Some(zone.into()));
    ParseOptions { event, timezone, ..ParseOptions::default() }
}

fn read(text: &str, zone: &str) -> (EventBundle, Report) {
    let mut report = Report::default();
    (parse(text, &options(zone), &mut report).unwrap(), report)
}

fn codes(report: &Report) -> Vec<(&str, &str)> {
    let told = report.warnings.iter();
    told.map(|told| (told.code.as_str(), told.place.as_str())).collect()
}

#[test]
fn sessions_are_read_and_inactive_ones_counted() {
    let (bundle, report) = read(SAMPLE, "Europe/Paris");
    assert_eq!(bundle.talks.len(), 4);
    assert_eq!(codes(&report), [("not-in-programme", "sessions")]);
    let keynote = &bundle.talks[1];
    assert_eq!(keynote.title, "Keynote: Models for Everyone");
    assert_eq!(
        keynote.source_title.as_deref(),
        Some("Keynote: Models for Everyone - Ada Byron, Engine Works & Bo Chen, Mill")
    );
    let people: Vec<_> = keynote
        .speakers
        .iter()
        .map(|person| (person.name.as_str(), person.affiliation.as_deref()))
        .collect();
    assert_eq!(people, [("Ada Byron", Some("Engine Works")), ("Bo Chen", None)]);
    assert_eq!(keynote.id, "1b3086b33b9d1b30790f02a49857cfe0");
    assert_eq!(keynote.source_ids, ["code:AID1"]);
    assert_eq!(keynote.slots[0].start.to_string(), "2024-06-19T09:00:00");
    assert_eq!(keynote.slots[0].room.as_deref(), Some("Level 1 | Auditorium"));
    let links: Vec<_> = keynote.links.iter().map(|link| link.kind).collect();
    assert_eq!(links, [LinkKind::Video, LinkKind::Slides]);
}

#[test]
fn types_are_tracks_of_sessions_and_say_what_a_break_is() {
    let (bundle, _) = read(SAMPLE, "Europe/Paris");
    let told: Vec<_> = bundle.talks.iter().map(|talk| (talk.kind, talk.track.as_deref())).collect();
    assert_eq!(
        told,
        [
            (Kind::Service, None),
            (Kind::Keynote, Some("Keynote Sessions")),
            (Kind::Break, None),
            (Kind::Lightning, Some("Lightning Talks")),
        ]
    );
    assert_eq!(bundle.talks[3].topics, ["edge", "inference", "beginner"]);
    assert_eq!(bundle.talks[3].slots[0].day, Some(jiff::civil::date(2024, 6, 19)));
}

#[test]
fn a_zone_that_the_instants_contradict_is_told_once() {
    let (bundle, report) = read(SAMPLE, "Europe/London");
    assert_eq!(bundle.talks[1].slots[0].start.to_string(), "2024-06-19T09:00:00");
    assert_eq!(codes(&report), [("not-in-programme", "sessions"), ("offset-mismatch", "sessions")]);
    assert!(report.warnings[1].message.starts_with("in 3 of 3 sessions"));
}

#[test]
fn titles_keep_what_is_no_name() {
    let person = |name: &str| Appearance { name: name.into(), ..Appearance::default() };
    let people = [person("José Núñez"), person("")];
    for (title, short) in [
        ("GPU - A tour - Jose Nunez, X", "GPU - A tour"),
        ("Panel – José Núñez & Ada", "Panel"),
        ("Co-design with José Núñez", "Co-design with José Núñez"),
        ("- José Núñez", "- José Núñez"),
    ] {
        assert_eq!(without_names(title, &people), short);
    }
}

#[test]
fn people_may_be_names_and_bad_records_are_told() {
    let (bundle, report) = read(
        r#"[{"event_key": "1", "name": "[Canceled] A", "event_start": "2024-06-19 10:00",
             "speakers": "Ada; Bo", "venue": "", "moderators": [{"name": "Ada"}]},
            {"event_key": "2", "event_start": "", "speakers": ["Cy", {"company": "Y"}]}, 7]"#,
        "UTC",
    );
    let (first, second) = (&bundle.talks[0], &bundle.talks[1]);
    assert_eq!((first.state, first.speakers.len()), (State::Cancelled, 2));
    assert_eq!((second.slots.len(), second.speakers.len()), (0, 1));
    let expected = [
        ("bad-record", "sessions[2]"),
        ("missing-title", "sessions[1]"),
        ("missing-name", "sessions[1]"),
    ];
    assert_eq!(codes(&report), expected);
}

#[test]
fn the_event_and_its_zone_are_asked_for() {
    let mut report = Report::default();
    let nameless = ParseOptions { event: None, ..options("UTC") };
    assert_eq!(parse("[]", &nameless, &mut report), Err(IngestError::NoEvent));
    let nowhere = ParseOptions { timezone: None, ..options("UTC") };
    assert!(matches!(parse("[]", &nowhere, &mut report), Err(IngestError::NoTimezone { .. })));
}

#[test]
fn a_second_reading_changes_nothing() {
    let first = merge(None, &read(SAMPLE, "Europe/Paris").0, MergeOptions::default()).unwrap();
    let again =
        merge(Some(&first.bundle), &read(SAMPLE, "Europe/Paris").0, MergeOptions::default());
    assert!(again.unwrap().is_unchanged());
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let text = edits.into_iter().fold(SAMPLE.to_owned(), |text, (at, with)| mutated(&text, at, with));
        let _ = parse(&text, &options("Europe/Paris"), &mut Report::default());
    }
}
