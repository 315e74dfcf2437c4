//! c3voc `schedule.json`, after the schema at <https://c3voc.de/schedule/schema.json>.

use serde_json::{Map, Value, json};

use super::grid::{self, Day, Grid, Showing, is_web};
use super::{Context, ExportError};
use crate::domain::{Appearance, EventBundle, Link, LinkKind};
use crate::text;

/// Writes the programme.
pub(super) fn write(bundle: &EventBundle, context: &Context<'_>) -> Result<Vec<u8>, ExportError> {
    let grid = grid::lay_out(bundle, context)?;
    let document = json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "hallway", "version": env!("CARGO_PKG_VERSION")},
        "schedule": {
            "version": grid::version(context.now),
            "conference": conference(bundle, &grid),
        },
    });
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn conference(bundle: &EventBundle, grid: &Grid<'_>) -> Value {
    let event = &bundle.event;
    let days: Vec<Value> =
        grid.days.iter().enumerate().map(|(nth, it)| day(it, nth + 1, bundle)).collect();
    let mut conference = json!({
        // The schema's acronym has no `-` after its first character.
        "acronym": grid::acronym(&event.slug).replace('-', "_"),
        "title": event.name,
        "daysCount": days.len(),
        "timeslot_duration": "00:05",
        "tracks": grid.tracks.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        "rooms": grid.rooms.iter().map(|name| room(name, bundle)).collect::<Vec<_>>(),
        "days": days,
    });
    if let Some(object) = conference.as_object_mut() {
        // The schema demands both dates; an archive without days has none to give.
        let (first, last) = grid::days_of(bundle, grid).unzip();
        put(object, "start", first.map(|date| date.to_string()).as_deref());
        put(object, "end", last.map(|date| date.to_string()).as_deref());
        put(object, "time_zone_name", event.timezone.as_deref());
        put(object, "description", event.description.as_deref());
        put(object, "url", event.url.as_deref().filter(|url| is_web(url)));
    }
    conference
}

/// A room with a guid that stays the same as long as its name does.
fn room(name: &str, bundle: &EventBundle) -> Value {
    json!({"name": name, "guid": grid::uuid(&format!("{}/room/{name}", bundle.event.slug))})
}

fn day(day: &Day<'_>, index: usize, bundle: &EventBundle) -> Value {
    let rooms: Map<String, Value> = day
        .rooms
        .iter()
        .map(|room| {
            let showings = room.showings.iter().map(|it| showing(it, bundle)).collect();
            (room.name.to_owned(), Value::Array(showings))
        })
        .collect();
    json!({
        "index": index,
        "date": day.date.to_string(),
        "day_start": grid::date_time(&day.start),
        "day_end": grid::date_time(&day.end),
        "rooms": rooms,
    })
}

fn showing(showing: &Showing<'_>, bundle: &EventBundle) -> Value {
    let talk = showing.talk;
    let url = |kind| talk.link(kind).map(|link| link.url.as_str()).filter(|url| is_web(url));
    let of = |wanted: fn(LinkKind) -> bool| -> Vec<Value> {
        talk.links.iter().filter(|it| wanted(it.kind) && is_web(&it.url)).map(link).collect()
    };
    // The schema demands an address; a talk without a page is named instead.
    let page = url(LinkKind::Page).map_or(format!("urn:uuid:{}", showing.guid), str::to_owned);
    let mut event = json!({
        "guid": showing.guid,
        "id": showing.number,
        "date": grid::date_time(&showing.start),
        "end": grid::date_time(&showing.end),
        "start": showing.start.strftime("%H:%M").to_string(),
        "duration": minutes(showing),
        "room": showing.room,
        "slug": slug(showing, &bundle.event.slug),
        "url": page,
        "title": grid::marked_title(talk),
        "subtitle": talk.subtitle,
        "track": talk.track,
        "type": talk.kind.as_str(),
        "language": talk.languages.join(", "),
        "abstract": talk.abstract_text,
        "description": talk.description,
        "persons": talk.speakers.iter().map(person).collect::<Vec<_>>(),
        "links": of(|kind| matches!(kind, LinkKind::Video | LinkKind::Other)),
        "attachments": of(|kind| kind == LinkKind::Slides),
    });
    if let Some(object) = event.as_object_mut() {
        put(object, "feedback_url", url(LinkKind::Feedback));
    }
    event
}

/// A name for addresses, other for each showing; one is made where the talk has none yet.
fn slug(showing: &Showing<'_>, event: &str) -> String {
    let talk = showing.talk;
    let own = Some(talk.slug.clone()).filter(|slug| !slug.is_empty());
    let own = own.unwrap_or_else(|| text::slugify(&talk.title));
    match showing.nth {
        0 => format!("{event}-{own}"),
        nth => format!("{event}-{own}-{}", nth + 1),
    }
}

/// The length as hours and minutes; the schema has no seconds.
fn minutes(showing: &Showing<'_>) -> String {
    grid::length(&showing.start, &showing.end).chars().take(5).collect()
}

fn put(object: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        object.insert(key.to_owned(), json!(text));
    }
}

/// A person in frab's form where there is a number, else in pretalx's.
fn person(speaker: &Appearance) -> Value {
    let id = speaker.id.as_deref().unwrap_or_default();
    if let Ok(number) = id.parse::<i64>() {
        return json!({"id": number, "public_name": speaker.name});
    }
    if grid::is_uuid(id) {
        return json!({"guid": id, "name": speaker.name});
    }
    json!({"name": speaker.name})
}

fn link(link: &Link) -> Value {
    json!({
        "url": link.url,
        "title": link.title.as_deref().unwrap_or_else(|| link.kind.as_str()),
        "type": match link.kind {
            LinkKind::Slides => "slides",
            LinkKind::Video => "media",
            LinkKind::Feedback | LinkKind::Page | LinkKind::Other => "related",
        },
    })
}
