//! Any of the three files, times from the grid, compound talks, what is odd.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Kind, LinkKind, State, Talk};
use crate::ingest::json::tests::{any_value, mutated};
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Format, Parsed, group, parse_all};

const EVENT: &str = include_str!("../../../tests/fixtures/schedules/rubyevents/event.yml");
const VIDEOS: &str = include_str!("../../../tests/fixtures/schedules/rubyevents/videos.yml");
const SCHEDULE: &str = include_str!("../../../tests/fixtures/schedules/rubyevents/schedule.yml");
/// A compound of two talks, a cancelled one, and one whose names and times are open.
const COMPOUND: &str = r#"---
- id: "lightning-e"
  title: "Lightning Talks"
  original_title: "ライトニングトーク"
  kind: "lightning_talk"
  event_name: "E 2024"
  date: "2024-05-07"
  video_provider: "youtube"
  video_id: "TWi-cSHNr5s"
  language: "Japanese"
  speakers:
    - TODO
  talks:
    - id: "ada-e"
      title: "Small machines"
      start_cue: "03:04"
      end_cue: "08:04"
      video_provider: "parent"
      video_id: "ada-e"
      speakers: ["Ada Byron"]
    - id: "bo-e"
      title: "Smaller ones"
      start_cue: "TODO"
      video_provider: "parent"
      video_id: "bo-e"
      speakers: ["Bo Chen", "TODO"]
- id: "gone-e"
  title: "Gone"
  status: "cancelled"
  event_name: "E 2024"
  date: "2024-05-07"
  video_provider: "not_recorded"
  video_id: "gone-e"
  slides_url: "https://slides.example/gone"
  additional_resources:
    - name: "demo"
      type: "repo"
      url: "https://code.example/demo"
"#;

fn files(contents: &[&str]) -> Vec<Input> {
    let named =
        |(n, content): (usize, &&str)| Input::new(&format!("{n}.yml"), content.as_bytes().to_vec());
    contents.iter().enumerate().map(named).collect()
}

fn read(contents: &[&str]) -> Parsed {
    let parsed = parse_all(&files(contents), &ParseOptions::default()).unwrap();
    assert_eq!(parsed.format, Format::RubyEvents);
    parsed
}

fn codes(parsed: &Parsed) -> Vec<(&str, &str)> {
    parsed.warnings.iter().map(|told| (told.code.as_str(), told.place.as_str())).collect()
}

fn talk<'a>(parsed: &'a Parsed, id: &str) -> &'a Talk {
    parsed.bundle.talks.iter().find(|talk| talk.id == id).unwrap()
}

