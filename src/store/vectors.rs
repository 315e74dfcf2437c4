//! Vectors by model and by the hash of the text they were made from; knows neither texts nor models.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{signed, unreadable};
use super::{ContentHash, Store, StoreError};

impl Store {
    /// For each hash, the vector this model made of that text, if it is stored. Does not advance
    /// the generation, and neither does any other call on vectors: they are made from records.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_vectors(
        &self,
        model: &str,
        hashes: &[ContentHash],
    ) -> Result<Vec<Option<Vec<f32>>>, StoreError> {
        let mut found = vec![None; hashes.len()];
        self.for_each_vector(model, hashes, |place, numbers| {
            found[place] = Some(numbers.to_vec());
        })?;
        Ok(found)
    }

    /// As [`Store::find_vectors`], one vector at a time: `visit` gets the place of its hash and its
    /// numbers, once for each hash that is stored, in no order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn for_each_vector(
        &self,
        model: &str,
        hashes: &[ContentHash],
        mut visit: impl FnMut(usize, &[f32]),
    ) -> Result<(), StoreError> {
        self.read(|connection| match find_model(connection, model)? {
            Some(model) if is_large_share(connection, LARGEST_KEY, hashes.len())? => {
                visit_by_scan(connection, model, hashes, &mut visit)
            }
            Some(model) => visit_one_by_one(connection, model, hashes, &mut visit),
            None => Ok(()),
        })
    }

    /// Stores vectors a model made, over older ones of the same texts, in one transaction.
    ///
    /// # Errors
    /// When the database cannot be written. No vector is stored then.
    pub fn save_vectors(
        &self,
        model: &str,
        vectors: &[(ContentHash, Vec<f32>)],
    ) -> Result<(), StoreError> {
        if vectors.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            let model = model_key(transaction, model)?;
            save(transaction, model, vectors)
        })
    }
}

/// The key of a model that has stored something.
pub(super) fn find_model(connection: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM model WHERE name = ?1")?;
    statement.query_row([name], |row| row.get(0)).optional()
}

/// The key of a model, made where there is none.
pub(super) fn model_key(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    if let Some(key) = find_model(connection, name)? {
        return Ok(key);
    }
    connection.prepare_cached("INSERT INTO model (name) VALUES (?1)")?.insert([name])
}

const LARGEST_KEY: &str = "SELECT ifnull(max(key), 0) FROM vector";

/// Whether reading the whole table is faster than looking every hash up. A look-up was measured to
/// cost about three times the reading of a row in passing (50,000 vectors of 384 numbers). The
/// largest key is never below the number of rows, and is known without counting them.
pub(super) fn is_large_share(
    connection: &Connection,
    largest_key: &str,
    wanted: usize,
) -> rusqlite::Result<bool> {
    let largest: i64 = connection.query_row(largest_key, [], |row| row.get(0))?;
    Ok(signed(wanted).saturating_mul(3) > largest)
}

/// Gets the place of a hash and the numbers stored for it.
type Visit<'a> = dyn FnMut(usize, &[f32]) + 'a;

fn visit_one_by_one(
    connection: &Connection,
    model: i64,
    hashes: &[ContentHash],
    visit: &mut Visit<'_>,
) -> rusqlite::Result<()> {
    const SQL: &str = "SELECT numbers FROM vector WHERE model = ?1 AND content_hash = ?2";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut numbers = Vec::new();
    for (place, hash) in hashes.iter().enumerate() {
        let read = |row: &Row<'_>| read_numbers(row, 0, &mut numbers);
        if statement.query_row(params![model, hash], read).optional()?.is_some() {
            visit(place, &numbers);
        }
    }
    Ok(())
}

/// The unary `+` keeps SQLite from the index, whose order is not that of the rows on disk.
fn visit_by_scan(
    connection: &Connection,
    model: i64,
    hashes: &[ContentHash],
    visit: &mut Visit<'_>,
) -> rusqlite::Result<()> {
    const SQL: &str = "SELECT content_hash, numbers FROM vector WHERE +model = ?1";
    // A hash asked for twice has one place in the map, and a list of the others.
    let mut place_of_hash: HashMap<&[u8], usize> = HashMap::with_capacity(hashes.len());
    let mut repeated: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, hash) in hashes.iter().enumerate() {
        match place_of_hash.entry(hash) {
            Entry::Vacant(entry) => drop(entry.insert(place)),
            Entry::Occupied(entry) => repeated.entry(*entry.get()).or_default().push(place),
        }
    }
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([model])?;
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(&place) = place_of_hash.get(row.get_ref(0)?.as_blob()?) else { continue };
        read_numbers(row, 1, &mut numbers)?;
        visit(place, &numbers);
        repeated.get(&place).into_iter().flatten().for_each(|&other| visit(other, &numbers));
    }
    Ok(())
}

