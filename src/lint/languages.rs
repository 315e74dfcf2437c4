//! Language tags by their form; whether a language exists is not looked up.

use std::collections::BTreeMap;

use super::Code;
use super::finding::{Report, Spot, Value};
use super::programme::{Programme, push_once};
use crate::domain::Talk;

/// The longest part of a tag, in characters (BCP 47, section 2.1).
const MAX_PART_CHARS: usize = 8;

/// Reports tags that no program can read, each once with its talks.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    let mut found: BTreeMap<&str, Vec<&Talk>> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        for tag in talk.languages.iter().filter(|tag| !looks_like_a_tag(tag)) {
            let talks = found.entry(tag).or_default();
            push_once(talks, talk);
        }
    }
    for (tag, talks) in found {
        let message = format!("{} is no language tag such as `en` or `pt-BR`", Value(tag));
        report.add(
            Code::BadLanguage,
            talks,
            Spot::named(format!("language {}", Value(tag))),
            message,
        );
    }
}

/// Whether a text has the form of a BCP 47 tag as programmes use it: a language of two or three
/// letters, then parts of up to eight letters and digits.
fn looks_like_a_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_language =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| {
        (1..=MAX_PART_CHARS).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(is_language) && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples::{coded, event, talk};

    #[test]
    fn tags_are_told_from_words() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "gsw", "de-1996", "EN"] {
            assert!(looks_like_a_tag(tag), "{tag}");
        }
        for tag in ["", "english", "en_US", "de/en", "e", "en-", "e2", "日本"] {
            assert!(!looks_like_a_tag(tag), "{tag}");
        }
    }

    #[test]
    fn a_wrong_tag_is_reported_once_with_its_talks() {
        let spoken = |id: &str, tags: &[&str]| {
            let mut talk = talk(id, id);
            talk.0.languages = tags.iter().map(|tag| (*tag).to_owned()).collect();
            talk
        };
        let bundle =
            event(vec![spoken("a", &["english", "english"]), spoken("b", &["de", "english"])]);
        let found = coded(&bundle, "bad-language");
        assert_eq!((found.len(), found[0].talks.len()), (1, 2));
        assert_eq!(found[0].message, "`english` is no language tag such as `en` or `pt-BR`");
    }
}
