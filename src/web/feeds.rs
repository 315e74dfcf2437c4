//! What feed readers subscribe to: announcements, and what changed in an event.

use actix_web::{HttpResponse, web};
use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use serde::Deserialize;

use super::cache::{self, Policy};
use super::errors::VisitorError;
use super::pages;
use super::pages::cards;
use super::pages::changes::VersionEntry;
use super::visit::Visit;
use super::{links, query};
use crate::app::VersionLog;
use crate::domain::{Announcement, Event};
use crate::text;

/// Entries of a feed: readers keep older ones themselves.
const ENTRIES_MAX: usize = 50;

/// The media type of a feed, in links to it.
const ATOM: &str = "application/atom+xml";

/// Which event, if not all.
#[derive(Debug, Deserialize)]
pub(crate) struct FeedQuery {
    event: Option<String>,
}

/// `/announcements.atom`
pub(crate) async fn announcements(
    visit: Visit,
    given: web::Query<FeedQuery>,
) -> Result<HttpResponse, VisitorError> {
    let slug = query::filter("event", given.into_inner().event)?;
    announced(&visit, slug)
}

/// `/e/{event}/announcements.atom`
pub(crate) async fn announcements_of(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    announced(&visit, Some(path.into_inner()))
}

fn announced(visit: &Visit, slug: Option<String>) -> Result<HttpResponse, VisitorError> {
    if let Some(slug) = slug.clone().filter(|slug| visit.catalog().find_event(slug).is_none()) {
        return Err(VisitorError::NoSuchEvent { slug });
    }
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let all = cards::newest_announcements(visit.catalog()).into_iter();
    let items: Vec<_> = all
        .filter(|(event, _)| slug.as_ref().is_none_or(|slug| event.slug == *slug))
        .take(ENTRIES_MAX)
        .collect();
    let feed = feed(&visit.base_url(), &visit.site.names.name, slug.as_deref(), &items);
    let xml = feed.write_to(Vec::new()).map_err(VisitorError::internal)?;
    Ok(visit.respond(Policy::Records, "application/atom+xml; charset=utf-8", xml))
}

/// `/e/{event}/changes.atom`
pub(crate) async fn changes(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let event = pages::event::get_event(&visit, &slug)?.event.clone();
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let logs = pages::changes::logs(&visit, &slug, None).await?;
    let base = visit.base_url();
    let entries = logs.iter().map(|log| change_entry(&visit, &base, &event, log)).collect();
    let newest = logs.first().map(|log| fixed(log.import.imported_at));
    let feed = Feed {
        title: Text::plain(format!("{}: changes", event.name)),
        id: stable_id(&format!("changes {slug}")),
        updated: newest.unwrap_or_default(),
        authors: vec![person(&visit.site.names.name)],
        generator: Some(Generator { value: "Hallway".into(), ..Generator::default() }),
        links: vec![
            link(format!("{base}{}", links::changes_feed(&slug)), "self", ATOM),
            link(format!("{base}{}", links::changes(&slug)), "alternate", "text/html"),
        ],
        entries,
        ..Feed::default()
    };
    let xml = feed.write_to(Vec::new()).map_err(VisitorError::internal)?;
    Ok(visit.respond(Policy::Records, "application/atom+xml; charset=utf-8", xml))
}

fn feed(base: &str, site: &str, slug: Option<&str>, items: &[(&Event, &Announcement)]) -> Feed {
    let newest = items.iter().map(|(event, item)| updated(event, item)).max();
    let own = slug.map_or_else(|| "/announcements.atom".to_owned(), links::announcements_feed);
    let list = slug.map_or_else(|| "/announcements".to_owned(), links::announcements);
    let title = match (slug, items.first()) {
        (Some(_), Some((event, _))) => format!("{}: announcements", event.name),
        _ => format!("{site}: announcements"),
    };
    Feed {
        title: Text::plain(title),
        id: stable_id(&format!("feed {}", slug.unwrap_or_default())),
        updated: newest.unwrap_or_default(),
        authors: vec![person(site)],
        generator: Some(Generator { value: "Hallway".into(), ..Generator::default() }),
        links: vec![
            link(format!("{base}{own}"), "self", "application/atom+xml"),
            link(format!("{base}{list}"), "alternate", "text/html"),
        ],
        entries: items.iter().map(|(event, item)| entry(base, event, item)).collect(),
        ..Feed::default()
    }
}

