//! Calendars of every flavour, read whole.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Parsed, parse as parse_file};

const SCHED: &str = include_str!("../../../tests/fixtures/schedules/sched-kubecon-excerpt.ics");
const PRETALX: &str = include_str!("../../../tests/fixtures/schedules/pretalx-excerpt.ics");
const ICSPY: &str = include_str!("../../../tests/fixtures/schedules/icspy-excerpt.ics");
const PENTABARF: &str = include_str!("../../../tests/fixtures/schedules/pentabarf.ics");
const HANDMADE: &str = include_str!("../../../tests/fixtures/schedules/handmade.ics");

fn options(timezone: Option<&str>) -> ParseOptions {
    ParseOptions { timezone: timezone.map(str::to_owned), ..ParseOptions::default() }
}

fn read(text: &str, timezone: Option<&str>) -> Parsed {
    parse_file(text.as_bytes(), "x.ics", &options(timezone)).unwrap()
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn find<'a>(parsed: &'a Parsed, title: &str) -> &'a Talk {
    let mut talks = parsed.bundle.talks.iter();
    talks.find(|talk| talk.title.contains(title)).unwrap_or_else(|| panic!("no talk `{title}`"))
}

fn names(talk: &Talk) -> Vec<&str> {
    talk.speakers.iter().map(|speaker| speaker.name.as_str()).collect()
}

fn room(talk: &Talk) -> Option<&str> {
    talk.slots.first()?.room.as_deref()
}

#[test]
fn sched_needs_a_zone_and_is_read_with_speakers_rooms_and_kinds() {
    let error = parse_file(SCHED.as_bytes(), "x", &ParseOptions::default()).unwrap_err();
    assert_eq!(error, IngestError::NoTimezone { event: "kccnceu2026".into() });

    let parsed = read(SCHED, Some("Europe/Amsterdam"));
    let event = &parsed.bundle.event;
    assert_eq!(event.slug, "kccnceu2026");
    assert_eq!(event.name, "KubeCon + CloudNativeCon Europe 2026");
    assert_eq!(event.location.as_deref(), Some("Amsterdam, Netherlands"));
    assert_eq!((parsed.bundle.talks.len(), codes(&parsed)), (13, vec![]));

    let badges = find(&parsed, "Badge Pick-Up");
    assert_eq!((badges.kind, room(badges)), (Kind::Service, Some("Entrance C")));
    assert_eq!(badges.slots[0].start, date(2026, 3, 23).at(7, 0, 0, 0));
    assert_eq!(find(&parsed, "ArgoCon").kind, Kind::Service);
    assert_eq!(find(&parsed, "Lunch").kind, Kind::Break);
    assert_eq!(find(&parsed, "AM SESSION").kind, Kind::Workshop);
    assert_eq!(
        room(find(&parsed, "OpenShift")),
        Some("Strandzuid, Europaplein 22 | 1078 GZ Amsterdam")
    );

    let intro = find(&parsed, "Opening/Intro");
    assert_eq!(intro.title, "Project Lightning Talk: Opening/Intro");
    assert!(intro.source_title.as_deref().unwrap().ends_with("Core Maintainer, Helm"));
    assert_eq!((intro.kind, names(intro)), (Kind::Lightning, vec!["Robert Sirchia"]));
    assert_eq!(intro.track.as_deref(), Some("PROJECT OPPORTUNITIES"));
    assert_eq!(names(find(&parsed, "Curator")), ["Katherine Druckman", "Lori Lorusso"]);
    assert_eq!(names(find(&parsed, "Metal3?")), ["Ádám Rozmán"]);
    assert!(find(&parsed, "FluxCD").title.ends_with("FluxCD - Gitops For All Sizes"));
    assert_eq!(names(find(&parsed, "Linkerd")), ["Flynn"]);
    assert!(find(&parsed, "OpenShift").abstract_text.contains("&nbsp;"));
}

