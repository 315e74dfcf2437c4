//! The widget's file and the lists of the API, alone and together.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::ingest::Warning;
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};

const WIDGET: &str = include_str!("../../../tests/fixtures/schedules/pretalx-widget.json");
const SUBMISSIONS: &str =
    include_str!("../../../tests/fixtures/schedules/pretalx-submissions.json");
const SLOTS: &str = r#"[
    {"id": 41, "submission": "ROOT01", "room": 7, "start": "2024-05-04T10:00:00+02:00", "end": "2024-05-04T11:30:00+02:00", "schedule": 1},
    {"id": 42, "submission": "ROOT01", "room": 7, "start": "2024-05-05T01:00:00+02:00", "end": null, "duration": 90},
    {"id": 43, "submission": null, "room": 7, "start": "2024-05-04T12:00:00+02:00", "end": "2024-05-04T13:00:00+02:00", "description": {"en": "Lunch"}, "slot_type": "break"},
    {"id": 44, "submission": null, "room": 7, "start": "2024-05-04T14:00:00+02:00", "end": "2024-05-04T15:00:00+02:00", "description": {"en": "Keep free"}, "slot_type": "blocker"},
    {"id": 45, "submission": "ELSE99", "room": 7, "start": "2024-05-04T16:00:00+02:00", "end": "2024-05-04T17:00:00+02:00"}
]"#;
const LISTS: [(&str, &str); 4] = [
    (
        "event",
        r#"{"slug": "moss24", "name": {"en": "Moss 2024"}, "timezone": "Europe/Berlin", "date_from": "2024-05-04", "date_to": "2024-05-05"}"#,
    ),
    (
        "rooms",
        r#"{"count": 3, "next": "?page=2", "results": [{"id": 7, "name": {"en": "Hall"}, "capacity": null, "position": 0}]}"#,
    ),
    ("types", r#"[{"id": 21, "name": {"en": "Workshop"}, "default_duration": 90}]"#),
    (
        "speakers",
        r#"[{"code": "ADA111", "name": "Ada Moss", "biography": null, "submissions": ["ROOT01"]}]"#,
    ),
];

fn options() -> ParseOptions {
    ParseOptions { event: Some("given".into()), ..ParseOptions::default() }
}

fn widget(text: &str) -> (EventBundle, Vec<Warning>) {
    let mut report = Report::default();
    let bundle = parse_widget(text, &options(), &mut report).unwrap();
    (bundle, report.warnings)
}

fn api(files: &[(&str, &str)], options: &ParseOptions) -> (EventBundle, Vec<Warning>) {
    let files: Vec<_> =
        files.iter().map(|(name, text)| Input::new(name, text.as_bytes().to_vec())).collect();
    let mut report = Report::default();
    let bundle = parse_api(&files, options, &mut report).unwrap();
    (bundle, report.warnings)
}

fn talk<'a>(bundle: &'a EventBundle, title: &str) -> &'a Talk {
    bundle.talks.iter().find(|talk| talk.title == title).unwrap()
}

fn codes(warnings: &[Warning]) -> Vec<&str> {
    warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[test]
fn the_widget_is_read_with_breaks_and_names() {
    let (bundle, warnings) = widget(WIDGET);
    assert_eq!(bundle.event.slug, "given");
    assert_eq!(bundle.event.timezone.as_deref(), Some("Europe/Berlin"));
    let moss = talk(&bundle, "Moss at night");
    assert_eq!((moss.id.as_str(), moss.track.as_deref()), ("MOSS11", Some("Green")));
    assert_eq!((moss.abstract_text.as_str(), moss.duration_s), ("Dark and *green*.", Some(1800)));
    assert_eq!(moss.speakers[1].name, "Bo Stone");
    let rooms: Vec<_> = moss.slots.iter().map(|slot| slot.room.as_deref().unwrap()).collect();
    assert_eq!(rooms, ["Hall", "Garden"]);
    let night = &moss.slots[1];
    assert_eq!((night.day, night.start_repeated), (Some(date(2024, 10, 26)), true));
    let ferns = talk(&bundle, "Ferns");
    assert_eq!(
        (ferns.state, ferns.slots[0].end.time().to_string()),
        (State::Cancelled, "11:45:00".into())
    );
    assert_eq!(
        (talk(&bundle, "Lunch").kind, talk(&bundle, "Registration").kind),
        (Kind::Break, Kind::Service)
    );
    assert_eq!(talk(&bundle, "Lunch").id, "slot-904");
    assert_eq!(talk(&bundle, "Lunch").slots[0].start, date(2024, 10, 27).at(12, 0, 0, 0));
    assert_eq!(codes(&warnings), ["bad-record", "unknown-room", "unknown-speaker"]);
    assert_eq!(warnings[0].place, "talks[5]");
    assert_eq!(bundle.event.ends_on, Some(date(2024, 10, 27)));
}

#[test]
fn lists_of_the_api_complete_each_other() {
    let mut files = vec![("submissions", SUBMISSIONS), ("slots", SLOTS)];
    files.extend(LISTS);
    let (bundle, warnings) = api(&files, &ParseOptions::default());
    assert_eq!((bundle.event.slug.as_str(), bundle.event.name.as_str()), ("moss24", "Moss 2024"));
    let roots = talk(&bundle, "Roots");
    assert_eq!((roots.kind, roots.track.as_deref()), (Kind::Workshop, Some("Deep")));
    assert_eq!(
        (roots.topics.join(" "), roots.speakers[0].name.as_str()),
        ("soil water".into(), "Ada Moss")
    );
    assert_eq!(roots.slots.len(), 2);
    assert_eq!(roots.slots[1].day, Some(date(2024, 5, 4)));
    assert_eq!(roots.slots[1].end, date(2024, 5, 5).at(2, 30, 0, 0));
    assert_eq!(roots.slots[0].room.as_deref(), Some("Hall"));
    assert!(roots.link(LinkKind::Slides).is_some() && roots.description.is_empty());
    let stems = talk(&bundle, "Stems");
    assert_eq!((stems.kind, stems.slots[0].room.as_deref()), (Kind::Lightning, Some("Garden")));
    assert_eq!(talk(&bundle, "Leaves").state, State::Cancelled);
    assert_eq!(talk(&bundle, "Lunch").kind, Kind::Break);
    assert_eq!(bundle.talks.len(), 5);
    let mut told = codes(&warnings);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "bad-link",
            "missing-pages",
            "missing-title",
            "not-in-programme",
            "unknown-resource",
            "unknown-slot",
            "unknown-speaker",
            "unknown-submission",
        ]
    );
    let left_out = warnings.iter().find(|it| it.code == "not-in-programme").unwrap();
    assert!(left_out.message.starts_with("3 left out"), "{}", left_out.message);
}

