//! Removes vectors and token vectors of texts that no record has any longer. Decides not which those
//! are.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::events::record_state;
use super::{ContentHash, RecordState, Store, StoreError};

/// The tables of what models made of texts.
const TABLES: [&str; 2] = ["vector", "token_vector"];

impl Store {
    /// Removes what any model made of texts other than `needed`, once there is more of it than twice
    /// as many rows as texts, and returns how many rows went. Until then a text that comes back, as
    /// when an import is undone, is not read by the model again.
    ///
    /// Does nothing where the records are not as they were when `needed` was put together: another
    /// process may have stored vectors of new ones.
    ///
    /// # Errors
    /// When the database cannot be read or written. Nothing is removed then.
    pub fn forget_except(
        &self,
        needed: &HashSet<ContentHash>,
        records: RecordState,
    ) -> Result<usize, StoreError> {
        let most = 2 * needed.len();
        // Seen without keeping writers away: there is almost never anything to do.
        let is_much = |connection: &Connection| -> rusqlite::Result<bool> {
            Ok(unneeded(connection, needed)?.iter().map(Vec::len).sum::<usize>() > most)
        };
        if !self.read(is_much)? {
            return Ok(0);
        }
        self.write(|transaction| match record_state(transaction)? == records {
            true => forget(transaction, &unneeded(transaction, needed)?),
            false => Ok(0),
        })
    }
}

/// By table, the keys of rows of other texts.
fn unneeded(
    connection: &Connection,
    needed: &HashSet<ContentHash>,
) -> rusqlite::Result<[Vec<i64>; 2]> {
    let mut keys: [Vec<i64>; 2] = Default::default();
    for (keys, table) in keys.iter_mut().zip(TABLES) {
        let sql = format!("SELECT content_hash, key FROM {table}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !needed.contains(&row.get::<_, ContentHash>(0)?) {
                keys.push(row.get(1)?);
            }
        }
    }
    Ok(keys)
}

fn forget(connection: &Connection, keys: &[Vec<i64>; 2]) -> rusqlite::Result<usize> {
    let mut forgotten = 0;
    for (keys, table) in keys.iter().zip(TABLES) {
        let sql = format!("DELETE FROM {table} WHERE key = ?1");
        let mut statement = connection.prepare_cached(&sql)?;
        for key in keys {
            forgotten += statement.execute(params![key])?;
        }
    }
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TokenVectors;
    use crate::store::Version;
    use crate::store::fixtures::{bundle, import};

    fn hash(number: u8) -> ContentHash {
        [number; 32]
    }

    /// Vectors of so many texts by two models, token vectors by one.
    fn filled(texts: u8) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let vectors: Vec<_> = (0..texts).map(|number| (hash(number), vec![0.5])).collect();
        store.save_vectors("a", &vectors).unwrap();
        store.save_vectors("b", &vectors).unwrap();
        let tokens = TokenVectors { width: 1, ..TokenVectors::default() };
        let rows: Vec<_> = (0..texts).map(|number| (hash(number), &tokens)).collect();
        store.save_token_vectors("a tokens", &rows).unwrap();
        (dir, store)
    }

    #[test]
    fn what_no_record_has_goes_when_it_is_much_and_nothing_else() {
        let (_dir, store) = filled(9);
        let records = store.record_state().unwrap();
        let needed = HashSet::from([3, 5, 7, 8, 200].map(hash));
        // Five texts have three rows each, which is more than ten.
        assert_eq!(store.forget_except(&needed, records).unwrap(), 15);
        for model in ["a", "b"] {
            let found = store.find_vectors(model, &[hash(3), hash(4)]).unwrap();
            assert_eq!(found, [Some(vec![0.5]), None]);
        }
        let found = store.find_token_vectors("a tokens", &[hash(3), hash(4)]).unwrap();
        assert!(found[0].is_some() && found[1].is_none());
        assert_eq!(store.forget_except(&needed, records).unwrap(), 0);
        assert_eq!(store.record_state().unwrap(), records, "vectors are no change of records");
    }

    #[test]
    fn little_stays_and_so_does_all_where_the_records_changed() {
        let (_dir, store) = filled(9);
        let before = store.record_state().unwrap();
        let all_but_one: HashSet<_> = (1..9).map(hash).collect();
        assert_eq!(store.forget_except(&all_but_one, before).unwrap(), 0);
        store.save_version(&Version::new(&bundle("conf", 1), &import())).unwrap();
        assert_eq!(store.forget_except(&HashSet::new(), before).unwrap(), 0);
        let now = store.record_state().unwrap();
        assert_eq!(store.forget_except(&HashSet::new(), now).unwrap(), 27);
    }
}
