//! What each format must hold, keep and escape.

use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::*;
use crate::domain::{Appearance, Event, Kind, Link, Slot, Talk};
use crate::ingest::{self, ParseOptions};

const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

fn slot(start: DateTime, minutes: i64, room: &str) -> Slot {
    let end = start.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
    Slot { room: Some(room.into()), ..Slot::new(start, end) }
}

/// An event as the frab format can hold it, with one talk of every awkward sort.
fn bundle() -> EventBundle {
    let event = Event {
        slug: "c24".into(),
        name: "Conf, 2024".into(),
        timezone: Some("Europe/Paris".into()),
        starts_on: Some(date(2024, 6, 19)),
        ends_on: Some(date(2024, 6, 20)),
        url: Some("https://conf.example/".into()),
        ..Event::default()
    };
    let link = |kind, url: &str, title: Option<&str>| Link {
        kind,
        url: url.into(),
        title: title.map(Into::into),
    };
    let talk = |id: &str, title: &str| Talk {
        id: id.into(),
        slug: crate::text::slugify(title),
        event: "c24".into(),
        title: title.into(),
        ..Talk::default()
    };
    let first = Talk {
        kind: Kind::Workshop,
        languages: vec!["de".into(), "en".into()],
        track: Some("A & B".into()),
        subtitle: Some("Über".into()),
        abstract_text: "<p>One & two</p>\n]]>".into(),
        description: "Long; \"text\", with 100 % of it".into(),
        speakers: vec![
            Appearance { name: "Ada".into(), affiliation: None, id: Some("7".into()) },
            Appearance { name: "Bob".into(), affiliation: None, id: None },
        ],
        slots: vec![
            slot(date(2024, 6, 19).at(9, 30, 0, 0), 30, "Hall"),
            slot(date(2024, 6, 20).at(9, 30, 0, 0), 30, "Hall"),
        ],
        links: vec![
            link(LinkKind::Page, "https://conf.example/1", None),
            link(LinkKind::Feedback, "https://conf.example/f?a=1&b=2", None),
            link(LinkKind::Video, "https://conf.example/v.mp4", Some("Video")),
            link(LinkKind::Slides, "https://conf.example/s.pdf", Some("Slides")),
        ],
        duration_s: Some(1800),
        ..talk("an id/with ü ?>", "First: \"the\" one")
    };
    let night =
        Slot { day: Some(date(2024, 6, 19)), ..slot(date(2024, 6, 20).at(0, 30, 0, 0), 90, "Bar") };
    let second = Talk {
        state: State::Cancelled,
        slots: vec![night],
        duration_s: Some(5400),
        ..talk("270fa44c-821a-577f-8ca3-33e8d4a8c2a7", "=cmd|' /C calc'!A0")
    };
    EventBundle { event, talks: vec![first, second], announcements: Vec::new() }
}

fn text_of(bundle: &EventBundle, format: Format) -> String {
    String::from_utf8(export(bundle, format, &Context::at(NOW)).unwrap()).unwrap()
}

fn read_back(text: &str) -> EventBundle {
    let parsed = ingest::parse(text.as_bytes(), "x", &ParseOptions::default()).unwrap();
    assert_eq!(parsed.warnings, []);
    parsed.bundle
}

#[test]
fn frab_xml_reads_back_as_it_was() {
    let mut expected = bundle();
    for talk in &mut expected.talks {
        talk.slug = String::new();
    }
    let mut read = read_back(&text_of(&bundle(), Format::FrabXml));
    // The night session belongs to the first day, so it stands before the second showing.
    read.talks.sort_by(|a, b| b.id.cmp(&a.id));
    // Numbers are made up where a talk has none.
    read.talks.iter_mut().for_each(|talk| talk.source_ids.clear());
    assert_eq!(read, expected);
}

