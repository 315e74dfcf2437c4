//! Addresses of the site's own pages, built here alone; safe for any id a source may invent.

use std::fmt::Write as _;

use crate::domain::{Catalog, RecordKey, RecordKind, Talk};

/// The page of an event.
pub(crate) fn event(slug: &str) -> String {
    format!("/e/{}", encode(slug))
}

/// The change log of an event.
pub(crate) fn changes(slug: &str) -> String {
    format!("/e/{}/changes", encode(slug))
}

/// The change log of an event as a feed.
pub(crate) fn changes_feed(slug: &str) -> String {
    format!("/e/{}/changes.atom", encode(slug))
}

/// The page of a talk.
pub(crate) fn talk(talk: &Talk) -> String {
    format!("/e/{}/t/{}", encode(&talk.event), encode(&talk.slug))
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
