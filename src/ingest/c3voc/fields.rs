//! What both versions of the form write alike: the header, people, links, and most of a session.

use serde_json::Value;

use crate::domain::LinkKind;
use crate::ingest::frab::raw::{RawConference, RawEvent, RawLink, RawPerson};
use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;

/// The header of a `schedule` object.
pub(super) fn conference(schedule: &Value) -> RawConference {
    let header = json::field(schedule, "conference");
    let line = |key: &str| json::line(json::field(header, key));
    RawConference {
        acronym: line("acronym"),
        title: line("title"),
        start: line("start"),
        end: line("end"),
        venue: line("venue"),
        city: line("city"),
        description: json::text(json::field(header, "description")),
        url: line("url"),
        base_url: json::line(json::field(schedule, "base_url")),
        time_zone_name: line("time_zone_name"),
        day_change: line("day_change"),
    }
}

/// A session without its times, room, track and people.
pub(super) fn event(record: &Record<'_>, report: &mut Report) -> RawEvent {
    let mut links = links(record, "links", report);
    links.extend(self::links(record, "attachments", report));
    let origin = links.iter().position(|link| link.kind == "origin");
    let origin = origin.map(|at| links.remove(at).href);
    RawEvent {
        position: record.path.clone(),
        guid: record.id("guid"),
        id: record.id("id"),
        code: record.id("code"),
        title: record.line("title"),
        subtitle: record.line("subtitle"),
        kind: record.line("type"),
        duration: record.line("duration"),
        end: record.line("end"),
        abstract_text: record.text("abstract"),
        description: record.text("description"),
        language: record.line("language"),
        url: address(&record.line("url")),
        feedback_url: record.line("feedback_url"),
        origin_url: origin.unwrap_or_else(|| record.line("origin_url")),
        video_download_url: record.line("video_download_url"),
        links,
        ..RawEvent::default()
    }
}

/// A person in any of the forms: frab's, pretalx's and the hub's.
pub(super) fn person(record: &Record<'_>) -> RawPerson {
    let id = json::id(record.first(&["id", "code"]));
    RawPerson {
        id,
        guid: record.id("guid"),
        name: json::line(record.first(&["name", "public_name"])),
    }
}

fn links(record: &Record<'_>, list: &str, report: &mut Report) -> Vec<RawLink> {
    let links = record.records(list, report);
    links.iter().map(link).filter(|link| !link.href.is_empty()).collect()
}

/// A link. What the schema calls media is what c3voc publishes: recordings.
fn link(record: &Record<'_>) -> RawLink {
    let kind = record.line("type").to_lowercase();
    let kind = if kind == "media" { "video".to_owned() } else { kind };
    // A title that only repeats what sort of link it is says nothing; our own export writes such.
    let title = record.line("title");
    let title = if LinkKind::from_word(&title).is_some() { String::new() } else { title };
    RawLink { href: record.line("url"), kind, title }
}

/// An address; the schema demands one, and our own export writes a name where there is none.
fn address(url: &str) -> String {
    if url.starts_with("urn:uuid:") { String::new() } else { url.to_owned() }
}
