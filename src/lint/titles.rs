//! How titles look: markup left in them, too long, in capitals.

use super::Code;
use super::finding::{Report, Spot, Value};
use super::programme::Programme;
use crate::text;

/// Titles beyond this are abstracts in the wrong field: the longest of 2,500 real ones has 189.
const MAX_TITLE_CHARS: usize = 200;
/// Words in capitals of so many letters are no abbreviations.
const LONG_WORD_LETTERS: usize = 5;

/// Elements that nobody writes about with brackets.
const ELEMENTS: [&str; 14] =
    ["a", "b", "br", "code", "div", "em", "font", "i", "p", "span", "strong", "sub", "sup", "u"];
/// Names of characters that exporters write, besides numbers.
const ENTITIES: [&str; 12] =
    ["amp", "apos", "auml", "gt", "hellip", "lt", "mdash", "nbsp", "ndash", "ouml", "quot", "uuml"];

/// Reports titles that do not look like titles. Breaks are shown too, so they count.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        let title = talk.title.as_str();
        if let Some(found) = markup(title) {
            let message = format!("the title {} shows {}", Value(title), Value(found));
            report.add(Code::EscapedTitle, [talk], Spot::talk(talk), message);
        }
        let chars = title.chars().count();
        if chars > MAX_TITLE_CHARS {
            let message = format!("the title {} has {chars} characters", Value(title));
            report.add(Code::LongTitle, [talk], Spot::talk(talk), message);
        }
        if is_shouted(title) {
            let message = format!("the title {} is in capitals", Value(title));
            report.add(Code::ShoutedTitle, [talk], Spot::talk(talk), message);
        }
    }
}

/// The first piece of HTML or Markdown that a reader would see.
fn markup(title: &str) -> Option<&str> {
    entity(title).or_else(|| tag(title)).or_else(|| bold(title)).or_else(|| link(title))
}

/// `&amp;`, `&#39;`.
fn entity(title: &str) -> Option<&str> {
    pieces(title, '&', ';').find(|piece| {
        let name = &piece[1..piece.len() - 1];
        let is_number = |digits: &str| {
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit() || b == b'x')
        };
        ENTITIES.contains(&name) || name.strip_prefix('#').is_some_and(is_number)
    })
}

/// `<b>`, `</b>`, `<br/>`, `<a href=…>`.
fn tag(title: &str) -> Option<&str> {
    pieces(title, '<', '>').find(|piece| {
        let inner = piece[1..piece.len() - 1].trim_start_matches('/');
        let (name, rest) = inner.split_at(inner.find([' ', '/']).unwrap_or(inner.len()));
        ELEMENTS.contains(&name) && (rest.is_empty() || rest == "/" || rest.contains(['=', '/']))
    })
}

/// Pieces that begin with one sign and end with the other, with neither in between.
fn pieces(text: &str, open: char, close: char) -> impl Iterator<Item = &str> {
    text.match_indices(open).filter_map(move |(start, _)| {
        let piece = &text[start..];
        let end = piece[open.len_utf8()..].find([open, close])? + open.len_utf8();
        piece[end..].starts_with(close).then(|| &piece[..end + close.len_utf8()])
    })
}

/// `**so**`; one pair of asterisks alone is a power or a pointer.
fn bold(title: &str) -> Option<&str> {
    let start = title.find("**")?;
    let rest = &title[start + 2..];
    let end = rest.find("**").filter(|end| *end > 0)?;
    let hugs = !rest[..end].starts_with(char::is_whitespace)
        && !rest[..end].ends_with(char::is_whitespace);
    hugs.then(|| &title[start..start + end + 4])
}

/// `[so](https://…)`.
fn link(title: &str) -> Option<&str> {
    let at = title.find("](http")?;
    let start = title[..at].rfind('[')?;
    let end = title[at..].find(')')? + at;
    Some(&title[start..=end])
}

/// Whether a title is in capitals: two long words at least, and no small letter.
fn is_shouted(title: &str) -> bool {
    let is_long =
        |word: &str| word.chars().filter(|c| c.is_uppercase()).count() >= LONG_WORD_LETTERS;
    !title.contains(char::is_lowercase)
        && text::words(title).into_iter().filter(|word| is_long(&title[word.range.clone()])).count()
            > 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn markup_is_found_where_it_was_not_meant() {
        for (title, found) in [
            ("Research &amp; Development", "&amp;"),
            ("What&#39;s new", "&#39;"),
            ("A <b>bold</b> move", "<b>"),
            ("One<br/>two", "<br/>"),
            ("See <a href=\"https://x.org\">this</a>", "<a href=\"https://x.org\">"),
            ("A **bold** move", "**bold**"),
            ("On [this](https://x.org) page", "[this](https://x.org)"),
        ] {
            assert_eq!(markup(title), Some(found), "{title}");
        }
    }

    #[test]
    fn titles_about_markup_and_code_are_left_alone() {
        for title in [
            "R&D; and more",
            "The <video> tag",
            "Vec<T> and Vec<String>",
            "VVdeC<>Arm",
            "I <3 B>",
            "RCPT TO:<grå@grå.org>",
            "¯\\_(ツ)_/¯",
            "f(*args, **kwargs)",
            "2 ** 3 ** 4",
            "`case`",
            "a < b, c > d",
            "List<a b>",
            "Option<B>",
        ] {
            assert_eq!(markup(title), None, "{title}");
        }
    }

    #[test]
    fn capitals_throughout_are_a_note_and_abbreviations_are_none() {
        for title in ["KLARHEIT ALS WAFFE", "MASSAGE-LAN-PARTY"] {
            assert!(is_shouted(title), "{title}");
        }
        for title in
            ["UEFI, BIOS AND SMM", "PORNOPHONIQUE", "HTTP/3 and QUIC", "東京 大阪", "NixOS"]
        {
            assert!(!is_shouted(title), "{title}");
        }
    }

    #[test]
    fn long_titles_are_counted() {
        let bundle = event(vec![talk("a", &"long ".repeat(41)), talk("b", &"x".repeat(200))]);
        assert_eq!(coded(&bundle, "long-title").len(), 1);
        let bundle = event(vec![talk("a", "Oil &amp; wicks")]);
        assert_eq!(
            messages(&bundle, "escaped-title"),
            ["the title `Oil &amp; wicks` shows `&amp;`"]
        );
    }

    proptest! {
        #[test]
        fn what_is_found_stands_in_the_title(title in "\\PC{0,40}|[<>/&;#*ab=()\\[\\]]{0,40}") {
            prop_assert!(markup(&title).is_none_or(|found| title.contains(found)));
        }
    }
}
