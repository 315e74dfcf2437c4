//! Ordinary English words and how usual they are. Knows no records.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::word::stem;

/// Stems of ordinary English words with the rank of their first form: the whole words of BERT's
/// vocabulary (Apache-2.0) in its order, which is that of frequency.
static ORDINARY_STEMS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let words = include_str!("ordinary-words.txt").lines().enumerate();
    let mut ranks = HashMap::new();
    for (rank, word) in words {
        ranks.entry(stem(word)).or_insert(rank);
    }
    ranks
});

/// The place of a stem among those of ordinary English words, the most frequent first; `None` for
/// a name, a slip or a rare word.
pub fn ordinary_rank(stem: &str) -> Option<usize> {
    ORDINARY_STEMS.get(stem).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_told_from_names_and_slips() {
        assert!(ordinary_rank(&stem("cards")).is_some());
        assert!(ordinary_rank(&stem("garden")).is_some());
        assert!(ordinary_rank("kuberntes").is_none() && ordinary_rank("zentavox").is_none());
    }
}
