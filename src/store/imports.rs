//! The log of imports: one row for each version of an event; rows are added and never changed.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::rows::{count, parsed, signed};
use super::{ContentHash, Store, StoreError};

/// What is known of an import before it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// Name of the imported file, without its folders.
    pub file_name: String,
    /// The file format's word (`frab-xml`).
    pub format: String,
    /// SHA-256 of the file.
    pub content_hash: ContentHash,
    /// Talks the file added.
    pub added: usize,
    /// Talks it changed.
    pub changed: usize,
    /// Talks it removed.
    pub removed: usize,
}

/// An import as logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Number of this version; grows over all events of the database, never used twice.
    pub version: i64,
    /// When it was saved.
    pub imported_at: Timestamp,
    /// What was imported.
    pub record: ImportRecord,
}

impl Store {
    /// A page of an event's imports, newest first: at most `limit`, and only versions older than
    /// `before` when it is given. Empty for an event that is not there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list_imports(
        &self,
        event: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        const SQL: &str = "
            SELECT version, imported_at, file_name, format, content_hash, added, changed, removed
            FROM import
            WHERE event = (SELECT key FROM event WHERE slug = ?1) AND version < ?2
            ORDER BY version DESC LIMIT ?3";
        let before = before.unwrap_or(i64::MAX);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            statement.query_map(params![event, before, signed(limit)], import)?.collect()
        })
    }

    /// The newest version of every event that has one, by slug.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest_versions(&self) -> Result<HashMap<String, i64>, StoreError> {
        const SQL: &str = "
            SELECT slug, max(version) FROM import JOIN event ON event.key = import.event
            GROUP BY event.key";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }
}

fn import(row: &Row<'_>) -> rusqlite::Result<Import> {
    Ok(Import {
        version: row.get(0)?,
        imported_at: parsed(row, 1)?,
        record: ImportRecord {
            file_name: row.get(2)?,
            format: row.get(3)?,
            content_hash: row.get(4)?,
            added: count(row, 5)?,
            changed: count(row, 6)?,
            removed: count(row, 7)?,
        },
    })
}

/// Logs an import of an event as made now, and gives the number of the version.
pub(super) fn log(
    connection: &Connection,
    event: i64,
    record: &ImportRecord,
) -> rusqlite::Result<i64> {
    const SQL: &str = "
        INSERT INTO import
            (event, file_name, format, content_hash, added, changed, removed, imported_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        event,
        record.file_name,
        record.format,
        record.content_hash,
        signed(record.added),
        signed(record.changed),
        signed(record.removed),
        Timestamp::now().to_string(),
    ];
    connection.prepare_cached(SQL)?.insert(values)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{bundle, import};
    use super::*;

    #[test]
    fn every_import_is_a_version_and_they_are_listed_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let before = Timestamp::now();
        let records: Vec<_> = (0..3).map(|added| ImportRecord { added, ..import() }).collect();
        for record in &records {
            store.save_bundle(&bundle("conf", 1), record).unwrap();
            store.save_bundle(&bundle("other", 1), &import()).unwrap();
        }
        let newest = store.list_imports("conf", None, 2).unwrap();
        assert_eq!([&newest[0].record, &newest[1].record], [&records[2], &records[1]]);
        let rest = store.list_imports("conf", Some(newest[1].version), 2).unwrap();
        assert_eq!((rest.len(), &rest[0].record), (1, &records[0]));
        assert!(before <= rest[0].imported_at && rest[0].imported_at <= newest[0].imported_at);
        assert_eq!(store.list_imports("nothing", None, 2).unwrap(), []);
        let versions = store.newest_versions().unwrap();
        assert_eq!((versions.len(), versions["conf"]), (2, newest[0].version));
    }
}
