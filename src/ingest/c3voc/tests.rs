//! Both versions of `schedule.json`, read from files in every form the generators write.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::export::{Context, Format, export};
use crate::ingest::Warning;
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};

const V1: &str = include_str!("../../../tests/fixtures/schedules/c3voc.json");
const V2: &str = include_str!("../../../tests/fixtures/schedules/c3voc-v2.json");

type Parse = fn(&str, &ParseOptions, &mut Report) -> Result<EventBundle, IngestError>;

fn read(parse: Parse, text: &str) -> (EventBundle, Vec<Warning>) {
    let mut report = Report::default();
    let bundle = parse(text, &ParseOptions::default(), &mut report).unwrap();
    (bundle, report.warnings)
}

fn talk<'a>(bundle: &'a EventBundle, title: &str) -> &'a Talk {
    bundle.talks.iter().find(|talk| talk.title == title).unwrap()
}

#[test]
fn version_1_is_read_with_its_days_rooms_and_people() {
    let (bundle, warnings) = read(parse, V1);
    let event = &bundle.event;
    assert_eq!((event.slug.as_str(), event.name.as_str()), ("lichen24", "Lichen Days 2024"));
    assert_eq!(event.description.as_deref(), Some("Three evenings about slow things."));
    let growing = talk(&bundle, "Growing at one millimetre a year");
    assert_eq!(growing.id, "6b1f0a70-0000-4000-8000-000000000011");
    assert_eq!(growing.source_ids, ["number:11"]);
    assert_eq!(growing.slots[0].start, date(2024, 3, 30).at(20, 0, 0, 0));
    assert_eq!(growing.slots[0].room.as_deref(), Some("Great Hall"));
    assert_eq!(growing.abstract_text, "Slow is a speed.\nMeasure it.");
    assert_eq!(growing.speakers[1].id.as_deref(), Some("502"));
    let slides = growing.link(LinkKind::Slides).unwrap();
    assert_eq!(slides.url, "https://lichen.example/files/11.pdf");
    let spores = talk(&bundle, "Spores");
    assert_eq!((spores.kind, spores.languages[0].as_str()), (Kind::Lightning, "de"));
    assert_eq!(spores.slots[0].end, date(2024, 3, 30).at(20, 10, 30, 0));
    assert_eq!(spores.speakers[0].id.as_deref(), Some("BO9999"));
    assert!(spores.description.is_empty());
    let told: Vec<_> = warnings.iter().map(|it| (it.code.as_str(), it.place.as_str())).collect();
    assert_eq!(
        told,
        [
            ("bad-record", "days[0].rooms.Great  Hall[2]"),
            ("bad-link", "days[0].rooms.Great  Hall[0] (`6b1f0a70-0000-4000-8000-000000000011`)"),
        ]
    );
}

#[test]
fn a_night_in_which_the_clocks_change_stays_on_its_evening() {
    let (bundle, _) = read(parse, V1);
    let night = talk(&bundle, "A night with the clocks");
    assert_eq!((night.state, night.kind), (State::Cancelled, Kind::Workshop));
    let slot = &night.slots[0];
    assert_eq!(slot.day, Some(date(2024, 3, 30)));
    assert_eq!(slot.end, date(2024, 3, 31).at(4, 30, 0, 0));
    assert_eq!((bundle.event.starts_on, bundle.event.ends_on.unwrap().day()), (slot.day, 31));
    assert!(night.link(LinkKind::Page).is_none());
    assert_eq!(night.link(LinkKind::Video).unwrap().title, None);
}

#[test]
fn version_2_follows_its_references() {
    let (bundle, warnings) = read(parse_v2, V2);
    assert_eq!(bundle.event.description.as_deref(), Some("Three evenings."));
    let growing = talk(&bundle, "Growing on");
    assert_eq!(growing.source_ids, ["code:GROW25"]);
    assert_eq!(growing.track.as_deref(), Some("Growth"));
    assert_eq!(growing.slots[0].room.as_deref(), Some("Great Hall"));
    assert_eq!((growing.abstract_text.as_str(), growing.duration_s), ("Slowly.", Some(2700)));
    let names: Vec<_> = growing.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
    assert_eq!(names, ["Ada Moss", "Bo Stone"]);
    for kind in [LinkKind::Page, LinkKind::Feedback, LinkKind::Video, LinkKind::Slides] {
        assert!(growing.link(kind).is_some(), "no {kind:?}");
    }
    let late = talk(&bundle, "Late");
    assert_eq!((late.state, late.kind), (State::Cancelled, Kind::Lightning));
    assert_eq!(late.languages, ["de", "en"]);
    assert_eq!(late.track.as_deref(), Some("Stone"));
    assert_eq!(late.slots[0].start, date(2025, 6, 8).at(1, 30, 0, 0));
    assert_eq!(late.slots[0].day, Some(date(2025, 6, 7)));
    assert_eq!(talk(&bundle, "Soup").kind, Kind::Break);
    assert_eq!(talk(&bundle, "Soup").slots[0].programme_day(), date(2025, 6, 8));
    assert_eq!(talk(&bundle, "The door is open").kind, Kind::Service);
    let told: Vec<_> = warnings.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(told, ["not-in-programme"]);
}

#[test]
fn a_second_import_changes_nothing_and_an_export_is_read_back() {
    for (parse, text) in [(parse as Parse, V1), (parse_v2, V2)] {
        let (bundle, _) = read(parse, text);
        let first = merge(None, &bundle, MergeOptions::default()).unwrap().bundle;
        assert!(merge(Some(&first), &bundle, MergeOptions::default()).unwrap().is_unchanged());
        let bytes = export(&first, Format::FrabJson, &Context::default()).unwrap();
        let (back, warnings) = read(super::parse, std::str::from_utf8(&bytes).unwrap());
        assert_eq!(warnings, []);
        let titles = |bundle: &EventBundle| -> Vec<_> {
            bundle.talks.iter().map(|talk| (talk.title.clone(), talk.slots.clone())).collect()
        };
        assert_eq!(titles(&back), titles(&first));
    }
}

#[test]
fn an_event_without_sessions_needs_no_zone() {
    let text = r#"{"schedule": {"conference": {"acronym": "none", "days": []}, "events": []}}"#;
    for parse in [parse as Parse, parse_v2] {
        let (bundle, warnings) = read(parse, text);
        assert_eq!((bundle.event.slug.as_str(), bundle.talks.len()), ("none", 0));
        assert_eq!(warnings[0].code, "no-sessions");
    }
    let mut report = Report::default();
    let nameless = r#"{"schedule": {"conference": {"days": 3}}}"#;
    let error = parse(nameless, &ParseOptions::default(), &mut report).unwrap_err();
    assert_eq!((error, report.warnings[0].code.as_str()), (IngestError::NoEvent, "bad-list"));
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        second in any::<bool>(),
        place in any::<prop::sample::Index>(),
        with in any_value(),
    ) {
        let text = mutated(if second { V2 } else { V1 }, place, with);
        for parse in [parse as Parse, parse_v2] {
            let options = ParseOptions {
                event: Some("e".into()),
                timezone: Some("Europe/Berlin".into()),
                ..ParseOptions::default()
            };
            let bundle = parse(&text, &options, &mut Report::default()).unwrap();
            let merged = merge(None, &bundle, MergeOptions::default()).unwrap();
            prop_assert_eq!(merged.added, bundle.talks.len());
        }
    }
}
