//! The session list of the Sched API: almost every field is text, times are wall times of a venue
//! that the list does not name, nor does it name the event. Both are asked for.

use jiff::Zoned;
use serde_json::Value;

use super::draft::Draft;
use super::json::{self, Record};
use super::parts::{self, LeftOut};
use super::report::Report;
use super::zone::{self, Zone};
use super::{IngestError, ParseOptions, settle, time, words};
use crate::domain::{Appearance, EventBundle, Link, LinkKind, Slot, Talk};
use crate::text;

/// Most places at which a title is looked at for names; real ones have three.
const MAX_DASHES: usize = 12;
/// Endings of files that speakers upload to show: their slides.
const SLIDE_ENDINGS: [&str; 5] = [".pdf", ".pptx", ".ppt", ".key", ".odp"];

/// Reads a list of sessions, or a single one.
///
/// # Errors
///
/// The text is no JSON, or neither the event nor its zone is given.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let mut document = json::document(text)?;
    if document.get("event_start").is_some() {
        document = Value::Array(vec![document]);
    }
    let event = settle::event("", "", options)?;
    let zone = zone::need(None, &event.slug, options, report)?;
    let mut drafts = Vec::new();
    let mut left_out = LeftOut::default();
    let mut clock = Clock::default();
    for record in json::records(&document, "sessions", report) {
        if record.line("active").eq_ignore_ascii_case("n") {
            left_out.add("not active");
            continue;
        }
        let mut draft = draft(&record, report);
        draft.talk.slots.extend(slot(&record, &zone, &mut clock, report));
        drafts.push(draft);
    }
    left_out.tell("sessions", report);
    clock.tell(&zone, report);
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(time::DAY_CHANGE));
    Ok(settle::bundle(event, Some(zone), drafts, report))
}

fn draft(record: &Record<'_>, report: &mut Report) -> Draft {
    let place = &record.place;
    let (state, stated) = parts::title(&record.text("name"), place, report);
    let speakers = speakers(record, report);
    let title = without_names(&stated, &speakers).to_owned();
    let track = record.line("event_type");
    let kind = words::kind(&track, &title);
    let mut topics = parts::topics(record.get("tags"));
    for topic in parts::topics(record.get("event_subtype")) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    let talk = Talk {
        kind,
        state,
        track: parts::some(track).filter(|_| kind.is_session()),
        abstract_text: record.text("description"),
        topics,
        links: links(record, report),
        source_title: (title != stated).then_some(stated),
        title,
        speakers,
        ..Talk::default()
    };
    // The hash is also the UID in Sched's calendars; the key is the organiser's own.
    let (guid, code) = (record.id("id"), record.id("event_key"));
    Draft { talk, guid, code, place: place.clone(), ..Draft::default() }
}

fn slot(record: &Record<'_>, zone: &Zone, clock: &mut Clock, report: &mut Report) -> Option<Slot> {
    let place = &record.place;
    let start = time::instant(&record.text("event_start"), zone, place, report)?;
    let end = time::instant(&record.text("event_end"), zone, place, report);
    clock.compare(&start, record.get("start_time_ts"));
    let room = json::name(record.get("venue"));
    Some(time::slot(&start, end.as_ref().unwrap_or(&start), &room, place, report))
}

/// How often the instant that Sched gives beside the wall time fits the zone asked for.
#[derive(Debug, Default)]
struct Clock {
    compared: usize,
    differing: usize,
}

impl Clock {
    fn compare(&mut self, start: &Zoned, stamp: &Value) {
        let Some(stamp) = stamp.as_i64().or_else(|| stamp.as_str()?.parse().ok()) else { return };
        self.compared += 1;
        self.differing += usize::from(start.timestamp().as_second() != stamp);
    }

    fn tell(&self, zone: &Zone, report: &mut Report) {
        if self.differing == 0 {
            return;
        }
        let message = format!(
            "in {} of {} sessions the instant stated in `start_time_ts` is not their time in {}; \
             the times on the wall are kept, check the zone",
            self.differing, self.compared, zone.name,
        );
        report.warn("offset-mismatch", "sessions", message);
    }
}

/// Everybody on stage, once: speakers, artists, moderators; as objects, or as names in a text.
fn speakers(record: &Record<'_>, report: &mut Report) -> Vec<Appearance> {
    let mut people: Vec<Appearance> = Vec::new();
    for role in ["speakers", "artists", "moderators"] {
        let stated = record.get(role);
        for person in json::list(stated) {
            let name = json::name(person);
            // Moderators are listed among the speakers too, and there without their numbers.
            if people.iter().any(|known| known.name == name) {
                continue;
            }
            let company = json::line(json::field(person, "company"));
            let id = json::id(json::first(person, &["username", "id"]));
            parts::add_person(&mut people, (&name, &company, &id), &record.place, report);
        }
        let names = stated.as_str().unwrap_or_default().split([',', ';']);
        for name in names.filter(|name| !name.trim().is_empty()) {
            parts::add_person(&mut people, (name, "", ""), &record.place, report);
        }
    }
    people
}

/// A title without the speakers at its end (`Title - Name, Company & Name, Company`), as events of
/// the Linux Foundation write them: what follows a dash and begins with the name of one of them.
fn without_names<'a>(title: &'a str, people: &[Appearance]) -> &'a str {
    let names: Vec<String> = people.iter().map(|person| text::fold(&person.name)).collect();
    let begins_with_name = |rest: &str| {
        let rest = text::fold(rest);
        names.iter().any(|name| !name.is_empty() && rest.starts_with(name.as_str()))
    };
    let dashes =
        title.match_indices(['-', '–']).map(|(at, dash)| (&title[..at], &title[at + dash.len()..]));
    let parted = |(before, after): &(&str, &str)| before.ends_with(' ') && after.starts_with(' ');
    dashes
        .filter(parted)
        .take(MAX_DASHES)
        .find(|(before, after)| !before.trim().is_empty() && begins_with_name(after))
        .map_or(title, |(before, _)| before.trim_end())
}

fn links(record: &Record<'_>, report: &mut Report) -> Vec<Link> {
    let place = &record.place;
    let mut links = Vec::new();
    for key in ["video_stream", "video_url", "media_url", "url"] {
        let url = record.text(key);
        let kind = words::link_kind("", "", &url);
        parts::add_link(&mut links, (kind, &url, ""), place, report);
    }
    for file in record.records("files", report) {
        let (url, name) = (file.text("path"), file.line("name"));
        parts::add_link(&mut links, (file_kind(&name, &url), &url, &name), place, report);
    }
    links
}

fn file_kind(name: &str, url: &str) -> LinkKind {
    let name = name.to_ascii_lowercase();
    let is_deck = SLIDE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    if is_deck { LinkKind::Slides } else { words::link_kind("", &name, url) }
}

#[cfg(test)]
mod tests;
