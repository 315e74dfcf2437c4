//! What a person typed, taken apart: words, phrases, words to leave out, filters; and put together
//! again as it was understood. Every text is a valid query.

use std::fmt;

use super::filter::Filter;
use super::pieces::{Piece, is_quote, pieces};
use crate::index::{Query, Word, analyse};
use crate::text::is_stop_word;

/// A longer text is searched by its first distinct words: enough for a pasted abstract, and a bound
/// on the work a query can cause.
const MAX_WORDS: usize = 64;

/// Whether a query's last word is whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ending {
    /// The query is done.
    #[default]
    Whole,
    /// More letters may follow: the last word is the beginning of one, unless a space ends it.
    Typing,
}

/// A query as it was understood, for people: written in one way, without what means nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Words, `"phrases"` and `-exclusions`.
    pub text: String,
    /// What the fields say.
    pub filter: Filter,
}

/// A query taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parsed {
    /// What it says, without signs and excluded words: the text to embed.
    pub(super) meaning: String,
    /// What the index is asked.
    pub(super) index: Query,
    /// What records must say of themselves.
    pub(super) filter: Filter,
}

impl Parsed {
    /// Whether there is anything to look for.
    pub(super) fn has_words(&self) -> bool {
        !self.index.words.is_empty() || self.index.unfinished.is_some()
    }

    /// Whether it asks for nothing at all: words to leave out alone do not count.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_words() && self.filter.is_empty()
    }
}

/// Reads a query without searching.
pub fn read(text: &str) -> Typed {
    let pieces = pieces(text);
    let mut shown = String::with_capacity(text.len());
    for (place, piece) in pieces.iter().enumerate() {
        match piece {
            // A quote without a partner would find one in what follows; two apostrophes do not.
            Piece::Words(words) => shown.push_str(&words.replace(is_quote, "''")),
            Piece::Phrase(phrase) => shown.extend(["\"", one_line(phrase).as_str(), "\""]),
            Piece::Excluded(words) => {
                let next = pieces.get(place + 1);
                shown.push_str(&shown_excluded(&one_line(words), next));
            }
            Piece::Wanted(..) | Piece::Unwanted(..) => shown.push(' '),
        }
    }
    Typed { text: one_line(&shown), filter: filter_of(text) }
}

/// Words to leave out, in quotes unless they mean the same without: `-"track:x"` does not.
fn shown_excluded(words: &str, next: Option<&Piece<'_>>) -> String {
    let plain = format!("-{words}");
    match is_apart(next) && pieces(&plain) == [Piece::Excluded(words)] {
        true => plain,
        false => format!("-\"{words}\""),
    }
}

/// Whether what follows does not touch what comes before it: a sign between words means less.
fn is_apart(next: Option<&Piece<'_>>) -> bool {
    match next {
        Some(Piece::Words(words)) => words.starts_with(char::is_whitespace),
        next => next.is_none(),
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.text.is_empty() || self.filter.is_empty() { "" } else { " " };
        write!(f, "{}{gap}{}", self.text, self.filter)
    }
}

/// Takes a query apart: `"…"` is a phrase, `-word` and `-"…"` are left out, `field:value` filters,
/// the rest are words.
pub(super) fn parse(text: &str, filter: &Filter) -> Parsed {
    parse_as(text, filter, Ending::Whole)
}

/// Takes a query apart that may not be done.
pub(super) fn parse_as(text: &str, filter: &Filter, ending: Ending) -> Parsed {
    let mut wanted = Vec::new();
    let mut index = Query::default();
    let pieces = pieces(text);
    for &piece in &pieces {
        match piece {
            Piece::Words(words) => wanted.push(words),
            Piece::Phrase(phrase) => {
                index.phrases.extend(exact_words(phrase));
                wanted.push(phrase);
            }
            Piece::Excluded(phrase) => index.excluded.extend(exact_words(phrase)),
            Piece::Wanted(..) | Piece::Unwanted(..) => {}
        }
    }
    let meaning = one_line(&wanted.join(" "));
    index.words = distinct_words(&meaning);
    if let (Ending::Typing, Some(Piece::Words(words))) = (ending, pieces.last()) {
        index.unfinished = unfinished(words);
        let beginning = index.unfinished.as_ref();
        // Typed twice, it is a whole word the first time.
        let times = analyse(&meaning).iter().filter(|it| Some(&it.exact) == beginning).count();
        index.words.retain(|word| times > 1 || Some(&word.exact) != beginning);
    }
    Parsed { meaning, index, filter: filter_of(text).joined(filter) }
}

