//! A forgiving, linear scan of HTML into text and tags. It judges no tag and changes no text.

/// A stretch of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, character references not decoded; may start with a `<` that opens no tag.
    Text(&'a str),
    /// A start or end tag.
    Tag(Tag<'a>),
    /// A comment, declaration or processing instruction.
    Comment,
}

/// A start or end tag as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// All of it, angle brackets included.
    pub(super) source: &'a str,
    /// The element's name as written.
    pub(super) name: &'a str,
    /// Whether it is an end tag or a start tag.
    pub(super) side: Side,
}

/// Start or end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `<p>`, `<br/>`.
    Start,
    /// `</p>`.
    End,
}

impl Tag<'_> {
    /// Whether the element's name is one of these lower-case names.
    pub(super) fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

/// Cuts HTML into pieces that together make it up, in time linear in its length.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces {
        rest: html,
        ends: html.rfind('>').map_or(0, |at| at + 1),
        quotes: true,
        comments: true,
    }
}

/// See [`pieces`].
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// Bytes of `rest` up to and with its last `>`; a `<` beyond them opens nothing.
    ends: usize,
    /// Whether `>` inside quotes is still looked past. Once a quote stays open it no longer is:
    /// looking for its end again at every tag would make the scan quadratic.
    quotes: bool,
    /// Whether comments may still end, for the same reason.
    comments: bool,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some((piece, length)) = self.markup() {
            self.advance(length);
            return Some(piece);
        }
        let start = usize::from(self.rest.starts_with('<'));
        let length = self.rest[start..].find('<').map_or(self.rest.len(), |at| start + at);
        let text = &self.rest[..length];
        self.advance(length);
        Some(Piece::Text(text))
    }
}

impl<'a> Pieces<'a> {
    fn advance(&mut self, length: usize) {
        self.rest = &self.rest[length..];
        self.ends = self.ends.saturating_sub(length);
    }

    /// The tag or comment that `rest` starts with, and its length.
    fn markup(&mut self) -> Option<(Piece<'a>, usize)> {
        if self.ends == 0 || !self.rest.starts_with('<') {
            return None;
        }
        if self.rest.starts_with("<!--") {
            return self.comment();
        }
        if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            let opens = self.rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic);
            return opens.then(|| (Piece::Comment, self.first_end()));
        }
        let (name, side) = tag_name(self.rest)?;
        let length = self.tag_end();
        Some((Piece::Tag(Tag { source: &self.rest[..length], name, side }), length))
    }

    fn comment(&mut self) -> Option<(Piece<'a>, usize)> {
        if !self.comments {
            return None;
        }
        let end = self.rest.find("-->").map(|at| at + 3);
        self.comments = end.is_some();
        end.map(|length| (Piece::Comment, length))
    }

    /// Length up to and with the `>` that ends the tag at the start of `rest`.
    fn tag_end(&mut self) -> usize {
        if self.quotes {
            if let Some(length) = quoted_tag_end(self.rest) {
                return length;
            }
            self.quotes = false;
        }
        self.first_end()
    }

    fn first_end(&self) -> usize {
        self.rest.find('>').map_or(self.rest.len(), |at| at + 1)
    }
}

/// The name and side of a tag that starts the text.
fn tag_name(text: &str) -> Option<(&str, Side)> {
    let (start, side) = if text.starts_with("</") { (2, Side::End) } else { (1, Side::Start) };
    let body = text.get(start..)?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':');
    let length = body.bytes().position(|b| !is_name(b)).unwrap_or(body.len());
    let after = body.as_bytes().get(length);
    let closes = after.is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
    (closes && body.as_bytes()[0].is_ascii_alphabetic()).then(|| (&body[..length], side))
}

/// Length up to and with the first `>` outside quotes.
fn quoted_tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), _) if open == b => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tags(html: &str) -> Vec<&str> {
        let tag = |piece| match piece {
            Piece::Tag(tag) => Some(tag.source),
            _ => None,
        };
        pieces(html).filter_map(tag).collect()
    }

    #[test]
    fn tags_are_found_and_comparisons_are_not() {
        assert_eq!(tags("a<b>c</b><br/>"), ["<b>", "</b>", "<br/>"]);
        assert_eq!(tags("<a title=\"1 > 0\">x"), ["<a title=\"1 > 0\">"]);
        assert!(tags("a < b, 1<2 > 0").is_empty());
        assert!(tags("<3 <- <= << <> </>").is_empty());
        assert_eq!(tags("<a href='x>y</a>"), ["<a href='x>", "</a>"]);
        assert!(tags("<!-- <b> --><!doctype html>").is_empty());
    }

    #[test]
    fn hostile_input_is_scanned_in_one_pass() {
        for unit in ["<", "<a \">\"", "<!--", "<a '", "</", "<!x"] {
            let text = unit.repeat(300_000) + ">";
            assert!(pieces(&text).count() > 0);
        }
    }

    proptest! {
        #[test]
        fn pieces_of_text_and_tags_are_parts_of_the_source(html in "[<>a/!\"'= -]{0,60}") {
            let total: usize = pieces(&html)
                .map(|piece| match piece {
                    Piece::Text(text) => text.len(),
                    Piece::Tag(tag) => tag.source.len(),
                    Piece::Comment => 0,
                })
                .sum();
            prop_assert!(total <= html.len());
        }
    }
}
