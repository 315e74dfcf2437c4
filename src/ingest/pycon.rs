//! `conference.json` of `PyCon` US: a list of slots, times with offsets, no zone and no name of the
//! event. Finds neither: both are asked for.

use serde_json::Value;

use super::draft::Draft;
use super::json::{self, Record};
use super::parts::{self, LeftOut};
use super::records::clip;
use super::report::Report;
use super::zone::{self, Zone};
use super::{IngestError, ParseOptions, settle, time, words};
use crate::domain::{Appearance, EventBundle, Kind, LinkKind, Slot, State, Talk};

/// Reads a schedule: the whole document, or its list of slots alone.
///
/// # Errors
///
/// The text is no JSON, or neither the event nor its zone is given.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let document = json::document(text)?;
    let name = json::name(json::field(&document, "conference"));
    let event = settle::event("", &name, options)?;
    let zone = zone::need(None, &event.slug, options, report)?;
    let slots = if document.is_array() { &document } else { json::field(&document, "schedule") };
    let mut drafts = Vec::new();
    let mut left_out = LeftOut::default();
    for record in json::records(slots, "schedule", report) {
        if record.get("released") == &Value::Bool(false) {
            left_out.add("not released");
            continue;
        }
        sessions(&record, &zone, &mut drafts, report);
    }
    left_out.tell("schedule", report);
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(time::DAY_CHANGE));
    Ok(settle::bundle(event, Some(zone), drafts, report))
}

/// The session of a slot, and those within it: posters hang at the time and place of theirs.
fn sessions(record: &Record<'_>, zone: &Zone, drafts: &mut Vec<Draft>, report: &mut Report) {
    let slot = slot(&named(record), zone, report);
    let stated = record.line("kind");
    let track = record.line("section");
    let inner = record.records("sessions", report);
    for record in std::iter::once(record).chain(&inner) {
        let mut draft = draft(&named(record), &stated, report);
        draft.talk.track = parts::some(track.clone());
        draft.talk.slots.extend(slot.clone());
        drafts.push(draft);
    }
}

/// The record with its key in its place.
fn named<'a>(record: &Record<'a>) -> Record<'a> {
    let key = record.id("conf_key");
    if key.is_empty() {
        return record.clone();
    }
    Record { place: format!("{} (`{}`)", record.path, clip(&key, 80)), ..record.clone() }
}

/// The slot of a session. One in several rooms at once (a plenary) has one slot, whose room names
/// them all, as the file's own `room` does.
fn slot(record: &Record<'_>, zone: &Zone, report: &mut Report) -> Option<Slot> {
    let rooms = json::line(record.first(&["rooms", "room"]));
    let room = if rooms.is_empty() { record.line("room") } else { rooms };
    let times = (record.text("start"), record.text("end"));
    parts::slot((&times.0, &times.1), &room, zone, &record.place, report)
}

fn draft(record: &Record<'_>, stated_kind: &str, report: &mut Report) -> Draft {
    let place = &record.place;
    let (mut state, title) = parts::title(&record.text("name"), place, report);
    if json::flag(record.get("cancelled")) {
        state = State::Cancelled;
    }
    let mut links = Vec::new();
    let page = record.text("conf_url");
    parts::add_link(&mut links, (LinkKind::Page, &page, ""), place, report);
    let talk = Talk {
        kind: kind(stated_kind, &title),
        state,
        title,
        abstract_text: record.text("description"),
        topics: parts::topics(record.get("tags")),
        speakers: speakers(record, report),
        links,
        duration_s: minutes(record.get("duration")),
        ..Talk::default()
    };
    Draft { talk, number: record.id("conf_key"), place: place.clone(), ..Draft::default() }
}

/// What sort of session it is. Keynotes, panels and lightning talks are all `plenary`: which, only
/// the title says.
fn kind(stated: &str, title: &str) -> Kind {
    match stated {
        "informational" => Kind::Service,
        "plenary" => Some(words::kind(title, title))
            .filter(|kind| matches!(kind, Kind::Keynote | Kind::Panel | Kind::Lightning))
            .unwrap_or_default(),
        _ => words::kind(stated, title),
    }
}

/// The people on stage with their ids, or the names of the authors alone.
fn speakers(record: &Record<'_>, report: &mut Report) -> Vec<Appearance> {
    let mut people = Vec::new();
    for person in record.records("speakers", report) {
        let (name, id) = (person.text("name"), person.id("id"));
        parts::add_person(&mut people, (&name, "", &id), &record.place, report);
    }
    if people.is_empty() {
        for name in json::list(record.get("authors")) {
            parts::add_person(&mut people, (&json::text(name), "", ""), &record.place, report);
        }
    }
    people
}

