//! What the words of a phrase look like: a person, a position, an organisation, or neither.

use std::collections::HashSet;

use super::vocabulary::{COMMON, FAMILY, GIVEN, ORGANISATION, POSITION};
use crate::text;

/// Companies whose name could be a person's.
const LIKE_PERSONS: [&str; 18] = [
    "aleph alpha",
    "arthur andersen",
    "booz allen",
    "carl zeiss",
    "charles schwab",
    "edward jones",
    "eli lilly",
    "goldman sachs",
    "jack henry",
    "jane street",
    "john deere",
    "john lewis",
    "max planck",
    "merrill lynch",
    "morgan stanley",
    "raymond james",
    "robert bosch",
    "wells fargo",
];

/// Small words inside of names.
const PARTICLES: [&str; 26] = [
    "af", "al", "ap", "bin", "bint", "da", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu",
];

/// What stands before or after a name and is no part of it for the purpose of telling names.
const HONORIFICS: [&str; 18] = [
    "dr",
    "dr.",
    "prof",
    "prof.",
    "professor",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "sir",
    "jr",
    "jr.",
    "sr.",
    "ii",
    "iii",
    "phd",
];

/// What a phrase looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A full name that begins with a known given name, or ends with a known family name.
    Known,
    /// Two to five words with capital letters, none of which means something else.
    Likely,
    /// Two or three words with capital letters, of which some may mean something else.
    Doubtful,
    /// A single word that could be somebody's only name.
    Single,
    /// No name.
    Other,
}

impl Look {
    /// Whether it is a full name.
    pub(super) fn is_full(self) -> bool {
        matches!(self, Self::Known | Self::Likely)
    }
}

/// What a phrase looks like, where words that a file writes small elsewhere are no names.
pub(super) fn look(phrase: &str, small_words: &HashSet<String>) -> Look {
    let bare = without_asides(phrase);
    let words: Vec<&str> = bare
        .split_whitespace()
        .filter(|word| !HONORIFICS.contains(&word.to_lowercase().as_str()))
        .collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Look::Other };
    let fit = words.iter().all(|word| is_name_word(word)) && !is_particle(last);
    // `Sitaram IYER`: a family name may be in capital letters, of which an acronym has fewer.
    let is_shouted = |word: &&&str| is_acronym(word) && (*word != last || word.len() < 4);
    if !fit || words.len() > 5 || words.iter().any(|word| is_shouted(&word)) {
        return Look::Other;
    }
    if LIKE_PERSONS.contains(&text::fold(&bare).as_str()) {
        return Look::Other;
    }
    let known = given_part(first).is_some();
    if words.len() == 1 {
        let foreign = known || !means_something(first, small_words);
        return if foreign && !is_particle(first) { Look::Single } else { Look::Other };
    }
    let is_initial = |at: usize, word: &str| at > 0 && word.chars().nth(1).is_none();
    let others = words.iter().enumerate().skip(usize::from(known));
    let others = others.filter(|(at, word)| !is_particle(word) && !is_initial(*at, word));
    let odd = others.filter(|(_, word)| means_something(word, small_words)).count();
    let works = words.iter().any(|word| is_position_or_organisation(word));
    let is_family = || FAMILY.contains(text::fold(last).as_str());
    match (known, odd) {
        (true, 0) => Look::Known,
        (false, 0) if is_family() => Look::Known,
        (false, 0) => Look::Likely,
        _ if works => Look::Other,
        // `John Field`, `Elizabeth Long`: a surname may be a word of its own.
        (true, 1) if words.len() == 2 => Look::Likely,
        (_, 1) if words.len() <= 3 => Look::Doubtful,
        _ => Look::Other,
    }
}

/// Whether a phrase that is said to be a name can be one: few words, of which at most one means
/// something (`Long Dang`).
pub(super) fn could_be_name(phrase: &str) -> bool {
    let bare = without_asides(phrase);
    let words = || bare.split_whitespace();
    let count = words().count();
    let means = |word: &&str| given_part(word).is_none() && means_something(word, &HashSet::new());
    (1..=6).contains(&count)
        && !bare.chars().any(|c| c.is_numeric() || matches!(c, '?' | '!' | ':' | '&'))
        && words().filter(means).count() <= usize::from(count > 1)
}

/// Whether a word is a known given name.
pub(super) fn is_given_name(word: &str) -> bool {
    GIVEN.contains(text::fold(word).as_str())
}

