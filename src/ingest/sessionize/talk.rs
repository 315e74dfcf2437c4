//! One session of a view to a draft.

use serde_json::Value;

use super::category::{Categories, Unread};
use super::tagline;
use super::view::{Placed, View};
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;
use crate::ingest::showing::{Session, Showing};
use crate::ingest::standing::Standing;
use crate::ingest::unresolved::Unresolved;
use crate::ingest::{records, words};

/// What is told once, after all sessions are read.
#[derive(Debug, Default)]
struct Notes {
    standing: Standing,
    unread: Unread,
    unresolved: Unresolved,
}

/// Every session of a view that is part of the programme.
pub(super) fn sessions(view: &View<'_>, report: &mut Report) -> Vec<Session> {
    let mut notes = Notes::default();
    let mut sessions = Vec::with_capacity(view.sessions.len());
    for placed in &view.sessions {
        let word = placed.record.line("status");
        let state = notes.standing.state(&word, &placed.record.place, report);
        sessions.extend(state.map(|state| session(placed, state, view, &mut notes, report)));
    }
    notes.standing.tell("sessions", report);
    notes.unread.tell(report);
    notes.unresolved.tell(report);
    sessions
}

fn session(
    placed: &Placed<'_>,
    state: State,
    view: &View<'_>,
    notes: &mut Notes,
    report: &mut Report,
) -> Session {
    let record = &placed.record;
    let id = record.id("id");
    // Talks have numbers, what organisers add beside them has a UUID.
    let is_number = id.bytes().all(|b| b.is_ascii_digit());
    let (number, guid) = if is_number { (id, String::new()) } else { (String::new(), id) };
    let showing = Showing {
        start: record.line("startsAt"),
        end: record.line("endsAt"),
        length_s: None,
        room: room(placed, view, notes),
    };
    let talk = talk(record, state, view, notes, report);
    Session {
        draft: Draft { talk, guid, number, place: record.place.clone(), ..Draft::default() },
        showing,
    }
}

fn talk(
    record: &Record<'_>,
    state: State,
    view: &View<'_>,
    notes: &mut Notes,
    report: &mut Report,
) -> Talk {
    let title = record.line("title");
    let (marked, title) = words::state(&title);
    let mut title = title.to_owned();
    if title.is_empty() {
        let message = "a session without a title is kept as `Untitled`";
        report.warn("missing-title", &record.place, message);
        title.push_str("Untitled");
    }
    let categories = categories(record, view, notes);
    let is_service = json::flag(record.get("isServiceSession"));
    Talk {
        kind: if is_service {
            service_kind(&title)
        } else {
            words::kind(&categories.format, &title)
        },
        state: if marked == State::Scheduled { state } else { marked },
        title,
        languages: categories.languages,
        track: categories.track,
        topics: categories.topics,
        abstract_text: record.text("description"),
        speakers: speakers(record, view, notes),
        links: links(record, view, report),
        ..Talk::default()
    }
}

/// What a session is that no speaker submitted: a break or another service by its title; keynotes
/// are entered this way too.
fn service_kind(title: &str) -> Kind {
    match (words::kind("", title), words::kind(title, title)) {
        (Kind::Talk, kind @ (Kind::Break | Kind::Keynote)) => kind,
        (Kind::Talk, _) => Kind::Service,
        (kind, _) => kind,
    }
}

/// The room: as the session names it, by its number, or the column of the grid it stands in.
fn room(placed: &Placed<'_>, view: &View<'_>, notes: &mut Notes) -> String {
    let named = json::name(placed.record.get("room"));
    if !named.is_empty() {
        return named;
    }
    let id = placed.record.id("roomId");
    match view.rooms.get(&id) {
        Some(name) => name.clone(),
        None if id.is_empty() || !placed.room.is_empty() => placed.room.clone(),
        None => {
            notes.unresolved.note("room", id);
            String::new()
        }
    }
}

/// The items of a session's categories, by id in the view All, with their names in the others.
fn categories(record: &Record<'_>, view: &View<'_>, notes: &mut Notes) -> Categories {
    let mut categories = Categories::default();
    for id in json::list(record.get("categoryItems")).iter().map(json::id) {
        match view.items.get(&id) {
            Some((title, item)) => categories.add(title, item, &mut notes.unread),
            None => notes.unresolved.note("category", id),
        }
    }
    for category in json::list(record.get("categories")) {
        let title = json::name(category);
        for item in json::list(json::first(category, &["categoryItems", "items"])) {
            categories.add(&title, &json::name(item), &mut notes.unread);
        }
    }
    categories
}

fn speakers(record: &Record<'_>, view: &View<'_>, notes: &mut Notes) -> Vec<Appearance> {
    let mut speakers: Vec<Appearance> = Vec::new();
    for reference in json::list(record.get("speakers")) {
        let held = if reference.is_object() { json::field(reference, "id") } else { reference };
        let id = json::id(held);
        let speaker = appearance(view.speakers.get(&id).copied().unwrap_or(reference), &id);
        if speaker.name.is_empty() {
            notes.unresolved.note("speaker", id);
        } else if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    speakers
}

fn appearance(speaker: &Value, id: &str) -> Appearance {
    let line = |key: &str| json::line(json::field(speaker, key));
    let full = json::line(json::first(speaker, &["fullName", "name"]));
    let parts = json::one_line(&format!("{} {}", line("firstName"), line("lastName")));
    Appearance {
        name: if full.is_empty() { parts } else { full },
        affiliation: tagline::company(&line("tagLine")),
        id: Some(id.to_owned()).filter(|id| !id.is_empty()),
    }
}

/// Recording and stream, and the answers to questions that are addresses.
fn links(record: &Record<'_>, view: &View<'_>, report: &mut Report) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for key in ["recordingUrl", "liveUrl"] {
        let url = record.line(key);
        if !url.is_empty() && !words::is_web(&url) {
            let url = records::clip(&url, 80);
            let message = format!("`{url}` is no web address; left out");
            report.warn("bad-link", &record.place, message);
        }
        links.extend(words::link(LinkKind::Video, &url, "", ""));
    }
    for answer in json::list(record.get("questionAnswers")) {
        let url = json::line(json::first(answer, &["answerValue", "answer"]));
        let asked = view.questions.get(&json::id(json::field(answer, "questionId"))).cloned();
        let asked = asked.unwrap_or_else(|| json::line(json::field(answer, "question")));
        // Other answers are nobody's address: they stay with the organisers.
        if words::is_web(&url) {
            links.extend(words::link(words::link_kind("", &asked, &url), &url, &asked, ""));
        }
    }
    let mut seen = std::collections::HashSet::new();
    links.retain(|link| seen.insert(link.url.clone()));
    links
}
