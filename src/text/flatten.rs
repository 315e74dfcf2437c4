//! HTML to plain text: paragraphs, lines and list markers stay, everything else of it goes.

use super::clean::is_hidden;
use super::entity;
use super::markup::{SHORT_LINE_CHARS, list_marker};
use super::tag::{Piece, Side, Tag, pieces};

/// Elements whose content is not for reading.
const SILENT: &[&str] =
    &["script", "style", "head", "template", "iframe", "object", "svg", "noscript", "textarea"];

/// Elements that stand in paragraphs of their own.
const PARAGRAPHS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "hr",
    "figure",
];

/// Elements that stand on lines of their own.
const LINES: &[&str] = &["tr", "dt", "dd", "figcaption"];

/// The text of an HTML document or fragment: character references decoded once, white space
/// collapsed, `\n\n` between paragraphs, `\n` before `- ` and `1. ` of list items.
pub(super) fn flatten(html: &str) -> String {
    let mut flat = Flattener::default();
    let mut silent: Option<Tag<'_>> = None;
    for piece in pieces(html) {
        match (piece, silent) {
            (Piece::Tag(tag), Some(open)) if tag.side == Side::End && tag.is_any(&[open.name]) => {
                silent = None;
            }
            (_, Some(_)) | (Piece::Comment, None) => {}
            (Piece::Tag(tag), None) if tag.side == Side::Start && tag.is_any(SILENT) => {
                silent = (!tag.source.ends_with("/>")).then_some(tag);
            }
            (Piece::Tag(tag), None) => flat.tag(tag),
            (Piece::Text(text), None) => flat.text(&entity::decode(text)),
        }
    }
    flat.text
}

/// What must come before the next character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Debug, Default)]
struct Flattener {
    text: String,
    gap: Gap,
    /// The marker of a list item that has no text yet.
    marker: Option<String>,
    /// Open lists: the next number of a numbered one.
    lists: Vec<Option<u32>>,
    preformatted: usize,
    /// Where the line being written starts.
    line_start: usize,
}

impl Flattener {
    fn tag(&mut self, tag: Tag<'_>) {
        if tag.is_any(&["br"]) {
            let gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
            self.widen(gap);
        } else if tag.is_any(&["ul", "ol"]) {
            self.list(tag);
        } else if tag.is_any(&["li"]) {
            self.item(tag.side);
        } else if tag.is_any(PARAGRAPHS) {
            self.widen(Gap::Paragraph);
            self.track_preformatted(tag);
        } else if tag.is_any(LINES) {
            self.widen(Gap::Line);
        } else if tag.is_any(&["td", "th"]) {
            self.widen(Gap::Space);
        }
    }

    fn list(&mut self, tag: Tag<'_>) {
        let nested = self.lists.len() > usize::from(tag.side == Side::End);
        self.widen(if nested { Gap::Line } else { Gap::Paragraph });
        match tag.side {
            Side::Start => self.lists.push(tag.is_any(&["ol"]).then_some(1)),
            Side::End => {
                self.lists.pop();
                self.marker = None;
            }
        }
    }

    fn item(&mut self, side: Side) {
        self.marker = None;
        self.widen(Gap::Line);
        if side == Side::End {
            return;
        }
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.marker = Some(marker);
    }

    fn track_preformatted(&mut self, tag: Tag<'_>) {
        match (tag.is_any(&["pre"]), tag.side) {
            (true, Side::Start) => self.preformatted += 1,
            (true, Side::End) => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
    }

    /// Asks for a gap; inside a list item that has no text yet there is none to part from.
    fn widen(&mut self, gap: Gap) {
        if self.marker.is_none() {
            self.gap = self.gap.max(gap);
        }
    }

    fn text(&mut self, text: &str) {
        for (at, c) in text.char_indices() {
            if c == '\n' && (self.preformatted > 0 || starts_item(&text[at + 1..])) {
                self.widen(Gap::Line);
            } else if c.is_whitespace() {
                self.widen(Gap::Space);
            } else if !is_hidden(c) {
                self.open_gap(c);
                self.text.push(c);
            }
        }
    }

    fn open_gap(&mut self, next: char) {
        let mut gap = std::mem::take(&mut self.gap);
        if gap == Gap::Line && self.is_wrapped(next) {
            gap = Gap::Space;
        }
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        if gap >= Gap::Line {
            self.line_start = self.text.len();
        }
        if let Some(marker) = self.marker.take() {
            self.text.push_str(&marker);
        }
    }

    /// Whether a line break stands inside a sentence: editors that wrap put `<br>` there too.
    fn is_wrapped(&self, next: char) -> bool {
        let line = &self.text[self.line_start..];
        next.is_lowercase()
            && self.marker.is_none()
            && self.preformatted == 0
            && !line.ends_with(['.', '!', '?', ':', ';', '…'])
            && line.len() >= SHORT_LINE_CHARS
    }
}

/// Whether a line of text starts like a list item that its author forgot to mark up. Numbers do
/// not count: they start wrapped lines too.
fn starts_item(line: &str) -> bool {
    // Indentation beyond this is no list's, and looking past any would not be linear.
    const MAX_INDENT: usize = 8;
    let indent = line.bytes().take(MAX_INDENT).take_while(|&b| b == b' ').count();
    line[indent..].starts_with(['-', '*']) && list_marker(&line[indent..]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs_and_items_lines() {
        let html = "<h2>What</h2>\n<p>One\n two.</p><ul><li><p>a</p></li>\n<li>b<ol><li>c</li>\
            <li>d</li></ol></li><li></li></ul>after<br>line";
        assert_eq!(flatten(html), "What\n\nOne two.\n\n- a\n\n- b\n1. c\n2. d\n\nafter\nline");
    }

    #[test]
    fn scripts_and_comments_are_silent() {
        let html = "a<script>alert(1)</script>b<!-- c -->d<style>e</style><svg/>f<script>g";
        assert_eq!(flatten(html), "abdf");
    }

    #[test]
    fn wrapped_lines_flow_and_forgotten_items_do_not() {
        let html = "<p>eBPF enables the execution of programs in a sandbox  <br />\nin the kernel, with:\n\
            - one<br>- two\n* three</p>";
        let flat = "eBPF enables the execution of programs in a sandbox in the kernel, with:\n\
            - one\n- two\n* three";
        assert_eq!(flatten(html), flat);
    }

    #[test]
    fn preformatted_lines_stay_apart() {
        assert_eq!(flatten("<pre>let a;\n  let b;</pre>"), "let a;\nlet b;");
    }
}
