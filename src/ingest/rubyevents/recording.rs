//! Where a recording can be watched, by the name of its site and its id there.

use super::{Record, Report, json, parts};
use crate::domain::{Link, LinkKind};
use crate::ingest::records::clip;

/// Words that say there is no recording to link to; `children` has one for each of its talks.
const NOWHERE: [&str; 5] = ["", "not_recorded", "not_published", "scheduled", "children"];
/// Length of an id of `YouTube`.
const YOUTUBE_ID_CHARS: usize = 11;

/// Adds the recording of a talk, which for a part of a longer one begins at a moment of it.
pub(super) fn add(
    links: &mut Vec<Link>,
    record: &Record<'_>,
    whole: Option<&Record<'_>>,
    report: &mut Report,
) {
    let start_s = cue_s(&record.text("start_cue"));
    let stated = match record.line("video_provider").as_str() {
        "parent" => whole.map(|whole| address(whole, start_s)),
        _ => Some(address(record, None)),
    };
    match stated.unwrap_or(Ok(None)) {
        Ok(Some(url)) => {
            parts::add_link(links, (LinkKind::Video, &url, ""), &record.place, report);
        }
        Ok(None) => {}
        Err(message) => report.warn("bad-link", &record.place, message),
    }
    for other in json::list(record.get("alternative_recordings")) {
        let other = Record::new(other, &record.place);
        let url = match address(&other, None) {
            Ok(url) => url.unwrap_or_else(|| other.text("external_url")),
            Err(message) => {
                report.warn("bad-link", &record.place, message);
                continue;
            }
        };
        let note = json::line(other.first(&["note", "title"]));
        parts::add_link(links, (LinkKind::Video, &url, &note), &record.place, report);
    }
}

/// The address of a recording; none where there is none, and words where it makes no address.
fn address(record: &Record<'_>, start_s: Option<u32>) -> Result<Option<String>, String> {
    let (site, id) = (record.line("video_provider"), record.id("video_id"));
    if NOWHERE.contains(&site.as_str()) {
        return Ok(None);
    }
    let is_word = |id: &str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let moment = |sign: &str, unit: &str| {
        start_s.filter(|s| *s > 0).map(|s| format!("{sign}t={s}{unit}")).unwrap_or_default()
    };
    match site.as_str() {
        "youtube" if id.len() == YOUTUBE_ID_CHARS && is_word(&id) => {
            Ok(Some(format!("https://www.youtube.com/watch?v={id}{}", moment("&", "s"))))
        }
        "vimeo" if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(Some(format!("https://vimeo.com/{id}{}", moment("#", "s"))))
        }
        _ if id.contains("://") => Ok(Some(format!("{id}{}", moment("#", "")))),
        _ => Err(format!("`{}` is no recording on {}", clip(&id, 60), clip(&site, 40))),
    }
}

/// A moment of a recording as `03:04` or `1:03:04`, in seconds.
pub(super) fn cue_s(text: &str) -> Option<u32> {
    let numbers: Option<Vec<u32>> = text.split(':').map(|part| part.trim().parse().ok()).collect();
    let (hours, minutes, seconds) = match numbers?.as_slice() {
        [minutes, seconds] => (0, *minutes, *seconds),
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        _ => return None,
    };
    // A recording of a day is no longer than a thousand minutes and some hours.
    let known = hours < 100 && minutes < 1000 && seconds < 60;
    known.then(|| hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn added(record: &Value, whole: Option<&Value>) -> (Vec<String>, usize) {
        let whole = whole.map(|whole| Record::new(whole, "whole"));
        let (mut links, mut report) = (Vec::new(), Report::default());
        add(&mut links, &Record::new(record, "here"), whole.as_ref(), &mut report);
        let urls = links.into_iter().map(|link| link.url).collect();
        (urls, report.warnings.len())
    }

    #[test]
    fn sites_have_their_addresses() {
        for (site, id, url) in [
            ("youtube", json!("TWi-cSHNr5s"), Some("https://www.youtube.com/watch?v=TWi-cSHNr5s")),
            ("vimeo", json!(84572), Some("https://vimeo.com/84572")),
            ("mp4", json!("https://a.example/v.mp4"), Some("https://a.example/v.mp4")),
            ("not_recorded", json!("some-talk"), None),
            ("children", json!("x"), None),
        ] {
            let record = json!({"video_provider": site, "video_id": id});
            assert_eq!(added(&record, None), (url.map(str::to_owned).into_iter().collect(), 0));
        }
        for (site, id) in [("youtube", "a&b=c&list=x"), ("vimeo", "x"), ("mp4", "v.mp4")] {
            let record = json!({"video_provider": site, "video_id": id});
            assert_eq!(added(&record, None), (vec![], 1), "{site} {id}");
        }
    }

    #[test]
    fn a_part_begins_at_its_moment() {
        let whole = json!({"video_provider": "youtube", "video_id": "TWi-cSHNr5s"});
        let part = json!({"video_provider": "parent", "video_id": "x", "start_cue": "1:02:03"});
        let url = "https://www.youtube.com/watch?v=TWi-cSHNr5s&t=3723s".to_owned();
        assert_eq!(added(&part, Some(&whole)), (vec![url], 0));
        assert_eq!(added(&part, None), (vec![], 0));
        let moments = ["03:04", "TODO", "", "1:2:3:4", "99999:00", "4:61"].map(cue_s);
        assert_eq!(moments, [Some(184), None, None, None, None, None]);
    }

    #[test]
    fn other_recordings_keep_what_is_said_of_them() {
        let record = json!({"video_provider": "scheduled", "alternative_recordings": [
            {"note": "Second upload", "video_provider": "youtube", "video_id": "N6xn6KuxtKE"},
            {"external_url": "https://a.example/v"}, {"video_provider": "tape", "video_id": "7"}]});
        let (urls, warnings) = added(&record, None);
        assert_eq!((urls.len(), warnings), (2, 1));
    }
}