#[test]
fn frab_json_has_a_day_for_the_night() {
    let json: serde_json::Value =
        serde_json::from_str(&text_of(&bundle(), Format::FrabJson)).unwrap();
    let conference = &json["schedule"]["conference"];
    assert_eq!(conference["daysCount"], 2);
    assert_eq!(conference["days"][0]["rooms"]["Bar"][0]["date"], "2024-06-20T00:30:00+02:00");
    assert_eq!(conference["days"][1]["rooms"]["Hall"][0]["duration"], "00:30");
    assert_eq!(conference["acronym"], "c24_");
}

#[test]
fn frab_formats_tell_the_second_of_two_equal_times_and_name_every_showing() {
    let mut bundle = bundle();
    bundle.talks[0].slug = String::new();
    (bundle.event.starts_on, bundle.event.ends_on) = (None, None);
    let night = date(2024, 10, 27).at(2, 30, 0, 0);
    let second = Slot { start_repeated: true, end_repeated: true, ..Slot::new(night, night) };
    bundle.talks[0].slots = vec![Slot::new(night, night), second];
    let json: serde_json::Value =
        serde_json::from_str(&text_of(&bundle, Format::FrabJson)).unwrap();
    let shown = &json["schedule"]["conference"]["days"][1]["rooms"][""];
    for (nth, date, slug) in [
        (0, "2024-10-27T02:30:00+02:00", "c24-first-the-one"),
        (1, "2024-10-27T02:30:00+01:00", "c24-first-the-one-2"),
    ] {
        assert_eq!((&shown[nth]["date"], &shown[nth]["slug"]), (&date.into(), &slug.into()));
    }
    let xml = text_of(&bundle, Format::FrabXml);
    assert!(xml.contains("<date>2024-10-27T02:30:00+01:00</date>"));
    assert_eq!(
        read_back(&xml)
            .talks
            .iter()
            .flat_map(|talk| &talk.slots)
            .filter(|it| it.start_repeated)
            .count(),
        1
    );
}

#[test]
fn calendars_are_folded_escaped_and_stable() {
    let text = text_of(&bundle(), Format::Ics);
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let unfolded = text.replace("\r\n ", "");
    for line in [
        "UID:an%20id%2Fwith%20%C3%BC%20%3F%3E@c24",
        "UID:an%20id%2Fwith%20%C3%BC%20%3F%3E+2@c24",
        "DTSTART;TZID=Europe/Paris:20240619T093000",
        "DTEND;TZID=Europe/Paris:20240619T100000",
        "SEQUENCE:0",
        "LAST-MODIFIED:20231114T221320Z",
        "TZID:Europe/Paris",
        "DTSTAMP:20231114T221320Z",
        "STATUS:CANCELLED",
        "X-WR-TIMEZONE:Europe/Paris",
        "X-WR-CALNAME:Conf\\, 2024",
        "DESCRIPTION:Ada\\, Bob\\n\\nOne & two\\n\\n]]>",
    ] {
        assert!(unfolded.lines().any(|found| found == line), "no `{line}` in\n{unfolded}");
    }
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 3);
    assert_eq!(text, text_of(&bundle(), Format::Ics));
}

#[test]
fn a_title_cannot_add_lines_to_a_calendar() {
    let mut bundle = bundle();
    bundle.event.name = "Conf\r\nMETHOD:CANCEL".into();
    bundle.talks[0].title = "x\r\nATTACH:https://evil.example".into();
    bundle.talks[0].slots[0].room = Some("y\nBEGIN:VALARM".into());
    bundle.talks[0].id = "z\r\nURL:https://evil.example".into();
    let text = text_of(&bundle, Format::Ics).replace("\r\n ", "");
    for line in text.split("\r\n") {
        assert!(
            !["METHOD", "ATTACH:https://evil", "BEGIN:VALARM", "URL:https://evil"]
                .iter()
                .any(|p| line.starts_with(p)),
            "{line}"
        );
    }
}

