//! Addresses of the site's own pages, built here alone; safe for any id a source may invent.

use std::fmt::Write as _;

use crate::domain::{Catalog, RecordKey, RecordKind, Talk};

/// The page of an event.
pub(crate) fn event(slug: &str) -> String {
    format!("/e/{}", encode(slug))
}

/// The programme of an event.
pub(crate) fn programme(slug: &str) -> String {
    format!("/e/{}/programme", encode(slug))
}

/// The agenda that a visitor makes of an event.
pub(crate) fn agenda(slug: &str) -> String {
    format!("/e/{}/agenda", encode(slug))
}

/// Where an agenda is proposed.
pub(crate) fn plan(slug: &str) -> String {
    format!("/e/{}/plan", encode(slug))
}

/// An event as a calendar.
pub(crate) fn calendar(slug: &str) -> String {
    format!("/e/{}/schedule.ics", encode(slug))
}

/// The page of a room, by the slug of its name.
pub(crate) fn room(event: &str, slug: &str) -> String {
    format!("/e/{}/rooms/{}", encode(event), encode(slug))
}

/// The page of a track, by the slug of its name.
pub(crate) fn track(event: &str, slug: &str) -> String {
    format!("/e/{}/tracks/{}", encode(event), encode(slug))
}

/// The page of a topic of an event, by the slug of its name.
pub(crate) fn topic(event: &str, slug: &str) -> String {
    format!("/e/{}/topics/{}", encode(event), encode(slug))
}

/// The topics of an event.
pub(crate) fn topics(slug: &str) -> String {
    format!("/e/{}/topics", encode(slug))
}

/// The change log of an event.
pub(crate) fn changes(slug: &str) -> String {
    format!("/e/{}/changes", encode(slug))
}

/// The change log of an event as a feed.
pub(crate) fn changes_feed(slug: &str) -> String {
    format!("/e/{}/changes.atom", encode(slug))
}

/// An address below [`agenda`], or the page itself, with the talks of these share keys. Commas stay
/// as they are, which keeps links and their codes short; keys are letters and digits.
pub(crate) fn agenda_with(address: &str, keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| encode(key)).collect();
    format!("{address}?talks={}", keys.join(","))
}

/// The page of a kept agenda.
pub(crate) fn kept_agenda(token: &str) -> String {
    format!("/agendas/{}", encode(token))
}

/// A kept agenda as the calendar that programs subscribe to.
pub(crate) fn agenda_feed(token: &str) -> String {
    format!("{}.ics", kept_agenda(token))
}

/// The announcements of an event.
pub(crate) fn announcements(slug: &str) -> String {
    format!("/e/{}/announcements", encode(slug))
}

/// The announcements of an event as a feed.
pub(crate) fn announcements_feed(slug: &str) -> String {
    format!("/e/{}/announcements.atom", encode(slug))
}

/// What somebody missed of an event.
pub(crate) fn missed(slug: &str) -> String {
    format!("/e/{}/missed", encode(slug))
}

/// The page of a talk.
pub(crate) fn talk(talk: &Talk) -> String {
    format!("/e/{}/t/{}", encode(&talk.event), encode(&talk.slug))
}

/// A talk as a calendar.
pub(crate) fn talk_calendar(it: &Talk) -> String {
    format!("{}/talk.ics", talk(it))
}

/// The page of a speaker.
pub(crate) fn speaker(slug: &str) -> String {
    format!("/speakers/{}", encode(slug))
}

/// The page of an announcement.
pub(crate) fn announcement(event: &str, id: &str) -> String {
    format!("/announcements/{}/{}", encode(event), encode(id))
}

/// The page of a record, or the search page when the record has gone since.
pub(crate) fn record(catalog: &Catalog, key: &RecordKey) -> String {
    match key.kind {
        RecordKind::Announcement => announcement(&key.event, &key.id),
        RecordKind::Talk => {
            catalog.find_talk(&key.event, &key.id).map_or_else(|| event(&key.event), talk)
        }
    }
}

/// The picture of an event for previews.
pub(crate) fn event_card(slug: &str) -> String {
    format!("{}/card.png", event(slug))
}

/// The picture of a talk for previews.
pub(crate) fn talk_card(it: &Talk) -> String {
    format!("{}/card.png", talk(it))
}

/// A path with the parameters that have a value, in the order given.
pub(crate) fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut address = path.to_owned();
    let mut separator = '?';
    for (name, value) in parameters {
        let Some(value) = value else { continue };
        let _infallible = write!(address, "{separator}{name}={}", encode(value));
        separator = '&';
    }
    address
}

