//! The store's three connections, and running work on them in transactions; knows no table.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::file::{DatabaseFile, make_directory, prepare_writer};
use super::{StoreError, migrate};

/// The database's name in the data directory.
pub(super) const FILE_NAME: &str = "hallway.db";

/// For how long a lock of another process is waited for. An import of 10,000 talks holds it for
/// about a second, so whoever holds it for five times that hangs, and a person should hear of it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The database of one data directory, shared by all threads of a process.
///
/// It holds three connections, each behind a lock: one that writes and two that can only read. With
/// a write-ahead log a reader never waits for a writer, so a page or a health check is not held up
/// by an import. One reader reads all records, which takes as long as there are records; the other
/// what a page or a search waits for. More would gain little: the program serves from memory.
#[derive(Debug)]
pub struct Store {
    file: DatabaseFile,
    // Before the writer, because fields are dropped in this order: only a connection that may
    // write can, as the last one closed, put the log into the database and remove it.
    reader: Mutex<Connection>,
    quick: Mutex<Connection>,
    writer: Mutex<Connection>,
}

impl Store {
    /// Whether there is a database in a data directory. Touches nothing.
    pub fn exists(dir: &Path) -> bool {
        dir.join(FILE_NAME).exists()
    }

    /// Opens the database of a data directory, and makes both where they are missing. An older
    /// database is migrated.
    ///
    /// # Errors
    /// Every variant of [`StoreError`] that speaks of a path. A database that cannot be used, of a
    /// newer version for instance, is left as it was.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::open_waiting(dir, BUSY_TIMEOUT)
    }

    /// As [`Store::open`], with a busy timeout of the caller's.
    pub(super) fn open_waiting(dir: &Path, timeout: Duration) -> Result<Self, StoreError> {
        make_directory(dir)?;
        let file = DatabaseFile::new(dir.join(FILE_NAME), timeout);
        file.touch()?;
        let mut writer = file.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        migrate::run(&mut writer, &file, migrate::MIGRATIONS)?;
        prepare_writer(&writer).map_err(|error| file.error(error))?;
        let reader = || file.connect(OpenFlags::SQLITE_OPEN_READ_ONLY).map(Mutex::new);
        let (reader, quick) = (reader()?, reader()?);
        tracing::debug!(path = %file.path.display(), "opened the database");
        Ok(Self { file, reader, quick, writer: Mutex::new(writer) })
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Bytes the database takes on disk, with its write-ahead log.
    pub(super) fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Runs queries on one consistent state of the database.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.read_on(&self.reader, work)
    }

    /// As [`Store::read`], for the few rows that a page or a search waits for: never behind a
    /// reading of all records.
    pub(super) fn read_quickly<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.read_on(&self.quick, work)
    }

    fn read_on<T>(
        &self,
        connection: &Mutex<Connection>,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut connection = lock(connection);
        let attempt = || work(&*connection.transaction()?);
        attempt().map_err(|error| self.file.error(error))
    }

    /// Runs changes that are kept together or, when `work` fails, not at all. The lock is taken at
    /// once: a transaction that read first could not wait for another writer.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut connection = lock(&self.writer);
        let attempt = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit().map(|()| value)
        };
        attempt().map_err(|error| self.file.error(error))
    }
}

