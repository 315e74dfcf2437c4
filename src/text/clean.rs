//! Hostile text to plain text. Makes nothing for pages: that is [`html`](super::html)'s duty.

use std::borrow::Cow;

use super::flatten::flatten;
use super::markup::{is_markup, plain_to_html, to_html};
use super::tag::{Piece, pieces};

/// Clean plain text from HTML, escaped HTML, Markdown or plain text (the rule stands at the head
/// of `text/markup.rs`). Paragraphs are parted by `\n\n`, meant line breaks and
/// list items (`- `, `1. `) by `\n`; there is no other control character, no run of white space,
/// and no tag left. Takes time linear in the source's length.
pub fn plain(source: &str) -> String {
    defuse(flatten(&to_html(&with_unix_lines(source))))
}

/// A title, name or other one-line text: like [`plain`], but never read as Markdown, and white
/// space of every sort is one space.
pub fn line(source: &str) -> String {
    let text = defuse(flatten(&plain_to_html(&with_unix_lines(source))));
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
}

/// The text without characters that could drive a terminal or reorder a line: control characters
/// (except `\n` and `\t`) and bidirectional embeddings, overrides and isolates (Unicode TR 36,
/// section 3.2).
pub fn strip_control(source: &str) -> Cow<'_, str> {
    let is_unwanted = |c: char| !matches!(c, '\n' | '\t') && is_hidden(c);
    if !source.contains(is_unwanted) {
        return Cow::Borrowed(source);
    }
    Cow::Owned(source.chars().filter(|&c| !is_unwanted(c)).collect())
}

/// Whether the character has no place in text: controls, bidirectional formatting, and marks that
/// only hide (byte order mark, soft hyphen, zero-width space, tags).
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
        || matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// The text with `\n` for every line end and without other hidden characters.
pub(super) fn with_unix_lines(source: &str) -> String {
    let lines = source.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    strip_control(&lines).into_owned()
}

/// Takes the brackets off tags that stand in a text after decoding, in a talk about them for
/// instance: `<script>` becomes `script`. Whoever pastes the text into a page gets no element.
fn defuse(text: String) -> String {
    let is_armed = |piece| matches!(piece, Piece::Tag(tag) if is_markup(tag));
    if !text.contains('<') || (!pieces(&text).any(is_armed) && !has_open_script(&text)) {
        return text;
    }
    let mut safe = String::with_capacity(text.len());
    for piece in pieces(&text) {
        match piece {
            Piece::Tag(tag) if is_markup(tag) => {
                safe.push_str(&tag.source.replace(['<', '>'], " "));
            }
            Piece::Tag(tag) => safe.push_str(tag.source),
            Piece::Text(text) => safe.push_str(text),
            Piece::Comment => safe.push(' '),
        }
    }
    tidy(&without_open_script(&safe))
}

/// Browsers run a script tag even when it never ends.
fn has_open_script(text: &str) -> bool {
    script_starts(text).next().is_some()
}

fn script_starts(text: &str) -> impl Iterator<Item = usize> {
    const OPENING: &[u8] = b"<script";
    let windows = text.as_bytes().windows(OPENING.len()).enumerate();
    windows.filter(|(_, window)| window.eq_ignore_ascii_case(OPENING)).map(|(at, _)| at)
}

fn without_open_script(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut done = 0;
    for at in script_starts(text) {
        safe.push_str(&text[done..at]);
        safe.push(' ');
        done = at + 1;
    }
    safe.push_str(&text[done..]);
    safe
}