#[test]
fn tables_hold_every_slot_and_run_nothing() {
    let text = text_of(&bundle(), Format::Csv);
    let mut table = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(&rows[0][13], "Ada; Bob");
    assert_eq!(&rows[2][2], "'=cmd|' /C calc'!A0");
    assert_eq!(&rows[2][8], "2024-06-19");
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
}

#[test]
fn tables_read_back_as_they_were() {
    let mut expected = bundle();
    let link = |kind, url: &str, title: &str| Link {
        kind,
        url: url.into(),
        title: Some(title.into()).filter(|title: &String| !title.is_empty()),
    };
    let first = &mut expected.talks[0];
    first.speakers[1].affiliation = Some("Two; and \\ half".into());
    first.source_ids = vec!["code:ABCDEF".into()];
    first.source_title = Some("First: \"the\" one - Ada".into());
    first.topics = vec!["rust".into(), "a; b".into()];
    first.links.insert(0, link(LinkKind::Other, "https://conf.example/x", "More to read"));
    first.links.push(link(LinkKind::Video, "https://conf.example/v2.mp4", ""));
    // The second of two equal times, and seconds.
    let fold = date(2024, 10, 27).at(2, 30, 0, 0);
    let start = Slot { start_repeated: true, ..Slot::new(fold, date(2024, 10, 27).at(3, 0, 5, 0)) };
    expected.talks[1].slots.push(start);
    expected.event.ends_on = Some(date(2024, 10, 27));
    expected.event.url = None;
    let read = read_back(&text_of(&expected, Format::Csv));
    assert_eq!(read, expected);
}

#[test]
fn pyvideo_holds_what_has_a_video() {
    let videos: serde_json::Value =
        serde_json::from_str(&text_of(&bundle(), Format::Pyvideo)).unwrap();
    assert_eq!(videos.as_array().map(Vec::len), Some(1));
    assert_eq!(videos[0]["videos"][0]["type"], "mp4");
    assert_eq!(videos[0]["recorded"], "2024-06-19");
    assert_eq!(videos[0]["language"], "deu");
    assert_eq!(left_out(&bundle(), Format::Pyvideo), 1);
}

#[test]
fn archives_have_no_times_to_write_and_that_is_counted() {
    let mut bundle = bundle();
    bundle.event.timezone = None;
    assert!(matches!(
        export(&bundle, Format::Ics, &Context::at(NOW)),
        Err(ExportError::NoTimezone { .. })
    ));
    bundle.talks.iter_mut().for_each(|talk| talk.slots.clear());
    for format in Format::ALL {
        assert!(export(&bundle, format, &Context::at(NOW)).is_ok());
        assert_eq!(Format::from_word(format.as_str()), Some(format));
    }
    assert_eq!(left_out(&bundle, Format::Ics), 2);
    assert_eq!(left_out(&bundle, Format::Json), 0);
}

prop_compose! {
    fn any_talk()(
        title in "[^\\s]{1,12}( [^\\s]{1,8})?",
        texts in (any::<String>(), any::<String>(), proptest::option::of(any::<String>())),
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        state in proptest::sample::select(vec![State::Scheduled, State::Moved, State::Withdrawn]),
        names in proptest::collection::vec((any::<String>(), proptest::option::of("\\PC*[a-z]")), 0..3),
        starts in proptest::collection::btree_set((1_i8..28, 0_i8..24), 0..3),
        url in any::<String>(),
        seconds in any::<Option<u32>>(),
        published in proptest::option::of((2000_i16..2100, 1_i8..13)),
    ) -> Talk {
        Talk {
            title,
            kind,
            state,
            abstract_text: texts.0,
            description: texts.1,
            track: texts.2,
            speakers: names
                .into_iter()
                .map(|(name, affiliation)| Appearance { name, affiliation, id: None })
                .collect(),
            slots: starts.into_iter().map(|(d, h)| slot(date(2024, 3, d).at(h, 5, 0, 0), 45, "R")).collect(),
            links: vec![Link { kind: LinkKind::Other, url, title: None }],
            duration_s: seconds,
            published: published.map(|(y, m)| Date::constant(y, m, 1)),
            ..Talk::default()
        }
    }
}

