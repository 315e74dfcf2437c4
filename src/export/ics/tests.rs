//! What a calendar must say, and that it reads back.

use std::collections::HashMap;

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty, ICalendarValue};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan, Zoned};
use proptest::prelude::*;

use super::*;
use crate::domain::Revision;
use crate::domain::{Appearance, Event, Kind, Link, LinkKind, Slot, State, Talk};
use crate::export::{Filter, Format, export, select};
use crate::ingest::{ParseOptions, parse};

const NOW: Timestamp = Timestamp::constant(1_718_800_000, 0);
const ZONE: &str = "America/New_York";

fn event() -> Event {
    Event {
        slug: "conf-24".into(),
        name: "Conf, 2024".into(),
        timezone: Some(ZONE.into()),
        location: Some("Pier; Boston".into()),
        url: Some("https://conf.example/".into()),
        description: Some("All of it".into()),
        ..Event::default()
    }
}

fn bundle(talks: Vec<Talk>) -> EventBundle {
    EventBundle { event: event(), talks, announcements: Vec::new() }
}

fn talk(id: &str, slots: Vec<Slot>) -> Talk {
    Talk {
        id: id.into(),
        slug: text::slugify(id),
        event: "conf-24".into(),
        title: format!("Title of {id}"),
        slots,
        ..Talk::default()
    }
}

/// The slot of 45 minutes that begins at an instant.
fn slot(start: Timestamp, room: &str) -> Slot {
    let zone = TimeZone::get(ZONE).unwrap();
    let end = start.checked_add(SignedDuration::from_mins(45)).unwrap();
    let is_second = |at: &Zoned| {
        let wall = zone.to_ambiguous_zoned(at.datetime());
        wall.is_ambiguous() && wall.later().is_ok_and(|later| later == *at)
    };
    let (start, end) = (start.to_zoned(zone.clone()), end.to_zoned(zone.clone()));
    Slot {
        room: Some(room.into()),
        start_repeated: is_second(&start),
        end_repeated: is_second(&end),
        ..Slot::new(start.datetime(), end.datetime())
    }
}

fn at(text: &str, room: &str) -> Slot {
    slot(text.parse().unwrap(), room)
}

fn written(bundle: &EventBundle, context: &Context<'_>) -> String {
    String::from_utf8(export(bundle, Format::Ics, context).unwrap()).unwrap()
}

/// The lines of a calendar without folds.
fn lines(bundle: &EventBundle, context: &Context<'_>) -> Vec<String> {
    written(bundle, context).replace("\r\n ", "").lines().map(str::to_owned).collect()
}

fn read_back(text: &str) -> EventBundle {
    let parsed = parse(text.as_bytes(), "x.ics", &ParseOptions::default()).unwrap();
    assert_eq!(parsed.warnings, []);
    parsed.bundle
}

