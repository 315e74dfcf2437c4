//! Text to index terms: one way of cutting words for documents, queries and highlights. Drops no
//! stop words: quoted phrases need them, and the query side leaves them out where they do not help.

use std::ops::Range;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, Stemmer, TextAnalyzer, Token as TantivyToken,
    TokenStream, Tokenizer, TokenizerManager,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::stem;

/// The analyser of lower-cased words without accents.
pub(super) const EXACT: &str = "hallway_exact";
/// The same words, reduced by the English Snowball stemmer.
pub(super) const STEMMED: &str = "hallway_english";

/// Longer runs are not words (hashes, base64) and would only fill the dictionary, in characters.
const MAX_WORD_CHARS: usize = 64;
/// What may follow an apostrophe without being a word of its own: `talk's`, `we'll`.
const SUFFIXES: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];

/// A word of a text as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Lower case, without accents.
    pub exact: String,
    /// `exact` reduced to its English stem.
    pub stem: String,
}

/// Cuts a text into the words that the index would store for it.
pub fn analyse(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_word(text, |range, exact| {
        tokens.push(Token { range, exact: exact.to_owned(), stem: stem(exact) });
    });
    tokens
}

/// The words of a text as [`analyse`] has them exactly, without their places: for names, of which
/// there are many.
pub fn exact_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |_, exact| words.push(exact.to_owned()));
    words
}

/// Shows a text's words one by one with their places, as [`analyse`] has them exactly: for texts that
/// are only looked through, of which there are many, because stems take as long as all the rest.
pub fn each_word(text: &str, mut see: impl FnMut(Range<usize>, &str)) {
    exact_analyser().token_stream(text).process(&mut |token| {
        see(token.offset_from..token.offset_to, &token.text);
    });
}

/// Makes both analysers known to an index.
pub(super) fn register(manager: &TokenizerManager) {
    manager.register(EXACT, exact_analyser());
    manager.register(STEMMED, stemmed_analyser());
}

fn exact_analyser() -> TextAnalyzer {
    TextAnalyzer::builder(Words).filter(LowerCaser).filter(AsciiFoldingFilter).build()
}

fn stemmed_analyser() -> TextAnalyzer {
    TextAnalyzer::builder(Words)
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// Cuts at everything that is neither letter nor digit, keeps `c++`, `c#` and `don't` whole, and
/// cuts scripts without spaces into overlapping pairs of characters.
#[derive(Clone, Copy)]
struct Words;

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let mut pieces = Vec::new();
        for run in runs(text) {
            cut_run(text, run, &mut pieces);
        }
        pieces.retain(|range| text[range.clone()].chars().count() <= MAX_WORD_CHARS);
        let token = |(position, range): (usize, Range<usize>)| TantivyToken {
            offset_from: range.start,
            offset_to: range.end,
            position,
            text: composed(&text[range]),
            position_length: 1,
        };
        WordStream { tokens: pieces.into_iter().enumerate().map(token).collect(), next: 0 }
    }
}

/// A word in the form that letters are compared in (NFKC).
fn composed(word: &str) -> String {
    if word.is_ascii() { word.to_owned() } else { word.nfkc().collect() }
}

/// The words of one text, cut beforehand.
struct WordStream {
    tokens: Vec<TantivyToken>,
    next: usize,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &TantivyToken {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        &mut self.tokens[self.next - 1]
    }
}

/// Runs of letters, digits and the marks on them, with what belongs to a name like `c++`; the
/// rest of a contraction (`'s`) is left out.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut rest = 0;
    while let Some(found) = text[rest..].find(char::is_alphanumeric) {
        let start = rest + found;
        let end = text[start..].find(|c| !in_word(c)).map_or(text.len(), |length| start + length);
        let end = end + sign_length(&text[start..end], &text[end..]);
        if !is_cut_off(text, start..end) {
            runs.push(start..end);
        }
        rest = end;
    }
    runs
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Bytes of the sign that makes another word of a run: `++` after any, `#` after a single letter,
/// the apostrophe and t of `don't`.
fn sign_length(run: &str, rest: &str) -> usize {
    let sign = ["++", "#", "'t", "\u{2019}t"].into_iter().find(|&sign| match sign {
        "++" => rest.starts_with(sign),
        "#" => rest.starts_with(sign) && run.chars().count() == 1,
        _ => rest.starts_with(sign) && run.ends_with('n'),
    });
    let ends = |sign: &&str| !rest[sign.len()..].starts_with(in_word);
    sign.filter(ends).map_or(0, str::len)
}

