//! The numbers, words and marks of a cell about time.

use crate::text;

/// Most tokens of a cell: a weekday and two dates with times have about 30.
const MAX_TOKENS: usize = 60;

/// A piece of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits: their value, and how many there are.
    Number(u32, usize),
    /// Letters, folded.
    Word(String),
    /// Any other character but a space.
    Mark(char),
}

impl Token {
    /// The value of a number of one or two digits.
    pub(super) fn small(&self) -> Option<u32> {
        match self {
            Self::Number(value, 1 | 2) => Some(*value),
            _ => None,
        }
    }

    /// The value of a number of exactly this many digits.
    pub(super) fn of_length(&self, length: usize) -> Option<u32> {
        match self {
            Self::Number(value, digits) if *digits == length => Some(*value),
            _ => None,
        }
    }
}

/// The pieces of a cell; `None` for a cell that is too long to be about time.
pub(super) fn tokens(cell: &str) -> Option<Vec<Token>> {
    if cell.len() > 8 * MAX_TOKENS {
        return None;
    }
    let folded = text::fold(cell).replace("a.m.", "am").replace("p.m.", "pm").replace('−', "-");
    let mut tokens = Vec::new();
    let mut rest = folded.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_same: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_alphabetic() {
            char::is_alphabetic
        } else {
            |_| false
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, after) = rest.split_at(end);
        tokens.push(match first {
            '0'..='9' => Token::Number(piece.parse().ok()?, piece.len()),
            c if c.is_alphabetic() => Token::Word(piece.to_owned()),
            c => Token::Mark(c),
        });
        rest = after.trim_start();
    }
    (tokens.len() <= MAX_TOKENS).then_some(tokens)
}

/// The value of the number of one or two digits at this place.
pub(super) fn small(tokens: &[Token], at: usize) -> Option<u32> {
    tokens.get(at)?.small()
}

/// The word at this place.
pub(super) fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at)? {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

/// The mark at this place.
pub(super) fn mark(tokens: &[Token], at: usize) -> Option<char> {
    match tokens.get(at)? {
        Token::Mark(mark) => Some(*mark),
        _ => None,
    }
}
