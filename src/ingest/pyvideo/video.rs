//! One record to a draft of a talk.

use jiff::civil::Date;
use serde_json::Value;

use super::Record;
use crate::domain::{Appearance, Link, LinkKind, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::report::Report;
use crate::ingest::{json, parts, records, time, words};

/// The day a record says it was recorded; its time of day, where it has one, is mostly midnight.
pub(super) fn recorded(record: &Record<'_>) -> Option<Date> {
    time::leading_date(&record.text("recorded"))
}

/// Reads a record; `stem` is the name of its file, if it has one of its own.
pub(super) fn draft(record: &Record<'_>, stem: &str, report: &mut Report) -> Draft {
    let place = &record.place;
    let (state, title) = parts::title(&record.text("title"), place, report);
    let slug = record.line("slug");
    let links = links(record, report);
    let watched = links.iter().find_map(|link| watch_id(&link.url)).unwrap_or_default();
    let code = [slug.as_str(), stem, watched].into_iter().find(|id| !id.is_empty());
    let code = code.unwrap_or_default().to_owned();
    let (abstract_text, description) =
        parts::two_texts(record.text("summary"), record.text("description"));
    tell_bad_day(record, report);
    let talk = Talk {
        slug: if records::is_slug(&slug) { slug } else { String::new() },
        kind: words::kind("", &title),
        state,
        title,
        languages: words::languages(&record.text("language")),
        abstract_text,
        description,
        topics: parts::topics(record.get("tags")),
        speakers: speakers(record, report),
        links,
        duration_s: seconds(record.get("duration")),
        ..Talk::default()
    };
    Draft { talk, code, number: record.id("id"), place: place.clone(), ..Draft::default() }
}

fn tell_bad_day(record: &Record<'_>, report: &mut Report) {
    let stated = record.text("recorded");
    if !stated.is_empty() && recorded(record).is_none() {
        let stated = records::clip(&stated, 40);
        report.warn("bad-date", &record.place, format!("`{stated}` is not a date"));
    }
}

fn speakers(record: &Record<'_>, report: &mut Report) -> Vec<Appearance> {
    let mut people = Vec::new();
    for name in json::list(record.get("speakers")) {
        parts::add_person(&mut people, (&json::name(name), "", ""), &record.place, report);
    }
    people
}

/// Places to watch, then pages about it. A label that is a word for what is there, as our export
/// writes it, is no title.
fn links(record: &Record<'_>, report: &mut Report) -> Vec<Link> {
    let mut links = Vec::new();
    for video in json::list(record.get("videos")) {
        let url = json::text(json::field(video, "url"));
        parts::add_link(&mut links, (LinkKind::Video, &url, ""), &record.place, report);
    }
    for page in json::list(record.get("related_urls")) {
        let label = json::line(json::field(page, "label"));
        let url = if page.is_object() { json::field(page, "url") } else { page };
        let url = json::text(url);
        let kind = words::link_kind(&label, &label, &url);
        let title = if LinkKind::from_word(&label).is_some() { "" } else { &label };
        parts::add_link(&mut links, (kind, &url, title), &record.place, report);
    }
    links
}

/// The id by which a video site knows a recording.
fn watch_id(url: &str) -> Option<&str> {
    let place = url.split_once("://")?.1;
    let place = place.strip_prefix("www.").unwrap_or(place);
    let id = ["youtube.com/watch?v=", "youtu.be/", "vimeo.com/"]
        .iter()
        .find_map(|site| place.strip_prefix(site))?;
    id.split(['&', '?', '#', '/']).next().filter(|id| !id.is_empty())
}

/// A length in seconds, also of records that state parts of seconds.
fn seconds(value: &Value) -> Option<u32> {
    let whole = json::count(value).or_else(|| {
        // From 0 to a day, so that the cast neither cuts nor wraps.
        let seconds = value.as_f64().filter(|seconds| (0.0..86_400.0).contains(seconds))?;
        Some(seconds.round() as u32)
    });
    whole.filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn recordings_are_known_by_their_site() {
        for (url, id) in [
            ("https://www.youtube.com/watch?v=jKdXNDSpauk&t=3s", Some("jKdXNDSpauk")),
            ("http://youtu.be/jKdXNDSpauk?x=1", Some("jKdXNDSpauk")),
            ("https://vimeo.com/123/", Some("123")),
            ("https://archive.org/details/x", None),
            ("https://youtu.be/", None),
            ("jKdXNDSpauk", None),
        ] {
            assert_eq!(watch_id(url), id, "{url}");
        }
    }

    #[test]
    fn lengths_are_whole_seconds_or_nothing() {
        let all = [json!(1560), json!(12.6), json!(0), json!(-3), json!(1e300), json!(null)];
        let read = all.map(|value| seconds(&value));
        assert_eq!(read, [Some(1560), Some(13), None, None, None, None]);
    }
}
