//! Language tags as file names and headers write them, in one form (BCP 47).

/// ISO 639: the code of two letters, then those of three (terminological, bibliographic). The
/// languages of conference recordings met so far, and those that captions are commonly made in.
const CODES: [&str; 50] = [
    "en eng",
    "de deu ger",
    "fr fra fre",
    "es spa",
    "it ita",
    "pt por",
    "nl nld dut",
    "pl pol",
    "cs ces cze",
    "sk slk slo",
    "sl slv",
    "hr hrv",
    "sr srp",
    "bs bos",
    "mk mkd mac",
    "bg bul",
    "ro ron rum",
    "hu hun",
    "el ell gre",
    "tr tur",
    "ru rus",
    "uk ukr",
    "be bel",
    "lt lit",
    "lv lav",
    "et est",
    "fi fin",
    "sv swe",
    "no nor",
    "nb nob",
    "nn nno",
    "da dan",
    "is isl ice",
    "ga gle",
    "ca cat",
    "eu eus baq",
    "gl glg",
    "he heb",
    "ar ara",
    "fa fas per",
    "hi hin",
    "bn ben",
    "ta tam",
    "ur urd",
    "id ind",
    "vi vie",
    "th tha",
    "ja jpn",
    "ko kor",
    "zh zho chi",
];

/// Codes that are also endings of titles: behind a hyphen they are taken for words.
const WORDS: [&str; 22] = [
    "is", "it", "no", "be", "he", "hi", "id", "et", "el", "da", "ca", "ta", "tam", "dan", "per",
    "fin", "ron", "est", "lit", "cat", "ben", "mac",
];

/// A tag such as `en`, `eng`, `en_US`, `de-ch`, `zh-Hans`, `en-orig` in its usual form.
pub(super) fn tag(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']);
    let mut tag = primary(parts.next()?)?.to_owned();
    for part in parts {
        // YouTube's word for captions in the language that is spoken.
        if part.eq_ignore_ascii_case("orig") {
            continue;
        }
        tag.push('-');
        tag.push_str(&subtag(part)?);
    }
    Some(tag)
}

/// The tag that a header states: any that is well formed.
pub(super) fn stated(text: &str) -> Option<String> {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let is_well_formed = |(place, part): (usize, &str)| match place {
        0 => (2..=3).contains(&part.len()) && part.chars().all(is_letter),
        _ => (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()),
    };
    let is_foreign = || text.split('-').enumerate().all(is_well_formed) && text != "und";
    tag(text).or_else(|| is_foreign().then(|| text.to_owned()))
}

/// Whether a word is the code of three letters of a language, as c3voc's file names have them.
pub(super) fn is_long_code(word: &str) -> bool {
    word.len() == 3 && primary(word).is_some()
}

/// Whether a tag behind a hyphen could as well be the last words of a title.
pub(super) fn begins_with_word(tag: &str) -> bool {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(first))
}

fn primary(word: &str) -> Option<&'static str> {
    // Swiss German has no code of two letters.
    if word.eq_ignore_ascii_case("gsw") {
        return Some("gsw");
    }
    let is_code = |codes: &&&str| codes.split(' ').any(|code| code.eq_ignore_ascii_case(word));
    CODES.iter().find(is_code).and_then(|codes| codes.split(' ').next())
}

/// A script (`Hans`) or a region (`CH`, `419`).
fn subtag(part: &str) -> Option<String> {
    let is_alphabetic = part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_numeric = part.bytes().all(|byte| byte.is_ascii_digit());
    match part.len() {
        2 if is_alphabetic => Some(part.to_ascii_uppercase()),
        3 if is_numeric => Some(part.to_owned()),
        4 if is_alphabetic => {
            let (first, rest) = part.split_at(1);
            Some(first.to_ascii_uppercase() + &rest.to_ascii_lowercase())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_one_form() {
        for (text, expected) in [
            ("EN", "en"),
            ("ger", "de"),
            ("en_us", "en-US"),
            ("zh-hans", "zh-Hans"),
            ("es-419", "es-419"),
            ("de-ch", "de-CH"),
            ("en-orig", "en"),
        ] {
            assert_eq!(tag(text).as_deref(), Some(expected));
        }
        assert_eq!(["xx", "", "en-", "hd", "en-title"].map(tag), [const { None }; 5]);
    }

    #[test]
    fn a_header_may_state_a_language_that_is_not_listed() {
        assert_eq!(stated("tlh").as_deref(), Some("tlh"));
        assert_eq!(stated("eng").as_deref(), Some("en"));
        assert_eq!(["und", "English", ""].map(stated), [const { None }; 3]);
    }
}
