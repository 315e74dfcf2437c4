//! Hostile text to the little HTML that pages show. What is not on the list here does not pass.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::clean::{is_hidden, with_unix_lines};
use super::entity;
use super::markup::to_html;
use super::tag::{Piece, Side, Tag, pieces};

/// Everything a page may show of an abstract.
const ELEMENTS: [&str; 13] =
    ["p", "br", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a", "h3", "h4"];

/// A longer text, or one with more tags, is shown as plain text: building a tree is quadratic in
/// the worst case, and no abstract has a tenth of it.
const MAX_RICH_BYTES: usize = 64 * 1024;

/// See [`MAX_RICH_BYTES`].
const MAX_TAGS: usize = 2_000;

/// A longer tag is no link anybody follows; it is dropped.
const MAX_TAG_BYTES: usize = 4_096;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(ELEMENTS))
        .clean_content_tags(HashSet::from(["script", "style", "title", "iframe", "svg", "math"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"))
        .strip_comments(true);
    builder
});

/// Sanitised HTML from HTML, escaped HTML, Markdown or plain text: paragraphs, lists, emphasis,
/// code, quotations, headings of level 3 and 4, and links to `http`, `https` and `mailto` with
/// `rel="nofollow noopener noreferrer"`. No images, no styles, no other attribute.
pub fn safe_html(source: &str) -> String {
    let html = to_html(&with_unix_lines(source));
    if html.len() > MAX_RICH_BYTES || has_too_many_tags(&html) {
        return escaped_paragraphs(&super::plain(source));
    }
    let clean = SANITISER.clean(&with_our_elements(&html)).to_string();
    clean.replace("<p></p>", "").trim().to_owned()
}

fn has_too_many_tags(html: &str) -> bool {
    pieces(html).filter(|piece| matches!(piece, Piece::Tag(_))).nth(MAX_TAGS).is_some()
}

/// Plain text as paragraphs, nothing of it taken for HTML.
fn escaped_paragraphs(plain: &str) -> String {
    let mut html = String::with_capacity(plain.len() + plain.len() / 8);
    for paragraph in plain.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        html.push_str("<p>");
        push_escaped(&mut html, paragraph);
        html.push_str("</p>\n");
    }
    html.trim_end().to_owned()
}

/// Rewrites elements that mean the same as one on the list, and escapes text afresh, so that the
/// parser meets no character reference that it would have to go back over.
fn with_our_elements(html: &str) -> String {
    let mut rewritten = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => push_escaped(&mut rewritten, &entity::decode(text)),
            Piece::Tag(tag) => match our_element(tag) {
                Some(name) if tag.side == Side::Start => rewritten.push_str(&format!("<{name}>")),
                Some(name) => rewritten.push_str(&format!("</{name}>")),
                None if tag.source.len() > MAX_TAG_BYTES => {}
                None => rewritten.push_str(tag.source),
            },
            Piece::Comment => {}
        }
    }
    rewritten
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c if c != '\n' && is_hidden(c) => {}
            c => html.push(c),
        }
    }
}

fn our_element(tag: Tag<'_>) -> Option<&'static str> {
    Some(match tag.name.to_ascii_lowercase().as_str() {
        "h1" | "h2" => "h3",
        "h5" | "h6" => "h4",
        "b" => "strong",
        "i" => "em",
        "tt" | "kbd" | "samp" => "code",
        "div" | "section" | "article" | "tr" | "dt" | "dd" => "p",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_becomes_html() {
        assert_eq!(safe_html("a < b\n\nc & d"), "<p>a &lt; b</p>\n<p>c &amp; d</p>");
        assert_eq!(
            safe_html("# T\n\n**b** `c`"),
            "<h3>T</h3>\n<p><strong>b</strong> <code>c</code></p>"
        );
        assert_eq!(safe_html("&lt;p&gt;x&lt;/p&gt;"), "<p>x</p>");
        assert_eq!(
            safe_html("<div>a</div><div><b>c</b></div>"),
            "<p>a</p><p><strong>c</strong></p>"
        );
    }

    #[test]
    fn links_carry_rel_and_only_known_schemes() {
        assert_eq!(
            safe_html("[a](https://example.org)"),
            "<p><a href=\"https://example.org\" rel=\"nofollow noopener noreferrer\">a</a></p>"
        );
        for bad in ["javascript:alert(1)", "data:text/html,x", "/relative", "vbscript:x", "//host"]
        {
            let html = safe_html(&format!("<p><a href=\"{bad}\">a</a></p>"));
            assert!(!html.contains("href"), "{html}");
        }
    }

    #[test]
    fn usual_attacks_leave_nothing() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<p onclick=alert(1)>x</p>",
            "<svg/onload=alert(1)>",
            "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
            "<a href=' &#14; javascript:alert(1)'>x</a>",
            "<iframe src=javascript:alert(1)></iframe>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<p style=\"background:url(javascript:alert(1))\">x</p>",
            "[x](javascript:alert(1)) **b**",
            "**b** <javascript:alert(1)>",
            "![x](https://example.org/track.png) **b**",
            "&lt;p&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<form action=//evil><input type=submit></form>",
            "<base href=//evil><meta http-equiv=refresh content=0>",
        ] {
            assert_strict(&safe_html(attack));
        }
    }

    #[test]
    fn a_text_of_tags_is_shown_as_text() {
        let html = safe_html(&"<b><p><blockquote>".repeat(20_000));
        assert_strict(&html);
        assert_strict(&safe_html(&"word\n\n".repeat(20_000)));
    }

    /// Every tag is on the list, without attributes but those of a link.
    fn assert_strict(html: &str) {
        for piece in pieces(html) {
            match piece {
                Piece::Tag(tag) => {
                    assert!(ELEMENTS.contains(&tag.name), "{html}");
                    let is_bare = [format!("<{}>", tag.name), format!("</{}>", tag.name)];
                    let is_link = tag.source.starts_with("<a href=\"http")
                        || tag.source.starts_with("<a href=\"mailto:")
                        || tag.source.starts_with("<a rel=\"nofollow");
                    assert!(is_link || is_bare.contains(&tag.source.to_owned()), "{html}");
                }
                Piece::Text(text) => assert!(!text.contains('<'), "{html}"),
                Piece::Comment => panic!("comment in {html}"),
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_off_the_list_passes(source in "(<|>|/|p|script|a href=|img src=|\"|'|&lt;|&gt;|javascript:|onerror=|`|\\*\\*|\n| |x|<!--|-->|style|svg|\\]\\(|\\[){0,30}") {
            assert_strict(&safe_html(&source));
        }
    }
}
