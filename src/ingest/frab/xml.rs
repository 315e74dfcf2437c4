//! XML from strangers, within limits: a thin layer over the streaming reader that keeps count of
//! depth, lengths and lines, expands no entities but the five of XML, and builds no tree.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::ingest::IngestError;

/// Deepest nesting read; real files have seven levels.
const MAX_DEPTH: usize = 32;
/// Longest text of one element, in bytes; the longest abstract seen has 20 kB.
const MAX_TEXT_BYTES: usize = 1 << 20;
/// Longest attribute, in bytes.
const MAX_ATTRIBUTE_BYTES: usize = 16 << 10;
/// Most attributes of one element.
const MAX_ATTRIBUTES: usize = 64;

/// A file being read.
pub(in crate::ingest) struct Source<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    depth: usize,
    counted_to: usize,
    line: usize,
}

/// What comes next in a file.
pub(in crate::ingest) enum Node {
    /// An element begins.
    Open(Element),
    /// A processing instruction: target and content.
    Instruction(String, String),
    /// Text, already unescaped.
    Text(String),
    /// The innermost element ends.
    Close,
    /// The file ends.
    End,
}

/// The start of an element.
pub(in crate::ingest) struct Element {
    /// Name without its prefix.
    pub(in crate::ingest) name: String,
    /// Line of its tag.
    pub(in crate::ingest) line: usize,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute's trimmed value; empty when it is absent.
    pub(in crate::ingest) fn attribute(&mut self, name: &str) -> String {
        let found = self.attributes.iter().position(|(key, _)| key == name);
        found.map(|i| self.attributes.swap_remove(i).1.trim().to_owned()).unwrap_or_default()
    }
}

impl<'a> Source<'a> {
    /// Starts at the top of a file.
    pub(in crate::ingest) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, text, depth: 0, counted_to: 0, line: 1 }
    }

    /// The next piece of the file; comments are passed over.
    pub(in crate::ingest) fn next(&mut self) -> Result<Node, IngestError> {
        loop {
            let event = self.reader.read_event();
            let line = self.line();
            match event.map_err(|error| broken(line, error))? {
                Event::Start(tag) => return self.open(&tag, line).map(Node::Open),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Node::Close);
                }
                Event::Text(text) => return Ok(Node::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Node::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(entity) => return resolve(&entity, line).map(Node::Text),
                Event::PI(it) => {
                    let content = it.content().trim().to_owned();
                    return Ok(Node::Instruction(it.target().to_owned(), content));
                }
                Event::DocType(kind) if kind.contains('[') => {
                    return Err(IngestError::DocumentType { line });
                }
                Event::Eof if self.depth > 0 => {
                    return Err(broken(line, "the file breaks off inside an element"));
                }
                Event::Eof => return Ok(Node::End),
                Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::Empty(_) => {}
            }
        }
    }

    /// The text up to the end of the element just opened. Elements inside (HTML that was not
    /// escaped) leave their text behind, each on a line of its own. Line ends become `\n`.
    pub(in crate::ingest) fn text(&mut self) -> Result<String, IngestError> {
        let mut text = String::new();
        let mut inside = 0_usize;
        loop {
            match self.next()? {
                Node::Open(_) => inside += 1,
                Node::Text(piece) => text.push_str(&piece),
                Node::Close if inside == 0 => break,
                Node::Close => {
                    inside -= 1;
                    text.push('\n');
                }
                Node::Instruction(..) => {}
                Node::End => break,
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(self.beyond("the text of an element, in bytes,", MAX_TEXT_BYTES));
            }
        }
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        Ok(text.trim().to_owned())
    }

    /// Passes over the rest of the element just opened.
    pub(in crate::ingest) fn skip(&mut self) -> Result<(), IngestError> {
        let mut inside = 0_usize;
        loop {
            match self.next()? {
                Node::Open(_) => inside += 1,
                Node::Close if inside == 0 => return Ok(()),
                Node::Close => inside -= 1,
                Node::End => return Ok(()),
                Node::Text(_) | Node::Instruction(..) => {}
            }
        }
    }

    /// The error that something here is more than is allowed.
    pub(in crate::ingest) fn beyond(&self, what: &'static str, limit: usize) -> IngestError {
        IngestError::Limit { what, limit, line: self.line }
    }

    fn open(&mut self, tag: &BytesStart<'_>, line: usize) -> Result<Element, IngestError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.beyond("the depth of elements", MAX_DEPTH));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| broken(line, error))?;
            if attribute.value.len() > MAX_ATTRIBUTE_BYTES {
                return Err(self.beyond("an attribute, in bytes,", MAX_ATTRIBUTE_BYTES));
            }
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(self.beyond("the number of attributes", MAX_ATTRIBUTES));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| broken(line, error))?.into_owned();
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
        }
        Ok(Element { name: tag.local_name().as_ref().to_owned(), line, attributes })
    }

    /// The line of what was just read. Counts on from the last call, so a file is counted once.
    fn line(&mut self) -> usize {
        let to = usize::try_from(self.reader.buffer_position()).unwrap_or(self.counted_to);
        let to = to.min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted_to..to).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted_to = to.max(self.counted_to);
        self.line
    }
}

/// The text of an entity. Those of HTML (`&nbsp;`) are not defined in XML; they stay as written,
/// and the cleaning of texts understands them.
fn resolve(entity: &BytesRef<'_>, line: usize) -> Result<String, IngestError> {
    if let Some(character) = entity.resolve_char_ref().map_err(|error| broken(line, error))? {
        return Ok(character.to_string());
    }
    let name: &str = entity;
    Ok(match quick_xml::escape::resolve_predefined_entity(name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    })
}

fn broken(line: usize, error: impl std::fmt::Display) -> IngestError {
    IngestError::Xml { line, message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of_root(xml: &str) -> Result<String, IngestError> {
        let mut source = Source::new(xml);
        loop {
            match source.next()? {
                Node::Open(_) => return source.text(),
                Node::End => return Ok(String::new()),
                _ => {}
            }
        }
    }

    #[test]
    fn text_is_unescaped_and_inner_elements_leave_theirs() {
        let xml = "<a>x &amp;&#13;&lt;p&gt; <![CDATA[<b>]]> <i>in</i>&nbsp;</a>";
        assert_eq!(text_of_root(xml).unwrap(), "x &\n<p> <b> in\n&nbsp;");
    }

    #[test]
    fn hostile_files_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>";
        assert_eq!(text_of_root(bomb), Err(IngestError::DocumentType { line: 1 }));
        let deep = "<a>".repeat(40);
        assert!(matches!(text_of_root(&deep), Err(IngestError::Limit { .. })));
        let long = format!("<a>{}</a>", "x".repeat(MAX_TEXT_BYTES + 1));
        assert!(matches!(text_of_root(&long), Err(IngestError::Limit { .. })));
        let wide = format!("<a b='{}'/>", "x".repeat(MAX_ATTRIBUTE_BYTES + 1));
        assert!(matches!(text_of_root(&wide), Err(IngestError::Limit { .. })));
    }

    #[test]
    fn errors_name_the_line() {
        assert!(matches!(text_of_root("<a>\n\n<b></a>"), Err(IngestError::Xml { line: 3, .. })));
        assert!(matches!(text_of_root("<a>\n<b>"), Err(IngestError::Xml { line: 2, .. })));
    }
}
