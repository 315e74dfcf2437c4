//! The change log of an event: every version with what came, went and differs. Reads the database,
//! because nobody needs the past on every page.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::{Deserialize, Serialize};

use super::cards::{self, TextLink};
use super::dates;
use super::event::get_event;
use crate::app::VersionLog;
use crate::domain::{ANNOUNCEMENT, Catalog, Change};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::render::{Frame, Page};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;

/// Versions on a page: a day of a busy event.
const VERSIONS_MAX: usize = 12;
/// Talks shown of a version; the first import of a large event is not read talk by talk.
const TALKS_MAX: usize = 40;
/// Characters of a value that are shown.
const VALUE_MAX_CHARS: usize = 240;

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangesQuery {
    before: Option<i64>,
}

#[derive(Serialize)]
struct ChangesPage {
    event: TextLink,
    versions: Vec<VersionEntry>,
    older_url: Option<String>,
    feed_url: String,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct VersionEntry {
    /// Its number.
    pub number: i64,
    /// When it was saved, as people read it.
    pub time: Value,
    /// `3 new, 2 changed, 1 gone`.
    pub counts: Value,
    /// Talk by talk.
    pub talks: Vec<TalkEntry>,
    /// Talks that are not shown.
    pub more: usize,
}

/// What happened to one talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TalkEntry {
    /// `New`, `Gone` or `Changed`.
    pub mark: &'static str,
    /// The talk's page, if it has one still.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// Field by field.
    pub fields: Vec<FieldEntry>,
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FieldEntry {
    /// The field as people call it.
    pub name: &'static str,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// `/e/{event}/changes`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<ChangesQuery>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let event = cards::event_link(&get_event(&visit, &slug)?.event);
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let logs = logs(&visit, &slug, query.before).await?;
    let versions: Vec<_> =
        logs.iter().map(|log| VersionEntry::new(visit.catalog(), &slug, log)).collect();
    let is_full = versions.len() == VERSIONS_MAX;
    let oldest = versions.last().map(|version| version.number.to_string()).filter(|_| is_full);
    let page = links::changes(&slug);
    let page = ChangesPage {
        event,
        versions,
        older_url: oldest.map(|number| links::with_query(&page, &[("before", Some(&number))])),
        feed_url: links::changes_feed(&slug),
    };
    visit.page(Policy::Records, &page)
}

/// The newest versions of an event with their changes.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn logs(
    visit: &Visit,
    slug: &str,
    before: Option<i64>,
) -> Result<Vec<VersionLog>, VisitorError> {
    let slug = slug.to_owned();
    visit.archive(move |archive| archive.list_version_logs(&slug, before, VERSIONS_MAX)).await
}

impl Page for ChangesPage {
    const TEMPLATE: &'static str = "pages/changes.html";

    fn frame(&self) -> Frame {
        let title = spoken::text_with("Changes of {event}", "event", &self.event.text);
        let description = spoken::text_with(
            "What changed in the programme of {event}.",
            "event",
            &self.event.text,
        );
        Frame { title, description, ..Frame::default() }
    }
}

impl VersionEntry {
    /// A version as people read it.
    pub(crate) fn new(catalog: &Catalog, event: &str, log: &VersionLog) -> Self {
        let all = by_talk(catalog, event, &log.changes);
        let record = &log.import.record;
        Self {
            number: log.import.version,
            time: dates::utc(log.import.imported_at),
            counts: counts(record.added, record.changed, record.removed).value(),
            more: all.len().saturating_sub(TALKS_MAX),
            talks: all.into_iter().take(TALKS_MAX).collect(),
        }
    }
}

fn counts(added: usize, changed: usize, removed: usize) -> Spoken {
    let parts = [
        (added, Spoken::Count(added, "{count} new", "{count} new")),
        (changed, Spoken::Count(changed, "{count} changed", "{count} changed")),
        (removed, Spoken::Count(removed, "{count} gone", "{count} gone")),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<_> = parts.map(|(_, spoken)| spoken).collect();
    match parts.is_empty() {
        true => Spoken::Text("Nothing that talks are about", Vec::new()),
        false => Spoken::Series(parts),
    }
}

/// Changes gathered by the record they are about, in the order they were found.
fn by_talk(catalog: &Catalog, event: &str, changes: &[Change]) -> Vec<TalkEntry> {
    let mut entries: Vec<(&str, TalkEntry)> = Vec::new();
    for change in changes {
        let known = entries.last().is_some_and(|(talk, _)| *talk == change.talk);
        if !known {
            entries.push((&change.talk, TalkEntry::new(catalog, event, change)));
        }
        if let (false, Some((_, entry))) = (change.is_whole_talk(), entries.last_mut()) {
            entry.fields.push(FieldEntry::new(change));
        }
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

impl TalkEntry {
    fn new(catalog: &Catalog, event: &str, change: &Change) -> Self {
        let mark = match (
            change.is_whole_talk() || change.field == ANNOUNCEMENT,
            &change.old,
            &change.new,
        ) {
            (true, None, _) => "New",
            (true, _, None) => "Gone",
            _ => "Changed",
        };
        let url = match change.field.as_str() {
            ANNOUNCEMENT => Some(links::announcement(event, &change.talk)),
            _ => catalog.find_talk(event, &change.talk).map(links::talk),
        };
        Self { mark, url, title: change.title.clone(), fields: Vec::new() }
    }
}

impl FieldEntry {
    fn new(change: &Change) -> Self {
        let excerpt = |text: &Option<String>| {
            let plain = crate::text::plain(text.as_deref().unwrap_or_default());
            match plain.char_indices().nth(VALUE_MAX_CHARS) {
                Some((end, _)) => format!("{}…", &plain[..end]),
                None => plain,
            }
        };
        Self {
            name: crate::web::words::field(&change.field),
            old: excerpt(&change.old),
            new: excerpt(&change.new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(talk: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Change {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let (talk, field) = (talk.to_owned(), field.to_owned());
        Change { title: talk.clone(), talk, field, old: own(old), new: own(new) }
    }

    #[test]
    fn changes_are_gathered_by_talk() {
        let changes = [
            change("a", "title", Some("x"), Some("y")),
            change("a", "slots", Some("1"), Some("2")),
            change("b", "talk", None, Some("b")),
            change("c", "talk", Some("c"), None),
        ];
        let entries = by_talk(&Catalog::default(), "e", &changes);
        let seen: Vec<_> = entries.iter().map(|entry| (entry.mark, entry.fields.len())).collect();
        assert_eq!(seen, [("Changed", 2), ("New", 0), ("Gone", 0)]);
        assert_eq!(entries[0].fields[1].name, "Time and room");
        assert_eq!(counts(3, 0, 1).to_string(), "3 new, 1 gone");
    }
}