#[test]
fn pretalx_is_read_with_its_codes_and_the_names_behind_titles() {
    let parsed = read(PRETALX, None);
    let event = &parsed.bundle.event;
    assert_eq!(event.slug, "pyconau-2023");
    assert_eq!(event.timezone.as_deref(), Some("Australia/Adelaide"));
    assert_eq!((parsed.bundle.talks.len(), codes(&parsed)), (4, vec![]));
    let opening = find(&parsed, "Specialist");
    assert_eq!(opening.title, "Specialist Tracks Combined Opening Address");
    assert_eq!(opening.speakers.len(), 5);
    assert_eq!(opening.source_ids, ["code:EJWEMK"]);
    assert_eq!(opening.slots[0].start, date(2023, 8, 18).at(9, 0, 0, 0));
    assert_eq!(room(opening), Some("Hall C (Plenary)"));
    let cruft = find(&parsed, "Cruft");
    assert_eq!(cruft.title, "Wrapping up the Cruft - Making Wrappers to Hide Complexity");
    assert_eq!(names(find(&parsed, "Dependency")), ["amanda casari"]);
    assert_eq!(find(&parsed, "PyCon Fair").title, "PyCon Fair");
}

#[test]
fn types_before_titles_and_speakers_in_html_are_read() {
    let parsed = read(ICSPY, Some("America/New_York"));
    let audio = find(&parsed, "Audio");
    assert_eq!(audio.title, "Looking At Audio");
    assert_eq!(names(audio), ["Łukasz Langa"]);
    assert!(audio.abstract_text.contains("<p>In this talk, we'll"));
    assert_eq!(
        audio.link(LinkKind::Page).map(|it| it.url.as_str()),
        Some("https://us.pycon.org/2025/schedule/presentation/103/")
    );
    assert_eq!(find(&parsed, "Break").kind, Kind::Break);
    assert_eq!(find(&parsed, "Doctorow").kind, Kind::Keynote);
    assert_eq!(names(find(&parsed, "Enhance")), ["Pablo Galindo Salgado", "Yury Selivanov"]);
}

#[test]
fn floating_times_belong_to_the_zone_that_stands_beside_them() {
    let parsed = read(PENTABARF, None);
    assert_eq!(parsed.bundle.event.timezone.as_deref(), Some("Europe/Brussels"));
    assert_eq!(parsed.bundle.event.slug, "harbour-days-2024");
    assert_eq!(codes(&parsed), ["bad-link"]);
    let tides = find(&parsed, "Tides");
    assert_eq!(tides.title, "Tides - what we know; and what not");
    assert_eq!((tides.kind, room(tides)), (Kind::Keynote, Some("Pier")));
    assert_eq!(names(tides), ["Ada Moor", "Jan Smit"]);
    assert_eq!(
        (tides.slots[0].start, tides.duration_s),
        (date(2024, 2, 3).at(9, 30, 0, 0), Some(3000))
    );
    let boats = find(&parsed, "Boats");
    assert_eq!((boats.state, boats.title.as_str()), (State::Cancelled, "Boats after dark"));
    assert_eq!(boats.slots[0].day, Some(date(2024, 2, 3)));
}

#[test]
fn nothing_of_a_careless_calendar_is_lost() {
    let parsed = read(HANDMADE, None);
    let expected = [
        "broken-entry",
        "broken-entry",
        "shared-uid",
        "recurring",
        "whole-days",
        "bad-date",
        "no-time",
        "missing-id",
    ];
    assert_eq!(codes(&parsed), expected);
    assert_eq!(parsed.bundle.event.name, "Camp of Lights");
    assert_eq!(parsed.bundle.event.timezone.as_deref(), Some("Europe/Lisbon"));
    assert_eq!(parsed.bundle.talks.len(), 7);

    let wicks = find(&parsed, "wicks");
    assert_eq!(wicks.id, "7@20240601T200000Z@PIER");
    assert_eq!(names(wicks), ["Ada Moor"]);
    assert_eq!(
        (wicks.slots[0].start, wicks.duration_s),
        (date(2024, 6, 1).at(21, 0, 0, 0), Some(2700))
    );
    assert!(
        wicks.abstract_text.ends_with("Note: bring one.\nhttps://lights.example/wicks: the page")
    );
    let swim = find(&parsed, "Night swim");
    assert_eq!((swim.state, swim.track.as_deref()), (State::Cancelled, Some("Water")));
    assert_eq!(swim.topics, ["outdoors", "night, late"]);
    assert_eq!(swim.slots[0].start, date(2024, 6, 2).at(0, 30, 0, 0));
    assert_eq!(swim.slots[0].day, Some(date(2024, 6, 1)));
    assert!(swim.abstract_text.is_empty());
    assert_eq!(find(&parsed, "Yoga").slots.len(), 2);
    let ground = find(&parsed, "Camp ground");
    assert_eq!((ground.kind, ground.slots.len()), (Kind::Service, 0));
    assert!(find(&parsed, "Wandering").slots.is_empty());
    assert_eq!(find(&parsed, "Last wor").slots.len(), 1);
}

