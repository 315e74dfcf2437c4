//! What can go wrong with the database, each with the path or value a person needs to act on it;
//! decides no policy (whether to retry, what to exit with).

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{ErrorCode, ffi};

use crate::domain::RecordKey;

/// Why the store could not do what it was asked. Nothing was changed by a call that returns one.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer program has migrated the database.
    #[error(
        "the database `{path}` has version {found}, and this program knows versions up to {known}: \
         use the newer program, or another data directory"
    )]
    NewerVersion {
        /// The database file.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema version this program knows.
        known: u32,
    },
    /// A file stands where the data directory, or one above it, should be.
    #[error("`{path}` is not a directory, so no data can be kept there")]
    NotADirectory {
        /// The file in the way.
        path: PathBuf,
    },
    /// The directory or the file cannot be created or written.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// What could not be written.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// The file holds something else than a SQLite database.
    #[error("`{path}` is not a SQLite database: move it away, or choose another data directory")]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is a SQLite database of another program.
    #[error("`{path}` is a database, but not one of Hallway's: choose another data directory")]
    NotHallway {
        /// The file.
        path: PathBuf,
    },
    /// The file's structure or a value in it cannot be read.
    #[error(
        "the database `{path}` is damaged ({detail}): restore a copy, or remove it and import again"
    )]
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Another process kept its lock for longer than the store waits.
    #[error("the database `{path}` is locked by another process (waited {waited:?})")]
    Locked {
        /// The database file.
        path: PathBuf,
        /// For how long the store waited.
        waited: Duration,
    },
    /// No room is left for the change.
    #[error("no space is left for the database `{path}`")]
    DiskFull {
        /// The database file.
        path: PathBuf,
    },
    /// Two talks of a bundle have one id.
    #[error("two talks of the event `{event}` have the id `{id}`")]
    DuplicateTalkId {
        /// The event's slug.
        event: String,
        /// The id they share.
        id: String,
    },
    /// Two talks of a bundle have one slug.
    #[error("two talks of the event `{event}` have the slug `{slug}`")]
    DuplicateTalkSlug {
        /// The event's slug.
        event: String,
        /// The slug they share.
        slug: String,
    },
    /// Two announcements of a bundle have one id.
    #[error("two announcements of the event `{event}` have the id `{id}`")]
    DuplicateAnnouncementId {
        /// The event's slug.
        event: String,
        /// The id they share.
        id: String,
    },
    /// A record in a bundle says that it belongs to another event.
    #[error("`{record}` does not belong to the event `{event}`")]
    ForeignRecord {
        /// The record.
        record: RecordKey,
        /// The slug of the bundle's event.
        event: String,
    },
    /// The event is not in the database.
    #[error("there is no event `{slug}`")]
    UnknownEvent {
        /// The slug asked for.
        slug: String,
    },
    /// Anything else SQLite reports.
    #[error("the database `{path}` failed: {source}")]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// SQLite's own words.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Sorts an error of SQLite by what a person can do about it. `waited` is the busy timeout.
    pub(super) fn from_sqlite(path: &Path, waited: Duration, source: rusqlite::Error) -> Self {
        use ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            PermissionDenied, ReadOnly,
        };
        let path = path.to_owned();
        if source.sqlite_extended_error_code() == Some(ffi::SQLITE_IOERR_SHMSIZE) {
            // What a full disk looks like when not even the index of the log finds room.
            return Self::DiskFull { path };
        }
        match source.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Locked { path, waited },
            Some(DiskFull) => Self::DiskFull { path },
            Some(NotADatabase) => Self::NotADatabase { path },
            Some(DatabaseCorrupt) => Self::Corrupt { path, detail: source.to_string() },
            Some(CannotOpen | PermissionDenied | ReadOnly) => {
                Self::Unwritable { path, reason: source.to_string() }
            }
            _ if is_unreadable_value(&source) => Self::Corrupt { path, detail: source.to_string() },
            _ => Self::Sqlite { path, source },
        }
    }
}

/// Whether a value was read that the store never writes.
fn is_unreadable_value(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(code: i32) -> StoreError {
        let source = rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("why".into()));
        StoreError::from_sqlite(Path::new("/data/hallway.db"), Duration::from_secs(5), source)
    }

    #[test]
    fn every_error_of_the_file_names_it_and_what_to_do() {
        let cases = [
            (
                ffi::SQLITE_BUSY,
                "the database `/data/hallway.db` is locked by another process (waited 5s)",
            ),
            (ffi::SQLITE_FULL, "no space is left for the database `/data/hallway.db`"),
            (ffi::SQLITE_IOERR_SHMSIZE, "no space is left for the database `/data/hallway.db`"),
            (ffi::SQLITE_READONLY, "cannot write `/data/hallway.db`: why"),
            (ffi::SQLITE_CANTOPEN, "cannot write `/data/hallway.db`: why"),
            (ffi::SQLITE_IOERR_READ, "the database `/data/hallway.db` failed: why"),
        ];
        for (code, sentence) in cases {
            assert_eq!(sorted(code).to_string(), sentence);
        }
    }
}
