//! What search engines read first: which pages there are, when each changed, and which to leave alone.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use quick_xml::escape::escape;

use super::cache::Policy;
use super::errors::VisitorError;
use super::links;
use super::pages::cards;
use super::visit::Visit;
use crate::app::Snapshot;
use crate::domain::{EventBundle, RecordKey};
use crate::text;

/// Addresses in one sitemap: under the 50,000 of the protocol, and under its 50 MB at a thousand
/// bytes an address.
const ADDRESSES_MAX: usize = 45_000;

/// Paths that answer what somebody asks, belong to one person, or are for programs.
const NOT_FOR_ROBOTS: [&str; 8] = [
    "/search",
    "/ask",
    "/api/",
    "/agendas/",
    "/preferences",
    "/e/*/agenda",
    "/e/*/plan",
    "/e/*/missed",
];

/// The namespace of sitemaps and of their index.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page and when what it shows last changed, where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    path: String,
    changed: Option<Timestamp>,
}

/// `/robots.txt`
pub(crate) async fn robots(visit: Visit) -> Result<HttpResponse, VisitorError> {
    let mut body = String::from("User-agent: *\n");
    for path in NOT_FOR_ROBOTS {
        let _infallible = writeln!(body, "Disallow: {path}");
    }
    let _infallible = write!(body, "Allow: /\n\nSitemap: {}/sitemap.xml\n", visit.base_url());
    Ok(visit.respond(Policy::Hour, "text/plain; charset=utf-8", body))
}

/// `/sitemap.xml`: every page, or the list of sitemaps where they are too many for one.
pub(crate) async fn sitemap(visit: Visit) -> Result<HttpResponse, VisitorError> {
    answer(&visit, |base, entries| {
        let parts = entries.len().div_ceil(ADDRESSES_MAX);
        Some(if parts > 1 { index(base, parts) } else { page_list(base, entries) })
    })
    .await
}

/// `/sitemap/{part}.xml`: one of several, from 1.
pub(crate) async fn sitemap_part(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let part = path.parse::<usize>().ok().and_then(|part| part.checked_sub(1));
    let part = part.ok_or(VisitorError::NoSuchPage)?;
    answer(&visit, move |base, entries| {
        entries.chunks(ADDRESSES_MAX).nth(part).map(|chunk| page_list(base, chunk))
    })
    .await
}

async fn answer(
    visit: &Visit,
    write: impl FnOnce(&str, &[Entry]) -> Option<String> + Send + 'static,
) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let base = visit.base_url();
    let written = visit.work(move |snapshot| write(&base, &entries(snapshot))).await?;
    let xml = written.ok_or(VisitorError::NoSuchPage)?;
    Ok(visit.respond(Policy::Records, "application/xml; charset=utf-8", xml))
}

/// Every page that is worth finding.
fn entries(snapshot: &Snapshot) -> Vec<Entry> {
    let catalog = &snapshot.catalog;
    let fixed = ["/", "/speakers", "/announcements", "/about"].into_iter();
    let mut entries: Vec<Entry> =
        fixed.map(|path| Entry { path: path.to_owned(), changed: None }).collect();
    for bundle in catalog.bundles() {
        entries.extend(event_entries(snapshot, bundle));
    }
    entries.extend(catalog.speakers().map(|profile| Entry {
        path: links::speaker(&profile.slug),
        changed: profile.talks.iter().filter_map(|key| changed(snapshot, key)).max(),
    }));
    entries
}

/// An event, its lists, talks and announcements.
fn event_entries(snapshot: &Snapshot, bundle: &EventBundle) -> Vec<Entry> {
    let slug = &bundle.event.slug;
    let talks = cards::listed(bundle)
        .map(|talk| Entry { path: links::talk(talk), changed: changed(snapshot, &talk.key()) });
    let talks: Vec<Entry> = talks.collect();
    let newest = talks.iter().filter_map(|entry| entry.changed).max();
    let mut entries = vec![
        Entry { path: links::event(slug), changed: newest },
        Entry { path: links::changes(slug), changed: newest },
        Entry { path: links::programme(slug), changed: newest },
    ];
    entries.extend(places(bundle).into_iter().map(|path| Entry { path, changed: None }));
    entries.extend(talks);
    entries.extend(
        bundle
            .announcements
            .iter()
            .map(|item| Entry { path: links::announcement(slug, &item.id), changed: None }),
    );
    entries
}

/// The pages of rooms and tracks. Several names can share a page.
fn places(bundle: &EventBundle) -> BTreeSet<String> {
    let slug = &bundle.event.slug;
    let slots = cards::listed(bundle).flat_map(|talk| &talk.slots);
    let rooms = slots.filter_map(|slot| slot.room.as_deref());
    let tracks = cards::listed(bundle).filter_map(|talk| talk.track.as_deref());
    rooms
        .map(|name| links::room(slug, &text::slugify(name)))
        .chain(tracks.map(|name| links::track(slug, &text::slugify(name))))
        .collect()
}

fn changed(snapshot: &Snapshot, key: &RecordKey) -> Option<Timestamp> {
    Some(snapshot.revisions.get(&key.event)?.get(&key.id)?.last_modified)
}

fn page_list(base: &str, entries: &[Entry]) -> String {
    let mut xml = opening("urlset");
    for entry in entries {
        let _infallible = write!(xml, "<url><loc>{}{}</loc>", escape(base), escape(&entry.path));
        if let Some(changed) = entry.changed {
            let changed = changed.strftime("%Y-%m-%dT%H:%M:%SZ");
            let _infallible = write!(xml, "<lastmod>{changed}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn index(base: &str, parts: usize) -> String {
    let mut xml = opening("sitemapindex");
    for part in 1..=parts {
        let base = escape(base);
        let _infallible = writeln!(xml, "<sitemap><loc>{base}/sitemap/{part}.xml</loc></sitemap>");
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

fn opening(element: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"{NAMESPACE}\">\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_absolute_and_escaped_and_tell_when_they_changed() {
        let entries = [
            Entry { path: "/e/a'b".into(), changed: Some(Timestamp::UNIX_EPOCH) },
            Entry { path: "/about".into(), changed: None },
        ];
        let xml = page_list("https://x.test/a&b", &entries);
        assert!(xml.contains(
            "<loc>https://x.test/a&amp;b/e/a&apos;b</loc><lastmod>1970-01-01T00:00:00Z</lastmod>"
        ));
        assert!(xml.contains("/about</loc></url>"));
        assert!(index("https://x.test", 2).contains("<loc>https://x.test/sitemap/2.xml</loc>"));
    }
}
