//! Content lines of a calendar as RFC 5545 wants them: escaped, folded, ended by CRLF. A value can
//! never begin a property of its own.

use crate::text;

/// The longest line, without its end (RFC 5545, section 3.1).
const MAX_LINE_BYTES: usize = 75;

/// A calendar being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// A property with a text, which is escaped.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.put(name, &[], &escaped(value));
    }

    /// A property with a text and parameters.
    pub(super) fn text_with(&mut self, name: &str, parameters: &[(&str, &str)], value: &str) {
        self.put(name, parameters, &escaped(value));
    }

    /// A property with a list of texts.
    pub(super) fn list(&mut self, name: &str, parameters: &[(&str, &str)], values: &[String]) {
        let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
        self.put(name, parameters, &values.join(","));
    }

    /// A property whose value is no text: a time, an address, a word of the standard. What could
    /// end the line is taken out.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.put(name, &[], value);
    }

    /// The same with parameters.
    pub(super) fn raw_with(&mut self, name: &str, parameters: &[(&str, &str)], value: &str) {
        self.put(name, parameters, value);
    }

    /// The calendar.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Adds a line, folded so that no character is cut.
    fn put(&mut self, name: &str, parameters: &[(&str, &str)], value: &str) {
        let parameters = parameters.iter().map(|(key, value)| format!(";{key}={}", quoted(value)));
        let head: String = std::iter::once(name.to_owned()).chain(parameters).collect();
        let mut bytes = 0;
        for c in head.chars().chain([':']).chain(value.chars()).filter(|c| !c.is_control()) {
            if bytes + c.len_utf8() > MAX_LINE_BYTES {
                self.text.push_str("\r\n ");
                bytes = 1;
            }
            self.text.push(c);
            bytes += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// A text as a value: line ends, commas, semicolons and backslashes escaped, nothing hidden in it.
fn escaped(value: &str) -> String {
    let lines = value.replace("\r\n", "\n").replace('\r', "\n");
    let text = text::strip_control(&lines);
    let text = text.replace('\\', "\\\\").replace('\n', "\\n");
    text.replace(',', "\\,").replace(';', "\\;")
}

/// A parameter's value; a text with signs of its own is quoted, and its quotation marks and line
/// ends are written as RFC 6868 says.
fn quoted(value: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '+');
    if !value.is_empty() && value.chars().all(is_word) {
        return value.to_owned();
    }
    let text = text::strip_control(value).replace('^', "^^").replace('"', "^'");
    format!("\"{}\"", text.replace('\n', "^n").replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(value: &str) -> String {
        let mut lines = Lines::default();
        lines.text_with("X", &[("P", value)], value);
        String::from_utf8(lines.into_bytes()).unwrap()
    }

    #[test]
    fn texts_and_parameters_are_escaped() {
        assert_eq!(line("a"), "X;P=a:a\r\n");
        assert_eq!(line("a, b;\\\r\nc\u{202e}"), "X;P=\"a, b;\\^nc\":a\\, b\\;\\\\\\nc\r\n");
        assert_eq!(line("\"^"), "X;P=\"^'^^\":\"^\r\n");
        let mut lines = Lines::default();
        lines.raw("URL", "https://a.example\r\nATTACH:evil");
        assert_eq!(lines.into_bytes(), b"URL:https://a.exampleATTACH:evil\r\n");
    }

    proptest! {
        #[test]
        fn any_text_is_one_line_of_at_most_75_bytes(text in any::<String>()) {
            let line = line(&text);
            let folded: Vec<&str> = line.strip_suffix("\r\n").unwrap().split("\r\n").collect();
            prop_assert!(folded.iter().all(|it| it.len() <= 75 && !it.contains(['\r', '\n'])));
            prop_assert!(folded.iter().skip(1).all(|it| it.starts_with(' ')));
        }
    }
}
