//! One submission to one draft for each of its slots, and breaks to drafts of their own.

use std::collections::HashSet;

use super::files::Files;
use super::lists::{List, Lists};
use super::slot::{self, Slots};
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;
use crate::ingest::showing::{Session, Showing};
use crate::ingest::standing::Standing;
use crate::ingest::{records, words};

/// Every session of the files, one for each slot. Proposals are counted and left out.
pub(super) fn sessions(files: &Files<'_>, lists: &mut Lists, report: &mut Report) -> Vec<Session> {
    let mut standing = Standing::default();
    let mut slots = Slots::read(files, lists, &mut standing);
    let mut sessions: Vec<Session> =
        slots.breaks.iter().map(|record| pause(record, lists, report)).collect();
    let mut listed: HashSet<String> = files.submissions.iter().map(|it| it.id("code")).collect();
    let rest = files.in_slots.iter().filter(|record| listed.insert(record.id("code")));
    for record in files.submissions.iter().chain(rest) {
        let showings = slots.of(record, lists);
        let word = record.line("state");
        // Withdrawn before it was ever given a time: nobody was told of it, and nobody should be.
        if word == "withdrawn" && showings.is_empty() {
            standing.leave_out(&word);
            continue;
        }
        if let Some(state) = standing.state(&word, &record.place, report) {
            sessions.extend(showings_of(record, state, showings, lists, report));
        }
    }
    slots.tell_rest(lists);
    standing.tell("submissions", report);
    sessions
}

fn showings_of(
    record: &Record<'_>,
    state: State,
    showings: Vec<Showing>,
    lists: &mut Lists,
    report: &mut Report,
) -> Vec<Session> {
    let talk = talk(record, state, lists, report);
    let showings = if showings.is_empty() { vec![Showing::default()] } else { showings };
    let session = |showing: Showing| Session {
        draft: Draft {
            talk: talk.clone(),
            code: record.id("code"),
            place: record.place.clone(),
            ..Draft::default()
        },
        showing,
    };
    showings.into_iter().map(session).collect()
}

fn talk(record: &Record<'_>, state: State, lists: &mut Lists, report: &mut Report) -> Talk {
    let (marked, title) = titled(record, &["title"], report);
    let kind = lists.name(List::Type, record.first(&["submission_type", "session_type"]));
    let (abstract_text, description) = (record.text("abstract"), record.text("description"));
    let minutes = json::count(record.get("duration")).filter(|minutes| *minutes > 0);
    Talk {
        kind: words::kind(&kind, &title),
        state: if marked == State::Scheduled { state } else { marked },
        title,
        languages: words::languages(&record.line("content_locale")),
        track: Some(lists.name(List::Track, record.get("track"))).filter(|it| !it.is_empty()),
        description: if description == abstract_text { String::new() } else { description },
        abstract_text,
        topics: topics(record, lists),
        speakers: speakers(record, lists),
        links: links(record, lists, report),
        duration_s: minutes.and_then(|minutes| minutes.checked_mul(60)),
        ..Talk::default()
    }
}

/// A slot without a submission: a break, unless its words say that it is something else.
fn pause(record: &Record<'_>, lists: &mut Lists, report: &mut Report) -> Session {
    let (state, title) = titled(record, &["title", "description"], report);
    let kind = match words::kind("", &title) {
        Kind::Talk => Kind::Break,
        kind => kind,
    };
    let id = record.id("id");
    let draft = Draft {
        talk: Talk { title, kind, state, ..Talk::default() },
        // The numbers of slots and those of submissions, which other exports give, are not the same.
        number: if id.is_empty() { id } else { format!("slot-{id}") },
        place: record.place.clone(),
        ..Draft::default()
    };
    Session { draft, showing: slot::showing(record.value, lists) }
}

/// The title, without a mark that says it is cancelled.
fn titled(record: &Record<'_>, keys: &[&str], report: &mut Report) -> (State, String) {
    let title = keys.iter().map(|key| record.line(key)).find(|title| !title.is_empty());
    let Some(title) = title else {
        report.warn(
            "missing-title",
            &record.place,
            "a session without a title is kept as `Untitled`",
        );
        return (State::Scheduled, "Untitled".to_owned());
    };
    let (state, title) = words::state(&title);
    (state, title.to_owned())
}

/// Tags, and the level that `EuroPython` states.
fn topics(record: &Record<'_>, lists: &mut Lists) -> Vec<String> {
    let tags = json::list(record.get("tags")).iter().map(|tag| lists.name(List::Tag, tag));
    let mut topics: Vec<String> = Vec::new();
    for topic in tags.chain([record.line("level")]).map(|topic| topic.to_lowercase()) {
        if !topic.is_empty() && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

fn speakers(record: &Record<'_>, lists: &mut Lists) -> Vec<Appearance> {
    let mut speakers: Vec<Appearance> = Vec::new();
    for speaker in json::list(record.get("speakers")).iter().filter_map(|it| lists.speaker(it)) {
        if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    speakers
}

/// The talk's page and recording where they are stated, and its resources.
fn links(record: &Record<'_>, lists: &mut Lists, report: &mut Report) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut add = |kind: Option<LinkKind>, url: &str, title: &str, place: &str| {
        if url.is_empty() || links.iter().any(|known| known.url == url) {
            return;
        }
        let kind = kind.unwrap_or_else(|| words::link_kind("", title, url));
        match words::link(kind, url, title, "") {
            Some(link) => links.push(link),
            None => {
                let url = records::clip(url, 80);
                report.warn("bad-link", place, format!("`{url}` is no web address; left out"));
            }
        }
    };
    add(Some(LinkKind::Page), &record.line("website_url"), "", &record.place);
    add(Some(LinkKind::Video), &record.line("youtube_url"), "", &record.place);
    for resource in json::list(record.get("resources")) {
        if resource.is_number() {
            lists.unresolved.note("resource", json::id(resource));
        }
        let line = |keys: &[&str]| json::line(json::first(resource, keys));
        add(None, &line(&["resource", "link"]), &line(&["description"]), &record.place);
    }
    links
}