#[test]
fn a_real_day_has_its_times_from_the_grid() {
    let parsed = read(&[EVENT, VIDEOS, SCHEDULE]);
    let bundle = &parsed.bundle;
    assert_eq!(bundle.event.slug, "railsconf-2024");
    assert_eq!(bundle.event.timezone.as_deref(), Some("America/Detroit"));
    assert_eq!(bundle.event.location.as_deref(), Some("Detroit, MI, United States"));
    let programme: Vec<String> = bundle
        .talks
        .iter()
        .map(|talk| {
            let slot = talk.slots.first();
            let time = slot.map_or("-".into(), |slot| slot.start.strftime("%H:%M").to_string());
            let title = talk.title.split(": ").nth(1).unwrap_or(&talk.title);
            format!("{time} {} {title}", talk.kind.as_str())
        })
        .collect();
    insta::assert_snapshot!(programme.join("\n"), @"
    08:00 break Breakfast
    09:00 service Introduction
    09:20 keynote Vernier - A next Generation Ruby Profiler
    10:20 break Break
    10:30 workshop SQLite on Rails
    10:30 workshop TDD for Absolute Beginners
    10:30 workshop From slow to go
    12:20 break Lunch
    14:30 workshop Build High Performance Active Record Apps
    14:30 workshop Let's Extend Rails With A Gem
    14:30 workshop Vision for Inclusion
    16:30 break Break
    17:00 service Happy Hour
    19:00 service Game Night
    - talk Day 2 Welcome
    - talk RailsConf 2024 Recap
    ");
    assert_eq!(
        codes(&parsed),
        [("not-in-schedule", "videos[0] (`ufuk-kayserilioglu-railsconf-2024`)")]
    );
}

#[test]
fn a_talk_keeps_its_recordings_and_its_days() {
    let parsed = read(&[EVENT, VIDEOS]);
    let keynote = talk(&parsed, "john-hawthorn-railsconf-2024");
    assert_eq!((keynote.kind, keynote.published), (Kind::Keynote, Some(date(2024, 7, 10))));
    assert_eq!(keynote.speakers[0].name, "John Hawthorn");
    assert!(keynote.slots.is_empty());
    let videos: Vec<_> =
        keynote.links.iter().map(|link| (link.kind, link.title.as_deref())).collect();
    assert_eq!(
        videos[..2],
        [(LinkKind::Video, None), (LinkKind::Video, Some("Confreaks upload")),]
    );
    assert!(talk(&parsed, "todd-sedano-railsconf-2024").links.is_empty());
}

#[test]
fn talks_within_a_talk_are_talks_of_their_own() {
    let parsed = read(&[COMPOUND]);
    assert_eq!(parsed.bundle.event.name, "E 2024");
    assert_eq!(codes(&parsed), [("unnamed-speaker", "videos")]);
    let whole = talk(&parsed, "lightning-e");
    assert_eq!((whole.kind, whole.languages.join(" ")), (Kind::Lightning, "ja".to_owned()));
    assert_eq!(whole.subtitle.as_deref(), Some("ライトニングトーク"));
    let part = talk(&parsed, "ada-e");
    assert_eq!(part.links[0].url, "https://www.youtube.com/watch?v=TWi-cSHNr5s&t=184s");
    assert_eq!(part.duration_s, Some(300));
    let open = talk(&parsed, "bo-e");
    assert_eq!((open.speakers.len(), open.duration_s), (1, None));
    assert_eq!(open.links[0].url, "https://www.youtube.com/watch?v=TWi-cSHNr5s");
    let gone = talk(&parsed, "gone-e");
    assert_eq!(gone.state, State::Cancelled);
    let kinds: Vec<_> = gone.links.iter().map(|link| link.kind).collect();
    assert_eq!(kinds, [LinkKind::Slides, LinkKind::Other]);
}

#[test]
fn places_and_talks_that_do_not_fit_leave_a_day_without_times() {
    let schedule = r#"days:
  - name: "Day 1"
    date: "2024-05-07"
    grid:
      - start_time: "09:00"
        end_time: "10:00"
        slots: 3
      - start_time: "10:00"
        end_time: "10:30"
        slots: 1
        items: ["Tea"]
"#;
    let event = "id: e\ntitle: E\nkind: conference\ntimezone: Asia/Tokyo\nstart_date: 2024-05-07\n";
    let parsed = read(&[event, COMPOUND, schedule]);
    assert_eq!(codes(&parsed)[1], ("schedule-mismatch", "days[0] (2024-05-07)"));
    let timed: Vec<_> = parsed.bundle.talks.iter().filter(|talk| !talk.slots.is_empty()).collect();
    assert_eq!(timed.iter().map(|talk| talk.title.as_str()).collect::<Vec<_>>(), ["Tea"]);
    let fitting = schedule.replace("slots: 3", "slots: 2");
    let parsed = read(&[event, COMPOUND, &fitting]);
    assert_eq!(talk(&parsed, "gone-e").slots.len(), 1);
    assert!(talk(&parsed, "ada-e").slots.is_empty());
}

#[test]
fn a_zone_is_needed_for_a_schedule_alone() {
    let refused = parse_all(&files(&[VIDEOS, SCHEDULE]), &ParseOptions::default());
    let error = IngestError::NoTimezone { event: "railsconf-2024".into() };
    assert_eq!(refused.map(|parsed| parsed.format), Err(error));
    let options = ParseOptions {
        event: Some("rc".into()),
        timezone: Some("America/Detroit".into()),
        ..ParseOptions::default()
    };
    let parsed = parse_all(&files(&[SCHEDULE]), &options).unwrap();
    assert_eq!(parsed.bundle.talks.len(), 7);
    assert_eq!(codes(&parsed), [("schedule-mismatch", "days[0] (2024-05-08)")]);
}

#[test]
fn two_events_are_not_mixed() {
    let grouped = group(files(&[EVENT, VIDEOS, SCHEDULE]));
    assert_eq!(grouped.len(), 1);
    let two = parse_all(&files(&[EVENT, EVENT, VIDEOS]), &ParseOptions::default());
    assert!(matches!(two, Err(IngestError::Record { .. })));
    let other = VIDEOS.replacen("RailsConf 2024\"", "RailsConf 2023\"", 2);
    assert_eq!(codes(&read(&[&other])), [("more-events", "videos")]);
}

#[test]
fn what_is_odd_is_told_with_its_place() {
    let parsed =
        read(&["---\n- id: \"a\"\n  event_name: E\n  date: soon\n  video_provider: \"disc\"\n  \
         video_id: 7\n  speakers:\n    - \"\"\n  slides_url: \"slides.pdf\"\n- 3\n"]);
    let expected = [
        ("bad-record", "videos[1]"),
        ("missing-title", "videos[0] (`a`)"),
        ("missing-name", "videos[0] (`a`)"),
        ("bad-link", "videos[0] (`a`)"),
        ("bad-link", "videos[0] (`a`)"),
        ("bad-date", "videos[0] (`a`)"),
    ];
    assert_eq!(codes(&parsed), expected);
}

#[test]
fn a_second_reading_changes_nothing() {
    let read = || read(&[EVENT, VIDEOS, SCHEDULE, COMPOUND]).bundle;
    let first = merge(None, &read(), MergeOptions::default()).unwrap();
    let again = merge(Some(&first.bundle), &read(), MergeOptions::default()).unwrap();
    assert!(again.is_unchanged());
}

proptest! {
    #[test]
    fn mutated_files_never_panic(
        which in 0..3_usize,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let mut contents = [EVENT, COMPOUND, SCHEDULE].map(|text| {
            yaml::document(text).unwrap().to_string()
        });
        contents[which] = edits
            .into_iter()
            .fold(contents[which].clone(), |text, (at, with)| mutated(&text, at, with));
        let contents = contents.each_ref().map(String::as_str);
        let _ = parse(&files(&contents), &ParseOptions::default(), &mut Report::default());
    }
}
