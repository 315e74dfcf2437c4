//! One showing of a talk as a `VEVENT`. What iCalendar has no word for goes into `X-HALLWAY-…`
//! properties and parameters, which our importer reads back and other programs pass over.

use jiff::civil::{Date, Time};
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, Zoned};

use super::line::Lines;
use crate::domain::Revision;
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::export::Context;
use crate::export::frab_xml::percent_encoded;
use crate::export::grid::is_web;
use crate::text;

/// The parameter that says what a category or an attachment is.
const AS: &str = "X-HALLWAY-AS";
/// Until when a session belongs to the evening before where a calendar does not say so: what the
/// importer takes for granted.
const DAY_CHANGE: Time = Time::constant(4, 0, 0, 0);

/// A talk at one of its times.
pub(super) struct Showing<'a> {
    pub(super) talk: &'a Talk,
    /// Which of the talk's times this is, from 1.
    pub(super) number: usize,
    pub(super) start: Zoned,
    pub(super) end: Zoned,
    /// The programme's day.
    pub(super) day: Date,
    pub(super) room: Option<&'a str>,
}

/// What is common to all entries of a calendar.
pub(super) struct Common<'a> {
    /// The event's slug.
    pub(super) event: &'a str,
    /// Where it takes place.
    pub(super) location: Option<&'a str>,
    /// The zone's name, unless its times are written in UTC.
    pub(super) zone: Option<&'a str>,
    pub(super) context: &'a Context<'a>,
}

/// Writes an entry.
pub(super) fn write(lines: &mut Lines, showing: &Showing<'_>, common: &Common<'_>) {
    let talk = showing.talk;
    let Revision { sequence, last_modified, .. } = common.context.revision(&talk.id);
    lines.raw("BEGIN", "VEVENT");
    lines.text("UID", &uid(common.event, &talk.id, showing.number));
    // Without a method, the stamp is that of the last change (RFC 5545, section 3.8.7.2).
    lines.raw("DTSTAMP", &utc(last_modified));
    lines.raw("LAST-MODIFIED", &utc(last_modified));
    lines.raw("SEQUENCE", &sequence.to_string());
    time(lines, "DTSTART", &showing.start, common.zone);
    // An end must be later than the start (RFC 5545, section 3.8.2.2).
    if showing.end > showing.start {
        time(lines, "DTEND", &showing.end, common.zone);
    }
    words(lines, talk);
    let place = [showing.room, common.location];
    let place: Vec<String> = place.into_iter().flatten().map(one_line).collect();
    if !place.is_empty() {
        lines.text("LOCATION", &place.join(", "));
    }
    state(lines, talk);
    links(lines, talk, showing.end.timestamp() > common.context.now);
    for speaker in &talk.speakers {
        write_speaker(lines, speaker);
    }
    if showing.day != day_by_hour(&showing.start) {
        lines.raw("X-HALLWAY-DAY", &showing.day.to_string());
    }
    lines.raw("END", "VEVENT");
}

/// The same for as long as the talk is known by its id, wherever it is moved to. The id is in
/// percent-encoding, so that no id with a number is another's second showing.
fn uid(event: &str, talk: &str, number: usize) -> String {
    let showing = if number > 1 { format!("+{number}") } else { String::new() };
    format!("{}{showing}@{event}", percent_encoded(talk))
}

/// A time on the wall of the event's zone. One that clocks show twice is written in UTC: programs
/// disagree about which of the two it is.
fn time(lines: &mut Lines, name: &str, at: &Zoned, zone: Option<&str>) {
    let wall = at.time_zone().to_ambiguous_zoned(at.datetime());
    match (zone, wall.offset()) {
        (Some(zone), AmbiguousOffset::Unambiguous { .. }) => {
            let time = at.strftime("%Y%m%dT%H%M%S").to_string();
            lines.raw_with(name, &[("TZID", zone)], &time);
        }
        _ => lines.raw(name, &utc(at.timestamp())),
    }
}

