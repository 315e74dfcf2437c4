//! What a check of the database finds; repairs nothing.

use std::path::PathBuf;

use rusqlite::{Connection, ErrorCode};

use super::rows::count;
use super::{Store, StoreError, migrate};

/// Damages named at most; one is enough to act on.
const DAMAGES_NAMED: usize = 10;

/// The database at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreHealth {
    /// The database file.
    pub path: PathBuf,
    /// Its schema version.
    pub schema_version: u32,
    /// Events stored.
    pub events: usize,
    /// Talks stored, whatever their state.
    pub talks: usize,
    /// Announcements stored.
    pub announcements: usize,
    /// Vectors stored, of all models.
    pub vectors: usize,
    /// Bytes on disk, with the write-ahead log.
    pub bytes: u64,
    /// Whether the file is sound.
    pub integrity: Integrity,
}

/// What SQLite says of the file's structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// Nothing is wrong.
    Sound,
    /// SQLite's words for each damage, ten at most.
    Damaged(Vec<String>),
}

impl Store {
    /// Checks the file and counts what is in it. Reads every page of the file.
    ///
    /// # Errors
    /// When the database cannot be read at all, or is too damaged to count its records.
    pub fn health(&self) -> Result<StoreHealth, StoreError> {
        self.read(|connection| {
            let integrity = check(connection)?;
            Ok(StoreHealth {
                path: self.path().to_owned(),
                schema_version: migrate::version(connection)?,
                events: count_rows(connection, "SELECT count(*) FROM event")?,
                talks: count_rows(connection, "SELECT count(*) FROM talk")?,
                announcements: count_rows(connection, "SELECT count(*) FROM announcement")?,
                vectors: count_rows(connection, "SELECT count(*) FROM vector")?,
                bytes: self.bytes(),
                integrity,
            })
        })
    }
}

fn count_rows(connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
    connection.query_row(sql, [], |row| count(row, 0))
}

/// Runs SQLite's quick check. It reports damage as rows, and as an error where it gives up.
fn check(connection: &Connection) -> rusqlite::Result<Integrity> {
    let damages = match quick_check(connection) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            vec![error.to_string()]
        }
        checked => checked?,
    };
    Ok(if damages == ["ok"] { Integrity::Sound } else { Integrity::Damaged(damages) })
}

fn quick_check(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("PRAGMA quick_check({DAMAGES_NAMED})"))?;
    statement.query_map([], |row| row.get(0))?.collect()
}