fn entry(base: &str, event: &Event, item: &Announcement) -> Entry {
    let page = format!("{base}{}", links::announcement(&item.event, &item.id));
    Entry {
        title: Text::plain(item.title.clone()),
        id: stable_id(&item.key().to_string()),
        updated: updated(event, item),
        published: item.date.map(|_| updated(event, item)),
        authors: item.people.iter().map(|each| person(&each.name)).collect(),
        links: vec![link(page, "alternate", "text/html")],
        summary: Some(Text::plain(cards::lead(&item.body))),
        content: Some(Content {
            content_type: Some("html".into()),
            value: Some(text::safe_html(&item.body)),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// One version: its counts as the headline, talk by talk below.
fn change_entry(visit: &Visit, base: &str, event: &Event, log: &VersionLog) -> Entry {
    let version = VersionEntry::new(visit.catalog(), &event.slug, log);
    let page = format!("{base}{}#v{}", links::changes(&event.slug), version.number);
    let mut lines: Vec<String> = version
        .talks
        .iter()
        .map(|talk| match talk.fields.iter().map(|field| field.name).collect::<Vec<_>>() {
            fields if fields.is_empty() => format!("{}: {}", talk.mark, talk.title),
            fields => format!("{}: {} ({})", talk.mark, talk.title, fields.join(", ")),
        })
        .collect();
    if version.more > 0 {
        lines.push(format!("and {} more", version.more));
    }
    Entry {
        title: Text::plain(version.counts.to_string()),
        id: stable_id(&format!("version {}/{}", event.slug, version.number)),
        updated: fixed(log.import.imported_at),
        published: Some(fixed(log.import.imported_at)),
        links: vec![link(page, "alternate", "text/html")],
        content: Some(Content {
            content_type: Some("text".into()),
            value: Some(lines.join("\n")),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// A time to the second, as feeds write it.
fn fixed(time: jiff::Timestamp) -> FixedDateTime {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().parse().unwrap_or_default()
}

fn link(href: String, rel: &str, mime_type: &str) -> Link {
    Link { href, rel: rel.into(), mime_type: Some(mime_type.into()), ..Link::default() }
}

fn person(name: &str) -> Person {
    Person { name: name.into(), ..Person::default() }
}

/// The day of an announcement, of its event when it has none, at midnight UTC: the feed needs one,
/// and the hour was never known.
fn updated(event: &Event, item: &Announcement) -> FixedDateTime {
    let first_of_year = || jiff::civil::Date::new(event.year()?, 1, 1).ok();
    let day = item.date.or(event.starts_on).or_else(first_of_year).unwrap_or_default();
    format!("{day}T00:00:00Z").parse().unwrap_or_default()
}

/// An id that stays the same wherever the site moves: a version 8 UUID (RFC 9562, section 5.8)
/// made of the hash of what it stands for.
fn stable_id(of: &str) -> String {
    let hash = text::content_hash(of);
    let hex = format!("{}{}", cache::short_hex(&hash), cache::short_hex(&hash[8..]));
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_reads_back_with_absolute_links_and_escaped_words() {
        let event = Event { slug: "e".into(), name: "E 2024".into(), ..Event::default() };
        let item = Announcement {
            id: "a b".into(),
            event: "e".into(),
            title: "5 < 6 & <script>".into(),
            body: "First.\n\nSecond.".into(),
            date_text: Some("June 2024".into()),
            ..Announcement::default()
        };
        let made = feed("https://x.test", "Site", None, &[(&event, &item)]);
        let xml = made.write_to(Vec::new()).unwrap();
        let read = Feed::read_from(xml.as_slice()).unwrap();
        assert_eq!(read.entries[0].title.value, "5 < 6 & <script>");
        assert_eq!(read.entries[0].links[0].href, "https://x.test/announcements/e/a%20b");
        assert_eq!(read.entries[0].updated.to_rfc3339(), "2024-01-01T00:00:00+00:00");
        assert_eq!(read.id, made.id);
    }

    #[test]
    fn ids_are_uuids_that_never_change() {
        let id = stable_id("announcement:e/a");
        assert_eq!(id, stable_id("announcement:e/a"));
        assert_ne!(id, stable_id("announcement:e/b"));
        assert_eq!((id.len(), &id[23..24], &id[28..29]), (45, "8", "8"));
    }
}
