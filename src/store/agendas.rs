//! Rows of agendas that visitors subscribe to. Knows the hash of a secret and a list of talks, and
//! nothing of a person; changes no record, so that writing one leaves every page as it is.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{parsed, signed};
use super::{ContentHash, Store, StoreError, events};

/// Talks of an agenda at most: nobody goes to five hundred, and a row each is kept.
pub const AGENDA_TALKS_MAX: usize = 500;
/// Agendas of a database at most. With twenty talks each they take about 100 MB; then those go that
/// were not read for longest.
const AGENDAS_MAX: usize = 100_000;
/// Days after which an agenda that no calendar reads is dropped: from one yearly edition to the
/// next, and a month.
const UNREAD_DAYS_MAX: i64 = 400;

/// A list of talks somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// The event's slug.
    pub event: String,
    /// Ids of its talks as chosen, those that have gone since too.
    pub talks: Vec<String>,
    /// When the list was last written.
    pub updated_at: Timestamp,
}

impl Store {
    /// Keeps talks of an event under the hash of a secret, and says how many: ids that the event does
    /// not have are left out. `None` when there is no such event. What nobody reads any more makes
    /// room.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn save_agenda(
        &self,
        hash: &ContentHash,
        event: &str,
        talks: &[String],
        now: Timestamp,
    ) -> Result<Option<usize>, StoreError> {
        const SQL: &str = "
            INSERT INTO agenda (hash, event, created_at, updated_at, last_read_on)
            VALUES (?1, ?2, ?3, ?3, ?4)";
        self.write(|transaction| {
            let Some(event) = events::find_key(transaction, event)? else { return Ok(None) };
            make_room(transaction, day(now), AGENDAS_MAX)?;
            let values = params![hash, event, now.to_string(), day(now).to_string()];
            transaction.execute(SQL, values)?;
            save_talks(transaction, transaction.last_insert_rowid(), talks).map(Some)
        })
    }

    /// Puts other talks in the place of an agenda's, and says how many are kept, as
    /// [`Store::save_agenda`] does. `None` when there is no such agenda.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn replace_agenda(
        &self,
        hash: &ContentHash,
        talks: &[String],
        now: Timestamp,
    ) -> Result<Option<usize>, StoreError> {
        const SQL: &str = "UPDATE agenda SET updated_at = ?2, last_read_on = ?3 WHERE key = ?1";
        self.write(|transaction| {
            let Some(key) = find_key(transaction, hash)? else { return Ok(None) };
            transaction.execute(SQL, params![key, now.to_string(), day(now).to_string()])?;
            transaction.execute("DELETE FROM agenda_talk WHERE agenda = ?1", [key])?;
            save_talks(transaction, key, talks).map(Some)
        })
    }

    /// The agenda kept under a hash, noting the day on which it was read. A calendar that asks every
    /// hour causes one write a day.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read_agenda(
        &self,
        hash: &ContentHash,
        now: Timestamp,
    ) -> Result<Option<Agenda>, StoreError> {
        let found = self.read_quickly(|connection| find(connection, hash))?;
        let Some((key, last_read_on, agenda)) = found else { return Ok(None) };
        let today = day(now);
        if last_read_on != today {
            const SQL: &str = "UPDATE agenda SET last_read_on = ?2 WHERE key = ?1";
            self.write(|transaction| transaction.execute(SQL, params![key, today.to_string()]))?;
        }
        Ok(Some(agenda))
    }

    /// Drops an agenda. `false` when there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forget_agenda(&self, hash: &ContentHash) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM agenda WHERE hash = ?1";
        self.write(|transaction| Ok(transaction.execute(SQL, [hash])? == 1))
    }
}

/// Drops what was not read for long, and beyond the limit what was not read for longest.
fn make_room(connection: &Connection, today: Date, limit: usize) -> rusqlite::Result<()> {
    const SURPLUS: &str = "
        DELETE FROM agenda WHERE key IN (
            SELECT key FROM agenda ORDER BY last_read_on, key
            LIMIT max(0, (SELECT count(*) FROM agenda) - ?1))";
    let oldest = today.saturating_sub(UNREAD_DAYS_MAX.days()).to_string();
    connection.execute("DELETE FROM agenda WHERE last_read_on < ?1", [oldest])?;
    let others = signed(limit.saturating_sub(1));
    connection.execute(SURPLUS, [others]).map(drop)
}

/// Keeps the talks that the agenda's event has, and counts them.
fn save_talks(connection: &Connection, key: i64, talks: &[String]) -> rusqlite::Result<usize> {
    const SQL: &str = "
        INSERT INTO agenda_talk (agenda, position, talk)
        SELECT agenda.key, ?2, talk.id FROM agenda JOIN talk ON talk.event = agenda.event
        WHERE agenda.key = ?1 AND talk.id = ?3";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut kept = 0;
    for (position, talk) in talks.iter().take(AGENDA_TALKS_MAX).enumerate() {
        kept += statement.execute(params![key, signed(position), talk])?;
    }
    Ok(kept)
}

