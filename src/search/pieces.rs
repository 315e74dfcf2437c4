//! The signs of a typed query: quotes, minus signs and fields. Every text is a valid query; signs
//! that mean nothing are words. Looks nothing up.

use super::filter::Field;

/// A stretch of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words to look for.
    Words(&'a str),
    /// Words in quotes, to stand one after the other.
    Phrase(&'a str),
    /// What must not occur.
    Excluded(&'a str),
    /// `track:x`: a value that a record must have.
    Wanted(Field, &'a str),
    /// `-track:x`: a value that a record must not have.
    Unwanted(Field, &'a str),
}

/// Cuts a query into pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut after_space = true;
    while !rest.is_empty() {
        let (piece, left) = special(rest, after_space).unwrap_or_else(|| plain(rest));
        // A field ends its word, as if a space came after it.
        after_space = matches!(piece, Piece::Wanted(..) | Piece::Unwanted(..))
            || rest[..rest.len() - left.len()].ends_with(char::is_whitespace);
        pieces.push(piece);
        rest = left;
    }
    pieces
}

/// A piece that a sign begins, and what follows it. Minus signs and fields begin a word.
fn special(text: &str, after_space: bool) -> Option<(Piece<'_>, &str)> {
    if !after_space {
        return quoted(text).map(|(phrase, rest)| (Piece::Phrase(phrase), rest));
    }
    if let Some(body) = text.strip_prefix('-') {
        let unwanted = |(field, value, rest)| (Piece::Unwanted(field, value), rest);
        return clause(body).map(unwanted).or_else(|| excluded(body));
    }
    let wanted = clause(text).map(|(field, value, rest)| (Piece::Wanted(field, value), rest));
    wanted.or_else(|| quoted(text).map(|(phrase, rest)| (Piece::Phrase(phrase), rest)))
}

/// `field:value` or `field:"some words"`. An unknown field, or a space after the colon, makes it
/// ordinary words: `note: this`.
fn clause(text: &str) -> Option<(Field, &str, &str)> {
    let (name, body) = text.split_once(':')?;
    let field = Field::from_word(name)?;
    if let Some((value, rest)) = quoted(body) {
        return value.contains(char::is_alphanumeric).then_some((field, value, rest));
    }
    let (value, rest) = word(body);
    let value = value.trim_matches(is_quote);
    value.contains(char::is_alphanumeric).then_some((field, value, rest))
}

/// `word` or `"some words"` after a minus sign.
fn excluded(body: &str) -> Option<(Piece<'_>, &str)> {
    if let Some((phrase, rest)) = quoted(body) {
        return Some((Piece::Excluded(phrase), rest));
    }
    if !body.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (word, rest) = word(body);
    Some((Piece::Excluded(word), rest))
}

/// Everything up to the next space.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// `"some words"` at the start, in straight or curly quotes, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix(is_quote)?;
    let (phrase, rest) = body.split_at(body.find(is_quote)?);
    Some((phrase, rest.strip_prefix(is_quote)?))
}

/// Everything up to the next sign that may mean something.
fn plain(text: &str) -> (Piece<'_>, &str) {
    let mut after_space = false;
    let end = text.char_indices().find(|&(at, c)| {
        let begins_word = std::mem::replace(&mut after_space, c.is_whitespace());
        at > 0 && (is_quote(c) || (begins_word && (c == '-' || clause(&text[at..]).is_some())))
    });
    let (words, rest) = text.split_at(end.map_or(text.len(), |(at, _)| at));
    (Piece::Words(words), rest)
}

/// Whether a character begins or ends a phrase.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

#[cfg(test)]
mod tests {
    use super::Piece::{Excluded, Phrase, Unwanted, Wanted, Words};
    use super::*;

    #[test]
    fn fields_are_told_from_words_with_a_colon() {
        assert_eq!(
            pieces("rust Speaker:ada track:\"Web & more\" safety"),
            [
                Words("rust "),
                Wanted(Field::Speaker, "ada"),
                Words(" "),
                Wanted(Field::Track, "Web & more"),
                Words(" safety"),
            ]
        );
        for text in ["c++: the good parts", "note: x", "Track: the others", "room:", "a:b", "day:-"]
        {
            assert_eq!(pieces(text), [Words(text)]);
        }
        assert_eq!(pieces("multitrack:web"), [Words("multitrack:web")]);
    }

    #[test]
    fn a_minus_leaves_out_words_phrases_and_values() {
        assert_eq!(
            pieces("-sql -\"two words\" -track:web"),
            [
                Excluded("sql"),
                Words(" "),
                Excluded("two words"),
                Words(" "),
                Unwanted(Field::Track, "web"),
            ]
        );
        assert_eq!(pieces("zero-knowledge -"), [Words("zero-knowledge "), Words("-")]);
    }

    #[test]
    fn an_open_quote_holds_up_to_the_next_space() {
        assert_eq!(pieces("speaker:\"ada by"), [Wanted(Field::Speaker, "ada"), Words(" by")]);
        assert_eq!(pieces("5\" disks"), [Words("5"), Words("\" disks")]);
        assert_eq!(pieces("\"a b\"c"), [Phrase("a b"), Words("c")]);
    }
}
