//! Names for addresses. Uniqueness is the caller's business.

use super::fold::fold;
use super::hash::content_hash;

/// The longest slug, in characters: what search engines still show of an address.
const MAX_CHARS: usize = 60;

/// A slug of ASCII letters, digits and single hyphens: at most 60 characters, cut at a word, never
/// empty. Where most letters have no Latin form, a short hash of the text stands for them, so
/// that two names in another script do not fall together.
pub fn slugify(text: &str) -> String {
    let folded = fold(text);
    let readable = cut_at_word(&hyphenate(&folded));
    if !mostly_lost(&folded) && !readable.is_empty() {
        return readable;
    }
    let hash = short_hash(&folded);
    let room = MAX_CHARS - hash.len() - 1;
    match readable.get(..room.min(readable.len())).map(|head| head.trim_end_matches('-')) {
        Some(head) if !head.is_empty() => format!("{head}-{hash}"),
        _ => hash,
    }
}

/// Runs of anything but ASCII letters and digits become one hyphen; apostrophes vanish.
fn hyphenate(folded: &str) -> String {
    let mut slug = String::with_capacity(folded.len());
    for c in folded.chars().filter(|&c| c != '\'') {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn cut_at_word(slug: &str) -> String {
    if slug.len() <= MAX_CHARS {
        return slug.to_owned();
    }
    let head = &slug[..=MAX_CHARS];
    let end = head.rfind('-').unwrap_or(MAX_CHARS);
    slug[..end].to_owned()
}

/// Whether more letters and digits were dropped than kept.
fn mostly_lost(folded: &str) -> bool {
    let kept = folded.chars().filter(char::is_ascii_alphanumeric).count();
    let all = folded.chars().filter(|c| c.is_alphanumeric()).count();
    all - kept > kept
}

/// Ten hexadecimal digits: 40 bits, enough to tell the names of one archive apart.
fn short_hash(text: &str) -> String {
    content_hash(text)[..5].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_readable_slugs() {
        assert_eq!(slugify("What's New in C++26?"), "whats-new-in-c-26");
        assert_eq!(slugify("  Søren & Łukasz — Live! "), "soren-lukasz-live");
    }

    #[test]
    fn long_titles_are_cut_at_a_word() {
        let slug = slugify(&"responsibility in depth ".repeat(5));
        assert_eq!(slug, "responsibility-in-depth-responsibility-in-depth");
        assert_eq!(slugify(&"a".repeat(90)).len(), MAX_CHARS);
    }

    #[test]
    fn names_in_other_scripts_stay_apart() {
        assert_ne!(slugify("山田太郎"), slugify("田中一郎"));
        assert_ne!(slugify("山田太郎 2"), slugify("田中一郎 2"));
        assert!(!slugify("").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_makes_a_valid_slug(text in "\\PC{0,120}") {
            let slug = slugify(&text);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX_CHARS);
            prop_assert!(slug.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
