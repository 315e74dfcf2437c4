//! Decides what form a text is in (HTML, Markdown, plain) and brings each to HTML. The result is
//! not safe to show: only [`html`](super::html) makes pages, only [`clean`](super::clean) text.
//!
//! The rule is conservative, because taking Markdown for plain text costs a few stray asterisks,
//! while taking plain text for Markdown or HTML loses characters:
//!
//! - **HTML** holds a block element (`<p>`, `<br>`, `<li>`, …), bare or with its brackets escaped
//!   once or twice, as FOSDEM and frab write it;
//! - **Markdown** holds a heading, fence, quotation or list at the start of a line, or a pair of
//!   markers that hug their words (`**so**`, `` `so` ``, `_so_`), or a link;
//! - everything else is **plain**: `a < b`, `2 * 3 * 4`, `Vec<String>` and `snake_case` survive.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag as MarkdownTag, TagEnd};

use super::entity;
use super::tag::{Piece, Tag, pieces};

/// Elements that only a document in HTML has.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "div",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
];

/// Elements that may stand in plain text and Markdown. Others there (`<String>`, `<video>`) are
/// what the text is about, and stay as text.
const INLINES: &[&str] = &[
    "a", "abbr", "b", "code", "del", "em", "font", "hr", "i", "iframe", "img", "ins", "kbd",
    "mark", "object", "embed", "s", "script", "small", "span", "strike", "strong", "style", "sub",
    "sup", "svg", "td", "th", "tr", "tt", "u",
];

/// Markdown is parsed up to this size; no abstract comes near it, and a longer text is shown as
/// plain text, in time linear in its length.
const MAX_MARKDOWN_BYTES: usize = 128 * 1024;

/// A line shorter than this was ended on purpose; mail programs wrap at 60 to 80.
pub(super) const SHORT_LINE_CHARS: usize = 45;

/// Whether the tag is markup in any kind of text.
pub(super) fn is_markup(tag: Tag<'_>) -> bool {
    tag.is_any(BLOCKS) || tag.is_any(INLINES)
}

/// The text as HTML, whatever it was.
pub(super) fn to_html(source: &str) -> String {
    let text = unescape_document(source);
    if is_html(&text) {
        return text.into_owned();
    }
    let text = dash_bullets(&text);
    if text.len() <= MAX_MARKDOWN_BYTES && is_markdown(&text) {
        return markdown_to_html(&text);
    }
    plain_to_html(&text)
}

/// A text taken as plain, as HTML: blank lines part paragraphs, stray brackets are escaped.
pub(super) fn plain_to_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    escape_stray(&mut escaped, text);
    let broken = mark_breaks(&escaped, "<br>");
    let mut html = String::with_capacity(broken.len() + broken.len() / 8);
    for paragraph in paragraphs(&broken) {
        html.push_str("<p>");
        html.push_str(paragraph);
        html.push_str("</p>\n");
    }
    html
}

/// Undoes the escaping of a whole HTML document (`&lt;p&gt;`), done once or twice by its exporter.
/// HTML that merely quotes escaped tags has tags of its own, and stays.
fn unescape_document(source: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(source);
    for _ in 0..2 {
        if is_html(&text) || !text.contains('&') {
            break;
        }
        let decoded = entity::decode(&text).into_owned();
        if is_html(&decoded) {
            return Cow::Owned(decoded);
        }
        text = Cow::Owned(decoded);
    }
    if is_html(&text) { text } else { Cow::Borrowed(source) }
}

fn is_html(text: &str) -> bool {
    pieces(text).any(|piece| matches!(piece, Piece::Tag(tag) if tag.is_any(BLOCKS)))
}

/// Copies text, keeping tags that are markup (on one line) and escaping every other `<`.
fn escape_stray(html: &mut String, text: &str) {
    for piece in pieces(text) {
        match piece {
            Piece::Tag(tag) if is_markup(tag) => html.push_str(&tag.source.replace('\n', " ")),
            Piece::Tag(tag) => push_escaped(html, tag.source),
            Piece::Text(text) => push_escaped(html, text),
            Piece::Comment => {}
        }
    }
}

fn push_escaped(html: &mut String, text: &str) {
    for (i, part) in text.split('<').enumerate() {
        if i > 0 {
            html.push_str("&lt;");
        }
        html.push_str(part);
    }
}

/// Paragraphs as blank lines part them.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// Trims lines at their ends and puts `mark` after those whose break is meant: wrapped lines flow
/// together, but an agenda or a verse keeps its lines. Blank lines collapse to one.
fn mark_breaks(text: &str, mark: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut lines = text.lines().map(str::trim_end).peekable();
    let mut in_item = false;
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default().trim_start();
        if line.is_empty() && (next.is_empty() || marked.is_empty()) {
            continue;
        }
        in_item = !line.is_empty() && (in_item || list_marker(line.trim_start()).is_some());
        marked.push_str(line);
        if !line.is_empty() && !next.is_empty() && is_meant(line, next, in_item) {
            marked.push_str(mark);
        }
        marked.push('\n');
    }
    marked
}

/// Whether the break between two lines is meant. List items are wrapped at any width.
fn is_meant(line: &str, next: &str, in_item: bool) -> bool {
    if line.ends_with(['.', '!', '?', ':', '…']) || list_marker(next).is_some() {
        return true;
    }
    let is_short = line.chars().take(SHORT_LINE_CHARS).count() < SHORT_LINE_CHARS;
    is_short && !in_item && !line.ends_with(',') && !next.starts_with(char::is_lowercase)
}

