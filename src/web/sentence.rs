//! Words of an error as a sentence for people, with the quotation marks of their language.

use super::language::Language;

/// The words with a capital, a full stop, and quotation marks in place of backticks.
pub(crate) fn sentence(words: &str, language: Language) -> String {
    let [open, close] = quotation_marks(language);
    let mut quoted = String::with_capacity(words.len() + 8);
    for (at, part) in words.split('`').enumerate() {
        quoted.push_str(match at {
            0 => "",
            at if at % 2 == 1 => open,
            _ => close,
        });
        quoted.push_str(part);
    }
    let mut letters = quoted.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if quoted.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// What a language puts before and after a quotation.
fn quotation_marks(language: Language) -> [&'static str; 2] {
    match language {
        Language::En => ["“", "”"],
        Language::De => ["„", "“"],
        Language::Fr => ["«\u{a0}", "\u{a0}»"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_becomes_a_sentence_in_each_language() {
        let words = "there is no talk `a` in `b`";
        let said = Language::ALL.map(|language| sentence(words, language));
        assert_eq!(said[0], "There is no talk “a” in “b”.");
        assert_eq!(said[1], "There is no talk „a“ in „b“.");
        assert_eq!(said[2], "There is no talk «\u{a0}a\u{a0}» in «\u{a0}b\u{a0}».");
        assert_eq!(sentence("état inconnu.", Language::Fr), "État inconnu.");
    }
}
