//! A query with misspelled words put right, everything else as it was typed. Decides nothing.

use std::collections::HashMap;

use super::pieces::{Piece, pieces};
use super::query::one_line;
use crate::index::analyse;

/// The query with other words for some of its own, the rest as it was typed.
pub(super) fn corrected(text: &str, words: &HashMap<String, String>) -> String {
    let mut corrected = String::with_capacity(text.len());
    let mut done = 0;
    for piece in pieces(text) {
        let (Piece::Words(part) | Piece::Phrase(part)) = piece else { continue };
        // Pieces are parts of the text: where one begins is a matter of addresses.
        let start = part.as_ptr().addr() - text.as_ptr().addr();
        for token in analyse(part) {
            if let Some(word) = words.get(&token.exact) {
                corrected.push_str(&text[done..start + token.range.start]);
                corrected.push_str(&in_case_of(&part[token.range.clone()], word));
                done = start + token.range.end;
            }
        }
    }
    corrected.push_str(&text[done..]);
    one_line(&corrected)
}

/// A word with a capital where the one typed has it.
fn in_case_of(typed: &str, word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if typed.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_corrected_query_keeps_its_signs() {
        let words = [("kuberntes", "kubernetes"), ("x", "y")].map(|(a, b)| (a.into(), b.into()));
        let text = "track:x \"Kuberntes at  night\" -x kuberntes!";
        assert_eq!(
            corrected(text, &words.into()),
            "track:x \"Kubernetes at night\" -x kubernetes!"
        );
    }

    proptest! {
        #[test]
        fn without_corrections_a_query_stays(text in "([-\"\u{201C}: a-z\\PC]|track:){0,40}") {
            prop_assert_eq!(corrected(&text, &HashMap::new()), one_line(&text));
        }
    }
}