fn save(
    connection: &Connection,
    model: i64,
    vectors: &[(ContentHash, Vec<f32>)],
) -> rusqlite::Result<()> {
    const SQL: &str = "
        INSERT INTO vector (model, content_hash, dim, numbers) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (model, content_hash) DO UPDATE SET
            dim = excluded.dim, numbers = excluded.numbers";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut blob = Vec::new();
    for (hash, vector) in vectors {
        blob.clear();
        blob.extend(vector.iter().flat_map(|number| number.to_le_bytes()));
        statement.execute(params![model, hash, signed(vector.len()), blob])?;
    }
    Ok(())
}

/// Replaces `numbers` by a vector from its little-endian bytes.
fn read_numbers(row: &Row<'_>, column: usize, numbers: &mut Vec<f32>) -> rusqlite::Result<()> {
    let (stored, rest) = row.get_ref(column)?.as_blob()?.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(unreadable(column, "a vector ends within a number"));
    }
    numbers.clear();
    numbers.extend(stored.iter().map(|bytes| f32::from_le_bytes(*bytes)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(number: u8) -> ContentHash {
        [number; 32]
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        (dir, store)
    }

    #[test]
    fn vectors_come_back_bit_for_bit_in_the_order_asked_for() {
        let (_dir, store) = store();
        let vector = proptest::collection::vec(any::<u32>(), 0..40);
        proptest!(ProptestConfig::with_cases(48), |(bits in vector)| {
            let numbers: Vec<f32> = bits.iter().map(|&bits| f32::from_bits(bits)).collect();
            store.save_vectors("m", &[(hash(1), numbers), (hash(2), vec![1.0])]).unwrap();
            let found = store.find_vectors("m", &[hash(2), hash(9), hash(1), hash(2)]).unwrap();
            prop_assert_eq!((&found[0], &found[1], &found[3]), (&Some(vec![1.0]), &None, &found[0]));
            let found: Vec<u32> = found[2].iter().flatten().map(|number| number.to_bits()).collect();
            prop_assert_eq!(found, bits);
        });
    }

    #[test]
    fn both_ways_of_finding_find_the_same() {
        let (_dir, store) = store();
        let vectors: Vec<_> =
            (0..50).map(|number| (hash(number), vec![f32::from(number)])).collect();
        store.save_vectors("other", &vectors[20..]).unwrap();
        store.save_vectors("m", &vectors[..40]).unwrap();
        let wanted: Vec<_> = [45, 3, 39, 3, 0, 60, 45].map(hash).to_vec();
        let expected = [None, Some(3.0), Some(39.0), Some(3.0), Some(0.0), None, None]
            .map(|x| x.map(|x| vec![x]));
        let find = |way: fn(&Connection, i64, &[ContentHash], &mut Visit<'_>) -> _| {
            let mut found = vec![None; wanted.len()];
            let read = store.read(|connection| {
                let model = find_model(connection, "m")?.unwrap();
                way(connection, model, &wanted, &mut |place, it| found[place] = Some(it.to_vec()))
            });
            read.map(|()| found).unwrap()
        };
        assert_eq!(find(visit_one_by_one), expected);
        assert_eq!(find(visit_by_scan), expected);
        let is_large = |wanted| {
            store.read(|connection| is_large_share(connection, LARGEST_KEY, wanted)).unwrap()
        };
        assert_eq!([0, 1, 20, 24, 70].map(is_large), [false, false, false, true, true]);
    }

    #[test]
    fn models_are_kept_apart() {
        let (_dir, store) = store();
        store.save_vectors("a", &[(hash(1), vec![1.0])]).unwrap();
        store.save_vectors("b", &[(hash(1), vec![2.0])]).unwrap();
        assert_eq!(store.find_vectors("a", &[hash(1)]).unwrap(), [Some(vec![1.0])]);
        assert_eq!(store.find_vectors("b", &[hash(1)]).unwrap(), [Some(vec![2.0])]);
        assert_eq!(store.find_vectors("c", &[hash(1)]).unwrap(), [None]);
        assert_eq!(store.health().unwrap().vectors, 2);
    }

    #[test]
    fn vectors_are_no_change_of_records() {
        let (_dir, store) = store();
        let before = store.generation().unwrap();
        store.save_vectors("m", &[]).unwrap();
        store.save_vectors("m", &[(hash(1), vec![1.0])]).unwrap();
        assert_eq!(store.generation().unwrap(), before);
    }
}
