//! Rows of organisers' tokens. Only their hashes are here: whoever reads the database cannot use
//! one.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::rows::{parsed, parsed_option};
use super::{ContentHash, Store, StoreError};

/// A token by its name; the secret itself is nowhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Token {
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ceased to count.
    pub revoked_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a token's hash under a name. `false` when the name is taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn save_token(&self, name: &str, hash: &ContentHash) -> Result<bool, StoreError> {
        const SQL: &str = "
            INSERT INTO token (name, hash, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let values = params![name, hash, Timestamp::now().to_string()];
        self.write(|transaction| Ok(transaction.execute(SQL, values)? == 1))
    }

    /// All tokens, oldest first, those revoked too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list_tokens(&self) -> Result<Vec<Token>, StoreError> {
        const SQL: &str = "SELECT name, created_at, revoked_at FROM token ORDER BY key";
        self.read(|connection| connection.prepare_cached(SQL)?.query_map([], token)?.collect())
    }

    /// The name and hash of every token that counts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load_token_hashes(&self) -> Result<Vec<(String, ContentHash)>, StoreError> {
        const SQL: &str = "SELECT name, hash FROM token WHERE revoked_at IS NULL";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// Makes a token count no more. `None` when there is none of this name; a token that was
    /// revoked before stays as it is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn revoke_token(&self, name: &str) -> Result<Option<Token>, StoreError> {
        const REVOKE: &str =
            "UPDATE token SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL";
        const FIND: &str = "SELECT name, created_at, revoked_at FROM token WHERE name = ?1";
        let now = Timestamp::now().to_string();
        self.write(|transaction| {
            transaction.execute(REVOKE, params![name, now])?;
            transaction.query_row(FIND, [name], token).optional()
        })
    }
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token { name: row.get(0)?, created_at: parsed(row, 1)?, revoked_at: parsed_option(row, 2)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_token_counts_no_more_and_keeps_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert!(store.save_token("press", &[1; 32]).unwrap());
        assert!(store.save_token("room", &[2; 32]).unwrap());
        assert!(!store.save_token("press", &[3; 32]).unwrap());
        let revoked = store.revoke_token("press").unwrap().unwrap();
        assert!(revoked.revoked_at.is_some());
        assert_eq!(store.revoke_token("press").unwrap(), Some(revoked));
        assert_eq!(store.revoke_token("nobody").unwrap(), None);
        assert_eq!(store.load_token_hashes().unwrap(), [("room".to_owned(), [2; 32])]);
        assert_eq!(store.list_tokens().unwrap().len(), 2);
    }
}
