//! Words of a text, in the sense of search: what they are, which of them say nothing, their stems.

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold;
use crate::domain::TokenVectors;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its letters for comparison, see [`fold()`](super::fold()).
    pub folded: String,
}

/// The words of a text in order, as Unicode draws them (UAX 29), with names of technology kept
/// whole: `c++`, `c#`, `.net`, `node.js`, `gpt-4`. Other hyphens part words.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (start, word) in text.unicode_word_indices() {
        let mut range = extend(text, start..start + word.len());
        if let Some(last) = words.last()
            && is_model_number(text, &last.range, &range)
        {
            range.start = last.range.start;
            words.pop();
        }
        let folded = fold(&text[range.clone()]);
        words.push(Word { range, folded });
    }
    words
}

/// Takes in the signs that belong to a name: `++`, `#`, the dot of `.NET`.
fn extend(text: &str, range: Range<usize>) -> Range<usize> {
    let (word, rest) = (&text[range.clone()], &text[range.end..]);
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '+');
    if rest.strip_prefix("++").is_some_and(ends) {
        return range.start..range.end + 2;
    }
    let is_letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_letter && rest.strip_prefix('#').is_some_and(ends) {
        return range.start..range.end + 1;
    }
    let before = text[..range.start].strip_suffix('.');
    let opens = |before: &str| before.is_empty() || before.ends_with(char::is_whitespace);
    if word.eq_ignore_ascii_case("net") && before.is_some_and(opens) {
        return range.start - 1..range.end;
    }
    range
}

/// Whether a hyphen joins letters to the number of a model (`gpt-4o`, `llama-3`).
fn is_model_number(text: &str, last: &Range<usize>, next: &Range<usize>) -> bool {
    text.get(last.end..next.start) == Some("-")
        && text[last.clone()].bytes().all(|b| b.is_ascii_alphabetic())
        && text[next.clone()].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether an English word, folded, says nothing about a topic: articles, pronouns, auxiliaries,
/// prepositions, question words (the Snowball list).
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Whether a word or a piece of one, as it stands in a text, may say something about a topic: it has
/// a letter or digit and is no stop word.
pub fn is_telling(word: &str) -> bool {
    word.contains(char::is_alphanumeric) && !is_stop_word(&fold(word))
}

/// Keeps the tokens that may say something about a topic, `text` being what they were made of.
pub fn keep_telling(text: &str, tokens: &mut TokenVectors) {
    tokens.retain(|token| text.get(token.bytes()).is_some_and(is_telling));
}

/// The stem of an English word, folded: Snowball English, as the index has it.
pub fn stem(folded: &str) -> String {
    Stemmer::new(Algorithm::English).stem(folded).into_owned()
}

/// Sorted, for the binary search. Source: snowballstem.org/algorithms/english/stop.txt, and the
/// forms without an apostrophe that people type.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and", "any",
    "are", "aren't", "arent", "as", "at", "be", "because", "been", "before", "being", "below",
    "between", "both", "but", "by", "can", "can't", "cannot", "cant", "could", "couldn't", "did",
    "didn't", "didnt", "do", "does", "doesn't", "doesnt", "doing", "don't", "dont", "down",
    "during", "each", "few", "for", "from", "further", "had", "hadn't", "has", "hasn't", "have",
    "haven't", "having", "he", "he'd", "he'll", "he's", "her", "here", "here's", "hers", "herself",
    "him", "himself", "his", "how", "how's", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into",
    "is", "isn't", "isnt", "it", "it's", "its", "itself", "just", "let's", "may", "me", "might",
    "more", "most", "must", "mustn't", "my", "myself", "no", "nor", "not", "now", "of", "off", "on",
    "once", "only", "or", "other", "ought", "our", "ours", "ourselves", "out", "over", "own", "s",
    "same", "shall", "shan't", "she", "she'd", "she'll", "she's", "should", "shouldn't", "so",
    "some", "such", "t", "than", "that", "that's", "the", "their", "theirs", "them", "themselves",
    "then", "there", "there's", "these", "they", "they'd", "they'll", "they're", "they've", "this",
    "those", "through", "to", "too", "under", "until", "up", "us", "very", "was", "wasn't", "we",
    "we'd", "we'll", "we're", "we've", "were", "weren't", "what", "what's", "whats", "when",
    "when's", "where", "where's", "which", "while", "who", "who's", "whom", "whos", "why", "why's",
    "will", "with", "won't", "wont", "would", "wouldn't", "you", "you'd", "you'll", "you're",
    "you've", "your", "yours", "yourself", "yourselves",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn names_of_technology_stay_whole() {
        assert_eq!(folded("C++, C# and .NET"), ["c++", "c#", "and", ".net"]);
        assert_eq!(folded("Node.js meets GPT-4o!"), ["node.js", "meets", "gpt-4o"]);
        assert_eq!(folded("open-source WebGPU (fast)"), ["open", "source", "webgpu", "fast"]);
        assert_eq!(folded("a+++b 1-2 C#m"), ["a", "b", "1", "2", "c", "m"]);
        assert_eq!(folded("Café’s snake_case 3.14"), ["cafe's", "snake_case", "3.14"]);
    }

    #[test]
    fn stop_words_are_sorted_and_found() {
        assert!(STOP_WORDS.is_sorted());
        assert!(["the", "who", "don't", "is", "yours"].iter().all(|word| is_stop_word(word)));
        assert!(!is_stop_word("rust") && !is_stop_word("model") && !is_stop_word("open"));
    }

    #[test]
    fn stems_are_snowball_english() {
        assert_eq!(stem("connections"), "connect");
        assert_eq!(stem("cafe's"), "cafe");
        assert_eq!(stem("c++"), "c++");
        assert_eq!(stem(""), "");
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_apart(text in "\\PC{0,80}|[a-z+#.\\- 0-9]{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.range.start >= end && !word.range.is_empty());
                prop_assert_eq!(fold(&text[word.range.clone()]), word.folded);
                end = word.range.end;
            }
        }
    }
}
