//! Rows of events, and the numbers that tell when records have changed; knows nothing of talks.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{Source, parsed_option};
use super::{Store, StoreError};
use crate::domain::Event;

/// One state of the records of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordState {
    /// Counts the changes of a database. It alone names no state: it begins at 0 in every database,
    /// and goes back with a backup.
    pub generation: u64,
    /// Drawn at random with every change.
    pub id: i64,
}

impl Store {
    /// Whether there is no event yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM event)", [], |row| row.get(0))
        })
    }

    /// Whether there is an event with this slug.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_event(&self, slug: &str) -> Result<bool, StoreError> {
        self.read(|connection| Ok(find_key(connection, slug)?.is_some()))
    }

    /// A number that grows with every change of records, made by whichever process. Who keeps
    /// records in memory asks for it *before* loading them: at worst they are then loaded twice.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn generation(&self) -> Result<u64, StoreError> {
        self.read_quickly(generation)
    }

    /// The state of the records: as [`Store::generation`], for who must tell them from those of
    /// another database or of a backup too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record_state(&self) -> Result<RecordState, StoreError> {
        self.read_quickly(record_state)
    }

    /// The generation in which the records of each event last changed, by slug: those of an event
    /// whose number is the same are the same.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn event_states(&self) -> Result<HashMap<String, u64>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT slug, changed_in FROM event")?;
            let state = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()));
            statement.query_map([], state)?.collect()
        })
    }
}

/// See [`Store::record_state`].
pub(super) fn record_state(connection: &Connection) -> rusqlite::Result<RecordState> {
    const SQL: &str = "
        SELECT counted.value, drawn.value FROM meta AS counted, meta AS drawn
        WHERE counted.name = 'generation' AND drawn.name = 'state'";
    connection.prepare_cached(SQL)?.query_row([], |row| {
        let generation = row.get::<_, i64>(0)?.unsigned_abs();
        Ok(RecordState { generation, id: row.get(1)? })
    })
}

/// See [`Store::generation`].
pub(super) fn generation(connection: &Connection) -> rusqlite::Result<u64> {
    const SQL: &str = "SELECT value FROM meta WHERE name = 'generation'";
    let value: i64 = connection.prepare_cached(SQL)?.query_row([], |row| row.get(0))?;
    Ok(value.unsigned_abs())
}

/// To be called in every transaction that changes records, with the key of the event whose they are.
pub(super) fn advance_generation(connection: &Connection, event: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE meta SET value = CASE name WHEN 'state' THEN random() ELSE value + 1 END
               WHERE name IN ('generation', 'state')";
    connection.execute(sql, [])?;
    let sql = "UPDATE event SET changed_in =
                   (SELECT value FROM meta WHERE name = 'generation') WHERE key = ?1";
    connection.execute(sql, [event]).map(drop)
}

/// The key of the event with this slug.
pub(super) fn find_key(connection: &Connection, slug: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM event WHERE slug = ?1")?;
    statement.query_row([slug], |row| row.get(0)).optional()
}

/// Keys and events, in the order in which they were first saved.
pub(super) fn load(source: &Source<'_>) -> rusqlite::Result<Vec<(i64, Event)>> {
    const SQL: &str = "
        SELECT key, slug, name, series, timezone, starts_on, ends_on, location, url, description
        FROM event WHERE key BETWEEN ?1 AND ?2 ORDER BY key";
    let mut events = Vec::new();
    source.for_each(SQL, |row| {
        events.push((row.get(0)?, event(row)?));
        Ok(())
    })?;
    Ok(events)
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        slug: row.get(1)?,
        name: row.get(2)?,
        series: row.get(3)?,
        timezone: row.get(4)?,
        starts_on: parsed_option(row, 5)?,
        ends_on: parsed_option(row, 6)?,
        location: row.get(7)?,
        url: row.get(8)?,
        description: row.get(9)?,
    })
}

/// Writes an event's own row, over that of the same slug, and returns its key. Keeping the row
/// keeps the log of its imports.
pub(super) fn save(connection: &Connection, event: &Event) -> rusqlite::Result<i64> {
    const SQL: &str = "
        INSERT INTO event
            (slug, name, series, timezone, starts_on, ends_on, location, url, description)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (slug) DO UPDATE SET
            name = excluded.name, series = excluded.series, timezone = excluded.timezone,
            starts_on = excluded.starts_on, ends_on = excluded.ends_on,
            location = excluded.location, url = excluded.url, description = excluded.description
        RETURNING key";
    let values = params![
        event.slug,
        event.name,
        event.series,
        event.timezone,
        event.starts_on.map(|day| day.to_string()),
        event.ends_on.map(|day| day.to_string()),
        event.location,
        event.url,
        event.description,
    ];
    connection.query_row(SQL, values, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{bundle, import};
    use super::*;

    #[test]
    fn databases_with_the_same_history_are_told_apart_and_so_are_their_states() {
        let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let stores = dirs.each_ref().map(|dir| Store::open(dir.path()).unwrap());
        let mut seen = Vec::new();
        for store in &stores {
            seen.push(store.record_state().unwrap().id);
            store.save_bundle(&bundle("conf", 1), &import()).unwrap();
            seen.push(store.record_state().unwrap().id);
            assert_eq!(store.record_state().unwrap().id, seen[seen.len() - 1]);
        }
        assert_eq!(stores[0].generation().unwrap(), stores[1].generation().unwrap());
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}
