//! Folders, single records, lists; what our own export carries comes back.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::export;
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Format, Parsed, parse_all};

const CATEGORY: &str = include_str!("../../../tests/fixtures/schedules/pyvideo/category.json");
const TRITON: &str = include_str!(
    "../../../tests/fixtures/schedules/pyvideo/videos/lightning-talk-triton-compiler-thomas-raoux-openai.json"
);
const ENTERPRISE: &str = include_str!(
    "../../../tests/fixtures/schedules/pyvideo/videos/keynote-the-value-of-open-source-for-the-enterprise-priya-nagpurkar.json"
);

fn file(name: &str, content: &str) -> Input {
    Input::new(name, content.as_bytes().to_vec())
}

fn named(event: &str) -> ParseOptions {
    ParseOptions { event: Some(event.into()), ..ParseOptions::default() }
}

fn read(files: &[Input], options: &ParseOptions) -> Parsed {
    let parsed = parse_all(files, options).unwrap();
    assert_eq!(parsed.format, Format::Pyvideo);
    parsed
}

fn codes(parsed: &Parsed) -> Vec<(&str, &str)> {
    parsed.warnings.iter().map(|told| (told.code.as_str(), told.place.as_str())).collect()
}

fn folder() -> Vec<Input> {
    vec![
        file("videos/triton.json", TRITON),
        file("category.json", CATEGORY),
        file("videos/enterprise.json", ENTERPRISE),
    ]
}

#[test]
fn a_folder_is_an_event_of_archive_talks() {
    let parsed = read(&folder(), &ParseOptions::default());
    let bundle = &parsed.bundle;
    assert_eq!(codes(&parsed), []);
    assert_eq!(bundle.event.slug, "pytorch-conference-2023");
    // One day for all says that the event began then, and not when it ended.
    let days = (bundle.event.starts_on, bundle.event.ends_on);
    assert_eq!(days, (Some(date(2023, 10, 16)), None));
    let triton = &bundle.talks[0];
    assert_eq!((triton.id.as_str(), triton.kind), ("triton", Kind::Lightning));
    assert_eq!(triton.speakers[0].name, "Thomas Raoux");
    assert_eq!((triton.duration_s, triton.languages.join(" ")), (Some(972), "en".to_owned()));
    assert_eq!(triton.topics, ["lightning talk"]);
    assert!(triton.slots.is_empty() && triton.published.is_none());
    let links: Vec<_> =
        triton.links.iter().map(|link| (link.kind, link.title.as_deref())).collect();
    assert_eq!(links, [(LinkKind::Video, None), (LinkKind::Other, Some("Conference Website"))]);
    assert_eq!(bundle.talks[1].kind, Kind::Keynote);
}

#[test]
fn days_come_from_the_category_or_from_records_that_differ() {
    let dated = r#"{"title": "E", "start_date": "2024-07-08", "end_date": "2024-07-14"}"#;
    let record = |day: &str| {
        format!(r#"{{"title": "T{day}", "speakers": [], "videos": [], "recorded": "{day}"}}"#)
    };
    let late = file("videos/a.json", &record("2024-07-12T09:00:00+02:00"));
    let early = file("videos/b.json", &record("2024-07-10"));
    let parsed = read(
        &[file("category.json", dated), late.clone(), early.clone()],
        &ParseOptions::default(),
    );
    let event = &parsed.bundle.event;
    assert_eq!((event.starts_on, event.ends_on), {
        (Some(date(2024, 7, 8)), Some(date(2024, 7, 14)))
    });
    let parsed = read(&[late, early], &named("e"));
    let event = &parsed.bundle.event;
    assert_eq!((event.starts_on, event.ends_on), {
        (Some(date(2024, 7, 10)), Some(date(2024, 7, 12)))
    });
    let ids: Vec<_> = parsed.bundle.talks.iter().map(|talk| talk.id.as_str()).collect();
    assert_eq!(ids, ["b", "a"]);
}

#[test]
fn the_event_is_named_by_its_category_or_old_records_or_its_folder() {
    let old = r#"{"category": "PyCon X", "title": "T", "speakers": [], "videos": []}"#;
    let slug = |files: &[Input]| {
        parse_all(files, &ParseOptions::default()).map(|parsed| parsed.bundle.event.slug)
    };
    assert_eq!(slug(&[file("t.json", old)]), Ok("pycon-x".to_owned()));
    assert_eq!(slug(&[file("conf-2023/videos/t.json", TRITON)]), Ok("conf-2023".to_owned()));
    assert_eq!(slug(&[file("videos/t.json", TRITON)]), Err(IngestError::NoEvent));
}

#[test]
fn slugs_go_before_file_names_and_ids_of_recordings_stand_in() {
    let list = r#"[
        {"slug": "own-slug", "id": 12, "title": "A", "speakers": [], "videos": []},
        {"title": "B", "speakers": [],
         "videos": [{"url": "https://www.youtube.com/watch?v=jKdXNDSpauk"}]},
        {"slug": "Not A Slug", "title": "C", "speakers": [], "videos": []},
        {"title": "D", "speakers": [], "videos": []}]"#;
    let parsed = read(&[file("any.json", list)], &named("e"));
    let talks: Vec<_> = parsed
        .bundle
        .talks
        .iter()
        .map(|talk| (talk.id.as_str(), talk.slug.as_str(), talk.source_ids.join(" ")))
        .collect();
    let expected = [
        ("own-slug", "own-slug", "number:12"),
        ("jKdXNDSpauk", "", ""),
        ("Not A Slug", "", ""),
        ("d", "", ""),
    ];
    assert_eq!(talks, expected.map(|(id, slug, more)| (id, slug, more.to_owned())));
    assert_eq!(codes(&parsed), [("missing-id", "videos[3]")]);
}

