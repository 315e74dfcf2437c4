//! The tokens of a text with their vectors, small enough to keep for every talk. Computes nothing.

use std::ops::Range;

/// What late interaction compares: each token of a text in its context, as a row of small integers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenVectors {
    /// Values in a row.
    pub width: usize,
    /// The tokens, in the order of the text.
    pub tokens: Vec<Token>,
    /// `[tokens, width]`, row-major: vectors of length 1, with 127 for 1.0.
    pub values: Vec<i8>,
}

/// A token: a word, or a piece of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number in the model's vocabulary.
    pub id: u32,
    /// Its bytes in the text that was given to the model.
    pub range: Range<u32>,
}

impl Token {
    /// Its bytes, for slicing.
    pub fn bytes(&self) -> Range<usize> {
        self.range.start as usize..self.range.end as usize
    }
}

impl TokenVectors {
    /// Keeps the tokens for which `keep` says so, with their rows.
    pub fn retain(&mut self, mut keep: impl FnMut(&Token) -> bool) {
        let kept: Vec<bool> = self.tokens.iter().map(&mut keep).collect();
        let mut flags = kept.iter();
        self.tokens.retain(|_| flags.next().copied().unwrap_or(false));
        let rows = self.values.chunks_exact(self.width.max(1)).zip(&kept);
        self.values = rows.filter(|(_, keep)| **keep).flat_map(|(row, _)| row).copied().collect();
    }

    /// The places of the tokens that lie within these bytes of the text.
    pub fn within(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.tokens.partition_point(|it| (it.range.start as usize) < bytes.start);
        let end = self.tokens.partition_point(|it| (it.range.end as usize) <= bytes.end);
        first..end.max(first)
    }

    /// The rows of some tokens, end to end.
    pub fn rows(&self, tokens: Range<usize>) -> &[i8] {
        self.values.get(tokens.start * self.width..tokens.end * self.width).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> TokenVectors {
        let token = |id, start, end| Token { id, range: start..end };
        TokenVectors {
            width: 2,
            tokens: vec![token(7, 0, 2), token(8, 3, 6), token(9, 7, 9)],
            values: vec![1, 2, 3, 4, 5, 6],
        }
    }

    #[test]
    fn dropped_tokens_take_their_rows_with_them() {
        let mut kept = tokens();
        kept.retain(|token| token.id != 8);
        assert_eq!(kept.values, [1, 2, 5, 6]);
        assert_eq!(kept.tokens.len(), 2);
        kept.retain(|_| false);
        assert_eq!(kept, TokenVectors { width: 2, ..TokenVectors::default() });
    }

    #[test]
    fn tokens_are_found_by_their_bytes() {
        let all = tokens();
        assert_eq!(all.within(&(3..9)), 1..3);
        assert_eq!(all.rows(all.within(&(0..6))), [1, 2, 3, 4]);
        assert_eq!(all.within(&(4..5)), 2..2);
        assert_eq!(all.rows(5..9), [0; 0]);
    }
}