#[test]
fn one_showing_of_a_repeated_entry_is_replaced_by_its_change() {
    let entry = |lines: &str| format!("BEGIN:VEVENT\nUID:1\n{lines}\nSUMMARY:Yoga\nEND:VEVENT\n");
    let master = entry("DTSTART:20240601T090000Z\nRRULE:FREQ=DAILY");
    let change =
        entry("RECURRENCE-ID:20240601T090000Z\nDTSTART:20240601T100000Z\nSTATUS:CANCELLED");
    let text = format!("BEGIN:VCALENDAR\nNAME:C\n{master}{change}END:VCALENDAR");
    let talks = read(&text, Some("UTC")).bundle.talks;
    assert_eq!((talks.len(), talks[0].state), (1, State::Cancelled));
    assert_eq!(talks[0].slots[0].start, date(2024, 6, 1).at(10, 0, 0, 0));
}

#[test]
fn calendars_without_entries_or_names_are_told_or_refused() {
    let empty = "BEGIN:VCALENDAR\nX-WR-CALNAME:C\nEND:VCALENDAR";
    let parsed = read(empty, None);
    assert_eq!((parsed.bundle.talks.len(), codes(&parsed)), (0, vec!["no-sessions"]));
    let nameless = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:T\nEND:VEVENT\nEND:VCALENDAR";
    let error = parse_file(nameless.as_bytes(), "x", &options(Some("UTC"))).unwrap_err();
    assert_eq!(error, IngestError::NoEvent);
}

#[test]
fn a_second_import_changes_nothing() {
    for (text, zone) in [
        (SCHED, Some("Europe/Amsterdam")),
        (PRETALX, None),
        (ICSPY, Some("America/New_York")),
        (PENTABARF, None),
        (HANDMADE, None),
    ] {
        let bundle = read(text, zone).bundle;
        let first = merge(None, &bundle, MergeOptions::default()).unwrap();
        let second = merge(Some(&first.bundle), &bundle, MergeOptions::default()).unwrap();
        assert!(second.is_unchanged(), "{:?}", second.changes);
    }
}

#[test]
fn large_and_hostile_calendars_are_read_in_linear_time() {
    let folded = format!("BEGIN:VCALENDAR\nDESCRIPTION:{}", "\n a".repeat(400_000));
    let broken = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(20_000));
    let same =
        "BEGIN:VEVENT\nUID:1\nSUMMARY:T\nDTSTART:20240101T000000Z\nEND:VEVENT\n".repeat(20_000);
    let nested = "BEGIN:X\n".repeat(200_000);
    let commas = format!("BEGIN:VEVENT\nCATEGORIES:{}", ",\\".repeat(400_000));
    let many: String =
        (0..100_000).map(|n| format!("ATTACH:https://a/{n}\nCATEGORIES:c{n}\n")).collect();
    let many = format!("BEGIN:VEVENT\n{many}DESCRIPTION:Speakers: {}", "A B; ".repeat(100_000));
    let dashes = format!("BEGIN:VEVENT\nSUMMARY:A{}", " - A".repeat(200_000));
    let parameters = format!("SUMMARY{}:x", ";A=\"b\"".repeat(200_000));
    for text in [folded, broken, same, nested, commas, many, dashes, parameters] {
        let options = ParseOptions { event: Some("e".into()), ..options(Some("UTC")) };
        let begun = std::time::Instant::now();
        let _ = parse(&text, &options, &mut Report::default());
        assert!(begun.elapsed().as_secs() < 30, "{:?} for {:.60}", begun.elapsed(), text);
    }
}

proptest! {
    #[test]
    fn mutated_calendars_never_panic_and_can_be_merged(
        seed in 0_usize..5,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let seeds = [SCHED, PRETALX, ICSPY, PENTABARF, HANDMADE];
        let mut chars: Vec<char> = seeds[seed].chars().collect();
        for (at, with) in edits {
            let place = at.index(chars.len());
            chars[place] = with;
        }
        let cut = cut.index(chars.len()) + 1;
        for text in [chars.iter().collect::<String>(), chars[..cut].iter().collect()] {
            let options = ParseOptions { event: Some("e".into()), ..options(Some("Europe/Paris")) };
            let mut report = Report::default();
            if let Ok(bundle) = parse(&text, &options, &mut report) {
                let merged = merge(None, &bundle, MergeOptions::default());
                prop_assert_eq!(merged.map(|it| it.added), Ok(bundle.talks.len()));
            }
        }
    }
}
