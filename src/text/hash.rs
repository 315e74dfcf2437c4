//! The hash by which vectors and fields are known again; nothing here is a secret.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub type ContentHash = [u8; 32];

/// SHA-256 of a text's UTF-8 bytes, or of a file's.
pub fn content_hash(content: impl AsRef<[u8]>) -> ContentHash {
    Sha256::digest(content).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_sha_256() {
        // FIPS 180-4, appendix B.1: the digest of "abc".
        let head = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
        assert_eq!(content_hash("abc")[..8], head);
    }
}