#[test]
fn a_calendar_says_everything_in_the_words_of_the_standard() {
    let full = Talk {
        kind: Kind::Panel,
        state: State::Moved,
        languages: vec!["de".into()],
        track: Some("A, B".into()),
        topics: vec!["ai".into(), "llm; rag".into()],
        subtitle: Some("And more".into()),
        source_title: Some("Title of 1 - Ada Moor, Wick & Co".into()),
        abstract_text: "<p>One</p><p>Two</p>".into(),
        speakers: vec![Appearance {
            name: "Ada Moor".into(),
            affiliation: Some("Wick & \"Co\"".into()),
            id: Some("p-7".into()),
        }],
        links: vec![
            Link { kind: LinkKind::Page, url: "https://conf.example/1".into(), title: None },
            Link {
                kind: LinkKind::Video,
                url: "https://live.example/1".into(),
                title: Some("Stream".into()),
            },
            Link { kind: LinkKind::Slides, url: "https://conf.example/1.pdf".into(), title: None },
        ],
        ..talk("1", vec![at("2024-06-19T14:00:00Z", "Hall, A")])
    };
    let last_modified = "2024-06-01T10:00:00Z".parse().unwrap();
    let revision = Revision { sequence: 3, last_modified, came_later: None };
    let revisions = HashMap::from([("1".to_owned(), revision)]);
    let context = Context {
        now: NOW,
        revisions: Some(&revisions),
        source: Some("https://conf.example/schedule.ics"),
        whole: None,
    };
    let bundle = bundle(vec![full]);
    insta::assert_snapshot!(lines(&bundle, &context).join("\n"), @r#"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Hallway//Conference companion//EN
    CALSCALE:GREGORIAN
    NAME:Conf\, 2024
    X-WR-CALNAME:Conf\, 2024
    DESCRIPTION:All of it
    X-WR-CALDESC:All of it
    URL:https://conf.example/
    SOURCE;VALUE=URI:https://conf.example/schedule.ics
    LAST-MODIFIED:20240601T100000Z
    REFRESH-INTERVAL;VALUE=DURATION:PT1H
    X-PUBLISHED-TTL:PT1H
    X-WR-TIMEZONE:America/New_York
    X-HALLWAY-EVENT:conf-24
    X-HALLWAY-LOCATION:Pier\; Boston
    BEGIN:VTIMEZONE
    TZID:America/New_York
    BEGIN:DAYLIGHT
    DTSTART:20240310T020000
    TZOFFSETFROM:-0500
    TZOFFSETTO:-0400
    TZNAME:EDT
    END:DAYLIGHT
    BEGIN:STANDARD
    DTSTART:20241103T020000
    TZOFFSETFROM:-0400
    TZOFFSETTO:-0500
    TZNAME:EST
    END:STANDARD
    END:VTIMEZONE
    BEGIN:VEVENT
    UID:1@conf-24
    DTSTAMP:20240601T100000Z
    LAST-MODIFIED:20240601T100000Z
    SEQUENCE:3
    DTSTART;TZID=America/New_York:20240619T100000
    DTEND;TZID=America/New_York:20240619T104500
    SUMMARY;LANGUAGE=de:Title of 1
    DESCRIPTION:Ada Moor (Wick & "Co")\n\nOne\n\nTwo
    CATEGORIES;X-HALLWAY-AS=TRACK:A\, B
    CATEGORIES;X-HALLWAY-AS=KIND:panel
    CATEGORIES;X-HALLWAY-AS=TOPIC:ai,llm\; rag
    X-HALLWAY-SUBTITLE:And more
    X-HALLWAY-SOURCE-TITLE:Title of 1 - Ada Moor\, Wick & Co
    LOCATION:Hall\, A\, Pier\; Boston
    STATUS:CONFIRMED
    X-HALLWAY-STATE:moved
    TRANSP:OPAQUE
    URL:https://conf.example/1
    CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Stream;X-HALLWAY-AS=video:https://live.example/1
    ATTACH;X-HALLWAY-AS=slides:https://conf.example/1.pdf
    X-HALLWAY-SPEAKER;X-AFFILIATION="Wick & ^'Co^'";X-ID=p-7:Ada Moor
    END:VEVENT
    END:VCALENDAR
    "#);
    assert_eq!(written(&bundle, &context), written(&bundle, &context));
}

#[test]
fn what_is_over_or_off_is_told() {
    let off = Talk { state: State::Withdrawn, ..talk("1", vec![at("2024-06-19T14:00:00Z", "A")]) };
    let video = Link { kind: LinkKind::Video, url: "https://v.example".into(), title: None };
    let over = Talk {
        kind: Kind::Break,
        links: vec![video],
        ..talk("2", vec![at("2024-06-01T14:00:00Z", "A")])
    };
    let lines = lines(&bundle(vec![off, over]), &Context::at(NOW));
    let count = |line: &str| lines.iter().filter(|it| it.as_str() == line).count();
    assert_eq!(count("STATUS:CANCELLED"), 1);
    assert_eq!(count("X-HALLWAY-STATE:withdrawn"), 1);
    assert_eq!(count("TRANSP:TRANSPARENT"), 2);
    assert_eq!(count("ATTACH;X-HALLWAY-AS=video:https://v.example"), 1);
    assert_eq!(count("SEQUENCE:0"), 2);
    assert_eq!(count(&format!("DTSTAMP:{}", utc(NOW))), 2);
}

#[test]
fn times_that_clocks_show_twice_are_written_as_instants() {
    let slots = vec![at("2024-11-03T05:30:00Z", "A"), at("2024-11-03T06:30:00Z", "A")];
    let bundle = bundle(vec![talk("1", slots)]);
    let lines = lines(&bundle, &Context::at(NOW));
    for line in [
        "DTSTART:20241103T053000Z",
        "DTEND:20241103T061500Z",
        "DTSTART:20241103T063000Z",
        "DTEND;TZID=America/New_York:20241103T021500",
    ] {
        assert!(lines.iter().any(|it| it == line), "no {line} in {lines:#?}");
    }
    assert_eq!(
        read_back(&written(&bundle, &Context::at(NOW))).talks[0].slots,
        bundle.talks[0].slots
    );
}

#[test]
fn a_part_keeps_the_ids_of_the_whole() {
    let slots = vec![at("2024-06-19T14:00:00Z", "A"), at("2024-06-19T16:00:00Z", "B")];
    let whole = bundle(vec![talk("x", slots.clone()), talk("x+2", slots)]);
    let filter = Filter { room: Some("b".into()), ..Filter::default() };
    let part = select(&whole, &filter);
    let uids = |bundle: &EventBundle, context: &Context<'_>| {
        let mut lines = lines(bundle, context);
        lines.retain(|line| line.starts_with("UID:"));
        lines
    };
    let all = ["UID:x@conf-24", "UID:x+2@conf-24", "UID:x%2B2@conf-24", "UID:x%2B2+2@conf-24"];
    assert_eq!(uids(&whole, &Context::at(NOW)), all);
    let context = Context { whole: Some(&whole), ..Context::at(NOW) };
    assert_eq!(uids(&part, &context), ["UID:x+2@conf-24", "UID:x%2B2+2@conf-24"]);
}

