//! A session to a draft of a talk. What it only refers to is looked up in the other files.

use std::collections::HashMap;

use serde_json::Value;

use super::{Files, Record, Report};
use crate::domain::{Appearance, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::zone::Zone;
use crate::ingest::{json, parts, words};

/// Why a session is no part of the programme (`rejected`), if it is none.
pub(super) fn reason_to_leave_out(record: &Record<'_>) -> Option<String> {
    if !record.line("deleted_at").is_empty() {
        return Some("deleted".to_owned());
    }
    let state = record.line("state").to_lowercase();
    let is_in = matches!(state.as_str(), "" | "accepted" | "confirmed") || is_cancelled(&state);
    (!is_in).then_some(state)
}

/// A session that was in the programme and is said not to take place.
fn is_cancelled(state: &str) -> bool {
    matches!(state, "canceled" | "cancelled")
}

/// Reads sessions with the names of what they refer to.
pub(super) struct Reader<'a> {
    zone: &'a Zone,
    tracks: HashMap<String, String>,
    rooms: HashMap<String, String>,
    /// Name and affiliation.
    speakers: HashMap<String, (String, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(zone: &'a Zone, files: &Files, report: &mut Report) -> Self {
        let people = by_id(&files.speakers, "speakers", report, |record| {
            (record.line("name"), record.line("organisation"))
        });
        let name = |record: &Record<'_>| record.line("name");
        Self {
            zone,
            tracks: by_id(&files.tracks, "tracks", report, name),
            rooms: by_id(&files.microlocations, "microlocations", report, name),
            speakers: people,
        }
    }

    pub(super) fn draft(&self, record: &Record<'_>, report: &mut Report) -> Draft {
        let place = &record.place;
        let (mut state, title) =
            parts::title(&json::text(record.first(&["title", "name"])), place, report);
        if is_cancelled(&record.line("state").to_lowercase()) {
            state = State::Cancelled;
        }
        let (abstract_text, description) =
            parts::two_texts(record.text("short_abstract"), record.text("long_abstract"));
        let start = json::text(record.first(&["starts_at", "start_time"]));
        let end = json::text(record.first(&["ends_at", "end_time"]));
        let room = named(record.get("microlocation"), &self.rooms);
        let slot = parts::slot((&start, &end), &room, self.zone, place, report);
        let talk = Talk {
            kind: words::kind(&json::name(record.get("session_type")), &title),
            state,
            title,
            subtitle: parts::some(record.line("subtitle")),
            languages: words::languages(&record.text("language")),
            track: parts::some(named(record.get("track"), &self.tracks)),
            abstract_text,
            description,
            speakers: self.speakers(record, report),
            slots: slot.into_iter().collect(),
            links: links(record, report),
            ..Talk::default()
        };
        Draft { talk, number: record.id("id"), place: place.clone(), ..Draft::default() }
    }

    /// The people on stage: records with a name, or ids of the list of speakers.
    fn speakers(&self, record: &Record<'_>, report: &mut Report) -> Vec<Appearance> {
        let mut people = Vec::new();
        for (nth, person) in json::list(record.get("speakers")).iter().enumerate() {
            let place = format!("{}.speakers[{nth}]", record.place);
            let id = reference(person);
            let known = self.speakers.get(&id);
            let stated = json::line(json::field(person, "name"));
            let listed = || known.map(|(name, _)| name.clone()).unwrap_or_default();
            let name = parts::some(stated).unwrap_or_else(listed);
            let affiliation = parts::some(json::line(json::field(person, "organisation")))
                .or_else(|| known.map(|(_, affiliation)| affiliation.clone()))
                .unwrap_or_default();
            parts::add_person(&mut people, (&name, &affiliation, &id), &place, report);
        }
        people
    }
}

/// The id of something that is referred to by an object or by its id alone.
fn reference(value: &Value) -> String {
    if value.is_object() { json::id(json::field(value, "id")) } else { json::id(value) }
}

/// The name of something that is referred to: its own, else the one listed under its id, else
/// the text that stands there.
fn named(value: &Value, listed: &HashMap<String, String>) -> String {
    let own = json::line(json::field(value, "name"));
    parts::some(own)
        .or_else(|| listed.get(&reference(value)).cloned())
        .or_else(|| value.as_str().map(json::one_line))
        .unwrap_or_default()
}

/// What the records of a list hold, by their ids.
fn by_id<T>(
    lists: &[Value],
    path: &str,
    report: &mut Report,
    read: fn(&Record<'_>) -> T,
) -> HashMap<String, T> {
    let records = lists.iter().flat_map(|list| json::records(list, path, report));
    records.map(|record| (record.id("id"), read(&record))).collect()
}

fn links(record: &Record<'_>, report: &mut Report) -> Vec<Link> {
    let stated = [
        (LinkKind::Video, record.first(&["video_url", "video"])),
        (LinkKind::Slides, record.first(&["slides_url", "slides"])),
        (LinkKind::Other, record.first(&["audio_url", "audio"])),
        (LinkKind::Other, record.get("signup_url")),
    ];
    let mut links = Vec::new();
    for (kind, url) in stated {
        parts::add_link(&mut links, (kind, &json::text(url), ""), &record.place, report);
    }
    links
}