/// Collapses spaces within lines.
fn tidy(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_becomes_the_same_text() {
        let expected = "Rust & WebGPU\n\nFast, on \"any\" GPU.\n\n- a\n- b";
        for source in [
            "<p>Rust &amp; WebGPU</p><p>Fast, on &quot;any&quot; GPU.</p><ul><li>a</li><li>b</li></ul>",
            "&lt;p&gt;Rust &amp;amp; WebGPU&lt;/p&gt;&lt;p&gt;Fast, on \"any\" GPU.&lt;/p&gt;\
             &lt;ul&gt;&lt;li&gt;a&lt;/li&gt;&lt;li&gt;b&lt;/li&gt;&lt;/ul&gt;",
            "# Rust & WebGPU\r\n\r\nFast, on **\"any\"** GPU.\r\n\r\n* a\r\n* b",
            "Rust & WebGPU\n\nFast, on \"any\" GPU.\n\n• a\n• b",
        ] {
            assert_eq!(plain(source), expected, "{source}");
        }
    }

    #[test]
    fn symbols_of_plain_text_survive() {
        for text in [
            "a < b, 2 * 3 * 4, snake_case_name",
            "Vec<String> and HashMap<K, V>",
            "1 <2 and 3> 2; R&D; C++ <=> Rust",
            "__init__.py and x_1",
            "e-mail me@example.org",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn names_survive_in_markdown() {
        assert_eq!(
            plain("**Why** `Vec<u8>`, __init__ and 5*3*2"),
            "Why Vec<u8>, __init__ and 5*3*2"
        );
        assert_eq!(plain("# On\n\nuse <Ctrl>+r"), "On\n\nuse <Ctrl>+r");
    }

    #[test]
    fn wrapped_lines_flow_and_meant_breaks_stay() {
        let wrapped =
            "This line was wrapped by a mail program at some width\nand goes on.\nLevel: 1";
        assert_eq!(
            plain(wrapped),
            "This line was wrapped by a mail program at some width and goes on.\nLevel: 1"
        );
    }

    #[test]
    fn controls_and_overrides_vanish() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\u{0}&#27;d&#x202e;"), "a[31mbcd");
        assert_eq!(strip_control("a\tb\n\u{9b}c"), "a\tb\nc");
        assert!(matches!(strip_control("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_are_defused_however_they_are_wrapped() {
        assert_eq!(plain("<p>how &lt;script&gt; works</p>"), "how script works");
        for source in [
            "<scr<script>ipt>alert(1)</script>",
            "&amp;lt;script&amp;gt;",
            "&amp;amp;lt;script&amp;amp;gt;",
            "<<script>script>x",
            "&#60;script",
            "`<script>`",
        ] {
            assert!(!plain(source).to_lowercase().contains("<script"), "{source}");
        }
    }

    #[test]
    fn a_title_is_one_line_and_never_markdown() {
        assert_eq!(line(" *args and **kwargs:\n the _why_ "), "*args and **kwargs: the _why_");
        assert_eq!(line("The &lt;video&gt; tag &amp; <b>you</b>"), "The <video> tag & you");
    }

    #[test]
    fn long_hostile_input_is_read_in_linear_time() {
        for unit in ["<", "&lt;", "<a \">\"", "<p>", "**a ", "`", "[", "> ", "&#", "\n- "] {
            plain(&unit.repeat(400_000 / unit.len()));
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("<script>"),
            Just("</script>"),
            Just("<scr"),
            Just("ipt>"),
            Just("&lt;"),
            Just("&gt;"),
            Just("&amp;"),
            Just("lt;script&gt;"),
            Just("<p>"),
            Just("<!--"),
            Just("-->"),
            Just("**"),
            Just("`"),
            Just("\n\n"),
            Just("- "),
            Just("<a href='"),
            Just("\u{1b}["),
            Just("\u{202e}"),
            Just("&#60;"),
            Just("<pre>"),
            Just("<"),
            Just("x y"),
        ];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn no_script_and_no_control_gets_through(source in hostile()) {
            let text = plain(&source);
            prop_assert!(!text.to_lowercase().contains("<script"), "{}", text);
            prop_assert!(!text.contains(|c: char| c != '\n' && is_hidden(c)));
            prop_assert!(!text.contains("\n\n\n") && !text.contains("  "));
            prop_assert_eq!(text.trim(), text.as_str());
        }

        #[test]
        fn any_text_is_cleaned(source in any::<String>()) {
            let text = plain(&source);
            prop_assert!(!text.contains(|c: char| c != '\n' && is_hidden(c)));
        }

        // No `>`: what is left of a broken tag may begin a paragraph with it, where it is a mark of
        // Markdown's.
        #[test]
        fn cleaning_clean_text_changes_nothing(source in "([A-Za-z][A-Za-z0-9 ,.;:'\"()<&/-]{0,60}(\n\n|\\.\n)){0,4}") {
            let once = plain(&source);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