#[test]
fn what_is_odd_is_told_with_its_place() {
    let record = r#"{"title": " ", "speakers": ["", "Ada"], "recorded": "FILL",
        "summary": "Short.", "description": "Long.", "tags": ["A", "a"],
        "videos": [{"url": "FILL ME"}], "related_urls": ["http://a.example/", {"url": "/media/x"}]}"#;
    let files = [file("videos/x.json", record), file("videos/y.json", "{\"title\": ")];
    let parsed = read(&files, &named("e"));
    let talk = &parsed.bundle.talks[0];
    assert_eq!((talk.abstract_text.as_str(), talk.description.as_str()), ("Short.", "Long."));
    assert_eq!((talk.topics.len(), talk.links.len()), (1, 1));
    let expected = [
        ("bad-file", "videos/y.json"),
        ("missing-title", "videos/x.json"),
        ("bad-link", "videos/x.json"),
        ("bad-link", "videos/x.json"),
        ("bad-date", "videos/x.json"),
        ("missing-name", "videos/x.json"),
    ];
    assert_eq!(codes(&parsed), expected);
    let alone = parse(&files[1..], &named("e"), &mut Report::default());
    assert!(matches!(alone, Err(IngestError::Json { .. })));
}

/// An event with all that a record can carry.
fn own_event() -> EventBundle {
    let link = |kind, url: &str, title: Option<&str>| Link {
        kind,
        url: url.into(),
        title: title.map(Into::into),
    };
    let speaker = |name: &str| Appearance { name: name.into(), ..Appearance::default() };
    let talk = Talk {
        id: "a/1".into(),
        slug: "models-for-everyone".into(),
        event: "c24".into(),
        title: "Keynote: Models for Everyone".into(),
        kind: Kind::Keynote,
        state: State::Scheduled,
        languages: vec!["ja".into()],
        abstract_text: "One paragraph.\n\nAnother.".into(),
        topics: vec!["open models".into(), "gpu".into()],
        speakers: vec![speaker("Ada Byron"), speaker("Bo Chen")],
        links: vec![
            link(LinkKind::Video, "https://youtu.be/abcdefghijk", None),
            link(LinkKind::Page, "https://conf.example/1", None),
            link(LinkKind::Slides, "https://conf.example/s.pdf", None),
            link(LinkKind::Other, "https://conf.example/x", Some("Notes")),
        ],
        duration_s: Some(1234),
        ..Talk::default()
    };
    let event = Event {
        slug: "c24".into(),
        name: "Conf 2024".into(),
        starts_on: Some(date(2024, 6, 19)),
        ends_on: Some(date(2024, 6, 20)),
        ..Event::default()
    };
    EventBundle { event, talks: vec![talk], announcements: Vec::new() }
}

#[test]
fn what_our_own_export_writes_comes_back_and_changes_nothing() {
    let stored = own_event();
    let bytes =
        export::export(&stored, export::Format::Pyvideo, &export::Context::default()).unwrap();
    let parsed = read(&[Input::new("c24.json", bytes)], &named("c24"));
    assert_eq!(codes(&parsed), []);
    let back = &parsed.bundle.talks[0];
    assert_eq!(back.slug, "models-for-everyone");
    assert_eq!(Talk { id: "a/1".into(), source_ids: Vec::new(), ..back.clone() }, stored.talks[0]);
    let merged = merge(Some(&stored), &parsed.bundle, MergeOptions::default()).unwrap();
    assert_eq!(merged.changes, []);
}

#[test]
fn a_second_reading_changes_nothing() {
    let read = || read(&folder(), &ParseOptions::default()).bundle;
    let first = merge(None, &read(), MergeOptions::default()).unwrap();
    let again = merge(Some(&first.bundle), &read(), MergeOptions::default()).unwrap();
    assert!(again.is_unchanged());
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let text = edits.into_iter().fold(TRITON.to_owned(), |text, (at, with)| mutated(&text, at, with));
        let files = [file("category.json", CATEGORY), file("videos/x.json", &text)];
        let _ = parse(&files, &ParseOptions::default(), &mut Report::default());
        let list = [file("x.json", &format!("[{text}, {TRITON}]"))];
        let _ = parse(&list, &named("e"), &mut Report::default());
    }
}
