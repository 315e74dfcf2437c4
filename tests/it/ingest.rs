//! Files in, records out and back: every dialect, every refusal, and nothing lost on the way.

use std::path::{Path, PathBuf};

use hallway::domain::{EventBundle, Kind, LinkKind, State};
use hallway::export::{self, Context, export};
use hallway::ingest::merge::{MergeOptions, merge};
use hallway::ingest::{self, Format, IngestError, ParseOptions, Parsed};
use jiff::Timestamp;
use jiff::civil::date;

const NOW: Timestamp = Timestamp::constant(1_720_000_000, 0);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path, options: &ParseOptions) -> Result<Parsed, IngestError> {
    ingest::parse(
        &std::fs::read(path).expect("the file is in the repository"),
        &path.to_string_lossy(),
        options,
    )
}

fn fixture(name: &str, timezone: Option<&str>) -> Parsed {
    let options = ParseOptions { timezone: timezone.map(Into::into), ..ParseOptions::default() };
    read(&root().join("tests/fixtures/schedules").join(name), &options)
        .expect("the fixture is readable")
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// Every readable fixture, with the zone it needs and the talks and warnings it holds.
const FIXTURES: [(&str, Option<&str>, usize, usize); 7] = [
    ("fosdem-2024-excerpt.xml", None, 6, 0),
    ("38c3-excerpt.xml", None, 5, 0),
    ("pentabarf-old.xml", Some("Europe/Paris"), 4, 0),
    ("pretalx.xml", None, 2, 2),
    ("wafer-utc-days.xml", None, 2, 1),
    ("collisions.xml", None, 5, 6),
    ("talks.jsonl", None, 2, 1),
];

#[test]
fn a_second_import_of_any_fixture_changes_nothing() {
    for (name, zone, talks, warnings) in FIXTURES {
        let parsed = fixture(name, zone);
        assert_eq!(parsed.bundle.talks.len(), talks, "{name}");
        assert_eq!(parsed.warnings.len(), warnings, "{name}: {:#?}", parsed.warnings);
        let first = merge(None, &parsed.bundle, MergeOptions::default()).unwrap();
        assert_eq!(first.added, talks, "{name}");
        let second = merge(Some(&first.bundle), &parsed.bundle, MergeOptions::default()).unwrap();
        assert!(second.is_unchanged(), "{name}: {:?}", second.changes);
        assert_eq!((second.unchanged, second.bundle), (talks, first.bundle), "{name}");
    }
}

#[test]
fn what_was_read_survives_frab_xml_and_own_json() {
    for (name, zone, ..) in FIXTURES {
        let bundle = merge(None, &fixture(name, zone).bundle, MergeOptions::default());
        let bundle = bundle.unwrap().bundle;
        for format in [export::Format::Json, export::Format::FrabXml] {
            let bytes = export(&bundle, format, &Context::at(NOW)).unwrap();
            let back = ingest::parse(&bytes, "back", &ParseOptions::default()).unwrap();
            let again = merge(Some(&bundle), &back.bundle, MergeOptions::default());
            let holds_all = export::left_out(&bundle, format) == 0 && name != "talks.jsonl";
            if format == export::Format::Json || holds_all {
                assert_eq!(back.warnings, [], "{name} as {}", format.as_str());
                assert!(again.as_ref().unwrap().is_unchanged(), "{name}: {:#?}", again);
            }
        }
    }
}

#[test]
fn fosdem_is_read_with_its_links_and_html() {
    let bundle = fixture("fosdem-2024-excerpt.xml", None).bundle;
    let event = &bundle.event;
    assert_eq!((event.slug.as_str(), event.name.as_str()), ("fosdem-2024", "FOSDEM 2024"));
    assert_eq!(event.timezone.as_deref(), Some("Europe/Brussels"));
    assert_eq!(event.location.as_deref(), Some("ULB (Université Libre de Bruxelles), Brussels"));
    assert_eq!((event.starts_on, event.ends_on), (Some(date(2024, 2, 3)), Some(date(2024, 2, 4))));
    let welcome = &bundle.talks[0];
    assert_eq!(welcome.title, "Welcome to FOSDEM 2024");
    assert_eq!(welcome.kind, Kind::Keynote);
    assert_eq!(welcome.slots[0].start, date(2024, 2, 3).at(9, 30, 0, 0));
    assert_eq!(welcome.slots[0].room.as_deref(), Some("Janson"));
    assert_eq!(welcome.speakers.len(), 2);
    for kind in [LinkKind::Page, LinkKind::Feedback, LinkKind::Video, LinkKind::Slides] {
        assert!(welcome.link(kind).is_some(), "no {kind:?}");
    }
    assert!(bundle.talks.iter().any(|talk| talk.abstract_text.starts_with("<p>")));
}

#[test]
fn the_small_hours_stay_on_the_evening_before() {
    let bundle = fixture("38c3-excerpt.xml", None).bundle;
    let late: Vec<_> = bundle.talks.iter().filter(|talk| talk.slots[0].day.is_some()).collect();
    assert_eq!(late.len(), 2);
    for talk in late {
        let slot = &talk.slots[0];
        assert_eq!(slot.programme_day().tomorrow().unwrap(), slot.start.date());
    }
    let meetup = bundle.talks.iter().find(|talk| talk.title.starts_with("Blåhaj")).unwrap();
    assert!(!meetup.languages.is_empty() || meetup.title.ends_with('2'));
    assert!(meetup.speakers[0].id.as_ref().is_some_and(|id| id.len() == 36));

    let old = fixture("pentabarf-old.xml", Some("Europe/Paris")).bundle;
    let night = old.talks.iter().find(|talk| talk.id == "102").unwrap();
    assert_eq!(night.slots[0].start, date(2009, 2, 8).at(0, 30, 0, 0));
    assert_eq!(night.slots[0].day, Some(date(2009, 2, 7)));
}

#[test]
fn old_files_need_a_zone_and_say_so() {
    let path = root().join("tests/fixtures/schedules/pentabarf-old.xml");
    let error = read(&path, &ParseOptions::default()).unwrap_err();
    assert_eq!(error, IngestError::NoTimezone { event: "oldconf2009".into() });
    assert!(error.to_string().contains("--timezone"));
    let bundle = fixture("pentabarf-old.xml", Some("Europe/Paris")).bundle;
    let by_id = |id: &str| bundle.talks.iter().find(|talk| talk.id == id).unwrap();
    assert_eq!((by_id("101").kind, by_id("101").languages[0].as_str()), (Kind::Panel, "fr"));
    assert_eq!((by_id("103").state, by_id("103").kind), (State::Cancelled, Kind::Lightning));
    assert_eq!(by_id("104").kind, Kind::Break);
}

#[test]
fn one_pretalx_submission_in_two_slots_is_one_talk() {
    let parsed = fixture("pretalx.xml", None);
    assert_eq!(codes(&parsed), ["start-mismatch", "bad-link"]);
    let [workshop, cancelled] = parsed.bundle.talks.as_slice() else { panic!("two talks") };
    let hours: Vec<i8> = workshop.slots.iter().map(|slot| slot.start.hour()).collect();
    assert_eq!(hours, [10, 14]);
    assert_eq!((workshop.kind, workshop.duration_s), (Kind::Workshop, Some(5400)));
    assert_eq!(
        workshop.link(LinkKind::Slides).map(|link| link.url.as_str()),
        Some("https://moss.example/media/slides.pdf")
    );
    assert_eq!(
        (cancelled.state, cancelled.title.as_str()),
        (State::Cancelled, "What lichens are not")
    );
    assert!(parsed.warnings[0].place.contains("7a1f4c1e"), "{}", parsed.warnings[0].place);
}

#[test]
fn days_cut_in_utc_and_shared_ids_are_told() {
    let camp = fixture("wafer-utc-days.xml", None);
    assert_eq!(codes(&camp), ["day-mismatch"]);
    assert_eq!(camp.bundle.talks[0].slots[0].day, None);
    assert_eq!(camp.bundle.talks[0].track, None);
    assert_eq!(camp.bundle.talks[1].kind, Kind::Break);

    let merged = fixture("collisions.xml", None);
    let ids: Vec<&str> = merged.bundle.talks.iter().map(|talk| talk.id.as_str()).collect();
    assert_eq!(ids, ["same", "same@2024-05-01T11:00:00", "again", "four", "five"]);
    let mut found = codes(&merged);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "bad-date",
            "bad-duration",
            "duplicate-id",
            "duplicate-session",
            "missing-id",
            "missing-title",
        ]
    );
}