/// Title, description and categories.
fn words(lines: &mut Lines, talk: &Talk) {
    let language = match talk.languages.as_slice() {
        [language] => vec![("LANGUAGE", language.as_str())],
        _ => Vec::new(),
    };
    lines.text_with("SUMMARY", &language, &one_line(&talk.title));
    let description = description(talk);
    if !description.is_empty() {
        lines.text("DESCRIPTION", &description);
    }
    if talk.languages.len() > 1 {
        lines.list("X-HALLWAY-LANGUAGES", &[], &talk.languages);
    }
    if let Some(track) = &talk.track {
        lines.text_with("CATEGORIES", &[(AS, "TRACK")], &one_line(track));
    }
    if talk.kind != Kind::Talk {
        lines.text_with("CATEGORIES", &[(AS, "KIND")], talk.kind.as_str());
    }
    if !talk.topics.is_empty() {
        let topics: Vec<String> = talk.topics.iter().map(|topic| one_line(topic)).collect();
        lines.list("CATEGORIES", &[(AS, "TOPIC")], &topics);
    }
    let more =
        [("X-HALLWAY-SUBTITLE", &talk.subtitle), ("X-HALLWAY-SOURCE-TITLE", &talk.source_title)];
    for (name, value) in more {
        if let Some(value) = value {
            lines.text(name, &one_line(value));
        }
    }
}

/// Who speaks, then the abstract as plain text.
fn description(talk: &Talk) -> String {
    let names = talk.speakers.iter().map(|speaker| match &speaker.affiliation {
        Some(affiliation) => format!("{} ({affiliation})", speaker.name),
        None => speaker.name.clone(),
    });
    let names = one_line(&names.collect::<Vec<_>>().join(", "));
    let source =
        if talk.abstract_text.is_empty() { &talk.description } else { &talk.abstract_text };
    let parts = [names, text::plain(source)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Whether it takes place, and whether who goes there is busy.
fn state(lines: &mut Lines, talk: &Talk) {
    let is_off = matches!(talk.state, State::Cancelled | State::Withdrawn);
    lines.raw("STATUS", if is_off { "CANCELLED" } else { "CONFIRMED" });
    if !matches!(talk.state, State::Scheduled | State::Cancelled) {
        lines.raw("X-HALLWAY-STATE", talk.state.as_str());
    }
    let takes_time = talk.kind.is_session() && !is_off;
    lines.raw("TRANSP", if takes_time { "OPAQUE" } else { "TRANSPARENT" });
}

/// The talk's page, its stream or recording, and what belongs to it. Until the talk is over, a
/// video is where to watch it.
fn links(lines: &mut Lines, talk: &Talk, is_ahead: bool) {
    let page = talk.link(LinkKind::Page).filter(|link| is_web(&link.url));
    if let Some(page) = page {
        lines.raw("URL", &page.url);
    }
    for link in talk.links.iter().filter(|link| is_web(&link.url) && Some(*link) != page) {
        if link.kind == LinkKind::Video && is_ahead {
            let sort = [("VALUE", "URI"), ("FEATURE", "VIDEO")];
            lines.raw_with("CONFERENCE", &link_parameters(link, &sort), &link.url);
        } else {
            lines.raw_with("ATTACH", &link_parameters(link, &[]), &link.url);
        }
    }
}

/// What a link is and says.
fn link_parameters<'a>(link: &'a Link, sort: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let title = link.title.as_deref().map(|title| ("LABEL", title));
    sort.iter().copied().chain(title).chain([(AS, link.kind.as_str())]).collect()
}

fn write_speaker(lines: &mut Lines, speaker: &Appearance) {
    let affiliation = speaker.affiliation.as_deref().map(|it| ("X-AFFILIATION", it));
    let id = speaker.id.as_deref().map(|it| ("X-ID", it));
    let parameters: Vec<(&str, &str)> = affiliation.into_iter().chain(id).collect();
    lines.text_with("X-HALLWAY-SPEAKER", &parameters, &one_line(&speaker.name));
}

/// The day that the hour of a start tells.
fn day_by_hour(start: &Zoned) -> Date {
    let date = start.date();
    if start.time() < DAY_CHANGE { date.yesterday().unwrap_or(date) } else { date }
}

/// An instant as iCalendar writes it.
pub(super) fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text on one line, with single spaces.
pub(super) fn one_line(text: &str) -> String {
    let text = text::strip_control(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