fn find_key(connection: &Connection, hash: &ContentHash) -> rusqlite::Result<Option<i64>> {
    const SQL: &str = "SELECT key FROM agenda WHERE hash = ?1";
    connection.prepare_cached(SQL)?.query_row([hash], |row| row.get(0)).optional()
}

fn find(
    connection: &Connection,
    hash: &ContentHash,
) -> rusqlite::Result<Option<(i64, Date, Agenda)>> {
    const HEAD: &str = "
        SELECT agenda.key, last_read_on, updated_at, event.slug
        FROM agenda JOIN event ON event.key = agenda.event WHERE hash = ?1";
    const TALKS: &str = "SELECT talk FROM agenda_talk WHERE agenda = ?1 ORDER BY position";
    let head = connection.prepare_cached(HEAD)?.query_row([hash], |row| {
        let agenda = Agenda { event: row.get(3)?, talks: Vec::new(), updated_at: parsed(row, 2)? };
        Ok((row.get::<_, i64>(0)?, parsed(row, 1)?, agenda))
    });
    let Some((key, last_read_on, mut agenda)) = head.optional()? else { return Ok(None) };
    let mut statement = connection.prepare_cached(TALKS)?;
    agenda.talks = statement.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Some((key, last_read_on, agenda)))
}

fn day(now: Timestamp) -> Date {
    Offset::UTC.to_datetime(now).date()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{bundle, import};
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.save_bundle(&bundle("conf", 3), &import()).unwrap();
        (dir, store)
    }

    fn at(day: &str) -> Timestamp {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|&id| id.to_owned()).collect()
    }

    #[test]
    fn an_agenda_is_kept_replaced_and_forgotten_and_no_record_changes() {
        let (_dir, store) = store();
        let generation = store.generation().unwrap();
        let now = at("2026-06-01");
        let save = |hash: u8, event, talks: &[&str]| {
            store.save_agenda(&[hash; 32], event, &ids(talks), now).unwrap()
        };
        assert_eq!(save(1, "conf", &["id-2", "nothing", "id-0"]), Some(2));
        assert_eq!(save(2, "nowhere", &[]), None);
        let read = store.read_agenda(&[1; 32], now).unwrap().unwrap();
        assert_eq!((read.event.as_str(), read.talks), ("conf", ids(&["id-2", "id-0"])));
        let later = at("2026-06-02");
        assert_eq!(store.replace_agenda(&[1; 32], &ids(&["id-1"]), later).unwrap(), Some(1));
        let read = store.read_agenda(&[1; 32], later).unwrap().unwrap();
        assert_eq!((read.talks, read.updated_at), (ids(&["id-1"]), later));
        assert!(store.forget_agenda(&[1; 32]).unwrap());
        assert_eq!(store.read_agenda(&[1; 32], later).unwrap(), None);
        assert_eq!(store.replace_agenda(&[1; 32], &[], later).unwrap(), None);
        assert!(!store.forget_agenda(&[1; 32]).unwrap());
        assert_eq!(store.generation().unwrap(), generation);
    }

    #[test]
    fn an_import_keeps_agendas_and_no_more_talks_are_kept_than_allowed() {
        let (_dir, store) = store();
        let now = at("2026-06-01");
        store.save_bundle(&bundle("conf", AGENDA_TALKS_MAX + 7), &import()).unwrap();
        let many: Vec<String> = (0..AGENDA_TALKS_MAX + 7).map(|n| format!("id-{n}")).collect();
        let kept = store.save_agenda(&[1; 32], "conf", &many, now).unwrap();
        assert_eq!(kept, Some(AGENDA_TALKS_MAX));
        store.save_bundle(&bundle("conf", 1), &import()).unwrap();
        let read = store.read_agenda(&[1; 32], now).unwrap().unwrap();
        assert_eq!(read.talks, many[..AGENDA_TALKS_MAX]);
    }

    #[test]
    fn what_nobody_reads_makes_room() {
        let (_dir, store) = store();
        for (hash, day) in [(1, "2026-01-01"), (2, "2026-01-02"), (3, "2026-01-03")] {
            store.save_agenda(&[hash; 32], "conf", &[], at(day)).unwrap();
        }
        store.read_agenda(&[1; 32], at("2026-02-01")).unwrap().unwrap();
        let left = |today: &str, limit: usize| -> Vec<u8> {
            let today = day(at(today));
            store.write(|transaction| make_room(transaction, today, limit)).unwrap();
            let is_left = |hash: &u8| {
                store.read(|connection| find_key(connection, &[*hash; 32])).unwrap().is_some()
            };
            (1..=3).filter(is_left).collect()
        };
        assert_eq!(left("2026-02-01", 100), [1, 2, 3]);
        assert_eq!(left("2026-02-01", 3), [1, 3]);
        assert_eq!(left("2027-03-01", 100), [1]);
        assert_eq!(left("2027-03-09", 100), [0_u8; 0]);
    }
}
