//! Whether a sentence holds the kind of thing that was asked for. Knows English forms alone.

use super::question::Wanted;

/// Whether a sentence holds the kind of thing asked for.
pub(super) fn holds(wanted: Wanted, sentence: &str) -> bool {
    let mut words = sentence.split_whitespace();
    match wanted {
        Wanted::Anything => false,
        Wanted::Number => {
            sentence.contains(|c: char| c.is_ascii_digit()) || words.any(is_number_word)
        }
        Wanted::Date => words.any(|word| is_year(word) || is_month(word)),
        // Two capitalised words side by side, not at the start, are mostly a name.
        Wanted::Person => {
            let capital: Vec<bool> =
                words.map(|word| word.starts_with(char::is_uppercase)).collect();
            capital.windows(2).any(|pair| pair == [true, true])
        }
    }
}

fn is_number_word(word: &str) -> bool {
    #[rustfmt::skip]
    const NUMBERS: &[&str] = &[
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen",
        "hundred", "thousand", "million",
    ];
    NUMBERS.contains(&word.to_lowercase().as_str())
}

fn is_year(word: &str) -> bool {
    let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

fn is_month(word: &str) -> bool {
    #[rustfmt::skip]
    const MONTHS: &[&str] = &[
        "january", "february", "april", "june", "july", "august", "september", "october",
        "november", "december", "march",
    ];
    let folded = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    word.starts_with(char::is_uppercase) && MONTHS.contains(&folded.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_answers_are_seen_in_sentences() {
        assert!(holds(Wanted::Number, "It sorts models into three classes."));
        assert!(holds(Wanted::Date, "It appeared in October 2024."));
        assert!(!holds(Wanted::Date, "It may appear."));
        assert!(holds(Wanted::Person, "It was shown by Ada Byron."));
        assert!(!holds(Wanted::Person, "It was shown by nobody."));
        assert!(!holds(Wanted::Anything, "Ada Byron, 2024."));
    }
}
