//! The database file: making, opening and measuring it; knows no table and runs no transaction.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::StoreError;

/// Bytes of write-ahead log kept after a checkpoint: enough for a usual import, so that the file
/// is reused, and little beside the hundred megabytes a first embedding run leaves behind.
const WAL_KEPT_BYTES: i64 = 16 << 20;

/// Prepared statements kept for each connection; the store has about thirty.
const STATEMENTS_KEPT: usize = 48;

/// Where the database is, and how long to wait for others to leave it.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    pub(super) path: PathBuf,
    timeout: Duration,
}

impl DatabaseFile {
    pub(super) fn new(path: PathBuf, timeout: Duration) -> Self {
        Self { path, timeout }
    }

    /// Says where an error of SQLite happened.
    pub(super) fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(&self.path, self.timeout, error)
    }

    /// Bytes the database takes on disk, with its write-ahead log.
    pub(super) fn bytes(&self) -> u64 {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        [self.path.as_path(), Path::new(&log)]
            .iter()
            .filter_map(|path| fs::metadata(path).ok())
            .map(|file| file.len())
            .sum()
    }

    /// Creates the file when it is missing (SQLite takes an empty file for a new database), because
    /// the system says why a file cannot be written and SQLite does not.
    pub(super) fn touch(&self) -> Result<(), StoreError> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)
            .map(drop)
            .map_err(|error| unwritable(&self.path, &error))
    }

    /// Opens a connection. No `SQLITE_OPEN_URI`: a directory may be called `file:`.
    pub(super) fn connect(&self, access: OpenFlags) -> Result<Connection, StoreError> {
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connect = || {
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(self.timeout)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
            Ok(connection)
        };
        connect().map_err(|error| self.error(error))
    }
}

/// Settings of a connection that writes, after migrations. In a write-ahead log, `NORMAL` syncs at
/// checkpoints: a power cut may undo the last imports, but never breaks the file.
pub(super) fn prepare_writer(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        tracing::warn!(
            mode,
            "this file system allows no write-ahead log: reading waits for writing"
        );
    }
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update_and_check(None, "journal_size_limit", WAL_KEPT_BYTES, |_| Ok(()))
}

/// Makes the data directory and those above it.
pub(super) fn make_directory(dir: &Path) -> Result<(), StoreError> {
    let Err(error) = fs::create_dir_all(dir) else { return Ok(()) };
    if !matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory) {
        return Err(unwritable(dir, &error));
    }
    let file = dir.ancestors().find(|path| path.exists()).unwrap_or(dir);
    Err(StoreError::NotADirectory { path: file.to_owned() })
}

fn unwritable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unwritable { path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::connection::FILE_NAME;
    use super::super::fixtures::{bundle, import};
    use super::*;
    use crate::store::{Integrity, Store};

    fn open_error(dir: &Path) -> StoreError {
        Store::open(dir).unwrap_err()
    }

    fn dir_with_file(content: &[u8]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE_NAME), content).unwrap();
        dir
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        for wanted in [file.clone(), file.join("below/it")] {
            let error = open_error(&wanted);
            assert!(matches!(&error, StoreError::NotADirectory { path } if *path == file));
            assert!(error.to_string().contains(&format!("`{}`", file.display())), "{error}");
        }
        assert_eq!(fs::read(&file).unwrap(), b"x");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(FILE_NAME)).unwrap();
        let error = open_error(dir.path());
        let StoreError::Unwritable { path, reason } = &error else { panic!("{error:?}") };
        assert_eq!(*path, dir.path().join(FILE_NAME));
        assert!(reason.to_lowercase().contains("directory"), "{reason}");
    }

    /// Even the superuser cannot make files there.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_system_that_takes_no_files_is_unwritable() {
        for dir in ["/proc/hallway", "/proc/self"] {
            let error = open_error(Path::new(dir));
            assert!(matches!(error, StoreError::Unwritable { .. }), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_database_is_left_as_it_was() {
        for content in [&b"BEGIN:VCALENDAR\r\n"[..], &[0; 4096], b"SQLite format 3\0 and no more"] {
            let dir = dir_with_file(content);
            let error = open_error(dir.path());
            assert!(matches!(error, StoreError::NotADatabase { .. }), "{error:?}");
            assert_eq!(fs::read(dir.path().join(FILE_NAME)).unwrap(), content);
        }
    }

    #[test]
    fn an_empty_file_is_a_new_database() {
        let dir = dir_with_file(b"");
        assert!(Store::open(dir.path()).unwrap().is_empty().unwrap());
    }

    #[test]
    fn a_newer_database_is_left_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.write(|writer| writer.pragma_update(None, "user_version", 99)).unwrap();
        drop(store);
        let before = fs::read(dir.path().join(FILE_NAME)).unwrap();
        let error = open_error(dir.path());
        assert!(matches!(error, StoreError::NewerVersion { found: 99, .. }), "{error:?}");
        assert_eq!(fs::read(dir.path().join(FILE_NAME)).unwrap(), before);
    }

    #[test]
    fn damage_is_reported_by_the_health_check_and_by_reading() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 300), &import()).unwrap();
        assert_eq!(store.health().unwrap().integrity, Integrity::Sound);
        drop(store);
        let path = dir.path().join(FILE_NAME);
        let mut bytes = fs::read(&path).unwrap();
        let text = bytes.windows(13).rposition(|text| text == b"What it is ab").unwrap();
        let page = text / 4096 * 4096;
        bytes[page..page + 4096].fill(0xAA);
        fs::write(&path, bytes).unwrap();

        let store = Store::open(dir.path()).unwrap();
        let error = store.load_bundles().unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
        let integrity = store.health().unwrap().integrity;
        assert!(matches!(integrity, Integrity::Damaged(_)), "{integrity:?}");
    }

    #[test]
    fn a_closed_store_leaves_one_file() {
        let dir = tempfile::tempdir().unwrap();
        Store::open(dir.path()).unwrap().save_bundle(&bundle("conf", 1), &import()).unwrap();
        let names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME]);
    }

    #[test]
    fn a_word_no_program_wrote_is_damage_and_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 2), &import()).unwrap();
        store.write(|writer| writer.execute("UPDATE talk SET kind = 'seance'", [])).unwrap();
        let error = store.load_bundles().unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
        assert!(error.to_string().contains("`seance`"), "{error}");
    }
}