#[test]
fn another_reader_finds_the_same_instants() {
    let starts = ["2024-03-09T15:00:00Z", "2024-03-10T15:00:00Z", "2024-11-03T06:30:00Z"];
    let slots: Vec<Slot> = starts.iter().map(|start| at(start, "A")).collect();
    let text = written(&bundle(vec![talk("1", slots)]), &Context::at(NOW));
    let calendar = ICalendar::parse(&text).unwrap();
    let zones = calendar.build_tz_resolver();
    let entries =
        calendar.components.iter().filter(|it| it.component_type == ICalendarComponentType::VEvent);
    let found: Vec<i64> = entries
        .map(|entry| {
            let start = entry.property(&ICalendarProperty::Dtstart).unwrap();
            let Some(ICalendarValue::PartialDateTime(time)) = start.values.first() else {
                panic!("no time in {start:?}")
            };
            let zone = zones.resolve_or_default(start.tz_id());
            time.to_date_time_with_tz(zone).unwrap().timestamp()
        })
        .collect();
    let expected: Vec<i64> =
        starts.iter().map(|start| start.parse::<Timestamp>().unwrap().as_second()).collect();
    assert_eq!(found, expected);
}

/// A text of one line that calendars hold as it is.
fn word() -> impl Strategy<Value = String> {
    "[A-Za-z0-9éß山,;:\\\\\"^'&<%+=()@-]{1,12}( [A-Za-z山]{1,8})?"
}

prop_compose! {
    fn any_slot()(
        // From before clocks go forward to after they go back, in quarters of an hour.
        quarter in prop_oneof![0_i64..200, 22_900_i64..23_100],
        room in proptest::option::of(word()),
        shift in proptest::option::of(-1_i64..2),
    ) -> Slot {
        let start: Timestamp = "2024-03-09T12:00:00Z".parse().unwrap();
        let start = start.checked_add(SignedDuration::from_mins(quarter * 15)).unwrap();
        let slot = slot(start, "");
        let day = shift.and_then(|days| slot.start.date().checked_add(days.days()).ok());
        Slot { room, day: day.filter(|day| *day != slot.start.date()), ..slot }
    }
}