/// Whether the run is what an apostrophe cut off a word.
fn is_cut_off(text: &str, run: Range<usize>) -> bool {
    let mut before = text[..run.start].chars().rev();
    matches!(before.next(), Some('\'' | '\u{2019}'))
        && before.next().is_some_and(char::is_alphabetic)
        && SUFFIXES.iter().any(|suffix| text[run.clone()].eq_ignore_ascii_case(suffix))
}

/// Adds the words of a run: the run itself, or pairs where its script has no spaces.
fn cut_run(text: &str, run: Range<usize>, words: &mut Vec<Range<usize>>) {
    let mut start = run.start;
    while start < run.end {
        let unspaced = text[start..].starts_with(is_unspaced);
        let end = text[start..run.end]
            .find(|c| is_unspaced(c) != unspaced && !is_combining_mark(c))
            .map_or(run.end, |length| start + length);
        if unspaced {
            add_pairs(text, start..end, words);
        } else {
            words.push(start..end);
        }
        start = end;
    }
}

/// Overlapping pairs of characters; a lone character is a word.
fn add_pairs(text: &str, run: Range<usize>, words: &mut Vec<Range<usize>>) {
    let ends: Vec<usize> =
        text[run.clone()].char_indices().map(|(at, c)| run.start + at + c.len_utf8()).collect();
    let Some((&last, _)) = ends.split_last() else { return };
    if ends.len() == 1 {
        words.push(run);
        return;
    }
    let starts = std::iter::once(run.start).chain(ends.iter().copied());
    let pairs = starts.zip(ends.iter().skip(1)).map(|(start, &end)| start..end);
    words.extend(pairs.take_while(|pair| pair.end <= last));
}

/// Han, Hiragana and Katakana: written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(text: &str) -> Vec<String> {
        analyse(text).into_iter().map(|token| token.exact).collect()
    }

    #[test]
    fn words_are_cut_as_people_type_them() {
        assert_eq!(exact("Node.js, C++ & C#: GPT-4!"), ["node", "js", "c++", "c#", "gpt", "4"]);
        assert_eq!(
            exact("issue#4 don't Meta's O'Brien"),
            ["issue", "4", "don't", "meta", "o", "brien"]
        );
        assert_eq!(
            exact("Zürich Zu\u{308}rich STRASSE Straße"),
            ["zurich", "zurich", "strasse", "strasse"]
        );
        assert_eq!(exact("機械学習 in 東"), ["機械", "械学", "学習", "in", "東"]);
        assert_eq!(exact("Python入門"), ["python", "入門"]);
        assert!(exact(" \u{301} -- 🦀").is_empty());
    }

    #[test]
    fn stems_join_the_forms_of_a_word() {
        let stems: Vec<_> = analyse("embeddings embedding").into_iter().map(|t| t.stem).collect();
        assert_eq!(stems[0], stems[1]);
    }

    proptest! {
        #[test]
        fn exact_words_are_those_of_the_analysis(text in "\\PC*") {
            prop_assert_eq!(exact_words(&text), exact(&text));
        }

        #[test]
        fn stems_are_those_that_the_index_stores(text in "\\PC*|([a-z']{1,12} ){0,9}") {
            let mut stored = Vec::new();
            stemmed_analyser().token_stream(&text).process(&mut |it| stored.push(it.text.clone()));
            let analysed: Vec<_> = analyse(&text).into_iter().map(|token| token.stem).collect();
            prop_assert_eq!(analysed, stored);
        }

        #[test]
        fn ranges_are_words_in_order_and_never_fail(text in "\\PC*") {
            let mut start = 0;
            for token in analyse(&text) {
                prop_assert!(token.range.start >= start && token.range.end <= text.len());
                prop_assert!(text.get(token.range.clone()).is_some_and(|word| !word.is_empty()));
                start = token.range.start;
            }
        }
    }
}