/// Only `http` and `https` links of a record are ever shown as links.
pub(crate) fn is_web_address(url: &str) -> bool {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

/// The host of a web address, to tell visitors where a link leads.
pub(crate) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// A recording's address at a moment, `start_s` seconds in; `None` where it is not known how its
/// host is told.
pub(crate) fn moment_url(url: &str, start_s: f32) -> Option<String> {
    if !is_web_address(url) {
        return None;
    }
    // Negative and absurd values become 0 and the largest second; both only come from bad files.
    let second = start_s as u32;
    let address = url.split_once('#').map_or(url, |(address, _)| address);
    let path = address.split_once('?').map_or(address, |(path, _)| path);
    match host(url)?.to_ascii_lowercase().as_str() {
        "youtube.com" | "m.youtube.com" | "youtube-nocookie.com" if path.contains("/embed/") => {
            Some(at_second(address, "start", second.to_string()))
        }
        "youtube.com" | "m.youtube.com" => Some(at_second(address, "t", format!("{second}s"))),
        "youtu.be" => Some(at_second(address, "t", second.to_string())),
        "vimeo.com" | "player.vimeo.com" => Some(format!("{address}#t={second}s")),
        "media.ccc.de" => Some(format!("{address}#t={second}")),
        _ if is_media_file(path) => Some(format!("{address}#t={second}")),
        _ => None,
    }
}

/// The address with the moment as its last parameter, in the place of one that it has.
fn at_second(address: &str, name: &str, value: String) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_moment = |pair: &&str| ["t", "start"].contains(&pair.split('=').next().unwrap_or(pair));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_moment(pair));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("{name}={value}")]).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// Whether a browser plays what lies at this path, and understands where to begin (media fragments).
pub(crate) fn is_media_file(path: &str) -> bool {
    const ENDINGS: [&str; 7] = [".mp4", ".m4v", ".webm", ".ogv", ".mp3", ".m4a", ".opus"];
    let path = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3, so that the
/// result is one path segment or one query value whatever it holds.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _infallible = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_id() {
        assert_eq!(announcement("e", "a/b ?#"), "/announcements/e/a%2Fb%20%3F%23");
        assert_eq!(
            with_query("/search", &[("q", Some("c++ & ü")), ("event", None), ("page", Some("2"))]),
            "/search?q=c%2B%2B%20%26%20%C3%BC&page=2"
        );
    }

    #[test]
    fn a_recording_opens_at_the_moment_where_its_host_is_known() {
        for (url, expected) in [
            ("https://www.youtube.com/watch?v=a-b", "https://www.youtube.com/watch?v=a-b&t=725s"),
            ("https://youtube.com/watch?t=9&v=a&start=3#x", "https://youtube.com/watch?v=a&t=725s"),
            (
                "https://www.youtube-nocookie.com/embed/a",
                "https://www.youtube-nocookie.com/embed/a?start=725",
            ),
            ("https://youtu.be/a?si=b", "https://youtu.be/a?si=b&t=725"),
            ("https://youtu.be/a", "https://youtu.be/a?t=725"),
            ("https://vimeo.com/1#t=3s", "https://vimeo.com/1#t=725s"),
            ("https://media.ccc.de/v/38c3-x", "https://media.ccc.de/v/38c3-x#t=725"),
            ("http://a.test/b/C.MP4?x=1", "http://a.test/b/C.MP4?x=1#t=725"),
        ] {
            assert_eq!(moment_url(url, 725.9).as_deref(), Some(expected));
        }
        for url in [
            "https://video.test/1",
            "https://youtube.com@evil.test/watch?v=a",
            "https://evil.test/youtube.com",
            "javascript:alert(1)//youtube.com/a.mp4",
            "",
        ] {
            assert_eq!(moment_url(url, 1.0), None, "{url}");
        }
        assert_eq!(
            moment_url("https://youtu.be/a", -3.0).as_deref(),
            Some("https://youtu.be/a?t=0")
        );
    }

    #[test]
    fn only_web_addresses_are_links() {
        for good in ["https://a.b", "HTTP://A.B/c"] {
            assert!(is_web_address(good));
        }
        for bad in ["javascript:alert(1)", "data:text/html,x", "//a.b", "", "é", "httpsé://"] {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert_eq!(host("https://www.youtube.com/watch?v=1"), Some("youtube.com"));
    }
}
