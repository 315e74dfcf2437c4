//! Brings a database to the newest schema, one `.sql` file at a time; never goes back, and never
//! touches a database it does not know.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::file::DatabaseFile;
use super::rows::signed;

/// The files in order: the first makes version 1 of an empty database. Never change one that was
/// released; add the next.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_records_and_vectors.sql"),
    include_str!("migrations/0002_history.sql"),
    include_str!("migrations/0003_token_vectors.sql"),
    include_str!("migrations/0004_agendas.sql"),
    include_str!("migrations/0005_announcement_lifetime.sql"),
    include_str!("migrations/0006_event_states.sql"),
    include_str!("migrations/0007_state_id.sql"),
];

/// Marks a SQLite file as Hallway's: the bytes `Hway`.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"Hway");

/// Applies what is missing. A version number is kept in SQLite's `user_version`.
pub(super) fn run(
    connection: &mut Connection,
    file: &DatabaseFile,
    migrations: &[&str],
) -> Result<(), StoreError> {
    // A migration may rebuild a table; enforced keys would delete the rows that refer to it.
    // (The setting has no effect inside a transaction.)
    connection.pragma_update(None, "foreign_keys", false).map_err(|error| file.error(error))?;
    while find_next(connection, file, migrations)?.is_some() {
        apply_next(connection, file, migrations)?;
    }
    Ok(())
}

/// The schema version of a database.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Which migration is due, if any. Reads only, so that opening waits for no writer.
fn find_next(
    connection: &Connection,
    file: &DatabaseFile,
    migrations: &[&str],
) -> Result<Option<usize>, StoreError> {
    let stamp = Stamp::read(connection).map_err(|error| file.error(error))?;
    if !stamp.is_ours() {
        return Err(StoreError::NotHallway { path: file.path.clone() });
    }
    let done = usize::try_from(stamp.version).unwrap_or(usize::MAX);
    if done > migrations.len() {
        return Err(StoreError::NewerVersion {
            path: file.path.clone(),
            found: stamp.version,
            known: u32::try_from(migrations.len()).unwrap_or(u32::MAX),
        });
    }
    Ok((done < migrations.len()).then_some(done))
}

/// Applies one migration in a transaction. What is due is looked up again under the lock: another
/// process may have been faster.
fn apply_next(
    connection: &mut Connection,
    file: &DatabaseFile,
    migrations: &[&str],
) -> Result<(), StoreError> {
    let failed = |error| file.error(error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let Some(due) = find_next(&transaction, file, migrations)? else { return Ok(()) };
    apply(&transaction, migrations[due], signed(due + 1)).map_err(failed)?;
    let orphans = count_orphans(&transaction).map_err(failed)?;
    if orphans > 0 {
        let detail = format!("migration {} leaves {orphans} rows without their parent", due + 1);
        return Err(StoreError::Corrupt { path: file.path.clone(), detail });
    }
    transaction.commit().map_err(failed)
}

fn apply(connection: &Connection, sql: &str, version: i64) -> rusqlite::Result<()> {
    connection.execute_batch(sql)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version)
}

fn count_orphans(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
}

/// What a database file says about itself.
struct Stamp {
    application: i32,
    version: u32,
    tables: u32,
}

impl Stamp {
    /// Reads all three in one statement, hence from one state of a file that another process may be
    /// migrating.
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
                   FROM pragma_application_id, pragma_user_version";
        connection.query_row(sql, [], |row| {
            Ok(Self { application: row.get(0)?, version: row.get(1)?, tables: row.get(2)? })
        })
    }

    /// Whether the file is Hallway's, or still empty.
    fn is_ours(&self) -> bool {
        let is_new = self.application == 0 && self.version == 0 && self.tables == 0;
        is_new || self.application == APPLICATION_ID
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A database file in a new directory, which goes with the first value.
    fn database() -> (tempfile::TempDir, DatabaseFile, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let file = DatabaseFile::new(dir.path().join("test.db"), Duration::ZERO);
        let connection = Connection::open(&file.path).unwrap();
        (dir, file, connection)
    }

    fn tables(connection: &Connection) -> i64 {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table'";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_shipped_migrations_make_a_sound_schema_once() {
        let (_dir, file, mut connection) = database();
        run(&mut connection, &file, MIGRATIONS).unwrap();
        run(&mut connection, &file, MIGRATIONS).unwrap();
        assert_eq!(version(&connection).unwrap(), u32::try_from(MIGRATIONS.len()).unwrap());
        let check: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }

    #[test]
    fn an_older_database_gets_only_what_is_missing_and_keeps_its_rows() {
        let (_dir, file, mut connection) = database();
        let first = "CREATE TABLE a (x); INSERT INTO a VALUES (7);";
        let second = "ALTER TABLE a ADD COLUMN y NOT NULL DEFAULT 1; CREATE TABLE b (z);";
        run(&mut connection, &file, &[first]).unwrap();
        run(&mut connection, &file, &[first, second]).unwrap();
        let row: (i64, i64) = connection
            .query_row("SELECT x, y FROM a", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!((row, version(&connection).unwrap()), ((7, 1), 2));
    }

    #[test]
    fn a_migration_that_fails_halfway_leaves_the_version_before_it() {
        let (_dir, file, mut connection) = database();
        let broken = "CREATE TABLE b (x); CREATE TABLE a (y);";
        let failed = run(&mut connection, &file, &["CREATE TABLE a (x);", broken]);
        assert!(matches!(failed, Err(StoreError::Sqlite { .. })), "{failed:?}");
        assert_eq!((version(&connection).unwrap(), tables(&connection)), (1, 1));
    }

    #[test]
    fn a_rebuilt_table_keeps_its_children_and_orphans_are_refused() {
        let (_dir, file, mut connection) = database();
        let first = "CREATE TABLE a (x INTEGER PRIMARY KEY);
                     CREATE TABLE b (a REFERENCES a (x) ON DELETE CASCADE);
                     INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);";
        let rebuild = "CREATE TABLE new (x INTEGER PRIMARY KEY, y);
                       INSERT INTO new (x) SELECT x FROM a;
                       DROP TABLE a; ALTER TABLE new RENAME TO a;";
        run(&mut connection, &file, &[first, rebuild]).unwrap();
        let children = |connection: &Connection| -> i64 {
            connection.query_row("SELECT count(*) FROM b", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(children(&connection), 1);
        let failed = run(&mut connection, &file, &[first, rebuild, "DELETE FROM a;"]);
        assert!(matches!(failed, Err(StoreError::Corrupt { .. })), "{failed:?}");
        assert_eq!((children(&connection), version(&connection).unwrap()), (1, 2));
    }

    #[test]
    fn a_newer_database_and_another_programs_are_left_alone() {
        let (_dir, file, mut connection) = database();
        let first = "CREATE TABLE a (x);";
        run(&mut connection, &file, &[first, "CREATE TABLE b (x);"]).unwrap();
        let newer = run(&mut connection, &file, &[first]).unwrap_err();
        assert!(matches!(newer, StoreError::NewerVersion { found: 2, known: 1, .. }), "{newer:?}");

        let (_dir, file, mut connection) = database();
        connection.execute_batch("CREATE TABLE cookies (x);").unwrap();
        let foreign = run(&mut connection, &file, MIGRATIONS);
        assert!(matches!(foreign, Err(StoreError::NotHallway { .. })), "{foreign:?}");
        assert_eq!(tables(&connection), 1);
    }
}
