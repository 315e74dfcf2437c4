//! What the words of a phrase look like: a person, a position, an organisation, or neither.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text;

/// Given names of many countries, folded: those that at least two speakers of the pyvideo archive
/// (CC0) bear, and common ones beside them. Words that mostly mean something else are left out.
const GIVEN_NAMES: &str = include_str!("given_names.txt");

/// Words of positions, which follow a name and never are one.
const POSITIONS: &str = "advisor advocate ambassador analyst architect associate author ceo cfo chair \
    chairman chairperson chairwoman chief ciso co-chair co-founder co-host cofounder committee \
    consultant contributor coo coordinator counsel cpo cso cto developer devrel director distinguished \
    editor engineer engineering evangelist executive expert facilitator fellow founder freelance \
    freelancer head host independent intern lead leader lecturer maintainer manager member mentor \
    moderator officer organizer organiser owner partner phd postdoc president principal professor \
    product program programme programmer relations representative researcher reviewer scientist \
    secretary senior speaker specialist sponsor sre staff strategist student svp teacher technical \
    technologist vice vp writer";

/// Words of organisations, which follow a name and never are one.
const ORGANISATIONS: &str = "academy ag agency alliance analytics association bank bv cloud college \
    commission company conference consortium consulting corp corporation council day energy enterprises \
    event events foundation gmbh group holdings inc institute international lab laboratories laboratory \
    labs limited llc llp ltd media ministry network networks networking org organization organisation \
    parliament partners plc project research s.a. sa sas school security services sig society software \
    solutions sponsored studio studios summit systems team tech technologies technology trust union \
    university universitat universite universidad ventures";

/// Words that stand in titles with a capital letter, and hardly ever in names.
const ORDINARY: &str = include_str!("ordinary_words.txt");

static GIVEN: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(GIVEN_NAMES));
static POSITION: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(POSITIONS));
static ORGANISATION: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(ORGANISATIONS));
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(ORDINARY));

/// Companies whose name could be a person's.
const LIKE_PERSONS: [&str; 14] = [
    "aleph alpha",
    "carl zeiss",
    "charles schwab",
    "edward jones",
    "eli lilly",
    "goldman sachs",
    "jack henry",
    "jane street",
    "john deere",
    "max planck",
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

fn words_of(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// What a phrase looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A full name that begins with a known given name.
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
    if !words.iter().all(|word| is_name_word(word)) || is_particle(last) || words.len() > 5 {
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
    let others = words.iter().skip(usize::from(known)).filter(|word| !is_particle(word));
    let odd = others.filter(|word| means_something(word, small_words)).count();
    let works = words.iter().any(|word| is_position_or_organisation(word));
    match (known, odd) {
        (true, 0) => Look::Known,
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
    let acronym = letters > 2 && !word.contains('.') && word.chars().all(|c| !c.is_lowercase());
    let cased = word.chars().any(char::is_uppercase);
    // A sentence ends with a full stop after a long word; an initial is short.
    let ends_a_sentence = letters > 3 && word.ends_with('.');
    begins && word.chars().all(fits) && !(acronym && cased) && !ends_a_sentence
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
            "Red Hat OCTO",
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
