//! Short names of talks in links that people share and scan. No secret, and not the talk's id.

use super::content_hash;

/// Characters of a key: with five bits each, two of a thousand talks share one once in 70,000
/// events.
const KEY_CHARS: usize = 7;
/// The letters of a key (RFC 4648 section 6, lower case).
const ALPHABET: [u8; 32] = *b"abcdefghijklmnopqrstuvwxyz234567";
/// Bits of a letter.
const LETTER_BITS: usize = 5;

/// The short name of a talk within links of its event.
pub fn share_key(event: &str, id: &str) -> String {
    let hash = content_hash(format!("{event}/{id}"));
    let letter = |place: usize| {
        let bit = place * LETTER_BITS;
        // Two bytes hold any five bits; those wanted are moved to the end.
        let pair = u16::from_be_bytes([hash[bit / 8], hash[bit / 8 + 1]]);
        let value = (pair >> (16 - LETTER_BITS - bit % 8)) & 0x1f;
        char::from(ALPHABET[usize::from(value)])
    };
    (0..KEY_CHARS).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_is_the_beginning_of_the_hash_in_base_32() {
        // As any other encoder writes the SHA-256 of `38c3/1`.
        assert_eq!(share_key("38c3", "1"), "yj3t2jh");
    }

    #[test]
    fn keys_of_an_event_are_rarely_shared() {
        let keys: HashSet<String> =
            (0..20_000).map(|id| share_key("38c3", &id.to_string())).collect();
        // By chance, 20,000 of 2^35 give 0.006 pairs.
        assert_eq!(keys.len(), 20_000);
        assert!(keys.iter().all(|key| key.len() == KEY_CHARS));
    }
}