/// A thread that panicked left no half-done work behind: its transaction was rolled back when it
/// was dropped. So a poisoned lock is as good as any.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{fs, thread};

    use super::super::fixtures::{bundle, import};
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn a_store_is_shared_between_threads() {
        fn assert_shared<T: Send + Sync>() {}
        assert_shared::<Store>();
    }

    #[test]
    fn the_directory_is_made_and_the_settings_hold() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("a/file:b?mode=ro")).unwrap();
        assert!(store.path().exists() && store.bytes() > 0);
        let connection = lock(&store.writer);
        let setting = |name| -> String {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(["journal_mode", "foreign_keys", "synchronous"].map(setting), ["wal", "1", "1"]);
        drop(connection);
        let refused = store.read(|connection| connection.execute("DELETE FROM event", []));
        assert!(matches!(refused, Err(StoreError::Unwritable { .. })), "{refused:?}");
    }

    #[test]
    fn a_lock_that_stays_is_reported_and_reading_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let [one, two] = [(); 2].map(|()| Store::open_waiting(dir.path(), SHORT).unwrap());
        one.save_bundle(&bundle("conf", 1), &import()).unwrap();
        let mut connection = lock(&one.writer);
        let held = connection.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        let error = two.save_bundle(&bundle("conf", 2), &import()).unwrap_err();
        assert!(matches!(error, StoreError::Locked { waited: SHORT, .. }), "{error:?}");
        assert_eq!(two.load_bundles().unwrap()[0].talks.len(), 1);
        Store::open_waiting(dir.path(), SHORT).unwrap();
        drop(held);
        two.save_bundle(&bundle("conf", 2), &import()).unwrap();
    }

    #[test]
    fn a_full_disk_is_reported_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 3), &import()).unwrap();
        let (before, generation) = (store.load_bundles().unwrap(), store.generation().unwrap());
        let full = |writer: &Connection| {
            let pages: i64 = writer.pragma_query_value(None, "page_count", |row| row.get(0))?;
            writer.pragma_update_and_check(None, "max_page_count", pages + 1, |_| Ok(()))
        };
        full(&lock(&store.writer)).unwrap();
        let error = store.save_bundle(&bundle("conf", 2000), &import()).unwrap_err();
        assert!(matches!(error, StoreError::DiskFull { .. }), "{error:?}");
        assert_eq!(store.load_bundles().unwrap(), before);
        assert_eq!(store.generation().unwrap(), generation);
        store.save_bundle(&bundle("conf", 2), &import()).unwrap();
    }

    #[test]
    fn a_process_killed_in_a_transaction_leaves_the_state_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 200), &import()).unwrap();
        let before = store.load_bundles().unwrap();
        let connection = lock(&store.writer);
        // A cache of one page, so that unfinished work is on disk before the copy is taken.
        connection.pragma_update(None, "cache_size", 1).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE; UPDATE talk SET title = 'half'").unwrap();
        let after_kill = tempfile::tempdir().unwrap();
        for name in [FILE_NAME, "hallway.db-wal"] {
            fs::copy(dir.path().join(name), after_kill.path().join(name)).unwrap();
        }
        let log = fs::read(after_kill.path().join("hallway.db-wal")).unwrap();
        assert!(log.windows(4).any(|bytes| bytes == b"half"));
        assert_eq!(Store::open(after_kill.path()).unwrap().load_bundles().unwrap(), before);
    }

    #[test]
    fn work_that_fails_or_panics_is_undone_and_the_store_stays_usable() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 3), &import()).unwrap();
        let before = store.load_bundles().unwrap();
        let outcome = thread::scope(|scope| {
            let work = || {
                store.write(|writer| -> rusqlite::Result<()> {
                    writer.execute("DELETE FROM event", [])?;
                    panic!("on purpose");
                })
            };
            scope.spawn(work).join().is_err()
        });
        assert!(outcome);
        assert_eq!(store.load_bundles().unwrap(), before);
        store.save_bundle(&bundle("conf", 4), &import()).unwrap();
    }

    #[test]
    fn processes_that_open_a_new_directory_together_all_succeed() {
        let dir = tempfile::tempdir().unwrap();
        thread::scope(|scope| {
            for number in 0..8 {
                let dir = dir.path();
                scope.spawn(move || {
                    let store = Store::open(dir).unwrap();
                    store.save_bundle(&bundle(&format!("conf-{number}"), 2), &import()).unwrap();
                });
            }
        });
        assert_eq!(Store::open(dir.path()).unwrap().health().unwrap().events, 8);
    }
}
