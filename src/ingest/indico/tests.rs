//! Both shapes of the export, times in other zones, people, files, and what is odd.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, Talk};
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};

const CONTRIBUTIONS: &str =
    include_str!("../../../tests/fixtures/schedules/indico-contributions.json");
const SESSIONS: &str = include_str!("../../../tests/fixtures/schedules/indico-sessions.json");

fn read_in(text: &str, timezone: Option<&str>) -> (EventBundle, Vec<(String, String)>) {
    let timezone = timezone.map(str::to_owned);
    let options = ParseOptions { timezone, ..ParseOptions::default() };
    let mut report = Report::default();
    let bundle = parse(text, &options, &mut report).unwrap();
    let told = report.warnings.into_iter().map(|told| (told.code, told.place));
    (bundle, told.collect())
}

fn talk<'a>(bundle: &'a EventBundle, id: &str) -> &'a Talk {
    bundle.talks.iter().find(|talk| talk.id == id).unwrap()
}

#[test]
fn contributions_are_read_with_their_event() {
    let (bundle, told) = read_in(CONTRIBUTIONS, None);
    assert_eq!(told, []);
    let event = &bundle.event;
    assert_eq!(event.slug, "graphics-days-2024");
    assert_eq!(event.timezone.as_deref(), Some("Europe/Warsaw"));
    assert_eq!(event.ends_on, Some(date(2024, 9, 11)));
    assert_eq!(event.location.as_deref(), Some("Old Mill, River Road 1 Gdansk"));
    assert_eq!(event.description.as_deref(), Some("Two days of pixels."));
    let tiles = talk(&bundle, "12");
    assert_eq!((tiles.track.as_deref(), tiles.kind), (Some("Main Track"), Kind::Talk));
    assert_eq!((tiles.topics.join(" "), tiles.duration_s), ("gpu tiling".into(), Some(1200)));
    assert_eq!(tiles.abstract_text, "How tiles are drawn.\n\nAnd why.");
    let people: Vec<_> = tiles.speakers.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["Ada Byron", "Bo Chen"]);
    assert_eq!(tiles.speakers[0].affiliation.as_deref(), Some("Engine Works"));
    assert_eq!(tiles.speakers[0].id.as_deref(), Some("17"));
}

#[test]
fn times_in_utc_are_told_on_the_wall_of_the_venue() {
    let (bundle, _) = read_in(CONTRIBUTIONS, None);
    let slot = &talk(&bundle, "12").slots[0];
    assert_eq!(slot.start, date(2024, 9, 10).at(10, 0, 0, 0));
    assert_eq!(slot.room.as_deref(), Some("Loft"));
    let late = &talk(&bundle, "13").slots[0];
    assert_eq!((late.start, late.end.time().to_string()), {
        (date(2024, 9, 11).at(1, 30, 0, 0), "01:35:00".to_owned())
    });
    assert_eq!(late.day, Some(date(2024, 9, 10)));
    assert!(talk(&bundle, "14").slots.is_empty());
}

#[test]
fn speakers_go_before_authors_and_the_track_says_the_kind() {
    let (bundle, _) = read_in(CONTRIBUTIONS, None);
    let quick = talk(&bundle, "13");
    assert_eq!((quick.kind, quick.speakers.len()), (Kind::Lightning, 1));
    assert_eq!(quick.speakers[0].name, "Cy Dee");
    assert_eq!(talk(&bundle, "14").track.as_deref(), Some("Talk (full slot)"));
}

#[test]
fn a_file_that_stands_in_folders_and_in_material_is_one_link() {
    let (bundle, _) = read_in(CONTRIBUTIONS, None);
    let links = &talk(&bundle, "12").links;
    let kinds: Vec<_> = links.iter().map(|link| link.kind).collect();
    assert_eq!(kinds, [LinkKind::Page, LinkKind::Slides, LinkKind::Video]);
    assert_eq!(links[1].title.as_deref(), Some("tiles.pdf"));
}