#[test]
fn foreign_files_are_refused_by_name() {
    let path = root().join("tests/fixtures/schedules/europython.xml");
    let error = read(&path, &ParseOptions::default()).unwrap_err();
    assert!(error.to_string().contains("EuroPython's own schedule XML"), "{error}");
    let cut = std::fs::read(root().join("tests/fixtures/schedules/38c3-excerpt.xml")).unwrap();
    let error = ingest::parse(&cut[..cut.len() / 2], "cut", &ParseOptions::default()).unwrap_err();
    assert!(matches!(error, IngestError::Xml { .. }), "{error}");
}

#[test]
fn the_conferences_that_come_along_are_whole() {
    let expected =
        [("aidev-2023", 77, 0), ("aidev-europe-2024", 57, 3), ("aidev-europe-2025", 75, 0)];
    for (slug, talks, announcements) in expected {
        let path = root().join("data").join(slug).with_extension("json");
        let parsed = read(&path, &ParseOptions::default()).unwrap();
        assert_eq!((parsed.format, parsed.warnings.as_slice()), (Format::Hallway, [].as_slice()));
        let bundle = &parsed.bundle;
        assert_eq!((bundle.talks.len(), bundle.announcements.len()), (talks, announcements));
        assert_eq!(bundle.event.slug, slug);
        let bytes = export(bundle, export::Format::Json, &Context::at(NOW)).unwrap();
        assert_eq!(bytes, std::fs::read(&path).unwrap(), "{slug} is not in the order of export");
        for item in &bundle.announcements {
            let talk = item.talk.as_ref();
            assert!(talk.is_none_or(|id| bundle.talks.iter().any(|talk| talk.id == *id)));
        }
        let merged = merge(None, bundle, MergeOptions::default()).unwrap();
        assert!(merged.bundle.talks.iter().all(|talk| talk.slug == talk.id));
    }
}

#[test]
fn the_examples_of_the_format_page_are_read() {
    let page = std::fs::read_to_string(root().join("docs/format.md")).unwrap();
    let block = |fence: &str| {
        let start = page.split_once(&format!("```{fence}\n")).unwrap().1;
        start.split_once("```").unwrap().0.to_owned()
    };
    let parse = |text: &str| -> EventBundle {
        let parsed = ingest::parse(text.as_bytes(), "page", &ParseOptions::default()).unwrap();
        assert_eq!(parsed.warnings, []);
        parsed.bundle
    };
    let document = parse(&block("json"));
    assert_eq!((document.talks.len(), document.announcements.len()), (1, 1));
    assert_eq!(document.talks[0].slots.len(), 2);
    let bytes = export(&document, export::Format::Json, &Context::at(NOW)).unwrap();
    assert_eq!(parse(&String::from_utf8(bytes).unwrap()), document);
    let lines = parse(&block("jsonl"));
    assert_eq!((lines.talks.len(), lines.announcements.len()), (1, 1));
    assert_eq!(lines.event.slug, document.event.slug);
}