prop_compose! {
    fn any_talk()(
        title in word(),
        names in proptest::collection::vec((word(), proptest::option::of(word())), 0..3),
        optional in (proptest::option::of(word()), proptest::option::of(word()), proptest::option::of(word())),
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        languages in proptest::collection::btree_set("[a-z]{2}", 0..3),
        state in proptest::sample::select(vec![
            State::Scheduled, State::Moved, State::Cancelled, State::Withdrawn, State::Unknown,
        ]),
        slots in proptest::collection::btree_map(0..9_u8, any_slot(), 1..4),
        topics in proptest::collection::btree_set("[a-z,;]{1,6}", 0..3),
        abstract_text in "([A-Za-z]{1,8}[ .]){0,6}",
    ) -> Talk {
        let mut slots: Vec<Slot> = slots.into_values().collect();
        slots.sort();
        slots.dedup();
        Talk {
            title,
            kind,
            state,
            languages: languages.into_iter().collect(),
            track: optional.0,
            subtitle: optional.1,
            source_title: optional.2,
            topics: topics.into_iter().collect(),
            abstract_text: text::plain(&abstract_text),
            speakers: names
                .into_iter()
                .map(|(name, affiliation)| Appearance { name, affiliation, id: Some("p:1".into()) })
                .collect(),
            slots,
            ..Talk::default()
        }
    }
}

proptest! {
    #[test]
    fn any_event_reads_back_as_it_was(
        talks in proptest::collection::vec(any_talk(), 1..4),
        ids in proptest::collection::btree_set(".{1,8}", 4),
        name in word(),
        location in proptest::option::of(word()),
    ) {
        let mut bundle = bundle(talks);
        bundle.event.name = name;
        bundle.event.location = location;
        bundle.event.starts_on = None;
        for (talk, id) in bundle.talks.iter_mut().zip(ids) {
            talk.id = id;
            talk.event = "conf-24".into();
        }
        let text = written(&bundle, &Context::at(NOW));
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let read = read_back(&text);
        prop_assert_eq!(&read.event.slug, &bundle.event.slug);
        prop_assert_eq!(&read.event.name, &bundle.event.name);
        prop_assert_eq!(&read.event.location, &bundle.event.location);
        prop_assert_eq!(read.talks.len(), bundle.talks.len());
        for talk in &bundle.talks {
            let found = read.talks.iter().find(|it| it.id == talk.id);
            let found = found.map(|it| Talk { duration_s: None, ..it.clone() });
            prop_assert_eq!(found.as_ref(), Some(talk));
        }
    }

    #[test]
    fn any_texts_make_a_calendar_that_reads_back_its_times(
        texts in proptest::collection::vec(any::<String>(), 8),
        slots in proptest::collection::vec(any_slot(), 1..3),
        day in (1_i8..28).prop_map(|day| date(2024, 5, day)),
    ) {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let slots: Vec<Slot> =
            slots.into_iter().map(|slot| Slot { room: Some(next()), ..slot }).collect();
        let link = Link { kind: LinkKind::Other, url: next(), title: Some(next()) };
        let speaker = Appearance { name: next(), affiliation: Some(next()), id: Some(next()) };
        let only = Talk {
            title: next(),
            links: vec![link],
            speakers: vec![speaker],
            ..talk("one", slots)
        };
        let mut bundle = bundle(vec![only]);
        bundle.event.ends_on = Some::<Date>(day);
        let text = written(&bundle, &Context::at(NOW));
        let parsed = parse(text.as_bytes(), "x.ics", &ParseOptions::default()).unwrap();
        let starts = |bundle: &EventBundle| {
            let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
            let mut starts: Vec<_> = slots.map(|it| (it.start, it.programme_day())).collect();
            starts.sort();
            starts.dedup();
            starts
        };
        prop_assert_eq!(starts(&parsed.bundle), starts(&bundle));
    }
}