/// Length of the list marker (`- `, `* `, `12. `) that starts a line, with its space.
pub(super) fn list_marker(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    let marks: &[char] = if digits == 0 { &['-', '*'] } else { &['.', ')'] };
    let spaced = rest.strip_prefix(marks).is_some_and(|after| after.starts_with([' ', '\t']));
    // Longer numbers are years, not places in a list.
    (spaced && digits <= 2).then_some(digits + 2)
}

/// Lines that start with a typographic bullet, rewritten to start with `- `.
fn dash_bullets(text: &str) -> Cow<'_, str> {
    const BULLETS: [char; 6] = ['•', '◦', '▪', '‣', '●', '·'];
    if !text.contains(BULLETS) {
        return Cow::Borrowed(text);
    }
    let dashed = text.lines().map(|line| match line.trim_start().strip_prefix(BULLETS) {
        Some(item) => Cow::Owned(format!("- {}", item.trim_start())),
        None => Cow::Borrowed(line),
    });
    Cow::Owned(dashed.collect::<Vec<_>>().join("\n"))
}

fn is_markdown(text: &str) -> bool {
    text.contains("](http")
        || text.contains("](mailto:")
        || text.lines().any(starts_block)
        || list_lines(text) > 1
        || text.split("\n\n").any(has_marked_words)
}

/// Whether a line starts a heading, fence, quotation or link definition.
fn starts_block(line: &str) -> bool {
    let after_hashes = line.trim_start_matches('#');
    let hashes = line.len() - after_hashes.len();
    ((1..=6).contains(&hashes) && after_hashes.starts_with(' '))
        || line.starts_with("```")
        || line.starts_with("> ")
        || (line.starts_with('[') && line.contains("]: http"))
}

fn list_lines(text: &str) -> usize {
    text.lines().filter(|line| list_marker(line.trim_start()).is_some()).count()
}

fn has_marked_words(paragraph: &str) -> bool {
    ["**", "*", "_", "`", "``"].iter().any(|marker| has_pair(paragraph, marker))
}

/// Whether a marker opens before a word and closes after one.
fn has_pair(paragraph: &str, marker: &str) -> bool {
    let mut open = false;
    for (at, _) in paragraph.match_indices(marker) {
        let before = paragraph[..at].chars().next_back();
        let after = paragraph[at + marker.len()..].chars().next();
        // Longer runs of the same character are another marker's, or a rule.
        let same = |c: Option<char>| c.is_some_and(|c| marker.starts_with(c));
        if same(before) || same(after) {
            continue;
        }
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if open && !is_space(before) && !is_word(after) {
            return true;
        }
        open |= !is_word(before) && !is_space(after);
    }
    false
}

fn markdown_to_html(text: &str) -> String {
    // Two spaces at the end of a line are Markdown's hard break.
    let text = mark_breaks(text, "  ");
    let parser = Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH).into_offset_iter();
    let events = parser.map(|(event, range)| match event {
        Event::Html(html) => Event::Html(without_stray(&html)),
        Event::InlineHtml(html) => Event::InlineHtml(without_stray(&html)),
        Event::Start(MarkdownTag::Emphasis | MarkdownTag::Strong)
        | Event::End(TagEnd::Emphasis | TagEnd::Strong) => literal(&text, range).unwrap_or(event),
        event => event,
    });
    let mut html = String::with_capacity(text.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn without_stray(html: &str) -> CowStr<'static> {
    let mut escaped = String::with_capacity(html.len());
    escape_stray(&mut escaped, html);
    escaped.into()
}

/// The markers of an emphasis that is none: `__init__` is a name, `5*3*2` a product.
fn literal<'a>(text: &'a str, range: Range<usize>) -> Option<Event<'a>> {
    let source = &text[range.clone()];
    let inner = source.trim_matches('_');
    let is_name = source.starts_with("__")
        && inner.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let product = text[..range.start].chars().next_back().is_some_and(char::is_alphanumeric)
        && text[range.end..].chars().next().is_some_and(char::is_alphanumeric);
    let marker = &source[..source.len() - source.trim_start_matches(['_', '*']).len()];
    (is_name || product).then(|| Event::Text(marker.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_taken_for_markdown() {
        for text in [
            "a < b and c > d",
            "2 * 3 * 4 = 24",
            "snake_case_name and other_name",
            "#1 reason to come",
            "int *a, *b;",
            "free* for students*, see below",
            "the `quoted' way",
            "Is it 5*3 or 4*2?",
            "- one dash",
            "2023. A year",
        ] {
            assert!(!is_markdown(text), "{text}");
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn markdown_shows_by_its_marks() {
        for text in [
            "so **bold** it is",
            "# Heading",
            "- one\n- two",
            "the ``import`` statement",
            "use `cargo test` now",
            "the *syntactic sugar* of",
            "see [here](https://example.org)",
            "> quoted",
            "1. one\n2. two",
        ] {
            assert!(is_markdown(text), "{text}");
        }
    }

    #[test]
    fn escaped_documents_are_undone_and_quoted_tags_are_not() {
        assert_eq!(to_html("&lt;p&gt;a&lt;/p&gt;"), "<p>a</p>");
        assert_eq!(to_html("&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;"), "<p>a</p>");
        assert_eq!(to_html("<p>the &lt;p&gt; tag</p>"), "<p>the &lt;p&gt; tag</p>");
        assert_eq!(to_html("Q&amp;A"), "<p>Q&amp;A</p>\n");
    }
}
