//! What a person typed, taken apart: words, quoted phrases, words to leave out. Every text is a
//! valid query; signs that mean nothing are passed over.

use crate::index::{Filter, Query, Word, analyse};
use crate::text::is_stop_word;

/// A longer text is searched by its first distinct words: enough for a pasted abstract, and a bound
/// on the work a query can cause.
const MAX_WORDS: usize = 64;

/// A query taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parsed {
    /// What it says, without signs and excluded words: the text to embed.
    pub(super) meaning: String,
    /// What the index is asked.
    pub(super) index: Query,
}

/// Takes a query apart: `"…"` is a phrase, `-word` and `-"…"` are left out, the rest are words.
pub(super) fn parse(text: &str, filter: &Filter) -> Parsed {
    let mut wanted = Vec::new();
    let mut index = Query { filter: filter.clone(), ..Query::default() };
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => wanted.push(words),
            Piece::Phrase(phrase) => {
                index.phrases.extend(exact_words(phrase));
                wanted.push(phrase);
            }
            Piece::Excluded(phrase) => index.excluded.extend(exact_words(phrase)),
        }
    }
    let meaning = wanted.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    index.words = distinct_words(&meaning);
    Parsed { meaning, index }
}

/// The words worth looking for: without stop words, unless there are no others.
fn distinct_words(text: &str) -> Vec<Word> {
    let all: Vec<Word> =
        analyse(text).into_iter().map(|t| Word { exact: t.exact, stem: t.stem }).collect();
    let only_stop_words = all.iter().all(|word| is_stop_word(&word.exact));
    let mut words = Vec::new();
    for word in all {
        let counts = only_stop_words || !is_stop_word(&word.exact);
        if counts && !words.contains(&word) && words.len() < MAX_WORDS {
            words.push(word);
        }
    }
    words
}

/// The words of a phrase; `None` when it has none.
fn exact_words(phrase: &str) -> Option<Vec<String>> {
    let words: Vec<String> =
        analyse(phrase).into_iter().take(MAX_WORDS).map(|token| token.exact).collect();
    (!words.is_empty()).then_some(words)
}

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Words(&'a str),
    Phrase(&'a str),
    Excluded(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut after_space = true;
    while let Some(first) = rest.chars().next() {
        let (piece, left) = match first {
            '-' if after_space => excluded(rest),
            _ => quoted(rest).map(|(phrase, left)| (Piece::Phrase(phrase), left)),
        }
        .unwrap_or_else(|| plain(rest));
        after_space = rest[..rest.len() - left.len()].ends_with(char::is_whitespace);
        pieces.push(piece);
        rest = left;
    }
    pieces
}

/// `-word` or `-"some words"` at the start, and what follows.
fn excluded(text: &str) -> Option<(Piece<'_>, &str)> {
    let body = text.strip_prefix('-')?;
    if let Some((phrase, rest)) = quoted(body) {
        return Some((Piece::Excluded(phrase), rest));
    }
    if !body.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (word, rest) = body.split_at(body.find(char::is_whitespace).unwrap_or(body.len()));
    Some((Piece::Excluded(word), rest))
}

/// `"some words"` at the start, in straight or curly quotes, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix(is_quote)?;
    let (phrase, rest) = body.split_at(body.find(is_quote)?);
    Some((phrase, rest.strip_prefix(is_quote)?))
}

/// Everything up to the next sign that may mean something.
fn plain(text: &str) -> (Piece<'_>, &str) {
    let mut before = ' ';
    let end = text.char_indices().skip(1).find(|&(at, c)| {
        before = text[..at].chars().next_back().unwrap_or(' ');
        is_quote(c) || (c == '-' && before.is_whitespace())
    });
    let (words, rest) = text.split_at(end.map_or(text.len(), |(at, _)| at));
    (Piece::Words(words), rest)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Parsed {
        parse(text, &Filter::default())
    }

    fn words(text: &str) -> Vec<String> {
        parsed(text).index.words.into_iter().map(|word| word.exact).collect()
    }

    #[test]
    fn signs_mean_what_people_expect() {
        let query =
            parsed("rust \u{201C}memory safety\u{201D} -python -\"garbage collector\" gpt-4");
        assert_eq!(query.meaning, "rust memory safety gpt-4");
        assert_eq!(query.index.phrases, [["memory", "safety"]]);
        assert_eq!(query.index.excluded, [vec!["python"], vec!["garbage", "collector"]]);
        assert_eq!(words("rust \"memory safety\" gpt-4"), ["rust", "memory", "safety", "gpt", "4"]);
    }

    #[test]
    fn signs_without_meaning_are_words() {
        assert_eq!(parsed("AsyncIO in production - War Stories").index.excluded.len(), 0);
        assert_eq!(words("AsyncIO - War"), ["asyncio", "war"]);
        assert_eq!(words("5\" disks"), ["5", "disks"]);
        assert_eq!(words("zero-knowledge -"), ["zero", "knowledge"]);
        assert_eq!(parsed("\"\" \"!?\"").index, Query::default());
    }

    #[test]
    fn stop_words_count_when_there_is_nothing_else() {
        assert_eq!(words("the state of the art"), ["state", "art"]);
        assert_eq!(words("who is the"), ["who", "is", "the"]);
    }

    proptest! {
        #[test]
        fn every_text_is_a_query(text in "[-\"\u{201C} a-z\\PC]{0,40}") {
            let query = parsed(&text);
            prop_assert!(query.index.words.len() <= MAX_WORDS);
            prop_assert!(query.index.phrases.iter().all(|phrase| !phrase.is_empty()));
        }
    }
}
