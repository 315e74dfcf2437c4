//! Where sentences start and end, by rule, in text that [`plain`](super::plain) made. English.

use std::ops::Range;

use super::markup::list_marker;

/// Never end a sentence: what they shorten goes on.
const LEADING: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "mt", "vs", "e.g", "i.e", "eg", "ie", "cf", "viz",
    "approx", "resp", "fig", "eq", "sec", "ch", "vol", "pp", "ed", "eds", "rev", "hon", "gen",
    "sen", "rep", "gov", "capt", "lt", "col", "sgt", "ca", "esp", "incl", "a.k.a", "aka",
];

/// Never end a sentence before a number.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "nr", "p", "art", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec",
];

/// Words that start sentences far more often than they follow an initial (`written in C. We …`).
const STARTERS: &[&str] = &[
    "a", "after", "all", "also", "although", "an", "and", "are", "as", "at", "because", "but",
    "by", "can", "come", "did", "do", "does", "during", "each", "for", "from", "he", "her", "here",
    "his", "how", "however", "i", "if", "in", "is", "it", "its", "join", "learn", "let", "many",
    "most", "my", "no", "now", "of", "on", "once", "one", "or", "our", "she", "since", "so",
    "some", "that", "the", "their", "then", "there", "these", "they", "this", "those", "though",
    "to", "today", "using", "was", "we", "what", "when", "where", "whether", "which", "while",
    "who", "why", "will", "with", "yet", "you", "your",
];

/// The longest word before a stop that is looked at, in bytes; longer ones are no abbreviation.
const MAX_WORD_BYTES: usize = 24;

/// The sentences of a text as byte ranges: in order, trimmed, never overlapping, together covering
/// all but white space and list markers. Line breaks end sentences; so do `.`, `!`, `?`, `…` and
/// their East Asian forms, with closing quotes and brackets, but not in abbreviations, initials,
/// numbers, versions and names (`node.js`).
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        split_line(text, item(text, start..start + line.len()), &mut found);
        start += line.len() + 1;
    }
    found
}

/// The line trimmed, without the marker of a list item.
fn item(text: &str, line: Range<usize>) -> Range<usize> {
    let line = trim(text, line);
    let marker = list_marker(&text[line.clone()]).unwrap_or(0);
    trim(text, line.start + marker..line.end)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + slice.len() - slice.trim_start().len();
    start..start.max(range.start + slice.trim_end().len())
}

fn split_line(text: &str, line: Range<usize>, found: &mut Vec<Range<usize>>) {
    let first = found.len();
    let mut start = line.start;
    let mut at = line.start;
    while let Some(stop) = next_stop(text, at..line.end) {
        if ends_sentence(text, start, &stop, line.end) {
            push(text, start..stop.end, first, found);
            start = stop.end;
        }
        at = stop.end;
    }
    push(text, start..line.end, first, found);
}

/// Adds a sentence; one without a letter or digit joins the one before it on the same line, the
/// first of which is at `first`.
fn push(text: &str, range: Range<usize>, first: usize, found: &mut Vec<Range<usize>>) {
    let range = trim(text, range);
    if range.is_empty() {
        return;
    }
    let has_words = text[range.clone()].contains(char::is_alphanumeric);
    match found[first..].last_mut() {
        Some(last) if !has_words => last.end = range.end,
        _ => found.push(range),
    }
}

/// A run of stops with the closing quotes and brackets behind it.
struct Stop {
    start: usize,
    end: usize,
    /// The last stop of the run.
    mark: char,
    /// How many stops.
    count: usize,
}

fn next_stop(text: &str, range: Range<usize>) -> Option<Stop> {
    let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    let rest = &text[range.clone()];
    let start = rest.find(is_stop)?;
    let run = &rest[start..];
    let after = run.trim_start_matches(is_stop);
    let marks = &run[..run.len() - after.len()];
    let tail = after.trim_start_matches(is_closer);
    Some(Stop {
        start: range.start + start,
        end: range.end - tail.len(),
        mark: marks.chars().next_back()?,
        count: marks.chars().count(),
    })
}

fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '»' | '」' | '』' | '*')
}

fn ends_sentence(text: &str, start: usize, stop: &Stop, line_end: usize) -> bool {
    if matches!(stop.mark, '。' | '！' | '？') {
        return true;
    }
    let rest = &text[stop.end..line_end];
    let next = rest.trim_start();
    if next.is_empty() {
        return true;
    }
    // No space behind the stop: a decimal, a version, a name, an address.
    if next.len() == rest.len() {
        return false;
    }
    let opener = |c: char| matches!(c, '(' | '[' | '"' | '\'' | '“' | '‘' | '«' | '-' | '–' | '*');
    let next = next.trim_start_matches(opener);
    if next.starts_with(char::is_lowercase) {
        return false;
    }
    stop.mark != '.' || stop.count > 1 || !is_abbreviation(text, start, stop.start, next)
}

