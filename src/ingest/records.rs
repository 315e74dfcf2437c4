//! Records of Hallway's own format from JSON values, one by one, so that a bad one costs only
//! itself; shared by the document and the lines.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::report::Report;
use super::{IngestError, ParseOptions, zone};
use crate::domain::{Announcement, Event, EventBundle, Talk};
use crate::text;

/// The longest slug accepted; `text::slugify` makes none longer than 60 and a number may follow.
const MAX_SLUG_CHARS: usize = 80;

/// Whether a text will do as a slug: lower-case letters, digits and `-`.
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_SLUG_CHARS
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A text short enough to stand in a message.
pub(super) fn clip(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Reads an event.
///
/// # Errors
///
/// The object has unknown or unreadable fields.
pub(super) fn event(value: Value, place: &str) -> Result<Event, IngestError> {
    serde_json::from_value(value).map_err(|error| IngestError::Record {
        place: place.to_owned(),
        message: error.to_string(),
    })
}

/// Reads one talk; what cannot be read becomes a warning.
pub(super) fn talk(value: Value, place: &str, report: &mut Report) -> Option<Talk> {
    let place = named_place(&value, place);
    let mut talk: Talk = read(long_form(value), "bad-talk", &place, report)?;
    talk.title = talk.title.trim().to_owned();
    if talk.title.is_empty() {
        report.warn("missing-title", place, "a talk without a title was left out");
        return None;
    }
    if talk.id.is_empty() {
        talk.id = text::slugify(&talk.title);
        report.warn("missing-id", &place, format!("took `{}` for the talk's id", talk.id));
    }
    if talk.slots.iter().any(|slot| slot.end < slot.start) {
        report.warn("bad-slot", &place, "a slot ends before it starts and was left out");
        talk.slots.retain(|slot| slot.end >= slot.start);
    }
    talk.slots.sort();
    for speaker in &mut talk.speakers {
        // Tables turned into JSON write what is missing as nothing between quotes.
        speaker.affiliation.take_if(|name| name.trim().is_empty());
    }
    Some(talk)
}

/// Reads one announcement; what cannot be read becomes a warning.
pub(super) fn announcement(value: Value, place: &str, report: &mut Report) -> Option<Announcement> {
    let place = named_place(&value, place);
    let mut item: Announcement = read(value, "bad-announcement", &place, report)?;
    if item.title.trim().is_empty() {
        report.warn("missing-title", place, "an announcement without a title was left out");
        return None;
    }
    if !is_slug(&item.id) {
        let id = text::slugify(if item.id.is_empty() { &item.title } else { &item.id });
        report.warn("missing-id", &place, format!("took `{id}` for the announcement's id"));
        item.id = id;
    }
    if let (Some(from), Some(until)) = (item.from, item.until)
        && until <= from
    {
        let message = format!("`until` ({until}) is not after `from` ({from}) and was left out");
        report.warn("bad-lifetime", place, message);
        item.until = None;
    }
    Some(item)
}

/// A record by its serde form, or a warning.
fn read<T: DeserializeOwned>(
    value: Value,
    code: &str,
    place: &str,
    report: &mut Report,
) -> Option<T> {
    serde_json::from_value(value)
        .map_err(|error| report.warn(code, place, format!("left out: {error}")))
        .ok()
}

/// The place with the record's id, when it has one.
fn named_place(value: &Value, place: &str) -> String {
    match value.get("id").and_then(Value::as_str) {
        Some(id) => format!("{place} (`{}`)", clip(id, 80)),
        None => place.to_owned(),
    }
}

/// Turns the short forms of a talk (`type`, `language`, `video_url`, speakers as plain names) into
/// the fields they stand for.
fn long_form(mut value: Value) -> Value {
    let Some(talk) = value.as_object_mut() else { return value };
    rename(talk, "type", "kind", |word| word);
    rename(talk, "language", "languages", |tag| json!([tag]));
    if let Some(url) = talk.shift_remove("video_url").filter(|url| !url.is_null()) {
        let links = talk.entry("links").or_insert_with(|| json!([]));
        if let Some(links) = links.as_array_mut() {
            links.push(json!({"kind": "video", "url": url}));
        }
    }
    if let Some(Value::Array(speakers)) = talk.get_mut("speakers") {
        for speaker in speakers.iter_mut().filter(|speaker| speaker.is_string()) {
            *speaker = json!({"name": speaker.take()});
        }
    }
    value
}

/// Moves a short field to the long one, unless that is there already.
fn rename(talk: &mut Map<String, Value>, short: &str, long: &str, form: fn(Value) -> Value) {
    if !talk.contains_key(long)
        && let Some(value) = talk.shift_remove(short)
    {
        talk.insert(long.to_owned(), form(value));
    }
}

/// Puts the parts of an own-format file together: the event's slug everywhere, its zone by its
/// IANA name, ids unique.
///
/// # Errors
///
/// No slug, a bad one, an unknown zone, or times without a zone.
pub(super) fn assemble(
    mut bundle: EventBundle,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    settle_slug(&mut bundle.event, options)?;
    let zone = zone::choose(bundle.event.timezone.as_deref(), options, report)?;
    if zone.is_none() && bundle.talks.iter().any(|talk| !talk.slots.is_empty()) {
        return Err(IngestError::NoTimezone { event: bundle.event.slug });
    }
    bundle.event.timezone = zone.map(|zone| zone.name);
    for talk in &mut bundle.talks {
        talk.event.clone_from(&bundle.event.slug);
    }
    for item in &mut bundle.announcements {
        item.event.clone_from(&bundle.event.slug);
    }
    make_ids_unique(bundle.talks.iter_mut().map(|talk| &mut talk.id), report);
    make_ids_unique(bundle.announcements.iter_mut().map(|item| &mut item.id), report);
    Ok(bundle)
}

/// Gives the event the slug asked for, its own, or one from its name.
fn settle_slug(event: &mut Event, options: &ParseOptions) -> Result<(), IngestError> {
    if let Some(slug) = &options.event {
        event.slug.clone_from(slug);
    } else if event.slug.is_empty() {
        if event.name.trim().is_empty() {
            return Err(IngestError::NoEvent);
        }
        event.slug = text::slugify(&event.name);
    } else if !is_slug(&event.slug) {
        return Err(IngestError::BadSlug { slug: clip(&event.slug, 80) });
    }
    Ok(())
}

/// Numbers ids that come again, so that both records stay.
fn make_ids_unique<'a>(ids: impl Iterator<Item = &'a mut String>, report: &mut Report) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for id in ids {
        if seen.contains_key(id.as_str()) {
            let first = id.clone();
            while seen.contains_key(id.as_str()) {
                let count = seen.entry(first.clone()).or_insert(1);
                *count += 1;
                *id = format!("{first}-{count}");
            }
            let message = format!("this id stands twice; the second is kept as `{id}`");
            report.warn("duplicate-id", format!("`{}`", clip(&first, 80)), message);
        }
        seen.insert(id.clone(), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, LinkKind};

    #[test]
    fn short_forms_stand_for_the_long_ones() {
        let mut report = Report::default();
        let value = json!({
            "id": "a", "title": "T", "type": "panel", "language": "en",
            "video_url": "https://example.org/v", "speakers": ["Ada", {"name": "Bob"}],
        });
        let talk = talk(value, "line 1", &mut report).unwrap();
        assert_eq!((talk.kind, talk.languages), (Kind::Panel, vec!["en".to_owned()]));
        assert_eq!(talk.links[0].kind, LinkKind::Video);
        assert_eq!(talk.speakers[0].name, "Ada");
        assert!(report.warnings.is_empty());
    }

    #[test]
    fn a_bad_talk_is_a_warning_with_its_place() {
        let mut report = Report::default();
        assert!(talk(json!({"id": "x", "titel": "T"}), "talks[3]", &mut report).is_none());
        assert_eq!(report.warnings[0].code, "bad-talk");
        assert_eq!(report.warnings[0].place, "talks[3] (`x`)");
        assert!(report.warnings[0].message.contains("titel"));
        assert!(talk(json!({"id": "x"}), "talks[4]", &mut report).is_none());
        assert!(talk(json!(7), "talks[5]", &mut report).is_none());
        assert_eq!(report.warnings.len(), 3);
    }

    #[test]
    fn ids_that_come_again_are_numbered_past_those_taken() {
        let mut ids = ["a", "a-2", "a", "a"].map(str::to_owned);
        let mut report = Report::default();
        make_ids_unique(ids.iter_mut(), &mut report);
        assert_eq!(ids, ["a", "a-2", "a-3", "a-4"]);
        assert_eq!(report.warnings.len(), 2);
    }
}
