//! Texts that only hold the place of one that is to come. Reports nothing.

use crate::text;

/// Whole texts, folded and without signs at their ends.
const WHOLE: [&str; 36] = [
    "anonymous speaker",
    "coming soon",
    "folgt",
    "lorem ipsum",
    "n/a",
    "name",
    "no abstract",
    "no description",
    "no title",
    "none",
    "null",
    "ohne titel",
    "placeholder",
    "platzhalter",
    "sample talk",
    "speaker",
    "speaker name",
    "speaker tba",
    "tba",
    "tbc",
    "tbd",
    "test",
    "test talk",
    "title",
    "to be announced",
    "to be confirmed",
    "to be decided",
    "to be defined",
    "to be determined",
    "to be done",
    "to be provided",
    "todo",
    "undefined",
    "unknown",
    "untitled",
    "wird noch bekannt gegeben",
];

/// Words that make any text a placeholder when they stand first or last in it, in capitals.
const MARKS: [&str; 2] = ["TBA", "TBD"];

/// The longest text looked at, in bytes; no placeholder comes near it.
const MAX_BYTES: usize = 200;

/// Whether a title, name or plain abstract only holds a place. Texts without a letter or digit
/// do so too.
pub(super) fn is_placeholder(text: &str) -> bool {
    if text.len() > MAX_BYTES {
        return false;
    }
    if !text.contains(char::is_alphanumeric) {
        return true;
    }
    let is_sign = |c: char| !c.is_alphanumeric();
    WHOLE.contains(&text::fold(text).trim_matches(is_sign))
}

/// Whether a title holds a place, alone or beside a word such as `Keynote`.
pub(super) fn is_placeholder_title(title: &str) -> bool {
    let is_mark = |word: Option<&str>| {
        word.is_some_and(|word| MARKS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
    };
    let mut words = title.split_whitespace();
    is_mark(words.next()) || is_mark(words.next_back()) || is_placeholder(title)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_are_known_in_every_dress() {
        for text in ["TBA", "(tbc)", "Untitled", "To be announced…", "-", "", "???", "Platzhalter"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for title in ["Keynote: TBA", "TBD (security)", "[TBA]", "untitled"] {
            assert!(is_placeholder_title(title), "{title}");
        }
    }

    #[test]
    fn real_titles_are_left_alone() {
        for title in
            ["How TBA turbines work", "Testing in production", "C", "Untitled goose", "東京"]
        {
            assert!(!is_placeholder_title(title), "{title}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC{0,300}") {
            let _ = (is_placeholder(&text), is_placeholder_title(&text));
        }
    }
}