fn filter_of(text: &str) -> Filter {
    pieces(text).into_iter().fold(Filter::default(), |filter, piece| match piece {
        Piece::Wanted(field, value) => filter.with(field, value),
        Piece::Unwanted(field, value) => filter.excluding(field, value),
        Piece::Words(_) | Piece::Phrase(_) | Piece::Excluded(_) => filter,
    })
}

/// The word at the very end of a text, as the beginning of one.
fn unfinished(words: &str) -> Option<String> {
    let last = analyse(words).pop()?;
    (last.range.end == words.len()).then_some(last.exact)
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

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::filter::Field;
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
        assert_eq!(words("c++: the good parts"), ["c++", "good", "parts"]);
        assert_eq!(parsed("\"\" \"!?\"").index, Query::default());
    }

    #[test]
    fn stop_words_count_when_there_is_nothing_else() {
        assert_eq!(words("the state of the art"), ["state", "art"]);
        assert_eq!(words("who is the"), ["who", "is", "the"]);
    }

    #[test]
    fn fields_filter_and_are_no_words() {
        let given = Filter::of(Field::Year, "2024");
        let query = parse("track:web rust -room:\"Hall 1\"", &given);
        assert_eq!(query.meaning, "rust");
        assert_eq!(query.filter.to_string(), "year:2024 track:web -room:\"Hall 1\"");
    }

    #[test]
    fn a_query_is_shown_in_one_way() {
        let shown = |text: &str| read(text).to_string();
        assert_eq!(
            shown("track:web  rust \u{201C}a  b\u{201D}TRACK:Web -x -\u{201C}c d\u{201D}"),
            "rust \"a b\"TRACK:Web -x -\"c d\" track:web"
        );
        assert_eq!(shown(" speaker:ada "), "speaker:ada");
        assert_eq!(shown("note: x"), "note: x");
        assert_eq!(shown("-\"track:x\" -\"a\""), "-\"track:x\" -a");
        assert_eq!(shown("\"async\"-based -\"a\"-b"), "\"async\"-based -\"a\"-b");
    }

    #[test]
    fn the_last_word_may_be_the_beginning_of_one() {
        let typing = |text| parse_as(text, &Filter::default(), Ending::Typing).index;
        assert_eq!(typing("rust mem").unfinished.as_deref(), Some("mem"));
        assert_eq!(typing("rust mem").words.len(), 1);
        assert_eq!(typing("the").unfinished.as_deref(), Some("the"));
        assert_eq!(typing("mem mem").words.len(), 1);
        for done in ["rust mem ", "\"rust mem\"", "rust -mem", "track:mem", "rust!", ""] {
            assert_eq!(typing(done).unfinished, None, "{done}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_a_query(text in "([-\"\u{201C}: a-z\\PC]|track:|-year:){0,40}") {
            let query = parse_as(&text, &Filter::default(), Ending::Typing);
            prop_assert!(query.index.words.len() <= MAX_WORDS);
            prop_assert!(query.index.phrases.iter().all(|phrase| !phrase.is_empty()));
        }

        #[test]
        fn a_query_shown_means_what_was_typed(
            text in "(\"| |-|rust|two words|track:x|-day:\"a b\"|room:c d|:){0,12}",
        ) {
            let shown = read(&text).to_string();
            let (typed, shown) = (parsed(&text), parsed(&shown));
            prop_assert_eq!(typed.filter, shown.filter);
            prop_assert_eq!(typed.index, shown.index);
        }
    }
}