prop_compose! {
    /// A talk as an importer makes it: texts that say something, links that lead somewhere.
    fn stored_talk()(
        talk in any_talk(),
        track in proptest::option::of(said()),
        texts in (said(), said()),
        people in proptest::collection::vec((said(), proptest::option::of(said()), proptest::option::of("[a-z0-9]{1,4}")), 0..3),
        topics in proptest::collection::vec(said(), 0..3),
        links in proptest::collection::vec((0_usize..5, "[a-z]{1,6}", proptest::option::of("[a-z=]{1,4}( [a-z]{1,4})?")), 0..4),
        published in proptest::option::of((2000_i16..2100, 1_i8..13)),
    ) -> Talk {
        const KINDS: [LinkKind; 5] =
            [LinkKind::Video, LinkKind::Slides, LinkKind::Feedback, LinkKind::Page, LinkKind::Other];
        Talk {
            track,
            abstract_text: texts.0,
            description: texts.1,
            speakers: people.into_iter().map(|(name, affiliation, id)| Appearance { name, affiliation, id }).collect(),
            topics,
            links: links
                .into_iter()
                .map(|(kind, path, title)| Link { kind: KINDS[kind], url: format!("https://a.example/{path}"), title })
                .collect(),
            published: published.map(|(y, m)| Date::constant(y, m, 1)),
            ..talk
        }
    }
}

/// A text in which something stands, with what is awkward in tables at its ends and inside.
fn said() -> impl Strategy<Value = String> {
    "['=+@;, \n\"-]{0,3}[a-zé]\\PC{0,12}[a-z;'\n ]{0,2}[a-z]"
}

proptest! {
    #[test]
    fn tables_lose_nothing_that_they_can_hold(
        talks in proptest::collection::vec(stored_talk(), 1..5),
    ) {
        let event = Event {
            slug: "e".into(),
            name: "The conference".into(),
            timezone: Some("Asia/Kolkata".into()),
            ..Event::default()
        };
        let mut bundle = EventBundle { event, talks, announcements: Vec::new() };
        for (n, talk) in bundle.talks.iter_mut().enumerate() {
            talk.id = format!("id-{n}");
            talk.slug = format!("slug-{n}");
            talk.event = "e".into();
        }
        bundle.talks.sort_by_key(|talk| (talk.slots.is_empty(), talk.slots.first().map(|slot| slot.start)));
        let read = read_back(&text_of(&bundle, Format::Csv));
        prop_assert_eq!(read.talks, bundle.talks);
    }
}

proptest! {
    #[test]
    fn own_json_loses_nothing_and_every_format_writes_anything(
        talks in proptest::collection::vec(any_talk(), 0..5),
        name in any::<String>(),
    ) {
        let event = Event {
            slug: "e".into(),
            name,
            timezone: Some("America/New_York".into()),
            ..Event::default()
        };
        let mut bundle = EventBundle { event, talks, announcements: Vec::new() };
        for (n, talk) in bundle.talks.iter_mut().enumerate() {
            talk.id = format!("id-{n}");
            talk.slug = format!("slug-{n}");
            talk.event = "e".into();
        }
        let text = text_of(&bundle, Format::Json);
        if text.contains("\"talks\": []") {
            return Ok(());
        }
        prop_assert_eq!(&read_back(&text), &bundle);
        for format in Format::ALL {
            prop_assert!(export(&bundle, format, &Context::at(NOW)).is_ok());
        }
        let calendar = text_of(&bundle, Format::Ics);
        prop_assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
        let xml = export(&bundle, Format::FrabXml, &Context::at(NOW)).unwrap();
        let parsed = ingest::parse(&xml, "x", &ParseOptions::default()).unwrap();
        let held = bundle.talks.len() - left_out(&bundle, Format::FrabXml);
        prop_assert_eq!(parsed.bundle.talks.len(), held);
    }
}