#[test]
fn blocks_lend_their_room_and_their_session_and_parts_are_talks() {
    let (bundle, told) = read_in(SESSIONS, None);
    assert_eq!(told, []);
    let titles: Vec<_> =
        bundle.talks.iter().map(|talk| (talk.id.as_str(), talk.title.as_str())).collect();
    assert_eq!(
        titles,
        [
            ("1", "Welcome"),
            ("2", "Calorimeters"),
            ("block-32", "Panel: what next?"),
            ("2-1", "Crystals"),
            ("2-2", "Read-out"),
        ]
    );
    let calorimeters = talk(&bundle, "2");
    assert_eq!(calorimeters.slots[0].room.as_deref(), Some("Hall 1"));
    assert_eq!(calorimeters.track.as_deref(), Some("Detectors"));
    let part = talk(&bundle, "2-1");
    assert_eq!((part.slots.len(), part.duration_s), (0, Some(600)));
    assert_eq!(part.track.as_deref(), Some("Detectors"));
    let panel = talk(&bundle, "block-32");
    assert_eq!((panel.kind, panel.speakers[0].name.as_str()), (Kind::Panel, "Cy Dee"));
}

#[test]
fn a_given_zone_moves_local_times_and_leaves_instants() {
    let (bundle, told) = read_in(SESSIONS, Some("Europe/London"));
    assert_eq!(told[0].0, "timezone-overridden");
    assert_eq!(talk(&bundle, "1").slots[0].start, date(2024, 7, 1).at(9, 0, 0, 0));
    let (bundle, _) = read_in(CONTRIBUTIONS, Some("Europe/London"));
    assert_eq!(talk(&bundle, "12").slots[0].start, date(2024, 9, 10).at(9, 0, 0, 0));
}

#[test]
fn what_is_odd_is_told_with_its_place() {
    let (bundle, told) = read_in(
        r#"{"results": [{"id": "9", "title": "E", "timezone": "UTC", "contributions": [
            {"id": "1", "title": "", "startDate": {"date": "2024-02-30", "time": "10:00"}},
            {"id": "2", "title": "B", "url": "x", "speakers": [{"affiliation": "Y"}],
             "startDate": {"date": "2024-02-20", "time": "10:00:00", "tz": "Mars/Base"}}]}, {}]}"#,
        None,
    );
    assert_eq!(bundle.talks.len(), 2);
    let second = "results[0].contributions[1] (`2`)";
    let expected = [
        ("more-events", "results".to_owned()),
        ("missing-title", "results[0].contributions[0] (`1`)".to_owned()),
        ("bad-date", "results[0].contributions[0] (`1`)".to_owned()),
        ("unknown-zone", second.to_owned()),
        ("missing-name", second.to_owned()),
        ("bad-link", second.to_owned()),
    ];
    assert_eq!(told, expected.map(|(code, place)| (code.to_owned(), place)));
}

#[test]
fn an_answer_without_events_needs_a_name() {
    let refused = parse(r#"{"results": []}"#, &ParseOptions::default(), &mut Report::default());
    assert_eq!(refused, Err(IngestError::NoEvent));
}

#[test]
fn a_second_reading_changes_nothing() {
    for text in [CONTRIBUTIONS, SESSIONS] {
        let first = merge(None, &read_in(text, None).0, MergeOptions::default()).unwrap();
        let again = merge(Some(&first.bundle), &read_in(text, None).0, MergeOptions::default());
        assert!(again.unwrap().is_unchanged());
    }
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        nested in any::<bool>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let seed = if nested { SESSIONS } else { CONTRIBUTIONS };
        let text = edits.into_iter().fold(seed.to_owned(), |text, (at, with)| mutated(&text, at, with));
        let _ = parse(&text, &ParseOptions::default(), &mut Report::default());
    }
}
