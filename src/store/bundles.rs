//! An event with everything that belongs to it, saved in one transaction and loaded from one state
//! of the database; the rows themselves are the noun files' work.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::rows::{Source, unreadable};
use super::{ImportRecord, Store, StoreError, announcements, events, imports, talks};
use crate::domain::{Event, EventBundle};

impl Store {
    /// All events with their records, in the order in which the events were first saved.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load_bundles(&self) -> Result<Vec<EventBundle>, StoreError> {
        self.read(|connection| load(&Source::all(connection)))
    }

    /// The event with this slug and its records.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_bundle(&self, slug: &str) -> Result<Option<EventBundle>, StoreError> {
        self.read(|connection| find(connection, slug))
    }

    /// Makes what is stored of an event exactly this bundle, and logs the import, in one
    /// transaction.
    ///
    /// # Errors
    /// When ids or slugs in the bundle repeat, or a record of it names another event; when the
    /// database cannot be written. Nothing is changed then.
    pub fn save_bundle(
        &self,
        bundle: &EventBundle,
        import: &ImportRecord,
    ) -> Result<(), StoreError> {
        check(bundle)?;
        self.write(|transaction| {
            let event = events::save(transaction, &bundle.event)?;
            talks::replace(transaction, event, &bundle.talks)?;
            announcements::replace(transaction, event, &bundle.announcements)?;
            imports::log(transaction, event, import)?;
            events::advance_generation(transaction)
        })
    }
}

fn find(connection: &Connection, slug: &str) -> rusqlite::Result<Option<EventBundle>> {
    let Some(key) = events::find_key(connection, slug)? else { return Ok(None) };
    Ok(load(&Source::event(connection, key))?.pop())
}

/// Reads events, talks and announcements, each with their lists, and deals them out to events.
fn load(source: &Source<'_>) -> rusqlite::Result<Vec<EventBundle>> {
    let mut deal = Deal::new(events::load(source)?);
    for (event, mut talk) in talks::load(source)? {
        let bundle = deal.bundle(event)?;
        talk.event.clone_from(&bundle.event.slug);
        bundle.talks.push(talk);
    }
    for (event, mut item) in announcements::load(source)? {
        let bundle = deal.bundle(event)?;
        item.event.clone_from(&bundle.event.slug);
        bundle.announcements.push(item);
    }
    Ok(deal.bundles)
}

/// Bundles being filled, by the key of their event.
struct Deal {
    bundles: Vec<EventBundle>,
    place_of_key: HashMap<i64, usize>,
}

impl Deal {
    fn new(events: Vec<(i64, Event)>) -> Self {
        let place_of_key =
            events.iter().enumerate().map(|(place, (key, _))| (*key, place)).collect();
        let empty = |(_, event)| EventBundle { event, ..EventBundle::default() };
        Self { bundles: events.into_iter().map(empty).collect(), place_of_key }
    }

    fn bundle(&mut self, event: i64) -> rusqlite::Result<&mut EventBundle> {
        let place = self.place_of_key.get(&event);
        let place = *place.ok_or_else(|| unreadable(1, "a record that belongs to no event"))?;
        Ok(&mut self.bundles[place])
    }
}

/// Finds what the tables' constraints would refuse, to name the value, which SQLite does not.
fn check(bundle: &EventBundle) -> Result<(), StoreError> {
    let slug = &bundle.event.slug;
    let talks = bundle.talks.iter().map(|talk| (&talk.event, talk.key()));
    let items = bundle.announcements.iter().map(|item| (&item.event, item.key()));
    if let Some((_, record)) = talks.chain(items).find(|(event, _)| *event != slug) {
        return Err(StoreError::ForeignRecord { record, event: slug.clone() });
    }
    check_unique(bundle)
}

fn check_unique(bundle: &EventBundle) -> Result<(), StoreError> {
    let event = || bundle.event.slug.clone();
    if let Some(id) = find_repeated(bundle.talks.iter().map(|talk| &talk.id)) {
        return Err(StoreError::DuplicateTalkId { event: event(), id });
    }
    if let Some(slug) = find_repeated(bundle.talks.iter().map(|talk| &talk.slug)) {
        return Err(StoreError::DuplicateTalkSlug { event: event(), slug });
    }
    if let Some(id) = find_repeated(bundle.announcements.iter().map(|item| &item.id)) {
        return Err(StoreError::DuplicateAnnouncementId { event: event(), id });
    }
    Ok(())
}

