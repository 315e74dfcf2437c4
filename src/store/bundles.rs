//! An event with everything that belongs to it, saved in one transaction and loaded from one state
//! of the database; the rows themselves are the noun files' work.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::rows::{Source, unreadable};
use super::{
    ImportRecord, Store, StoreError, announcements, events, history, imports, overlays, talks,
};
use crate::domain::{Alias, Change, Correction, Event, EventBundle};

/// An event as stored, with what people put right by hand; all of one state of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event's records; `None` when there is no such event.
    pub bundle: Option<EventBundle>,
    /// Other names of its rooms and speakers.
    pub aliases: Vec<Alias>,
    /// Values that go before those of files.
    pub corrections: Vec<Correction>,
    /// The state of the database this was read from.
    pub generation: u64,
}

/// A new state of an event, with what it changes and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    bundle: &'a EventBundle,
    import: &'a ImportRecord,
    changes: &'a [Change],
    overlay: Option<(&'a [Alias], &'a [Correction])>,
    based_on: Option<u64>,
}

impl<'a> Version<'a> {
    /// A version that changes nothing anybody is told of.
    pub fn new(bundle: &'a EventBundle, import: &'a ImportRecord) -> Self {
        Self { bundle, import, changes: &[], overlay: None, based_on: None }
    }

    /// The changes to log.
    pub fn with_changes(self, changes: &'a [Change]) -> Self {
        Self { changes, ..self }
    }

    /// Aliases and corrections in place of those stored.
    pub fn with_overlay(self, aliases: &'a [Alias], corrections: &'a [Correction]) -> Self {
        Self { overlay: Some((aliases, corrections)), ..self }
    }

    /// Saves only if no record has changed since this generation.
    pub fn based_on(self, generation: u64) -> Self {
        Self { based_on: Some(generation), ..self }
    }
}

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

    /// The event with this slug, and what people put right in it by hand.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_stored(&self, slug: &str) -> Result<StoredEvent, StoreError> {
        self.read(|connection| {
            let generation = events::generation(connection)?;
            let Some(key) = events::find_key(connection, slug)? else {
                return Ok(StoredEvent { generation, ..StoredEvent::default() });
            };
            Ok(StoredEvent {
                bundle: load(&Source::event(connection, key))?.pop(),
                aliases: overlays::aliases(connection, key)?,
                corrections: overlays::corrections(connection, key)?,
                generation,
            })
        })
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
        self.save_version(&Version::new(bundle, import)).map(drop)
    }

    /// Makes what is stored of an event exactly this version, in one transaction, and gives its
    /// number; `None` when the database has changed since the state it is based on, so that the
    /// version must be worked out again.
    ///
    /// # Errors
    /// As [`Store::save_bundle`].
    pub fn save_version(&self, version: &Version<'_>) -> Result<Option<i64>, StoreError> {
        check(version.bundle)?;
        self.write(|transaction| {
            let is_outdated = match version.based_on {
                Some(generation) => events::generation(transaction)? != generation,
                None => false,
            };
            if is_outdated { Ok(None) } else { save(transaction, version).map(Some) }
        })
    }
}

fn save(connection: &Connection, version: &Version<'_>) -> rusqlite::Result<i64> {
    let bundle = version.bundle;
    let event = events::save(connection, &bundle.event)?;
    talks::replace(connection, event, &bundle.talks)?;
    announcements::replace(connection, event, &bundle.announcements)?;
    let number = imports::log(connection, event, version.import)?;
    history::log(connection, number, version.changes)?;
    if let Some((aliases, corrections)) = version.overlay {
        overlays::replace(connection, event, aliases, corrections)?;
    }
    events::advance_generation(connection, event)?;
    Ok(number)
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
    fn a_change_of_an_event_leaves_the_state_of_the_others() {
        let (_dir, store) = store();
        store.save_bundle(&bundle("one", 2), &import()).unwrap();
        store.save_bundle(&bundle("two", 2), &import()).unwrap();
        let before = store.event_states().unwrap();
        let item = Announcement { id: "x".into(), event: "one".into(), ..Announcement::default() };
        store.save_announcement(&item).unwrap();
        let after = store.event_states().unwrap();
        assert_eq!(after["two"], before["two"]);
        assert_eq!((before["two"], after["one"]), (2, store.generation().unwrap()));
        assert!(after["one"] > before["one"]);
    }

    #[test]
    fn what_people_put_right_stays_with_the_event() {
        let (_dir, store) = store();
        let (first, record) = (bundle("conf", 2), import());
        let alias = Alias {
            kind: crate::domain::AliasKind::Room,
            name: "Saal".into(),
            stands_for: "Hall".into(),
        };
        let correction = Correction {
            talk: "id-0".into(),
            field: "title".into(),
            value: "Right".into(),
            stated: "Wrong".into(),
        };
        let (aliases, corrections) = ([alias], [correction]);
        let version = Version::new(&first, &record).with_overlay(&aliases, &corrections);
        store.save_version(&version).unwrap();
        store.save_bundle(&bundle("conf", 3), &record).unwrap();
        let stored = store.find_stored("conf").unwrap();
        assert_eq!((stored.aliases, stored.corrections), (aliases.into(), corrections.into()));
        assert_eq!(stored.generation, store.generation().unwrap());
        assert_eq!(store.find_stored("none").unwrap().bundle, None);
    }

    #[test]
    fn a_version_worked_out_from_an_older_state_is_not_saved() {
        let (_dir, store) = store();
        let generation = store.generation().unwrap();
        let (first, second, record) = (bundle("conf", 2), bundle("conf", 3), import());
        let version = |bundle| Version::new(bundle, &record).based_on(generation);
        assert!(store.save_version(&version(&first)).unwrap().is_some());
        assert_eq!(store.save_version(&version(&second)).unwrap(), None);
        assert_eq!(store.find_bundle("conf").unwrap(), Some(first));
    }

    #[test]
    fn an_empty_slug_or_id_is_a_value_like_any_other() {
        let (_dir, store) = store();
        let bundle = EventBundle { talks: vec![Talk::default()], ..EventBundle::default() };
        store.save_bundle(&bundle, &import()).unwrap();
        assert_eq!(store.find_bundle("").unwrap(), Some(bundle));
    }
}
