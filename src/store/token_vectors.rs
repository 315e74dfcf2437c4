//! Token vectors by model and by the hash of the text they were made from; knows neither texts nor
//! models.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{signed, unreadable};
use super::vectors::{find_model, is_large_share, model_key};
use super::{ContentHash, Store, StoreError};
use crate::domain::{Token, TokenVectors};

/// Bytes of a stored token: three numbers of four.
const TOKEN_BYTES: usize = 12;
const LARGEST_KEY: &str = "SELECT ifnull(max(key), 0) FROM token_vector";

impl Store {
    /// For each hash, the token vectors this model made of that text, if they are stored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find_token_vectors(
        &self,
        model: &str,
        hashes: &[ContentHash],
    ) -> Result<Vec<Option<TokenVectors>>, StoreError> {
        self.read_quickly(|connection| match find_model(connection, model)? {
            Some(model) => find(connection, model, hashes),
            None => Ok(vec![None; hashes.len()]),
        })
    }

    /// Which tokens the texts with these hashes have, without their vectors: `visit` gets each hash
    /// for which this model's are stored, once, in no order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn for_each_token_list(
        &self,
        model: &str,
        hashes: &HashSet<ContentHash>,
        mut visit: impl FnMut(ContentHash, &[Token]),
    ) -> Result<(), StoreError> {
        self.read(|connection| match find_model(connection, model)? {
            Some(model) if is_large_share(connection, LARGEST_KEY, hashes.len())? => {
                visit_by_scan(connection, model, hashes, &mut visit)
            }
            Some(model) => visit_one_by_one(connection, model, hashes, &mut visit),
            None => Ok(()),
        })
    }

    /// Stores token vectors a model made, over older ones of the same texts, in one transaction.
    ///
    /// # Errors
    /// When the database cannot be written. Nothing is stored then.
    pub fn save_token_vectors(
        &self,
        model: &str,
        vectors: &[(ContentHash, &TokenVectors)],
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

fn find(
    connection: &Connection,
    model: i64,
    hashes: &[ContentHash],
) -> rusqlite::Result<Vec<Option<TokenVectors>>> {
    const SQL: &str = "
        SELECT width, tokens, numbers FROM token_vector WHERE model = ?1 AND content_hash = ?2";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut look_up =
        |hash: &ContentHash| statement.query_row(params![model, hash], token_vectors).optional();
    hashes.iter().map(&mut look_up).collect()
}

/// Gets a hash and the tokens of its text.
type Visit<'a> = dyn FnMut(ContentHash, &[Token]) + 'a;

/// The numbers come behind the tokens in a row, and most of their pages are never read.
fn visit_by_scan(
    connection: &Connection,
    model: i64,
    hashes: &HashSet<ContentHash>,
    visit: &mut Visit<'_>,
) -> rusqlite::Result<()> {
    const SQL: &str = "SELECT content_hash, tokens FROM token_vector WHERE +model = ?1";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([model])?;
    while let Some(row) = rows.next()? {
        let hash: ContentHash = row.get(0)?;
        if hashes.contains(&hash) {
            visit(hash, &tokens(row, 1)?);
        }
    }
    Ok(())
}

fn visit_one_by_one(
    connection: &Connection,
    model: i64,
    hashes: &HashSet<ContentHash>,
    visit: &mut Visit<'_>,
) -> rusqlite::Result<()> {
    const SQL: &str = "SELECT tokens FROM token_vector WHERE model = ?1 AND content_hash = ?2";
    let mut statement = connection.prepare_cached(SQL)?;
    for hash in hashes {
        let found = statement.query_row(params![model, hash], |row| tokens(row, 0)).optional()?;
        found.into_iter().for_each(|tokens| visit(*hash, &tokens));
    }
    Ok(())
}

fn save(
    connection: &Connection,
    model: i64,
    vectors: &[(ContentHash, &TokenVectors)],
) -> rusqlite::Result<()> {
    const SQL: &str = "
        INSERT INTO token_vector (model, content_hash, width, tokens, numbers)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (model, content_hash) DO UPDATE SET
            width = excluded.width, tokens = excluded.tokens, numbers = excluded.numbers";
    let mut statement = connection.prepare_cached(SQL)?;
    for (hash, vectors) in vectors {
        let tokens: Vec<u8> = vectors.tokens.iter().flat_map(token_bytes).collect();
        let numbers: &[u8] = bytemuck::cast_slice(&vectors.values);
        statement.execute(params![model, hash, signed(vectors.width), tokens, numbers])?;
    }
    Ok(())
}

fn token_bytes(token: &Token) -> [u8; TOKEN_BYTES] {
    let mut bytes = [0; TOKEN_BYTES];
    let numbers = [token.id, token.range.start, token.range.end];
    for (place, number) in bytes.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    bytes
}

fn token_vectors(row: &Row<'_>) -> rusqlite::Result<TokenVectors> {
    let width: i64 = row.get(0)?;
    let width = usize::try_from(width).map_err(|error| unreadable(0, error))?;
    let numbers = row.get_ref(2)?.as_blob()?;
    Ok(TokenVectors {
        width,
        tokens: tokens(row, 1)?,
        values: bytemuck::cast_slice(numbers).to_vec(),
    })
}

fn tokens(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Token>> {
    let stored = row.get_ref(column)?.as_blob()?.as_chunks::<TOKEN_BYTES>().0;
    let number = |bytes: &[u8; TOKEN_BYTES], at: usize| {
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    };
    let token = |bytes: &[u8; TOKEN_BYTES]| Token {
        id: number(bytes, 0),
        range: number(bytes, 4)..number(bytes, 8),
    };
    Ok(stored.iter().map(token).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn vectors(ids: &[u32]) -> TokenVectors {
        let token = |&id: &u32| Token { id, range: id * 2..id * 2 + 1 };
        TokenVectors {
            width: 2,
            tokens: ids.iter().map(token).collect(),
            values: ids.iter().flat_map(|&id| [id as i8, -(id as i8)]).collect(),
        }
    }

    #[test]
    fn token_vectors_come_back_as_they_were_by_model_and_text() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let (first, second) = (vectors(&[1, 70_000]), vectors(&[]));
        store.save_token_vectors("m", &[([1; 32], &first), ([2; 32], &second)]).unwrap();
        let found = store.find_token_vectors("m", &[[2; 32], [1; 32], [3; 32]]).unwrap();
        assert_eq!(found, [Some(second), Some(first), None]);
        assert_eq!(store.find_token_vectors("n", &[[1; 32]]).unwrap(), [None]);
        let newer = vectors(&[5]);
        store.save_token_vectors("m", &[([1; 32], &newer)]).unwrap();
        assert_eq!(store.find_token_vectors("m", &[[1; 32]]).unwrap(), [Some(newer)]);
    }

    #[test]
    fn tokens_are_listed_for_the_texts_asked_for_few_or_many() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let all: Vec<(ContentHash, TokenVectors)> =
            (0..12).map(|n| ([n; 32], vectors(&[u32::from(n), 99]))).collect();
        let rows: Vec<_> = all.iter().map(|(hash, vectors)| (*hash, vectors)).collect();
        store.save_token_vectors("m", &rows).unwrap();
        store.save_token_vectors("other", &rows[..3]).unwrap();
        for wanted in [vec![4, 50], vec![2, 4, 5, 7, 9, 11, 60]] {
            let hashes: HashSet<ContentHash> = wanted.iter().map(|&n| [n; 32]).collect();
            let mut found = Vec::new();
            let visit = |hash: ContentHash, tokens: &[Token]| {
                found.push(hash[0]);
                assert_eq!(tokens, all[usize::from(hash[0])].1.tokens);
            };
            store.for_each_token_list("m", &hashes, visit).unwrap();
            found.sort_unstable();
            assert_eq!(found, wanted[..wanted.len() - 1]);
        }
        let none = |_: ContentHash, _: &[Token]| unreachable!("a model that stored nothing");
        store.for_each_token_list("unknown", &HashSet::from([[4; 32]]), none).unwrap();
    }
}
