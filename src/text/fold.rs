//! Folding of letters for comparison: case, marks and white space away. Never for display.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text for comparing names and titles: compatibility-decomposed (NFKD), without marks, lower
/// case, white space collapsed; letters that do not decompose (`ø`, `ł`, `ß`) become Latin ones.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        push_folded(&mut folded, word);
    }
    // NFKD can bring spaces of its own (`¨` is a space and a mark).
    if folded.contains("  ") || folded.starts_with(' ') || folded.ends_with(' ') {
        return folded.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    folded
}

fn push_folded(folded: &mut String, word: &str) {
    if word.is_ascii() {
        folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for c in word.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match latin(c) {
            Some(letters) => folded.push_str(letters),
            // Lower case of `İ` brings a mark back.
            None if is_combining_mark(c) => {}
            None => folded.push(c),
        }
    }
}

/// Latin letters for lower-case letters that have no decomposition, and straight quotes for
/// curly ones.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        '‘' | '’' | 'ʼ' => "'",
        '“' | '”' => "\"",
        '‐' | '‑' | '–' | '—' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_meet_their_plain_spelling() {
        assert_eq!(fold("  Søren  KIERKEGAARD "), "soren kierkegaard");
        assert_eq!(fold("Łukasz Müller-Groß"), "lukasz muller-gross");
        assert_eq!(fold("ﬁne Ⅳ İstanbul"), "fine iv istanbul");
        assert_eq!(fold("What’s new"), "what's new");
        assert_eq!(fold("東京"), "東京");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
