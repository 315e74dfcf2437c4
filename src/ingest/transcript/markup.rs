//! Takes the markup out of one line of a caption: tags, styles, times of single words, escapes.

use super::clock;
use crate::text;

/// Tags of WebVTT, and those of HTML that SubRip files have. Other angle brackets are words
/// (`Vec<String>`), as far as [`text::line`] leaves them.
const TAGS: [&str; 16] = [
    "c", "v", "i", "b", "u", "s", "lang", "ruby", "rt", "font", "span", "em", "strong", "br", "p",
    "div",
];

/// The longest tag looked for, in bytes; a name or a colour is far shorter.
const MAX_TAG_BYTES: usize = 240;

/// A line without its markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The words.
    pub(super) text: String,
    /// Names in voice tags (`<v Ada>`), in order.
    pub(super) voices: Vec<String>,
}

/// Reads a line of a caption.
pub(super) fn clean(source: &str) -> Line {
    let mut voices = Vec::new();
    let source = without_styles(source);
    let mut kept = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            kept.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len() + 2..];
        if name(tag) == "br" {
            kept.push(' ');
        }
        voices.extend(voice(tag));
    }
    kept.push_str(rest);
    let text = text::line(&kept);
    // Captions written live mark a new speaker by `>>`; it is not said.
    let said = text.trim_start_matches(['>', ' ']);
    let text = if text.starts_with(">>") { said.to_owned() } else { text };
    Line { text, voices }
}

/// The line without SubStation codes (`{\an8}`), which SubRip files carry along.
fn without_styles(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("{\\") {
        kept.push_str(&rest[..at]);
        let window = &rest[at..rest.floor_char_boundary(at + MAX_TAG_BYTES)];
        let length = window.find('}').map_or(1, |end| end + 1);
        if length == 1 {
            kept.push('{');
        }
        rest = &rest[at + length..];
    }
    kept.push_str(rest);
    kept
}

/// What stands between the angle brackets that a text starts with, if that is a tag.
fn tag(text: &str) -> Option<&str> {
    let window = &text[1..text.floor_char_boundary(MAX_TAG_BYTES)];
    let tag = window.split_once('>')?.0;
    let is_tag = TAGS.iter().any(|known| known.eq_ignore_ascii_case(name(tag)));
    (is_tag || clock::parse(tag).is_some()).then_some(tag)
}

/// `v` of `v.loud Ada Byron` and of `/v`.
fn name(tag: &str) -> &str {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.split(|c: char| c == '.' || c == '/' || c.is_whitespace()).next().unwrap_or_default()
}

/// The name in a voice tag.
fn voice(tag: &str) -> Option<String> {
    let (head, speaker) = tag.split_once(char::is_whitespace)?;
    let speaker = text::line(speaker);
    (name(head) == "v" && !head.starts_with('/') && !speaker.is_empty()).then_some(speaker)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(source: &str) -> String {
        clean(source).text
    }

    #[test]
    fn tags_word_times_and_escapes_go() {
        assert_eq!(
            text("welcome<00:00:01.469><c> to</c><00:00:01.620><c> it</c>"),
            "welcome to it"
        );
        assert_eq!(text("<c.colorE5E5E5>R&amp;D</c> &lt;3&nbsp;you"), "R&D <3 you");
        assert_eq!(text("<i>one</i><br/>two <FONT color=\"#fff\">three</FONT>"), "one two three");
        assert_eq!(text("{\\an8}up {\\i1}here{\\i0}"), "up here");
        assert_eq!(text("&gt;&gt; Hello"), "Hello");
    }

    #[test]
    fn words_in_brackets_stay() {
        assert_eq!(text("a < b and Vec<String> {x} > y"), "a < b and Vec<String> {x} > y");
        assert_eq!(text("{\\open and <open"), "{\\open and <open");
    }

    #[test]
    fn voices_are_named_beside_the_words() {
        let line = clean("<v.loud Ada &amp; Co>Hi</v> <v Bo>Ho");
        assert_eq!(line.text, "Hi Ho");
        assert_eq!(line.voices, ["Ada & Co", "Bo"]);
        assert!(clean("<v>nobody").voices.is_empty());
    }

    proptest! {
        #[test]
        fn any_line_is_read(
            odd in any::<String>(),
            near in "(<v |<c>|</|<00:01>|\\{\\\\|\\}|<|>|é|&lt;|x| ){0,30}",
        ) {
            for line in [odd, near] {
                prop_assert!(!clean(&line).text.contains('\n'));
            }
        }
    }
}
