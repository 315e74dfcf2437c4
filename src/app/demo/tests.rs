//! The invented timetable at many moments: what makes it a programme, and what makes it alive.

use std::collections::HashMap;
use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::{Clock, Kind, LinkKind, Slot, State, Talk};
use crate::ingest::merge::changes_between;

fn samples() -> Vec<EventBundle> {
    read_editions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Every hour of an ordinary day and odd minutes, the turn of a day, and both changes of clocks.
fn moments() -> Vec<(&'static str, Timestamp)> {
    let paris = zone("Europe/Paris");
    let day = jiff::civil::date(2026, 6, 17);
    let hours = (0..24).map(|hour| day.at(hour, (hour % 3) * 17, 31, 0));
    let odd = [day.at(0, 1, 0, 0), day.at(23, 59, 59, 0)];
    let changes = [
        jiff::civil::date(2026, 3, 29).at(1, 50, 0, 0),
        jiff::civil::date(2026, 3, 29).at(3, 5, 0, 0),
        jiff::civil::date(2026, 10, 25).at(2, 20, 0, 0),
        jiff::civil::date(2026, 10, 25).at(3, 10, 0, 0),
        jiff::civil::date(2026, 10, 24).at(23, 40, 0, 0),
        jiff::civil::date(2026, 12, 31).at(22, 30, 0, 0),
    ];
    let walls = hours.chain(odd).chain(changes);
    let mut moments: Vec<_> =
        walls.map(|wall| ("Europe/Paris", paris.to_timestamp(wall).unwrap())).collect();
    for name in ["America/New_York", "Asia/Kathmandu", "Pacific/Auckland"] {
        moments.push((name, "2026-11-28T16:44:10Z".parse().unwrap()));
    }
    moments
}

/// The sessions that are on at a moment.
fn running(bundle: &EventBundle, now: Timestamp) -> Vec<(&Talk, &Slot)> {
    let clock = Clock::of(&bundle.event);
    showings(bundle)
        .filter(|(talk, slot)| {
            let (start, end) = clock.instants(slot);
            talk.kind.is_session() && start <= now && now < end
        })
        .collect()
}

fn showings(bundle: &EventBundle) -> impl Iterator<Item = (&Talk, &Slot)> {
    bundle.talks.iter().flat_map(|talk| talk.slots.iter().map(move |slot| (talk, slot)))
}

#[test]
fn talks_are_being_given_whenever_it_starts_and_others_follow() {
    let editions = samples();
    for (name, now) in moments() {
        let plan = timetable(&editions, now, &zone(name));
        assert!(running(&plan, now).len() >= 3, "{name} {now}: {:?}", running(&plan, now));
        let clock = Clock::of(&plan.event);
        let soon = now + SignedDuration::from_mins(135);
        let next = showings(&plan).filter(|(talk, slot)| {
            let start = clock.start(slot);
            talk.kind == Kind::Talk && start > now && start < soon
        });
        assert!(next.count() >= 3, "{name} {now}");
    }
}

#[test]
fn no_room_and_nobody_is_taken_twice_at_a_time() {
    let editions = samples();
    for (name, now) in moments() {
        let plan = timetable(&editions, now, &zone(name));
        let clock = Clock::of(&plan.event);
        let mut taken: HashMap<String, Vec<(Timestamp, Timestamp)>> = HashMap::new();
        for (talk, slot) in showings(&plan) {
            let (start, end) = clock.instants(slot);
            assert!(start < end, "{name} {now}: {slot:?}");
            let people = talk.speakers.iter().map(|person| person.name.clone());
            for holder in people.chain(slot.room.clone()) {
                let times = taken.entry(holder.clone()).or_default();
                let clash = times.iter().find(|(from, to)| start < *to && *from < end);
                assert_eq!(clash, None, "{name} {now}: {holder} at {slot:?}");
                times.push((start, end));
            }
        }
    }
}

#[test]
fn three_days_have_all_that_a_conference_has() {
    let now: Timestamp = "2026-06-17T09:00:00Z".parse().unwrap();
    let plan = timetable(&samples(), now, &zone("Europe/Paris"));
    assert_eq!(plan, timetable(&samples(), now, &zone("Europe/Paris")));
    let (first, last) = (jiff::civil::date(2026, 6, 16), jiff::civil::date(2026, 6, 18));
    assert_eq!((plan.event.starts_on, plan.event.ends_on), (Some(first), Some(last)));
    let of = |kind: Kind| plan.talks.iter().filter(|talk| talk.kind == kind).count();
    assert_eq!([of(Kind::Break), of(Kind::Keynote), of(Kind::Workshop)], [9, 9, 9]);
    assert!(of(Kind::Talk) > 45 && of(Kind::Lightning) > 3, "{}", of(Kind::Talk));
    let is_late = |slot: &Slot| slot.day.is_some_and(|day| day != slot.start.date());
    let late = showings(&plan).filter(|(talk, slot)| talk.kind.is_session() && is_late(slot));
    assert_eq!(late.count(), 3);
    assert_eq!(plan.talks.iter().filter(|talk| talk.slots.len() == 2).count(), 1);
    assert!(plan.event.name.contains("invented"));
    let tracks: std::collections::BTreeSet<_> =
        plan.talks.iter().filter_map(|talk| talk.track.as_deref()).collect();
    assert!((4..=6).contains(&tracks.len()), "{tracks:?}");
}

#[test]
fn a_day_is_moved_no_further_than_it_takes() {
    for (moment, expected) in [
        ("2026-06-17T10:45:00[Europe/Paris]", "2026-06-17T09:00:00"),
        ("2026-06-17T14:55:00[Europe/Paris]", "2026-06-17T09:10:00"),
    ] {
        let now: jiff::Zoned = moment.parse().unwrap();
        let plan = timetable(&samples(), now.timestamp(), &zone("Europe/Paris"));
        let today = showings(&plan).filter(|(talk, slot)| {
            talk.kind == Kind::Keynote && slot.programme_day() == now.date()
        });
        let first = today.map(|(_, slot)| slot.start).min().unwrap();
        assert_eq!(first.to_string(), expected, "{moment}");
    }
}

#[test]
fn only_what_is_over_is_recorded_and_the_record_stays_named() {
    let now: Timestamp = "2026-06-17T09:00:00Z".parse().unwrap();
    let plan = timetable(&samples(), now, &zone("Europe/Paris"));
    let clock = Clock::of(&plan.event);
    let recorded = |talk: &&Talk| talk.link(LinkKind::Video).is_some();
    assert!(plan.talks.iter().filter(recorded).all(|talk| clock.end(&talk.slots[0]) <= now));
    assert!(plan.talks.iter().filter(recorded).count() > 10);
    let sessions = plan.talks.iter().filter(|talk| talk.kind.is_session());
    assert!(sessions.clone().all(|talk| !talk.links.is_empty()));
    assert!(sessions.clone().all(|talk| talk.source_ids[0].starts_with("edition:aidev-")));
}

#[test]
fn a_second_version_has_one_change_of_every_sort() {
    let editions = samples();
    for (name, now) in moments() {
        let plan = timetable(&editions, now, &zone(name));
        let (first, second) =
            (revision::first(&plan, now), revision::second(&plan, &editions, now));
        let changes = changes_between(&first, &second);
        let mut fields: Vec<&str> = changes.iter().map(|it| it.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["slots", "slots", "speakers", "state", "talk"], "{name} {now}");
        let active = |id: &str| {
            let item = second.announcements.iter().find(|item| item.id == id).unwrap();
            item.phase(now, &Clock::of(&second.event))
        };
        assert_eq!(active("invented-timetable"), crate::domain::Phase::Active);
        assert_eq!(active("gallery-closed"), crate::domain::Phase::Active);
    }
}

#[test]
fn it_is_laid_anew_and_only_where_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(folder.path()).unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let paris = zone("Europe/Paris");
    for start in ["2026-06-17T09:00:00Z", "2026-06-20T20:00:00Z"] {
        let now = start.parse().unwrap();
        archive.lay_demo(&data, now, &paris).unwrap();
        let bundle = archive.get_bundle(DEMO_EVENT).unwrap();
        assert!(running(&bundle, now).len() >= 3);
        let in_state = |state: State| bundle.talks.iter().filter(|it| it.state == state).count();
        let states = [State::Moved, State::Cancelled, State::Withdrawn].map(in_state);
        assert_eq!((states, bundle.announcements.len()), ([2, 1, 0], 2), "{start}");
    }
    assert_eq!(archive.list_versions(DEMO_EVENT, None, 9).unwrap().len(), 4);
    let other = tempfile::tempdir().unwrap();
    let archive = Archive::open(other.path()).unwrap();
    archive.fill(&data, &super::super::Quiet).unwrap();
    let refused = archive.lay_demo(&data, Timestamp::UNIX_EPOCH, &paris).unwrap_err();
    assert!(matches!(refused, AppError::NotADemo { .. }), "{refused}");
}
