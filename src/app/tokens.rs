//! Organisers' tokens: made from the system's randomness, kept as hashes, compared in constant
//! time.

use subtle::ConstantTimeEq;

use super::{AppError, Archive};
use crate::store::Token;
use crate::text::content_hash;

/// Random bytes of a token: as many as its hash has, beyond any guessing.
const SECRET_BYTES: usize = 32;
/// What every token begins with, so that one left in a text is recognised.
const PREFIX: &str = "hallway_";

impl Archive {
    /// Makes a token and gives its secret, which nobody can show again.
    ///
    /// # Errors
    /// The name is taken, the system gives no randomness, or the database cannot be written.
    pub fn create_token(&self, name: &str) -> Result<String, AppError> {
        let token = format!("{PREFIX}{}", random_secret()?);
        if !self.store.save_token(name, &content_hash(&token))? {
            return Err(AppError::TokenExists { name: name.to_owned() });
        }
        Ok(token)
    }

    /// All tokens by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn list_tokens(&self) -> Result<Vec<Token>, AppError> {
        Ok(self.store.list_tokens()?)
    }

    /// Makes a token count no more.
    ///
    /// # Errors
    /// There is none of this name, or the database cannot be written.
    pub fn revoke_token(&self, name: &str) -> Result<Token, AppError> {
        let known = || self.store.list_tokens().unwrap_or_default();
        self.store.revoke_token(name)?.ok_or_else(|| AppError::Unknown {
            what: "token",
            name: name.to_owned(),
            event: None,
            known: known().into_iter().map(|token| token.name).collect(),
        })
    }

    /// The name of a token that counts, if this is one. Every hash is compared, so that the time
    /// taken tells nothing.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn check_token(&self, token: &str) -> Result<Option<String>, AppError> {
        let hash = content_hash(token);
        let mut found = None;
        for (name, known) in self.store.load_token_hashes()? {
            if bool::from(known.ct_eq(&hash)) {
                found = Some(name);
            }
        }
        Ok(found)
    }
}

/// A secret from the system's randomness, in hexadecimal.
///
/// # Errors
/// The system gives no randomness.
pub(super) fn random_secret() -> Result<String, AppError> {
    let mut secret = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|error| AppError::NoRandomness(error.to_string()))?;
    Ok(secret.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_until_it_is_revoked() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        let token = archive.create_token("press").unwrap();
        assert!(token.starts_with(PREFIX) && token.len() == PREFIX.len() + 2 * SECRET_BYTES);
        assert_eq!(archive.check_token(&token).unwrap().as_deref(), Some("press"));
        assert_eq!(archive.check_token("hallway_00").unwrap(), None);
        assert!(matches!(archive.create_token("press"), Err(AppError::TokenExists { .. })));
        assert_ne!(archive.create_token("room").unwrap(), token);
        archive.revoke_token("press").unwrap();
        assert_eq!(archive.check_token(&token).unwrap(), None);
        assert!(matches!(archive.revoke_token("nobody"), Err(AppError::Unknown { .. })));
    }
}
