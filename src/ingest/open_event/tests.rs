//! Both styles of keys, as files and as one object; states, references, what is odd.

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Format, parse_all};

const KEBAB: &str = include_str!("../../../tests/fixtures/schedules/open-event-kebab.json");
const SNAKE: &str = include_str!("../../../tests/fixtures/schedules/open-event-snake.json");

/// The parts of a fixture as the files of a folder.
fn folder(fixture: &str) -> Vec<Input> {
    let Value::Object(parts) = json::document(fixture).unwrap() else { unreachable!() };
    let file = |(name, part): (String, Value)| {
        Input::new(&format!("OpenDays/{name}"), part.to_string().into_bytes())
    };
    parts.into_iter().map(file).collect()
}

fn read(files: &[Input]) -> (EventBundle, Vec<(String, String, String)>) {
    let mut report = Report::default();
    let bundle = parse(files, &ParseOptions::default(), &mut report).unwrap();
    let told = report.warnings.into_iter().map(|told| (told.code, told.place, told.message));
    (bundle, told.collect())
}

fn talk<'a>(bundle: &'a EventBundle, id: &str) -> &'a Talk {
    bundle.talks.iter().find(|talk| talk.id == id).unwrap()
}

#[test]
fn a_folder_in_kebab_case_is_read() {
    let (bundle, told) = read(&folder(KEBAB));
    let event = &bundle.event;
    assert_eq!((event.slug.as_str(), event.name.as_str()), ("open-days-2017", "Open Days 2017"));
    assert_eq!(event.timezone.as_deref(), Some("US/Pacific"));
    assert_eq!(event.location.as_deref(), Some("Hall of Fame, San Jose"));
    assert_eq!(event.description.as_deref(), Some("Two days of free software."));
    let camera = talk(&bundle, "5");
    assert_eq!(camera.title, "Effects for Cameras");
    assert_eq!(camera.slots[0].start, date(2017, 4, 18).at(12, 30, 0, 0));
    assert_eq!(camera.slots[0].room.as_deref(), Some("Hall G"));
    assert_eq!(
        (camera.track.as_deref(), camera.languages.join(" ")),
        (Some("Camera"), "en".into())
    );
    assert_eq!(camera.speakers[0].affiliation.as_deref(), Some("Engine Works"));
    let kinds: Vec<_> = camera.links.iter().map(|link| link.kind).collect();
    assert_eq!(kinds, [LinkKind::Video, LinkKind::Slides]);
    assert_eq!(told[0].0, "bad-link");
    assert_eq!(told[0].1, "sessions[0] (`5`)");
}

#[test]
fn only_sessions_that_were_accepted_are_in_and_the_others_are_counted() {
    let (bundle, told) = read(&folder(KEBAB));
    assert_eq!(bundle.talks.len(), 2);
    assert_eq!(told[1].0, "not-in-programme");
    assert_eq!(told[1].2, "3 left out, not in the programme: 1 deleted, 1 pending, 1 rejected");
    let (bundle, _) = read(&folder(SNAKE));
    assert_eq!(talk(&bundle, "4290").state, State::Cancelled);
}

#[test]
fn a_short_and_a_long_text_are_both_kept() {
    let (bundle, _) = read(&folder(KEBAB));
    let workshop = talk(&bundle, "6");
    assert_eq!(workshop.kind, Kind::Workshop);
    assert_eq!((workshop.abstract_text.as_str(), workshop.description.as_str()), {
        ("Short.", "Long, with all of it.")
    });
    assert_eq!(talk(&bundle, "5").abstract_text, "<p>How effects are made.</p>");
}

#[test]
fn what_is_only_referred_to_is_looked_up() {
    let (bundle, told) = read(&folder(SNAKE));
    assert_eq!(told, []);
    let business = talk(&bundle, "4288");
    assert_eq!(business.track.as_deref(), Some("Open Data"));
    assert_eq!(business.slots[0].room.as_deref(), Some("Event Hall 2-1"));
    let people: Vec<_> = business
        .speakers
        .iter()
        .map(|person| (person.name.as_str(), person.affiliation.as_deref()))
        .collect();
    assert_eq!(people, [("Bo Chen", Some("Mill")), ("Cy Dee", None)]);
    let lunch = talk(&bundle, "4289");
    assert_eq!((lunch.kind, lunch.slots[0].room.as_deref()), (Kind::Break, Some("Garden")));
    assert_eq!(talk(&bundle, "4290").slots[0].day, Some(date(2018, 3, 22)));
}

#[test]
fn one_object_and_a_zip_give_what_the_folder_gives() {
    for fixture in [KEBAB, SNAKE] {
        let (expected, _) = read(&folder(fixture));
        let whole = [Input::new("export.json", fixture.as_bytes().to_vec())];
        let parsed = parse_all(&whole, &ParseOptions::default()).unwrap();
        assert_eq!((parsed.format, &parsed.bundle), (Format::OpenEvent, &expected));
        let mut files = folder(fixture);
        files.insert(0, Input::new("OpenDays/config.json", b"{\"email\": \"x\"}".to_vec()));
        let parsed = parse_all(&files, &ParseOptions::default()).unwrap();
        assert_eq!((parsed.format, &parsed.bundle), (Format::OpenEvent, &expected));
    }
}

#[test]
fn sessions_alone_need_an_event_and_a_zone() {
    let alone: Vec<Input> =
        folder(SNAKE).into_iter().filter(|file| file.name.ends_with("sessions")).collect();
    let refused = parse(&alone, &ParseOptions::default(), &mut Report::default());
    assert_eq!(refused, Err(IngestError::NoEvent));
    let named = ParseOptions { event: Some("e".into()), ..ParseOptions::default() };
    let refused = parse(&alone, &named, &mut Report::default());
    assert_eq!(refused, Err(IngestError::NoTimezone { event: "e".into() }));
}

#[test]
fn a_second_reading_changes_nothing() {
    for fixture in [KEBAB, SNAKE] {
        let files = folder(fixture);
        let first = merge(None, &read(&files).0, MergeOptions::default()).unwrap();
        let again = merge(Some(&first.bundle), &read(&files).0, MergeOptions::default());
        assert!(again.unwrap().is_unchanged());
    }
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        is_kebab in any::<bool>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let seed = if is_kebab { KEBAB } else { SNAKE };
        let text = edits.into_iter().fold(seed.to_owned(), |text, (at, with)| mutated(&text, at, with));
        let file = Input::new("export", text.into_bytes());
        let _ = parse(&[file], &ParseOptions::default(), &mut Report::default());
    }
}