#[test]
fn submissions_alone_need_a_zone_only_where_they_have_times() {
    let files = [Input::new("s.json", SUBMISSIONS.into())];
    let error = parse_api(&files, &options(), &mut Report::default()).unwrap_err();
    assert_eq!(error, IngestError::NoTimezone { event: "given".into() });
    let untimed = r#"[{"code": "A", "title": "T", "speakers": [], "state": "confirmed"}]"#;
    let (bundle, warnings) = api(&[("a", untimed)], &options());
    assert_eq!((bundle.talks.len(), bundle.talks[0].slots.len(), warnings.len()), (1, 0, 0));
    let (bundle, warnings) = api(&[("a", r#"{"count": 0, "results": []}"#)], &options());
    assert_eq!((bundle.talks.len(), codes(&warnings)), (0, vec!["no-sessions"]));
}

#[test]
fn records_by_code_and_submissions_inside_of_slots_are_read() {
    let sessions = r#"{"A1": {"code": "A1", "title": "Ice", "speakers": ["B2"], "session_type": "Tutorial", "level": "Advanced",
        "state": "confirmed", "duration": "45", "room": "South", "start": "2024-07-10T14:00:00+02:00", "end": "2024-07-10T14:45:00+02:00",
        "website_url": "https://ice.example/a1"}}"#;
    let speakers = r#"{"B2": {"code": "B2", "name": "Bea", "affiliation": "Glacier Ltd"}}"#;
    let schedule = r#"{"id": 1, "version": "2", "published": "x", "slots": [{"id": 5, "room": {"id": 1, "name": {"en": "North"}},
        "start": "2024-07-11T14:00:00+02:00", "end": null, "submission": {"code": "C3", "title": "Snow", "state": "confirmed", "speakers": []}}]}"#;
    let options = ParseOptions { timezone: Some("Europe/Prague".into()), ..options() };
    let (bundle, warnings) = api(&[("a", sessions), ("b", speakers), ("c", schedule)], &options);
    assert_eq!(warnings, []);
    let ice = talk(&bundle, "Ice");
    assert_eq!(
        (ice.kind, ice.topics.as_slice()),
        (Kind::Workshop, ["advanced".to_owned()].as_slice())
    );
    assert_eq!(ice.speakers[0].affiliation.as_deref(), Some("Glacier Ltd"));
    assert_eq!((ice.slots.len(), ice.slots[0].room.as_deref()), (1, Some("South")));
    assert!(ice.link(LinkKind::Page).is_some());
    assert_eq!(talk(&bundle, "Snow").slots[0].room.as_deref(), Some("North"));
}

#[test]
fn what_is_no_record_is_counted() {
    let answers =
        r#"[{"id": 1, "question": 2, "answer": "x", "submission": "A"}, {"id": 2, "answer": "y"}]"#;
    let (_, warnings) = api(&[("answers", answers)], &options());
    assert_eq!(codes(&warnings), ["unknown-record", "no-sessions"]);
    assert!(warnings[0].message.starts_with("2 records"));
}

#[test]
fn a_second_import_changes_nothing() {
    let zone = ParseOptions { timezone: Some("Europe/Berlin".into()), ..options() };
    for bundle in [widget(WIDGET).0, api(&[("s", SUBMISSIONS), ("t", SLOTS)], &zone).0] {
        let first = merge(None, &bundle, MergeOptions::default()).unwrap();
        let second = merge(Some(&first.bundle), &bundle, MergeOptions::default()).unwrap();
        assert!(second.is_unchanged(), "{:?}", second.changes);
    }
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        place in any::<prop::sample::Index>(),
        with in any_value(),
    ) {
        let options = ParseOptions { timezone: Some("Europe/Berlin".into()), ..options() };
        let bundle = parse_widget(&mutated(WIDGET, place, with.clone()), &options, &mut Report::default());
        let merged = merge(None, &bundle.unwrap(), MergeOptions::default());
        prop_assert!(merged.is_ok());
        let texts = [mutated(SUBMISSIONS, place, with.clone()), mutated(SLOTS, place, with)];
        let files = texts.map(|text| Input::new("x.json", text.into_bytes()));
        let bundle = parse_api(&files, &options, &mut Report::default()).unwrap();
        let merged = merge(None, &bundle, MergeOptions::default()).unwrap();
        prop_assert_eq!(merged.added, bundle.talks.len());
    }
}
