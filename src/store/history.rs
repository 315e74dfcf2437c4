//! Rows of what changed with each version of an event; rows are added and never changed.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::events::find_key;
use super::rows::{Source, parsed};
use super::{Store, StoreError};
use crate::domain::{Change, Revision};

/// Revisions of talks, by event slug and talk id. Those of an event are shared from one state of the
/// records to the next.
pub type Revisions = HashMap<String, Arc<HashMap<String, Revision>>>;

impl Store {
    /// The changes of an event after one version and up to another, oldest first, with the number
    /// of the version each came with. Zero is before the first version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list_changes(
        &self,
        event: &str,
        after: i64,
        up_to: i64,
    ) -> Result<Vec<(i64, Change)>, StoreError> {
        const SQL: &str = "
            SELECT change.version, talk, title, field, old, new
            FROM change JOIN import ON import.version = change.version
            WHERE import.event = (SELECT key FROM event WHERE slug = ?1)
                AND change.version > ?2 AND change.version <= ?3
            ORDER BY change.version, change.key";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            statement.query_map(params![event, after, up_to], change)?.collect()
        })
    }

    /// The slug of the event a version belongs to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn event_of_version(&self, version: i64) -> Result<Option<String>, StoreError> {
        const SQL: &str = "
            SELECT slug FROM event JOIN import ON import.event = event.key WHERE version = ?1";
        self.read(|connection| {
            connection.prepare_cached(SQL)?.query_row([version], |row| row.get(0)).optional()
        })
    }

    /// How often and when each talk changed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load_revisions(&self) -> Result<Revisions, StoreError> {
        self.read(|connection| load_revisions(&Source::all(connection)))
    }

    /// The same of one event alone; nothing for an event that is not there, or never changed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_revisions(&self, event: &str) -> Result<Revisions, StoreError> {
        self.read(|connection| match find_key(connection, event)? {
            Some(key) => load_revisions(&Source::event(connection, key)),
            None => Ok(Revisions::new()),
        })
    }
}

/// Notes the changes of a version.
pub(super) fn log(
    connection: &Connection,
    version: i64,
    changes: &[Change],
) -> rusqlite::Result<()> {
    const SQL: &str = "
        INSERT INTO change (version, talk, title, field, old, new) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut statement = connection.prepare_cached(SQL)?;
    for it in changes {
        statement.execute(params![version, it.talk, it.title, it.field, it.old, it.new])?;
    }
    Ok(())
}

fn change(row: &Row<'_>) -> rusqlite::Result<(i64, Change)> {
    let change = Change {
        talk: row.get(1)?,
        title: row.get(2)?,
        field: row.get(3)?,
        old: row.get(4)?,
        new: row.get(5)?,
    };
    Ok((row.get(0)?, change))
}

fn load_revisions(source: &Source<'_>) -> rusqlite::Result<Revisions> {
    const SQL: &str = "
        SELECT event.slug, change.talk, count(DISTINCT change.version), max(change.version),
            min(CASE WHEN field = 'talk' AND old IS NULL THEN change.version END), first.version
        FROM change
        JOIN import ON import.version = change.version
        JOIN event ON event.key = import.event
        JOIN (SELECT event, min(version) AS version FROM import GROUP BY event) AS first
            ON first.event = event.key
        WHERE event.key BETWEEN ?1 AND ?2
            AND field <> 'announcement' AND field NOT LIKE 'event.%'
        GROUP BY event.key, change.talk";
    let times = times_of_versions(source)?;
    let time = |version: i64| times.get(&version).copied().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut revisions: HashMap<String, HashMap<String, Revision>> = HashMap::new();
    source.for_each(SQL, |row| {
        let (versions, last, came): (u32, i64, Option<i64>) =
            (row.get(2)?, row.get(3)?, row.get(4)?);
        let first: i64 = row.get(5)?;
        let revision = Revision {
            sequence: versions.saturating_sub(1),
            last_modified: time(last),
            came_later: came.filter(|came| *came > first).map(time),
        };
        revisions.entry(row.get(0)?).or_default().insert(row.get(1)?, revision);
        Ok(())
    })?;
    Ok(revisions.into_iter().map(|(event, talks)| (event, Arc::new(talks))).collect())
}

fn times_of_versions(source: &Source<'_>) -> rusqlite::Result<HashMap<i64, Timestamp>> {
    const SQL: &str = "SELECT version, imported_at FROM import WHERE event BETWEEN ?1 AND ?2";
    let mut times = HashMap::new();
    source.for_each(SQL, |row| {
        times.insert(row.get(0)?, parsed(row, 1)?);
        Ok(())
    })?;
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::super::bundles::Version;
    use super::super::fixtures::{bundle, import};
    use super::*;

    fn changed(talk: &str, field: &str, old: Option<&str>) -> Change {
        Change {
            talk: talk.into(),
            title: "T".into(),
            field: field.into(),
            old: old.map(str::to_owned),
            new: Some("new".into()),
        }
    }

    #[test]
    fn changes_are_listed_by_version_and_counted_by_talk() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let bundle = bundle("conf", 2);
        let record = import();
        let came = [changed("a", "talk", None), changed("b", "talk", None)];
        let then = [changed("a", "title", Some("x")), changed("a", "track", Some("y"))];
        let last = [changed("c", "talk", None), changed("conf", "event.name", Some("n"))];
        let mut versions = Vec::new();
        for changes in [&came[..], &then, &last] {
            let version = Version::new(&bundle, &record).with_changes(changes);
            versions.push(store.save_version(&version).unwrap().unwrap());
        }
        let listed = store.list_changes("conf", versions[0], versions[2]).unwrap();
        let expected: Vec<_> = then.iter().chain(&last).cloned().collect();
        assert_eq!(listed.iter().map(|(_, it)| it.clone()).collect::<Vec<_>>(), expected);
        assert_eq!(store.list_changes("other", 0, i64::MAX).unwrap(), []);
        assert_eq!(store.event_of_version(versions[1]).unwrap().as_deref(), Some("conf"));
        assert_eq!(store.event_of_version(99).unwrap(), None);
        let revisions = &store.load_revisions().unwrap()["conf"];
        assert_eq!((revisions["a"].sequence, revisions["b"].sequence), (1, 0));
        assert!(revisions["a"].last_modified >= revisions["b"].last_modified);
        assert_eq!((revisions["a"].came_later, revisions.get("conf")), (None, None));
        assert_eq!(revisions["c"].came_later, Some(revisions["c"].last_modified));
        assert_eq!(store.find_revisions("conf").unwrap()["conf"], *revisions);
        assert!(store.find_revisions("other").unwrap().is_empty());
    }
}
