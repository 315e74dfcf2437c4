//! Languages by their English names and tags.

/// Tags of languages that programmes name, with their English names.
#[rustfmt::skip]
const LANGUAGES: [(&str, &str); 26] = [
    ("ar", "Arabic"), ("bn", "Bengali"), ("ca", "Catalan"), ("cs", "Czech"), ("da", "Danish"),
    ("de", "German"), ("el", "Greek"), ("en", "English"), ("es", "Spanish"), ("fi", "Finnish"),
    ("fr", "French"), ("hi", "Hindi"), ("hu", "Hungarian"), ("it", "Italian"), ("ja", "Japanese"),
    ("ko", "Korean"), ("ml", "Malayalam"), ("nl", "Dutch"), ("no", "Norwegian"), ("pl", "Polish"),
    ("pt", "Portuguese"), ("ru", "Russian"), ("sv", "Swedish"), ("tr", "Turkish"),
    ("uk", "Ukrainian"), ("zh", "Chinese"),
];

/// The tag of a language by its English name, folded.
pub(super) fn tag(name: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(_, it)| it.eq_ignore_ascii_case(name)).map(|(tag, _)| *tag)
}

/// The English name of a language by its tag, its region aside.
pub(super) fn name(tag: &str) -> Option<&'static str> {
    let primary = primary(tag);
    LANGUAGES.iter().find(|(it, _)| it.eq_ignore_ascii_case(primary)).map(|(_, name)| *name)
}

/// Whether a tag, with or without a region, is of this language.
pub(super) fn is(tag: &str, language: &str) -> bool {
    primary(tag).eq_ignore_ascii_case(language)
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_name_and_by_tag() {
        assert_eq!((tag("german"), name("de-AT")), (Some("de"), Some("German")));
        assert_eq!((tag("go"), name("x")), (None, None));
        assert!(is("en_GB", "en") && !is("eno", "en"));
    }
}
