//! Links that visitors cannot follow, and videos that two talks share. Follows no link itself.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Code;
use super::finding::{Report, Spot, Value};
use super::programme::{Programme, push_once};
use crate::domain::{LinkKind, Talk};

/// Ends of hosts that no public name has (RFC 2606, RFC 6761, RFC 6762 and habit).
const PRIVATE_ENDS: [&str; 6] = ["home", "internal", "lan", "local", "localhost", "localdomain"];
/// Ends of hosts made for examples (RFC 2606).
const EXAMPLE_ENDS: [&str; 6] =
    ["example", "example.com", "example.net", "example.org", "invalid", "test"];

/// Reports bad addresses, each once with its talks, and shared videos.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    talk_links(programme, report);
    other_links(programme, report);
    shared_videos(programme, report);
}

fn talk_links(programme: &Programme<'_>, report: &mut Report) {
    let mut bad: BTreeMap<&str, (&'static str, Vec<&Talk>)> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        for link in &talk.links {
            let Some(fault) = fault(&link.url) else { continue };
            let (_, talks) = bad.entry(&link.url).or_insert((fault, Vec::new()));
            push_once(talks, talk);
        }
    }
    for (url, (fault, talks)) in bad {
        let spot = talks.first().map_or_else(Spot::event, |talk| Spot::talk(talk));
        report.add(Code::BadLink, talks, spot, format!("{} {fault}", Value(url)));
    }
}

/// The links of the event itself and of its announcements.
fn other_links(programme: &Programme<'_>, report: &mut Report) {
    let bundle = programme.bundle;
    let event = bundle.event.url.iter().map(|url| (Spot::event(), url));
    let announced = bundle.announcements.iter().filter_map(|item| {
        Some((Spot::named(format!("announcement {}", Value(&item.id))), item.url.as_ref()?))
    });
    for (spot, url) in event.chain(announced) {
        if let Some(fault) = fault(url) {
            report.add(Code::BadLink, [], spot, format!("{} {fault}", Value(url)));
        }
    }
}

/// The first video of a talk is its recording; others are often material that talks share.
fn shared_videos(programme: &Programme<'_>, report: &mut Report) {
    let mut videos: BTreeMap<&str, Vec<&Talk>> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        if let Some(link) = talk.link(LinkKind::Video) {
            videos.entry(&link.url).or_default().push(talk);
        }
    }
    for (url, talks) in videos.into_iter().filter(|(_, talks)| talks.len() > 1) {
        let message = format!("{} is the video of {} talks", Value(url), talks.len());
        report.add(Code::SharedVideo, talks, Spot::named("video"), message);
    }
}

/// Why visitors cannot follow an address, if so.
fn fault(url: &str) -> Option<&'static str> {
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("holds a space or a control character");
    }
    let rest = url.split_once("://").filter(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    });
    let Some((_, rest)) = rest else { return Some("is no absolute http or https address") };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host_fault(host)
}

fn host_fault(host: &str) -> Option<&'static str> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.split(']').next().unwrap_or_default().parse::<Ipv6Addr>();
        return address.map_or(Some("has no readable host"), |it| private(it.into()));
    }
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return private(address.into());
    }
    let is_readable = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    if name.is_empty() || !name.split('.').all(is_readable) {
        return Some("has no readable host");
    }
    let ends_in = |ends: &[&str]| {
        ends.iter().any(|end| {
            name.strip_suffix(end).is_some_and(|head| head.is_empty() || head.ends_with('.'))
        })
    };
    if ends_in(&EXAMPLE_ENDS) {
        return Some("points at a host made for examples");
    }
    (ends_in(&PRIVATE_ENDS) || !name.contains('.')).then_some(PRIVATE)
}

const PRIVATE: &str = "points at a host that only its own network knows";

fn private(address: IpAddr) -> Option<&'static str> {
    let is_private = match address {
        IpAddr::V4(it) => {
            it.is_private() || it.is_loopback() || it.is_link_local() || it.is_unspecified()
        }
        IpAddr::V6(it) => {
            it.is_loopback()
                || it.is_unspecified()
                || it.is_unique_local()
                || it.is_unicast_link_local()
        }
    };
    is_private.then_some(PRIVATE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Announcement;
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn addresses_of_the_public_web_are_good() {
        for url in [
            "https://media.ccc.de/v/1?t=1#a",
            "HTTP://Host.Org",
            "https://user@host.org:8080/x",
            "https://münchen.de/",
            "https://8.8.8.8/",
            "https://[2001:db8::1]:443/x",
            "https://my-example.com/",
            "https://host.org./",
        ] {
            assert_eq!(fault(url), None, "{url}");
        }
    }

    #[test]
    fn addresses_that_lead_nowhere_say_why() {
        for (url, part) in [
            ("", "no absolute"),
            ("slides.pdf", "no absolute"),
            ("ftp://host.org/x", "no absolute"),
            ("javascript:alert(1)", "no absolute"),
            ("mailto:a@b.org", "no absolute"),
            ("//host.org/x", "no absolute"),
            ("https://", "host"),
            ("https:///x", "host"),
            ("https://a..b/", "host"),
            ("https://a b.org/", "space"),
            ("https://a.org/\u{7}", "control"),
            ("http://localhost:3000/x", "own network"),
            ("http://127.0.0.1", "own network"),
            ("https://192.168.1.5/x", "own network"),
            ("https://[::1]/", "own network"),
            ("https://intranet/x", "own network"),
            ("https://nas.local", "own network"),
            ("https://www.example.com/x", "examples"),
            ("https://lanterns.example/", "examples"),
            ("http://https://host.org", "own network"),
        ] {
            assert!(
                fault(url).is_some_and(|fault| fault.contains(part)),
                "{url}: {:?}",
                fault(url)
            );
        }
    }

    #[test]
    fn links_of_talks_the_event_and_announcements_are_looked_at() {
        let mut bundle = event(vec![
            talk("a", "Oil").link(LinkKind::Page, "http://localhost/1"),
            talk("b", "Brass").link(LinkKind::Page, "http://localhost/1"),
        ]);
        bundle.event.url = Some("lanterns".into());
        let url = Some("https://www.example.org".to_owned());
        bundle.announcements.push(Announcement {
            id: "boats".into(),
            url,
            ..Announcement::default()
        });
        let found = coded(&bundle, "bad-link");
        assert_eq!(found.len(), 3);
        assert_eq!(found.iter().map(|it| it.talks.len()).max(), Some(2));
        assert!(found.iter().any(|it| it.place == "announcement `boats`"));
    }

    #[test]
    fn a_recording_that_two_talks_have_is_reported_and_shared_material_is_not() {
        let bundle = |first: &str, second: &str| {
            let talk = |id: &str, url: &str| {
                let talk = talk(id, id).link(LinkKind::Video, url);
                talk.link(LinkKind::Video, "https://v.org/demo")
            };
            event(vec![talk("a", first), talk("b", second)])
        };
        assert_eq!(
            messages(&bundle("https://v.org/1", "https://v.org/1"), "shared-video"),
            ["`https://v.org/1` is the video of 2 talks"]
        );
        let found = coded(&bundle("https://v.org/1", "https://v.org/2"), "shared-video");
        assert!(found.is_empty());
    }

    proptest! {
        #[test]
        fn any_address_is_judged(url in "\\PC{0,40}|https?://[a-z0-9.:@\\[\\]/-]{0,30}") {
            let _ = fault(&url);
        }
    }
}
