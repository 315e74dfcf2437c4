//! Version 1 of `schedule.json` to raw records: sessions stand in days and, by name, in rooms.

use serde_json::Value;

use super::fields;
use crate::ingest::frab::raw::{RawDay, RawEvent, RawSchedule};
use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;

/// Reads a `schedule` object.
pub(super) fn schedule(value: &Value, report: &mut Report) -> RawSchedule {
    let days = json::field(json::field(value, "conference"), "days");
    let days = json::records(days, "days", report);
    let days: Vec<RawDay> = days.iter().map(|record| day(record, report)).collect();
    if days.iter().all(|day| day.events.is_empty()) {
        report.warn("no-sessions", "days", "the file holds no session");
    }
    RawSchedule { conference: fields::conference(value), days }
}

fn day(record: &Record<'_>, report: &mut Report) -> RawDay {
    let mut events = Vec::new();
    let rooms = record.get("rooms");
    for (name, sessions) in rooms.as_object().into_iter().flatten() {
        let path = format!("{}.rooms.{name}", record.path);
        let sessions = json::records(sessions, &path, report);
        events.extend(sessions.iter().map(|session| event(session, name, report)));
    }
    if !rooms.is_object() && !rooms.is_null() {
        report.warn("bad-list", &record.path, "left out: rooms are wanted by their names");
    }
    RawDay {
        date: record.line("date"),
        start: record.line("day_start"),
        position: record.path.clone(),
        events,
    }
}

fn event(record: &Record<'_>, grid_room: &str, report: &mut Report) -> RawEvent {
    let persons = record.records("persons", report);
    let room = json::name(record.get("room"));
    RawEvent {
        date: record.line("date"),
        start: record.line("start"),
        room: if room.is_empty() { json::one_line(grid_room) } else { room },
        track: json::name(record.get("track")),
        persons: persons.iter().map(fields::person).collect(),
        ..fields::event(record, report)
    }
}
