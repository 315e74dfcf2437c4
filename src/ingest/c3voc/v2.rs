//! The draft of version 2 of `schedule.json` to raw records: a flat list of sessions, which refer
//! to rooms, tracks and people of lists beside them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::fields;
use crate::ingest::frab::raw::{RawDay, RawEvent, RawPerson, RawSchedule};
use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;
use crate::ingest::standing::Standing;

/// How long after its start a session may still belong to a day: sessions that begin after the
/// day's stated end are its late ones.
const DAY_LENGTH: SignedDuration = SignedDuration::from_hours(24);

/// Reads a `schedule` object.
pub(super) fn schedule(value: &Value, report: &mut Report) -> RawSchedule {
    let lists = Lists::read(value, report);
    let mut days = Days::read(json::field(json::field(value, "conference"), "days"), report);
    let mut standing = Standing::default();
    let events = json::records(json::field(value, "events"), "events", report);
    if events.is_empty() {
        report.warn("no-sessions", "events", "the file holds no session");
    }
    for record in &events {
        let word = record.line("state");
        if let Some(state) = standing.state(&word, &record.place, report) {
            days.file(RawEvent { state, ..event(record, &lists, report) });
        }
    }
    standing.tell("events", report);
    RawSchedule { conference: fields::conference(value), days: days.list }
}

fn event(record: &Record<'_>, lists: &Lists, report: &mut Report) -> RawEvent {
    let event = fields::event(record, report);
    RawEvent {
        date: record.line("start"),
        room: Lists::name(&lists.rooms, record.get("room")),
        track: Lists::name(&lists.tracks, record.get("track")),
        persons: persons(record, lists, report),
        // Opening hours and the like, which the schema calls meta.
        kind: if event.kind.eq_ignore_ascii_case("meta") {
            "service".to_owned()
        } else {
            event.kind
        },
        ..event
    }
}

/// Everyone who takes part, whatever the role: a record of a talk has no place for roles.
fn persons(record: &Record<'_>, lists: &Lists, report: &mut Report) -> Vec<RawPerson> {
    let participants = record.records("participants", report);
    let named = participants.iter().map(|record| {
        let person = fields::person(record);
        let known = lists.persons.get(&person.guid).filter(|_| person.name.is_empty());
        RawPerson { name: known.cloned().unwrap_or(person.name), ..person }
    });
    named.collect()
}

/// Names by guid and by slug.
#[derive(Default)]
struct Lists {
    rooms: HashMap<String, String>,
    tracks: HashMap<String, String>,
    persons: HashMap<String, String>,
}

impl Lists {
    fn read(schedule: &Value, report: &mut Report) -> Self {
        let conference = json::field(schedule, "conference");
        let persons = json::first(schedule, &["persons", "people"]);
        Self {
            rooms: names(json::field(conference, "rooms"), "rooms", report),
            tracks: names(json::field(conference, "tracks"), "tracks", report),
            persons: names(persons, "persons", report),
        }
    }

    /// The name that a reference stands for: its own, else the list's, else the reference itself.
    fn name(names: &HashMap<String, String>, reference: &Value) -> String {
        let named = json::name(reference);
        if !named.is_empty() {
            return names.get(&named).cloned().unwrap_or(named);
        }
        let ids = ["guid", "slug", "id"].map(|key| json::id(json::field(reference, key)));
        let known = ids.iter().find_map(|id| names.get(id).cloned());
        known.or_else(|| ids.into_iter().rev().find(|id| !id.is_empty())).unwrap_or_default()
    }
}

fn names(list: &Value, path: &str, report: &mut Report) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for record in json::records(list, path, report) {
        let name = json::name(record.value);
        for id in ["guid", "slug", "id"].map(|key| record.id(key)) {
            if !id.is_empty() && !name.is_empty() {
                names.entry(id).or_insert_with(|| name.clone());
            }
        }
    }
    names
}

/// The days of the header with the sessions filed under them so far.
struct Days {
    /// Starts of days in order, each with its place in `list`.
    starts: Vec<(Timestamp, usize)>,
    /// The days; the first has no date and takes what belongs to no other.
    list: Vec<RawDay>,
}

impl Days {
    fn read(days: &Value, report: &mut Report) -> Self {
        let mut list = vec![RawDay::default()];
        list.extend(json::records(days, "days", report).iter().map(|record| RawDay {
            date: record.line("date"),
            start: json::line(record.first(&["start", "day_start"])),
            position: record.path.clone(),
            events: Vec::new(),
        }));
        let starts = list.iter().enumerate();
        let mut starts: Vec<(Timestamp, usize)> =
            starts.filter_map(|(at, day)| Some((day.start.parse().ok()?, at))).collect();
        starts.sort_unstable();
        Self { starts, list }
    }

    /// Files a session under the day that began last before it.
    fn file(&mut self, event: RawEvent) {
        let began = event.date.parse::<Timestamp>().ok().and_then(|start| {
            let (day, at) = self.starts.iter().rfind(|(day, _)| *day <= start)?;
            (start.duration_since(*day) < DAY_LENGTH).then_some(*at)
        });
        if let Some(day) = self.list.get_mut(began.unwrap_or(0)) {
            day.events.push(event);
        }
    }
}