fn find_repeated<'a>(mut values: impl Iterator<Item = &'a String>) -> Option<String> {
    let mut seen = HashSet::new();
    values.find(|value| !seen.insert(value.as_str())).cloned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{any_bundle, bundle, import};
    use super::*;
    use crate::domain::{Announcement, Talk};

    type Spoil = fn(&mut EventBundle);

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        (dir, store)
    }

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let (_dir, store) = store();
        let other = bundle("another", 4);
        store.save_bundle(&other, &import()).unwrap();
        // One store for all cases: each also replaces the bundle before it.
        proptest!(ProptestConfig::with_cases(96), |(bundle in any_bundle("conf"))| {
            store.save_bundle(&bundle, &import()).unwrap();
            let found = store.find_bundle("conf").unwrap();
            prop_assert_eq!(found.as_ref(), Some(&bundle));
            prop_assert_eq!(store.load_bundles().unwrap(), vec![other.clone(), bundle]);
        });
    }

    #[test]
    fn nothing_of_a_replaced_bundle_stays() {
        let (_dir, store) = store();
        store.save_bundle(&bundle("conf", 5), &import()).unwrap();
        let empty =
            EventBundle { talks: Vec::new(), announcements: Vec::new(), ..bundle("conf", 0) };
        store.save_bundle(&empty, &import()).unwrap();
        let rows = |table| {
            let sql = format!("SELECT count(*) FROM {table}");
            store.read(|connection| connection.query_row(&sql, [], |row| row.get(0))).unwrap()
        };
        let tables = ["talk", "language", "topic", "appearance", "slot", "link", "announcement"];
        let counts: Vec<i64> = tables.map(rows).to_vec();
        assert_eq!(counts, [0; 7]);
        assert_eq!(["announcement_person", "announcement_topic"].map(rows), [0, 0]);
        assert_eq!(["event", "import"].map(rows), [1, 2]);
    }

    #[test]
    fn a_bundle_at_odds_with_itself_is_refused_with_the_value_and_changes_nothing() {
        let (_dir, store) = store();
        let stored = bundle("conf", 3);
        store.save_bundle(&stored, &import()).unwrap();
        let generation = store.generation().unwrap();
        let cases: [(Spoil, &str); 5] = [
            (
                |b| b.talks[2].id = b.talks[0].id.clone(),
                "two talks of the event `conf` have the id `id-0`",
            ),
            (
                |b| b.talks[2].slug = b.talks[1].slug.clone(),
                "two talks of the event `conf` have the slug `slug-1`",
            ),
            (
                |b| b.announcements[1].id = "news-0".into(),
                "two announcements of the event `conf` have the id `news-0`",
            ),
            (
                |b| b.talks[1].event = "other".into(),
                "`talk:other/id-1` does not belong to the event `conf`",
            ),
            (
                |b| b.announcements[0].event = String::new(),
                "`announcement:/news-0` does not belong to the event `conf`",
            ),
        ];
        for (spoil, message) in cases {
            let mut spoiled = bundle("conf", 3);
            spoil(&mut spoiled);
            let error = store.save_bundle(&spoiled, &import()).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
        assert_eq!(store.load_bundles().unwrap(), [stored]);
        assert_eq!(store.generation().unwrap(), generation);
        assert_eq!(store.list_imports("conf", None, 9).unwrap().len(), 1);
    }

    #[test]
    fn events_may_share_ids_and_slugs_of_talks() {
        let (_dir, store) = store();
        assert!(store.is_empty().unwrap());
        store.save_bundle(&bundle("one", 3), &import()).unwrap();
        store.save_bundle(&bundle("two", 3), &import()).unwrap();
        assert!(!store.is_empty().unwrap());
        assert_eq!(store.find_bundle("two").unwrap(), Some(bundle("two", 3)));
        assert_eq!(store.find_bundle("three").unwrap(), None);
    }

    #[test]
    fn two_stores_on_one_directory_see_each_others_changes() {
        let (dir, one) = store();
        let two = Store::open(dir.path()).unwrap();
        let first = two.generation().unwrap();
        one.save_bundle(&bundle("conf", 2), &import()).unwrap();
        let second = two.generation().unwrap();
        assert!(second > first);
        assert_eq!(two.load_bundles().unwrap(), [bundle("conf", 2)]);
        let item = Announcement { id: "x".into(), event: "conf".into(), ..Announcement::default() };
        two.save_announcement(&item).unwrap();
        assert!(one.generation().unwrap() > second);
        assert_eq!(one.find_bundle("conf").unwrap().unwrap().announcements[0], item);
    }

    #[test]
    fn an_empty_slug_or_id_is_a_value_like_any_other() {
        let (_dir, store) = store();
        let bundle = EventBundle { talks: vec![Talk::default()], ..EventBundle::default() };
        store.save_bundle(&bundle, &import()).unwrap();
        assert_eq!(store.find_bundle("").unwrap(), Some(bundle));
    }
}