/// A length in minutes, in seconds; notices of a moment have none.
fn minutes(value: &Value) -> Option<u32> {
    json::count(value).filter(|minutes| *minutes > 0)?.checked_mul(60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::json::tests::{any_value, mutated};
    use crate::ingest::merge::{MergeOptions, merge};

    const SAMPLE: &str = include_str!("../../tests/fixtures/schedules/pycon-us-2024-excerpt.json");

    fn options() -> ParseOptions {
        ParseOptions {
            event: Some("pycon-us-2024".into()),
            timezone: Some("America/New_York".into()),
            ..ParseOptions::default()
        }
    }

    fn read(text: &str) -> (EventBundle, Vec<(String, String)>) {
        let mut report = Report::default();
        let bundle = parse(text, &options(), &mut report).unwrap();
        let told = report.warnings.into_iter().map(|told| (told.code, told.place)).collect();
        (bundle, told)
    }

    fn talk<'a>(bundle: &'a EventBundle, id: &str) -> &'a Talk {
        bundle.talks.iter().find(|talk| talk.id == id).unwrap()
    }

    #[test]
    fn a_real_excerpt_is_read_whole() {
        let (bundle, told) = read(SAMPLE);
        assert_eq!(bundle.talks.len(), 7);
        assert_eq!(told, []);
        let robotics = talk(&bundle, "114");
        assert_eq!(robotics.speakers[0].name, "Kat Scott");
        assert_eq!(robotics.speakers[0].id.as_deref(), Some("100"));
        assert_eq!(robotics.slots[0].start.to_string(), "2024-05-19T13:00:00");
        assert_eq!(robotics.slots[0].room.as_deref(), Some("Hall C"));
        assert_eq!((robotics.duration_s, robotics.track.as_deref()), (Some(1800), Some("talks")));
        assert_eq!(talk(&bundle, "303").kind, Kind::Service);
    }

    #[test]
    fn posters_hang_at_the_time_and_place_of_their_session() {
        let (bundle, _) = read(SAMPLE);
        let (session, poster) = (talk(&bundle, "178"), talk(&bundle, "178137"));
        assert_eq!(session.slots, poster.slots);
        assert_eq!(poster.speakers[0].name, "Forrest Sheng Bao");
        assert_eq!(poster.track.as_deref(), Some("posters"));
    }

    #[test]
    fn a_plenary_in_several_rooms_has_one_slot_that_names_them_all() {
        let (bundle, _) = read(
            r#"[{"conf_key": 1, "kind": "plenary", "name": "Keynote - Ada", "rooms": ["A", "B C"],
                 "start": "2024-05-17T09:00:00-04:00", "end": "2024-05-17T09:30:00-04:00"}]"#,
        );
        assert_eq!(bundle.talks[0].slots.len(), 1);
        assert_eq!(bundle.talks[0].slots[0].room.as_deref(), Some("A, B C"));
        assert_eq!(bundle.talks[0].kind, Kind::Keynote);
    }

    #[test]
    fn only_words_of_stages_are_believed_in_titles_of_plenaries() {
        assert_eq!(kind("plenary", "Breaking changes as a service"), Kind::Talk);
        assert_eq!(kind("plenary", "Steering Council Panel"), Kind::Panel);
        assert_eq!(kind("sponsor-workshop", "x"), Kind::Workshop);
    }

    #[test]
    fn what_is_odd_is_told_with_its_place() {
        let (bundle, told) = read(
            r#"{"schedule": [3,
              {"conf_key": 1, "name": "Secret", "released": false},
              {"conf_key": 2, "name": "No time", "cancelled": true, "authors": ["Ada", ""]},
              {"conf_key": 3, "start": "soon", "conf_url": "nowhere"}]}"#,
        );
        assert_eq!(talk(&bundle, "2").state, State::Cancelled);
        assert_eq!(talk(&bundle, "2").speakers.len(), 1);
        assert_eq!(talk(&bundle, "3").title, "Untitled");
        let expected = [
            ("bad-record", "schedule[0]"),
            ("missing-name", "schedule[2] (`2`)"),
            ("bad-date", "schedule[3] (`3`)"),
            ("missing-title", "schedule[3] (`3`)"),
            ("bad-link", "schedule[3] (`3`)"),
            ("not-in-programme", "schedule"),
        ];
        assert_eq!(told, expected.map(|(code, place)| (code.to_owned(), place.to_owned())));
    }

    #[test]
    fn the_event_and_its_zone_are_asked_for() {
        let mut report = Report::default();
        let unnamed = ParseOptions { event: None, ..options() };
        assert_eq!(parse(SAMPLE, &unnamed, &mut report), Err(IngestError::NoEvent));
        let nowhere = ParseOptions { timezone: None, ..options() };
        let error = parse(SAMPLE, &nowhere, &mut report).unwrap_err();
        assert_eq!(error, IngestError::NoTimezone { event: "pycon-us-2024".into() });
    }

    #[test]
    fn a_second_reading_changes_nothing() {
        let first = merge(None, &read(SAMPLE).0, MergeOptions::default()).unwrap();
        let again = merge(Some(&first.bundle), &read(SAMPLE).0, MergeOptions::default());
        assert!(again.unwrap().is_unchanged());
    }

    proptest! {
        #[test]
        fn mutated_files_never_panic(
            edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
        ) {
            let text = edits.into_iter().fold(SAMPLE.to_owned(), |text, (at, with)| mutated(&text, at, with));
            let _ = parse(&text, &options(), &mut Report::default());
        }
    }
}