/// Whether a name begins with a known given name.
pub(super) fn given_name_begins(name: &str) -> bool {
    let words = name.split_whitespace();
    let mut words = words.filter(|word| !HONORIFICS.contains(&word.to_lowercase().as_str()));
    words.next().is_some_and(|first| given_part(first).is_some())
}

/// Whether a phrase says what somebody does, or names an organisation by its sort.
pub(super) fn tells_position_or_organisation(phrase: &str) -> bool {
    phrase.split([' ', '/', ',', '(', ')']).any(is_position_or_organisation)
}

/// Whether a phrase holds the word of a position (`Maintainer`, `CTO`).
pub(super) fn tells_position(phrase: &str) -> bool {
    phrase.split([' ', '/', ',', '(', ')']).any(|word| POSITION.contains(text::fold(word).as_str()))
}

fn is_position_or_organisation(word: &str) -> bool {
    let word = text::fold(word);
    let word = word.trim_end_matches(['.', ',']);
    POSITION.contains(word) || ORGANISATION.contains(word)
}

/// Whether a word is more than a name: in this file, or anywhere.
fn means_something(word: &str, small_words: &HashSet<String>) -> bool {
    let folded = text::fold(word);
    small_words.contains(&folded)
        || COMMON.contains(folded.as_str())
        || is_position_or_organisation(word)
}

/// The known given name a word is, or begins with (`Jean-Luc`).
fn given_part(word: &str) -> Option<&'static str> {
    let folded = text::fold(word);
    let begin = folded.split('-').next().unwrap_or_default();
    GIVEN.get(begin).copied()
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether a word may be part of a name: letters that begin with a capital one or with one of a
/// script without case; initials; small words such as `van`.
fn is_name_word(word: &str) -> bool {
    if is_particle(word) {
        return true;
    }
    let begins = word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let fits = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '‘' | '.' | '-' | '‐' | '‑');
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    // A sentence ends with a full stop after a long word; an initial is short.
    let ends_a_sentence = letters > 3 && word.ends_with('.');
    begins && word.chars().all(fits) && !ends_a_sentence
}

/// Whether a word of three letters or more has no small one. Scripts without case have none.
fn is_acronym(word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    letters().count() > 2 && !word.contains('.') && letters().all(char::is_uppercase)
}

/// The phrase without what stands in brackets or quotation marks (`Anjaneya "Reddy" Chagam`,
/// `Spoons (aka Daniel)`), and without the comma before `Jr.`.
fn without_asides(phrase: &str) -> String {
    let mut bare = String::with_capacity(phrase.len());
    let mut closing: Option<char> = None;
    for c in phrase.chars() {
        match (closing, c) {
            (Some(end), c) if c == end => closing = None,
            (Some(_), _) => {}
            (None, '(') => closing = Some(')'),
            (None, '"') => closing = Some('"'),
            (None, '“') => closing = Some('”'),
            (None, ',') => bare.push(' '),
            (None, c) => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(phrase: &str) -> Look {
        look(phrase, &HashSet::new())
    }

    #[test]
    fn names_of_many_countries_look_like_names() {
        for name in [
            "Katherine Druckman",
            "Ádám Rozmán",
            "Jonasz Łasut-Balcerzak",
            "Arjan van de Ven",
            "Elizabeth K. Joseph",
            "Sitaram IYER",
            "Aditya Sirish A Yelgundhalli",
            "Chris O'Brien",
            "William A. Rowe Jr.",
            "Dr. Sean Brady",
            "Anjaneya \"Reddy\" Chagam",
            "Mícheál Ó Foghlú",
            "Syed Muhammad Dawoud Sheraz Ali",
            "Kohei Tokunaga",
            "John Field",
            "山田 太郎",
        ] {
            assert!(looks(name).is_full(), "{name}");
        }
        assert_eq!(looks("Flynn"), Look::Single);
    }

    #[test]
    fn phrases_do_not() {
        for phrase in [
            "Current State",
            "Compact Object Headers",
            "Programmierung in Go",
            "SQL-on-Anything",
            "Full-Day Event",
            "the good",
            "Grafana Labs",
            "Morgan Stanley",
            "Core Maintainer",
            "Red Hat SRE",
            "Part 1",
            "We make printing just work.",
            "Jane van",
            "",
        ] {
            assert!(!looks(phrase).is_full(), "{phrase}");
        }
        let small = HashSet::from(["gedanken".to_owned()]);
        assert!(!look("Gedanken Schweifen", &small).is_full());
    }
}
