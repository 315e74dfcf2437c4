//! A sheet of text eighty columns wide: wrapped paragraphs, a few heads, rows of columns.

use unicode_normalization::char::is_combining_mark;

use crate::text;

/// Columns of a terminal that nobody widened.
pub(super) const WIDTH: usize = 80;

/// A text in the making. All that is put on it is cleaned: no control character reaches a terminal.
#[derive(Default)]
pub(super) struct Sheet(String);

impl Sheet {
    /// The name of what the sheet shows, underlined.
    pub(super) fn title(&mut self, text: &str) {
        let lines = wrap(text, WIDTH);
        let longest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
        for line in lines {
            self.line(&line);
        }
        self.line(&"=".repeat(longest));
    }

    /// The head of a part, with a line of space before it.
    pub(super) fn head(&mut self, text: &str) {
        self.gap();
        self.line(&clean(text).to_uppercase());
    }

    /// A text on lines of its own.
    pub(super) fn paragraph(&mut self, text: &str) {
        for line in wrap(text, WIDTH) {
            self.line(&line);
        }
    }

    /// A space between two parts.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// Texts side by side in columns so wide, each wrapped in its own; the last may be as wide as is
    /// left.
    pub(super) fn row<const N: usize>(&mut self, widths: [usize; N], cells: [&str; N]) {
        let used: usize = widths.iter().take(N - 1).map(|width| width + GUTTER.len()).sum();
        let room = |at: usize| if at + 1 == N { WIDTH - used } else { widths[at] };
        let wrapped: Vec<Vec<String>> =
            cells.iter().enumerate().map(|(at, cell)| wrap(cell, room(at))).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for place in 0..height {
            let cell = |(at, lines): (usize, &Vec<String>)| {
                pad(lines.get(place).map_or("", String::as_str), room(at))
            };
            let cells: Vec<String> = wrapped.iter().enumerate().map(cell).collect();
            self.line(cells.join(GUTTER).trim_end());
        }
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }
}

/// Between two columns.
const GUTTER: &str = "  ";

/// A hostile text on one line without anything that drives a terminal.
fn clean(text: &str) -> String {
    text::strip_control(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of at most so many columns. A word that is wider is broken, unless it is an address.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match joined.filter(|joined| columns(joined) <= width) {
            Some(joined) => {
                lines.pop();
                lines.push(joined);
            }
            None if is_address(word) => lines.push(word.to_owned()),
            None => lines.extend(broken(word, width)),
        }
    }
    lines
}

fn is_address(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

fn broken(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for letter in word.chars() {
        let own = columns_of(letter);
        if used + own > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        used += own;
        if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Columns that a terminal gives a character: none to marks on another, two to the wide scripts of
/// East Asia and to emoji (the large blocks of Unicode TR 11).
fn columns_of(letter: char) -> usize {
    match letter {
        '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        _ if is_combining_mark(letter) => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_wrap_in_their_own_columns() {
        let mut sheet = Sheet::default();
        sheet.row([5, 6, 0], ["10:00", "Hall of doors", &"word ".repeat(16)]);
        let text = sheet.finish();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("10:00  Hall    word word"), "{text}");
        assert!(lines[1].starts_with("       of      word"), "{text}");
        assert_eq!(lines[2].trim_end(), "       doors");
    }

    #[test]
    fn addresses_are_never_broken_and_wide_letters_count_twice() {
        let address = format!("https://x.test/{}", "a".repeat(90));
        assert_eq!(wrap(&format!("see {address} there"), 20), ["see", address.as_str(), "there"]);
        assert_eq!(wrap(&"漢".repeat(12), 20), ["漢".repeat(10), "漢".repeat(2)]);
        assert_eq!(columns("e\u{301}"), 1);
    }

    proptest! {
        #[test]
        fn nothing_drives_a_terminal_and_no_line_is_wider_than_it(
            texts in prop::collection::vec(".{0,120}", 1..6)
        ) {
            let mut sheet = Sheet::default();
            for text in &texts {
                sheet.title(text);
                sheet.head("x");
                sheet.paragraph(text);
                sheet.row([11, 16, 0], [text, text, text]);
            }
            for line in sheet.finish().lines() {
                prop_assert!(!line.contains(char::is_control), "{line:?}");
                let has_address = line.contains("://");
                prop_assert!(has_address || columns(line) <= WIDTH, "{line:?}");
            }
        }
    }
}