/// Whether the word before a single full stop is shortened by it, rather than last.
fn is_abbreviation(text: &str, start: usize, stop: usize, next: &str) -> bool {
    let word = last_word(&text[start..stop]);
    let lower = word.to_lowercase();
    if LEADING.contains(&lower.as_str()) {
        return true;
    }
    if next.starts_with(|c: char| c.is_ascii_digit()) && BEFORE_NUMBER.contains(&lower.as_str()) {
        return true;
    }
    // `1. Introduction 2. Setup`: a number that starts the sentence is its label.
    if !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
        return text[start..stop].trim_start() == word;
    }
    is_initials(word) && !starts_sentence(next)
}

/// The characters between the last white space or opening bracket and the end.
fn last_word(text: &str) -> &str {
    let from = text.floor_char_boundary(text.len().saturating_sub(MAX_WORD_BYTES));
    let tail = &text[from..];
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'');
    tail.rfind(opens).map_or(tail, |at| tail[at..].trim_start_matches(opens))
}

/// One capital letter, or single letters with stops between (`J`, `U.S`, `J.R.R`).
fn is_initials(word: &str) -> bool {
    let single = |part: &str| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    word.starts_with(char::is_uppercase) && word.split('.').all(single)
}

fn starts_sentence(next: &str) -> bool {
    let word: String = next.chars().take_while(|c| c.is_alphanumeric()).take(12).collect();
    STARTERS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn stops_end_sentences() {
        assert_eq!(split("One. Two! Three? Four"), ["One.", "Two!", "Three?", "Four"]);
        assert_eq!(split("Really?! Yes... And … No"), ["Really?!", "Yes...", "And …", "No"]);
        assert_eq!(
            split("He said \"go.\" (We went.) Then"),
            ["He said \"go.\"", "(We went.)", "Then"]
        );
        assert_eq!(split("今日は。明日！"), ["今日は。", "明日！"]);
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not() {
        for text in [
            "Tools, e.g. Rust, i.e. Cargo vs. Make, cf. Dr. Ada and Prof. B. Curie.",
            "By J. R. Smith and J.R.R. Tolkien of the U.S. Army",
            "Python 3.12 and v2.0 on node.js, see example.org.",
            "Wait... what? no, vitamins etc. and so on.",
            "See fig. 3 and No. 5, about 3.14.",
            "Yahoo! is a name.",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn short_words_may_still_end_a_sentence() {
        assert_eq!(
            split("It is written in C. We like it."),
            ["It is written in C.", "We like it."]
        );
        assert_eq!(split("Made in the U.S. The end."), ["Made in the U.S.", "The end."]);
        assert_eq!(split("That was version 2. Next is 3."), ["That was version 2.", "Next is 3."]);
        assert_eq!(split("Tea, cake etc. Then talks."), ["Tea, cake etc.", "Then talks."]);
        assert_eq!(split("Just say no. It works."), ["Just say no.", "It works."]);
    }

    #[test]
    fn lines_and_items_end_sentences() {
        let text = "Agenda:\n- first item\n- second. Third\n\n1. numbered\n* * *\nLast";
        let expected = ["Agenda:", "first item", "second.", "Third", "numbered", "* *", "Last"];
        assert_eq!(split(text), expected);
        assert_eq!(split("1. Intro 2. Setup"), ["Intro 2.", "Setup"]);
        assert!(split(" \n\n ").is_empty());
    }

    #[test]
    fn marks_without_words_join_the_sentence_before() {
        assert_eq!(split("Great talk! *** Come. -"), ["Great talk!", "*** Come. -"]);
        assert_eq!(split("One.\n...\nTwo."), ["One.", "...", "Two."]);
    }

    proptest! {
        #[test]
        fn ranges_are_sorted_trimmed_and_cover_the_text(
            text in "([A-Za-z]{1,4}|\\.|\\. |\\.\\.\\.|! |\\?|\\)|\"| |\n|é|。|e\\.g\\. |[0-9]|- |🎉){0,40}"
        ) {
            let ranges = sentences(&text);
            let mut end = 0;
            let mut uncovered = String::new();
            for range in ranges {
                prop_assert!(range.start >= end && !range.is_empty());
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                uncovered.push_str(&text[end..range.start]);
                end = range.end;
            }
            uncovered.push_str(&text[end..]);
            let lost = |c: char| !(c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '.' | ')'));
            prop_assert!(!uncovered.contains(lost), "{:?}", uncovered);
        }
    }
}
