//! pyvideo records (<https://github.com/pyvideo/data>, `.schemas/video.json`), as one JSON array:
//! one for each talk with a video.

use serde_json::{Map, Value, json};

use super::ExportError;
use super::grid::is_web;
use crate::domain::{EventBundle, Link, LinkKind, State, Talk};
use crate::text;

/// Writes the records.
pub(super) fn write(bundle: &EventBundle) -> Result<Vec<u8>, ExportError> {
    let recorded = bundle.talks.iter().filter(|talk| talk.state != State::Withdrawn);
    let videos: Vec<Value> = recorded.filter_map(|talk| video(bundle, talk)).collect();
    let mut bytes = serde_json::to_vec_pretty(&videos)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn video(bundle: &EventBundle, talk: &Talk) -> Option<Value> {
    let (videos, others): (Vec<&Link>, Vec<&Link>) = talk
        .links
        .iter()
        .filter(|link| is_web(&link.url))
        .partition(|link| link.kind == LinkKind::Video);
    if videos.is_empty() {
        return None;
    }
    let source =
        if talk.abstract_text.is_empty() { &talk.description } else { &talk.abstract_text };
    let names: Vec<&str> = talk.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
    let mut record = Map::new();
    let mut put = |key: &str, value: Value| record.insert(key.to_owned(), value);
    put("title", json!(talk.title));
    put("description", json!(text::plain(source)));
    put("speakers", json!(names));
    if let Some(date) = recorded(bundle, talk) {
        put("recorded", json!(date.to_string()));
    }
    put("videos", videos.iter().map(|link| place(link)).collect());
    if let Some(seconds) = talk.duration_s {
        put("duration", json!(seconds));
    }
    if let Some(code) = talk.languages.first().and_then(|tag| iso_639_3(tag)) {
        put("language", json!(code));
    }
    put("tags", json!(talk.topics));
    put("slug", json!(talk.slug));
    put("related_urls", others.into_iter().map(related).collect());
    Some(Value::Object(record))
}

/// The day of the talk; for archives without times, as pyvideo does, the best that is known: the
/// event's first day, else the day the video was published.
fn recorded(bundle: &EventBundle, talk: &Talk) -> Option<jiff::civil::Date> {
    let of_slot = talk.slots.first().map(|slot| slot.start.date());
    of_slot.or(bundle.event.starts_on).or(talk.published)
}

fn place(link: &Link) -> Value {
    let host = |name: &str| {
        link.url.contains(&format!("//{name}")) || link.url.contains(&format!("//www.{name}"))
    };
    let path = link.url.split(['?', '#']).next().unwrap_or_default();
    let kind = if host("youtube.com/") || host("youtu.be/") {
        "youtube"
    } else if host("vimeo.com/") {
        "vimeo"
    } else if path.ends_with(".mp4") {
        "mp4"
    } else if path.ends_with(".webm") {
        "webm"
    } else {
        "other"
    };
    json!({"type": kind, "url": link.url})
}

fn related(link: &Link) -> Value {
    json!({"label": link.title.as_deref().unwrap_or_else(|| link.kind.as_str()), "url": link.url})
}

/// The three-letter code of the languages conferences are held in.
fn iso_639_3(tag: &str) -> Option<&'static str> {
    Some(match tag.split('-').next()? {
        "ca" => "cat",
        "cs" => "ces",
        "de" => "deu",
        "en" => "eng",
        "es" => "spa",
        "fr" => "fra",
        "it" => "ita",
        "ja" => "jpn",
        "ko" => "kor",
        "nl" => "nld",
        "pl" => "pol",
        "pt" => "por",
        "ru" => "rus",
        "zh" => "zho",
        _ => return None,
    })
}
