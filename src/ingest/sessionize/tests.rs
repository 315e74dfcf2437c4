//! The three views of one small event.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Format, Warning, detect};

const ALL: &str = include_str!("../../../tests/fixtures/schedules/sessionize-all.json");
const SESSIONS: &str = include_str!("../../../tests/fixtures/schedules/sessionize-sessions.json");
const GRID: &str = include_str!("../../../tests/fixtures/schedules/sessionize-grid.json");

fn options() -> ParseOptions {
    ParseOptions {
        event: Some("cold".into()),
        timezone: Some("Europe/Vienna".into()),
        ..ParseOptions::default()
    }
}

fn read(text: &str) -> (EventBundle, Vec<Warning>) {
    let mut report = Report::default();
    let bundle = parse(text, &options(), &mut report).unwrap();
    (bundle, report.warnings)
}

fn talk<'a>(bundle: &'a EventBundle, title: &str) -> &'a Talk {
    bundle.talks.iter().find(|talk| talk.title == title).unwrap()
}

#[test]
fn the_view_of_all_is_read_with_its_lists() {
    let (bundle, warnings) = read(ALL);
    let growing = talk(&bundle, "Growing in the cold");
    assert_eq!((growing.id.as_str(), growing.track.as_deref()), ("4", Some("Growth")));
    assert_eq!(growing.topics, ["introductory", "ice"]);
    assert_eq!(
        (growing.languages.join(" "), growing.abstract_text.as_str()),
        ("en".into(), "Cold.\nSlow.")
    );
    assert_eq!(growing.slots[0].room.as_deref(), Some("Hall"));
    let people: Vec<_> =
        growing.speakers.iter().map(|it| (it.name.as_str(), it.affiliation.as_deref())).collect();
    assert_eq!(people, [("Ada Moss", None), ("Bo Stone", Some("Quarry GmbH"))]);
    let videos: Vec<_> = growing.links.iter().map(|link| (link.kind, link.url.as_str())).collect();
    assert_eq!(
        videos,
        [
            (LinkKind::Video, "https://video.example/4"),
            (LinkKind::Video, "https://youtube.com/live/abc")
        ]
    );
    assert_eq!(talk(&bundle, "Lunch & walk").kind, Kind::Break);
    assert!(talk(&bundle, "Lost without a time").slots.is_empty());
    let mut told: Vec<_> = warnings.iter().map(|it| it.code.as_str()).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        ["bad-link", "bad-record", "not-in-programme", "unknown-speaker", "unread-category"]
    );
}

#[test]
fn a_night_with_another_clock_is_wall_time_of_its_evening() {
    let (bundle, _) = read(ALL);
    let stones = talk(&bundle, "Workshop: Stones");
    assert_eq!((stones.state, stones.kind), (State::Cancelled, Kind::Workshop));
    let slot = &stones.slots[0];
    assert_eq!(
        (slot.start, slot.end),
        (date(2024, 10, 27).at(1, 30, 0, 0), date(2024, 10, 27).at(3, 30, 0, 0))
    );
    assert_eq!(slot.day, Some(date(2024, 10, 26)));
}

#[test]
fn the_views_tell_the_same_and_show_each_session_once() {
    let (sessions, told) = read(SESSIONS);
    assert_eq!((sessions.talks.len(), told), (3, vec![]));
    let (grid, told) = read(GRID);
    assert_eq!((&grid, told), (&sessions, vec![]));
    let (all, _) = read(ALL);
    for mut talk in sessions.talks {
        let mut other = self::talk(&all, &talk.title).clone();
        let no_company = |talk: &mut Talk| {
            talk.speakers.iter_mut().for_each(|speaker| speaker.affiliation = None);
        };
        no_company(&mut talk);
        no_company(&mut other);
        assert_eq!(talk, other);
    }
    for text in [ALL, SESSIONS, GRID] {
        assert_eq!(detect(text.as_bytes()), Ok(Format::Sessionize));
    }
}

#[test]
fn an_empty_event_needs_its_name_alone() {
    let empty = r#"{"sessions":[],"speakers":[],"questions":[],"categories":[],"rooms":[]}"#;
    let options = ParseOptions { event: Some("e".into()), ..ParseOptions::default() };
    let mut report = Report::default();
    let bundle = parse(empty, &options, &mut report).unwrap();
    assert_eq!((bundle.event.slug.as_str(), bundle.talks.len()), ("e", 0));
    assert_eq!(report.warnings[0].code, "no-sessions");
    let error = parse(empty, &ParseOptions::default(), &mut report).unwrap_err();
    assert_eq!(error, IngestError::NoEvent);
    let error = parse(ALL, &options, &mut report).unwrap_err();
    assert_eq!(error, IngestError::NoTimezone { event: "e".into() });
}

#[test]
fn services_have_their_kind_by_title() {
    for (title, kind) in [
        ("Lunch Break (foyer)", Kind::Break),
        ("Registration", Kind::Service),
        ("Room change", Kind::Service),
        ("Opening keynote", Kind::Keynote),
        ("Panel: Ice", Kind::Panel),
    ] {
        let text = format!(
            r#"{{"sessions": [{{"id": "x", "title": "{title}", "isServiceSession": true}}]}}"#
        );
        assert_eq!(read(&text).0.talks[0].kind, kind, "{title}");
    }
}

#[test]
fn a_second_import_changes_nothing() {
    for text in [ALL, SESSIONS, GRID] {
        let (bundle, _) = read(text);
        let first = merge(None, &bundle, MergeOptions::default()).unwrap();
        let second = merge(Some(&first.bundle), &bundle, MergeOptions::default()).unwrap();
        assert!(second.is_unchanged(), "{:?}", second.changes);
    }
}

proptest! {
    #[test]
    fn mutated_files_never_panic(place in any::<prop::sample::Index>(), with in any_value()) {
        for text in [ALL, SESSIONS, GRID] {
            let text = mutated(text, place, with.clone());
            let bundle = parse(&text, &options(), &mut Report::default()).unwrap();
            let merged = merge(None, &bundle, MergeOptions::default()).unwrap();
            prop_assert_eq!(merged.added, bundle.talks.len());
        }
    }
}
